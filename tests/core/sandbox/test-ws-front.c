// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "broker-fixture.h"
#include "tests/support/helio-test.h"

#include <libsoup/soup.h>
#include <string.h>

static char *
http_url (BrokerFixture *f, const char *path)
{
  return g_strconcat ("http", helio_sandbox_broker_get_url (f->broker, "ws") + 2, path, NULL);
}

/* A plain request is told what this port is; it is not left without an answer. */
static void
test_http (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = http_url (f, "anything");
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, url);
  HelioTestResult result = {NULL};
  g_autoptr (GBytes) body = NULL;

  soup_session_send_and_read_async (session,
                                    message,
                                    G_PRIORITY_DEFAULT,
                                    NULL,
                                    helio_test_result_ready,
                                    &result);
  body = soup_session_send_and_read_finish (session, helio_test_result_wait (&result, 10), NULL);
  helio_test_result_clear (&result);
  g_assert_nonnull (body);
  g_assert_cmpuint (soup_message_get_status (message), ==, 426);
}

static SoupWebsocketConnection *
upgrade (SoupSession *session, BrokerFixture *f, const char *path, const char *protocol)
{
  g_autofree char *url = http_url (f, path);
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, url);
  const char *protocols[] = {protocol, NULL};
  HelioTestResult result = {NULL};
  SoupWebsocketConnection *websocket;

  soup_session_websocket_connect_async (session,
                                        message,
                                        NULL,
                                        protocol != NULL ? (char **) protocols : NULL,
                                        G_PRIORITY_DEFAULT,
                                        NULL,
                                        helio_test_result_ready,
                                        &result);
  websocket =
      soup_session_websocket_connect_finish (session, helio_test_result_wait (&result, 10), NULL);
  helio_test_result_clear (&result);
  return websocket;
}

/* As Mosquitto's own: any path, and no subprotocol is taken too. */
static void
test_upgrade (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupWebsocketConnection) path = upgrade (session, f, "any/path", "mqtt");
  g_autoptr (SoupWebsocketConnection) none = upgrade (session, f, "", NULL);
  g_autoptr (SoupWebsocketConnection) other = upgrade (session, f, "", "chat");

  g_assert_nonnull (path);
  g_assert_cmpstr (soup_websocket_connection_get_protocol (path), ==, "mqtt");
  g_assert_nonnull (none);
  g_assert_null (other);
}

static void
on_closed (SoupWebsocketConnection *websocket, gpointer flag)
{
  *(gboolean *) flag = TRUE;
}

/* MQTT 5.0 §6: only binary frames. */
static void
test_text_frame (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupWebsocketConnection) websocket = upgrade (session, f, "", "mqtt");
  gboolean closed = FALSE;

  g_assert_nonnull (websocket);
  g_signal_connect (websocket, "closed", G_CALLBACK (on_closed), &closed);
  soup_websocket_connection_send_text (websocket, "hello");
  helio_test_wait_flag (&closed, 10, "the WebSocket is closed");
  g_assert_cmpuint (soup_websocket_connection_get_close_code (websocket),
                    ==,
                    SOUP_WEBSOCKET_CLOSE_UNSUPPORTED_DATA);
}

/* A packet in many frames and many packets in one frame are one stream. */
static void
test_frames (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (HelioMqttPeer) peer = broker_fixture_open (f, "ws");
  static const guint8 connect[] = {0x10, 0x1c, 0,   4,   'M', 'Q', 'T', 'T', 4,   0xc2,
                                   0,    60,   0,   1,   'c', 0,   8,   'a', '@', 'o',
                                   'r',  'g',  '_', '1', 'x', 0,   3,   'o', 'n', 'e'};
  static const guint8 pings[] = {0xc0, 0, 0xc0, 0, 0xc0, 0};
  g_autoptr (GBytes) connack = NULL;

  broker_fixture_grant (f, "a@org_1x", "one", 0);
  for (gsize i = 0; i < sizeof connect; i++)
    helio_mqtt_peer_send (peer, connect + i, 1);
  connack = helio_mqtt_peer_next (peer, 10);
  g_assert_cmpmem (g_bytes_get_data (connack, NULL), 4, "\x20\x02\0\0", 4);
  helio_mqtt_peer_send (peer, pings, sizeof pings);
  for (guint i = 0; i < 3; i++) {
    g_autoptr (GBytes) answer = helio_mqtt_peer_next (peer, 10);

    g_assert_nonnull (answer);
  }
}

static void
write_all (GSocketConnection *connection, const void *data, gsize length)
{
  HelioTestResult result = {NULL};
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  g_output_stream_write_all_async (out,
                                   data,
                                   length,
                                   G_PRIORITY_DEFAULT,
                                   NULL,
                                   helio_test_result_ready,
                                   &result);
  g_assert_true (
      g_output_stream_write_all_finish (out, helio_test_result_wait (&result, 10), NULL, NULL));
  helio_test_result_clear (&result);
}

