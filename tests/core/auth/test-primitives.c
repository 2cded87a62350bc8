// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-account.h"
#include "core/auth/helio-authorize-uri.h"
#include "core/auth/helio-callback.h"
#include "core/auth/helio-oauth-error.h"
#include "core/auth/helio-pkce.h"
#include "core/base/helio-error.h"

#include <string.h>

/* RFC 7636, appendix B. */
static void
test_pkce_vector (void)
{
  g_autoptr (HelioSecret) verifier =
      helio_secret_new ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  g_autofree char *challenge = helio_pkce_get_challenge (verifier);

  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void
test_pkce_unique (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < 1000; i++) {
    g_autoptr (HelioSecret) verifier = helio_pkce_new_verifier ();
    const char *text = helio_secret_peek (verifier);

    g_assert_cmpuint (strlen (text), ==, 43);
    for (const char *p = text; *p != '\0'; p++)
      g_assert_true (g_ascii_isalnum (*p) || *p == '-' || *p == '_');
    g_assert_true (g_hash_table_add (seen, g_strdup (text)));
  }
}

/* GRand may be seeded with the second of the sign-in. */
static void
test_no_grand (void)
{
  g_autofree char *folder =
      g_build_filename (g_getenv ("HELIO_SOURCE_ROOT"), "src", "core", "auth", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;
  guint n = 0;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *text = NULL;

    g_file_get_contents (path, &text, NULL, &error);
    g_assert_no_error (error);
    g_assert_null (strstr (text, "g_random"));
    g_assert_null (strstr (text, "g_rand_"));
    n++;
  }
  g_assert_cmpuint (n, >, 20);
}

static void
test_authorize_uri (void)
{
  g_autoptr (HelioProfile) profile = helio_profile_new ();
  HelioAuthorizeInit init = {.profile = profile,
                             .endpoint = "https://tenant/authorize",
                             .redirect_uri = "http://127.0.0.1:17731/callback",
                             .state = "st",
                             .nonce = "no",
                             .challenge = "ch",
                             .prompt = "login",
                             .login_hint = "a+b@c.d"};
  g_autofree char *uri = NULL, *with_query = NULL;

  g_free (profile->sign_in.client_id);
  profile->sign_in.client_id = g_strdup ("abc");
  g_free (profile->sign_in.audience);
  profile->sign_in.audience = g_strdup ("https://api/?a=1&b=+#%25 \xc3\xa4");
  g_free (profile->sign_in.scope);
  profile->sign_in.scope = g_strdup ("openid email");
  uri = helio_authorize_uri_new (&init);
  g_assert_cmpstr (uri,
                   ==,
                   "https://tenant/authorize?response_type=code&client_id=abc"
                   "&redirect_uri=http%3A%2F%2F127.0.0.1%3A17731%2Fcallback&scope=openid%20email"
                   "&audience=https%3A%2F%2Fapi%2F%3Fa%3D1%26b%3D%2B%23%2525%20%C3%A4"
                   "&state=st&nonce=no&code_challenge=ch&code_challenge_method=S256"
                   "&prompt=login&login_hint=a%2Bb%40c.d");
  init.endpoint = "https://tenant/authorize?x=y";
  with_query = helio_authorize_uri_new (&init);
  g_assert_true (g_str_has_prefix (with_query, "https://tenant/authorize?x=y&response_type=code&"));
}

static void
parse (HelioCallback *callback, const char *head)
{
  helio_callback_parse (callback, head, strlen (head), "127.0.0.1:17731");
}

#define HOST "Host: 127.0.0.1:17731\r\n"

static void
test_callback_good (void)
{
  g_auto (HelioCallback) callback = {0};

  parse (
      &callback,
      "GET /callback?code=a%2Bb&state=s+t&iss=https%3A%2F%2Fx%2F&extra=1&empty=&flag HTTP/1.1\r\n"
      "host: 127.0.0.1:17731\r\nSec-Fetch-Dest: document\r\nCookie: x\ty\r\n\r\n");
  g_assert_cmpint (callback.status, ==, 200);
  g_assert_cmpstr (callback.path, ==, "/callback");
  g_assert_cmpstr (callback.code, ==, "a+b");
  g_assert_cmpstr (callback.state, ==, "s t");
  g_assert_cmpstr (callback.iss, ==, "https://x/");
  g_assert_null (callback.error);
  g_assert_true (callback.navigation);
}

