// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-window.h"

struct _HelioWindow {
  AdwApplicationWindow parent_instance;
};

G_DEFINE_FINAL_TYPE (HelioWindow, helio_window, ADW_TYPE_APPLICATION_WINDOW)

static void
helio_window_class_init (HelioWindowClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               HELIO_RESOURCE_PATH "/helio-window.ui");
}

static void
helio_window_init (HelioWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

HelioWindow *
helio_window_new (HelioApplication *application)
{
  return g_object_new (HELIO_TYPE_WINDOW, "application", application, NULL);
}
