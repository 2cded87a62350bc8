// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* One connection taking the place of another, against a real Mosquitto with a round trip that is long enough
 * to lose something in. bench-renewal does the same at length. */
#include "config.h"

#include "core/base/helio-error.h"
#include "tests/support/helio-mosquitto.h"
#include "tests/support/helio-rtt-proxy.h"
#include "tests/support/helio-test-link.h"
#include "tests/support/helio-test.h"

#include <stdlib.h>

#define ROUND_TRIP (10 * 1000)

static const char *const users[] = {"alice", "right", "bob", "right", NULL};
static const HelioMosquittoOptions with_users = {.users = users};

typedef struct {
  const char *scheme;
  int version;
  gboolean will;
} Way;

typedef struct {
  HelioMosquitto *broker;
  HelioRttProxy *proxy;
  HelioTestLink *link;
  guint sent;
} Fixture;

static void
fixture_set_up (Fixture *fixture, const Way *way)
{
  g_autofree char *url = NULL;
  HelioLinkConfig config = {.mqtt_version = way->version, .session_expiry = 60};
  g_autoptr (HelioEvent) connected = NULL;

  fixture->broker = helio_mosquitto_start (&with_users);
  fixture->proxy =
      helio_rtt_proxy_new (helio_mosquitto_get_port (fixture->broker, way->scheme), ROUND_TRIP);
  url = g_strdup_printf ("%s://localhost:%u/",
                         way->scheme,
                         helio_rtt_proxy_get_port (fixture->proxy));
  config.url = url;
  config.ca_pem = helio_mosquitto_get_ca (fixture->broker);
  config.will_topic = way->will ? "will" : NULL;
  fixture->link = helio_test_link_new (&config);
  connected = helio_test_link_connect (fixture->link, "alice", "right", TRUE);
  helio_test_link_subscribe (fixture->link, "n/#", 2, 2);
}

static void
fixture_tear_down (Fixture *fixture)
{
  helio_test_link_free (fixture->link);
  helio_rtt_proxy_free (fixture->proxy);
  helio_mosquitto_free (fixture->broker);
}

static void
renew (Fixture *fixture, const char *password)
{
  g_autoptr (HelioCredential) credential = helio_test_credential ("alice", password);

  helio_link_renew (helio_test_link_get (fixture->link), credential);
}

static void
publish_some (Fixture *fixture, guint count)
{
  static const char *const topics[] = {"n/0", "n/1", "n/2"};

  for (guint i = 0; i < count; i++)
    for (int qos = 0; qos <= 2; qos++) {
      g_autofree char *number = g_strdup_printf ("%u", fixture->sent);

      helio_test_link_publish (fixture->link, topics[qos], number, qos);
      fixture->sent++;
    }
}

static guint
count_distinct (Fixture *fixture, gboolean strict)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < helio_test_link_get_n_messages (fixture->link); i++) {
    const HelioTestMessage *message = helio_test_link_get_message (fixture->link, i);
    gboolean is_new = g_hash_table_add (seen, GINT_TO_POINTER (atoi (message->payload) + 1));

    if (strict)
      g_assert_true (is_new || message->redelivered);
  }
  return g_hash_table_size (seen);
}

static gboolean
all_are_here (gpointer data)
{
  Fixture *fixture = data;

  return count_distinct (fixture, FALSE) == fixture->sent;
}

static void
test_swap (gconstpointer data)
{
  const Way *way = data;
  Fixture fixture = {0};

  fixture_set_up (&fixture, way);
  for (int i = 0; i < 3; i++) {
    g_autoptr (HelioEvent) renewed = NULL;

    publish_some (&fixture, 15);
    renew (&fixture, "right");
    publish_some (&fixture, 15);
    renewed = helio_test_link_wait (fixture.link, HELIO_EVENT_RENEWED);
    g_assert_true (renewed->info->session_present);
    publish_some (&fixture, 15);
  }
  /* QoS 0 as well: it is the point of the order in which things are done. With a last will DISCONNECT comes
   * first, and what the broker gets for us meanwhile is lost. */
  if (!way->will)
    helio_test_wait (all_are_here, &fixture, 20, "every message");
  /* On 3.1.1 the old session is ended with a connection of its own. */
  g_assert_cmpuint (helio_rtt_proxy_get_connections (fixture.proxy), ==, way->version == 5 ? 4 : 5);
  g_assert_cmpuint (helio_test_link_get_n_gaps (fixture.link), ==, 3);
  count_distinct (&fixture, TRUE);
  fixture_tear_down (&fixture);
}

