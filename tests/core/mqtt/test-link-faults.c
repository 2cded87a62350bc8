// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* The link against brokers that are none, or that do what Mosquitto never does. */
#include "config.h"

#include "core/base/helio-error.h"
#include "tests/support/helio-fake-broker.h"
#include "tests/support/helio-test-link.h"
#include "tests/support/helio-test.h"

static HelioTestLink *
link_to (HelioFakeBroker *broker, int version)
{
  HelioLinkConfig config = {.url = helio_fake_broker_get_url (broker),
                            .mqtt_version = version,
                            .session_expiry = 60,
                            .maximum_packet_size = 1024 * 1024,
                            .answer_deadline = 2 * HELIO_SECOND};

  return helio_test_link_new (&config);
}

/* Answers to CONNECT. */
typedef struct {
  const char *name;
  int version;
  const char *answer;
  gsize length;
  HelioErrorCode code;
  int reason;
  const char *words; /* in the message */
} Answer;

static void
give_answer (HelioFakePeer *peer, guint serial, gpointer data)
{
  const Answer *answer = data;
  g_autoptr (GBytes) connect = helio_fake_peer_read (peer);

  helio_fake_peer_write (peer, answer->answer, answer->length);
  if (answer->length > 0)
    helio_fake_peer_wait_end (peer);
}

#define BYTES(text) text, sizeof text - 1

static const Answer answers[] = {
    {"http",
     5,
     BYTES ("HTTP/1.1 400 Bad Request\r\n\r\n"),
     HELIO_ERROR_MQTT_PROTOCOL,
     -1,
     "web server"},
    {"tls-alert", 5, BYTES ("\x15\x03\x03\x00\x02\x02\x28"), HELIO_ERROR_MQTT_PROTOCOL, -1, "TLS"},
    {"random",
     5,
     BYTES ("\x9f\x83\x11\xfe\x00\xff"),
     HELIO_ERROR_MQTT_PROTOCOL,
     -1,
     "does not speak MQTT"},
    {"giant",
     5,
     BYTES ("\x20\xff\xff\xff\x7f"),
     HELIO_ERROR_MQTT_PROTOCOL,
     -1,
     "does not speak MQTT"},
    {"endless-length",
     5,
     BYTES ("\x20\xff\xff\xff\xff\xff"),
     HELIO_ERROR_MQTT_PROTOCOL,
     -1,
     "does not speak MQTT"},
    {"short-connack", 5, BYTES ("\x20\x02\x00\x00"), HELIO_ERROR_MQTT_PROTOCOL, -1, "CONNACK"},
    {"bad-properties",
     5,
     BYTES ("\x20\x05\x00\x00\x02\x21\x01"),
     HELIO_ERROR_MQTT_PROTOCOL,
     -1,
     "CONNACK"},
    {"suback-first",
     5,
     BYTES ("\x90\x03\x00\x01\x00"),
     HELIO_ERROR_MQTT_PROTOCOL,
     -1,
     "does not speak MQTT"},
    {"closed", 5, NULL, 0, HELIO_ERROR_MQTT_PROTOCOL, -1, "closed the connection"},
    {"bad-credential",
     5,
     BYTES ("\x20\x03\x00\x86\x00"),
     HELIO_ERROR_MQTT_CREDENTIAL,
     0x86,
     "0x86"},
    {"not-authorized",
     5,
     BYTES ("\x20\x03\x00\x87\x00"),
     HELIO_ERROR_MQTT_CREDENTIAL,
     0x87,
     "0x87"},
    {"busy", 5, BYTES ("\x20\x03\x00\x89\x00"), HELIO_ERROR_MQTT_REFUSED, 0x89, "0x89"},
    {"only-v3", 5, BYTES ("\x20\x02\x00\x01"), HELIO_ERROR_MQTT_REFUSED, 0x84, "0x84"},
    {"v3-bad-credential", 4, BYTES ("\x20\x02\x00\x04"), HELIO_ERROR_MQTT_CREDENTIAL, 0x86, "0x86"},
    {"v3-not-authorized", 4, BYTES ("\x20\x02\x00\x05"), HELIO_ERROR_MQTT_CREDENTIAL, 0x87, "0x87"},
    {"v3-id", 4, BYTES ("\x20\x02\x00\x02"), HELIO_ERROR_MQTT_REFUSED, 0x85, "0x85"},
};

