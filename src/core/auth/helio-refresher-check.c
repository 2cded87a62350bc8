// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-refresher-private.h"

#include "core/base/helio-error.h"
#include "core/base/helio-log.h"

#include <glib/gi18n-lib.h>

/* Whether another process has signed the account out. */

GError *
helio_refresher_signed_out_elsewhere_error (void)
{
  GError *error = helio_error_new (
      HELIO_ERROR_SIGN_IN_REQUIRED,
      C_ ("error", "Sign in again."),
      C_ ("error", "This account was signed out elsewhere: another window, or heliograph-cli."));

  helio_error_set_diagnosis (error, HELIO_SIGNED_OUT_ELSEWHERE);
  return error;
}

static void
end_check (GTask *task, gboolean gone)
{
  HelioRefresher *self = g_task_get_source_object (task);

  g_clear_pointer (&self->lock, helio_refresh_lock_free);
  g_task_return_boolean (task, gone);
  g_object_unref (task);
}

static gboolean
was_forgotten (GTask *task)
{
  HelioRefresher *self = g_task_get_source_object (task);

  return GPOINTER_TO_UINT (g_task_get_task_data (task)) != self->generation;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioRefresher *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioStoredTokens) stored =
      helio_account_store_read_finish (HELIO_ACCOUNT_STORE (source), result, &error);
  gboolean gone = error == NULL && stored == NULL && self->stored != NULL && !was_forgotten (task);

  if (gone)
    helio_refresher_set_stored (self, NULL);
  end_check (task, gone);
}

static void
on_locked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioRefresher *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  self->lock = helio_refresh_lock_finish (result, &error);
  if (error != NULL)
    helio_debug ("sign-out elsewhere: looking without a lock: %s", error->message);
  if (g_error_matches (error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT) || was_forgotten (task))
    end_check (task, FALSE);
  else
    helio_account_store_read_async (self->accounts, self->sub, FALSE, on_read, task);
}

void
helio_refresher_check_async (HelioRefresher *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, helio_refresher_check_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (self->generation), NULL);
  /* Whoever writes holds it: between two steps of a write nothing would be found. */
  helio_refresh_lock_async (self->clock, self->lock_name, on_locked, task);
}

gboolean
helio_refresher_check_finish (HelioRefresher *self, GAsyncResult *result, GError **error)
{
  gboolean gone = g_task_propagate_boolean (G_TASK (result), NULL);

  if (gone)
    g_propagate_error (error, helio_refresher_signed_out_elsewhere_error ());
  return gone;
}
