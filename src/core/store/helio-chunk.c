// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-chunk.h"

#include <string.h>

HelioChunk *
helio_chunk_new (gsize size, guint64 first_seq)
{
  HelioChunk *self = g_malloc (sizeof (HelioChunk) + size);

  memset (self, 0, sizeof (HelioChunk));
  self->size = self->high = (guint32) size;
  self->first_seq = first_seq;
  return self;
}

void
helio_chunk_reset (HelioChunk *self, guint64 first_seq)
{
  for (guint32 i = 0; self->outside > 0 && i < self->n; i++)
    helio_record_unref_outside (&self->records[i], helio_chunk_get_data (self, &self->records[i]));
  self->n = self->n_gaps = 0;
  self->high = self->size;
  self->outside = 0;
  self->first_seq = first_seq;
}

void
helio_chunk_free (HelioChunk *self)
{
  helio_chunk_reset (self, 0);
  g_free (self);
}

gboolean
helio_chunk_has_room (const HelioChunk *self, gsize length)
{
  return ((gsize) self->n + 1) * sizeof (HelioRecord) + length <= self->high;
}

gsize
helio_chunk_get_bytes (const HelioChunk *self)
{
  return helio_malloc_bytes (sizeof (HelioChunk) + self->size) + self->outside;
}

HelioRecord *
helio_chunk_add (HelioChunk *self, gsize length, guint8 **data)
{
  HelioRecord *record = &self->records[self->n++];

  self->high -= (guint32) length;
  memset (record, 0, sizeof *record);
  record->offset = self->high;
  *data = helio_chunk_get_data (self, record);
  return record;
}

gsize
helio_record_get_head_length (const HelioRecord *self)
{
  return MIN (self->payload_length, HELIO_HEAD_MAX);
}

gsize
helio_record_get_stored (const HelioRecord *self)
{
  switch (helio_record_get_place (self)) {
    case HELIO_PLACE_BIG:
      return sizeof (gpointer);
    case HELIO_PLACE_SPILLED:
      return sizeof (gpointer) + helio_record_get_head_length (self);
    case HELIO_PLACE_NOT_KEPT:
      return HELIO_HASH_LENGTH + helio_record_get_head_length (self) + self->properties_length;
    case HELIO_PLACE_INLINE:
    default:
      return (gsize) self->payload_length + self->properties_length;
  }
}

gsize
helio_record_get_outside (const HelioRecord *self)
{
  switch (helio_record_get_place (self)) {
    case HELIO_PLACE_BIG:
      return helio_malloc_bytes ((gsize) self->payload_length + self->properties_length) + 64;
    case HELIO_PLACE_SPILLED:
      return 64; /* the extent itself; its bytes have a budget of their own */
    case HELIO_PLACE_INLINE:
    case HELIO_PLACE_NOT_KEPT:
    default:
      return 0;
  }
}

static gpointer
get_pointer (const guint8 *data)
{
  gpointer pointer;

  memcpy (&pointer, data, sizeof pointer); /* not aligned */
  return pointer;
}

GBytes *
helio_record_get_big (const guint8 *data)
{
  return get_pointer (data);
}

HelioExtent *
helio_record_get_extent (const guint8 *data)
{
  return get_pointer (data);
}

void
helio_record_ref_outside (const HelioRecord *self, const guint8 *data)
{
  HelioPlace place = helio_record_get_place (self);

  if (place == HELIO_PLACE_BIG)
    g_bytes_ref (helio_record_get_big (data));
  else if (place == HELIO_PLACE_SPILLED)
    helio_extent_ref (helio_record_get_extent (data));
}

void
helio_record_unref_outside (const HelioRecord *self, const guint8 *data)
{
  HelioPlace place = helio_record_get_place (self);

  if (place == HELIO_PLACE_BIG)
    g_bytes_unref (helio_record_get_big (data));
  else if (place == HELIO_PLACE_SPILLED)
    helio_extent_unref (helio_record_get_extent (data));
}

HelioPinned *
helio_pinned_new (HelioChunk *chunk, const HelioRecord *record)
{
  const guint8 *data = helio_chunk_get_data (chunk, record);
  gsize stored = helio_record_get_stored (record);
  HelioPinned *self = g_malloc (sizeof (HelioPinned) + stored);

  self->record = *record;
  self->record.offset = 0;
  self->record.back = 0;
  memcpy (self->data, data, stored);
  helio_record_ref_outside (record, data);
  return self;
}

void
helio_pinned_free (HelioPinned *self)
{
  helio_record_unref_outside (&self->record, self->data);
  g_free (self);
}

gsize
helio_pinned_get_bytes (const HelioPinned *self)
{
  return helio_malloc_bytes (sizeof (HelioPinned) + helio_record_get_stored (&self->record)) +
         helio_record_get_outside (&self->record);
}
