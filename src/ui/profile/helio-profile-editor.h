// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The window in which a profile is made or changed. */

#include "ui/connections/helio-connection-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PROFILE_EDITOR (helio_profile_editor_get_type ())
G_DECLARE_FINAL_TYPE (HelioProfileEditor, helio_profile_editor, HELIO, PROFILE_EDITOR, AdwWindow)

/* @item: (nullable): NULL starts with the presets. "stored" (HelioConnectionItem *) tells which connection has
 * what was typed, before the editor closes. */
GtkWidget *
helio_profile_editor_new (GtkWindow *parent, HelioConnectionList *list, HelioConnectionItem *item);

/* Something was typed that closing would lose: closing asks. */
gboolean helio_profile_editor_is_touched (HelioProfileEditor *self);

G_END_DECLS
