// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Payloads in files: read to be published, written to be kept. In pieces, so that the window goes on. */

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a link takes at once. */
#define HELIO_PAYLOAD_FILE_MAX (64 * 1024 * 1024)

/* Regular files of at most @max bytes: TOO_LARGE, FILE otherwise, and G_IO_ERROR_CANCELLED. */
void helio_payload_file_read_async (GFile *file,
                                    gsize max,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* Returns: (transfer full). */
GBytes *helio_payload_file_read_finish (GAsyncResult *result, GError **error);

/* Called as the bytes go out. */
typedef void (*HelioPayloadFileProgress) (gsize written, gsize size, gpointer user_data);

/* Replaces @file when all is written; what was there stays if it fails or is cancelled, and nothing is left
 * where nothing was. @progress: (nullable). */
void helio_payload_file_write_async (GFile *file,
                                     GBytes *payload,
                                     HelioPayloadFileProgress progress,
                                     gpointer progress_data,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean helio_payload_file_write_finish (GAsyncResult *result, GError **error);

/* A file name for a message of @topic: "site-3-temp.json". Returns: (transfer full). */
char *helio_payload_file_suggest_name (const char *topic, GBytes *payload);

G_END_DECLS
