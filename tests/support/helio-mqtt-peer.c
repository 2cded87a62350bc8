// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/support/helio-mqtt-peer.h"

#include "tests/support/helio-test.h"

#include <gio/gunixsocketaddress.h>
#include <libsoup/soup.h>
#include <string.h>

#define PATIENCE 10.0

struct _HelioMqttPeer {
  guint version;
  GIOStream *stream;
  SoupSession *session;
  SoupWebsocketConnection *websocket;
  GByteArray *in;
  GSource *source;
  gboolean ended;
  guint16 packet_id;
};

static gboolean
on_readable (gpointer stream, gpointer user_data)
{
  HelioMqttPeer *self = user_data;
  guint8 buffer[65536];
  g_autoptr (GError) error = NULL;
  gssize got = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream),
                                                         buffer,
                                                         sizeof buffer,
                                                         NULL,
                                                         &error);

  if (got < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  if (got <= 0) {
    self->ended = TRUE;
    return G_SOURCE_REMOVE;
  }
  g_byte_array_append (self->in, buffer, (guint) got);
  return G_SOURCE_CONTINUE;
}

static void
on_message (SoupWebsocketConnection *websocket, int type, GBytes *message, gpointer user_data)
{
  HelioMqttPeer *self = user_data;
  gsize size;
  const guint8 *data = g_bytes_get_data (message, &size);

  g_assert_cmpint (type, ==, SOUP_WEBSOCKET_DATA_BINARY);
  if (size > 0)
    g_byte_array_append (self->in, data, (guint) size);
}

static void
on_closed (SoupWebsocketConnection *websocket, gpointer user_data)
{
  ((HelioMqttPeer *) user_data)->ended = TRUE;
}

static GTlsDatabase *
database (const char *ca_file)
{
  g_autoptr (GError) error = NULL;
  GTlsDatabase *result = NULL;

  if (ca_file != NULL) {
    result = g_tls_file_database_new (ca_file, &error);
    g_assert_no_error (error);
  }
  return result;
}

static gboolean
open_websocket (HelioMqttPeer *self, const char *url, GTlsDatabase *authorities)
{
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, url);
  const char *protocols[] = {"mqtt", NULL};
  HelioTestResult result = {NULL};
  g_autoptr (GError) error = NULL;

  self->session = soup_session_new ();
  soup_session_set_proxy_resolver (self->session, NULL);
  if (authorities != NULL)
    soup_session_set_tls_database (self->session, authorities);
  soup_session_websocket_connect_async (self->session,
                                        message,
                                        NULL,
                                        (char **) protocols,
                                        G_PRIORITY_DEFAULT,
                                        NULL,
                                        helio_test_result_ready,
                                        &result);
  self->websocket =
      soup_session_websocket_connect_finish (self->session,
                                             helio_test_result_wait (&result, PATIENCE),
                                             &error);
  helio_test_result_clear (&result);
  if (self->websocket == NULL) {
    g_test_message ("%s: %s", url, error->message);
    return FALSE;
  }
  g_assert_cmpstr (soup_websocket_connection_get_protocol (self->websocket), ==, "mqtt");
  soup_websocket_connection_set_max_incoming_payload_size (self->websocket, 0);
  g_signal_connect (self->websocket, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->websocket, "closed", G_CALLBACK (on_closed), self);
  return TRUE;
}

/* With the database from the start: else GIO reads the system's authorities for every connection. */
static void
wrap_tls (HelioMqttPeer *self, GSocketConnectable *identity, GTlsDatabase *authorities)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) plain = g_steal_pointer (&self->stream);

  self->stream =
      g_initable_new (g_tls_backend_get_client_connection_type (g_tls_backend_get_default ()),
                      NULL,
                      &error,
                      "base-io-stream",
                      plain,
                      "server-identity",
                      identity,
                      "database",
                      authorities,
                      NULL);
  g_assert_no_error (error);
}

