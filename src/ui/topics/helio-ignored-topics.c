// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/topics/helio-ignored-topics.h"

#include "ui/base/helio-settings.h"

#define KEY "ignored-topics"

typedef struct {
  GSettings *settings;
  char *id;
} Keep;

static void
keep_free (gpointer data, GClosure *closure)
{
  Keep *self = data;

  g_object_unref (self->settings);
  g_free (self->id);
  g_free (self);
}

static void
on_changed (HelioTopicTree *tree, GParamSpec *pspec, Keep *keep)
{
  const char *const *filters = helio_topic_tree_get_ignored (tree);

  helio_settings_set_of_profile (keep->settings,
                                 KEY,
                                 keep->id,
                                 filters[0] != NULL ? g_variant_new_strv (filters, -1) : NULL);
}

void
helio_ignored_topics_keep (HelioTopicTree *tree,
                           GSettings *settings,
                           const char *id,
                           gpointer owner)
{
  g_autoptr (GVariant) remembered = NULL;
  GClosure *closure;
  Keep *keep;

  if (settings == NULL || id == NULL)
    return;
  remembered = helio_settings_get_of_profile (settings, KEY, id);
  if (remembered != NULL) {
    g_autofree const char **filters = g_variant_get_strv (remembered, NULL);

    helio_topic_tree_set_ignored (tree, filters);
  }
  keep = g_new0 (Keep, 1);
  keep->settings = g_object_ref (settings);
  keep->id = g_strdup (id);
  closure = g_cclosure_new (G_CALLBACK (on_changed), keep, keep_free);
  g_object_watch_closure (owner, closure);
  g_signal_connect_closure (tree, "notify::ignored", closure, FALSE);
}

void
helio_ignored_topics_forget_removed (GSettings *settings, HelioProfileStore *profiles)
{
  helio_settings_forget_removed (settings, KEY, profiles);
}
