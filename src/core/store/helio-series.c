// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-series.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json-find.h"
#include "core/base/helio-util.h"
#include "core/mqtt/helio-topic.h"
#include "core/store/helio-payload-nodes.h"
#include "core/store/helio-payload.h"
#include "core/store/helio-row-text.h"
#include "core/store/helio-store-cursor.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define OTHER_CHARS 60
#define ARRAY_ELEMENTS 8

enum {
  TOPIC_NO = 1,
  TOPIC_YES,
};

struct _HelioSeries {
  GObject parent_instance;

  HelioMessageStore *store;
  char *filter;
  char *member;
  GStrv path; /* empty: the payload itself */
  HelioSeriesData *data;
  HelioSeriesCounts counts;
  char *last_other;
  GArray *topic_states; /* guint32 by topic number: serial << 2 | state */
  HelioStoreCursor cursor;

  /* A payload outside of the chunks is looked into without the store's lock. */
  GBytes *blob;
  HelioExtent *extent;
  gint64 outside_time;
  gsize outside_length;
};

G_DEFINE_FINAL_TYPE (HelioSeries, helio_series, G_TYPE_OBJECT)

static void
helio_series_finalize (GObject *object)
{
  HelioSeries *self = HELIO_SERIES (object);

  g_clear_object (&self->store);
  g_free (self->filter);
  g_free (self->member);
  g_strfreev (self->path);
  helio_series_data_unref (self->data);
  g_free (self->last_other);
  g_array_unref (self->topic_states);
  G_OBJECT_CLASS (helio_series_parent_class)->finalize (object);
}

static void
helio_series_class_init (HelioSeriesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_series_finalize;
}

static void
helio_series_init (HelioSeries *self)
{
  self->data = helio_series_data_new ();
  self->topic_states = g_array_new (FALSE, TRUE, sizeof (guint32));
}

/* ── names of members ── */

/* @p is behind the opening quote. Returns: behind the closing one. (nullable) */
static const char *
read_quoted (const char *p, GString *name)
{
  for (; *p != '"'; p++) {
    if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
      p++;
    if (*p == '\0')
      return NULL;
    g_string_append_c (name, *p);
  }
  return p + 1;
}

GStrv
helio_series_split_member (const char *member)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *p = member;

  for (guint n = 0;; n++) {
    g_autoptr (GString) name = g_string_new (NULL);
    const gboolean quoted = *p == '"';

    if (quoted) {
      p = read_quoted (p + 1, name);
    } else {
      const gsize length = strcspn (p, ".\"");

      g_string_append_len (name, p, (gssize) length);
      p += length;
    }
    if (p == NULL || (*p != '\0' && *p != '.') || (!quoted && name->len == 0) ||
        n == HELIO_SERIES_DEPTH_MAX)
      return NULL;
    g_strv_builder_add (builder, name->str);
    if (*p == '\0')
      return g_strv_builder_end (builder);
    p++;
  }
}

void
helio_series_append_name (GString *path, const char *name)
{
  if (path->len > 0)
    g_string_append_c (path, '.');
  if (*name != '\0' && strpbrk (name, ".\"") == NULL) {
    g_string_append (path, name);
    return;
  }
  g_string_append_c (path, '"');
  for (; *name != '\0'; name++) {
    if (*name == '"' || *name == '\\')
      g_string_append_c (path, '\\');
    g_string_append_c (path, *name);
  }
  g_string_append_c (path, '"');
}

static gboolean
read_span (const HelioJsonSpan *span, double *value)
{
  if (span->kind == HELIO_JSON_BOOLEAN) {
    *value = span->length > 0 && *span->start == 't';
    return TRUE;
  }
  return helio_json_span_read_number (span, value);
}

/* Of a string what is in its quotes. */
static gboolean
read_node (const char *text, const HelioPayloadNode *node, double *value)
{
  const guint quotes = node->kind == HELIO_JSON_STRING ? 1 : 0;
  const HelioJsonSpan span = {node->kind,
                              text + node->start + quotes,
                              node->length - (gsize) 2 * quotes};

  return read_span (&span, value);
}

/* In one pass: nothing is looked for from the beginning. */
static void
find_numbers (HelioPayloadNodes *nodes, const char *text, GPtrArray *members)
{
  const guint n = helio_payload_nodes_get_n (nodes);
  double value;

  for (guint32 i = 1; i < n && members->len < HELIO_SERIES_MEMBERS_MAX; i++) {
    const HelioPayloadNode *node = helio_payload_nodes_get (nodes, i);
    const HelioPayloadNode *outside = helio_payload_nodes_get (nodes, node->parent);
    char *member;

    if (outside->kind == HELIO_JSON_ARRAY && node->index >= ARRAY_ELEMENTS) {
      i = outside->end - 1;
      continue;
    }
    if (helio_payload_nodes_is_container (nodes, i) || !read_node (text, node, &value))
      continue;
    member = helio_payload_nodes_get_member (nodes, i);
    if (member != NULL)
      g_ptr_array_add (members, member);
  }
}

