// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-message-store-private.h"
#include "core/store/helio-recording-writer.h"

#include "support/helio-recorder-test.h"
#include "support/helio-store-test.h"
#include "support/helio-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIB HELIO_RECORDER_TEST_MIB

static void
append_everything (HelioMessageStore *store, guint8 *large, gsize large_length)
{
  HelioMessage message = helio_store_test_message ("site/3/temp", "23.4");

  message.qos = 2;
  message.packet_id = 77;
  message.retained = message.duplicate = TRUE;
  message.time = 1700000000123456;
  message.properties = (const guint8 *) "\x03\x00\x01t";
  message.properties_length = 4;
  helio_message_store_append (store, &message);
  helio_store_test_append (store, "empty", "");
  helio_message_store_append_gap (store, 1700000000200000, 180000, 3, "new credential");
  memset (large, 'x', large_length);
  message = helio_store_test_message ("large", "");
  message.payload = large;
  message.payload_length = large_length;
  message.time = 1700000001000000;
  message.properties = (const guint8 *) "\x03\x00\x01u";
  message.properties_length = 4;
  helio_message_store_append (store, &message); /* in the temporary file */
  /* The budget of that file is used up. */
  helio_message_store_set_limits (store, 1000, 0);
  large[0] = 'y';
  helio_message_store_append (store, &message);
}

static void
check_everything (HelioRowSource *source)
{
  const HelioRowsInfo *info = helio_row_source_get_info (source);
  g_auto (HelioSavedRow) row = {0};
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (info->title, ==, "Test");
  g_assert_cmpuint (info->rows, ==, 5);
  g_assert_cmpint (info->first_time, ==, 1700000000123456);
  g_assert_cmpint (info->last_time, ==, 1700000001000000);

  g_assert_true (helio_row_source_next (source, &row, &error));
  g_assert_cmpstr (row.topic, ==, "site/3/temp");
  g_assert_cmpint (row.time, ==, 1700000000123456);
  g_assert_cmpuint (row.qos, ==, 2);
  g_assert_cmpuint (row.packet_id, ==, 77);
  g_assert_true (row.retained && row.duplicate);
  g_assert_cmpmem (g_bytes_get_data (row.payload, NULL), g_bytes_get_size (row.payload), "23.4", 4);
  g_assert_cmpmem (g_bytes_get_data (row.properties, NULL),
                   g_bytes_get_size (row.properties),
                   "\x03\x00\x01t",
                   4);
  g_assert_true (helio_row_source_next (source, &row, &error));
  g_assert_cmpuint (g_bytes_get_size (row.payload), ==, 0);
  g_assert_null (row.properties);
  g_assert_true (helio_row_source_next (source, &row, &error));
  g_assert_cmpint (row.kind, ==, HELIO_ROW_GAP);
  g_assert_cmpint (row.gap, ==, 180000);
  g_assert_cmpuint (row.lost, ==, 3);
  g_assert_cmpstr (row.why, ==, "new credential");
  g_assert_true (helio_row_source_next (source, &row, &error));
  g_assert_cmpuint (g_bytes_get_size (row.payload), ==, 2 * MIB);
  g_assert_cmpint (((const char *) g_bytes_get_data (row.payload, NULL))[2 * MIB - 1], ==, 'x');
  g_assert_cmpuint (g_bytes_get_size (row.properties), ==, 4);
  g_assert_true (helio_row_source_next (source, &row, &error));
  g_assert_null (row.payload);
  g_assert_cmpuint (row.size, ==, 2 * MIB);
  g_assert_cmpuint (g_bytes_get_size (row.hash), ==, 32);
  g_assert_cmpuint (g_bytes_get_size (row.head), ==, 512);
  g_assert_cmpint (((const char *) g_bytes_get_data (row.head, NULL))[0], ==, 'y');
  g_assert_cmpuint (g_bytes_get_size (row.properties), ==, 4);
  g_assert_false (helio_row_source_next (source, &row, &error));
  g_assert_no_error (error);
}

