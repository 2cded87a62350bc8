// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-row-source-private.h"

#include "core/base/helio-error.h"
#include "core/store/helio-recording-sql.h"
#include "core/store/helio-row-text.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* JSON Lines and CSV, one record in memory at a time. */

#define READ_SIZE (64 * 1024)
/* So long a record may be: a payload of 64 MiB that is no text has 86 MiB in Base64. */
#define RECORD_MAX (128 * 1024 * 1024)

typedef struct {
  HelioRowSource parent;

  int fd;
  GByteArray *buffer;
  gsize offset; /* of what was not looked at yet */
  gboolean end;
  guint64 consumed; /* bytes of the file */
  guint64 line;     /* of the record's first line, from 1 */
  guint64 next_line;
  GStrv columns; /* CSV */
} TextRows;

static gboolean
read_more (TextRows *self, GError **error)
{
  g_autofree char *name = NULL;
  gssize n;
  guint old;

  if (self->offset > 0) {
    g_byte_array_remove_range (self->buffer, 0, (guint) self->offset);
    self->offset = 0;
  }
  old = self->buffer->len;
  /* In doubling steps: a long record is moved a few times only. */
  g_byte_array_set_size (self->buffer, old + MAX (READ_SIZE, old));
  do
    n = read (self->fd, self->buffer->data + old, self->buffer->len - old);
  while (n < 0 && errno == EINTR);
  g_byte_array_set_size (self->buffer, old + (guint) MAX (n, 0));
  if (n > 0)
    return TRUE;
  if (n == 0) {
    self->end = TRUE;
    return TRUE;
  }
  name = helio_recording_shown_name (self->parent.path);
  return helio_error_set (error,
                          HELIO_ERROR_FILE,
                          C_ ("recording", "Choose a file that is there and that you may read."),
                          C_ ("recording", "“%s” cannot be read: %s"),
                          name,
                          g_strerror (errno));
}

/* In a field of CSV. */
typedef enum {
  FIELD_BEGINS,
  FIELD_PLAIN,
  FIELD_QUOTED,
  FIELD_CLOSED, /* or the quotation mark is one of two */
} FieldState;

/* Where the record ends that begins at offset; FALSE: not in the buffer. In CSV a line feed may be quoted; a mark
 * that stands elsewhere than at a field's beginning makes one wrong row, and not one of all that follow. */
typedef struct {
  gsize at;
  FieldState state;
} Place;

static FieldState
get_next_state (FieldState state, guint8 c)
{
  if (state == FIELD_QUOTED)
    return c == '"' ? FIELD_CLOSED : FIELD_QUOTED;
  if (c == ',')
    return FIELD_BEGINS;
  return c == '"' && state != FIELD_PLAIN ? FIELD_QUOTED : FIELD_PLAIN;
}

static gboolean
find_end (TextRows *self, Place *place)
{
  const guint8 *data = self->buffer->data + self->offset;
  const gsize length = self->buffer->len - self->offset;
  const gboolean csv = self->parent.info.kind == HELIO_ROWS_CSV;

  for (; place->at < length; place->at++) {
    if (data[place->at] == '\n') {
      self->next_line++;
      if (place->state != FIELD_QUOTED)
        return TRUE;
    }
    if (csv)
      place->state = get_next_state (place->state, data[place->at]);
  }
  return FALSE;
}

static gboolean
set_too_long (TextRows *self, GError **error)
{
  g_autofree char *line = g_strdup_printf ("%" G_GUINT64_FORMAT, self->line);

  return helio_error_set (error,
                          HELIO_ERROR_TOO_LARGE,
                          C_ ("import", "Take that line out, or record instead of exporting."),
                          C_ ("import", "Line %s is longer than 128 MiB."),
                          line);
}

/* The next record, without its line feed; NULL: the end, or an error. */
static const char *
read_record (TextRows *self, gsize *length, GError **error)
{
  Place place = {0};
  const char *record;

  self->line = self->next_line;
  while (!find_end (self, &place)) {
    if (self->end)
      break;
    if (place.at > RECORD_MAX) {
      set_too_long (self, error);
      return NULL;
    }
    if (!read_more (self, error))
      return NULL;
  }
  if (self->end && place.at == 0 && self->offset == self->buffer->len)
    return NULL;
  record = (const char *) self->buffer->data + self->offset;
  *length = place.at;
  place.at = MIN (place.at + 1, self->buffer->len - self->offset);
  self->offset += place.at;
  self->consumed += place.at;
  if (self->line == 1 && *length >= 3 && memcmp (record, "\xef\xbb\xbf", 3) == 0) {
    record += 3;
    *length -= 3;
  }
  if (*length > 0 && record[*length - 1] == '\r')
    (*length)--;
  return record;
}

static gboolean
is_blank (const char *record, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (record[i] != ' ' && record[i] != '\t')
      return FALSE;
  return TRUE;
}

