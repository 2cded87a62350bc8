// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-base64url.h"
#include "core/crypto/helio-jwks.h"
#include "core/crypto/helio-jwt.h"
#include "tests/core/crypto/jwt-vectors.h"

#include <string.h>

#define RSA_KEY                                                                                    \
  "{\"kty\":\"RSA\",\"kid\":\"rsa-1\",\"use\":\"sig\",\"n\":\"" KEY_RSA_N "\",\"e\":\"AQAB\"}"
#define EC_KEY                                                                                     \
  "{\"kty\":\"EC\",\"kid\":\"ec-1\",\"crv\":\"P-256\",\"x\":\"" KEY_EC_X "\",\"y\":\"" KEY_EC_Y    \
  "\"}"
#define EC2_KEY                                                                                    \
  "{\"kty\":\"EC\",\"kid\":\"ec-2\",\"crv\":\"P-256\",\"x\":\"" KEY_EC2_X "\",\"y\":\"" KEY_EC2_Y  \
  "\"}"
#define SET(keys) "{\"keys\":[" keys "]}"
#define ALL SET (RSA_KEY "," EC_KEY "," EC2_KEY)

static HelioJwks *
make_keys (const char *text)
{
  g_autoptr (GError) error = NULL;
  HelioJwks *keys = helio_jwks_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return keys;
}

static HelioJwt *
parse (const char *text, GError **error)
{
  g_autoptr (HelioSecret) secret = helio_secret_new (text);

  return helio_jwt_parse (secret, error);
}

static HelioJwt *
must_parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  HelioJwt *self = parse (text, &error);

  g_assert_no_error (error);
  return self;
}

/* The verdict; a token that cannot be parsed is not valid either. */
static HelioJwtVerdict
verdict (const char *token, const char *key_set)
{
  g_autoptr (HelioJwks) keys = make_keys (key_set);
  g_autoptr (HelioJwt) self = must_parse (token);
  g_autoptr (GError) error = NULL;
  HelioJwtVerdict result = helio_jwt_verify (self, keys, &error);

  if (result == HELIO_JWT_VALID)
    g_assert_no_error (error);
  else
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_ID_TOKEN);
  return result;
}

static void
test_rfc7515 (void)
{
  g_autoptr (HelioJwt) self = must_parse (TOKEN_RFC7515_A2);
  gint64 expiry = 0;

  g_assert_cmpint (helio_jwt_get_form (self), ==, HELIO_JWT_JWS);
  g_assert_cmpstr (helio_jwt_get_claim (self, "iss"), ==, "joe");
  g_assert_true (helio_jwt_get_time (self, "exp", &expiry));
  g_assert_cmpint (expiry, ==, 1300819380);
  g_assert_cmpint (
      verdict (TOKEN_RFC7515_A2,
               SET ("{\"kty\":\"RSA\",\"n\":\"" KEY_RFC7515_A2_N "\",\"e\":\"AQAB\"}")),
      ==,
      HELIO_JWT_VALID);
  g_assert_cmpint (verdict (TOKEN_RFC7515_A3,
                            SET ("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" KEY_RFC7515_A3_X
                                 "\",\"y\":\"" KEY_RFC7515_A3_Y "\"}")),
                   ==,
                   HELIO_JWT_VALID);
}

static void
test_algorithms (void)
{
  g_assert_cmpint (verdict (TOKEN_RS256, ALL), ==, HELIO_JWT_VALID);
  g_assert_cmpint (verdict (TOKEN_PS256, ALL), ==, HELIO_JWT_VALID);
  g_assert_cmpint (verdict (TOKEN_ES256, ALL), ==, HELIO_JWT_VALID);
  /* Numbers that begin with a zero octet. */
  g_assert_cmpint (verdict (TOKEN_ES256_SHORT_R, ALL), ==, HELIO_JWT_VALID);
  g_assert_cmpint (verdict (TOKEN_ES256_SHORT_S, ALL), ==, HELIO_JWT_VALID);
  g_assert_cmpint (verdict (TOKEN_ES256_SHORT_X, ALL), ==, HELIO_JWT_VALID);

  g_assert_cmpint (verdict (TOKEN_NONE, ALL), ==, HELIO_JWT_NOT_CHECKABLE);
  g_assert_cmpint (verdict (TOKEN_HS256, ALL), ==, HELIO_JWT_NOT_CHECKABLE);
  g_assert_cmpint (verdict (TOKEN_RS512, ALL), ==, HELIO_JWT_NOT_CHECKABLE);
  g_assert_cmpint (verdict (TOKEN_RS256_CRIT, ALL), ==, HELIO_JWT_NOT_CHECKABLE);
  /* The key decides: one for EC does not check what calls itself RS256. */
  g_assert_cmpint (verdict (TOKEN_RS256_EC_KID, ALL), ==, HELIO_JWT_WRONG_SIGNATURE);
}

