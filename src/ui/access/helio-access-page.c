// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-page.h"

#include "core/base/helio-error.h"
#include "ui/access/helio-access-compare.h"
#include "ui/access/helio-access-document.h"
#include "ui/access/helio-access-results.h"
#include "ui/access/helio-access-run.h"
#include "ui/access/helio-plan-editor.h"
#include "ui/access/helio-rules-editor.h"
#include "ui/base/helio-accessible.h"
#include "ui/compat/helio-file-chooser.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-toast.h"
#include "ui/widgets/helio-unsaved.h"
#include "ui/widgets/helio-wrap-box.h"
#include "ui/widgets/helio-wrap-layout.h"

#include <glib/gi18n.h>

struct _HelioAccessPage {
  AdwBin parent_instance;

  HelioAccessDocument *document; /* owned */
  HelioAccessRun *run;           /* owned */
  GCancellable *cancellable;     /* owned; of opening */

  HelioRulesEditor *rules; /* of the stack */
  HelioPlanEditor *plan;
  HelioAccessResults *results;

  /* template children */
  HelioWrapBox *tabs;
  GtkLabel *title;
  GtkWidget *menu_button;
  HelioBanner *problem;
  GtkStack *stack;
};

enum {
  SIGNAL_SIGN_IN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioAccessPage, helio_access_page, ADW_TYPE_BIN)

static void
update_title (HelioAccessPage *self)
{
  const gboolean planned = helio_access_document_get_plan (self->document) != NULL ||
                           helio_access_document_get_rules (self->document) != NULL;
  /* What has a fault is only in its editor so far. */
  const gboolean faulty = self->plan != NULL && helio_plan_editor_is_faulty (self->plan);
  const gboolean modified = helio_access_document_get_modified (self->document) || faulty;
  g_autofree char *name = helio_access_document_dup_title (self->document);
  /* Translators: the name of a plan's file, when it has changes that are not saved */
  g_autofree char *changed = g_strdup_printf (C_ ("access plan", "%s – not saved"), name);

  gtk_label_set_text (self->title, modified ? changed : name);
  gtk_widget_set_visible (GTK_WIDGET (self->title), planned || faulty);
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "plan-file.save",
                                 helio_access_document_get_plan (self->document) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "plan-file.save-as",
                                 helio_access_document_get_plan (self->document) != NULL);
}

/* Files */

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioAccessPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (helio_access_document_load_finish (HELIO_ACCESS_DOCUMENT (source), result, &error)) {
    if (self->document == NULL)
      return;
    helio_banner_set_error (self->problem, HELIO_BANNER_ERROR, NULL, NULL);
    helio_access_page_show (self, "results");
    return;
  }
  if (self->document != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    helio_banner_set_error (self->problem, HELIO_BANNER_ERROR, error, NULL);
}

void
helio_access_page_open (HelioAccessPage *self, GFile *file)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  helio_access_document_load_async (self->document,
                                    file,
                                    self->cancellable,
                                    on_loaded,
                                    g_object_ref (self));
}

static void
on_open_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioAccessPage) self = user_data;
  g_autoptr (GListModel) files = helio_file_chooser_open_finish (result, NULL);
  g_autoptr (GFile) file = files != NULL ? g_list_model_get_item (files, 0) : NULL;

  if (file != NULL && self->document != NULL)
    helio_access_page_open (self, file);
}

static void
choose_file (HelioAccessPage *self)
{
  helio_file_chooser_open_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                 C_ ("access plan", "Open Plan"),
                                 NULL,
                                 FALSE,
                                 on_open_chosen,
                                 g_object_ref (self));
}

/* What takes the place of the plan, once what is in no file may be lost. */
typedef struct {
  HelioAccessPage *page;
  void (*then) (HelioAccessPage *page);
} Replacement;

static void
on_discard_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Replacement *replacement = user_data;

  if (helio_unsaved_ask_finish (result) && replacement->page->document != NULL)
    replacement->then (replacement->page);
  g_object_unref (replacement->page);
  g_free (replacement);
}

static void
ask_unsaved (HelioAccessPage *self, void (*then) (HelioAccessPage *page))
{
  Replacement *replacement;

  if (!helio_access_page_is_modified (self)) {
    then (self);
    return;
  }
  replacement = g_new (Replacement, 1);
  *replacement = (Replacement){g_object_ref (self), then};
  helio_unsaved_ask_async (
      GTK_WIDGET (self),
      C_ ("access plan", "Discard Rules and Plan?"),
      C_ ("access plan", "What you wrote here is in no file. Another plan takes its place."),
      NULL,
      on_discard_answered,
      replacement);
}

static void
open_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ask_unsaved (HELIO_ACCESS_PAGE (widget), choose_file);
}

