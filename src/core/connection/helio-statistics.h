// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* How much went over a connection in each second, and how long the broker took to answer. Costs nothing while nothing
 * comes. Main thread. */

#include "core/connection/helio-connection.h"
#include "core/store/helio-series-data.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_STATISTIC_MESSAGES_IN, /* in a second */
  HELIO_STATISTIC_MESSAGES_OUT,
  HELIO_STATISTIC_BYTES_IN, /* as MQTT, without TLS and WebSocket; in a second */
  HELIO_STATISTIC_BYTES_OUT,
  HELIO_STATISTIC_ROUND_TRIP, /* ms */
  HELIO_N_STATISTICS,
} HelioStatistic;

#define HELIO_TYPE_STATISTICS (helio_statistics_get_type ())
G_DECLARE_FINAL_TYPE (HelioStatistics, helio_statistics, HELIO, STATISTICS, GObject)

/* Counts from now on. */
HelioStatistics *helio_statistics_new (HelioConnection *connection);
HelioConnection *helio_statistics_get_connection (HelioStatistics *self);
HelioSeriesData *helio_statistics_get_data (HelioStatistics *self, HelioStatistic statistic);
/* Seconds that are over get their values, also if nothing came in them; to be called before one looks. */
void helio_statistics_flush (HelioStatistics *self);
/* Of the last second that is over; the last round trip. 0: nothing. */
double helio_statistics_get_current (HelioStatistics *self, HelioStatistic statistic);
/* Wall µs: since when there is no connection, which is no gap of the data yet; 0: there is one, or never was. */
gint64 helio_statistics_get_away_since (HelioStatistics *self);

/* For tests, and what counters of a connection mean: what they were and are at boot µs, and the wall time then. Counters
 * that became less began anew. */
void helio_statistics_take (HelioStatistics *self,
                            const HelioLinkCounters *counters,
                            gint64 boot,
                            gint64 wall);

G_END_DECLS
