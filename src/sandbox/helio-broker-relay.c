// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-broker-relay.h"

#include "sandbox/broker-plugin/broker-state.h"
#include "sandbox/helio-broker-wire.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>

#define CHUNK (64 * 1024)
/* libsoup cannot be told to stop reading, so a broker that stands still is given up at this much. */
#define UP_MAX (64 * 1024 * 1024)
#define CONNECT_SECONDS 30
#define CONNACK_HEAD 4 /* type, length, flags, code */
#define LINGER_MS 1000
#define MALFORMED_LINGER_MS 10000

typedef enum {
  STATE_WAITING, /* for a whole CONNECT */
  STATE_HELD,    /* a delay, or the broker's socket is not there yet */
  STATE_OPEN,
  STATE_ENDING, /* what is left goes out, nothing more is taken */
} State;

struct _HelioBrokerRelay {
  const HelioBrokerRelayHost *host;

  /* client's end: either a stream or a WebSocket */
  GIOStream *stream;
  SoupWebsocketConnection *websocket;
  GSocket *socket;

  GSocketConnection *broker;
  GCancellable *cancellable;
  GByteArray *up;
  GByteArray *down;
  GSource *client_in;
  GSource *client_out;
  GSource *broker_in;
  GSource *broker_out;
  GSource *timer;

  State state;
  HelioWireConnect connect;
  HelioWireTracker tracker;  /* of what the broker sends */
  guint8 head[CONNACK_HEAD]; /* its first octets: whether it let the client in */
  guint n_head;
  HelioBrokerFault fault; /* for this CONNECT */
  HelioBrokerFault live;  /* waits for the next boundary */
  gboolean up_ended;      /* the client sends no more */
  gboolean output_closed;
};

static void watch_client (HelioBrokerRelay *self);
static void watch_broker (HelioBrokerRelay *self);
static void flush_down (HelioBrokerRelay *self);
static void flush_up (HelioBrokerRelay *self);

static void
drop_source (GSource **slot)
{
  if (*slot == NULL)
    return;
  g_source_destroy (*slot);
  g_clear_pointer (slot, g_source_unref);
}

static void
set_source (GSource **slot, GSource *source_taken, GSourceFunc func, gpointer user_data)
{
  drop_source (slot);
  g_source_set_callback (source_taken, func, user_data, NULL);
  g_source_attach (source_taken, g_main_context_get_thread_default ());
  *slot = source_taken;
}

static GPollableInputStream *
input_of (gpointer stream)
{
  return G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
}

static GPollableOutputStream *
output_of (gpointer stream)
{
  return G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream));
}

static void
finish (HelioBrokerRelay *self)
{
  self->host->finished (self, self->host->user_data);
}

static gboolean
on_timer_finish (gpointer data)
{
  finish (data);
  return G_SOURCE_REMOVE;
}

static void
set_timer (HelioBrokerRelay *self, guint ms, GSourceFunc func)
{
  set_source (&self->timer, g_timeout_source_new (ms), func, self);
}

/* The client's end is closed as a broker does it: its own direction first, then what still comes is read, since
 * a close with unread octets becomes a reset that may overtake what was sent. */
static void
on_output_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GSocket *socket = user_data;

  g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, NULL);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  g_object_unref (socket);
}

