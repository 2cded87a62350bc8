// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-results.h"

#include "core/base/helio-util.h"
#include "ui/access/helio-access-ask.h"
#include "ui/access/helio-access-evidence.h"
#include "ui/access/helio-access-faults.h"
#include "ui/access/helio-access-listing.h"
#include "ui/access/helio-access-matrix.h"
#include "ui/access/helio-access-words.h"
#include "ui/base/helio-accessible.h"
#include "ui/base/helio-format.h"
#include "ui/compat/helio-alert.h"
#include "ui/compat/helio-file-chooser.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-payload-saver.h"
#include "ui/widgets/helio-toast.h"
#include "ui/widgets/helio-width-bin.h"
#include "ui/widgets/helio-wrap-layout.h"

#include <gdk/gdkkeysyms.h>
#include <glib/gi18n.h>
#include <string.h>

/* Below this the evidence takes the place of the results. */
#define WIDTH_FOR_BOTH 680
#define EVIDENCE_WIDTH 300
#define WIDTH_FOR_LEGEND 330
#define STATUS_MS 250

struct _HelioAccessResults {
  AdwBin parent_instance;

  HelioAccessRun *run;   /* owned */
  HelioAccessGrid *grid; /* owned (nullable) */
  GtkWidget *list;       /* child of list_scroller */
  GtkWidget *changed_legend;
  guint status_id;
  gboolean asking;

  /* template children */
  HelioWidthBin *width_bin;
  GtkWidget *run_button;
  GtkWidget *stop_button;
  GtkToggleButton *differences_button;
  GtkToggleButton *changed_button;
  GtkToggleButton *list_button;
  GtkWidget *menu_button;
  GtkLabel *summary;
  GtkProgressBar *progress;
  HelioBanner *error_banner;
  HelioAccessFaults *faults;
  GtkStack *stack;
  AdwStatusPage *empty_page;
  GtkWidget *begin_box;
  HelioAccessMatrix *matrix;
  GtkScrolledWindow *list_scroller;
  HelioAccessEvidence *evidence;
  HelioPayloadSaver *saver;
  GtkWidget *legend;
};

enum {
  SIGNAL_SIGN_IN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioAccessResults, helio_access_results, ADW_TYPE_BIN)

static HelioReport *
get_report (HelioAccessResults *self)
{
  return self->run != NULL ? helio_access_run_get_report (self->run) : NULL;
}

static gboolean
is_running (HelioAccessResults *self)
{
  return helio_access_run_get_running (self->run);
}

/* In words */

static char *
describe_progress (HelioAccessResults *self)
{
  g_autofree char *done = helio_format_count (helio_access_run_get_done (self->run));
  g_autofree char *total = helio_format_count (helio_access_run_get_total (self->run));

  /* Translators: "312 of 1,000" */
  return g_strdup_printf (C_ ("access results", "%s of %s"), done, total);
}

static void
append_sentence (GString *text, char *sentence)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", sentence);
  g_free (sentence);
}

static void
append_known (HelioAccessResults *self, GString *text, const HelioReportCounts *counts)
{
  const guint changed = helio_access_grid_count_changed (self->grid);
  g_autofree char *differ = helio_format_count (counts->differ);
  g_autofree char *unknown = helio_format_count (counts->unknown);
  g_autofree char *mispredicted = helio_format_count (counts->mispredicted);
  g_autofree char *changes = helio_format_count (changed);

  /* Translators: a number of checks, in each of these */
  if (counts->differ > 0)
    append_sentence (text,
                     g_strdup_printf (NP_ ("access results",
                                           "%s differs from the plan.",
                                           "%s differ from the plan.",
                                           counts->differ),
                                      differ));
  if (counts->unknown > 0)
    append_sentence (text,
                     g_strdup_printf (NP_ ("access results",
                                           "%s could not be found out.",
                                           "%s could not be found out.",
                                           counts->unknown),
                                      unknown));
  if (counts->mispredicted > 0)
    append_sentence (text,
                     g_strdup_printf (NP_ ("access results",
                                           "%s is not as the rules predict.",
                                           "%s are not as the rules predict.",
                                           counts->mispredicted),
                                      mispredicted));
  if (changed > 0)
    append_sentence (text,
                     g_strdup_printf (NP_ ("access results",
                                           "%s changed since the last run.",
                                           "%s changed since the last run.",
                                           changed),
                                      changes));
}

