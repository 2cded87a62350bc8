// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The menu of a message list: jump to a time, which columns there are. */

#include "ui/messages/helio-message-columns.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signal: "jump" (gint64 time): wall µs. */
#define HELIO_TYPE_MESSAGE_MENU (helio_message_menu_get_type ())
G_DECLARE_FINAL_TYPE (HelioMessageMenu, helio_message_menu, HELIO, MESSAGE_MENU, AdwBin)

void helio_message_menu_set_columns (HelioMessageMenu *self, HelioMessageColumns *columns);
/* Asks for the time to jump to. */
void helio_message_menu_ask_time (HelioMessageMenu *self);

G_END_DECLS
