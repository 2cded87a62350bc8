// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Colours for widgets that draw themselves: gtk_widget_get_color() came with GTK 4.10, and a named colour
 * of the style sheet is still to be had from the style context only. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The text colour of @widget. */
void helio_draw_get_color (GtkWidget *widget, GdkRGBA *color);
/* "accent_color", "warning_color", …; the text colour if the style sheet does not have it. */
void helio_draw_get_named_color (GtkWidget *widget, const char *name, GdkRGBA *color);

G_END_DECLS
