// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-util.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

gboolean
helio_set_str (char **pointer, const char *value)
{
  char *copy;

  if (g_strcmp0 (*pointer, value) == 0)
    return FALSE;
  copy = g_strdup (value);
  g_free (*pointer);
  *pointer = copy;
  return TRUE;
}

gboolean
helio_host_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (host == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

gboolean
helio_write_private (const char *path, const char *text, gboolean durable, GError **error)
{
  GFileSetContentsFlags flags = G_FILE_SET_CONTENTS_CONSISTENT;

  if (durable)
    flags |= G_FILE_SET_CONTENTS_DURABLE;
  /* Newer GLib gives the file the mode of the one that it replaces. Mostly there is none. */
  (void) g_chmod (path, 0600);
  return g_file_set_contents_full (path, text, -1, flags, 0600, error);
}

static int
default_port (const char *scheme)
{
  static const struct {
    const char *scheme;
    int port;
  } ports[] = {
      {"http", 80},
      {"https", 443},
      {"ws", 80},
      {"wss", 443},
      {"mqtt", 1883},
      {"mqtts", 8883},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ports); i++)
    if (strcmp (scheme, ports[i].scheme) == 0)
      return ports[i].port;
  return 0;
}

char *
helio_uri_origin (const char *uri)
{
  g_autoptr (GUri) parsed = uri != NULL ? g_uri_parse (uri, G_URI_FLAGS_NONE, NULL) : NULL;
  g_autofree char *scheme = NULL, *host = NULL;
  int port;

  if (parsed == NULL || g_uri_get_host (parsed) == NULL || *g_uri_get_host (parsed) == '\0')
    return NULL;
  scheme = g_ascii_strdown (g_uri_get_scheme (parsed), -1);
  host = g_ascii_strdown (g_uri_get_host (parsed), -1);
  port = g_uri_get_port (parsed) != -1 ? g_uri_get_port (parsed) : default_port (scheme);
  return g_strdup_printf (strchr (host, ':') != NULL ? "%s://[%s]:%d" : "%s://%s:%d",
                          scheme,
                          host,
                          port);
}

char *
helio_printable (const char *text, gssize length, gsize max_chars)
{
  g_autofree char *valid = g_utf8_make_valid (text, length);
  GString *out = g_string_new (NULL);
  gsize chars = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (chars++ == max_chars) {
      g_string_append (out, "…");
      break;
    }
    if (c == '\n' || c == '\t' || c == '\r')
      c = ' ';
    else if (g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT)
      c = 0xFFFD;
    g_string_append_unichar (out, c);
  }
  return g_string_free (out, FALSE);
}

char *
helio_hex (const guint8 *data, gsize length)
{
  static const char digits[] = "0123456789abcdef";
  char *text = g_malloc (length * 2 + 1);

  for (gsize i = 0; i < length; i++) {
    text[2 * i] = digits[data[i] >> 4];
    text[2 * i + 1] = digits[data[i] & 15];
  }
  text[length * 2] = '\0';
  return text;
}

char *
helio_format_time_utc (gint64 wall)
{
  gint64 milliseconds = (wall % G_USEC_PER_SEC + G_USEC_PER_SEC) % G_USEC_PER_SEC / 1000;
  /* Downwards also before 1970. */
  gint64 whole = wall / G_USEC_PER_SEC - (wall % G_USEC_PER_SEC < 0);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (whole);
  g_autofree char *seconds = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%S") : NULL;

  return g_strdup_printf ("%s.%03dZ", seconds != NULL ? seconds : "?", (int) milliseconds);
}

const char *
helio_plural (const char *with_context, const char *singular, const char *plural, gulong n)
{
  const char *text = g_dngettext (GETTEXT_PACKAGE, with_context, plural, n);

  /* Not translated: what was asked for comes back. */
  return text == with_context ? singular : text;
}

guint
helio_signal_new (const char *name, GType owner)
{
  return g_signal_new (name, owner, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}
