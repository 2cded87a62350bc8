// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-sandbox-profiles.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <string.h>

static void
set_url (HelioJson *object, const char *name, const char *base, const char *path)
{
  g_autofree char *url = g_strconcat (base, path, NULL);

  helio_json_set_string (object, name, url);
}

static HelioJson *
port_list (const HelioSandboxFacts *facts)
{
  HelioJson *list = helio_json_new_array ();

  for (gsize i = 0; i < facts->n_redirect_ports; i++)
    helio_json_append (list, helio_json_new_integer (facts->redirect_ports[i]));
  return list;
}

static HelioJson *
make_broker (const HelioSandboxFacts *facts, const char *ca)
{
  HelioJson *broker = helio_json_new_object ();
  HelioJson *authority = helio_json_new_object ();

  helio_json_set_string (broker, "url", facts->wss);
  helio_json_set_string (authority, "pem", ca);
  helio_json_set (broker, "ca", authority);
  return broker;
}

static HelioJson *
make_sign_in (const HelioSandboxFacts *facts, const HelioSandboxUser *user)
{
  HelioJson *sign_in = helio_json_new_object ();
  g_autoptr (GUri) uri = g_uri_parse (facts->url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *domain = g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri));

  helio_json_set_string (sign_in, "domain", domain);
  helio_json_set_string (sign_in, "issuer", facts->url);
  helio_json_set_string (sign_in, "client_id", facts->client_id);
  helio_json_set_string (sign_in, "audience", facts->audience);
  helio_json_set_string (sign_in, "scope", "openid profile email offline_access");
  helio_json_set_string (sign_in, "login_hint", user->name);
  helio_json_set (sign_in, "redirect_ports", port_list (facts));
  return sign_in;
}

static HelioJson *
make_credentials (const HelioSandboxFacts *facts, const HelioSandboxUser *user, const char *kind)
{
  HelioJson *credentials = helio_json_new_object ();
  HelioJson *own = helio_json_new_object ();
  const char *method = kind;

  if (g_str_equal (kind, "exchange") || g_str_equal (kind, "organization")) {
    gboolean by_key = g_str_equal (kind, "exchange");

    method = "exchange";
    set_url (own, "url", facts->url, "v2/tokens/exchange");
    helio_json_set_string (own, "dialect", by_key ? "key" : "organization");
    helio_json_set_string (own, "provider", "auth0");
    helio_json_set_string (own, "organization_id", by_key ? NULL : facts->organization_id);
    helio_json_set_integer (own, "ttl", facts->credential_ttl);
  } else if (g_str_equal (kind, "backend-bearer")) {
    method = "backend";
    set_url (own, "url", facts->url, "mqtt-credentials");
    helio_json_set_string (own, "style", "bearer");
  } else if (g_str_equal (kind, "backend-json")) {
    method = "backend";
    set_url (own, "url", facts->url, "api/mqtt-credentials");
    helio_json_set_string (own, "style", "json");
    helio_json_set_string (own, "token_field", "auth0Token");
  } else {
    g_autofree char *username = g_strdup_printf ("%s@%s", user->name, facts->organization_id);

    helio_json_set_string (own, "username", username);
  }
  helio_json_set_string (credentials, "method", method);
  helio_json_set (credentials, method, own);
  return credentials;
}

/* What the sandbox's rules allow each user, and its claim. */
static HelioJson *
make_subscriptions (const HelioSandboxUser *user)
{
  static const char *const filters[] = {"site/#", "chat/#", "alerts/%u/#", "users/%u/#"};
  HelioJson *list = helio_json_new_array ();

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++) {
    HelioJson *subscription = helio_json_new_object ();

    helio_json_set_string (subscription, "filter", filters[i]);
    helio_json_set_integer (subscription, "qos", 1);
    helio_json_append (list, subscription);
  }
  return list;
}

static HelioJson *
make_profile (const HelioSandboxFacts *facts,
              const HelioSandboxUser *user,
              const char *kind,
              const char *ca)
{
  HelioJson *profile = helio_json_new_object ();
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *name = g_strdup_printf ("Sandbox %s (%s)", user->name, kind);

  helio_json_set_integer (profile, "version", 1);
  helio_json_set_string (profile, "id", id);
  helio_json_set_string (profile, "name", name);
  helio_json_set (profile, "broker", make_broker (facts, ca));
  if (!g_str_equal (kind, "password"))
    helio_json_set (profile, "sign_in", make_sign_in (facts, user));
  helio_json_set (profile, "credentials", make_credentials (facts, user, kind));
  helio_json_set (profile, "subscriptions", make_subscriptions (user));
  return profile;
}

