// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-saved-row.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-properties.h"
#include "core/mqtt/helio-topic.h"
#include "core/store/helio-message-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Copied under the store's lock in one go. */
#define COPY_MAX (1024 * 1024)
#define ROWS_MAX 512
/* The years 1970 to 9999, so that every time has a text. */
#define TIME_MAX (G_GINT64_CONSTANT (253402300799) * G_USEC_PER_SEC)

G_STATIC_ASSERT (HELIO_SAVED_HASH_LENGTH == HELIO_HASH_LENGTH);
G_STATIC_ASSERT (HELIO_SAVED_HEAD_MAX == HELIO_HEAD_MAX);

void
helio_saved_row_clear (HelioSavedRow *self)
{
  g_free (self->topic);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_clear_pointer (&self->head, g_bytes_unref);
  g_clear_pointer (&self->hash, g_bytes_unref);
  g_clear_pointer (&self->properties, g_bytes_unref);
  g_free (self->why);
  memset (self, 0, sizeof *self);
}

/* ── from outside ── */

static gboolean
fail (GError **error, const char *what)
{
  return helio_error_set (
      error,
      HELIO_ERROR_INVALID_DATA,
      C_ ("recording", "The file was changed, or another program made it otherwise."),
      "%s",
      what);
}

static gboolean
validate_gap (const HelioSavedRow *self, GError **error)
{
  if (self->gap < -1 || self->gap > TIME_MAX)
    return fail (error,
                 C_ ("recording", "A gap has a length below zero, or of thousands of years."));
  if (self->why != NULL &&
      (strlen (self->why) > HELIO_SAVED_WHY_MAX || !g_utf8_validate (self->why, -1, NULL)))
    return fail (error, C_ ("recording", "The text of a gap is too long or no UTF-8."));
  return TRUE;
}

gboolean
helio_saved_row_validate (const HelioSavedRow *self, GError **error)
{
  if (self->time < 0 || self->time > TIME_MAX)
    return fail (error, C_ ("recording", "A time is not between the years 1970 and 9999."));
  if (self->kind == HELIO_ROW_GAP)
    return validate_gap (self, error);
  if (self->topic == NULL || strlen (self->topic) != self->topic_length)
    return fail (error, C_ ("recording", "A topic is missing or holds a NUL."));
  if (!helio_topic_validate_name (self->topic, error))
    return FALSE;
  if (self->qos > 2)
    return fail (error, C_ ("recording", "A quality of service is not 0, 1 or 2."));
  if (self->size > HELIO_SAVED_PAYLOAD_MAX)
    return fail (error, C_ ("recording", "A payload is larger than MQTT allows."));
  if (self->payload != NULL && g_bytes_get_size (self->payload) != self->size)
    return fail (error, C_ ("recording", "A payload is not as long as its size says."));
  if (self->payload == NULL && self->hash != NULL &&
      g_bytes_get_size (self->hash) != HELIO_SAVED_HASH_LENGTH)
    return fail (error, C_ ("recording", "The hash of a payload is not 32 bytes long."));
  if (self->properties != NULL) {
    gsize length;
    const guint8 *wire = g_bytes_get_data (self->properties, &length);

    if (length > HELIO_SAVED_PAYLOAD_MAX)
      return fail (error, C_ ("recording", "The properties of a message are too long."));
    if (!helio_properties_check (wire, length))
      return fail (error, C_ ("recording", "The properties of a message are not those of MQTT 5."));
  }
  return TRUE;
}

void
helio_message_store_append_saved (HelioMessageStore *self, const HelioSavedRow *row)
{
  HelioMessage message = {
      .topic = row->topic,
      .topic_length = row->topic_length,
      .time = row->time,
      .packet_id = row->packet_id,
      .qos = row->qos,
      .retained = row->retained,
      .duplicate = row->duplicate,
  };

  g_return_if_fail (HELIO_IS_MESSAGE_STORE (self));

  if (row->kind == HELIO_ROW_GAP) {
    helio_message_store_append_gap (self, row->time, row->gap, row->lost, row->why);
    return;
  }
  if (row->properties != NULL)
    message.properties = g_bytes_get_data (row->properties, &message.properties_length);
  if (row->payload != NULL) {
    message.payload = g_bytes_get_data (row->payload, &message.payload_length);
    helio_message_store_append (self, &message);
  } else {
    guint8 head[HELIO_HEAD_MAX] = {0}, hash[HELIO_HASH_LENGTH] = {0};
    gsize length = 0;
    const guint8 *data = row->head != NULL ? g_bytes_get_data (row->head, &length) : NULL;

    if (length > 0)
      memcpy (head, data, MIN (length, sizeof head));
    if (row->hash != NULL)
      memcpy (hash, g_bytes_get_data (row->hash, NULL), sizeof hash);
    message.payload = head;
    message.payload_length = row->size;
    helio_message_store_append_not_kept (self, &message, hash);
  }
}

/* ── out of the store ── */

typedef struct {
  GArray *rows;
  GPtrArray *
      extents; /* (element-type HelioExtent) (nullable elements): by row; mapped without the lock */
  GArray *lengths; /* gsize: of the properties behind a payload that is elsewhere */
  guint max_rows;
  gsize copied;
  guint64 next;
} Reading;

static void
unref_extent (gpointer extent)
{
  if (extent != NULL)
    helio_extent_unref (extent);
}

static GBytes *
sub_bytes (GBytes *both, gsize offset, gsize length)
{
  return length > 0 ? g_bytes_new_from_bytes (both, offset, length) : NULL;
}

