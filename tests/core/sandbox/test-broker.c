// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "broker-fixture.h"
#include "tests/support/helio-test.h"

#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* All four transports carry a message of a size that needs several writes, both versions. */
static void
test_transports (BrokerFixture *f, gconstpointer data)
{
  g_autofree char *large = g_strnfill (300000, 'x');

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  for (guint i = 0; i < 4; i++) {
    for (guint version = 4; version <= 5; version++) {
      g_autoptr (HelioMqttPeer) peer =
          broker_fixture_log_in (f, broker_fixture_schemes[i], version, "alice@org_1", "c");

      g_assert_cmpint (helio_mqtt_peer_subscribe (peer, "users/alice/#", 1), ==, 1);
      g_assert_cmpint (helio_mqtt_peer_publish (peer, "users/alice/a", "hello", 0), ==, 0);
      broker_fixture_assert_message (peer, "users/alice/a", "hello");
      g_assert_cmpint (helio_mqtt_peer_publish (peer, "users/alice/b", large, 0), ==, 0);
      broker_fixture_assert_message (peer, "users/alice/b", large);
      g_assert_true (helio_mqtt_peer_ping (peer));
    }
  }
}

static void
test_native (BrokerFixture *f, gconstpointer data)
{
  HelioMqttPeerConnect connect = {.version = 5,
                                  .client_id = "c",
                                  .username = "alice@org_1",
                                  .password = "one"};

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  for (guint i = 0; i < 4; i++) {
    g_autoptr (HelioMqttPeer) peer = helio_mqtt_peer_new (
        helio_sandbox_broker_get_native_url (f->broker, broker_fixture_schemes[i]),
        helio_sandbox_broker_get_ca_file (f->broker));

    g_assert_nonnull (peer);
    g_assert_cmpint (helio_mqtt_peer_connect (peer, &connect, NULL), ==, 0);
  }
}

static void
test_passwords (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (HelioMqttPeer) first = NULL;
  g_autoptr (HelioMqttPeer) second = broker_fixture_open (f, "mqtt");
  HelioMqttPeerConnect connect = {.version = 5,
                                  .client_id = "c2",
                                  .username = "alice@org_1",
                                  .password = "two"};

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  first = broker_fixture_log_in (f, "mqtt", 5, "alice@org_1", "c1");
  g_assert_cmpint (helio_mqtt_peer_connect (second, &connect, NULL), ==, 0x87);
  g_assert_cmpint (helio_mqtt_peer_wait_end (second, 5), ==, -1);
  g_clear_pointer (&second, helio_mqtt_peer_free);

  broker_fixture_grant (f, "alice@org_1", "two", 0);
  second = broker_fixture_open (f, "mqtt");
  g_assert_cmpint (helio_mqtt_peer_connect (second, &connect, NULL), ==, 0);
  g_assert_true (helio_mqtt_peer_ping (first));

  for (guint i = 0; i < 2; i++) {
    g_autoptr (HelioMqttPeer) other = broker_fixture_open (f, "ws");
    HelioMqttPeerConnect wrong = {.version = 4 + i,
                                  .client_id = "c3",
                                  .username = i == 0 ? "bob@org_1" : NULL,
                                  .password = i == 0 ? "one" : NULL};

    g_assert_cmpint (helio_mqtt_peer_connect (other, &wrong, NULL), ==, i == 0 ? 5 : 0x87);
  }
}

static void
test_kick (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (HelioMqttPeer) alice = NULL;
  g_autoptr (HelioMqttPeer) bob = NULL;

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  broker_fixture_grant (f, "bob@org_1", "one", 0);
  alice = broker_fixture_log_in (f, "ws", 5, "alice@org_1", "a");
  bob = broker_fixture_log_in (f, "mqtts", 4, "bob@org_1", "b");
  broker_fixture_fault (f, "kick", NULL, 1, "alice");
  g_assert_cmpint (helio_mqtt_peer_wait_end (alice, 5), ==, 0x98);
  g_assert_true (helio_mqtt_peer_ping (bob));
  broker_fixture_fault (f, "kick", NULL, 1, NULL);
  g_assert_cmpint (helio_mqtt_peer_wait_end (bob, 5), ==, -1);
}

