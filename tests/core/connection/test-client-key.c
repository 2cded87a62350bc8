// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* The key of a client certificate, encrypted as a rule, on its way to a Mosquitto that wants to see it. */
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/connection/helio-connection-source.h"
#include "core/connection/helio-connection.h"
#include "tests/support/helio-mosquitto.h"
#include "tests/support/helio-test.h"

#include <string.h>

#define PASSPHRASE "open sesame"

typedef struct {
  char *dir;
  HelioMosquitto *broker;
  HelioServices *services;
  HelioProfile *profile;
  HelioConnection *connection; /* once made */
  char *encrypted;
  HelioSessionState wanted;
} Fixture;

static char *
run_openssl (const char *input, const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) tool =
      g_subprocess_newv (arguments,
                         G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                             G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                         &error);
  char *output = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (tool, input, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (tool));
  return output;
}

static void
set_up (Fixture *f, gconstpointer scheme)
{
  static const char *const encrypt[] =
      {"openssl", "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:" PASSPHRASE, NULL};
  const HelioMosquittoOptions options = {.client_certificates = TRUE};

  f->dir = helio_test_make_dir ();
  f->broker = helio_mosquitto_start (&options);
  f->encrypted = run_openssl (helio_mosquitto_get_client_key (f->broker), encrypt);
  f->services = g_new0 (HelioServices, 1);
  g_ref_count_init (&f->services->ref_count);
  f->services->clock = helio_clock_new_system ();
  f->services->http = helio_http_new ();
  f->services->profiles = helio_profile_store_new (f->dir);
  f->services->env_password = helio_secret_new ("not asked for by this broker");
  f->profile = helio_profile_new ();
  f->profile->method = HELIO_METHOD_PASSWORD;
  helio_set_str (&f->profile->password.username, "alice@org_1");
  helio_set_str (&f->profile->broker.url,
                 helio_mosquitto_get_url (f->broker, scheme != NULL ? scheme : "mqtts"));
  helio_set_str (&f->profile->broker.ca_pem, helio_mosquitto_get_ca (f->broker));
  helio_set_str (&f->profile->broker.certificate_pem,
                 helio_mosquitto_get_client_certificate (f->broker));
}

static void
tear_down (Fixture *f, gconstpointer scheme)
{
  HelioTestResult result = {0};

  if (f->connection != NULL) {
    helio_connection_shutdown_async (f->connection, helio_test_result_ready, &result);
    helio_test_result_wait (&result, 10);
    helio_test_result_clear (&result);
    g_assert_finalize_object (f->connection);
  }
  helio_profile_unref (f->profile);
  helio_services_unref (f->services);
  g_free (f->encrypted);
  helio_mosquitto_free (f->broker);
  helio_test_remove_dir (f->dir);
}

static void
make_connection (Fixture *f)
{
  f->connection = helio_connection_new (f->services, f->profile);
  helio_connection_agree_for_this_run (f->connection);
}

static void
give (Fixture *f, HelioKeyringKind kind, const char *text)
{
  g_autoptr (HelioSecret) secret = helio_secret_new (text);

  helio_connection_set_secret (f->connection, kind, secret, FALSE);
  g_assert_cmpint (helio_connection_get_missing_secret (f->connection), ==, -1);
}

static gboolean
has_state (gpointer data)
{
  Fixture *f = data;

  return helio_connection_get_state (f->connection) == f->wanted;
}

static void
connect_until (Fixture *f, HelioSessionState state)
{
  helio_connection_connect (f->connection);
  f->wanted = state;
  helio_test_wait (has_state, f, 20, helio_session_state_get_nick (state));
}

/* @word: of the message. */
static void
expect_missing (Fixture *f, HelioKeyringKind kind, const char *word)
{
  const GError *error;

  connect_until (f, HELIO_SESSION_NEEDS_SIGN_IN);
  error = helio_connection_get_error (f->connection);
  g_assert_cmpint (helio_connection_get_missing_secret (f->connection), ==, kind);
  g_assert_cmpint (helio_error_get_class (error), ==, HELIO_ERROR_CLASS_SIGN_IN);
  if (strstr (error->message, word) == NULL)
    g_error ("“%s” says nothing of “%s”", error->message, word);
  g_assert_nonnull (helio_error_get_remedy (error));
}

