// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-frame-ticker.h"

/* A few quiet frames before it goes to polling, or a steady trickle would switch at every message. */
#define QUIET_FRAMES 4
/* The longer nothing has come, the less often it looks. */
#define POLL_FIRST_MS 50
#define POLL_LAST_MS 250

struct _HelioFrameTicker {
  GtkWidget *widget; /* borrowed */
  HelioFrameFunc func;
  gpointer user_data;

  guint tick_id;
  guint poll_id;
  guint quiet;
  guint interval; /* of polling, ms */
};

static void start_tick (HelioFrameTicker *self);

static gboolean
on_poll (gpointer user_data)
{
  HelioFrameTicker *self = user_data;

  self->poll_id = 0;
  if (self->func (self->user_data)) {
    start_tick (self);
  } else {
    self->interval = MIN (self->interval * 2, POLL_LAST_MS);
    self->poll_id = g_timeout_add (self->interval, on_poll, self);
  }
  return G_SOURCE_REMOVE;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  HelioFrameTicker *self = user_data;

  if (self->func (self->user_data)) {
    self->quiet = 0;
    return G_SOURCE_CONTINUE;
  }
  if (++self->quiet < QUIET_FRAMES)
    return G_SOURCE_CONTINUE;
  self->tick_id = 0;
  self->interval = POLL_FIRST_MS;
  self->poll_id = g_timeout_add (self->interval, on_poll, self);
  return G_SOURCE_REMOVE;
}

static void
start_tick (HelioFrameTicker *self)
{
  g_clear_handle_id (&self->poll_id, g_source_remove);
  self->quiet = 0;
  if (self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (self->widget, on_tick, self, NULL);
}

static void
on_map (HelioFrameTicker *self)
{
  start_tick (self);
}

static void
on_unmap (HelioFrameTicker *self)
{
  g_clear_handle_id (&self->poll_id, g_source_remove);
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (self->widget, self->tick_id);
  self->tick_id = 0;
}

HelioFrameTicker *
helio_frame_ticker_new (GtkWidget *widget, HelioFrameFunc func, gpointer user_data)
{
  HelioFrameTicker *self = g_new0 (HelioFrameTicker, 1);

  self->widget = widget;
  self->func = func;
  self->user_data = user_data;
  g_signal_connect_swapped (widget, "map", G_CALLBACK (on_map), self);
  g_signal_connect_swapped (widget, "unmap", G_CALLBACK (on_unmap), self);
  if (gtk_widget_get_mapped (widget))
    start_tick (self);
  return self;
}

void
helio_frame_ticker_free (HelioFrameTicker *self)
{
  if (self == NULL)
    return;
  on_unmap (self);
  g_signal_handlers_disconnect_by_data (self->widget, self);
  g_free (self);
}

void
helio_frame_ticker_wake (HelioFrameTicker *self)
{
  if (gtk_widget_get_mapped (self->widget))
    start_tick (self);
}

gboolean
helio_frame_ticker_is_running (HelioFrameTicker *self)
{
  return self->tick_id != 0;
}
