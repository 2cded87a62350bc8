// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/crypto/helio-signing-key.h"
#include "sandbox-rig.h"

#include <string.h>

#define EXCHANGE "/v2/tokens/exchange"
#define SECRET "Bearer " RIG_SECRET_KEY
#define PUBLISHABLE "Bearer " RIG_PUBLISHABLE_KEY

static char *
body_a (const char *token)
{
  return g_strdup_printf ("{\"provider\":\"auth0\",\"token\":\"%s\"}", token);
}

static char *
body_b (const char *token)
{
  return g_strdup_printf ("{\"organization_id\":\"" RIG_ORGANIZATION "\",\"token\":\"%s\"}", token);
}

static char *
access_token (Rig *rig, const char *name)
{
  g_autoptr (HelioJson) tokens = rig_tokens (rig, name, "");

  return g_strdup (helio_json_get_string (tokens, "access_token"));
}

static void
assert_text (const HelioJson *json, const char *name, const char *expected)
{
  g_assert_cmpstr (helio_json_get_string (json, name), ==, expected);
}

static gint64
read_time (const HelioJson *json, const char *name)
{
  const char *text = helio_json_get_string (json, name);
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  g_assert_nonnull (time);
  g_assert_true (g_str_has_suffix (text, "Z"));
  return g_date_time_to_unix (time);
}

static gint64
now (Rig *rig)
{
  return helio_clock_now_wall (HELIO_CLOCK (rig->clock)) / HELIO_SECOND;
}

static void
assert_granted (Rig *rig, const char *username, const char *password, gint64 expires)
{
  const RigGrant *grant = g_ptr_array_index (rig->grants, rig->grants->len - 1);

  g_assert_cmpstr (grant->username, ==, username);
  g_assert_cmpstr (grant->password, ==, password);
  g_assert_cmpint (grant->expires_wall, ==, expires * HELIO_SECOND);
}

static void
test_by_key (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autofree char *token = access_token (rig, "alice");
  g_autofree char *body = body_a (token);
  const char *keys[] = {SECRET, PUBLISHABLE};
  g_autofree char *previous = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autoptr (Reply) reply = rig_post_json (rig, EXCHANGE, keys[i], body);
    const RigGrant *grant;
    gint64 life;

    g_assert_cmpuint (reply->status, ==, 200);
    assert_text (reply->json, "mqtt_username", "alice@" RIG_ORGANIZATION);
    assert_text (reply->json, "provider", "auth0");
    assert_text (reply->json, "user_id", "auth0|alice");
    g_assert_true (helio_json_get_integer (reply->json, "expires_in", &life));
    g_assert_cmpint (life, ==, 300);
    g_assert_cmpint (read_time (reply->json, "expires_at"), ==, now (rig) + 300);
    g_assert_false (helio_json_has (reply->json, "token_id"));
    /* Granted before the answer came, with the filters of the claim. */
    g_assert_cmpuint (rig->grants->len, ==, i + 1);
    assert_granted (rig,
                    "alice@" RIG_ORGANIZATION,
                    helio_json_get_string (reply->json, "mqtt_password"),
                    now (rig) + 300);
    grant = g_ptr_array_index (rig->grants, i);
    g_assert_true (g_strv_contains ((const char *const *) grant->filters, "alerts/alice"));
    g_assert_cmpstr (previous, !=, grant->password);
    g_free (previous);
    previous = g_strdup (grant->password);
  }
}

