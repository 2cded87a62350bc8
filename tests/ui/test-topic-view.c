// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-message-store-private.h"
#include "ui/helio-ui-test.h"
#include "ui/topics/helio-topic-line.h"
#include "ui/topics/helio-topic-view.h"

#include <math.h>

typedef struct {
  HelioMessageStore *store;
  HelioTopicTree *tree;
  HelioTopicView *view;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);
  self->tree = helio_topic_tree_new (self->store);
  self->view = g_object_ref_sink (helio_topic_view_new ());
  helio_topic_view_set_tree (self->view, self->tree);
  self->window = helio_ui_test_show (GTK_WIDGET (self->view), 300, 500);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (self->window);
  g_assert_finalize_object (self->view);
  g_assert_finalize_object (self->tree);
  g_assert_finalize_object (self->store);
}

static guint wanted_rows;

static gboolean
has_rows (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (((Fixture *) data)->tree)) == wanted_rows;
}

static void
wait_rows (Fixture *self, guint n)
{
  wanted_rows = n;
  helio_test_wait (has_rows, self, 10, "rows");
  helio_ui_test_frames (GTK_WIDGET (self->view), 3);
}

static void
feed_site (Fixture *self)
{
  helio_ui_test_feed (self->store, "site/1/temp", "23.4", 0, TRUE);
  helio_ui_test_feed (self->store, "site/1/hum", "55", 0, FALSE);
  helio_ui_test_feed (self->store, "site/2/temp", "19", 0, FALSE);
  helio_ui_test_feed (self->store, "chat", "hello", 0, FALSE);
  wait_rows (self, 2);
}

static GtkWidget *
find_row (GtkWidget *widget, guint32 node)
{
  if (HELIO_IS_TOPIC_LINE (widget) && helio_topic_line_get_node (HELIO_TOPIC_LINE (widget)) == node)
    return gtk_widget_get_parent (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *row = find_row (child, node);
    if (row != NULL)
      return row;
  }
  return NULL;
}

typedef struct {
  Fixture *fixture;
  const char *topic;
  const char *label;
} Labelled;

static gboolean
is_labelled (gpointer data)
{
  Labelled *self = data;
  GtkWidget *row = find_row (GTK_WIDGET (self->fixture->view),
                             helio_topic_tree_find (self->fixture->tree, self->topic));
  g_autofree char *mismatch = NULL;

  if (row == NULL ||
      !gtk_test_accessible_has_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return FALSE;
  mismatch = gtk_test_accessible_check_property (GTK_ACCESSIBLE (row),
                                                 GTK_ACCESSIBLE_PROPERTY_LABEL,
                                                 self->label);
  return mismatch == NULL;
}

static void
wait_label (Fixture *self, const char *topic, const char *label)
{
  Labelled labelled = {self, topic, label};

  helio_test_wait (is_labelled, &labelled, 15, label);
}

static void
test_accessible (Fixture *self, gconstpointer data)
{
  GtkWidget *row;

  feed_site (self);
  wait_label (self, "chat", "chat: hello, 1 message");
  wait_label (self, "site", "site, 3 messages");
  row = find_row (GTK_WIDGET (self->view), helio_topic_tree_find (self->tree, "site"));
  gtk_test_accessible_assert_state (row, GTK_ACCESSIBLE_STATE_EXPANDED, FALSE);
  helio_topic_tree_set_expanded (self->tree, helio_topic_tree_find (self->tree, "site"), TRUE);
  wait_rows (self, 4);
  gtk_test_accessible_assert_state (row, GTK_ACCESSIBLE_STATE_EXPANDED, TRUE);
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LEVEL, 1);
  helio_topic_tree_set_expanded (self->tree, helio_topic_tree_find (self->tree, "site/1"), TRUE);
  wait_rows (self, 6);
  wait_label (self, "site/1/temp", "temp: 23.4, 1 message, retained");
  row = find_row (GTK_WIDGET (self->view), helio_topic_tree_find (self->tree, "site/1/temp"));
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LEVEL, 3);

  /* A new value reaches the row that shows it. */
  helio_ui_test_feed (self->store, "site/1/temp", "23.5", 0, FALSE);
  wait_label (self, "site/1/temp", "temp: 23.5, 2 messages");
}

