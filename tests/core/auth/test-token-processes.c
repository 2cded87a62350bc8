// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE /* RTLD_NEXT */
#include "config.h"

#include "tests/core/auth/token-fixture.h"

#include "core/auth/helio-keyring-wait.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "tests/support/helio-raw-client.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Several programs with one keyring: this program starts itself as the others. The issuer is the first one's. */

static const char *program;
static gboolean dies_before_writing;
static gboolean fails_stores;
/* The keyring's prompt stands there and nobody answers it; or the service hangs altogether. */
static gboolean holds_stores, holds_searches;
static GQueue held = G_QUEUE_INIT;
static guint n_stores, n_searches;

/* A call that waits for a person: what it was called with. */
typedef struct {
  GHashTable *attributes;
  char *collection, *label, *password;
  GAsyncReadyCallback callback;
  gpointer user_data;
} HeldStore;

static gconstpointer held_schema;
static GQueue searches = G_QUEUE_INIT; /* GTask of those that hang */

static void
end_search (GTask *task)
{
  if (!g_queue_remove (&searches, task))
    return;
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "hung");
  g_object_unref (task);
}

static gboolean
on_search_cancelled_idle (gpointer task)
{
  end_search (task);
  return G_SOURCE_REMOVE;
}

static void
on_search_cancelled (GCancellable *cancellable, gpointer task)
{
  g_idle_add_full (G_PRIORITY_DEFAULT,
                   on_search_cancelled_idle,
                   g_object_ref (task),
                   g_object_unref);
}

/* In the place of libsecret's own: what is written to the keyring passes here, and a program can be killed at
 * exactly that point. */
void secret_password_storev (gconstpointer schema,
                             GHashTable *attributes,
                             const char *collection,
                             const char *label,
                             const char *password,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void
secret_password_storev (gconstpointer schema,
                        GHashTable *attributes,
                        const char *collection,
                        const char *label,
                        const char *password,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  void (*real) (gconstpointer,
                GHashTable *,
                const char *,
                const char *,
                const char *,
                GCancellable *,
                GAsyncReadyCallback,
                gpointer);

  if (dies_before_writing)
    raise (SIGKILL);
  n_stores++;
  if (fails_stores) {
    g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The disk is full");
    return;
  }
  if (holds_stores) {
    HeldStore *store = g_new (HeldStore, 1);

    *store = (HeldStore){g_hash_table_ref (attributes),
                         g_strdup (collection),
                         g_strdup (label),
                         g_strdup (password),
                         callback,
                         user_data};
    held_schema = schema;
    g_queue_push_tail (&held, store);
    return;
  }
  *(void **) &real = dlsym (RTLD_NEXT, "secret_password_storev");
  g_assert_nonnull (real);
  real (schema, attributes, collection, label, password, cancellable, callback, user_data);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HeldStore *store = user_data;

  store->callback (source, result, store->user_data);
  g_hash_table_unref (store->attributes);
  g_free (store->collection);
  g_free (store->label);
  g_free (store->password);
  g_free (store);
}

/* The person types the password of the keyring. */
static void
answer_prompt (void)
{
  HeldStore *store = g_queue_pop_head (&held);

  g_assert_nonnull (store);
  holds_stores = FALSE;
  secret_password_storev (held_schema,
                          store->attributes,
                          store->collection,
                          store->label,
                          store->password,
                          NULL,
                          on_answered,
                          store);
}

/* Nobody answers, and a search is all that is done first: it waits until it is cancelled. */
void secret_password_searchv (gconstpointer schema,
                              GHashTable *attributes,
                              int flags,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
void
secret_password_searchv (gconstpointer schema,
                         GHashTable *attributes,
                         int flags,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  void (*real) (gconstpointer, GHashTable *, int, GCancellable *, GAsyncReadyCallback, gpointer);

  n_searches++;
  if (holds_searches) {
    GTask *task = g_task_new (NULL, cancellable, callback, user_data);

    g_assert_nonnull (cancellable);
    g_queue_push_tail (&searches, task);
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_search_cancelled), task, 0);
    return;
  }
  *(void **) &real = dlsym (RTLD_NEXT, "secret_password_searchv");
  g_assert_nonnull (real);
  real (schema, attributes, flags, cancellable, callback, user_data);
}

#define CALLERS 20

typedef struct {
  HelioClock *clock;
  HelioHttp *http;
  HelioKeyring *keyring;
  HelioProfile *profile;
} Child;

