// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/crypto/helio-certificate.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>

#define SERIAL_SIZE 16
#define KEY_ID_SIZE 64

struct _HelioCertificateSet {
  char *authority;
  char *certificate;
  HelioSecret *key;
};

typedef struct {
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t certificate;
} Pair;

static void
pair_clear (Pair *pair)
{
  if (pair->certificate != NULL)
    gnutls_x509_crt_deinit (pair->certificate);
  if (pair->key != NULL)
    gnutls_x509_privkey_deinit (pair->key);
  memset (pair, 0, sizeof *pair);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static gboolean
ok (int result, GError **error)
{
  if (result >= 0)
    return TRUE;
  return helio_error_set (error,
                          HELIO_ERROR_FAILED,
                          NULL,
                          C_ ("certificate", "A certificate could not be made: %s"),
                          gnutls_strerror (result));
}

static gboolean
begin (Pair *pair, const char *name, gint64 not_before, gint64 not_after, GError **error)
{
  guint8 serial[SERIAL_SIZE];
  guint8 id[KEY_ID_SIZE];
  gsize id_size = sizeof id;
  gnutls_x509_crt_t crt;

  if (!ok (gnutls_x509_privkey_init (&pair->key), error) ||
      !ok (gnutls_x509_privkey_generate (pair->key,
                                         GNUTLS_PK_ECDSA,
                                         GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1),
                                         0),
           error) ||
      !ok (gnutls_x509_crt_init (&pair->certificate), error) ||
      !ok (gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial), error))
    return FALSE;
  serial[0] &= 0x7f; /* RFC 5280 §4.1.2.2: a positive number */
  serial[0] |= 0x01;
  crt = pair->certificate;
  return ok (gnutls_x509_crt_set_version (crt, 3), error) &&
         ok (gnutls_x509_crt_set_serial (crt, serial, sizeof serial), error) &&
         ok (gnutls_x509_crt_set_activation_time (crt, (time_t) not_before), error) &&
         ok (gnutls_x509_crt_set_expiration_time (crt, (time_t) not_after), error) &&
         ok (gnutls_x509_crt_set_dn_by_oid (crt,
                                            GNUTLS_OID_X520_COMMON_NAME,
                                            0,
                                            name,
                                            (unsigned int) strlen (name)),
             error) &&
         ok (gnutls_x509_crt_set_key (crt, pair->key), error) &&
         ok (gnutls_x509_crt_get_key_id (crt, GNUTLS_KEYID_USE_SHA1, id, &id_size), error) &&
         ok (gnutls_x509_crt_set_subject_key_id (crt, id, id_size), error);
}

static gboolean
add_name (gnutls_x509_crt_t crt, const char *name, GError **error)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (name);

  if (address != NULL)
    return ok (gnutls_x509_crt_set_subject_alt_name (
                   crt,
                   GNUTLS_SAN_IPADDRESS,
                   g_inet_address_to_bytes (address),
                   (unsigned int) g_inet_address_get_native_size (address),
                   GNUTLS_FSAN_APPEND),
               error);
  return ok (gnutls_x509_crt_set_subject_alt_name (crt,
                                                   GNUTLS_SAN_DNSNAME,
                                                   name,
                                                   (unsigned int) strlen (name),
                                                   GNUTLS_FSAN_APPEND),
             error);
}

static gboolean
sign (Pair *pair, Pair *authority, GError **error)
{
  return ok (gnutls_x509_crt_sign2 (pair->certificate,
                                    authority->certificate,
                                    authority->key,
                                    GNUTLS_DIG_SHA256,
                                    0),
             error);
}

static char *
export_certificate (gnutls_x509_crt_t crt, GError **error)
{
  gnutls_datum_t pem = {NULL, 0};
  char *text;

  if (!ok (gnutls_x509_crt_export2 (crt, GNUTLS_X509_FMT_PEM, &pem), error))
    return NULL;
  text = g_strndup ((const char *) pem.data, pem.size);
  gnutls_free (pem.data);
  return text;
}

