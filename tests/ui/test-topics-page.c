// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-subscription-private.h"
#include "ui/helio-ui-test.h"
#include "ui/messages/helio-inspector.h"
#include "ui/messages/helio-message-list.h"
#include "ui/messages/helio-message-reveal.h"
#include "ui/messages/helio-payload-tree-view.h"
#include "ui/messages/helio-payload-view.h"
#include "ui/messages/helio-query-entry.h"
#include "ui/topics/helio-topic-view.h"
#include "ui/topics/helio-topics-page.h"
#include "ui/widgets/helio-width-bin.h"

#include <string.h>

typedef struct {
  HelioMessageStore *store;
  HelioTopicTree *tree;
  GListStore *subscriptions;
  HelioTopicsPage *page;
  HelioTopicView *topic_view;
  HelioMessageList *message_list;
  HelioInspector *inspector;
  GtkWindow *window;
} Fixture;

static gpointer
child (Fixture *self, const char *id)
{
  return helio_ui_test_child (self->page, HELIO_TYPE_TOPICS_PAGE, id);
}

static gboolean
has_width (gpointer data)
{
  return helio_width_bin_get_width (data) > 0;
}

/* @data: the width of the window. */
static void
set_up (Fixture *self, gconstpointer data)
{
  int width = GPOINTER_TO_INT (data);

  self->store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);
  self->tree = helio_topic_tree_new (self->store);
  self->subscriptions = g_list_store_new (HELIO_TYPE_SUBSCRIPTION);
  self->page = g_object_ref_sink (HELIO_TOPICS_PAGE (helio_topics_page_new ()));
  helio_topics_page_set_parts (self->page,
                               self->store,
                               self->tree,
                               G_LIST_MODEL (self->subscriptions));
  self->topic_view = child (self, "topic_view");
  self->message_list = child (self, "message_list");
  self->inspector = child (self, "inspector");
  for (guint i = 0; i < 50; i++) {
    helio_ui_test_feed (self->store, "site/3/temp", "23.4", 0, FALSE);
    helio_ui_test_feed (self->store, "chat/7", "hello", 0, FALSE);
  }
  self->window = helio_ui_test_show (GTK_WIDGET (self->page), width, 640);
  helio_test_wait (has_width, child (self, "width_bin"), 10, "a width");
  helio_ui_test_frames (GTK_WIDGET (self->page), 3);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (self->window);
  g_assert_finalize_object (self->page);
  g_assert_finalize_object (self->tree);
  g_assert_finalize_object (self->subscriptions);
  g_assert_finalize_object (self->store);
}

static guint wanted_rows;

static gboolean
has_rows (gpointer data)
{
  HelioMessageView *view = helio_message_list_get_view (((Fixture *) data)->message_list);

  return g_list_model_get_n_items (G_LIST_MODEL (view)) == wanted_rows;
}

static void
wait_rows (Fixture *self, guint n)
{
  wanted_rows = n;
  helio_test_wait (has_rows, self, 10, "rows");
}

static void
test_wide (Fixture *self, gconstpointer data)
{
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->topic_view)));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->message_list)));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->inspector)));
  g_assert_true (gtk_widget_get_mapped (child (self, "subscription_list")));
  g_assert_true (gtk_widget_get_mapped (child (self, "publish_pane")));
  g_assert_false (gtk_widget_get_visible (child (self, "nav")));

  gtk_toggle_button_set_active (child (self, "strip_button"), FALSE);
  helio_ui_test_frames (GTK_WIDGET (self->page), 2);
  g_assert_false (gtk_widget_get_mapped (child (self, "publish_pane")));
}

