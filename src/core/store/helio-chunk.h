// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Inside of the message store: compact records in chunks. A chunk is one block of memory, records from
 * its front, their bytes from its back, evicted as a whole. No lock of its own: the store's. */

#include "core/mqtt/helio-message.h"
#include "core/store/helio-spill.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_PLACE_INLINE,   /* payload and properties follow each other in the chunk */
  HELIO_PLACE_BIG,      /* GBytes with both */
  HELIO_PLACE_SPILLED,  /* HelioExtent with both; a head of the payload in the chunk */
  HELIO_PLACE_NOT_KEPT, /* SHA-256 and head in the chunk; properties if they are small */
} HelioPlace;

#define HELIO_RECORD_QOS_MASK 0x03
#define HELIO_RECORD_RETAINED 0x04
#define HELIO_RECORD_DUPLICATE 0x08
#define HELIO_RECORD_PLACE_SHIFT 4
#define HELIO_RECORD_PLACE_MASK 0x30
#define HELIO_RECORD_GAP 0x40

/* 32 bytes a message; the sequence number is that of the chunk plus the position. */
typedef struct {
  gint64 time;      /* wall µs */
  guint32 topic_id; /* HELIO_ID_NONE: a gap */
  guint32 back;     /* how far back the previous message of this topic is; 0: none or too far */
  guint32 offset;   /* of its bytes in the chunk */
  guint32 payload_length;
  guint32 properties_length;
  guint16 packet_id;
  guint8 flags;
  guint8 redeliveries; /* stays at 255 */
} HelioRecord;
G_STATIC_ASSERT (sizeof (HelioRecord) == 32);

static inline HelioPlace
helio_record_get_place (const HelioRecord *self)
{
  return (self->flags & HELIO_RECORD_PLACE_MASK) >> HELIO_RECORD_PLACE_SHIFT;
}

/* Payload and properties together up to this are in the chunk; what is copied under the lock. */
#define HELIO_INLINE_MAX (16 * 1024)
/* So much of a payload that is elsewhere is at hand for the preview. */
#define HELIO_HEAD_MAX 512
#define HELIO_HASH_LENGTH 32

typedef struct {
  gint64 gap;
  guint64 lost;
  /* and the text */
} HelioGapData;

typedef struct {
  guint64 first_seq;
  guint32 n;
  guint32 size;   /* of data */
  guint32 high;   /* where the bytes begin */
  guint32 n_gaps; /* records that are no messages */
  gsize outside;  /* bytes of GBytes that the records hold */
  HelioRecord records[];
} HelioChunk;

HelioChunk *helio_chunk_new (gsize size, guint64 first_seq);
/* Lets go of what the records hold, keeps the block. */
void helio_chunk_reset (HelioChunk *self, guint64 first_seq);
void helio_chunk_free (HelioChunk *self);
gboolean helio_chunk_has_room (const HelioChunk *self, gsize length);
gsize helio_chunk_get_bytes (const HelioChunk *self);
/* Room for @length bytes at the record's offset; has_room must have said so. */
HelioRecord *helio_chunk_add (HelioChunk *self, gsize length, guint8 **data);

static inline guint8 *
helio_chunk_get_data (HelioChunk *self, const HelioRecord *record)
{
  return (guint8 *) self->records + record->offset;
}

/* How many bytes at a record's offset belong to it. */
gsize helio_record_get_stored (const HelioRecord *self);
gsize helio_record_get_outside (const HelioRecord *self);
gsize helio_record_get_head_length (const HelioRecord *self);
/* Takes or drops the references that the bytes hold. */
void helio_record_ref_outside (const HelioRecord *self, const guint8 *data);
void helio_record_unref_outside (const HelioRecord *self, const guint8 *data);
GBytes *helio_record_get_big (const guint8 *data);
HelioExtent *helio_record_get_extent (const guint8 *data);

/* The last message of a topic after its chunk went. */
typedef struct {
  HelioRecord record; /* offset is 0 */
  guint8 data[];
} HelioPinned;

HelioPinned *helio_pinned_new (HelioChunk *chunk, const HelioRecord *record);
void helio_pinned_free (HelioPinned *self);
gsize helio_pinned_get_bytes (const HelioPinned *self);

/* What malloc takes for a block of so many bytes, near enough for accounting. */
static inline gsize
helio_malloc_bytes (gsize length)
{
  return MAX ((length + 8 + 15) & ~(gsize) 15, 32);
}

G_END_DECLS
