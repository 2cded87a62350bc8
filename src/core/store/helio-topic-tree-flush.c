// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-topic-tree.h"

#include "core/mqtt/helio-topic.h"
#include "core/store/helio-message-store-private.h"
#include "core/store/helio-topic-tree-private.h"

#include <string.h>

/* A flush works so long at most, and takes so many topics under the store's lock at a time. */
#define SLICE 2000 /* µs */
#define TRIM_SLICE 1000
#define TAKE 128
#define JUDGE 64
#define WAIT 6 /* flushes */
#define PREFETCH 12
/* A list pays for each emission: more ranges than these become one. */
#define MAX_RANGES 64
#define MAX_SINGLE 1024

gboolean
helio_topic_tree_is_open (HelioTopicTree *self, guint32 number)
{
  if (number == HELIO_NODE_ROOT)
    return TRUE;
  if (self->filtering)
    return !(helio_topic_tree_at_filter (self, number)->flags & HELIO_NODE_CLOSED);
  return (helio_topic_tree_at (self, number)->flags & HELIO_NODE_EXPANDED) != 0;
}

void
helio_topic_tree_remove_rows (HelioTopicTree *self, guint position, guint n)
{
  g_array_remove_range (self->order, position, n);
  self->n_emitted++;
  g_list_model_items_changed (G_LIST_MODEL (self), position, n, 0);
}

void
helio_topic_tree_insert_rows (HelioTopicTree *self, guint position, const guint32 *rows, guint n)
{
  g_array_insert_vals (self->order, position, rows, n);
  self->n_emitted++;
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, n);
}

/* Takes @rows as the new order and tells the difference: what lies between the first and the last. */
static void
replace_rows (HelioTopicTree *self, GArray *rows)
{
  const guint32 *old = (const guint32 *) (gpointer) self->order->data;
  const guint32 *new = (const guint32 *) (gpointer) rows->data;
  guint before = 0, after = 0, most = MIN (self->order->len, rows->len);
  guint removed, added;

  while (before < most && old[before] == new[before])
    before++;
  while (after < most - before && old[self->order->len - 1 - after] == new[rows->len - 1 - after])
    after++;
  removed = self->order->len - before - after;
  added = rows->len - before - after;
  if (removed > 0)
    helio_topic_tree_remove_rows (self, before, removed);
  if (added > 0)
    helio_topic_tree_insert_rows (self, before, new + before, added);
}

void
helio_topic_tree_collect (HelioTopicTree *self, guint32 number, GArray *rows)
{
  const HelioTopicNode *node = helio_topic_tree_at (self, number);

  for (guint32 i = 0; i < node->n_children; i++) {
    guint32 child = node->children[i];

    /* Siblings lie all over the memory: half of the time here was waiting for it. */
    if (i + PREFETCH < node->n_children)
      __builtin_prefetch (helio_topic_tree_at (self, node->children[i + PREFETCH]), 1);
    if (!helio_topic_tree_is_shown (self, child))
      continue;
    helio_topic_tree_at (self, child)->list_serial = self->list_serial;
    g_array_append_val (rows, child);
    if (helio_topic_tree_at (self, child)->n_children > 0 && helio_topic_tree_is_open (self, child))
      helio_topic_tree_collect (self, child, rows); /* HELIO_TOPIC_DEPTH_MAX deep at most */
  }
}

void
helio_topic_tree_rebuild (HelioTopicTree *self)
{
  g_autoptr (GArray) rows =
      g_array_sized_new (FALSE, FALSE, sizeof (guint32), self->order->len + 64);

  /* With another number nobody is in the list; the old numbers go when it has gone round. */
  if (++self->list_serial == 0) {
    self->list_serial = 1;
    for (guint32 i = 0; i < self->nodes.end; i++)
      helio_topic_tree_at (self, i)->list_serial = 0;
  }
  helio_topic_tree_collect (self, HELIO_NODE_ROOT, rows);
  replace_rows (self, rows);
}

