// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/mqtt/helio-link-private.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-properties-private.h"
#include "core/mqtt/helio-reason.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <mqtt_protocol.h>
#include <string.h>
#include <sys/ioctl.h>

/* Publications under way at once. A broker of MQTT 3.1.1 has no way to say its own limit; Mosquitto 2.0 closes the
 * connection when more than 20 QoS 2 messages (max_inflight_messages) are half done, and counts a QoS 1 message
 * on top. */
#define SEND_MAXIMUM_V3 100
#define QOS2_MAXIMUM_V3 16
#define SEND_MAXIMUM_V5 1000
/* libmosquitto keeps a copy of each until it is confirmed. One that is larger goes alone; the rest waits with us, where
 * what waits is bounded. */
#define SENT_BYTES_MAX (16 * 1024 * 1024)

/* So many publications of QoS 0 that were answered are kept before the array is cleared of them. */
#define SENT_MAX 1024

static void
pending_free (gpointer data)
{
  HelioPending *pending = data;

  g_clear_pointer (&pending->request, helio_request_free);
  g_free (pending);
}

static HelioPending *
add_pending (GHashTable *table, int id, guint64 number, HelioRequest *request_taken)
{
  HelioPending *pending = g_new0 (HelioPending, 1);

  pending->number = number;
  pending->id = id;
  pending->request = request_taken;
  g_hash_table_replace (table, GINT_TO_POINTER (id), pending);
  return pending;
}

GError *
helio_link_not_connected (void)
{
  return helio_error_new (HELIO_ERROR_MQTT_NOT_CONNECTED,
                          C_ ("publish", "Connect first, then try again."),
                          C_ ("publish", "There is no connection to the broker."));
}

/* A property of @list. Returns: (transfer full) (nullable) */
static char *
read_reason_string (const mosquitto_property *list)
{
  char *found = NULL, *copy;

  if (list == NULL ||
      mosquitto_property_read_string (list, MQTT_PROP_REASON_STRING, &found, false) == NULL)
    return NULL;
  copy = g_strdup (found);
  free (found);
  return copy;
}

static void
post_published (HelioLinkWorker *self, guint64 number, int reason_code, const char *reason_string)
{
  HelioEvent *event = helio_link_worker_event (self, HELIO_EVENT_PUBLISHED);

  event->request = number;
  event->reason_code = reason_code;
  event->reason_string = g_strdup (reason_string);
  if (reason_code >= 0x80)
    event->error = helio_reason_to_error (HELIO_PACKET_PUBACK, reason_code, reason_string);
  helio_link_worker_post (self, event);
}

static void
post_unpublished (HelioLinkWorker *self, guint64 number, GError *error_taken)
{
  HelioEvent *event = helio_link_worker_event (self, HELIO_EVENT_PUBLISHED);

  event->request = number;
  event->error = error_taken;
  event->reason_code = helio_error_get_reason_code (error_taken);
  helio_link_worker_post (self, event);
}

static void
on_connect (struct mosquitto *mosq, void *data, int code, int flags, const mosquitto_property *list)
{
  HelioLinkWorker *self = data;

  self->joined = code == 0;
}

static void
on_disconnect (struct mosquitto *mosq, void *data, int code, const mosquitto_property *list)
{
  HelioLinkWorker *self = data;

  self->joined = FALSE;
}

static void
on_publish (struct mosquitto *mosq, void *data, int id, int code, const mosquitto_property *list)
{
  HelioLinkWorker *self = data;
  HelioPending *pending = g_hash_table_lookup (self->publications, GINT_TO_POINTER (id));
  g_autofree char *words = NULL;

  if (self->abandoning)
    return;
  self->counters.messages_out++;
  helio_counters_touch (self);
  if (pending == NULL) {
    /* QoS 0 goes out while it is being published. */
    self->published = TRUE;
    return;
  }
  words = read_reason_string (list);
  if (pending->qos == 0)
    g_array_append_val (self->written, pending->number);
  else
    post_published (
        self,
        pending->number,
        code,
        words != NULL ? words : g_hash_table_lookup (self->reason_strings, GINT_TO_POINTER (id)));
  if (pending->qos == 2)
    self->n_qos2--;
  self->sent_bytes -= pending->size;
  g_hash_table_remove (self->reason_strings, GINT_TO_POINTER (id));
  g_hash_table_remove (self->publications, GINT_TO_POINTER (id));
}