static void
test_selection (Fixture *self, gconstpointer data)
{
  feed_site (self);
  g_assert_null (helio_topic_view_get_selected_topic (self->view));
  helio_topic_view_set_selected_topic (self->view, "site");
  g_assert_cmpstr (helio_topic_view_get_selected_topic (self->view), ==, "site");
  /* A topic that sorts before it moves the row, not the selection. */
  helio_ui_test_feed (self->store, "alerts/alice", "1", 0, FALSE);
  wait_rows (self, 3);
  g_assert_cmpstr (helio_topic_view_get_selected_topic (self->view), ==, "site");
  helio_topic_view_set_selected_topic (self->view, "no/such/topic");
  g_assert_null (helio_topic_view_get_selected_topic (self->view));
}

/* @topic: NULL: no row. */
static void
assert_selected (Fixture *self, const char *topic)
{
  GtkListView *list = helio_ui_test_child (self->view, HELIO_TYPE_TOPIC_VIEW, "list_view");
  GtkSelectionModel *selection = gtk_list_view_get_model (list);
  guint expected =
      topic != NULL
          ? helio_topic_tree_get_position (self->tree, helio_topic_tree_find (self->tree, topic))
          : G_MAXUINT;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (selection)); i++)
    g_assert_cmpint (gtk_selection_model_is_selected (selection, i), ==, i == expected);
}

/* Topics are dropped and others come, with the numbers of the old ones. */
static void
test_selected_is_dropped (Fixture *self, gconstpointer data)
{
  guint32 node;

  helio_message_store_set_limits (self->store, 3, 0);
  helio_ui_test_feed (self->store, "one", "1", 0, FALSE);
  wait_rows (self, 1);
  helio_topic_view_set_selected_topic (self->view, "one");
  node = helio_topic_tree_find (self->tree, "one");

  for (guint i = 0; helio_topic_tree_find (self->tree, "one") != G_MAXUINT32; i++) {
    g_autofree char *topic = g_strdup_printf ("many/%u", i);
    g_autofree char *payload = g_strnfill (8000, 'x');

    g_assert_cmpuint (i, <, 10000);
    helio_ui_test_feed (self->store, topic, payload, 0, FALSE);
    helio_topic_tree_flush (self->tree);
  }
  g_assert_cmpstr (helio_topic_view_get_selected_topic (self->view), ==, "one");
  /* Somebody else gets its number. */
  for (guint i = 0;; i++) {
    g_autofree char *topic = g_strdup_printf ("other%u", i);
    g_autoptr (HelioTopicItem) item = NULL;

    g_assert_cmpuint (i, <, 100);
    helio_ui_test_feed (self->store, topic, "2", 0, FALSE);
    helio_topic_tree_flush (self->tree);
    if (helio_topic_tree_find (self->tree, topic) == node)
      break;
  }
  helio_ui_test_frames (GTK_WIDGET (self->view), 3);
  assert_selected (self, NULL);
  g_assert_cmpstr (helio_topic_view_get_selected_topic (self->view), ==, "one");

  /* It is there again: its row is selected again. */
  helio_ui_test_feed (self->store, "one", "3", 0, FALSE);
  helio_ui_test_frames (GTK_WIDGET (self->view), 3);
  assert_selected (self, "one");
  g_assert_cmpstr (helio_topic_view_get_selected_topic (self->view), ==, "one");
}

