// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* A broker that ends the connection instead of answering SUBSCRIBE: the session gets over it. */
#include "config.h"

#include "core/base/helio-error.h"
#include "core/connection/helio-session.h"
#include "tests/support/helio-fake-broker.h"
#include "tests/support/helio-test-source.h"
#include "tests/support/helio-test.h"

#include <string.h>

typedef struct {
  int version;
  int code;    /* of DISCONNECT for a filter with "bad" in it; -1: it is closed without a word */
  guint until; /* so many connections are ended like that */
} Way;

typedef struct {
  HelioFakeBroker *broker;
  const Way *way;
  gint n_connections, n_bad; /* atomic: how many there were, SUBSCRIBE packets for "bad" */

  HelioClock *clock;
  HelioTestSource *source;
  HelioProfile *profile;
  HelioTimeline *timeline;
  HelioSubscriptions *subscriptions;
  HelioSession *session;
} Fixture;

/* TRUE: the connection ends now. */
static gboolean
answer_subscribe (Fixture *f, HelioFakePeer *peer, guint serial, const guint8 *packet, gsize length)
{
  gboolean five = f->way->version == 5;
  guint8 suback[] = {0x90, five ? 4 : 3, packet[2], packet[3], 0, 0};
  const guint8 disconnect[] = {0xE0, 1, (guint8) f->way->code};
  gsize filter = five ? 7 : 6; /* behind packet id, properties and its own length */

  if (length >= filter + strlen ("bad") && memcmp (packet + filter, "bad", strlen ("bad")) == 0) {
    g_atomic_int_inc (&f->n_bad);
    if (serial < f->way->until) {
      if (f->way->code >= 0)
        helio_fake_peer_write (peer, disconnect, sizeof disconnect);
      return TRUE;
    }
  }
  helio_fake_peer_write (peer, suback, five ? 6 : 5);
  return FALSE;
}

static void
serve (HelioFakePeer *peer, guint serial, gpointer data)
{
  Fixture *f = data;
  gboolean over = FALSE;
  GBytes *packet;

  helio_fake_peer_welcome (peer, serial > 0);
  g_atomic_int_inc (&f->n_connections);
  while (!over && (packet = helio_fake_peer_read (peer)) != NULL) {
    gsize length;
    const guint8 *bytes = g_bytes_get_data (packet, &length);

    if ((bytes[0] & 0xF0) == 0x80)
      over = answer_subscribe (f, peer, serial, bytes, length);
    else if (bytes[0] == 0xC0)
      helio_fake_peer_write (peer, "\xD0\x00", 2);
    g_bytes_unref (packet);
  }
}

static void
set_up (Fixture *f, gconstpointer way)
{
  HelioSessionInit init = {0};

  f->way = way;
  f->broker = helio_fake_broker_new (serve, f);
  f->clock = helio_clock_new_system ();
  f->source = helio_test_source_new (NULL, f->clock);
  f->profile = helio_profile_new ();
  g_free (f->profile->broker.url);
  f->profile->broker.url = g_strdup (helio_fake_broker_get_url (f->broker));
  f->profile->broker.protocol = f->way->version == 5 ? HELIO_PROTOCOL_5 : HELIO_PROTOCOL_3_1_1;
  f->profile->broker.keep_session = TRUE;
  f->timeline = helio_timeline_new (200);
  f->subscriptions = helio_subscriptions_new (f->clock, f->timeline);
  init.clock = f->clock;
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
tear_down (Fixture *f, gconstpointer way)
{
  g_autofree char *log = helio_timeline_to_text (f->timeline);

  g_test_message ("%s", log);
  helio_session_stop (f->session);
  helio_test_wait (is_closed, f->session, 20, "goodbye");
  g_assert_finalize_object (g_steal_pointer (&f->session));
  g_assert_finalize_object (g_steal_pointer (&f->subscriptions));
  helio_fake_broker_free (f->broker);
  g_object_unref (f->source);
  g_object_unref (f->timeline);
  g_object_unref (f->clock);
  helio_profile_unref (f->profile);
}

static HelioSubscription *
add (Fixture *f, const char *filter)
{
  HelioFilterOptions options = {.filter = filter, .qos = 0};
  GError *error = NULL;
  HelioSubscription *subscription = helio_subscriptions_add (f->subscriptions, &options, &error);

  g_assert_no_error (error);
  return subscription;
}

static gboolean
is_granted (gpointer data)
{
  return helio_subscription_get_state (data) == HELIO_SUBSCRIPTION_GRANTED;
}

static gboolean
is_refused (gpointer data)
{
  return helio_subscription_get_state (data) == HELIO_SUBSCRIPTION_REFUSED;
}

/* Two filters that the broker does not take, among two that it does. */
static void
test_left_out (Fixture *f, gconstpointer data)
{
  gboolean certain = f->way->code == 0x9E;
  HelioSubscription *good = add (f, "good"), *bad = add (f, "bad/1"), *worse = add (f, "bad/2"),
                    *last = add (f, "last");
  const GError *error;

  helio_session_start (f->session, FALSE);
  helio_test_wait (is_granted, last, 60, "the last one's answer");
  g_assert_true (is_granted (good));
  g_assert_true (is_refused (bad));
  g_assert_true (is_refused (worse));
  g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_ONLINE);
  /* Each was tried once, or twice if it might have been an accident. */
  g_assert_cmpint (g_atomic_int_get (&f->n_connections), ==, certain ? 3 : 5);
  error = helio_subscription_get_error (bad);
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_MQTT_ENDED);
  g_assert_cmpint (helio_error_get_reason_code (error), ==, f->way->code);
  g_assert_nonnull (helio_error_get_remedy (error));
}

