// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* memfd_create() */
#define _GNU_SOURCE
#include "config.h"

#include "core/net/helio-tls-database.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-pem.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void
close_fd (gpointer data)
{
  close (GPOINTER_TO_INT (data));
}

static gboolean
write_all (int fd, const char *text, gsize length)
{
  while (length > 0) {
    gssize written = write (fd, text, length);

    if (written == -1 && errno == EINTR)
      continue;
    if (written <= 0)
      return FALSE;
    text += written;
    length -= (gsize) written;
  }
  return TRUE;
}

GTlsDatabase *
helio_tls_database_new_from_pem (const char *pem, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *path = NULL;
  GTlsDatabase *database;
  int fd;

  /* GIO takes a file without a single certificate for an empty set of authorities. */
  if (strstr (pem, "-----BEGIN CERTIFICATE-----") == NULL) {
    helio_error_set (error,
                     HELIO_ERROR_TLS,
                     C_ ("error", "Give the authority's certificate in PEM form."),
                     C_ ("error", "The profile's certificate authority holds no certificate."));
    return NULL;
  }
  fd = memfd_create ("helio-ca", MFD_CLOEXEC);
  if (fd == -1 || !write_all (fd, pem, strlen (pem))) {
    helio_error_set (error,
                     HELIO_ERROR_TLS,
                     NULL,
                     C_ ("error", "The certificate authority could not be loaded: %s"),
                     g_strerror (errno));
    if (fd != -1)
      close (fd);
    return NULL;
  }
  path = g_strdup_printf ("/proc/self/fd/%d", fd);
  database = g_tls_file_database_new (path, &local);
  if (database == NULL) {
    close (fd);
    helio_error_set (error,
                     HELIO_ERROR_TLS,
                     C_ ("error", "Give the authority's certificate in PEM form."),
                     C_ ("error", "The profile's certificate authority cannot be read: %s"),
                     local->message);
    return NULL;
  }
  /* The file is read again for each handshake. */
  g_object_set_data_full (G_OBJECT (database), "helio-fd", GINT_TO_POINTER (fd), close_fd);
  return database;
}

GTlsCertificate *
helio_tls_certificate_new (const char *pem, HelioSecret *private_key_pem, GError **error)
{
  g_autoptr (GTlsCertificate) bare = g_tls_certificate_new_from_pem (pem, -1, error);
  g_autoptr (HelioSecret) key = NULL;
  g_autoptr (GByteArray) certificate_der = NULL;
  g_autoptr (GByteArray) key_der = NULL;
  GTlsCertificate *certificate;

  if (bare == NULL || private_key_pem == NULL)
    return g_steal_pointer (&bare);
  key = helio_pem_private_key_to_der (private_key_pem);
  if (key == NULL) {
    helio_error_set (error,
                     HELIO_ERROR_TLS,
                     NULL,
                     C_ ("error", "There is no private key that can be read."));
    return NULL;
  }
  /* Exactly as large as the key, so that it never moves. */
  key_der = g_byte_array_sized_new ((guint) helio_secret_get_length (key));
  g_byte_array_append (key_der,
                       (const guint8 *) helio_secret_peek (key),
                       (guint) helio_secret_get_length (key));
  g_object_get (bare, "certificate", &certificate_der, NULL);
  certificate = g_initable_new (g_tls_backend_get_certificate_type (g_tls_backend_get_default ()),
                                NULL,
                                error,
                                "issuer",
                                g_tls_certificate_get_issuer (bare),
                                "certificate",
                                certificate_der,
                                "private-key",
                                key_der,
                                NULL);
  helio_wipe (key_der->data, key_der->len);
  return certificate;
}

GIOStream *
helio_tls_client_connection_new (GIOStream *base,
                                 GSocketConnectable *identity,
                                 GTlsDatabase *database,
                                 GError **error)
{
  if (database == NULL)
    return g_tls_client_connection_new (base, identity, error);
  return g_initable_new (g_tls_backend_get_client_connection_type (g_tls_backend_get_default ()),
                         NULL,
                         error,
                         "base-io-stream",
                         base,
                         "server-identity",
                         identity,
                         "database",
                         database,
                         NULL);
}

char *
helio_tls_describe_flags (GTlsCertificateFlags flags)
{
  static const struct {
    GTlsCertificateFlags flag;
    const char *text;
  } reasons[] = {
      {G_TLS_CERTIFICATE_UNKNOWN_CA, NC_ ("certificate", "it was not issued by a known authority")},
      {G_TLS_CERTIFICATE_BAD_IDENTITY, NC_ ("certificate", "it is for another host")},
      {G_TLS_CERTIFICATE_NOT_ACTIVATED, NC_ ("certificate", "it is not valid yet")},
      {G_TLS_CERTIFICATE_EXPIRED, NC_ ("certificate", "it has expired")},
      {G_TLS_CERTIFICATE_REVOKED, NC_ ("certificate", "it was revoked")},
      {G_TLS_CERTIFICATE_INSECURE, NC_ ("certificate", "its algorithm is not secure")},
  };
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if ((flags & reasons[i].flag) != 0) {
      if (text->len > 0)
        g_string_append (text, ", ");
      g_string_append (text, g_dpgettext2 (GETTEXT_PACKAGE, "certificate", reasons[i].text));
    }
  if (text->len == 0)
    g_string_append (text, C_ ("certificate", "it could not be checked"));
  return g_string_free (text, FALSE);
}
