// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-closed-popovers.h"
#include "ui/helio-pointer-test.h"
#include "ui/helio-ui-test.h"

/* As a page does on which something comes all the time. */
static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  gtk_widget_queue_resize (widget);
  return G_SOURCE_CONTINUE;
}

static void
on_clicked (gboolean *clicked)
{
  *clicked = TRUE;
}

static void
find_middle (GtkWidget *popover, double *x, double *y)
{
  GtkNative *native = GTK_NATIVE (popover);
  GdkPopup *surface = GDK_POPUP (gtk_native_get_surface (native));
  GtkWidget *child = gtk_popover_get_child (GTK_POPOVER (popover));
  double to_x, to_y;

  gtk_native_get_surface_transform (native, &to_x, &to_y);
  g_assert_true (gtk_widget_translate_coordinates (child,
                                                   popover,
                                                   gtk_widget_get_width (child) / 2,
                                                   gtk_widget_get_height (child) / 2,
                                                   x,
                                                   y));
  *x += to_x + gdk_popup_get_position_x (surface);
  *y += to_y + gdk_popup_get_position_y (surface);
}

static void
test_click (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *menu = gtk_menu_button_new (),
            *below = gtk_button_new_with_label ("below"), *popover = gtk_popover_new (),
            *content = gtk_label_new ("content");
  gboolean clicked = FALSE;
  double x, y;

  gtk_widget_set_size_request (content, 200, 150);
  gtk_popover_set_child (GTK_POPOVER (popover), content);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (menu), popover);
  gtk_widget_set_vexpand (below, TRUE);
  g_signal_connect_swapped (below, "clicked", G_CALLBACK (on_clicked), &clicked);
  gtk_box_append (GTK_BOX (box), menu);
  gtk_box_append (GTK_BOX (box), below);
  GtkWindow *window = helio_ui_test_show (box, 400, 300);
  gtk_widget_add_tick_callback (below, on_tick, NULL, NULL);
  gtk_widget_add_tick_callback (content, on_tick, NULL, NULL);

  for (guint i = 0; i < 3; i++) {
    gtk_popover_popup (GTK_POPOVER (popover));
    helio_ui_test_frames (box, 5);
    find_middle (popover, &x, &y);
    helio_pointer_test_move (x, y);
    helio_pointer_test_click (1);
    helio_ui_test_frames (box, 3);
    g_assert_false (clicked);
    gtk_popover_popdown (GTK_POPOVER (popover));
    helio_ui_test_frames (box, 3);

    helio_pointer_test_move (x + 4, y + 4);
    helio_ui_test_frames (box, 3);
    helio_pointer_test_click (1);
    helio_test_wait_flag (&clicked, 20, "a click where the popover was");
    clicked = FALSE;
  }

  gtk_popover_popup (GTK_POPOVER (popover));
  gtk_popover_popdown (GTK_POPOVER (popover));
  gtk_popover_popup (GTK_POPOVER (popover));
  helio_ui_test_frames (box, 3);
  g_assert_true (gtk_widget_get_mapped (popover));
  gtk_popover_popdown (GTK_POPOVER (popover));
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  helio_closed_popovers_release ();
  g_test_add_func ("/closed-popovers/click", test_click);
  return g_test_run ();
}
