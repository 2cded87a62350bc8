// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/window/helio-application.h"

#include "core/auth/helio-loopback-page.h"
#include "core/base/helio-error.h"
#include "core/connection/helio-removed-profiles.h"
#include "ui/base/helio-closed-popovers.h"
#include "ui/base/helio-composited.h"
#include "ui/base/helio-settings.h"
#include "ui/base/helio-ui.h"
#include "ui/compat/helio-about.h"
#include "ui/compat/helio-preferences-host.h"
#include "ui/compat/helio-shortcuts.h"
#include "ui/connections/helio-connection-list.h"
#include "ui/plots/helio-plots-page.h"
#include "ui/profile/helio-profile-editor.h"
#include "ui/profile/helio-profile-report.h"
#include "ui/recording/helio-replay-window.h"
#include "ui/topics/helio-ignored-topics.h"
#include "ui/window/helio-desktop.h"
#include "ui/window/helio-front.h"
#include "ui/window/helio-preferences-page.h"
#include "ui/window/helio-profile-actions.h"
#include "ui/window/helio-watch-notifier.h"
#include "ui/window/helio-window.h"

#include <glib/gi18n.h>

struct _HelioApplication {
  AdwApplication parent_instance;

  HelioServices *services;   /* owned */
  HelioConnectionList *list; /* owned */
  HelioFront *front;         /* owned: when the browser is done */
  HelioWatchNotifier *watch; /* owned: when a rule is raised */
  GSettings *settings;       /* owned (nullable) */
  gboolean ending;
};

G_DEFINE_FINAL_TYPE (HelioApplication, helio_application, ADW_TYPE_APPLICATION)

static HelioWindow *
get_window (HelioApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next) {
    if (HELIO_IS_WINDOW (l->data))
      return l->data;
  }
  return NULL;
}

/* The browser */

static void
on_uri_launched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioLogin) login = user_data;
  g_autoptr (GError) error = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error) || login == NULL)
    return;
  g_autoptr (GError) shown = helio_error_new (
      HELIO_ERROR_BROWSER,
      C_ ("browser", "Open the link below by hand, in a browser on this computer."),
      C_ ("browser", "The browser could not be opened: %s"),
      error->message);
  helio_login_browser_failed (login, shown);
}

static void
open_uri (const char *uri, gpointer login, gpointer user_data)
{
  GdkDisplay *display = gdk_display_get_default ();
  g_autoptr (GdkAppLaunchContext) context = gdk_display_get_app_launch_context (display);
  g_app_info_launch_default_for_uri_async (uri,
                                           G_APP_LAUNCH_CONTEXT (context),
                                           NULL,
                                           on_uri_launched,
                                           login != NULL ? g_object_ref (login) : NULL);
}

/* The end: every broker is told, then the program exits. */

static void
on_shut_down (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioApplication) self = HELIO_APPLICATION (user_data);
  helio_connection_list_shutdown_finish (HELIO_CONNECTION_LIST (source), result, NULL);
  self->ending = FALSE;
  g_application_release (G_APPLICATION (self));
}

static void
on_removed_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioApplication) self = HELIO_APPLICATION (user_data);
  g_autoptr (GError) error = NULL;

  if (!helio_removed_profiles_clear_finish (result, &error))
    g_debug ("The keyring keeps what belonged to a removed profile: %s", error->message);
  g_application_release (G_APPLICATION (self));
}

/* What could not be undone any more when the window closed, now or in an earlier run. */
static void
clear_removed (HelioApplication *self)
{
  g_application_hold (G_APPLICATION (self));
  helio_removed_profiles_clear_async (self->services,
                                      NULL,
                                      NULL,
                                      on_removed_cleared,
                                      g_object_ref (self));
}

static void
end (HelioApplication *self)
{
  if (self->ending)
    return;
  self->ending = TRUE;
  g_application_hold (G_APPLICATION (self));
  clear_removed (self);
  helio_connection_list_shutdown_async (self->list, on_shut_down, g_object_ref (self));
}

