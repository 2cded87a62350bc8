// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What an issuer publishes about itself: metadata (OpenID Connect Discovery 4, RFC 8414) and keys, both
 * cached. Only the issuer that the profile names is ever asked. Main thread. */

#include "core/auth/helio-endpoint-consent.h"
#include "core/base/helio-clock.h"
#include "core/crypto/helio-jwt.h"
#include "core/net/helio-http.h"
#include "core/profile/helio-profile.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HELIO_TYPE_DISCOVERY (helio_discovery_get_type ())
G_DECLARE_FINAL_TYPE (HelioDiscovery, helio_discovery, HELIO, DISCOVERY, GObject)

typedef struct {
  const char *issuer; /* with its slash, as it stands in tokens */
  HelioHttp *http;
  HelioClock *clock;
  gboolean allow_insecure;
  const char *ca_pem; /* (nullable) */
  /* (nullable): then endpoints on other origins than the issuer's are none to be used. */
  HelioEndpointConsent *consent;
  gboolean only_looks; /* nothing is sent to an endpoint: wherever they are, nobody has to agree */
} HelioDiscoveryInit;

HelioDiscovery *helio_discovery_new (const HelioDiscoveryInit *init);

/* Of the issuer that the profile names. @consent: (nullable). Returns: (transfer full). */
HelioDiscovery *helio_discovery_new_for_profile (const HelioProfile *profile,
                                                 HelioHttp *http,
                                                 HelioClock *clock,
                                                 HelioEndpointConsent *consent);
/* To look at, without sending anything to an endpoint. Returns: (transfer full). */
HelioDiscovery *
helio_discovery_new_to_look_at (const HelioProfile *profile, HelioHttp *http, HelioClock *clock);

/* Metadata of at most an hour ago. Errors: ISSUER_METADATA where it is not what it should be: another
 * issuer, no S256, endpoints that are not https; CONSENT where nobody has agreed to a host that it names, and then
 * what was known before stays; those of helio_http_send_async() otherwise. */
void helio_discovery_load_async (HelioDiscovery *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean helio_discovery_load_finish (HelioDiscovery *self, GAsyncResult *result, GError **error);

/* After a successful load. (transfer none) */
const char *helio_discovery_get_issuer (HelioDiscovery *self);
const char *helio_discovery_get_authorization_endpoint (HelioDiscovery *self);
const char *helio_discovery_get_token_endpoint (HelioDiscovery *self);
/* What an issuer need not have; (nullable). Auth0 has them all, but a tenant of before November 2023 lists not all:
 * where the token endpoint is where Auth0 has it, so are these (auth.md §2.1). */
const char *helio_discovery_get_device_endpoint (
    HelioDiscovery *self); /* RFC 8628: device_authorization_endpoint */
const char *helio_discovery_get_revocation_endpoint (HelioDiscovery *self); /* RFC 7009 */
const char *
helio_discovery_get_end_session_endpoint (HelioDiscovery *self); /* OIDC RP-Initiated Logout */
/* Endpoints on other origins than the issuer's, as helio_endpoint_consent_describe() takes them. (transfer none) */
const char *const *helio_discovery_get_other_endpoints (HelioDiscovery *self);
/* RFC 9207: a response without iss has to be refused. */
gboolean helio_discovery_announces_iss (HelioDiscovery *self);

/* The issuer's Date minus our wall clock, µs, by its last answer; G_MAXINT64: not known. */
gint64 helio_discovery_get_clock_offset (HelioDiscovery *self);

/* The issuer's keys as helio_discovery_verify_async() uses them. @key_id: (nullable): asked for anew if it is
 * not among them, within the same limits. Returns: (transfer full). */
void helio_discovery_get_keys_async (HelioDiscovery *self,
                                     const char *key_id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
HelioJwks *
helio_discovery_get_keys_finish (HelioDiscovery *self, GAsyncResult *result, GError **error);

/* Checks a signature with the issuer's keys: those of the last ten minutes, and fresh ones once if the key
 * is not among them, at most once a minute and five times an hour. Errors: ID_TOKEN with the cause. */
void helio_discovery_verify_async (HelioDiscovery *self,
                                   HelioJwt *token,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean helio_discovery_verify_finish (HelioDiscovery *self, GAsyncResult *result, GError **error);

G_END_DECLS
