// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/watch/helio-watch-keeper.h"

#include "core/base/helio-error.h"
#include "support/helio-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
  HelioFakeClock *clock;
  HelioMessageStore *store;
  HelioWatcher *watcher;
  char *dir, *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = helio_fake_clock_new ();
  fixture->store = helio_message_store_new (1024 * 1024);
  fixture->watcher = helio_watcher_new (fixture->store, HELIO_CLOCK (fixture->clock));
  fixture->dir = helio_test_make_dir ();
  fixture->path = g_build_filename (fixture->dir, "watches", "id.json", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->watcher);
  g_object_unref (fixture->store);
  g_object_unref (fixture->clock);
  helio_test_remove_dir (fixture->dir);
  g_free (fixture->path);
}

static gboolean
is_settled (gpointer keeper)
{
  return helio_watch_keeper_is_loaded (keeper) && !helio_watch_keeper_is_busy (keeper);
}

static HelioWatchKeeper *
keep (Fixture *fixture)
{
  HelioWatchKeeper *keeper = helio_watch_keeper_new (fixture->watcher, fixture->path);

  helio_test_wait (is_settled, keeper, 10, "the rules to be read");
  return keeper;
}

static void
put (Fixture *fixture, const char *id)
{
  const HelioWatchTerms terms = {.id = id, .filter = "a", .seconds = 5};
  g_autoptr (HelioWatchRule) rule = helio_watch_rule_new (&terms, NULL, NULL);

  g_assert_true (helio_watcher_put (fixture->watcher, rule, NULL));
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->watcher));
}

static void
write_file (Fixture *fixture, const char *text)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
}

static void
test_round (Fixture *fixture, gconstpointer data)
{
  HelioWatchKeeper *keeper = keep (fixture);
  GStatBuf status;

  g_assert_null (helio_watch_keeper_get_error (keeper));
  g_assert_cmpuint (count (fixture), ==, 0);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  for (guint i = 0; i < 20; i++) {
    g_autofree char *id = g_strdup_printf ("%u", i);

    put (fixture, id);
  }
  g_object_unref (helio_watcher_remove (fixture->watcher, 3));
  g_assert_true (helio_watch_keeper_is_busy (keeper));
  helio_test_wait (is_settled, keeper, 10, "the rules to be written");
  g_assert_null (helio_watch_keeper_get_error (keeper));
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  helio_test_wait_gone (keeper, 10, "the keeper to go");
  g_assert_finalize_object (fixture->watcher);
  fixture->watcher = helio_watcher_new (fixture->store, HELIO_CLOCK (fixture->clock));
  keeper = keep (fixture);
  g_assert_cmpuint (count (fixture), ==, 19);
  g_assert_null (helio_watcher_find (fixture->watcher, "3"));
  helio_test_wait_gone (keeper, 10, "the keeper to go");
}

/* Somebody was faster than the file. */
static void
test_early (Fixture *fixture, gconstpointer data)
{
  HelioWatchKeeper *keeper;
  g_autofree char *text = NULL;

  write_file (fixture,
              "{\"version\":1,\"rules\":[{\"id\":\"there\",\"filter\":\"a\",\"kind\":\"match\","
              "\"seconds\":1}]}");
  keeper = helio_watch_keeper_new (fixture->watcher, fixture->path);
  put (fixture, "early");
  helio_test_wait (is_settled, keeper, 10, "the rules to be read and written");
  g_assert_cmpuint (count (fixture), ==, 2);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"early\""));
  g_assert_nonnull (strstr (text, "\"there\""));
  helio_test_wait_gone (keeper, 10, "the keeper to go");
}

/* What cannot be read is told, and kept whatever comes after it. */
static void
test_broken (Fixture *fixture, gconstpointer data)
{
  static const char *const broken[] = {"{\"version\":1,\"rules\":[", "{\"version\":7}"};

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autofree char *aside = g_strdup_printf ("%s.broken-%u", fixture->path, i + 1);
    g_autofree char *text = NULL;
    HelioWatchKeeper *keeper;

    write_file (fixture, broken[i]);
    keeper = keep (fixture);
    g_assert_error (helio_watch_keeper_get_error (keeper), HELIO_ERROR, HELIO_ERROR_FILE);
    g_assert_nonnull (strstr (helio_watch_keeper_get_error (keeper)->message, fixture->path));
    g_assert_nonnull (helio_error_get_remedy (helio_watch_keeper_get_error (keeper)));
    g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, broken[i]);
    put (fixture, "1");
    helio_test_wait (is_settled, keeper, 10, "the rules to be written");
    g_assert_null (helio_watch_keeper_get_error (keeper));
    g_free (text);
    g_assert_true (g_file_get_contents (aside, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, broken[i]);
    g_free (text);
    g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
    g_assert_nonnull (strstr (text, "\"rules\""));
    helio_test_wait_gone (keeper, 10, "the keeper to go");
    g_object_unref (helio_watcher_remove (fixture->watcher, 0));
  }
}

/* A folder in the place of the file can be neither read nor written over. */
static void
test_no_file (Fixture *fixture, gconstpointer data)
{
  HelioWatchKeeper *keeper;

  g_assert_cmpint (g_mkdir_with_parents (fixture->path, 0700), ==, 0);
  keeper = keep (fixture);
  g_assert_error (helio_watch_keeper_get_error (keeper), HELIO_ERROR, HELIO_ERROR_FILE);
  put (fixture, "1");
  helio_test_wait (is_settled, keeper, 10, "the rules to be written");
  g_assert_error (helio_watch_keeper_get_error (keeper), HELIO_ERROR, HELIO_ERROR_FILE);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_DIR));
  g_assert_cmpuint (count (fixture), ==, 1);
  helio_test_wait_gone (keeper, 10, "the keeper to go");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/watch-keeper/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("round", test_round);
  ADD ("early", test_early);
  ADD ("broken", test_broken);
  ADD ("no-file", test_no_file);
  return g_test_run ();
}
