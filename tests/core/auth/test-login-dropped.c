// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-revoke.h"
#include "core/base/helio-error.h"
#include "tests/core/auth/login-fixture.h"
#include "tests/support/helio-raw-client.h"

#include <string.h>

/* What the issuer gave to a sign-in that came to nothing is revoked there, once, and nobody waits for it; what
 * somebody has is not. */

#define SECOND ((gint64) G_USEC_PER_SEC)

static const HelioFakeStep held_answer = {
    HELIO_FAKE_HOLD,
    200,
    "application/json",
    "{\"access_token\":\"a\",\"refresh_token\":\"late\",\"token_type\":\"Bearer\"}"};

static gboolean
is_held (gpointer data)
{
  return ((LoginFixture *) data)->idp->held != NULL;
}

static void
be_redirected (LoginFixture *self)
{
  g_autofree char *callback = helio_fake_idp_authorize (self->idp, self->opened);
  g_auto (HelioRawReply) reply = {0};

  helio_raw_get (&reply, callback, "");
  g_assert_cmpint (reply.status, ==, 303);
}

/* Till the issuer has the code, or is asked for its keys, and does not answer. */
static void
start_and_hold (LoginFixture *self)
{
  login_start (self);
  be_redirected (self);
  helio_test_wait (is_held, self, 10, "a request that is held");
}

