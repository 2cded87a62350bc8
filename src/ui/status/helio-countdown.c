// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/status/helio-countdown.h"

#include "ui/status/helio-status.h"

#include <glib/gi18n.h>

struct _HelioCountdown {
  GtkWidget parent_instance;

  HelioClock *clock; /* owned (nullable) */
  HelioTimer *timer; /* owned */
  gint64 deadline;
  gint64 total;

  GtkWidget *label;    /* child */
  GtkProgressBar *bar; /* child */
};

G_DEFINE_FINAL_TYPE (HelioCountdown, helio_countdown, GTK_TYPE_WIDGET)

static void on_tick (gpointer user_data);

static void
update (HelioCountdown *self)
{
  g_clear_pointer (&self->timer, helio_timer_cancel);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), self->deadline != 0);
  if (self->deadline == 0) {
    gtk_label_set_text (GTK_LABEL (self->label), "");
    return;
  }
  const gint64 left = MAX (self->deadline - helio_clock_now_boot (self->clock), 0);
  g_autofree char *time = helio_status_format_countdown (left);
  /* Translators: %s is a time such as 9:41 */
  g_autofree char *text = g_strdup_printf (C_ ("sign-in", "%s left to sign in"), time);
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_progress_bar_set_fraction (
      self->bar,
      self->total > 0 ? CLAMP ((double) left / (double) self->total, 0, 1) : 0);
  if (left > 0 && gtk_widget_get_mapped (GTK_WIDGET (self))) {
    const gint64 rest = left % G_USEC_PER_SEC;
    self->timer = helio_clock_after (self->clock, rest > 0 ? rest : G_USEC_PER_SEC, on_tick, self);
  }
}

static void
on_tick (gpointer user_data)
{
  update (HELIO_COUNTDOWN (user_data));
}

static void
helio_countdown_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (helio_countdown_parent_class)->map (widget);
  update (HELIO_COUNTDOWN (widget));
}

static void
helio_countdown_unmap (GtkWidget *widget)
{
  g_clear_pointer (&HELIO_COUNTDOWN (widget)->timer, helio_timer_cancel);
  GTK_WIDGET_CLASS (helio_countdown_parent_class)->unmap (widget);
}

static void
helio_countdown_dispose (GObject *object)
{
  HelioCountdown *self = HELIO_COUNTDOWN (object);
  GtkWidget *child;

  g_clear_pointer (&self->timer, helio_timer_cancel);
  g_clear_object (&self->clock);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (helio_countdown_parent_class)->dispose (object);
}

static void
helio_countdown_class_init (HelioCountdownClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_countdown_dispose;
  widget_class->map = helio_countdown_map;
  widget_class->unmap = helio_countdown_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
helio_countdown_init (HelioCountdown *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_widget_set_halign (GTK_WIDGET (self->bar), GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (GTK_WIDGET (self->bar), 200, -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->bar), "life-bar");
  /* The label says it in words. */
  g_object_set (self->bar, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_set_parent (GTK_WIDGET (self->bar), GTK_WIDGET (self));
}

void
helio_countdown_set (HelioCountdown *self, HelioClock *clock, gint64 deadline)
{
  g_set_object (&self->clock, clock);
  if (self->deadline != deadline) {
    self->deadline = deadline;
    self->total = deadline != 0 ? deadline - helio_clock_now_boot (clock) : 0;
  }
  update (self);
}
