// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "support/helio-test.h"
#include "ui/base/helio-payload-file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static char *dir;

static GFile *
file_in_dir (const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return g_file_new_for_path (path);
}

typedef struct {
  gboolean done;
  gboolean saved;
  GBytes *bytes;
  GError *error;
  gsize last, size;
  GCancellable *cancel_midway;
} Answer;

static void
answer_clear (Answer *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_error (&self->error);
  memset (self, 0, sizeof *self);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->bytes = helio_payload_file_read_finish (result, &answer->error);
  answer->done = TRUE;
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->saved = helio_payload_file_write_finish (result, &answer->error);
  answer->done = TRUE;
}

static void
on_progress (gsize written, gsize size, gpointer user_data)
{
  Answer *answer = user_data;

  g_assert_cmpuint (written, >, answer->last);
  answer->last = written;
  answer->size = size;
  if (answer->cancel_midway != NULL && written >= size / 2)
    g_cancellable_cancel (answer->cancel_midway);
}

static void
read_file (GFile *file, gsize max, Answer *answer)
{
  answer_clear (answer);
  helio_payload_file_read_async (file, max, NULL, on_read, answer);
  helio_test_wait_flag (&answer->done, 20, "the file");
}

static void
test_round_trip (void)
{
  g_autoptr (GFile) file = file_in_dir ("large");
  g_autofree guint8 *data = g_malloc (3000001);
  g_autoptr (GBytes) payload = NULL;
  Answer answer = {0};

  for (gsize i = 0; i < 3000001; i++)
    data[i] = (guint8) (i * 7);
  payload = g_bytes_new (data, 3000001);
  helio_payload_file_write_async (file, payload, on_progress, &answer, NULL, on_written, &answer);
  helio_test_wait_flag (&answer.done, 20, "the file to be written");
  g_assert_no_error (answer.error);
  g_assert_true (answer.saved);
  g_assert_cmpuint (answer.last, ==, 3000001);
  g_assert_cmpuint (answer.size, ==, 3000001);

  read_file (file, 3000001, &answer);
  g_assert_no_error (answer.error);
  g_assert_true (g_bytes_equal (answer.bytes, payload));
  answer_clear (&answer);
}

static void
test_empty (void)
{
  g_autoptr (GFile) file = file_in_dir ("empty");
  g_autoptr (GBytes) payload = g_bytes_new (NULL, 0);
  Answer answer = {0};

  helio_payload_file_write_async (file, payload, NULL, NULL, NULL, on_written, &answer);
  helio_test_wait_flag (&answer.done, 20, "the file to be written");
  g_assert_true (answer.saved);
  read_file (file, 10, &answer);
  g_assert_cmpuint (g_bytes_get_size (answer.bytes), ==, 0);
  answer_clear (&answer);
}