static HelioJson *
parse_csv (TextRows *self, const char *record, gsize length, GError **error)
{
  g_auto (GStrv) fields = NULL;

  if (!g_utf8_validate_len (record, length, NULL)) {
    helio_error_set (error,
                     HELIO_ERROR_INVALID_DATA,
                     C_ ("import", "Save the file as UTF-8."),
                     C_ ("import", "There is something that is no UTF-8."));
    return NULL;
  }
  fields = helio_row_text_split_csv (record, length, error);
  if (fields == NULL)
    return NULL;
  if (self->columns == NULL) {
    self->columns = g_steal_pointer (&fields);
    return NULL; /* the first line has the names */
  }
  return helio_row_text_csv_to_json ((const char *const *) self->columns,
                                     (const char *const *) fields,
                                     error);
}

/* FALSE without an error: no row in this record. */
static gboolean
parse_record (TextRows *self, const char *record, gsize length, HelioSavedRow *row, GError **error)
{
  g_autoptr (HelioJson) object = NULL;
  gboolean skip;

  object = self->parent.info.kind == HELIO_ROWS_CSV
               ? parse_csv (self, record, length, error)
               : helio_json_parse (record, length, RECORD_MAX, HELIO_JSON_DEPTH_ANSWER, error);
  return object != NULL && helio_row_text_from_json (object, row, &skip, error) && !skip;
}

static gboolean
text_next (HelioRowSource *source, HelioSavedRow *row, GError **error)
{
  TextRows *self = (TextRows *) source;
  GError *fault = NULL;
  const char *record;
  gsize length;

  while ((record = read_record (self, &length, error)) != NULL) {
    if (is_blank (record, length))
      continue;
    if (parse_record (self, record, length, row, &fault)) {
      if (source->info.first_time == 0)
        source->info.first_time = row->time;
      source->info.last_time = MAX (source->info.last_time, row->time);
      return TRUE;
    }
    if (fault != NULL) {
      g_autofree char *line = g_strdup_printf ("%" G_GUINT64_FORMAT, self->line);

      /* What is wrong in a file is no bad answer of a service. */
      if (g_error_matches (fault, HELIO_ERROR, HELIO_ERROR_BAD_ANSWER))
        fault->code = HELIO_ERROR_INVALID_DATA;
      g_propagate_prefixed_error (error,
                                  fault,
                                  /* Translators: where the fault is, before what it is. */
                                  C_ ("import", "Line %s: "),
                                  line);
      /* Without the names of the columns the other lines mean nothing. */
      source->can_go_on = source->info.kind != HELIO_ROWS_CSV || self->columns != NULL;
      return FALSE;
    }
    helio_saved_row_clear (row);
  }
  return FALSE;
}

static gboolean
text_rewind (HelioRowSource *source, GError **error)
{
  TextRows *self = (TextRows *) source;

  lseek (self->fd, 0, SEEK_SET);
  g_byte_array_set_size (self->buffer, 0);
  self->offset = 0;
  self->consumed = 0;
  self->end = FALSE;
  self->next_line = 1;
  g_clear_pointer (&self->columns, g_strfreev);
  return TRUE;
}

static double
text_get_progress (HelioRowSource *source)
{
  TextRows *self = (TextRows *) source;

  return source->info.bytes > 0
             ? CLAMP ((double) self->consumed / (double) source->info.bytes, 0.0, 1.0)
             : 1.0;
}

static void
text_free (HelioRowSource *source)
{
  TextRows *self = (TextRows *) source;

  if (self->fd >= 0)
    close (self->fd);
  g_byte_array_unref (self->buffer);
  g_strfreev (self->columns);
  g_free (self);
}

static const HelioRowSourceFuncs text_funcs = {
    .next = text_next,
    .rewind = text_rewind,
    .get_progress = text_get_progress,
    .free = text_free,
};

HelioRowSource *
helio_text_rows_open (const char *path, HelioRowsKind kind, GError **error)
{
  TextRows *self = g_new0 (TextRows, 1);
  g_autoptr (HelioRowSource) source = &self->parent;
  struct stat file;

  source->funcs = &text_funcs;
  source->path = g_strdup (path);
  source->info.kind = kind;
  source->info.title = helio_recording_shown_name (path);
  self->buffer = g_byte_array_new ();
  self->next_line = 1;
  self->fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY, 0);
  if (self->fd < 0 || fstat (self->fd, &file) != 0) {
    helio_error_set (error,
                     HELIO_ERROR_FILE,
                     C_ ("recording", "Choose a file that is there and that you may read."),
                     C_ ("recording", "“%s” cannot be read: %s"),
                     source->info.title,
                     g_strerror (errno));
    return NULL;
  }
  source->info.bytes = (guint64) file.st_size;
  return g_steal_pointer (&source);
}
