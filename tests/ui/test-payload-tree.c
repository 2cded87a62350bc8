// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-json.h"
#include "core/store/helio-payload.h"
#include "ui/helio-ui-test.h"
#include "ui/messages/helio-inspector.h"
#include "ui/messages/helio-payload-find.h"
#include "ui/messages/helio-payload-line.h"
#include "ui/messages/helio-payload-tree-view.h"
#include "ui/messages/helio-payload-view.h"

#include <string.h>

/* The members of a payload in the inspector, by keyboard and by mouse. */

#define MACHINE                                                                                    \
  "{\"id\":\"press-3\",\"temp\":23.40,\"motor\":{\"rpm\":1480,\"phases\":[1.1,1.2,1.3]},"          \
  "\"ok\":true,\"note\":null}"

typedef struct {
  HelioMessageStore *store;
  HelioInspector *inspector;
  HelioPayloadView *payload_view;
  HelioPayloadTreeView *tree_view;
  HelioPayloadFind *find;
  GtkListView *list_view;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);
  self->inspector = g_object_ref_sink (helio_inspector_new ());
  helio_inspector_set_store (self->inspector, self->store);
  self->window = helio_ui_test_show (GTK_WIDGET (self->inspector), 360, 600);
  self->payload_view = helio_ui_test_child (self->inspector, HELIO_TYPE_INSPECTOR, "payload_view");
  self->tree_view = helio_ui_test_child (self->payload_view, HELIO_TYPE_PAYLOAD_VIEW, "tree_view");
  self->find = helio_ui_test_child (self->payload_view, HELIO_TYPE_PAYLOAD_VIEW, "find");
  self->list_view =
      helio_ui_test_child (self->tree_view, HELIO_TYPE_PAYLOAD_TREE_VIEW, "list_view");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (self->window);
  g_assert_finalize_object (self->inspector);
  g_assert_finalize_object (self->store);
}

static void
show (Fixture *self, const char *payload)
{
  helio_ui_test_feed (self->store, "site/3/press", payload, 1, FALSE);
  helio_inspector_show_message (
      self->inspector,
      helio_message_store_get_last_of_topic (self->store, "site/3/press"));
}

static void
show_tree (Fixture *self, const char *payload)
{
  show (self, payload);
  helio_payload_view_set_mode (self->payload_view, HELIO_PAYLOAD_VIEW_TREE);
  g_assert_cmpint (helio_payload_view_get_shown_mode (self->payload_view),
                   ==,
                   HELIO_PAYLOAD_VIEW_TREE);
  helio_ui_test_frames (GTK_WIDGET (self->window), 2);
}

/* The names of the rows. */
static char *
get_rows (Fixture *self)
{
  HelioPayloadTree *tree = helio_payload_tree_view_get_tree (self->tree_view);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (tree)); i++) {
    g_autofree char *name = helio_payload_nodes_get_name (helio_payload_tree_get_nodes (tree),
                                                          helio_payload_tree_get_node_at (tree, i),
                                                          100);

    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", name);
  }
  return g_string_free (text, FALSE);
}

static void
assert_rows (Fixture *self, const char *expected)
{
  g_autofree char *rows = get_rows (self);

  g_assert_cmpstr (rows, ==, expected);
}

/* As if the key was pressed where the list listens first. */
static gboolean
press (Fixture *self, guint key)
{
  g_autoptr (GListModel) controllers =
      gtk_widget_observe_controllers (GTK_WIDGET (self->list_view));
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !handled; i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_EVENT_CONTROLLER_KEY (controller) &&
        gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
      g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &handled);
  }
  helio_ui_test_frames (GTK_WIDGET (self->window), 2);
  return handled;
}

static HelioPayloadLine *
get_focused (Fixture *self)
{
  GtkWidget *row = gtk_window_get_focus (self->window);

  g_assert_nonnull (row);
  g_assert_true (HELIO_IS_PAYLOAD_LINE (gtk_widget_get_first_child (row)));
  return HELIO_PAYLOAD_LINE (gtk_widget_get_first_child (row));
}

static char *
get_focused_path (Fixture *self)
{
  HelioPayloadNodes *nodes =
      helio_payload_tree_get_nodes (helio_payload_tree_view_get_tree (self->tree_view));

  return helio_payload_nodes_get_json_path (
      nodes,
      helio_payload_nodes_find (nodes, helio_payload_line_get_key (get_focused (self))));
}

