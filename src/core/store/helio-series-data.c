// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-series-data.h"

#include <math.h>

#define N_LEVELS 6

typedef struct {
  gint64 width; /* µs */
  guint max;
} LevelKind;

static const LevelKind kinds[N_LEVELS] = {
    {G_USEC_PER_SEC / 10, 6000},                /* ten minutes */
    {G_USEC_PER_SEC, 3600},                     /* an hour */
    {10 * (gint64) G_USEC_PER_SEC, 4320},       /* twelve hours */
    {60 * (gint64) G_USEC_PER_SEC, 4320},       /* three days */
    {600 * (gint64) G_USEC_PER_SEC, 4320},      /* thirty days */
    {3600 * (gint64) G_USEC_PER_SEC, 365 * 24}, /* a year */
};

typedef struct {
  gint64 time;
  double value;
} Point;

typedef struct {
  gint64 start;
  double min, max, sum;
  guint64 count;
} Bucket;

/* An array that loses its front: moved together only now and then. */
typedef struct {
  GArray *array;
  guint head;
  guint max;
  gboolean dropped;
} Ring;

struct _HelioSeriesData {
  Ring points;
  Ring levels[N_LEVELS];
  GArray *gaps;
  guint64 count, forgotten;
  guint generation;
  gint64 last_time;
  double last_value;
};

static void
ring_init (Ring *self, guint size, guint max)
{
  self->array = g_array_new (FALSE, FALSE, size);
  self->max = max;
}

static void
ring_empty (Ring *self)
{
  g_array_set_size (self->array, 0);
  self->head = 0;
  self->dropped = FALSE;
}

static guint
ring_n (const Ring *self)
{
  return self->array->len - self->head;
}

#define RING_AT(ring, type, i) g_array_index ((ring)->array, type, (ring)->head + (i))

static void
ring_trim (Ring *self)
{
  if (ring_n (self) <= self->max)
    return;
  self->head++;
  self->dropped = TRUE;
  if (self->head >= self->max / 4) {
    g_array_remove_range (self->array, 0, self->head);
    self->head = 0;
  }
}

