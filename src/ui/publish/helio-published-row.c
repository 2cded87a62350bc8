// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/publish/helio-published-row.h"

#include "core/base/helio-util.h"
#include "core/store/helio-payload.h"
#include "ui/base/helio-format.h"

#include <glib/gi18n.h>
#include <string.h>

#define TOPIC_CHARS 500
#define PAYLOAD_CHARS 200

struct _HelioPublishedRow {
  GtkListBoxRow parent_instance;

  HelioPublished *published;

  /* template */
  GtkImage *image;
  GtkLabel *topic_label, *payload_label, *about_label;
  GtkButton *again_button;
};

G_DEFINE_FINAL_TYPE (HelioPublishedRow, helio_published_row, GTK_TYPE_LIST_BOX_ROW)

enum {
  SIGNAL_AGAIN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
describe_payload (const HelioDraft *draft)
{
  if (draft->form == HELIO_DRAFT_FILE) {
    g_autofree char *name = draft->file != NULL ? g_file_get_basename (draft->file) : NULL;

    return helio_printable (name != NULL ? name : "", -1, PAYLOAD_CHARS);
  }
  if (*draft->payload == '\0')
    return g_strdup (C_ ("publish", "Empty payload"));
  return helio_payload_preview ((const guint8 *) draft->payload,
                                strlen (draft->payload),
                                PAYLOAD_CHARS);
}

static char *
describe_options (HelioPublished *published)
{
  const HelioDraft *draft = helio_published_get_draft (published);
  const guint n = helio_draft_properties_count (&draft->properties);
  HelioTimeCache cache = {0};
  char time[24];
  GString *text;

  helio_format_time (&cache, helio_published_get_time (published), time);
  text = g_string_new (time);
  g_string_append_printf (text, C_ ("publish", " · QoS %d"), draft->qos);
  if (draft->retain)
    g_string_append_printf (text, " · %s", C_ ("publish", "retain"));
  if (n > 0)
    g_string_append_printf (text, NP_ ("publish", " · %u property", " · %u properties", n), n);
  return g_string_free (text, FALSE);
}

static void
update (HelioPublishedRow *self)
{
  const HelioPublishResult result = helio_published_get_result (self->published);
  const char *answer = helio_published_get_answer (self->published);
  const char *classes[] = {helio_publish_result_get_css_class (result), NULL};
  g_autofree char *label = NULL;

  if (answer == NULL)
    answer = C_ ("publish", "Not answered yet");
  /* Till the answer is there the place stays empty. */
  gtk_image_set_from_icon_name (self->image, helio_publish_result_get_icon (result));
  gtk_widget_set_css_classes (GTK_WIDGET (self->image), classes);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), answer);
  label = g_strjoin (", ",
                     gtk_label_get_text (self->topic_label),
                     gtk_label_get_text (self->payload_label),
                     gtk_label_get_text (self->about_label),
                     answer,
                     NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
on_again (HelioPublishedRow *self)
{
  g_signal_emit (self, signals[SIGNAL_AGAIN], 0);
}

static void
helio_published_row_dispose (GObject *object)
{
  HelioPublishedRow *self = HELIO_PUBLISHED_ROW (object);

  g_clear_object (&self->published);
  G_OBJECT_CLASS (helio_published_row_parent_class)->dispose (object);
}

static void
helio_published_row_class_init (HelioPublishedRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_published_row_dispose;
  signals[SIGNAL_AGAIN] = helio_signal_new ("again", HELIO_TYPE_PUBLISHED_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-published-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioPublishedRow, image);
  gtk_widget_class_bind_template_child (widget_class, HelioPublishedRow, topic_label);
  gtk_widget_class_bind_template_child (widget_class, HelioPublishedRow, payload_label);
  gtk_widget_class_bind_template_child (widget_class, HelioPublishedRow, about_label);
  gtk_widget_class_bind_template_child (widget_class, HelioPublishedRow, again_button);
  gtk_widget_class_bind_template_callback (widget_class, on_again);
}

static void
helio_published_row_init (HelioPublishedRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
helio_published_row_new (HelioPublished *published)
{
  HelioPublishedRow *self = g_object_new (HELIO_TYPE_PUBLISHED_ROW, NULL);
  const HelioDraft *draft = helio_published_get_draft (published);
  g_autofree char *topic = helio_printable (draft->topic, -1, TOPIC_CHARS);
  g_autofree char *payload = describe_payload (draft);
  g_autofree char *about = describe_options (published);

  self->published = g_object_ref (published);
  gtk_label_set_text (self->topic_label, topic);
  gtk_label_set_text (self->payload_label, payload);
  gtk_label_set_text (self->about_label, about);
  g_signal_connect_object (published, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

HelioPublished *
helio_published_row_get_published (HelioPublishedRow *self)
{
  return self->published;
}

void
helio_published_row_set_can_publish (HelioPublishedRow *self, gboolean can_publish)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->again_button), can_publish);
}
