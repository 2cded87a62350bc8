// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A plot of values of a store, with its legend and what can be done with it. */

#include "core/store/helio-series.h"
#include "ui/plots/helio-plot.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signals: "changed" (lines came or went), "add-value" and "remove" (the user asked for it). */
#define HELIO_TYPE_PLOT_VIEW (helio_plot_view_get_type ())
G_DECLARE_FINAL_TYPE (HelioPlotView, helio_plot_view, HELIO, PLOT_VIEW, AdwBin)

GtkWidget *helio_plot_view_new (HelioMessageStore *store);

/* @member: (nullable). FALSE with the error of helio_series_new(), or TOO_LARGE: HELIO_PLOT_LINES_MAX are there. Once
 * more the same does nothing. */
gboolean
helio_plot_view_add (HelioPlotView *self, const char *filter, const char *member, GError **error);
guint helio_plot_view_get_n_series (HelioPlotView *self);
HelioSeries *helio_plot_view_get_series (HelioPlotView *self, guint index);
HelioPlot *helio_plot_view_get_plot (HelioPlotView *self);
/* "site/3/temp" or "site/3 · temp", printable; of all lines. Returns: (transfer full). */
char *helio_plot_view_dup_name (HelioPlotView *self);

/* Shows what the series have taken in, at wall µs. */
void helio_plot_view_update (HelioPlotView *self, gint64 now);

G_END_DECLS
