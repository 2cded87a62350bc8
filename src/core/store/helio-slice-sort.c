// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-slice-sort.h"

#include <string.h>

#define RUN 16
/* So many steps between two looks at the clock. */
#define STEPS 256

void
helio_slice_sort_begin (HelioSliceSort *self, guint32 *items, guint32 n)
{
  self->items = items;
  self->n = n;
  self->width = self->at = 0;
  self->merging = FALSE;
}

void
helio_slice_sort_clear (HelioSliceSort *self)
{
  g_free (self->left);
  memset (self, 0, sizeof *self);
}

static void
sort_run (guint32 *items, guint32 n, GCompareDataFunc compare, gpointer user_data)
{
  for (guint32 i = 1; i < n; i++) {
    const guint32 item = items[i];
    guint32 to = i;

    for (; to > 0 && compare (&items[to - 1], &item, user_data) > 0; to--)
      items[to] = items[to - 1];
    items[to] = item;
  }
}

/* Of the two runs at self->at. FALSE: they are in order as they lie, or there is but one. */
static gboolean
begin_merge (HelioSliceSort *self, GCompareDataFunc compare, gpointer user_data)
{
  const guint32 from = self->at, left = self->n - from;
  guint32 middle;

  if (left <= self->width)
    return FALSE;
  middle = from + self->width;
  if (compare (&self->items[middle - 1], &self->items[middle], user_data) <= 0)
    return FALSE;
  self->n_left = self->width;
  if (self->size < self->n_left) {
    self->size = self->n_left;
    self->left = g_renew (guint32, self->left, self->size);
  }
  memcpy (self->left, self->items + from, self->n_left * sizeof *self->left);
  self->i = 0;
  self->j = middle;
  self->end = middle + MIN (self->width, self->n - middle);
  self->to = from;
  self->merging = TRUE;
  return TRUE;
}

static void
merge (HelioSliceSort *self, GCompareDataFunc compare, gpointer user_data)
{
  for (guint steps = 0; steps < STEPS; steps++) {
    if (self->i == self->n_left || self->j == self->end) {
      memcpy (self->items + self->to,
              self->left + self->i,
              (self->n_left - self->i) * sizeof *self->items);
      self->merging = FALSE;
      return;
    }
    self->items[self->to++] = compare (&self->left[self->i], &self->items[self->j], user_data) <= 0
                                  ? self->left[self->i++]
                                  : self->items[self->j++];
  }
}

static void
next_pair (HelioSliceSort *self)
{
  const guint32 left = self->n - self->at;

  self->at = left > 2 * (guint64) self->width ? self->at + 2 * self->width : self->n;
  if (self->at == self->n) {
    self->at = 0;
    self->width = self->width > self->n / 2 ? self->n : 2 * self->width;
  }
}

gboolean
helio_slice_sort_run (HelioSliceSort *self,
                      GCompareDataFunc compare,
                      gpointer user_data,
                      gint64 deadline)
{
  guint steps = 0;

  while (self->width == 0 && self->n > 1) {
    sort_run (self->items + self->at, MIN (RUN, self->n - self->at), compare, user_data);
    self->at += MIN (RUN, self->n - self->at);
    if (self->at == self->n) {
      self->at = 0;
      self->width = RUN;
    }
    if (++steps % (STEPS / RUN) == 0 && g_get_monotonic_time () >= deadline)
      return FALSE;
  }
  while (self->width < self->n && self->n > 1) {
    if (!self->merging && !begin_merge (self, compare, user_data)) {
      next_pair (self);
      if (++steps % STEPS != 0)
        continue;
    } else {
      merge (self, compare, user_data);
      if (!self->merging)
        next_pair (self);
    }
    if (g_get_monotonic_time () >= deadline)
      return self->width >= self->n;
  }
  return TRUE;
}
