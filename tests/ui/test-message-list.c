// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-message-store-private.h"
#include "ui/helio-ui-test.h"
#include "ui/messages/helio-message-header.h"
#include "ui/messages/helio-message-line.h"
#include "ui/messages/helio-message-list.h"
#include "ui/messages/helio-message-menu.h"
#include "ui/messages/helio-query-completion.h"
#include "ui/messages/helio-query-help.h"

typedef struct {
  HelioMessageStore *store;
  HelioMessageView *view;
  HelioMessageList *list;
  GtkWindow *window;
  guint64 opened;
} Fixture;

static void
on_open (HelioMessageList *list, guint64 seq, gpointer user_data)
{
  ((Fixture *) user_data)->opened = seq;
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
  self->window = helio_ui_test_show (GTK_WIDGET (self->list), 700, 500);
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
feed (Fixture *self, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *topic = g_strdup_printf ("site/%u/temp", i % 10);
    g_autofree char *payload = g_strdup_printf ("%u", i);
    helio_ui_test_feed (self->store, topic, payload, 1, i % 2 == 1);
  }
}

static guint wanted_rows;

static gboolean
has_rows (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (((Fixture *) data)->view)) == wanted_rows;
}

static void
wait_rows (Fixture *self, guint n)
{
  wanted_rows = n;
  helio_test_wait (has_rows, self, 10, "rows");
  helio_ui_test_frames (GTK_WIDGET (self->list), 5);
}

/* The adjustment is not enough to go by: the list can be a row short of where it says it is. */
static gboolean
shows_last (GtkWidget *widget, GtkWidget *scroller, guint64 last)
{
  graphene_rect_t bounds;

  if (HELIO_IS_MESSAGE_LINE (widget))
    return helio_message_line_get_seq (HELIO_MESSAGE_LINE (widget)) == last &&
           gtk_widget_get_mapped (widget) &&
           gtk_widget_compute_bounds (widget, scroller, &bounds) && bounds.origin.y >= 0 &&
           bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (scroller);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows_last (child, scroller, last))
      return TRUE;
  return FALSE;
}

static gboolean
is_at_end (Fixture *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->view));

  return shows_last (GTK_WIDGET (self->list),
                     helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "scroller"),
                     helio_message_view_get_seq (self->view, n - 1));
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  g_autofree char *texts = NULL;

  helio_message_list_set_empty_text (self->list, "Nothing Here", "Subscribe below.");
  texts = helio_ui_test_texts (self->list);
  g_assert_nonnull (g_strstr_len (texts, -1, "Nothing Here"));
  g_assert_nonnull (g_strstr_len (texts, -1, "Subscribe below."));
  feed (self, 1);
  wait_rows (self, 1);
  g_free (texts);
  texts = helio_ui_test_texts (self->list);
  g_assert_null (g_strstr_len (texts, -1, "Nothing Here"));
}

static void
test_follows (Fixture *self, gconstpointer data)
{
  feed (self, 1000);
  wait_rows (self, 1000);
  g_assert_true (helio_message_list_get_following (self->list));
  g_assert_true (is_at_end (self));
  /* One alone, when nothing comes after it. */
  feed (self, 1);
  wait_rows (self, 1001);
  g_assert_true (is_at_end (self));

  /* Reading a row stops it; what comes in then does not move the list. */
  helio_message_list_set_selected_seq (self->list, 999);
  g_assert_false (helio_message_list_get_following (self->list));
  feed (self, 100);
  wait_rows (self, 1101);
  g_assert_false (is_at_end (self));
  g_assert_cmpuint (helio_message_list_get_selected_seq (self->list), ==, 999);

  helio_message_list_set_following (self->list, TRUE);
  helio_ui_test_frames (GTK_WIDGET (self->list), 3);
  g_assert_true (is_at_end (self));
}

static gboolean
has_texts (gpointer data)
{
  const gpointer *args = data;
  g_autofree char *texts = helio_ui_test_texts (args[0]);

  return g_strcmp0 (texts, args[1]) == 0;
}

static void
wait_shows (gpointer widget, const char *texts)
{
  helio_test_wait (has_texts, (gpointer[]){widget, (gpointer) texts}, 10, texts);
}

