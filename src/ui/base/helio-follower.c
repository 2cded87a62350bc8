// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-follower.h"

/* A new row has a height only after a frame, and what its list does about it in the middle of that frame is
 * lost: the end is looked for again in the next ones. */
#define SETTLE_FRAMES 3
/* Between two turns of a wheel, say. */
#define STILL_FRAMES 15

struct _HelioFollower {
  GtkScrolledWindow *scroller; /* borrowed */
  GtkListView *list_view;      /* borrowed */
  HelioFollowerFunc func;
  gpointer user_data;

  GtkAdjustment *adjustment;
  gulong changed_id, unmap_id;
  gboolean following;
  guint settle; /* frames */

  guint touches; /* fingers on it */
  gboolean held; /* its bar, by the pointer */
  double value;  /* at the last frame */
  guint still;   /* frames */
};

static void
scroll_to_end (HelioFollower *self)
{
  GtkSelectionModel *model = gtk_list_view_get_model (self->list_view);
  guint n = model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (model)) : 0;

  if (self->following && n > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", n - 1);
}

static double
end_of (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
}

static gboolean
is_at_end (HelioFollower *self)
{
  return gtk_adjustment_get_value (self->adjustment) >= end_of (self->adjustment) - 1;
}

static void
set_by_user (HelioFollower *self, gboolean following)
{
  if (self->following == following)
    return;
  helio_follower_set_following (self, following);
  if (self->func != NULL)
    self->func (following, self->user_data);
}

/* The action alone is one row short after an append, as a new row has no height yet; the adjustment alone
 * is never told when rows go at the head as others come at the end. */
static void
on_adjustment_changed (HelioFollower *self)
{
  if (!self->following)
    return;
  gtk_adjustment_set_value (self->adjustment, end_of (self->adjustment));
  self->settle = SETTLE_FRAMES;
}

static gboolean
on_scroll (HelioFollower *self, double dx, double dy)
{
  if (dy < 0 && end_of (self->adjustment) > 0)
    set_by_user (self, FALSE);
  else if (dy > 0 && is_at_end (self))
    set_by_user (self, TRUE);
  return GDK_EVENT_PROPAGATE;
}

static void
on_grab_begin (HelioFollower *self)
{
  self->held = TRUE;
  set_by_user (self, FALSE);
}

static void
on_grab_end (HelioFollower *self)
{
  self->held = FALSE;
  if (is_at_end (self))
    set_by_user (self, TRUE);
}

/* Nor "released" then. */
static void
on_grab_cancel (HelioFollower *self)
{
  self->held = FALSE;
}

static gboolean
is_held (HelioFollower *self)
{
  return self->held || self->touches > 0;
}

/* No gesture: it would be cancelled as soon as another one claims the finger, which is still there then. */
static gboolean
on_event (HelioFollower *self, GdkEvent *event)
{
  const GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_TOUCH_BEGIN) {
    /* The first one; where one before it was lifted may not have been heard of. */
    if (gdk_touch_event_get_emulating_pointer (event))
      self->touches = 0;
    self->touches++;
    set_by_user (self, FALSE);
  } else if ((type == GDK_TOUCH_END || type == GDK_TOUCH_CANCEL) && self->touches > 0) {
    if (--self->touches == 0 && is_at_end (self))
      set_by_user (self, TRUE);
  }
  return GDK_EVENT_PROPAGATE;
}

static void
add_controllers (HelioFollower *self)
{
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *bar = gtk_gesture_click_new ();
  GtkEventController *touch = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (GTK_WIDGET (self->scroller), scroll);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (bar), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (bar, "pressed", G_CALLBACK (on_grab_begin), self);
  g_signal_connect_swapped (bar, "released", G_CALLBACK (on_grab_end), self);
  g_signal_connect_swapped (bar, "unpaired-release", G_CALLBACK (on_grab_end), self);
  g_signal_connect_swapped (bar, "cancel", G_CALLBACK (on_grab_cancel), self);
  gtk_widget_add_controller (gtk_scrolled_window_get_vscrollbar (self->scroller),
                             GTK_EVENT_CONTROLLER (bar));

  gtk_event_controller_set_propagation_phase (touch, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (touch, "event", G_CALLBACK (on_event), self);
  gtk_widget_add_controller (GTK_WIDGET (self->scroller), touch);
}

HelioFollower *
helio_follower_new (GtkScrolledWindow *scroller,
                    GtkListView *list_view,
                    HelioFollowerFunc func,
                    gpointer user_data)
{
  HelioFollower *self = g_new0 (HelioFollower, 1);

  self->scroller = scroller;
  self->list_view = list_view;
  self->func = func;
  self->user_data = user_data;
  self->following = TRUE;
  self->adjustment = g_object_ref (gtk_scrolled_window_get_vadjustment (scroller));
  self->changed_id = g_signal_connect_swapped (self->adjustment,
                                               "changed",
                                               G_CALLBACK (on_adjustment_changed),
                                               self);
  self->unmap_id =
      g_signal_connect_swapped (scroller, "unmap", G_CALLBACK (helio_follower_let_go), self);
  add_controllers (self);
  return self;
}

static void
disconnect_controllers (HelioFollower *self, GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    g_signal_handlers_disconnect_by_data (controller, self);
  }
}

void
helio_follower_free (HelioFollower *self)
{
  if (self == NULL)
    return;
  g_clear_signal_handler (&self->changed_id, self->adjustment);
  g_clear_signal_handler (&self->unmap_id, self->scroller);
  g_clear_object (&self->adjustment);
  disconnect_controllers (self, GTK_WIDGET (self->scroller));
  disconnect_controllers (self, gtk_scrolled_window_get_vscrollbar (self->scroller));
  g_free (self);
}

void
helio_follower_set_following (HelioFollower *self, gboolean following)
{
  self->following = following;
  self->settle = SETTLE_FRAMES;
  self->still = 0;
  scroll_to_end (self);
}

gboolean
helio_follower_get_following (HelioFollower *self)
{
  return self->following;
}

void
helio_follower_frame (HelioFollower *self, gboolean changed)
{
  const double value = gtk_adjustment_get_value (self->adjustment);

  self->still = is_held (self) || value != self->value ? 0 : self->still + 1;
  self->value = value;
  if (changed)
    self->settle = SETTLE_FRAMES;
  if (self->settle == 0)
    return;
  self->settle--;
  scroll_to_end (self);
}

gboolean
helio_follower_is_still (HelioFollower *self)
{
  const double value = gtk_adjustment_get_value (self->adjustment);

  if (self->following || self->touches > 0)
    return self->following;
  /* At the top of what the list has, it must be told of the rest; where the bar is held says where to be in all. */
  return (!self->held && value == self->value && self->still >= STILL_FRAMES) ||
         value < gtk_adjustment_get_page_size (self->adjustment);
}

void
helio_follower_let_go (HelioFollower *self)
{
  self->touches = 0;
  self->held = FALSE;
}