static void
test_filter (Fixture *self, gconstpointer data)
{
  GtkEditable *entry = helio_ui_test_child (self->view, HELIO_TYPE_TOPIC_VIEW, "filter_entry");
  g_autofree char *texts = NULL, *empty = NULL;

  texts = helio_ui_test_texts (self->view);
  g_assert_nonnull (g_strstr_len (texts, -1, "Topics appear as messages arrive"));
  feed_site (self);
  /* The branches of what matches are open. */
  gtk_editable_set_text (entry, "site/+/temp");
  wait_rows (self, 5);
  gtk_editable_set_text (entry, "nothing of the kind");
  wait_rows (self, 0);
  helio_ui_test_frames (GTK_WIDGET (self->view), 20);
  empty = helio_ui_test_texts (self->view);
  g_assert_nonnull (g_strstr_len (empty, -1, "No topic matches"));
  gtk_editable_set_text (entry, "");
  wait_rows (self, 2);
}

static void
test_menu (Fixture *self, gconstpointer data)
{
  feed_site (self);
  gtk_widget_activate_action (GTK_WIDGET (self->view), "topics.expand-all", NULL);
  wait_rows (self, 7);
  gtk_widget_activate_action (GTK_WIDGET (self->view), "topics.collapse-all", NULL);
  wait_rows (self, 2);
}

static gboolean
has_five_more (gpointer data)
{
  Fixture *self = data;

  return helio_topic_tree_get_count (self->tree, helio_topic_tree_find (self->tree, "site")) == 8;
}

/* Messages in each second that the row is there. */
static void
test_rates (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioTopicLine) line = g_object_ref_sink (helio_topic_line_new (self->tree));
  const gint64 start = 1000 * (gint64) G_USEC_PER_SEC;
  const double *rates;
  guint n;

  feed_site (self);
  helio_topic_line_set_node (line, helio_topic_tree_find (self->tree, "site"));
  helio_topic_line_sample (line, start); /* what came before is no rate */
  for (guint i = 0; i < 5; i++)
    helio_ui_test_feed (self->store, "site/1/temp", "24", 0, FALSE);
  helio_test_wait (has_five_more, self, 10, "messages in the tree");
  helio_topic_line_sample (line, start + G_USEC_PER_SEC / 2); /* the second is not over */
  helio_topic_line_sample (line, start + G_USEC_PER_SEC);
  helio_topic_line_sample (line, start + 2 * G_USEC_PER_SEC);
  rates = helio_topic_line_get_rates (line, &n);
  g_assert_cmpfloat (rates[n - 2], ==, 5);
  g_assert_cmpfloat (rates[n - 1], ==, 0);
  g_assert_true (isnan (rates[n - 3]));
  /* Another topic has a history of its own. */
  helio_topic_line_set_node (line, helio_topic_tree_find (self->tree, "chat"));
  g_assert_true (isnan (helio_topic_line_get_rates (line, &n)[n - 2]));
}

static gboolean
has_two_more (gpointer data)
{
  Fixture *self = data;

  return helio_topic_tree_get_count (self->tree, helio_topic_tree_find (self->tree, "site")) == 5;
}

