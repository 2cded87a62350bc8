// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-paths.h"

#include "core/acl/helio-plan-builder.h"
#include "core/profile/helio-profile-store.h"

/* A path with more "../" than this is no easier to read than an absolute one. */
#define CLIMB_MAX 8

char *
helio_access_name_file (GFile *folder, GFile *target)
{
  g_autoptr (GFile) above = g_object_ref (folder);
  g_autoptr (GString) climb = g_string_new (NULL);
  char *path;

  for (guint i = 0; i <= CLIMB_MAX; i++) {
    g_autofree char *below = g_file_get_relative_path (above, target);
    GFile *parent = g_file_get_parent (above);

    /* The root is what any two folders have in common. */
    if (below != NULL && (parent != NULL || i == 0)) {
      g_clear_object (&parent);
      return g_strconcat (climb->str, below, NULL);
    }
    if (parent == NULL)
      break;
    g_object_unref (above);
    above = parent;
    g_string_append (climb, "../");
  }
  path = g_file_get_path (target);
  return path != NULL ? path : g_file_get_uri (target);
}

/* @path: (nullable). Returns: (transfer full) (nullable). */
static char *
move_path (const char *path, GFile *from, GFile *to)
{
  g_autoptr (GFile) target = NULL;

  if (path == NULL || g_path_is_absolute (path))
    return g_strdup (path);
  target = g_file_resolve_relative_path (from, path);
  return helio_access_name_file (to, target);
}

static char *
move_profile (const char *profile, GFile *from, GFile *to)
{
  char *moved, *marked;

  if (profile == NULL || !helio_profile_is_file_name (profile))
    return g_strdup (profile);
  moved = move_path (profile, from, to);
  if (helio_profile_is_file_name (moved))
    return moved;
  /* Without a "/" it would be the name of a stored one. */
  marked = g_strconcat ("./", moved, NULL);
  g_free (moved);
  return marked;
}

HelioPlan *
helio_access_move_plan (HelioPlan *plan,
                        GFile *from,
                        GFile *to,
                        const char *rules_path,
                        HelioRules *rules)
{
  g_autoptr (HelioPlanBuilder) builder = helio_plan_builder_new (NULL);

  for (guint i = 0; i < helio_plan_get_n_users (plan); i++) {
    HelioPlanUser user = *helio_plan_get_user (plan, i);
    g_autofree char *profile = move_profile (user.profile, from, to);
    g_autofree char *ca_file = move_path (user.ca_file, from, to);

    user.profile = profile;
    user.ca_file = ca_file;
    helio_plan_builder_add_user (builder, &user, NULL);
  }
  helio_plan_builder_set_witness (builder, helio_plan_get_witness (plan));
  helio_plan_builder_set_rules (builder, rules_path, rules);
  for (guint i = 0; i < helio_plan_get_n_checks (plan); i++) {
    const HelioPlanCheck *check = helio_plan_get_check (plan, i);

    helio_plan_builder_set_check (builder,
                                  check->user,
                                  check->action,
                                  check->topic,
                                  check->expect,
                                  NULL);
  }
  return helio_plan_builder_get_plan (builder);
}
