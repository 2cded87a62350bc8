// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What a recording file looks like (data/docs/recordings.md), for those who write and read it. */

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

#define HELIO_RECORDING_APPLICATION_ID 0x48454C52 /* "HELR" */
#define HELIO_RECORDING_VERSION 1

/* In the order they are made in. A file from outside has exactly these and nothing else: a view, a trigger or a
 * column that computes something would run when it is read. */
typedef struct {
  const char *name;
  const char *sql;
} HelioRecordingTable;
extern const HelioRecordingTable helio_recording_tables[];
extern const guint helio_recording_n_tables;

/* The columns of a message behind its id, in their order: X (NAME, "name", "type"). */
#define HELIO_RECORDING_COLUMNS(X)                                                                 \
  X (TIME, "time", "INTEGER NOT NULL")                                                             \
  X (TOPIC, "topic", "INTEGER")                                                                    \
  X (QOS, "qos", "INTEGER")                                                                        \
  X (RETAIN, "retain", "INTEGER")                                                                  \
  X (DUPLICATE, "duplicate", "INTEGER")                                                            \
  X (PACKET_ID, "packet_id", "INTEGER")                                                            \
  X (SIZE, "size", "INTEGER")                                                                      \
  X (HASH, "hash", "BLOB")                                                                         \
  X (HEAD, "head", "BLOB")                                                                         \
  X (PROPERTIES, "properties", "BLOB")                                                             \
  X (PAYLOAD, "payload", "BLOB")                                                                   \
  X (GAP, "gap", "INTEGER")                                                                        \
  X (LOST, "lost", "INTEGER")                                                                      \
  X (WHY, "why", "TEXT")

/* Their places in a row that is read, and the numbers of the values of one that is added. */
typedef enum {
  HELIO_RECORDING_ID,
#define HELIO_RECORDING_PLACE(NAME, name, type) HELIO_RECORDING_##NAME,
  HELIO_RECORDING_COLUMNS (HELIO_RECORDING_PLACE)
#undef HELIO_RECORDING_PLACE
  HELIO_RECORDING_TOPIC_NAME, /* of a row that is read */
} HelioRecordingColumn;

/* Adds a row; its id is the next one. */
extern const char helio_recording_insert[];
/* Every row behind the one with the id ?, in their order, with the name of the topic. */
extern const char helio_recording_select[];

/* The error of @db after @code, with what helps. @path: of the file. Always FALSE. */
gboolean helio_recording_set_error (GError **error, sqlite3 *db, int code, const char *path);
/* Runs statements without results. */
gboolean helio_recording_run (sqlite3 *db, const char *sql, const char *path, GError **error);
/* The number in the one row that @sql gives; FALSE: an error, or none. */
gboolean
helio_recording_ask (sqlite3 *db, const char *sql, const char *path, gint64 *value, GError **error);
/* The file's name, fit for a sentence. Returns: (transfer full). */
char *helio_recording_shown_name (const char *path);
/* Opens it without trusting what is in it. Returns: SQLite's code; @db is to be closed in any case. */
int helio_recording_open_to_read (const char *path, sqlite3 **db);
/* Whether there is more of it in a log beside it. */
gboolean helio_recording_has_log (const char *path);

G_END_DECLS
