// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-topic-tree.h"

#include "core/base/helio-util.h"
#include "core/store/helio-message-store-private.h"
#include "core/store/helio-topic-tree-private.h"

#include <string.h>

#define NAME_CHARS 1024

enum {
  PROP_FILTER = 1,
  PROP_SORT,
  PROP_IGNORED,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

/* ── the item ── */

struct _HelioTopicItem {
  GObject parent_instance;
  guint32 node;
};

G_DEFINE_FINAL_TYPE (HelioTopicItem, helio_topic_item, G_TYPE_OBJECT)

static void
helio_topic_item_init (HelioTopicItem *self)
{
}

static void
helio_topic_item_class_init (HelioTopicItemClass *klass)
{
}

guint32
helio_topic_item_get_node (HelioTopicItem *self)
{
  g_return_val_if_fail (HELIO_IS_TOPIC_ITEM (self), G_MAXUINT32);
  return self->node;
}

/* ── the list ── */

static GType
get_item_type (GListModel *model)
{
  return HELIO_TYPE_TOPIC_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return HELIO_TOPIC_TREE (model)->order->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  HelioTopicTree *self = HELIO_TOPIC_TREE (model);
  HelioTopicItem *item;

  if (position >= self->order->len)
    return NULL;
  item = g_object_new (HELIO_TYPE_TOPIC_ITEM, NULL);
  item->node = g_array_index (self->order, guint32, position);
  return item;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioTopicTree,
                               helio_topic_tree,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* ── rows ── */

void
helio_topic_row_clear (HelioTopicRow *row)
{
  g_clear_pointer (&row->name, g_free);
  g_clear_pointer (&row->topic, g_free);
  g_clear_pointer (&row->preview, g_free);
}

static gboolean
has_own (const HelioTopicNode *node)
{
  return node->topic_id != HELIO_ID_NONE && !(node->flags & HELIO_NODE_IGNORED);
}

static gboolean
has_children (HelioTopicTree *self, guint32 number)
{
  const HelioTopicNode *node = helio_topic_tree_at (self, number);

  if (!self->filtering) {
    const guint32 ignored = helio_topic_tree_count_ignored (self, number);

    return node->n_children > 0 &&
           (ignored == 0 || node->n_topics - ignored > (guint32) has_own (node));
  }
  node = helio_topic_tree_at_filter (self, number);
  return node->n_matches > ((node->flags & HELIO_NODE_MATCH) ? 1 : 0);
}

gboolean
helio_topic_tree_get_row (HelioTopicTree *self, guint32 node, HelioTopicRow *row)
{
  const HelioTopicNode *n;

  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), FALSE);

  memset (row, 0, sizeof *row);
  n = helio_topic_nodes_get (&self->nodes, node);
  if (n == NULL)
    return FALSE;
  row->node = node;
  row->depth = n->depth - 1;
  row->name = helio_printable (helio_topic_node_get_name (n), n->name_length, NAME_CHARS);
  helio_topic_nodes_get_path (&self->nodes, node, self->path);
  row->topic = g_strndup (self->path->str, self->path->len);
  row->has_children = has_children (self, node);
  row->expanded = row->has_children && helio_topic_tree_is_open (self, node);
  row->has_value = has_own (n);
  row->retained = (n->flags & HELIO_NODE_RETAINED) != 0;
  row->count = n->count;
  row->n_topics = n->n_topics;
  row->last_seq = n->last_seq;
  row->generation = n->generation;
  if (row->has_value)
    row->preview = helio_message_store_get_topic_preview (self->store, n->topic_id, n->serial);
  return TRUE;
}

guint32
helio_topic_tree_get_generation (HelioTopicTree *self, guint32 node)
{
  const HelioTopicNode *n;

  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), 0);

  n = helio_topic_nodes_get (&self->nodes, node);
  return n != NULL ? n->generation : 0;
}

guint64
helio_topic_tree_get_count (HelioTopicTree *self, guint32 node)
{
  const HelioTopicNode *n;

  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), 0);

  n = helio_topic_nodes_get (&self->nodes, node);
  return n != NULL ? n->count : 0;
}

