// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/crypto/helio-jwks.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-base64url.h"

#include <glib/gi18n-lib.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192
#define RSA_EXPONENT_MAX 8 /* octets: a huge one costs time and helps nobody */
#define P256_SIZE 32

struct _HelioJwk {
  char *id;
  HelioJwkType kind;
  guint bits;
  gboolean has_algorithm;
  HelioJwa algorithm;
  gnutls_pubkey_t key;
};

struct _HelioJwks {
  grefcount ref_count;
  GPtrArray *keys;
  guint n_skipped;
};

G_DEFINE_BOXED_TYPE (HelioJwks, helio_jwks, helio_jwks_ref, helio_jwks_unref)

static const char *const algorithm_names[] = {
    [HELIO_JWA_RS256] = "RS256",
    [HELIO_JWA_PS256] = "PS256",
    [HELIO_JWA_ES256] = "ES256",
};

gboolean
helio_jwa_from_name (const char *name, HelioJwa *algorithm)
{
  for (guint i = 0; i < G_N_ELEMENTS (algorithm_names); i++)
    if (g_strcmp0 (name, algorithm_names[i]) == 0) {
      *algorithm = (HelioJwa) i;
      return TRUE;
    }
  return FALSE;
}

const char *
helio_jwa_get_name (HelioJwa algorithm)
{
  return algorithm_names[algorithm];
}

static void
jwk_free (gpointer data)
{
  HelioJwk *self = data;

  gnutls_pubkey_deinit (self->key);
  g_free (self->id);
  g_free (self);
}

/* An unsigned number in octets without zeros in front; NULL if the member is none. */
static GBytes *
get_number (const HelioJson *json, const char *name)
{
  const char *text = helio_json_get_string (json, name);
  g_autoptr (GBytes) bytes = text != NULL ? helio_base64url_decode (text, -1) : NULL;
  const guint8 *octets;
  gsize length, zeros = 0;

  if (bytes == NULL)
    return NULL;
  octets = g_bytes_get_data (bytes, &length);
  while (zeros < length && octets[zeros] == 0)
    zeros++;
  return zeros < length ? g_bytes_new_from_bytes (bytes, zeros, length - zeros) : NULL;
}

static gnutls_datum_t
as_datum (GBytes *bytes)
{
  gsize length;
  gnutls_datum_t datum = {.data = (void *) g_bytes_get_data (bytes, &length)};

  datum.size = (unsigned) length;
  return datum;
}

static guint
count_bits (GBytes *number)
{
  gsize length;
  const guint8 *octets = g_bytes_get_data (number, &length);

  return (guint) (length - 1) * 8 + g_bit_storage (octets[0]);
}

static gboolean
import_rsa (HelioJwk *self, const HelioJson *json)
{
  g_autoptr (GBytes) modulus = get_number (json, "n");
  g_autoptr (GBytes) exponent = get_number (json, "e");
  gnutls_datum_t n, e;

  if (modulus == NULL || exponent == NULL || g_bytes_get_size (modulus) > RSA_BITS_MAX / 8)
    return FALSE;
  self->bits = count_bits (modulus);
  n = as_datum (modulus);
  e = as_datum (exponent);
  if (self->bits < RSA_BITS_MIN || e.size > RSA_EXPONENT_MAX || (e.data[e.size - 1] & 1) == 0 ||
      (e.size == 1 && e.data[0] < 3) || (n.data[n.size - 1] & 1) == 0)
    return FALSE;
  self->kind = HELIO_JWK_RSA;
  return gnutls_pubkey_import_rsa_raw (self->key, &n, &e) >= 0;
}

/* RFC 7518 §6.2.1.2: the full size of a coordinate, zeros in front included. */
static GBytes *
get_coordinate (const HelioJson *json, const char *name)
{
  const char *text = helio_json_get_string (json, name);
  g_autoptr (GBytes) bytes = text != NULL ? helio_base64url_decode (text, -1) : NULL;

  if (bytes == NULL || g_bytes_get_size (bytes) != P256_SIZE)
    return NULL;
  return g_steal_pointer (&bytes);
}

