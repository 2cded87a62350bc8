// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-effective-dialog.h"

#include "core/acl/helio-effective.h"
#include "core/base/helio-util.h"
#include "ui/access/helio-people-list.h"
#include "ui/widgets/helio-banner.h"

#include <glib/gi18n.h>

#define BRANCHES_MAX 100
#define SHOWN_CHARS 100
/* The tree may not be on view, then nobody else flushes it. */
#define FLUSHES 16

struct _HelioEffectiveDialog {
  AdwWindow parent_instance;

  HelioConnection *connection;
  HelioProfileStore *profiles; /* (nullable) */
  GCancellable *cancellable;   /* of the look into the token */
  GStrv claim;                 /* (nullable) till it is known */
  GStrv branches;
  GPtrArray *branch_checks; /* GtkCheckButton, as the branches */

  HelioBanner *banner;
  AdwActionRow *claim_row, *subscriptions_row;
  GtkSwitch *claim_switch, *subscriptions_switch, *publish_switch;
  AdwPreferencesGroup *branches_group;
  GtkLabel *count_label;
  GtkButton *make_button;
};

G_DEFINE_FINAL_TYPE (HelioEffectiveDialog, helio_effective_dialog, ADW_TYPE_WINDOW)

enum {
  MADE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* Returns: (transfer full). */
static GPtrArray *
collect (HelioEffectiveDialog *self, gboolean *more)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  HelioEffectiveSources sources = {.tree = helio_connection_get_tree (self->connection)};

  for (guint i = 0; i < self->branch_checks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->branch_checks, i)))
      g_ptr_array_add (chosen, self->branches[i]);
  g_ptr_array_add (chosen, NULL);
  sources.branches = (const char *const *) chosen->pdata;
  if (gtk_switch_get_active (self->claim_switch))
    sources.claim = (const char *const *) self->claim;
  if (gtk_switch_get_active (self->subscriptions_switch))
    sources.subscriptions = helio_connection_get_subscriptions (self->connection);
  return helio_effective_collect (&sources, more);
}

static void
update_count (HelioEffectiveDialog *self)
{
  g_autoptr (GPtrArray) topics = NULL;
  g_autofree char *text = NULL;
  gboolean more;

  if (self->connection == NULL)
    return;
  topics = collect (self, &more);
  text = g_strdup_printf (NP_ ("effective",
                               "%u topic or filter will be tried.",
                               "%u topics and filters will be tried.",
                               topics->len),
                          topics->len);
  if (more) {
    g_autofree char *bounded =
        g_strconcat (text, " ", C_ ("effective", "There are more: choose fewer branches."), NULL);

    gtk_label_set_text (self->count_label, bounded);
  } else {
    gtk_label_set_text (self->count_label, text);
  }
  gtk_widget_set_sensitive (GTK_WIDGET (self->make_button), topics->len > 0);
}

/* (transfer none) */
static const char *
find_profile (HelioEffectiveDialog *self)
{
  HelioProfile *profile = helio_connection_get_profile (self->connection);
  const char *name = profile->name;

  for (guint i = 0;
       self->profiles != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->profiles));
       i++) {
    g_autoptr (HelioProfileItem) item = g_list_model_get_item (G_LIST_MODEL (self->profiles), i);

    if (helio_profile_item_get_profile (item) == profile)
      return helio_people_name_profile (self->profiles, item);
    if (g_strcmp0 (helio_profile_item_get_id (item), profile->id) == 0)
      name = helio_people_name_profile (self->profiles, item);
  }
  return name;
}

