// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-recording-sql.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/store/helio-saved-row.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* So long somebody else's short look at the file is waited for. */
#define BUSY_MS 2000

#define DECLARATION(NAME, name, type) ", " name " " type
#define COLUMN(NAME, name, type) ", " name
#define VALUE(NAME, name, type) ", ?"
#define COLUMN_OF_M(NAME, name, type) ", m." name

const HelioRecordingTable helio_recording_tables[] = {
    {"info", "CREATE TABLE info (name TEXT NOT NULL, value)"},
    {"topic", "CREATE TABLE topic (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)"},
    {"message",
     "CREATE TABLE message (id INTEGER PRIMARY KEY" HELIO_RECORDING_COLUMNS (DECLARATION) ")"},
};
const guint helio_recording_n_tables = G_N_ELEMENTS (helio_recording_tables);

const char helio_recording_insert[] = "INSERT INTO message (id" HELIO_RECORDING_COLUMNS (
    COLUMN) ") VALUES (NULL" HELIO_RECORDING_COLUMNS (VALUE) ")";
const char helio_recording_select[] = "SELECT m.id" HELIO_RECORDING_COLUMNS (
    COLUMN_OF_M) ", t.name "
                 "FROM message AS m LEFT JOIN topic AS t ON t.id = m.topic WHERE m.id > ? ORDER BY "
                 "m.id";

char *
helio_recording_shown_name (const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);

  return helio_printable (name, -1, 120);
}

static gboolean
is_full (sqlite3 *db, int code)
{
  const int number = db != NULL ? sqlite3_system_errno (db) : 0;

  return (code & 0xff) == SQLITE_FULL ||
         ((code & 0xff) == SQLITE_IOERR &&
          (number == ENOSPC || number == EDQUOT || number == EFBIG));
}

static GError *
new_error (sqlite3 *db, int code, const char *name)
{
  if (is_full (db, code))
    return helio_error_new (
        HELIO_ERROR_FILE,
        C_ ("recording",
            "Make room on that disk and begin another recording. What was recorded "
            "before is in the file."),
        C_ ("recording", "There is no space left for “%s”."),
        name);
  if (code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_SHMSIZE)
    return helio_error_new (HELIO_ERROR_FILE,
                            C_ ("recording",
                                "See whether that disk has room and is in order, and begin another "
                                "recording. What was recorded before is in the file."),
                            C_ ("recording", "“%s” cannot be written to any further."),
                            name);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return helio_error_new (
          HELIO_ERROR_FILE,
          C_ ("recording", "Close the program that uses it, or stop the recording, and try again."),
          C_ ("recording", "“%s” is in use elsewhere."),
          name);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
      return helio_error_new (
          HELIO_ERROR_FILE,
          C_ ("recording", "Choose another folder, or change who may read and write there."),
          C_ ("recording", "“%s” cannot be opened in that folder."),
          name);
    case SQLITE_NOTADB:
      return helio_error_new (HELIO_ERROR_INVALID_DATA,
                              C_ ("recording", "Choose a file that Heliograph recorded."),
                              C_ ("recording", "“%s” is no recording."),
                              name);
    case SQLITE_CORRUPT:
      return helio_error_new (
          HELIO_ERROR_INVALID_DATA,
          C_ ("recording", "Get another copy of it. What stands before the fault can be read."),
          C_ ("recording", "“%s” is damaged."),
          name);
    case SQLITE_TOOBIG:
    case SQLITE_NOMEM:
      return helio_error_new (
          HELIO_ERROR_TOO_LARGE,
          C_ ("recording", "It was most likely not made by Heliograph."),
          C_ ("recording", "“%s” holds something that is larger than a message can be."),
          name);
    default:
      return helio_error_new (
          HELIO_ERROR_FILE,
          C_ ("recording", "See whether the disk is in order, and try another folder."),
          C_ ("recording", "“%s” could not be read or written."),
          name);
  }
}

gboolean
helio_recording_set_error (GError **error, sqlite3 *db, int code, const char *path)
{
  g_autofree char *name = helio_recording_shown_name (path);
  GError *made = new_error (db, code, name);

  /* Of no use beside the others. */
  if (db != NULL && (code & 0xff) != SQLITE_NOTADB)
    helio_error_set_detail (made, sqlite3_errmsg (db));
  g_propagate_error (error, made);
  return FALSE;
}

gboolean
helio_recording_run (sqlite3 *db, const char *sql, const char *path, GError **error)
{
  int code = sqlite3_exec (db, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || helio_recording_set_error (error, db, code, path);
}

gboolean
helio_recording_ask (sqlite3 *db, const char *sql, const char *path, gint64 *value, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    *value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return code == SQLITE_ROW || helio_recording_set_error (error, db, code, path);
}

/* ── to read ── */

static void
be_careful (sqlite3 *db)
{
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_limit (db, SQLITE_LIMIT_LENGTH, HELIO_SAVED_PAYLOAD_MAX + 1024 * 1024);
  sqlite3_limit (db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit (db, SQLITE_LIMIT_VDBE_OP, 10000);
  sqlite3_limit (db, SQLITE_LIMIT_EXPR_DEPTH, 20);
  sqlite3_exec (db, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0", NULL, NULL, NULL);
  sqlite3_busy_timeout (db, BUSY_MS);
}

gboolean
helio_recording_has_log (const char *path)
{
  g_autofree char *name = g_strconcat (path, "-wal", NULL);
  GStatBuf info;

  return g_stat (name, &info) == 0 && info.st_size > 0;
}

static int
open_as (const char *path, gboolean immutable, sqlite3 **db)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *absolute = g_path_is_absolute (path) ? g_strconcat ("file:", escaped, NULL)
                                                        : g_strconcat ("file:./", escaped, NULL);
  g_autofree char *uri =
      g_strconcat (absolute, immutable ? "?mode=ro&immutable=1" : "?mode=ro", NULL);
  int code =
      sqlite3_open_v2 (uri, db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
  gint64 version;

  if (code != SQLITE_OK)
    return code;
  be_careful (*db);
  if (!helio_recording_ask (*db, "PRAGMA user_version", path, &version, NULL))
    code = sqlite3_errcode (*db);
  return code;
}

/* In a folder that may not be written to, SQLite cannot make the files beside it that a recording with a log wants;
 * without a log nobody writes to it. */
int
helio_recording_open_to_read (const char *path, sqlite3 **db)
{
  int code = open_as (path, FALSE, db);

  if ((code & 0xff) != SQLITE_CANTOPEN && (code & 0xff) != SQLITE_READONLY)
    return code;
  if (helio_recording_has_log (path))
    return code;
  sqlite3_close (*db);
  *db = NULL;
  return open_as (path, TRUE, db);
}
