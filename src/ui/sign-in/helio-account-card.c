// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/sign-in/helio-account-card.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/base/helio-accessible.h"
#include "ui/status/helio-status.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-wrap-box.h"

#include <glib/gi18n.h>

struct _HelioAccountCard {
  AdwBin parent_instance;

  HelioConnection *connection; /* owned (nullable) */
  GCancellable *listing;       /* owned (nullable): the list that is being fetched */

  /* template children */
  HelioBanner *banner;
  GtkWidget *somebody;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *email;
  GtkLabel *issuer;
  GtkLabel *subject;
  GtkWidget *nobody;
  GtkLabel *nobody_title;
  GtkLabel *nobody_text;
  GtkWidget *ways_in;
  GtkWidget *accounts;
  GtkListBox *rows;
  GtkWidget *sign_out;
};

G_DEFINE_FINAL_TYPE (HelioAccountCard, helio_account_card, ADW_TYPE_BIN)

static void
set_foreign (GtkLabel *label, const char *text)
{
  g_autofree char *printable = text != NULL ? helio_printable (text, -1, 200) : NULL;
  gtk_label_set_text (label, printable != NULL ? printable : "");
  gtk_widget_set_visible (GTK_WIDGET (label), printable != NULL && *printable != '\0');
}

static GtkWidget *
make_row (const HelioAccount *account, gboolean in_use)
{
  g_autofree char *label = helio_printable (helio_account_get_label (account), -1, 100);
  g_autofree char *detail = helio_printable (
      account->email != NULL && g_strcmp0 (account->email, helio_account_get_label (account)) != 0
          ? account->email
          : account->sub,
      -1,
      120);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *avatar = adw_avatar_new (32, label, TRUE);

  g_object_set (avatar, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  if (g_strcmp0 (label, detail) != 0)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  if (in_use) {
    GtkWidget *mark = gtk_label_new (C_ ("account", "In use"));
    gtk_widget_add_css_class (mark, "dim-label");
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), mark);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("object-select-symbolic"));
  } else {
    GtkWidget *button = gtk_button_new_with_label (C_ ("button", "Use"));
    g_autofree char *spoken = g_strdup_printf (C_ ("accessible name", "Use %s"), label);
    gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "connection.switch-account");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", account->sub);
    helio_accessible_name (button, spoken, NULL);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  }
  return row;
}

static GtkWidget *
make_add_row (void)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 C_ ("button", "Sign In as Someone Else…"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("list-add-symbolic"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "connection.sign-in-as");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

static void
fill_rows (HelioAccountCard *self, GPtrArray *accounts)
{
  HelioAccount *in_use = helio_connection_get_account (self->connection);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_list_box_remove (self->rows, child);
  for (guint i = 0; i < accounts->len; i++) {
    const HelioAccount *account = accounts->pdata[i];
    gtk_list_box_append (
        self->rows,
        make_row (account, in_use != NULL && g_strcmp0 (account->sub, in_use->sub) == 0));
  }
  if (accounts->len > 0)
    gtk_list_box_append (self->rows, make_add_row ());
  gtk_widget_set_visible (self->accounts, accounts->len > 0);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioAccountCard) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) accounts =
      helio_connection_list_accounts_finish (HELIO_CONNECTION (source), result, &error);

  if (accounts != NULL && HELIO_CONNECTION (source) == self->connection)
    fill_rows (self, accounts);
}

static void
list_accounts (HelioAccountCard *self)
{
  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->listing = g_cancellable_new ();
  helio_connection_list_accounts_async (self->connection,
                                        self->listing,
                                        on_listed,
                                        g_object_ref (self));
}

/* Somebody is about to be signed in: before the browser opens, or while the keyring takes it. */
static gboolean
is_under_way (HelioAccountCard *self)
{
  const HelioSessionState state = helio_connection_get_state (self->connection);

  return (state == HELIO_SESSION_SIGNING_IN || state == HELIO_SESSION_GETTING_CREDENTIAL) &&
         helio_connection_get_reason (self->connection) != NULL;
}

/* What is asked for in the field above the page has nothing to do with signing in, but is needed all the same. */
static void
describe_nobody (HelioAccountCard *self)
{
  const gboolean needs =
      helio_profile_needs_sign_in (helio_connection_get_profile (self->connection));
  const char *title = C_ ("sign-in", "No Sign-In Needed");
  const char *text = C_ ("sign-in", "This connection uses a key or a username and password.");

  gtk_widget_set_visible (self->ways_in, needs && !is_under_way (self));
  if (needs && is_under_way (self)) {
    title = helio_session_state_get_label (helio_connection_get_state (self->connection));
    text = helio_connection_get_reason (self->connection);
  } else if (needs) {
    title = C_ ("sign-in", "Nobody Is Signed In");
    text =
        C_ ("sign-in", "You sign in with your own browser. This program never sees your password.");
  } else if (helio_connection_get_missing_secret (self->connection) >= 0)
    title = helio_status_describe_missing (self->connection, &text);
  gtk_label_set_text (self->nobody_title, title);
  gtk_label_set_text (self->nobody_text, text);
}

