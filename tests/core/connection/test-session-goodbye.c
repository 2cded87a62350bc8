// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* A session that says goodbye, renews or waits while a long message goes out. */
#include "config.h"

#include "core/base/helio-error.h"
#include "core/connection/helio-session-private.h"
#include "tests/support/helio-fake-session.h"

#include <string.h>

/* More than the sockets on the way take. */
#define LONG_MESSAGE (16 * 1024 * 1024)
#define PIECE (256 * 1024)

/* The first connection takes nothing until something is in the queue. */
static GAsyncQueue *taken_on;
static char piece_wanted;

static void
serve_stalled (HelioFakePeer *peer, guint serial, gpointer data)
{
  helio_fake_peer_narrow (peer);
  if (helio_fake_session_welcome (data, peer, serial > 0) && serial == 0)
    g_async_queue_pop (taken_on);
  helio_fake_peer_wait_end (peer);
}

static const HelioFakeSessionCase stalled_v5 = {HELIO_PROTOCOL_5, serve_stalled};

static void
set_up (HelioFakeSession *f, gconstpointer data)
{
  taken_on = g_async_queue_new ();
  helio_fake_session_set_up (f, data);
}

static void
tear_down (HelioFakeSession *f, gconstpointer data)
{
  g_async_queue_push (taken_on, f);
  helio_fake_session_tear_down (f, data);
  g_async_queue_unref (taken_on);
}

static void
begin_upload (HelioFakeSession *f, HelioTestResult *result)
{
  g_autoptr (GBytes) payload = g_bytes_new_take (g_malloc0 (LONG_MESSAGE), LONG_MESSAGE);
  HelioPublication publication = {.topic = "t", .payload = payload};

  helio_fake_session_go_online (f);
  helio_session_publish_async (f->session, &publication, NULL, helio_test_result_ready, result);
}

static void
expect_interrupted (HelioTestResult *result)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *ready = helio_test_result_wait (result, 20);
  HelioSession *session = g_task_get_source_object (G_TASK (ready));

  g_assert_false (helio_session_publish_finish (session, ready, NULL, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_MQTT_NOT_CONNECTED);
  helio_test_result_clear (result);
}

/* What became of it cannot be seen but in the timeline: nobody waits any more. */
static void
test_stop_while_uploading (HelioFakeSession *f, gconstpointer data)
{
  HelioTestResult result = {0};
  g_autofree char *log = NULL;

  begin_upload (f, &result);
  helio_session_stop (f->session);
  helio_fake_session_wait_closed (f);
  expect_interrupted (&result);
  log = helio_timeline_to_text (f->timeline);
  g_assert_nonnull (strstr (log, "in the middle of an upload"));
  g_assert_nonnull (strstr (log, "took too slowly"));
  g_assert_nonnull (strstr (log, "QoS 0 lost with it: 1."));
  g_assert_null (strstr (log, "last will"));
  g_assert_cmpuint (helio_session_get_counters (f->session)->lost_qos0, ==, 1);
}

/* The profile is edited meanwhile: the session that takes its place has not sent anything yet. */
static void
test_take_over (HelioFakeSession *f, gconstpointer data)
{
  HelioSessionInit init = {.clock = HELIO_CLOCK (f->clock),
                           .source = HELIO_CREDENTIAL_SOURCE (f->source),
                           .profile = f->profile,
                           .subscriptions = f->subscriptions,
                           .timeline = f->timeline};
  HelioSession *old = f->session;
  HelioTestResult result = {0};
  g_autofree char *log = NULL;

  begin_upload (f, &result);
  helio_session_stop (old);
  f->session = helio_session_new (&init);
  helio_session_take_over (f->session, old);
  expect_interrupted (&result);
  g_assert_finalize_object (old);
  g_assert_true (helio_session_is_closing (f->session));
  helio_fake_session_wait_closed (f);
  log = helio_timeline_to_text (f->timeline);
  g_assert_nonnull (strstr (log, "QoS 0 lost with it: 1."));
  g_assert_cmpuint (helio_session_get_counters (f->session)->lost_qos0, ==, 1);
  g_assert_cmpuint (helio_session_get_counters (f->session)->bytes_out, ==, 0);
}