GStrv
helio_series_find_members (GBytes *payload, gboolean *is_number)
{
  static const char *const nothing[] = {NULL};
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (HelioPayloadNodes) nodes = NULL;
  gsize length;
  const char *text = g_bytes_get_data (payload, &length);
  HelioJsonSpan span;
  double value;

  *is_number = FALSE;
  if (length > 0 && length <= HELIO_SERIES_PAYLOAD_MAX) {
    *is_number = helio_json_find (text, length, nothing, &span) && read_span (&span, &value);
    nodes = helio_payload_nodes_new (payload, 0, NULL);
  }
  if (nodes != NULL)
    find_numbers (nodes, text, members);
  g_ptr_array_add (members, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&members), FALSE);
}

typedef struct {
  GStrv members;
  gboolean is_number;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_strfreev (found->members);
  g_free (found);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer payload, GCancellable *cancellable)
{
  Found *found = g_new0 (Found, 1);

  found->members = helio_series_find_members (payload, &found->is_number);
  g_task_return_pointer (task, found, found_free);
}

void
helio_series_find_members_async (GBytes *payload,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, helio_series_find_members_async);
  g_task_set_task_data (task, g_bytes_ref (payload), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, find_in_thread);
}

GStrv
helio_series_find_members_finish (GAsyncResult *result, gboolean *is_number, GError **error)
{
  Found *found = g_task_propagate_pointer (G_TASK (result), error);
  GStrv members;

  if (found == NULL)
    return NULL;
  *is_number = found->is_number;
  members = g_steal_pointer (&found->members);
  found_free (found);
  return members;
}

/* ── reading the store ── */

static gboolean
is_wanted (HelioSeries *self, const HelioTopicEntry *topic)
{
  guint32 *state;

  if (topic->id >= self->topic_states->len)
    g_array_set_size (self->topic_states, MAX (topic->id + 1, self->topic_states->len * 5 / 4));
  state = &g_array_index (self->topic_states, guint32, topic->id);
  if (*state >> 2 != topic->serial)
    *state = topic->serial << 2 |
             (helio_topic_matches (self->filter, topic->name) ? TOPIC_YES : TOPIC_NO);
  return (*state & 3) == TOPIC_YES;
}

static void
take_other (HelioSeries *self, const guint8 *payload, gsize length, guint64 *counter)
{
  (*counter)++;
  g_free (self->last_other);
  self->last_other = helio_payload_preview (payload, MIN (length, HELIO_HEAD_MAX), OTHER_CHARS);
}

static void
take_payload (HelioSeries *self, gint64 time, const guint8 *payload, gsize length)
{
  HelioJsonSpan span;
  double value;

  if (!helio_json_find ((const char *) payload, length, (const char *const *) self->path, &span))
    take_other (self,
                payload,
                length,
                self->member != NULL ? &self->counts.missing : &self->counts.not_numbers);
  else if (!read_span (&span, &value) || !helio_series_data_add (self->data, time, value))
    take_other (self, payload, length, &self->counts.not_numbers);
  else
    self->counts.values++;
}

static void
take_gap (HelioSeries *self, const HelioRecordRef *ref)
{
  HelioGapData gap;

  memcpy (&gap, ref->data, sizeof gap);
  helio_series_data_add_gap (self->data,
                             gap.gap > 0 ? ref->record->time - gap.gap : ref->record->time,
                             ref->record->time,
                             gap.lost);
}

static gboolean
look (const HelioRecordRef *ref, gsize *work, gpointer user_data)
{
  HelioSeries *self = user_data;
  const HelioRecord *record = ref->record;
  const HelioPlace place = helio_record_get_place (record);

  if (ref->topic == NULL) {
    take_gap (self, ref);
  } else if (!is_wanted (self, ref->topic)) {
    return TRUE;
  } else if (record->payload_length > HELIO_SERIES_PAYLOAD_MAX || place == HELIO_PLACE_NOT_KEPT) {
    self->counts.too_large++;
  } else if (place == HELIO_PLACE_INLINE) {
    *work += record->payload_length;
    take_payload (self, record->time, ref->data, record->payload_length);
  } else {
    self->outside_time = record->time;
    self->outside_length = record->payload_length;
    if (place == HELIO_PLACE_BIG)
      self->blob = g_bytes_ref (helio_record_get_big (ref->data));
    else
      self->extent = helio_extent_ref (helio_record_get_extent (ref->data));
    return FALSE;
  }
  return TRUE;
}

