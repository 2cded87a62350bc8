// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/store/helio-row-source.h"
#include "core/store/helio-row-text.h"
#include "helio-fuzz-main.h"

#include <glib/gstdio.h>
#include <unistd.h>

/* So many rows say enough of a file. */
#define ROWS_MAX 2000

static void
remove_all (const char *path)
{
  static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

    (void) g_unlink (name);
  }
}

/* What was read is written as text and read again: it is the same message. */
static void
check_text (const HelioSavedRow *row)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (HelioJson) object = NULL;
  g_auto (HelioSavedRow) again = {0};
  g_autoptr (GError) error = NULL;
  gboolean skip;

  helio_row_text_append_json (line, row);
  object = helio_json_parse (line->str,
                             line->len,
                             HELIO_JSON_SIZE_FILE,
                             HELIO_JSON_DEPTH_ANSWER,
                             &error);
  g_assert_no_error (error);
  g_assert_true (helio_row_text_from_json (object, &again, &skip, &error));
  g_assert_no_error (error);
  g_assert_false (skip);
  g_assert_cmpint (again.kind, ==, row->kind);
  g_assert_cmpstr (again.topic, ==, row->topic);
  g_assert_cmpuint (again.size, ==, row->size);
  g_assert_true (row->payload == NULL || g_bytes_equal (row->payload, again.payload));
  g_assert_cmpuint (again.qos, ==, row->qos);
}

/* A file from outside: a recording, JSON Lines or CSV, loaded as the window
 * does. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static char *path;
  g_autoptr (HelioMessageStore) store = NULL;
  g_autoptr (HelioRowSource) source = NULL;
  g_auto (HelioSavedRow) row = {0};
  g_autoptr (GError) error = NULL;

  if (path == NULL) {
    g_autofree char *name = g_strdup_printf ("helio-fuzz-recording-%d", (int) getpid ());

    path = g_build_filename (g_get_tmp_dir (), name, NULL);
  }
  g_assert_true (g_file_set_contents (path, (const char *) data, (gssize) size, NULL));
  source = helio_row_source_open (path, &error);
  g_assert_true ((source == NULL) == (error != NULL));
  if (source != NULL) {
    store = helio_message_store_new (1024 * 1024);
    for (guint i = 0; i < ROWS_MAX && helio_row_source_next (source, &row, &error); i++) {
      g_assert_true (helio_saved_row_validate (&row, NULL));
      helio_message_store_append_saved (store, &row);
      if (row.size < 64 * 1024)
        check_text (&row);
    }
    g_assert_cmpfloat (helio_row_source_get_progress (source), >=, 0.0);
    g_assert_cmpfloat (helio_row_source_get_progress (source), <=, 1.0);
  }
  if (error != NULL) {
    g_assert_true (error->domain == HELIO_ERROR);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  }
  g_clear_pointer (&source, helio_row_source_free);
  remove_all (path);
  return 0;
}
