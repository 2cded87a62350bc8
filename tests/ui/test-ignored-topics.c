// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* From the menu of a topic to what is remembered of it: what the topic tree leaves out. */
#include "config.h"

#define G_SETTINGS_ENABLE_BACKEND

#include "core/base/helio-util.h"
#include "ui/base/helio-focus.h"
#include "ui/helio-ui-test.h"
#include "ui/topics/helio-ignored-button.h"
#include "ui/topics/helio-ignored-topics.h"
#include "ui/topics/helio-topic-line.h"
#include "ui/topics/helio-topic-menu.h"
#include "ui/topics/helio-topic-view.h"

#include <gio/gsettingsbackend.h>
#include <string.h>

typedef struct {
  HelioMessageStore *store;
  HelioTopicTree *tree;
  HelioTopicView *view;
  HelioIgnoredButton *button;
  GtkWidget *overlay;
  GtkWindow *window;
} Fixture;

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
set_up (Fixture *self, gconstpointer data)
{
  self->store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);
  self->tree = helio_topic_tree_new (self->store);
  self->view = g_object_ref_sink (helio_topic_view_new ());
  self->button = helio_ui_test_child (self->view, HELIO_TYPE_TOPIC_VIEW, "ignored_button");
  helio_topic_view_set_tree (self->view, self->tree);
  self->overlay = adw_toast_overlay_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (self->overlay), GTK_WIDGET (self->view));
  self->window = helio_ui_test_show (self->overlay, 300, 500);
  helio_ui_test_feed (self->store, "site/1/temp", "23.4", 0, TRUE);
  helio_ui_test_feed (self->store, "site/1/hum", "55", 0, FALSE);
  helio_ui_test_feed (self->store, "site/2/temp", "19", 0, FALSE);
  helio_ui_test_feed (self->store, "chat", "hello", 0, FALSE);
  wait_rows (self, 2);
  gtk_widget_activate_action (GTK_WIDGET (self->view), "topics.expand-all", NULL);
  wait_rows (self, 7);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (self->window);
  g_assert_finalize_object (self->view);
  helio_test_settle (); /* a toast may have held the tree */
  g_assert_finalize_object (self->tree);
  g_assert_finalize_object (self->store);
}

static gpointer
child (Fixture *self, const char *id)
{
  return helio_ui_test_child (self->button, HELIO_TYPE_IGNORED_BUTTON, id);
}

static void
ignore (Fixture *self, const char *filter)
{
  gtk_widget_activate_action (GTK_WIDGET (self->view), "topics.ignore", "s", filter);
}

static gboolean
is_unmapped (gpointer widget)
{
  return !gtk_widget_get_mapped (widget);
}

/* What the item of the menu does, and back with the toast. */
static void
test_branch (Fixture *self, gconstpointer data)
{
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (self->button)));
  ignore (self, "site/1/#");
  wait_rows (self, 4);
  helio_ui_test_wait_text (self->overlay, "The tree no longer shows “site/1/#”");
  g_signal_emit_by_name (helio_ui_test_find_button (self->overlay, "_Undo"), "clicked");
  wait_rows (self, 7);
  g_assert_cmpuint (helio_topic_tree_get_n_ignored (self->tree), ==, 0);
}

/* What comes meanwhile is counted, and does not come up. */
static void
test_meanwhile (Fixture *self, gconstpointer data)
{
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (self->button)));
  ignore (self, "site/1/#");
  wait_rows (self, 4);
  helio_ui_test_wait_text (self->view, "2 ignored");
  helio_ui_test_wait_text (self->view, "4 topics");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->button)));
  helio_ui_test_assert_named (self->view);
  helio_ui_test_picture (GTK_WIDGET (self->window), "ignored-footer");
  helio_ui_test_feed (self->store, "site/1/new", "1", 0, FALSE);
  helio_ui_test_wait_text (self->view, "3 ignored");
  wait_rows (self, 4);
  helio_topic_tree_stop_ignoring (self->tree, "site/1/#");
  wait_rows (self, 8);
  helio_test_wait (is_unmapped, self->button, 10, "the button to go");
}

/* Returns: (transfer full) (nullable): label and target of the item with this action, sections included. */
static char *
find_item (GMenuModel *menu, const char *action)
{
  char *found = NULL;

  for (int i = 0; i < g_menu_model_get_n_items (menu) && found == NULL; i++) {
    g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
    g_autofree char *own = NULL, *label = NULL, *target = NULL;

    if (section != NULL)
      found = find_item (section, action);
    else if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &own) &&
             g_str_equal (own, action) &&
             g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &label) &&
             g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_TARGET, "s", &target))
      found = g_strdup_printf ("%s: %s", label, target);
  }
  return found;
}

