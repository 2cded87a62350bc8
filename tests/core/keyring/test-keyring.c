// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/keyring/helio-keyring.h"
#include "tests/support/helio-real-keyring.h"
#include "tests/support/helio-test.h"

#include <libsecret/secret.h>
#include <string.h>

/* HELIO_TEST_KEYRING says which keyring is there: "file" (the default: libsecret's own file, as in a
 * sandbox), "no-bus", or a real one by tests/support/with-keyring: "unlocked", "locked", "fresh", "absent", "stuck". */

#define BINDING "b1"

static gboolean
store_named (HelioKeyring *keyring,
             const char *profile,
             HelioKeyringKind kind,
             const char *account,
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
                             account,
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

  g_assert_true (store_named (keyring, profile, kind, NULL, binding, text, &error));
  g_assert_no_error (error);
}

static HelioSecret *
look_up (HelioKeyring *keyring,
         const char *profile,
         HelioKeyringKind kind,
         const char *account,
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
                              account,
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
  g_autoptr (HelioSecret) secret = look_up (keyring, profile, kind, NULL, binding, FALSE, &error);

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
                              NULL,
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

static void
assert_account (HelioKeyring *keyring, const char *account, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) secret =
      look_up (keyring, "p1", HELIO_KEYRING_OAUTH, account, BINDING, FALSE, &error);

  g_assert_no_error (error);
  g_assert_true (helio_secret_equal_text (secret, expected));
}

static void
store_account (HelioKeyring *keyring, const char *account, const char *binding, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (store_named (keyring, "p1", HELIO_KEYRING_OAUTH, account, binding, text, &error));
  g_assert_no_error (error);
}

static void
clear_account (HelioKeyring *keyring, const char *account)
{
  HelioTestResult result = {0};
  g_autoptr (GError) error = NULL;

  helio_keyring_clear_async (keyring,
                             "p1",
                             HELIO_KEYRING_OAUTH,
                             account,
                             NULL,
                             helio_test_result_ready,
                             &result);
  helio_keyring_clear_finish (keyring, helio_test_result_wait (&result, 30), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
}

static int
compare_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* @expected: in the order of strcmp(), apart by commas. */
static void
assert_accounts (HelioKeyring *keyring, const char *expected)
{
  HelioTestResult result = {0};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) accounts = NULL;
  g_autofree char *joined = NULL;

  helio_keyring_list_async (keyring,
                            "p1",
                            HELIO_KEYRING_OAUTH,
                            BINDING,
                            NULL,
                            helio_test_result_ready,
                            &result);
  accounts = helio_keyring_list_finish (keyring, helio_test_result_wait (&result, 30), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  qsort (accounts, g_strv_length (accounts), sizeof *accounts, compare_text);
  joined = g_strjoinv (",", accounts);
  g_assert_cmpstr (joined, ==, expected);
}

/* Side by side under one profile, with the one of a version that knew no accounts. */
static void
test_accounts (void)
{
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();
  g_autofree char *alice = helio_keyring_get_slot ("p1", "auth0|alice");
  g_autofree char *other_profile = helio_keyring_get_slot ("p2", "auth0|alice");

  g_assert_cmpuint (strlen (alice), ==, 16);
  g_assert_cmpuint (strspn (alice, "0123456789abcdef"), ==, 16);
  g_assert_cmpstr (alice, !=, other_profile);

  assert_accounts (keyring, "");
  store_account (keyring, NULL, BINDING, "from before");
  store_account (keyring, "a", BINDING, "alice");
  store_account (keyring, "b", BINDING, "bob");
  must_store (keyring, "p1", HELIO_KEYRING_PASSWORD, BINDING, "no account");
  assert_account (keyring, NULL, "from before");
  assert_account (keyring, "", "from before");
  assert_account (keyring, "a", "alice");
  assert_account (keyring, "b", "bob");
  assert_account (keyring, "c", NULL);
  assert_accounts (keyring, ",a,b");
  store_account (keyring, "a", BINDING, "alice again");
  assert_account (keyring, "a", "alice again");
  assert_account (keyring, "b", "bob");

  clear_account (keyring, "");
  assert_accounts (keyring, "a,b");
  clear_account (keyring, "a");
  assert_accounts (keyring, "b");
  store_account (keyring, "a", "b2", "alice elsewhere");
  assert_accounts (keyring, "b");
  /* Of every account and binding, but of this kind only. */
  clear_account (keyring, NULL);
  assert_accounts (keyring, "");
  assert_stored (keyring, "p1", HELIO_KEYRING_PASSWORD, BINDING, "no account");
  g_assert_cmpuint (count_all ("p1"), ==, 1);
  clear_account (keyring, NULL);
  must_clear (keyring, "p1", -1);
}

static gboolean
forget_everything (HelioKeyring *keyring, guint *n, GError **error)
{
  HelioTestResult result = {0};
  gboolean good;

  helio_keyring_clear_all_async (keyring, NULL, helio_test_result_ready, &result);
  good = helio_keyring_clear_all_finish (keyring, helio_test_result_wait (&result, 30), n, error);
  helio_test_result_clear (&result);
  return good;
}

static void
put (GHashTable *attributes, const char *name, const char *value)
{
  g_hash_table_insert (attributes, g_strdup (name), g_strdup (value));
}

static void
store_foreign (const SecretSchema *foreign, const char *version)
{
  HelioTestResult stored = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) attributes =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  put (attributes, "profile", "p7");
  put (attributes, "v", version);
  secret_password_storev (foreign,
                          attributes,
                          SECRET_COLLECTION_DEFAULT,
                          "not by us",
                          "x",
                          NULL,
                          helio_test_result_ready,
                          &stored);
  secret_password_store_finish (helio_test_result_wait (&stored, 30), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&stored);
}

