// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-action-reach.h"

gboolean
helio_action_reaches (GtkWidget *widget, const char *name)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget)) {
    const char *known, *property;
    const GVariantType *type;
    GType owner;

    for (guint i = 0; gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (widget),
                                                     i,
                                                     &owner,
                                                     &known,
                                                     &type,
                                                     &property);
         i++)
      if (g_str_equal (known, name))
        return TRUE;
  }
  return FALSE;
}
