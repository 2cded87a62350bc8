// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-double-press.h"

typedef struct {
  const char *action; /* interned (nullable): what the last press was for */
  guint32 time;       /* ms */
} Press;

static gboolean
on_event (GtkEventController *controller, GdkEvent *event, Press *last)
{
  GtkWidget *button = gtk_event_controller_get_widget (controller);
  const GdkEventType type = gdk_event_get_event_type (event);
  const char *action = g_intern_string (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)));
  const guint32 time = gdk_event_get_time (event);
  gboolean ignored;
  int span;

  if (type != GDK_BUTTON_PRESS && type != GDK_TOUCH_BEGIN)
    return GDK_EVENT_PROPAGATE;
  g_object_get (gtk_widget_get_settings (button), "gtk-double-click-time", &span, NULL);
  ignored = last->action != NULL && last->action != action && time - last->time <= (guint32) span;
  last->time = time;
  /* A third in a row is not meant for it either. */
  if (!ignored)
    last->action = action;
  return ignored ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

void
helio_double_press_ignore (GtkButton *button)
{
  /* No gesture: the button's own takes each press, and another would begin to count anew. */
  GtkEventController *controller = gtk_event_controller_legacy_new ();
  Press *last = g_new0 (Press, 1);

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_data (controller,
                         "event",
                         G_CALLBACK (on_event),
                         last,
                         (GClosureNotify) (void (*) (void)) g_free,
                         0);
  gtk_widget_add_controller (GTK_WIDGET (button), controller);
}
