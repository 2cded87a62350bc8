// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* A deliberate end: what was published goes out, a patient one waits until the broker has read it, DISCONNECT, the broker
 * closes; and a session that is to be ended and could not be told so is ended by a connection of its own. */
#include "config.h"

#include "core/mqtt/helio-link-private.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>

/* How long the broker may take nothing of the last publications or, after DISCONNECT, not close; and how long all of that
 * may take: a person waits for it. */
#define LEAVE_DEADLINE HELIO_SECOND
#define LEAVE_MAX (3 * HELIO_SECOND)
#define LEAVE_POLL (5 * 1000)
/* For a patient good-bye, after the last sign of life: what has gone out may be a long way from being read. */
#define HEARD_DEADLINE (60 * HELIO_SECOND)
/* For ending a session with a connection of its own. */
#define WIPE_DEADLINE (3 * HELIO_SECOND)

static void leave (HelioLinkWorker *self);

/* The good-bye drops the connection before all has gone out. */
static void
cut_leave (HelioLinkWorker *self, gboolean connected)
{
  HelioEvent *event;

  helio_link_worker_drop_live (self);
  self->leave_cut = TRUE;
  event = helio_link_worker_end_event (self, HELIO_EVENT_CUT);
  event->connected = connected;
  event->parted = self->leave_sent;
  event->lost = self->counters.lost_qos0 - self->leave_lost;
  helio_link_worker_post (self, event);
}

/* Some of what was published may not have reached the broker. */
static gboolean
is_unheard (HelioLinkWorker *self)
{
  return !self->leave_heard && helio_tunnel_is_uploading (self->live);
}

/* One whose peer closed in order after DISCONNECT has been heard to its end. A reset looks the same if it was met when
 * writing: DISCONNECT waits then. */
void
helio_leave_ended (HelioLinkWorker *self, gboolean in_order, const GError *error)
{
  if (!self->leave_sent ||
      ((!in_order || helio_tunnel_get_pending (self->live) > 0) && is_unheard (self)))
    cut_leave (self, FALSE);
  else
    helio_link_worker_drop_live (self);
  /* The session is another client's by now, unless it was we who took it over. */
  if (!self->session_moved && g_error_matches (error, HELIO_ERROR, HELIO_ERROR_MQTT_TAKEN_OVER))
    self->end_session = FALSE;
  leave (self);
}

static void
left (HelioLinkWorker *self)
{
  HelioEvent *event;

  g_clear_pointer (&self->leave_timer, helio_timer_cancel);
  g_clear_pointer (&self->leave_poll, helio_timer_cancel);
  self->leaving = FALSE;
  self->leave_sent = FALSE;
  self->ended_at = 0;
  helio_link_worker_fail_data (self);
  helio_client_fail_subscriptions (self);
  helio_client_destroy (self);
  helio_counters_flush (self);
  event = helio_link_worker_end_event (self, HELIO_EVENT_DISCONNECTED);
  event->session_left = self->session_left;
  event->cut = self->leave_cut;
  event->lost = self->counters.lost_qos0 - self->leave_lost;
  event->counters = self->counters;
  self->session_left = FALSE;
  self->leave_cut = FALSE;
  helio_link_worker_post (self, event);
  helio_link_worker_settle (self);
}

void
helio_leave_wiped (HelioLinkWorker *self, gboolean done)
{
  self->session_left = !done;
  left (self);
}

static void
give_up_wiping (gpointer user_data)
{
  HelioLinkWorker *self = user_data;

  helio_attempt_cancel (self);
  helio_leave_wiped (self, FALSE);
}

static void
send_disconnect (HelioLinkWorker *self)
{
  g_autoptr (GBytes) packet =
      helio_packet_disconnect (self->config->mqtt_version, self->end_session);
  gsize length;
  const guint8 *data = g_bytes_get_data (packet, &length);

  self->leave_sent = TRUE;
  /* Nothing may follow DISCONNECT. */
  helio_keep_alive_stop (self);
  helio_tunnel_set_output (self->live, HELIO_TUNNEL_DROP);
  helio_tunnel_send (self->live, data, length);
}

/* All has gone out. A patient good-bye waits until the broker has read it, too. */
static void
part (HelioLinkWorker *self)
{
  if (self->leave_patient && !self->session_moved) {
    if (self->leave_pongs > 0)
      return;
    if (self->qos0_heard < self->qos0_sent ||
        (!self->leave_asked && helio_tunnel_is_uploading (self->live))) {
      self->leave_asked = TRUE;
      self->leave_taken = FALSE;
      self->leave_since = helio_link_worker_now (self);
      self->leave_pongs = helio_keep_alive_ask (self);
      return;
    }
    self->leave_heard = TRUE;
    self->leave_since = helio_link_worker_now (self);
  }
  send_disconnect (self);
}

void
helio_leave_pong (HelioLinkWorker *self)
{
  if (self->leave_pongs > 0)
    self->leave_pongs--;
}

/* As long as a person would wait for an answer to one of QoS 1. */
static gint64
heard_patience (HelioLinkWorker *self)
{
  return self->config->answer_deadline > 0 ? self->config->answer_deadline : HEARD_DEADLINE;
}

