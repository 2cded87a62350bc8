// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/mqtt/helio-link-private.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-properties-private.h"
#include "core/mqtt/helio-reason.h"

#include <glib/gi18n-lib.h>

/* So long requests may wait while a stream keeps the worker busy. */
#define TURN_MAX (HELIO_SECOND / 10)
gint64
helio_link_worker_now (HelioLinkWorker *self)
{
  return helio_clock_now_boot (self->clock);
}

HelioEvent *
helio_link_worker_event (HelioLinkWorker *self, HelioEventKind kind)
{
  HelioEvent *event = helio_event_new (kind);

  event->time_boot = helio_clock_now_boot (self->clock);
  event->time_wall = helio_clock_now_wall (self->clock);
  return event;
}

HelioEvent *
helio_link_worker_end_event (HelioLinkWorker *self, HelioEventKind kind)
{
  HelioEvent *event = helio_link_worker_event (self, kind);

  event->unconfirmed = self->unconfirmed;
  self->unconfirmed = 0;
  return event;
}

guint64
helio_link_worker_count_lost (HelioLinkWorker *self)
{
  guint64 live = self->live != NULL ? helio_tunnel_get_counters (self->live)->lost_qos0 : 0;

  return self->counters.lost_qos0 + live;
}

void
helio_link_worker_post (HelioLinkWorker *self, HelioEvent *event_taken)
{
  if (self->free_wanted)
    helio_event_unref (event_taken);
  else
    helio_link_shared_post (self->shared, event_taken);
}

static void
on_tunnel_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioLinkWorker *self = user_data;

  helio_tunnel_close_finish (HELIO_TUNNEL (source), result);
  self->closing--;
  helio_link_worker_settle (self);
}

void
helio_link_worker_close_tunnel (HelioLinkWorker *self, HelioTunnel *tunnel_taken)
{
  g_autoptr (HelioTunnel) tunnel = tunnel_taken;
  const HelioTunnelCounters *counters = helio_tunnel_get_counters (tunnel);

  self->closing++;
  helio_tunnel_close_async (tunnel, on_tunnel_closed, self);
  self->counters.bytes_in += counters->bytes_in;
  self->counters.bytes_out += counters->bytes_out;
  self->counters.lost_qos0 += counters->lost_qos0;
}

void
helio_link_worker_drop_live (HelioLinkWorker *self)
{
  HelioTunnel *tunnel;

  if (self->live == NULL)
    return;
  /* The client takes all that has come, and shows by its answers which QoS 2 messages it holds now. */
  tunnel = g_steal_pointer (&self->live);
  helio_client_drive (self);
  helio_tunnel_set_output (tunnel, HELIO_TUNNEL_DROP);
  helio_client_flush (self, tunnel);
  helio_client_fail_written (self);
  helio_keep_alive_count_unconfirmed (self);
  helio_keep_alive_stop (self);
  self->joined = FALSE;
  self->ended_at = helio_link_worker_now (self);
  helio_link_worker_close_tunnel (self, tunnel);
}

static GError *
closed_without_a_word (void)
{
  return helio_error_new (
      HELIO_ERROR_MQTT_ENDED,
      C_ ("error",
          "The broker may have been stopped, the credential may have run out, or another client "
          "may use this client id."),
      C_ ("error", "The broker closed the connection without saying why."));
}

/* Whether what was being published may be why the broker ended the connection: sent again on the next one, it would
 * end that as well, and so on for ever. On 3.1.1 a broker has no other way to refuse a publication. */
static gboolean
may_be_for_a_publication (HelioLinkWorker *self, const GError *error)
{
  static const int codes[] =
      {0x80, 0x81, 0x82, 0x83, 0x87, 0x90, 0x91, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0x9A, 0x9B};
  int code = helio_error_get_reason_code (error);

  if (self->config->mqtt_version != 5)
    return g_error_matches (error, HELIO_ERROR, HELIO_ERROR_MQTT_ENDED);
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i] == code)
      return TRUE;
  return FALSE;
}