static void
test_refused (void)
{
  g_autoptr (GFile) large = file_in_dir ("large"), folder = g_file_new_for_path (dir);
  g_autoptr (GFile) missing = file_in_dir ("missing"), endless = g_file_new_for_path ("/dev/zero");
  g_autoptr (GFile) pipe = file_in_dir ("pipe");
  Answer answer = {0};

  g_assert_cmpint (mkfifo (g_file_peek_path (pipe), 0600), ==, 0);
  read_file (large, 3000000, &answer);
  g_assert_error (answer.error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
  read_file (folder, 10, &answer);
  g_assert_error (answer.error, HELIO_ERROR, HELIO_ERROR_FILE);
  read_file (missing, 10, &answer);
  g_assert_error (answer.error, HELIO_ERROR, HELIO_ERROR_FILE);
  g_assert_nonnull (helio_error_get_remedy (answer.error));
  read_file (endless, 10, &answer);
  g_assert_error (answer.error, HELIO_ERROR, HELIO_ERROR_FILE);
  read_file (pipe, 10, &answer);
  g_assert_error (answer.error, HELIO_ERROR, HELIO_ERROR_FILE);
  answer_clear (&answer);
}

/* What was there stays; where nothing was, nothing is left. */
static void
test_cancelled (void)
{
  g_autoptr (GFile) old = file_in_dir ("old"), fresh = file_in_dir ("fresh");
  g_autofree char *data = g_malloc0 (2000000);
  g_autoptr (GBytes) payload = g_bytes_new (data, 2000000);
  GFile *files[] = {old, fresh};
  g_autofree char *contents = NULL;
  g_autoptr (GDir) left = NULL;

  g_assert_true (g_file_set_contents (g_file_peek_path (old), "precious", -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    Answer answer = {.cancel_midway = cancellable};

    helio_payload_file_write_async (files[i],
                                    payload,
                                    on_progress,
                                    &answer,
                                    cancellable,
                                    on_written,
                                    &answer);
    helio_test_wait_flag (&answer.done, 20, "the end");
    g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    answer_clear (&answer);
  }
  g_assert_true (g_file_get_contents (g_file_peek_path (old), &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "precious");
  g_assert_false (g_file_query_exists (fresh, NULL));
  left = g_dir_open (dir, 0, NULL);
  for (const char *name; (name = g_dir_read_name (left)) != NULL;)
    g_assert_false (g_str_has_prefix (name, ".goutputstream"));
}

static void
test_unwritable (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/proc/heliograph/payload");
  g_autoptr (GBytes) payload = g_bytes_new ("x", 1);
  Answer answer = {0};

  helio_payload_file_write_async (file, payload, NULL, NULL, NULL, on_written, &answer);
  helio_test_wait_flag (&answer.done, 20, "the end");
  g_assert_error (answer.error, HELIO_ERROR, HELIO_ERROR_FILE);
  g_assert_nonnull (strstr (answer.error->message, "“payload”"));
  answer_clear (&answer);
}

static void
test_names (void)
{
  static const struct {
    const char *topic, *payload, *name;
  } cases[] = {
      {"site/3/temp", "{\"v\":1}", "site-3-temp.json"},
      {"site/3/temp", "<v>1</v>", "site-3-temp.xml"},
      {"site/3/temp", "23.4", "site-3-temp.txt"},
      {"a", "\xff\xfe", "a.bin"},
      {"a", "\x89PNG\r\n\x1a\n", "a.png"},
      {"fw/app.bin", "x", "fw-app.bin"},
      {"v1.2/x", "x", "v1.2-x.txt"},
      {"version/1.2", "x", "version-1.2.txt"},
      {"/", "", "message.bin"},
      {"../../etc/passwd", "x", "etc-passwd.txt"},
      {".hidden", "x", "hidden.txt"},
      {"a//b/", "x", "a-b.txt"},
      {"a\nb", "x", "a-b.txt"},
  };
  g_autofree char *deep = g_strnfill (500, 'x');
  g_autofree char *topic = g_strconcat (deep, "/é/end", NULL);
  g_autofree char *name = NULL;
  g_autoptr (GBytes) text = g_bytes_new ("x", 1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) payload = g_bytes_new (cases[i].payload, strlen (cases[i].payload));
    g_autofree char *suggested = helio_payload_file_suggest_name (cases[i].topic, payload);

    g_assert_cmpstr (suggested, ==, cases[i].name);
  }
  name = helio_payload_file_suggest_name (topic, text);
  g_assert_cmpuint (strlen (name), <=, 104);
  g_assert_true (g_str_has_suffix (name, "-é-end.txt"));
  g_assert_true (g_utf8_validate (name, -1, NULL));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  dir = helio_test_make_dir ();
  g_test_add_func ("/payload-file/round-trip", test_round_trip);
  g_test_add_func ("/payload-file/empty", test_empty);
  g_test_add_func ("/payload-file/refused", test_refused);
  g_test_add_func ("/payload-file/cancelled", test_cancelled);
  g_test_add_func ("/payload-file/unwritable", test_unwritable);
  g_test_add_func ("/payload-file/names", test_names);
  status = g_test_run ();
  helio_test_remove_dir (dir);
  return status;
}