static guint
count_pending (HelioAccessResults *self, guint n)
{
  guint pending = 0;

  for (guint i = 0; i < n; i++)
    pending += helio_access_grid_get_state (self->grid, i) == HELIO_CELL_PENDING ? 1 : 0;
  return pending;
}

static char *
describe_results (HelioAccessResults *self)
{
  HelioReportCounts counts;
  GString *text = g_string_new (NULL);
  g_autofree char *all = NULL, *left = NULL;
  guint pending;

  helio_report_count (get_report (self), &counts);
  pending = count_pending (self, counts.checks);
  /* What was not tried is not unknown: it has a sentence of its own. */
  counts.unknown -= MIN (counts.unknown, pending);
  all = helio_format_count (counts.checks);
  left = helio_format_count (pending);
  if (pending == counts.checks)
    append_sentence (text,
                     g_strdup_printf (NP_ ("access results",
                                           "%s check, not tried yet.",
                                           "%s checks, not tried yet.",
                                           counts.checks),
                                      all));
  else if (counts.matched == counts.checks)
    append_sentence (text,
                     g_strdup_printf (NP_ ("access results",
                                           "%s check, as planned.",
                                           "All %s checks are as planned.",
                                           counts.checks),
                                      all));
  else
    append_sentence (
        text,
        g_strdup_printf (NP_ ("access results", "%s check.", "%s checks.", counts.checks), all));
  append_known (self, text, &counts);
  if (pending > 0 && pending < counts.checks && !is_running (self))
    append_sentence (
        text,
        g_strdup_printf (NP_ ("access results", "%s was not tried.", "%s were not tried.", pending),
                         left));
  return g_string_free (text, FALSE);
}

/* What is shown */

static void
update_empty_page (HelioAccessResults *self)
{
  gtk_widget_set_visible (self->begin_box, self->grid == NULL);
  if (self->grid != NULL) {
    adw_status_page_set_icon_name (self->empty_page, "helio-state-online-symbolic");
    adw_status_page_set_title (self->empty_page, C_ ("access results", "Nothing to Show"));
    adw_status_page_set_description (
        self->empty_page,
        helio_access_grid_get_filter (self->grid) == HELIO_GRID_CHANGED
            ? C_ ("access results", "Nothing was observed otherwise than in the last run.")
            : C_ ("access results",
                  "Nothing that was tried so far differs from the plan or from what the rules "
                  "predict."));
    return;
  }
  adw_status_page_set_icon_name (self->empty_page, "helio-access-symbolic");
  adw_status_page_set_title (self->empty_page, C_ ("access results", "No Plan Yet"));
  adw_status_page_set_description (
      self->empty_page,
      C_ ("access results",
          "A plan says who may do what. Open or make one; then every check is tried on a real "
          "connection, and what differs stands first."));
}

static gboolean
is_empty (HelioAccessResults *self)
{
  if (self->grid == NULL)
    return TRUE;
  return gtk_toggle_button_get_active (self->list_button)
             ? helio_access_grid_get_n_listed (self->grid) == 0
             : helio_access_grid_get_n_rows (self->grid) == 0 ||
                   helio_access_grid_get_n_columns (self->grid) == 0;
}

static void
update_view (HelioAccessResults *self)
{
  const gboolean empty = is_empty (self);

  update_empty_page (self);
  gtk_stack_set_visible_child_name (self->stack,
                                    empty                                              ? "empty"
                                    : gtk_toggle_button_get_active (self->list_button) ? "list"
                                                                                       : "matrix");
  gtk_widget_set_visible (self->changed_legend,
                          self->grid != NULL && helio_access_grid_has_past (self->grid));
  gtk_widget_set_visible (GTK_WIDGET (self->summary), self->grid != NULL);
}

