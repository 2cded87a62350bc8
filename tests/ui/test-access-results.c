// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Running a plan and looking at what came of it, with a prober that finds what it is told. */
#include "config.h"

#include "core/base/helio-error.h"
#include "support/helio-fake-connection.h"
#include "support/helio-fake-prober.h"
#include "ui/access/helio-access-evidence.h"
#include "ui/access/helio-access-matrix.h"
#include "ui/access/helio-access-past.h"
#include "ui/access/helio-access-results.h"
#include "ui/compat/helio-alert.h"
#include "ui/helio-access-test.h"
#include "ui/helio-ui-test.h"

#include <string.h>

typedef struct {
  char *directory;
  HelioFakeClock *clock;
  HelioServices *services;
  HelioAccessDocument *document;
  HelioAccessRun *run;
  HelioAccessResults *results;
  GtkWindow *window;
  guint signed_in;
} Fixture;

static void
on_sign_in (HelioAccessResults *results, guint user, gpointer data)
{
  ((Fixture *) data)->signed_in = user;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  const int width = data != NULL ? GPOINTER_TO_INT (data) : 1024;
  GtkWidget *overlay = adw_toast_overlay_new ();

  self->directory = helio_test_make_dir ();
  self->clock = helio_fake_clock_new ();
  self->services = helio_fake_services_new (HELIO_CLOCK (self->clock), self->directory);
  self->document = helio_access_document_new ();
  self->run = helio_access_run_new (self->services, self->document);
  self->results = HELIO_ACCESS_RESULTS (helio_access_results_new (self->run));
  g_signal_connect (self->results, "sign-in", G_CALLBACK (on_sign_in), self);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (self->results));
  self->window = helio_ui_test_show (overlay, width, 700);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (self->window);
  helio_test_settle ();
  g_assert_finalize_object (self->run);
  g_assert_finalize_object (self->document);
  helio_services_unref (self->services);
  helio_test_wait_gone (self->clock, 10, "the clock to go");
  helio_test_remove_dir (self->directory);
}

static void
set_plan (Fixture *self)
{
  g_autoptr (HelioPlan) plan = helio_access_test_plan ();
  g_autoptr (HelioRules) rules = helio_access_test_rules ();

  helio_access_document_set_rules (self->document, rules);
  helio_access_document_set_plan (self->document, plan);
  helio_ui_test_frames (GTK_WIDGET (self->results), 3);
}

static gpointer
child (Fixture *self, const char *id)
{
  return helio_ui_test_child (self->results, HELIO_TYPE_ACCESS_RESULTS, id);
}

static gboolean
has_alert (gpointer data)
{
  return helio_alert_find (((Fixture *) data)->window) != NULL;
}

static gboolean
has_no_alert (gpointer data)
{
  return !has_alert (data);
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
answer (Fixture *self, const char *response)
{
  helio_test_wait (has_alert, self, 10, "the question");
  helio_alert_respond (helio_alert_find (self->window), response);
  helio_test_wait (has_no_alert, self, 10, "the question to go");
  helio_test_settle (); /* who asked is told afterwards */
}

static void
start (Fixture *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->results), "access.run", NULL);
  answer (self, "run");
  helio_test_wait (is_running, self, 10, "the run");
}

static void
finish (Fixture *self)
{
  helio_fake_prober_finish (helio_fake_prober_get (), NULL);
  helio_test_wait (is_idle, self, 10, "the end of the run");
  helio_ui_test_frames (GTK_WIDGET (self->results), 3);
}

