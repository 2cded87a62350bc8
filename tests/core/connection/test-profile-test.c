// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

/* The test of a profile, against the sandbox's issuer, services and broker, and against what is no such thing. */

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/connection/helio-profile-test.h"
#include "core/crypto/helio-certificate.h"
#include "tests/support/helio-fake-idp.h"
#include "tests/support/helio-mosquitto.h"
#include "tests/support/helio-raw-server.h"
#include "tests/support/helio-sandbox-run.h"
#include "tests/support/helio-test.h"

#include <string.h>

static HelioProfileTest *
run_with (const HelioProfile *profile, const char *password, gint64 deadline)
{
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  g_autoptr (HelioHttp) http = helio_http_new ();
  HelioProfileTest *test = helio_profile_test_new (profile, http, clock, deadline);
  g_autoptr (HelioSecret) secret = password != NULL ? helio_secret_new (password) : NULL;
  HelioTestResult ready = {0};
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpint (helio_check_rows_get_status (HELIO_CHECK_ROWS (test)), ==, HELIO_CHECK_PENDING);
  helio_profile_test_set_password (test, secret);
  helio_profile_test_run_async (test, NULL, helio_test_result_ready, &ready);
  g_assert_true (helio_profile_test_run_finish (test, helio_test_result_wait (&ready, 60), &error));
  g_assert_no_error (error);
  helio_test_result_clear (&ready);
  helio_test_settle ();
  text = helio_check_rows_to_text (HELIO_CHECK_ROWS (test));
  g_test_message ("%s", text);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (test)); i++) {
    g_autoptr (HelioCheckRow) row = g_list_model_get_item (G_LIST_MODEL (test), i);

    g_assert_true (helio_check_row_is_done (row));
    /* Nobody is left alone with a failure, or with a question. */
    if (helio_check_row_get_status (row) == HELIO_CHECK_FAIL) {
      g_assert_nonnull (helio_check_row_get_explanation (row));
      g_assert_nonnull (helio_check_row_get_remedy (row));
    }
    if (helio_check_row_get_status (row) == HELIO_CHECK_UNCHECKED)
      g_assert_nonnull (helio_check_row_get_explanation (row));
  }
  return test;
}

static HelioProfileTest *
run (const HelioProfile *profile, gint64 deadline)
{
  return run_with (profile, NULL, deadline);
}

static void
expect (HelioProfileTest *test, const char *id, HelioCheckStatus status, const char *words)
{
  HelioCheckRow *row = helio_check_rows_find (HELIO_CHECK_ROWS (test), id);
  g_autofree char *text = NULL;

  if (row == NULL)
    g_error ("there is no row “%s”", id);
  text = helio_check_row_to_text (row);
  if (helio_check_row_get_status (row) != status || (words != NULL && strstr (text, words) == NULL))
    g_error ("“%s” is not %s with “%s”:\n%s",
             id,
             helio_check_status_get_name (status),
             words,
             text);
}

static HelioProfile *
load_profile (HelioSandboxRun *sandbox, const char *name)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  HelioProfile *profile;
  gsize length;

  g_file_get_contents (helio_sandbox_run_get_profile (sandbox, name), &text, &length, &error);
  g_assert_no_error (error);
  profile = helio_profile_from_text (text, length, &error);
  g_assert_no_error (error);
  return profile;
}

static void
expect_all (HelioProfileTest *test, gboolean signs_in)
{
  static const char *const sign_in[] = {"issuer", "metadata", "keys", "ports", "service"};
  static const char *const ids[] = {"profile", "broker", "tls", "websocket"};

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    expect (test, ids[i], HELIO_CHECK_PASS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (sign_in); i++)
    if (signs_in)
      expect (test, sign_in[i], HELIO_CHECK_PASS, NULL);
    else
      g_assert_null (helio_check_rows_find (HELIO_CHECK_ROWS (test), sign_in[i]));
  expect (test, "tls", HELIO_CHECK_PASS, "TLS 1.3");
  expect (test, "tls", HELIO_CHECK_PASS, "valid until 20");
  g_assert_cmpint (helio_check_rows_get_status (HELIO_CHECK_ROWS (test)), ==, HELIO_CHECK_PASS);
}