static void
update_arrangement (HelioAccessResults *self)
{
  const gboolean open = gtk_widget_get_visible (GTK_WIDGET (self->evidence));
  const int width = helio_width_bin_get_width (self->width_bin);
  const gboolean both = width == 0 || width >= WIDTH_FOR_BOTH;

  gtk_widget_set_visible (GTK_WIDGET (self->stack), both || !open);
  /* Every cell says in words what it is; where there is little room the meaning of the marks is in the evidence. */
  gtk_widget_set_visible (self->legend,
                          self->grid != NULL && (width == 0 || width >= WIDTH_FOR_LEGEND));
  gtk_widget_set_hexpand (GTK_WIDGET (self->evidence), !both);
  gtk_widget_set_size_request (GTK_WIDGET (self->evidence), both ? EVIDENCE_WIDTH : -1, -1);
}

static void
update_status (HelioAccessResults *self)
{
  const gboolean running = is_running (self);
  const guint total = helio_access_run_get_total (self->run);

  gtk_widget_set_visible (self->run_button, !running);
  gtk_widget_set_visible (self->stop_button, running);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), running);
  helio_access_faults_update (self->faults, get_report (self));
  helio_banner_set_error (self->error_banner,
                          HELIO_BANNER_ERROR,
                          helio_access_run_get_error (self->run),
                          NULL);
  if (running) {
    g_autofree char *text = describe_progress (self);

    gtk_progress_bar_set_fraction (self->progress,
                                   (double) helio_access_run_get_done (self->run) /
                                       (double) MAX (total, 1));
    gtk_progress_bar_set_text (self->progress, text);
  }
  if (self->grid != NULL) {
    g_autofree char *text = describe_results (self);

    gtk_label_set_text (self->summary, text);
  }
  if (is_empty (self) != (strcmp (gtk_stack_get_visible_child_name (self->stack), "empty") == 0))
    update_view (self);
}

static gboolean
on_status (gpointer user_data)
{
  HelioAccessResults *self = user_data;

  self->status_id = 0;
  update_status (self);
  return G_SOURCE_REMOVE;
}

/* Results come in by the hundred. */
static void
queue_status (HelioAccessResults *self)
{
  if (self->status_id == 0)
    self->status_id = g_timeout_add (STATUS_MS, on_status, self);
}

static void
update_actions (HelioAccessResults *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const gboolean running = is_running (self);
  const gboolean planned =
      helio_access_document_get_plan (helio_access_run_get_document (self->run)) != NULL;

  gtk_widget_action_set_enabled (widget, "access.run", planned && !running && !self->asking);
  gtk_widget_action_set_enabled (widget, "access.stop", running);
  gtk_widget_action_set_enabled (widget, "access.record", self->grid != NULL && !running);
  gtk_widget_action_set_enabled (widget, "access.export", self->grid != NULL && !running);
}

/* Evidence */

static void
close_evidence (HelioAccessResults *self)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self->evidence)))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->evidence), FALSE);
  update_arrangement (self);
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
open_evidence (HelioAccessResults *self, guint check)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  helio_access_evidence_set_check (self->evidence, self->grid, check);
  gtk_widget_set_visible (GTK_WIDGET (self->evidence), TRUE);
  update_arrangement (self);
  /* Who came by keyboard goes on there; with a pointer one looks at one cell after the other. */
  if (!gtk_widget_get_visible (GTK_WIDGET (self->stack)) ||
      (GTK_IS_WINDOW (root) && gtk_window_get_focus_visible (GTK_WINDOW (root))))
    gtk_widget_child_focus (GTK_WIDGET (self->evidence), GTK_DIR_TAB_FORWARD);
}

static void
on_activated (HelioAccessResults *self, guint check)
{
  open_evidence (self, check);
}

static void
on_listing_activated (gpointer user_data, guint check)
{
  open_evidence (user_data, check);
}

