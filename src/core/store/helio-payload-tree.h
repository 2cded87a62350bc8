// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The members of a JSON payload as one flat GListModel of those that are to be seen (gtk-scale.md §2). What was folded
 * or unfolded is kept by where it is, not by payload: the next payload of the same form is folded alike, and of its
 * rows only those are told as changed that were not there before. The payload itself is no row. Main thread. */

#include "core/store/helio-payload-nodes.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Transient; holds a row's key. */
#define HELIO_TYPE_PAYLOAD_ITEM (helio_payload_item_get_type ())
G_DECLARE_FINAL_TYPE (HelioPayloadItem, helio_payload_item, HELIO, PAYLOAD_ITEM, GObject)
guint64 helio_payload_item_get_key (HelioPayloadItem *self);

#define HELIO_TYPE_PAYLOAD_TREE (helio_payload_tree_get_type ())
G_DECLARE_FINAL_TYPE (HelioPayloadTree, helio_payload_tree, HELIO, PAYLOAD_TREE, GObject)

HelioPayloadTree *helio_payload_tree_new (void);
/* What nodes for it are to be made with. */
guint64 helio_payload_tree_get_seed (HelioPayloadTree *self);

/* @nodes: (nullable): no rows. Rows that stay are not told: what they show has to be looked up again. */
void helio_payload_tree_set_nodes (HelioPayloadTree *self, HelioPayloadNodes *nodes);
HelioPayloadNodes *helio_payload_tree_get_nodes (HelioPayloadTree *self); /* (nullable) */

/* HELIO_ID_NONE and G_MAXUINT: there is none, or it is not to be seen. */
guint32 helio_payload_tree_get_node_at (HelioPayloadTree *self, guint position);
guint helio_payload_tree_get_position (HelioPayloadTree *self, guint32 node);

/* Always FALSE of what holds nothing. */
gboolean helio_payload_tree_get_expanded (HelioPayloadTree *self, guint32 node);
void helio_payload_tree_set_expanded (HelioPayloadTree *self, guint32 node, gboolean expanded);
/* What is so many levels deep is unfolded, what is deeper folded, whatever was done to it before; 0: all is folded,
 * G_MAXUINT: nothing. Till then three levels are unfolded but for long lists. */
void helio_payload_tree_expand_to (HelioPayloadTree *self, guint level);
/* Unfolds what holds @node. */
void helio_payload_tree_reveal (HelioPayloadTree *self, guint32 node);

G_END_DECLS
