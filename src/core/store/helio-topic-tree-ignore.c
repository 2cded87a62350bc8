// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-topic.h"
#include "core/store/helio-topic-tree-private.h"

#include <glib/gi18n-lib.h>

/* So many nodes between two looks at the clock. */
#define BATCH 64

/* How many ignored topics there are on a node and below is kept beside the nodes, and only as long as something is
 * ignored: a node is hidden when that is all of them, so whatever else comes below it brings it back. */

static gboolean
matches (HelioTopicTree *self, const char *topic)
{
  for (guint i = 0; self->ignored[i] != NULL; i++)
    if (helio_topic_matches (self->ignored[i], topic))
      return TRUE;
  return FALSE;
}

static guint32 *
ignored_below (HelioTopicTree *self, guint32 number)
{
  if (self->n_ignored == NULL)
    self->n_ignored = g_array_new (FALSE, TRUE, sizeof (guint32));
  if (number >= self->n_ignored->len)
    g_array_set_size (self->n_ignored, MAX (self->nodes.end, number + 1));
  return &g_array_index (self->n_ignored, guint32, number);
}

/* @by: 1 or −1. */
static void
count (HelioTopicTree *self, guint32 number, int by)
{
  for (guint32 n = number; n != HELIO_ID_NONE; n = helio_topic_tree_at (self, n)->parent) {
    *ignored_below (self, n) += (guint32) by;
    helio_topic_tree_at (self, n)->generation = self->generation;
  }
}

/* On the way up from @number: branches that are left with nothing to show, or that have just got the first. */
static void
note (HelioTopicTree *self, guint32 number, guint32 left, GArray *nodes)
{
  for (guint32 n = number; n != HELIO_NODE_ROOT; n = helio_topic_tree_at (self, n)->parent)
    if (helio_topic_tree_at (self, n)->n_topics == helio_topic_tree_count_ignored (self, n) + left)
      g_array_append_val (nodes, n);
}

static void
set_ignored (HelioTopicTree *self, guint32 number, gboolean ignored)
{
  HelioTopicNode *node = helio_topic_tree_at (self, number);

  if (((node->flags & HELIO_NODE_IGNORED) != 0) == ignored)
    return;
  if (self->filtering)
    helio_topic_tree_unjudge (self, number);
  node->flags ^= HELIO_NODE_IGNORED;
  count (self, number, ignored ? 1 : -1);
  if (self->filtering)
    helio_topic_tree_judge (self, number);
  else if (ignored)
    note (self, number, 0, self->vanish);
  else
    note (self, number, 1, self->appear);
}

void
helio_topic_tree_ignore_attached (HelioTopicTree *self, guint32 number, const char *topic)
{
  if (self->ignored[0] != NULL && matches (self, topic))
    set_ignored (self, number, TRUE);
  else if (self->n_ignored != NULL && !self->filtering)
    note (self, number, 1, self->appear);
}

void
helio_topic_tree_ignore_detached (HelioTopicTree *self, guint32 number)
{
  HelioTopicNode *node = helio_topic_tree_at (self, number);

  if (node->flags & HELIO_NODE_IGNORED) {
    node->flags &= (guint16) ~HELIO_NODE_IGNORED;
    count (self, number, -1);
  } else if (self->n_ignored != NULL && !self->filtering)
    note (self, number, 0, self->vanish);
}

gboolean
helio_topic_tree_ignore_run (HelioTopicTree *self, gint64 deadline)
{
  if (!helio_topic_tree_is_ignoring (self))
    return FALSE;
  do {
    const guint32 end = MIN (self->ignore_at + BATCH, self->nodes.end);

    for (; self->ignore_at < end; self->ignore_at++) {
      const HelioTopicNode *node = helio_topic_nodes_get (&self->nodes, self->ignore_at);

      if (node == NULL || node->topic_id == HELIO_ID_NONE)
        continue;
      helio_topic_nodes_get_path (&self->nodes, self->ignore_at, self->path);
      set_ignored (self, self->ignore_at, matches (self, self->path->str));
    }
  } while (self->ignore_at < self->nodes.end && g_get_monotonic_time () < deadline);
  if (self->ignore_at >= self->nodes.end) {
    self->ignore_at = G_MAXUINT32;
    if (self->ignored[0] == NULL)
      g_clear_pointer (&self->n_ignored, g_array_unref);
  }
  return TRUE;
}