/* While its page was not in view something came: when is not known, and nobody claims that it was all the time. */
static void
test_rates_unknown (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioTopicLine) line = g_object_ref_sink (helio_topic_line_new (self->tree));
  const gint64 start = 1000 * (gint64) G_USEC_PER_SEC;
  const double *rates;
  guint n;

  feed_site (self);
  helio_topic_line_set_node (line, helio_topic_tree_find (self->tree, "site"));
  helio_topic_line_sample (line, start);
  rates = helio_topic_line_get_rates (line, &n);
  g_assert_true (isnan (rates[0]) && isnan (rates[n - 1])); /* it had no row */
  helio_topic_line_sample (line, start + G_USEC_PER_SEC);
  g_assert_true (isnan (rates[n - 2]));
  g_assert_cmpfloat (rates[n - 1], ==, 0);
  for (guint i = 0; i < 2; i++)
    helio_ui_test_feed (self->store, "site/1/temp", "24", 0, FALSE);
  helio_test_wait (has_two_more, self, 10, "messages in the tree");
  helio_topic_line_sample (line, start + 9 * G_USEC_PER_SEC);
  for (guint i = 1; i <= 8; i++)
    g_assert_true (isnan (rates[n - i]));
  g_assert_cmpfloat (rates[n - 9], ==, 0);
  /* That nothing came is known of each second, whoever looked. */
  helio_topic_line_sample (line, start + 12 * G_USEC_PER_SEC);
  for (guint i = 1; i <= 3; i++)
    g_assert_cmpfloat (rates[n - i], ==, 0);
  g_assert_true (isnan (rates[n - 4]));
  for (guint i = 0; i < 3; i++)
    helio_ui_test_feed (self->store, "site/1/temp", "25", 0, FALSE);
  helio_test_wait (has_five_more, self, 10, "messages in the tree");
  helio_topic_line_sample (line, start + 13 * G_USEC_PER_SEC);
  g_assert_cmpfloat (rates[n - 1], ==, 3);
  helio_topic_line_sample (line, start + 1000 * G_USEC_PER_SEC);
  g_assert_cmpfloat (rates[0], ==, 0);
}

static gboolean
is_lit (gpointer line)
{
  return helio_topic_line_is_lit (line);
}

static gboolean
is_dark (gpointer line)
{
  return !helio_topic_line_is_lit (line);
}

/* A value that changes stands out for a moment; one that comes again does not, nor what was not seen before. */
static void
test_lit (Fixture *self, gconstpointer data)
{
  HelioTopicLine *line;

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  helio_ui_test_feed (self->store, "lamp", "on", 0, FALSE);
  wait_rows (self, 1);
  line = HELIO_TOPIC_LINE (gtk_widget_get_first_child (
      find_row (GTK_WIDGET (self->view), helio_topic_tree_find (self->tree, "lamp"))));
  g_assert_false (helio_topic_line_is_lit (line));
  helio_ui_test_feed (self->store, "lamp", "off", 0, FALSE);
  helio_test_wait (is_lit, line, 10, "a value that stands out");
  helio_test_wait (is_dark, line, 10, "a value that does not any more");
  helio_ui_test_feed (self->store, "lamp", "off", 0, FALSE);
  helio_ui_test_frames (GTK_WIDGET (self->view), 10);
  g_assert_false (helio_topic_line_is_lit (line));
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  helio_ui_test_feed (self->store, "lamp", "on", 0, FALSE);
  helio_ui_test_frames (GTK_WIDGET (self->view), 10);
  g_assert_false (helio_topic_line_is_lit (line));
  gtk_settings_reset_property (gtk_settings_get_default (), "gtk-enable-animations");
}

static void
click (Fixture *self, const char *topic, int n_press, double x)
{
  GtkWidget *line = gtk_widget_get_first_child (
      find_row (GTK_WIDGET (self->view), helio_topic_tree_find (self->tree, topic)));
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (line);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_GESTURE_CLICK (controller))
      g_signal_emit_by_name (controller, "pressed", n_press, x, 5.0);
  }
  helio_ui_test_frames (GTK_WIDGET (self->view), 3);
}

/* The arrow is at the start of the row. */
static void
test_fold_by_mouse (Fixture *self, gconstpointer data)
{
  feed_site (self);
  click (self, "site", 1, 150);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->tree)), ==, 2);
  click (self, "site", 1, 12);
  wait_rows (self, 4);
  click (self, "site", 2, 150);
  wait_rows (self, 2);
  click (self, "chat", 1, 12);
  click (self, "chat", 2, 150);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->tree)), ==, 2);
}

