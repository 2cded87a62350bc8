// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-clock.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/net/helio-transport-private.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

/* A frame may hold several packets; below this no frame is refused, whatever the packet size. */
#define FRAME_MIN (1024 * 1024)
/* The largest packet of MQTT. */
#define FRAME_MAX (256 * 1024 * 1024 + 5)
/* In both directions: a frame of ours has no more, and of one that came no more is handed on at a time. */
#define CHUNK (64 * 1024)
/* libsoup queues what it is given and does not say when that has gone out. After so much it is given nothing
 * before it has nothing left. */
#define WINDOW (4 * CHUNK)
/* A frame of this size is worth a call of its own; smaller ones of one turn are handed on together, since brokers
 * send one frame a packet and each call costs the client several system calls. */
#define LARGE_FRAME (16 * 1024)

#define HELIO_TYPE_WEBSOCKET_TRANSPORT (helio_websocket_transport_get_type ())
G_DECLARE_FINAL_TYPE (HelioWebsocketTransport,
                      helio_websocket_transport,
                      HELIO,
                      WEBSOCKET_TRANSPORT,
                      HelioTransport)

struct _HelioWebsocketTransport {
  HelioTransport parent_instance;

  /* owned */
  SoupSession *session;
  SoupWebsocketConnection *connection;
  GSocket *socket; /* (nullable) */
  GSource *output;
  GByteArray *gathered; /* small frames of this turn */
  GSource *gather_source;
  GError *error; /* (nullable): said before "closed" */
  GTask *closing;
  HelioTimer *close_timer;

  gsize given;   /* to libsoup since it was last known to have nothing left */
  gboolean full; /* nothing more before that is known again */
  gboolean gone; /* "closed" was emitted */
};

G_DEFINE_FINAL_TYPE (HelioWebsocketTransport, helio_websocket_transport, HELIO_TYPE_TRANSPORT)

static void
drop_output (HelioWebsocketTransport *self)
{
  if (self->output == NULL)
    return;
  g_source_destroy (self->output);
  g_clear_pointer (&self->output, g_source_unref);
}

static void
hand_on (HelioWebsocketTransport *self)
{
  g_autoptr (GByteArray) gathered = NULL;

  if (self->gathered->len == 0)
    return;
  gathered = g_steal_pointer (&self->gathered);
  self->gathered = g_byte_array_sized_new (CHUNK);
  helio_transport_emit_received (HELIO_TRANSPORT (self), gathered->data, gathered->len);
}

static gboolean
on_gathered (gpointer user_data)
{
  g_autoptr (HelioWebsocketTransport) self = g_object_ref (user_data);

  g_clear_pointer (&self->gather_source, g_source_unref);
  hand_on (self);
  return G_SOURCE_REMOVE;
}

static void
drop_gather_source (HelioWebsocketTransport *self)
{
  if (self->gather_source == NULL)
    return;
  g_source_destroy (self->gather_source);
  g_clear_pointer (&self->gather_source, g_source_unref);
}

/* libsoup keeps the whole frame meanwhile; nobody else shall. */
static void
hand_on_large (HelioWebsocketTransport *self, const guint8 *data, gsize length)
{
  for (gsize done = 0; done < length; done += CHUNK)
    helio_transport_emit_received (HELIO_TRANSPORT (self), data + done, MIN (length - done, CHUNK));
}

/* Back-pressure stays that of the connection: what is gathered is bounded, and handing it on takes as long as the
 * client needs. */
static void
gather (HelioWebsocketTransport *self, const guint8 *data, gsize length)
{
  if (length >= LARGE_FRAME || self->gathered->len + length > CHUNK)
    hand_on (self);
  if (length >= LARGE_FRAME) {
    hand_on_large (self, data, length);
    return;
  }
  g_byte_array_append (self->gathered, data, (guint) length);
  if (self->gather_source != NULL)
    return;
  self->gather_source = g_idle_source_new ();
  /* Before libsoup reads again. */
  g_source_set_priority (self->gather_source, G_PRIORITY_HIGH);
  g_source_set_name (self->gather_source, "helio-transport-gather");
  g_source_set_callback (self->gather_source, on_gathered, self, NULL);
  g_source_attach (self->gather_source, g_main_context_get_thread_default ());
}

