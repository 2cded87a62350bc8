// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-composited.h"
#include "ui/helio-ui-test.h"

/* How much of a popover's surface lies around what is in it: shadow and arrow. */
static int
measure_rim (GtkWidget *button, GtkWidget *popover)
{
  GtkWidget *contents = gtk_widget_get_first_child (popover);
  graphene_rect_t bounds;
  int rim;

  while (g_strcmp0 (gtk_widget_get_css_name (contents), "contents") != 0)
    contents = gtk_widget_get_next_sibling (contents);
  gtk_popover_popup (GTK_POPOVER (popover));
  helio_ui_test_frames (button, 3);
  g_assert_true (gtk_widget_compute_bounds (contents, contents, &bounds));
  rim = gdk_surface_get_width (gtk_native_get_surface (GTK_NATIVE (popover))) -
        (int) bounds.size.width;
  gtk_popover_popdown (GTK_POPOVER (popover));
  helio_ui_test_frames (button, 3);
  return rim;
}

static void
test_no_shadow (void)
{
  GdkDisplay *display = gdk_display_get_default ();
  GtkWidget *button = gtk_menu_button_new (), *popover = gtk_popover_new ();
  GtkWindow *window;

  gtk_popover_set_child (GTK_POPOVER (popover), gtk_label_new ("content"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  window = helio_ui_test_show (button, 400, 300);
  g_assert_false (gdk_display_is_composited (display));
  /* 4.18 sees to it by itself. */
  if (gtk_check_version (4, 18, 0) != NULL)
    g_assert_cmpint (measure_rim (button, popover), >, 10);
  helio_composited_watch (display);
  /* A line on each side. */
  g_assert_cmpint (measure_rim (button, popover), <=, 4);
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  g_test_add_func ("/composited/no-shadow", test_no_shadow);
  return g_test_run ();
}
