// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-refresh-lock.h"
#include "core/base/helio-error.h"
#include "tests/core/auth/token-fixture.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

/* One refresh at a time, across processes. */

static const char *program;

static void
sign_in (TokenFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (token_sign_in (self, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* Another process holds the lock and is killed. */
static void
test_lock_of_process (TokenFixture *self, gconstpointer data)
{
  g_autofree char *binding = helio_profile_get_binding (self->profile);
  g_autofree char *name = g_strconcat (self->profile->id, "\n", binding, NULL);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;
  HelioTestResult ready = {0};
  g_autoptr (HelioSecret) token = NULL;
  char line[8];

  sign_in (self);
  token_expire (self);
  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                            &error,
                            program,
                            "--hold-lock",
                            name,
                            NULL);
  g_assert_no_error (error);
  g_input_stream_read_all (g_subprocess_get_stdout_pipe (child), line, 5, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (line, 5, "held\n", 5);

  helio_token_source_get_async (self->source, FALSE, FALSE, NULL, helio_test_result_ready, &ready);
  for (int i = 0; i < 20; i++) {
    helio_fake_clock_advance (self->clock, SECOND / 10);
    helio_test_settle ();
  }
  g_assert_null (ready.result);
  g_assert_cmpuint (self->idp->n_refreshes, ==, 0);
  g_subprocess_force_exit (child);
  g_subprocess_wait (child, NULL, NULL);
  helio_fake_clock_advance (self->clock, SECOND / 10);
  token = helio_token_source_get_finish (self->source, helio_test_result_wait (&ready, 20), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self->idp->n_refreshes, ==, 1);
  helio_test_result_clear (&ready);
}

static void
test_lock_times_out (TokenFixture *self, gconstpointer data)
{
  g_autofree char *binding = helio_profile_get_binding (self->profile);
  g_autofree char *name = g_strconcat (self->profile->id, "\n", binding, NULL);
  g_autoptr (HelioRefreshLock) lock = NULL;
  g_autoptr (GError) error = NULL;
  HelioTestResult ready = {0};

  sign_in (self);
  token_expire (self);
  helio_refresh_lock_async (HELIO_CLOCK (self->clock), name, helio_test_result_ready, &ready);
  lock = helio_refresh_lock_finish (helio_test_result_wait (&ready, 20), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&ready);
  helio_token_source_get_async (self->source, FALSE, FALSE, NULL, helio_test_result_ready, &ready);
  helio_fake_clock_advance (self->clock, HELIO_REFRESH_LOCK_TIMEOUT + SECOND);
  g_assert_null (
      helio_token_source_get_finish (self->source, helio_test_result_wait (&ready, 20), &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT);
  g_assert_cmpstr (helio_error_get_diagnosis (error), ==, "renewal-locked");
  helio_test_result_clear (&ready);
}

/* The same folder for all runs of a Flatpak, nobody else's, and no link to elsewhere. */
static void
test_lock_place (void)
{
  static const struct {
    const char *id, *folder;
  } cases[] = {{"org.example.App", "app/org.example.App"},
               {NULL, "heliograph"},
               {"../../x", "heliograph"},
               {"", "heliograph"}};
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  g_autofree char *other = helio_test_make_dir ();
  g_autofree char *ours = g_build_filename (g_get_user_runtime_dir (), "heliograph", NULL);
  g_autofree char *aside = g_strconcat (ours, "-aside", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *folder = g_build_filename (g_get_user_runtime_dir (), cases[i].folder, NULL);
    g_autoptr (HelioRefreshLock) lock = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GDir) dir = NULL;
    HelioTestResult ready = {0};
    GStatBuf info;
    guint n = 0;
    const char *name;

    if (cases[i].id != NULL)
      g_setenv ("FLATPAK_ID", cases[i].id, TRUE);
    helio_refresh_lock_async (clock, "lock-place", helio_test_result_ready, &ready);
    lock = helio_refresh_lock_finish (helio_test_result_wait (&ready, 20), &error);
    helio_test_result_clear (&ready);
    g_unsetenv ("FLATPAK_ID");
    g_assert_no_error (error);
    g_assert_cmpint (g_stat (folder, &info), ==, 0);
    g_assert_cmpint (info.st_mode & 0777, ==, 0700);
    dir = g_dir_open (folder, 0, NULL);
    while ((name = g_dir_read_name (dir)) != NULL) {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      n += g_str_has_prefix (name, "refresh-");
      g_assert_cmpint (g_stat (path, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, 0600);
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
    g_assert_cmpuint (n, >=, 1);
  }

  /* Somebody put a link where the folder belongs. */
  g_assert_cmpint (g_rename (ours, aside), ==, 0);
  g_assert_cmpint (symlink (other, ours), ==, 0);
  {
    g_autoptr (GError) error = NULL;
    HelioTestResult ready = {0};

    helio_refresh_lock_async (clock, "lock-place", helio_test_result_ready, &ready);
    g_assert_null (helio_refresh_lock_finish (helio_test_result_wait (&ready, 20), &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_FILE);
    helio_test_result_clear (&ready);
  }
  g_assert_cmpint (g_unlink (ours), ==, 0);
  g_assert_cmpint (g_rename (aside, ours), ==, 0);
  helio_test_remove_dir (g_steal_pointer (&other));
}

static guint
count_lock_files (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_runtime_dir (), "heliograph", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, "refresh-");
  return n;
}

/* The file goes with its lock, and those who waited for it are no more than one at a time all the same. */
static void
test_lock_file_goes (void)
{
  g_autoptr (HelioFakeClock) clock = helio_fake_clock_new ();
  HelioTestResult ready[3] = {{0}};
  HelioRefreshLock *lock;
  guint before, held = 0;

  for (guint i = 0; i < 3; i++)
    helio_refresh_lock_async (HELIO_CLOCK (clock),
                              "lock-file-goes",
                              helio_test_result_ready,
                              &ready[i]);
  lock = helio_refresh_lock_finish (helio_test_result_wait (&ready[0], 20), NULL);
  before = count_lock_files ();
  for (guint round = 1; round < 3; round++) {
    g_autoptr (GError) error = NULL;

    helio_refresh_lock_free (lock);
    helio_fake_clock_advance (clock, SECOND / 10);
    helio_test_settle ();
    /* One of those who are left. */
    g_assert_cmpint ((ready[1].result != NULL) + (ready[2].result != NULL), ==, round);
    held = ready[1].result != NULL && held != 1 ? 1 : 2;
    lock = helio_refresh_lock_finish (helio_test_result_wait (&ready[held], 20), &error);
    g_assert_no_error (error);
    g_assert_cmpuint (count_lock_files (), ==, before);
  }
  helio_refresh_lock_free (lock);
  g_assert_cmpuint (count_lock_files (), ==, before - 1);
  for (guint i = 0; i < 3; i++)
    helio_test_result_clear (&ready[i]);
}

/* What the other process of test_lock_of_process does. */
int
token_hold_lock (const char *name)
{
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  g_autoptr (HelioRefreshLock) lock = NULL;
  HelioTestResult ready = {0};

  helio_refresh_lock_async (clock, name, helio_test_result_ready, &ready);
  lock = helio_refresh_lock_finish (helio_test_result_wait (&ready, 20), NULL);
  helio_test_result_clear (&ready);
  if (lock == NULL)
    return 1;
  printf ("held\n");
  fflush (stdout);
  return getchar () == EOF ? 0 : 1;
}

void
token_add_lock_tests (const char *own_program)
{
  program = own_program;
#define ADD(path, func)                                                                            \
  g_test_add ("/auth/" path, TokenFixture, NULL, token_set_up, func, token_tear_down)
  ADD ("D2/lock-of-another-process", test_lock_of_process);
  ADD ("D2/lock-times-out", test_lock_times_out);
  g_test_add_func ("/auth/D2/lock-place", test_lock_place);
  g_test_add_func ("/auth/D2/lock-file-goes", test_lock_file_goes);
#undef ADD
}