static void
fail (HelioWebsocketTransport *self, GError *error_taken)
{
  if (self->error == NULL)
    self->error = error_taken;
  else
    g_error_free (error_taken);
}

static void
on_message (SoupWebsocketConnection *connection,
            SoupWebsocketDataType type,
            GBytes *message,
            gpointer user_data)
{
  g_autoptr (HelioWebsocketTransport) self = g_object_ref (user_data);
  gsize length;
  const guint8 *data = g_bytes_get_data (message, &length);

  if (self->error != NULL)
    return;
  if (type != SOUP_WEBSOCKET_DATA_BINARY) {
    fail (self,
          helio_error_new (
              HELIO_ERROR_WEBSOCKET,
              C_ ("error", "The server is not an MQTT broker, or it is set up wrongly."),
              C_ ("error", "The server sent text; MQTT travels in binary WebSocket frames only.")));
    soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_UNSUPPORTED_DATA, NULL);
    hand_on (self);
    helio_transport_emit_ended (HELIO_TRANSPORT (self), self->error);
    return;
  }
  if (length > 0)
    gather (self, data, length);
}

static void
on_error (SoupWebsocketConnection *connection, GError *error, gpointer user_data)
{
  HelioWebsocketTransport *self = user_data;

  if (g_error_matches (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG))
    fail (
        self,
        helio_error_new (HELIO_ERROR_WEBSOCKET,
                         C_ ("error", "Raise the maximum packet size of the profile."),
                         C_ ("error",
                             "The server sent a WebSocket frame that is larger than the profile's "
                             "maximum packet size.")));
  else if (error->domain == SOUP_WEBSOCKET_ERROR)
    fail (self,
          helio_error_new (HELIO_ERROR_WEBSOCKET,
                           C_ ("error", "The server, or a proxy on the way, breaks the protocol."),
                           C_ ("error", "The server sent something that is not WebSocket.")));
  else if (!g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF))
    fail (self, helio_transport_map_error (error));
}

static void
note_close_code (HelioWebsocketTransport *self)
{
  gushort code = soup_websocket_connection_get_close_code (self->connection);
  GError *error;

  /* Nothing, normal, going away, or no Close frame at all (Mosquitto sends none). */
  if (code == 0 || code == SOUP_WEBSOCKET_CLOSE_NORMAL || code == SOUP_WEBSOCKET_CLOSE_GOING_AWAY ||
      code == SOUP_WEBSOCKET_CLOSE_NO_STATUS || code == SOUP_WEBSOCKET_CLOSE_ABNORMAL)
    return;
  error = helio_error_new (HELIO_ERROR_WEBSOCKET,
                           C_ ("error", "The server, or a proxy on the way, ended the connection."),
                           C_ ("error", "The WebSocket was closed with code %u."),
                           code);
  helio_error_set_detail (error, soup_websocket_connection_get_close_data (self->connection));
  fail (self, error);
}

static void
finish_closing (HelioWebsocketTransport *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->closing);

  g_clear_pointer (&self->close_timer, helio_timer_cancel);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static void
on_closed (SoupWebsocketConnection *connection, gpointer user_data)
{
  g_autoptr (HelioWebsocketTransport) self = g_object_ref (user_data);

  self->gone = TRUE;
  drop_output (self);
  drop_gather_source (self);
  note_close_code (self);
  hand_on (self);
  helio_transport_emit_ended (HELIO_TRANSPORT (self), self->error);
  finish_closing (self);
}

/* Lower in priority than libsoup's own source on the same stream, so it is dispatched only when libsoup has
 * nothing left to write. */
