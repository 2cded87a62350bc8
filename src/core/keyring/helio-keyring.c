// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/keyring/helio-keyring-private.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#define VERSION 1
/* Between the name of a kind and the account in the attribute "kind". */
#define ACCOUNT_MARK ':'
/* Where a service keeps what goes into the session's collection. */
#define SESSION_PATH "/org/freedesktop/secrets/collection/session/"

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

/* An account is a part of the kind, not an attribute of its own: the set of attributes stays what it was, so
 * that items of versions without accounts are found as they are. */
static char *
make_kind (HelioKeyringKind kind, const char *account)
{
  if (account == NULL || *account == '\0')
    return g_strdup (kind_names[kind]);
  return g_strdup_printf ("%s%c%s", kind_names[kind], ACCOUNT_MARK, account);
}

/* The account in the attribute, "" for one without; NULL for another kind. */
static const char *
match_kind (const char *attribute, HelioKeyringKind kind)
{
  gsize length = strlen (kind_names[kind]);

  if (attribute == NULL || strncmp (attribute, kind_names[kind], length) != 0)
    return NULL;
  if (attribute[length] == ACCOUNT_MARK)
    return attribute + length + 1;
  return attribute[length] == '\0' ? attribute + length : NULL;
}

/* @kind, @binding: (nullable): every one. */
static GHashTable *
make_attributes (const char *profile_id, const char *kind, const char *binding)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_hash_table_insert (attributes, g_strdup ("profile"), g_strdup (profile_id));
  g_hash_table_insert (attributes, g_strdup ("v"), g_strdup_printf ("%d", VERSION));
  if (kind != NULL)
    g_hash_table_insert (attributes, g_strdup ("kind"), g_strdup (kind));
  if (binding != NULL)
    g_hash_table_insert (attributes, g_strdup ("binding"), g_strdup (binding));
  return attributes;
}

static gboolean
is_locked (gpointer item)
{
  /* The file backend of a sandbox has items of another type, which are never locked. */
  return SECRET_IS_ITEM (item) && secret_item_get_locked (item);
}

static gboolean
is_of_session (gpointer item)
{
  return SECRET_IS_ITEM (item) &&
         g_str_has_prefix (g_dbus_proxy_get_object_path (G_DBUS_PROXY (item)), SESSION_PATH);
}

static void
free_items (GList *items)
{
  g_list_free_full (items, g_object_unref);
}

typedef void (*Step) (GTask *task);

/* One call in progress. */
typedef struct {
  Step begin;
  GHashTable *attributes;
  HelioKeyringKind kind; /* of a list, or of a clear of every account */
  gboolean unlock, was_locked, removed;
  gboolean again; /* the item of the session's collection is out of the way */
  char *binding;  /* the one that stays */
  char *label;
  HelioSecret *secret;
  GError *error; /* the first of several clears */
  guint n_pending;
  guint n_found;
} Call;

