// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-live-list.h"

#include "ui/base/helio-frame-ticker.h"
#include "ui/base/helio-list-rows.h"

/* Numbers that change faster than this cannot be read. */
#define STATUS_INTERVAL (200 * G_TIME_SPAN_MILLISECOND)
#define LABEL_INTERVAL (500 * G_TIME_SPAN_MILLISECOND)
/* The scroll bar lags so far behind while the rows slide. */
#define SETTLE_INTERVAL (500 * G_TIME_SPAN_MILLISECOND)

struct _HelioLiveList {
  const HelioLiveListFuncs *funcs;
  /* borrowed */
  gpointer owner;
  GtkListView *list_view;
  GtkWidget *viewport;
  GtkEventController *keys;
  /* owned */
  HelioKeySelection *selection;
  HelioFrameTicker *ticker;
  GPtrArray *lines; /* borrowed GtkWidget */
  GQuark item;      /* on a line: its GtkListItem */
  gulong selected_id, told_id, key_id;
  /* values */
  gboolean has_rows, told;
  gint64 status_at, labels_at, settled_at; /* monotonic µs */
};

static void
show (HelioLiveList *self, GtkWidget *line, GtkListItem *item)
{
  const guint64 key =
      helio_key_selection_get_key (self->selection, gtk_list_item_get_position (item));

  if (key != HELIO_NO_KEY)
    self->funcs->show_key (line, key);
}

/* Those that are not on screen too: the next scroll may bring them there. */
static void
show_all (HelioLiveList *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    show (self, self->lines->pdata[i], g_object_get_qdata (self->lines->pdata[i], self->item));
}

/* The focus stays with its row, wherever that goes. */
static gboolean
may_slide (HelioLiveList *self)
{
  return self->funcs->may_slide != NULL && self->funcs->may_slide (self->owner) &&
         gtk_widget_get_focus_child (GTK_WIDGET (self->list_view)) == NULL;
}

static gboolean
take_in (HelioLiveList *self, gint64 now)
{
  const gboolean sliding = may_slide (self);
  gboolean busy;

  helio_key_selection_set_sliding (self->selection, sliding);
  if (!sliding && helio_key_selection_get_hidden (self->selection) > 0 &&
      self->funcs->is_still (self->owner))
    helio_key_selection_settle (self->selection);
  busy = self->funcs->frame (self->owner);
  if (helio_key_selection_take_slid (self->selection))
    show_all (self);
  if (sliding && (!busy || now - self->settled_at >= SETTLE_INTERVAL)) {
    self->settled_at = now;
    helio_key_selection_settle (self->selection);
  }
  return busy || helio_key_selection_get_hidden (self->selection) > 0;
}

static gboolean
on_frame (gpointer user_data)
{
  HelioLiveList *self = user_data;
  GListModel *model = helio_key_selection_get_model (self->selection);
  gint64 now = g_get_monotonic_time ();
  gboolean busy, has_rows;

  if (model == NULL)
    return FALSE;
  busy = take_in (self, now);
  has_rows = g_list_model_get_n_items (model) > 0;
  /* The first row does not wait for the next look at the numbers. */
  if (has_rows != self->has_rows || (now - self->status_at >= STATUS_INTERVAL / 2 &&
                                     (!busy || now - self->status_at >= STATUS_INTERVAL))) {
    self->has_rows = has_rows;
    self->status_at = now;
    self->funcs->update_status (self->owner);
  }
  if (now - self->labels_at >= LABEL_INTERVAL) {
    self->labels_at = now;
    for (guint i = 0; i < self->lines->len; i++)
      self->funcs->update_accessible (self->lines->pdata[i], now);
  }
  return busy;
}

/* Rows */

static void
on_line_released (GtkGesture *gesture, int n_press, double x, double y, gpointer user_data)
{
  HelioLiveList *self = user_data;

  self->funcs->released (self->owner,
                         gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)),
                         n_press);
}

static void
on_line_destroyed (GtkWidget *line, GPtrArray *lines)
{
  g_ptr_array_remove_fast (lines, line);
}

static void
on_setup (HelioLiveList *self, GtkListItem *item)
{
  GtkWidget *line = self->funcs->make_line (self->owner);
  GtkGesture *click = gtk_gesture_click_new ();

  /* A line may be destroyed after the list has been let go of. */
  g_signal_connect_data (line,
                         "destroy",
                         G_CALLBACK (on_line_destroyed),
                         g_ptr_array_ref (self->lines),
                         (GClosureNotify) (GCallback) g_ptr_array_unref,
                         0);
  g_signal_connect (click, "released", G_CALLBACK (on_line_released), self);
  gtk_widget_add_controller (line, GTK_EVENT_CONTROLLER (click));
  /* It outlives the line, which is its child. */
  g_object_set_qdata (G_OBJECT (line), self->item, item);
  gtk_list_item_set_child (item, line);
  g_ptr_array_add (self->lines, line);
}

