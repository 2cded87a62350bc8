// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-recording-sql.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

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
                 "FROM message AS m LEFT JOIN topic AS t ON t.id = m.topic ORDER BY m.id";

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
