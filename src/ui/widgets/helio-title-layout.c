// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/widgets/helio-title-layout.h"

#define SPACING 6
/* Times its height: so that it grows with the text. */
#define TITLE_RATIO 3

struct _HelioTitleLayout {
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (HelioTitleLayout, helio_title_layout, GTK_TYPE_LAYOUT_MANAGER)

static void
measure (GtkWidget *widget, GtkOrientation orientation, int *minimum, int *natural)
{
  gtk_widget_measure (widget, orientation, -1, minimum, natural, NULL, NULL);
}

/* A header bar gives its middle no more than the natural width: this asks for all there is, so that the name
 * stands at the one end and the status at the other. */
static void
helio_title_layout_measure (GtkLayoutManager *manager,
                            GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  GtkWidget *title = gtk_widget_get_first_child (widget);
  GtkWidget *status = gtk_widget_get_last_child (widget);
  int title_minimum, title_natural, status_minimum, status_natural;

  measure (title, orientation, &title_minimum, &title_natural);
  measure (status, orientation, &status_minimum, &status_natural);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = title_minimum + SPACING + status_minimum;
    *natural = MAX (title_natural + SPACING + status_natural, 2000);
  } else {
    *minimum = MAX (title_minimum, status_minimum);
    *natural = MAX (title_natural, status_natural);
  }
}

static void
helio_title_layout_allocate (GtkLayoutManager *manager,
                             GtkWidget *widget,
                             int width,
                             int height,
                             int baseline)
{
  GtkWidget *title = gtk_widget_get_first_child (widget);
  GtkWidget *status = gtk_widget_get_last_child (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int title_minimum, title_natural, status_minimum, status_width, title_height, least;

  measure (title, GTK_ORIENTATION_VERTICAL, &title_height, NULL);
  measure (title, GTK_ORIENTATION_HORIZONTAL, &title_minimum, &title_natural);
  measure (status, GTK_ORIENTATION_HORIZONTAL, &status_minimum, &status_width);
  least = MAX (MIN (title_natural, TITLE_RATIO * title_height), title_minimum);
  if (width - SPACING - status_width < least)
    status_width = status_minimum;
  width -= SPACING + status_width;
  gtk_widget_size_allocate (
      title,
      &(GtkAllocation){rtl ? status_width + SPACING : 0, 0, MAX (width, title_minimum), height},
      -1);
  gtk_widget_size_allocate (status,
                            &(GtkAllocation){rtl ? 0 : width + SPACING, 0, status_width, height},
                            -1);
}

static void
helio_title_layout_class_init (HelioTitleLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->measure = helio_title_layout_measure;
  layout_class->allocate = helio_title_layout_allocate;
}

static void
helio_title_layout_init (HelioTitleLayout *self)
{
}

GtkLayoutManager *
helio_title_layout_new (void)
{
  return g_object_new (HELIO_TYPE_TITLE_LAYOUT, NULL);
}
