// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* How a connection comes about, and how one takes the place of another under the same client without a
 * message being lost. src/README.md "The link: what was proven" says why it is done in this order. */
#include "config.h"

#include "core/mqtt/helio-link-private.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-reason.h"

#include <glib/gi18n-lib.h>

#define CONNACK_DEADLINE (30 * HELIO_SECOND)
/* During a renewal what the user publishes waits for it. */
#define CONNACK_DEADLINE_RENEW (10 * HELIO_SECOND)
/* While a message goes out nothing may be cut; a peer that takes none of it is waited for as long as for any sign of
 * life (helio_keep_alive_patience()). So often it is looked at, soon after the beginning and later. */
#define FLUSH_POLL (5 * 1000)
#define FLUSH_POLL_MAX (50 * 1000)
/* With no more than this under way the new connection need not wait: brokers close one that sends no CONNECT. */
#define FLUSHED (64 * 1024)
/* If that took longer, what waits to be published goes on waiting while the new connection is opened: the next long message
 * would begin meanwhile. */
#define FLUSH_SHORT (HELIO_SECOND / 4)
/* For the answer to PINGREQ when the peer's system has all. */
#define SYNC_DEADLINE (3 * HELIO_SECOND)
#define DRAIN_DEADLINE HELIO_SECOND
/* Nothing is waited for longer: what libmosquitto holds at most, 16 MiB, has gone out by then at 5 KiB/s. */
#define RENEW_MAX (3600 * HELIO_SECOND)

static void send_connect (HelioLinkWorker *self);
static void use_connection (HelioLinkWorker *self);
static void open_transport (HelioLinkWorker *self);
static void flush_old (HelioLinkWorker *self);

static void
clear_timers (HelioAttempt *attempt)
{
  g_clear_pointer (&attempt->deadline, helio_timer_cancel);
  g_clear_pointer (&attempt->poll, helio_timer_cancel);
}

static void
clear_attempt (HelioLinkWorker *self)
{
  HelioAttempt *attempt = &self->attempt;

  clear_timers (attempt);
  if (attempt->cancellable != NULL)
    g_cancellable_cancel (attempt->cancellable);
  g_clear_object (&attempt->cancellable);
  if (attempt->tunnel != NULL)
    helio_link_worker_close_tunnel (self, g_steal_pointer (&attempt->tunnel));
  g_clear_pointer (&attempt->credential, helio_credential_unref);
  helio_connack_clear (&attempt->connack);
  *attempt = (HelioAttempt){0};
}

static void
set_phase (HelioLinkWorker *self, HelioAttemptPhase phase, gint64 delay, HelioTimerFunc func)
{
  clear_timers (&self->attempt);
  self->attempt.phase = phase;
  if (func != NULL)
    self->attempt.deadline = helio_clock_after (self->clock, delay, func, self);
}

static void
resume_old (HelioLinkWorker *self)
{
  self->paused = FALSE;
  if (self->live != NULL)
    helio_tunnel_set_output (self->live, HELIO_TUNNEL_FLOW);
}

static void
attempt_failed (HelioLinkWorker *self, GError *error_taken)
{
  HelioAttemptKind kind = self->attempt.kind;
  gboolean connecting = kind == HELIO_ATTEMPT_CONNECT || self->attempt.then_connect;
  HelioEvent *event;

  clear_attempt (self);
  resume_old (self);
  if (kind == HELIO_ATTEMPT_WIPE && !connecting) {
    g_error_free (error_taken);
    helio_leave_wiped (self, FALSE);
    return;
  }
  if (!connecting && self->live == NULL)
    helio_client_fail_subscriptions (self);
  event = connecting ? helio_link_worker_event (self, HELIO_EVENT_REFUSED)
                     : helio_link_worker_end_event (self, HELIO_EVENT_RENEW_FAILED);
  event->error = error_taken;
  event->reason_code = helio_error_get_reason_code (error_taken);
  event->connected = self->live != NULL;
  helio_link_worker_post (self, event);
  helio_link_worker_settle (self);
}

/* The upload goes on, and the renewal is tried again later: with what it has now it would come too late. */
static void
postpone (HelioLinkWorker *self)
{
  attempt_failed (
      self,
      helio_error_new (HELIO_ERROR_TIMED_OUT,
                       C_ ("error", "It is tried again by itself."),
                       C_ ("error", "An upload that is not over yet keeps the connection busy.")));
}