/* From nothing by way of the question, progress and the end to what stands first. */
static void
test_run (Fixture *self, gconstpointer data)
{
  HelioProber *prober;
  GtkWidget *alert;
  g_autofree char *question = NULL;

  helio_ui_test_wait_text (self->results, "No Plan Yet");
  helio_ui_test_picture (GTK_WIDGET (self->results), "access-empty");
  set_plan (self);
  helio_ui_test_wait_text (self->results, "5 checks, not tried yet.");
  helio_ui_test_picture (GTK_WIDGET (self->results), "access-not-tried");

  /* Nobody connects before the topics were shown and agreed to. */
  gtk_widget_activate_action (GTK_WIDGET (self->results), "access.run", NULL);
  helio_test_wait (has_alert, self, 10, "the question");
  alert = helio_alert_find (self->window);
  helio_ui_test_frames (alert, 3);
  question = helio_ui_test_texts (alert);
  g_assert_nonnull (strstr (question, "Run 5 Checks?"));
  g_assert_nonnull (strstr (question, "3 users connect."));
  g_assert_nonnull (strstr (question, "secret/x"));
  helio_ui_test_picture (alert, "access-ask");
  answer (self, "cancel");
  g_assert_null (helio_fake_prober_get ());

  start (self);
  prober = helio_fake_prober_get ();
  g_assert_false (gtk_widget_get_visible (child (self, "run_button")));
  helio_report_observe (helio_prober_get_report (prober),
                        0,
                        HELIO_EVIDENCE_DELIVERED,
                        1,
                        NULL,
                        "Granted.",
                        NULL);
  helio_fake_prober_set_done (prober, 1);
  helio_ui_test_frames (GTK_WIDGET (self->results), 20);
  g_assert_cmpstr (gtk_progress_bar_get_text (child (self, "progress")), ==, "1 of 5");
  helio_ui_test_picture (GTK_WIDGET (self->results), "access-running");
  helio_access_test_observe (helio_prober_get_report (prober));
  finish (self);
  helio_ui_test_wait_text (self->results, "1 differs from the plan. 1 could not be found out.");
  g_assert_true (gtk_widget_get_visible (child (self, "run_button")));
  helio_ui_test_picture (GTK_WIDGET (self->results), "access-results");
}

static void
test_evidence (Fixture *self, gconstpointer data)
{
  GtkWidget *evidence = child (self, "evidence");
  const gboolean narrow = data != NULL;
  g_autofree char *texts = NULL;

  set_plan (self);
  start (self);
  helio_access_test_observe (helio_prober_get_report (helio_fake_prober_get ()));
  finish (self);
  g_assert_false (gtk_widget_get_visible (evidence));
  helio_access_results_open (self->results, 3);
  helio_ui_test_frames (GTK_WIDGET (self->results), 3);
  g_assert_true (gtk_widget_get_visible (evidence));
  g_assert_cmpint (gtk_widget_get_visible (child (self, "stack")), ==, !narrow);
  texts = helio_ui_test_texts (evidence);
  g_assert_nonnull (strstr (texts, "bob · Publish secret/x"));
  g_assert_nonnull (strstr (texts, "✕ allow – Differs from the plan"));
  g_assert_nonnull (strstr (texts, "Prediction from the rules"));
  g_assert_nonnull (strstr (texts, "Allowed by rule 2 (line 5): “secret/#”."));
  g_assert_nonnull (strstr (texts, "deny ($.checks[3])"));
  g_assert_nonnull (strstr (texts, "PUBACK 0x00 Success"));
  helio_ui_test_picture (GTK_WIDGET (self->results),
                         narrow ? "access-evidence-narrow" : "access-evidence");
  g_signal_emit_by_name (evidence, "closed");
  g_assert_false (gtk_widget_get_visible (evidence));
  helio_ui_test_frames (GTK_WIDGET (self->results), 3);
  helio_ui_test_picture (GTK_WIDGET (self->results),
                         narrow ? "access-results-narrow" : "access-closed");
}

