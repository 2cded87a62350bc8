// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/support/helio-fake-idp.h"

#include "core/crypto/helio-digest.h"

#include <string.h>

static gint64
now (HelioFakeIdp *self)
{
  return helio_clock_now_wall (self->clock) / G_USEC_PER_SEC + self->date_offset;
}

static void
respond (HelioFakeIdp *self,
         SoupServerMessage *message,
         int status,
         const char *type,
         const char *body,
         gsize length)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (now (self));
  g_autofree char *date = soup_date_time_to_string (time, SOUP_DATE_HTTP);

  soup_server_message_set_status (message, (guint) status, NULL);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Date", date);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, length);
}

static void
respond_json (HelioFakeIdp *self, SoupServerMessage *message, int status, HelioJson *json)
{
  g_autofree char *text = helio_json_to_text (json, FALSE);

  respond (self, message, status, "application/json", text, strlen (text));
}

static void
respond_error (HelioFakeIdp *self, SoupServerMessage *message, int status, const char *code)
{
  g_autoptr (HelioJson) json = helio_json_new_object ();

  helio_json_set_string (json, "error", code);
  helio_json_set_string (json, "error_description", "as the test wants it");
  respond_json (self, message, status, json);
}

static void
on_metadata (SoupServer *server,
             SoupServerMessage *message,
             const char *path,
             GHashTable *query,
             gpointer user_data)
{
  HelioFakeIdp *self = user_data;
  g_autoptr (HelioJson) json = helio_json_new_object ();
  g_autofree char *authorize = g_strconcat (self->base, "/authorize", NULL);
  g_autofree char *token = g_strconcat (self->base, "/oauth/token", NULL);
  g_autofree char *keys = g_strconcat (self->base, "/.well-known/jwks.json", NULL);

  self->n_metadata++;
  if (self->metadata_location != NULL) {
    soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                  "Location",
                                  self->metadata_location);
    respond (self, message, 302, "text/plain", "", 0);
    return;
  }
  if (self->metadata_text != NULL) {
    respond (self,
             message,
             200,
             "application/json",
             self->metadata_text,
             self->metadata_length > 0 ? self->metadata_length : strlen (self->metadata_text));
    return;
  }
  helio_json_set_string (json,
                         "issuer",
                         self->metadata_issuer != NULL ? self->metadata_issuer : self->issuer);
  helio_json_set_string (json, "authorization_endpoint", authorize);
  helio_json_set_string (json,
                         "token_endpoint",
                         self->token_endpoint != NULL ? self->token_endpoint : token);
  helio_json_set_string (json, "jwks_uri", keys);
  if (self->s256 >= 0) {
    HelioJson *methods = helio_json_new_array ();

    helio_json_append (methods, helio_json_new_string ("plain"));
    if (self->s256 == 1)
      helio_json_append (methods, helio_json_new_string ("S256"));
    helio_json_set (json, "code_challenge_methods_supported", methods);
  }
  if (self->lists_endpoints) {
    g_autofree char *device = g_strconcat (self->base, "/device", NULL);
    g_autofree char *revoke = g_strconcat (self->base, "/revoke", NULL);
    g_autofree char *logout = g_strconcat (self->base, "/logout?realm=a", NULL);

    helio_json_set_string (json, "device_authorization_endpoint", device);
    helio_json_set_string (json, "revocation_endpoint", revoke);
    helio_json_set_string (json, "end_session_endpoint", logout);
  }
  if (self->announces_iss)
    helio_json_set_boolean (json, "authorization_response_iss_parameter_supported", TRUE);
  respond_json (self, message, 200, json);
}

static void
hold (HelioFakeIdp *self, SoupServerMessage *message)
{
  g_set_object (&self->held, message);
  soup_server_message_pause (message);
}

static void
on_keys (SoupServer *server,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer user_data)
{
  HelioFakeIdp *self = user_data;
  g_autoptr (HelioJson) json = helio_json_new_object ();
  HelioJson *keys = helio_json_new_array ();

  self->n_jwks++;
  helio_json_append (
      keys,
      helio_signing_key_to_jwk (self->published != NULL ? self->published : self->key));
  helio_json_set (json, "keys", keys);
  respond_json (self, message, 200, json);
  if (self->holds_keys)
    hold (self, message);
}

/* The refresh tokens of one sign-in. */
typedef struct {
  char *sub, *current, *previous;
  gboolean revoked;
} Family;

static void
family_free (gpointer data)
{
  Family *family = data;

  g_free (family->sub);
  g_free (family->current);
  g_free (family->previous);
  g_free (family);
}

