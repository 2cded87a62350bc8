// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Under an entry for a topic: what the topics received so far could make of it, level by level. Down and Up
 * choose, Enter takes, Escape closes; the focus stays in the entry. */

#include "core/store/helio-topic-tree.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_TOPIC_COMPLETION (helio_topic_completion_get_type ())
G_DECLARE_FINAL_TYPE (HelioTopicCompletion,
                      helio_topic_completion,
                      HELIO,
                      TOPIC_COMPLETION,
                      GtkPopover)

/* Property: "entry", a GtkEntry that is a sibling or below one. */
GtkWidget *helio_topic_completion_new (GtkEntry *entry);
void helio_topic_completion_set_tree (HelioTopicCompletion *self, HelioTopicTree *tree);

G_END_DECLS