void
helio_link_worker_live_ended (HelioLinkWorker *self, GError *error_taken)
{
  g_autoptr (GError) error = error_taken != NULL ? error_taken : closed_without_a_word ();
  HelioEvent *event;

  if (self->live == NULL)
    return;
  if (self->leaving) {
    helio_leave_ended (self, error_taken == NULL, error);
    return;
  }
  if (self->attempt.kind != HELIO_ATTEMPT_RENEW && may_be_for_a_publication (self, error)) {
    helio_client_drive (self);
    helio_client_abandon_publications (self, self->live, error);
  }
  helio_attempt_note_old (self);
  helio_link_worker_drop_live (self);
  if (self->attempt.kind == HELIO_ATTEMPT_RENEW) {
    helio_attempt_old_ended (self);
    return;
  }
  helio_client_fail_subscriptions (self);
  helio_counters_flush (self);
  event = helio_link_worker_end_event (self, HELIO_EVENT_DISCONNECTED);
  event->reason_code = helio_error_get_reason_code (error);
  event->reason_string = g_strdup (helio_error_get_detail (error));
  event->error = g_steal_pointer (&error);
  helio_link_worker_post (self, event);
  helio_link_worker_settle (self);
}

static void
take_disconnect (HelioLinkWorker *self, const guint8 *body, gsize length)
{
  g_autofree char *words = NULL;
  int code;

  if (helio_packet_parse_disconnect (body, length, &code, &words))
    helio_link_worker_live_ended (self,
                                  helio_reason_to_error (HELIO_PACKET_DISCONNECT, code, words));
  else
    helio_link_worker_live_ended (self, NULL);
}

static void
end_malformed (HelioLinkWorker *self)
{
  helio_link_worker_live_ended (
      self,
      helio_error_new (HELIO_ERROR_MQTT_PROTOCOL,
                       C_ ("error", "The broker, or something between it and you, is at fault."),
                       C_ ("error", "The broker sent a malformed packet.")));
}

/* An acknowledgement is given to libmosquitto without its properties, which it does not pass on with every
 * callback, does not free at every packet id, and must not see unchecked. */
static void
take_ack (HelioLinkWorker *self, guint8 first, const guint8 *body, gsize length)
{
  g_autofree char *words = NULL;
  guint8 packet[] = {first, 2, 0, 0, 0};
  guint16 id;
  int code;

  if (!helio_packet_parse_ack (self->config->mqtt_version,
                               first,
                               body,
                               length,
                               &id,
                               &code,
                               &words)) {
    end_malformed (self);
    return;
  }
  if (words != NULL && code >= 0x80)
    g_hash_table_insert (self->reason_strings, GINT_TO_POINTER (id), g_steal_pointer (&words));
  packet[2] = (guint8) (id >> 8);
  packet[3] = (guint8) id;
  packet[4] = (guint8) code;
  if (self->config->mqtt_version == 5 && code != 0)
    packet[1] = 3;
  helio_tunnel_deliver (self->live, packet, 2 + packet[1]);
}

/* SUBACK, UNSUBACK: FALSE if malformed. libmosquitto does not pass on the codes of UNSUBACK. */
static gboolean
check_suback (HelioLinkWorker *self, guint8 first, const guint8 *body, gsize length)
{
  g_autofree char *words = NULL;
  guint16 id;
  int code;

  if (!helio_packet_parse_ack (self->config->mqtt_version,
                               first,
                               body,
                               length,
                               &id,
                               &code,
                               &words)) {
    end_malformed (self);
    return FALSE;
  }
  if (first == HELIO_UNSUBACK && code != 0)
    g_hash_table_insert (self->unsuback_codes, GINT_TO_POINTER (id), GINT_TO_POINTER (code));
  if (words != NULL && code >= 0x80)
    g_hash_table_insert (self->reason_strings, GINT_TO_POINTER (id), g_steal_pointer (&words));
  return TRUE;
}

