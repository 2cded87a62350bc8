// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* How many topics a tree leaves out, as a button; its popover has the filters, takes one away or another one in. Not
 * there as long as nothing is ignored. */

#include "core/store/helio-topic-tree.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_IGNORED_BUTTON (helio_ignored_button_get_type ())
G_DECLARE_FINAL_TYPE (HelioIgnoredButton, helio_ignored_button, HELIO, IGNORED_BUTTON, GtkWidget)

void helio_ignored_button_set_tree (HelioIgnoredButton *self,
                                    HelioTopicTree *tree); /* (nullable) */
/* Says the numbers of now. */
void helio_ignored_button_update (HelioIgnoredButton *self);
/* Also where nothing is ignored yet. */
void helio_ignored_button_popup (HelioIgnoredButton *self);

G_END_DECLS
