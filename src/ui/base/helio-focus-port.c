// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-focus-port.h"

struct _HelioFocusPort {
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (HelioFocusPort, helio_focus_port, ADW_TYPE_BIN)

enum {
  SIGNAL_FOCUS_ENTER,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
helio_focus_port_focus (GtkWidget *widget, GtkDirectionType direction)
{
  gboolean handled = FALSE;

  if (gtk_widget_get_focus_child (widget) == NULL)
    g_signal_emit (widget, signals[SIGNAL_FOCUS_ENTER], 0, &handled);
  /* Left to itself a list takes one Tab a row, and while rows keep coming it is never left. */
  else if (direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD)
    return FALSE;
  if (handled)
    return TRUE;
  return GTK_WIDGET_CLASS (helio_focus_port_parent_class)->focus (widget, direction);
}

static gboolean
helio_focus_port_grab_focus (GtkWidget *widget)
{
  gboolean handled = FALSE;

  g_signal_emit (widget, signals[SIGNAL_FOCUS_ENTER], 0, &handled);
  return handled || GTK_WIDGET_CLASS (helio_focus_port_parent_class)->grab_focus (widget);
}

static void
helio_focus_port_class_init (HelioFocusPortClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->focus = helio_focus_port_focus;
  widget_class->grab_focus = helio_focus_port_grab_focus;
  signals[SIGNAL_FOCUS_ENTER] = g_signal_new ("focus-enter",
                                              HELIO_TYPE_FOCUS_PORT,
                                              G_SIGNAL_RUN_LAST,
                                              0,
                                              g_signal_accumulator_true_handled,
                                              NULL,
                                              NULL,
                                              G_TYPE_BOOLEAN,
                                              0);
}

static void
helio_focus_port_init (HelioFocusPort *self)
{
}