/* Every profile, kind, binding and version; nothing of other programs. */
static void
test_clear_all (void)
{
  gboolean is_file = g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") == 0;
  static const SecretSchema foreign = {"org.example.Other",
                                       SECRET_SCHEMA_NONE,
                                       {{"profile", SECRET_SCHEMA_ATTRIBUTE_STRING},
                                        {"v", SECRET_SCHEMA_ATTRIBUTE_STRING},
                                        {NULL, 0}}};
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();
  g_autoptr (GError) error = NULL;
  HelioTestResult cleared = {0};
  guint n = 99;

  g_assert_true (forget_everything (keyring, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 0);
  must_store (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "one");
  store_account (keyring, "a", "b2", "two");
  must_store (keyring, "p2", HELIO_KEYRING_EXCHANGE_KEY, BINDING, "three");
  store_foreign (&schema, "2");
  /* A sandbox's file is this program's alone. */
  if (!is_file)
    store_foreign (&foreign, "x");
  g_assert_true (forget_everything (keyring, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpuint (count_all ("p1") + count_all ("p2") + count_all ("p7"), ==, 0);
  secret_password_clear (&foreign, NULL, helio_test_result_ready, &cleared, "profile", "p7", NULL);
  g_assert_true (secret_password_clear_finish (helio_test_result_wait (&cleared, 30), &error) ==
                 !is_file);
  g_assert_no_error (error);
  helio_test_result_clear (&cleared);
}

static void
probe (HelioKeyring *keyring, HelioKeyringRung expected, const char *reason)
{
  HelioTestResult result = {0};

  helio_keyring_probe_async (keyring, NULL, helio_test_result_ready, &result);
  g_assert_cmpint (helio_keyring_probe_finish (keyring, helio_test_result_wait (&result, 30)),
                   ==,
                   expected);
  helio_test_result_clear (&result);
  g_assert_cmpint (helio_keyring_get_rung (keyring), ==, expected);
  g_assert_nonnull (strstr (helio_keyring_get_rung_reason (keyring), reason));
}

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  ++*(guint *) user_data;
}

/* With a probe beforehand or without: what works tells. */
static void
test_rung (void)
{
  gboolean is_file = g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") == 0;
  HelioKeyringRung expected = is_file ? HELIO_KEYRING_RUNG_FILE : HELIO_KEYRING_RUNG_DEFAULT;
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();
  g_autoptr (HelioKeyring) second = helio_keyring_new ();
  g_autoptr (HelioKeyring) third = helio_keyring_new ();
  guint n = 0;

  g_assert_cmpint (helio_keyring_get_rung (keyring), ==, HELIO_KEYRING_RUNG_UNKNOWN);
  g_assert_null (helio_keyring_get_rung_reason (keyring));
  g_signal_connect (keyring, "notify::rung", G_CALLBACK (on_notify), &n);
  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, NULL);
  g_assert_cmpint (helio_keyring_get_rung (keyring), ==, HELIO_KEYRING_RUNG_UNKNOWN);
  must_store (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "x");
  g_assert_cmpint (helio_keyring_get_rung (keyring), ==, expected);
  g_assert_cmpuint (n, ==, 1);
  assert_stored (second, "p1", HELIO_KEYRING_OAUTH, BINDING, "x");
  g_assert_cmpint (helio_keyring_get_rung (second), ==, expected);
  probe (third, expected, is_file ? "encrypted file" : "in your keyring");
  must_clear (keyring, "p1", -1);
}

/* Who has an attribute set is asked by lookup, store and clear, all of which must give @code. */
static void
assert_all_fail (HelioKeyring *keyring, const char *profile, HelioErrorCode code)
{
  g_autoptr (GError) lookup_error = NULL;
  g_autoptr (GError) store_error = NULL;
  g_autoptr (GError) clear_error = NULL;

  g_assert_null (
      look_up (keyring, profile, HELIO_KEYRING_OAUTH, NULL, BINDING, FALSE, &lookup_error));
  g_assert_error (lookup_error, HELIO_ERROR, (int) code);
  g_assert_nonnull (helio_error_get_remedy (lookup_error));
  g_assert_false (
      store_named (keyring, profile, HELIO_KEYRING_OAUTH, NULL, BINDING, "hush", &store_error));
  g_assert_error (store_error, HELIO_ERROR, (int) code);
  g_assert_false (clear (keyring, profile, -1, &clear_error));
  g_assert_error (clear_error, HELIO_ERROR, (int) code);
}

static void
test_absent (void)
{
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();
  g_autoptr (GError) error = NULL;
  guint n = 99;

  probe (keyring, HELIO_KEYRING_RUNG_MEMORY, "No keyring service");
  assert_all_fail (keyring, "p1", HELIO_ERROR_KEYRING_ABSENT);
  g_assert_cmpint (helio_keyring_get_rung (keyring), ==, HELIO_KEYRING_RUNG_MEMORY);
  g_assert_false (forget_everything (keyring, &n, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_KEYRING_ABSENT);
  g_assert_cmpuint (n, ==, 0);
}

/* The service is there, but no keyring was ever made: kept till the user logs out. */
static void
test_fresh (void)
{
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();
  g_autoptr (HelioKeyring) restarted = helio_keyring_new ();
  guint n = 99;

  probe (keyring, HELIO_KEYRING_RUNG_SESSION, "log out");
  g_assert_nonnull (strstr (helio_keyring_get_rung_reason (keyring), "no default keyring"));
  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, NULL);
  must_store (keyring, "p1", HELIO_KEYRING_OAUTH, "b0", "hush");
  must_store (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "hush");
  must_store (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "hush, hush");
  g_assert_cmpint (helio_keyring_get_rung (keyring), ==, HELIO_KEYRING_RUNG_SESSION);
  g_assert_cmpuint (count_all ("p1"), ==, 1);
  assert_stored (restarted, "p1", HELIO_KEYRING_OAUTH, BINDING, "hush, hush");
  g_assert_true (forget_everything (keyring, &n, NULL));
  g_assert_cmpuint (n, ==, 1);
  assert_stored (restarted, "p1", HELIO_KEYRING_OAUTH, BINDING, NULL);
}

static gboolean
was_told (gpointer data)
{
  return *(gint *) data > 0;
}

/* What another object, or process, deletes is heard of. */
static void
test_removed (void)
{
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();
  g_autoptr (HelioKeyring) listener = helio_keyring_new ();
  gint n = 0;

  g_signal_connect_swapped (listener, "removed", G_CALLBACK (g_atomic_int_inc), &n);
  assert_stored (listener, "p1", HELIO_KEYRING_OAUTH, BINDING, NULL);
  must_store (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "hush");
  must_clear (keyring, "p1", -1);
  helio_test_wait (was_told, &n, 20, "the signal");
}

/* A default keyring was made after something had gone into the session's. */
static void
test_twins (void)
{
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();
  g_autoptr (GHashTable) attributes =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;
  HelioTestResult stored = {0};

  put (attributes, "profile", "p1");
  put (attributes, "kind", "oauth");
  put (attributes, "binding", BINDING);
  put (attributes, "v", "1");
  secret_password_storev (&schema,
                          attributes,
                          SECRET_COLLECTION_SESSION,
                          "old",
                          "stale",
                          NULL,
                          helio_test_result_ready,
                          &stored);
  secret_password_store_finish (helio_test_result_wait (&stored, 30), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&stored);
  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "stale");
  must_store (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "new");
  g_assert_cmpuint (count_all ("p1"), ==, 1);
  assert_stored (keyring, "p1", HELIO_KEYRING_OAUTH, BINDING, "new");
  g_assert_cmpint (helio_keyring_get_rung (keyring), ==, HELIO_KEYRING_RUNG_DEFAULT);
  must_clear (keyring, "p1", -1);
}

