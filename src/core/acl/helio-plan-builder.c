// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-plan-builder.h"

#include "core/acl/helio-plan-private.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SHOWN_MAX 60

struct _HelioPlanBuilder {
  HelioPlan *plan; /* only ours; with "known" */
};

/* A plan that is only ours, with everything of @base. */
static HelioPlan *
copy_plan (const HelioPlan *base)
{
  HelioPlan *plan = helio_plan_new ();

  helio_plan_take_users (plan, base);
  for (guint i = 0; i < base->checks->len; i++) {
    const HelioPlanCheck *check = helio_plan_get_check (base, i);

    helio_plan_add_check (plan,
                          check->user,
                          check->action,
                          check->topic,
                          check->expect,
                          check->place,
                          NULL);
  }
  return plan;
}

HelioPlanBuilder *
helio_plan_builder_new (const HelioPlan *base)
{
  HelioPlanBuilder *self = g_new0 (HelioPlanBuilder, 1);

  self->plan = base != NULL ? copy_plan (base) : helio_plan_new ();
  return self;
}

void
helio_plan_builder_free (HelioPlanBuilder *self)
{
  helio_plan_unref (self->plan);
  g_free (self);
}

/* A user is judged by the reader of files, so that whatever is built can be saved and read. */
int
helio_plan_builder_add_user (HelioPlanBuilder *self, const HelioPlanUser *user, GError **error)
{
  g_autoptr (HelioJson) users = helio_json_new_object ();
  g_autoptr (HelioJson) root = helio_json_new_object ();
  g_autoptr (HelioPlan) read = NULL;
  g_autofree char *text = NULL;

  if (helio_plan_find_user (self->plan, user->name) >= 0) {
    g_autofree char *shown = helio_printable (user->name, -1, SHOWN_MAX);

    helio_error_set (error,
                     HELIO_ERROR_INVALID_DATA,
                     C_ ("plan", "Choose another name; it need not be the MQTT username."),
                     C_ ("plan", "There is a user “%s” already."),
                     shown);
    return -1;
  }
  if (self->plan->users->len >= HELIO_PLAN_USERS_MAX) {
    helio_error_set (error,
                     HELIO_ERROR_TOO_LARGE,
                     C_ ("plan", "Make several plans of it."),
                     C_ ("plan", "There are more than %d users."),
                     HELIO_PLAN_USERS_MAX);
    return -1;
  }
  helio_json_set_integer (root, "version", 1);
  helio_json_set (users, user->name, helio_plan_user_to_json (user));
  helio_json_set (root, "users", g_steal_pointer (&users));
  text = helio_json_to_text (root, FALSE);
  read = helio_plan_parse_users (text, strlen (text), error);
  if (read == NULL)
    return -1;
  g_ptr_array_add (self->plan->users, g_ptr_array_steal_index (read->users, 0));
  return (int) self->plan->users->len - 1;
}

void
helio_plan_builder_set_witness (HelioPlanBuilder *self, int user)
{
  g_return_if_fail (user >= -1 && user < (int) self->plan->users->len);
  self->plan->witness_index = user;
}

void
helio_plan_builder_set_rules (HelioPlanBuilder *self, const char *path, HelioRules *rules)
{
  helio_set_str (&self->plan->rules_path, path);
  if (rules != NULL)
    helio_rules_ref (rules);
  g_clear_pointer (&self->plan->rules, helio_rules_unref);
  self->plan->rules = rules;
}

/* Index + 1; 0: not there. */
static guint
find (HelioPlanBuilder *self, guint user, HelioAction action, const char *topic)
{
  g_autofree char *key = helio_plan_make_key (user, action, topic);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->plan->known, key));
}

static gboolean
add (HelioPlanBuilder *self,
     guint user,
     HelioAction action,
     const char *topic,
     HelioVerdict expect,
     GError **error)
{
  g_autofree char *place = g_strdup_printf ("$.checks[%u]", self->plan->checks->len);

  return helio_plan_add_check (self->plan, user, action, topic, expect, place, error);
}

gboolean
helio_plan_builder_set_check (HelioPlanBuilder *self,
                              guint user,
                              HelioAction action,
                              const char *topic,
                              HelioVerdict expect,
                              GError **error)
{
  guint known;

  g_return_val_if_fail (user < self->plan->users->len, FALSE);
  known = find (self, user, action, topic);
  if (known == 0)
    return add (self, user, action, topic, expect, error);
  g_array_index (self->plan->checks, HelioPlanCheck, known - 1).expect = expect;
  return TRUE;
}

gboolean
helio_plan_builder_remove_check (HelioPlanBuilder *self,
                                 guint user,
                                 HelioAction action,
                                 const char *topic)
{
  guint known = find (self, user, action, topic);
  HelioPlan *before = self->plan;

  if (known == 0)
    return FALSE;
  /* Whatever comes after it has another index and place now. */
  g_array_remove_index (before->checks, known - 1);
  g_hash_table_remove_all (before->known);
  for (guint i = 0; i < before->checks->len; i++) {
    HelioPlanCheck *check = &g_array_index (before->checks, HelioPlanCheck, i);

    g_free (check->place);
    check->place = g_strdup_printf ("$.checks[%u]", i);
    g_hash_table_insert (before->known,
                         helio_plan_make_key (check->user, check->action, check->topic),
                         GUINT_TO_POINTER (i + 1));
  }
  return TRUE;
}

gboolean
helio_plan_builder_add_product (HelioPlanBuilder *self,
                                const guint *users,
                                guint n_users,
                                const HelioAction *actions,
                                guint n_actions,
                                const char *const *topics,
                                HelioVerdict expect,
                                GError **error)
{
  for (guint u = 0; u < n_users; u++)
    for (guint a = 0; a < n_actions; a++)
      for (guint t = 0; topics[t] != NULL; t++) {
        if (find (self, users[u], actions[a], topics[t]) != 0 ||
            (helio_action_writes (actions[a]) && strpbrk (topics[t], "+#") != NULL))
          continue;
        if (!add (self, users[u], actions[a], topics[t], expect, error))
          return FALSE;
      }
  return TRUE;
}

HelioPlan *
helio_plan_builder_get_plan (HelioPlanBuilder *self)
{
  HelioPlan *plan = copy_plan (self->plan);

  g_clear_pointer (&plan->known, g_hash_table_unref);
  return plan;
}

HelioPlan *
helio_plan_new_from_report (HelioReport *report, HelioPlanOrigin origin, guint *n_kept)
{
  HelioPlan *plan = copy_plan (helio_report_get_plan (report));
  guint kept = 0;

  for (guint i = 0; i < plan->checks->len; i++) {
    const HelioResult *result = helio_report_get_result (report, i);
    HelioVerdict verdict = origin == HELIO_PLAN_FROM_PREDICTION
                               ? helio_result_get_predicted (result)
                               : result->observed;

    if (verdict == HELIO_VERDICT_UNKNOWN)
      kept++;
    else
      g_array_index (plan->checks, HelioPlanCheck, i).expect = verdict;
  }
  g_clear_pointer (&plan->known, g_hash_table_unref);
  if (n_kept != NULL)
    *n_kept = kept;
  return plan;
}
