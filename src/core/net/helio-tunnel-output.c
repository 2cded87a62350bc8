// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-clock.h"
#include "core/base/helio-secret.h"
#include "core/net/helio-tunnel-private.h"

#include <errno.h>
#include <sys/socket.h>

/* So many that have gone are kept before the array is cleared of them. */
#define QOS0_DONE_MAX 1024
#define CONNECT 0x10
#define PUBREC 0x50
#define PUBCOMP 0x70

static void
append (HelioTunnel *self, const guint8 *data, gsize length)
{
  if (self->secret_queued) {
    /* To grow would leave the block behind as it is. */
    GByteArray *larger = g_byte_array_sized_new (self->queue->len + (guint) length);

    g_byte_array_append (larger, self->queue->data, self->queue->len);
    helio_wipe (self->queue->data, self->queue->len);
    g_byte_array_unref (self->queue);
    self->queue = larger;
  }
  g_byte_array_append (self->queue, data, (guint) length);
  self->queued_total += length;
}

static void
enqueue (HelioTunnel *self, const guint8 *data, gsize length)
{
  if (self->output != HELIO_TUNNEL_DROP && length > 0)
    append (self, data, length);
}

static gboolean
at_boundary (HelioTunnel *self)
{
  return self->out.phase == HELIO_FRAME_FIRST;
}

static gboolean look (HelioTunnel *self, gsize *pending);

void
helio_tunnel_send (HelioTunnel *self, const guint8 *packet, gsize length)
{
  /* A packet of the owner's is wanted on this connection even when the client's are not. */
  if (at_boundary (self)) {
    /* What this adds is not to be mistaken for the client's. */
    look (self, NULL);
    append (self, packet, length);
    self->owner_end = self->queued_total;
    /* CONNECT has the password. */
    self->secret_queued |= packet[0] == CONNECT;
    helio_tunnel_flush (self);
  } else {
    g_byte_array_append (self->waiting, packet, (guint) length);
    self->owner_end = G_MAXUINT64;
  }
}

void
helio_tunnel_wipe_queue (HelioTunnel *self)
{
  if (self->secret_queued)
    helio_wipe (self->queue->data, self->queue->len);
  self->secret_queued = FALSE;
}

static void
note_sent (HelioTunnel *self)
{
  guint before = self->qos0_next, count;

  while (self->qos0_next < self->qos0_ends->len &&
         g_array_index (self->qos0_ends, guint64, self->qos0_next) <= self->sent_total)
    self->qos0_next++;
  count = self->qos0_next - before;
  if (self->qos0_next == self->qos0_ends->len || self->qos0_next >= QOS0_DONE_MAX) {
    g_array_remove_range (self->qos0_ends, 0, self->qos0_next);
    self->qos0_next = 0;
  }
  if (count > 0 && self->funcs != NULL && self->funcs->sent_qos0 != NULL)
    self->funcs->sent_qos0 (self->user_data, count);
}

void
helio_tunnel_flush (HelioTunnel *self)
{
  gsize length = self->queue->len - self->sent;
  gsize count;

  if (length == 0 || self->transport == NULL)
    return;
  count = helio_transport_write (self->transport, self->queue->data + self->sent, length);
  if (count > 0) {
    self->counters.last_out = helio_boot_time ();
    self->counters.bytes_out += count;
    self->sent += count;
    self->sent_total += count;
    note_sent (self);
  }
  if (self->sent == self->queue->len) {
    helio_tunnel_wipe_queue (self);
    g_byte_array_set_size (self->queue, 0);
    self->sent = 0;
  } else if (self->sent > HELIO_TUNNEL_CHUNK && !self->secret_queued) {
    g_byte_array_remove_range (self->queue, 0, (guint) self->sent);
    self->sent = 0;
  }
}

void
helio_tunnel_count_lost (HelioTunnel *self)
{
  self->counters.lost_qos0 += self->qos0_ends->len - self->qos0_next;
  g_array_set_size (self->qos0_ends, 0);
  self->qos0_next = 0;
}

static gboolean
is_publish (guint8 first)
{
  return (first & 0xF0) == 0x30;
}

static gboolean
is_qos0_publish (guint8 first)
{
  return (first & 0xF6) == 0x30;
}

/* Returns whether the packet is to be sent. */
static gboolean
note_collected (HelioTunnel *self)
{
  HelioFrame *frame = &self->out;
  const guint8 *body = frame->kept->data + frame->header_length;
  guint16 id;

  if (frame->remaining < 2)
    return TRUE;
  id = (guint16) (body[0] << 8 | body[1]);
  if (frame->first == PUBREC) {
    helio_packet_ids_set (self->ids, HELIO_PACKET_ID_HELD, id);
    return TRUE;
  }
  helio_packet_ids_clear (self->ids, HELIO_PACKET_ID_HELD, id);
  return !helio_packet_ids_clear (self->ids, HELIO_PACKET_ID_FLUSH, id);
}