static gboolean
on_writable (GObject *stream, gpointer user_data)
{
  g_autoptr (HelioWebsocketTransport) self = g_object_ref (user_data);

  drop_output (self);
  self->given = 0;
  self->full = FALSE;
  helio_transport_emit_writable (HELIO_TRANSPORT (self));
  return G_SOURCE_REMOVE;
}

static void
watch_output (HelioWebsocketTransport *self, GPollableOutputStream *output)
{
  self->output = g_pollable_output_stream_create_source (output, NULL);
  g_source_set_name (self->output, "helio-transport-output");
  g_source_set_priority (self->output, G_PRIORITY_DEFAULT + 1);
  g_source_set_callback (self->output, G_SOURCE_FUNC (on_writable), self, NULL);
  g_source_attach (self->output, g_main_context_get_thread_default ());
}

static gsize
helio_websocket_transport_write (HelioTransport *transport, const guint8 *data, gsize length)
{
  HelioWebsocketTransport *self = HELIO_WEBSOCKET_TRANSPORT (transport);
  GIOStream *stream = soup_websocket_connection_get_io_stream (self->connection);
  GPollableOutputStream *output;
  gsize done = 0;

  if (soup_websocket_connection_get_state (self->connection) != SOUP_WEBSOCKET_STATE_OPEN)
    return 0;
  output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream));
  while (!self->full && done < length) {
    gsize count = MIN (length - done, CHUNK);

    soup_websocket_connection_send_binary (self->connection, data + done, count);
    done += count;
    self->given += count;
    if (soup_websocket_connection_get_state (self->connection) != SOUP_WEBSOCKET_STATE_OPEN)
      return done;
    self->full =
        self->given >= WINDOW || (done < length && !g_pollable_output_stream_is_writable (output));
    if (self->full && self->output == NULL)
      watch_output (self, output);
  }
  return done;
}

static gsize
helio_websocket_transport_get_held (HelioTransport *transport)
{
  HelioWebsocketTransport *self = HELIO_WEBSOCKET_TRANSPORT (transport);
  GIOStream *stream = soup_websocket_connection_get_io_stream (self->connection);

  /* Whoever asks will ask again: until then it is known when libsoup has nothing left. Writing goes on meanwhile: what
   * comes in may keep on_writable() from its turn for long. */
  if (self->given > 0 && self->output == NULL &&
      soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    watch_output (self, G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream)));
  return self->given;
}

static void
helio_websocket_transport_start (HelioTransport *transport)
{
  HelioWebsocketTransport *self = HELIO_WEBSOCKET_TRANSPORT (transport);

  /* It may have ended between the handshake and now. */
  if (self->gone)
    helio_transport_emit_ended (transport, self->error);
}

static void
shut_down (HelioWebsocketTransport *self)
{
  if (self->socket != NULL)
    g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
}

static void
on_close_deadline (gpointer user_data)
{
  finish_closing (user_data);
}

static void
helio_websocket_transport_close (HelioTransport *transport, GTask *task)
{
  HelioWebsocketTransport *self = HELIO_WEBSOCKET_TRANSPORT (transport);
  g_autoptr (HelioClock) clock = helio_clock_new_system ();

  drop_output (self);
  drop_gather_source (self);
  self->closing = task;
  if (self->gone) {
    finish_closing (self);
    return;
  }
  self->close_timer =
      helio_clock_after (clock, HELIO_TRANSPORT_CLOSE_DEADLINE, on_close_deadline, self);
  if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  /* The Close frame is on its way; libsoup would wait five seconds for the answer. */
  shut_down (self);
}

static void
helio_websocket_transport_dispose (GObject *object)
{
  HelioWebsocketTransport *self = HELIO_WEBSOCKET_TRANSPORT (object);

  drop_output (self);
  drop_gather_source (self);
  g_clear_pointer (&self->gathered, g_byte_array_unref);
  g_clear_pointer (&self->close_timer, helio_timer_cancel);
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
  g_clear_object (&self->socket);
  g_clear_object (&self->session);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (helio_websocket_transport_parent_class)->dispose (object);
}

