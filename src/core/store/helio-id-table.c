// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-id-table.h"

#include <string.h>

#define MIN_SIZE 64
/* Steps of moving at each change; the old table is empty before the new one is full, or small enough again. */
#define MOVES 32

static void
allocate (HelioIdSlots *slots, guint32 size)
{
  slots->entries = g_new0 (HelioIdEntry, size);
  slots->mask = size - 1;
}

void
helio_id_table_init (HelioIdTable *self)
{
  memset (self, 0, sizeof *self);
  allocate (&self->slots, MIN_SIZE);
}

void
helio_id_table_clear (HelioIdTable *self)
{
  g_free (self->slots.entries);
  g_free (self->old.entries);
  memset (self, 0, sizeof *self);
}

static gsize
get_slots_bytes (const HelioIdSlots *slots)
{
  return slots->entries != NULL ? ((gsize) slots->mask + 1) * sizeof (HelioIdEntry) : 0;
}

gsize
helio_id_table_get_bytes (const HelioIdTable *self)
{
  return get_slots_bytes (&self->slots) + get_slots_bytes (&self->old);
}

static guint32
find (const HelioIdSlots *slots, guint32 hash, HelioIdMatch match, gconstpointer key, gpointer data)
{
  for (guint32 i = hash & slots->mask;; i = (i + 1) & slots->mask) {
    const HelioIdEntry *entry = &slots->entries[i];

    if (entry->next_id == 0)
      return HELIO_ID_NONE;
    if (entry->hash == hash && match (entry->next_id - 1, key, data))
      return entry->next_id - 1;
  }
}

guint32
helio_id_table_find (const HelioIdTable *self,
                     guint32 hash,
                     HelioIdMatch match,
                     gconstpointer key,
                     gpointer data)
{
  guint32 id = find (&self->slots, hash, match, key, data);

  if (id == HELIO_ID_NONE && self->old.entries != NULL)
    id = find (&self->old, hash, match, key, data);
  return id;
}

static void
put (HelioIdSlots *slots, HelioIdEntry entry)
{
  guint32 i = entry.hash & slots->mask;

  while (slots->entries[i].next_id != 0)
    i = (i + 1) & slots->mask;
  slots->entries[i] = entry;
}

/* Frees a place, and moves up whoever would no longer be found behind it. */
static void
take_out (HelioIdSlots *slots, guint32 hole)
{
  for (guint32 i = (hole + 1) & slots->mask; slots->entries[i].next_id != 0;
       i = (i + 1) & slots->mask) {
    guint32 home = slots->entries[i].hash & slots->mask;

    if (((i - home) & slots->mask) >= ((i - hole) & slots->mask)) {
      slots->entries[hole] = slots->entries[i];
      hole = i;
    }
  }
  slots->entries[hole].next_id = 0;
}

/* What is taken out of old leaves it in order, so that the rest is found there. */
static void
move (HelioIdTable *self, guint steps)
{
  for (; self->old.entries != NULL && steps > 0; steps--) {
    const HelioIdEntry *entry = &self->old.entries[self->moved];

    if (entry->next_id != 0) {
      put (&self->slots, *entry);
      take_out (&self->old, self->moved);
    } else if (self->moved++ == self->old.mask) {
      g_free (self->old.entries);
      memset (&self->old, 0, sizeof self->old);
    }
  }
}

static void
resize (HelioIdTable *self, guint32 size)
{
  self->old = self->slots;
  self->moved = 0;
  allocate (&self->slots, size);
}

void
helio_id_table_add (HelioIdTable *self, guint32 hash, guint32 id)
{
  move (self, MOVES);
  if ((guint64) self->used * 4 >= ((guint64) self->slots.mask + 1) * 3) {
    move (self, G_MAXUINT);
    resize (self, (self->slots.mask + 1) * 2);
  }
  put (&self->slots, (HelioIdEntry){hash, id + 1});
  self->used++;
}

static gboolean
take_id (HelioIdSlots *slots, guint32 hash, guint32 id)
{
  guint32 i = hash & slots->mask;

  if (slots->entries == NULL)
    return FALSE;
  for (; slots->entries[i].next_id != 0; i = (i + 1) & slots->mask)
    if (slots->entries[i].next_id == id + 1) {
      take_out (slots, i);
      return TRUE;
    }
  return FALSE;
}

void
helio_id_table_remove (HelioIdTable *self, guint32 hash, guint32 id)
{
  gboolean found = take_id (&self->slots, hash, id) || take_id (&self->old, hash, id);

  g_return_if_fail (found);
  self->used--;
  move (self, MOVES);
  if (self->old.entries == NULL && self->slots.mask + 1 > MIN_SIZE &&
      self->used < (self->slots.mask + 1) / 8)
    resize (self, (self->slots.mask + 1) / 2);
}

static guint64
mix (guint64 h, guint64 word)
{
  h = (h ^ word) * G_GUINT64_CONSTANT (0x9FB21C651E98DF25);
  return h ^ (h >> 32);
}

guint32
helio_hash_bytes (guint64 seed, const void *data, gsize length)
{
  const guint8 *p = data;
  guint64 h = seed ^ (length * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15));
  guint64 word;

  for (; length >= 8; length -= 8, p += 8) {
    memcpy (&word, p, 8);
    h = mix (h, word);
  }
  word = 0;
  if (length > 0)
    memcpy (&word, p, length);
  h = mix (h, word);
  h *= G_GUINT64_CONSTANT (0xD6E8FEB86659FD93);
  return (guint32) (h ^ (h >> 32));
}