static void
copy_gap (const HelioRecordRef *ref, HelioSavedRow *row)
{
  HelioGapData gap;
  gsize length = ref->record->payload_length - sizeof gap;

  memcpy (&gap, ref->data, sizeof gap);
  row->kind = HELIO_ROW_GAP;
  row->gap = gap.gap;
  row->lost = gap.lost;
  if (length > 0)
    row->why = g_strndup ((const char *) ref->data + sizeof gap, length);
}

static void
copy_bytes (const HelioRecordRef *ref, HelioSavedRow *row, HelioExtent **extent)
{
  const HelioRecord *record = ref->record;
  gsize payload = record->payload_length, properties = record->properties_length;
  gsize head = helio_record_get_head_length (record);

  switch (helio_record_get_place (record)) {
    case HELIO_PLACE_BIG:
      row->payload = g_bytes_new_from_bytes (helio_record_get_big (ref->data), 0, payload);
      row->properties = sub_bytes (helio_record_get_big (ref->data), payload, properties);
      break;
    case HELIO_PLACE_SPILLED:
      *extent = helio_extent_ref (helio_record_get_extent (ref->data));
      row->head = g_bytes_new (ref->data + sizeof (gpointer), head);
      break;
    case HELIO_PLACE_NOT_KEPT:
      row->hash = g_bytes_new (ref->data, HELIO_HASH_LENGTH);
      row->head = g_bytes_new (ref->data + HELIO_HASH_LENGTH, head);
      if (properties > 0)
        row->properties = g_bytes_new (ref->data + HELIO_HASH_LENGTH + head, properties);
      break;
    case HELIO_PLACE_INLINE:
    default:
      row->payload = g_bytes_new (ref->data, payload);
      if (properties > 0)
        row->properties = g_bytes_new (ref->data + payload, properties);
      break;
  }
}

static gboolean
copy_row (const HelioRecordRef *ref, gpointer user_data)
{
  Reading *self = user_data;
  const HelioRecord *record = ref->record;
  HelioSavedRow row = {.time = record->time};
  HelioExtent *extent = NULL;
  gsize properties = record->properties_length;

  if (record->flags & HELIO_RECORD_GAP) {
    copy_gap (ref, &row);
  } else {
    row.topic = g_strndup (ref->topic->name, ref->topic->name_length);
    row.topic_length = ref->topic->name_length;
    row.qos = record->flags & HELIO_RECORD_QOS_MASK;
    row.retained = (record->flags & HELIO_RECORD_RETAINED) != 0;
    row.duplicate = (record->flags & HELIO_RECORD_DUPLICATE) != 0;
    row.packet_id = record->packet_id;
    row.size = record->payload_length;
    copy_bytes (ref, &row, &extent);
  }
  g_array_append_val (self->rows, row);
  g_ptr_array_add (self->extents, extent);
  g_array_append_val (self->lengths, properties);
  self->next = ref->seq + 1;
  self->copied += helio_record_get_stored (record);
  return self->rows->len < self->max_rows && self->copied < COPY_MAX;
}

static void
map_extents (Reading *self)
{
  for (guint i = 0; i < self->extents->len; i++) {
    HelioSavedRow *row = &g_array_index (self->rows, HelioSavedRow, i);
    gsize properties = g_array_index (self->lengths, gsize, i);
    g_autoptr (GBytes) both = NULL;

    if (self->extents->pdata[i] == NULL)
      continue;
    both = helio_extent_map (self->extents->pdata[i]);
    if (both == NULL)
      continue; /* it stays as one that is not kept, with its start */
    g_clear_pointer (&row->head, g_bytes_unref);
    row->payload = g_bytes_new_from_bytes (both, 0, row->size);
    row->properties = sub_bytes (both, row->size, properties);
  }
}

static void
reading_init (Reading *self, GArray *rows, guint max_rows, guint64 from)
{
  *self = (Reading){.rows = rows, .max_rows = max_rows, .next = from};
  self->extents = g_ptr_array_new_with_free_func (unref_extent);
  self->lengths = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_array_set_size (rows, 0);
}

static void
reading_finish (Reading *self)
{
  map_extents (self);
  g_ptr_array_unref (self->extents);
  g_array_unref (self->lengths);
}

guint64
helio_message_store_read_saved (HelioMessageStore *self, guint64 from, guint max_rows, GArray *rows)
{
  Reading reading;

  g_return_val_if_fail (HELIO_IS_MESSAGE_STORE (self), from);

  reading_init (&reading, rows, CLAMP (max_rows, 1, ROWS_MAX), from);
  helio_message_store_foreach (self, from, G_MAXUINT64, FALSE, copy_row, &reading);
  reading_finish (&reading);
  return reading.next;
}

gboolean
helio_message_store_get_saved (HelioMessageStore *self, guint64 seq, HelioSavedRow *row)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (HelioSavedRow));
  HelioRecordRef ref;
  Reading reading;

  g_return_val_if_fail (HELIO_IS_MESSAGE_STORE (self), FALSE);

  reading_init (&reading, rows, 1, seq);
  g_mutex_lock (&self->lock);
  if (helio_message_store_look_up (self, seq, &ref))
    copy_row (&ref, &reading);
  g_mutex_unlock (&self->lock);
  reading_finish (&reading);
  if (rows->len == 0)
    return FALSE;
  *row = g_array_index (rows, HelioSavedRow, 0);
  return TRUE;
}
