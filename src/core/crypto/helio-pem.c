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

/* No other passphrase would help; scrypt gives the ASN.1 error. A wrong passphrase is a failed decryption. */
static gboolean
is_unsupported (int code)
{
  return code == GNUTLS_E_UNKNOWN_CIPHER_TYPE || code == GNUTLS_E_UNIMPLEMENTED_FEATURE ||
         code == GNUTLS_E_UNKNOWN_HASH_ALGORITHM || code == GNUTLS_E_ASN1_GENERIC_ERROR ||
         code == GNUTLS_E_BASE64_DECODING_ERROR;
}

static gboolean
key_failed (int code, gboolean is_encrypted, gboolean has_passphrase, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (is_encrypted && !has_passphrase)
    failure = helio_error_new (
        HELIO_ERROR_CLIENT_KEY,
        C_ ("certificate", "Enter the passphrase of the key, or set HELIOGRAPH_KEY_PASSPHRASE."),
        "%s",
        C_ ("certificate", "The private key needs a passphrase."));
  else if (is_encrypted && is_unsupported (code))
    failure = helio_error_new (
        HELIO_ERROR_INVALID_DATA,
        C_ ("certificate", "Encrypt it anew: openssl pkcs8 -topk8 -v2 aes-256-cbc."),
        "%s",
        C_ ("certificate",
            "The private key is damaged, or encrypted in a way that cannot be opened here."));
  else if (is_encrypted)
    failure = helio_error_new (
        HELIO_ERROR_CLIENT_KEY,
        C_ ("certificate", "Enter the passphrase again, or correct HELIOGRAPH_KEY_PASSPHRASE."),
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

typedef struct {
  char *certificate_pem;
  HelioSecret *key_pem, *passphrase;
} Pair;

static void
pair_free (gpointer data)
{
  Pair *pair = data;

  g_free (pair->certificate_pem);
  helio_secret_unref (pair->key_pem);
  helio_secret_unref (pair->passphrase);
  g_free (pair);
}

static void
open_pair (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Pair *pair = task_data;
  g_autoptr (HelioSecret) opened = NULL;
  GError *error = NULL;

  if (helio_pem_check_certificates (pair->certificate_pem, NULL, &error))
    opened = helio_pem_open_private_key (pair->key_pem, pair->passphrase, &error);
  if (opened != NULL && helio_pem_check_pair (pair->certificate_pem, opened, &error))
    g_task_return_pointer (task, g_steal_pointer (&opened), (GDestroyNotify) helio_secret_unref);
  else
    g_task_return_error (task, error);
}

void
helio_pem_open_pair_async (const char *certificate_pem,
                           HelioSecret *key_pem,
                           HelioSecret *passphrase,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Pair *pair = g_new0 (Pair, 1);

  pair->certificate_pem = g_strdup (certificate_pem);
  pair->key_pem = helio_secret_ref (key_pem);
  pair->passphrase = passphrase != NULL ? helio_secret_ref (passphrase) : NULL;
  g_task_set_source_tag (task, helio_pem_open_pair_async);
  g_task_set_task_data (task, pair, pair_free);
  /* The key derivation cannot be interrupted; nobody has to wait for it. */
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, open_pair);
}

HelioSecret *
helio_pem_open_pair_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, helio_pem_open_pair_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

HelioSecret *
helio_pem_private_key_to_der (const HelioSecret *key_pem)
{
  gnutls_datum_t datum = as_datum (helio_secret_peek (key_pem), helio_secret_get_length (key_pem));
  gnutls_datum_t der = {0};
  HelioSecret *secret;

  if (gnutls_pem_base64_decode2 ("PRIVATE KEY", &datum, &der) < 0)
    return NULL;
  secret = helio_secret_new_len ((const char *) der.data, der.size);
  helio_wipe (der.data, der.size);
  gnutls_free (der.data);
  return secret;
}
