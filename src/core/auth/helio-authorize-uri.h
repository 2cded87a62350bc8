// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The address that the browser opens (RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core 3.1.2.1). Pure. */

#include "core/profile/helio-profile.h"

G_BEGIN_DECLS

typedef struct {
  const HelioProfile *profile;
  const char *endpoint;
  const char *redirect_uri; /* as bound, to the byte */
  const char *state;
  const char *nonce;
  const char *challenge;
  const char *prompt;     /* (nullable) */
  const char *login_hint; /* (nullable) */
} HelioAuthorizeInit;

/* Every value percent-encoded; an endpoint with a query of its own keeps it. Returns: (transfer full). */
char *helio_authorize_uri_new (const HelioAuthorizeInit *init);

G_END_DECLS
