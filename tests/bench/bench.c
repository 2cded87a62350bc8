// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "bench/bench.h"

#include <sys/resource.h>
#include <time.h>

/* Prime to any number of topics used here: neighbours in time are no neighbours in the tree. */
#define STRIDE 7919

void
bench_topic (GString *topic, guint i, guint n_topics)
{
  guint t = (guint) ((guint64) i * STRIDE % n_topics);

  g_string_printf (topic, "plant/%u/line/%u/sensor/%u", t % 10, t / 10 % 100, t);
}

void
bench_payload (GString *payload, guint i, gsize length)
{
  g_string_printf (payload,
                   "{\"n\":%u,\"v\":%u.%u,\"u\":\"C\",\"t\":%" G_GUINT64_FORMAT "}",
                   i,
                   i % 40,
                   i % 10,
                   G_GUINT64_CONSTANT (1764054202000) + i);
  if (payload->len >= length)
    return;
  g_string_insert (payload, (gssize) payload->len - 1, ",\"of\":\"\"");
  while (payload->len < length)
    g_string_insert_c (payload, (gssize) payload->len - 2, (char) ('a' + payload->len % 26));
}

double
bench_cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

gint64
bench_thread_cpu (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

gsize
bench_rss (void)
{
  g_autofree char *text = NULL;
  guint64 pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL)) {
    const char *second = strchr (text, ' ');

    pages = second != NULL ? g_ascii_strtoull (second + 1, NULL, 10) : 0;
  }
  return pages * (gsize) sysconf (_SC_PAGESIZE);
}

void
bench_report (const char *name, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_print ("{\"%s\": %s}\n", name, g_ascii_dtostr (number, sizeof number, value));
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

gint64
bench_percentile (GArray *times, double share)
{
  if (times->len == 0)
    return 0;
  g_array_sort (times, compare_times);
  return g_array_index (times, gint64, (guint) ((times->len - 1) * share));
}
