// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The topics of a store as one flat GListModel of the visible nodes, kept by the store (gtk-scale.md §2):
 * compact nodes, an order array, no GtkTreeListModel. It changes only in helio_topic_tree_flush(), once a
 * frame, and at once when branches are opened or closed; values of visible nodes are polled by generation.
 * Changes are emitted one contiguous range at a time; where they are too many for that, as one removal
 * and then one insertion of what lies between the first and the last. Main thread. */

#include "core/store/helio-message-store.h"

G_BEGIN_DECLS

/* Transient: holds its node's number. A number is good until the next helio_topic_tree_flush(): when a topic was
 * dropped, its number goes to another one. To keep hold of a row over flushes take its key. */
#define HELIO_TYPE_TOPIC_ITEM (helio_topic_item_get_type ())
G_DECLARE_FINAL_TYPE (HelioTopicItem, helio_topic_item, HELIO, TOPIC_ITEM, GObject)
guint32 helio_topic_item_get_node (HelioTopicItem *self);

/* What a tree row shows; free with helio_topic_row_clear(). */
typedef struct {
  guint32 node;
  guint depth; /* 0: top */
  char *name;  /* this level, printable; an empty level stays "" */
  char *topic; /* the whole topic */
  gboolean has_children, expanded;
  gboolean has_value; /* a message came on this very topic, and it is not ignored */
  gboolean retained;  /* the last one had the retain flag */
  guint64 count;      /* messages on it and below */
  guint n_topics;     /* topics with messages, on it and below */
  char *preview;      /* (nullable): last value, one line */
  guint64 last_seq;
  guint32 generation; /* changes when anything of this row does */
} HelioTopicRow;
void helio_topic_row_clear (HelioTopicRow *row);

typedef enum {
  HELIO_TOPIC_SORT_NAME,
  HELIO_TOPIC_SORT_RATE,   /* most messages a second first */
  HELIO_TOPIC_SORT_RECENT, /* last message first */
} HelioTopicSort;

#define HELIO_TYPE_TOPIC_TREE (helio_topic_tree_get_type ())
G_DECLARE_FINAL_TYPE (HelioTopicTree, helio_topic_tree, HELIO, TOPIC_TREE, GObject)

/* At most eight trees of one store at a time. */
HelioTopicTree *helio_topic_tree_new (HelioMessageStore *store);
HelioMessageStore *helio_topic_tree_get_store (HelioTopicTree *self); /* (transfer none) */
/* Takes over what came in since the last call, for at most ~2 ms. TRUE if anything changed or is still to
 * be done. */
gboolean helio_topic_tree_flush (HelioTopicTree *self);
/* The last flush had no time for all that had come: counts are older than now. */
gboolean helio_topic_tree_is_behind (HelioTopicTree *self);

gboolean helio_topic_tree_get_row (HelioTopicTree *self, guint32 node, HelioTopicRow *row);
/* Cheap: has anything of this node changed since @generation? */
guint32 helio_topic_tree_get_generation (HelioTopicTree *self, guint32 node);
/* Cheap as well: messages on it and below; 0: no such node. */
guint64 helio_topic_tree_get_count (HelioTopicTree *self, guint32 node);
void helio_topic_tree_set_expanded (HelioTopicTree *self, guint32 node, gboolean expanded);
/* Opens the branches whose depth is below @max_depth. */
void helio_topic_tree_expand_all (HelioTopicTree *self, guint max_depth);
/* The same, and closes those at it and below. */
void helio_topic_tree_expand_to (HelioTopicTree *self, guint max_depth);
/* Opens @node and the branches below it, level by level, as long as no more than @max_rows rows come of it. Returns:
 * FALSE if there would have been more. */
gboolean helio_topic_tree_expand_below (HelioTopicTree *self, guint32 node, guint max_rows);
void helio_topic_tree_collapse_all (HelioTopicTree *self);
void helio_topic_tree_collapse_below (HelioTopicTree *self, guint32 node);
/* What siblings are sorted by. The order is made in slices, by the next flushes, and stays as it is: new topics come
 * last until helio_topic_tree_resort() makes it anew. "sort" */
void helio_topic_tree_set_sort (HelioTopicTree *self, HelioTopicSort sort);
HelioTopicSort helio_topic_tree_get_sort (HelioTopicTree *self);
/* Measures, and makes the order anew; @now: monotonic µs, rates are those since the last time. Nothing while one is
 * being made, by name, or if nothing came since. */
void helio_topic_tree_resort (HelioTopicTree *self, gint64 now);
/* How often an order has been put in place. */
guint helio_topic_tree_get_n_sorted (HelioTopicTree *self);
/* What does not happen by itself while somebody aims at a row; what is asked for (folding, another order, a filter)
 * happens all the same, and rows of dropped topics go. */
typedef enum {
  HELIO_TOPIC_HOLD_NOTHING,
  HELIO_TOPIC_HOLD_ORDER, /* an order that is made anew waits */
  HELIO_TOPIC_HOLD_ROWS,  /* new rows wait as well */
} HelioTopicHold;
void helio_topic_tree_set_hold (HelioTopicTree *self, HelioTopicHold hold);
/* Node of a topic, G_MAXUINT32: none; its position among the visible rows, G_MAXUINT: hidden. */
guint32 helio_topic_tree_find (HelioTopicTree *self, const char *topic);
/* Never given to another node; G_MAXUINT64: no such node. And back: G_MAXUINT32 once it is gone. */
guint64 helio_topic_tree_get_key (HelioTopicTree *self, guint32 node);
guint32 helio_topic_tree_find_key (HelioTopicTree *self, guint64 key);
guint helio_topic_tree_get_position (HelioTopicTree *self, guint32 node);
guint32 helio_topic_tree_get_parent (HelioTopicTree *self, guint32 node); /* G_MAXUINT32: top */
/* Text in the topic's name, or an MQTT filter; branches of matching topics are shown open, others not at
 * all. Applied by the next flushes, in slices. "filter" */
void helio_topic_tree_set_filter (HelioTopicTree *self, const char *text);
const char *helio_topic_tree_get_filter (HelioTopicTree *self);
/* Topics that match one of these filters of MQTT are not shown, nor branches with nothing else below them; one with
 * something else stays, without a value of its own. They are counted as before, everywhere. What is no filter, is there
 * twice, or is more than so many is left out. Applied by the next flushes, in slices. "ignored" */
#define HELIO_TOPIC_IGNORED_MAX 100
void helio_topic_tree_set_ignored (HelioTopicTree *self,
                                   const char *const *filters);         /* (nullable) */
const char *const *helio_topic_tree_get_ignored (HelioTopicTree *self); /* (transfer none) */
/* One more. FALSE with HELIO_ERROR_INVALID_DATA: it is no filter, or there are too many. */
gboolean helio_topic_tree_ignore (HelioTopicTree *self, const char *filter, GError **error);
void helio_topic_tree_stop_ignoring (HelioTopicTree *self, const char *filter);
/* Of all topics, those that are ignored. */
guint helio_topic_tree_get_n_ignored (HelioTopicTree *self);
/* Whether all topics on it and below are. */
gboolean helio_topic_tree_is_ignored (HelioTopicTree *self, guint32 node);
guint helio_topic_tree_get_n_topics (HelioTopicTree *self);
/* What @text may go on to, level by level: topics, and branches with a slash behind them, at most @max, in the
 * tree's order; case does not count in the last level. Branches that lead to one other branch only are passed.
 * The filter does not matter; what has not been flushed is not there yet. Returns: (transfer full). */
GStrv helio_topic_tree_complete (HelioTopicTree *self, const char *text, guint max);

G_END_DECLS