static void
test_empty_level (void)
{
  HelioTopicRow row = {.name = (char *) ""};
  g_autofree char *name = helio_topic_line_get_display_name (&row);

  g_assert_cmpstr (name, ==, "(empty)");
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

/* ── order ── */

static GtkEventController *
find_motion (Fixture *self)
{
  GtkWidget *scroller = helio_ui_test_child (self->view, HELIO_TYPE_TOPIC_VIEW, "scroller");
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (scroller);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_EVENT_CONTROLLER_MOTION (controller) &&
        gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
      return controller;
  }
  g_assert_not_reached ();
}

static gboolean
is_sorted (gpointer data)
{
  return helio_topic_tree_get_n_sorted (((Fixture *) data)->tree) >= wanted_rows;
}

static void
wait_sorted (Fixture *self, guint n)
{
  wanted_rows = n;
  helio_test_wait (is_sorted, self, 20, "an order");
  helio_ui_test_frames (GTK_WIDGET (self->view), 6);
}

static guint
position_of (Fixture *self, const char *topic)
{
  return helio_topic_tree_get_position (self->tree, helio_topic_tree_find (self->tree, topic));
}

static gboolean
has_passed (gpointer data)
{
  return g_get_monotonic_time () >= *(gint64 *) data;
}

/* The order is made anew by itself, but not while the pointer is there; new rows wait for it to rest. */
static void
test_sort (Fixture *self, gconstpointer data)
{
  GtkEventController *motion = find_motion (self);
  guint done;
  gint64 later;
  g_autofree char *sort = NULL;

  feed_site (self);
  g_signal_emit_by_name (motion, "leave");
  gtk_widget_activate_action (GTK_WIDGET (self->view), "topics.sort", "s", "recent");
  g_object_get (self->view, "sort", &sort, NULL);
  g_assert_cmpstr (sort, ==, "recent");
  wait_sorted (self, 1);
  g_assert_cmpuint (position_of (self, "chat"), ==, 0);
  helio_ui_test_feed (self->store, "site/1/hum", "56", 0, FALSE);
  wait_sorted (self, 2);
  g_assert_cmpuint (position_of (self, "site"), ==, 0);

  done = helio_topic_tree_get_n_sorted (self->tree);
  g_signal_emit_by_name (motion, "enter", 10.0, 10.0);
  helio_ui_test_feed (self->store, "chat", "again", 0, FALSE);
  helio_ui_test_feed (self->store, "news", "1", 0, FALSE);
  for (guint i = 0; i < 5; i++) {
    g_signal_emit_by_name (motion, "motion", 11.0 + i, 10.0);
    helio_ui_test_frames (GTK_WIDGET (self->view), 1);
  }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->tree)), ==, 2);
  /* It rests: the row comes, at the end. The order waits however long that is. */
  wait_rows (self, 3);
  later = g_get_monotonic_time () + 3 * G_TIME_SPAN_SECOND;
  helio_test_wait (has_passed, &later, 10, "three seconds");
  g_assert_cmpuint (helio_topic_tree_get_n_sorted (self->tree), ==, done);
  g_assert_cmpuint (position_of (self, "site"), ==, 0);
  g_assert_cmpuint (position_of (self, "news"), ==, 2);
  g_signal_emit_by_name (motion, "leave");
  wait_sorted (self, done + 1);
  g_assert_cmpuint (position_of (self, "news"), ==, 0);
}

static double
offset_of (Fixture *self, const char *topic)
{
  GtkWidget *row = find_row (GTK_WIDGET (self->view), helio_topic_tree_find (self->tree, topic));
  GtkWidget *scroller = helio_ui_test_child (self->view, HELIO_TYPE_TOPIC_VIEW, "scroller");
  graphene_rect_t bounds;

  g_assert_nonnull (row);
  g_assert_true (gtk_widget_get_mapped (row));
  g_assert_true (gtk_widget_compute_bounds (row, scroller, &bounds));
  return bounds.origin.y;
}

