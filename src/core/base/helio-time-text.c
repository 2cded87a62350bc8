// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-time-text.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* @max digits at most; FALSE if there is none. */
static gboolean
read_number (const char **p, guint max, gint *number)
{
  const char *start = *p;

  *number = 0;
  while (g_ascii_isdigit (**p) && (guint) (*p - start) < max) {
    *number = *number * 10 + (**p - '0');
    (*p)++;
  }
  return *p > start && !g_ascii_isdigit (**p);
}

static gboolean
read_char (const char **p, char c)
{
  if (**p != c)
    return FALSE;
  (*p)++;
  return TRUE;
}

/* "14:03", "14:03:22", "14:03:22.184" */
static gboolean
read_clock (const char **p, gint *hour, gint *minute, double *seconds)
{
  gint whole;

  *seconds = 0;
  if (!read_number (p, 2, hour) || !read_char (p, ':') || !read_number (p, 2, minute))
    return FALSE;
  if (!read_char (p, ':'))
    return TRUE;
  if (!read_number (p, 2, &whole))
    return FALSE;
  *seconds = whole;
  if (read_char (p, '.') || read_char (p, ',')) {
    double scale = 0.1;

    if (!g_ascii_isdigit (**p))
      return FALSE;
    for (; g_ascii_isdigit (**p); (*p)++, scale /= 10)
      *seconds += scale * (**p - '0');
  }
  return TRUE;
}

static gboolean
take (GDateTime *taken, gint64 *time)
{
  g_autoptr (GDateTime) point = taken;

  if (point == NULL)
    return FALSE;
  *time = g_date_time_to_unix (point) * G_USEC_PER_SEC + g_date_time_get_microsecond (point);
  return TRUE;
}

static gboolean
read_date (const char *p, gint64 *time)
{
  gint year, month, day, hour, minute;
  double seconds;

  if (!read_number (&p, 4, &year) || !read_char (&p, '-') || !read_number (&p, 2, &month) ||
      !read_char (&p, '-') || !read_number (&p, 2, &day) ||
      (!read_char (&p, ' ') && !read_char (&p, 'T')) ||
      !read_clock (&p, &hour, &minute, &seconds) || *p != '\0')
    return FALSE;
  return take (g_date_time_new_local (year, month, day, hour, minute, seconds), time);
}

static gboolean
read_today (const char *p, gint64 now, gint64 *time)
{
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now / G_USEC_PER_SEC);
  gint hour, minute;
  double seconds;

  if (!read_clock (&p, &hour, &minute, &seconds) || *p != '\0')
    return FALSE;
  for (gint back = 0; back < 2; back++) {
    g_autoptr (GDateTime) day = g_date_time_add_days (today, -back);

    if (!take (g_date_time_new_local (g_date_time_get_year (day),
                                      g_date_time_get_month (day),
                                      g_date_time_get_day_of_month (day),
                                      hour,
                                      minute,
                                      seconds),
               time))
      return FALSE;
    if (*time <= now)
      break;
  }
  return TRUE;
}

/* "-5m"; a minus sign or a hyphen */
static gboolean
read_ago (const char *p, gint64 now, gint64 *time)
{
  gint number;
  gint64 unit;

  if (g_str_has_prefix (p, "−"))
    p += strlen ("−");
  else if (!read_char (&p, '-'))
    return FALSE;
  if (!read_number (&p, 6, &number))
    return FALSE;
  while (*p == ' ')
    p++;
  unit = *p == 's' ? 1 : *p == 'm' ? 60 : *p == 'h' ? 3600 : 0;
  if (unit == 0)
    return FALSE;
  while (g_ascii_isalpha (*p))
    p++;
  *time = now - number * unit * G_USEC_PER_SEC;
  return *p == '\0';
}

gboolean
helio_time_parse (const char *text, gint64 now, gint64 *time, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  if (read_ago (stripped, now, time) || read_date (stripped, time) ||
      read_today (stripped, now, time))
    return TRUE;
  helio_error_set (error,
                   HELIO_ERROR_INVALID_DATA,
                   C_ ("remedy", "Write for example 14:03, 14:03:22, 2026-11-26 14:03 or -5m."),
                   C_ ("time", "This is no time."));
  return FALSE;
}