static void
assert_focused (Fixture *self, const char *path)
{
  g_autofree char *focused = get_focused_path (self);

  g_assert_cmpstr (focused, ==, path);
}

static void
test_keys (Fixture *self, gconstpointer data)
{
  show_tree (self, MACHINE);
  assert_rows (self, "id temp motor rpm phases 0 1 2 ok note");
  helio_ui_test_picture (GTK_WIDGET (self->window), "payload-tree");
  gtk_widget_grab_focus (GTK_WIDGET (self->payload_view));
  assert_focused (self, "$.id");
  g_assert_true (press (self, GDK_KEY_0));
  assert_rows (self, "id temp motor ok note");
  g_assert_true (press (self, GDK_KEY_1));
  assert_rows (self, "id temp motor rpm phases ok note");
  g_assert_true (press (self, GDK_KEY_asterisk));
  assert_rows (self, "id temp motor rpm phases 0 1 2 ok note");
  g_assert_false (press (self, GDK_KEY_a));

  /* Into it, out of it, and closed. */
  gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", 2);
  helio_payload_tree_view_find (self->tree_view, "motor", 0, &(guint){0});
  gtk_widget_grab_focus (GTK_WIDGET (self->payload_view));
  assert_focused (self, "$.motor");
  press (self, GDK_KEY_Right);
  assert_focused (self, "$.motor.rpm");
  press (self, GDK_KEY_Left);
  assert_focused (self, "$.motor");
  press (self, GDK_KEY_Left);
  assert_rows (self, "id temp motor ok note");
  press (self, GDK_KEY_plus);
  assert_rows (self, "id temp motor rpm phases 0 1 2 ok note");
  press (self, GDK_KEY_minus);
  assert_rows (self, "id temp motor ok note");
  /* Return is the list's own. */
  gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.activate-item", "u", 2);
  assert_rows (self, "id temp motor rpm phases 0 1 2 ok note");
}

static gboolean
is_told (gpointer line)
{
  return !helio_payload_line_is_stale (line);
}

static void
test_accessible (Fixture *self, gconstpointer data)
{
  HelioPayloadLine *line;
  GtkWidget *row;

  show_tree (self, MACHINE);
  helio_payload_tree_view_find (self->tree_view, "motor", 0, &(guint){0});
  gtk_widget_grab_focus (GTK_WIDGET (self->payload_view));
  line = get_focused (self);
  row = gtk_widget_get_parent (GTK_WIDGET (line));
  helio_test_wait (is_told, line, 20, "the label");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (row),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "motor: 2 members");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LEVEL, 1);
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_EXPANDED, TRUE);
  press (self, GDK_KEY_Left);
  helio_test_wait (is_told, line, 20, "the new label");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (row),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "motor: {\"rpm\":1480,\"phases\":[1.1,1.2,1.3]}");
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE);
}

/* The next message of the topic is folded alike, the same member stays selected, and what changed is said. */
static void
test_next (Fixture *self, gconstpointer data)
{
  g_autofree char *first = NULL;

  show_tree (self, MACHINE);
  gtk_widget_grab_focus (GTK_WIDGET (self->payload_view));
  helio_payload_tree_view_find (self->tree_view, "phases", 0, &(guint){0});
  gtk_widget_grab_focus (GTK_WIDGET (self->payload_view));
  press (self, GDK_KEY_Left);
  assert_rows (self, "id temp motor rpm phases ok note");
  first = helio_ui_test_texts (self->payload_view);
  g_assert_nonnull (strstr (first, "$.motor.phases"));
  g_assert_null (strstr (first, "changed"));

  show (self,
        "{\"id\":\"press-3\",\"temp\":23.50,\"motor\":{\"rpm\":1480,\"phases\":[1.1,1.2,1.4]},"
        "\"ok\":true,\"added\":1}");
  helio_ui_test_wait_text (self->payload_view, "3 changed, 1 gone");
  helio_ui_test_picture (GTK_WIDGET (self->window), "payload-tree-changed");
  assert_rows (self, "id temp motor rpm phases ok added");
  assert_focused (self, "$.motor.phases");
  show (self, "no JSON");
  g_assert_cmpint (helio_payload_view_get_shown_mode (self->payload_view),
                   ==,
                   HELIO_PAYLOAD_VIEW_TEXT);
  show (self, MACHINE);
  assert_rows (self, "id temp motor rpm phases ok note");
  show (self, MACHINE);
  helio_ui_test_wait_text (self->payload_view, "Unchanged");
}