static void
read_all (GSocketConnection *connection, void *data, gsize length)
{
  HelioTestResult result = {NULL};
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  gsize got = 0;

  g_input_stream_read_all_async (in,
                                 data,
                                 length,
                                 G_PRIORITY_DEFAULT,
                                 NULL,
                                 helio_test_result_ready,
                                 &result);
  g_assert_true (
      g_input_stream_read_all_finish (in, helio_test_result_wait (&result, 20), &got, NULL));
  g_assert_cmpuint (got, ==, length);
  helio_test_result_clear (&result);
}

/* A WebSocket by hand: libsoup cannot stop reading. */
static GSocketConnection *
open_by_hand (BrokerFixture *f)
{
  static const char request[] =
      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Protocol: mqtt\r\n\r\n";
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) where =
      g_network_address_parse_uri (helio_sandbox_broker_get_url (f->broker, "ws"), 0, NULL);
  HelioTestResult result = {NULL};
  GSocketConnection *connection;
  char last[5] = "";

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_async (client, where, NULL, helio_test_result_ready, &result);
  connection = g_socket_client_connect_finish (client, helio_test_result_wait (&result, 10), NULL);
  helio_test_result_clear (&result);
  g_assert_nonnull (connection);
  write_all (connection, request, sizeof request - 1);
  while (strcmp (last, "\r\n\r\n") != 0) {
    memmove (last, last + 1, 3);
    read_all (connection, last + 3, 1);
  }
  return connection;
}

/* One frame that is masked, as a client's must be, with a mask that changes nothing. */
static void
send_frame (GSocketConnection *connection, const guint8 *data, gsize length)
{
  const guint8 head[] = {0x82, (guint8) (0x80 | length), 0, 0, 0, 0};

  g_assert_cmpuint (length, <, 126);
  write_all (connection, head, sizeof head);
  write_all (connection, data, length);
}

/* Takes octets of the stream out of the frames they come in. */
static void
read_frames (GSocketConnection *connection, gsize length, GByteArray *to)
{
  while (to->len < length) {
    guint8 head[2];
    guint8 size[8];
    gsize payload;

    read_all (connection, head, 2);
    g_assert_cmpint (head[0], ==, 0x82);
    payload = head[1];
    if (payload >= 126) {
      guint octets = payload == 126 ? 2 : 8;

      payload = 0;
      read_all (connection, size, octets);
      for (guint i = 0; i < octets; i++)
        payload = payload << 8 | size[i];
    }
    g_byte_array_set_size (to, to->len + (guint) payload);
    read_all (connection, to->data + to->len - payload, payload);
  }
}

/* A client that does not read gets its messages later, and the others theirs at once. */
static void
test_slow_reader (BrokerFixture *f, gconstpointer data)
{
  static const guint8 connect[] = {0x10, 0x1c, 0,   4,   'M', 'Q', 'T', 'T', 4,   0xc2,
                                   0,    60,   0,   1,   'c', 0,   8,   'a', '@', 'o',
                                   'r',  'g',  '_', '1', 'x', 0,   3,   'o', 'n', 'e'};
  static const guint8 subscribe[] = {0x82, 11, 0, 1, 0, 6, 'c', 'h', 'a', 't', '/', 'x', 0};
  const guint messages = 60;
  const gsize packet = 1 + 3 + 2 + 6 + 200000;
  g_autofree char *payload = g_strnfill (200000, 'x');
  g_autoptr (GSocketConnection) reader = open_by_hand (f);
  g_autoptr (HelioMqttPeer) writer = NULL;
  g_autoptr (GByteArray) got = g_byte_array_new ();

  broker_fixture_grant (f, "a@org_1x", "one", 0);
  broker_fixture_grant (f, "alice@org_1", "one", 0);
  send_frame (reader, connect, sizeof connect);
  send_frame (reader, subscribe, sizeof subscribe);
  read_frames (reader, 4 + 5, got);
  writer = broker_fixture_log_in (f, "wss", 5, "alice@org_1", "writer");
  for (guint i = 0; i < messages; i++)
    helio_mqtt_peer_publish (writer, "chat/x", payload, 0);
  g_assert_cmpint (helio_mqtt_peer_publish (writer, "users/alice/x", "m", 1), <, 0x80);

  g_byte_array_set_size (got, 0);
  read_frames (reader, messages * packet, got);
  g_assert_cmpuint (got->len, ==, messages * packet);
  for (guint i = 0; i < messages; i++)
    g_assert_cmpmem (got->data + i * packet,
                     12,
                     "\x30\xc8\x9a\x0c\0\x06"
                     "chat/x",
                     12);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) BROKER_TEST ("/sandbox/ws-front/" name, NULL, func)
  ADD ("http", test_http);
  ADD ("upgrade", test_upgrade);
  ADD ("text-frame", test_text_frame);
  ADD ("frames", test_frames);
  ADD ("slow-reader", test_slow_reader);
  return g_test_run ();
}
