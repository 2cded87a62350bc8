// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What was written on the Access page is not lost by closing the window. */
#include "config.h"

#include "ui/compat/helio-alert.h"
#include "ui/helio-access-page.h"
#include "ui/helio-connection-page.h"
#include "ui/helio-plan-editor.h"
#include "ui/helio-rules-editor.h"
#include "ui/helio-rules-view.h"
#include "ui/helio-window-test.h"

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

  helio_connection_page_show_access (page);
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
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (f->window)));
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
  while (helio_access_page_is_modified (access))
    helio_ui_test_frames (access, 1);
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
  helio_ui_test_frames (access, 3);
  assert_asks (f);
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

/* The test has the last share of the window. */
static void
tear_down_gone (HelioWindowTest *f, gconstpointer data)
{
  g_assert_finalize_object (f->window);
  g_assert_finalize_object (f->list);
  helio_services_unref (f->services);
  g_assert_finalize_object (f->clock);
  helio_test_remove_dir (f->directory);
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
  ADD ("discards", test_discards, tear_down_gone);
#undef ADD
  return g_test_run ();
}
