// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Records what comes into a message store into a file (data/docs/recordings.md), while it comes. A thread of the
 * recorder's own pulls from the store and commits at least once a second, so that neither the main loop nor the
 * link's worker waits for a disk. What the store evicts before it was written is counted and stands in the file as
 * a gap. Main thread. */

#include "core/store/helio-message-store.h"

G_BEGIN_DECLS

#define HELIO_TYPE_RECORDER (helio_recorder_get_type ())
G_DECLARE_FINAL_TYPE (HelioRecorder, helio_recorder, HELIO, RECORDER, GObject)

typedef enum {
  HELIO_RECORDER_IDLE,
  HELIO_RECORDER_RECORDING,
  HELIO_RECORDER_STOPPING, /* writes what is left */
  HELIO_RECORDER_DONE,     /* the file is closed */
  HELIO_RECORDER_FAILED,   /* it ended by itself: helio_recorder_get_error() */
} HelioRecorderState;

/* What is in the file for good, and what is not yet. */
typedef struct {
  guint64 messages; /* without gaps */
  guint64 bytes;    /* of the file, with what waits beside it */
  guint64 missed;   /* messages, evicted from the store before they could be written */
  guint64 waiting;  /* messages in the store, not written yet */
  gint64 started;   /* wall µs */
} HelioRecorderStatus;

HelioRecorder *helio_recorder_new (HelioMessageStore *store);

/**
 * helio_recorder_start_async:
 * @path: (type filename): a new file, readable by the user only
 * @title: what is recorded, for people; no secret
 * @from: the first sequence number to be written, whether it came already or not
 * @replace: a recording that is there may go; any other file never
 *
 * Finishes when the file is there. Once only for each recorder. Errors: FILE,
 * INVALID_DATA, each with what helps.
 */
void helio_recorder_start_async (HelioRecorder *self,
                                 const char *path,
                                 const char *title,
                                 guint64 from,
                                 gboolean replace,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean helio_recorder_start_finish (HelioRecorder *self, GAsyncResult *result, GError **error);

/* Writes what is in the store at that moment and closes the file. The error is that of the recording, also where it
 * had ended before. Without it the recording ends with the last reference to the recorder, in the same way. */
void
helio_recorder_stop_async (HelioRecorder *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean helio_recorder_stop_finish (HelioRecorder *self, GAsyncResult *result, GError **error);

HelioRecorderState helio_recorder_get_state (HelioRecorder *self); /* "state", notifies */
const GError *helio_recorder_get_error (HelioRecorder *self);      /* (nullable) */
const char *helio_recorder_get_path (HelioRecorder *self);         /* (nullable) */
void helio_recorder_get_status (HelioRecorder *self, HelioRecorderStatus *status);

G_END_DECLS