static void
update (HelioAccountCard *self)
{
  HelioAccount *account = helio_connection_get_account (self->connection);

  gtk_widget_set_visible (self->somebody, account != NULL);
  gtk_widget_set_visible (self->nobody, account == NULL);
  gtk_widget_set_visible (self->sign_out, account != NULL);
  if (account != NULL) {
    g_autofree char *label = helio_printable (helio_account_get_label (account), -1, 100);
    adw_avatar_set_text (self->avatar, label);
    gtk_label_set_text (self->name, label);
    set_foreign (self->email,
                 g_strcmp0 (account->email, helio_account_get_label (account)) != 0 ? account->email
                                                                                    : NULL);
    set_foreign (self->issuer, account->issuer);
    set_foreign (self->subject, account->sub);
  } else {
    describe_nobody (self);
  }
  list_accounts (self);
}

/* That it is gone here is sure; what the issuer was not told is for a person to know. */
static void
on_signed_out (HelioAccountCard *self, const GError *warning, const GError *error)
{
  const GError *shown = error != NULL ? error : warning;

  if (shown != NULL)
    helio_banner_set (self->banner,
                      error != NULL ? HELIO_BANNER_ERROR : HELIO_BANNER_WARNING,
                      shown->message,
                      helio_error_get_remedy (shown),
                      helio_error_get_detail (shown),
                      NULL);
  else
    helio_banner_set (self->banner,
                      HELIO_BANNER_NOTE,
                      C_ ("sign-in", "Signed out. The tokens are deleted here."),
                      NULL,
                      NULL,
                      NULL);
  list_accounts (self);
}

static void
on_banner_dismissed (HelioAccountCard *self)
{
  helio_banner_set (self->banner, HELIO_BANNER_NOTE, NULL, NULL, NULL, NULL);
}

static void
on_account_changed (HelioAccountCard *self)
{
  if (helio_connection_get_account (self->connection) != NULL)
    on_banner_dismissed (self);
  update (self);
}

static void
helio_account_card_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (helio_account_card_parent_class)->map (widget);
  if (HELIO_ACCOUNT_CARD (widget)->connection != NULL)
    list_accounts (HELIO_ACCOUNT_CARD (widget));
}

static void
helio_account_card_dispose (GObject *object)
{
  HelioAccountCard *self = HELIO_ACCOUNT_CARD (object);
  g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (helio_account_card_parent_class)->dispose (object);
}

static void
helio_account_card_class_init (HelioAccountCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_account_card_dispose;
  widget_class->map = helio_account_card_map;

  g_type_ensure (HELIO_TYPE_BANNER);
  g_type_ensure (HELIO_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-account-card.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioAccountCard, banner);
  gtk_widget_class_bind_template_child (widget_class, HelioAccountCard, somebody);
  gtk_widget_class_bind_template_child (widget_class, HelioAccountCard, avatar);
  gtk_widget_class_bind_template_child (widget_class, HelioAccountCard, name);
  gtk_widget_class_bind_template_child (widget_class, HelioAccountCard, email);
  gtk_widget_class_bind_template_child (widget_class, HelioAccountCard, issuer);
  gtk_widget_class_bind_template_child (widget_class, HelioAccountCard, subject);
  gtk_widget_class_bind_template_child (widget_class, HelioAccountCard, nobody);
  gtk_widget_class_bind_template_child (widget_class, HelioAccountCard, nobody_title);
  gtk_widget_class_bind_template_child (widget_class, HelioAccountCard, nobody_text);
  gtk_widget_class_bind_template_child (widget_class, HelioAccountCard, ways_in);
  gtk_widget_class_bind_template_child (widget_class, HelioAccountCard, accounts);
  gtk_widget_class_bind_template_child (widget_class, HelioAccountCard, rows);
  gtk_widget_class_bind_template_child (widget_class, HelioAccountCard, sign_out);
  gtk_widget_class_bind_template_callback (widget_class, on_banner_dismissed);
}

static void
helio_account_card_init (HelioAccountCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  helio_banner_set_dismissable (self->banner, TRUE);
  gtk_widget_set_visible (self->accounts, FALSE);
}

void
helio_account_card_set_connection (HelioAccountCard *self, HelioConnection *connection)
{
  static const char *const described[] = {"notify::missing-secret",
                                          "notify::state",
                                          "notify::reason"};

  g_return_if_fail (self->connection == NULL);

  self->connection = g_object_ref (connection);
  g_signal_connect_object (connection,
                           "notify::account",
                           G_CALLBACK (on_account_changed),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection,
                           "notify::profile",
                           G_CALLBACK (update),
                           self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (described); i++)
    g_signal_connect_object (connection,
                             described[i],
                             G_CALLBACK (describe_nobody),
                             self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (connection,
                           "signed-out",
                           G_CALLBACK (on_signed_out),
                           self,
                           G_CONNECT_SWAPPED);
  update (self);
}
