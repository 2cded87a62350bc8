// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-effective.h"

#include "core/acl/helio-plan-builder.h"
#include "core/connection/helio-subscription.h"
#include "core/mqtt/helio-topic.h"

#include <string.h>

/* Of one level; the tree looks at no more either. */
#define CHILDREN_MAX 1000
#define LEVELS_MAX 32

static void
topic_free (gpointer data)
{
  HelioEffectiveTopic *topic = data;

  g_free (topic->topic);
  g_free (topic);
}

typedef struct {
  HelioTopicTree *tree;
  GPtrArray *topics; /* HelioEffectiveTopic */
  GHashTable *known; /* topic → HelioEffectiveTopic */
  guint max;
  gboolean more;
} Collection;

/* "more" is set where there is no room. */
static void
add (Collection *self, const char *name, HelioEffectiveOrigin origin)
{
  HelioEffectiveTopic *topic = g_hash_table_lookup (self->known, name);

  if (topic != NULL) {
    topic->origin |= origin;
    return;
  }
  if (self->topics->len >= self->max) {
    self->more = TRUE;
    return;
  }
  topic = g_new0 (HelioEffectiveTopic, 1);
  topic->topic = g_strdup (name);
  topic->origin = origin;
  g_ptr_array_add (self->topics, topic);
  g_hash_table_insert (self->known, topic->topic, topic);
}

static void
add_filter (Collection *self, const char *filter, HelioEffectiveOrigin origin)
{
  if (helio_topic_validate_filter (filter, NULL) && !helio_topic_is_shared (filter))
    add (self, filter, origin);
}

/* @branch: "" or with a slash at its end. */
static void
add_topics (Collection *self, const char *branch, guint level)
{
  g_auto (GStrv) children = helio_topic_tree_complete (self->tree, branch, CHILDREN_MAX);

  for (guint i = 0; children[i] != NULL && level < LEVELS_MAX && !self->more; i++)
    if (!g_str_has_suffix (children[i], "/"))
      add (self, children[i], HELIO_EFFECTIVE_SEEN);
    else if (strlen (children[i]) > strlen (branch))
      add_topics (self, children[i], level + 1);
}

/* A branch may be a topic itself, too. */
static gboolean
is_topic (HelioTopicTree *tree, const char *name)
{
  guint32 node = helio_topic_tree_find (tree, name);
  HelioTopicRow row = {0};
  gboolean is;

  if (node == G_MAXUINT32 || !helio_topic_tree_get_row (tree, node, &row))
    return FALSE;
  is = row.has_value;
  helio_topic_row_clear (&row);
  return is;
}

static void
add_branches (Collection *self, const char *const *branches)
{
  if (branches == NULL) {
    add_topics (self, "", 0);
    return;
  }
  for (guint i = 0; branches[i] != NULL; i++) {
    g_autofree char *filter = g_strconcat (branches[i], "/#", NULL);

    add_filter (self, filter, HELIO_EFFECTIVE_BRANCH);
  }
  for (guint i = 0; branches[i] != NULL && !self->more; i++) {
    g_autofree char *below = g_strconcat (branches[i], "/", NULL);

    if (is_topic (self->tree, branches[i]))
      add (self, branches[i], HELIO_EFFECTIVE_SEEN);
    add_topics (self, below, 0);
  }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const HelioEffectiveTopic *left = *(HelioEffectiveTopic *const *) a;
  const HelioEffectiveTopic *right = *(HelioEffectiveTopic *const *) b;

  return strcmp (left->topic, right->topic);
}

GPtrArray *
helio_effective_collect (const HelioEffectiveSources *sources, gboolean *more)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  Collection self = {
      .tree = sources->tree,
      .topics = g_ptr_array_new_with_free_func (topic_free),
      .known = known,
      .max = sources->max_topics > 0 ? sources->max_topics : HELIO_EFFECTIVE_TOPICS_MAX,
  };

  for (guint i = 0; sources->claim != NULL && sources->claim[i] != NULL; i++)
    add_filter (&self, sources->claim[i], HELIO_EFFECTIVE_CLAIM);
  for (guint i = 0;
       sources->subscriptions != NULL && i < g_list_model_get_n_items (sources->subscriptions);
       i++) {
    g_autoptr (HelioSubscription) subscription = g_list_model_get_item (sources->subscriptions, i);

    add_filter (&self,
                helio_topic_strip_share (helio_subscription_get_filter (subscription)),
                HELIO_EFFECTIVE_SUBSCRIPTION);
  }
  if (self.tree != NULL)
    add_branches (&self, sources->branches);
  g_ptr_array_sort (self.topics, compare);
  if (more != NULL)
    *more = self.more;
  return self.topics;
}

GStrv
helio_effective_list_branches (HelioTopicTree *tree, guint max)
{
  g_auto (GStrv) found = helio_topic_tree_complete (tree, "", max);
  g_autoptr (GStrvBuilder) branches = g_strv_builder_new ();
  g_autofree char *last = NULL;

  /* A level that is a topic and a branch is there twice; a chain of branches ends in its last. */
  for (guint i = 0; found[i] != NULL; i++) {
    g_autofree char *name = g_strdup (found[i]);

    if (g_str_has_suffix (name, "/") && name[1] != '\0')
      name[strlen (name) - 1] = '\0';
    if (g_strcmp0 (name, last) != 0)
      g_strv_builder_add (branches, name);
    g_free (last);
    last = g_steal_pointer (&name);
  }
  return g_strv_builder_end (branches);
}

HelioPlan *
helio_effective_make_plan (GPtrArray *topics,
                           const HelioPlanUser *user,
                           gboolean publish,
                           GError **error)
{
  g_autoptr (HelioPlanBuilder) builder = helio_plan_builder_new (NULL);
  const int index = helio_plan_builder_add_user (builder, user, error);

  if (index < 0)
    return NULL;
  for (guint i = 0; i < topics->len; i++) {
    const HelioEffectiveTopic *topic = g_ptr_array_index (topics, i);

    if (!helio_plan_builder_set_check (builder,
                                       (guint) index,
                                       HELIO_ACTION_SUBSCRIBE,
                                       topic->topic,
                                       HELIO_VERDICT_UNKNOWN,
                                       error))
      return NULL;
    if (publish && topic->topic[0] != '$' && helio_topic_validate_name (topic->topic, NULL) &&
        !helio_plan_builder_set_check (builder,
                                       (guint) index,
                                       HELIO_ACTION_PUBLISH,
                                       topic->topic,
                                       HELIO_VERDICT_UNKNOWN,
                                       error))
      return NULL;
  }
  return helio_plan_builder_get_plan (builder);
}