/* Every method's profile passes every row, and no token or exchange happens on the way. */
static void
test_sandbox (gconstpointer data)
{
  HelioSandboxRun *sandbox = (HelioSandboxRun *) data;
  static const char *const names[] = {"alice-exchange",
                                      "alice-organization",
                                      "alice-backend-bearer",
                                      "alice-backend-json",
                                      "alice-password"};
  gint64 tokens = helio_sandbox_run_count (sandbox, "token");

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (HelioProfile) profile = load_profile (sandbox, names[i]);
    g_autoptr (HelioProfileTest) test = NULL;
    gboolean fixed = profile->method == HELIO_METHOD_PASSWORD;

    g_test_message ("%s", names[i]);
    test = run_with (profile, fixed ? helio_sandbox_run_get_password (sandbox, "alice") : NULL, 0);
    expect_all (test, !fixed);
    if (fixed)
      expect (test, "credentials", HELIO_CHECK_PASS, "alice");
    else
      g_assert_null (helio_check_rows_find (HELIO_CHECK_ROWS (test), "credentials"));
  }
  g_assert_cmpint (helio_sandbox_run_count (sandbox, "token"), ==, tokens);
}

static void
test_native (gconstpointer data)
{
  HelioSandboxRun *sandbox = (HelioSandboxRun *) data;
  g_autoptr (HelioProfile) profile = load_profile (sandbox, "alice-password");
  g_autoptr (HelioProfileTest) test = NULL;

  profile->method = HELIO_METHOD_NATIVE;
  g_free (profile->native.url);
  profile->native.url = g_strconcat (helio_sandbox_run_get (sandbox, "issuer"), "v2/tokens/", NULL);
  helio_set_str (&profile->native.organization_id,
                 helio_sandbox_run_get (sandbox, "organization_id"));
  helio_set_str (&profile->native.email, "alice@example.com");
  test = run (profile, 0);
  expect (test, "service", HELIO_CHECK_PASS, "HTTP 4");
  g_assert_null (helio_check_rows_find (HELIO_CHECK_ROWS (test), "issuer"));
}

/* Hosts that are there, and paths that are not. */
static void
test_wrong_places (gconstpointer data)
{
  HelioSandboxRun *sandbox = (HelioSandboxRun *) data;
  g_autoptr (HelioProfile) profile = load_profile (sandbox, "alice-exchange");
  g_autoptr (HelioProfileTest) test = NULL, other = NULL, third = NULL;

  g_free (profile->exchange.url);
  profile->exchange.url =
      g_strconcat (helio_sandbox_run_get (sandbox, "issuer"), "v3/tokens/exchange", NULL);
  test = run (profile, 0);
  expect (test, "service", HELIO_CHECK_FAIL, "HTTP 404");
  expect (test, "service", HELIO_CHECK_FAIL, "https://auth.cloudsignal.app/v2/tokens/exchange");
  expect (test, "keys", HELIO_CHECK_PASS, NULL);
  expect (test, "websocket", HELIO_CHECK_PASS, NULL);
  g_assert_cmpint (helio_check_rows_get_status (HELIO_CHECK_ROWS (test)), ==, HELIO_CHECK_FAIL);

  g_clear_pointer (&profile, helio_profile_unref);
  profile = load_profile (sandbox, "alice-backend-bearer");
  g_free (profile->backend.url);
  profile->backend.url = g_strconcat (helio_sandbox_run_get (sandbox, "issuer"), "nothing", NULL);
  other = run (profile, 0);
  expect (other, "service", HELIO_CHECK_FAIL, "HTTP 404");

  /* The host is there, and is another issuer's. */
  g_clear_pointer (&profile, helio_profile_unref);
  profile = load_profile (sandbox, "alice-exchange");
  g_free (profile->sign_in.issuer);
  profile->sign_in.issuer =
      g_strconcat (helio_sandbox_run_get (sandbox, "issuer"), "tenant/", NULL);
  third = run (profile, 0);
  expect (third, "issuer", HELIO_CHECK_PASS, NULL);
  expect (third, "metadata", HELIO_CHECK_FAIL, "HTTP 404");
  expect (third, "keys", HELIO_CHECK_UNCHECKED, "step before");
}

