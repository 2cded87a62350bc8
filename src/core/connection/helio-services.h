// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What every connection of the program shares. The application (or the CLI) makes one and owns it. */

#include "core/auth/helio-login.h"
#include "core/base/helio-clock.h"
#include "core/keyring/helio-keyring.h"
#include "core/net/helio-http.h"
#include "core/net/helio-wake.h"
#include "core/profile/helio-profile-store.h"

G_BEGIN_DECLS

typedef struct _HelioServices HelioServices;
struct _HelioServices {
  grefcount ref_count;
  HelioClock *clock;
  HelioHttp *http;
  HelioKeyring *keyring; /* (nullable) */
  HelioProfileStore *profiles;
  HelioWake *wake;           /* (nullable) */
  HelioOpenUriFunc open_uri; /* (nullable) */
  gpointer open_uri_data;
  HelioEndpointsFunc agree_to_endpoints; /* (nullable): a person is asked instead */
  gpointer agree_data;
  /* From the environment (design.md §5.0), honoured for every host by the CLI, by the window for loopback
   * hosts only. (nullable) each. */
  HelioSecret *env_exchange_key, *env_password, *env_access_token, *env_key_passphrase;
  gboolean env_loopback_only;
  /* CLI, prober: random client id suffix, Clean Start 1 at the first connection, a session that ends with the
   * connection's owner (helio-session.h). */
  gboolean second_view;
};

/* System clock, real HTTP and keyring, stored profiles; reads and unsets the environment's secrets. */
HelioServices *helio_services_new (void);
/* The same services for connections beside those of the window. Returns: (transfer full). */
HelioServices *helio_services_new_second_view (HelioServices *self);
HelioServices *helio_services_ref (HelioServices *self);
void helio_services_unref (HelioServices *self);
/* The window takes secrets from the environment for loopback hosts only (design.md §5.0): whoever can set its
 * environment must not be able to have it talk to a host of the profile's choice. */
gboolean
helio_services_may_use_env (HelioServices *services, HelioProfile *profile, HelioKeyringKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioServices, helio_services_unref)

G_END_DECLS
