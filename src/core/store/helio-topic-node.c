// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-topic-node.h"

#include "core/store/helio-free-later.h"

#include <string.h>

/* If more than one child of so many goes, all are looked at. */
#define SWEEP_SHARE 16
/* So many nodes are not given back in passing. */
#define MUCH 1024

void
helio_topic_nodes_init (HelioTopicNodes *self)
{
  HelioTopicNode *root;

  memset (self, 0, sizeof *self);
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->free_numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->seed = ((guint64) g_random_int () << 32) | g_random_int ();
  helio_id_table_init (&self->by_name);
  g_ptr_array_add (self->blocks, g_new0 (HelioTopicNode, HELIO_NODE_BLOCK));
  self->end = 1;
  root = helio_topic_nodes_at (self, HELIO_NODE_ROOT);
  root->parent = root->topic_id = root->first_new = root->next_new = HELIO_ID_NONE;
  root->flags = HELIO_NODE_LIVE;
}

static void
clear_node (HelioTopicNodes *self, HelioTopicNode *node)
{
  if (node->name_length > HELIO_NODE_NAME_INLINE) {
    self->bytes -= node->name_length + 16;
    g_free (node->name.pointer);
  }
  node->name_length = 0;
  self->bytes -= node->size * sizeof (guint32);
  g_clear_pointer (&node->children, g_free);
  node->n_children = node->size = 0;
}

static void
clear_nodes (HelioTopicNodes *self)
{
  for (guint32 i = 0; i < self->end; i++)
    clear_node (self, helio_topic_nodes_at (self, i));
  g_ptr_array_unref (self->blocks);
  g_array_unref (self->free_numbers);
  helio_id_table_clear (&self->by_name);
  g_free (self->ranks);
}

static void
free_nodes (gpointer nodes)
{
  clear_nodes (nodes);
  g_free (nodes);
}

void
helio_topic_nodes_clear (HelioTopicNodes *self)
{
  if (self->n > MUCH)
    helio_free_later (g_memdup2 (self, sizeof *self), free_nodes);
  else
    clear_nodes (self);
  memset (self, 0, sizeof *self);
}

gsize
helio_topic_nodes_get_bytes (const HelioTopicNodes *self)
{
  return self->blocks->len * HELIO_NODE_BLOCK * sizeof (HelioTopicNode) + self->bytes +
         helio_id_table_get_bytes (&self->by_name) + self->n_ranks * sizeof (guint32);
}

HelioTopicNode *
helio_topic_nodes_get (const HelioTopicNodes *self, guint32 number)
{
  HelioTopicNode *node = number < self->end ? helio_topic_nodes_at (self, number) : NULL;

  return node != NULL && number != HELIO_NODE_ROOT && (node->flags & HELIO_NODE_LIVE) ? node : NULL;
}

gsize
helio_topic_level (const char *topic, guint depth, const char **rest)
{
  const char *slash = depth < HELIO_TOPIC_DEPTH_MAX ? strchr (topic, '/') : NULL;

  *rest = slash != NULL ? slash + 1 : NULL;
  return slash != NULL ? (gsize) (slash - topic) : strlen (topic);
}

/* ── by name ── */

typedef struct {
  guint32 parent;
  const char *name;
  gsize length;
} Key;

static gboolean
match (guint32 number, gconstpointer key, gpointer data)
{
  const Key *k = key;
  const HelioTopicNode *node = helio_topic_nodes_at (data, number);

  return node->parent == k->parent && node->name_length == k->length &&
         memcmp (helio_topic_node_get_name (node), k->name, k->length) == 0;
}

static guint32
hash_name (const HelioTopicNodes *self, guint32 parent, const char *name, gsize length)
{
  return helio_hash_bytes (self->seed ^ (parent * G_GUINT64_CONSTANT (0xA24BAED4963EE407)),
                           name,
                           length);
}

guint32
helio_topic_nodes_find_child (const HelioTopicNodes *self,
                              guint32 parent,
                              const char *name,
                              gsize length)
{
  Key key = {parent, name, length};

  return helio_id_table_find (&self->by_name,
                              hash_name (self, parent, name, length),
                              match,
                              &key,
                              (gpointer) self);
}

