// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-ui.h"

#include "ui/helio-resources.h"

#include <gtksourceview/gtksource.h>

void
helio_ui_init (void)
{
  /* A static library's constructor is not linked in unless something names it. */
  g_resources_register (helio_get_resource ());
  gtk_source_init ();
  /* With a GtkApplication GTK does this by itself; then there is no display yet. */
  if (gdk_display_get_default () != NULL)
    gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                      HELIO_RESOURCE_PATH "/icons");
}
