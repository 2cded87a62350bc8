// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-base64url.h"
#include "tests/core/auth/login-fixture.h"
#include "tests/support/helio-raw-client.h"

#include <string.h>

#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

static void
test_token_endpoint (LoginFixture *self, gconstpointer data)
{
  static const struct {
    HelioFakeStep step;
    int code;
  } cases[] = {
      {{HELIO_FAKE_STATUS, 400, "application/json", "{\"error\":\"invalid_grant\"}"},
       HELIO_ERROR_SIGN_IN_REQUIRED},
      {{HELIO_FAKE_STATUS, 401, "application/json", "{\"error\":\"access_denied\"}"},
       HELIO_ERROR_SIGN_IN_CONFIG},
      {{HELIO_FAKE_STATUS, 403, "application/json", "{\"error\":\"unauthorized_client\"}"},
       HELIO_ERROR_SIGN_IN_CONFIG},
      {{HELIO_FAKE_STATUS, 429, "application/json", "{\"error\":\"too_many_requests\"}"},
       HELIO_ERROR_RATE_LIMITED},
      {{HELIO_FAKE_STATUS, 500, "application/json", "{\"error\":\"invalid_grant\"}"},
       HELIO_ERROR_SERVER},
      {{HELIO_FAKE_STATUS, 502, "text/html", "<html>Bad gateway"}, HELIO_ERROR_SERVER},
      {{HELIO_FAKE_STATUS, 404, "text/html", "<html>"}, HELIO_ERROR_HTTP},
      {{HELIO_FAKE_STATUS, 400, "application/json", "{\"error\":{\"a\":1}}"}, HELIO_ERROR_HTTP},
      {{HELIO_FAKE_STATUS, 200, "application/json", ""}, HELIO_ERROR_BAD_ANSWER},
      {{HELIO_FAKE_STATUS, 200, "text/html", "<html>"}, HELIO_ERROR_BAD_ANSWER},
      {{HELIO_FAKE_STATUS, 200, "application/json", "[]"}, HELIO_ERROR_BAD_ANSWER},
      {{HELIO_FAKE_STATUS, 200, "application/json", "{}"}, HELIO_ERROR_BAD_ANSWER},
      {{HELIO_FAKE_STATUS,
        200,
        "application/json",
        "{\"access_token\":\"a b\",\"token_type\":\"Bearer\"}"},
       HELIO_ERROR_BAD_ANSWER},
      {{HELIO_FAKE_STATUS,
        200,
        "application/json",
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}"},
       HELIO_ERROR_ID_TOKEN},
      {{HELIO_FAKE_STATUS,
        200,
        "application/json",
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"e30.e30.x\"}"},
       HELIO_ERROR_ID_TOKEN},
      {{HELIO_FAKE_DROP_BEFORE}, HELIO_ERROR_NETWORK},
      {{HELIO_FAKE_DROP_AFTER}, HELIO_ERROR_NETWORK},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%d %s", cases[i].step.status, cases[i].step.body);
    g_queue_push_tail (self->idp->token_steps, (gpointer) &cases[i].step);
    login_expect_failure (self, cases[i].code);
  }
}

