// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A report as rows of users and columns of checks, what differs first. The order stays while results come in: only
 * helio_access_grid_arrange() and another filter move anything. */

#include "core/acl/helio-report.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_CELL_NONE,         /* this user has no such check */
  HELIO_CELL_PENDING,      /* not tried */
  HELIO_CELL_MATCHES,      /* as the plan says */
  HELIO_CELL_NOTED,        /* observed, and the plan expects nothing */
  HELIO_CELL_MISPREDICTED, /* as the plan says, or it says nothing; the rules predict otherwise */
  HELIO_CELL_UNKNOWN,      /* tried, and it could not be found out */
  HELIO_CELL_DIFFERS,      /* not as the plan says */
} HelioCellState;
#define HELIO_N_CELL_STATES (HELIO_CELL_DIFFERS + 1)

typedef enum {
  HELIO_GRID_ALL,
  HELIO_GRID_DIFFERENCES, /* rows and columns with a cell that differs, is unknown or mispredicted */
  HELIO_GRID_CHANGED,     /* with one that was observed otherwise in the last run */
} HelioGridFilter;

#define HELIO_NO_CELL G_MAXUINT

#define HELIO_TYPE_ACCESS_GRID (helio_access_grid_get_type ())
G_DECLARE_FINAL_TYPE (HelioAccessGrid, helio_access_grid, HELIO, ACCESS_GRID, GObject)

/* Signals: "arranged", when rows, columns or the list are others; "changed" (guint index of a check). */
HelioAccessGrid *helio_access_grid_new (HelioReport *report);
HelioReport *helio_access_grid_get_report (HelioAccessGrid *self);

/* @past: (nullable) (element-type HelioPastResult): what the last run observed. */
void helio_access_grid_set_past (HelioAccessGrid *self, GPtrArray *past);
gboolean helio_access_grid_has_past (HelioAccessGrid *self);
/* "filter" notifies. */
void helio_access_grid_set_filter (HelioAccessGrid *self, HelioGridFilter filter);
HelioGridFilter helio_access_grid_get_filter (HelioAccessGrid *self);
/* What differs most comes first, the rest as in the plan. */
void helio_access_grid_arrange (HelioAccessGrid *self);

guint helio_access_grid_get_n_rows (HelioAccessGrid *self);
guint helio_access_grid_get_n_columns (HelioAccessGrid *self);
/* The user of a row. */
const HelioPlanUser *helio_access_grid_get_user (HelioAccessGrid *self, guint row);
/* What is tried in a column. (transfer none) */
const char *helio_access_grid_get_column (HelioAccessGrid *self, guint column, HelioAction *action);
/* How many of a row or column differ; @unknown: how many could not be found out. */
guint helio_access_grid_count_row (HelioAccessGrid *self, guint row, guint *unknown);
guint helio_access_grid_count_column (HelioAccessGrid *self, guint column, guint *unknown);
/* Index of the check there; HELIO_NO_CELL: none. */
guint helio_access_grid_get_check (HelioAccessGrid *self, guint row, guint column);
/* FALSE: the filter hides it. */
gboolean helio_access_grid_find (HelioAccessGrid *self, guint check, guint *row, guint *column);

HelioCellState helio_access_grid_get_state (HelioAccessGrid *self, guint check);
/* Observed otherwise than in the last run; what was not found out, then or now, is no change. */
gboolean helio_access_grid_get_changed (HelioAccessGrid *self, guint check);
const HelioPastResult *helio_access_grid_get_past (HelioAccessGrid *self,
                                                   guint check); /* (nullable) */
guint helio_access_grid_count_changed (HelioAccessGrid *self);

/* Checks that differ, then those that are unknown, then the mispredicted ones; with the filter CHANGED those that
 * changed, in the same order. What comes in later stands at the end until it is arranged. */
guint helio_access_grid_get_n_listed (HelioAccessGrid *self);
guint helio_access_grid_get_listed (HelioAccessGrid *self, guint position);

G_END_DECLS
