// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/keyring/helio-keyring.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#define VERSION 1

struct _HelioKeyring {
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (HelioKeyring, helio_keyring, G_TYPE_OBJECT)

/* Attributes can be read by every program on the bus: nothing secret, no e-mail address. The set is always
 * the same, since another one would make a second item. */
static const SecretSchema schema = {
    APPLICATION_ID ".Credential",
    SECRET_SCHEMA_NONE,
    {
        {"profile", SECRET_SCHEMA_ATTRIBUTE_STRING},
        {"kind", SECRET_SCHEMA_ATTRIBUTE_STRING},
        {"binding", SECRET_SCHEMA_ATTRIBUTE_STRING},
        {"v", SECRET_SCHEMA_ATTRIBUTE_INTEGER},
        {NULL, 0},
    },
};

static const char *const kind_names[] = {
    [HELIO_KEYRING_OAUTH] = "oauth",
    [HELIO_KEYRING_EXCHANGE_KEY] = "exchange-key",
    [HELIO_KEYRING_PASSWORD] = "password",
    [HELIO_KEYRING_PRIVATE_KEY] = "private-key",
    [HELIO_KEYRING_PASSPHRASE] = "passphrase",
};

/* @kind: -1: every one; @binding: (nullable): every one. */
static GHashTable *
make_attributes (const char *profile_id, int kind, const char *binding)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_hash_table_insert (attributes, g_strdup ("profile"), g_strdup (profile_id));
  g_hash_table_insert (attributes, g_strdup ("v"), g_strdup_printf ("%d", VERSION));
  if (kind >= 0)
    g_hash_table_insert (attributes, g_strdup ("kind"), g_strdup (kind_names[kind]));
  if (binding != NULL)
    g_hash_table_insert (attributes, g_strdup ("binding"), g_strdup (binding));
  return attributes;
}

static GError *
locked_error (void)
{
  return helio_error_new (HELIO_ERROR_KEYRING_LOCKED,
                          C_ ("keyring", "Unlock the keyring and try again."),
                          "%s",
                          C_ ("keyring", "The keyring is locked."));
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

/* The service is there, but nobody ever made the keyring that things go into by default. */
static gboolean
has_no_collection (const GError *error)
{
  g_autofree char *remote = g_dbus_error_get_remote_error (error);

  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
         g_strcmp0 (remote, "org.freedesktop.Secret.Error.NoSuchObject") == 0 ||
         g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT);
}

static GError *
translate (GError *error_taken)
{
  g_autoptr (GError) error = error_taken;
  g_autofree char *remote = g_dbus_error_get_remote_error (error);
  GError *translated;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&error);
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
      g_strcmp0 (remote, "org.freedesktop.Secret.Error.IsLocked") == 0)
    return locked_error ();
  if (is_absent (error))
    translated = helio_error_new (HELIO_ERROR_KEYRING_ABSENT,
                                  C_ ("keyring",
                                      "Start a keyring service such as GNOME Keyring or KeePassXC; "
                                      "without one nothing is kept "
                                      "beyond this run."),
                                  "%s",
                                  C_ ("keyring", "No keyring service is running."));
  else if (has_no_collection (error))
    translated = helio_error_new (
        HELIO_ERROR_KEYRING_ABSENT,
        C_ ("keyring",
            "Make a default keyring in “Passwords and Keys”, or log in with a password."),
        "%s",
        C_ ("keyring", "The keyring service has no default keyring."));
  else
    translated = helio_error_new (HELIO_ERROR_KEYRING_FAILED,
                                  C_ ("keyring", "Look at the keyring in “Passwords and Keys”."),
                                  "%s",
                                  C_ ("keyring", "The keyring gave an error."));
  g_dbus_error_strip_remote_error (error);
  helio_error_set_detail (translated, error->message);
  return translated;
}

static gboolean
is_locked (gpointer item)
{
  /* The file backend of a sandbox has items of another type, which are never locked. */
  return SECRET_IS_ITEM (item) && secret_item_get_locked (item);
}

static void
free_items (GList *items)
{
  g_list_free_full (items, g_object_unref);
}

/* One call in progress. */
typedef struct {
  GHashTable *attributes;
  gboolean unlock;
  gboolean was_locked;
  char *binding; /* the one that stays */
  guint n_pending;
} Call;

static void
call_free (Call *call)
{
  g_hash_table_unref (call->attributes);
  g_free (call->binding);
  g_free (call);
}

static GTask *
new_call (HelioKeyring *self,
          gpointer tag,
          GHashTable *attributes_taken,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  call->attributes = attributes_taken;
  g_task_set_source_tag (task, tag);
  /* libsecret says when it was cancelled; what it had done by then is done. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  return task;
}

static void
search (GTask *task, GHashTable *attributes, GAsyncReadyCallback callback)
{
  secret_password_searchv (&schema,
                           attributes,
                           SECRET_SEARCH_ALL,
                           g_task_get_cancellable (task),
                           callback,
                           task);
}

static void
on_cleared_other (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);

  /* It is stored; an old one that stays is not found under the new binding. */
  secret_password_clear_finish (result, NULL);
  if (--call->n_pending == 0)
    g_task_return_boolean (task, TRUE);
}