static void
on_subscribe (struct mosquitto *mosq,
              void *data,
              int id,
              int count,
              const int *granted,
              const mosquitto_property *list)
{
  HelioLinkWorker *self = data;
  HelioPending *pending = g_hash_table_lookup (self->subscriptions, GINT_TO_POINTER (id));
  HelioEvent *event;
  int code = count > 0 ? granted[0] : 0x80;

  if (pending == NULL)
    return;
  event = helio_link_worker_event (self, HELIO_EVENT_SUBSCRIBED);
  event->request = pending->number;
  event->reason_code = code;
  event->granted_qos = code <= 2 ? code : -1;
  event->reason_string = read_reason_string (list);
  if (code > 2)
    event->error = helio_reason_to_error (HELIO_PACKET_SUBACK, code, event->reason_string);
  helio_link_worker_post (self, event);
  g_hash_table_remove (self->subscriptions, GINT_TO_POINTER (id));
}

static void
on_unsubscribe (struct mosquitto *mosq, void *data, int id, const mosquitto_property *list)
{
  HelioLinkWorker *self = data;
  HelioPending *pending = g_hash_table_lookup (self->subscriptions, GINT_TO_POINTER (id));
  int code = GPOINTER_TO_INT (g_hash_table_lookup (self->unsuback_codes, GINT_TO_POINTER (id)));
  HelioEvent *event;

  g_hash_table_remove (self->unsuback_codes, GINT_TO_POINTER (id));
  if (pending == NULL)
    return;
  event = helio_link_worker_event (self, HELIO_EVENT_UNSUBSCRIBED);
  event->request = pending->number;
  event->reason_code = code;
  event->reason_string =
      g_strdup (g_hash_table_lookup (self->reason_strings, GINT_TO_POINTER (id)));
  if (code >= 0x80)
    event->error = helio_reason_to_error (HELIO_PACKET_UNSUBACK, code, event->reason_string);
  helio_link_worker_post (self, event);
  g_hash_table_remove (self->reason_strings, GINT_TO_POINTER (id));
  g_hash_table_remove (self->subscriptions, GINT_TO_POINTER (id));
}

/* The one path of every message: no allocation of ours, no event, no GObject. */
static void
on_message (struct mosquitto *mosq,
            void *data,
            const struct mosquitto_message *received,
            const mosquitto_property *list)
{
  HelioLinkWorker *self = data;
  const HelioMessageSink *sink = &self->shared->sink;
  HelioMessage message = {
      .topic = received->topic,
      .topic_length = strlen (received->topic),
      .payload = received->payload,
      .payload_length = (gsize) received->payloadlen,
      .time = g_get_real_time (),
      .qos = (guint8) received->qos,
      .retained = received->retain,
  };

  if (received->qos > 0) {
    message.packet_id = (guint16) received->mid;
    message.duplicate = helio_packet_ids_clear (self->ids, HELIO_PACKET_ID_DUP, message.packet_id);
  }
  if (received->qos == 1) {
    guint64 hash = helio_redelivery_hash (message.topic, message.payload, message.payload_length);

    message.redelivered =
        message.duplicate && helio_redelivery_take (self->redelivery, message.packet_id, hash);
    helio_redelivery_note (self->redelivery, message.packet_id, hash);
  }
  if (list != NULL) {
    g_byte_array_set_size (self->wire, 0);
    helio_properties_from_mosquitto (list, self->wire);
    message.properties = self->wire->data;
    message.properties_length = self->wire->len;
  }
  self->counters.messages_in++;
  if (message.redelivered)
    self->counters.redelivered++;
  if (sink->funcs != NULL)
    sink->funcs->message (sink->sink, &message);
  helio_counters_touch (self);
}

