// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-util.h"
#include "core/profile/helio-profile-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define ID_MAX 64
#define NAME_MAX_CHARS 200

/* The id names the file that holds the profile. */
const char *
helio_profile_check_id (const char *value)
{
  gsize length = strlen (value);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (value[i]) && (i == 0 || strchr ("-_.", value[i]) == NULL))
      length = 0;
  return length > 0 && length <= ID_MAX
             ? NULL
             : C_ ("profile file", "a UUID, or up to 64 letters, digits and “-”, “_”, “.”");
}

const char *
helio_profile_check_name (const char *value)
{
  g_autofree char *stripped = g_strstrip (g_strdup (value));

  return *stripped != '\0' && g_utf8_strlen (value, -1) <= NAME_MAX_CHARS
             ? NULL
             : C_ ("profile file", "a name of 1 to 200 characters");
}

/* GUri takes spaces and more in a host. */
static gboolean
is_host (const char *host)
{
  if (host == NULL || *host == '\0')
    return FALSE;
  for (; *host != '\0'; host++)
    if (!g_ascii_isalnum (*host) && (guchar) *host < 0x80 && strchr ("-._:", *host) == NULL)
      return FALSE;
  return TRUE;
}

/* An absolute URL with a host, without user info and fragment, whose scheme is one of @schemes. */
static GUri *
parse_url (const char *value, const char *const *schemes)
{
  g_autoptr (GUri) uri = g_uri_parse (value, G_URI_FLAGS_ENCODED, NULL);

  if (uri == NULL || !g_strv_contains (schemes, g_uri_get_scheme (uri)) ||
      !is_host (g_uri_get_host (uri)) || strpbrk (value, " \"<>\\^`{|}") != NULL ||
      g_uri_get_userinfo (uri) != NULL || g_uri_get_fragment (uri) != NULL ||
      g_uri_get_port (uri) == 0)
    return NULL;
  return g_steal_pointer (&uri);
}

const char *
helio_profile_check_broker_url (const char *value)
{
  static const char *const schemes[] = {"mqtt", "mqtts", "ws", "wss", NULL};
  g_autoptr (GUri) uri = parse_url (value, schemes);
  gboolean is_mqtt = uri != NULL && g_str_has_prefix (g_uri_get_scheme (uri), "mqtt");

  /* There is no path in MQTT over TCP: one that was typed would be lost. */
  if (uri == NULL ||
      (is_mqtt && (g_uri_get_query (uri) != NULL ||
                   (*g_uri_get_path (uri) != '\0' && strcmp (g_uri_get_path (uri), "/") != 0))))
    return C_ ("profile file",
               "an address that begins with mqtts:// or wss://, or with mqtt:// or ws:// on this "
               "computer, such as mqtts://host:port,");
  return NULL;
}

char *
helio_profile_complete_broker_url (const char *text)
{
  static const struct {
    const char *foreign, *scheme;
  } schemes[] = {{"tcp://", "mqtt://"}, {"ssl://", "mqtts://"}, {"tls://", "mqtts://"}};
  g_autofree char *typed = g_strstrip (g_strdup (text));
  g_autofree char *plain = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GUri) uri = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (schemes) && url == NULL; i++)
    if (g_ascii_strncasecmp (typed, schemes[i].foreign, strlen (schemes[i].foreign)) == 0)
      url = g_strconcat (schemes[i].scheme, typed + strlen (schemes[i].foreign), NULL);
  if (url == NULL && strstr (typed, "://") == NULL) {
    plain = g_strconcat ("mqtt://", typed, NULL);
    uri = g_uri_parse (plain, G_URI_FLAGS_ENCODED, NULL);
    if (uri == NULL || g_uri_get_host (uri) == NULL)
      return NULL;
    url =
        g_strconcat (g_uri_get_port (uri) != 8883 && (g_uri_get_port (uri) == 1883 ||
                                                      helio_host_is_loopback (g_uri_get_host (uri)))
                         ? "mqtt://"
                         : "mqtts://",
                     typed,
                     NULL);
  }
  return url != NULL && helio_profile_check_broker_url (url) == NULL ? g_steal_pointer (&url)
                                                                     : NULL;
}