/* Deletes what is stored under other bindings. */
static void
on_others_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GList *items = secret_password_search_finish (result, NULL);

  call->n_pending = 1;
  for (GList *l = items; l != NULL; l = l->next) {
    g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (l->data);
    const char *binding = g_hash_table_lookup (attributes, "binding");

    if (binding == NULL || g_strcmp0 (binding, call->binding) == 0 || is_locked (l->data))
      continue;
    g_hash_table_replace (call->attributes, g_strdup ("binding"), g_strdup (binding));
    call->n_pending++;
    secret_password_clearv (&schema,
                            call->attributes,
                            g_task_get_cancellable (task),
                            on_cleared_other,
                            g_object_ref (task));
  }
  free_items (items);
  if (--call->n_pending == 0)
    g_task_return_boolean (task, TRUE);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  if (!secret_password_store_finish (result, &error)) {
    g_task_return_error (task, error != NULL ? translate (error) : locked_error ());
    return;
  }
  g_hash_table_remove (call->attributes, "binding");
  search (g_steal_pointer (&task), call->attributes, on_others_found);
}

void
helio_keyring_store_async (HelioKeyring *self,
                           const char *profile_id,
                           HelioKeyringKind kind,
                           const char *binding,
                           const char *profile_name,
                           HelioSecret *secret,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = new_call (self,
                          helio_keyring_store_async,
                          make_attributes (profile_id, (int) kind, binding),
                          cancellable,
                          callback,
                          user_data);
  Call *call = g_task_get_task_data (task);
  /* Translators: the label in a keyring manager; %s is the name of a connection. */
  g_autofree char *label = g_strdup_printf (C_ ("keyring", "Heliograph: %s"), profile_name);

  call->binding = g_strdup (binding);
  secret_password_storev (&schema,
                          call->attributes,
                          SECRET_COLLECTION_DEFAULT,
                          label,
                          helio_secret_peek (secret),
                          cancellable,
                          on_stored,
                          task);
}

gboolean
helio_keyring_store_finish (HelioKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, helio_keyring_store_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  char *password = secret_password_lookup_nonpageable_finish (result, &error);
  HelioSecret *secret;

  if (error != NULL) {
    g_task_return_error (task, translate (error));
    return;
  }
  /* Nothing, though something is there: the person said no, or nobody could be asked. */
  if (password == NULL && call->was_locked) {
    g_task_return_error (task, locked_error ());
    return;
  }
  secret = password != NULL ? helio_secret_new (password) : NULL;
  secret_password_free (password);
  g_task_return_pointer (task, secret, (GDestroyNotify) helio_secret_unref);
}

/* The lookup itself says NULL for locked and for empty, and would ask to unlock: so a search, which does
 * neither, goes first. */
static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);
  gboolean found = items != NULL;

  for (GList *l = items; l != NULL; l = l->next)
    call->was_locked |= is_locked (l->data);
  free_items (items);
  if (error != NULL)
    g_task_return_error (task, translate (error));
  else if (!found)
    g_task_return_pointer (task, NULL, NULL);
  else if (call->was_locked && !call->unlock)
    g_task_return_error (task, locked_error ());
  else {
    GCancellable *cancellable = g_task_get_cancellable (task);

    secret_password_lookupv (&schema,
                             call->attributes,
                             cancellable,
                             on_looked_up,
                             g_steal_pointer (&task));
  }
}

void
helio_keyring_lookup_async (HelioKeyring *self,
                            const char *profile_id,
                            HelioKeyringKind kind,
                            const char *binding,
                            gboolean unlock,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = new_call (self,
                          helio_keyring_lookup_async,
                          make_attributes (profile_id, (int) kind, binding),
                          cancellable,
                          callback,
                          user_data);
  Call *call = g_task_get_task_data (task);

  call->unlock = unlock;
  search (task, call->attributes, on_found);
}

gboolean
helio_keyring_lookup_finish (HelioKeyring *self,
                             GAsyncResult *result,
                             HelioSecret **secret,
                             GError **error)
{
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, helio_keyring_lookup_async), FALSE);
  *secret = g_task_propagate_pointer (G_TASK (result), &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static void
on_rest_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GList *items = secret_password_search_finish (result, &error);
  gboolean is_empty = items == NULL;

  free_items (items);
  if (error != NULL)
    g_task_return_error (task, translate (error));
  else if (!is_empty)
    g_task_return_error (task, locked_error ());
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL) {
    g_task_return_error (task, translate (error));
    return;
  }
  /* Locked items are passed over in silence: see whether all are gone. */
  search (g_steal_pointer (&task), call->attributes, on_rest_found);
}

static void
clear (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  secret_password_clearv (&schema,
                          call->attributes,
                          g_task_get_cancellable (task),
                          on_cleared,
                          task);
}

void
helio_keyring_clear_async (HelioKeyring *self,
                           const char *profile_id,
                           HelioKeyringKind kind,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  clear (new_call (self,
                   helio_keyring_clear_async,
                   make_attributes (profile_id, (int) kind, NULL),
                   cancellable,
                   callback,
                   user_data));
}

void
helio_keyring_clear_profile_async (HelioKeyring *self,
                                   const char *profile_id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  clear (new_call (self,
                   helio_keyring_clear_async,
                   make_attributes (profile_id, -1, NULL),
                   cancellable,
                   callback,
                   user_data));
}

gboolean
helio_keyring_clear_finish (HelioKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, helio_keyring_clear_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
helio_keyring_class_init (HelioKeyringClass *klass)
{
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
