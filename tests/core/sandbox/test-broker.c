// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-sandbox-broker.h"
#include "tests/support/helio-mqtt-peer.h"
#include "tests/support/helio-test.h"

#include <glib/gstdio.h>
#include <signal.h>

static const char *const all_schemes[] = {"mqtt", "mqtts", "ws", "wss"};

typedef struct {
  char *dir;
  HelioSandboxBroker *broker;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {NULL};

  f->dir = helio_test_make_dir ();
  f->broker = helio_sandbox_broker_new (f->dir, data, &error);
  g_assert_no_error (error);
  helio_sandbox_broker_start_async (f->broker, NULL, helio_test_result_ready, &result);
  helio_sandbox_broker_start_finish (f->broker, helio_test_result_wait (&result, 20), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  g_assert_true (helio_sandbox_broker_is_up (f->broker));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GDir) left = NULL;

  helio_sandbox_broker_stop (f->broker);
  left = g_dir_open (f->dir, 0, NULL);
  g_assert_null (g_dir_read_name (left));
  g_assert_finalize_object (g_steal_pointer (&f->broker));
  helio_test_remove_dir (f->dir);
}

static void
grant (Fixture *f, const char *username, const char *password, double seconds)
{
  g_autoptr (GError) error = NULL;
  gint64 expires = seconds > 0 ? g_get_real_time () + (gint64) (seconds * G_USEC_PER_SEC) : 0;

  helio_sandbox_broker_grant (f->broker, username, password, expires, NULL, &error);
  g_assert_no_error (error);
}

static void
fault (Fixture *f, const char *effect, const char *value, int count, const char *user)
{
  g_autoptr (GError) error = NULL;

  helio_sandbox_broker_fault (f->broker, effect, value, count, user, &error);
  g_assert_no_error (error);
}

static HelioMqttPeer *
open_peer (Fixture *f, const char *scheme)
{
  HelioMqttPeer *peer = helio_mqtt_peer_new (helio_sandbox_broker_get_url (f->broker, scheme),
                                             helio_sandbox_broker_get_ca_file (f->broker));

  g_assert_nonnull (peer);
  return peer;
}

static HelioMqttPeer *
log_in (Fixture *f, const char *scheme, guint version, const char *username, const char *client_id)
{
  HelioMqttPeer *peer = open_peer (f, scheme);
  HelioMqttPeerConnect connect = {.version = version,
                                  .client_id = client_id,
                                  .username = username,
                                  .password = "one"};

  g_assert_cmpint (helio_mqtt_peer_connect (peer, &connect, NULL), ==, 0);
  return peer;
}

static void
assert_message (HelioMqttPeer *peer, const char *topic, const char *payload)
{
  g_autofree char *got_topic = NULL;
  g_autofree char *got_payload = NULL;

  g_assert_true (helio_mqtt_peer_take_message (peer, &got_topic, &got_payload));
  g_assert_cmpstr (got_topic, ==, topic);
  g_assert_cmpstr (got_payload, ==, payload);
}

/* All four transports carry a message of a size that needs several writes, both versions. */
static void
test_transports (Fixture *f, gconstpointer data)
{
  g_autofree char *large = g_strnfill (300000, 'x');

  grant (f, "alice@org_1", "one", 0);
  for (guint i = 0; i < G_N_ELEMENTS (all_schemes); i++) {
    for (guint version = 4; version <= 5; version++) {
      g_autoptr (HelioMqttPeer) peer = log_in (f, all_schemes[i], version, "alice@org_1", "c");

      g_assert_cmpint (helio_mqtt_peer_subscribe (peer, "users/alice/#", 1), ==, 1);
      g_assert_cmpint (helio_mqtt_peer_publish (peer, "users/alice/a", "hello", 0), ==, 0);
      assert_message (peer, "users/alice/a", "hello");
      g_assert_cmpint (helio_mqtt_peer_publish (peer, "users/alice/b", large, 0), ==, 0);
      assert_message (peer, "users/alice/b", large);
      g_assert_true (helio_mqtt_peer_ping (peer));
    }
  }
}

static void
test_native (Fixture *f, gconstpointer data)
{
  HelioMqttPeerConnect connect = {.version = 5,
                                  .client_id = "c",
                                  .username = "alice@org_1",
                                  .password = "one"};

  grant (f, "alice@org_1", "one", 0);
  for (guint i = 0; i < G_N_ELEMENTS (all_schemes); i++) {
    g_autoptr (HelioMqttPeer) peer =
        helio_mqtt_peer_new (helio_sandbox_broker_get_native_url (f->broker, all_schemes[i]),
                             helio_sandbox_broker_get_ca_file (f->broker));

    g_assert_nonnull (peer);
    g_assert_cmpint (helio_mqtt_peer_connect (peer, &connect, NULL), ==, 0);
  }
}

static void
test_passwords (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioMqttPeer) first = NULL;
  g_autoptr (HelioMqttPeer) second = open_peer (f, "mqtt");
  HelioMqttPeerConnect connect = {.version = 5,
                                  .client_id = "c2",
                                  .username = "alice@org_1",
                                  .password = "two"};

  grant (f, "alice@org_1", "one", 0);
  first = log_in (f, "mqtt", 5, "alice@org_1", "c1");
  g_assert_cmpint (helio_mqtt_peer_connect (second, &connect, NULL), ==, 0x87);
  g_assert_cmpint (helio_mqtt_peer_wait_end (second, 5), ==, -1);
  g_clear_pointer (&second, helio_mqtt_peer_free);

  grant (f, "alice@org_1", "two", 0);
  second = open_peer (f, "mqtt");
  g_assert_cmpint (helio_mqtt_peer_connect (second, &connect, NULL), ==, 0);
  g_assert_true (helio_mqtt_peer_ping (first));

  for (guint i = 0; i < 2; i++) {
    g_autoptr (HelioMqttPeer) other = open_peer (f, "ws");
    HelioMqttPeerConnect wrong = {.version = 4 + i,
                                  .client_id = "c3",
                                  .username = i == 0 ? "bob@org_1" : NULL,
                                  .password = i == 0 ? "one" : NULL};

    g_assert_cmpint (helio_mqtt_peer_connect (other, &wrong, NULL), ==, i == 0 ? 5 : 0x87);
  }
}

static void
test_kick (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioMqttPeer) alice = NULL;
  g_autoptr (HelioMqttPeer) bob = NULL;

  grant (f, "alice@org_1", "one", 0);
  grant (f, "bob@org_1", "one", 0);
  alice = log_in (f, "ws", 5, "alice@org_1", "a");
  bob = log_in (f, "mqtts", 4, "bob@org_1", "b");
  fault (f, "kick", NULL, 1, "alice");
  g_assert_cmpint (helio_mqtt_peer_wait_end (alice, 5), ==, 0x98);
  g_assert_true (helio_mqtt_peer_ping (bob));
  fault (f, "kick", NULL, 1, NULL);
  g_assert_cmpint (helio_mqtt_peer_wait_end (bob, 5), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/sandbox/broker/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("transports", test_transports);
  ADD ("native", test_native);
  ADD ("passwords", test_passwords);
  ADD ("kick", test_kick);
  return g_test_run ();
}
