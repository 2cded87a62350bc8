// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Which auth providers an organization has enabled: GET /v2/providers?organization_id=… (cloudsignal.md
 * §1.4), without a key or token. For a sign-in picker and for the profile's provider field. Main thread. */

#include "core/net/helio-http.h"
#include "core/profile/helio-profile.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HELIO_PROVIDERS_MAX 64

#define HELIO_TYPE_PROVIDER (helio_provider_get_type ())
typedef struct _HelioProvider HelioProvider;
struct _HelioProvider {
  grefcount ref_count;
  char *id;   /* as the exchange wants it: "auth0" */
  char *name; /* what to show; the id where the service gives none */
};
GType helio_provider_get_type (void);
HelioProvider *helio_provider_ref (HelioProvider *self);
void helio_provider_unref (HelioProvider *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioProvider, helio_provider_unref)

/* The address that is asked for @profile; NULL where its method or a missing organization leaves none.
 * Returns: (transfer full) (nullable). */
char *helio_providers_get_uri (const HelioProfile *profile);

/* Errors: INVALID_DATA where there is no address to ask; EXCHANGE_… as the service refuses; those of
 * helio_http_send_async(); BAD_ANSWER, TOO_LARGE. */
void helio_providers_fetch_async (HelioHttp *http,
                                  const HelioProfile *profile,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* Returns: (transfer full) (element-type HelioProvider): in the service's order, without the disabled, each id
 * once; maybe empty. */
GPtrArray *helio_providers_fetch_finish (GAsyncResult *result, GError **error);

/* The answer read: {"providers": ["auth0", {"id"|"provider"|"type"|"slug": …, "name": …, "enabled": …}]}.
 * Returns: (transfer full) (element-type HelioProvider). */
GPtrArray *helio_providers_read (const HelioJson *answer, GError **error);

G_END_DECLS
