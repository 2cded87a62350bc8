// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Which credential source a profile needs, and with which secrets. */

#include "core/auth/helio-token-source.h"
#include "core/connection/helio-services.h"
#include "core/credential/helio-credential-source.h"

G_BEGIN_DECLS

/* Fails with CONSENT if the profile would send tokens or passwords in the clear and does not allow that. */
gboolean helio_connection_check_encryption (const HelioProfile *profile, GError **error);

/* NULL where the profile's method needs no sign-in. Returns: (transfer full) (nullable). */
HelioTokenSource *helio_connection_make_tokens (HelioServices *services, HelioProfile *profile);

/* @tokens: (nullable). @secrets: indexed by HelioKeyringKind, NULL where there is none.
 * Returns: (transfer full). */
HelioCredentialSource *helio_connection_make_source (HelioServices *services,
                                                     HelioProfile *profile,
                                                     HelioTokenSource *tokens,
                                                     HelioSecret *const *secrets);

/* A live source of @profile goes on with these: what was typed while it worked counts from the next credential on. */
void helio_connection_give_secrets (HelioCredentialSource *source,
                                    HelioProfile *profile,
                                    HelioSecret *const *secrets);

/* The first secret that the profile needs and that is not in @secrets: a HelioKeyringKind, -1: none.
 * @credential_only: what the client certificate needs is left out. */
int helio_connection_find_missing_secret (HelioProfile *profile,
                                          HelioSecret *const *secrets,
                                          gboolean credential_only);

/* The client certificate's key, encrypted or not. Returns: (transfer none) (nullable). */
HelioSecret *helio_connection_get_private_key (HelioProfile *profile, HelioSecret *const *secrets);

/* From the environment, where the services honour that for this profile's hosts; else NULL.
 * Returns: (transfer none). */
HelioSecret *helio_connection_get_env_secret (HelioServices *services,
                                              HelioProfile *profile,
                                              HelioKeyringKind kind);

/* What to say when @kind is missing. Returns: (transfer full). */
GError *helio_connection_missing_secret_error (HelioProfile *profile, HelioKeyringKind kind);

#define HELIO_N_SECRETS (HELIO_KEYRING_PASSPHRASE + 1)

G_END_DECLS
