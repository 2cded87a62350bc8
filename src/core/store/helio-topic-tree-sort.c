// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-topic-tree-private.h"

#include <math.h>
#include <string.h>

/* So many nodes between two looks at the clock. */
#define BATCH 128
/* What was a while ago counts less and less: a topic of one message in ten seconds does not jump about. */
#define MEMORY 10.0 /* s */
/* Rates that differ by less than a fifth are the same, then the name decides: order for the eye, not a race. */
#define STEPS_PER_OCTAVE 4
#define LOWEST_RATE 0.001

typedef struct {
  guint64 key; /* the higher, the earlier */
  guint64 counted;
  double rate;
  guint32 birth;
} Measure;

/* A branch and its children, as they were. */
typedef struct {
  guint32 node, birth;
  guint from, n; /* in sorting.children */
} Family;

static Measure *
measure_at (HelioTopicTree *self, guint32 number)
{
  return &g_array_index (self->sorting.measures, Measure, number);
}

static guint64
key_of_rate (double rate)
{
  return rate < LOWEST_RATE ? 0 : 1 + (guint64) (log2 (rate / LOWEST_RATE) * STEPS_PER_OCTAVE);
}

static void
measure (HelioTopicTree *self, guint32 number)
{
  const HelioTopicNode *node = helio_topic_nodes_get (&self->nodes, number);
  Measure *m = measure_at (self, number);
  const gint64 before = self->sorting.before > 0 ? self->sorting.before : self->born;
  double seconds, share, rate;

  if (node == NULL)
    return;
  if (m->birth != node->birth)
    *m = (Measure){.birth = node->birth};
  if (self->sorting.by == HELIO_TOPIC_SORT_RECENT)
    m->key = node->topic_id != HELIO_ID_NONE ? node->last_seq + 1 : 0;
  if (self->sorting.by != HELIO_TOPIC_SORT_RATE)
    return;
  /* A tree that has just begun does not know rates yet: what a broker sends at once is none. */
  seconds = MAX ((double) (self->sorting.now - before) / G_TIME_SPAN_SECOND,
                 self->sorting.before > 0 ? 0.001 : MEMORY);
  share = self->sorting.before > 0 ? 1 - exp (-seconds / MEMORY) : 1;
  rate = node->count > m->counted ? (double) (node->count - m->counted) / seconds : 0;
  m->rate += share * (rate - m->rate);
  m->counted = node->count;
  m->key = key_of_rate (m->rate);
}

/* A branch is as new as the newest below it. */
static void
lift (HelioTopicTree *self, guint32 number)
{
  const HelioTopicNode *node = helio_topic_nodes_get (&self->nodes, number);
  guint64 key;

  if (node == NULL || node->topic_id == HELIO_ID_NONE)
    return;
  key = measure_at (self, number)->key;
  for (guint32 n = node->parent; n != HELIO_NODE_ROOT && n < self->sorting.end;
       n = helio_topic_tree_at (self, n)->parent) {
    if (measure_at (self, n)->key >= key)
      break;
    measure_at (self, n)->key = key;
  }
}

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  HelioTopicTree *self = user_data;
  const guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  if (self->sorting.by != HELIO_TOPIC_SORT_NAME) {
    /* Who came meanwhile has no measure. */
    const guint64 x_key = x < self->sorting.end ? measure_at (self, x)->key : 0;
    const guint64 y_key = y < self->sorting.end ? measure_at (self, y)->key : 0;

    if (x_key != y_key)
      return x_key > y_key ? -1 : 1;
  }
  return helio_topic_nodes_compare_names (&self->nodes, x, y);
}

/* The children of @number are copied, and sorted there. */
static void
begin_family (HelioTopicTree *self, guint32 number)
{
  HelioTopicSorting *sorting = &self->sorting;
  const HelioTopicNode *node = helio_topic_tree_at (self, number);
  Family family = {number, node->birth, sorting->children->len, node->n_children};

  /* For the order by name all families have to answer: of each one some may have come since. */
  if (!(node->flags & HELIO_NODE_LIVE) || node->n_children == 0 ||
      (node->n_children == 1 && sorting->by != HELIO_TOPIC_SORT_NAME))
    return;
  g_array_append_vals (sorting->children, node->children, node->n_children);
  g_array_append_val (sorting->families, family);
  helio_slice_sort_begin (&sorting->run,
                          &g_array_index (sorting->children, guint32, family.from),
                          family.n);
  sorting->in_family = TRUE;
}

static gboolean
is_ranked (HelioTopicTree *self, const HelioTopicNode *node)
{
  for (guint32 i = 0; i < node->n_children; i++)
    if (node->children[i] >= self->nodes.n_ranks ||
        self->nodes.ranks[node->children[i]] == HELIO_NODE_UNRANKED)
      return FALSE;
  return TRUE;
}