static void
helio_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  HelioApplication *self = HELIO_APPLICATION (application);
  if (HELIO_IS_WINDOW (window) && self->list != NULL)
    end (self);
  GTK_APPLICATION_CLASS (helio_application_parent_class)->window_removed (application, window);
}

/* An editor with something typed into it asks first; once it is closed, quitting is a key away. */
static gboolean
editor_asks (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);
    if (HELIO_IS_PROFILE_EDITOR (window) &&
        helio_profile_editor_is_touched (HELIO_PROFILE_EDITOR (window))) {
      gtk_window_close (window);
      return TRUE;
    }
  }
  return FALSE;
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HelioWindow *window = get_window (user_data);

  if (editor_asks ())
    return;
  if (window == NULL)
    g_application_quit (G_APPLICATION (user_data));
  else if (!helio_window_ask_unsaved (window))
    gtk_window_destroy (GTK_WINDOW (window));
}

/* Actions. The desktop may start the program with one of them, so that there is no window yet. */

static HelioWindow *
ensure_window (HelioApplication *self)
{
  HelioWindow *window = get_window (self);
  if (window == NULL) {
    g_application_activate (G_APPLICATION (self));
    window = get_window (self);
  }
  return window;
}

static void
new_profile_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  helio_profile_actions_new (ensure_window (user_data));
}

static void
import_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  helio_profile_actions_import (ensure_window (user_data));
}

static void
open_recording_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  helio_replay_window_choose (GTK_WINDOW (ensure_window (user_data)));
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HelioApplication *self = user_data;
  helio_preferences_host_present (
      GTK_WINDOW (ensure_window (self)),
      ADW_PREFERENCES_PAGE (helio_preferences_page_new (self->settings, self->list)));
}

/* Brings the window to the front; with the id of a connection, that one in it. */
static void
present_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HelioApplication *self = user_data;
  HelioWindow *window = ensure_window (self);
  HelioConnectionItem *item =
      helio_connection_list_find (self->list, g_variant_get_string (parameter, NULL));

  if (item != NULL)
    helio_window_show_item (window, item);
  gtk_window_present (GTK_WINDOW (window));
}

/* Of a notification: the rules of a connection, by its profile's id. */
static void
show_watch_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HelioApplication *self = user_data;
  HelioWindow *window = ensure_window (self);
  HelioConnectionItem *item =
      helio_connection_list_find (self->list, g_variant_get_string (parameter, NULL));

  if (item != NULL)
    helio_window_show_watch (window, item);
  gtk_window_present (GTK_WINDOW (window));
}

typedef struct {
  GApplication *application; /* owned */
  HelioConnectionItem *item; /* owned */
  char *title, *body;
} Notice;

static void
notice_free (gpointer user_data)
{
  Notice *notice = user_data;

  g_object_unref (notice->application);
  g_object_unref (notice->item);
  g_free (notice->title);
  g_free (notice->body);
  g_free (notice);
}

static char *
get_notice_id (HelioConnectionItem *item)
{
  return g_strconcat ("watch-",
                      helio_profile_item_get_id (helio_connection_item_get_profile_item (item)),
                      NULL);
}

static void
send_notice (gpointer user_data)
{
  Notice *notice = user_data;
  HelioProfileItem *profile_item = helio_connection_item_get_profile_item (notice->item);
  g_autofree char *id = get_notice_id (notice->item);
  g_autoptr (GNotification) notification = g_notification_new (notice->title);

  /* Somebody has looked while the desktop was asked. */
  if (helio_watcher_get_n_unseen (helio_connection_item_get_watcher (notice->item)) == 0)
    return;
  g_notification_set_body (notification, notice->body);
  g_notification_set_default_action_and_target (notification,
                                                "app.show-watch",
                                                "s",
                                                helio_profile_item_get_id (profile_item));
  g_application_send_notification (notice->application, id, notification);
}

