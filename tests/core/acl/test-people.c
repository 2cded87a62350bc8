// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* How a plan's user becomes somebody who can connect, and which topics a run writes to. */
#include "config.h"

#include "core/acl/helio-plan-people.h"
#include "core/acl/helio-plan-profiles.h"
#include "core/acl/helio-probe-topics.h"
#include "core/acl/helio-prober.h"
#include "core/auth/helio-keyring-wait.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/mqtt/helio-topic.h"
#include "tests/support/helio-acl-truth.h"
#include "tests/support/helio-silent-keyring.h"
#include "tests/support/helio-test-certs.h"
#include "tests/support/helio-test.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *dir;
  HelioServices *services;
  GPtrArray *people;
  GError *error;
  gboolean files_agreed;
  GPtrArray *profiles; /* as they were when agreed to */
} Fixture;

static void
write_file (Fixture *f, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = helio_test_make_dir ();
  f->services = helio_acl_truth_make_services ();
  g_clear_object (&f->services->profiles);
  f->services->profiles = helio_profile_store_new (f->dir);
  f->files_agreed = TRUE;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->people, g_ptr_array_unref);
  g_clear_pointer (&f->profiles, g_ptr_array_unref);
  g_clear_error (&f->error);
  helio_services_unref (f->services);
  helio_test_remove_dir (f->dir);
}

static HelioPlan *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  HelioPlan *plan = helio_plan_parse (json, strlen (json), NULL, &error);

  g_assert_no_error (error);
  return plan;
}

/* As whoever is asked before a run does. */
static void
read_profiles (Fixture *f, HelioPlan *plan)
{
  HelioTestResult result = {NULL};

  g_clear_pointer (&f->profiles, g_ptr_array_unref);
  helio_plan_profiles_load_async (plan,
                                  f->services->profiles,
                                  f->dir,
                                  NULL,
                                  helio_test_result_ready,
                                  &result);
  f->profiles = helio_plan_profiles_load_finish (helio_test_result_wait (&result, 20), &f->error);
  helio_test_result_clear (&result);
}

/* @user: members of alice's object. */
static HelioPlan *
make_plan (const char *user)
{
  g_autofree char *json = g_strdup_printf (
      "{\"version\": 1, \"users\": {\"alice\": {%s}}, \"checks\": [{\"user\": \"alice\", "
      "\"action\": \"publish\", \"topic\": \"a\", \"expect\": \"allow\"}]}",
      user);

  return parse (json);
}

/* With what was agreed to, if anything. */
static void
load_people (Fixture *f, HelioPlan *plan)
{
  HelioTestResult result = {NULL};

  helio_plan_people_load_async (plan,
                                f->services,
                                f->dir,
                                NULL,
                                f->profiles,
                                NULL,
                                helio_test_result_ready,
                                &result);
  f->people = helio_plan_people_load_finish (helio_test_result_wait (&result, 20), &f->error);
  helio_test_result_clear (&result);
}

static void
load (Fixture *f, const char *user)
{
  g_autoptr (HelioPlan) plan = make_plan (user);

  g_clear_pointer (&f->people, g_ptr_array_unref);
  g_clear_pointer (&f->profiles, g_ptr_array_unref);
  g_clear_error (&f->error);
  if (f->files_agreed)
    read_profiles (f, plan);
  if (f->error == NULL)
    load_people (f, plan);
  g_assert_true ((f->people == NULL) == (f->error != NULL));
}

#define PROFILE                                                                                    \
  "{\"version\": 1, \"name\": \"A\", \"broker\": {\"url\": \"mqtt://127.0.0.1:1\", \"will\": "     \
  "{\"topic\": \"w\"}}, \"credentials\": {\"method\": \"password\", \"password\": {\"username\": " \
  "\"alice@org\"}}, \"subscriptions\": [{\"filter\": \"#\"}]}"