/* What the menus of rows ask for, as they ask for it. */
static void
test_menu_actions (Fixture *self, gconstpointer data)
{
  HelioMessageView *view = helio_message_list_get_view (self->message_list);
  GtkWidget *list = GTK_WIDGET (self->message_list);
  GtkWidget *diff = NULL;

  wait_rows (self, 100);
  g_assert_true (gtk_widget_activate_action (list, "link.show-in-tree", "s", "chat/7"));
  g_assert_cmpstr (helio_topic_view_get_selected_topic (self->topic_view), ==, "chat/7");
  g_assert_true (gtk_widget_activate_action (list, "link.filter-to", "s", "site/3"));
  g_assert_cmpstr (helio_message_view_get_branch (view), ==, "site/3");
  g_assert_cmpstr (helio_topic_view_get_selected_topic (self->topic_view), ==, "site/3");
  wait_rows (self, 50);

  /* Comparing shows the message, too. */
  g_assert_true (gtk_widget_activate_action (list, "link.remember", "t", (guint64) 4));
  g_assert_cmpuint (helio_inspector_get_seq (self->inspector), ==, 4);
  g_assert_true (gtk_widget_activate_action (list, "link.compare-remembered", "t", (guint64) 6));
  g_assert_cmpuint (helio_inspector_get_seq (self->inspector), ==, 6);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 2);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (gtk_window_get_toplevels (), i);

    if (window != GTK_WIDGET (self->window))
      diff = window;
  }
  g_assert_nonnull (diff);
  gtk_window_destroy (GTK_WINDOW (diff));
  helio_ui_test_frames (GTK_WIDGET (self->page), 5);
  /* Without a connection nothing is sent. */
  gtk_widget_activate_action (GTK_WIDGET (self->page), "topics-page.publish-to", "s", "a");
  g_assert_false (gtk_toggle_button_get_active (child (self, "publish_tab")));
}

/* The entry whose text ends so. */
static GtkWidget *
find_entry (GtkWidget *menu, const char *end)
{
  GtkWidget *found = NULL;
  g_autofree char *text = NULL;

  if (g_str_equal (G_OBJECT_TYPE_NAME (menu), "GtkModelButton")) {
    g_object_get (menu, "text", &text, NULL);
    return text != NULL && g_str_has_suffix (text, end) ? menu : NULL;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (menu); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_entry (child, end);
  return found;
}

/* Whether the menu of that message, opened by keyboard, lets one choose to compare it. */
static gboolean
can_compare (Fixture *self, guint64 seq)
{
  GtkWidget *list = GTK_WIDGET (self->message_list), *menu, *entry;
  GtkWidget *list_view =
      helio_ui_test_child (self->message_list, HELIO_TYPE_MESSAGE_LIST, "list_view");
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (list_view);
  gboolean handled = FALSE, can;

  helio_message_list_set_selected_seq (self->message_list, seq);
  helio_message_list_focus_rows (self->message_list);
  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !handled; i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_EVENT_CONTROLLER_KEY (controller) &&
        gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
      g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_Menu, 0, 0, &handled);
  }
  g_assert_true (handled);
  menu = gtk_widget_get_last_child (list);
  g_assert_true (GTK_IS_POPOVER_MENU (menu));
  entry = find_entry (menu, "mpare With Selected");
  g_assert_nonnull (entry);
  can = gtk_widget_is_sensitive (entry);
  gtk_popover_popdown (GTK_POPOVER (menu));
  helio_ui_test_frames (list, 5);
  return can;
}

/* Only with another message that is still there, and that is seen before one chooses. */
static void
test_menu_compares (Fixture *self, gconstpointer data)
{
  GtkWidget *list = GTK_WIDGET (self->message_list);

  wait_rows (self, 100);
  g_assert_false (can_compare (self, 97));
  g_assert_true (gtk_widget_activate_action (list, "link.remember", "t", (guint64) 98));
  g_assert_false (can_compare (self, 98));
  g_assert_true (can_compare (self, 97));
  /* As it is remembered in the inspector. */
  helio_message_list_set_selected_seq (self->message_list, 97);
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (self->inspector), "inspector.remember", NULL));
  g_assert_false (can_compare (self, 97));
  g_assert_true (can_compare (self, 98));

  helio_message_store_clear (self->store);
  helio_ui_test_feed (self->store, "chat/7", "hello", 0, FALSE);
  wait_rows (self, 1);
  g_assert_false (
      can_compare (self, helio_message_store_get_last_of_topic (self->store, "chat/7")));
}

