// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A certificate authority of the moment and one server certificate from it: for the sandbox and for tests,
 * whose TLS must be real and must not depend on files that expire. P-256, SHA-256. Any thread. */

#include "core/base/helio-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HelioCertificateSet HelioCertificateSet;

/**
 * helio_certificate_set_new:
 * @names: (array zero-terminated=1): DNS names and IP addresses; the first is the common name too
 * @not_before: seconds since the epoch
 * @not_after: seconds since the epoch, of the server certificate and of the authority
 *
 * The authority's key is gone when this returns.
 * Returns: (transfer full): NULL with HELIO_ERROR_FAILED.
 */
HelioCertificateSet *helio_certificate_set_new (const char *const *names,
                                                gint64 not_before,
                                                gint64 not_after,
                                                GError **error);
void helio_certificate_set_free (HelioCertificateSet *self);

/* PEM. (transfer none) */
const char *helio_certificate_set_get_authority (const HelioCertificateSet *self);
const char *helio_certificate_set_get_certificate (const HelioCertificateSet *self);
HelioSecret *helio_certificate_set_get_key (const HelioCertificateSet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioCertificateSet, helio_certificate_set_free)

G_END_DECLS
