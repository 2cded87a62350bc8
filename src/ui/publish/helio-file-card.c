// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/publish/helio-file-card.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-format.h"
#include "ui/compat/helio-file-chooser.h"

#include <glib/gi18n.h>

#define NAME_CHARS 200

struct _HelioFileCard {
  GtkWidget parent_instance;

  GFile *file;               /* (nullable) */
  GCancellable *cancellable; /* of the look at the file */

  /* borrowed */
  GtkWidget *box;
  GtkLabel *name_label, *size_label;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (HelioFileCard, helio_file_card, GTK_TYPE_WIDGET)

typedef enum {
  PROP_FILE = 1,
  N_PROPERTIES
} HelioFileCardProperty;

static GParamSpec *properties[N_PROPERTIES];

static void
on_queried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  HelioFileCard *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (info != NULL) {
    g_autofree char *name = helio_printable (g_file_info_get_display_name (info), -1, NAME_CHARS);
    g_autofree char *size = helio_format_size ((guint64) g_file_info_get_size (info));

    gtk_label_set_text (self->name_label, name);
    gtk_label_set_text (self->size_label, size);
  } else {
    gtk_label_set_text (self->size_label, error->message);
  }
}

static void
update (HelioFileCard *self)
{
  g_autofree char *basename = self->file != NULL ? g_file_get_basename (self->file) : NULL;
  g_autofree char *name = helio_printable (basename != NULL ? basename : "", -1, NAME_CHARS);

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  gtk_label_set_text (self->name_label,
                      self->file != NULL ? name : C_ ("publish", "No file chosen"));
  gtk_label_set_text (self->size_label, "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), self->file != NULL ? name : NULL);
  gtk_button_set_label (self->button,
                        self->file != NULL ? C_ ("publish", "Choose _Another…")
                                           : C_ ("publish", "_Choose File…"));
  if (self->file != NULL)
    g_file_query_info_async (self->file,
                             G_FILE_ATTRIBUTE_STANDARD_SIZE
                             "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME,
                             G_FILE_QUERY_INFO_NONE,
                             G_PRIORITY_DEFAULT,
                             self->cancellable,
                             on_queried,
                             self);
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioFileCard) self = user_data;
  g_autoptr (GListModel) files = helio_file_chooser_open_finish (result, NULL);
  g_autoptr (GFile) file = NULL;

  if (files == NULL || g_list_model_get_n_items (files) == 0)
    return;
  file = g_list_model_get_item (files, 0);
  helio_file_card_set_file (self, file);
}

static void
on_choose (HelioFileCard *self)
{
  helio_file_chooser_open_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                 C_ ("publish", "Publish a File"),
                                 NULL,
                                 FALSE,
                                 on_chosen,
                                 g_object_ref (self));
}

static void
helio_file_card_dispose (GObject *object)
{
  HelioFileCard *self = HELIO_FILE_CARD (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->file);
  G_OBJECT_CLASS (helio_file_card_parent_class)->dispose (object);
}

static void
helio_file_card_finalize (GObject *object)
{
  g_object_unref (HELIO_FILE_CARD (object)->cancellable);
  G_OBJECT_CLASS (helio_file_card_parent_class)->finalize (object);
}

static void
helio_file_card_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((HelioFileCardProperty) id) {
    case PROP_FILE:
      g_value_set_object (value, HELIO_FILE_CARD (object)->file);
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_file_card_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((HelioFileCardProperty) id) {
    case PROP_FILE:
      helio_file_card_set_file (HELIO_FILE_CARD (object), g_value_get_object (value));
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_file_card_class_init (HelioFileCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = helio_file_card_dispose;
  object_class->finalize = helio_file_card_finalize;
  object_class->get_property = helio_file_card_get_property;
  object_class->set_property = helio_file_card_set_property;
  properties[PROP_FILE] =
      g_param_spec_object ("file",
                           NULL,
                           NULL,
                           G_TYPE_FILE,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
helio_file_card_init (HelioFileCard *self)
{
  GtkWidget *labels = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->cancellable = g_cancellable_new ();
  self->name_label = GTK_LABEL (gtk_label_new (NULL));
  self->size_label = GTK_LABEL (gtk_label_new (NULL));
  self->button = GTK_BUTTON (gtk_button_new_with_mnemonic (""));
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_label_set_xalign (self->name_label, 0);
  gtk_label_set_xalign (self->size_label, 0);
  gtk_label_set_ellipsize (self->name_label, PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_ellipsize (self->size_label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->size_label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->size_label), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->size_label), "numeric");
  gtk_widget_set_hexpand (labels, TRUE);
  gtk_widget_set_valign (labels, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (labels), GTK_WIDGET (self->name_label));
  gtk_box_append (GTK_BOX (labels), GTK_WIDGET (self->size_label));
  gtk_box_append (GTK_BOX (self->box), labels);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->button));
  gtk_widget_add_css_class (self->box, "helio-file-card");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_choose), self);
  update (self);
}

GtkWidget *
helio_file_card_new (void)
{
  return g_object_new (HELIO_TYPE_FILE_CARD, NULL);
}

void
helio_file_card_set_file (HelioFileCard *self, GFile *file)
{
  if (!g_set_object (&self->file, file))
    return;
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILE]);
}

GFile *
helio_file_card_get_file (HelioFileCard *self)
{
  return self->file;
}
