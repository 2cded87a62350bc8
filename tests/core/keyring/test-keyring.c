// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/keyring/helio-keyring.h"
#include "tests/support/helio-test.h"

#include <libsecret/secret.h>
#include <string.h>

/* HELIO_TEST_KEYRING says which keyring is there: "file" (the default: libsecret's own file, as in a
 * sandbox), "no-bus", or a real one by tests/support/with-keyring: "unlocked", "locked", "fresh", "absent". */

#define BINDING "b1"

static gboolean
store_named (HelioKeyring *keyring,
             const char *profile,
             HelioKeyringKind kind,
             const char *binding,
             const char *text,
             GError **error)
{
  g_autoptr (HelioSecret) secret = helio_secret_new (text);
  HelioTestResult result = {0};
  gboolean good;

  helio_keyring_store_async (keyring,
                             profile,
                             kind,
                             binding,
                             "Production",
                             secret,
                             NULL,
                             helio_test_result_ready,
                             &result);
  good = helio_keyring_store_finish (keyring, helio_test_result_wait (&result, 30), error);
  helio_test_result_clear (&result);
  return good;
}

static void
must_store (HelioKeyring *keyring,
            const char *profile,
            HelioKeyringKind kind,
            const char *binding,
            const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (store_named (keyring, profile, kind, binding, text, &error));
  g_assert_no_error (error);
}

static HelioSecret *
look_up (HelioKeyring *keyring,
         const char *profile,
         HelioKeyringKind kind,
         const char *binding,
         gboolean unlock,
         GError **error)
{
  HelioTestResult result = {0};
  HelioSecret *secret = NULL;
  GError *failure = NULL;
  gboolean good;

  helio_keyring_lookup_async (keyring,
                              profile,
                              kind,
                              binding,
                              unlock,
                              NULL,
                              helio_test_result_ready,
                              &result);
  good = helio_keyring_lookup_finish (keyring,
                                      helio_test_result_wait (&result, 30),
                                      &secret,
                                      &failure);
  g_assert_true (good == (failure == NULL));
  helio_test_result_clear (&result);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return secret;
}

/* @expected NULL: there is none, and that is no error. */
static void
assert_stored (HelioKeyring *keyring,
               const char *profile,
               HelioKeyringKind kind,
               const char *binding,
               const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) secret = look_up (keyring, profile, kind, binding, FALSE, &error);

  g_assert_no_error (error);
  g_assert_true (helio_secret_equal_text (secret, expected));
}

static gboolean
clear (HelioKeyring *keyring, const char *profile, int kind, GError **error)
{
  HelioTestResult result = {0};
  gboolean good;

  if (kind < 0)
    helio_keyring_clear_profile_async (keyring, profile, NULL, helio_test_result_ready, &result);
  else
    helio_keyring_clear_async (keyring,
                               profile,
                               (HelioKeyringKind) kind,
                               NULL,
                               helio_test_result_ready,
                               &result);
  good = helio_keyring_clear_finish (keyring, helio_test_result_wait (&result, 30), error);
  helio_test_result_clear (&result);
  return good;
}

static void
must_clear (HelioKeyring *keyring, const char *profile, int kind)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (clear (keyring, profile, kind, &error));
  g_assert_no_error (error);
}

static void
test_round_trip (void)
{
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();
  g_autofree char *large = g_strnfill (256 * 1024, 'x');

  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, NULL);
  must_store (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "{\"rt\":\"žluťoučký\"}");
  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "{\"rt\":\"žluťoučký\"}");
  must_store (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, large);
  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, large);
  must_clear (keyring, "p1", HELIO_KEYRING_OAUTH);
  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, NULL);
  /* Nothing there is no error. */
  must_clear (keyring, "p1", HELIO_KEYRING_OAUTH);
  must_clear (keyring, "p1", -1);
}

