// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The checks of a plan in the making as rows, with what is wrong in each, and the fields that change those that are
 * selected. */

#include "core/acl/helio-plan-draft.h"
#include "core/store/helio-topic-tree.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PLAN_GRID (helio_plan_grid_get_type ())
G_DECLARE_FINAL_TYPE (HelioPlanGrid, helio_plan_grid, HELIO, PLAN_GRID, GtkWidget)

/* Actions: "plan-grid.add", "plan-grid.remove", "plan-grid.paste". Signal "paste" (const char *text). */
GtkWidget *helio_plan_grid_new (void);
void helio_plan_grid_set_draft (HelioPlanGrid *self, HelioPlanDraft *draft);
/* (nullable): where topics come from. */
void helio_plan_grid_set_tree (HelioPlanGrid *self, HelioTopicTree *tree);
/* And shows it. */
void helio_plan_grid_select (HelioPlanGrid *self, guint position);

G_END_DECLS
