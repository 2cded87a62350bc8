// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-wrap-layout.h"

struct _HelioWrapLayout {
  GtkLayoutManager parent_instance;

  int spacing;
  gboolean homogeneous;
  gboolean centered;
};

G_DEFINE_FINAL_TYPE (HelioWrapLayout, helio_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

typedef enum {
  PROP_SPACING = 1,
  PROP_HOMOGENEOUS,
  PROP_CENTERED,
  N_PROPERTIES
} HelioWrapLayoutProperty;

static GParamSpec *properties[N_PROPERTIES];

typedef struct {
  GtkWidget *widget;
  int minimum, natural, width;
  guint line;
} Place;

/* (element-type Place) (transfer full): with the widths that they want. */
static GArray *
collect (GtkWidget *widget, int *widest)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Place));

  *widest = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    Place place = {.widget = child};

    if (!gtk_widget_should_layout (child))
      continue;
    gtk_widget_measure (child,
                        GTK_ORIENTATION_HORIZONTAL,
                        -1,
                        &place.minimum,
                        &place.natural,
                        NULL,
                        NULL);
    *widest = MAX (*widest, place.natural);
    g_array_append_val (places, place);
  }
  return places;
}

/* As many columns as fit, but no lone one in the last line. */
static void
break_evenly (HelioWrapLayout *self, GArray *places, int width, int widest)
{
  guint fit = (guint) MAX ((width + self->spacing) / MAX (widest + self->spacing, 1), 1);
  guint n_lines = (places->len + fit - 1) / fit;
  guint per_line = (places->len + n_lines - 1) / n_lines;
  int share = (width - (int) (per_line - 1) * self->spacing) / (int) per_line;

  for (guint i = 0; i < places->len; i++) {
    Place *place = &g_array_index (places, Place, i);

    place->line = i / per_line;
    place->width = MAX (share, place->minimum);
  }
}

static void
spread (GArray *places, guint from, guint to, int rest)
{
  int n = 0;

  for (guint i = from; i < to; i++)
    n += gtk_widget_compute_expand (g_array_index (places, Place, i).widget,
                                    GTK_ORIENTATION_HORIZONTAL);
  for (guint i = from; i < to && rest > 0; i++) {
    Place *place = &g_array_index (places, Place, i);

    if (gtk_widget_compute_expand (place->widget, GTK_ORIENTATION_HORIZONTAL)) {
      place->width += rest / n;
      rest -= rest / n;
      n--;
    }
  }
}

/* What expands can do with its minimum. */
static void
break_lines (HelioWrapLayout *self, GArray *places, int width)
{
  guint line = 0, first = 0;
  int x = 0;

  for (guint i = 0; i < places->len; i++) {
    Place *place = &g_array_index (places, Place, i);
    gboolean expands = gtk_widget_compute_expand (place->widget, GTK_ORIENTATION_HORIZONTAL);

    place->width =
        CLAMP (expands ? place->minimum : place->natural, 0, MAX (width, place->minimum));
    if (x > 0 && x + self->spacing + place->width > width) {
      spread (places, first, i, width - x);
      first = i;
      line++;
      x = 0;
    }
    place->line = line;
    x += (x > 0 ? self->spacing : 0) + place->width;
  }
  spread (places, first, places->len, width - x);
}

/* (transfer full): with lines and widths for @width. */
static GArray *
arrange (HelioWrapLayout *self, GtkWidget *widget, int width)
{
  int widest;
  GArray *places = collect (widget, &widest);

  if (places->len > 0 && self->homogeneous)
    break_evenly (self, places, width, widest);
  else
    break_lines (self, places, width);
  return places;
}

static int
measure_height (const Place *place, gboolean natural)
{
  int least, wanted;

  gtk_widget_measure (place->widget,
                      GTK_ORIENTATION_VERTICAL,
                      place->width,
                      &least,
                      &wanted,
                      NULL,
                      NULL);
  return natural ? wanted : least;
}

static int
measure_lines (HelioWrapLayout *self, GArray *places, gboolean natural)
{
  int height = 0, line_height = 0;
  guint line = 0;

  for (guint i = 0; i < places->len; i++) {
    const Place *place = &g_array_index (places, Place, i);

    if (place->line != line) {
      height += line_height + self->spacing;
      line = place->line;
      line_height = 0;
    }
    line_height = MAX (line_height, measure_height (place, natural));
  }
  return height + line_height;
}

