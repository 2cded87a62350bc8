// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/profile/helio-profile-private.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* The blocking half of the store: runs in worker threads only. */

void
helio_profile_file_free (HelioProfileFile *self)
{
  g_free (self->path);
  g_free (self->stem);
  g_clear_pointer (&self->profile, helio_profile_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static gboolean
is_small_enough (const char *contents, goffset size, gpointer user_data)
{
  return size <= HELIO_JSON_SIZE_FILE;
}

/* At most one byte more than the limit, which then says that it was too large. A pipe would wait. */
static char *
read_bounded (const char *path, gsize *length, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autofree char *text = NULL;

  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_SPECIAL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, g_strerror (EINVAL));
    return NULL;
  }
  stream = g_file_read (file, NULL, error);
  if (stream == NULL)
    return NULL;
  text = g_malloc (HELIO_JSON_SIZE_FILE + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream),
                                text,
                                HELIO_JSON_SIZE_FILE + 1,
                                length,
                                NULL,
                                error))
    return NULL;
  return g_steal_pointer (&text);
}

/* What GIO says has the path in it, which stands before it already. */
static void
set_read_error (GError **error, const GError *reason)
{
  const char *words = reason->message;

  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
      g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    words = C_ ("profile file", "There is no such file.");
  else if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
           g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_ACCES))
    words = C_ ("profile file", "You may not read it.");
  else if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY))
    words = C_ ("profile file", "It is a folder.");
  helio_error_set (error,
                   HELIO_ERROR_FILE,
                   C_ ("profile file", "Check the path and the rights of the file."),
                   C_ ("profile file", "The file cannot be read: %s"),
                   words);
}

static HelioProfile *
read_profile (const char *path, GError **error)
{
  g_autoptr (GError) file_error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  text = read_bounded (path, &length, &file_error);
  if (text != NULL)
    return helio_profile_from_text (text, length, error);
  set_read_error (error, file_error);
  return NULL;
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  const HelioProfileFile *file_a = *(HelioProfileFile *const *) a;
  const HelioProfileFile *file_b = *(HelioProfileFile *const *) b;
  gboolean own_a = file_a->profile != NULL && strcmp (file_a->stem, file_a->profile->id) == 0;
  gboolean own_b = file_b->profile != NULL && strcmp (file_b->stem, file_b->profile->id) == 0;

  return own_a != own_b ? own_b - own_a : strcmp (file_a->stem, file_b->stem);
}

GPtrArray *
helio_profile_folder_read (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) files =
      g_ptr_array_new_with_free_func ((GDestroyNotify) helio_profile_file_free);
  g_autoptr (GError) dir_error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &dir_error);
  const char *name;

  if (dir == NULL && !g_error_matches (dir_error, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
    helio_error_set (error,
                     HELIO_ERROR_FILE,
                     NULL,
                     C_ ("profile file", "The folder of the connections cannot be read: %s"),
                     dir_error->message);
    return NULL;
  }
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    HelioProfileFile *file;

    if (*name == '.' || !g_str_has_suffix (name, ".json"))
      continue;
    file = g_new0 (HelioProfileFile, 1);
    file->path = g_build_filename (folder, name, NULL);
    file->stem = g_filename_display_name (name);
    file->stem[strlen (file->stem) - strlen (".json")] = '\0';
    file->profile = read_profile (file->path, &file->error);
    g_ptr_array_add (files, file);
  }
  g_ptr_array_sort (files, compare_files);
  return g_steal_pointer (&files);
}

/* What is there already must be this profile and no other, and not something that we failed to read. */
static gboolean
may_write_over (const char *path, const char *id, GError **error)
{
  g_autoptr (HelioProfile) there = NULL;
  g_autoptr (GError) there_error = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  there = read_profile (path, &there_error);
  if (there != NULL && strcmp (there->id, id) == 0)
    return TRUE;
  return helio_error_set (error,
                          HELIO_ERROR_FILE,
                          C_ ("profile file", "Mend the file, or move it away, and save again."),
                          there == NULL
                              ? C_ ("profile file", "The file “%s” is broken; it is kept as it is.")
                              : C_ ("profile file", "The file “%s” holds another connection."),
                          path);
}

gboolean
helio_profile_folder_write (const char *path,
                            const char *text,
                            const char *only_over_id,
                            GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) file_error = NULL;

  if (only_over_id != NULL && !may_write_over (path, only_over_id, error))
    return FALSE;
  if (g_mkdir_with_parents (folder, 0700) == -1) {
    int code = errno;

    return helio_error_set (error,
                            HELIO_ERROR_FILE,
                            NULL,
                            C_ ("profile file", "The folder “%s” cannot be made: %s"),
                            folder,
                            g_strerror (code));
  }
  if (!helio_write_private (path, text, TRUE, &file_error))
    return helio_error_set (error,
                            HELIO_ERROR_FILE,
                            C_ ("profile file", "What was stored before is still there."),
                            C_ ("profile file", "The connection cannot be stored: %s"),
                            file_error->message);
  return TRUE;
}

gboolean
helio_profile_folder_delete (const char *path, GError **error)
{
  int code;

  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  code = errno;
  return helio_error_set (error,
                          HELIO_ERROR_FILE,
                          NULL,
                          C_ ("profile file", "The file “%s” cannot be deleted: %s"),
                          path,
                          g_strerror (code));
}

HelioJson *
helio_profile_folder_read_json (const char *path)
{
  gsize length;
  g_autofree char *text = read_bounded (path, &length, NULL);

  return text != NULL
             ? helio_json_parse (text, length, HELIO_JSON_SIZE_FILE, HELIO_JSON_DEPTH_ANSWER, NULL)
             : NULL;
}

static void
on_file_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GFile *file = G_FILE (source);
  g_autoptr (GTask) task = user_data;
  g_autofree char *text = NULL;
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GError) error = NULL;
  HelioProfile *profile = NULL;
  GError *read_error = NULL;
  gsize length;

  if (g_file_load_partial_contents_finish (file, result, &text, &length, NULL, &error))
    profile = helio_profile_from_text (text, length, &read_error);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    read_error = g_steal_pointer (&error);
  else
    set_read_error (&read_error, error);
  if (profile != NULL) {
    g_task_return_pointer (task, profile, (GDestroyNotify) helio_profile_unref);
    return;
  }
  g_prefix_error (&read_error, "%s: ", name);
  g_task_return_error (task, read_error);
}

void
helio_profile_read_async (GFile *file,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (file, cancellable, callback, user_data);

  g_task_set_source_tag (task, helio_profile_read_async);
  g_file_load_partial_contents_async (file, cancellable, is_small_enough, on_file_loaded, task);
}

HelioProfile *
helio_profile_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, helio_profile_read_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
