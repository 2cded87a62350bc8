// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Tells the issuer that refresh tokens are used no more (RFC 7009), within HELIO_REVOKE_TIMEOUT: whoever signs
 * out has nothing to wait for. Main thread. */

#include "core/auth/helio-discovery.h"
#include "core/profile/helio-profile.h"

G_BEGIN_DECLS

#define HELIO_REVOKE_TIMEOUT (5 * HELIO_SECOND)

/* @tokens: (element-type HelioSecret) */
void helio_revoke_async (HelioDiscovery *discovery,
                         HelioProfile *profile,
                         HelioHttp *http,
                         HelioClock *clock,
                         GPtrArray *tokens,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
/* FALSE if one of them was not revoked; the error says what that means. */
gboolean helio_revoke_finish (GAsyncResult *result, GError **error);

/* One that is not going to be used, or is replaced: a live refresh token that nobody holds would stay at the issuer.
 * Nobody waits for it, nothing cancels it; what goes wrong is told to the debug log only. @token: (nullable) */
void helio_revoke_quietly (HelioDiscovery *discovery,
                           HelioProfile *profile,
                           HelioHttp *http,
                           HelioClock *clock,
                           HelioSecret *token);

/* Between these something is being got ready that is revoked then. Main thread. */
void helio_revoke_hold (void);
void helio_revoke_release (void);
/* Before quitting: is something being revoked, by whomever, or got ready for it? */
gboolean helio_revoke_is_under_way (void);

G_END_DECLS
