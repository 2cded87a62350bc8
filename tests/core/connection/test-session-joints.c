// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Where the session, its handlers and a link that ends meet: against brokers that say what a test wants. */
#include "config.h"

#include "core/base/helio-error.h"
#include "core/connection/helio-session.h"
#include "tests/support/helio-fake-broker.h"
#include "tests/support/helio-test-source.h"
#include "tests/support/helio-test.h"

typedef struct {
  HelioProtocol protocol;
  HelioFakeScript script;
} Case;

typedef struct {
  HelioFakeBroker *broker;
  HelioFakeClock *clock; /* the session's; a link has its own */
  HelioTestSource *source;
  HelioProfile *profile;
  HelioTimeline *timeline;
  HelioSubscriptions *subscriptions;
  HelioSession *session;
  HelioSessionState wanted;

  /* the broker's threads write, atomic */
  gint n_connections, n_clean, n_seen;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  const Case *wanted = data;
  HelioSessionInit init = {0};

  f->broker = helio_fake_broker_new (wanted->script, f);
  f->clock = helio_fake_clock_new ();
  f->source = helio_test_source_new (NULL, HELIO_CLOCK (f->clock));
  f->profile = helio_profile_new ();
  g_free (f->profile->broker.url);
  f->profile->broker.url = g_strdup (helio_fake_broker_get_url (f->broker));
  f->profile->broker.protocol = wanted->protocol;
  f->timeline = helio_timeline_new (200);
  f->subscriptions = helio_subscriptions_new (HELIO_CLOCK (f->clock), f->timeline);
  init.clock = HELIO_CLOCK (f->clock);
  init.source = HELIO_CREDENTIAL_SOURCE (f->source);
  init.profile = f->profile;
  init.subscriptions = f->subscriptions;
  init.timeline = f->timeline;
  f->session = helio_session_new (&init);
}

static gboolean
is_closed (gpointer data)
{
  return !helio_session_is_closing (data);
}

static void
wait_closed (Fixture *f)
{
  helio_test_wait (is_closed, f->session, 20, "goodbye");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *log = helio_timeline_to_text (f->timeline);

  g_test_message ("%s", log);
  helio_session_stop (f->session);
  wait_closed (f);
  g_assert_finalize_object (f->session);
  g_object_unref (f->subscriptions);
  g_object_unref (f->timeline);
  helio_profile_unref (f->profile);
  g_object_unref (f->source);
  g_object_unref (f->clock);
  helio_fake_broker_free (f->broker);
}

static gboolean
has_state (gpointer data)
{
  Fixture *f = data;

  return helio_session_get_state (f->session) == f->wanted;
}

static void
wait_state (Fixture *f, HelioSessionState state)
{
  f->wanted = state;
  helio_test_wait (has_state, f, 20, helio_session_state_get_nick (state));
}

static void
go_online (Fixture *f)
{
  helio_session_start (f->session, FALSE);
  wait_state (f, HELIO_SESSION_ONLINE);
}

/* Reads CONNECT, counts it, answers. FALSE: the client has gone. */
static gboolean
welcome (Fixture *f, HelioFakePeer *peer, gboolean session_present)
{
  g_autoptr (GBytes) connect = helio_fake_peer_expect (peer, 0x10);
  guint8 connack[] = {0x20, 2, session_present ? 1 : 0, 0, 0};
  const guint8 *data;
  gsize offset = 1;

  if (connect == NULL)
    return FALSE;
  data = g_bytes_get_data (connect, NULL);
  while ((data[offset++] & 0x80) != 0) {
  }
  /* Length and name of the protocol, version, flags. */
  if (data[offset + 6] == 5)
    connack[1] = 3;
  if ((data[offset + 7] & 0x02) != 0)
    g_atomic_int_inc (&f->n_clean);
  g_atomic_int_inc (&f->n_connections);
  helio_fake_peer_write (peer, connack, 2 + connack[1]);
  return TRUE;
}

static void
serve (HelioFakePeer *peer, guint serial, gpointer data)
{
  if (welcome (data, peer, serial > 0))
    helio_fake_peer_wait_end (peer);
}

static const Case serve_v5 = {HELIO_PROTOCOL_5, serve};
static const Case serve_v3 = {HELIO_PROTOCOL_3_1_1, serve};

static void
on_changed_stop (HelioSession *session, guint what, gpointer user_data)
{
  const HelioSessionState *when = user_data;

  if ((what & HELIO_SESSION_CHANGED_STATE) != 0 && helio_session_get_state (session) == *when)
    helio_session_stop (session);
}

/* A handler that disconnects as soon as it hears of a state, as a program does whose output was closed. */
static void
test_stop_in_handler (Fixture *f, gconstpointer data)
{
  static const HelioSessionState states[] = {HELIO_SESSION_GETTING_CREDENTIAL,
                                             HELIO_SESSION_CONNECTING,
                                             HELIO_SESSION_ONLINE};
  HelioFilterOptions options = {.filter = "a"};

  g_assert_nonnull (helio_subscriptions_add (f->subscriptions, &options, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++) {
    gulong id = g_signal_connect (f->session,
                                  "changed",
                                  G_CALLBACK (on_changed_stop),
                                  (gpointer) &states[i]);

    helio_session_start (f->session, FALSE);
    wait_state (f, HELIO_SESSION_IDLE);
    wait_closed (f);
    helio_test_settle ();
    g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_IDLE);
    g_signal_handler_disconnect (f->session, id);
  }
  go_online (f);
}

/* Another client takes the client id, again and again. */
static void
serve_briefly (HelioFakePeer *peer, guint serial, gpointer data)
{
  welcome (data, peer, serial > 0);
}

static const Case brief_v3 = {HELIO_PROTOCOL_3_1_1, serve_briefly};
static const Case brief_v5 = {HELIO_PROTOCOL_5, serve_briefly};

/* Giving up means that: no last connection that takes the id and wipes the session which is the other's. */
static void
test_fight (Fixture *f, gconstpointer data)
{
  helio_session_start (f->session, FALSE);
  for (guint i = 0; i < 2; i++) {
    wait_state (f, HELIO_SESSION_WAITING_TO_RETRY);
    helio_fake_clock_advance (f->clock, 61 * HELIO_SECOND);
  }
  wait_state (f, HELIO_SESSION_FAILED);
  g_assert_error (helio_session_get_error (f->session), HELIO_ERROR, HELIO_ERROR_MQTT_TAKEN_OVER);
  wait_closed (f);
  g_assert_cmpint (g_atomic_int_get (&f->n_connections), ==, 3);
  g_assert_cmpint (g_atomic_int_get (&f->n_clean), ==, 0);
}

#define ADD(name, data, func) g_test_add (name, Fixture, &(data), set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/session-joints/stop-in-handler", serve_v5, test_stop_in_handler);
  ADD ("/session-joints/stop-in-handler-3.1.1", serve_v3, test_stop_in_handler);
  ADD ("/session-joints/fight", brief_v5, test_fight);
  ADD ("/session-joints/fight-3.1.1", brief_v3, test_fight);
  return g_test_run ();
}