/* Where nothing moved nothing has to be done. */
static void
end_family (HelioTopicTree *self)
{
  HelioTopicSorting *sorting = &self->sorting;
  const Family *family = &g_array_index (sorting->families, Family, sorting->families->len - 1);
  const HelioTopicNode *node = helio_topic_tree_at (self, family->node);

  sorting->in_family = FALSE;
  if (sorting->by == HELIO_TOPIC_SORT_NAME || node->n_children != family->n ||
      memcmp (node->children,
              &g_array_index (sorting->children, guint32, family->from),
              family->n * sizeof (guint32)) != 0 ||
      !is_ranked (self, node))
    return;
  g_array_set_size (sorting->children, family->from);
  g_array_set_size (sorting->families, sorting->families->len - 1);
}

static gboolean
sort_families (HelioTopicTree *self, gint64 deadline)
{
  HelioTopicSorting *sorting = &self->sorting;

  for (guint n = 1; sorting->in_family || sorting->at < sorting->end; n++) {
    if (!sorting->in_family)
      begin_family (self, sorting->at++);
    if (sorting->in_family) {
      if (!helio_slice_sort_run (&sorting->run, compare, self, deadline))
        return FALSE;
      end_family (self);
    }
    if (n % BATCH == 0 && g_get_monotonic_time () >= deadline)
      return FALSE;
  }
  return TRUE;
}

static gboolean
each_node (HelioTopicTree *self, void (*func) (HelioTopicTree *, guint32), gint64 deadline)
{
  HelioTopicSorting *sorting = &self->sorting;

  while (sorting->at < sorting->end) {
    const guint32 end = MIN (sorting->at + BATCH, sorting->end);

    for (; sorting->at < end; sorting->at++)
      func (self, sorting->at);
    if (g_get_monotonic_time () >= deadline)
      break;
  }
  return sorting->at >= sorting->end;
}

/* ── in place ── */

static void
make_ranks (HelioTopicNodes *nodes)
{
  nodes->ranks = g_renew (guint32, nodes->ranks, nodes->end);
  for (guint32 i = nodes->n_ranks; i < nodes->end; i++)
    nodes->ranks[i] = HELIO_NODE_UNRANKED;
  nodes->n_ranks = nodes->end;
}

/* Some of them may have gone since, and others come: those are merged in afterwards. */
static void
place_family (HelioTopicTree *self, const Family *family)
{
  HelioTopicNode *node = helio_topic_tree_at (self, family->node);
  guint32 *ranks = self->nodes.ranks, n = 0;
  g_autofree guint32 *old = NULL;
  const guint32 n_old = node->n_children;

  if (!(node->flags & HELIO_NODE_LIVE) || node->birth != family->birth || n_old == 0)
    return;
  old = g_memdup2 (node->children, n_old * sizeof *old);
  for (guint32 i = 0; i < n_old; i++)
    ranks[old[i]] = HELIO_NODE_UNRANKED;
  for (guint i = 0; i < family->n; i++) {
    const guint32 number = g_array_index (self->sorting.children, guint32, family->from + i);
    const HelioTopicNode *child = helio_topic_tree_at (self, number);

    /* A number may have gone to another one since. */
    if (!(child->flags & HELIO_NODE_LIVE) || child->parent != family->node ||
        (gint32) (child->birth - self->sorting.births) > 0)
      continue;
    node->children[n] = number;
    ranks[number] = n++;
  }
  node->n_children = n;
  for (guint32 i = 0; i < n_old; i++)
    if (ranks[old[i]] == HELIO_NODE_UNRANKED) {
      helio_topic_tree_at (self, old[i])->next_new = node->first_new;
      node->first_new = old[i];
    }
}

static void
place (HelioTopicTree *self)
{
  HelioTopicSorting *sorting = &self->sorting;

  sorting->phase = HELIO_SORT_REST;
  sorting->asked = FALSE;
  if (sorting->families->len > 0) {
    make_ranks (&self->nodes);
    for (guint i = 0; i < sorting->families->len; i++)
      place_family (self, &g_array_index (sorting->families, Family, i));
    if (sorting->by == HELIO_TOPIC_SORT_NAME) {
      g_clear_pointer (&self->nodes.ranks, g_free);
      self->nodes.n_ranks = 0;
    }
    for (guint i = 0; i < sorting->families->len; i++) {
      const guint32 number = g_array_index (sorting->families, Family, i).node;

      if (helio_topic_tree_at (self, number)->flags & HELIO_NODE_LIVE)
        helio_topic_nodes_merge (&self->nodes, number);
    }
    helio_topic_tree_rebuild (self);
  }
  g_array_set_size (sorting->families, 0);
  g_array_set_size (sorting->children, 0);
  sorting->n_done++;
}

