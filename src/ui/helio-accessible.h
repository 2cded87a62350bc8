// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What GTK 4.8 leaves to do for assistive technology. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A GtkMenuButton is two widgets and the focus goes to the inner one: names both.
 * @description: (nullable). */
void helio_accessible_name_menu_button (GtkMenuButton *button,
                                        const char *name,
                                        const char *description);
/* @name and, if it is not NULL, @description of any widget. */
void helio_accessible_name (GtkWidget *widget, const char *name, const char *description);

G_END_DECLS
