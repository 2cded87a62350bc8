// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What a broker may send once a connection is up, through the tunnel and into the real libmosquitto, which must
 * survive all of it. The first octet chooses the version of MQTT and how the rest is cut. */
#include "config.h"

#include "core/mqtt/helio-link-private.h"
#include "core/mqtt/helio-properties.h"
#include "core/net/helio-transport-private.h"
#include "helio-fuzz-main.h"

#include <string.h>

#define FUZZ_TYPE_TRANSPORT (fuzz_transport_get_type ())
G_DECLARE_FINAL_TYPE (FuzzTransport, fuzz_transport, FUZZ, TRANSPORT, HelioTransport)

struct _FuzzTransport {
  HelioTransport parent_instance;
};

G_DEFINE_FINAL_TYPE (FuzzTransport, fuzz_transport, HELIO_TYPE_TRANSPORT)

static void
fuzz_transport_start (HelioTransport *transport)
{
}

static gsize
fuzz_transport_write (HelioTransport *transport, const guint8 *data, gsize length)
{
  return length;
}

static void
fuzz_transport_close (HelioTransport *transport, GTask *task)
{
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
fuzz_transport_class_init (FuzzTransportClass *klass)
{
  HelioTransportClass *transport_class = HELIO_TRANSPORT_CLASS (klass);

  transport_class->start = fuzz_transport_start;
  transport_class->write = fuzz_transport_write;
  transport_class->close = fuzz_transport_close;
}

static void
fuzz_transport_init (FuzzTransport *self)
{
}

/* What reaches the store must be as helio-message.h promises. */
static void
on_message (gpointer sink, const HelioMessage *message)
{
  g_assert_cmpuint (strlen (message->topic), ==, message->topic_length);
  g_assert_true (g_utf8_validate (message->topic, (gssize) message->topic_length, NULL));
  g_assert_cmpint (message->qos, <=, 2);
  g_assert_true ((message->packet_id != 0) == (message->qos > 0));
  if (message->properties_length > 0) {
    g_autoptr (GPtrArray) list =
        helio_properties_decode (message->properties, message->properties_length, NULL);

    g_assert_nonnull (list);
  }
}

static const HelioMessageSinkFuncs sink_funcs = {on_message, NULL};

/* Until the client has joined there is CONNACK only. */
static gboolean
on_connack (gpointer user_data, guint8 first, const guint8 *body, gsize length)
{
  g_assert_cmpint (first, ==, HELIO_CONNACK);
  return FALSE;
}

static gboolean
no_properties (gpointer user_data, const guint8 *properties, gsize length)
{
  g_assert_not_reached ();
}

static void
nothing (gpointer user_data)
{
}

static void
no_end (gpointer user_data, const GError *error)
{
  g_assert_not_reached ();
}

static const HelioTunnelFuncs connack_funcs = {on_connack, no_properties, nothing, nothing, no_end};

/* A worker without a thread, joined to the tunnel. */
static HelioLinkWorker *
worker_new (HelioLinkShared *shared, FuzzTransport *transport)
{
  static const guint8 connack[] = {0x20, 3, 0, 0, 0};
  HelioLinkWorker *worker = g_new0 (HelioLinkWorker, 1);
  g_autoptr (GError) error = NULL;

  worker->shared = shared;
  worker->config = &shared->config;
  worker->clock = helio_clock_new_system ();
  g_queue_init (&worker->data);
  g_queue_init (&worker->pings);
  helio_client_init_tables (worker);
  worker->info = helio_link_info_new ();
  worker->live = helio_tunnel_new (HELIO_TRANSPORT (transport),
                                   worker->ids,
                                   shared->config.mqtt_version,
                                   1024 * 1024,
                                   &connack_funcs,
                                   worker);
  g_assert_true (helio_client_ensure (worker, FALSE, &error));
  helio_transport_emit_received (HELIO_TRANSPORT (transport), connack, sizeof connack);
  g_assert_true (helio_client_join (worker, worker->live, worker->info, &error));
  g_assert_no_error (error);
  helio_tunnel_set_funcs (worker->live, &helio_link_live_funcs, worker);
  return worker;
}

static void
worker_free (HelioLinkWorker *worker)
{
  if (worker->live != NULL)
    helio_link_worker_live_ended (worker, NULL);
  while (worker->closing > 0)
    g_main_context_iteration (NULL, TRUE);
  g_clear_pointer (&worker->counters_timer, helio_timer_cancel);
  helio_client_fail_subscriptions (worker);
  helio_client_destroy (worker);
  helio_client_clear_tables (worker);
  helio_link_info_free (worker->info);
  g_object_unref (worker->clock);
  g_free (worker);
}

static HelioRequest *
request_new (HelioRequestKind kind, int qos)
{
  HelioRequest *request = g_new0 (HelioRequest, 1);

  request->kind = kind;
  request->number = 1;
  request->topic = g_strdup ("a");
  request->qos = qos;
  return request;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (FuzzTransport) transport = NULL;
  HelioLinkShared shared = {0};
  HelioLinkWorker *worker;
  gsize cut;

  if (size < 1)
    return 0;
  cut = (gsize) (data[0] >> 1) + 1;
  transport = g_object_new (FUZZ_TYPE_TRANSPORT, NULL);
  helio_transport_edit_info (HELIO_TRANSPORT (transport))->scheme = g_strdup ("mqtt");
  g_atomic_ref_count_init (&shared.ref_count);
  g_mutex_init (&shared.lock);
  g_queue_init (&shared.requests);
  shared.events = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_event_unref);
  shared.events_scheduled = TRUE; /* nobody takes them */
  shared.sink.funcs = &sink_funcs;
  shared.config =
      (HelioLinkConfig){.mqtt_version = (data[0] & 1) != 0 ? 5 : 4, .client_id = "fuzz"};
  worker = worker_new (&shared, transport);
  /* Something for acknowledgements to meet: packet ids 1 to 4. */
  helio_client_publish (worker, request_new (HELIO_REQUEST_PUBLISH, 1));
  helio_client_publish (worker, request_new (HELIO_REQUEST_PUBLISH, 2));
  helio_client_subscribe (worker, request_new (HELIO_REQUEST_SUBSCRIBE, 1));
  helio_client_subscribe (worker, request_new (HELIO_REQUEST_UNSUBSCRIBE, 0));
  helio_tunnel_release (worker->live);
  for (gsize at = 1; at < size; at += cut)
    helio_transport_emit_received (HELIO_TRANSPORT (transport), data + at, MIN (cut, size - at));
  worker_free (worker);
  g_ptr_array_unref (shared.events);
  g_mutex_clear (&shared.lock);
  return 0;
}
