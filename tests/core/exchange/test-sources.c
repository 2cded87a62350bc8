// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/exchange/helio-anonymous-source.h"
#include "core/exchange/helio-backend-source.h"
#include "core/exchange/helio-exchange-source.h"
#include "core/exchange/helio-native-source.h"
#include "core/exchange/helio-password-source.h"
#include "tests/support/helio-fake-idp.h"
#include "tests/support/helio-raw-client.h"
#include "tests/support/helio-raw-server.h"
#include "tests/support/helio-test.h"

#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
#define GOOD                                                                                       \
  HEAD "{\"mqtt_username\":\"alice@org_1\",\"mqtt_password\":\"temp_1\",\"expires_in\":3600,"      \
       "\"provider\":\"auth0\"}"

typedef struct {
  HelioFakeClock *clock;
  HelioHttp *http;
  HelioRawServer *server;
  HelioProfile *profile;
  HelioTokenSource *tokens;
  HelioServiceSourceInit init;
  GString *stages;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioSecret) token = helio_secret_new ("YOUR_AUTH0_ACCESS_TOKEN");
  HelioTokenSourceInit tokens = {.access_token = token};

  self->clock = helio_fake_clock_new ();
  self->http = helio_http_new ();
  self->server = helio_raw_server_new ();
  self->profile = helio_profile_new ();
  tokens.profile = self->profile;
  tokens.http = self->http;
  tokens.clock = HELIO_CLOCK (self->clock);
  self->tokens = helio_token_source_new (&tokens);
  self->init = (HelioServiceSourceInit){.profile = self->profile,
                                        .http = self->http,
                                        .clock = HELIO_CLOCK (self->clock),
                                        .token_source = self->tokens};
  self->stages = g_string_new (NULL);
  g_free (self->profile->exchange.url);
  self->profile->exchange.url = helio_raw_server_get_uri (self->server, "/v2/tokens/exchange");
  g_free (self->profile->backend.url);
  self->profile->backend.url = helio_raw_server_get_uri (self->server, "/api/mqtt-credentials");
  g_free (self->profile->native.url);
  self->profile->native.url = helio_raw_server_get_uri (self->server, "/v2/tokens/");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  helio_raw_server_stop (self->server);
  helio_test_settle ();
  g_assert_finalize_object (self->tokens);
  g_assert_finalize_object (self->server);
  helio_profile_unref (self->profile);
  g_assert_finalize_object (self->http);
  g_assert_finalize_object (self->clock);
  g_string_free (self->stages, TRUE);
}

static void
push (Fixture *self, const char *answer)
{
  HelioRawStep step = {.answer = answer};

  helio_raw_server_push (self->server, &step);
}

static void
on_stage (HelioCredentialSource *source, Fixture *self)
{
  static const char letters[] = "iskf"; /* k: the keyring */

  g_string_append_c (self->stages, letters[helio_credential_source_get_stage (source)]);
}

static HelioCredential *
get (Fixture *self,
     gpointer source,
     HelioCredentialFlags flags,
     HelioCredential *previous,
     GError **error)
{
  HelioTestResult ready = {0};
  HelioCredential *credential;
  gulong handler = g_signal_connect (source, "stage-changed", G_CALLBACK (on_stage), self);

  helio_credential_source_get_async (source,
                                     flags,
                                     previous,
                                     NULL,
                                     helio_test_result_ready,
                                     &ready);
  credential =
      helio_credential_source_get_finish (source, helio_test_result_wait (&ready, 30), error);
  helio_test_result_clear (&ready);
  g_signal_handler_disconnect (source, handler);
  return credential;
}

static void
expect_body (Fixture *self, const char *body)
{
  const char *requests = helio_raw_server_get_requests (self->server);
  const char *found = strstr (requests, "\r\n\r\n");

  for (const char *next = found; next != NULL; next = strstr (next + 4, "\r\n\r\n"))
    found = next;
  g_assert_nonnull (found);
  g_assert_cmpstr (found + 4, ==, body);
}

