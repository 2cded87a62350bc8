// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Certificate authorities of a profile as GIO wants them, and what is wrong with a certificate in words. */

#include "core/base/helio-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * helio_tls_database_new_from_pem:
 * @pem: one or more certificates; they replace the system's authorities
 *
 * GIO reads authorities from a file only, so the text is put into memory that has a path (memfd) and lives
 * as long as the database; nothing is written to a disk. Errors: TLS with the remedy. Any thread.
 * Returns: (transfer full).
 */
GTlsDatabase *helio_tls_database_new_from_pem (const char *pem, GError **error);

/**
 * helio_tls_certificate_new:
 * @pem: the certificate, then those that lead to an authority
 * @private_key_pem: (nullable): decrypted, PKCS #8
 *
 * The key is in no memory of GIO's that is freed unwiped, as g_tls_certificate_new_from_pem() would leave it.
 * Errors: of GIO. Any thread.
 * Returns: (transfer full).
 */
GTlsCertificate *
helio_tls_certificate_new (const char *pem, HelioSecret *private_key_pem, GError **error);

/* As g_tls_client_connection_new(), which reads the system's authorities, some tens of milliseconds long, even
 * if others are set a moment later. @database: (nullable): the system's. Returns: (transfer full). */
GIOStream *helio_tls_client_connection_new (GIOStream *base,
                                            GSocketConnectable *identity,
                                            GTlsDatabase *database,
                                            GError **error);

/* The reasons of @flags as one translated phrase. Returns: (transfer full). */
char *helio_tls_describe_flags (GTlsCertificateFlags flags);

G_END_DECLS
