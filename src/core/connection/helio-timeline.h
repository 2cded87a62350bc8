// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What happened to one connection, newest last, bounded; secrets never get in. A GListModel of
 * HelioTimelineEntry. */

#include "core/base/helio-object-list.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_TIMELINE_INFO,
  HELIO_TIMELINE_GOOD,
  HELIO_TIMELINE_WARNING,
  HELIO_TIMELINE_BAD,
} HelioTimelineLevel;

#define HELIO_TYPE_TIMELINE_ENTRY (helio_timeline_entry_get_type ())
G_DECLARE_FINAL_TYPE (HelioTimelineEntry, helio_timeline_entry, HELIO, TIMELINE_ENTRY, GObject)

gint64 helio_timeline_entry_get_time (HelioTimelineEntry *self); /* wall µs */
HelioTimelineLevel helio_timeline_entry_get_level (HelioTimelineEntry *self);
const char *helio_timeline_entry_get_text (HelioTimelineEntry *self);

#define HELIO_TYPE_TIMELINE (helio_timeline_get_type ())
G_DECLARE_FINAL_TYPE (HelioTimeline, helio_timeline, HELIO, TIMELINE, HelioObjectList)

HelioTimeline *helio_timeline_new (guint max_entries);
void helio_timeline_add (HelioTimeline *self,
                         gint64 wall,
                         HelioTimelineLevel level,
                         const char *format,
                         ...) G_GNUC_PRINTF (4, 5);
/* Everything as text with UTC times, to copy. Returns: (transfer full). */
char *helio_timeline_to_text (HelioTimeline *self);

G_END_DECLS