static void
test_list_and_filter (Fixture *self, gconstpointer data)
{
  g_autofree char *texts = NULL;

  set_plan (self);
  gtk_toggle_button_set_active (child (self, "differences_button"), TRUE);
  helio_ui_test_wait_text (self->results, "Nothing to Show");
  gtk_toggle_button_set_active (child (self, "list_button"), TRUE);
  start (self);
  helio_access_test_observe (helio_prober_get_report (helio_fake_prober_get ()));
  /* As it comes in. */
  helio_ui_test_wait_text (self->results, "bob can publish to secret/x, but the plan says deny.");
  finish (self);
  texts = helio_ui_test_texts (child (self, "list_scroller"));
  g_assert_true (strstr (texts, "bob can publish to secret/x") <
                 strstr (texts, "Whether bob can subscribe to users/alice/# is unknown."));
  g_assert_null (strstr (texts, "alice can"));
  helio_ui_test_picture (GTK_WIDGET (self->results), "access-list");
}

/* A second run is compared with the first one. */
static void
test_changed (Fixture *self, gconstpointer data)
{
  HelioReport *report;

  set_plan (self);
  start (self);
  helio_access_test_observe (helio_prober_get_report (helio_fake_prober_get ()));
  finish (self);
  start (self);
  report = helio_prober_get_report (helio_fake_prober_get ());
  helio_access_test_observe (report);
  helio_report_observe (report, 3, HELIO_EVIDENCE_REFUSED, 0x87, "secret/x", "Refused.", NULL);
  finish (self);
  helio_ui_test_wait_text (self->results, "1 changed since the last run.");
  gtk_toggle_button_set_active (child (self, "changed_button"), TRUE);
  gtk_toggle_button_set_active (child (self, "list_button"), TRUE);

  helio_ui_test_wait_text (self->results, "It was allow in the last run.");
  helio_ui_test_picture (GTK_WIDGET (self->results), "access-changed");
}

static void
test_fault (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error =
      helio_error_new (HELIO_ERROR_SIGN_IN_REQUIRED, "Sign in as bob once.", "Nobody signed in.");
  g_autoptr (HelioPlan) plan = NULL;
  const char profile[] =
      "{\"version\":1,\"name\":\"p1\",\"broker\":{\"url\":\"mqtt://127.0.0.1\"},"
      "\"credentials\":{\"method\":\"password\",\"password\":{\"username\":\"b\"}}}";
  g_autofree char *path = g_build_filename (self->directory, "p1.json", NULL);
  g_autofree char *text = g_strdup_printf (
      "{\"version\":1,\"users\":{\"bob\":{\"profile\":\"%s\",\"account\":\"bob@example.com\"}},"
      "\"checks\":[{\"user\":\"bob\",\"action\":\"publish\",\"topic\":\"a\",\"expect\":\"deny\"}]}",
      path);
  GtkWidget *button;

  g_assert_true (g_file_set_contents (path, profile, -1, NULL));
  self->signed_in = 99;
  plan = helio_plan_parse (text, strlen (text), NULL, NULL);
  helio_access_document_set_plan (self->document, plan);
  start (self);
  helio_report_add_fault (helio_prober_get_report (helio_fake_prober_get ()), 0, error);
  finish (self);
  helio_ui_test_wait_text (self->results, "bob: Nobody signed in.");
  helio_ui_test_wait_text (self->results, "Sign in as bob once.");
  helio_ui_test_picture (GTK_WIDGET (self->results), "access-fault");
  button = helio_ui_test_find (child (self, "faults"), GTK_TYPE_BUTTON);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (self->signed_in, ==, 0);
  /* Who has signed in meanwhile is told of in other words, till the next run says the same. */
  helio_access_results_settle (self->results, 0);
  helio_ui_test_wait_text (self->results, "bob: Signed in meanwhile – run the plan again");
  start (self);
  helio_report_add_fault (helio_prober_get_report (helio_fake_prober_get ()), 0, error);
  /* A sign-in that comes before the fault does not hide it. */
  helio_access_results_settle (self->results, 0);
  finish (self);
  helio_ui_test_wait_text (self->results, "bob: Nobody signed in.");
}

