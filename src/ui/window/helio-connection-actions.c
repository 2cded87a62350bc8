// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/window/helio-connection-actions.h"

#include "ui/sign-in/helio-account-dialogs.h"
#include "ui/widgets/helio-consent.h"
#include "ui/window/helio-profile-actions.h"
#include "ui/window/helio-window.h"

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

/* One that takes the place of a running one is for the same person. */
static const char *
get_hint (HelioConnection *connection)
{
  return helio_connection_get_login (connection) != NULL ||
                 helio_connection_get_device_login (connection) != NULL
             ? helio_connection_get_asked_for (connection)
             : NULL;
}

static void
do_sign_in (HelioConnection *connection)
{
  helio_connection_sign_in (connection, NULL, get_hint (connection));
}

static void
do_sign_in_with_code (HelioConnection *connection)
{
  helio_connection_sign_in_with_code (connection, get_hint (connection));
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
sign_in_with_code_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (HelioConnection) connection = dup_connection (widget);
  if (connection != NULL)
    helio_consent_then (widget, connection, do_sign_in_with_code);
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
    helio_account_dialogs_sign_out (widget, connection);
}

static void
sign_in_as_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (HelioConnection) connection = dup_connection (widget);
  if (connection != NULL)
    helio_account_dialogs_sign_in_as (widget, connection);
}

static void
switch_account_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (HelioConnection) connection = dup_connection (widget);
  if (connection != NULL)
    helio_connection_switch_account (connection, g_variant_get_string (parameter, NULL));
}

/* What to do about somebody else who came back from the browser. */
static void
other_account_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (HelioConnection) connection = dup_connection (widget);
  if (connection == NULL)
    return;
  if (g_str_equal (name, "connection.accept-other-account")) {
    helio_connection_accept_other_account (connection);
    return;
  }
  g_autofree char *asked_for = g_strdup (helio_connection_get_asked_for (connection));
  helio_connection_refuse_other_account (connection);
  if (g_str_equal (name, "connection.retry-other-account"))
    helio_connection_sign_in_as (connection, asked_for, FALSE);
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
  else if (g_str_equal (name, "connection.show-accounts"))
    helio_window_show_sign_in (window, item, "account");
  else if (g_str_equal (name, "connection.show-token"))
    helio_window_show_sign_in (window, item, "token");
  else if (g_str_equal (name, "connection.show-renewals"))
    helio_window_show_sign_in (window, item, "renewals");
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
    const char *parameter;
  } actions[] = {
      {"connection.connect", connect_action},
      {"connection.disconnect", disconnect_action},
      {"connection.retry", retry_action},
      {"connection.renew", renew_action},
      {"connection.sign-in", sign_in_action},
      {"connection.sign-in-with-code", sign_in_with_code_action},
      {"connection.sign-in-as", sign_in_as_action},
      {"connection.sign-out", sign_out_action},
      {"connection.switch-account", switch_account_action, "s"},
      {"connection.accept-other-account", other_account_action},
      {"connection.refuse-other-account", other_account_action},
      {"connection.retry-other-account", other_account_action},
      {"connection.show-accounts", window_action},
      {"connection.show-token", window_action},
      {"connection.show-renewals", window_action},
      {"connection.show", window_action},
      {"connection.enter-secret", window_action},
      {"connection.edit", window_action},
      {"connection.duplicate", window_action},
      {"connection.export", window_action},
      {"connection.keep", window_action},
      {"connection.remove", window_action},
  };
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class,
                                     actions[i].name,
                                     actions[i].parameter,
                                     actions[i].func);
}

/* A username and password that do not end have nothing that could be renewed. */
static gboolean
can_renew (HelioConnection *connection)
{
  HelioCredential *credential = helio_connection_get_credential (connection);

  return helio_connection_get_state (connection) == HELIO_SESSION_ONLINE && credential != NULL &&
         helio_credential_get_life_kind (credential) != HELIO_CREDENTIAL_LIFE_ENDLESS;
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
      {"connection.renew", connection != NULL && can_renew (connection)},
      {"connection.sign-in", connection != NULL && signs_in},
      {"connection.sign-in-with-code", connection != NULL && signs_in},
      {"connection.sign-in-as", connection != NULL && signs_in},
      {"connection.show-accounts", connection != NULL && signs_in},
      {"connection.show-token", connection != NULL && signs_in},
      {"connection.show-renewals", connection != NULL},
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
