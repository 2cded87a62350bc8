// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A plot as a file: the picture as it is seen, or its numbers. */

#include "ui/plots/helio-plot.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_PLOT_FORM_PNG,
  HELIO_PLOT_FORM_SVG,
  HELIO_PLOT_FORM_CSV, /* what is shown, value by value as far back as they are known */
} HelioPlotForm;

/* Returns: (transfer full): NULL with HELIO_ERROR_FILE. */
GBytes *helio_plot_export (HelioPlot *plot, HelioPlotForm form, GError **error);
/* Asks for the place, then writes; says what came of it in a toast. */
void helio_plot_export_ask (HelioPlot *plot, HelioPlotForm form);

G_END_DECLS