/* What KeePassXC shows of a locked database, whatever is in it. */
static void
test_locked_and_empty (void)
{
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();
  g_autoptr (GError) unlock_error = NULL;
  g_autoptr (GError) forget_error = NULL;
  g_autoptr (GError) clear_error = NULL;
  guint n = 99;

  probe (keyring, HELIO_KEYRING_RUNG_DEFAULT, "locked");
  assert_all_fail (keyring, "p1", HELIO_ERROR_KEYRING_LOCKED);
  g_assert_cmpint (helio_keyring_get_rung (keyring), ==, HELIO_KEYRING_RUNG_MEMORY);
  g_assert_nonnull (strstr (helio_keyring_get_rung_reason (keyring), "locked"));
  g_assert_null (look_up (keyring, "p1", HELIO_KEYRING_OAUTH, NULL, BINDING, TRUE, &unlock_error));
  g_assert_error (unlock_error, HELIO_ERROR, HELIO_ERROR_KEYRING_LOCKED);
  g_assert_false (forget_everything (keyring, &n, &forget_error));
  g_assert_error (forget_error, HELIO_ERROR, HELIO_ERROR_KEYRING_LOCKED);
  g_assert_false (clear (keyring, "p1", HELIO_KEYRING_OAUTH, &clear_error));
  g_assert_error (clear_error, HELIO_ERROR, HELIO_ERROR_KEYRING_LOCKED);
}

