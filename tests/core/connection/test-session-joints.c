// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Where the session, its handlers and a link that ends meet: against brokers that say what a test wants. */
#include "config.h"

#include "core/base/helio-error.h"
#include "tests/support/helio-fake-session.h"

#include <string.h>

static void
serve (HelioFakePeer *peer, guint serial, gpointer data)
{
  if (helio_fake_session_welcome (data, peer, serial > 0))
    helio_fake_peer_wait_end (peer);
}

static const HelioFakeSessionCase serve_v5 = {HELIO_PROTOCOL_5, serve};
static const HelioFakeSessionCase serve_v3 = {HELIO_PROTOCOL_3_1_1, serve};

static void
on_changed_stop (HelioSession *session, guint what, gpointer user_data)
{
  const HelioSessionState *when = user_data;

  if ((what & HELIO_SESSION_CHANGED_STATE) != 0 && helio_session_get_state (session) == *when)
    helio_session_stop (session);
}

/* A handler that disconnects as soon as it hears of a state, as a program does whose output was closed. */
static void
test_stop_in_handler (HelioFakeSession *f, gconstpointer data)
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
    helio_fake_session_wait_state (f, HELIO_SESSION_IDLE);
    helio_fake_session_wait_closed (f);
    helio_test_settle ();
    g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_IDLE);
    g_signal_handler_disconnect (f->session, id);
  }
  helio_fake_session_go_online (f);
}

/* Another client takes the client id, again and again. */
static void
serve_briefly (HelioFakePeer *peer, guint serial, gpointer data)
{
  helio_fake_session_welcome (data, peer, serial > 0);
}

static const HelioFakeSessionCase brief_v3 = {HELIO_PROTOCOL_3_1_1, serve_briefly};
static const HelioFakeSessionCase brief_v5 = {HELIO_PROTOCOL_5, serve_briefly};

/* Giving up means that: no last connection that takes the id and wipes the session which is the other's. */
static void
test_fight (HelioFakeSession *f, gconstpointer data)
{
  helio_session_start (f->session, FALSE);
  for (guint i = 0; i < 2; i++) {
    gint64 now = helio_clock_now_boot (HELIO_CLOCK (f->clock));

    helio_fake_session_wait_state (f, HELIO_SESSION_WAITING_TO_RETRY);
    /* To the retry and no further: the connection that is being made must not seem to have lasted. */
    helio_fake_clock_advance (f->clock, helio_session_get_retry_at (f->session) - now);
  }
  helio_fake_session_wait_state (f, HELIO_SESSION_FAILED);
  g_assert_error (helio_session_get_error (f->session), HELIO_ERROR, HELIO_ERROR_MQTT_TAKEN_OVER);
  helio_fake_session_wait_closed (f);
  g_assert_cmpint (g_atomic_int_get (&f->n_connections), ==, 3);
  g_assert_cmpint (g_atomic_int_get (&f->n_clean), ==, 0);
}

static gboolean
is_waiting (gpointer data)
{
  HelioFakeSession *f = data;

  return helio_session_get_state (f->session) == HELIO_SESSION_WAITING_TO_RETRY;
}

/* MQTT 5: DISCONNECT with Session Expiry 0. 3.1.1 needs none. */
static void
note_goodbye (HelioFakeSession *f, HelioFakePeer *peer)
{
  g_autoptr (GBytes) packet = helio_fake_peer_expect (peer, 0xE0);
  static const guint8 ends[] = {0xE0, 7, 0, 5, 0x11, 0, 0, 0, 0};

  if (packet != NULL && g_bytes_get_size (packet) == sizeof ends &&
      memcmp (g_bytes_get_data (packet, NULL), ends, sizeof ends) == 0)
    g_atomic_int_inc (&f->n_ended);
}

static gboolean
has_ended (gpointer data)
{
  return g_atomic_int_get (&((HelioFakeSession *) data)->n_ended) > 0;
}