static gboolean
has_fault (gpointer view)
{
  return helio_message_view_get_filter_error (view) != NULL;
}

static void
add_to_filter (Fixture *self, const char *member)
{
  gpointer payload_view =
      helio_ui_test_child (self->inspector, HELIO_TYPE_INSPECTOR, "payload_view");
  HelioPayloadTreeView *tree_view =
      helio_ui_test_child (payload_view, HELIO_TYPE_PAYLOAD_VIEW, "tree_view");

  g_assert_cmpuint (helio_payload_tree_view_find (tree_view, member, 0, &(guint){0}), >, 0);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (tree_view), "member.add-to-filter", NULL));
}

/* @data: the width. The members of a message narrow what the list shows, and one sees that they do. */
static void
test_add_to_filter (Fixture *self, gconstpointer data)
{
  HelioMessageView *view = helio_message_list_get_view (self->message_list);
  gpointer query_entry =
      helio_ui_test_child (self->message_list, HELIO_TYPE_MESSAGE_LIST, "query_entry");
  gpointer payload_view =
      helio_ui_test_child (self->inspector, HELIO_TYPE_INSPECTOR, "payload_view");

  helio_ui_test_feed (self->store, "press/1", "{\"state\":\"idle\",\"line\":3}", 0, FALSE);
  helio_ui_test_feed (self->store, "press/2", "{\"state\":\"idle\",\"line\":4}", 0, FALSE);
  wait_rows (self, 102);
  helio_message_list_set_selected_seq (self->message_list, 100);
  g_signal_emit_by_name (self->message_list, "open", (guint64) 100);
  helio_payload_view_set_mode (payload_view, HELIO_PAYLOAD_VIEW_TREE);
  helio_ui_test_frames (GTK_WIDGET (self->page), 5);

  add_to_filter (self, "idle");
  wait_rows (self, 2);
  g_assert_cmpstr (helio_query_entry_get_text (query_entry), ==, "json.state = \"idle\"");
  helio_ui_test_frames (GTK_WIDGET (self->page), 5);
  g_assert_true (gtk_widget_get_mapped (query_entry));
  g_assert_false (gtk_revealer_get_reveal_child (GTK_REVEALER (child (self, "sheet_revealer"))));
  helio_ui_test_picture (GTK_WIDGET (self->window), "add-to-filter");
  add_to_filter (self, "3");
  wait_rows (self, 1);
  g_assert_cmpstr (helio_query_entry_get_text (query_entry),
                   ==,
                   "json.state = \"idle\" and json.line = 3");

  /* What cannot be read is not thrown away. */
  helio_message_list_set_filter (self->message_list, "temp >");
  helio_test_wait (has_fault, view, 10, "what is wrong with the filter");
  add_to_filter (self, "idle");
  g_assert_cmpstr (helio_query_entry_get_text (query_entry), ==, "temp >");
}

/* Whatever was shown before, and wherever the inspector is. */
static void
test_inspector_menu (Fixture *self, gconstpointer data)
{
  GtkMenuButton *button =
      helio_ui_test_child (self->inspector, HELIO_TYPE_INSPECTOR, "menu_button");

  wait_rows (self, 100);
  helio_message_list_set_selected_seq (self->message_list, 5);
  g_signal_emit_by_name (self->message_list, "open", (guint64) 5);
  helio_ui_test_frames (GTK_WIDGET (self->page), 5);
  gtk_menu_button_popup (button);
  helio_ui_test_frames (GTK_WIDGET (self->page), 5);
  /* No plots page is around it, so none of them plots. */
  g_assert_cmpuint (helio_ui_test_count_menu_items (gtk_menu_button_get_popover (button)), ==, 9);
  gtk_menu_button_popdown (button);
  helio_ui_test_frames (GTK_WIDGET (self->inspector), 5);
}

