// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/crypto/helio-pem.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#define CERTIFICATES_MAX 1000
#define KEY_ID_SIZE 64

static gboolean
check_size (gsize length, GError **error)
{
  if (length <= HELIO_PEM_SIZE_MAX)
    return TRUE;
  return helio_error_set (error,
                          HELIO_ERROR_TOO_LARGE,
                          NULL,
                          "%s",
                          C_ ("certificate", "The PEM text is larger than 1 MiB."));
}

static gnutls_datum_t
as_datum (const char *text, gsize length)
{
  return (gnutls_datum_t){.data = (void *) text, .size = (unsigned) length};
}

static void
free_certificates (gnutls_x509_crt_t *certificates, unsigned n)
{
  for (unsigned i = 0; i < n; i++)
    gnutls_x509_crt_deinit (certificates[i]);
  gnutls_free (certificates);
}

static gboolean
import_certificates (const char *pem, gnutls_x509_crt_t **certificates, unsigned *n, GError **error)
{
  gnutls_datum_t datum = as_datum (pem, strlen (pem));
  int code;

  if (!check_size (datum.size, error))
    return FALSE;
  code = gnutls_x509_crt_list_import2 (certificates, n, &datum, GNUTLS_X509_FMT_PEM, 0);
  if (code < 0) {
    g_autoptr (GError) failure = helio_error_new (
        HELIO_ERROR_INVALID_DATA,
        C_ ("certificate", "Give certificates in PEM form: they begin with BEGIN CERTIFICATE."),
        "%s",
        code == GNUTLS_E_NO_CERTIFICATE_FOUND
            ? C_ ("certificate", "There is no certificate in the text.")
            : C_ ("certificate", "A certificate in the text cannot be read."));

    helio_error_set_detail (failure, gnutls_strerror (code));
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (*n > 0 && *n <= CERTIFICATES_MAX)
    return TRUE;
  free_certificates (*certificates, *n);
  return helio_error_set (error,
                          HELIO_ERROR_INVALID_DATA,
                          NULL,
                          C_ ("certificate", "There are %u certificates in the text."),
                          *n);
}

gboolean
helio_pem_check_certificates (const char *pem, guint *n_certificates, GError **error)
{
  gnutls_x509_crt_t *certificates = NULL;
  unsigned n = 0;

  if (!import_certificates (pem, &certificates, &n, error))
    return FALSE;
  free_certificates (certificates, n);
  if (n_certificates != NULL)
    *n_certificates = n;
  return TRUE;
}

gboolean
helio_pem_is_encrypted (const HelioSecret *pem)
{
  const char *text = helio_secret_peek (pem);

  return strstr (text, "-----BEGIN ENCRYPTED PRIVATE KEY-----") != NULL ||
         strstr (text, "Proc-Type: 4,ENCRYPTED") != NULL;
}

static gboolean
key_failed (int code, gboolean is_encrypted, gboolean has_passphrase, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (is_encrypted && !has_passphrase)
    failure = helio_error_new (HELIO_ERROR_INVALID_DATA,
                               C_ ("certificate", "Type the passphrase of the key."),
                               "%s",
                               C_ ("certificate", "The private key needs a passphrase."));
  else if (is_encrypted)
    failure = helio_error_new (
        HELIO_ERROR_INVALID_DATA,
        C_ ("certificate", "Type the passphrase again."),
        "%s",
        C_ ("certificate", "The private key does not open: the passphrase is wrong."));
  else
    failure = helio_error_new (
        HELIO_ERROR_INVALID_DATA,
        C_ ("certificate", "Give a key in PEM form: it begins with BEGIN PRIVATE KEY."),
        "%s",
        C_ ("certificate", "There is no private key in the text that can be read."));
  helio_error_set_detail (failure, gnutls_strerror (code));
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
import_key (gnutls_x509_privkey_t key,
            const HelioSecret *pem,
            const HelioSecret *passphrase,
            GError **error)
{
  gnutls_datum_t datum = as_datum (helio_secret_peek (pem), helio_secret_get_length (pem));
  gboolean is_encrypted = helio_pem_is_encrypted (pem);
  gboolean has_passphrase = passphrase != NULL && helio_secret_get_length (passphrase) > 0;
  int code;

  if (!check_size (datum.size, error))
    return FALSE;
  if (is_encrypted && !has_passphrase)
    return key_failed (GNUTLS_E_DECRYPTION_FAILED, TRUE, FALSE, error);
  code = gnutls_x509_privkey_import2 (key,
                                      &datum,
                                      GNUTLS_X509_FMT_PEM,
                                      is_encrypted ? helio_secret_peek (passphrase) : NULL,
                                      0);
  return code >= 0 || key_failed (code, is_encrypted, has_passphrase, error);
}

HelioSecret *
helio_pem_open_private_key (const HelioSecret *pem, const HelioSecret *passphrase, GError **error)
{
  gnutls_x509_privkey_t key;
  gnutls_datum_t plain = {0};
  HelioSecret *opened = NULL;

  if (gnutls_x509_privkey_init (&key) < 0)
    g_error ("no memory for a key");
  if (import_key (key, pem, passphrase, error)) {
    int code = gnutls_x509_privkey_export2_pkcs8 (key,
                                                  GNUTLS_X509_FMT_PEM,
                                                  NULL,
                                                  GNUTLS_PKCS_PLAIN,
                                                  &plain);

    if (code >= 0)
      opened = helio_secret_new_len ((const char *) plain.data, plain.size);
    else
      key_failed (code, FALSE, FALSE, error);
    helio_wipe (plain.data, plain.size);
    gnutls_free (plain.data);
  }
  gnutls_x509_privkey_deinit (key);
  return opened;
}

gboolean
helio_pem_check_pair (const char *certificate_pem, const HelioSecret *key_pem, GError **error)
{
  gnutls_x509_crt_t *certificates = NULL;
  gnutls_x509_privkey_t key;
  guint8 id_of_certificate[KEY_ID_SIZE], id_of_key[KEY_ID_SIZE];
  gsize length_of_certificate = KEY_ID_SIZE, length_of_key = KEY_ID_SIZE;
  unsigned n = 0;
  gboolean good;

  if (!import_certificates (certificate_pem, &certificates, &n, error))
    return FALSE;
  if (gnutls_x509_privkey_init (&key) < 0)
    g_error ("no memory for a key");
  good = import_key (key, key_pem, NULL, error);
  if (good &&
      (gnutls_x509_crt_get_key_id (certificates[0],
                                   GNUTLS_KEYID_USE_SHA256,
                                   id_of_certificate,
                                   &length_of_certificate) < 0 ||
       gnutls_x509_privkey_get_key_id (key, GNUTLS_KEYID_USE_SHA256, id_of_key, &length_of_key) <
           0 ||
       length_of_certificate != length_of_key ||
       memcmp (id_of_certificate, id_of_key, length_of_key) != 0))
    good =
        helio_error_set (error,
                         HELIO_ERROR_INVALID_DATA,
                         C_ ("certificate", "Give the key that the certificate was made for."),
                         "%s",
                         C_ ("certificate", "The private key does not belong to the certificate."));
  gnutls_x509_privkey_deinit (key);
  free_certificates (certificates, n);
  return good;
}