guint
helio_topic_tree_find_row (HelioTopicTree *self, guint32 number)
{
  guint low = 0, high = self->order->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    guint32 row = g_array_index (self->order, guint32, middle);

    if (row != number && helio_topic_nodes_compare (&self->nodes, row, number) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* ── the filter ── */

static gboolean
path_has_text (HelioTopicTree *self, guint32 number)
{
  HelioTopicNode *node;

  if (number == HELIO_NODE_ROOT)
    return FALSE;
  node = helio_topic_tree_at_filter (self, number);
  if (!(node->flags & HELIO_NODE_PATH_KNOWN)) {
    node->flags |= HELIO_NODE_PATH_KNOWN;
    if (path_has_text (self, node->parent) ||
        helio_needle_find (self->needle,
                           (const guint8 *) helio_topic_node_get_name (node),
                           node->name_length))
      node->flags |= HELIO_NODE_PATH;
  }
  return (node->flags & HELIO_NODE_PATH) != 0;
}

static gboolean
matches (HelioTopicTree *self, guint32 number)
{
  if (!self->by_path)
    return path_has_text (self, number);
  helio_topic_nodes_get_path (&self->nodes, number, self->path);
  if (self->wildcards != NULL)
    return helio_topic_matches (self->wildcards, self->path->str);
  return helio_needle_find (self->needle, (const guint8 *) self->path->str, self->path->len);
}

void
helio_topic_tree_judge (HelioTopicTree *self, guint32 number)
{
  HelioTopicNode *node = helio_topic_tree_at_filter (self, number);

  if (node->topic_id == HELIO_ID_NONE || (node->flags & HELIO_NODE_JUDGED))
    return;
  node->flags |= HELIO_NODE_JUDGED;
  if ((node->flags & HELIO_NODE_IGNORED) || !matches (self, number))
    return;
  node->flags |= HELIO_NODE_MATCH;
  for (guint32 n = number; n != HELIO_NODE_ROOT; n = node->parent) {
    node = helio_topic_tree_at_filter (self, n);
    node->generation = self->generation;
    if (node->n_matches++ == 0)
      g_array_append_val (self->appear, n);
  }
}

void
helio_topic_tree_unjudge (HelioTopicTree *self, guint32 number)
{
  HelioTopicNode *node = helio_topic_tree_at_filter (self, number);
  gboolean matched = (node->flags & HELIO_NODE_MATCH) != 0;

  node->flags &= (guint16) ~(HELIO_NODE_JUDGED | HELIO_NODE_MATCH);
  if (!matched)
    return;
  for (guint32 n = number; n != HELIO_NODE_ROOT; n = node->parent) {
    node = helio_topic_tree_at_filter (self, n);
    node->generation = self->generation;
    if (--node->n_matches == 0)
      g_array_append_val (self->vanish, n);
  }
}

static void
apply_filter (HelioTopicTree *self)
{
  const char *text = self->filter;

  self->filter_changed = FALSE;
  g_clear_pointer (&self->needle, helio_needle_free);
  g_clear_pointer (&self->wildcards, g_free);
  self->filtering = text != NULL && *text != '\0';
  if (self->filtering && strpbrk (text, "+#") != NULL && helio_topic_validate_filter (text, NULL))
    self->wildcards = g_strdup (helio_topic_strip_share (text));
  else if (self->filtering)
    self->needle = helio_needle_new (text);
  self->by_path = self->wildcards != NULL || (self->filtering && strchr (text, '/') != NULL);
  self->filter_serial++;
  self->judged = 1;
  if (self->filter_serial == 0) {
    /* It has gone round: nobody may carry the number that is now used again. */
    self->filter_serial = 1;
    for (guint32 i = 0; i < self->nodes.end; i++)
      helio_topic_tree_at (self, i)->filter_serial = 0;
  }
}

static gboolean
judge_all (HelioTopicTree *self, gint64 deadline)
{
  gboolean any = FALSE;

  while (self->filtering && self->judged < self->nodes.end) {
    guint32 end = MIN (self->judged + JUDGE, self->nodes.end);

    any = TRUE;
    for (; self->judged < end; self->judged++)
      if (helio_topic_nodes_get (&self->nodes, self->judged) != NULL)
        helio_topic_tree_judge (self, self->judged);
    if (g_get_monotonic_time () >= deadline)
      break;
  }
  return any;
}

/* ── topics of the store ── */

static void
add_up (HelioTopicTree *self, guint32 number, gint64 count, int topics)
{
  HelioTopicNode *node;

  for (guint32 n = number; n != HELIO_ID_NONE; n = node->parent) {
    node = helio_topic_tree_at (self, n);
    node->count += (guint64) count;
    node->n_topics += (guint32) topics;
    node->generation = self->generation;
  }
}

static void
detach (HelioTopicTree *self, guint32 topic_id, guint32 number)
{
  HelioTopicNode *node = helio_topic_tree_at (self, number);

  if (self->filtering)
    helio_topic_tree_unjudge (self, number);
  add_up (self, number, -(gint64) node->own, -1);
  helio_topic_tree_ignore_detached (self, number);
  node->own = 0;
  node->topic_id = HELIO_ID_NONE;
  node->last_seq = G_MAXUINT64;
  node->flags &= (guint16) ~HELIO_NODE_RETAINED;
  g_array_index (self->by_topic, guint32, topic_id) = 0;
  if (!(node->flags & HELIO_NODE_DOOMED)) {
    node->flags |= HELIO_NODE_DOOMED;
    g_array_append_val (self->doomed, number);
  }
}

static guint32
make_path (HelioTopicTree *self, const char *topic)
{
  guint32 number = HELIO_NODE_ROOT;

  for (guint depth = 1; topic != NULL; depth++) {
    const char *rest;
    gsize length = helio_topic_level (topic, depth, &rest);
    guint32 child = helio_topic_nodes_find_child (&self->nodes, number, topic, length);

    if (child == HELIO_ID_NONE) {
      HelioTopicNode *parent = helio_topic_tree_at (self, number);

      child = helio_topic_nodes_add (&self->nodes, number, topic, length);
      g_array_append_val (self->appear, child);
      parent->generation = self->generation;
      if (!(parent->flags & HELIO_NODE_CHANGED)) {
        parent->flags |= HELIO_NODE_CHANGED;
        g_array_append_val (self->changed, number);
      }
    }
    number = child;
    topic = rest;
  }
  return number;
}

static guint32
attach (HelioTopicTree *self, const HelioTopicEntry *topic)
{
  guint32 number = make_path (self, topic->name);
  HelioTopicNode *node = helio_topic_tree_at (self, number);

  node->topic_id = topic->id;
  node->serial = topic->serial;
  if (topic->id >= self->by_topic->len)
    g_array_set_size (self->by_topic, MAX (topic->id + 1, self->by_topic->len * 5 / 4));
  g_array_index (self->by_topic, guint32, topic->id) = number;
  add_up (self, number, 0, 1);
  helio_topic_tree_ignore_attached (self, number, topic->name);
  if (self->filtering)
    helio_topic_tree_judge (self, number);
  return number;
}

/* Under the store's lock. */
static void
on_topic (guint32 id, const HelioTopicEntry *topic, gpointer user_data)
{
  HelioTopicTree *self = user_data;
  guint32 number =
      id < self->by_topic->len ? g_array_index (self->by_topic, guint32, id) : HELIO_NODE_ROOT;
  HelioTopicNode *node;

  if (number != HELIO_NODE_ROOT &&
      (topic == NULL || helio_topic_tree_at (self, number)->serial != topic->serial)) {
    detach (self, id, number);
    number = HELIO_NODE_ROOT;
  }
  if (topic == NULL || topic->last_seq == G_MAXUINT64)
    return;
  if (number == HELIO_NODE_ROOT)
    number = attach (self, topic);
  node = helio_topic_tree_at (self, number);
  add_up (self, number, (gint64) (topic->count - node->own), 0);
  node->own = topic->count;
  node->last_seq = topic->last_seq;
  if (topic->retained)
    node->flags |= HELIO_NODE_RETAINED;
  else
    node->flags &= (guint16) ~HELIO_NODE_RETAINED;
}

/* ── telling the list ── */

static void
merge_changed (HelioTopicTree *self)
{
  for (guint i = 0; i < self->changed->len; i++) {
    guint32 number = g_array_index (self->changed, guint32, i);

    helio_topic_tree_at (self, number)->flags &= (guint16) ~HELIO_NODE_CHANGED;
    helio_topic_nodes_merge (&self->nodes, number);
  }
  g_array_set_size (self->changed, 0);
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;

  return x < y ? -1 : x > y;
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer nodes)
{
  return helio_topic_nodes_compare (nodes, *(const guint32 *) a, *(const guint32 *) b);
}

static void
drop_invisible (HelioTopicTree *self)
{
  g_autoptr (GArray) rows = g_array_sized_new (FALSE, FALSE, sizeof (guint32), self->order->len);

  for (guint i = 0; i < self->order->len; i++) {
    guint32 number = g_array_index (self->order, guint32, i);

    if (helio_topic_tree_is_visible (self, helio_topic_tree_at (self, number)))
      g_array_append_val (rows, number);
  }
  replace_rows (self, rows);
}

/* @gone: nodes in the list, each once, that are to leave it. */
static void
hide (HelioTopicTree *self, GArray *gone)
{
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint));
  guint ranges = 0;

  for (guint i = 0; i < gone->len; i++) {
    guint32 number = g_array_index (gone, guint32, i);

    helio_topic_tree_at (self, number)->list_serial = 0;
    if (gone->len <= MAX_SINGLE) {
      guint position = helio_topic_tree_find_row (self, number);

      g_array_append_val (positions, position);
    }
  }
  g_array_sort (positions, compare_positions);
  for (guint i = 0; i < positions->len; i++)
    if (i == 0 ||
        g_array_index (positions, guint, i) != g_array_index (positions, guint, i - 1) + 1)
      ranges++;
  if (gone->len > MAX_SINGLE || ranges > MAX_RANGES) {
    drop_invisible (self);
    return;
  }
  for (guint i = positions->len; i > 0;) {
    guint n = 1;

    while (i > n && g_array_index (positions, guint, i - n - 1) + 1 ==
                        g_array_index (positions, guint, i - n))
      n++;
    helio_topic_tree_remove_rows (self, g_array_index (positions, guint, i - n), n);
    i -= n;
  }
}

