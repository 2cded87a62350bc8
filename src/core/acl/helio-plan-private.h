// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/acl/helio-plan.h"
#include "core/base/helio-json.h"

G_BEGIN_DECLS

#define HELIO_PLAN_TEXT_MAX 65535

struct _HelioPlan {
  gatomicrefcount ref_count;
  GPtrArray *users;  /* HelioPlanUser */
  GArray *checks;    /* HelioPlanCheck */
  GHashTable *known; /* of the checks: user, action and topic → index + 1; NULL once it is made */
  int witness_index;
  HelioRules *rules;
  char *rules_path;
};

HelioPlan *helio_plan_new (void);
/* The user with everything of @base. */
void helio_plan_take_users (HelioPlan *self, const HelioPlan *base);
/* @place is copied. FALSE with the fault: too many, or there with another expectation. */
gboolean helio_plan_add_check (HelioPlan *self,
                               guint user,
                               HelioAction action,
                               const char *topic,
                               HelioVerdict expect,
                               const char *place,
                               GError **error);
HelioPlanUser *helio_plan_user_copy (const HelioPlanUser *user);
void helio_plan_user_free (HelioPlanUser *user);
/* Of "known". Returns: (transfer full). */
char *helio_plan_make_key (guint user, HelioAction action, const char *topic);
/* A user as in a file, without the name: only what differs from the default. Returns: (transfer full). */
HelioJson *helio_plan_user_to_json (const HelioPlanUser *user);
/* A GCompareFunc of texts in a GPtrArray. */
int helio_plan_compare_texts (gconstpointer a, gconstpointer b);
/* RFC 4180; then @after. */
void helio_plan_append_csv_field (GString *out, const char *text, const char *after);
/* The rows of a CSV, of cells copied from a spreadsheet, too; empty ones are left out, and the blanks around a field
 * without quotation marks. Returns: (transfer full)
 * (element-type GStrv): NULL with HELIO_ERROR_INVALID_DATA for what cannot be split. */
GPtrArray *helio_plan_split_csv (const char *text, gsize length, GError **error);
/* (nullable): what is wrong with @topic for @action, as a new error. */
GError *helio_plan_check_topic (HelioAction action, const char *topic);
/* "“allow” or “deny”" and the like, for messages. Returns: (transfer full). */
char *helio_plan_describe_actions (void);

gboolean helio_plan_read_json (HelioPlan *self,
                               const char *text,
                               gsize length,
                               gboolean users_only,
                               GError **error);
gboolean helio_plan_read_csv (HelioPlan *self, const char *text, gsize length, GError **error);

G_END_DECLS
