// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What was written on the Access page is not lost by closing the window. */
#include "config.h"

#include "support/helio-fake-prober.h"
#include "ui/access/helio-access-page.h"
#include "ui/access/helio-access-results.h"
#include "ui/access/helio-plan-editor.h"
#include "ui/access/helio-rules-editor.h"
#include "ui/access/helio-rules-view.h"
#include "ui/compat/helio-alert.h"
#include "ui/helio-window-test.h"
#include "ui/window/helio-connection-page.h"

#include <string.h>

static gboolean
has_alert (gpointer data)
{
  return helio_alert_find (data) != NULL;
}

static gboolean
has_no_alert (gpointer data)
{
  return helio_alert_find (data) == NULL;
}

static gpointer
open_access (HelioWindowTest *f)
{
  HelioConnectionPage *page = helio_ui_test_find (f->window, HELIO_TYPE_CONNECTION_PAGE);
  gpointer access;

  helio_connection_page_show_view (page, "access");
  access = helio_ui_test_find (f->window, HELIO_TYPE_ACCESS_PAGE);
  g_assert_nonnull (access);
  return access;
}

static void
assert_asks (HelioWindowTest *f)
{
  gtk_window_close (GTK_WINDOW (f->window));
  helio_test_wait (has_alert, f->window, 10, "the question");
  helio_alert_respond (helio_alert_find (GTK_WINDOW (f->window)), "cancel");
  helio_test_wait (has_no_alert, f->window, 10, "the question to go");
  helio_test_settle ();
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (f->window)));
}

static gboolean
is_saved (gpointer access)
{
  return !helio_access_page_is_modified (access);
}

static void
test_rules (HelioWindowTest *f, gconstpointer data)
{
  gpointer access = open_access (f);
  HelioRulesView *view = helio_ui_test_find (access, HELIO_TYPE_RULES_VIEW);
  HelioRulesEditor *editor = helio_ui_test_find (access, HELIO_TYPE_RULES_EDITOR);
  g_autofree char *path = g_build_filename (f->directory, "r.txt", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_false (helio_window_ask_unsaved (f->window));
  helio_rules_view_set_text (view, "not a rule yet");
  assert_asks (f);
  helio_rules_view_set_text (view, "User Pattern: %\nTopic: a\nPermission: publish\n");
  assert_asks (f);
  helio_rules_editor_save (editor, file);
  helio_test_wait (is_saved, access, 10, "the rules to be saved");
  g_assert_false (helio_window_ask_unsaved (f->window));
}

static void
test_plan (HelioWindowTest *f, gconstpointer data)
{
  gpointer access = open_access (f);
  HelioPlanEditor *editor = helio_ui_test_find (access, HELIO_TYPE_PLAN_EDITOR);

  g_assert_false (helio_window_ask_unsaved (f->window));
  /* Nobody of that name: there is no plan in the document, and all the same something to lose. */
  helio_plan_editor_paste (editor, "carol,subscribe,a,allow");
  /* Right after it was pasted. */
  assert_asks (f);
}

static HelioConnectionItem *
add_connection (HelioWindowTest *f, const char *id, const char *name)
{
  g_autofree char *text = g_strdup_printf (
      "{\"version\":1,\"id\":\"%s\",\"name\":\"%s\",\"broker\":{\"url\":\"mqtt://127.0.0.1\"},"
      "\"credentials\":{\"method\":\"password\",\"password\":{\"username\":\"a\"}}}",
      id,
      name);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioProfile) profile = helio_profile_from_text (text, strlen (text), &error);

  g_assert_no_error (error);
  helio_profile_store_add_transient (f->services->profiles, profile, NULL);
  return helio_connection_list_find_named (f->list, name);
}

static gpointer
open_access_of (HelioWindowTest *f, HelioConnectionItem *item)
{
  GtkWidget *page;

  helio_window_show_access (f->window, item);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  page = gtk_stack_get_visible_child (helio_ui_test_child (f->window, HELIO_TYPE_WINDOW, "stack"));
  return helio_ui_test_find (page, HELIO_TYPE_ACCESS_PAGE);
}

/* Text and plans that are looked at when there is a pause are looked at before the question. */
static void
test_large (HelioWindowTest *f, gconstpointer data)
{
  HelioConnectionItem *second = add_connection (f, "p2", "Staging");
  HelioRulesView *view = helio_ui_test_find (open_access (f), HELIO_TYPE_RULES_VIEW);
  g_autoptr (GString) text = g_string_new (NULL);
  gpointer access;

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (text, "User Pattern: u%u\nTopic: a\nPermission: publish\n\n", i);
  helio_rules_view_set_text (view, text->str);
  assert_asks (f);
  g_assert_true (helio_window_has_unsaved (f->window, f->item));

  access = open_access_of (f, second);
  g_string_truncate (text, 0);
  for (guint i = 0; i < 1500; i++)
    g_string_append_printf (text, "carol,subscribe,a/%u,allow\n", i);
  helio_plan_editor_paste (helio_ui_test_find (access, HELIO_TYPE_PLAN_EDITOR), text->str);
  g_assert_true (helio_window_has_unsaved (f->window, second));
}

