// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a client has to check of an ID token besides its signature (OpenID Connect Core 3.1.3.7, 12.2).
 * Pure. */

#include "core/auth/helio-account.h"
#include "core/crypto/helio-jwt.h"

G_BEGIN_DECLS

#define HELIO_ID_TOKEN_LEEWAY 60   /* seconds, as Auth0's own SDKs */
#define HELIO_ID_TOKEN_AGE_MAX 600 /* seconds between iat and now, at a sign-in */

typedef struct {
  const char *issuer; /* byte for byte */
  const char *client_id;
  const char *nonce;   /* (nullable): of a sign-in; after a refresh there need be none */
  gboolean is_sign_in; /* it was made just now */
  const char *sub;     /* (nullable): must come back */
  gint64 now;          /* seconds since 1970, by the issuer's Date if it gave one */
  gint64 clock_offset; /* µs, G_MAXINT64: unknown; for the message about our clock */
} HelioIdTokenExpectation;

/* Errors: ID_TOKEN for what cannot be read. Returns: (transfer full). */
HelioJwt *helio_id_token_parse (HelioSecret *text, GError **error);

/* Errors: ID_TOKEN naming the claim; SIGN_IN_OTHER_USER for another sub. */
gboolean helio_id_token_check (const HelioJwt *token,
                               const HelioIdTokenExpectation *expected,
                               GError **error);

/* Whether a login hint can mean the person of the token: an e-mail address is compared with theirs, a bare
 * name with their name, nickname, user name, the local part of their address and the end of sub. TRUE where
 * the token says nothing to compare with. */
gboolean helio_id_token_matches_hint (const HelioJwt *token, const char *hint);

/* Who the token is about. Returns: (transfer full) (nullable): NULL without issuer and sub. */
HelioAccount *helio_id_token_get_account (const HelioJwt *token);

G_END_DECLS