static void
test_everything (HelioRecorderTest *f, gconstpointer data)
{
  g_autofree guint8 *large = g_malloc (2 * MIB);
  g_autofree char *log = g_strconcat (f->path, "-wal", NULL);
  g_autoptr (HelioMessageStore) loaded = helio_message_store_new (8 * MIB);
  g_autoptr (HelioRowSource) source = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (HelioSavedRow) row = {0};
  g_autofree char *first_hash = NULL;
  HelioMessageRow shown;
  HelioRecorderStatus status;
  GStatBuf info;

  append_everything (f->store, large, 2 * MIB);
  /* A gap is no message. */
  helio_recorder_get_status (f->recorder, &status);
  g_assert_cmpuint (status.waiting, ==, 4);
  g_assert_true (helio_recorder_test_start (f, FALSE, &error));
  g_assert_cmpint (helio_recorder_get_state (f->recorder), ==, HELIO_RECORDER_RECORDING);
  g_assert_true (helio_recorder_test_stop (f, &error));
  g_assert_no_error (error);
  g_assert_cmpint (helio_recorder_get_state (f->recorder), ==, HELIO_RECORDER_DONE);
  helio_recorder_get_status (f->recorder, &status);
  g_assert_cmpuint (status.messages, ==, 4);
  g_assert_cmpuint (status.missed, ==, 0);
  g_assert_cmpuint (status.waiting, ==, 0);
  g_assert_cmpuint (status.bytes, >, 2 * MIB);
  g_assert_cmpint (g_stat (f->path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpuint (status.bytes, ==, (guint64) info.st_size);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS)); /* one file */

  source = helio_recorder_test_open (f->path);
  check_everything (source);
  /* Into another store it is the same again. */
  g_assert_true (helio_row_source_rewind (source, &error));
  while (helio_row_source_next (source, &row, &error))
    helio_message_store_append_saved (loaded, &row);
  g_assert_no_error (error);
  g_assert_true (helio_message_store_get_row (f->store, 4, &shown));
  first_hash = g_strdup (shown.hash);
  helio_message_row_clear (&shown);
  g_assert_true (helio_message_store_get_row (loaded, 4, &shown));
  g_assert_cmpint (shown.payload_state, ==, HELIO_PAYLOAD_NOT_KEPT);
  g_assert_cmpstr (shown.hash, ==, first_hash);
  g_assert_cmpuint (shown.size, ==, 2 * MIB);
  g_assert_true (g_str_has_prefix (shown.preview, "yxx"));
  helio_message_row_clear (&shown);
}

/* What comes while it runs is in the file within a second, without a stop. */
static void
test_while_it_comes (HelioRecorderTest *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (helio_recorder_test_start (f, FALSE, &error));
  for (guint i = 0; i < 300; i++) {
    g_autofree char *topic = g_strdup_printf ("t/%u", i % 7);

    helio_store_test_append (f->store, topic, "value");
  }
  helio_test_wait (helio_recorder_test_has_300, f, 20, "messages in the file");
  /* Read while it is being written. */
  g_assert_cmpuint (helio_recorder_test_count (f->path), ==, 300);
  helio_store_test_append (f->store, "t/last", "value");
  g_assert_true (helio_recorder_test_stop (f, &error));
  g_assert_cmpuint (helio_recorder_test_count (f->path), ==, 301);
}

/* The last reference ends it in order, too. */
static gboolean
is_one_file (gpointer data)
{
  HelioRecorderTest *f = data;
  g_autofree char *log = g_strconcat (f->path, "-wal", NULL);

  return g_file_test (f->path, G_FILE_TEST_EXISTS) && !g_file_test (log, G_FILE_TEST_EXISTS);
}

static void
test_dropped (HelioRecorderTest *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  helio_store_test_append (f->store, "t", "1");
  g_assert_true (helio_recorder_test_start (f, FALSE, &error));
  g_clear_object (&f->recorder);
  helio_test_wait (is_one_file, f, 20, "the file to be closed");
  g_assert_cmpuint (helio_recorder_test_count (f->path), ==, 1);
}

