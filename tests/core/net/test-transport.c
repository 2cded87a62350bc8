// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Opening a transport, and each way in which that fails: the error says what is wrong and what helps. */
#include "config.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-certificate.h"
#include "core/net/helio-transport.h"
#include "tests/support/helio-fake-broker.h"
#include "tests/support/helio-mosquitto.h"
#include "tests/support/helio-test.h"

#include <libsoup/soup.h>

static HelioTransport *
open_transport (const HelioTransportConfig *config, GError **error)
{
  HelioTestResult result = {0};
  HelioTransport *transport;

  helio_transport_open_async (config, NULL, helio_test_result_ready, &result);
  transport = helio_transport_open_finish (helio_test_result_wait (&result, 20), error);
  helio_test_result_clear (&result);
  return transport;
}

static void
close_transport (HelioTransport *transport_taken)
{
  HelioTestResult result = {0};

  helio_transport_close_async (transport_taken, helio_test_result_ready, &result);
  helio_transport_close_finish (transport_taken, helio_test_result_wait (&result, 20));
  helio_test_result_clear (&result);
  g_assert_finalize_object (transport_taken);
}

static void
expect_failure (const HelioTransportConfig *config, HelioErrorCode code, const char *words)
{
  g_autoptr (GError) error = NULL;
  HelioTransport *transport = open_transport (config, &error);

  g_assert_null (transport);
  g_assert_error (error, HELIO_ERROR, (int) code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
  g_assert_nonnull (helio_error_get_remedy (error));
}

static void
test_urls (void)
{
  static const char *const bad[] =
      {"", "broker", "http://host/", "mqtt://", "mqtt:host", "wss://:443/"};

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    HelioTransportConfig config = {.url = bad[i], .maximum_packet_size = -1};

    expect_failure (&config, HELIO_ERROR_INVALID_DATA, "address");
  }
}

static void
test_refused (void)
{
  HelioMosquitto *broker = helio_mosquitto_start (NULL);
  static const char *const schemes[] = {"mqtt", "mqtts", "ws", "wss"};

  helio_mosquitto_kill (broker);
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++) {
    HelioTransportConfig config = {.url = helio_mosquitto_get_url (broker, schemes[i]),
                                   .maximum_packet_size = -1};

    expect_failure (&config, HELIO_ERROR_NETWORK, "refused");
  }
  helio_mosquitto_free (broker);
}

static void
expect_both (HelioMosquitto *broker, const char *ca, const char *words)
{
  static const char *const schemes[] = {"mqtts", "wss"};

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++) {
    HelioTransportConfig config = {.url = helio_mosquitto_get_url (broker, schemes[i]),
                                   .ca_pem = ca,
                                   .maximum_packet_size = -1};

    expect_failure (&config, HELIO_ERROR_TLS, words);
  }
}

static void
test_unknown_authority (void)
{
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  static const char *const names[] = {"localhost", NULL};
  g_autoptr (HelioCertificateSet) other = NULL;

  expect_both (broker, NULL, "not issued by a known authority");
  other = helio_certificate_set_new (names, 0, g_get_real_time () / G_USEC_PER_SEC + 3600, NULL);
  expect_both (broker,
               helio_certificate_set_get_authority (other),
               "not issued by a known authority");
  expect_both (broker, "no certificate at all", "holds no certificate");
}

/* Bytes that this process has read so far. */
static guint64
bytes_read (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents ("/proc/self/io", &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (text, "rchar: "));
  return g_ascii_strtoull (text + strlen ("rchar: "), NULL, 10);
}

/* Whoever names an authority does not wait for the system's, of which there are some 200 KiB. */
static void
test_own_authority_only (void)
{
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  HelioTransportConfig config = {.url = helio_mosquitto_get_url (broker, "mqtts"),
                                 .ca_pem = helio_mosquitto_get_ca (broker),
                                 .maximum_packet_size = -1};
  guint64 before = 0;

  /* The first loads what the process needs once. */
  for (int i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;
    HelioTransport *transport;

    before = bytes_read ();
    transport = open_transport (&config, &error);
    g_assert_no_error (error);
    close_transport (transport);
  }
  g_assert_cmpuint (bytes_read () - before, <, 64 * 1024);
}