static void
test_answer (gconstpointer data)
{
  const Answer *answer = data;
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (give_answer, (gpointer) answer);
  g_autoptr (HelioTestLink) link = link_to (broker, answer->version);
  g_autoptr (HelioEvent) event = NULL;

  helio_test_link_start (link, NULL, NULL, FALSE);
  event = helio_test_link_wait (link, HELIO_EVENT_REFUSED);
  g_assert_error (event->error, HELIO_ERROR, (int) answer->code);
  g_assert_cmpint (helio_error_get_reason_code (event->error), ==, answer->reason);
  g_assert_nonnull (strstr (event->error->message, answer->words));
  g_assert_nonnull (helio_error_get_remedy (event->error));
}

static void
stay_silent (HelioFakePeer *peer, guint serial, gpointer data)
{
  helio_fake_peer_wait_end (peer);
}

static void
test_silence (void)
{
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (stay_silent, NULL);
  g_autoptr (HelioTestLink) link = link_to (broker, 5);
  g_autoptr (HelioEvent) event = NULL;

  helio_test_link_start (link, NULL, NULL, FALSE);
  event = helio_test_link_wait (link, HELIO_EVENT_REFUSED);
  g_assert_error (event->error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT);
}

static void
test_free_while_connecting (void)
{
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (stay_silent, NULL);
  g_autoptr (HelioTestLink) link = link_to (broker, 5);
  g_autoptr (HelioEvent) event = NULL;

  helio_test_link_start (link, NULL, NULL, FALSE);
  /* Sometimes before the transport is up, */
  helio_test_link_drop (link);
  helio_test_link_free (g_steal_pointer (&link));
  /* sometimes after. */
  link = link_to (broker, 5);
  helio_test_link_start (link, NULL, NULL, FALSE);
  event = helio_test_link_wait (link, HELIO_EVENT_TRANSPORT);
  helio_test_link_drop (link);
}

/* What ends a connection that was up. */
typedef struct {
  const char *name;
  const char *bytes;
  gsize length;
  gboolean reset;
  HelioErrorCode code;
  int reason;
  const char *detail;
} End;

static void
end_connection (HelioFakePeer *peer, guint serial, gpointer data)
{
  const End *end = data;
  g_autoptr (GBytes) subscribe = NULL;

  helio_fake_peer_welcome (peer, FALSE);
  /* The client is heard first, so that CONNACK is not lost with a reset. */
  subscribe = helio_fake_peer_expect (peer, 0x80);
  helio_fake_peer_write (peer, end->bytes, end->length);
  if (end->reset)
    helio_fake_peer_reset (peer);
  else if (end->length > 0)
    helio_fake_peer_wait_end (peer);
}

static const End ends[] = {
    {"taken-over", BYTES ("\xe0\x01\x8e"), FALSE, HELIO_ERROR_MQTT_TAKEN_OVER, 0x8E, NULL},
    {"expired",
     BYTES ("\xe0\x09\x98\x07\x1f\x00\x04"
            "gone"),
     FALSE,
     HELIO_ERROR_MQTT_ENDED,
     0x98,
     "gone"},
    {"unauthorized", BYTES ("\xe0\x02\x87\x00"), FALSE, HELIO_ERROR_MQTT_ENDED, 0x87, NULL},
    {"protocol-error", BYTES ("\xe0\x01\x82"), FALSE, HELIO_ERROR_MQTT_PROTOCOL, 0x82, NULL},
    {"no-reason", BYTES ("\xe0\x00"), FALSE, HELIO_ERROR_MQTT_ENDED, 0x00, NULL},
    {"bare", NULL, 0, FALSE, HELIO_ERROR_MQTT_ENDED, -1, NULL},
    {"reset", NULL, 0, TRUE, HELIO_ERROR_NETWORK, -1, NULL},
    {"auth", BYTES ("\xf0\x02\x18\x00"), FALSE, HELIO_ERROR_MQTT_PROTOCOL, -1, NULL},
    {"connack-again", BYTES ("\x20\x03\x00\x00\x00"), FALSE, HELIO_ERROR_MQTT_PROTOCOL, -1, NULL},
    {"subscribe", BYTES ("\x82\x03\x00\x01\x00"), FALSE, HELIO_ERROR_MQTT_PROTOCOL, -1, NULL},
    {"qos-3",
     BYTES ("\x36\x05\x00\x01"
            "a\x00\x01"),
     FALSE,
     HELIO_ERROR_MQTT_PROTOCOL,
     -1,
     NULL},
    {"no-topic", BYTES ("\x30\x03\x00\x00\x00"), FALSE, HELIO_ERROR_MQTT_PROTOCOL, -1, NULL},
    {"cut-topic",
     BYTES ("\x3a\x04\x00\x09"
            "ab"),
     FALSE,
     HELIO_ERROR_MQTT_PROTOCOL,
     -1,
     NULL},
    {"no-id",
     BYTES ("\x3a\x03\x00\x01"
            "a"),
     FALSE,
     HELIO_ERROR_MQTT_PROTOCOL,
     -1,
     NULL},
    {"too-large", BYTES ("\x30\xff\xff\xff\x7f"), FALSE, HELIO_ERROR_MQTT_PROTOCOL, -1, NULL},
    {"large-suback", BYTES ("\x90\xff\xff\x7f"), FALSE, HELIO_ERROR_MQTT_PROTOCOL, -1, NULL},
    {"bad-property",
     BYTES ("\x30\x06\x00\x01"
            "a\x02\x7f\x00"),
     FALSE,
     HELIO_ERROR_MQTT_PROTOCOL,
     -1,
     NULL},
};

