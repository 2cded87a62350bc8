// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-exchange-private.h"

/* Native tokens (cloudsignal.md §1.4): /v2/tokens/create with the organization's secret in the body, and
 * /v2/tokens/refresh with the token's own password. */

#define MAX_TOKENS 4096

typedef struct {
  char *id;
  char *name;
  char *email;
  char *provider;
  char *password;
  gint64 expires; /* seconds since the epoch */
} NativeToken;

static void
native_token_free (gpointer data)
{
  NativeToken *token = data;

  g_free (token->id);
  g_free (token->name);
  g_free (token->email);
  g_free (token->provider);
  g_free (token->password);
  g_free (token);
}

GHashTable *
helio_exchange_native_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, native_token_free);
}

/* Known addresses have their short name; others become one as the documents say: john_example_com. */
static char *
name_for (const HelioExchangeServer *self, const char *email)
{
  const HelioSandboxUser *user = helio_sandbox_users_find (self->users, email);

  if (user != NULL)
    return g_strdup (user->name);
  return g_strcanon (g_strdup (email),
                     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_",
                     '_');
}

static const char *const *
topics_for (const HelioExchangeServer *self, const char *email)
{
  const HelioSandboxUser *user = helio_sandbox_users_find (self->users, email);

  return user != NULL ? (const char *const *) user->mqtt_topics : NULL;
}

/* replace_existing: what was minted for the same address before can be refreshed no longer. Its password
 * lives to its own end: the broker knows no other. */
static void
end_others (HelioExchangeServer *self, const char *email)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->tokens);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (g_ascii_strcasecmp (((const NativeToken *) value)->email, email) == 0)
      g_hash_table_iter_remove (&iter);
}

static void
answer_token (HelioExchangeServer *self,
              NativeToken *token,
              gint64 skew,
              HelioExchangeAnswer *answer)
{
  g_auto (HelioIssuedCredential) credential = {0};
  HelioJson *pair;

  if (!helio_exchange_issue (self,
                             token->name,
                             "tkn_",
                             self->ttl,
                             skew,
                             topics_for (self, token->email),
                             &credential,
                             answer))
    return;
  g_free (token->password);
  token->password = g_strdup (credential.password);
  token->expires = helio_clock_now_wall (self->clock) / HELIO_SECOND + self->ttl;
  pair = helio_json_new_object ();
  helio_json_set_string (pair, "username", credential.username);
  helio_json_set_string (pair, "password", credential.password);
  answer->status = 200;
  answer->body = helio_json_new_object ();
  helio_json_set_string (answer->body, "access_token", credential.password);
  helio_json_set_string (answer->body, "token_type", "Bearer");
  helio_json_set_integer (answer->body, "expires_in", self->ttl);
  helio_json_set (answer->body, "mqtt_credentials", pair);
  helio_json_set_string (answer->body, "token_id", token->id);
  helio_json_set_string (answer->body, "user_email", token->email);
  helio_json_set_string (answer->body, "provider", token->provider);
  helio_exchange_set_times (answer->body, &credential, TRUE);
}

void
helio_exchange_remember (HelioExchangeServer *self,
                         const char *id,
                         const char *email,
                         const char *provider,
                         const HelioIssuedCredential *credential)
{
  NativeToken *token = g_new0 (NativeToken, 1);
  GHashTableIter iter;

  token->id = g_strdup (id);
  token->name = name_for (self, email);
  token->email = g_strdup (email);
  token->provider = g_strdup (provider);
  if (credential != NULL) {
    token->password = g_strdup (credential->password);
    token->expires = helio_clock_now_wall (self->clock) / HELIO_SECOND +
                     (credential->expires - credential->issued);
  }
  if (g_hash_table_size (self->tokens) >= MAX_TOKENS) {
    g_hash_table_iter_init (&iter, self->tokens);
    if (g_hash_table_iter_next (&iter, NULL, NULL))
      g_hash_table_iter_remove (&iter);
  }
  g_hash_table_replace (self->tokens, token->id, token);
}

static void
create (HelioExchangeServer *self, const HelioJson *body, gint64 skew, HelioExchangeAnswer *answer)
{
  const char *organization = helio_json_get_string (body, "organization_id");
  const char *key = helio_json_get_string (body, "secret_key");
  const char *email = helio_json_get_string (body, "user_email");
  g_autofree char *id = NULL;

  if (organization == NULL || key == NULL || email == NULL || *email == '\0') {
    helio_exchange_refuse_by_code (answer, HELIO_SERVICE_DIALECT_ORGANIZATION, "invalid_request");
  } else if (!g_str_equal (organization, self->organization_id)) {
    helio_exchange_refuse_by_code (answer,
                                   HELIO_SERVICE_DIALECT_ORGANIZATION,
                                   "organization_not_found");
  } else if (!g_str_equal (key, self->secret_key)) {
    helio_exchange_refuse_by_code (answer, HELIO_SERVICE_DIALECT_ORGANIZATION, "unauthorized");
  } else {
    if (helio_json_get_boolean (body, "replace_existing", TRUE))
      end_others (self, email);
    id = g_uuid_string_random ();
    helio_exchange_remember (self, id, email, "cloudsignal", NULL);
    answer_token (self, g_hash_table_lookup (self->tokens, id), skew, answer);
  }
}

