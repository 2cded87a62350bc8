// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-exchange-private.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-random.h"

#include <string.h>

#define PROVIDER "auth0"

void
helio_exchange_answer_clear (HelioExchangeAnswer *answer)
{
  g_clear_pointer (&answer->body, helio_json_unref);
}

void
helio_issued_credential_clear (HelioIssuedCredential *credential)
{
  g_clear_pointer (&credential->username, g_free);
  g_clear_pointer (&credential->password, g_free);
}

HelioExchangeServer *
helio_exchange_server_new (const HelioExchangeConfig *config,
                           HelioClock *clock,
                           const HelioIssuer *issuer,
                           const HelioSandboxUsers *users,
                           HelioFaults *faults,
                           HelioGrantFunc grant,
                           gpointer user_data)
{
  HelioExchangeServer *self = g_new0 (HelioExchangeServer, 1);

  self->organization_id = g_strdup (config->organization_id);
  self->secret_key = g_strdup (config->secret_key);
  self->publishable_key = g_strdup (config->publishable_key);
  self->ttl = config->credential_ttl;
  self->ttl_max = config->credential_ttl_max;
  self->clock = g_object_ref (clock);
  self->issuer = issuer;
  self->users = users;
  self->faults = faults;
  self->grant = grant;
  self->grant_data = user_data;
  self->tokens = helio_exchange_native_table ();
  return self;
}

void
helio_exchange_server_free (HelioExchangeServer *self)
{
  g_hash_table_unref (self->tokens);
  g_clear_object (&self->clock);
  g_free (self->organization_id);
  g_free (self->secret_key);
  g_free (self->publishable_key);
  g_free (self);
}

gboolean
helio_exchange_refuse (HelioExchangeAnswer *answer,
                       HelioServiceDialect dialect,
                       guint status,
                       const char *error,
                       const char *text)
{
  helio_exchange_answer_clear (answer);
  answer->status = status;
  answer->body = helio_json_new_object ();
  helio_json_set_string (answer->body, "error", error);
  helio_json_set_string (answer->body,
                         dialect == HELIO_SERVICE_DIALECT_KEY ? "message" : "error_description",
                         text);
  return FALSE;
}

/* 422 as FastAPI words it. */
static gboolean
refuse_claims (HelioExchangeAnswer *answer, const char *text, gboolean as_list)
{
  helio_exchange_answer_clear (answer);
  answer->status = 422;
  answer->body = helio_json_new_object ();
  if (as_list) {
    HelioJson *list = helio_json_new_array (), *entry = helio_json_new_object ();
    HelioJson *where = helio_json_new_array ();

    helio_json_append (where, helio_json_new_string ("body"));
    helio_json_append (where, helio_json_new_string ("token"));
    helio_json_set (entry, "loc", where);
    helio_json_set_string (entry, "msg", text);
    helio_json_set_string (entry, "type", "value_error");
    helio_json_append (list, entry);
    helio_json_set (answer->body, "detail", list);
  } else {
    helio_json_set_string (answer->body, "detail", text);
  }
  return FALSE;
}

gboolean
helio_exchange_refuse_by_code (HelioExchangeAnswer *answer,
                               HelioServiceDialect dialect,
                               const char *error)
{
  static const struct {
    const char *code;
    guint status;
    const char *error, *text;
  } known[] = {
      {"invalid_request", 400, "invalid_request", "Missing required parameter"},
      {"unauthorized", 401, "unauthorized", "API key invalid or missing"},
      {"token_expired", 401, "token_expired", "Invalid token: the token has expired"},
      {"invalid_token", 401, "invalid_token", "Invalid token"},
      {"invalid_signature", 401, "invalid_token", "Token signature verification failed"},
      {"provider_not_found", 404, "provider_not_found", "Provider not found"},
      {"organization_not_found", 404, "organization_not_found", "Organization not found"},
      {"rate_limited", 429, "rate_limited", "Too many requests"},
  };

  if (g_str_equal (error, "claims") || g_str_equal (error, "claims_text"))
    return refuse_claims (answer, "email claim required", g_str_equal (error, "claims"));
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].code, error))
      return helio_exchange_refuse (answer,
                                    dialect,
                                    known[i].status,
                                    known[i].error,
                                    known[i].text);
  return helio_exchange_refuse (answer, dialect, 401, error, "Authentication failed");
}

