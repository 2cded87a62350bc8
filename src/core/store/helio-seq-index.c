// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-seq-index.h"

#define BLOCK 4096

void
helio_seq_index_init (HelioSeqIndex *self)
{
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->start = self->n = 0;
  self->base = 0;
}

void
helio_seq_index_clear (HelioSeqIndex *self)
{
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
}

void
helio_seq_index_reset (HelioSeqIndex *self, guint64 base)
{
  g_ptr_array_set_size (self->blocks, 0);
  self->start = self->n = 0;
  self->base = base;
}

gsize
helio_seq_index_get_bytes (const HelioSeqIndex *self)
{
  return self->blocks->len * (BLOCK * sizeof (guint32) + sizeof (gpointer));
}

static guint32 *
slot (const HelioSeqIndex *self, gsize position)
{
  gsize at = self->start + position;

  return (guint32 *) g_ptr_array_index (self->blocks, at / BLOCK) + at % BLOCK;
}

guint64
helio_seq_index_get (const HelioSeqIndex *self, gsize position)
{
  return self->base + *slot (self, position);
}

/* Once in four thousand million messages. */
static void
rebase (HelioSeqIndex *self, guint64 seq)
{
  guint64 base = self->n > 0 ? helio_seq_index_get (self, 0) : seq;
  guint32 delta = (guint32) (base - self->base);

  for (gsize i = 0; i < self->n; i++)
    *slot (self, i) -= delta;
  self->base = base;
}

void
helio_seq_index_append (HelioSeqIndex *self, guint64 seq)
{
  if (seq - self->base > G_MAXUINT32)
    rebase (self, seq);
  if (self->start + self->n == self->blocks->len * BLOCK)
    g_ptr_array_add (self->blocks, g_new (guint32, BLOCK));
  self->n++;
  *slot (self, self->n - 1) = (guint32) (seq - self->base);
}

void
helio_seq_index_prepend (HelioSeqIndex *self, guint64 seq)
{
  g_return_if_fail (seq >= self->base);

  if (self->start == 0) {
    g_ptr_array_insert (self->blocks, 0, g_new (guint32, BLOCK));
    self->start = BLOCK;
  }
  self->start--;
  self->n++;
  *slot (self, 0) = (guint32) (seq - self->base);
}

void
helio_seq_index_drop (HelioSeqIndex *self, gsize n)
{
  self->start += n;
  self->n -= n;
  if (self->n == 0) {
    g_ptr_array_set_size (self->blocks, 0);
    self->start = 0;
  } else if (self->start >= BLOCK) {
    g_ptr_array_remove_range (self->blocks, 0, (guint) (self->start / BLOCK));
    self->start %= BLOCK;
  }
}

gsize
helio_seq_index_find (const HelioSeqIndex *self, guint64 seq)
{
  gsize low = 0, high = self->n;

  while (low < high) {
    gsize middle = (low + high) / 2;

    if (helio_seq_index_get (self, middle) < seq)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}
