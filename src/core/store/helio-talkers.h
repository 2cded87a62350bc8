// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* How much comes on each topic, and on which most. Counts what is in the store and then what comes, for as long as
 * somebody wants to know; bytes are those of payloads. Main thread. */

#include "core/store/helio-message-store.h"

G_BEGIN_DECLS

/* Topics beyond that are counted together. */
#define HELIO_TALKERS_TOPICS_MAX 262144
/* Rates are those of at least one and at most two of these. */
#define HELIO_TALKERS_WINDOW ((gint64) 5 * G_USEC_PER_SEC)

typedef enum {
  HELIO_TALKERS_BY_MESSAGE_RATE,
  HELIO_TALKERS_BY_BYTE_RATE,
  HELIO_TALKERS_BY_MESSAGES,
  HELIO_TALKERS_BY_BYTES,
} HelioTalkersOrder;

typedef struct {
  char *topic; /* NULL: all topics beyond HELIO_TALKERS_TOPICS_MAX, or all that were forgotten */
  guint64 messages, bytes;
  double message_rate, byte_rate; /* a second */
} HelioTalker;
void helio_talker_free (HelioTalker *self);

typedef struct _HelioTalkers HelioTalkers;

HelioTalkers *helio_talkers_new (HelioMessageStore *store);
void helio_talkers_free (HelioTalkers *self);

/* Takes in what is new, for at most ~1 ms. TRUE if there is more to be done. @now: boot µs. */
gboolean helio_talkers_flush (HelioTalkers *self, gint64 now);
/* The @max topics with most, the first one first. Returns: (transfer full) (element-type HelioTalker). */
GPtrArray *
helio_talkers_get_top (HelioTalkers *self, HelioTalkersOrder order, guint max, gint64 now);
guint helio_talkers_get_n_topics (HelioTalkers *self);
/* Messages that were evicted before they were counted. */
guint64 helio_talkers_get_unread (HelioTalkers *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioTalkers, helio_talkers_free)

G_END_DECLS