/* DISCONNECT goes all the same: the broker may only be slow to read. */
static void
part_unheard (HelioLinkWorker *self)
{
  HelioEvent *event;

  helio_keep_alive_count_unconfirmed (self);
  event = helio_link_worker_end_event (self, HELIO_EVENT_CUT);
  event->connected = TRUE;
  event->parted = TRUE;
  event->error = helio_error_new (
      HELIO_ERROR_TIMED_OUT,
      C_ ("publish", "It may have been delivered all the same; look before you publish it again."),
      C_ ("publish", "The broker has not shown in time that it read all that was published."));
  helio_link_worker_post (self, event);
  self->leave_cut = TRUE;
  self->leave_heard = TRUE;
  self->leave_since = helio_link_worker_now (self);
  send_disconnect (self);
}

/* All has gone out, and the broker was asked. */
static void
wait_heard (HelioLinkWorker *self)
{
  gint64 now = helio_link_worker_now (self);
  gint64 taken = MAX (helio_tunnel_get_last_taken (self->live), self->leave_since);

  /* Once the question is there, it is no sign of the broker's that its system takes more. */
  if (!self->leave_taken && helio_tunnel_is_behind (self->live)) {
    if (now - taken >= helio_keep_alive_patience (self))
      cut_leave (self, TRUE);
    else
      self->leave_since = taken;
    return;
  }
  self->leave_taken = TRUE;
  if (now - MAX (helio_tunnel_get_counters (self->live)->last_in, self->leave_since) >=
      heard_patience (self)) {
    if (helio_client_flush (self, self->live))
      part_unheard (self);
    else
      cut_leave (self, TRUE);
  }
}

static void
on_leave_poll (gpointer user_data)
{
  HelioLinkWorker *self = user_data;
  gint64 now = helio_link_worker_now (self);
  gboolean uploading, patient;
  gint64 idle;

  g_clear_pointer (&self->leave_poll, helio_timer_cancel);
  if (self->live != NULL && self->leave_patient && self->leave_pongs > 0) {
    wait_heard (self);
  } else if (self->live != NULL) {
    uploading = !self->leave_sent || is_unheard (self);
    patient = self->leave_patient && uploading;
    idle = now - MAX (helio_tunnel_get_last_taken (self->live), self->leave_since);
    if (idle >= (patient ? helio_keep_alive_patience (self) : LEAVE_DEADLINE) ||
        (!self->leave_patient && now - self->leave_since >= LEAVE_MAX)) {
      if (uploading)
        cut_leave (self, TRUE);
      else
        helio_link_worker_drop_live (self);
    }
  }
  leave (self);
}

/* The broker holds a session that nobody has told it to end. */
static gboolean
must_wipe (HelioLinkWorker *self)
{
  if (!self->end_session || self->last_credential == NULL)
    return FALSE;
  if (self->config->mqtt_version != 5)
    return !self->last_clean;
  return self->config->session_expiry > 0 && (!self->leave_sent || self->session_moved);
}

/* One step of a deliberate end; called until it is done. */
static void
leave (HelioLinkWorker *self)
{
  if (self->live != NULL) {
    if (self->leave_poll == NULL)
      self->leave_poll = helio_clock_after (self->clock, LEAVE_POLL, on_leave_poll, self);
    if (!self->leave_sent && self->data.length == 0 && helio_client_flush (self, self->live))
      part (self);
    return;
  }
  g_clear_pointer (&self->leave_timer, helio_timer_cancel);
  g_clear_pointer (&self->leave_poll, helio_timer_cancel);
  if (must_wipe (self)) {
    self->end_session = FALSE;
    self->leave_timer = helio_clock_after (self->clock, WIPE_DEADLINE, give_up_wiping, self);
    helio_attempt_wipe (self, self->last_credential);
    return;
  }
  left (self);
}

void
helio_leave_begin (HelioLinkWorker *self, gboolean end_session, gboolean patient)
{
  gboolean parted = helio_attempt_has_parted (self);
  gboolean adopted;

  if (self->leaving)
    return;
  /* Once DISCONNECT is out on the old connection, or CONNECT on the new one, nothing more that is said on the old one
   * ends the session. */
  self->session_moved =
      self->attempt.kind == HELIO_ATTEMPT_RENEW && self->attempt.phase >= HELIO_PHASE_LEAVING;
  /* The newer one, if there was time to get it. */
  if (self->last_credential != NULL &&
      (self->attempt.kind == HELIO_ATTEMPT_CONNECT || self->session_moved)) {
    helio_credential_unref (self->last_credential);
    self->last_credential = helio_credential_ref (self->attempt.credential);
  }
  /* CONNECT is out, so the broker has this connection by now, or will: it hears good-bye on it, or it would publish the
   * will of one that left in good order. */
  adopted = helio_attempt_adopt (self);
  self->session_moved |= adopted;
  helio_attempt_cancel (self);
  helio_link_worker_process_data (self);
  self->leaving = TRUE;
  /* What waits for the new connection goes on waiting, and is answered when the old one has ended. */
  self->leave_sent = parted;
  self->leave_cut = FALSE;
  self->leave_patient = patient;
  self->leave_asked = FALSE;
  self->leave_pongs = 0;
  self->leave_heard = FALSE;
  self->leave_lost = helio_link_worker_count_lost (self);
  self->leave_since = helio_link_worker_now (self);
  self->end_session = self->ends_session = end_session;
  if (adopted)
    send_disconnect (self);
  leave (self);
}

void
helio_leave_hurry (HelioLinkWorker *self)
{
  if (self->leaving && self->leave_patient) {
    self->leave_patient = FALSE;
    self->leave_since = helio_link_worker_now (self);
  }
}

void
helio_leave_take_back (HelioLinkWorker *self)
{
  helio_leave_hurry (self);
  self->end_session = FALSE;
  if (self->attempt.kind == HELIO_ATTEMPT_WIPE)
    give_up_wiping (self);
}
