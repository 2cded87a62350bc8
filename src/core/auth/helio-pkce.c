// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-pkce.h"

#include "core/crypto/helio-digest.h"
#include "core/crypto/helio-random.h"

HelioSecret *
helio_pkce_new_verifier (void)
{
  return helio_secret_new_take (helio_random_token (32));
}

char *
helio_pkce_get_challenge (const HelioSecret *verifier)
{
  return helio_digest_sha256_base64url (helio_secret_peek (verifier),
                                        (gssize) helio_secret_get_length (verifier));
}
