// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "bench/bench-app.h"

#include "bench/bench.h"
#include "ui/window/helio-application.h"

static struct {
  HelioApplication *application;
  HelioConnection *connection; /* owned (nullable) */
  BenchOnlineFunc online;
  gpointer data;
  int status;
} app;

static HelioWindow *
find_window (void)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (app.application)); l != NULL;
       l = l->next)
    if (HELIO_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

static void
on_state (HelioConnection *connection)
{
  HelioSessionState state = helio_connection_get_state (connection);
  const GError *error = helio_connection_get_error (connection);

  if (state == HELIO_SESSION_ONLINE && app.online != NULL) {
    BenchOnlineFunc online = g_steal_pointer (&app.online);

    online (find_window (), connection, app.data);
  } else if (app.online != NULL && error != NULL) {
    g_printerr ("bench: %s\n", error->message);
    bench_app_quit (1);
  }
}

static void
on_item (HelioWindow *window)
{
  HelioConnectionItem *item = helio_window_get_item (window);
  HelioConnection *connection = item != NULL ? helio_connection_item_get_connection (item) : NULL;

  if (connection == NULL || app.connection != NULL)
    return;
  app.connection = g_object_ref (connection);
  g_signal_connect (connection, "notify::state", G_CALLBACK (on_state), NULL);
  helio_connection_agree_for_this_run (connection);
  helio_connection_connect (connection);
}

static void
on_first_frame (GdkFrameClock *frame_clock)
{
  bench_report ("frame", (double) g_get_monotonic_time ());
  /* What the end costs is not asked. */
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

void
bench_app_report_first_frame (GtkWindow *window)
{
  g_signal_connect_after (window, "realize", G_CALLBACK (on_realize), NULL);
}

static void
on_window_added (GtkApplication *application, GtkWindow *window, gpointer profile)
{
  if (!HELIO_IS_WINDOW (window))
    return;
  if (profile == NULL)
    bench_app_report_first_frame (window);
  else
    g_signal_connect (window, "notify::item", G_CALLBACK (on_item), NULL);
}

int
bench_app_run (const char *profile, BenchOnlineFunc online, gpointer data)
{
  char name[] = "heliograph";
  char *argv[] = {name, (char *) profile, NULL};
  int status;

  app.online = online;
  app.data = data;
  app.application = helio_application_new ();
  g_signal_connect (app.application,
                    "window-added",
                    G_CALLBACK (on_window_added),
                    (gpointer) profile);
  status = g_application_run (G_APPLICATION (app.application), profile != NULL ? 2 : 1, argv);
  g_clear_object (&app.connection);
  g_clear_object (&app.application);
  return app.status != 0 ? app.status : status;
}

void
bench_app_quit (int status)
{
  HelioWindow *window = find_window ();

  app.status = status;
  if (window != NULL)
    gtk_window_destroy (GTK_WINDOW (window));
  else
    g_application_quit (G_APPLICATION (app.application));
}
