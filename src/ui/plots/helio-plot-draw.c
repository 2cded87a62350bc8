// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/plots/helio-plot-draw.h"

#include "ui/base/helio-format.h"
#include "ui/base/helio-time-axis.h"
#include "ui/compat/helio-draw.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#define N_COLORS 8
#define N_MARKS 6
#define MARK 8
#define MARK_DISTANCE 96
#define MARK_EVERY_POINT 14 /* px apart at least */

static const char *const light_colors[N_COLORS] =
    {"#1a5fb4", "#c64600", "#1b7f50", "#813d9c", "#a51d2d", "#63452c", "#3d3846", "#0b7285"};
static const char *const dark_colors[N_COLORS] =
    {"#78aeed", "#ffa348", "#57e389", "#dc8add", "#ff7b63", "#cdab8f", "#deddda", "#5bc8d6"};

/* On, off, on, off. */
static const int dashes[][4] = {{1, 0, 1, 0}, {9, 4, 9, 4}, {3, 3, 3, 3}, {12, 3, 3, 3}};

char *
helio_plot_format_number (double value)
{
  return g_strdup_printf ("%.6g", value + 0.0);
}

void
helio_plot_get_color (guint index, gboolean in_file, GdkRGBA *color)
{
  const gboolean dark = !in_file && adw_style_manager_get_dark (adw_style_manager_get_default ());

  gdk_rgba_parse (color, (dark ? dark_colors : light_colors)[index % N_COLORS]);
}

static float
get_thickness (void)
{
  return adw_style_manager_get_high_contrast (adw_style_manager_get_default ()) ? 3 : 2;
}

static gboolean
is_dash (guint index, gint64 at)
{
  const int *dash = dashes[index % G_N_ELEMENTS (dashes)];
  const int period = dash[0] + dash[1] + dash[2] + dash[3];
  const int place = (int) (((at % period) + period) % period);

  return place < dash[0] || (place >= dash[0] + dash[1] && place < period - dash[3]);
}

static void
draw_cross (GtkSnapshot *snapshot, const GdkRGBA *color, float half)
{
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (-half, -1.25f, 2 * half, 2.5f));
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (-1.25f, -half, 2.5f, 2 * half));
}

static void
draw_mark (GtkSnapshot *snapshot, guint index, const GdkRGBA *color, float x, float y, float size)
{
  const float half = size / 2;
  const graphene_rect_t square = GRAPHENE_RECT_INIT (-half, -half, size, size);
  GskRoundedRect outline;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  switch (index % N_MARKS) {
    case 0:
      gsk_rounded_rect_init_from_rect (&outline, &square, half);
      gtk_snapshot_push_rounded_clip (snapshot, &outline);
      gtk_snapshot_append_color (snapshot, color, &square);
      gtk_snapshot_pop (snapshot);
      break;
    case 1:
      gtk_snapshot_append_color (snapshot, color, &square);
      break;
    case 2:
      gtk_snapshot_rotate (snapshot, 45);
      gtk_snapshot_append_color (snapshot, color, &square);
      break;
    case 3:
      gtk_snapshot_rotate (snapshot, 45);
      draw_cross (snapshot, color, half * 1.3f);
      break;
    case 4:
      draw_cross (snapshot, color, half * 1.2f);
      break;
    default:
      gsk_rounded_rect_init_from_rect (&outline, &square, 0);
      gtk_snapshot_append_border (snapshot,
                                  &outline,
                                  (const float[]){2, 2, 2, 2},
                                  (const GdkRGBA[]){*color, *color, *color, *color});
  }
  gtk_snapshot_restore (snapshot);
}

void
helio_plot_draw_sample (GtkSnapshot *snapshot,
                        guint index,
                        float width,
                        float height,
                        gboolean in_file)
{
  GdkRGBA color;

  helio_plot_get_color (index, in_file, &color);
  for (int x = 0; x < (int) width; x++)
    if (is_dash (index, x))
      gtk_snapshot_append_color (snapshot,
                                 &color,
                                 &GRAPHENE_RECT_INIT ((float) x, height / 2 - 1, 1, 2));
  draw_mark (snapshot, index, &color, width / 2, height / 2, MARK);
}