static void
park_family (HelioFakeIdp *self)
{
  Family *family;

  if (self->family_sub == NULL)
    return;
  family = g_new0 (Family, 1);
  family->sub = g_steal_pointer (&self->family_sub);
  family->current = g_steal_pointer (&self->current_refresh);
  family->previous = g_steal_pointer (&self->previous_refresh);
  family->revoked = self->revoked;
  self->revoked = FALSE;
  g_ptr_array_add (self->parked, family);
}

/* The one that @token is or was of comes to the front. */
static void
select_family (HelioFakeIdp *self, const char *token)
{
  for (guint i = 0; i < self->parked->len; i++) {
    Family *family = g_ptr_array_index (self->parked, i);

    if (g_strcmp0 (token, family->current) != 0 && g_strcmp0 (token, family->previous) != 0)
      continue;
    g_ptr_array_steal_index (self->parked, i);
    park_family (self);
    self->family_sub = g_steal_pointer (&family->sub);
    self->current_refresh = g_steal_pointer (&family->current);
    self->previous_refresh = g_steal_pointer (&family->previous);
    self->revoked = family->revoked;
    family_free (family);
    return;
  }
}

static char *
new_id_token (HelioFakeIdp *self, const char *nonce, const char *client_id)
{
  gboolean of_other = g_strcmp0 (self->family_sub, self->sub) != 0;
  g_autoptr (HelioJson) claims = helio_json_new_object ();
  GError *error = NULL;
  char *token;

  helio_json_set_string (claims, "iss", self->issuer);
  helio_json_set_string (claims, "sub", of_other ? self->family_sub : self->sub);
  helio_json_set_string (claims, "aud", client_id);
  helio_json_set_string (claims, "name", of_other ? self->family_sub : self->name);
  helio_json_set_string (claims, "email", self->email);
  helio_json_set_integer (claims, "iat", now (self));
  helio_json_set_integer (claims, "exp", now (self) + 36000);
  if (nonce != NULL)
    helio_json_set_string (claims, "nonce", nonce);
  if (self->edit_claims != NULL)
    self->edit_claims (claims, self->edit_data);
  if (self->sign != NULL)
    return self->sign (claims, self->edit_data);
  token = helio_signing_key_sign_jwt (self->key, "JWT", claims, &error);
  g_assert_no_error (error);
  return token;
}

static HelioJson *
new_answer (HelioFakeIdp *self, const char *nonce, const char *client_id, gboolean refresh_token)
{
  HelioJson *json = helio_json_new_object ();
  g_autofree char *access = g_strdup_printf ("access-%u", ++self->serial);
  g_autofree char *id_token = new_id_token (self, nonce, client_id);

  helio_json_set_string (json, "access_token", access);
  helio_json_set_string (json, "id_token", id_token);
  helio_json_set_string (json, "token_type", "Bearer");
  helio_json_set_integer (json, "expires_in", self->life);
  helio_json_set_string (json, "scope", "openid profile email offline_access");
  if (refresh_token) {
    g_free (self->previous_refresh);
    self->previous_refresh = self->current_refresh;
    self->current_refresh = g_strdup_printf ("refresh-%u", self->serial);
    helio_json_set_string (json, "refresh_token", self->current_refresh);
  }
  if (self->edit_answer != NULL)
    self->edit_answer (json, self->edit_data);
  return json;
}

static const char *
field (GHashTable *form, const char *name)
{
  const char *value = g_hash_table_lookup (form, name);

  return value != NULL ? value : "";
}

/* (nullable): NULL with the error's code. */
static HelioJson *
redeem_code (HelioFakeIdp *self, GHashTable *form, const char **code)
{
  GHashTable *query = g_hash_table_lookup (self->codes, field (form, "code"));
  g_autofree char *challenge = helio_digest_sha256_base64url (field (form, "code_verifier"), -1);
  HelioJson *json;

  self->n_codes++;
  *code = "invalid_grant";
  if (query == NULL || strcmp (field (query, "code_challenge"), challenge) != 0 ||
      strcmp (field (query, "redirect_uri"), field (form, "redirect_uri")) != 0 ||
      strcmp (field (query, "client_id"), field (form, "client_id")) != 0)
    return NULL;
  park_family (self);
  self->family_sub = g_strdup (self->sub);
  json =
      new_answer (self, field (query, "nonce"), field (form, "client_id"), !self->no_refresh_token);
  g_hash_table_remove (self->codes, field (form, "code"));
  return json;
}

