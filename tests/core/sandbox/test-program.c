// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/profile/helio-profile.h"
#include "sandbox/helio-sandbox-banner.h"
#include "tests/support/helio-mqtt-peer.h"
#include "tests/support/helio-sandbox-run.h"
#include "tests/support/helio-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

static void
check_ready_line (HelioSandboxRun *run)
{
  const HelioJson *ready = helio_sandbox_run_get_ready (run);
  static const char *const members[] = {"ready",
                                        "issuer",
                                        "client_id",
                                        "audience",
                                        "redirect_ports",
                                        "exchange_url",
                                        "api_key",
                                        "publishable_key",
                                        "organization_id",
                                        "backend_bearer_url",
                                        "backend_json_url",
                                        "faults_url",
                                        "ca_file",
                                        "broker",
                                        "users",
                                        "profiles"};
  g_auto (GStrv) names = helio_json_get_names (ready);
  g_autoptr (HelioJson) ports = helio_json_get_array (ready, "redirect_ports");
  g_autoptr (HelioJson) users = helio_json_get_array (ready, "users");
  g_autofree char *exchange =
      g_strconcat (helio_sandbox_run_get (run, "issuer"), "v2/tokens/exchange", NULL);

  /* Exactly design.md §5.3. */
  g_assert_cmpuint (g_strv_length (names), ==, G_N_ELEMENTS (members));
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_assert_cmpstr (names[i], ==, members[i]);
  g_assert_true (helio_json_get_boolean (ready, "ready", FALSE));
  g_assert_true (g_str_has_prefix (helio_sandbox_run_get (run, "issuer"), "http://127.0.0.1:"));
  g_assert_true (g_str_has_suffix (helio_sandbox_run_get (run, "issuer"), "/"));
  g_assert_cmpstr (helio_sandbox_run_get (run, "exchange_url"), ==, exchange);
  g_assert_true (g_str_has_prefix (helio_sandbox_run_get (run, "api_key"), "sk_"));
  g_assert_true (g_str_has_prefix (helio_sandbox_run_get (run, "publishable_key"), "pk_"));
  g_assert_true (g_str_has_prefix (helio_sandbox_run_get (run, "organization_id"), "org_"));
  g_assert_true (g_str_has_prefix (helio_sandbox_run_get (run, "broker.wss"), "wss://127.0.0.1:"));
  g_assert_true (
      g_str_has_prefix (helio_sandbox_run_get (run, "broker.mqtt"), "mqtt://127.0.0.1:"));
  g_assert_true (g_file_test (helio_sandbox_run_get (run, "ca_file"), G_FILE_TEST_IS_REGULAR));
  g_assert_cmpuint (helio_json_get_length (ports), ==, 5);
  g_assert_cmpuint (helio_json_get_length (users), ==, 3);
}

