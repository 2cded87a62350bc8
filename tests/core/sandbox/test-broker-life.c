// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "broker-fixture.h"
#include "tests/support/helio-test.h"

#include <signal.h>

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

static gboolean
has_pending (gpointer data)
{
  return helio_mqtt_peer_get_pending (data) > 0;
}

/* Connections end without a word, connects are refused on the same ports, and the credentials are still good
 * when it is back. */
static void
test_kill (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) peers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) helio_mqtt_peer_free);

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  for (guint i = 0; broker_fixture_schemes[i] != NULL; i++)
    g_ptr_array_add (peers,
                     broker_fixture_log_in (f,
                                            broker_fixture_schemes[i],
                                            5,
                                            "alice@org_1",
                                            broker_fixture_schemes[i]));
  broker_fixture_fault (f, "kill", "-1", 1, NULL);
  for (guint i = 0; i < peers->len; i++)
    g_assert_cmpint (helio_mqtt_peer_wait_end (g_ptr_array_index (peers, i), 5), ==, -1);
  g_assert_false (helio_sandbox_broker_is_up (f->broker));
  for (guint i = 0; broker_fixture_schemes[i] != NULL; i++)
    g_assert_null (
        helio_mqtt_peer_new (helio_sandbox_broker_get_url (f->broker, broker_fixture_schemes[i]),
                             helio_sandbox_broker_get_ca_file (f->broker)));
  broker_fixture_fault (f, "start", NULL, 1, NULL);
  broker_fixture_wait_up (f, TRUE);
  for (guint i = 0; broker_fixture_schemes[i] != NULL; i++)
    g_assert_cmpint (try_connect (f, broker_fixture_schemes[i], 5, "alice@org_1"), ==, 0);

  broker_fixture_fault (f, "kill", NULL, 1, NULL);
  g_assert_false (helio_sandbox_broker_is_up (f->broker));
  broker_fixture_wait_up (f, TRUE);
  g_assert_cmpint (try_connect (f, "mqtt", 5, "alice@org_1"), ==, 0);
}

/* Killed by somebody else: it comes back by itself. */
static void
test_crash (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (HelioMqttPeer) peer = NULL;

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  peer = broker_fixture_log_in (f, "mqtt", 5, "alice@org_1", "c");
  g_assert_cmpint (kill (broker_fixture_find_child (), SIGKILL), ==, 0);
  g_assert_cmpint (helio_mqtt_peer_wait_end (peer, 5), ==, -1);
  broker_fixture_wait_up (f, FALSE);
  broker_fixture_wait_up (f, TRUE);
  g_assert_cmpint (try_connect (f, "wss", 5, "alice@org_1"), ==, 0);
}

/* Half-open: a connect succeeds and is never answered, until it goes on. */
static void
test_stop (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (HelioMqttPeer) live = NULL;
  g_autoptr (HelioMqttPeer) fresh = NULL;
  HelioMqttPeerConnect connect = {.version = 5,
                                  .client_id = "fresh",
                                  .username = "alice@org_1",
                                  .password = "one"};
  static const guint8 ping[] = {0xc0, 0};
  gint64 until;

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  live = broker_fixture_log_in (f, "ws", 5, "alice@org_1", "live");
  broker_fixture_fault (f, "stop", NULL, 1, NULL);
  fresh = broker_fixture_open (f, "mqtts");
  helio_mqtt_peer_send_connect (fresh, &connect);
  helio_mqtt_peer_send (live, ping, sizeof ping);
  until = g_get_monotonic_time () + 200 * G_TIME_SPAN_MILLISECOND;
  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (helio_mqtt_peer_get_pending (live), ==, 0);
  g_assert_cmpuint (helio_mqtt_peer_get_pending (fresh), ==, 0);
  broker_fixture_fault (f, "cont", NULL, 1, NULL);
  helio_test_wait (has_pending, live, 5, "the answer to a PING");
  helio_test_wait (has_pending, fresh, 5, "a CONNACK");
}

static void
test_stopped_broker_can_be_ended (BrokerFixture *f, gconstpointer data)
{
  gint64 begin = g_get_monotonic_time ();

  broker_fixture_fault (f, "stop", NULL, 1, NULL);
  helio_sandbox_broker_stop (f->broker);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 3 * G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) BROKER_TEST ("/sandbox/life/" name, NULL, func)
  ADD ("kill", test_kill);
  ADD ("crash", test_crash);
  ADD ("stop", test_stop);
  ADD ("stopped-broker-can-be-ended", test_stopped_broker_can_be_ended);
  return g_test_run ();
}