static HelioJson *
redeem_refresh (HelioFakeIdp *self, GHashTable *form, const char **code)
{
  const char *token = field (form, "refresh_token");
  HelioJson *json;

  self->n_refreshes++;
  select_family (self, token);
  *code = "invalid_grant";
  if (self->revoked)
    return NULL;
  if (g_strcmp0 (token, self->current_refresh) != 0 &&
      !(self->leeway && g_strcmp0 (token, self->previous_refresh) == 0)) {
    /* Reuse: the whole family ends. */
    self->revoked = TRUE;
    return NULL;
  }
  json = new_answer (self, NULL, field (form, "client_id"), self->rotates);
  if (self->refresh_scope != NULL)
    helio_json_set_string (json, "scope", self->refresh_scope);
  return json;
}

/* RFC 8628 §3.4. */
static HelioJson *
redeem_device (HelioFakeIdp *self, GHashTable *form, const char **code)
{
  if (g_strcmp0 (field (form, "device_code"), self->device_code) != 0) {
    *code = "invalid_grant";
    return NULL;
  }
  if (!self->device_approved) {
    *code = "authorization_pending";
    return NULL;
  }
  g_clear_pointer (&self->device_code, g_free);
  park_family (self);
  self->family_sub = g_strdup (self->sub);
  return new_answer (self, NULL, field (form, "client_id"), !self->no_refresh_token);
}

static void
drop_connection (SoupServerMessage *message)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  g_io_stream_close (stream, NULL, NULL);
}

static void
on_token (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  HelioFakeIdp *self = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autoptr (GHashTable) form = NULL;
  g_autoptr (HelioJson) json = NULL;
  HelioFakeStep *step = g_queue_pop_head (self->token_steps);
  const char *code = "unsupported_grant_type";

  g_free (self->last_form);
  self->last_form = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  form = soup_form_decode (self->last_form);
  if (strstr (field (form, "grant_type"), "device_code") != NULL) {
    self->n_polls++;
    self->last_poll = helio_clock_now_boot (self->clock);
  }
  if (step != NULL && (step->effect == HELIO_FAKE_STATUS || step->effect == HELIO_FAKE_HOLD)) {
    respond (self, message, step->status, step->type, step->body, strlen (step->body));
    if (step->effect == HELIO_FAKE_HOLD)
      hold (self, message);
    return;
  }
  if (step != NULL && step->effect == HELIO_FAKE_DROP_BEFORE) {
    drop_connection (message);
    return;
  }
  if (strcmp (field (form, "grant_type"), "authorization_code") == 0)
    json = redeem_code (self, form, &code);
  else if (strcmp (field (form, "grant_type"), "refresh_token") == 0)
    json = redeem_refresh (self, form, &code);
  else if (strstr (field (form, "grant_type"), "device_code") != NULL)
    json = redeem_device (self, form, &code);
  if (step != NULL && step->effect == HELIO_FAKE_DROP_AFTER)
    drop_connection (message);
  else if (json == NULL)
    respond_error (self, message, 403, code);
  else
    respond_json (self, message, 200, json);
  if (step != NULL && step->effect == HELIO_FAKE_HOLD_AFTER)
    hold (self, message);
}

static void
on_device (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  HelioFakeIdp *self = user_data;
  g_autoptr (GBytes) bytes =
      soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (HelioJson) json = helio_json_new_object ();
  g_autofree char *place = g_strconcat (self->base, "/activate", NULL);
  g_autofree char *complete = g_strconcat (place, "?user_code=WXYZ-ABCD", NULL);

  self->n_devices++;
  g_free (self->last_device_form);
  self->last_device_form = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (self->device_text != NULL) {
    respond (self,
             message,
             self->device_status,
             "application/json",
             self->device_text,
             strlen (self->device_text));
    return;
  }
  g_free (self->device_code);
  self->device_code = g_strdup_printf ("device-%u", ++self->serial);
  helio_json_set_string (json, "device_code", self->device_code);
  helio_json_set_string (json, "user_code", "WXYZ-ABCD");
  helio_json_set_string (json, "verification_uri", place);
  helio_json_set_string (json, "verification_uri_complete", complete);
  helio_json_set_integer (json, "expires_in", self->device_life);
  if (self->device_interval > 0)
    helio_json_set_integer (json, "interval", self->device_interval);
  respond_json (self, message, 200, json);
}

static void
on_revoke (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  HelioFakeIdp *self = user_data;
  g_autoptr (GBytes) bytes =
      soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GHashTable) form = soup_form_decode (text);

  g_assert_cmpstr (field (form, "client_id"), ==, "client");
  g_ptr_array_add (self->revoked_tokens, g_strdup (field (form, "token")));
  if (self->revoke_status == 0)
    drop_connection (message);
  else if (self->revoke_status < 0) {
    g_set_object (&self->held, message);
    soup_server_message_pause (message);
  } else if (self->revoke_status != 200)
    respond_error (self, message, self->revoke_status, "invalid_request");
  else {
    select_family (self, field (form, "token"));
    if (g_strcmp0 (field (form, "token"), self->current_refresh) == 0)
      self->revoked = TRUE;
    respond (self, message, 200, "text/plain", "", 0);
  }
}