static void
begin_anew (HelioAccessPage *self)
{
  g_cancellable_cancel (self->cancellable);
  helio_access_document_clear (self->document);
  helio_banner_set_error (self->problem, HELIO_BANNER_ERROR, NULL, NULL);
  helio_access_page_show (self, "plan");
}

static void
make_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  helio_access_page_show (HELIO_ACCESS_PAGE (widget), "plan");
}

static void
new_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ask_unsaved (HELIO_ACCESS_PAGE (widget), begin_anew);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioAccessPage) self = user_data;
  HelioAccessDocument *document = HELIO_ACCESS_DOCUMENT (source);
  g_autoptr (GError) error = NULL;

  if (helio_access_document_save_finish (document, result, &error)) {
    g_autofree char *name = helio_access_document_dup_title (document);
    /* Translators: the name of a file */
    g_autofree char *text = g_strdup_printf (C_ ("toast", "Saved as “%s”"), name);

    helio_toast_show (GTK_WIDGET (self), text, NULL);
    if (self->document != NULL)
      helio_banner_set_error (self->problem, HELIO_BANNER_ERROR, NULL, NULL);
    return;
  }
  if (self->document != NULL)
    helio_banner_set_error (self->problem, HELIO_BANNER_ERROR, error, NULL);
}

static void
on_save_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioAccessPage) self = user_data;
  g_autoptr (GFile) file = helio_file_chooser_save_finish (result, NULL);

  if (file != NULL && self->document != NULL)
    helio_access_document_save_async (self->document, file, NULL, on_saved, g_object_ref (self));
}

static void
save_as_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HelioAccessPage *self = HELIO_ACCESS_PAGE (widget);
  GFile *file = helio_access_document_get_file (self->document);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  helio_file_chooser_save_async (GTK_WINDOW (gtk_widget_get_root (widget)),
                                 C_ ("access plan", "Save Plan"),
                                 helio_plan_name_ends_in (name, ".json") ? name
                                                                         : "access-plan.json",
                                 on_save_chosen,
                                 g_object_ref (self));
}

/* What came from a CSV file is not written over it: that has no room for users and rules. */
static void
save_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HelioAccessPage *self = HELIO_ACCESS_PAGE (widget);
  GFile *file = helio_access_document_get_file (self->document);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  if (name == NULL || helio_plan_name_ends_in (name, ".csv"))
    save_as_action (widget, action, parameter);
  else
    helio_access_document_save_async (self->document, NULL, NULL, on_saved, g_object_ref (self));
}

/* Views */

static void
on_tab_toggled (GtkToggleButton *tab, HelioAccessPage *self)
{
  if (gtk_toggle_button_get_active (tab))
    gtk_stack_set_visible_child_name (self->stack, g_object_get_data (G_OBJECT (tab), "view"));
}

static GtkToggleButton *
get_first_tab (HelioAccessPage *self)
{
  return GTK_TOGGLE_BUTTON (gtk_widget_get_first_child (GTK_WIDGET (self->tabs)));
}

/* @view: a string constant */
static void
add_view (HelioAccessPage *self, const char *view, const char *label, GtkWidget *child)
{
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->tabs));
  GtkWidget *tab = gtk_toggle_button_new_with_label (label);

  gtk_widget_add_css_class (tab, "flat");
  g_object_set_data (G_OBJECT (tab), "view", (gpointer) view);
  if (first != NULL)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (tab), GTK_TOGGLE_BUTTON (first));
  gtk_stack_add_named (self->stack, child, view);
  g_signal_connect (tab, "toggled", G_CALLBACK (on_tab_toggled), self);
  helio_wrap_box_append (self->tabs, tab);
}

void
helio_access_page_show (HelioAccessPage *self, const char *view)
{
  for (GtkWidget *tab = GTK_WIDGET (get_first_tab (self)); tab != NULL;
       tab = gtk_widget_get_next_sibling (tab))
    if (g_strcmp0 (g_object_get_data (G_OBJECT (tab), "view"), view) == 0)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tab), TRUE);
}

static void
on_sign_in (HelioAccessPage *self, guint user)
{
  HelioReport *report = helio_access_run_get_report (self->run);
  const HelioPlanUser *who =
      report != NULL ? helio_plan_get_user (helio_report_get_plan (report), user) : NULL;

  if (who != NULL && who->profile != NULL)
    g_signal_emit (self, signals[SIGNAL_SIGN_IN], 0, who->profile, who->account);
}

void
helio_access_page_settle (HelioAccessPage *self, const char *profile, const char *account)
{
  HelioReport *report = self->run != NULL ? helio_access_run_get_report (self->run) : NULL;
  HelioPlan *plan = report != NULL ? helio_report_get_plan (report) : NULL;

  for (guint i = 0; plan != NULL && i < helio_plan_get_n_users (plan); i++) {
    const HelioPlanUser *user = helio_plan_get_user (plan, i);

    if (g_strcmp0 (user->profile, profile) == 0 && g_strcmp0 (user->account, account) == 0)
      helio_access_results_settle (self->results, i);
  }
}

