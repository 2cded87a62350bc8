// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Why checks of some users could not be tried, a strip for each user with what helps. */

#include "core/acl/helio-report.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_ACCESS_FAULTS (helio_access_faults_get_type ())
G_DECLARE_FINAL_TYPE (HelioAccessFaults, helio_access_faults, HELIO, ACCESS_FAULTS, AdwBin)

/* Signal "sign-in" (guint user): the person wants to sign in as that user of the plan. */
GtkWidget *helio_access_faults_new (void);
/* Shows what the report has now; cheap where nothing was added. @report: (nullable) */
void helio_access_faults_update (HelioAccessFaults *self, HelioReport *report);
/* This user of the report has signed in meanwhile: what was missing is said no more, but that the plan has to run again. */
void helio_access_faults_settle (HelioAccessFaults *self, guint user);

G_END_DECLS
