// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/compat/helio-shortcuts.h"

#include <adwaita.h>

gboolean
helio_shortcuts_need_action (void)
{
#if ADW_CHECK_VERSION(1, 8, 0)
  return FALSE;
#else
  return TRUE;
#endif
}

void
helio_shortcuts_present (GtkWindow *parent)
{
#if !ADW_CHECK_VERSION(1, 8, 0)
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource (HELIO_RESOURCE_PATH "/help-overlay.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "help-overlay"));
  gtk_window_set_transient_for (window, parent);
  gtk_window_set_modal (window, TRUE);
  gtk_window_set_destroy_with_parent (window, TRUE);
  gtk_window_present (window);
#endif
}