/* @fresh: nodes to come into the list, marked visible. */
static void
show (HelioTopicTree *self, GArray *fresh)
{
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint));
  guint ranges = 0;

  if (fresh->len > MAX_SINGLE) {
    helio_topic_tree_rebuild (self);
    return;
  }
  g_array_sort_with_data (fresh, compare_rows, &self->nodes);
  for (guint i = 0; i < fresh->len; i++) {
    guint position = helio_topic_tree_find_row (self, g_array_index (fresh, guint32, i));

    if (i == 0 || g_array_index (positions, guint, i - 1) != position)
      ranges++;
    g_array_append_val (positions, position);
  }
  if (ranges > MAX_RANGES) {
    helio_topic_tree_rebuild (self);
    return;
  }
  for (guint i = fresh->len; i > 0;) {
    guint position = g_array_index (positions, guint, i - 1), n = 1;

    while (i > n && g_array_index (positions, guint, i - n - 1) == position)
      n++;
    helio_topic_tree_insert_rows (self, position, &g_array_index (fresh, guint32, i - n), n);
    i -= n;
  }
}

static gboolean
is_empty (const HelioTopicNode *node)
{
  return node->topic_id == HELIO_ID_NONE && node->n_topics == 0;
}

/* Which of the doomed really go, with the branches above that they leave empty. */
static void
find_dead (HelioTopicTree *self)
{
  guint kept = 0;

  for (guint i = 0; i < self->doomed->len; i++) {
    guint32 number = g_array_index (self->doomed, guint32, i);
    HelioTopicNode *node = helio_topic_tree_at (self, number);
    guint32 parent = node->parent;

    node->flags &= (guint16) ~HELIO_NODE_DOOMED;
    if (!is_empty (node))
      continue;
    node->flags |= HELIO_NODE_DOOMED;
    g_array_index (self->doomed, guint32, kept++) = number;
    if (parent != HELIO_NODE_ROOT &&
        !(helio_topic_tree_at (self, parent)->flags & HELIO_NODE_DOOMED)) {
      helio_topic_tree_at (self, parent)->flags |= HELIO_NODE_DOOMED;
      g_array_append_val (self->doomed, parent);
    }
  }
  g_array_set_size (self->doomed, kept);
}

