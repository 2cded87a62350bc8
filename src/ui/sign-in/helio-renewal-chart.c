// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/sign-in/helio-renewal-chart.h"

#include "ui/base/helio-time-axis.h"
#include "ui/compat/helio-draw.h"

#include <glib/gi18n.h>
#include <math.h>

/* Of the height of a line of text. */
#define BAR 0.8
#define LANE_GAP 0.35
#define LINE 0.3
#define MINUTE (60 * G_USEC_PER_SEC)
#define N_LANES 2

struct _HelioRenewalChart {
  GtkWidget parent_instance;

  /* copies of what is drawn: the log may change before the next frame */
  GArray *spans;   /* HelioCredentialSpan */
  GArray *marks;   /* HelioRenewalMark without the text: failure is not to be read */
  GArray *outages; /* HelioOutage */
  gint64 from, to, now;
  guint first_lane; /* a credential stays in its lane when the oldest goes */
};

G_DEFINE_FINAL_TYPE (HelioRenewalChart, helio_renewal_chart, GTK_TYPE_WIDGET)

typedef struct {
  HelioRenewalChart *chart;
  GtkSnapshot *snapshot;
  PangoLayout *layout;
  float width, unit; /* height of a line of text */
  GdkRGBA text, dim, accent, good, bad, warning;
} Drawing;

static float
get_unit (GtkWidget *widget)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, "0");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return (float) height;
}

static float
to_x (Drawing *d, gint64 wall)
{
  const double share =
      (double) (wall - d->chart->from) / (double) MAX (d->chart->to - d->chart->from, 1);
  return (float) (CLAMP (share, 0, 1) * d->width);
}

static GdkRGBA
with_alpha (GdkRGBA color, float alpha)
{
  color.alpha *= alpha;
  return color;
}

static void
fill (Drawing *d, const GdkRGBA *color, float x, float y, float width, float height, float radius)
{
  GskRoundedRect rect;
  const graphene_rect_t bounds = GRAPHENE_RECT_INIT (x, y, MAX (width, 1), height);

  gsk_rounded_rect_init_from_rect (&rect, &bounds, MIN (radius, MAX (width, 1) / 2));
  gtk_snapshot_push_rounded_clip (d->snapshot, &rect);
  gtk_snapshot_append_color (d->snapshot, color, &bounds);
  gtk_snapshot_pop (d->snapshot);
}

static void
draw_span (Drawing *d, const HelioCredentialSpan *span, guint index)
{
  const float height = BAR * d->unit;
  const float y = (float) (index % N_LANES) * (BAR + LANE_GAP) * d->unit;
  const gint64 end = span->to != 0 ? span->to : d->chart->now;
  const gint64 last = span->expires != 0 ? MAX (span->expires, end) : MAX (end, d->chart->to);
  const float left = to_x (d, span->from), right = to_x (d, last), used = to_x (d, end);
  const GdkRGBA faint = with_alpha (d->accent, 0.25f);
  const float radius = height / 4;

  fill (d, &faint, left, y, right - left, height, radius);
  fill (d, &d->accent, left, y, used - left, height, radius);
  /* Past its end is not the same as in use. */
  if (span->expires != 0 && end > span->expires)
    fill (d, &d->bad, to_x (d, span->expires), y, used - to_x (d, span->expires), height, radius);
  if (span->renew_at != 0 && span->renew_at <= d->chart->to) {
    const float x = to_x (d, span->renew_at);
    gtk_snapshot_append_color (d->snapshot,
                               &d->text,
                               &GRAPHENE_RECT_INIT (x - 1, y - 2, 2, height + 4));
  }
}

/* A square on its corner for a renewal that worked, an upright cross for one that failed. */
static void
draw_mark (Drawing *d, const HelioRenewalMark *mark, float middle)
{
  const float x = to_x (d, mark->at);
  const float size = 0.5f * d->unit;
  const gboolean failed = mark->gap < 0;

  gtk_snapshot_save (d->snapshot);
  gtk_snapshot_translate (d->snapshot, &GRAPHENE_POINT_INIT (x, middle));
  gtk_snapshot_rotate (d->snapshot, 45);
  if (failed) {
    gtk_snapshot_append_color (d->snapshot,
                               &d->bad,
                               &GRAPHENE_RECT_INIT (-size * 0.8f, -1.5f, size * 1.6f, 3));
    gtk_snapshot_append_color (d->snapshot,
                               &d->bad,
                               &GRAPHENE_RECT_INIT (-1.5f, -size * 0.8f, 3, size * 1.6f));
  } else
    gtk_snapshot_append_color (d->snapshot,
                               &d->good,
                               &GRAPHENE_RECT_INIT (-size / 2, -size / 2, size, size));
  gtk_snapshot_restore (d->snapshot);
}