/* The first connection is lost; what comes then may say goodbye. */
static void
serve_lost (HelioFakePeer *peer, guint serial, gpointer data)
{
  HelioFakeSession *f = data;

  if (helio_fake_session_welcome (f, peer, serial > 0) && serial > 0)
    note_goodbye (f, peer);
}

static const HelioFakeSessionCase lost_v3 = {HELIO_PROTOCOL_3_1_1, serve_lost};
static const HelioFakeSessionCase lost_v5 = {HELIO_PROTOCOL_5, serve_lost};

static void
serve_after_loss (HelioFakePeer *peer, guint serial, gpointer data)
{
  if (helio_fake_session_welcome (data, peer, serial > 0) && serial > 0)
    helio_fake_peer_wait_end (peer);
}

static const HelioFakeSessionCase serve_lost_once = {HELIO_PROTOCOL_5, serve_after_loss};

static void
lose (HelioFakeSession *f)
{
  helio_session_start (f->session, FALSE);
  helio_test_wait (is_waiting, f, 20, "the loss");
}

/* Disconnecting while there is no connection: no session stays behind at the broker. */
static void
test_end_while_waiting (HelioFakeSession *f, gconstpointer data)
{
  const HelioFakeSessionCase *wanted = data;
  g_autofree char *log = NULL;

  lose (f);
  helio_session_stop (f->session);
  g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_IDLE);
  helio_fake_session_wait_closed (f);
  g_assert_cmpint (g_atomic_int_get (&f->n_connections), ==, 2);
  g_assert_cmpint (g_atomic_int_get (&f->n_clean), ==, 1);
  if (wanted->protocol == HELIO_PROTOCOL_5)
    helio_test_wait (has_ended, f, 20, "Session Expiry 0");
  log = helio_timeline_to_text (f->timeline);
  g_assert_null (strstr (log, "could not be told"));
}

/* What cannot go on without a person while there is no connection, and is then disconnected: the same. */
static void
test_end_after_failure (HelioFakeSession *f, gconstpointer data)
{
  const HelioFakeSessionCase *wanted = data;
  g_autoptr (GError) gone = helio_error_new (HELIO_ERROR_SIGN_IN_REQUIRED, NULL, "Sign in.");
  g_autofree char *log = NULL;

  lose (f);
  helio_test_source_fail (f->source, gone, 1000);
  helio_fake_clock_advance (f->clock, 2 * HELIO_SECOND);
  helio_fake_session_wait_state (f, HELIO_SESSION_NEEDS_SIGN_IN);
  helio_test_settle ();
  g_assert_cmpint (g_atomic_int_get (&f->n_connections), ==, 1);
  helio_session_stop (f->session);
  helio_fake_session_wait_closed (f);
  g_assert_cmpint (g_atomic_int_get (&f->n_connections), ==, 2);
  g_assert_cmpint (g_atomic_int_get (&f->n_clean), ==, 1);
  if (wanted->protocol == HELIO_PROTOCOL_5)
    helio_test_wait (has_ended, f, 20, "Session Expiry 0");
  log = helio_timeline_to_text (f->timeline);
  g_assert_null (strstr (log, "could not be told"));
}

/* Once the person has helped, the session at the broker goes on. */
static void
test_go_on_after_failure (HelioFakeSession *f, gconstpointer data)
{
  g_autoptr (GError) gone = helio_error_new (HELIO_ERROR_SIGN_IN_REQUIRED, NULL, "Sign in.");

  lose (f);
  helio_test_source_fail (f->source, gone, 1000);
  helio_fake_clock_advance (f->clock, 2 * HELIO_SECOND);
  helio_fake_session_wait_state (f, HELIO_SESSION_NEEDS_SIGN_IN);
  helio_test_source_fail (f->source, gone, 0);
  helio_session_start (f->session, TRUE);
  helio_fake_session_wait_state (f, HELIO_SESSION_ONLINE);
  g_assert_cmpint (g_atomic_int_get (&f->n_connections), ==, 2);
  g_assert_cmpint (g_atomic_int_get (&f->n_clean), ==, 0);
}

