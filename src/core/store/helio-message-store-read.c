// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-message-store.h"

#include "core/base/helio-util.h"
#include "core/store/helio-message-store-private.h"
#include "core/store/helio-payload.h"

#include <string.h>

/* What others see of a store: everything here holds lock, briefly. */

#define PREVIEW_CHARS 200
/* So long a reader waits at most for a writer to get in. */
#define YIELD 200 /* µs */

/* ── looking up; with lock or writer held ── */

static HelioChunk *
find_chunk (HelioMessageStore *self, guint64 seq)
{
  guint low = 0, high = self->chunks->len;

  if (seq < self->first || seq >= self->end)
    return NULL;
  while (high - low > 1) {
    guint middle = (low + high) / 2;
    HelioChunk *chunk = g_ptr_array_index (self->chunks, middle);

    if (chunk->first_seq <= seq)
      low = middle;
    else
      high = middle;
  }
  return g_ptr_array_index (self->chunks, low);
}

gboolean
helio_message_store_look_up (HelioMessageStore *self, guint64 seq, HelioRecordRef *ref)
{
  HelioChunk *chunk = find_chunk (self, seq);

  ref->seq = seq;
  if (chunk != NULL) {
    ref->record = &chunk->records[seq - chunk->first_seq];
    ref->data = helio_chunk_get_data (chunk, ref->record);
    ref->topic = helio_topic_table_get (self->topics, ref->record->topic_id);
    return TRUE;
  }
  ref->topic = helio_topic_table_find_pinned (self->topics, seq);
  if (ref->topic == NULL)
    return FALSE;
  ref->record = &ref->topic->pinned->record;
  ref->data = ref->topic->pinned->data;
  return TRUE;
}

/* A mutex goes to whoever asks first, and that would be the reader with its next slice. */
static void
release (HelioMessageStore *self)
{
  gint64 deadline;

  g_mutex_unlock (&self->lock);
  if (g_atomic_int_get (&self->waiting) == 0)
    return;
  deadline = g_get_monotonic_time () + YIELD;
  while (g_atomic_int_get (&self->waiting) > 0 && g_get_monotonic_time () < deadline)
    g_thread_yield ();
}

void
helio_message_store_foreach (HelioMessageStore *self,
                             guint64 from,
                             guint64 to,
                             gboolean backwards,
                             HelioRecordFunc func,
                             gpointer user_data)
{
  HelioChunk *chunk = NULL;
  HelioRecordRef ref;

  g_mutex_lock (&self->lock);
  from = MAX (from, self->first);
  to = MIN (to, self->end);
  for (guint64 n = 0; from + n < to; n++) {
    ref.seq = backwards ? to - 1 - n : from + n;
    if (chunk == NULL || ref.seq < chunk->first_seq || ref.seq >= chunk->first_seq + chunk->n)
      chunk = find_chunk (self, ref.seq);
    ref.record = &chunk->records[ref.seq - chunk->first_seq];
    ref.data = helio_chunk_get_data (chunk, ref.record);
    ref.topic = helio_topic_table_get (self->topics, ref.record->topic_id);
    if (!func (&ref, user_data))
      break;
  }
  release (self);
}

/* ── rows ── */

void
helio_message_row_clear (HelioMessageRow *row)
{
  g_clear_pointer (&row->topic, g_free);
  g_clear_pointer (&row->preview, g_free);
  g_clear_pointer (&row->why, g_free);
  g_clear_pointer (&row->hash, g_free);
}

/* The first bytes of a payload, copied, so that they are made readable without the lock. */
typedef struct {
  guint8 bytes[HELIO_HEAD_MAX];
  gsize length;
  gsize payload_length;
} Head;

static void
copy_head (const HelioRecordRef *ref, Head *head)
{
  const guint8 *from = ref->data;

  head->payload_length = ref->record->payload_length;
  head->length = helio_record_get_head_length (ref->record);
  switch (helio_record_get_place (ref->record)) {
    case HELIO_PLACE_BIG:
      from = g_bytes_get_data (helio_record_get_big (ref->data), NULL);
      break;
    case HELIO_PLACE_SPILLED:
      from += sizeof (gpointer);
      break;
    case HELIO_PLACE_NOT_KEPT:
      from += HELIO_HASH_LENGTH;
      break;
    case HELIO_PLACE_INLINE:
    default:
      break;
  }
  if (head->length > 0)
    memcpy (head->bytes, from, head->length);
}

