// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/keyring/helio-keyring-private.h"

#include <glib/gi18n-lib.h>

/* The ladder of auth.md §5.4: which rung secrets go to, and why it is no better one. The object itself is here,
 * too, since the rung is all it keeps. */

#define PROBE_TIMEOUT_MS 5000
/* For as long as a bus goes on waiting for a service that it started. */
#define NOT_STARTED_LASTS (G_GINT64_CONSTANT (120) * G_USEC_PER_SEC)
#define SERVICE_PATH "/org/freedesktop/secrets"

struct _HelioKeyring {
  GObject parent_instance;

  HelioKeyringRung rung;
  char *reason;
  gboolean is_file;
  gint64 not_started;   /* monotonic; 0: never */
  GDBusConnection *bus; /* that is listened on */
  guint subscription;
};

static guint removed_signal;

enum {
  PROP_RUNG = 1,
  PROP_RUNG_REASON,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HelioKeyring, helio_keyring, G_TYPE_OBJECT)

static char *
make_reason (HelioKeyringRung rung, const GError *error)
{
  const char *remedy = error != NULL ? helio_error_get_remedy (error) : NULL;
  const char *where;

  switch (rung) {
    case HELIO_KEYRING_RUNG_DEFAULT:
      if (error != NULL)
        return g_strdup (
            C_ ("keyring", "Your keyring is locked; it will ask you when it is needed."));
      return g_strdup (C_ ("keyring", "Secrets are kept in your keyring."));
    case HELIO_KEYRING_RUNG_FILE:
      return g_strdup (
          C_ ("keyring",
              "Secrets are kept in an encrypted file of this application, whose key is "
              "in your keyring."));
    case HELIO_KEYRING_RUNG_SESSION:
      where = C_ ("keyring", "Secrets are kept until you log out.");
      break;
    case HELIO_KEYRING_RUNG_MEMORY:
      where = C_ ("keyring", "Secrets are kept until Heliograph ends.");
      break;
    case HELIO_KEYRING_RUNG_UNKNOWN:
    default:
      return NULL;
  }
  return g_strjoin (" ", where, error != NULL ? error->message : "", remedy, NULL);
}

void
helio_keyring_set_rung (HelioKeyring *self, HelioKeyringRung rung, const GError *error)
{
  g_autofree char *reason = make_reason (rung, error);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->rung != rung)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNG]);
  if (g_strcmp0 (self->reason, reason) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNG_REASON]);
  self->rung = rung;
  g_free (self->reason);
  self->reason = g_steal_pointer (&reason);
  g_object_thaw_notify (G_OBJECT (self));
}

void
helio_keyring_saw_file (HelioKeyring *self, gboolean is_file)
{
  self->is_file = is_file;
}

void
helio_keyring_note_success (HelioKeyring *self)
{
  helio_keyring_set_rung (self,
                          self->is_file ? HELIO_KEYRING_RUNG_FILE : HELIO_KEYRING_RUNG_DEFAULT,
                          NULL);
}

void
helio_keyring_note_failure (HelioKeyring *self, const GError *error)
{
  if (error->domain == HELIO_ERROR)
    helio_keyring_set_rung (self, HELIO_KEYRING_RUNG_MEMORY, error);
}