static void
test_ttl (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autofree char *token = access_token (rig, "alice");
  struct {
    const char *ttl;
    guint status;
    gint64 life;
  } cases[] = {
      {"1", 200, 1},
      {"500", 200, 500},
      {"86400", 200, 1000}, /* the sandbox's --credential-ttl caps */
      {"null", 200, 300},
      {"0", 400, 0},
      {"-5", 400, 0},
      {"86401", 400, 0},
      {"\"60\"", 400, 0},
      {"1.5", 400, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *body = g_strdup_printf ("{\"provider\":\"auth0\",\"token\":\"%s\",\"ttl\":%s}",
                                             token,
                                             cases[i].ttl);
    g_autoptr (Reply) reply = rig_post_json (rig, EXCHANGE, SECRET, body);
    gint64 life = 0;

    g_test_message ("ttl %s", cases[i].ttl);
    g_assert_cmpuint (reply->status, ==, cases[i].status);
    helio_json_get_integer (reply->json, "expires_in", &life);
    g_assert_cmpint (life, ==, cases[i].life);
  }
}

static void
assert_error (const Reply *reply, guint status, const char *error, const char *message)
{
  const char *text = helio_json_get_string (reply->json, "message");

  if (text == NULL)
    text = helio_json_get_string (reply->json, "error_description");
  g_assert_cmpuint (reply->status, ==, status);
  assert_text (reply->json, "error", error);
  g_assert_nonnull (text);
  if (!g_str_has_prefix (text, message))
    g_error ("\"%s\" does not begin with \"%s\"", text, message);
}

static void
check_token_error (Rig *rig, const char *token, const char *error, const char *message)
{
  g_autofree char *by_key = body_a (token);
  g_autofree char *by_organization = body_b (token);
  g_autoptr (Reply) first = rig_post_json (rig, EXCHANGE, SECRET, by_key);
  g_autoptr (Reply) second = rig_post_json (rig, EXCHANGE, NULL, by_organization);

  assert_error (first, 401, error, message);
  assert_error (second, 401, error, message);
  g_assert_cmpuint (rig->grants->len, ==, 0);
}

/* Signed well, but by a key that the tenant does not have. */
static char *
foreign_token (Rig *rig)
{
  g_autoptr (HelioSigningKey) key = helio_signing_key_new (NULL);
  g_autoptr (HelioJson) claims = helio_json_new_object ();

  helio_json_set_string (claims, "iss", rig->url);
  helio_json_set_string (claims, "sub", "auth0|alice");
  helio_json_set_string (claims, "aud", RIG_AUDIENCE);
  helio_json_set_integer (claims, "exp", now (rig) + 600);
  return helio_signing_key_sign_jwt (key, "JWT", claims, NULL);
}

static void
test_bad_tokens (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (HelioJson) tokens = rig_tokens (rig, "alice", "");
  const char *good = helio_json_get_string (tokens, "access_token");
  g_autofree char *foreign = foreign_token (rig);
  g_autofree char *forged = g_strdup (good);
  char *payload = strchr (forged, '.') + 12;

  /* In the guide's words. */
  check_token_error (rig,
                     helio_json_get_string (tokens, "id_token"),
                     "invalid_token",
                     "Invalid token: the token exchange expects access tokens, not ID tokens");
  check_token_error (rig, foreign, "invalid_token", "Token signature verification failed");
  /* A changed character of the payload: another valid one, so that it is the signature that tells. */
  *payload = *payload == 'A' ? 'B' : 'A';
  {
    g_autofree char *body = body_a (forged);
    g_autoptr (Reply) reply = rig_post_json (rig, EXCHANGE, SECRET, body);

    g_assert_cmpuint (reply->status, ==, 401);
    assert_text (reply->json, "error", "invalid_token");
  }
  helio_fake_clock_advance (rig->clock, 600 * HELIO_SECOND);
  check_token_error (rig, good, "token_expired", "Invalid token: the token has expired");
}

static void
test_not_a_jwt (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (HelioJson) tokens = rig_tokens (rig, "alice", "&audience=");
  g_autofree char *opaque = body_a (helio_json_get_string (tokens, "access_token"));
  g_autofree char *refresh = body_b (helio_json_get_string (tokens, "refresh_token"));
  g_autoptr (Reply) by_key = rig_post_json (rig, EXCHANGE, SECRET, opaque);
  g_autoptr (Reply) by_organization = rig_post_json (rig, EXCHANGE, NULL, refresh);
  g_autoptr (HelioJson) detail = NULL;

  assert_error (by_key, 401, "invalid_token", "Invalid token: not a JSON Web Token");
  g_assert_cmpuint (by_organization->status, ==, 422);
  detail = helio_json_get_array (by_organization->json, "detail");
  g_assert_nonnull (detail);
  g_assert_cmpuint (rig->grants->len, ==, 0);
}

static void
test_bad_requests (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  struct {
    const char *key, *body;
    guint status;
    const char *error, *message;
  } cases[] = {
      {NULL, "{\"provider\":\"auth0\",\"token\":\"x\"}", 401, "unauthorized", "API key"},
      {"Bearer sk_wrong",
       "{\"provider\":\"auth0\",\"token\":\"x\"}",
       401,
       "unauthorized",
       "API key"},
      {"Basic x", "{\"organization_id\":\"" RIG_ORGANIZATION "\"}", 401, "unauthorized", "API key"},
      {SECRET, "{\"token\":\"x\"}", 400, "invalid_request", "Missing required parameter: provider"},
      {SECRET,
       "{\"provider\":\"auth0\"}",
       400,
       "invalid_request",
       "Missing required parameter: token"},
      {SECRET, "[]", 400, "invalid_request", ""},
      {SECRET, "{", 400, "invalid_request", ""},
      {SECRET,
       "{\"provider\":\"Auth0\",\"token\":\"x\"}",
       404,
       "provider_not_found",
       "Provider not found"},
      {NULL,
       "{\"organization_id\":\"org_other\",\"token\":\"x\"}",
       404,
       "organization_not_found",
       "Organization not found"},
      {NULL, "{\"organization_id\":\"" RIG_ORGANIZATION "\"}", 400, "invalid_request", "Missing"},
  };
  g_autoptr (Reply) form =
      rig_send (rig, "POST", EXCHANGE, "application/x-www-form-urlencoded", "a=b", SECRET);
  g_autoptr (Reply) get = rig_get (rig, EXCHANGE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Reply) reply = rig_post_json (rig, EXCHANGE, cases[i].key, cases[i].body);

    g_test_message ("%s %s", cases[i].key, cases[i].body);
    assert_error (reply, cases[i].status, cases[i].error, cases[i].message);
  }
  g_assert_cmpuint (form->status, ==, 400);
  g_assert_cmpuint (get->status, ==, 405);
}