/* It asks before anything is sent. */
static void
run (HelioAccessPage *self)
{
  helio_access_page_show (self, "results");
  gtk_widget_activate_action (gtk_stack_get_visible_child (self->stack), "access.run", NULL);
}

/* Of a plan, whatever part of the page is shown. */
static void
run_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HelioAccessPage *self = HELIO_ACCESS_PAGE (widget);

  helio_access_document_flush (self->document);
  if (helio_access_document_get_plan (self->document) != NULL)
    run (self);
}

gboolean
helio_access_page_is_running (HelioAccessPage *self)
{
  return helio_access_run_get_running (self->run);
}

gboolean
helio_access_page_is_modified (HelioAccessPage *self)
{
  helio_access_document_flush (self->document);
  return helio_access_document_get_modified (self->document) ||
         helio_rules_editor_get_modified (self->rules) || helio_plan_editor_is_faulty (self->plan);
}

static void
helio_access_page_dispose (GObject *object)
{
  HelioAccessPage *self = HELIO_ACCESS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->run);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (helio_access_page_parent_class)->dispose (object);
}

static void
helio_access_page_class_init (HelioAccessPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_access_page_dispose;
  g_type_ensure (HELIO_TYPE_BANNER);
  g_type_ensure (HELIO_TYPE_WRAP_BOX);
  g_type_ensure (HELIO_TYPE_WRAP_LAYOUT);
  signals[SIGNAL_SIGN_IN] = g_signal_new ("sign-in",
                                          G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          2,
                                          G_TYPE_STRING,
                                          G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-access-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioAccessPage, tabs);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessPage, title);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessPage, problem);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessPage, stack);
  gtk_widget_class_install_action (widget_class, "plan-file.new", NULL, new_action);
  gtk_widget_class_install_action (widget_class, "plan-file.make", NULL, make_action);
  gtk_widget_class_install_action (widget_class, "plan-file.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "plan-file.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "plan-file.save-as", NULL, save_as_action);
  gtk_widget_class_install_action (widget_class, "plan-file.run", NULL, run_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "plan-file.run", NULL);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_s,
                                       GDK_CONTROL_MASK,
                                       "plan-file.save",
                                       NULL);
}

static void
helio_access_page_init (HelioAccessPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  helio_banner_set_dismissable (self->problem, TRUE);
  helio_accessible_name (self->menu_button, C_ ("accessible name", "Plan File"), NULL);
}

/* In large type an editor may need more than a narrow window has: it pans rather than push the window out. */
static GtkWidget *
let_pan (GtkWidget *editor)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled),
                                  GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), editor);
  return scrolled;
}

GtkWidget *
helio_access_page_new (HelioServices *services, HelioConnection *connection)
{
  static const char *const watched[] = {"notify::plan",
                                        "notify::rules",
                                        "notify::file",
                                        "notify::problem",
                                        "notify::modified",
                                        /* by then the editors know of it */
                                        "replaced"};
  HelioAccessPage *self = g_object_new (HELIO_TYPE_ACCESS_PAGE, NULL);
  GtkWidget *rules, *plan, *results;

  self->document = helio_access_document_new ();
  self->run = helio_access_run_new (services, self->document);
  rules = helio_rules_editor_new (self->document);
  helio_rules_editor_set_connection (HELIO_RULES_EDITOR (rules), connection);
  plan = helio_plan_editor_new (services, self->document);
  helio_plan_editor_set_connection (HELIO_PLAN_EDITOR (plan), connection);
  results = helio_access_results_new (self->run);
  self->rules = HELIO_RULES_EDITOR (rules);
  self->plan = HELIO_PLAN_EDITOR (plan);
  self->results = HELIO_ACCESS_RESULTS (results);
  add_view (self, "rules", C_ ("access view", "Rules"), let_pan (rules));
  add_view (self, "plan", C_ ("access view", "Plan"), let_pan (plan));
  add_view (self, "results", C_ ("access view", "Results"), results);
  g_signal_connect_object (plan, "run-wanted", G_CALLBACK (run), self, G_CONNECT_SWAPPED);
  add_view (self,
            "compare",
            C_ ("access view", "Two Users"),
            helio_access_compare_new (services, self->document));
  g_signal_connect_object (results, "sign-in", G_CALLBACK (on_sign_in), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (self->document,
                             watched[i],
                             G_CALLBACK (update_title),
                             self,
                             G_CONNECT_SWAPPED);
  update_title (self);
  helio_access_page_show (self, "results");
  return GTK_WIDGET (self);
}
