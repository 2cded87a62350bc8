// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A token taken apart: for the ID token, whose content is the client's business, and for the token
 * inspector, which a person opens. No decision of the program looks inside an access token (RFC 9068 §6,
 * auth.md §4). Nothing in a token's header is ever fetched or believed: the keys come from the issuer that
 * the profile names. Immutable; one thread at a time. */

#include "core/base/helio-json.h"
#include "core/base/helio-secret.h"
#include "core/crypto/helio-jwks.h"

G_BEGIN_DECLS

#define HELIO_JWT_SIZE_MAX (128 * 1024)
#define HELIO_JWT_HEADER_MAX (8 * 1024)

typedef enum {
  HELIO_JWT_JWS,    /* signed: header, payload, signature (RFC 7515) */
  HELIO_JWT_JWE,    /* encrypted: five parts, of which only the header can be read (RFC 7516) */
  HELIO_JWT_OPAQUE, /* anything else: only its issuer can read it */
} HelioJwtForm;

typedef enum {
  HELIO_JWT_VALID,
  HELIO_JWT_WRONG_SIGNATURE, /* the key is there, but it did not sign this */
  HELIO_JWT_NO_KEY,          /* no published key has this id, or there is none to choose */
  HELIO_JWT_NOT_CHECKABLE, /* not signed, or in a way that is not accepted: none, HS256, crit … */
} HelioJwtVerdict;

typedef struct _HelioJwt HelioJwt;
#define HELIO_TYPE_JWT (helio_jwt_get_type ())
GType helio_jwt_get_type (void);

/**
 * helio_jwt_parse:
 * @token: kept, for the signature
 *
 * Tells the three forms apart and reads what can be read. Errors: TOO_LARGE over the limits; BAD_ANSWER
 * for characters that no token has ("Bearer ", quotes, line breaks), and for what began as a JWT and is
 * damaged: base64url, JSON, a payload that is no object, times that are no numbers.
 *
 * Returns: (transfer full).
 */
HelioJwt *helio_jwt_parse (HelioSecret *token, GError **error);
HelioJwt *helio_jwt_ref (HelioJwt *self);
void helio_jwt_unref (HelioJwt *self);

HelioJwtForm helio_jwt_get_form (const HelioJwt *self);
gsize helio_jwt_get_size (const HelioJwt *self);
/* (transfer none) (nullable): objects; the header of JWS and JWE, the payload of JWS. */
const HelioJson *helio_jwt_get_header (const HelioJwt *self);
const HelioJson *helio_jwt_get_payload (const HelioJwt *self);
const char *helio_jwt_get_algorithm (const HelioJwt *self); /* (nullable): "alg" */
const char *helio_jwt_get_key_id (const HelioJwt *self);    /* (nullable): "kid" */
const char *helio_jwt_get_kind (const HelioJwt *self);      /* (nullable): "typ" */

/* (nullable): a claim that is text. */
const char *helio_jwt_get_claim (const HelioJwt *self, const char *name);
/* A NumericDate ("exp", "nbf", "iat", "auth_time") in seconds since 1970, fractions cut off. FALSE if it
 * is not there. */
gboolean helio_jwt_get_time (const HelioJwt *self, const char *name, gint64 *seconds);
/* "aud" as one text or a list of texts. */
gboolean helio_jwt_has_audience (const HelioJwt *self, const char *audience);
/* Entries of "aud", 0 if it is not there. */
guint helio_jwt_get_n_audiences (const HelioJwt *self);

/**
 * helio_jwt_verify:
 * @keys: of the issuer that the profile names
 *
 * RFC 8725: the algorithm must be one of ours and fit the key's type, the key id must match exactly (none
 * is fine with one key only), "crit" is refused. Costs a few hundred microseconds at most. With any
 * verdict but HELIO_JWT_VALID @error (HELIO_ERROR_ID_TOKEN) says why in a sentence. Times, issuer and
 * audience are the caller's to check.
 */
HelioJwtVerdict helio_jwt_verify (const HelioJwt *self, const HelioJwks *keys, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioJwt, helio_jwt_unref)

G_END_DECLS