static char *
head_to_preview (const Head *head)
{
  char *preview = helio_payload_preview (head->bytes, head->length, PREVIEW_CHARS);

  if (head->length < head->payload_length && !g_str_has_suffix (preview, "…")) {
    char *longer = g_strconcat (preview, "…", NULL);

    g_free (preview);
    return longer;
  }
  return preview;
}

static void
fill_gap (HelioMessageRow *row, const HelioRecordRef *ref)
{
  HelioGapData gap;
  gsize length = ref->record->payload_length - sizeof gap;

  memcpy (&gap, ref->data, sizeof gap);
  row->kind = HELIO_ROW_GAP;
  row->gap = gap.gap;
  row->lost = gap.lost;
  row->topic = g_strdup ("");
  row->preview = g_strdup ("");
  if (length > 0)
    row->why = g_strndup ((const char *) ref->data + sizeof gap, length);
}

static void
fill_message (HelioMessageRow *row, const HelioRecordRef *ref)
{
  const HelioRecord *record = ref->record;

  row->kind = HELIO_ROW_MESSAGE;
  row->topic = g_strndup (ref->topic->name, ref->topic->name_length);
  row->qos = record->flags & HELIO_RECORD_QOS_MASK;
  row->retained = (record->flags & HELIO_RECORD_RETAINED) != 0;
  row->duplicate = (record->flags & HELIO_RECORD_DUPLICATE) != 0;
  row->redeliveries = record->redeliveries;
  row->size = record->payload_length;
  row->properties_size = record->properties_length;
  row->packet_id = record->packet_id;
  if (helio_record_get_place (record) == HELIO_PLACE_NOT_KEPT) {
    row->payload_state = HELIO_PAYLOAD_NOT_KEPT;
    row->hash = helio_hex (ref->data, HELIO_HASH_LENGTH);
  }
}

gboolean
helio_message_store_get_row (HelioMessageStore *self, guint64 seq, HelioMessageRow *row)
{
  HelioRecordRef ref;
  Head head;
  gboolean found;

  g_return_val_if_fail (HELIO_IS_MESSAGE_STORE (self), FALSE);

  memset (row, 0, sizeof *row);
  g_mutex_lock (&self->lock);
  found = helio_message_store_look_up (self, seq, &ref);
  if (found) {
    row->seq = seq;
    row->time = ref.record->time;
    row->topic_id = ref.record->topic_id;
    if (ref.record->flags & HELIO_RECORD_GAP) {
      fill_gap (row, &ref);
    } else {
      fill_message (row, &ref);
      copy_head (&ref, &head);
    }
  }
  g_mutex_unlock (&self->lock);
  if (found && row->kind == HELIO_ROW_MESSAGE)
    row->preview = head_to_preview (&head);
  return found;
}

char *
helio_message_store_get_topic_preview (HelioMessageStore *self, guint32 id, guint32 serial)
{
  const HelioTopicEntry *topic;
  HelioRecordRef ref;
  Head head;
  gboolean found;

  g_mutex_lock (&self->lock);
  topic = helio_topic_table_get (self->topics, id);
  found = topic != NULL && topic->serial == serial &&
          helio_message_store_look_up (self, topic->last_seq, &ref);
  if (found)
    copy_head (&ref, &head);
  g_mutex_unlock (&self->lock);
  return found ? head_to_preview (&head) : NULL;
}

char *
helio_message_store_get_topic_name (HelioMessageStore *self, guint32 id, guint32 serial)
{
  const HelioTopicEntry *topic;
  char *name = NULL;

  g_mutex_lock (&self->lock);
  topic = helio_topic_table_get (self->topics, id);
  if (topic != NULL && topic->serial == serial)
    name = g_strndup (topic->name, topic->name_length);
  g_mutex_unlock (&self->lock);
  return name;
}

