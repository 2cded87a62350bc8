// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/keyring/helio-keyring-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

GError *
helio_keyring_locked_error (void)
{
  return helio_error_new (HELIO_ERROR_KEYRING_LOCKED,
                          C_ ("keyring", "Unlock the keyring and try again."),
                          "%s",
                          C_ ("keyring", "The keyring is locked."));
}

GError *
helio_keyring_no_collection_error (void)
{
  return helio_error_new (
      HELIO_ERROR_KEYRING_ABSENT,
      C_ ("keyring", "Make a default keyring in “Passwords and Keys”, or log in with a password."),
      "%s",
      C_ ("keyring", "The keyring service has no default keyring."));
}

GError *
helio_keyring_absent_error (GError *why)
{
  GError *error =
      helio_error_new (HELIO_ERROR_KEYRING_ABSENT,
                       C_ ("keyring",
                           "Start a keyring service such as GNOME Keyring or KeePassXC; "
                           "without one nothing is kept "
                           "beyond this run."),
                       "%s",
                       C_ ("keyring", "No keyring service is running."));

  if (why != NULL) {
    g_dbus_error_strip_remote_error (why);
    helio_error_set_detail (error, why->message);
  }
  return error;
}

/* No bus, or nobody on it who keeps secrets (auth.md §5.2). */
static gboolean
is_absent (const GError *error)
{
  if (error->domain == G_DBUS_ERROR)
    switch (error->code) {
      case G_DBUS_ERROR_SERVICE_UNKNOWN:
      case G_DBUS_ERROR_NAME_HAS_NO_OWNER:
      case G_DBUS_ERROR_NO_SERVER:
      case G_DBUS_ERROR_DISCONNECTED:
      case G_DBUS_ERROR_SPAWN_EXEC_FAILED:
      case G_DBUS_ERROR_SPAWN_CHILD_EXITED:
      case G_DBUS_ERROR_SPAWN_CHILD_SIGNALED:
      case G_DBUS_ERROR_SPAWN_FAILED:
      case G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND:
        return TRUE;
      default:
        return FALSE;
    }
  /* What connecting to the bus itself gives. */
  return error->domain == G_IO_ERROR &&
         (error->code == G_IO_ERROR_NOT_FOUND || error->code == G_IO_ERROR_CONNECTION_REFUSED ||
          error->code == G_IO_ERROR_CLOSED || error->code == G_IO_ERROR_INVALID_ARGUMENT ||
          error->code == G_IO_ERROR_FAILED);
}

gboolean
helio_keyring_has_no_collection (const GError *error)
{
  g_autofree char *remote = g_dbus_error_get_remote_error (error);

  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
         g_strcmp0 (remote, "org.freedesktop.Secret.Error.NoSuchObject") == 0 ||
         g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT);
}

GError *
helio_keyring_translate_error (GError *error_taken)
{
  g_autoptr (GError) error = error_taken;
  g_autofree char *remote = g_dbus_error_get_remote_error (error);
  GError *translated;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&error);
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
      g_strcmp0 (remote, "org.freedesktop.Secret.Error.IsLocked") == 0)
    return helio_keyring_locked_error ();
  if (is_absent (error))
    return helio_keyring_absent_error (error);
  if (helio_keyring_has_no_collection (error))
    translated = helio_keyring_no_collection_error ();
  else
    translated = helio_error_new (HELIO_ERROR_KEYRING_FAILED,
                                  C_ ("keyring", "Look at the keyring in “Passwords and Keys”."),
                                  "%s",
                                  C_ ("keyring", "The keyring gave an error."));
  g_dbus_error_strip_remote_error (error);
  helio_error_set_detail (translated, error->message);
  return translated;
}
