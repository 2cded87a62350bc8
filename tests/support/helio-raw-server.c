// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/support/helio-raw-server.h"

#include <string.h>

#define FILLER (64 * 1024)

struct _HelioRawServer {
  GObject parent_instance;
  GSocketService *service;
  guint16 port;
  GArray *steps;
  GString *requests;
  guint connections;
  gsize written;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (HelioRawServer, helio_raw_server, G_TYPE_OBJECT)

typedef struct {
  HelioRawServer *server;
  GSocketConnection *connection;
  HelioRawStep step;
  char input[4096];
  GString *head;
  gsize left;
  char *filler;
} Peer;

static void
peer_free (Peer *self)
{
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_object_unref (self->connection);
  g_string_free (self->head, TRUE);
  g_free (self->filler);
  g_object_unref (self->server);
  g_free (self);
}

static void peer_fill (Peer *self);
static void peer_read (Peer *self);

static void
on_filled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Peer *self = user_data;
  gssize n = g_output_stream_write_finish (G_OUTPUT_STREAM (source), result, NULL);

  if (n <= 0) {
    peer_free (self);
    return;
  }
  self->server->written += (gsize) n;
  self->left -= (gsize) n;
  peer_fill (self);
}

static void
peer_fill (Peer *self)
{
  if (self->left == 0 && self->step.hold) {
    self->step.silent = TRUE;
    peer_read (self);
    return;
  }
  if (self->left == 0) {
    peer_free (self);
    return;
  }
  if (self->filler == NULL) {
    self->filler = g_malloc (FILLER);
    memset (self->filler, 'x', FILLER);
  }
  g_output_stream_write_async (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)),
                               self->filler,
                               MIN (self->left, FILLER),
                               G_PRIORITY_DEFAULT,
                               self->server->cancellable,
                               on_filled,
                               self);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Peer *self = user_data;
  gsize n = 0;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, &n, NULL)) {
    peer_free (self);
    return;
  }
  self->server->written += n;
  self->left = self->step.filler;
  peer_fill (self);
}

/* Head and, by its Content-Length, the body. */
static gboolean
is_complete (const GString *text)
{
  const char *end = strstr (text->str, "\r\n\r\n");
  const char *length = strstr (text->str, "\r\nContent-Length: ");
  gsize body = 0;

  if (end == NULL)
    return FALSE;
  if (length != NULL && length < end)
    body = (gsize) g_ascii_strtoull (length + strlen ("\r\nContent-Length: "), NULL, 10);
  return text->len >= (gsize) (end + 4 - text->str) + body;
}

static void
on_input (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Peer *self = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n <= 0) {
    peer_free (self);
    return;
  }
  g_string_append_len (self->head, self->input, n);
  g_string_append_len (self->server->requests, self->input, n);
  if (self->step.silent || !is_complete (self->head))
    peer_read (self);
  else if (self->step.drop)
    peer_free (self);
  else
    g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)),
                                     self->step.answer != NULL ? self->step.answer : "",
                                     self->step.answer != NULL ? strlen (self->step.answer) : 0,
                                     G_PRIORITY_DEFAULT,
                                     self->server->cancellable,
                                     on_answered,
                                     self);
}

static void
peer_read (Peer *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)),
                             self->input,
                             sizeof self->input,
                             G_PRIORITY_DEFAULT,
                             self->server->cancellable,
                             on_input,
                             self);
}

static gboolean
on_incoming (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  HelioRawServer *server = user_data;
  Peer *self = g_new0 (Peer, 1);
  guint index = MIN (server->connections, server->steps->len - 1);

  g_assert_cmpuint (server->steps->len, >, 0);
  server->connections++;
  self->server = g_object_ref (server);
  self->connection = g_object_ref (connection);
  self->step = g_array_index (server->steps, HelioRawStep, index);
  self->head = g_string_new (NULL);
  peer_read (self);
  return TRUE;
}

void
helio_raw_server_push (HelioRawServer *self, const HelioRawStep *step)
{
  g_array_append_vals (self->steps, step, 1);
}

char *
helio_raw_server_get_uri (HelioRawServer *self, const char *path)
{
  return g_strdup_printf ("http://127.0.0.1:%u%s", self->port, path);
}

const char *
helio_raw_server_get_requests (HelioRawServer *self)
{
  return self->requests->str;
}

guint
helio_raw_server_get_connections (HelioRawServer *self)
{
  return self->connections;
}

gsize
helio_raw_server_get_written (HelioRawServer *self)
{
  return self->written;
}

void
helio_raw_server_stop (HelioRawServer *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->service == NULL)
    return;
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
}

static void
helio_raw_server_dispose (GObject *object)
{
  helio_raw_server_stop (HELIO_RAW_SERVER (object));
  G_OBJECT_CLASS (helio_raw_server_parent_class)->dispose (object);
}

static void
helio_raw_server_finalize (GObject *object)
{
  HelioRawServer *self = HELIO_RAW_SERVER (object);

  g_object_unref (self->cancellable);
  g_array_unref (self->steps);
  g_string_free (self->requests, TRUE);
  G_OBJECT_CLASS (helio_raw_server_parent_class)->finalize (object);
}

static void
helio_raw_server_class_init (HelioRawServerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_raw_server_dispose;
  G_OBJECT_CLASS (klass)->finalize = helio_raw_server_finalize;
}

static void
helio_raw_server_init (HelioRawServer *self)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  GError *error = NULL;

  self->cancellable = g_cancellable_new ();
  self->steps = g_array_new (FALSE, FALSE, sizeof (HelioRawStep));
  self->requests = g_string_new (NULL);
  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service),
                                 address,
                                 G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP,
                                 NULL,
                                 &bound,
                                 &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
}

HelioRawServer *
helio_raw_server_new (void)
{
  return g_object_new (HELIO_TYPE_RAW_SERVER, NULL);
}