static char *
cut (HelioFakeSession *f,
     gboolean connected,
     gboolean parted,
     guint64 lost,
     guint64 unconfirmed,
     const char *error)
{
  g_autoptr (HelioEvent) event = helio_event_new (HELIO_EVENT_CUT);
  g_autoptr (GPtrArray) events = g_ptr_array_new ();
  g_autoptr (HelioTimelineEntry) last = NULL;

  event->connected = connected;
  event->parted = parted;
  event->lost = lost;
  event->unconfirmed = unconfirmed;
  if (error != NULL)
    event->error = helio_error_new (HELIO_ERROR_TIMED_OUT, NULL, "%s", error);
  g_ptr_array_add (events, event);
  helio_session_handle_events (f->session->closing, events, f->session);
  last = g_list_model_get_item (G_LIST_MODEL (f->timeline),
                                g_list_model_get_n_items (G_LIST_MODEL (f->timeline)) - 1);
  return g_strdup (helio_timeline_entry_get_text (last));
}

/* Nothing is said that is not so. */
static void
test_words (HelioFakeSession *f, gconstpointer data)
{
  static const struct {
    gboolean will, connected, parted;
    guint64 lost;
    const char *says, *not ;
    guint64 unconfirmed;
    const char *error;
  } cases[] = {
      {FALSE, TRUE, FALSE, 2, "too slowly", "last will"},
      {FALSE, TRUE, FALSE, 2, "lost with it: 2.", "connection ended"},
      {TRUE, TRUE, FALSE, 0, "publish the last will", "QoS 0"},
      {TRUE, TRUE, TRUE, 0, "too slowly", "last will"},
      {TRUE, FALSE, FALSE, 0, "connection ended", "too slowly"},
      {TRUE, FALSE, FALSE, 0, "publish the last will", "too slowly"},
      {TRUE, FALSE, TRUE, 1, "lost with it: 1.", "last will"},
      {TRUE,
       TRUE,
       TRUE,
       0,
       "Not shown. Messages of QoS 0 that may be lost: 3.",
       "upload",
       3,
       "Not shown."},
      {TRUE, FALSE, FALSE, 0, "had read all that was published.", "upload", 3},
      {TRUE, FALSE, FALSE, 0, "may be lost: 3. The broker may publish", "upload", 3},
      {TRUE, FALSE, FALSE, 1, "in the middle of an upload", "had read", 3},
  };
  HelioTestResult result = {0};

  begin_upload (f, &result);
  helio_session_stop (f->session);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = NULL;

    if (cases[i].will && f->profile->broker.will == NULL)
      f->profile->broker.will = helio_profile_will_new ("gone");
    text = cut (f,
                cases[i].connected,
                cases[i].parted,
                cases[i].lost,
                cases[i].unconfirmed,
                cases[i].error);
    if (strstr (text, cases[i].says) == NULL || strstr (text, cases[i].not ) != NULL)
      g_error ("%" G_GSIZE_FORMAT ": %s", i, text);
  }
  expect_interrupted (&result);
  helio_fake_session_wait_closed (f);
}

/* Takes a piece each time one is wanted, then all. The message is the first that comes. */
static gboolean
take_slowly (HelioFakePeer *peer)
{
  const gsize length = 1 + 4 + 2 + strlen ("t") + 1 + LONG_MESSAGE;
  g_autofree guint8 *piece = g_malloc (PIECE);
  gpointer what = &piece_wanted;

  for (gsize taken = 0; taken < length; taken += PIECE) {
    if (what == &piece_wanted)
      what = g_async_queue_pop (taken_on);
    if (!helio_fake_peer_take (peer, piece, MIN (PIECE, length - taken)))
      return FALSE;
  }
  return TRUE;
}

static void
serve_slowly (HelioFakePeer *peer, guint serial, gpointer data)
{
  GBytes *packet;

  if (serial == 0)
    helio_fake_peer_narrow (peer);
  if (!helio_fake_session_welcome (data, peer, serial > 0) || (serial == 0 && !take_slowly (peer)))
    return;
  while ((packet = helio_fake_peer_read (peer)) != NULL) {
    if (*(const guint8 *) g_bytes_get_data (packet, NULL) == 0xC0)
      helio_fake_peer_write (peer, "\xD0\x00", 2);
    g_bytes_unref (packet);
  }
}

