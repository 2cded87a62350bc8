// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a plan expects, what its rules predict and what the broker did: as a matrix or as a list of differences, with
 * the evidence beside it; and running the plan. */

#include "ui/access/helio-access-run.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_ACCESS_RESULTS (helio_access_results_get_type ())
G_DECLARE_FINAL_TYPE (HelioAccessResults, helio_access_results, HELIO, ACCESS_RESULTS, AdwBin)

/* Signal "sign-in" (guint: a user of the plan that is shown). */
GtkWidget *helio_access_results_new (HelioAccessRun *run);
/* This user of the plan that is shown has signed in since it ran. */
void helio_access_results_settle (HelioAccessResults *self, guint user);
/* Opens the evidence of a check. */
void helio_access_results_open (HelioAccessResults *self, guint check);

G_END_DECLS