/* The blob of payload and properties that is outside; NULL: it is in the record's own bytes. */
static GBytes *
get_outside (const HelioRecordRef *ref, HelioExtent **extent)
{
  *extent = NULL;
  if (helio_record_get_place (ref->record) == HELIO_PLACE_BIG)
    return g_bytes_ref (helio_record_get_big (ref->data));
  if (helio_record_get_place (ref->record) == HELIO_PLACE_SPILLED)
    *extent = helio_extent_ref (helio_record_get_extent (ref->data));
  return NULL;
}

static GBytes *
get_part (HelioMessageStore *self, guint64 seq, gboolean properties)
{
  g_autoptr (GBytes) blob = NULL;
  g_autoptr (HelioExtent) extent = NULL;
  GBytes *part = NULL;
  gsize offset = 0, length = 0;
  HelioRecordRef ref;

  g_mutex_lock (&self->lock);
  if (helio_message_store_look_up (self, seq, &ref) && !(ref.record->flags & HELIO_RECORD_GAP)) {
    HelioPlace at = helio_record_get_place (ref.record);

    offset = properties ? ref.record->payload_length : 0;
    length = properties ? ref.record->properties_length : ref.record->payload_length;
    if (at == HELIO_PLACE_NOT_KEPT)
      offset = HELIO_HASH_LENGTH + helio_record_get_head_length (ref.record);
    if (properties ? length > 0 && (at == HELIO_PLACE_INLINE || at == HELIO_PLACE_NOT_KEPT)
                   : at == HELIO_PLACE_INLINE)
      part = g_bytes_new (ref.data + offset, length);
    else if (length > 0)
      blob = get_outside (&ref, &extent);
  }
  g_mutex_unlock (&self->lock);
  if (extent != NULL)
    blob = helio_extent_map (extent);
  return blob != NULL ? g_bytes_new_from_bytes (blob, offset, length) : part;
}

GBytes *
helio_message_store_get_payload (HelioMessageStore *self, guint64 seq)
{
  g_return_val_if_fail (HELIO_IS_MESSAGE_STORE (self), NULL);
  return get_part (self, seq, FALSE);
}

GBytes *
helio_message_store_get_properties (HelioMessageStore *self, guint64 seq)
{
  g_return_val_if_fail (HELIO_IS_MESSAGE_STORE (self), NULL);
  return get_part (self, seq, TRUE);
}

guint64
helio_message_store_get_last_of_topic (HelioMessageStore *self, const char *topic)
{
  gsize length = strlen (topic);
  guint64 seq = G_MAXUINT64;
  HelioTopicEntry *entry;

  g_return_val_if_fail (HELIO_IS_MESSAGE_STORE (self), G_MAXUINT64);

  g_mutex_lock (&self->lock);
  entry = helio_topic_table_find (self->topics,
                                  topic,
                                  length,
                                  helio_topic_table_hash (self->topics, topic, length));
  if (entry != NULL)
    seq = entry->last_seq;
  g_mutex_unlock (&self->lock);
  return seq;
}

guint64
helio_message_store_get_previous (HelioMessageStore *self, guint64 seq)
{
  guint64 previous = G_MAXUINT64;
  HelioRecordRef ref;

  g_return_val_if_fail (HELIO_IS_MESSAGE_STORE (self), G_MAXUINT64);

  g_mutex_lock (&self->lock);
  if (helio_message_store_look_up (self, seq, &ref) && ref.record->back != 0 &&
      seq - ref.record->back >= self->first)
    previous = seq - ref.record->back;
  g_mutex_unlock (&self->lock);
  return previous;
}

/* ── numbers ── */

void
helio_message_store_get_range (HelioMessageStore *self, guint64 *first, guint64 *end)
{
  g_mutex_lock (&self->lock);
  *first = self->first;
  *end = self->end;
  g_mutex_unlock (&self->lock);
}