static const HelioFakeSessionCase slow_v5 = {HELIO_PROTOCOL_5, serve_slowly};

static gboolean
is_news (gpointer data)
{
  HelioFakeSession *f = data;

  return f->session->upload_progress == helio_clock_now_boot (HELIO_CLOCK (f->clock));
}

static void
expect_late (HelioTestResult *result)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *ready = helio_test_result_wait (result, 20);
  HelioSession *session = g_task_get_source_object (G_TASK (ready));

  g_assert_false (helio_session_publish_finish (session, ready, NULL, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TIMED_OUT);
  helio_test_result_clear (result);
}

/* The minute counts from when the broker last took some of it, for what stands behind it as well. */
static void
test_deadline (HelioFakeSession *f, gconstpointer data)
{
  HelioPublication publication = {.topic = "t", .qos = 1};
  HelioTestResult upload = {0}, behind = {0};

  begin_upload (f, &upload);
  helio_session_publish_async (f->session, &publication, NULL, helio_test_result_ready, &behind);
  for (guint i = 0; i < 5; i++) {
    helio_fake_clock_advance (f->clock, 50 * HELIO_SECOND);
    g_async_queue_push (taken_on, &piece_wanted);
    helio_test_wait (is_news, f, 20, "progress");
    g_assert_null (upload.result);
    g_assert_null (behind.result);
  }
  helio_fake_clock_advance (f->clock, 61 * HELIO_SECOND);
  helio_fake_clock_advance (f->clock, 61 * HELIO_SECOND);
  expect_late (&upload);
  expect_late (&behind);
}

static gboolean
says_upload (gpointer data)
{
  const char *reason = helio_session_get_reason (((HelioFakeSession *) data)->session);

  return reason != NULL && strstr (reason, "upload") != NULL;
}

/* "Messages go on" would not be so. */
static void
test_renewal_waits (HelioFakeSession *f, gconstpointer data)
{
  HelioTestResult result = {0};

  helio_test_source_set_life (f->source, 100 * HELIO_SECOND);
  begin_upload (f, &result);
  g_async_queue_push (taken_on, &piece_wanted);
  helio_test_wait (is_news, f, 20, "progress");
  helio_session_renew_now (f->session);
  helio_test_wait (says_upload, f, 20, "the reason");
  g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_RENEWING);
  g_async_queue_push (taken_on, f);
  helio_fake_session_wait_state (f, HELIO_SESSION_ONLINE);
  g_assert_cmpuint (helio_session_get_renewals (f->session), ==, 1);
  g_assert_true (helio_session_publish_finish (f->session,
                                               helio_test_result_wait (&result, 20),
                                               NULL,
                                               NULL,
                                               NULL));
  helio_test_result_clear (&result);
}

/* The first connection ends after a message of QoS 0 and a PINGREQ, which is answered or not. */
static void
serve_briefly (HelioFakeSession *f, HelioFakePeer *peer, guint serial, gboolean answers)
{
  g_autoptr (GBytes) asked = NULL;

  if (!helio_fake_session_welcome (f, peer, FALSE))
    return;
  if (serial > 0) {
    helio_fake_peer_wait_end (peer);
    return;
  }
  asked = helio_fake_peer_expect (peer, 0xC0);
  if (answers)
    helio_fake_peer_write (peer, "\xD0\x00", 2);
}

static void
serve_answering (HelioFakePeer *peer, guint serial, gpointer data)
{
  serve_briefly (data, peer, serial, TRUE);
}

static void
serve_mute (HelioFakePeer *peer, guint serial, gpointer data)
{
  serve_briefly (data, peer, serial, FALSE);
}

static const HelioFakeSessionCase answering_v5 = {HELIO_PROTOCOL_5, serve_answering};
static const HelioFakeSessionCase mute_v5 = {HELIO_PROTOCOL_5, serve_mute};

