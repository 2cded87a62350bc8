// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/compat/helio-about.h"

#include <adwaita.h>
#include <glib/gi18n.h>

void
helio_about_present (GtkWindow *parent, const char *versions)
{
  static const char *const developers[] = {"The Heliograph authors", NULL};
#if ADW_CHECK_VERSION(1, 5, 0)
  AdwDialog *about = adw_about_dialog_new ();
#else
  GtkWidget *about = adw_about_window_new ();
#endif
  g_object_set (about,
                "application-icon",
                APPLICATION_ID,
                "application-name",
                C_ ("product name", "Heliograph"),
                "version",
                HELIO_VERSION,
                "developer-name",
                C_ ("about", "The Heliograph authors"),
                "developers",
                developers,
                "copyright",
                "© 2026 The Heliograph authors",
                "license-type",
                GTK_LICENSE_GPL_3_0,
                "comments",
                C_ ("about",
                    "Watch and publish MQTT topics as the person who signed in, with credentials "
                    "that are renewed before they run out."),
                "debug-info",
                versions,
                "debug-info-filename",
                "heliograph-versions.txt",
                /* Translators: your name, one a line */
                "translator-credits",
                C_ ("about", "translator-credits"),
                NULL);
#if ADW_CHECK_VERSION(1, 5, 0)
  adw_dialog_present (about, GTK_WIDGET (parent));
#else
  gtk_window_set_transient_for (GTK_WINDOW (about), parent);
  gtk_window_set_modal (GTK_WINDOW (about), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (about), TRUE);
  gtk_window_present (GTK_WINDOW (about));
#endif
}