/* An issuer that takes the code and then says nothing. */
static void
test_no_answer (LoginFixture *self, gconstpointer data)
{
  static const HelioFakeStep step = {HELIO_FAKE_HOLD, 200, "application/json", "{}"};
  g_autoptr (GError) error = NULL;
  g_autofree char *callback = NULL;
  g_auto (HelioRawReply) reply = {0};

  g_queue_push_tail (self->idp->token_steps, (gpointer) &step);
  login_start (self);
  callback = helio_fake_idp_authorize (self->idp, self->opened);
  helio_raw_browse (&reply, callback);
  g_assert_null (helio_login_run_finish (
      self->login,
      helio_test_result_wait (&self->ready, 3 * HELIO_HTTP_TIMEOUT / G_USEC_PER_SEC),
      &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT);
  helio_test_result_clear (&self->ready);
  helio_fake_idp_release (self->idp);
}

static void
set_member (HelioJson *answer, gpointer data)
{
  const char *text = data; /* name:value as JSON */
  g_autofree char *name = g_strndup (text, strcspn (text, ":"));
  const char *value = strchr (text, ':') + 1;
  GError *error = NULL;
  HelioJson *json = helio_json_parse (value, strlen (value), 4096, 8, &error);

  g_assert_no_error (error);
  if (helio_json_get_kind (json) == HELIO_JSON_NULL) {
    helio_json_remove (answer, name);
    helio_json_unref (json);
  } else
    helio_json_set (answer, name, json);
}

typedef struct {
  const char *member;
  gint64 life; /* seconds; 0: refused */
} AnswerCase;

static void
try_answers (LoginFixture *self, const AnswerCase *cases, gsize n)
{
  self->idp->edit_answer = set_member;
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioTokens) tokens = NULL;

    g_test_message ("%s", cases[i].member);
    self->idp->edit_data = (gpointer) cases[i].member;
    tokens = login_sign_in (self, &error);
    if (cases[i].life == 0)
      g_assert_error (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER);
    else {
      g_assert_no_error (error);
      g_assert_cmpint (tokens->life, ==, cases[i].life == -1 ? -1 : cases[i].life * G_USEC_PER_SEC);
    }
    g_clear_object (&self->login);
  }
}

static void
test_expires_in (LoginFixture *self, gconstpointer data)
{
  static const AnswerCase cases[] = {
      {"expires_in:\"3600\"", 3600},
      {"expires_in:null", -1},
      {"expires_in:1e9", 366 * 24 * 3600},
      {"expires_in:0", 0},
      {"expires_in:-3600", 0},
      {"expires_in:\"soon\"", 0},
      {"expires_in:true", 0},
  };

  try_answers (self, cases, G_N_ELEMENTS (cases));
}

static void
test_token_type (LoginFixture *self, gconstpointer data)
{
  static const AnswerCase cases[] = {
      {"token_type:\"bearer\"", 86400},
      {"token_type:\"mac\"", 0},
      {"token_type:null", 0},
      {"token_type:7", 0},
  };

  try_answers (self, cases, G_N_ELEMENTS (cases));
}

static char *
sign_none (HelioJson *claims, gpointer data)
{
  static const char header[] = "{\"alg\":\"none\"}";
  g_autofree char *text = helio_json_to_text (claims, FALSE);
  g_autofree char *head = helio_base64url_encode (header, strlen (header));
  g_autofree char *body = helio_base64url_encode (text, strlen (text));

  return g_strconcat (head, ".", body, ".", NULL);
}

static char *
sign_hs256 (HelioJson *claims, gpointer data)
{
  static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
  g_autofree char *text = helio_json_to_text (claims, FALSE);
  g_autofree char *head = helio_base64url_encode (header, strlen (header));
  g_autofree char *body = helio_base64url_encode (text, strlen (text));

  return g_strconcat (head, ".", body, ".AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", NULL);
}

static char *
sign_damaged (HelioJson *claims, gpointer data)
{
  char *token = helio_signing_key_sign_jwt (data, "JWT", claims, NULL);
  char *signature = strrchr (token, '.') + 1;

  *signature = *signature == 'A' ? 'B' : 'A';
  return token;
}

