// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Nobody in particular: CONNECT without username and password, as a broker that allows it takes from everybody. No
 * request, no expiry. */

#include "core/base/helio-clock.h"
#include "core/credential/helio-credential-source.h"

G_BEGIN_DECLS

#define HELIO_TYPE_ANONYMOUS_SOURCE (helio_anonymous_source_get_type ())
G_DECLARE_FINAL_TYPE (HelioAnonymousSource,
                      helio_anonymous_source,
                      HELIO,
                      ANONYMOUS_SOURCE,
                      GObject)

/* Asking fails with MQTT_CREDENTIAL once the broker has refused it (HELIO_CREDENTIAL_REFUSED): the next one would be
 * the same. */
HelioAnonymousSource *helio_anonymous_source_new (HelioClock *clock);

G_END_DECLS
