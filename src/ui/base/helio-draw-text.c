// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-draw-text.h"

void
helio_draw_text (GtkWidget *widget,
                 GtkSnapshot *snapshot,
                 PangoLayout *layout,
                 int x,
                 int width,
                 float xalign,
                 const GdkRGBA *color)
{
  PangoRectangle text;
  int y;

  /* A layout with a width aligns each text by its own direction: what begins at the other side has its place
   * inside of the layout, which is taken out again. */
  pango_layout_get_pixel_extents (layout, NULL, &text);
  x += (int) ((float) (width - text.width) * xalign);
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (widget) - x - text.width;
  y = (gtk_widget_get_height (widget) - text.height) / 2;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (x - text.x), (float) y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/* A triangle of colour stops: a paintable of the icon theme would be looked up for every row. */
void
helio_draw_arrow (GtkWidget *widget,
                  GtkSnapshot *snapshot,
                  int x,
                  int size,
                  gboolean expanded,
                  const GdkRGBA *color)
{
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  float middle = (float) x + (float) size / 2.f;
  float turn = expanded ? 90 : rtl ? 180 : 0;

  if (rtl)
    middle = (float) gtk_widget_get_width (widget) - middle;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot,
      &GRAPHENE_POINT_INIT (middle, (float) gtk_widget_get_height (widget) / 2.f));
  gtk_snapshot_rotate (snapshot, turn);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (1.5, 0));
  for (int side = -1; side <= 1; side += 2) {
    gtk_snapshot_save (snapshot);
    gtk_snapshot_rotate (snapshot, (float) (side * 45));
    gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (-6, -0.9f, 6.6f, 1.8f));
    gtk_snapshot_restore (snapshot);
  }
  gtk_snapshot_restore (snapshot);
}
