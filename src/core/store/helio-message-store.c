// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-message-store.h"

#include "core/store/helio-free-later.h"
#include "core/store/helio-message-store-private.h"

#include <string.h>

#define MIN_BUDGET (1024 * 1024)
#define SPILL_BUDGET (G_GUINT64_CONSTANT (1) << 30)
#define MAX_TOPICS 1000000
#define CHUNK_MIN (16 * 1024)
#define CHUNK_MAX (256 * 1024)
/* So many messages of its topic back a redelivery is looked for. Receive Maximum bounds what can be under
 * way; what is not found must not take long either, a switch may bring a thousand. */
#define FOLD_STEPS 8192
/* Work for the budget that one append does at most, so that none takes long. */
#define TRIM_STEPS 64
/* So many chunks or topics are not given back in passing. */
#define MUCH 64

G_DEFINE_FINAL_TYPE (HelioMessageStore, helio_message_store, G_TYPE_OBJECT)

static void
helio_message_store_init (HelioMessageStore *self)
{
  g_mutex_init (&self->writer);
  g_mutex_init (&self->lock);
  self->chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_chunk_free);
  self->topics = helio_topic_table_new ();
  self->gaps = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->spill = helio_spill_new (SPILL_BUDGET, NULL);
  self->budget = HELIO_STORE_DEFAULT_BUDGET;
  self->max_topics = MAX_TOPICS;
}

typedef struct {
  GPtrArray *chunks;
  HelioTopicTable *topics;
} Rest;

static gboolean
is_much (const Rest *rest)
{
  return rest->chunks->len > MUCH || helio_topic_table_get_n (rest->topics) > MUCH;
}

static void
rest_clear (Rest *rest)
{
  g_ptr_array_unref (rest->chunks);
  helio_topic_table_free (rest->topics);
}

static void
rest_free (gpointer data)
{
  rest_clear (data);
  g_free (data);
}

static void
helio_message_store_finalize (GObject *object)
{
  HelioMessageStore *self = HELIO_MESSAGE_STORE (object);
  Rest rest = {self->chunks, self->topics};

  if (is_much (&rest))
    helio_free_later (g_memdup2 (&rest, sizeof rest), rest_free);
  else
    rest_clear (&rest);
  g_array_unref (self->gaps);
  helio_spill_unref (self->spill);
  g_mutex_clear (&self->writer);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (helio_message_store_parent_class)->finalize (object);
}

static void
helio_message_store_class_init (HelioMessageStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_message_store_finalize;
}

HelioMessageStore *
helio_message_store_new (gsize byte_budget)
{
  HelioMessageStore *self = g_object_new (HELIO_TYPE_MESSAGE_STORE, NULL);

  self->budget = MAX (byte_budget, MIN_BUDGET);
  return self;
}

/* A reader that looks at many records lets a writer in between: release() in helio-message-store-read.c. */
static void
lock_to_write (HelioMessageStore *self)
{
  if (g_mutex_trylock (&self->lock))
    return;
  g_atomic_int_inc (&self->waiting);
  g_mutex_lock (&self->lock);
  g_atomic_int_add (&self->waiting, -1);
}

/* ── the budget; with writer held, the numbers with lock too, since trees change them ── */

static gsize
get_bytes (HelioMessageStore *self)
{
  return self->chunk_bytes + helio_topic_table_get_bytes (self->topics) + self->tree_bytes;
}

/* A tree that is not flushed keeps nodes of topics that are gone: its share is taken by what it needs for
 * a topic, or no topic would be safe. */
static gboolean
topics_are_over (HelioMessageStore *self)
{
  guint n = helio_topic_table_get_n (self->topics);
  gsize nodes = 0;

  if (n > self->max_topics)
    return TRUE;
  if (self->tree_topics > 0)
    nodes = MIN (self->tree_bytes, n * (self->tree_bytes / (gsize) self->tree_topics));
  return helio_topic_table_get_bytes (self->topics) + nodes >
         helio_message_store_get_budget (self) / 2;
}