static HelioProfile *
load_profile (HelioSandboxRun *run, const char *name)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  HelioProfile *profile;
  GStatBuf info;
  gsize length;

  g_assert_cmpint (g_stat (helio_sandbox_run_get_profile (run, name), &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_file_get_contents (helio_sandbox_run_get_profile (run, name), &text, &length, &error);
  g_assert_no_error (error);
  profile = helio_profile_from_text (text, length, &error);
  g_assert_no_error (error);
  /* No secret is in it. */
  g_assert_null (strstr (text, helio_sandbox_run_get (run, "api_key")));
  g_assert_null (strstr (text, helio_sandbox_run_get_password (run, "alice")));
  return profile;
}

static void
check_profiles (HelioSandboxRun *run)
{
  struct {
    const char *name;
    HelioMethod method;
    const char *url;
  } cases[] = {
      {"alice-exchange", HELIO_METHOD_EXCHANGE, "exchange_url"},
      {"bob-organization", HELIO_METHOD_EXCHANGE, "exchange_url"},
      {"operator-backend-bearer", HELIO_METHOD_BACKEND, "backend_bearer_url"},
      {"alice-backend-json", HELIO_METHOD_BACKEND, "backend_json_url"},
  };
  g_autoptr (HelioProfile) key = load_profile (run, "alice-exchange");
  g_autoptr (HelioProfile) organization = load_profile (run, "alice-organization");
  g_autoptr (HelioProfile) json = load_profile (run, "bob-backend-json");
  g_autoptr (HelioProfile) password = load_profile (run, "bob-password");
  g_autofree char *username =
      g_strconcat ("bob@", helio_sandbox_run_get (run, "organization_id"), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HelioProfile) profile = load_profile (run, cases[i].name);
    g_autofree char *issuer = helio_profile_get_issuer (profile);
    g_autoptr (GError) error = NULL;

    helio_profile_check_sign_in (profile, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpint (profile->method, ==, cases[i].method);
    g_assert_cmpstr (helio_profile_get_credential_url (profile),
                     ==,
                     helio_sandbox_run_get (run, cases[i].url));
    g_assert_cmpstr (issuer, ==, helio_sandbox_run_get (run, "issuer"));
    g_assert_cmpstr (profile->broker.url, ==, helio_sandbox_run_get (run, "broker.wss"));
    g_assert_true (g_str_has_prefix (profile->broker.ca_pem, "-----BEGIN CERTIFICATE-----"));
    g_assert_cmpuint (profile->sign_in.redirect_ports->len, ==, 5);
    g_assert_cmpuint (profile->subscriptions->len, >=, 4);
    g_assert_false (helio_profile_is_insecure (profile));
  }
  g_assert_cmpint (key->exchange.dialect, ==, HELIO_DIALECT_KEY);
  g_assert_cmpint (key->exchange.ttl, ==, 77);
  g_assert_cmpint (organization->exchange.dialect, ==, HELIO_DIALECT_ORGANIZATION);
  g_assert_cmpstr (organization->exchange.organization_id,
                   ==,
                   helio_sandbox_run_get (run, "organization_id"));
  g_assert_cmpint (json->backend.style, ==, HELIO_STYLE_JSON);
  g_assert_cmpstr (json->backend.token_field, ==, "auth0Token");
  g_assert_cmpint (password->method, ==, HELIO_METHOD_PASSWORD);
  g_assert_cmpstr (password->password.username, ==, username);
}

static int
connect_as (HelioSandboxRun *run, const char *scheme, const char *username, const char *password)
{
  g_autoptr (HelioMqttPeer) peer = helio_mqtt_peer_new (helio_sandbox_run_get (run, scheme),
                                                        helio_sandbox_run_get (run, "ca_file"));
  HelioMqttPeerConnect connect = {.version = 5,
                                  .client_id = "test-program",
                                  .username = username,
                                  .password = password};

  g_assert_nonnull (peer);
  return helio_mqtt_peer_connect (peer, &connect, NULL);
}

static void
check_credentials_work (HelioSandboxRun *run)
{
  g_autofree char *static_name =
      g_strconcat ("alice@", helio_sandbox_run_get (run, "organization_id"), NULL);
  g_autoptr (HelioJson) tokens = helio_sandbox_run_get_tokens (run, "alice");
  g_autofree char *key =
      g_strconcat ("Bearer ", helio_sandbox_run_get (run, "publishable_key"), NULL);
  g_autofree char *body = g_strdup_printf ("{\"provider\":\"auth0\",\"token\":\"%s\"}",
                                           helio_json_get_string (tokens, "access_token"));
  g_autoptr (HelioJson) credential = NULL;
  guint status = helio_sandbox_run_send (run,
                                         "POST",
                                         helio_sandbox_run_get (run, "exchange_url"),
                                         "application/json",
                                         body,
                                         key,
                                         &credential);

  g_assert_cmpuint (status, ==, 200);
  /* At once: granted before the answer left. */
  g_assert_cmpint (connect_as (run,
                               "broker.wss",
                               helio_json_get_string (credential, "mqtt_username"),
                               helio_json_get_string (credential, "mqtt_password")),
                   ==,
                   0);
  g_assert_cmpint (
      connect_as (run, "broker.mqtt", static_name, helio_sandbox_run_get_password (run, "alice")),
      ==,
      0);
  g_assert_cmpint (connect_as (run, "broker.mqtt", static_name, "guess"), !=, 0);
  g_assert_cmpint (helio_sandbox_run_count (run, "exchange"), ==, 1);
}

static void
test_tls (void)
{
  char *dir = helio_test_make_dir ();
  g_autofree char *made = g_build_filename (dir, "made", NULL);
  HelioSandboxRun *run = helio_sandbox_run_new ("--tls", "--state-dir", made, NULL);
  g_autofree char *url =
      g_strconcat (helio_sandbox_run_get (run, "issuer"), ".well-known/openid-configuration", NULL);
  g_autoptr (HelioJson) document = NULL, tokens = NULL;

  g_assert_true (g_str_has_prefix (url, "https://127.0.0.1:"));
  g_assert_cmpuint (helio_sandbox_run_send (run, "GET", url, NULL, NULL, NULL, &document), ==, 200);
  g_assert_cmpstr (helio_json_get_string (document, "issuer"),
                   ==,
                   helio_sandbox_run_get (run, "issuer"));
  tokens = helio_sandbox_run_get_tokens (run, "bob");
  g_assert_nonnull (helio_json_get_string (tokens, "refresh_token"));
  helio_sandbox_run_free (run);
  g_assert_false (g_file_test (made, G_FILE_TEST_EXISTS));
  helio_test_remove_dir (dir);
}

static void
check_faults_url (HelioSandboxRun *run)
{
  g_autofree char *keys =
      g_strconcat (helio_sandbox_run_get (run, "issuer"), ".well-known/jwks.json", NULL);
  g_autofree char *guess =
      g_strconcat (helio_sandbox_run_get (run, "issuer"), "sandbox/faults/guess", NULL);
  g_autoptr (HelioJson) before = NULL, after = NULL, refused = NULL, list = NULL;
  const char *url = helio_sandbox_run_get (run, "faults_url");

  helio_sandbox_run_fault (run, "{\"target\":\"jwks\",\"effect\":\"status\",\"value\":502}");
  g_assert_cmpuint (helio_sandbox_run_send (run, "GET", keys, NULL, NULL, NULL, NULL), ==, 502);
  helio_sandbox_run_send (run, "GET", keys, NULL, NULL, NULL, &before);
  helio_sandbox_run_fault (run, "{\"target\":\"jwks\",\"effect\":\"rotate\"}");
  helio_sandbox_run_send (run, "GET", keys, NULL, NULL, NULL, &after);
  list = helio_json_get_array (after, "keys");
  g_assert_cmpuint (helio_json_get_length (list), ==, 3);
  g_assert_cmpuint (
      helio_sandbox_run_send (run, "POST", url, "application/json", "{}", NULL, &refused),
      ==,
      400);
  g_assert_nonnull (helio_json_get_string (refused, "message"));
  g_assert_cmpuint (helio_sandbox_run_send (run,
                                            "POST",
                                            guess,
                                            "application/json",
                                            "{\"target\":\"jwks\",\"effect\":\"status\"}",
                                            NULL,
                                            NULL),
                    ==,
                    404);
  /* To the broker: it is away, and comes back. */
  helio_sandbox_run_fault (run, "{\"target\":\"broker\",\"effect\":\"kick\"}");
  /* A held answer does not keep it from ending; see helio_sandbox_run_free(). */
  helio_sandbox_run_fault (run, "{\"target\":\"jwks\",\"effect\":\"delay\",\"value\":600000}");
}

/* One start for all that needs no options of its own: a start takes a second and more. */
/* Whatever one needs to sign in is in plain sight. */
static void
check_banner (HelioSandboxRun *run)
{
  g_autofree char *text = helio_sandbox_banner_new (helio_sandbox_run_get_ready (run));
  const char *wanted[] = {"alice",
                          helio_sandbox_run_get_password (run, "alice"),
                          helio_sandbox_run_get_password (run, "operator"),
                          helio_sandbox_run_get (run, "publishable_key"),
                          helio_sandbox_run_get_profile (run, "alice-backend-bearer")};

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (strstr (text, wanted[i]) == NULL)
      g_error ("\"%s\" is not in %s", wanted[i], text);
  g_assert_null (strstr (text, helio_sandbox_run_get (run, "api_key")));
}

static void
test_main_way (void)
{
  g_autoptr (HelioSandboxRun) run = helio_sandbox_run_new ("--credential-ttl", "77", NULL);

  check_ready_line (run);
  check_banner (run);
  check_profiles (run);
  check_credentials_work (run);
  check_faults_url (run);
}

static int
run_to_end (const char *const *arguments, const char *dir, char **errors)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {NULL};

  g_subprocess_launcher_setenv (launcher, "TMPDIR", dir, TRUE);
  process = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, helio_test_result_ready, &result);
  g_subprocess_communicate_utf8_finish (process,
                                        helio_test_result_wait (&result, 30),
                                        NULL,
                                        errors,
                                        &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

static void
test_version (void)
{
  char *dir = helio_test_make_dir ();
  g_autofree char *program = g_build_filename (g_getenv ("HELIO_BUILD_ROOT"),
                                               "src",
                                               "sandbox",
                                               "heliograph-sandbox",
                                               NULL);
  const char *arguments[] = {program, "--version", NULL};
  g_autofree char *errors = NULL;

  g_assert_cmpint (run_to_end (arguments, dir, &errors), ==, 0);
  g_assert_cmpstr (errors, ==, "");
  helio_test_remove_dir (dir);
}

static void
test_bad_usage (void)
{
  char *dir = helio_test_make_dir ();
  g_autofree char *program = g_build_filename (g_getenv ("HELIO_BUILD_ROOT"),
                                               "src",
                                               "sandbox",
                                               "heliograph-sandbox",
                                               NULL);
  g_autofree char *full = g_build_filename (dir, "full", NULL);
  g_autofree char *precious = g_build_filename (full, "precious", NULL);
  g_autofree char *users = g_build_filename (dir, "users.json", NULL);
  struct {
    const char *option, *value, *says;
  } cases[] = {
      {"--port", "70000", "--port"},
      {"--access-token-ttl", "0", "--access-token-ttl"},
      {"--credential-ttl", "90000", "--credential-ttl"},
      {"--traffic", "-1", "--traffic"},
      {"--redirect-ports", "1,x", "--redirect-ports"},
      {"--redirect-ports", "", "--redirect-ports"},
      {"--nonsense", NULL, "nonsense"},
      {"extra", NULL, "extra"},
      {"--users", users, "$[0].name"},
      {"--state-dir", full, "not an empty folder"},
  };

  g_assert_cmpint (g_mkdir (full, 0700), ==, 0);
  g_assert_true (g_file_set_contents (precious, "x", 1, NULL));
  g_assert_true (g_file_set_contents (users, "[{\"name\":\"a/b\",\"password\":\"x\"}]", -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *arguments[] = {program, cases[i].option, cases[i].value, NULL};
    g_autofree char *errors = NULL;

    g_test_message ("%s %s", cases[i].option, cases[i].value);
    g_assert_cmpint (run_to_end (arguments, dir, &errors), ==, 2);
    if (strstr (errors, cases[i].says) == NULL)
      g_error ("\"%s\" does not say \"%s\"", errors, cases[i].says);
  }
  g_assert_true (g_file_test (precious, G_FILE_TEST_EXISTS));
  helio_test_remove_dir (dir);
}

static HelioSandboxRun *
run_for_carol (const char *state_dir, const char *users)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (users,
                       "[{\"name\":\"carol\",\"email\":\"c@x.test\","
                       "\"password\":\"p w&ö\",\"mqtt_topics\":[\"a/#\"]}]",
                       -1,
                       &error);
  g_assert_no_error (error);
  return helio_sandbox_run_new ("--state-dir",
                                state_dir,
                                "--users",
                                users,
                                "--redirect-ports",
                                "40001,40002",
                                NULL);
}

/* The ports are only registered, nothing listens there. A folder that was there stays, empty again. */
static void
test_files_and_ports (void)
{
  char *dir = helio_test_make_dir ();
  g_autofree char *state = g_build_filename (dir, "state", NULL);
  g_autofree char *users = g_build_filename (dir, "users.json", NULL);
  g_autoptr (HelioJson) tokens = NULL;
  g_autoptr (GDir) left = NULL;
  g_autofree char *url = NULL;
  HelioSandboxRun *run;

  g_assert_cmpint (g_mkdir (state, 0755), ==, 0);
  run = run_for_carol (state, users);
  g_assert_true (g_str_has_prefix (helio_sandbox_run_get (run, "ca_file"), state));
  url = helio_sandbox_run_make_url (run, helio_sandbox_run_get (run, "audience"));
  g_assert_nonnull (strstr (url, "40001%2Fcallback"));
  tokens = helio_sandbox_run_get_tokens (run, "carol");
  g_assert_nonnull (tokens);
  /* Ctrl+C, then once more SIGTERM by free(). */
  g_subprocess_send_signal (helio_sandbox_run_get_process (run), SIGINT);
  helio_sandbox_run_free (run);
  left = g_dir_open (state, 0, NULL);
  g_assert_nonnull (left);
  g_assert_null (g_dir_read_name (left));
  helio_test_remove_dir (dir);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/program/main-way", test_main_way);
  g_test_add_func ("/sandbox/program/tls", test_tls);
  g_test_add_func ("/sandbox/program/files-and-ports", test_files_and_ports);
  g_test_add_func ("/sandbox/program/version", test_version);
  g_test_add_func ("/sandbox/program/bad-usage", test_bad_usage);
  return g_test_run ();
}
