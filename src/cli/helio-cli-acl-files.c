// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli-acl.h"
#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STDIN_PATH "/dev/stdin"

/* A file that is read. */
typedef struct {
  char *path;
  gsize max;
  gboolean is_too_large;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_free (reading->path);
  g_free (reading);
}

static gboolean
is_small_enough (const char *contents, goffset size, gpointer user_data)
{
  Reading *reading = g_task_get_task_data (user_data);

  reading->is_too_large = (gsize) size > reading->max;
  return !reading->is_too_large;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  g_autofree char *contents = NULL;
  gsize length = 0;
  g_autoptr (GError) error = NULL;
  gboolean good = g_file_load_partial_contents_finish (G_FILE (source),
                                                       result,
                                                       &contents,
                                                       &length,
                                                       NULL,
                                                       &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (reading->is_too_large)
    g_task_return_error (task,
                         helio_error_new (HELIO_ERROR_TOO_LARGE,
                                          NULL,
                                          C_ ("cli", "The file %s is too large."),
                                          reading->path));
  else if (!good)
    g_task_return_error (
        task,
        helio_error_new (HELIO_ERROR_FILE,
                         NULL,
                         /* Translators: a file's name, then what the system says */
                         C_ ("cli", "The file %s cannot be read: %s"),
                         reading->path,
                         error->message));
  else
    g_task_return_pointer (task,
                           g_bytes_new_take (g_steal_pointer (&contents), length),
                           (GDestroyNotify) g_bytes_unref);
}

GFile *
helio_cli_input_to_file (const char *path)
{
  return g_file_new_for_commandline_arg (strcmp (path, "-") == 0 ? STDIN_PATH : path);
}

void
helio_cli_read_file_async (const char *path,
                           gsize max,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);
  g_autoptr (GFile) file = helio_cli_input_to_file (path);

  g_task_set_source_tag (task, helio_cli_read_file_async);
  reading->path = g_strdup (path);
  reading->max = max;
  g_task_set_task_data (task, reading, reading_free);
  g_file_load_partial_contents_async (file, cancellable, is_small_enough, on_loaded, task);
}

GBytes *
helio_cli_read_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, helio_cli_read_file_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* A file that is written. */
typedef struct {
  char *path;
  GBytes *bytes;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_free (writing->path);
  g_bytes_unref (writing->bytes);
  g_free (writing);
}

/* @error: (nullable): it is written. */
static void
return_written (GTask *task, GError *error)
{
  const Writing *writing = g_task_get_task_data (task);

  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_error (
        task,
        helio_error_new (HELIO_ERROR_FILE,
                         NULL,
                         /* Translators: a file's name, then what the system says */
                         C_ ("cli", "The file %s cannot be written: %s"),
                         writing->path,
                         error->message));
}

static void
on_replaced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);
  return_written (task, error);
}

static void
on_passed_on (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error);
  return_written (task, error);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  const Writing *writing = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileOutputStream) stream = g_file_append_to_finish (G_FILE (source), result, &error);
  gsize length;
  const void *data = g_bytes_get_data (writing->bytes, &length);

  if (stream == NULL)
    return_written (task, error);
  else
    g_output_stream_write_all_async (G_OUTPUT_STREAM (stream),
                                     data,
                                     length,
                                     G_PRIORITY_DEFAULT,
                                     cancellable,
                                     on_passed_on,
                                     g_steal_pointer (&task));
}

void
helio_cli_write_file_async (const char *path,
                            char *text,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  Writing *writing = g_new0 (Writing, 1);

  g_task_set_source_tag (task, helio_cli_write_file_async);
  writing->path = g_strdup (path);
  writing->bytes = g_bytes_new_take (text, strlen (text));
  g_task_set_task_data (task, writing, writing_free);
  /* There is nothing of a pipe or a device that could be replaced. */
  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_SPECIAL)
    g_file_append_to_async (file,
                            G_FILE_CREATE_NONE,
                            G_PRIORITY_DEFAULT,
                            cancellable,
                            on_opened,
                            task);
  else
    g_file_replace_contents_bytes_async (file,
                                         writing->bytes,
                                         NULL,
                                         FALSE,
                                         G_FILE_CREATE_NONE,
                                         cancellable,
                                         on_replaced,
                                         task);
}

gboolean
helio_cli_write_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, helio_cli_write_file_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
