// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What is subscribed to across connections, with a link and a broker that does what a test wants. */
#include "config.h"

#include "core/base/helio-error.h"
#include "core/connection/helio-subscriptions.h"
#include "tests/support/helio-fake-broker.h"
#include "tests/support/helio-test-link.h"
#include "tests/support/helio-test.h"

#include <string.h>

typedef struct {
  /* the broker's */
  HelioFakeBroker *broker;
  GMutex lock;
  GString *seen; /* "0S:filter 1U:filter …": connection, packet, filter */

  /* ours */
  HelioClock *clock;
  HelioTimeline *timeline;
  HelioSubscriptions *subscriptions;
  HelioLink *link;
  gboolean connected, renewed;
} Fixture;

static void
note (Fixture *f, guint serial, const guint8 *packet, gsize length)
{
  gsize at = 5; /* packet id, no properties */

  g_assert_cmpuint (length, >, at + 2);
  g_mutex_lock (&f->lock);
  g_string_append_printf (f->seen,
                          "%u%c:%.*s ",
                          serial,
                          (packet[0] & 0xF0) == 0x80 ? 'S' : 'U',
                          packet[at] << 8 | packet[at + 1],
                          (const char *) packet + at + 2);
  g_mutex_unlock (&f->lock);
}

static gboolean
names (const guint8 *packet, gsize length, const char *filter)
{
  return g_strstr_len ((const char *) packet + 7, (gssize) length - 7, filter) != NULL;
}

/* The first connection leaves UNSUBSCRIBE, and SUBSCRIBE of "slow", without an answer. "locked" is never given up. */
static void
serve (HelioFakePeer *peer, guint serial, gpointer data)
{
  Fixture *f = data;
  GBytes *packet;

  helio_fake_peer_welcome (peer, serial > 0);
  while ((packet = helio_fake_peer_read (peer)) != NULL) {
    gsize length;
    const guint8 *bytes = g_bytes_get_data (packet, &length);
    guint8 ack[] = {0, 4, length > 3 ? bytes[2] : 0, length > 3 ? bytes[3] : 0, 0, 0};

    switch (bytes[0] & 0xF0) {
      case 0x80:
        note (f, serial, bytes, length);
        ack[0] = 0x90;
        ack[5] = bytes[length - 1] & 3;
        if (serial > 0 || !names (bytes, length, "slow"))
          helio_fake_peer_write (peer, ack, sizeof ack);
        break;
      case 0xA0:
        note (f, serial, bytes, length);
        ack[0] = 0xB0;
        ack[5] = names (bytes, length, "locked") ? 0x87 : 0;
        if (serial > 0 || ack[5] != 0)
          helio_fake_peer_write (peer, ack, sizeof ack);
        break;
      case 0xC0:
        helio_fake_peer_write (peer, "\xD0\x00", 2);
        break;
      default:
        break;
    }
    g_bytes_unref (packet);
  }
}

static void
on_events (HelioLink *link, GPtrArray *events, gpointer data)
{
  Fixture *f = data;

  for (guint i = 0; i < events->len; i++) {
    const HelioEvent *event = events->pdata[i];

    if (event->kind == HELIO_EVENT_CONNECTED || event->kind == HELIO_EVENT_RENEWED) {
      f->renewed = event->kind == HELIO_EVENT_RENEWED;
      f->connected = TRUE;
      helio_subscriptions_begin (f->subscriptions,
                                 link,
                                 f->renewed ? HELIO_BEGIN_RESUMED : HELIO_BEGIN_FRESH,
                                 5,
                                 "alice",
                                 "id");
    } else if (event->kind == HELIO_EVENT_SUBSCRIBED || event->kind == HELIO_EVENT_UNSUBSCRIBED) {
      helio_subscriptions_handle (f->subscriptions, event);
    }
  }
}

