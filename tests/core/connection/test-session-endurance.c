// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What passes by itself must not stop a connection, or leave something behind, for good. */
#include "config.h"

#include "core/base/helio-error.h"
#include "core/connection/helio-session-private.h"
#include "tests/support/helio-fake-session.h"

#include <string.h>

typedef HelioFakeSession Fixture;
typedef HelioFakeSessionCase Case;

static void
serve (HelioFakePeer *peer, guint serial, gpointer data)
{
  if (helio_fake_session_welcome (data, peer, serial > 0))
    helio_fake_peer_wait_end (peer);
}

static const Case serve_v5 = {HELIO_PROTOCOL_5, serve};

/* ── versions ── */

/* As a broker that is just being started again: it closes before CONNACK, once. */
static void
serve_late (HelioFakePeer *peer, guint serial, gpointer data)
{
  g_autoptr (GBytes) connect = NULL;

  if (serial > 0)
    serve (peer, serial, data);
  else
    connect = helio_fake_peer_expect (peer, 0x10);
}

static const Case late_auto = {HELIO_PROTOCOL_AUTO, serve_late};

static void
test_version_again (Fixture *f, gconstpointer data)
{
  helio_fake_session_go_online (f);
  g_assert_cmpint (helio_session_get_info (f->session)->mqtt_version, ==, 4);
  helio_session_stop (f->session);
  helio_fake_session_wait_closed (f);
  helio_fake_session_go_online (f);
  g_assert_cmpint (helio_session_get_info (f->session)->mqtt_version, ==, 5);
}

/* The same of one that knows MQTT 5 alone. */
static void
serve_late_5 (HelioFakePeer *peer, guint serial, gpointer data)
{
  static const guint8 refused[] = {0x20, 2, 0, 1};
  g_autoptr (GBytes) connect = NULL;

  if (serial != 1) {
    serve_late (peer, serial, data);
    return;
  }
  connect = helio_fake_peer_expect (peer, 0x10);
  helio_fake_peer_write (peer, refused, sizeof refused);
  helio_fake_peer_wait_end (peer);
}

static const Case late_5_auto = {HELIO_PROTOCOL_AUTO, serve_late_5};

static void
test_version_after_failure (Fixture *f, gconstpointer data)
{
  helio_session_start (f->session, FALSE);
  helio_fake_session_wait_state (f, HELIO_SESSION_FAILED);
  helio_fake_session_go_online (f);
  g_assert_cmpint (helio_session_get_info (f->session)->mqtt_version, ==, 5);
}

/* ── answers ── */

/* What a service says that is being mended, or something before it. */
static const HelioErrorCode passing[] = {HELIO_ERROR_ISSUER_METADATA,
                                         HELIO_ERROR_BAD_ANSWER,
                                         HELIO_ERROR_HTTP};

static void
fail (Fixture *f, HelioErrorCode code, guint times)
{
  g_autoptr (GError) error = helio_error_new (code, NULL, "A page that says: back soon.");

  helio_test_source_fail (f->source, error, times);
}

static gboolean
is_renewed (gpointer data)
{
  Fixture *f = data;

  return (gint) helio_session_get_renewals (f->session) == f->go;
}

static gboolean
has_warning (gpointer data)
{
  Fixture *f = data;

  return helio_session_get_warning (f->session) != NULL;
}

static void
test_renewal_goes_on (Fixture *f, gconstpointer data)
{
  helio_test_source_set_life (f->source, 3600 * HELIO_SECOND);
  helio_fake_session_go_online (f);
  for (gsize i = 0; i < G_N_ELEMENTS (passing); i++) {
    fail (f, passing[i], 1000);
    helio_fake_clock_advance (f->clock, 3300 * HELIO_SECOND);
    helio_test_wait (has_warning, f, 20, "the bad answer");
    fail (f, passing[i], 0);
    g_assert_cmpint (helio_session_get_renewals (f->session), ==, i);
    f->go = (gint) i + 1;
    helio_fake_clock_advance (f->clock, 61 * HELIO_SECOND);
    helio_test_wait (is_renewed, f, 20, "the renewal");
    g_assert_cmpint (g_atomic_int_get (&f->n_connections), ==, i + 2);
    g_assert_null (helio_session_get_warning (f->session));
  }
}

static gboolean
has_error (gpointer data)
{
  Fixture *f = data;

  return helio_session_get_state (f->session) == HELIO_SESSION_WAITING_TO_RETRY &&
         g_error_matches (helio_session_get_error (f->session), HELIO_ERROR, f->go);
}

/* The first connection is lost at once. */
static void
serve_lost (HelioFakePeer *peer, guint serial, gpointer data)
{
  if (serial > 0)
    serve (peer, serial, data);
  else
    helio_fake_session_welcome (data, peer, FALSE);
}

static const Case lost_v5 = {HELIO_PROTOCOL_5, serve_lost};

static void
test_reconnect_goes_on (Fixture *f, gconstpointer data)
{
  helio_session_start (f->session, FALSE);
  helio_fake_session_wait_state (f, HELIO_SESSION_WAITING_TO_RETRY);
  for (gsize i = 0; i < G_N_ELEMENTS (passing); i++) {
    f->go = (gint) passing[i];
    fail (f, passing[i], 1000);
    helio_fake_clock_advance (f->clock, 61 * HELIO_SECOND);
    helio_test_wait (has_error, f, 20, "the bad answer");
  }
  fail (f, HELIO_ERROR_HTTP, 0);
  helio_fake_clock_advance (f->clock, 61 * HELIO_SECOND);
  helio_fake_session_wait_state (f, HELIO_SESSION_ONLINE);
}