/* What cannot be shown as members says why. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  GtkWidget *button =
      helio_ui_test_child (self->payload_view, HELIO_TYPE_PAYLOAD_VIEW, "tree_button");
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autoptr (GString) large = g_string_new ("[0");

  show_tree (self, MACHINE);
  g_assert_true (gtk_widget_get_sensitive (button));
  show (self, deep);
  helio_ui_test_wait_text (self->payload_view, "The JSON is nested more than 512 levels deep.");
  g_assert_cmpint (helio_payload_view_get_shown_mode (self->payload_view),
                   ==,
                   HELIO_PAYLOAD_VIEW_TEXT);
  g_assert_false (gtk_widget_get_sensitive (button));
  while (large->len <= HELIO_PAYLOAD_TEXT_MAX)
    g_string_append (large, ",1234567");
  g_string_append_c (large, ']');
  show (self, large->str);
  helio_ui_test_wait_text (self->payload_view, "not shown as JSON, but as it is");
  show (self, "{\"a\":1,}");
  g_assert_false (gtk_widget_get_sensitive (button));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (button), "line 1, column 8"));
  show (self, "{}");
  g_assert_cmpint (helio_payload_view_get_shown_mode (self->payload_view),
                   ==,
                   HELIO_PAYLOAD_VIEW_FORMATTED);
}

/* Half a million members are taken apart elsewhere, and unfolded without a row for each. */
static gboolean
shows_tree (gpointer view)
{
  return helio_payload_view_get_shown_mode (view) == HELIO_PAYLOAD_VIEW_TREE;
}

static void
test_many (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("{\"list\":[0");
  HelioPayloadTree *tree = helio_payload_tree_view_get_tree (self->tree_view);

  for (guint i = 1; i < 400000; i++)
    g_string_append (text, ",0");
  g_string_append (text, "]}");
  helio_payload_view_set_mode (self->payload_view, HELIO_PAYLOAD_VIEW_TREE);
  show (self, text->str);
  helio_test_wait (shows_tree, self->payload_view, 20, "the members");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (tree)), ==, 1);
  press (self, GDK_KEY_asterisk);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (tree)), ==, 400001);
}

/* ── finding ── */

static void
find_text (Fixture *self, const char *text)
{
  GtkEditable *entry = helio_ui_test_child (self->find, HELIO_TYPE_PAYLOAD_FIND, "entry");

  gtk_editable_set_text (entry, text);
}

static void
click (Fixture *self, const char *button)
{
  g_signal_emit_by_name (helio_ui_test_child (self->find, HELIO_TYPE_PAYLOAD_FIND, button),
                         "clicked");
}

static void
test_find (Fixture *self, gconstpointer data)
{
  show_tree (self, MACHINE);
  helio_payload_tree_expand_to (helio_payload_tree_view_get_tree (self->tree_view), 0);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (self->find)));
  gtk_widget_activate_action (GTK_WIDGET (self->payload_view), "payload.find", NULL);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (self->find)));
  find_text (self, "1.");
  helio_ui_test_wait_text (self->find, "1 of 3");
  assert_rows (self, "id temp motor rpm phases 0 1 2 ok note");
  click (self, "next_button");
  helio_ui_test_wait_text (self->find, "2 of 3");
  helio_ui_test_wait_text (self->tree_view, "$.motor.phases[1]");
  helio_ui_test_picture (GTK_WIDGET (self->window), "payload-tree-find");
  click (self, "previous_button");
  click (self, "previous_button");
  helio_ui_test_wait_text (self->find, "3 of 3");
  find_text (self, "nowhere");
  helio_ui_test_wait_text (self->find, "Not found");
  /* The same in the text. */
  find_text (self, "PRESS");
  helio_payload_view_set_mode (self->payload_view, HELIO_PAYLOAD_VIEW_TEXT);
  helio_ui_test_wait_text (self->find, "1 of 1");
  find_text (self, "1.");
  helio_ui_test_wait_text (self->find, "1 of 3");
  click (self, "previous_button");
  helio_ui_test_wait_text (self->find, "3 of 3");
  click (self, "next_button");
  helio_ui_test_wait_text (self->find, "1 of 3");
  helio_payload_find_close (self->find);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (self->find)));
}