/* The second time the broker does not take the credential; what it refused is not tried for a goodbye. */
static void
serve_lost_then_refuse (HelioFakePeer *peer, guint serial, gpointer data)
{
  HelioFakeSession *f = data;
  g_autoptr (GBytes) connect = NULL;

  if (serial == 0) {
    helio_fake_session_welcome (f, peer, FALSE);
    return;
  }
  connect = helio_fake_peer_expect (peer, 0x10);
  g_atomic_int_inc (&f->n_reached);
  helio_fake_peer_write (peer, "\x20\x03\x00\x87\x00", 5);
}

static const HelioFakeSessionCase lost_refused = {HELIO_PROTOCOL_5, serve_lost_then_refuse};

static void
test_refused_no_goodbye (HelioFakeSession *f, gconstpointer data)
{
  g_autofree char *log = NULL;

  lose (f);
  helio_fake_clock_advance (f->clock, 2 * HELIO_SECOND);
  helio_fake_session_wait_state (f, HELIO_SESSION_FAILED);
  g_assert_cmpint (g_atomic_int_get (&f->n_reached), ==, 1);
  helio_session_stop (f->session);
  g_assert_false (helio_session_is_closing (f->session));
  helio_test_settle ();
  g_assert_cmpint (g_atomic_int_get (&f->n_reached), ==, 1);
  log = helio_timeline_to_text (f->timeline);
  g_assert_nonnull (strstr (log, "could not be told to end the session"));
}

static void
test_keep_while_waiting (HelioFakeSession *f, gconstpointer data)
{
  f->profile->broker.keep_session = TRUE;
  lose (f);
  helio_session_stop (f->session);
  g_assert_false (helio_session_is_closing (f->session));
  helio_test_settle ();
  g_assert_cmpint (g_atomic_int_get (&f->n_connections), ==, 1);
}

/* With a credential that has run out nothing can be done but to say so. */
static void
test_end_too_late (HelioFakeSession *f, gconstpointer data)
{
  g_autoptr (GError) error = helio_error_new (HELIO_ERROR_SERVER, NULL, "The exchange is away.");
  g_autofree char *log = NULL;

  helio_test_source_set_life (f->source, 3600 * HELIO_SECOND);
  lose (f);
  helio_test_source_fail (f->source, error, 1000);
  helio_fake_clock_advance (f->clock, 3601 * HELIO_SECOND);
  helio_fake_session_wait_state (f, HELIO_SESSION_WAITING_TO_RETRY);
  helio_session_stop (f->session);
  g_assert_false (helio_session_is_closing (f->session));
  g_assert_cmpint (g_atomic_int_get (&f->n_connections), ==, 1);
  log = helio_timeline_to_text (f->timeline);
  g_assert_nonnull (strstr (log, "could not be told to end the session"));
}

/* The broker takes its time with the connection that ends the session. */
static void
serve_slow_goodbye (HelioFakePeer *peer, guint serial, gpointer data)
{
  HelioFakeSession *f = data;

  g_atomic_int_inc (&f->n_reached);
  if (serial == 1)
    while (g_atomic_int_get (&f->go) == 0)
      g_usleep (1000);
  if (helio_fake_session_welcome (f, peer, serial == 2))
    helio_fake_peer_wait_end (peer);
}

static const HelioFakeSessionCase slow_goodbye = {HELIO_PROTOCOL_3_1_1, serve_slow_goodbye};

static gboolean
has_goodbye (gpointer data)
{
  return g_atomic_int_get (&((HelioFakeSession *) data)->n_reached) == 2;
}