void
helio_topic_tree_ignore_reset (HelioTopicTree *self)
{
  g_clear_pointer (&self->n_ignored, g_array_unref);
  self->ignore_at = G_MAXUINT32;
}

/* ── from outside ── */

static void
take_filters (HelioTopicTree *self, GPtrArray *filters)
{
  g_ptr_array_add (filters, NULL);
  if (g_strv_equal ((const char *const *) filters->pdata, (const char *const *) self->ignored))
    return;
  g_strfreev (self->ignored);
  self->ignored = (GStrv) g_ptr_array_steal (filters, NULL);
  self->ignore_at = HELIO_NODE_ROOT + 1;
  g_object_notify (G_OBJECT (self), "ignored");
}

void
helio_topic_tree_set_ignored (HelioTopicTree *self, const char *const *filters)
{
  g_autoptr (GPtrArray) valid = g_ptr_array_new_with_free_func (g_free);

  g_return_if_fail (HELIO_IS_TOPIC_TREE (self));

  for (guint i = 0; filters != NULL && filters[i] != NULL; i++)
    if (valid->len < HELIO_TOPIC_IGNORED_MAX && helio_topic_validate_filter (filters[i], NULL) &&
        !g_ptr_array_find_with_equal_func (valid, filters[i], g_str_equal, NULL))
      g_ptr_array_add (valid, g_strdup (filters[i]));
  take_filters (self, valid);
}

const char *const *
helio_topic_tree_get_ignored (HelioTopicTree *self)
{
  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), NULL);
  return (const char *const *) self->ignored;
}

/* (element-type utf8) (transfer full), without @but (nullable). */
static GPtrArray *
copy_filters (HelioTopicTree *self, const char *but)
{
  GPtrArray *filters = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; self->ignored[i] != NULL; i++)
    if (g_strcmp0 (self->ignored[i], but) != 0)
      g_ptr_array_add (filters, g_strdup (self->ignored[i]));
  return filters;
}

gboolean
helio_topic_tree_ignore (HelioTopicTree *self, const char *filter, GError **error)
{
  g_autoptr (GPtrArray) filters = NULL;

  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), FALSE);

  if (!helio_topic_validate_filter (filter, error))
    return FALSE;
  if (g_strv_contains ((const char *const *) self->ignored, filter))
    return TRUE;
  filters = copy_filters (self, NULL);
  if (filters->len >= HELIO_TOPIC_IGNORED_MAX)
    return helio_error_set (
        error,
        HELIO_ERROR_INVALID_DATA,
        C_ ("topic tree", "Remove one, or write one with “+” or “#” in place of several."),
        C_ ("topic tree", "No more than %d filters can be ignored."),
        HELIO_TOPIC_IGNORED_MAX);
  g_ptr_array_add (filters, g_strdup (filter));
  take_filters (self, filters);
  return TRUE;
}

void
helio_topic_tree_stop_ignoring (HelioTopicTree *self, const char *filter)
{
  g_autoptr (GPtrArray) filters = NULL;

  g_return_if_fail (HELIO_IS_TOPIC_TREE (self));

  if (!g_strv_contains ((const char *const *) self->ignored, filter))
    return;
  filters = copy_filters (self, filter);
  take_filters (self, filters);
}

guint
helio_topic_tree_get_n_ignored (HelioTopicTree *self)
{
  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), 0);
  return helio_topic_tree_count_ignored (self, HELIO_NODE_ROOT);
}

gboolean
helio_topic_tree_is_ignored (HelioTopicTree *self, guint32 node)
{
  const HelioTopicNode *n;

  g_return_val_if_fail (HELIO_IS_TOPIC_TREE (self), FALSE);

  n = helio_topic_nodes_get (&self->nodes, node);
  return n != NULL && n->n_topics > 0 && helio_topic_tree_count_ignored (self, node) == n->n_topics;
}
