// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What stands in the window during a sign-in by code (RFC 8628): the code to compare or to type, the address as
 * a link and as a QR code, the time that is left, and why polling fails while it does. */

#include "core/connection/helio-connection.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_DEVICE_CARD (helio_device_card_get_type ())
G_DECLARE_FINAL_TYPE (HelioDeviceCard, helio_device_card, HELIO, DEVICE_CARD, AdwBin)

/* @login: (nullable). @superseded: it took the place of one that was waiting. */
void helio_device_card_set_login (HelioDeviceCard *self,
                                  HelioConnection *connection,
                                  HelioDeviceLogin *login,
                                  gboolean superseded);
void helio_device_card_grab (HelioDeviceCard *self);

G_END_DECLS