/* Returns: (transfer full): the empty block. */
static HelioChunk *
evict_chunk (HelioMessageStore *self)
{
  HelioChunk *chunk = g_ptr_array_index (self->chunks, 0);

  g_mutex_lock (&self->lock);
  for (guint32 i = 0; i < chunk->n; i++) {
    const HelioRecord *record = &chunk->records[i];
    HelioTopicEntry *topic = helio_topic_table_get (self->topics, record->topic_id);

    if (topic != NULL && topic->last_seq == chunk->first_seq + i)
      helio_topic_table_pin (self->topics, topic, helio_pinned_new (chunk, record));
  }
  g_ptr_array_steal_index (self->chunks, 0);
  self->chunk_bytes -= helio_chunk_get_bytes (chunk);
  self->first = chunk->first_seq + chunk->n;
  self->evicted += chunk->n - chunk->n_gaps;
  g_array_remove_range (self->gaps, 0, chunk->n_gaps);
  g_mutex_unlock (&self->lock);

  helio_chunk_reset (chunk, 0);
  return chunk;
}

static void
drop_topic (HelioMessageStore *self, HelioTopicEntry *topic)
{
  g_mutex_lock (&self->lock);
  helio_topic_table_remove (self->topics, topic);
  self->topics_dropped++;
  g_mutex_unlock (&self->lock);
}

static gboolean
is_over (HelioMessageStore *self)
{
  return topics_are_over (self) || get_bytes (self) > helio_message_store_get_budget (self);
}

/* One step towards the budget. FALSE: nothing to do, or nothing that could be done. */
static gboolean
trim_step (HelioMessageStore *self)
{
  HelioTopicEntry *oldest;
  gboolean over, topics;

  lock_to_write (self);
  topics = topics_are_over (self);
  over = topics || get_bytes (self) > helio_message_store_get_budget (self);
  g_mutex_unlock (&self->lock);
  oldest = topics ? helio_topic_table_get_oldest (self->topics) : NULL;
  if (oldest != NULL) {
    drop_topic (self, oldest);
    return TRUE;
  }
  if (!over || self->chunks->len <= 1)
    return FALSE;
  helio_chunk_free (evict_chunk (self));
  return TRUE;
}

static void
trim (HelioMessageStore *self)
{
  for (guint i = 0; i < TRIM_STEPS && trim_step (self); i++)
    ;
}

gboolean
helio_message_store_trim (HelioMessageStore *self, gint64 microseconds)
{
  gint64 deadline = 0;
  gboolean more;

  if (!g_mutex_trylock (&self->writer))
    return TRUE; /* the worker is at it */
  while ((more = trim_step (self))) {
    if (deadline == 0)
      deadline = g_get_monotonic_time () + microseconds;
    else if (g_get_monotonic_time () >= deadline)
      break;
  }
  g_mutex_unlock (&self->writer);
  return more;
}

/* ── appending ── */

static HelioTopicEntry *
intern (HelioMessageStore *self, const char *name, gsize length)
{
  guint32 hash = helio_topic_table_hash (self->topics, name, length);
  HelioTopicEntry *topic = helio_topic_table_find (self->topics, name, length, hash);

  if (topic != NULL)
    return topic;
  lock_to_write (self);
  topic = helio_topic_table_add (self->topics, name, length, hash);
  g_mutex_unlock (&self->lock);
  return topic;
}

static gsize
chunk_size (HelioMessageStore *self)
{
  return CLAMP (helio_message_store_get_budget (self) / 128, CHUNK_MIN, CHUNK_MAX);
}

/* The chunk that takes @length bytes more and @outside elsewhere. */
static HelioChunk *
chunk_for (HelioMessageStore *self, gsize length, gsize outside)
{
  HelioChunk *chunk =
      self->chunks->len > 0 ? g_ptr_array_index (self->chunks, self->chunks->len - 1) : NULL;
  gsize size = MAX (chunk_size (self), length + sizeof (HelioRecord));
  gboolean full;

  /* Much outside ends a chunk too, or the budget could not be held by dropping chunks. */
  if (chunk != NULL && helio_chunk_has_room (chunk, length) &&
      (chunk->outside == 0 ||
       chunk->outside + outside <= helio_message_store_get_budget (self) / 64))
    return chunk;
  chunk = NULL;
  lock_to_write (self);
  full = get_bytes (self) + size + outside > helio_message_store_get_budget (self);
  g_mutex_unlock (&self->lock);
  if (full && self->chunks->len > 1) {
    /* The block of the oldest is the next: no memory goes back and forth. */
    chunk = evict_chunk (self);
    if (chunk->size != size)
      g_clear_pointer (&chunk, helio_chunk_free);
  }
  if (chunk != NULL)
    helio_chunk_reset (chunk, self->end);
  else
    chunk = helio_chunk_new (size, self->end);
  lock_to_write (self);
  self->chunk_bytes += helio_chunk_get_bytes (chunk);
  g_ptr_array_add (self->chunks, chunk);
  g_mutex_unlock (&self->lock);
  return chunk;
}

