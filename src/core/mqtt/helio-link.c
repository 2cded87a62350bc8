// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/mqtt/helio-link-private.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Below redraw (GTK: 120) and above idle (200): events never hold up a frame. */
#define EVENT_PRIORITY 190
/* So many events, then the loop looks at its other sources. */
#define EVENTS_A_TURN 256
/* What may wait to be published; beyond it a publication is answered with an error at once. */
#define WAITING_MAX (64 * 1024 * 1024)

struct _HelioLink {
  HelioLinkShared *shared;
  HelioLinkFunc func;
  gpointer user_data;
  guint64 last_number;
};

void
helio_request_free (HelioRequest *self)
{
  g_clear_pointer (&self->credential, helio_credential_unref);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_clear_pointer (&self->properties, g_bytes_unref);
  g_free (self->topic);
  g_free (self);
}

static const char *
keep_string (HelioLinkShared *self, const char *text)
{
  char *copy = g_strdup (text);

  if (copy != NULL)
    g_ptr_array_add (self->strings, copy);
  return copy;
}

static void
copy_config (HelioLinkShared *self, const HelioLinkConfig *config)
{
  HelioLinkConfig *copy = &self->config;

  *copy = *config;
  self->strings = g_ptr_array_new_with_free_func (g_free);
  copy->url = keep_string (self, config->url);
  copy->client_id = keep_string (self, config->client_id);
  copy->will_topic = keep_string (self, config->will_topic);
  copy->ca_pem = keep_string (self, config->ca_pem);
  copy->certificate_pem = keep_string (self, config->certificate_pem);
  copy->user_properties = (const char *const *) g_strdupv ((char **) config->user_properties);
  copy->receive_maximum = CLAMP (config->receive_maximum, 1, G_MAXUINT16);
  if (copy->will_payload != NULL)
    g_bytes_ref (copy->will_payload);
  if (copy->will_properties != NULL)
    g_bytes_ref (copy->will_properties);
  if (copy->private_key_pem != NULL)
    helio_secret_ref (copy->private_key_pem);
}

HelioLinkShared *
helio_link_shared_ref (HelioLinkShared *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
helio_link_shared_unref (HelioLinkShared *self)
{
  HelioRequest *request;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  while ((request = g_queue_pop_head (&self->requests)) != NULL)
    helio_request_free (request);
  g_ptr_array_unref (self->events);
  g_ptr_array_unref (self->strings);
  g_strfreev ((char **) self->config.user_properties);
  g_clear_pointer (&self->config.will_payload, g_bytes_unref);
  g_clear_pointer (&self->config.will_properties, g_bytes_unref);
  g_clear_pointer (&self->config.private_key_pem, helio_secret_unref);
  if (self->sink.sink != NULL)
    g_object_unref (self->sink.sink);
  g_main_context_unref (self->main_context);
  g_main_context_unref (self->worker_context);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Main thread. */
static gboolean
deliver_events (gpointer user_data)
{
  HelioLinkShared *self = user_data;
  g_autoptr (GPtrArray) batch = NULL;
  gboolean more;

  g_mutex_lock (&self->lock);
  if (self->events->len <= EVENTS_A_TURN) {
    batch = g_steal_pointer (&self->events);
    self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_event_unref);
  } else {
    batch = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_event_unref);
    for (guint i = 0; i < EVENTS_A_TURN; i++)
      g_ptr_array_add (batch, helio_event_ref (self->events->pdata[i]));
    g_ptr_array_remove_range (self->events, 0, EVENTS_A_TURN);
  }
  more = self->events->len > 0;
  self->events_scheduled = more;
  g_mutex_unlock (&self->lock);

  if (self->link != NULL && batch->len > 0)
    self->link->func (self->link, batch, self->link->user_data);
  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* @self_taken: the source's reference from now on; the main thread may drop it before this returns. */
static void
attach_to_main (HelioLinkShared *self_taken, GSourceFunc func)
{
  g_autoptr (GMainContext) context = g_main_context_ref (self_taken->main_context);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, EVENT_PRIORITY);
  g_source_set_name (source, "helio-link-events");
  g_source_set_callback (source, func, self_taken, (GDestroyNotify) helio_link_shared_unref);
  g_source_attach (source, context);
}

