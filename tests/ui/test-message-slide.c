// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* A list that follows many messages keeps its rows, and moves what they show. */
#include "config.h"

#include "core/store/helio-message-store-private.h"
#include "ui/helio-ui-test.h"
#include "ui/messages/helio-message-line.h"
#include "ui/messages/helio-message-list.h"

typedef struct {
  HelioMessageStore *store;
  HelioMessageView *view;
  HelioMessageList *list;
  GtkListView *list_view;
  GtkWidget *scroller;
  GtkWindow *window;
  guint64 opened;
  guint wanted; /* rows */
} Fixture;

static void
on_open (HelioMessageList *list, guint64 seq, gpointer user_data)
{
  ((Fixture *) user_data)->opened = seq;
}

static void
feed (Fixture *self, guint n)
{
  for (guint i = 0; i < n; i++)
    helio_ui_test_feed (self->store, "plant/a", "1", 0, FALSE);
}

static guint
n_rows (Fixture *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->view));
}

static gboolean
has_rows (gpointer data)
{
  Fixture *self = data;

  return n_rows (self) == self->wanted;
}

static void
feed_and_wait (Fixture *self, guint n)
{
  self->wanted = n_rows (self) + n;
  feed (self, n);
  helio_test_wait (has_rows, self, 10, "rows");
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);
  self->view = helio_message_view_new (self->store);
  self->list = g_object_ref_sink (helio_message_list_new ());
  self->opened = G_MAXUINT64;
  g_signal_connect (self->list, "open", G_CALLBACK (on_open), self);
  helio_message_list_set_view (self->list, self->view);
  self->list_view = helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "list_view");
  self->scroller = helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "scroller");
  self->window = helio_ui_test_show (GTK_WIDGET (self->list), 700, 500);
  feed_and_wait (self, 1000);
  helio_ui_test_frames (GTK_WIDGET (self->list), 5);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (self->window);
  g_assert_finalize_object (self->list);
  g_assert_finalize_object (self->view);
  g_assert_finalize_object (self->store);
}

static void
collect (GtkWidget *widget, GPtrArray *lines)
{
  if (HELIO_IS_MESSAGE_LINE (widget))
    g_ptr_array_add (lines, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, lines);
}

static GPtrArray *
get_lines (Fixture *self)
{
  GPtrArray *lines = g_ptr_array_new ();

  collect (GTK_WIDGET (self->list), lines);
  return lines;
}

static int
compare_y (gconstpointer a, gconstpointer b, gpointer user_data)
{
  graphene_rect_t first, second;

  g_assert_true (gtk_widget_compute_bounds (*(GtkWidget *const *) a, user_data, &first));
  g_assert_true (gtk_widget_compute_bounds (*(GtkWidget *const *) b, user_data, &second));
  return (first.origin.y > second.origin.y) - (first.origin.y < second.origin.y);
}

/* What is seen is a run of messages without a break. Returns the last that is wholly in view. */
static guint64
get_last_seen (Fixture *self)
{
  g_autoptr (GPtrArray) lines = get_lines (self);
  guint64 last = G_MAXUINT64;
  guint seen = 0;

  for (guint i = lines->len; i > 0; i--)
    if (!gtk_widget_get_mapped (lines->pdata[i - 1]))
      g_ptr_array_remove_index (lines, i - 1);
  g_ptr_array_sort_with_data (lines, compare_y, self->scroller);
  for (guint i = 0; i < lines->len; i++) {
    graphene_rect_t bounds;

    g_assert_true (gtk_widget_compute_bounds (lines->pdata[i], self->scroller, &bounds));
    if (bounds.origin.y < 0 ||
        bounds.origin.y + bounds.size.height > (float) gtk_widget_get_height (self->scroller))
      continue;
    if (seen++ > 0)
      g_assert_cmpuint (helio_message_line_get_seq (lines->pdata[i]), ==, last + 1);
    last = helio_message_line_get_seq (lines->pdata[i]);
  }
  g_assert_cmpuint (seen, >, 5);
  return last;
}