/* ── where everything is ── */

float
helio_plot_to_x (const HelioPlotScene *scene, gint64 time)
{
  return scene->left +
         (float) ((double) (time - scene->from) / (double) MAX (scene->to - scene->from, 1) *
                  (double) (scene->right - scene->left));
}

gint64
helio_plot_to_time (const HelioPlotScene *scene, double x)
{
  const double share = (x - scene->left) / MAX (scene->right - scene->left, 1);

  return scene->from + (gint64) (share * (double) (scene->to - scene->from));
}

static float
to_y (const HelioPlotScene *scene, double value)
{
  return scene->bottom - (float) ((value - scene->low) / (scene->high - scene->low) *
                                  (double) (scene->bottom - scene->top));
}

/* Of 1, 2 or 5 times a power of ten; ends on both sides with a line. */
static void
choose_scale (HelioPlotScene *scene, double low, double high)
{
  const double n = CLAMP ((scene->bottom - scene->top) / (2.5f * scene->unit), 1, 8);
  double power, step;

  if (low > high)
    low = 0, high = 1;
  if (high - low <= MAX (fabs (low), fabs (high)) * 1e-9) {
    const double room = low != 0 ? fabs (low) * 0.1 : 1;

    low -= room;
    high += room;
  }
  power = pow (10, floor (log10 ((high - low) / n)));
  step = (high - low) / n / power;
  scene->step = power * (step <= 1 ? 1 : step <= 2 ? 2 : step <= 5 ? 5 : 10);
  scene->low = floor (low / scene->step) * scene->step;
  scene->high = ceil (high / scene->step) * scene->step;
}

static void
read_lines (HelioPlotScene *scene, double *low, double *high)
{
  const guint columns = (guint) MAX (scene->width, 1);

  *low = INFINITY;
  *high = -INFINITY;
  for (guint i = 0; i < scene->lines->len; i++) {
    HelioPlotLine *line = scene->lines->pdata[i];

    line->bucket_width =
        helio_series_data_read (line->data, scene->from, scene->to, columns, line->buckets);
    for (guint j = 0; j < line->buckets->len; j++) {
      const HelioSeriesBucket *bucket = &g_array_index (line->buckets, HelioSeriesBucket, j);

      if (bucket->to < scene->from || bucket->from > scene->to)
        continue;
      *low = MIN (*low, bucket->min);
      *high = MAX (*high, bucket->max);
    }
  }
}

static int
set_text (HelioPlotScene *scene, const char *text)
{
  int width;

  pango_layout_set_text (scene->layout, text, -1);
  pango_layout_get_pixel_size (scene->layout, &width, NULL);
  return width;
}

static char *
format_tick (HelioPlotScene *scene, double value)
{
  /* What is left of a difference must not look like a number. */
  return scene->format (fabs (value) < scene->step / 1000 ? 0 : value);
}

void
helio_plot_draw_layout (HelioPlotScene *scene)
{
  PangoAttrList *attributes;
  double low, high;
  int width = 0, height;

  if (scene->layout == NULL) {
    scene->layout = gtk_widget_create_pango_layout (scene->widget, NULL);
    attributes = pango_attr_list_new ();
    pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
    pango_attr_list_insert (attributes, pango_attr_scale_new (0.85));
    pango_layout_set_attributes (scene->layout, attributes);
    pango_attr_list_unref (attributes);
  }
  if (scene->in_file) {
    gdk_rgba_parse (&scene->text, "#241f31");
    gdk_rgba_parse (&scene->background, "#ffffff");
  } else {
    helio_draw_get_color (scene->widget, &scene->text);
    helio_draw_get_named_color (scene->widget, "popover_bg_color", &scene->background);
  }
  scene->dim = scene->text;
  scene->dim.alpha *= 0.7f;
  pango_layout_set_text (scene->layout, "0", -1);
  pango_layout_get_pixel_size (scene->layout, NULL, &height);
  scene->unit = (float) height;
  scene->top = ceilf (scene->unit * 0.6f);
  scene->bottom = MAX ((float) scene->height - ceilf (scene->unit * 1.5f), scene->top + 1);
  read_lines (scene, &low, &high);
  choose_scale (scene, low, high);
  for (double value = scene->low; value <= scene->high + scene->step / 2; value += scene->step) {
    g_autofree char *text = format_tick (scene, value);

    width = MAX (width, set_text (scene, text));
  }
  scene->left = (float) (width + 8);
  scene->right = MAX ((float) scene->width - 6, scene->left + 1);
}

