// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-token-report.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-base64url.h"
#include "tests/support/helio-fake-idp.h"
#include "tests/support/helio-test.h"

#include <string.h>

#define DEADLINE 10
#define AUDIENCE "https://api.example.test"
#define CLIENT "client-1"

typedef struct {
  HelioFakeClock *clock;
  HelioFakeIdp *idp;
  HelioProfile *profile;
  HelioHttp *http;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->clock = helio_fake_clock_new ();
  f->idp = helio_fake_idp_new (HELIO_CLOCK (f->clock));
  f->profile = helio_fake_idp_new_profile (f->idp);
  g_free (f->profile->sign_in.client_id);
  f->profile->sign_in.client_id = g_strdup (CLIENT);
  g_free (f->profile->sign_in.audience);
  f->profile->sign_in.audience = g_strdup (AUDIENCE);
  f->http = helio_http_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->http);
  helio_profile_unref (f->profile);
  helio_fake_idp_free (f->idp);
  g_object_unref (f->clock);
}

static gint64
now (Fixture *f)
{
  return helio_clock_now_wall (HELIO_CLOCK (f->clock)) / G_USEC_PER_SEC;
}

/* Claims of a good token; the members of @patch (JSON, nullable) over them, null takes one away. A number
 * "@N" is N seconds from now. */
static HelioJson *
make_claims (Fixture *f, const char *patch)
{
  HelioJson *claims = helio_json_new_object ();
  HelioJson *audience = helio_json_new_array (), *topics = helio_json_new_array ();
  g_autoptr (HelioJson) changes = NULL;
  g_auto (GStrv) names = NULL;

  helio_json_append (audience, helio_json_new_string (AUDIENCE));
  helio_json_append (audience, helio_json_new_string ("https://other.test/userinfo"));
  helio_json_append (topics, helio_json_new_string ("users/alice/#"));
  helio_json_append (topics, helio_json_new_string ("chat/+/msg"));
  helio_json_set_string (claims, "iss", f->idp->issuer);
  helio_json_set_string (claims, "sub", "auth0|alice");
  helio_json_set (claims, "aud", audience);
  helio_json_set_integer (claims, "iat", now (f) - 60);
  helio_json_set_integer (claims, "exp", now (f) + 3600);
  helio_json_set_string (claims, "azp", CLIENT);
  helio_json_set_string (claims, "scope", "openid profile email offline_access");
  helio_json_set_string (claims, "email", "alice@example.test");
  helio_json_set (claims, HELIO_TOKEN_REPORT_TOPICS_CLAIM, topics);
  if (patch == NULL)
    return claims;
  changes = helio_json_parse (patch, strlen (patch), 4096, 8, NULL);
  g_assert_nonnull (changes);
  names = helio_json_get_names (changes);
  for (guint i = 0; names[i] != NULL; i++) {
    HelioJson *value = helio_json_get (changes, names[i]);
    const char *text = helio_json_as_string (value);

    if (helio_json_get_kind (value) == HELIO_JSON_NULL)
      helio_json_remove (claims, names[i]);
    else if (text != NULL && *text == '@')
      helio_json_set_integer (claims, names[i], now (f) + g_ascii_strtoll (text + 1, NULL, 10));
    else
      helio_json_set (claims, names[i], helio_json_ref (value));
    helio_json_unref (value);
  }
  return claims;
}

static char *
make_token (Fixture *f, const char *type, const char *patch)
{
  g_autoptr (HelioJson) claims = make_claims (f, patch);
  g_autoptr (GError) error = NULL;
  char *token = helio_signing_key_sign_jwt (f->idp->key, type, claims, &error);

  g_assert_no_error (error);
  return token;
}

/* A token with a header of one's own and a signature that is none. */
static char *
make_unsigned (Fixture *f, const char *header, const char *signature)
{
  g_autoptr (HelioJson) claims = make_claims (f, NULL);
  g_autofree char *payload = helio_json_to_text (claims, FALSE);
  g_autofree char *a = helio_base64url_encode (header, strlen (header));
  g_autofree char *b = helio_base64url_encode (payload, strlen (payload));

  return g_strdup_printf ("%s.%s.%s", a, b, signature);
}

