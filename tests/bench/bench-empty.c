// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What the start of the program is measured against: a libadwaita window with nothing but a header bar.
 * Prints {"frame": µs of the monotonic clock} when its first frame is painted. */
#include "config.h"

#include "bench/bench.h"

#include <adwaita.h>
#include <locale.h>

static void
on_first_frame (GdkFrameClock *frame_clock)
{
  bench_report ("frame", (double) g_get_monotonic_time ());
  exit (0);
}

static void
on_realize (GtkWidget *window)
{
  g_signal_connect_after (gtk_widget_get_frame_clock (window),
                          "after-paint",
                          G_CALLBACK (on_first_frame),
                          NULL);
}

static void
on_activate (GApplication *application)
{
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (application));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_window_set_default_size (GTK_WINDOW (window), 1024, 700);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  g_signal_connect_after (window, "realize", G_CALLBACK (on_realize), NULL);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application = NULL;

  setlocale (LC_ALL, "");
  application = adw_application_new (APPLICATION_ID ".Empty", G_APPLICATION_HANDLES_OPEN);
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
