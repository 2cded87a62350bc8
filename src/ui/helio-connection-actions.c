// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-connection-actions.h"

#include "ui/compat/helio-alert.h"
#include "ui/helio-consent.h"
#include "ui/helio-profile-actions.h"
#include "ui/helio-window.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static HelioConnectionItem *
dup_item (GtkWidget *widget)
{
  HelioConnectionItem *item = NULL;
  g_object_get (widget, "item", &item, NULL);
  return item;
}

static HelioConnection *
dup_connection (GtkWidget *widget)
{
  g_autoptr (HelioConnectionItem) item = dup_item (widget);
  HelioConnection *connection = item != NULL ? helio_connection_item_get_connection (item) : NULL;
  return connection != NULL ? g_object_ref (connection) : NULL;
}

static void
do_connect (HelioConnection *connection)
{
  helio_connection_connect (connection);
}

static void
do_sign_in (HelioConnection *connection)
{
  helio_connection_sign_in (connection, NULL, NULL);
}

static void
connect_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (HelioConnection) connection = dup_connection (widget);
  if (connection != NULL)
    helio_consent_then (widget, connection, do_connect);
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (HelioConnection) connection = dup_connection (widget);
  if (connection != NULL)
    helio_consent_then (widget, connection, helio_connection_retry_now);
}

static void
sign_in_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (HelioConnection) connection = dup_connection (widget);
  if (connection != NULL)
    helio_consent_then (widget, connection, do_sign_in);
}

static void
disconnect_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (HelioConnection) connection = dup_connection (widget);
  if (connection != NULL)
    helio_connection_disconnect (connection);
}

static void
renew_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (HelioConnection) connection = dup_connection (widget);
  if (connection != NULL)
    helio_connection_renew_now (connection);
}

static void
sign_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (HelioConnection) connection = dup_connection (widget);
  if (connection != NULL)
    helio_connection_sign_out (connection, HELIO_SIGN_OUT_HERE);
}

typedef struct {
  HelioConnection *connection;
  AdwEntryRow *hint; /* owned */
} SignInAs;

static void
on_sign_in_as_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SignInAs *question = user_data;
  g_autofree char *answer = helio_alert_choose_finish (result);

  if (g_str_equal (answer, "sign-in")) {
    g_autofree char *hint = g_strdup (gtk_editable_get_text (GTK_EDITABLE (question->hint)));
    g_strstrip (hint);
    helio_connection_sign_in (question->connection, "login", *hint != '\0' ? hint : NULL);
  }
  g_object_unref (question->hint);
  g_object_unref (question->connection);
  g_free (question);
}

static void
sign_in_as_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const HelioAlertResponse responses[] = {
      {"cancel", C_ ("sign-in as", "_Cancel"), HELIO_ALERT_PLAIN},
      {"sign-in", C_ ("sign-in as", "_Sign In"), HELIO_ALERT_SUGGESTED},
  };
  g_autoptr (HelioConnection) connection = dup_connection (widget);
  if (connection == NULL)
    return;

  GtkWidget *list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  GtkWidget *hint = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (hint),
                                 C_ ("sign-in as", "E-mail or username (optional)"));
  gtk_list_box_append (GTK_LIST_BOX (list), hint);

  SignInAs *question = g_new0 (SignInAs, 1);
  question->connection = g_object_ref (connection);
  question->hint = g_object_ref (ADW_ENTRY_ROW (hint));
  helio_alert_choose_async (
      widget,
      C_ ("sign-in as", "Sign In as Someone Else?"),
      C_ ("sign-in as",
          "The browser asks for a name and password again, even if somebody is signed in there. "
          "Whoever signs in replaces the account of this connection."),
      list,
      responses,
      G_N_ELEMENTS (responses),
      on_sign_in_as_answered,
      question);
}