static void
test_wrong_host (void)
{
  static const char *const names[] = {"elsewhere.example", NULL};
  HelioMosquittoOptions options = {.names = names};
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (&options);

  expect_both (broker, helio_mosquitto_get_ca (broker), "for another host");
}

static void
test_expired (void)
{
  HelioMosquittoOptions options = {.not_after = -3600};
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (&options);

  expect_both (broker, helio_mosquitto_get_ca (broker), "expired");
}

static char *
url_of (const char *scheme, guint16 port)
{
  return g_strdup_printf ("%s://localhost:%u/", scheme, port);
}

static void
test_plain_server_on_tls_port (void)
{
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  g_autofree char *mqtts = url_of ("mqtts", helio_mosquitto_get_port (broker, "mqtt"));
  g_autofree char *wss = url_of ("wss", helio_mosquitto_get_port (broker, "mqtt"));
  HelioTransportConfig config = {.url = mqtts, .maximum_packet_size = -1};

  expect_failure (&config, HELIO_ERROR_TLS, "does not speak TLS");
  config.url = wss;
  expect_failure (&config, HELIO_ERROR_TLS, "does not speak TLS");
}

static void
test_no_websocket (void)
{
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  g_autofree char *ws = url_of ("ws", helio_mosquitto_get_port (broker, "mqtt"));
  g_autofree char *wss = url_of ("wss", helio_mosquitto_get_port (broker, "mqtts"));
  HelioTransportConfig config = {.url = ws,
                                 .ca_pem = helio_mosquitto_get_ca (broker),
                                 .maximum_packet_size = -1};

  expect_failure (&config, HELIO_ERROR_WEBSOCKET, "does not speak WebSocket");
  config.url = wss;
  expect_failure (&config, HELIO_ERROR_WEBSOCKET, "does not speak WebSocket");
}

static void
test_client_certificate (void)
{
  HelioMosquittoOptions options = {.client_certificates = TRUE};
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (&options);
  g_autoptr (HelioSecret) key = helio_secret_new (helio_mosquitto_get_client_key (broker));
  HelioTransportConfig config = {.url = helio_mosquitto_get_url (broker, "mqtts"),
                                 .ca_pem = helio_mosquitto_get_ca (broker),
                                 .certificate_pem = helio_mosquitto_get_client_certificate (broker),
                                 .private_key_pem = key,
                                 .maximum_packet_size = -1};
  g_autoptr (GError) error = NULL;
  HelioTransport *transport = open_transport (&config, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (helio_transport_get_info (transport)->tls_version, ==, "TLS 1.3");
  g_assert_nonnull (helio_transport_get_info (transport)->tls_cipher);
  close_transport (transport);
  config.url = helio_mosquitto_get_url (broker, "wss");
  transport = open_transport (&config, &error);
  g_assert_no_error (error);
  close_transport (transport);

  config.private_key_pem = NULL;
  expect_failure (&config, HELIO_ERROR_TLS, "client certificate");
}

static void
say_nothing (HelioFakePeer *peer, guint serial, gpointer data)
{
  helio_fake_peer_wait_end (peer);
}

static void
test_deadline (void)
{
  g_autoptr (HelioFakeBroker) silent = helio_fake_broker_new (say_nothing, NULL);
  static const char *const schemes[] = {"mqtts", "ws", "wss"};

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++) {
    g_autofree char *url = url_of (schemes[i], helio_fake_broker_get_port (silent));
    HelioTransportConfig config = {.url = url, .maximum_packet_size = -1, .deadline = 200 * 1000};

    expect_failure (&config, HELIO_ERROR_TIMED_OUT, "in time");
  }
}

static void
test_cancel (void)
{
  g_autoptr (HelioFakeBroker) silent = helio_fake_broker_new (say_nothing, NULL);
  static const char *const schemes[] = {"mqtt", "mqtts", "ws", "wss"};

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++) {
    g_autofree char *url = url_of (schemes[i], helio_fake_broker_get_port (silent));
    HelioTransportConfig config = {.url = url, .maximum_packet_size = -1};
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) error = NULL;
    HelioTestResult result = {0};

    helio_transport_open_async (&config, cancellable, helio_test_result_ready, &result);
    g_cancellable_cancel (cancellable);
    g_assert_null (helio_transport_open_finish (helio_test_result_wait (&result, 20), &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    helio_test_result_clear (&result);
  }
}

