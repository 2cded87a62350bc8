// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox-rig.h"

#include "core/base/helio-error.h"
#include "sandbox/helio-web.h"

#include <string.h>

static void
grant_free (gpointer data)
{
  RigGrant *grant = data;

  g_free (grant->username);
  g_free (grant->password);
  g_strfreev (grant->filters);
  g_free (grant);
}

static gboolean
on_grant (const char *username,
          const char *password,
          gint64 expires_wall,
          const char *const *filters,
          gpointer user_data,
          GError **error)
{
  Rig *self = user_data;
  RigGrant *grant;

  if (self->broker_is_down)
    return helio_error_set (error, HELIO_ERROR_FAILED, NULL, "down");
  grant = g_new0 (RigGrant, 1);
  grant->username = g_strdup (username);
  grant->password = g_strdup (password);
  grant->expires_wall = expires_wall;
  grant->filters = g_strdupv ((GStrv) filters);
  g_ptr_array_add (self->grants, grant);
  return TRUE;
}

static void
listen_anywhere (Rig *self)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->server = soup_server_new (NULL, NULL);
  soup_server_listen (self->server, any, 0, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->url = g_strdup_printf ("http://127.0.0.1:%d/", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

Rig *
rig_new (gint64 overlap, gboolean extras)
{
  static const guint16 ports[] = {17731, 21739};
  Rig *self = g_new0 (Rig, 1);
  g_autoptr (GError) error = NULL;
  HelioIssuerConfig issuer = {
      .client_id = RIG_CLIENT,
      .audience = RIG_AUDIENCE,
      .redirect_ports = ports,
      .n_redirect_ports = G_N_ELEMENTS (ports),
      .access_token_ttl = 600,
      .rotation_overlap = overlap,
      .device_interval = 5,
      .email_claim = extras,
      .iss_parameter = extras,
  };
  HelioExchangeConfig exchange = {
      .organization_id = RIG_ORGANIZATION,
      .secret_key = RIG_SECRET_KEY,
      .publishable_key = RIG_PUBLISHABLE_KEY,
      .credential_ttl = 300,
      .credential_ttl_max = 1000,
  };

  listen_anywhere (self);
  self->clock = helio_fake_clock_new ();
  self->users = helio_sandbox_users_new_default ();
  self->faults = helio_faults_new ();
  self->grants = g_ptr_array_new_with_free_func (grant_free);
  issuer.url = self->url;
  self->issuer =
      helio_issuer_new (&issuer, HELIO_CLOCK (self->clock), self->users, self->faults, &error);
  g_assert_no_error (error);
  self->exchange = helio_exchange_server_new (&exchange,
                                              HELIO_CLOCK (self->clock),
                                              self->issuer,
                                              self->users,
                                              self->faults,
                                              on_grant,
                                              self);
  helio_web_guard (self->server);
  helio_issuer_serve (self->issuer, G_OBJECT (self->server));
  helio_exchange_server_serve (self->exchange, G_OBJECT (self->server));
  self->session = soup_session_new_with_options ("timeout", 20, NULL);
  return self;
}

void
rig_free (Rig *self)
{
  soup_session_abort (self->session);
  g_object_unref (self->session);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  helio_test_settle ();
  helio_exchange_server_free (self->exchange);
  helio_issuer_free (self->issuer);
  helio_faults_free (self->faults);
  helio_sandbox_users_free (self->users);
  g_object_unref (self->clock);
  g_ptr_array_unref (self->grants);
  g_free (self->url);
  g_free (self->cookie);
  g_free (self);
}

void
reply_free (Reply *self)
{
  g_free (self->body);
  g_free (self->location);
  g_free (self->type);
  g_free (self->policy);
  g_free (self->authenticate);
  g_clear_pointer (&self->json, helio_json_unref);
  g_free (self);
}

const HelioSandboxUser *
rig_user (Rig *self, const char *name)
{
  const HelioSandboxUser *user = helio_sandbox_users_find (self->users, name);

  g_assert_nonnull (user);
  return user;
}

void
rig_arm (Rig *self, const char *fault_json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioJson) json = helio_json_parse (fault_json,
                                                 strlen (fault_json),
                                                 HELIO_JSON_SIZE_ANSWER,
                                                 HELIO_JSON_DEPTH_ANSWER,
                                                 &error);
  HelioFault *fault;

  g_assert_no_error (error);
  fault = helio_fault_new_from_json (json, &error);
  g_assert_no_error (error);
  helio_faults_add (self->faults, fault, &error);
  g_assert_no_error (error);
}

static void
keep_cookie (Rig *self, SoupMessageHeaders *headers)
{
  const char *cookie = soup_message_headers_get_list (headers, "Set-Cookie");

  if (cookie == NULL)
    return;
  g_free (self->cookie);
  self->cookie =
      strstr (cookie, "Max-Age=0") != NULL ? NULL : g_strndup (cookie, strcspn (cookie, ";"));
}

static Reply *
read_reply (Rig *self, SoupMessage *message, GBytes *body)
{
  Reply *reply = g_new0 (Reply, 1);
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  gsize length = 0;
  const char *text;

  if (body == NULL)
    return reply;
  text = g_bytes_get_data (body, &length);
  reply->status = soup_message_get_status (message);
  reply->body = g_strndup (text != NULL ? text : "", length);
  reply->location = g_strdup (soup_message_headers_get_one (headers, "Location"));
  reply->type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
  reply->policy = g_strdup (soup_message_headers_get_one (headers, "Content-Security-Policy"));
  reply->authenticate = g_strdup (soup_message_headers_get_one (headers, "WWW-Authenticate"));
  reply->json =
      helio_json_parse (reply->body, length, HELIO_JSON_SIZE_ANSWER, HELIO_JSON_DEPTH_ANSWER, NULL);
  keep_cookie (self, headers);
  return reply;
}

Reply *
rig_send (Rig *self,
          const char *method,
          const char *path,
          const char *type,
          const char *body,
          const char *authorization)
{
  g_autofree char *url =
      g_str_has_prefix (path, "http") ? g_strdup (path) : g_strconcat (self->url, path + 1, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  g_autoptr (GBytes) answer = NULL;
  HelioTestResult result = {NULL};
  Reply *reply;

  g_assert_nonnull (message);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (bytes != NULL)
    soup_message_set_request_body_from_bytes (message, type, bytes);
  if (authorization != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message),
                                 "Authorization",
                                 authorization);
  if (self->cookie != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message),
                                 "Cookie",
                                 self->cookie);
  soup_session_send_and_read_async (self->session,
                                    message,
                                    G_PRIORITY_DEFAULT,
                                    NULL,
                                    helio_test_result_ready,
                                    &result);
  answer =
      soup_session_send_and_read_finish (self->session, helio_test_result_wait (&result, 20), NULL);
  helio_test_result_clear (&result);
  reply = read_reply (self, message, answer);
  return reply;
}

