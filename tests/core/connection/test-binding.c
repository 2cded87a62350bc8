// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

/* Secrets are bound to where they were given to (design.md §4): each member that they are bound to, one by one. With
 * HELIO_TEST_KEYRING they lie in a real keyring, else in the connection's memory. */

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/connection/helio-connection.h"
#include "core/crypto/helio-certificate.h"
#include "tests/support/helio-test.h"

typedef struct {
  char *dir;
  HelioServices *services;
  HelioProfile *profile;
  HelioConnection *connection;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  HelioProfile *profile = helio_profile_new ();

  f->dir = helio_test_make_dir ();
  f->services = g_new0 (HelioServices, 1);
  g_ref_count_init (&f->services->ref_count);
  f->services->clock = helio_clock_new_system ();
  f->services->http = helio_http_new ();
  f->services->profiles = helio_profile_store_new (f->dir);
  if (g_getenv ("HELIO_TEST_KEYRING") != NULL)
    f->services->keyring = helio_keyring_new ();
  helio_set_str (&profile->name, "Bound");
  helio_set_str (&profile->broker.url, "wss://broker.example.com:8443/");
  helio_set_str (&profile->sign_in.domain, "tenant.example.com");
  helio_set_str (&profile->sign_in.client_id, "client");
  helio_set_str (&profile->sign_in.audience, "https://api.example.com");
  helio_set_str (&profile->exchange.url, "https://exchange.example.com/v2/tokens/exchange");
  helio_set_str (&profile->backend.url, "https://backend.example.com/credentials");
  helio_set_str (&profile->native.url, "https://native.example.com/v2/tokens");
  helio_set_str (&profile->native.organization_id, "org_1");
  helio_set_str (&profile->native.email, "alice@example.com");
  helio_set_str (&profile->password.username, "alice@org_1");
  f->profile = profile;
}

static void
drop_connection (Fixture *f)
{
  /* What is being stored holds on to it. */
  g_clear_object (&f->connection);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  drop_connection (f);
  helio_test_settle ();
  helio_services_unref (f->services);
  helio_profile_unref (f->profile);
  helio_test_remove_dir (f->dir);
}

static HelioCredential *
fetch (Fixture *f, GError **error)
{
  HelioTestResult ready = {0};
  HelioCredential *credential;

  helio_connection_fetch_credential_async (f->connection,
                                           HELIO_CREDENTIAL_NONE,
                                           NULL,
                                           helio_test_result_ready,
                                           &ready);
  credential = helio_connection_fetch_credential_finish (f->connection,
                                                         helio_test_result_wait (&ready, 20),
                                                         error);
  helio_test_result_clear (&ready);
  return credential;
}

static gboolean
is_stored (gpointer data)
{
  Fixture *f = data;
  HelioTestResult ready = {0};
  g_autofree char *binding = helio_profile_get_binding (f->profile);
  g_autoptr (HelioSecret) secret = NULL;
  HelioKeyringKind kind = f->profile->method == HELIO_METHOD_PASSWORD ? HELIO_KEYRING_PASSWORD
                                                                      : HELIO_KEYRING_EXCHANGE_KEY;

  helio_keyring_lookup_async (f->services->keyring,
                              f->profile->id,
                              kind,
                              NULL,
                              binding,
                              FALSE,
                              NULL,
                              helio_test_result_ready,
                              &ready);
  helio_keyring_lookup_finish (f->services->keyring,
                               helio_test_result_wait (&ready, 20),
                               &secret,
                               NULL);
  helio_test_result_clear (&ready);
  return secret != NULL;
}

static void
count (guint *n)
{
  ++*n;
}

static gboolean
is_counted (gpointer data)
{
  return *(guint *) data > 0;
}

/* A connection with everything: agreed to, and with its secret. */
static void
begin (Fixture *f, HelioMethod method)
{
  g_autoptr (HelioSecret) secret = helio_secret_new ("s3cret");
  gboolean remember = f->services->keyring != NULL;
  guint n_told = 0;

  drop_connection (f);
  f->profile->method = method;
  f->connection = helio_connection_new (f->services, f->profile);
  helio_connection_give_consent (f->connection);
  g_signal_connect_swapped (f->connection, "secret-remembered", G_CALLBACK (count), &n_told);
  helio_connection_set_secret (f->connection,
                               method == HELIO_METHOD_PASSWORD ? HELIO_KEYRING_PASSWORD
                                                               : HELIO_KEYRING_EXCHANGE_KEY,
                               secret,
                               remember);
  if (remember)
    helio_test_wait (is_counted, &n_told, 20, "the keyring");
  g_assert_true (!remember || is_stored (f));
  g_signal_handlers_disconnect_by_data (f->connection, &n_told);
  g_assert_false (helio_connection_needs_consent (f->connection));
}