static void
on_create (SoupServerMessage *message, gpointer user_data)
{
  HelioExchangeServer *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioJson) body = helio_web_body_json (message, &error);
  const HelioSandboxUser *user = NULL;
  g_autoptr (HelioFault) fault = NULL;
  g_auto (HelioExchangeAnswer) answer = {0};

  if (body != NULL)
    user = helio_sandbox_users_find (self->users, helio_json_get_string (body, "user_email"));
  helio_faults_count (self->faults, HELIO_FAULT_EXCHANGE);
  fault = helio_faults_take (self->faults, HELIO_FAULT_EXCHANGE, user != NULL ? user->name : NULL);
  if (helio_web_fault_before (message, fault))
    return;
  if (fault != NULL && fault->effect == HELIO_FAULT_CODE)
    helio_exchange_refuse_by_code (&answer, HELIO_SERVICE_DIALECT_ORGANIZATION, fault->text);
  else if (body == NULL)
    helio_exchange_refuse (&answer,
                           HELIO_SERVICE_DIALECT_ORGANIZATION,
                           400,
                           "invalid_request",
                           error->message);
  else
    create (self, body, helio_exchange_skew (fault), &answer);
  helio_exchange_send (message, &answer, fault);
}

static void
renew (HelioExchangeServer *self,
       NativeToken *token,
       const HelioJson *body,
       gint64 skew,
       HelioExchangeAnswer *answer)
{
  const char *password = helio_json_get_string (body, "current_token_password");

  if (helio_json_get_string (body, "token_id") == NULL || password == NULL)
    helio_exchange_refuse_by_code (answer, HELIO_SERVICE_DIALECT_ORGANIZATION, "invalid_request");
  else if (token == NULL || g_strcmp0 (password, token->password) != 0)
    helio_exchange_refuse_by_code (answer, HELIO_SERVICE_DIALECT_ORGANIZATION, "invalid_token");
  else if (token->expires <= helio_clock_now_wall (self->clock) / HELIO_SECOND + skew)
    helio_exchange_refuse_by_code (answer, HELIO_SERVICE_DIALECT_ORGANIZATION, "token_expired");
  else
    answer_token (self, token, skew, answer);
}

static void
on_refresh (SoupServerMessage *message, gpointer user_data)
{
  HelioExchangeServer *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioJson) body = helio_web_body_json (message, &error);
  const char *id = body != NULL ? helio_json_get_string (body, "token_id") : NULL;
  NativeToken *token = id != NULL ? g_hash_table_lookup (self->tokens, id) : NULL;
  g_autoptr (HelioFault) fault = NULL;
  g_auto (HelioExchangeAnswer) answer = {0};

  helio_faults_count (self->faults, HELIO_FAULT_REFRESH);
  fault = helio_faults_take (self->faults, HELIO_FAULT_REFRESH, token != NULL ? token->name : NULL);
  if (helio_web_fault_before (message, fault))
    return;
  if (fault != NULL && fault->effect == HELIO_FAULT_CODE)
    helio_exchange_refuse_by_code (&answer, HELIO_SERVICE_DIALECT_ORGANIZATION, fault->text);
  else if (body == NULL)
    helio_exchange_refuse (&answer,
                           HELIO_SERVICE_DIALECT_ORGANIZATION,
                           400,
                           "invalid_request",
                           error->message);
  else
    renew (self, token, body, helio_exchange_skew (fault), &answer);
  helio_exchange_send (message, &answer, fault);
}

/* What is enabled for an organization (cloudsignal.md §1.4); one that is switched off is in the list, too. */
static void
on_providers (SoupServerMessage *message, gpointer user_data)
{
  HelioExchangeServer *self = user_data;
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));
  g_autoptr (GHashTable) parameters = soup_form_decode (query != NULL ? query : "");
  const char *organization = g_hash_table_lookup (parameters, "organization_id");
  g_auto (HelioExchangeAnswer) answer = {0};
  HelioJson *list, *provider;

  if (organization == NULL || *organization == '\0') {
    helio_exchange_refuse_by_code (&answer, HELIO_SERVICE_DIALECT_ORGANIZATION, "invalid_request");
  } else if (!g_str_equal (organization, self->organization_id)) {
    helio_exchange_refuse_by_code (&answer,
                                   HELIO_SERVICE_DIALECT_ORGANIZATION,
                                   "organization_not_found");
  } else {
    list = helio_json_new_array ();
    provider = helio_json_new_object ();
    helio_json_set_string (provider, "provider", "auth0");
    helio_json_set_string (provider, "name", "Auth0");
    helio_json_set_boolean (provider, "enabled", TRUE);
    helio_json_append (list, provider);
    provider = helio_json_new_object ();
    helio_json_set_string (provider, "provider", "clerk");
    helio_json_set_string (provider, "name", "Clerk");
    helio_json_set_boolean (provider, "enabled", FALSE);
    helio_json_append (list, provider);
    answer.status = 200;
    answer.body = helio_json_new_object ();
    helio_json_set (answer.body, "providers", list);
  }
  helio_exchange_send (message, &answer, NULL);
}

void
helio_exchange_serve_native (HelioExchangeServer *self, SoupServer *server)
{
  helio_web_route (server, "POST", "/v2/tokens/create", on_create, self);
  helio_web_route (server, "POST", "/v2/tokens/refresh", on_refresh, self);
  helio_web_route (server, "GET", "/v2/providers", on_providers, self);
}
