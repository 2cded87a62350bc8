// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A key that signs JSON web tokens with RS256, PS256 or ES256 (RFC 7515 §3, RFC 7518 §3.3-3.5). The console
 * never signs one: this is for the sandbox's issuer and for tests. Immutable; any thread. */

#include "core/base/helio-json.h"
#include "core/crypto/helio-jwks.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HelioSigningKey HelioSigningKey;

/* A new RSA key of 2048 bits for RS256. Takes some tens of milliseconds. Returns: (transfer full), NULL with
 * HELIO_ERROR_FAILED. */
HelioSigningKey *helio_signing_key_new (GError **error);
/* For ES256 on the curve P-256. */
HelioSigningKey *helio_signing_key_new_for (HelioJwa algorithm, GError **error);
HelioSigningKey *helio_signing_key_ref (HelioSigningKey *self);
void helio_signing_key_unref (HelioSigningKey *self);

/* Key id: the thumbprint of RFC 7638, 43 characters. (transfer none) */
const char *helio_signing_key_get_id (const HelioSigningKey *self);

/* The public half: kty, use, alg, kid, and n and e or crv, x and y (RFC 7517 §4, RFC 7518 §6.2.1, §6.3.1). Returns: (transfer full). */
HelioJson *helio_signing_key_to_jwk (const HelioSigningKey *self);

/* In JWS form with SHA-256 over @data: for ES256 r and s of 32 octets each. Returns: (transfer full), NULL with HELIO_ERROR_FAILED. */
GBytes *helio_signing_key_sign (const HelioSigningKey *self,
                                const void *data,
                                gsize length,
                                GError **error);
gboolean helio_signing_key_verify (const HelioSigningKey *self,
                                   const void *data,
                                   gsize length,
                                   GBytes *signature);

/**
 * helio_signing_key_sign_jwt:
 * @type: the "typ" of the header, "JWT" or "at+jwt"
 * @claims: an object
 *
 * Returns: (transfer full): the compact form, header {alg, typ, kid}; NULL with HELIO_ERROR_FAILED.
 */
char *helio_signing_key_sign_jwt (const HelioSigningKey *self,
                                  const char *type,
                                  const HelioJson *claims,
                                  GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioSigningKey, helio_signing_key_unref)

G_END_DECLS
