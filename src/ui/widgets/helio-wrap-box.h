// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Buttons side by side, in further lines where there is no room, each line centred (libadwaita has AdwWrapBox
 * since 1.7 only). Unlike GtkFlowBox it has no selection and no tab stops of its own. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_WRAP_BOX (helio_wrap_box_get_type ())
G_DECLARE_FINAL_TYPE (HelioWrapBox, helio_wrap_box, HELIO, WRAP_BOX, GtkWidget)

GtkWidget *helio_wrap_box_new (void);
void helio_wrap_box_append (HelioWrapBox *self, GtkWidget *child);

G_END_DECLS