/* The last test of "unlocked": nobody is there to unlock again. */
static void
test_becomes_locked (void)
{
  g_autoptr (HelioKeyring) keyring = helio_keyring_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) unlock_error = NULL;

  must_store (keyring, "p9", HELIO_KEYRING_OAUTH, BINDING, "hush");
  helio_real_keyring_lock ();
  /* Not "empty": it is there, and it stays there. */
  assert_all_fail (keyring, "p9", HELIO_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (count_all ("p9"), ==, 1);
  g_assert_null (look_up (keyring, "p9", HELIO_KEYRING_OAUTH, NULL, BINDING, TRUE, &unlock_error));
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
  g_test_add_func ("/keyring/accounts", test_accounts);
  g_test_add_func ("/keyring/clear-all", test_clear_all);
  g_test_add_func ("/keyring/rung", test_rung);
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
    g_test_add_func ("/keyring/twins", test_twins);
    g_test_add_func ("/keyring/removed", test_removed);
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
  } else if (strcmp (mode, "stuck") == 0) {
    /* As if there were none, long before the bus gives it up after two minutes. */
    g_test_add_func ("/keyring/stuck", test_absent);
  } else {
    g_error ("HELIO_TEST_KEYRING=%s is not known", mode);
  }
  code = g_test_run ();
  helio_test_remove_dir (dir);
  return code;
}