static void
test_callback_empty_is_absent (void)
{
  g_auto (HelioCallback) callback = {0};

  parse (&callback, "GET /callback?code=&state=&error= HTTP/1.1\r\n" HOST "\r\n");
  g_assert_cmpint (callback.status, ==, 200);
  g_assert_null (callback.code);
  g_assert_null (callback.state);
  g_assert_null (callback.error);
}

static void
test_callback_not_navigation (void)
{
  static const char *const headers[] = {"Sec-Fetch-Dest: image\r\n",
                                        "Sec-Fetch-Dest: empty\r\n",
                                        "Sec-Purpose: prefetch;prerender\r\n",
                                        "Purpose: prefetch\r\n"};

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++) {
    g_autofree char *head =
        g_strconcat ("GET /callback?code=1 HTTP/1.1\r\n" HOST, headers[i], "\r\n", NULL);
    g_auto (HelioCallback) callback = {0};

    parse (&callback, head);
    g_assert_cmpint (callback.status, ==, 200);
    g_assert_false (callback.navigation);
  }
}

typedef struct {
  const char *head;
  int status;
} RefusedCase;

static void
expect_refused (const RefusedCase *cases, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_auto (HelioCallback) callback = {0};

    g_test_message ("%s", cases[i].head);
    parse (&callback, cases[i].head);
    g_assert_cmpint (callback.status, ==, cases[i].status);
    g_assert_null (callback.code);
    g_assert_null (callback.path);
  }
}