static void
close_output (HelioBrokerRelay *self)
{
  if (self->output_closed)
    return;
  self->output_closed = TRUE;
  if (self->websocket != NULL) {
    if (soup_websocket_connection_get_state (self->websocket) == SOUP_WEBSOCKET_STATE_OPEN)
      soup_websocket_connection_close (self->websocket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  } else {
    g_output_stream_close_async (g_io_stream_get_output_stream (self->stream),
                                 G_PRIORITY_DEFAULT,
                                 NULL,
                                 on_output_closed,
                                 g_object_ref (self->socket));
  }
}

static void
end (HelioBrokerRelay *self, guint linger_ms, gboolean close_when_flushed)
{
  self->state = STATE_ENDING;
  drop_source (&self->broker_in);
  drop_source (&self->broker_out);
  g_clear_object (&self->broker);
  g_byte_array_set_size (self->up, 0);
  set_timer (self, linger_ms, on_timer_finish);
  self->output_closed = !close_when_flushed;
  watch_client (self);
  flush_down (self);
}

/* As the kernel does it for a process that was killed. */
static void
cut (HelioBrokerRelay *self)
{
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  finish (self);
}

/* Down: from the broker to the client. */

static gboolean
on_client_writable (gpointer stream, gpointer user_data)
{
  HelioBrokerRelay *self = user_data;

  drop_source (&self->client_out);
  flush_down (self);
  return G_SOURCE_REMOVE;
}

/* After libsoup's own source, which has the default priority: when this one runs and the socket takes octets,
 * libsoup has none left. It has no other way to tell. */
static gboolean
on_websocket_drained (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  HelioBrokerRelay *self = user_data;

  drop_source (&self->client_out);
  if (self->state == STATE_ENDING)
    close_output (self);
  else
    watch_broker (self);
  return G_SOURCE_REMOVE;
}

static void
flush_websocket (HelioBrokerRelay *self)
{
  gboolean open =
      soup_websocket_connection_get_state (self->websocket) == SOUP_WEBSOCKET_STATE_OPEN;
  GSource *source;

  if (open && self->down->len > 0)
    soup_websocket_connection_send_binary (self->websocket, self->down->data, self->down->len);
  g_byte_array_set_size (self->down, 0);
  if (!open) {
    watch_broker (self);
    return;
  }
  drop_source (&self->broker_in);
  source = g_socket_create_source (self->socket, G_IO_OUT, NULL);
  g_source_set_priority (source, G_PRIORITY_DEFAULT + 1);
  set_source (&self->client_out, source, G_SOURCE_FUNC (on_websocket_drained), self);
}

static void
flush_down (HelioBrokerRelay *self)
{
  gsize sent = 0;

  if (self->websocket != NULL) {
    flush_websocket (self);
    return;
  }
  while (sent < self->down->len) {
    g_autoptr (GError) error = NULL;
    gssize done = g_pollable_output_stream_write_nonblocking (output_of (self->stream),
                                                              self->down->data + sent,
                                                              self->down->len - sent,
                                                              NULL,
                                                              &error);

    if (done <= 0) {
      g_byte_array_remove_range (self->down, 0, (guint) sent);
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
        finish (self);
        return;
      }
      drop_source (&self->broker_in);
      set_source (&self->client_out,
                  g_pollable_output_stream_create_source (output_of (self->stream), NULL),
                  G_SOURCE_FUNC (on_client_writable),
                  self);
      return;
    }
    sent += (gsize) done;
  }
  g_byte_array_set_size (self->down, 0);
  if (self->state == STATE_ENDING)
    close_output (self);
  else
    watch_broker (self);
}

static void
put_down (HelioBrokerRelay *self, GBytes *bytes_taken)
{
  g_autoptr (GBytes) bytes = bytes_taken;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (size > 0)
    g_byte_array_append (self->down, data, (guint) size);
}

/* Was let in, so that a fault for live connections is meant for it. */
static gboolean
is_online (HelioBrokerRelay *self)
{
  return self->state == STATE_OPEN && self->tracker.packets > 0 && self->n_head == CONNACK_HEAD &&
         self->head[0] == 0x20 && self->head[3] == 0;
}

/* Only ever between two packets and after the CONNACK. */
static void
commit_live (HelioBrokerRelay *self)
{
  HelioBrokerFault fault = self->live;

  self->live.kind = HELIO_BROKER_FAULT_NONE;
  if (fault.kind == HELIO_BROKER_FAULT_MALFORMED) {
    put_down (self, helio_wire_malformed ());
    end (self, MALFORMED_LINGER_MS, FALSE);
  } else {
    put_down (self, helio_wire_disconnect (self->connect.version, fault.value));
    end (self, LINGER_MS, TRUE);
  }
}