static gboolean
on_packet (gpointer user_data, guint8 first, const guint8 *body, gsize length)
{
  HelioLinkWorker *self = user_data;

  switch (first) {
    case HELIO_PINGRESP:
      helio_leave_pong (self);
      helio_keep_alive_pong (self);
      helio_attempt_pong (self);
      return FALSE;
    case HELIO_DISCONNECT:
      take_disconnect (self, body, length);
      return FALSE;
    case HELIO_AUTH:
      helio_link_worker_live_ended (
          self,
          helio_error_new (
              HELIO_ERROR_MQTT_PROTOCOL,
              C_ ("error", "Ask the person who runs the broker to do without it."),
              C_ ("error", "The broker asks for AUTH, which Heliograph does not support.")));
      return FALSE;
    case HELIO_SUBACK:
    case HELIO_UNSUBACK:
      return check_suback (self, first, body, length);
    default:
      take_ack (self, first, body, length);
      return FALSE;
  }
}

static gboolean
on_check_properties (gpointer user_data, const guint8 *properties, gsize length)
{
  return helio_properties_check (properties, length);
}

void
helio_link_worker_process_data (HelioLinkWorker *self)
{
  HelioRequest *request;

  while (!self->paused && self->live != NULL &&
         (request = g_queue_peek_head (&self->data)) != NULL &&
         helio_client_has_room (self, request)) {
    g_queue_pop_head (&self->data);
    helio_link_shared_done (self->shared, request);
    if (request->kind == HELIO_REQUEST_PUBLISH)
      helio_client_publish (self, request);
    else
      helio_client_subscribe (self, request);
    if (self->data.length == 0 && self->live != NULL)
      helio_tunnel_pump (self->live);
  }
}

static void
on_drive (gpointer user_data)
{
  HelioLinkWorker *self = user_data;

  helio_client_drive (self);
  if (self->client_error != 0 && self->live != NULL) {
    helio_link_worker_live_ended (
        self,
        helio_error_new (HELIO_ERROR_MQTT_PROTOCOL,
                         C_ ("error", "The broker, or something between it and you, is at fault."),
                         C_ ("error", "The broker sent a packet that breaks the standard: %s"),
                         mosquitto_strerror (self->client_error)));
    return;
  }
  if (self->data.length > 0)
    helio_link_worker_process_data (self);
  /* libsoup reads on as long as there is something to read: a stream that is faster than we are would never let
   * the loop have its turn. */
  if (helio_link_worker_now (self) - self->settled_at > TURN_MAX) {
    helio_link_worker_settle (self);
    helio_keep_alive_check (self);
  }
}

static void
on_backlog_full (gpointer user_data)
{
}

static void
on_ended (gpointer user_data, const GError *error)
{
  helio_link_worker_live_ended (user_data, error != NULL ? g_error_copy (error) : NULL);
}

static void
on_sent_qos0 (gpointer user_data, guint count)
{
  helio_client_sent (user_data, count);
}

const HelioTunnelFuncs helio_link_live_funcs =
    {on_packet, on_check_properties, on_drive, on_backlog_full, on_ended, on_sent_qos0};

/* Requests of the main thread that no connection will carry. */
void
helio_link_worker_fail_data (HelioLinkWorker *self)
{
  HelioRequest *request;

  while ((request = g_queue_pop_head (&self->data)) != NULL) {
    helio_link_shared_done (self->shared, request);
    helio_client_answer_request (self, request, helio_link_not_connected ());
    helio_request_free (request);
  }
}

static void
handle_control (HelioLinkWorker *self, HelioRequest *request)
{
  helio_link_shared_done (self->shared, request);
  switch (request->kind) {
    case HELIO_REQUEST_CONNECT:
      if (self->live == NULL)
        helio_attempt_connect (self, request->credential, request->flag);
      break;
    case HELIO_REQUEST_RENEW:
      if (!self->leaving && self->live != NULL)
        helio_attempt_renew (self, request->credential);
      else if (!self->leaving && self->attempt.kind == HELIO_ATTEMPT_NONE) {
        HelioEvent *event = helio_link_worker_event (self, HELIO_EVENT_RENEW_FAILED);

        event->error = helio_link_not_connected ();
        helio_link_worker_post (self, event);
      }
      break;
    case HELIO_REQUEST_DISCONNECT:
      if (self->leaving && !request->flag)
        helio_leave_take_back (self);
      else
        helio_leave_begin (self, request->flag, request->patient);
      break;
    case HELIO_REQUEST_PING:
      if (request->deadline > 0)
        helio_keep_alive_ping_within (self, request->deadline);
      else
        helio_keep_alive_ping (self);
      break;
    case HELIO_REQUEST_FREE:
      self->free_wanted = TRUE;
      if (request->flag) {
        helio_attempt_cancel (self);
        helio_link_worker_drop_live (self);
      }
      helio_leave_hurry (self);
      helio_leave_begin (self, FALSE, FALSE);
      break;
    case HELIO_REQUEST_PUBLISH:
    case HELIO_REQUEST_SUBSCRIBE:
    case HELIO_REQUEST_UNSUBSCRIBE:
    default:
      break;
  }
}

