// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-text-file.h"

#include "ui/base/helio-payload-file.h"
#include "ui/compat/helio-file-chooser.h"

#include <string.h>

typedef struct {
  GFile *file;   /* (nullable) while it is asked for */
  GBytes *bytes; /* (nullable) */
  gsize max;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_object (&work->file);
  g_clear_pointer (&work->bytes, g_bytes_unref);
  g_free (work);
}

static GTask *
start (GtkWidget *widget, gpointer tag, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (widget, NULL, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, g_new0 (Work, 1), work_free);
  return task;
}

static GtkWindow *
get_window (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* Opening */

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  work->bytes = helio_payload_file_read_finish (result, &error);
  if (work->bytes == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_chosen_to_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GListModel) files = helio_file_chooser_open_finish (result, &error);

  if (files == NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  work->file = g_list_model_get_item (files, 0);
  helio_payload_file_read_async (work->file, work->max, NULL, on_read, task);
}

void
helio_text_file_open_async (GtkWidget *widget,
                            const char *title,
                            const char *kind,
                            const char *const *patterns,
                            gsize max,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = start (widget, helio_text_file_open_async, callback, user_data);
  Work *work = g_task_get_task_data (task);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  work->max = max;
  gtk_file_filter_set_name (filter, kind);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
  helio_file_chooser_open_async (get_window (widget),
                                 title,
                                 filter,
                                 FALSE,
                                 on_chosen_to_open,
                                 task);
}

char *
helio_text_file_open_finish (GAsyncResult *result, GFile **file, gsize *length, GError **error)
{
  Work *work = g_task_get_task_data (G_TASK (result));
  char *text;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  *length = g_bytes_get_size (work->bytes);
  text = g_malloc (*length + 1);
  if (*length > 0)
    memcpy (text, g_bytes_get_data (work->bytes, NULL), *length);
  text[*length] = '\0';
  *file = g_object_ref (work->file);
  return text;
}

/* Saving */

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  if (!helio_payload_file_write_finish (result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_object_ref (work->file), g_object_unref);
}

static void
on_chosen_to_save (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  work->file = helio_file_chooser_save_finish (result, &error);
  if (work->file == NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  helio_payload_file_write_async (work->file, work->bytes, NULL, NULL, NULL, on_written, task);
}

void
helio_text_file_save_async (GtkWidget *widget,
                            GFile *file,
                            const char *title,
                            const char *name,
                            const char *text,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = start (widget, helio_text_file_save_async, callback, user_data);
  Work *work = g_task_get_task_data (task);

  work->bytes = g_bytes_new (text, strlen (text));
  if (file == NULL) {
    helio_file_chooser_save_async (get_window (widget), title, name, on_chosen_to_save, task);
    return;
  }
  work->file = g_object_ref (file);
  helio_payload_file_write_async (file, work->bytes, NULL, NULL, NULL, on_written, task);
}

GFile *
helio_text_file_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
