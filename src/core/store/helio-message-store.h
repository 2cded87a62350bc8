// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Every received message, compact, bounded by bytes (design.md §3 "Bounded everywhere"). Appended by the
 * worker of a link, read by the main thread; one lock inside. Rows are addressed by sequence number, which
 * never changes; gtk-scale.md §8. */

#include "core/mqtt/helio-message.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HELIO_STORE_DEFAULT_BUDGET (256 * 1024 * 1024)

#define HELIO_TYPE_MESSAGE_STORE (helio_message_store_get_type ())
G_DECLARE_FINAL_TYPE (HelioMessageStore, helio_message_store, HELIO, MESSAGE_STORE, GObject)

typedef enum {
  HELIO_ROW_MESSAGE,
  HELIO_ROW_GAP, /* the connection was away, or something was lost */
} HelioRowKind;

typedef enum {
  HELIO_PAYLOAD_KEPT,     /* in memory or in the spill file */
  HELIO_PAYLOAD_NOT_KEPT, /* too large for every budget: size and hash only */
} HelioPayloadState;

/* What a row shows, copied out of the store; free with helio_message_row_clear(). */
typedef struct {
  guint64 seq;
  HelioRowKind kind;
  gint64 time; /* wall µs */
  char *topic; /* "" for a gap */
  guint32 topic_id;
  guint8 qos;
  gboolean retained, duplicate;
  guint redeliveries; /* folded into this row */
  guint64 size;       /* payload bytes as received */
  HelioPayloadState payload_state;
  char *preview; /* first characters of the payload, one line, printable (helio_printable) */
  gint64 gap;    /* GAP: µs; -1 unknown */
  guint64 lost;  /* GAP */
  char *why;     /* GAP: (nullable) */
  guint16 packet_id;
  gsize properties_size;
  char *hash; /* (nullable): NOT_KEPT: SHA-256 of the payload, hexadecimal */
} HelioMessageRow;
void helio_message_row_clear (HelioMessageRow *row);

HelioMessageStore *helio_message_store_new (gsize byte_budget);

/* The functions to give to a link; the sink is the store. Worker thread. */
const HelioMessageSinkFuncs *helio_message_store_get_sink (void);
void helio_message_store_append (HelioMessageStore *self, const HelioMessage *message);
/* Any thread. @gap: -1: unknown. */
void helio_message_store_append_gap (HelioMessageStore *self,
                                     gint64 time,
                                     gint64 gap,
                                     guint64 lost,
                                     const char *why);

/* Any thread. Sequence numbers [first, end) are there; end − first is the count kept, gaps included. */
void helio_message_store_get_range (HelioMessageStore *self, guint64 *first, guint64 *end);
/* How many of the rows in [from, to) that are still there are gaps. */
guint64 helio_message_store_count_gaps (HelioMessageStore *self, guint64 from, guint64 to);
/* How many messages ever stood before @seq, or before the first row that is still there if @seq is gone. */
guint64 helio_message_store_count_before (HelioMessageStore *self, guint64 seq);
guint64 helio_message_store_get_total (HelioMessageStore *self);   /* ever received, without gaps */
guint64 helio_message_store_get_evicted (HelioMessageStore *self); /* dropped by the budget */
guint64 helio_message_store_get_payloads_dropped (HelioMessageStore *self);
/* Folded into the row of their first delivery. A row that was there already changes only then. */
guint64 helio_message_store_get_redelivered (HelioMessageStore *self);
/* Topics that were forgotten, with their last message: past 1,000,000 or half the budget. */
guint64 helio_message_store_get_topics_dropped (HelioMessageStore *self);
/* In memory: chunks, topics, last messages and the nodes of the topic trees. */
gsize helio_message_store_get_bytes (HelioMessageStore *self);
/* In the temporary file; not in the above. */
guint64 helio_message_store_get_spilled_bytes (HelioMessageStore *self);
gsize helio_message_store_get_budget (HelioMessageStore *self);
/* At least 1 MiB. What is too much goes with the next messages or flushes of a view or tree. */
void helio_message_store_set_budget (HelioMessageStore *self, gsize byte_budget);
guint helio_message_store_get_n_topics (HelioMessageStore *self);

/* FALSE if it has been evicted; the last message of a topic stays longer than its place in the range. */
gboolean helio_message_store_get_row (HelioMessageStore *self, guint64 seq, HelioMessageRow *row);
/* The whole payload, or NULL if it is not kept. (transfer full) */
GBytes *helio_message_store_get_payload (HelioMessageStore *self, guint64 seq);
/* MQTT 5 properties as on the wire, or NULL. (transfer full) */
GBytes *helio_message_store_get_properties (HelioMessageStore *self, guint64 seq);
/* Sequence number of the newest message of a topic; G_MAXUINT64: none kept. */
guint64 helio_message_store_get_last_of_topic (HelioMessageStore *self, const char *topic);
/* The message before @seq on the same topic: its history, newest first. G_MAXUINT64: none kept. */
guint64 helio_message_store_get_previous (HelioMessageStore *self, guint64 seq);
/* Forgets messages and topics; sequence numbers and the counters go on. */
void helio_message_store_clear (HelioMessageStore *self);

G_END_DECLS
