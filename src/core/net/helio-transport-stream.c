// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-clock.h"
#include "core/net/helio-tls-database.h"
#include "core/net/helio-transport-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#define CHUNK (64 * 1024)
/* So many reads before the loop looks at its other sources; a TLS read yields 16 KiB at most. */
#define READS_A_TURN 16

#define HELIO_TYPE_STREAM_TRANSPORT (helio_stream_transport_get_type ())
G_DECLARE_FINAL_TYPE (HelioStreamTransport,
                      helio_stream_transport,
                      HELIO,
                      STREAM_TRANSPORT,
                      HelioTransport)

struct _HelioStreamTransport {
  HelioTransport parent_instance;

  /* owned */
  GIOStream *stream;
  GSource *input;
  GSource *output;
  guint8 *buffer;
  GCancellable *closing;
  HelioTimer *close_timer;
};

G_DEFINE_FINAL_TYPE (HelioStreamTransport, helio_stream_transport, HELIO_TYPE_TRANSPORT)

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
end (HelioStreamTransport *self, const GError *error)
{
  g_autoptr (GError) mapped = NULL;

  drop_source (&self->input);
  drop_source (&self->output);
  if (error != NULL && !g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF))
    mapped = helio_transport_map_error (error);
  helio_transport_emit_ended (HELIO_TRANSPORT (self), mapped);
}

static gboolean
on_readable (GObject *stream, gpointer user_data)
{
  g_autoptr (HelioStreamTransport) self = g_object_ref (user_data);

  for (int i = 0; i < READS_A_TURN && self->input != NULL; i++) {
    g_autoptr (GError) error = NULL;
    gssize count = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream),
                                                             self->buffer,
                                                             CHUNK,
                                                             NULL,
                                                             &error);

    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
      break;
    if (count <= 0) {
      end (self, error);
      return G_SOURCE_REMOVE;
    }
    helio_transport_emit_received (HELIO_TRANSPORT (self), self->buffer, (gsize) count);
  }
  return G_SOURCE_CONTINUE;
}

static gboolean
on_writable (GObject *stream, gpointer user_data)
{
  g_autoptr (HelioStreamTransport) self = g_object_ref (user_data);

  drop_source (&self->output);
  helio_transport_emit_writable (HELIO_TRANSPORT (self));
  return G_SOURCE_REMOVE;
}

static void
helio_stream_transport_start (HelioTransport *transport)
{
  HelioStreamTransport *self = HELIO_STREAM_TRANSPORT (transport);
  GInputStream *input = g_io_stream_get_input_stream (self->stream);

  self->input = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (input), NULL);
  g_source_set_name (self->input, "helio-transport-input");
  g_source_set_callback (self->input, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->input, g_main_context_get_thread_default ());
}

static gsize
helio_stream_transport_write (HelioTransport *transport, const guint8 *data, gsize length)
{
  HelioStreamTransport *self = HELIO_STREAM_TRANSPORT (transport);
  GPollableOutputStream *output =
      G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->stream));
  gsize done = 0;

  while (self->output == NULL && done < length) {
    g_autoptr (GError) error = NULL;
    gssize count = g_pollable_output_stream_write_nonblocking (output,
                                                               data + done,
                                                               length - done,
                                                               NULL,
                                                               &error);

    if (count > 0) {
      done += (gsize) count;
      continue;
    }
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
      /* The reading side says so too, with what the peer wrote before; it is told there. Nothing is taken until then, so
       * that it is seen what has not gone out. */
      return done;
    }
    self->output = g_pollable_output_stream_create_source (output, NULL);
    g_source_set_name (self->output, "helio-transport-output");
    g_source_set_callback (self->output, G_SOURCE_FUNC (on_writable), self, NULL);
    g_source_attach (self->output, g_main_context_get_thread_default ());
  }
  return done;
}

static void
on_close_deadline (gpointer user_data)
{
  HelioStreamTransport *self = user_data;

  g_cancellable_cancel (self->closing);
}

static void
on_closed (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HelioStreamTransport *self = g_task_get_source_object (task);

  g_io_stream_close_finish (G_IO_STREAM (stream), result, NULL);
  g_clear_pointer (&self->close_timer, helio_timer_cancel);
  g_task_return_boolean (task, TRUE);
}