static void
helio_websocket_transport_class_init (HelioWebsocketTransportClass *klass)
{
  HelioTransportClass *transport_class = HELIO_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_websocket_transport_dispose;
  transport_class->start = helio_websocket_transport_start;
  transport_class->write = helio_websocket_transport_write;
  transport_class->get_held = helio_websocket_transport_get_held;
  transport_class->close = helio_websocket_transport_close;
}

static void
helio_websocket_transport_init (HelioWebsocketTransport *self)
{
  self->gathered = g_byte_array_sized_new (CHUNK);
}

/* While it opens. */
typedef struct {
  GTask *task;
  HelioTransportOpening *opening; /* borrowed from the task */
  SoupMessage *message;
  GSocket *socket;
  gboolean connected; /* the server is there: from now on it is the handshakes that fail */
} Handshake;

static void
handshake_free (Handshake *self)
{
  g_clear_object (&self->socket);
  g_clear_object (&self->message);
  g_clear_object (&self->task);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Handshake, handshake_free)

static gboolean
on_accept_certificate (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags flags,
                       gpointer user_data)
{
  Handshake *self = user_data;

  self->opening->flags = flags;
  return FALSE;
}

static void
on_network_event (SoupMessage *message,
                  GSocketClientEvent event,
                  GIOStream *stream,
                  gpointer user_data)
{
  Handshake *self = user_data;

  if (event == G_SOCKET_CLIENT_CONNECTED && G_IS_SOCKET_CONNECTION (stream)) {
    g_set_object (&self->socket, g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream)));
    self->connected = TRUE;
  } else if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING) {
    self->opening->handshaking = TRUE;
  } else if (event == G_SOCKET_CLIENT_TLS_HANDSHAKED) {
    self->opening->handshaking = FALSE;
  }
}

static const char *
remedy_for_status (guint status)
{
  if (status == SOUP_STATUS_NOT_FOUND)
    return C_ ("error", "Check the path in the broker's address; often it is / or /mqtt.");
  if (status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_FORBIDDEN)
    return C_ ("error", "The server, or a proxy on the way, does not let this computer in.");
  if (status >= 300 && status < 400)
    return C_ ("error", "Use the address that it redirects to.");
  if (status >= 500)
    return C_ ("error", "The server has trouble; try again later.");
  return C_ ("error", "Check the port and the path: this looks like an ordinary web server.");
}

static GError *
map_error (Handshake *self, const GError *error)
{
  guint status = soup_message_get_status (self->message);
  const char *reason = soup_message_get_reason_phrase (self->message);

  if (self->opening->timed_out || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      !self->connected || self->opening->handshaking || error->domain == G_TLS_ERROR)
    return helio_transport_map_open_error (self->opening, error);
  if (status != SOUP_STATUS_NONE && status != SOUP_STATUS_SWITCHING_PROTOCOLS) {
    g_autofree char *printable = helio_printable (reason != NULL ? reason : "", -1, 64);

    return helio_error_new (HELIO_ERROR_WEBSOCKET,
                            remedy_for_status (status),
                            C_ ("error", "%s refused the WebSocket: HTTP %u %s."),
                            self->opening->host,
                            status,
                            printable);
  }
  if (status == SOUP_STATUS_SWITCHING_PROTOCOLS)
    return helio_error_new (HELIO_ERROR_WEBSOCKET,
                            C_ ("error", "The server must offer the WebSocket subprotocol “mqtt”."),
                            C_ ("error", "The WebSocket handshake of %s is not valid."),
                            self->opening->host);
  return helio_error_new (
      HELIO_ERROR_WEBSOCKET,
      C_ ("error", "Check the port, or use mqtt:// or mqtts:// if it is no WebSocket port."),
      C_ ("error", "%s does not speak WebSocket on port %u."),
      self->opening->host,
      self->opening->port);
}