guint32
helio_topic_tree_find (HelioTopicTree *self, const char *topic)
{
  guint32 number = HELIO_NODE_ROOT;

  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), G_MAXUINT32);

  for (guint depth = 1; topic != NULL && number != HELIO_ID_NONE; depth++) {
    const char *rest;
    gsize length = helio_topic_level (topic, depth, &rest);

    number = helio_topic_nodes_find_child (&self->nodes, number, topic, length);
    topic = rest;
  }
  return number;
}

guint64
helio_topic_tree_get_key (HelioTopicTree *self, guint32 node)
{
  const HelioTopicNode *n;

  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), G_MAXUINT64);

  n = helio_topic_nodes_get (&self->nodes, node);
  return n != NULL ? (guint64) n->birth << 32 | node : G_MAXUINT64;
}

guint32
helio_topic_tree_find_key (HelioTopicTree *self, guint64 key)
{
  const HelioTopicNode *n;

  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), G_MAXUINT32);

  n = helio_topic_nodes_get (&self->nodes, (guint32) key);
  return n != NULL && n->birth == key >> 32 ? (guint32) key : G_MAXUINT32;
}

guint
helio_topic_tree_get_position (HelioTopicTree *self, guint32 node)
{
  const HelioTopicNode *n;

  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), G_MAXUINT);

  n = helio_topic_nodes_get (&self->nodes, node);
  if (n == NULL || !helio_topic_tree_is_visible (self, n))
    return G_MAXUINT;
  return helio_topic_tree_find_row (self, node);
}

guint32
helio_topic_tree_get_parent (HelioTopicTree *self, guint32 node)
{
  const HelioTopicNode *n;

  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), G_MAXUINT32);

  n = helio_topic_nodes_get (&self->nodes, node);
  return n != NULL && n->parent != HELIO_NODE_ROOT ? n->parent : G_MAXUINT32;
}

guint
helio_topic_tree_get_n_topics (HelioTopicTree *self)
{
  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), 0);
  return helio_topic_tree_at (self, HELIO_NODE_ROOT)->n_topics;
}

/* ── opening and closing ── */

static void
mark (HelioTopicTree *self, guint32 number, gboolean open)
{
  HelioTopicNode *node = self->filtering ? helio_topic_tree_at_filter (self, number)
                                         : helio_topic_tree_at (self, number);
  guint16 flag = self->filtering ? HELIO_NODE_CLOSED : HELIO_NODE_EXPANDED;

  if (open != self->filtering)
    node->flags |= flag;
  else
    node->flags &= (guint16) ~flag;
  node->generation = self->generation;
}

static void
open_row (HelioTopicTree *self, guint32 number, guint position)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint32));

  helio_topic_tree_collect (self, number, rows);
  if (rows->len > 0)
    helio_topic_tree_insert_rows (self,
                                  position + 1,
                                  (const guint32 *) (gpointer) rows->data,
                                  rows->len);
}

static void
close_row (HelioTopicTree *self, guint32 number, guint position)
{
  guint8 depth = helio_topic_tree_at (self, number)->depth;
  guint end = position + 1;

  for (; end < self->order->len; end++) {
    HelioTopicNode *node = helio_topic_tree_at (self, g_array_index (self->order, guint32, end));

    if (node->depth <= depth)
      break;
    node->list_serial = 0;
  }
  if (end > position + 1)
    helio_topic_tree_remove_rows (self, position + 1, end - position - 1);
}

void
helio_topic_tree_set_expanded (HelioTopicTree *self, guint32 node, gboolean expanded)
{
  guint position;

  g_return_if_fail (HELIO_IS_TOPIC_TREE (self));

  if (helio_topic_nodes_get (&self->nodes, node) == NULL ||
      helio_topic_tree_is_open (self, node) == !!expanded)
    return;
  self->generation++;
  position = helio_topic_tree_get_position (self, node);
  mark (self, node, expanded);
  if (position == G_MAXUINT)
    return;
  if (expanded)
    open_row (self, node, position);
  else
    close_row (self, node, position);
}