static void
assert_item (Fixture *self, const char *topic, const char *expected)
{
  g_autoptr (GMenuModel) menu =
      helio_topic_menu_new (self->tree, helio_topic_tree_find (self->tree, topic), NULL);
  g_autofree char *item = find_item (menu, "topics.ignore");

  g_assert_cmpstr (item, ==, expected);
}

/* A branch or a topic: what its menu ignores. */
static void
test_menu_filter (Fixture *self, gconstpointer data)
{
  assert_item (self, "site", "_Ignore This Branch: site/#");
  assert_item (self, "site/1/hum", "_Ignore This Topic: site/1/hum");
  assert_item (self, "chat", "_Ignore This Topic: chat");
  helio_ui_test_feed (self->store, "chat/7", "1", 0, FALSE);
  wait_rows (self, 7);
  helio_ui_test_wait_text (self->view, "5 topics");
  assert_item (self, "chat", "_Ignore This Branch: chat/#");
}

/* Everything can be ignored; what else comes is shown. */
static void
test_all (Fixture *self, gconstpointer data)
{
  ignore (self, "chat");
  wait_rows (self, 6);
  ignore (self, "site/#");
  wait_rows (self, 0);
  helio_ui_test_wait_text (self->view, "All topics are ignored");
  helio_ui_test_feed (self->store, "chat/7", "1", 0, FALSE);
  wait_rows (self, 1);
}

static GtkWidget *
get_remove_button (Fixture *self, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (child (self, "list_box"), index);

  g_assert_nonnull (row);
  return gtk_widget_get_last_child (gtk_list_box_row_get_child (row));
}

static gboolean
is_mapped (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

static void
type (Fixture *self, const char *filter)
{
  gtk_editable_set_text (child (self, "entry"), filter);
  g_signal_emit_by_name (child (self, "entry"), "activate");
}

static void
test_popover (Fixture *self, gconstpointer data)
{
  GtkWidget *popover = child (self, "popover");
  GtkWidget *fault = child (self, "fault_label");

  /* From the tree's menu, also where there is no button yet. */
  gtk_widget_activate_action (GTK_WIDGET (self->view), "topics.ignored", NULL);
  helio_test_wait (is_mapped, popover, 10, "the popover");
  g_assert_false (gtk_widget_get_visible (child (self, "scroller")));
  helio_ui_test_wait_text (popover, "0 of 4 topics ignored");
  type (self, "site/#/temp");
  g_assert_true (gtk_widget_get_visible (fault));
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (fault)), "last level"));
  helio_ui_test_frames (popover, 10);
  helio_ui_test_picture (popover, "ignored-fault");
  gtk_editable_set_text (child (self, "entry"), "site");
  g_assert_false (gtk_widget_get_visible (fault));

  type (self, "site/+/temp");
  wait_rows (self, 4);
  g_assert_cmpstr (gtk_editable_get_text (child (self, "entry")), ==, "");
  type (self, "chat");
  wait_rows (self, 3);
  type (self, "<b>/#");
  helio_ui_test_wait_text (popover, "3 of 4 topics ignored");
  helio_ui_test_assert_named (gtk_popover_get_child (GTK_POPOVER (popover)));
  gtk_test_accessible_assert_property (get_remove_button (self, 0),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Show “site/+/temp” again");
  helio_ui_test_frames (popover, 30);
  helio_ui_test_picture (popover, "ignored-popover");

  /* The focus goes on to the next one. */
  gtk_widget_grab_focus (get_remove_button (self, 1));
  g_signal_emit_by_name (get_remove_button (self, 1), "clicked");
  wait_rows (self, 4);
  g_assert_true (gtk_widget_has_focus (get_remove_button (self, 1)));
  g_assert_true (gtk_widget_get_mapped (popover));
  g_signal_emit_by_name (child (self, "all_button"), "clicked");
  wait_rows (self, 7);
  g_assert_true (gtk_widget_get_mapped (popover));
  gtk_popover_popdown (GTK_POPOVER (popover));
  helio_test_wait (is_unmapped, self->button, 10, "the button to go");
}

/* ── the focus ── */

static void
focus_row (Fixture *self, const char *topic)
{
  helio_topic_view_set_selected_topic (self->view, topic);
  g_assert_true (
      gtk_widget_child_focus (helio_ui_test_child (self->view, HELIO_TYPE_TOPIC_VIEW, "port"),
                              GTK_DIR_TAB_FORWARD));
  helio_ui_test_frames (GTK_WIDGET (self->view), 3);
}