void
helio_attempt_cancel (HelioLinkWorker *self)
{
  gboolean parted = helio_attempt_has_parted (self);

  clear_attempt (self);
  if (!parted)
    resume_old (self);
}

gboolean
helio_attempt_has_parted (HelioLinkWorker *self)
{
  return self->attempt.phase == HELIO_PHASE_LEAVING;
}

static void
on_drain_deadline (gpointer user_data)
{
  HelioLinkWorker *self = user_data;

  helio_link_worker_drop_live (self);
  helio_attempt_old_ended (self);
}

/* DISCONNECT 0x00 on the old connection; what it still delivers is read to its end. */
static void
leave_old (HelioLinkWorker *self)
{
  g_autoptr (GBytes) packet = helio_packet_disconnect (self->config->mqtt_version, FALSE);
  gsize length;
  const guint8 *data = g_bytes_get_data (packet, &length);

  set_phase (self, HELIO_PHASE_LEAVING, DRAIN_DEADLINE, on_drain_deadline);
  helio_tunnel_set_output (self->live, HELIO_TUNNEL_DROP);
  helio_tunnel_send (self->live, data, length);
}

static void
synced (HelioLinkWorker *self)
{
  self->attempt.synced = TRUE;
  if (self->attempt.leave_first)
    leave_old (self);
  else
    send_connect (self);
}

void
helio_attempt_note_old (HelioLinkWorker *self)
{
  HelioAttempt *attempt = &self->attempt;

  if (attempt->kind == HELIO_ATTEMPT_RENEW && !attempt->synced)
    attempt->cut |= helio_tunnel_is_uploading (self->live);
}

/* The old connection is as good as dead. It is closed, so that the broker has one of ours at a time, and a good-bye is said
 * on the new one. */
static void
give_up_old (HelioLinkWorker *self)
{
  helio_attempt_note_old (self);
  helio_link_worker_drop_live (self);
  send_connect (self);
}

/* For how long the old connection has taken nothing. */
static gint64
old_idle (HelioLinkWorker *self)
{
  return helio_link_worker_now (self) -
         MAX (helio_tunnel_get_last_taken (self->live), self->attempt.since);
}

static void
look_at_sync (gpointer user_data)
{
  HelioLinkWorker *self = user_data;
  gboolean behind = helio_tunnel_is_behind (self->live);
  gint64 idle = old_idle (self);

  g_clear_pointer (&self->attempt.poll, helio_timer_cancel);
  if (behind && idle >= helio_keep_alive_patience (self)) {
    give_up_old (self);
  } else if (!behind && idle >= SYNC_DEADLINE) {
    /* The old connection is very slow, or the broker is; nothing more can be known about it. */
    synced (self);
  } else if (helio_link_worker_now (self) >= self->attempt.until) {
    postpone (self);
  } else {
    self->attempt.poll = helio_clock_after (self->clock, FLUSH_POLL_MAX, look_at_sync, self);
  }
}

static void
sync_old (HelioLinkWorker *self)
{
  self->attempt.sync_position = helio_redelivery_get_position (self->redelivery);
  helio_keep_alive_ping (self);
  self->attempt.pings_until_sync = self->pings.length;
  self->attempt.since = helio_link_worker_now (self);
  helio_tunnel_set_output (self->live, HELIO_TUNNEL_HOLD);
  set_phase (self, HELIO_PHASE_SYNCING, 0, NULL);
  look_at_sync (self);
}

void
helio_attempt_pong (HelioLinkWorker *self)
{
  HelioAttempt *attempt = &self->attempt;

  if (attempt->kind != HELIO_ATTEMPT_RENEW || attempt->pings_until_sync == 0 ||
      --attempt->pings_until_sync > 0)
    return;
  /* The PUBACKs before that PINGREQ have arrived, so those messages do not come again. */
  helio_redelivery_acknowledged (self->redelivery, attempt->sync_position);
  if (attempt->phase == HELIO_PHASE_SYNCING)
    synced (self);
}

gboolean
helio_attempt_waits (HelioLinkWorker *self)
{
  return self->attempt.kind == HELIO_ATTEMPT_RENEW && self->attempt.phase == HELIO_PHASE_FLUSHING &&
         self->attempt.tunnel == NULL;
}

static gboolean
is_flushed (HelioLinkWorker *self)
{
  return helio_client_flush (self, self->live) && helio_tunnel_get_pending (self->live) <= FLUSHED;
}