static HelioSecret *
export_key (gnutls_x509_privkey_t key, GError **error)
{
  gnutls_datum_t pem = {NULL, 0};
  HelioSecret *secret;

  /* PKCS #8, which GTlsCertificate and OpenSSL both read. */
  if (!ok (gnutls_x509_privkey_export2_pkcs8 (key,
                                              GNUTLS_X509_FMT_PEM,
                                              NULL,
                                              GNUTLS_PKCS_PLAIN,
                                              &pem),
           error))
    return NULL;
  secret = helio_secret_new_len ((const char *) pem.data, pem.size);
  helio_wipe (pem.data, pem.size);
  gnutls_free (pem.data);
  return secret;
}

static gboolean
make_authority (Pair *authority, gint64 not_before, gint64 not_after, GError **error)
{
  return begin (authority, "Heliograph sandbox CA", not_before, not_after, error) &&
         ok (gnutls_x509_crt_set_basic_constraints (authority->certificate, 1, 0), error) &&
         ok (gnutls_x509_crt_set_key_usage (authority->certificate,
                                            GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN),
             error) &&
         sign (authority, authority, error);
}

static gboolean
make_server (Pair *server,
             Pair *authority,
             const char *const *names,
             gint64 not_before,
             gint64 not_after,
             GError **error)
{
  guint8 id[KEY_ID_SIZE];
  gsize id_size = sizeof id;

  if (!begin (server, names[0], not_before, not_after, error))
    return FALSE;
  for (guint i = 0; names[i] != NULL; i++)
    if (!add_name (server->certificate, names[i], error))
      return FALSE;
  return ok (gnutls_x509_crt_get_subject_key_id (authority->certificate, id, &id_size, NULL),
             error) &&
         ok (gnutls_x509_crt_set_authority_key_id (server->certificate, id, id_size), error) &&
         ok (gnutls_x509_crt_set_basic_constraints (server->certificate, 0, -1), error) &&
         ok (gnutls_x509_crt_set_key_usage (server->certificate, GNUTLS_KEY_DIGITAL_SIGNATURE),
             error) &&
         ok (gnutls_x509_crt_set_key_purpose_oid (server->certificate, GNUTLS_KP_TLS_WWW_SERVER, 0),
             error) &&
         sign (server, authority, error);
}

HelioCertificateSet *
helio_certificate_set_new (const char *const *names,
                           gint64 not_before,
                           gint64 not_after,
                           GError **error)
{
  g_autoptr (HelioCertificateSet) self = g_new0 (HelioCertificateSet, 1);
  g_auto (Pair) authority = {NULL, NULL};
  g_auto (Pair) server = {NULL, NULL};

  g_return_val_if_fail (names != NULL && names[0] != NULL, NULL);
  if (!make_authority (&authority, not_before, not_after, error) ||
      !make_server (&server, &authority, names, not_before, not_after, error))
    return NULL;
  self->authority = export_certificate (authority.certificate, error);
  if (self->authority == NULL)
    return NULL;
  self->certificate = export_certificate (server.certificate, error);
  if (self->certificate == NULL)
    return NULL;
  self->key = export_key (server.key, error);
  if (self->key == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

void
helio_certificate_set_free (HelioCertificateSet *self)
{
  if (self == NULL)
    return;
  g_free (self->authority);
  g_free (self->certificate);
  g_clear_pointer (&self->key, helio_secret_unref);
  g_free (self);
}

const char *
helio_certificate_set_get_authority (const HelioCertificateSet *self)
{
  return self->authority;
}

const char *
helio_certificate_set_get_certificate (const HelioCertificateSet *self)
{
  return self->certificate;
}

HelioSecret *
helio_certificate_set_get_key (const HelioCertificateSet *self)
{
  return self->key;
}
