// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Rows as text: JSON Lines, which is what `heliograph-cli subscribe --json` prints, and CSV
 * (data/docs/recordings.md). Pure. */

#include "core/base/helio-json.h"
#include "core/store/helio-saved-row.h"

G_BEGIN_DECLS

/* A message as the JSON member that it has everywhere: "payload" where it is text, else "payload_base64". */
void helio_row_text_set_payload (HelioJson *object, GBytes *payload);
/* Returns: (transfer full): the object of one line. */
HelioJson *helio_row_text_to_json (const HelioSavedRow *row);
/**
 * helio_row_text_from_json:
 * @row: empty
 * @skip: (out): it is no row but something that happened ("renewed")
 *
 * Errors: INVALID_DATA that names the member and what is expected there.
 */
gboolean helio_row_text_from_json (const HelioJson *object,
                                   HelioSavedRow *row,
                                   gboolean *skip,
                                   GError **error);

/* Each with its line feed. */
void helio_row_text_append_json (GString *to, const HelioSavedRow *row);
void helio_row_text_append_csv_header (GString *to);
void helio_row_text_append_csv (GString *to, const HelioSavedRow *row);

/* The fields of one record without its line feed; quoted ones may hold line feeds. NULL with INVALID_DATA where
 * quotation marks do not fit. Returns: (transfer full). */
GStrv helio_row_text_split_csv (const char *text, gsize length, GError **error);
/* What a record means by the names of its columns, as if it had been JSON. Returns: (transfer full): NULL with
 * INVALID_DATA. */
HelioJson *
helio_row_text_csv_to_json (const char *const *columns, const char *const *fields, GError **error);

/* Whether a spreadsheet would calculate @text instead of showing it; a number is none. */
gboolean helio_row_text_is_formula (const char *text);

G_END_DECLS