static void
test_end (gconstpointer data)
{
  const End *end = data;
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (end_connection, (gpointer) end);
  g_autoptr (HelioTestLink) link = link_to (broker, 5);
  HelioFilterOptions options = {.filter = "a"};
  g_autoptr (HelioEvent) connected = NULL, subscribed = NULL, ended = NULL;
  guint64 request;

  connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  request = helio_link_subscribe (helio_test_link_get (link), &options);
  /* A request without an answer gets one from the link. */
  subscribed = helio_test_link_wait_request (link, request);
  g_assert_error (subscribed->error, HELIO_ERROR, HELIO_ERROR_MQTT_NOT_CONNECTED);
  ended = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  g_assert_error (ended->error, HELIO_ERROR, (int) end->code);
  g_assert_cmpint (helio_error_get_reason_code (ended->error), ==, end->reason);
  if (end->detail != NULL)
    g_assert_cmpstr (helio_error_get_detail (ended->error), ==, end->detail);

  request = helio_test_link_publish (link, "a", "b", 1);
  g_clear_pointer (&subscribed, helio_event_unref);
  subscribed = helio_test_link_wait_request (link, request);
  g_assert_error (subscribed->error, HELIO_ERROR, HELIO_ERROR_MQTT_NOT_CONNECTED);
}

/* Refusals with words that libmosquitto would keep to itself. */
static void
refuse (HelioFakePeer *peer, guint serial, gpointer data)
{
  static const guint8 words[] = {0x1F, 0, 3, 'w', 'h', 'y'};
  GBytes *packet;

  helio_fake_peer_welcome (peer, FALSE);
  while ((packet = helio_fake_peer_read (peer)) != NULL) {
    const guint8 *bytes = g_bytes_get_data (packet, NULL);
    guint8 kind = bytes[0] & 0xF0;
    guint8 answer[16] = {kind == 0x30 ? ((bytes[0] & 6) == 4 ? 0x50 : 0x40) : kind + 0x10};
    gsize at = kind == 0x30 ? 5 : 2;

    if (kind != 0x30 && kind != 0x80 && kind != 0xA0) {
      g_bytes_unref (packet);
      continue;
    }
    answer[2] = bytes[at];
    answer[3] = bytes[at + 1];
    if (kind == 0x30) {
      answer[1] = 4 + sizeof words;
      answer[4] = 0x87;
      answer[5] = sizeof words;
      memcpy (answer + 6, words, sizeof words);
    } else {
      answer[1] = 4 + sizeof words;
      answer[4] = sizeof words;
      memcpy (answer + 5, words, sizeof words);
      answer[5 + sizeof words] = 0x87;
    }
    g_bytes_unref (packet);
    helio_fake_peer_write (peer, answer, 2 + answer[1]);
  }
}