static void
set_issuer (HelioProfile *profile)
{
  helio_set_str (&profile->sign_in.issuer, "https://other.example.com/");
}

static void
set_domain (HelioProfile *profile)
{
  helio_set_str (&profile->sign_in.domain, "other.example.com");
}

static void
set_client_id (HelioProfile *profile)
{
  helio_set_str (&profile->sign_in.client_id, "other");
}

static void
set_audience (HelioProfile *profile)
{
  helio_set_str (&profile->sign_in.audience, "https://other.example.com");
}

static void
set_resource (HelioProfile *profile)
{
  helio_set_str (&profile->sign_in.resource, "https://other.example.com");
}

static void
set_exchange (HelioProfile *profile)
{
  helio_set_str (&profile->exchange.url, "https://other.example.com/v2/tokens/exchange");
}

static void
set_exchange_port (HelioProfile *profile)
{
  helio_set_str (&profile->exchange.url, "https://exchange.example.com:8443/v2/tokens/exchange");
}

static void
set_native (HelioProfile *profile)
{
  helio_set_str (&profile->native.url, "https://other.example.com/v2/tokens");
}

static void
set_broker (HelioProfile *profile)
{
  helio_set_str (&profile->broker.url, "wss://other.example.com:8443/");
}

static void
set_broker_port (HelioProfile *profile)
{
  helio_set_str (&profile->broker.url, "wss://broker.example.com/");
}

static void
set_method (HelioProfile *profile)
{
  profile->method =
      profile->method == HELIO_METHOD_NATIVE ? HELIO_METHOD_EXCHANGE : HELIO_METHOD_NATIVE;
}

static const struct {
  const char *name;
  HelioMethod method;
  void (*change) (HelioProfile *profile);
  const char *host; /* (nullable): that the question has to name */
} changes[] = {
    {"issuer", HELIO_METHOD_EXCHANGE, set_issuer, "other.example.com"},
    {"domain", HELIO_METHOD_EXCHANGE, set_domain, "other.example.com"},
    {"client-id", HELIO_METHOD_EXCHANGE, set_client_id, NULL},
    {"audience", HELIO_METHOD_EXCHANGE, set_audience, NULL},
    {"resource", HELIO_METHOD_EXCHANGE, set_resource, NULL},
    {"exchange", HELIO_METHOD_EXCHANGE, set_exchange, "other.example.com"},
    {"exchange-port", HELIO_METHOD_EXCHANGE, set_exchange_port, "exchange.example.com:8443"},
    {"native", HELIO_METHOD_NATIVE, set_native, "other.example.com"},
    {"broker", HELIO_METHOD_PASSWORD, set_broker, "other.example.com"},
    {"broker-of-exchange", HELIO_METHOD_EXCHANGE, set_broker, "other.example.com"},
    {"broker-port", HELIO_METHOD_PASSWORD, set_broker_port, "broker.example.com:443"},
    {"method", HELIO_METHOD_NATIVE, set_method, "exchange.example.com"},
};

static gboolean
names (GStrv hosts, const char *host)
{
  for (guint i = 0; hosts[i] != NULL; i++)
    if (strstr (hosts[i], host) != NULL)
      return TRUE;
  return FALSE;
}

/* Nothing is sent before a yes, and after it the old secret is not what is sent. */
static void
test_each (Fixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autoptr (HelioProfile) edited = NULL;
    g_autoptr (GError) asked = NULL, missing = NULL;
    g_auto (GStrv) hosts = NULL;

    g_test_message ("%s", changes[i].name);
    begin (f, changes[i].method);
    edited = helio_profile_copy (f->profile);
    changes[i].change (edited);
    hosts = helio_profile_describe_hosts (edited);
    if (changes[i].host != NULL)
      g_assert_true (names (hosts, changes[i].host));
    g_assert_true (names (hosts, edited->method == HELIO_METHOD_PASSWORD ? "password" : "key"));

    helio_connection_set_profile (f->connection, edited);
    g_assert_true (helio_connection_needs_consent (f->connection));
    g_assert_null (fetch (f, &asked));
    g_assert_error (asked, HELIO_ERROR, HELIO_ERROR_CONSENT);
    helio_connection_connect (f->connection);
    g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_FAILED);

    helio_connection_give_consent (f->connection);
    g_assert_null (fetch (f, &missing));
    g_assert_true (g_error_matches (missing, HELIO_ERROR, HELIO_ERROR_EXCHANGE_KEY) ||
                   g_error_matches (missing, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED));
    g_assert_cmpint (helio_connection_get_missing_secret (f->connection), >=, 0);
  }
}

