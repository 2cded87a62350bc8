// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One row of the topic tree: indent, arrow, name, last value, count. Draws itself as HelioMessageLine does;
 * GtkTreeExpander only takes a GtkTreeListRow, so level and expanded state are given to assistive
 * technology here. */

#include "core/store/helio-topic-tree.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signal "toggle": (HelioTopicLine *): the arrow was clicked, or the row twice. */
#define HELIO_TYPE_TOPIC_LINE (helio_topic_line_get_type ())
G_DECLARE_FINAL_TYPE (HelioTopicLine, helio_topic_line, HELIO, TOPIC_LINE, GtkWidget)

HelioTopicLine *helio_topic_line_new (HelioTopicTree *tree);

void helio_topic_line_set_node (HelioTopicLine *self, guint32 node);
guint32 helio_topic_line_get_node (HelioTopicLine *self);
/* Draws anew if anything of its node changed. Once a frame; monotonic µs. */
void helio_topic_line_poll (HelioTopicLine *self, gint64 now);
/* The last value has just become another one and stands out; not where animations are switched off. */
gboolean helio_topic_line_is_lit (HelioTopicLine *self);
/* Takes down how many messages came since the last second; monotonic µs. Draws anew if that changes the picture. What
 * came in seconds that were not sampled one by one is not known of any of them. */
void helio_topic_line_sample (HelioTopicLine *self, gint64 now);
/* For tests: messages in each of the last seconds, oldest first; NAN: not known. */
const double *helio_topic_line_get_rates (HelioTopicLine *self, guint *n);
/* As helio_message_line_update_accessible(). */
void helio_topic_line_update_accessible (HelioTopicLine *self, gint64 now);

/* The name as shown: an empty level is a name too. Returns: (transfer full). */
char *helio_topic_line_get_display_name (const HelioTopicRow *row);

G_END_DECLS
