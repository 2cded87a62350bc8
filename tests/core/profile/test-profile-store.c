// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/profile/helio-profile-store.h"
#include "tests/core/profile/profile-samples.h"
#include "tests/support/helio-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *dir;
  HelioProfileStore *store;
  guint changes;
} Fixture;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Fixture *fixture)
{
  fixture->changes++;
}

static void
open_store (Fixture *fixture)
{
  g_clear_object (&fixture->store);
  fixture->store = helio_profile_store_new (fixture->dir);
  g_signal_connect (fixture->store, "items-changed", G_CALLBACK (on_items_changed), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = helio_test_make_dir ();
  open_store (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->store);
  helio_test_remove_dir (fixture->dir);
}

static char *
path_in (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->dir, "profiles", name, NULL);
}

static void
put_file (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = path_in (fixture, name);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static char *
get_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = path_in (fixture, name);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static HelioProfile *
make_profile (const char *id, const char *name)
{
  HelioProfile *self = profile_read (profile_minimal);

  g_free (self->id);
  g_free (self->name);
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  return self;
}

static void
load (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};

  helio_profile_store_load_async (fixture->store, NULL, helio_test_result_ready, &result);
  helio_profile_store_load_finish (fixture->store, helio_test_result_wait (&result, 10), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
}

static gboolean
save (Fixture *fixture, HelioProfile *profile, GError **error)
{
  HelioTestResult result = {0};
  gboolean good;

  helio_profile_store_save_async (fixture->store, profile, NULL, helio_test_result_ready, &result);
  good =
      helio_profile_store_save_finish (fixture->store, helio_test_result_wait (&result, 10), error);
  helio_test_result_clear (&result);
  return good;
}

static void
must_save (Fixture *fixture, HelioProfile *profile)
{
  g_autoptr (GError) error = NULL;

  save (fixture, profile, &error);
  g_assert_no_error (error);
}

static gboolean
remove_profile (Fixture *fixture, const char *id, GError **error)
{
  HelioTestResult result = {0};
  gboolean good;

  helio_profile_store_remove_async (fixture->store, id, NULL, helio_test_result_ready, &result);
  good = helio_profile_store_remove_finish (fixture->store,
                                            helio_test_result_wait (&result, 10),
                                            error);
  helio_test_result_clear (&result);
  return good;
}

/* The names in their order, joined. */
static char *
names (Fixture *fixture)
{
  GListModel *model = G_LIST_MODEL (fixture->store);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (HelioProfileItem) item = g_list_model_get_item (model, i);

    g_string_append_printf (text,
                            "%s%s%s",
                            i > 0 ? " " : "",
                            helio_profile_item_get_name (item),
                            helio_profile_item_is_transient (item) ? "*" : "");
  }
  return g_string_free (text, FALSE);
}

static void
assert_names (Fixture *fixture, const char *expected)
{
  g_autofree char *got = names (fixture);

  g_assert_cmpstr (got, ==, expected);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  load (fixture);
  assert_names (fixture, "");
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (fixture->store)) ==
                 HELIO_TYPE_PROFILE_ITEM);
}

static void
test_save_and_load (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) one = make_profile ("id-1", "One");
  g_autofree char *path = path_in (fixture, "id-1.json");
  g_autofree char *folder = path_in (fixture, "");
  g_autofree char *text = helio_profile_to_text (one);
  g_autofree char *stored = NULL;
  g_autofree char *again = NULL;
  struct stat status;
  mode_t before = umask (0);

  must_save (fixture, one);
  umask (before);
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 07777, ==, 0600);
  g_assert_cmpint (stat (folder, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 07777, ==, 0700);
  stored = get_file (fixture, "id-1.json");
  g_assert_cmpstr (stored, ==, text);

  open_store (fixture);
  load (fixture);
  assert_names (fixture, "One");
  again = helio_profile_to_text (
      helio_profile_item_get_profile (helio_profile_store_find (fixture->store, "id-1", NULL)));
  g_assert_cmpstr (again, ==, text);
}

