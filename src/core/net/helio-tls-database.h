// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Certificate authorities of a profile as GIO wants them, and what is wrong with a certificate in words. */

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

/* The reasons of @flags as one translated phrase. Returns: (transfer full). */
char *helio_tls_describe_flags (GTlsCertificateFlags flags);

G_END_DECLS
