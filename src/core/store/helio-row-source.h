// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A file with rows of a store, read one after the other: a recording, JSON Lines or CSV, told apart by how it
 * begins. It comes from outside: everything is bounded and validated. Blocks: for a thread of one's own, one at a
 * time. */

#include "core/store/helio-saved-row.h"

G_BEGIN_DECLS

typedef struct _HelioRowSource HelioRowSource;

typedef enum {
  HELIO_ROWS_RECORDING,
  HELIO_ROWS_JSON,
  HELIO_ROWS_CSV,
} HelioRowsKind;

typedef struct {
  HelioRowsKind kind;
  char *title;                  /* what was recorded, else the file's name; printable */
  gint64 created;               /* wall µs; 0: unknown */
  guint64 bytes;                /* of the file */
  guint64 rows;                 /* 0: unknown until read to the end */
  gint64 first_time, last_time; /* wall µs; 0: unknown until read */
} HelioRowsInfo;

/* NULL with FILE, INVALID_DATA (which kind of file it is not, or what is wrong in it) or TOO_LARGE. */
HelioRowSource *helio_row_source_open (const char *path, GError **error);
void helio_row_source_free (HelioRowSource *self);
const HelioRowsInfo *helio_row_source_get_info (HelioRowSource *self);
/* @row: emptied, then filled with a valid row. FALSE: the end, or with an error: INVALID_DATA that names the line, or
 * where the file is damaged. What came before stays good. */
gboolean helio_row_source_next (HelioRowSource *self, HelioSavedRow *row, GError **error);
/* After an error: only that row is wrong, and the next call reads what comes after it. */
gboolean helio_row_source_can_go_on (HelioRowSource *self);
gboolean helio_row_source_rewind (HelioRowSource *self, GError **error);
/* Lets go of the file until the next row is read; to be called before anything is waited for. */
void helio_row_source_rest (HelioRowSource *self);
/* 0-1: how much of the file has been read. */
double helio_row_source_get_progress (HelioRowSource *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioRowSource, helio_row_source_free)

G_END_DECLS