static void
set_up (Fixture *f, gconstpointer data)
{
  HelioLinkConfig config = {.mqtt_version = 5,
                            .client_id = "id",
                            .keep_alive = 60,
                            .session_expiry = 60,
                            .receive_maximum = 1000,
                            .maximum_packet_size = -1};
  g_autoptr (HelioCredential) credential = helio_test_credential (NULL, NULL);

  g_mutex_init (&f->lock);
  f->seen = g_string_new (NULL);
  f->broker = helio_fake_broker_new (serve, f);
  f->clock = helio_clock_new_system ();
  f->timeline = helio_timeline_new (100);
  f->subscriptions = helio_subscriptions_new (f->clock, f->timeline);
  config.url = helio_fake_broker_get_url (f->broker);
  f->link = helio_link_new (&config, NULL, on_events, f);
  helio_link_connect (f->link, credential, FALSE);
  helio_test_wait_flag (&f->connected, 20, "CONNACK");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  helio_subscriptions_end (f->subscriptions, FALSE);
  helio_link_free (f->link);
  helio_fake_broker_free (f->broker);
  g_assert_finalize_object (f->subscriptions);
  g_assert_finalize_object (f->timeline);
  g_object_unref (f->clock);
  g_string_free (f->seen, TRUE);
  g_mutex_clear (&f->lock);
}

