// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the views and trees of a store use of its inside, and tests to make it small. */

#include "core/store/helio-message-store.h"
#include "core/store/helio-topic-table.h"

G_BEGIN_DECLS

/* Two locks: writer is held by whoever changes the store, for as long as that takes; lock protects what
 * others read and is held for the change itself. A holder of writer may read without lock. */
struct _HelioMessageStore {
  GObject parent_instance;

  GMutex writer;
  GMutex lock;
  gint waiting; /* atomic: a writer stands before lock */

  GPtrArray *chunks; /* oldest first */
  HelioTopicTable *topics;
  HelioSpill *spill;

  gsize budget; /* atomic: helio_message_store_get_budget() */
  guint max_topics;
  gsize chunk_bytes; /* of all chunks, with what they hold outside */
  guint64 first, end;
  GArray *gaps; /* guint64: the rows of [first, end) that are no messages */
  guint64 total, evicted, payloads_dropped, redelivered, topics_dropped;
  guint epoch;

  gsize tree_bytes; /* nodes of the trees, and the topics they know */
  gint tree_topics;
};

/* What is in the store at one place, under its lock only. */
typedef struct {
  guint64 seq;
  const HelioRecord *record;
  const guint8 *data;
  const HelioTopicEntry *topic; /* NULL for a gap */
} HelioRecordRef;

/* With lock or writer held. FALSE: not there. */
gboolean helio_message_store_look_up (HelioMessageStore *self, guint64 seq, HelioRecordRef *ref);

/* Calls @func for the records of [from, to) under the lock, forwards or from to − 1 down, until it
 * returns FALSE. It must be quick and must not call the store. Records that were evicted are left out. */
typedef gboolean (*HelioRecordFunc) (const HelioRecordRef *ref, gpointer user_data);
void helio_message_store_foreach (HelioMessageStore *self,
                                  guint64 from,
                                  guint64 to,
                                  gboolean backwards,
                                  HelioRecordFunc func,
                                  gpointer user_data);

/* Changes of topics; −1: too many consumers. */
int helio_message_store_add_consumer (HelioMessageStore *self);
void helio_message_store_remove_consumer (HelioMessageStore *self, int consumer);
/* Calls @func under the lock for at most @max topics that changed; @topic is NULL if number @id went.
 * Returns how many are left. */
typedef void (*HelioTopicFunc) (guint32 id, const HelioTopicEntry *topic, gpointer user_data);
guint helio_message_store_take_topics (HelioMessageStore *self,
                                       int consumer,
                                       guint max,
                                       HelioTopicFunc func,
                                       gpointer user_data);
/* Changes with each helio_message_store_clear(). */
guint helio_message_store_get_epoch (HelioMessageStore *self);
/* What the nodes of a tree take, for the budget. */
void helio_message_store_account (HelioMessageStore *self, gssize nodes_bytes, int n_topics);
/* A tree row's preview: of the newest message of topic @id, if it is still the one with @serial. */
char *helio_message_store_get_topic_preview (HelioMessageStore *self, guint32 id, guint32 serial);
/* NULL if the topic went. (transfer full) */
char *helio_message_store_get_topic_name (HelioMessageStore *self, guint32 id, guint32 serial);
/* Evicts what is over the budget for at most @microseconds. TRUE: there is more. */
gboolean helio_message_store_trim (HelioMessageStore *self, gint64 microseconds);

/* A message whose payload was not kept elsewhere either: payload_length is its size, payload only its first
 * HELIO_HEAD_MAX bytes, @hash HELIO_HASH_LENGTH bytes. Any thread. */
void helio_message_store_append_not_kept (HelioMessageStore *self,
                                          const HelioMessage *message,
                                          const guint8 *hash);

/* For tests. */
void
helio_message_store_set_limits (HelioMessageStore *self, guint max_topics, guint64 spill_budget);

G_END_DECLS
