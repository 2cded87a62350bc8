// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What stands in the cells of the matrix, and how large that makes them. */

#include "ui/access/helio-access-cell.h"
#include "ui/access/helio-access-grid.h"

G_BEGIN_DECLS

/* Fills a cell for the place that it has. */
void helio_access_bind (HelioAccessGrid *grid, HelioAccessCellKind kind, HelioAccessCell *cell);

/* In pixels, for the font of @widget. @grid: (nullable) */
int helio_access_measure_names (GtkWidget *widget, HelioAccessGrid *grid);
void
helio_access_measure_cells (GtkWidget *widget, int *cell_width, int *cell_height, int *head_height);

G_END_DECLS
