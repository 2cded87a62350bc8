// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-device-login.h"
#include "core/base/helio-error.h"
#include "tests/support/helio-fake-idp.h"
#include "tests/support/helio-test.h"

#include <string.h>

/* The device flow (RFC 8628) with Auth0's statuses, at the fake issuer and with a clock that stands still. */

#define PENDING                                                                                    \
  {                                                                                                \
    HELIO_FAKE_STATUS, 403, "application/json", "{\"error\":\"authorization_pending\"}"            \
  }
#define SLOW_DOWN                                                                                  \
  {                                                                                                \
    HELIO_FAKE_STATUS, 429, "application/json", "{\"error\":\"slow_down\"}"                        \
  }
#define ANSWER(status, code)                                                                       \
  {                                                                                                \
    HELIO_FAKE_STATUS, status, "application/json", "{\"error\":\"" code "\"}"                      \
  }

typedef struct {
  HelioFakeClock *clock;
  HelioFakeIdp *idp;
  HelioHttp *http;
  HelioProfile *profile;
  HelioDeviceLoginInit init;
  HelioDeviceLogin *login;
  HelioTestResult ready;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->clock = helio_fake_clock_new ();
  self->idp = helio_fake_idp_new (HELIO_CLOCK (self->clock));
  self->http = helio_http_new ();
  self->profile = helio_fake_idp_new_profile (self->idp);
  self->init = (HelioDeviceLoginInit){.profile = self->profile,
                                      .http = self->http,
                                      .clock = HELIO_CLOCK (self->clock)};
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  helio_test_result_clear (&self->ready);
  helio_test_settle ();
  if (self->login != NULL)
    g_assert_finalize_object (self->login);
  helio_profile_unref (self->profile);
  helio_fake_idp_free (self->idp);
  /* What was not kept is being revoked. */
  helio_test_wait_holders (self->http, 1, 10, "the end of all requests");
  g_assert_finalize_object (self->http);
  g_assert_finalize_object (self->clock);
}

static gboolean
waits_or_is_over (gpointer data)
{
  Fixture *self = data;

  return helio_device_login_get_state (self->login) == HELIO_DEVICE_LOGIN_WAITING ||
         self->ready.result != NULL;
}

static void
start (Fixture *self)
{
  g_clear_object (&self->login);
  self->login = helio_device_login_new (&self->init);
  helio_device_login_run_async (self->login, NULL, helio_test_result_ready, &self->ready);
  helio_test_wait (waits_or_is_over, self, 10, "the code");
}

static HelioTokens *
finish (Fixture *self, GError **error)
{
  HelioTokens *tokens =
      helio_device_login_run_finish (self->login, helio_test_result_wait (&self->ready, 10), error);

  helio_test_result_clear (&self->ready);
  return tokens;
}

static void
expect_failure (Fixture *self, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = finish (self, &error);

  g_assert_null (tokens);
  g_assert_error (error, HELIO_ERROR, code);
  g_assert_nonnull (helio_error_get_remedy (error));
  g_assert_cmpint (helio_device_login_get_state (self->login), ==, HELIO_DEVICE_LOGIN_FAILED);
}

typedef struct {
  Fixture *self;
  guint polls;
} Polls;

static gboolean
has_polled (gpointer data)
{
  Polls *polls = data;

  return helio_device_login_get_polls (polls->self->login) >= polls->polls ||
         polls->self->ready.result != NULL;
}

/* Not before @seconds from now, and then at once. */
static void
expect_poll_after (Fixture *self, int seconds)
{
  guint n = self->idp->n_polls;
  Polls polls = {self, helio_device_login_get_polls (self->login) + 1};

  helio_fake_clock_advance (self->clock, seconds * HELIO_SECOND - 1);
  helio_test_settle ();
  g_assert_cmpuint (self->idp->n_polls, ==, n);
  helio_fake_clock_advance (self->clock, 1);
  helio_test_wait (has_polled, &polls, 10, "a poll");
  g_assert_cmpuint (self->idp->n_polls, ==, n + 1);
}

static void
push (Fixture *self, const HelioFakeStep *step)
{
  g_queue_push_tail (self->idp->token_steps, (gpointer) step);
}

