// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What a real keyring has of a profile that is removed: cleared in time, after a crash, and not after an undo. */
#include "config.h"

#include "core/base/helio-util.h"
#include "core/connection/helio-removed-profiles.h"
#include "core/watch/helio-watch-keeper.h"
#include "tests/support/helio-test.h"

#define ID "0a7b9a1e-5b0f-4b3c-9f6e-0c4f6a1d2e3f"

typedef struct {
  char *dir;
  HelioServices *services;
  HelioProfile *profile;
} Fixture;

static HelioServices *
make_services (const char *dir)
{
  HelioServices *services = g_new0 (HelioServices, 1);

  g_ref_count_init (&services->ref_count);
  services->clock = helio_clock_new_system ();
  services->http = helio_http_new ();
  services->keyring = helio_keyring_new ();
  services->profiles = helio_profile_store_new (dir);
  return services;
}

static void
load (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};

  helio_profile_store_load_async (f->services->profiles, NULL, helio_test_result_ready, &result);
  helio_profile_store_load_finish (f->services->profiles,
                                   helio_test_result_wait (&result, 10),
                                   &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
}

/* As another run of the program. */
static void
start_again (Fixture *f)
{
  helio_services_unref (f->services);
  f->services = make_services (f->dir);
  load (f);
}

static void
save (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};

  helio_profile_store_save_async (f->services->profiles,
                                  f->profile,
                                  NULL,
                                  helio_test_result_ready,
                                  &result);
  helio_profile_store_save_finish (f->services->profiles,
                                   helio_test_result_wait (&result, 10),
                                   &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
}

static void
remove_profile (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};

  helio_profile_store_remove_async (f->services->profiles,
                                    ID,
                                    NULL,
                                    helio_test_result_ready,
                                    &result);
  helio_profile_store_remove_finish (f->services->profiles,
                                     helio_test_result_wait (&result, 10),
                                     &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
}

static void
clear (Fixture *f, const char *id)
{
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};

  helio_removed_profiles_clear_async (f->services, id, NULL, helio_test_result_ready, &result);
  helio_removed_profiles_clear_finish (helio_test_result_wait (&result, 30), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
}

static gboolean
has_secret (Fixture *f)
{
  g_autoptr (HelioSecret) secret = NULL;
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};

  helio_keyring_lookup_async (f->services->keyring,
                              ID,
                              HELIO_KEYRING_PASSWORD,
                              NULL,
                              "binding",
                              FALSE,
                              NULL,
                              helio_test_result_ready,
                              &result);
  helio_keyring_lookup_finish (f->services->keyring,
                               helio_test_result_wait (&result, 30),
                               &secret,
                               &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  return secret != NULL;
}

static gboolean
has_rules (gpointer data)
{
  g_autofree char *path =
      helio_profile_store_build_path (((Fixture *) data)->services->profiles, HELIO_WATCH_KIND, ID);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
has_no_rules (gpointer data)
{
  return !has_rules (data);
}

static void
write_rules (Fixture *f)
{
  g_autofree char *path =
      helio_profile_store_build_path (f->services->profiles, HELIO_WATCH_KIND, ID);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "{}", -1, NULL));
}

static guint
count_removed (Fixture *f)
{
  g_auto (GStrv) removed = helio_profile_store_get_removed (f->services->profiles);

  return g_strv_length (removed);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioSecret) secret = helio_secret_new ("typed");
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};

  f->dir = helio_test_make_dir ();
  f->services = make_services (f->dir);
  f->profile = helio_profile_new ();
  helio_set_str (&f->profile->id, ID);
  helio_set_str (&f->profile->name, "one");
  helio_set_str (&f->profile->broker.url, "mqtt://127.0.0.1:1/");
  f->profile->method = HELIO_METHOD_PASSWORD;
  helio_set_str (&f->profile->password.username, "alice@org_1");
  helio_keyring_store_async (f->services->keyring,
                             ID,
                             HELIO_KEYRING_PASSWORD,
                             NULL,
                             "binding",
                             "one",
                             secret,
                             NULL,
                             helio_test_result_ready,
                             &result);
  helio_keyring_store_finish (f->services->keyring, helio_test_result_wait (&result, 30), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  load (f);
  save (f);
  g_assert_true (has_secret (f));
  g_assert_cmpuint (count_removed (f), ==, 0);
  write_rules (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  helio_profile_unref (f->profile);
  helio_services_unref (f->services);
  helio_test_settle ();
  helio_test_remove_dir (f->dir);
}

static void
test_in_time (Fixture *f, gconstpointer data)
{
  remove_profile (f);
  g_assert_true (has_secret (f));
  g_assert_cmpuint (count_removed (f), ==, 1);
  g_assert_true (has_rules (f));
  clear (f, ID);
  g_assert_false (has_secret (f));
  helio_test_wait (has_no_rules, f, 10, "the rules to go");
  g_assert_cmpuint (count_removed (f), ==, 0);
  start_again (f);
  g_assert_cmpuint (count_removed (f), ==, 0);
}

/* The program ended before the moment for an undo was over. */
static void
test_next_start (Fixture *f, gconstpointer data)
{
  remove_profile (f);
  start_again (f);
  g_assert_true (has_secret (f));
  g_assert_cmpuint (count_removed (f), ==, 1);
  clear (f, "another");
  g_assert_true (has_secret (f));
  clear (f, NULL);
  g_assert_false (has_secret (f));
  start_again (f);
  g_assert_cmpuint (count_removed (f), ==, 0);
}

static void
test_undone (Fixture *f, gconstpointer data)
{
  HelioTestResult result = {0};

  remove_profile (f);
  /* At the end of the program it is being written perhaps. */
  helio_profile_store_save_async (f->services->profiles,
                                  f->profile,
                                  NULL,
                                  helio_test_result_ready,
                                  &result);
  clear (f, NULL);
  helio_profile_store_save_finish (f->services->profiles,
                                   helio_test_result_wait (&result, 10),
                                   NULL);
  helio_test_result_clear (&result);
  g_assert_true (has_secret (f));
  start_again (f);
  g_assert_cmpuint (count_removed (f), ==, 0);
  clear (f, NULL);
  g_assert_true (has_secret (f));
  g_assert_true (has_rules (f));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/removed-profiles/in-time", Fixture, NULL, set_up, test_in_time, tear_down);
  g_test_add ("/removed-profiles/next-start", Fixture, NULL, set_up, test_next_start, tear_down);
  g_test_add ("/removed-profiles/undone", Fixture, NULL, set_up, test_undone, tear_down);
  return g_test_run ();
}
