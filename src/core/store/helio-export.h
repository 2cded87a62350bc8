// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a view shows, when its filter has looked at all, as JSON Lines or CSV in a file: its rows are collected in slices,
 * then written in a thread. The
 * file is there as a whole or, after an error or a stop, not at all. Main thread. */

#include "core/store/helio-message-view.h"
#include "core/store/helio-row-source.h"

G_BEGIN_DECLS

#define HELIO_TYPE_EXPORT (helio_export_get_type ())
G_DECLARE_FINAL_TYPE (HelioExport, helio_export, HELIO, EXPORT, GObject)

HelioExport *helio_export_new (void);

/**
 * helio_export_run_async:
 * @kind: HELIO_ROWS_JSON or HELIO_ROWS_CSV
 *
 * Once for each export. Errors: FILE with what helps; G_IO_ERROR_CANCELLED.
 */
void helio_export_run_async (HelioExport *self,
                             HelioMessageView *view,
                             GFile *file,
                             HelioRowsKind kind,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* @written: (out): rows, gaps included; @gone: (out): that the store evicted in the meantime. */
gboolean helio_export_run_finish (HelioExport *self,
                                  GAsyncResult *result,
                                  guint64 *written,
                                  guint64 *gone,
                                  GError **error);

/* 0-1. Any thread. */
double helio_export_get_progress (HelioExport *self);

G_END_DECLS
