// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-issuer-private.h"

#include "core/crypto/helio-base64url.h"
#include "core/crypto/helio-random.h"

#include <string.h>

#define MAX_OPAQUE 4096

typedef struct {
  const HelioSandboxUser *user;
  gint64 expiry;
  gboolean profile, email;
} OpaqueToken;

static const char *
get (GHashTable *form, const char *name)
{
  const char *value = g_hash_table_lookup (form, name);

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

/* Auth0's statuses (auth.md §2.5). */
static guint
status_of (const char *error)
{
  if (g_str_equal (error, "invalid_request"))
    return 400;
  if (g_str_equal (error, "invalid_client") || g_str_equal (error, "access_denied"))
    return 401;
  if (g_str_equal (error, "too_many_requests") || g_str_equal (error, "too_many_attempts") ||
      g_str_equal (error, "slow_down"))
    return 429;
  return 403;
}

/* {"alg":"dir","enc":"A256GCM"} with an empty key part: what Auth0 gives without an audience, for its
 * own eyes only. Nothing is inside: what it stands for is remembered here. */
static char *
make_opaque (HelioIssuer *self, const HelioGrant *grant, const HelioSandboxUser *user)
{
  g_autoptr (HelioJson) header = helio_json_new_object ();
  g_autofree char *header_text = NULL, *header_part = NULL;
  g_autofree char *nonce = helio_random_token (12);
  g_autofree char *cipher = helio_random_token (160);
  g_autofree char *tag = helio_random_token (16);
  OpaqueToken *known = g_new0 (OpaqueToken, 1);
  char *token;

  helio_json_set_string (header, "alg", "dir");
  helio_json_set_string (header, "enc", "A256GCM");
  helio_json_set_string (header, "iss", self->url);
  header_text = helio_json_to_text (header, FALSE);
  header_part = helio_base64url_encode (header_text, strlen (header_text));
  token = g_strdup_printf ("%s..%s.%s.%s", header_part, nonce, cipher, tag);
  known->user = user;
  known->expiry = helio_issuer_now (self) + HELIO_ISSUER_OPAQUE_TTL;
  known->profile = helio_grant_has_scope (grant, "profile");
  known->email = helio_grant_has_scope (grant, "email");
  if (g_hash_table_size (self->opaque) >= MAX_OPAQUE)
    g_hash_table_remove_all (self->opaque);
  g_hash_table_insert (self->opaque, g_strdup (token), known);
  return token;
}

static char *
make_access_token (HelioIssuer *self,
                   const HelioGrant *grant,
                   const HelioSandboxUser *user,
                   const char *scope,
                   gint64 now)
{
  g_autoptr (HelioJson) claims = helio_json_new_object ();
  HelioJson *topics = helio_json_new_array ();

  helio_json_set_string (claims, "iss", self->url);
  helio_json_set_string (claims, "sub", user->subject);
  if (helio_scope_contains (scope, "openid")) {
    HelioJson *audiences = helio_json_new_array ();

    helio_json_append (audiences, helio_json_new_string (self->audience));
    helio_json_append (audiences, helio_json_new_string (self->userinfo_audience));
    helio_json_set (claims, "aud", audiences);
  } else {
    helio_json_set_string (claims, "aud", self->audience);
  }
  helio_json_set_integer (claims, "iat", now);
  helio_json_set_integer (claims, "exp", now + self->access_token_ttl);
  helio_json_set_string (claims, "scope", scope);
  helio_json_set_string (claims, "azp", self->client_id);
  for (guint i = 0; user->mqtt_topics[i] != NULL; i++)
    helio_json_append (topics, helio_json_new_string (user->mqtt_topics[i]));
  helio_json_set (claims, HELIO_TOPICS_CLAIM, topics);
  if (self->email_claim)
    helio_json_set_string (claims, "email", user->email);
  return helio_signing_key_sign_jwt (self->current, "JWT", claims, NULL);
}

static void
set_profile (HelioJson *claims, const HelioSandboxUser *user, gboolean profile, gboolean email)
{
  if (profile) {
    helio_json_set_string (claims, "nickname", user->name);
    helio_json_set_string (claims, "name", user->email);
  }
  if (email) {
    helio_json_set_string (claims, "email", user->email);
    helio_json_set_boolean (claims, "email_verified", TRUE);
  }
}

static char *
make_id_token (HelioIssuer *self,
               const HelioGrant *grant,
               const HelioSandboxUser *user,
               const char *scope,
               gint64 now,
               gboolean first)
{
  g_autoptr (HelioJson) claims = helio_json_new_object ();

  set_profile (claims,
               user,
               helio_scope_contains (scope, "profile"),
               helio_scope_contains (scope, "email"));
  helio_json_set_string (claims, "iss", self->url);
  helio_json_set_string (claims, "aud", self->client_id);
  helio_json_set_string (claims, "sub", user->subject);
  helio_json_set_integer (claims, "iat", now);
  helio_json_set_integer (claims, "exp", now + HELIO_ISSUER_ID_TOKEN_TTL);
  helio_json_set_string (claims, "sid", grant->session);
  if (grant->want_auth_time)
    helio_json_set_integer (claims, "auth_time", grant->auth_time);
  if (first && grant->nonce != NULL)
    helio_json_set_string (claims, "nonce", grant->nonce);
  return helio_signing_key_sign_jwt (self->current, "JWT", claims, NULL);
}

static void
answer_tokens (HelioIssuer *self,
               SoupServerMessage *message,
               const HelioGrant *grant,
               const char *scope,
               const char *refresh_token,
               const HelioFault *fault,
               gboolean first)
{
  const HelioSandboxUser *user = helio_sandbox_users_find (self->users, grant->user);
  g_autoptr (HelioJson) body = helio_json_new_object ();
  g_autofree char *access_token = NULL, *id_token = NULL;
  gint64 now = helio_issuer_now (self);
  gboolean api = grant->audience != NULL;

  if (fault != NULL && fault->effect == HELIO_FAULT_SKEW)
    now += fault->number;
  access_token =
      api ? make_access_token (self, grant, user, scope, now) : make_opaque (self, grant, user);
  if (helio_scope_contains (scope, "openid"))
    id_token = make_id_token (self, grant, user, scope, now, first);
  helio_json_set_string (body, "access_token", access_token);
  if (refresh_token != NULL)
    helio_json_set_string (body, "refresh_token", refresh_token);
  if (id_token != NULL)
    helio_json_set_string (body, "id_token", id_token);
  helio_json_set_string (body, "scope", scope);
  if (fault == NULL || g_strcmp0 (fault->text, "no_expiry") != 0)
    helio_json_set_integer (body,
                            "expires_in",
                            api ? self->access_token_ttl : HELIO_ISSUER_OPAQUE_TTL);
  helio_json_set_string (body, "token_type", "Bearer");
  helio_web_answer_json (message, SOUP_STATUS_OK, body);
  soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                "Pragma",
                                "no-cache");
}

