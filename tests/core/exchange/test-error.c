// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/exchange/helio-exchange-error.h"

#include <string.h>

#define KEY HELIO_SERVICE_EXCHANGE_KEY
#define ORGANIZATION HELIO_SERVICE_EXCHANGE_ORGANIZATION
#define BACKEND HELIO_SERVICE_BACKEND
#define NATIVE HELIO_SERVICE_NATIVE
#define HTML "<html><title>502</title></html>"

typedef struct {
  const char *name;
  HelioService service;
  int status;
  const char *body;
  int code;
  const char *remedy; /* a part of it */
  const char *detail; /* (nullable): a part of it */
} Case;

static const Case cases[] = {
    /* The three of the guide's troubleshooting section. */
    {"guide-invalid-token",
     KEY,
     401,
     "{\"error\":\"Invalid token\"}",
     HELIO_ERROR_EXCHANGE_TOKEN,
     "audience",
     "Invalid token"},
    {"guide-provider-not-found",
     KEY,
     404,
     "{\"error\":\"Provider not found\"}",
     HELIO_ERROR_EXCHANGE_PROVIDER,
     "lower case",
     "Provider not found"},
    {"guide-signature",
     KEY,
     401,
     "{\"message\":\"Token signature verification failed\"}",
     HELIO_ERROR_EXCHANGE_SIGNATURE,
     "domain",
     "signature"},
    /* Documented: token-exchange. */
    {"invalid-request",
     KEY,
     400,
     "{\"error\":\"invalid_request\",\"message\":\"missing parameter\"}",
     HELIO_ERROR_EXCHANGE_REQUEST,
     "provider",
     "missing parameter"},
    {"unauthorized",
     KEY,
     401,
     "{\"error\":\"unauthorized\",\"message\":\"Invalid or missing API key\"}",
     HELIO_ERROR_EXCHANGE_KEY,
     "pk_",
     "API key"},
    /* TokenManager of the SDK. */
    {"token-expired",
     ORGANIZATION,
     401,
     "{\"error\":\"token_expired\"}",
     HELIO_ERROR_EXCHANGE_TOKEN_EXPIRED,
     "Sign in again",
     "token_expired"},
    {"401-organization",
     ORGANIZATION,
     401,
     "{\"error\":\"authentication_failed\"}",
     HELIO_ERROR_EXCHANGE_TOKEN,
     "audience",
     NULL},
    {"provider-not-found",
     ORGANIZATION,
     404,
     "{\"error\":\"provider_not_found\"}",
     HELIO_ERROR_EXCHANGE_PROVIDER,
     "Auth Providers",
     NULL},
    {"organization-not-found",
     ORGANIZATION,
     404,
     "{\"error\":\"not_found\"}",
     HELIO_ERROR_EXCHANGE_ORGANIZATION,
     "organization id",
     NULL},
    {"organization-not-found-in-words",
     NATIVE,
     400,
     "{\"error_description\":\"Organization not found\"}",
     HELIO_ERROR_EXCHANGE_ORGANIZATION,
     "organization id",
     "Organization not found"},
    {"422-detail-text",
     KEY,
     422,
     "{\"detail\":\"email claim required\"}",
     HELIO_ERROR_EXCHANGE_CLAIMS,
     "setCustomClaim",
     "email claim required"},
    {"422-detail-list",
     KEY,
     422,
     "{\"detail\":[{\"loc\":[\"body\",\"provider\"],\"msg\":\"field required\",\"type\":\"x\"},"
     "{\"loc\":[\"body\",\"token\"],\"msg\":\"too short\"}]}",
     HELIO_ERROR_EXCHANGE_CLAIMS,
     "email",
     "body; provider; field required; token; too short"},
    {"detail-object",
     KEY,
     400,
     "{\"detail\":{\"error\":\"invalid_token\",\"message\":\"bad\"}}",
     HELIO_ERROR_EXCHANGE_TOKEN,
     "audience",
     "bad"},
    {"error-object",
     KEY,
     401,
     "{\"error\":{\"code\":\"token_expired\",\"message\":\"too old\"}}",
     HELIO_ERROR_EXCHANGE_TOKEN_EXPIRED,
     "clock",
     "too old"},
    {"message-list",
     BACKEND,
     400,
     "{\"message\":[\"auth0Token must be a string\",\"x\"]}",
     HELIO_ERROR_EXCHANGE_REQUEST,
     "JSON field",
     "auth0Token must be a string; x"},
    {"jwks",
     KEY,
     401,
     "{\"error\":\"Unable to verify JWT\"}",
     HELIO_ERROR_EXCHANGE_SIGNATURE,
     "domain",
     NULL},
    /* By status only. */
    {"401-key", KEY, 401, "", HELIO_ERROR_EXCHANGE_KEY, "key", NULL},
    {"403-key", KEY, 403, "{}", HELIO_ERROR_EXCHANGE_KEY, "key", NULL},
    {"401-backend", BACKEND, 401, "Unauthorized", HELIO_ERROR_EXCHANGE_TOKEN, "backend", NULL},
    {"401-native", NATIVE, 401, "{}", HELIO_ERROR_EXCHANGE_KEY, "sk_", NULL},
    {"404-html", KEY, 404, HTML, HELIO_ERROR_EXCHANGE_REQUEST, "auth.cloudsignal.app", NULL},
    {"404-backend",
     BACKEND,
     404,
     "{\"error\":\"not found\"}",
     HELIO_ERROR_EXCHANGE_REQUEST,
     "backend",
     NULL},
    {"405", KEY, 405, "", HELIO_ERROR_EXCHANGE_REQUEST, "address", NULL},
    {"429", KEY, 429, "{\"error\":\"invalid token rate\"}", HELIO_ERROR_RATE_LIMITED, "Wait", NULL},
    {"500-json", KEY, 500, "{\"error\":\"provider not found\"}", HELIO_ERROR_SERVER, "fault", NULL},
    {"502-html", KEY, 502, HTML, HELIO_ERROR_SERVER, "fault", NULL},
    {"418", KEY, 418, "[1,2,{\"a\":null}]", HELIO_ERROR_EXCHANGE_REQUEST, "provider", NULL},
    {"200-without-anything", KEY, 200, "{}", HELIO_ERROR_HTTP, "address", NULL},
};