static void
test_refused_host (void)
{
  static const RefusedCase cases[] = {
      {"GET /callback HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
      {"GET /callback HTTP/1.1\r\nHost: localhost:17731\r\n\r\n", 421},
      {"GET /callback HTTP/1.1\r\nHost: 127.0.0.1:17731.evil\r\n\r\n", 421},
      {"GET /callback HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 421},
      {"GET /callback HTTP/1.1\r\n\r\n", 400},
      {"GET /callback HTTP/1.1\r\n" HOST HOST "\r\n", 400},
      {"GET http://127.0.0.1:17731/callback HTTP/1.1\r\n" HOST "\r\n", 400},
      {"GET * HTTP/1.1\r\n" HOST "\r\n", 400},
      {"GET /callback HTTP/1.0\r\n" HOST "\r\n", 400},
      {"GET /callback\r\n" HOST "\r\n", 400},
      {"GET  /callback HTTP/1.1\r\n" HOST "\r\n", 400},
      {"GET /callback#x HTTP/1.1\r\n" HOST "\r\n", 400},
      {"GET /callb\xc3\xa4"
       "ck HTTP/1.1\r\n" HOST "\r\n",
       400},
  };

  expect_refused (cases, G_N_ELEMENTS (cases));
}

static void
test_refused_method (void)
{
  static const RefusedCase cases[] = {
      {"HEAD /callback?code=1&state=2 HTTP/1.1\r\n" HOST "\r\n", 405},
      {"OPTIONS /callback HTTP/1.1\r\n" HOST "\r\n", 405},
      {"POST /callback HTTP/1.1\r\n" HOST "Content-Length: 52428800\r\n\r\n", 405},
      {"get /callback HTTP/1.1\r\n" HOST "\r\n", 405},
      {"GET /callback HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\n", 400},
      {"GET /callback HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n", 400},
  };

  expect_refused (cases, G_N_ELEMENTS (cases));
}

static void
test_refused_duplicates (void)
{
  static const RefusedCase cases[] = {
      {"GET /callback?code=1&code=2 HTTP/1.1\r\n" HOST "\r\n", 400},
      {"GET /callback?code=1&state=a&co%64e=2 HTTP/1.1\r\n" HOST "\r\n", 400},
      {"GET /callback?state=a&state=a HTTP/1.1\r\n" HOST "\r\n", 400},
      {"GET /callback?iss=a&iss=b HTTP/1.1\r\n" HOST "\r\n", 400},
  };

  expect_refused (cases, G_N_ELEMENTS (cases));
}

static void
test_refused_damaged (void)
{
  static const RefusedCase cases[] = {
      {"GET /callback?code=a%0d%0aX:%20y HTTP/1.1\r\n" HOST "\r\n", 400},
      {"GET /callback?code=a%00b HTTP/1.1\r\n" HOST "\r\n", 400},
      {"GET /callback?code=%ff HTTP/1.1\r\n" HOST "\r\n", 400},
      {"GET /callback?code=%4 HTTP/1.1\r\n" HOST "\r\n", 400},
      {"GET /callback?code=%zz HTTP/1.1\r\n" HOST "\r\n", 400},
      {"GET /callback HTTP/1.1\n" HOST "\r\n\r\n", 400},
      {"GET /callback HTTP/1.1\r\nHost: 127.0.0.1:17731\nX: y\r\n\r\n", 400},
      {"GET /callback HTTP/1.1\r\n" HOST "X: a\rb\r\n\r\n", 400},
      {"GET /callback HTTP/1.1\r\n" HOST "X: a\x01\r\n\r\n", 400},
      {"GET /callback HTTP/1.1\r\n" HOST " folded\r\n\r\n", 400},
      {"GET /callback HTTP/1.1\r\n" HOST "no colon\r\n\r\n", 400},
      {"GET /callback HTTP/1.1\r\n" HOST ": x\r\n\r\n", 400},
      {"GET /callback HTTP/1.1\r\n" HOST "X : y\r\n\r\n", 400},
      {"\r\n\r\n", 400},
      {"", 400},
  };

  expect_refused (cases, G_N_ELEMENTS (cases));
}

static void
test_callback_limits (void)
{
  g_autofree char *longer = g_strnfill (7000, 'a');
  g_autofree char *line = g_strdup_printf ("GET /%s HTTP/1.1\r\n" HOST "\r\n", longer);
  g_autoptr (GString) many = g_string_new ("GET /callback HTTP/1.1\r\n" HOST);
  g_autoptr (GString) parameters = g_string_new ("GET /callback?");
  g_auto (HelioCallback) callback = {0};

  parse (&callback, line);
  g_assert_cmpint (callback.status, ==, 414);
  for (int i = 0; i < 200; i++)
    g_string_append_printf (many, "X-%d: y\r\n", i);
  g_string_append (many, "\r\n");
  parse (&callback, many->str);
  g_assert_cmpint (callback.status, ==, 431);
  for (int i = 0; i < 40; i++)
    g_string_append_printf (parameters, "p%d=1&", i);
  g_string_append (parameters, " HTTP/1.1\r\n" HOST "\r\n");
  parse (&callback, parameters->str);
  g_assert_cmpint (callback.status, ==, 400);
  helio_callback_parse (&callback, "GET / HTTP/1.1\0\r\n\r\n", 19, "h");
  g_assert_cmpint (callback.status, ==, 400);
}

static void
test_oauth_errors (void)
{
  static const struct {
    HelioOauthPlace place;
    const char *code, *description;
    int error;
    const char *remedy;
  } cases[] = {
      {HELIO_OAUTH_REDIRECT, "access_denied", NULL, HELIO_ERROR_SIGN_IN_DECLINED, "declined"},
      {HELIO_OAUTH_REDIRECT,
       "access_denied",
       "Service not found: https://x",
       HELIO_ERROR_SIGN_IN_CONFIG,
       "audience"},
      {HELIO_OAUTH_REDIRECT, "unauthorized_client", NULL, HELIO_ERROR_SIGN_IN_CONFIG, "grants"},
      {HELIO_OAUTH_REDIRECT,
       "invalid_request",
       "no connections enabled",
       HELIO_ERROR_SIGN_IN_CONFIG,
       "connection"},
      {HELIO_OAUTH_REDIRECT, "login_required", NULL, HELIO_ERROR_SIGN_IN_REQUIRED, "browser"},
      {HELIO_OAUTH_REDIRECT, "consent_required", NULL, HELIO_ERROR_SIGN_IN_REQUIRED, "browser"},
      {HELIO_OAUTH_REDIRECT, "interaction_required", NULL, HELIO_ERROR_SIGN_IN_REQUIRED, "browser"},
      {HELIO_OAUTH_REDIRECT, "server_error", NULL, HELIO_ERROR_SERVER, "later"},
      {HELIO_OAUTH_REDIRECT, "temporarily_unavailable", NULL, HELIO_ERROR_SERVER, "later"},
      {HELIO_OAUTH_REDIRECT, "who_knows", NULL, HELIO_ERROR_SIGN_IN_CONFIG, "client id"},
      {HELIO_OAUTH_CODE, "invalid_grant", NULL, HELIO_ERROR_SIGN_IN_REQUIRED, "Start"},
      {HELIO_OAUTH_CODE, "access_denied", "Unauthorized", HELIO_ERROR_SIGN_IN_CONFIG, "None"},
      {HELIO_OAUTH_CODE, "invalid_client", NULL, HELIO_ERROR_SIGN_IN_CONFIG, "Native"},
      {HELIO_OAUTH_CODE, "unauthorized_client", NULL, HELIO_ERROR_SIGN_IN_CONFIG, "grants"},
      {HELIO_OAUTH_REFRESH,
       "invalid_grant",
       "Unknown or invalid refresh token.",
       HELIO_ERROR_SIGN_IN_REQUIRED,
       "Sign in again"},
      {HELIO_OAUTH_REFRESH, "access_denied", NULL, HELIO_ERROR_SIGN_IN_CONFIG, "policy"},
      {HELIO_OAUTH_REFRESH, "invalid_client", NULL, HELIO_ERROR_SIGN_IN_CONFIG, "None"},
      {HELIO_OAUTH_REFRESH, "mfa_required", NULL, HELIO_ERROR_SIGN_IN_REQUIRED, "browser"},
      {HELIO_OAUTH_REFRESH, "too_many_requests", NULL, HELIO_ERROR_RATE_LIMITED, "Wait"},
      {HELIO_OAUTH_REFRESH, "too_many_attempts", NULL, HELIO_ERROR_RATE_LIMITED, "Wait"},
      {HELIO_OAUTH_REFRESH, "invalid_scope", NULL, HELIO_ERROR_SIGN_IN_CONFIG, "scope"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error =
        helio_oauth_error_new (cases[i].place, cases[i].code, cases[i].description);

    g_test_message ("%s", cases[i].code);
    g_assert_error (error, HELIO_ERROR, cases[i].error);
    g_assert_nonnull (strstr (helio_error_get_remedy (error), cases[i].remedy));
    if (cases[i].description != NULL)
      g_assert_nonnull (helio_error_get_detail (error));
  }
}

static void
test_account (void)
{
  g_autoptr (HelioAccount) full = helio_account_new ("i", "s", "n", "e");
  g_autoptr (HelioAccount) mail = helio_account_new ("i", "s", "", "e");
  g_autoptr (HelioAccount) bare = helio_account_new ("i", "s", NULL, NULL);

  g_assert_cmpstr (helio_account_get_label (full), ==, "n");
  g_assert_cmpstr (helio_account_get_label (mail), ==, "e");
  g_assert_cmpstr (helio_account_get_label (bare), ==, "s");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auth/A1/rfc7636-vector", test_pkce_vector);
  g_test_add_func ("/auth/A2/unique-verifiers", test_pkce_unique);
  g_test_add_func ("/auth/A2/no-grand", test_no_grand);
  g_test_add_func ("/auth/A3/every-parameter-encoded", test_authorize_uri);
  g_test_add_func ("/auth/callback/good", test_callback_good);
  g_test_add_func ("/auth/callback/empty-is-absent", test_callback_empty_is_absent);
  g_test_add_func ("/auth/B14/callback-not-a-navigation", test_callback_not_navigation);
  g_test_add_func ("/auth/B7/callback-duplicates", test_refused_duplicates);
  g_test_add_func ("/auth/B10/callback-host", test_refused_host);
  g_test_add_func ("/auth/B12/callback-damaged", test_refused_damaged);
  g_test_add_func ("/auth/B14/callback-method", test_refused_method);
  g_test_add_func ("/auth/B12/callback-limits", test_callback_limits);
  g_test_add_func ("/auth/oauth-error/codes", test_oauth_errors);
  g_test_add_func ("/auth/account/label", test_account);
  return g_test_run ();
}