static void
test_pause (Fixture *self, gconstpointer data)
{
  GtkToggleButton *pause =
      helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "pause_button");
  GtkButton *news = helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "news_button");

  feed (self, 10);
  wait_rows (self, 10);
  gtk_toggle_button_set_active (pause, TRUE);
  g_assert_true (helio_message_view_get_paused (self->view));
  feed (self, 1234);
  wait_shows (news, "1,234 new\n");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->view)), ==, 10);
  g_signal_emit_by_name (news, "clicked");
  g_assert_false (gtk_toggle_button_get_active (pause));
  wait_rows (self, 1244);
}

static void
test_filter (Fixture *self, gconstpointer data)
{
  GtkEditable *entry = helio_ui_test_find (self->list, GTK_TYPE_SEARCH_ENTRY);
  GtkInscription *count = helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "count_label");
  g_autofree char *texts = NULL;

  feed (self, 2000);
  wait_rows (self, 2000);
  gtk_editable_set_text (entry, "site/3/+");
  wait_rows (self, 200);
  wait_shows (count, "200 of 2,000\n");

  gtk_editable_set_text (entry, "no such text");
  wait_rows (self, 0);
  helio_ui_test_frames (GTK_WIDGET (self->list), 20);
  texts = helio_ui_test_texts (self->list);
  g_assert_nonnull (g_strstr_len (texts, -1, "No Message Matches"));

  g_signal_emit_by_name (helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "clear_button"),
                         "clicked");
  wait_rows (self, 2000);
}

static gboolean
has_news (gpointer data)
{
  GtkRevealer *revealer =
      helio_ui_test_child (((Fixture *) data)->list, HELIO_TYPE_MESSAGE_LIST, "news_revealer");

  return gtk_revealer_get_reveal_child (revealer);
}

static gboolean
has_no_news (gpointer data)
{
  return !has_news (data);
}

static guint64 wanted_seq;

static gboolean
shows_wanted (gpointer data)
{
  Fixture *self = data;

  return shows_last (GTK_WIDGET (self->list),
                     helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "scroller"),
                     wanted_seq);
}

static void
wait_shown (Fixture *self, guint64 seq, const char *what)
{
  wanted_seq = seq;
  helio_test_wait (shows_wanted, self, 10, what);
  /* And stays. */
  helio_ui_test_frames (GTK_WIDGET (self->list), 10);
  g_assert_true (shows_wanted (self));
}

/* Who reads a message goes on with it under another filter, and without one; nobody is taken to the oldest. */
static void
test_filter_keeps_place (Fixture *self, gconstpointer data)
{
  GtkEditable *entry = helio_ui_test_find (self->list, GTK_TYPE_SEARCH_ENTRY);
  guint64 last;

  feed (self, 2000);
  wait_rows (self, 2000);
  last = helio_message_view_get_seq (self->view, 1999);
  helio_message_list_set_selected_seq (self->list, last - 6); /* site/3/temp, 1993 */
  g_assert_false (helio_message_list_get_following (self->list));
  gtk_editable_set_text (entry, "site/3/+");
  wait_rows (self, 200);
  wait_shown (self, last - 6, "the selected row under a filter");
  gtk_editable_set_text (entry, "site/3/+ value > 1900");
  wait_rows (self, 10);
  wait_shown (self, last - 6, "the selected row under a filter that leaves few");
  gtk_editable_set_text (entry, "");
  wait_rows (self, 2000);
  wait_shown (self, last - 6, "the selected row without a filter");

  /* It does not match: where it would be; and it is there again. */
  helio_message_list_set_selected_seq (self->list, last - 1006); /* site/3/temp, 993 */
  gtk_editable_set_text (entry, "site/4/+");
  wait_rows (self, 200);
  wait_shown (self, last - 1005, "what comes after the selected row");
  gtk_editable_set_text (entry, "");
  wait_rows (self, 2000);
  wait_shown (self, last - 1006, "the selected row that did not match");

  /* Nothing is selected, and all that matches was in view: the newest. */
  helio_message_list_set_selected_seq (self->list, G_MAXUINT64);
  gtk_editable_set_text (entry, "site/3/+ value > 1900");
  wait_rows (self, 10);
  gtk_editable_set_text (entry, "");
  wait_rows (self, 2000);
  wait_shown (self, last, "the newest row");
  g_assert_false (helio_message_list_get_following (self->list));
}

