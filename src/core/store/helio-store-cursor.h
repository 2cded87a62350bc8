// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Inside of what goes through a store once, from the oldest message to the newest and then on as they come, in slices
 * that hold the store's lock for a fraction of a millisecond. Main thread. */

#include "core/store/helio-message-store-private.h"

G_BEGIN_DECLS

typedef struct {
  HelioMessageStore *store; /* borrowed */
  guint64 tail;             /* what is before it has been looked at */
  guint64 unread;           /* rows that were evicted before that */
  guint epoch;
} HelioStoreCursor;

/* Begins at the oldest row of @store. */
void helio_store_cursor_init (HelioStoreCursor *self, HelioMessageStore *store);

typedef struct {
  /* Under the lock, briefly. Adds to @work the bytes that were looked at. FALSE: not one more before @outside. */
  gboolean (*look) (const HelioRecordRef *ref, gsize *work, gpointer user_data);
  /* (nullable): without the lock, after each slice. */
  void (*outside) (gpointer user_data);
  /* helio_message_store_clear() was called: all is to begin again. */
  void (*cleared) (gpointer user_data);
} HelioStoreCursorFuncs;

/* For at most @length µs. TRUE if there is more to be done. */
gboolean helio_store_cursor_run (HelioStoreCursor *self,
                                 gint64 length,
                                 const HelioStoreCursorFuncs *funcs,
                                 gpointer user_data);

G_END_DECLS