static void
try_flush (gpointer user_data)
{
  HelioLinkWorker *self = user_data;
  HelioAttempt *attempt = &self->attempt;
  gboolean flushed = is_flushed (self);
  gint64 now = helio_link_worker_now (self);

  g_clear_pointer (&attempt->poll, helio_timer_cancel);
  if (flushed || old_idle (self) >= helio_keep_alive_patience (self)) {
    if (attempt->tunnel == NULL) {
      self->paused = now - attempt->since > FLUSH_SHORT;
      open_transport (self);
      helio_link_worker_settle (self);
    } else if (flushed)
      sync_old (self);
    else
      give_up_old (self);
  } else if (now >= attempt->until) {
    postpone (self);
  } else {
    gint64 pause = CLAMP ((now - attempt->since) / 16, FLUSH_POLL, FLUSH_POLL_MAX);

    attempt->poll = helio_clock_after (self->clock, pause, try_flush, self);
  }
}

/* From here on nothing new is given to the old connection. */
static void
flush_old (HelioLinkWorker *self)
{
  self->paused = TRUE;
  if (self->live == NULL) {
    send_connect (self);
    return;
  }
  set_phase (self, HELIO_PHASE_FLUSHING, 0, NULL);
  helio_counters_touch (self);
  try_flush (self);
}

void
helio_attempt_old_ended (HelioLinkWorker *self)
{
  switch (self->attempt.phase) {
    case HELIO_PHASE_FLUSHING:
    case HELIO_PHASE_SYNCING:
    case HELIO_PHASE_LEAVING:
      if (self->attempt.tunnel == NULL) {
        clear_timers (&self->attempt);
        open_transport (self);
      } else {
        send_connect (self);
      }
      break;
    case HELIO_PHASE_DRAINING:
      use_connection (self);
      break;
    case HELIO_PHASE_OPENING:
    case HELIO_PHASE_CONNECTING:
    default:
      break; /* it goes on without the old one */
  }
}

static void
on_connack_deadline (gpointer user_data)
{
  HelioLinkWorker *self = user_data;

  attempt_failed (
      self,
      helio_error_new (
          HELIO_ERROR_TIMED_OUT,
          C_ ("error", "The broker may be overloaded; or no broker of MQTT is behind this port."),
          C_ ("error", "The broker accepted the connection but did not answer CONNECT in time.")));
}

static void
send_connect (HelioLinkWorker *self)
{
  HelioAttempt *attempt = &self->attempt;
  g_autoptr (GBytes) packet =
      helio_packet_connect (self->config, attempt->credential, attempt->clean_start);
  gsize length;
  const guint8 *data = g_bytes_get_data (packet, &length);
  gint64 deadline = attempt->kind == HELIO_ATTEMPT_RENEW && self->live != NULL
                        ? CONNACK_DEADLINE_RENEW
                        : CONNACK_DEADLINE;

  if (self->config->answer_deadline > 0)
    deadline = self->config->answer_deadline;
  set_phase (self, HELIO_PHASE_CONNECTING, deadline, on_connack_deadline);
  helio_tunnel_send (attempt->tunnel, data, length);
}

/* A broker may take one connection of a client id at a time, or one of a plan with few connections. */
static gboolean
may_leave_first (HelioLinkWorker *self, int reason_code)
{
  return self->attempt.kind == HELIO_ATTEMPT_RENEW && !self->attempt.leave_first &&
         self->live != NULL &&
         (reason_code == 0x85 || reason_code == 0x89 || reason_code == 0x97 || reason_code == 0x9F);
}

static void
begin_renewal (HelioLinkWorker *self, HelioCredential *credential, gboolean leave_first)
{
  HelioAttempt *attempt = &self->attempt;

  clear_attempt (self);
  resume_old (self);
  attempt->kind = HELIO_ATTEMPT_RENEW;
  attempt->credential = helio_credential_ref (credential);
  attempt->leave_first = leave_first;
  attempt->lost_before = helio_link_worker_count_lost (self);
  attempt->since = helio_link_worker_now (self);
  /* One that has run out may still be good for the broker, so there is time for what is usual. */
  attempt->until = CLAMP (helio_credential_get_expires (credential),
                          attempt->since + helio_keep_alive_patience (self),
                          attempt->since + RENEW_MAX);
  /* Opened during a long upload, it would wait for its end. */
  if (self->live != NULL && !is_flushed (self))
    flush_old (self);
  else
    open_transport (self);
}

