// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/recording/helio-replay-bar.h"

#include "ui/base/helio-accessible.h"
#include "ui/base/helio-format.h"
#include "ui/base/helio-frame-ticker.h"

#include <glib/gi18n.h>

#define TIME_CHARS 12

static const guint speeds[] = {1, 2, 5, 10, 100};

struct _HelioReplayBar {
  AdwBin parent_instance;

  HelioReplay *replay; /* owned */
  HelioFrameTicker *ticker;
  HelioTimeCache cache;
  gint64 shown; /* the time that the label has */
  gboolean updating;

  /* borrowed */
  GtkGrid *grid;
  GtkButton *play_button;
  GtkScale *scale;
  GtkAdjustment *adjustment; /* seconds from the beginning */
  GtkLabel *time_label;
  GtkDropDown *speed_choice;
};

G_DEFINE_FINAL_TYPE (HelioReplayBar, helio_replay_bar, ADW_TYPE_BIN)

static gboolean
on_tick (gpointer user_data)
{
  HelioReplayBar *self = user_data;
  const gint64 clock = helio_replay_get_clock (self->replay);
  gint64 first, last, position;
  char text[24];

  helio_replay_get_position (self->replay, &first, &last, &position, NULL);
  self->updating = TRUE;
  gtk_adjustment_set_upper (self->adjustment,
                            MAX ((double) (last - first) / G_USEC_PER_SEC, 0.001));
  /* While it goes to a moment the thumb stays where it was put. */
  if (helio_replay_get_state (self->replay) != HELIO_REPLAY_LOADING)
    gtk_adjustment_set_value (self->adjustment, (double) (position - first) / G_USEC_PER_SEC);
  self->updating = FALSE;
  if (clock / 100000 != self->shown) {
    self->shown = clock / 100000;
    helio_format_time (&self->cache, clock, text);
    gtk_label_set_text (self->time_label, clock > 0 ? text : "");
  }
  return helio_replay_get_state (self->replay) != HELIO_REPLAY_PAUSED;
}

static void
on_state (HelioReplayBar *self)
{
  const gboolean playing = helio_replay_get_state (self->replay) == HELIO_REPLAY_PLAYING;
  const char *name = playing ? C_ ("replay", "Pause") : C_ ("replay", "Play");
  const char *tip = playing ? C_ ("replay", "Pause (Ctrl+P)") : C_ ("replay", "Play (Ctrl+P)");

  gtk_button_set_icon_name (self->play_button,
                            playing ? "media-playback-pause-symbolic"
                                    : "media-playback-start-symbolic");
  helio_accessible_name (GTK_WIDGET (self->play_button), name, NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->play_button), tip);
  helio_frame_ticker_wake (self->ticker);
}

static void
on_speed (HelioReplayBar *self)
{
  const guint selected = gtk_drop_down_get_selected (self->speed_choice);

  if (selected < G_N_ELEMENTS (speeds))
    helio_replay_set_speed (self->replay, speeds[selected]);
}

static void
seek (HelioReplayBar *self, double seconds)
{
  gint64 first, last, position;

  helio_replay_get_position (self->replay, &first, &last, &position, NULL);
  helio_replay_seek (self->replay,
                     CLAMP (first + (gint64) (seconds * G_USEC_PER_SEC), first, last));
  helio_frame_ticker_wake (self->ticker);
}

static void
on_value (HelioReplayBar *self)
{
  if (!self->updating)
    seek (self, gtk_adjustment_get_value (self->adjustment));
}

void
helio_replay_bar_toggle (HelioReplayBar *self)
{
  if (helio_replay_get_state (self->replay) == HELIO_REPLAY_PLAYING)
    helio_replay_pause (self->replay);
  else
    helio_replay_play (self->replay);
}

void
helio_replay_bar_skip (HelioReplayBar *self, int seconds)
{
  seek (self, gtk_adjustment_get_value (self->adjustment) + seconds);
}

