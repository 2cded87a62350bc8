// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-account-store.h"

#include "core/auth/helio-keyring-wait.h"
#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>

/* More sign-ins than a person has; what is beyond stays unread. */
#define ACCOUNTS_MAX 64
/* Where an item without an account is. */
#define OLD_SLOT ""

struct _HelioAccountStore {
  GObject parent_instance;

  HelioKeyring *keyring;
  HelioClock *clock;
  char *profile_id, *profile_name, *binding;
  GHashTable *memory;  /* sub → HelioStoredTokens */
  GHashTable *writing; /* sub → Write that the keyring has not answered */
  char *old_sub;       /* whose item is in OLD_SLOT */
  HelioAccountStoreLateFunc late_func;
  gpointer late_data;
};

/* What is being written. Owned by the wait for it. */
typedef struct {
  HelioAccountStore *store;
  HelioStoredTokens *stored;
  GCancellable *cancellable;
  gboolean forgotten; /* cleared since */
} Write;

G_DEFINE_FINAL_TYPE (HelioAccountStore, helio_account_store, G_TYPE_OBJECT)

/* Data of the tasks. */
typedef struct {
  char *sub;
  gboolean unlock;
  GStrv slots;
  guint next;
  GPtrArray *found; /* HelioStoredTokens */
  GError *error;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->sub);
  g_strfreev (job->slots);
  g_clear_pointer (&job->found, g_ptr_array_unref);
  g_clear_error (&job->error);
  g_free (job);
}

static GTask *
new_task (HelioAccountStore *self,
          gpointer tag,
          const char *sub,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->sub = g_strdup (sub);
  job->found = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_stored_tokens_unref);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, job_free);
  return task;
}

static void
look_up (GTask *task, const char *slot, GAsyncReadyCallback callback)
{
  HelioAccountStore *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  HelioKeyringWait *wait =
      helio_keyring_wait_new (self->clock,
                              self->keyring,
                              job->unlock ? HELIO_KEYRING_PATIENCE_ASKED : HELIO_KEYRING_PATIENCE,
                              helio_keyring_lookup_async,
                              NULL,
                              callback,
                              task);

  helio_keyring_lookup_async (self->keyring,
                              self->profile_id,
                              HELIO_KEYRING_OAUTH,
                              slot,
                              self->binding,
                              job->unlock,
                              helio_keyring_wait_get_cancellable (wait),
                              helio_keyring_wait_answer,
                              wait);
}

/* NULL with or without an error. */
static HelioStoredTokens *
finish_lookup (GObject *source, GAsyncResult *result, GError **error)
{
  g_autoptr (HelioSecret) secret = NULL;

  if (!helio_keyring_lookup_finish (HELIO_KEYRING (source), result, &secret, error) ||
      secret == NULL)
    return NULL;
  return helio_stored_tokens_from_secret (secret);
}

static void
note_old (HelioAccountStore *self, const HelioStoredTokens *stored)
{
  g_free (self->old_sub);
  self->old_sub = g_strdup (stored != NULL ? stored->sub : NULL);
}

static void
return_stored (GTask *task, HelioStoredTokens *stored_taken)
{
  g_task_return_pointer (task, stored_taken, (GDestroyNotify) helio_stored_tokens_unref);
  g_object_unref (task);
}

static void
return_failure (GTask *task, GError *error_taken)
{
  g_task_return_error (task, error_taken);
  g_object_unref (task);
}

static void
on_old_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioAccountStore *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (HelioStoredTokens) stored = finish_lookup (source, result, &error);

  if (error != NULL) {
    return_failure (task, error);
    return;
  }
  note_old (self, stored);
  return_stored (task,
                 stored != NULL && g_str_equal (stored->sub, job->sub)
                     ? helio_stored_tokens_ref (stored)
                     : NULL);
}

static void
on_one_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  HelioStoredTokens *stored = finish_lookup (source, result, &error);

  if (error != NULL)
    return_failure (task, error);
  else if (stored == NULL || !g_str_equal (stored->sub, job->sub)) {
    helio_stored_tokens_unref (stored);
    look_up (task, OLD_SLOT, on_old_read);
  } else
    return_stored (task, stored);
}

static void
on_all_for_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all =
      helio_account_store_read_all_finish (HELIO_ACCOUNT_STORE (source), result, &error);
  HelioStoredTokens *first = all->len > 0 ? g_ptr_array_index (all, 0) : NULL;

  if (first != NULL && first->chosen > 0)
    return_stored (task, helio_stored_tokens_ref (first));
  else if (error != NULL)
    return_failure (task, g_steal_pointer (&error));
  else
    return_stored (task, NULL);
}