static void
on_notify_about (HelioApplication *self,
                 HelioConnectionItem *item,
                 const char *title,
                 const char *body)
{
  Notice *notice = g_new0 (Notice, 1);

  notice->application = g_object_ref (G_APPLICATION (self));
  notice->item = g_object_ref (item);
  notice->title = g_strdup (title);
  notice->body = g_strdup (body);
  helio_desktop_when_notifying (notice->application, send_notice, notice, notice_free);
}

static void
on_withdraw (HelioApplication *self, HelioConnectionItem *item)
{
  g_autofree char *id = get_notice_id (item);

  if (g_application_get_dbus_connection (G_APPLICATION (self)) != NULL)
    g_application_withdraw_notification (G_APPLICATION (self), id);
}

static void
on_come_back (HelioApplication *self,
              HelioConnectionItem *item,
              const char *title,
              const char *text)
{
  HelioWindow *window = get_window (self);
  HelioProfile *profile = helio_connection_item_get_profile (item);

  if (window == NULL || profile == NULL)
    return;
  helio_desktop_come_back (GTK_WINDOW (window), title, text, profile->id);
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  helio_shortcuts_present (GTK_WINDOW (ensure_window (user_data)));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autofree char *versions = g_strdup_printf ("Heliograph %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\n"
                                               "GLib %u.%u.%u\n",
                                               HELIO_VERSION,
                                               gtk_get_major_version (),
                                               gtk_get_minor_version (),
                                               gtk_get_micro_version (),
                                               adw_get_major_version (),
                                               adw_get_minor_version (),
                                               adw_get_micro_version (),
                                               glib_major_version,
                                               glib_minor_version,
                                               glib_micro_version);
  helio_about_present (GTK_WINDOW (ensure_window (user_data)), versions);
}

static void
add_actions (HelioApplication *self)
{
  static const GActionEntry entries[] = {
      {"new-profile", new_profile_action},
      {"import", import_action},
      {"open-recording", open_recording_action},
      {"preferences", preferences_action},
      {"about", about_action},
      {"quit", quit_action},
  };
  static const GActionEntry targets[] = {
      {"present", present_action, "s"},
      {"show-watch", show_watch_action, "s"},
  };
  static const GActionEntry shortcuts = {"shortcuts", shortcuts_action};
  static const struct {
    const char *action;
    const char *accels[3];
  } accels[] = {
      {"app.new-profile", {"<Control>n"}},
      {"app.import", {"<Control>o"}},
      {"app.open-recording", {"<Control><Shift>o"}},
      {"app.preferences", {"<Control>comma"}},
      {"app.shortcuts", {"<Control>question"}},
      {"app.quit", {"<Control>q"}},
      {"window.close", {"<Control>w"}},
      {"win.show-sidebar", {"F9"}},
      {"win.show-status", {"<Control>i"}},
      {"win.show-view::topics", {"<Alt>1"}},
      {"win.show-view::plots", {"<Alt>2"}},
      {"win.show-view::watch", {"<Alt>3"}},
      {"win.show-view::access", {"<Alt>4"}},
      {"win.show-view::sign-in", {"<Alt>5"}},
      {"win.subscribe", {"<Control>l"}},
      {"win.publish", {"<Control>m"}},
      {"connection.connect", {"<Control><Shift>c"}},
      {"connection.disconnect", {"<Control><Shift>d"}},
      {"connection.retry", {"<Control>r"}},
      {"connection.renew", {"<Control><Shift>r"}},
      {"connection.edit", {"<Control>e"}},
  };
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), targets, G_N_ELEMENTS (targets), self);
  if (helio_shortcuts_need_action ())
    g_action_map_add_action_entries (G_ACTION_MAP (self), &shortcuts, 1, self);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self),
                                           accels[i].action,
                                           accels[i].accels);
}

