// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-plan-user-dialog.h"

#include "core/acl/helio-plan-profiles.h"
#include "core/base/helio-util.h"
#include "ui/access/helio-people-list.h"
#include "ui/base/helio-accessible.h"
#include "ui/widgets/helio-banner.h"

#include <glib/gi18n.h>
#include <string.h>

#define SHOWN_CHARS 100

#define KIND_PROFILE 0
#define KIND_ACCOUNT 1
#define KIND_BROKER 2

struct _HelioPlanUserDialog {
  AdwWindow parent_instance;

  HelioPlanDraft *draft;
  int position; /* -1: a new one */
  HelioProfileStore *profiles;
  HelioPeopleList *people;
  /* What account_row offers: those of the list, and before them one that has not signed in here. */
  HelioPeopleItem *chosen;           /* (nullable) */
  char *stranger_profile, *stranger; /* (nullable): as the plan has them */
  gboolean filling;
  guint first; /* of account_row: what is before the list */

  HelioBanner *banner;
  AdwEntryRow *name_row, *profile_row, *token_row, *key_row;
  AdwEntryRow *broker_row, *username_row, *ca_row, *password_row, *client_id_row;
  AdwComboRow *kind_row, *account_row, *protocol_row;
  GtkWidget *variables_row;
  GtkButton *apply_button;
  GtkMenuButton *profile_button;
  GtkSwitch *insecure_switch;
  AdwPreferencesGroup *profile_group, *account_group, *broker_group;
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
  const guint kind = adw_combo_row_get_selected (self->kind_row);

  gtk_widget_set_visible (GTK_WIDGET (self->profile_group), kind == KIND_PROFILE);
  gtk_widget_set_visible (GTK_WIDGET (self->account_group), kind == KIND_ACCOUNT);
  gtk_widget_set_visible (GTK_WIDGET (self->broker_group), kind == KIND_BROKER);
  gtk_widget_set_visible (GTK_WIDGET (self->password_row), kind != KIND_ACCOUNT);
  gtk_widget_set_visible (self->variables_row, kind != KIND_BROKER);
  helio_banner_set_error (self->banner, HELIO_BANNER_ERROR, NULL, NULL);
}

/* Accounts */

static void
offer_accounts (HelioPlanUserDialog *self)
{
  GListModel *people = G_LIST_MODEL (self->people);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  const guint n = g_list_model_get_n_items (people);
  guint selected = helio_people_list_find (self->people, self->chosen);

  self->first = 0;
  if (self->stranger != NULL && self->chosen == NULL) {
    g_autofree char *who = helio_printable (self->stranger, -1, SHOWN_CHARS);
    g_autofree char *profile = helio_printable (self->stranger_profile, -1, SHOWN_CHARS);
    g_autofree char *label =
        /* Translators: an account, then the profile that the plan names with it */
        g_strdup_printf (C_ ("plan", "%s (%s), not signed in here"), who, profile);

    gtk_string_list_append (labels, label);
    selected = 0;
    self->first = 1;
  }
  for (guint i = 0; i < n; i++) {
    g_autoptr (HelioPeopleItem) item = g_list_model_get_item (people, i);

    gtk_string_list_append (labels, helio_people_item_get_label (item));
  }
  self->filling = TRUE;
  adw_combo_row_set_model (self->account_row, G_LIST_MODEL (labels));
  adw_combo_row_set_selected (self->account_row,
                              selected == G_MAXUINT ? GTK_INVALID_LIST_POSITION : selected);
  /* With libadwaita 1.7 a row has something selected as soon as there is something. */
  if (selected == G_MAXUINT && n > 0 &&
      adw_combo_row_get_selected (self->account_row) != GTK_INVALID_LIST_POSITION) {
    const char *const nobody[] = {C_ ("plan", "Nobody yet"), NULL};

    gtk_string_list_splice (labels, 0, 0, nobody);
    adw_combo_row_set_selected (self->account_row, 0);
    self->first = 1;
  }
  self->filling = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->account_row),
                            g_list_model_get_n_items (G_LIST_MODEL (labels)) > 0);
  adw_preferences_group_set_description (
      self->account_group,
      n > 0 ? C_ ("plan",
                  "Several people can have signed in with one profile. The account in use there "
                  "stays as it is.")
            : C_ ("plan",
                  "Nobody has signed in on this computer yet: connect once with a profile, then "
                  "choose whom the plan means here."));
}