const char *
helio_profile_check_service_url (const char *value)
{
  static const char *const schemes[] = {"https", "http", NULL};
  g_autoptr (GUri) uri = parse_url (value, schemes);

  return uri != NULL ? NULL : C_ ("profile file", "an address such as https://host/path");
}

const char *
helio_profile_check_issuer (const char *value)
{
  static const char *const schemes[] = {"https", "http", NULL};
  g_autoptr (GUri) uri = parse_url (value, schemes);

  /* OpenID Connect Discovery 1.0 §3: no query, no fragment. */
  return uri != NULL && g_uri_get_query (uri) == NULL
             ? NULL
             : C_ ("profile file", "an address such as https://issuer.example.com/");
}

/* RFC 8707 §2: an absolute URI, which need not be that of a place; no fragment. */
const char *
helio_profile_check_resource (const char *value)
{
  g_autoptr (GUri) uri = g_uri_parse (value, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && g_uri_get_fragment (uri) == NULL &&
                 (*g_uri_get_path (uri) != '\0' || g_uri_get_host (uri) != NULL)
             ? NULL
             : C_ ("profile file", "an absolute URI such as https://api.example.com/");
}

const char *
helio_profile_check_domain (const char *value)
{
  static const char *const schemes[] = {"https", NULL};
  g_autofree char *url = g_strdup_printf ("https://%s/", value);
  g_autoptr (GUri) uri = parse_url (url, schemes);

  return uri != NULL && strcmp (g_uri_get_path (uri), "/") == 0 && g_uri_get_query (uri) == NULL
             ? NULL
             : C_ ("profile file", "a host name such as your-tenant.auth0.com, without https://");
}

#define TOPIC_MAX 65535

/* MQTT 5.0 §4.7: what core/mqtt checks too; this folder stands below it. */
const char *
helio_profile_check_filter (const char *value)
{
  gsize length = strlen (value);
  gboolean good = length > 0 && length <= TOPIC_MAX;

  for (gsize i = 0; i < length && good; i++) {
    gboolean begins = i == 0 || value[i - 1] == '/';

    if (value[i] == '#')
      good = begins && i + 1 == length;
    else if (value[i] == '+')
      good = begins && (i + 1 == length || value[i + 1] == '/');
  }
  return good ? NULL : C_ ("profile file", "a topic filter such as site/+/state or users/%u/#");
}

const char *
helio_profile_check_topic (const char *value)
{
  gsize length = strlen (value);

  return length > 0 && length <= TOPIC_MAX && strpbrk (value, "+#") == NULL
             ? NULL
             : C_ ("profile file", "a topic name without “+” and “#”");
}

/* g_base64_decode() skips what it does not know. */
const char *
helio_profile_check_base64 (const char *value)
{
  gsize length = strlen (value);
  gsize padding = g_str_has_suffix (value, "==") ? 2 : g_str_has_suffix (value, "=") ? 1 : 0;
  gboolean good = length % 4 == 0;

  for (gsize i = 0; i + padding < length && good; i++)
    good = g_ascii_isalnum (value[i]) || value[i] == '+' || value[i] == '/';
  return good ? NULL : C_ ("profile file", "base64 text");
}

const char *
helio_profile_check_certificates (const char *value)
{
  /* A profile is exported and mailed around: the key has no business in it. */
  if (strstr (value, "PRIVATE KEY-----") != NULL)
    return C_ ("profile file", "a certificate without its private key (the keyring keeps the key)");
  return strstr (value, "-----BEGIN CERTIFICATE-----") != NULL &&
                 strstr (value, "-----END CERTIFICATE-----") != NULL
             ? NULL
             : C_ ("profile file", "certificates in PEM form");
}

gboolean
helio_profile_url_is_insecure (const char *url)
{
  static const char *const plain[] = {"http", "ws", "mqtt", NULL};
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  return uri != NULL && g_strv_contains (plain, g_uri_get_scheme (uri)) &&
         !helio_host_is_loopback (g_uri_get_host (uri));
}