static void
limit_incoming (SoupWebsocketConnection *connection, guint64 size)
{
  GObjectClass *klass = G_OBJECT_GET_CLASS (connection);

  soup_websocket_connection_set_max_incoming_payload_size (connection, size);
  /* libsoup 3.8; before it a message that comes in many frames has no limit of its own. */
  if (g_object_class_find_property (klass, "max-total-message-size") != NULL)
    g_object_set (connection, "max-total-message-size", size, NULL);
}

static HelioTransport *
make_transport (Handshake *self, SoupSession *session, SoupWebsocketConnection *connection)
{
  HelioWebsocketTransport *transport = g_object_new (HELIO_TYPE_WEBSOCKET_TRANSPORT, NULL);
  gint64 size = self->opening->maximum_packet_size;

  transport->session = g_object_ref (session);
  transport->connection = g_object_ref (connection);
  transport->socket = g_steal_pointer (&self->socket);
  helio_transport_set_socket (HELIO_TRANSPORT (transport), transport->socket);
  limit_incoming (connection, size > 0 ? (guint64) CLAMP (size, FRAME_MIN, FRAME_MAX) : FRAME_MAX);
  g_signal_connect (connection, "message", G_CALLBACK (on_message), transport);
  g_signal_connect (connection, "error", G_CALLBACK (on_error), transport);
  g_signal_connect (connection, "closed", G_CALLBACK (on_closed), transport);
  helio_transport_edit_info (HELIO_TRANSPORT (transport))->scheme =
      g_strdup (self->opening->scheme);
  helio_transport_edit_info (HELIO_TRANSPORT (transport))->subprotocol =
      g_strdup (soup_websocket_connection_get_protocol (connection));
  helio_transport_set_peer (HELIO_TRANSPORT (transport),
                            soup_message_get_remote_address (self->message));
  if (self->opening->tls)
    helio_transport_set_tls (HELIO_TRANSPORT (transport),
                             soup_message_get_tls_protocol_version (self->message),
                             soup_message_get_tls_ciphersuite_name (self->message));
  return HELIO_TRANSPORT (transport);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Handshake) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupWebsocketConnection) connection =
      soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);

  g_signal_handlers_disconnect_by_data (self->message, self);
  if (connection == NULL)
    g_task_return_error (self->task, map_error (self, error));
  else
    g_task_return_pointer (self->task,
                           make_transport (self, SOUP_SESSION (source), connection),
                           g_object_unref);
}

void
helio_websocket_transport_open (GTask *task, HelioTransportOpening *opening)
{
  static const char *const protocols[] = {"mqtt", NULL};
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (GUri) uri = NULL;
  Handshake *self = g_new0 (Handshake, 1);
  const char *path = g_uri_get_path (opening->uri);

  uri = g_uri_build (G_URI_FLAGS_ENCODED,
                     opening->scheme,
                     NULL,
                     opening->host,
                     opening->port,
                     *path != '\0' ? path : "/",
                     g_uri_get_query (opening->uri),
                     NULL);
  /* No timeout of libsoup's: a quiet connection is a good one, and MQTT has its own keep-alive. No
   * compression: a small frame could unpack to a huge one. */
  soup_session_set_timeout (session, 0);
  soup_session_set_idle_timeout (session, 0);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  if (opening->database != NULL)
    soup_session_set_tls_database (session, opening->database);

  self->task = task;
  self->opening = opening;
  self->message = soup_message_new_from_uri (SOUP_METHOD_GET, uri);
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT);
  if (opening->certificate != NULL)
    soup_message_set_tls_client_certificate (self->message, opening->certificate);
  g_signal_connect (self->message, "accept-certificate", G_CALLBACK (on_accept_certificate), self);
  g_signal_connect (self->message, "network-event", G_CALLBACK (on_network_event), self);
  soup_session_websocket_connect_async (session,
                                        self->message,
                                        NULL,
                                        (char **) protocols,
                                        G_PRIORITY_DEFAULT,
                                        opening->cancellable,
                                        on_connected,
                                        self);
}