/* That there is more below is said, and a press goes there. */
static void
test_below (Fixture *self, gconstpointer data)
{
  GtkAdjustment *adjustment = helio_message_list_get_vadjustment (self->list);
  GtkButton *news = helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "news_button");

  feed (self, 2000);
  wait_rows (self, 2000);
  helio_message_list_set_following (self->list, FALSE);
  helio_ui_test_frames (GTK_WIDGET (self->list), 20);
  g_assert_false (has_news (self)); /* at its end, there is nothing below */
  gtk_adjustment_set_value (adjustment, 100);
  helio_test_wait (has_news, self, 10, "word of what is below");
  g_assert_cmpstr (gtk_button_get_label (news), ==, "Newer messages below");
  helio_ui_test_picture (GTK_WIDGET (self->list), "below");
  g_signal_emit_by_name (news, "clicked");
  wait_shown (self, helio_message_view_get_seq (self->view, 1999), "the newest row");
  g_assert_true (helio_message_list_get_following (self->list));
  helio_test_wait (has_no_news, self, 10, "no word of it at the end");
}

/* What is no query says so, once, and the rows stay those of the last one that was. */
static void
test_query (Fixture *self, gconstpointer data)
{
  GtkEditable *entry = helio_ui_test_find (self->list, GTK_TYPE_SEARCH_ENTRY);
  gpointer fault = helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "filter_error");
  int n_said = 0;
  int at;

  feed (self, 2000);
  g_signal_connect_swapped (fault, "notify::label", G_CALLBACK (g_atomic_int_inc), &n_said);
  gtk_editable_set_text (entry, "site/3/+ value >= 1000 retained = yes");
  wait_rows (self, 100);
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (entry), "error"));
  at = 37;
  gtk_editable_insert_text (entry, " size >", -1, &at);
  helio_ui_test_frames (GTK_WIDGET (self->list), 5);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (entry), "error"));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (entry)), "At column 45: "));
  helio_ui_test_wait_text (self->list, "At column 45: ");
  g_assert_cmpint (n_said, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->view)), ==, 100);
  gtk_editable_set_text (entry, "site/3/+ value > 1990");
  wait_rows (self, 1);
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (entry), "error"));
  g_assert_null (strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (entry)), "At column"));
}

