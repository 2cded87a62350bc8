// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-plan-user-dialog.h"

#include "ui/helio-accessible.h"
#include "ui/helio-banner.h"

#include <glib/gi18n.h>

#define KIND_PROFILE 0
#define KIND_BROKER 1

struct _HelioPlanUserDialog {
  AdwWindow parent_instance;

  HelioPlanDraft *draft;
  int position; /* -1: a new one */

  HelioBanner *banner;
  AdwEntryRow *name_row, *profile_row, *account_row, *token_row, *key_row;
  AdwEntryRow *broker_row, *username_row, *ca_row, *password_row, *client_id_row;
  AdwComboRow *kind_row, *protocol_row;
  GtkButton *apply_button;
  GtkMenuButton *profile_button;
  GtkSwitch *insecure_switch;
  AdwPreferencesGroup *profile_group, *broker_group;
};

G_DEFINE_FINAL_TYPE (HelioPlanUserDialog, helio_plan_user_dialog, ADW_TYPE_WINDOW)

/* NULL: nothing is written there. */
static char *
get_text (AdwEntryRow *row)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (row)));

  g_strstrip (text);
  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

static void
set_text (AdwEntryRow *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

static void
update_kind (HelioPlanUserDialog *self)
{
  const gboolean broker = adw_combo_row_get_selected (self->kind_row) == KIND_BROKER;

  gtk_widget_set_visible (GTK_WIDGET (self->profile_group), !broker);
  gtk_widget_set_visible (GTK_WIDGET (self->broker_group), broker);
}

static void
load (HelioPlanUserDialog *self, const HelioPlanUser *user)
{
  adw_combo_row_set_selected (self->kind_row, user->broker != NULL ? KIND_BROKER : KIND_PROFILE);
  set_text (self->name_row, user->name);
  set_text (self->profile_row, user->profile);
  set_text (self->account_row, user->account);
  set_text (self->token_row, user->access_token_env);
  set_text (self->key_row, user->key_env);
  set_text (self->broker_row, user->broker);
  set_text (self->username_row, user->username);
  set_text (self->ca_row, user->ca_file);
  set_text (self->password_row, user->password_env);
  set_text (self->client_id_row, user->client_id);
  adw_combo_row_set_selected (self->protocol_row, (guint) user->protocol);
  gtk_switch_set_active (self->insecure_switch, user->allow_insecure);
}

/* What the reader of files would say in the terms of a file. NULL: nothing is missing. */
static const char *
find_missing (const HelioPlanUser *user)
{
  if (*user->name == '\0')
    return C_ ("plan", "Enter a name for the user in the plan.");
  if (user->profile != NULL && *user->profile == '\0')
    return C_ ("plan", "Enter the name of a profile, or its file.");
  if (user->broker != NULL && *user->broker == '\0')
    return C_ ("plan", "Enter the address of the broker.");
  if (user->broker != NULL && user->username == NULL)
    return C_ ("plan", "Enter the username.");
  return NULL;
}

static void
on_edited (HelioPlanUserDialog *self)
{
  helio_banner_set_error (self->banner, HELIO_BANNER_ERROR, NULL, NULL);
}

static void
on_apply (HelioPlanUserDialog *self)
{
  const gboolean broker = adw_combo_row_get_selected (self->kind_row) == KIND_BROKER;
  g_autofree char *name = get_text (self->name_row), *profile = get_text (self->profile_row);
  g_autofree char *account = get_text (self->account_row), *token = get_text (self->token_row);
  g_autofree char *key = get_text (self->key_row), *url = get_text (self->broker_row);
  g_autofree char *username = get_text (self->username_row), *ca = get_text (self->ca_row);
  g_autofree char *password = get_text (self->password_row);
  g_autofree char *client_id = get_text (self->client_id_row);
  g_autoptr (GError) error = NULL;
  HelioPlanUser user = {.name = name != NULL ? name : (char *) "", .password_env = password};
  const char *missing;
  gboolean done;

  if (broker) {
    user.broker = url != NULL ? url : (char *) "";
    user.username = username;
    user.ca_file = ca;
    user.client_id = client_id;
    user.protocol = (HelioProtocol) adw_combo_row_get_selected (self->protocol_row);
    user.allow_insecure = gtk_switch_get_active (self->insecure_switch);
  } else {
    user.profile = profile != NULL ? profile : (char *) "";
    user.account = account;
    user.access_token_env = token;
    user.key_env = key;
  }
  missing = find_missing (&user);
  if (missing != NULL) {
    helio_banner_set (self->banner, HELIO_BANNER_ERROR, missing, NULL, NULL, NULL);
    return;
  }
  done = self->position < 0
             ? helio_plan_draft_add_user (self->draft, &user, &error)
             : helio_plan_draft_replace_user (self->draft, (guint) self->position, &user, &error);
  if (done)
    gtk_window_destroy (GTK_WINDOW (self));
  else
    helio_banner_set_error (self->banner, HELIO_BANNER_ERROR, error, NULL);
}

static void
choose_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HelioPlanUserDialog *self = HELIO_PLAN_USER_DIALOG (widget);
  const char *name = g_variant_get_string (parameter, NULL);

  set_text (self->profile_row, name);
  if (*gtk_editable_get_text (GTK_EDITABLE (self->name_row)) == '\0')
    set_text (self->name_row, name);
}

