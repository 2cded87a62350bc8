// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* PINGREQ, and the counters that tell the main thread that something flows. libmosquitto's own keep-alive is
 * not used: it counts in whole seconds, measures nothing, and drops a connection with what it still holds. */
#include "config.h"

#include "core/mqtt/helio-link-private.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>

/* A peer that neither answers nor sends anything else for this long is gone, and takes nothing of what stands in front
 * of PINGREQ: a broker has no answer while a long message is on its way to it. */
#define PING_DEADLINE (10 * HELIO_SECOND)
#define COUNTERS_INTERVAL (HELIO_SECOND / 2)
/* The broker answers nothing to QoS 0, but reads in order: what was sent before a PINGREQ has been read when PINGRESP
 * comes. So long after the first that is not known to be read. */
#define HEAR_INTERVAL HELIO_SECOND

static void schedule (HelioLinkWorker *self);

gint64
helio_keep_alive_patience (HelioLinkWorker *self)
{
  return self->config->answer_deadline > 0 ? self->config->answer_deadline : PING_DEADLINE;
}

static gint64
ping_deadline (HelioLinkWorker *self)
{
  gint64 usual = helio_keep_alive_patience (self);

  return self->ping_limit > 0 ? MIN (self->ping_limit, usual) : usual;
}

static void on_ping_deadline (gpointer user_data);

/* FALSE if it has been quiet for too long. */
static gboolean
watch_ping (HelioLinkWorker *self)
{
  gint64 deadline = ping_deadline (self), left;
  gboolean behind = helio_tunnel_is_behind (self->live);

  if (behind)
    self->ping_heard = MAX (self->ping_heard, helio_tunnel_get_last_taken (self->live));
  /* A long message may be on its way in front of the answer, too. */
  left = MAX (helio_tunnel_get_counters (self->live)->last_in, self->ping_heard) + deadline -
         helio_link_worker_now (self);
  if (left <= 0)
    return FALSE;
  /* What is taken is seen only by looking. */
  if (behind)
    left = MIN (left, deadline / 8);
  self->ping_timer = helio_clock_after (self->clock, left, on_ping_deadline, self);
  return TRUE;
}

static void
on_ping_deadline (gpointer user_data)
{
  HelioLinkWorker *self = user_data;

  g_clear_pointer (&self->ping_timer, helio_timer_cancel);
  if (self->live == NULL || watch_ping (self))
    return;
  helio_link_worker_live_ended (
      self,
      helio_error_new (HELIO_ERROR_TIMED_OUT,
                       C_ ("error", "The network or the broker went away."),
                       C_ ("error", "The broker does not answer any more.")));
}

static void
send_ping (HelioLinkWorker *self, gboolean own)
{
  static const guint8 pingreq[] = {0xC0, 0};
  HelioPing *ping = g_new (HelioPing, 1);

  *ping = (HelioPing){helio_link_worker_now (self), self->qos0_sent, own};
  g_queue_push_tail (&self->pings, ping);
  if (!own)
    self->n_watched++;
  helio_tunnel_send (self->live, pingreq, sizeof pingreq);
}

/* Nothing may follow DISCONNECT, of a good-bye or of a renewal. */
static gboolean
may_ask (HelioLinkWorker *self)
{
  return self->live != NULL && !self->leave_sent && !helio_attempt_has_parted (self);
}

void
helio_keep_alive_ping (HelioLinkWorker *self)
{
  if (!may_ask (self))
    return;
  send_ping (self, FALSE);
  if (self->ping_timer == NULL && self->live != NULL) {
    self->ping_heard = helio_link_worker_now (self);
    watch_ping (self);
  }
}

void
helio_keep_alive_ping_within (HelioLinkWorker *self, gint64 deadline)
{
  /* Also for a PINGREQ that is under way already. */
  self->ping_limit = deadline;
  g_clear_pointer (&self->ping_timer, helio_timer_cancel);
  helio_keep_alive_ping (self);
}

static void hear (HelioLinkWorker *self);

static void
on_hear (gpointer user_data)
{
  HelioLinkWorker *self = user_data;

  g_clear_pointer (&self->hear_timer, helio_timer_cancel);
  if (self->live == NULL || self->leave_sent || self->qos0_heard == self->qos0_sent)
    return;
  /* A renewal asks by itself when its turn comes, and DISCONNECT may be out on the old connection. One that is under
   * way is followed by another if there is something behind it. */
  if (self->attempt.kind != HELIO_ATTEMPT_RENEW && self->pings.length == 0)
    send_ping (self, TRUE);
  else
    hear (self);
}

static void
hear (HelioLinkWorker *self)
{
  if (self->hear_timer == NULL && self->live != NULL && self->qos0_heard < self->qos0_sent)
    self->hear_timer = helio_clock_after (self->clock, HEAR_INTERVAL, on_hear, self);
}

void
helio_keep_alive_sent_qos0 (HelioLinkWorker *self, guint count)
{
  self->qos0_sent += count;
  hear (self);
}