static int
compare_depths (gconstpointer a, gconstpointer b, gpointer nodes)
{
  return (int) helio_topic_nodes_at (nodes, *(const guint32 *) b)->depth -
         (int) helio_topic_nodes_at (nodes, *(const guint32 *) a)->depth;
}

/* The deepest first: a branch that goes must have let go of what was below it. Siblings together. */
static int
compare_families (gconstpointer a, gconstpointer b, gpointer nodes)
{
  guint32 x = helio_topic_nodes_at (nodes, *(const guint32 *) a)->parent;
  guint32 y = helio_topic_nodes_at (nodes, *(const guint32 *) b)->parent;
  int order = compare_depths (a, b, nodes);

  return order != 0 ? order : (x > y) - (x < y);
}

static void
bury_dead (HelioTopicTree *self)
{
  guint32 *dead = (guint32 *) (gpointer) self->doomed->data;
  guint n;

  g_array_sort_with_data (self->doomed, compare_families, &self->nodes);
  for (guint i = 0; i < self->doomed->len; i++)
    helio_topic_nodes_kill (&self->nodes, dead[i]);
  for (guint i = 0; i < self->doomed->len; i += n) {
    guint32 parent = helio_topic_tree_at (self, dead[i])->parent;

    for (n = 1; i + n < self->doomed->len; n++)
      if (helio_topic_tree_at (self, dead[i + n])->parent != parent)
        break;
    helio_topic_tree_at (self, parent)->generation = self->generation;
    helio_topic_nodes_bury (&self->nodes, parent, dead + i, n);
  }
  g_array_set_size (self->doomed, 0);
}