static HelioCredential *
sign_in (Fixture *f, GError **error)
{
  HelioTestResult result = {NULL};
  HelioSecret *key = NULL;
  HelioCredential *credential;

  helio_person_sign_in_async (f->people->pdata[0],
                              HELIO_CREDENTIAL_NONE,
                              NULL,
                              helio_test_result_ready,
                              &result);
  credential = helio_person_sign_in_finish (helio_test_result_wait (&result, 20), &key, error);
  helio_test_result_clear (&result);
  g_assert_null (key);
  return credential;
}

static void
test_file (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioCredential) credential = NULL;
  g_autoptr (GError) error = NULL;
  HelioProfile *profile;

  write_file (f, "alice.json", PROFILE);
  g_setenv ("HELIOGRAPH_TEST_ALICE", "wonder", TRUE);
  load (f, "\"profile\": \"alice.json\", \"password_env\": \"HELIOGRAPH_TEST_ALICE\"");
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->people->len, ==, 1);
  profile = helio_person_get_profile (f->people->pdata[0]);
  /* What the profile does by itself is not what is tried. */
  g_assert_null (profile->broker.will);
  g_assert_cmpuint (profile->subscriptions->len, ==, 0);
  credential = sign_in (f, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_credential_get_username (credential), ==, "alice@org");
  g_assert_cmpstr (helio_secret_peek (helio_credential_get_password (credential)), ==, "wonder");
  g_unsetenv ("HELIOGRAPH_TEST_ALICE");
}

/* A password that was meant for somebody is nobody else's. */
static void
test_not_shared (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioCredential) credential = NULL;
  g_autoptr (GError) error = NULL;

  write_file (f, "alice.json", PROFILE);
  f->services->env_password = helio_secret_new ("of somebody");
  load (f, "\"profile\": \"alice.json\"");
  g_assert_no_error (f->error);
  credential = sign_in (f, &error);
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_clear_error (&error);

  /* Unless the plan says so, though the program has taken it out of its environment. */
  load (f, "\"profile\": \"alice.json\", \"password_env\": \"HELIOGRAPH_PASSWORD\"");
  g_assert_no_error (f->error);
  credential = sign_in (f, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_secret_peek (helio_credential_get_password (credential)),
                   ==,
                   "of somebody");
}

static void
test_faults (Fixture *f, gconstpointer data)
{
  load (f, "\"profile\": \"nobody.json\"");
  g_assert_nonnull (f->error);
  g_assert_nonnull (strstr (f->error->message, "alice"));
  g_assert_nonnull (strstr (f->error->message, "nobody.json"));

  write_file (f, "broken.json", "{\"version\": 1, \"name\": 3}");
  load (f, "\"profile\": \"broken.json\"");
  g_assert_error (f->error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (f->error->message, "broken.json"));
  g_assert_nonnull (strstr (f->error->message, "$.name"));

  load (f, "\"profile\": \"Nowhere\"");
  g_assert_error (f->error, HELIO_ERROR, HELIO_ERROR_INVALID_USAGE);
  g_assert_nonnull (strstr (f->error->message, "Nowhere"));

  load (f,
        "\"broker\": \"mqtt://127.0.0.1:1\", \"username\": \"a\", \"password_env\": "
        "\"HELIOGRAPH_TEST_UNSET\"");
  g_assert_error (f->error, HELIO_ERROR, HELIO_ERROR_INVALID_USAGE);
  g_assert_nonnull (strstr (f->error->message, "alice"));
  g_assert_nonnull (strstr (f->error->message, "HELIOGRAPH_TEST_UNSET"));

  load (f, "\"broker\": \"mqtts://127.0.0.1:1\", \"username\": \"a\", \"ca_file\": \"no-ca.pem\"");
  g_assert_nonnull (f->error);
  g_assert_nonnull (strstr (f->error->message, "no-ca.pem"));
}

