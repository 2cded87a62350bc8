// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/core/auth/token-fixture.h"

#include "core/auth/helio-end-session-uri.h"
#include "core/auth/helio-revoke.h"
#include "core/base/helio-error.h"
#include "tests/support/helio-real-keyring.h"

#include <string.h>

/* Signing out: what is here goes whatever the issuer says. */

#define ALICE "auth0|alice"
#define BOB "auth0|bob"

static void
sign_in (TokenFixture *self, const char *name)
{
  g_autoptr (GError) error = NULL;

  token_set_person (self, name);
  g_assert_true (token_sign_in (self, "login", NULL, &error));
  g_assert_no_error (error);
}

/* TRUE with or without @warning, which has to be freed. */
static void
sign_out (TokenFixture *self, HelioForgetFlags flags, GError **warning)
{
  HelioTestResult ready = {0};
  g_autoptr (GError) error = NULL;

  helio_token_source_forget_async (self->source, flags, NULL, helio_test_result_ready, &ready);
  /* Whoever quits now waits for it. */
  g_assert_true (helio_revoke_is_under_way ());
  g_assert_true (helio_token_source_forget_finish (self->source,
                                                   helio_test_result_wait (&ready, 20),
                                                   warning,
                                                   &error));
  g_assert_no_error (error);
  helio_test_result_clear (&ready);
  g_assert_null (helio_token_source_get_account (self->source));
  token_expect_stored (self, NULL);
  token_expect_error (self, FALSE, HELIO_ERROR_SIGN_IN_REQUIRED);
}

static void
on_signed_out (HelioTokenSource *source, const GError *error, gpointer user_data)
{
  g_assert_null (helio_token_source_get_account (source));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_assert_nonnull (strstr (error->message, "signed out elsewhere"));
  ++*(guint *) user_data;
}

static gboolean
is_counted (gpointer data)
{
  return *(guint *) data > 0;
}

static void
get_held (TokenFixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = token_get (self, FALSE, FALSE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (token);
}

static gboolean
on_tick (gpointer clock)
{
  /* Real time: what waits for the keyring has its patience by this clock. */
  helio_fake_clock_advance (clock, HELIO_SECOND / 100);
  return G_SOURCE_CONTINUE;
}

/* Another process signs out while this one holds a good access token, and while its token has run out. @data: the
 * second. */
static void
test_elsewhere (TokenFixture *self, gconstpointer data)
{
  g_autoptr (HelioTokenSource) other = helio_token_source_new (&self->init);
  g_autoptr (GError) error = NULL;
  HelioTestResult ready = {0};
  guint n = 0, tick;

  sign_in (self, "alice");
  g_signal_connect (self->source, "signed-out", G_CALLBACK (on_signed_out), &n);
  get_held (self);
  helio_test_settle ();
  g_assert_cmpuint (n, ==, 0);
  helio_token_source_forget_async (other, HELIO_FORGET_NONE, NULL, helio_test_result_ready, &ready);
  /* Looking and signing out wait for each other. */
  tick = g_timeout_add (10, on_tick, self->clock);
  g_assert_true (
      helio_token_source_forget_finish (other, helio_test_result_wait (&ready, 20), NULL, &error));
  g_assert_no_error (error);
  helio_test_result_clear (&ready);
  if (data != NULL) {
    g_autoptr (HelioSecret) token = NULL;

    token_expire (self);
    token = token_get (self, FALSE, FALSE, &error);
    g_assert_null (token);
    /* The keyring may have told of it before it was asked for. */
    if (strstr (error->message, "signed out elsewhere") == NULL)
      g_assert_cmpuint (n, ==, 1);
  } else if (n == 0)
    /* What is held is given, and then it is looked at whether it may still be. */
    get_held (self);
  helio_test_wait (is_counted, &n, 20, "the notice");
  g_source_remove (tick);
  g_assert_cmpuint (n, ==, 1);
  token_expect_error (self, FALSE, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_assert_cmpuint (n, ==, 1);
}

static const char *
revoked (TokenFixture *self, guint index)
{
  return index < self->idp->revoked_tokens->len
             ? g_ptr_array_index (self->idp->revoked_tokens, index)
             : NULL;
}

static void
test_revoked (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) warning = NULL;

  sign_in (self, "alice");
  token_restart (self);
  g_assert_false (helio_revoke_is_under_way ());
  sign_out (self, HELIO_FORGET_NONE, &warning);
  g_assert_no_error (warning);
  g_assert_cmpuint (self->idp->revoked_tokens->len, ==, 1);
  g_assert_cmpstr (revoked (self, 0), ==, "refresh-2");
  g_assert_false (helio_revoke_is_under_way ());
  g_assert_cmpuint (self->n_opened, ==, 1);

  /* Nobody is there any more: nothing to revoke, and no error. */
  sign_out (self, HELIO_FORGET_NONE, &warning);
  g_assert_no_error (warning);
  g_assert_cmpuint (self->idp->revoked_tokens->len, ==, 1);
}

static void
test_endpoint_of_discovery (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) warning = NULL;

  self->idp->lists_endpoints = TRUE;
  sign_in (self, "alice");
  sign_out (self, HELIO_FORGET_NONE, &warning);
  g_assert_no_error (warning);
  g_assert_cmpuint (self->idp->revoked_tokens->len, ==, 1);
}

