// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-fold-click.h"

/* The arrow is small: beside it is near enough. */
#define SLACK 2

typedef struct {
  HelioFoldArrowFunc find_arrow;
  int size;
} FoldClick;

static void
free_click (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
on_pressed (GtkGesture *gesture, int n_press, double x, double y, gpointer user_data)
{
  const FoldClick *click = user_data;
  GtkWidget *line = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  const int arrow = click->find_arrow (line);

  if (arrow < 0)
    return;
  if (gtk_widget_get_direction (line) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (line) - x;
  if (x >= arrow - SLACK && x < arrow + click->size + SLACK) {
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
    g_signal_emit_by_name (line, "toggle");
  } else if (n_press == 2) {
    g_signal_emit_by_name (line, "toggle");
  }
}

void
helio_fold_click_add (GtkWidget *line, int size, HelioFoldArrowFunc find_arrow)
{
  GtkGesture *gesture = gtk_gesture_click_new ();
  FoldClick *click = g_new (FoldClick, 1);

  *click = (FoldClick){find_arrow, size};
  g_signal_connect_data (gesture, "pressed", G_CALLBACK (on_pressed), click, free_click, 0);
  gtk_widget_add_controller (line, GTK_EVENT_CONTROLLER (gesture));
}