gboolean
helio_client_ensure (HelioLinkWorker *self, gboolean fresh, GError **error)
{
  static gsize initialized;

  if (g_once_init_enter (&initialized)) {
    mosquitto_lib_init ();
    g_once_init_leave (&initialized, 1);
  }
  if (fresh)
    helio_client_destroy (self);
  if (self->mosq != NULL)
    return TRUE;
  self->mosq = mosquitto_new (self->config->client_id, false, self);
  if (self->mosq == NULL)
    return helio_error_set (
        error,
        HELIO_ERROR_INVALID_DATA,
        C_ ("error", "Choose a shorter client id of letters, digits, “-” and “_” in the profile."),
        C_ ("error", "The client id cannot be used."));
  mosquitto_int_option (self->mosq,
                        MOSQ_OPT_PROTOCOL_VERSION,
                        self->config->mqtt_version == 5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311);
  /* CONNECT says how much the broker may send at once; libmosquitto's own count is not to come before it. */
  mosquitto_int_option (self->mosq, MOSQ_OPT_RECEIVE_MAXIMUM, G_MAXUINT16);
  mosquitto_int_option (self->mosq, MOSQ_OPT_SEND_MAXIMUM, SEND_MAXIMUM_V3);
  mosquitto_connect_v5_callback_set (self->mosq, on_connect);
  mosquitto_disconnect_v5_callback_set (self->mosq, on_disconnect);
  mosquitto_publish_v5_callback_set (self->mosq, on_publish);
  mosquitto_subscribe_v5_callback_set (self->mosq, on_subscribe);
  mosquitto_unsubscribe_v5_callback_set (self->mosq, on_unsubscribe);
  mosquitto_message_v5_callback_set (self->mosq, on_message);
  return TRUE;
}

static void
drop_write_source (HelioLinkWorker *self)
{
  if (self->write_source == NULL)
    return;
  g_source_destroy (self->write_source);
  g_clear_pointer (&self->write_source, g_source_unref);
}

void
helio_client_destroy (HelioLinkWorker *self)
{
  drop_write_source (self);
  self->joined = FALSE;
  self->client_error = 0;
  if (self->mosq == NULL)
    return;
  helio_client_fail_publications (self);
  g_clear_pointer (&self->mosq, mosquitto_destroy);
  helio_packet_ids_reset (self->ids);
}

static gboolean
join_failed (HelioLinkWorker *self, int code, GError **error)
{
  return helio_error_set (error,
                          HELIO_ERROR_FAILED,
                          NULL,
                          C_ ("error", "The MQTT client could not be joined to the connection: %s"),
                          mosquitto_strerror (code));
}

/* A session that the broker lost releases nothing any more: what the client holds complete is released here,
 * so that it is shown and cannot come up in place of a new message with the same id. */
static void
release_held (HelioLinkWorker *self, HelioTunnel *tunnel)
{
  for (guint id = 1; id <= G_MAXUINT16 && self->ids->n_held > 0; id++)
    if (helio_packet_ids_has (self->ids, HELIO_PACKET_ID_HELD, (guint16) id)) {
      const guint8 pubrel[] = {0x62, 2, (guint8) (id >> 8), (guint8) id};

      helio_packet_ids_set (self->ids, HELIO_PACKET_ID_FLUSH, (guint16) id);
      helio_tunnel_deliver (tunnel, pubrel, sizeof pubrel);
      helio_client_drive (self);
      helio_client_flush (self, tunnel);
      /* Whatever the client made of it, nobody else will ask for it. */
      helio_packet_ids_clear (self->ids, HELIO_PACKET_ID_HELD, (guint16) id);
    }
}

