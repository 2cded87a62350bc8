// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connections/helio-connection-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_SIDEBAR_ROW (helio_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (HelioSidebarRow, helio_sidebar_row, HELIO, SIDEBAR_ROW, GtkListBoxRow)

GtkWidget *helio_sidebar_row_new (HelioConnectionItem *item);
HelioConnectionItem *helio_sidebar_row_get_item (HelioSidebarRow *self);

G_END_DECLS
