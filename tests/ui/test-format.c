// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-format.h"

#define assert_taken(call, expected)                                                               \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *result = (call);                                                              \
    g_assert_cmpstr (result, ==, expected);                                                        \
  }                                                                                                \
  G_STMT_END

static void
test_count (void)
{
  assert_taken (helio_format_count (0), "0");
  assert_taken (helio_format_count (999), "999");
  assert_taken (helio_format_count (1000), "1,000");
  assert_taken (helio_format_count (12480), "12,480");
  assert_taken (helio_format_count (G_MAXUINT64), "18,446,744,073,709,551,615");
  assert_taken (helio_format_n_messages (1), "1 message");
  assert_taken (helio_format_n_messages (2), "2 messages");
  assert_taken (helio_format_n_topics (1), "1 topic");
  assert_taken (helio_format_n_topics (0), "0 topics");
}

static void
test_size (void)
{
  assert_taken (helio_format_size (0), "0 B");
  assert_taken (helio_format_size (999), "999 B");
  assert_taken (helio_format_size (1000), "1.0 kB");
  assert_taken (helio_format_size (999949), "999.9 kB");
  assert_taken (helio_format_size (999950), "1.0 MB");
  assert_taken (helio_format_size (3400000000), "3.4 GB");
}

static void
test_duration (void)
{
  assert_taken (helio_format_duration (0), "0.0 ms");
  assert_taken (helio_format_duration (1500), "1.5 ms");
  assert_taken (helio_format_duration (180000), "180 ms");
  assert_taken (helio_format_duration (2400000), "2.4 s");
  assert_taken (helio_format_duration (G_GINT64_CONSTANT (65000000)), "1 min 5 s");
  assert_taken (helio_format_duration (G_GINT64_CONSTANT (7380000000)), "2 h 3 min");
  /* What was left out of a text is left out of the number, too. */
  g_assert_cmpint (helio_format_shown_duration (1549), ==, 1500);
  g_assert_cmpint (helio_format_shown_duration (96700), ==, 96000);
  g_assert_cmpint (helio_format_shown_duration (2440000), ==, 2400000);
  g_assert_cmpint (helio_format_shown_duration (65900000), ==, 65000000);
  g_assert_cmpint (helio_format_shown_duration (G_GINT64_CONSTANT (7390000000)),
                   ==,
                   G_GINT64_CONSTANT (7380000000));
}

static void
test_time (void)
{
  HelioTimeCache cache = {0};
  char text[24];
  gint64 wall = G_GINT64_CONSTANT (1767225600184000);

  helio_format_time (&cache, wall, text);
  g_assert_cmpstr (text, ==, "00:00:00.184");
  helio_format_time (&cache, wall + 7000, text);
  g_assert_cmpstr (text, ==, "00:00:00.191");
  helio_format_time (&cache, wall + G_TIME_SPAN_HOUR, text);
  g_assert_cmpstr (text, ==, "01:00:00.184");
  assert_taken (helio_format_date_time (wall), "1 January 2026, 00:00:00.184");
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format/count", test_count);
  g_test_add_func ("/format/size", test_size);
  g_test_add_func ("/format/duration", test_duration);
  g_test_add_func ("/format/time", test_time);
  return g_test_run ();
}
