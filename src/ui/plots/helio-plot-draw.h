// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* How a plot looks, on screen and in a file. A line is told from another by its dashes and marks, not by its colour
 * alone. Inside of the plot and its legend. */

#include "core/store/helio-series-data.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_PLOT_LINES_MAX 8

/* Returns: (transfer full). */
typedef char *(*HelioPlotFormat) (double value);
/* Six digits at most, as "23.4" or "1.2e+09". */
char *helio_plot_format_number (double value);

typedef struct {
  HelioSeriesData *data;
  char *name;
  GArray *buckets; /* HelioSeriesBucket: as it was drawn last */
  gint64 bucket_width;
} HelioPlotLine;

typedef struct {
  GtkWidget *widget; /* whose style it has */
  int width, height;
  gint64 from, to;
  GPtrArray *lines; /* HelioPlotLine */
  HelioPlotFormat format;
  gint64 crosshair; /* G_MININT64: none */
  gboolean in_file; /* as paths, in the colours of paper */

  /* made by helio_plot_draw_layout() */
  float left, top, right, bottom; /* of the part with the lines */
  float unit;                     /* height of a line of text */
  double low, high, step;
  PangoLayout *layout;
  GdkRGBA text, dim, background;
} HelioPlotScene;

void helio_plot_draw (HelioPlotScene *scene, GtkSnapshot *snapshot);

/* Reads the lines and finds out where everything is; helio_plot_draw() does it, too. */
void helio_plot_draw_layout (HelioPlotScene *scene);
void helio_plot_scene_clear (HelioPlotScene *scene);
float helio_plot_to_x (const HelioPlotScene *scene, gint64 time);
gint64 helio_plot_to_time (const HelioPlotScene *scene, double x);
/* What @line has nearest to @time; NULL: nothing. */
const HelioSeriesBucket *helio_plot_find_bucket (const HelioPlotLine *line, gint64 time);
/* The mean, and the range where it was more than one value. Returns: (transfer full). */
char *helio_plot_describe_bucket (HelioPlotFormat format, const HelioSeriesBucket *bucket);

void helio_plot_get_color (guint index, gboolean in_file, GdkRGBA *color);
/* The sample of a line in a legend. */
void helio_plot_draw_sample (GtkSnapshot *snapshot,
                             guint index,
                             float width,
                             float height,
                             gboolean in_file);

G_END_DECLS
