// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-list-rows.h"

GtkWidget *
helio_list_rows_find_edge (GPtrArray *lines, GtkWidget *viewport, gboolean lowest)
{
  float height = (float) gtk_widget_get_height (viewport), best_y = 0;
  GtkWidget *best = NULL;

  for (guint i = 0; i < lines->len; i++) {
    GtkWidget *line = lines->pdata[i];
    graphene_rect_t bounds;

    if (!gtk_widget_get_mapped (line) || !gtk_widget_compute_bounds (line, viewport, &bounds) ||
        bounds.origin.y < 0 || bounds.origin.y + bounds.size.height > height)
      continue;
    if (best == NULL || (bounds.origin.y > best_y) == lowest) {
      best = line;
      best_y = bounds.origin.y;
    }
  }
  return best;
}

gboolean
helio_list_rows_focus (GtkWidget *line)
{
  GtkWidget *row = line != NULL ? gtk_widget_get_parent (line) : NULL;

  return row != NULL && gtk_widget_grab_focus (row);
}
