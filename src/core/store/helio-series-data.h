// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Values over time in bounded memory (at most 4 MiB): the newest as they came, and all of them as minimum,
 * mean and maximum of buckets, the wider the further back, at most for a year. Times are wall µs. Main thread. */

#include <glib.h>

G_BEGIN_DECLS

/* So many values are there as they came. */
#define HELIO_SERIES_POINTS_MAX 32768
/* What is larger is no value: sums of it would not be finite. */
#define HELIO_SERIES_VALUE_MAX 1e290
#define HELIO_SERIES_GAPS_MAX 1024
/* µs: a clock that is set back by no more than that stands still for us. */
#define HELIO_SERIES_STEP_MAX (5 * G_USEC_PER_SEC)

/* A value as it came (from = to, count 1), or what is known of those in [from, to). */
typedef struct {
  gint64 from, to;
  double min, mean, max;
  guint64 count;
} HelioSeriesBucket;

/* From … to there was no connection; from = to: for an unknown time before, or the clock was set back to it. */
typedef struct {
  gint64 from, to;
  guint64 lost;
  guint64 forgotten; /* values that were later, before the clock was set back; 0: it was not */
} HelioSeriesGap;

typedef struct _HelioSeriesData HelioSeriesData;

HelioSeriesData *helio_series_data_new (void);
HelioSeriesData *helio_series_data_ref (HelioSeriesData *self);
void helio_series_data_unref (HelioSeriesData *self);
void helio_series_data_clear (HelioSeriesData *self);

/* FALSE: it is not finite, or larger than any value may be. If the clock was set back, by more than
 * HELIO_SERIES_STEP_MAX, what is later than @time is forgotten, counted, and a gap there: two values cannot stand at one
 * place in time. */
gboolean helio_series_data_add (HelioSeriesData *self, gint64 time, double value);
void helio_series_data_add_gap (HelioSeriesData *self, gint64 from, gint64 to, guint64 lost);

/* Ever added since it was cleared. */
guint64 helio_series_data_get_count (const HelioSeriesData *self);
/* Of these, when the clock was set back; at least. */
guint64 helio_series_data_get_forgotten (const HelioSeriesData *self);
/* Changes with everything that is added or forgotten. */
guint helio_series_data_get_generation (const HelioSeriesData *self);
/* Of the oldest value that is known of, if only in a bucket, and the newest. FALSE: none. */
gboolean helio_series_data_get_range (const HelioSeriesData *self, gint64 *first, gint64 *last);
/* FALSE: none yet. */
gboolean helio_series_data_get_last (const HelioSeriesData *self, gint64 *time, double *value);
/* (transfer none): oldest first. */
const HelioSeriesGap *helio_series_data_get_gaps (const HelioSeriesData *self, guint *n);

/**
 * helio_series_data_read:
 * @columns: at least 1: so many buckets are told apart at most, and one more
 * @buckets: (element-type HelioSeriesBucket): emptied, then filled in the order of time
 *
 * What lies in [@from, @to]. As they came while they are no more than @columns, with the one before and the one
 * behind, so that a line goes on to the edges. Else in buckets, that begin at multiples of their width: they stay the
 * same while the range moves. Buckets without a value are left out.
 *
 * Returns: the width of the buckets in µs; 0: as they came.
 */
gint64 helio_series_data_read (const HelioSeriesData *self,
                               gint64 from,
                               gint64 to,
                               guint columns,
                               GArray *buckets);

gsize helio_series_data_get_bytes (const HelioSeriesData *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioSeriesData, helio_series_data_unref)

G_END_DECLS