/* The button for @query in the popover beside the entry; NULL: none. */
static GtkWidget *
find_query_button (GtkWidget *widget, const char *query)
{
  const char *has = g_object_get_data (G_OBJECT (widget), "query");

  if (GTK_IS_BUTTON (widget) && has != NULL && (query == NULL || g_str_equal (has, query)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_query_button (child, query);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static GtkWidget *
open_query_help (Fixture *self)
{
  GtkWidget *help = helio_ui_test_find (self->list, HELIO_TYPE_QUERY_HELP);
  GtkMenuButton *button = helio_ui_test_find (help, GTK_TYPE_MENU_BUTTON);

  gtk_menu_button_popup (button);
  helio_ui_test_frames (GTK_WIDGET (self->list), 5);
  return GTK_WIDGET (gtk_menu_button_get_popover (button));
}

/* Every example of the help is a query, and is taken over by one click. */
static void
test_query_help (Fixture *self, gconstpointer data)
{
  GtkEditable *entry = helio_ui_test_find (self->list, GTK_TYPE_SEARCH_ENTRY);
  GtkWidget *first = find_query_button (open_query_help (self), NULL);
  guint n = 0;

  for (GtkWidget *row = first; row != NULL; row = gtk_widget_get_next_sibling (row), n++) {
    gtk_editable_set_text (entry, "");
    g_signal_emit_by_name (row, "clicked");
    g_assert_cmpstr (gtk_editable_get_text (entry), !=, "");
    g_assert_no_error (helio_message_view_get_filter_error (self->view));
  }
  g_assert_cmpuint (n, ==, 10);
}

static GtkWidget *
find_labelled (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_labelled (child, label);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/* A filter is kept, taken again and forgotten; one with an error in it is not kept. */
static void
test_kept_queries (Fixture *self, gconstpointer data)
{
  GtkEditable *entry = helio_ui_test_find (self->list, GTK_TYPE_SEARCH_ENTRY);
  GtkWidget *popover = open_query_help (self);
  GtkWidget *keep = find_labelled (popover, "_Keep This Filter");
  GtkWidget *row;

  g_assert_false (gtk_widget_get_sensitive (keep));
  gtk_editable_set_text (entry, "temp >");
  g_assert_false (gtk_widget_get_sensitive (keep));
  gtk_editable_set_text (entry, "temp > 30");
  g_assert_true (gtk_widget_get_sensitive (keep));
  g_signal_emit_by_name (keep, "clicked");
  g_assert_false (gtk_widget_get_sensitive (keep));
  gtk_editable_set_text (entry, "x-ray");
  g_signal_emit_by_name (keep, "clicked");
  helio_ui_test_picture (GTK_WIDGET (self->window), "kept-queries");
  row = find_query_button (popover, "temp > 30");
  g_signal_emit_by_name (row, "clicked");
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "temp > 30");
  g_signal_emit_by_name (gtk_widget_get_next_sibling (row), "clicked");
  /* The example of the same text stays. */
  g_assert_null (
      gtk_widget_get_next_sibling (gtk_widget_get_parent (find_query_button (popover, "x-ray"))));
  g_assert_true (gtk_widget_get_sensitive (keep));
}

static gboolean
is_visible (gpointer widget)
{
  return gtk_widget_get_visible (widget);
}

/* As one types, so that the cursor stands where a person has it. */
static void
type (Fixture *self, const char *text)
{
  GtkEditable *entry = helio_ui_test_find (self->list, GTK_TYPE_SEARCH_ENTRY);
  int position = gtk_editable_get_position (entry);

  gtk_editable_insert_text (entry, text, -1, &position);
  gtk_editable_set_position (entry, position);
  g_signal_emit_by_name (gtk_editable_get_delegate (entry), "changed");
}

/* Typing goes through texts that are queries to one that is none: the rows are those of the last one, and it is named. */
static void
test_query_typed (Fixture *self, gconstpointer data)
{
  GtkEditable *entry = helio_ui_test_find (self->list, GTK_TYPE_SEARCH_ENTRY);
  GtkInscription *count = helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "count_label");

  feed (self, 2000);
  wait_rows (self, 2000);
  gtk_editable_set_text (entry, ">");
  helio_ui_test_wait_text (self->list, "Not filtered until then.");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->view)), ==, 2000);
  wait_shows (count, "2,000\n");
  gtk_editable_set_text (entry, "");
  type (self, "3 v");
  type (self, " >");
  helio_ui_test_wait_text (self->list, "expected here. Showing the result of “3 v”.");
  wait_rows (self, 0);
  gtk_editable_set_text (entry, "");
  type (self, "site/3/+ ");
  type (self, ">");
  helio_ui_test_wait_text (self->list, "Showing the result of “site/3/+”.");
  wait_rows (self, 200);
  wait_shows (count, "200 of 2,000\n");
  helio_ui_test_picture (GTK_WIDGET (self->list), "query-typed");
}

static void
test_completion (Fixture *self, gconstpointer data)
{
  GtkEditable *entry = helio_ui_test_find (self->list, GTK_TYPE_SEARCH_ENTRY);
  GtkWidget *completion = helio_ui_test_find (self->list, HELIO_TYPE_QUERY_COMPLETION);
  GtkListBox *rows = helio_ui_test_find (completion, GTK_TYPE_LIST_BOX);
  g_autofree char *texts = NULL;

  helio_ui_test_feed (self->store,
                      "site/3",
                      "{\"temperature\":1,\"line\":{\"state\":2}}",
                      0,
                      FALSE);
  wait_rows (self, 1);
  helio_message_list_focus_filter (self->list);
  type (self, "t");
  helio_test_wait (is_visible, completion, 10, "suggestions");
  texts = helio_ui_test_texts (completion);
  g_assert_cmpstr (texts, ==, "temperature \ntopic ~ \ntype = \n");
  helio_ui_test_picture (GTK_WIDGET (self->window), "query-completion");
  g_signal_emit_by_name (rows, "row-activated", gtk_list_box_get_row_at_index (rows, 0));
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "temperature ");
  type (self, "> 3 ret");
  g_signal_emit_by_name (rows, "row-activated", gtk_list_box_get_row_at_index (rows, 0));
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "temperature > 3 retained = ");
  g_signal_emit_by_name (rows, "row-activated", gtk_list_box_get_row_at_index (rows, 1));
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "temperature > 3 retained = no ");
}

