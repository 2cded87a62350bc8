// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-plan-editor.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/access/helio-effective-dialog.h"
#include "ui/access/helio-plan-grid.h"
#include "ui/access/helio-plan-rules-dialog.h"
#include "ui/access/helio-plan-users.h"
#include "ui/base/helio-accessible.h"
#include "ui/base/helio-format.h"
#include "ui/base/helio-text-file.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-toast.h"
#include "ui/widgets/helio-wrap-layout.h"

#include <glib/gi18n.h>
#include <string.h>

/* Up to so many checks the document has every change at once. */
#define AT_ONCE_MAX 1000

struct _HelioPlanEditor {
  GtkWidget parent_instance;

  HelioServices *services;
  HelioAccessDocument *document; /* (nullable) once disposed of */
  HelioConnection *connection;   /* (nullable) */
  HelioPlanDraft *draft;
  HelioPlan *told; /* (nullable): what the document has, from us or to us */
  gulong plan_id, rules_id, replaced_id, flush_id;
  guint fault_row;  /* G_MAXUINT: none */
  gboolean faulty;  /* the document's problem is ours */
  gboolean pending; /* there is a change that the document does not have */

  HelioPlanUsers *users;
  HelioPlanGrid *grid;
  GtkToggleButton *users_button, *checks_button;
  GtkButton *add_button;
  GtkMenuButton *make_button;
  HelioBanner *banner;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (HelioPlanEditor, helio_plan_editor, GTK_TYPE_WIDGET)

enum {
  RUN_WANTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static guint
count (GListModel *list)
{
  return g_list_model_get_n_items (list);
}

static gboolean
shows_users (HelioPlanEditor *self)
{
  return gtk_toggle_button_get_active (self->users_button);
}

static void
on_part (HelioPlanEditor *self)
{
  gtk_stack_set_visible_child_name (self->stack, shows_users (self) ? "users" : "checks");
  gtk_button_set_label (self->add_button,
                        shows_users (self) ? C_ ("plan", "_Add User…") : C_ ("plan", "_Add Check"));
}

static void
show_counts (HelioPlanEditor *self)
{
  const guint n_users = count (helio_plan_draft_get_users (self->draft));
  const guint n_checks = count (helio_plan_draft_get_checks (self->draft));
  g_autofree char *users = g_strdup_printf (C_ ("plan", "Users: %u"), n_users);
  g_autofree char *shown = helio_format_count (n_checks);
  g_autofree char *checks = g_strdup_printf (C_ ("plan", "Checks: %s"), shown);

  gtk_button_set_label (GTK_BUTTON (self->users_button), users);
  gtk_button_set_label (GTK_BUTTON (self->checks_button), checks);
  gtk_widget_action_set_enabled (GTK_WIDGET (self),
                                 "plan.from-rules",
                                 n_users > 0 && self->document != NULL &&
                                     helio_access_document_get_rules (self->document) != NULL);
}

/* The document */

static guint
find_fault (HelioPlanEditor *self, guint *n_wrong)
{
  GListModel *checks = helio_plan_draft_get_checks (self->draft);
  guint first = G_MAXUINT;

  *n_wrong = 0;
  for (guint i = 0; i < count (checks); i++) {
    g_autoptr (HelioPlanDraftCheck) check = g_list_model_get_item (checks, i);

    if (helio_plan_draft_check_get_fault (check) == NULL)
      continue;
    if (first == G_MAXUINT)
      first = i;
    ++*n_wrong;
  }
  return first;
}

/* @message, @remedy: of the first; (nullable): nothing is wrong. */
static void
show_fault (HelioPlanEditor *self, const char *message, const char *remedy)
{
  g_autofree char *text = NULL;
  guint n_wrong;

  self->fault_row = find_fault (self, &n_wrong);
  if (message == NULL) {
    helio_banner_set_error (self->banner, HELIO_BANNER_ERROR, NULL, NULL);
    return;
  }
  if (n_wrong > 1)
    text = g_strdup_printf (NP_ ("plan",
                                 "%u check cannot stay as it is.",
                                 "%u checks cannot stay as they are.",
                                 n_wrong),
                            n_wrong);
  helio_banner_set (self->banner,
                    HELIO_BANNER_ERROR,
                    text != NULL ? text : message,
                    text != NULL ? message : remedy,
                    NULL,
                    self->fault_row != G_MAXUINT ? C_ ("plan", "Show") : NULL);
}

/* Whoever is told by the document looks here. */
static void
clear_fault (HelioPlanEditor *self)
{
  if (!self->faulty)
    return;
  self->faulty = FALSE;
  helio_access_document_set_problem (self->document, HELIO_ACCESS_PART_PLAN, NULL);
}

static void
tell_document (HelioPlanEditor *self, HelioPlan *plan, const GError *error)
{
  if (error != NULL) {
    self->faulty = TRUE;
    helio_access_document_set_problem (self->document, HELIO_ACCESS_PART_PLAN, error);
    return;
  }
  clear_fault (self);
  g_clear_pointer (&self->told, helio_plan_unref);
  self->told = plan != NULL ? helio_plan_ref (plan) : NULL;
  helio_access_document_set_plan (self->document, plan);
}

static gboolean
is_same_user (const HelioPlanUser *a, const HelioPlanUser *b)
{
  return g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->profile, b->profile) == 0 &&
         g_strcmp0 (a->account, b->account) == 0 && g_strcmp0 (a->broker, b->broker) == 0 &&
         a->allow_insecure == b->allow_insecure && a->protocol == b->protocol &&
         g_strcmp0 (a->username, b->username) == 0 && g_strcmp0 (a->client_id, b->client_id) == 0 &&
         g_strcmp0 (a->ca_file, b->ca_file) == 0 &&
         g_strcmp0 (a->password_env, b->password_env) == 0 &&
         g_strcmp0 (a->access_token_env, b->access_token_env) == 0 &&
         g_strcmp0 (a->key_env, b->key_env) == 0;
}

static gboolean
has_told_users (HelioPlanEditor *self)
{
  GListModel *users = helio_plan_draft_get_users (self->draft);
  const char *witness = helio_plan_draft_get_witness (self->draft);
  const int told_witness = helio_plan_get_witness (self->told);

  if (count (users) != helio_plan_get_n_users (self->told) ||
      g_strcmp0 (witness,
                 told_witness >= 0 ? helio_plan_get_user (self->told, (guint) told_witness)->name
                                   : NULL) != 0)
    return FALSE;
  for (guint i = 0; i < count (users); i++) {
    g_autoptr (HelioPlanDraftUser) user = g_list_model_get_item (users, i);

    if (!is_same_user (helio_plan_draft_user_get (user), helio_plan_get_user (self->told, i)))
      return FALSE;
  }
  return TRUE;
}

/* The document has what stands here. Up to the first difference: nothing is made to find out. */
static gboolean
is_told (HelioPlanEditor *self)
{
  GListModel *checks = helio_plan_draft_get_checks (self->draft);

  if (self->told == NULL)
    return count (checks) == 0 && count (helio_plan_draft_get_users (self->draft)) == 0;
  if (count (checks) != helio_plan_get_n_checks (self->told) || !has_told_users (self))
    return FALSE;
  for (guint i = 0; i < count (checks); i++) {
    g_autoptr (HelioPlanDraftCheck) check = g_list_model_get_item (checks, i);
    const HelioPlanCheck *told = helio_plan_get_check (self->told, i);

    if (helio_plan_draft_check_get_action (check) != told->action ||
        helio_plan_draft_check_get_expect (check) != told->expect ||
        !g_str_equal (helio_plan_draft_check_get_topic (check), told->topic) ||
        !g_str_equal (helio_plan_draft_check_get_user (check),
                      helio_plan_get_user (self->told, told->user)->name))
      return FALSE;
  }
  return TRUE;
}

static void
commit (HelioPlanEditor *self)
{
  g_autoptr (HelioPlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  self->pending = FALSE;
  if (count (helio_plan_draft_get_users (self->draft)) > 0 ||
      count (helio_plan_draft_get_checks (self->draft)) > 0)
    plan =
        helio_plan_draft_build (self->draft,
                                self->told != NULL ? helio_plan_get_rules_path (self->told) : NULL,
                                self->told != NULL ? helio_plan_get_rules (self->told) : NULL,
                                &error);
  show_fault (self,
              error != NULL ? error->message : NULL,
              error != NULL ? helio_error_get_remedy (error) : NULL);
  tell_document (self, plan, error);
}

/* What a commit would say, as far as checks are concerned. */
static void
show_wrong_checks (HelioPlanEditor *self)
{
  guint n_wrong;
  const guint row = find_fault (self, &n_wrong);
  g_autoptr (HelioPlanDraftCheck) check =
      row != G_MAXUINT ? g_list_model_get_item (helio_plan_draft_get_checks (self->draft), row)
                       : NULL;

  show_fault (self, check != NULL ? helio_plan_draft_check_get_fault (check) : NULL, NULL);
}

/* A plan of many checks is made of them when somebody wants it, not at every key. */
static void
on_draft_changed (HelioPlanEditor *self)
{
  show_counts (self);
  /* What was only loaded is no change. */
  if (!self->faulty && is_told (self)) {
    show_fault (self, NULL, NULL);
    return;
  }
  if (count (helio_plan_draft_get_checks (self->draft)) <= AT_ONCE_MAX) {
    commit (self);
    return;
  }
  self->pending = TRUE;
  helio_access_document_set_modified (self->document, TRUE);
  show_wrong_checks (self);
}

static void
on_document_flush (HelioPlanEditor *self)
{
  helio_plan_draft_flush (self->draft);
  if (self->pending)
    commit (self);
}

static void
load_document (HelioPlanEditor *self)
{
  HelioPlan *plan = helio_access_document_get_plan (self->document);

  g_clear_pointer (&self->told, helio_plan_unref);
  self->told = plan != NULL ? helio_plan_ref (plan) : NULL;
  self->pending = FALSE;
  clear_fault (self);
  helio_plan_draft_load (self->draft, plan);
}

static void
on_document_plan (HelioPlanEditor *self)
{
  if (helio_access_document_get_plan (self->document) != self->told)
    load_document (self);
}

/* None as before, all the same: what could not become a plan is void. */
static void
on_document_replaced (HelioPlanEditor *self)
{
  if (self->faulty || self->pending)
    load_document (self);
}

static void
on_show_fault (HelioPlanEditor *self)
{
  if (self->fault_row == G_MAXUINT)
    return;
  gtk_toggle_button_set_active (self->checks_button, TRUE);
  helio_plan_grid_select (self->grid, self->fault_row);
}

/* Adding */

static void
on_add (HelioPlanEditor *self)
{
  if (shows_users (self))
    helio_plan_users_add (self->users);
  else
    gtk_widget_activate_action (GTK_WIDGET (self->grid), "plan-grid.add", NULL);
}

void
helio_plan_editor_paste (HelioPlanEditor *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = NULL;
  guint n;

  if (helio_plan_draft_add_csv (self->draft, text, strlen (text), &n, &error))
    shown = g_strdup_printf (NP_ ("plan", "%u check added", "%u checks added", n), n);
  else
    shown = helio_error_to_text (error);
  helio_toast_show (GTK_WIDGET (self), shown, NULL);
}

static void
on_csv_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioPlanEditor *self = HELIO_PLAN_EDITOR (source);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  g_autofree char *text = helio_text_file_open_finish (result, &file, &length, &error);

  if (text != NULL) {
    gtk_toggle_button_set_active (self->checks_button, TRUE);
    helio_plan_editor_paste (self, text);
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_autofree char *shown = helio_error_to_text (error);

    helio_toast_show (GTK_WIDGET (self), shown, NULL);
  }
}

static void
from_csv_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const patterns[] = {"*.csv", "*.tsv", "*.txt", NULL};