static void
test_mode_is_mended (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) one = make_profile ("id-1", "One");
  g_autofree char *path = path_in (fixture, "id-1.json");
  struct stat status;

  must_save (fixture, one);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  must_save (fixture, one);
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 07777, ==, 0600);
}

static void
on_notify (GObject *object, GParamSpec *pspec, guint *count)
{
  (*count)++;
}

static void
test_order_and_rename (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) b = make_profile ("id-1", "Bravo");
  g_autoptr (HelioProfile) c = make_profile ("id-2", "Charlie");
  g_autoptr (HelioProfile) a = make_profile ("id-3", "Alfa");
  g_autoptr (HelioProfile) renamed = make_profile ("id-3", "Delta");
  HelioProfileItem *item;
  guint profile_notified = 0, name_notified = 0;

  must_save (fixture, b);
  must_save (fixture, c);
  must_save (fixture, a);
  assert_names (fixture, "Alfa Bravo Charlie");
  item = helio_profile_store_find (fixture->store, "id-3", NULL);
  g_signal_connect (item, "notify::profile", G_CALLBACK (on_notify), &profile_notified);
  g_signal_connect (item, "notify::name", G_CALLBACK (on_notify), &name_notified);
  must_save (fixture, renamed);
  assert_names (fixture, "Bravo Charlie Delta");
  /* It is the same item, so that who shows it goes on showing it. */
  g_assert_true (helio_profile_store_find (fixture->store, "id-3", NULL) == item);
  g_assert_cmpuint (profile_notified, ==, 1);
  g_assert_cmpuint (name_notified, ==, 1);
  /* The same name again moves nothing. */
  fixture->changes = 0;
  must_save (fixture, renamed);
  g_assert_cmpuint (fixture->changes, ==, 0);
}

static void
test_stored_value_is_its_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) one = make_profile ("id-1", "One");

  must_save (fixture, one);
  one->name[0] = 'X';
  assert_names (fixture, "One");
  g_assert_cmpstr (
      helio_profile_item_get_profile (helio_profile_store_find (fixture->store, "id-1", NULL))
          ->name,
      ==,
      "One");
}

static void
test_saves_in_order (Fixture *fixture, gconstpointer data)
{
  HelioTestResult results[20] = {0};
  g_autofree char *stored = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (results); i++) {
    g_autofree char *name = g_strdup_printf ("Name %u", i);
    g_autoptr (HelioProfile) profile = make_profile ("id-1", name);

    helio_profile_store_save_async (fixture->store,
                                    profile,
                                    NULL,
                                    helio_test_result_ready,
                                    &results[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++) {
    g_assert_true (helio_profile_store_save_finish (fixture->store,
                                                    helio_test_result_wait (&results[i], 20),
                                                    NULL));
    helio_test_result_clear (&results[i]);
  }
  stored = get_file (fixture, "id-1.json");
  g_assert_nonnull (strstr (stored, "\"Name 19\""));
  assert_names (fixture, "Name 19");
}

static void
test_broken_file (Fixture *fixture, gconstpointer data)
{
  static const char *const broken[] = {"", "{", "{\"version\":2}", "\xff", "[]"};

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autoptr (HelioProfile) profile = make_profile ("id-1", "One");
    g_autoptr (GError) error = NULL;
    g_autofree char *after = NULL;
    HelioProfileItem *item;

    put_file (fixture, "id-1.json", broken[i]);
    open_store (fixture);
    load (fixture);
    assert_names (fixture, "id-1");
    item = helio_profile_store_find (fixture->store, "id-1", NULL);
    g_assert_null (helio_profile_item_get_profile (item));
    g_assert_error (helio_profile_item_get_error (item), HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    g_assert_false (save (fixture, profile, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_FILE);
    after = get_file (fixture, "id-1.json");
    g_assert_cmpstr (after, ==, broken[i]);
  }
}

static void
test_broken_file_appears_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) profile = make_profile ("id-1", "One");
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;

  load (fixture);
  put_file (fixture, "id-1.json", "half a file");
  g_assert_false (save (fixture, profile, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_FILE);
  after = get_file (fixture, "id-1.json");
  g_assert_cmpstr (after, ==, "half a file");
  assert_names (fixture, "");
}

static void
test_foreign_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) other = make_profile ("id-2", "Two");
  g_autoptr (HelioProfile) one = make_profile ("id-1", "One");
  g_autofree char *text = helio_profile_to_text (other);
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;

  /* A file whose name is not its id: found by its id, saved where it is. */
  put_file (fixture, "id-1.json", text);
  load (fixture);
  assert_names (fixture, "Two");
  g_free (other->name);
  other->name = g_strdup ("Deux");
  must_save (fixture, other);
  after = get_file (fixture, "id-1.json");
  g_assert_nonnull (strstr (after, "\"Deux\""));
  g_assert_false (save (fixture, one, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_FILE);
  assert_names (fixture, "Deux");
}

