// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-width-bin.h"

#define MINIMUM_WIDTH 320
#define MINIMUM_HEIGHT 200

struct _HelioWidthBin {
  GtkWidget parent_instance;

  GtkWidget *child;
  int width;
  guint tick_id;
};

typedef enum {
  PROP_WIDTH = 1,
  PROP_CHILD,
  N_PROPERTIES
} HelioWidthBinProperty;

static GParamSpec *properties[N_PROPERTIES];

static void
buildable_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  helio_width_bin_set_child (HELIO_WIDTH_BIN (buildable), GTK_WIDGET (child));
}

static void
buildable_init (GtkBuildableIface *iface)
{
  iface->add_child = buildable_add_child;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioWidthBin,
                               helio_width_bin,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

static int
measure_scaled_width (HelioWidthBin *self, int width)
{
  int dpi = 0;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? (int) (width * (96.0 * PANGO_SCALE / dpi)) : width;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  HelioWidthBin *self = HELIO_WIDTH_BIN (widget);
  int width = measure_scaled_width (self, gtk_widget_get_width (widget));

  self->tick_id = 0;
  if (self->width != width) {
    self->width = width;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WIDTH]);
  }
  return G_SOURCE_REMOVE;
}

static void
helio_width_bin_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HelioWidthBin *self = HELIO_WIDTH_BIN (widget);
  int minimum;

  if (measure_scaled_width (self, width) != self->width && self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (widget, on_tick, NULL, NULL);
  if (self->child == NULL || !gtk_widget_should_layout (self->child))
    return;
  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  width = MAX (width, minimum);
  gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (self->child, width, MAX (height, minimum), -1, NULL);
}

static void
helio_width_bin_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  HelioWidthBin *self = HELIO_WIDTH_BIN (widget);
  int least = orientation == GTK_ORIENTATION_HORIZONTAL ? MINIMUM_WIDTH : MINIMUM_HEIGHT;

  *minimum = *natural = 0;
  if (self->child != NULL && gtk_widget_should_layout (self->child))
    gtk_widget_measure (self->child, orientation, -1, minimum, natural, NULL, NULL);
  *minimum = MIN (*minimum, least);
}

static void
helio_width_bin_dispose (GObject *object)
{
  HelioWidthBin *self = HELIO_WIDTH_BIN (object);

  g_clear_pointer (&self->child, gtk_widget_unparent);
  G_OBJECT_CLASS (helio_width_bin_parent_class)->dispose (object);
}

static void
helio_width_bin_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioWidthBin *self = HELIO_WIDTH_BIN (object);

  switch ((HelioWidthBinProperty) id) {
    case PROP_WIDTH:
      g_value_set_int (value, self->width);
      break;
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_width_bin_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((HelioWidthBinProperty) id) {
    case PROP_CHILD:
      helio_width_bin_set_child (HELIO_WIDTH_BIN (object), g_value_get_object (value));
      break;
    case PROP_WIDTH:
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_width_bin_class_init (HelioWidthBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = helio_width_bin_dispose;
  object_class->get_property = helio_width_bin_get_property;
  object_class->set_property = helio_width_bin_set_property;
  widget_class->measure = helio_width_bin_measure;
  widget_class->size_allocate = helio_width_bin_size_allocate;
  properties[PROP_WIDTH] =
      g_param_spec_int ("width",
                        NULL,
                        NULL,
                        0,
                        G_MAXINT,
                        0,
                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_CHILD] =
      g_param_spec_object ("child",
                           NULL,
                           NULL,
                           GTK_TYPE_WIDGET,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
helio_width_bin_init (HelioWidthBin *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

int
helio_width_bin_get_width (HelioWidthBin *self)
{
  return self->width;
}

void
helio_width_bin_set_child (HelioWidthBin *self, GtkWidget *child)
{
  if (self->child == child)
    return;
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHILD]);
}
