// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-scroll.h"

#define MARGIN 12
#define FRAMES 30

#define SCROLL "helio-scroll"
#define FOLLOW "helio-scroll-follow"

typedef struct {
  gboolean top;
  guint frames; /* still to be looked at */
  double y, height, page;
} Scroll;

static GtkWidget *
get_content (GtkWidget *scroller)
{
  GtkWidget *content = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller));

  return GTK_IS_VIEWPORT (content) ? gtk_viewport_get_child (GTK_VIEWPORT (content)) : content;
}

static void
scroll (GtkAdjustment *adjustment, const Scroll *self)
{
  const double from = self->y - MARGIN, to = self->y + self->height + MARGIN;

  if (self->top || to - from > self->page)
    gtk_adjustment_set_value (adjustment, from);
  else
    gtk_adjustment_clamp_page (adjustment, from, to);
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  Scroll *self = user_data;
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *content = scroller != NULL ? get_content (scroller) : NULL;
  graphene_rect_t bounds;

  if (content != NULL && gtk_widget_get_mapped (widget) &&
      gtk_widget_compute_bounds (widget, content, &bounds) && bounds.size.height > 0) {
    GtkAdjustment *adjustment =
        gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
    const Scroll now = {.top = self->top,
                        .frames = self->frames,
                        .y = bounds.origin.y,
                        .height = bounds.size.height,
                        .page = gtk_adjustment_get_page_size (adjustment)};

    /* Whoever scrolls by hand meanwhile is not pulled back. */
    if (now.y != self->y || now.height != self->height || now.page != self->page) {
      *self = now;
      scroll (adjustment, self);
    }
  }
  if (--self->frames > 0)
    return G_SOURCE_CONTINUE;
  g_object_set_data (G_OBJECT (widget), SCROLL, NULL);
  return G_SOURCE_REMOVE;
}

void
helio_scroll_to (GtkWidget *widget, gboolean top)
{
  const guint before = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), SCROLL));
  Scroll *self = g_new0 (Scroll, 1);

  if (before != 0)
    gtk_widget_remove_tick_callback (widget, before);
  self->top = top;
  self->frames = FRAMES;
  self->page = -1;
  g_object_set_data (
      G_OBJECT (widget),
      SCROLL,
      GUINT_TO_POINTER (gtk_widget_add_tick_callback (widget, on_frame, self, g_free)));
}

static void
on_focus (GtkWidget *widget)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW) : NULL;

  if (row != NULL && gtk_widget_is_ancestor (row, widget))
    helio_scroll_to (row, FALSE);
}

static void
on_root (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  gpointer before = g_object_get_data (G_OBJECT (widget), FOLLOW);

  /* One that goes takes its widgets out first. */
  if (before != NULL)
    g_signal_handlers_disconnect_by_func (before, on_focus, widget);
  g_object_set_data (G_OBJECT (widget), FOLLOW, root);
  if (root != NULL)
    g_signal_connect_object (root,
                             "notify::focus-widget",
                             G_CALLBACK (on_focus),
                             widget,
                             G_CONNECT_SWAPPED);
}

void
helio_scroll_follow_focus (GtkWidget *widget)
{
  g_signal_connect (widget, "notify::root", G_CALLBACK (on_root), NULL);
  on_root (widget);
}