/* An issuer that is not laid out as Auth0 and names no endpoint has none. */
static void
test_no_endpoint (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) warning = NULL;
  g_autofree char *token_endpoint = g_strconcat (self->idp->base, "/token", NULL);

  self->idp->token_endpoint = token_endpoint;
  sign_in (self, "alice");
  sign_out (self, HELIO_FORGET_ISSUER_SESSION, &warning);
  g_assert_error (warning, HELIO_ERROR, HELIO_ERROR_SIGN_IN_CONFIG);
  g_assert_nonnull (strstr (warning->message, "until it expires"));
  g_assert_cmpuint (self->idp->revoked_tokens->len, ==, 0);
  g_assert_cmpuint (self->n_opened, ==, 1);
}

/* @data: the status of the revocation endpoint. */
static void
test_revocation_fails (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) warning = NULL;

  sign_in (self, "alice");
  self->idp->revoke_status = GPOINTER_TO_INT (data);
  sign_out (self, HELIO_FORGET_NONE, &warning);
  g_assert_nonnull (warning);
  g_assert_nonnull (strstr (warning->message, "until it expires"));
  g_assert_nonnull (helio_error_get_remedy (warning));
  g_assert_null (strstr (warning->message, "refresh-2"));
  g_assert_cmpstr (revoked (self, 0), ==, "refresh-2");
}

static void
test_network_down (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) warning = NULL;

  sign_in (self, "alice");
  soup_server_disconnect (self->idp->server);
  token_restart (self);
  sign_out (self, HELIO_FORGET_NONE, &warning);
  g_assert_error (warning, HELIO_ERROR, HELIO_ERROR_NETWORK);
  g_assert_nonnull (strstr (warning->message, "until it expires"));
}

static gboolean
is_held (gpointer data)
{
  return ((TokenFixture *) data)->idp->held != NULL;
}

/* The issuer does not answer: everything is gone here by then, and five seconds are the end of it. */
static void
test_no_answer (TokenFixture *self, gconstpointer data)
{
  HelioTestResult ready = {0};
  g_autoptr (GError) warning = NULL;
  g_autoptr (GError) error = NULL;

  sign_in (self, "alice");
  self->idp->revoke_status = -1;
  helio_token_source_forget_async (self->source,
                                   HELIO_FORGET_NONE,
                                   NULL,
                                   helio_test_result_ready,
                                   &ready);
  helio_test_wait (is_held, self, 10, "the revocation");
  g_assert_null (ready.result);
  token_expect_stored (self, NULL);
  helio_fake_clock_advance (self->clock, HELIO_REVOKE_TIMEOUT);
  g_assert_true (helio_token_source_forget_finish (self->source,
                                                   helio_test_result_wait (&ready, 20),
                                                   &warning,
                                                   &error));
  g_assert_nonnull (strstr (warning->message, "in time"));
  helio_test_result_clear (&ready);
}

static void
add_sid (HelioJson *claims, gpointer data)
{
  helio_json_set_string (claims, "sid", "session 1");
}

/* The issuer's own session: its page opens in the browser, and no token is in the address. */
static void
test_at_issuer (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) warning = NULL;

  self->idp->lists_endpoints = TRUE;
  self->idp->edit_claims = add_sid;
  sign_in (self, "alice");
  self->person = FALSE;
  sign_out (self, HELIO_FORGET_ISSUER_SESSION, &warning);
  g_assert_no_error (warning);
  g_assert_cmpuint (self->n_opened, ==, 2);
  g_assert_nonnull (
      strstr (self->opened, "/logout?realm=a&client_id=client&logout_hint=session%201"));
  g_assert_null (strstr (self->opened, "id_token"));
}

