// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/net/helio-tunnel-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/socket.h>

#define CONNACK 0x20
#define PUBLISH 0x30

/* No packet but PUBLISH that a broker sends has a reason to be larger. */
#define CONTROL_MAX (256 * 1024)

/* What a broker may begin a packet with (MQTT 5.0 §2.1.3, §2.2.2); the last two from MQTT 5 on. */
static gboolean
may_begin (int version, guint8 first)
{
  static const guint8 allowed[] = {0x40, 0x50, 0x62, 0x70, 0x90, 0xB0, 0xD0, 0xE0, 0xF0};

  if ((first & 0xF0) == PUBLISH)
    return (first & 0x06) != 0x06 && (first & 0x0E) != 0x08;
  for (gsize i = 0; i < G_N_ELEMENTS (allowed) - (version == 5 ? 0 : 2); i++)
    if (allowed[i] == first)
      return TRUE;
  return FALSE;
}

static GError *
not_mqtt (HelioTunnel *self, guint8 first)
{
  const char *scheme = helio_transport_get_info (self->transport)->scheme;
  gboolean websocket = g_str_has_prefix (scheme, "ws");

  if (self->connack_seen)
    return helio_error_new (
        HELIO_ERROR_MQTT_PROTOCOL,
        C_ ("error", "The broker, or something between it and you, is at fault."),
        C_ ("error",
            "The broker sent something that is not MQTT (a packet that begins with 0x%02X)."),
        first);
  if (first == 0x15)
    return helio_error_new (HELIO_ERROR_MQTT_PROTOCOL,
                            C_ ("error", "Use mqtts:// instead of mqtt:// for this port."),
                            C_ ("error", "The server expects an encrypted connection (TLS)."));
  if (first == 'H' || first == '<')
    return helio_error_new (
        HELIO_ERROR_MQTT_PROTOCOL,
        C_ ("error", "Use ws:// or wss:// if the broker is behind this port, or another port."),
        C_ ("error", "The server answers as a web server, not as an MQTT broker."));
  return helio_error_new (
      HELIO_ERROR_MQTT_PROTOCOL,
      websocket ? C_ ("error", "Check the port and the path of the broker's address.")
                : C_ ("error", "Check the port of the broker's address."),
      C_ ("error", "The server does not speak MQTT (its answer begins with 0x%02X)."),
      first);
}

typedef enum {
  HEAD_INCOMPLETE,
  HEAD_COMPLETE,
  HEAD_MALFORMED,
} HeadState;

static GError *
malformed (const char *what)
{
  GError *error =
      helio_error_new (HELIO_ERROR_MQTT_PROTOCOL,
                       C_ ("error", "The broker, or something between it and you, is at fault."),
                       C_ ("error", "The broker sent a malformed packet."));

  helio_error_set_detail (error, what);
  return error;
}

void
helio_tunnel_write_client (HelioTunnel *self, const guint8 *data, gsize length)
{
  while (length > 0 && self->client_fd != -1) {
    gssize count = send (self->client_fd, data, length, MSG_NOSIGNAL | MSG_DONTWAIT);

    if (count > 0) {
      data += count;
      length -= (gsize) count;
    } else if (count == -1 && errno == EINTR) {
      continue;
    } else if (count == -1 && errno == EAGAIN) {
      /* It reads until the socket is empty, or closes it. */
      if (self->funcs == NULL)
        return;
      self->funcs->drive (self->user_data);
    } else {
      return; /* The client has gone; its owner knows. */
    }
  }
}

static gboolean
check_length (HelioTunnel *self, HelioFrame *frame)
{
  gint64 limit = self->maximum_packet_size > 0 ? self->maximum_packet_size : G_MAXINT64;
  gint64 size = (gint64) frame->remaining + 1 + frame->shift / 7;

  if (!self->connack_seen) {
    /* §3.2: two bytes in 3.1.1; in 5 properties follow. */
    if (frame->remaining < 2 || frame->remaining > CONTROL_MAX) {
      helio_tunnel_fail (self, not_mqtt (self, frame->first));
      return FALSE;
    }
  } else if (frame->mode == HELIO_FRAME_COLLECT && frame->remaining > CONTROL_MAX) {
    helio_tunnel_fail (self, malformed ("control packet of more than 256 KiB"));
    return FALSE;
  }
  if (size > limit) {
    g_autofree char *announced = g_strdup_printf ("%" G_GINT64_FORMAT, size);
    g_autofree char *allowed = g_strdup_printf ("%" G_GINT64_FORMAT, limit);

    helio_tunnel_fail (
        self,
        helio_error_new (
            HELIO_ERROR_MQTT_PROTOCOL,
            C_ ("error", "Raise the maximum packet size of the profile, or remove it."),
            C_ ("error", "The broker announced a packet of %s bytes; the profile allows %s."),
            announced,
            allowed));
    return FALSE;
  }
  return TRUE;
}