static void
draw_outage (Drawing *d, const HelioOutage *outage, float middle)
{
  const gint64 end = outage->to != 0 ? outage->to : d->chart->now;
  const float left = to_x (d, outage->from);
  const float width = MAX (to_x (d, end) - left, 3);
  const float tall = BAR * d->unit;
  const GdkRGBA faint = with_alpha (d->warning, 0.3f);
  GskRoundedRect frame;

  if (outage->intended || end < d->chart->from)
    return;
  fill (d, &faint, left, middle - tall / 2, width, tall, 3);
  gsk_rounded_rect_init_from_rect (&frame,
                                   &GRAPHENE_RECT_INIT (left, middle - tall / 2, width, tall),
                                   3);
  gtk_snapshot_append_border (d->snapshot,
                              &frame,
                              (const float[]){1, 1, 1, 1},
                              (const GdkRGBA[]){d->warning, d->warning, d->warning, d->warning});
}

/* A line that ends where it was disconnected as asked, broken and hollow where there was no connection otherwise. */
static void
draw_connection (Drawing *d, float middle)
{
  HelioRenewalChart *self = d->chart;
  const float height = LINE * d->unit;
  const GdkRGBA line = with_alpha (d->good, 0.6f);
  float left = 0;

  for (guint i = 0; i <= self->outages->len; i++) {
    const HelioOutage *outage =
        i < self->outages->len ? &g_array_index (self->outages, HelioOutage, i) : NULL;
    const float right = to_x (d, outage != NULL ? outage->from : self->now);

    if (outage != NULL && !outage->intended)
      continue;
    if (right > left)
      fill (d, &line, left, middle - height / 2, right - left, height, height / 2);
    if (outage != NULL)
      left = to_x (d, outage->to != 0 ? outage->to : self->now);
  }
  for (guint i = 0; i < self->outages->len; i++)
    draw_outage (d, &g_array_index (self->outages, HelioOutage, i), middle);
  for (guint i = 0; i < self->marks->len; i++) {
    const HelioRenewalMark *mark = &g_array_index (self->marks, HelioRenewalMark, i);
    if (mark->at >= self->from)
      draw_mark (d, mark, middle);
  }
}

static void
draw_axis (Drawing *d, float top)
{
  HelioRenewalChart *self = d->chart;
  const guint fit = (guint) MAX (d->width / (d->unit * 6), 1);
  const gint64 step = helio_time_axis_choose_step (self->to - self->from, MIN (fit, 6));
  const gint64 first = helio_time_axis_get_first (self->from, step);
  const GdkRGBA grid = with_alpha (d->text, 0.12f);
  float free_from = 0;

  for (gint64 t = first; t <= self->to; t += step) {
    g_autofree char *text = helio_time_axis_format (t, step);
    const float x = to_x (d, t);
    int width;

    gtk_snapshot_append_color (d->snapshot, &grid, &GRAPHENE_RECT_INIT (x, 0, 1, top));
    pango_layout_set_text (d->layout, text, -1);
    pango_layout_get_pixel_size (d->layout, &width, NULL);
    const float left = CLAMP (x - (float) width / 2, 0, MAX (d->width - (float) width, 0));
    if (left < free_from)
      continue;
    gtk_snapshot_save (d->snapshot);
    gtk_snapshot_translate (d->snapshot, &GRAPHENE_POINT_INIT (left, top + 2));
    gtk_snapshot_append_layout (d->snapshot, d->layout, &d->dim);
    gtk_snapshot_restore (d->snapshot);
    free_from = left + (float) width + d->unit / 2;
  }
}

static float
get_lanes_height (float unit)
{
  return (N_LANES * (BAR + LANE_GAP) + 0.3f) * unit;
}

