// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-row-source-private.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/store/helio-recording-sql.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* Reading a recording. An SQLite file from outside may hold statements (views, triggers, defaults, generated
 * columns): it is read only if its tables are word for word those that we make, and without trusting them. */

#define TOPIC_MAX 65535
/* A statement under way keeps a recording that goes on from tidying its log, so it is begun anew from time to time. */
#define ROWS_A_STATEMENT 500

typedef struct {
  HelioRowSource parent;

  sqlite3 *db;
  sqlite3_stmt *rows;
  gint64 last_id; /* of the row that was read last */
  guint n_held;   /* rows that were read since the file was looked at anew */
} RecordingFile;

static gboolean
set_foreign (GError **error, const char *path)
{
  g_autofree char *name = helio_recording_shown_name (path);

  return helio_error_set (error,
                          HELIO_ERROR_INVALID_DATA,
                          C_ ("recording", "Choose a file that Heliograph recorded."),
                          C_ ("recording", "“%s” is a database, but no recording."),
                          name);
}

static gboolean
check_marks (sqlite3 *db, const char *path, GError **error)
{
  g_autofree char *name = helio_recording_shown_name (path);
  gint64 id, version;

  if (!helio_recording_ask (db, "PRAGMA application_id", path, &id, error) ||
      !helio_recording_ask (db, "PRAGMA user_version", path, &version, error))
    return FALSE;
  if (id != HELIO_RECORDING_APPLICATION_ID)
    return set_foreign (error, path);
  if (version > HELIO_RECORDING_VERSION)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            C_ ("recording", "Open it with that version, or export it there."),
                            C_ ("recording", "“%s” was recorded by a newer Heliograph."),
                            name);
  return version == HELIO_RECORDING_VERSION || set_foreign (error, path);
}

static gboolean
is_ours (const char *type, const char *name, const char *sql)
{
  if (g_strcmp0 (type, "index") == 0)
    return sql == NULL && g_str_has_prefix (name, "sqlite_autoindex_topic_");
  for (guint i = 0; i < helio_recording_n_tables; i++)
    if (g_strcmp0 (name, helio_recording_tables[i].name) == 0)
      return g_strcmp0 (type, "table") == 0 && g_strcmp0 (sql, helio_recording_tables[i].sql) == 0;
  return FALSE;
}

static gboolean
check_tables (sqlite3 *db, const char *path, GError **error)
{
  sqlite3_stmt *statement = NULL;
  guint n = 0;
  int code =
      sqlite3_prepare_v2 (db, "SELECT type, name, sql FROM sqlite_schema", -1, &statement, NULL);
  gboolean ours = code == SQLITE_OK;

  while (ours && (code = sqlite3_step (statement)) == SQLITE_ROW) {
    const char *type = (const char *) sqlite3_column_text (statement, 0);

    ours = is_ours (type,
                    (const char *) sqlite3_column_text (statement, 1),
                    (const char *) sqlite3_column_text (statement, 2));
    n += g_strcmp0 (type, "table") == 0;
  }
  if (ours && code != SQLITE_DONE)
    helio_recording_set_error (error, db, code, path);
  else if (code == SQLITE_DONE)
    ours = n == helio_recording_n_tables || set_foreign (error, path);
  else if (code == SQLITE_ROW)
    set_foreign (error, path);
  else
    helio_recording_set_error (error, db, code, path);
  sqlite3_finalize (statement);
  return ours && code == SQLITE_DONE;
}

static void
read_title (RecordingFile *self)
{
  sqlite3_stmt *statement = NULL;

  sqlite3_prepare_v2 (self->db, "SELECT name, value FROM info LIMIT 32", -1, &statement, NULL);
  while (sqlite3_step (statement) == SQLITE_ROW) {
    const char *name = (const char *) sqlite3_column_text (statement, 0);

    if (g_strcmp0 (name, "created") == 0)
      self->parent.info.created = MAX (sqlite3_column_int64 (statement, 1), 0);
    else if (g_strcmp0 (name, "title") == 0 && self->parent.info.title == NULL) {
      const char *title = (const char *) sqlite3_column_text (statement, 1);

      if (title != NULL && *title != '\0')
        self->parent.info.title = helio_printable (title, sqlite3_column_bytes (statement, 1), 120);
    }
  }
  sqlite3_finalize (statement);
  if (self->parent.info.title == NULL)
    self->parent.info.title = helio_recording_shown_name (self->parent.path);
}

static gboolean
read_info (RecordingFile *self, GError **error)
{
  const char *path = self->parent.path;
  HelioRowsInfo *info = &self->parent.info;
  GStatBuf file;
  gint64 rows = 0;

  read_title (self);
  if (g_stat (path, &file) == 0)
    info->bytes = (guint64) file.st_size;
  if (!helio_recording_ask (self->db, "SELECT ifnull(max(id), 0) FROM message", path, &rows, error))
    return FALSE;
  info->rows = (guint64) MAX (rows, 0);
  return rows == 0 || (helio_recording_ask (self->db,
                                            "SELECT time FROM message ORDER BY id LIMIT 1",
                                            path,
                                            &info->first_time,
                                            error) &&
                       helio_recording_ask (self->db,
                                            "SELECT time FROM message ORDER BY id DESC LIMIT 1",
                                            path,
                                            &info->last_time,
                                            error));
}

/* ── rows ── */

/* (nullable): SQL's NULL. */
static GBytes *
take_bytes (sqlite3_stmt *rows, int column)
{
  const void *data;

  if (sqlite3_column_type (rows, column) == SQLITE_NULL)
    return NULL;
  data = sqlite3_column_blob (rows, column);
  return g_bytes_new (data, (gsize) sqlite3_column_bytes (rows, column));
}