/* Enter on a row goes to its payload. */
static void
test_open (Fixture *self, gconstpointer data)
{
  GtkWidget *focus;

  wait_rows (self, 100);
  helio_message_list_set_selected_seq (self->message_list, 5);
  g_signal_emit_by_name (self->message_list, "open", (guint64) 5);
  focus = gtk_window_get_focus (self->window);
  g_assert_true (GTK_IS_TEXT_VIEW (focus));
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (self->inspector)));
}

static void
test_branch (Fixture *self, gconstpointer data)
{
  wait_rows (self, 100);
  helio_topic_view_set_selected_topic (self->topic_view, "chat");
  wait_rows (self, 50);
  /* A branch without a message of its own has nothing to inspect; a topic has. */
  g_assert_cmpuint (helio_inspector_get_seq (self->inspector), ==, G_MAXUINT64);
  helio_topic_view_set_selected_topic (self->topic_view, "chat/7");
  g_assert_true (helio_inspector_get_following (self->inspector));
  g_assert_cmpuint (helio_inspector_get_seq (self->inspector), ==, 99);

  helio_message_list_set_selected_seq (self->message_list, 1);
  g_assert_cmpuint (helio_inspector_get_seq (self->inspector), ==, 1);
  g_assert_false (helio_inspector_get_following (self->inspector));

  /* Closing the chip over the list deselects the topic. */
  helio_message_view_set_branch (helio_message_list_get_view (self->message_list), NULL);
  g_assert_null (helio_topic_view_get_selected_topic (self->topic_view));
  wait_rows (self, 100);
}

/* Where the list stands: 0 is its oldest message, 1 the end of its newest. */
static double
get_top (Fixture *self)
{
  GtkAdjustment *adjustment = helio_message_list_get_vadjustment (self->message_list);

  helio_ui_test_frames (GTK_WIDGET (self->page), 10);
  return gtk_adjustment_get_value (adjustment) / gtk_adjustment_get_upper (adjustment);
}

/* Who has read a message and goes to a topic is not taken to its oldest. */
static void
test_branch_keeps_place (Fixture *self, gconstpointer data)
{
  GtkAdjustment *adjustment = helio_message_list_get_vadjustment (self->message_list);

  wait_rows (self, 100);
  helio_ui_test_frames (GTK_WIDGET (self->page), 10);
  helio_message_list_set_selected_seq (self->message_list, 99);
  g_assert_false (helio_message_list_get_following (self->message_list));
  helio_topic_view_set_selected_topic (self->topic_view, "chat/7");
  wait_rows (self, 50);
  g_assert_cmpfloat (get_top (self), >, 0.2);
  g_assert_false (helio_message_has_below (self->message_list));

  /* From the middle of all to the middle of one, though it was already about to go to what is selected. */
  helio_topic_view_set_selected_topic (self->topic_view, NULL);
  wait_rows (self, 100);
  get_top (self);
  gtk_adjustment_set_value (adjustment, 0.4 * gtk_adjustment_get_upper (adjustment));
  helio_message_list_set_selected_seq (self->message_list, 43);
  g_assert_cmpfloat_with_epsilon (get_top (self), 0.4, 0.03);
  helio_message_hold (self->message_list);
  helio_topic_view_set_selected_topic (self->topic_view, "chat/7");
  wait_rows (self, 50);
  g_assert_cmpfloat_with_epsilon (get_top (self), 0.4, 0.03);
}

