// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* The window of somebody who has no connection yet. */
#include "config.h"

#include "support/helio-fake-connection.h"
#include "support/helio-test.h"
#include "ui/helio-ui-test.h"
#include "ui/window/helio-sidebar.h"
#include "ui/window/helio-window.h"

#include <string.h>

typedef struct {
  char *directory;
  HelioFakeClock *clock;
  HelioServices *services;
  HelioConnectionList *list;
  HelioWindow *window;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->directory = helio_test_make_dir ();
  self->clock = helio_fake_clock_new ();
  self->services = helio_fake_services_new (HELIO_CLOCK (self->clock), self->directory);
  self->list = helio_connection_list_new (self->services);
  self->window = helio_window_new (NULL, self->list, NULL);
  gtk_window_present (GTK_WINDOW (self->window));
  helio_ui_test_frames (GTK_WIDGET (self->window), 3);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  gtk_window_destroy (GTK_WINDOW (self->window));
  helio_test_settle ();
  g_assert_null (self->window);
  g_assert_finalize_object (self->list);
  helio_services_unref (self->services);
  helio_test_wait_gone (self->clock, 10, "the clock to go");
  helio_test_remove_dir (self->directory);
}

static void
test_looks (Fixture *self, gconstpointer data)
{
  g_autofree char *texts = helio_ui_test_texts (self->window);

  g_assert_nonnull (strstr (texts, "Add a Connection"));
  g_assert_nonnull (helio_ui_test_find_button (GTK_WIDGET (self->window), "New Connection…"));
  g_assert_nonnull (helio_ui_test_find_button (GTK_WIDGET (self->window), "Import…"));
  helio_ui_test_picture (GTK_WIDGET (self->window), "start");
  helio_ui_test_looks (GTK_WINDOW (self->window), "start");
}

static GtkMenuButton *
find_menu_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_MENU_BUTTON (widget) &&
      g_strcmp0 (gtk_menu_button_get_label (GTK_MENU_BUTTON (widget)), label) == 0)
    return GTK_MENU_BUTTON (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkMenuButton *found = find_menu_button (child, label);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static void
test_no_account (Fixture *self, gconstpointer data)
{
  GtkMenuButton *button = find_menu_button (GTK_WIDGET (self->window), "No Account Yet?");
  g_autofree char *texts = NULL;
  GtkWidget *popover;

  g_assert_nonnull (button);
  gtk_menu_button_popup (button);
  popover = GTK_WIDGET (gtk_menu_button_get_popover (button));
  helio_ui_test_frames (popover, 3);
  g_assert_true (gtk_widget_get_mapped (popover));
  texts = helio_ui_test_texts (popover);
  g_assert_nonnull (strstr (texts, "\nheliograph-sandbox\n"));
  helio_ui_test_picture (popover, "start-no-account");
  gtk_menu_button_popdown (button);
}

/* The menu is made when it is wanted, once. */
static void
test_menu (Fixture *self, gconstpointer data)
{
  GtkWidget *sidebar = helio_ui_test_find (self->window, HELIO_TYPE_SIDEBAR);
  GtkMenuButton *button = helio_ui_test_child (sidebar, HELIO_TYPE_SIDEBAR, "menu_button");
  GtkPopover *popover;

  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (button)));
  helio_sidebar_popup_menu (HELIO_SIDEBAR (sidebar));
  popover = gtk_menu_button_get_popover (button);
  helio_ui_test_frames (GTK_WIDGET (popover), 3);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (popover)));
  g_assert_cmpint (g_menu_model_get_n_items (gtk_menu_button_get_menu_model (button)), ==, 2);
  gtk_menu_button_popdown (button);
  helio_ui_test_frames (GTK_WIDGET (self->window), 3);
  helio_sidebar_popup_menu (HELIO_SIDEBAR (sidebar));
  g_assert_true (gtk_menu_button_get_popover (button) == popover);
  gtk_menu_button_popdown (button);
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
  add ("/start-page/looks", test_looks);
  add ("/start-page/no-account", test_no_account);
  add ("/start-page/menu", test_menu);
  return g_test_run ();
}