static gboolean
open_stream (HelioMqttPeer *self, const char *url, GTlsDatabase *authorities)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) where = NULL;
  HelioTestResult result = {NULL};

  if (url[0] == '/')
    where = G_SOCKET_CONNECTABLE (g_unix_socket_address_new (url));
  else
    where = g_network_address_parse_uri (url, 0, NULL);
  g_assert_nonnull (where);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_async (client, where, NULL, helio_test_result_ready, &result);
  self->stream = G_IO_STREAM (
      g_socket_client_connect_finish (client, helio_test_result_wait (&result, PATIENCE), NULL));
  helio_test_result_clear (&result);
  if (self->stream == NULL)
    return FALSE;
  if (g_str_has_prefix (url, "mqtts:"))
    wrap_tls (self, where, authorities);
  self->source = g_pollable_input_stream_create_source (
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->stream)),
      NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->source, NULL);
  return TRUE;
}

HelioMqttPeer *
helio_mqtt_peer_new (const char *url, const char *ca_file)
{
  g_autoptr (HelioMqttPeer) self = g_new0 (HelioMqttPeer, 1);
  g_autoptr (GTlsDatabase) authorities = database (ca_file);
  gboolean opened;

  self->in = g_byte_array_new ();
  if (g_str_has_prefix (url, "ws"))
    opened = open_websocket (self, url, authorities);
  else
    opened = open_stream (self, url, authorities);
  return opened ? g_steal_pointer (&self) : NULL;
}

void
helio_mqtt_peer_free (HelioMqttPeer *self)
{
  if (self->source != NULL) {
    g_source_destroy (self->source);
    g_source_unref (self->source);
  }
  if (self->websocket != NULL)
    g_signal_handlers_disconnect_by_data (self->websocket, self);
  g_clear_object (&self->websocket);
  g_clear_object (&self->session);
  g_clear_object (&self->stream);
  g_byte_array_unref (self->in);
  g_free (self);
}

void
helio_mqtt_peer_send (HelioMqttPeer *self, const void *data, gsize length)
{
  HelioTestResult result = {NULL};
  GOutputStream *out;

  if (self->websocket != NULL) {
    if (soup_websocket_connection_get_state (self->websocket) == SOUP_WEBSOCKET_STATE_OPEN)
      soup_websocket_connection_send_binary (self->websocket, data, length);
    return;
  }
  out = g_io_stream_get_output_stream (self->stream);
  g_output_stream_write_all_async (out,
                                   data,
                                   length,
                                   G_PRIORITY_DEFAULT,
                                   NULL,
                                   helio_test_result_ready,
                                   &result);
  g_output_stream_write_all_finish (out, helio_test_result_wait (&result, PATIENCE), NULL, NULL);
  helio_test_result_clear (&result);
}

/* Length of the packet at @start, 0 while it is not all there. */
static gsize
packet_length (HelioMqttPeer *self, gsize start)
{
  gsize length = 0;

  for (guint i = 1; start + i < self->in->len && i <= 4; i++) {
    length |= (gsize) (self->in->data[start + i] & 0x7f) << (7 * (i - 1));
    if ((self->in->data[start + i] & 0x80) == 0)
      return self->in->len - start >= 1 + i + length ? 1 + i + length : 0;
  }
  return 0;
}

static gboolean
has_packet_or_end (gpointer data)
{
  HelioMqttPeer *self = data;

  return packet_length (self, 0) > 0 || self->ended;
}

GBytes *
helio_mqtt_peer_next (HelioMqttPeer *self, double seconds)
{
  gsize length;
  GBytes *packet;

  helio_test_wait (has_packet_or_end, self, seconds, "a packet or the end of the stream");
  length = packet_length (self, 0);
  if (length == 0)
    return NULL;
  packet = g_bytes_new (self->in->data, length);
  g_byte_array_remove_range (self->in, 0, (guint) length);
  return packet;
}