gboolean
helio_exchange_issue (HelioExchangeServer *self,
                      const char *name,
                      const char *prefix,
                      gint64 ttl,
                      gint64 skew,
                      const char *const *filters,
                      HelioIssuedCredential *credential,
                      HelioExchangeAnswer *answer)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *random = helio_random_token (24);
  g_autofree char *text = NULL;
  gint64 now = helio_clock_now_wall (self->clock) / HELIO_SECOND;

  credential->username = g_strdup_printf ("%s@%s", name, self->organization_id);
  credential->password = g_strconcat (prefix, random, NULL);
  credential->issued = now + skew;
  credential->expires = now + skew + ttl;
  if (self->grant (credential->username,
                   credential->password,
                   (now + ttl) * HELIO_SECOND,
                   filters,
                   self->grant_data,
                   &error))
    return TRUE;
  text = g_strdup_printf ("The broker did not take the credential: %s", error->message);
  return helio_exchange_refuse (answer, HELIO_SERVICE_DIALECT_KEY, 500, "server_error", text);
}

static void
set_time (HelioJson *body, const char *name, gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *text =
      time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("");

  helio_json_set_string (body, name, text);
}

void
helio_exchange_set_times (HelioJson *body,
                          const HelioIssuedCredential *credential,
                          gboolean recommend)
{
  gint64 life = credential->expires - credential->issued;

  set_time (body, "expires_at", credential->expires);
  if (recommend)
    set_time (body, "refresh_recommended_at", credential->expires - MAX (life / 10, 1));
}

gint64
helio_exchange_skew (const HelioFault *fault)
{
  return fault != NULL && fault->effect == HELIO_FAULT_SKEW ? fault->number : 0;
}

void
helio_exchange_send (SoupServerMessage *message,
                     HelioExchangeAnswer *answer,
                     const HelioFault *fault)
{
  if (fault != NULL && g_strcmp0 (fault->text, "no_expiry") == 0) {
    helio_json_remove (answer->body, "expires_at");
    helio_json_remove (answer->body, "expires_in");
    helio_json_remove (answer->body, "refresh_recommended_at");
  }
  helio_web_answer_json (message, answer->status, answer->body);
  helio_web_fault_after (message, fault);
}

/* In the words of the guide's troubleshooting section. */
static gboolean
check_token (HelioExchangeServer *self,
             HelioServiceDialect dialect,
             const char *token,
             gint64 skew,
             HelioJson **claims,
             HelioExchangeAnswer *answer)
{
  switch (helio_issuer_check_token (self->issuer, token, skew, claims)) {
    case HELIO_TOKEN_GOOD:
      return TRUE;
    case HELIO_TOKEN_SIGNATURE:
      return helio_exchange_refuse_by_code (answer, dialect, "invalid_signature");
    case HELIO_TOKEN_EXPIRED:
      return helio_exchange_refuse_by_code (answer, dialect, "token_expired");
    case HELIO_TOKEN_ID_TOKEN:
      return helio_exchange_refuse (
          answer,
          dialect,
          401,
          "invalid_token",
          "Invalid token: the token exchange expects access tokens, not ID tokens");
    case HELIO_TOKEN_AUDIENCE:
      return helio_exchange_refuse (answer,
                                    dialect,
                                    401,
                                    "invalid_token",
                                    "Invalid token: the audience must match exactly what is "
                                    "configured");
    case HELIO_TOKEN_OPAQUE:
    case HELIO_TOKEN_MALFORMED:
    default:
      if (dialect == HELIO_SERVICE_DIALECT_ORGANIZATION)
        return refuse_claims (answer, "Token is not a JSON Web Token", TRUE);
      return helio_exchange_refuse (answer,
                                    dialect,
                                    401,
                                    "invalid_token",
                                    "Invalid token: not a JSON Web Token. Was the access token "
                                    "requested with the audience?");
  }
}

/* The claim as the token carries it: it may differ from what the user has by now. */
static GStrv
read_topics (const HelioJson *claims)
{
  g_autoptr (HelioJson) list = helio_json_get_array (claims, HELIO_TOPICS_CLAIM);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; list != NULL && i < helio_json_get_length (list); i++) {
    g_autoptr (HelioJson) entry = helio_json_get_element (list, i);

    if (helio_json_as_string (entry) != NULL)
      g_strv_builder_add (builder, helio_json_as_string (entry));
  }
  return g_strv_builder_end (builder);
}

static const HelioSandboxUser *
find_user (const HelioExchangeServer *self, const HelioJson *claims)
{
  return helio_sandbox_users_find_subject (self->users, helio_json_get_string (claims, "sub"));
}

