// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-connection-private.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>

/* What is inside the access token, for a person who asks. */

static void
on_reported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (helio_token_report_run_finish (HELIO_TOKEN_REPORT (source), result, &error))
    g_task_return_pointer (task, g_object_ref (source), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_token (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HelioConnection *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (HelioSecret) token =
      helio_token_source_get_finish (HELIO_TOKEN_SOURCE (source), result, &error);

  if (token == NULL) {
    g_task_return_error (task, error);
    return;
  }
  HelioTokenReportInit init = {.token = token,
                               .profile = self->profile,
                               .http = self->services->http,
                               .clock = self->services->clock};
  g_autoptr (HelioTokenReport) report = helio_token_report_new (&init);
  GCancellable *cancellable = g_task_get_cancellable (task);

  helio_token_report_run_async (report, cancellable, on_reported, g_steal_pointer (&task));
}

void
helio_connection_inspect_token_async (HelioConnection *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, helio_connection_inspect_token_async);
  if (self->tokens == NULL) {
    helio_error_set (
        &error,
        HELIO_ERROR_INVALID_USAGE,
        C_ ("error", "There is nothing to look into: it connects with a key or a password."),
        C_ ("error", "The credential method of this profile needs no sign-in."));
    g_task_return_error (task, error);
    return;
  }
  if (!helio_connection_check_consent (self, &error)) {
    g_task_return_error (task, error);
    return;
  }
  helio_token_source_get_async (self->tokens,
                                FALSE,
                                FALSE,
                                cancellable,
                                on_token,
                                g_steal_pointer (&task));
}

HelioTokenReport *
helio_connection_inspect_token_finish (HelioConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