/* Connecting again at once: not before the old session has been ended, or that would end the new one. */
static void
test_start_while_closing (HelioFakeSession *f, gconstpointer data)
{
  helio_fake_session_go_online (f);
  helio_session_stop (f->session);
  helio_session_start (f->session, FALSE);
  helio_test_wait (has_goodbye, f, 20, "the connection that ends the session");
  helio_test_settle ();
  g_assert_true (helio_session_is_closing (f->session));
  g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_GETTING_CREDENTIAL);
  g_atomic_int_set (&f->go, 1);
  helio_fake_session_wait_state (f, HELIO_SESSION_ONLINE);
  g_assert_false (helio_session_is_closing (f->session));
  g_assert_cmpint (g_atomic_int_get (&f->n_connections), ==, 3);
  g_assert_cmpint (g_atomic_int_get (&f->n_clean), ==, 1);
}

/* A goodbye that does not come to an end does not hold up a new connection for long, and does nothing after it. */
static void
test_start_after_closing_deadline (HelioFakeSession *f, gconstpointer data)
{
  g_autofree char *log = NULL;

  helio_fake_session_go_online (f);
  helio_session_stop (f->session);
  helio_session_start (f->session, FALSE);
  helio_test_wait (has_goodbye, f, 20, "the connection that ends the session");
  g_assert_true (helio_session_is_closing (f->session));
  helio_fake_clock_advance (f->clock, 6 * HELIO_SECOND);
  g_assert_false (helio_session_is_closing (f->session));
  helio_fake_session_wait_state (f, HELIO_SESSION_ONLINE);
  log = helio_timeline_to_text (f->timeline);
  g_assert_nonnull (strstr (log, "could not be told to end the session"));
  g_atomic_int_set (&f->go, 1);
}

/* Answers no publication on the first connection. */
static void
serve_publications (HelioFakePeer *peer, guint serial, gpointer data)
{
  HelioFakeSession *f = data;
  GBytes *packet;

  if (!helio_fake_session_welcome (f, peer, FALSE))
    return;
  while ((packet = helio_fake_peer_read (peer)) != NULL) {
    const guint8 *bytes = g_bytes_get_data (packet, NULL);

    if ((bytes[0] & 0xF0) == 0x30) {
      gsize at = 4 + bytes[3]; /* topic "t" */
      guint8 puback[] = {0x40, 2, bytes[at], bytes[at + 1]};

      g_atomic_int_inc (&f->n_published);
      if (serial > 0)
        helio_fake_peer_write (peer, puback, sizeof puback);
    } else if (bytes[0] == 0xC0) {
      helio_fake_peer_write (peer, "\xD0\x00", 2);
    }
    g_bytes_unref (packet);
  }
}

static const HelioFakeSessionCase publications_v5 = {HELIO_PROTOCOL_5, serve_publications};
static const HelioFakeSessionCase publications_v3 = {HELIO_PROTOCOL_3_1_1, serve_publications};

static void
publish (HelioFakeSession *f, HelioTestResult *result)
{
  HelioPublication publication = {.topic = "t", .qos = 1};

  helio_session_publish_async (f->session, &publication, NULL, helio_test_result_ready, result);
}

static gboolean
is_published (gpointer data)
{
  return g_atomic_int_get (&((HelioFakeSession *) data)->n_published) > 0;
}

static void
expect_interrupted (HelioFakeSession *f, HelioTestResult *result)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (helio_session_publish_finish (f->session,
                                                helio_test_result_wait (result, 20),
                                                NULL,
                                                NULL,
                                                &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_MQTT_NOT_CONNECTED);
  g_assert_nonnull (strstr (error->message, "before the broker confirmed"));
  helio_test_result_clear (result);
}

/* A renewal brings another user: what was under way for the first is told as lost, and no answer to the second user's
 * publications is taken for one to the first's. */
static void
test_other_user_while_publishing (HelioFakeSession *f, gconstpointer data)
{
  HelioTestResult first = {0}, second = {0};
  g_autoptr (GError) error = NULL;

  helio_fake_session_go_online (f);
  publish (f, &first);
  helio_test_wait (is_published, f, 20, "PUBLISH");
  helio_test_source_set_user (f->source, "bob@org_test");
  helio_session_renew_now (f->session);
  expect_interrupted (f, &first);
  helio_fake_session_wait_state (f, HELIO_SESSION_ONLINE);
  publish (f, &second);
  g_assert_true (helio_session_publish_finish (f->session,
                                               helio_test_result_wait (&second, 20),
                                               NULL,
                                               NULL,
                                               &error));
  g_assert_no_error (error);
  helio_test_result_clear (&second);
}