void
helio_topic_tree_expand_all (HelioTopicTree *self, guint max_depth)
{
  g_return_if_fail (HELIO_IS_TOPIC_TREE (self));

  self->generation++;
  for (guint32 i = 1; i < self->nodes.end; i++) {
    const HelioTopicNode *node = helio_topic_nodes_get (&self->nodes, i);

    if (node != NULL && node->n_children > 0 && node->depth - 1u < max_depth)
      mark (self, i, TRUE);
  }
  helio_topic_tree_rebuild (self);
}

void
helio_topic_tree_collapse_all (HelioTopicTree *self)
{
  g_return_if_fail (HELIO_IS_TOPIC_TREE (self));

  self->generation++;
  for (guint32 i = 1; i < self->nodes.end; i++) {
    const HelioTopicNode *node = helio_topic_nodes_get (&self->nodes, i);

    if (node != NULL && node->n_children > 0)
      mark (self, i, FALSE);
  }
  helio_topic_tree_rebuild (self);
}

void
helio_topic_tree_expand_to (HelioTopicTree *self, guint max_depth)
{
  g_return_if_fail (HELIO_IS_TOPIC_TREE (self));

  self->generation++;
  for (guint32 i = 1; i < self->nodes.end; i++) {
    const HelioTopicNode *node = helio_topic_nodes_get (&self->nodes, i);

    if (node != NULL && node->n_children > 0)
      mark (self, i, node->depth - 1u < max_depth);
  }
  helio_topic_tree_rebuild (self);
}

static guint
count_shown (HelioTopicTree *self, const HelioTopicNode *branch)
{
  guint n = 0;

  for (guint32 i = 0; i < branch->n_children; i++)
    n += helio_topic_tree_is_shown (self, branch->children[i]);
  return n;
}

gboolean
helio_topic_tree_expand_below (HelioTopicTree *self, guint32 node, guint max_rows)
{
  g_autoptr (GArray) branches = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint position, n_rows = 0;
  gboolean all = TRUE;

  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), FALSE);

  if (helio_topic_nodes_get (&self->nodes, node) == NULL || !has_children (self, node))
    return TRUE;
  position = helio_topic_tree_get_position (self, node);
  if (position != G_MAXUINT && helio_topic_tree_is_open (self, node))
    close_row (self, node, position);
  self->generation++;
  g_array_append_val (branches, node);
  for (guint i = 0; i < branches->len && all; i++) {
    const guint32 number = g_array_index (branches, guint32, i);
    const HelioTopicNode *branch = helio_topic_tree_at (self, number);

    n_rows += count_shown (self, branch);
    all = n_rows <= max_rows;
    if (!all)
      break;
    mark (self, number, TRUE);
    for (guint32 c = 0; c < branch->n_children; c++)
      if (has_children (self, branch->children[c]))
        g_array_append_val (branches, branch->children[c]);
  }
  if (position != G_MAXUINT && helio_topic_tree_is_open (self, node))
    open_row (self, node, position);
  return all;
}

static void
mark_below (HelioTopicTree *self, guint32 number, gboolean open)
{
  const HelioTopicNode *node = helio_topic_tree_at (self, number);

  if (node->n_children == 0)
    return;
  mark (self, number, open);
  for (guint32 i = 0; i < node->n_children; i++)
    mark_below (self, node->children[i], open); /* HELIO_TOPIC_DEPTH_MAX deep at most */
}

void
helio_topic_tree_collapse_below (HelioTopicTree *self, guint32 node)
{
  guint position;

  g_return_if_fail (HELIO_IS_TOPIC_TREE (self));

  if (helio_topic_nodes_get (&self->nodes, node) == NULL)
    return;
  self->generation++;
  position = helio_topic_tree_get_position (self, node);
  if (position != G_MAXUINT && helio_topic_tree_is_open (self, node))
    close_row (self, node, position);
  mark_below (self, node, FALSE);
}

/* ── the object ── */

