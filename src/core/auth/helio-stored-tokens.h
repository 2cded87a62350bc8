// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What of a sign-in is kept in the keyring: never the access token. Immutable. */

#include "core/auth/helio-account.h"
#include "core/base/helio-secret.h"

G_BEGIN_DECLS

typedef struct {
  grefcount ref_count;
  HelioSecret *refresh_token;
  HelioSecret *id_token; /* (nullable) */
  char *sub;
  char *scope;         /* (nullable) */
  gint64 first_issued; /* wall seconds of the sign-in: the life of a refresh token counts from it */
  gint64 chosen; /* wall seconds when it became the account in use; 0: it is none to begin with */
} HelioStoredTokens;

HelioStoredTokens *helio_stored_tokens_new (HelioSecret *refresh_token,
                                            HelioSecret *id_token,
                                            const char *sub,
                                            const char *scope,
                                            gint64 first_issued,
                                            gint64 chosen);
/* The same tokens, chosen at another time. Returns: (transfer full). */
HelioStoredTokens *helio_stored_tokens_new_chosen (const HelioStoredTokens *self, gint64 chosen);
HelioStoredTokens *helio_stored_tokens_ref (HelioStoredTokens *self);
void helio_stored_tokens_unref (HelioStoredTokens *self);

/* Whose they are, by the ID token that was kept. Returns: (transfer full). */
HelioAccount *helio_stored_tokens_get_account (const HelioStoredTokens *self, const char *issuer);

/* One JSON object with a version. Returns: (transfer full). */
HelioSecret *helio_stored_tokens_to_secret (const HelioStoredTokens *self);
/* NULL for what another version wrote or nobody did: it is left alone. Returns: (transfer full). */
HelioStoredTokens *helio_stored_tokens_from_secret (const HelioSecret *secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioStoredTokens, helio_stored_tokens_unref)

G_END_DECLS
