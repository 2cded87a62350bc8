// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/crypto/helio-signing-key.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-base64url.h"
#include "core/crypto/helio-digest.h"

#include <glib/gi18n-lib.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

#define KEY_BITS 2048

struct _HelioSigningKey {
  gatomicrefcount references;
  gnutls_privkey_t private_key;
  gnutls_pubkey_t public_key;
  char *modulus;
  char *exponent;
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
read_public_numbers (HelioSigningKey *self, GError **error)
{
  gnutls_datum_t modulus = {NULL, 0}, exponent = {NULL, 0};
  g_autofree char *canonical = NULL;
  int code = gnutls_pubkey_export_rsa_raw2 (self->public_key,
                                            &modulus,
                                            &exponent,
                                            GNUTLS_EXPORT_FLAG_NO_LZ);

  if (failed (code, error))
    return FALSE;
  self->modulus = helio_base64url_encode (modulus.data, modulus.size);
  self->exponent = helio_base64url_encode (exponent.data, exponent.size);
  gnutls_free (modulus.data);
  gnutls_free (exponent.data);

  /* RFC 7638 §3.1: the required members in this order without white space. */
  canonical = g_strdup_printf ("{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}",
                               self->exponent,
                               self->modulus);
  self->id = helio_digest_sha256_base64url (canonical, -1);
  return TRUE;
}

HelioSigningKey *
helio_signing_key_new (GError **error)
{
  g_autoptr (HelioSigningKey) self = g_new0 (HelioSigningKey, 1);

  g_atomic_ref_count_init (&self->references);
  if (failed (gnutls_privkey_init (&self->private_key), error) ||
      failed (gnutls_pubkey_init (&self->public_key), error) ||
      failed (gnutls_privkey_generate (self->private_key, GNUTLS_PK_RSA, KEY_BITS, 0), error) ||
      failed (gnutls_pubkey_import_privkey (self->public_key, self->private_key, 0, 0), error) ||
      !read_public_numbers (self, error))
    return NULL;
  return g_steal_pointer (&self);
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
  g_free (self->modulus);
  g_free (self->exponent);
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

  helio_json_set_string (jwk, "kty", "RSA");
  helio_json_set_string (jwk, "use", "sig");
  helio_json_set_string (jwk, "alg", "RS256");
  helio_json_set_string (jwk, "kid", self->id);
  helio_json_set_string (jwk, "n", self->modulus);
  helio_json_set_string (jwk, "e", self->exponent);
  return jwk;
}

GBytes *
helio_signing_key_sign (const HelioSigningKey *self, const void *data, gsize length, GError **error)
{
  gnutls_datum_t input = {(unsigned char *) data, (unsigned int) length};
  gnutls_datum_t signature = {NULL, 0};
  GBytes *bytes;

  if (failed (
          gnutls_privkey_sign_data (self->private_key, GNUTLS_DIG_SHA256, 0, &input, &signature),
          error))
    return NULL;
  bytes = g_bytes_new (signature.data, signature.size);
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
  gnutls_datum_t seal = {(unsigned char *) octets, (unsigned int) size};

  return gnutls_pubkey_verify_data2 (self->public_key, GNUTLS_SIGN_RSA_SHA256, 0, &input, &seal) >=
         0;
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

  helio_json_set_string (header, "alg", "RS256");
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