static void
call_free (Call *call)
{
  g_hash_table_unref (call->attributes);
  g_free (call->binding);
  g_free (call->label);
  helio_secret_unref (call->secret);
  g_clear_error (&call->error);
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
fail (GTask *task, GError *error_taken)
{
  helio_keyring_note_failure (g_task_get_source_object (task), error_taken);
  g_task_return_error (task, error_taken);
}

static void
on_reached (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  if (helio_keyring_reach_finish (HELIO_KEYRING (source), result, &error))
    call->begin (task);
  else {
    fail (task, error);
    g_object_unref (task);
  }
}

static void
return_nothing (GTask *task_taken)
{
  g_autoptr (GTask) task = task_taken;
  const gpointer tag = g_task_get_source_tag (task);

  if (tag == helio_keyring_lookup_async)
    g_task_return_pointer (task, NULL, NULL);
  else if (tag == helio_keyring_list_async)
    g_task_return_pointer (task, g_new0 (char *, 1), (GDestroyNotify) g_strfreev);
  else
    g_task_return_boolean (task, TRUE);
}

/* By a search, that is: a keyring may be locked and hide what it has. Takes the task. */
static void
found_nothing (GTask *task)
{
  ((Call *) g_task_get_task_data (task))->begin = return_nothing;
  helio_keyring_check_hidden_async (g_task_get_source_object (task),
                                    g_task_get_cancellable (task),
                                    on_reached,
                                    task);
}

/* Takes the task, as @step does. */
static void
begin (GTask *task, Step step)
{
  ((Call *) g_task_get_task_data (task))->begin = step;
  helio_keyring_reach_async (g_task_get_source_object (task),
                             g_task_get_cancellable (task),
                             on_reached,
                             task);
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

/* With the call's attributes and one more; libsecret goes on using the table that it gets. */
static void
clear_one (GTask *task, const char *name, const char *value, GAsyncReadyCallback callback)
{
  Call *call = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key, text;

  g_hash_table_iter_init (&iter, call->attributes);
  while (g_hash_table_iter_next (&iter, &key, &text))
    g_hash_table_insert (attributes, g_strdup (key), g_strdup (text));
  g_hash_table_insert (attributes, g_strdup (name), g_strdup (value));
  secret_password_clearv (&schema,
                          attributes,
                          g_task_get_cancellable (task),
                          callback,
                          g_object_ref (task));
}

/* NULL with or without an error. Takes note of what kind of keyring gave them. */
static GList *
finish_search (GTask *task, GAsyncResult *result, GError **error)
{
  GError *local = NULL;
  GList *items = secret_password_search_finish (result, &local);

  if (local != NULL)
    g_propagate_error (error, helio_keyring_translate_error (local));
  else if (items != NULL)
    helio_keyring_saw_file (g_task_get_source_object (task), !SECRET_IS_ITEM (items->data));
  return items;
}

static void store_in (GTask *task, const char *collection);

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

static void
on_cleared_twin (GObject *source, GAsyncResult *result, gpointer user_data)
{
  secret_password_clear_finish (result, NULL);
  store_in (user_data, SECRET_COLLECTION_DEFAULT);
}

/* What was stored while there was no default keyring is still there beside the new one. Nothing tells the two
 * apart in a clear, so both go and the secret is stored again. */
static gboolean
replace_twins (GTask *task, GList *items)
{
  Call *call = g_task_get_task_data (task);
  guint n = 0, n_of_session = 0;

  for (GList *l = items; l != NULL; l = l->next) {
    g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (l->data);

    if (g_strcmp0 (g_hash_table_lookup (attributes, "binding"), call->binding) != 0)
      continue;
    n++;
    n_of_session += is_of_session (l->data);
  }
  if (n < 2 || n_of_session == 0 || call->again)
    return FALSE;
  call->again = TRUE;
  g_hash_table_insert (call->attributes, g_strdup ("binding"), g_strdup (call->binding));
  secret_password_clearv (&schema, call->attributes, NULL, on_cleared_twin, g_object_ref (task));
  return TRUE;
}

/* Deletes what is stored under other bindings. */
static void
on_others_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GList *items = finish_search (task, result, NULL);
  gboolean session = FALSE;

  if (replace_twins (task, items)) {
    free_items (items);
    return;
  }
  call->n_pending = 1;
  for (GList *l = items; l != NULL; l = l->next) {
    g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (l->data);
    const char *binding = g_hash_table_lookup (attributes, "binding");

    session |= is_of_session (l->data);
    if (binding == NULL || g_strcmp0 (binding, call->binding) == 0 || is_locked (l->data))
      continue;
    call->n_pending++;
    clear_one (task, "binding", binding, on_cleared_other);
  }
  free_items (items);
  if (!session)
    helio_keyring_note_success (g_task_get_source_object (task));
  if (--call->n_pending == 0)
    g_task_return_boolean (task, TRUE);
}

static void
find_others (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  g_hash_table_remove (call->attributes, "binding");
  search (task, call->attributes, on_others_found);
}

static void
on_stored_in_session (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!secret_password_store_finish (result, &error)) {
    fail (task,
          error != NULL ? helio_keyring_translate_error (error) : helio_keyring_locked_error ());
    return;
  }
  find_others (g_steal_pointer (&task));
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HelioKeyring *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (secret_password_store_finish (result, &error)) {
    find_others (g_steal_pointer (&task));
    return;
  }
  if (error != NULL && helio_keyring_has_no_collection (error)) {
    g_autoptr (GError) why = helio_keyring_translate_error (error);

    helio_keyring_set_rung (self, HELIO_KEYRING_RUNG_SESSION, why);
    store_in (g_steal_pointer (&task), SECRET_COLLECTION_SESSION);
    return;
  }
  fail (task,
        error != NULL ? helio_keyring_translate_error (error) : helio_keyring_locked_error ());
}