/* Appends @data to what goes down; TRUE if a fault ended the connection on the way. */
static gboolean
take_down (HelioBrokerRelay *self, const guint8 *data, gsize length)
{
  gsize at = 0;

  while (self->n_head < CONNACK_HEAD && at < length)
    self->head[self->n_head++] = data[at++];
  at = 0;
  while (at < length) {
    at += helio_wire_tracker_advance (&self->tracker, data + at, length - at);
    if (!helio_wire_tracker_at_boundary (&self->tracker))
      continue;
    if (self->tracker.packets == 1 && is_online (self))
      self->live = helio_broker_faults_take_live (self->host->faults, self->connect.username);
    if (self->live.kind != HELIO_BROKER_FAULT_NONE) {
      g_byte_array_append (self->down, data, (guint) at);
      commit_live (self);
      return TRUE;
    }
  }
  g_byte_array_append (self->down, data, (guint) length);
  return FALSE;
}

static gboolean
on_broker_readable (gpointer stream, gpointer user_data)
{
  HelioBrokerRelay *self = user_data;
  static _Thread_local guint8 buffer[CHUNK];
  g_autoptr (GError) error = NULL;
  gssize got = g_pollable_input_stream_read_nonblocking (input_of (self->broker),
                                                         buffer,
                                                         sizeof buffer,
                                                         NULL,
                                                         &error);

  if (got < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  if (got <= 0 || self->fault.kind == HELIO_BROKER_FAULT_DROP_AFTER) {
    if (self->host->is_up (self->host->user_data))
      end (self, LINGER_MS, TRUE);
    else
      cut (self);
    return G_SOURCE_REMOVE;
  }
  if (!take_down (self, buffer, (gsize) got))
    flush_down (self);
  return G_SOURCE_CONTINUE;
}

static void
watch_broker (HelioBrokerRelay *self)
{
  if (self->state == STATE_OPEN && self->broker_in == NULL)
    set_source (&self->broker_in,
                g_pollable_input_stream_create_source (input_of (self->broker), NULL),
                G_SOURCE_FUNC (on_broker_readable),
                self);
}

void
helio_broker_relay_look_for_fault (HelioBrokerRelay *self)
{
  if (!is_online (self) || self->live.kind != HELIO_BROKER_FAULT_NONE)
    return;
  self->live = helio_broker_faults_take_live (self->host->faults, self->connect.username);
  if (self->live.kind != HELIO_BROKER_FAULT_NONE && helio_wire_tracker_at_boundary (&self->tracker))
    commit_live (self);
}

/* Up: from the client to the broker. */

static gboolean
on_broker_writable (gpointer stream, gpointer user_data)
{
  HelioBrokerRelay *self = user_data;

  drop_source (&self->broker_out);
  flush_up (self);
  return G_SOURCE_REMOVE;
}

static void
flush_up (HelioBrokerRelay *self)
{
  gsize sent = 0;

  while (sent < self->up->len) {
    g_autoptr (GError) error = NULL;
    gssize done = g_pollable_output_stream_write_nonblocking (output_of (self->broker),
                                                              self->up->data + sent,
                                                              self->up->len - sent,
                                                              NULL,
                                                              &error);

    if (done <= 0) {
      g_byte_array_remove_range (self->up, 0, (guint) sent);
      drop_source (&self->client_in);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        set_source (&self->broker_out,
                    g_pollable_output_stream_create_source (output_of (self->broker), NULL),
                    G_SOURCE_FUNC (on_broker_writable),
                    self);
      else
        g_byte_array_set_size (self->up, 0); /* its end is seen when reading */
      return;
    }
    sent += (gsize) done;
  }
  g_byte_array_set_size (self->up, 0);
  if (self->up_ended)
    /* Not closed: what the client said last must reach a broker that is still writing to it. */
    g_socket_shutdown (g_socket_connection_get_socket (self->broker), FALSE, TRUE, NULL);
  else
    watch_client (self);
}

static void
on_broker_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GSocketConnection *broker =
      g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  HelioBrokerRelay *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the relay is gone */
  self = user_data;
  if (broker == NULL) {
    cut (self);
    return;
  }
  self->broker = broker;
  self->state = STATE_OPEN;
  drop_source (&self->timer);
  watch_broker (self);
  flush_up (self);
}

