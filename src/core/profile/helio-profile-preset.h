// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Where a new profile begins: the usual ways to a broker, with everything filled in that is the same for
 * everybody. Pure. */

#include "core/profile/helio-profile.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_PRESET_AUTH0,      /* CloudSignal with Auth0, the guide's way */
  HELIO_PRESET_BACKEND,    /* through an endpoint of one's own */
  HELIO_PRESET_USERNAME,   /* CloudSignal username and password */
  HELIO_PRESET_ANY_BROKER, /* Mosquitto and others */
  HELIO_PRESET_SANDBOX,    /* heliograph-sandbox on this computer */
  HELIO_PRESET_N,
} HelioPreset;

/* Returns: (transfer full): with a fresh id; what only the person knows is empty. */
HelioProfile *helio_profile_new_preset (HelioPreset preset);

/* "auth0", "backend", "username", "any-broker", "sandbox" */
const char *helio_preset_get_id (HelioPreset preset);
gboolean helio_preset_from_id (const char *id, HelioPreset *preset);
/* Translated. */
const char *helio_preset_get_title (HelioPreset preset);
const char *helio_preset_get_description (HelioPreset preset);

/* CloudSignal's token exchange, where the documents disagree (cloudsignal.md §1.1): the guide's address
 * first, then the newer ones. A token goes to the one in the profile only.
 * Returns: (transfer none) (array zero-terminated=1). */
const char *const *helio_preset_get_exchange_urls (void);
/* The same for native tokens, the newest first. */
const char *const *helio_preset_get_native_urls (void);
/* CloudSignal's broker: wss, mqtts, and mqtts on the host that other documents name. */
const char *const *helio_preset_get_broker_urls (void);

G_END_DECLS