static gboolean
begin_packet (HelioTunnel *self, guint8 first)
{
  HelioFrame *frame = &self->in;

  if (self->connack_seen ? !may_begin (self->version, first) : first != CONNACK) {
    helio_tunnel_fail (self, not_mqtt (self, first));
    return FALSE;
  }
  frame->first = first;
  frame->phase = HELIO_FRAME_LENGTH;
  frame->remaining = 0;
  if ((first & 0xF0) != PUBLISH)
    frame->mode = HELIO_FRAME_COLLECT;
  else if ((first & 0x08) != 0)
    frame->mode = HELIO_FRAME_IDENTIFY;
  else
    frame->mode = HELIO_FRAME_STREAM;
  frame->head_pending = frame->mode == HELIO_FRAME_STREAM && self->version == 5;
  g_byte_array_set_size (frame->kept, 0);
  return TRUE;
}

/* The packet id is known: a QoS 2 message that the client holds already goes no further. */
static void
decide (HelioTunnel *self, HelioFrame *frame)
{
  gboolean exactly_once = (frame->first & 0x06) == 0x04;

  if (exactly_once && helio_packet_ids_has (self->ids, HELIO_PACKET_ID_HELD, frame->id)) {
    frame->mode = HELIO_FRAME_SKIP;
  } else {
    helio_packet_ids_set (self->ids, HELIO_PACKET_ID_DUP, frame->id);
    helio_tunnel_write_client (self, frame->kept->data, frame->kept->len);
    frame->mode = HELIO_FRAME_STREAM;
    frame->head_pending = FALSE;
  }
  g_byte_array_set_size (frame->kept, 0);
}

/* Topic, packet id and properties of a PUBLISH (§3.3.2), of whose body @have bytes are there. libmosquitto
 * 2.0.11 aborts the process at a property that it does not know, so it never gets one. */
static HeadState
parse_head (HelioTunnel *self, const guint8 *body, gsize have)
{
  HelioFrame *frame = &self->in;
  gsize position, properties = 0, shift = 0;

  if (have < 2)
    return frame->remaining < 2 ? HEAD_MALFORMED : HEAD_INCOMPLETE;
  position = 2 + ((gsize) body[0] << 8 | body[1]);
  if ((frame->first & 0x06) != 0) {
    position += 2;
    if (position > frame->remaining)
      return HEAD_MALFORMED;
    if (position > have)
      return HEAD_INCOMPLETE;
    frame->id = (guint16) (body[position - 2] << 8 | body[position - 1]);
  }
  if (self->version != 5)
    return position > frame->remaining ? HEAD_MALFORMED
           : position > have           ? HEAD_INCOMPLETE
                                       : HEAD_COMPLETE;
  do {
    if (position >= frame->remaining || shift > 21)
      return HEAD_MALFORMED;
    if (position >= have)
      return HEAD_INCOMPLETE;
    properties |= (gsize) (body[position] & 0x7F) << shift;
    shift += 7;
  } while ((body[position++] & 0x80) != 0);
  if (properties > CONTROL_MAX || properties > frame->remaining - position)
    return HEAD_MALFORMED;
  if (properties > have - position)
    return HEAD_INCOMPLETE;
  if (properties > 0 &&
      !self->funcs->check_properties (self->user_data, body + position, properties))
    return HEAD_MALFORMED;
  return HEAD_COMPLETE;
}

/* Looks at bytes of a body that pass through. What is incomplete has done no harm yet, since the client acts
 * on whole packets only; the copy is for looking at. */
static void
check_head (HelioTunnel *self, const guint8 *data, gsize length)
{
  HelioFrame *frame = &self->in;
  HeadState state;

  if (frame->kept->len > 0) {
    g_byte_array_append (frame->kept, data, (guint) length);
    data = frame->kept->data;
    length = frame->kept->len;
  }
  state = parse_head (self, data, length);
  if (state == HEAD_MALFORMED) {
    helio_tunnel_fail (self, malformed ("PUBLISH"));
  } else if (state == HEAD_COMPLETE) {
    frame->head_pending = FALSE;
    g_byte_array_set_size (frame->kept, 0);
  } else if (frame->kept->len == 0) {
    g_byte_array_append (frame->kept, data, (guint) length);
  }
}