static void
offer_profiles (HelioPlanUserDialog *self, HelioProfileStore *profiles)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; profiles != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (profiles));
       i++) {
    g_autoptr (HelioProfileItem) profile = g_list_model_get_item (G_LIST_MODEL (profiles), i);
    g_autoptr (GMenuItem) item = g_menu_item_new (helio_profile_item_get_name (profile), NULL);

    if (helio_profile_item_get_profile (profile) == NULL ||
        helio_profile_item_is_transient (profile))
      continue;
    g_menu_item_set_action_and_target (item,
                                       "plan-user.profile",
                                       "s",
                                       helio_profile_item_get_name (profile));
    g_menu_append_item (menu, item);
  }
  gtk_menu_button_set_menu_model (self->profile_button, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self->profile_button),
                          g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0);
}

static void
helio_plan_user_dialog_dispose (GObject *object)
{
  g_clear_object (&HELIO_PLAN_USER_DIALOG (object)->draft);
  G_OBJECT_CLASS (helio_plan_user_dialog_parent_class)->dispose (object);
}

static void
helio_plan_user_dialog_class_init (HelioPlanUserDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_plan_user_dialog_dispose;
  g_type_ensure (HELIO_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-plan-user-dialog.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HelioPlanUserDialog, name)
  BIND (apply_button);
  BIND (banner);
  BIND (name_row);
  BIND (kind_row);
  BIND (profile_group);
  BIND (profile_row);
  BIND (profile_button);
  BIND (account_row);
  BIND (token_row);
  BIND (key_row);
  BIND (broker_group);
  BIND (broker_row);
  BIND (username_row);
  BIND (protocol_row);
  BIND (ca_row);
  BIND (insecure_switch);
  BIND (password_row);
  BIND (client_id_row);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_apply);
  gtk_widget_class_bind_template_callback (widget_class, update_kind);
  gtk_widget_class_install_action (widget_class, "plan-user.profile", "s", choose_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
helio_plan_user_dialog_init (HelioPlanUserDialog *self)
{
  gpointer rows[10];

  gtk_widget_init_template (GTK_WIDGET (self));
  rows[0] = self->name_row;
  rows[1] = self->profile_row;
  rows[2] = self->account_row;
  rows[3] = self->token_row;
  rows[4] = self->key_row;
  rows[5] = self->broker_row;
  rows[6] = self->username_row;
  rows[7] = self->ca_row;
  rows[8] = self->password_row;
  rows[9] = self->client_id_row;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_signal_connect_swapped (rows[i], "changed", G_CALLBACK (on_edited), self);
    g_object_set (rows[i], "activates-default", TRUE, NULL);
  }
  helio_accessible_name (GTK_WIDGET (self->profile_button), C_ ("plan", "Choose a Profile"), NULL);
  gtk_window_set_default_widget (GTK_WINDOW (self), GTK_WIDGET (self->apply_button));
  update_kind (self);
}

void
helio_plan_user_dialog_present (GtkWidget *parent,
                                HelioPlanDraft *draft,
                                int position,
                                HelioProfileStore *profiles)
{
  HelioPlanUserDialog *self = g_object_new (HELIO_TYPE_PLAN_USER_DIALOG,
                                            "transient-for",
                                            GTK_WINDOW (gtk_widget_get_root (parent)),
                                            NULL);

  self->draft = g_object_ref (draft);
  self->position = position;
  gtk_window_set_title (GTK_WINDOW (self),
                        position < 0 ? C_ ("plan", "New User of the Plan")
                                     : C_ ("plan", "User of the Plan"));
  offer_profiles (self, profiles);
  if (position >= 0) {
    g_autoptr (HelioPlanDraftUser) user =
        g_list_model_get_item (helio_plan_draft_get_users (draft), (guint) position);

    load (self, helio_plan_draft_user_get (user));
  }
  gtk_window_present (GTK_WINDOW (self));
}