/* The request of the Auth0 guide:
 *
 *   curl -X POST https://api.cloudsignal.io/v2/tokens/exchange \
 *     -H "Authorization: Bearer YOUR_CLOUDSIGNAL_SK" \
 *     -H "Content-Type: application/json" \
 *     -d '{
 *       "provider": "auth0",
 *       "token": "YOUR_AUTH0_ACCESS_TOKEN"
 *     }'
 */
static void
test_guide (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioSecret) key = helio_secret_new ("  YOUR_CLOUDSIGNAL_SK\n");
  g_autoptr (HelioExchangeSource) source = helio_exchange_source_new (&self->init);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioCredential) credential = NULL;
  const char *requests;

  push (self, GOOD);
  helio_exchange_source_set_key (source, key);
  credential = get (self, source, HELIO_CREDENTIAL_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_credential_get_username (credential), ==, "alice@org_1");
  g_assert_cmpstr (helio_credential_get_method (credential), ==, "exchange");
  g_assert_cmpstr (helio_credential_get_provider (credential), ==, "auth0");
  g_assert_cmpint (helio_credential_get_obtained (credential),
                   ==,
                   helio_clock_now_boot (HELIO_CLOCK (self->clock)));
  requests = helio_raw_server_get_requests (self->server);
  g_assert_true (g_str_has_prefix (requests, "POST /v2/tokens/exchange HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (requests, "\r\nAuthorization: Bearer YOUR_CLOUDSIGNAL_SK\r\n"));
  g_assert_nonnull (strstr (requests, "\r\nContent-Type: application/json\r\n"));
  expect_body (self,
               "{\n"
               "    \"provider\": \"auth0\",\n"
               "    \"token\": \"YOUR_AUTH0_ACCESS_TOKEN\"\n"
               "  }");
  g_assert_cmpstr (self->stages->str, ==, "fi");
}

static void
test_ttl (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioSecret) key = helio_secret_new ("pk_1");
  g_autoptr (HelioExchangeSource) source = helio_exchange_source_new (&self->init);
  g_autoptr (HelioCredential) credential = NULL;

  push (self, GOOD);
  self->profile->exchange.ttl = 7200;
  helio_exchange_source_set_key (source, key);
  credential = get (self, source, HELIO_CREDENTIAL_NONE, NULL, NULL);
  expect_body (self,
               "{\n    \"provider\": \"auth0\",\n    \"token\": \"YOUR_AUTH0_ACCESS_TOKEN\",\n"
               "    \"ttl\": 7200\n  }");
}

static void
test_organization (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioExchangeSource) source = helio_exchange_source_new (&self->init);
  g_autoptr (HelioCredential) first = NULL, second = NULL;
  g_autoptr (HelioSecret) key = helio_secret_new ("sk_must_not_be_sent");
  g_autoptr (GError) error = NULL;

  push (self, GOOD);
  self->profile->exchange.dialect = HELIO_DIALECT_ORGANIZATION;
  self->profile->exchange.organization_id = g_strdup ("org_1");
  helio_exchange_source_set_key (source, key);
  first = get (self, source, HELIO_CREDENTIAL_NONE, NULL, &error);
  g_assert_no_error (error);
  expect_body (
      self,
      "{\n    \"organization_id\": \"org_1\",\n    \"token\": \"YOUR_AUTH0_ACCESS_TOKEN\"\n  }");
  self->profile->exchange.integration_id = g_strdup ("int_1");
  second = get (self, source, HELIO_CREDENTIAL_NONE, NULL, &error);
  g_assert_no_error (error);
  expect_body (
      self,
      "{\n    \"organization_id\": \"org_1\",\n    \"token\": \"YOUR_AUTH0_ACCESS_TOKEN\",\n"
      "    \"integration_id\": \"int_1\"\n  }");
  g_assert_null (strstr (helio_raw_server_get_requests (self->server), "Authorization"));
  g_assert_null (strstr (helio_raw_server_get_requests (self->server), "sk_must_not_be_sent"));
}

