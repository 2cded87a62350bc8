// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a line of a plot is: its sample, name, last value, and how many messages had none. */

#include "core/store/helio-series.h"
#include "ui/plots/helio-plot-draw.h"

G_BEGIN_DECLS

#define HELIO_TYPE_PLOT_LEGEND (helio_plot_legend_get_type ())
G_DECLARE_FINAL_TYPE (HelioPlotLegend, helio_plot_legend, HELIO, PLOT_LEGEND, GtkWidget)

/* @index: of the line. */
GtkWidget *helio_plot_legend_new (guint index, const char *name);
void helio_plot_legend_update (HelioPlotLegend *self, HelioSeries *series, HelioPlotFormat format);

G_END_DECLS