/* A selected row in view stays selected, and where it is on screen, although many rows change places. */
static void
test_sort_keeps_place (Fixture *self, gconstpointer data)
{
  GtkScrolledWindow *scroller = helio_ui_test_child (self->view, HELIO_TYPE_TOPIC_VIEW, "scroller");
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scroller);
  double offset;
  guint before;

  for (guint i = 0; i < 400; i++) {
    g_autofree char *topic = g_strdup_printf ("t%u", i);
    helio_ui_test_feed (self->store, topic, "1", 0, FALSE);
  }
  wait_rows (self, 400);
  g_signal_emit_by_name (find_motion (self), "leave");
  gtk_widget_activate_action (GTK_WIDGET (self->view), "topics.sort", "s", "recent");
  wait_sorted (self, 1);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) / 2);
  helio_ui_test_frames (GTK_WIDGET (self->view), 5);
  helio_topic_view_set_selected_topic (self->view, "t198");
  helio_ui_test_frames (GTK_WIDGET (self->view), 3);
  before = position_of (self, "t198");
  offset = offset_of (self, "t198");

  for (guint i = 0; i < 60; i++) {
    g_autofree char *topic = g_strdup_printf ("t%u", i);
    helio_ui_test_feed (self->store, topic, "2", 0, FALSE);
  }
  wait_sorted (self, helio_topic_tree_get_n_sorted (self->tree) + 1);
  g_assert_cmpuint (position_of (self, "t59"), ==, 0);
  g_assert_cmpuint (position_of (self, "t198"), ==, before + 60);
  assert_selected (self, "t198");
  g_assert_cmpfloat (ABS (offset_of (self, "t198") - offset), <, 1.5);
}

/* Levels and branches by their actions. */
static void
test_levels (Fixture *self, gconstpointer data)
{
  GtkWidget *widget = GTK_WIDGET (self->view);

  feed_site (self);
  gtk_widget_activate_action (widget, "topics.expand-to", "i", 2);
  wait_rows (self, 4);
  gtk_widget_activate_action (widget, "topics.expand-to", "i", 1);
  wait_rows (self, 2);
  gtk_widget_activate_action (widget, "topics.expand-below", NULL);
  wait_rows (self, 2);
  helio_topic_view_set_selected_topic (self->view, "site");
  gtk_widget_activate_action (widget, "topics.expand-below", NULL);
  wait_rows (self, 7);
  gtk_widget_activate_action (widget, "topics.collapse-below", NULL);
  wait_rows (self, 2);
}

/* ── the menu of a row ── */

static gboolean
press (Fixture *self, guint keyval, GdkModifierType state)
{
  GtkWidget *list = helio_ui_test_child (self->view, HELIO_TYPE_TOPIC_VIEW, "list_view");
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (list);
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !handled; i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_EVENT_CONTROLLER_KEY (controller) &&
        gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
      g_signal_emit_by_name (controller, "key-pressed", keyval, 0u, state, &handled);
  }
  return handled;
}

static gboolean
is_open (gpointer data)
{
  GtkWidget *popover = helio_ui_test_find (((Fixture *) data)->view, GTK_TYPE_POPOVER_MENU);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (((Fixture *) data)->view));
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER_MENU (child))
      popover = child;
  return popover != NULL && gtk_widget_get_mapped (popover);
}

/* By its key, and back to the row; nothing comes between the rows while it is open. What nobody above can do is not in
 * it. */
