// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "broker-fixture.h"
#include "core/base/helio-error.h"
#include "tests/support/helio-test.h"

static int
try_connect (BrokerFixture *f, const char *scheme, guint version, const char *username)
{
  g_autoptr (HelioMqttPeer) peer = broker_fixture_open (f, scheme);
  HelioMqttPeerConnect connect = {.version = version,
                                  .client_id = "c",
                                  .username = username,
                                  .password = "one"};

  return helio_mqtt_peer_connect (peer, &connect, NULL);
}

static void
test_connack_codes (BrokerFixture *f, gconstpointer data)
{
  static const struct {
    const char *text;
    int five;
    int three;
  } codes[] = {{"0x86", 0x86, 4},
               {"135", 0x87, 5},
               {"0x97", 0x97, 3},
               {"0x9D", 0x9d, 3},
               {"0x85", 0x85, 2}};

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  for (guint i = 0; broker_fixture_schemes[i] != NULL; i++) {
    const char *scheme = broker_fixture_schemes[i];

    /* All of them on the first, one on each of the others. */
    for (gsize k = i == 0 ? 0 : i; k < (i == 0 ? G_N_ELEMENTS (codes) : i + 1); k++) {
      broker_fixture_fault (f, "code", codes[k].text, 2, NULL);
      g_assert_cmpint (try_connect (f, scheme, 5, "alice@org_1"), ==, codes[k].five);
      g_assert_cmpint (try_connect (f, scheme, 4, "alice@org_1"), ==, codes[k].three);
      g_assert_cmpint (try_connect (f, scheme, 5, "alice@org_1"), ==, 0);
    }
  }
}

/* Only the user that is meant, for as often as was said, or until "clear". */
static void
test_counts (BrokerFixture *f, gconstpointer data)
{
  broker_fixture_grant (f, "alice@org_1", "one", 0);
  broker_fixture_grant (f, "bob@org_1", "one", 0);
  broker_fixture_fault (f, "code", "0x89", 0, "alice");
  for (guint i = 0; i < 3; i++) {
    g_assert_cmpint (try_connect (f, "mqtt", 5, "alice@org_1"), ==, 0x89);
    g_assert_cmpint (try_connect (f, "mqtt", 5, "bob@org_1"), ==, 0);
  }
  broker_fixture_fault (f, "clear", NULL, 0, NULL);
  g_assert_cmpint (try_connect (f, "mqtt", 5, "alice@org_1"), ==, 0);
}

static void
test_live_disconnect (BrokerFixture *f, gconstpointer data)
{
  broker_fixture_grant (f, "alice@org_1", "one", 0);
  broker_fixture_grant (f, "bob@org_1", "one", 0);
  for (guint i = 0; broker_fixture_schemes[i] != NULL; i++) {
    const char *scheme = broker_fixture_schemes[i];
    g_autoptr (HelioMqttPeer) five = broker_fixture_log_in (f, scheme, 5, "alice@org_1", "five");
    g_autoptr (HelioMqttPeer) three = broker_fixture_log_in (f, scheme, 4, "alice@org_1", "three");
    g_autoptr (HelioMqttPeer) bob = broker_fixture_log_in (f, scheme, 5, "bob@org_1", "bob");

    broker_fixture_fault (f, "code", "disconnect:0x8E", 2, "alice");
    g_assert_cmpint (helio_mqtt_peer_wait_end (five, 5), ==, 0x8e);
    g_assert_cmpint (helio_mqtt_peer_wait_end (three, 5), ==, -1);
    g_assert_true (helio_mqtt_peer_ping (bob));
  }
  /* Nobody is there: the next one gets it, after its CONNACK. */
  {
    g_autoptr (HelioMqttPeer) later = NULL;
    g_autoptr (HelioMqttPeer) refused = broker_fixture_open (f, "ws");
    HelioMqttPeerConnect wrong = {.version = 5,
                                  .client_id = "c",
                                  .username = "alice@org_1",
                                  .password = "no"};

    broker_fixture_fault (f, "code", "disconnect:0x8B", 1, "alice");
    g_assert_cmpint (helio_mqtt_peer_connect (refused, &wrong, NULL), ==, 0x87);
    g_assert_cmpint (helio_mqtt_peer_wait_end (refused, 5), ==, -1);
    later = broker_fixture_log_in (f, "wss", 5, "alice@org_1", "later");
    g_assert_cmpint (helio_mqtt_peer_wait_end (later, 5), ==, 0x8b);
  }
}

