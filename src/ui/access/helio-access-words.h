// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the Access page says about a result. All of it translated; what comes from a plan or a broker is made fit for
 * a label. */

#include "ui/access/helio-access-grid.h"

G_BEGIN_DECLS

/* "Publish", "Subscribe", … (transfer none) */
const char *helio_access_describe_action (HelioAction action);
/* "allow", "deny", "unknown". (transfer none) */
const char *helio_access_describe_verdict (HelioVerdict verdict);
/* "✓", "✕", "!", "?", "·"; "" for no check. (transfer none) */
const char *helio_access_get_glyph (HelioCellState state);
/* What the glyph means, for the legend. (transfer none) */
const char *helio_access_describe_state (HelioCellState state);

/* The three lines of a cell: "✓ allow", "plan allow", "rules deny". (transfer full) each. */
typedef enum {
  HELIO_CELL_LINE_OBSERVED,
  HELIO_CELL_LINE_EXPECTED,
  HELIO_CELL_LINE_PREDICTED,
} HelioCellLine;
#define HELIO_N_CELL_LINES 3
char *helio_access_make_line (HelioAccessGrid *grid, guint check, HelioCellLine line);
/* Whatever helio_access_make_line() may give, for a width: those of what was observed come first. @index: from 0
 * until it returns NULL. */
#define HELIO_ACCESS_OBSERVED_LINES 4
char *helio_access_make_any_line (guint index);

/* "bob can publish to secret/x, but the plan says deny. Prediction: …" (transfer full) */
char *helio_access_make_sentence (HelioAccessGrid *grid, guint check);
/* What is read out for a cell. (transfer full) */
char *helio_access_make_cell_label (HelioAccessGrid *grid, guint check);

G_END_DECLS
