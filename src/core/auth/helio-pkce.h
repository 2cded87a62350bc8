// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Proof Key for Code Exchange, S256 only (RFC 7636): there is no way back to "plain" or to none. */

#include "core/base/helio-secret.h"

G_BEGIN_DECLS

/* 32 random octets in 43 characters (§4.1, §7.1); for one sign-in only. Returns: (transfer full). */
HelioSecret *helio_pkce_new_verifier (void);
/* §4.2. Returns: (transfer full). */
char *helio_pkce_get_challenge (const HelioSecret *verifier);

G_END_DECLS