static void
test_apart (void)
{
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();

  must_store (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "one oauth");
  must_store (keyring, "p1", HELIO_KEYRING_EXCHANGE_KEY, BINDING, "one key");
  must_store (keyring, "p1", HELIO_KEYRING_PASSWORD, BINDING, "one password");
  must_store (keyring, "p1", HELIO_KEYRING_PRIVATE_KEY, BINDING, "one pem");
  must_store (keyring, "p1", HELIO_KEYRING_PASSPHRASE, BINDING, "one passphrase");
  must_store (keyring, "p2", HELIO_KEYRING_OAUTH, BINDING, "two oauth");
  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "one oauth");
  assert_stored (keyring, "p1", HELIO_KEYRING_EXCHANGE_KEY, BINDING, "one key");
  assert_stored (keyring, "p1", HELIO_KEYRING_PASSWORD, BINDING, "one password");
  assert_stored (keyring, "p1", HELIO_KEYRING_PRIVATE_KEY, BINDING, "one pem");
  assert_stored (keyring, "p1", HELIO_KEYRING_PASSPHRASE, BINDING, "one passphrase");
  assert_stored (keyring, "p2", HELIO_KEYRING_OAUTH, BINDING, "two oauth");
  assert_stored (keyring, "p2", HELIO_KEYRING_PASSWORD, BINDING, NULL);
  assert_stored (keyring, "p3", HELIO_KEYRING_OAUTH, BINDING, NULL);

  must_clear (keyring, "p1", HELIO_KEYRING_PASSWORD);
  assert_stored (keyring, "p1", HELIO_KEYRING_PASSWORD, BINDING, NULL);
  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "one oauth");
  must_clear (keyring, "p1", -1);
  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, NULL);
  assert_stored (keyring, "p1", HELIO_KEYRING_EXCHANGE_KEY, BINDING, NULL);
  assert_stored (keyring, "p1", HELIO_KEYRING_PRIVATE_KEY, BINDING, NULL);
  assert_stored (keyring, "p1", HELIO_KEYRING_PASSPHRASE, BINDING, NULL);
  assert_stored (keyring, "p2", HELIO_KEYRING_OAUTH, BINDING, "two oauth");
  must_clear (keyring, "p2", -1);
}

static const SecretSchema schema = {APPLICATION_ID ".Credential",
                                    SECRET_SCHEMA_NONE,
                                    {{"profile", SECRET_SCHEMA_ATTRIBUTE_STRING},
                                     {"kind", SECRET_SCHEMA_ATTRIBUTE_STRING},
                                     {"binding", SECRET_SCHEMA_ATTRIBUTE_STRING},
                                     {"v", SECRET_SCHEMA_ATTRIBUTE_INTEGER},
                                     {NULL, 0}}};

static GList *
find_all (const char *profile)
{
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};
  GList *items;

  secret_password_search (&schema,
                          SECRET_SEARCH_ALL,
                          NULL,
                          helio_test_result_ready,
                          &result,
                          "profile",
                          profile,
                          NULL);
  items = secret_password_search_finish (helio_test_result_wait (&result, 30), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  return items;
}

static guint
count_all (const char *profile)
{
  GList *items = find_all (profile);
  guint n = g_list_length (items);

  g_list_free_full (items, g_object_unref);
  return n;
}

static void
test_binding (void)
{
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();

  must_store (keyring, "p1", HELIO_KEYRING_OAUTH, "b1", "for b1");
  must_store (keyring, "p1", HELIO_KEYRING_PASSWORD, "b1", "password for b1");
  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, "b2", NULL);
  /* Stored anew, the old one is gone; other kinds are left. */
  must_store (keyring, "p1", HELIO_KEYRING_OAUTH, "b2", "for b2");
  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, "b2", "for b2");
  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, "b1", NULL);
  assert_stored (keyring, "p1", HELIO_KEYRING_PASSWORD, "b1", "password for b1");
  g_assert_cmpuint (count_all ("p1"), ==, 2);
  must_clear (keyring, "p1", -1);
  g_assert_cmpuint (count_all ("p1"), ==, 0);
}

