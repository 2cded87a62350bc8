// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-base64url.h"
#include "core/crypto/helio-digest.h"
#include "core/crypto/helio-signing-key.h"

#include <string.h>

static HelioSigningKey *
new_key (void)
{
  g_autoptr (GError) error = NULL;
  HelioSigningKey *key = helio_signing_key_new (&error);

  g_assert_no_error (error);
  return key;
}

static void
test_sign_and_verify (void)
{
  g_autoptr (HelioSigningKey) key = new_key ();
  g_autoptr (HelioSigningKey) other = new_key ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) signature = helio_signing_key_sign (key, "abc", 3, &error);
  g_autoptr (GBytes) cut = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (signature), ==, 256);
  g_assert_true (helio_signing_key_verify (key, "abc", 3, signature));
  g_assert_false (helio_signing_key_verify (key, "abd", 3, signature));
  g_assert_false (helio_signing_key_verify (other, "abc", 3, signature));
  cut = g_bytes_new_from_bytes (signature, 0, 255);
  g_assert_false (helio_signing_key_verify (key, "abc", 3, cut));
}

static void
test_jwk (void)
{
  g_autoptr (HelioSigningKey) key = new_key ();
  g_autoptr (HelioJson) jwk = helio_signing_key_to_jwk (key);
  g_autoptr (GBytes) modulus = helio_base64url_decode (helio_json_get_string (jwk, "n"), -1);
  g_autofree char *canonical = NULL, *thumbprint = NULL;

  g_assert_cmpstr (helio_json_get_string (jwk, "kty"), ==, "RSA");
  g_assert_cmpstr (helio_json_get_string (jwk, "alg"), ==, "RS256");
  g_assert_cmpstr (helio_json_get_string (jwk, "use"), ==, "sig");
  g_assert_cmpstr (helio_json_get_string (jwk, "e"), ==, "AQAB");
  /* RFC 7518 §6.3.1.1: no leading zero octet. */
  g_assert_nonnull (modulus);
  g_assert_cmpuint (g_bytes_get_size (modulus), ==, 256);
  canonical = g_strdup_printf ("{\"e\":\"AQAB\",\"kty\":\"RSA\",\"n\":\"%s\"}",
                               helio_json_get_string (jwk, "n"));
  thumbprint = helio_digest_sha256_base64url (canonical, -1);
  g_assert_cmpstr (helio_json_get_string (jwk, "kid"), ==, thumbprint);
  g_assert_cmpstr (helio_signing_key_get_id (key), ==, thumbprint);
  /* Nothing of the private half. */
  g_assert_false (helio_json_has (jwk, "d"));
  g_assert_false (helio_json_has (jwk, "p"));
}

static void
test_jwt (void)
{
  g_autoptr (HelioSigningKey) key = new_key ();
  g_autoptr (HelioJson) claims = helio_json_new_object ();
  g_autoptr (HelioJson) header = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) header_octets = NULL, payload = NULL, signature = NULL;
  g_autofree char *token = NULL, *text = NULL;
  g_auto (GStrv) parts = NULL;

  helio_json_set_string (claims, "sub", "auth0|alice");
  token = helio_signing_key_sign_jwt (key, "at+jwt", claims, &error);
  g_assert_no_error (error);
  parts = g_strsplit (token, ".", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 3);

  header_octets = helio_base64url_decode (parts[0], -1);
  header = helio_json_parse (g_bytes_get_data (header_octets, NULL),
                             g_bytes_get_size (header_octets),
                             HELIO_JSON_SIZE_ANSWER,
                             HELIO_JSON_DEPTH_ANSWER,
                             &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_json_get_string (header, "alg"), ==, "RS256");
  g_assert_cmpstr (helio_json_get_string (header, "typ"), ==, "at+jwt");
  g_assert_cmpstr (helio_json_get_string (header, "kid"), ==, helio_signing_key_get_id (key));

  payload = helio_base64url_decode (parts[1], -1);
  text = g_strndup (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload));
  g_assert_cmpstr (text, ==, "{\"sub\":\"auth0|alice\"}");

  signature = helio_base64url_decode (parts[2], -1);
  g_assert_true (
      helio_signing_key_verify (key, token, strlen (parts[0]) + 1 + strlen (parts[1]), signature));
}

/* Other issuers sign with these: what the key makes, the checks of core/crypto take. */
static void
test_algorithms (void)
{
  /* Coordinates, too, have leading zeros now and then. */
  static const HelioJwa algorithms[] = {HELIO_JWA_RS256,
                                        HELIO_JWA_PS256,
                                        HELIO_JWA_ES256,
                                        HELIO_JWA_ES256,
                                        HELIO_JWA_ES256,
                                        HELIO_JWA_ES256,
                                        HELIO_JWA_ES256,
                                        HELIO_JWA_ES256,
                                        HELIO_JWA_ES256};

  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioSigningKey) key = helio_signing_key_new_for (algorithms[i], &error);
    g_autoptr (HelioJson) set = helio_json_new_object ();
    g_autoptr (HelioJwks) keys = NULL;
    HelioJson *list = helio_json_new_array ();

    g_assert_no_error (error);
    helio_json_append (list, helio_signing_key_to_jwk (key));
    helio_json_set (set, "keys", list);
    keys = helio_jwks_new (set, &error);
    g_assert_no_error (error);
    g_assert_nonnull (helio_jwks_find (keys, helio_signing_key_get_id (key)));
    for (int round = 0; round < 40; round++) {
      g_autofree char *text = g_strdup_printf ("data %d", round);
      g_autoptr (GBytes) signature = helio_signing_key_sign (key, text, strlen (text), &error);

      g_assert_no_error (error);
      g_assert_true (helio_signing_key_verify (key, text, strlen (text), signature));
      g_assert_false (helio_signing_key_verify (key, "other", 5, signature));
      g_assert_true (helio_jwk_verify (helio_jwks_get_key (keys, 0),
                                       algorithms[i],
                                       text,
                                       strlen (text),
                                       signature));
    }
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/signing-key/sign-and-verify", test_sign_and_verify);
  g_test_add_func ("/crypto/signing-key/jwk", test_jwk);
  g_test_add_func ("/crypto/signing-key/jwt", test_jwt);
  g_test_add_func ("/crypto/signing-key/algorithms", test_algorithms);
  return g_test_run ();
}