/* Both kinds of elements begin with their time: the first one at @time or later. */
static guint
ring_find (const Ring *self, gint64 time)
{
  const gsize size = g_array_get_element_size (self->array);
  guint low = 0, high = ring_n (self);

  while (low < high) {
    const guint middle = low + (high - low) / 2;
    const char *at = self->array->data + (self->head + middle) * size;

    if (*(const gint64 *) (const void *) at < time)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static gint64
floor_to (gint64 time, gint64 width)
{
  const gint64 rest = time % width;

  return time - (rest < 0 ? rest + width : rest);
}

HelioSeriesData *
helio_series_data_new (void)
{
  HelioSeriesData *self = g_rc_box_new0 (HelioSeriesData);

  ring_init (&self->points, sizeof (Point), HELIO_SERIES_POINTS_MAX);
  for (guint i = 0; i < N_LEVELS; i++)
    ring_init (&self->levels[i], sizeof (Bucket), kinds[i].max);
  self->gaps = g_array_new (FALSE, FALSE, sizeof (HelioSeriesGap));
  return self;
}

HelioSeriesData *
helio_series_data_ref (HelioSeriesData *self)
{
  return g_rc_box_acquire (self);
}

static void
dispose (gpointer data)
{
  HelioSeriesData *self = data;

  g_array_unref (self->points.array);
  for (guint i = 0; i < N_LEVELS; i++)
    g_array_unref (self->levels[i].array);
  g_array_unref (self->gaps);
}

void
helio_series_data_unref (HelioSeriesData *self)
{
  if (self != NULL)
    g_rc_box_release_full (self, dispose);
}

void
helio_series_data_clear (HelioSeriesData *self)
{
  ring_empty (&self->points);
  for (guint i = 0; i < N_LEVELS; i++)
    ring_empty (&self->levels[i]);
  g_array_set_size (self->gaps, 0);
  self->count = self->forgotten = 0;
  self->generation++;
}

static void
add_gap (HelioSeriesData *self, const HelioSeriesGap *gap)
{
  if (self->gaps->len == HELIO_SERIES_GAPS_MAX)
    g_array_remove_index (self->gaps, 0);
  g_array_append_val (self->gaps, *gap);
}

/* The bucket that @time lies in stays: what it knows cannot be taken apart. Returns: how many values were in the rest. */
static guint64
cut_level (Ring *level, gint64 time)
{
  const guint end = ring_find (level, time + 1);
  guint64 n = 0;

  for (guint i = end; i < ring_n (level); i++)
    n += RING_AT (level, Bucket, i).count;
  g_array_set_size (level->array, level->head + end);
  return n;
}

static void
forget_after (HelioSeriesData *self, gint64 time)
{
  const guint end = ring_find (&self->points, time + 1);
  HelioSeriesGap gap = {.from = time, .to = time, .forgotten = ring_n (&self->points) - end};

  g_array_set_size (self->points.array, self->points.head + end);
  /* The narrow ones do not go back as far, the wide ones do not tell as well. */
  for (guint i = 0; i < N_LEVELS; i++) {
    const guint64 n = cut_level (&self->levels[i], time);

    gap.forgotten = MAX (gap.forgotten, n);
  }
  self->forgotten += gap.forgotten;
  while (self->gaps->len > 0 &&
         g_array_index (self->gaps, HelioSeriesGap, self->gaps->len - 1).to > time)
    g_array_set_size (self->gaps, self->gaps->len - 1);
  add_gap (self, &gap);
}

static void
add_to_level (Ring *level, gint64 width, gint64 time, double value)
{
  const gint64 start = floor_to (time, width);
  const guint n = ring_n (level);
  Bucket *last = n > 0 ? &RING_AT (level, Bucket, n - 1) : NULL;

  if (last != NULL && last->start == start) {
    last->min = MIN (last->min, value);
    last->max = MAX (last->max, value);
    last->sum += value;
    last->count++;
  } else {
    const Bucket bucket = {start, value, value, value, 1};

    g_array_append_val (level->array, bucket);
    ring_trim (level);
  }
}

gboolean
helio_series_data_add (HelioSeriesData *self, gint64 time, double value)
{
  Point point = {time, value};

  if (!isfinite (value) || fabs (value) > HELIO_SERIES_VALUE_MAX)
    return FALSE;
  if (self->count > 0 && time < self->last_time) {
    if (self->last_time - time <= HELIO_SERIES_STEP_MAX)
      time = point.time = self->last_time;
    else
      forget_after (self, time);
  }
  g_array_append_val (self->points.array, point);
  ring_trim (&self->points);
  for (guint i = 0; i < N_LEVELS; i++)
    add_to_level (&self->levels[i], kinds[i].width, time, value);
  self->last_time = time;
  self->last_value = value;
  self->count++;
  self->generation++;
  return TRUE;
}

void
helio_series_data_add_gap (HelioSeriesData *self, gint64 from, gint64 to, guint64 lost)
{
  const HelioSeriesGap gap = {.from = MIN (from, to), .to = to, .lost = lost};

  add_gap (self, &gap);
  self->generation++;
}

guint64
helio_series_data_get_count (const HelioSeriesData *self)
{
  return self->count;
}

guint64
helio_series_data_get_forgotten (const HelioSeriesData *self)
{
  return self->forgotten;
}

guint
helio_series_data_get_generation (const HelioSeriesData *self)
{
  return self->generation;
}

gboolean
helio_series_data_get_range (const HelioSeriesData *self, gint64 *first, gint64 *last)
{
  if (self->count == 0)
    return FALSE;
  *last = self->last_time;
  *first = RING_AT (&self->points, Point, 0).time;
  for (guint i = 0; self->points.dropped && i < N_LEVELS; i++)
    *first = MIN (*first, RING_AT (&self->levels[i], Bucket, 0).start);
  return TRUE;
}

gboolean
helio_series_data_get_last (const HelioSeriesData *self, gint64 *time, double *value)
{
  if (self->count == 0)
    return FALSE;
  *time = self->last_time;
  *value = self->last_value;
  return TRUE;
}

const HelioSeriesGap *
helio_series_data_get_gaps (const HelioSeriesData *self, guint *n)
{
  *n = self->gaps->len;
  return (const HelioSeriesGap *) (const void *) self->gaps->data;
}

/* ── reading ── */

static void
add_bucket (GArray *buckets, gint64 width, const Bucket *add)
{
  const gint64 from = floor_to (add->start, width);
  HelioSeriesBucket *last =
      buckets->len > 0 ? &g_array_index (buckets, HelioSeriesBucket, buckets->len - 1) : NULL;

  /* The mean is a sum until all are in. */
  if (last != NULL && last->from == from) {
    last->min = MIN (last->min, add->min);
    last->max = MAX (last->max, add->max);
    last->mean += add->sum;
    last->count += add->count;
  } else {
    const HelioSeriesBucket bucket = {from, from + width, add->min, add->sum, add->max, add->count};

    g_array_append_val (buckets, bucket);
  }
}

static void
read_points (const HelioSeriesData *self, guint first, guint end, GArray *buckets)
{
  for (guint i = first; i < end; i++) {
    const Point *point = &RING_AT (&self->points, Point, i);
    const HelioSeriesBucket bucket =
        {point->time, point->time, point->value, point->value, point->value, 1};

    g_array_append_val (buckets, bucket);
  }
}

static gboolean
reaches (const Ring *ring, gint64 from)
{
  return !ring->dropped ||
         *(const gint64 *) (const void *) (ring->array->data +
                                           ring->head * g_array_get_element_size (ring->array)) <=
             from;
}

/* Fine enough and not finer than it must be, of those that reach back to @from; -1: only single values are. */
static int
choose_level (const HelioSeriesData *self, gint64 from, gint64 width)
{
  int chosen = -1;

  if (!reaches (&self->points, from)) {
    for (chosen = 0; chosen < N_LEVELS - 1; chosen++)
      if (reaches (&self->levels[chosen], from))
        break;
  }
  for (int i = chosen + 1; i < N_LEVELS && kinds[i].width <= width; i++)
    if (reaches (&self->levels[i], from) && width / kinds[i].width >= 4)
      chosen = i;
  return chosen;
}

gint64
helio_series_data_read (const HelioSeriesData *self,
                        gint64 from,
                        gint64 to,
                        guint columns,
                        GArray *buckets)
{
  gint64 width = MAX ((to - from + (gint64) columns - 1) / (gint64) MAX (columns, 1), 1);
  const guint first = ring_find (&self->points, from);
  const guint end = ring_find (&self->points, to + 1);
  int level;

  g_array_set_size (buckets, 0);
  if (to < from || self->count == 0)
    return 0;
  if (reaches (&self->points, from) && end - first <= columns) {
    read_points (self, first > 0 ? first - 1 : 0, MIN (end + 1, ring_n (&self->points)), buckets);
    return 0;
  }
  level = choose_level (self, from, width);
  if (level < 0) {
    for (guint i = ring_find (&self->points, floor_to (from, width)); i < end; i++) {
      const Point *point = &RING_AT (&self->points, Point, i);
      const Bucket bucket = {point->time, point->value, point->value, point->value, 1};

      add_bucket (buckets, width, &bucket);
    }
  } else {
    const Ring *ring = &self->levels[level];
    const gint64 unit = kinds[level].width;

    width = (width + unit - 1) / unit * unit;
    for (guint i = ring_find (ring, floor_to (from, width)); i < ring_n (ring); i++) {
      if (RING_AT (ring, Bucket, i).start > to)
        break;
      add_bucket (buckets, width, &RING_AT (ring, Bucket, i));
    }
  }
  for (guint i = 0; i < buckets->len; i++) {
    HelioSeriesBucket *bucket = &g_array_index (buckets, HelioSeriesBucket, i);

    bucket->mean = CLAMP (bucket->mean / (double) bucket->count, bucket->min, bucket->max);
  }
  return width;
}

gsize
helio_series_data_get_bytes (const HelioSeriesData *self)
{
  gsize bytes = self->points.array->len * sizeof (Point);

  for (guint i = 0; i < N_LEVELS; i++)
    bytes += self->levels[i].array->len * sizeof (Bucket);
  return bytes + self->gaps->len * sizeof (HelioSeriesGap);
}