/* What is open follows the arrow keys. */
static void
on_current (HelioAccessResults *self)
{
  const guint check = helio_access_matrix_get_current (self->matrix);

  if (check != HELIO_NO_CELL && gtk_widget_get_visible (GTK_WIDGET (self->evidence)) &&
      gtk_widget_get_focus_child (GTK_WIDGET (self->matrix)) != NULL)
    helio_access_evidence_set_check (self->evidence, self->grid, check);
}

void
helio_access_results_open (HelioAccessResults *self, guint check)
{
  if (self->grid == NULL)
    return;
  helio_access_matrix_set_current (self->matrix, check);
  open_evidence (self, check);
}

static gboolean
on_key (HelioAccessResults *self, guint keyval)
{
  if (keyval != GDK_KEY_Escape || !gtk_widget_get_visible (GTK_WIDGET (self->evidence)))
    return GDK_EVENT_PROPAGATE;
  close_evidence (self);
  return GDK_EVENT_STOP;
}

/* The grid */

static void
on_filter (HelioAccessResults *self)
{
  HelioGridFilter filter = HELIO_GRID_ALL;

  if (gtk_toggle_button_get_active (self->differences_button))
    filter = HELIO_GRID_DIFFERENCES;
  else if (gtk_toggle_button_get_active (self->changed_button))
    filter = HELIO_GRID_CHANGED;
  if (self->grid != NULL)
    helio_access_grid_set_filter (self->grid, filter);
  update_view (self);
}

static void
on_past (HelioAccessResults *self)
{
  if (self->grid != NULL)
    helio_access_grid_set_past (self->grid, helio_access_run_get_past (self->run));
  update_view (self);
  queue_status (self);
}

static void
on_report (HelioAccessResults *self)
{
  HelioReport *report = get_report (self);

  gtk_widget_set_visible (GTK_WIDGET (self->evidence), FALSE);
  helio_access_evidence_set_check (self->evidence, NULL, HELIO_NO_CELL);
  g_clear_object (&self->grid);
  if (report != NULL) {
    self->grid = helio_access_grid_new (report);
    helio_access_grid_set_past (self->grid, helio_access_run_get_past (self->run));
    g_signal_connect_object (self->grid,
                             "changed",
                             G_CALLBACK (queue_status),
                             self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (report, "fault", G_CALLBACK (queue_status), self, G_CONNECT_SWAPPED);
  }
  helio_access_matrix_set_grid (self->matrix, self->grid);
  helio_access_listing_set_grid (GTK_LIST_VIEW (self->list), self->grid);
  on_filter (self);
  update_arrangement (self);
  update_status (self);
  update_actions (self);
}

static void
on_running (HelioAccessResults *self)
{
  /* Nothing moved while it ran. */
  if (!is_running (self) && self->grid != NULL)
    helio_access_grid_arrange (self->grid);
  update_view (self);
  update_status (self);
  update_actions (self);
}

static void
on_document (HelioAccessResults *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    helio_access_run_update (self->run);
  update_actions (self);
}

static void
on_sign_in (HelioAccessResults *self, guint user)
{
  g_signal_emit (self, signals[SIGNAL_SIGN_IN], 0, user);
}

void
helio_access_results_settle (HelioAccessResults *self, guint user)
{
  helio_access_faults_settle (self->faults, user);
}

/* Actions */

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioAccessResults) self = user_data;
  g_autoptr (HelioPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) profiles = helio_access_ask_finish (result, &plan, &error);

  self->asking = FALSE;
  if (self->run == NULL)
    return;
  if (profiles != NULL)
    helio_access_run_start (self->run, plan, profiles);
  else if (error != NULL)
    helio_banner_set_error (self->error_banner, HELIO_BANNER_ERROR, error, NULL);
  update_actions (self);
}