static HelioTokenReport *
new_report (Fixture *f, const char *token, gboolean profile)
{
  g_autoptr (HelioSecret) secret = helio_secret_new (token);
  HelioTokenReportInit init = {.token = secret,
                               .profile = profile ? f->profile : NULL,
                               .http = f->http,
                               .clock = HELIO_CLOCK (f->clock)};

  return helio_token_report_new (&init);
}

static HelioTokenReport *
run_report (Fixture *f, const char *token)
{
  HelioTokenReport *report = new_report (f, token, TRUE);
  HelioTestResult result = {0};
  g_autoptr (GError) error = NULL;

  helio_token_report_run_async (report, NULL, helio_test_result_ready, &result);
  g_assert_true (
      helio_token_report_run_finish (report, helio_test_result_wait (&result, DEADLINE), &error));
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  return report;
}

/* Everything that the row says. */
static char *
all_text (HelioTokenReport *report, const char *id)
{
  HelioCheckRow *row = helio_check_rows_find (HELIO_CHECK_ROWS (report), id);

  g_assert_nonnull (row);
  return helio_check_row_to_text (row);
}

static void
assert_row (HelioTokenReport *report, const char *id, HelioCheckStatus status, const char *part)
{
  HelioCheckRow *row = helio_check_rows_find (HELIO_CHECK_ROWS (report), id);
  g_autofree char *text = all_text (report, id);

  if (helio_check_row_get_status (row) != status)
    g_test_message ("%s", text);
  g_assert_cmpint (helio_check_row_get_status (row), ==, status);
  if (part != NULL && strstr (text, part) == NULL) {
    g_test_message ("\"%s\" is not in: %s", part, text);
    g_test_fail ();
  }
}

#define PASS HELIO_CHECK_PASS
#define FAIL HELIO_CHECK_FAIL
#define INFO HELIO_CHECK_INFO
#define UNCHECKED HELIO_CHECK_UNCHECKED
#define CLAIM "\"" HELIO_TOKEN_REPORT_TOPICS_CLAIM "\""

/* A signed token, changed in one place: what the row about it says, while all others stay as they are. */
typedef struct {
  const char *name;
  const char *patch;
  const char *row;
  HelioCheckStatus status;
  const char *part; /* of what it says */
} Case;

