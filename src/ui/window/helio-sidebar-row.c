// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/window/helio-sidebar-row.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/status/helio-status.h"
#include "ui/window/helio-connection-actions.h"

#include <glib/gi18n.h>

struct _HelioSidebarRow {
  GtkListBoxRow parent_instance;

  HelioConnectionItem *item;        /* owned */
  GSignalGroup *item_signals;       /* owned */
  GSignalGroup *connection_signals; /* owned */
  GSignalGroup *watcher_signals;    /* owned */
  GtkWidget *menu;                  /* owned: a popover of this row, made when first asked for */

  /* template children */
  GtkImage *state_icon;
  GtkLabel *name;
  GtkLabel *detail;
  GtkLabel *badge;
};

enum {
  PROP_ITEM = 1,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HelioSidebarRow, helio_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

static gboolean
is_broken (HelioSidebarRow *self)
{
  return helio_connection_item_get_connection (self->item) == NULL;
}

/* What its watch rules have said and nobody has seen. Returns: (transfer full) (nullable): in words. */
static char *
update_badge (HelioSidebarRow *self)
{
  HelioWatcher *watcher = helio_connection_item_get_watcher (self->item);
  const guint n = watcher != NULL ? helio_watcher_get_n_unseen (watcher) : 0;
  g_autofree char *text = g_strdup_printf (n < 100 ? "%u" : "99+", n);

  gtk_widget_set_visible (GTK_WIDGET (self->badge), n > 0);
  gtk_label_set_text (self->badge, text);
  if (n == 0)
    return NULL;
  return g_strdup_printf (
      NP_ ("watch", "%u event of its watch rules", "%u events of its watch rules", n),
      n);
}

static void
update (HelioSidebarRow *self)
{
  const HelioSessionState state = helio_connection_item_get_state (self->item);
  HelioConnection *connection = helio_connection_item_get_connection (self->item);
  const HelioSessionState look = is_broken (self) ? HELIO_SESSION_FAILED : state;
  const char *state_text =
      is_broken (self) ? C_ ("connection", "Cannot be read") : helio_status_get_label (connection);
  const char *detail = helio_connection_item_get_detail (self->item);
  g_autofree char *name = helio_printable (helio_connection_item_get_name (self->item), -1, 120);

  gtk_image_set_from_icon_name (self->state_icon, helio_status_get_icon_name (look));
  helio_status_style_widget (GTK_WIDGET (self->state_icon), look);
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->detail, detail);

  HelioProfileItem *profile_item = helio_connection_item_get_profile_item (self->item);
  const GError *error = helio_profile_item_get_error (profile_item);
  g_autofree char *watch = update_badge (self);
  g_autofree char *tooltip = error != NULL ? helio_error_to_text (error)
                                           : g_strdup_printf ("%s\n%s%s%s",
                                                              name,
                                                              state_text,
                                                              watch != NULL ? "\n" : "",
                                                              watch != NULL ? watch : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);

  /* A screen reader hears the state as a word: the mark says it by shape and colour only. */
  g_autofree char *label = g_strdup_printf ("%s, %s%s%s",
                                            name,
                                            state_text,
                                            watch != NULL ? ", " : "",
                                            watch != NULL ? watch : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  detail,
                                  -1);
  helio_connection_actions_update (GTK_WIDGET (self));
}

static void
on_connection_made (HelioSidebarRow *self)
{
  g_signal_group_set_target (self->connection_signals,
                             helio_connection_item_get_connection (self->item));
  g_signal_group_set_target (self->watcher_signals, helio_connection_item_get_watcher (self->item));
  update (self);
}

static void
show_menu (HelioSidebarRow *self, double x, double y)
{
  if (self->menu == NULL) {
    g_autoptr (GMenuModel) model = helio_connection_actions_make_menu ();
    self->menu = gtk_popover_menu_new_from_model (model);
    gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
    gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
    gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){(int) x, (int) y, 1, 1});
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
on_secondary_pressed (HelioSidebarRow *self, int n_press, double x, double y, GtkGesture *gesture)
{
  show_menu (self, x, y);
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_long_pressed (HelioSidebarRow *self, double x, double y)
{
  show_menu (self, x, y);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_menu (HELIO_SIDEBAR_ROW (widget), 24, gtk_widget_get_height (widget) / 2.0);
}

static void
helio_sidebar_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HelioSidebarRow *self = HELIO_SIDEBAR_ROW (widget);
  GTK_WIDGET_CLASS (helio_sidebar_row_parent_class)
      ->size_allocate (widget, width, height, baseline);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
helio_sidebar_row_dispose (GObject *object)
{
  HelioSidebarRow *self = HELIO_SIDEBAR_ROW (object);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_object (&self->item_signals);
  g_clear_object (&self->connection_signals);
  g_clear_object (&self->watcher_signals);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (helio_sidebar_row_parent_class)->dispose (object);
}

static void
helio_sidebar_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioSidebarRow *self = HELIO_SIDEBAR_ROW (object);
  if (id == PROP_ITEM)
    g_value_set_object (value, self->item);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
helio_sidebar_row_class_init (HelioSidebarRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->dispose = helio_sidebar_row_dispose;
  object_class->get_property = helio_sidebar_row_get_property;
  widget_class->size_allocate = helio_sidebar_row_size_allocate;

  properties[PROP_ITEM] = g_param_spec_object ("item",
                                               NULL,
                                               NULL,
                                               HELIO_TYPE_CONNECTION_ITEM,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-sidebar-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioSidebarRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, HelioSidebarRow, name);
  gtk_widget_class_bind_template_child (widget_class, HelioSidebarRow, detail);
  gtk_widget_class_bind_template_child (widget_class, HelioSidebarRow, badge);
  gtk_widget_class_bind_template_callback (widget_class, on_secondary_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_long_pressed);

  helio_connection_actions_install (widget_class);
  gtk_widget_class_install_action (widget_class, "menu.popup", NULL, menu_action);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_F10,
                                       GDK_SHIFT_MASK,
                                       "menu.popup",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "menu.popup", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "connection.remove", NULL);
}

static void
helio_sidebar_row_init (HelioSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->item_signals = g_signal_group_new (HELIO_TYPE_CONNECTION_ITEM);
  g_signal_group_connect_swapped (self->item_signals, "notify::name", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->item_signals, "notify::detail", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->item_signals, "notify::state", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->item_signals,
                                  "notify::connection",
                                  G_CALLBACK (on_connection_made),
                                  self);
  self->watcher_signals = g_signal_group_new (HELIO_TYPE_WATCHER);
  g_signal_group_connect_swapped (self->watcher_signals,
                                  "notify::n-unseen",
                                  G_CALLBACK (update),
                                  self);
  self->connection_signals = g_signal_group_new (HELIO_TYPE_CONNECTION);
  g_signal_group_connect_swapped (self->connection_signals,
                                  "notify::account",
                                  G_CALLBACK (helio_connection_actions_update),
                                  self);
  g_signal_group_connect_swapped (self->connection_signals,
                                  "notify::credential",
                                  G_CALLBACK (helio_connection_actions_update),
                                  self);
}

GtkWidget *
helio_sidebar_row_new (HelioConnectionItem *item)
{
  HelioSidebarRow *self = g_object_new (HELIO_TYPE_SIDEBAR_ROW, NULL);
  self->item = g_object_ref (item);
  g_signal_group_set_target (self->item_signals, item);
  on_connection_made (self);
  return GTK_WIDGET (self);
}

HelioConnectionItem *
helio_sidebar_row_get_item (HelioSidebarRow *self)
{
  return self->item;
}