static void
test_refusals (void)
{
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (refuse, NULL);
  g_autoptr (HelioTestLink) link = link_to (broker, 5);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  HelioFilterOptions options = {.filter = "a"};
  guint64 requests[4];

  requests[0] = helio_link_subscribe (helio_test_link_get (link), &options);
  requests[1] = helio_link_unsubscribe (helio_test_link_get (link), "a");
  requests[2] = helio_test_link_publish (link, "a", "b", 1);
  requests[3] = helio_test_link_publish (link, "a", "b", 2);
  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++) {
    g_autoptr (HelioEvent) event = helio_test_link_wait_request (link, requests[i]);

    g_assert_error (event->error, HELIO_ERROR, HELIO_ERROR_MQTT_NOT_AUTHORIZED);
    g_assert_cmpint (event->reason_code, ==, 0x87);
    g_assert_cmpint (event->granted_qos, ==, -1);
    g_assert_cmpstr (event->reason_string, ==, "why");
    g_assert_cmpstr (helio_error_get_detail (event->error), ==, "why");
  }
}

static void
never_pong (HelioFakePeer *peer, guint serial, gpointer data)
{
  helio_fake_peer_welcome (peer, FALSE);
  helio_fake_peer_wait_end (peer);
}

static void
test_ping_without_answer (void)
{
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (never_pong, NULL);
  g_autoptr (HelioTestLink) link = link_to (broker, 5);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_autoptr (HelioEvent) ended = NULL;

  helio_link_ping (helio_test_link_get (link));
  ended = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  g_assert_error (ended->error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT);
}

/* The broker never got PUBREC, so it sends the message again on the next connection; then it releases it and
 * uses the id for another one. Each must come once, and the right one. */
static void
repeat_qos2 (HelioFakePeer *peer, guint serial, gpointer data)
{
  static const guint8 pubrel[] = {0x62, 2, 0, 7};
  int version = helio_fake_peer_welcome (peer, serial > 0);
  g_autoptr (GBytes) first = NULL, released = NULL, second = NULL, end = NULL;

  helio_fake_peer_publish (peer, version, serial == 0 ? 0x04 : 0x0C, "a", 7, "old");
  first = helio_fake_peer_expect (peer, 0x50);
  if (serial == 0)
    return;
  helio_fake_peer_write (peer, pubrel, sizeof pubrel);
  released = helio_fake_peer_expect (peer, 0x70);
  helio_fake_peer_publish (peer, version, 0x04, "a", 7, "new");
  second = helio_fake_peer_expect (peer, 0x50);
  helio_fake_peer_write (peer, pubrel, sizeof pubrel);
  end = helio_fake_peer_expect (peer, 0x70);
  helio_fake_peer_wait_end (peer);
}

static void
test_repeated_qos2 (gconstpointer data)
{
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (repeat_qos2, NULL);
  g_autoptr (HelioTestLink) link = link_to (broker, GPOINTER_TO_INT (data));
  g_autoptr (HelioEvent) first = NULL, ended = NULL, second = NULL;

  first = helio_test_link_connect (link, NULL, NULL, FALSE);
  ended = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  second = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_assert_true (second->info->session_present);
  helio_test_link_wait_messages (link, 2, 10);
  g_assert_cmpstr (helio_test_link_get_message (link, 0)->payload, ==, "old");
  g_assert_cmpstr (helio_test_link_get_message (link, 1)->payload, ==, "new");
  g_assert_cmpuint (helio_test_link_get_n_gaps (link), ==, 1);
}

/* The session is gone, and with it the PUBREL of a message that is here whole. */
static void
lose_session (HelioFakePeer *peer, guint serial, gpointer data)
{
  static const guint8 pubrel[] = {0x62, 2, 0, 7};
  int version = helio_fake_peer_welcome (peer, FALSE);
  g_autoptr (GBytes) received = NULL, end = NULL;

  helio_fake_peer_publish (peer, version, 0x04, "a", 7, serial == 0 ? "old" : "new");
  received = helio_fake_peer_expect (peer, 0x50);
  if (serial == 0)
    return;
  helio_fake_peer_write (peer, pubrel, sizeof pubrel);
  end = helio_fake_peer_read (peer);
  /* Nothing but the PUBCOMP for this one: that for the link's own PUBREL stays at home. */
  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (end, NULL))[0], ==, 0x70);
  helio_fake_peer_wait_end (peer);
}

static void
test_lost_session (void)
{
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (lose_session, NULL);
  g_autoptr (HelioTestLink) link = link_to (broker, 5);
  g_autoptr (HelioEvent) first = NULL, ended = NULL, second = NULL;

  first = helio_test_link_connect (link, NULL, NULL, FALSE);
  ended = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  second = helio_test_link_connect (link, NULL, NULL, FALSE);
  helio_test_link_wait_messages (link, 2, 10);
  g_assert_cmpstr (helio_test_link_get_message (link, 0)->payload, ==, "old");
  g_assert_cmpstr (helio_test_link_get_message (link, 1)->payload, ==, "new");
}