static void
test_by_organization (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autofree char *token = access_token (rig, "bob");
  g_autofree char *body = body_b (token);
  g_autoptr (Reply) reply = rig_post_json (rig, EXCHANGE, NULL, body);
  g_autoptr (HelioJson) pair = NULL;
  const char *password;

  g_assert_cmpuint (reply->status, ==, 200);
  pair = helio_json_get_object (reply->json, "mqtt_credentials");
  password = helio_json_get_string (pair, "password");
  assert_text (pair, "username", "bob@" RIG_ORGANIZATION);
  assert_text (reply->json, "access_token", password);
  assert_text (reply->json, "user_email", "bob@sandbox.test");
  assert_text (reply->json, "provider", "auth0");
  g_assert_nonnull (helio_json_get_string (reply->json, "token_id"));
  g_assert_cmpint (read_time (reply->json, "expires_at"), ==, now (rig) + 300);
  g_assert_cmpint (read_time (reply->json, "refresh_recommended_at"), ==, now (rig) + 270);
  assert_granted (rig, "bob@" RIG_ORGANIZATION, password, now (rig) + 300);
}

static Reply *
renew (Rig *rig, const char *id, const char *password)
{
  g_autofree char *body =
      g_strdup_printf ("{\"token_id\":\"%s\",\"current_token_password\":\"%s\"}", id, password);

  return rig_post_json (rig, "/v2/tokens/refresh", NULL, body);
}

static char *
password_of (const Reply *reply)
{
  g_autoptr (HelioJson) pair = helio_json_get_object (reply->json, "mqtt_credentials");

  return g_strdup (helio_json_get_string (pair, "password"));
}

static void
test_native (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  const char *request =
      "{\"organization_id\":\"" RIG_ORGANIZATION "\",\"secret_key\":\"" RIG_SECRET_KEY
      "\",\"user_email\":\"john@example.com\"}";
  g_autoptr (Reply) created = rig_post_json (rig, "/v2/tokens/create", NULL, request);
  g_autofree char *password = password_of (created);
  g_autofree char *next_password = NULL;
  const char *id = helio_json_get_string (created->json, "token_id");
  g_autoptr (Reply) renewed = NULL, stale = NULL, unknown = NULL, replaced = NULL, gone = NULL;
  g_autoptr (Reply) late = NULL;
  g_autofree char *last = NULL;

  g_assert_cmpuint (created->status, ==, 200);
  assert_text (created->json, "token_type", "Bearer");
  assert_text (created->json, "access_token", password);
  assert_text (created->json, "provider", "cloudsignal");
  assert_granted (rig, "john_example_com@" RIG_ORGANIZATION, password, now (rig) + 300);

  renewed = renew (rig, id, password);
  g_assert_cmpuint (renewed->status, ==, 200);
  next_password = password_of (renewed);
  g_assert_cmpstr (password, !=, next_password);
  stale = renew (rig, id, password);
  assert_error (stale, 401, "invalid_token", "Invalid token");
  unknown = renew (rig, "guess", password);
  assert_error (unknown, 401, "invalid_token", "Invalid token");

  /* replace_existing is true if nothing is said: the token before can be refreshed no longer. */
  replaced = rig_post_json (rig, "/v2/tokens/create", NULL, request);
  g_assert_cmpuint (replaced->status, ==, 200);
  gone = renew (rig, id, next_password);
  assert_error (gone, 401, "invalid_token", "Invalid token");
  helio_fake_clock_advance (rig->clock, 300 * HELIO_SECOND);
  last = password_of (replaced);
  late = renew (rig, helio_json_get_string (replaced->json, "token_id"), last);
  assert_error (late, 401, "token_expired", "Invalid token");
}

