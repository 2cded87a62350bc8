// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/core/auth/token-fixture.h"

#include "core/auth/helio-stored-tokens.h"
#include "core/base/helio-error.h"
#include "tests/support/helio-raw-client.h"

#include <string.h>

/* Several accounts of one profile, and the two ways to sign in. */

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

static void
expect_account (TokenFixture *self, const char *sub)
{
  HelioAccount *account = helio_token_source_get_account (self->source);

  g_assert_cmpstr (account != NULL ? account->sub : NULL, ==, sub);
}

/* @expected: subs in their order, apart by commas. */
static void
expect_accounts (TokenFixture *self, const char *expected)
{
  HelioTestResult ready = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GString) subs = g_string_new (NULL);

  helio_token_source_list_accounts_async (self->source, NULL, helio_test_result_ready, &ready);
  accounts = helio_token_source_list_accounts_finish (self->source,
                                                      helio_test_result_wait (&ready, 20),
                                                      &error);
  g_assert_no_error (error);
  helio_test_result_clear (&ready);
  for (guint i = 0; i < accounts->len; i++)
    g_string_append_printf (subs,
                            "%s%s",
                            i > 0 ? "," : "",
                            ((HelioAccount *) g_ptr_array_index (accounts, i))->sub);
  g_assert_cmpstr (subs->str, ==, expected);
}

static gboolean
switch_to (TokenFixture *self, const char *sub, GError **error)
{
  HelioTestResult ready = {0};
  gboolean good;

  helio_token_source_switch_async (self->source, sub, helio_test_result_ready, &ready);
  good =
      helio_token_source_switch_finish (self->source, helio_test_result_wait (&ready, 20), error);
  helio_test_result_clear (&ready);
  return good;
}

static void
must_switch (TokenFixture *self, const char *sub)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (switch_to (self, sub, &error));
  g_assert_no_error (error);
  expect_account (self, sub);
}

