// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-plan-rules-dialog.h"

#include "core/acl/helio-plan-profiles.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/access/helio-access-words.h"
#include "ui/widgets/helio-banner.h"

#include <glib/gi18n.h>
#include <string.h>

#define SHOWN_CHARS 100

struct _HelioPlanRulesDialog {
  AdwWindow parent_instance;

  HelioPlanDraft *draft;
  HelioRules *rules;
  HelioProfileStore *profiles;
  char *folder;                                   /* (nullable): of the plan */
  HelioPlan *combined;                            /* (nullable): while its profiles are read */
  GCancellable *cancellable;                      /* of reading them; till the dialog goes */
  GPtrArray *user_checks;                         /* GtkCheckButton, as the draft's users */
  GtkCheckButton *action_checks[HELIO_N_ACTIONS]; /* borrowed */

  GtkButton *add_button;
  HelioBanner *banner;
  AdwPreferencesGroup *users_group, *actions_group;
  GtkTextView *topics_view;
};

G_DEFINE_FINAL_TYPE (HelioPlanRulesDialog, helio_plan_rules_dialog, ADW_TYPE_WINDOW)

enum {
  ADDED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static GtkCheckButton *
add_row (AdwPreferencesGroup *group, const char *text, gboolean active)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *shown = helio_printable (text, -1, SHOWN_CHARS);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), shown);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), active);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (group, row);
  return GTK_CHECK_BUTTON (check);
}

/* Each once, as written. */
static char *
list_topics (HelioRules *rules)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < helio_rules_get_length (rules); i++) {
    const char *topic = helio_rules_get (rules, i)->topic;

    if (g_hash_table_add (known, (gpointer) topic))
      g_string_append_printf (text, "%s\n", topic);
  }
  return g_string_free (text, FALSE);
}

/* (transfer full) */
static GStrv
get_topics (HelioPlanRulesDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->topics_view);
  g_autoptr (GStrvBuilder) topics = g_strv_builder_new ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_object_get (buffer, "text", &text, NULL);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      g_strv_builder_add (topics, lines[i]);
  return g_strv_builder_end (topics);
}

static const HelioPlanUser *
get_user (HelioPlanRulesDialog *self, guint position)
{
  g_autoptr (HelioPlanDraftUser) user =
      g_list_model_get_item (helio_plan_draft_get_users (self->draft), position);

  return helio_plan_draft_user_get (user);
}

/* Users and their checks without an expectation. (transfer full) */
static HelioPlan *
combine (HelioPlanRulesDialog *self, GError **error)
{
  g_autoptr (HelioPlanBuilder) builder = helio_plan_builder_new (NULL);
  g_autoptr (GArray) users = g_array_new (FALSE, FALSE, sizeof (guint));
  HelioAction actions[HELIO_N_ACTIONS];
  guint n_actions = 0;
  g_auto (GStrv) topics = get_topics (self);

  for (guint i = 0; i < self->user_checks->len; i++) {
    int index;

    if (!gtk_check_button_get_active (g_ptr_array_index (self->user_checks, i)))
      continue;
    index = helio_plan_builder_add_user (builder, get_user (self, i), error);
    if (index < 0)
      return NULL;
    g_array_append_val (users, index);
  }
  for (guint i = 0; i < HELIO_N_ACTIONS; i++)
    if (gtk_check_button_get_active (self->action_checks[i]))
      actions[n_actions++] = (HelioAction) i;
  if (users->len == 0 || n_actions == 0 || topics[0] == NULL) {
    helio_error_set (error,
                     HELIO_ERROR_INVALID_DATA,
                     NULL,
                     C_ ("plan", "Choose at least one user and one action, and write a topic."));
    return NULL;
  }
  if (!helio_plan_builder_add_product (builder,
                                       (const guint *) users->data,
                                       users->len,
                                       actions,
                                       n_actions,
                                       (const char *const *) topics,
                                       HELIO_VERDICT_UNKNOWN,
                                       error))
    return NULL;
  return helio_plan_builder_get_plan (builder);
}

/* What is expected of whom is a matter of the MQTT username, which the name in the plan need not be. Where it is known
 * only after a sign-in, nothing is expected. */
