// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The members of a JSON payload, to be folded and unfolded, found, copied, plotted and filtered by. What is folded
 * and what is selected stays from payload to payload. */

#include "core/store/helio-payload-tree.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PAYLOAD_TREE_VIEW (helio_payload_tree_view_get_type ())
G_DECLARE_FINAL_TYPE (HelioPayloadTreeView,
                      helio_payload_tree_view,
                      HELIO,
                      PAYLOAD_TREE_VIEW,
                      GtkWidget)

/* What nodes for it are to be made with. */
guint64 helio_payload_tree_view_get_seed (HelioPayloadTreeView *self);
/* @nodes: (nullable); @compared: their changes mean something. */
void helio_payload_tree_view_set_nodes (HelioPayloadTreeView *self,
                                        HelioPayloadNodes *nodes,
                                        gboolean compared);
/* Nothing can be done with the members while they are those of another message. */
void helio_payload_tree_view_set_stale (HelioPayloadTreeView *self, gboolean stale);
/* (transfer none): the rows. */
HelioPayloadTree *helio_payload_tree_view_get_tree (HelioPayloadTreeView *self);

/* Selects the member whose name or value has @text in it: that one which is selected or the next with @step 0, the next
 * with 1, the one before with −1. @nth gets which of them it is, from 1. Returns: how many there are. */
guint
helio_payload_tree_view_find (HelioPayloadTreeView *self, const char *text, int step, guint *nth);
/* Without selecting another one; @nth is 0 if none of them is selected. */
guint helio_payload_tree_view_count (HelioPayloadTreeView *self, const char *text, guint *nth);

G_END_DECLS