/* Three times pending, once "slow down", which is no rate limit and stays, then the tokens. */
static void
test_spec (Fixture *self, gconstpointer data)
{
  static const HelioFakeStep pending = PENDING, slow = SLOW_DOWN;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = NULL;
  gint64 now;

  self->profile->sign_in.resource = g_strdup ("https://mqtt.example.com");
  start (self);
  now = helio_clock_now_boot (HELIO_CLOCK (self->clock));
  g_assert_cmpstr (
      self->idp->last_device_form,
      ==,
      "client_id=client&scope=openid%20profile%20email%20offline_access"
      "&audience=https%3A%2F%2Fapi.example.com&resource=https%3A%2F%2Fmqtt.example.com");
  g_assert_cmpstr (helio_device_login_get_user_code (self->login), ==, "WXYZ-ABCD");
  g_assert_true (
      g_str_has_suffix (helio_device_login_get_verification_uri (self->login), "/activate"));
  g_assert_true (g_str_has_suffix (helio_device_login_get_verification_uri_complete (self->login),
                                   "?user_code=WXYZ-ABCD"));
  g_assert_cmpint (helio_device_login_get_deadline (self->login), ==, now + 900 * HELIO_SECOND);

  for (int i = 0; i < 3; i++)
    push (self, &pending);
  push (self, &slow);
  push (self, &pending);
  for (int i = 0; i < 4; i++)
    expect_poll_after (self, 5);
  g_assert_no_error (helio_device_login_get_poll_error (self->login));
  expect_poll_after (self, 10);
  self->idp->device_approved = TRUE;
  expect_poll_after (self, 10);
  tokens = finish (self, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_secret_peek (tokens->access_token), ==, "access-2");
  g_assert_cmpstr (helio_secret_peek (tokens->refresh_token), ==, "refresh-2");
  g_assert_cmpstr (tokens->account->sub, ==, "auth0|alice");
  g_assert_cmpuint (helio_device_login_get_polls (self->login), ==, 6);
  g_assert_cmpint (helio_device_login_get_state (self->login), ==, HELIO_DEVICE_LOGIN_DONE);
  g_assert_nonnull (strstr (self->idp->last_form,
                            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"));
  /* Nothing is asked any more. */
  helio_fake_clock_advance (self->clock, 3600 * HELIO_SECOND);
  helio_test_settle ();
  g_assert_cmpuint (self->idp->n_polls, ==, 6);
}

/* RFC 8628 §3.2: without an interval it is five seconds. The RFC's own status for pending is 400. */
static void
test_defaults (Fixture *self, gconstpointer data)
{
  static const HelioFakeStep pending = ANSWER (400, "authorization_pending");
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = NULL;

  self->idp->device_interval = 0;
  self->idp->lists_endpoints = TRUE;
  start (self);
  push (self, &pending);
  expect_poll_after (self, 5);
  self->idp->device_approved = TRUE;
  expect_poll_after (self, 5);
  tokens = finish (self, &error);
  g_assert_no_error (error);
}

/* The second "slow down" of a clock that kept the interval: it is the clock. */
static void
test_clock_drift (Fixture *self, gconstpointer data)
{
  static const HelioFakeStep slow = SLOW_DOWN;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = NULL;

  start (self);
  push (self, &slow);
  push (self, &slow);
  expect_poll_after (self, 5);
  g_assert_no_error (helio_device_login_get_poll_error (self->login));
  expect_poll_after (self, 10);
  g_assert_nonnull (strstr (helio_device_login_get_poll_error (self->login)->message, "clock"));
  /* (10 + 5) × 1.4 */
  self->idp->device_approved = TRUE;
  expect_poll_after (self, 21);
  tokens = finish (self, &error);
  g_assert_no_error (error);
  g_assert_no_error (helio_device_login_get_poll_error (self->login));
}

/* Lost, slow and failing answers make polls rarer, and end when an answer comes; the interval stays. */
static void
test_network (Fixture *self, gconstpointer data)
{
  static const HelioFakeStep drop = {HELIO_FAKE_DROP_BEFORE};
  static const HelioFakeStep broken = {HELIO_FAKE_STATUS, 502, "text/html", "<html>"};
  static const HelioFakeStep pending = PENDING;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = NULL;

  start (self);
  push (self, &drop);
  push (self, &broken);
  push (self, &drop);
  push (self, &drop);
  push (self, &drop);
  push (self, &pending);
  expect_poll_after (self, 5);
  g_assert_error (helio_device_login_get_poll_error (self->login),
                  HELIO_ERROR,
                  HELIO_ERROR_NETWORK);
  expect_poll_after (self, 10);
  g_assert_error (helio_device_login_get_poll_error (self->login), HELIO_ERROR, HELIO_ERROR_SERVER);
  expect_poll_after (self, 20);
  expect_poll_after (self, 40);
  expect_poll_after (self, 60);
  expect_poll_after (self, 60);
  g_assert_no_error (helio_device_login_get_poll_error (self->login));
  self->idp->device_approved = TRUE;
  expect_poll_after (self, 5);
  tokens = finish (self, &error);
  g_assert_no_error (error);
}

static void
test_denied (Fixture *self, gconstpointer data)
{
  static const HelioFakeStep denied = ANSWER (403, "access_denied");

  start (self);
  push (self, &denied);
  expect_poll_after (self, 5);
  expect_failure (self, HELIO_ERROR_SIGN_IN_DECLINED);
}

/* Auth0 says expired_token once and invalid_grant from then on: both mean the same. */
static void
test_expired (Fixture *self, gconstpointer data)
{
  static const HelioFakeStep expired = ANSWER (403, "expired_token");
  static const HelioFakeStep lost = {HELIO_FAKE_DROP_BEFORE};
  static const HelioFakeStep invalid = ANSWER (403, "invalid_grant");

  start (self);
  push (self, &expired);
  push (self, &invalid);
  expect_poll_after (self, 5);
  expect_failure (self, HELIO_ERROR_SIGN_IN_EXPIRED);
  helio_fake_clock_advance (self->clock, 60 * HELIO_SECOND);
  helio_test_settle ();
  g_assert_cmpuint (self->idp->n_polls, ==, 1);
  g_queue_clear (self->idp->token_steps);

  start (self);
  push (self, &lost);
  push (self, &invalid);
  expect_poll_after (self, 5);
  expect_poll_after (self, 10);
  expect_failure (self, HELIO_ERROR_SIGN_IN_EXPIRED);

  /* Nor is the code's life outlived, or what the caller allows. */
  self->idp->device_life = 12;
  start (self);
  expect_poll_after (self, 5);
  helio_fake_clock_advance (self->clock, 7 * HELIO_SECOND);
  expect_failure (self, HELIO_ERROR_SIGN_IN_EXPIRED);
  self->idp->device_life = 900;
  self->init.deadline = 4 * HELIO_SECOND;
  start (self);
  helio_fake_clock_advance (self->clock, 4 * HELIO_SECOND);
  expect_failure (self, HELIO_ERROR_SIGN_IN_EXPIRED);
  self->init.deadline = 0;
}

/* What the application or the issuer is not set up for, and answers that are no good. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  static const struct {
    int status;
    const char *text;
    int code;
  } cases[] = {
      {404, "Not found", HELIO_ERROR_SIGN_IN_CONFIG},
      {403, "{\"error\":\"unauthorized_client\"}", HELIO_ERROR_SIGN_IN_CONFIG},
      {403,
       "{\"error\":\"access_denied\",\"error_description\":\"Service not found: x\"}",
       HELIO_ERROR_SIGN_IN_CONFIG},
      {401, "{\"error\":\"invalid_client\"}", HELIO_ERROR_SIGN_IN_CONFIG},
      {429, "{\"error\":\"too_many_requests\"}", HELIO_ERROR_RATE_LIMITED},
      {500, "<html>", HELIO_ERROR_SERVER},
      {200, "<html>", HELIO_ERROR_BAD_ANSWER},
      {200, "[]", HELIO_ERROR_BAD_ANSWER},
      {200, "{}", HELIO_ERROR_BAD_ANSWER},
      {200,
       "{\"device_code\":\"d\",\"verification_uri\":\"https://i.example/\"}",
       HELIO_ERROR_BAD_ANSWER},
      {200, "{\"device_code\":\"d\",\"user_code\":\"u\"}", HELIO_ERROR_BAD_ANSWER},
      {200,
       "{\"device_code\":\"d\",\"user_code\":\"u\",\"verification_uri\":\"http://i.example/\"}",
       HELIO_ERROR_BAD_ANSWER},
      {200,
       "{\"device_code\":\"d\",\"user_code\":\"u\",\"verification_uri\":\"file:///etc/passwd\"}",
       HELIO_ERROR_BAD_ANSWER},
      {200,
       "{\"device_code\":\"d\\n\",\"user_code\":\"u\",\"verification_uri\":\"https://i.example/\"}",
       HELIO_ERROR_BAD_ANSWER},
  };
  g_autofree char *token_endpoint = g_strconcat (self->idp->base, "/token", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%d %s", cases[i].status, cases[i].text);
    self->idp->device_status = cases[i].status;
    self->idp->device_text = cases[i].text;
    start (self);
    expect_failure (self, cases[i].code);
  }
  self->idp->device_text = NULL;
  /* Not laid out as Auth0, and no such endpoint in its metadata. */
  self->idp->token_endpoint = token_endpoint;
  start (self);
  expect_failure (self, HELIO_ERROR_SIGN_IN_CONFIG);
}

/* A link with another scheme is no link; the rest works without it. */
static void
test_bad_complete_uri (Fixture *self, gconstpointer data)
{
  self->idp->device_text = "{\"device_code\":\"d\",\"user_code\":\"u\",\"verification_uri\":"
                           "\"https://i.example/\",\"verification_uri_complete\":\"javascript:1\","
                           "\"interval\":\"x\",\"expires_in\":-1}";
  start (self);
  g_assert_null (helio_device_login_get_verification_uri_complete (self->login));
  g_assert_cmpint (helio_device_login_get_deadline (self->login),
                   ==,
                   helio_clock_now_boot (HELIO_CLOCK (self->clock)) + 900 * HELIO_SECOND);
  helio_device_login_cancel (self->login);
  g_clear_pointer (&self->ready.result, g_object_unref);
  helio_test_settle ();
  helio_test_result_clear (&self->ready);
}

static void
set_issuer (HelioJson *claims, gpointer data)
{
  helio_json_set_string (claims, "iss", "https://evil.example/");
}

static void
drop_id_token (HelioJson *answer, gpointer data)
{
  helio_json_remove (answer, "id_token");
}

/* The same checks as after a redirect. */
static void
test_checks (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioTokens) other = NULL;

  self->idp->device_approved = TRUE;
  self->idp->edit_claims = set_issuer;
  start (self);
  expect_poll_after (self, 5);
  expect_failure (self, HELIO_ERROR_ID_TOKEN);
  self->idp->edit_claims = NULL;

  self->idp->edit_answer = drop_id_token;
  start (self);
  expect_poll_after (self, 5);
  expect_failure (self, HELIO_ERROR_ID_TOKEN);
  self->idp->edit_answer = NULL;

  self->init.expected_sub = "auth0|bob";
  start (self);
  expect_poll_after (self, 5);
  expect_failure (self, HELIO_ERROR_SIGN_IN_OTHER_USER);
  other = helio_device_login_take_other (self->login);
  g_assert_cmpstr (other->account->sub, ==, "auth0|alice");
  self->init.expected_sub = NULL;

  self->init.login_hint = "bob@example.com";
  start (self);
  expect_poll_after (self, 5);
  expect_failure (self, HELIO_ERROR_SIGN_IN_OTHER_USER);
  self->init.login_hint = "alice@example.com";
  start (self);
  expect_poll_after (self, 5);
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioTokens) tokens = finish (self, &error);

    g_assert_no_error (error);
  }
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  start (self);
  helio_device_login_cancel (self->login);
  g_assert_null (finish (self, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  helio_fake_clock_advance (self->clock, 60 * HELIO_SECOND);
  helio_test_settle ();
  g_assert_cmpuint (self->idp->n_polls, ==, 0);

  start (self);
  helio_device_login_supersede (self->login);
  expect_failure (self, HELIO_ERROR_SIGN_IN_SUPERSEDED);
}

static gboolean
is_held (gpointer data)
{
  return ((Fixture *) data)->idp->held != NULL;
}

/* Drops the sign-in and waits until everything it did has ended. */
static void
expect_revoked (Fixture *self, const char *tokens)
{
  g_autofree char *revoked = NULL;

  g_clear_object (&self->login);
  helio_test_wait_holders (self->http, 1, 10, "the end of all requests");
  revoked = helio_fake_idp_take_revoked (self->idp);
  g_assert_cmpstr (revoked, ==, tokens);
}

static void
cancel_while_held (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  helio_test_wait (is_held, self, 10, "a request that is held");
  helio_device_login_cancel (self->login);
  g_assert_null (finish (self, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (self->idp->n_polls, ==, 1);
  helio_fake_idp_release (self->idp);
}

/* The poll that is under way when it is cancelled may be the one that gets the tokens. @data: "pending": it is not. */
static void
test_dropped_poll (Fixture *self, gconstpointer data)
{
  static const HelioFakeStep late = {HELIO_FAKE_HOLD,
                                     200,
                                     "application/json",
                                     "{\"access_token\":\"a\",\"refresh_token\":\"late\","
                                     "\"token_type\":\"Bearer\"}"};
  static const HelioFakeStep pending = {HELIO_FAKE_HOLD,
                                        403,
                                        "application/json",
                                        "{\"error\":\"authorization_pending\"}"};

  push (self, data != NULL ? &pending : &late);
  start (self);
  helio_fake_clock_advance (self->clock, 5 * HELIO_SECOND);
  cancel_while_held (self);
  expect_revoked (self, data != NULL ? "" : "late");
  helio_fake_clock_advance (self->clock, 60 * HELIO_SECOND);
  helio_test_settle ();
  g_assert_cmpuint (self->idp->n_polls, ==, 1);
}

static void
test_dropped_checking (Fixture *self, gconstpointer data)
{
  self->idp->device_approved = self->idp->holds_keys = TRUE;
  start (self);
  helio_fake_clock_advance (self->clock, 5 * HELIO_SECOND);
  cancel_while_held (self);
  expect_revoked (self, "refresh-2");
}

static void
test_dropped_answer (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = NULL;

  self->idp->device_approved = TRUE;
  self->idp->edit_claims = set_issuer;
  start (self);
  expect_poll_after (self, 5);
  expect_failure (self, HELIO_ERROR_ID_TOKEN);
  expect_revoked (self, "refresh-2");
  self->idp->edit_claims = NULL;

  /* A person may want it, as long as it is there. */
  self->init.expected_sub = "auth0|bob";
  start (self);
  expect_poll_after (self, 5);
  expect_failure (self, HELIO_ERROR_SIGN_IN_OTHER_USER);
  helio_test_settle ();
  g_assert_cmpuint (self->idp->revoked_tokens->len, ==, 0);
  expect_revoked (self, "refresh-4");
  self->init.expected_sub = NULL;

  start (self);
  expect_poll_after (self, 5);
  tokens = finish (self, &error);
  g_assert_no_error (error);
  expect_revoked (self, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/auth/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("E1/pending-slow-down-success", test_spec);
  ADD ("E1/defaults", test_defaults);
  ADD ("E1/clock-drift", test_clock_drift);
  ADD ("E1/network-drop", test_network);
  ADD ("E1/denied", test_denied);
  ADD ("E1/expired-then-invalid-grant", test_expired);
  ADD ("E1/refused", test_refused);
  ADD ("E1/bad-complete-uri", test_bad_complete_uri);
  ADD ("E1/checks", test_checks);
  ADD ("E1/cancel", test_cancel);
  g_test_add ("/auth/dropped/pending", Fixture, "pending", set_up, test_dropped_poll, tear_down);
  ADD ("dropped/poll", test_dropped_poll);
  ADD ("dropped/checking", test_dropped_checking);
  ADD ("dropped/answer", test_dropped_answer);
  return g_test_run ();
}