/* An accident does not cost a subscription. */
static void
test_accident (Fixture *f, gconstpointer data)
{
  HelioSubscription *bad = add (f, "bad");

  helio_session_start (f->session, FALSE);
  helio_test_wait (is_granted, bad, 60, "the answer");
  g_assert_cmpint (g_atomic_int_get (&f->n_connections), ==, 2);
}

/* What was left out is asked for when the user wants it once more. */
static void
test_again (Fixture *f, gconstpointer data)
{
  HelioSubscription *good = add (f, "good"), *bad = add (f, "bad");

  helio_session_start (f->session, FALSE);
  helio_test_wait (is_refused, bad, 60, "the refusal");
  helio_test_wait (is_granted, good, 60, "the other one's answer");
  g_assert_cmpint (g_atomic_int_get (&f->n_bad), ==, 2);
  g_assert_true (add (f, "bad") == bad);
  helio_test_wait (is_granted, bad, 60, "the answer");
  g_assert_cmpint (g_atomic_int_get (&f->n_connections), ==, 3);
}

/* MQTT 5.0 §3.8.3.1: No Local on a shared subscription is a protocol error, so it is not sent. */
static void
test_shared_no_local (void)
{
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  g_autoptr (HelioTimeline) timeline = helio_timeline_new (10);
  g_autoptr (HelioSubscriptions) subscriptions = helio_subscriptions_new (clock, timeline);
  HelioFilterOptions options = {.filter = "$share/group/a", .no_local = TRUE};
  g_autoptr (GError) error = NULL;

  g_assert_null (helio_subscriptions_add (subscriptions, &options, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_nonnull (helio_error_get_remedy (error));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (subscriptions)), ==, 0);
  options.no_local = FALSE;
  g_assert_nonnull (helio_subscriptions_add (subscriptions, &options, NULL));
}

int
main (int argc, char *argv[])
{
  static const Way silent_4 = {4, -1, 100}, silent_5 = {5, -1, 100}, shared = {5, 0x9E, 100},
                   not_allowed = {5, 0x87, 100}, once = {4, -1, 1}, twice = {4, -1, 2};

  g_test_init (&argc, &argv, NULL);
#define ADD(name, way, func) g_test_add (name, Fixture, way, set_up, func, tear_down)
  ADD ("/refused-subscription/silent/4", &silent_4, test_left_out);
  ADD ("/refused-subscription/silent/5", &silent_5, test_left_out);
  ADD ("/refused-subscription/not-allowed", &not_allowed, test_left_out);
  ADD ("/refused-subscription/shared", &shared, test_left_out);
  ADD ("/refused-subscription/accident", &once, test_accident);
  ADD ("/refused-subscription/again", &twice, test_again);
  g_test_add_func ("/refused-subscription/shared-no-local", test_shared_no_local);
  return g_test_run ();
}
