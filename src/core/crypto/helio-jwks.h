// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The keys an issuer publishes (RFC 7517), of which only those that can check a signature here are kept:
 * RSA of 2048 to 8192 bits and EC on P-256. Immutable; one thread at a time. */

#include "core/base/helio-json.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define HELIO_JWKS_KEYS_MAX 64

/* RFC 7518 §3.1, what this program checks. */
typedef enum {
  HELIO_JWA_RS256,
  HELIO_JWA_PS256,
  HELIO_JWA_ES256,
} HelioJwa;

/* FALSE for every other name, "none" and HS256 among them. */
gboolean helio_jwa_from_name (const char *name, HelioJwa *algorithm);
const char *helio_jwa_get_name (HelioJwa algorithm);

typedef enum {
  HELIO_JWK_RSA,
  HELIO_JWK_EC_P256,
} HelioJwkType;

typedef struct _HelioJwk HelioJwk;
typedef struct _HelioJwks HelioJwks;
#define HELIO_TYPE_JWKS (helio_jwks_get_type ())
GType helio_jwks_get_type (void);

/**
 * helio_jwks_new:
 * @json: the key set as parsed
 *
 * Takes the usable keys and skips the rest: other types, use other than "sig", key_ops without "verify",
 * an algorithm of other kind, weak or broken numbers, a key whose private half was published too, a key
 * id that is there already. A set without a usable key is no error.
 *
 * Returns: (transfer full): the set. Errors: BAD_ANSWER where it is no key set, TOO_LARGE for more than
 * HELIO_JWKS_KEYS_MAX keys.
 */
HelioJwks *helio_jwks_new (const HelioJson *json, GError **error);
/* The same from text of at most HELIO_JSON_SIZE_ANSWER bytes. */
HelioJwks *helio_jwks_parse (const char *text, gsize length, GError **error);
HelioJwks *helio_jwks_ref (HelioJwks *self);
void helio_jwks_unref (HelioJwks *self);

guint helio_jwks_get_n_keys (const HelioJwks *self);
guint helio_jwks_get_n_skipped (const HelioJwks *self);
/* (transfer none) */
const HelioJwk *helio_jwks_get_key (const HelioJwks *self, guint index);
/* The key with exactly this id; with NULL the only key, if there is one only. (transfer none) (nullable) */
const HelioJwk *helio_jwks_find (const HelioJwks *self, const char *key_id);

const char *helio_jwk_get_id (const HelioJwk *self); /* (nullable) */
HelioJwkType helio_jwk_get_kind (const HelioJwk *self);
guint helio_jwk_get_bits (const HelioJwk *self);
/* Whether signatures of @algorithm may be checked with it: by type and by its own "alg" if it has one. */
gboolean helio_jwk_allows (const HelioJwk *self, HelioJwa algorithm);

/* TRUE if @signature (JWS form: for ES256 r and s of 32 octets each) is @algorithm's over @data by this
 * key. FALSE for anything else. */
gboolean helio_jwk_verify (const HelioJwk *self,
                           HelioJwa algorithm,
                           const void *data,
                           gsize length,
                           GBytes *signature);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioJwks, helio_jwks_unref)

G_END_DECLS
