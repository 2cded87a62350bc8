// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-sparkline.h"

#include "ui/compat/helio-draw.h"

#include <math.h>

#define SECONDS 60
#define SECOND ((gint64) G_USEC_PER_SEC)

struct _HelioSparkline {
  GtkWidget parent_instance;

  HelioSeriesData *data; /* (nullable) */
  GArray *buckets;
  double values[SECONDS];
};

G_DEFINE_FINAL_TYPE (HelioSparkline, helio_sparkline, GTK_TYPE_WIDGET)

/* @n seconds in a row of which nothing is known. */
static void
draw_unknown (GtkSnapshot *snapshot,
              guint first,
              guint n,
              float step,
              const GdkRGBA *color,
              const graphene_rect_t *bounds)
{
  const float left = roundf (bounds->origin.x + (float) first * step);
  const float right = roundf (bounds->origin.x + (float) (first + n) * step);
  GdkRGBA faint = *color;

  faint.alpha *= 0.35f;
  gtk_snapshot_append_color (
      snapshot,
      &faint,
      &GRAPHENE_RECT_INIT (left,
                           roundf (bounds->origin.y + bounds->size.height / 2),
                           MAX (right - left - (step >= 3 ? 1 : 0), 1),
                           1));
}

void
helio_sparkline_draw (GtkSnapshot *snapshot,
                      const double *values,
                      guint n,
                      const GdkRGBA *color,
                      const graphene_rect_t *bounds)
{
  const float step = bounds->size.width / (float) MAX (n, 1);
  double highest = 0;
  guint unknown = 0;

  for (guint i = 0; i < n; i++)
    if (!isnan (values[i]))
      highest = MAX (highest, values[i]);
  for (guint i = 0; i < n; i++) {
    const gboolean known = !isnan (values[i]);
    const float height =
        known && highest > 0 ? (float) (values[i] / highest) * bounds->size.height : 0;
    const float left = roundf (bounds->origin.x + (float) i * step);
    const float right = roundf (bounds->origin.x + (float) (i + 1) * step);

    unknown = known ? 0 : unknown + 1;
    if (unknown > 0 && (i + 1 == n || !isnan (values[i + 1])))
      draw_unknown (snapshot, i + 1 - unknown, unknown, step, color, bounds);
    if (height > 0)
      gtk_snapshot_append_color (
          snapshot,
          color,
          &GRAPHENE_RECT_INIT (left,
                               bounds->origin.y + bounds->size.height - MAX (height, 1),
                               MAX (right - left - (step >= 3 ? 1 : 0), 1),
                               MAX (height, 1)));
  }
}

static void
helio_sparkline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const float width = (float) gtk_widget_get_width (widget);
  const float height = (float) gtk_widget_get_height (widget);
  GdkRGBA color, line;

  helio_draw_get_named_color (widget, "accent_color", &color);
  helio_draw_get_color (widget, &line);
  line.alpha *= 0.3f;
  gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (0, height - 1, width, 1));
  helio_sparkline_draw (snapshot,
                        HELIO_SPARKLINE (widget)->values,
                        SECONDS,
                        &color,
                        &GRAPHENE_RECT_INIT (0, 0, width, height - 1));
}

static void
helio_sparkline_finalize (GObject *object)
{
  HelioSparkline *self = HELIO_SPARKLINE (object);

  g_clear_pointer (&self->data, helio_series_data_unref);
  g_array_unref (self->buckets);
  G_OBJECT_CLASS (helio_sparkline_parent_class)->finalize (object);
}

static void
helio_sparkline_class_init (HelioSparklineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = helio_sparkline_finalize;
  widget_class->snapshot = helio_sparkline_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
helio_sparkline_init (HelioSparkline *self)
{
  self->buckets = g_array_new (FALSE, FALSE, sizeof (HelioSeriesBucket));
  gtk_widget_set_size_request (GTK_WIDGET (self), SECONDS * 2, 28);
}

GtkWidget *
helio_sparkline_new (void)
{
  return g_object_new (HELIO_TYPE_SPARKLINE, NULL);
}

void
helio_sparkline_set_data (HelioSparkline *self, HelioSeriesData *data)
{
  g_clear_pointer (&self->data, helio_series_data_unref);
  self->data = data != NULL ? helio_series_data_ref (data) : NULL;
}

/* Seconds that reach into [@from, @to). */
static void
set_unknown (HelioSparkline *self, gint64 begin, gint64 from, gint64 to)
{
  for (gint64 i = 0; i < SECONDS; i++)
    if (begin + (i + 1) * SECOND > from && begin + i * SECOND < to)
      self->values[i] = NAN;
}

/* What came in the seconds in which the connection went and came is known, as is what each value says. */
static void
fill_values (HelioSparkline *self, gint64 begin, gint64 now, gint64 away)
{
  guint n_gaps;
  const HelioSeriesGap *gaps = helio_series_data_get_gaps (self->data, &n_gaps);
  gint64 first, last;

  if (!helio_series_data_get_range (self->data, &first, &last))
    first = now;
  set_unknown (self, begin, begin, first);
  for (guint i = 0; i < n_gaps; i++)
    set_unknown (self, begin, gaps[i].from, gaps[i].to);
  if (away != 0)
    set_unknown (self, begin, away, now);
  helio_series_data_read (self->data, begin, now, 4 * SECONDS, self->buckets);
  for (guint i = 0; i < self->buckets->len; i++) {
    const HelioSeriesBucket *bucket = &g_array_index (self->buckets, HelioSeriesBucket, i);
    const gint64 place = (bucket->from - begin) / SECOND;

    if (bucket->from >= begin && place < SECONDS && bucket->max > 0)
      self->values[place] =
          isnan (self->values[place]) ? bucket->max : MAX (self->values[place], bucket->max);
  }
}

void
helio_sparkline_update (HelioSparkline *self, gint64 now, gint64 away, const char *text)
{
  /* The present second is not over. */
  const gint64 begin = now - (SECONDS + 1) * SECOND;

  for (guint i = 0; i < SECONDS; i++)
    self->values[i] = 0;
  if (self->data != NULL)
    fill_values (self, begin, now, away);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const double *
helio_sparkline_get_values (HelioSparkline *self, guint *n)
{
  *n = SECONDS;
  return self->values;
}
