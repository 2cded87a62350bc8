// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* CloudSignal's token service (cloudsignal.md §1) and the two backend shapes of the Auth0 guide. A
 * credential is granted at the broker before the answer leaves. The backends pass on what the exchange
 * answers with status 200, its errors too, because the guide's code does. Main thread. */

#include "sandbox/helio-issuer.h"

G_BEGIN_DECLS

typedef struct {
  const char *organization_id;
  const char *secret_key, *publishable_key;
  gint64 credential_ttl;     /* seconds, if the request names none */
  gint64 credential_ttl_max; /* seconds */
} HelioExchangeConfig;

/* Makes a credential valid at the broker; FALSE with @error if it cannot. @expires_wall: µs. */
typedef gboolean (*HelioGrantFunc) (const char *username,
                                    const char *password,
                                    gint64 expires_wall,
                                    const char *const *extra_filters,
                                    gpointer user_data,
                                    GError **error);

typedef struct _HelioExchangeServer HelioExchangeServer;

/* @issuer, @users and @faults must outlive it. */
HelioExchangeServer *helio_exchange_server_new (const HelioExchangeConfig *config,
                                                HelioClock *clock,
                                                const HelioIssuer *issuer,
                                                const HelioSandboxUsers *users,
                                                HelioFaults *faults,
                                                HelioGrantFunc grant,
                                                gpointer user_data);
void helio_exchange_server_free (HelioExchangeServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioExchangeServer, helio_exchange_server_free)

/* @server: a SoupServer */
void helio_exchange_server_serve (HelioExchangeServer *self, GObject *server);

G_END_DECLS
