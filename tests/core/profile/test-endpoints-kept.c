// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/profile/helio-profile-store.h"
#include "tests/core/profile/profile-samples.h"
#include "tests/support/helio-test.h"

#include <string.h>

typedef struct {
  const char *path, *needle;
} Written;

static gboolean
is_written (gpointer data)
{
  const Written *written = data;
  g_autofree char *text = NULL;

  return g_file_get_contents (written->path, &text, NULL, NULL) &&
         strstr (text, written->needle) != NULL;
}

static HelioProfile *
make_profile (void)
{
  HelioProfile *self = profile_read (profile_minimal);

  g_free (self->id);
  self->id = g_strdup ("id-1");
  return self;
}

static void
load (HelioProfileStore *store)
{
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};

  helio_profile_store_load_async (store, NULL, helio_test_result_ready, &result);
  helio_profile_store_load_finish (store, helio_test_result_wait (&result, 10), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
}

static void
save_and_remove (HelioProfileStore *store, HelioProfile *profile)
{
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};

  helio_profile_store_save_async (store, profile, NULL, helio_test_result_ready, &result);
  helio_profile_store_save_finish (store, helio_test_result_wait (&result, 10), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  helio_profile_store_remove_async (store, profile->id, NULL, helio_test_result_ready, &result);
  helio_profile_store_remove_finish (store, helio_test_result_wait (&result, 10), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
}

/* On which other hosts an issuer may have its endpoints: kept with what was agreed to, and gone with it. */
static void
test_endpoints (void)
{
  static const char *const both[] = {"tokens https://a:443", "page https://b:443", NULL};
  static const char *const first[] = {"tokens https://a:443", NULL};
  static const char *const other[] = {"tokens https://b:443", NULL};
  static const char *const none[] = {NULL};
  g_autoptr (HelioProfile) one = make_profile ();
  g_autofree char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "consents.json", NULL);
  HelioProfileStore *store = helio_profile_store_new (dir);
  g_autofree char *broker = NULL;
  Written written = {path, "tokens https://a:443"};

  g_assert_true (helio_profile_store_has_endpoints (store, one, none));
  g_assert_false (helio_profile_store_has_endpoints (store, one, first));
  helio_profile_store_give_consent (store, one);
  helio_profile_store_agree_to_endpoints (store, one, both);
  g_assert_true (helio_profile_store_has_endpoints (store, one, both));
  helio_test_wait (is_written, &written, 10, "consents.json");

  helio_test_settle ();
  g_object_unref (store);
  store = helio_profile_store_new (dir);
  load (store);
  g_assert_true (helio_profile_store_has_consent (store, one));
  g_assert_true (helio_profile_store_has_endpoints (store, one, both));
  /* A part of it is no news, and a page is no place for tokens. */
  g_assert_true (helio_profile_store_has_endpoints (store, one, first));
  g_assert_false (helio_profile_store_has_endpoints (store, one, other));

  /* Another broker is another agreement; back at the first, what belonged to it has gone. */
  broker = g_steal_pointer (&one->broker.url);
  one->broker.url = g_strdup ("mqtts://another.example:8883");
  g_assert_false (helio_profile_store_has_endpoints (store, one, first));
  helio_profile_store_give_consent (store, one);
  g_free (one->broker.url);
  one->broker.url = g_steal_pointer (&broker);
  g_assert_false (helio_profile_store_has_endpoints (store, one, first));

  /* With the profile goes what it had, on disk too. */
  helio_profile_store_give_consent (store, one);
  helio_profile_store_agree_to_endpoints (store, one, other);
  save_and_remove (store, one);
  g_assert_false (helio_profile_store_has_endpoints (store, one, other));
  written.needle = "tokens https://b:443";
  g_assert_false (is_written (&written));
  helio_test_settle ();
  g_object_unref (store);
  helio_test_settle ();
  helio_test_remove_dir (g_steal_pointer (&dir));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile-store/endpoints", test_endpoints);
  return g_test_run ();
}