static void
test_mended_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) one = make_profile ("id-1", "One");
  g_autofree char *text = helio_profile_to_text (one);
  HelioProfileItem *item;

  put_file (fixture, "id-1.json", "{");
  load (fixture);
  item = helio_profile_store_find (fixture->store, "id-1", NULL);
  put_file (fixture, "id-1.json", text);
  load (fixture);
  assert_names (fixture, "One");
  g_assert_true (helio_profile_store_find (fixture->store, "id-1", NULL) == item);
  g_assert_null (helio_profile_item_get_error (item));
}

static void
test_same_id_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) one = make_profile ("id-1", "z-one");
  g_autofree char *text = helio_profile_to_text (one);
  HelioProfileItem *copy;

  put_file (fixture, "a-copy.json", text);
  put_file (fixture, "id-1.json", text);
  put_file (fixture, ".hidden.json", text);
  put_file (fixture, "notes.txt", text);
  load (fixture);
  assert_names (fixture, "a-copy z-one");
  copy = helio_profile_store_find (fixture->store, "a-copy", NULL);
  g_assert_error (helio_profile_item_get_error (copy), HELIO_ERROR, HELIO_ERROR_FILE);
}

static void
test_reload (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) one = make_profile ("id-1", "One");
  g_autoptr (HelioProfile) guest = make_profile ("id-9", "Guest");
  g_autofree char *path = path_in (fixture, "id-1.json");

  must_save (fixture, one);
  helio_profile_store_add_transient (fixture->store, guest, "/tmp/guest.json");
  assert_names (fixture, "Guest* One");
  g_assert_cmpint (g_unlink (path), ==, 0);
  load (fixture);
  assert_names (fixture, "Guest*");
}

static void
test_special_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *pipe_path = path_in (fixture, "pipe.json");
  g_autofree char *folder_path = path_in (fixture, "folder.json");
  g_autofree char *large = g_strnfill (HELIO_JSON_SIZE_FILE + 10, ' ');

  put_file (fixture, "large.json", large);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  g_assert_cmpint (g_mkdir (folder_path, 0700), ==, 0);
  load (fixture);
  assert_names (fixture, "folder large pipe");
  g_assert_error (
      helio_profile_item_get_error (helio_profile_store_find (fixture->store, "large", NULL)),
      HELIO_ERROR,
      HELIO_ERROR_TOO_LARGE);
  g_assert_error (
      helio_profile_item_get_error (helio_profile_store_find (fixture->store, "pipe", NULL)),
      HELIO_ERROR,
      HELIO_ERROR_FILE);
}

