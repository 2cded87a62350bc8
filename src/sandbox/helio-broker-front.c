// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-broker-front.h"

#include "core/base/helio-error.h"
#include "sandbox/helio-broker-relay.h"
#include "sandbox/helio-ws-front.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define BACKLOG 128
#define RELAYS_MAX 2000
#define HANDSHAKE_SECONDS 20

struct _HelioBrokerFront {
  char *unix_path;
  char *state_path;
  GTlsCertificate *certificate;
  GTlsDatabase *authorities;
  HelioBrokerFaults *faults;
  GSocket *listeners[HELIO_BROKER_FRONT_N];
  guint ports[HELIO_BROKER_FRONT_N];
  gint up; /* atomic */

  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;

  /* the thread's */
  GSource *accepts[HELIO_BROKER_FRONT_N];
  HelioWsFront *ws;
  HelioBrokerRelayHost host;
  GHashTable *relays;
  GCancellable *handshakes;
};

static gboolean
is_up (gpointer user_data)
{
  HelioBrokerFront *self = user_data;

  return g_atomic_int_get (&self->up) != 0;
}

static void
on_finished (HelioBrokerRelay *relay, gpointer user_data)
{
  HelioBrokerFront *self = user_data;

  g_hash_table_remove (self->relays, relay);
}

static void
on_websocket (SoupWebsocketConnection *websocket, GSocket *socket, gpointer user_data)
{
  HelioBrokerFront *self = user_data;

  g_hash_table_add (self->relays,
                    helio_broker_relay_new_websocket (&self->host, websocket, socket));
}

static void
serve (HelioBrokerFront *self, HelioBrokerFrontKind kind, GIOStream *stream, GSocket *socket)
{
  g_autoptr (GError) error = NULL;

  if (g_hash_table_size (self->relays) >= RELAYS_MAX)
    return; /* closed with its last reference */
  if (kind == HELIO_BROKER_FRONT_WS || kind == HELIO_BROKER_FRONT_WSS)
    helio_ws_front_accept (self->ws, stream, socket, &error);
  else
    g_hash_table_add (self->relays, helio_broker_relay_new (&self->host, stream, socket));
}

typedef struct {
  HelioBrokerFront *front;
  HelioBrokerFrontKind kind;
  GSocket *socket;
  GCancellable *cancellable;
  GSource *deadline;
} Handshake;

static gboolean
on_deadline (gpointer user_data)
{
  Handshake *handshake = user_data;

  g_socket_shutdown (handshake->socket, TRUE, TRUE, NULL);
  return G_SOURCE_REMOVE;
}

static void
on_handshake (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Handshake *handshake = user_data;
  g_autoptr (GError) error = NULL;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error))
    serve (handshake->front, handshake->kind, G_IO_STREAM (source), handshake->socket);
  g_source_destroy (handshake->deadline);
  g_source_unref (handshake->deadline);
  g_object_unref (handshake->cancellable);
  g_object_unref (handshake->socket);
  g_free (handshake);
}

static void
begin_tls (HelioBrokerFront *self,
           HelioBrokerFrontKind kind,
           GSocketConnection *connection,
           GSocket *socket)
{
  /* Not g_tls_server_connection_new(): without a database of ours from the start, GIO reads all the authorities
   * of the system for every connection (6 ms). */
  g_autoptr (GIOStream) tls =
      g_initable_new (g_tls_backend_get_server_connection_type (g_tls_backend_get_default ()),
                      NULL,
                      NULL,
                      "base-io-stream",
                      connection,
                      "certificate",
                      self->certificate,
                      "database",
                      self->authorities,
                      NULL);
  Handshake *handshake;

  if (tls == NULL)
    return;
  handshake = g_new0 (Handshake, 1);
  handshake->front = self;
  handshake->kind = kind;
  handshake->socket = g_object_ref (socket);
  handshake->cancellable = g_object_ref (self->handshakes);
  handshake->deadline = g_timeout_source_new_seconds (HANDSHAKE_SECONDS);
  g_source_set_callback (handshake->deadline, on_deadline, handshake, NULL);
  g_source_attach (handshake->deadline, self->context);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls),
                                    G_PRIORITY_DEFAULT,
                                    self->handshakes,
                                    on_handshake,
                                    handshake);
}