void
helio_link_shared_post (HelioLinkShared *self, HelioEvent *event_taken)
{
  gboolean schedule;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->events, event_taken);
  schedule = !self->events_scheduled;
  self->events_scheduled = TRUE;
  g_mutex_unlock (&self->lock);
  if (schedule)
    attach_to_main (helio_link_shared_ref (self), deliver_events);
}

static gboolean
do_nothing (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

void
helio_link_shared_return (HelioLinkShared *self)
{
  attach_to_main (self, do_nothing);
}

void
helio_link_shared_take (HelioLinkShared *self, GQueue *requests)
{
  HelioRequest *request;

  g_mutex_lock (&self->lock);
  while ((request = g_queue_pop_head (&self->requests)) != NULL)
    g_queue_push_tail (requests, request);
  self->requests_scheduled = FALSE;
  g_mutex_unlock (&self->lock);
}

void
helio_link_shared_done (HelioLinkShared *self, const HelioRequest *request)
{
  g_mutex_lock (&self->lock);
  self->requests_bytes -= request->size;
  g_mutex_unlock (&self->lock);
}

HelioLink *
helio_link_new (const HelioLinkConfig *config,
                const HelioMessageSink *sink,
                HelioLinkFunc func,
                gpointer user_data)
{
  HelioLink *self = g_new0 (HelioLink, 1);
  HelioLinkShared *shared = g_new0 (HelioLinkShared, 1);

  g_atomic_ref_count_init (&shared->ref_count);
  g_mutex_init (&shared->lock);
  g_queue_init (&shared->requests);
  shared->events = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_event_unref);
  shared->main_context = g_main_context_ref_thread_default ();
  shared->worker_context = g_main_context_new ();
  copy_config (shared, config);
  if (sink != NULL) {
    shared->sink = *sink;
    if (sink->sink != NULL)
      g_object_ref (sink->sink);
  }
  shared->link = self;
  self->last_number = config->last_request;
  self->shared = shared;
  self->func = func;
  self->user_data = user_data;
  g_thread_unref (
      g_thread_new ("helio-link", helio_link_worker_run, helio_link_shared_ref (shared)));
  return self;
}

static gboolean
wake_worker (gpointer user_data)
{
  HelioLinkShared *self = user_data;

  /* The worker may have come to its end with this source still attached. */
  if (self->worker != NULL)
    helio_link_worker_settle (self->worker);
  return G_SOURCE_REMOVE;
}

static gsize
request_size (const HelioRequest *request)
{
  return sizeof *request + (request->payload != NULL ? g_bytes_get_size (request->payload) : 0);
}

static guint64
push (HelioLink *self, HelioRequest *request_taken)
{
  HelioLinkShared *shared = self->shared;

  request_taken->number = ++self->last_number;
  request_taken->size = request_size (request_taken);
  g_mutex_lock (&shared->lock);
  shared->requests_bytes += request_taken->size;
  g_queue_push_tail (&shared->requests, request_taken);
  if (!shared->requests_scheduled) {
    g_autoptr (GSource) source = g_idle_source_new ();

    g_source_set_priority (source, G_PRIORITY_DEFAULT);
    g_source_set_name (source, "helio-link-requests");
    g_source_set_callback (source,
                           wake_worker,
                           helio_link_shared_ref (shared),
                           (GDestroyNotify) helio_link_shared_unref);
    /* Under the lock: the worker must not take the request and end before its context has the source, which
     * nobody would ever let go of then. */
    g_source_attach (source, shared->worker_context);
    shared->requests_scheduled = TRUE;
  }
  g_mutex_unlock (&shared->lock);
  return self->last_number;
}

static HelioRequest *
request_new (HelioRequestKind kind)
{
  HelioRequest *request = g_new0 (HelioRequest, 1);

  request->kind = kind;
  return request;
}

void
helio_link_set_user_data (HelioLink *self, gpointer user_data)
{
  self->user_data = user_data;
}

