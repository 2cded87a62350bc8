// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "broker-fixture.h"
#include "core/base/helio-json.h"
#include "core/mqtt/helio-topic.h"
#include "sandbox/helio-fleet-plant.h"
#include "sandbox/helio-fleet.h"
#include "tests/support/helio-test.h"

#include <string.h>

static const char *const users[] = {"alice", "bob", NULL};

static gboolean
is_json (GBytes *payload)
{
  gsize size;
  const char *text = g_bytes_get_data (payload, &size);

  return helio_json_check (text, size, HELIO_JSON_SIZE_ANSWER, HELIO_JSON_DEPTH_ANSWER, NULL);
}

/* As many topics as it says, every one a topic, JSON where it says so, other things too. */
static void
test_plant (void)
{
  HelioPlant *plant = helio_plant_new (1, users);
  g_autoptr (GHashTable) topics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  HelioPlantMessage message;
  guint retained = 0;
  guint binary = 0;
  guint numbers = 0;
  guint qos[3] = {0};

  while (helio_plant_get_retained (plant, retained, &message)) {
    retained++;
    g_assert_true (message.retain);
    g_assert_true (is_json (message.payload));
    g_hash_table_add (topics, g_strdup (message.topic));
    helio_plant_message_clear (&message);
  }
  for (guint i = 0; i < 20000; i++) {
    gsize size;
    const char *text;

    helio_plant_next (plant, G_GINT64_CONSTANT (1767225600000000) + i * 1000, &message);
    text = g_bytes_get_data (message.payload, &size);
    g_assert_true (helio_topic_validate_name (message.topic, NULL));
    g_assert_cmpuint (size, >, 0);
    if (g_strcmp0 (message.content_type, "application/json") == 0)
      g_assert_true (is_json (message.payload));
    if (g_strcmp0 (message.content_type, "text/plain") == 0)
      g_assert_true (g_utf8_validate_len (text, size, NULL));
    if (g_strcmp0 (message.content_type, "application/octet-stream") == 0) {
      g_assert_cmpuint (size, ==, 256);
      binary++;
    }
    if (g_str_has_suffix (message.topic, "/humidity")) {
      double value = g_ascii_strtod (text, NULL);

      g_assert_cmpfloat (value, >, 30);
      g_assert_cmpfloat (value, <, 70);
      numbers++;
    }
    qos[message.qos]++;
    g_hash_table_add (topics, g_strdup (message.topic));
    helio_plant_message_clear (&message);
  }
  g_test_message ("%u topics, %u retained, %u binary, %u plain numbers",
                  g_hash_table_size (topics),
                  retained,
                  binary,
                  numbers);
  g_assert_cmpuint (g_hash_table_size (topics), ==, helio_plant_get_n_topics (plant));
  g_assert_cmpuint (g_hash_table_size (topics), >=, 200);
  g_assert_cmpuint (retained, >, 50);
  g_assert_true (binary > 0 && numbers > 0 && qos[0] > qos[1] && qos[1] > qos[2] && qos[2] > 0);
  helio_plant_free (plant);
}

static guint
count_until (HelioMqttPeer *peer, double seconds, guint enough, GHashTable *topics)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  guint count = 0;

  while (count < enough && g_get_monotonic_time () < deadline) {
    g_autofree char *topic = NULL;

    g_assert_true (helio_mqtt_peer_take_message (peer, &topic, NULL));
    g_hash_table_add (topics, g_steal_pointer (&topic));
    count++;
  }
  return count;
}

static void
test_publishes (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (HelioFleet) fleet = NULL;
  g_autoptr (HelioMqttPeer) alice = NULL;
  g_autoptr (GHashTable) topics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gint64 begin;
  double rate;

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  alice = broker_fixture_log_in (f, "mqtt", 5, "alice@org_1", "c");
  g_assert_cmpint (helio_mqtt_peer_subscribe (alice, "site/#", 0), ==, 0);
  g_assert_cmpint (helio_mqtt_peer_subscribe (alice, "chat/#", 0), ==, 0);
  g_assert_cmpint (helio_mqtt_peer_subscribe (alice, "users/alice/#", 0), ==, 0);
  g_assert_cmpint (helio_mqtt_peer_subscribe (alice, "alerts/alice/#", 0), ==, 0);
  fleet = helio_fleet_start (f->broker, 500, users);
  begin = g_get_monotonic_time ();
  g_assert_cmpuint (count_until (alice, 20, 1200, topics), ==, 1200);
  rate = 1200 / ((double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC);
  g_test_message ("%.0f msg/s on %u topics", rate, g_hash_table_size (topics));
  /* Never faster than asked: the retained ones and a start with what is due come on top. */
  g_assert_cmpfloat (rate, <, 700);
  g_assert_cmpuint (g_hash_table_size (topics), >, 150);
  g_assert_true (g_hash_table_contains (topics, "users/alice/inbox"));
  g_assert_true (g_hash_table_contains (topics, "alerts/alice"));

  /* A killed broker is come back to, with its retained messages. */
  broker_fixture_fault (f, "kill", NULL, 1, NULL);
  broker_fixture_wait_up (f, TRUE);
  g_clear_pointer (&alice, helio_mqtt_peer_free);
  alice = broker_fixture_log_in (f, "ws", 5, "alice@org_1", "c");
  g_assert_cmpint (helio_mqtt_peer_subscribe (alice, "site/#", 0), ==, 0);
  g_hash_table_remove_all (topics);
  while (!g_hash_table_contains (topics, "site/1/info") ||
         !g_hash_table_contains (topics, "site/4/line/6/config"))
    g_assert_cmpuint (count_until (alice, 20, 1, topics), ==, 1);

  /* "kick everybody" is not for the sandbox's own clients. */
  broker_fixture_fault (f, "kick", NULL, 1, NULL);
  g_assert_cmpint (helio_mqtt_peer_wait_end (alice, 10), ==, 0x98);
  g_clear_pointer (&alice, helio_mqtt_peer_free);
  alice = broker_fixture_log_in (f, "ws", 5, "alice@org_1", "c");
  g_assert_cmpint (helio_mqtt_peer_subscribe (alice, "site/+/line/+/temp", 0), ==, 0);
  g_assert_cmpuint (count_until (alice, 20, 10, topics), ==, 10);
}

static void
test_none (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (HelioFleet) fleet = helio_fleet_start (f->broker, 0, users);

  g_assert_null (fleet);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/fleet/plant", test_plant);
  BROKER_TEST ("/sandbox/fleet/publishes", NULL, test_publishes);
  BROKER_TEST ("/sandbox/fleet/none", NULL, test_none);
  return g_test_run ();
}
