// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Jump to a time: the message is selected, in sight, and the keyboard goes on from it. */
#include "config.h"

#include "core/store/helio-message-store-private.h"
#include "ui/helio-ui-test.h"
#include "ui/messages/helio-message-line.h"
#include "ui/messages/helio-message-list.h"
#include "ui/messages/helio-message-menu.h"

#define N 20000

typedef struct {
  HelioMessageStore *store;
  HelioMessageView *view;
  HelioMessageList *list;
  GtkWidget *scroller;
  GtkWindow *window;
  guint64 wanted;
} Fixture;

/* One a second. */
static void
feed (Fixture *self, guint n)
{
  for (guint i = 0; i < n; i++) {
    const HelioMessage message = {.topic = "plant/a",
                                  .topic_length = 7,
                                  .payload = (const guint8 *) "1",
                                  .payload_length = 1,
                                  .time = (gint64) helio_message_store_get_total (self->store) *
                                          G_USEC_PER_SEC};

    helio_message_store_append (self->store, &message);
  }
}

static gboolean
has_all (gpointer data)
{
  Fixture *self = data;

  return g_list_model_get_n_items (G_LIST_MODEL (self->view)) ==
         helio_message_store_get_total (self->store);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);
  self->view = helio_message_view_new (self->store);
  self->list = g_object_ref_sink (helio_message_list_new ());
  helio_message_list_set_view (self->list, self->view);
  self->scroller = helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "scroller");
  self->window = helio_ui_test_show (GTK_WIDGET (self->list), 700, 500);
  feed (self, N);
  helio_test_wait (has_all, self, 10, "rows");
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

/* Its row has the focus, and is wholly in sight. */
static gboolean
is_there (gpointer data)
{
  Fixture *self = data;
  GtkWidget *focus = gtk_window_get_focus (self->window);
  GtkWidget *line = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;
  graphene_rect_t bounds;

  return line != NULL && HELIO_IS_MESSAGE_LINE (line) &&
         helio_message_line_get_seq (HELIO_MESSAGE_LINE (line)) == self->wanted &&
         gtk_widget_get_mapped (line) &&
         gtk_widget_compute_bounds (line, self->scroller, &bounds) && bounds.origin.y >= 0 &&
         bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (self->scroller);
}

static void
jump (Fixture *self, guint64 seq)
{
  HelioMessageMenu *menu = helio_ui_test_find (self->list, HELIO_TYPE_MESSAGE_MENU);

  self->wanted = seq;
  g_signal_emit_by_name (menu, "jump", (gint64) seq * G_USEC_PER_SEC);
  g_assert_cmpuint (helio_message_list_get_selected_seq (self->list), ==, seq);
  g_assert_false (helio_message_list_get_following (self->list));
  helio_test_wait (is_there, self, 10, "the message that was jumped to");
  helio_ui_test_frames (GTK_WIDGET (self->list), 5);
  g_assert_true (is_there (self));
}

static void
test_far (Fixture *self, gconstpointer data)
{
  static const guint64 seqs[] = {100, 15000, 14800, 7000, 0, N - 1, 3, 10000};

  for (guint i = 0; i < G_N_ELEMENTS (seqs); i++)
    jump (self, seqs[i]);
}

/* While messages come, and the list follows them. */
static void
test_following (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 4; i++) {
    helio_message_list_set_following (self->list, TRUE);
    for (guint j = 0; j < 5; j++) {
      feed (self, 50);
      helio_test_wait (has_all, self, 10, "rows");
    }
    jump (self, 4000 * i + 1);
  }
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  g_test_add ("/message-jump/far", Fixture, NULL, set_up, test_far, tear_down);
  g_test_add ("/message-jump/following", Fixture, NULL, set_up, test_following, tear_down);
  return g_test_run ();
}