static gboolean
on_accept (GSocket *listener, GIOCondition condition, gpointer user_data)
{
  HelioBrokerFront *self = user_data;
  g_autoptr (GSocket) socket = g_socket_accept (listener, NULL, NULL);
  g_autoptr (GSocketConnection) connection = NULL;
  HelioBrokerFrontKind kind = HELIO_BROKER_FRONT_MQTT;

  if (socket == NULL)
    return G_SOURCE_CONTINUE;
  while (self->listeners[kind] != listener)
    kind++;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  connection = g_socket_connection_factory_create_connection (socket);
  if (kind == HELIO_BROKER_FRONT_MQTTS || kind == HELIO_BROKER_FRONT_WSS)
    begin_tls (self, kind, connection, socket);
  else
    serve (self, kind, G_IO_STREAM (connection), socket);
  return G_SOURCE_CONTINUE;
}

static void
stop_listening (HelioBrokerFront *self)
{
  for (guint i = 0; i < HELIO_BROKER_FRONT_N; i++) {
    if (self->accepts[i] == NULL)
      continue;
    g_source_destroy (self->accepts[i]);
    g_clear_pointer (&self->accepts[i], g_source_unref);
    /* Linux: the port stays ours, and the kernel answers connects with a reset. */
    shutdown (g_socket_get_fd (self->listeners[i]), SHUT_RDWR);
  }
}

static void
start_listening (HelioBrokerFront *self)
{
  for (guint i = 0; i < HELIO_BROKER_FRONT_N; i++) {
    if (self->accepts[i] != NULL || listen (g_socket_get_fd (self->listeners[i]), BACKLOG) != 0)
      continue;
    self->accepts[i] = g_socket_create_source (self->listeners[i], G_IO_IN, NULL);
    g_source_set_callback (self->accepts[i], G_SOURCE_FUNC (on_accept), self, NULL);
    g_source_attach (self->accepts[i], self->context);
  }
}

/* What the thread is asked to do; the asker waits, which takes as long as one turn of the thread's loop. */

typedef enum {
  ORDER_UP,
  ORDER_DOWN,
  ORDER_FAULTS,
  ORDER_QUIT,
} Order;

typedef struct {
  HelioBrokerFront *front;
  Order order;
  GMutex lock;
  GCond cond;
  gboolean done;
} Request;

static gboolean
on_request (gpointer user_data)
{
  Request *request = user_data;
  HelioBrokerFront *self = request->front;

  switch (request->order) {
    case ORDER_UP:
      g_atomic_int_set (&self->up, 1);
      start_listening (self);
      break;
    case ORDER_DOWN:
      g_atomic_int_set (&self->up, 0);
      stop_listening (self);
      break;
    case ORDER_FAULTS: {
      g_autoptr (GList) relays = g_hash_table_get_keys (self->relays);

      for (GList *l = relays; l != NULL; l = l->next)
        if (g_hash_table_contains (self->relays, l->data))
          helio_broker_relay_look_for_fault (l->data);
      break;
    }
    case ORDER_QUIT:
    default:
      g_main_loop_quit (self->loop);
  }
  g_mutex_lock (&request->lock);
  request->done = TRUE;
  g_cond_signal (&request->cond);
  g_mutex_unlock (&request->lock);
  return G_SOURCE_REMOVE;
}

static void
ask (HelioBrokerFront *self, Order order)
{
  Request request = {.front = self, .order = order};

  g_mutex_init (&request.lock);
  g_cond_init (&request.cond);
  g_main_context_invoke_full (self->context, G_PRIORITY_HIGH, on_request, &request, NULL);
  g_mutex_lock (&request.lock);
  while (!request.done)
    g_cond_wait (&request.cond, &request.lock);
  g_mutex_unlock (&request.lock);
  g_cond_clear (&request.cond);
  g_mutex_clear (&request.lock);
}

