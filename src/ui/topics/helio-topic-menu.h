// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What can be done with a topic: the menu of its row. What the tree cannot do itself it asks the widgets above for by
 * actions with the topic as their target; entries whose action nobody has are not shown:
 * "link.filter-to", "page.plot", "page.watch-topic" (a filter), "topics-page.subscribe" (a filter),
 * "topics-page.unsubscribe" (a filter), "topics-page.publish-to", "topics-page.clear-retained". */

#include "core/store/helio-topic-tree.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @subscriptions: (nullable) (element-type HelioSubscription). Returns: (transfer full) (nullable): NULL: no such node. */
GMenuModel *helio_topic_menu_new (HelioTopicTree *tree, guint32 node, GListModel *subscriptions);

G_END_DECLS
