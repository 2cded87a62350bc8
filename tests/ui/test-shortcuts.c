// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-test.h"
#include "ui/compat/helio-shortcuts.h"
#include "ui/helio-ui-test.h"

/* Both windows of shortcuts say the same, and what they say is what the application listens to. */

static GStrv
read_accelerators (const char *path)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);
  g_autoptr (GRegex) regex = g_regex_new ("name=\"accelerator\">([^<]+)</property>", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gsize length;

  g_assert_nonnull (bytes);
  const char *text = g_bytes_get_data (bytes, &length);
  g_regex_match_full (regex, text, (gssize) length, 0, 0, &match, NULL);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL)) {
    g_autofree char *accelerator = g_match_info_fetch (match, 1);
    g_strv_builder_add (builder, accelerator);
  }
  return g_strv_builder_end (builder);
}

static void
test_same (void)
{
  g_auto (GStrv) overlay = read_accelerators (HELIO_RESOURCE_PATH "/help-overlay.ui");
  g_auto (GStrv) dialog = read_accelerators (HELIO_RESOURCE_PATH "/shortcuts-dialog.ui");

  g_assert_cmpuint (g_strv_length (overlay), >, 10);
  g_assert_cmpstrv (overlay, dialog);
  for (guint i = 0; overlay[i] != NULL; i++) {
    g_autofree char *plain = g_strdup (overlay[i]);
    g_autoptr (GString) accelerator = g_string_new (plain);
    g_auto (GStrv) keys = NULL;
    guint key;
    GdkModifierType modifiers;
    g_string_replace (accelerator, "&lt;", "<", 0);
    g_string_replace (accelerator, "&gt;", ">", 0);
    keys = g_strsplit (accelerator->str, " ", -1);
    for (guint j = 0; keys[j] != NULL; j++)
      g_assert_true (gtk_accelerator_parse (keys[j], &key, &modifiers));
  }
}

static gboolean
is_shown (gpointer data)
{
  return gtk_widget_get_mapped (data);
}

/* It has several pages, and their numbers come up without a complaint of the toolkit. */
static void
test_pages (void)
{
  GtkWindow *parent;
  GtkWidget *window = NULL, *switcher;
  GListModel *windows = gtk_window_get_toplevels ();

  if (!helio_shortcuts_need_action ()) {
    g_test_skip ("libadwaita has a dialog of its own");
    return;
  }
  parent = helio_ui_test_show (gtk_label_new (NULL), 360, 640);
  helio_shortcuts_present (parent);
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) toplevel = g_list_model_get_item (windows, i);

    if (GTK_IS_SHORTCUTS_WINDOW (toplevel))
      window = toplevel;
  }
  g_assert_nonnull (window);
  switcher = helio_ui_test_find (window, GTK_TYPE_STACK_SWITCHER);
  g_assert_nonnull (switcher);
  helio_test_wait (is_shown, switcher, 10, "the numbers of the pages");
  helio_ui_test_frames (window, 3);
  helio_ui_test_picture (window, "shortcuts");
  gtk_window_destroy (parent);
  helio_test_settle ();
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/shortcuts/same", test_same);
  g_test_add_func ("/ui/shortcuts/pages", test_pages);
  return g_test_run ();
}