static void
take_gap (sqlite3_stmt *rows, HelioSavedRow *row)
{
  const char *why = (const char *) sqlite3_column_text (rows, HELIO_RECORDING_WHY);

  row->kind = HELIO_ROW_GAP;
  row->gap = sqlite3_column_int64 (rows, HELIO_RECORDING_GAP);
  row->lost = (guint64) MAX (sqlite3_column_int64 (rows, HELIO_RECORDING_LOST), 0);
  if (why != NULL)
    row->why = helio_printable (why, sqlite3_column_bytes (rows, HELIO_RECORDING_WHY), 250);
}

static void
take_message (sqlite3_stmt *rows, HelioSavedRow *row)
{
  const char *topic = (const char *) sqlite3_column_text (rows, HELIO_RECORDING_TOPIC_NAME);
  gsize length = (gsize) sqlite3_column_bytes (rows, HELIO_RECORDING_TOPIC_NAME);
  gint64 qos = sqlite3_column_int64 (rows, HELIO_RECORDING_QOS);
  gint64 size = sqlite3_column_int64 (rows, HELIO_RECORDING_SIZE);

  if (topic != NULL && length <= TOPIC_MAX)
    row->topic = g_strndup (topic, length);
  row->topic_length = length;
  row->qos = qos >= 0 && qos <= 2 ? (guint8) qos : G_MAXUINT8;
  row->retained = sqlite3_column_int (rows, HELIO_RECORDING_RETAIN) != 0;
  row->duplicate = sqlite3_column_int (rows, HELIO_RECORDING_DUPLICATE) != 0;
  row->packet_id =
      (guint16) CLAMP (sqlite3_column_int64 (rows, HELIO_RECORDING_PACKET_ID), 0, G_MAXUINT16);
  row->size = size >= 0 ? (guint64) size : G_MAXUINT64;
  row->payload = take_bytes (rows, HELIO_RECORDING_PAYLOAD);
  row->properties = take_bytes (rows, HELIO_RECORDING_PROPERTIES);
  if (row->payload == NULL) {
    row->hash = take_bytes (rows, HELIO_RECORDING_HASH);
    row->head = take_bytes (rows, HELIO_RECORDING_HEAD);
  }
}

static void
recording_rest (HelioRowSource *source)
{
  RecordingFile *self = (RecordingFile *) source;

  sqlite3_reset (self->rows);
  self->n_held = 0;
}

static gboolean
recording_next (HelioRowSource *source, HelioSavedRow *row, GError **error)
{
  RecordingFile *self = (RecordingFile *) source;
  int code;

  if (self->n_held >= ROWS_A_STATEMENT)
    recording_rest (source);
  if (self->n_held++ == 0)
    sqlite3_bind_int64 (self->rows, 1, self->last_id);
  code = sqlite3_step (self->rows);
  if (code != SQLITE_ROW)
    recording_rest (source);
  if (code == SQLITE_DONE)
    return FALSE;
  if (code != SQLITE_ROW)
    return helio_recording_set_error (error, self->db, code, source->path);
  self->last_id = sqlite3_column_int64 (self->rows, HELIO_RECORDING_ID);
  row->time = sqlite3_column_int64 (self->rows, HELIO_RECORDING_TIME);
  /* Not the topic's number, but whether it led to a name. */
  if (sqlite3_column_type (self->rows, HELIO_RECORDING_TOPIC_NAME) == SQLITE_NULL &&
      sqlite3_column_type (self->rows, HELIO_RECORDING_GAP) != SQLITE_NULL)
    take_gap (self->rows, row);
  else
    take_message (self->rows, row);
  if (!helio_saved_row_validate (row, error)) {
    g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, self->last_id);

    g_prefix_error (error,
                    /* Translators: where the fault is, before what it is. */
                    C_ ("recording", "Row %s: "),
                    number);
    source->can_go_on = TRUE;
    return FALSE;
  }
  return TRUE;
}

static gboolean
recording_rewind (HelioRowSource *source, GError **error)
{
  RecordingFile *self = (RecordingFile *) source;

  recording_rest (source);
  self->last_id = G_MININT64;
  return TRUE;
}

static double
recording_get_progress (HelioRowSource *source)
{
  RecordingFile *self = (RecordingFile *) source;

  return source->info.rows > 0
             ? CLAMP ((double) self->last_id / (double) source->info.rows, 0.0, 1.0)
             : 1.0;
}

static void
recording_free (HelioRowSource *source)
{
  RecordingFile *self = (RecordingFile *) source;

  sqlite3_finalize (self->rows);
  sqlite3_close (self->db);
  g_free (self);
}

static const HelioRowSourceFuncs recording_funcs = {
    .next = recording_next,
    .rewind = recording_rewind,
    .rest = recording_rest,
    .get_progress = recording_get_progress,
    .free = recording_free,
};

HelioRowSource *
helio_recording_file_open (const char *path, GError **error)
{
  RecordingFile *self = g_new0 (RecordingFile, 1);
  g_autoptr (HelioRowSource) source = &self->parent;
  int code;

  source->funcs = &recording_funcs;
  source->path = g_strdup (path);
  source->info.kind = HELIO_ROWS_RECORDING;
  self->last_id = G_MININT64;
  code = helio_recording_open_to_read (path, &self->db);
  if (code != SQLITE_OK) {
    helio_recording_set_error (error, self->db, code, path);
    return NULL;
  }
  if (!check_marks (self->db, path, error) || !check_tables (self->db, path, error) ||
      !read_info (self, error))
    return NULL;
  code = sqlite3_prepare_v2 (self->db, helio_recording_select, -1, &self->rows, NULL);
  if (code != SQLITE_OK) {
    helio_recording_set_error (error, self->db, code, path);
    return NULL;
  }
  return g_steal_pointer (&source);
}
