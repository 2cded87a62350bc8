// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-topic-table.h"

#include <string.h>

#define BLOCK 1024
#define SERIAL_MASK 0x3FFFFFFF

typedef struct {
  HelioTopicEntry *topics[BLOCK];
  guint8 dirty[BLOCK]; /* one bit a consumer: already in its queue */
} Block;

typedef struct {
  gboolean used;
  GArray *queue; /* guint32 */
  guint head;    /* of the queue */
} Consumer;

struct _HelioTopicTable {
  guint64 seed;
  GPtrArray *blocks;
  GArray *free_ids; /* guint32 */
  guint32 end;      /* numbers given out so far */
  guint32 n;
  guint32 serial;
  HelioIdTable by_name;
  HelioIdTable by_seq; /* pinned ones */
  guint32 oldest, newest;
  gsize bytes; /* entries and copies */
  Consumer consumers[HELIO_TOPIC_CONSUMERS_MAX];
  guint8 consumer_mask;
  gsize queued; /* in all queues */
};

HelioTopicTable *
helio_topic_table_new (void)
{
  HelioTopicTable *self = g_new0 (HelioTopicTable, 1);

  self->seed = ((guint64) g_random_int () << 32) | g_random_int ();
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->free_ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->oldest = self->newest = HELIO_ID_NONE;
  helio_id_table_init (&self->by_name);
  helio_id_table_init (&self->by_seq);
  for (guint i = 0; i < HELIO_TOPIC_CONSUMERS_MAX; i++)
    self->consumers[i].queue = g_array_new (FALSE, FALSE, sizeof (guint32));
  return self;
}

HelioTopicTable *
helio_topic_table_new_after (HelioTopicTable *old)
{
  HelioTopicTable *self = helio_topic_table_new ();

  self->serial = old->serial;
  self->consumer_mask = old->consumer_mask;
  for (guint i = 0; i < HELIO_TOPIC_CONSUMERS_MAX; i++)
    self->consumers[i].used = old->consumers[i].used;
  return self;
}

void
helio_topic_table_free (HelioTopicTable *self)
{
  for (guint32 id = 0; id < self->end; id++) {
    HelioTopicEntry *topic = helio_topic_table_get (self, id);

    if (topic == NULL)
      continue;
    g_clear_pointer (&topic->pinned, helio_pinned_free);
    g_free (topic);
  }
  g_ptr_array_unref (self->blocks);
  g_array_unref (self->free_ids);
  helio_id_table_clear (&self->by_name);
  helio_id_table_clear (&self->by_seq);
  for (guint i = 0; i < HELIO_TOPIC_CONSUMERS_MAX; i++)
    g_array_unref (self->consumers[i].queue);
  g_free (self);
}

guint
helio_topic_table_get_n (const HelioTopicTable *self)
{
  return self->n;
}

gsize
helio_topic_table_get_bytes (const HelioTopicTable *self)
{
  gsize bytes = self->bytes + self->blocks->len * sizeof (Block) +
                helio_id_table_get_bytes (&self->by_name) +
                helio_id_table_get_bytes (&self->by_seq);

  bytes += self->queued * sizeof (guint32);
  return bytes;
}

static Block *
get_block (const HelioTopicTable *self, guint32 id)
{
  return g_ptr_array_index (self->blocks, id / BLOCK);
}

HelioTopicEntry *
helio_topic_table_get (const HelioTopicTable *self, guint32 id)
{
  return id < self->end ? get_block (self, id)->topics[id % BLOCK] : NULL;
}

typedef struct {
  const char *name;
  gsize length;
} Name;

static gboolean
match_name (guint32 id, gconstpointer key, gpointer data)
{
  const Name *name = key;
  const HelioTopicEntry *topic = helio_topic_table_get (data, id);

  return topic->name_length == name->length && memcmp (topic->name, name->name, name->length) == 0;
}

guint32
helio_topic_table_hash (const HelioTopicTable *self, const char *name, gsize length)
{
  return helio_hash_bytes (self->seed, name, length);
}

HelioTopicEntry *
helio_topic_table_find (const HelioTopicTable *self, const char *name, gsize length, guint32 hash)
{
  Name key = {name, length};
  guint32 id = helio_id_table_find (&self->by_name, hash, match_name, &key, (gpointer) self);

  return id != HELIO_ID_NONE ? helio_topic_table_get (self, id) : NULL;
}

static gsize
entry_bytes (gsize length)
{
  return helio_malloc_bytes (sizeof (HelioTopicEntry) + length + 1);
}

static guint32
take_id (HelioTopicTable *self)
{
  guint32 id;

  if (self->free_ids->len > 0) {
    id = g_array_index (self->free_ids, guint32, self->free_ids->len - 1);
    g_array_set_size (self->free_ids, self->free_ids->len - 1);
    return id;
  }
  if (self->end == self->blocks->len * BLOCK)
    g_ptr_array_add (self->blocks, g_new0 (Block, 1));
  return self->end++;
}

HelioTopicEntry *
helio_topic_table_add (HelioTopicTable *self, const char *name, gsize length, guint32 hash)
{
  HelioTopicEntry *topic = g_malloc (sizeof (HelioTopicEntry) + length + 1);

  memset (topic, 0, sizeof *topic);
  memcpy (topic->name, name, length);
  topic->name[length] = '\0';
  topic->name_length = (guint16) length;
  topic->hash = hash;
  topic->last_seq = G_MAXUINT64;
  topic->older = topic->newer = HELIO_ID_NONE;
  self->serial = (self->serial + 1) & SERIAL_MASK;
  topic->serial = self->serial != 0 ? self->serial : (self->serial = 1);
  topic->id = take_id (self);
  get_block (self, topic->id)->topics[topic->id % BLOCK] = topic;
  helio_id_table_add (&self->by_name, hash, topic->id);
  self->bytes += entry_bytes (length);
  self->n++;
  return topic;
}

