// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Numbers, sizes and times as the window shows them: thousands separators, local time with milliseconds.
 * Each returns (transfer full). */

#include <glib.h>

G_BEGIN_DECLS

/* "12,480" */
char *helio_format_count (guint64 value);
/* "12,480 messages", "312 topics" */
char *helio_format_n_messages (guint64 count);
char *helio_format_n_topics (guint64 count);
/* "48 B", "1.2 kB", "3.4 MB" */
char *helio_format_size (guint64 bytes);
/* "180 ms", "2.4 s", "1 min 5 s", "2 h 3 min"; microseconds. */
char *helio_format_duration (gint64 microseconds);
/* What that says, in µs: a sum of these is one of what is shown. */
gint64 helio_format_shown_duration (gint64 microseconds);

/* "14:03:22.184", local; wall microseconds. A list formats forty of them a frame, most of the same second:
 * the second is remembered. */
typedef struct {
  gint64 second;
  char text[16];
} HelioTimeCache;
void helio_format_time (HelioTimeCache *cache, gint64 wall, char text[24]);
/* "5 March 2026, 14:03:22.184" in the way of the locale, local. */
char *helio_format_date_time (gint64 wall);

G_END_DECLS
