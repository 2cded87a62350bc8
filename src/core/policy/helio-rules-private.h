// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/helio-json.h"
#include "core/policy/helio-rules.h"

G_BEGIN_DECLS

struct _HelioRules {
  gatomicrefcount ref_count;
  GArray *rules;
  gboolean allow_by_default;
  gboolean has_default;
  gboolean is_default_open;
  GPtrArray *notes; /* char *; NULL at the end once it is made, or empty */
  char *policy;     /* (nullable): the whole policy, as JSON */
};

/* @place is "line 3" or "rules[2].topic": what a person looks for in the file. Always FALSE. */
gboolean
helio_rules_fault (GError **error, const char *place, const char *remedy, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
gboolean helio_rules_check_user (const char *user, const char *place, GError **error);
gboolean helio_rules_check_topic (const char *topic, const char *place, GError **error);
gboolean
helio_rules_check_default (const char *text, gboolean *allow, const char *place, GError **error);
/* Copies @rule. FALSE: there are too many. */
gboolean
helio_rules_add (HelioRules *self, const HelioRule *rule, const char *place, GError **error);

/* Whether it looks like a policy rather than the guide's rules. */
gboolean helio_policy_is_one (const HelioJson *root);
/* Into @self, which is empty. */
gboolean helio_policy_read (HelioRules *self, const HelioJson *root, GError **error);

G_END_DECLS