static void
test_will_stays_silent (void)
{
  static const Way way = {"mqtt", 4, TRUE};
  Fixture fixture = {0};
  HelioLinkConfig config = {.mqtt_version = 5};
  g_autoptr (HelioTestLink) watcher = NULL;
  g_autoptr (HelioEvent) connected = NULL, renewed = NULL, published = NULL;

  fixture_set_up (&fixture, &way);
  config.url = helio_mosquitto_get_url (fixture.broker, "mqtt");
  watcher = helio_test_link_new (&config);
  connected = helio_test_link_connect (watcher, "bob", "right", TRUE);
  helio_test_link_subscribe (watcher, "will", 1, 1);
  helio_test_link_subscribe (watcher, "mark", 1, 1);
  renew (&fixture, "right");
  renewed = helio_test_link_wait (fixture.link, HELIO_EVENT_RENEWED);
  published =
      helio_test_link_wait_request (watcher, helio_test_link_publish (watcher, "mark", "m", 1));
  helio_test_link_wait_messages (watcher, 1, 10);
  g_assert_cmpstr (helio_test_link_get_message (watcher, 0)->topic, ==, "mark");

  /* But when the connection breaks, it speaks. */
  helio_rtt_proxy_cut (fixture.proxy);
  helio_test_link_wait_messages (watcher, 2, 10);
  g_assert_cmpstr (helio_test_link_get_message (watcher, 1)->topic, ==, "will");
  fixture_tear_down (&fixture);
}

static void
test_refused (gconstpointer data)
{
  const Way *way = data;
  Fixture fixture = {0};
  g_autoptr (HelioEvent) failed = NULL, published = NULL;

  fixture_set_up (&fixture, way);
  renew (&fixture, "wrong");
  failed = helio_test_link_wait (fixture.link, HELIO_EVENT_RENEW_FAILED);
  g_assert_error (failed->error, HELIO_ERROR, HELIO_ERROR_MQTT_CREDENTIAL);
  g_assert_true (failed->connected);
  /* The old connection has lost nothing of what was held back meanwhile. */
  publish_some (&fixture, 10);
  helio_test_wait (all_are_here, &fixture, 20, "every message");
  count_distinct (&fixture, TRUE);
  published = helio_test_link_wait_request (fixture.link,
                                            helio_test_link_publish (fixture.link, "x", "y", 2));
  g_assert_no_error (published->error);
  fixture_tear_down (&fixture);
}

/* FALSE if the connection ended before it, or if it failed. */
static gboolean
comes (Fixture *fixture, HelioEventKind kind, guint64 request)
{
  for (;;) {
    g_autoptr (HelioEvent) event = helio_test_link_next (fixture->link);

    if (event->kind == HELIO_EVENT_DISCONNECTED)
      return FALSE;
    if (event->kind == kind && event->request == request)
      return event->error == NULL;
  }
}

/* It may have been the new connection that was cut, also after the renewal was told of. */
static gboolean
lives (Fixture *fixture)
{
  if (!comes (fixture, HELIO_EVENT_PUBLISHED, helio_test_link_publish (fixture->link, "x", "y", 0)))
    return FALSE;
  helio_link_ping (helio_test_link_get (fixture->link));
  return comes (fixture, HELIO_EVENT_ROUND_TRIP, 0);
}

/* Whenever the old connection goes down, a renewal has exactly one outcome, and the link works after it. */
static void
test_cut_while_renewing (void)
{
  static const Way way = {"mqtts", 5, FALSE};
  /* Pieces that pass: publications, the handshakes, CONNECT and what follows it. */
  static const guint moments[] = {1, 6, 10, 14, 18, 24};
  Fixture fixture = {0};

  fixture_set_up (&fixture, &way);
  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++) {
    gboolean over = FALSE, online = FALSE;

    publish_some (&fixture, 5);
    renew (&fixture, "right");
    helio_rtt_proxy_cut_after (fixture.proxy, moments[i]);
    while (!over) {
      g_autoptr (HelioEvent) outcome = helio_test_link_wait_end (fixture.link);

      online = outcome->kind == HELIO_EVENT_RENEWED;
      over = outcome->kind != HELIO_EVENT_RENEW_FAILED || !outcome->connected;
    }
    helio_rtt_proxy_cut_after (fixture.proxy, 0);
    if (!online || !lives (&fixture)) {
      g_autoptr (HelioEvent) connected =
          helio_test_link_connect (fixture.link, "alice", "right", FALSE);
    }
  }
  fixture_tear_down (&fixture);
}

