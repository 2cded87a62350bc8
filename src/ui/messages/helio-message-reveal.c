// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-message-reveal.h"

/* A view of a million messages has gone through them by then; who has scrolled meanwhile is left alone. */
#define PATIENCE (5 * G_USEC_PER_SEC)

typedef struct {
  guint64 seq;
  gint64 deadline; /* monotonic */
  guint frames;    /* since the row was there: the list takes its heights from the next layout */
} Reveal;

static void
scroll_to (GtkAdjustment *adjustment, guint position, guint n)
{
  const double row = gtk_adjustment_get_upper (adjustment) / n;
  const double page = gtk_adjustment_get_page_size (adjustment);

  gtk_adjustment_set_value (adjustment, row * position - (page - row) / 2);
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  HelioMessageList *list = HELIO_MESSAGE_LIST (widget);
  HelioMessageView *view = helio_message_list_get_view (list);
  Reveal *reveal = user_data;
  guint position, n;

  if (view == NULL || helio_message_list_get_selected_seq (list) != reveal->seq ||
      helio_message_list_get_following (list) || g_get_monotonic_time () >= reveal->deadline)
    return G_SOURCE_REMOVE;
  if (helio_message_view_get_progress (view) < 1)
    return G_SOURCE_CONTINUE;
  n = g_list_model_get_n_items (G_LIST_MODEL (view));
  position = helio_message_view_find (view, reveal->seq);
  if (position >= n || helio_message_view_get_seq (view, position) != reveal->seq)
    return G_SOURCE_CONTINUE;
  scroll_to (helio_message_list_get_vadjustment (list), position, n);
  return reveal->frames++ < 2 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void
helio_message_reveal (HelioMessageList *list, guint64 seq)
{
  Reveal *reveal = g_new0 (Reveal, 1);

  helio_message_list_set_filter (list, "");
  helio_message_list_set_following (list, FALSE);
  helio_message_list_set_selected_seq (list, seq);
  reveal->seq = seq;
  reveal->deadline = g_get_monotonic_time () + PATIENCE;
  gtk_widget_add_tick_callback (GTK_WIDGET (list), on_frame, reveal, g_free);
}
