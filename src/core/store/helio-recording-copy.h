// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Copies a recording with what is still in its log, into one file that nothing else belongs to. */

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * helio_recording_copy_async:
 * @path: (type filename)
 * @to: (type filename): replaced when the copy is whole, and only then; readable by the user only
 *
 * In a thread of its own. Errors: FILE (cannot be read or made, disk full, @to is @path or in use), INVALID_DATA (no
 * recording, or damaged), TOO_LARGE, CANCELLED.
 */
void helio_recording_copy_async (const char *path,
                                 const char *to,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean helio_recording_copy_finish (GAsyncResult *result, GError **error);

G_END_DECLS
