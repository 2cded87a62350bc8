// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-broker-wire.h"

#include <string.h>

#define FLAG_USERNAME 0x80
#define FLAG_WILL 0x04

typedef struct {
  const guint8 *data;
  gsize left;
  gboolean bad;
} Reader;

static guint
read_number (Reader *reader, guint octets)
{
  guint value = 0;

  if (reader->left < octets) {
    reader->bad = TRUE;
    return 0;
  }
  for (guint i = 0; i < octets; i++)
    value = value << 8 | reader->data[i];
  reader->data += octets;
  reader->left -= octets;
  return value;
}

static void
skip (Reader *reader, gsize octets)
{
  if (reader->left < octets) {
    reader->bad = TRUE;
    return;
  }
  reader->data += octets;
  reader->left -= octets;
}

static gsize
read_length (Reader *reader)
{
  gsize value = 0;

  for (guint shift = 0; shift < 28 && !reader->bad; shift += 7) {
    guint octet = read_number (reader, 1);

    value |= (gsize) (octet & 0x7f) << shift;
    if ((octet & 0x80) == 0)
      return value;
  }
  reader->bad = TRUE;
  return 0;
}

static char *
read_string (Reader *reader)
{
  gsize length = read_number (reader, 2);
  const guint8 *start = reader->data;

  skip (reader, length);
  if (reader->bad)
    return NULL;
  if (memchr (start, '\0', length) != NULL) {
    reader->bad = TRUE;
    return NULL;
  }
  return g_strndup ((const char *) start, length);
}

void
helio_wire_connect_clear (HelioWireConnect *connect)
{
  g_clear_pointer (&connect->client_id, g_free);
  g_clear_pointer (&connect->username, g_free);
  g_clear_pointer (&connect->will_topic, g_free);
}

static void
read_body (Reader *reader, HelioWireConnect *connect)
{
  g_autofree char *protocol = read_string (reader);
  guint flags;

  if (g_strcmp0 (protocol, "MQTT") != 0 && g_strcmp0 (protocol, "MQIsdp") != 0)
    reader->bad = TRUE;
  connect->version = (guint8) (read_number (reader, 1) & 0x7f);
  flags = read_number (reader, 1);
  skip (reader, 2); /* keep alive */
  if (connect->version == 5)
    skip (reader, read_length (reader));
  connect->client_id = read_string (reader);
  if ((flags & FLAG_WILL) != 0) {
    if (connect->version == 5)
      skip (reader, read_length (reader));
    connect->will_topic = read_string (reader);
    skip (reader, read_number (reader, 2));
  }
  if ((flags & FLAG_USERNAME) != 0)
    connect->username = read_string (reader);
}

HelioWireResult
helio_wire_parse_connect (const guint8 *data, gsize length, HelioWireConnect *connect)
{
  HelioWireTracker tracker = {0};
  Reader reader;

  memset (connect, 0, sizeof *connect);
  if (length == 0)
    return HELIO_WIRE_MORE;
  if (data[0] != 0x10)
    return HELIO_WIRE_BAD;
  reader = (Reader){data + 1, length - 1, FALSE};
  length = helio_wire_tracker_advance (&tracker, data, length);
  if (tracker.shift > 28 || tracker.left > HELIO_WIRE_CONNECT_MAX)
    return HELIO_WIRE_BAD;
  if (!helio_wire_tracker_at_boundary (&tracker))
    return HELIO_WIRE_MORE;
  reader.left = length - 1;
  read_length (&reader);
  read_body (&reader, connect);
  if (!reader.bad)
    return HELIO_WIRE_DONE;
  helio_wire_connect_clear (connect);
  return HELIO_WIRE_BAD;
}

gboolean
helio_wire_tracker_at_boundary (const HelioWireTracker *self)
{
  return !self->head && self->left == 0;
}

gsize
helio_wire_tracker_advance (HelioWireTracker *self, const guint8 *data, gsize length)
{
  gsize used = 0;

  if (length == 0)
    return 0;
  if (helio_wire_tracker_at_boundary (self)) {
    self->head = TRUE;
    self->length = 0;
    self->shift = 0;
    used = 1;
  }
  while (self->head && used < length) {
    guint8 octet = data[used++];

    if (self->shift < 28)
      self->length |= (gsize) (octet & 0x7f) << self->shift;
    self->shift += 7;
    if ((octet & 0x80) == 0 || self->shift > 28) {
      self->head = FALSE;
      self->left = self->length;
    }
  }
  if (!self->head) {
    gsize body = MIN (self->left, length - used);

    self->left -= body;
    used += body;
    if (self->left == 0)
      self->packets++;
  }
  return used;
}

/* 3.1.1 §3.2.2.3 knows five refusals. */
static guint8
return_code (guint code)
{
  switch (code) {
    case 0x00:
      return 0;
    case 0x84:
      return 1;
    case 0x85:
      return 2;
    case 0x86:
      return 4;
    case 0x87:
    case 0x8a:
    case 0x8c:
      return 5;
    default:
      return code <= 5 ? (guint8) code : 3;
  }
}

GBytes *
helio_wire_connack (guint version, guint code)
{
  const guint8 five[] = {0x20, 0x03, 0x00, (guint8) code, 0x00};
  const guint8 three[] = {0x20, 0x02, 0x00, return_code (code)};

  return version == 5 ? g_bytes_new (five, sizeof five) : g_bytes_new (three, sizeof three);
}

GBytes *
helio_wire_disconnect (guint version, guint code)
{
  const guint8 five[] = {0xe0, 0x02, (guint8) code, 0x00};

  return g_bytes_new (five, version == 5 ? sizeof five : 0);
}

GBytes *
helio_wire_malformed (void)
{
  static const guint8 octets[] = {0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x00};

  return g_bytes_new_static (octets, sizeof octets);
}

static void
put_string (GByteArray *to, const char *text)
{
  gsize length = strlen (text);
  const guint8 size[] = {(guint8) (length >> 8), (guint8) length};

  g_byte_array_append (to, size, sizeof size);
  g_byte_array_append (to, (const guint8 *) text, (guint) length);
}

GBytes *
helio_wire_connect (const char *client_id, const char *username, const char *password)
{
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  static const guint8 head[] = {4, 0xc2, 0, 30};
  guint8 fixed[] = {0x10, 0, 0x01};
  gsize length = 10 + 6 + strlen (client_id) + strlen (username) + strlen (password);

  g_return_val_if_fail (length < 128 * 128, NULL);
  fixed[1] = (guint8) (0x80 | (length & 0x7f));
  fixed[2] = (guint8) (length >> 7);
  g_byte_array_append (packet, fixed, sizeof fixed);
  put_string (packet, "MQTT");
  g_byte_array_append (packet, head, sizeof head);
  put_string (packet, client_id);
  put_string (packet, username);
  put_string (packet, password);
  return g_byte_array_free_to_bytes (g_steal_pointer (&packet));
}
