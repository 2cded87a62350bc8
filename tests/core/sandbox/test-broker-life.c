// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "broker-fixture.h"
#include "core/base/helio-error.h"
#include "tests/support/helio-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

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

/* As the kernel says: it does nothing at all then. */
static gboolean
child_is_stopped (gpointer data)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int) broker_fixture_find_child ());
  g_autofree char *text = NULL;
  const char *after = NULL;

  if (g_file_get_contents (path, &text, NULL, NULL))
    after = strrchr (text, ')'); /* "pid (name) state …" */
  return after != NULL && g_str_has_prefix (after, ") T");
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

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  live = broker_fixture_log_in (f, "ws", 5, "alice@org_1", "live");
  broker_fixture_fault (f, "stop", NULL, 1, NULL);
  helio_test_wait (child_is_stopped, NULL, 20, "the stop");
  fresh = broker_fixture_open (f, "mqtts");
  helio_mqtt_peer_send_connect (fresh, &connect);
  helio_mqtt_peer_send (live, ping, sizeof ping);
  helio_test_settle ();
  g_assert_true (child_is_stopped (NULL));
  g_assert_cmpuint (helio_mqtt_peer_get_pending (live), ==, 0);
  g_assert_cmpuint (helio_mqtt_peer_get_pending (fresh), ==, 0);
  broker_fixture_fault (f, "cont", NULL, 1, NULL);
  helio_test_wait (has_pending, live, 20, "the answer to a PING");
  helio_test_wait (has_pending, fresh, 20, "a CONNACK");
}

static void
test_stopped_broker_can_be_ended (BrokerFixture *f, gconstpointer data)
{
  gint64 begin = g_get_monotonic_time ();

  broker_fixture_fault (f, "stop", NULL, 1, NULL);
  helio_sandbox_broker_stop (f->broker);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 3 * G_USEC_PER_SEC);
}

static void
start (BrokerFixture *f, GError **error)
{
  HelioTestResult result = {NULL};

  helio_sandbox_broker_start_async (f->broker, NULL, helio_test_result_ready, &result);
  helio_sandbox_broker_start_finish (f->broker, helio_test_result_wait (&result, 20), error);
  helio_test_result_clear (&result);
}

/* The broker's own words come with the error. */
static void
test_bad_plugin (void)
{
  BrokerFixture f = {.dir = helio_test_make_dir ()};
  g_autoptr (GError) error = NULL;

  g_setenv ("HELIOGRAPH_SANDBOX_PLUGIN", "/nowhere/sandbox-broker.so", TRUE);
  f.broker = helio_sandbox_broker_new (f.dir, NULL, &error);
  g_unsetenv ("HELIOGRAPH_SANDBOX_PLUGIN");
  g_assert_no_error (error);
  start (&f, &error);
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_FAILED);
  g_assert_nonnull (strstr (helio_error_get_detail (error), "/nowhere/sandbox-broker.so"));
  broker_fixture_tear_down (&f, NULL);
}

static void
test_bad_rules (void)
{
  char *dir = helio_test_make_dir ();
  g_autoptr (GError) error = NULL;

  g_assert_null (helio_sandbox_broker_new (dir, "User Pattern: %\nTopic: a/#/b\n", &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, "line 2"));
  helio_test_remove_dir (dir);
}

/* A Unix socket's path is short; the folder's may be long. */
static void
test_long_path (void)
{
  char *dir = helio_test_make_dir ();
  g_autofree char *name = g_strnfill (120, 'd');
  BrokerFixture f = {.dir = g_build_filename (dir, name, NULL)};
  g_autoptr (GError) error = NULL;
  g_autofree char *socket_dir = NULL;

  g_assert_cmpint (g_mkdir (f.dir, 0700), ==, 0);
  f.broker = helio_sandbox_broker_new (f.dir, NULL, &error);
  g_assert_no_error (error);
  start (&f, &error);
  g_assert_no_error (error);
  broker_fixture_grant (&f, "alice@org_1", "one", 0);
  g_assert_cmpint (try_connect (&f, "mqtt", 5, "alice@org_1"), ==, 0);
  socket_dir = g_path_get_dirname (helio_sandbox_broker_get_unix_path (f.broker));
  g_assert_cmpstr (socket_dir, !=, f.dir);
  broker_fixture_tear_down (&f, NULL);
  g_assert_false (g_file_test (socket_dir, G_FILE_TEST_EXISTS));
  helio_test_remove_dir (dir);
}

static void
test_stop_while_starting (void)
{
  BrokerFixture f = {.dir = helio_test_make_dir ()};
  HelioTestResult result = {NULL};
  g_autoptr (GError) error = NULL;

  f.broker = helio_sandbox_broker_new (f.dir, NULL, &error);
  g_assert_no_error (error);
  helio_sandbox_broker_start_async (f.broker, NULL, helio_test_result_ready, &result);
  helio_sandbox_broker_stop (f.broker);
  g_assert_false (
      helio_sandbox_broker_start_finish (f.broker, helio_test_result_wait (&result, 20), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  helio_test_result_clear (&result);
  helio_test_settle ();
  broker_fixture_tear_down (&f, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) BROKER_TEST ("/sandbox/life/" name, NULL, func)
  g_test_add_func ("/sandbox/life/bad-plugin", test_bad_plugin);
  g_test_add_func ("/sandbox/life/bad-rules", test_bad_rules);
  g_test_add_func ("/sandbox/life/long-path", test_long_path);
  g_test_add_func ("/sandbox/life/stop-while-starting", test_stop_while_starting);
  ADD ("kill", test_kill);
  ADD ("crash", test_crash);
  ADD ("stop", test_stop);
  ADD ("stopped-broker-can-be-ended", test_stopped_broker_can_be_ended);
  return g_test_run ();
}