/* "alice" of "alice@example.com" */
static void
suggest_name (HelioPlanUserDialog *self, const char *text)
{
  const char *at = strchr (text, '@');
  g_autofree char *name =
      at != NULL && at > text ? g_strndup (text, (gsize) (at - text)) : g_strdup (text);

  if (*gtk_editable_get_text (GTK_EDITABLE (self->name_row)) == '\0')
    set_text (self->name_row, name);
}

static void
on_account (HelioPlanUserDialog *self)
{
  const guint selected = adw_combo_row_get_selected (self->account_row);

  if (self->filling || self->people == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  g_clear_object (&self->chosen);
  if (selected < self->first)
    return;
  self->chosen = g_list_model_get_item (G_LIST_MODEL (self->people), selected - self->first);
  if (self->chosen == NULL)
    return;
  suggest_name (self, helio_people_item_get_account (self->chosen));
  helio_banner_set_error (self->banner, HELIO_BANNER_ERROR, NULL, NULL);
}

/* The account that a user of the plan has, if somebody has signed in as that one here. */
static void
choose_account (HelioPlanUserDialog *self)
{
  GListModel *people = G_LIST_MODEL (self->people);

  for (guint i = 0; self->stranger != NULL && i < g_list_model_get_n_items (people); i++) {
    g_autoptr (HelioPeopleItem) item = g_list_model_get_item (people, i);
    HelioProfileItem *profile = helio_people_item_get_profile_item (item);

    if (self->chosen == NULL &&
        (g_strcmp0 (helio_people_item_get_account (item), self->stranger) == 0 ||
         g_strcmp0 (helio_people_item_get_sub (item), self->stranger) == 0) &&
        (g_strcmp0 (helio_people_name_profile (self->profiles, profile), self->stranger_profile) ==
             0 ||
         g_strcmp0 (helio_profile_item_get_id (profile), self->stranger_profile) == 0))
      self->chosen = g_steal_pointer (&item);
  }
  offer_accounts (self);
}

static void
load (HelioPlanUserDialog *self, const HelioPlanUser *user)
{
  adw_combo_row_set_selected (self->kind_row,
                              user->broker != NULL    ? KIND_BROKER
                              : user->account != NULL ? KIND_ACCOUNT
                                                      : KIND_PROFILE);
  set_text (self->name_row, user->name);
  set_text (self->profile_row, user->profile);
  if (user->account != NULL) {
    helio_set_str (&self->stranger, user->account);
    helio_set_str (&self->stranger_profile, user->profile);
    choose_account (self);
  }
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->variables_row),
                                 user->access_token_env != NULL || user->key_env != NULL);
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
  if (user->broker != NULL && user->username == NULL && user->password_env != NULL)
    return C_ ("plan", "Enter the username that the password is of.");
  return NULL;
}

static void
on_edited (HelioPlanUserDialog *self)
{
  helio_banner_set_error (self->banner, HELIO_BANNER_ERROR, NULL, NULL);
}

static void
fill_account (HelioPlanUserDialog *self, HelioPlanUser *user)
{
  if (self->chosen != NULL) {
    user->profile =
        (char *) helio_people_name_profile (self->profiles,
                                            helio_people_item_get_profile_item (self->chosen));
    user->account = (char *) helio_people_item_get_account (self->chosen);
  } else {
    user->profile = self->stranger_profile;
    user->account = self->stranger;
  }
}

static const char *
find_missing_account (HelioPlanUserDialog *self)
{
  return adw_combo_row_get_selected (self->kind_row) == KIND_ACCOUNT && self->chosen == NULL &&
                 self->stranger == NULL
             ? C_ ("plan",
                   "Choose an account. Whoever has signed in with a profile is in the list.")
             : NULL;
}

