// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-message-reveal.h"

/* A view of a million messages has gone through them by then; who has scrolled meanwhile is left alone. */
#define PATIENCE (5 * G_USEC_PER_SEC)

/* On a list while one is under way: the latest; another keystroke in its filter goes on with it. */
#define HELD "helio-message-held"

typedef struct {
  HelioMessageList *list; /* borrowed */
  guint64 seq;            /* G_MAXUINT64: the newest */
  gboolean selected;      /* it is about the selected row: not if another one is */
  gboolean wait;          /* for that very row; else the next one will do */
  double align;           /* where in view: 0 at the top, 1 at the end */
  gint64 deadline;        /* monotonic */
  guint frames; /* since the row was there: the list takes its heights from the next layout */
} Reveal;

static void
scroll_to (GtkAdjustment *adjustment, guint position, guint n, double align)
{
  const double row = gtk_adjustment_get_upper (adjustment) / n;
  const double page = gtk_adjustment_get_page_size (adjustment);

  gtk_adjustment_set_value (adjustment, row * position - (page - row) * align);
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  HelioMessageList *list = HELIO_MESSAGE_LIST (widget);
  HelioMessageView *view = helio_message_list_get_view (list);
  Reveal *reveal = user_data;
  guint position, n;

  if (view == NULL || g_object_get_data (G_OBJECT (list), HELD) != reveal ||
      (reveal->selected && helio_message_list_get_selected_seq (list) != reveal->seq) ||
      helio_message_list_get_following (list) || g_get_monotonic_time () >= reveal->deadline)
    return G_SOURCE_REMOVE;
  if (helio_message_view_get_progress (view) < 1)
    return G_SOURCE_CONTINUE;
  n = g_list_model_get_n_items (G_LIST_MODEL (view));
  position = helio_message_view_find (view, reveal->seq);
  if (reveal->wait && (position >= n || helio_message_view_get_seq (view, position) != reveal->seq))
    return G_SOURCE_CONTINUE;
  if (n == 0)
    return G_SOURCE_REMOVE;
  if (reveal->frames > 0)
    scroll_to (helio_message_list_get_vadjustment (list), MIN (position, n - 1), n, reveal->align);
  return reveal->frames++ < 3 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
end (gpointer data)
{
  Reveal *reveal = data;

  if (g_object_get_data (G_OBJECT (reveal->list), HELD) == reveal)
    g_object_set_data (G_OBJECT (reveal->list), HELD, NULL);
  g_free (reveal);
}

static Reveal *
begin (HelioMessageList *list, guint64 seq, double align)
{
  Reveal *reveal = g_new0 (Reveal, 1);

  reveal->list = list;
  reveal->seq = seq;
  reveal->align = align;
  reveal->deadline = g_get_monotonic_time () + PATIENCE;
  g_object_set_data (G_OBJECT (list), HELD, reveal);
  gtk_widget_add_tick_callback (GTK_WIDGET (list), on_frame, reveal, end);
  return reveal;
}

void
helio_message_reveal (HelioMessageList *list, guint64 seq)
{
  Reveal *reveal;

  helio_message_list_set_filter (list, "");
  helio_message_list_set_following (list, FALSE);
  helio_message_list_set_selected_seq (list, seq);
  reveal = begin (list, seq, 0.5);
  reveal->selected = reveal->wait = TRUE;
}

gboolean
helio_message_has_below (HelioMessageList *list)
{
  GtkAdjustment *adjustment = helio_message_list_get_vadjustment (list);

  return gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) <
         gtk_adjustment_get_upper (adjustment) - 1;
}

/* Who reads somewhere goes on there: at the selected row, or the topmost one in view; else at the newest. */
void
helio_message_hold (HelioMessageList *list)
{
  HelioMessageView *view = helio_message_list_get_view (list);
  GtkAdjustment *adjustment = helio_message_list_get_vadjustment (list);
  Reveal *reveal = g_object_get_data (G_OBJECT (list), HELD);
  const guint64 selected = helio_message_list_get_selected_seq (list);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (view));

  if (helio_message_list_get_following (list))
    return;
  /* One about a row that is not selected any more ends by itself, and holds nothing. */
  if (reveal != NULL && (!reveal->selected || reveal->seq == selected)) {
    reveal->deadline = g_get_monotonic_time () + PATIENCE;
    reveal->frames = 0;
    return;
  }
  if (selected != G_MAXUINT64) {
    reveal = begin (list, selected, 0.5);
    reveal->selected = TRUE;
  } else if (n > 0 && helio_message_has_below (list)) {
    const double row = gtk_adjustment_get_upper (adjustment) / n;
    const guint top = MIN ((guint) (gtk_adjustment_get_value (adjustment) / row + 0.5), n - 1);

    begin (list, helio_message_view_get_seq (view, top), 0);
  } else
    begin (list, G_MAXUINT64, 1);
}