/* What may be lost is told of at once, and again at a patient good-bye that has nothing else to tell. */
static void
test_unconfirmed (HelioFakeSession *f, gconstpointer data)
{
  gboolean mute = data == &mute_v5;
  HelioPublication publication = {.topic = "t"};
  HelioTestResult result = {0};
  g_autofree char *log = NULL;

  helio_fake_session_go_online (f);
  helio_session_publish_async (f->session, &publication, NULL, helio_test_result_ready, &result);
  g_assert_true (helio_session_publish_finish (f->session,
                                               helio_test_result_wait (&result, 20),
                                               NULL,
                                               NULL,
                                               NULL));
  helio_test_result_clear (&result);
  helio_fake_session_wait_state (f, HELIO_SESSION_WAITING_TO_RETRY);
  log = helio_timeline_to_text (f->timeline);
  g_assert_cmpint (strstr (log, "published (1): they may be lost") != NULL, ==, mute);
  helio_fake_clock_advance (f->clock, 60 * HELIO_SECOND);
  helio_fake_session_wait_state (f, HELIO_SESSION_ONLINE);
  helio_session_set_patient (f->session, TRUE);
  helio_session_stop (f->session);
  g_assert_cmpint (helio_session_get_cut (f->session) != NULL, ==, mute);
  helio_fake_session_wait_closed (f);
  g_assert_cmpint (helio_session_get_cut (f->session) != NULL, ==, mute);
}

static void
tell (HelioFakeSession *f, HelioLink *link, HelioEvent *event)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new ();

  g_ptr_array_add (events, event);
  helio_session_handle_events (link, events, f->session);
}

static guint
count (HelioFakeSession *f, const char *words)
{
  g_autofree char *log = helio_timeline_to_text (f->timeline);
  guint n = 0;

  for (const char *at = log; (at = strstr (at, words)) != NULL; at++)
    n++;
  return n;
}

/* However a renewal loses it, it is told of once. */
static void
test_renewal_words (HelioFakeSession *f, gconstpointer data)
{
  g_autoptr (HelioEvent) event = helio_event_new (HELIO_EVENT_RENEWED);

  helio_fake_session_go_online (f);
  event->info = helio_link_info_copy (f->session->info);
  event->cut = TRUE;
  event->unconfirmed = 3;
  f->session->pending = helio_credential_ref (f->session->credential);
  tell (f, f->session->link, event);
  g_assert_cmpuint (count (f, "in the middle of an upload"), ==, 1);
  g_assert_cmpuint (count (f, "may be lost"), ==, 1);
}

/* Whoever leaves without patience does not want to know what has been read. */
static void
test_closing_unconfirmed (HelioFakeSession *f, gconstpointer data)
{
  g_autoptr (HelioEvent) event = helio_event_new (HELIO_EVENT_RENEWED);
  gboolean patient = data == &mute_v5;

  helio_fake_session_go_online (f);
  helio_session_set_patient (f->session, patient);
  helio_session_stop (f->session);
  event->unconfirmed = 3;
  tell (f, f->session->closing, event);
  g_assert_cmpuint (count (f, "may be lost"), ==, 1);
  g_assert_cmpint (helio_session_get_cut (f->session) != NULL, ==, patient);
}

#define ADD(name, data, func) g_test_add (name, HelioFakeSession, &(data), set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/session-goodbye/stop-while-uploading", stalled_v5, test_stop_while_uploading);
  ADD ("/session-goodbye/take-over", stalled_v5, test_take_over);
  ADD ("/session-goodbye/words", stalled_v5, test_words);
  ADD ("/session-goodbye/deadline", slow_v5, test_deadline);
  ADD ("/session-goodbye/renewal-waits", slow_v5, test_renewal_waits);
  ADD ("/session-goodbye/confirmed", answering_v5, test_unconfirmed);
  ADD ("/session-goodbye/unconfirmed", mute_v5, test_unconfirmed);
  ADD ("/session-goodbye/renewal-words", answering_v5, test_renewal_words);
  ADD ("/session-goodbye/closing-unconfirmed", answering_v5, test_closing_unconfirmed);
  ADD ("/session-goodbye/closing-unconfirmed-patient", mute_v5, test_closing_unconfirmed);
  return g_test_run ();
}