static void
run_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HelioAccessResults *self = HELIO_ACCESS_RESULTS (widget);
  HelioAccessDocument *document = helio_access_run_get_document (self->run);
  g_autofree char *folder = helio_access_document_dup_folder (document);
  HelioPlan *plan;

  helio_access_document_flush (document);
  plan = helio_access_document_get_plan (document);
  if (plan == NULL || is_running (self) || self->asking)
    return;
  if (helio_access_document_get_problem (document) != NULL) {
    helio_banner_set_error (self->error_banner,
                            HELIO_BANNER_ERROR,
                            helio_access_document_get_problem (document),
                            NULL);
    return;
  }
  self->asking = TRUE;
  update_actions (self);
  helio_access_ask_async (widget,
                          plan,
                          helio_access_run_get_profiles (self->run),
                          folder,
                          on_asked,
                          g_object_ref (self));
}

static void
stop_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  helio_access_run_stop (HELIO_ACCESS_RESULTS (widget)->run);
}

static void
on_record_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioAccessResults) self = user_data;
  g_autofree char *answer = helio_alert_choose_finish (result);
  g_autofree char *text = NULL;
  guint n, n_kept;

  if (self->run == NULL || g_strcmp0 (answer, "record") != 0)
    return;
  n = helio_access_run_record (self->run, &n_kept);
  text = g_strdup_printf (NP_ ("toast",
                               "%u expectation changed; the plan is not saved yet",
                               "%u expectations changed; the plan is not saved yet",
                               n),
                          n);
  helio_toast_show (GTK_WIDGET (self), text, NULL);
}

static void
record_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const HelioAlertResponse responses[] = {
      {"cancel", C_ ("access record", "_Cancel"), HELIO_ALERT_PLAIN},
      {"record", C_ ("access record", "_Record"), HELIO_ALERT_SUGGESTED},
  };

  helio_alert_choose_async (
      widget,
      C_ ("access record", "Record What Was Observed as the Plan?"),
      C_ ("access record",
          "Every check expects from now on what the broker did, right or wrong; what is unknown "
          "keeps its expectation. The file changes only when the plan is saved."),
      NULL,
      responses,
      G_N_ELEMENTS (responses),
      on_record_answered,
      g_object_ref (widget));
}

typedef struct {
  HelioAccessResults *results;
  HelioReport *report;
  char *format;
} Export;

static void
on_export_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (GFile) file = helio_file_chooser_save_finish (result, NULL);

  if (file != NULL) {
    char *text =
        strcmp (export->format, "junit") == 0 ? helio_report_to_junit (export->report, FALSE)
        : strcmp (export->format, "csv") == 0 ? helio_report_to_csv (export->report)
                                              : helio_report_to_json (export->report, FALSE);
    g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

    if (export->results->saver != NULL)
      helio_payload_saver_save (export->results->saver, file, bytes);
  }
  g_object_unref (export->results);
  g_object_unref (export->report);
  g_free (export->format);
  g_free (export);
}

static void
export_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HelioAccessResults *self = HELIO_ACCESS_RESULTS (widget);
  const char *format = g_variant_get_string (parameter, NULL);
  g_autofree char *name =
      g_strdup_printf ("access-report.%s", strcmp (format, "junit") == 0 ? "xml" : format);
  Export *export;

  if (get_report (self) == NULL)
    return;
  export = g_new0 (Export, 1);
  export->results = g_object_ref (self);
  export->report = g_object_ref (get_report (self));
  export->format = g_strdup (format);
  helio_file_chooser_save_async (GTK_WINDOW (gtk_widget_get_root (widget)),
                                 C_ ("access results", "Export Report"),
                                 name,
                                 on_export_chosen,
                                 export);
}

static void
helio_access_results_map (GtkWidget *widget)
{
  HelioAccessResults *self = HELIO_ACCESS_RESULTS (widget);

  GTK_WIDGET_CLASS (helio_access_results_parent_class)->map (widget);
  helio_access_document_flush (helio_access_run_get_document (self->run));
  helio_access_run_update (self->run);
}

