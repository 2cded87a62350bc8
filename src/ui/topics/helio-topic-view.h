// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The topics of a connection as a tree, with a filter. */

#include "core/store/helio-topic-tree.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property "sort": "name", "rate" or "recent", kept in the settings.
 * Signal "open": (HelioTopicView *): Enter or a click on a topic: show what belongs to it. */
#define HELIO_TYPE_TOPIC_VIEW (helio_topic_view_get_type ())
G_DECLARE_FINAL_TYPE (HelioTopicView, helio_topic_view, HELIO, TOPIC_VIEW, GtkWidget)

HelioTopicView *helio_topic_view_new (void);

void helio_topic_view_set_tree (HelioTopicView *self, HelioTopicTree *tree); /* (nullable) */

/* The whole topic of the selected row. (nullable) (transfer none) "selected-topic" */
const char *helio_topic_view_get_selected_topic (HelioTopicView *self);
/* NULL, or a topic that is not there, selects nothing. */
void helio_topic_view_set_selected_topic (HelioTopicView *self, const char *topic);

/* Opens the branches above @topic, selects it and scrolls to it; a filter of the tree goes if it hides it. FALSE: it is
 * not there, or the tree ignores it, which a toast says. */
gboolean helio_topic_view_reveal (HelioTopicView *self, const char *topic);

/* What is subscribed to, so that the menu of a row can offer the opposite. (nullable) (element-type HelioSubscription) */
void helio_topic_view_set_subscriptions (HelioTopicView *self, GListModel *subscriptions);

void helio_topic_view_focus_filter (HelioTopicView *self);

G_END_DECLS
