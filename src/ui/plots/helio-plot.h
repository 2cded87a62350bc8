// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Values over time as lines. Scrolling and pinching zoom, dragging pans; all of it by keys, too: arrows, + and −, 0 for
 * everything, End to follow, Space to pause, Shift with an arrow for the crosshair. */

#include "ui/plots/helio-plot-draw.h"

G_BEGIN_DECLS

/* Properties: "following" (the right edge is now), "paused" (nothing moves). */
#define HELIO_TYPE_PLOT (helio_plot_get_type ())
G_DECLARE_FINAL_TYPE (HelioPlot, helio_plot, HELIO, PLOT, GtkWidget)

GtkWidget *helio_plot_new (void);

void helio_plot_add_line (HelioPlot *self, HelioSeriesData *data, const char *name);
void helio_plot_clear (HelioPlot *self);
/* (element-type HelioPlotLine) (transfer none) */
GPtrArray *helio_plot_get_lines (HelioPlot *self);
/* How values are written; helio_plot_format_number() by default. */
void helio_plot_set_format (HelioPlot *self, HelioPlotFormat format);
HelioPlotFormat helio_plot_get_format (HelioPlot *self);

/* Wall µs. Moves what is shown if it follows, and draws if there is anything new. To be called again and again while
 * it is on screen. */
void helio_plot_set_now (HelioPlot *self, gint64 now);
void helio_plot_set_following (HelioPlot *self, gboolean following);
gboolean helio_plot_get_following (HelioPlot *self);
void helio_plot_set_paused (HelioPlot *self, gboolean paused);
gboolean helio_plot_get_paused (HelioPlot *self);

/* What is shown; wall µs. Setting it ends the following. */
void helio_plot_get_range (HelioPlot *self, gint64 *from, gint64 *to);
void helio_plot_set_range (HelioPlot *self, gint64 from, gint64 to);
/* @factor < 1: shows less. Stays where it is at @time; with G_MININT64 at the middle, or at now while following. */
void helio_plot_zoom (HelioPlot *self, double factor, gint64 time);
/* As a share of what is shown. */
void helio_plot_pan (HelioPlot *self, double share);
/* From the oldest value of all lines to now. */
void helio_plot_show_all (HelioPlot *self);

/* G_MININT64: none. */
void helio_plot_set_crosshair (HelioPlot *self, gint64 time);
gint64 helio_plot_get_crosshair (HelioPlot *self);

/* What is to be seen, in words: range, and for each line the last value and lowest, mean and highest of what is shown.
 * Returns: (transfer full). */
char *helio_plot_describe (HelioPlot *self);
/* As on screen but without crosshair, for a file. Returns: (transfer full) (nullable). */
GskRenderNode *helio_plot_render (HelioPlot *self, int width, int height);

G_END_DECLS