static void
helio_access_results_dispose (GObject *object)
{
  HelioAccessResults *self = HELIO_ACCESS_RESULTS (object);

  g_clear_handle_id (&self->status_id, g_source_remove);
  if (self->run != NULL)
    helio_access_run_stop (self->run);
  if (self->grid != NULL)
    helio_access_matrix_set_grid (self->matrix, NULL);
  g_clear_object (&self->grid);
  g_clear_object (&self->run);
  self->saver = NULL;
  G_OBJECT_CLASS (helio_access_results_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-access-results.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, width_bin);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, run_button);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, stop_button);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, differences_button);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, changed_button);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, list_button);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, menu_button);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, summary);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, progress);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, error_banner);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, faults);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, stack);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, empty_page);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, begin_box);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, matrix);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, list_scroller);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, evidence);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, saver);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessResults, legend);
  gtk_widget_class_bind_template_callback (widget_class, update_arrangement);
  gtk_widget_class_bind_template_callback (widget_class, update_view);
  gtk_widget_class_bind_template_callback (widget_class, on_filter);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_current);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in);
  gtk_widget_class_bind_template_callback (widget_class, close_evidence);
}

static void
helio_access_results_class_init (HelioAccessResultsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_access_results_dispose;
  widget_class->map = helio_access_results_map;
  g_type_ensure (HELIO_TYPE_ACCESS_EVIDENCE);
  g_type_ensure (HELIO_TYPE_ACCESS_FAULTS);
  g_type_ensure (HELIO_TYPE_ACCESS_MATRIX);
  g_type_ensure (HELIO_TYPE_BANNER);
  g_type_ensure (HELIO_TYPE_PAYLOAD_SAVER);
  g_type_ensure (HELIO_TYPE_WIDTH_BIN);
  g_type_ensure (HELIO_TYPE_WRAP_LAYOUT);
  signals[SIGNAL_SIGN_IN] = g_signal_new ("sign-in",
                                          G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_UINT);
  gtk_widget_class_install_action (widget_class, "access.run", NULL, run_action);
  gtk_widget_class_install_action (widget_class, "access.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "access.record", NULL, record_action);
  gtk_widget_class_install_action (widget_class, "access.export", "s", export_action);
  bind_children (widget_class);
}

static GtkWidget *
add_to_legend (HelioAccessResults *self, const char *glyph, const char *meaning)
{
  g_autofree char *text = g_strdup_printf ("%s %s", glyph, meaning);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (self->legend), label);
  return label;
}

static void
helio_access_results_init (HelioAccessResults *self)
{
  static const HelioCellState states[] = {HELIO_CELL_DIFFERS,
                                          HELIO_CELL_UNKNOWN,
                                          HELIO_CELL_MISPREDICTED,
                                          HELIO_CELL_MATCHES,
                                          HELIO_CELL_PENDING};
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    add_to_legend (self,
                   helio_access_get_glyph (states[i]),
                   helio_access_describe_state (states[i]));
  self->changed_legend =
      add_to_legend (self, "Δ", C_ ("access state", "Changed since the last run"));
  gtk_progress_bar_set_show_text (self->progress, TRUE);
  self->list = helio_access_listing_make_view (on_listing_activated, self);
  gtk_scrolled_window_set_child (self->list_scroller, self->list);
  helio_accessible_name (self->menu_button, C_ ("accessible name", "Export and More"), NULL);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
helio_access_results_new (HelioAccessRun *run)
{
  HelioAccessResults *self = g_object_new (HELIO_TYPE_ACCESS_RESULTS, NULL);
  HelioAccessDocument *document = helio_access_run_get_document (run);

  self->run = g_object_ref (run);
  g_signal_connect_object (run, "notify::report", G_CALLBACK (on_report), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::past", G_CALLBACK (on_past), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run,
                           "notify::running",
                           G_CALLBACK (on_running),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::done", G_CALLBACK (queue_status), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run,
                           "notify::error",
                           G_CALLBACK (queue_status),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document,
                           "notify::plan",
                           G_CALLBACK (on_document),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document,
                           "notify::rules",
                           G_CALLBACK (on_document),
                           self,
                           G_CONNECT_SWAPPED);
  on_report (self);
  return GTK_WIDGET (self);
}
