// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-accessible.h"

void
helio_accessible_name (GtkWidget *widget, const char *name, const char *description)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (description != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    description,
                                    -1);
}

void
helio_accessible_name_menu_button (GtkMenuButton *button, const char *name, const char *description)
{
  GtkWidget *inner = gtk_widget_get_first_child (GTK_WIDGET (button));
  helio_accessible_name (GTK_WIDGET (button), name, description);
  if (inner != NULL)
    helio_accessible_name (inner, name, description);
}