static void
answer (HelioWindowTest *f, const char *response)
{
  helio_test_wait (has_alert, f->window, 10, "the question");
  helio_alert_respond (helio_alert_find (GTK_WINDOW (f->window)), response);
  helio_test_wait (has_no_alert, f->window, 10, "the question to go");
  helio_test_settle ();
}

static void
write_rules (gpointer access)
{
  helio_rules_view_set_text (helio_ui_test_find (access, HELIO_TYPE_RULES_VIEW), "x");
}

/* One question for all of them, with their names. */
static void
test_several (HelioWindowTest *f, gconstpointer data)
{
  HelioConnectionItem *second = add_connection (f, "p2", "Staging");
  HelioConnectionItem *third = add_connection (f, "p3", "Elsewhere");
  g_autofree char *texts = NULL;

  write_rules (open_access (f));
  write_rules (open_access_of (f, second));
  helio_window_show_item (f->window, third);
  g_assert_true (helio_window_ask_unsaved (f->window));
  helio_test_wait (has_alert, f->window, 10, "the question");
  texts = helio_ui_test_texts (helio_alert_find (GTK_WINDOW (f->window)));
  g_assert_nonnull (strstr (texts, "Production"));
  g_assert_nonnull (strstr (texts, "Staging"));
  g_assert_null (strstr (texts, "Elsewhere"));
  /* The key once more does not ask once more. */
  g_assert_true (helio_window_ask_unsaved (f->window));
  answer (f, "cancel");
  g_assert_null (helio_alert_find (GTK_WINDOW (f->window)));
  g_assert_true (helio_window_ask_unsaved (f->window));
  answer (f, "cancel");
  g_assert_true (helio_window_get_item (f->window) != third);
}

static void
test_remove (HelioWindowTest *f, gconstpointer data)
{
  HelioConnectionItem *second = add_connection (f, "p2", "Staging");

  write_rules (open_access_of (f, second));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "connection.remove", NULL);
  answer (f, "cancel");
  g_assert_nonnull (helio_connection_list_find_named (f->list, "Staging"));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "connection.remove", NULL);
  answer (f, "discard");
  g_assert_null (helio_connection_list_find_named (f->list, "Staging"));
  /* Where there is nothing to lose it goes at once. */
  helio_window_show_item (f->window, add_connection (f, "p3", "Elsewhere"));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "connection.remove", NULL);
  helio_test_settle ();
  g_assert_null (helio_connection_list_find_named (f->list, "Elsewhere"));
}

static gboolean
has_three (gpointer list)
{
  return g_list_model_get_n_items (list) == 3;
}

/* A connection that is stored keeps its page as long as something stands there. */
static void
test_keep (HelioWindowTest *f, gconstpointer data)
{
  HelioConnectionItem *second = add_connection (f, "p2", "Staging");
  gpointer access = open_access_of (f, second);

  write_rules (access);
  gtk_widget_activate_action (GTK_WIDGET (f->window), "connection.keep", NULL);
  helio_test_wait (has_three, f->list, 20, "the profile to be kept");
  helio_test_settle ();
  g_assert_true (helio_window_has_unsaved (f->window, second));
}

/* Another plan, a new one and other rules take the place of what stands there. */
static void
test_replacing (HelioWindowTest *f, gconstpointer data)
{
  gpointer access = open_access (f);
  HelioPlanEditor *editor = helio_ui_test_find (access, HELIO_TYPE_PLAN_EDITOR);
  HelioRulesView *view = helio_ui_test_find (access, HELIO_TYPE_RULES_VIEW);
  g_autofree char *text = NULL;

  helio_plan_editor_paste (editor, "carol,subscribe,a,allow");
  helio_rules_view_set_text (view, "not a rule yet");
  /* Right after it was typed: nothing had time to reach the document. */
  gtk_widget_activate_action (access, "plan-file.open", NULL);
  answer (f, "cancel");
  gtk_widget_activate_action (GTK_WIDGET (helio_ui_test_find (access, HELIO_TYPE_RULES_EDITOR)),
                              "rules.open",
                              NULL);
  answer (f, "cancel");
  gtk_widget_activate_action (access, "plan-file.new", NULL);
  answer (f, "cancel");
  g_assert_true (helio_access_page_is_modified (access));
  gtk_widget_activate_action (access, "plan-file.new", NULL);
  answer (f, "discard");
  g_assert_false (helio_access_page_is_modified (access));
  text = helio_rules_view_get_text (view);
  g_assert_cmpstr (text, ==, "");
  g_assert_cmpuint (
      g_list_model_get_n_items (helio_plan_draft_get_checks (helio_plan_editor_get_draft (editor))),
      ==,
      0);
  /* Nothing is there to be lost. */
  gtk_widget_activate_action (access, "plan-file.new", NULL);
  helio_test_settle ();
  g_assert_null (helio_alert_find (GTK_WINDOW (f->window)));
}

static void
count (guint *n)
{
  ++*n;
}

