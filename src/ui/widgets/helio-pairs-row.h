// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Names and values, as MQTT 5 user properties are: a row that unfolds into one line a pair. */

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PAIRS_ROW (helio_pairs_row_get_type ())
G_DECLARE_FINAL_TYPE (HelioPairsRow, helio_pairs_row, HELIO, PAIRS_ROW, AdwExpanderRow)

/* Signal: "changed". */
GtkWidget *helio_pairs_row_new (const char *title);
/* @pairs: (nullable): name, value, …, NULL. */
void helio_pairs_row_set_pairs (HelioPairsRow *self, const char *const *pairs);
/* Lines without name and value are left out. Returns: (transfer full). */
GStrv helio_pairs_row_get_pairs (HelioPairsRow *self);

G_END_DECLS