static void
test_stop_while_publishing (HelioFakeSession *f, gconstpointer data)
{
  HelioTestResult result = {0};

  helio_fake_session_go_online (f);
  publish (f, &result);
  helio_session_stop (f->session);
  expect_interrupted (f, &result);
}

/* CONNECT is refused once, with 0x86: the source needs a person for the next credential. */
static void
serve_refused (HelioFakePeer *peer, guint serial, gpointer data)
{
  static const guint8 refused[] = {0x20, 3, 0, 0x86, 0};
  g_autoptr (GBytes) connect = NULL;

  if (serial > 0) {
    serve (peer, serial, data);
    return;
  }
  connect = helio_fake_peer_expect (peer, 0x10);
  helio_fake_peer_write (peer, refused, sizeof refused);
  helio_fake_peer_wait_end (peer);
}

static const HelioFakeSessionCase refused_v5 = {HELIO_PROTOCOL_5, serve_refused};

static void
on_changed_hold (HelioSession *session, guint what, gpointer user_data)
{
  if (helio_session_get_state (session) == HELIO_SESSION_CONNECTING)
    helio_test_source_set_held (user_data, TRUE);
}

static void
test_refused_then_sign_in (HelioFakeSession *f, gconstpointer data)
{
  gulong id = g_signal_connect (f->session, "changed", G_CALLBACK (on_changed_hold), f->source);

  helio_test_source_set_life (f->source, 3600 * HELIO_SECOND);
  helio_session_start (f->session, FALSE);
  helio_fake_session_wait_state (f, HELIO_SESSION_CONNECTING);
  helio_fake_session_wait_state (f, HELIO_SESSION_GETTING_CREDENTIAL);
  g_assert_true ((helio_test_source_get_last_flags (f->source) & HELIO_CREDENTIAL_REFUSED) != 0);
  helio_test_source_set_stage (f->source, HELIO_CREDENTIAL_STAGE_SIGNING_IN);
  g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_SIGNING_IN);
  g_signal_handler_disconnect (f->session, id);
  helio_test_source_set_held (f->source, FALSE);
  helio_fake_session_wait_state (f, HELIO_SESSION_ONLINE);
}

/* The first connection is ended with 0x98 when the test says so. */
static void
serve_ended (HelioFakePeer *peer, guint serial, gpointer data)
{
  HelioFakeSession *f = data;

  if (!helio_fake_session_welcome (f, peer, serial > 0))
    return;
  while (serial == 0 && g_atomic_int_get (&f->go) == 0)
    g_usleep (1000);
  if (serial == 0)
    helio_fake_peer_write (peer, "\xE0\x01\x98", 3);
  else
    helio_fake_peer_wait_end (peer);
}

static const HelioFakeSessionCase ended_v5 = {HELIO_PROTOCOL_5, serve_ended};

/* The same code, before the credential runs out: somebody's doing, and no reason to hurry. */
static void
test_kicked (HelioFakeSession *f, gconstpointer data)
{
  helio_test_source_set_life (f->source, 3600 * HELIO_SECOND);
  helio_fake_session_go_online (f);
  helio_fake_clock_advance (f->clock, 60 * HELIO_SECOND);
  g_atomic_int_set (&f->go, 1);
  helio_fake_session_wait_state (f, HELIO_SESSION_WAITING_TO_RETRY);
  g_assert_nonnull (strstr (helio_session_get_reason (f->session), "still good"));
  g_assert_cmpint (helio_error_get_reason_code (helio_session_get_error (f->session)), ==, 0x98);
  helio_fake_clock_advance (f->clock, 61 * HELIO_SECOND);
  helio_fake_session_wait_state (f, HELIO_SESSION_ONLINE);
}

