// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-payload-saver.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-format.h"
#include "ui/base/helio-payload-file.h"

#include <glib/gi18n.h>

#define NAME_CHARS 80

struct _HelioPayloadSaver {
  HelioFileProgress parent_instance;
};

G_DEFINE_FINAL_TYPE (HelioPayloadSaver, helio_payload_saver, HELIO_TYPE_FILE_PROGRESS)

static void
on_progress (gsize written, gsize size, gpointer user_data)
{
  g_autofree char *done = helio_format_size (written), *whole = helio_format_size (size);
  /* Translators: "Saving 1.2 MB of 3.4 MB". */
  g_autofree char *text = g_strdup_printf (C_ ("save", "Saving %s of %s"), done, whole);

  helio_file_progress_set (user_data, (double) written / (double) size, text);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioFileProgress) self = user_data;
  g_autofree char *basename = g_file_get_basename (G_FILE (source));
  g_autofree char *name = helio_printable (basename, -1, NAME_CHARS);
  /* Translators: the name of a file. */
  g_autofree char *text = g_strdup_printf (C_ ("toast", "Saved as “%s”"), name);
  g_autoptr (GError) error = NULL;

  helio_payload_file_write_finish (result, &error);
  helio_file_progress_end (self, text, error);
}

void
helio_payload_saver_save (HelioPayloadSaver *self, GFile *file, GBytes *payload)
{
  GCancellable *cancellable = helio_file_progress_begin (HELIO_FILE_PROGRESS (self));

  if (cancellable != NULL)
    helio_payload_file_write_async (file,
                                    payload,
                                    on_progress,
                                    self,
                                    cancellable,
                                    on_saved,
                                    g_object_ref (self));
}

static void
on_chosen (gpointer self, GFile *file, gpointer payload)
{
  helio_payload_saver_save (self, file, payload);
}

void
helio_payload_saver_ask (HelioPayloadSaver *self, const char *topic, GBytes *payload)
{
  g_autofree char *name = helio_payload_file_suggest_name (topic, payload);

  helio_file_progress_ask (HELIO_FILE_PROGRESS (self),
                           C_ ("save", "Save Payload"),
                           name,
                           on_chosen,
                           g_bytes_ref (payload),
                           (GDestroyNotify) g_bytes_unref);
}

static void
helio_payload_saver_class_init (HelioPayloadSaverClass *klass)
{
  HelioFileProgressClass *progress_class = HELIO_FILE_PROGRESS_CLASS (klass);

  progress_class->context = "save";
  progress_class->stop_name = NC_ ("save", "Stop saving");
}

static void
helio_payload_saver_init (HelioPayloadSaver *self)
{
}

GtkWidget *
helio_payload_saver_new (void)
{
  return g_object_new (HELIO_TYPE_PAYLOAD_SAVER, NULL);
}