static void
connect_broker (HelioBrokerRelay *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->host->unix_path);

  set_timer (self, CONNECT_SECONDS * 1000, on_timer_finish);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_async (client,
                                 G_SOCKET_CONNECTABLE (address),
                                 self->cancellable,
                                 on_broker_connected,
                                 self);
}

static gboolean
will_is_refused (HelioBrokerRelay *self)
{
  struct broker_state *state;
  gboolean refused;

  if (self->connect.will_topic == NULL)
    return FALSE;
  state = broker_state_load (self->host->state_path);
  refused = state != NULL && !broker_state_may_publish (state,
                                                        self->connect.username,
                                                        self->connect.client_id,
                                                        self->connect.will_topic);
  broker_state_free (state);
  return refused;
}

static void
answer_connect (HelioBrokerRelay *self, GBytes *bytes_taken, gboolean close)
{
  put_down (self, bytes_taken);
  end (self, close ? LINGER_MS : MALFORMED_LINGER_MS, close);
}

static gboolean
decide (gpointer user_data)
{
  HelioBrokerRelay *self = user_data;

  drop_source (&self->timer);
  if (!self->host->is_up (self->host->user_data) ||
      self->fault.kind == HELIO_BROKER_FAULT_DROP_BEFORE)
    cut (self);
  else if (self->fault.kind == HELIO_BROKER_FAULT_CODE)
    answer_connect (self, helio_wire_connack (self->connect.version, self->fault.value), TRUE);
  else if (self->fault.kind == HELIO_BROKER_FAULT_MALFORMED)
    answer_connect (self, helio_wire_malformed (), FALSE);
  else if (will_is_refused (self))
    answer_connect (self, helio_wire_connack (self->connect.version, 0x87), TRUE);
  else
    connect_broker (self);
  return G_SOURCE_REMOVE;
}

static void
hold (HelioBrokerRelay *self)
{
  self->state = STATE_HELD;
  drop_source (&self->client_in);
}

static void
look_for_connect (HelioBrokerRelay *self)
{
  guint delay_ms = 0;

  switch (helio_wire_parse_connect (self->up->data, self->up->len, &self->connect)) {
    case HELIO_WIRE_MORE:
      watch_client (self);
      return;
    case HELIO_WIRE_DONE:
      self->state = STATE_HELD;
      self->fault =
          helio_broker_faults_take_connect (self->host->faults, self->connect.username, &delay_ms);
      if (delay_ms > 0)
        set_timer (self, delay_ms, decide);
      else
        decide (self);
      return;
    case HELIO_WIRE_BAD:
    default:
      /* The broker says what it says to such a client. */
      hold (self);
      connect_broker (self);
  }
}

static void
client_ended (HelioBrokerRelay *self)
{
  drop_source (&self->client_in);
  self->up_ended = TRUE;
  if (self->state != STATE_OPEN)
    finish (self);
  else {
    if (self->timer == NULL)
      set_timer (self, LINGER_MS, on_timer_finish);
    if (self->broker_out == NULL)
      flush_up (self);
  }
}

