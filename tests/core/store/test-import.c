// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/store/helio-import.h"
#include "core/store/helio-row-text.h"
#include "support/helio-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* 2026-01-31T12:00:00Z */
#define BEGIN (G_GINT64_CONSTANT (1769860800) * G_USEC_PER_SEC)
#define GOOD "{\"time\":\"2026-01-31T12:00:00Z\",\"topic\":\"a\",\"payload\":\"1\"}\n"

typedef struct {
  char *dir, *text, *recording;
  GCancellable *cancellable;
  HelioImport *import;
  guint64 rows, bad;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = helio_test_make_dir ();
  f->text = g_build_filename (f->dir, "a.txt", NULL);
  f->recording = g_build_filename (f->dir, "a.heliorec", NULL);
  f->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->import);
  g_object_unref (f->cancellable);
  g_free (f->text);
  g_free (f->recording);
  helio_test_remove_dir (f->dir);
}

static gboolean
run (Fixture *f, const char *from, gboolean replace, GError **error)
{
  HelioTestResult result = {0};
  gboolean done;

  g_clear_object (&f->import);
  f->import = helio_import_new ();
  helio_import_run_async (f->import,
                          from,
                          f->recording,
                          replace,
                          f->cancellable,
                          helio_test_result_ready,
                          &result);
  done = helio_import_run_finish (f->import,
                                  helio_test_result_wait (&result, 60),
                                  &f->rows,
                                  &f->bad,
                                  error);
  helio_test_result_clear (&result);
  return done;
}

static void
assert_nothing_is_there (Fixture *f)
{
  g_autoptr (GDir) dir = g_dir_open (f->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_false (g_str_has_prefix (name, "a.heliorec"));
}

/* ── there and back ── */

static void
append (GString *to, HelioRowsKind kind, const HelioSavedRow *row)
{
  if (kind == HELIO_ROWS_CSV)
    helio_row_text_append_csv (to, row);
  else
    helio_row_text_append_json (to, row);
}

static GBytes *
make_payload (guint i)
{
  static const char *const texts[] = {"23.4",
                                      "",
                                      "{\"a\": 1,\r\n \"b\": \"x, \\\"y\\\"\"}",
                                      "\xef\xbb\xbfmarked",
                                      "ünï ☃\t\x01\x7f",
                                      "\"",
                                      "=1+1",
                                      " \n"};
  guint8 bytes[] = {0, 0xff, (guint8) i, '\n', ',', '"'};

  return i % 9 == 8 ? g_bytes_new (bytes, sizeof bytes)
                    : g_bytes_new_static (texts[i % 9], strlen (texts[i % 9]));
}

/* Rows of every shape. */
static void
make_row (guint i, HelioSavedRow *row)
{
  static const guint8 properties[] = {0x01, 1, 0x03, 0,    1, 't', 0x26, 0, 1, 'a',
                                      0,    1, 'b',  0x26, 0, 1,   'a',  0, 1, 'c'};
  const guint8 hash[HELIO_SAVED_HASH_LENGTH] = {1, 2, 0xff, (guint8) i};

  row->time = BEGIN + i * 1234 * G_GINT64_CONSTANT (1000);
  if (i % 50 == 49) {
    row->kind = HELIO_ROW_GAP;
    row->gap = i % 100 == 99 ? -1 : (gint64) i * 1000;
    row->lost = i % 3;
    row->why = i % 4 == 0 ? NULL : g_strdup ("away, \"for\" a while");
    return;
  }
  row->topic = g_strdup_printf (i % 7 == 0 ? "ünï/☃/%u, \"x\"" : "site/%u/temp", i % 300);
  row->topic_length = strlen (row->topic);
  row->qos = i % 3;
  row->packet_id = row->qos > 0 ? (guint16) (i + 1) : 0;
  row->retained = i % 5 == 0;
  row->duplicate = i % 11 == 0;
  if (i % 13 == 0)
    row->properties = g_bytes_new_static (properties, sizeof properties);
  if (i % 40 == 39) {
    row->size = 123456789 + i;
    row->hash = g_bytes_new (hash, sizeof hash);
  } else {
    row->payload = make_payload (i);
    row->size = g_bytes_get_size (row->payload);
  }
}

static GString *export(const char *path, HelioRowsKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioRowSource) source = helio_row_source_open (path, &error);
  g_auto (HelioSavedRow) row = {0};
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  if (kind == HELIO_ROWS_CSV)
    helio_row_text_append_csv_header (text);
  while (helio_row_source_next (source, &row, &error))
    append (text, kind, &row);
  g_assert_no_error (error);
  return text;
}