/* The rest belongs to the window: it has the dialogs, the toasts and the list. */
static void
window_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr (HelioConnectionItem) item = dup_item (widget);
  if (item == NULL || !HELIO_IS_WINDOW (root))
    return;
  HelioWindow *window = HELIO_WINDOW (root);

  if (g_str_equal (name, "connection.show"))
    helio_window_show_item (window, item);
  else if (g_str_equal (name, "connection.enter-secret"))
    helio_window_enter_secret (window, item);
  else if (g_str_equal (name, "connection.edit"))
    helio_profile_actions_edit (window, item);
  else if (g_str_equal (name, "connection.duplicate"))
    helio_profile_actions_duplicate (window, item);
  else if (g_str_equal (name, "connection.export"))
    helio_profile_actions_export (window, item);
  else if (g_str_equal (name, "connection.keep"))
    helio_profile_actions_keep (window, item);
  else if (g_str_equal (name, "connection.remove"))
    helio_profile_actions_remove (window, item);
}

void
helio_connection_actions_install (GtkWidgetClass *widget_class)
{
  static const struct {
    const char *name;
    GtkWidgetActionActivateFunc func;
  } actions[] = {
      {"connection.connect", connect_action},
      {"connection.disconnect", disconnect_action},
      {"connection.retry", retry_action},
      {"connection.renew", renew_action},
      {"connection.sign-in", sign_in_action},
      {"connection.sign-in-as", sign_in_as_action},
      {"connection.sign-out", sign_out_action},
      {"connection.show", window_action},
      {"connection.enter-secret", window_action},
      {"connection.edit", window_action},
      {"connection.duplicate", window_action},
      {"connection.export", window_action},
      {"connection.keep", window_action},
      {"connection.remove", window_action},
  };
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].func);
}

void
helio_connection_actions_update (GtkWidget *widget)
{
  g_autoptr (HelioConnectionItem) item = dup_item (widget);
  HelioConnection *connection = item != NULL ? helio_connection_item_get_connection (item) : NULL;
  HelioProfile *profile = item != NULL ? helio_connection_item_get_profile (item) : NULL;
  const gboolean transient = item != NULL && helio_profile_item_is_transient (
                                                 helio_connection_item_get_profile_item (item));
  const HelioSessionState state =
      item != NULL ? helio_connection_item_get_state (item) : HELIO_SESSION_IDLE;
  const gboolean connected = connection != NULL && helio_connection_is_connected (connection);
  const gboolean signs_in = profile != NULL && helio_profile_needs_sign_in (profile);
  const gboolean at_rest = state == HELIO_SESSION_IDLE || state == HELIO_SESSION_FAILED ||
                           state == HELIO_SESSION_NEEDS_SIGN_IN;
  const struct {
    const char *name;
    gboolean enabled;
  } actions[] = {
      {"connection.connect", connection != NULL && at_rest},
      {"connection.disconnect", connection != NULL && state != HELIO_SESSION_IDLE},
      {"connection.retry",
       connection != NULL && !connected && state != HELIO_SESSION_CONNECTING &&
           state != HELIO_SESSION_GETTING_CREDENTIAL},
      {"connection.renew", state == HELIO_SESSION_ONLINE},
      {"connection.sign-in", connection != NULL && signs_in},
      {"connection.sign-in-as", connection != NULL && signs_in},
      {"connection.sign-out",
       connection != NULL && signs_in && helio_connection_get_account (connection) != NULL},
      {"connection.show", item != NULL},
      {"connection.enter-secret", connection != NULL},
      {"connection.edit", profile != NULL},
      {"connection.duplicate", profile != NULL},
      {"connection.export", profile != NULL},
      {"connection.keep", profile != NULL && transient},
      {"connection.remove", item != NULL},
  };
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (widget, actions[i].name, actions[i].enabled);
}

GMenuModel *
helio_connection_actions_make_menu (void)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource (HELIO_RESOURCE_PATH "/helio-connection-menu.ui");
  return g_object_ref (G_MENU_MODEL (gtk_builder_get_object (builder, "connection-menu")));
}
