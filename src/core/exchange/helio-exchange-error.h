// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A refusal of the service as a named cause with the checks that help: the troubleshooting section of the
 * Auth0 guide and cloudsignal.md §1.3, §6. */

#include "core/net/helio-http.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_SERVICE_EXCHANGE_KEY,          /* Bearer key + provider */
  HELIO_SERVICE_EXCHANGE_ORGANIZATION, /* no key */
  HELIO_SERVICE_BACKEND,               /* the user's own endpoint */
  HELIO_SERVICE_NATIVE,                /* organization's secret key + e-mail */
} HelioService;

/**
 * helio_exchange_error_new:
 * @uri: where the request went; only its origin is shown
 *
 * Reads error, message, error_description and detail, each a text, a list or an object, and survives a body
 * that is not JSON. The service's words become the detail, with anything like a token taken out.
 *
 * Returns: (transfer full): never NULL.
 */
GError *
helio_exchange_error_new (HelioService service, const char *uri, const HelioHttpAnswer *answer);

G_END_DECLS