/* Dialect A, after the key was checked. Fills @answer either way. */
static void
exchange_by_key (HelioExchangeServer *self,
                 const char *provider,
                 const char *token,
                 gint64 ttl,
                 gint64 skew,
                 HelioExchangeAnswer *answer)
{
  g_autoptr (HelioJson) claims = NULL;
  g_auto (HelioIssuedCredential) credential = {0};
  g_auto (GStrv) topics = NULL;
  const HelioSandboxUser *user;

  if (provider == NULL || token == NULL) {
    helio_exchange_refuse (answer,
                           HELIO_SERVICE_DIALECT_KEY,
                           400,
                           "invalid_request",
                           provider == NULL ? "Missing required parameter: provider"
                                            : "Missing required parameter: token");
    return;
  }
  if (!g_str_equal (provider, PROVIDER)) {
    helio_exchange_refuse_by_code (answer, HELIO_SERVICE_DIALECT_KEY, "provider_not_found");
    return;
  }
  if (!check_token (self, HELIO_SERVICE_DIALECT_KEY, token, skew, &claims, answer))
    return;
  user = find_user (self, claims);
  topics = read_topics (claims);
  if (!helio_exchange_issue (self,
                             user->name,
                             "temp_",
                             MIN (ttl, self->ttl_max),
                             skew,
                             (const char *const *) topics,
                             &credential,
                             answer))
    return;
  answer->status = 200;
  answer->body = helio_json_new_object ();
  helio_json_set_string (answer->body, "mqtt_username", credential.username);
  helio_json_set_string (answer->body, "mqtt_password", credential.password);
  helio_exchange_set_times (answer->body, &credential, FALSE);
  helio_json_set_integer (answer->body, "expires_in", credential.expires - credential.issued);
  helio_json_set_string (answer->body, "provider", PROVIDER);
  helio_json_set_string (answer->body, "user_id", user->subject);
}

/* Dialect B. */
static void
exchange_by_organization (HelioExchangeServer *self,
                          const HelioJson *body,
                          gint64 skew,
                          HelioExchangeAnswer *answer)
{
  const char *organization = helio_json_get_string (body, "organization_id");
  const char *token = helio_json_get_string (body, "token");
  g_autoptr (HelioJson) claims = NULL;
  g_auto (HelioIssuedCredential) credential = {0};
  g_auto (GStrv) topics = NULL;
  g_autofree char *id = NULL;
  const HelioSandboxUser *user;
  HelioJson *pair;

  if (organization == NULL || token == NULL) {
    helio_exchange_refuse_by_code (answer, HELIO_SERVICE_DIALECT_ORGANIZATION, "invalid_request");
    return;
  }
  if (!g_str_equal (organization, self->organization_id)) {
    helio_exchange_refuse_by_code (answer,
                                   HELIO_SERVICE_DIALECT_ORGANIZATION,
                                   "organization_not_found");
    return;
  }
  if (!check_token (self, HELIO_SERVICE_DIALECT_ORGANIZATION, token, skew, &claims, answer))
    return;
  user = find_user (self, claims);
  topics = read_topics (claims);
  if (!helio_exchange_issue (self,
                             user->name,
                             "tkn_",
                             self->ttl,
                             skew,
                             (const char *const *) topics,
                             &credential,
                             answer))
    return;
  id = g_uuid_string_random ();
  helio_exchange_remember (self, id, user->email, PROVIDER, &credential);
  pair = helio_json_new_object ();
  helio_json_set_string (pair, "username", credential.username);
  helio_json_set_string (pair, "password", credential.password);
  answer->status = 200;
  answer->body = helio_json_new_object ();
  helio_json_set_string (answer->body, "token_id", id);
  helio_json_set_string (answer->body, "access_token", credential.password);
  helio_json_set (answer->body, "mqtt_credentials", pair);
  helio_json_set_string (answer->body, "user_email", user->email);
  helio_json_set_string (answer->body, "provider", PROVIDER);
  helio_exchange_set_times (answer->body, &credential, TRUE);
}

static gboolean
read_ttl (HelioExchangeServer *self, const HelioJson *body, gint64 *ttl)
{
  *ttl = self->ttl;
  if (!helio_json_has (body, "ttl"))
    return TRUE;
  return helio_json_get_integer (body, "ttl", ttl) && *ttl >= 1 && *ttl <= 86400;
}

static void
exchange (HelioExchangeServer *self,
          SoupServerMessage *message,
          const HelioJson *body,
          gint64 skew,
          HelioExchangeAnswer *answer)
{
  g_autofree char *key = helio_web_bearer (message);
  gint64 ttl;

  if (!helio_web_has_authorization (message) && helio_json_has (body, "organization_id")) {
    exchange_by_organization (self, body, skew, answer);
  } else if (key == NULL ||
             (!g_str_equal (key, self->secret_key) && !g_str_equal (key, self->publishable_key))) {
    helio_exchange_refuse_by_code (answer, HELIO_SERVICE_DIALECT_KEY, "unauthorized");
  } else if (!read_ttl (self, body, &ttl)) {
    helio_exchange_refuse (answer,
                           HELIO_SERVICE_DIALECT_KEY,
                           400,
                           "invalid_request",
                           "ttl must be a number of seconds from 1 to 86400");
  } else {
    exchange_by_key (self,
                     helio_json_get_string (body, "provider"),
                     helio_json_get_string (body, "token"),
                     ttl,
                     skew,
                     answer);
  }
}