static gboolean
offers (Fixture *self, GtkWidget *completion, const char *word, const char *name)
{
  GtkEditable *entry = helio_ui_test_find (self->list, GTK_TYPE_SEARCH_ENTRY);
  g_autofree char *texts = NULL;

  gtk_editable_set_text (entry, "");
  type (self, word);
  helio_ui_test_frames (GTK_WIDGET (self->window), 2);
  texts = helio_ui_test_texts (completion);
  return gtk_widget_get_visible (completion) && strstr (texts, name) != NULL;
}

/* So many bytes of the newest payloads are looked into, and again only if something has come. */
static void
test_completion_bounded (Fixture *self, gconstpointer data)
{
  GtkWidget *completion = helio_ui_test_find (self->list, HELIO_TYPE_QUERY_COMPLETION);
  g_autofree char *pad = g_strnfill (50 * 1024, 'x');

  for (guint i = 0; i < 20; i++) {
    g_autofree char *payload = g_strdup_printf ("{\"name%02u\":1,\"pad\":\"%s\"}", i, pad);

    helio_ui_test_feed (self->store, "a", payload, 0, FALSE);
  }
  wait_rows (self, 20);
  helio_message_list_focus_filter (self->list);
  g_assert_true (offers (self, completion, "name", "name19"));
  g_assert_true (offers (self, completion, "name", "name17"));
  g_assert_false (offers (self, completion, "name", "name16"));
  g_assert_false (offers (self, completion, "name0", "name0"));
  helio_ui_test_feed (self->store, "a", "{\"name99\":1}", 0, FALSE);
  gtk_editable_set_text (helio_ui_test_find (self->list, GTK_TYPE_SEARCH_ENTRY), "");
  wait_rows (self, 21);
  g_assert_true (offers (self, completion, "name9", "name99"));
}

/* Jumping to a time selects what came then; columns go and come. */
static void
test_menu (Fixture *self, gconstpointer data)
{
  HelioMessageMenu *menu = helio_ui_test_find (self->list, HELIO_TYPE_MESSAGE_MENU);
  GtkWidget *header = helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "header");

  for (guint i = 0; i < 500; i++) {
    HelioMessage message = {.topic = "a", .time = (gint64) i * G_USEC_PER_SEC};

    helio_message_store_append (self->store, &message);
  }
  wait_rows (self, 500);
  g_signal_emit_by_name (menu, "jump", (gint64) (123.5 * G_USEC_PER_SEC));
  g_assert_cmpuint (helio_message_list_get_selected_seq (self->list), ==, 124);
  g_assert_false (helio_message_list_get_following (self->list));
  g_signal_emit_by_name (menu, "jump", G_MAXINT64);
  g_assert_cmpuint (helio_message_list_get_selected_seq (self->list), ==, 499);
  g_signal_emit_by_name (menu, "jump", (gint64) -1);
  g_assert_cmpuint (helio_message_list_get_selected_seq (self->list), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (menu), "message-menu.show-time", NULL);
  helio_ui_test_frames (header, 3);
  helio_ui_test_picture (GTK_WIDGET (self->window), "no-time");
  g_assert_cmpint (helio_message_columns_get_spans (
                       helio_message_header_get_columns (HELIO_MESSAGE_HEADER (header)),
                       700)[HELIO_COLUMN_TIME]
                       .width,
                   ==,
                   0);
  gtk_widget_activate_action (GTK_WIDGET (menu), "message-menu.show-time", NULL);
  g_assert_cmpint (helio_message_columns_get_spans (
                       helio_message_header_get_columns (HELIO_MESSAGE_HEADER (header)),
                       700)[HELIO_COLUMN_TIME]
                       .width,
                   >,
                   0);
}

/* What is no time says so, and stays open. */
static void
test_jump_by_text (Fixture *self, gconstpointer data)
{
  HelioMessageMenu *menu = helio_ui_test_find (self->list, HELIO_TYPE_MESSAGE_MENU);
  GtkWidget *entry;

  helio_ui_test_feed (self->store, "a", "1", 0, FALSE);
  wait_rows (self, 1);
  helio_message_menu_ask_time (menu);
  entry = helio_ui_test_find (menu, GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "noon");
  g_signal_emit_by_name (entry, "activate");
  helio_ui_test_wait_text (menu, "This is no time.");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "12:00");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpuint (helio_message_list_get_selected_seq (self->list), ==, 0);
}