/* Whose hosts nobody has agreed to. */
static void
test_consent (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (f->dir, "profiles", NULL);
  g_autofree char *name = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  name = g_strdup ("profiles/2f4c0000-0000-4000-8000-000000000000.json");
  write_file (f,
              name,
              "{\"version\": 1, \"id\": \"2f4c0000-0000-4000-8000-000000000000\", \"name\": "
              "\"Far\", \"broker\": {\"url\": \"mqtts://broker.example.com\"}, \"credentials\": "
              "{\"method\": \"password\", \"password\": {\"username\": \"a\"}}}");
  load (f, "\"profile\": \"Far\"");
  g_assert_error (f->error, HELIO_ERROR, HELIO_ERROR_CONSENT);
  g_assert_nonnull (strstr (f->error->message, "Far"));

  /* A file is no better, unless whoever runs the plan has agreed. */
  write_file (f,
              "far.json",
              "{\"version\": 1, \"name\": \"Far\", \"broker\": {\"url\": "
              "\"mqtts://broker.example.com\"}, \"credentials\": {\"method\": \"password\", "
              "\"password\": {\"username\": \"a\"}}}");
  load (f, "\"profile\": \"far.json\"");
  g_assert_no_error (f->error);
  f->files_agreed = FALSE;
  load (f, "\"profile\": \"far.json\"");
  g_assert_error (f->error, HELIO_ERROR, HELIO_ERROR_CONSENT);
  g_assert_nonnull (strstr (f->error->message, "far.json"));
}

/* What one agrees to before a run: all hosts of all who connect, each once, and what needs a yes of its own. */
static void
test_hosts (Fixture *f, gconstpointer data)
{
  static const char json[] =
      "{\"version\": 1, \"witness\": \"w\", \"users\": {\"alice\": {\"profile\": \"far.json\"}, "
      "\"bob\": "
      "{\"profile\": \"far.json\"}, \"plain\": {\"broker\": \"mqtt://plain.example.com\", "
      "\"allow_insecure\": true, \"username\": \"p\"}, \"idle\": {\"broker\": "
      "\"mqtts://idle.example.com\", \"username\": \"i\"}, \"w\": {\"broker\": "
      "\"mqtts://w.example.com\", "
      "\"username\": \"w\"}}, \"matrix\": [{\"users\": [\"alice\", \"bob\", \"plain\"], "
      "\"actions\": "
      "[\"publish\"], \"topics\": [\"a\"], \"expect\": \"allow\"}]}";
  g_autoptr (HelioPlan) plan = parse (json);
  g_auto (GStrv) hosts = NULL, risks = NULL;
  g_autofree char *text = NULL;

  write_file (
      f,
      "far.json",
      "{\"version\": 1, \"name\": \"Far\", \"broker\": {\"url\": "
      "\"wss://broker.example.com/\"}, \"sign_in\": {\"domain\": \"issuer.example.com\", "
      "\"client_id\": \"c\", \"audience\": \"https://a\"}, \"credentials\": {\"method\": "
      "\"exchange\", \"exchange\": {\"url\": \"https://exchange.example.com/x\", \"dialect\": "
      "\"key\", \"provider\": \"auth0\"}}}");
  read_profiles (f, plan);
  g_assert_no_error (f->error);
  hosts = helio_plan_profiles_describe_hosts (plan, f->profiles);
  risks = helio_plan_profiles_describe_risks (plan, f->profiles);
  text = g_strjoinv ("\n", hosts);
  g_test_message ("%s", text);
  g_assert_cmpuint (g_strv_length (hosts), ==, 5);
  g_assert_true (g_str_has_prefix (hosts[0], "broker.example.com"));
  g_assert_true (g_str_has_prefix (hosts[1], "exchange.example.com"));
  g_assert_nonnull (strstr (hosts[1], "key"));
  g_assert_true (g_str_has_prefix (hosts[2], "issuer.example.com"));
  g_assert_true (g_str_has_prefix (hosts[3], "plain.example.com"));
  g_assert_true (g_str_has_prefix (hosts[4], "w.example.com"));
  g_assert_cmpuint (g_strv_length (risks), ==, 1);
  g_assert_nonnull (strstr (risks[0], "plain.example.com"));
}