guint32
helio_topic_nodes_add (HelioTopicNodes *self, guint32 parent, const char *name, gsize length)
{
  HelioTopicNode *node, *above;
  guint32 number;

  if (self->free_numbers->len > 0) {
    number = g_array_index (self->free_numbers, guint32, self->free_numbers->len - 1);
    g_array_set_size (self->free_numbers, self->free_numbers->len - 1);
  } else {
    if (self->end == self->blocks->len * HELIO_NODE_BLOCK)
      g_ptr_array_add (self->blocks, g_new0 (HelioTopicNode, HELIO_NODE_BLOCK));
    number = self->end++;
  }
  node = helio_topic_nodes_at (self, number);
  above = helio_topic_nodes_at (self, parent);
  memset (node, 0, sizeof *node);
  node->flags = HELIO_NODE_LIVE;
  node->parent = parent;
  node->depth = above->depth + 1;
  node->birth = ++self->births;
  node->topic_id = node->first_new = HELIO_ID_NONE;
  node->last_seq = G_MAXUINT64;
  node->name_length = (guint16) length;
  if (length <= HELIO_NODE_NAME_INLINE)
    memcpy (node->name.bytes, name, length);
  else {
    node->name.pointer = g_memdup2 (name, length);
    self->bytes += length + 16;
  }
  node->next_new = above->first_new;
  above->first_new = number;
  if (number < self->n_ranks)
    self->ranks[number] = HELIO_NODE_UNRANKED;
  helio_id_table_add (&self->by_name, hash_name (self, parent, name, length), number);
  self->n++;
  return number;
}

void
helio_topic_nodes_kill (HelioTopicNodes *self, guint32 number)
{
  HelioTopicNode *node = helio_topic_nodes_at (self, number);

  helio_id_table_remove (
      &self->by_name,
      hash_name (self, node->parent, helio_topic_node_get_name (node), node->name_length),
      number);
  node->flags &= (guint16) ~HELIO_NODE_LIVE;
  self->n--;
}

/* ── order ── */

/* The run of digits at @s, without leading zeros. */
static gsize
digits (const char *s, gsize length, gsize *zeros)
{
  gsize n = 0;

  *zeros = 0;
  while (*zeros + 1 < length && s[*zeros] == '0' && g_ascii_isdigit (s[*zeros + 1]))
    (*zeros)++;
  while (*zeros + n < length && g_ascii_isdigit (s[*zeros + n]))
    n++;
  return n;
}

static int
compare_names (const char *a, gsize a_length, const char *b, gsize b_length)
{
  gsize i = 0, j = 0;
  int order;

  while (i < a_length && j < b_length) {
    if (g_ascii_isdigit (a[i]) && g_ascii_isdigit (b[j])) {
      gsize a_zeros, b_zeros;
      gsize m = digits (a + i, a_length - i, &a_zeros);
      gsize n = digits (b + j, b_length - j, &b_zeros);

      if (m != n)
        return m < n ? -1 : 1;
      order = memcmp (a + i + a_zeros, b + j + b_zeros, m);
      if (order != 0)
        return order;
      i += a_zeros + m;
      j += b_zeros + n;
    } else {
      guint8 c = (guint8) g_ascii_tolower (a[i++]), d = (guint8) g_ascii_tolower (b[j++]);

      if (c != d)
        return c < d ? -1 : 1;
    }
  }
  if (i < a_length || j < b_length)
    return j < b_length ? -1 : 1;
  /* Equal but for case and zeros: any order, as long as it is one. */
  order = memcmp (a, b, MIN (a_length, b_length));
  return order != 0 || a_length == b_length ? order : (a_length < b_length ? -1 : 1);
}

int
helio_topic_nodes_compare_names (const HelioTopicNodes *self, guint32 a, guint32 b)
{
  const HelioTopicNode *x = helio_topic_nodes_at (self, a), *y = helio_topic_nodes_at (self, b);

  return compare_names (helio_topic_node_get_name (x),
                        x->name_length,
                        helio_topic_node_get_name (y),
                        y->name_length);
}

static guint32
rank_of (const HelioTopicNodes *self, guint32 number)
{
  return number < self->n_ranks ? self->ranks[number] : HELIO_NODE_UNRANKED;
}

int
helio_topic_nodes_compare_siblings (const HelioTopicNodes *self, guint32 a, guint32 b)
{
  const guint32 x = rank_of (self, a), y = rank_of (self, b);

  return x != y ? (x < y ? -1 : 1) : helio_topic_nodes_compare_names (self, a, b);
}

int
helio_topic_nodes_compare (const HelioTopicNodes *self, guint32 a, guint32 b)
{
  const HelioTopicNode *x = helio_topic_nodes_at (self, a), *y = helio_topic_nodes_at (self, b);
  guint8 x_depth = x->depth, y_depth = y->depth;

  for (; x->depth > y_depth; x = helio_topic_nodes_at (self, a))
    a = x->parent;
  for (; y->depth > x_depth; y = helio_topic_nodes_at (self, b))
    b = y->parent;
  if (a == b) /* one is above the other, or they are the same */
    return (int) x_depth - (int) y_depth;
  while (x->parent != y->parent) {
    a = x->parent;
    b = y->parent;
    x = helio_topic_nodes_at (self, a);
    y = helio_topic_nodes_at (self, b);
  }
  return helio_topic_nodes_compare_siblings (self, a, b);
}