void
helio_plot_scene_clear (HelioPlotScene *scene)
{
  g_clear_object (&scene->layout);
}

const HelioSeriesBucket *
helio_plot_find_bucket (const HelioPlotLine *line, gint64 time)
{
  const HelioSeriesBucket *best = NULL;
  gint64 nearest = G_MAXINT64;

  for (guint i = 0; i < line->buckets->len; i++) {
    const HelioSeriesBucket *bucket = &g_array_index (line->buckets, HelioSeriesBucket, i);
    const gint64 distance = ABS ((bucket->from + bucket->to) / 2 - time);

    if (distance < nearest) {
      nearest = distance;
      best = bucket;
    }
  }
  return best;
}

char *
helio_plot_describe_bucket (HelioPlotFormat format, const HelioSeriesBucket *bucket)
{
  g_autofree char *mean = format (bucket->mean);
  g_autofree char *min = format (bucket->min);
  g_autofree char *max = format (bucket->max);

  if (bucket->count == 1)
    return g_steal_pointer (&mean);
  /* Translators: mean, lowest and highest of several values. */
  return g_strdup_printf (C_ ("plot", "%s (%s to %s)"), mean, min, max);
}

/* ── the picture ── */

static void
draw_text (HelioPlotScene *scene, GtkSnapshot *snapshot, float x, float y)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, scene->layout, &scene->dim);
  gtk_snapshot_restore (snapshot);
}

static void
draw_axes (HelioPlotScene *scene, GtkSnapshot *snapshot)
{
  const float wide = scene->right - scene->left;
  const guint fit = (guint) MAX (wide / (scene->unit * 6), 1);
  const gint64 step = helio_time_axis_choose_step (scene->to - scene->from, MIN (fit, 10));
  GdkRGBA grid = scene->text;
  float free_from = scene->left - scene->unit;

  grid.alpha *=
      adw_style_manager_get_high_contrast (adw_style_manager_get_default ()) ? 0.4f : 0.13f;
  for (double value = scene->low; value <= scene->high + scene->step / 2; value += scene->step) {
    g_autofree char *text = format_tick (scene, value);
    const float y = roundf (to_y (scene, value));
    const int width = set_text (scene, text);

    gtk_snapshot_append_color (snapshot, &grid, &GRAPHENE_RECT_INIT (scene->left, y, wide, 1));
    draw_text (scene, snapshot, scene->left - 6 - (float) width, y - scene->unit / 2);
  }
  for (gint64 t = helio_time_axis_get_first (scene->from, step); t <= scene->to; t += step) {
    g_autofree char *text = helio_time_axis_format (t, step);
    const float x = roundf (helio_plot_to_x (scene, t));
    const float width = (float) set_text (scene, text);
    const float left = CLAMP (x - width / 2, 0, MAX ((float) scene->width - width, 0));

    gtk_snapshot_append_color (snapshot,
                               &grid,
                               &GRAPHENE_RECT_INIT (x, scene->top, 1, scene->bottom - scene->top));
    if (left < free_from)
      continue;
    draw_text (scene, snapshot, left, scene->bottom + scene->unit * 0.3f);
    free_from = left + width + scene->unit / 2;
  }
}