  helio_text_file_open_async (widget,
                              C_ ("plan", "Add Checks from CSV"),
                              C_ ("plan", "Tables (CSV)"),
                              patterns,
                              HELIO_PLAN_SIZE_MAX,
                              on_csv_opened,
                              NULL);
}

static void
say_added (HelioPlanEditor *self, guint n)
{
  g_autofree char *text = g_strdup_printf (NP_ ("plan", "%u check added", "%u checks added", n), n);

  gtk_toggle_button_set_active (self->checks_button, TRUE);
  helio_toast_show (GTK_WIDGET (self), text, NULL);
}

static void
from_rules_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioPlanEditor *self = HELIO_PLAN_EDITOR (widget);
  HelioRules *rules = helio_access_document_get_rules (self->document);
  g_autofree char *folder = helio_access_document_dup_folder (self->document);
  GtkWidget *dialog;

  if (rules == NULL)
    return;
  dialog = helio_plan_rules_dialog_new (self->draft, rules, self->services->profiles, folder);
  g_signal_connect_object (dialog, "added", G_CALLBACK (say_added), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (gtk_widget_get_root (widget)));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The plan of one user joins what there is. */
static void
on_effective_made (HelioPlanEditor *self, HelioPlan *plan)
{
  const HelioPlanUser *user = helio_plan_get_user (plan, 0);
  g_autoptr (GError) error = NULL;

  if (helio_plan_draft_find_user (self->draft, user->name) == NULL &&
      !helio_plan_draft_add_user (self->draft, user, &error)) {
    g_autofree char *text = helio_error_to_text (error);

    helio_toast_show (GTK_WIDGET (self), text, NULL);
    return;
  }
  say_added (self, helio_plan_draft_merge (self->draft, plan));
  /* The document must have it before anybody runs it. */
  helio_access_document_flush (self->document);
  g_signal_emit (self, signals[RUN_WANTED], 0);
}

