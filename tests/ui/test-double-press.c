// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-double-press.h"
#include "ui/helio-pointer-test.h"
#include "ui/helio-ui-test.h"

typedef struct {
  GtkWidget *button;
  GSimpleActionGroup *actions;
  guint n_first, n_second;
} Fixture;

static void
on_first (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Fixture *f = user_data;

  f->n_first++;
  gtk_actionable_set_action_name (GTK_ACTIONABLE (f->button), "test.second");
}

static void
on_second (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Fixture *f = user_data;

  f->n_second++;
}

static gboolean
has_second (gpointer data)
{
  return ((const Fixture *) data)->n_second > 0;
}

static gboolean
has_first (gpointer data)
{
  return ((const Fixture *) data)->n_first > 0;
}

static void
set_span (Fixture *f, int span)
{
  g_object_set (gtk_widget_get_settings (f->button), "gtk-double-click-time", span, NULL);
}

/* "Sign In" becomes "Cancel" under the pointer. */
static void
test_other_action (void)
{
  static const GActionEntry entries[] = {{.name = "first", .activate = on_first},
                                         {.name = "second", .activate = on_second}};
  Fixture f = {.button = gtk_button_new_with_label ("button"),
               .actions = g_simple_action_group_new ()};

  g_action_map_add_action_entries (G_ACTION_MAP (f.actions), entries, G_N_ELEMENTS (entries), &f);
  helio_double_press_ignore (GTK_BUTTON (f.button));
  GtkWindow *window = helio_ui_test_show (f.button, 400, 300);
  gtk_widget_insert_action_group (GTK_WIDGET (window), "test", G_ACTION_GROUP (f.actions));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (f.button), "test.first");
  helio_ui_test_frames (f.button, 3);

  set_span (&f, 60000);
  helio_pointer_test_move (200, 200);
  helio_pointer_test_click (1);
  helio_test_wait (has_first, &f, 10, "the first press");
  helio_pointer_test_click (2);
  helio_ui_test_frames (f.button, 5);
  g_assert_cmpuint (f.n_second, ==, 0);

  /* Later it is meant. */
  set_span (&f, 0);
  helio_pointer_test_click (1);
  helio_test_wait (has_second, &f, 10, "a press for the other action");
  /* And the same action as often as one likes. */
  set_span (&f, 60000);
  f.n_second = 0;
  helio_pointer_test_click (1);
  helio_test_wait (has_second, &f, 10, "the same again");
  g_assert_cmpuint (f.n_first, ==, 1);
  gtk_window_destroy (window);
  g_object_unref (f.actions);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  g_test_add_func ("/double-press/other-action", test_other_action);
  return g_test_run ();
}
