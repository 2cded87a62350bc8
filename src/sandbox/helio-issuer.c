// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-issuer-private.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-base64url.h"

#include <string.h>

#define MAX_CONSENTS 20000

void
helio_issuer_session_free (HelioIssuerSession *session)
{
  g_free (session->cookie);
  g_free (session->id);
  g_free (session);
}

void
helio_issuer_transaction_free (HelioIssuerTransaction *transaction)
{
  g_free (transaction->id);
  g_free (transaction->redirect_uri);
  g_free (transaction->device_code);
  g_free (transaction->scope);
  g_free (transaction->challenge);
  g_free (transaction->state);
  g_free (transaction->audience);
  g_free (transaction->nonce);
  g_free (transaction->login_hint);
  g_free (transaction);
}

HelioIssuer *
helio_issuer_new (const HelioIssuerConfig *config,
                  HelioClock *clock,
                  const HelioSandboxUsers *users,
                  HelioFaults *faults,
                  GError **error)
{
  g_autoptr (HelioIssuer) self = g_new0 (HelioIssuer, 1);
  g_autoptr (GUri) uri = g_uri_parse (config->url, G_URI_FLAGS_NONE, NULL);

  g_return_val_if_fail (uri != NULL && g_str_has_suffix (config->url, "/"), NULL);
  self->url = g_strdup (config->url);
  self->host_url = g_strndup (config->url, strlen (config->url) - 1);
  self->client_id = g_strdup (config->client_id);
  self->audience = g_strdup (config->audience);
  self->userinfo_audience = g_strconcat (config->url, "userinfo", NULL);
  /* Cookies do not know ports: two sandboxes on one machine must not share one. */
  self->cookie_name = g_strdup_printf ("auth0_%d", g_uri_get_port (uri));
  self->secure = g_str_equal (g_uri_get_scheme (uri), "https");
  self->redirect_ports = g_array_new (FALSE, FALSE, sizeof (guint16));
  g_array_append_vals (self->redirect_ports,
                       config->redirect_ports,
                       (guint) config->n_redirect_ports);
  self->access_token_ttl = config->access_token_ttl;
  self->email_claim = config->email_claim;
  self->iss_parameter = config->iss_parameter;
  self->algorithm = config->algorithm;
  self->any_port = config->any_port;
  self->takes_resource = config->takes_resource;
  self->no_offline = config->no_offline;
  self->token_url = config->token_host != NULL ? g_strdup_printf ("%s://%s:%d/",
                                                                  g_uri_get_scheme (uri),
                                                                  config->token_host,
                                                                  g_uri_get_port (uri))
                                               : g_strdup (config->url);
  self->clock = g_object_ref (clock);
  self->users = users;
  self->faults = faults;
  self->grants = helio_grants_new (clock, config->rotation_overlap * HELIO_SECOND);
  self->devices = helio_devices_new (clock, config->device_interval);
  self->sessions = g_hash_table_new_full (g_str_hash,
                                          g_str_equal,
                                          NULL,
                                          (GDestroyNotify) helio_issuer_session_free);
  self->transactions = g_hash_table_new_full (g_str_hash,
                                              g_str_equal,
                                              NULL,
                                              (GDestroyNotify) helio_issuer_transaction_free);
  self->consents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->opaque = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->current = helio_signing_key_new_for (self->algorithm, error);
  self->next = self->current != NULL ? helio_signing_key_new_for (self->algorithm, error) : NULL;
  return self->next != NULL ? g_steal_pointer (&self) : NULL;
}

void
helio_issuer_free (HelioIssuer *self)
{
  g_clear_pointer (&self->current, helio_signing_key_unref);
  g_clear_pointer (&self->next, helio_signing_key_unref);
  g_clear_pointer (&self->previous, helio_signing_key_unref);
  g_clear_pointer (&self->grants, helio_grants_free);
  g_clear_pointer (&self->devices, helio_devices_free);
  g_clear_pointer (&self->sessions, g_hash_table_unref);
  g_clear_pointer (&self->transactions, g_hash_table_unref);
  g_clear_pointer (&self->consents, g_hash_table_unref);
  g_clear_pointer (&self->opaque, g_hash_table_unref);
  g_clear_pointer (&self->redirect_ports, g_array_unref);
  g_clear_object (&self->clock);
  g_free (self->url);
  g_free (self->token_url);
  g_free (self->host_url);
  g_free (self->client_id);
  g_free (self->audience);
  g_free (self->userinfo_audience);
  g_free (self->cookie_name);
  g_free (self);
}

gint64
helio_issuer_now (const HelioIssuer *self)
{
  return helio_clock_now_wall (self->clock) / HELIO_SECOND;
}

gboolean
helio_issuer_rotate_keys (HelioIssuer *self, gboolean revoke, GError **error)
{
  HelioSigningKey *fresh = helio_signing_key_new_for (self->algorithm, error);

  if (fresh == NULL)
    return FALSE;
  g_clear_pointer (&self->previous, helio_signing_key_unref);
  if (revoke)
    helio_signing_key_unref (self->current);
  else
    self->previous = self->current;
  self->current = self->next;
  self->next = fresh;
  return TRUE;
}

