// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Inside of the message store: the topics, each name once, with what is known of each: how many messages
 * it had, the newest one, and that one's copy when its chunk went. Topics whose newest message is such a
 * copy are kept in a list, oldest first: whoever must go, goes from its front. A topic is addressed by a
 * small number that is used again after it went; its serial number is not.
 *
 * Also who wants to hear of changes: each consumer has a queue of topic numbers, a number at most once in
 * it, whatever happened to it. No lock of its own: the store's. */

#include "core/store/helio-chunk.h"
#include "core/store/helio-id-table.h"

G_BEGIN_DECLS

#define HELIO_TOPIC_CONSUMERS_MAX 8

typedef struct {
  guint64 last_seq; /* newest message; G_MAXUINT64: none yet */
  guint64 count;    /* messages ever */
  HelioPinned *pinned;
  guint32 older, newer; /* in the list of pinned ones; HELIO_ID_NONE: end */
  guint32 hash;
  guint32 id;
  guint32 serial; /* 30 bits, never 0 */
  guint16 name_length;
  gboolean retained : 1; /* of the newest message */
  char name[];
} HelioTopicEntry;

typedef struct _HelioTopicTable HelioTopicTable;

HelioTopicTable *helio_topic_table_new (void);
void helio_topic_table_free (HelioTopicTable *self);

guint helio_topic_table_get_n (const HelioTopicTable *self);
gsize helio_topic_table_get_bytes (const HelioTopicTable *self);

/* NULL: not there (any more). */
HelioTopicEntry *helio_topic_table_get (const HelioTopicTable *self, guint32 id);
HelioTopicEntry *
helio_topic_table_find (const HelioTopicTable *self, const char *name, gsize length, guint32 hash);
guint32 helio_topic_table_hash (const HelioTopicTable *self, const char *name, gsize length);
HelioTopicEntry *
helio_topic_table_add (HelioTopicTable *self, const char *name, gsize length, guint32 hash);
/* Only a pinned one, whom no record in a chunk names any more. */
void helio_topic_table_remove (HelioTopicTable *self, HelioTopicEntry *topic);

/* Gives it the copy of its newest message; it becomes the newest in the list. Takes @pinned. */
void
helio_topic_table_pin (HelioTopicTable *self, HelioTopicEntry *topic, HelioPinned *pinned_taken);
/* A newer message came: out of the list, the copy is not needed any more. */
void helio_topic_table_unpin (HelioTopicTable *self, HelioTopicEntry *topic);
HelioTopicEntry *helio_topic_table_get_oldest (const HelioTopicTable *self);
HelioTopicEntry *helio_topic_table_find_pinned (const HelioTopicTable *self, guint64 seq);

/* −1: all taken. A new consumer's queue has every topic in it. */
int helio_topic_table_add_consumer (HelioTopicTable *self);
void helio_topic_table_remove_consumer (HelioTopicTable *self, int consumer);
void helio_topic_table_touch (HelioTopicTable *self, guint32 id);
guint helio_topic_table_get_pending (const HelioTopicTable *self, int consumer);
/* FALSE: the queue is empty. */
gboolean helio_topic_table_take (HelioTopicTable *self, int consumer, guint32 *id);
/* An empty table in place of @old: same consumers, with empty queues; serial numbers go on. */
HelioTopicTable *helio_topic_table_new_after (HelioTopicTable *old);

G_END_DECLS