static void
expect_no_secret_in_timeline (Fixture *f)
{
  g_autofree char *text = helio_timeline_to_text (helio_connection_get_timeline (f->connection));

  g_assert_null (strstr (text, "sesame"));
  g_assert_null (strstr (text, "PRIVATE KEY-----"));
}

static void
test_asked_for (Fixture *f, gconstpointer data)
{
  make_connection (f);
  expect_missing (f, HELIO_KEYRING_PRIVATE_KEY, "not stored");
  give (f, HELIO_KEYRING_PRIVATE_KEY, f->encrypted);
  expect_missing (f, HELIO_KEYRING_PASSPHRASE, "needs a passphrase");
  g_assert_nonnull (strstr (helio_error_get_remedy (helio_connection_get_error (f->connection)),
                            "HELIOGRAPH_KEY_PASSPHRASE"));
  give (f, HELIO_KEYRING_PASSPHRASE, "open caraway");
  expect_missing (f, HELIO_KEYRING_PASSPHRASE, "passphrase is wrong");
  give (f, HELIO_KEYRING_PASSPHRASE, PASSPHRASE);
  connect_until (f, HELIO_SESSION_ONLINE);
  expect_no_secret_in_timeline (f);
  /* And again with what is known by now. */
  helio_connection_disconnect (f->connection);
  connect_until (f, HELIO_SESSION_ONLINE);
}

static void
test_not_encrypted (Fixture *f, gconstpointer data)
{
  make_connection (f);
  give (f, HELIO_KEYRING_PRIVATE_KEY, helio_mosquitto_get_client_key (f->broker));
  connect_until (f, HELIO_SESSION_ONLINE);
}

static void
write_pem (Fixture *f, const char *name, const char *first, const char *second)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL);
  g_autofree char *text = g_strconcat (first, second, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_clear_pointer (&f->profile->broker.certificate_pem, g_free);
  helio_set_str (&f->profile->broker.certificate_file, name);
  helio_profile_load_files (f->profile, f->dir, &error);
  g_assert_no_error (error);
}

/* An edit that connects again at once is no disconnect, though the key has to be opened first. */
static void
test_edited_while_online (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioProfile) patient = NULL;
  HelioRenewalLog *log;
  const HelioOutage *outages;
  guint before, n;

  make_connection (f);
  give (f, HELIO_KEYRING_PRIVATE_KEY, f->encrypted);
  give (f, HELIO_KEYRING_PASSPHRASE, PASSPHRASE);
  connect_until (f, HELIO_SESSION_ONLINE);
  log = helio_connection_get_renewal_log (f->connection);
  helio_renewal_log_get_outages (log, &before);
  patient = helio_profile_copy (f->profile);
  patient->broker.keep_alive *= 2;
  helio_connection_set_profile (f->connection, patient);
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_IDLE);
  f->wanted = HELIO_SESSION_ONLINE;
  helio_test_wait (has_state, f, 20, "the connection to be there again");
  outages = helio_renewal_log_get_outages (log, &n);
  g_assert_cmpuint (n, ==, before + 1);
  g_assert_false (outages[before].intended);
  g_assert_cmpint (outages[before].to, >, 0);
  /* That was all that was wanted: the next one that is asked for counts as such. */
  helio_connection_disconnect (f->connection);
  outages = helio_renewal_log_get_outages (log, &n);
  g_assert_cmpuint (n, ==, before + 2);
  g_assert_true (outages[before + 1].intended);
}

/* As heliograph-cli does it: certificate and key in one file, the passphrase in the environment. */
static void
test_file_and_environment (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  write_pem (f, "client.pem", f->encrypted, helio_mosquitto_get_client_certificate (f->broker));
  g_assert_cmpstr (helio_secret_peek (f->profile->broker.private_key), !=, "");
  text = helio_profile_to_text (f->profile);
  g_assert_null (strstr (text, "PRIVATE KEY"));
  g_assert_nonnull (strstr (text, "BEGIN CERTIFICATE"));
  f->services->env_key_passphrase = helio_secret_new ("wrong");
  make_connection (f);
  expect_missing (f, HELIO_KEYRING_PASSPHRASE, "passphrase is wrong");
  g_assert_finalize_object (g_steal_pointer (&f->connection));
  helio_secret_unref (f->services->env_key_passphrase);
  f->services->env_key_passphrase = helio_secret_new (PASSPHRASE);
  make_connection (f);
  connect_until (f, HELIO_SESSION_ONLINE);
}

