// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Parts of a window leave to the page around them what only that can do; not every page can. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whether @widget or one around it is of a class that has the action @name. */
gboolean helio_action_reaches (GtkWidget *widget, const char *name);

G_END_DECLS