void
helio_account_store_read_async (HelioAccountStore *self,
                                const char *sub,
                                gboolean unlock,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = new_task (self, helio_account_store_read_async, sub, callback, user_data);
  HelioStoredTokens *held = sub != NULL ? g_hash_table_lookup (self->memory, sub) : NULL;
  g_autofree char *slot = NULL;

  ((Job *) g_task_get_task_data (task))->unlock = unlock;
  if (sub == NULL)
    helio_account_store_read_all_async (self, unlock, on_all_for_chosen, task);
  else if (held != NULL || self->keyring == NULL)
    return_stored (task, held != NULL ? helio_stored_tokens_ref (held) : NULL);
  else {
    slot = helio_keyring_get_slot (self->profile_id, sub);
    look_up (task, slot, on_one_read);
  }
}

HelioStoredTokens *
helio_account_store_read_finish (HelioAccountStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Each account once. What is in memory is newer than what the keyring has. */
static void
add_found (Job *job, HelioStoredTokens *stored)
{
  for (guint i = 0; i < job->found->len; i++)
    if (g_str_equal (((HelioStoredTokens *) g_ptr_array_index (job->found, i))->sub, stored->sub))
      return;
  g_ptr_array_add (job->found, helio_stored_tokens_ref (stored));
}

static int
compare_chosen (gconstpointer a, gconstpointer b)
{
  const HelioStoredTokens *one = *(HelioStoredTokens *const *) a;
  const HelioStoredTokens *other = *(HelioStoredTokens *const *) b;

  return one->chosen != other->chosen ? (one->chosen > other->chosen ? -1 : 1)
                                      : g_strcmp0 (one->sub, other->sub);
}

static void
end_read_all (GTask *task)
{
  Job *job = g_task_get_task_data (task);

  g_ptr_array_sort (job->found, compare_chosen);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void read_next (GTask *task);

static void
on_next_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioAccountStore *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (HelioStoredTokens) stored = finish_lookup (source, result, &error);

  if (g_str_equal (job->slots[job->next], OLD_SLOT))
    note_old (self, stored);
  if (stored != NULL)
    add_found (job, stored);
  job->next++;
  if (error != NULL && job->error == NULL)
    job->error = error;
  else
    g_clear_error (&error);
  /* The others are in the same keyring: not once more to be waited for. */
  if (g_error_matches (job->error, HELIO_ERROR, HELIO_ERROR_KEYRING_LOCKED))
    end_read_all (task);
  else
    read_next (task);
}

static void
read_next (GTask *task)
{
  Job *job = g_task_get_task_data (task);

  if (job->next < ACCOUNTS_MAX && job->slots[job->next] != NULL)
    look_up (task, job->slots[job->next], on_next_read);
  else
    end_read_all (task);
}

static int
compare_slots (gconstpointer a, gconstpointer b)
{
  return -g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

static void
on_slots_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Job *job = g_task_get_task_data (task);

  job->slots = helio_keyring_list_finish (HELIO_KEYRING (source), result, &job->error);
  if (job->slots == NULL) {
    end_read_all (task);
    return;
  }
  /* The one without an account last: where both are, the slot is newer. */
  qsort (job->slots, g_strv_length (job->slots), sizeof *job->slots, compare_slots);
  read_next (task);
}

static void
list (GTask *task)
{
  HelioAccountStore *self = g_task_get_source_object (task);
  HelioKeyringWait *wait = helio_keyring_wait_new (self->clock,
                                                   self->keyring,
                                                   HELIO_KEYRING_PATIENCE,
                                                   helio_keyring_list_async,
                                                   NULL,
                                                   on_slots_listed,
                                                   task);

  helio_keyring_list_async (self->keyring,
                            self->profile_id,
                            HELIO_KEYRING_OAUTH,
                            self->binding,
                            helio_keyring_wait_get_cancellable (wait),
                            helio_keyring_wait_answer,
                            wait);
}

void
helio_account_store_read_all_async (HelioAccountStore *self,
                                    gboolean unlock,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = new_task (self, helio_account_store_read_all_async, NULL, callback, user_data);
  Job *job = g_task_get_task_data (task);
  GHashTableIter iter;
  gpointer stored;

  job->unlock = unlock;
  g_hash_table_iter_init (&iter, self->memory);
  while (g_hash_table_iter_next (&iter, NULL, &stored))
    add_found (job, stored);
  if (self->keyring == NULL)
    end_read_all (task);
  else
    list (task);
}

GPtrArray *
helio_account_store_read_all_finish (HelioAccountStore *self, GAsyncResult *result, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  g_task_propagate_boolean (G_TASK (result), NULL);
  if (job->error != NULL)
    g_propagate_error (error, g_steal_pointer (&job->error));
  return g_ptr_array_ref (job->found);
}

/* Takes the task, which @callback gets. */
static void
clear_slot (GTask *task, const char *slot, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  HelioAccountStore *self = g_task_get_source_object (task);
  HelioKeyringWait *wait = helio_keyring_wait_new (self->clock,
                                                   self->keyring,
                                                   HELIO_KEYRING_PATIENCE,
                                                   helio_keyring_clear_async,
                                                   cancellable,
                                                   callback,
                                                   task);

  helio_keyring_clear_async (self->keyring,
                             self->profile_id,
                             HELIO_KEYRING_OAUTH,
                             slot,
                             helio_keyring_wait_get_cancellable (wait),
                             helio_keyring_wait_answer,
                             wait);
}

static void
on_old_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  /* One that stays is passed over, since the slot is read first. */
  helio_keyring_clear_finish (HELIO_KEYRING (source), result, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
write_free (gpointer data)
{
  Write *write = data;

  if (g_hash_table_lookup (write->store->writing, write->stored->sub) == write)
    g_hash_table_remove (write->store->writing, write->stored->sub);
  g_object_unref (write->cancellable);
  helio_stored_tokens_unref (write->stored);
  g_object_unref (write->store);
  g_free (write);
}

static void
on_late_written_again (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioAccountStore *self = HELIO_ACCOUNT_STORE (source);

  if (helio_account_store_write_finish (self, result, NULL) && self->late_func != NULL)
    self->late_func (self->late_data);
}

/* Nobody has waited for it any longer. By now there may be a newer one, or it may have been forgotten. */
static void
on_late_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Write *write = user_data;
  HelioAccountStore *self = write->store;
  HelioStoredTokens *held = g_hash_table_lookup (self->memory, write->stored->sub);
  gboolean good = helio_keyring_store_finish (HELIO_KEYRING (source), result, NULL);

  g_hash_table_remove (self->writing, write->stored->sub);
  if (write->forgotten)
    helio_account_store_clear_async (self, write->stored->sub, NULL, NULL, NULL);
  else if (good && held != NULL)
    /* The same once more where it is not newer: what clears memory and the old slot is there. */
    helio_account_store_write_async (self, held, on_late_written_again, NULL);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HelioAccountStore *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!helio_keyring_store_finish (HELIO_KEYRING (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (g_hash_table_lookup (self->memory, job->sub) == g_ptr_array_index (job->found, 0))
    g_hash_table_remove (self->memory, job->sub);
  if (g_strcmp0 (self->old_sub, job->sub) == 0) {
    g_clear_pointer (&self->old_sub, g_free);
    clear_slot (g_steal_pointer (&task), OLD_SLOT, NULL, on_old_cleared);
  } else
    g_task_return_boolean (task, TRUE);
}

/* Takes the task. */
static void
write_slot (GTask *task, HelioStoredTokens *stored)
{
  HelioAccountStore *self = g_task_get_source_object (task);
  g_autoptr (HelioSecret) secret = helio_stored_tokens_to_secret (stored);
  g_autofree char *slot = helio_keyring_get_slot (self->profile_id, stored->sub);
  HelioKeyringWait *wait = helio_keyring_wait_new (self->clock,
                                                   self->keyring,
                                                   HELIO_KEYRING_PATIENCE,
                                                   helio_keyring_store_async,
                                                   NULL,
                                                   on_written,
                                                   task);
  Write *write = g_new0 (Write, 1);

  write->store = g_object_ref (self);
  write->stored = helio_stored_tokens_ref (stored);
  write->cancellable = g_object_ref (helio_keyring_wait_get_cancellable (wait));
  g_hash_table_replace (self->writing, g_strdup (stored->sub), write);
  helio_keyring_wait_set_late (wait, on_late_written, write, write_free);
  helio_keyring_store_async (self->keyring,
                             self->profile_id,
                             HELIO_KEYRING_OAUTH,
                             slot,
                             self->binding,
                             self->profile_name,
                             secret,
                             write->cancellable,
                             helio_keyring_wait_answer,
                             wait);
}

void
helio_account_store_write_async (HelioAccountStore *self,
                                 HelioStoredTokens *stored,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = new_task (self, helio_account_store_write_async, stored->sub, callback, user_data);
  Job *job = g_task_get_task_data (task);

  g_ptr_array_add (job->found, helio_stored_tokens_ref (stored));
  helio_stored_tokens_ref (stored);
  g_hash_table_replace (self->memory, g_strdup (stored->sub), stored);
  if (self->keyring == NULL) {
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
  } else if (g_hash_table_contains (self->writing, stored->sub))
    /* Two at once could end in the wrong order; it is written when the first has ended. */
    return_failure (
        task,
        helio_error_new (HELIO_ERROR_KEYRING_LOCKED,
                         C_ ("keyring", "Unlock the keyring."),
                         C_ ("keyring", "The keyring is still waiting for its password.")));
  else
    write_slot (task, stored);
}

gboolean
helio_account_store_write_finish (HelioAccountStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HelioAccountStore *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!helio_keyring_clear_finish (HELIO_KEYRING (source), result, &error))
    g_task_return_error (task, error);
  else if (job->sub != NULL && g_strcmp0 (self->old_sub, job->sub) == 0) {
    g_clear_pointer (&self->old_sub, g_free);
    clear_slot (g_steal_pointer (&task), OLD_SLOT, NULL, on_cleared);
  } else
    g_task_return_boolean (task, TRUE);
}

/* What is still being written must not come back; its prompt goes. */
static void
forget_writes (HelioAccountStore *self, const char *sub)
{
  GHashTableIter iter;
  gpointer name, value;
  g_autoptr (GPtrArray) cancellables = g_ptr_array_new_with_free_func (g_object_unref);

  g_hash_table_iter_init (&iter, self->writing);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (sub == NULL || g_str_equal (name, sub)) {
      ((Write *) value)->forgotten = TRUE;
      g_ptr_array_add (cancellables, g_object_ref (((Write *) value)->cancellable));
    }
  for (guint i = 0; i < cancellables->len; i++)
    g_cancellable_cancel (g_ptr_array_index (cancellables, i));
}

void
helio_account_store_clear_async (HelioAccountStore *self,
                                 const char *sub,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = new_task (self, helio_account_store_clear_async, sub, callback, user_data);
  g_autofree char *slot = sub != NULL ? helio_keyring_get_slot (self->profile_id, sub) : NULL;

  if (sub != NULL)
    g_hash_table_remove (self->memory, sub);
  else
    g_hash_table_remove_all (self->memory);
  forget_writes (self, sub);
  if (self->keyring == NULL) {
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }
  clear_slot (task, slot, cancellable, on_cleared);
}

gboolean
helio_account_store_clear_finish (HelioAccountStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
helio_account_store_finalize (GObject *object)
{
  HelioAccountStore *self = HELIO_ACCOUNT_STORE (object);

  g_clear_object (&self->keyring);
  g_object_unref (self->clock);
  g_hash_table_unref (self->memory);
  g_hash_table_unref (self->writing);
  g_free (self->profile_id);
  g_free (self->profile_name);
  g_free (self->binding);
  g_free (self->old_sub);
  G_OBJECT_CLASS (helio_account_store_parent_class)->finalize (object);
}

static void
helio_account_store_class_init (HelioAccountStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_account_store_finalize;
}

static void
helio_account_store_init (HelioAccountStore *self)
{
  self->memory = g_hash_table_new_full (g_str_hash,
                                        g_str_equal,
                                        g_free,
                                        (GDestroyNotify) helio_stored_tokens_unref);
  self->writing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
helio_account_store_set_late_func (HelioAccountStore *self,
                                   HelioAccountStoreLateFunc func,
                                   gpointer user_data)
{
  self->late_func = func;
  self->late_data = user_data;
}

HelioAccountStore *
helio_account_store_new (HelioProfile *profile, HelioKeyring *keyring, HelioClock *clock)
{
  HelioAccountStore *self = g_object_new (HELIO_TYPE_ACCOUNT_STORE, NULL);

  self->keyring = keyring != NULL ? g_object_ref (keyring) : NULL;
  self->clock = g_object_ref (clock);
  self->profile_id = g_strdup (profile->id);
  self->profile_name = g_strdup (profile->name);
  self->binding = helio_profile_get_binding (profile);
  return self;
}