static void
on_bind (HelioLiveList *self, GtkListItem *item)
{
  if (self->funcs->show_key != NULL)
    show (self, gtk_list_item_get_child (item), item);
  else
    self->funcs->bind_line (gtk_list_item_get_child (item), gtk_list_item_get_item (item));
}

static void
on_selected (HelioLiveList *self)
{
  self->funcs->selected (self->owner);
}

static void
on_told (HelioLiveList *self)
{
  self->told = TRUE;
}

static gboolean
on_key (HelioLiveList *self, guint keyval, guint keycode, GdkModifierType state)
{
  return self->funcs->key (self->owner, keyval, state);
}

HelioLiveList *
helio_live_list_new (const HelioLiveListFuncs *funcs,
                     GtkWidget *owner,
                     GtkListView *list_view,
                     GtkWidget *viewport)
{
  HelioLiveList *self = g_new0 (HelioLiveList, 1);

  self->funcs = funcs;
  self->owner = owner;
  self->list_view = list_view;
  self->viewport = viewport;
  self->lines = g_ptr_array_new ();
  self->item = g_quark_from_static_string ("helio-live-list-item");
  self->selection = helio_key_selection_new (&funcs->keys);
  self->selected_id = g_signal_connect_swapped (self->selection,
                                                "notify::selected",
                                                G_CALLBACK (on_selected),
                                                self);
  self->told_id =
      g_signal_connect_swapped (self->selection, "items-changed", G_CALLBACK (on_told), self);
  self->ticker = helio_frame_ticker_new (owner, on_frame, self);
  self->keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->keys, GTK_PHASE_CAPTURE);
  self->key_id = g_signal_connect_swapped (self->keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (list_view), self->keys);
  return self;
}

void
helio_live_list_free (HelioLiveList *self)
{
  g_clear_signal_handler (&self->selected_id, self->selection);
  g_clear_signal_handler (&self->told_id, self->selection);
  g_clear_signal_handler (&self->key_id, self->keys);
  helio_live_list_set_model (self, NULL);
  g_clear_pointer (&self->ticker, helio_frame_ticker_free);
  g_object_unref (self->selection);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

static void
set_factory (HelioLiveList *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_swapped (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (on_bind), self);
  gtk_list_view_set_factory (self->list_view, factory);
}

void
helio_live_list_set_model (HelioLiveList *self, GListModel *model)
{
  gtk_list_view_set_model (self->list_view, NULL);
  gtk_list_view_set_factory (self->list_view, NULL);
  helio_key_selection_set_selected (self->selection, HELIO_NO_KEY);
  helio_key_selection_set_model (self->selection, model);
  self->has_rows = FALSE;
  self->status_at = 0;
  if (model == NULL)
    return;
  set_factory (self);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
}

void
helio_live_list_set_selected (HelioLiveList *self, guint64 key)
{
  helio_key_selection_set_selected (self->selection, key);
}

guint64
helio_live_list_get_selected (HelioLiveList *self)
{
  return helio_key_selection_get_selected (self->selection);
}

guint64
helio_live_list_get_key (HelioLiveList *self, guint position)
{
  return helio_key_selection_get_key (self->selection, position);
}

guint
helio_live_list_get_n_rows (HelioLiveList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

gboolean
helio_live_list_take_told (HelioLiveList *self)
{
  const gboolean told = self->told;

  self->told = FALSE;
  return told;
}

void
helio_live_list_wake (HelioLiveList *self, gboolean status)
{
  if (status)
    self->status_at = 0;
  helio_frame_ticker_wake (self->ticker);
}

GPtrArray *
helio_live_list_get_lines (HelioLiveList *self)
{
  return self->lines;
}

gboolean
helio_live_list_focus_key (HelioLiveList *self, guint64 key)
{
  for (guint i = 0; i < self->lines->len; i++)
    if (self->funcs->key_of_line (self->owner, self->lines->pdata[i]) == key &&
        gtk_widget_get_mapped (self->lines->pdata[i]))
      return helio_list_rows_focus (self->lines->pdata[i]);
  return FALSE;
}

gboolean
helio_live_list_focus_edge (HelioLiveList *self, gboolean lowest)
{
  return helio_list_rows_focus (helio_list_rows_find_edge (self->lines, self->viewport, lowest));
}

GtkWidget *
helio_live_list_get_focused (HelioLiveList *self)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self->list_view));

  return child != NULL ? gtk_widget_get_first_child (child) : NULL;
}
