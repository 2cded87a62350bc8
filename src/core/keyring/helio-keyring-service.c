// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/keyring/helio-keyring-private.h"

#include <gio/gio.h>

/* Is there a service at all? The bus may have one to start whose program ends at once because the same is running
 * on another bus: then whoever calls it waits for as long as the bus likes, which is two minutes. */

#define BUS "org.freedesktop.DBus"
#define BUS_PATH "/org/freedesktop/DBus"
#define ASK_TIMEOUT_MS 5000
/* A keyring that is there but not yet started takes a fraction of it. */
#define START_TIMEOUT_MS 3000

const char *
helio_keyring_get_service_name (void)
{
  /* As libsecret does. */
  const char *name = g_getenv ("SECRET_SERVICE_BUS_NAME");

  return name != NULL && *name != '\0' ? name : "org.freedesktop.secrets";
}

gboolean
helio_keyring_is_in_sandbox (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("SNAP_NAME") != NULL;
}

gboolean
helio_keyring_is_file (void)
{
  return g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") == 0;
}

static void
end (GTask *task)
{
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
fail (GTask *task, GError *error_taken)
{
  g_task_return_error (task, error_taken);
  g_object_unref (task);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioKeyring *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer != NULL)
    end (task);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fail (task, g_steal_pointer (&error));
  else {
    helio_keyring_note_not_started (self);
    fail (task, helio_keyring_absent_error (error));
  }
}

static void
on_owner_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioKeyring *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  gboolean owned = FALSE;

  if (answer != NULL)
    g_variant_get (answer, "(b)", &owned);
  if (answer == NULL)
    fail (task, helio_keyring_translate_error (error));
  else if (owned)
    end (task);
  else if (helio_keyring_did_not_start (self))
    fail (task, helio_keyring_absent_error (NULL));
  else
    g_dbus_connection_call (G_DBUS_CONNECTION (source),
                            BUS,
                            BUS_PATH,
                            BUS,
                            "StartServiceByName",
                            g_variant_new ("(su)", helio_keyring_get_service_name (), 0),
                            G_VARIANT_TYPE ("(u)"),
                            G_DBUS_CALL_FLAGS_NONE,
                            START_TIMEOUT_MS,
                            g_task_get_cancellable (task),
                            on_started,
                            task);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus == NULL) {
    fail (task, helio_keyring_translate_error (error));
    return;
  }
  helio_keyring_listen (g_task_get_source_object (task), bus);
  g_dbus_connection_call (bus,
                          BUS,
                          BUS_PATH,
                          BUS,
                          "NameHasOwner",
                          g_variant_new ("(s)", helio_keyring_get_service_name ()),
                          G_VARIANT_TYPE ("(b)"),
                          G_DBUS_CALL_FLAGS_NONE,
                          ASK_TIMEOUT_MS,
                          g_task_get_cancellable (task),
                          on_owner_known,
                          task);
}

void
helio_keyring_reach_async (HelioKeyring *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, helio_keyring_reach_async);
  g_task_set_check_cancellable (task, FALSE);
  /* In a sandbox libsecret decides between the portal and the service. */
  if (helio_keyring_is_file () || helio_keyring_is_in_sandbox ())
    end (task);
  else
    g_bus_get (G_BUS_TYPE_SESSION, cancellable, on_bus, task);
}

gboolean
helio_keyring_reach_finish (HelioKeyring *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