static void
assert_focus_at (Fixture *self, const char *topic)
{
  GtkWidget *focus = gtk_window_get_focus (self->window), *line;
  HelioTopicRow row;

  g_assert_nonnull (focus);
  line = helio_ui_test_find (focus, HELIO_TYPE_TOPIC_LINE);
  g_assert_nonnull (line);
  g_assert_true (helio_topic_tree_get_row (self->tree,
                                           helio_topic_line_get_node (HELIO_TOPIC_LINE (line)),
                                           &row));
  g_assert_cmpstr (row.topic, ==, topic);
  helio_topic_row_clear (&row);
}

static void
open_menu (Fixture *self)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (
      helio_ui_test_child (self->view, HELIO_TYPE_TOPIC_VIEW, "list_view"));
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !handled; i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_EVENT_CONTROLLER_KEY (controller) &&
        gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
      g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_Menu, 0u, 0, &handled);
  }
  g_assert_true (handled);
}

static GtkWidget *
find_menu_item (GtkWidget *widget, const char *label)
{
  g_autofree char *texts = NULL;

  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkModelButton")) {
    texts = helio_ui_test_texts (widget);
    return strstr (texts, label) != NULL ? widget : NULL;
  }
  for (GtkWidget *c = gtk_widget_get_first_child (widget); c != NULL;
       c = gtk_widget_get_next_sibling (c)) {
    GtkWidget *found = find_menu_item (c, label);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/* The row with the focus goes: the one above has it. */
static void
test_focus (Fixture *self, gconstpointer data)
{
  focus_row (self, "site/2");
  ignore (self, "site/2/#");
  wait_rows (self, 5);
  assert_focus_at (self, "site/1/temp");
}

/* By keys: the menu has the focus, and gives it back to the row that goes. */
static void
test_focus_menu (Fixture *self, gconstpointer data)
{
  GtkWidget *popover, *item;

  focus_row (self, "site/2");
  open_menu (self);
  popover = gtk_widget_get_last_child (GTK_WIDGET (self->view));
  g_assert_true (GTK_IS_POPOVER_MENU (popover));
  helio_test_wait (is_mapped, popover, 10, "the menu");
  item = find_menu_item (popover, "Ignore This Branch");
  g_assert_nonnull (item);
  gtk_widget_grab_focus (item);
  gtk_widget_activate (item);
  wait_rows (self, 5);
  assert_focus_at (self, "site/1/temp");
}

/* There is none above. */
static void
test_focus_first (Fixture *self, gconstpointer data)
{
  focus_row (self, "chat");
  ignore (self, "chat");
  wait_rows (self, 6);
  assert_focus_at (self, "site");
}

/* The branch above goes with it, and who types elsewhere by the time that it is back goes on typing there. */
static void
test_focus_only_child (Fixture *self, gconstpointer data)
{
  GtkWidget *entry = helio_ui_test_child (self->view, HELIO_TYPE_TOPIC_VIEW, "filter_entry");

  g_assert_true (helio_topic_tree_ignore (self->tree, "site/2/#", NULL));
  wait_rows (self, 5);
  focus_row (self, "site/1");
  ignore (self, "site/1/#");
  wait_rows (self, 1);
  assert_focus_at (self, "chat");
  ignore (self, "chat");
  wait_rows (self, 0);
  gtk_widget_grab_focus (entry);
  helio_ui_test_feed (self->store, "chat/7", "1", 0, FALSE);
  helio_ui_test_feed (self->store, "site/3/temp", "1", 0, FALSE);
  wait_rows (self, 3);
  g_assert_true (helio_focus_is_in (entry));
}

/* Somebody wants to see it: he is told why he does not. */
static void
test_reveal (Fixture *self, gconstpointer data)
{
  g_assert_true (helio_topic_tree_ignore (self->tree, "site/1/#", NULL));
  wait_rows (self, 4);
  g_assert_false (helio_topic_view_reveal (self->view, "site/1/hum"));
  g_assert_null (helio_topic_view_get_selected_topic (self->view));
  helio_ui_test_wait_text (self->overlay, "The tree ignores this topic");
  g_signal_emit_by_name (helio_ui_test_find_button (self->overlay, "_Ignored Topics"), "clicked");
  helio_test_wait (is_mapped, child (self, "popover"), 10, "the popover");
  gtk_popover_popdown (child (self, "popover"));
  g_assert_true (helio_topic_view_reveal (self->view, "site/2/temp"));
}

/* The filter of the tree is beside it. */
static void
test_filter (Fixture *self, gconstpointer data)
{
  ignore (self, "site/1/#");
  wait_rows (self, 4);
  gtk_editable_set_text (helio_ui_test_child (self->view, HELIO_TYPE_TOPIC_VIEW, "filter_entry"),
                         "hum");
  wait_rows (self, 0);
  helio_ui_test_wait_text (self->view, "No topic matches; ignored ones are left out");
}

/* ── what is remembered ── */

static GSettings *
open_settings (const char *path)
{
  g_autoptr (GSettingsSchemaSource) source = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsBackend) backend = g_keyfile_settings_backend_new (path, "/", NULL);
  g_autofree char *folder = g_build_filename (g_getenv ("HELIO_BUILD_ROOT"), "data", NULL);
  g_autoptr (GError) error = NULL;

  source = g_settings_schema_source_new_from_directory (folder, NULL, FALSE, &error);
  g_assert_no_error (error);
  schema = g_settings_schema_source_lookup (source, APPLICATION_ID, FALSE);
  g_assert_nonnull (schema);
  return g_settings_new_full (schema, backend, NULL);
}