static void
on_profiles_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioApplication) self = HELIO_APPLICATION (user_data);
  g_autoptr (GError) error = NULL;
  HelioWindow *window = get_window (self);

  if (!helio_profile_store_load_finish (HELIO_PROFILE_STORE (source), result, &error) &&
      window != NULL)
    helio_window_report (window, C_ ("alert", "Connections Could Not Be Read"), error);
  clear_removed (self);
}

static void
helio_application_startup (GApplication *application)
{
  HelioApplication *self = HELIO_APPLICATION (application);

  helio_ui_init ();
  G_APPLICATION_CLASS (helio_application_parent_class)->startup (application);
  /* Text that can be copied is not to come up selected when the focus gets there. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);

  self->settings = helio_settings_new ();
  helio_preferences_apply (self->settings);
  helio_composited_watch (gdk_display_get_default ());
  helio_closed_popovers_release ();
  self->list = helio_connection_list_new (self->services);
  self->front = helio_front_new (self->list);
  g_signal_connect_object (self->front,
                           "come-back",
                           G_CALLBACK (on_come_back),
                           self,
                           G_CONNECT_SWAPPED);
  helio_plots_forget_removed (self->settings, self->services->profiles);
  helio_ignored_topics_forget_removed (self->settings, self->services->profiles);
  self->watch = helio_watch_notifier_new (self->list, self->services->clock);
  g_signal_connect_object (self->watch,
                           "notify-about",
                           G_CALLBACK (on_notify_about),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch,
                           "withdraw",
                           G_CALLBACK (on_withdraw),
                           self,
                           G_CONNECT_SWAPPED);
  add_actions (self);
  gtk_window_set_default_icon_name (APPLICATION_ID);
  helio_profile_store_load_async (self->services->profiles,
                                  NULL,
                                  on_profiles_loaded,
                                  g_object_ref (self));
}

static void
helio_application_activate (GApplication *application)
{
  HelioApplication *self = HELIO_APPLICATION (application);
  HelioWindow *window = get_window (self);
  if (window == NULL)
    window = helio_window_new (self, self->list, self->settings);
  gtk_window_present (GTK_WINDOW (window));
}

static void
show_profile_item (HelioApplication *self, HelioWindow *window, HelioProfileItem *profile_item)
{
  GListModel *model = G_LIST_MODEL (self->list);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (HelioConnectionItem) item = g_list_model_get_item (model, i);
    if (helio_connection_item_get_profile_item (item) == profile_item)
      helio_window_show_item (window, item);
  }
}

/* GApplication tells the bus without asking whether there is one. */
static void
set_busy (HelioApplication *self, gboolean busy)
{
  GApplication *application = G_APPLICATION (self);
  if (g_application_get_dbus_connection (application) == NULL)
    return;
  if (busy)
    g_application_mark_busy (application);
  else
    g_application_unmark_busy (application);
}

/* What was given at once is told of at once. */
typedef struct {
  HelioApplication *application; /* owned */
  HelioProfileReport *report;
  HelioProfileItem *first; /* owned (nullable): of those that could be read */
  guint first_place;
  guint pending;
} Opening;

typedef struct {
  Opening *opening;
  guint place; /* in the order in which they were given */
} OpenedFile;

static void
opening_done (Opening *opening)
{
  HelioApplication *self = opening->application;
  HelioWindow *window = get_window (self);

  set_busy (self, FALSE);
  if (window != NULL) {
    if (opening->first != NULL)
      show_profile_item (self, window, opening->first);
    helio_profile_report_show (opening->report, GTK_WIDGET (window), FALSE);
  }
  helio_profile_report_free (opening->report);
  g_clear_object (&opening->first);
  g_object_unref (opening->application);
  g_free (opening);
}

static void
on_file_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree OpenedFile *opened = user_data;
  Opening *opening = opened->opening;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioProfile) profile = helio_profile_read_finish (result, &error);
  g_autofree char *name = G_IS_FILE (source) ? g_file_get_parse_name (G_FILE (source)) : NULL;

  if (profile == NULL) {
    helio_profile_report_add_fault (opening->report, name != NULL ? name : "", error);
  } else if (opening->application->services != NULL) {
    HelioProfileItem *item =
        helio_profile_store_add_transient (opening->application->services->profiles, profile, name);

    helio_profile_report_add_unknown (opening->report, profile);
    if (opening->first == NULL || opened->place < opening->first_place) {
      g_set_object (&opening->first, item);
      opening->first_place = opened->place;
    }
  }
  if (--opening->pending == 0)
    opening_done (opening);
}