static void
test_row_menu (Fixture *self, gconstpointer data)
{
  GtkWidget *popover = NULL, *row;

  feed_site (self);
  g_signal_emit_by_name (find_motion (self), "leave");
  helio_topic_view_set_selected_topic (self->view, "chat");
  g_assert_true (
      gtk_widget_child_focus (helio_ui_test_child (self->view, HELIO_TYPE_TOPIC_VIEW, "port"),
                              GTK_DIR_TAB_FORWARD));
  helio_ui_test_frames (GTK_WIDGET (self->view), 3);
  /* As a button does it whose release goes to the popover. */
  row = find_row (GTK_WIDGET (self->view), helio_topic_tree_find (self->tree, "chat"));
  gtk_widget_set_state_flags (row, GTK_STATE_FLAG_ACTIVE, FALSE);
  g_assert_true (press (self, GDK_KEY_F10, GDK_SHIFT_MASK));
  helio_test_wait (is_open, self, 10, "a menu");
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER_MENU (child))
      popover = child;
  /* Of a topic without branches: its topic and its value can be copied, and it can be ignored; there is no page and no
   * link above. */
  g_assert_cmpuint (helio_ui_test_count_menu_items (popover), ==, 3);
  helio_ui_test_feed (self->store, "news", "1", 0, FALSE);
  helio_ui_test_frames (GTK_WIDGET (self->view), 10);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->tree)), ==, 2);
  gtk_popover_popdown (GTK_POPOVER (popover));
  wait_rows (self, 3);
  g_assert_cmpuint (gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_ACTIVE, ==, 0);
  g_assert_true (gtk_widget_is_focus (row));
}

/* The star opens all below the row with the focus, the slash closes it, a digit opens so many levels. */
static void
test_keys (Fixture *self, gconstpointer data)
{
  feed_site (self);
  helio_topic_view_set_selected_topic (self->view, "site");
  g_assert_true (
      gtk_widget_child_focus (helio_ui_test_child (self->view, HELIO_TYPE_TOPIC_VIEW, "port"),
                              GTK_DIR_TAB_FORWARD));
  helio_ui_test_frames (GTK_WIDGET (self->view), 3);
  g_assert_true (press (self, GDK_KEY_asterisk, GDK_SHIFT_MASK));
  wait_rows (self, 7);
  g_assert_true (press (self, GDK_KEY_slash, 0));
  wait_rows (self, 2);
  g_assert_true (press (self, GDK_KEY_Right, GDK_SHIFT_MASK));
  wait_rows (self, 7);
  g_assert_true (press (self, GDK_KEY_2, 0));
  wait_rows (self, 4);
  g_assert_false (press (self, GDK_KEY_a, 0));
}

/* Branches above are opened, a filter that hides it goes. */
static void
test_reveal (Fixture *self, gconstpointer data)
{
  feed_site (self);
  g_assert_true (helio_topic_view_reveal (self->view, "site/1/hum"));
  g_assert_cmpstr (helio_topic_view_get_selected_topic (self->view), ==, "site/1/hum");
  helio_topic_view_set_selected_topic (self->view, NULL);
  helio_topic_tree_set_filter (self->tree, "chat");
  wait_rows (self, 1);
  g_assert_true (helio_topic_view_reveal (self->view, "site/2/temp"));
  g_assert_cmpstr (helio_topic_view_get_selected_topic (self->view), ==, "site/2/temp");
  g_assert_false (helio_topic_view_reveal (self->view, "no/such/topic"));
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  add ("/topic-view/accessible", test_accessible);
  add ("/topic-view/selection", test_selection);
  add ("/topic-view/selected-is-dropped", test_selected_is_dropped);
  add ("/topic-view/filter", test_filter);
  add ("/topic-view/menu", test_menu);
  add ("/topic-view/sort", test_sort);
  add ("/topic-view/sort-keeps-place", test_sort_keeps_place);
  add ("/topic-view/levels", test_levels);
  add ("/topic-view/row-menu", test_row_menu);
  add ("/topic-view/keys", test_keys);
  add ("/topic-view/reveal", test_reveal);
  g_test_add ("/topic-view/rates", Fixture, NULL, set_up, test_rates, tear_down);
  add ("/topic-view/rates-unknown", test_rates_unknown);
  add ("/topic-view/lit", test_lit);
  add ("/topic-view/fold-by-mouse", test_fold_by_mouse);
  g_test_add_func ("/topic-view/empty-level", test_empty_level);
  return g_test_run ();
}