static GError *
make_error (const Case *c, const char *type)
{
  HelioHttpAnswer answer = {.status = c->status, .retry_after = 7};
  GError *error;

  answer.content_type = g_strdup (type);
  answer.body = g_bytes_new_static (c->body, strlen (c->body));
  error = helio_exchange_error_new (c->service,
                                    "https://api.cloudsignal.io/v2/tokens/exchange?secret=1",
                                    &answer);
  g_bytes_unref (answer.body);
  g_free (answer.content_type);
  return error;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = make_error (c, c->body[0] == '<' ? "text/html" : "application/json");

  g_assert_error (error, HELIO_ERROR, c->code);
  g_assert_nonnull (strstr (helio_error_get_remedy (error), c->remedy));
  g_assert_nonnull (strstr (error->message, "https://api.cloudsignal.io:443"));
  g_assert_null (strstr (error->message, "secret"));
  if (c->detail != NULL)
    g_assert_nonnull (strstr (helio_error_get_detail (error), c->detail));
  g_assert_cmpfloat (helio_error_get_retry_after (error), ==, 7);
}

static void
test_plain_text (void)
{
  Case c = {"", KEY, 401, "Invalid token\x1b[0m", 0, "", NULL};
  g_autoptr (GError) error = make_error (&c, "text/plain");

  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_EXCHANGE_TOKEN);
  g_assert_nonnull (strstr (helio_error_get_detail (error), "Invalid token"));
  g_assert_null (strchr (helio_error_get_detail (error), '\x1b'));
}

/* A service that repeats what it was sent. */
static void
test_echoed_secret (void)
{
  Case c = {"",
            KEY,
            401,
            "{\"error\":\"Invalid token: eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl\","
            "\"message\":\"key sk_live_abcdefghijklmnop\"}",
            0,
            "",
            NULL};
  g_autoptr (GError) error = make_error (&c, "application/json");
  g_autofree char *text = helio_error_to_text (error);

  g_assert_null (strstr (text, "eyJzdWIiOiJhIn0"));
  g_assert_null (strstr (text, "abcdefghijklmnop"));
}

static void
test_bounded (void)
{
  g_autofree char *long_text = g_strnfill (100000, 'a');
  g_autofree char *body =
      g_strdup_printf ("{\"message\":\"%s\",\"detail\":[[[[[\"deep\"]]]]]}", long_text);
  Case c = {"", KEY, 400, body, 0, "", NULL};
  g_autoptr (GError) error = make_error (&c, "application/json");

  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_EXCHANGE_REQUEST);
  g_assert_cmpuint (strlen (helio_error_get_detail (error)), <=, 512);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/exchange/error/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/exchange/error/plain-text", test_plain_text);
  g_test_add_func ("/exchange/error/echoed-secret", test_echoed_secret);
  g_test_add_func ("/exchange/error/bounded", test_bounded);
  return g_test_run ();
}