gsize
helio_mqtt_peer_get_pending (HelioMqttPeer *self)
{
  return self->in->len;
}

static void
put_octet (GByteArray *to, guint octet)
{
  guint8 value = (guint8) octet;

  g_byte_array_append (to, &value, 1);
}

static void
put_string (GByteArray *to, const char *text)
{
  gsize length = strlen (text);

  put_octet (to, (guint) length >> 8);
  put_octet (to, (guint) length & 0xff);
  g_byte_array_append (to, (const guint8 *) text, (guint) length);
}

static void
send_packet (HelioMqttPeer *self, guint first, GByteArray *body)
{
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  gsize length = body->len;

  put_octet (packet, first);
  do {
    put_octet (packet, (length & 0x7f) | (length > 0x7f ? 0x80 : 0));
    length >>= 7;
  } while (length > 0);
  if (body->len > 0)
    g_byte_array_append (packet, body->data, body->len);
  helio_mqtt_peer_send (self, packet->data, packet->len);
}

void
helio_mqtt_peer_send_connect (HelioMqttPeer *self, const HelioMqttPeerConnect *connect)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  static const guint8 expiry[] = {5, 0x11, 0, 0, 1, 0x2c};
  guint flags = (connect->keep_session ? 0 : 0x02) | (connect->will_topic != NULL ? 0x04 : 0) |
                (connect->username != NULL ? 0x80 : 0) | (connect->password != NULL ? 0x40 : 0);

  self->version = connect->version;
  put_string (body, "MQTT");
  put_octet (body, connect->version);
  put_octet (body, flags);
  put_octet (body, 0);
  put_octet (body, 60);
  if (connect->version == 5 && connect->keep_session)
    g_byte_array_append (body, expiry, sizeof expiry);
  else if (connect->version == 5)
    put_octet (body, 0);
  put_string (body, connect->client_id);
  if (connect->will_topic != NULL) {
    if (connect->version == 5)
      put_octet (body, 0);
    put_string (body, connect->will_topic);
    put_string (body, "gone");
  }
  if (connect->username != NULL)
    put_string (body, connect->username);
  if (connect->password != NULL)
    put_string (body, connect->password);
  send_packet (self, 0x10, body);
}

static int
octet_at (GBytes *packet, gsize index)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (packet, &size);

  return index < size ? data[index] : 0;
}

int
helio_mqtt_peer_connect (HelioMqttPeer *self,
                         const HelioMqttPeerConnect *connect,
                         gboolean *session_present)
{
  g_autoptr (GBytes) packet = NULL;

  helio_mqtt_peer_send_connect (self, connect);
  packet = helio_mqtt_peer_next (self, PATIENCE);
  if (packet == NULL)
    return -1;
  g_assert_cmpint (octet_at (packet, 0), ==, 0x20);
  if (session_present != NULL)
    *session_present = octet_at (packet, 2) == 1;
  return octet_at (packet, 3);
}

static guint16
next_id (HelioMqttPeer *self, GByteArray *body)
{
  guint16 id = ++self->packet_id;

  put_octet (body, id >> 8);
  put_octet (body, id & 0xff);
  return id;
}

typedef struct {
  HelioMqttPeer *peer;
  guint first;
  guint16 id; /* 0: any */
  GBytes *packet;
} Wanted;

/* What comes before it stays for helio_mqtt_peer_next(). */
static gboolean
find_wanted (gpointer data)
{
  Wanted *wanted = data;
  GByteArray *in = wanted->peer->in;
  gsize length;

  for (gsize at = 0; (length = packet_length (wanted->peer, at)) > 0; at += length) {
    if (in->data[at] != wanted->first ||
        (wanted->id != 0 &&
         (in->data[at + 2] != wanted->id >> 8 || in->data[at + 3] != (wanted->id & 0xff))))
      continue;
    wanted->packet = g_bytes_new (in->data + at, length);
    g_byte_array_remove_range (in, (guint) at, (guint) length);
    return TRUE;
  }
  return wanted->peer->ended;
}

