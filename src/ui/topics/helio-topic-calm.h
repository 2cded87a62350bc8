// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* When rows of the topic tree may come and move by themselves, and what stays where it is on screen when they do.
 * While the pointer moves over the list, or keys are pressed in it, no row comes or moves; while it is over the list the
 * order stays as it is; otherwise the order is made anew now and then. */

#include "core/store/helio-topic-tree.h"
#include "ui/base/helio-live-list.h"

G_BEGIN_DECLS

typedef struct _HelioTopicCalm HelioTopicCalm;

/* All borrowed; they outlive it. */
HelioTopicCalm *
helio_topic_calm_new (HelioLiveList *rows, GtkListView *list_view, GtkScrolledWindow *scroller);
void helio_topic_calm_free (HelioTopicCalm *self);

/* A key was pressed in the list. */
void helio_topic_calm_key (HelioTopicCalm *self);
/* A menu of a row is open: nothing moves below it. */
void helio_topic_calm_set_menu_open (HelioTopicCalm *self, gboolean open);

/* Around helio_topic_tree_flush(); @now: monotonic µs. The second one returns TRUE as long as it needs frames. */
void helio_topic_calm_before (HelioTopicCalm *self, HelioTopicTree *tree, gint64 now);
gboolean helio_topic_calm_after (HelioTopicCalm *self, HelioTopicTree *tree);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioTopicCalm, helio_topic_calm_free)

G_END_DECLS