static void
draw_gap (HelioPlotScene *scene, GtkSnapshot *snapshot, const HelioSeriesGap *gap)
{
  const float from = roundf (MAX (helio_plot_to_x (scene, gap->from), scene->left));
  const float to = roundf (MIN (helio_plot_to_x (scene, gap->to), scene->right));
  const float tall = scene->bottom - scene->top;
  GdkRGBA color, faint;

  helio_draw_get_named_color (scene->widget, "warning_color", &color);
  faint = color;
  faint.alpha *= 0.18f;
  gtk_snapshot_append_color (snapshot,
                             &faint,
                             &GRAPHENE_RECT_INIT (from, scene->top, MAX (to - from, 3), tall));
  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (from, scene->top, 1, tall));
  gtk_snapshot_append_color (snapshot,
                             &color,
                             &GRAPHENE_RECT_INIT (MAX (to, from + 3) - 1, scene->top, 1, tall));
}

/* Those of the connection are in every line; what one has forgotten is its own. */
static void
draw_gaps (HelioPlotScene *scene, GtkSnapshot *snapshot)
{
  for (guint i = 0; i < scene->lines->len; i++) {
    const HelioPlotLine *line = scene->lines->pdata[i];
    const HelioSeriesGap *gaps;
    guint n;

    gaps = helio_series_data_get_gaps (line->data, &n);
    for (guint j = 0; j < n; j++)
      if ((i == 0 || gaps[j].forgotten > 0) && gaps[j].to >= scene->from &&
          gaps[j].from <= scene->to)
        draw_gap (scene, snapshot, &gaps[j]);
  }
}

/* Between these two there was no connection. */
static gboolean
is_broken (const HelioSeriesGap *gaps, guint n, gint64 from, gint64 to)
{
  guint low = 0, high = n;

  while (low < high) {
    const guint middle = low + (high - low) / 2;

    if (gaps[middle].to <= from)
      low = middle + 1;
    else
      high = middle;
  }
  return low < n && gaps[low].to <= to;
}

static void
draw_band (HelioPlotScene *scene, GtkSnapshot *snapshot, const HelioPlotLine *line, GdkRGBA color)
{
  color.alpha *= 0.28f;
  for (guint i = 0; i < line->buckets->len; i++) {
    const HelioSeriesBucket *bucket = &g_array_index (line->buckets, HelioSeriesBucket, i);
    const float from = roundf (MAX (helio_plot_to_x (scene, bucket->from), scene->left));
    const float to = roundf (MIN (helio_plot_to_x (scene, bucket->to), scene->right));
    const float top = to_y (scene, bucket->max);

    if (to > from)
      gtk_snapshot_append_color (
          snapshot,
          &color,
          &GRAPHENE_RECT_INIT (from, top, to - from, MAX (to_y (scene, bucket->min) - top, 1)));
  }
}

typedef struct {
  float *lows, *highs; /* of each column; low > high: nothing there */
  int n;
} Columns;

static void
cover (Columns *columns, int column, float low, float high)
{
  if (column < 0 || column >= columns->n)
    return;
  columns->lows[column] = MIN (columns->lows[column], low);
  columns->highs[column] = MAX (columns->highs[column], high);
}

static void
cover_segment (Columns *columns, float x0, float y0, float x1, float y1)
{
  const float slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
  const int first = MAX ((int) floorf (x0), 0);
  const int last = MIN ((int) floorf (x1), columns->n - 1);

  if (x1 - x0 < 0.01f) {
    cover (columns, (int) floorf (x0), MIN (y0, y1), MAX (y0, y1));
    return;
  }
  for (int column = first; column <= last; column++) {
    const float a = y0 + slope * (MAX (x0, (float) column) - x0);
    const float b = y0 + slope * (MIN (x1, (float) column + 1) - x0);

    cover (columns, column, MIN (a, b), MAX (a, b));
  }
}

/* One rectangle a pixel column: what a line costs depends on the width only (gtk-scale.md §5). */
static void
draw_columns (HelioPlotScene *scene,
              GtkSnapshot *snapshot,
              guint index,
              const GdkRGBA *color,
              Columns *columns)
{
  const float thick = get_thickness ();
  const double pixel = (double) (scene->to - scene->from) / MAX (columns->n, 1);
  const gint64 phase = (gint64) ((double) scene->from / MAX (pixel, 1));

  for (int i = 0; i < columns->n; i++)
    if (columns->lows[i] <= columns->highs[i] && is_dash (index, i + phase))
      gtk_snapshot_append_color (
          snapshot,
          color,
          &GRAPHENE_RECT_INIT (scene->left + (float) i,
                               scene->top + columns->lows[i] - thick / 2,
                               1,
                               columns->highs[i] - columns->lows[i] + thick));
}