/* Takes the task. */
static void
store_in (GTask *task, const char *collection)
{
  Call *call = g_task_get_task_data (task);
  gboolean session = g_str_equal (collection, SECRET_COLLECTION_SESSION);

  secret_password_storev (&schema,
                          call->attributes,
                          collection,
                          call->label,
                          helio_secret_peek (call->secret),
                          g_task_get_cancellable (task),
                          session ? on_stored_in_session : on_stored,
                          task);
}

static void
store (GTask *task)
{
  store_in (task, SECRET_COLLECTION_DEFAULT);
}

void
helio_keyring_store_async (HelioKeyring *self,
                           const char *profile_id,
                           HelioKeyringKind kind,
                           const char *account,
                           const char *binding,
                           const char *profile_name,
                           HelioSecret *secret,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autofree char *name = make_kind (kind, account);
  GTask *task = new_call (self,
                          helio_keyring_store_async,
                          make_attributes (profile_id, name, binding),
                          cancellable,
                          callback,
                          user_data);
  Call *call = g_task_get_task_data (task);

  /* Translators: the label in a keyring manager; %s is the name of a connection. */
  call->label = g_strdup_printf (C_ ("keyring", "Heliograph: %s"), profile_name);
  call->binding = g_strdup (binding);
  call->secret = helio_secret_ref (secret);
  begin (task, store);
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
    fail (task, helio_keyring_translate_error (error));
    return;
  }
  /* Nothing, though something is there: the person said no, or nobody could be asked. */
  if (password == NULL && call->was_locked) {
    fail (task, helio_keyring_locked_error ());
    return;
  }
  if (password != NULL)
    helio_keyring_note_success (g_task_get_source_object (task));
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
  GList *items = finish_search (task, result, &error);
  gboolean found = items != NULL;

  for (GList *l = items; l != NULL; l = l->next)
    call->was_locked |= is_locked (l->data);
  free_items (items);
  if (error != NULL)
    fail (task, error);
  else if (!found)
    found_nothing (g_steal_pointer (&task));
  else if (call->was_locked && !call->unlock)
    fail (task, helio_keyring_locked_error ());
  else {
    GCancellable *cancellable = g_task_get_cancellable (task);

    secret_password_lookupv (&schema,
                             call->attributes,
                             cancellable,
                             on_looked_up,
                             g_steal_pointer (&task));
  }
}

static void
look_up (GTask *task)
{
  search (task, ((Call *) g_task_get_task_data (task))->attributes, on_found);
}

void
helio_keyring_lookup_async (HelioKeyring *self,
                            const char *profile_id,
                            HelioKeyringKind kind,
                            const char *account,
                            const char *binding,
                            gboolean unlock,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autofree char *name = make_kind (kind, account);
  GTask *task = new_call (self,
                          helio_keyring_lookup_async,
                          make_attributes (profile_id, name, binding),
                          cancellable,
                          callback,
                          user_data);
  Call *call = g_task_get_task_data (task);

  call->unlock = unlock;
  begin (task, look_up);
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
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GError *error = NULL;
  GList *items = finish_search (task, result, &error);
  gboolean found = items != NULL;

  for (GList *l = items; l != NULL; l = l->next) {
    g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (l->data);
    const char *account = match_kind (g_hash_table_lookup (attributes, "kind"), call->kind);

    if (account != NULL)
      g_strv_builder_add (builder, account);
  }
  free_items (items);
  if (error != NULL)
    fail (task, error);
  else if (!found)
    found_nothing (g_steal_pointer (&task));
  else
    g_task_return_pointer (task, g_strv_builder_end (builder), (GDestroyNotify) g_strfreev);
}

static void
list (GTask *task)
{
  search (task, ((Call *) g_task_get_task_data (task))->attributes, on_listed);
}

void
helio_keyring_list_async (HelioKeyring *self,
                          const char *profile_id,
                          HelioKeyringKind kind,
                          const char *binding,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = new_call (self,
                          helio_keyring_list_async,
                          make_attributes (profile_id, NULL, binding),
                          cancellable,
                          callback,
                          user_data);
  Call *call = g_task_get_task_data (task);

  call->kind = kind;
  begin (task, list);
}

