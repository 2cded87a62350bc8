// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-refresher-private.h"

#include "core/base/helio-log.h"
#include "core/base/helio-util.h"

/* Signing out: first what is here goes; what is to be revoked at the issuer is handed to the caller. All under the
 * lock: whoever renews meanwhile would put back what was deleted, and what is written back here may be burnt. */
typedef struct {
  HelioRefreshLock *lock;
  gboolean everybody;
  char *sub; /* else; (nullable): whoever is chosen */
  GCancellable *cancellable;
  GPtrArray *tokens; /* HelioSecret: to be revoked */
  GPtrArray *others; /* HelioStoredTokens that stay */
  GPtrArray *subs;   /* of those that go */
  GError *error;
  guint next;
} Farewell;

static void
farewell_free (gpointer data)
{
  Farewell *farewell = data;

  helio_refresh_lock_free (farewell->lock);
  g_free (farewell->sub);
  g_clear_object (&farewell->cancellable);
  g_ptr_array_unref (farewell->tokens);
  g_ptr_array_unref (farewell->others);
  g_ptr_array_unref (farewell->subs);
  g_clear_error (&farewell->error);
  g_free (farewell);
}

static void
end_farewell (GTask *task)
{
  Farewell *farewell = g_task_get_task_data (task);

  g_clear_pointer (&farewell->lock, helio_refresh_lock_free);
  if (farewell->error != NULL)
    g_task_return_error (task, g_steal_pointer (&farewell->error));
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void unchoose_next (GTask *task);

static void
on_unchosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  helio_account_store_write_finish (HELIO_ACCOUNT_STORE (source), result, NULL);
  unchoose_next (user_data);
}

/* Whoever is left was not asked for: the next start must not go on as somebody else. */
static void
unchoose_next (GTask *task)
{
  HelioRefresher *self = g_task_get_source_object (task);
  Farewell *farewell = g_task_get_task_data (task);
  g_autoptr (HelioStoredTokens) unchosen = NULL;

  while (farewell->next < farewell->others->len) {
    HelioStoredTokens *other = g_ptr_array_index (farewell->others, farewell->next++);

    if (other->chosen == 0)
      continue;
    unchosen = helio_stored_tokens_new_chosen (other, 0);
    helio_account_store_write_async (self->accounts, unchosen, on_unchosen, task);
    return;
  }
  end_farewell (task);
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Farewell *farewell = g_task_get_task_data (task);

  helio_account_store_clear_finish (HELIO_ACCOUNT_STORE (source), result, &farewell->error);
  unchoose_next (task);
}

static void
on_all_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Farewell *farewell = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all =
      helio_account_store_read_all_finish (HELIO_ACCOUNT_STORE (source), result, &error);
  HelioStoredTokens *first = all->len > 0 ? g_ptr_array_index (all, 0) : NULL;

  if (!farewell->everybody && farewell->sub == NULL) {
    if (first == NULL || first->chosen == 0) {
      farewell->error = g_steal_pointer (&error);
      end_farewell (task);
      return;
    }
    farewell->sub = g_strdup (first->sub);
  }
  for (guint i = 0; i < all->len; i++) {
    HelioStoredTokens *stored = g_ptr_array_index (all, i);

    if (farewell->everybody || g_str_equal (stored->sub, farewell->sub)) {
      g_ptr_array_add (farewell->subs, g_strdup (stored->sub));
      /* What was in memory is among them already, unless another process has rotated it. */
      if (farewell->tokens->len == 0 ||
          !helio_secret_equal (g_ptr_array_index (farewell->tokens, 0), stored->refresh_token))
        g_ptr_array_add (farewell->tokens, helio_secret_ref (stored->refresh_token));
    } else
      g_ptr_array_add (farewell->others, helio_stored_tokens_ref (stored));
  }
  helio_account_store_clear_async (HELIO_ACCOUNT_STORE (source),
                                   farewell->everybody ? NULL : farewell->sub,
                                   farewell->cancellable,
                                   on_forgotten,
                                   task);
}

static void
on_locked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioRefresher *self = g_task_get_source_object (task);
  Farewell *farewell = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  farewell->lock = helio_refresh_lock_finish (result, &error);
  /* Whoever wants to sign out does, even where another process hangs. */
  if (error != NULL)
    helio_debug ("sign-out: going on without a lock: %s", error->message);
  helio_account_store_read_all_async (self->accounts, TRUE, on_all_read, task);
}

void
helio_refresher_forget_async (HelioRefresher *self,
                              gboolean everybody,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Farewell *farewell = g_new0 (Farewell, 1);

  g_task_set_source_tag (task, helio_refresher_forget_async);
  g_task_set_task_data (task, farewell, farewell_free);
  farewell->everybody = everybody;
  farewell->sub = g_steal_pointer (&self->sub);
  farewell->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  farewell->tokens = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_secret_unref);
  farewell->subs = g_ptr_array_new_with_free_func (g_free);
  farewell->others = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_stored_tokens_unref);
  if (self->stored != NULL)
    g_ptr_array_add (farewell->tokens, helio_secret_ref (self->stored->refresh_token));
  self->generation++;
  self->loaded = TRUE;
  helio_refresher_set_stored (self, NULL);
  helio_refresher_note_store_result (self, NULL);
  /* An operation of this process that holds it writes nothing any more. */
  farewell->lock = g_steal_pointer (&self->lock);
  if (farewell->lock != NULL)
    helio_account_store_read_all_async (self->accounts, TRUE, on_all_read, task);
  else
    helio_refresh_lock_async (self->clock, self->lock_name, on_locked, task);
}

gboolean
helio_refresher_forget_finish (HelioRefresher *self,
                               GAsyncResult *result,
                               GPtrArray **tokens,
                               GError **error)
{
  Farewell *farewell = g_task_get_task_data (G_TASK (result));

  *tokens = g_ptr_array_ref (farewell->tokens);
  return g_task_propagate_boolean (G_TASK (result), error);
}

GPtrArray *
helio_refresher_forget_get_subs (GAsyncResult *result)
{
  return ((Farewell *) g_task_get_task_data (G_TASK (result)))->subs;
}

/* What is known here goes, and nothing of what is stored. */
void
helio_refresher_pin (HelioRefresher *self, const char *sub)
{
  helio_refresher_set_stored (self, NULL);
  helio_refresher_note_store_result (self, NULL);
  helio_set_str (&self->sub, sub);
  self->loaded = FALSE;
}
