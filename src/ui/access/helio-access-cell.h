// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One cell of the matrix, or of its heads: a few lines of text that it draws itself. A real widget, so that it has a
 * role, a name and the focus, which GTK 4.8 gives to nothing less. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_ACCESS_CELL_CHECK,
  HELIO_ACCESS_CELL_COLUMN, /* what is tried: the second line goes on over several */
  HELIO_ACCESS_CELL_ROW,    /* a user */
} HelioAccessCellKind;

#define HELIO_TYPE_ACCESS_CELL (helio_access_cell_get_type ())
G_DECLARE_FINAL_TYPE (HelioAccessCell, helio_access_cell, HELIO, ACCESS_CELL, GtkWidget)

#define HELIO_ACCESS_CELL_LINES 3
#define HELIO_ACCESS_CELL_PADDING 6
/* How many lines of a topic are seen in a head. */
#define HELIO_ACCESS_CELL_TOPIC_LINES 3

GtkWidget *helio_access_cell_new (HelioAccessCellKind kind);

/* Where it is; rows and columns of the grid, not of the screen. */
void helio_access_cell_set_place (HelioAccessCell *self, guint row, guint column);
guint helio_access_cell_get_row (HelioAccessCell *self);
guint helio_access_cell_get_column (HelioAccessCell *self);

/* @style: (nullable): a class of the style sheet, a string constant. @label: what is read out. @tooltip: (nullable) */
void helio_access_cell_set_text (HelioAccessCell *self, guint line, const char *text);
void helio_access_cell_set_style (HelioAccessCell *self, const char *style);
void helio_access_cell_set_label (HelioAccessCell *self, const char *label, const char *tooltip);

/* The size of a line of text as a cell of @kind draws it, for @widget's font. */
void helio_access_cell_measure_text (GtkWidget *widget,
                                     HelioAccessCellKind kind,
                                     guint line,
                                     const char *text,
                                     int *width,
                                     int *height);

G_END_DECLS