static const Case cases[] = {
    {"issuer-slash", "{\"iss\":\"http://127.0.0.1\"}", "issuer", FAIL, "The profile has"},
    {"issuer-other", "{\"iss\":\"https://evil.test/\"}", "issuer", FAIL, "another tenant"},
    {"issuer-absent", "{\"iss\":null}", "issuer", FAIL, "does not name"},
    {"issuer-number", "{\"iss\":7}", "issuer", FAIL, "7"},
    {"audience-other", "{\"aud\":\"https://api.other.test\"}", "audience", FAIL, AUDIENCE},
    {"audience-absent", "{\"aud\":null}", "audience", FAIL, "no audience"},
    {"audience-text", "{\"aud\":\"" AUDIENCE "\"}", "audience", PASS, AUDIENCE},
    {"audience-id-token", "{\"aud\":\"" CLIENT "\"}", "audience", FAIL, "ID token"},
    {"id-token", "{\"nonce\":\"n\"}", "type", FAIL, "ID token"},
    {"expired", "{\"exp\":\"@-1\"}", "expiry", FAIL, "expired"},
    {"about-to-expire", "{\"exp\":\"@30\"}", "expiry", PASS, "about to expire"},
    {"expiry-absent", "{\"exp\":null}", "expiry", FAIL, "never"},
    {"expiry-text", "{\"exp\":\"soon\"}", "expiry", FAIL, "seconds since 1970"},
    {"expiry-huge", "{\"exp\":9007199254740991}", "expiry", FAIL, "seconds since 1970"},
    {"expiry-list", "{\"exp\":[1]}", "expiry", FAIL, "[1]"},
    {"not-before", "{\"nbf\":\"@-60\"}", "not-before", PASS, "ago"},
    {"not-yet", "{\"nbf\":\"@120\"}", "not-before", FAIL, "not valid yet"},
    {"not-before-leeway", "{\"nbf\":\"@50\"}", "not-before", PASS, NULL},
    {"future", "{\"iat\":\"@7200\"}", "issued", FAIL, "in 2 h 0 min"},
    {"client-other", "{\"azp\":\"client-2\"}", "client", FAIL, "another application"},
    {"client-9068", "{\"azp\":null,\"client_id\":\"" CLIENT "\"}", "client", PASS, CLIENT},
    {"client-absent", "{\"azp\":null}", "client", INFO, NULL},
    {"subject-absent", "{\"sub\":null}", "subject", FAIL, "who it is about"},
    {"scope-list", "{\"scope\":null,\"scp\":[\"a\",\"b\"]}", "scope", INFO, "[\"a\",\"b\"]"},
    {"permissions", "{\"permissions\":[\"read:x\"]}", "scope", INFO, "read:x"},
    {"email-absent", "{\"email\":null}", "email", INFO, "setCustomClaim('email'"},
    {"email-wrong", "{\"email\":true}", "email", FAIL, "true"},
    {"topics-text", "{" CLAIM ":\"a/#\"}", "topics", INFO, "single text"},
    {"topics-object", "{" CLAIM ":{\"subscribe\":[\"a/#\"]}}", "topics", INFO, "{\"subscribe\""},
    {"topics-number", "{" CLAIM ":12}", "topics", INFO, "12"},
    {"topics-empty", "{" CLAIM ":[]}", "topics", PASS, "empty"},
    {"topics-mixed", "{" CLAIM ":[\"a\",1]}", "topics", FAIL, "no text"},
    {"topics-invalid", "{" CLAIM ":[\"a\",\"b#\"]}", "topics", FAIL, "b#"},
    {"topics-absent", "{" CLAIM ":null}", "topics", INFO, "not given"},
    {"topics-misnamed",
     "{" CLAIM ":null,\"http://cloudsignal.io/mqtt_topics\":[\"a\"]}",
     "topics",
     FAIL,
     "http://cloudsignal.io/mqtt_topics"},
};

static void
test_case (Fixture *f, gconstpointer data)
{
  const Case *c = data;
  g_autofree char *good = make_token (f, "at+jwt", NULL);
  g_autofree char *token =
      make_token (f, strstr (c->name, "id-token") ? "JWT" : "at+jwt", c->patch);
  g_autoptr (HelioTokenReport) reference = run_report (f, good);
  g_autoptr (HelioTokenReport) report = run_report (f, token);

  assert_row (report, c->row, c->status, c->part);
  g_assert_cmpint (helio_check_rows_get_status (HELIO_CHECK_ROWS (reference)), ==, PASS);
  g_assert_cmpint (helio_check_rows_get_status (HELIO_CHECK_ROWS (report)),
                   ==,
                   c->status == FAIL ? FAIL : PASS);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (reference)); i++) {
    g_autoptr (HelioCheckRow) row = g_list_model_get_item (G_LIST_MODEL (reference), i);
    const char *id = helio_check_row_get_id (row);

    if (strcmp (id, c->row) != 0 && strcmp (id, "type") != 0)
      assert_row (report, id, helio_check_row_get_status (row), NULL);
  }
}

