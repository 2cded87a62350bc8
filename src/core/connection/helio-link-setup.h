// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A profile as a link wants it. */

#include "core/mqtt/helio-link.h"
#include "core/profile/helio-profile.h"

G_BEGIN_DECLS

typedef struct {
  HelioLinkConfig config; /* borrows from what follows */
  HelioProfile *profile;
  HelioSecret *private_key;
  GBytes *will_payload, *will_properties;
  char *client_id, *will_topic;
} HelioLinkSetup;

/* @name: for %u and %c in the will's topics. Fails with INVALID_DATA where that cannot be put in, and for what
 * does not fit into a CONNECT. */
HelioLinkSetup *helio_link_setup_new (HelioProfile *profile,
                                      int mqtt_version,
                                      const char *client_id,
                                      const char *name,
                                      gboolean second_view,
                                      HelioSecret *private_key,
                                      GError **error);
void helio_link_setup_free (HelioLinkSetup *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioLinkSetup, helio_link_setup_free)

G_END_DECLS
