// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The runs of the plan of a document: the report that is shown, the prober while it works, and what the run before
 * had observed. Main thread. */

#include "core/acl/helio-prober.h"
#include "ui/access/helio-access-document.h"

G_BEGIN_DECLS

#define HELIO_TYPE_ACCESS_RUN (helio_access_run_get_type ())
G_DECLARE_FINAL_TYPE (HelioAccessRun, helio_access_run, HELIO, ACCESS_RUN, GObject)

/* @services: those of the window. */
HelioAccessRun *helio_access_run_new (HelioServices *services, HelioAccessDocument *document);
HelioAccessDocument *helio_access_run_get_document (HelioAccessRun *self);
HelioProfileStore *helio_access_run_get_profiles (HelioAccessRun *self);

/* All notify. */
/* Of the plan as it was at the last helio_access_run_update() or run. (nullable) "report" */
HelioReport *helio_access_run_get_report (HelioAccessRun *self);
/* (nullable) (element-type HelioPastResult) "past" */
GPtrArray *helio_access_run_get_past (HelioAccessRun *self);
gboolean helio_access_run_get_running (HelioAccessRun *self); /* "running" */
guint helio_access_run_get_done (HelioAccessRun *self);       /* "done" */
guint helio_access_run_get_total (HelioAccessRun *self);
/* Why the last run could not be made, or the past not be kept. (nullable) "error" */
const GError *helio_access_run_get_error (HelioAccessRun *self);

/* Where plan or rules of the document are others than those of the report, takes them: a report with predictions
 * and nothing observed. Not while it runs. */
void helio_access_run_update (HelioAccessRun *self);
/* Another report, with what was observed in it: for what is shown, and the next run compares with it. */
void helio_access_run_set_report (HelioAccessRun *self, HelioReport *report);

/* What helio_access_ask_finish() gave: this plan and these profiles were agreed to, and are what runs. */
void helio_access_run_start (HelioAccessRun *self, HelioPlan *plan, GPtrArray *profiles);
void helio_access_run_stop (HelioAccessRun *self);

/* The plan of the document expects from now on what was observed; what was observed stays. Returns: how many checks
 * expect something else now. @n_kept: checks of which nothing is known. */
guint helio_access_run_record (HelioAccessRun *self, guint *n_kept);

G_END_DECLS
