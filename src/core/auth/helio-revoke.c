// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-revoke.h"

#include "core/auth/helio-oauth-error.h"
#include "core/auth/helio-token-request.h"
#include "core/base/helio-error.h"
#include "core/base/helio-log.h"

#include <glib/gi18n-lib.h>

typedef struct {
  HelioDiscovery *discovery;
  HelioProfile *profile;
  HelioHttp *http;
  HelioTimer *timer;
  GCancellable *cancellable; /* of the requests; the caller's is chained to it */
  GCancellable *caller;
  gulong caller_handler;
  GPtrArray *tokens; /* HelioSecret */
  guint n_pending;
  gboolean timed_out;
  GError *error; /* the first */
} Job;

/* Main thread. Of all sources of tokens, since whoever ends the program asks. */
static guint under_way;

void
helio_revoke_hold (void)
{
  under_way++;
}

void
helio_revoke_release (void)
{
  g_return_if_fail (under_way > 0);
  under_way--;
}

gboolean
helio_revoke_is_under_way (void)
{
  return under_way > 0;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  helio_revoke_release ();
  g_cancellable_disconnect (job->caller, job->caller_handler);
  g_clear_object (&job->caller);
  g_clear_pointer (&job->timer, helio_timer_cancel);
  g_object_unref (job->cancellable);
  g_object_unref (job->discovery);
  g_object_unref (job->http);
  helio_profile_unref (job->profile);
  g_ptr_array_unref (job->tokens);
  g_clear_error (&job->error);
  g_free (job);
}

/* Why, and what it means. */
static GError *
explain (Job *job)
{
  const char *why =
      job->timed_out ? C_ ("error", "It did not answer in time.") : job->error->message;

  return helio_error_new (
      job->error->domain == HELIO_ERROR ? (HelioErrorCode) job->error->code : HELIO_ERROR_TIMED_OUT,
      C_ ("error",
          "It cannot be used from here any more. To end it there, too, sign in and out again, or "
          "remove this application from your account at the issuer."),
      C_ ("error",
          "The issuer could not be told; there the sign-in stays valid until it expires. %s"),
      why);
}

/* Takes a reference of the task. */
static void
end_one (GTask *task_taken, GError *error_taken)
{
  g_autoptr (GTask) task = task_taken;
  Job *job = g_task_get_task_data (task);

  if (error_taken != NULL && job->error == NULL)
    job->error = error_taken;
  else
    g_clear_error (&error_taken);
  if (--job->n_pending > 0)
    return;
  g_clear_pointer (&job->timer, helio_timer_cancel);
  if (job->error != NULL)
    g_task_return_error (task, explain (job));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_revoked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = g_task_get_task_data (user_data);
  GError *error = NULL;
  g_autoptr (HelioHttpAnswer) answer =
      helio_http_send_finish (HELIO_HTTP (source), result, NULL, &error);

  if (answer != NULL && (answer->status < 200 || answer->status > 299))
    error =
        helio_oauth_error_new_from_answer (HELIO_OAUTH_REFRESH,
                                           helio_discovery_get_revocation_endpoint (job->discovery),
                                           answer);
  end_one (user_data, error);
}

static void
on_discovered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Job *job = g_task_get_task_data (task);
  HelioDiscovery *discovery = HELIO_DISCOVERY (source);
  GError *error = NULL;

  if (helio_discovery_load_finish (discovery, result, &error) &&
      helio_discovery_get_revocation_endpoint (discovery) == NULL)
    error = helio_error_new (HELIO_ERROR_SIGN_IN_CONFIG,
                             NULL,
                             C_ ("error", "It offers no way to end a sign-in."));
  for (guint i = 0; error == NULL && i < job->tokens->len; i++) {
    const char *form[] = {"client_id",
                          job->profile->sign_in.client_id,
                          "token",
                          helio_secret_peek (g_ptr_array_index (job->tokens, i)),
                          NULL};
    g_autoptr (GBytes) body = helio_token_request_build_form (form);
    HelioHttpRequest request = {.method = "POST",
                                .uri = helio_discovery_get_revocation_endpoint (discovery),
                                .content_type = "application/x-www-form-urlencoded",
                                .body = body,
                                .allow_insecure = job->profile->broker.allow_insecure,
                                .ca_pem = job->profile->broker.ca_pem};

    job->n_pending++;
    helio_http_send_async (job->http, &request, job->cancellable, on_revoked, g_object_ref (task));
  }
  end_one (task, error);
}

static void
on_timeout (gpointer user_data)
{
  Job *job = user_data;

  job->timed_out = TRUE;
  g_cancellable_cancel (job->cancellable);
}

static void
on_caller_cancelled (GCancellable *caller, gpointer user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

void
helio_revoke_async (HelioDiscovery *discovery,
                    HelioProfile *profile,
                    HelioHttp *http,
                    HelioClock *clock,
                    GPtrArray *tokens,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Job *job = g_new0 (Job, 1);

  helio_revoke_hold ();
  job->discovery = g_object_ref (discovery);
  job->profile = helio_profile_ref (profile);
  job->http = g_object_ref (http);
  job->tokens = g_ptr_array_ref (tokens);
  job->cancellable = g_cancellable_new ();
  job->n_pending = 1;
  g_task_set_source_tag (task, helio_revoke_async);
  g_task_set_task_data (task, job, job_free);
  if (tokens->len == 0) {
    end_one (task, NULL);
    return;
  }
  job->timer = helio_clock_after (clock, HELIO_REVOKE_TIMEOUT, on_timeout, job);
  if (cancellable != NULL) {
    job->caller = g_object_ref (cancellable);
    job->caller_handler = g_cancellable_connect (cancellable,
                                                 G_CALLBACK (on_caller_cancelled),
                                                 g_object_ref (job->cancellable),
                                                 g_object_unref);
  }
  helio_discovery_load_async (discovery, job->cancellable, on_discovered, task);
}

gboolean
helio_revoke_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_revoked_quietly (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!helio_revoke_finish (result, &error))
    helio_debug ("a refresh token that is not used stays: %s", error->message);
}

void
helio_revoke_quietly (HelioDiscovery *discovery,
                      HelioProfile *profile,
                      HelioHttp *http,
                      HelioClock *clock,
                      HelioSecret *token)
{
  g_autoptr (GPtrArray) tokens =
      g_ptr_array_new_with_free_func ((GDestroyNotify) helio_secret_unref);

  if (token == NULL)
    return;
  g_ptr_array_add (tokens, helio_secret_ref (token));
  helio_revoke_async (discovery, profile, http, clock, tokens, NULL, on_revoked_quietly, NULL);
}
