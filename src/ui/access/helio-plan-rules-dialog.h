// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Checks from rules: users × topics × actions, and what the rules say as the expectation. */

#include "core/acl/helio-plan-draft.h"
#include "core/profile/helio-profile-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PLAN_RULES_DIALOG (helio_plan_rules_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HelioPlanRulesDialog,
                      helio_plan_rules_dialog,
                      HELIO,
                      PLAN_RULES_DIALOG,
                      AdwWindow)

/* Signal "added" (guint: how many); what is in the draft already stays as it is. @folder: (nullable): of the plan. */
GtkWidget *helio_plan_rules_dialog_new (HelioPlanDraft *draft,
                                        HelioRules *rules,
                                        HelioProfileStore *profiles,
                                        const char *folder);

G_END_DECLS
