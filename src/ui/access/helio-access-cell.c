// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-cell.h"

#include "core/base/helio-util.h"
#include "ui/compat/helio-draw.h"

#define SMALL 0.85

struct _HelioAccessCell {
  GtkWidget parent_instance;

  char *texts[HELIO_ACCESS_CELL_LINES];
  PangoLayout *layouts[HELIO_ACCESS_CELL_LINES]; /* made when first drawn */
  char *label;
  const char *style;

  HelioAccessCellKind kind;
  guint row, column;
};

G_DEFINE_FINAL_TYPE (HelioAccessCell, helio_access_cell, GTK_TYPE_WIDGET)

/* The first line of a check and of a user, and the topic of a head, are what one looks for. */
static gboolean
is_main_line (HelioAccessCellKind kind, guint line)
{
  return line == (kind == HELIO_ACCESS_CELL_COLUMN ? 1 : 0);
}

static PangoLayout *
make_layout (GtkWidget *widget, HelioAccessCellKind kind, guint line, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (!is_main_line (kind, line))
    pango_attr_list_insert (attributes, pango_attr_scale_new (SMALL));
  else if (kind == HELIO_ACCESS_CELL_CHECK)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  if (kind == HELIO_ACCESS_CELL_COLUMN && line == 1) {
    pango_layout_set_wrap (layout, PANGO_WRAP_CHAR);
    pango_layout_set_height (layout, -HELIO_ACCESS_CELL_TOPIC_LINES);
  } else {
    pango_layout_set_single_paragraph_mode (layout, TRUE);
  }
  return layout;
}

void
helio_access_cell_measure_text (GtkWidget *widget,
                                HelioAccessCellKind kind,
                                guint line,
                                const char *text,
                                int *width,
                                int *height)
{
  g_autoptr (PangoLayout) layout = make_layout (widget, kind, line, text);

  pango_layout_set_height (layout, -1);
  pango_layout_get_pixel_size (layout, width, height);
}

static void
clear_layouts (HelioAccessCell *self)
{
  for (guint i = 0; i < HELIO_ACCESS_CELL_LINES; i++)
    g_clear_object (&self->layouts[i]);
}

static void
draw_line (HelioAccessCell *self, GtkSnapshot *snapshot, guint line, int *y, const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const int width = gtk_widget_get_width (widget) - 2 * HELIO_ACCESS_CELL_PADDING;
  PangoRectangle text;
  PangoLayout *layout;

  if (self->texts[line] == NULL || width <= 0)
    return;
  if (self->layouts[line] == NULL)
    self->layouts[line] = make_layout (widget, self->kind, line, self->texts[line]);
  layout = self->layouts[line];
  /* A layout with a width aligns its text at the side where lines begin. */
  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_get_pixel_extents (layout, NULL, &text);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot,
      &GRAPHENE_POINT_INIT ((float) (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL
                                         ? HELIO_ACCESS_CELL_PADDING + width - text.width - text.x
                                         : HELIO_ACCESS_CELL_PADDING - text.x),
                            (float) *y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
  *y += text.height;
}

static void
helio_access_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HelioAccessCell *self = HELIO_ACCESS_CELL (widget);
  int y = HELIO_ACCESS_CELL_PADDING;
  GdkRGBA color, dim;

  helio_draw_get_color (widget, &color);
  dim = color;
  dim.alpha *= 0.75f;
  for (guint i = 0; i < HELIO_ACCESS_CELL_LINES; i++)
    draw_line (self, snapshot, i, &y, is_main_line (self->kind, i) ? &color : &dim);
}

/* The matrix gives it its size. */
static void
helio_access_cell_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  *minimum = *natural = 0;
}

static void
helio_access_cell_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (helio_access_cell_parent_class)->css_changed (widget, change);
  clear_layouts (HELIO_ACCESS_CELL (widget));
  gtk_widget_queue_draw (widget);
}

static void
helio_access_cell_finalize (GObject *object)
{
  HelioAccessCell *self = HELIO_ACCESS_CELL (object);

  clear_layouts (self);
  for (guint i = 0; i < HELIO_ACCESS_CELL_LINES; i++)
    g_free (self->texts[i]);
  g_free (self->label);
  G_OBJECT_CLASS (helio_access_cell_parent_class)->finalize (object);
}

static void
helio_access_cell_class_init (HelioAccessCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = helio_access_cell_finalize;
  widget_class->snapshot = helio_access_cell_snapshot;
  widget_class->measure = helio_access_cell_measure;
  widget_class->css_changed = helio_access_cell_css_changed;
  gtk_widget_class_set_css_name (widget_class, "accesscell");
}

static void
helio_access_cell_init (HelioAccessCell *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
helio_access_cell_new (HelioAccessCellKind kind)
{
  static const GtkAccessibleRole roles[] = {GTK_ACCESSIBLE_ROLE_GRID_CELL,
                                            GTK_ACCESSIBLE_ROLE_COLUMN_HEADER,
                                            GTK_ACCESSIBLE_ROLE_ROW_HEADER};
  static const char *const classes[] = {"check", "head", "head"};
  HelioAccessCell *self =
      g_object_new (HELIO_TYPE_ACCESS_CELL, "accessible-role", roles[kind], NULL);

  self->kind = kind;
  gtk_widget_set_focusable (GTK_WIDGET (self), kind == HELIO_ACCESS_CELL_CHECK);
  gtk_widget_add_css_class (GTK_WIDGET (self), classes[kind]);
  return GTK_WIDGET (self);
}

void
helio_access_cell_set_place (HelioAccessCell *self, guint row, guint column)
{
  self->row = row;
  self->column = column;
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_RELATION_ROW_INDEX,
                                  (int) row + 1,
                                  GTK_ACCESSIBLE_RELATION_COL_INDEX,
                                  (int) column + 1,
                                  -1);
}

guint
helio_access_cell_get_row (HelioAccessCell *self)
{
  return self->row;
}

guint
helio_access_cell_get_column (HelioAccessCell *self)
{
  return self->column;
}

void
helio_access_cell_set_text (HelioAccessCell *self, guint line, const char *text)
{
  if (!helio_set_str (&self->texts[line], text))
    return;
  g_clear_object (&self->layouts[line]);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
helio_access_cell_set_style (HelioAccessCell *self, const char *style)
{
  if (self->style == style)
    return;
  if (self->style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), self->style);
  self->style = style;
  if (style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), style);
}

void
helio_access_cell_set_label (HelioAccessCell *self, const char *label, const char *tooltip)
{
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
  if (helio_set_str (&self->label, label))
    gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    label,
                                    -1);
}