static void
test_hmac_with_public_key (void)
{
  /* GHSA-q843-6q5f-w55g: an RSA key without "alg" taken for an HMAC secret, and the same number as an
   * "oct" key in the set. */
  static const char *const sets[] = {
      SET ("{\"kty\":\"RSA\",\"kid\":\"rsa-1\",\"n\":\"" KEY_RSA_N "\",\"e\":\"AQAB\"}"),
      SET ("{\"kty\":\"oct\",\"kid\":\"rsa-1\",\"k\":\"" KEY_RSA_N "\"}"),
      SET ("{\"kty\":\"RSA\",\"kid\":\"rsa-1\",\"alg\":\"HS256\",\"n\":\"" KEY_RSA_N
           "\",\"e\":\"AQAB\"}"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    g_assert_cmpint (verdict (TOKEN_HS256, sets[i]), ==, HELIO_JWT_NOT_CHECKABLE);
}

static void
test_key_ids (void)
{
  g_assert_cmpint (verdict (TOKEN_RS256_NO_KID, SET (RSA_KEY)), ==, HELIO_JWT_VALID);
  g_assert_cmpint (verdict (TOKEN_RS256_NO_KID, ALL), ==, HELIO_JWT_NO_KEY);
  g_assert_cmpint (verdict (TOKEN_RS256_OTHER_KID, ALL), ==, HELIO_JWT_NO_KEY);
  /* Not even where there is one key only: the token names another. */
  g_assert_cmpint (verdict (TOKEN_RS256_OTHER_KID, SET (RSA_KEY)), ==, HELIO_JWT_NO_KEY);
  g_assert_cmpint (verdict (TOKEN_RS256, SET (EC_KEY)), ==, HELIO_JWT_NO_KEY);
  g_assert_cmpint (verdict (TOKEN_RS256, SET ("")), ==, HELIO_JWT_NO_KEY);
  /* A key that says what it is for is for nothing else. */
  g_assert_cmpint (
      verdict (TOKEN_RS256,
               SET ("{\"kty\":\"RSA\",\"kid\":\"rsa-1\",\"alg\":\"PS256\",\"n\":\"" KEY_RSA_N
                    "\",\"e\":\"AQAB\"}")),
      ==,
      HELIO_JWT_WRONG_SIGNATURE);
}

static void
check_all_flips (const char *token, guint stride)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  g_autoptr (HelioJwks) keys = make_keys (ALL);
  guint tried = 0;

  for (gsize i = 0; i < strlen (token); i += stride) {
    g_autofree char *changed = g_strdup (token);
    g_autoptr (HelioJwt) self = NULL;
    const char *place;

    if (token[i] == '.')
      continue;
    place = strchr (alphabet, token[i]);
    g_assert_nonnull (place);
    /* The highest of the six bits, so that it is no left-over bit at a part's end. */
    changed[i] = alphabet[(place - alphabet) ^ 0x20];
    self = parse (changed, NULL);
    if (self != NULL)
      g_assert_cmpint (helio_jwt_verify (self, keys, NULL), !=, HELIO_JWT_VALID);
    tried++;
  }
  g_assert_cmpuint (tried, >, 100);
}

static void
test_flipped_bits (void)
{
  check_all_flips (TOKEN_RS256, 3);
  check_all_flips (TOKEN_PS256, 3);
  check_all_flips (TOKEN_ES256, 1);
}

/* The same token with another signature. */
static char *
with_signature (const char *token, const guint8 *signature, gsize length)
{
  g_autofree char *text = helio_base64url_encode (signature, length);
  g_autofree char *start = g_strndup (token, (gsize) (strrchr (token, '.') - token));

  return g_strconcat (start, ".", text, NULL);
}

static void
test_ecdsa_lengths (void)
{
  g_autoptr (GBytes) good = helio_base64url_decode (strrchr (TOKEN_ES256, '.') + 1, -1);
  gsize size;
  const guint8 *octets = g_bytes_get_data (good, &size);
  guint8 changed[70] = {0};

  g_assert_cmpuint (size, ==, 64);
  for (gsize length = 0; length <= sizeof changed; length++) {
    g_autofree char *token = NULL;

    memset (changed, 0, sizeof changed);
    memcpy (changed, octets, MIN (length, 64));
    token = with_signature (TOKEN_ES256, changed, length);
    g_assert_cmpint (verdict (token, ALL),
                     ==,
                     length == 64 ? HELIO_JWT_VALID : HELIO_JWT_WRONG_SIGNATURE);
  }
}

static void
test_ecdsa_numbers (void)
{
  g_autoptr (GBytes) good = helio_base64url_decode (strrchr (TOKEN_ES256, '.') + 1, -1);
  const guint8 *octets = g_bytes_get_data (good, NULL);
  static const guint8 fill[] = {0x00, 0xff};

  /* r, s and both as 0 (what once passed for "always valid" elsewhere) and as more than the order. */
  for (guint f = 0; f < G_N_ELEMENTS (fill); f++)
    for (guint which = 1; which <= 3; which++) {
      guint8 changed[64];
      g_autofree char *token = NULL;

      memcpy (changed, octets, 64);
      if (which & 1)
        memset (changed, fill[f], 32);
      if (which & 2)
        memset (changed + 32, fill[f], 32);
      token = with_signature (TOKEN_ES256, changed, 64);
      g_assert_cmpint (verdict (token, ALL), ==, HELIO_JWT_WRONG_SIGNATURE);
    }
}

static void
test_rsa_lengths (void)
{
  g_autoptr (GBytes) good = helio_base64url_decode (strrchr (TOKEN_RS256, '.') + 1, -1);
  gsize size;
  const guint8 *octets = g_bytes_get_data (good, &size);
  guint8 changed[258] = {0};
  g_autofree char *short_one = with_signature (TOKEN_RS256, octets, 255);
  g_autofree char *none = with_signature (TOKEN_RS256, octets, 0);
  g_autofree char *long_one = NULL;
  g_autofree char *zeros = NULL;

  g_assert_cmpuint (size, ==, 256);
  memcpy (changed + 1, octets, 256);
  /* The same number with a zero in front is not the same signature. */
  long_one = with_signature (TOKEN_RS256, changed, 257);
  memset (changed, 0, sizeof changed);
  zeros = with_signature (TOKEN_RS256, changed, 256);
  g_assert_cmpint (verdict (short_one, ALL), ==, HELIO_JWT_WRONG_SIGNATURE);
  g_assert_cmpint (verdict (none, ALL), ==, HELIO_JWT_WRONG_SIGNATURE);
  g_assert_cmpint (verdict (long_one, ALL), ==, HELIO_JWT_WRONG_SIGNATURE);
  g_assert_cmpint (verdict (zeros, ALL), ==, HELIO_JWT_WRONG_SIGNATURE);
}

static void
test_forms (void)
{
  static const struct {
    const char *token;
    HelioJwtForm form;
  } forms[] = {
      {TOKEN_RS256, HELIO_JWT_JWS},
      {TOKEN_NONE, HELIO_JWT_JWS},
      /* RFC 7516 A.1's header with parts that are not looked into. */
      {"eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.AA.AA.AA.AA", HELIO_JWT_JWE},
      {"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AA.AA.AA", HELIO_JWT_JWE},
      {"v1.MjAyNi0xMS0yNQ", HELIO_JWT_OPAQUE},
      {"opaque", HELIO_JWT_OPAQUE},
      {"a.b.c", HELIO_JWT_OPAQUE},
      {"..", HELIO_JWT_OPAQUE},
      {"....", HELIO_JWT_OPAQUE},
      {"......................", HELIO_JWT_OPAQUE},
      {"W10.e30.AA", HELIO_JWT_OPAQUE}, /* a header that is a list */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_autoptr (HelioJwt) self = must_parse (forms[i].token);

    g_assert_cmpint (helio_jwt_get_form (self), ==, forms[i].form);
    g_assert_cmpuint (helio_jwt_get_size (self), ==, strlen (forms[i].token));
    g_assert_true ((helio_jwt_get_header (self) == NULL) == (forms[i].form == HELIO_JWT_OPAQUE));
    g_assert_true ((helio_jwt_get_payload (self) != NULL) == (forms[i].form == HELIO_JWT_JWS));
    if (forms[i].form != HELIO_JWT_JWS)
      g_assert_cmpint (verdict (forms[i].token, ALL), ==, HELIO_JWT_NOT_CHECKABLE);
  }
}

static char *
encode (const char *text)
{
  return helio_base64url_encode (text, strlen (text));
}

static void
test_damaged (void)
{
  static const char *const bad[] = {
      "",
      "Bearer " TOKEN_RS256,
      TOKEN_RS256 "\n",
      "\"" TOKEN_RS256 "\"",
      "eyJhbGciOiJSUzI1NiJ9",                /* one part */
      "eyJhbGciOiJSUzI1NiJ9.e30",            /* two */
      "eyJhbGciOiJSUzI1NiJ9.e30.AA.AA",      /* four */
      "eyJhbGciOiJSUzI1NiJ9.e30.AA.AA.AA.A", /* six */
      "eyJhbGciOiJSUzI1NiJ.e30.AA",          /* header cut */
      "eyJhbGciOiJSUzI1NiJ9..AA",            /* no payload */
      "eyJhbGciOiJSUzI1NiJ9.e30=.AA",        /* padding */
      "eyJhbGciOiJSUzI1NiJ9.W10.AA",         /* payload is a list */
      "eyJhbGciOiJSUzI1NiJ9.e30.A",          /* signature of 4n + 1 */
      "eyJhbGciOiJSUzI1NiJ9.e30.A+/A",       /* the other alphabet */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("case %zu", i);
    g_assert_null (parse (bad[i], &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER);
  }
}

static void
test_damaged_claims (void)
{
  static const char *const bad[] = {
      "{\"exp\":\"1300819380\"}",
      "{\"exp\":1e300}",
      "{\"exp\":9007199254740994}",
      "{\"nbf\":true}",
      "{\"iat\":[1]}",
      "{\"exp\":1,\"exp\":2}",
      "{\"exp\":01}",
      "{'exp':1}",
      "{\"a\":1}x",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *payload = encode (bad[i]);
    g_autofree char *token = g_strdup_printf ("eyJhbGciOiJSUzI1NiJ9.%s.AA", payload);

    g_test_message ("case %zu", i);
    g_assert_null (parse (token, NULL));
  }
}

static void
test_limits (void)
{
  g_autofree char *many = g_strnfill (HELIO_JWT_SIZE_MAX + 1, 'A');
  g_autofree char *spaces = g_strnfill (HELIO_JWT_HEADER_MAX, ' ');
  g_autofree char *header = g_strconcat ("{\"alg\":\"RS256\"", spaces, "}", NULL);
  g_autofree char *header_text = encode (header);
  g_autofree char *large_header = g_strconcat (header_text, ".e30.AA", NULL);
  g_autofree char *brackets = g_strnfill (60000, '[');
  g_autofree char *deep = g_strconcat ("{\"a\":", brackets, NULL);
  g_autofree char *deep_text = encode (deep);
  g_autofree char *deep_payload = g_strdup_printf ("eyJhbGciOiJSUzI1NiJ9.%s.AA", deep_text);
  g_autoptr (GError) size_error = NULL;
  g_autoptr (GError) header_error = NULL;
  g_autoptr (GError) depth_error = NULL;

  g_assert_null (parse (many, &size_error));
  g_assert_error (size_error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
  many[HELIO_JWT_SIZE_MAX] = '\0';
  helio_jwt_unref (must_parse (many));
  g_assert_null (parse (large_header, &header_error));
  g_assert_error (header_error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
  g_assert_null (parse (deep_payload, &depth_error));
  g_assert_error (depth_error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
}

static void
test_claims (void)
{
  g_autoptr (HelioJwt) self = must_parse (TOKEN_RS256);
  g_autoptr (HelioJson) topics =
      helio_json_get_array (helio_jwt_get_payload (self), "https://cloudsignal.io/mqtt_topics");
  gint64 seconds = 0;

  g_assert_cmpstr (helio_jwt_get_algorithm (self), ==, "RS256");
  g_assert_cmpstr (helio_jwt_get_key_id (self), ==, "rsa-1");
  g_assert_cmpstr (helio_jwt_get_kind (self), ==, "JWT");
  g_assert_cmpstr (helio_jwt_get_claim (self, "iss"), ==, "https://issuer.test/");
  g_assert_null (helio_jwt_get_claim (self, "azp"));
  g_assert_true (helio_jwt_get_time (self, "exp", &seconds));
  g_assert_cmpint (seconds, ==, 4102444800);
  g_assert_true (helio_jwt_get_time (self, "iat", &seconds));
  g_assert_cmpint (seconds, ==, 1767225600); /* 1767225600.75 */
  g_assert_false (helio_jwt_get_time (self, "nbf", &seconds));
  g_assert_true (helio_jwt_has_audience (self, "app"));
  g_assert_true (helio_jwt_has_audience (self, "https://api.test"));
  g_assert_false (helio_jwt_has_audience (self, "https://api.test/"));
  g_assert_false (helio_jwt_has_audience (self, NULL));
  g_assert_cmpuint (helio_jwt_get_n_audiences (self), ==, 2);
  g_assert_cmpuint (helio_json_get_length (topics), ==, 2);
}

static void
test_single_audience (void)
{
  g_autofree char *payload = encode ("{\"aud\":\"app\"}");
  g_autofree char *token = g_strdup_printf ("eyJhbGciOiJSUzI1NiJ9.%s.AA", payload);
  g_autoptr (HelioJwt) self = must_parse (token);
  g_autoptr (HelioJwt) without = must_parse ("eyJhbGciOiJSUzI1NiJ9.e30.AA");

  g_assert_true (helio_jwt_has_audience (self, "app"));
  g_assert_false (helio_jwt_has_audience (self, "ap"));
  g_assert_cmpuint (helio_jwt_get_n_audiences (self), ==, 1);
  g_assert_false (helio_jwt_has_audience (without, "app"));
  g_assert_cmpuint (helio_jwt_get_n_audiences (without), ==, 0);
}

#define RSA_WITH(members) "{\"kty\":\"RSA\",\"n\":\"" KEY_RSA_N "\",\"e\":\"AQAB\"," members "}"
#define RSA_E(e) "{\"kty\":\"RSA\",\"n\":\"" KEY_RSA_N "\",\"e\":\"" e "\"}"
#define EC_XY(x, y) "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" x "\",\"y\":\"" y "\"}"

static void
test_unusable_keys (void)
{
  static const char *const unusable[] = {
      "null",
      "[]",
      "{}",
      "\"RSA\"",
      "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
      "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" KEY_EC_X "\"}",
      "{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"" KEY_P384_X "\",\"y\":\"" KEY_P384_Y "\"}",
      "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" KEY_P384_X "\",\"y\":\"" KEY_P384_Y "\"}",
      "{\"kty\":\"RSA\",\"e\":\"AQAB\"}",
      "{\"kty\":\"RSA\",\"n\":\"" KEY_RSA_N "\"}",
      "{\"kty\":\"RSA\",\"n\":5,\"e\":\"AQAB\"}",
      "{\"kty\":\"RSA\",\"n\":\"" KEY_RSA_N "=\",\"e\":\"AQAB\"}",
      "{\"kty\":\"RSA\",\"n\":\"" KEY_RSA_1024_N "\",\"e\":\"AQAB\"}",
      "{\"kty\":\"RSA\",\"n\":\"AAAAAAAA\",\"e\":\"AQAB\"}",
      RSA_E (""),
      RSA_E ("AA"),           /* 0 */
      RSA_E ("AQ"),           /* 1 */
      RSA_E ("AQAA"),         /* 65536 */
      RSA_E ("AQAAAAAAAAAB"), /* nine octets */
      RSA_WITH ("\"use\":\"enc\""),
      RSA_WITH ("\"use\":1"),
      RSA_WITH ("\"key_ops\":[\"encrypt\"]"),
      RSA_WITH ("\"key_ops\":\"verify\""),
      RSA_WITH ("\"alg\":\"RSA-OAEP\""),
      RSA_WITH ("\"alg\":\"HS256\""),
      RSA_WITH ("\"alg\":\"ES256\""),
      RSA_WITH ("\"alg\":7"),
      RSA_WITH ("\"kid\":7"),
      RSA_WITH ("\"d\":\"" KEY_RSA_D "\""),
      EC_XY (KEY_EC_X, KEY_EC2_Y), /* beside the curve */
      EC_XY (KEY_EC_X, ""),
      EC_XY ("AA", KEY_EC_Y),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (unusable); i++) {
    g_autofree char *text = g_strdup_printf ("{\"keys\":[%s,%s]}", unusable[i], RSA_KEY);
    g_autoptr (HelioJwks) keys = make_keys (text);

    g_test_message ("case %zu", i);
    g_assert_cmpuint (helio_jwks_get_n_keys (keys), ==, 1);
    g_assert_cmpuint (helio_jwks_get_n_skipped (keys), ==, 1);
    g_assert_cmpstr (helio_jwk_get_id (helio_jwks_get_key (keys, 0)), ==, "rsa-1");
  }
}

static void
test_usable_keys (void)
{
  static const char *const usable[] = {
      RSA_E ("AQAB"),
      RSA_E ("Aw"),       /* 3 */
      RSA_E ("AAAAAQAB"), /* zeros in front, as some issuers write */
      RSA_WITH ("\"key_ops\":[\"sign\",\"verify\"],\"x5c\":[\"AA\"],\"x5t\":\"AA\",\"unknown\":{}"),
      RSA_WITH ("\"use\":\"sig\",\"alg\":\"PS256\""),
      RSA_WITH ("\"use\":null,\"alg\":null,\"kid\":null"),
      EC_XY (KEY_EC_X, KEY_EC_Y),
      EC_XY (KEY_EC2_X, KEY_EC2_Y),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (usable); i++) {
    g_autofree char *text = g_strdup_printf ("{\"keys\":[%s]}", usable[i]);
    g_autoptr (HelioJwks) keys = make_keys (text);
    const HelioJwk *key;

    g_test_message ("case %zu", i);
    g_assert_cmpuint (helio_jwks_get_n_keys (keys), ==, 1);
    key = helio_jwks_get_key (keys, 0);
    g_assert_cmpuint (helio_jwk_get_bits (key),
                      ==,
                      helio_jwk_get_kind (key) == HELIO_JWK_RSA ? 2048 : 256);
    g_assert_true (helio_jwks_find (keys, NULL) == key);
  }
}

static void
test_key_sets (void)
{
  static const char *const bad[] =
      {"[]", "{}", "null", "{\"keys\":{}}", "{\"keys\":null}", "{", ""};
  g_autoptr (HelioJwks) twice = make_keys (
      SET (RSA_KEY ",{\"kty\":\"EC\",\"kid\":\"rsa-1\",\"crv\":\"P-256\",\"x\":\"" KEY_EC_X
                   "\",\"y\":\"" KEY_EC_Y "\"}"));
  g_autoptr (GString) many = g_string_new ("{\"keys\":[" RSA_KEY);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) bad_error = NULL;

    g_assert_null (helio_jwks_parse (bad[i], strlen (bad[i]), &bad_error));
    g_assert_error (bad_error, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER);
  }
  /* The first of two with one id counts. */
  g_assert_cmpuint (helio_jwks_get_n_keys (twice), ==, 1);
  g_assert_cmpint (helio_jwk_get_kind (helio_jwks_find (twice, "rsa-1")), ==, HELIO_JWK_RSA);

  for (guint i = 0; i < HELIO_JWKS_KEYS_MAX; i++)
    g_string_append (many, ",{}");
  g_string_append (many, "]}");
  g_assert_null (helio_jwks_parse (many->str, many->len, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/jwt/rfc7515", test_rfc7515);
  g_test_add_func ("/jwt/algorithms", test_algorithms);
  g_test_add_func ("/jwt/hmac-with-public-key", test_hmac_with_public_key);
  g_test_add_func ("/jwt/key-ids", test_key_ids);
  g_test_add_func ("/jwt/flipped-bits", test_flipped_bits);
  g_test_add_func ("/jwt/ecdsa-lengths", test_ecdsa_lengths);
  g_test_add_func ("/jwt/ecdsa-numbers", test_ecdsa_numbers);
  g_test_add_func ("/jwt/rsa-lengths", test_rsa_lengths);
  g_test_add_func ("/jwt/forms", test_forms);
  g_test_add_func ("/jwt/damaged", test_damaged);
  g_test_add_func ("/jwt/damaged-claims", test_damaged_claims);
  g_test_add_func ("/jwt/limits", test_limits);
  g_test_add_func ("/jwt/claims", test_claims);
  g_test_add_func ("/jwt/single-audience", test_single_audience);
  g_test_add_func ("/jwks/unusable-keys", test_unusable_keys);
  g_test_add_func ("/jwks/usable-keys", test_usable_keys);
  g_test_add_func ("/jwks/sets", test_key_sets);
  return g_test_run ();
}
