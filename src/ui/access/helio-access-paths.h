// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The files that a plan names, when it goes into another folder. */

#include "core/acl/helio-plan.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* @target as one names it from @folder: by a relative path, unless the two have nothing in common.
 * Returns: (transfer full). */
char *helio_access_name_file (GFile *folder, GFile *target);

/* @plan with the same files, named from folder @to instead of @from. @rules_path, @rules: as
 * helio_plan_builder_set_rules(). Returns: (transfer full). */
HelioPlan *helio_access_move_plan (HelioPlan *plan,
                                   GFile *from,
                                   GFile *to,
                                   const char *rules_path,
                                   HelioRules *rules);

G_END_DECLS