static void
on_make (HelioEffectiveDialog *self)
{
  HelioCredential *credential = helio_connection_get_credential (self->connection);
  HelioAccount *account = helio_connection_get_account (self->connection);
  g_autoptr (GPtrArray) topics = collect (self, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioPlan) plan = NULL;
  const char *name =
      credential != NULL ? helio_credential_get_name (credential) : C_ ("effective", "me");
  const HelioPlanUser user = {
      .name = (char *) name,
      .profile = (char *) find_profile (self),
      .account = account != NULL ? account->sub : NULL,
  };

  plan = helio_effective_make_plan (topics,
                                    &user,
                                    gtk_switch_get_active (self->publish_switch),
                                    &error);
  if (plan == NULL) {
    helio_banner_set_error (self->banner, HELIO_BANNER_ERROR, error, NULL);
    return;
  }
  g_signal_emit (self, signals[MADE], 0, plan);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_inspected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioEffectiveDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokenReport) report =
      helio_connection_inspect_token_finish (HELIO_CONNECTION (source), result, &error);
  g_autofree char *text = NULL;

  if (self->connection == NULL)
    return;
  if (report == NULL) {
    adw_action_row_set_subtitle (self->claim_row, error->message);
    return;
  }
  self->claim = helio_token_report_get_topics (report);
  text = self->claim[0] == NULL ? g_strdup (C_ ("effective", "The token names no topics"))
                                : g_strdup_printf (NP_ ("effective",
                                                        "%u filter in the claim mqtt_topics",
                                                        "%u filters in the claim mqtt_topics",
                                                        g_strv_length (self->claim)),
                                                   g_strv_length (self->claim));
  adw_action_row_set_subtitle (self->claim_row, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->claim_row), self->claim[0] != NULL);
  update_count (self);
}

static void
add_branch (HelioEffectiveDialog *self, const char *branch)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *shown = helio_printable (branch, -1, SHOWN_CHARS);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), shown);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), branch[0] != '$');
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (update_count), self);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (self->branches_group, row);
  g_ptr_array_add (self->branch_checks, check);
}

static void
fill (HelioEffectiveDialog *self)
{
  HelioTopicTree *tree = helio_connection_get_tree (self->connection);
  GListModel *subscriptions = helio_connection_get_subscriptions (self->connection);
  const guint n = g_list_model_get_n_items (subscriptions);
  g_autofree char *text =
      n == 0 ? g_strdup (C_ ("effective", "None"))
             : g_strdup_printf (NP_ ("effective", "%u filter", "%u filters", n), n);

  for (guint i = 0; i < FLUSHES && helio_topic_tree_flush (tree); i++) {
  }
  self->branches = helio_effective_list_branches (tree, BRANCHES_MAX);
  for (guint i = 0; self->branches[i] != NULL; i++)
    add_branch (self, self->branches[i]);
  if (self->branches[0] == NULL)
    adw_preferences_group_set_description (
        self->branches_group,
        C_ ("effective", "No topic was seen yet on this connection"));
  adw_action_row_set_subtitle (self->subscriptions_row, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->subscriptions_row), n > 0);
  adw_action_row_set_subtitle (self->claim_row, C_ ("effective", "Looking into the token…"));
}

static void
helio_effective_dialog_dispose (GObject *object)
{
  HelioEffectiveDialog *self = HELIO_EFFECTIVE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->connection);
  g_clear_object (&self->profiles);
  g_clear_pointer (&self->claim, g_strfreev);
  g_clear_pointer (&self->branches, g_strfreev);
  g_clear_pointer (&self->branch_checks, g_ptr_array_unref);
  G_OBJECT_CLASS (helio_effective_dialog_parent_class)->dispose (object);
}

static void
helio_effective_dialog_class_init (HelioEffectiveDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_effective_dialog_dispose;
  g_type_ensure (HELIO_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-effective-dialog.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HelioEffectiveDialog, name)
  BIND (banner);
  BIND (claim_row);
  BIND (subscriptions_row);
  BIND (claim_switch);
  BIND (subscriptions_switch);
  BIND (publish_switch);
  BIND (branches_group);
  BIND (count_label);
  BIND (make_button);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_make);
  gtk_widget_class_bind_template_callback (widget_class, update_count);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  signals[MADE] = g_signal_new ("made",
                                HELIO_TYPE_EFFECTIVE_DIALOG,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                HELIO_TYPE_PLAN);
}

static void
helio_effective_dialog_init (HelioEffectiveDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->branch_checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
helio_effective_dialog_new (HelioConnection *connection, HelioProfileStore *profiles)
{
  HelioEffectiveDialog *self = g_object_new (HELIO_TYPE_EFFECTIVE_DIALOG, NULL);

  self->connection = g_object_ref (connection);
  self->profiles = profiles != NULL ? g_object_ref (profiles) : NULL;
  fill (self);
  update_count (self);
  helio_connection_inspect_token_async (connection,
                                        self->cancellable,
                                        on_inspected,
                                        g_object_ref (self));
  return GTK_WIDGET (self);
}
