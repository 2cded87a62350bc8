// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-payload-saver.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/base/helio-accessible.h"
#include "ui/base/helio-format.h"
#include "ui/base/helio-payload-file.h"
#include "ui/compat/helio-file-chooser.h"
#include "ui/widgets/helio-toast.h"

#include <glib/gi18n.h>

/* What is over sooner needs no bar that comes and goes. */
#define SHOWN_AFTER_MS 300
#define NAME_CHARS 80

struct _HelioPayloadSaver {
  GtkWidget parent_instance;

  GCancellable *cancellable; /* (nullable): a save is under way */
  guint show_id;

  /* borrowed */
  GtkWidget *box;
  GtkLabel *label;
  GtkProgressBar *bar;
  GtkButton *button; /* stops the save, or closes what went wrong */
};

G_DEFINE_FINAL_TYPE (HelioPayloadSaver, helio_payload_saver, GTK_TYPE_WIDGET)

static void
set_fault (HelioPayloadSaver *self, const char *fault)
{
  gtk_label_set_text (self->label, fault != NULL ? fault : "");
  gtk_widget_set_visible (GTK_WIDGET (self->bar), fault == NULL);
  if (fault != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->label), "error");
  helio_accessible_name (GTK_WIDGET (self->button),
                         fault != NULL ? C_ ("save", "Close") : C_ ("save", "Stop saving"),
                         NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button),
                               fault != NULL ? C_ ("save", "Close") : C_ ("save", "Stop saving"));
}

static gboolean
on_show (gpointer user_data)
{
  HelioPayloadSaver *self = user_data;

  self->show_id = 0;
  gtk_widget_set_visible (self->box, TRUE);
  return G_SOURCE_REMOVE;
}

static void
on_progress (gsize written, gsize size, gpointer user_data)
{
  HelioPayloadSaver *self = user_data;
  g_autofree char *done = helio_format_size (written), *whole = helio_format_size (size);
  g_autofree char *text = NULL;

  if (self->box == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  /* Translators: "Saving 1.2 MB of 3.4 MB". */
  text = g_strdup_printf (C_ ("save", "Saving %s of %s"), done, whole);
  gtk_label_set_text (self->label, text);
  gtk_progress_bar_set_fraction (self->bar, (double) written / (double) size);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioPayloadSaver) self = user_data;
  g_autofree char *basename = g_file_get_basename (G_FILE (source));
  g_autofree char *name = helio_printable (basename, -1, NAME_CHARS);
  g_autoptr (GError) error = NULL;
  gboolean saved = helio_payload_file_write_finish (result, &error);

  g_clear_handle_id (&self->show_id, g_source_remove);
  g_clear_object (&self->cancellable);
  if (self->box == NULL)
    return;
  gtk_widget_set_visible (self->box, FALSE);
  if (saved) {
    /* Translators: the name of a file. */
    g_autofree char *text = g_strdup_printf (C_ ("toast", "Saved as “%s”"), name);
    helio_toast_show (GTK_WIDGET (self), text, NULL);
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_autofree char *text = helio_error_to_text (error);
    set_fault (self, text);
    gtk_widget_set_visible (self->box, TRUE);
  }
}

static void
on_clicked (HelioPayloadSaver *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->show_id, g_source_remove);
  gtk_widget_set_visible (self->box, FALSE);
}

typedef struct {
  HelioPayloadSaver *saver;
  GBytes *payload;
} Question;

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GFile) file = helio_file_chooser_save_finish (result, NULL);

  if (file != NULL)
    helio_payload_saver_save (question->saver, file, question->payload);
  g_object_unref (question->saver);
  g_bytes_unref (question->payload);
  g_free (question);
}

static void
helio_payload_saver_dispose (GObject *object)
{
  HelioPayloadSaver *self = HELIO_PAYLOAD_SAVER (object);

  /* What was begun is finished: the person asked for a file, not for a widget. */
  g_clear_handle_id (&self->show_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (helio_payload_saver_parent_class)->dispose (object);
}

static void
helio_payload_saver_class_init (HelioPayloadSaverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_payload_saver_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
helio_payload_saver_init (HelioPayloadSaver *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->label = GTK_LABEL (gtk_label_new (NULL));
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  self->button = GTK_BUTTON (gtk_button_new_from_icon_name ("window-close-symbolic"));
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "numeric");
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
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_clicked), self);
}

GtkWidget *
helio_payload_saver_new (void)
{
  return g_object_new (HELIO_TYPE_PAYLOAD_SAVER, NULL);
}

void
helio_payload_saver_ask (HelioPayloadSaver *self, const char *topic, GBytes *payload)
{
  g_autofree char *name = helio_payload_file_suggest_name (topic, payload);
  Question *question;

  if (self->cancellable != NULL)
    return;
  question = g_new0 (Question, 1);
  question->saver = g_object_ref (self);
  question->payload = g_bytes_ref (payload);
  helio_file_chooser_save_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                 C_ ("save", "Save Payload"),
                                 name,
                                 on_chosen,
                                 question);
}

void
helio_payload_saver_save (HelioPayloadSaver *self, GFile *file, GBytes *payload)
{
  if (self->cancellable != NULL || self->box == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  set_fault (self, NULL);
  gtk_widget_set_visible (self->box, FALSE);
  gtk_progress_bar_set_fraction (self->bar, 0);
  self->show_id = g_timeout_add (SHOWN_AFTER_MS, on_show, self);
  helio_payload_file_write_async (file,
                                  payload,
                                  on_progress,
                                  self,
                                  self->cancellable,
                                  on_saved,
                                  g_object_ref (self));
}

gboolean
helio_payload_saver_is_saving (HelioPayloadSaver *self)
{
  return self->cancellable != NULL;
}