static void
test_stop (Fixture *self, gconstpointer data)
{
  set_plan (self);
  start (self);
  helio_report_observe (helio_prober_get_report (helio_fake_prober_get ()),
                        0,
                        HELIO_EVIDENCE_DELIVERED,
                        1,
                        NULL,
                        "Granted.",
                        NULL);
  gtk_widget_activate_action (GTK_WIDGET (self->results), "access.stop", NULL);
  helio_test_wait (is_idle, self, 10, "the end of the run");
  g_assert_null (helio_access_run_get_error (self->run));
  helio_ui_test_wait_text (self->results, "4 were not tried.");
}

static void
test_record (Fixture *self, gconstpointer data)
{
  HelioPlan *plan;

  set_plan (self);
  start (self);
  helio_access_test_observe (helio_prober_get_report (helio_fake_prober_get ()));
  finish (self);
  gtk_widget_activate_action (GTK_WIDGET (self->results), "access.record", NULL);
  answer (self, "record");
  helio_ui_test_frames (GTK_WIDGET (self->results), 20);
  plan = helio_access_document_get_plan (self->document);
  g_assert_cmpint (helio_plan_get_check (plan, 3)->expect, ==, HELIO_VERDICT_ALLOW);
  g_assert_cmpint (helio_plan_get_check (plan, 2)->expect, ==, HELIO_VERDICT_DENY);
  g_assert_true (helio_access_document_get_modified (self->document));
  /* What was observed is still there, and now as planned. */
  helio_ui_test_wait_text (self->results, "5 checks. 1 could not be found out.");
}

/* Kept for the next start of the program, for each plan file. */
static void
test_past (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/plan.json");
  g_autoptr (GFile) other = g_file_new_for_path ("/nowhere/other.json");
  HelioTestResult result = {0};
  g_autoptr (HelioReport) report = helio_access_test_report ();
  g_autoptr (GPtrArray) past = NULL, none = NULL;
  g_autoptr (GError) error = NULL, missing = NULL;

  helio_access_test_observe (report);
  helio_access_past_save_async (file,
                                helio_report_to_json (report, FALSE),
                                NULL,
                                helio_test_result_ready,
                                &result);
  helio_access_past_save_finish (helio_test_result_wait (&result, 10), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  helio_access_past_load_async (file, NULL, helio_test_result_ready, &result);
  past = helio_access_past_load_finish (helio_test_result_wait (&result, 10), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  g_assert_cmpuint (past->len, ==, 5);
  g_assert_cmpint (helio_report_find_past (report, 3, past)->observed, ==, HELIO_VERDICT_ALLOW);
  helio_access_past_load_async (other, NULL, helio_test_result_ready, &result);
  none = helio_access_past_load_finish (helio_test_result_wait (&result, 10), &missing);
  g_assert_error (missing, HELIO_ERROR, HELIO_ERROR_FILE);
  helio_test_result_clear (&result);
}

static void
add (const char *name, int width, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, GINT_TO_POINTER (width), set_up, test, tear_down);
}

static void
test_names (Fixture *self, gconstpointer data)
{
  set_plan (self);
  helio_ui_test_assert_named (self->results);
}

int
main (int argc, char **argv)
{
  char *state = helio_test_make_dir ();
  int status;

  g_setenv ("XDG_STATE_HOME", state, TRUE);
  helio_ui_test_init (&argc, &argv);
  add ("/access-results/run", 0, test_run);
  add ("/access-results/evidence", 0, test_evidence);
  add ("/access-results/evidence-narrow", 360, test_evidence);
  add ("/access-results/list-and-filter", 0, test_list_and_filter);
  add ("/access-results/changed", 0, test_changed);
  add ("/access-results/fault", 0, test_fault);
  add ("/access-results/stop", 0, test_stop);
  add ("/access-results/names", 0, test_names);
  add ("/access-results/record", 0, test_record);
  g_test_add_func ("/access-results/past", test_past);
  status = g_test_run ();
  helio_test_remove_dir (state);
  return status;
}
