// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a sign-in of either way has to check of the token endpoint's answer before any of its tokens may be
 * used (OpenID Connect Core 3.1.3.7; RFC 9700 §4.5.3.2): the ID token is there, its signature is the issuer's,
 * its claims are right, and it is about the person who was meant. Main thread. */

#include "core/auth/helio-login.h"

G_BEGIN_DECLS

typedef struct {
  HelioProfile *profile;
  HelioClock *clock;
  HelioDiscovery *discovery;
  const char *nonce;        /* (nullable): a device has none */
  const char *expected_sub; /* (nullable) */
  const char *login_hint;   /* (nullable) */
} HelioTokenCheck;

/* @tokens: (transfer full) */
void helio_token_check_async (const HelioTokenCheck *check,
                              HelioTokens *tokens,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* Errors: ID_TOKEN; SIGN_IN_OTHER_USER, and then @other gets the tokens of that other user, who passed every
 * other check; those of discovery. Returns: (transfer full): with an account. */
HelioTokens *helio_token_check_finish (GAsyncResult *result, HelioTokens **other, GError **error);

G_END_DECLS
