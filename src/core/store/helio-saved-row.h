// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A row of a store with everything it has, apart from the store: what recordings, exports and imports are made
 * of. Any thread, one at a time. */

#include "core/store/helio-message-store.h"

G_BEGIN_DECLS

/* No longer than MQTT allows. */
#define HELIO_SAVED_PAYLOAD_MAX (256 * 1024 * 1024)
#define HELIO_SAVED_WHY_MAX 1024
/* Of a payload that was not kept: its SHA-256, and as much of its start as the store keeps. */
#define HELIO_SAVED_HASH_LENGTH 32
#define HELIO_SAVED_HEAD_MAX 512

typedef struct {
  HelioRowKind kind;
  gint64 time; /* wall µs */
  char *topic; /* NULL for a gap */
  gsize topic_length;
  guint8 qos;
  gboolean retained, duplicate;
  guint16 packet_id;
  guint64 size;       /* payload bytes as received */
  GBytes *payload;    /* (nullable): not kept */
  GBytes *head;       /* (nullable): its start, where it was not kept */
  GBytes *hash;       /* (nullable): HELIO_SAVED_HASH_LENGTH bytes, where it was not kept */
  GBytes *properties; /* (nullable): MQTT 5, as on the wire */
  gint64 gap;         /* GAP: µs; -1 unknown */
  guint64 lost;       /* GAP */
  char *why;          /* GAP: (nullable) */
} HelioSavedRow;

/* Also empties it for the next one. */
void helio_saved_row_clear (HelioSavedRow *self);

/* Whether a row from outside is one that MQTT and the store allow: topic, QoS, lengths, times.
 * Errors: INVALID_DATA that names the fault. */
gboolean helio_saved_row_validate (const HelioSavedRow *self, GError **error);

/**
 * helio_message_store_read_saved:
 * @from: sequence number
 * @max_rows: at most so many, 1 to 512
 * @rows: (element-type HelioSavedRow): filled; with helio_saved_row_clear() as its clear function
 *
 * Copies [from, …) out of the store, up to about 1 MiB in one go. Any thread; holds the store's lock for a fraction
 * of a millisecond. What is larger than that is shared, not copied, and a payload in the temporary file is mapped.
 * Returns: the sequence number after the last one looked at; @from if nothing is there yet. What was evicted before
 * is left out: compare with helio_message_store_get_range().
 */
guint64 helio_message_store_read_saved (HelioMessageStore *self,
                                        guint64 from,
                                        guint max_rows,
                                        GArray *rows);

/* The one row @seq, also where only the last message of its topic is left. FALSE: it was evicted. */
gboolean helio_message_store_get_saved (HelioMessageStore *self, guint64 seq, HelioSavedRow *row);

/* Appends a row that helio_saved_row_validate() has seen. Any thread. */
void helio_message_store_append_saved (HelioMessageStore *self, const HelioSavedRow *row);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HelioSavedRow, helio_saved_row_clear)

G_END_DECLS