GStrv
helio_keyring_list_finish (HelioKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, helio_keyring_list_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_rest_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  GList *items = finish_search (task, result, &error);
  guint n = g_list_length (items);

  call->n_found -= MIN (n, call->n_found);
  free_items (items);
  if (error != NULL)
    fail (task, error);
  else if (n > 0)
    fail (task, helio_keyring_locked_error ());
  else if (!call->removed)
    found_nothing (g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  call->removed = secret_password_clear_finish (result, &error);
  if (error != NULL) {
    call->n_found = 0;
    fail (task, helio_keyring_translate_error (error));
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

static void
on_one_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL && call->error == NULL)
    call->error = helio_keyring_translate_error (error);
  else
    g_clear_error (&error);
  if (--call->n_pending > 0)
    return;
  if (call->error != NULL)
    fail (task, g_steal_pointer (&call->error));
  else if (call->was_locked)
    fail (task, helio_keyring_locked_error ());
  else
    g_task_return_boolean (task, TRUE);
}

/* Of one kind every account, each by its own attributes. */
static void
on_accounts_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  GList *items = finish_search (task, result, &error);
  gboolean found = items != NULL;

  for (GList *l = items; l != NULL; l = l->next) {
    g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (l->data);
    const char *kind = g_hash_table_lookup (attributes, "kind");

    if (match_kind (kind, call->kind) == NULL)
      continue;
    if (is_locked (l->data)) {
      call->was_locked = TRUE;
      continue;
    }
    call->n_pending++;
    clear_one (task, "kind", kind, on_one_cleared);
  }
  free_items (items);
  if (error != NULL)
    fail (task, error);
  else if (!found)
    found_nothing (g_steal_pointer (&task));
  else if (call->n_pending == 0 && call->was_locked)
    fail (task, helio_keyring_locked_error ());
  else if (call->n_pending == 0)
    g_task_return_boolean (task, TRUE);
}

static void
clear_accounts (GTask *task)
{
  search (task, ((Call *) g_task_get_task_data (task))->attributes, on_accounts_found);
}

void
helio_keyring_clear_async (HelioKeyring *self,
                           const char *profile_id,
                           HelioKeyringKind kind,
                           const char *account,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autofree char *name = account != NULL ? make_kind (kind, account) : NULL;
  GTask *task = new_call (self,
                          helio_keyring_clear_async,
                          make_attributes (profile_id, name, NULL),
                          cancellable,
                          callback,
                          user_data);
  Call *call = g_task_get_task_data (task);

  call->kind = kind;
  begin (task, account != NULL ? clear : clear_accounts);
}

void
helio_keyring_clear_profile_async (HelioKeyring *self,
                                   const char *profile_id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  begin (new_call (self,
                   helio_keyring_clear_async,
                   make_attributes (profile_id, NULL, NULL),
                   cancellable,
                   callback,
                   user_data),
         clear);
}

gboolean
helio_keyring_clear_finish (HelioKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, helio_keyring_clear_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_all_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  GList *items = finish_search (task, result, &error);

  call->n_found = g_list_length (items);
  free_items (items);
  if (error != NULL)
    fail (task, error);
  else if (call->n_found == 0)
    found_nothing (g_steal_pointer (&task));
  else
    clear (g_steal_pointer (&task));
}

static void
clear_all (GTask *task)
{
  search (task, ((Call *) g_task_get_task_data (task))->attributes, on_all_found);
}

void
helio_keyring_clear_all_async (HelioKeyring *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = new_call (self,
                          helio_keyring_clear_all_async,
                          g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
                          cancellable,
                          callback,
                          user_data);

  /* No attribute but the schema's name, which libsecret adds. */
  begin (task, clear_all);
}

gboolean
helio_keyring_clear_all_finish (HelioKeyring *self,
                                GAsyncResult *result,
                                guint *n_cleared,
                                GError **error)
{
  Call *call = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_async_result_is_tagged (result, helio_keyring_clear_all_async), FALSE);
  *n_cleared = call->n_found;
  return g_task_propagate_boolean (G_TASK (result), error);
}
