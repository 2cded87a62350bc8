// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Folding by mouse for a row that draws its own arrow. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where the arrow of @line begins, seen from where lines begin; -1: nothing is folded into it. */
typedef int (*HelioFoldArrowFunc) (GtkWidget *line);

/* @line emits its signal "toggle" when its arrow, @size wide, is clicked, and when it is clicked twice anywhere. A click
 * on the arrow selects nothing. */
void helio_fold_click_add (GtkWidget *line, int size, HelioFoldArrowFunc find_arrow);

G_END_DECLS
