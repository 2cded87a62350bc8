// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-plan-users.h"

#include "core/base/helio-util.h"
#include "ui/access/helio-plan-user-dialog.h"
#include "ui/base/helio-accessible.h"
#include "ui/widgets/helio-toast.h"

#include <glib/gi18n.h>

#define SHOWN_CHARS 200

struct _HelioPlanUsers {
  AdwBin parent_instance;

  HelioPlanDraft *draft;
  HelioServices *services;
  gulong users_id;
  GtkListBox *list_box;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (HelioPlanUsers, helio_plan_users, ADW_TYPE_BIN)

static guint
get_position (GtkWidget *row)
{
  return (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
}

static const HelioPlanUser *
get_user (HelioPlanUsers *self, guint position)
{
  g_autoptr (HelioPlanDraftUser) user =
      g_list_model_get_item (helio_plan_draft_get_users (self->draft), position);

  return user != NULL ? helio_plan_draft_user_get (user) : NULL;
}

/* "Profile “Production” as alice@example.com" */
static char *
describe (const HelioPlanUser *user)
{
  g_autofree char *profile = helio_printable (user->profile ? user->profile : "", -1, SHOWN_CHARS);
  g_autofree char *account = helio_printable (user->account ? user->account : "", -1, SHOWN_CHARS);
  g_autofree char *broker = helio_printable (user->broker ? user->broker : "", -1, SHOWN_CHARS);
  g_autofree char *name = helio_printable (user->username ? user->username : "", -1, SHOWN_CHARS);

  if (user->profile != NULL && user->account != NULL)
    /* Translators: name of a profile, then an account. */
    return g_strdup_printf (C_ ("plan", "Profile “%s” as %s"), profile, account);
  if (user->profile != NULL)
    return g_strdup_printf (C_ ("plan", "Profile “%s”"), profile);
  if (user->username == NULL)
    /* Translators: the address of a broker. */
    return g_strdup_printf (C_ ("plan", "Anonymous at %s"), broker);
  if (user->password_env != NULL)
    /* Translators: a username, the address of a broker, the name of an environment variable. */
    return g_strdup_printf (C_ ("plan", "%s at %s, password from $%s"),
                            name,
                            broker,
                            user->password_env);
  /* Translators: a username, the address of a broker. */
  return g_strdup_printf (C_ ("plan", "%s at %s"), name, broker);
}

/* There is one at most, and there may be none: no group of buttons can do that. */
static void
release_others (HelioPlanUsers *self, GtkToggleButton *but)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list_box)); row != NULL;
       row = gtk_widget_get_next_sibling (row)) {
    GtkToggleButton *button = g_object_get_data (G_OBJECT (row), "witness");

    if (button != but)
      gtk_toggle_button_set_active (button, FALSE);
  }
}

static void
on_witness (GtkToggleButton *button, GtkWidget *row)
{
  HelioPlanUsers *self = HELIO_PLAN_USERS (gtk_widget_get_ancestor (row, HELIO_TYPE_PLAN_USERS));
  const HelioPlanUser *user;

  if (self == NULL || self->filling)
    return;
  user = get_user (self, get_position (row));
  if (gtk_toggle_button_get_active (button)) {
    helio_plan_draft_set_witness (self->draft, user->name);
    release_others (self, button);
  } else if (g_strcmp0 (helio_plan_draft_get_witness (self->draft), user->name) == 0) {
    helio_plan_draft_set_witness (self->draft, NULL);
  }
}

typedef struct {
  HelioPlanDraft *draft;
  HelioPlanDraftUser *user;
  gboolean witness;
} Undo;

static void
undo_free (gpointer data, GClosure *closure)
{
  Undo *undo = data;

  g_object_unref (undo->draft);
  g_object_unref (undo->user);
  g_free (undo);
}

static void
on_undo (AdwToast *toast, gpointer data)
{
  Undo *undo = data;
  const HelioPlanUser *user = helio_plan_draft_user_get (undo->user);

  if (helio_plan_draft_add_user (undo->draft, user, NULL) && undo->witness)
    helio_plan_draft_set_witness (undo->draft, user->name);
}

static void
on_remove (GtkWidget *row)
{
  HelioPlanUsers *self = HELIO_PLAN_USERS (gtk_widget_get_ancestor (row, HELIO_TYPE_PLAN_USERS));
  const guint position = get_position (row);
  Undo *undo = g_new0 (Undo, 1);
  g_autofree char *name = NULL, *text = NULL;
  const HelioPlanUser *user;
  AdwToast *toast;

  undo->draft = g_object_ref (self->draft);
  undo->user = g_list_model_get_item (helio_plan_draft_get_users (self->draft), position);
  user = helio_plan_draft_user_get (undo->user);
  undo->witness = g_strcmp0 (helio_plan_draft_get_witness (self->draft), user->name) == 0;
  name = helio_printable (user->name, -1, SHOWN_CHARS);
  text = g_strdup_printf (C_ ("plan", "User “%s” removed"), name);
  helio_plan_draft_remove_user (self->draft, position);
  toast = helio_toast_show (GTK_WIDGET (self), text, C_ ("plan", "_Undo"));
  if (toast != NULL)
    g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo), undo, undo_free, 0);
  else
    undo_free (undo, NULL);
}

