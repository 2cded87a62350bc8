// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/crypto/helio-jwt.h"
#include "sandbox-rig.h"

#include <string.h>

static HelioJwks *
get_keys (Rig *rig)
{
  g_autoptr (Reply) reply = rig_get (rig, "/.well-known/jwks.json");
  g_autoptr (GError) error = NULL;
  HelioJwks *keys;

  g_assert_cmpuint (reply->status, ==, 200);
  keys = helio_jwks_new (reply->json, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (helio_jwks_get_n_skipped (keys), ==, 0);
  return keys;
}

static HelioJwt *
get_token (const HelioJson *tokens, const char *name)
{
  g_autoptr (HelioSecret) text = helio_secret_new (helio_json_get_string (tokens, name));
  g_autoptr (GError) error = NULL;
  HelioJwt *token = helio_jwt_parse (text, &error);

  g_assert_no_error (error);
  return token;
}

static void
assert_time (const HelioJwt *token, const char *name, gint64 expected)
{
  gint64 seconds;

  g_assert_true (helio_jwt_get_time (token, name, &seconds));
  g_assert_cmpint (seconds, ==, expected);
}

static void
test_discovery (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (Reply) reply = rig_get (rig, "/.well-known/openid-configuration");
  g_autoptr (HelioJson) methods = NULL, method = NULL;
  static const char *const endpoints[] = {"authorization_endpoint",
                                          "token_endpoint",
                                          "userinfo_endpoint",
                                          "jwks_uri",
                                          "revocation_endpoint",
                                          "end_session_endpoint"};

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (reply->type, ==, "application/json");
  g_assert_cmpstr (helio_json_get_string (reply->json, "issuer"), ==, rig->url);
  for (guint i = 0; i < G_N_ELEMENTS (endpoints); i++) {
    const char *endpoint = helio_json_get_string (reply->json, endpoints[i]);
    g_autoptr (Reply) there = NULL;

    g_assert_true (g_str_has_prefix (endpoint, rig->url));
    there = rig_get (rig, endpoint);
    g_assert_cmpuint (there->status, !=, 404);
  }
  methods = helio_json_get_array (reply->json, "code_challenge_methods_supported");
  g_assert_cmpuint (helio_json_get_length (methods), ==, 1);
  method = helio_json_get_element (methods, 0);
  g_assert_cmpstr (helio_json_as_string (method), ==, "S256");
}

static void
test_tokens (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (HelioJwks) keys = get_keys (rig);
  g_autoptr (HelioJson) tokens = rig_tokens (rig, "alice", "&max_age=100");
  g_autoptr (HelioJwt) access = get_token (tokens, "access_token");
  g_autoptr (HelioJwt) id = get_token (tokens, "id_token");
  g_autoptr (HelioJson) topics = NULL, topic = NULL;
  g_autofree char *userinfo = g_strconcat (rig->url, "userinfo", NULL);
  gint64 now = helio_clock_now_wall (HELIO_CLOCK (rig->clock)) / HELIO_SECOND;
  gint64 life;

  g_assert_cmpuint (helio_jwks_get_n_keys (keys), ==, 2);
  g_assert_cmpint (helio_jwt_verify (access, keys, NULL), ==, HELIO_JWT_VALID);
  g_assert_cmpint (helio_jwt_verify (id, keys, NULL), ==, HELIO_JWT_VALID);

  g_assert_cmpstr (helio_jwt_get_claim (access, "iss"), ==, rig->url);
  g_assert_cmpstr (helio_jwt_get_claim (access, "sub"), ==, "auth0|alice");
  g_assert_cmpstr (helio_jwt_get_claim (access, "azp"), ==, RIG_CLIENT);
  g_assert_cmpstr (helio_jwt_get_claim (access, "scope"),
                   ==,
                   "openid profile email offline_access");
  g_assert_true (helio_jwt_has_audience (access, RIG_AUDIENCE));
  g_assert_true (helio_jwt_has_audience (access, userinfo));
  g_assert_null (helio_jwt_get_claim (access, "email"));
  assert_time (access, "iat", now);
  assert_time (access, "exp", now + 600);
  topics = helio_json_get_array (helio_jwt_get_payload (access), HELIO_TOPICS_CLAIM);
  topic = helio_json_get_element (topics, 1);
  g_assert_cmpstr (helio_json_as_string (topic), ==, "alerts/alice");

  g_assert_cmpstr (helio_jwt_get_claim (id, "iss"), ==, rig->url);
  g_assert_cmpstr (helio_jwt_get_claim (id, "sub"), ==, "auth0|alice");
  g_assert_cmpstr (helio_jwt_get_claim (id, "nonce"), ==, "nonce-1");
  g_assert_cmpstr (helio_jwt_get_claim (id, "email"), ==, "alice@sandbox.test");
  g_assert_nonnull (helio_jwt_get_claim (id, "sid"));
  g_assert_true (helio_jwt_has_audience (id, RIG_CLIENT));
  g_assert_cmpuint (helio_jwt_get_n_audiences (id), ==, 1);
  assert_time (id, "auth_time", now);

  g_assert_cmpstr (helio_json_get_string (tokens, "token_type"), ==, "Bearer");
  g_assert_true (helio_json_get_integer (tokens, "expires_in", &life));
  g_assert_cmpint (life, ==, 600);
}

static void
test_email_claim (void)
{
  g_autoptr (Rig) rig = rig_new (0, TRUE);
  g_autoptr (HelioJson) tokens = rig_tokens (rig, "bob", "");
  g_autoptr (HelioJwt) access = get_token (tokens, "access_token");

  g_assert_cmpstr (helio_jwt_get_claim (access, "email"), ==, "bob@sandbox.test");
}

static void
test_without_audience (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (HelioJson) tokens = rig_tokens (rig, "alice", "&audience=");
  g_autoptr (HelioJwt) access = get_token (tokens, "access_token");
  g_auto (GStrv) parts = g_strsplit (helio_json_get_string (tokens, "access_token"), ".", -1);
  g_autofree char *bearer =
      g_strconcat ("Bearer ", helio_json_get_string (tokens, "access_token"), NULL);
  g_autoptr (Reply) info = rig_send (rig, "GET", "/userinfo", NULL, NULL, bearer);

  g_assert_cmpint (helio_jwt_get_form (access), ==, HELIO_JWT_JWE);
  g_assert_cmpstr (helio_jwt_get_algorithm (access), ==, "dir");
  g_assert_cmpstr (helio_json_get_string (helio_jwt_get_header (access), "enc"), ==, "A256GCM");
  g_assert_cmpstr (helio_json_get_string (helio_jwt_get_header (access), "iss"), ==, rig->url);
  g_assert_cmpuint (g_strv_length (parts), ==, 5);
  g_assert_cmpstr (parts[1], ==, "");
  g_assert_cmpuint (info->status, ==, 200);
  g_assert_cmpstr (helio_json_get_string (info->json, "sub"), ==, "auth0|alice");
  g_assert_cmpstr (helio_json_get_string (info->json, "email"), ==, "alice@sandbox.test");
}

static void
test_userinfo_refuses (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (HelioJson) tokens = rig_tokens (rig, "alice", "");
  g_autofree char *id = g_strconcat ("Bearer ", helio_json_get_string (tokens, "id_token"), NULL);
  g_autofree char *access =
      g_strconcat ("Bearer ", helio_json_get_string (tokens, "access_token"), NULL);
  g_autoptr (Reply) none = rig_get (rig, "/userinfo");
  g_autoptr (Reply) with_id = rig_send (rig, "GET", "/userinfo", NULL, NULL, id);
  g_autoptr (Reply) good = rig_send (rig, "GET", "/userinfo", NULL, NULL, access);
  g_autoptr (Reply) late = NULL;

  g_assert_cmpuint (none->status, ==, 401);
  g_assert_cmpuint (with_id->status, ==, 401);
  g_assert_nonnull (with_id->authenticate);
  g_assert_cmpuint (good->status, ==, 200);
  helio_fake_clock_advance (rig->clock, 600 * HELIO_SECOND);
  late = rig_send (rig, "GET", "/userinfo", NULL, NULL, access);
  g_assert_cmpuint (late->status, ==, 401);
}

static void
assert_refused (const Reply *reply, guint status, const char *error)
{
  g_assert_cmpuint (reply->status, ==, status);
  g_assert_nonnull (reply->json);
  g_assert_cmpstr (helio_json_get_string (reply->json, "error"), ==, error);
  g_assert_nonnull (helio_json_get_string (reply->json, "error_description"));
  g_assert_false (helio_json_has (reply->json, "access_token"));
}

static void
test_pkce (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autofree char *there = rig_sign_in (rig, "alice", "");
  g_autofree char *again = rig_sign_in (rig, "alice", "");
  g_autofree char *code = rig_parameter (there, "code");
  g_autofree char *second = rig_parameter (again, "code");
  g_autoptr (Reply) wrong = rig_redeem (rig, code, RIG_CHALLENGE);
  g_autoptr (Reply) good = rig_redeem (rig, second, RIG_VERIFIER);
  g_autoptr (Reply) reused = NULL, refreshed = NULL;

  assert_refused (wrong, 403, "invalid_grant");
  g_assert_cmpstr (helio_json_get_string (wrong->json, "error_description"),
                   ==,
                   "Failed to verify code verifier");
  g_assert_cmpuint (good->status, ==, 200);
  reused = rig_redeem (rig, second, RIG_VERIFIER);
  assert_refused (reused, 403, "invalid_grant");
  refreshed = rig_refresh (rig, helio_json_get_string (good->json, "refresh_token"));
  assert_refused (refreshed, 403, "invalid_grant");
}

static void
test_token_errors (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  struct {
    const char *body;
    guint status;
    const char *error;
  } cases[] = {
      {"client_id=" RIG_CLIENT, 400, "invalid_request"},
      {"grant_type=authorization_code", 400, "invalid_request"},
      {"grant_type=authorization_code&client_id=other&code=x", 401, "invalid_client"},
      {"grant_type=authorization_code&client_id=" RIG_CLIENT, 400, "invalid_request"},
      {"grant_type=authorization_code&client_id=" RIG_CLIENT
       "&code=x&redirect_uri=y&code_verifier=z",
       403,
       "invalid_grant"},
      {"grant_type=refresh_token&client_id=" RIG_CLIENT, 400, "invalid_request"},
      {"grant_type=refresh_token&client_id=" RIG_CLIENT "&refresh_token=x", 403, "invalid_grant"},
      {"grant_type=password&client_id=" RIG_CLIENT, 403, "unsupported_grant_type"},
      {"grant_type=refresh_token&client_id=" RIG_CLIENT "&client_secret=x", 401, "access_denied"},
      {"grant_type=refresh_token&grant_type=refresh_token", 400, "invalid_request"},
      {"grant_type=%ff", 400, "invalid_request"},
  };
  g_autoptr (Reply) unread = rig_send (rig, "POST", "/oauth/token", "text/plain", "x", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Reply) reply = rig_send (rig,
                                        "POST",
                                        "/oauth/token",
                                        "application/x-www-form-urlencoded",
                                        cases[i].body,
                                        NULL);

    g_test_message ("%s", cases[i].body);
    assert_refused (reply, cases[i].status, cases[i].error);
  }
  assert_refused (unread, 400, "invalid_request");
}

