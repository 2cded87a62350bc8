// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The endpoint of one's own that does the exchange and hands on the answer. Both shapes of the Auth0 guide:
 * the access token in the Authorization header and no body, or in a field of a JSON body. */

#include "core/exchange/helio-service-source.h"

G_BEGIN_DECLS

#define HELIO_TYPE_BACKEND_SOURCE (helio_backend_source_get_type ())
G_DECLARE_FINAL_TYPE (HelioBackendSource,
                      helio_backend_source,
                      HELIO,
                      BACKEND_SOURCE,
                      HelioServiceSource)

HelioBackendSource *helio_backend_source_new (const HelioServiceSourceInit *init);

G_END_DECLS
