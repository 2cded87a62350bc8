// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The inside of a topic tree, for its own files. */

#include "core/store/helio-needle.h"
#include "core/store/helio-slice-sort.h"
#include "core/store/helio-topic-node.h"
#include "core/store/helio-topic-tree.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_SORT_REST,
  HELIO_SORT_MEASURE, /* what each node is sorted by */
  HELIO_SORT_RAISE,   /* what is below counts for the branch, too */
  HELIO_SORT_SORT,
  HELIO_SORT_READY, /* to be put in place */
} HelioSortPhase;

/* Making another order than that by name, in slices (helio-topic-tree-sort.c). */
typedef struct {
  HelioTopicSort by;
  HelioSortPhase phase;
  gboolean asked;     /* by the user just now: it does not wait for the pointer to go */
  guint32 at, end;    /* nodes */
  guint32 births;     /* till then, when it began */
  gint64 now, before; /* monotonic µs of this measuring and the one before it, 0: none */
  GArray *measures;   /* by node */
  GArray *families;   /* whose children are in another order now */
  GArray *children;   /* guint32: theirs */
  gboolean in_family; /* the last one is being sorted */
  HelioSliceSort run;
  guint n_done;
  guint32 generation; /* of the root, when it was measured */
} HelioTopicSorting;

struct _HelioTopicTree {
  GObject parent_instance;

  HelioMessageStore *store;
  int consumer;
  guint epoch;

  HelioTopicNodes nodes;
  GArray *by_topic; /* guint32 by topic number: its node; 0: none */
  GArray *order;    /* guint32: the rows */
  guint32 generation;
  guint n_emitted;
  guint16 list_serial; /* a node with this one is in the list; never 0 */

  /* between taking topics and telling the list */
  GArray *changed; /* nodes whose children are to be merged */
  GArray *doomed;  /* nodes that may have become empty */
  GArray *appear;  /* nodes that may be shown now */
  GArray *vanish;  /* nodes that may not be shown now */

  char *filter;
  gboolean filter_changed; /* to be applied at the next flush */
  HelioNeedle *needle;     /* what is applied: a text, */
  char *wildcards;         /* or a filter of MQTT; NULL both: nothing */
  gboolean by_path;        /* whole topics have to be looked at */
  gboolean filtering;
  guint16 filter_serial;
  guint waited;
  gboolean behind; /* the last flush left something */
  guint32 judged;  /* nodes before this number have been looked at */
  GString *path;

  char **ignored;    /* filters of MQTT */
  guint32 ignore_at; /* the next node to be asked; G_MAXUINT32: all have been */
  GArray *n_ignored; /* guint32 by node: of n_topics, that are ignored; (nullable): none */

  HelioTopicSorting sorting;
  HelioTopicHold hold;
  gint64 born; /* monotonic µs */

  gsize accounted;
  int accounted_topics;
};

static inline HelioTopicNode *
helio_topic_tree_at (HelioTopicTree *self, guint32 number)
{
  return helio_topic_nodes_at (&self->nodes, number);
}

/* What the filter knew of a node under an earlier text does not count. */
static inline HelioTopicNode *
helio_topic_tree_at_filter (HelioTopicTree *self, guint32 number)
{
  HelioTopicNode *node = helio_topic_tree_at (self, number);

  if (node->filter_serial != self->filter_serial) {
    node->filter_serial = self->filter_serial;
    node->n_matches = 0;
    node->flags &= (guint16) ~HELIO_NODE_FILTER_FLAGS;
  }
  return node;
}

static inline gboolean
helio_topic_tree_is_visible (const HelioTopicTree *self, const HelioTopicNode *node)
{
  return node->list_serial == self->list_serial;
}

static inline guint32
helio_topic_tree_count_ignored (const HelioTopicTree *self, guint32 number)
{
  return self->n_ignored != NULL && number < self->n_ignored->len
             ? g_array_index (self->n_ignored, guint32, number)
             : 0;
}

/* Some topics have not been asked yet whether they are ignored. */
static inline gboolean
helio_topic_tree_is_ignoring (const HelioTopicTree *self)
{
  return self->ignore_at != G_MAXUINT32;
}

/* Whether filter and ignored topics leave anything of it; its branch may be closed. */
static inline gboolean
helio_topic_tree_is_shown (HelioTopicTree *self, guint32 number)
{
  guint32 ignored;

  if (self->filtering)
    return helio_topic_tree_at_filter (self, number)->n_matches > 0;
  ignored = helio_topic_tree_count_ignored (self, number);
  return ignored == 0 || ignored < helio_topic_tree_at (self, number)->n_topics;
}

/* Has a look at a node's topic, once: whether the filter lets it through. */
void helio_topic_tree_judge (HelioTopicTree *self, guint32 number);
void helio_topic_tree_unjudge (HelioTopicTree *self, guint32 number);

/* @number has just got this topic, and is counted. */
void helio_topic_tree_ignore_attached (HelioTopicTree *self, guint32 number, const char *topic);
/* It has just lost it, and is not counted any more. */
void helio_topic_tree_ignore_detached (HelioTopicTree *self, guint32 number);
/* Goes on with asking all topics. TRUE: there was something to do. */
gboolean helio_topic_tree_ignore_run (HelioTopicTree *self, gint64 deadline);
/* The nodes go. */
void helio_topic_tree_ignore_reset (HelioTopicTree *self);

/* With children shown under it. */
gboolean helio_topic_tree_is_open (HelioTopicTree *self, guint32 number);
/* Adds the rows below @number to @rows. */
void helio_topic_tree_collect (HelioTopicTree *self, guint32 number, GArray *rows);
/* Makes the order anew and tells the difference. */
void helio_topic_tree_rebuild (HelioTopicTree *self);
/* The first row that is not before @number. */
guint helio_topic_tree_find_row (HelioTopicTree *self, guint32 number);
void helio_topic_tree_remove_rows (HelioTopicTree *self, guint position, guint n);
void
helio_topic_tree_insert_rows (HelioTopicTree *self, guint position, const guint32 *rows, guint n);

/* Goes on with the order. TRUE: it is not in place yet. */
gboolean helio_topic_tree_sort_run (HelioTopicTree *self, gint64 deadline);
/* Forgets what it measured and what it was at: the nodes go. */
void helio_topic_tree_sort_reset (HelioTopicTree *self);
gsize helio_topic_tree_sort_get_bytes (HelioTopicTree *self);

G_END_DECLS