static void
test_refresh (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (HelioJson) tokens = rig_tokens (rig, "alice", "");
  const char *first = helio_json_get_string (tokens, "refresh_token");
  g_autoptr (HelioJwt) id = get_token (tokens, "id_token");
  g_autoptr (Reply) second = rig_refresh (rig, first);
  g_autoptr (HelioJwt) new_id = NULL;
  g_autoptr (Reply) narrow = NULL, reused = NULL, dead = NULL;
  g_autofree char *path = rig_authorize_path ("");
  g_autoptr (Reply) asks = NULL;

  g_assert_cmpuint (second->status, ==, 200);
  g_assert_cmpstr (helio_json_get_string (second->json, "refresh_token"), !=, first);
  new_id = get_token (second->json, "id_token");
  g_assert_null (helio_jwt_get_claim (new_id, "nonce"));
  g_assert_cmpstr (helio_jwt_get_claim (new_id, "sid"), ==, helio_jwt_get_claim (id, "sid"));
  narrow = rig_post_form (rig,
                          "/oauth/token",
                          "grant_type",
                          "refresh_token",
                          "client_id",
                          RIG_CLIENT,
                          "refresh_token",
                          helio_json_get_string (second->json, "refresh_token"),
                          "scope",
                          "email admin",
                          NULL);
  g_assert_cmpstr (helio_json_get_string (narrow->json, "scope"), ==, "email");
  g_assert_false (helio_json_has (narrow->json, "id_token"));
  reused = rig_refresh (rig, first);
  assert_refused (reused, 403, "invalid_grant");
  g_assert_cmpstr (helio_json_get_string (reused->json, "error_description"),
                   ==,
                   "Unknown or invalid refresh token.");
  dead = rig_refresh (rig, helio_json_get_string (narrow->json, "refresh_token"));
  assert_refused (dead, 403, "invalid_grant");
  /* The grant is gone with the family: the browser, still signed in, has to consent again. */
  asks = rig_get (rig, path);
  g_assert_true (g_str_has_prefix (asks->location, "/u/consent"));
}

