// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-revoke.h"
#include "core/auth/helio-token-source-private.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HelioTokenSource *self = g_task_get_source_object (task);
  g_autofree char *issuer = helio_profile_get_issuer (self->profile);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all =
      helio_account_store_read_all_finish (HELIO_ACCOUNT_STORE (source), result, &error);
  GPtrArray *accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_account_unref);

  /* It has none of its own in the keyring where the issuer gives no refresh tokens. */
  if (self->account != NULL)
    g_ptr_array_add (accounts, helio_account_ref (self->account));
  for (guint i = 0; i < all->len; i++) {
    HelioStoredTokens *stored = g_ptr_array_index (all, i);

    if (self->account == NULL || strcmp (stored->sub, self->account->sub) != 0)
      g_ptr_array_add (accounts, helio_stored_tokens_get_account (stored, issuer));
  }
  if (accounts->len == 0 && error != NULL) {
    g_ptr_array_unref (accounts);
    g_task_return_error (task, g_steal_pointer (&error));
  } else
    g_task_return_pointer (task, accounts, (GDestroyNotify) g_ptr_array_unref);
}

void
helio_token_source_list_accounts_async (HelioTokenSource *self,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, helio_token_source_list_accounts_async);
  helio_account_store_read_all_async (helio_refresher_get_accounts (self->refresher),
                                      FALSE,
                                      on_listed,
                                      task);
}

GPtrArray *
helio_token_source_list_accounts_finish (HelioTokenSource *self,
                                         GAsyncResult *result,
                                         GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_switched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HelioTokenSource *self = g_task_get_source_object (task);
  g_autoptr (HelioAccount) account = NULL;
  GError *error = NULL;

  self->working = FALSE;
  if (helio_refresher_switch_finish (self->refresher, result, &error)) {
    g_clear_pointer (&self->access, helio_secret_unref);
    account = helio_refresher_get_account (self->refresher);
    helio_token_source_set_account (self, account);
    helio_token_source_set_warning (self, NULL);
    g_task_return_boolean (task, TRUE);
  } else
    g_task_return_error (task, error);
  helio_token_source_work (self);
}

void
helio_token_source_begin_switch (HelioTokenSource *self)
{
  GTask *task = g_queue_pop_head (&self->switches);

  helio_refresher_switch_async (self->refresher, g_task_get_task_data (task), on_switched, task);
}

/* One that has come is stored before the switch, so that whoever waits for it has what it waited for. */
static gboolean
waits_for_person (const HelioTokenWaiter *waiter)
{
  return waiter->for_login && waiter->arrived == 0;
}

static void
give_up_sign_in (HelioTokenSource *self)
{
  g_autoptr (GError) error = NULL;

  helio_token_source_cancel_login (self);
  /* One that runs tells them itself; one that has not begun, since the issuer's logout comes first, cannot. */
  if (self->login != NULL || self->device_login != NULL)
    return;
  g_set_error_literal (&error,
                       G_IO_ERROR,
                       G_IO_ERROR_CANCELLED,
                       C_ ("error", "The sign-in was cancelled."));
  helio_token_source_complete_waiters (self, waits_for_person, error);
}

void
helio_token_source_switch_async (HelioTokenSource *self,
                                 const char *sub,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, helio_token_source_switch_async);
  g_task_set_task_data (task, g_strdup (sub), g_free);
  helio_token_source_refuse_other (self);
  g_queue_push_tail (&self->switches, task);
  give_up_sign_in (self);
  helio_token_source_work (self);
}

