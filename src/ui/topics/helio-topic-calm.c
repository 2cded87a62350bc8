// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/topics/helio-topic-calm.h"

#include "ui/base/helio-focus.h"
#include "ui/topics/helio-topic-line.h"

/* Between two orders: as often as an eye can follow. */
#define SORT_INTERVAL (2 * G_TIME_SPAN_SECOND)
/* A hand that rests aims no more; who walks with keys looks for a while before the next one. */
#define POINTER_RESTS (1500 * G_TIME_SPAN_MILLISECOND)
#define KEYS_REST (5 * G_TIME_SPAN_SECOND)
/* A list that was told of other rows knows their heights after a layout, which one look later has not been if the first
 * one was a poll's. */
#define SETTLE_FRAMES 4
#define SETTLE_LAID_OUT 2

struct _HelioTopicCalm {
  /* borrowed */
  HelioLiveList *rows;
  GtkListView *list_view;
  GtkScrolledWindow *scroller;
  GtkEventController *motion;

  gboolean inside, menu_open;
  gint64 moved_at, key_at, sorted_at; /* monotonic µs */
  double x, y;

  /* the row that stays where it is */
  guint64 key; /* HELIO_NO_KEY: none */
  double offset, height;
  gboolean focused;
  guint n_sorted, settle;
};

static void
on_moved (HelioTopicCalm *self, double x, double y)
{
  self->inside = TRUE;
  /* A list that scrolls under the pointer is no motion of it. */
  if (x == self->x && y == self->y)
    return;
  self->x = x;
  self->y = y;
  self->moved_at = g_get_monotonic_time ();
}

static void
on_leave (HelioTopicCalm *self)
{
  self->inside = FALSE;
}

HelioTopicCalm *
helio_topic_calm_new (HelioLiveList *rows, GtkListView *list_view, GtkScrolledWindow *scroller)
{
  HelioTopicCalm *self = g_new0 (HelioTopicCalm, 1);

  self->rows = rows;
  self->list_view = list_view;
  self->scroller = scroller;
  self->key = HELIO_NO_KEY;
  self->key_at = self->moved_at = G_MININT64 / 2;
  self->motion = gtk_event_controller_motion_new ();
  gtk_event_controller_set_propagation_phase (self->motion, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (self->motion, "enter", G_CALLBACK (on_moved), self);
  g_signal_connect_swapped (self->motion, "motion", G_CALLBACK (on_moved), self);
  g_signal_connect_swapped (self->motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (scroller), self->motion);
  return self;
}

void
helio_topic_calm_free (HelioTopicCalm *self)
{
  g_signal_handlers_disconnect_by_data (self->motion, self);
  g_free (self);
}

void
helio_topic_calm_key (HelioTopicCalm *self)
{
  self->key_at = g_get_monotonic_time ();
}

void
helio_topic_calm_set_menu_open (HelioTopicCalm *self, gboolean open)
{
  self->menu_open = open;
}

static HelioTopicHold
get_hold (HelioTopicCalm *self, gint64 now)
{
  if (self->menu_open || (self->inside && now - self->moved_at < POINTER_RESTS) ||
      now - self->key_at < POINTER_RESTS)
    return HELIO_TOPIC_HOLD_ROWS;
  return self->inside || now - self->key_at < KEYS_REST ? HELIO_TOPIC_HOLD_ORDER
                                                        : HELIO_TOPIC_HOLD_NOTHING;
}

/* ── what stays ── */

/* FALSE: it is not in view. */
static gboolean
remember_line (HelioTopicCalm *self, HelioTopicTree *tree, GtkWidget *line)
{
  const double page =
      gtk_adjustment_get_page_size (gtk_scrolled_window_get_vadjustment (self->scroller));
  graphene_rect_t bounds;

  if (line == NULL || !gtk_widget_get_mapped (line) || gtk_widget_get_parent (line) == NULL ||
      !gtk_widget_compute_bounds (gtk_widget_get_parent (line),
                                  GTK_WIDGET (self->scroller),
                                  &bounds))
    return FALSE;
  if (bounds.size.height < 1 || bounds.origin.y + bounds.size.height / 2 < 0 ||
      bounds.origin.y + bounds.size.height / 2 > page)
    return FALSE;
  self->key = helio_topic_tree_get_key (tree, helio_topic_line_get_node (HELIO_TOPIC_LINE (line)));
  self->offset = bounds.origin.y;
  self->height = bounds.size.height;
  return TRUE;
}

static GtkWidget *
find_line (HelioTopicCalm *self, HelioTopicTree *tree, guint64 key)
{
  GPtrArray *lines = helio_live_list_get_lines (self->rows);
  const guint32 node = helio_topic_tree_find_key (tree, key);

  for (guint i = 0; node != G_MAXUINT32 && i < lines->len; i++)
    if (helio_topic_line_get_node (lines->pdata[i]) == node)
      return lines->pdata[i];
  return NULL;
}

/* The row with the focus, else the selected one, if they are in view; else the topmost, unless that is the very first
 * one: who looks at the top wants to see what comes there. */
static void
remember_place (HelioTopicCalm *self, HelioTopicTree *tree)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  GPtrArray *lines = helio_live_list_get_lines (self->rows);
  double top = G_MAXDOUBLE;
  guint64 key = HELIO_NO_KEY;
  double offset = 0;

  self->key = HELIO_NO_KEY;
  self->focused = helio_focus_is_in (GTK_WIDGET (self->list_view));
  if ((self->focused && remember_line (self, tree, helio_live_list_get_focused (self->rows))) ||
      remember_line (self,
                     tree,
                     find_line (self, tree, helio_live_list_get_selected (self->rows))) ||
      gtk_adjustment_get_value (adjustment) < 1)
    return;
  for (guint i = 0; i < lines->len; i++)
    if (remember_line (self, tree, lines->pdata[i]) && self->offset < top) {
      key = self->key;
      top = offset = self->offset;
    }
  self->key = key;
  self->offset = offset;
}