/* Where the connection was away stands in a row, too, which is no message. */
static void
test_gaps_are_no_messages (Fixture *self, gconstpointer data)
{
  GtkEditable *entry = helio_ui_test_find (self->list, GTK_TYPE_SEARCH_ENTRY);
  GtkInscription *count = helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "count_label");
  GtkButton *news = helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "news_button");

  feed (self, 200);
  helio_message_store_append_gap (self->store, 0, 180000, 0, "new credential");
  feed (self, 200);
  wait_rows (self, 401);
  g_assert_cmpstr (gtk_inscription_get_text (count), ==, "400");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (GTK_WIDGET (count)),
                   ==,
                   "400 messages and 1 gap shown; 400 messages received");
  gtk_editable_set_text (entry, "site/3/+");
  wait_rows (self, 41);
  wait_shows (count, "40 of 400\n");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (GTK_WIDGET (count)),
                   ==,
                   "40 of 400 messages and 1 gap shown; 400 messages received");

  helio_message_view_set_paused (self->view, TRUE);
  helio_message_store_append_gap (self->store, 0, 180000, 0, NULL);
  feed (self, 20);
  /* Those that the filter lets through, and no gap. */
  wait_shows (news, "2 new\n");
}

static void
test_branch (Fixture *self, gconstpointer data)
{
  GtkLabel *label = helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "branch_label");

  feed (self, 100);
  wait_rows (self, 100);
  helio_message_view_set_branch (self->view, "site/7");
  wait_rows (self, 10);
  g_assert_cmpstr (gtk_label_get_text (label), ==, "site/7 and below");
}

static gboolean
is_labelled (gpointer data)
{
  GtkWidget *line = helio_ui_test_find (((Fixture *) data)->list, HELIO_TYPE_MESSAGE_LINE);

  return line != NULL &&
         gtk_test_accessible_has_property (GTK_ACCESSIBLE (gtk_widget_get_parent (line)),
                                           GTK_ACCESSIBLE_PROPERTY_LABEL);
}

static void
test_accessible (Fixture *self, gconstpointer data)
{
  GtkWidget *line, *row;

  helio_ui_test_feed (self->store, "alerts/alice", "{\"t\": 1}", 2, TRUE);
  wait_rows (self, 1);
  helio_test_wait (is_labelled, self, 10, "a label for assistive technology");
  line = helio_ui_test_find (self->list, HELIO_TYPE_MESSAGE_LINE);
  row = gtk_widget_get_parent (line);
  gtk_test_accessible_assert_role (row, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_test_accessible_assert_property (
      row,
      GTK_ACCESSIBLE_PROPERTY_LABEL,
      "00:00:00.184, alerts/alice, QoS 2, retained, 8 B: {\"t\": 1}");
  helio_message_list_set_selected_seq (self->list, 0);
  gtk_test_accessible_assert_state (row, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
}

static void
test_gap (void)
{
  HelioMessageRow row = {.kind = HELIO_ROW_GAP, .gap = 180000, .why = (char *) "new credential"};
  g_autofree char *text = helio_message_line_describe_gap (&row);
  g_autofree char *unknown = NULL, *boundary = NULL;

  g_assert_cmpstr (text, ==, "gap of 180 ms: new credential");
  row.gap = -1;
  row.lost = 1200;
  row.why = NULL;
  unknown = helio_message_line_describe_gap (&row);
  g_assert_cmpstr (unknown, ==, "gap · 1,200 lost");
  row.lost = 0;
  row.why = (char *) "From here as bob";
  boundary = helio_message_line_describe_gap (&row);
  g_assert_cmpstr (boundary, ==, "From here as bob");
}

static void
test_activate (Fixture *self, gconstpointer data)
{
  GtkListView *view = helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "list_view");

  feed (self, 20);
  wait_rows (self, 20);
  g_signal_emit_by_name (view, "activate", 7);
  g_assert_cmpuint (self->opened, ==, 7);
  g_assert_cmpuint (helio_message_list_get_selected_seq (self->list), ==, 7);
}

/* Eviction drops the rows at the head; what is selected is remembered, and says so. */
static void
test_eviction (Fixture *self, gconstpointer data)
{
  GtkInscription *dropped =
      helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "dropped_label");

  helio_message_store_set_budget (self->store, 1024 * 1024);
  feed (self, 60000);
  helio_test_wait (is_visible, dropped, 20, "word of what was dropped");
  helio_ui_test_frames (GTK_WIDGET (self->list), 4);
  g_assert_cmpuint (helio_message_store_get_evicted (self->store), >, 0);
  g_assert_nonnull (strstr (gtk_inscription_get_text (dropped), "older messages removed"));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (dropped)), "narrower"));
  g_assert_true (is_at_end (self));
}