static gboolean
remove_gone (HelioTopicTree *self)
{
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (guint32));
  GArray *lists[] = {self->doomed, self->vanish};
  /* What is ignored goes in one piece, not a few rows here and there in each slice. */
  const guint n_lists = helio_topic_tree_is_ignoring (self) ? 1 : 2;
  guint emitted;

  find_dead (self);
  for (guint l = 0; l < n_lists; l++)
    for (guint i = 0; i < lists[l]->len; i++) {
      guint32 number = g_array_index (lists[l], guint32, i);
      HelioTopicNode *node = helio_topic_tree_at (self, number);

      if (!helio_topic_tree_is_visible (self, node))
        continue;
      if (!(node->flags & HELIO_NODE_DOOMED) && helio_topic_tree_is_shown (self, number))
        continue;
      node->list_serial = 0; /* not twice */
      g_array_append_val (gone, number);
    }
  emitted = gone->len;
  if (emitted > 0)
    hide (self, gone);

  bury_dead (self);
  if (n_lists > 1)
    g_array_set_size (self->vanish, 0);
  return emitted > 0;
}

static int
compare_depths_up (gconstpointer a, gconstpointer b, gpointer nodes)
{
  return compare_depths (b, a, nodes);
}

static gboolean
add_new (HelioTopicTree *self)
{
  g_autoptr (GArray) fresh = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (self->appear->len > MAX_SINGLE) {
    guint emitted = self->n_emitted;

    g_array_set_size (self->appear, 0);
    helio_topic_tree_rebuild (self);
    return self->n_emitted != emitted;
  }
  for (guint i = 0; i < self->appear->len;)
    if (helio_topic_nodes_get (&self->nodes, g_array_index (self->appear, guint32, i)) == NULL)
      g_array_remove_index_fast (self->appear, i);
    else
      i++;
  /* A branch before what is below it: the parent must be in when the child asks. */
  g_array_sort_with_data (self->appear, compare_depths_up, &self->nodes);
  for (guint i = 0; i < self->appear->len; i++) {
    guint32 number = g_array_index (self->appear, guint32, i);
    HelioTopicNode *node = helio_topic_tree_at (self, number);

    if (helio_topic_tree_is_visible (self, node) || !helio_topic_tree_is_shown (self, number))
      continue;
    if (node->parent != HELIO_NODE_ROOT &&
        (!helio_topic_tree_is_visible (self, helio_topic_tree_at (self, node->parent)) ||
         !helio_topic_tree_is_open (self, node->parent)))
      continue;
    node->list_serial = self->list_serial;
    g_array_append_val (fresh, number);
  }
  g_array_set_size (self->appear, 0);
  if (fresh->len > 0)
    show (self, fresh);
  return fresh->len > 0;
}

