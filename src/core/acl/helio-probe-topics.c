// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-probe-topics.h"

#include "core/mqtt/helio-topic.h"
#include "core/policy/helio-predictor.h"

#include <string.h>

/* Names no level of anybody's, so only a wildcard stands for it. */
#define LEVEL "heliograph-probe"
/* Levels that "#" is tried with: one rule of "+" must not pass for all of it. */
static const guint depths[] = {1, 0, 3};

static gboolean
add (GPtrArray *topics, const char *filter, char *topic_taken)
{
  g_autofree char *topic = topic_taken;

  if (topics->len >= HELIO_PROBE_TOPICS_MAX || !helio_topic_validate_name (topic, NULL) ||
      !helio_topic_matches (filter, topic) ||
      g_ptr_array_find_with_equal_func (topics, topic, g_str_equal, NULL))
    return FALSE;
  g_ptr_array_add (topics, g_steal_pointer (&topic));
  return TRUE;
}

static char *
make_topic (const char *filter, guint depth)
{
  g_auto (GStrv) levels = g_strsplit (filter, "/", -1);
  g_autoptr (GString) topic = g_string_new (NULL);

  for (guint i = 0; levels[i] != NULL; i++) {
    gboolean rest = strcmp (levels[i], "#") == 0;
    guint n = rest ? depth : 1;

    for (guint k = 0; k < n; k++) {
      if (i > 0 || k > 0)
        g_string_append_c (topic, '/');
      g_string_append (topic, rest || strcmp (levels[i], "+") == 0 ? LEVEL : levels[i]);
    }
  }
  return g_string_free (g_steal_pointer (&topic), FALSE);
}

/* One that both filters match, if there is one. (transfer full) */
static char *
intersect (const char *one, const char *other)
{
  g_auto (GStrv) a = g_strsplit (one, "/", -1);
  g_auto (GStrv) b = g_strsplit (other, "/", -1);
  g_autoptr (GString) topic = g_string_new (NULL);
  gboolean a_rest = FALSE, b_rest = FALSE;

  for (guint i = 0; (a_rest || a[i] != NULL) && (b_rest || b[i] != NULL); i++) {
    const char *level;

    a_rest = a_rest || strcmp (a[i], "#") == 0;
    b_rest = b_rest || strcmp (b[i], "#") == 0;
    level = !a_rest && strcmp (a[i], "+") != 0   ? a[i]
            : !b_rest && strcmp (b[i], "+") != 0 ? b[i]
                                                 : LEVEL;
    if (i > 0)
      g_string_append_c (topic, '/');
    g_string_append (topic, level);
    if (a_rest && b_rest)
      break;
  }
  return g_string_free (g_steal_pointer (&topic), FALSE);
}

GStrv
helio_probe_topics_choose (const char *filter, HelioRules *rules, const char *name)
{
  g_autoptr (GPtrArray) topics = g_ptr_array_new ();
  const char *wanted = helio_topic_strip_share (filter);

  for (gsize i = 0; i < G_N_ELEMENTS (depths); i++)
    add (topics, wanted, make_topic (wanted, depths[i]));
  for (guint i = 0; rules != NULL && i < helio_rules_get_length (rules); i++) {
    const HelioRule *rule = helio_rules_get (rules, i);
    char *topic;

    if ((rule->permission & HELIO_PERMISSION_SUBSCRIBE) == 0 ||
        (name != NULL && !helio_user_pattern_matches (rule->user, name)))
      continue;
    if (helio_topic_covers (rule->topic, wanted) || !helio_topic_overlaps (rule->topic, wanted))
      continue;
    topic = intersect (wanted, rule->topic);
    if (helio_topic_matches (rule->topic, topic))
      add (topics, wanted, topic);
    else
      g_free (topic);
  }
  g_ptr_array_add (topics, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&topics), FALSE);
}