static void
test_invalid_is_not_saved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) bad = make_profile ("../../escape", "One");
  g_autoptr (HelioProfile) nameless = make_profile ("id-1", "");
  g_autoptr (GError) id_error = NULL;
  g_autoptr (GError) name_error = NULL;

  g_assert_false (save (fixture, bad, &id_error));
  g_assert_error (id_error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_false (save (fixture, nameless, &name_error));
  g_assert_error (name_error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  assert_names (fixture, "");
}

/* The folder cannot be written: a file stands in its place. */
static void
test_write_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) one = make_profile ("id-1", "One");
  g_autofree char *folder = g_build_filename (fixture->dir, "profiles", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) load_error = NULL;
  HelioTestResult result = {0};

  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  g_assert_false (save (fixture, one, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_FILE);
  assert_names (fixture, "");
  helio_profile_store_load_async (fixture->store, NULL, helio_test_result_ready, &result);
  g_assert_false (helio_profile_store_load_finish (fixture->store,
                                                   helio_test_result_wait (&result, 10),
                                                   &load_error));
  g_assert_error (load_error, HELIO_ERROR, HELIO_ERROR_FILE);
  helio_test_result_clear (&result);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) one = make_profile ("id-1", "One");
  g_autofree char *path = path_in (fixture, "id-1.json");
  g_autoptr (GError) error = NULL;
  HelioProfileItem *guest;

  must_save (fixture, one);
  guest = helio_profile_store_add_transient (fixture->store, one, "/tmp/one.json");
  assert_names (fixture, "One One*");
  g_assert_cmpstr (helio_profile_item_get_path (guest), ==, "/tmp/one.json");
  g_assert_true (remove_profile (fixture, "id-1", &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  assert_names (fixture, "One*");
  /* One that is gone already is no error; a transient one is only dropped. */
  g_assert_true (remove_profile (fixture, "id-1", &error));
  assert_names (fixture, "One*");
  helio_profile_store_drop_transient (fixture->store, guest);
  assert_names (fixture, "");

  put_file (fixture, "bad.json", "{");
  load (fixture);
  g_assert_true (remove_profile (fixture, "bad", &error));
  assert_names (fixture, "");
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) one = make_profile ("id-1", "One");
  g_autofree char *path = path_in (fixture, "id-1.json");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};

  g_cancellable_cancel (cancellable);
  helio_profile_store_save_async (fixture->store,
                                  one,
                                  cancellable,
                                  helio_test_result_ready,
                                  &result);
  g_assert_false (helio_profile_store_save_finish (fixture->store,
                                                   helio_test_result_wait (&result, 10),
                                                   &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  helio_test_result_clear (&result);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) one = make_profile ("id-1", "Same");
  g_autoptr (HelioProfile) two = make_profile ("id-2", "Same");
  g_autoptr (HelioProfile) three = make_profile ("Same-not", "Other");
  g_autoptr (HelioProfile) four = make_profile ("id-4", "id-1");
  gboolean ambiguous = TRUE;
  HelioProfileItem *item;

  must_save (fixture, one);
  item = helio_profile_store_find (fixture->store, "Same", &ambiguous);
  g_assert_cmpstr (helio_profile_item_get_id (item), ==, "id-1");
  g_assert_false (ambiguous);
  must_save (fixture, two);
  must_save (fixture, three);
  must_save (fixture, four);
  g_assert_null (helio_profile_store_find (fixture->store, "Same", &ambiguous));
  g_assert_true (ambiguous);
  g_assert_null (helio_profile_store_find (fixture->store, "same", &ambiguous));
  g_assert_false (ambiguous);
  /* The id goes before a name that looks like it. */
  item = helio_profile_store_find (fixture->store, "id-1", &ambiguous);
  g_assert_cmpstr (helio_profile_item_get_name (item), ==, "Same");
  g_assert_false (ambiguous);
}

typedef struct {
  const char *path, *needle;
} Written;

static gboolean
is_written (gpointer data)
{
  const Written *written = data;
  g_autofree char *text = NULL;

  return g_file_get_contents (written->path, &text, NULL, NULL) &&
         (strstr (text, written->needle) != NULL);
}