static gboolean
is_counted (gpointer data)
{
  return *(guint *) data > 0;
}

static void
test_discards (HelioWindowTest *f, gconstpointer data)
{
  gpointer access = open_access (f);
  guint n = 0;

  helio_rules_view_set_text (helio_ui_test_find (access, HELIO_TYPE_RULES_VIEW), "x");
  g_signal_connect_swapped (f->window, "unrealize", G_CALLBACK (count), &n);
  gtk_window_close (GTK_WINDOW (f->window));
  helio_test_wait (has_alert, f->window, 10, "the question");
  g_object_ref (f->window);
  helio_alert_respond (helio_alert_find (GTK_WINDOW (f->window)), "discard");
  helio_test_wait (is_counted, &n, 10, "the window to go");
  g_signal_handlers_disconnect_by_data (f->window, &n);
  helio_test_settle ();
}

static gboolean
asks_to_run (gpointer access)
{
  GtkWidget *results = helio_ui_test_find (access, HELIO_TYPE_ACCESS_RESULTS);

  gtk_widget_activate_action (results, "access.run", NULL);
  return has_alert (gtk_widget_get_root (access));
}

static gboolean
is_running (gpointer access)
{
  return helio_access_page_is_running (access);
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

/* A run is not cut off by closing the window without a word, and what it may have written is taken away. */
static void
test_running (HelioWindowTest *f, gconstpointer data)
{
  static const char plan[] =
      "{\"version\": 1, \"users\": {\"alice\": {\"broker\": \"mqtt://127.0.0.1:1\","
      " \"username\": \"alice\"}}, \"checks\": [{\"user\": \"alice\", \"action\": \"publish\","
      " \"topic\": \"a\", \"expect\": \"allow\"}]}";
  gpointer access = open_access (f), window = f->window, prober;
  g_autofree char *path = g_build_filename (f->directory, "plan.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *texts = NULL;

  g_assert_true (g_file_set_contents (path, plan, -1, NULL));
  helio_access_page_open (access, file);
  helio_access_page_show (access, "results");
  helio_test_wait (asks_to_run, access, 10, "the question before a run");
  helio_alert_respond (helio_alert_find (GTK_WINDOW (f->window)), "run");
  helio_test_wait (is_running, access, 10, "a run");
  prober = helio_fake_prober_get ();
  g_object_add_weak_pointer (prober, &prober);

  gtk_window_close (GTK_WINDOW (f->window));
  helio_test_wait (has_alert, f->window, 10, "the question");
  texts = helio_ui_test_texts (helio_alert_find (GTK_WINDOW (f->window)));
  g_assert_nonnull (strstr (texts, "Stop the Run?"));
  helio_alert_respond (helio_alert_find (GTK_WINDOW (f->window)), "keep");
  helio_test_wait (has_no_alert, f->window, 10, "the question to go");
  helio_test_settle ();
  g_assert_true (helio_access_page_is_running (access));

  g_object_add_weak_pointer (window, &window);
  gtk_window_close (GTK_WINDOW (f->window));
  helio_test_wait (has_alert, f->window, 10, "the question");
  helio_alert_respond (helio_alert_find (GTK_WINDOW (f->window)), "stop");
  helio_test_wait (is_null, &window, 10, "the window to go");
  helio_test_wait (is_null, &prober, 10, "the end of the run");
  f->window = NULL;
}

/* The window has gone. */
static void
tear_down_rest (HelioWindowTest *f, gconstpointer data)
{
  g_assert_finalize_object (f->list);
  helio_services_unref (f->services);
  helio_test_wait_gone (f->clock, 10, "the clock to go");
  helio_test_remove_dir (f->directory);
}

/* Toasts that can take a removal back have a share of the window. */
static void
tear_down_with_toasts (HelioWindowTest *f, gconstpointer data)
{
  gpointer window = f->window;

  g_object_add_weak_pointer (window, &window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  helio_test_wait (is_null, &window, 20, "the window to go");
  f->window = NULL;
  tear_down_rest (f, data);
}

/* The test has the last share of the window. */
static void
tear_down_gone (HelioWindowTest *f, gconstpointer data)
{
  g_assert_finalize_object (f->window);
  tear_down_rest (f, data);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
#define ADD(path, test, end)                                                                       \
  g_test_add ("/ui/access-unsaved/" path,                                                          \
              HelioWindowTest,                                                                     \
              NULL,                                                                                \
              helio_window_test_set_up,                                                            \
              test,                                                                                \
              end)
  ADD ("rules", test_rules, helio_window_test_tear_down);
  ADD ("plan", test_plan, helio_window_test_tear_down);
  ADD ("large", test_large, helio_window_test_tear_down);
  ADD ("several", test_several, helio_window_test_tear_down);
  ADD ("remove", test_remove, tear_down_with_toasts);
  ADD ("keep", test_keep, helio_window_test_tear_down);
  ADD ("replacing", test_replacing, helio_window_test_tear_down);
  ADD ("discards", test_discards, tear_down_gone);
  ADD ("running", test_running, tear_down_rest);
#undef ADD
  return g_test_run ();
}