/* What every program on the bus can read. */
static void
test_attributes (void)
{
  static const char *const allowed[] = {"profile", "kind", "binding", "v", "xdg:schema", NULL};
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();
  g_autofree char *label = NULL;
  GHashTableIter iter;
  gpointer name, value;
  g_autoptr (GHashTable) attributes = NULL;
  GList *items;

  must_store (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "hush");
  items = find_all ("p1");
  g_assert_cmpuint (g_list_length (items), ==, 1);
  attributes = secret_retrievable_get_attributes (items->data);
  label = secret_retrievable_get_label (items->data);
  g_assert_cmpstr (label, ==, "Heliograph: Production");
  g_hash_table_iter_init (&iter, attributes);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    g_assert_true (g_strv_contains (allowed, name) || g_str_has_prefix (name, "gkr:"));
    g_assert_null (strstr (value, "hush"));
  }
  g_assert_cmpstr (g_hash_table_lookup (attributes, "kind"), ==, "oauth");
  g_assert_cmpstr (g_hash_table_lookup (attributes, "v"), ==, "1");
  g_list_free_full (items, g_object_unref);
  must_clear (keyring, "p1", -1);
}

/* A later version's item is neither read nor deleted. */
static void
test_other_version (void)
{
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();
  HelioTestResult stored = {0}, cleared = {0};
  g_autoptr (GError) error = NULL;

  secret_password_store (&schema,
                         SECRET_COLLECTION_DEFAULT,
                         "later",
                         "from the future",
                         NULL,
                         helio_test_result_ready,
                         &stored,
                         "profile",
                         "p1",
                         "kind",
                         "oauth",
                         "binding",
                         BINDING,
                         "v",
                         2,
                         NULL);
  secret_password_store_finish (helio_test_result_wait (&stored, 30), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&stored);
  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, NULL);
  must_store (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "of today");
  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "of today");
  must_clear (keyring, "p1", -1);
  g_assert_cmpuint (count_all ("p1"), ==, 1);
  secret_password_clear (&schema,
                         NULL,
                         helio_test_result_ready,
                         &cleared,
                         "profile",
                         "p1",
                         "v",
                         2,
                         NULL);
  secret_password_clear_finish (helio_test_result_wait (&cleared, 30), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&cleared);
  g_assert_cmpuint (count_all ("p1"), ==, 0);
}

static void
test_cancelled (void)
{
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};
  HelioSecret *secret = NULL;

  g_cancellable_cancel (cancellable);
  helio_keyring_lookup_async (keyring,
                              "p1",
                              HELIO_KEYRING_OAUTH,
                              BINDING,
                              FALSE,
                              cancellable,
                              helio_test_result_ready,
                              &result);
  g_assert_false (
      helio_keyring_lookup_finish (keyring, helio_test_result_wait (&result, 30), &secret, &error));
  g_assert_null (secret);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  helio_test_result_clear (&result);
}

/* Who has an attribute set is asked by lookup, store and clear, all of which must give @code. */
static void
assert_all_fail (HelioKeyring *keyring, const char *profile, HelioErrorCode code)
{
  g_autoptr (GError) lookup_error = NULL;
  g_autoptr (GError) store_error = NULL;
  g_autoptr (GError) clear_error = NULL;

  g_assert_null (look_up (keyring, profile, HELIO_KEYRING_OAUTH, BINDING, FALSE, &lookup_error));
  g_assert_error (lookup_error, HELIO_ERROR, (int) code);
  g_assert_nonnull (helio_error_get_remedy (lookup_error));
  g_assert_false (
      store_named (keyring, profile, HELIO_KEYRING_OAUTH, BINDING, "hush", &store_error));
  g_assert_error (store_error, HELIO_ERROR, (int) code);
  g_assert_false (clear (keyring, profile, -1, &clear_error));
  g_assert_error (clear_error, HELIO_ERROR, (int) code);
}

static void
test_absent (void)
{
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();

  assert_all_fail (keyring, "p1", HELIO_ERROR_KEYRING_ABSENT);
}

