// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A recording or an export, opened like a connection: a message store that holds what came up to a moment of it.
 * At first that moment is the end. From any other one it plays on at a pace of one's choice. A thread of its own reads
 * the file, so that nothing waits for it. Main thread. */

#include "core/base/helio-clock.h"
#include "core/store/helio-message-store.h"
#include "core/store/helio-row-source.h"

G_BEGIN_DECLS

#define HELIO_TYPE_REPLAY (helio_replay_get_type ())
G_DECLARE_FINAL_TYPE (HelioReplay, helio_replay, HELIO, REPLAY, GObject)

typedef enum {
  HELIO_REPLAY_LOADING, /* goes to the moment that was asked for */
  HELIO_REPLAY_PAUSED,
  HELIO_REPLAY_PLAYING,
} HelioReplayState;

#define HELIO_REPLAY_SPEED_MIN 1
#define HELIO_REPLAY_SPEED_MAX 100

/**
 * helio_replay_open_async:
 * @path: (type filename)
 * @budget: of its store, bytes
 *
 * Finishes when it is known that the file is one of ours; its rows are loaded afterwards ("state"). Errors: those of
 * helio_row_source_open().
 */
void helio_replay_open_async (const char *path,
                              gsize budget,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* Returns: (transfer full). */
HelioReplay *helio_replay_open_finish (GAsyncResult *result, GError **error);

const char *helio_replay_get_path (HelioReplay *self);
const char *helio_replay_get_title (HelioReplay *self);
/* Kind, size and when it was made; the rest grows while it is read. */
const HelioRowsInfo *helio_replay_get_info (HelioReplay *self);
HelioMessageStore *helio_replay_get_store (HelioReplay *self);

/* All notify. */
HelioReplayState helio_replay_get_state (HelioReplay *self); /* "state" */
/* (nullable): where the file is damaged; it ends there, what came before can be seen and played. "error" */
const GError *helio_replay_get_error (HelioReplay *self);
/* (nullable): what is wrong with the first row that was left out. Notifies "error" */
const GError *helio_replay_get_fault (HelioReplay *self);
/* So many rows up to now are wrong and were left out. */
guint64 helio_replay_get_bad_rows (HelioReplay *self);
guint helio_replay_get_speed (HelioReplay *self); /* "speed" */

/* Where it is; to be asked once a frame. µs: the first and the last row, and the moment between them, as they come
 * one after the other: the wall clock of the first row, which goes on without going back. Where the clock that the
 * rows were stamped with was set back there is no wait, and where it went on by more than a day, one second.
 * @progress: (nullable): 0-1 while it is loading. */
void helio_replay_get_position (HelioReplay *self,
                                gint64 *first,
                                gint64 *last,
                                gint64 *position,
                                double *progress);

/* What the clock of the recording says at that moment, wall µs; 0: it has not begun. */
gint64 helio_replay_get_clock (HelioReplay *self);

/* From the end it begins anew. */
void helio_replay_play (HelioReplay *self);
void helio_replay_pause (HelioReplay *self);
/* Times so fast, 1 to 100. */
void helio_replay_set_speed (HelioReplay *self, guint speed);
/* @time: as the position; what came until then is shown. Goes on playing if it does. */
void helio_replay_seek (HelioReplay *self, gint64 time);

G_END_DECLS
