// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-payload-tree.h"

#include "core/store/helio-id-table.h"

/* Unfolded unless somebody says otherwise. */
#define OPEN_LEVELS 3
#define OPEN_CHILDREN 100
/* What was folded or unfolded by hand and is remembered. */
#define REMEMBERED_MAX 4096

struct _HelioPayloadItem {
  GObject parent_instance;

  guint64 key;
};

G_DEFINE_FINAL_TYPE (HelioPayloadItem, helio_payload_item, G_TYPE_OBJECT)

static void
helio_payload_item_class_init (HelioPayloadItemClass *klass)
{
}

static void
helio_payload_item_init (HelioPayloadItem *self)
{
}

guint64
helio_payload_item_get_key (HelioPayloadItem *self)
{
  return self->key;
}

struct _HelioPayloadTree {
  GObject parent_instance;

  HelioPayloadNodes *nodes; /* (nullable) */
  GArray *rows;             /* guint32: those nodes that are to be seen, in the order of the text */
  GHashTable *by_hand;      /* key as guint64 → GINT_TO_POINTER (unfolded) */
  guint64 seed;
  gboolean has_level;
  guint level;
};

static void helio_payload_tree_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioPayloadTree,
                               helio_payload_tree,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      helio_payload_tree_list_model_init))

static GType
helio_payload_tree_get_item_type (GListModel *model)
{
  return HELIO_TYPE_PAYLOAD_ITEM;
}

static guint
helio_payload_tree_get_n_items (GListModel *model)
{
  return HELIO_PAYLOAD_TREE (model)->rows->len;
}

static gpointer
helio_payload_tree_get_item (GListModel *model, guint position)
{
  HelioPayloadTree *self = HELIO_PAYLOAD_TREE (model);
  HelioPayloadItem *item;

  if (position >= self->rows->len)
    return NULL;
  item = g_object_new (HELIO_TYPE_PAYLOAD_ITEM, NULL);
  item->key =
      helio_payload_nodes_get (self->nodes, g_array_index (self->rows, guint32, position))->key;
  return item;
}

static void
helio_payload_tree_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = helio_payload_tree_get_item_type;
  iface->get_n_items = helio_payload_tree_get_n_items;
  iface->get_item = helio_payload_tree_get_item;
}

static void
helio_payload_tree_finalize (GObject *object)
{
  HelioPayloadTree *self = HELIO_PAYLOAD_TREE (object);

  g_clear_pointer (&self->nodes, helio_payload_nodes_unref);
  g_array_unref (self->rows);
  g_hash_table_unref (self->by_hand);
  G_OBJECT_CLASS (helio_payload_tree_parent_class)->finalize (object);
}

static void
helio_payload_tree_class_init (HelioPayloadTreeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_payload_tree_finalize;
}

static void
helio_payload_tree_init (HelioPayloadTree *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->by_hand = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->seed = (guint64) g_random_int () << 32 | g_random_int ();
}

HelioPayloadTree *
helio_payload_tree_new (void)
{
  return g_object_new (HELIO_TYPE_PAYLOAD_TREE, NULL);
}

guint64
helio_payload_tree_get_seed (HelioPayloadTree *self)
{
  return self->seed;
}

/* ── rows ── */

static gboolean
is_unfolded (HelioPayloadTree *self, const HelioPayloadNode *node)
{
  gpointer by_hand;

  if (node->n_children == 0)
    return FALSE;
  if (g_hash_table_size (self->by_hand) > 0 &&
      g_hash_table_lookup_extended (self->by_hand, &node->key, NULL, &by_hand))
    return GPOINTER_TO_INT (by_hand);
  if (self->has_level)
    return node->depth <= self->level;
  return node->depth <= OPEN_LEVELS && node->n_children <= OPEN_CHILDREN;
}

static GArray *
list_rows (HelioPayloadTree *self)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  const guint n = self->nodes != NULL ? helio_payload_nodes_get_n (self->nodes) : 0;

  for (guint32 i = 1; i < n;) {
    const HelioPayloadNode *node = helio_payload_nodes_get (self->nodes, i);

    g_array_append_val (rows, i);
    i = is_unfolded (self, node) ? i + 1 : node->end;
  }
  return rows;
}

typedef struct {
  const HelioPayloadNodes *nodes;
  const GArray *rows;
} Rows;

static guint64
key_at (const Rows *self, guint row)
{
  return helio_payload_nodes_get (self->nodes, g_array_index (self->rows, guint32, row))->key;
}

/* Those in the middle that are not the same are taken out and put in: two emissions, since a list view asks for every
 * row of a replacement (gtk-scale.md §1f). @before: the nodes of the rows that there are now; (nullable). */