gboolean
helio_client_join (HelioLinkWorker *self,
                   HelioTunnel *tunnel,
                   const HelioLinkInfo *info,
                   GError **error)
{
  g_autofree char *path = helio_tunnel_listen (tunnel, error);
  g_autoptr (GBytes) connack = NULL;
  gsize length;
  const guint8 *data;
  int code;

  if (path == NULL)
    return FALSE;
  drop_write_source (self);
  self->joined = FALSE;
  self->client_error = 0;
  /* The old socket is closed by this; port 0 makes it a Unix socket (libmosquitto 2.0, lib/net_mosq.c). */
  code = mosquitto_connect_bind_v5 (self->mosq, path, 0, 60, NULL, NULL);
  if (code != MOSQ_ERR_SUCCESS)
    return join_failed (self, code, error);
  if (!helio_tunnel_accept (tunnel, error))
    return FALSE;
  self->send_maximum = self->config->mqtt_version == 5 ? SEND_MAXIMUM_V5 : SEND_MAXIMUM_V3;
  if (info->receive_maximum > 0)
    self->send_maximum = MIN (self->send_maximum, (guint) info->receive_maximum);
  connack = helio_packet_connack (self->config->mqtt_version, info, (guint16) self->send_maximum);
  data = g_bytes_get_data (connack, &length);
  helio_tunnel_deliver (tunnel, data, length);
  helio_client_drive (self);
  if (!self->joined)
    return join_failed (self, self->client_error, error);
  helio_client_flush (self, tunnel);
  if (!info->session_present)
    release_held (self, tunnel);
  return TRUE;
}

/* libmosquitto reads one packet at a time and does not say whether more is there. */
static gboolean
socket_is_empty (HelioLinkWorker *self)
{
  int fd = mosquitto_socket (self->mosq);
  int waiting = 0;

  return fd == -1 || ioctl (fd, FIONREAD, &waiting) == -1 || waiting == 0;
}

void
helio_client_drive (HelioLinkWorker *self)
{
  int code = MOSQ_ERR_SUCCESS;

  if (self->mosq == NULL || self->driving)
    return;
  self->driving = TRUE;
  while (code == MOSQ_ERR_SUCCESS && mosquitto_socket (self->mosq) != -1) {
    errno = 0;
    code = mosquitto_loop_read (self->mosq, 1);
    if (errno == EAGAIN && socket_is_empty (self))
      break;
  }
  self->driving = FALSE;
  if (code != MOSQ_ERR_SUCCESS && self->client_error == 0)
    self->client_error = code;
  helio_client_watch_writes (self);
}

static gboolean
on_write_ready (gint fd, GIOCondition condition, gpointer user_data)
{
  HelioLinkWorker *self = user_data;

  drop_write_source (self);
  if (mosquitto_socket (self->mosq) != -1 && mosquitto_want_write (self->mosq))
    mosquitto_loop_write (self->mosq, 1);
  helio_client_watch_writes (self);
  helio_link_worker_settle (self);
  return G_SOURCE_REMOVE;
}

void
helio_client_watch_writes (HelioLinkWorker *self)
{
  int fd = self->mosq != NULL ? mosquitto_socket (self->mosq) : -1;

  if (fd == -1 || !mosquitto_want_write (self->mosq)) {
    drop_write_source (self);
  } else if (self->write_source == NULL) {
    self->write_source = g_unix_fd_source_new (fd, G_IO_OUT);
    g_source_set_name (self->write_source, "helio-link-client");
    g_source_set_callback (self->write_source, G_SOURCE_FUNC (on_write_ready), self, NULL);
    g_source_attach (self->write_source, g_main_context_get_thread_default ());
  }
}