/* How many gaps stand before @seq; with lock held. */
static guint
count_gaps_before (HelioMessageStore *self, guint64 seq)
{
  guint low = 0, high = self->gaps->len;

  while (low < high) {
    const guint middle = low + (high - low) / 2;

    if (g_array_index (self->gaps, guint64, middle) < seq)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

guint64
helio_message_store_count_gaps (HelioMessageStore *self, guint64 from, guint64 to)
{
  guint64 n;

  g_return_val_if_fail (from <= to, 0);
  g_mutex_lock (&self->lock);
  n = count_gaps_before (self, to) - count_gaps_before (self, from);
  g_mutex_unlock (&self->lock);
  return n;
}

guint64
helio_message_store_count_before (HelioMessageStore *self, guint64 seq)
{
  guint64 n;

  g_mutex_lock (&self->lock);
  seq = CLAMP (seq, self->first, self->end);
  n = self->total - (self->end - seq) + (self->gaps->len - count_gaps_before (self, seq));
  g_mutex_unlock (&self->lock);
  return n;
}

static guint64
read_counter (HelioMessageStore *self, const guint64 *counter)
{
  guint64 value;

  g_mutex_lock (&self->lock);
  value = *counter;
  g_mutex_unlock (&self->lock);
  return value;
}

guint64
helio_message_store_get_total (HelioMessageStore *self)
{
  return read_counter (self, &self->total);
}

guint64
helio_message_store_get_evicted (HelioMessageStore *self)
{
  return read_counter (self, &self->evicted);
}

guint64
helio_message_store_get_payloads_dropped (HelioMessageStore *self)
{
  return read_counter (self, &self->payloads_dropped);
}

guint64
helio_message_store_get_redelivered (HelioMessageStore *self)
{
  return read_counter (self, &self->redelivered);
}

guint64
helio_message_store_get_topics_dropped (HelioMessageStore *self)
{
  return read_counter (self, &self->topics_dropped);
}

gsize
helio_message_store_get_bytes (HelioMessageStore *self)
{
  gsize bytes;

  g_mutex_lock (&self->lock);
  bytes = self->chunk_bytes + helio_topic_table_get_bytes (self->topics) + self->tree_bytes;
  g_mutex_unlock (&self->lock);
  return bytes;
}

guint64
helio_message_store_get_spilled_bytes (HelioMessageStore *self)
{
  return helio_spill_get_bytes (self->spill);
}

gsize
helio_message_store_get_budget (HelioMessageStore *self)
{
  g_return_val_if_fail (HELIO_IS_MESSAGE_STORE (self), 0);
  return (gsize) g_atomic_pointer_get (&self->budget);
}

guint
helio_message_store_get_n_topics (HelioMessageStore *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = helio_topic_table_get_n (self->topics);
  g_mutex_unlock (&self->lock);
  return n;
}

guint
helio_message_store_get_epoch (HelioMessageStore *self)
{
  guint epoch;

  g_mutex_lock (&self->lock);
  epoch = self->epoch;
  g_mutex_unlock (&self->lock);
  return epoch;
}

/* ── consumers ── */

int
helio_message_store_add_consumer (HelioMessageStore *self)
{
  int consumer;

  g_mutex_lock (&self->lock);
  consumer = helio_topic_table_add_consumer (self->topics);
  g_mutex_unlock (&self->lock);
  return consumer;
}

void
helio_message_store_remove_consumer (HelioMessageStore *self, int consumer)
{
  g_mutex_lock (&self->lock);
  helio_topic_table_remove_consumer (self->topics, consumer);
  g_mutex_unlock (&self->lock);
}

guint
helio_message_store_take_topics (HelioMessageStore *self,
                                 int consumer,
                                 guint max,
                                 HelioTopicFunc func,
                                 gpointer user_data)
{
  guint left;
  guint32 id;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < max && helio_topic_table_take (self->topics, consumer, &id); i++)
    func (id, helio_topic_table_get (self->topics, id), user_data);
  left = helio_topic_table_get_pending (self->topics, consumer);
  release (self);
  return left;
}

void
helio_message_store_account (HelioMessageStore *self, gssize nodes_bytes, int n_topics)
{
  g_mutex_lock (&self->lock);
  self->tree_bytes += (gsize) nodes_bytes;
  self->tree_topics += n_topics;
  g_mutex_unlock (&self->lock);
}
