// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/crypto/helio-signing-key.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-base64url.h"
#include "core/crypto/helio-digest.h"

#include <glib/gi18n-lib.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#define KEY_BITS 2048

struct _HelioSigningKey {
  gatomicrefcount references;
  gnutls_privkey_t private_key;
  gnutls_pubkey_t public_key;
  HelioJwa algorithm;
  char *first, *second; /* n and e; x and y */
  char *id;
};

static gboolean
failed (int code, GError **error)
{
  if (code >= 0)
    return FALSE;
  helio_error_set (error,
                   HELIO_ERROR_FAILED,
                   NULL,
                   C_ ("error", "The signing key could not be used: %s"),
                   gnutls_strerror (code));
  return TRUE;
}

static gboolean
is_ec (const HelioSigningKey *self)
{
  return self->algorithm == HELIO_JWA_ES256;
}

/* Numbers of the curve have a length of their own, however small they are. */
static void
put_number (guchar out[32], const gnutls_datum_t *number)
{
  gsize skip = number->size > 32 ? number->size - 32 : 0;
  gsize length = number->size - skip;

  memcpy (out + 32 - length, number->data + skip, length);
}

static char *
encode (const HelioSigningKey *self, gnutls_datum_t *number)
{
  guchar octets[32] = {0};
  char *text;

  if (is_ec (self)) {
    put_number (octets, number);
    text = helio_base64url_encode (octets, sizeof octets);
  } else
    text = helio_base64url_encode (number->data, number->size);
  gnutls_free (number->data);
  return text;
}

/* RFC 7638 §3.1, §3.2: the required members in this order without white space. */
static gboolean
read_public_numbers (HelioSigningKey *self, GError **error)
{
  gnutls_datum_t first = {NULL, 0}, second = {NULL, 0};
  g_autofree char *canonical = NULL;
  int code = is_ec (self)
                 ? gnutls_pubkey_export_ecc_raw2 (self->public_key, NULL, &first, &second, 0)
                 : gnutls_pubkey_export_rsa_raw2 (self->public_key,
                                                  &first,
                                                  &second,
                                                  GNUTLS_EXPORT_FLAG_NO_LZ);

  if (failed (code, error))
    return FALSE;
  self->first = encode (self, &first);
  self->second = encode (self, &second);
  canonical = is_ec (self)
                  ? g_strdup_printf ("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}",
                                     self->first,
                                     self->second)
                  : g_strdup_printf ("{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}",
                                     self->second,
                                     self->first);
  self->id = helio_digest_sha256_base64url (canonical, -1);
  return TRUE;
}