static void
look_outside (gpointer user_data)
{
  HelioSeries *self = user_data;
  g_autoptr (GBytes) blob = g_steal_pointer (&self->blob);
  g_autoptr (HelioExtent) extent = g_steal_pointer (&self->extent);

  if (extent != NULL)
    blob = helio_extent_map (extent);
  if (blob != NULL)
    take_payload (self, self->outside_time, g_bytes_get_data (blob, NULL), self->outside_length);
  else if (extent != NULL)
    self->counts.too_large++;
}

static void
cleared (gpointer user_data)
{
  HelioSeries *self = user_data;

  helio_series_data_clear (self->data);
  self->counts = (HelioSeriesCounts){0};
  g_clear_pointer (&self->last_other, g_free);
}

static const HelioStoreCursorFuncs cursor_funcs = {look, look_outside, cleared};

gboolean
helio_series_flush (HelioSeries *self, gint64 length)
{
  gboolean more;

  g_return_val_if_fail (HELIO_IS_SERIES (self), FALSE);

  more = helio_store_cursor_run (&self->cursor, length, &cursor_funcs, self);
  self->counts.unread = self->cursor.unread;
  return more;
}

HelioSeries *
helio_series_new (HelioMessageStore *store, const char *filter, const char *member, GError **error)
{
  g_autoptr (HelioSeries) self = NULL;

  g_return_val_if_fail (HELIO_IS_MESSAGE_STORE (store), NULL);

  if (!helio_topic_validate_filter (filter, error))
    return NULL;
  self = g_object_new (HELIO_TYPE_SERIES, NULL);
  self->path = member != NULL ? helio_series_split_member (member) : g_new0 (char *, 1);
  if (self->path == NULL) {
    g_autofree char *shown = helio_printable (member, -1, 100);

    helio_error_set (error,
                     HELIO_ERROR_INVALID_DATA,
                     C_ ("remedy",
                         "Write the names of a JSON payload from the outside in, as in temp, "
                         "engine.speed or list.0.value; names with a dot in quotation marks."),
                     /* Translators: what was typed */
                     C_ ("error", "“%s” does not name a member"),
                     shown);
    return NULL;
  }
  self->store = g_object_ref (store);
  self->filter = g_strdup (filter);
  self->member = g_strdup (member);
  helio_store_cursor_init (&self->cursor, store);
  return g_steal_pointer (&self);
}

const char *
helio_series_get_filter (HelioSeries *self)
{
  return self->filter;
}

const char *
helio_series_get_member (HelioSeries *self)
{
  return self->member;
}

HelioSeriesData *
helio_series_get_data (HelioSeries *self)
{
  return self->data;
}

const HelioSeriesCounts *
helio_series_get_counts (HelioSeries *self)
{
  return &self->counts;
}

const char *
helio_series_get_last_other (HelioSeries *self)
{
  return self->last_other;
}

/* ── CSV ── */

static void
append_field (GString *csv, const char *text)
{
  g_string_append_c (csv, '"');
  /* A spreadsheet would calculate it. */
  if (helio_row_text_is_formula (text))
    g_string_append_c (csv, '\'');
  for (; *text != '\0'; text++) {
    if (*text == '"')
      g_string_append_c (csv, '"');
    g_string_append_c (csv, *text);
  }
  g_string_append_c (csv, '"');
}

static void
append_number (GString *csv, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (csv, ',');
  g_string_append (csv, g_ascii_dtostr (text, sizeof text, value));
}

void
helio_series_append_csv (GString *csv, const char *name, const GArray *buckets)
{
  if (csv->len == 0)
    g_string_append (csv, "series,begin,end,mean,minimum,maximum,count\r\n");
  for (guint i = 0; i < buckets->len; i++) {
    const HelioSeriesBucket *bucket = &g_array_index (buckets, HelioSeriesBucket, i);
    g_autofree char *from = helio_format_time_utc (bucket->from);
    g_autofree char *to = helio_format_time_utc (bucket->to);

    append_field (csv, name);
    g_string_append_printf (csv, ",%s,%s", from, to);
    append_number (csv, bucket->mean);
    append_number (csv, bucket->min);
    append_number (csv, bucket->max);
    g_string_append_printf (csv, ",%" G_GUINT64_FORMAT "\r\n", bucket->count);
  }
}
