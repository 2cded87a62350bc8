// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/profile/helio-profile-preset.h"
#include "core/profile/helio-sandbox-finder.h"
#include "tests/support/helio-sandbox-run.h"
#include "tests/support/helio-test.h"

#include <glib/gstdio.h>

/* What a person has to fill in, and no more. */
static void
fill_in (HelioProfile *profile)
{
  helio_set_str (&profile->name, "Mine");
  if (*profile->broker.url == '\0')
    helio_set_str (&profile->broker.url, "mqtts://broker.example.com");
  if (*profile->exchange.url == '\0')
    helio_set_str (&profile->exchange.url, "https://exchange.example.com/");
  if (profile->method == HELIO_METHOD_PASSWORD)
    helio_set_str (&profile->password.username, "alice@org_1");
  if (profile->method == HELIO_METHOD_BACKEND)
    helio_set_str (&profile->backend.url, "https://app.example.com/api/mqtt-credentials");
  helio_set_str (&profile->sign_in.domain, "tenant.auth0.com");
  helio_set_str (&profile->sign_in.client_id, "abc");
  if (*profile->sign_in.audience == '\0')
    helio_set_str (&profile->sign_in.audience, "https://api.example.com");
}

static void
test_presets (void)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < HELIO_PRESET_N; i++) {
    g_autoptr (HelioProfile) profile = helio_profile_new_preset ((HelioPreset) i);
    g_autofree char *text = NULL;
    g_autoptr (HelioProfile) again = NULL;
    g_autoptr (GError) error = NULL;
    HelioPreset preset;

    g_test_message ("%s", helio_preset_get_id ((HelioPreset) i));
    g_assert_true (g_hash_table_add (ids, g_strdup (profile->id)));
    g_assert_true (helio_preset_from_id (helio_preset_get_id ((HelioPreset) i), &preset));
    g_assert_cmpint (preset, ==, i);
    g_assert_cmpuint (strlen (helio_preset_get_title ((HelioPreset) i)), >, 0);
    g_assert_cmpuint (strlen (helio_preset_get_description ((HelioPreset) i)), >, 0);
    /* Not ready before a person has said who they are. */
    g_assert_false (helio_profile_validate (profile, NULL, NULL));
    fill_in (profile);
    g_assert_true (helio_profile_validate (profile, NULL, &error));
    g_assert_no_error (error);
    if (helio_profile_needs_sign_in (profile))
      g_assert_true (helio_profile_check_sign_in (profile, NULL, &error));
    text = helio_profile_to_text (profile);
    again = helio_profile_from_text (text, strlen (text), &error);
    g_assert_no_error (error);
    g_assert_false (helio_profile_is_insecure (again));
  }
  g_assert_false (helio_preset_from_id ("other", NULL));
}

/* The guide's host first, the newer one beside it; none is a profile's twice. */
static void
test_hosts (void)
{
  g_autoptr (HelioProfile) profile = helio_profile_new_preset (HELIO_PRESET_AUTH0);
  const char *const *urls = helio_preset_get_exchange_urls ();
  const char *const *all[] = {helio_preset_get_exchange_urls (),
                              helio_preset_get_native_urls (),
                              helio_preset_get_broker_urls ()};

  g_assert_cmpstr (urls[0], ==, "https://api.cloudsignal.io/v2/tokens/exchange");
  g_assert_cmpstr (urls[1], ==, "https://auth.cloudsignal.app/v2/tokens/exchange");
  g_assert_cmpstr (profile->exchange.url, ==, urls[0]);
  g_assert_cmpstr (profile->broker.url, ==, helio_preset_get_broker_urls ()[0]);
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    for (guint j = 0; all[i][j] != NULL; j++) {
      g_autofree char *origin = helio_uri_origin (all[i][j]);

      g_assert_nonnull (origin);
    }
}

static GPtrArray *
find (const char *directory)
{
  HelioTestResult ready = {0};
  g_autoptr (GError) error = NULL;
  GPtrArray *profiles;

  helio_sandbox_find_async (directory, NULL, helio_test_result_ready, &ready);
  profiles = helio_sandbox_find_finish (helio_test_result_wait (&ready, 20), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&ready);
  return profiles;
}

static void
test_sandbox (void)
{
  g_autoptr (HelioSandboxRun) run = helio_sandbox_run_new (NULL, NULL);
  const char *path = helio_sandbox_run_get_profile (run, "alice-exchange");
  g_autofree char *profiles_dir = g_path_get_dirname (path);
  g_autofree char *state = g_path_get_dirname (profiles_dir);
  g_autofree char *parent = g_path_get_dirname (state);
  g_autoptr (GPtrArray) found = NULL, none = NULL, closed = NULL;
  gboolean alice = FALSE;

  found = find (parent);
  g_assert_cmpuint (found->len, >=, 5);
  for (guint i = 0; i < found->len; i++) {
    const HelioSandboxOffer *offer = found->pdata[i];
    const HelioProfile *profile = offer->profile;

    alice = alice || g_str_equal (profile->name, "Sandbox alice (exchange)");
    /* Everything that is needed comes along, and nothing that is not. */
    if (g_str_equal (profile->name, "Sandbox alice (exchange)"))
      g_assert_true (
          helio_secret_equal_text (offer->secret, helio_sandbox_run_get (run, "publishable_key")));
    else if (g_str_equal (profile->name, "Sandbox alice (password)"))
      g_assert_true (
          helio_secret_equal_text (offer->secret, helio_sandbox_run_get_password (run, "alice")));
    else if (profile->method == HELIO_METHOD_BACKEND)
      g_assert_null (offer->secret);
  }
  g_assert_true (alice);

  /* One that others may write to could be anybody's. */
  g_assert_cmpint (g_chmod (state, 0777), ==, 0);
  closed = find (parent);
  g_assert_cmpuint (closed->len, ==, 0);
  g_assert_cmpint (g_chmod (state, 0700), ==, 0);

  none = find ("/nowhere");
  g_assert_cmpuint (none->len, ==, 0);
}

