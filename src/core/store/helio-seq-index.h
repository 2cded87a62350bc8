// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The rows of a filtered view: ascending sequence numbers, 4 bytes each, in blocks. It grows at both ends
 * and shrinks at the front without moving what is there. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  GPtrArray *blocks; /* guint32[] */
  gsize start;       /* of the first row in the first block */
  gsize n;
  guint64 base; /* what the stored numbers are relative to */
} HelioSeqIndex;

void helio_seq_index_init (HelioSeqIndex *self);
void helio_seq_index_clear (HelioSeqIndex *self);
/* Empties it. Nothing below @base may be added. */
void helio_seq_index_reset (HelioSeqIndex *self, guint64 base);
gsize helio_seq_index_get_bytes (const HelioSeqIndex *self);
guint64 helio_seq_index_get (const HelioSeqIndex *self, gsize position);
void helio_seq_index_append (HelioSeqIndex *self, guint64 seq);
void helio_seq_index_prepend (HelioSeqIndex *self, guint64 seq);
void helio_seq_index_drop (HelioSeqIndex *self, gsize n);
/* Position of the first row at or after @seq. */
gsize helio_seq_index_find (const HelioSeqIndex *self, guint64 seq);

G_END_DECLS
