// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whether @widget or something in it has the focus of its window; FALSE if it is in none. */
gboolean helio_focus_is_in (GtkWidget *widget);

G_END_DECLS
