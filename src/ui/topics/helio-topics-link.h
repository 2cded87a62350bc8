// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* How a topic tree, a message list and an inspector follow each other: the list shows the selected branch, the
 * inspector the selected message, else the latest of the selected topic. For the menus of rows it has the actions
 * "link.filter-to" and "link.show-in-tree" (a topic), "link.compare-previous", "link.remember" and
 * "link.compare-remembered" (a sequence number). */

#include "core/store/helio-message-view.h"
#include "ui/messages/helio-inspector.h"
#include "ui/messages/helio-message-list.h"
#include "ui/topics/helio-topic-view.h"

G_BEGIN_DECLS

typedef struct _HelioTopicsLink HelioTopicsLink;

/* Keeps the three alive. */
HelioTopicsLink *helio_topics_link_new (HelioTopicView *topics,
                                        HelioMessageList *messages,
                                        HelioInspector *inspector);
/* Takes what they show away from them, too. */
void helio_topics_link_free (HelioTopicsLink *self);

/* What all three show from now on. (nullable) */
void
helio_topics_link_set_store (HelioTopicsLink *self, HelioMessageStore *store, HelioTopicTree *tree);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioTopicsLink, helio_topics_link_free)

G_END_DECLS