static void
update_rows (HelioPayloadTree *self, const HelioPayloadNodes *before)
{
  g_autoptr (GArray) old_rows = self->rows;
  g_autoptr (GArray) new_rows = list_rows (self);
  const Rows old = {before, old_rows}, new = {self->nodes, new_rows};
  const guint n_old = old_rows->len, n_new = new_rows->len;
  guint same = 0, same_end = 0;

  while (same < MIN (n_old, n_new) && key_at (&old, same) == key_at (&new, same))
    same++;
  while (same_end < MIN (n_old, n_new) - same &&
         key_at (&old, n_old - 1 - same_end) == key_at (&new, n_new - 1 - same_end))
    same_end++;

  /* What is looked up in between is that of the new payload already. */
  self->rows = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n_new);
  g_array_append_vals (self->rows, new_rows->data, same);
  if (same_end > 0)
    g_array_append_vals (self->rows,
                         &g_array_index (new_rows, guint32, n_new - same_end),
                         same_end);
  if (n_old > same + same_end)
    g_list_model_items_changed (G_LIST_MODEL (self), same, n_old - same - same_end, 0);
  if (n_new > same + same_end) {
    g_array_insert_vals (self->rows,
                         same,
                         &g_array_index (new_rows, guint32, same),
                         n_new - same - same_end);
    g_list_model_items_changed (G_LIST_MODEL (self), same, 0, n_new - same - same_end);
  }
}

void
helio_payload_tree_set_nodes (HelioPayloadTree *self, HelioPayloadNodes *nodes)
{
  g_autoptr (HelioPayloadNodes) before = g_steal_pointer (&self->nodes);

  if (nodes != NULL)
    self->nodes = helio_payload_nodes_ref (nodes);
  update_rows (self, before);
}

HelioPayloadNodes *
helio_payload_tree_get_nodes (HelioPayloadTree *self)
{
  return self->nodes;
}

guint32
helio_payload_tree_get_node_at (HelioPayloadTree *self, guint position)
{
  return position < self->rows->len ? g_array_index (self->rows, guint32, position) : HELIO_ID_NONE;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

guint
helio_payload_tree_get_position (HelioPayloadTree *self, guint32 node)
{
  guint position;

  return g_array_binary_search (self->rows, &node, compare_rows, &position) ? position : G_MAXUINT;
}

/* ── folding ── */

gboolean
helio_payload_tree_get_expanded (HelioPayloadTree *self, guint32 node)
{
  return self->nodes != NULL && node < helio_payload_nodes_get_n (self->nodes) &&
         is_unfolded (self, helio_payload_nodes_get (self->nodes, node));
}

static gboolean
is_elsewhere (gpointer key, gpointer value, gpointer user_data)
{
  return helio_payload_nodes_find (user_data, *(guint64 *) key) == HELIO_ID_NONE;
}

/* Full, it forgets other payloads first, and then all. */
static void
remember (HelioPayloadTree *self, guint64 key, gboolean expanded)
{
  if (g_hash_table_size (self->by_hand) >= REMEMBERED_MAX)
    g_hash_table_foreach_remove (self->by_hand, is_elsewhere, self->nodes);
  if (g_hash_table_size (self->by_hand) >= REMEMBERED_MAX)
    g_hash_table_remove_all (self->by_hand);
  g_hash_table_insert (self->by_hand,
                       g_memdup2 (&key, sizeof key),
                       GINT_TO_POINTER (expanded ? TRUE : FALSE));
}

void
helio_payload_tree_set_expanded (HelioPayloadTree *self, guint32 node, gboolean expanded)
{
  g_return_if_fail (self->nodes != NULL && node < helio_payload_nodes_get_n (self->nodes));

  if (helio_payload_nodes_get (self->nodes, node)->n_children == 0 ||
      helio_payload_tree_get_expanded (self, node) == expanded)
    return;
  remember (self, helio_payload_nodes_get (self->nodes, node)->key, expanded);
  update_rows (self, self->nodes);
}

void
helio_payload_tree_expand_to (HelioPayloadTree *self, guint level)
{
  self->has_level = TRUE;
  self->level = level;
  g_hash_table_remove_all (self->by_hand);
  update_rows (self, self->nodes);
}

void
helio_payload_tree_reveal (HelioPayloadTree *self, guint32 node)
{
  g_return_if_fail (self->nodes != NULL && node < helio_payload_nodes_get_n (self->nodes));

  for (guint32 at = helio_payload_nodes_get (self->nodes, node)->parent; at != HELIO_ID_NONE;
       at = helio_payload_nodes_get (self->nodes, at)->parent)
    if (at > 0 && !helio_payload_tree_get_expanded (self, at))
      remember (self, helio_payload_nodes_get (self->nodes, at)->key, TRUE);
  update_rows (self, self->nodes);
}
