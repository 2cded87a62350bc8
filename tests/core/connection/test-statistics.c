// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-fake-connection.h"
#include "support/helio-test.h"

#include "core/connection/helio-statistics.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

typedef struct {
  char *directory;
  HelioFakeClock *clock;
  HelioServices *services;
  HelioProfile *profile;
  HelioConnection *connection;
  HelioFakeConnection *fake;
  HelioStatistics *statistics;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = helio_test_make_dir ();
  fixture->clock = helio_fake_clock_new ();
  fixture->services = helio_fake_services_new (HELIO_CLOCK (fixture->clock), fixture->directory);
  fixture->profile = helio_profile_new ();
  fixture->connection = helio_connection_new (fixture->services, fixture->profile);
  fixture->fake = helio_fake_connection (fixture->connection);
  fixture->statistics = helio_statistics_new (fixture->connection);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->statistics);
  g_assert_finalize_object (fixture->connection);
  helio_profile_unref (fixture->profile);
  helio_services_unref (fixture->services);
  g_assert_finalize_object (fixture->clock);
  helio_test_remove_dir (fixture->directory);
}

static void
receive (Fixture *fixture, guint64 messages, guint64 bytes)
{
  fixture->fake->counters.messages_in += messages;
  fixture->fake->counters.bytes_in += bytes;
  helio_fake_connection_changed (fixture->connection);
}

/* The values of all seconds so far. Returns: (transfer full). */
static char *
get_values (Fixture *fixture, HelioStatistic statistic)
{
  g_autoptr (GArray) buckets = g_array_new (FALSE, FALSE, sizeof (HelioSeriesBucket));
  GString *text = g_string_new (NULL);

  helio_series_data_read (helio_statistics_get_data (fixture->statistics, statistic),
                          0,
                          G_MAXINT64 / 4,
                          1000,
                          buckets);
  for (guint i = 0; i < buckets->len; i++)
    g_string_append_printf (text, "%g ", g_array_index (buckets, HelioSeriesBucket, i).mean);
  return g_string_free (text, FALSE);
}

static void
test_rates (Fixture *fixture, gconstpointer data)
{
  g_autofree char *in = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *out = NULL;

  receive (fixture, 10, 500);
  helio_fake_clock_advance (fixture->clock, SECOND / 4);
  receive (fixture, 5, 250);
  helio_fake_clock_advance (fixture->clock, SECOND);
  receive (fixture, 7, 70);
  /* Nothing for five seconds. */
  helio_fake_clock_advance (fixture->clock, 6 * SECOND);
  fixture->fake->counters.messages_out += 3;
  receive (fixture, 1, 1);
  helio_fake_clock_advance (fixture->clock, 3 * SECOND);
  helio_statistics_flush (fixture->statistics);
  in = get_values (fixture, HELIO_STATISTIC_MESSAGES_IN);
  bytes = get_values (fixture, HELIO_STATISTIC_BYTES_IN);
  out = get_values (fixture, HELIO_STATISTIC_MESSAGES_OUT);
  g_assert_cmpstr (in, ==, "15 7 0 0 1 0 ");
  g_assert_cmpstr (bytes, ==, "750 70 0 0 1 0 ");
  g_assert_cmpstr (out, ==, "0 0 0 0 3 0 ");
  g_assert_cmpfloat (
      helio_statistics_get_current (fixture->statistics, HELIO_STATISTIC_MESSAGES_IN),
      ==,
      0);
}

/* A new link counts from nothing. */
static void
test_begin_anew (Fixture *fixture, gconstpointer data)
{
  g_autofree char *in = NULL;

  receive (fixture, 100, 1000);
  helio_fake_clock_advance (fixture->clock, SECOND);
  fixture->fake->counters = (HelioLinkCounters){.messages_in = 4, .bytes_in = 40};
  helio_fake_connection_changed (fixture->connection);
  helio_fake_clock_advance (fixture->clock, 3 * SECOND);
  helio_statistics_flush (fixture->statistics);
  in = get_values (fixture, HELIO_STATISTIC_MESSAGES_IN);
  g_assert_cmpstr (in, ==, "100 4 0 ");
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autofree char *values = NULL;

  g_assert_cmpuint (
      helio_series_data_get_count (
          helio_statistics_get_data (fixture->statistics, HELIO_STATISTIC_ROUND_TRIP)),
      ==,
      0);
  fixture->fake->round_trip = 12500;
  g_object_notify (G_OBJECT (fixture->connection), "round-trip");
  helio_fake_clock_advance (fixture->clock, SECOND);
  fixture->fake->round_trip = 20000;
  g_object_notify (G_OBJECT (fixture->connection), "round-trip");
  values = get_values (fixture, HELIO_STATISTIC_ROUND_TRIP);
  g_assert_cmpstr (values, ==, "12.5 20 ");
  g_assert_cmpfloat (helio_statistics_get_current (fixture->statistics, HELIO_STATISTIC_ROUND_TRIP),
                     ==,
                     20);
}

static void
test_away (Fixture *fixture, gconstpointer data)
{
  const gint64 begin = helio_clock_now_wall (HELIO_CLOCK (fixture->clock));
  const HelioSeriesGap *gaps;
  guint n;

  helio_fake_connection_go_online (fixture->connection);
  helio_fake_clock_advance (fixture->clock, 3 * SECOND);
  helio_fake_connection_set_state (fixture->connection, HELIO_SESSION_WAITING_TO_RETRY, "away");
  helio_fake_clock_advance (fixture->clock, 4 * SECOND);
  helio_fake_connection_set_state (fixture->connection, HELIO_SESSION_ONLINE, "back");
  gaps = helio_series_data_get_gaps (
      helio_statistics_get_data (fixture->statistics, HELIO_STATISTIC_BYTES_OUT),
      &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (gaps[0].from, ==, begin + 3 * SECOND);
  g_assert_cmpint (gaps[0].to, ==, begin + 7 * SECOND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/statistics/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("rates", test_rates);
  ADD ("begin-anew", test_begin_anew);
  ADD ("round-trip", test_round_trip);
  ADD ("away", test_away);
  return g_test_run ();
}