static void
test_no_key (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioExchangeSource) exchange = helio_exchange_source_new (&self->init);
  g_autoptr (HelioNativeSource) native = helio_native_source_new (&self->init);
  g_autoptr (HelioSecret) blank = helio_secret_new (" \n");
  g_autoptr (GError) error = NULL;

  helio_exchange_source_set_key (exchange, blank);
  g_assert_null (get (self, exchange, HELIO_CREDENTIAL_INTERACTIVE, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_EXCHANGE_KEY);
  g_clear_error (&error);
  g_assert_null (get (self, native, HELIO_CREDENTIAL_INTERACTIVE, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_EXCHANGE_KEY);
  g_assert_cmpuint (helio_raw_server_get_connections (self->server), ==, 0);
  g_assert_cmpstr (self->stages->str, ==, "");
}

static void
test_backend_bearer (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioBackendSource) source = helio_backend_source_new (&self->init);
  g_autoptr (HelioCredential) credential = NULL;
  g_autoptr (GError) error = NULL;
  const char *requests;

  push (self, GOOD);
  self->profile->backend.style = HELIO_STYLE_BEARER;
  credential = get (self, source, HELIO_CREDENTIAL_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_credential_get_method (credential), ==, "backend");
  requests = helio_raw_server_get_requests (self->server);
  g_assert_true (g_str_has_prefix (requests, "POST /api/mqtt-credentials HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (requests, "\r\nAuthorization: Bearer YOUR_AUTH0_ACCESS_TOKEN\r\n"));
  g_assert_nonnull (strstr (requests, "\r\nContent-Type: application/json\r\n"));
  g_assert_nonnull (strstr (requests, "\r\nContent-Length: 0\r\n"));
  expect_body (self, "");
}

static void
test_backend_json (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioBackendSource) source = helio_backend_source_new (&self->init);
  g_autoptr (HelioCredential) credential = NULL;
  g_autoptr (GError) error = NULL;

  push (self, GOOD);
  self->profile->backend.style = HELIO_STYLE_JSON;
  credential = get (self, source, HELIO_CREDENTIAL_NONE, NULL, &error);
  g_assert_no_error (error);
  expect_body (self, "{\n    \"auth0Token\": \"YOUR_AUTH0_ACCESS_TOKEN\"\n  }");
  g_assert_null (strstr (helio_raw_server_get_requests (self->server), "Authorization"));
}

#define NATIVE(id, password)                                                                       \
  HEAD "{\"token_id\":\"" id "\",\"expires_in\":3600,\"mqtt_credentials\":{\"username\":"          \
       "\"id@org_1\",\"password\":\"" password "\"}}"

static void
test_native (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioNativeSource) source = helio_native_source_new (&self->init);
  g_autoptr (HelioCredential) first = NULL, second = NULL, third = NULL, fourth = NULL;
  g_autoptr (HelioSecret) key = helio_secret_new ("sk_1");
  g_autoptr (GError) error = NULL;
  static const char create[] =
      "{\n    \"organization_id\": \"org_1\",\n    \"secret_key\": \"sk_1\","
      "\n    \"user_email\": \"a@b.c\",\n    \"replace_existing\": false\n  }";

  helio_set_str (&self->profile->native.organization_id, "org_1");
  helio_set_str (&self->profile->native.email, "a@b.c");
  helio_native_source_set_key (source, key);
  push (self, NATIVE ("t1", "tkn_1"));
  push (self, NATIVE ("t1", "tkn_2"));
  push (self, "HTTP/1.1 401 x\r\nConnection: close\r\n\r\n{\"error\":\"invalid\"}");
  push (self, NATIVE ("t2", "tkn_3"));
  push (self, NATIVE ("t3", "tkn_4"));

  first = get (self, source, HELIO_CREDENTIAL_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (
      strstr (helio_raw_server_get_requests (self->server), "POST /v2/tokens/create HTTP/1.1"));
  expect_body (self, create);

  second = get (self, source, HELIO_CREDENTIAL_NONE, first, &error);
  g_assert_no_error (error);
  g_assert_nonnull (
      strstr (helio_raw_server_get_requests (self->server), "POST /v2/tokens/refresh HTTP/1.1"));
  expect_body (self,
               "{\n    \"token_id\": \"t1\",\n    \"current_token_password\": \"tkn_1\"\n  }");
  g_assert_true (helio_secret_equal_text (helio_credential_get_password (second), "tkn_2"));

  /* A renewal that is refused is followed by a new token. */
  third = get (self, source, HELIO_CREDENTIAL_NONE, second, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_credential_get_token_id (third), ==, "t2");
  expect_body (self, create);

  /* One that has expired, or that the broker refused, is not renewed. */
  fourth = get (self, source, HELIO_CREDENTIAL_REFUSED, third, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_credential_get_token_id (fourth), ==, "t3");
  expect_body (self, create);
  g_assert_cmpuint (helio_raw_server_get_connections (self->server), ==, 5);
}

static void
test_refusal (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *answer;
    int code;
  } cases[] = {
      {"HTTP/1.1 404 x\r\nConnection: close\r\n\r\n{\"error\":\"provider_not_found\"}",
       HELIO_ERROR_EXCHANGE_PROVIDER},
      {"HTTP/1.1 429 x\r\nRetry-After: 9\r\nConnection: close\r\n\r\n", HELIO_ERROR_RATE_LIMITED},
      {"HTTP/1.1 502 x\r\nConnection: close\r\n\r\n<html>", HELIO_ERROR_SERVER},
      {HEAD "{\"error\":\"Invalid token\"}", HELIO_ERROR_EXCHANGE_TOKEN},
      {HEAD "{}", HELIO_ERROR_BAD_ANSWER},
      {HEAD "<html>", HELIO_ERROR_BAD_ANSWER},
      {HEAD, HELIO_ERROR_BAD_ANSWER},
      {HEAD "[\"mqtt_password\"]", HELIO_ERROR_BAD_ANSWER},
      {HEAD "{\"mqtt_username\":\"u\",\"mqtt_password\":\"p\",\"expires_in\":-1}",
       HELIO_ERROR_EXCHANGE_EXPIRY},
      {"HTTP/1.1 307 x\r\nLocation: http://127.0.0.2/\r\nConnection: close\r\n\r\n",
       HELIO_ERROR_BAD_ANSWER},
  };
  g_autoptr (HelioSecret) key = helio_secret_new ("pk_1");
  g_autoptr (HelioExchangeSource) source = helio_exchange_source_new (&self->init);

  helio_exchange_source_set_key (source, key);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;

    push (self, cases[i].answer);
    g_assert_null (get (self, source, HELIO_CREDENTIAL_NONE, NULL, &error));
    g_assert_error (error, HELIO_ERROR, cases[i].code);
    text = helio_error_to_text (error);
    g_assert_null (strstr (text, "pk_1"));
    g_assert_null (strstr (text, "YOUR_AUTH0_ACCESS_TOKEN"));
  }
  g_assert_cmpuint (helio_raw_server_get_connections (self->server), ==, G_N_ELEMENTS (cases));
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioBackendSource) source = helio_backend_source_new (&self->init);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  HelioRawStep silent = {.silent = TRUE};
  HelioTestResult ready = {0};

  helio_raw_server_push (self->server, &silent);
  helio_credential_source_get_async (HELIO_CREDENTIAL_SOURCE (source),
                                     HELIO_CREDENTIAL_NONE,
                                     NULL,
                                     cancellable,
                                     helio_test_result_ready,
                                     &ready);
  while (helio_raw_server_get_connections (self->server) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (helio_credential_source_get_stage (HELIO_CREDENTIAL_SOURCE (source)),
                   ==,
                   HELIO_CREDENTIAL_STAGE_FETCHING);
  g_cancellable_cancel (cancellable);
  g_assert_null (helio_credential_source_get_finish (HELIO_CREDENTIAL_SOURCE (source),
                                                     helio_test_result_wait (&ready, 20),
                                                     &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (helio_credential_source_get_stage (HELIO_CREDENTIAL_SOURCE (source)),
                   ==,
                   HELIO_CREDENTIAL_STAGE_IDLE);
  helio_test_result_clear (&ready);
}

static void
on_open (const char *uri, gpointer login, gpointer user_data)
{
  g_autofree char *callback = helio_fake_idp_authorize (user_data, uri);
  g_auto (HelioRawReply) reply = {0};

  helio_raw_get (&reply, callback, "");
  g_assert_cmpint (reply.status, ==, 303);
}

static HelioTokenSource *
use_issuer (Fixture *self, HelioFakeIdp *idp)
{
  g_autoptr (HelioProfile) sign_in = helio_fake_idp_new_profile (idp);
  HelioTokenSourceInit init = {.profile = sign_in,
                               .http = self->http,
                               .clock = HELIO_CLOCK (self->clock),
                               .open_uri = on_open,
                               .open_uri_data = idp};

  self->init.token_source = helio_token_source_new (&init);
  return self->init.token_source;
}

static gboolean
is_ready (gpointer data)
{
  gpointer *both = data;

  /* Nobody fetches the last page of the sign-in. */
  helio_fake_clock_advance (both[0], SECOND);
  return ((HelioTestResult *) both[1])->result != NULL;
}

static HelioCredential *
get_with_person (Fixture *self, gpointer source, HelioCredentialFlags flags, GError **error)
{
  HelioTestResult ready = {0};
  gpointer both[] = {self->clock, &ready};
  HelioCredential *credential;
  gulong handler = g_signal_connect (source, "stage-changed", G_CALLBACK (on_stage), self);

  helio_credential_source_get_async (source, flags, NULL, NULL, helio_test_result_ready, &ready);
  helio_test_wait (is_ready, both, 20, "a credential");
  credential = helio_credential_source_get_finish (source, ready.result, error);
  helio_test_result_clear (&ready);
  g_signal_handler_disconnect (source, handler);
  return credential;
}

/* From nothing to a credential; then the service finds that the token has expired: one refresh, one more
 * request. */
static void
test_sign_in_and_expired_token (Fixture *self, gconstpointer data)
{
  HelioFakeIdp *idp = helio_fake_idp_new (HELIO_CLOCK (self->clock));
  HelioTokenSource *tokens = use_issuer (self, idp);
  g_autoptr (HelioSecret) key = helio_secret_new ("pk_1");
  HelioExchangeSource *source = helio_exchange_source_new (&self->init);
  g_autoptr (HelioCredential) first = NULL, second = NULL;
  g_autoptr (GError) error = NULL;

  helio_exchange_source_set_key (source, key);
  push (self, GOOD);
  push (self, "HTTP/1.1 401 x\r\nConnection: close\r\n\r\n{\"error\":\"token_expired\"}");
  push (self, GOOD);
  push (self, "HTTP/1.1 401 x\r\nConnection: close\r\n\r\n{\"error\":\"token_expired\"}");

  g_assert_null (get (self, source, HELIO_CREDENTIAL_NONE, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_clear_error (&error);
  g_string_truncate (self->stages, 0);
  first = get_with_person (self, source, HELIO_CREDENTIAL_INTERACTIVE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (self->stages->str, ==, "fskfi");
  g_assert_nonnull (strstr (helio_raw_server_get_requests (self->server), "\"access-2\""));

  second = get (self, source, HELIO_CREDENTIAL_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (idp->n_refreshes, ==, 1);
  g_assert_nonnull (strstr (helio_raw_server_get_requests (self->server), "\"access-3\""));

  /* Once, and not for ever. */
  g_assert_null (get (self, source, HELIO_CREDENTIAL_NONE, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_EXCHANGE_TOKEN_EXPIRED);
  g_assert_cmpuint (idp->n_refreshes, ==, 2);
  g_assert_cmpuint (helio_raw_server_get_connections (self->server), ==, 5);

  helio_fake_clock_advance (self->clock, 20 * SECOND);
  helio_test_settle ();
  g_assert_finalize_object (source);
  g_assert_finalize_object (tokens);
  helio_fake_idp_free (idp);
}

/* The broker refused the credential: the access token behind it is not used again. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  HelioFakeIdp *idp = helio_fake_idp_new (HELIO_CLOCK (self->clock));
  g_autoptr (HelioTokenSource) tokens = use_issuer (self, idp);
  g_autoptr (HelioBackendSource) source = helio_backend_source_new (&self->init);
  g_autoptr (HelioCredential) first = NULL, second = NULL;
  g_autoptr (GError) error = NULL;

  push (self, GOOD);
  first = get_with_person (self, source, HELIO_CREDENTIAL_INTERACTIVE, &error);
  g_assert_no_error (error);
  second = get (self, source, HELIO_CREDENTIAL_REFUSED, first, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (idp->n_refreshes, ==, 1);
  helio_fake_clock_advance (self->clock, 20 * SECOND);
  helio_fake_idp_free (idp);
}

static void
test_password (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioPasswordSource) source =
      helio_password_source_new (self->profile, HELIO_CLOCK (self->clock));
  g_autoptr (HelioSecret) password = helio_secret_new (" pass word ");
  g_autoptr (HelioCredential) first = NULL, second = NULL;
  g_autoptr (GError) error = NULL;

  g_free (self->profile->password.username);
  self->profile->password.username = g_strdup ("name@org_1");
  g_assert_null (get (self, source, HELIO_CREDENTIAL_INTERACTIVE, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_assert_nonnull (strstr (error->message, "name@org_1"));
  g_clear_error (&error);

  helio_password_source_set_password (source, password);
  first = get (self, source, HELIO_CREDENTIAL_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_credential_get_username (first), ==, "name@org_1");
  g_assert_true (helio_secret_equal (helio_credential_get_password (first), password));
  g_assert_cmpint (helio_credential_get_life_kind (first), ==, HELIO_CREDENTIAL_LIFE_ENDLESS);
  g_assert_cmpint (helio_credential_get_expires (first), ==, G_MAXINT64);

  g_assert_null (get (self, source, HELIO_CREDENTIAL_REFUSED, first, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_clear_error (&error);
  /* Typed again, even the same, it counts as new. */
  helio_password_source_set_password (source, password);
  second = get (self, source, HELIO_CREDENTIAL_REFUSED, first, &error);
  g_assert_no_error (error);
}

static void
test_anonymous (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioAnonymousSource) source = helio_anonymous_source_new (HELIO_CLOCK (self->clock));
  g_autoptr (HelioCredential) credential = NULL;
  g_autoptr (GError) error = NULL;

  credential = get (self, source, HELIO_CREDENTIAL_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (helio_credential_is_anonymous (credential));
  g_assert_cmpstr (helio_credential_get_username (credential), ==, "");
  g_assert_null (helio_credential_get_password (credential));
  g_assert_cmpint (helio_credential_get_life_kind (credential), ==, HELIO_CREDENTIAL_LIFE_ENDLESS);
  g_assert_cmpint (helio_credential_get_expires (credential), ==, G_MAXINT64);
  g_assert_cmpstr (helio_credential_get_method (credential), ==, "none");
  /* The next one would be no other. */
  g_assert_null (get (self, source, HELIO_CREDENTIAL_REFUSED, credential, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_MQTT_CREDENTIAL);
  g_assert_nonnull (helio_error_get_remedy (error));
}

static void
test_password_too_long (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioPasswordSource) source =
      helio_password_source_new (self->profile, HELIO_CLOCK (self->clock));
  g_autofree char *text = g_strnfill (65536, 'a');
  g_autoptr (HelioSecret) password = helio_secret_new (text);
  g_autoptr (GError) error = NULL;

  g_free (self->profile->password.username);
  self->profile->password.username = g_strdup ("name@org_1");
  helio_password_source_set_password (source, password);
  g_assert_null (get (self, source, HELIO_CREDENTIAL_NONE, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
  char *dir = helio_test_make_dir ();
  int result;

  g_setenv ("XDG_RUNTIME_DIR", dir, TRUE);
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func)                                                                            \
  g_test_add ("/exchange/source/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("guide-curl-request", test_guide);
  ADD ("ttl", test_ttl);
  ADD ("organization", test_organization);
  ADD ("no-key", test_no_key);
  ADD ("backend-bearer", test_backend_bearer);
  ADD ("backend-json", test_backend_json);
  ADD ("native", test_native);
  ADD ("anonymous", test_anonymous);
  ADD ("refusal", test_refusal);
  ADD ("cancel", test_cancel);
  ADD ("sign-in-and-expired-token", test_sign_in_and_expired_token);
  ADD ("refused", test_refused);
  ADD ("password", test_password);
  ADD ("password-too-long", test_password_too_long);
  result = g_test_run ();
  helio_test_remove_dir (dir);
  return result;
}