Reply *
rig_get (Rig *self, const char *path)
{
  return rig_send (self, "GET", path, NULL, NULL, NULL);
}

Reply *
rig_post_form (Rig *self, const char *path, ...)
{
  g_autoptr (GString) body = g_string_new (NULL);
  const char *name;
  va_list arguments;

  va_start (arguments, path);
  while ((name = va_arg (arguments, const char *)) != NULL) {
    g_autofree char *value = g_uri_escape_string (va_arg (arguments, const char *), NULL, FALSE);

    g_string_append_printf (body, "%s%s=%s", body->len > 0 ? "&" : "", name, value);
  }
  va_end (arguments);
  return rig_send (self, "POST", path, "application/x-www-form-urlencoded", body->str, NULL);
}

Reply *
rig_post_json (Rig *self, const char *path, const char *authorization, const char *json)
{
  return rig_send (self, "POST", path, "application/json", json, authorization);
}

char *
rig_authorize_path (const char *extra)
{
  const char *defaults[][2] = {
      {"response_type", "code"},
      {"client_id", RIG_CLIENT},
      {"redirect_uri", RIG_CALLBACK},
      {"scope", "openid profile email offline_access"},
      {"audience", RIG_AUDIENCE},
      {"state", "state-1"},
      {"nonce", "nonce-1"},
      {"code_challenge", RIG_CHALLENGE},
      {"code_challenge_method", "S256"},
  };
  g_autoptr (GString) path = g_string_new ("/authorize?x=1");

  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++) {
    g_autofree char *mark = g_strdup_printf ("&%s=", defaults[i][0]);
    g_autofree char *value = g_uri_escape_string (defaults[i][1], NULL, FALSE);

    if (strstr (extra, mark) == NULL)
      g_string_append_printf (path, "&%s=%s", defaults[i][0], value);
  }
  g_string_append (path, extra);
  return g_strdup (path->str);
}

char *
rig_parameter (const char *location, const char *name)
{
  g_autoptr (GHashTable) query = NULL;
  const char *mark = location != NULL ? strchr (location, '?') : NULL;

  if (mark == NULL)
    return NULL;
  query = helio_web_parse_form (mark + 1, strlen (mark + 1));
  g_assert_nonnull (query);
  return g_strdup (g_hash_table_lookup (query, name));
}

char *
rig_sign_in (Rig *self, const char *name, const char *extra)
{
  g_autofree char *path = rig_authorize_path (extra);
  Reply *reply = rig_get (self, path);

  for (guint step = 0; step < 4; step++) {
    g_autofree char *here = g_strdup (reply->location);

    g_assert_nonnull (here);
    if (g_str_has_prefix (here, "http")) {
      reply_free (reply);
      return g_steal_pointer (&here);
    }
    reply_free (reply);
    if (g_str_has_prefix (here, "/u/login"))
      reply = rig_post_form (self,
                             here,
                             "username",
                             name,
                             "password",
                             rig_user (self, name)->password,
                             NULL);
    else if (g_str_has_prefix (here, "/u/consent"))
      reply = rig_post_form (self, here, "action", "accept", NULL);
    else
      g_error ("an unexpected page: %s", here);
  }
  g_error ("the pages lead nowhere");
}

Reply *
rig_redeem (Rig *self, const char *code, const char *verifier)
{
  return rig_post_form (self,
                        "/oauth/token",
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        RIG_CLIENT,
                        "code",
                        code,
                        "redirect_uri",
                        RIG_CALLBACK,
                        "code_verifier",
                        verifier,
                        NULL);
}

Reply *
rig_refresh (Rig *self, const char *refresh_token)
{
  return rig_post_form (self,
                        "/oauth/token",
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        RIG_CLIENT,
                        "refresh_token",
                        refresh_token,
                        NULL);
}

HelioJson *
rig_tokens (Rig *self, const char *name, const char *extra)
{
  g_autofree char *there = rig_sign_in (self, name, extra);
  g_autofree char *code = rig_parameter (there, "code");
  g_autoptr (Reply) reply = NULL;

  g_assert_nonnull (code);
  reply = rig_redeem (self, code, RIG_VERIFIER);
  g_assert_cmpuint (reply->status, ==, 200);
  return helio_json_ref (reply->json);
}