gboolean
helio_client_flush (HelioLinkWorker *self, HelioTunnel *tunnel)
{
  helio_tunnel_pump (tunnel);
  while (self->mosq != NULL && mosquitto_socket (self->mosq) != -1 &&
         mosquitto_want_write (self->mosq)) {
    guint64 before = helio_tunnel_get_counters (tunnel)->client_bytes;

    if (mosquitto_loop_write (self->mosq, 1) != MOSQ_ERR_SUCCESS)
      break;
    helio_tunnel_pump (tunnel);
    if (helio_tunnel_get_counters (tunnel)->client_bytes == before)
      return FALSE;
  }
  return helio_tunnel_is_flushed (tunnel);
}

/* libmosquitto takes the next packet id without a look at those under way. */
static gboolean
next_id_is_free (HelioLinkWorker *self)
{
  int id = self->last_id % G_MAXUINT16 + 1;

  return !g_hash_table_contains (self->publications, GINT_TO_POINTER (id)) &&
         !g_hash_table_contains (self->subscriptions, GINT_TO_POINTER (id));
}

gboolean
helio_client_has_room (HelioLinkWorker *self, const HelioRequest *request)
{
  if (request->kind == HELIO_REQUEST_PUBLISH && request->qos == 2 &&
      self->config->mqtt_version != 5 && self->n_qos2 >= QOS2_MAXIMUM_V3)
    return FALSE;
  if (request->kind == HELIO_REQUEST_PUBLISH && self->sent_bytes > 0 &&
      self->sent_bytes + request->size > SENT_BYTES_MAX)
    return FALSE;
  /* libmosquitto walks through all it has at each publication and each PUBACK, so it is given no more than
   * may be under way; the rest waits with us. */
  return self->joined && !mosquitto_want_write (self->mosq) && next_id_is_free (self) &&
         g_hash_table_size (self->publications) < self->send_maximum;
}

static GError *
request_error (int code)
{
  switch (code) {
    case MOSQ_ERR_QOS_NOT_SUPPORTED:
      return helio_reason_to_error (HELIO_PACKET_PUBACK, 0x9B, NULL);
    case MOSQ_ERR_OVERSIZE_PACKET:
    case MOSQ_ERR_PAYLOAD_SIZE:
      return helio_reason_to_error (HELIO_PACKET_PUBACK, 0x95, NULL);
    case MOSQ_ERR_NO_CONN:
    case MOSQ_ERR_CONN_LOST:
    case MOSQ_ERR_ERRNO:
      return helio_link_not_connected ();
    default:
      return helio_error_new (HELIO_ERROR_INVALID_DATA,
                              C_ ("publish", "Check the topic or topic filter and the properties."),
                              C_ ("publish", "That cannot be sent: %s"),
                              mosquitto_strerror (code));
  }
}

void
helio_client_answer_request (HelioLinkWorker *self,
                             const HelioRequest *request,
                             GError *error_taken)
{
  HelioEvent *event = helio_link_worker_event (
      self,
      request->kind == HELIO_REQUEST_PUBLISH     ? HELIO_EVENT_PUBLISHED
      : request->kind == HELIO_REQUEST_SUBSCRIBE ? HELIO_EVENT_SUBSCRIBED
                                                 : HELIO_EVENT_UNSUBSCRIBED);

  event->request = request->number;
  event->error = error_taken;
  event->reason_code = helio_error_get_reason_code (error_taken);
  helio_link_worker_post (self, event);
}

static GError *
check_publication (HelioLinkWorker *self, const HelioRequest *request)
{
  if (request->retain && !self->info->retain_available)
    return helio_reason_to_error (HELIO_PACKET_PUBACK, 0x9A, NULL);
  if (request->properties != NULL && self->config->mqtt_version != 5)
    return helio_error_new (HELIO_ERROR_INVALID_DATA,
                            C_ ("publish", "Remove the properties, or use MQTT 5."),
                            C_ ("publish", "MQTT 3.1.1 has no properties."));
  return NULL;
}

