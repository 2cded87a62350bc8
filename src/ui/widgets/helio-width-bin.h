// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Tells how much room there is, so that a page can arrange itself (libadwaita 1.2 has no breakpoints). It
 * takes any size itself, however much its child asks for: the window must be able to get small before the
 * page can do something about it. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_WIDTH_BIN (helio_width_bin_get_type ())
G_DECLARE_FINAL_TYPE (HelioWidthBin, helio_width_bin, HELIO, WIDTH_BIN, GtkWidget)

/* The width in pixels at the usual text size: with text twice as large, half of what is there. 0 before the
 * first allocation. Notified at the beginning of a frame, never while sizes are given out. "width" */
int helio_width_bin_get_width (HelioWidthBin *self);
/* "child" */
void helio_width_bin_set_child (HelioWidthBin *self, GtkWidget *child);

G_END_DECLS