guint
helio_keep_alive_ask (HelioLinkWorker *self)
{
  /* Whoever asks has a patience of its own. */
  for (GList *l = self->pings.head; l != NULL; l = l->next)
    ((HelioPing *) l->data)->own = TRUE;
  self->n_watched = 0;
  self->ping_limit = 0;
  g_clear_pointer (&self->ping_timer, helio_timer_cancel);
  send_ping (self, TRUE);
  return self->pings.length;
}

void
helio_keep_alive_count_unconfirmed (HelioLinkWorker *self)
{
  self->unconfirmed += self->qos0_sent - self->qos0_heard;
  self->qos0_sent = self->qos0_heard = 0;
}

void
helio_keep_alive_pong (HelioLinkWorker *self)
{
  g_autofree HelioPing *ping = g_queue_pop_head (&self->pings);
  HelioEvent *event;

  if (ping == NULL)
    return; /* nobody asked */
  self->qos0_heard = ping->qos0;
  hear (self);
  if (ping->own)
    return;
  if (--self->n_watched == 0) {
    self->ping_limit = 0;
    g_clear_pointer (&self->ping_timer, helio_timer_cancel);
  }
  event = helio_link_worker_event (self, HELIO_EVENT_ROUND_TRIP);
  event->gap = helio_link_worker_now (self) - ping->sent;
  helio_link_worker_post (self, event);
}

static gint64
interval (HelioLinkWorker *self)
{
  int seconds = self->info != NULL && self->info->server_keep_alive >= 0
                    ? self->info->server_keep_alive
                    : self->config->keep_alive;

  return (gint64) CLAMP (seconds, 0, G_MAXUINT16) * HELIO_SECOND;
}

/* §3.1.2.10: something must go out in each interval; something must come in, or the peer may be gone. A good-bye that waits
 * for PINGRESP sees to that by itself. */
static gint64
quiet (HelioLinkWorker *self)
{
  const HelioTunnelCounters *counters = helio_tunnel_get_counters (self->live);
  gint64 last = counters->last_out;

  if (self->leave_pongs == 0)
    last = MIN (last, counters->last_in);
  return helio_link_worker_now (self) - last;
}

void
helio_keep_alive_check (HelioLinkWorker *self)
{
  if (!may_ask (self) || interval (self) == 0 || self->n_watched > 0 ||
      quiet (self) < interval (self) - HELIO_SECOND / 10)
    return;
  if (self->leave_pongs == 0)
    helio_keep_alive_ping (self);
  /* Another would be no sign of ours to the broker before the first has got to it. */
  else if (self->leave_taken)
    send_ping (self, TRUE);
}

static void
on_keep_alive (gpointer user_data)
{
  HelioLinkWorker *self = user_data;

  g_clear_pointer (&self->keep_alive_timer, helio_timer_cancel);
  helio_keep_alive_check (self);
  if (self->live != NULL)
    schedule (self);
}

static void
schedule (HelioLinkWorker *self)
{
  if (interval (self) == 0)
    return;
  self->keep_alive_timer =
      helio_clock_after (self->clock,
                         MAX (interval (self) - quiet (self), HELIO_SECOND / 2),
                         on_keep_alive,
                         self);
}

void
helio_keep_alive_start (HelioLinkWorker *self)
{
  helio_keep_alive_stop (self);
  schedule (self);
}

void
helio_keep_alive_stop (HelioLinkWorker *self)
{
  g_clear_pointer (&self->keep_alive_timer, helio_timer_cancel);
  g_clear_pointer (&self->ping_timer, helio_timer_cancel);
  g_clear_pointer (&self->hear_timer, helio_timer_cancel);
  self->ping_limit = 0;
  g_queue_clear_full (&self->pings, g_free);
  self->n_watched = 0;
  self->leave_pongs = 0;
}

void
helio_counters_flush (HelioLinkWorker *self)
{
  HelioEvent *event = helio_link_worker_event (self, HELIO_EVENT_COUNTERS);

  g_clear_pointer (&self->counters_timer, helio_timer_cancel);
  event->counters = self->counters;
  if (self->live != NULL) {
    const HelioTunnelCounters *live = helio_tunnel_get_counters (self->live);

    event->counters.bytes_in += live->bytes_in;
    event->counters.bytes_out += live->bytes_out;
    event->counters.lost_qos0 += live->lost_qos0;
    event->uploading = helio_tunnel_is_uploading (self->live);
    event->progress = helio_tunnel_get_last_taken (self->live);
  }
  event->renewal_waits = helio_attempt_waits (self);
  /* Nothing else may happen while a long message goes out. */
  if (event->uploading || event->renewal_waits)
    helio_counters_touch (self);
  helio_link_worker_post (self, event);
}

static void
on_counters (gpointer user_data)
{
  helio_counters_flush (user_data);
}

void
helio_counters_touch (HelioLinkWorker *self)
{
  if (self->counters_timer == NULL)
    self->counters_timer = helio_clock_after (self->clock, COUNTERS_INTERVAL, on_counters, self);
}