/* At its time, without a renewal: told as that, and replaced at once. */
static void
test_expired (HelioFakeSession *f, gconstpointer data)
{
  g_autoptr (GError) error = helio_error_new (HELIO_ERROR_SERVER, NULL, "The exchange is away.");
  g_autofree char *log = NULL;

  helio_test_source_set_life (f->source, 3600 * HELIO_SECOND);
  helio_fake_session_go_online (f);
  helio_test_source_fail (f->source, error, 1000);
  helio_fake_clock_advance (f->clock, 3599 * HELIO_SECOND);
  helio_test_settle ();
  helio_test_source_fail (f->source, error, 0);
  g_atomic_int_set (&f->go, 1);
  helio_fake_session_wait_state (f, HELIO_SESSION_CONNECTING);
  helio_fake_session_wait_state (f, HELIO_SESSION_ONLINE);
  log = helio_timeline_to_text (f->timeline);
  g_assert_nonnull (strstr (log, "because its credential expired"));
  g_assert_null (strstr (log, "Waiting to retry"));
}

/* Says that it shuts down when it gets a message. */
static void
serve_shutdown (HelioFakePeer *peer, guint serial, gpointer data)
{
  GBytes *packet;
  guint8 first = 0;

  if (!helio_fake_session_welcome (data, peer, serial > 0))
    return;
  while (first != 0x30 && (packet = helio_fake_peer_read (peer)) != NULL) {
    first = *(const guint8 *) g_bytes_get_data (packet, NULL);
    if (first == 0xC0)
      helio_fake_peer_write (peer, "\xD0\x00", 2);
    g_bytes_unref (packet);
  }
  helio_fake_peer_write (peer, "\xE0\x01\x8B", 3);
}

static const HelioFakeSessionCase shutdown_v5 = {HELIO_PROTOCOL_5, serve_shutdown};

static gboolean
is_renewed (gpointer data)
{
  HelioFakeSession *f = data;

  return helio_session_get_state (f->session) == HELIO_SESSION_ONLINE &&
         (gint) helio_session_get_renewals (f->session) == f->go;
}

/* Credentials that live for some seconds only: a connection that was renewed has lived long enough to begin with a
 * short delay again, however often the broker goes away. */
static void
test_short_lives (HelioFakeSession *f, gconstpointer data)
{
  HelioPublication publication = {.topic = "t"};

  helio_test_source_set_life (f->source, 8 * HELIO_SECOND);
  helio_fake_session_go_online (f);
  for (guint i = 0; i < 8; i++) {
    gint64 delay;
    HelioTestResult result = {0};

    f->go = (gint) helio_session_get_renewals (f->session) + 1;
    helio_fake_clock_advance (f->clock, 6 * HELIO_SECOND);
    helio_test_wait (is_renewed, f, 20, "a renewal");
    helio_fake_clock_advance (f->clock, HELIO_SECOND);
    helio_session_publish_async (f->session, &publication, NULL, helio_test_result_ready, &result);
    helio_fake_session_wait_state (f, HELIO_SESSION_WAITING_TO_RETRY);
    helio_test_result_wait (&result, 20);
    helio_test_result_clear (&result);
    delay = helio_session_get_retry_at (f->session) - helio_clock_now_boot (HELIO_CLOCK (f->clock));
    g_assert_cmpint (delay, <=, HELIO_SECOND);
    helio_fake_clock_advance (f->clock, HELIO_SECOND);
    helio_fake_session_wait_state (f, HELIO_SESSION_ONLINE);
  }
}

/* CONNECT is not answered; what may come behind it is DISCONNECT. */
static void
serve_unanswered (HelioFakePeer *peer, guint serial, gpointer data)
{
  HelioFakeSession *f = data;
  g_autoptr (GBytes) connect = helio_fake_peer_expect (peer, 0x10);

  g_atomic_int_inc (&f->n_reached);
  while (g_atomic_int_get (&f->go) == 0)
    g_usleep (1000);
  note_goodbye (f, peer);
}