static guint32
hash_seq (const HelioTopicTable *self, guint64 seq)
{
  return helio_hash_bytes (self->seed, &seq, sizeof seq);
}

void
helio_topic_table_pin (HelioTopicTable *self, HelioTopicEntry *topic, HelioPinned *pinned_taken)
{
  g_return_if_fail (topic->pinned == NULL);

  topic->pinned = pinned_taken;
  topic->older = self->newest;
  topic->newer = HELIO_ID_NONE;
  if (self->newest != HELIO_ID_NONE)
    helio_topic_table_get (self, self->newest)->newer = topic->id;
  else
    self->oldest = topic->id;
  self->newest = topic->id;
  helio_id_table_add (&self->by_seq, hash_seq (self, topic->last_seq), topic->id);
  self->bytes += helio_pinned_get_bytes (pinned_taken);
}

void
helio_topic_table_unpin (HelioTopicTable *self, HelioTopicEntry *topic)
{
  if (topic->pinned == NULL)
    return;
  if (topic->older != HELIO_ID_NONE)
    helio_topic_table_get (self, topic->older)->newer = topic->newer;
  else
    self->oldest = topic->newer;
  if (topic->newer != HELIO_ID_NONE)
    helio_topic_table_get (self, topic->newer)->older = topic->older;
  else
    self->newest = topic->older;
  topic->older = topic->newer = HELIO_ID_NONE;
  helio_id_table_remove (&self->by_seq, hash_seq (self, topic->last_seq), topic->id);
  self->bytes -= helio_pinned_get_bytes (topic->pinned);
  g_clear_pointer (&topic->pinned, helio_pinned_free);
}

void
helio_topic_table_remove (HelioTopicTable *self, HelioTopicEntry *topic)
{
  guint32 id = topic->id;

  helio_topic_table_unpin (self, topic);
  helio_id_table_remove (&self->by_name, topic->hash, id);
  helio_topic_table_touch (self, id);
  get_block (self, id)->topics[id % BLOCK] = NULL;
  g_array_append_val (self->free_ids, id);
  self->bytes -= entry_bytes (topic->name_length);
  self->n--;
  g_free (topic);
}

HelioTopicEntry *
helio_topic_table_get_oldest (const HelioTopicTable *self)
{
  return self->oldest != HELIO_ID_NONE ? helio_topic_table_get (self, self->oldest) : NULL;
}

static gboolean
match_seq (guint32 id, gconstpointer key, gpointer data)
{
  return helio_topic_table_get (data, id)->last_seq == *(const guint64 *) key;
}

HelioTopicEntry *
helio_topic_table_find_pinned (const HelioTopicTable *self, guint64 seq)
{
  guint32 id =
      helio_id_table_find (&self->by_seq, hash_seq (self, seq), match_seq, &seq, (gpointer) self);

  return id != HELIO_ID_NONE ? helio_topic_table_get (self, id) : NULL;
}

int
helio_topic_table_add_consumer (HelioTopicTable *self)
{
  for (int i = 0; i < HELIO_TOPIC_CONSUMERS_MAX; i++) {
    Consumer *consumer = &self->consumers[i];

    if (consumer->used)
      continue;
    consumer->used = TRUE;
    self->consumer_mask |= (guint8) (1 << i);
    for (guint32 id = 0; id < self->end; id++) {
      if (helio_topic_table_get (self, id) == NULL)
        continue;
      get_block (self, id)->dirty[id % BLOCK] |= (guint8) (1 << i);
      g_array_append_val (consumer->queue, id);
      self->queued++;
    }
    return i;
  }
  return -1;
}

void
helio_topic_table_remove_consumer (HelioTopicTable *self, int consumer)
{
  Consumer *c = &self->consumers[consumer];

  for (guint i = c->head; i < c->queue->len; i++) {
    guint32 id = g_array_index (c->queue, guint32, i);

    get_block (self, id)->dirty[id % BLOCK] &= (guint8) ~(1 << consumer);
  }
  self->queued -= c->queue->len - c->head;
  g_array_set_size (c->queue, 0);
  c->head = 0;
  c->used = FALSE;
  self->consumer_mask &= (guint8) ~(1 << consumer);
}

void
helio_topic_table_touch (HelioTopicTable *self, guint32 id)
{
  guint8 *dirty = &get_block (self, id)->dirty[id % BLOCK];
  guint8 missing = self->consumer_mask & (guint8) ~*dirty;

  if (missing == 0)
    return;
  *dirty |= missing;
  for (int i = 0; i < HELIO_TOPIC_CONSUMERS_MAX; i++)
    if (missing & (1 << i)) {
      g_array_append_val (self->consumers[i].queue, id);
      self->queued++;
    }
}

guint
helio_topic_table_get_pending (const HelioTopicTable *self, int consumer)
{
  return self->consumers[consumer].queue->len - self->consumers[consumer].head;
}

gboolean
helio_topic_table_take (HelioTopicTable *self, int consumer, guint32 *id)
{
  Consumer *c = &self->consumers[consumer];

  if (c->head == c->queue->len)
    return FALSE;
  *id = g_array_index (c->queue, guint32, c->head++);
  self->queued--;
  get_block (self, *id)->dirty[*id % BLOCK] &= (guint8) ~(1 << consumer);
  if (c->head == c->queue->len) {
    g_array_set_size (c->queue, 0);
    c->head = 0;
  } else if (c->head >= 4096 && c->head >= c->queue->len / 2) {
    g_array_remove_range (c->queue, 0, c->head);
    c->head = 0;
  }
  return TRUE;
}
