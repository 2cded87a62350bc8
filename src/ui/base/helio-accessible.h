// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What GTK 4.8 leaves to do for assistive technology. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @name and, if it is not NULL, @description of any widget. A GtkMenuButton labels the button
 * inside it by itself: name the outer one only. */
void helio_accessible_name (GtkWidget *widget, const char *name, const char *description);

G_END_DECLS
