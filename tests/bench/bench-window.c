// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* The program with its window, 1024×700 (under tests/support/with-display), connected by a profile to a
 * bench-server that sends MESSAGES over TOPICS; every branch of the tree is open:
 *   bench-window start
 *     {"frame": µs of the monotonic clock} of the first frame
 *   bench-window frames PROFILE TOPICS SECONDS
 *     what the main loop is busy with a frame while they come in, or, when all are there, what it costs to be
 *     on line and idle: cpu_share of a core
 *   bench-window ingest PROFILE MESSAGES TOPICS
 *     {"end": µs} when all is in store and tree; fails if one is missing
 *   bench-window soak PROFILE MESSAGES TOPICS BUDGET_MIB
 *     the same with a store that is turned over; also what the process grows by after a fifth of the time */
#include "config.h"

#include "bench/bench-app.h"
#include "bench/bench.h"

#include <locale.h>

#define SETTLE 3 /* seconds before anything counts */
#define STUCK (20 * G_USEC_PER_SEC)
#define TOP "plant" /* bench_topic() */

typedef struct {
  HelioMessageStore *store;
  HelioTopicTree *tree;
  guint n_topics, seconds;
  double cpu;

  guint64 expected, last_total;
  gint64 last_progress;
  gboolean expanded;

  gsize budget;    /* 0: as it is */
  gint64 begin;    /* µs */
  GArray *samples; /* Sample, one a second */
  int status;
} Bench;

typedef struct {
  double time; /* s */
  double rss;  /* KiB */
} Sample;

static guint64
count_in_tree (Bench *self)
{
  guint32 node = helio_topic_tree_find (self->tree, TOP);
  HelioTopicRow row;
  guint64 count;

  if (node == G_MAXUINT32 || !helio_topic_tree_get_row (self->tree, node, &row))
    return 0;
  count = row.count;
  helio_topic_row_clear (&row);
  return count;
}

static gboolean
expand (Bench *self)
{
  if (!self->expanded && helio_topic_tree_get_n_topics (self->tree) == self->n_topics) {
    helio_topic_tree_expand_all (self->tree, G_MAXUINT);
    self->expanded = TRUE;
  }
  return self->expanded;
}

static void
watch (Bench *self, HelioWindow *window, HelioConnection *connection)
{
  self->store = helio_connection_get_store (connection);
  self->tree = helio_connection_get_tree (connection);
  self->begin = self->last_progress = g_get_monotonic_time ();
  if (self->budget > 0)
    helio_message_store_set_budget (self->store, self->budget);
  /* The cursor of an entry blinks: that is no cost of ours. */
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  bench_frames_watch (GTK_WIDGET (window));
}

/* Frames */

static gboolean
on_settled (gpointer data)
{
  Bench *self = data;

  bench_frames_start ();
  self->last_total = helio_message_store_get_total (self->store);
  self->cpu = bench_cpu_seconds ();
  return G_SOURCE_REMOVE;
}

static gboolean
on_end (gpointer data)
{
  Bench *self = data;

  self->cpu = bench_cpu_seconds () - self->cpu;
  bench_frames_report ();
  bench_report ("messages",
                (double) (helio_message_store_get_total (self->store) - self->last_total));
  bench_report ("cpu_share", self->cpu / self->seconds);
  bench_app_quit (0);
  return G_SOURCE_REMOVE;
}

static gboolean
on_topics (gpointer data)
{
  Bench *self = data;

  if (!expand (self))
    return G_SOURCE_CONTINUE;
  g_timeout_add_seconds (SETTLE, on_settled, self);
  g_timeout_add_seconds (SETTLE + self->seconds, on_end, self);
  return G_SOURCE_REMOVE;
}

static void
on_online_frames (HelioWindow *window, HelioConnection *connection, gpointer data)
{
  watch (data, window, connection);
  g_timeout_add (50, on_topics, data);
}

/* Ingest, soak */

static void
take_sample (Bench *self, gint64 now)
{
  Sample sample = {(double) (now - self->begin) / G_USEC_PER_SEC, (double) bench_rss () / 1024};

  g_array_append_val (self->samples, sample);
}