static void
test_good (Fixture *f, gconstpointer data)
{
  static const char *const ids[] = {"shape",
                                    "type",
                                    "algorithm",
                                    "key",
                                    "signature",
                                    "issuer",
                                    "audience",
                                    "expiry",
                                    "issued",
                                    "clock",
                                    "client",
                                    "subject",
                                    "scope",
                                    "email",
                                    "topics",
                                    "size"};
  g_autofree char *token = make_token (f, "at+jwt", NULL);
  g_autoptr (HelioTokenReport) report = new_report (f, token, TRUE);
  g_autoptr (HelioTokenReport) done = run_report (f, token);
  g_auto (GStrv) topics = helio_token_report_get_topics (done);
  g_autofree char *text = helio_token_report_to_text (done);
  g_autoptr (HelioJson) json = helio_token_report_to_json (done);
  g_autofree char *json_text = helio_json_to_text (json, FALSE);
  g_autofree char *payload = helio_token_report_get_payload_text (done);
  const char *signature = strrchr (token, '.') + 1;

  g_assert_cmpint (helio_check_rows_get_status (HELIO_CHECK_ROWS (report)),
                   ==,
                   HELIO_CHECK_PENDING);
  assert_row (report, "signature", HELIO_CHECK_PENDING, NULL);
  assert_row (report, "audience", PASS, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (done)), ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autoptr (HelioCheckRow) row = g_list_model_get_item (G_LIST_MODEL (done), i);

    g_assert_cmpstr (helio_check_row_get_id (row), ==, ids[i]);
    assert_row (done, ids[i], strcmp (ids[i], "scope") == 0 ? INFO : PASS, NULL);
  }
  g_assert_null (helio_check_rows_get_first_failure (HELIO_CHECK_ROWS (done)));
  g_assert_cmpuint (g_strv_length (topics), ==, 2);
  g_assert_cmpstr (topics[1], ==, "chat/+/msg");
  g_assert_nonnull (strstr (helio_token_report_get_notice (done), "the broker may use others"));
  g_assert_nonnull (strstr (payload, "auth0|alice"));
  /* Nothing that could be used as a token leaves. */
  g_assert_null (strstr (text, signature));
  g_assert_null (strstr (json_text, signature));
  g_assert_null (strstr (json_text, token));
  g_assert_null (strstr (payload, signature));
  g_assert_cmpuint (f->idp->n_jwks, ==, 1);
}