static GBytes *
wait_answer (HelioMqttPeer *self, guint first, guint16 id)
{
  Wanted wanted = {self, first, id, NULL};

  helio_test_wait (find_wanted, &wanted, PATIENCE, "an answer or the end of the stream");
  return wanted.packet;
}

int
helio_mqtt_peer_subscribe (HelioMqttPeer *self, const char *filter, guint qos)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (GBytes) answer = NULL;
  guint16 id = next_id (self, body);

  if (self->version == 5)
    put_octet (body, 0);
  put_string (body, filter);
  put_octet (body, qos);
  send_packet (self, 0x82, body);
  answer = wait_answer (self, 0x90, id);
  return answer != NULL ? octet_at (answer, g_bytes_get_size (answer) - 1) : -1;
}

int
helio_mqtt_peer_publish (HelioMqttPeer *self, const char *topic, const char *payload, guint qos)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (GByteArray) release = g_byte_array_new ();
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GBytes) complete = NULL;
  guint16 id = 0;
  int code;

  put_string (body, topic);
  if (qos > 0)
    id = next_id (self, body);
  if (self->version == 5)
    put_octet (body, 0);
  g_byte_array_append (body, (const guint8 *) payload, (guint) strlen (payload));
  send_packet (self, 0x30 | qos << 1, body);
  if (qos == 0)
    return 0;
  answer = wait_answer (self, qos == 1 ? 0x40 : 0x50, id);
  if (answer == NULL)
    return -1;
  code = octet_at (answer, 4);
  if (qos == 1 || code >= 0x80)
    return code;
  put_octet (release, id >> 8);
  put_octet (release, id & 0xff);
  send_packet (self, 0x62, release);
  complete = wait_answer (self, 0x70, id);
  return complete != NULL ? code : -1;
}

gboolean
helio_mqtt_peer_take_message (HelioMqttPeer *self, char **topic, char **payload)
{
  g_autoptr (GBytes) packet = helio_mqtt_peer_next (self, PATIENCE);
  g_autoptr (GByteArray) ack = g_byte_array_new ();
  gsize size;
  const guint8 *data;
  gsize at = 1;
  gsize length;

  if (packet == NULL || (octet_at (packet, 0) & 0xf0) != 0x30)
    return FALSE;
  data = g_bytes_get_data (packet, &size);
  while ((data[at++] & 0x80) != 0)
    continue;
  length = (gsize) data[at] << 8 | data[at + 1];
  if (topic != NULL)
    *topic = g_strndup ((const char *) data + at + 2, length);
  at += 2 + length;
  if ((data[0] & 0x06) != 0) {
    g_byte_array_append (ack, data + at, 2);
    at += 2;
    g_assert_cmpint (data[0] & 0x06, ==, 0x02);
    send_packet (self, 0x40, ack);
  }
  if (self->version == 5)
    at += 1u + data[at];
  if (payload != NULL)
    *payload = g_strndup ((const char *) data + at, size - at);
  return TRUE;
}

int
helio_mqtt_peer_wait_end (HelioMqttPeer *self, double seconds)
{
  int code = -1;

  for (;;) {
    g_autoptr (GBytes) packet = helio_mqtt_peer_next (self, seconds);

    if (packet == NULL)
      return code;
    if (octet_at (packet, 0) == 0xe0)
      code = octet_at (packet, 2);
  }
}

gboolean
helio_mqtt_peer_ping (HelioMqttPeer *self)
{
  static const guint8 request[] = {0xc0, 0};
  g_autoptr (GBytes) answer = NULL;

  helio_mqtt_peer_send (self, request, sizeof request);
  answer = wait_answer (self, 0xd0, 0);
  return answer != NULL;
}