/* As the README starts it: its files are elsewhere, and it takes its word along when it ends. */
static void
test_sandbox_elsewhere (void)
{
  char *place = helio_test_make_dir ();
  g_autofree char *state = g_build_filename (place, "state", NULL);
  HelioSandboxRun *run = helio_sandbox_run_new ("--state-dir", state, NULL);
  const char *directory = helio_sandbox_run_get_dir (run);
  g_autoptr (GPtrArray) found = find (directory), dead = NULL, closed = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *pointer = NULL, *stale = NULL;

  g_assert_cmpuint (found->len, ==, 15);
  dir = g_dir_open (directory, 0, &error);
  g_assert_no_error (error);
  pointer = g_build_filename (directory, g_dir_read_name (dir), NULL);

  /* One that others may read is not of a sandbox. */
  g_assert_cmpint (g_chmod (pointer, 0644), ==, 0);
  closed = find (directory);
  g_assert_cmpuint (closed->len, ==, 0);

  /* Nor does one count that nobody holds. */
  stale = g_build_filename (place, "heliograph-sandbox-abcdef", NULL);
  g_file_set_contents_full (stale, state, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error (error);
  dead = find (place);
  g_assert_cmpuint (dead->len, ==, 0);
  helio_sandbox_run_free (run);
  helio_test_remove_dir (place);
}

static void
test_unknown (void)
{
  static const char odd[] =
      "{\"version\":1,\"name\":\"n\",\"colour\":1,\"broker\":{\"url\":\"wss://b.example.com\","
      "\"will\":{\"topic\":\"t\",\"properties\":{\"x\":1}}},"
      "\"sign_in\":{\"audiance\":\"a\"},\"credentials\":{\"method\":\"password\",\"password\":{"
      "\"username\":\"u\",\"user\":\"v\"}},\"subscriptions\":[{\"filter\":\"a\",\"Qos\":1}]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioProfile) profile = helio_profile_from_text (odd, strlen (odd), &error);
  g_auto (GStrv) unknown = NULL;
  g_autofree char *all = NULL;

  g_assert_no_error (error);
  unknown = helio_profile_list_unknown (profile);
  all = g_strjoinv (" ", unknown);
  g_assert_cmpstr (all,
                   ==,
                   "$.colour $.broker.will.properties.x $.sign_in.audiance "
                   "$.credentials.password.user $.subscriptions[0].Qos");
  /* What this version writes it knows. */
  for (int i = 0; i < HELIO_PRESET_N; i++) {
    g_autoptr (HelioProfile) fresh = helio_profile_new_preset ((HelioPreset) i);
    g_autoptr (HelioProfile) again = NULL;
    g_autofree char *text = NULL;
    g_auto (GStrv) none = NULL;

    fill_in (fresh);
    fresh->broker.will = helio_profile_will_new ("t");
    text = helio_profile_to_text (fresh);
    again = helio_profile_from_text (text, strlen (text), &error);
    g_assert_no_error (error);
    none = helio_profile_list_unknown (again);
    g_assert_cmpuint (g_strv_length (none), ==, 0);
  }
}

/* What is missing may be there under a name that is almost right. */
static void
test_misspelt (void)
{
  static const struct {
    const char *text, *question; /* (nullable) */
  } cases[] = {
      {"{\"version\":1,\"name\":\"n\",\"brokerr\":{}}", "There is “brokerr”: is “broker” meant?"},
      {"{\"version\":1,\"name\":\"n\",\"broker\":{\"ulr\":1,\"uri\":\"wss://b\"}}",
       "There is “uri”: is “url” meant?"},
      {"{\"version\":1,\"name\":\"n\",\"colour\":{}}", NULL},
      {"{\"version\":1,\"name\":\"n\",\"brokerr\":{},\"broker\":3}", NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (helio_profile_from_text (cases[i].text, strlen (cases[i].text), &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    g_assert_cmpstr (helio_error_get_remedy (error), ==, cases[i].question);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile/preset/presets", test_presets);
  g_test_add_func ("/profile/preset/hosts", test_hosts);
  g_test_add_func ("/profile/preset/unknown-members", test_unknown);
  g_test_add_func ("/profile/preset/misspelt", test_misspelt);
  g_test_add_func ("/profile/preset/sandbox", test_sandbox);
  g_test_add_func ("/profile/preset/sandbox-elsewhere", test_sandbox_elsewhere);
  return g_test_run ();
}