/* What the store could not hold until it was written is a gap with its number. */
static void
test_missed (HelioRecorderTest *f, gconstpointer data)
{
  g_autoptr (HelioRowSource) source = NULL;
  g_auto (HelioSavedRow) row = {0};
  g_autoptr (GError) error = NULL;
  HelioRecorderStatus status;
  guint64 first, end, messages = 0;
  gint64 time;

  /* The first gap goes with the messages around it and is none of them; the last one stays. */
  for (guint i = 0; i < 1000; i++) {
    if (i == 1 || i == 999)
      helio_message_store_append_gap (f->store, 1700000000000000, 1000, 0, NULL);
    helio_store_test_append_size (f->store, "t", 15000, 'x');
  }
  helio_message_store_get_range (f->store, &first, &end);
  g_assert_cmpuint (first, >, 1);
  g_assert_cmpuint (helio_message_store_count_gaps (f->store, first, end), ==, 1);
  g_assert_true (helio_recorder_test_start (f, FALSE, &error));
  g_assert_true (helio_recorder_test_stop (f, &error));
  helio_recorder_get_status (f->recorder, &status);
  g_assert_cmpuint (status.missed, ==, first - 1);
  g_assert_cmpuint (status.messages + status.missed, ==, 1000);

  source = helio_recorder_test_open (f->path);
  g_assert_true (helio_row_source_next (source, &row, &error));
  g_assert_cmpint (row.kind, ==, HELIO_ROW_GAP);
  g_assert_cmpuint (row.lost, ==, first - 1);
  g_assert_nonnull (row.why);
  /* It stands before what was there all along, also by its time. */
  time = row.time;
  g_assert_true (helio_row_source_next (source, &row, &error));
  g_assert_cmpint (row.time, ==, time);
  messages++;
  while (helio_row_source_next (source, &row, &error))
    messages += row.kind == HELIO_ROW_MESSAGE;
  g_assert_cmpuint (messages, ==, 1000 - (first - 1));
}

/* ── what goes wrong ── */

