// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/exchange/helio-service-source.h"

#include "core/base/helio-error.h"
#include "core/diagnosis/helio-diagnosis.h"
#include "core/exchange/helio-credential-answer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  HelioProfile *profile;
  HelioHttp *http;
  HelioClock *clock;
  HelioTokenSource *token_source;
  guint active;         /* calls under way */
  guint waiting_tokens; /* of them, those that wait for an access token */
  HelioCredentialStage stage;
} HelioServiceSourcePrivate;

static void credential_source_iface_init (HelioCredentialSourceInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (HelioServiceSource,
                                  helio_service_source,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (HelioServiceSource)
                                      G_IMPLEMENT_INTERFACE (HELIO_TYPE_CREDENTIAL_SOURCE,
                                                             credential_source_iface_init))

#define PRIVATE(self)                                                                              \
  ((HelioServiceSourcePrivate *) helio_service_source_get_instance_private (self))

typedef struct {
  HelioServiceCall call;
  gint64 boot, wall; /* when the request was started */
  gboolean waits_for_token;
} Job;

static void fetch_token (GTask *task);

static void
call_clear_request (HelioServiceCall *call)
{
  g_clear_pointer (&call->uri, g_free);
  g_clear_pointer (&call->body, g_bytes_unref);
  g_clear_pointer (&call->bearer, helio_secret_unref);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  call_clear_request (&job->call);
  g_clear_pointer (&job->call.previous, helio_credential_unref);
  g_clear_pointer (&job->call.token, helio_secret_unref);
  g_free (job);
}

static void
update_stage (HelioServiceSource *self)
{
  HelioServiceSourcePrivate *priv = PRIVATE (self);
  HelioCredentialStage stage = HELIO_CREDENTIAL_STAGE_FETCHING;

  if (priv->active == 0)
    stage = HELIO_CREDENTIAL_STAGE_IDLE;
  else if (priv->waiting_tokens > 0 && helio_token_source_is_storing (priv->token_source))
    stage = HELIO_CREDENTIAL_STAGE_STORING;
  else if (priv->waiting_tokens > 0 &&
           /* One that ended has signed nobody in until the token is there. */
           (priv->stage == HELIO_CREDENTIAL_STAGE_SIGNING_IN ||
            helio_token_source_get_login (priv->token_source) != NULL ||
            helio_token_source_get_device_login (priv->token_source) != NULL))
    stage = HELIO_CREDENTIAL_STAGE_SIGNING_IN;
  if (stage == priv->stage)
    return;
  priv->stage = stage;
  helio_credential_source_emit_stage_changed (HELIO_CREDENTIAL_SOURCE (self));
}

static void
set_waits_for_token (GTask *task, gboolean waits)
{
  HelioServiceSource *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);

  if (job->waits_for_token == waits)
    return;
  job->waits_for_token = waits;
  PRIVATE (self)->waiting_tokens += waits ? 1 : -1;
  update_stage (self);
}

/* Either is given. */
static void
finish (GTask *task, HelioCredential *credential, GError *error)
{
  HelioServiceSource *self = g_task_get_source_object (task);

  PRIVATE (self)->active--;
  set_waits_for_token (task, FALSE);
  update_stage (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, credential, (GDestroyNotify) helio_credential_unref);
  g_object_unref (task);
}

/* 2xx with an error inside and no password is a refusal all the same. */
static gboolean
is_refusal (const HelioHttpAnswer *answer, HelioJson *json)
{
  return answer->status < 200 || answer->status > 299 ||
         (json != NULL && helio_json_get_kind (json) == HELIO_JSON_OBJECT &&
          helio_json_has (json, "error") && !helio_json_has (json, "mqtt_password") &&
          !helio_json_has (json, "mqtt_credentials"));
}

static HelioCredential *
read_answer (GTask *task, const HelioHttpAnswer *answer, GError **error)
{
  HelioServiceSource *self = g_task_get_source_object (task);
  HelioServiceSourceClass *klass = HELIO_SERVICE_SOURCE_GET_CLASS (self);
  HelioServiceSourcePrivate *priv = PRIVATE (self);
  Job *job = g_task_get_task_data (task);
  gboolean good = answer->status >= 200 && answer->status <= 299;
  g_autoptr (HelioJson) json = helio_http_answer_parse (answer, good ? error : NULL);
  HelioCredentialContext context = {.requested_boot = job->boot,
                                    .requested_wall = job->wall,
                                    .server_date = answer->date,
                                    .method = klass->method,
                                    .organization = priv->profile->exchange.organization_id,
                                    /* Spreads renewals; nothing hangs on its being guessed. */
                                    .jitter = g_random_double ()};

  if (is_refusal (answer, json)) {
    g_clear_error (error);
    g_propagate_error (error,
                       helio_exchange_error_new (klass->get_service (self), job->call.uri, answer));
    return NULL;
  }
  return json != NULL ? helio_credential_answer_read (json, &context, error) : NULL;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  HelioServiceSource *self = g_task_get_source_object (task);
  HelioServiceSourceClass *klass = HELIO_SERVICE_SOURCE_GET_CLASS (self);
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (HelioHttpAnswer) answer =
      helio_http_send_finish (HELIO_HTTP (source), result, NULL, &error);
  HelioCredential *credential = answer != NULL ? read_answer (task, answer, &error) : NULL;

  if (answer == NULL)
    helio_diagnosis_note_place (error, HELIO_PLACE_EXCHANGE);
  if (credential == NULL && job->call.attempt == 0 && klass->again != NULL &&
      klass->again (self, &job->call, error)) {
    g_clear_error (&error);
    job->call.attempt++;
    fetch_token (task);
    return;
  }
  finish (task, credential, error);
}