static HelioTokenSource *
child_new_source (Child *self,
                  const char *issuer,
                  const char *profile_id,
                  HelioOpenUriFunc open_uri)
{
  HelioTokenSourceInit init = {.open_uri = open_uri};

  self->clock = init.clock = helio_clock_new_system ();
  self->http = init.http = helio_http_new ();
  self->keyring = init.keyring = helio_keyring_new ();
  self->profile = init.profile = helio_profile_new ();
  helio_set_str (&self->profile->id, profile_id);
  helio_set_str (&self->profile->sign_in.issuer, issuer);
  helio_set_str (&self->profile->sign_in.client_id, "client");
  helio_set_str (&self->profile->sign_in.audience, "https://api.example.com");
  g_array_index (self->profile->sign_in.redirect_ports, int, 0) = 0;
  return helio_token_source_new (&init);
}

static void
child_end (Child *self, HelioTokenSource *source)
{
  g_object_unref (source);
  helio_profile_unref (self->profile);
  g_object_unref (self->keyring);
  g_object_unref (self->http);
  g_object_unref (self->clock);
}

/* Another program: asks for a token with many callers at once, and prints what they got. */
static int
run_child (const char *issuer, const char *profile_id)
{
  Child child;
  HelioTokenSource *source = child_new_source (&child, issuer, profile_id, NULL);
  HelioTestResult ready[CALLERS] = {0};

  for (int i = 0; i < CALLERS; i++)
    helio_token_source_get_async (source, FALSE, FALSE, NULL, helio_test_result_ready, &ready[i]);
  for (int i = 0; i < CALLERS; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioSecret) token =
        helio_token_source_get_finish (source, helio_test_result_wait (&ready[i], 60), &error);

    printf ("%s\n", token != NULL ? helio_secret_peek (token) : error->message);
    helio_test_result_clear (&ready[i]);
  }
  child_end (&child, source);
  return 0;
}

static void
tell_uri (const char *uri, gpointer login, gpointer user_data)
{
  printf ("URI %s\n", uri);
  fflush (stdout);
}

static void
tell (const GError *error)
{
  g_autofree char *text = error != NULL ? helio_error_to_text (error) : g_strdup ("good");

  printf ("%s\n", text);
}

/* Another program with every log switched on: signs in, refreshes, is refused in several ways, signs out. */
static int
run_chatty_child (const char *issuer, const char *profile_id)
{
  Child child;
  HelioTokenSource *source = child_new_source (&child, issuer, profile_id, tell_uri);
  HelioTestResult ready = {0};

  {
    g_autoptr (GError) error = NULL;

    helio_token_source_sign_in_async (source, NULL, NULL, helio_test_result_ready, &ready);
    helio_token_source_sign_in_finish (source, helio_test_result_wait (&ready, 60), &error);
    tell (error);
    helio_test_result_clear (&ready);
  }
  for (int i = 0; i < 4; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioSecret) token = NULL;

    helio_token_source_get_async (source, FALSE, TRUE, NULL, helio_test_result_ready, &ready);
    token = helio_token_source_get_finish (source, helio_test_result_wait (&ready, 60), &error);
    tell (error);
    tell (helio_token_source_get_warning (source));
    helio_test_result_clear (&ready);
  }
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) warning = NULL;

    helio_token_source_forget_async (source,
                                     HELIO_FORGET_NONE,
                                     NULL,
                                     helio_test_result_ready,
                                     &ready);
    helio_token_source_forget_finish (source,
                                      helio_test_result_wait (&ready, 60),
                                      &warning,
                                      &error);
    tell (error);
    tell (warning);
    helio_test_result_clear (&ready);
  }
  child_end (&child, source);
  return 0;
}

static GSubprocess *
start_child (TokenFixture *self, const char *how)
{
  GError *error = NULL;
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                         &error,
                                         program,
                                         how,
                                         self->idp->issuer,
                                         self->profile->id,
                                         NULL);

  g_assert_no_error (error);
  return child;
}

/* All callers of that program got the same. Returns: (transfer full). */
static char *
finish_child (GSubprocess *child, HelioTestResult *ready)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GError *error = NULL;

  g_subprocess_communicate_utf8_finish (child,
                                        helio_test_result_wait (ready, 60),
                                        &text,
                                        NULL,
                                        &error);
  g_assert_no_error (error);
  helio_test_result_clear (ready);
  g_assert_true (g_subprocess_get_successful (child));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, CALLERS + 1);
  for (int i = 1; i < CALLERS; i++)
    g_assert_cmpstr (lines[i], ==, lines[0]);
  return g_strdup (lines[0]);
}