static void
refused (HelioLinkWorker *self)
{
  HelioAttempt *attempt = &self->attempt;
  int code = attempt->connack.reason_code;

  if (may_leave_first (self, code)) {
    g_autoptr (HelioCredential) credential = g_steal_pointer (&attempt->credential);

    begin_renewal (self, credential, TRUE);
    return;
  }
  attempt_failed (
      self,
      helio_reason_to_error (HELIO_PACKET_CONNACK, code, attempt->connack.reason_string));
}

static void
wipe_done (HelioLinkWorker *self)
{
  HelioAttempt *attempt = &self->attempt;
  g_autoptr (GBytes) packet = helio_packet_disconnect (self->config->mqtt_version, TRUE);
  g_autoptr (HelioCredential) credential = g_steal_pointer (&attempt->credential);
  gboolean then_connect = attempt->then_connect;
  gsize length;
  const guint8 *data = g_bytes_get_data (packet, &length);

  helio_tunnel_send (attempt->tunnel, data, length);
  clear_attempt (self);
  if (!then_connect) {
    helio_leave_wiped (self, TRUE);
    return;
  }
  self->attempt.kind = HELIO_ATTEMPT_CONNECT;
  self->attempt.credential = g_steal_pointer (&credential);
  self->attempt.fresh = TRUE;
  open_transport (self);
}

static void
take_connack (HelioLinkWorker *self, const guint8 *body, gsize length)
{
  HelioAttempt *attempt = &self->attempt;
  GError *error = NULL;

  helio_connack_clear (&attempt->connack);
  if (!helio_connack_parse (&attempt->connack, self->config->mqtt_version, body, length, &error)) {
    attempt_failed (self, error);
  } else if (attempt->connack.info == NULL) {
    refused (self);
  } else if (attempt->kind == HELIO_ATTEMPT_WIPE) {
    wipe_done (self);
  } else if (self->live != NULL) {
    set_phase (self, HELIO_PHASE_DRAINING, DRAIN_DEADLINE, on_drain_deadline);
    helio_tunnel_set_output (self->live, HELIO_TUNNEL_DROP);
  } else {
    use_connection (self);
  }
}

static gboolean
on_packet (gpointer user_data, guint8 first, const guint8 *body, gsize length)
{
  HelioLinkWorker *self = user_data;

  /* The tunnel lets nothing else be the first, and keeps back what follows. */
  if (first == HELIO_CONNACK && self->attempt.phase == HELIO_PHASE_CONNECTING)
    take_connack (self, body, length);
  return FALSE;
}

/* Nothing but CONNACK is looked at before the connection is in use. */
static gboolean
on_check_properties (gpointer user_data, const guint8 *properties, gsize length)
{
  return FALSE;
}

static void
on_drive (gpointer user_data)
{
}

static void
on_backlog_full (gpointer user_data)
{
  HelioLinkWorker *self = user_data;

  if (self->attempt.phase == HELIO_PHASE_DRAINING)
    on_drain_deadline (self);
}

/* A message began while the transport was being opened, and a broker closes one that sends no CONNECT: after the message
 * there is another try. FALSE: there was one, or that is not the reason. Once DISCONNECT is out there is no way back to
 * the old connection: when it has been read to its end, another is opened in any case. */
static gboolean
reopen_later (HelioLinkWorker *self)
{
  HelioAttempt *attempt = &self->attempt;

  if (helio_attempt_has_parted (self)) {
    helio_link_worker_close_tunnel (self, g_steal_pointer (&attempt->tunnel));
    return TRUE;
  }
  if (attempt->kind != HELIO_ATTEMPT_RENEW || attempt->reopens || self->live == NULL ||
      (attempt->phase != HELIO_PHASE_FLUSHING && attempt->phase != HELIO_PHASE_SYNCING))
    return FALSE;
  attempt->reopens = TRUE;
  helio_link_worker_close_tunnel (self, g_steal_pointer (&attempt->tunnel));
  helio_tunnel_set_output (self->live, HELIO_TUNNEL_FLOW);
  flush_old (self);
  return TRUE;
}

static void
on_ended (gpointer user_data, const GError *error)
{
  HelioLinkWorker *self = user_data;

  if (reopen_later (self))
    return;
  attempt_failed (
      self,
      error != NULL
          ? g_error_copy (error)
          : helio_error_new (
                HELIO_ERROR_MQTT_PROTOCOL,
                C_ ("error",
                    "The broker may not accept this version of MQTT or these credentials; its log "
                    "says why."),
                C_ ("error", "The broker closed the connection instead of answering CONNECT.")));
}

