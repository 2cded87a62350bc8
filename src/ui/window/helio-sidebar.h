// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The list of connections with its header: new, import, the primary menu. */

#include "ui/connections/helio-connection-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_SIDEBAR (helio_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (HelioSidebar, helio_sidebar, HELIO, SIDEBAR, AdwBin)

/* Signals: "selected" (HelioConnectionItem or NULL) when the selection moves, "activated"
 * (HelioConnectionItem) when a row is opened by click or Enter. */
GtkWidget *helio_sidebar_new (HelioConnectionList *list);
void helio_sidebar_select (HelioSidebar *self, HelioConnectionItem *item);
HelioConnectionItem *helio_sidebar_get_selected (HelioSidebar *self); /* (nullable) */
void helio_sidebar_grab (HelioSidebar *self);
void helio_sidebar_popup_menu (HelioSidebar *self);
/* Where another header bar has the window's buttons, or this one alone. */
void helio_sidebar_set_show_end_buttons (HelioSidebar *self, gboolean show);

G_END_DECLS
