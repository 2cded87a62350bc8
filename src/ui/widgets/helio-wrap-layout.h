// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Children side by side, in as many lines as it takes: no narrower than the widest of them. What is left of a
 * line goes to those that expand. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_WRAP_LAYOUT (helio_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (HelioWrapLayout, helio_wrap_layout, HELIO, WRAP_LAYOUT, GtkLayoutManager)

/* Properties: "spacing", in and between lines; "homogeneous": all children and lines alike;
 * "centered": what is left of a line, where nothing expands, stands on both sides, and no line grows. */
GtkLayoutManager *helio_wrap_layout_new (void);

G_END_DECLS