/* What stands around a token, or is missing of it. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autofree char *token = make_token (f, "at+jwt", NULL);
  g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);
  g_autofree char *quoted = g_strconcat ("\"", token, "\"", NULL);
  g_autofree char *line = g_strconcat (token, "\n", NULL);
  g_autofree char *broken =
      g_strdup_printf ("%.*s\n%s", (int) strlen (token) / 2, token, token + strlen (token) / 2);
  g_autofree char *cut = g_strndup (token, strlen (token) - 100);
  g_autofree char *no_signature = g_strndup (token, (gsize) (strrchr (token, '.') - token));
  g_autofree char *half = g_strndup (token, (gsize) (strchr (token, '.') - token) + 30);
  g_autofree char *answer = g_strdup_printf ("{\"access_token\":\"%s\"}", token);
  g_autofree char *odd = g_strconcat ("eyJ!", token, NULL);
  const struct {
    const char *text, *part;
    gboolean readable, verifies;
  } kinds[] = {
      {bearer, "Bearer", TRUE, TRUE},
      {quoted, "quotation marks", TRUE, TRUE},
      {line, "around it", TRUE, TRUE},
      {broken, "within it", TRUE, TRUE},
      {cut, NULL, TRUE, FALSE},
      {no_signature, "end is missing", TRUE, FALSE},
      {half, "end is missing", FALSE, FALSE},
      {answer, "access_token", FALSE, FALSE},
      {odd, "characters", FALSE, FALSE},
      {"", "no token", FALSE, FALSE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (HelioTokenReport) report = run_report (f, kinds[i].text);

    g_test_message ("%" G_GSIZE_FORMAT, i);
    if (kinds[i].part != NULL)
      assert_row (report, "shape", FAIL, kinds[i].part);
    g_assert_cmpint (helio_check_rows_get_status (HELIO_CHECK_ROWS (report)), ==, FAIL);
    g_assert_nonnull (helio_check_rows_get_first_failure (HELIO_CHECK_ROWS (report)));
    assert_row (report, "audience", kinds[i].readable ? PASS : UNCHECKED, NULL);
    if (kinds[i].verifies)
      assert_row (report, "signature", PASS, NULL);
    else
      g_assert_cmpint (helio_check_row_get_status (
                           helio_check_rows_find (HELIO_CHECK_ROWS (report), "signature")),
                       !=,
                       PASS);
  }
}

static void
test_signature (Fixture *f, gconstpointer data)
{
  g_autofree char *token = make_token (f, "at+jwt", NULL);
  g_autoptr (HelioSigningKey) other = helio_signing_key_new (NULL);
  char *middle = strrchr (token, '.') - 5;

  /* Key found, signature wrong. */
  *middle = *middle == 'A' ? 'B' : 'A';
  {
    g_autoptr (HelioTokenReport) report = run_report (f, token);

    assert_row (report, "key", PASS, NULL);
    g_assert_cmpint (
        helio_check_row_get_status (helio_check_rows_find (HELIO_CHECK_ROWS (report), "signature")),
        !=,
        PASS);
  }
  g_free (token);
  token = make_token (f, "at+jwt", NULL);
  middle = strrchr (token, '.') + 20;
  *middle = *middle == 'A' ? 'B' : 'A';
  {
    g_autoptr (HelioTokenReport) report = run_report (f, token);

    assert_row (report, "key", PASS, NULL);
    assert_row (report, "signature", FAIL, "did not sign");
    assert_row (report, "issuer", PASS, NULL);
  }

  /* Key not published: asked for anew once, and told apart. */
  f->idp->published = other;
  {
    g_autofree char *good = make_token (f, "at+jwt", NULL);
    g_autoptr (HelioTokenReport) report = run_report (f, good);

    assert_row (report, "key", FAIL, "changed its keys");
    assert_row (report, "signature", UNCHECKED, NULL);
    g_assert_cmpstr (
        helio_check_row_get_id (helio_check_rows_get_first_failure (HELIO_CHECK_ROWS (report))),
        ==,
        "key");
  }
  f->idp->published = NULL;
}

static void
test_algorithms (Fixture *f, gconstpointer data)
{
  const struct {
    const char *header, *signature, *part;
    HelioCheckStatus status;
  } kinds[] = {
      {"{\"alg\":\"none\"}", "", "not signed", FAIL},
      {"{\"typ\":\"JWT\"}", "AAAA", "not signed", FAIL},
      {"{\"alg\":\"HS256\",\"kid\":\"x\"}", "AAAA", "secret", FAIL},
      {"{\"alg\":\"EdDSA\",\"kid\":\"x\"}", "AAAA", "RS256, PS256 and ES256", UNCHECKED},
      {"{\"alg\":[\"RS256\"]}", "AAAA", "must be a text", FAIL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *token = make_unsigned (f, kinds[i].header, kinds[i].signature);
    g_autoptr (HelioTokenReport) report = run_report (f, token);

    assert_row (report, "algorithm", kinds[i].status, kinds[i].part);
    assert_row (report, "signature", UNCHECKED, NULL);
    assert_row (report, "issuer", PASS, NULL);
  }
}

/* The keys come from the profile's issuer and from nowhere else. */
static void
test_foreign_keys (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioFakeIdp) evil = helio_fake_idp_new (HELIO_CLOCK (f->clock));
  g_autofree char *header =
      g_strdup_printf ("{\"alg\":\"RS256\",\"kid\":\"%s\",\"jku\":\"%s.well-known/jwks.json\","
                       "\"x5u\":\"%scert\",\"jwk\":{\"kty\":\"RSA\"}}",
                       helio_signing_key_get_id (evil->key),
                       evil->issuer,
                       evil->issuer);
  g_autoptr (HelioJson) claims = make_claims (f, NULL);
  g_autofree char *payload = NULL, *a = NULL, *b = NULL, *input = NULL, *c = NULL, *token = NULL;
  g_autoptr (GBytes) signature = NULL;

  helio_json_set_string (claims, "iss", evil->issuer);
  payload = helio_json_to_text (claims, FALSE);
  a = helio_base64url_encode (header, strlen (header));
  b = helio_base64url_encode (payload, strlen (payload));
  input = g_strdup_printf ("%s.%s", a, b);
  signature = helio_signing_key_sign (evil->key, input, strlen (input), NULL);
  c = helio_base64url_encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  token = g_strdup_printf ("%s.%s", input, c);
  {
    g_autoptr (HelioTokenReport) report = run_report (f, token);

    assert_row (report, "key", FAIL, "another tenant");
    assert_row (report, "signature", UNCHECKED, NULL);
    assert_row (report, "issuer", FAIL, f->idp->issuer);
    g_assert_cmpuint (evil->n_metadata, ==, 0);
    g_assert_cmpuint (evil->n_jwks, ==, 0);
    g_assert_cmpuint (f->idp->n_jwks, >=, 1);
  }
}