/* Each connection goes at its own credential's end; a renewed one stays. */
static void
test_expiry (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (HelioMqttPeer) five = NULL;
  g_autoptr (HelioMqttPeer) three = NULL;
  g_autoptr (HelioMqttPeer) renewed = NULL;
  g_autoptr (HelioMqttPeer) late = broker_fixture_open (f, "mqtt");
  HelioMqttPeerConnect connect = {.version = 5,
                                  .client_id = "renewed",
                                  .username = "alice@org_1",
                                  .password = "two"};
  gint64 begin = g_get_monotonic_time ();
  double took;

  broker_fixture_grant (f, "alice@org_1", "one", 3.0);
  broker_fixture_grant (f, "alice@org_1", "two", 60);
  five = broker_fixture_log_in (f, "mqtt", 5, "alice@org_1", "five");
  three = broker_fixture_log_in (f, "wss", 4, "alice@org_1", "three");
  g_clear_pointer (&renewed, helio_mqtt_peer_free);
  renewed = broker_fixture_log_in (f, "mqtts", 5, "alice@org_1", "renewed");
  helio_mqtt_peer_free (g_steal_pointer (&renewed));
  renewed = broker_fixture_open (f, "mqtts");
  g_assert_cmpint (helio_mqtt_peer_connect (renewed, &connect, NULL), ==, 0);

  g_assert_cmpint (helio_mqtt_peer_wait_end (five, 10), ==, 0x98);
  took = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  g_assert_cmpfloat (took, >=, 2.95);
  g_test_message ("dropped %.3f s after the grant of 3 s", took);
  g_assert_cmpint (helio_mqtt_peer_wait_end (three, 10), ==, -1);
  g_assert_true (helio_mqtt_peer_ping (renewed));

  connect.client_id = "late";
  connect.password = "one";
  g_assert_cmpint (helio_mqtt_peer_connect (late, &connect, NULL), ==, 0x87);
}

static void
test_takeover (BrokerFixture *f, gconstpointer data)
{
  HelioMqttPeerConnect connect = {.version = 5,
                                  .client_id = "same",
                                  .username = "alice@org_1",
                                  .password = "one",
                                  .keep_session = TRUE};
  gboolean present = TRUE;
  g_autoptr (HelioMqttPeer) old = broker_fixture_open (f, "wss");
  g_autoptr (HelioMqttPeer) other = NULL;
  g_autoptr (HelioMqttPeer) refused = NULL;
  g_autoptr (HelioMqttPeer) new = NULL;

  broker_fixture_grant (f, "alice@org_1", "one", 60);
  broker_fixture_grant (f, "alice@org_1", "two", 60);
  g_assert_cmpint (helio_mqtt_peer_connect (old, &connect, &present), ==, 0);
  g_assert_false (present);
  g_assert_cmpint (helio_mqtt_peer_subscribe (old, "users/alice/#", 1), ==, 1);
  other = broker_fixture_log_in (f, "ws", 5, "alice@org_1", "other");

  refused = broker_fixture_open (f, "mqtt");
  connect.password = "wrong";
  g_assert_cmpint (helio_mqtt_peer_connect (refused, &connect, NULL), ==, 0x87);
  g_assert_true (helio_mqtt_peer_ping (old));

  connect.password = "two";
  new = broker_fixture_open (f, "mqtts");
  g_assert_cmpint (helio_mqtt_peer_connect (new, &connect, &present), ==, 0);
  g_assert_true (present);
  helio_mqtt_peer_wait_end (old, 5);
  g_assert_true (helio_mqtt_peer_ping (other));
  g_assert_cmpint (helio_mqtt_peer_publish (other, "users/alice/x", "kept", 1), ==, 0);
  broker_fixture_assert_message (new, "users/alice/x", "kept");
}

/* With the will only when asked. */
static void
test_kick_will (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (HelioMqttPeer) watcher = NULL;

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  broker_fixture_grant (f, "bob@org_1", "one", 0);
  watcher = broker_fixture_log_in (f, "mqtt", 5, "bob@org_1", "watcher");
  g_assert_cmpint (helio_mqtt_peer_subscribe (watcher, "chat/#", 0), ==, 0);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (HelioMqttPeer) peer = broker_fixture_open (f, "mqtt");
    HelioMqttPeerConnect connect = {.version = 5,
                                    .client_id = "leaver",
                                    .username = "alice@org_1",
                                    .password = "one",
                                    .will_topic = "chat/alice"};

    g_assert_cmpint (helio_mqtt_peer_connect (peer, &connect, NULL), ==, 0);
    broker_fixture_fault (f, "kick", i == 0 ? NULL : "will", 1, "alice@org_1");
    g_assert_cmpint (helio_mqtt_peer_wait_end (peer, 5), ==, 0x98);
    if (i == 1)
      broker_fixture_assert_message (watcher, "chat/alice", "gone");
    /* A will would have been sent before this message of the same topic tree. */
    g_assert_cmpint (helio_mqtt_peer_publish (watcher, "chat/bob", "next", 0), ==, 0);
    broker_fixture_assert_message (watcher, "chat/bob", "next");
  }
}

/* A client that somebody else wrote, over the front. */
static void
on_mosquitto_message (struct mosquitto *client, void *user_data, const struct mosquitto_message *m)
{
  if (m->payloadlen == 2 && memcmp (m->payload, "hi", 2) == 0)
    (*(guint *) user_data)++;
}