/* However long the list is out of sight meanwhile. */
static void
test_branch_out_of_sight (Fixture *self, gconstpointer data)
{
  gtk_toggle_button_set_active (child (self, "nav_messages"), TRUE);
  wait_rows (self, 100);
  helio_ui_test_frames (GTK_WIDGET (self->page), 10);
  helio_message_list_set_following (self->message_list, FALSE);
  gtk_toggle_button_set_active (child (self, "nav_topics"), TRUE);
  helio_topic_view_set_selected_topic (self->topic_view, "chat/7");
  for (guint i = 0; i < 4; i++)
    helio_ui_test_frames (GTK_WIDGET (self->page), 80);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (self->message_list)));

  gtk_toggle_button_set_active (child (self, "nav_messages"), TRUE);
  wait_rows (self, 50);
  g_assert_cmpfloat (get_top (self), >, 0.2);
  g_assert_false (helio_message_has_below (self->message_list));
}

static gboolean
is_revealed (gpointer revealer)
{
  return gtk_revealer_get_child_revealed (revealer);
}

static gboolean
has_news (gpointer message_list)
{
  GtkRevealer *news = helio_ui_test_child (message_list, HELIO_TYPE_MESSAGE_LIST, "news_revealer");

  return gtk_revealer_get_child_revealed (news) && gtk_widget_get_mapped (GTK_WIDGET (news));
}

static void
test_sheet (Fixture *self, gconstpointer data)
{
  GtkRevealer *sheet = child (self, "sheet_revealer");
  GtkWidget *news =
      helio_ui_test_child (self->message_list, HELIO_TYPE_MESSAGE_LIST, "news_button");
  graphene_rect_t at, sheet_at;

  wait_rows (self, 100);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->topic_view)));
  g_assert_false (gtk_revealer_get_reveal_child (sheet));
  g_assert_true (gtk_widget_is_ancestor (GTK_WIDGET (self->inspector), GTK_WIDGET (sheet)));
  helio_message_list_set_selected_seq (self->message_list, 5);
  g_signal_emit_by_name (self->message_list, "open", (guint64) 5);
  g_assert_true (gtk_revealer_get_reveal_child (sheet));
  g_assert_cmpuint (helio_inspector_get_seq (self->inspector), ==, 5);
  helio_test_wait (is_revealed, sheet, 10, "the sheet");
  helio_ui_test_frames (GTK_WIDGET (self->page), 2);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (sheet)), >=, 220);
  /* No wider than it must be, beside a tree that has the width that is its own. */
  g_assert_cmpint (5 * gtk_widget_get_width (GTK_WIDGET (sheet)),
                   <,
                   3 * gtk_widget_get_width (GTK_WIDGET (self->message_list)));
  /* What leads to the newest message lies beside it. */
  helio_message_list_set_following (self->message_list, FALSE);
  gtk_adjustment_set_value (helio_message_list_get_vadjustment (self->message_list), 0);
  helio_test_wait (has_news, self->message_list, 10, "the button over the list");
  helio_ui_test_frames (GTK_WIDGET (self->page), 2);
  g_assert_true (gtk_widget_compute_bounds (news, GTK_WIDGET (self->page), &at));
  g_assert_true (
      gtk_widget_compute_bounds (GTK_WIDGET (sheet), GTK_WIDGET (self->page), &sheet_at));
  g_assert_cmpfloat (at.origin.x + at.size.width, <=, sheet_at.origin.x);
  helio_ui_test_picture (GTK_WIDGET (self->window), "sheet");
  g_signal_emit_by_name (child (self, "sheet_button"), "clicked");
  g_assert_false (gtk_revealer_get_reveal_child (sheet));

  /* One of subscriptions and publishing at a time. */
  g_assert_false (gtk_widget_get_mapped (child (self, "publish_pane")));
  gtk_toggle_button_set_active (child (self, "publish_tab"), TRUE);
  helio_ui_test_frames (GTK_WIDGET (self->page), 2);
  g_assert_true (gtk_widget_get_mapped (child (self, "publish_pane")));
  g_assert_false (gtk_widget_get_mapped (child (self, "subscription_list")));
}

