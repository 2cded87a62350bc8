// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/core/auth/token-fixture.h"

#include "core/base/helio-error.h"

/* Quitting: a refresh token that was sent is burnt, and the one that comes back has to be stored first. */

static const HelioFakeStep slow = {HELIO_FAKE_HOLD_AFTER};

static void
sign_in (TokenFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (token_sign_in (self, NULL, NULL, &error)); /* -2 */
  g_assert_no_error (error);
  token_expire (self);
}

static void
ask (TokenFixture *self, HelioTestResult *asked)
{
  helio_token_source_get_async (self->source, FALSE, FALSE, NULL, helio_test_result_ready, asked);
}

static void
settle (TokenFixture *self, HelioTestResult *settled)
{
  helio_token_source_settle_async (self->source, helio_test_result_ready, settled);
}

static void
expect_settled (TokenFixture *self, HelioTestResult *settled, gboolean good)
{
  g_assert_cmpint (
      helio_token_source_settle_finish (self->source, helio_test_result_wait (settled, 10)),
      ==,
      good);
  helio_test_result_clear (settled);
}

static void
expect_cancelled (TokenFixture *self, HelioTestResult *asked)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
      helio_token_source_get_finish (self->source, helio_test_result_wait (asked, 10), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  helio_test_result_clear (asked);
}

static gboolean
is_held (gpointer data)
{
  return ((TokenFixture *) data)->idp->held != NULL;
}

/* Up to where the issuer has rotated and has not answered. */
static void
send_refresh (TokenFixture *self, HelioTestResult *asked)
{
  sign_in (self);
  g_queue_push_tail (self->idp->token_steps, (gpointer) &slow);
  ask (self, asked);
  helio_test_wait (is_held, self, 10, "the refresh to be sent");
}

static void
test_nothing (TokenFixture *self, gconstpointer data)
{
  HelioTestResult settled = {0};

  settle (self, &settled);
  expect_settled (self, &settled, TRUE);
  sign_in (self);
  settle (self, &settled);
  expect_settled (self, &settled, TRUE);
  token_expect (self, "access-3");
}

static void
test_sent (TokenFixture *self, gconstpointer data)
{
  HelioTestResult asked = {0}, settled = {0}, twice = {0};

  send_refresh (self, &asked);
  settle (self, &settled);
  settle (self, &twice);
  expect_cancelled (self, &asked);
  helio_test_settle ();
  g_assert_null (settled.result);
  token_expect_stored (self, "refresh-2");
  helio_fake_idp_release (self->idp);
  expect_settled (self, &settled, TRUE);
  expect_settled (self, &twice, TRUE);
  token_expect_stored (self, "refresh-3");
  token_restart (self);
  token_expect (self, "access-4");
  g_assert_false (self->idp->revoked);
}

static void
test_never_answers (TokenFixture *self, gconstpointer data)
{
  HelioTestResult asked = {0}, settled = {0};

  send_refresh (self, &asked);
  settle (self, &settled);
  expect_cancelled (self, &asked);
  helio_fake_clock_advance (self->clock, HELIO_TOKEN_SETTLE_TIMEOUT - 1);
  helio_test_settle ();
  g_assert_null (settled.result);
  helio_fake_clock_advance (self->clock, 1);
  expect_settled (self, &settled, FALSE);
  /* Nobody quits after all: it goes on as it would have. */
  helio_fake_idp_release (self->idp);
  token_expect (self, "access-3");
  token_expect_stored (self, "refresh-3");
}

/* The lock lets it know by the clock. */
static void
let_go (TokenFixture *self, HelioRefreshLock *lock_taken)
{
  helio_refresh_lock_free (lock_taken);
  helio_fake_clock_advance (self->clock, HELIO_SECOND);
  helio_test_settle ();
}

/* What has not been sent is not waited for, and is not sent behind our back. */
static void
test_not_sent (TokenFixture *self, gconstpointer data)
{
  HelioTestResult asked = {0}, settled = {0};
  g_autoptr (HelioSecret) token = NULL;
  g_autoptr (GError) error = NULL;
  HelioRefreshLock *lock;

  sign_in (self);
  lock = token_take_lock (self);
  ask (self, &asked);
  helio_test_settle ();
  settle (self, &settled);
  expect_settled (self, &settled, TRUE);
  expect_cancelled (self, &asked);
  let_go (self, lock);
  helio_test_wait_holders (self->source, 1, 10, "the end of the refresh");
  g_assert_cmpuint (self->idp->n_refreshes, ==, 0);

  /* Whoever asks afterwards does not get the end of that one. */
  lock = token_take_lock (self);
  ask (self, &asked);
  settle (self, &settled);
  expect_settled (self, &settled, TRUE);
  expect_cancelled (self, &asked);
  ask (self, &asked);
  let_go (self, lock);
  token = helio_token_source_get_finish (self->source, helio_test_result_wait (&asked, 10), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_secret_peek (token), ==, "access-3");
  g_assert_cmpuint (self->idp->n_refreshes, ==, 1);
  helio_test_result_clear (&asked);
}

static gboolean
has_no_login (gpointer data)
{
  TokenFixture *self = data;

  return self->idp->n_codes > 0 && helio_token_source_get_login (self->source) == NULL;
}

/* A person has just signed in: they need not do it again. */
static void
test_first_sign_in (TokenFixture *self, gconstpointer data)
{
  HelioTestResult signed_in = {0}, settled = {0};
  HelioRefreshLock *lock = token_take_lock (self);
  g_autoptr (GError) error = NULL;

  helio_token_source_sign_in_async (self->source, NULL, NULL, helio_test_result_ready, &signed_in);
  helio_test_wait (has_no_login, self, 10, "the sign-in to come back");
  settle (self, &settled);
  helio_test_settle ();
  g_assert_null (settled.result);
  token_expect_stored (self, NULL);
  let_go (self, lock);
  expect_settled (self, &settled, TRUE);
  token_expect_stored (self, "refresh-2");
  g_assert_true (helio_token_source_sign_in_finish (self->source,
                                                    helio_test_result_wait (&signed_in, 20),
                                                    &error));
  g_assert_no_error (error);
  helio_test_result_clear (&signed_in);
}

void
token_add_settle_tests (void)
{
#define ADD(path, func)                                                                            \
  g_test_add ("/auth/settle/" path, TokenFixture, NULL, token_set_up, func, token_tear_down)
  ADD ("nothing", test_nothing);
  ADD ("sent", test_sent);
  ADD ("never-answers", test_never_answers);
  ADD ("not-sent", test_not_sent);
  ADD ("first-sign-in", test_first_sign_in);
#undef ADD
}