HelioFakeIdp *
helio_fake_idp_new (HelioClock *clock)
{
  HelioFakeIdp *self = g_new0 (HelioFakeIdp, 1);
  GError *error = NULL;
  GSList *uris;

  self->clock = g_object_ref (clock);
  self->key = helio_signing_key_new (&error);
  g_assert_no_error (error);
  self->s256 = 1;
  self->sub = "auth0|alice";
  self->name = "Alice";
  self->email = "alice@example.com";
  self->life = 86400;
  self->rotates = TRUE;
  self->token_steps = g_queue_new ();
  self->parked = g_ptr_array_new_with_free_func (family_free);
  self->revoked_tokens = g_ptr_array_new_with_free_func (g_free);
  self->revoke_status = 200;
  self->device_status = 200;
  self->device_interval = 5;
  self->device_life = 900;
  self->codes =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server,
                           "/.well-known/openid-configuration",
                           on_metadata,
                           self,
                           NULL);
  soup_server_add_handler (self->server, "/.well-known/jwks.json", on_keys, self, NULL);
  soup_server_add_handler (self->server, "/oauth/token", on_token, self, NULL);
  soup_server_add_handler (self->server, "/token", on_token, self, NULL);
  soup_server_add_handler (self->server, "/oauth/device/code", on_device, self, NULL);
  soup_server_add_handler (self->server, "/device", on_device, self, NULL);
  soup_server_add_handler (self->server, "/oauth/revoke", on_revoke, self, NULL);
  soup_server_add_handler (self->server, "/revoke", on_revoke, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  self->issuer = g_strconcat (self->base, "/", NULL);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return self;
}

void
helio_fake_idp_free (HelioFakeIdp *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->held);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_object_unref (self->clock);
  helio_signing_key_unref (self->key);
  g_queue_free (self->token_steps);
  g_hash_table_unref (self->codes);
  g_free (self->issuer);
  g_free (self->base);
  g_free (self->current_refresh);
  g_free (self->previous_refresh);
  g_free (self->family_sub);
  g_ptr_array_unref (self->parked);
  g_ptr_array_unref (self->revoked_tokens);
  g_free (self->device_code);
  g_free (self->last_device_form);
  g_free (self->last_form);
  g_free (self);
}

void
helio_fake_idp_release (HelioFakeIdp *self)
{
  soup_server_message_unpause (self->held);
  g_clear_object (&self->held);
}

char *
helio_fake_idp_take_revoked (HelioFakeIdp *self)
{
  g_autoptr (GPtrArray) tokens = g_steal_pointer (&self->revoked_tokens);

  self->revoked_tokens = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (tokens, NULL);
  return g_strjoinv (" ", (char **) tokens->pdata);
}

HelioProfile *
helio_fake_idp_new_profile (HelioFakeIdp *self)
{
  HelioProfile *profile = helio_profile_new ();
  int any = 0;

  g_free (profile->name);
  profile->name = g_strdup ("test");
  g_free (profile->sign_in.issuer);
  profile->sign_in.issuer = g_strdup (self->issuer);
  g_free (profile->sign_in.client_id);
  profile->sign_in.client_id = g_strdup ("client");
  g_free (profile->sign_in.audience);
  profile->sign_in.audience = g_strdup ("https://api.example.com");
  g_array_set_size (profile->sign_in.redirect_ports, 0);
  g_array_append_val (profile->sign_in.redirect_ports, any);
  return profile;
}

static GHashTable *
parse_query (const char *uri)
{
  const char *query = strchr (uri, '?');

  return soup_form_decode (query != NULL ? query + 1 : "");
}

char *
helio_fake_idp_get_parameter (const char *uri, const char *name)
{
  g_autoptr (GHashTable) query = parse_query (uri);

  return g_strdup (g_hash_table_lookup (query, name));
}

char *
helio_fake_idp_authorize (HelioFakeIdp *self, const char *uri)
{
  GHashTable *query = parse_query (uri);
  char *code = g_strdup_printf ("code-%u", ++self->serial);
  g_autofree char *iss = self->announces_iss ? soup_form_encode ("iss", self->issuer, NULL) : NULL;
  char *location = g_strdup_printf ("%s?code=%s&state=%s%s%s",
                                    field (query, "redirect_uri"),
                                    code,
                                    field (query, "state"),
                                    iss != NULL ? "&" : "",
                                    iss != NULL ? iss : "");

  g_hash_table_insert (self->codes, code, query);
  return location;
}