/* Where it has never worked, the profile is more likely at fault: nothing is tried again and again. */
static void
test_first_fails (Fixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (passing); i++) {
    fail (f, passing[i], 1);
    helio_session_start (f->session, FALSE);
    helio_fake_session_wait_state (f, HELIO_SESSION_FAILED);
    g_assert_error (helio_session_get_error (f->session), HELIO_ERROR, (gint) passing[i]);
  }
}

/* ── what crosses on the way ── */

/* The connection ended while the order to renew was on its way to the thread. */
static void
test_renewal_after_loss (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new ();
  HelioEvent late = {.kind = HELIO_EVENT_RENEW_FAILED};
  g_autofree char *reason = NULL;
  gint64 retry_at;

  helio_session_start (f->session, FALSE);
  helio_fake_session_wait_state (f, HELIO_SESSION_WAITING_TO_RETRY);
  reason = g_strdup (helio_session_get_reason (f->session));
  retry_at = helio_session_get_retry_at (f->session);
  late.error = helio_error_new (HELIO_ERROR_MQTT_NOT_CONNECTED, NULL, "There is no connection.");
  g_ptr_array_add (events, &late);
  helio_session_handle_events (f->session->link, events, f->session);
  g_assert_cmpstr (helio_session_get_reason (f->session), ==, reason);
  g_assert_cmpint (helio_session_get_retry_at (f->session), ==, retry_at);
  g_error_free (late.error);
}

/* The second CONNECT has come, but is not answered; what then comes on the first connection is too late. */
static void
serve_takeover (HelioFakePeer *peer, guint serial, gpointer data)
{
  static const guint8 ends[] = {0xE0, 7, 0, 5, 0x11, 0, 0, 0, 0};
  Fixture *f = data;
  g_autoptr (GBytes) packet = NULL;

  if (serial == 1) {
    packet = helio_fake_peer_expect (peer, 0x10);
    g_atomic_int_inc (&f->n_reached);
    helio_fake_peer_wait_end (peer);
    return;
  }
  if (!helio_fake_session_welcome (f, peer, serial > 0))
    return;
  packet = helio_fake_peer_expect (peer, 0xE0);
  if (serial == 0 && g_atomic_int_get (&f->go) != 0)
    helio_fake_peer_write (peer, "\xE0\x01\x8E", 3);
  if (serial > 1 && packet != NULL && g_bytes_get_size (packet) == sizeof ends &&
      memcmp (g_bytes_get_data (packet, NULL), ends, sizeof ends) == 0)
    g_atomic_int_inc (&f->n_ended);
}

static const Case takeover_v5 = {HELIO_PROTOCOL_5, serve_takeover};

static gboolean
has_reached (gpointer data)
{
  return g_atomic_int_get (&((Fixture *) data)->n_reached) > 0;
}

static gboolean
has_ended (gpointer data)
{
  return g_atomic_int_get (&((Fixture *) data)->n_ended) > 0;
}

static void
end_in_the_middle (Fixture *f)
{
  g_autofree char *log = NULL;

  helio_fake_session_go_online (f);
  helio_session_renew_now (f->session);
  helio_test_wait (has_reached, f, 20, "the second CONNECT");
  helio_session_stop (f->session);
  helio_fake_session_wait_closed (f);
  g_assert_cmpint (g_atomic_int_get (&f->n_connections), ==, 2);
  helio_test_wait (has_ended, f, 20, "Session Expiry 0");
  log = helio_timeline_to_text (f->timeline);
  g_assert_null (strstr (log, "could not be told"));
}

/* Disconnecting in the middle of a renewal: the session is the new connection's by then, and is ended all the same. */
static void
test_end_in_renewal (Fixture *f, gconstpointer data)
{
  end_in_the_middle (f);
}

/* The broker says that the id was taken over: by nobody but ourselves. */
static void
test_end_taken_over_by_renewal (Fixture *f, gconstpointer data)
{
  f->go = 1;
  end_in_the_middle (f);
}

#define ADD(name, data, func)                                                                      \
  g_test_add (name, Fixture, &(data), helio_fake_session_set_up, func, helio_fake_session_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/session-endurance/version-again", late_auto, test_version_again);
  ADD ("/session-endurance/version-after-failure", late_5_auto, test_version_after_failure);
  ADD ("/session-endurance/renewal-goes-on", serve_v5, test_renewal_goes_on);
  ADD ("/session-endurance/reconnect-goes-on", lost_v5, test_reconnect_goes_on);
  ADD ("/session-endurance/first-fails", serve_v5, test_first_fails);
  ADD ("/session-endurance/renewal-after-loss", lost_v5, test_renewal_after_loss);
  ADD ("/session-endurance/end-in-renewal", takeover_v5, test_end_in_renewal);
  ADD ("/session-endurance/end-taken-over", takeover_v5, test_end_taken_over_by_renewal);
  return g_test_run ();
}
