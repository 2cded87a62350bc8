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
  GObject parent_instance;
  GPtrArray *entries;
  guint max_entries;
};

static GType
get_item_type (GListModel *model)
{
  return HELIO_TYPE_TIMELINE_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return HELIO_TIMELINE (model)->entries->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  HelioTimeline *self = HELIO_TIMELINE (model);

  return position < self->entries->len ? g_object_ref (self->entries->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioTimeline,
                               helio_timeline,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
helio_timeline_finalize (GObject *object)
{
  g_ptr_array_unref (HELIO_TIMELINE (object)->entries);
  G_OBJECT_CLASS (helio_timeline_parent_class)->finalize (object);
}

static void
helio_timeline_class_init (HelioTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_timeline_finalize;
}

static void
helio_timeline_init (HelioTimeline *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
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

  if (self->entries->len == self->max_entries) {
    g_ptr_array_remove_index (self->entries, 0);
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 1, 0);
  }
  g_ptr_array_add (self->entries, entry);
  g_list_model_items_changed (G_LIST_MODEL (self), self->entries->len - 1, 0, 1);
}

char *
helio_timeline_to_text (HelioTimeline *self)
{
  static const char marks[] = {' ', '+', '!', 'x'};
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->entries->len; i++) {
    HelioTimelineEntry *entry = self->entries->pdata[i];
    g_autofree char *time = helio_format_time_utc (entry->time);

    g_string_append_printf (text, "%s %c %s\n", time, marks[entry->level], entry->text);
  }
  return g_string_free (text, FALSE);
}