static void
restore_place (HelioTopicCalm *self, HelioTopicTree *tree)
{
  const guint position =
      helio_topic_tree_get_position (tree, helio_topic_tree_find_key (tree, self->key));

  if (self->key == HELIO_NO_KEY) {
    if (self->settle == SETTLE_FRAMES)
      gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", 0);
    return;
  }
  if (position == G_MAXUINT)
    return;
  /* The adjustment alone does not know rows that have no height yet. */
  if (self->settle == SETTLE_FRAMES)
    gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
  else if (self->settle <= SETTLE_LAID_OUT)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller),
                              position * self->height - self->offset);
  if (self->focused && self->settle <= SETTLE_LAID_OUT &&
      helio_live_list_focus_key (self->rows, self->key))
    self->focused = FALSE;
}

/* ── frames ── */

void
helio_topic_calm_before (HelioTopicCalm *self, HelioTopicTree *tree, gint64 now)
{
  const HelioTopicHold hold = get_hold (self, now);

  helio_topic_tree_set_hold (tree, hold);
  if (hold == HELIO_TOPIC_HOLD_NOTHING && now - self->sorted_at >= SORT_INTERVAL) {
    self->sorted_at = now;
    helio_topic_tree_resort (tree, now);
  }
  self->n_sorted = helio_topic_tree_get_n_sorted (tree);
  if (self->settle == 0)
    remember_place (self, tree);
}

gboolean
helio_topic_calm_after (HelioTopicCalm *self, HelioTopicTree *tree)
{
  if (helio_topic_tree_get_n_sorted (tree) != self->n_sorted)
    self->settle = SETTLE_FRAMES;
  if (self->settle == 0)
    return FALSE;
  restore_place (self, tree);
  self->settle--;
  return TRUE;
}