/* A tree as the next run has it. Returns: (transfer full). */
static char *
what_is_remembered (GSettings *settings, const char *id)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);
  g_autoptr (HelioTopicTree) tree = helio_topic_tree_new (store);

  helio_ignored_topics_keep (tree, settings, id, store);
  return g_strjoinv (" ", (GStrv) helio_topic_tree_get_ignored (tree));
}

static void
assert_remembered (GSettings *settings, const char *id, const char *expected)
{
  g_autofree char *have = what_is_remembered (settings, id);

  g_assert_cmpstr (have, ==, expected);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* For each profile its own, until that can no longer be brought back. */
static void
test_remembered (Fixture *self, gconstpointer data)
{
  g_autofree char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "settings", NULL);
  g_autoptr (HelioProfileStore) profiles = helio_profile_store_new (dir);
  g_autoptr (GSettings) settings = open_settings (path);
  g_autoptr (HelioProfile) profile = helio_profile_new ();
  g_autoptr (HelioTopicTree) other = helio_topic_tree_new (self->store);
  gboolean loaded = FALSE, written = FALSE, removed = FALSE;

  helio_set_str (&profile->name, "one");
  helio_set_str (&profile->broker.url, "mqtt://127.0.0.1:1/");
  helio_profile_store_load_async (profiles, NULL, on_done, &loaded);
  helio_test_wait_flag (&loaded, 10, "the profiles");
  helio_profile_store_save_async (profiles, profile, NULL, on_done, &written);
  helio_test_wait_flag (&written, 10, "the profile to be stored");
  helio_ignored_topics_forget_removed (settings, profiles);

  helio_ignored_topics_keep (self->tree, settings, profile->id, self->view);
  ignore (self, "site/1/#");
  ignore (self, "chat");
  wait_rows (self, 3);
  helio_ignored_topics_keep (other, settings, "another", self->view);
  g_assert_true (helio_topic_tree_ignore (other, "b", NULL));
  assert_remembered (settings, profile->id, "site/1/# chat");
  assert_remembered (settings, "another", "b");
  helio_topic_tree_stop_ignoring (self->tree, "site/1/#");
  assert_remembered (settings, profile->id, "chat");
  /* Without a profile it is for this run. */
  helio_ignored_topics_keep (other, settings, NULL, self->view);
  helio_ignored_topics_keep (other, NULL, "another", self->view);

  helio_profile_store_remove_async (profiles, profile->id, NULL, on_done, &removed);
  helio_test_wait_flag (&removed, 10, "the profile to be removed");
  assert_remembered (settings, profile->id, "chat");
  helio_profile_store_settle_removed (profiles, profile->id);
  assert_remembered (settings, profile->id, "");
  assert_remembered (settings, "another", "b");
  helio_test_settle ();
  helio_test_remove_dir (g_steal_pointer (&dir));
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
  add ("/ignored-topics/branch", test_branch);
  add ("/ignored-topics/meanwhile", test_meanwhile);
  add ("/ignored-topics/menu-filter", test_menu_filter);
  add ("/ignored-topics/all", test_all);
  add ("/ignored-topics/popover", test_popover);
  add ("/ignored-topics/focus", test_focus);
  add ("/ignored-topics/focus-menu", test_focus_menu);
  add ("/ignored-topics/focus-first", test_focus_first);
  add ("/ignored-topics/focus-only-child", test_focus_only_child);
  add ("/ignored-topics/reveal", test_reveal);
  add ("/ignored-topics/filter", test_filter);
  add ("/ignored-topics/remembered", test_remembered);
  return g_test_run ();
}