static void
test_native_refuses (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (Reply) key =
      rig_post_json (rig,
                     "/v2/tokens/create",
                     NULL,
                     "{\"organization_id\":\"" RIG_ORGANIZATION
                     "\",\"secret_key\":\"" RIG_PUBLISHABLE_KEY "\",\"user_email\":\"a@b\"}");
  g_autoptr (Reply) organization = rig_post_json (
      rig,
      "/v2/tokens/create",
      NULL,
      "{\"organization_id\":\"x\",\"secret_key\":\"" RIG_SECRET_KEY "\",\"user_email\":\"a@b\"}");
  g_autoptr (Reply) empty = rig_post_json (rig, "/v2/tokens/create", NULL, "{}");
  g_autoptr (Reply) refresh = rig_post_json (rig, "/v2/tokens/refresh", NULL, "{}");

  assert_error (key, 401, "unauthorized", "API key");
  assert_error (organization, 404, "organization_not_found", "Organization not found");
  assert_error (empty, 400, "invalid_request", "Missing");
  assert_error (refresh, 400, "invalid_request", "Missing");
  g_assert_cmpuint (rig->grants->len, ==, 0);
}

static void
test_backends (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (HelioJson) tokens = rig_tokens (rig, "alice", "");
  const char *access = helio_json_get_string (tokens, "access_token");
  const char *id = helio_json_get_string (tokens, "id_token");
  g_autofree char *bearer = g_strconcat ("Bearer ", access, NULL);
  g_autofree char *id_bearer = g_strconcat ("Bearer ", id, NULL);
  g_autofree char *body = g_strdup_printf ("{\"auth0Token\":\"%s\"}", access);
  g_autofree char *id_body = g_strdup_printf ("{\"auth0Token\":\"%s\"}", id);
  g_autoptr (Reply) by_bearer =
      rig_send (rig, "POST", "/mqtt-credentials", "application/json", NULL, bearer);
  g_autoptr (Reply) by_json = rig_post_json (rig, "/api/mqtt-credentials", NULL, body);
  g_autoptr (Reply) no_bearer =
      rig_send (rig, "POST", "/mqtt-credentials", "application/json", NULL, NULL);
  g_autoptr (Reply) bad_bearer =
      rig_send (rig, "POST", "/mqtt-credentials", "application/json", NULL, id_bearer);
  g_autoptr (Reply) bad_json = rig_post_json (rig, "/api/mqtt-credentials", NULL, id_body);
  g_autoptr (Reply) no_token = rig_post_json (rig, "/api/mqtt-credentials", NULL, "{}");
  g_autoptr (Reply) no_json = rig_post_json (rig, "/api/mqtt-credentials", NULL, "{");

  g_assert_cmpuint (by_bearer->status, ==, 200);
  assert_text (by_bearer->json, "mqtt_username", "alice@" RIG_ORGANIZATION);
  g_assert_cmpuint (by_json->status, ==, 200);
  assert_text (by_json->json, "mqtt_username", "alice@" RIG_ORGANIZATION);
  g_assert_true (helio_json_has (by_json->json, "expires_at"));
  g_assert_cmpuint (no_bearer->status, ==, 401);
  g_assert_cmpstr (no_bearer->authenticate, ==, "Bearer realm=\"api\"");
  g_assert_cmpuint (bad_bearer->status, ==, 401);
  g_assert_cmpstr (bad_bearer->authenticate, ==, "Bearer realm=\"api\", error=\"invalid_token\"");
  /* The guide's route does not look at the exchange's status. */
  assert_error (bad_json, 200, "invalid_token", "Invalid token");
  assert_error (no_token, 200, "invalid_request", "Missing required parameter: token");
  g_assert_cmpuint (no_json->status, ==, 500);
}

static void
test_broker_down (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autofree char *token = access_token (rig, "alice");
  g_autofree char *body = body_a (token);
  g_autoptr (Reply) reply = NULL;

  rig->broker_is_down = TRUE;
  reply = rig_post_json (rig, EXCHANGE, SECRET, body);
  assert_error (reply, 500, "server_error", "The broker did not take the credential: down");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/exchange/by-key", test_by_key);
  g_test_add_func ("/sandbox/exchange/ttl", test_ttl);
  g_test_add_func ("/sandbox/exchange/bad-tokens", test_bad_tokens);
  g_test_add_func ("/sandbox/exchange/not-a-jwt", test_not_a_jwt);
  g_test_add_func ("/sandbox/exchange/bad-requests", test_bad_requests);
  g_test_add_func ("/sandbox/exchange/by-organization", test_by_organization);
  g_test_add_func ("/sandbox/exchange/native", test_native);
  g_test_add_func ("/sandbox/exchange/native-refuses", test_native_refuses);
  g_test_add_func ("/sandbox/exchange/backends", test_backends);
  g_test_add_func ("/sandbox/exchange/broker-down", test_broker_down);
  return g_test_run ();
}