static void
expect_cancelled (LoginFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (login_finish (self, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_kept (LoginFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = login_sign_in (self, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (helio_secret_peek (tokens->refresh_token), ==, "refresh-2");
  /* It is over: this changes nothing. */
  helio_login_cancel (self->login);
  login_expect_revoked (self, "");
}

/* The request for the tokens has been sent: the caller hears at once, and the answer is waited for. @data: rather than
 * cancelled, it is superseded. */
static void
test_exchanging (LoginFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_queue_push_tail (self->idp->token_steps, (gpointer) &held_answer);
  start_and_hold (self);
  if (data == NULL) {
    helio_login_cancel (self->login);
    expect_cancelled (self);
  } else {
    helio_login_supersede (self->login);
    g_assert_null (login_finish (self, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_SUPERSEDED);
  }
  g_assert_nonnull (self->idp->held);
  g_assert_cmpuint (self->idp->revoked_tokens->len, ==, 0);
  helio_fake_idp_release (self->idp);
  login_expect_revoked (self, "late");
}

static void
test_exchange_refused (LoginFixture *self, gconstpointer data)
{
  static const HelioFakeStep refused = {HELIO_FAKE_HOLD,
                                        403,
                                        "application/json",
                                        "{\"error\":\"invalid_grant\",\"refresh_token\":\"r\"}"};

  g_queue_push_tail (self->idp->token_steps, (gpointer) &refused);
  start_and_hold (self);
  helio_login_cancel (self->login);
  expect_cancelled (self);
  helio_fake_idp_release (self->idp);
  login_expect_revoked (self, "");
}

static void
test_checking (LoginFixture *self, gconstpointer data)
{
  self->idp->holds_keys = TRUE;
  start_and_hold (self);
  helio_login_cancel (self->login);
  expect_cancelled (self);
  helio_fake_idp_release (self->idp);
  login_expect_revoked (self, "refresh-2");
}

/* Another user's, too, where nobody waits for the answer any more. */
static void
test_checking_other (LoginFixture *self, gconstpointer data)
{
  self->init.expected_sub = "auth0|bob";
  self->idp->holds_keys = TRUE;
  start_and_hold (self);
  helio_login_cancel (self->login);
  helio_fake_idp_release (self->idp);
  expect_cancelled (self);
  g_assert_null (helio_login_take_other (self->login));
  login_expect_revoked (self, "refresh-2");
}

static gboolean
waits_for_page (gpointer data)
{
  LoginFixture *self = data;

  return helio_fake_clock_get_next (self->clock) <=
         helio_clock_now_boot (HELIO_CLOCK (self->clock)) + SECOND;
}

/* Everything is checked; only the browser has not fetched its last page. */
static void
test_serving (LoginFixture *self, gconstpointer data)
{
  login_start (self);
  be_redirected (self);
  helio_test_wait (waits_for_page, self, 10, "the tokens to be checked");
  g_assert_null (self->ready.result);
  helio_login_cancel (self->login);
  expect_cancelled (self);
  login_expect_revoked (self, "refresh-2");
}

/* login_expect_failure () would go on in time, and what is to be revoked with it. */
static void
expect_failure (LoginFixture *self, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (login_sign_in (self, &error));
  g_assert_error (error, HELIO_ERROR, code);
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
drop_id_token (HelioJson *answer, gpointer data)
{
  helio_json_remove (answer, "id_token");
}

static void
set_type (HelioJson *answer, gpointer data)
{
  helio_json_set_string (answer, "token_type", "mac");
}

static void
test_refused (LoginFixture *self, gconstpointer data)
{
  self->idp->sign = sign_damaged;
  self->idp->edit_data = self->idp->key;
  expect_failure (self, HELIO_ERROR_ID_TOKEN);
  login_expect_revoked (self, "refresh-2");
  self->idp->sign = NULL;
  self->idp->edit_answer = drop_id_token;
  expect_failure (self, HELIO_ERROR_ID_TOKEN);
  login_expect_revoked (self, "refresh-4");
  /* The answer itself is no good, but there is a refresh token in it. */
  self->idp->edit_answer = set_type;
  expect_failure (self, HELIO_ERROR_BAD_ANSWER);
  login_expect_revoked (self, "refresh-6");
  self->idp->no_refresh_token = TRUE;
  expect_failure (self, HELIO_ERROR_BAD_ANSWER);
  login_expect_revoked (self, "");
}

/* A person may want the other account: its tokens are kept till then. @data: they are taken. */
static void
test_other_user (LoginFixture *self, gconstpointer data)
{
  g_autoptr (HelioTokens) other = NULL;

  self->init.expected_sub = "auth0|bob";
  expect_failure (self, HELIO_ERROR_SIGN_IN_OTHER_USER);
  helio_test_settle ();
  g_assert_cmpuint (self->idp->revoked_tokens->len, ==, 0);
  if (data != NULL)
    other = helio_login_take_other (self->login);
  login_expect_revoked (self, other != NULL ? "" : "refresh-2");
}

/* An issuer that does not answer the revocation: the caller has had its answer, and five seconds are the end. */
static void
test_no_answer (LoginFixture *self, gconstpointer data)
{
  self->idp->revoke_status = -1;
  self->idp->edit_answer = drop_id_token;
  expect_failure (self, HELIO_ERROR_ID_TOKEN);
  g_assert_null (self->idp->held);
  helio_test_wait (is_held, self, 10, "the revocation");
  helio_fake_clock_advance (self->clock, HELIO_REVOKE_TIMEOUT);
  login_expect_revoked (self, "refresh-2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func, data)                                                                      \
  g_test_add ("/auth/dropped/" path, LoginFixture, data, login_set_up, func, login_tear_down)
  ADD ("kept", test_kept, NULL);
  ADD ("cancelled-while-exchanging", test_exchanging, NULL);
  ADD ("superseded-while-exchanging", test_exchanging, "superseded");
  ADD ("exchange-refused", test_exchange_refused, NULL);
  ADD ("cancelled-while-checking", test_checking, NULL);
  ADD ("cancelled-while-checking-other", test_checking_other, NULL);
  ADD ("cancelled-while-serving", test_serving, NULL);
  ADD ("answer-refused", test_refused, NULL);
  ADD ("other-user", test_other_user, NULL);
  ADD ("other-user-taken", test_other_user, "taken");
  ADD ("no-answer", test_no_answer, NULL);
  return g_test_run ();
}