static void
test_id_token_claims (LoginFixture *self, gconstpointer data)
{
  static const struct {
    const char *member;
    const char *named; /* in the message; NULL: accepted */
  } cases[] = {
      {"iss:\"https://evil.example/\"", "iss"},
      {"iss:null", "iss"},
      {"sub:\"\"", "sub"},
      {"sub:null", "sub"},
      {"aud:\"somebody\"", "aud"},
      {"aud:[\"a\",\"b\"]", "aud"},
      {"aud:[\"client\",\"other\"]", "azp"},
      {"aud:[\"client\"]", NULL},
      {"azp:\"other\"", "azp"},
      {"azp:\"client\"", NULL},
      {"nonce:\"wrong\"", "nonce"},
      {"nonce:null", "nonce"},
      {"exp:1767225530", "expired"},
      {"exp:1767225560", NULL},
      {"exp:null", "expires"},
      {"iat:1767229200", "future"},
      {"iat:1767225650", NULL},
      {"iat:1767222000", "too long ago"},
      {"iat:null", "issued"},
      {"nbf:1767229200", "not valid yet"},
  };

  self->idp->edit_claims = set_member;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioTokens) tokens = NULL;

    g_test_message ("%s", cases[i].member);
    self->idp->edit_data = (gpointer) cases[i].member;
    tokens = login_sign_in (self, &error);
    if (cases[i].named == NULL)
      g_assert_no_error (error);
    else {
      g_assert_error (error, HELIO_ERROR, HELIO_ERROR_ID_TOKEN);
      g_assert_nonnull (strstr (error->message, cases[i].named));
      g_assert_null (tokens);
    }
    g_clear_object (&self->login);
    /* 20 sign-ins at once would each hold a port of their own for the last page. */
    helio_fake_clock_advance (self->clock, 0);
  }
}

static void
expect_refused (LoginFixture *self, const char *named)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = login_sign_in (self, &error);

  g_assert_null (tokens);
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_ID_TOKEN);
  g_assert_nonnull (strstr (error->message, named));
  g_assert_nonnull (helio_error_get_remedy (error));
  g_clear_object (&self->login);
}

static void
test_id_token_signature (LoginFixture *self, gconstpointer data)
{
  self->idp->sign = sign_none;
  expect_refused (self, "none");
  self->idp->sign = sign_hs256;
  expect_refused (self, "HS256");
  self->idp->sign = sign_damaged;
  self->idp->edit_data = self->idp->key;
  expect_refused (self, "signature");
  self->idp->sign = NULL;
  login_expect_success (self);
}

/* The issuer has rotated its keys since its set was fetched: one more fetch, and no more than that. */
static void
test_unknown_key (LoginFixture *self, gconstpointer data)
{
  HelioDiscoveryInit init = {.issuer = self->idp->issuer,
                             .http = self->http,
                             .clock = HELIO_CLOCK (self->clock)};
  g_autoptr (HelioDiscovery) discovery = helio_discovery_new (&init);
  g_autoptr (HelioSigningKey) other = helio_signing_key_new (NULL);
  g_autoptr (HelioSigningKey) third = helio_signing_key_new (NULL);
  g_autoptr (HelioSigningKey) first = helio_signing_key_ref (self->idp->key);

  self->init.discovery = discovery;
  login_expect_success (self);
  g_assert_cmpuint (self->idp->n_jwks, ==, 1);
  login_expect_success (self);
  g_assert_cmpuint (self->idp->n_jwks, ==, 1);
  g_assert_cmpuint (self->idp->n_metadata, ==, 1);

  helio_signing_key_unref (self->idp->key);
  self->idp->key = helio_signing_key_ref (other);
  login_expect_success (self);
  g_assert_cmpuint (self->idp->n_jwks, ==, 2);

  /* Signed with a key that is not published: one fetch at most in a minute. */
  helio_fake_clock_advance (self->clock, 2 * 60 * G_USEC_PER_SEC);
  self->idp->published = other;
  helio_signing_key_unref (self->idp->key);
  self->idp->key = helio_signing_key_ref (third);
  self->idp->date_offset = 0;
  login_expect_failure (self, HELIO_ERROR_ID_TOKEN);
  g_assert_cmpuint (self->idp->n_jwks, ==, 3);
  login_expect_failure (self, HELIO_ERROR_ID_TOKEN);
  g_assert_cmpuint (self->idp->n_jwks, ==, 3);
}

