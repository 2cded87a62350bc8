// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Tries every check of a plan on real connections, one for each user and one for the witness, and writes down what
 * the broker did (design.md §5.4). Main thread. */

#include "core/acl/helio-report.h"
#include "core/connection/helio-connection.h"

G_BEGIN_DECLS

typedef struct {
  guint users_at_once;     /* 0: 8 */
  guint checks_per_second; /* over all users; 0: 100 */
  guint answer_ms;         /* how long to wait for the broker's answer; 0: 10,000 */
  /* How long a message may take after one that must arrive has arrived; 0: as long as the slowest of those took, at
   * least 500. */
  guint delivery_ms;
  /* What was shown before the run is helio_prober_list_topics_with_rules() for the report's rules; else only those
   * that the plan holds itself add topics to filters. */
  gboolean with_report_rules;
  /* (nullable): variables that the plan may read, besides HELIOGRAPH_…. Copied. */
  const char *const *environment;
  /* (nullable): those of the plan that whoever runs it has agreed to, as helio_plan_people_load_async() has them. A
   * reference is taken. */
  GPtrArray *agreed;
} HelioProberOptions;

#define HELIO_TYPE_PROBER (helio_prober_get_type ())
G_DECLARE_FINAL_TYPE (HelioProber, helio_prober, HELIO, PROBER, GObject)

/**
 * helio_prober_new:
 * @services: with "second_view"; signs nobody in by a browser: who has no stored sign-in is a fault
 * @folder: (nullable): what the plan's paths are relative to; the current one
 * @options: (nullable)
 *
 * Properties that notify: "done" (guint: checks tried).
 */
HelioProber *helio_prober_new (HelioServices *services,
                               HelioReport *report,
                               const char *folder,
                               const HelioProberOptions *options);

/* The topics that a run would write to, sorted, each once, with %u put in where the profile says it, and as written
 * where the name is not known yet. To be shown before a run. Subscribe checks are in it with the topics that the witness
 * writes to; what is not tried is not. @profiles: (nullable): of helio_plan_profiles_load_finish().
 * Returns: (transfer full) (array zero-terminated=1). Any thread. */
GStrv helio_prober_list_topics (HelioPlan *plan, GPtrArray *profiles);
/* The same for a run with "with_report_rules": a filter is tried with a topic of each rule that allows a part of it,
 * too. @rules: (nullable). */
GStrv helio_prober_list_topics_with_rules (HelioPlan *plan, HelioRules *rules, GPtrArray *profiles);
/* What would be left retained needs somebody who sees it and takes it away. FALSE: nothing is published for it. */
gboolean helio_prober_may_try (HelioPlan *plan, guint check);

/**
 * helio_prober_run_async:
 * @cancellable: no check is begun any more, and what is under way ends within two seconds; then retained messages
 *   are taken away and sessions ended, which a broker that does not answer can draw out to 40 s. What was not tried
 *   stays HELIO_EVIDENCE_NONE
 *
 * Profiles and environment variables of all users are looked at before anybody connects: what is missing there is an
 * error, and nothing has been written. Whoever cannot sign in or connect is a fault of the report, the others go on.
 * Afterwards no probe message is left retained and every session has ended. Once for each prober.
 */
void helio_prober_run_async (HelioProber *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* FALSE with HELIO_ERROR_INVALID_USAGE, INVALID_DATA, CONSENT; or G_IO_ERROR_CANCELLED. */
gboolean helio_prober_run_finish (HelioProber *self, GAsyncResult *result, GError **error);

guint helio_prober_get_done (HelioProber *self);
HelioReport *helio_prober_get_report (HelioProber *self);

G_END_DECLS