/* Where a message's bytes go, decided before any lock is taken. */
typedef struct {
  HelioPlace place;
  GBytes *big;
  HelioExtent *extent;
  guint8 hash[HELIO_HASH_LENGTH];
  gsize properties_length;
} Placement;

static void
join (const HelioMessage *m, guint8 *to)
{
  if (m->payload_length > 0)
    memcpy (to, m->payload, m->payload_length);
  if (m->properties_length > 0)
    memcpy (to + m->payload_length, m->properties, m->properties_length);
}

static void
place (HelioMessageStore *self, const HelioMessage *m, Placement *p)
{
  gsize length = m->payload_length + m->properties_length;
  gsize hash_length = HELIO_HASH_LENGTH;

  p->properties_length = m->properties_length;
  if (length <= HELIO_INLINE_MAX) {
    p->place = HELIO_PLACE_INLINE;
    return;
  }
  if (length <= helio_message_store_get_budget (self) / 8) {
    guint8 *both = g_malloc (length);

    join (m, both);
    p->place = HELIO_PLACE_BIG;
    p->big = g_bytes_new_take (both, length);
    return;
  }
  p->extent = helio_spill_write (self->spill,
                                 m->payload,
                                 m->payload_length,
                                 m->properties,
                                 m->properties_length);
  p->place = p->extent != NULL ? HELIO_PLACE_SPILLED : HELIO_PLACE_NOT_KEPT;
  if (p->extent == NULL) {
    g_autoptr (GChecksum) sha = g_checksum_new (G_CHECKSUM_SHA256);

    g_checksum_update (sha, m->payload, (gssize) m->payload_length);
    g_checksum_get_digest (sha, p->hash, &hash_length);
    if (p->properties_length > HELIO_INLINE_MAX)
      p->properties_length = 0;
  }
}

static void
fill (HelioRecord *record, guint8 *data, const HelioMessage *m, Placement *p)
{
  gsize head = helio_record_get_head_length (record);

  switch (p->place) {
    case HELIO_PLACE_BIG:
      memcpy (data, &p->big, sizeof (gpointer));
      break;
    case HELIO_PLACE_SPILLED:
      memcpy (data, &p->extent, sizeof (gpointer));
      if (head > 0)
        memcpy (data + sizeof (gpointer), m->payload, head);
      break;
    case HELIO_PLACE_NOT_KEPT:
      memcpy (data, p->hash, HELIO_HASH_LENGTH);
      if (head > 0)
        memcpy (data + HELIO_HASH_LENGTH, m->payload, head);
      if (p->properties_length > 0)
        memcpy (data + HELIO_HASH_LENGTH + head, m->properties, p->properties_length);
      break;
    case HELIO_PLACE_INLINE:
    default:
      join (m, data);
      break;
  }
}