/* ── copying ── */

static char *
get_clipboard (Fixture *self)
{
  GdkContentProvider *content =
      gdk_clipboard_get_content (gtk_widget_get_clipboard (GTK_WIDGET (self->window)));
  g_auto (GValue) value = G_VALUE_INIT;

  g_assert_nonnull (content);
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  return g_value_dup_string (&value);
}

static void
assert_copied (Fixture *self, const char *action, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->tree_view), action, NULL));
  text = get_clipboard (self);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_copy (Fixture *self, gconstpointer data)
{
  show_tree (self, MACHINE);
  helio_payload_tree_view_find (self->tree_view, "1.2", 0, &(guint){0});
  assert_copied (self, "member.copy-value", "1.2");
  assert_copied (self, "member.copy-path", "motor.phases.1");
  assert_copied (self, "member.copy-json-path", "$.motor.phases[1]");
  assert_copied (self, "member.copy-filter", "json.motor.phases.1 = 1.2");
  helio_payload_tree_view_find (self->tree_view, "press-3", 0, &(guint){0});
  assert_copied (self, "member.copy-value", "press-3");
  helio_payload_tree_view_find (self->tree_view, "phases", 0, &(guint){0});
  assert_copied (self, "member.copy-value", "[1.1,1.2,1.3]");
}

static void
on_menu_mapped (GtkWidget *menu, guint *n_items)
{
  *n_items = helio_ui_test_count_menu_items (menu);
}

static void
test_menu (Fixture *self, gconstpointer data)
{
  GtkWidget *menu;
  guint n_items = 0;

  show_tree (self, MACHINE);
  helio_payload_tree_view_find (self->tree_view, "23.40", 0, &(guint){0});
  gtk_widget_grab_focus (GTK_WIDGET (self->payload_view));
  g_assert_true (press (self, GDK_KEY_Menu));
  menu = gtk_widget_get_last_child (GTK_WIDGET (self->tree_view));
  g_assert_true (GTK_IS_POPOVER_MENU (menu));
  if (gtk_widget_get_mapped (menu))
    on_menu_mapped (menu, &n_items);
  /* There is no page with plots here. */
  g_assert_cmpuint (n_items, ==, 6);
  helio_ui_test_picture (GTK_WIDGET (self->window), "payload-tree-menu");
  gtk_popover_popdown (GTK_POPOVER (menu));
}

/* ── a payload that takes its time ── */

/* As long as it is held no other thread comes to its turn. */
typedef struct {
  GMutex mutex;
  guint n_held;
} Threads;

static void
hold (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Threads *threads = data;

  g_mutex_lock (&threads->mutex);
  g_mutex_unlock (&threads->mutex);
  g_task_return_boolean (task, TRUE);
}

static void
on_let_go (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Threads *) data)->n_held--;
}

static void
hold_threads (Threads *threads)
{
  g_mutex_init (&threads->mutex);
  g_mutex_lock (&threads->mutex);
  for (threads->n_held = 0; threads->n_held < 60; threads->n_held++) {
    g_autoptr (GTask) task = g_task_new (NULL, NULL, on_let_go, threads);

    g_task_set_task_data (task, threads, NULL);
    g_task_run_in_thread (task, hold);
  }
}

static gboolean
are_free (gpointer data)
{
  return ((Threads *) data)->n_held == 0;
}

static void
let_threads_go (Threads *threads)
{
  g_mutex_unlock (&threads->mutex);
  helio_test_wait (are_free, threads, 30, "threads");
  g_mutex_clear (&threads->mutex);
}

static guint64
feed_large (Fixture *self, guint value)
{
  g_autofree char *pad = g_strnfill (2 * HELIO_PAYLOAD_HIGHLIGHT_MAX, 'x');
  g_autofree char *payload = g_strdup_printf ("{\"a\":%u,\"pad\":\"%s\"}", value, pad);

  helio_ui_test_feed (self->store, "site/3/press", payload, 1, FALSE);
  return helio_message_store_get_last_of_topic (self->store, "site/3/press");
}