static gpointer
run (gpointer data)
{
  HelioBrokerFront *self = data;

  g_main_context_push_thread_default (self->context);
  self->ws = helio_ws_front_new (on_websocket, self);
  self->relays = g_hash_table_new_full (g_direct_hash,
                                        g_direct_equal,
                                        (GDestroyNotify) helio_broker_relay_free,
                                        NULL);
  self->handshakes = g_cancellable_new ();
  g_main_loop_run (self->loop);

  stop_listening (self);
  g_cancellable_cancel (self->handshakes);
  g_hash_table_remove_all (self->relays);
  helio_ws_front_free (self->ws);
  /* What was cancelled still reports, and must not find anything gone. */
  while (g_main_context_iteration (self->context, FALSE))
    continue;
  g_hash_table_unref (self->relays);
  g_object_unref (self->handshakes);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static GSocket *
bind_to (guint port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, (guint16) port);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL || !g_socket_bind (socket, address, TRUE, error))
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  return g_steal_pointer (&socket);
}

/* Linux keeps a port through the shutdown of its listener only if it was bound by number, so a first socket
 * finds a number and holds it until the second has it too. */
static gboolean
take_ports (HelioBrokerFront *self, GError **error)
{
  for (guint i = 0; i < HELIO_BROKER_FRONT_N; i++) {
    g_autoptr (GSocket) finder = bind_to (0, error);
    g_autoptr (GSocketAddress) address = NULL;

    address = finder != NULL ? g_socket_get_local_address (finder, error) : NULL;
    if (address == NULL)
      return FALSE;
    self->ports[i] = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
    self->listeners[i] = bind_to (self->ports[i], error);
    if (self->listeners[i] == NULL)
      return FALSE;
  }
  return TRUE;
}

HelioBrokerFront *
helio_broker_front_new (const char *unix_path,
                        const char *state_path,
                        GTlsCertificate *certificate,
                        GTlsDatabase *authorities,
                        HelioBrokerFaults *faults,
                        GError **error)
{
  HelioBrokerFront *self = g_new0 (HelioBrokerFront, 1);

  self->unix_path = g_strdup (unix_path);
  self->state_path = g_strdup (state_path);
  self->certificate = g_object_ref (certificate);
  self->authorities = g_object_ref (authorities);
  self->faults = helio_broker_faults_ref (faults);
  self->host.unix_path = self->unix_path;
  self->host.state_path = self->state_path;
  self->host.faults = self->faults;
  self->host.is_up = is_up;
  self->host.finished = on_finished;
  self->host.user_data = self;
  if (!take_ports (self, error)) {
    helio_broker_front_free (self);
    return NULL;
  }
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("broker-front", run, self);
  return self;
}

void
helio_broker_front_free (HelioBrokerFront *self)
{
  if (self == NULL)
    return;
  if (self->thread != NULL) {
    ask (self, ORDER_QUIT);
    g_thread_join (self->thread);
  }
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  for (guint i = 0; i < HELIO_BROKER_FRONT_N; i++)
    g_clear_object (&self->listeners[i]);
  g_clear_object (&self->certificate);
  g_clear_object (&self->authorities);
  g_clear_pointer (&self->faults, helio_broker_faults_unref);
  g_free (self->unix_path);
  g_free (self->state_path);
  g_free (self);
}

guint
helio_broker_front_get_port (HelioBrokerFront *self, HelioBrokerFrontKind kind)
{
  return self->ports[kind];
}

void
helio_broker_front_set_up (HelioBrokerFront *self, gboolean up)
{
  ask (self, up ? ORDER_UP : ORDER_DOWN);
}

void
helio_broker_front_look_for_faults (HelioBrokerFront *self)
{
  ask (self, ORDER_FAULTS);
}