void
helio_client_publish (HelioLinkWorker *self, HelioRequest *request_taken)
{
  g_autoptr (HelioRequest) request = request_taken;
  mosquitto_property *list = NULL;
  GError *error = check_publication (self, request);
  gsize length = 0, wire_length = 0;
  const void *data = request->payload != NULL ? g_bytes_get_data (request->payload, &length) : NULL;
  const guint8 *wire =
      request->properties != NULL ? g_bytes_get_data (request->properties, &wire_length) : NULL;
  int id = 0, code;

  if (error != NULL || !helio_properties_to_mosquitto (wire, wire_length, &list, &error)) {
    helio_client_answer_request (self, request, error);
    return;
  }
  self->published = FALSE;
  code = mosquitto_publish_v5 (self->mosq,
                               &id,
                               request->topic,
                               (int) MIN (length, G_MAXINT),
                               data,
                               request->qos,
                               request->retain,
                               list);
  mosquitto_property_free_all (&list);
  if (id > 0)
    self->last_id = id;
  helio_counters_touch (self);
  if (code != MOSQ_ERR_SUCCESS)
    helio_client_answer_request (self, request, request_error (code));
  else if (self->published)
    g_array_append_val (self->written, request->number);
  else {
    HelioPending *pending = add_pending (self->publications, id, request->number, NULL);

    pending->qos = request->qos;
    pending->size = request->size;
    self->sent_bytes += pending->size;
    if (request->qos == 2)
      self->n_qos2++;
  }
  helio_client_watch_writes (self);
}

void
helio_client_subscribe (HelioLinkWorker *self, HelioRequest *request_taken)
{
  g_autoptr (HelioRequest) request = request_taken;
  guint64 number = request->number;
  int id = 0, code;

  if (request->kind == HELIO_REQUEST_UNSUBSCRIBE)
    code = mosquitto_unsubscribe_v5 (self->mosq, &id, request->topic, NULL);
  else
    code = mosquitto_subscribe_v5 (
        self->mosq,
        &id,
        request->topic,
        request->qos,
        (request->no_local ? MQTT_SUB_OPT_NO_LOCAL : 0) |
            (request->retain_as_published ? MQTT_SUB_OPT_RETAIN_AS_PUBLISHED : 0) |
            CLAMP (request->retain_handling, 0, 2) << 4,
        NULL);
  if (id > 0)
    self->last_id = id;
  if (code != MOSQ_ERR_SUCCESS)
    helio_client_answer_request (self, request, request_error (code));
  else
    add_pending (self->subscriptions, id, number, g_steal_pointer (&request));
  helio_client_watch_writes (self);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const HelioPending *x = a, *y = b;

  return x->number < y->number ? -1 : x->number > y->number;
}

void
helio_client_resubscribe (HelioLinkWorker *self)
{
  g_autoptr (GHashTable) old = g_steal_pointer (&self->subscriptions);
  /* In the order in which they were asked for: two may be about the same filter. */
  g_autoptr (GList) list = g_list_sort (g_hash_table_get_values (old), compare_numbers);

  self->subscriptions = g_hash_table_new_full (NULL, NULL, NULL, pending_free);
  for (GList *l = list; l != NULL; l = l->next) {
    HelioPending *pending = l->data;

    helio_client_subscribe (self, g_steal_pointer (&pending->request));
  }
}

void
helio_client_fail_subscriptions (HelioLinkWorker *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->subscriptions);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    HelioPending *pending = value;

    helio_client_answer_request (self, pending->request, helio_link_not_connected ());
  }
  g_hash_table_remove_all (self->subscriptions);
}

void
helio_client_fail_publications (HelioLinkWorker *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->publications);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    post_unpublished (self, ((HelioPending *) value)->number, helio_link_not_connected ());
  g_hash_table_remove_all (self->publications);
  self->n_qos2 = 0;
  self->sent_bytes = 0;
}

void
helio_client_sent (HelioLinkWorker *self, guint count)
{
  helio_keep_alive_sent_qos0 (self, count);
  for (guint i = 0; i < count && self->n_sent < self->written->len; i++)
    post_published (self, g_array_index (self->written, guint64, self->n_sent++), 0, NULL);
  if (self->n_sent == self->written->len || self->n_sent >= SENT_MAX) {
    g_array_remove_range (self->written, 0, self->n_sent);
    self->n_sent = 0;
  }
}

