// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-statistics.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define N_COUNTED HELIO_STATISTIC_ROUND_TRIP

struct _HelioStatistics {
  GObject parent_instance;

  HelioConnection *connection; /* owned */
  HelioSeriesData *data[HELIO_N_STATISTICS];
  guint64 last[N_COUNTED]; /* the counters as they were */
  guint64 sums[N_COUNTED]; /* of the second that is not over */
  double current[HELIO_N_STATISTICS];
  gint64 second;     /* boot; −1: none yet */
  gint64 away_since; /* wall; 0: connected, or never was */
  gboolean was_connected;
};

G_DEFINE_FINAL_TYPE (HelioStatistics, helio_statistics, G_TYPE_OBJECT)

static void
add_second (HelioStatistics *self, gint64 second, const guint64 *sums, gint64 wall_of_boot)
{
  for (guint i = 0; i < N_COUNTED; i++) {
    self->current[i] = (double) sums[i];
    helio_series_data_add (self->data[i], wall_of_boot + second * SECOND, (double) sums[i]);
  }
}

/* All seconds before @second are over. A pause is a zero at its begin and one at its end. */
static void
advance (HelioStatistics *self, gint64 second, gint64 wall_of_boot)
{
  static const guint64 nothing[N_COUNTED] = {0};

  if (self->second < 0)
    self->second = second;
  if (second <= self->second)
    return;
  add_second (self, self->second, self->sums, wall_of_boot);
  for (guint i = 0; i < N_COUNTED; i++)
    self->sums[i] = 0;
  if (second - self->second > 1)
    add_second (self, self->second + 1, nothing, wall_of_boot);
  if (second - self->second > 2)
    add_second (self, second - 1, nothing, wall_of_boot);
  self->second = second;
}

void
helio_statistics_take (HelioStatistics *self,
                       const HelioLinkCounters *counters,
                       gint64 boot,
                       gint64 wall)
{
  const guint64 now[N_COUNTED] = {counters->messages_in,
                                  counters->messages_out,
                                  counters->bytes_in,
                                  counters->bytes_out};

  advance (self, boot / SECOND, wall - boot);
  for (guint i = 0; i < N_COUNTED; i++) {
    self->sums[i] += now[i] >= self->last[i] ? now[i] - self->last[i] : now[i];
    self->last[i] = now[i];
  }
}

static void
take_now (HelioStatistics *self)
{
  HelioClock *clock = helio_connection_get_clock (self->connection);

  helio_statistics_take (self,
                         helio_connection_get_counters (self->connection),
                         helio_clock_now_boot (clock),
                         helio_clock_now_wall (clock));
}

static void
on_round_trip (HelioStatistics *self)
{
  const gint64 round_trip = helio_connection_get_round_trip (self->connection);
  HelioClock *clock = helio_connection_get_clock (self->connection);

  if (round_trip < 0)
    return;
  self->current[HELIO_STATISTIC_ROUND_TRIP] = (double) round_trip / 1000;
  helio_series_data_add (self->data[HELIO_STATISTIC_ROUND_TRIP],
                         helio_clock_now_wall (clock),
                         (double) round_trip / 1000);
}

static void
on_state (HelioStatistics *self)
{
  const gboolean connected = helio_connection_is_connected (self->connection);
  const gint64 wall = helio_clock_now_wall (helio_connection_get_clock (self->connection));

  if (self->was_connected && !connected)
    self->away_since = wall;
  if (connected && self->away_since != 0) {
    for (guint i = 0; i < HELIO_N_STATISTICS; i++)
      helio_series_data_add_gap (self->data[i], self->away_since, wall, 0);
    self->away_since = 0;
  }
  self->was_connected = connected;
}

static void
helio_statistics_dispose (GObject *object)
{
  g_clear_object (&HELIO_STATISTICS (object)->connection);
  G_OBJECT_CLASS (helio_statistics_parent_class)->dispose (object);
}

static void
helio_statistics_finalize (GObject *object)
{
  for (guint i = 0; i < HELIO_N_STATISTICS; i++)
    helio_series_data_unref (HELIO_STATISTICS (object)->data[i]);
  G_OBJECT_CLASS (helio_statistics_parent_class)->finalize (object);
}

static void
helio_statistics_class_init (HelioStatisticsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_statistics_dispose;
  G_OBJECT_CLASS (klass)->finalize = helio_statistics_finalize;
}

static void
helio_statistics_init (HelioStatistics *self)
{
  for (guint i = 0; i < HELIO_N_STATISTICS; i++)
    self->data[i] = helio_series_data_new ();
  self->second = -1;
}

HelioStatistics *
helio_statistics_new (HelioConnection *connection)
{
  HelioStatistics *self = g_object_new (HELIO_TYPE_STATISTICS, NULL);
  const HelioLinkCounters *counters = helio_connection_get_counters (connection);

  self->connection = g_object_ref (connection);
  self->last[HELIO_STATISTIC_MESSAGES_IN] = counters->messages_in;
  self->last[HELIO_STATISTIC_MESSAGES_OUT] = counters->messages_out;
  self->last[HELIO_STATISTIC_BYTES_IN] = counters->bytes_in;
  self->last[HELIO_STATISTIC_BYTES_OUT] = counters->bytes_out;
  self->was_connected = helio_connection_is_connected (connection);
  g_signal_connect_object (connection,
                           "notify::counters",
                           G_CALLBACK (take_now),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection,
                           "notify::round-trip",
                           G_CALLBACK (on_round_trip),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection,
                           "notify::state",
                           G_CALLBACK (on_state),
                           self,
                           G_CONNECT_SWAPPED);
  take_now (self);
  on_round_trip (self);
  return self;
}

HelioConnection *
helio_statistics_get_connection (HelioStatistics *self)
{
  return self->connection;
}

HelioSeriesData *
helio_statistics_get_data (HelioStatistics *self, HelioStatistic statistic)
{
  return self->data[statistic];
}

void
helio_statistics_flush (HelioStatistics *self)
{
  HelioClock *clock = helio_connection_get_clock (self->connection);
  const gint64 boot = helio_clock_now_boot (clock);

  /* Counters come up to half a second late: a second that has just ended is not yet complete. */
  advance (self, (boot - SECOND / 2) / SECOND, helio_clock_now_wall (clock) - boot);
}

double
helio_statistics_get_current (HelioStatistics *self, HelioStatistic statistic)
{
  return self->current[statistic];
}

gint64
helio_statistics_get_away_since (HelioStatistics *self)
{
  return self->away_since;
}
