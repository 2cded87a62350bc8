// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-message-export.h"

#include "core/store/helio-export.h"
#include "ui/base/helio-format.h"

#include <glib/gi18n.h>

#define LOOK_MS 100

struct _HelioMessageExport {
  HelioFileProgress parent_instance;

  HelioExport *export; /* owned (nullable): it is running */
  guint look_id;
};

G_DEFINE_FINAL_TYPE (HelioMessageExport, helio_message_export, HELIO_TYPE_FILE_PROGRESS)

static gboolean
on_look (gpointer user_data)
{
  HelioMessageExport *self = user_data;

  helio_file_progress_set (user_data,
                           helio_export_get_progress (self->export),
                           C_ ("export", "Exporting messages"));
  return G_SOURCE_CONTINUE;
}

static char *
describe (guint64 written, guint64 gone)
{
  g_autofree char *count = helio_format_n_messages (written);
  g_autofree char *lost = helio_format_n_messages (gone);

  return gone > 0
             /* Translators: "Exported 12 messages; 3 messages had gone from memory" */
             ? g_strdup_printf (C_ ("toast", "Exported %s; %s had gone from memory"), count, lost)
             : g_strdup_printf (C_ ("toast", "Exported %s"), count);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioMessageExport) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint64 written, gone;

  helio_export_run_finish (HELIO_EXPORT (source), result, &written, &gone, &error);
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_object (&self->export);
  text = describe (written, gone);
  helio_file_progress_end (HELIO_FILE_PROGRESS (self), text, error);
}

void
helio_message_export_run (HelioMessageExport *self, HelioMessageView *view, GFile *file)
{
  GCancellable *cancellable = helio_file_progress_begin (HELIO_FILE_PROGRESS (self));
  g_autofree char *name = g_file_get_basename (file);

  if (cancellable == NULL)
    return;
  self->export = helio_export_new ();
  self->look_id = g_timeout_add (LOOK_MS, on_look, self);
  helio_export_run_async (self->export,
                          view,
                          file,
                          g_str_has_suffix (name, ".csv") ? HELIO_ROWS_CSV : HELIO_ROWS_JSON,
                          cancellable,
                          on_done,
                          g_object_ref (self));
}

static void
on_chosen (gpointer self, GFile *file, gpointer view)
{
  helio_message_export_run (self, view, file);
}

void
helio_message_export_ask (HelioMessageExport *self, HelioMessageView *view)
{
  if (view != NULL)
    helio_file_progress_ask (HELIO_FILE_PROGRESS (self),
                             C_ ("export", "Export Messages (.jsonl or .csv)"),
                             /* Translators: the name of a file; keep .jsonl */
                             C_ ("export", "messages.jsonl"),
                             on_chosen,
                             g_object_ref (view),
                             g_object_unref);
}

static void
helio_message_export_dispose (GObject *object)
{
  HelioMessageExport *self = HELIO_MESSAGE_EXPORT (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  G_OBJECT_CLASS (helio_message_export_parent_class)->dispose (object);
}

static void
helio_message_export_class_init (HelioMessageExportClass *klass)
{
  HelioFileProgressClass *progress_class = HELIO_FILE_PROGRESS_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_message_export_dispose;
  progress_class->context = "export";
  progress_class->stop_name = NC_ ("export", "Stop exporting");
}

static void
helio_message_export_init (HelioMessageExport *self)
{
}
