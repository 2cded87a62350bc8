// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-timeline.h"

#include "core/base/helio-log.h"
#include "core/base/helio-util.h"

/* A line that someone else's words went into must still be one line of bounded length. */
#define TEXT_MAX_CHARS 600

struct _HelioTimelineEntry {
  GObject parent_instance;
  gint64 time;
  HelioTimelineLevel level;
  char *text;
};

G_DEFINE_FINAL_TYPE (HelioTimelineEntry, helio_timeline_entry, G_TYPE_OBJECT)

static void
helio_timeline_entry_finalize (GObject *object)
{
  g_free (HELIO_TIMELINE_ENTRY (object)->text);
  G_OBJECT_CLASS (helio_timeline_entry_parent_class)->finalize (object);
}

static void
helio_timeline_entry_class_init (HelioTimelineEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_timeline_entry_finalize;
}

static void
helio_timeline_entry_init (HelioTimelineEntry *self)
{
}

gint64
helio_timeline_entry_get_time (HelioTimelineEntry *self)
{
  return self->time;
}

HelioTimelineLevel
helio_timeline_entry_get_level (HelioTimelineEntry *self)
{
  return self->level;
}

const char *
helio_timeline_entry_get_text (HelioTimelineEntry *self)
{
  return self->text;
}

struct _HelioTimeline {
  HelioObjectList parent_instance;
  guint max_entries;
};

G_DEFINE_FINAL_TYPE (HelioTimeline, helio_timeline, HELIO_TYPE_OBJECT_LIST)

static void
helio_timeline_class_init (HelioTimelineClass *klass)
{
  HELIO_OBJECT_LIST_CLASS (klass)->item_type = HELIO_TYPE_TIMELINE_ENTRY;
}

static void
helio_timeline_init (HelioTimeline *self)
{
}

HelioTimeline *
helio_timeline_new (guint max_entries)
{
  HelioTimeline *self = g_object_new (HELIO_TYPE_TIMELINE, NULL);

  self->max_entries = MAX (max_entries, 1);
  return self;
}

void
helio_timeline_add (HelioTimeline *self,
                    gint64 wall,
                    HelioTimelineLevel level,
                    const char *format,
                    ...)
{
  HelioTimelineEntry *entry = g_object_new (HELIO_TYPE_TIMELINE_ENTRY, NULL);
  g_autofree char *raw = NULL, *redacted = NULL;
  va_list args;

  va_start (args, format);
  raw = g_strdup_vprintf (format, args);
  va_end (args);
  redacted = helio_redact (raw);
  entry->time = wall;
  entry->level = level;
  entry->text = helio_printable (redacted, -1, TEXT_MAX_CHARS);

  if (helio_object_list_get_length (HELIO_OBJECT_LIST (self)) == self->max_entries)
    helio_object_list_remove (HELIO_OBJECT_LIST (self), 0);
  helio_object_list_append (HELIO_OBJECT_LIST (self), entry);
}

char *
helio_timeline_to_text (HelioTimeline *self)
{
  static const char marks[] = {' ', '+', '!', 'x'};
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < helio_object_list_get_length (HELIO_OBJECT_LIST (self)); i++) {
    HelioTimelineEntry *entry = helio_object_list_peek (HELIO_OBJECT_LIST (self), i);
    g_autofree char *time = helio_format_time_utc (entry->time);

    g_string_append_printf (text, "%s %c %s\n", time, marks[entry->level], entry->text);
  }
  return g_string_free (text, FALSE);
}
