// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-application.h"

#include "ui/helio-ui.h"
#include "ui/helio-window.h"

struct _HelioApplication {
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (HelioApplication, helio_application, ADW_TYPE_APPLICATION)

static void
helio_application_startup (GApplication *application)
{
  helio_ui_init ();
  G_APPLICATION_CLASS (helio_application_parent_class)->startup (application);
}

static void
helio_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));
  if (window == NULL)
    window = GTK_WINDOW (helio_window_new (HELIO_APPLICATION (application)));
  gtk_window_present (window);
}

static void
helio_application_class_init (HelioApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);
  application_class->startup = helio_application_startup;
  application_class->activate = helio_application_activate;
}

static void
helio_application_init (HelioApplication *self)
{
}

HelioApplication *
helio_application_new (void)
{
  return g_object_new (HELIO_TYPE_APPLICATION,
                       "application-id",
                       APPLICATION_ID,
                       "resource-base-path",
                       HELIO_RESOURCE_PATH,
                       NULL);
}
