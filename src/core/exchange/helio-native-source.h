// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* CloudSignal's own tokens for organization, e-mail address and secret key (cloudsignal.md §1.4): created,
 * then renewed by their token id while they live. Never replaces a token that somebody else's program uses
 * for the same address. */

#include "core/exchange/helio-service-source.h"

G_BEGIN_DECLS

#define HELIO_TYPE_NATIVE_SOURCE (helio_native_source_get_type ())
G_DECLARE_FINAL_TYPE (HelioNativeSource,
                      helio_native_source,
                      HELIO,
                      NATIVE_SOURCE,
                      HelioServiceSource)

HelioNativeSource *helio_native_source_new (const HelioServiceSourceInit *init);
/* (nullable): the organization's secret key; without one: EXCHANGE_KEY. */
void helio_native_source_set_key (HelioNativeSource *self, HelioSecret *key);

G_END_DECLS