static void
test_side_by_side (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n_opened;

  expect_accounts (self, "");
  sign_in (self, "alice"); /* -2 */
  sign_in (self, "bob");   /* -4 */
  expect_account (self, BOB);
  expect_accounts (self, BOB "," ALICE);
  token_expect_stored_of (self, ALICE, "refresh-2");
  token_expect_stored_of (self, BOB, "refresh-4");
  token_expect (self, "access-4");
  g_assert_cmpuint (self->idp->revoked_tokens->len, ==, 0);

  /* No browser: her refresh token is still good. */
  n_opened = self->n_opened;
  must_switch (self, ALICE);
  token_expect (self, "access-5");
  expect_account (self, ALICE);
  token_expect_stored_of (self, ALICE, "refresh-5");
  token_expect_stored_of (self, BOB, "refresh-4");
  expect_accounts (self, ALICE "," BOB);
  /* It is she who is signed in after a restart. */
  token_restart (self);
  token_expect (self, "access-6");
  expect_account (self, ALICE);
  must_switch (self, BOB);
  token_expect (self, "access-7");
  g_assert_cmpuint (self->n_opened, ==, n_opened);

  g_assert_false (switch_to (self, "auth0|nobody", &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  expect_account (self, BOB);
  token_expect (self, "access-7");
}

/* Bob has no sign-in here, and the browser still knows alice: it is not even opened, and she goes on being whom the
 * person has chosen. Even a sign-in that is asked for takes nobody but him. */
static void
test_pinned (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  sign_in (self, "alice"); /* -2 */
  token_restart (self);
  helio_token_source_pin (self->source, BOB);
  token_expect_error (self, TRUE, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_assert_cmpuint (self->n_opened, ==, 1);
  expect_account (self, NULL);
  for (int i = 0; i < 2; i++) {
    g_assert_false (token_sign_in (self, i == 0 ? NULL : "login", NULL, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_OTHER_USER);
    g_clear_error (&error);
  }
  helio_token_source_refuse_other (self->source);
  helio_test_settle ();
  token_expect_stored_of (self, BOB, NULL);
  token_expect_stored_of (self, ALICE, "refresh-2");
  token_restart (self);
  token_expect (self, "access-7");
  expect_account (self, ALICE);
}

/* Another process of the same profile is somebody else: each goes on as who it is. */
static void
test_two_processes (TokenFixture *self, gconstpointer data)
{
  g_autoptr (HelioTokenSource) window = NULL;

  sign_in (self, "alice"); /* -2 */
  window = g_object_ref (self->source);
  g_set_object (&self->source, NULL);
  self->source = helio_token_source_new (&self->init);
  sign_in (self, "bob"); /* -4 */
  token_expire (self);

  {
    HelioTestResult ready = {0};
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioSecret) token = NULL;

    helio_token_source_get_async (window, FALSE, FALSE, NULL, helio_test_result_ready, &ready);
    token = helio_token_source_get_finish (window, helio_test_result_wait (&ready, 20), &error);
    g_assert_no_error (error);
    helio_test_result_clear (&ready);
  }
  g_assert_cmpstr (helio_token_source_get_account (window)->sub, ==, ALICE);
  token_expect_stored_of (self, ALICE, "refresh-5");
  token_expect_stored_of (self, BOB, "refresh-4");
}

/* The refresh token of the account switched to is refused: a person has to sign in, as that account. */
/* Another process renews for longer than it may: a switch would rotate between its answer and its write. */
static void
test_switch_locked (TokenFixture *self, gconstpointer data)
{
  HelioTestResult ready = {0};
  g_autoptr (GError) error = NULL;
  HelioRefreshLock *lock;

  sign_in (self, "alice");
  sign_in (self, "bob"); /* -4 */
  lock = token_take_lock (self);
  helio_token_source_switch_async (self->source, ALICE, helio_test_result_ready, &ready);
  helio_test_settle ();
  g_assert_null (ready.result);
  helio_fake_clock_advance (self->clock, HELIO_REFRESH_LOCK_TIMEOUT);
  g_assert_false (
      helio_token_source_switch_finish (self->source, helio_test_result_wait (&ready, 20), &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT);
  helio_test_result_clear (&ready);
  helio_refresh_lock_free (lock);
  expect_account (self, BOB);
  token_expect (self, "access-4");
  must_switch (self, ALICE);
}

static void
test_switch_to_refused (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = NULL;

  sign_in (self, "alice");
  sign_in (self, "bob");
  must_switch (self, ALICE);
  g_queue_push_tail (self->idp->token_steps,
                     &(HelioFakeStep){HELIO_FAKE_STATUS,
                                      403,
                                      "application/json",
                                      "{\"error\":\"invalid_grant\"}"});
  token_expect_error (self, FALSE, HELIO_ERROR_SIGN_IN_REQUIRED);
  expect_account (self, ALICE);
  /* The browser still holds bob's session. */
  token = token_get (self, TRUE, FALSE, &error);
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_OTHER_USER);
  expect_account (self, ALICE);
  token_expect_stored_of (self, BOB, "refresh-4");
}

/* An item of a version that knew one account: read, and moved to its slot when it is written. */
static void
test_old_item (TokenFixture *self, gconstpointer data)
{
  g_autofree char *binding = helio_profile_get_binding (self->profile);
  g_autoptr (HelioSecret) secret = helio_secret_new (
      "{\"v\":1,\"rt\":\"refresh-old\",\"sub\":\"auth0|alice\",\"first\":1767225600}");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) slots = NULL;
  g_autofree char *slot = helio_keyring_get_slot (self->profile->id, ALICE);
  HelioTestResult written = {0}, listed = {0};

  helio_keyring_store_async (self->keyring,
                             self->profile->id,
                             HELIO_KEYRING_OAUTH,
                             NULL,
                             binding,
                             "old",
                             secret,
                             NULL,
                             helio_test_result_ready,
                             &written);
  g_assert_true (
      helio_keyring_store_finish (self->keyring, helio_test_result_wait (&written, 20), &error));
  helio_test_result_clear (&written);
  self->idp->family_sub = g_strdup (ALICE);
  self->idp->current_refresh = g_strdup ("refresh-old");
  expect_accounts (self, ALICE);
  token_expect (self, "access-1");
  expect_account (self, ALICE);
  token_expect_stored_of (self, ALICE, "refresh-1");
  helio_keyring_list_async (self->keyring,
                            self->profile->id,
                            HELIO_KEYRING_OAUTH,
                            binding,
                            NULL,
                            helio_test_result_ready,
                            &listed);
  slots = helio_keyring_list_finish (self->keyring, helio_test_result_wait (&listed, 20), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&listed);
  g_assert_cmpuint (g_strv_length (slots), ==, 1);
  g_assert_cmpstr (slots[0], ==, slot);
}

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  ++*(guint *) user_data;
}

/* Somebody else comes back than was asked for: nothing changes until a person decides. */
static void
test_other_account (TokenFixture *self, gconstpointer data)
{
  HelioTestResult ready = {0};
  g_autoptr (GError) error = NULL;
  guint n = 0;

  sign_in (self, "alice"); /* -2 */
  g_signal_connect (self->source, "notify::other-account", G_CALLBACK (on_notify), &n);
  token_set_person (self, "bob");
  g_assert_false (token_sign_in (self, NULL, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_OTHER_USER);
  g_assert_nonnull (strstr (error->message, "bob"));
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (helio_token_source_get_other_account (self->source)->sub, ==, BOB);
  expect_account (self, ALICE);
  token_expect (self, "access-2");
  token_expect_stored_of (self, BOB, NULL);

  /* Cancel: what bob got is revoked, and alice goes on. */
  helio_token_source_refuse_other (self->source);
  g_assert_null (helio_token_source_get_other_account (self->source));
  while (self->idp->revoked_tokens->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (g_ptr_array_index (self->idp->revoked_tokens, 0), ==, "refresh-4");
  token_expect (self, "access-2");

  /* Replace: bob is the account, and alice is kept beside him. */
  g_clear_error (&error);
  g_assert_false (token_sign_in (self, NULL, NULL, &error));
  g_assert_nonnull (helio_token_source_get_other_account (self->source));
  helio_token_source_accept_other_async (self->source, helio_test_result_ready, &ready);
  g_clear_error (&error);
  g_assert_true (helio_token_source_accept_other_finish (self->source,
                                                         helio_test_result_wait (&ready, 20),
                                                         &error));
  helio_test_result_clear (&ready);
  g_assert_null (helio_token_source_get_other_account (self->source));
  expect_account (self, BOB);
  token_expect (self, "access-6");
  token_expect_stored_of (self, BOB, "refresh-6");
  token_expect_stored_of (self, ALICE, "refresh-2");
  expect_accounts (self, BOB "," ALICE);

  helio_token_source_accept_other_async (self->source, helio_test_result_ready, &ready);
  g_assert_false (helio_token_source_accept_other_finish (self->source,
                                                          helio_test_result_wait (&ready, 20),
                                                          &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  helio_test_result_clear (&ready);
}

static gboolean
is_one_revoked (gpointer data)
{
  return ((TokenFixture *) data)->idp->revoked_tokens->len > 0;
}

/* @tokens were revoked, apart by spaces, and nothing else: the first before the source goes, the others with it. */
static void
expect_revoked (TokenFixture *self, const char *tokens)
{
  g_autofree char *revoked = NULL;

  helio_test_wait (is_one_revoked, self, 10, "the revocation");
  token_restart (self);
  helio_test_wait_holders (self->http, self->n_http, 10, "the end of all requests");
  revoked = helio_fake_idp_take_revoked (self->idp);
  g_assert_cmpstr (revoked, ==, tokens);
}

/* Whom nobody has decided about goes when another one comes, and with the connection. */
static void
test_other_undecided (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = NULL;

  sign_in (self, "alice"); /* -2 */
  token_set_person (self, "bob");
  g_assert_false (token_sign_in (self, NULL, NULL, &error)); /* -4 */
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_OTHER_USER);
  g_clear_error (&error);
  /* A sign-in that nobody asked for by itself: her refresh token is refused. */
  g_queue_push_tail (self->idp->token_steps,
                     &(HelioFakeStep){HELIO_FAKE_STATUS,
                                      403,
                                      "application/json",
                                      "{\"error\":\"invalid_grant\"}"});
  token = token_get (self, TRUE, TRUE, &error); /* -6 */
  g_assert_null (token);
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_OTHER_USER);
  g_assert_nonnull (helio_token_source_get_other_account (self->source));
  expect_revoked (self, "refresh-4 refresh-6");
}

typedef struct {
  TokenFixture *self;
  HelioTestResult ready;
} Second;

/* Right before the first would hand over what it got. */
static void
on_first_state (HelioLogin *login, GParamSpec *pspec, Second *second)
{
  HelioSignInOptions options = {.prompt = "login"};

  if (helio_login_get_state (login) == HELIO_LOGIN_DONE)
    helio_token_source_sign_in_async (second->self->source,
                                      &options,
                                      NULL,
                                      helio_test_result_ready,
                                      &second->ready);
}

static void
test_superseded_when_done (TokenFixture *self, gconstpointer data)
{
  HelioSignInOptions options = {.prompt = "login"};
  HelioTestResult first = {0};
  Second second = {self};

  helio_token_source_sign_in_async (self->source, &options, NULL, helio_test_result_ready, &first);
  g_signal_connect (helio_token_source_get_login (self->source),
                    "notify::state",
                    G_CALLBACK (on_first_state),
                    &second);
  g_assert_true (
      helio_token_source_sign_in_finish (self->source, helio_test_result_wait (&first, 20), NULL));
  g_assert_true (helio_token_source_sign_in_finish (self->source,
                                                    helio_test_result_wait (&second.ready, 20),
                                                    NULL));
  helio_test_result_clear (&first);
  helio_test_result_clear (&second.ready);
  token_expect_stored (self, "refresh-4");
  expect_revoked (self, "refresh-2");
}

/* "Sign in as someone else" with the issuer's logout before: its page opens first, the sign-in after it. */
static void
test_logout_first (TokenFixture *self, gconstpointer data)
{
  HelioSignInOptions options = {.prompt = "login", .end_issuer_session = TRUE};
  HelioTestResult ready = {0};
  g_autoptr (GError) error = NULL;

  self->idp->lists_endpoints = TRUE;
  sign_in (self, "alice");
  token_set_person (self, "bob");
  self->person = FALSE;
  helio_token_source_sign_in_async (self->source, &options, NULL, helio_test_result_ready, &ready);
  while (self->n_opened < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (self->opened, "/logout?realm=a&client_id=client"));
  g_assert_null (helio_token_source_get_login (self->source));
  self->person = TRUE;
  helio_fake_clock_advance (self->clock, 3 * HELIO_SECOND);
  g_assert_true (helio_token_source_sign_in_finish (self->source,
                                                    helio_test_result_wait (&ready, 20),
                                                    &error));
  g_assert_no_error (error);
  helio_test_result_clear (&ready);
  g_assert_cmpuint (self->n_opened, ==, 3);
  g_assert_nonnull (strstr (self->opened, "prompt=login"));
  expect_account (self, BOB);

  /* Given up in between: nothing opens any more. */
  {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();

    helio_token_source_sign_in_async (self->source,
                                      &options,
                                      cancellable,
                                      helio_test_result_ready,
                                      &ready);
    while (self->n_opened < 4)
      g_main_context_iteration (NULL, TRUE);
    g_cancellable_cancel (cancellable);
    g_assert_false (helio_token_source_sign_in_finish (self->source,
                                                       helio_test_result_wait (&ready, 20),
                                                       &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    helio_test_result_clear (&ready);
    helio_fake_clock_advance (self->clock, 3 * HELIO_SECOND);
    helio_test_settle ();
    g_assert_cmpuint (self->n_opened, ==, 4);
  }
}

/* Another account is chosen while the issuer's logout page is open: nobody goes on waiting for the sign-in that was to
 * follow, and it does not follow. */
static void
test_switch_in_pause (TokenFixture *self, gconstpointer data)
{
  HelioSignInOptions options = {.prompt = "login", .end_issuer_session = TRUE};
  HelioTestResult ready = {0};
  g_autoptr (GError) error = NULL;

  self->idp->lists_endpoints = TRUE;
  sign_in (self, "alice");
  sign_in (self, "bob");
  helio_token_source_sign_in_async (self->source, &options, NULL, helio_test_result_ready, &ready);
  while (self->n_opened < 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (self->opened, "/logout?"));
  must_switch (self, ALICE);
  g_assert_false (helio_token_source_sign_in_finish (self->source,
                                                     helio_test_result_wait (&ready, 20),
                                                     &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  helio_test_result_clear (&ready);
  helio_fake_clock_advance (self->clock, 3 * HELIO_SECOND);
  helio_test_settle ();
  g_assert_cmpuint (self->n_opened, ==, 3);
  expect_account (self, ALICE);
}

static gboolean
has_code (gpointer data)
{
  TokenFixture *self = data;
  HelioDeviceLogin *login = helio_token_source_get_device_login (self->source);

  return login != NULL && helio_device_login_get_user_code (login) != NULL;
}

/* The browser does not come back: a code instead. The old tab is told so; going back works too. */
static void
test_code_instead (TokenFixture *self, gconstpointer data)
{
  HelioSignInOptions code = {.way = HELIO_SIGN_IN_DEVICE};
  HelioTestResult first = {0}, second = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = NULL;
  g_autofree char *callback = NULL;
  g_auto (HelioRawReply) reply = {0};

  self->person = FALSE;
  helio_token_source_get_async (self->source, TRUE, FALSE, NULL, helio_test_result_ready, &first);
  while (self->n_opened == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (helio_token_source_get_login (self->source));
  callback = helio_fake_idp_authorize (self->idp, self->opened);

  helio_token_source_sign_in_async (self->source, &code, NULL, helio_test_result_ready, &second);
  helio_test_wait (has_code, self, 10, "the code");
  g_assert_null (helio_token_source_get_login (self->source));
  g_assert_cmpuint (self->n_opened, ==, 1);
  helio_raw_browse (&reply, callback);
  g_assert_nonnull (strstr (reply.text, "replaced"));
  g_assert_cmpuint (self->idp->n_codes, ==, 0);

  self->idp->device_approved = TRUE;
  helio_fake_clock_advance (self->clock, 5 * HELIO_SECOND);
  token = helio_token_source_get_finish (self->source, helio_test_result_wait (&first, 10), &error);
  g_assert_no_error (error);
  g_assert_true (helio_token_source_sign_in_finish (self->source,
                                                    helio_test_result_wait (&second, 10),
                                                    &error));
  helio_test_result_clear (&first);
  helio_test_result_clear (&second);
  g_assert_null (helio_token_source_get_device_login (self->source));
  expect_account (self, ALICE);
  token_expect_stored (self, "refresh-3");
}

static void
test_browser_instead (TokenFixture *self, gconstpointer data)
{
  HelioSignInOptions code = {.way = HELIO_SIGN_IN_DEVICE};
  HelioTestResult first = {0};
  g_autoptr (GError) error = NULL;

  helio_token_source_sign_in_async (self->source, &code, NULL, helio_test_result_ready, &first);
  helio_test_wait (has_code, self, 10, "the code");
  g_assert_true (token_sign_in (self, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (helio_token_source_get_device_login (self->source));
  /* Whoever waited for the code has what it waited for. */
  g_assert_true (helio_token_source_sign_in_finish (self->source,
                                                    helio_test_result_wait (&first, 10),
                                                    &error));
  helio_test_result_clear (&first);
}

void
token_add_account_tests (void)
{
#define ADD(path, func)                                                                            \
  g_test_add ("/auth/" path, TokenFixture, NULL, token_set_up, func, token_tear_down)
  ADD ("accounts/side-by-side", test_side_by_side);
  ADD ("accounts/two-processes", test_two_processes);
  ADD ("accounts/pinned", test_pinned);
  ADD ("accounts/switch-to-refused", test_switch_to_refused);
  ADD ("accounts/switch-locked", test_switch_locked);
  ADD ("accounts/old-item", test_old_item);
  ADD ("B17/other-account", test_other_account);
  ADD ("B17/other-undecided", test_other_undecided);
  ADD ("B15/superseded-when-done", test_superseded_when_done);
  ADD ("accounts/logout-first", test_logout_first);
  ADD ("accounts/switch-in-pause", test_switch_in_pause);
  ADD ("B15/code-instead", test_code_instead);
  ADD ("B15/browser-instead", test_browser_instead);
#undef ADD
}