static const HelioTunnelFuncs attempt_funcs = {on_packet,
                                               on_check_properties,
                                               on_drive,
                                               on_backlog_full,
                                               on_ended};

/* The good-bye has been heard, or nobody hears it. */
static void
on_parted (gpointer user_data, const GError *error)
{
  helio_link_worker_live_ended (user_data, error != NULL ? g_error_copy (error) : NULL);
}

static void
on_parting_full (gpointer user_data)
{
  helio_link_worker_live_ended (user_data, NULL);
}

static const HelioTunnelFuncs parting_funcs = {on_packet,
                                               on_check_properties,
                                               on_drive,
                                               on_parting_full,
                                               on_parted};

gboolean
helio_attempt_adopt (HelioLinkWorker *self)
{
  HelioAttempt *attempt = &self->attempt;

  if (self->live != NULL || attempt->tunnel == NULL || attempt->kind == HELIO_ATTEMPT_WIPE ||
      attempt->phase != HELIO_PHASE_CONNECTING)
    return FALSE;
  self->live = g_steal_pointer (&attempt->tunnel);
  helio_tunnel_set_funcs (self->live, &parting_funcs, self);
  return TRUE;
}

static HelioLinkInfo *
merge_info (HelioLinkWorker *self, const HelioTransportInfo *transport, HelioLinkInfo *info_taken)
{
  HelioLinkInfo *info = info_taken != NULL ? info_taken : helio_link_info_new ();

  info->scheme = g_strdup (transport->scheme);
  info->peer = g_strdup (transport->peer);
  info->tls_version = g_strdup (transport->tls_version);
  info->tls_cipher = g_strdup (transport->tls_cipher);
  if (info_taken != NULL)
    info->mqtt_version = self->config->mqtt_version;
  return info;
}

static void
mark_gap (HelioLinkWorker *self, gint64 gap)
{
  const HelioMessageSink *sink = &self->shared->sink;
  guint64 lost = self->counters.lost_qos0 - self->lost_reported;

  if (gap < 0 || sink->funcs == NULL || sink->funcs->gap == NULL)
    return;
  sink->funcs->gap (sink->sink,
                    g_get_real_time (),
                    gap,
                    lost,
                    self->attempt.kind == HELIO_ATTEMPT_RENEW ? C_ ("gap", "new credential")
                                                              : C_ ("gap", "connection lost"));
  self->lost_reported = self->counters.lost_qos0;
}

/* CONNACK is here and the old connection has nothing more: the client joins the new one. */
static void
use_connection (HelioLinkWorker *self)
{
  HelioAttempt *attempt = &self->attempt;
  HelioTunnel *tunnel = g_steal_pointer (&attempt->tunnel);
  gint64 now = helio_link_worker_now (self);
  gint64 gap = self->ended_at > 0 ? MAX (now - self->ended_at, 0) : -1;
  GError *error = NULL;
  HelioEvent *event;

  clear_timers (attempt);
  g_clear_pointer (&self->info, helio_link_info_free);
  self->info = merge_info (self,
                           helio_transport_get_info (helio_tunnel_get_transport (tunnel)),
                           g_steal_pointer (&attempt->connack.info));
  helio_redelivery_switch (self->redelivery);
  if (!helio_client_ensure (self, attempt->fresh, &error) ||
      !helio_client_join (self, tunnel, self->info, &error)) {
    helio_link_worker_close_tunnel (self, tunnel);
    attempt_failed (self, error);
    return;
  }
  self->live = tunnel;
  helio_tunnel_set_funcs (tunnel, &helio_link_live_funcs, self);
  mark_gap (self, attempt->fresh ? -1 : gap);
  self->ended_at = 0;
  g_clear_pointer (&self->last_credential, helio_credential_unref);
  self->last_credential = helio_credential_ref (attempt->credential);
  self->last_clean = attempt->clean_start;
  self->counters.transport_up = now;

  event = attempt->kind == HELIO_ATTEMPT_RENEW
              ? helio_link_worker_end_event (self, HELIO_EVENT_RENEWED)
              : helio_link_worker_event (self, HELIO_EVENT_CONNECTED);
  event->reason_code = 0;
  event->gap = MAX (gap, 0);
  event->info = helio_link_info_copy (self->info);
  event->lost = self->counters.lost_qos0 - attempt->lost_before;
  event->cut = attempt->cut || (attempt->kind == HELIO_ATTEMPT_RENEW && event->lost > 0);
  helio_link_worker_post (self, event);
  clear_attempt (self);
  self->paused = FALSE;
  helio_keep_alive_start (self);
  helio_client_resubscribe (self);
  helio_tunnel_release (tunnel);
  helio_link_worker_settle (self);
}