static void
place_of (const HelioPlotScene *scene, const HelioSeriesBucket *bucket, float *x, float *y)
{
  *x = helio_plot_to_x (scene, bucket->from + (bucket->to - bucket->from) / 2);
  *y = to_y (scene, bucket->mean);
}

static void
draw_path (HelioPlotScene *scene,
           GtkSnapshot *snapshot,
           guint index,
           const GdkRGBA *color,
           const HelioPlotLine *line)
{
  const graphene_rect_t bounds = GRAPHENE_RECT_INIT (scene->left,
                                                     scene->top - 2,
                                                     scene->right - scene->left,
                                                     scene->bottom - scene->top + 4);
  const int *dash = dashes[index % G_N_ELEMENTS (dashes)];
  const double lengths[] = {dash[0], dash[1], dash[2], dash[3]};
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  const HelioSeriesGap *gaps;
  gint64 before = 0;
  guint n;

  gaps = helio_series_data_get_gaps (line->data, &n);
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (dash[1] > 0)
    cairo_set_dash (cr, lengths, 4, 0);
  for (guint i = 0; i < line->buckets->len; i++) {
    const HelioSeriesBucket *bucket = &g_array_index (line->buckets, HelioSeriesBucket, i);
    float x, y;

    place_of (scene, bucket, &x, &y);
    if (i == 0 || is_broken (gaps, n, before, bucket->from))
      cairo_move_to (cr, x, y);
    cairo_line_to (cr, x, y);
    before = bucket->to;
  }
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
draw_marks (HelioPlotScene *scene,
            GtkSnapshot *snapshot,
            guint index,
            const GdkRGBA *color,
            const HelioPlotLine *line)
{
  const float wide = scene->right - scene->left;
  const gboolean every =
      line->bucket_width == 0 && (float) line->buckets->len * MARK_EVERY_POINT <= wide;
  float next = scene->left + 4 + (float) index * 12;

  for (guint i = 0; i < line->buckets->len; i++) {
    const HelioSeriesBucket *bucket = &g_array_index (line->buckets, HelioSeriesBucket, i);
    float x, y;

    place_of (scene, bucket, &x, &y);
    if (x < scene->left - 0.5f || x > scene->right + 0.5f || (!every && x < next))
      continue;
    draw_mark (snapshot, index, color, x, y, every ? MARK - 1 : MARK);
    next = x + MARK_DISTANCE;
  }
}

static void
draw_line (HelioPlotScene *scene, GtkSnapshot *snapshot, guint index)
{
  const HelioPlotLine *line = scene->lines->pdata[index];
  const int n_columns = (int) (scene->right - scene->left);
  g_autofree float *lows = g_new (float, n_columns + 1);
  g_autofree float *highs = g_new (float, n_columns + 1);
  Columns columns = {lows, highs, n_columns};
  const HelioSeriesGap *gaps;
  float last_x = 0, last_y = 0;
  gint64 before = 0;
  GdkRGBA color;
  guint n;

  helio_plot_get_color (index, scene->in_file, &color);
  if (line->bucket_width > 0)
    draw_band (scene, snapshot, line, color);
  gaps = helio_series_data_get_gaps (line->data, &n);
  for (int i = 0; i < n_columns; i++) {
    lows[i] = INFINITY;
    highs[i] = -INFINITY;
  }
  for (guint i = 0; i < line->buckets->len && !scene->in_file; i++) {
    const HelioSeriesBucket *bucket = &g_array_index (line->buckets, HelioSeriesBucket, i);
    float x, y;

    place_of (scene, bucket, &x, &y);
    x -= scene->left;
    y -= scene->top;
    if (i > 0 && !is_broken (gaps, n, before, bucket->from))
      cover_segment (&columns, last_x, last_y, x, y);
    else
      cover (&columns, (int) floorf (x), y, y);
    last_x = x;
    last_y = y;
    before = bucket->to;
  }
  gtk_snapshot_push_clip (snapshot,
                          &GRAPHENE_RECT_INIT (scene->left,
                                               scene->top - 2,
                                               scene->right - scene->left,
                                               scene->bottom - scene->top + 4));
  if (scene->in_file)
    draw_path (scene, snapshot, index, &color, line);
  else
    draw_columns (scene, snapshot, index, &color, &columns);
  gtk_snapshot_pop (snapshot);
  draw_marks (scene, snapshot, index, &color, line);
}

static void
draw_crosshair (HelioPlotScene *scene, GtkSnapshot *snapshot)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const float x = roundf (helio_plot_to_x (scene, scene->crosshair));
  HelioTimeCache cache = {0};
  char time[24];
  int width, height;
  float left;

  helio_format_time (&cache, scene->crosshair, time);
  g_string_append (text, time);
  gtk_snapshot_append_color (snapshot,
                             &scene->dim,
                             &GRAPHENE_RECT_INIT (x, scene->top, 1, scene->bottom - scene->top));
  for (guint i = 0; i < scene->lines->len; i++) {
    const HelioPlotLine *line = scene->lines->pdata[i];
    const HelioSeriesBucket *bucket = helio_plot_find_bucket (line, scene->crosshair);
    g_autofree char *value = NULL;
    float at, y;
    GdkRGBA color;

    if (bucket == NULL)
      continue;
    value = helio_plot_describe_bucket (scene->format, bucket);
    g_string_append_printf (text, "\n%s: %s", line->name, value);
    place_of (scene, bucket, &at, &y);
    helio_plot_get_color (i, scene->in_file, &color);
    if (at >= scene->left - 1 && at <= scene->right + 1)
      draw_mark (snapshot, i, &color, at, y, MARK + 4);
  }
  pango_layout_set_text (scene->layout, text->str, -1);
  pango_layout_get_pixel_size (scene->layout, &width, &height);
  left = x + 8;
  if (left + (float) width + 12 > scene->right)
    left = MAX (x - 20 - (float) width, 0);
  gtk_snapshot_append_color (
      snapshot,
      &scene->background,
      &GRAPHENE_RECT_INIT (left, scene->top, (float) width + 12, (float) height + 8));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (left + 6, scene->top + 4));
  gtk_snapshot_append_layout (snapshot, scene->layout, &scene->text);
  gtk_snapshot_restore (snapshot);
}

