// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/window/helio-sidebar.h"

#include "ui/base/helio-focus-port.h"
#include "ui/window/helio-sidebar-row.h"

struct _HelioSidebar {
  AdwBin parent_instance;

  HelioConnectionList *list; /* owned */

  /* template children */
  AdwHeaderBar *header;
  GtkMenuButton *menu_button;
  GMenuModel *primary_menu;
  GtkListBox *rows;
};

enum {
  SELECTED,
  ACTIVATED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioSidebar, helio_sidebar, ADW_TYPE_BIN)

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  return helio_sidebar_row_new (item);
}

static void
on_row_selected (HelioSidebar *self, GtkListBoxRow *row)
{
  g_signal_emit (self,
                 signals[SELECTED],
                 0,
                 row != NULL ? helio_sidebar_row_get_item (HELIO_SIDEBAR_ROW (row)) : NULL);
}

static void
on_row_activated (HelioSidebar *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[ACTIVATED], 0, helio_sidebar_row_get_item (HELIO_SIDEBAR_ROW (row)));
}

static void
helio_sidebar_dispose (GObject *object)
{
  HelioSidebar *self = HELIO_SIDEBAR (object);
  if (self->rows != NULL)
    gtk_list_box_bind_model (self->rows, NULL, NULL, NULL, NULL);
  self->rows = NULL;
  g_clear_object (&self->list);
  G_OBJECT_CLASS (helio_sidebar_parent_class)->dispose (object);
}

/* The row in use, and no other: the focus takes the selection along. */
static gboolean
on_focus_enter (HelioSidebar *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->rows);

  return row != NULL && gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
helio_sidebar_class_init (HelioSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_sidebar_dispose;

  signals[SELECTED] = g_signal_new ("selected",
                                    G_TYPE_FROM_CLASS (klass),
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    1,
                                    HELIO_TYPE_CONNECTION_ITEM);
  signals[ACTIVATED] = g_signal_new ("activated",
                                     G_TYPE_FROM_CLASS (klass),
                                     G_SIGNAL_RUN_LAST,
                                     0,
                                     NULL,
                                     NULL,
                                     NULL,
                                     G_TYPE_NONE,
                                     1,
                                     HELIO_TYPE_CONNECTION_ITEM);

  g_type_ensure (HELIO_TYPE_FOCUS_PORT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioSidebar, header);
  gtk_widget_class_bind_template_child (widget_class, HelioSidebar, menu_button);
  gtk_widget_class_bind_template_child (widget_class, HelioSidebar, primary_menu);
  gtk_widget_class_bind_template_child (widget_class, HelioSidebar, rows);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_focus_enter);
}

/* Made when it is wanted: the first frame does not wait for a menu. */
static void
make_menu (GtkMenuButton *button, gpointer user_data)
{
  HelioSidebar *self = user_data;

  if (gtk_menu_button_get_menu_model (button) == NULL)
    gtk_menu_button_set_menu_model (button, self->primary_menu);
}

static void
helio_sidebar_init (HelioSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu_button, make_menu, self, NULL);
}

GtkWidget *
helio_sidebar_new (HelioConnectionList *list)
{
  HelioSidebar *self = g_object_new (HELIO_TYPE_SIDEBAR, NULL);
  self->list = g_object_ref (list);
  gtk_list_box_bind_model (self->rows, G_LIST_MODEL (list), make_row, NULL, NULL);
  return GTK_WIDGET (self);
}

void
helio_sidebar_select (HelioSidebar *self, HelioConnectionItem *item)
{
  const guint index = helio_connection_list_index (self->list, item);
  GtkListBoxRow *row =
      index != G_MAXUINT ? gtk_list_box_get_row_at_index (self->rows, (int) index) : NULL;
  gtk_list_box_select_row (self->rows, row);
}

HelioConnectionItem *
helio_sidebar_get_selected (HelioSidebar *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->rows);
  return row != NULL ? helio_sidebar_row_get_item (HELIO_SIDEBAR_ROW (row)) : NULL;
}

void
helio_sidebar_grab (HelioSidebar *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->rows);
  gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : GTK_WIDGET (self->rows));
}

void
helio_sidebar_popup_menu (HelioSidebar *self)
{
  gtk_menu_button_popup (self->menu_button);
}

void
helio_sidebar_set_show_end_buttons (HelioSidebar *self, gboolean show)
{
  adw_header_bar_set_show_end_title_buttons (self->header, show);
}
