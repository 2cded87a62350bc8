// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-composited.h"

static void
update (GtkCssProvider *provider, GParamSpec *pspec, GdkDisplay *display)
{
  if (gdk_display_is_composited (display))
    gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (provider));
  else
    gtk_style_context_add_provider_for_display (display,
                                                GTK_STYLE_PROVIDER (provider),
                                                GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

void
helio_composited_watch (GdkDisplay *display)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, HELIO_RESOURCE_PATH "/uncomposited.css");
  g_signal_connect_object (display,
                           "notify::composited",
                           G_CALLBACK (update),
                           provider,
                           G_CONNECT_SWAPPED);
  update (provider, NULL, display);
  g_object_set_data_full (G_OBJECT (display),
                          "helio-composited",
                          g_steal_pointer (&provider),
                          g_object_unref);
}