static void
test_encrypted (Fixture *f, gconstpointer data)
{
  const struct {
    const char *header;
    HelioCheckStatus status;
    const char *part;
  } kinds[] = {
      {"{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"iss\":\"https://t.auth0.com/\"}", FAIL, "audience"},
      {"{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}", UNCHECKED, "encrypted for its API"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *header = helio_base64url_encode (kinds[i].header, strlen (kinds[i].header));
    g_autofree char *token = g_strdup_printf ("%s..aXY.Y2lwaGVy.dGFn", header);
    g_autoptr (HelioTokenReport) report = run_report (f, token);

    assert_row (report, "shape", kinds[i].status, kinds[i].part);
    assert_row (report, "audience", UNCHECKED, "encrypted");
    assert_row (report, "signature", UNCHECKED, NULL);
    assert_row (report, "size", PASS, NULL);
  }
  g_assert_cmpuint (f->idp->n_jwks, ==, 0);
}

static void
test_opaque (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioTokenReport) refresh = run_report (f, "v1.MRjf8Qq2wFgQ");
  g_autoptr (HelioTokenReport) key = run_report (f, "sk_live_0123456789");
  g_autofree char *text = helio_token_report_to_text (key);

  assert_row (refresh, "shape", FAIL, "refresh token");
  assert_row (refresh, "expiry", UNCHECKED, "opaque");
  assert_row (key, "shape", FAIL, "key or an MQTT password");
  g_assert_null (strstr (text, "0123"));
  g_assert_cmpuint (f->idp->n_metadata, ==, 0);
}

static void
test_size (Fixture *f, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (60000, 'x');
  g_autofree char *huge = g_strnfill (200 * 1024, 'x');
  g_autoptr (HelioJson) claims = make_claims (f, NULL);
  g_autofree char *token = NULL;

  helio_json_set_string (claims, "https://example.test/filler", filler);
  token = helio_signing_key_sign_jwt (f->idp->key, "at+jwt", claims, NULL);
  g_assert_cmpuint (strlen (token), >, HELIO_TOKEN_REPORT_PASSWORD_MAX);
  {
    g_autoptr (HelioTokenReport) report = run_report (f, token);
    g_autoptr (HelioTokenReport) nothing = run_report (f, huge);

    assert_row (report, "size", FAIL, "CONNECT");
    assert_row (report, "signature", PASS, NULL);
    assert_row (nothing, "shape", FAIL, "too large");
    assert_row (nothing, "size", FAIL, "204800");
  }
}

