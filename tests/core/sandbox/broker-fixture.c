// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "broker-fixture.h"

#include "tests/support/helio-test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const broker_fixture_schemes[5] = {"mqtt", "mqtts", "ws", "wss", NULL};

int
broker_fixture_find_child (void)
{
  g_autoptr (GDir) all = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (all)) != NULL) {
    g_autofree char *path = g_build_filename ("/proc", name, "stat", NULL);
    g_autofree char *text = NULL;
    const char *after;

    if (!g_ascii_isdigit (name[0]) || !g_file_get_contents (path, &text, NULL, NULL))
      continue;
    after = strrchr (text, ')'); /* "pid (name) state parent …" */
    if (after != NULL && strlen (after) > 4 && atoi (after + 4) == getpid ())
      return atoi (name);
  }
  return 0;
}

void
broker_fixture_set_up (BrokerFixture *f, gconstpointer data)
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

static gboolean
is_ours_alone (gpointer object)
{
  return ((GObject *) object)->ref_count == 1;
}

void
broker_fixture_tear_down (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (GDir) left = NULL;

  helio_sandbox_broker_stop (f->broker);
  g_assert_cmpint (broker_fixture_find_child (), ==, 0);
  left = g_dir_open (f->dir, 0, NULL);
  g_assert_null (g_dir_read_name (left));
  /* A start that was cut short reports that yet. */
  helio_test_wait (is_ours_alone, f->broker, 20, "the broker is let go");
  g_assert_finalize_object (g_steal_pointer (&f->broker));
  helio_test_remove_dir (f->dir);
}

void
broker_fixture_grant (BrokerFixture *f, const char *username, const char *password, double seconds)
{
  g_autoptr (GError) error = NULL;
  gint64 expires = seconds > 0 ? g_get_real_time () + (gint64) (seconds * G_USEC_PER_SEC) : 0;

  helio_sandbox_broker_grant (f->broker, username, password, expires, NULL, &error);
  g_assert_no_error (error);
}

void
broker_fixture_fault (BrokerFixture *f,
                      const char *effect,
                      const char *value,
                      int count,
                      const char *user)
{
  g_autoptr (GError) error = NULL;

  helio_sandbox_broker_fault (f->broker, effect, value, count, user, &error);
  g_assert_no_error (error);
}

HelioMqttPeer *
broker_fixture_open (BrokerFixture *f, const char *scheme)
{
  HelioMqttPeer *peer = helio_mqtt_peer_new (helio_sandbox_broker_get_url (f->broker, scheme),
                                             helio_sandbox_broker_get_ca_file (f->broker));

  g_assert_nonnull (peer);
  return peer;
}

HelioMqttPeer *
broker_fixture_log_in (BrokerFixture *f,
                       const char *scheme,
                       guint version,
                       const char *username,
                       const char *client_id)
{
  HelioMqttPeer *peer = broker_fixture_open (f, scheme);
  HelioMqttPeerConnect connect = {.version = version,
                                  .client_id = client_id,
                                  .username = username,
                                  .password = "one"};

  g_assert_cmpint (helio_mqtt_peer_connect (peer, &connect, NULL), ==, 0);
  return peer;
}

void
broker_fixture_assert_message (HelioMqttPeer *peer, const char *topic, const char *payload)
{
  g_autofree char *got_topic = NULL;
  g_autofree char *got_payload = NULL;

  g_assert_true (helio_mqtt_peer_take_message (peer, &got_topic, &got_payload));
  g_assert_cmpstr (got_topic, ==, topic);
  g_assert_cmpstr (got_payload, ==, payload);
}

static gboolean
is_up (gpointer data)
{
  return helio_sandbox_broker_is_up (((BrokerFixture *) data)->broker);
}

static gboolean
is_down (gpointer data)
{
  return !is_up (data);
}

void
broker_fixture_wait_up (BrokerFixture *f, gboolean up)
{
  helio_test_wait (up ? is_up : is_down, f, 20, up ? "the broker is up" : "the broker is down");
}