static void
on_apply (HelioPlanUserDialog *self)
{
  const guint kind = adw_combo_row_get_selected (self->kind_row);
  g_autofree char *name = get_text (self->name_row), *profile = get_text (self->profile_row);
  g_autofree char *token = get_text (self->token_row);
  g_autofree char *key = get_text (self->key_row), *url = get_text (self->broker_row);
  g_autofree char *username = get_text (self->username_row), *ca = get_text (self->ca_row);
  g_autofree char *password = get_text (self->password_row);
  g_autofree char *client_id = get_text (self->client_id_row);
  g_autoptr (GError) error = NULL;
  HelioPlanUser user = {.name = name != NULL ? name : (char *) ""};
  const char *missing = find_missing_account (self);
  gboolean done;

  if (kind == KIND_BROKER) {
    user.broker = url != NULL ? url : (char *) "";
    user.username = username;
    user.ca_file = ca;
    user.client_id = client_id;
    user.protocol = (HelioProtocol) adw_combo_row_get_selected (self->protocol_row);
    user.allow_insecure = gtk_switch_get_active (self->insecure_switch);
  } else {
    if (kind == KIND_ACCOUNT)
      fill_account (self, &user);
    else
      user.profile = profile != NULL ? profile : (char *) "";
    user.access_token_env = token;
    user.key_env = key;
  }
  if (kind != KIND_ACCOUNT)
    user.password_env = password;
  if (missing == NULL)
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
  g_autoptr (HelioProfileItem) item =
      g_list_model_get_item (G_LIST_MODEL (self->profiles), g_variant_get_uint32 (parameter));
  HelioProfile *profile;
  const char *username;

  if (item == NULL)
    return;
  set_text (self->profile_row, helio_people_name_profile (self->profiles, item));
  /* The rules are about the username: who is called so in the plan is told apart in what they say. */
  profile = helio_profile_item_get_profile (item);
  username = profile != NULL ? helio_plan_profiles_read_username (profile) : NULL;
  suggest_name (self, username != NULL ? username : helio_profile_item_get_name (item));
}

static void
offer_profiles (HelioPlanUserDialog *self)
{
  GListModel *profiles = G_LIST_MODEL (self->profiles);
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++) {
    g_autoptr (HelioProfileItem) profile = g_list_model_get_item (profiles, i);
    g_autofree char *name =
        helio_printable (helio_profile_item_get_name (profile), -1, SHOWN_CHARS);
    g_autoptr (GMenuItem) item = g_menu_item_new (name, NULL);

    if (helio_profile_item_get_profile (profile) == NULL)
      continue;
    g_menu_item_set_action_and_target (item, "plan-user.profile", "u", i);
    g_menu_append_item (menu, item);
  }
  gtk_menu_button_set_menu_model (self->profile_button, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self->profile_button),
                          g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0);
}

static void
helio_plan_user_dialog_dispose (GObject *object)
{
  HelioPlanUserDialog *self = HELIO_PLAN_USER_DIALOG (object);

  g_clear_object (&self->draft);
  g_clear_object (&self->profiles);
  g_clear_object (&self->people);
  g_clear_object (&self->chosen);
  g_clear_pointer (&self->stranger, g_free);
  g_clear_pointer (&self->stranger_profile, g_free);
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
  BIND (account_group);
  BIND (account_row);
  BIND (variables_row);
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
  gtk_widget_class_bind_template_callback (widget_class, on_account);
  gtk_widget_class_install_action (widget_class, "plan-user.profile", "u", choose_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
helio_plan_user_dialog_init (HelioPlanUserDialog *self)
{
  gpointer rows[9];

  gtk_widget_init_template (GTK_WIDGET (self));
  rows[0] = self->name_row;
  rows[1] = self->profile_row;
  rows[2] = self->token_row;
  rows[3] = self->key_row;
  rows[4] = self->broker_row;
  rows[5] = self->username_row;
  rows[6] = self->ca_row;
  rows[7] = self->password_row;
  rows[8] = self->client_id_row;
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
                                HelioServices *services)
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
  self->profiles = g_object_ref (services->profiles);
  self->people = helio_people_list_new (services, NULL, HELIO_PEOPLE_ACCOUNTS);
  offer_profiles (self);
  choose_account (self);
  g_signal_connect_object (self->people,
                           "items-changed",
                           G_CALLBACK (choose_account),
                           self,
                           G_CONNECT_SWAPPED);
  if (position >= 0) {
    g_autoptr (HelioPlanDraftUser) user =
        g_list_model_get_item (helio_plan_draft_get_users (draft), (guint) position);

    load (self, helio_plan_draft_user_get (user));
  }
  gtk_window_present (GTK_WINDOW (self));
}