/* Returns: TRUE if it is over the budget now. */
static gboolean
append_record (HelioMessageStore *self, const HelioMessage *m, Placement *p)
{
  HelioRecord draft = {
      .time = m->time,
      .payload_length = (guint32) m->payload_length,
      .properties_length = (guint32) p->properties_length,
      .packet_id = m->packet_id,
      .flags =
          (guint8) ((m->qos & HELIO_RECORD_QOS_MASK) | (m->retained ? HELIO_RECORD_RETAINED : 0) |
                    (m->duplicate ? HELIO_RECORD_DUPLICATE : 0) |
                    (p->place << HELIO_RECORD_PLACE_SHIFT)),
  };
  gsize stored = helio_record_get_stored (&draft), outside = helio_record_get_outside (&draft);
  HelioTopicEntry *topic = intern (self, m->topic, m->topic_length);
  HelioChunk *chunk = chunk_for (self, stored, outside);
  HelioRecord *record;
  guint8 *data;
  guint64 distance;
  gboolean over;

  lock_to_write (self);
  record = helio_chunk_add (chunk, stored, &data);
  draft.offset = record->offset;
  draft.topic_id = topic->id;
  distance = self->end - topic->last_seq;
  if (topic->last_seq != G_MAXUINT64 && distance < G_MAXUINT32)
    draft.back = (guint32) distance;
  *record = draft;
  fill (record, data, m, p);
  chunk->outside += outside;
  self->chunk_bytes += outside;
  helio_topic_table_unpin (self->topics, topic);
  topic->last_seq = self->end;
  topic->count++;
  topic->retained = m->retained;
  helio_topic_table_touch (self->topics, topic->id);
  self->end++;
  self->total++;
  if (p->place == HELIO_PLACE_NOT_KEPT)
    self->payloads_dropped++;
  over = is_over (self);
  g_mutex_unlock (&self->lock);
  return over;
}

/* ── redeliveries ── */

static gboolean
payload_equals (const HelioRecordRef *ref, const HelioMessage *m)
{
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *payload = ref->data;

  if (ref->record->payload_length != m->payload_length)
    return FALSE;
  switch (helio_record_get_place (ref->record)) {
    case HELIO_PLACE_BIG:
      payload = g_bytes_get_data (helio_record_get_big (ref->data), NULL);
      break;
    case HELIO_PLACE_SPILLED:
      bytes = helio_extent_map (helio_record_get_extent (ref->data));
      if (bytes == NULL)
        return FALSE;
      payload = g_bytes_get_data (bytes, NULL);
      break;
    case HELIO_PLACE_NOT_KEPT: {
      g_autofree char *hash =
          g_compute_checksum_for_data (G_CHECKSUM_SHA256, m->payload, m->payload_length);

      for (guint i = 0; i < HELIO_HASH_LENGTH; i++) {
        guint value = (guint) g_ascii_xdigit_value (hash[2 * i]) << 4 |
                      (guint) g_ascii_xdigit_value (hash[2 * i + 1]);

        if (value != payload[i])
          return FALSE;
      }
      return TRUE;
    }
    case HELIO_PLACE_INLINE:
    default:
      break;
  }
  return m->payload_length == 0 || memcmp (payload, m->payload, m->payload_length) == 0;
}

/* Finds the row of the first delivery and counts there. */
static gboolean
fold (HelioMessageStore *self, const HelioMessage *m)
{
  guint32 hash = helio_topic_table_hash (self->topics, m->topic, m->topic_length);
  HelioTopicEntry *topic = helio_topic_table_find (self->topics, m->topic, m->topic_length, hash);
  guint64 seq = topic != NULL ? topic->last_seq : G_MAXUINT64;
  HelioRecordRef ref;

  for (guint step = 0;
       step < FOLD_STEPS && seq != G_MAXUINT64 && helio_message_store_look_up (self, seq, &ref);
       step++) {
    if (ref.record->packet_id == m->packet_id &&
        (ref.record->flags & HELIO_RECORD_QOS_MASK) == m->qos && payload_equals (&ref, m)) {
      HelioRecord *record = (HelioRecord *) ref.record;

      lock_to_write (self);
      if (record->redeliveries < G_MAXUINT8)
        record->redeliveries++;
      self->redelivered++;
      helio_topic_table_touch (self->topics, topic->id);
      g_mutex_unlock (&self->lock);
      return TRUE;
    }
    seq = ref.record->back != 0 ? seq - ref.record->back : G_MAXUINT64;
  }
  return FALSE;
}