gboolean
helio_token_source_switch_finish (HelioTokenSource *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
helio_token_source_pin (HelioTokenSource *self, const char *sub)
{
  g_return_if_fail (!self->working && self->access == NULL);
  helio_set_str (&self->pinned, sub);
  helio_refresher_pin (self->refresher, sub);
}

/* Data of the task of forget. */
typedef struct {
  HelioForgetFlags flags;
  GCancellable *cancellable;
  HelioSecret *id_token; /* (nullable): of whoever was signed in */
  GPtrArray *subs;       /* (nullable): who is signed out */
  GError *error;         /* something is left here */
  GError *warning;       /* the issuer could not be told */
} Farewell;

static void
farewell_free (gpointer data)
{
  Farewell *farewell = data;

  g_clear_object (&farewell->cancellable);
  helio_secret_unref (farewell->id_token);
  g_clear_pointer (&farewell->subs, g_ptr_array_unref);
  g_clear_error (&farewell->error);
  g_clear_error (&farewell->warning);
  g_free (farewell);
}

static void
end_farewell (GTask *task_taken)
{
  g_autoptr (GTask) task = task_taken;
  Farewell *farewell = g_task_get_task_data (task);

  if (farewell->error != NULL)
    g_task_return_error (task, g_steal_pointer (&farewell->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_discovered_for_logout (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioTokenSource *self = g_task_get_source_object (task);
  Farewell *farewell = g_task_get_task_data (task);
  GError *error = NULL;

  if (helio_discovery_load_finish (HELIO_DISCOVERY (source), result, &error) &&
      !helio_token_source_open_end_session (self, farewell->id_token))
    helio_error_set (&error,
                     HELIO_ERROR_SIGN_IN_CONFIG,
                     C_ ("error", "Sign out on the issuer's own page in your browser."),
                     C_ ("error",
                         "The issuer names no page to sign out at: the browser stays "
                         "signed in."));
  if (farewell->warning == NULL)
    farewell->warning = error;
  else
    g_clear_error (&error);
  end_farewell (task);
}

static void
on_revoked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioTokenSource *self = g_task_get_source_object (task);
  Farewell *farewell = g_task_get_task_data (task);

  helio_revoke_finish (result, &farewell->warning);
  if ((farewell->flags & HELIO_FORGET_ISSUER_SESSION) != 0)
    helio_discovery_load_async (self->discovery,
                                farewell->cancellable,
                                on_discovered_for_logout,
                                task);
  else
    end_farewell (task);
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioTokenSource *self = g_task_get_source_object (task);
  Farewell *farewell = g_task_get_task_data (task);
  g_autoptr (GPtrArray) tokens = NULL;

  helio_refresher_forget_finish (self->refresher, result, &tokens, &farewell->error);
  farewell->subs = g_ptr_array_ref (helio_refresher_forget_get_subs (result));
  helio_revoke_async (self->discovery,
                      self->profile,
                      self->http,
                      self->clock,
                      tokens,
                      farewell->cancellable,
                      on_revoked,
                      task);
  helio_revoke_release ();
}

/* Those that have not begun: they would undo the signing out. */
static void
fail_switches (HelioTokenSource *self, const GError *error)
{
  GQueue switches = self->switches;

  g_queue_init (&self->switches);
  for (GTask *task; (task = g_queue_pop_head (&switches)) != NULL; g_object_unref (task))
    g_task_return_error (task, g_error_copy (error));
}

void
helio_token_source_forget_async (HelioTokenSource *self,
                                 HelioForgetFlags flags,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Farewell *farewell = g_new0 (Farewell, 1);
  HelioStoredTokens *stored = helio_refresher_get_stored (self->refresher);
  g_autoptr (GError) error = helio_error_new (HELIO_ERROR_SIGN_IN_REQUIRED,
                                              C_ ("error", "Sign in."),
                                              C_ ("error", "Nobody is signed in any more."));

  /* The keyring has to answer first. */
  helio_revoke_hold ();
  g_task_set_source_tag (task, helio_token_source_forget_async);
  g_task_set_task_data (task, farewell, farewell_free);
  farewell->flags = flags;
  farewell->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  if (stored != NULL && stored->id_token != NULL)
    farewell->id_token = helio_secret_ref (stored->id_token);
  g_clear_pointer (&self->access, helio_secret_unref);
  /* What is being stored is known to the refresher. */
  if (self->storing != NULL) {
    g_clear_pointer (&self->storing, helio_tokens_free);
    helio_token_source_notify_storing (self);
  }
  helio_token_source_revoke (self, self->arrived);
  g_clear_pointer (&self->arrived, helio_tokens_free);
  helio_token_source_refuse_other (self);
  helio_refresher_forget_async (self->refresher,
                                (flags & HELIO_FORGET_ALL_ACCOUNTS) != 0,
                                cancellable,
                                on_forgotten,
                                task);
  helio_token_source_set_account (self, NULL);
  helio_token_source_set_warning (self, NULL);
  helio_token_source_cancel_login (self);
  fail_switches (self, error);
  helio_token_source_complete_waiters (self, NULL, error);
}

gboolean
helio_token_source_forget_finish (HelioTokenSource *self,
                                  GAsyncResult *result,
                                  GError **warning,
                                  GError **error)
{
  Farewell *farewell = g_task_get_task_data (G_TASK (result));

  if (warning != NULL)
    *warning = g_steal_pointer (&farewell->warning);
  return g_task_propagate_boolean (G_TASK (result), error);
}

GPtrArray *
helio_token_source_forget_get_subs (GAsyncResult *result)
{
  return ((Farewell *) g_task_get_task_data (G_TASK (result)))->subs;
}
