// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-ws-front.h"

/* MQTT 5.0 §3.1: the largest packet there is. */
#define PACKET_MAX 268435460

#define SOCKET_KEY "helio-ws-front-socket"

struct _HelioWsFront {
  SoupServer *server;
  HelioWsFrontFunc func;
  gpointer user_data;
};

static void
on_websocket (SoupServer *server,
              SoupServerMessage *message,
              const char *path,
              SoupWebsocketConnection *websocket,
              gpointer user_data)
{
  HelioWsFront *self = user_data;
  GSocketAddress *remote = soup_server_message_get_remote_address (message);
  GSocket *socket = remote != NULL ? g_object_get_data (G_OBJECT (remote), SOCKET_KEY) : NULL;

  g_return_if_fail (socket != NULL);
  soup_websocket_connection_set_max_incoming_payload_size (websocket, PACKET_MAX);
  self->func (websocket, socket, self->user_data);
}

static void
on_http (SoupServer *server,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer user_data)
{
  SoupMessageHeaders *request = soup_server_message_get_request_headers (message);
  static const char text[] = "This port speaks MQTT over WebSocket.\n";

  /* Called first for an upgrade too; a status set here would end it. */
  if (soup_message_headers_get_one (request, "Sec-WebSocket-Key") != NULL)
    return;
  soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                "Upgrade",
                                "websocket");
  soup_server_message_set_status (message, 426, "Upgrade Required");
  soup_server_message_set_response (message,
                                    "text/plain",
                                    SOUP_MEMORY_STATIC,
                                    text,
                                    sizeof text - 1);
}

HelioWsFront *
helio_ws_front_new (HelioWsFrontFunc func, gpointer user_data)
{
  static const char *protocols[] = {"mqtt", "mqttv3.1", NULL};
  HelioWsFront *self = g_new0 (HelioWsFront, 1);

  self->func = func;
  self->user_data = user_data;
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, on_http, self, NULL);
  soup_server_add_websocket_handler (self->server,
                                     NULL,
                                     NULL,
                                     (char **) protocols,
                                     on_websocket,
                                     self,
                                     NULL);
  return self;
}

void
helio_ws_front_free (HelioWsFront *self)
{
  if (self == NULL)
    return;
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_free (self);
}

gboolean
helio_ws_front_accept (HelioWsFront *self, GIOStream *stream, GSocket *socket, GError **error)
{
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, error);
  g_autoptr (GSocketAddress) remote = NULL;

  if (local == NULL)
    return FALSE;
  remote = g_socket_get_remote_address (socket, error);
  if (remote == NULL)
    return FALSE;
  /* libsoup does not know the socket under a stream it was given; the address leads back to it. */
  g_object_set_data_full (G_OBJECT (remote), SOCKET_KEY, g_object_ref (socket), g_object_unref);
  return soup_server_accept_iostream (self->server, stream, local, remote, error);
}
