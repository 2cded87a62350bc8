// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What stands in the window while the browser has the sign-in: the time that is left, the ways to go on where
 * no browser came up, and what to register with the issuer where its page says that the callback URL is
 * wrong (nothing comes back to the program then). */

#include "core/connection/helio-connection.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_BROWSER_CARD (helio_browser_card_get_type ())
G_DECLARE_FINAL_TYPE (HelioBrowserCard, helio_browser_card, HELIO, BROWSER_CARD, AdwBin)

/* @login: (nullable). @superseded: it took the place of one that was waiting. */
void helio_browser_card_set_login (HelioBrowserCard *self,
                                   HelioConnection *connection,
                                   HelioLogin *login,
                                   gboolean superseded);
/* Focus on what one would press next. */
void helio_browser_card_grab (HelioBrowserCard *self);

G_END_DECLS
