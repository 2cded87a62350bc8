// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-export.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/store/helio-row-text.h"

#include <glib/gi18n-lib.h>

/* So long the main loop is kept in one go, and so many rows are taken before the clock is looked at. */
#define SLICE (2 * G_TIME_SPAN_MILLISECOND)
#define ROWS_A_LOOK 256
/* Text is handed to the file in pieces of this size. */
#define PIECE (256 * 1024)
/* Collecting is a small part of the work. */
#define COLLECTING 0.05

struct _HelioExport {
  GObject parent_instance;

  HelioMessageView *view; /* (nullable): while collecting */
  HelioMessageStore *store;
  GFile *file;
  HelioRowsKind kind;
  GArray *seqs;  /* guint64 */
  gint permille; /* atomic */

  /* what the thread says at its end */
  guint64 written, gone;
};

G_DEFINE_FINAL_TYPE (HelioExport, helio_export, G_TYPE_OBJECT)

static void
helio_export_finalize (GObject *object)
{
  HelioExport *self = HELIO_EXPORT (object);

  g_clear_object (&self->view);
  g_clear_object (&self->store);
  g_clear_object (&self->file);
  g_array_unref (self->seqs);
  G_OBJECT_CLASS (helio_export_parent_class)->finalize (object);
}

static void
helio_export_class_init (HelioExportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_export_finalize;
}

static void
helio_export_init (HelioExport *self)
{
  self->seqs = g_array_new (FALSE, FALSE, sizeof (guint64));
}

HelioExport *
helio_export_new (void)
{
  return g_object_new (HELIO_TYPE_EXPORT, NULL);
}

static void
set_progress (HelioExport *self, double fraction)
{
  g_atomic_int_set (&self->permille, (gint) (fraction * 1000));
}

double
helio_export_get_progress (HelioExport *self)
{
  return g_atomic_int_get (&self->permille) / 1000.0;
}

/* ── writing; in a thread ── */

static gboolean
set_error (HelioExport *self, GError *cause_taken, GError **error)
{
  g_autoptr (GError) cause = cause_taken;
  g_autofree char *basename = g_file_get_basename (self->file);
  g_autofree char *name = helio_printable (basename, -1, 120);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  return helio_error_set (
      error,
      HELIO_ERROR_FILE,
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NO_SPACE)
          ? C_ ("export", "Make room on that disk, or choose another one.")
          : C_ ("export", "Choose another folder, or change who may write there."),
      C_ ("export", "“%s” could not be written: %s"),
      name,
      cause->message);
}

static gboolean
put (GOutputStream *stream, GString *text, GCancellable *cancellable, GError **error)
{
  const gboolean done =
      g_output_stream_write_all (stream, text->str, text->len, NULL, cancellable, error);

  g_string_truncate (text, 0);
  return done;
}

static gboolean
write_rows (HelioExport *self, GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) text = g_string_sized_new (PIECE);
  g_auto (HelioSavedRow) row = {0};

  if (self->kind == HELIO_ROWS_CSV)
    helio_row_text_append_csv_header (text);
  for (guint i = 0; i < self->seqs->len; i++) {
    helio_saved_row_clear (&row);
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (!helio_message_store_get_saved (self->store,
                                        g_array_index (self->seqs, guint64, i),
                                        &row)) {
      self->gone++;
      continue;
    }
    if (self->kind == HELIO_ROWS_CSV)
      helio_row_text_append_csv (text, &row);
    else
      helio_row_text_append_json (text, &row);
    self->written++;
    if (text->len >= PIECE) {
      set_progress (self, COLLECTING + (1 - COLLECTING) * i / self->seqs->len);
      if (!put (stream, text, cancellable, error))
        return FALSE;
    }
  }
  return put (stream, text, cancellable, error);
}

static void
write_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  HelioExport *self = object;
  GError *cause = NULL, *error = NULL;
  g_autoptr (GFileOutputStream) stream =
      g_file_replace (self->file, NULL, FALSE, G_FILE_CREATE_PRIVATE, cancellable, &cause);
  gboolean done = stream != NULL;

  if (done) {
    done = write_rows (self, G_OUTPUT_STREAM (stream), cancellable, &cause);
    if (done)
      done = g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, &cause);
    else {
      /* Closed with this, what was there before stays. */
      g_autoptr (GCancellable) stop = g_cancellable_new ();

      g_cancellable_cancel (stop);
      g_output_stream_close (G_OUTPUT_STREAM (stream), stop, NULL);
    }
  }
  if (done) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  set_error (self, cause, &error);
  g_task_return_error (task, error);
}

/* ── collecting; in slices ── */

static gboolean
on_slice (gpointer user_data)
{
  GTask *task = user_data;
  HelioExport *self = g_task_get_source_object (task);
  GListModel *model = G_LIST_MODEL (self->view);
  const gint64 deadline = g_get_monotonic_time () + SLICE;
  guint64 last;
  guint at, n;

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  /* The oldest rows of a filter come last. Its list may be out of sight, where nobody else looks for them. */
  if (self->seqs->len == 0 && helio_message_view_get_progress (self->view) < 1) {
    helio_message_view_flush (self->view);
    return G_SOURCE_CONTINUE;
  }
  last = self->seqs->len > 0 ? g_array_index (self->seqs, guint64, self->seqs->len - 1) : 0;
  /* Rows may have gone at the front since the slice before. */
  at = self->seqs->len > 0 ? helio_message_view_find (self->view, last + 1) : 0;
  n = g_list_model_get_n_items (model);
  do
    for (guint i = 0; i < ROWS_A_LOOK && at < n; i++, at++) {
      const guint64 seq = helio_message_view_get_seq (self->view, at);

      g_array_append_val (self->seqs, seq);
    }
  while (at < n && g_get_monotonic_time () < deadline);
  set_progress (self, n > 0 ? COLLECTING * at / n : COLLECTING);
  if (at < n)
    return G_SOURCE_CONTINUE;
  g_clear_object (&self->view);
  g_task_run_in_thread (task, write_thread);
  return G_SOURCE_REMOVE;
}

void
helio_export_run_async (HelioExport *self,
                        HelioMessageView *view,
                        GFile *file,
                        HelioRowsKind kind,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (self->file == NULL);

  g_task_set_source_tag (task, helio_export_run_async);
  /* Whether it was stopped says the thread: what is complete is complete. */
  g_task_set_check_cancellable (task, FALSE);
  self->view = g_object_ref (view);
  self->store = g_object_ref (helio_message_view_get_store (view));
  self->file = g_object_ref (file);
  self->kind = kind;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_slice, task, g_object_unref);
}

gboolean
helio_export_run_finish (HelioExport *self,
                         GAsyncResult *result,
                         guint64 *written,
                         guint64 *gone,
                         GError **error)
{
  *written = self->written;
  *gone = self->gone;
  return g_task_propagate_boolean (G_TASK (result), error);
}
