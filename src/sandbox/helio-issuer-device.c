// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-issuer-private.h"

#include "sandbox/helio-issuer-pages.h"

/* Device authorization (RFC 8628 §3.1, §3.3): the code for the device and the page where its user types
 * the short one. Signing in and consent are those of /authorize; polling is in helio-issuer-token.c. */

static const char *
get (GHashTable *form, const char *name)
{
  const char *value = form != NULL ? g_hash_table_lookup (form, name) : NULL;

  return value != NULL && *value != '\0' ? value : NULL;
}

static void
answer_error (SoupServerMessage *message, guint status, const char *error, const char *description)
{
  g_autoptr (HelioJson) body = helio_json_new_object ();

  helio_json_set_string (body, "error", error);
  helio_json_set_string (body, "error_description", description);
  helio_web_answer_json (message, status, body);
}

static void
on_device_code (SoupServerMessage *message, gpointer user_data)
{
  HelioIssuer *self = user_data;
  g_autoptr (GHashTable) form = helio_web_body_form (message);
  const char *scope = get (form, "scope");
  const char *audience = get (form, self->takes_resource ? "resource" : "audience");
  g_autofree char *granted = NULL;
  g_autoptr (HelioJson) body = helio_json_new_object ();
  g_autofree char *device_code = NULL, *user_code = NULL, *place = NULL, *complete = NULL;

  if (get (form, "client_id") == NULL) {
    answer_error (message, 400, "invalid_request", "Missing required parameter: client_id");
    return;
  }
  if (!g_str_equal (get (form, "client_id"), self->client_id)) {
    answer_error (message, 401, "invalid_client", "Unknown client");
    return;
  }
  if (audience != NULL && !g_str_equal (audience, self->audience)) {
    answer_error (message, 403, "access_denied", "Service not found");
    return;
  }
  granted = helio_issuer_grant_scope (self, scope != NULL ? scope : "openid");
  helio_devices_start (self->devices, granted, audience, &device_code, &user_code);
  place = g_strconcat (self->url, "activate", NULL);
  complete = g_strconcat (place, "?user_code=", user_code, NULL);
  helio_json_set_string (body, "device_code", device_code);
  helio_json_set_string (body, "user_code", user_code);
  helio_json_set_string (body, "verification_uri", place);
  helio_json_set_string (body, "verification_uri_complete", complete);
  helio_json_set_integer (body, "expires_in", HELIO_DEVICE_LIFE);
  helio_json_set_integer (body, "interval", helio_devices_get_interval (self->devices));
  helio_web_answer_json (message, SOUP_STATUS_OK, body);
}

static void
show_code_page (SoupServerMessage *message, const char *user_code, const char *fault)
{
  g_autofree char *html = helio_page_device_code (user_code, fault);

  helio_web_answer_html (message, fault != NULL ? 400 : 200, html);
}

static void
on_activate (SoupServerMessage *message, gpointer user_data)
{
  HelioIssuer *self = user_data;
  g_autoptr (GHashTable) form = NULL;
  g_autofree char *device_code = NULL, *scope = NULL, *audience = NULL;
  const char *user_code;
  HelioIssuerTransaction *transaction;

  if (g_str_equal (soup_server_message_get_method (message), "GET")) {
    form = helio_web_query (message);
    show_code_page (message, get (form, "user_code"), NULL);
    return;
  }
  form = helio_web_body_form (message);
  user_code = get (form, "user_code");
  if (user_code == NULL ||
      !helio_devices_find (self->devices, user_code, &device_code, &scope, &audience)) {
    show_code_page (message, user_code, "The code is wrong or no longer valid.");
    return;
  }
  transaction = helio_issuer_new_transaction (self);
  transaction->device_code = g_steal_pointer (&device_code);
  transaction->scope = g_steal_pointer (&scope);
  transaction->audience = g_steal_pointer (&audience);
  /* Somebody may have sent a link with a code of theirs: never without a question. */
  transaction->prompt_consent = TRUE;
  helio_issuer_advance (self, message, transaction);
}

void
helio_issuer_finish_device (HelioIssuer *self,
                            SoupServerMessage *message,
                            HelioIssuerTransaction *transaction,
                            HelioGrant *grant)
{
  gboolean in_time = helio_devices_decide (self->devices, transaction->device_code, grant);
  g_autofree char *html =
      !in_time ? helio_page_error ("Code expired", "The code is no longer valid.", NULL)
      : grant != NULL
          ? helio_page_done ("Congratulations, you're all set!", "Your device is now connected.")
          : helio_page_done ("Device not connected", "You declined. You can close this page.");

  helio_web_answer_html (message, in_time ? 200 : 400, html);
}

void
helio_issuer_serve_device (HelioIssuer *self, SoupServer *server)
{
  helio_web_route (server, "POST", "/oauth/device/code", on_device_code, self);
  helio_web_route (server, "GET POST", "/activate", on_activate, self);
}
