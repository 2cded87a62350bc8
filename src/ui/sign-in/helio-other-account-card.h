// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Somebody else came back from the browser than was asked for: use that account, try again, or leave things as
 * they are. Nothing happens until a person has said so (auth.md §1.8, B17). */

#include "core/connection/helio-connection.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_OTHER_ACCOUNT_CARD (helio_other_account_card_get_type ())
G_DECLARE_FINAL_TYPE (HelioOtherAccountCard,
                      helio_other_account_card,
                      HELIO,
                      OTHER_ACCOUNT_CARD,
                      AdwBin)

/* Shows helio_connection_get_other_account() of @connection, if there is one. */
void helio_other_account_card_update (HelioOtherAccountCard *self, HelioConnection *connection);
void helio_other_account_card_grab (HelioOtherAccountCard *self);

G_END_DECLS