static void
take_up (HelioBrokerRelay *self, const guint8 *data, gsize length)
{
  if (self->state == STATE_ENDING)
    return;
  if (self->up->len + length > UP_MAX) {
    cut (self);
    return;
  }
  g_byte_array_append (self->up, data, (guint) length);
  if (self->state == STATE_WAITING)
    look_for_connect (self);
  else if (self->state == STATE_OPEN && self->broker_out == NULL)
    flush_up (self);
}

static gboolean
on_client_readable (gpointer stream, gpointer user_data)
{
  HelioBrokerRelay *self = user_data;
  static _Thread_local guint8 buffer[CHUNK];
  g_autoptr (GError) error = NULL;
  gssize got = g_pollable_input_stream_read_nonblocking (input_of (self->stream),
                                                         buffer,
                                                         sizeof buffer,
                                                         NULL,
                                                         &error);

  if (got < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  if (got <= 0) {
    client_ended (self);
    return G_SOURCE_REMOVE;
  }
  take_up (self, buffer, (gsize) got);
  return G_SOURCE_CONTINUE;
}

static void
watch_client (HelioBrokerRelay *self)
{
  if (self->stream != NULL && self->client_in == NULL && !self->up_ended)
    set_source (&self->client_in,
                g_pollable_input_stream_create_source (input_of (self->stream), NULL),
                G_SOURCE_FUNC (on_client_readable),
                self);
}

static void
on_websocket_message (SoupWebsocketConnection *websocket,
                      SoupWebsocketDataType type,
                      GBytes *message,
                      gpointer user_data)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (message, &size);

  if (type != SOUP_WEBSOCKET_DATA_BINARY) /* MQTT 5.0 §6: anything else closes */
    soup_websocket_connection_close (websocket, SOUP_WEBSOCKET_CLOSE_UNSUPPORTED_DATA, NULL);
  else if (size > 0)
    take_up (user_data, data, size);
}

static void
on_websocket_closed (SoupWebsocketConnection *websocket, gpointer user_data)
{
  HelioBrokerRelay *self = user_data;

  drop_source (&self->client_out);
  watch_broker (self);
  client_ended (self);
}

static HelioBrokerRelay *
relay_new (const HelioBrokerRelayHost *host, GSocket *socket)
{
  HelioBrokerRelay *self = g_new0 (HelioBrokerRelay, 1);

  self->host = host;
  self->socket = g_object_ref (socket);
  self->cancellable = g_cancellable_new ();
  self->up = g_byte_array_new ();
  self->down = g_byte_array_new ();
  set_timer (self, CONNECT_SECONDS * 1000, on_timer_finish);
  return self;
}

HelioBrokerRelay *
helio_broker_relay_new (const HelioBrokerRelayHost *host, GIOStream *stream, GSocket *socket)
{
  HelioBrokerRelay *self = relay_new (host, socket);

  self->stream = g_object_ref (stream);
  watch_client (self);
  return self;
}

HelioBrokerRelay *
helio_broker_relay_new_websocket (const HelioBrokerRelayHost *host,
                                  SoupWebsocketConnection *websocket,
                                  GSocket *socket)
{
  HelioBrokerRelay *self = relay_new (host, socket);

  self->websocket = g_object_ref (websocket);
  g_signal_connect (websocket, "message", G_CALLBACK (on_websocket_message), self);
  g_signal_connect (websocket, "closed", G_CALLBACK (on_websocket_closed), self);
  return self;
}

void
helio_broker_relay_free (HelioBrokerRelay *self)
{
  drop_source (&self->client_in);
  drop_source (&self->client_out);
  drop_source (&self->broker_in);
  drop_source (&self->broker_out);
  drop_source (&self->timer);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->websocket != NULL)
    g_signal_handlers_disconnect_by_data (self->websocket, self);
  g_clear_object (&self->websocket);
  g_clear_object (&self->stream);
  g_clear_object (&self->broker);
  g_clear_object (&self->socket);
  g_byte_array_unref (self->up);
  g_byte_array_unref (self->down);
  helio_wire_connect_clear (&self->connect);
  g_free (self);
}