static HelioSubscription *
add (Fixture *f, const char *filter)
{
  HelioFilterOptions options = {.filter = filter, .qos = 1};
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

typedef struct {
  Fixture *f;
  const char *words;
} Seen;

static gboolean
has_seen (gpointer data)
{
  const Seen *seen = data;
  gboolean found;

  g_mutex_lock (&seen->f->lock);
  found = strstr (seen->f->seen->str, seen->words) != NULL;
  g_mutex_unlock (&seen->f->lock);
  return found;
}

static void
wait_seen (Fixture *f, const char *words)
{
  Seen seen = {f, words};

  helio_test_wait (has_seen, &seen, 20, words);
}

static void
renew (Fixture *f)
{
  g_autoptr (HelioCredential) credential = helio_test_credential ("alice", "secret");

  helio_link_renew (f->link, credential);
  helio_test_wait_flag (&f->renewed, 20, "RENEWED");
}

static gboolean
has_one_row (gpointer data)
{
  return g_list_model_get_n_items (data) == 1;
}

/* The connection changes between UNSUBSCRIBE and its answer: it stays an unsubscription. */
static void
test_removed_while_renewing (Fixture *f, gconstpointer data)
{
  HelioSubscription *stays = add (f, "stays"), *goes = add (f, "goes");

  helio_test_wait (is_granted, stays, 20, "stays");
  helio_test_wait (is_granted, goes, 20, "goes");
  helio_subscriptions_remove (f->subscriptions, goes);
  wait_seen (f, "0U:goes");
  renew (f);
  helio_test_wait (has_one_row, f->subscriptions, 20, "UNSUBACK");
  helio_test_wait (is_granted, stays, 20, "stays");
  wait_seen (f, "1U:goes");
  wait_seen (f, "1S:stays");
  g_assert_null (strstr (f->seen->str, "1S:goes"));
}

/* One that was not answered is sent once on the new connection, not twice. */
static void
test_asked_while_renewing (Fixture *f, gconstpointer data)
{
  HelioSubscription *slow = add (f, "slow"), *after;
  const char *first;

  wait_seen (f, "0S:slow");
  renew (f);
  helio_test_wait (is_granted, slow, 20, "slow");
  after = add (f, "after");
  helio_test_wait (is_granted, after, 20, "after");
  first = strstr (f->seen->str, "1S:slow");
  g_assert_nonnull (first);
  g_assert_null (strstr (first + 1, "1S:slow"));
}

/* Asked, taken back and asked again, nothing of it answered: in that order on the new connection too. */
static void
test_order (Fixture *f, gconstpointer data)
{
  HelioSubscription *slow = add (f, "slow");

  wait_seen (f, "0S:slow");
  helio_subscriptions_remove (f->subscriptions, slow);
  slow = add (f, "slow");
  wait_seen (f, "0S:slow 0U:slow 0S:slow");
  renew (f);
  helio_test_wait (is_granted, slow, 20, "slow");
  wait_seen (f, "1S:slow 1U:slow 1S:slow");
}

static gboolean
has_error (gpointer data)
{
  return helio_subscription_get_error (data) != NULL;
}

/* UNSUBACK with a refusal: the broker goes on sending, so the row is there to say so. */
static void
test_removal_refused (Fixture *f, gconstpointer data)
{
  HelioSubscription *locked = add (f, "locked");
  g_autofree char *log = NULL;

  helio_test_wait (is_granted, locked, 20, "locked");
  helio_subscriptions_remove (f->subscriptions, locked);
  g_assert_cmpint (helio_subscription_get_state (locked), ==, HELIO_SUBSCRIPTION_REMOVING);
  helio_test_wait (has_error, locked, 20, "UNSUBACK");
  g_assert_true (has_one_row (f->subscriptions));
  g_assert_cmpint (helio_subscription_get_state (locked), ==, HELIO_SUBSCRIPTION_GRANTED);
  g_assert_cmpint (helio_subscription_get_granted_qos (locked), ==, 1);
  g_assert_cmpint (helio_subscription_get_reason_code (locked), ==, 0x87);
  g_assert_nonnull (strstr (helio_subscription_get_error (locked)->message, "did not end"));
  log = helio_timeline_to_text (f->timeline);
  g_assert_nonnull (strstr (log, "Subscription to locked stays"));
  /* Asked for again, it is as good as new. */
  add (f, "locked");
  helio_test_wait (is_granted, locked, 20, "locked");
  g_assert_null (helio_subscription_get_error (locked));
}

/* Removed while away, or so shortly before that nothing came back: the session at the broker still has it. */
static void
test_removed_while_away (Fixture *f, gconstpointer data)
{
  HelioSubscription *stays = add (f, "stays"), *goes = add (f, "goes"), *back = add (f, "back");

  helio_test_wait (is_granted, stays, 20, "stays");
  helio_test_wait (is_granted, goes, 20, "goes");
  helio_test_wait (is_granted, back, 20, "back");
  helio_subscriptions_remove (f->subscriptions, back);
  wait_seen (f, "0U:back");
  helio_subscriptions_end (f->subscriptions, TRUE);
  helio_subscriptions_remove (f->subscriptions, goes);
  g_assert_cmpint (helio_subscription_get_state (goes), ==, HELIO_SUBSCRIPTION_REMOVING);
  g_assert_cmpint (helio_subscription_get_state (back), ==, HELIO_SUBSCRIPTION_REMOVING);
  g_assert_true (add (f, "back") == back);
  g_assert_cmpint (helio_subscription_get_state (back), ==, HELIO_SUBSCRIPTION_IDLE);
  renew (f);
  wait_seen (f, "1U:goes");
  helio_test_wait (is_granted, stays, 20, "stays");
  helio_test_wait (is_granted, back, 20, "back");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->subscriptions)), ==, 2);
  g_assert_null (strstr (f->seen->str, "1S:goes"));

  /* No session, nothing to remove from it. */
  helio_subscriptions_end (f->subscriptions, FALSE);
  helio_subscriptions_remove (f->subscriptions, stays);
  g_assert_true (has_one_row (f->subscriptions));
}

/* A broker would end the connection for it: MQTT 5.0 §3.8.3.1. */
static void
test_shared_no_local (Fixture *f, gconstpointer data)
{
  HelioFilterOptions options = {.filter = "$share/g/a", .qos = 1, .no_local = TRUE};
  g_autoptr (GError) error = NULL;

  g_assert_null (helio_subscriptions_add (f->subscriptions, &options, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_nonnull (helio_error_get_remedy (error));
  options.no_local = FALSE;
  g_assert_nonnull (helio_subscriptions_add (f->subscriptions, &options, NULL));
}

#define ADD(name, func) g_test_add ("/subscriptions/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("removed-while-renewing", test_removed_while_renewing);
  ADD ("asked-while-renewing", test_asked_while_renewing);
  ADD ("order", test_order);
  ADD ("removal-refused", test_removal_refused);
  ADD ("removed-while-away", test_removed_while_away);
  ADD ("shared-no-local", test_shared_no_local);
  return g_test_run ();
}
