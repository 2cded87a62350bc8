// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A row of a list box: an address or the like in a fixed-width face, and a button that copies it. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @text is shown as it is: plain, selectable. */
GtkWidget *helio_copy_row_new (const char *text);

G_END_DECLS