HelioSigningKey *
helio_signing_key_new_for (HelioJwa algorithm, GError **error)
{
  g_autoptr (HelioSigningKey) self = g_new0 (HelioSigningKey, 1);
  gnutls_pk_algorithm_t type = algorithm == HELIO_JWA_ES256 ? GNUTLS_PK_ECDSA : GNUTLS_PK_RSA;
  unsigned int bits =
      algorithm == HELIO_JWA_ES256 ? GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1) : KEY_BITS;

  g_atomic_ref_count_init (&self->references);
  self->algorithm = algorithm;
  if (failed (gnutls_privkey_init (&self->private_key), error) ||
      failed (gnutls_pubkey_init (&self->public_key), error) ||
      failed (gnutls_privkey_generate (self->private_key, type, bits, 0), error) ||
      failed (gnutls_pubkey_import_privkey (self->public_key, self->private_key, 0, 0), error) ||
      !read_public_numbers (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

HelioSigningKey *
helio_signing_key_new (GError **error)
{
  return helio_signing_key_new_for (HELIO_JWA_RS256, error);
}

HelioSigningKey *
helio_signing_key_ref (HelioSigningKey *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
helio_signing_key_unref (HelioSigningKey *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  if (self->public_key != NULL)
    gnutls_pubkey_deinit (self->public_key);
  if (self->private_key != NULL)
    gnutls_privkey_deinit (self->private_key);
  g_free (self->first);
  g_free (self->second);
  g_free (self->id);
  g_free (self);
}

const char *
helio_signing_key_get_id (const HelioSigningKey *self)
{
  return self->id;
}

HelioJson *
helio_signing_key_to_jwk (const HelioSigningKey *self)
{
  HelioJson *jwk = helio_json_new_object ();

  helio_json_set_string (jwk, "kty", is_ec (self) ? "EC" : "RSA");
  helio_json_set_string (jwk, "use", "sig");
  helio_json_set_string (jwk, "alg", helio_jwa_get_name (self->algorithm));
  helio_json_set_string (jwk, "kid", self->id);
  if (is_ec (self))
    helio_json_set_string (jwk, "crv", "P-256");
  helio_json_set_string (jwk, is_ec (self) ? "x" : "n", self->first);
  helio_json_set_string (jwk, is_ec (self) ? "y" : "e", self->second);
  return jwk;
}

static gnutls_sign_algorithm_t
get_sign_algorithm (const HelioSigningKey *self)
{
  switch (self->algorithm) {
    case HELIO_JWA_PS256:
      return GNUTLS_SIGN_RSA_PSS_RSAE_SHA256;
    case HELIO_JWA_ES256:
      return GNUTLS_SIGN_ECDSA_SHA256;
    case HELIO_JWA_RS256:
    default:
      return GNUTLS_SIGN_RSA_SHA256;
  }
}

/* From DER to r and s side by side (RFC 7518 §3.4). */
static GBytes *
split_signature (const gnutls_datum_t *signature, GError **error)
{
  gnutls_datum_t one = {NULL, 0}, other = {NULL, 0};
  guchar octets[64] = {0};

  if (failed (gnutls_decode_rs_value (signature, &one, &other), error))
    return NULL;
  put_number (octets, &one);
  put_number (octets + 32, &other);
  gnutls_free (one.data);
  gnutls_free (other.data);
  return g_bytes_new (octets, sizeof octets);
}

GBytes *
helio_signing_key_sign (const HelioSigningKey *self, const void *data, gsize length, GError **error)
{
  gnutls_datum_t input = {(unsigned char *) data, (unsigned int) length};
  gnutls_datum_t signature = {NULL, 0};
  GBytes *bytes;

  if (failed (gnutls_privkey_sign_data2 (self->private_key,
                                         get_sign_algorithm (self),
                                         0,
                                         &input,
                                         &signature),
              error))
    return NULL;
  bytes = is_ec (self) ? split_signature (&signature, error)
                       : g_bytes_new (signature.data, signature.size);
  gnutls_free (signature.data);
  return bytes;
}

gboolean
helio_signing_key_verify (const HelioSigningKey *self,
                          const void *data,
                          gsize length,
                          GBytes *signature)
{
  gnutls_datum_t input = {(unsigned char *) data, (unsigned int) length};
  gsize size;
  gconstpointer octets = g_bytes_get_data (signature, &size);
  gnutls_datum_t seal = {(unsigned char *) octets, (unsigned int) size}, der = {NULL, 0};
  gboolean good;

  if (is_ec (self)) {
    gnutls_datum_t one = {seal.data, 32}, other = {seal.data + 32, 32};

    if (size != 64 || gnutls_encode_rs_value (&der, &one, &other) < 0)
      return FALSE;
    seal = der;
  }
  good =
      gnutls_pubkey_verify_data2 (self->public_key, get_sign_algorithm (self), 0, &input, &seal) >=
      0;
  gnutls_free (der.data);
  return good;
}

char *
helio_signing_key_sign_jwt (const HelioSigningKey *self,
                            const char *type,
                            const HelioJson *claims,
                            GError **error)
{
  g_autoptr (HelioJson) header = helio_json_new_object ();
  g_autoptr (GBytes) signature = NULL;
  g_autofree char *header_text = NULL, *claims_text = NULL, *input = NULL, *seal = NULL;
  g_autofree char *header_part = NULL, *claims_part = NULL;

  helio_json_set_string (header, "alg", helio_jwa_get_name (self->algorithm));
  helio_json_set_string (header, "typ", type);
  helio_json_set_string (header, "kid", self->id);
  header_text = helio_json_to_text (header, FALSE);
  claims_text = helio_json_to_text (claims, FALSE);
  header_part = helio_base64url_encode (header_text, strlen (header_text));
  claims_part = helio_base64url_encode (claims_text, strlen (claims_text));
  input = g_strdup_printf ("%s.%s", header_part, claims_part);
  signature = helio_signing_key_sign (self, input, strlen (input), error);
  if (signature == NULL)
    return NULL;
  seal = helio_base64url_encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  return g_strdup_printf ("%s.%s", input, seal);
}