/* KiB a minute by least squares, from a fifth of the time on. */
static double
get_slope (Bench *self)
{
  guint first = self->samples->len / 5, n = self->samples->len - first;
  double t = 0, rss = 0, tt = 0, t_rss = 0;

  for (guint i = first; i < self->samples->len; i++) {
    const Sample *sample = &g_array_index (self->samples, Sample, i);

    t += sample->time / n;
    rss += sample->rss / n;
  }
  for (guint i = first; i < self->samples->len; i++) {
    const Sample *sample = &g_array_index (self->samples, Sample, i);

    tt += (sample->time - t) * (sample->time - t);
    t_rss += (sample->time - t) * (sample->rss - rss);
  }
  return tt > 0 ? t_rss / tt * 60 : 0;
}

static void
report_store (Bench *self)
{
  guint64 first, end;
  guint64 total = helio_message_store_get_total (self->store);
  const Sample *from = &g_array_index (self->samples, Sample, self->samples->len / 5);
  const Sample *to = &g_array_index (self->samples, Sample, self->samples->len - 1);

  helio_message_store_get_range (self->store, &first, &end);
  bench_report ("total", (double) total);
  bench_report ("in_tree", (double) count_in_tree (self));
  bench_report ("gaps", (double) end - (double) total);
  bench_report ("kept", (double) (end - first));
  bench_report ("evicted", (double) helio_message_store_get_evicted (self->store));
  bench_report ("bytes", (double) helio_message_store_get_bytes (self->store));
  bench_report ("rss_from_kib", from->rss);
  bench_report ("rss_to_kib", to->rss);
  bench_report ("rss_slope_kib_per_minute", get_slope (self));
  bench_report ("rss_minutes", (to->time - from->time) / 60);
}

static gboolean
on_look (gpointer data)
{
  Bench *self = data;
  gint64 now = g_get_monotonic_time ();
  guint64 total = helio_message_store_get_total (self->store);
  gboolean expanded = expand (self);

  if (total != self->last_total)
    self->last_progress = now;
  self->last_total = total;
  if (self->samples->len < (now - self->begin) / G_USEC_PER_SEC)
    take_sample (self, now);
  if (now - self->last_progress > STUCK) {
    g_printerr ("bench-window: stuck at %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT " in the tree\n",
                total,
                count_in_tree (self));
    self->status = 1;
  } else if (total < self->expected || !expanded || count_in_tree (self) < self->expected)
    return G_SOURCE_CONTINUE;
  take_sample (self, now);
  bench_report ("end", (double) now);
  bench_frames_report ();
  report_store (self);
  bench_app_quit (total == self->expected ? self->status : 1);
  return G_SOURCE_REMOVE;
}

static void
on_online_ingest (HelioWindow *window, HelioConnection *connection, gpointer data)
{
  Bench *self = data;

  watch (self, window, connection);
  bench_frames_start ();
  g_timeout_add (5, on_look, self);
}

static guint
number (const char *text)
{
  return (guint) g_ascii_strtoull (text, NULL, 10);
}

int
main (int argc, char **argv)
{
  Bench self = {0};
  int status = 2;

  setlocale (LC_ALL, "");
  self.samples = g_array_new (FALSE, FALSE, sizeof (Sample));
  if (argc == 2 && g_str_equal (argv[1], "start"))
    status = bench_app_run (NULL, NULL, NULL);
  else if (argc == 5 && g_str_equal (argv[1], "frames")) {
    self.n_topics = number (argv[3]);
    self.seconds = MAX (number (argv[4]), 1);
    status = bench_app_run (argv[2], on_online_frames, &self);
  } else if ((argc == 5 && g_str_equal (argv[1], "ingest")) ||
             (argc == 6 && g_str_equal (argv[1], "soak"))) {
    self.expected = number (argv[3]);
    self.n_topics = number (argv[4]);
    self.budget = argc == 6 ? (gsize) number (argv[5]) * 1024 * 1024 : 0;
    status = bench_app_run (argv[2], on_online_ingest, &self);
  } else
    g_printerr ("usage: bench-window start | frames PROFILE TOPICS SECONDS | "
                "ingest PROFILE MESSAGES TOPICS | soak PROFILE MESSAGES TOPICS BUDGET_MIB\n");
  g_array_unref (self.samples);
  return status;
}
