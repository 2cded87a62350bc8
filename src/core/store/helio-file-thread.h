// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What an object of the main thread shares with a thread of its own that works on a file: a message store, a lock
 * for what both look at, and the way of telling the object something. The object never waits for the thread; it lets
 * go, and the thread ends when it sees what it was told under the lock. To be the first member of what they share. */

#include "core/store/helio-message-store.h"

G_BEGIN_DECLS

typedef struct {
  HelioMessageStore *store; /* owned: set before the thread begins */
  GMutex lock;
  GCond cond;

  /*< private >*/
  gatomicrefcount ref_count;
  GMainContext *context;
  GWeakRef object;
  GDestroyNotify free_rest;
} HelioFileThread;

/* Called in the main thread, if @object is still there. */
typedef void (*HelioFileThreadNews) (gpointer object, gpointer news);

/**
 * helio_file_thread_new:
 * @size: of what is shared, this as its first member; the rest is zero
 * @object: (transfer none): whose thread it is
 * @free_rest: gets what is shared; frees what the rest holds
 *
 * Returns: (transfer full): with a reference that is the object's.
 */
gpointer helio_file_thread_new (gsize size, gpointer object, GDestroyNotify free_rest);
void helio_file_thread_unref (gpointer self);
/* @run gets what is shared, with a reference that it has to give back. */
void helio_file_thread_start (gpointer self, const char *name, GThreadFunc run);
/* From the thread: @told gets @news_taken in the main thread. */
void helio_file_thread_tell (gpointer self,
                             HelioFileThreadNews told,
                             gpointer news_taken,
                             GDestroyNotify free_news);

G_END_DECLS