/* A web server that upgrades at /good, and then does what its test says. */
typedef struct {
  SoupServer *server;
  SoupWebsocketConnection *connection;
  GString *received;
  char *url;
} Web;

static void
on_web_message (SoupWebsocketConnection *connection, int type, GBytes *message, gpointer data)
{
  Web *web = data;

  g_string_append_len (web->received,
                       g_bytes_get_data (message, NULL),
                       (gssize) g_bytes_get_size (message));
}

static void
on_upgrade (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            SoupWebsocketConnection *connection,
            gpointer data)
{
  Web *web = data;

  g_set_object (&web->connection, connection);
  soup_websocket_connection_set_max_incoming_payload_size (connection, 0);
  g_signal_connect (connection, "message", G_CALLBACK (on_web_message), web);
}

static void
on_forbidden (SoupServer *server,
              SoupServerMessage *message,
              const char *path,
              GHashTable *query,
              gpointer data)
{
  soup_server_message_set_status (message, SOUP_STATUS_FORBIDDEN, NULL);
}

static void
on_page (SoupServer *server,
         SoupServerMessage *message,
         const char *path,
         GHashTable *query,
         gpointer data)
{
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "text/html", SOUP_MEMORY_STATIC, "<p>", 3);
}

static void
web_start (Web *web, const char *path)
{
  g_autoptr (GError) error = NULL;
  static const char *const protocols[] = {"mqtt", NULL};
  GSList *uris;

  web->server = g_object_new (SOUP_TYPE_SERVER, NULL);
  web->received = g_string_new (NULL);
  soup_server_add_websocket_handler (web->server,
                                     "/good",
                                     NULL,
                                     (char **) protocols,
                                     on_upgrade,
                                     web,
                                     NULL);
  soup_server_add_handler (web->server, "/forbidden", on_forbidden, NULL, NULL);
  soup_server_add_handler (web->server, "/page", on_page, NULL, NULL);
  soup_server_listen_local (web->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (web->server);
  web->url = g_strdup_printf ("ws://127.0.0.1:%d%s", g_uri_get_port (uris->data), path);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
web_stop (Web *web)
{
  if (web->connection != NULL)
    g_signal_handlers_disconnect_by_data (web->connection, web);
  g_clear_object (&web->connection);
  soup_server_disconnect (web->server);
  g_clear_object (&web->server);
  helio_test_settle ();
  g_string_free (web->received, TRUE);
  g_free (web->url);
}

static void
test_upgrade_refused (void)
{
  static const struct {
    const char *path, *words;
  } cases[] = {{"/nowhere", "HTTP 404"}, {"/forbidden", "HTTP 403"}, {"/page", "HTTP 200"}};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    Web web = {0};
    HelioTransportConfig config = {.maximum_packet_size = -1};

    web_start (&web, cases[i].path);
    config.url = web.url;
    expect_failure (&config, HELIO_ERROR_WEBSOCKET, cases[i].words);
    web_stop (&web);
  }
}

typedef struct {
  GString *received;
  gboolean ended, writable;
  GError *error;
} Owner;

static void
on_received (gpointer data, const guint8 *bytes, gsize length)
{
  g_string_append_len (((Owner *) data)->received, (const char *) bytes, (gssize) length);
}

static void
on_writable (gpointer data)
{
  ((Owner *) data)->writable = TRUE;
}

static void
on_ended (gpointer data, const GError *error)
{
  Owner *owner = data;

  owner->ended = TRUE;
  owner->error = error != NULL ? g_error_copy (error) : NULL;
}

static const HelioTransportFuncs funcs = {on_received, on_writable, on_ended};

static HelioTransport *
open_web (Web *web, Owner *owner, gint64 maximum_packet_size)
{
  HelioTransportConfig config = {.url = web->url, .maximum_packet_size = maximum_packet_size};
  g_autoptr (GError) error = NULL;
  HelioTransport *transport = open_transport (&config, &error);

  g_assert_no_error (error);
  owner->received = g_string_new (NULL);
  helio_transport_start (transport, &funcs, owner);
  return transport;
}

static void
owner_clear (Owner *owner)
{
  g_string_free (owner->received, TRUE);
  g_clear_error (&owner->error);
}

static void
test_text_frame (void)
{
  Web web = {0};
  Owner owner = {0};
  HelioTransport *transport;

  web_start (&web, "/good");
  transport = open_web (&web, &owner, -1);
  soup_websocket_connection_send_text (web.connection, "hello");
  helio_test_wait_flag (&owner.ended, 20, "the end");
  g_assert_error (owner.error, HELIO_ERROR, HELIO_ERROR_WEBSOCKET);
  g_assert_nonnull (strstr (owner.error->message, "binary"));
  close_transport (transport);
  web_stop (&web);
  owner_clear (&owner);
}

static void
test_large_frame (void)
{
  Web web = {0};
  Owner owner = {0};
  HelioTransport *transport;
  g_autofree char *data = g_malloc0 (2 * 1024 * 1024);

  web_start (&web, "/good");
  transport = open_web (&web, &owner, 1024);
  soup_websocket_connection_send_binary (web.connection, data, 2 * 1024 * 1024);
  helio_test_wait_flag (&owner.ended, 20, "the end");
  g_assert_error (owner.error, HELIO_ERROR, HELIO_ERROR_WEBSOCKET);
  g_assert_nonnull (strstr (owner.error->message, "maximum packet size"));
  close_transport (transport);
  web_stop (&web);
  owner_clear (&owner);
}

static void
test_closed_with_reason (void)
{
  Web web = {0};
  Owner owner = {0};
  HelioTransport *transport;

  web_start (&web, "/good");
  transport = open_web (&web, &owner, -1);
  soup_websocket_connection_close (web.connection, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, "no");
  helio_test_wait_flag (&owner.ended, 20, "the end");
  g_assert_error (owner.error, HELIO_ERROR, HELIO_ERROR_WEBSOCKET);
  g_assert_nonnull (strstr (owner.error->message, "1008"));
  g_assert_cmpstr (helio_error_get_detail (owner.error), ==, "no");
  close_transport (transport);
  web_stop (&web);
  owner_clear (&owner);
}

typedef struct {
  Web *web;
  gsize wanted;
} Progress;

static gboolean
has_received (gpointer data)
{
  Progress *progress = data;

  return progress->web->received->len >= progress->wanted;
}

/* A writer that is faster than the connection is told to wait, and nothing is lost or queued without bound. */
static void
test_back_pressure (void)
{
  Web web = {0};
  Owner owner = {0};
  HelioTransport *transport;
  gsize length = 16 * 1024 * 1024, done = 0;
  g_autofree guint8 *data = g_malloc (length);
  Progress progress = {&web, length};
  guint waits = 0;

  for (gsize i = 0; i < length; i++)
    data[i] = (guint8) (i * 7 + i / 251);
  web_start (&web, "/good");
  transport = open_web (&web, &owner, -1);
  while (done < length) {
    owner.writable = FALSE;
    done += helio_transport_write (transport, data + done, length - done);
    if (done < length) {
      waits++;
      helio_test_wait_flag (&owner.writable, 10, "room");
      /* What has not got out is not more than a few frames and what the kernel holds. */
      g_assert_cmpuint (done - web.received->len, <, length / 2);
    }
  }
  g_assert_cmpuint (waits, >, 0);
  helio_test_wait (has_received, &progress, 20, "everything");
  g_assert_cmpmem (web.received->str, web.received->len, data, length);
  close_transport (transport);
  web_stop (&web);
  owner_clear (&owner);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transport/urls", test_urls);
  g_test_add_func ("/transport/refused", test_refused);
  g_test_add_func ("/transport/unknown-authority", test_unknown_authority);
  g_test_add_func ("/transport/own-authority-only", test_own_authority_only);
  g_test_add_func ("/transport/wrong-host", test_wrong_host);
  g_test_add_func ("/transport/expired", test_expired);
  g_test_add_func ("/transport/plain-server-on-tls-port", test_plain_server_on_tls_port);
  g_test_add_func ("/transport/no-websocket", test_no_websocket);
  g_test_add_func ("/transport/client-certificate", test_client_certificate);
  g_test_add_func ("/transport/deadline", test_deadline);
  g_test_add_func ("/transport/cancel", test_cancel);
  g_test_add_func ("/transport/upgrade-refused", test_upgrade_refused);
  g_test_add_func ("/transport/text-frame", test_text_frame);
  g_test_add_func ("/transport/large-frame", test_large_frame);
  g_test_add_func ("/transport/closed-with-reason", test_closed_with_reason);
  g_test_add_func ("/transport/back-pressure", test_back_pressure);
  return g_test_run ();
}