/* @whom: (nullable) */
static void
sign_out_whom (TokenFixture *self, HelioForgetFlags flags, const char *whom)
{
  HelioTestResult ready = {0};
  GPtrArray *subs;

  helio_token_source_forget_async (self->source, flags, NULL, helio_test_result_ready, &ready);
  g_assert_true (helio_token_source_forget_finish (self->source,
                                                   helio_test_result_wait (&ready, 20),
                                                   NULL,
                                                   NULL));
  subs = helio_token_source_forget_get_subs (ready.result);
  g_assert_cmpuint (subs->len, ==, whom != NULL ? 1 : 0);
  if (whom != NULL)
    g_assert_cmpstr (g_ptr_array_index (subs, 0), ==, whom);
  helio_test_result_clear (&ready);
}

/* One of two: the other stays, but is not gone on with by itself. */
static void
test_one_of_two (TokenFixture *self, gconstpointer data)
{
  HelioTestResult ready = {0};

  sign_in (self, "alice"); /* -2 */
  sign_in (self, "bob");   /* -4 */
  sign_out_whom (self, HELIO_FORGET_NONE, BOB);
  g_assert_cmpuint (self->idp->revoked_tokens->len, ==, 1);
  g_assert_cmpstr (revoked (self, 0), ==, "refresh-4");
  token_expect_stored_of (self, ALICE, "refresh-2");
  token_restart (self);
  token_expect_error (self, FALSE, HELIO_ERROR_SIGN_IN_REQUIRED);
  /* Once more: nobody is in use, so nobody is signed out, and that is told. */
  sign_out_whom (self, HELIO_FORGET_NONE, NULL);
  token_expect_stored_of (self, ALICE, "refresh-2");
  helio_token_source_switch_async (self->source, ALICE, helio_test_result_ready, &ready);
  g_assert_true (
      helio_token_source_switch_finish (self->source, helio_test_result_wait (&ready, 20), NULL));
  helio_test_result_clear (&ready);
  token_expect (self, "access-5");
}

static void
test_everybody (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) warning = NULL;

  sign_in (self, "alice");
  sign_in (self, "bob");
  token_restart (self);
  sign_out (self, HELIO_FORGET_ALL_ACCOUNTS, &warning);
  g_assert_no_error (warning);
  token_expect_stored_of (self, ALICE, NULL);
  token_expect_stored_of (self, BOB, NULL);
  g_assert_cmpuint (self->idp->revoked_tokens->len, ==, 2);
}

static gboolean
is_nobody (gpointer source)
{
  return helio_token_source_get_account (source) == NULL;
}

/* Another window renews while she signs out here: what it gets goes, too. */
static void
test_during_renewal (TokenFixture *self, gconstpointer data)
{
  static const HelioFakeStep slow = {HELIO_FAKE_HOLD,
                                     200,
                                     "application/json",
                                     "{\"access_token\":\"a\",\"refresh_token\":\"rotated\","
                                     "\"token_type\":\"Bearer\",\"expires_in\":3600}"};
  HelioTokenSource *window = g_object_ref (self->source);
  HelioTestResult renewed = {0}, out = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = NULL;
  guint tick;

  sign_in (self, "alice"); /* -2 */
  token_expire (self);
  g_set_object (&self->source, NULL);
  self->source = helio_token_source_new (&self->init);
  g_queue_push_tail (self->idp->token_steps, (gpointer) &slow);
  helio_token_source_get_async (window, FALSE, FALSE, NULL, helio_test_result_ready, &renewed);
  helio_test_wait (is_held, self, 10, "the refresh");
  helio_token_source_forget_async (self->source,
                                   HELIO_FORGET_NONE,
                                   NULL,
                                   helio_test_result_ready,
                                   &out);
  helio_test_settle ();
  helio_fake_idp_release (self->idp);
  token = helio_token_source_get_finish (window, helio_test_result_wait (&renewed, 20), &error);
  g_assert_no_error (error);
  g_assert_nonnull (token);
  helio_fake_clock_advance (self->clock, HELIO_SECOND);
  helio_token_source_forget_finish (self->source, helio_test_result_wait (&out, 20), NULL, &error);
  g_assert_no_error (error);
  token_expect_stored (self, NULL);
  g_assert_cmpuint (self->idp->revoked_tokens->len, ==, 1);
  g_assert_cmpstr (revoked (self, 0), ==, "rotated");
  helio_test_result_clear (&renewed);
  /* The window hears of it from the keyring, or when it looks; its look may have met the lock. */
  tick = g_timeout_add (10, on_tick, self->clock);
  helio_token_source_get_async (window, FALSE, FALSE, NULL, helio_test_result_ready, &renewed);
  helio_test_result_wait (&renewed, 20);
  helio_test_wait (is_nobody, window, 20, "the window to notice");
  helio_test_result_clear (&renewed);
  token_end (window, "the end of the window");
  g_source_remove (tick);
  helio_test_result_clear (&out);
}

