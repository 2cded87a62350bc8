// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Making a plan by code instead of from a file: in a grid, from lists, or from what a report has found out. One
 * thread. */

#include "core/acl/helio-report.h"

G_BEGIN_DECLS

typedef struct _HelioPlanBuilder HelioPlanBuilder;

/* @base: (nullable): whose users, witness, rules and checks it begins with. */
HelioPlanBuilder *helio_plan_builder_new (const HelioPlan *base);
void helio_plan_builder_free (HelioPlanBuilder *self);

/* Copies @user. Returns: its index; -1 with HELIO_ERROR_INVALID_DATA that names the member as in a file, or where
 * the name is taken. */
int helio_plan_builder_add_user (HelioPlanBuilder *self, const HelioPlanUser *user, GError **error);
/* @user: index; -1: nobody. */
void helio_plan_builder_set_witness (HelioPlanBuilder *self, int user);
/* The path of a file as it is to be written, or rules to be written into the plan; (nullable) each. */
void helio_plan_builder_set_rules (HelioPlanBuilder *self, const char *path, HelioRules *rules);

/* A cell of a grid: adds the check, or changes what is expected of the one that is there.
 * FALSE with HELIO_ERROR_INVALID_DATA for a topic that cannot be, or TOO_LARGE. */
gboolean helio_plan_builder_set_check (HelioPlanBuilder *self,
                                       guint user,
                                       HelioAction action,
                                       const char *topic,
                                       HelioVerdict expect,
                                       GError **error);
/* FALSE: it was not there. */
gboolean helio_plan_builder_remove_check (HelioPlanBuilder *self,
                                          guint user,
                                          HelioAction action,
                                          const char *topic);
/* Every combination, as a "matrix" does it, except that a filter with wildcards is not combined with actions that
 * write: nobody can publish there. What is in the plan already keeps its expectation. */
gboolean helio_plan_builder_add_product (HelioPlanBuilder *self,
                                         const guint *users,
                                         guint n_users,
                                         const HelioAction *actions,
                                         guint n_actions,
                                         const char *const *topics,
                                         HelioVerdict expect,
                                         GError **error);

/* Returns: (transfer full): the plan as it is now; the builder can go on. */
HelioPlan *helio_plan_builder_get_plan (HelioPlanBuilder *self);

typedef enum {
  HELIO_PLAN_FROM_PREDICTION,  /* what the rules say should be true */
  HELIO_PLAN_FROM_OBSERVATION, /* what the broker does now is how it shall stay */
} HelioPlanOrigin;

/**
 * helio_plan_new_from_report:
 * @n_kept: (out) (optional): checks of which nothing is known; they keep the expectation that they have
 *
 * The report's plan, with what was predicted or observed as the expectation. Nothing is added to it or left out.
 * Returns: (transfer full).
 */
HelioPlan *helio_plan_new_from_report (HelioReport *report, HelioPlanOrigin origin, guint *n_kept);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioPlanBuilder, helio_plan_builder_free)

G_END_DECLS
