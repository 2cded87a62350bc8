// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-wrap-box.h"

#define GAP 9

struct _HelioWrapBox {
  GtkWidget parent_instance;
};

static void
buildable_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  helio_wrap_box_append (HELIO_WRAP_BOX (buildable), GTK_WIDGET (child));
}

static void
buildable_init (GtkBuildableIface *iface)
{
  iface->add_child = buildable_add_child;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HelioWrapBox,
                               helio_wrap_box,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

typedef struct {
  GtkWidget *first, *end; /* @end: after the last one; NULL: no more */
  int width, height;
} Line;

static GtkWidget *
skip_hidden (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static int
get_child_width (GtkWidget *child, int available)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return MAX (minimum, MIN (natural, available));
}

static int
get_child_height (GtkWidget *child, int width)
{
  int height;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  return height;
}

/* As many as fit. */
static Line
take_line (GtkWidget *first, int available)
{
  Line line = {.first = first};
  GtkWidget *child = first;

  while (child != NULL) {
    const int width = get_child_width (child, available);
    if (child != first && line.width + GAP + width > available)
      break;
    line.width += width + (child != first ? GAP : 0);
    line.height = MAX (line.height, get_child_height (child, width));
    child = skip_hidden (gtk_widget_get_next_sibling (child));
  }
  line.end = child;
  return line;
}

static GtkSizeRequestMode
helio_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (GtkWidget *widget, int *minimum, int *natural)
{
  for (GtkWidget *child = skip_hidden (gtk_widget_get_first_child (widget)); child != NULL;
       child = skip_hidden (gtk_widget_get_next_sibling (child))) {
    int least, wanted;
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wanted, NULL, NULL);
    *minimum = MAX (*minimum, least);
    *natural += wanted + (*natural > 0 ? GAP : 0);
  }
}

static void
helio_wrap_box_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  int least = 0, wanted = 0;

  measure_width (widget, &least, &wanted);
  if (orientation == GTK_ORIENTATION_VERTICAL) {
    const int width = for_size < 0 ? wanted : MAX (for_size, least);
    GtkWidget *child = skip_hidden (gtk_widget_get_first_child (widget));
    wanted = 0;
    while (child != NULL) {
      const Line line = take_line (child, width);
      wanted += line.height + (wanted > 0 ? GAP : 0);
      child = line.end;
    }
    least = wanted;
  }
  *minimum = least;
  *natural = wanted;
}

static void
helio_wrap_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  const gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *child = skip_hidden (gtk_widget_get_first_child (widget));
  int y = 0;

  while (child != NULL) {
    const Line line = take_line (child, width);
    int x = (width - line.width) / 2;
    for (; child != line.end; child = skip_hidden (gtk_widget_get_next_sibling (child))) {
      const int child_width = get_child_width (child, width);
      const GtkAllocation place = {mirrored ? width - x - child_width : x,
                                   y,
                                   child_width,
                                   line.height};
      gtk_widget_size_allocate (child, &place, -1);
      x += child_width + GAP;
    }
    y += line.height + GAP;
  }
}

static void
helio_wrap_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (helio_wrap_box_parent_class)->dispose (object);
}

static void
helio_wrap_box_class_init (HelioWrapBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_wrap_box_dispose;
  widget_class->get_request_mode = helio_wrap_box_get_request_mode;
  widget_class->measure = helio_wrap_box_measure;
  widget_class->size_allocate = helio_wrap_box_size_allocate;
}

static void
helio_wrap_box_init (HelioWrapBox *self)
{
}

GtkWidget *
helio_wrap_box_new (void)
{
  return g_object_new (HELIO_TYPE_WRAP_BOX, NULL);
}

void
helio_wrap_box_append (HelioWrapBox *self, GtkWidget *child)
{
  GtkWidget *label = GTK_IS_BUTTON (child) ? gtk_button_get_child (GTK_BUTTON (child)) : NULL;

  /* In large type a button may be wider than all there is. */
  if (label != NULL && GTK_IS_LABEL (label)) {
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  }
  gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}
