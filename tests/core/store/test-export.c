// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-export.h"
#include "support/helio-store-test.h"
#include "support/helio-test.h"

#define N 200000
#define MIB (1024 * 1024)

/* The newest matches come first: what is written before the oldest have been looked at would lack those. */
static void
test_waits_for_filter (void)
{
  char *folder = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (folder, "view.jsonl", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (HelioMessageStore) store = helio_message_store_new (256 * MIB);
  g_autoptr (HelioMessageView) view = helio_message_view_new (store);
  g_autoptr (HelioExport) export = helio_export_new ();
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};
  guint64 written, gone;

  for (guint i = 0; i < N; i++)
    helio_store_test_append (store, i % 2 == 0 ? "even" : "odd", "x");
  helio_message_view_set_filter (view, "even");
  while (g_list_model_get_n_items (G_LIST_MODEL (view)) == 0)
    helio_message_view_flush (view);
  g_assert_cmpfloat (helio_message_view_get_progress (view), <, 1);

  helio_export_run_async (export,
                          view,
                          file,
                          HELIO_ROWS_JSON,
                          NULL,
                          helio_test_result_ready,
                          &result);
  g_assert_true (helio_export_run_finish (export,
                                          helio_test_result_wait (&result, 60),
                                          &written,
                                          &gone,
                                          &error));
  g_assert_no_error (error);
  g_assert_cmpuint (written, ==, N / 2);
  g_assert_cmpuint (gone, ==, 0);
  helio_test_result_clear (&result);
  g_assert_true (g_file_delete (file, NULL, &error));
  g_assert_no_error (error);
  helio_test_remove_dir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export/waits-for-filter", test_waits_for_filter);
  return g_test_run ();
}