static void
helio_wrap_layout_measure (GtkLayoutManager *manager,
                           GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  HelioWrapLayout *self = HELIO_WRAP_LAYOUT (manager);
  g_autoptr (GArray) places = NULL;
  int widest;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL) {
    places = arrange (self, widget, for_size < 0 ? G_MAXINT / 2 : for_size);
    *minimum = measure_lines (self, places, FALSE);
    *natural = measure_lines (self, places, TRUE);
    return;
  }
  places = collect (widget, &widest);
  for (guint i = 0; i < places->len; i++) {
    const Place *place = &g_array_index (places, Place, i);

    *minimum = MAX (*minimum, place->minimum);
    *natural += (i > 0 ? self->spacing : 0) + (self->homogeneous ? widest : place->natural);
  }
}

static void
helio_wrap_layout_allocate (GtkLayoutManager *manager,
                            GtkWidget *widget,
                            int width,
                            int height,
                            int baseline)
{
  HelioWrapLayout *self = HELIO_WRAP_LAYOUT (manager);
  g_autoptr (GArray) places = arrange (self, widget, width);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  guint n_lines = places->len > 0 ? g_array_index (places, Place, places->len - 1).line + 1 : 1;
  int y = 0;

  for (guint i = 0; i < places->len;) {
    guint line = g_array_index (places, Place, i).line, end;
    int line_height = 0, line_width = -self->spacing, x = 0;

    for (end = i; end < places->len && g_array_index (places, Place, end).line == line; end++) {
      const Place *place = &g_array_index (places, Place, end);

      line_height = MAX (line_height, measure_height (place, TRUE));
      line_width += self->spacing + place->width;
    }
    if (self->centered)
      x = (width - line_width) / 2;
    else if (n_lines == 1)
      line_height = MAX (line_height, height);
    for (; i < end; i++) {
      const Place *place = &g_array_index (places, Place, i);
      GtkAllocation allocation = {rtl ? width - x - place->width : x, y, place->width, line_height};

      gtk_widget_size_allocate (place->widget, &allocation, -1);
      x += place->width + self->spacing;
    }
    y += line_height + self->spacing;
  }
}

static GtkSizeRequestMode
helio_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
helio_wrap_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioWrapLayout *self = HELIO_WRAP_LAYOUT (object);

  switch ((HelioWrapLayoutProperty) id) {
    case PROP_SPACING:
      g_value_set_int (value, self->spacing);
      break;
    case PROP_HOMOGENEOUS:
      g_value_set_boolean (value, self->homogeneous);
      break;
    case PROP_CENTERED:
      g_value_set_boolean (value, self->centered);
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_wrap_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HelioWrapLayout *self = HELIO_WRAP_LAYOUT (object);

  switch ((HelioWrapLayoutProperty) id) {
    case PROP_SPACING:
      self->spacing = g_value_get_int (value);
      break;
    case PROP_HOMOGENEOUS:
      self->homogeneous = g_value_get_boolean (value);
      break;
    case PROP_CENTERED:
      self->centered = g_value_get_boolean (value);
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
  }
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

static void
helio_wrap_layout_class_init (HelioWrapLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = helio_wrap_layout_get_property;
  object_class->set_property = helio_wrap_layout_set_property;
  layout_class->get_request_mode = helio_wrap_layout_get_request_mode;
  layout_class->measure = helio_wrap_layout_measure;
  layout_class->allocate = helio_wrap_layout_allocate;
  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, 100, 6, flags);
  properties[PROP_CENTERED] = g_param_spec_boolean ("centered", NULL, NULL, FALSE, flags);
  properties[PROP_HOMOGENEOUS] = g_param_spec_boolean ("homogeneous", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
helio_wrap_layout_init (HelioWrapLayout *self)
{
  self->spacing = 6;
}

GtkLayoutManager *
helio_wrap_layout_new (void)
{
  return g_object_new (HELIO_TYPE_WRAP_LAYOUT, NULL);
}
