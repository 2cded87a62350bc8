// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Bringing widgets into what is seen of the GtkScrolledWindow that they are in. GTK 4.8 scrolls to the bounds of the
 * focus alone, which in a row is a line of text, and only to where it stands before the next layout. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* All of @widget, its begin if it is taller than the view; again when it, or the view, gets another place or size within
 * half a second, since rows unfold and panes settle. With @top it goes to the top of the view. */
void helio_scroll_to (GtkWidget *widget, gboolean top);

/* From now on, whenever the focus comes to a row of a list somewhere below @widget, to the whole row. */
void helio_scroll_follow_focus (GtkWidget *widget);

G_END_DECLS