static void
test_wrong_authority (gconstpointer data)
{
  HelioSandboxRun *sandbox = (HelioSandboxRun *) data;
  static const char *const names[] = {"localhost", "127.0.0.1", NULL};
  g_autoptr (HelioProfile) profile = load_profile (sandbox, "alice-exchange");
  g_autoptr (HelioCertificateSet) set = NULL;
  g_autoptr (HelioProfileTest) test = NULL;

  set = helio_certificate_set_new (names, 0, g_get_real_time () / G_USEC_PER_SEC + 3600, NULL);
  helio_set_str (&profile->broker.ca_pem, helio_certificate_set_get_authority (set));
  test = run (profile, 0);
  expect (test, "broker", HELIO_CHECK_PASS, "127.0.0.1");
  expect (test, "tls", HELIO_CHECK_FAIL, "not issued by a known authority");
  /* What is wrong with whose certificate. */
  expect (test, "tls", HELIO_CHECK_FAIL, "for ");
  expect (test, "tls", HELIO_CHECK_FAIL, "did not issue it");
  expect (test, "websocket", HELIO_CHECK_UNCHECKED, "step before");
}

static HelioProfile *
new_mosquitto_profile (HelioMosquitto *broker, const char *scheme)
{
  HelioProfile *profile = helio_profile_new ();

  helio_set_str (&profile->name, "Mosquitto");
  profile->method = HELIO_METHOD_PASSWORD;
  helio_set_str (&profile->password.username, "anybody");
  helio_set_str (&profile->broker.url, helio_mosquitto_get_url (broker, scheme));
  helio_set_str (&profile->broker.ca_pem, helio_mosquitto_get_ca (broker));
  return profile;
}

static void
test_certificate_runs_out (void)
{
  HelioMosquittoOptions options = {.not_after = 3 * 24 * 60 * 60 + 60};
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (&options);
  g_autoptr (HelioProfile) profile = new_mosquitto_profile (broker, "mqtts");
  g_autoptr (HelioProfileTest) test = run (profile, 0);

  expect (test, "tls", HELIO_CHECK_PASS, "runs out in 3 days");
  expect (test, "tls", HELIO_CHECK_PASS, "localhost");
  g_assert_null (helio_check_rows_find (HELIO_CHECK_ROWS (test), "websocket"));
}

static void
test_other_name (void)
{
  static const char *const names[] = {"other.example.com", NULL};
  HelioMosquittoOptions options = {.names = names};
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (&options);
  g_autoptr (HelioProfile) profile = new_mosquitto_profile (broker, "mqtts");
  g_autoptr (HelioProfileTest) test = run (profile, 0);

  expect (test, "tls", HELIO_CHECK_FAIL, "for other.example.com");
  expect (test, "tls", HELIO_CHECK_FAIL, "host name that is written in the broker's certificate");
}

/* The one row for which CONNECT is sent: what was typed is tried, and nothing that was not. */
static void
test_credentials (void)
{
  static const char *const users[] = {"alice", "wonder", NULL};
  static const char *const schemes[] = {"mqtt", "mqtts", "ws", "wss"};
  HelioMosquittoOptions options = {.users = users};
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (&options);

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++) {
    g_autoptr (HelioProfile) profile = new_mosquitto_profile (broker, schemes[i]);
    g_autoptr (HelioProfileTest) good = NULL, bad = NULL, none = NULL, anonymous = NULL;

    helio_set_str (&profile->password.username, "alice");
    good = run_with (profile, "wonder", 0);
    expect (good, "credentials", HELIO_CHECK_PASS, "alice, MQTT 5");
    g_assert_cmpint (helio_check_rows_get_status (HELIO_CHECK_ROWS (good)), ==, HELIO_CHECK_PASS);
    bad = run_with (profile, "blunder", 0);
    expect (bad, "broker", HELIO_CHECK_PASS, NULL);
    expect (bad, "credentials", HELIO_CHECK_FAIL, "password is wrong");
    none = run (profile, 0);
    expect (none, "credentials", HELIO_CHECK_UNCHECKED, "not at hand");
    profile->method = HELIO_METHOD_NONE;
    anonymous = run (profile, 0);
    expect (anonymous, "credentials", HELIO_CHECK_FAIL, "Anonymous connections are not allowed");
  }
}