static void
redeem_code (HelioIssuer *self,
             SoupServerMessage *message,
             GHashTable *form,
             const HelioFault *fault)
{
  g_autoptr (HelioGrant) grant = NULL;
  g_autofree char *refresh_token = NULL;
  HelioGrantVerdict verdict;
  const char *code = get (form, "code");

  if (code == NULL || get (form, "redirect_uri") == NULL) {
    answer_error (message,
                  400,
                  "invalid_request",
                  code == NULL ? "Missing required parameter: code"
                               : "Missing required parameter: redirect_uri");
    return;
  }
  verdict = helio_grants_redeem_code (self->grants,
                                      code,
                                      get (form, "client_id"),
                                      get (form, "redirect_uri"),
                                      get (form, "code_verifier"),
                                      &grant);
  if (verdict == HELIO_GRANT_WRONG_VERIFIER) {
    answer_error (message, 403, "invalid_grant", "Failed to verify code verifier");
  } else if (verdict == HELIO_GRANT_WRONG_REDIRECT) {
    answer_error (message, 403, "invalid_grant", "The redirect URI is wrong.");
  } else if (verdict != HELIO_GRANT_OK) {
    answer_error (message, 403, "invalid_grant", "Invalid authorization code");
  } else {
    if (helio_grant_has_scope (grant, "offline_access"))
      refresh_token = helio_grants_issue_refresh (self->grants, grant, code);
    answer_tokens (self, message, grant, grant->scope, refresh_token, fault, TRUE);
  }
}