static void
let_go (HelioLink *self, gboolean abort)
{
  HelioRequest *request = request_new (HELIO_REQUEST_FREE);

  request->flag = abort;
  self->shared->link = NULL;
  push (self, request);
  helio_link_shared_unref (self->shared);
  g_free (self);
}

void
helio_link_free (HelioLink *self)
{
  if (self != NULL)
    let_go (self, FALSE);
}

void
helio_link_abort (HelioLink *self)
{
  let_go (self, TRUE);
}

void
helio_link_connect (HelioLink *self, HelioCredential *credential, gboolean clean_start)
{
  HelioRequest *request = request_new (HELIO_REQUEST_CONNECT);

  request->credential = helio_credential_ref (credential);
  request->flag = clean_start;
  push (self, request);
}

void
helio_link_renew (HelioLink *self, HelioCredential *credential)
{
  HelioRequest *request = request_new (HELIO_REQUEST_RENEW);

  request->credential = helio_credential_ref (credential);
  push (self, request);
}

static void
disconnect (HelioLink *self, gboolean end_session, gboolean patient)
{
  HelioRequest *request = request_new (HELIO_REQUEST_DISCONNECT);

  request->flag = end_session;
  request->patient = patient;
  push (self, request);
}

void
helio_link_disconnect (HelioLink *self, gboolean end_session)
{
  disconnect (self, end_session, FALSE);
}

void
helio_link_disconnect_patiently (HelioLink *self, gboolean end_session)
{
  disconnect (self, end_session, TRUE);
}

void
helio_link_ping (HelioLink *self)
{
  push (self, request_new (HELIO_REQUEST_PING));
}

void
helio_link_check (HelioLink *self, gint64 deadline)
{
  HelioRequest *request = request_new (HELIO_REQUEST_PING);

  request->deadline = deadline;
  push (self, request);
}

static gboolean
too_much_waits (HelioLink *self, gsize more)
{
  gboolean too_much;

  g_mutex_lock (&self->shared->lock);
  too_much = self->shared->requests_bytes > 0 && self->shared->requests_bytes + more > WAITING_MAX;
  g_mutex_unlock (&self->shared->lock);
  return too_much;
}

static guint64
refuse_publication (HelioLink *self)
{
  HelioEvent *event = helio_event_new (HELIO_EVENT_PUBLISHED);

  event->request = ++self->last_number;
  event->error = helio_error_new (
      HELIO_ERROR_TOO_LARGE,
      C_ ("publish", "Publish more slowly: wait until earlier messages have gone out."),
      C_ ("publish", "Too much is waiting to be published."));
  helio_link_shared_post (self->shared, event);
  return event->request;
}

guint64
helio_link_publish (HelioLink *self, const HelioPublication *publication)
{
  HelioRequest *request;

  if (too_much_waits (self,
                      publication->payload != NULL ? g_bytes_get_size (publication->payload) : 0))
    return refuse_publication (self);
  request = request_new (HELIO_REQUEST_PUBLISH);
  request->topic = g_strdup (publication->topic);
  request->payload = publication->payload != NULL ? g_bytes_ref (publication->payload) : NULL;
  if (publication->properties_length > 0)
    request->properties = g_bytes_new (publication->properties, publication->properties_length);
  request->qos = publication->qos;
  request->retain = publication->retain;
  return push (self, request);
}

guint64
helio_link_subscribe (HelioLink *self, const HelioFilterOptions *options)
{
  HelioRequest *request = request_new (HELIO_REQUEST_SUBSCRIBE);

  request->topic = g_strdup (options->filter);
  request->qos = options->qos;
  request->no_local = options->no_local;
  request->retain_as_published = options->retain_as_published;
  request->retain_handling = options->retain_handling;
  return push (self, request);
}

guint64
helio_link_unsubscribe (HelioLink *self, const char *filter)
{
  HelioRequest *request = request_new (HELIO_REQUEST_UNSUBSCRIBE);

  request->topic = g_strdup (filter);
  return push (self, request);
}