static void
test_anonymous (void)
{
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  g_autoptr (HelioProfile) profile = new_mosquitto_profile (broker, "mqtt");
  g_autoptr (HelioProfileTest) test = NULL, older = NULL, frozen = NULL;

  profile->method = HELIO_METHOD_NONE;
  /* Of no account here: what it says may not be published. */
  profile->broker.will = helio_profile_will_new ("gone");
  test = run (profile, 0);
  expect (test, "credentials", HELIO_CHECK_PASS, "anonymous, MQTT 5");
  profile->broker.protocol = HELIO_PROTOCOL_3_1_1;
  older = run (profile, 0);
  expect (older, "credentials", HELIO_CHECK_PASS, "anonymous, MQTT 3.1.1");
  helio_mosquitto_freeze (broker, TRUE);
  frozen = run (profile, G_USEC_PER_SEC / 2);
  expect (frozen, "broker", HELIO_CHECK_PASS, NULL);
  expect (frozen, "credentials", HELIO_CHECK_FAIL, "did not answer in time");
  helio_mosquitto_freeze (broker, FALSE);
}

/* A broker that asks for a client certificate: its key is a secret, and stays where it is. */
static void
test_client_certificate (void)
{
  static const char *const schemes[] = {"mqtts", "wss"};
  HelioMosquittoOptions options = {.client_certificates = TRUE};
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (&options);

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++) {
    g_autoptr (HelioProfile) profile = new_mosquitto_profile (broker, schemes[i]);
    g_autoptr (HelioProfileTest) test = NULL;

    helio_set_str (&profile->broker.certificate_pem,
                   helio_mosquitto_get_client_certificate (broker));
    test = run (profile, 0);
    g_assert_cmpint (helio_check_rows_get_status (HELIO_CHECK_ROWS (test)), !=, HELIO_CHECK_FAIL);
    if (i == 1)
      expect (test, "websocket", HELIO_CHECK_UNCHECKED, "client certificate");
  }
}

/* Mosquitto's own listeners: the WebSocket that is no WebSocket, and TLS where there is none. */
static void
test_wrong_schemes (void)
{
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  g_autoptr (HelioProfile) profile = new_mosquitto_profile (broker, "ws");
  g_autoptr (HelioProfileTest) plain = NULL, websocket = NULL, tls = NULL;
  guint16 port = helio_mosquitto_get_port (broker, "mqtt");

  plain = run (profile, 0);
  expect (plain, "websocket", HELIO_CHECK_PASS, "mqtt");
  g_assert_null (helio_check_rows_find (HELIO_CHECK_ROWS (plain), "tls"));

  g_free (profile->broker.url);
  profile->broker.url = g_strdup_printf ("ws://127.0.0.1:%u/", port);
  websocket = run (profile, 0);
  expect (websocket, "broker", HELIO_CHECK_PASS, NULL);
  expect (websocket, "websocket", HELIO_CHECK_FAIL, "does not speak WebSocket");

  g_free (profile->broker.url);
  profile->broker.url = g_strdup_printf ("mqtts://127.0.0.1:%u", port);
  tls = run (profile, 0);
  expect (tls, "tls", HELIO_CHECK_FAIL, "does not speak TLS");
}

/* A port on which nobody listens any more. */
static guint16
get_dead_port (void)
{
  g_autoptr (HelioRawServer) server = helio_raw_server_new ();
  g_autofree char *uri = helio_raw_server_get_uri (server, "/");
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);

  helio_raw_server_stop (server);
  return (guint16) g_uri_get_port (parsed);
}