typedef struct {
  Fixture *fixture;
  guint64 seq;
  gboolean ready;
} Awaited;

static gboolean
is_shown (gpointer data)
{
  Awaited *awaited = data;

  return helio_inspector_get_seq (awaited->fixture->inspector) == awaited->seq &&
         helio_payload_view_is_preparing (awaited->fixture->payload_view) != awaited->ready;
}

/* What is shown of the message before is not taken for this one, and this one not passed over for the next. */
static void
test_slow (Fixture *self, gconstpointer data)
{
  GtkToggleButton *follow =
      helio_ui_test_child (self->inspector, HELIO_TYPE_INSPECTOR, "follow_button");
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self->window));
  Threads threads;
  Awaited awaited = {.fixture = self};
  guint64 last;

  show_tree (self, "{\"a\":1}");
  helio_inspector_follow_topic (self->inspector, "site/3/press");
  helio_payload_tree_view_find (self->tree_view, "1", 0, &(guint){0});
  assert_copied (self, "member.copy-value", "1");

  hold_threads (&threads);
  awaited.seq = feed_large (self, 2);
  helio_test_wait (is_shown, &awaited, 10, "the next message");
  gdk_clipboard_set_text (clipboard, "untouched");
  assert_copied (self, "member.copy-value", "untouched");
  last = feed_large (self, 3);
  gtk_toggle_button_set_active (follow, FALSE);
  gtk_toggle_button_set_active (follow, TRUE);
  g_assert_cmpuint (helio_inspector_get_seq (self->inspector), ==, awaited.seq);
  helio_ui_test_wait_text (self->payload_view, "Preparing…");

  let_threads_go (&threads);
  awaited.seq = last;
  awaited.ready = TRUE;
  helio_test_wait (is_shown, &awaited, 30, "the last message");
  helio_payload_tree_view_find (self->tree_view, "3", 0, &(guint){0});
  assert_copied (self, "member.copy-value", "3");
}

/* However many are selected one after the other, one job is under way. */
static void
test_one_job (Fixture *self, gconstpointer data)
{
  Threads threads;
  Awaited awaited = {.fixture = self, .ready = TRUE};
  guint refs;

  show_tree (self, "{\"a\":1}");
  refs = G_OBJECT (self->payload_view)->ref_count;
  hold_threads (&threads);
  for (guint i = 2; i < 6; i++) {
    awaited.seq = feed_large (self, i);
    helio_inspector_show_message (self->inspector, awaited.seq);
    g_assert_true (helio_payload_view_is_preparing (self->payload_view));
    g_assert_cmpuint (G_OBJECT (self->payload_view)->ref_count, ==, refs + 1);
  }
  let_threads_go (&threads);
  helio_test_wait (is_shown, &awaited, 30, "the last message");
  helio_payload_tree_view_find (self->tree_view, "5", 0, &(guint){0});
  assert_copied (self, "member.copy-value", "5");

  /* What is ready at once does not wait for one that nobody wants any more. */
  hold_threads (&threads);
  helio_inspector_show_message (self->inspector, feed_large (self, 6));
  show (self, "{\"a\":7}");
  g_assert_false (helio_payload_view_is_preparing (self->payload_view));
  helio_payload_tree_view_find (self->tree_view, "7", 0, &(guint){0});
  assert_copied (self, "member.copy-value", "7");
  let_threads_go (&threads);
  helio_test_wait_holders (self->payload_view, (int) refs, 10, "what nobody wants to end");
  assert_copied (self, "member.copy-value", "7");
}

/* Narrow, dark, with large text. */
static void
test_look (Fixture *self, gconstpointer data)
{
  show_tree (self, MACHINE);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * PANGO_SCALE * 2, NULL);
  helio_ui_test_frames (GTK_WIDGET (self->window), 3);
  helio_ui_test_picture (GTK_WIDGET (self->window), "payload-tree-large-dark");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->window)), <=, 480);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * PANGO_SCALE, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
#define ADD(name)                                                                                  \
  g_test_add ("/ui/payload-tree/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (keys);
  ADD (accessible);
  ADD (next);
  ADD (refused);
  ADD (many);
  ADD (find);
  ADD (copy);
  ADD (menu);
  ADD (slow);
  ADD (one_job);
  ADD (look);
#undef ADD
  return g_test_run ();
}
