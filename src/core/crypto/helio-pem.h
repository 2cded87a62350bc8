// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Certificates and keys that a person gives, looked at before a connection depends on them: GLib says little
 * about a bad one and cannot open an encrypted key. Any thread; opening a key may take a second, as its
 * maker wanted (key derivation). */

#include "core/base/helio-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HELIO_PEM_SIZE_MAX (1024 * 1024)

/**
 * helio_pem_check_certificates:
 * @pem: a certificate, a chain or a bundle of authorities
 * @n_certificates: (out) (nullable): how many there are
 *
 * Errors: INVALID_DATA if there is none or one cannot be read, TOO_LARGE.
 */
gboolean helio_pem_check_certificates (const char *pem, guint *n_certificates, GError **error);

/* TRUE for "ENCRYPTED PRIVATE KEY" (PKCS #8) and for OpenSSL's older form (RFC 1421 headers). */
gboolean helio_pem_is_encrypted (const HelioSecret *pem);

/**
 * helio_pem_open_private_key:
 * @passphrase: (nullable)
 *
 * Returns: (transfer full): the key as unencrypted PKCS #8 PEM, which g_tls_certificate_new_from_pem() takes.
 * Errors: CLIENT_KEY for a missing or wrong passphrase; INVALID_DATA if there is no key, or one encrypted in a
 * way that GnuTLS cannot open (scrypt); TOO_LARGE.
 */
HelioSecret *
helio_pem_open_private_key (const HelioSecret *pem, const HelioSecret *passphrase, GError **error);

/* Whether the key (unencrypted) is that of the first certificate: a handshake with another would only say
 * that it failed. INVALID_DATA if not. */
gboolean
helio_pem_check_pair (const char *certificate_pem, const HelioSecret *key_pem, GError **error);

/* Both, in a thread of its own. Errors: theirs, G_IO_ERROR_CANCELLED. */
void helio_pem_open_pair_async (const char *certificate_pem,
                                HelioSecret *key_pem,
                                HelioSecret *passphrase,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* Returns: (transfer full): as helio_pem_open_private_key(). */
HelioSecret *helio_pem_open_pair_finish (GAsyncResult *result, GError **error);

/* DER of an unencrypted PKCS #8 PEM, as helio_pem_open_private_key() gives it; NULL if it is something else.
 * Returns: (transfer full) (nullable). */
HelioSecret *helio_pem_private_key_to_der (const HelioSecret *key_pem);

G_END_DECLS
