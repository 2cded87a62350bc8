// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The pointer of the X server: what GTK makes of real events no call of its own can show. */

#include <glib.h>

G_BEGIN_DECLS

/* On the screen, where no window manager has moved the window from the corner. */
void helio_pointer_test_move (double x, double y);
void helio_pointer_test_click (guint times);

G_END_DECLS