static HelioProfile *
new_profile (const char *base)
{
  HelioProfile *profile = helio_profile_new ();

  helio_set_str (&profile->name, "Nobody");
  profile->broker.url = (g_free (profile->broker.url), g_strdup ("mqtt://127.0.0.1:1"));
  profile->sign_in.issuer = g_strconcat (base, "/", NULL);
  helio_set_str (&profile->sign_in.client_id, "abc");
  helio_set_str (&profile->sign_in.audience, "https://api.example.com");
  g_array_set_size (profile->sign_in.redirect_ports, 1);
  g_array_index (profile->sign_in.redirect_ports, int, 0) = 0;
  g_free (profile->exchange.url);
  profile->exchange.url = g_strconcat (base, "/v2/tokens/exchange", NULL);
  return profile;
}

static void
test_dead_ports (void)
{
  g_autofree char *base = g_strdup_printf ("http://127.0.0.1:%u", get_dead_port ());
  g_autoptr (HelioProfile) profile = new_profile (base);
  g_autoptr (HelioProfileTest) test = NULL;

  g_free (profile->broker.url);
  profile->broker.url = g_strdup_printf ("wss://127.0.0.1:%u/", get_dead_port ());
  test = run (profile, 0);
  expect (test, "profile", HELIO_CHECK_PASS, NULL);
  expect (test, "issuer", HELIO_CHECK_FAIL, "refuses the connection");
  expect (test, "metadata", HELIO_CHECK_UNCHECKED, NULL);
  expect (test, "keys", HELIO_CHECK_UNCHECKED, NULL);
  expect (test, "ports", HELIO_CHECK_PASS, "any free");
  expect (test, "service", HELIO_CHECK_FAIL, "refuses the connection");
  expect (test, "broker", HELIO_CHECK_FAIL, "refused the connection");
  expect (test, "tls", HELIO_CHECK_UNCHECKED, NULL);
  expect (test, "websocket", HELIO_CHECK_UNCHECKED, NULL);
  /* Causes come from the table of what goes wrong. */
  expect (test, "broker", HELIO_CHECK_FAIL, "1. ");
}

static void
test_answers (void)
{
  static const struct {
    int status;
    const char *type, *body;
    HelioCheckStatus service;
    const char *words;
  } cases[] = {
      {200, "text/html", "<html></html>", HELIO_CHECK_FAIL, "something else than JSON"},
      {200,
       "application/json",
       "{\"mqtt_username\":\"a@org_1\",\"mqtt_password\":\"x\"}",
       HELIO_CHECK_FAIL,
       "without a token"},
      {200, "application/json", "{}", HELIO_CHECK_UNCHECKED, "only a connection shows"},
      {503, "application/json", "{}", HELIO_CHECK_FAIL, "HTTP 503"},
      {429, "application/json", "{}", HELIO_CHECK_UNCHECKED, "HTTP 429"},
      {401, "text/html", "no", HELIO_CHECK_FAIL, "HTTP 401"},
      {404,
       "application/json",
       "{\"detail\":\"Not Found\"}",
       HELIO_CHECK_FAIL,
       "The path is wrong"},
      {401,
       "application/json",
       "{\"error\":\"unauthorized\",\"message\":\"API key invalid or missing\"}",
       HELIO_CHECK_PASS,
       "as it should"},
      {422, "application/json", "{\"detail\":[]}", HELIO_CHECK_PASS, "HTTP 422"},
      {200, "application/json", "{\"error\":\"unauthorized\"}", HELIO_CHECK_PASS, "as it should"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HelioRawServer) server = helio_raw_server_new ();
    g_autofree char *answer = g_strdup_printf ("HTTP/1.1 %d X\r\nContent-Type: %s\r\n"
                                               "Content-Length: %zu\r\n\r\n%s",
                                               cases[i].status,
                                               cases[i].type,
                                               strlen (cases[i].body),
                                               cases[i].body);
    HelioRawStep step = {.answer = answer};
    g_autofree char *base = helio_raw_server_get_uri (server, "");
    g_autoptr (HelioProfile) profile = new_profile (base);
    g_autoptr (HelioProfileTest) test = NULL;

    helio_raw_server_push (server, &step);
    test = run (profile, 0);
    expect (test, "issuer", HELIO_CHECK_PASS, NULL);
    expect (test, "metadata", HELIO_CHECK_FAIL, NULL);
    expect (test, "service", cases[i].service, cases[i].words);
    g_assert_null (strstr (helio_raw_server_get_requests (server), "Authorization"));
    helio_raw_server_stop (server);
    helio_test_settle ();
  }
}