/* One Tab comes in, the next one leaves, though rows keep coming. */
static void
test_tab_leaves (Fixture *self, gconstpointer data)
{
  GtkWidget *port = helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "port");

  feed (self, 200);
  wait_rows (self, 200);
  for (int backward = 0; backward < 2; backward++) {
    helio_message_list_focus_rows (self->list);
    g_assert_nonnull (gtk_widget_get_focus_child (port));
    g_assert_false (
        gtk_widget_child_focus (port, backward ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD));
    /* The arrow keys go on in it. */
    g_assert_true (gtk_widget_child_focus (port, GTK_DIR_UP));
  }
}

/* The button that goes on would lie over the words of the empty page. */
static void
test_paused_without_rows (Fixture *self, gconstpointer data)
{
  GtkRevealer *news = helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "news_revealer");
  GtkEditable *entry = helio_ui_test_find (self->list, GTK_TYPE_SEARCH_ENTRY);
  GtkToggleButton *pause =
      helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "pause_button");

  feed (self, 20);
  wait_rows (self, 20);
  gtk_toggle_button_set_active (pause, TRUE);
  helio_ui_test_frames (GTK_WIDGET (self->list), 2);
  g_assert_true (gtk_revealer_get_reveal_child (news));
  gtk_editable_set_text (entry, "zzzz");
  wait_rows (self, 0);
  helio_test_wait (has_no_news, self, 10, "no button over the empty page");
}

static void
test_topics_dropped (Fixture *self, gconstpointer data)
{
  GtkInscription *dropped =
      helio_ui_test_child (self->list, HELIO_TYPE_MESSAGE_LIST, "dropped_label");

  helio_message_store_set_limits (self->store, 100, 0);
  helio_message_store_set_budget (self->store, 1024 * 1024);
  for (guint i = 0; i < 20000; i++) {
    g_autofree char *topic = g_strdup_printf ("site/%u", i);

    helio_ui_test_feed (self->store, topic, "1234567890123456789012345678901234567890", 0, FALSE);
  }
  helio_ui_test_wait_text (self->list, "topics forgotten");
  g_assert_cmpuint (helio_message_store_get_topics_dropped (self->store), >, 0);
  g_assert_nonnull (
      strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (dropped)), "topics forgotten"));
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  helio_ui_test_init (&argc, &argv);
  add ("/message-list/empty", test_empty);
  add ("/message-list/follows", test_follows);
  add ("/message-list/pause", test_pause);
  add ("/message-list/filter", test_filter);
  add ("/message-list/filter-keeps-place", test_filter_keeps_place);
  add ("/message-list/below", test_below);
  add ("/message-list/query", test_query);
  add ("/message-list/query-typed", test_query_typed);
  add ("/message-list/query-help", test_query_help);
  add ("/message-list/kept-queries", test_kept_queries);
  add ("/message-list/completion", test_completion);
  add ("/message-list/completion/bounded", test_completion_bounded);
  add ("/message-list/menu", test_menu);
  add ("/message-list/jump-by-text", test_jump_by_text);
  add ("/message-list/branch", test_branch);
  add ("/message-list/accessible", test_accessible);
  add ("/message-list/activate", test_activate);
  add ("/message-list/eviction", test_eviction);
  add ("/message-list/tab-leaves", test_tab_leaves);
  add ("/message-list/gaps-are-no-messages", test_gaps_are_no_messages);
  add ("/message-list/paused-without-rows", test_paused_without_rows);
  add ("/message-list/topics-dropped", test_topics_dropped);
  g_test_add_func ("/message-list/gap", test_gap);
  return g_test_run ();
}