/* The service is there, but no keyring was ever made. */
static void
test_fresh (void)
{
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();
  g_autoptr (GError) error = NULL;

  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, NULL);
  g_assert_false (store_named (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "hush", &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_KEYRING_ABSENT);
  must_clear (keyring, "p1", -1);
}

static void
test_locked_and_empty (void)
{
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();
  g_autoptr (GError) error = NULL;

  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, NULL);
  g_assert_false (store_named (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "hush", &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_KEYRING_LOCKED);
  must_clear (keyring, "p1", -1);
}

static void
lock (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr (GVariant) answer = NULL;

  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (
      bus,
      "org.freedesktop.secrets",
      "/org/freedesktop/secrets",
      "org.freedesktop.Secret.Service",
      "Lock",
      g_variant_new_parsed ("([objectpath '/org/freedesktop/secrets/collection/login'],)"),
      NULL,
      G_DBUS_CALL_FLAGS_NONE,
      10000,
      NULL,
      &error);
  g_assert_no_error (error);
}

/* The last test of "unlocked": nobody is there to unlock again. */
static void
test_becomes_locked (void)
{
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) unlock_error = NULL;

  must_store (keyring, "p9", HELIO_KEYRING_OAUTH, BINDING, "hush");
  lock ();
  /* Not "empty": it is there, and it stays there. */
  assert_all_fail (keyring, "p9", HELIO_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (count_all ("p9"), ==, 1);
  g_assert_null (look_up (keyring, "p9", HELIO_KEYRING_OAUTH, BINDING, TRUE, &unlock_error));
  g_assert_error (unlock_error, HELIO_ERROR, HELIO_ERROR_KEYRING_LOCKED);
  /* Of another kind or binding there is nothing, locked or not. */
  assert_stored (keyring, "p9", HELIO_KEYRING_PASSWORD, BINDING, NULL);
  assert_stored (keyring, "p9", HELIO_KEYRING_OAUTH, "b2", NULL);
}

static void
add_working (void)
{
  g_test_add_func ("/keyring/round-trip", test_round_trip);
  g_test_add_func ("/keyring/apart", test_apart);
  g_test_add_func ("/keyring/binding", test_binding);
  g_test_add_func ("/keyring/attributes", test_attributes);
  g_test_add_func ("/keyring/other-version", test_other_version);
  g_test_add_func ("/keyring/cancelled", test_cancelled);
}

int
main (int argc, char **argv)
{
  const char *mode = g_getenv ("HELIO_TEST_KEYRING");
  char *dir = helio_test_make_dir ();
  int code;

  g_test_init (&argc, &argv, NULL);
  if (mode == NULL || strcmp (mode, "file") == 0) {
    g_autofree char *path = g_build_filename (dir, "test.keyring", NULL);

    g_setenv ("SECRET_BACKEND", "file", TRUE);
    g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
    g_setenv ("SECRET_FILE_TEST_PASSWORD", "secret", TRUE);
    add_working ();
  } else if (strcmp (mode, "unlocked") == 0) {
    add_working ();
    g_test_add_func ("/keyring/becomes-locked", test_becomes_locked);
  } else if (strcmp (mode, "locked") == 0) {
    g_test_add_func ("/keyring/locked-and-empty", test_locked_and_empty);
  } else if (strcmp (mode, "fresh") == 0) {
    g_test_add_func ("/keyring/fresh", test_fresh);
  } else if (strcmp (mode, "no-bus") == 0) {
    g_autofree char *address = g_strdup_printf ("unix:path=%s/nobody", dir);

    g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
    g_test_add_func ("/keyring/no-bus", test_absent);
  } else if (strcmp (mode, "absent") == 0) {
    g_test_add_func ("/keyring/absent", test_absent);
  } else {
    g_error ("HELIO_TEST_KEYRING=%s is not known", mode);
  }
  code = g_test_run ();
  helio_test_remove_dir (dir);
  return code;
}
