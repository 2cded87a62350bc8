// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Every step that a profile needs, tried one by one without a token: the editor's Test button and
 * heliograph-cli check. A GListModel of HelioCheckRow; a step that does not apply is absent. In order:
 *
 *   profile       the profile itself is complete
 *   issuer        its host is reached, with the certificate that TLS wants
 *   metadata      the issuer names itself as the profile does, with PKCE S256
 *   keys          keys that a signature can be checked with
 *   ports         the redirect ports that are free now
 *   service       the exchange, backend or native endpoint answers like one, to a request without a secret
 *   broker        TCP
 *   tls           version, the certificate's names, how long it is valid
 *   websocket     the upgrade with the subprotocol "mqtt"
 *   credentials   with a fixed username and password, or none: the broker accepts them
 *
 * The last one alone sends a CONNECT, and only where there is something to try: an anonymous connection, or a password
 * that was given for it. For a token's credential there is none: without it CONNECT is a failed login in the broker's
 * log, and a person has to sign in for it. The client certificate, whose key lies in the keyring, is not shown to the broker either.
 *
 * Main thread. */

#include "core/base/helio-check-rows.h"
#include "core/base/helio-clock.h"
#include "core/net/helio-http.h"
#include "core/profile/helio-profile.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* For each step. */
#define HELIO_PROFILE_TEST_DEADLINE (10 * G_USEC_PER_SEC)

#define HELIO_TYPE_PROFILE_TEST (helio_profile_test_get_type ())
G_DECLARE_FINAL_TYPE (HelioProfileTest, helio_profile_test, HELIO, PROFILE_TEST, HelioCheckRows)

/* @profile is copied: it may be one that the editor is still at. Nothing is sent yet; the rows are there,
 * PENDING. @deadline: µs for each step; 0: HELIO_PROFILE_TEST_DEADLINE. Returns: (transfer full). */
HelioProfileTest *helio_profile_test_new (const HelioProfile *profile,
                                          HelioHttp *http,
                                          HelioClock *clock,
                                          gint64 deadline);

/* (nullable): what a person typed, for the row "credentials": it goes to the profile's broker. Before the run. */
void helio_profile_test_set_password (HelioProfileTest *self, HelioSecret *password);

/* Sign-in, service and broker are tried at the same time, each in its order; what stands behind a failed step
 * is UNCHECKED. A failed row is no error: FALSE comes back for a cancelled one only, whose open rows become
 * UNCHECKED. */
void helio_profile_test_run_async (HelioProfileTest *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean
helio_profile_test_run_finish (HelioProfileTest *self, GAsyncResult *result, GError **error);

G_END_DECLS
