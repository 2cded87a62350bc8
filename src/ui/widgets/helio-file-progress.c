// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-file-progress.h"

#include "core/base/helio-error.h"
#include "ui/base/helio-accessible.h"
#include "ui/compat/helio-file-chooser.h"
#include "ui/widgets/helio-toast.h"

#include <glib/gi18n.h>

/* What is over sooner needs no bar that comes and goes. */
#define SHOWN_AFTER_MS 300

typedef struct {
  GCancellable *cancellable; /* (nullable): a file is being written */
  guint show_id;

  /* borrowed */
  GtkWidget *box; /* NULL: disposed of */
  GtkLabel *label;
  GtkProgressBar *bar;
  GtkButton *button; /* stops it, or closes what went wrong */
} HelioFileProgressPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HelioFileProgress, helio_file_progress, ADW_TYPE_BIN)

static HelioFileProgressPrivate *
get_private (HelioFileProgress *self)
{
  return helio_file_progress_get_instance_private (self);
}

/* @fault: (nullable): it is running */
static void
set_fault (HelioFileProgress *self, const char *fault)
{
  HelioFileProgressPrivate *priv = get_private (self);
  HelioFileProgressClass *klass = HELIO_FILE_PROGRESS_GET_CLASS (self);
  const char *name = fault != NULL
                         ? C_ ("save", "Close")
                         : g_dpgettext2 (GETTEXT_PACKAGE, klass->context, klass->stop_name);

  gtk_label_set_text (priv->label, fault != NULL ? fault : "");
  gtk_widget_set_visible (GTK_WIDGET (priv->bar), fault == NULL);
  if (fault != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (priv->label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (priv->label), "error");
  helio_accessible_name (GTK_WIDGET (priv->button), name, NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (priv->button), name);
}

static gboolean
on_show (gpointer user_data)
{
  HelioFileProgressPrivate *priv = get_private (user_data);

  priv->show_id = 0;
  gtk_widget_set_visible (priv->box, TRUE);
  return G_SOURCE_REMOVE;
}

static void
on_clicked (HelioFileProgress *self)
{
  HelioFileProgressPrivate *priv = get_private (self);

  if (priv->cancellable != NULL)
    g_cancellable_cancel (priv->cancellable);
  g_clear_handle_id (&priv->show_id, g_source_remove);
  gtk_widget_set_visible (priv->box, FALSE);
}

GCancellable *
helio_file_progress_begin (HelioFileProgress *self)
{
  HelioFileProgressPrivate *priv = get_private (self);

  if (priv->cancellable != NULL || priv->box == NULL)
    return NULL;
  priv->cancellable = g_cancellable_new ();
  set_fault (self, NULL);
  gtk_widget_set_visible (priv->box, FALSE);
  gtk_progress_bar_set_fraction (priv->bar, 0);
  priv->show_id = g_timeout_add (SHOWN_AFTER_MS, on_show, self);
  return priv->cancellable;
}

void
helio_file_progress_set (HelioFileProgress *self, double fraction, const char *text)
{
  HelioFileProgressPrivate *priv = get_private (self);

  if (priv->box == NULL || g_cancellable_is_cancelled (priv->cancellable))
    return;
  gtk_label_set_text (priv->label, text);
  gtk_progress_bar_set_fraction (priv->bar, fraction);
}

void
helio_file_progress_end (HelioFileProgress *self, const char *done, const GError *error)
{
  HelioFileProgressPrivate *priv = get_private (self);

  g_clear_handle_id (&priv->show_id, g_source_remove);
  g_clear_object (&priv->cancellable);
  if (priv->box == NULL)
    return;
  gtk_widget_set_visible (priv->box, FALSE);
  if (error == NULL) {
    helio_toast_show (GTK_WIDGET (self), done, NULL);
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_autofree char *text = helio_error_to_text (error);

    set_fault (self, text);
    gtk_widget_set_visible (priv->box, TRUE);
  }
}

gboolean
helio_file_progress_is_busy (HelioFileProgress *self)
{
  return get_private (self)->cancellable != NULL;
}

/* ── asking for the place ── */

typedef struct {
  HelioFileProgress *progress;
  HelioFileChosen chosen;
  gpointer data;
  GDestroyNotify free_data;
} Question;

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GFile) file = helio_file_chooser_save_finish (result, NULL);

  if (file != NULL)
    question->chosen (question->progress, file, question->data);
  g_object_unref (question->progress);
  question->free_data (question->data);
  g_free (question);
}

void
helio_file_progress_ask (HelioFileProgress *self,
                         const char *title,
                         const char *name,
                         HelioFileChosen chosen,
                         gpointer data,
                         GDestroyNotify free_data)
{
  Question *question;

  if (helio_file_progress_is_busy (self)) {
    free_data (data);
    return;
  }
  question = g_new (Question, 1);
  *question = (Question){g_object_ref (self), chosen, data, free_data};
  helio_file_chooser_save_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                 title,
                                 name,
                                 on_chosen,
                                 question);
}

/* ── object ── */

static void
helio_file_progress_dispose (GObject *object)
{
  HelioFileProgressPrivate *priv = get_private (HELIO_FILE_PROGRESS (object));

  /* What was begun is finished: the person asked for a file, not for a widget. */
  g_clear_handle_id (&priv->show_id, g_source_remove);
  priv->box = NULL;
  G_OBJECT_CLASS (helio_file_progress_parent_class)->dispose (object);
}

static void
helio_file_progress_class_init (HelioFileProgressClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_file_progress_dispose;
}

static void
helio_file_progress_init (HelioFileProgress *self)
{
  HelioFileProgressPrivate *priv = get_private (self);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  priv->label = GTK_LABEL (gtk_label_new (NULL));
  priv->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  priv->button = GTK_BUTTON (gtk_button_new_from_icon_name ("window-close-symbolic"));
  priv->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_label_set_xalign (priv->label, 0);
  gtk_label_set_wrap (priv->label, TRUE);
  gtk_label_set_wrap_mode (priv->label, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (priv->label), "numeric");
  gtk_widget_set_hexpand (column, TRUE);
  gtk_widget_set_valign (column, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (priv->button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (priv->button), "flat");
  gtk_widget_add_css_class (priv->box, "helio-file-progress");
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (priv->label));
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (priv->bar));
  gtk_box_append (GTK_BOX (priv->box), column);
  gtk_box_append (GTK_BOX (priv->box), GTK_WIDGET (priv->button));
  gtk_widget_set_visible (priv->box, FALSE);
  adw_bin_set_child (ADW_BIN (self), priv->box);
  g_signal_connect_swapped (priv->button, "clicked", G_CALLBACK (on_clicked), self);
}
