// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-fake-connection.h"
#include "support/helio-test.h"
#include "ui/helio-ui-test.h"
#include "ui/window/helio-sidebar-row.h"
#include "ui/window/helio-sidebar.h"

typedef struct {
  char *directory;
  HelioFakeClock *clock;
  HelioServices *services;
  HelioConnectionList *list;
  GtkWidget *sidebar, *after;
  GtkWindow *window;
  guint selected; /* how often it said so */
} Fixture;

static void
on_selected (Fixture *self)
{
  self->selected++;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->directory = helio_test_make_dir ();
  self->clock = helio_fake_clock_new ();
  self->services = helio_fake_services_new (HELIO_CLOCK (self->clock), self->directory);
  self->list = helio_connection_list_new (self->services);
  for (guint i = 0; i < 3; i++) {
    g_autoptr (HelioProfile) profile = helio_profile_new ();

    g_free (profile->name);
    profile->name = g_strdup_printf ("Connection %u", i);
    helio_profile_store_add_transient (self->services->profiles, profile, "/tmp/x.json");
  }
  self->sidebar = helio_sidebar_new (self->list);
  self->after = gtk_button_new_with_label ("After");
  gtk_box_append (GTK_BOX (box), self->sidebar);
  gtk_box_append (GTK_BOX (box), self->after);
  self->window = helio_ui_test_show (box, 500, 400);
  g_autoptr (HelioConnectionItem) second = g_list_model_get_item (G_LIST_MODEL (self->list), 1);
  helio_sidebar_select (HELIO_SIDEBAR (self->sidebar), second);
  g_signal_connect_swapped (self->sidebar, "selected", G_CALLBACK (on_selected), self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (self->window);
  helio_test_settle ();
  g_assert_finalize_object (self->list);
  helio_services_unref (self->services);
  helio_test_wait_gone (self->clock, 10, "the clock to go");
  helio_test_remove_dir (self->directory);
}

static int
get_selected (Fixture *self)
{
  HelioConnectionItem *item = helio_sidebar_get_selected (HELIO_SIDEBAR (self->sidebar));

  return item != NULL ? (int) helio_connection_list_index (self->list, item) : -1;
}

/* The row that has the focus, -1: none. */
static int
get_focused (Fixture *self)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  return focus != NULL && HELIO_IS_SIDEBAR_ROW (focus)
             ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (focus))
             : -1;
}

static void
go_through (Fixture *self, GtkDirectionType direction)
{
  guint rows = 0;

  for (guint i = 0; i < 12; i++) {
    gtk_widget_child_focus (GTK_WIDGET (self->window), direction);
    g_assert_cmpint (get_selected (self), ==, 1);
    if (get_focused (self) >= 0) {
      g_assert_cmpint (get_focused (self), ==, 1);
      rows++;
    }
    if (gtk_window_get_focus (self->window) == self->after && rows > 0)
      break;
  }
  g_assert_cmpuint (rows, ==, 1);
}

/* One who goes by the keyboard through the window stays at the connection in use. */
static void
test_tab (Fixture *self, gconstpointer data)
{
  go_through (self, GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_window_get_focus (self->window) == self->after);
  gtk_widget_child_focus (GTK_WIDGET (self->window), GTK_DIR_TAB_BACKWARD);
  g_assert_cmpint (get_focused (self), ==, 1);
  g_assert_cmpuint (self->selected, ==, 0);
}

/* Arrows are there to choose another one. */
static void
test_arrows (Fixture *self, gconstpointer data)
{
  GtkListBox *rows = helio_ui_test_child (self->sidebar, HELIO_TYPE_SIDEBAR, "rows");

  helio_sidebar_grab (HELIO_SIDEBAR (self->sidebar));
  g_signal_emit_by_name (rows, "move-cursor", GTK_MOVEMENT_DISPLAY_LINES, 1, FALSE, FALSE);
  g_assert_cmpint (get_focused (self), ==, 2);
  g_assert_cmpint (get_selected (self), ==, 2);
  g_assert_cmpuint (self->selected, ==, 1);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  g_test_add ("/ui/sidebar/tab", Fixture, NULL, set_up, test_tab, tear_down);
  g_test_add ("/ui/sidebar/arrows", Fixture, NULL, set_up, test_arrows, tear_down);
  return g_test_run ();
}