/* Whoever writes files knows which of them were read. */
static void
test_files (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioPlan) plan = parse (
      "{\"version\": 1, \"users\": {"
      "\"a\": {\"profile\": \"a.json\"}, "
      "\"b\": {\"broker\": \"mqtts://127.0.0.1:1\", \"username\": \"b\", \"ca_file\": \"ca.pem\"}, "
      "\"c\": {\"profile\": \"A\"}}, "
      "\"checks\": [{\"user\": \"a\", \"action\": \"publish\", \"topic\": \"a\", \"expect\": "
      "\"allow\"}]}");
  static const char *const names[][2] = {{"a.json", "ca.pem"},
                                         {"ca.pem", NULL},
                                         {"profiles/stored.json", NULL}};
  g_autofree char *folder = g_build_filename (f->dir, "profiles", NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  write_file (f, "profiles/stored.json", PROFILE);
  write_file (f, "ca.pem", HELIO_TEST_CA);
  write_file (f,
              "a.json",
              "{\"version\": 1, \"name\": \"A\", \"broker\": {\"url\": "
              "\"mqtts://127.0.0.1:1\", \"ca\": {\"file\": \"ca.pem\"}}, \"credentials\": "
              "{\"method\": \"none\"}}");
  read_profiles (f, plan);
  g_assert_no_error (f->error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const HelioPlanProfile *profile = g_ptr_array_index (f->profiles, i);

    for (guint k = 0; k < 2 && names[i][k] != NULL; k++) {
      g_autofree char *path = g_build_filename (f->dir, names[i][k], NULL);

      g_assert_cmpstr (profile->files[k], ==, path);
    }
    g_assert_cmpuint (g_strv_length (profile->files), ==, names[i][1] != NULL ? 2 : 1);
  }
}

/* What was agreed to is what is used, whatever the file has become since. */
static void
test_changed_file (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioPlan) plan = make_plan ("\"profile\": \"alice.json\"");
  g_autoptr (HelioProfile) profile = helio_profile_from_text (PROFILE, strlen (PROFILE), NULL);
  g_autofree char *text = NULL;
  HelioProfile *used;

  write_file (f, "alice.json", PROFILE);
  read_profiles (f, plan);
  g_assert_no_error (f->error);
  helio_set_str (&profile->broker.url, "mqtts://elsewhere.example.com");
  text = helio_profile_to_text (profile);
  write_file (f, "alice.json", text);
  load_people (f, plan);
  g_assert_no_error (f->error);
  used = helio_person_get_profile (f->people->pdata[0]);
  g_assert_cmpstr (used->broker.url, ==, "mqtt://127.0.0.1:1");
  /* What a run leaves out is still there for whoever looks at what was agreed to. */
  g_assert_nonnull (((HelioPlanProfile *) f->profiles->pdata[0])->profile->broker.will);
}

/* The key of the client certificate is in a keyring that does not answer: that is said in the end, and not that there is
 * no key. */
static void
test_silent_keyring (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioProfile) profile = helio_profile_from_text (PROFILE, strlen (PROFILE), NULL);
  g_autoptr (HelioFakeClock) clock = helio_fake_clock_new ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {NULL};
  HelioSecret *key = NULL;

  helio_set_str (&profile->broker.url, "mqtts://127.0.0.1:1");
  helio_set_str (&profile->broker.certificate_pem, HELIO_TEST_OTHER_CERT);
  text = helio_profile_to_text (profile);
  write_file (f, "alice.json", text);
  g_set_object (&f->services->clock, HELIO_CLOCK (clock));
  f->services->keyring = helio_silent_keyring_new ();
  g_setenv ("HELIOGRAPH_TEST_ALICE", "wonder", TRUE);
  load (f, "\"profile\": \"alice.json\", \"password_env\": \"HELIOGRAPH_TEST_ALICE\"");
  g_assert_no_error (f->error);
  helio_person_sign_in_async (f->people->pdata[0],
                              HELIO_CREDENTIAL_NONE,
                              NULL,
                              helio_test_result_ready,
                              &result);
  helio_test_wait (helio_silent_keyring_is_asked, NULL, 10, "the keyring to be asked");
  helio_fake_clock_advance (clock, HELIO_KEYRING_PATIENCE_ASKED);
  g_assert_null (helio_person_sign_in_finish (helio_test_result_wait (&result, 10), &key, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_KEYRING_LOCKED);
  g_assert_nonnull (strstr (helio_error_get_remedy (error), "Unlock"));
  helio_test_result_clear (&result);
  helio_test_settle ();
  g_assert_false (helio_silent_keyring_is_asked (NULL));
  g_unsetenv ("HELIOGRAPH_TEST_ALICE");
}