/* A narrower scope is honoured; words that were not granted are left out, as Auth0 does. */
static char *
narrow_scope (const char *scope, const HelioGrant *grant)
{
  g_auto (GStrv) words = g_strsplit (scope, " ", -1);
  g_autoptr (GString) narrowed = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && helio_grant_has_scope (grant, words[i]))
      g_string_append_printf (narrowed, "%s%s", narrowed->len > 0 ? " " : "", words[i]);
  return g_strdup (narrowed->str);
}

static void
refresh (HelioIssuer *self, SoupServerMessage *message, GHashTable *form, const HelioFault *fault)
{
  g_autoptr (HelioGrant) grant = NULL;
  g_autofree char *next = NULL;
  HelioGrantVerdict verdict;
  const char *token = get (form, "refresh_token");
  const char *scope = get (form, "scope");

  if (token == NULL) {
    answer_error (message, 400, "invalid_request", "Missing required parameter: refresh_token");
    return;
  }
  verdict = helio_grants_rotate (self->grants, token, get (form, "client_id"), &grant, &next);
  if (verdict == HELIO_GRANT_REUSED)
    helio_issuer_remove_consent (self, grant->user); /* as Auth0: the grant goes, too */
  if (verdict != HELIO_GRANT_OK) {
    answer_error (message, 403, "invalid_grant", "Unknown or invalid refresh token.");
  } else {
    g_autofree char *granted =
        scope != NULL ? narrow_scope (scope, grant) : g_strdup (grant->scope);

    answer_tokens (self, message, grant, granted, next, fault, FALSE);
  }
}

/* RFC 8628 §3.5 with Auth0's statuses. */
static void
redeem_device_code (HelioIssuer *self,
                    SoupServerMessage *message,
                    GHashTable *form,
                    const HelioFault *fault)
{
  g_autoptr (HelioGrant) grant = NULL;
  g_autofree char *refresh_token = NULL;

  if (get (form, "device_code") == NULL) {
    answer_error (message, 400, "invalid_request", "Missing required parameter: device_code");
    return;
  }
  switch (helio_devices_poll (self->devices, get (form, "device_code"), &grant)) {
    case HELIO_DEVICE_GRANTED:
      if (helio_grant_has_scope (grant, "offline_access"))
        refresh_token = helio_grants_issue_refresh (self->grants, grant, NULL);
      answer_tokens (self, message, grant, grant->scope, refresh_token, fault, TRUE);
      break;
    case HELIO_DEVICE_PENDING:
      answer_error (message,
                    403,
                    "authorization_pending",
                    "User has yet to authorize device code.");
      break;
    case HELIO_DEVICE_SLOW_DOWN:
      answer_error (message, 429, "slow_down", "You are polling faster than the interval.");
      break;
    case HELIO_DEVICE_DENIED:
      answer_error (message,
                    403,
                    "access_denied",
                    "The end-user denied the authorization request.");
      break;
    case HELIO_DEVICE_EXPIRED:
      answer_error (message, 403, "expired_token", "The device code is expired.");
      break;
    case HELIO_DEVICE_UNKNOWN:
    default:
      answer_error (message, 403, "invalid_grant", "Invalid or expired device code.");
  }
}

static HelioFault *
take_fault (HelioIssuer *self, GHashTable *form, gboolean is_refresh)
{
  const char *user =
      helio_grants_peek_user (self->grants, get (form, is_refresh ? "refresh_token" : "code"));
  HelioFault *fault = NULL;

  helio_faults_count (self->faults, HELIO_FAULT_TOKEN);
  if (is_refresh) {
    helio_faults_count (self->faults, HELIO_FAULT_REFRESH);
    fault = helio_faults_take (self->faults, HELIO_FAULT_REFRESH, user);
  }
  return fault != NULL ? fault : helio_faults_take (self->faults, HELIO_FAULT_TOKEN, user);
}

