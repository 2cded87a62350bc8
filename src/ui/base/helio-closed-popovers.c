// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-closed-popovers.h"

/* GTK asks for a motion event of its own making when what is under the pointer may have moved. One that a popover still
 * awaits when it closes comes all the same, to a surface that nobody sees, since X11 can tell where the pointer is in
 * any window. The popover has the pointer then, and each layout of the window asks for the next such event: while
 * messages come, no other widget gets the pointer back as long as that is where the popover was. What has no surface
 * cannot get an event, and popping up makes another surface. */

static gboolean
release (gpointer user_data)
{
  GtkWidget *popover = user_data;

  if (!gtk_widget_get_mapped (popover) && gtk_widget_get_realized (popover))
    gtk_widget_unrealize (popover);
  return G_SOURCE_REMOVE;
}

static gboolean
on_unmap (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer user_data)
{
  GObject *widget = g_value_get_object (values);

  /* Not at once, since an event of this very surface may be what closed it; but before the next event or frame. */
  if (GTK_IS_POPOVER (widget))
    g_idle_add_full (G_PRIORITY_HIGH, release, g_object_ref (widget), g_object_unref);
  return TRUE;
}

void
helio_closed_popovers_release (void)
{
  /* The signal is there with the class. */
  g_autoptr (GTypeClass) klass = g_type_class_ref (GTK_TYPE_WIDGET);

  g_signal_add_emission_hook (g_signal_lookup ("unmap", GTK_TYPE_WIDGET), 0, on_unmap, NULL, NULL);
}