static void
sign_in (TokenFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (token_sign_in (self, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* 20 callers in each of two programs: one refresh a program, since an access token is in memory only, and each
 * with the refresh token that the other was given. Without the lock the second would use an old one, and the
 * issuer would end the sign-in. */
static void
test_two_processes (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GSubprocess) one = NULL;
  g_autoptr (GSubprocess) two = NULL;
  g_autofree char *token_of_one = NULL, *token_of_two = NULL;
  HelioTestResult ready_one = {0}, ready_two = {0};

  sign_in (self);
  one = start_child (self, "--refresh");
  two = start_child (self, "--refresh");
  g_subprocess_communicate_utf8_async (one, NULL, NULL, helio_test_result_ready, &ready_one);
  g_subprocess_communicate_utf8_async (two, NULL, NULL, helio_test_result_ready, &ready_two);
  token_of_one = finish_child (one, &ready_one);
  token_of_two = finish_child (two, &ready_two);
  g_assert_true (g_str_has_prefix (token_of_one, "access-"));
  g_assert_true (g_str_has_prefix (token_of_two, "access-"));
  g_assert_cmpstr (token_of_one, !=, token_of_two);
  g_assert_cmpuint (self->idp->n_refreshes, ==, 2);
  g_assert_false (self->idp->revoked);
  token_expect_stored (self, self->idp->current_refresh);
}

/* Killed between the answer and the write: the keyring has a token that the issuer has rotated. The next start
 * tries it once. @data: the issuer allows that for a while, or not. */
static void
test_killed (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = NULL;
  HelioTestResult ready = {0};

  self->idp->leeway = GPOINTER_TO_INT (data);
  sign_in (self);
  child = start_child (self, "--refresh-and-die");
  g_subprocess_wait_async (child, NULL, helio_test_result_ready, &ready);
  g_subprocess_wait_finish (child, helio_test_result_wait (&ready, 60), NULL);
  helio_test_result_clear (&ready);
  g_assert_true (g_subprocess_get_if_signaled (child));
  g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGKILL);
  g_assert_cmpuint (self->idp->n_refreshes, ==, 1);
  g_assert_cmpstr (self->idp->current_refresh, ==, "refresh-3");
  token_expect_stored (self, "refresh-2");

  token_restart (self);
  token = token_get (self, FALSE, FALSE, &error);
  g_assert_cmpuint (self->idp->n_refreshes, ==, 2);
  if (self->idp->leeway) {
    g_assert_no_error (error);
    g_assert_cmpstr (helio_secret_peek (token), ==, "access-4");
    token_expect_stored (self, "refresh-4");
    return;
  }
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_assert_nonnull (strstr (error->message, "takes the refresh token no more"));
  g_assert_nonnull (helio_error_get_remedy (error));
  token_expect_stored (self, NULL);
  /* Not once more. */
  token_expect_error (self, FALSE, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_assert_cmpuint (self->idp->n_refreshes, ==, 2);
}

static void
test_keyring_write_fails (TokenFixture *self, gconstpointer data)
{
  const GError *warning;

  sign_in (self);
  token_expire (self);
  fails_stores = TRUE;
  token_expect (self, "access-3");
  fails_stores = FALSE;
  warning = helio_token_source_get_warning (self->source);
  g_assert_cmpint (helio_error_get_class (warning), ==, HELIO_ERROR_CLASS_SIGN_IN);
  g_assert_nonnull (strstr (warning->message, "could not be stored"));
  token_expire (self);
  token_expect (self, "access-4");
  g_assert_no_error (helio_token_source_get_warning (self->source));
  token_expect_stored (self, "refresh-4");
  g_assert_false (self->idp->revoked);
}

static gboolean
waits_for_person (gpointer data)
{
  return !g_queue_is_empty (&held);
}

static gboolean
has_no_warning (gpointer data)
{
  return helio_token_source_get_warning (((TokenFixture *) data)->source) == NULL;
}

/* A refresh whose write to the keyring makes a prompt that nobody answers: the access token is not handed out
 * before it was waited for, and then it is. */
static void
refresh_past_prompt (TokenFixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = NULL;
  HelioTestResult ready = {0};

  sign_in (self);
  token_expire (self);
  holds_stores = TRUE;
  helio_token_source_get_async (self->source, FALSE, FALSE, NULL, helio_test_result_ready, &ready);
  helio_test_wait (waits_for_person, NULL, 10, "the prompt");
  helio_fake_clock_advance (self->clock, HELIO_KEYRING_PATIENCE - 1);
  helio_test_settle ();
  g_assert_null (ready.result);
  helio_fake_clock_advance (self->clock, 1);
  token = helio_token_source_get_finish (self->source, helio_test_result_wait (&ready, 10), &error);
  helio_test_result_clear (&ready);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_secret_peek (token), ==, "access-3");
  g_assert_error (helio_token_source_get_warning (self->source),
                  HELIO_ERROR,
                  HELIO_ERROR_KEYRING_LOCKED);
}

/* Renewals go on from memory; the next one does not wait at all; what is newest is stored when somebody unlocks
 * the keyring at last. */
static void
test_prompt_unanswered (TokenFixture *self, gconstpointer data)
{
  guint before;

  refresh_past_prompt (self);
  before = n_stores;
  token_expire (self);
  token_expect (self, "access-4");
  g_assert_cmpuint (n_stores, ==, before);
  g_assert_error (helio_token_source_get_warning (self->source),
                  HELIO_ERROR,
                  HELIO_ERROR_KEYRING_LOCKED);
  token_expect_stored (self, "refresh-2");
  answer_prompt ();
  helio_test_wait (has_no_warning, self, 10, "the warning to go");
  token_expect_stored (self, "refresh-4");
  token_restart (self);
  token_expect (self, "access-5");
  g_assert_false (self->idp->revoked);
}

static gboolean
has_searched (gpointer data)
{
  return n_searches >= GPOINTER_TO_UINT (data);
}

/* Signed out while the prompt stood there: what it stores goes again. */
static void
test_prompt_then_forgotten (TokenFixture *self, gconstpointer data)
{
  refresh_past_prompt (self);
  token_forget (self);
  token_expect_stored (self, NULL);
  n_searches = 0;
  answer_prompt ();
  /* The write looks for old ones, and what clears it looks whether something is left. */
  helio_test_wait (has_searched, GUINT_TO_POINTER (2), 10, "the write, and that it is cleared");
  token_expect_stored (self, NULL);
  token_expect_error (self, FALSE, HELIO_ERROR_SIGN_IN_REQUIRED);
}

static gboolean
is_back_twice (gpointer data)
{
  return ((TokenFixture *) data)->idp->n_codes >= 2 &&
         helio_token_source_get_login (((TokenFixture *) data)->source) == NULL;
}

static gboolean
is_held (gpointer data)
{
  return ((TokenFixture *) data)->idp->held != NULL;
}

/* The refresh token is refused, and the keyring does not say whether another process has a newer one: what is there
 * may be it, so it stays, and is good the next time. */
static void
test_refused_and_keyring_hangs (TokenFixture *self, gconstpointer data)
{
  static const HelioFakeStep refusal = {HELIO_FAKE_HOLD,
                                        403,
                                        "application/json",
                                        "{\"error\":\"invalid_grant\"}"};
  g_autoptr (GError) error = NULL;
  HelioTestResult ready = {0};

  sign_in (self); /* -2 */
  token_expire (self);
  g_queue_push_tail (self->idp->token_steps, (gpointer) &refusal);
  helio_token_source_get_async (self->source, FALSE, FALSE, NULL, helio_test_result_ready, &ready);
  helio_test_wait (is_held, self, 10, "the refresh");
  n_searches = 0;
  holds_searches = TRUE;
  helio_fake_idp_release (self->idp);
  helio_test_wait (has_searched, GUINT_TO_POINTER (1), 10, "the keyring to hang");
  holds_searches = FALSE;
  helio_fake_clock_advance (self->clock, HELIO_KEYRING_PATIENCE);
  g_assert_null (
      helio_token_source_get_finish (self->source, helio_test_result_wait (&ready, 10), &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  helio_test_result_clear (&ready);
  token_expect_stored (self, "refresh-2");
  token_expect (self, "access-3");
}

/* Alice's sign-in stands before the keyring's prompt when bob's comes: each is told of when it is stored itself, and
 * bob, who came last, is who it goes on with. @data: she signs out in between. */
static void
test_second_sign_in (TokenFixture *self, gconstpointer data)
{
  HelioSignInOptions options = {.prompt = "login"};
  HelioTestResult alice = {0}, bob = {0};
  g_autoptr (GError) error = NULL;
  gboolean good;

  holds_stores = TRUE;
  token_set_person (self, "alice");
  helio_token_source_sign_in_async (self->source, &options, NULL, helio_test_result_ready, &alice);
  helio_test_wait (waits_for_person, NULL, 10, "the prompt"); /* -2 */
  if (data != NULL)
    token_forget (self);
  token_set_person (self, "bob");
  helio_token_source_sign_in_async (self->source, &options, NULL, helio_test_result_ready, &bob);
  helio_test_wait (is_back_twice, self, 10, "bob to come back"); /* -4 */
  g_assert_null (bob.result);
  answer_prompt ();
  good =
      helio_token_source_sign_in_finish (self->source, helio_test_result_wait (&alice, 10), &error);
  g_assert_true (good == (data == NULL));
  g_clear_error (&error);
  helio_token_source_sign_in_finish (self->source, helio_test_result_wait (&bob, 10), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&alice);
  helio_test_result_clear (&bob);
  g_assert_cmpstr (helio_token_source_get_account (self->source)->sub, ==, "auth0|bob");
  token_expect (self, "access-4");
  token_expect_stored_of (self, "auth0|alice", data == NULL ? "refresh-2" : NULL);
  token_expect_stored_of (self, "auth0|bob", "refresh-4");
  token_expire (self);
  token_expect (self, "access-5");
  g_assert_cmpstr (helio_token_source_get_account (self->source)->sub, ==, "auth0|bob");
}

/* A keyring that answers nothing any more. */
static void
test_keyring_hangs (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = NULL;
  HelioTestResult ready = {0};

  sign_in (self);
  token_expire (self);
  n_searches = 0;
  holds_searches = TRUE;
  helio_token_source_get_async (self->source, FALSE, FALSE, NULL, helio_test_result_ready, &ready);
  for (guint n = 1; n <= 2; n++) { /* reading, and writing, which looks for old ones */
    helio_test_wait (has_searched, GUINT_TO_POINTER (n), 10, "the keyring to hang");
    g_assert_null (ready.result);
    helio_fake_clock_advance (self->clock, HELIO_KEYRING_PATIENCE);
  }
  token = helio_token_source_get_finish (self->source, helio_test_result_wait (&ready, 10), &error);
  helio_test_result_clear (&ready);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_secret_peek (token), ==, "access-3");
  g_assert_nonnull (helio_token_source_get_warning (self->source));
  holds_searches = FALSE;
  while (!g_queue_is_empty (&searches))
    end_search (g_queue_peek_head (&searches));
  helio_test_wait (has_no_warning, self, 10, "the warning to go");
  token_expect_stored (self, "refresh-3");
}

/* The same at the start, with a person: who is sent to the browser. */
static void
test_keyring_hangs_at_start (TokenFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = NULL;
  HelioTestResult ready = {0};

  sign_in (self);
  token_restart (self);
  n_searches = 0;
  holds_searches = TRUE;
  helio_token_source_get_async (self->source, TRUE, FALSE, NULL, helio_test_result_ready, &ready);
  helio_test_wait (has_searched, GUINT_TO_POINTER (1), 10, "the keyring to hang");
  holds_searches = FALSE;
  helio_fake_clock_advance (self->clock, HELIO_KEYRING_PATIENCE);
  token = helio_token_source_get_finish (self->source, helio_test_result_wait (&ready, 10), &error);
  helio_test_result_clear (&ready);
  g_assert_no_error (error);
  g_assert_nonnull (token);
  g_assert_cmpuint (self->n_opened, ==, 2);
}

/* Tokens that can be found again in whatever was written. */
static void
make_findable (HelioJson *answer, gpointer data)
{
  HelioFakeIdp *idp = data;
  g_autofree char *access = g_strdup_printf ("findable-access-%u-token", idp->serial);

  helio_json_set_string (answer, "access_token", access);
  if (!helio_json_has (answer, "refresh_token"))
    return;
  g_free (idp->current_refresh);
  idp->current_refresh = g_strdup_printf ("findable-refresh-%u-token", idp->serial);
  helio_json_set_string (answer, "refresh_token", idp->current_refresh);
}

static char *
read_line (GDataInputStream *stream, gsize *length)
{
  HelioTestResult ready = {0};
  char *line;

  g_data_input_stream_read_line_async (stream,
                                       G_PRIORITY_DEFAULT,
                                       NULL,
                                       helio_test_result_ready,
                                       &ready);
  line = g_data_input_stream_read_line_finish (stream,
                                               helio_test_result_wait (&ready, 60),
                                               length,
                                               NULL);
  helio_test_result_clear (&ready);
  return line;
}

static void
test_no_secret_written (TokenFixture *self, gconstpointer data)
{
  static const HelioFakeStep failing = {
      HELIO_FAKE_STATUS,
      500,
      "application/json",
      "{\"error\":\"server_error\",\"error_description\":\"findable-refresh-2-token\"}"};
  static const HelioFakeStep refusing = {HELIO_FAKE_STATUS,
                                         403,
                                         "application/json",
                                         "{\"error\":\"unauthorized_client\",\"error_description\":"
                                         "\"refresh_token=findable-refresh-3-token\"}"};
  static const char *const secrets[] = {"findable", "eyJ", "Bearer "};
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *verifier = NULL, *code = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  char *line;

  self->idp->edit_answer = make_findable;
  self->idp->edit_data = self->idp;
  self->idp->revoke_status = 400;
  g_subprocess_launcher_setenv (launcher, "G_MESSAGES_DEBUG", "all", TRUE);
  child = g_subprocess_launcher_spawn (launcher,
                                       &error,
                                       program,
                                       "--chatty",
                                       self->idp->issuer,
                                       self->profile->id,
                                       NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  while ((line = read_line (output, &length)) != NULL) {
    g_string_append_len (text, line, (gssize) length);
    g_string_append_c (text, '\n');
    if (g_str_has_prefix (line, "URI ")) {
      g_autofree char *callback = helio_fake_idp_authorize (self->idp, line + 4);
      g_autofree char *form = NULL;
      g_auto (HelioRawReply) reply = {0};

      code = helio_fake_idp_get_parameter (callback, "code");
      helio_raw_browse (&reply, callback);
      g_assert_cmpint (reply.status, ==, 200);
      while (self->idp->n_codes == 0)
        g_main_context_iteration (NULL, TRUE);
      form = g_strconcat ("?", self->idp->last_form, NULL);
      verifier = helio_fake_idp_get_parameter (form, "code_verifier");
      /* Refreshes: one is good, the others are not. */
      g_queue_push_tail (self->idp->token_steps, NULL);
      g_queue_push_tail (self->idp->token_steps, (gpointer) &failing);
      g_queue_push_tail (self->idp->token_steps, (gpointer) &refusing);
    }
    g_free (line);
  }
  g_assert_nonnull (code);
  g_assert_nonnull (strstr (text->str, "good"));
  g_assert_nonnull (strstr (text->str, "failed (HTTP 500)"));
  g_assert_nonnull (strstr (text->str, "until it expires"));
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_null (strstr (text->str, secrets[i]));
  g_assert_null (strstr (text->str, code));
  g_assert_nonnull (verifier);
  g_assert_null (strstr (text->str, verifier));
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 4 && strcmp (argv[1], "--chatty") == 0)
    return run_chatty_child (argv[2], argv[3]);
  if (argc == 4) {
    dies_before_writing = strcmp (argv[1], "--refresh-and-die") == 0;
    return run_child (argv[2], argv[3]);
  }
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func, data)                                                                      \
  g_test_add ("/auth/" path, TokenFixture, data, token_set_up, func, token_tear_down)
  ADD ("D2/two-processes", test_two_processes, NULL);
  ADD ("D5/killed-leeway", test_killed, GINT_TO_POINTER (TRUE));
  ADD ("D5/killed-no-leeway", test_killed, NULL);
  ADD ("D4/keyring-write-fails", test_keyring_write_fails, NULL);
  ADD ("D4/prompt-unanswered", test_prompt_unanswered, NULL);
  ADD ("D4/prompt-then-forgotten", test_prompt_then_forgotten, NULL);
  ADD ("D5/refused-and-keyring-hangs", test_refused_and_keyring_hangs, NULL);
  ADD ("accounts/second-sign-in", test_second_sign_in, NULL);
  ADD ("accounts/sign-out-and-in", test_second_sign_in, GINT_TO_POINTER (TRUE));
  ADD ("D4/keyring-hangs", test_keyring_hangs, NULL);
  ADD ("D4/keyring-hangs-at-start", test_keyring_hangs_at_start, NULL);
  ADD ("E2/no-secret-written", test_no_secret_written, NULL);
  return g_test_run ();
}
