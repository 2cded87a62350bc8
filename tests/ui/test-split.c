// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/compat/helio-split.h"
#include "ui/helio-ui-test.h"

typedef struct {
  GtkWindow *window;
  HelioSplit *split;  /* weak, as are the two */
  GtkWidget *sidebar; /* a button each */
  GtkWidget *content;
} Fixture;

/* @data: (nullable): the content is an entry. */
static void
set_up (Fixture *f, gconstpointer data)
{
  f->sidebar = gtk_button_new_with_label ("Sidebar");
  f->content = data != NULL ? gtk_entry_new () : gtk_button_new_with_label ("Content");
  /* No room for both in a narrow window. */
  gtk_widget_set_size_request (f->content, 200, -1);
  f->split = HELIO_SPLIT (helio_split_new (f->sidebar, f->content));
  g_object_add_weak_pointer (G_OBJECT (f->split), (gpointer *) &f->split);
  g_object_add_weak_pointer (G_OBJECT (f->sidebar), (gpointer *) &f->sidebar);
  g_object_add_weak_pointer (G_OBJECT (f->content), (gpointer *) &f->content);
  f->window = helio_ui_test_show (GTK_WIDGET (f->split), 900, 400);
  g_assert_false (helio_split_get_collapsed (f->split));
}

/* Nothing in it outlives its window. */
static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  helio_test_settle ();
  g_assert_null (f->split);
  g_assert_null (f->sidebar);
  g_assert_null (f->content);
}

static gboolean
is_collapsed (gpointer data)
{
  return helio_split_get_collapsed (data);
}

static gboolean
is_whole (gpointer data)
{
  return !helio_split_get_collapsed (data);
}

static void
make_narrow (Fixture *f)
{
  gtk_window_set_default_size (f->window, 360, 400);
  helio_test_wait (is_collapsed, f->split, 10, "the split to collapse");
  helio_ui_test_frames (GTK_WIDGET (f->split), 3);
}

static void
make_wide (Fixture *f)
{
  gtk_window_set_default_size (f->window, 900, 400);
  helio_test_wait (is_whole, f->split, 10, "the split to unfold");
  helio_ui_test_frames (GTK_WIDGET (f->split), 3);
}

/* What is seen before and after keeps the focus. */
static void
test_focus_stays (Fixture *f, gconstpointer data)
{
  helio_split_set_show_content (f->split, TRUE);
  gtk_widget_grab_focus (f->content);
  make_narrow (f);
  g_assert_true (helio_split_get_show_content (f->split));
  g_assert_true (gtk_window_get_focus (f->window) == f->content);
  make_wide (f);
  g_assert_true (gtk_window_get_focus (f->window) == f->content);

  helio_split_set_show_content (f->split, FALSE);
  gtk_widget_grab_focus (f->sidebar);
  make_narrow (f);
  g_assert_true (gtk_window_get_focus (f->window) == f->sidebar);
}

/* What is not seen any more gives it up. */
static void
test_focus_leaves (Fixture *f, gconstpointer data)
{
  helio_split_set_show_content (f->split, FALSE);
  gtk_widget_grab_focus (f->content);
  make_narrow (f);
  g_assert_false (helio_split_get_show_content (f->split));
  g_assert_false (gtk_widget_get_mapped (f->content));
  g_assert_true (gtk_window_get_focus (f->window) != f->content);
  make_wide (f);
  gtk_widget_grab_focus (f->content);
  make_narrow (f);
  helio_split_set_show_content (f->split, TRUE);
  helio_ui_test_frames (GTK_WIDGET (f->split), 3);
  g_assert_true (gtk_widget_get_mapped (f->content));
}

static void
assert_types_on (Fixture *f)
{
  GtkWidget *focus = gtk_window_get_focus (f->window);

  g_assert_true (focus != NULL && gtk_widget_is_ancestor (focus, f->content));
  g_assert_false (gtk_editable_get_selection_bounds (GTK_EDITABLE (f->content), NULL, NULL));
  g_assert_cmpint (gtk_editable_get_position (GTK_EDITABLE (f->content)), ==, 4);
}

/* What somebody is typing is not selected, to be replaced by the next letter. */
static void
test_text_stays (Fixture *f, gconstpointer data)
{
  helio_split_set_show_content (f->split, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (f->content), "site/3");
  gtk_widget_grab_focus (f->content);
  gtk_editable_set_position (GTK_EDITABLE (f->content), 4);
  assert_types_on (f);
  make_narrow (f);
  assert_types_on (f);
  make_wide (f);
  assert_types_on (f);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)
  ADD ("/ui/split/focus-stays", NULL, test_focus_stays);
  ADD ("/ui/split/focus-leaves", NULL, test_focus_leaves);
  ADD ("/ui/split/text-stays", "entry", test_text_stays);
  return g_test_run ();
}
