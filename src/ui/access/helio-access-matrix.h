// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Users down, checks across, heads that stay. Widgets exist for the cells on screen only and are used again as it
 * scrolls: a GtkColumnView would keep about two hundred rows of a widget for every column. */

#include "ui/access/helio-access-grid.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_ACCESS_MATRIX (helio_access_matrix_get_type ())
G_DECLARE_FINAL_TYPE (HelioAccessMatrix, helio_access_matrix, HELIO, ACCESS_MATRIX, GtkWidget)

/* A GtkScrollable. Signal "activated" (guint index of a check): Return, or a click. */
GtkWidget *helio_access_matrix_new (void);
/* @grid: (nullable) */
void helio_access_matrix_set_grid (HelioAccessMatrix *self, HelioAccessGrid *grid);

/* The check that the arrow keys have come to; HELIO_NO_CELL: none. "current" notifies. */
guint helio_access_matrix_get_current (HelioAccessMatrix *self);
/* Brings it into view; the focus stays where it is. */
void helio_access_matrix_set_current (HelioAccessMatrix *self, guint check);

G_END_DECLS