/* In a file there is nothing beside the plot that says which line is which. */
static void
draw_legend (HelioPlotScene *scene, GtkSnapshot *snapshot)
{
  float y = scene->top + 4;

  for (guint i = 0; i < scene->lines->len; i++) {
    const HelioPlotLine *line = scene->lines->pdata[i];
    const int width = set_text (scene, line->name);

    gtk_snapshot_append_color (
        snapshot,
        &(GdkRGBA){1, 1, 1, 0.8f},
        &GRAPHENE_RECT_INIT (scene->left + 6, y, 42 + (float) width, scene->unit));
    gtk_snapshot_save (snapshot);
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (scene->left + 8, y));
    helio_plot_draw_sample (snapshot, i, 28, scene->unit, TRUE);
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (34, 0));
    gtk_snapshot_append_layout (snapshot, scene->layout, &scene->text);
    gtk_snapshot_restore (snapshot);
    y += scene->unit * 1.2f;
  }
}

void
helio_plot_draw (HelioPlotScene *scene, GtkSnapshot *snapshot)
{
  helio_plot_draw_layout (scene);
  if (scene->in_file)
    gtk_snapshot_append_color (
        snapshot,
        &scene->background,
        &GRAPHENE_RECT_INIT (0, 0, (float) scene->width, (float) scene->height));
  draw_axes (scene, snapshot);
  draw_gaps (scene, snapshot);
  for (guint i = 0; i < scene->lines->len; i++)
    draw_line (scene, snapshot, i);
  if (scene->in_file)
    draw_legend (scene, snapshot);
  if (scene->crosshair != G_MININT64)
    draw_crosshair (scene, snapshot);
}