/* Export, import, export: the same byte for byte, over several transactions. */
static void
test_round_trip (Fixture *f, gconstpointer data)
{
  const HelioRowsKind kind = (HelioRowsKind) GPOINTER_TO_INT (data);
  const guint n = 12000;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) again = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  if (kind == HELIO_ROWS_CSV)
    helio_row_text_append_csv_header (text);
  for (guint i = 0; i < n; i++) {
    g_auto (HelioSavedRow) row = {0};

    make_row (i, &row);
    append (text, kind, &row);
  }
  g_assert_true (g_file_set_contents (f->text, text->str, (gssize) text->len, NULL));
  run (f, f->text, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (f->rows, ==, n);
  g_assert_cmpuint (f->bad, ==, 0);
  g_assert_cmpuint (helio_import_get_faults (f->import)->len, ==, 0);
  g_assert_cmpint (g_stat (f->recording, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  again = export(f->recording, kind);
  g_assert_cmpuint (again->len, ==, text->len);
  g_assert_true (memcmp (again->str, text->str, text->len) == 0);
}

/* ── what is wrong ── */

static const char *
get_fault (Fixture *f, guint i)
{
  return ((const GError *) g_ptr_array_index (helio_import_get_faults (f->import), i))->message;
}

static void
test_bad_lines (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (GOOD "{}\n" GOOD "no JSON\n\n" GOOD);

  g_assert_true (g_file_set_contents (f->text, text->str, -1, NULL));
  g_assert_true (run (f, f->text, FALSE, &error));
  g_assert_cmpuint (f->rows, ==, 3);
  g_assert_cmpuint (f->bad, ==, 2);
  g_assert_true (g_str_has_prefix (get_fault (f, 0), "Line 2: "));
  g_assert_true (g_str_has_prefix (get_fault (f, 1), "Line 4: "));

  /* In CSV a record may have several lines; it is named by its first one. */
  g_assert_true (g_file_set_contents (f->text,
                                      "time,topic,payload\n"
                                      "2026-01-31T12:00:00Z,a,\"1\n2\"\n"
                                      "2026-01-31T12:00:00Z,a/#,1\n"
                                      "2026-01-31T12:00:00Z,a,1,2\n"
                                      "2026-01-31T12:00:00Z,a,1\n",
                                      -1,
                                      NULL));
  g_assert_true (run (f, f->text, TRUE, &error));
  g_assert_cmpuint (f->rows, ==, 2);
  g_assert_cmpuint (f->bad, ==, 2);
  g_assert_true (g_str_has_prefix (get_fault (f, 0), "Line 4: "));
  g_assert_true (g_str_has_prefix (get_fault (f, 1), "Line 5: "));

  /* The first ones are named, all are counted. */
  for (guint i = 0; i < 3 * HELIO_IMPORT_NAMED_MAX; i++)
    g_string_append (text, "[]\n");
  g_assert_true (g_file_set_contents (f->text, text->str, -1, NULL));
  g_assert_true (run (f, f->text, TRUE, &error));
  g_assert_cmpuint (f->bad, ==, 2 + 3 * HELIO_IMPORT_NAMED_MAX);
  g_assert_cmpuint (helio_import_get_faults (f->import)->len, ==, HELIO_IMPORT_NAMED_MAX);
}

/* Nothing is made of a file whose columns have no names. */
static void
test_no_columns (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (f->text, "time,to\"pic\n2026-01-31T12:00:00Z,a\n", -1, NULL));
  g_assert_false (run (f, f->text, FALSE, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_true (g_str_has_prefix (error->message, "Line 1: "));
  assert_nothing_is_there (f);
}

static void
test_places (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  g_autoptr (GString) again = NULL;

  g_assert_true (g_file_set_contents (f->text, GOOD, -1, NULL));
  g_assert_true (run (f, f->text, FALSE, &error));
  /* There already. */
  g_assert_false (run (f, f->text, FALSE, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_FILE);
  g_clear_error (&error);
  /* It would be replaced by what is read from it. */
  g_assert_false (run (f, f->recording, TRUE, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_FILE);
  g_clear_error (&error);
  again = export(f->recording, HELIO_ROWS_JSON);
  g_assert_nonnull (strstr (again->str, "\"topic\":\"a\""));
  /* Of another recording. */
  g_assert_cmpint (g_rename (f->recording, f->text), ==, 0);
  g_assert_true (run (f, f->text, FALSE, &error));
  g_assert_cmpuint (f->rows, ==, 1);
  g_assert_cmpint (g_unlink (f->recording), ==, 0);
  /* Not what somebody else made. */
  g_assert_true (g_file_set_contents (f->recording, "mine", -1, NULL));
  g_assert_false (run (f, f->text, TRUE, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_true (g_file_get_contents (f->recording, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "mine");
}

static void
test_stopped (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, GOOD);
  g_assert_true (g_file_set_contents (f->text, text->str, -1, NULL));
  g_cancellable_cancel (f->cancellable);
  g_assert_false (run (f, f->text, FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (f->rows, <, 1000);
  assert_nothing_is_there (f);
}

#define ADD(name, data, test)                                                                      \
  g_test_add ("/store/import/" name, Fixture, data, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip/json", GINT_TO_POINTER (HELIO_ROWS_JSON), test_round_trip);
  ADD ("round-trip/csv", GINT_TO_POINTER (HELIO_ROWS_CSV), test_round_trip);
  ADD ("bad-lines", NULL, test_bad_lines);
  ADD ("no-columns", NULL, test_no_columns);
  ADD ("places", NULL, test_places);
  ADD ("stopped", NULL, test_stopped);
  return g_test_run ();
}