/* Consent is remembered word by word: a wider scope or another API asks again. */
static char *
consent_key (const char *user, const char *audience, const char *word)
{
  return g_strdup_printf ("%s\n%s\n%s", user, audience != NULL ? audience : "", word);
}

gboolean
helio_issuer_has_consent (const HelioIssuer *self,
                          const char *user,
                          const char *audience,
                          const char *scope)
{
  g_auto (GStrv) words = g_strsplit (scope, " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *key = consent_key (user, audience, words[i]);

    if (!g_hash_table_contains (self->consents, key))
      return FALSE;
  }
  return TRUE;
}

void
helio_issuer_add_consent (HelioIssuer *self,
                          const char *user,
                          const char *audience,
                          const char *scope)
{
  g_auto (GStrv) words = g_strsplit (scope, " ", -1);

  if (g_hash_table_size (self->consents) > MAX_CONSENTS)
    g_hash_table_remove_all (self->consents);
  for (guint i = 0; words[i] != NULL; i++)
    g_hash_table_add (self->consents, consent_key (user, audience, words[i]));
}

void
helio_issuer_remove_consent (HelioIssuer *self, const char *user)
{
  g_autofree char *prefix = g_strconcat (user, "\n", NULL);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->consents);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_str_has_prefix (key, prefix))
      g_hash_table_iter_remove (&iter);
}

char *
helio_issuer_grant_scope (const HelioIssuer *self, const char *scope)
{
  g_auto (GStrv) words = g_strsplit (scope, " ", -1);
  g_autoptr (GString) granted = g_string_new (NULL);

  for (char **word = words; *word != NULL; word++)
    if (!self->no_offline || !g_str_equal (*word, "offline_access"))
      g_string_append_printf (granted, "%s%s", granted->len > 0 ? " " : "", *word);
  return g_strdup (granted->str);
}

static const HelioSigningKey *
find_key (const HelioIssuer *self, const char *id)
{
  const HelioSigningKey *keys[] = {self->current, self->next, self->previous};

  for (guint i = 0; id != NULL && i < G_N_ELEMENTS (keys); i++)
    if (keys[i] != NULL && g_str_equal (helio_signing_key_get_id (keys[i]), id))
      return keys[i];
  return NULL;
}

static HelioJson *
decode_part (const char *part)
{
  g_autoptr (GBytes) octets = helio_base64url_decode (part, -1);
  g_autoptr (HelioJson) value = NULL;
  gsize length;
  const char *text;

  if (octets == NULL)
    return NULL;
  text = g_bytes_get_data (octets, &length);
  value = helio_json_parse (text != NULL ? text : "",
                            length,
                            HELIO_JSON_SIZE_ANSWER,
                            HELIO_JSON_DEPTH_ANSWER,
                            NULL);
  if (value == NULL || helio_json_get_kind (value) != HELIO_JSON_OBJECT)
    return NULL;
  return g_steal_pointer (&value);
}

static gboolean
has_audience (const HelioJson *claims, const char *audience)
{
  g_autoptr (HelioJson) list = helio_json_get_array (claims, "aud");
  const char *single = helio_json_get_string (claims, "aud");

  if (single != NULL)
    return g_str_equal (single, audience);
  for (guint i = 0; list != NULL && i < helio_json_get_length (list); i++) {
    g_autoptr (HelioJson) entry = helio_json_get_element (list, i);

    if (g_strcmp0 (helio_json_as_string (entry), audience) == 0)
      return TRUE;
  }
  return FALSE;
}

HelioTokenVerdict
helio_issuer_check_token (const HelioIssuer *self,
                          const char *token,
                          gint64 skew,
                          HelioJson **claims_out)
{
  g_auto (GStrv) parts = g_strsplit (token, ".", 6);
  g_autoptr (HelioJson) header = NULL, claims = NULL;
  g_autoptr (GBytes) signature = NULL;
  const HelioSigningKey *key;
  const char *dot;
  gint64 expiry;

  if (claims_out != NULL)
    *claims_out = NULL;
  if (g_strv_length (parts) == 5)
    return HELIO_TOKEN_OPAQUE;
  if (g_strv_length (parts) != 3 || (header = decode_part (parts[0])) == NULL ||
      (claims = decode_part (parts[1])) == NULL ||
      (signature = helio_base64url_decode (parts[2], -1)) == NULL)
    return HELIO_TOKEN_MALFORMED;
  key = find_key (self, helio_json_get_string (header, "kid"));
  dot = strrchr (token, '.');
  if (g_strcmp0 (helio_json_get_string (header, "alg"), helio_jwa_get_name (self->algorithm)) !=
          0 ||
      key == NULL || !helio_signing_key_verify (key, token, (gsize) (dot - token), signature) ||
      g_strcmp0 (helio_json_get_string (claims, "iss"), self->url) != 0)
    return HELIO_TOKEN_SIGNATURE;
  if (claims_out != NULL)
    *claims_out = helio_json_ref (claims);
  if (!helio_json_get_integer (claims, "exp", &expiry) || expiry <= helio_issuer_now (self) + skew)
    return HELIO_TOKEN_EXPIRED;
  if (has_audience (claims, self->audience))
    return HELIO_TOKEN_GOOD;
  return has_audience (claims, self->client_id) ? HELIO_TOKEN_ID_TOKEN : HELIO_TOKEN_AUDIENCE;
}