/* Topics. */

static void
assert_topics (GStrv topics_taken, const char *expected)
{
  g_auto (GStrv) topics = topics_taken;
  g_autofree char *text = g_strjoinv (" ", topics);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_choose (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioRules) rules = helio_rules_parse (
      "{\"version\": 1, \"rules\": [{\"user\": \"%\", \"topic\": \"users/%u/#\", \"permission\": "
      "\"pubsub\"}, {\"user\": \"bob\", \"topic\": \"users/+/inbox\", \"permission\": "
      "\"subscribe\"}, {\"user\": \"%\", \"topic\": \"users/x\", \"permission\": \"publish\"}]}",
      -1,
      &error);

  g_assert_no_error (error);
#define P "heliograph-probe"
  assert_topics (helio_probe_topics_choose ("a/b", NULL, NULL), "a/b");
  assert_topics (helio_probe_topics_choose ("a/+/b", NULL, NULL), "a/" P "/b");
  assert_topics (helio_probe_topics_choose ("a/#", NULL, NULL), "a/" P " a a/" P "/" P "/" P);
  assert_topics (helio_probe_topics_choose ("#", NULL, NULL), P " " P "/" P "/" P);
  assert_topics (helio_probe_topics_choose ("$share/g/a/+", NULL, NULL), "a/" P);
  /* One for each rule about a part, of those for this user. */
  assert_topics (helio_probe_topics_choose ("users/#", rules, "alice"),
                 "users/" P " users users/" P "/" P "/" P " users/%u/" P);
  assert_topics (helio_probe_topics_choose ("users/#", rules, NULL),
                 "users/" P " users users/" P "/" P "/" P " users/%u/" P " users/" P "/inbox");
  /* A rule about all of it adds nothing. */
  assert_topics (helio_probe_topics_choose ("users/%u/x/+", rules, "alice"), "users/%u/x/" P);
}

static void
test_list (void)
{
  static const char json[] =
      "{\"version\": 1, %s \"users\": {\"alice\": {\"broker\": \"mqtt://127.0.0.1\", "
      "\"username\": \"alice\"}, \"w\": {\"broker\": \"mqtt://127.0.0.1\", \"username\": \"w\"}}, "
      "\"checks\": [{\"user\": \"alice\", \"action\": \"publish\", \"topic\": \"z/%%u\", "
      "\"expect\": \"allow\"}, {\"user\": \"alice\", \"action\": \"publish-will\", \"topic\": "
      "\"b\", \"expect\": \"allow\"}, {\"user\": \"alice\", \"action\": \"subscribe\", \"topic\": "
      "\"a/+\", \"expect\": \"allow\"}, {\"user\": \"w\", \"action\": \"subscribe\", \"topic\": "
      "\"a/+\", \"expect\": \"allow\"}, {\"user\": \"alice\", \"action\": \"publish-retained\", "
      "\"topic\": \"r\", \"expect\": \"deny\"}, {\"user\": \"w\", \"action\": \"publish\", "
      "\"topic\": "
      "\"z/%%u\", \"expect\": \"allow\"}]}";
  g_autofree char *with = g_strdup_printf (json, "\"witness\": \"w\",");
  g_autofree char *without = g_strdup_printf (json, "");
  g_autoptr (HelioPlan) seen = parse (with);
  g_autoptr (HelioPlan) unseen = parse (without);

  assert_topics (helio_prober_list_topics (seen, NULL), "a/" P " b r z/alice z/w");
  /* Nothing is left retained where nobody could take it away. */
  assert_topics (helio_prober_list_topics (unseen, NULL), "b z/alice z/w");
  g_assert_true (helio_prober_may_try (seen, 4));
  g_assert_false (helio_prober_may_try (unseen, 4));
}

