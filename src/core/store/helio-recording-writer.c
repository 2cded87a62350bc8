// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-recording-writer.h"

#include "core/base/helio-error.h"
#include "core/store/helio-recording-sql.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* So long somebody else's short look at the file is waited for. */
#define BUSY_MS 2000
/* And so long somebody who is in the middle of reading it, when it is to become one file. */
#define FINISH_BUSY_MS 5000
/* Numbers of topics that are remembered; the others are asked for. */
#define TOPICS_MAX 100000

struct _HelioRecordingWriter {
  char *path;
  sqlite3 *db;
  sqlite3_stmt *add_message, *add_topic, *find_topic;
  GTree *topics; /* name → number; who publishes may choose names that all have one hash */
  gboolean open; /* a transaction */
  int code;      /* of the last error */
};

static gboolean
fail (HelioRecordingWriter *self, int code, GError **error)
{
  self->code = code & 0xff;
  return helio_recording_set_error (error, self->db, code, self->path);
}

gboolean
helio_recording_writer_is_busy (HelioRecordingWriter *self)
{
  return self->code == SQLITE_BUSY;
}

/* ── making the file ── */

static gboolean
clear_way (const char *path, GError **error)
{
  g_autofree char *name = helio_recording_shown_name (path);
  sqlite3 *db = NULL;
  gint64 id = 0;
  int code = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL);
  gboolean done;

  sqlite3_busy_timeout (db, 0);
  done = code == SQLITE_OK || helio_recording_set_error (error, db, code, path);
  if (done && !helio_recording_ask (db, "PRAGMA application_id", path, &id, error))
    done = sqlite3_errcode (db) == SQLITE_NOTADB;
  if (done)
    g_clear_error (error);
  if (done && id != HELIO_RECORDING_APPLICATION_ID)
    done = helio_error_set (error,
                            HELIO_ERROR_INVALID_DATA,
                            C_ ("recording", "Choose another name."),
                            C_ ("recording", "“%s” is no recording, so it is not replaced."),
                            name);
  /* Nobody else may have it open for that. */
  done = done && helio_recording_run (db, "PRAGMA journal_mode = DELETE", path, error);
  sqlite3_close (db);
  if (done && g_unlink (path) != 0)
    done = helio_error_set (error,
                            HELIO_ERROR_FILE,
                            C_ ("recording", "Choose another name."),
                            C_ ("recording", "“%s” cannot be replaced: %s"),
                            name,
                            g_strerror (errno));
  return done;
}

/* SQLite gives the files beside it the mode of this one. */
static gboolean
make_file (const char *path, gboolean replace, GError **error)
{
  g_autofree char *name = helio_recording_shown_name (path);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd < 0 && errno == EEXIST && replace) {
    if (!clear_way (path, error))
      return FALSE;
    fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  }
  if (fd < 0)
    return helio_error_set (
        error,
        HELIO_ERROR_FILE,
        errno == EEXIST ? C_ ("recording", "Choose another name, or move that file away.")
                        : C_ ("recording", "Choose another folder, or change who may write there."),
        errno == EEXIST ? C_ ("recording", "“%s” is there already.")
                        : C_ ("recording", "“%s” cannot be made: %s"),
        name,
        g_strerror (errno));
  close (fd);
  return TRUE;
}

static gboolean
add_info (HelioRecordingWriter *self, const char *key, const char *value, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (self->db,
                                 "INSERT INTO info (name, value) VALUES (?, ?)",
                                 -1,
                                 &statement,
                                 NULL);

  if (code == SQLITE_OK) {
    sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
    sqlite3_bind_text (statement, 2, value, -1, SQLITE_STATIC);
    code = sqlite3_step (statement);
  }
  sqlite3_finalize (statement);
  return code == SQLITE_DONE || fail (self, code, error);
}

static gboolean
make_tables (HelioRecordingWriter *self, const char *title, GError **error)
{
  g_autofree char *marks = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d",
                                            HELIO_RECORDING_APPLICATION_ID,
                                            HELIO_RECORDING_VERSION);
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time ());

  if (!helio_recording_run (self->db, "BEGIN", self->path, error) ||
      !helio_recording_run (self->db, marks, self->path, error))
    return FALSE;
  for (guint i = 0; i < helio_recording_n_tables; i++)
    if (!helio_recording_run (self->db, helio_recording_tables[i].sql, self->path, error))
      return FALSE;
  return add_info (self, "title", title, error) &&
         add_info (self, "program", "Heliograph " HELIO_VERSION, error) &&
         add_info (self, "created", now, error) &&
         helio_recording_run (self->db, "COMMIT", self->path, error);
}

