// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-store-cursor.h"

#define LOCK_SLICE 200 /* µs */
/* Bytes looked at between two looks at the clock. */
#define WORK_STEP (16 * 1024)
#define WORK_OF_A_RECORD 64

typedef struct {
  const HelioStoreCursorFuncs *funcs;
  gpointer user_data;
  gint64 deadline;
  gsize work;
  guint64 at;
  gboolean any;
} Slice;

void
helio_store_cursor_init (HelioStoreCursor *self, HelioMessageStore *store)
{
  guint64 end;

  *self = (HelioStoreCursor){.store = store, .epoch = helio_message_store_get_epoch (store)};
  helio_message_store_get_range (store, &self->tail, &end);
}

static gboolean
look (const HelioRecordRef *ref, gpointer user_data)
{
  Slice *slice = user_data;

  slice->at = ref->seq;
  slice->any = TRUE;
  if (!slice->funcs->look (ref, &slice->work, slice->user_data))
    return FALSE;
  slice->work += WORK_OF_A_RECORD;
  if (slice->work < WORK_STEP)
    return TRUE;
  slice->work = 0;
  return g_get_monotonic_time () < slice->deadline;
}

gboolean
helio_store_cursor_run (HelioStoreCursor *self,
                        gint64 length,
                        const HelioStoreCursorFuncs *funcs,
                        gpointer user_data)
{
  const gint64 deadline = g_get_monotonic_time () + length;
  const guint epoch = helio_message_store_get_epoch (self->store);
  guint64 first, end;

  if (epoch != self->epoch) {
    helio_store_cursor_init (self, self->store);
    funcs->cleared (user_data);
  }
  do {
    Slice slice = {.funcs = funcs, .user_data = user_data};

    /* The oldest may go while one looks. */
    helio_message_store_get_range (self->store, &first, &end);
    if (self->tail < first) {
      self->unread += first - self->tail;
      self->tail = first;
    }
    slice.deadline = MIN (g_get_monotonic_time () + LOCK_SLICE, deadline);
    helio_message_store_foreach (self->store, self->tail, end, FALSE, look, &slice);
    if (!slice.any)
      break;
    if (funcs->outside != NULL)
      funcs->outside (user_data);
    self->tail = slice.at + 1;
  } while (self->tail < end && g_get_monotonic_time () < deadline);
  return self->tail < end;
}