static void
effective_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioPlanEditor *self = HELIO_PLAN_EDITOR (widget);
  GtkWidget *dialog;

  if (self->connection == NULL)
    return;
  dialog = helio_effective_dialog_new (self->connection, self->services->profiles);
  g_signal_connect_object (dialog, "made", G_CALLBACK (on_effective_made), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (gtk_widget_get_root (widget)));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Object */

static void
helio_plan_editor_dispose (GObject *object)
{
  HelioPlanEditor *self = HELIO_PLAN_EDITOR (object);
  GtkWidget *child;

  if (self->document != NULL) {
    g_clear_signal_handler (&self->plan_id, self->document);
    g_clear_signal_handler (&self->rules_id, self->document);
    g_clear_signal_handler (&self->replaced_id, self->document);
    g_clear_signal_handler (&self->flush_id, self->document);
  }
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->document);
  g_clear_object (&self->connection);
  g_clear_object (&self->draft);
  g_clear_pointer (&self->services, helio_services_unref);
  g_clear_pointer (&self->told, helio_plan_unref);
  G_OBJECT_CLASS (helio_plan_editor_parent_class)->dispose (object);
}

static void
helio_plan_editor_class_init (HelioPlanEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_plan_editor_dispose;
  g_type_ensure (HELIO_TYPE_BANNER);
  g_type_ensure (HELIO_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-plan-editor.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HelioPlanEditor, name)
  BIND (users_button);
  BIND (checks_button);
  BIND (add_button);
  BIND (make_button);
  BIND (banner);
  BIND (stack);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_part);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, on_show_fault);
  gtk_widget_class_install_action (widget_class, "plan.from-rules", NULL, from_rules_action);
  gtk_widget_class_install_action (widget_class, "plan.from-csv", NULL, from_csv_action);
  gtk_widget_class_install_action (widget_class, "plan.effective", NULL, effective_action);
  signals[RUN_WANTED] = helio_signal_new ("run-wanted", HELIO_TYPE_PLAN_EDITOR);
}