static void
helio_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  HelioApplication *self = HELIO_APPLICATION (application);
  Opening *opening = g_new0 (Opening, 1);

  helio_application_activate (application);
  opening->application = g_object_ref (self);
  opening->report = helio_profile_report_new ();
  /* Held here until all have begun. */
  opening->pending = 1;
  set_busy (self, TRUE);
  for (int i = 0; i < n_files; i++) {
    /* The link on the page after a sign-in, or somebody who imitates it: the window is in front by now. */
    g_autofree char *uri = g_file_get_uri (files[i]);
    OpenedFile *opened;

    if (helio_page_is_way_back (uri))
      continue;
    if (helio_replay_window_takes (files[i])) {
      helio_replay_window_open (GTK_WINDOW (get_window (self)), files[i]);
      continue;
    }
    opened = g_new (OpenedFile, 1);
    *opened = (OpenedFile){opening, (guint) i};
    opening->pending++;
    helio_profile_read_async (files[i], NULL, on_file_read, opened);
  }
  if (--opening->pending == 0)
    opening_done (opening);
}

static int
helio_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;
  g_print ("heliograph %s\n", HELIO_VERSION);
  return 0;
}

static void
helio_application_shutdown (GApplication *application)
{
  HelioApplication *self = HELIO_APPLICATION (application);
  g_clear_object (&self->watch);
  G_APPLICATION_CLASS (helio_application_parent_class)->shutdown (application);
  g_clear_object (&self->front);
  g_clear_object (&self->list);
  g_clear_object (&self->settings);
}

static void
helio_application_dispose (GObject *object)
{
  HelioApplication *self = HELIO_APPLICATION (object);
  g_clear_object (&self->watch);
  g_clear_object (&self->front);
  g_clear_object (&self->list);
  g_clear_pointer (&self->services, helio_services_unref);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (helio_application_parent_class)->dispose (object);
}

static void
helio_application_class_init (HelioApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_application_dispose;
  application_class->startup = helio_application_startup;
  application_class->activate = helio_application_activate;
  application_class->open = helio_application_open;
  application_class->handle_local_options = helio_application_handle_local_options;
  application_class->shutdown = helio_application_shutdown;
  GTK_APPLICATION_CLASS (klass)->window_removed = helio_application_window_removed;
}

static void
helio_application_init (HelioApplication *self)
{
  /* Here and not at startup: it takes secrets out of the environment, which is safe only before there are
   * threads. */
  self->services = helio_services_new ();
  self->services->open_uri = open_uri;
  self->services->env_loopback_only = TRUE;

  g_application_add_main_option (G_APPLICATION (self),
                                 "version",
                                 0,
                                 G_OPTION_FLAG_NONE,
                                 G_OPTION_ARG_NONE,
                                 C_ ("command line", "Print the version and exit"),
                                 NULL);
  g_application_set_option_context_parameter_string (G_APPLICATION (self),
                                                     C_ ("command line", "[PROFILE FILE…]"));
}

HelioApplication *
helio_application_new (void)
{
  return g_object_new (HELIO_TYPE_APPLICATION,
                       "application-id",
                       APPLICATION_ID,
                       "flags",
                       G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path",
                       HELIO_RESOURCE_PATH,
                       NULL);
}
