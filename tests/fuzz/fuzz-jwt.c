// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "helio-fuzz-main.h"

#include "../core/crypto/jwt-vectors.h"
#include "core/crypto/helio-jwks.h"
#include "core/crypto/helio-jwt.h"

#include <string.h>

/* The first line is a token, the rest a key set. With the keys of the test vectors nothing is valid but the
 * vectors; with the input's own keys anything may be, but nothing may break. */

static const char key_set[] =
    "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"rsa-1\",\"n\":\"" KEY_RSA_N "\",\"e\":\"AQAB\"},"
    "{\"kty\":\"EC\",\"kid\":\"ec-1\",\"crv\":\"P-256\",\"x\":\"" KEY_EC_X "\",\"y\":\"" KEY_EC_Y
    "\"}]}";

static gboolean
is_vector (const char *token)
{
  return strcmp (token, TOKEN_RS256) == 0 || strcmp (token, TOKEN_PS256) == 0 ||
         strcmp (token, TOKEN_ES256) == 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = size > 0 ? (const char *) data : "";
  const char *end = memchr (text, '\n', size);
  gsize length = end != NULL ? (gsize) (end - text) : size;
  gsize rest = end != NULL ? size - length - 1 : 0;
  g_autoptr (HelioSecret) token = helio_secret_new_len (text, length);
  g_autoptr (HelioJwt) jwt = helio_jwt_parse (token, NULL);
  g_autoptr (HelioJwks) keys = helio_jwks_parse (key_set, sizeof key_set - 1, NULL);
  g_autoptr (HelioJwks) own = helio_jwks_parse (rest > 0 ? end + 1 : "", rest, NULL);
  g_autoptr (GError) error = NULL;
  gint64 seconds;

  if (own != NULL)
    g_assert_cmpuint (helio_jwks_get_n_keys (own) + helio_jwks_get_n_skipped (own),
                      <=,
                      HELIO_JWKS_KEYS_MAX);
  if (jwt == NULL)
    return 0;
  helio_jwt_get_time (jwt, "exp", &seconds);
  helio_jwt_has_audience (jwt, "app");
  if (helio_jwt_verify (jwt, keys, &error) == HELIO_JWT_VALID)
    g_assert_true (is_vector (helio_secret_peek (token)));
  else
    g_assert_nonnull (error);
  if (own != NULL)
    helio_jwt_verify (jwt, own, NULL);
  return 0;
}