static void
on_item_deleted (GDBusConnection *bus,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *name,
                 GVariant *parameters,
                 gpointer user_data)
{
  HelioKeyring *self = g_weak_ref_get (user_data);

  if (self == NULL)
    return;
  g_signal_emit (self, removed_signal, 0);
  g_object_unref (self);
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

void
helio_keyring_listen (HelioKeyring *self, GDBusConnection *bus)
{
  GWeakRef *weak;

  if (self->bus != NULL)
    return;
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  self->bus = g_object_ref (bus);
  self->subscription = g_dbus_connection_signal_subscribe (bus,
                                                           helio_keyring_get_service_name (),
                                                           "org.freedesktop.Secret.Collection",
                                                           "ItemDeleted",
                                                           NULL,
                                                           NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE,
                                                           on_item_deleted,
                                                           weak,
                                                           free_weak_ref);
}

void
helio_keyring_note_not_started (HelioKeyring *self)
{
  self->not_started = g_get_monotonic_time ();
}

gboolean
helio_keyring_did_not_start (HelioKeyring *self)
{
  return self->not_started != 0 && g_get_monotonic_time () - self->not_started < NOT_STARTED_LASTS;
}

HelioKeyringRung
helio_keyring_get_rung (HelioKeyring *self)
{
  return self->rung;
}

const char *
helio_keyring_get_rung_reason (HelioKeyring *self)
{
  return self->reason;
}

typedef enum {
  PLACE_FILE,
  PLACE_OPEN,
  PLACE_LOCKED, /* what it has can be found */
  PLACE_HIDDEN, /* locked, and nothing in it can be seen, if there is anything */
  PLACE_NONE,   /* there is no default keyring */
} Place;

static void
found_place (GTask *task_taken, Place place)
{
  g_task_return_int (task_taken, place);
  g_object_unref (task_taken);
}

static void
place_failed (GTask *task_taken, GError *error_taken)
{
  g_task_return_error (task_taken, helio_keyring_translate_error (error_taken));
  g_object_unref (task_taken);
}

static void
on_collection_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GVariant) values = NULL, items = NULL;
  gboolean locked = FALSE;

  if (answer != NULL) {
    values = g_variant_get_child_value (answer, 0);
    g_variant_lookup (values, "Locked", "b", &locked);
    items = g_variant_lookup_value (values, "Items", G_VARIANT_TYPE ("ao"));
  }
  if (!locked)
    found_place (user_data, PLACE_OPEN);
  else
    found_place (user_data,
                 items != NULL && g_variant_n_children (items) > 0 ? PLACE_LOCKED : PLACE_HIDDEN);
}

static void
on_default_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  const char *path;

  if (answer == NULL) {
    place_failed (task, error);
    return;
  }
  g_variant_get (answer, "(&o)", &path);
  if (g_str_equal (path, "/"))
    found_place (task, PLACE_NONE);
  else
    g_dbus_connection_call (G_DBUS_CONNECTION (source),
                            helio_keyring_get_service_name (),
                            path,
                            "org.freedesktop.DBus.Properties",
                            "GetAll",
                            g_variant_new ("(s)", "org.freedesktop.Secret.Collection"),
                            G_VARIANT_TYPE ("(a{sv})"),
                            G_DBUS_CALL_FLAGS_NONE,
                            PROBE_TIMEOUT_MS,
                            g_task_get_cancellable (task),
                            on_collection_known,
                            task);
}

static void
ask_service (GTask *task, GDBusConnection *bus)
{
  g_dbus_connection_call (bus,
                          helio_keyring_get_service_name (),
                          SERVICE_PATH,
                          "org.freedesktop.Secret.Service",
                          "ReadAlias",
                          g_variant_new ("(s)", "default"),
                          G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE,
                          PROBE_TIMEOUT_MS,
                          g_task_get_cancellable (task),
                          on_default_known,
                          task);
}

static void
on_portal_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  if (answer == NULL)
    ask_service (user_data, G_DBUS_CONNECTION (source));
  else
    found_place (user_data, PLACE_FILE);
}

/* As libsecret decides: inside a sandbox with the Secret portal it is the file, else the service. */
static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    place_failed (task, error);
  else if (helio_keyring_is_in_sandbox ())
    g_dbus_connection_call (bus,
                            "org.freedesktop.portal.Desktop",
                            "/org/freedesktop/portal/desktop",
                            "org.freedesktop.DBus.Properties",
                            "Get",
                            g_variant_new ("(ss)", "org.freedesktop.portal.Secret", "version"),
                            G_VARIANT_TYPE ("(v)"),
                            G_DBUS_CALL_FLAGS_NONE,
                            PROBE_TIMEOUT_MS,
                            g_task_get_cancellable (task),
                            on_portal_known,
                            task);
  else
    ask_service (task, bus);
}