static void
test_overlap_and_revoke (void)
{
  g_autoptr (Rig) rig = rig_new (30, FALSE);
  g_autoptr (HelioJson) tokens = rig_tokens (rig, "alice", "");
  const char *first = helio_json_get_string (tokens, "refresh_token");
  g_autoptr (Reply) lost = rig_refresh (rig, first);
  g_autoptr (Reply) second = rig_refresh (rig, first);
  g_autoptr (Reply) revoked = NULL, dead = NULL;

  g_assert_cmpuint (lost->status, ==, 200);
  g_assert_cmpuint (second->status, ==, 200);
  revoked = rig_post_form (rig,
                           "/oauth/revoke",
                           "client_id",
                           RIG_CLIENT,
                           "token",
                           helio_json_get_string (second->json, "refresh_token"),
                           NULL);
  g_assert_cmpuint (revoked->status, ==, 200);
  g_assert_cmpstr (revoked->body, ==, "");
  dead = rig_refresh (rig, helio_json_get_string (second->json, "refresh_token"));
  assert_refused (dead, 403, "invalid_grant");
}

static void
test_key_rotation (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (HelioJwks) before = get_keys (rig);
  g_autoptr (HelioJson) tokens = rig_tokens (rig, "alice", "");
  g_autoptr (HelioJwt) old = get_token (tokens, "id_token");
  g_autoptr (HelioJwks) after = NULL, revoked = NULL;
  g_autoptr (HelioJson) new_tokens = NULL;
  g_autoptr (HelioJwt) fresh = NULL;

  g_assert_true (helio_issuer_rotate_keys (rig->issuer, FALSE, NULL));
  after = get_keys (rig);
  new_tokens = rig_tokens (rig, "alice", "");
  fresh = get_token (new_tokens, "id_token");
  g_assert_cmpuint (helio_jwks_get_n_keys (after), ==, 3);
  g_assert_cmpstr (helio_jwt_get_key_id (old), !=, helio_jwt_get_key_id (fresh));
  /* The next key stood in the set before it signed anything; the old one still stands in it. */
  g_assert_cmpint (helio_jwt_verify (fresh, before, NULL), ==, HELIO_JWT_VALID);
  g_assert_cmpint (helio_jwt_verify (old, after, NULL), ==, HELIO_JWT_VALID);

  g_assert_true (helio_issuer_rotate_keys (rig->issuer, TRUE, NULL));
  revoked = get_keys (rig);
  g_assert_cmpuint (helio_jwks_get_n_keys (revoked), ==, 2);
  g_assert_cmpint (helio_jwt_verify (fresh, revoked, NULL), ==, HELIO_JWT_NO_KEY);
  g_assert_cmpint (helio_issuer_check_token (rig->issuer,
                                             helio_json_get_string (new_tokens, "access_token"),
                                             0,
                                             NULL),
                   ==,
                   HELIO_TOKEN_SIGNATURE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/issuer/discovery", test_discovery);
  g_test_add_func ("/sandbox/issuer/tokens", test_tokens);
  g_test_add_func ("/sandbox/issuer/email-claim", test_email_claim);
  g_test_add_func ("/sandbox/issuer/without-audience", test_without_audience);
  g_test_add_func ("/sandbox/issuer/userinfo-refuses", test_userinfo_refuses);
  g_test_add_func ("/sandbox/issuer/pkce", test_pkce);
  g_test_add_func ("/sandbox/issuer/token-errors", test_token_errors);
  g_test_add_func ("/sandbox/issuer/refresh", test_refresh);
  g_test_add_func ("/sandbox/issuer/overlap-and-revoke", test_overlap_and_revoke);
  g_test_add_func ("/sandbox/issuer/key-rotation", test_key_rotation);
  return g_test_run ();
}