static void
publish_and_wait (HelioFakePeer *peer, int version, guint8 flags, guint16 id, const char *payload)
{
  g_autoptr (GBytes) ack = NULL;

  helio_fake_peer_publish (peer, version, flags, "a", id, payload);
  ack = helio_fake_peer_expect (peer, 0x40);
}

/* The same bytes again are a redelivery only with DUP, the same id, and after a switch. */
static void
redeliver (HelioFakePeer *peer, guint serial, gpointer data)
{
  int version = helio_fake_peer_welcome (peer, serial > 0);

  if (serial == 0) {
    publish_and_wait (peer, version, 0x02, 1, "one");
    publish_and_wait (peer, version, 0x02, 2, "two");
    return;
  }
  publish_and_wait (peer, version, 0x0A, 1, "one");   /* again */
  publish_and_wait (peer, version, 0x0A, 2, "other"); /* never seen */
  publish_and_wait (peer, version, 0x02, 2, "two");   /* no DUP */
  publish_and_wait (peer, version, 0x0A, 1, "one");   /* folded already */
  helio_fake_peer_wait_end (peer);
}

static void
test_redelivery (gconstpointer data)
{
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (redeliver, NULL);
  g_autoptr (HelioTestLink) link = link_to (broker, GPOINTER_TO_INT (data));
  g_autoptr (HelioEvent) first = NULL, ended = NULL, second = NULL;
  static const gboolean redelivered[] = {FALSE, FALSE, TRUE, FALSE, FALSE, FALSE};
  static const gboolean duplicate[] = {FALSE, FALSE, TRUE, TRUE, FALSE, TRUE};

  first = helio_test_link_connect (link, NULL, NULL, FALSE);
  ended = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  second = helio_test_link_connect (link, NULL, NULL, FALSE);
  helio_test_link_wait_messages (link, G_N_ELEMENTS (redelivered), 10);
  for (guint i = 0; i < G_N_ELEMENTS (redelivered); i++) {
    g_assert_cmpint (helio_test_link_get_message (link, i)->redelivered, ==, redelivered[i]);
    g_assert_cmpint (helio_test_link_get_message (link, i)->duplicate, ==, duplicate[i]);
  }
}

static void
renew (HelioTestLink *link)
{
  g_autoptr (HelioCredential) credential = helio_test_credential (NULL, NULL);

  helio_link_renew (helio_test_link_get (link), credential);
}

/* Answers PINGREQ until DISCONNECT, or until the client has gone. */
static void
serve_pings (HelioFakePeer *peer)
{
  static const guint8 pingresp[] = {0xD0, 0};
  gboolean left = FALSE;

  while (!left) {
    g_autoptr (GBytes) packet = helio_fake_peer_read (peer);
    guint8 first = packet != NULL ? ((const guint8 *) g_bytes_get_data (packet, NULL))[0] : 0xE0;

    if (first == 0xC0)
      helio_fake_peer_write (peer, pingresp, sizeof pingresp);
    left = first == 0xE0;
  }
}

/* A plan with one connection: the second is refused until the first has said good-bye. */
static void
one_at_a_time (HelioFakePeer *peer, guint serial, gpointer data)
{
  static const guint8 quota[] = {0x20, 3, 0, 0x97, 0};
  int *left = data;

  if (serial == 1) {
    g_autoptr (GBytes) connect = helio_fake_peer_expect (peer, 0x10);

    helio_fake_peer_write (peer, quota, sizeof quota);
    return;
  }
  helio_fake_peer_welcome (peer, serial > 0);
  /* It has sent CONNECT by now. */
  if (serial == 2)
    g_assert_true (g_atomic_int_get (left));
  serve_pings (peer);
  g_atomic_int_set (left, TRUE);
}

static void
test_one_connection_at_a_time (void)
{
  int left = FALSE;
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (one_at_a_time, &left);
  g_autoptr (HelioTestLink) link = link_to (broker, 5);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_autoptr (HelioEvent) renewed = NULL;

  renew (link);
  renewed = helio_test_link_wait_end (link);
  g_assert_cmpint (renewed->kind, ==, HELIO_EVENT_RENEWED);
  g_assert_true (renewed->info->session_present);
}