void
helio_message_store_append (HelioMessageStore *self, const HelioMessage *message)
{
  Placement placement = {0};
  gboolean over;

  g_return_if_fail (HELIO_IS_MESSAGE_STORE (self));
  g_return_if_fail (message->topic_length <= G_MAXUINT16);

  if (message->redelivered) {
    gboolean folded;

    g_mutex_lock (&self->writer);
    folded = fold (self, message);
    g_mutex_unlock (&self->writer);
    if (folded)
      return;
  }
  place (self, message, &placement);
  g_mutex_lock (&self->writer);
  over = append_record (self, message, &placement);
  if (over)
    trim (self);
  g_mutex_unlock (&self->writer);
}

void
helio_message_store_append_not_kept (HelioMessageStore *self,
                                     const HelioMessage *message,
                                     const guint8 *hash)
{
  Placement placement = {.place = HELIO_PLACE_NOT_KEPT};

  memcpy (placement.hash, hash, HELIO_HASH_LENGTH);
  if (message->properties_length <= HELIO_INLINE_MAX)
    placement.properties_length = message->properties_length;
  g_mutex_lock (&self->writer);
  if (append_record (self, message, &placement))
    trim (self);
  g_mutex_unlock (&self->writer);
}

void
helio_message_store_append_gap (HelioMessageStore *self,
                                gint64 time,
                                gint64 gap,
                                guint64 lost,
                                const char *why)
{
  HelioGapData head = {.gap = gap, .lost = lost};
  gsize length = why != NULL ? MIN (strlen (why), 1024) : 0;
  HelioChunk *chunk;
  HelioRecord *record;
  guint8 *data;

  g_return_if_fail (HELIO_IS_MESSAGE_STORE (self));

  g_mutex_lock (&self->writer);
  chunk = chunk_for (self, sizeof head + length, 0);
  lock_to_write (self);
  record = helio_chunk_add (chunk, sizeof head + length, &data);
  record->time = time;
  record->topic_id = HELIO_ID_NONE;
  record->flags = HELIO_RECORD_GAP;
  record->payload_length = (guint32) (sizeof head + length);
  memcpy (data, &head, sizeof head);
  if (length > 0)
    memcpy (data + sizeof head, why, length);
  chunk->n_gaps++;
  g_array_append_val (self->gaps, self->end);
  self->end++;
  g_mutex_unlock (&self->lock);
  trim (self);
  g_mutex_unlock (&self->writer);
}

static void
sink_message (gpointer sink, const HelioMessage *message)
{
  helio_message_store_append (sink, message);
}

static void
sink_gap (gpointer sink, gint64 time, gint64 gap, guint64 lost, const char *why)
{
  helio_message_store_append_gap (sink, time, gap, lost, why);
}

const HelioMessageSinkFuncs *
helio_message_store_get_sink (void)
{
  static const HelioMessageSinkFuncs funcs = {.message = sink_message, .gap = sink_gap};

  return &funcs;
}

/* ── what the main thread changes ── */

void
helio_message_store_set_budget (HelioMessageStore *self, gsize byte_budget)
{
  g_return_if_fail (HELIO_IS_MESSAGE_STORE (self));

  g_atomic_pointer_set (&self->budget, MAX (byte_budget, MIN_BUDGET));
}

void
helio_message_store_set_limits (HelioMessageStore *self, guint max_topics, guint64 spill_budget)
{
  g_mutex_lock (&self->writer);
  g_mutex_lock (&self->lock);
  self->max_topics = max_topics;
  helio_spill_unref (self->spill);
  self->spill = helio_spill_new (spill_budget, NULL);
  g_mutex_unlock (&self->lock);
  g_mutex_unlock (&self->writer);
}

void
helio_message_store_clear (HelioMessageStore *self)
{
  Rest *rest = g_new (Rest, 1);
  GPtrArray *chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_chunk_free);

  g_return_if_fail (HELIO_IS_MESSAGE_STORE (self));

  g_mutex_lock (&self->writer);
  g_mutex_lock (&self->lock);
  rest->chunks = self->chunks;
  rest->topics = self->topics;
  self->chunks = chunks;
  self->topics = helio_topic_table_new_after (rest->topics);
  self->chunk_bytes = 0;
  self->first = self->end;
  g_array_set_size (self->gaps, 0);
  self->epoch++;
  g_mutex_unlock (&self->lock);
  g_mutex_unlock (&self->writer);

  helio_free_later (rest, rest_free);
}
