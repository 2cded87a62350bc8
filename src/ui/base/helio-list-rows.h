// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What lists of drawn rows share: finding the widget of a row, and giving it the focus. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The topmost or lowest of @lines (element-type GtkWidget) that is wholly inside @viewport. (nullable) */
GtkWidget *helio_list_rows_find_edge (GPtrArray *lines, GtkWidget *viewport, gboolean lowest);
/* Focuses the row of the list that @line (nullable) is the child of. */
gboolean helio_list_rows_focus (GtkWidget *line);

G_END_DECLS