const HelioSandboxUser *
helio_issuer_peek_user (const HelioIssuer *self, const char *token)
{
  g_auto (GStrv) parts = g_strsplit (token != NULL ? token : "", ".", 6);
  g_autoptr (HelioJson) claims = NULL;

  if (g_strv_length (parts) == 3)
    claims = decode_part (parts[1]);
  return claims != NULL
             ? helio_sandbox_users_find_subject (self->users, helio_json_get_string (claims, "sub"))
             : NULL;
}

static void
set_strings (HelioJson *object, const char *name, const char *words)
{
  HelioJson *list = helio_json_new_array ();
  g_auto (GStrv) split = g_strsplit (words, " ", -1);

  for (guint i = 0; split[i] != NULL; i++)
    helio_json_append (list, helio_json_new_string (split[i]));
  helio_json_set (object, name, list);
}

static void
set_url (HelioJson *object, const char *name, const char *base, const char *path)
{
  g_autofree char *url = g_strconcat (base, path, NULL);

  helio_json_set_string (object, name, url);
}

static void
on_discovery (SoupServerMessage *message, gpointer user_data)
{
  const HelioIssuer *self = user_data;
  g_autoptr (HelioJson) document = helio_json_new_object ();

  helio_json_set_string (document, "issuer", self->url);
  set_url (document, "authorization_endpoint", self->url, "authorize");
  set_url (document, "token_endpoint", self->token_url, "oauth/token");
  set_url (document, "device_authorization_endpoint", self->token_url, "oauth/device/code");
  set_url (document, "userinfo_endpoint", self->url, "userinfo");
  set_url (document, "jwks_uri", self->url, ".well-known/jwks.json");
  set_url (document, "revocation_endpoint", self->token_url, "oauth/revoke");
  set_url (document, "end_session_endpoint", self->url, "oidc/logout");
  set_strings (document,
               "scopes_supported",
               self->no_offline ? "openid profile email" : "openid profile offline_access email");
  set_strings (document, "response_types_supported", "code");
  set_strings (document, "response_modes_supported", "query");
  set_strings (document,
               "grant_types_supported",
               "authorization_code refresh_token urn:ietf:params:oauth:grant-type:device_code");
  set_strings (document, "code_challenge_methods_supported", "S256");
  set_strings (document, "subject_types_supported", "public");
  set_strings (document,
               "id_token_signing_alg_values_supported",
               helio_jwa_get_name (self->algorithm));
  set_strings (document, "token_endpoint_auth_methods_supported", "none");
  set_strings (document,
               "claims_supported",
               "aud auth_time email email_verified exp iat iss name nickname nonce sid sub");
  helio_json_set_boolean (document, "request_uri_parameter_supported", FALSE);
  helio_json_set_boolean (document, "request_parameter_supported", FALSE);
  if (self->iss_parameter) /* RFC 9207 §3; Auth0 says nothing while it is off */
    helio_json_set_boolean (document, "authorization_response_iss_parameter_supported", TRUE);
  helio_web_answer_json (message, SOUP_STATUS_OK, document);
}

static void
on_key_set (SoupServerMessage *message, gpointer user_data)
{
  const HelioIssuer *self = user_data;
  const HelioSigningKey *keys[] = {self->current, self->next, self->previous};
  g_autoptr (HelioJson) set = helio_json_new_object ();
  g_autoptr (HelioFault) fault = NULL;
  HelioJson *list = helio_json_new_array ();

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i] != NULL)
      helio_json_append (list, helio_signing_key_to_jwk (keys[i]));
  helio_json_set (set, "keys", list);
  helio_faults_count (self->faults, HELIO_FAULT_JWKS);
  fault = helio_faults_take (self->faults, HELIO_FAULT_JWKS, NULL);
  if (helio_web_fault_before (message, fault))
    return;
  helio_web_answer_json (message, SOUP_STATUS_OK, set);
  helio_web_fault_after (message, fault);
}

void
helio_issuer_serve (HelioIssuer *self, GObject *server)
{
  SoupServer *soup = SOUP_SERVER (server);

  helio_web_route (soup, "GET", "/.well-known/openid-configuration", on_discovery, self);
  helio_web_route (soup, "GET", "/.well-known/jwks.json", on_key_set, self);
  helio_issuer_serve_authorize (self, soup);
  helio_issuer_serve_device (self, soup);
  helio_issuer_serve_token (self, soup);
}