void
helio_topic_tree_set_filter (HelioTopicTree *self, const char *text)
{
  g_return_if_fail (HELIO_IS_TOPIC_TREE (self));

  if (!helio_set_str (&self->filter, text))
    return;
  self->filter_changed = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILTER]);
}

const char *
helio_topic_tree_get_filter (HelioTopicTree *self)
{
  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), NULL);
  return self->filter;
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FILTER)
    helio_topic_tree_set_filter (HELIO_TOPIC_TREE (object), g_value_get_string (value));
  else if (id == PROP_SORT)
    helio_topic_tree_set_sort (HELIO_TOPIC_TREE (object), (HelioTopicSort) g_value_get_int (value));
  else if (id == PROP_IGNORED)
    helio_topic_tree_set_ignored (HELIO_TOPIC_TREE (object), g_value_get_boxed (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FILTER)
    g_value_set_string (value, HELIO_TOPIC_TREE (object)->filter);
  else if (id == PROP_SORT)
    g_value_set_int (value, HELIO_TOPIC_TREE (object)->sorting.by);
  else if (id == PROP_IGNORED)
    g_value_set_boxed (value, HELIO_TOPIC_TREE (object)->ignored);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
helio_topic_tree_init (HelioTopicTree *self)
{
  GArray **lists[] = {&self->order, &self->changed, &self->doomed, &self->appear, &self->vanish};

  helio_topic_nodes_init (&self->nodes);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    *lists[i] = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->by_topic = g_array_new (FALSE, TRUE, sizeof (guint32));
  self->path = g_string_new (NULL);
  self->judged = 1;
  self->ignored = g_new0 (char *, 1);
  self->ignore_at = G_MAXUINT32;
  self->list_serial = 1;
  self->born = g_get_monotonic_time ();
}

static void
helio_topic_tree_finalize (GObject *object)
{
  HelioTopicTree *self = HELIO_TOPIC_TREE (object);
  GArray *lists[] =
      {self->order, self->changed, self->doomed, self->appear, self->vanish, self->by_topic};

  if (self->consumer >= 0) {
    helio_message_store_remove_consumer (self->store, self->consumer);
    helio_message_store_account (self->store, -(gssize) self->accounted, -self->accounted_topics);
  }
  g_clear_object (&self->store);
  helio_topic_tree_sort_reset (self);
  helio_topic_tree_ignore_reset (self);
  g_strfreev (self->ignored);
  helio_topic_nodes_clear (&self->nodes);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_array_unref (lists[i]);
  g_clear_pointer (&self->needle, helio_needle_free);
  g_free (self->wildcards);
  g_string_free (self->path, TRUE);
  g_free (self->filter);
  G_OBJECT_CLASS (helio_topic_tree_parent_class)->finalize (object);
}

static void
helio_topic_tree_class_init (HelioTopicTreeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = set_property;
  object_class->get_property = get_property;
  object_class->finalize = helio_topic_tree_finalize;
  props[PROP_FILTER] =
      g_param_spec_string ("filter",
                           NULL,
                           NULL,
                           NULL,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_SORT] =
      g_param_spec_int ("sort",
                        NULL,
                        NULL,
                        HELIO_TOPIC_SORT_NAME,
                        HELIO_TOPIC_SORT_RECENT,
                        HELIO_TOPIC_SORT_NAME,
                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_IGNORED] =
      g_param_spec_boxed ("ignored",
                          NULL,
                          NULL,
                          G_TYPE_STRV,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

HelioTopicTree *
helio_topic_tree_new (HelioMessageStore *store)
{
  HelioTopicTree *self = g_object_new (HELIO_TYPE_TOPIC_TREE, NULL);

  self->store = g_object_ref (store);
  self->consumer = helio_message_store_add_consumer (store);
  self->epoch = helio_message_store_get_epoch (store);
  if (self->consumer < 0)
    g_critical ("Too many topic trees of one message store");
  return self;
}

HelioMessageStore *
helio_topic_tree_get_store (HelioTopicTree *self)
{
  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), NULL);
  return self->store;
}