/* The way back is asked about, too, and what the keyring kept for it is what is used then. */
static void
test_back (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioProfile) edited = NULL;
  g_autoptr (HelioCredential) before = NULL, after = NULL;
  g_autoptr (GError) error = NULL;

  begin (f, HELIO_METHOD_PASSWORD);
  before = fetch (f, &error);
  g_assert_no_error (error);
  g_assert_true (helio_secret_equal_text (helio_credential_get_password (before), "s3cret"));
  edited = helio_profile_copy (f->profile);
  set_broker (edited);
  helio_connection_set_profile (f->connection, edited);
  helio_connection_give_consent (f->connection);
  helio_connection_set_profile (f->connection, f->profile);
  g_assert_true (helio_connection_needs_consent (f->connection));
  helio_connection_give_consent (f->connection);
  after = fetch (f, &error);
  if (f->services->keyring != NULL)
    g_assert_no_error (error);
  else
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
}

/* Another authority or leave for plain text: the same hosts, and a question all the same. */
static void
test_risks (Fixture *f, gconstpointer data)
{
  static const char *const host[] = {"broker.example.com", NULL};
  g_autoptr (HelioCertificateSet) set =
      helio_certificate_set_new (host, 0, g_get_real_time () / G_USEC_PER_SEC + 3600, NULL);
  g_autoptr (HelioProfile) authority = NULL, plain = NULL;
  g_autoptr (GError) error = NULL, plain_error = NULL;
  g_auto (GStrv) risks = NULL, plain_risks = NULL;

  begin (f, HELIO_METHOD_PASSWORD);
  authority = helio_profile_copy (f->profile);
  helio_set_str (&authority->broker.ca_pem, helio_certificate_set_get_authority (set));
  helio_connection_set_profile (f->connection, authority);
  g_assert_null (fetch (f, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_CONSENT);
  risks = helio_profile_describe_risks (authority);
  g_assert_cmpuint (g_strv_length (risks), ==, 1);
  g_assert_nonnull (strstr (risks[0], "CN="));

  begin (f, HELIO_METHOD_PASSWORD);
  plain = helio_profile_copy (f->profile);
  plain->broker.allow_insecure = TRUE;
  helio_connection_set_profile (f->connection, plain);
  g_assert_null (fetch (f, &plain_error));
  g_assert_error (plain_error, HELIO_ERROR, HELIO_ERROR_CONSENT);
  helio_set_str (&plain->broker.url, "mqtt://broker.example.com");
  plain_risks = helio_profile_describe_risks (plain);
  g_assert_cmpuint (g_strv_length (plain_risks), ==, 1);
  g_assert_nonnull (strstr (plain_risks[0], "unencrypted"));
}

/* {"file": …} names a place on the computer of whoever wrote the profile. */
static void
test_files (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioProfile) ca = NULL, certificate = NULL;
  g_autoptr (GError) ca_error = NULL, certificate_error = NULL;

  begin (f, HELIO_METHOD_PASSWORD);
  ca = helio_profile_copy (f->profile);
  helio_set_str (&ca->broker.ca_file, "/home/somebody/ca.pem");
  helio_connection_set_profile (f->connection, ca);
  helio_connection_give_consent (f->connection);
  g_assert_null (fetch (f, &ca_error));
  g_assert_error (ca_error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (ca_error->message, "$.broker.ca.file"));
  g_assert_nonnull (helio_error_get_remedy (ca_error));
  helio_connection_connect (f->connection);
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_FAILED);

  certificate = helio_profile_copy (f->profile);
  helio_set_str (&certificate->broker.certificate_file, "client.pem");
  helio_connection_set_profile (f->connection, certificate);
  g_assert_null (fetch (f, &certificate_error));
  g_assert_error (certificate_error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (certificate_error->message, "$.broker.client_certificate.file"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/connection/binding/each", Fixture, NULL, set_up, test_each, tear_down);
  g_test_add ("/connection/binding/back", Fixture, NULL, set_up, test_back, tear_down);
  g_test_add ("/connection/binding/risks", Fixture, NULL, set_up, test_risks, tear_down);
  g_test_add ("/connection/binding/files", Fixture, NULL, set_up, test_files, tear_down);
  return g_test_run ();
}