typedef struct {
  HelioLinkWorker *worker; /* lives: it waits for what it has opened */
  GCancellable *cancellable;
} Opening;

static void
on_transport_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioLinkWorker *self = user_data;

  helio_transport_close_finish (HELIO_TRANSPORT (source), result);
  self->closing--;
  helio_link_worker_settle (self);
}

static void
on_transport (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Opening *opening = user_data;
  g_autoptr (GCancellable) cancellable = opening->cancellable;
  HelioLinkWorker *self = opening->worker;
  HelioAttempt *attempt = &self->attempt;
  GError *error = NULL;
  g_autoptr (HelioTransport) transport = helio_transport_open_finish (result, &error);
  HelioEvent *event;

  self->closing--;
  if (cancellable != attempt->cancellable) {
    g_clear_error (&error);
    if (transport != NULL) {
      self->closing++;
      helio_transport_close_async (transport, on_transport_closed, self);
    }
    helio_link_worker_settle (self);
    return;
  }
  if (transport == NULL) {
    attempt_failed (self, error);
    return;
  }
  if (attempt->kind != HELIO_ATTEMPT_WIPE) {
    event = helio_link_worker_event (self, HELIO_EVENT_TRANSPORT);
    event->info = merge_info (self, helio_transport_get_info (transport), NULL);
    helio_link_worker_post (self, event);
  }
  attempt->tunnel = helio_tunnel_new (transport,
                                      self->ids,
                                      self->config->mqtt_version,
                                      self->config->maximum_packet_size,
                                      &attempt_funcs,
                                      self);
  if (attempt->kind == HELIO_ATTEMPT_RENEW)
    flush_old (self);
  else
    send_connect (self);
}

static void
open_transport (HelioLinkWorker *self)
{
  HelioTransportConfig config = {
      .url = self->config->url,
      .ca_pem = self->config->ca_pem,
      .certificate_pem = self->config->certificate_pem,
      .private_key_pem = self->config->private_key_pem,
      .maximum_packet_size = self->config->maximum_packet_size,
  };
  Opening *opening = g_new0 (Opening, 1);

  self->attempt.phase = HELIO_PHASE_OPENING;
  g_clear_object (&self->attempt.cancellable);
  self->attempt.cancellable = g_cancellable_new ();
  opening->worker = self;
  opening->cancellable = g_object_ref (self->attempt.cancellable);
  self->closing++;
  helio_transport_open_async (&config, self->attempt.cancellable, on_transport, opening);
}

void
helio_attempt_connect (HelioLinkWorker *self, HelioCredential *credential, gboolean clean_start)
{
  HelioAttempt *attempt = &self->attempt;

  clear_attempt (self);
  attempt->credential = helio_credential_ref (credential);
  attempt->fresh = clean_start;
  /* A clean session of 3.1.1 ends with its connection, so that no renewal could resume it: where it should
   * last, the old one is ended first and then a lasting one is begun. */
  attempt->then_connect =
      clean_start && self->config->mqtt_version != 5 && self->config->session_expiry > 0;
  attempt->kind = attempt->then_connect ? HELIO_ATTEMPT_WIPE : HELIO_ATTEMPT_CONNECT;
  attempt->clean_start = clean_start;
  open_transport (self);
}

void
helio_attempt_renew (HelioLinkWorker *self, HelioCredential *credential)
{
  if (helio_attempt_has_parted (self)) {
    /* There is no way back, but CONNECT is still to come. */
    helio_credential_unref (self->attempt.credential);
    self->attempt.credential = helio_credential_ref (credential);
    return;
  }
  /* A takeover is an end without DISCONNECT, after which a broker may publish the will. */
  begin_renewal (self, credential, self->config->will_topic != NULL);
}

void
helio_attempt_wipe (HelioLinkWorker *self, HelioCredential *credential)
{
  clear_attempt (self);
  self->attempt.kind = HELIO_ATTEMPT_WIPE;
  self->attempt.credential = helio_credential_ref (credential);
  self->attempt.clean_start = TRUE;
  open_transport (self);
}
