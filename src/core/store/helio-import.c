// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-import.h"

#include "core/base/helio-error.h"
#include "core/store/helio-recording-writer.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define ROWS_A_TRANSACTION 5000
#define ROWS_A_LOOK 100

struct _HelioImport {
  GObject parent_instance;

  char *from, *to; /* NULL: not begun */
  gboolean replace;
  gint permille; /* atomic */

  /* what the thread says at its end */
  guint64 rows, bad;
  GPtrArray *faults; /* (element-type GError) */
};

G_DEFINE_FINAL_TYPE (HelioImport, helio_import, G_TYPE_OBJECT)

static void
helio_import_finalize (GObject *object)
{
  HelioImport *self = HELIO_IMPORT (object);

  g_free (self->from);
  g_free (self->to);
  g_ptr_array_unref (self->faults);
  G_OBJECT_CLASS (helio_import_parent_class)->finalize (object);
}

static void
helio_import_class_init (HelioImportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_import_finalize;
}

static void
helio_import_init (HelioImport *self)
{
  self->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
}

HelioImport *
helio_import_new (void)
{
  return g_object_new (HELIO_TYPE_IMPORT, NULL);
}

double
helio_import_get_progress (HelioImport *self)
{
  return g_atomic_int_get (&self->permille) / 1000.0;
}

GPtrArray *
helio_import_get_faults (HelioImport *self)
{
  return self->faults;
}

/* ── in the thread ── */

static gboolean
is_same_file (const char *a, const char *b)
{
  GStatBuf one, other;

  return g_stat (a, &one) == 0 && g_stat (b, &other) == 0 && one.st_dev == other.st_dev &&
         one.st_ino == other.st_ino;
}

static HelioRecordingWriter *
open_writer (HelioImport *self, HelioRowSource *source, GError **error)
{
  if (is_same_file (self->from, self->to)) {
    helio_error_set (error,
                     HELIO_ERROR_FILE,
                     C_ ("recording", "Choose another name."),
                     C_ ("import", "A recording cannot be made from itself."));
    return NULL;
  }
  return helio_recording_writer_new (self->to,
                                     helio_row_source_get_info (source)->title,
                                     self->replace,
                                     error);
}

static void
note_fault (HelioImport *self, GError *fault_taken)
{
  self->bad++;
  if (self->faults->len < HELIO_IMPORT_NAMED_MAX)
    g_ptr_array_add (self->faults, fault_taken);
  else
    g_error_free (fault_taken);
}

/* FALSE without an error: the end. */
static gboolean
copy_row (HelioImport *self, HelioRowSource *source, HelioRecordingWriter *writer, GError **error)
{
  g_auto (HelioSavedRow) row = {0};
  GError *fault = NULL;

  if (helio_row_source_next (source, &row, &fault)) {
    self->rows++;
    return helio_recording_writer_add (writer, &row, error);
  }
  if (fault != NULL && helio_row_source_can_go_on (source)) {
    note_fault (self, fault);
    return TRUE;
  }
  if (fault != NULL)
    g_propagate_error (error, fault);
  return FALSE;
}

static gboolean
copy_rows (HelioImport *self,
           HelioRowSource *source,
           HelioRecordingWriter *writer,
           GCancellable *cancellable,
           GError **error)
{
  GError *failure = NULL;

  for (guint64 n = 1; copy_row (self, source, writer, &failure); n++) {
    if (n % ROWS_A_LOOK != 0)
      continue;
    g_atomic_int_set (&self->permille, (gint) (helio_row_source_get_progress (source) * 1000));
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        (n % ROWS_A_TRANSACTION == 0 && !helio_recording_writer_commit (writer, error)))
      return FALSE;
  }
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  return helio_recording_writer_finish (writer, error);
}

static void
remove_recording (const char *path)
{
  static const char *const parts[] = {"", "-wal", "-shm", "-journal"};

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *name = g_strconcat (path, parts[i], NULL);

    g_unlink (name);
  }
}

static void
import_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  HelioImport *self = object;
  GError *error = NULL;
  g_autoptr (HelioRowSource) source = helio_row_source_open (self->from, &error);
  g_autoptr (HelioRecordingWriter) writer = NULL;

  if (source != NULL)
    writer = open_writer (self, source, &error);
  if (writer != NULL && !copy_rows (self, source, writer, cancellable, &error)) {
    g_clear_pointer (&writer, helio_recording_writer_free);
    remove_recording (self->to);
  }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
helio_import_run_async (HelioImport *self,
                        const char *from,
                        const char *to,
                        gboolean replace,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (self->from == NULL);

  g_task_set_source_tag (task, helio_import_run_async);
  /* Whether it was stopped says the thread: what is complete is complete. */
  g_task_set_check_cancellable (task, FALSE);
  self->from = g_strdup (from);
  self->to = g_strdup (to);
  self->replace = replace;
  g_task_run_in_thread (task, import_thread);
}

gboolean
helio_import_run_finish (HelioImport *self,
                         GAsyncResult *result,
                         guint64 *rows,
                         guint64 *bad,
                         GError **error)
{
  *rows = self->rows;
  *bad = self->bad;
  return g_task_propagate_boolean (G_TASK (result), error);
}
