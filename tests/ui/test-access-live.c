// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* The results of a real run: the view, the prober and a Mosquitto with rules for each user. */
#include "config.h"

#include "support/helio-acl-truth.h"
#include "ui/access/helio-access-results.h"
#include "ui/compat/helio-alert.h"
#include "ui/helio-ui-test.h"

typedef struct {
  HelioAccessRun *run;
  GtkWindow *window;
} Fixture;

static gboolean
has_alert (gpointer data)
{
  return helio_alert_find (((Fixture *) data)->window) != NULL;
}

static gboolean
is_running (gpointer data)
{
  return helio_access_run_get_running (((Fixture *) data)->run);
}

static gboolean
is_idle (gpointer data)
{
  return !is_running (data);
}

static void
test_run (void)
{
  const HelioAclTruthOptions options = {HELIO_ACL_BROKER_DYNSEC, 4, 12, 5};
  g_autoptr (HelioAclTruth) truth = helio_acl_truth_new (&options);
  g_autoptr (HelioServices) services = helio_acl_truth_make_services ();
  g_autoptr (HelioAccessDocument) document = helio_access_document_new ();
  Fixture f = {0};
  HelioPlan *plan = helio_acl_truth_get_plan (truth);
  GtkWidget *results;
  HelioReportCounts counts;

  f.run = helio_access_run_new (services, document);
  results = helio_access_results_new (f.run);
  f.window = helio_ui_test_show (results, 1024, 700);
  helio_access_document_set_plan (document, plan);
  gtk_widget_activate_action (results, "access.run", NULL);
  helio_test_wait (has_alert, &f, 10, "the question");
  helio_alert_respond (helio_alert_find (f.window), "run");
  helio_test_wait (is_running, &f, 10, "the run");
  helio_test_wait (is_idle, &f, 60, "the end of the run");
  g_assert_no_error (helio_access_run_get_error (f.run));
  helio_report_count (helio_access_run_get_report (f.run), &counts);
  g_assert_cmpuint (counts.checks, ==, 4 * 12);
  g_assert_cmpuint (counts.matched, ==, counts.checks);
  helio_ui_test_wait_text (results, "All 48 checks are as planned.");
  helio_ui_test_picture (results, "access-live");
  helio_access_results_open (HELIO_ACCESS_RESULTS (results), 0);
  helio_ui_test_wait_text (results, "What happened, by the time since the run began");
  helio_ui_test_picture (results, "access-live-evidence");
  gtk_window_destroy (f.window);
  helio_test_settle ();
  g_assert_finalize_object (f.run);
}

int
main (int argc, char **argv)
{
  char *state = helio_test_make_dir ();
  int status;

  g_setenv ("XDG_STATE_HOME", state, TRUE);
  helio_ui_test_init (&argc, &argv);
  g_test_add_func ("/access-live/run", test_run);
  status = g_test_run ();
  helio_test_remove_dir (state);
  return status;
}