static void
test_there_already (HelioRecorderTest *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;

  g_assert_true (g_file_set_contents (f->path, "not ours", -1, NULL));
  g_assert_false (helio_recorder_test_start (f, FALSE, &error));
  helio_recorder_test_assert_remedy (error, HELIO_ERROR_FILE);
  g_assert_cmpint (helio_recorder_get_state (f->recorder), ==, HELIO_RECORDER_FAILED);
  g_clear_error (&error);
  g_assert_false (helio_recorder_test_stop (f, &error));
  helio_recorder_test_assert_remedy (error, HELIO_ERROR_FILE);
  g_clear_error (&error);

  /* Something else is not replaced, whatever was asked. */
  g_object_unref (f->recorder);
  f->recorder = helio_recorder_new (f->store);
  g_assert_false (helio_recorder_test_start (f, TRUE, &error));
  helio_recorder_test_assert_remedy (error, HELIO_ERROR_INVALID_DATA);
  g_assert_true (g_file_get_contents (f->path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "not ours");
}

static void
test_replace (HelioRecorderTest *f, gconstpointer data)
{
  g_autoptr (HelioRecorder) other = NULL;
  g_autoptr (GError) error = NULL;

  helio_store_test_append (f->store, "t", "1");
  g_assert_true (helio_recorder_test_start (f, FALSE, &error));
  /* Not while it is being recorded. */
  other = g_steal_pointer (&f->recorder);
  f->recorder = helio_recorder_new (f->store);
  g_assert_false (helio_recorder_test_start (f, TRUE, &error));
  helio_recorder_test_assert_remedy (error, HELIO_ERROR_FILE);
  g_clear_error (&error);
  g_set_object (&f->recorder, other);
  g_assert_true (helio_recorder_test_stop (f, &error));
  g_assert_cmpuint (helio_recorder_test_count (f->path), ==, 1);

  helio_store_test_append (f->store, "t", "2");
  g_object_unref (f->recorder);
  f->recorder = helio_recorder_new (f->store);
  g_assert_true (helio_recorder_test_start (f, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (helio_recorder_test_stop (f, &error));
  g_assert_cmpuint (helio_recorder_test_count (f->path), ==, 2);
}

static void
test_no_folder (HelioRecorderTest *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_free (f->path);
  f->path = g_build_filename (f->dir, "nowhere", "a.heliorec", NULL);
  g_assert_false (helio_recorder_test_start (f, FALSE, &error));
  helio_recorder_test_assert_remedy (error, HELIO_ERROR_FILE);
}

static gboolean
has_failed (gpointer data)
{
  return helio_recorder_get_state (((HelioRecorderTest *) data)->recorder) == HELIO_RECORDER_FAILED;
}

/* Somebody else writes for longer than we wait: what was to be written is written when he is done. */
static gboolean
on_let_go (gpointer db)
{
  g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  return G_SOURCE_REMOVE;
}

static void
test_locked (HelioRecorderTest *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;

  g_assert_true (helio_recorder_test_start (f, FALSE, &error));
  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  for (guint i = 0; i < 300; i++)
    helio_store_test_append (f->store, "t", "1");
  g_timeout_add (2600, on_let_go, db);
  helio_test_wait (helio_recorder_test_has_300, f, 30, "what waited for somebody else");
  sqlite3_close (db);
  g_assert_true (helio_recorder_test_stop (f, &error));
  g_assert_cmpuint (helio_recorder_test_count (f->path), ==, 300);
}

static void
full_disk_child (HelioRecorderTest *f)
{
  struct rlimit limit = {0};
  const char *message;
  g_autoptr (GError) error = NULL;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_true (helio_recorder_test_start (f, FALSE, &error));
  helio_store_test_append (f->store, "first", "value");
  while (!has_failed (f)) {
    HelioRecorderStatus status;

    g_main_context_iteration (NULL, FALSE);
    helio_recorder_get_status (f->recorder, &status);
    if (status.messages == 1)
      break;
    g_thread_yield ();
  }
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIB;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  for (guint i = 0; i < 300; i++)
    helio_store_test_append_size (f->store, "t", 15000, 'x');
  helio_test_wait (has_failed, f, 20, "the recording to end");
  helio_recorder_test_assert_remedy (helio_recorder_get_error (f->recorder), HELIO_ERROR_FILE);
  message = helio_recorder_get_error (f->recorder)->message;
  g_assert_true (strstr (message, "no space left") != NULL ||
                 strstr (message, "any further") != NULL);
  g_assert_false (helio_recorder_test_stop (f, &error));
  /* What was recorded before is there. */
  g_assert_cmpuint (helio_recorder_test_count (f->path), >=, 1);
  /* And in a copy on a disk that has room. */
  limit.rlim_cur = limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_clear_error (&error);
  helio_recorder_test_copy (f, "copy.heliorec", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (helio_recorder_test_count_copy (f, "copy.heliorec"),
                    ==,
                    helio_recorder_test_count (f->path));
}

static void
test_full_disk (HelioRecorderTest *f, gconstpointer data)
{
  if (g_test_subprocess ()) {
    full_disk_child (f);
    return;
  }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

/* ── killed ── */

static gboolean
append_numbers (gpointer data)
{
  HelioRecorderTest *f = data;
  static guint n;

  for (guint i = 0; i < 50; i++) {
    g_autofree char *number = g_strdup_printf ("%u", n++);
    HelioMessage message = helio_store_test_message ("t", number);

    message.time = g_get_real_time ();
    helio_message_store_append (f->store, &message);
  }
  return G_SOURCE_CONTINUE;
}

static gboolean
never (gpointer data)
{
  return FALSE;
}

/* Tells where it records, then goes on until it is killed. */
static void
killed_child (HelioRecorderTest *f)
{
  g_autoptr (GError) error = NULL;

  f->path = g_strdup (g_getenv ("HELIO_TEST_RECORDING"));
  g_assert_true (helio_recorder_test_start (f, FALSE, &error));
  g_timeout_add (10, append_numbers, f);
  helio_test_wait (never, f, 60, "the end");
}

static void
on_ended (GPid pid, int status, gpointer data)
{
  *(int *) data = status;
}

static gboolean
has_status (gpointer data)
{
  return *(int *) data != -1;
}

/* More than a second of it is in the file. */
static gboolean
has_grown (gpointer data)
{
  g_autoptr (HelioRowSource) source = helio_row_source_open (data, NULL);
  const HelioRowsInfo *info = source != NULL ? helio_row_source_get_info (source) : NULL;

  return info != NULL && info->last_time - info->first_time > 1500000;
}

static void
test_killed (HelioRecorderTest *f, gconstpointer data)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *program = g_canonicalize_filename (self, NULL);
  const char *arguments[] = {program, "-p", "/store/recording/killed/child", NULL};
  g_auto (GStrv) environment =
      g_environ_setenv (g_get_environ (), "HELIO_TEST_RECORDING", f->path, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioRowSource) source = NULL;
  g_auto (HelioSavedRow) row = {0};
  GPid pid;
  gint64 killed_at, last = 0;
  guint n = 0;
  int status = -1;

  g_assert_true (g_spawn_async (NULL,
                                (char **) arguments,
                                environment,
                                G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL,
                                NULL,
                                NULL,
                                &pid,
                                &error));
  g_child_watch_add (pid, on_ended, &status);
  helio_test_wait (has_grown, f->path, 40, "a recording that goes on");
  killed_at = g_get_real_time ();
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  helio_test_wait (has_status, &status, 20, "the end of it");
  g_assert_true (WIFSIGNALED (status));

  source = helio_recorder_test_open (f->path);
  while (helio_row_source_next (source, &row, &error)) {
    g_autofree char *number = g_strdup_printf ("%u", n++);

    g_assert_cmpmem (g_bytes_get_data (row.payload, NULL),
                     g_bytes_get_size (row.payload),
                     number,
                     strlen (number));
    last = row.time;
  }
  g_assert_no_error (error);
  g_test_message ("%u messages, %" G_GINT64_FORMAT " ms before it was killed",
                  n,
                  (killed_at - last) / 1000);
  g_assert_cmpint (killed_at - last, <, G_USEC_PER_SEC);
  /* And it can go on to be used: opened to write, its log is taken over. */
  g_clear_pointer (&source, helio_row_source_free);
  g_assert_cmpuint (helio_recorder_test_count (f->path), ==, n);
}

static void
test_killed_child (void)
{
  HelioRecorderTest f = {0};

  if (g_getenv ("HELIO_TEST_RECORDING") == NULL) {
    g_test_skip ("runs from the test that kills it");
    return;
  }
  f.store = helio_message_store_new (8 * MIB);
  f.recorder = helio_recorder_new (f.store);
  killed_child (&f);
}

/* ── files from outside ── */

static void
make_database (const char *path, const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
assert_refused (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioRowSource) source = helio_row_source_open (path, &error);

  g_assert_null (source);
  helio_recorder_test_assert_remedy (error, HELIO_ERROR_INVALID_DATA);
}

#define MARKS "PRAGMA application_id = 1212501074; PRAGMA user_version = 1;"

static void
test_foreign (HelioRecorderTest *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (helio_row_source_open (f->path, &error));
  helio_recorder_test_assert_remedy (error, HELIO_ERROR_FILE);
  g_clear_error (&error);
  g_assert_null (helio_row_source_open (f->dir, &error));
  helio_recorder_test_assert_remedy (error, HELIO_ERROR_FILE);

  g_assert_true (g_file_set_contents (f->path, "some text", -1, NULL));
  assert_refused (f->path);
  g_assert_true (
      g_file_set_contents (f->path, "SQLite format 3\0 and no more than that", 38, NULL));
  assert_refused (f->path);
  g_unlink (f->path);
  make_database (f->path, "CREATE TABLE message (id)");
  assert_refused (f->path);
  /* Ours by its marks only. */
  make_database (f->path, MARKS);
  assert_refused (f->path);
  g_unlink (f->path);
  /* One that would count for ever, in place of the table. */
  make_database (f->path,
                 MARKS "CREATE VIEW message AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT "
                       "id + 1 FROM n) SELECT id, id AS time FROM n;"
                       "CREATE TABLE info (name TEXT NOT NULL, value);"
                       "CREATE TABLE topic (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)");
  assert_refused (f->path);
}

static void
change (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  char *fault = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &fault);
  g_assert_cmpstr (fault, ==, NULL);
  sqlite3_close (db);
}

static void
test_changed (HelioRecorderTest *f, gconstpointer data)
{
  static const char *const changes[] = {
      "UPDATE topic SET name = 'a/#'",
      "UPDATE topic SET name = X'FF'",
      "UPDATE message SET time = -1",
      "UPDATE message SET time = 9223372036854775807",
      "UPDATE message SET qos = 3",
      "UPDATE message SET size = 3",
      "UPDATE message SET size = -1",
      "UPDATE message SET topic = 99",
      "UPDATE message SET properties = X'FFFFFF'",
      "UPDATE message SET payload = NULL, hash = X'00'",
      "UPDATE message SET topic = NULL, gap = 9223372036854775807",
      "UPDATE message SET topic = NULL, gap = -2",
      "UPDATE message SET payload = NULL, size = 9223372036854775807",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autoptr (HelioRowSource) source = NULL;
    g_auto (HelioSavedRow) row = {0};
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioRecordingWriter) writer =
        helio_recording_writer_new (f->path, "Test", i > 0, &error);

    g_assert_no_error (error);
    row.topic = g_strdup ("a/b");
    row.topic_length = 3;
    row.payload = g_bytes_new ("1", 1);
    row.size = 1;
    g_assert_true (helio_recording_writer_add (writer, &row, &error));
    g_assert_true (helio_recording_writer_finish (writer, &error));
    g_clear_pointer (&writer, helio_recording_writer_free);
    change (f->path, changes[i]);
    source = helio_recorder_test_open (f->path);
    g_test_message ("%s", changes[i]);
    g_assert_false (helio_row_source_next (source, &row, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  }
  change (f->path, "PRAGMA user_version = 2");
  assert_refused (f->path);
  change (f->path,
          "PRAGMA user_version = 1; CREATE TRIGGER t AFTER INSERT ON info BEGIN SELECT 1; END");
  assert_refused (f->path);
}

/* In a folder and a file that one may only read. */
static void
test_read_only (HelioRecorderTest *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  helio_store_test_append (f->store, "t", "1");
  g_assert_true (helio_recorder_test_start (f, FALSE, &error));
  g_assert_true (helio_recorder_test_stop (f, &error));
  g_assert_cmpint (g_chmod (f->path, 0400), ==, 0);
  g_assert_cmpint (g_chmod (f->dir, 0500), ==, 0);
  g_assert_cmpuint (helio_recorder_test_count (f->path), ==, 1);
  if (geteuid () != 0) {
    g_free (f->path);
    f->path = g_build_filename (f->dir, "b.heliorec", NULL);
    g_object_unref (f->recorder);
    f->recorder = helio_recorder_new (f->store);
    g_assert_false (helio_recorder_test_start (f, FALSE, &error));
    helio_recorder_test_assert_remedy (error, HELIO_ERROR_FILE);
  }
  g_chmod (f->dir, 0700);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/store/recording/" name,                                                            \
              HelioRecorderTest,                                                                   \
              NULL,                                                                                \
              helio_recorder_test_set_up,                                                          \
              func,                                                                                \
              helio_recorder_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("everything", test_everything);
  ADD ("while-it-comes", test_while_it_comes);
  ADD ("dropped", test_dropped);
  ADD ("missed", test_missed);
  ADD ("there-already", test_there_already);
  ADD ("replace", test_replace);
  ADD ("no-folder", test_no_folder);
  ADD ("locked", test_locked);
  ADD ("full-disk", test_full_disk);
  ADD ("killed", test_killed);
  ADD ("foreign", test_foreign);
  ADD ("changed", test_changed);
  ADD ("read-only", test_read_only);
  g_test_add_func ("/store/recording/killed/child", test_killed_child);
  return g_test_run ();
}
