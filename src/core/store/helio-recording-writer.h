// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Makes a recording file, row by row (data/docs/recordings.md). Blocks: for a thread of one's own, one at a time. */

#include "core/store/helio-saved-row.h"

G_BEGIN_DECLS

typedef struct _HelioRecordingWriter HelioRecordingWriter;

/**
 * helio_recording_writer_new:
 * @path: only the user may read what is made there
 * @title: what was recorded, for people; no secret
 * @replace: a recording that is there already goes, unless somebody uses it; any other file stays
 *
 * Returns: (transfer full): NULL with FILE (is there already, in use, folder not writable, disk full) or INVALID_DATA
 * (to be replaced, but no recording).
 */
HelioRecordingWriter *
helio_recording_writer_new (const char *path, const char *title, gboolean replace, GError **error);

/* Begins a transaction where none is open. */
gboolean
helio_recording_writer_add (HelioRecordingWriter *self, const HelioSavedRow *row, GError **error);
/* After an error nothing of the transaction is kept. */
gboolean helio_recording_writer_commit (HelioRecordingWriter *self, GError **error);
/* Whether the last error was that somebody else was writing: the same may succeed later. */
gboolean helio_recording_writer_is_busy (HelioRecordingWriter *self);
void helio_recording_writer_rollback (HelioRecordingWriter *self);
/* Of the file and what waits beside it. */
guint64 helio_recording_writer_get_bytes (HelioRecordingWriter *self);
/* Commits and makes one file of it, which nothing else belongs to; while somebody reads it a part may stay in its log
 * (helio_recording_copy_async() takes that along). Afterwards it only wants to be freed. */
gboolean helio_recording_writer_finish (HelioRecordingWriter *self, GError **error);
/* Without _finish(): as if the program had been killed, what was committed is there. */
void helio_recording_writer_free (HelioRecordingWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioRecordingWriter, helio_recording_writer_free)

G_END_DECLS
