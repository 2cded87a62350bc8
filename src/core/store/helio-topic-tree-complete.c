// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-topic-tree-private.h"

#include <string.h>

/* So many siblings are looked at in one call: 2 or 3 ms. */
#define LOOKED_AT_MAX 100000

static gboolean
begins (const HelioTopicNode *node, const char *text, gsize length)
{
  const char *name = helio_topic_node_get_name (node);

  if (node->name_length < length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (g_ascii_tolower (name[i]) != g_ascii_tolower (text[i]))
      return FALSE;
  return TRUE;
}

/* A branch that has nothing but one branch in it is passed. */
static guint32
pass_single (HelioTopicTree *self, guint32 number)
{
  for (;;) {
    const HelioTopicNode *node = helio_topic_tree_at (self, number);

    if (node->topic_id != HELIO_ID_NONE || node->n_children != 1 ||
        !(helio_topic_tree_at (self, node->children[0])->flags & HELIO_NODE_LIVE))
      return number;
    number = node->children[0];
  }
}

static void
add (HelioTopicTree *self, GPtrArray *found, guint32 number, guint max)
{
  const HelioTopicNode *node;

  number = pass_single (self, number);
  node = helio_topic_tree_at (self, number);
  helio_topic_nodes_get_path (&self->nodes, number, self->path);
  if (node->topic_id != HELIO_ID_NONE)
    g_ptr_array_add (found, g_strndup (self->path->str, self->path->len));
  if (node->n_children > 0 && found->len < max)
    g_ptr_array_add (found, g_strconcat (self->path->str, "/", NULL));
}

GStrv
helio_topic_tree_complete (HelioTopicTree *self, const char *text, guint max)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  guint32 number = HELIO_NODE_ROOT;
  const char *rest = text;
  const HelioTopicNode *branch;
  gsize length;

  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), NULL);

  /* Down to the branch that the last slash closes. */
  for (guint depth = 1; number != HELIO_ID_NONE; depth++) {
    const char *next;

    length = helio_topic_level (rest, depth, &next);
    if (next == NULL)
      break;
    number = helio_topic_nodes_find_child (&self->nodes, number, rest, length);
    rest = next;
  }
  if (number != HELIO_ID_NONE) {
    branch = helio_topic_tree_at (self, number);
    length = strlen (rest);
    for (guint32 i = 0; i < MIN (branch->n_children, LOOKED_AT_MAX) && found->len < max; i++) {
      const HelioTopicNode *child = helio_topic_tree_at (self, branch->children[i]);

      if ((child->flags & HELIO_NODE_LIVE) && begins (child, rest, length))
        add (self, found, branch->children[i], max);
    }
  }
  g_ptr_array_add (found, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&found), FALSE);
}