static guint
n_told (Fixture *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (self->list_view)));
}

static void
test_keeps_rows (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) before = get_lines (self), after = NULL;
  guint slides = 0;

  g_assert_cmpuint (get_last_seen (self), ==, 999);
  for (guint i = 0; i < 40; i++) {
    feed_and_wait (self, 50);
    slides += n_told (self) < n_rows (self);
    g_assert_cmpuint (get_last_seen (self), ==, n_rows (self) - 1);
  }
  g_assert_cmpuint (slides, >, 0);
  after = get_lines (self);
  g_assert_cmpuint (after->len, ==, before->len);
  for (guint i = 0; i < after->len; i++)
    g_assert_true (g_ptr_array_find (before, after->pdata[i], NULL));

  /* When nothing comes any more, the list knows all. */
  helio_ui_test_frames (GTK_WIDGET (self->list), 5);
  g_assert_cmpuint (n_told (self), ==, n_rows (self));
  g_assert_cmpuint (get_last_seen (self), ==, n_rows (self) - 1);
}

/* It may be told in that very frame. */
static void
slide (Fixture *self)
{
  for (guint i = 0; i < 50 && n_told (self) == n_rows (self); i++)
    feed_and_wait (self, 200);
  g_assert_cmpuint (n_told (self), <, n_rows (self));
}

static gboolean
is_told (gpointer data)
{
  Fixture *self = data;

  return n_told (self) == n_rows (self);
}

/* Who scrolls up sees no row move otherwise, and all of them can be reached. */
static void
test_reads_on (Fixture *self, gconstpointer data)
{
  GtkAdjustment *adjustment = helio_message_list_get_vadjustment (self->list);
  guint64 end, last;

  slide (self);
  end = n_rows (self);
  /* As an event does it: nothing is laid out in between. */
  helio_message_list_set_following (self->list, FALSE);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - 60);
  helio_ui_test_frames (GTK_WIDGET (self->list), 3);
  last = get_last_seen (self);
  g_assert_cmpuint (last, <, end - 1);
  g_assert_cmpuint (last, >=, end - 6);
  /* Once more, before it has settled. */
  g_assert_false (is_told (self));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - 60);
  helio_ui_test_frames (GTK_WIDGET (self->list), 3);
  g_assert_cmpuint (get_last_seen (self), <, last);
  g_assert_cmpuint (get_last_seen (self), >=, last - 5);
  last = get_last_seen (self);

  helio_test_wait (is_told, self, 10, "the list to be told");
  helio_ui_test_frames (GTK_WIDGET (self->list), 3);
  g_assert_cmpuint (get_last_seen (self), ==, last);
  feed_and_wait (self, 500);
  helio_ui_test_frames (GTK_WIDGET (self->list), 5);
  g_assert_cmpuint (get_last_seen (self), ==, last);
  g_assert_true (is_told (self));

  gtk_adjustment_set_value (adjustment, 0);
  helio_ui_test_frames (GTK_WIDGET (self->list), 5);
  last = get_last_seen (self);
  g_assert_cmpuint (last, <, 50);
}

/* It had not moved for long when somebody took hold of it: that is no rest after a scroll. */
static void
test_taken_hold_of (Fixture *self, gconstpointer data)
{
  GtkAdjustment *adjustment = helio_message_list_get_vadjustment (self->list);
  guint quiet = 0;

  for (guint i = 0; i < 300 && quiet < 20; i++) {
    const double value = gtk_adjustment_get_value (adjustment);

    feed_and_wait (self, 5);
    quiet = !is_told (self) && gtk_adjustment_get_value (adjustment) == value ? quiet + 1 : 0;
  }
  if (quiet < 20) {
    g_test_skip ("frames take too long here");
    return;
  }
  helio_message_list_set_following (self->list, FALSE);
  helio_ui_test_frames (GTK_WIDGET (self->list), 2);
  g_assert_false (is_told (self));
  helio_test_wait (is_told, self, 10, "the list to be told");
}