static gboolean
import_ec (HelioJwk *self, const HelioJson *json)
{
  g_autoptr (GBytes) x = NULL;
  g_autoptr (GBytes) y = NULL;
  gnutls_datum_t x_datum, y_datum;

  if (g_strcmp0 (helio_json_get_string (json, "crv"), "P-256") != 0)
    return FALSE;
  x = get_coordinate (json, "x");
  y = get_coordinate (json, "y");
  if (x == NULL || y == NULL)
    return FALSE;
  self->kind = HELIO_JWK_EC_P256;
  self->bits = 8 * P256_SIZE;
  x_datum = as_datum (x);
  y_datum = as_datum (y);
  /* The second call is what finds a point beside the curve. */
  return gnutls_pubkey_import_ecc_raw (self->key, GNUTLS_ECC_CURVE_SECP256R1, &x_datum, &y_datum) >=
             0 &&
         gnutls_pubkey_verify_params (self->key) >= 0;
}

static gboolean
is_for_verifying (const HelioJson *json)
{
  g_autoptr (HelioJson) operations = helio_json_get_array (json, "key_ops");

  if (helio_json_has (json, "use") && g_strcmp0 (helio_json_get_string (json, "use"), "sig") != 0)
    return FALSE;
  if (!helio_json_has (json, "key_ops"))
    return TRUE;
  for (guint i = 0; i < helio_json_get_length (operations); i++) {
    g_autoptr (HelioJson) operation = helio_json_get_element (operations, i);

    if (g_strcmp0 (helio_json_as_string (operation), "verify") == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
import_key (HelioJwk *self, const HelioJson *json)
{
  const char *type = helio_json_get_string (json, "kty");

  /* With "d" everybody can sign: such a key proves nothing. */
  if (!is_for_verifying (json) || helio_json_has (json, "d"))
    return FALSE;
  if (helio_json_has (json, "kid") && helio_json_get_string (json, "kid") == NULL)
    return FALSE;
  self->has_algorithm = helio_json_has (json, "alg");
  if (self->has_algorithm &&
      !helio_jwa_from_name (helio_json_get_string (json, "alg"), &self->algorithm))
    return FALSE;
  if (g_strcmp0 (type, "RSA") == 0 ? !import_rsa (self, json)
                                   : g_strcmp0 (type, "EC") != 0 || !import_ec (self, json))
    return FALSE;
  return !self->has_algorithm || helio_jwk_allows (self, self->algorithm);
}

static HelioJwk *
jwk_new (const HelioJson *json)
{
  HelioJwk *self = g_new0 (HelioJwk, 1);

  if (gnutls_pubkey_init (&self->key) < 0)
    g_error ("no memory for a key");
  if (helio_json_get_kind (json) == HELIO_JSON_OBJECT && import_key (self, json)) {
    self->id = g_strdup (helio_json_get_string (json, "kid"));
    return self;
  }
  jwk_free (self);
  return NULL;
}

static gboolean
has_key_id (const HelioJwks *self, const char *id)
{
  return id != NULL && helio_jwks_find (self, id) != NULL;
}

HelioJwks *
helio_jwks_new (const HelioJson *json, GError **error)
{
  g_autoptr (HelioJson) keys = helio_json_get_array (json, "keys");
  HelioJwks *self;

  if (keys == NULL) {
    helio_error_set (error,
                     HELIO_ERROR_BAD_ANSWER,
                     C_ ("error", "Check the domain or issuer of the connection."),
                     C_ ("error", "The issuer’s answer is not a key set: it has no list “keys”."));
    return NULL;
  }
  if (helio_json_get_length (keys) > HELIO_JWKS_KEYS_MAX) {
    helio_error_set (error,
                     HELIO_ERROR_TOO_LARGE,
                     NULL,
                     C_ ("error", "The issuer publishes %u keys; at most %d are read."),
                     helio_json_get_length (keys),
                     HELIO_JWKS_KEYS_MAX);
    return NULL;
  }
  self = g_new0 (HelioJwks, 1);
  g_ref_count_init (&self->ref_count);
  self->keys = g_ptr_array_new_with_free_func (jwk_free);
  for (guint i = 0; i < helio_json_get_length (keys); i++) {
    g_autoptr (HelioJson) element = helio_json_get_element (keys, i);
    HelioJwk *key = jwk_new (element);

    if (key != NULL && !has_key_id (self, key->id)) {
      g_ptr_array_add (self->keys, key);
      continue;
    }
    if (key != NULL)
      jwk_free (key);
    self->n_skipped++;
  }
  return self;
}

HelioJwks *
helio_jwks_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (HelioJson) json =
      helio_json_parse (text, length, HELIO_JSON_SIZE_ANSWER, HELIO_JSON_DEPTH_ANSWER, error);

  return json != NULL ? helio_jwks_new (json, error) : NULL;
}

HelioJwks *
helio_jwks_ref (HelioJwks *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_jwks_unref (HelioJwks *self)
{
  if (self == NULL || !g_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->keys);
  g_free (self);
}

guint
helio_jwks_get_n_keys (const HelioJwks *self)
{
  return self->keys->len;
}

guint
helio_jwks_get_n_skipped (const HelioJwks *self)
{
  return self->n_skipped;
}

const HelioJwk *
helio_jwks_get_key (const HelioJwks *self, guint index)
{
  g_return_val_if_fail (index < self->keys->len, NULL);
  return g_ptr_array_index (self->keys, index);
}

const HelioJwk *
helio_jwks_find (const HelioJwks *self, const char *key_id)
{
  if (key_id == NULL)
    return self->keys->len == 1 ? g_ptr_array_index (self->keys, 0) : NULL;
  for (guint i = 0; i < self->keys->len; i++) {
    const HelioJwk *key = g_ptr_array_index (self->keys, i);

    if (g_strcmp0 (key->id, key_id) == 0)
      return key;
  }
  return NULL;
}

const char *
helio_jwk_get_id (const HelioJwk *self)
{
  return self->id;
}

HelioJwkType
helio_jwk_get_kind (const HelioJwk *self)
{
  return self->kind;
}

guint
helio_jwk_get_bits (const HelioJwk *self)
{
  return self->bits;
}

gboolean
helio_jwk_allows (const HelioJwk *self, HelioJwa algorithm)
{
  HelioJwkType needed = algorithm == HELIO_JWA_ES256 ? HELIO_JWK_EC_P256 : HELIO_JWK_RSA;

  return self->kind == needed && (!self->has_algorithm || self->algorithm == algorithm);
}

static gboolean
is_zero (const guint8 *octets, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (octets[i] != 0)
      return FALSE;
  return TRUE;
}

static gboolean
verify_es256 (const HelioJwk *self, const gnutls_datum_t *data, GBytes *signature)
{
  gsize length;
  const guint8 *octets = g_bytes_get_data (signature, &length);
  gnutls_datum_t r, s, der;
  gboolean good;

  if (length != 2 * P256_SIZE || is_zero (octets, P256_SIZE) ||
      is_zero (octets + P256_SIZE, P256_SIZE))
    return FALSE;
  r = (gnutls_datum_t){.data = (void *) octets, .size = P256_SIZE};
  s = (gnutls_datum_t){.data = (void *) (octets + P256_SIZE), .size = P256_SIZE};
  if (gnutls_encode_rs_value (&der, &r, &s) < 0)
    return FALSE;
  good = gnutls_pubkey_verify_data2 (self->key, GNUTLS_SIGN_ECDSA_SHA256, 0, data, &der) >= 0;
  gnutls_free (der.data);
  return good;
}

gboolean
helio_jwk_verify (const HelioJwk *self,
                  HelioJwa algorithm,
                  const void *data,
                  gsize length,
                  GBytes *signature)
{
  gnutls_datum_t input = {.data = (void *) data, .size = (unsigned) length};
  gnutls_datum_t given;

  g_return_val_if_fail (length <= G_MAXUINT, FALSE);
  if (!helio_jwk_allows (self, algorithm))
    return FALSE;
  if (self->kind == HELIO_JWK_EC_P256)
    return verify_es256 (self, &input, signature);
  /* RFC 8017 §8.2.2: a signature is exactly as long as the modulus. */
  if (g_bytes_get_size (signature) != (self->bits + 7) / 8)
    return FALSE;
  given = as_datum (signature);
  return gnutls_pubkey_verify_data2 (self->key,
                                     algorithm == HELIO_JWA_PS256 ? GNUTLS_SIGN_RSA_PSS_SHA256
                                                                  : GNUTLS_SIGN_RSA_SHA256,
                                     0,
                                     &input,
                                     &given) >= 0;
}
