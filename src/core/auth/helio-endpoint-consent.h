// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the issuer's metadata may send tokens to (design.md §4: no request leaves before consent). The profile names
 * the issuer; on which other hosts its endpoints lie is known only once it has been asked. Those are agreed to by
 * themselves, and asked about again when they change. Main thread. */

#include "core/profile/helio-profile-store.h"

G_BEGIN_DECLS

/* The diagnosis of an error that waits for this consent. */
#define HELIO_ENDPOINTS_NOT_AGREED "endpoints"

/* An endpoint as text: what it is for, and its origin. Two kinds are told apart, since a yes to a page that the
 * browser shows is none to a host that gets tokens. */
#define HELIO_ENDPOINT_TOKENS "tokens "
#define HELIO_ENDPOINT_PAGE "page "

/* Asked where nobody has agreed yet: TRUE is a yes that is kept. */
typedef gboolean (*HelioEndpointsFunc) (const char *const *endpoints, gpointer user_data);

#define HELIO_TYPE_ENDPOINT_CONSENT (helio_endpoint_consent_get_type ())
G_DECLARE_FINAL_TYPE (HelioEndpointConsent,
                      helio_endpoint_consent,
                      HELIO,
                      ENDPOINT_CONSENT,
                      GObject)

/* @store: where it is kept. @agree: (nullable): then the answer is no. */
HelioEndpointConsent *helio_endpoint_consent_new (const HelioProfile *profile,
                                                  HelioProfileStore *store,
                                                  HelioEndpointsFunc agree,
                                                  gpointer user_data);

/* @endpoints: those on other origins than the issuer's, NULL-terminated. CONSENT, with the hosts in the message, if
 * one of them has not been agreed to: then all of them are what is asked about. */
gboolean helio_endpoint_consent_check (HelioEndpointConsent *self,
                                       const char *const *endpoints,
                                       GError **error);
/* What a person has to agree to before it goes on. (transfer none) (nullable) */
const char *const *helio_endpoint_consent_get_asked (HelioEndpointConsent *self);
/* @endpoints: as they were shown. */
void helio_endpoint_consent_agree (HelioEndpointConsent *self, const char *const *endpoints);

/* "host:port (what)" for each, translated. Returns: (transfer full). */
GStrv helio_endpoint_consent_describe (const char *const *endpoints);

G_END_DECLS
