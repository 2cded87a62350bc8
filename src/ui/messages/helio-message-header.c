// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-message-header.h"

#include "ui/base/helio-draw-text.h"

#include <glib/gi18n.h>

struct _HelioMessageHeader {
  GtkWidget parent_instance;

  HelioMessageColumns *columns; /* (nullable) */
  PangoLayout *layouts[HELIO_N_COLUMNS];
};

G_DEFINE_FINAL_TYPE (HelioMessageHeader, helio_message_header, GTK_TYPE_WIDGET)

static const char *const titles[HELIO_N_COLUMNS] = {
    [HELIO_COLUMN_TIME] = NC_ ("column", "Time"),
    [HELIO_COLUMN_TOPIC] = NC_ ("column", "Topic"),
    [HELIO_COLUMN_QOS] = NC_ ("column", "QoS"),
    [HELIO_COLUMN_SIZE] = NC_ ("column", "Size"),
    [HELIO_COLUMN_PAYLOAD] = NC_ ("column", "Payload"),
};

static void
clear_layouts (HelioMessageHeader *self)
{
  for (guint i = 0; i < HELIO_N_COLUMNS; i++)
    g_clear_object (&self->layouts[i]);
}

static void
helio_message_header_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HelioMessageHeader *self = HELIO_MESSAGE_HEADER (widget);
  const HelioColumnSpan *spans;

  if (self->columns == NULL)
    return;
  spans = helio_message_columns_get_spans (self->columns, gtk_widget_get_width (widget));
  for (guint i = 0; i < HELIO_N_COLUMNS; i++) {
    if (spans[i].width <= 0)
      continue;
    if (self->layouts[i] == NULL)
      self->layouts[i] =
          gtk_widget_create_pango_layout (widget,
                                          g_dpgettext2 (GETTEXT_PACKAGE, "column", titles[i]));
    pango_layout_set_ellipsize (self->layouts[i], PANGO_ELLIPSIZE_END);
    pango_layout_set_width (self->layouts[i], spans[i].width * PANGO_SCALE);
    helio_draw_text (widget,
                     snapshot,
                     self->layouts[i],
                     spans[i].x,
                     spans[i].width,
                     i == HELIO_COLUMN_SIZE ? 1 : 0,
                     helio_message_columns_get_dim_color (self->columns));
  }
}

static void
helio_message_header_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  HelioMessageHeader *self = HELIO_MESSAGE_HEADER (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL && self->columns != NULL)
    *minimum = *natural = helio_message_columns_get_row_height (self->columns);
}

static void
helio_message_header_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (helio_message_header_parent_class)->css_changed (widget, change);
  clear_layouts (HELIO_MESSAGE_HEADER (widget));
}

static void
helio_message_header_dispose (GObject *object)
{
  HelioMessageHeader *self = HELIO_MESSAGE_HEADER (object);

  clear_layouts (self);
  g_clear_object (&self->columns);
  G_OBJECT_CLASS (helio_message_header_parent_class)->dispose (object);
}

static void
helio_message_header_class_init (HelioMessageHeaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_message_header_dispose;
  widget_class->snapshot = helio_message_header_snapshot;
  widget_class->measure = helio_message_header_measure;
  widget_class->css_changed = helio_message_header_css_changed;
  /* Each row says in words what is in it: the names of the columns would only be repeated. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
helio_message_header_init (HelioMessageHeader *self)
{
}

void
helio_message_header_set_columns (HelioMessageHeader *self, HelioMessageColumns *columns)
{
  g_set_object (&self->columns, columns);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

HelioMessageColumns *
helio_message_header_get_columns (HelioMessageHeader *self)
{
  return self->columns;
}