static void
helio_replay_bar_dispose (GObject *object)
{
  HelioReplayBar *self = HELIO_REPLAY_BAR (object);

  g_clear_pointer (&self->ticker, helio_frame_ticker_free);
  g_clear_object (&self->replay);
  G_OBJECT_CLASS (helio_replay_bar_parent_class)->dispose (object);
}

static void
helio_replay_bar_class_init (HelioReplayBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_replay_bar_dispose;
}

/* In one row, or in a narrow window with the scale above the rest. */
static void
place (HelioReplayBar *self, GtkWidget *child, int column, int row, int span)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self->grid));

  g_object_set (gtk_layout_manager_get_layout_child (layout, child),
                "column",
                column,
                "row",
                row,
                "column-span",
                span,
                NULL);
}

void
helio_replay_bar_set_narrow (HelioReplayBar *self, gboolean narrow)
{
  const int row = narrow ? 1 : 0;

  place (self, GTK_WIDGET (self->play_button), 0, row, 1);
  place (self, GTK_WIDGET (self->scale), narrow ? 0 : 1, 0, narrow ? 4 : 1);
  place (self, GTK_WIDGET (self->time_label), 2, row, 1);
  place (self, GTK_WIDGET (self->speed_choice), 3, row, 1);
  gtk_widget_set_hexpand (GTK_WIDGET (self->time_label), narrow);
  gtk_label_set_width_chars (self->time_label, narrow ? 6 : TIME_CHARS);
}

void
helio_replay_bar_focus (HelioReplayBar *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->scale));
}

static void
helio_replay_bar_init (HelioReplayBar *self)
{
  static const char *const labels[] = {"1×", "2×", "5×", "10×", "100×", NULL};

  self->grid = GTK_GRID (gtk_grid_new ());
  self->play_button = GTK_BUTTON (gtk_button_new_from_icon_name ("media-playback-start-symbolic"));
  self->adjustment = gtk_adjustment_new (0, 0, 1, 1, 10, 0);
  self->scale = GTK_SCALE (gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, self->adjustment));
  self->time_label = GTK_LABEL (gtk_label_new (NULL));
  self->speed_choice = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (labels));
  gtk_scale_set_draw_value (self->scale, FALSE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->scale), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->time_label), "numeric");
  gtk_label_set_width_chars (self->time_label, TIME_CHARS);
  gtk_label_set_ellipsize (self->time_label, PANGO_ELLIPSIZE_END);
  helio_accessible_name (GTK_WIDGET (self->scale), C_ ("replay", "Position"), NULL);
  helio_accessible_name (GTK_WIDGET (self->speed_choice), C_ ("replay", "Speed"), NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->speed_choice), C_ ("replay", "Speed"));
  gtk_grid_set_column_spacing (self->grid, 6);
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "helio-toolbar");
  gtk_grid_attach (self->grid, GTK_WIDGET (self->play_button), 0, 0, 1, 1);
  gtk_grid_attach (self->grid, GTK_WIDGET (self->scale), 1, 0, 1, 1);
  gtk_grid_attach (self->grid, GTK_WIDGET (self->time_label), 2, 0, 1, 1);
  gtk_grid_attach (self->grid, GTK_WIDGET (self->speed_choice), 3, 0, 1, 1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->grid));
  g_signal_connect_swapped (self->play_button,
                            "clicked",
                            G_CALLBACK (helio_replay_bar_toggle),
                            self);
  g_signal_connect_swapped (self->adjustment, "value-changed", G_CALLBACK (on_value), self);
  g_signal_connect_swapped (self->speed_choice, "notify::selected", G_CALLBACK (on_speed), self);
}

GtkWidget *
helio_replay_bar_new (HelioReplay *replay)
{
  HelioReplayBar *self = g_object_new (HELIO_TYPE_REPLAY_BAR, NULL);

  self->replay = g_object_ref (replay);
  self->ticker = helio_frame_ticker_new (GTK_WIDGET (self), on_tick, self);
  g_signal_connect_object (replay, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  on_state (self);
  return GTK_WIDGET (self);
}
