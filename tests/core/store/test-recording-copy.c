// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-recorder-test.h"
#include "support/helio-store-test.h"
#include "support/helio-test.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ── what a computer that stops takes with it ── */

static int log_syncs;

/* In the place of the C library's, for SQLite too. */
static int
sync_file (int fd, long number)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree char *name = g_file_read_link (link, NULL);

  if (name != NULL && g_str_has_suffix (name, "-wal"))
    g_atomic_int_inc (&log_syncs);
  return (int) syscall (number, fd);
}

int
fsync (int fd)
{
  return sync_file (fd, SYS_fsync);
}

int
fdatasync (int fd)
{
  return sync_file (fd, SYS_fdatasync);
}

/* What counts as written was handed to the disk. */
static void
test_synced (HelioRecorderTest *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int before;

  g_assert_true (helio_recorder_test_start (f, FALSE, &error));
  before = g_atomic_int_get (&log_syncs);
  for (guint i = 0; i < 300; i++)
    helio_store_test_append (f->store, "t", "value");
  helio_test_wait (helio_recorder_test_has_300, f, 20, "messages in the file");
  g_assert_cmpint (g_atomic_int_get (&log_syncs), >, before);
  g_assert_true (helio_recorder_test_stop (f, &error));
}

/* Nothing of what comes after a reader began is in the file itself; the copy has it. */
static void
test_copy (HelioRecorderTest *f, gconstpointer data)
{
  g_autoptr (HelioRowSource) source = NULL;
  g_auto (HelioSavedRow) row = {0};
  g_autoptr (GError) error = NULL;
  g_autofree char *to = g_build_filename (f->dir, "copy.heliorec", NULL);
  g_autofree char *log = g_strconcat (to, "-wal", NULL);
  GStatBuf info;

  g_assert_true (helio_recorder_test_start (f, FALSE, &error));
  for (guint i = 0; i < 300; i++)
    helio_store_test_append (f->store, "t", "1");
  helio_test_wait (helio_recorder_test_has_300, f, 20, "messages in the file");
  source = helio_recorder_test_open (f->path);
  g_assert_true (helio_row_source_next (source, &row, &error));
  for (guint i = 0; i < 200; i++)
    helio_store_test_append (f->store, "t", "2");
  g_assert_true (helio_recorder_test_stop (f, &error));
  g_assert_no_error (error);
  helio_recorder_test_copy (f, "copy.heliorec", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (helio_recorder_test_count_copy (f, "copy.heliorec"), ==, 500);
  g_assert_cmpint (g_stat (to, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  /* Over another one, but not over itself, nor where a log would be taken for its own. */
  helio_recorder_test_copy (f, "copy.heliorec", &error);
  g_assert_no_error (error);
  helio_recorder_test_copy (f, "a.heliorec", &error);
  helio_recorder_test_assert_remedy (error, HELIO_ERROR_FILE);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (log, "of another", -1, NULL));
  helio_recorder_test_copy (f, "copy.heliorec", &error);
  helio_recorder_test_assert_remedy (error, HELIO_ERROR_FILE);
  g_clear_error (&error);
  helio_recorder_test_copy (f, "nowhere/copy.heliorec", &error);
  helio_recorder_test_assert_remedy (error, HELIO_ERROR_FILE);
  g_assert_cmpuint (helio_recorder_test_count (f->path), ==, 500);
}

/* Who has it open, but lets go of it while nothing is read, is not in the way of one whole file. */
static void
test_rest (HelioRecorderTest *f, gconstpointer data)
{
  g_autoptr (HelioRowSource) source = NULL;
  g_auto (HelioSavedRow) row = {0};
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  g_autofree char *other = g_build_filename (f->dir, "other.heliorec", NULL);
  gsize length;
  guint n = 1;

  g_assert_true (helio_recorder_test_start (f, FALSE, &error));
  for (guint i = 0; i < 300; i++)
    helio_store_test_append (f->store, "t", "1");
  helio_test_wait (helio_recorder_test_has_300, f, 20, "messages in the file");
  source = helio_recorder_test_open (f->path);
  g_assert_true (helio_row_source_next (source, &row, &error));
  helio_row_source_rest (source);
  for (guint i = 0; i < 1000; i++)
    helio_store_test_append (f->store, "t", "2");
  g_assert_true (helio_recorder_test_stop (f, &error));
  /* The file alone, as any program copies it. */
  g_assert_true (g_file_get_contents (f->path, &content, &length, NULL));
  g_assert_true (g_file_set_contents (other, content, (gssize) length, NULL));
  g_assert_cmpuint (helio_recorder_test_count (other), ==, 1300);
  /* And the reader goes on where it was. */
  while (helio_row_source_next (source, &row, &error))
    n++;
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1300);
  g_assert_true (helio_row_source_rewind (source, &error));
  g_assert_true (helio_row_source_next (source, &row, &error));
  g_assert_cmpmem (g_bytes_get_data (row.payload, NULL), 1, "1", 1);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/store/recording-copy/" name,                                                       \
              HelioRecorderTest,                                                                   \
              NULL,                                                                                \
              helio_recorder_test_set_up,                                                          \
              func,                                                                                \
              helio_recorder_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("synced", test_synced);
  ADD ("copy", test_copy);
  ADD ("rest", test_rest);
  return g_test_run ();
}
