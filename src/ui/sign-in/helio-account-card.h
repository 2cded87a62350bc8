// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Who is signed in, who else has a sign-in for this profile, and the ways in and out. */

#include "core/connection/helio-connection.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_ACCOUNT_CARD (helio_account_card_get_type ())
G_DECLARE_FINAL_TYPE (HelioAccountCard, helio_account_card, HELIO, ACCOUNT_CARD, AdwBin)

void helio_account_card_set_connection (HelioAccountCard *self, HelioConnection *connection);

G_END_DECLS