static void
helio_renewal_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HelioRenewalChart *self = HELIO_RENEWAL_CHART (widget);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, NULL);
  Drawing d = {.chart = self, .snapshot = snapshot, .layout = layout};

  if (self->spans->len == 0)
    return;
  d.width = (float) gtk_widget_get_width (widget);
  d.unit = get_unit (widget);
  helio_draw_get_color (widget, &d.text);
  d.dim = with_alpha (d.text, 0.65f);
  helio_draw_get_named_color (widget, "accent_color", &d.accent);
  helio_draw_get_named_color (widget, "success_color", &d.good);
  helio_draw_get_named_color (widget, "error_color", &d.bad);
  helio_draw_get_named_color (widget, "warning_color", &d.warning);

  const float line = get_lanes_height (d.unit) + BAR * d.unit / 2;
  draw_axis (&d, line + d.unit);
  for (guint i = 0; i < self->spans->len; i++)
    draw_span (&d, &g_array_index (self->spans, HelioCredentialSpan, i), i + self->first_lane);
  draw_connection (&d, line);
  /* The present. */
  gtk_snapshot_append_color (snapshot,
                             &d.text,
                             &GRAPHENE_RECT_INIT (to_x (&d, self->now), 0, 1, line + d.unit));
}

static void
helio_renewal_chart_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  const float unit = get_unit (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = 200;
    *natural = 600;
  } else
    *minimum = *natural = (int) ceilf (get_lanes_height (unit) + BAR * unit / 2 + 2.2f * unit) + 2;
}

static void
helio_renewal_chart_finalize (GObject *object)
{
  HelioRenewalChart *self = HELIO_RENEWAL_CHART (object);
  g_array_unref (self->spans);
  g_array_unref (self->marks);
  g_array_unref (self->outages);
  G_OBJECT_CLASS (helio_renewal_chart_parent_class)->finalize (object);
}

static void
helio_renewal_chart_class_init (HelioRenewalChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = helio_renewal_chart_finalize;
  widget_class->snapshot = helio_renewal_chart_snapshot;
  widget_class->measure = helio_renewal_chart_measure;
  gtk_widget_class_set_css_name (widget_class, "renewalchart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
helio_renewal_chart_init (HelioRenewalChart *self)
{
  self->spans = g_array_new (FALSE, FALSE, sizeof (HelioCredentialSpan));
  self->marks = g_array_new (FALSE, FALSE, sizeof (HelioRenewalMark));
  self->outages = g_array_new (FALSE, FALSE, sizeof (HelioOutage));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self),
      GTK_ACCESSIBLE_PROPERTY_LABEL,
      C_ ("accessible name", "Credentials over time; the list below says the same in words"),
      -1);
}

GtkWidget *
helio_renewal_chart_new (void)
{
  return g_object_new (HELIO_TYPE_RENEWAL_CHART, NULL);
}

static void
set_range (HelioRenewalChart *self)
{
  gint64 to = self->now;

  self->from = g_array_index (self->spans, HelioCredentialSpan, 0).from;
  for (guint i = 0; i < self->spans->len; i++) {
    const HelioCredentialSpan *span = &g_array_index (self->spans, HelioCredentialSpan, i);
    to = MAX (to, span->expires);
  }
  /* One that never ends needs some room to stand in. */
  self->to = MAX (to, self->from + MINUTE);
}

void
helio_renewal_chart_update (HelioRenewalChart *self, HelioRenewalLog *log, gint64 now)
{
  guint n_spans, n_marks, n_outages;
  const HelioCredentialSpan *spans = helio_renewal_log_get_spans (log, &n_spans);
  const HelioRenewalMark *marks = helio_renewal_log_get_marks (log, &n_marks);
  const HelioOutage *outages = helio_renewal_log_get_outages (log, &n_outages);
  const guint skip = n_spans > HELIO_RENEWAL_CHART_MAX ? n_spans - HELIO_RENEWAL_CHART_MAX : 0;

  g_array_set_size (self->spans, 0);
  g_array_set_size (self->marks, 0);
  g_array_set_size (self->outages, 0);
  if (n_spans > 0)
    g_array_append_vals (self->spans, spans + skip, n_spans - skip);
  for (guint i = 0; i < n_marks; i++) {
    const HelioRenewalMark mark = {.at = marks[i].at,
                                   .gap = marks[i].failure != NULL ? -1 : MAX (marks[i].gap, 0)};
    g_array_append_val (self->marks, mark);
  }
  if (n_outages > 0)
    g_array_append_vals (self->outages, outages, n_outages);
  self->now = now;
  self->first_lane = skip;
  if (self->spans->len > 0)
    set_range (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
helio_renewal_chart_get_range (HelioRenewalChart *self, gint64 *from, gint64 *to)
{
  if (self->spans->len == 0)
    return FALSE;
  *from = self->from;
  *to = self->to;
  return TRUE;
}