/* Judged by the issuer's time, and the difference is told. */
static void
test_clock (Fixture *f, gconstpointer data)
{
  g_autofree char *token = make_token (f, "at+jwt", "{\"iat\":\"@7100\",\"exp\":\"@9000\"}");
  g_autofree char *old = make_token (f, "at+jwt", "{\"exp\":\"@60\"}");

  f->idp->date_offset = 7200;
  {
    g_autoptr (HelioTokenReport) before = new_report (f, token, TRUE);
    g_autoptr (HelioTokenReport) report = run_report (f, token);
    g_autoptr (HelioTokenReport) expired = run_report (f, old);

    assert_row (before, "issued", FAIL, "this computer's clock");
    assert_row (report, "issued", PASS, NULL);
    assert_row (report, "expiry", PASS, "issuer's clock");
    assert_row (report, "clock", FAIL, "2 h 0 min behind");
    assert_row (expired, "expiry", FAIL, "expired");
  }
}

/* What cannot be fetched leaves the other rows as they are. */
static void
test_unreachable (Fixture *f, gconstpointer data)
{
  g_autofree char *token = make_token (f, "at+jwt", NULL);

  f->idp->metadata_issuer = "https://other.test/";
  {
    g_autoptr (HelioTokenReport) report = run_report (f, token);

    assert_row (report, "signature", UNCHECKED, "https://other.test/");
    assert_row (report, "key", UNCHECKED, NULL);
    assert_row (report, "audience", PASS, NULL);
    g_assert_cmpint (helio_check_rows_get_status (HELIO_CHECK_ROWS (report)), ==, UNCHECKED);
  }
}

static void
test_without_profile (Fixture *f, gconstpointer data)
{
  g_autofree char *token = make_token (f, "JWT", NULL);
  g_autoptr (HelioTokenReport) report = new_report (f, token, FALSE);

  assert_row (report, "shape", PASS, NULL);
  assert_row (report, "signature", UNCHECKED, "proves nothing");
  assert_row (report, "issuer", INFO, f->idp->issuer);
  assert_row (report, "expiry", PASS, "in 1 h");
  g_assert_null (helio_check_rows_find (HELIO_CHECK_ROWS (report), "clock"));
  g_assert_null (strstr (helio_token_report_get_notice (report), "Checked here"));
  g_assert_cmpuint (f->idp->n_metadata, ==, 0);
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  g_autofree char *token = make_token (f, "at+jwt", NULL);
  g_autoptr (HelioTokenReport) report = new_report (f, token, TRUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};

  helio_token_report_run_async (report, cancellable, helio_test_result_ready, &result);
  g_cancellable_cancel (cancellable);
  g_assert_false (
      helio_token_report_run_finish (report, helio_test_result_wait (&result, DEADLINE), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  helio_test_result_clear (&result);
  assert_row (report, "signature", UNCHECKED, NULL);
}

/* For Firebase an ID token is the right one. */
static void
test_firebase (Fixture *f, gconstpointer data)
{
  g_autofree char *token = make_token (f, "JWT", "{\"nonce\":\"n\",\"aud\":\"project\"}");

  g_free (f->profile->exchange.provider);
  f->profile->exchange.provider = g_strdup ("firebase");
  {
    g_autoptr (HelioTokenReport) report = run_report (f, token);

    assert_row (report, "type", INFO, "Firebase");
    assert_row (report, "audience", INFO, "project");
  }
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
      {"/token-report/good", test_good},
      {"/token-report/damaged", test_damaged},
      {"/token-report/signature", test_signature},
      {"/token-report/algorithms", test_algorithms},
      {"/token-report/foreign-keys", test_foreign_keys},
      {"/token-report/encrypted", test_encrypted},
      {"/token-report/opaque", test_opaque},
      {"/token-report/size", test_size},
      {"/token-report/clock", test_clock},
      {"/token-report/unreachable", test_unreachable},
      {"/token-report/without-profile", test_without_profile},
      {"/token-report/cancelled", test_cancelled},
      {"/token-report/firebase", test_firebase},
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/token-report/claim/", cases[i].name, NULL);

    g_test_add (path, Fixture, &cases[i], set_up, test_case, tear_down);
  }
  return g_test_run ();
}