static void
test_libmosquitto (BrokerFixture *f, gconstpointer data)
{
  static const char *const which[] = {"mqtt", "mqtts"};

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  mosquitto_lib_init ();
  for (guint i = 0; i < G_N_ELEMENTS (which); i++) {
    g_autoptr (GUri) url =
        g_uri_parse (helio_sandbox_broker_get_url (f->broker, which[i]), G_URI_FLAGS_NONE, NULL);
    guint got = 0;
    struct mosquitto *client = mosquitto_new ("real", true, &got);
    gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

    mosquitto_int_option (client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    mosquitto_username_pw_set (client, "alice@org_1", "one");
    mosquitto_message_callback_set (client, on_mosquitto_message);
    if (i == 1)
      mosquitto_tls_set (client,
                         helio_sandbox_broker_get_ca_file (f->broker),
                         NULL,
                         NULL,
                         NULL,
                         NULL);
    g_assert_cmpint (mosquitto_connect (client, g_uri_get_host (url), g_uri_get_port (url), 60),
                     ==,
                     0);
    g_assert_cmpint (mosquitto_subscribe (client, NULL, "users/alice/#", 2), ==, 0);
    g_assert_cmpint (mosquitto_publish (client, NULL, "users/alice/x", 2, "hi", 2, false), ==, 0);
    while (got == 0 && g_get_monotonic_time () < deadline)
      g_assert_cmpint (mosquitto_loop (client, 100, 1), ==, 0);
    g_assert_cmpuint (got, ==, 1);
    mosquitto_disconnect (client);
    mosquitto_destroy (client);
  }
  mosquitto_lib_cleanup ();
}

/* What is given to the broker survives its death, and nothing of it survives ours. */
static void
test_many_credentials (BrokerFixture *f, gconstpointer data)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (HelioMqttPeer) peer = NULL;

  for (guint i = 0; i < 300; i++) {
    g_autofree char *name = g_strdup_printf ("user %%%u@org_1", i);

    broker_fixture_grant (f, name, "one", 600);
  }
  g_test_message ("300 grants: %.1f ms",
                  (double) (g_get_monotonic_time () - begin) / G_TIME_SPAN_MILLISECOND);
  peer = broker_fixture_log_in (f, "mqtt", 5, "user %299@org_1", "c");
  g_assert_cmpint (helio_mqtt_peer_subscribe (peer, "users/user %299/#", 0), ==, 0);
}

static gboolean
is_gone (gpointer path)
{
  g_autofree char *text = NULL;
  const char *after;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return TRUE;
  after = strrchr (text, ')');
  return after != NULL && after[1] == ' ' && after[2] == 'Z'; /* only not buried yet */
}

static void
test_dies_with_us (void)
{
  char *dir = helio_test_make_dir ();
  int pipe_fd[2];
  pid_t child;
  char text[16] = "";
  gsize used = 0;
  g_autofree char *path = NULL;

  g_assert_cmpint (pipe (pipe_fd), ==, 0);
  child = fork ();
  if (child == 0) {
    BrokerFixture f = {.dir = dir};
    HelioTestResult result = {NULL};
    FILE *out = fdopen (pipe_fd[1], "w");
    f.broker = helio_sandbox_broker_new (dir, NULL, NULL);
    helio_sandbox_broker_start_async (f.broker, NULL, helio_test_result_ready, &result);
    helio_test_result_wait (&result, 20);
    fprintf (out, "%d", broker_fixture_find_child ());
    fflush (out);
    kill (getpid (), SIGKILL);
  }
  close (pipe_fd[1]);
  for (;;) {
    gssize got = read (pipe_fd[0], text + used, sizeof text - 1 - used);

    if (got <= 0)
      break;
    used += (gsize) got;
  }
  close (pipe_fd[0]);
  waitpid (child, NULL, 0);
  g_assert_cmpint (atoi (text), >, 1);
  path = g_strdup_printf ("/proc/%d/stat", atoi (text));
  helio_test_wait (is_gone, path, 20, "the broker dies with its parent");
  helio_test_remove_dir (dir);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) BROKER_TEST ("/sandbox/broker/" name, NULL, func)
  g_test_add_func ("/sandbox/broker/dies-with-us", test_dies_with_us);
  ADD ("transports", test_transports);
  ADD ("native", test_native);
  ADD ("passwords", test_passwords);
  ADD ("expiry", test_expiry);
  ADD ("takeover", test_takeover);
  ADD ("kick", test_kick);
  ADD ("kick-will", test_kick_will);
  ADD ("libmosquitto", test_libmosquitto);
  ADD ("many-credentials", test_many_credentials);
  return g_test_run ();
}