static void
test_consents (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) one = make_profile ("id-1", "One");
  g_autoptr (HelioProfile) other = make_profile ("id-2", "One");
  g_autofree char *path = g_build_filename (fixture->dir, "consents.json", NULL);
  Written written = {path, "id-1"};
  struct stat status;

  g_assert_false (helio_profile_store_has_consent (fixture->store, one));
  helio_profile_store_give_consent (fixture->store, one);
  g_assert_true (helio_profile_store_has_consent (fixture->store, one));
  g_assert_false (helio_profile_store_has_consent (fixture->store, other));
  helio_test_wait (is_written, &written, 10, "consents.json");
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 07777, ==, 0600);

  open_store (fixture);
  g_assert_false (helio_profile_store_has_consent (fixture->store, one));
  load (fixture);
  g_assert_true (helio_profile_store_has_consent (fixture->store, one));
  /* What is not asked about does not matter … */
  g_free (one->name);
  one->name = g_strdup ("Other name");
  one->broker.keep_alive = 5;
  g_assert_true (helio_profile_store_has_consent (fixture->store, one));
  /* … and going with the profile the consent is gone. */
  must_save (fixture, one);
  g_assert_true (remove_profile (fixture, "id-1", NULL));
  g_assert_false (helio_profile_store_has_consent (fixture->store, one));
}

typedef struct {
  const char *path;
  guint n;
} Count;

static gboolean
has_all (gpointer data)
{
  const Count *count = data;
  g_autofree char *text = NULL;

  if (!g_file_get_contents (count->path, &text, NULL, NULL))
    return FALSE;
  for (guint i = 0; i < count->n; i++) {
    g_autofree char *id = g_strdup_printf ("\"id-%u\"", i);

    if (strstr (text, id) == NULL)
      return FALSE;
  }
  return TRUE;
}

/* Window and command line agree to different things at the same time: nothing that one says is lost. */
static void
test_consents_of_two (Fixture *fixture, gconstpointer data)
{
  HelioProfileStore *others[3] = {g_object_ref (fixture->store),
                                  helio_profile_store_new (fixture->dir),
                                  helio_profile_store_new (fixture->dir)};
  g_autofree char *path = g_build_filename (fixture->dir, "consents.json", NULL);
  Count count = {path, 24};
  g_autoptr (HelioProfile) first = make_profile ("id-0", "One");

  for (guint i = 0; i < count.n; i++) {
    g_autofree char *id = g_strdup_printf ("id-%u", i);
    g_autoptr (HelioProfile) profile = make_profile (id, "One");

    helio_profile_store_give_consent (others[i % G_N_ELEMENTS (others)], profile);
  }
  helio_test_wait (has_all, &count, 20, "every consent in consents.json");

  /* One goes with its profile; the others stay. */
  must_save (fixture, first);
  g_assert_true (remove_profile (fixture, "id-0", NULL));
  g_assert_false (has_all (&count));
  helio_test_settle ();
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_object_unref (others[i]);
  open_store (fixture);
  load (fixture);
  g_assert_false (helio_profile_store_has_consent (fixture->store, first));
  for (guint i = 1; i < count.n; i++) {
    g_autofree char *id = g_strdup_printf ("id-%u", i);
    g_autoptr (HelioProfile) profile = make_profile (id, "One");

    g_assert_true (helio_profile_store_has_consent (fixture->store, profile));
  }
}

static void
change_url (HelioProfile *profile)
{
  g_free (profile->broker.url);
  profile->broker.url = g_strdup ("wss://other.test/");
}

static void
change_audience (HelioProfile *profile)
{
  g_free (profile->sign_in.audience);
  profile->sign_in.audience = g_strdup ("https://other");
}

static void
change_insecure (HelioProfile *profile)
{
  profile->broker.allow_insecure = TRUE;
}

static void
change_ca (HelioProfile *profile)
{
  profile->broker.ca_pem = g_strdup ("-----BEGIN CERTIFICATE-----");
}

static void
change_ca_file (HelioProfile *profile)
{
  profile->broker.ca_file = g_strdup ("ca.pem");
}