static void
finish_packet (HelioTunnel *self)
{
  HelioFrame *frame = &self->out;

  helio_frame_next (frame);
  if (frame->mode == HELIO_FRAME_COLLECT && note_collected (self))
    enqueue (self, frame->kept->data, frame->kept->len);
  if (is_qos0_publish (frame->first)) {
    if (self->output == HELIO_TUNNEL_DROP)
      self->counters.lost_qos0++;
    else
      g_array_append_val (self->qos0_ends, self->queued_total);
  }
  if (self->waiting->len > 0) {
    append (self, self->waiting->data, self->waiting->len);
    self->owner_end = self->queued_total;
    g_byte_array_set_size (self->waiting, 0);
  }
}

static void
begin_packet (HelioFrame *frame, guint8 first)
{
  frame->first = first;
  frame->phase = HELIO_FRAME_LENGTH;
  frame->remaining = 0;
  if (first == PUBREC || first == PUBCOMP)
    frame->mode = HELIO_FRAME_COLLECT;
  else if (first == CONNECT)
    frame->mode = HELIO_FRAME_SKIP;
  else
    frame->mode = HELIO_FRAME_STREAM;
  g_byte_array_set_size (frame->kept, 0);
}

/* The client is ours, so its packets are well-formed; only their bounds matter. */
static void
scan (HelioTunnel *self, const guint8 *data, gsize length)
{
  HelioFrame *frame = &self->out;
  gsize i = 0;

  while (i < length) {
    gsize count = 1;

    if (frame->phase == HELIO_FRAME_FIRST) {
      begin_packet (frame, data[i]);
    } else if (frame->phase == HELIO_FRAME_LENGTH) {
      gboolean done = FALSE;

      helio_frame_add_length (frame, data[i], &done);
      if (done)
        frame->header_length = frame->kept->len + 1;
    } else {
      count = MIN (length - i, frame->left);
      frame->left -= (guint32) count;
    }
    if (frame->mode == HELIO_FRAME_STREAM) {
      enqueue (self, data + i, count);
      if (is_publish (frame->first))
        self->publish_end = self->queued_total;
    } else if (frame->mode == HELIO_FRAME_COLLECT)
      g_byte_array_append (frame->kept, data + i, (guint) count);
    i += count;
    if (frame->phase == HELIO_FRAME_BODY && frame->left == 0)
      finish_packet (self);
  }
}

void
helio_tunnel_pump (HelioTunnel *self)
{
  while (
      self->client_fd != -1 && self->output != HELIO_TUNNEL_HOLD &&
      (self->output == HELIO_TUNNEL_DROP || self->queue->len - self->sent < HELIO_TUNNEL_CHUNK)) {
    gssize count = recv (self->client_fd, self->buffer, HELIO_TUNNEL_CHUNK, MSG_DONTWAIT);

    if (count == -1 && errno == EINTR)
      continue;
    if (count <= 0)
      break;
    self->counters.client_bytes += (guint64) count;
    scan (self, self->buffer, (gsize) count);
    helio_tunnel_flush (self);
  }
}

gboolean
helio_tunnel_is_flushed (HelioTunnel *self)
{
  return self->queue->len == self->sent && at_boundary (self);
}

/* How far the peer has come, and how much is @pending (nullable). What was seen once stands: what is written to a TLS
 * connection or a WebSocket makes more bytes than it has, so that less seems to be taken after it. */
static gboolean
look (HelioTunnel *self, gsize *pending)
{
  HelioTransportProgress progress;

  if (self->ended || !helio_transport_get_progress (self->transport, &progress))
    return FALSE;
  self->taken =
      MAX (self->taken, self->sent_total - MIN (progress.pending, (gsize) self->sent_total));
  if (progress.confirmed != self->confirmed) {
    self->confirmed = progress.confirmed;
    self->last_taken = helio_boot_time ();
  }
  if (pending != NULL)
    *pending = progress.pending;
  return TRUE;
}

gint64
helio_tunnel_get_last_taken (HelioTunnel *self)
{
  look (self, NULL);
  return self->last_taken;
}

gsize
helio_tunnel_get_pending (HelioTunnel *self)
{
  gsize pending = 0;

  look (self, &pending);
  return self->queue->len - self->sent + pending;
}

gboolean
helio_tunnel_is_behind (HelioTunnel *self)
{
  look (self, NULL);
  return self->taken < self->owner_end;
}

gboolean
helio_tunnel_is_uploading (HelioTunnel *self)
{
  if (look (self, NULL))
    self->uploading = self->taken < self->publish_end;
  return self->uploading || (!at_boundary (self) && is_publish (self->out.first));
}

void
helio_tunnel_note_end (HelioTunnel *self)
{
  self->uploading = helio_tunnel_is_uploading (self);
  self->ended = TRUE;
}
