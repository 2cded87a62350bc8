// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-message-reveal.h"

/* In frames, since the view goes on by them, and not while the list is out of sight: it has gone through a million
 * messages by then. Who has scrolled meanwhile is left alone. */
#define PATIENCE 300

/* On a list while one is under way: the latest; another keystroke in its filter goes on with it. */
#define HELD "helio-message-held"

typedef struct {
  guint64 seq;       /* G_MAXUINT64: the newest */
  gboolean selected; /* it is about the selected row: not if another one is */
  gboolean wait;     /* for that very row; else the next one will do */
  gboolean focus;    /* give it the focus when it is there */
  double align;      /* where in view: 0 at the top, 1 at the end */
  guint patience;    /* frames left */
  guint frames;      /* since the row was there: the list takes its heights from the next layout */
} Reveal;

static void
scroll_to (GtkAdjustment *adjustment, guint position, guint n, double align)
{
  const double row = gtk_adjustment_get_upper (adjustment) / n;
  const double page = gtk_adjustment_get_page_size (adjustment);

  gtk_adjustment_set_value (adjustment, row * position - (page - row) * align);
}

/* FALSE: it is done, or has become pointless. */
static gboolean
go_on (HelioMessageList *list, Reveal *reveal)
{
  HelioMessageView *view = helio_message_list_get_view (list);
  guint position, n;

  if ((reveal->selected && helio_message_list_get_selected_seq (list) != reveal->seq) ||
      helio_message_list_get_following (list) || reveal->patience-- == 0)
    return FALSE;
  if (helio_message_view_get_progress (view) < 1)
    return TRUE;
  n = g_list_model_get_n_items (G_LIST_MODEL (view));
  position = helio_message_view_find (view, reveal->seq);
  if (reveal->wait && (position >= n || helio_message_view_get_seq (view, position) != reveal->seq))
    return TRUE;
  if (n == 0)
    return FALSE;
  if (reveal->frames > 0)
    scroll_to (helio_message_list_get_vadjustment (list), MIN (position, n - 1), n, reveal->align);
  if (reveal->frames++ < 3)
    return TRUE;
  if (reveal->focus)
    helio_live_list_focus_key (helio_message_list_get_rows (list), reveal->seq);
  return FALSE;
}

gboolean
helio_message_reveal_frame (HelioMessageList *list)
{
  Reveal *reveal = g_object_get_data (G_OBJECT (list), HELD);

  if (reveal == NULL || go_on (list, reveal))
    return reveal != NULL;
  g_object_set_data (G_OBJECT (list), HELD, NULL);
  return FALSE;
}

gboolean
helio_message_reveal_is_pending (HelioMessageList *list)
{
  return g_object_get_data (G_OBJECT (list), HELD) != NULL;
}

static Reveal *
begin (HelioMessageList *list, guint64 seq, double align)
{
  Reveal *reveal = g_new0 (Reveal, 1);

  reveal->seq = seq;
  reveal->align = align;
  reveal->patience = PATIENCE;
  g_object_set_data_full (G_OBJECT (list), HELD, reveal, g_free);
  helio_message_list_wake (list);
  return reveal;
}

static Reveal *
select_and_begin (HelioMessageList *list, guint64 seq)
{
  Reveal *reveal;

  helio_message_list_set_following (list, FALSE);
  helio_message_list_set_selected_seq (list, seq);
  reveal = begin (list, seq, 0.5);
  reveal->selected = TRUE;
  return reveal;
}

void
helio_message_reveal (HelioMessageList *list, guint64 seq)
{
  helio_message_list_set_filter (list, "");
  select_and_begin (list, seq)->wait = TRUE;
}

void
helio_message_go_to (HelioMessageList *list, guint64 seq)
{
  select_and_begin (list, seq)->focus = TRUE;
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
  HelioLiveList *rows = helio_message_list_get_rows (list);
  GtkAdjustment *adjustment = helio_message_list_get_vadjustment (list);
  Reveal *reveal = g_object_get_data (G_OBJECT (list), HELD);
  const guint64 selected = helio_message_list_get_selected_seq (list);
  const guint n = helio_live_list_get_n_rows (rows);

  if (helio_message_list_get_following (list))
    return;
  /* One about a row that is not selected any more ends by itself, and holds nothing. */
  if (reveal != NULL && (!reveal->selected || reveal->seq == selected)) {
    reveal->patience = PATIENCE;
    reveal->frames = 0;
    return;
  }
  if (selected != G_MAXUINT64) {
    reveal = begin (list, selected, 0.5);
    reveal->selected = TRUE;
  } else if (n > 0 && helio_message_has_below (list)) {
    const double row = gtk_adjustment_get_upper (adjustment) / n;
    const guint top = MIN ((guint) (gtk_adjustment_get_value (adjustment) / row + 0.5), n - 1);

    begin (list, helio_live_list_get_key (rows, top), 0);
  } else
    begin (list, G_MAXUINT64, 1);
}