/* Keeps bytes of the body until it is known whether the client may have them. */
static void
identify (HelioTunnel *self, const guint8 *data, gsize length)
{
  HelioFrame *frame = &self->in;
  HeadState state;

  g_byte_array_append (frame->kept, data, (guint) length);
  state = parse_head (self,
                      frame->kept->data + frame->header_length,
                      frame->kept->len - frame->header_length);
  if (state == HEAD_MALFORMED)
    helio_tunnel_fail (self, malformed ("PUBLISH"));
  else if (state == HEAD_COMPLETE)
    decide (self, frame);
}

/* Returns FALSE if the rest of the input must wait. */
static gboolean
finish_packet (HelioTunnel *self)
{
  HelioFrame *frame = &self->in;
  gboolean first_packet = !self->connack_seen;

  helio_frame_next (frame);
  if (frame->mode == HELIO_FRAME_IDENTIFY || frame->head_pending) {
    helio_tunnel_fail (self, malformed ("PUBLISH"));
    return FALSE;
  }
  if (frame->mode == HELIO_FRAME_SKIP) {
    const guint8 pubrec[] = {0x50, 2, (guint8) (frame->id >> 8), (guint8) frame->id};

    helio_tunnel_send (self, pubrec, sizeof pubrec);
  }
  if (frame->mode == HELIO_FRAME_COLLECT) {
    self->connack_seen = TRUE;
    if (self->funcs->packet (self->user_data,
                             frame->first,
                             frame->kept->data + frame->header_length,
                             frame->kept->len - frame->header_length) &&
        !first_packet && self->funcs != NULL)
      helio_tunnel_write_client (self, frame->kept->data, frame->kept->len);
  }
  return self->funcs != NULL && self->error == NULL && (!first_packet || self->released);
}

static void
keep_back (HelioTunnel *self, const guint8 *data, gsize length)
{
  if (self->funcs == NULL || self->error != NULL || length == 0)
    return;
  g_byte_array_append (self->backlog, data, (guint) length);
  if (self->backlog->len > HELIO_TUNNEL_BACKLOG_MAX)
    self->funcs->backlog_full (self->user_data);
}

/* Body bytes; returns how many were taken. */
static gsize
take_body (HelioTunnel *self, const guint8 *data, gsize length)
{
  HelioFrame *frame = &self->in;
  gsize count = MIN (length, frame->left);

  if (frame->mode == HELIO_FRAME_COLLECT)
    g_byte_array_append (frame->kept, data, (guint) count);
  else if (frame->mode == HELIO_FRAME_IDENTIFY)
    identify (self, data, count);
  else if (frame->mode == HELIO_FRAME_STREAM && frame->head_pending)
    check_head (self, data, count);
  frame->left -= (guint32) count;
  return count;
}

static gboolean
take_header_byte (HelioTunnel *self, guint8 byte)
{
  HelioFrame *frame = &self->in;
  gboolean done = FALSE;

  if (frame->phase == HELIO_FRAME_FIRST) {
    if (!begin_packet (self, byte))
      return FALSE;
  } else if (!helio_frame_add_length (frame, byte, &done)) {
    helio_tunnel_fail (self,
                       self->connack_seen ? malformed ("remaining length of more than four bytes")
                                          : not_mqtt (self, frame->first));
    return FALSE;
  }
  if (frame->mode != HELIO_FRAME_STREAM)
    g_byte_array_append (frame->kept, &byte, 1);
  if (done) {
    frame->header_length = frame->kept->len;
    return check_length (self, frame);
  }
  return TRUE;
}

void
helio_tunnel_take_input (HelioTunnel *self, const guint8 *data, gsize length)
{
  HelioFrame *frame = &self->in;
  /* [run, i) goes to the client as it is. */
  gsize i = 0, run = 0;

  if (self->connack_seen && !self->released) {
    keep_back (self, data, length);
    return;
  }
  while (i < length) {
    gboolean stream;

    if (frame->phase != HELIO_FRAME_BODY) {
      if (frame->phase == HELIO_FRAME_FIRST &&
          ((data[i] & 0xF0) != PUBLISH || (data[i] & 0x08) != 0)) {
        helio_tunnel_write_client (self, data + run, i - run);
        run = i;
      }
      if (!take_header_byte (self, data[i]))
        return;
      i++;
      stream = frame->mode == HELIO_FRAME_STREAM;
    } else {
      /* A mode may change within: what was kept has been given on then. */
      stream = frame->mode == HELIO_FRAME_STREAM;
      i += take_body (self, data + i, length - i);
    }
    if (self->error != NULL || self->funcs == NULL)
      return;
    if (!stream)
      run = i;
    if (frame->phase == HELIO_FRAME_BODY && frame->left == 0) {
      gboolean go_on = finish_packet (self);

      if (!go_on) {
        keep_back (self, data + i, length - i);
        return;
      }
    }
  }
  helio_tunnel_write_client (self, data + run, length - run);
}