/* The credential runs out while the connection is being swapped. */
static void
expire_at_ping (HelioFakePeer *peer, guint serial, gpointer data)
{
  static const guint8 expired[] = {0xE0, 1, 0x98};
  g_autoptr (GBytes) ping = NULL;

  helio_fake_peer_welcome (peer, serial > 0);
  if (serial > 0) {
    helio_fake_peer_wait_end (peer);
    return;
  }
  ping = helio_fake_peer_expect (peer, 0xC0);
  helio_fake_peer_write (peer, expired, sizeof expired);
}

static void
test_expires_while_renewing (void)
{
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (expire_at_ping, NULL);
  g_autoptr (HelioTestLink) link = link_to (broker, 5);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_autoptr (HelioEvent) renewed = NULL;

  renew (link);
  renewed = helio_test_link_wait_end (link);
  g_assert_cmpint (renewed->kind, ==, HELIO_EVENT_RENEWED);
}

/* The old connection is never closed, and more comes on the new one than may be kept back. */
#define FLOOD 60000

static void
flood (HelioFakePeer *peer, guint serial, gpointer data)
{
  int version = helio_fake_peer_welcome (peer, serial > 0);
  g_autofree char *payload = g_strnfill (90, 'x');

  if (serial == 0) {
    serve_pings (peer);
    return;
  }
  for (guint i = 0; i < FLOOD; i++)
    helio_fake_peer_publish (peer, version, 0, "flood", 0, payload);
  helio_fake_peer_wait_end (peer);
}

static void
test_flood_while_draining (void)
{
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (flood, NULL);
  g_autoptr (HelioTestLink) link = link_to (broker, 5);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_autoptr (HelioEvent) renewed = NULL;

  renew (link);
  renewed = helio_test_link_wait_end (link);
  g_assert_cmpint (renewed->kind, ==, HELIO_EVENT_RENEWED);
  helio_test_link_wait_messages (link, FLOOD, 30);
  g_assert_cmpuint (helio_test_link_get_n_messages (link), ==, FLOOD);
}

static void
never_swap (HelioFakePeer *peer, guint serial, gpointer data)
{
  if (serial == 0) {
    helio_fake_peer_welcome (peer, FALSE);
    serve_pings (peer);
  } else {
    helio_fake_peer_wait_end (peer);
  }
}

static void
test_leave_while_renewing (void)
{
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (never_swap, NULL);
  HelioLinkConfig config = {.url = helio_fake_broker_get_url (broker), .mqtt_version = 5};
  g_autoptr (HelioTestLink) link = helio_test_link_new (&config);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_autoptr (HelioEvent) transport = NULL, answer = NULL, left = NULL;
  guint64 request;

  renew (link);
  transport = helio_test_link_wait (link, HELIO_EVENT_TRANSPORT);
  request = helio_test_link_publish (link, "a", "b", 1);
  helio_link_disconnect (helio_test_link_get (link), TRUE);
  answer = helio_test_link_wait_request (link, request);
  g_assert_error (answer->error, HELIO_ERROR, HELIO_ERROR_MQTT_NOT_CONNECTED);
  left = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  g_assert_no_error (left->error);
}

static void
test_renewal_without_answer (void)
{
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (never_swap, NULL);
  g_autoptr (HelioTestLink) link = link_to (broker, 5);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_autoptr (HelioEvent) failed = NULL, round_trip = NULL;

  renew (link);
  failed = helio_test_link_wait_end (link);
  g_assert_cmpint (failed->kind, ==, HELIO_EVENT_RENEW_FAILED);
  g_assert_error (failed->error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT);
  g_assert_true (failed->connected);
  /* And it is so. */
  helio_link_ping (helio_test_link_get (link));
  round_trip = helio_test_link_wait (link, HELIO_EVENT_ROUND_TRIP);
}

/* What became of a connection whose CONNECT is not answered before the client goes. */
typedef struct {
  guint serial;
  int asked, parted; /* atomic */
} Parting;

