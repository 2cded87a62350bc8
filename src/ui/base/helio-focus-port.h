// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A frame around a list that decides which row gets the focus when it comes in from outside, and that the next Tab
 * leaves: rows are for the arrow keys. Left to
 * itself, GtkListView focuses and selects its first row: a list that stands at its end would jump a
 * million rows up at a Tab. */

#include <adwaita.h>

G_BEGIN_DECLS

/* Signal "focus-enter": gboolean (HelioFocusPort *); TRUE if the handler has given the focus to a row. */
#define HELIO_TYPE_FOCUS_PORT (helio_focus_port_get_type ())
G_DECLARE_FINAL_TYPE (HelioFocusPort, helio_focus_port, HELIO, FOCUS_PORT, AdwBin)

G_END_DECLS
