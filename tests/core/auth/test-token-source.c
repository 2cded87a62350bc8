// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-stored-tokens.h"
#include "core/base/helio-error.h"
#include "tests/core/auth/token-fixture.h"

#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

/* HELIO_TEST_KEYRING: "unlocked", "locked" or "absent" for a real keyring in that state by
 * tests/support/with-keyring; else libsecret's file, which loses 28 bytes at each write: started by hand like that, all
 * of them together end with a leak of some 3,900 bytes that is not ours. */

static void
sign_in (TokenFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (token_sign_in (self, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* Past the life of the access token. */
static void
expire (TokenFixture *self)
{
  helio_fake_clock_advance (self->clock, self->idp->life * SECOND);
}

static void
test_nobody (TokenFixture *self, gconstpointer data)
{
  token_expect_error (self, FALSE, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_assert_cmpuint (self->n_opened, ==, 0);
  g_assert_cmpuint (self->idp->n_metadata, ==, 0);
}

/* By then there is nothing left to do in the browser. */
static void
on_storing (HelioTokenSource *source, GParamSpec *pspec, gpointer user_data)
{
  g_assert_null (helio_token_source_get_login (source));
  g_string_append_c (user_data, helio_token_source_is_storing (source) ? '(' : ')');
}

static void
test_interactive (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GString) storing = g_string_new (NULL);
  gulong id = g_signal_connect (self->source, "notify::storing", G_CALLBACK (on_storing), storing);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = token_get (self, TRUE, FALSE, &error);

  g_signal_handler_disconnect (self->source, id);
  g_assert_cmpstr (storing->str, ==, "()");
  g_assert_no_error (error);
  g_assert_cmpstr (helio_secret_peek (token), ==, "access-2");
  g_assert_cmpuint (self->n_opened, ==, 1);
  g_assert_null (helio_token_source_get_login (self->source));
  g_assert_cmpstr (helio_token_source_get_account (self->source)->sub, ==, "auth0|alice");
  g_assert_null (helio_token_source_get_warning (self->source));
  token_expect_stored (self, "refresh-2");
  token_expect (self, "access-2");
}

static void
test_no_browser (TokenFixture *self, gconstpointer data)
{
  self->init.open_uri = NULL;
  token_restart (self);
  token_expect_error (self, TRUE, HELIO_ERROR_SIGN_IN_REQUIRED);
}

static void
test_margin (TokenFixture *self, gconstpointer data)
{
  static const struct {
    gint64 life, good;
  } cases[] = {{3600, 3540}, {90, 60}, {30, 20}};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint before;

    self->idp->life = cases[i].life;
    sign_in (self);
    before = self->idp->n_refreshes;
    helio_fake_clock_advance (self->clock, cases[i].good * SECOND - 1);
    helio_secret_unref (token_get (self, FALSE, FALSE, NULL));
    g_assert_cmpuint (self->idp->n_refreshes, ==, before);
    helio_fake_clock_advance (self->clock, 1);
    helio_secret_unref (token_get (self, FALSE, FALSE, NULL));
    g_assert_cmpuint (self->idp->n_refreshes, ==, before + 1);
  }
}

static void
test_rotation (TokenFixture *self, gconstpointer data)
{
  sign_in (self);
  token_expect_stored (self, "refresh-2");
  expire (self);
  token_expect (self, "access-3");
  token_expect_stored (self, "refresh-3");
  token_restart (self);
  token_expect (self, "access-4");
  token_expect_stored (self, "refresh-4");
  g_assert_cmpstr (helio_token_source_get_account (self->source)->name, ==, "Alice");
  g_assert_false (self->idp->revoked);
  g_assert_nonnull (strstr (self->idp->last_form, "grant_type=refresh_token&client_id=client&"));
}

static void
test_no_rotation (TokenFixture *self, gconstpointer data)
{
  self->idp->rotates = FALSE;
  sign_in (self);
  expire (self);
  token_expect (self, "access-3");
  token_expect_stored (self, "refresh-2");
  expire (self);
  token_expect (self, "access-4");
}

static void
test_smaller_scope (TokenFixture *self, gconstpointer data)
{
  sign_in (self);
  g_assert_null (helio_token_source_get_warning (self->source));
  self->idp->refresh_scope = "openid offline_access";
  expire (self);
  token_expect (self, "access-3");
  g_assert_nonnull (
      strstr (helio_token_source_get_warning (self->source)->message, "profile email"));
}

static void
test_other_sub (TokenFixture *self, gconstpointer data)
{
  sign_in (self);
  g_free (self->idp->family_sub);
  self->idp->family_sub = g_strdup ("auth0|mallory");
  expire (self);
  token_expect_error (self, FALSE, HELIO_ERROR_SIGN_IN_OTHER_USER);
  g_assert_cmpstr (helio_token_source_get_account (self->source)->sub, ==, "auth0|alice");
  token_expect_stored (self, "refresh-2");
}

static void
without_access_token (HelioJson *answer, gpointer data)
{
  helio_json_remove (answer, "access_token");
}

static void
wrong_audience (HelioJson *claims, gpointer data)
{
  helio_json_set_string (claims, "aud", "somebody");
}

/* The answer is no good, but the refresh token was rotated: going on with the old one would end the sign-in. */
static void
test_rotated_in_bad_answer (TokenFixture *self, gconstpointer data)
{
  sign_in (self);
  token_expire (self);
  self->idp->edit_answer = without_access_token;
  token_expect_error (self, FALSE, HELIO_ERROR_BAD_ANSWER);
  g_assert_cmpuint (self->idp->n_refreshes, ==, 1);
  token_expect_stored (self, "refresh-3");
  self->idp->edit_answer = NULL;
  self->idp->edit_claims = wrong_audience;
  token_expect_error (self, FALSE, HELIO_ERROR_ID_TOKEN);
  token_expect_stored (self, "refresh-4");
  self->idp->edit_claims = NULL;
  token_restart (self);
  token_expect (self, "access-5");
  g_assert_false (self->idp->revoked);
  g_assert_cmpstr (helio_token_source_get_account (self->source)->name, ==, "Alice");
}

static void
test_many_callers (TokenFixture *self, gconstpointer data)
{
  HelioTestResult ready[20] = {0};

  sign_in (self);
  expire (self);
  for (int i = 0; i < 20; i++)
    helio_token_source_get_async (self->source,
                                  i % 2 == 0,
                                  FALSE,
                                  NULL,
                                  helio_test_result_ready,
                                  &ready[i]);
  for (int i = 0; i < 20; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioSecret) token =
        helio_token_source_get_finish (self->source,
                                       helio_test_result_wait (&ready[i], 20),
                                       &error);

    g_assert_no_error (error);
    g_assert_cmpstr (helio_secret_peek (token), ==, "access-3");
    helio_test_result_clear (&ready[i]);
  }
  g_assert_cmpuint (self->idp->n_refreshes, ==, 1);
}

/* Two sources of one profile at once, as two processes have them: one after the other, each with the refresh
 * token that the other got. */
static void
test_two_sources (TokenFixture *self, gconstpointer data)
{
  g_autoptr (HelioTokenSource) other = helio_token_source_new (&self->init);
  HelioTokenSource *sources[] = {self->source, other};
  HelioTestResult ready[2] = {0};
  gint64 next;

  sign_in (self);
  for (int round = 0; round < 3; round++) {
    expire (self);
    for (int i = 0; i < 2; i++)
      helio_token_source_get_async (sources[i],
                                    FALSE,
                                    FALSE,
                                    NULL,
                                    helio_test_result_ready,
                                    &ready[i]);
    /* The second tries for the lock by the clock; what is waited for longer has not hung. */
    while (ready[0].result == NULL || ready[1].result == NULL) {
      g_main_context_iteration (NULL, FALSE);
      next = helio_fake_clock_get_next (self->clock);
      next -= helio_clock_now_boot (HELIO_CLOCK (self->clock));
      if (ready[0].result != NULL && ready[1].result == NULL && next <= SECOND / 10)
        helio_fake_clock_advance (self->clock, next);
    }
    for (int i = 0; i < 2; i++) {
      g_autoptr (GError) error = NULL;
      g_autoptr (HelioSecret) token =
          helio_token_source_get_finish (sources[i], ready[i].result, &error);

      g_assert_no_error (error);
      g_assert_nonnull (token);
      helio_test_result_clear (&ready[i]);
    }
  }
  g_assert_cmpuint (self->idp->n_refreshes, ==, 6);
  g_assert_false (self->idp->revoked);
}

static void
test_lost_response (TokenFixture *self, gconstpointer data)
{
  static const HelioFakeStep lost = {HELIO_FAKE_DROP_AFTER};
  static const HelioFakeStep damaged = {HELIO_FAKE_DROP_BEFORE};

  self->idp->leeway = TRUE;
  sign_in (self);
  expire (self);
  g_queue_push_tail (self->idp->token_steps, (gpointer) &lost);
  token_expect (self, "access-4");
  g_assert_cmpuint (self->idp->n_refreshes, ==, 2);
  token_expect_stored (self, "refresh-4");
  expire (self);
  g_queue_push_tail (self->idp->token_steps, (gpointer) &damaged);
  token_expect (self, "access-5");
  g_assert_false (self->idp->revoked);
}

static void
test_lost_response_no_leeway (TokenFixture *self, gconstpointer data)
{
  static const HelioFakeStep lost = {HELIO_FAKE_DROP_AFTER};

  sign_in (self);
  expire (self);
  g_queue_push_tail (self->idp->token_steps, (gpointer) &lost);
  token_expect_error (self, FALSE, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_assert_cmpuint (self->idp->n_refreshes, ==, 2);
  token_expect_stored (self, NULL);
  /* The account is known still, for the sign-in that has to follow. */
  g_assert_cmpstr (helio_token_source_get_account (self->source)->sub, ==, "auth0|alice");
}

static void
test_transient (TokenFixture *self, gconstpointer data)
{
  static const HelioFakeStep busy = {HELIO_FAKE_STATUS,
                                     503,
                                     "application/json",
                                     "{\"error\":\"invalid_grant\"}"};
  static const HelioFakeStep drop = {HELIO_FAKE_DROP_BEFORE};

  sign_in (self);
  expire (self);
  g_queue_push_tail (self->idp->token_steps, (gpointer) &busy);
  token_expect_error (self, TRUE, HELIO_ERROR_SERVER);
  g_queue_push_tail (self->idp->token_steps, (gpointer) &drop);
  g_queue_push_tail (self->idp->token_steps, (gpointer) &drop);
  token_expect_error (self, TRUE, HELIO_ERROR_NETWORK);
  g_assert_cmpuint (self->n_opened, ==, 1);
  token_expect_stored (self, "refresh-2");
  token_expect (self, "access-3");
}

static void
test_invalid_grant (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = NULL;

  sign_in (self);
  self->idp->revoked = TRUE;
  expire (self);
  token_expect_error (self, FALSE, HELIO_ERROR_SIGN_IN_REQUIRED);
  token_expect_stored (self, NULL);
  token = token_get (self, TRUE, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self->n_opened, ==, 2);
  g_assert_cmpuint (self->idp->n_refreshes, ==, 1);
}

/* After a start the account is known from the keyring only; when its refresh token is refused the browser may
 * hold somebody else's session. */
static void
test_refused_then_someone_else (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = NULL;

  sign_in (self);
  token_restart (self);
  self->idp->revoked = TRUE;
  self->idp->sub = "auth0|mallory";
  self->idp->email = "mallory@example.com";
  token = token_get (self, TRUE, FALSE, &error);
  g_assert_null (token);
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_OTHER_USER);
  g_assert_cmpuint (self->n_opened, ==, 2);

  g_clear_error (&error);
  self->idp->sub = "auth0|alice";
  token = token_get (self, TRUE, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_token_source_get_account (self->source)->sub, ==, "auth0|alice");
}

/* The refresh token is refused because another process rotated it in the meantime: the newer one is in the
 * keyring and is used. */
static void
test_newer_in_keyring (TokenFixture *self, gconstpointer data)
{
  static const HelioFakeStep refused = {HELIO_FAKE_HOLD,
                                        403,
                                        "application/json",
                                        "{\"error\":\"invalid_grant\"}"};
  g_autofree char *binding = helio_profile_get_binding (self->profile);
  g_autoptr (HelioSecret) newer = helio_secret_new ("refresh-newer");
  g_autoptr (HelioStoredTokens) stored =
      helio_stored_tokens_new (newer, NULL, "auth0|alice", NULL, 0, 1);
  g_autofree char *slot = helio_keyring_get_slot (self->profile->id, "auth0|alice");
  g_autoptr (HelioSecret) secret = helio_stored_tokens_to_secret (stored);
  g_autoptr (HelioSecret) token = NULL;
  g_autoptr (GError) error = NULL;
  HelioTestResult ready = {0}, written = {0};

  sign_in (self);
  expire (self);
  g_queue_push_tail (self->idp->token_steps, (gpointer) &refused);
  helio_token_source_get_async (self->source, FALSE, FALSE, NULL, helio_test_result_ready, &ready);
  while (self->idp->held == NULL)
    g_main_context_iteration (NULL, TRUE);
  helio_keyring_store_async (self->keyring,
                             self->profile->id,
                             HELIO_KEYRING_OAUTH,
                             slot,
                             binding,
                             "test",
                             secret,
                             NULL,
                             helio_test_result_ready,
                             &written);
  helio_test_result_wait (&written, 20);
  helio_test_result_clear (&written);
  g_free (self->idp->current_refresh);
  self->idp->current_refresh = g_strdup ("refresh-newer");
  helio_fake_idp_release (self->idp);
  token = helio_token_source_get_finish (self->source, helio_test_result_wait (&ready, 20), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_secret_peek (token), ==, "access-3");
  helio_test_result_clear (&ready);
  token_expect_stored (self, "refresh-3");
}

static void
test_no_refresh_token (TokenFixture *self, gconstpointer data)
{
  const GError *warning;
  g_autoptr (GDateTime) shown = NULL;
  g_autofree char *time = NULL;

  sign_in (self);
  self->idp->no_refresh_token = TRUE;
  sign_in (self);
  warning = helio_token_source_get_warning (self->source);
  g_assert_error (warning, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_assert_nonnull (strstr (helio_error_get_remedy (warning), "Allow Offline Access"));
  shown = g_date_time_new_from_unix_local (
      helio_clock_now_wall (HELIO_CLOCK (self->clock)) / G_USEC_PER_SEC + self->idp->life);
  time = g_date_time_format (shown, "at %H:%M.");
  g_assert_nonnull (strstr (warning->message, time));
  /* What was stored before belongs to a sign-in that is over. */
  token_expect_stored (self, NULL);
  expire (self);
  token_expect_error (self, FALSE, HELIO_ERROR_SIGN_IN_REQUIRED);
}

static void
test_refused (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = NULL;

  sign_in (self);
  token = token_get (self, FALSE, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_secret_peek (token), ==, "access-3");
}

static void
test_given (TokenFixture *self, gconstpointer data)
{
  g_autoptr (HelioSecret) given = helio_secret_new ("given");
  g_autoptr (GError) error = NULL;

  self->init.access_token = given;
  token_restart (self);
  token_expect (self, "given");
  expire (self);
  token_expect (self, "given");
  g_assert_null (token_get (self, TRUE, TRUE, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_assert_cmpuint (self->n_opened, ==, 0);
}

static void
test_someone_else (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  sign_in (self);
  self->idp->sub = "auth0|bob";
  self->idp->email = "bob@example.com";
  /* The browser holds another session than the connection's account: never silently. */
  g_assert_false (token_sign_in (self, NULL, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_OTHER_USER);
  g_clear_error (&error);
  token_expect (self, "access-2");
  token_expect_stored_of (self, "auth0|alice", "refresh-2");
  /* Nor after a restart, when only the keyring knows. */
  token_restart (self);
  g_assert_false (token_sign_in (self, NULL, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_OTHER_USER);
  g_clear_error (&error);

  g_assert_true (token_sign_in (self, "login", "bob@example.com", &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (self->opened, "prompt=login&login_hint=bob%40example.com"));
  g_assert_cmpstr (helio_token_source_get_account (self->source)->sub, ==, "auth0|bob");
  expire (self);
  helio_secret_unref (token_get (self, FALSE, FALSE, &error));
  g_assert_no_error (error);
}

static gboolean
has_opened_twice (gpointer data)
{
  return ((TokenFixture *) data)->n_opened == 2;
}

static gboolean
has_opened (gpointer data)
{
  return ((TokenFixture *) data)->n_opened == 1;
}

/* Whoever waits for a sign-in that a newer one replaces waits for that. */
static void
test_superseded (TokenFixture *self, gconstpointer data)
{
  HelioSignInOptions someone_else = {.prompt = "login"};
  HelioTestResult first = {0}, second = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = NULL;
  g_autoptr (HelioLogin) login = NULL;

  self->person = FALSE;
  helio_token_source_get_async (self->source, TRUE, FALSE, NULL, helio_test_result_ready, &first);
  helio_test_wait (has_opened, self, 10, "the first browser");
  login = g_object_ref (helio_token_source_get_login (self->source));
  helio_token_source_sign_in_async (self->source,
                                    &someone_else,
                                    NULL,
                                    helio_test_result_ready,
                                    &second);
  helio_test_wait (has_opened_twice, self, 10, "the second browser");
  g_assert_true (helio_token_source_get_login (self->source) != login);
  g_assert_null (first.result);
  token_browse (self);
  token = helio_token_source_get_finish (self->source, helio_test_result_wait (&first, 10), &error);
  g_assert_no_error (error);
  g_assert_true (helio_token_source_sign_in_finish (self->source,
                                                    helio_test_result_wait (&second, 10),
                                                    &error));
  helio_test_result_clear (&first);
  helio_test_result_clear (&second);
  g_assert_cmpuint (self->idp->n_codes, ==, 1);
}

/* The last one who gives up ends the sign-in; a refresh that was sent goes on. */
static void
test_cancel (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) one = g_cancellable_new ();
  g_autoptr (GCancellable) two = g_cancellable_new ();
  HelioTestResult first = {0}, second = {0}, third = {0};
  g_autoptr (GError) error = NULL;

  self->person = FALSE;
  helio_token_source_get_async (self->source, TRUE, FALSE, one, helio_test_result_ready, &first);
  helio_token_source_get_async (self->source, TRUE, FALSE, two, helio_test_result_ready, &second);
  helio_test_wait (has_opened, self, 10, "the browser");
  g_cancellable_cancel (one);
  g_assert_null (
      helio_token_source_get_finish (self->source, helio_test_result_wait (&first, 20), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_nonnull (helio_token_source_get_login (self->source));
  g_cancellable_cancel (two);
  g_assert_null (
      helio_token_source_get_finish (self->source, helio_test_result_wait (&second, 20), &error));
  g_assert_null (helio_token_source_get_login (self->source));
  helio_test_result_clear (&first);
  helio_test_result_clear (&second);
  g_cancellable_reset (one);

  self->person = TRUE;
  sign_in (self);
  expire (self);
  helio_token_source_get_async (self->source, FALSE, FALSE, one, helio_test_result_ready, &third);
  g_cancellable_cancel (one);
  helio_test_result_wait (&third, 20);
  helio_test_result_clear (&third);
  token_expect (self, "access-3");
  g_assert_cmpuint (self->idp->n_refreshes, ==, 1);
}

static void
test_login_fails (TokenFixture *self, gconstpointer data)
{
  self->idp->s256 = 0;
  token_expect_error (self, TRUE, HELIO_ERROR_ISSUER_METADATA);
  g_assert_null (helio_token_source_get_login (self->source));
}

static void
test_forget (TokenFixture *self, gconstpointer data)
{
  HelioTestResult ready = {0}, refresh = {0};
  g_autoptr (GError) error = NULL;

  sign_in (self);
  expire (self);
  /* A refresh is under way and must not bring back what is forgotten. */
  helio_token_source_get_async (self->source,
                                FALSE,
                                FALSE,
                                NULL,
                                helio_test_result_ready,
                                &refresh);
  while (self->idp->n_refreshes == 0)
    g_main_context_iteration (NULL, TRUE);
  helio_token_source_forget_async (self->source,
                                   HELIO_FORGET_NONE,
                                   NULL,
                                   helio_test_result_ready,
                                   &ready);
  g_assert_true (helio_token_source_forget_finish (self->source,
                                                   helio_test_result_wait (&ready, 20),
                                                   NULL,
                                                   &error));
  g_assert_no_error (error);
  g_assert_null (helio_token_source_get_account (self->source));
  g_assert_null (
      helio_token_source_get_finish (self->source, helio_test_result_wait (&refresh, 20), &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  helio_test_result_clear (&ready);
  helio_test_result_clear (&refresh);
  token_expect_error (self, FALSE, HELIO_ERROR_SIGN_IN_REQUIRED);
  token_expect_stored (self, NULL);
  g_assert_null (helio_token_source_get_account (self->source));
}

/* Nobody is there who keeps secrets: says so, and a person can sign in all the same. */
static void
test_no_keyring (TokenFixture *self, gconstpointer data)
{
  int code = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = NULL;

  token_expect_error (self, FALSE, code);
  token = token_get (self, TRUE, FALSE, &error);
  g_assert_no_error (error);
  g_assert_error (helio_token_source_get_warning (self->source), HELIO_ERROR, code);
  g_assert_nonnull (helio_error_get_remedy (helio_token_source_get_warning (self->source)));
  expire (self);
  token_expect (self, "access-3");
  expire (self);
  token_expect (self, "access-4");
  g_assert_false (self->idp->revoked);
}

static void
test_stored_form (void)
{
  static const char *const bad[] = {"",
                                    "x",
                                    "[]",
                                    "{}",
                                    "{\"v\":2,\"rt\":\"a\",\"sub\":\"s\"}",
                                    "{\"v\":1,\"rt\":\"\",\"sub\":\"s\"}",
                                    "{\"v\":1,\"rt\":\"a\"}"};
  g_autoptr (HelioSecret) token = helio_secret_new ("rt\"1");
  g_autoptr (HelioStoredTokens) stored =
      helio_stored_tokens_new (token, NULL, "auth0|a", "openid", 1767225600, 1767225700);
  g_autoptr (HelioSecret) text = helio_stored_tokens_to_secret (stored);
  g_autoptr (HelioStoredTokens) back = helio_stored_tokens_from_secret (text);

  g_assert_true (helio_secret_equal (back->refresh_token, token));
  g_assert_null (back->id_token);
  g_assert_cmpstr (back->sub, ==, "auth0|a");
  g_assert_cmpstr (back->scope, ==, "openid");
  g_assert_cmpint (back->first_issued, ==, 1767225600);
  g_assert_cmpint (back->chosen, ==, 1767225700);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (HelioSecret) secret = helio_secret_new (bad[i]);

    g_assert_null (helio_stored_tokens_from_secret (secret));
  }
}

static void
add_all (void)
{
#define ADD(path, func)                                                                            \
  g_test_add ("/auth/" path, TokenFixture, NULL, token_set_up, func, token_tear_down)
  ADD ("token-source/nobody", test_nobody);
  ADD ("token-source/interactive", test_interactive);
  ADD ("token-source/no-browser", test_no_browser);
  ADD ("token-source/margin", test_margin);
  ADD ("D1/rotation", test_rotation);
  ADD ("D1/no-rotation", test_no_rotation);
  ADD ("D1/smaller-scope", test_smaller_scope);
  ADD ("D1/other-sub", test_other_sub);
  ADD ("D1/rotated-in-bad-answer", test_rotated_in_bad_answer);
  ADD ("D2/many-callers", test_many_callers);
  ADD ("D2/two-sources", test_two_sources);
  ADD ("D3/lost-response", test_lost_response);
  ADD ("D3/lost-response-no-leeway", test_lost_response_no_leeway);
  ADD ("token-source/transient", test_transient);
  ADD ("token-source/invalid-grant", test_invalid_grant);
  ADD ("B17/refused-then-someone-else", test_refused_then_someone_else);
  ADD ("token-source/invalid-grant-newer-in-keyring", test_newer_in_keyring);
  ADD ("C4/no-refresh-token", test_no_refresh_token);
  ADD ("token-source/refused", test_refused);
  ADD ("token-source/given", test_given);
  ADD ("B17/someone-else", test_someone_else);
  ADD ("B15/superseded", test_superseded);
  ADD ("token-source/cancel", test_cancel);
  ADD ("token-source/login-fails", test_login_fails);
  ADD ("token-source/forget", test_forget);
}

int
main (int argc, char **argv)
{
  const char *mode = g_getenv ("HELIO_TEST_KEYRING");
  int code = g_strcmp0 (mode, "locked") == 0   ? HELIO_ERROR_KEYRING_LOCKED
             : g_strcmp0 (mode, "absent") == 0 ? HELIO_ERROR_KEYRING_ABSENT
                                               : 0;
  g_autofree char *dir = NULL;
  int result;

  if (argc == 3 && strcmp (argv[1], "--hold-lock") == 0)
    return token_hold_lock (argv[2]);
  dir = helio_test_make_dir ();
  if (code == 0 && g_strcmp0 (mode, "unlocked") != 0) {
    g_autofree char *file = g_build_filename (dir, "k", NULL);

    g_setenv ("XDG_RUNTIME_DIR", dir, TRUE);
    g_setenv ("SECRET_BACKEND", "file", TRUE);
    g_setenv ("SECRET_FILE_TEST_PATH", file, TRUE);
    g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  }
  g_test_init (&argc, &argv, NULL);
  if (code != 0)
    g_test_add ("/auth/D4/no-keyring",
                TokenFixture,
                GINT_TO_POINTER (code),
                token_set_up,
                test_no_keyring,
                token_tear_down);
  else
    add_all ();
  g_test_add_func ("/auth/stored-tokens/form", test_stored_form);
  if (code == 0) {
    token_add_lock_tests (argv[0]);
    token_add_account_tests ();
    token_add_sign_out_tests ();
    token_add_endpoint_tests ();
    token_add_settle_tests ();
  }
  if (g_strcmp0 (mode, "unlocked") == 0)
    token_add_hidden_test ();
  result = g_test_run ();
  helio_test_remove_dir (g_steal_pointer (&dir));
  return result;
}
