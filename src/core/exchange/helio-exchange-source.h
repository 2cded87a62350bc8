// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* CloudSignal's token exchange in both dialects (cloudsignal.md §1.2): with an API key and the provider's
 * name, as the Auth0 guide has it, or without a key and with the organization's id. The key dialect sends
 * the request of the guide's curl command to the byte; "ttl" joins it only if the profile asks for another
 * life than the default hour, since the guide's form has none. */

#include "core/exchange/helio-service-source.h"

G_BEGIN_DECLS

#define HELIO_TYPE_EXCHANGE_SOURCE (helio_exchange_source_get_type ())
G_DECLARE_FINAL_TYPE (HelioExchangeSource,
                      helio_exchange_source,
                      HELIO,
                      EXCHANGE_SOURCE,
                      HelioServiceSource)

HelioExchangeSource *helio_exchange_source_new (const HelioServiceSourceInit *init);
/* (nullable): a secret or publishable key; without one the key dialect fails with EXCHANGE_KEY. */
void helio_exchange_source_set_key (HelioExchangeSource *self, HelioSecret *key);

G_END_DECLS
