// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A list of HelioCheckRow, made once and filled as the checks go on: what the token report and the profile test are.
 * Main thread. */

#include "core/base/helio-check-row.h"
#include "core/base/helio-object-list.h"

G_BEGIN_DECLS

#define HELIO_TYPE_CHECK_ROWS (helio_check_rows_get_type ())
G_DECLARE_DERIVABLE_TYPE (HelioCheckRows, helio_check_rows, HELIO, CHECK_ROWS, HelioObjectList)

struct _HelioCheckRowsClass {
  HelioObjectListClass parent_class;
};

/* FAIL if a row failed, PENDING while some are open; else UNCHECKED or PASS. Notifies: "status". */
HelioCheckStatus helio_check_rows_get_status (HelioCheckRows *self);
/* (transfer none) (nullable) */
HelioCheckRow *helio_check_rows_find (HelioCheckRows *self, const char *id);
/* The first row that failed; the one to show. (transfer none) (nullable) */
HelioCheckRow *helio_check_rows_get_first_failure (HelioCheckRows *self);

/* {status, rows: […]}. Returns: (transfer full). */
HelioJson *helio_check_rows_to_json (HelioCheckRows *self);
/* All rows, for a terminal or a clipboard. Returns: (transfer full). */
char *helio_check_rows_to_text (HelioCheckRows *self);

/* For subclasses. A row with @id (untranslated) and @title (translated) at the end. */
void helio_check_rows_add (HelioCheckRows *self, const char *id, const char *title);
/* (transfer none). @position must be inside. */
HelioCheckRow *helio_check_rows_peek (HelioCheckRows *self, guint position);
/* After rows were set: the status anew. */
void helio_check_rows_update (HelioCheckRows *self);

G_END_DECLS