static void
test_loopback_rule (Fixture *f, gconstpointer data)
{
  f->services->env_key_passphrase = helio_secret_new (PASSPHRASE);
  f->services->env_loopback_only = TRUE;
  f->profile->method = HELIO_METHOD_EXCHANGE;
  helio_set_str (&f->profile->exchange.url, "https://exchange.example.com/");
  g_assert_nonnull (
      helio_connection_get_env_secret (f->services, f->profile, HELIO_KEYRING_PASSPHRASE));
  helio_set_str (&f->profile->exchange.url, "http://127.0.0.1:1/");
  helio_set_str (&f->profile->broker.url, "mqtts://broker.example.com");
  g_assert_null (
      helio_connection_get_env_secret (f->services, f->profile, HELIO_KEYRING_PASSPHRASE));
  f->services->env_loopback_only = FALSE;
  g_assert_nonnull (
      helio_connection_get_env_secret (f->services, f->profile, HELIO_KEYRING_PASSPHRASE));
}

static void
test_foreign_key (Fixture *f, gconstpointer data)
{
  static const char *const generate[] =
      {"openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", NULL};
  g_autofree char *foreign = run_openssl (NULL, generate);

  make_connection (f);
  give (f, HELIO_KEYRING_PRIVATE_KEY, foreign);
  expect_missing (f, HELIO_KEYRING_PRIVATE_KEY, "does not belong");
  give (f, HELIO_KEYRING_PRIVATE_KEY, "no key at all");
  expect_missing (f, HELIO_KEYRING_PRIVATE_KEY, "no private key");
  give (f, HELIO_KEYRING_PRIVATE_KEY, helio_mosquitto_get_client_key (f->broker));
  connect_until (f, HELIO_SESSION_ONLINE);
}

/* What the profile itself holds is not asked for. */
static void
test_broken_file (Fixture *f, gconstpointer data)
{
  write_pem (f,
             "client.pem",
             "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
             helio_mosquitto_get_client_certificate (f->broker));
  make_connection (f);
  connect_until (f, HELIO_SESSION_FAILED);
  g_assert_cmpint (helio_connection_get_missing_secret (f->connection), ==, -1);
  g_assert_nonnull (strstr (helio_connection_get_error (f->connection)->message, "no private key"));
}

/* A credential alone needs no way to the broker. */
static void
test_credential_only (Fixture *f, gconstpointer data)
{
  HelioTestResult result = {0};
  g_autoptr (HelioCredential) credential = NULL;
  g_autoptr (GError) error = NULL;

  make_connection (f);
  helio_connection_fetch_credential_async (f->connection,
                                           HELIO_CREDENTIAL_NONE,
                                           NULL,
                                           helio_test_result_ready,
                                           &result);
  credential = helio_connection_fetch_credential_finish (f->connection,
                                                         helio_test_result_wait (&result, 10),
                                                         &error);
  g_assert_no_error (error);
  g_assert_nonnull (credential);
  helio_test_result_clear (&result);
}

#define ADD(name, data, func) g_test_add (name, Fixture, data, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/client-key/asked-for", NULL, test_asked_for);
  ADD ("/client-key/asked-for-wss", "wss", test_asked_for);
  ADD ("/client-key/not-encrypted", NULL, test_not_encrypted);
  ADD ("/client-key/edited-while-online", NULL, test_edited_while_online);
  ADD ("/client-key/file-and-environment", NULL, test_file_and_environment);
  ADD ("/client-key/loopback-rule", NULL, test_loopback_rule);
  ADD ("/client-key/foreign-key", NULL, test_foreign_key);
  ADD ("/client-key/broken-file", NULL, test_broken_file);
  ADD ("/client-key/credential-only", NULL, test_credential_only);
  return g_test_run ();
}