static void
helio_plan_editor_init (HelioPlanEditor *self)
{
  self->fault_row = G_MAXUINT;
  self->draft = helio_plan_draft_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  helio_accessible_name (GTK_WIDGET (self->make_button),
                         C_ ("plan", "Make"),
                         C_ ("plan", "Make many checks at once"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "plan.effective", FALSE);
  g_signal_connect_swapped (self->draft, "changed", G_CALLBACK (on_draft_changed), self);
}

GtkWidget *
helio_plan_editor_new (HelioServices *services, HelioAccessDocument *document)
{
  HelioPlanEditor *self = g_object_new (HELIO_TYPE_PLAN_EDITOR, NULL);

  self->services = helio_services_ref (services);
  self->users = HELIO_PLAN_USERS (helio_plan_users_new (self->draft, services));
  self->grid = HELIO_PLAN_GRID (helio_plan_grid_new ());
  helio_plan_grid_set_draft (self->grid, self->draft);
  g_signal_connect_swapped (self->grid, "paste", G_CALLBACK (helio_plan_editor_paste), self);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->users), "users");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->grid), "checks");
  self->document = g_object_ref (document);
  self->plan_id =
      g_signal_connect_swapped (document, "notify::plan", G_CALLBACK (on_document_plan), self);
  self->rules_id =
      g_signal_connect_swapped (document, "notify::rules", G_CALLBACK (show_counts), self);
  self->replaced_id =
      g_signal_connect_swapped (document, "replaced", G_CALLBACK (on_document_replaced), self);
  self->flush_id =
      g_signal_connect_swapped (document, "flush", G_CALLBACK (on_document_flush), self);
  on_document_plan (self);
  show_counts (self);
  /* Nobody can be checked before there is somebody. */
  gtk_toggle_button_set_active (self->told != NULL ? self->checks_button : self->users_button,
                                TRUE);
  on_part (self);
  return GTK_WIDGET (self);
}

void
helio_plan_editor_set_connection (HelioPlanEditor *self, HelioConnection *connection)
{
  g_set_object (&self->connection, connection);
  helio_plan_grid_set_tree (self->grid,
                            connection != NULL ? helio_connection_get_tree (connection) : NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "plan.effective", connection != NULL);
}

HelioPlanDraft *
helio_plan_editor_get_draft (HelioPlanEditor *self)
{
  return self->draft;
}

gboolean
helio_plan_editor_is_faulty (HelioPlanEditor *self)
{
  return self->faulty;
}
