// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-recorder-test.h"

#include "core/store/helio-recording-copy.h"

#include "support/helio-test.h"

void
helio_recorder_test_set_up (HelioRecorderTest *f, gconstpointer data)
{
  f->dir = helio_test_make_dir ();
  f->path = g_build_filename (f->dir, "a.heliorec", NULL);
  f->store = helio_message_store_new (8 * HELIO_RECORDER_TEST_MIB);
  f->recorder = helio_recorder_new (f->store);
}

void
helio_recorder_test_tear_down (HelioRecorderTest *f, gconstpointer data)
{
  g_clear_object (&f->recorder);
  g_clear_object (&f->store);
  g_free (f->path);
  helio_test_remove_dir (f->dir);
}

gboolean
helio_recorder_test_start (HelioRecorderTest *f, gboolean replace, GError **error)
{
  HelioTestResult result = {0};
  gboolean started;

  helio_recorder_start_async (f->recorder,
                              f->path,
                              "Test",
                              0,
                              replace,
                              helio_test_result_ready,
                              &result);
  started = helio_recorder_start_finish (f->recorder, helio_test_result_wait (&result, 20), error);
  helio_test_result_clear (&result);
  return started;
}

gboolean
helio_recorder_test_stop (HelioRecorderTest *f, GError **error)
{
  HelioTestResult result = {0};
  gboolean stopped;

  helio_recorder_stop_async (f->recorder, helio_test_result_ready, &result);
  stopped = helio_recorder_stop_finish (f->recorder, helio_test_result_wait (&result, 30), error);
  helio_test_result_clear (&result);
  return stopped;
}

HelioRowSource *
helio_recorder_test_open (const char *path)
{
  g_autoptr (GError) error = NULL;
  HelioRowSource *source = helio_row_source_open (path, &error);

  g_assert_no_error (error);
  return source;
}

guint
helio_recorder_test_count (const char *path)
{
  g_autoptr (HelioRowSource) source = helio_recorder_test_open (path);
  g_auto (HelioSavedRow) row = {0};
  g_autoptr (GError) error = NULL;
  guint n = 0;

  while (helio_row_source_next (source, &row, &error))
    n++;
  g_assert_no_error (error);
  return n;
}

gboolean
helio_recorder_test_has_300 (gpointer data)
{
  HelioRecorderTest *f = data;
  HelioRecorderStatus status;

  helio_recorder_get_status (f->recorder, &status);
  return status.messages == 300 && status.waiting == 0;
}

void
helio_recorder_test_assert_remedy (const GError *error, HelioErrorCode code)
{
  g_assert_error (error, HELIO_ERROR, (int) code);
  g_assert_nonnull (helio_error_get_remedy (error));
}

void
helio_recorder_test_copy (HelioRecorderTest *f, const char *name, GError **error)
{
  HelioTestResult result = {0};
  g_autofree char *to = g_build_filename (f->dir, name, NULL);

  helio_recording_copy_async (f->path, to, NULL, helio_test_result_ready, &result);
  helio_recording_copy_finish (helio_test_result_wait (&result, 30), error);
  helio_test_result_clear (&result);
}

guint
helio_recorder_test_count_copy (HelioRecorderTest *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);

  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  return helio_recorder_test_count (path);
}
