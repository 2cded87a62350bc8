// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Where the user's browser ends its session with the issuer (OpenID Connect RP-Initiated Logout 1.0 §2). */

#include "core/base/helio-secret.h"

G_BEGIN_DECLS

/**
 * helio_end_session_uri_new:
 * @id_token: (nullable): of the account that is signed out
 *
 * With client_id, and as logout_hint the ID token's session id (sid), by which Auth0 knows the session without
 * asking. Not with id_token_hint: the address goes through the argument list of a process and the browser's
 * history, where a token has no business. No place to return to, since it would have to be registered.
 * Returns: (transfer full).
 */
char *
helio_end_session_uri_new (const char *endpoint, const char *client_id, HelioSecret *id_token);

G_END_DECLS