static int
compare_numbers (gconstpointer a, gconstpointer b, gpointer data)
{
  HelioTopicNodes *self = data;

  self->n_compared++;
  return helio_topic_nodes_compare_siblings (self, *(const guint32 *) a, *(const guint32 *) b);
}

static void
grow (HelioTopicNodes *self, HelioTopicNode *node, guint32 n)
{
  guint32 size = node->size;

  if (n <= size)
    return;
  /* Small branches exactly, large ones with room. */
  size = n < 16 ? n : MAX (n, size + size / 4);
  self->bytes += (size - node->size) * sizeof (guint32);
  node->children = g_renew (guint32, node->children, size);
  node->size = size;
}

/* The first of the children [@low, @high) that is not before @number; @high: all are. */
static guint32
find_child_position (HelioTopicNodes *self,
                     const guint32 *children,
                     guint32 low,
                     guint32 high,
                     guint32 number)
{
  while (low < high) {
    guint32 middle = low + (high - low) / 2;

    if (compare_numbers (&children[middle], &number, self) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The same for [0, @end), in steps that grow: many newcomers of few children do not each halve them all. */
static guint32
find_from_back (HelioTopicNodes *self, const guint32 *children, guint32 end, guint32 number)
{
  guint32 step = 1;

  while (step <= end && compare_numbers (&children[end - step], &number, self) > 0) {
    end -= step;
    step *= 2;
  }
  return find_child_position (self, children, step <= end ? end - step + 1 : 0, end, number);
}

void
helio_topic_nodes_merge (HelioTopicNodes *self, guint32 parent)
{
  g_autoptr (GArray) fresh = g_array_new (FALSE, FALSE, sizeof (guint32));
  HelioTopicNode *node = helio_topic_nodes_at (self, parent);
  guint32 number = node->first_new, end;

  while (number != HELIO_ID_NONE) {
    HelioTopicNode *child = helio_topic_nodes_at (self, number);

    g_array_append_val (fresh, number);
    number = child->next_new;
    child->next_new = HELIO_ID_NONE;
  }
  node->first_new = HELIO_ID_NONE;
  if (fresh->len == 0)
    return;
  g_array_sort_with_data (fresh, compare_numbers, self);
  grow (self, node, node->n_children + fresh->len);

  /* From the back, so that it needs no second array. */
  end = node->n_children;
  node->n_children += fresh->len;
  for (guint i = fresh->len; i > 0; i--) {
    guint32 last = g_array_index (fresh, guint32, i - 1);
    guint32 position = find_from_back (self, node->children, end, last);

    memmove (node->children + position + i,
             node->children + position,
             (end - position) * sizeof (guint32));
    node->children[position + i - 1] = last;
    end = position;
  }
}

static void
give_back (HelioTopicNodes *self, guint32 number)
{
  clear_node (self, helio_topic_nodes_at (self, number));
  g_array_append_val (self->free_numbers, number);
}

/* Goes through all children: for many that go. */
static void
sweep (HelioTopicNodes *self, HelioTopicNode *node)
{
  guint32 kept = 0;

  for (guint32 i = 0; i < node->n_children; i++) {
    guint32 number = node->children[i];

    if (helio_topic_nodes_at (self, number)->flags & HELIO_NODE_LIVE)
      node->children[kept++] = number;
    else
      give_back (self, number);
  }
  node->n_children = kept;
}

void
helio_topic_nodes_bury (HelioTopicNodes *self, guint32 parent, guint32 *dead, guint n)
{
  HelioTopicNode *node = helio_topic_nodes_at (self, parent);
  guint32 *children = node->children;
  guint32 to = 0, from = 0;

  if (n > node->n_children / SWEEP_SHARE) {
    sweep (self, node);
    return;
  }
  g_qsort_with_data (dead, (int) n, sizeof *dead, compare_numbers, self);
  for (guint i = 0; i < n; i++) {
    guint32 at = find_child_position (self, children, from, node->n_children, dead[i]);

    memmove (children + to, children + from, (at - from) * sizeof *children);
    to += at - from;
    from = at + 1;
  }
  memmove (children + to, children + from, (node->n_children - from) * sizeof *children);
  node->n_children -= n;
  /* Their names were needed until here. */
  for (guint i = 0; i < n; i++)
    give_back (self, dead[i]);
}

void
helio_topic_nodes_get_path (const HelioTopicNodes *self, guint32 number, GString *path)
{
  const HelioTopicNode *chain[HELIO_TOPIC_DEPTH_MAX + 1];
  guint n = 0;

  for (; number != HELIO_NODE_ROOT && n < G_N_ELEMENTS (chain); n++) {
    chain[n] = helio_topic_nodes_at (self, number);
    number = chain[n]->parent;
  }
  g_string_truncate (path, 0);
  while (n-- > 0) {
    g_string_append_len (path, helio_topic_node_get_name (chain[n]), chain[n]->name_length);
    if (n > 0)
      g_string_append_c (path, '/');
  }
}
