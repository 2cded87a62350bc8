// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/window/helio-desktop.h"

#define ID "sign-in"
/* What a desktop takes to give the focus. */
#define PATIENCE_MS 800
#define ANSWER_MS 3000
#define SERVICE "org.freedesktop.Notifications"

typedef struct {
  GtkWindow *window; /* owned */
  char *title, *text, *target;
} ComeBack;

static void
come_back_free (gpointer user_data)
{
  ComeBack *self = user_data;

  g_object_unref (self->window);
  g_free (self->title);
  g_free (self->text);
  g_free (self->target);
  g_free (self);
}

static void
on_focus (GtkWindow *window)
{
  GtkApplication *application = gtk_window_get_application (window);

  if (!gtk_window_is_active (window))
    return;
  g_signal_handlers_disconnect_by_func (window, on_focus, NULL);
  if (application != NULL)
    g_application_withdraw_notification (G_APPLICATION (application), ID);
}

static void
show_notification (gpointer user_data)
{
  ComeBack *self = user_data;
  GtkApplication *application = gtk_window_get_application (self->window);
  g_autoptr (GNotification) notification = NULL;

  if (application == NULL || gtk_window_is_active (self->window))
    return;
  notification = g_notification_new (self->title);
  g_notification_set_body (notification, self->text);
  g_notification_set_default_action_and_target (notification, "app.present", "s", self->target);
  g_application_send_notification (G_APPLICATION (application), ID, notification);
  g_signal_handlers_disconnect_by_func (self->window, on_focus, NULL);
  g_signal_connect (self->window, "notify::is-active", G_CALLBACK (on_focus), NULL);
}

typedef struct {
  void (*func) (gpointer user_data);
  gpointer user_data;
  GDestroyNotify destroy;
} Waiter;

static void
waiter_end (Waiter *waiter, gboolean there)
{
  if (there)
    waiter->func (waiter->user_data);
  waiter->destroy (waiter->user_data);
  g_free (waiter);
}

static void
on_service_known (GObject *connection, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (connection), result, NULL);

  waiter_end (user_data, answer != NULL);
}

void
helio_desktop_when_notifying (GApplication *application,
                              void (*func) (gpointer user_data),
                              gpointer user_data,
                              GDestroyNotify destroy)
{
  GDBusConnection *connection = g_application_get_dbus_connection (application);
  Waiter *waiter = g_new (Waiter, 1);

  *waiter = (Waiter){func, user_data, destroy};
  if (connection == NULL)
    waiter_end (waiter, FALSE);
  /* In a sandbox the portal shows it, and the service cannot be asked for. */
  else if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    waiter_end (waiter, TRUE);
  else
    g_dbus_connection_call (connection,
                            "org.freedesktop.DBus",
                            "/org/freedesktop/DBus",
                            "org.freedesktop.DBus",
                            "StartServiceByName",
                            g_variant_new ("(su)", SERVICE, 0),
                            G_VARIANT_TYPE ("(u)"),
                            G_DBUS_CALL_FLAGS_NONE,
                            ANSWER_MS,
                            NULL,
                            on_service_known,
                            waiter);
}

static gboolean
on_patience_over (gpointer user_data)
{
  ComeBack *self = user_data;
  GtkApplication *application = gtk_window_get_application (self->window);

  if (application == NULL || gtk_window_is_active (self->window))
    come_back_free (self);
  else
    helio_desktop_when_notifying (G_APPLICATION (application),
                                  show_notification,
                                  self,
                                  come_back_free);
  return G_SOURCE_REMOVE;
}

void
helio_desktop_come_back (GtkWindow *window, const char *title, const char *text, const char *target)
{
  ComeBack *self;

  if (gtk_window_is_active (window))
    return;
  gtk_window_present (window);
  self = g_new0 (ComeBack, 1);
  self->window = g_object_ref (window);
  self->title = g_strdup (title);
  self->text = g_strdup (text);
  self->target = g_strdup (target);
  g_timeout_add (PATIENCE_MS, on_patience_over, self);
}