/* To the top at once: the rows that are hidden lie there. */
static void
test_to_the_top (Fixture *self, gconstpointer data)
{
  GtkAdjustment *adjustment = helio_message_list_get_vadjustment (self->list);

  slide (self);
  helio_message_list_set_following (self->list, FALSE);
  gtk_adjustment_set_value (adjustment, 0);
  helio_test_wait (is_told, self, 10, "the list to be told");
  gtk_adjustment_set_value (adjustment, 0);
  helio_ui_test_frames (GTK_WIDGET (self->list), 5);
  g_assert_cmpuint (get_last_seen (self), <, 50);
}

static gboolean
has_filtered (gpointer data)
{
  Fixture *self = data;

  return helio_message_view_get_progress (self->view) >= 1 && n_rows (self) == self->wanted;
}

/* What makes all rows others, or none come, meets hidden ones. */
static void
test_others (Fixture *self, gconstpointer data)
{
  slide (self);
  self->wanted = 0;
  helio_message_list_set_filter (self->list, "no such text");
  helio_test_wait (has_filtered, self, 10, "no rows");
  helio_ui_test_frames (GTK_WIDGET (self->list), 5);
  g_assert_true (is_told (self));
  self->wanted = (guint) helio_message_store_get_total (self->store);
  helio_message_list_set_filter (self->list, "plant");
  helio_test_wait (has_filtered, self, 10, "all rows");
  helio_ui_test_frames (GTK_WIDGET (self->list), 5);
  g_assert_true (helio_message_list_get_following (self->list));
  g_assert_cmpuint (get_last_seen (self), ==, n_rows (self) - 1);

  slide (self);
  helio_message_view_set_paused (self->view, TRUE);
  helio_test_wait (is_told, self, 10, "the list to be told");
  helio_ui_test_frames (GTK_WIDGET (self->list), 5);
  g_assert_cmpuint (get_last_seen (self), ==, n_rows (self) - 1);
  helio_message_view_set_paused (self->view, FALSE);
  slide (self);
  g_assert_cmpuint (get_last_seen (self), ==, n_rows (self) - 1);
}

static void
test_opens (Fixture *self, gconstpointer data)
{
  slide (self);
  gtk_widget_activate_action (GTK_WIDGET (self->list_view),
                              "list.activate-item",
                              "u",
                              n_told (self) - 1);
  g_assert_cmpuint (self->opened, ==, n_rows (self) - 1);
  g_assert_cmpuint (helio_message_list_get_selected_seq (self->list), ==, self->opened);
  g_assert_false (helio_message_list_get_following (self->list));
}

/* A row with the focus stays that message, wherever it goes. */
static void
test_focus (Fixture *self, gconstpointer data)
{
  GtkWidget *focus;
  guint64 seq;

  helio_message_list_focus_rows (self->list);
  focus = gtk_window_get_focus (self->window);
  g_assert_nonnull (focus);
  seq = helio_message_line_get_seq (HELIO_MESSAGE_LINE (gtk_widget_get_first_child (focus)));
  g_assert_cmpuint (seq, ==, 999);
  helio_message_list_set_following (self->list, TRUE);
  for (guint i = 0; i < 5; i++) {
    feed_and_wait (self, 5);
    g_assert_cmpuint (n_told (self), ==, n_rows (self));
  }
  focus = gtk_window_get_focus (self->window);
  g_assert_cmpuint (
      helio_message_line_get_seq (HELIO_MESSAGE_LINE (gtk_widget_get_first_child (focus))),
      ==,
      seq);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  add ("/message-slide/keeps-rows", test_keeps_rows);
  add ("/message-slide/reads-on", test_reads_on);
  add ("/message-slide/taken-hold-of", test_taken_hold_of);
  add ("/message-slide/to-the-top", test_to_the_top);
  add ("/message-slide/others", test_others);
  add ("/message-slide/opens", test_opens);
  add ("/message-slide/focus", test_focus);
  return g_test_run ();
}
