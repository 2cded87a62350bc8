// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A line of text, and the arrow of a tree, in a widget that draws itself. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* In the column that begins at @x and is @width wide, seen from where lines begin: mirrored where that is the
 * right. @xalign: 0 is the beginning. In the middle of the height. */
void helio_draw_text (GtkWidget *widget,
                      GtkSnapshot *snapshot,
                      PangoLayout *layout,
                      int x,
                      int width,
                      float xalign,
                      const GdkRGBA *color);
/* Of a row that others are folded into, in a square of @size that begins at @x; mirrored as above. */
void helio_draw_arrow (GtkWidget *widget,
                       GtkSnapshot *snapshot,
                       int x,
                       int size,
                       gboolean expanded,
                       const GdkRGBA *color);

G_END_DECLS