static void
test_wrong_websocket (void)
{
  g_autoptr (HelioRawServer) server = helio_raw_server_new ();
  HelioRawStep step = {.answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"};
  g_autofree char *base = helio_raw_server_get_uri (server, "/elsewhere");
  g_autoptr (HelioProfile) profile = new_profile ("http://127.0.0.1:1");
  g_autoptr (HelioProfileTest) test = NULL;

  helio_raw_server_push (server, &step);
  g_free (profile->broker.url);
  profile->broker.url = g_strconcat ("ws", base + strlen ("http"), NULL);
  test = run (profile, 0);
  expect (test, "broker", HELIO_CHECK_PASS, NULL);
  expect (test, "websocket", HELIO_CHECK_FAIL, "HTTP 404");
  expect (test, "websocket", HELIO_CHECK_FAIL, "Check the path");
  helio_raw_server_stop (server);
}

/* 401 in any form is how a backend of one's own may refuse. */
static void
test_plain_backend (void)
{
  g_autoptr (HelioRawServer) server = helio_raw_server_new ();
  HelioRawStep step = {.answer = "HTTP/1.1 401 No\r\nContent-Type: text/plain\r\n"
                                 "Content-Length: 12\r\n\r\nUnauthorized"};
  g_autofree char *base = helio_raw_server_get_uri (server, "");
  g_autoptr (HelioProfile) profile = new_profile (base);
  g_autoptr (HelioProfileTest) test = NULL;

  profile->method = HELIO_METHOD_BACKEND;
  g_free (profile->backend.url);
  profile->backend.url = g_strconcat (base, "/credentials", NULL);
  helio_raw_server_push (server, &step);
  test = run (profile, 0);
  expect (test, "service", HELIO_CHECK_PASS, "HTTP 401");
  helio_raw_server_stop (server);
}

/* A row for each of what an issuer may do wrong. */
static void
test_issuers (void)
{
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  g_autoptr (HelioFakeIdp) idp = helio_fake_idp_new (clock);
  g_autoptr (HelioProfile) profile = helio_fake_idp_new_profile (idp);
  g_autoptr (HelioProfileTest) good = NULL, other = NULL, text = NULL, late = NULL;

  helio_set_str (&profile->broker.url, "mqtt://127.0.0.1:1");
  good = run (profile, 0);
  expect (good, "metadata", HELIO_CHECK_PASS, "PKCE");
  expect (good, "keys", HELIO_CHECK_PASS, "1 key, RS256");
  expect (good, "issuer", HELIO_CHECK_PASS, NULL);

  idp->metadata_issuer = "https://other.example.com/";
  other = run (profile, 0);
  expect (other, "issuer", HELIO_CHECK_PASS, NULL);
  expect (other, "metadata", HELIO_CHECK_FAIL, "https://other.example.com/");
  expect (other, "keys", HELIO_CHECK_UNCHECKED, NULL);
  idp->metadata_issuer = NULL;

  idp->metadata_text = "<!doctype html><title>Welcome to the hotel</title>";
  idp->metadata_length = strlen (idp->metadata_text);
  text = run (profile, 0);
  expect (text, "metadata", HELIO_CHECK_FAIL, "sign-in page of the network");
  idp->metadata_text = NULL;

  idp->date_offset = 600;
  late = run (profile, 0);
  expect (late, "issuer", HELIO_CHECK_PASS, "seconds off the issuer's");
}

/* Whoever never answers costs a deadline a row, and no more. */
static void
test_silence (void)
{
  g_autoptr (HelioRawServer) server = helio_raw_server_new ();
  HelioRawStep step = {.silent = TRUE};
  g_autofree char *base = helio_raw_server_get_uri (server, "");
  g_autoptr (HelioProfile) profile = new_profile (base);
  g_autoptr (HelioProfileTest) test = NULL;

  helio_raw_server_push (server, &step);
  g_free (profile->broker.url);
  profile->broker.url = g_strconcat ("wss", base + strlen ("http"), NULL);
  test = run (profile, 300 * 1000);
  expect (test, "issuer", HELIO_CHECK_FAIL, "did not answer in time");
  expect (test, "service", HELIO_CHECK_FAIL, "did not answer in time");
  expect (test, "broker", HELIO_CHECK_PASS, NULL);
  expect (test, "tls", HELIO_CHECK_FAIL, "did not answer in time");
  helio_raw_server_stop (server);
}

static gboolean
both_came (gpointer data)
{
  return helio_raw_server_get_connections (data) >= 3;
}

static void
test_cancel (void)
{
  g_autoptr (HelioRawServer) server = helio_raw_server_new ();
  HelioRawStep step = {.silent = TRUE};
  g_autofree char *base = helio_raw_server_get_uri (server, "");
  g_autoptr (HelioProfile) profile = new_profile (base);
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  g_autoptr (HelioHttp) http = helio_http_new ();
  g_autoptr (HelioProfileTest) test = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  HelioTestResult ready = {0};

  helio_raw_server_push (server, &step);
  g_free (profile->broker.url);
  profile->broker.url = g_strconcat ("wss", base + strlen ("http"), NULL);
  test = helio_profile_test_new (profile, http, clock, 0);
  helio_profile_test_run_async (test, cancellable, helio_test_result_ready, &ready);
  helio_test_wait (both_came, server, 20, "requests");
  expect (test, "issuer", HELIO_CHECK_RUNNING, NULL);
  expect (test, "metadata", HELIO_CHECK_PENDING, NULL);
  g_cancellable_cancel (cancellable);
  g_assert_false (
      helio_profile_test_run_finish (test, helio_test_result_wait (&ready, 20), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  helio_test_result_clear (&ready);
  expect (test, "issuer", HELIO_CHECK_UNCHECKED, "stopped");
  expect (test, "keys", HELIO_CHECK_UNCHECKED, NULL);
  expect (test, "service", HELIO_CHECK_UNCHECKED, "stopped");
  expect (test, "tls", HELIO_CHECK_UNCHECKED, "stopped");
  expect (test, "websocket", HELIO_CHECK_UNCHECKED, NULL);
  helio_raw_server_stop (server);
}

/* Nothing leaves for a profile that is not as it has to be. */
static void
test_incomplete (void)
{
  g_autoptr (HelioRawServer) server = helio_raw_server_new ();
  HelioRawStep step = {.drop = TRUE};
  g_autofree char *base = helio_raw_server_get_uri (server, "");
  g_autoptr (HelioProfile) profile = new_profile (base);
  g_autoptr (HelioProfileTest) file = NULL, client = NULL, plain = NULL, bad = NULL;

  helio_raw_server_push (server, &step);
  helio_set_str (&profile->broker.ca_file, "/ca.pem");
  file = run (profile, 0);
  expect (file, "profile", HELIO_CHECK_FAIL, "$.broker.ca.file");
  expect (file, "broker", HELIO_CHECK_UNCHECKED, "Nothing is sent");
  g_clear_pointer (&profile->broker.ca_file, g_free);

  helio_set_str (&profile->broker.url, "mqtt://broker.example.com");
  plain = run (profile, 0);
  expect (plain, "profile", HELIO_CHECK_FAIL, "not encrypted");
  expect (plain, "broker", HELIO_CHECK_UNCHECKED, NULL);

  helio_set_str (&profile->broker.url, "broker.example.com");
  bad = run (profile, 0);
  expect (bad, "profile", HELIO_CHECK_FAIL, "$.broker.url");
  g_assert_cmpuint (helio_raw_server_get_connections (server), ==, 0);

  /* Only the sign-in is not complete: the rest is tried. */
  helio_set_str (&profile->broker.url, "mqtt://127.0.0.1:1");
  helio_set_str (&profile->sign_in.client_id, "");
  client = run (profile, 0);
  expect (client, "profile", HELIO_CHECK_FAIL, "$.sign_in.client_id");
  expect (client, "issuer", HELIO_CHECK_UNCHECKED, NULL);
  expect (client, "service", HELIO_CHECK_FAIL, NULL);
  helio_raw_server_stop (server);
}

static void
test_ports (void)
{
  g_autoptr (HelioRawServer) server = helio_raw_server_new ();
  g_autofree char *base = helio_raw_server_get_uri (server, "");
  g_autoptr (GUri) uri = g_uri_parse (base, G_URI_FLAGS_NONE, NULL);
  g_autofree char *dead = g_strdup_printf ("http://127.0.0.1:%u", get_dead_port ());
  g_autoptr (HelioProfile) profile = new_profile (dead);
  g_autoptr (HelioProfileTest) all = NULL, one = NULL;
  g_autofree char *in_use = g_strdup_printf ("%d in use", g_uri_get_port (uri));
  int any = 0;

  g_array_index (profile->sign_in.redirect_ports, int, 0) = g_uri_get_port (uri);
  all = run (profile, 0);
  expect (all, "ports", HELIO_CHECK_FAIL, NULL);
  g_array_append_val (profile->sign_in.redirect_ports, any);
  one = run (profile, 0);
  expect (one, "ports", HELIO_CHECK_PASS, in_use);
  helio_raw_server_stop (server);
}

static void
test_json (void)
{
  g_autofree char *base = g_strdup_printf ("http://127.0.0.1:%u", get_dead_port ());
  g_autoptr (HelioProfile) profile = new_profile (base);
  g_autoptr (HelioProfileTest) test = run (profile, 0);
  g_autoptr (HelioJson) json = helio_check_rows_to_json (HELIO_CHECK_ROWS (test));
  g_autoptr (HelioJson) rows = helio_json_get_array (json, "rows");
  g_autoptr (HelioJson) first = helio_json_get_element (rows, 0);

  g_assert_cmpstr (helio_json_get_string (json, "status"), ==, "fail");
  g_assert_cmpuint (helio_json_get_length (rows), ==, 7);
  g_assert_cmpstr (helio_json_get_string (first, "id"), ==, "profile");
  g_assert_cmpstr (helio_json_get_string (first, "status"), ==, "pass");
}

int
main (int argc, char **argv)
{
  g_autoptr (HelioSandboxRun) sandbox = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  sandbox = helio_sandbox_run_new ("--tls", NULL);
  g_test_add_data_func ("/connection/profile-test/sandbox", sandbox, test_sandbox);
  g_test_add_data_func ("/connection/profile-test/native", sandbox, test_native);
  g_test_add_data_func ("/connection/profile-test/wrong-places", sandbox, test_wrong_places);
  g_test_add_data_func ("/connection/profile-test/wrong-authority", sandbox, test_wrong_authority);
  g_test_add_func ("/connection/profile-test/certificate-runs-out", test_certificate_runs_out);
  g_test_add_func ("/connection/profile-test/other-name", test_other_name);
  g_test_add_func ("/connection/profile-test/client-certificate", test_client_certificate);
  g_test_add_func ("/connection/profile-test/credentials", test_credentials);
  g_test_add_func ("/connection/profile-test/anonymous", test_anonymous);
  g_test_add_func ("/connection/profile-test/wrong-schemes", test_wrong_schemes);
  g_test_add_func ("/connection/profile-test/dead-ports", test_dead_ports);
  g_test_add_func ("/connection/profile-test/answers", test_answers);
  g_test_add_func ("/connection/profile-test/wrong-websocket", test_wrong_websocket);
  g_test_add_func ("/connection/profile-test/plain-backend", test_plain_backend);
  g_test_add_func ("/connection/profile-test/issuers", test_issuers);
  g_test_add_func ("/connection/profile-test/silence", test_silence);
  g_test_add_func ("/connection/profile-test/cancel", test_cancel);
  g_test_add_func ("/connection/profile-test/incomplete", test_incomplete);
  g_test_add_func ("/connection/profile-test/ports", test_ports);
  g_test_add_func ("/connection/profile-test/json", test_json);
  status = g_test_run ();
  g_clear_pointer (&sandbox, helio_sandbox_run_free);
  return status;
}
