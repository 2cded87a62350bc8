// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-session-private.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-topic.h"

#include <glib/gi18n-lib.h>

/* How long a person should have to wait for an answer while nothing goes on. What stands behind a long message, or behind a
 * renewal that lets it go first, has not been sent yet. */
#define PUBLISH_DEADLINE (60 * HELIO_SECOND)

typedef struct {
  HelioSession *session; /* borrowed: the task is the session's */
  guint64 request;
  gint64 started;
  gint64 round_trip;
  HelioTimer *deadline;
} Publication;

static void
publication_free (gpointer data)
{
  Publication *publication = data;

  g_clear_pointer (&publication->deadline, helio_timer_cancel);
  g_free (publication);
}

static GError *
not_connected (void)
{
  return helio_error_new (HELIO_ERROR_MQTT_NOT_CONNECTED,
                          C_ ("publish", "Connect first; what you wrote is kept."),
                          C_ ("publish", "There is no connection to the broker."));
}

static GError *
interrupted (void)
{
  return helio_error_new (
      HELIO_ERROR_MQTT_NOT_CONNECTED,
      C_ ("publish", "It may have been delivered all the same; look before you publish it again."),
      C_ ("publish", "The connection was ended before the broker confirmed the message."));
}

static void
on_deadline (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Publication *publication = g_task_get_task_data (task);
  HelioSession *self = publication->session;
  gint64 left = MAX (publication->started, self->upload_progress) + PUBLISH_DEADLINE -
                helio_clock_now_boot (self->clock);

  g_clear_pointer (&publication->deadline, helio_timer_cancel);
  if (left > 0) {
    publication->deadline = helio_clock_after (self->clock, left, on_deadline, task);
    return;
  }
  g_hash_table_remove (self->publications, &publication->request);
  g_task_return_error (
      task,
      helio_error_new (
          HELIO_ERROR_TIMED_OUT,
          C_ ("publish", "The message may still be delivered; look before you repeat it."),
          C_ ("publish", "The broker has not confirmed the message within a minute.")));
}

void
helio_session_publish_async (HelioSession *self,
                             const HelioPublication *publication,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  HelioPublication resolved = *publication;
  g_autofree char *topic = NULL;
  GError *error = NULL;
  Publication *data;

  g_task_set_source_tag (task, helio_session_publish_async);
  if (self->link == NULL ||
      (self->state != HELIO_SESSION_ONLINE && self->state != HELIO_SESSION_RENEWING)) {
    g_task_return_error (task, not_connected ());
    return;
  }
  if (publication->literal)
    topic = g_strdup (publication->topic);
  else
    topic = helio_topic_substitute (publication->topic,
                                    helio_credential_get_name (self->credential),
                                    self->client_id,
                                    &error);
  if (topic == NULL || !helio_topic_validate_name (topic, &error)) {
    g_task_return_error (task, error);
    return;
  }
  resolved.topic = topic;
  data = g_new0 (Publication, 1);
  data->session = self;
  data->started = helio_clock_now_boot (self->clock);
  data->request = helio_link_publish (self->link, &resolved);
  data->deadline = helio_clock_after (self->clock, PUBLISH_DEADLINE, on_deadline, task);
  g_task_set_task_data (task, data, publication_free);
  g_hash_table_insert (self->publications,
                       g_memdup2 (&data->request, sizeof data->request),
                       g_steal_pointer (&task));
}

gboolean
helio_session_publish_finish (HelioSession *self,
                              GAsyncResult *result,
                              int *reason_code,
                              gint64 *round_trip,
                              GError **error)
{
  Publication *data = g_task_get_task_data (G_TASK (result));
  gssize code = g_task_propagate_int (G_TASK (result), error);

  if (code < 0)
    return FALSE;
  if (reason_code != NULL)
    *reason_code = (int) code;
  if (round_trip != NULL)
    *round_trip = data->round_trip;
  return TRUE;
}

void
helio_session_handle_published (HelioSession *self, const HelioEvent *event)
{
  GTask *found = g_hash_table_lookup (self->publications, &event->request);
  g_autoptr (GTask) task = NULL;
  Publication *data;

  if (found == NULL)
    return;
  task = g_object_ref (found);
  data = g_task_get_task_data (task);
  data->round_trip = event->time_boot - data->started;
  g_clear_pointer (&data->deadline, helio_timer_cancel);
  g_hash_table_remove (self->publications, &event->request);
  if (event->error != NULL)
    g_task_return_error (task, g_error_copy (event->error));
  else
    g_task_return_int (task, MAX (event->reason_code, 0));
}

void
helio_session_handle_counters (HelioSession *self, const HelioEvent *event)
{
  gboolean waited = self->renewal_waits;

  self->counters = event->counters;
  if (event->uploading && event->progress > self->link_progress) {
    self->link_progress = event->progress;
    self->upload_progress = helio_clock_now_boot (self->clock);
  }
  self->renewal_waits = event->renewal_waits;
  if (!helio_session_emit_changed (self, HELIO_SESSION_CHANGED_COUNTERS) ||
      self->state != HELIO_SESSION_RENEWING || self->pending == NULL ||
      self->renewal_waits == waited)
    return;
  helio_session_set_state (self,
                           HELIO_SESSION_RENEWING,
                           self->renewal_waits
                               ? C_ ("state", "An upload goes out first; what is published waits.")
                               : C_ ("state", "The fresh credential is put to use."));
}

GHashTable *
helio_session_take_publications (HelioSession *self)
{
  GHashTable *old = g_steal_pointer (&self->publications);

  self->publications = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  return old;
}

void
helio_session_fail_publications (GHashTable *publications)
{
  GHashTableIter iter;
  gpointer task;

  if (publications == NULL)
    return;
  g_hash_table_iter_init (&iter, publications);
  while (g_hash_table_iter_next (&iter, NULL, &task)) {
    Publication *data = g_task_get_task_data (task);

    g_clear_pointer (&data->deadline, helio_timer_cancel);
    g_task_return_error (task, interrupted ());
  }
}