static gboolean
is_data (const HelioRequest *request)
{
  return request->kind == HELIO_REQUEST_PUBLISH || request->kind == HELIO_REQUEST_SUBSCRIBE ||
         request->kind == HELIO_REQUEST_UNSUBSCRIBE;
}

/* What begins something new has its turn when the good-bye that is being said is over, and so has what comes after it. */
static gboolean
must_wait (HelioLinkWorker *self, const HelioRequest *request)
{
  if (!self->leaving)
    return FALSE;
  return request->kind == HELIO_REQUEST_CONNECT ||
         (request->kind == HELIO_REQUEST_DISCONNECT && request->flag && !self->ends_session);
}

static void
settle_once (HelioLinkWorker *self)
{
  HelioRequest *request;

  helio_link_shared_take (self->shared, &self->requests);
  while ((request = g_queue_peek_head (&self->requests)) != NULL) {
    if (must_wait (self, request)) {
      helio_leave_hurry (self);
      break;
    }
    g_queue_pop_head (&self->requests);
    if (is_data (request)) {
      g_queue_push_tail (&self->data, request);
      continue;
    }
    helio_link_worker_process_data (self);
    handle_control (self, request);
    helio_request_free (request);
  }
  helio_link_worker_process_data (self);
  /* During a renewal requests wait for its outcome, even if the old connection is gone. */
  if (self->live == NULL && self->attempt.kind != HELIO_ATTEMPT_RENEW && !self->leaving)
    helio_link_worker_fail_data (self);
}

void
helio_link_worker_settle (HelioLinkWorker *self)
{
  /* What is handled may bring this about again; requests keep their order. */
  self->settle_again = TRUE;
  if (self->settling)
    return;
  self->settling = TRUE;
  while (self->settle_again) {
    self->settle_again = FALSE;
    settle_once (self);
  }
  self->settling = FALSE;
  self->settled_at = helio_link_worker_now (self);
  if (self->free_wanted && !self->leaving && self->live == NULL &&
      self->attempt.kind == HELIO_ATTEMPT_NONE && self->closing == 0)
    self->finished = TRUE;
}

static void
worker_free (HelioLinkWorker *self)
{
  g_clear_pointer (&self->counters_timer, helio_timer_cancel);
  helio_client_destroy (self);
  helio_client_clear_tables (self);
  g_clear_pointer (&self->info, helio_link_info_free);
  g_clear_pointer (&self->last_credential, helio_credential_unref);
  g_object_unref (self->clock);
  g_free (self);
}

gpointer
helio_link_worker_run (gpointer data)
{
  HelioLinkShared *shared = data;
  HelioLinkWorker *self = g_new0 (HelioLinkWorker, 1);
  GMainContext *context = shared->worker_context;

  g_main_context_push_thread_default (context);
  self->shared = shared;
  self->config = &shared->config;
  self->clock = helio_clock_new_system ();
  g_queue_init (&self->requests);
  g_queue_init (&self->data);
  g_queue_init (&self->pings);
  helio_client_init_tables (self);
  shared->worker = self;

  while (!self->finished)
    g_main_context_iteration (context, TRUE);

  shared->worker = NULL;
  worker_free (self);
  /* Sources that are done are let go of by the context's next turn. */
  while (g_main_context_iteration (context, FALSE)) {
  }
  g_main_context_pop_thread_default (context);
  helio_link_shared_return (shared);
  return NULL;
}