static gboolean
is_held (gpointer data)
{
  LoginFixture *self = data;

  return self->idp->held != NULL;
}

/* The last page may be asked for by anybody at any time; it says nothing about the tokens. */
static void
test_done_before_verified (LoginFixture *self, gconstpointer data)
{
  g_autoptr (HelioSigningKey) other = helio_signing_key_new (NULL);
  g_auto (HelioRawReply) redirect = {0};
  g_auto (HelioRawReply) page = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = NULL;
  g_autofree char *callback = NULL;
  g_autofree char *done = NULL;

  self->idp->published = other;
  self->idp->holds_keys = TRUE;
  login_start (self);
  callback = helio_fake_idp_authorize (self->idp, self->opened);
  helio_raw_get (&redirect, callback, "");
  g_assert_cmpint (redirect.status, ==, 303);
  helio_test_wait (is_held, self, 10, "the key set to be asked for");
  done = g_strdup_printf ("http://127.0.0.1:%u/done", helio_raw_get_port (callback));
  helio_raw_get (&page, done, "");
  g_assert_cmpint (page.status, ==, 200);
  helio_test_settle ();
  g_assert_null (self->ready.result);
  helio_fake_idp_release (self->idp);
  tokens = login_finish (self, &error);
  g_assert_null (tokens);
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_ID_TOKEN);
}

static void
test_no_refresh_token (LoginFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = NULL;

  self->idp->no_refresh_token = TRUE;
  tokens = login_sign_in (self, &error);
  g_assert_no_error (error);
  g_assert_null (tokens->refresh_token);
}

static void
shift_times (HelioJson *claims, gpointer data)
{
  gint64 value;

  helio_json_get_integer (claims, "iat", &value);
  helio_json_set_integer (claims, "iat", value - GPOINTER_TO_INT (data));
  helio_json_get_integer (claims, "exp", &value);
  helio_json_set_integer (claims, "exp", value - GPOINTER_TO_INT (data) - 36000);
}

static void
test_clock_off (LoginFixture *self, gconstpointer data)
{
  int sign = GPOINTER_TO_INT (data);

  {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioTokens) tokens = NULL;

    self->idp->date_offset = sign * 7200;
    self->idp->edit_claims = NULL;
    tokens = login_sign_in (self, &error);
    g_assert_no_error (error);
    g_assert_cmpint (tokens->clock_offset, ==, sign * 2 * HOUR);
    g_clear_object (&self->login);

    /* A token that is wrong by the issuer's clock too: the offset is named. */
    self->idp->edit_claims = shift_times;
    self->idp->edit_data = GINT_TO_POINTER (3600);
    g_assert_null (login_sign_in (self, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_ID_TOKEN);
    g_assert_nonnull (strstr (helio_error_get_remedy (error), "2:00"));
    g_assert_nonnull (strstr (helio_error_get_remedy (error), sign > 0 ? "slow" : "fast"));
    g_clear_object (&self->login);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD_WITH(path, func, data)                                                                 \
  g_test_add ("/auth/" path, LoginFixture, data, login_set_up, func, login_tear_down)
#define ADD(path, func) ADD_WITH (path, func, NULL)
  ADD ("C1/token-endpoint", test_token_endpoint);
  ADD ("C1/no-answer", test_no_answer);
  ADD ("C1/expires-in", test_expires_in);
  ADD ("C2/token-type", test_token_type);
  ADD ("C3/id-token-claims", test_id_token_claims);
  ADD ("C3/id-token-signature", test_id_token_signature);
  ADD ("C3/done-before-verified", test_done_before_verified);
  ADD ("C3/unknown-key", test_unknown_key);
  ADD ("C4/no-refresh-token", test_no_refresh_token);
  ADD_WITH ("C5/clock-slow", test_clock_off, GINT_TO_POINTER (1));
  ADD_WITH ("C5/clock-fast", test_clock_off, GINT_TO_POINTER (-1));
  return g_test_run ();
}