/* Where what is stored would go, and whether what is there can be seen. */
static void
find_place_async (HelioKeyring *self,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_check_cancellable (task, FALSE);
  if (helio_keyring_is_file ())
    found_place (task, PLACE_FILE);
  else
    g_bus_get (G_BUS_TYPE_SESSION, cancellable, on_bus, task);
}

static void
on_hidden_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  const gssize place = g_task_propagate_int (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_error (task, error);
    return;
  }
  /* The search before it was answered: of a service that cannot say more than that it is believed. */
  if (error == NULL && place == PLACE_HIDDEN)
    g_task_return_error (task, helio_keyring_locked_error ());
  else
    g_task_return_boolean (task, TRUE);
  g_clear_error (&error);
}

void
helio_keyring_check_hidden_async (HelioKeyring *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_check_cancellable (task, FALSE);
  find_place_async (self, cancellable, on_hidden_known, task);
}

static void
on_place (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HelioKeyring *self = HELIO_KEYRING (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) why = NULL;
  const gssize place = g_task_propagate_int (G_TASK (result), &error);

  if (error != NULL)
    helio_keyring_note_failure (self, error);
  else if (place == PLACE_NONE) {
    why = helio_keyring_no_collection_error ();
    helio_keyring_set_rung (self, HELIO_KEYRING_RUNG_SESSION, why);
  } else if (place == PLACE_FILE) {
    self->is_file = TRUE;
    helio_keyring_note_success (self);
  } else {
    if (place != PLACE_OPEN)
      why = helio_keyring_locked_error ();
    helio_keyring_set_rung (self, HELIO_KEYRING_RUNG_DEFAULT, why);
  }
  g_task_return_boolean (task, TRUE);
}

static void
on_reached (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioKeyring *self = HELIO_KEYRING (source);
  g_autoptr (GError) error = NULL;

  if (helio_keyring_reach_finish (self, result, &error)) {
    find_place_async (self, g_task_get_cancellable (task), on_place, task);
    return;
  }
  helio_keyring_note_failure (self, error);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

void
helio_keyring_probe_async (HelioKeyring *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, helio_keyring_probe_async);
  g_task_set_check_cancellable (task, FALSE);
  helio_keyring_reach_async (self, cancellable, on_reached, task);
}

HelioKeyringRung
helio_keyring_probe_finish (HelioKeyring *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
  return self->rung;
}

static void
helio_keyring_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioKeyring *self = HELIO_KEYRING (object);

  switch (id) {
    case PROP_RUNG:
      g_value_set_int (value, (int) self->rung);
      break;
    case PROP_RUNG_REASON:
      g_value_set_string (value, self->reason);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_keyring_dispose (GObject *object)
{
  HelioKeyring *self = HELIO_KEYRING (object);

  if (self->bus != NULL)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (helio_keyring_parent_class)->dispose (object);
}

static void
helio_keyring_finalize (GObject *object)
{
  g_free (HELIO_KEYRING (object)->reason);
  G_OBJECT_CLASS (helio_keyring_parent_class)->finalize (object);
}

static void
helio_keyring_class_init (HelioKeyringClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = helio_keyring_get_property;
  object_class->dispose = helio_keyring_dispose;
  object_class->finalize = helio_keyring_finalize;
  removed_signal = helio_signal_new ("removed", HELIO_TYPE_KEYRING);
  properties[PROP_RUNG] =
      g_param_spec_int ("rung", NULL, NULL, 0, HELIO_KEYRING_RUNG_MEMORY, 0, flags);
  properties[PROP_RUNG_REASON] = g_param_spec_string ("rung-reason", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
helio_keyring_init (HelioKeyring *self)
{
}

HelioKeyring *
helio_keyring_new (void)
{
  return g_object_new (HELIO_TYPE_KEYRING, NULL);
}