HelioJson *
helio_sandbox_profiles_write (const HelioSandboxFacts *facts, const char *dir, GError **error)
{
  static const char *const kinds[] = {"exchange",
                                      "organization",
                                      "backend-bearer",
                                      "backend-json",
                                      "password"};
  g_autoptr (HelioJson) paths = helio_json_new_object ();
  g_autoptr (GError) local = NULL;
  g_autofree char *ca = NULL;

  if (!g_file_get_contents (facts->ca_file, &ca, NULL, &local)) {
    helio_error_set (error, HELIO_ERROR_FILE, NULL, "%s", local->message);
    return NULL;
  }
  for (guint i = 0; i < helio_sandbox_users_get_length (facts->users); i++) {
    const HelioSandboxUser *user = helio_sandbox_users_get (facts->users, i);

    for (guint j = 0; j < G_N_ELEMENTS (kinds); j++) {
      g_autoptr (HelioJson) profile = make_profile (facts, user, kinds[j], ca);
      g_autofree char *text = helio_json_to_text (profile, TRUE);
      g_autofree char *name = g_strdup_printf ("%s-%s", user->name, kinds[j]);
      g_autofree char *file = g_strconcat (name, ".json", NULL);
      g_autofree char *path = g_build_filename (dir, file, NULL);

      if (!helio_write_private (path, text, FALSE, &local)) {
        helio_error_set (error, HELIO_ERROR_FILE, NULL, "%s", local->message);
        return NULL;
      }
      helio_json_set_string (paths, name, path);
    }
  }
  return g_steal_pointer (&paths);
}

gboolean
helio_sandbox_ready_write (const HelioJson *ready, const char *dir, GError **error)
{
  g_autofree char *text = helio_json_to_text (ready, TRUE);
  g_autofree char *path = g_build_filename (dir, "ready.json", NULL);
  g_autoptr (GError) local = NULL;

  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &local))
    return TRUE;
  return helio_error_set (error, HELIO_ERROR_FILE, NULL, "%s", local->message);
}

static HelioJson *
ready_users (const HelioSandboxFacts *facts)
{
  HelioJson *list = helio_json_new_array ();

  for (guint i = 0; i < helio_sandbox_users_get_length (facts->users); i++) {
    const HelioSandboxUser *user = helio_sandbox_users_get (facts->users, i);
    HelioJson *entry = helio_json_new_object ();

    helio_json_set_string (entry, "name", user->name);
    helio_json_set_string (entry, "email", user->email);
    helio_json_set_string (entry, "password", user->password);
    helio_json_append (list, entry);
  }
  return list;
}

HelioJson *
helio_sandbox_ready (const HelioSandboxFacts *facts, HelioJson *profiles)
{
  HelioJson *ready = helio_json_new_object ();
  HelioJson *broker = helio_json_new_object ();
  g_autofree char *faults = g_strconcat ("sandbox/faults/", facts->faults_secret, NULL);

  helio_json_set_boolean (ready, "ready", TRUE);
  helio_json_set_string (ready, "issuer", facts->url);
  helio_json_set_string (ready, "client_id", facts->client_id);
  helio_json_set_string (ready, "audience", facts->audience);
  helio_json_set (ready, "redirect_ports", port_list (facts));
  set_url (ready, "exchange_url", facts->url, "v2/tokens/exchange");
  helio_json_set_string (ready, "api_key", facts->secret_key);
  helio_json_set_string (ready, "publishable_key", facts->publishable_key);
  helio_json_set_string (ready, "organization_id", facts->organization_id);
  set_url (ready, "backend_bearer_url", facts->url, "mqtt-credentials");
  set_url (ready, "backend_json_url", facts->url, "api/mqtt-credentials");
  set_url (ready, "faults_url", facts->url, faults);
  helio_json_set_string (ready, "ca_file", facts->ca_file);
  helio_json_set_string (broker, "mqtt", facts->mqtt);
  helio_json_set_string (broker, "mqtts", facts->mqtts);
  helio_json_set_string (broker, "ws", facts->ws);
  helio_json_set_string (broker, "wss", facts->wss);
  helio_json_set (ready, "broker", broker);
  helio_json_set (ready, "users", ready_users (facts));
  helio_json_set (ready, "profiles", helio_json_ref (profiles));
  return ready;
}
