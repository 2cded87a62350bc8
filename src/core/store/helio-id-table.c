// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-id-table.h"

#include <string.h>

#define MIN_SIZE 64

static void
allocate (HelioIdTable *self, guint32 size)
{
  self->entries = g_new (HelioIdEntry, size);
  self->mask = size - 1;
  memset (self->entries, 0xFF, size * sizeof (HelioIdEntry));
}

void
helio_id_table_init (HelioIdTable *self)
{
  self->used = 0;
  allocate (self, MIN_SIZE);
}

void
helio_id_table_clear (HelioIdTable *self)
{
  g_clear_pointer (&self->entries, g_free);
  self->used = 0;
  self->mask = 0;
}

gsize
helio_id_table_get_bytes (const HelioIdTable *self)
{
  return self->entries != NULL ? ((gsize) self->mask + 1) * sizeof (HelioIdEntry) : 0;
}

guint32
helio_id_table_find (const HelioIdTable *self,
                     guint32 hash,
                     HelioIdMatch match,
                     gconstpointer key,
                     gpointer data)
{
  for (guint32 i = hash & self->mask;; i = (i + 1) & self->mask) {
    const HelioIdEntry *entry = &self->entries[i];

    if (entry->id == HELIO_ID_NONE)
      return HELIO_ID_NONE;
    if (entry->hash == hash && match (entry->id, key, data))
      return entry->id;
  }
}

static void
put (HelioIdTable *self, guint32 hash, guint32 id)
{
  guint32 i = hash & self->mask;

  while (self->entries[i].id != HELIO_ID_NONE)
    i = (i + 1) & self->mask;
  self->entries[i] = (HelioIdEntry){hash, id};
}

static void
fill (HelioIdTable *self, const HelioIdTable *old, guint32 size)
{
  allocate (self, size);
  self->used = old->used;
  for (guint32 i = 0; i <= old->mask; i++)
    if (old->entries[i].id != HELIO_ID_NONE)
      put (self, old->entries[i].hash, old->entries[i].id);
}

static void
resize (HelioIdTable *self, guint32 size)
{
  HelioIdTable old = *self;

  fill (self, &old, size);
  g_free (old.entries);
}

gboolean
helio_id_table_is_full (const HelioIdTable *self)
{
  return (guint64) self->used * 4 >= ((guint64) self->mask + 1) * 3;
}

void
helio_id_table_init_larger (HelioIdTable *self, const HelioIdTable *old)
{
  fill (self, old, (old->mask + 1) * 2);
}

void
helio_id_table_add (HelioIdTable *self, guint32 hash, guint32 id)
{
  if (helio_id_table_is_full (self))
    resize (self, (self->mask + 1) * 2);
  put (self, hash, id);
  self->used++;
}

void
helio_id_table_remove (HelioIdTable *self, guint32 hash, guint32 id)
{
  guint32 hole = hash & self->mask;

  while (self->entries[hole].id != id) {
    g_return_if_fail (self->entries[hole].id != HELIO_ID_NONE);
    hole = (hole + 1) & self->mask;
  }
  /* Move up whoever would no longer be found behind the hole. */
  for (guint32 i = (hole + 1) & self->mask; self->entries[i].id != HELIO_ID_NONE;
       i = (i + 1) & self->mask) {
    guint32 home = self->entries[i].hash & self->mask;

    if (((i - home) & self->mask) >= ((i - hole) & self->mask)) {
      self->entries[hole] = self->entries[i];
      hole = i;
    }
  }
  self->entries[hole].id = HELIO_ID_NONE;
  self->used--;
  if (self->mask + 1 > MIN_SIZE && self->used < (self->mask + 1) / 8)
    resize (self, (self->mask + 1) / 2);
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