static void
on_edit (GtkWidget *row)
{
  HelioPlanUsers *self = HELIO_PLAN_USERS (gtk_widget_get_ancestor (row, HELIO_TYPE_PLAN_USERS));

  helio_plan_user_dialog_present (GTK_WIDGET (self),
                                  self->draft,
                                  (int) get_position (row),
                                  self->services);
}

static GtkWidget *
make_button (GtkWidget *row, const char *icon, const char *label, GCallback act)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  helio_accessible_name (button, label, NULL);
  g_signal_connect_swapped (button, "clicked", act, row);
  return button;
}

static GtkWidget *
make_row (HelioPlanUsers *self, const HelioPlanUser *user)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *witness = gtk_toggle_button_new_with_label (C_ ("plan", "Witness"));
  g_autofree char *name = helio_printable (user->name, -1, SHOWN_CHARS);
  g_autofree char *about = describe (user);
  g_autofree char *edit = g_strdup_printf (C_ ("plan", "Edit %s"), name);
  g_autofree char *removal = g_strdup_printf (C_ ("plan", "Remove %s"), name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), about);
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (witness),
      g_strcmp0 (helio_plan_draft_get_witness (self->draft), user->name) == 0);
  gtk_widget_set_valign (witness, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (
      witness,
      C_ ("plan", "Watches whether messages of the others arrive: needs to be allowed everything"));
  g_object_set_data (G_OBJECT (row), "witness", witness);
  g_signal_connect (witness, "toggled", G_CALLBACK (on_witness), row);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), witness);
  adw_action_row_add_suffix (
      ADW_ACTION_ROW (row),
      make_button (row, "document-edit-symbolic", edit, G_CALLBACK (on_edit)));
  adw_action_row_add_suffix (
      ADW_ACTION_ROW (row),
      make_button (row, "user-trash-symbolic", removal, G_CALLBACK (on_remove)));
  return row;
}

static void
fill (HelioPlanUsers *self)
{
  GListModel *users = helio_plan_draft_get_users (self->draft);
  GtkWidget *child;

  self->filling = TRUE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list_box))) != NULL)
    gtk_list_box_remove (self->list_box, child);
  for (guint i = 0; i < g_list_model_get_n_items (users); i++)
    gtk_list_box_append (self->list_box, make_row (self, get_user (self, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->list_box), g_list_model_get_n_items (users) > 0);
  self->filling = FALSE;
}

static void
helio_plan_users_dispose (GObject *object)
{
  HelioPlanUsers *self = HELIO_PLAN_USERS (object);

  if (self->users_id != 0)
    g_clear_signal_handler (&self->users_id, helio_plan_draft_get_users (self->draft));
  g_clear_object (&self->draft);
  g_clear_pointer (&self->services, helio_services_unref);
  G_OBJECT_CLASS (helio_plan_users_parent_class)->dispose (object);
}

static void
helio_plan_users_class_init (HelioPlanUsersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_plan_users_dispose;
}

static void
helio_plan_users_init (HelioPlanUsers *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *about = gtk_label_new (
      C_ ("plan",
          "Each user signs in as themselves: by a profile of this program, by an account that has "
          "signed in with one, or with a password from an environment variable. The witness is who "
          "watches whether messages arrive."));

  gtk_label_set_wrap (GTK_LABEL (about), TRUE);
  gtk_label_set_xalign (GTK_LABEL (about), 0);
  gtk_widget_add_css_class (about, "dim-label");
  self->list_box = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  helio_accessible_name (list, C_ ("plan", "Users of the plan"), NULL);
  gtk_box_append (GTK_BOX (box), about);
  gtk_box_append (GTK_BOX (box), list);
  gtk_widget_add_css_class (box, "helio-plan-users");
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled),
                                  GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_widget_set_vexpand (scrolled, TRUE);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

GtkWidget *
helio_plan_users_new (HelioPlanDraft *draft, HelioServices *services)
{
  HelioPlanUsers *self = g_object_new (HELIO_TYPE_PLAN_USERS, NULL);

  self->draft = g_object_ref (draft);
  self->services = helio_services_ref (services);
  self->users_id = g_signal_connect_swapped (helio_plan_draft_get_users (draft),
                                             "items-changed",
                                             G_CALLBACK (fill),
                                             self);
  fill (self);
  return GTK_WIDGET (self);
}

void
helio_plan_users_add (HelioPlanUsers *self)
{
  helio_plan_user_dialog_present (GTK_WIDGET (self), self->draft, -1, self->services);
}
