// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-time-axis.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define DAY (86400 * SECOND)

gint64
helio_time_axis_choose_step (gint64 range, guint n)
{
  static const int thousandths[] = {1, 2, 5, 10, 20, 50, 100, 200, 500};
  static const int seconds[] =
      {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400};

  n = MAX (n, 1);
  for (guint i = 0; i < G_N_ELEMENTS (thousandths); i++)
    if (range / (thousandths[i] * SECOND / 1000) <= (gint64) n)
      return thousandths[i] * SECOND / 1000;
  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    if (range / (seconds[i] * SECOND) <= (gint64) n)
      return seconds[i] * SECOND;
  return (range / n / DAY + 1) * DAY;
}

gint64
helio_time_axis_get_first (gint64 from, gint64 step)
{
  g_autoptr (GDateTime) begin = g_date_time_new_from_unix_local (from / SECOND);
  const gint64 offset = begin != NULL ? g_date_time_get_utc_offset (begin) : 0;

  return ((from + offset) / step + 1) * step - offset;
}

char *
helio_time_axis_format (gint64 time, gint64 step)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (time / SECOND);
  g_autofree char *text = NULL;

  if (local == NULL)
    return g_strdup ("");
  text = g_date_time_format (local, step < MINUTE ? "%H:%M:%S" : step < DAY ? "%H:%M" : "%x");
  return step < SECOND ? g_strdup_printf ("%s.%03d", text, (int) (time % SECOND / 1000))
                       : g_steal_pointer (&text);
}
