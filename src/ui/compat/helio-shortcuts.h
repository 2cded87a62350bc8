// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* FALSE where libadwaita brings an action "app.shortcuts" of its own that shows shortcuts-dialog.ui. */
gboolean helio_shortcuts_need_action (void);
void helio_shortcuts_present (GtkWindow *parent);

G_END_DECLS