static gboolean
prepare (HelioRecordingWriter *self, const char *sql, sqlite3_stmt **statement, GError **error)
{
  int code = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);

  return code == SQLITE_OK || fail (self, code, error);
}

static gboolean
open_database (HelioRecordingWriter *self, const char *title, GError **error)
{
  int code =
      sqlite3_open_v2 (self->path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

  if (code != SQLITE_OK)
    return fail (self, code, error);
  sqlite3_extended_result_codes (self->db, 1);
  sqlite3_busy_timeout (self->db, BUSY_MS);
  /* NORMAL would lose nothing when the program is killed, but what no checkpoint has reached when the power fails. */
  return helio_recording_run (self->db,
                              "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
                              self->path,
                              error) &&
         make_tables (self, title, error) &&
         prepare (self, helio_recording_insert, &self->add_message, error) &&
         prepare (self, "INSERT OR IGNORE INTO topic (name) VALUES (?)", &self->add_topic, error) &&
         prepare (self, "SELECT id FROM topic WHERE name = ?", &self->find_topic, error);
}

static gint
compare_names (gconstpointer a, gconstpointer b, gpointer data)
{
  return strcmp (a, b);
}

HelioRecordingWriter *
helio_recording_writer_new (const char *path, const char *title, gboolean replace, GError **error)
{
  g_autoptr (HelioRecordingWriter) self = NULL;

  if (!make_file (path, replace, error))
    return NULL;
  self = g_new0 (HelioRecordingWriter, 1);
  self->path = g_strdup (path);
  self->topics = g_tree_new_full (compare_names, NULL, g_free, g_free);
  if (!open_database (self, title, error)) {
    /* An empty file helps nobody. */
    g_unlink (path);
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
helio_recording_writer_free (HelioRecordingWriter *self)
{
  helio_recording_writer_rollback (self);
  sqlite3_finalize (self->add_message);
  sqlite3_finalize (self->add_topic);
  sqlite3_finalize (self->find_topic);
  sqlite3_close (self->db);
  g_tree_unref (self->topics);
  g_free (self->path);
  g_free (self);
}

/* ── rows ── */

static int
step (sqlite3_stmt *statement)
{
  int code = sqlite3_step (statement);

  if (code != SQLITE_ROW)
    sqlite3_reset (statement);
  return code;
}

static gboolean
begin (HelioRecordingWriter *self, GError **error)
{
  int code;

  if (self->open)
    return TRUE;
  code = sqlite3_exec (self->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  if (code != SQLITE_OK)
    return fail (self, code, error);
  self->open = TRUE;
  return TRUE;
}

static gboolean
find_topic (HelioRecordingWriter *self, const HelioSavedRow *row, gint64 *id, GError **error)
{
  const gint64 *known = g_tree_lookup (self->topics, row->topic);
  int code;

  if (known != NULL) {
    *id = *known;
    return TRUE;
  }
  sqlite3_bind_text (self->add_topic, 1, row->topic, (int) row->topic_length, SQLITE_STATIC);
  code = step (self->add_topic);
  if (code == SQLITE_DONE) {
    sqlite3_bind_text (self->find_topic, 1, row->topic, (int) row->topic_length, SQLITE_STATIC);
    code = step (self->find_topic);
  }
  if (code != SQLITE_ROW)
    return fail (self, code, error);
  *id = sqlite3_column_int64 (self->find_topic, 0);
  sqlite3_reset (self->find_topic);
  if (g_tree_nnodes (self->topics) >= TOPICS_MAX)
    g_tree_remove_all (self->topics);
  g_tree_insert (self->topics, g_strdup (row->topic), g_memdup2 (id, sizeof *id));
  return TRUE;
}

/* @bytes: (nullable): NULL. Lives until the statement was stepped. */
static void
bind_bytes (sqlite3_stmt *statement, int column, GBytes *bytes)
{
  gsize length = 0;
  const void *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (bytes == NULL)
    sqlite3_bind_null (statement, column);
  else if (length == 0)
    sqlite3_bind_zeroblob (statement, column, 0);
  else
    sqlite3_bind_blob64 (statement, column, data, length, SQLITE_STATIC);
}

static void
bind_message (sqlite3_stmt *s, const HelioSavedRow *row, gint64 topic)
{
  sqlite3_bind_int64 (s, HELIO_RECORDING_TOPIC, topic);
  sqlite3_bind_int (s, HELIO_RECORDING_QOS, row->qos);
  sqlite3_bind_int (s, HELIO_RECORDING_RETAIN, row->retained);
  sqlite3_bind_int (s, HELIO_RECORDING_DUPLICATE, row->duplicate);
  sqlite3_bind_int (s, HELIO_RECORDING_PACKET_ID, row->packet_id);
  sqlite3_bind_int64 (s, HELIO_RECORDING_SIZE, (gint64) row->size);
  bind_bytes (s, HELIO_RECORDING_PAYLOAD, row->payload);
  bind_bytes (s, HELIO_RECORDING_PROPERTIES, row->properties);
  if (row->payload == NULL) {
    bind_bytes (s, HELIO_RECORDING_HASH, row->hash);
    bind_bytes (s, HELIO_RECORDING_HEAD, row->head);
  }
}

gboolean
helio_recording_writer_add (HelioRecordingWriter *self, const HelioSavedRow *row, GError **error)
{
  sqlite3_stmt *s = self->add_message;
  gint64 topic = 0;
  int code;

  if (!begin (self, error))
    return FALSE;
  sqlite3_clear_bindings (s);
  sqlite3_bind_int64 (s, HELIO_RECORDING_TIME, row->time);
  if (row->kind == HELIO_ROW_MESSAGE) {
    if (!find_topic (self, row, &topic, error))
      return FALSE;
    bind_message (s, row, topic);
  } else {
    sqlite3_bind_int64 (s, HELIO_RECORDING_GAP, row->gap);
    sqlite3_bind_int64 (s, HELIO_RECORDING_LOST, (gint64) row->lost);
    if (row->why != NULL)
      sqlite3_bind_text (s, HELIO_RECORDING_WHY, row->why, -1, SQLITE_STATIC);
  }
  code = step (s);
  return code == SQLITE_DONE || fail (self, code, error);
}

gboolean
helio_recording_writer_commit (HelioRecordingWriter *self, GError **error)
{
  int code;

  if (!self->open)
    return TRUE;
  code = sqlite3_exec (self->db, "COMMIT", NULL, NULL, NULL);
  if (code == SQLITE_OK) {
    self->open = FALSE;
    return TRUE;
  }
  fail (self, code, error);
  helio_recording_writer_rollback (self);
  return FALSE;
}

void
helio_recording_writer_rollback (HelioRecordingWriter *self)
{
  if (!self->open)
    return;
  /* Some errors have rolled back already. */
  if (!sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  self->open = FALSE;
  /* Topics of that transaction are gone. */
  g_tree_remove_all (self->topics);
}

static guint64
get_size (const char *path, const char *suffix)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);
  GStatBuf info;

  return g_stat (name, &info) == 0 ? (guint64) info.st_size : 0;
}

guint64
helio_recording_writer_get_bytes (HelioRecordingWriter *self)
{
  return get_size (self->path, "") + get_size (self->path, "-wal");
}

gboolean
helio_recording_writer_finish (HelioRecordingWriter *self, GError **error)
{
  int code;

  if (!helio_recording_writer_commit (self, error))
    return FALSE;
  g_clear_pointer (&self->add_message, sqlite3_finalize);
  g_clear_pointer (&self->add_topic, sqlite3_finalize);
  g_clear_pointer (&self->find_topic, sqlite3_finalize);
  /* All into the one file. While somebody is in the middle of reading it a part stays in the log, which is no loss:
   * who opens or copies it takes that along. */
  sqlite3_busy_timeout (self->db, FINISH_BUSY_MS);
  code = sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  if ((code & 0xff) == SQLITE_BUSY)
    return TRUE;
  if (code != SQLITE_OK)
    return fail (self, code, error);
  /* Then nothing is in the log. It goes away unless somebody else has the file open. */
  code = sqlite3_exec (self->db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
  return code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED ||
         fail (self, code, error);
}
