// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/base/helio-row-menu.h"

#include "ui/base/helio-focus.h"
#include "ui/base/helio-list-rows.h"

struct _HelioRowMenu {
  /* borrowed */
  HelioLiveList *rows;
  GtkListView *list_view;
  GtkWidget *owner;
  GtkEventController *click, *press;
  HelioRowMenuFunc make;
  HelioRowMenuOpenFunc opened;

  GtkWidget *pressed; /* weak (nullable): the line that the menu is of */
  GtkWidget *popover; /* owned by @owner (nullable): made when first asked for */
};

/* The popover has the pointer by the time that the button is released, and the row would stay pressed for good. */
static void
release_row (HelioRowMenu *self)
{
  GtkWidget *widget = self->pressed;

  while (widget != NULL && widget != GTK_WIDGET (self->list_view)) {
    gtk_widget_unset_state_flags (widget, GTK_STATE_FLAG_ACTIVE | GTK_STATE_FLAG_PRELIGHT);
    widget = gtk_widget_get_parent (widget);
  }
  g_clear_weak_pointer (&self->pressed);
}

/* GTK 4.8 leaves the focus in the menu, and then gives it to whatever comes next in the window. */
static void
on_closed (HelioRowMenu *self)
{
  if (helio_focus_is_in (self->popover))
    helio_list_rows_focus (self->pressed);
  release_row (self);
  if (self->opened != NULL)
    self->opened (self->owner, FALSE);
}

static gboolean
popup_at (HelioRowMenu *self, GtkWidget *line, const GdkRectangle *at)
{
  g_autoptr (GMenuModel) model = self->make (self->owner, line);

  if (model == NULL)
    return FALSE;
  if (self->popover == NULL) {
    self->popover = gtk_popover_menu_new_from_model (NULL);
    gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
    gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
    gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
    gtk_widget_set_parent (self->popover, self->owner);
    g_signal_connect_swapped (self->popover, "closed", G_CALLBACK (on_closed), self);
  }
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->popover), model);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), at);
  g_set_weak_pointer (&self->pressed, line);
  if (self->opened != NULL)
    self->opened (self->owner, TRUE);
  gtk_popover_popup (GTK_POPOVER (self->popover));
  return TRUE;
}

/* @x, @y: in the list view. */
static gboolean
popup_under (HelioRowMenu *self, double x, double y)
{
  GPtrArray *lines = helio_live_list_get_lines (self->rows);
  const graphene_point_t point = GRAPHENE_POINT_INIT ((float) x, (float) y);
  double owner_x, owner_y;

  gtk_widget_translate_coordinates (GTK_WIDGET (self->list_view),
                                    self->owner,
                                    x,
                                    y,
                                    &owner_x,
                                    &owner_y);
  for (guint i = 0; i < lines->len; i++) {
    GtkWidget *row = gtk_widget_get_parent (lines->pdata[i]);
    graphene_rect_t bounds;

    if (row != NULL && gtk_widget_get_mapped (row) &&
        gtk_widget_compute_bounds (row, GTK_WIDGET (self->list_view), &bounds) &&
        graphene_rect_contains_point (&bounds, &point))
      return popup_at (self, lines->pdata[i], &(GdkRectangle){(int) owner_x, (int) owner_y, 1, 1});
  }
  return FALSE;
}

static void
on_click (HelioRowMenu *self, int n_press, double x, double y, GtkGesture *gesture)
{
  if (popup_under (self, x, y))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_press (HelioRowMenu *self, double x, double y, GtkGesture *gesture)
{
  if (popup_under (self, x, y))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

HelioRowMenu *
helio_row_menu_new (HelioLiveList *rows,
                    GtkListView *list_view,
                    GtkWidget *owner,
                    HelioRowMenuFunc make,
                    HelioRowMenuOpenFunc opened)
{
  HelioRowMenu *self = g_new0 (HelioRowMenu, 1);

  self->rows = rows;
  self->list_view = list_view;
  self->owner = owner;
  self->make = make;
  self->opened = opened;
  self->click = GTK_EVENT_CONTROLLER (gtk_gesture_click_new ());
  self->press = GTK_EVENT_CONTROLLER (gtk_gesture_long_press_new ());
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (self->click), GDK_BUTTON_SECONDARY);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (self->press), TRUE);
  g_signal_connect_swapped (self->click, "pressed", G_CALLBACK (on_click), self);
  g_signal_connect_swapped (self->press, "pressed", G_CALLBACK (on_press), self);
  gtk_widget_add_controller (GTK_WIDGET (list_view), self->click);
  gtk_widget_add_controller (GTK_WIDGET (list_view), self->press);
  return self;
}

void
helio_row_menu_free (HelioRowMenu *self)
{
  g_signal_handlers_disconnect_by_data (self->click, self);
  g_signal_handlers_disconnect_by_data (self->press, self);
  if (self->popover != NULL) {
    g_signal_handlers_disconnect_by_data (self->popover, self);
    gtk_widget_unparent (self->popover);
  }
  g_clear_weak_pointer (&self->pressed);
  g_free (self);
}

gboolean
helio_row_menu_popup (HelioRowMenu *self, GtkWidget *line)
{
  GtkWidget *row = gtk_widget_get_parent (line);
  graphene_rect_t bounds;

  if (row == NULL || !gtk_widget_compute_bounds (row, self->owner, &bounds))
    return FALSE;
  return popup_at (self,
                   line,
                   &(GdkRectangle){(int) bounds.origin.x + 24,
                                   (int) bounds.origin.y,
                                   1,
                                   (int) bounds.size.height});
}

gboolean
helio_row_menu_key (HelioRowMenu *self, guint keyval, GdkModifierType state)
{
  const GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  GtkWidget *line;

  if (!(keyval == GDK_KEY_Menu && modifiers == 0) &&
      !(keyval == GDK_KEY_F10 && modifiers == GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  line = helio_live_list_get_focused (self->rows);
  return line != NULL && helio_row_menu_popup (self, line) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

void
helio_row_menu_append (GMenu *menu, const char *label, const char *action, GVariant *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_item_set_attribute (item, "hidden-when", "s", "action-missing");
  g_menu_append_item (menu, item);
}