static void
test_consent_is_for_what_was_shown (Fixture *fixture, gconstpointer data)
{
  void (*const changes[]) (
      HelioProfile *) = {change_url, change_audience, change_insecure, change_ca, change_ca_file};
  g_autoptr (HelioProfile) one = make_profile ("id-1", "One");
  g_autofree char *path = g_build_filename (fixture->dir, "consents.json", NULL);
  Written written = {path, "id-1"};

  helio_profile_store_give_consent (fixture->store, one);
  helio_test_wait (is_written, &written, 10, "consents.json");
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autoptr (HelioProfile) changed = helio_profile_copy (one);

    changes[i](changed);
    g_assert_false (helio_profile_store_has_consent (fixture->store, changed));
  }
  g_assert_true (helio_profile_store_has_consent (fixture->store, one));
}

static void
test_broken_consents (Fixture *fixture, gconstpointer data)
{
  static const char *const broken[] = {"{",
                                       "[]",
                                       "{\"consents\":[]}",
                                       "{\"consents\":{\"id-1\":true}}"};
  g_autoptr (HelioProfile) one = make_profile ("id-1", "One");
  g_autofree char *path = g_build_filename (fixture->dir, "consents.json", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_assert_true (g_file_set_contents (path, broken[i], -1, NULL));
    open_store (fixture);
    load (fixture);
    g_assert_false (helio_profile_store_has_consent (fixture->store, one));
  }
}

static HelioProfile *
read_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  HelioTestResult result = {0};
  HelioProfile *profile;

  helio_profile_read_async (file, NULL, helio_test_result_ready, &result);
  profile = helio_profile_read_finish (helio_test_result_wait (&result, 20), error);
  helio_test_result_clear (&result);
  return profile;
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_in (fixture, "good.json");
  g_autofree char *bad_path = path_in (fixture, "bad.json");
  g_autofree char *absent_path = path_in (fixture, "absent.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) bad_error = NULL;
  g_autoptr (GError) absent_error = NULL;
  g_autoptr (GError) endless_error = NULL;
  g_autoptr (HelioProfile) good = NULL;

  put_file (fixture, "good.json", profile_minimal);
  put_file (fixture, "bad.json", "{\"version\":1,\"name\":7}");
  good = read_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (good->name, ==, "P");
  g_assert_null (read_file (bad_path, &bad_error));
  g_assert_error (bad_error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (bad_error->message, "bad.json"));
  g_assert_nonnull (strstr (bad_error->message, "$.name"));
  g_assert_null (read_file (absent_path, &absent_error));
  g_assert_error (absent_error, HELIO_ERROR, HELIO_ERROR_FILE);
  g_assert_null (read_file ("/dev/zero", &endless_error));
  g_assert_error (endless_error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/profile-store/empty", test_empty);
  ADD ("/profile-store/save-and-load", test_save_and_load);
  ADD ("/profile-store/mode-is-mended", test_mode_is_mended);
  ADD ("/profile-store/order-and-rename", test_order_and_rename);
  ADD ("/profile-store/stored-value", test_stored_value_is_its_own);
  ADD ("/profile-store/saves-in-order", test_saves_in_order);
  ADD ("/profile-store/broken-file", test_broken_file);
  ADD ("/profile-store/broken-file-later", test_broken_file_appears_later);
  ADD ("/profile-store/foreign-file", test_foreign_file);
  ADD ("/profile-store/mended-file", test_mended_file);
  ADD ("/profile-store/same-id-twice", test_same_id_twice);
  ADD ("/profile-store/reload", test_reload);
  ADD ("/profile-store/special-files", test_special_files);
  ADD ("/profile-store/invalid", test_invalid_is_not_saved);
  ADD ("/profile-store/write-fails", test_write_fails);
  ADD ("/profile-store/remove", test_remove);
  ADD ("/profile-store/cancelled", test_cancelled);
  ADD ("/profile-store/find", test_find);
  ADD ("/profile-store/consents", test_consents);
  ADD ("/profile-store/consents-of-two", test_consents_of_two);
  ADD ("/profile-store/consent-is-for", test_consent_is_for_what_was_shown);
  ADD ("/profile-store/broken-consents", test_broken_consents);
  ADD ("/profile-store/read", test_read);
  return g_test_run ();
}
