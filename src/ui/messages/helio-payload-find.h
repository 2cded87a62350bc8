// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A line to look for a text in a payload, as it is shown or among its members. */

#include "ui/messages/helio-payload-tree-view.h"

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* Signal "closed": (HelioPayloadFind *) */
#define HELIO_TYPE_PAYLOAD_FIND (helio_payload_find_get_type ())
G_DECLARE_FINAL_TYPE (HelioPayloadFind, helio_payload_find, HELIO, PAYLOAD_FIND, GtkWidget)

/* Where to look; both live as long as @self is shown. */
void helio_payload_find_set_views (HelioPayloadFind *self,
                                   GtkSourceView *source_view,
                                   HelioPayloadTreeView *tree_view);
/* Which of them is on screen, and that it shows something else. */
void helio_payload_find_update (HelioPayloadFind *self, gboolean in_tree);

/* Shows the line and gives it the focus. */
void helio_payload_find_open (HelioPayloadFind *self);
void helio_payload_find_close (HelioPayloadFind *self);

G_END_DECLS
