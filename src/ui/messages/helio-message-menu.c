// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/messages/helio-message-menu.h"

#include "core/base/helio-error.h"
#include "core/base/helio-time-text.h"
#include "ui/base/helio-accessible.h"
#include "ui/base/helio-settings.h"

#include <glib/gi18n.h>

#define KEY_HIDDEN "hidden-columns"

struct _HelioMessageMenu {
  AdwBin parent_instance;

  /* borrowed */
  GtkMenuButton *button;
  GtkPopover *popover; /* for the time */
  GtkEditable *time_entry;
  GtkLabel *error_label;

  /* owned */
  HelioMessageColumns *columns; /* (nullable) */
  GSimpleActionGroup *actions;
  GSettings *settings; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (HelioMessageMenu, helio_message_menu, ADW_TYPE_BIN)

enum {
  JUMP,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* Topic and payload are what the list is for. */
static const struct {
  const char *action, *label;
  HelioColumn column;
} columns[] = {
    {"show-time", NC_ ("message menu", "_Time"), HELIO_COLUMN_TIME},
    {"show-qos", NC_ ("message menu", "_QoS and Retained"), HELIO_COLUMN_QOS},
    {"show-size", NC_ ("message menu", "_Size"), HELIO_COLUMN_SIZE},
};

/* ── columns ── */

static void
keep_hidden (HelioMessageMenu *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) hidden = NULL;

  if (self->settings == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (!helio_message_columns_get_wanted (self->columns, columns[i].column))
      g_strv_builder_add (builder, columns[i].action);
  hidden = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, KEY_HIDDEN, (const char *const *) hidden);
}

static void
on_column_changed (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  HelioMessageMenu *self = user_data;
  gboolean wanted = g_variant_get_boolean (value);

  g_simple_action_set_state (action, value);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (g_str_equal (columns[i].action, g_action_get_name (G_ACTION (action))))
      helio_message_columns_set_wanted (self->columns, columns[i].column, wanted);
  keep_hidden (self);
}

static void
add_column_actions (HelioMessageMenu *self)
{
  g_auto (GStrv) hidden =
      self->settings != NULL ? g_settings_get_strv (self->settings, KEY_HIDDEN) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    gboolean wanted =
        hidden == NULL || !g_strv_contains ((const char *const *) hidden, columns[i].action);
    g_autoptr (GSimpleAction) action =
        g_simple_action_new_stateful (columns[i].action, NULL, g_variant_new_boolean (wanted));

    helio_message_columns_set_wanted (self->columns, columns[i].column, wanted);
    g_signal_connect (action, "change-state", G_CALLBACK (on_column_changed), self);
    g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
  }
}

/* ── time ── */

static void
show_error (HelioMessageMenu *self, const GError *error)
{
  g_autofree char *text = error != NULL ? helio_error_to_text (error) : NULL;

  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->time_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->time_entry), "error");
  gtk_label_set_text (self->error_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), error != NULL);
}

static void
on_jump (HelioMessageMenu *self)
{
  g_autoptr (GError) error = NULL;
  gint64 time;

  if (!helio_time_parse (gtk_editable_get_text (self->time_entry),
                         g_get_real_time (),
                         &time,
                         &error)) {
    show_error (self, error);
    return;
  }
  gtk_popover_popdown (self->popover);
  g_signal_emit (self, signals[JUMP], 0, time);
}

static void
on_time_changed (HelioMessageMenu *self)
{
  show_error (self, NULL);
}

static void
jump_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  helio_message_menu_ask_time (user_data);
}

static void
make_popover (HelioMessageMenu *self)
{
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *entry = gtk_entry_new ();
  GtkWidget *jump = gtk_button_new_with_mnemonic (C_ ("message menu", "_Jump"));
  GtkWidget *label = gtk_label_new (NULL);

  self->popover = GTK_POPOVER (popover);
  self->time_entry = GTK_EDITABLE (entry);
  self->error_label = GTK_LABEL (label);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), C_ ("message menu", "14:03:22 or -5m"));
  helio_accessible_name (entry, C_ ("message menu", "Time to jump to"), NULL);
  gtk_editable_set_width_chars (self->time_entry, 18);
  gtk_widget_add_css_class (jump, "suggested-action");
  gtk_label_set_wrap (self->error_label, TRUE);
  gtk_label_set_xalign (self->error_label, 0);
  gtk_label_set_max_width_chars (self->error_label, 32);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_set_visible (label, FALSE);
  gtk_box_append (GTK_BOX (line), entry);
  gtk_box_append (GTK_BOX (line), jump);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), label);
  gtk_popover_set_child (self->popover, box);
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (on_jump), self);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_time_changed), self);
  g_signal_connect_swapped (jump, "clicked", G_CALLBACK (on_jump), self);
}

/* ── the menu ── */

static GMenu *
make_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) shown = g_menu_new ();

  g_menu_append (menu, C_ ("message menu", "_Jump to Time…"), "message-menu.jump");
  g_menu_append (menu, C_ ("message menu", "_Export Messages…"), "messages.export");
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    g_autofree char *action = g_strconcat ("message-menu.", columns[i].action, NULL);

    g_menu_append (shown, g_dpgettext2 (NULL, "message menu", columns[i].label), action);
  }
  g_menu_append_section (menu, C_ ("message menu", "Columns"), G_MENU_MODEL (shown));
  return menu;
}

static void
helio_message_menu_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (helio_message_menu_parent_class)
      ->size_allocate (widget, width, height, baseline);
  gtk_popover_present (HELIO_MESSAGE_MENU (widget)->popover);
}

static void
helio_message_menu_dispose (GObject *object)
{
  HelioMessageMenu *self = HELIO_MESSAGE_MENU (object);

  if (self->popover != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->popover));
  self->popover = NULL;
  g_clear_object (&self->actions);
  g_clear_object (&self->columns);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (helio_message_menu_parent_class)->dispose (object);
}

static void
helio_message_menu_class_init (HelioMessageMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = helio_message_menu_dispose;
  GTK_WIDGET_CLASS (klass)->size_allocate = helio_message_menu_size_allocate;
  signals[JUMP] = g_signal_new ("jump",
                                HELIO_TYPE_MESSAGE_MENU,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                G_TYPE_INT64);
}

static void
helio_message_menu_init (HelioMessageMenu *self)
{
  static const GActionEntry entries[] = {{.name = "jump", .activate = jump_action}};
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = make_menu ();

  self->button = GTK_MENU_BUTTON (button);
  self->settings = helio_settings_new ();
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions),
                                   entries,
                                   G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self),
                                  "message-menu",
                                  G_ACTION_GROUP (self->actions));
  gtk_menu_button_set_icon_name (self->button, "view-more-symbolic");
  gtk_menu_button_set_menu_model (self->button, G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, C_ ("message menu", "Time and columns"));
  helio_accessible_name (button, C_ ("message menu", "Time and columns"), NULL);
  gtk_widget_add_css_class (button, "flat");
  adw_bin_set_child (ADW_BIN (self), button);
  make_popover (self);
}

void
helio_message_menu_set_columns (HelioMessageMenu *self, HelioMessageColumns *message_columns)
{
  g_return_if_fail (self->columns == NULL);

  self->columns = g_object_ref (message_columns);
  add_column_actions (self);
}

void
helio_message_menu_ask_time (HelioMessageMenu *self)
{
  gtk_editable_select_region (self->time_entry, 0, -1);
  gtk_popover_popup (self->popover);
  gtk_widget_grab_focus (GTK_WIDGET (self->time_entry));
}