static void
helio_stream_transport_close (HelioTransport *transport, GTask *task)
{
  HelioStreamTransport *self = HELIO_STREAM_TRANSPORT (transport);
  g_autoptr (HelioClock) clock = helio_clock_new_system ();

  drop_source (&self->input);
  drop_source (&self->output);
  self->closing = g_cancellable_new ();
  self->close_timer =
      helio_clock_after (clock, HELIO_TRANSPORT_CLOSE_DEADLINE, on_close_deadline, self);
  g_io_stream_close_async (self->stream, G_PRIORITY_DEFAULT, self->closing, on_closed, task);
}

static void
helio_stream_transport_dispose (GObject *object)
{
  HelioStreamTransport *self = HELIO_STREAM_TRANSPORT (object);

  drop_source (&self->input);
  drop_source (&self->output);
  g_clear_pointer (&self->close_timer, helio_timer_cancel);
  g_clear_object (&self->closing);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->buffer, g_free);
  G_OBJECT_CLASS (helio_stream_transport_parent_class)->dispose (object);
}

static void
helio_stream_transport_class_init (HelioStreamTransportClass *klass)
{
  HelioTransportClass *transport_class = HELIO_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_stream_transport_dispose;
  transport_class->start = helio_stream_transport_start;
  transport_class->write = helio_stream_transport_write;
  transport_class->close = helio_stream_transport_close;
}

static void
helio_stream_transport_init (HelioStreamTransport *self)
{
  self->buffer = g_malloc (CHUNK);
}

static void
opened (GTask *task, GSocketConnection *connection, GIOStream *stream)
{
  HelioTransportOpening *opening = g_task_get_task_data (task);
  HelioStreamTransport *self = g_object_new (HELIO_TYPE_STREAM_TRANSPORT, NULL);
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);

  self->stream = g_object_ref (stream);
  helio_transport_set_socket (HELIO_TRANSPORT (self), g_socket_connection_get_socket (connection));
  helio_transport_edit_info (HELIO_TRANSPORT (self))->scheme = g_strdup (opening->scheme);
  helio_transport_set_peer (HELIO_TRANSPORT (self), address);
  if (G_IS_TLS_CONNECTION (stream)) {
    g_autofree char *cipher = g_tls_connection_get_ciphersuite_name (G_TLS_CONNECTION (stream));

    helio_transport_set_tls (HELIO_TRANSPORT (self),
                             g_tls_connection_get_protocol_version (G_TLS_CONNECTION (stream)),
                             cipher);
  }
  g_task_return_pointer (task, self, g_object_unref);
}

static gboolean
on_accept_certificate (GTlsConnection *connection,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags flags,
                       gpointer user_data)
{
  HelioTransportOpening *opening = user_data;

  opening->flags = flags;
  return FALSE;
}

static void
on_handshake (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HelioTransportOpening *opening = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) base = NULL;

  g_signal_handlers_disconnect_by_func (source, on_accept_certificate, opening);
  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error)) {
    g_task_return_error (task, helio_transport_map_open_error (opening, error));
    return;
  }
  g_object_get (source, "base-io-stream", &base, NULL);
  opened (task, G_SOCKET_CONNECTION (base), G_IO_STREAM (source));
}

static void
start_tls (GTask *task, GSocketConnection *connection)
{
  HelioTransportOpening *opening = g_task_get_task_data (task);
  g_autoptr (GSocketConnectable) identity = g_network_address_new (opening->host, opening->port);
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) tls = helio_tls_client_connection_new (G_IO_STREAM (connection),
                                                               identity,
                                                               opening->database,
                                                               &error);

  if (tls == NULL) {
    g_task_return_error (task, helio_transport_map_open_error (opening, error));
    g_object_unref (task);
    return;
  }
  opening->handshaking = TRUE;
  if (opening->certificate != NULL)
    g_tls_connection_set_certificate (G_TLS_CONNECTION (tls), opening->certificate);
  /* MQTT says where a packet ends, so a missing close_notify cannot cut one unseen. */
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (on_accept_certificate), opening);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls),
                                    G_PRIORITY_DEFAULT,
                                    opening->cancellable,
                                    on_handshake,
                                    task);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HelioTransportOpening *opening = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, &error);
  GSocket *socket;

  if (connection == NULL) {
    g_task_return_error (task, helio_transport_map_open_error (opening, error));
    return;
  }
  socket = g_socket_connection_get_socket (connection);
  g_socket_set_keepalive (socket, TRUE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  if (opening->tls)
    start_tls (g_steal_pointer (&task), connection);
  else
    opened (task, connection, G_IO_STREAM (connection));
}

void
helio_stream_transport_open (GTask *task, HelioTransportOpening *opening)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_socket_client_connect_to_host_async (client,
                                         opening->host,
                                         opening->port,
                                         opening->cancellable,
                                         on_connected,
                                         task);
}