static const HelioFakeSessionCase unanswered_v5 = {HELIO_PROTOCOL_5, serve_unanswered};

static gboolean
is_reached (gpointer data)
{
  return g_atomic_int_get (&((HelioFakeSession *) data)->n_reached) > 0;
}

/* The broker may have the connection by now. Who ends the program then waits until it has heard of it. */
static void
test_stop_while_unanswered (HelioFakeSession *f, gconstpointer data)
{
  g_autofree char *log = NULL;

  helio_session_start (f->session, FALSE);
  helio_test_wait (is_reached, f, 20, "CONNECT");
  helio_session_stop (f->session);
  g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_IDLE);
  g_assert_true (helio_session_is_closing (f->session));
  g_atomic_int_set (&f->go, 1);
  helio_fake_session_wait_closed (f);
  helio_test_wait (has_ended, f, 20, "Session Expiry 0");
  log = helio_timeline_to_text (f->timeline);
  g_assert_null (strstr (log, "could not be told"));
}

/* The same with a credential that has run out meanwhile: none is needed to say so. */
static void
test_stop_while_unanswered_late (HelioFakeSession *f, gconstpointer data)
{
  helio_test_source_set_life (f->source, 10 * HELIO_SECOND);
  helio_session_start (f->session, FALSE);
  helio_test_wait (is_reached, f, 20, "CONNECT");
  helio_fake_clock_advance (f->clock, 11 * HELIO_SECOND);
  test_stop_while_unanswered (f, data);
}

#define ADD(name, data, func)                                                                      \
  g_test_add (name,                                                                                \
              HelioFakeSession,                                                                    \
              &(data),                                                                             \
              helio_fake_session_set_up,                                                           \
              func,                                                                                \
              helio_fake_session_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/session-joints/stop-in-handler", serve_v5, test_stop_in_handler);
  ADD ("/session-joints/stop-in-handler-3.1.1", serve_v3, test_stop_in_handler);
  ADD ("/session-joints/fight", brief_v5, test_fight);
  ADD ("/session-joints/fight-3.1.1", brief_v3, test_fight);
  ADD ("/session-joints/end-while-waiting", lost_v5, test_end_while_waiting);
  ADD ("/session-joints/end-while-waiting-3.1.1", lost_v3, test_end_while_waiting);
  ADD ("/session-joints/end-after-failure", lost_v5, test_end_after_failure);
  ADD ("/session-joints/end-after-failure-3.1.1", lost_v3, test_end_after_failure);
  ADD ("/session-joints/go-on-after-failure", serve_lost_once, test_go_on_after_failure);
  ADD ("/session-joints/refused-no-goodbye", lost_refused, test_refused_no_goodbye);
  ADD ("/session-joints/keep-while-waiting", lost_v3, test_keep_while_waiting);
  ADD ("/session-joints/end-too-late", lost_v3, test_end_too_late);
  ADD ("/session-joints/start-while-closing", slow_goodbye, test_start_while_closing);
  ADD ("/session-joints/start-after-closing", slow_goodbye, test_start_after_closing_deadline);
  ADD ("/session-joints/other-user", publications_v5, test_other_user_while_publishing);
  ADD ("/session-joints/other-user-3.1.1", publications_v3, test_other_user_while_publishing);
  ADD ("/session-joints/stop-while-publishing", publications_v5, test_stop_while_publishing);
  ADD ("/session-joints/refused-then-sign-in", refused_v5, test_refused_then_sign_in);
  ADD ("/session-joints/kicked", ended_v5, test_kicked);
  ADD ("/session-joints/expired", ended_v5, test_expired);
  ADD ("/session-joints/short-lives", shutdown_v5, test_short_lives);
  ADD ("/session-joints/stop-while-unanswered", unanswered_v5, test_stop_while_unanswered);
  ADD ("/session-joints/stop-while-unanswered-late",
       unanswered_v5,
       test_stop_while_unanswered_late);
  return g_test_run ();
}