static void
hear_good_bye (HelioFakePeer *peer, guint serial, gpointer data)
{
  static const guint8 connack[] = {0x20, 3, 0, 0, 0};
  Parting *parting = data;
  g_autoptr (GBytes) connect = NULL, last = NULL;

  if (serial < parting->serial) {
    helio_fake_peer_welcome (peer, FALSE);
    serve_pings (peer);
    return;
  }
  connect = helio_fake_peer_expect (peer, 0x10);
  g_atomic_int_set (&parting->asked, TRUE);
  last = helio_fake_peer_read (peer);
  helio_fake_peer_write (peer, connack, sizeof connack);
  if (last != NULL && ((const guint8 *) g_bytes_get_data (last, NULL))[0] == 0xE0)
    g_atomic_int_set (&parting->parted, TRUE);
}

static gboolean
is_set (gpointer data)
{
  return g_atomic_int_get ((int *) data) != 0;
}

/* Without DISCONNECT on the connection that the broker may have by now it would publish the will. */
static void
test_good_bye (gconstpointer data)
{
  Parting parting = {.serial = GPOINTER_TO_UINT (data)};
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (hear_good_bye, &parting);
  HelioLinkConfig config = {.url = helio_fake_broker_get_url (broker),
                            .mqtt_version = 5,
                            .will_topic = "will"};
  g_autoptr (HelioTestLink) link = helio_test_link_new (&config);
  g_autoptr (HelioEvent) connected = NULL, left = NULL;

  if (parting.serial == 0) {
    helio_test_link_start (link, NULL, NULL, FALSE);
  } else {
    connected = helio_test_link_connect (link, NULL, NULL, FALSE);
    renew (link);
  }
  helio_test_wait (is_set, &parting.asked, 20, "CONNECT");
  helio_link_disconnect (helio_test_link_get (link), FALSE);
  left = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  g_assert_no_error (left->error);
  helio_test_wait (is_set, &parting.parted, 20, "DISCONNECT");
}

static void
test_good_bye_freed (void)
{
  Parting parting = {0};
  g_autoptr (HelioFakeBroker) broker = helio_fake_broker_new (hear_good_bye, &parting);
  HelioLinkConfig config = {.url = helio_fake_broker_get_url (broker),
                            .mqtt_version = 5,
                            .will_topic = "will"};
  g_autoptr (HelioTestLink) link = helio_test_link_new (&config);

  helio_test_link_start (link, NULL, NULL, FALSE);
  helio_test_wait (is_set, &parting.asked, 20, "CONNECT");
  helio_test_link_drop (link);
  helio_test_wait (is_set, &parting.parted, 20, "DISCONNECT");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autofree char *path = g_strdup_printf ("/link-faults/answer/%s", answers[i].name);

    g_test_add_data_func (path, &answers[i], test_answer);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++) {
    g_autofree char *path = g_strdup_printf ("/link-faults/end/%s", ends[i].name);

    g_test_add_data_func (path, &ends[i], test_end);
  }
  g_test_add_func ("/link-faults/silence", test_silence);
  g_test_add_func ("/link-faults/refusals", test_refusals);
  g_test_add_func ("/link-faults/free-while-connecting", test_free_while_connecting);
  g_test_add_func ("/link-faults/ping-without-answer", test_ping_without_answer);
  g_test_add_data_func ("/link-faults/repeated-qos2/5", GINT_TO_POINTER (5), test_repeated_qos2);
  g_test_add_data_func ("/link-faults/repeated-qos2/4", GINT_TO_POINTER (4), test_repeated_qos2);
  g_test_add_func ("/link-faults/lost-session", test_lost_session);
  g_test_add_func ("/link-faults/one-connection-at-a-time", test_one_connection_at_a_time);
  g_test_add_func ("/link-faults/expires-while-renewing", test_expires_while_renewing);
  g_test_add_func ("/link-faults/flood-while-draining", test_flood_while_draining);
  g_test_add_func ("/link-faults/leave-while-renewing", test_leave_while_renewing);
  g_test_add_func ("/link-faults/renewal-without-answer", test_renewal_without_answer);
  g_test_add_data_func ("/link-faults/good-bye/connecting", GUINT_TO_POINTER (0), test_good_bye);
  g_test_add_data_func ("/link-faults/good-bye/renewing", GUINT_TO_POINTER (1), test_good_bye);
  g_test_add_func ("/link-faults/good-bye/freed", test_good_bye_freed);
  g_test_add_data_func ("/link-faults/redelivery/5", GINT_TO_POINTER (5), test_redelivery);
  g_test_add_data_func ("/link-faults/redelivery/4", GINT_TO_POINTER (4), test_redelivery);
  return g_test_run ();
}
