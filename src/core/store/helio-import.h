// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The rows of a file, an export or a recording, as a new recording. A row that is wrong is left out, counted and
 * named; where the file as such cannot be read any further, nothing is made. In a thread. Main thread. */

#include "core/store/helio-row-source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HELIO_TYPE_IMPORT (helio_import_get_type ())
G_DECLARE_FINAL_TYPE (HelioImport, helio_import, HELIO, IMPORT, GObject)

/* So many rows that are wrong are named; the others are counted. */
#define HELIO_IMPORT_NAMED_MAX 20

HelioImport *helio_import_new (void);

/**
 * helio_import_run_async:
 * @from: (type filename)
 * @to: (type filename): a new file, readable by the user only
 * @replace: a recording that is there may go, unless it is @from; any other file never
 *
 * Once for each import. After an error or a stop there is no file, nor the one that was to be replaced. Errors: those
 * of helio_row_source_open() and helio_recording_writer_new(); G_IO_ERROR_CANCELLED.
 */
void helio_import_run_async (HelioImport *self,
                             const char *from,
                             const char *to,
                             gboolean replace,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* @rows: (out): written, gaps included; @bad: (out): left out. */
gboolean helio_import_run_finish (HelioImport *self,
                                  GAsyncResult *result,
                                  guint64 *rows,
                                  guint64 *bad,
                                  GError **error);
/* Once it has finished: what is wrong with the first of them, each with its line or row.
 * (element-type GError) (transfer none). */
GPtrArray *helio_import_get_faults (HelioImport *self);

/* 0-1. Any thread. */
double helio_import_get_progress (HelioImport *self);

G_END_DECLS