gboolean
helio_topic_tree_sort_run (HelioTopicTree *self, gint64 deadline)
{
  HelioTopicSorting *sorting = &self->sorting;

  if (sorting->phase == HELIO_SORT_MEASURE && each_node (self, measure, deadline)) {
    sorting->before = sorting->now;
    sorting->phase = HELIO_SORT_RAISE;
    sorting->at = sorting->by == HELIO_TOPIC_SORT_RECENT ? 1 : sorting->end;
  }
  if (sorting->phase == HELIO_SORT_RAISE && each_node (self, lift, deadline)) {
    sorting->phase = HELIO_SORT_SORT;
    sorting->at = HELIO_NODE_ROOT;
  }
  if (sorting->phase == HELIO_SORT_SORT && sort_families (self, deadline))
    sorting->phase = HELIO_SORT_READY;
  if (sorting->phase == HELIO_SORT_READY &&
      (self->hold == HELIO_TOPIC_HOLD_NOTHING || sorting->asked)) {
    place (self);
    return TRUE;
  }
  return sorting->phase != HELIO_SORT_REST && sorting->phase != HELIO_SORT_READY;
}

/* ── from outside ── */

static void
stop (HelioTopicTree *self)
{
  HelioTopicSorting *sorting = &self->sorting;

  sorting->phase = HELIO_SORT_REST;
  sorting->in_family = FALSE;
  helio_slice_sort_clear (&sorting->run);
  if (sorting->families != NULL) {
    g_array_set_size (sorting->families, 0);
    g_array_set_size (sorting->children, 0);
  }
}

static void
begin (HelioTopicTree *self, gint64 now)
{
  HelioTopicSorting *sorting = &self->sorting;

  stop (self);
  if (sorting->families == NULL) {
    sorting->families = g_array_new (FALSE, FALSE, sizeof (Family));
    sorting->children = g_array_new (FALSE, FALSE, sizeof (guint32));
    sorting->measures = g_array_new (FALSE, TRUE, sizeof (Measure));
  }
  sorting->end = self->nodes.end;
  sorting->births = self->nodes.births;
  sorting->generation = helio_topic_tree_at (self, HELIO_NODE_ROOT)->generation;
  sorting->now = now;
  sorting->phase = HELIO_SORT_MEASURE;
  sorting->at = 1;
  if (sorting->by == HELIO_TOPIC_SORT_NAME)
    sorting->at = sorting->end;
  else if (sorting->measures->len < sorting->end)
    g_array_set_size (sorting->measures, sorting->end);
}

void
helio_topic_tree_sort_reset (HelioTopicTree *self)
{
  HelioTopicSorting *sorting = &self->sorting;

  stop (self);
  g_clear_pointer (&sorting->families, g_array_unref);
  g_clear_pointer (&sorting->children, g_array_unref);
  g_clear_pointer (&sorting->measures, g_array_unref);
  sorting->before = 0;
}

gsize
helio_topic_tree_sort_get_bytes (HelioTopicTree *self)
{
  const HelioTopicSorting *sorting = &self->sorting;

  if (sorting->families == NULL)
    return 0;
  return sorting->measures->len * sizeof (Measure) + sorting->families->len * sizeof (Family) +
         (sorting->children->len + sorting->run.size) * sizeof (guint32);
}

void
helio_topic_tree_set_sort (HelioTopicTree *self, HelioTopicSort sort)
{
  g_return_if_fail (HELIO_IS_TOPIC_TREE (self));

  if (self->sorting.by == sort)
    return;
  self->sorting.by = sort;
  self->sorting.before = 0;
  if (self->sorting.measures != NULL)
    g_array_set_size (self->sorting.measures, 0);
  begin (self, g_get_monotonic_time ());
  self->sorting.asked = TRUE;
  g_object_notify (G_OBJECT (self), "sort");
}

HelioTopicSort
helio_topic_tree_get_sort (HelioTopicTree *self)
{
  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), HELIO_TOPIC_SORT_NAME);
  return self->sorting.by;
}

void
helio_topic_tree_resort (HelioTopicTree *self, gint64 now)
{
  g_return_if_fail (HELIO_IS_TOPIC_TREE (self));

  if (self->sorting.by != HELIO_TOPIC_SORT_NAME && self->sorting.phase == HELIO_SORT_REST &&
      self->sorting.generation != helio_topic_tree_at (self, HELIO_NODE_ROOT)->generation)
    begin (self, now);
}

guint
helio_topic_tree_get_n_sorted (HelioTopicTree *self)
{
  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), 0);
  return self->sorting.n_done;
}

void
helio_topic_tree_set_hold (HelioTopicTree *self, HelioTopicHold hold)
{
  g_return_if_fail (HELIO_IS_TOPIC_TREE (self));
  self->hold = hold;
}