/* ── flush ── */

static void
forget (HelioTopicTree *self)
{
  guint n = self->order->len;
  guint32 births = self->nodes.births;

  helio_topic_tree_sort_reset (self);
  helio_topic_tree_ignore_reset (self);
  helio_topic_nodes_clear (&self->nodes);
  helio_topic_nodes_init (&self->nodes);
  self->nodes.births = births; /* an old key must not fit a new node */
  g_array_set_size (self->by_topic, 0);
  g_array_set_size (self->order, 0);
  g_array_set_size (self->vanish, 0);
  self->judged = 1;
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

static void
account (HelioTopicTree *self)
{
  gsize bytes = helio_topic_nodes_get_bytes (&self->nodes) +
                (self->by_topic->len + self->order->len) * sizeof (guint32) +
                (self->n_ignored != NULL ? self->n_ignored->len * sizeof (guint32) : 0) +
                helio_topic_tree_sort_get_bytes (self);
  int topics = (int) helio_topic_tree_at (self, HELIO_NODE_ROOT)->n_topics;

  if (bytes == self->accounted && topics == self->accounted_topics)
    return;
  helio_message_store_account (self->store,
                               (gssize) (bytes - self->accounted),
                               topics - self->accounted_topics);
  self->accounted = bytes;
  self->accounted_topics = topics;
}

static gboolean
take_topics (HelioTopicTree *self, gint64 deadline, gboolean *left)
{
  guint n;

  do {
    n = helio_message_store_take_topics (self->store, self->consumer, TAKE, on_topic, self);
  } while (n > 0 && g_get_monotonic_time () < deadline);
  *left = n > 0;
  return helio_topic_tree_at (self, HELIO_NODE_ROOT)->generation == self->generation;
}

static gboolean
is_judging (HelioTopicTree *self)
{
  return (self->filtering && self->judged < self->nodes.end) || helio_topic_tree_is_ignoring (self);
}

/* While a filter goes through many topics, a list that is made anew is not made anew each frame. */
static gboolean
may_wait (HelioTopicTree *self)
{
  if (is_judging (self) && self->appear->len > MAX_SINGLE && ++self->waited < WAIT)
    return TRUE;
  self->waited = 0;
  return FALSE;
}

/* Nothing is aimed at in an empty list. Of very many new ones it is enough to know that. */
static gboolean
must_wait (HelioTopicTree *self)
{
  return self->hold == HELIO_TOPIC_HOLD_ROWS && self->order->len > 0;
}

gboolean
helio_topic_tree_flush (HelioTopicTree *self)
{
  gboolean changed, ignoring, left = FALSE;
  guint epoch;
  gint64 deadline;

  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), FALSE);
  if (self->consumer < 0)
    return FALSE;

  changed = helio_message_store_trim (self->store, TRIM_SLICE);
  deadline = g_get_monotonic_time () + SLICE;
  self->generation++;
  epoch = helio_message_store_get_epoch (self->store);
  if (epoch != self->epoch) {
    self->epoch = epoch;
    forget (self);
    changed = TRUE;
  }
  changed |= take_topics (self, deadline, &left);
  self->behind = left;
  ignoring = helio_topic_tree_ignore_run (self, deadline);
  changed |= ignoring;
  merge_changed (self);
  changed |= remove_gone (self);
  if (self->filter_changed) {
    apply_filter (self);
    g_array_set_size (self->appear, 0);
    judge_all (self, deadline);
    g_array_set_size (self->appear, 0);
    helio_topic_tree_rebuild (self);
    changed = TRUE;
  } else {
    changed |= judge_all (self, deadline);
    if (must_wait (self) && !ignoring)
      g_array_set_size (self->appear, MIN (self->appear->len, MAX_SINGLE + 1));
    else if (!may_wait (self))
      changed |= add_new (self);
  }
  changed |= helio_topic_tree_sort_run (self, deadline);
  account (self);
  return changed || left || is_judging (self);
}

gboolean
helio_topic_tree_is_behind (HelioTopicTree *self)
{
  return self->behind;
}