static void
send_request (GTask *task)
{
  HelioServiceSource *self = g_task_get_source_object (task);
  HelioServiceSourcePrivate *priv = PRIVATE (self);
  Job *job = g_task_get_task_data (task);
  HelioHttpRequest request = {.method = "POST",
                              .content_type = "application/json",
                              .allow_insecure = priv->profile->broker.allow_insecure,
                              .ca_pem = priv->profile->broker.ca_pem};
  GError *error = NULL;

  call_clear_request (&job->call);
  if (!HELIO_SERVICE_SOURCE_GET_CLASS (self)->prepare (self, &job->call, &error)) {
    finish (task, NULL, error);
    return;
  }
  request.uri = job->call.uri;
  request.body = job->call.body;
  request.bearer = job->call.bearer;
  job->boot = helio_clock_now_boot (priv->clock);
  job->wall = helio_clock_now_wall (priv->clock);
  helio_http_send_async (priv->http, &request, g_task_get_cancellable (task), on_answer, task);
}

static void
on_token (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&job->call.token, helio_secret_unref);
  job->call.token = helio_token_source_get_finish (HELIO_TOKEN_SOURCE (source), result, &error);
  if (job->call.token == NULL) {
    finish (task, NULL, error);
    return;
  }
  set_waits_for_token (task, FALSE);
  send_request (task);
}

static void
fetch_token (GTask *task)
{
  HelioServiceSource *self = g_task_get_source_object (task);
  HelioServiceSourcePrivate *priv = PRIVATE (self);
  Job *job = g_task_get_task_data (task);

  if (!HELIO_SERVICE_SOURCE_GET_CLASS (self)->needs_token) {
    send_request (task);
    return;
  }
  set_waits_for_token (task, TRUE);
  helio_token_source_get_async (priv->token_source,
                                (job->call.flags & HELIO_CREDENTIAL_INTERACTIVE) != 0,
                                (job->call.flags & HELIO_CREDENTIAL_REFUSED) != 0 ||
                                    job->call.refused,
                                g_task_get_cancellable (task),
                                on_token,
                                task);
}

static void
helio_service_source_get_async (HelioCredentialSource *source,
                                HelioCredentialFlags flags,
                                HelioCredential *previous,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  HelioServiceSource *self = HELIO_SERVICE_SOURCE (source);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, helio_service_source_get_async);
  g_task_set_task_data (task, job, job_free);
  job->call.flags = flags;
  if (previous != NULL)
    job->call.previous = helio_credential_ref (previous);
  PRIVATE (self)->active++;
  if (!HELIO_SERVICE_SOURCE_GET_CLASS (self)->ready (self, &error)) {
    finish (task, NULL, error);
    return;
  }
  update_stage (self);
  fetch_token (task);
}

static HelioCredential *
helio_service_source_get_finish (HelioCredentialSource *source,
                                 GAsyncResult *result,
                                 GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static HelioCredentialStage
helio_service_source_get_stage (HelioCredentialSource *source)
{
  return PRIVATE (HELIO_SERVICE_SOURCE (source))->stage;
}

static void
credential_source_iface_init (HelioCredentialSourceInterface *iface)
{
  iface->get_async = helio_service_source_get_async;
  iface->get_finish = helio_service_source_get_finish;
  iface->get_stage = helio_service_source_get_stage;
}

static void
helio_service_source_dispose (GObject *object)
{
  HelioServiceSourcePrivate *priv = PRIVATE (HELIO_SERVICE_SOURCE (object));

  g_clear_object (&priv->token_source);
  g_clear_object (&priv->http);
  g_clear_object (&priv->clock);
  g_clear_pointer (&priv->profile, helio_profile_unref);
  G_OBJECT_CLASS (helio_service_source_parent_class)->dispose (object);
}

static void
helio_service_source_class_init (HelioServiceSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_service_source_dispose;
}

static void
helio_service_source_init (HelioServiceSource *self)
{
}

gpointer
helio_service_source_new (GType type, const HelioServiceSourceInit *init)
{
  HelioServiceSource *self = g_object_new (type, NULL);
  HelioServiceSourcePrivate *priv = PRIVATE (self);

  priv->profile = helio_profile_ref (init->profile);
  priv->http = g_object_ref (init->http);
  priv->clock = g_object_ref (init->clock);
  g_assert (init->token_source != NULL || !HELIO_SERVICE_SOURCE_GET_CLASS (self)->needs_token);
  if (init->token_source != NULL) {
    priv->token_source = g_object_ref (init->token_source);
    g_signal_connect_object (priv->token_source,
                             "notify::login",
                             G_CALLBACK (update_stage),
                             self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (priv->token_source,
                             "notify::device-login",
                             G_CALLBACK (update_stage),
                             self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (priv->token_source,
                             "notify::storing",
                             G_CALLBACK (update_stage),
                             self,
                             G_CONNECT_SWAPPED);
  }
  return self;
}

HelioProfile *
helio_service_source_get_profile (HelioServiceSource *self)
{
  return PRIVATE (self)->profile;
}

HelioClock *
helio_service_source_get_clock (HelioServiceSource *self)
{
  return PRIVATE (self)->clock;
}

HelioSecret *
helio_service_source_trim_key (HelioSecret *key)
{
  const char *start, *end;

  if (key == NULL)
    return NULL;
  start = helio_secret_peek (key);
  end = start + strlen (start);
  while (g_ascii_isspace (*start))
    start++;
  while (end > start && g_ascii_isspace (end[-1]))
    end--;
  return end > start ? helio_secret_new_len (start, (gsize) (end - start)) : NULL;
}