static const char *
name_of (const HelioExchangeServer *self, const char *token)
{
  const HelioSandboxUser *user = helio_issuer_peek_user (self->issuer, token);

  return user != NULL ? user->name : NULL;
}

static void
on_exchange (SoupServerMessage *message, gpointer user_data)
{
  HelioExchangeServer *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioJson) body = helio_web_body_json (message, &error);
  const char *token = body != NULL ? helio_json_get_string (body, "token") : NULL;
  g_autoptr (HelioFault) fault = NULL;
  g_auto (HelioExchangeAnswer) answer = {0};
  HelioServiceDialect dialect = helio_web_has_authorization (message)
                                    ? HELIO_SERVICE_DIALECT_KEY
                                    : HELIO_SERVICE_DIALECT_ORGANIZATION;

  helio_faults_count (self->faults, HELIO_FAULT_EXCHANGE);
  fault = helio_faults_take (self->faults, HELIO_FAULT_EXCHANGE, name_of (self, token));
  if (helio_web_fault_before (message, fault))
    return;
  if (fault != NULL && fault->effect == HELIO_FAULT_CODE)
    helio_exchange_refuse_by_code (&answer, dialect, fault->text);
  else if (body == NULL)
    helio_exchange_refuse (&answer, dialect, 400, "invalid_request", error->message);
  else
    exchange (self, message, body, helio_exchange_skew (fault), &answer);
  helio_exchange_send (message, &answer, fault);
}

/* Both backends end here: the exchange's JSON goes out unchanged with status 200. */
static void
answer_backend (HelioExchangeServer *self,
                SoupServerMessage *message,
                const char *token,
                const HelioFault *fault)
{
  g_auto (HelioExchangeAnswer) answer = {0};

  if (fault != NULL && fault->effect == HELIO_FAULT_CODE)
    helio_exchange_refuse_by_code (&answer, HELIO_SERVICE_DIALECT_KEY, fault->text);
  else
    exchange_by_key (self, PROVIDER, token, self->ttl, helio_exchange_skew (fault), &answer);
  answer.status = SOUP_STATUS_OK;
  helio_exchange_send (message, &answer, fault);
}

static void
on_backend_bearer (SoupServerMessage *message, gpointer user_data)
{
  HelioExchangeServer *self = user_data;
  g_autofree char *token = helio_web_bearer (message);
  g_autoptr (HelioFault) fault = NULL;

  helio_faults_count (self->faults, HELIO_FAULT_BACKEND);
  fault = helio_faults_take (self->faults, HELIO_FAULT_BACKEND, name_of (self, token));
  if (helio_web_fault_before (message, fault))
    return;
  /* express-oauth2-jwt-bearer stands before the guide's route. */
  if (token == NULL ||
      helio_issuer_check_token (self->issuer, token, helio_exchange_skew (fault), NULL) !=
          HELIO_TOKEN_GOOD) {
    helio_web_answer_text (message, SOUP_STATUS_UNAUTHORIZED, "Unauthorized");
    soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                  "WWW-Authenticate",
                                  token == NULL ? "Bearer realm=\"api\""
                                                : "Bearer realm=\"api\", error=\"invalid_token\"");
    helio_web_fault_after (message, fault);
    return;
  }
  answer_backend (self, message, token, fault);
}

static void
on_backend_json (SoupServerMessage *message, gpointer user_data)
{
  HelioExchangeServer *self = user_data;
  g_autoptr (HelioJson) body = helio_web_body_json (message, NULL);
  const char *token = body != NULL ? helio_json_get_string (body, "auth0Token") : NULL;
  g_autoptr (HelioFault) fault = NULL;

  helio_faults_count (self->faults, HELIO_FAULT_BACKEND);
  fault = helio_faults_take (self->faults, HELIO_FAULT_BACKEND, name_of (self, token));
  if (helio_web_fault_before (message, fault))
    return;
  if (body == NULL) { /* request.json() throws in the guide's route */
    helio_web_answer_text (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, "Internal Server Error");
    helio_web_fault_after (message, fault);
    return;
  }
  answer_backend (self, message, token, fault);
}

void
helio_exchange_server_serve (HelioExchangeServer *self, GObject *server)
{
  SoupServer *soup = SOUP_SERVER (server);

  helio_web_route (soup, "POST", "/v2/tokens/exchange", on_exchange, self);
  helio_web_route (soup, "POST", "/mqtt-credentials", on_backend_bearer, self);
  helio_web_route (soup, "POST", "/api/mqtt-credentials", on_backend_json, self);
  helio_exchange_serve_native (self, soup);
}