/* A switch that waits its turn does not sign somebody in after the signing out. */
static void
test_queued_switch (TokenFixture *self, gconstpointer data)
{
  HelioTestResult renewed = {0}, switched = {0}, out = {0};
  g_autoptr (GError) error = NULL;
  HelioRefreshLock *lock;

  sign_in (self, "alice"); /* -2 */
  sign_in (self, "bob");   /* -4 */
  lock = token_take_lock (self);
  helio_token_source_get_async (self->source, FALSE, TRUE, NULL, helio_test_result_ready, &renewed);
  helio_token_source_switch_async (self->source, ALICE, helio_test_result_ready, &switched);
  helio_token_source_forget_async (self->source,
                                   HELIO_FORGET_NONE,
                                   NULL,
                                   helio_test_result_ready,
                                   &out);
  g_assert_false (helio_token_source_switch_finish (self->source,
                                                    helio_test_result_wait (&switched, 20),
                                                    &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  helio_refresh_lock_free (lock);
  helio_fake_clock_advance (self->clock, HELIO_SECOND);
  g_assert_true (helio_token_source_forget_finish (self->source,
                                                   helio_test_result_wait (&out, 20),
                                                   NULL,
                                                   NULL));
  g_assert_null (helio_token_source_get_account (self->source));
  token_expect_stored_of (self, ALICE, "refresh-2");
  token_expect_error (self, FALSE, HELIO_ERROR_SIGN_IN_REQUIRED);
  helio_test_result_wait (&renewed, 20);
  helio_test_result_clear (&renewed);
  helio_test_result_clear (&switched);
  helio_test_result_clear (&out);
}

/* Auth0 keeps 200 refresh tokens for a user and an application, so the one that a new sign-in replaces is
 * revoked; the one in use never. */
static void
test_superseded_is_revoked (TokenFixture *self, gconstpointer data)
{
  sign_in (self, "alice"); /* -2 */
  sign_in (self, "alice"); /* -4 */
  while (self->idp->revoked_tokens->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (revoked (self, 0), ==, "refresh-2");
  token_expire (self);
  token_expect (self, "access-5");
  token_restart (self);
  sign_in (self, "alice");
  while (self->idp->revoked_tokens->len == 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (revoked (self, 1), ==, "refresh-5");
  g_assert_cmpuint (self->idp->revoked_tokens->len, ==, 2);
}

static gboolean
forget_fails (TokenFixture *self)
{
  g_autoptr (GError) error = NULL;
  HelioTestResult ready = {0};
  gboolean failed;

  helio_token_source_forget_async (self->source,
                                   HELIO_FORGET_NONE,
                                   NULL,
                                   helio_test_result_ready,
                                   &ready);
  failed = !helio_token_source_forget_finish (self->source,
                                              helio_test_result_wait (&ready, 20),
                                              NULL,
                                              &error);
  helio_test_result_clear (&ready);
  return failed && g_error_matches (error, HELIO_ERROR, HELIO_ERROR_KEYRING_LOCKED);
}

/* Locked is not signed out, whatever the keyring tells of it: renewals go on from memory, who starts now is told of
 * the lock, and nobody hears that there was nobody to sign out. */
static void
test_keyring_hides (TokenFixture *self, gconstpointer data)
{
  guint n = 0;

  sign_in (self, "alice");
  g_signal_connect (self->source, "signed-out", G_CALLBACK (on_signed_out), &n);
  get_held (self);
  helio_test_settle ();
  helio_real_keyring_lock_and_hide ();
  get_held (self);
  token_expire (self);
  token_expect (self, "access-3");
  token_expire (self);
  token_expect (self, "access-4");
  g_assert_cmpuint (n, ==, 0);
  g_assert_error (helio_token_source_get_warning (self->source),
                  HELIO_ERROR,
                  HELIO_ERROR_KEYRING_LOCKED);
  token_restart (self);
  token_expect_error (self, FALSE, HELIO_ERROR_KEYRING_LOCKED);
  g_assert_true (forget_fails (self));
}

void
token_add_hidden_test (void)
{
  g_test_add ("/auth-keyring-hides/signed-in",
              TokenFixture,
              NULL,
              token_set_up,
              test_keyring_hides,
              token_tear_down);
}

static void
test_end_session_uri (void)
{
  g_autoptr (HelioSecret) opaque = helio_secret_new ("opaque");
  g_autofree char *plain = helio_end_session_uri_new ("https://i.example/out", "a b&c", NULL);
  g_autofree char *no_jwt = helio_end_session_uri_new ("https://i.example/out?x=1", "c", opaque);

  g_assert_cmpstr (plain, ==, "https://i.example/out?client_id=a%20b%26c");
  g_assert_cmpstr (no_jwt, ==, "https://i.example/out?x=1&client_id=c");
}

static void
on_storing (HelioTokenSource *source, GParamSpec *pspec, gpointer user_data)
{
  g_string_append_c (user_data, helio_token_source_is_storing (source) ? '(' : ')');
}

static void
on_storing_forget (HelioTokenSource *source, GParamSpec *pspec, gpointer result)
{
  if (helio_token_source_is_storing (source))
    helio_token_source_forget_async (source,
                                     HELIO_FORGET_NONE,
                                     NULL,
                                     helio_test_result_ready,
                                     result);
}

/* While the keyring takes a sign-in: that has ended as well, and says so. */
static void
test_while_storing (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GString) storing = g_string_new (NULL);
  HelioTestResult forgotten = {0};
  const gulong ids[] = {
      g_signal_connect (self->source, "notify::storing", G_CALLBACK (on_storing), storing),
      g_signal_connect (self->source,
                        "notify::storing",
                        G_CALLBACK (on_storing_forget),
                        &forgotten)};
  guint tick;

  token_expect_error (self, TRUE, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_assert_cmpstr (storing->str, ==, "()");
  tick = g_timeout_add (10, on_tick, self->clock);
  helio_token_source_forget_finish (self->source,
                                    helio_test_result_wait (&forgotten, 20),
                                    NULL,
                                    NULL);
  g_source_remove (tick);
  helio_test_result_clear (&forgotten);
  token_expect_stored (self, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    g_signal_handler_disconnect (self->source, ids[i]);
}

void
token_add_sign_out_tests (void)
{
#define ADD(path, func, data)                                                                      \
  g_test_add ("/auth/" path, TokenFixture, data, token_set_up, func, token_tear_down)
  ADD ("D6/revoked", test_revoked, NULL);
  ADD ("D6/endpoint-of-discovery", test_endpoint_of_discovery, NULL);
  ADD ("D6/no-endpoint", test_no_endpoint, NULL);
  ADD ("D6/revocation-refused", test_revocation_fails, GINT_TO_POINTER (400));
  ADD ("D6/revocation-fails", test_revocation_fails, GINT_TO_POINTER (503));
  ADD ("D6/connection-lost", test_revocation_fails, GINT_TO_POINTER (0));
  ADD ("D6/network-down", test_network_down, NULL);
  ADD ("D6/no-answer", test_no_answer, NULL);
  ADD ("D6/at-issuer", test_at_issuer, NULL);
  ADD ("D6/one-of-two", test_one_of_two, NULL);
  ADD ("D6/everybody", test_everybody, NULL);
  ADD ("sign-out/superseded-is-revoked", test_superseded_is_revoked, NULL);
  ADD ("sign-out/during-renewal", test_during_renewal, NULL);
  ADD ("sign-out/while-storing", test_while_storing, NULL);
  ADD ("sign-out/queued-switch", test_queued_switch, NULL);
  ADD ("sign-out/elsewhere", test_elsewhere, NULL);
  ADD ("sign-out/elsewhere-at-renewal", test_elsewhere, GINT_TO_POINTER (TRUE));
  g_test_add_func ("/auth/sign-out/end-session-uri", test_end_session_uri);
#undef ADD
}