/* What a profile says of the username is known before; a service's answer is not. */
static void
test_list_of_profiles (void)
{
  g_autoptr (HelioPlan) plan = parse (
      "{\"version\": 1, \"users\": {\"a\": {\"profile\": \"A\"}, \"b\": {\"profile\": \"B\"}}, "
      "\"matrix\": [{\"users\": [\"a\", \"b\"], \"actions\": [\"publish\"], \"topics\": "
      "[\"users/%u/%c\"], \"expect\": \"allow\"}]}");
  HelioPlanProfile people[] = {{helio_profile_new (), FALSE}, {helio_profile_new (), FALSE}};
  g_autoptr (GPtrArray) profiles = g_ptr_array_new ();

  for (guint i = 0; i < 2; i++)
    g_ptr_array_add (profiles, &people[i]);
  people[0].profile->method = HELIO_METHOD_PASSWORD;
  helio_set_str (&people[0].profile->password.username, "carol@org_1");
  people[1].profile->method = HELIO_METHOD_EXCHANGE;
  assert_topics (helio_prober_list_topics (plan, profiles), "users/%u/%c users/carol/%c");
  for (guint i = 0; i < 2; i++)
    helio_profile_unref (people[i].profile);
}

/* A plan that somebody sends one must not read what is not meant for it, whoever runs it; and the window sends what
 * is in the environment nowhere but to this machine. */
static void
test_environment (Fixture *f, gconstpointer data)
{
  g_setenv ("OTHER_SECRET", "mine", TRUE);
  g_setenv ("HELIOGRAPH_TEST_ALICE", "wonder", TRUE);
  load (f,
        "\"broker\": \"mqtt://127.0.0.1:1\", \"username\": \"a\", \"password_env\": "
        "\"OTHER_SECRET\"");
  g_assert_error (f->error, HELIO_ERROR, HELIO_ERROR_INVALID_USAGE);
  g_assert_nonnull (strstr (f->error->message, "OTHER_SECRET"));
  f->services->env_loopback_only = TRUE;
  load (f,
        "\"broker\": \"mqtt://127.0.0.1:1\", \"username\": \"a\", \"password_env\": "
        "\"HELIOGRAPH_TEST_ALICE\"");
  g_assert_no_error (f->error);
  load (f,
        "\"broker\": \"mqtts://broker.example\", \"username\": \"a\", \"password_env\": "
        "\"HELIOGRAPH_TEST_ALICE\"");
  g_assert_error (f->error, HELIO_ERROR, HELIO_ERROR_INVALID_USAGE);
  g_assert_nonnull (strstr (f->error->message, "HELIOGRAPH_TEST_ALICE"));
  f->services->env_loopback_only = FALSE;
  load (f,
        "\"broker\": \"mqtts://broker.example\", \"username\": \"a\", \"password_env\": "
        "\"HELIOGRAPH_TEST_ALICE\"");
  g_assert_no_error (f->error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/acl/people/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("file", test_file);
  ADD ("not-shared", test_not_shared);
  ADD ("faults", test_faults);
  ADD ("consent", test_consent);
  ADD ("environment", test_environment);
  ADD ("hosts", test_hosts);
  ADD ("files", test_files);
  ADD ("changed-file", test_changed_file);
  ADD ("silent-keyring", test_silent_keyring);
  g_test_add_func ("/acl/people/choose-topics", test_choose);
  g_test_add_func ("/acl/people/list-topics", test_list);
  g_test_add_func ("/acl/people/list-topics-of-profiles", test_list_of_profiles);
  return g_test_run ();
}