/* Under a flood of large messages the DISCONNECT still stands between two packets: the client parses all. */
static void
test_disconnect_in_flood (BrokerFixture *f, gconstpointer data)
{
  g_autofree char *payload = g_strnfill (100000, 'x');

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  broker_fixture_grant (f, "bob@org_1", "one", 0);
  for (guint i = 0; broker_fixture_schemes[i] != NULL; i++) {
    g_autoptr (HelioMqttPeer) reader =
        broker_fixture_log_in (f, broker_fixture_schemes[i], 5, "alice@org_1", "reader");
    g_autoptr (HelioMqttPeer) writer = broker_fixture_log_in (f, "mqtt", 5, "bob@org_1", "writer");
    guint messages = 0;

    g_assert_cmpint (helio_mqtt_peer_subscribe (reader, "chat/#", 0), ==, 0);
    for (guint k = 0; k < 12; k++)
      helio_mqtt_peer_publish (writer, "chat/x", payload, 0);
    broker_fixture_fault (f, "code", "disconnect:0x97", 1, "alice");
    for (;;) {
      g_autoptr (GBytes) packet = helio_mqtt_peer_next (reader, 10);
      const guint8 *octets;

      g_assert_nonnull (packet); /* not cut inside a packet */
      octets = g_bytes_get_data (packet, NULL);
      if (octets[0] == 0xe0) {
        g_assert_cmpint (octets[2], ==, 0x97);
        break;
      }
      g_assert_cmpint (octets[0] & 0xf0, ==, 0x30);
      g_assert_cmpuint (g_bytes_get_size (packet), >, 100000);
      messages++;
    }
    g_assert_null (helio_mqtt_peer_next (reader, 10));
    g_assert_cmpuint (helio_mqtt_peer_get_pending (reader), ==, 0);
    g_test_message ("%s: %u messages before it", broker_fixture_schemes[i], messages);
    broker_fixture_fault (f, "clear", NULL, 0, NULL);
  }
}

static void
test_delay (BrokerFixture *f, gconstpointer data)
{
  broker_fixture_grant (f, "alice@org_1", "one", 0);
  for (guint i = 0; broker_fixture_schemes[i] != NULL; i++) {
    gint64 begin = g_get_monotonic_time ();

    broker_fixture_fault (f, "delay", "200", 1, NULL);
    g_assert_cmpint (try_connect (f, broker_fixture_schemes[i], 5, "alice@org_1"), ==, 0);
    g_assert_cmpint (g_get_monotonic_time () - begin, >=, 200 * G_TIME_SPAN_MILLISECOND);
  }
}

static gboolean
has_pending (gpointer data)
{
  return helio_mqtt_peer_get_pending (data) > 0;
}

static void
test_malformed (BrokerFixture *f, gconstpointer data)
{
  broker_fixture_grant (f, "alice@org_1", "one", 0);
  for (guint i = 0; broker_fixture_schemes[i] != NULL; i++) {
    g_autoptr (HelioMqttPeer) at_connect = broker_fixture_open (f, broker_fixture_schemes[i]);
    g_autoptr (HelioMqttPeer) live =
        broker_fixture_log_in (f, broker_fixture_schemes[i], 5, "alice@org_1", "live");
    HelioMqttPeerConnect connect = {.version = 5,
                                    .client_id = "c",
                                    .username = "alice@org_1",
                                    .password = "one"};

    broker_fixture_fault (f, "malformed", NULL, 1, NULL);
    helio_mqtt_peer_send_connect (at_connect, &connect);
    /* A length of five octets: never a packet, so it stays what it is. */
    helio_test_wait (has_pending, at_connect, 20, "octets that are no MQTT");
    broker_fixture_fault (f, "malformed", "live", 1, NULL);
    helio_test_wait (has_pending, live, 20, "octets that are no MQTT");
  }
}

static void
test_drops (BrokerFixture *f, gconstpointer data)
{
  broker_fixture_grant (f, "alice@org_1", "one", 0);
  for (guint i = 0; broker_fixture_schemes[i] != NULL; i++) {
    broker_fixture_fault (f, "drop_before", NULL, 1, NULL);
    g_assert_cmpint (try_connect (f, broker_fixture_schemes[i], 5, "alice@org_1"), ==, -1);
    broker_fixture_fault (f, "drop_after", NULL, 1, "alice");
    g_assert_cmpint (try_connect (f, broker_fixture_schemes[i], 4, "alice@org_1"), ==, -1);
    g_assert_cmpint (try_connect (f, broker_fixture_schemes[i], 5, "alice@org_1"), ==, 0);
  }
}

static void
test_refused (BrokerFixture *f, gconstpointer data)
{
  static const char *const wrong[][2] = {{"code", NULL},
                                         {"code", "0x100"},
                                         {"code", "disconnect:"},
                                         {"code", "-1"},
                                         {"delay", "soon"},
                                         {"delay", "99999999"},
                                         {"skew", "1"},
                                         {"kill", "now"}};

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    if (helio_sandbox_broker_fault (f->broker, wrong[i][0], wrong[i][1], 1, NULL, &error))
      g_error ("%s %s was taken", wrong[i][0], wrong[i][1]);
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) BROKER_TEST ("/sandbox/faults/" name, NULL, func)
  ADD ("connack-codes", test_connack_codes);
  ADD ("counts", test_counts);
  ADD ("live-disconnect", test_live_disconnect);
  ADD ("disconnect-in-flood", test_disconnect_in_flood);
  ADD ("delay", test_delay);
  ADD ("malformed", test_malformed);
  ADD ("drops", test_drops);
  ADD ("refused", test_refused);
  return g_test_run ();
}