static void
on_token (SoupServerMessage *message, gpointer user_data)
{
  HelioIssuer *self = user_data;
  g_autoptr (GHashTable) form = helio_web_body_form (message);
  g_autoptr (HelioFault) fault = NULL;
  const char *type = form != NULL ? get (form, "grant_type") : NULL;
  gboolean is_refresh = g_strcmp0 (type, "refresh_token") == 0;

  if (form == NULL) {
    answer_error (message, 400, "invalid_request", "The body cannot be read");
    return;
  }
  fault = take_fault (self, form, is_refresh);
  if (helio_web_fault_before (message, fault))
    return;
  if (fault != NULL && fault->effect == HELIO_FAULT_CODE) {
    answer_error (message, status_of (fault->text), fault->text, "A fault of the sandbox");
    return;
  }
  if (type == NULL)
    answer_error (message, 400, "invalid_request", "Missing required parameter: grant_type");
  else if (get (form, "client_id") == NULL)
    answer_error (message, 400, "invalid_request", "Missing required parameter: client_id");
  else if (!g_str_equal (get (form, "client_id"), self->client_id))
    answer_error (message, 401, "invalid_client", "Unknown client");
  else if (get (form, "client_secret") != NULL)
    answer_error (message, 401, "access_denied", "Unauthorized");
  else if (is_refresh)
    refresh (self, message, form, fault);
  else if (g_str_equal (type, "authorization_code"))
    redeem_code (self, message, form, fault);
  else if (g_str_equal (type, "urn:ietf:params:oauth:grant-type:device_code"))
    redeem_device_code (self, message, form, fault);
  else
    answer_error (message, 403, "unsupported_grant_type", "Unsupported grant type");
  helio_web_fault_after (message, fault);
}

/* RFC 7009; Auth0 revokes refresh tokens only and answers 200 for what it does not know. */
static void
on_revoke (SoupServerMessage *message, gpointer user_data)
{
  HelioIssuer *self = user_data;
  g_autoptr (GHashTable) form = helio_web_body_form (message);

  if (form == NULL || get (form, "token") == NULL || get (form, "client_id") == NULL) {
    answer_error (message, 400, "invalid_request", "Missing required parameter");
  } else if (!g_str_equal (get (form, "client_id"), self->client_id)) {
    answer_error (message, 401, "invalid_client", "Unknown client");
  } else {
    helio_grants_revoke (self->grants, get (form, "token"));
    helio_web_answer_text (message, SOUP_STATUS_OK, "");
  }
}

static gboolean
claims_have (const HelioJson *claims, const char *word)
{
  return helio_scope_contains (helio_json_get_string (claims, "scope"), word);
}

static void
on_userinfo (SoupServerMessage *message, gpointer user_data)
{
  HelioIssuer *self = user_data;
  g_autofree char *token = helio_web_bearer (message);
  g_autoptr (HelioJson) body = helio_json_new_object ();
  g_autoptr (HelioJson) claims = NULL;
  const OpaqueToken *known = token != NULL ? g_hash_table_lookup (self->opaque, token) : NULL;
  const HelioSandboxUser *user = NULL;
  gboolean profile = FALSE, email = FALSE;

  if (known != NULL && known->expiry > helio_issuer_now (self)) {
    user = known->user;
    profile = known->profile;
    email = known->email;
  } else if (token != NULL &&
             helio_issuer_check_token (self, token, 0, &claims) == HELIO_TOKEN_GOOD &&
             claims_have (claims, "openid")) {
    user = helio_sandbox_users_find_subject (self->users, helio_json_get_string (claims, "sub"));
    profile = claims_have (claims, "profile");
    email = claims_have (claims, "email");
  }
  if (user == NULL) {
    helio_web_answer_text (message, SOUP_STATUS_UNAUTHORIZED, "Unauthorized");
    soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                  "WWW-Authenticate",
                                  "Bearer error=\"invalid_token\"");
    return;
  }
  helio_json_set_string (body, "sub", user->subject);
  set_profile (body, user, profile, email);
  helio_web_answer_json (message, SOUP_STATUS_OK, body);
}

void
helio_issuer_serve_token (HelioIssuer *self, SoupServer *server)
{
  helio_web_route (server, "POST", "/oauth/token", on_token, self);
  helio_web_route (server, "POST", "/oauth/revoke", on_revoke, self);
  helio_web_route (server, "GET POST", "/userinfo", on_userinfo, self);
}