static void
add_checks (HelioPlanRulesDialog *self, GPtrArray *profiles)
{
  g_autoptr (HelioReport) report = helio_report_new (self->combined, self->rules, -1);
  g_autoptr (HelioPlan) expected = NULL;
  guint n;

  for (guint i = 0; i < profiles->len; i++)
    helio_report_set_identity (report,
                               i,
                               helio_plan_profile_get_username (profiles->pdata[i]),
                               helio_plan_get_user (self->combined, i)->client_id);
  expected = helio_plan_new_from_report (report, HELIO_PLAN_FROM_PREDICTION, NULL);
  n = helio_plan_draft_merge (self->draft, expected);
  g_signal_emit (self, signals[ADDED], 0, n);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_profiles (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioPlanRulesDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) profiles = helio_plan_profiles_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (profiles != NULL) {
    add_checks (self, profiles);
    return;
  }
  /* Without whoever it is about, or once it is mended, it can go on. */
  helio_banner_set_error (self->banner, HELIO_BANNER_ERROR, error, NULL);
  g_clear_pointer (&self->combined, helio_plan_unref);
}

static void
on_add (HelioPlanRulesDialog *self)
{
  g_autoptr (GError) error = NULL;

  if (self->combined != NULL)
    return;
  self->combined = combine (self, &error);
  helio_banner_set_error (self->banner, HELIO_BANNER_ERROR, error, NULL);
  if (self->combined != NULL)
    helio_plan_profiles_load_async (self->combined,
                                    self->profiles,
                                    self->folder,
                                    self->cancellable,
                                    on_profiles,
                                    g_object_ref (self));
}

/* Closed, while what is read may keep the object for a moment. */
static void
helio_plan_rules_dialog_unmap (GtkWidget *widget)
{
  g_cancellable_cancel (HELIO_PLAN_RULES_DIALOG (widget)->cancellable);
  GTK_WIDGET_CLASS (helio_plan_rules_dialog_parent_class)->unmap (widget);
}

static void
helio_plan_rules_dialog_dispose (GObject *object)
{
  HelioPlanRulesDialog *self = HELIO_PLAN_RULES_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->draft);
  g_clear_object (&self->profiles);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->combined, helio_plan_unref);
  g_clear_pointer (&self->rules, helio_rules_unref);
  g_clear_pointer (&self->user_checks, g_ptr_array_unref);
  G_OBJECT_CLASS (helio_plan_rules_dialog_parent_class)->dispose (object);
}

static void
helio_plan_rules_dialog_class_init (HelioPlanRulesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_plan_rules_dialog_dispose;
  widget_class->unmap = helio_plan_rules_dialog_unmap;
  g_type_ensure (HELIO_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-plan-rules-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioPlanRulesDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, HelioPlanRulesDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, HelioPlanRulesDialog, users_group);
  gtk_widget_class_bind_template_child (widget_class, HelioPlanRulesDialog, actions_group);
  gtk_widget_class_bind_template_child (widget_class, HelioPlanRulesDialog, topics_view);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  signals[ADDED] = g_signal_new ("added",
                                 HELIO_TYPE_PLAN_RULES_DIALOG,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 G_TYPE_UINT);
}

static void
helio_plan_rules_dialog_init (HelioPlanRulesDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->user_checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_default_widget (GTK_WINDOW (self), GTK_WIDGET (self->add_button));
}

GtkWidget *
helio_plan_rules_dialog_new (HelioPlanDraft *draft,
                             HelioRules *rules,
                             HelioProfileStore *profiles,
                             const char *folder)
{
  HelioPlanRulesDialog *self = g_object_new (HELIO_TYPE_PLAN_RULES_DIALOG, NULL);
  GListModel *users = helio_plan_draft_get_users (draft);
  g_autofree char *topics = list_topics (rules);

  self->draft = g_object_ref (draft);
  self->rules = helio_rules_ref (rules);
  self->profiles = g_object_ref (profiles);
  self->folder = g_strdup (folder);
  for (guint i = 0; i < g_list_model_get_n_items (users); i++) {
    const char *name = get_user (self, i)->name;

    /* The witness is there to watch. */
    g_ptr_array_add (self->user_checks,
                     add_row (self->users_group,
                              name,
                              g_strcmp0 (helio_plan_draft_get_witness (draft), name) != 0));
  }
  for (guint i = 0; i < HELIO_N_ACTIONS; i++)
    self->action_checks[i] = add_row (self->actions_group,
                                      helio_access_describe_action ((HelioAction) i),
                                      i == HELIO_ACTION_SUBSCRIBE || i == HELIO_ACTION_PUBLISH);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->topics_view), topics, -1);
  return GTK_WIDGET (self);
}