void
helio_client_fail_written (HelioLinkWorker *self)
{
  GHashTableIter iter;
  gpointer value;

  /* A client that has ended the connection itself does not come to the end of one. No tunnel has seen that. */
  g_hash_table_iter_init (&iter, self->publications);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    HelioPending *pending = value;

    if (pending->qos > 0)
      continue;
    g_array_append_val (self->written, pending->number);
    self->counters.lost_qos0++;
    self->sent_bytes -= pending->size;
    g_hash_table_iter_remove (&iter);
  }
  for (guint i = self->n_sent; i < self->written->len; i++)
    post_unpublished (
        self,
        g_array_index (self->written, guint64, i),
        helio_error_new (
            HELIO_ERROR_MQTT_ENDED,
            C_ ("publish", "Publish it again, or with QoS 1, which is sent again by itself."),
            C_ ("publish", "The connection ended before the message had gone out.")));
  g_array_set_size (self->written, 0);
  self->n_sent = 0;
}

static GError *
unconfirmed (const GError *end)
{
  GError *error = helio_error_new (
      HELIO_ERROR_MQTT_ENDED,
      C_ ("publish",
          "Probably your permissions do not allow publishing to this topic: many brokers answer "
          "that by closing "
          "the connection. If the broker was only restarted, publish again."),
      C_ ("publish", "The broker ended the connection instead of confirming the message."));

  helio_error_set_detail (error, helio_error_get_detail (end));
  helio_error_set_reason_code (error, helio_error_get_reason_code (end));
  return error;
}

void
helio_client_abandon_publications (HelioLinkWorker *self, HelioTunnel *tunnel, const GError *end)
{
  g_autoptr (GList) list =
      g_list_sort (g_hash_table_get_values (self->publications), compare_numbers);

  self->abandoning = TRUE;
  for (GList *l = list; l != NULL; l = l->next) {
    const HelioPending *pending = l->data;
    /* libmosquitto has no call to take a message back, but an acknowledgement does it. */
    const guint8 ack[] = {pending->qos == 2 ? HELIO_PUBCOMP : HELIO_PUBACK,
                          2,
                          (guint8) (pending->id >> 8),
                          (guint8) pending->id};

    post_unpublished (self, pending->number, unconfirmed (end));
    if (pending->qos > 0) {
      helio_tunnel_deliver (tunnel, ack, sizeof ack);
      helio_client_drive (self);
    }
  }
  self->abandoning = FALSE;
  g_hash_table_remove_all (self->publications);
  self->n_qos2 = 0;
  self->sent_bytes = 0;
}

void
helio_client_init_tables (HelioLinkWorker *self)
{
  self->ids = helio_packet_ids_new ();
  self->redelivery = helio_redelivery_new ();
  self->publications = g_hash_table_new_full (NULL, NULL, NULL, pending_free);
  self->subscriptions = g_hash_table_new_full (NULL, NULL, NULL, pending_free);
  self->written = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->reason_strings = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->unsuback_codes = g_hash_table_new (NULL, NULL);
  self->wire = g_byte_array_new ();
}

void
helio_client_clear_tables (HelioLinkWorker *self)
{
  g_clear_pointer (&self->ids, helio_packet_ids_free);
  g_clear_pointer (&self->redelivery, helio_redelivery_free);
  g_clear_pointer (&self->publications, g_hash_table_unref);
  g_clear_pointer (&self->subscriptions, g_hash_table_unref);
  g_clear_pointer (&self->written, g_array_unref);
  g_clear_pointer (&self->reason_strings, g_hash_table_unref);
  g_clear_pointer (&self->unsuback_codes, g_hash_table_unref);
  g_clear_pointer (&self->wire, g_byte_array_unref);
}