static void
check_single (Fixture *self, const char *nav, const char *shown)
{
  static const char *const panes[] = {"topic_view",
                                      "message_list",
                                      "subscription_list",
                                      "publish_pane"};

  gtk_toggle_button_set_active (child (self, nav), TRUE);
  helio_ui_test_frames (GTK_WIDGET (self->page), 2);
  for (guint i = 0; i < G_N_ELEMENTS (panes); i++)
    g_assert_cmpint (gtk_widget_get_mapped (child (self, panes[i])),
                     ==,
                     g_str_equal (panes[i], shown));
}

static void
test_single (Fixture *self, gconstpointer data)
{
  check_single (self, "nav_topics", "topic_view");
  check_single (self, "nav_messages", "message_list");
  check_single (self, "nav_subscriptions", "subscription_list");
  check_single (self, "nav_publish", "publish_pane");
  gtk_toggle_button_set_active (child (self, "nav_topics"), TRUE);
  g_signal_emit_by_name (self->topic_view, "open");
  g_assert_true (gtk_toggle_button_get_active (child (self, "nav_messages")));
}

static void
test_draft (Fixture *self, gconstpointer data)
{
  g_autofree char *texts = NULL;

  gtk_toggle_button_set_active (child (self, "strip_button"), FALSE);
  helio_inspector_show_message (self->inspector, 1);
  gtk_widget_activate_action (GTK_WIDGET (self->inspector), "inspector.use-as-draft", NULL);
  g_assert_true (gtk_toggle_button_get_active (child (self, "strip_button")));
  texts = helio_ui_test_texts (child (self, "publish_pane"));
  g_assert_nonnull (strstr (texts, "Not connected"));
}

static void
test_remembered (Fixture *self, gconstpointer data)
{
  GtkPaned *paned = child (self, "inspector_paned");
  int width;

  g_object_set (self->page, "inspector-width", 300, "strip-open", FALSE, NULL);
  helio_ui_test_frames (GTK_WIDGET (self->page), 2);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (paned)) - gtk_paned_get_position (paned),
                   ==,
                   300);
  gtk_paned_set_position (paned, gtk_paned_get_position (paned) - 40);
  g_object_get (self->page, "inspector-width", &width, NULL);
  g_assert_cmpint (width, ==, 340);
}

/* An answer that needs room pushes the strip up for as long as it stands there. */
static void
test_strip_gives_back (Fixture *self, gconstpointer data)
{
  GtkWidget *strip = child (self, "strip");
  GtkWidget *pane = child (self, "publish_pane");
  int before = gtk_widget_get_height (strip), remembered;

  gtk_widget_set_size_request (pane, -1, before + 60);
  helio_ui_test_frames (GTK_WIDGET (self->page), 4);
  g_assert_cmpint (gtk_widget_get_height (strip), >, before + 30);
  g_object_get (self->page, "strip-height", &remembered, NULL);
  g_assert_cmpint (remembered, ==, 210);
  gtk_widget_set_size_request (pane, -1, -1);
  helio_ui_test_frames (GTK_WIDGET (self->page), 4);
  g_assert_cmpint (gtk_widget_get_height (strip), ==, before);
}

/* One who makes the window wider gets the inspector as wide as it was. */
static void
test_grows_wide (Fixture *self, gconstpointer data)
{
  /* A window may draw a border for itself. */
  const int border = 750 - gtk_widget_get_width (GTK_WIDGET (self->page));
  int wanted;

  g_object_get (self->page, "inspector-width", &wanted, NULL);
  gtk_window_set_default_size (self->window, 1200, 640);
  helio_ui_test_frames (GTK_WIDGET (self->page), 10);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->page)), ==, 1200 - border);
  g_assert_cmpint (ABS (gtk_widget_get_width (GTK_WIDGET (self->inspector)) - wanted), <, 8);
}

static int
get_topics_width (Fixture *self)
{
  int width;

  g_object_get (self->page, "topics-width", &width, NULL);
  return width;
}

