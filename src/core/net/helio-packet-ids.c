// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/net/helio-packet-ids.h"

#include <string.h>

HelioPacketIds *
helio_packet_ids_new (void)
{
  return g_new0 (HelioPacketIds, 1);
}

void
helio_packet_ids_free (HelioPacketIds *self)
{
  g_free (self);
}

static const guint8 *
bits_of (const HelioPacketIds *self, HelioPacketIdKind kind)
{
  switch (kind) {
    case HELIO_PACKET_ID_DUP:
      return self->dup;
    case HELIO_PACKET_ID_FLUSH:
      return self->flush;
    case HELIO_PACKET_ID_HELD:
    default:
      return self->held;
  }
}

gboolean
helio_packet_ids_has (const HelioPacketIds *self, HelioPacketIdKind kind, guint16 id)
{
  return (bits_of (self, kind)[id / 8] & (1 << (id % 8))) != 0;
}

void
helio_packet_ids_set (HelioPacketIds *self, HelioPacketIdKind kind, guint16 id)
{
  if (helio_packet_ids_has (self, kind, id))
    return;
  ((guint8 *) bits_of (self, kind))[id / 8] |= (guint8) (1 << (id % 8));
  if (kind == HELIO_PACKET_ID_HELD)
    self->n_held++;
}

gboolean
helio_packet_ids_clear (HelioPacketIds *self, HelioPacketIdKind kind, guint16 id)
{
  if (!helio_packet_ids_has (self, kind, id))
    return FALSE;
  ((guint8 *) bits_of (self, kind))[id / 8] &= (guint8) ~(1 << (id % 8));
  if (kind == HELIO_PACKET_ID_HELD)
    self->n_held--;
  return TRUE;
}

void
helio_packet_ids_reset (HelioPacketIds *self)
{
  memset (self, 0, sizeof *self);
}
