// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/publish/helio-history-button.h"

#include "ui/publish/helio-published-row.h"

struct _HelioHistoryButton {
  GtkWidget parent_instance;

  GListModel *history; /* (nullable) */
  gulong items_id;

  /* template */
  GtkMenuButton *menu_button;
  GtkPopover *popover;
  GtkStack *stack;
  GtkListBox *list_box;

  gboolean can_publish;
};

G_DEFINE_FINAL_TYPE (HelioHistoryButton, helio_history_button, GTK_TYPE_WIDGET)

enum {
  SIGNAL_EDIT,
  SIGNAL_AGAIN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The row is gone as soon as the list changes. */
static void
use (HelioHistoryButton *self, HelioPublishedRow *row, guint signal)
{
  g_autoptr (HelioPublished) published = g_object_ref (helio_published_row_get_published (row));

  gtk_popover_popdown (self->popover);
  g_signal_emit (self, signals[signal], 0, published);
}

static void
on_row_activated (HelioHistoryButton *self, GtkListBoxRow *row)
{
  use (self, HELIO_PUBLISHED_ROW (row), SIGNAL_EDIT);
}

static void
on_again (HelioHistoryButton *self, HelioPublishedRow *row)
{
  if (self->can_publish)
    use (self, row, SIGNAL_AGAIN);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  HelioHistoryButton *self = user_data;
  GtkWidget *row = helio_published_row_new (item);

  helio_published_row_set_can_publish (HELIO_PUBLISHED_ROW (row), self->can_publish);
  g_signal_connect_object (row, "again", G_CALLBACK (on_again), self, G_CONNECT_SWAPPED);
  return row;
}

static void
on_clear (HelioHistoryButton *self)
{
  if (self->history != NULL)
    helio_publish_history_clear (self->history);
}

static void
remove_row (HelioHistoryButton *self, GtkListBoxRow *row)
{
  const int index = gtk_list_box_row_get_index (row);
  GtkListBoxRow *next;

  helio_publish_history_remove (self->history,
                                helio_published_row_get_published (HELIO_PUBLISHED_ROW (row)));
  next = gtk_list_box_get_row_at_index (self->list_box, index);
  if (next == NULL)
    next = gtk_list_box_get_row_at_index (self->list_box, index - 1);
  if (next != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (next));
}

static gboolean
on_key (HelioHistoryButton *self, guint keyval, guint keycode, GdkModifierType state)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self->list_box));
  const GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  if (focus == NULL || !HELIO_IS_PUBLISHED_ROW (focus))
    return GDK_EVENT_PROPAGATE;
  if ((keyval == GDK_KEY_Delete || keyval == GDK_KEY_KP_Delete) && modifiers == 0)
    remove_row (self, GTK_LIST_BOX_ROW (focus));
  else if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) &&
           modifiers == GDK_CONTROL_MASK)
    on_again (self, HELIO_PUBLISHED_ROW (focus));
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
on_items_changed (HelioHistoryButton *self)
{
  const gboolean any = self->history != NULL && g_list_model_get_n_items (self->history) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
}

static void
helio_history_button_dispose (GObject *object)
{
  HelioHistoryButton *self = HELIO_HISTORY_BUTTON (object);
  GtkWidget *child;

  if (self->list_box != NULL)
    helio_history_button_set_history (self, NULL);
  self->list_box = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (helio_history_button_parent_class)->dispose (object);
}

static guint
new_signal (const char *name)
{
  return g_signal_new (name,
                       HELIO_TYPE_HISTORY_BUTTON,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       1,
                       HELIO_TYPE_PUBLISHED);
}

static void
helio_history_button_class_init (HelioHistoryButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_history_button_dispose;
  signals[SIGNAL_EDIT] = new_signal ("edit");
  signals[SIGNAL_AGAIN] = new_signal ("again");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-history-button.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioHistoryButton, menu_button);
  gtk_widget_class_bind_template_child (widget_class, HelioHistoryButton, popover);
  gtk_widget_class_bind_template_child (widget_class, HelioHistoryButton, stack);
  gtk_widget_class_bind_template_child (widget_class, HelioHistoryButton, list_box);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_clear);
  gtk_widget_class_set_css_name (widget_class, "historybutton");
}

static void
helio_history_button_init (HelioHistoryButton *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Before the row sees Ctrl+Enter. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list_box), keys);
}

void
helio_history_button_set_history (HelioHistoryButton *self, GListModel *history)
{
  if (self->history == history)
    return;
  if (self->history != NULL)
    g_clear_signal_handler (&self->items_id, self->history);
  gtk_list_box_bind_model (self->list_box, history, make_row, self, NULL);
  g_set_object (&self->history, history);
  if (history != NULL)
    self->items_id =
        g_signal_connect_swapped (history, "items-changed", G_CALLBACK (on_items_changed), self);
  on_items_changed (self);
}

void
helio_history_button_set_can_publish (HelioHistoryButton *self, gboolean can_publish)
{
  GtkListBoxRow *row;

  self->can_publish = can_publish;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list_box, i)) != NULL; i++)
    helio_published_row_set_can_publish (HELIO_PUBLISHED_ROW (row), can_publish);
}

void
helio_history_button_popup (HelioHistoryButton *self)
{
  gtk_menu_button_popup (self->menu_button);
}