static void
test_foreign_takeover (void)
{
  static const Way way = {"mqtt", 5, FALSE};
  Fixture fixture = {0};
  HelioLinkConfig config = {.mqtt_version = 5, .client_id = "shared", .session_expiry = 60};
  g_autoptr (HelioTestLink) first = NULL, second = NULL;
  g_autoptr (HelioEvent) one = NULL, two = NULL, ended = NULL;

  fixture_set_up (&fixture, &way);
  config.url = helio_mosquitto_get_url (fixture.broker, "mqtt");
  first = helio_test_link_new (&config);
  second = helio_test_link_new (&config);
  one = helio_test_link_connect (first, "alice", "right", TRUE);
  two = helio_test_link_connect (second, "alice", "right", FALSE);
  g_assert_true (two->info->session_present);
  ended = helio_test_link_wait (first, HELIO_EVENT_DISCONNECTED);
  /* Mosquitto says 0x8E from 2.0.15 on; before, it just closes. */
  g_assert_true (g_error_matches (ended->error, HELIO_ERROR, HELIO_ERROR_MQTT_TAKEN_OVER) ||
                 g_error_matches (ended->error, HELIO_ERROR, HELIO_ERROR_MQTT_ENDED));
  fixture_tear_down (&fixture);
}

static void
test_broker_killed (void)
{
  static const Way way = {"mqtts", 5, FALSE};
  Fixture fixture = {0};
  g_autoptr (HelioEvent) ended = NULL, refused = NULL, again = NULL;

  fixture_set_up (&fixture, &way);
  helio_mosquitto_kill (fixture.broker);
  ended = helio_test_link_wait (fixture.link, HELIO_EVENT_DISCONNECTED);
  g_assert_nonnull (ended->error);
  helio_test_link_start (fixture.link, "alice", "right", FALSE);
  refused = helio_test_link_wait (fixture.link, HELIO_EVENT_REFUSED);
  helio_mosquitto_restart (fixture.broker);
  again = helio_test_link_connect (fixture.link, "alice", "right", FALSE);
  g_assert_false (again->info->session_present);
  helio_test_link_subscribe (fixture.link, "n/#", 2, 2);
  publish_some (&fixture, 5);
  helio_test_wait (all_are_here, &fixture, 20, "every message");
  fixture_tear_down (&fixture);
}

/* A cable is pulled out: only the answer to PINGREQ is missing. */
static void
test_dead_peer (void)
{
  HelioLinkConfig config = {.mqtt_version = 5, .answer_deadline = 300 * 1000};
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  g_autoptr (HelioRttProxy) proxy =
      helio_rtt_proxy_new (helio_mosquitto_get_port (broker, "mqtt"), ROUND_TRIP);
  g_autofree char *url = g_strdup_printf ("mqtt://127.0.0.1:%u", helio_rtt_proxy_get_port (proxy));
  g_autoptr (HelioTestLink) link = NULL;
  g_autoptr (HelioEvent) connected = NULL, round_trip = NULL, ended = NULL;

  config.url = url;
  link = helio_test_link_new (&config);
  connected = helio_test_link_connect (link, NULL, NULL, TRUE);
  helio_link_ping (helio_test_link_get (link));
  round_trip = helio_test_link_wait (link, HELIO_EVENT_ROUND_TRIP);
  g_assert_cmpint (round_trip->gap, >=, ROUND_TRIP);
  helio_rtt_proxy_set_frozen (proxy, TRUE);
  helio_link_ping (helio_test_link_get (link));
  ended = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  g_assert_error (ended->error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT);
}

int
main (int argc, char **argv)
{
  static const Way ways[] = {{"mqtts", 5, FALSE},
                             {"mqtts", 4, FALSE},
                             {"wss", 5, FALSE},
                             {"wss", 4, FALSE},
                             {"mqtts", 5, TRUE},
                             {"ws", 4, TRUE}};

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++) {
    g_autofree char *path = g_strdup_printf ("/link-renewal/%s/%s/%d",
                                             ways[i].will ? "leave-first" : "takeover",
                                             ways[i].scheme,
                                             ways[i].version);

    g_test_add_data_func (path, &ways[i], test_swap);
  }
  g_test_add_data_func ("/link-renewal/refused/5", &ways[0], test_refused);
  g_test_add_data_func ("/link-renewal/refused/4", &ways[3], test_refused);
  g_test_add_func ("/link-renewal/will-stays-silent", test_will_stays_silent);
  g_test_add_func ("/link-renewal/cut-while-renewing", test_cut_while_renewing);
  g_test_add_func ("/link-renewal/foreign-takeover", test_foreign_takeover);
  g_test_add_func ("/link-renewal/broker-killed", test_broker_killed);
  g_test_add_func ("/link-renewal/dead-peer", test_dead_peer);
  return g_test_run ();
}
