// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-message-export.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/store/helio-export.h"
#include "ui/base/helio-accessible.h"
#include "ui/base/helio-format.h"
#include "ui/compat/helio-file-chooser.h"
#include "ui/widgets/helio-toast.h"

#include <glib/gi18n.h>

/* What is over sooner needs no bar that comes and goes. */
#define SHOWN_AFTER_MS 300
#define LOOK_MS 100
#define NAME_CHARS 80

struct _HelioMessageExport {
  AdwBin parent_instance;

  HelioExport *export; /* owned (nullable): it is running */
  GCancellable *cancellable;
  guint look_id;
  gint64 begun;

  /* borrowed */
  GtkWidget *box;
  GtkLabel *label;
  GtkProgressBar *bar;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (HelioMessageExport, helio_message_export, ADW_TYPE_BIN)

/* @fault: (nullable): it is running */
static void
show (HelioMessageExport *self, const char *fault)
{
  const char *name = fault != NULL ? C_ ("export", "Close") : C_ ("export", "Stop exporting");

  gtk_label_set_text (self->label, fault != NULL ? fault : C_ ("export", "Exporting messages"));
  gtk_widget_set_visible (GTK_WIDGET (self->bar), fault == NULL);
  if (fault != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->label), "error");
  helio_accessible_name (GTK_WIDGET (self->button), name, NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), name);
  gtk_widget_set_visible (self->box, TRUE);
}

static gboolean
on_look (gpointer user_data)
{
  HelioMessageExport *self = user_data;

  gtk_progress_bar_set_fraction (self->bar, helio_export_get_progress (self->export));
  if (g_get_monotonic_time () - self->begun >= SHOWN_AFTER_MS * G_TIME_SPAN_MILLISECOND &&
      !gtk_widget_get_visible (self->box))
    show (self, NULL);
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
  guint64 written, gone;
  const gboolean done =
      helio_export_run_finish (HELIO_EXPORT (source), result, &written, &gone, &error);

  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_object (&self->export);
  g_clear_object (&self->cancellable);
  if (self->box == NULL)
    return;
  gtk_widget_set_visible (self->box, FALSE);
  if (done) {
    g_autofree char *text = describe (written, gone);

    helio_toast_show (GTK_WIDGET (self), text, NULL);
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_autofree char *text = helio_error_to_text (error);

    show (self, text);
  }
}

void
helio_message_export_run (HelioMessageExport *self, HelioMessageView *view, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  if (self->export != NULL || self->box == NULL)
    return;
  self->export = helio_export_new ();
  self->cancellable = g_cancellable_new ();
  self->begun = g_get_monotonic_time ();
  gtk_widget_set_visible (self->box, FALSE);
  gtk_progress_bar_set_fraction (self->bar, 0);
  self->look_id = g_timeout_add (LOOK_MS, on_look, self);
  helio_export_run_async (self->export,
                          view,
                          file,
                          g_str_has_suffix (name, ".csv") ? HELIO_ROWS_CSV : HELIO_ROWS_JSON,
                          self->cancellable,
                          on_done,
                          g_object_ref (self));
}

typedef struct {
  HelioMessageExport *export;
  HelioMessageView *view;
} Question;

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GFile) file = helio_file_chooser_save_finish (result, NULL);

  if (file != NULL)
    helio_message_export_run (question->export, question->view, file);
  g_object_unref (question->export);
  g_object_unref (question->view);
  g_free (question);
}

void
helio_message_export_ask (HelioMessageExport *self, HelioMessageView *view)
{
  Question *question;

  if (self->export != NULL || view == NULL)
    return;
  question = g_new0 (Question, 1);
  question->export = g_object_ref (self);
  question->view = g_object_ref (view);
  helio_file_chooser_save_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                 C_ ("export", "Export Messages (.jsonl or .csv)"),
                                 /* Translators: the name of a file; keep .jsonl */
                                 C_ ("export", "messages.jsonl"),
                                 on_chosen,
                                 question);
}

gboolean
helio_message_export_is_running (HelioMessageExport *self)
{
  return self->export != NULL;
}

static void
on_clicked (HelioMessageExport *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  gtk_widget_set_visible (self->box, FALSE);
}

static void
helio_message_export_dispose (GObject *object)
{
  HelioMessageExport *self = HELIO_MESSAGE_EXPORT (object);

  /* What was begun is finished: the person asked for a file, not for a widget. */
  g_clear_handle_id (&self->look_id, g_source_remove);
  self->box = NULL;
  G_OBJECT_CLASS (helio_message_export_parent_class)->dispose (object);
}

static void
helio_message_export_class_init (HelioMessageExportClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_message_export_dispose;
}

static void
helio_message_export_init (HelioMessageExport *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->label = GTK_LABEL (gtk_label_new (NULL));
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  self->button = GTK_BUTTON (gtk_button_new_from_icon_name ("window-close-symbolic"));
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_widget_set_hexpand (column, TRUE);
  gtk_widget_set_valign (column, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_add_css_class (self->box, "helio-saver");
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (self->box), column);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->button));
  gtk_widget_set_visible (self->box, FALSE);
  adw_bin_set_child (ADW_BIN (self), self->box);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_clicked), self);
}