/* A window that is narrow for a while squeezes the tree, which is not what somebody chose. */
static void
test_tree_squeezed (Fixture *self, gconstpointer data)
{
  GtkPaned *paned = child (self, "topics_paned");

  gtk_paned_set_position (paned, 420);
  g_assert_cmpint (get_topics_width (self), ==, 420);
  gtk_window_set_default_size (self->window, 700, 640);
  helio_ui_test_frames (GTK_WIDGET (self->page), 10);
  g_assert_cmpint (gtk_paned_get_position (paned), <, 420);
  g_assert_cmpint (get_topics_width (self), ==, 420);
  gtk_window_set_default_size (self->window, 1100, 640);
  helio_ui_test_frames (GTK_WIDGET (self->page), 10);
  g_assert_cmpint (gtk_paned_get_position (paned), ==, 420);
  gtk_paned_set_position (paned, 300);
  g_assert_cmpint (get_topics_width (self), ==, 300);
}

/* One message of a hundred, from elsewhere, whatever was filtered for. */
static void
test_reveal (Fixture *self, gconstpointer data)
{
  GtkEditable *filter = helio_ui_test_find (self->message_list, GTK_TYPE_SEARCH_ENTRY);
  GtkAdjustment *adjustment = helio_message_list_get_vadjustment (self->message_list);
  double middle;

  wait_rows (self, 100);
  gtk_editable_set_text (filter, "nothing like it");
  wait_rows (self, 0);
  helio_topics_page_reveal (self->page, 50, "site/3/temp");
  wait_rows (self, 50);
  helio_ui_test_frames (GTK_WIDGET (self->page), 5);
  g_assert_cmpstr (gtk_editable_get_text (filter), ==, "");
  g_assert_cmpstr (helio_topic_view_get_selected_topic (self->topic_view), ==, "site/3/temp");
  g_assert_cmpuint (helio_message_list_get_selected_seq (self->message_list), ==, 50);
  g_assert_false (helio_message_list_get_following (self->message_list));
  /* It is the 26th of 50, and stands in the middle. */
  middle = gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) / 2;
  g_assert_cmpfloat_with_epsilon (middle / gtk_adjustment_get_upper (adjustment), 25.5 / 50, 0.02);
}

static void
add (const char *name, int width, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, GINT_TO_POINTER (width), set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  add ("/topics-page/wide", 1100, test_wide);
  add ("/topics-page/open", 1100, test_open);
  add ("/topics-page/menu-wide", 1100, test_inspector_menu);
  add ("/topics-page/menu-sheet", 750, test_inspector_menu);
  add ("/topics-page/branch", 1100, test_branch);
  add ("/topics-page/branch-keeps-place", 1100, test_branch_keeps_place);
  add ("/topics-page/branch-out-of-sight", 460, test_branch_out_of_sight);
  add ("/topics-page/menu-actions", 1100, test_menu_actions);
  add ("/topics-page/menu-compares", 1100, test_menu_compares);
  add ("/topics-page/add-to-filter-wide", 1100, test_add_to_filter);
  add ("/topics-page/add-to-filter-sheet", 750, test_add_to_filter);
  add ("/topics-page/add-to-filter-single", 460, test_add_to_filter);
  add ("/topics-page/sheet", 750, test_sheet);
  add ("/topics-page/grows-wide", 750, test_grows_wide);
  add ("/topics-page/single", 460, test_single);
  add ("/topics-page/draft", 1100, test_draft);
  add ("/topics-page/strip-gives-back", 1100, test_strip_gives_back);
  add ("/topics-page/tree-squeezed", 1100, test_tree_squeezed);
  add ("/topics-page/remembered", 1100, test_remembered);
  add ("/topics-page/reveal", 1100, test_reveal);
  add ("/topics-page/reveal-single", 460, test_reveal);
  return g_test_run ();
}
