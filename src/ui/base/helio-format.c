// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-format.h"

#include "core/base/helio-util.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

char *
helio_format_count (guint64 value)
{
  const char *separator = localeconv ()->thousands_sep;
  char digits[24];
  GString *text = g_string_new (NULL);
  gsize length;

  /* The C locale has no separator, and a screen full of digits is no use there either. */
  if (separator == NULL || *separator == '\0' || !g_utf8_validate (separator, -1, NULL))
    separator = ",";
  length = (gsize) g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, value);
  for (gsize i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0)
      g_string_append (text, separator);
    g_string_append_c (text, digits[i]);
  }
  return g_string_free (text, FALSE);
}

char *
helio_format_n_messages (guint64 count)
{
  g_autofree char *number = helio_format_count (count);

  return g_strdup_printf (NP_ ("count", "%s message", "%s messages", (gulong) count), number);
}

char *
helio_format_n_topics (guint64 count)
{
  g_autofree char *number = helio_format_count (count);

  return g_strdup_printf (NP_ ("count", "%s topic", "%s topics", (gulong) count), number);
}

char *
helio_format_size (guint64 bytes)
{
  double value = (double) bytes;

  if (bytes < 1000)
    return g_strdup_printf (C_ ("size", "%u B"), (guint) bytes);
  if (value < 999.95e3)
    return g_strdup_printf (C_ ("size", "%.1f kB"), value / 1e3);
  if (value < 999.95e6)
    return g_strdup_printf (C_ ("size", "%.1f MB"), value / 1e6);
  return g_strdup_printf (C_ ("size", "%.1f GB"), value / 1e9);
}

char *
helio_format_duration (gint64 microseconds)
{
  gint64 seconds = microseconds / G_USEC_PER_SEC;

  if (microseconds < 10 * G_TIME_SPAN_MILLISECOND)
    return g_strdup_printf (C_ ("duration", "%.1f ms"), (double) microseconds / 1000);
  if (microseconds < G_USEC_PER_SEC)
    return g_strdup_printf (C_ ("duration", "%d ms"), (int) (microseconds / 1000));
  if (seconds < 60)
    return g_strdup_printf (C_ ("duration", "%.1f s"), (double) microseconds / G_USEC_PER_SEC);
  if (seconds < 3600)
    return g_strdup_printf (C_ ("duration", "%d min %d s"),
                            (int) (seconds / 60),
                            (int) (seconds % 60));
  return g_strdup_printf (C_ ("duration", "%d h %d min"),
                          (int) (seconds / 3600),
                          (int) (seconds / 60 % 60));
}

gint64
helio_format_shown_duration (gint64 microseconds)
{
  if (microseconds < 10 * G_TIME_SPAN_MILLISECOND)
    return (microseconds + 50) / 100 * 100;
  if (microseconds < G_USEC_PER_SEC)
    return microseconds / 1000 * 1000;
  if (microseconds < G_TIME_SPAN_MINUTE)
    return (microseconds + 50000) / 100000 * 100000;
  if (microseconds < G_TIME_SPAN_HOUR)
    return microseconds / G_USEC_PER_SEC * G_USEC_PER_SEC;
  return microseconds / G_TIME_SPAN_MINUTE * G_TIME_SPAN_MINUTE;
}

void
helio_format_time (HelioTimeCache *cache, gint64 wall, char text[24])
{
  gint64 second = wall / G_USEC_PER_SEC;

  if (cache->second != second || cache->text[0] == '\0') {
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (second);

    g_snprintf (cache->text,
                sizeof cache->text,
                "%02d:%02d:%02d",
                time != NULL ? g_date_time_get_hour (time) : 0,
                time != NULL ? g_date_time_get_minute (time) : 0,
                time != NULL ? g_date_time_get_second (time) : 0);
    cache->second = second;
  }
  g_snprintf (text, 24, "%s.%03d", cache->text, (int) (wall / 1000 % 1000));
}

char *
helio_format_date_time (gint64 wall)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (wall / G_USEC_PER_SEC);
  g_autofree char *date = NULL;

  if (time == NULL)
    return g_strdup ("");
  /* Translators: day, month and year as g_date_time_format() writes them, "5 March 2026". */
  date = g_date_time_format (time, C_ ("date", "%-d %B %Y"));
  return g_strdup_printf ("%s, %02d:%02d:%02d.%03d",
                          date,
                          g_date_time_get_hour (time),
                          g_date_time_get_minute (time),
                          g_date_time_get_second (time),
                          (int) (wall / 1000 % 1000));
}
