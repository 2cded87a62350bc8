// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/watch/helio-watch-row.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-accessible.h"
#include "ui/base/helio-scroll.h"
#include "ui/status/helio-status.h"
#include "ui/watch/helio-watch-words.h"
#include "ui/widgets/helio-wrap-box.h"

#include <glib/gi18n.h>

struct _HelioWatchRow {
  AdwExpanderRow parent_instance;

  HelioWatch *watch; /* owned */
  gboolean updating;

  /* template */
  GtkImage *icon;
  GtkSwitch *enabled_switch;
  GtkLabel *terms_label;
  GtkButton *edit_button, *remove_button, *subscribe_button;
  GtkListBox *history_list;
};

G_DEFINE_FINAL_TYPE (HelioWatchRow, helio_watch_row, ADW_TYPE_EXPANDER_ROW)

enum {
  SIGNAL_EDIT,
  SIGNAL_REMOVE,
  SIGNAL_SUBSCRIBE,
  SIGNAL_TOGGLED,
  SIGNAL_SHOW_EVENT,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
update (HelioWatchRow *self)
{
  const HelioWatchTerms *terms = helio_watch_rule_get (helio_watch_get_rule (self->watch));
  const HelioWatchState state = helio_watch_get_state (self->watch);
  const char *classes[] = {helio_watch_words_style (state), NULL};
  g_autofree char *title = helio_watch_words_title (terms);
  g_autofree char *words = helio_watch_words_state (self->watch);
  g_autofree char *described = helio_watch_words_describe (terms);
  g_autofree char *label = g_strdup_printf ("%s, %s", title, words);
  /* Translators: the name of a rule */
  g_autofree char *switch_name = g_strdup_printf (C_ ("accessible name", "Watch: %s"), title);

  gtk_image_set_from_icon_name (self->icon, helio_watch_words_icon (state));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), words);
  gtk_label_set_text (self->terms_label, described);
  /* Without a name it is what the title says. */
  gtk_widget_set_visible (GTK_WIDGET (self->terms_label), terms->name != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->subscribe_button),
                          state == HELIO_WATCH_BLIND &&
                              helio_watch_get_sight (self->watch) == HELIO_WATCH_NOT_SUBSCRIBED);
  self->updating = TRUE;
  gtk_switch_set_active (self->enabled_switch, terms->enabled);
  self->updating = FALSE;
  helio_accessible_name (GTK_WIDGET (self), label, NULL);
  helio_accessible_name (GTK_WIDGET (self->enabled_switch), switch_name, NULL);
}

static void
on_switched (HelioWatchRow *self)
{
  if (!self->updating)
    g_signal_emit (self, signals[SIGNAL_TOGGLED], 0, gtk_switch_get_active (self->enabled_switch));
}

static void
on_edit (HelioWatchRow *self)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0);
}

static void
on_remove (HelioWatchRow *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0);
}

static void
on_subscribe (HelioWatchRow *self)
{
  g_signal_emit (self, signals[SIGNAL_SUBSCRIBE], 0);
}

/* ── what it has said ── */

static void
update_event (HelioWatchEvent *event, GtkWidget *row)
{
  const HelioWatchFacts *facts = helio_watch_event_get (event);
  g_autofree char *time = helio_status_format_time (facts->begin);
  g_autofree char *words = helio_watch_words_event (event);
  g_autofree char *detail = helio_watch_words_event_detail (event);
  g_autofree char *title = g_strdup_printf ("%s  %s", time, words);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail != NULL ? detail : "");
}

static GtkWidget *
make_event_row (gpointer item, gpointer user_data)
{
  HelioWatchEvent *event = HELIO_WATCH_EVENT (item);
  const gboolean has_message = helio_watch_event_get (event)->seq != G_MAXUINT64;
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 6);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), has_message);
  if (has_message) {
    gtk_widget_set_tooltip_text (row,
                                 helio_watch_event_get (event)->kind == HELIO_WATCH_SILENCE
                                     ? C_ ("tooltip", "Show the last message that came")
                                     : C_ ("tooltip", "Show the message"));
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("go-next-symbolic"));
  }
  update_event (event, row);
  g_signal_connect_object (event, "changed", G_CALLBACK (update_event), row, 0);
  return row;
}

static void
on_event_activated (HelioWatchRow *self, GtkListBoxRow *row)
{
  g_autoptr (HelioWatchEvent) event =
      g_list_model_get_item (helio_watch_get_history (self->watch),
                             (guint) gtk_list_box_row_get_index (row));

  g_signal_emit (self, signals[SIGNAL_SHOW_EVENT], 0, event);
}

/* Made when somebody looks. */
static void
on_expanded (HelioWatchRow *self)
{
  const gboolean expanded = adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self));

  if (self->watch == NULL)
    return;
  gtk_list_box_bind_model (self->history_list,
                           expanded ? helio_watch_get_history (self->watch) : NULL,
                           make_event_row,
                           self,
                           NULL);
  if (expanded)
    helio_scroll_to (GTK_WIDGET (self), FALSE);
}

static void
helio_watch_row_dispose (GObject *object)
{
  g_clear_object (&HELIO_WATCH_ROW (object)->watch);
  G_OBJECT_CLASS (helio_watch_row_parent_class)->dispose (object);
}

static void
helio_watch_row_class_init (HelioWatchRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_watch_row_dispose;
  signals[SIGNAL_EDIT] = helio_signal_new ("edit", HELIO_TYPE_WATCH_ROW);
  signals[SIGNAL_REMOVE] = helio_signal_new ("remove", HELIO_TYPE_WATCH_ROW);
  signals[SIGNAL_SUBSCRIBE] = helio_signal_new ("subscribe", HELIO_TYPE_WATCH_ROW);
  signals[SIGNAL_TOGGLED] = g_signal_new ("toggled",
                                          HELIO_TYPE_WATCH_ROW,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_BOOLEAN);
  signals[SIGNAL_SHOW_EVENT] = g_signal_new ("show-event",
                                             HELIO_TYPE_WATCH_ROW,
                                             G_SIGNAL_RUN_LAST,
                                             0,
                                             NULL,
                                             NULL,
                                             NULL,
                                             G_TYPE_NONE,
                                             1,
                                             HELIO_TYPE_WATCH_EVENT);
  g_type_ensure (HELIO_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-watch-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioWatchRow, icon);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchRow, enabled_switch);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchRow, terms_label);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchRow, edit_button);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchRow, remove_button);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchRow, subscribe_button);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchRow, history_list);
  gtk_widget_class_bind_template_callback (widget_class, on_switched);
  gtk_widget_class_bind_template_callback (widget_class, on_edit);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_bind_template_callback (widget_class, on_subscribe);
  gtk_widget_class_bind_template_callback (widget_class, on_expanded);
  gtk_widget_class_bind_template_callback (widget_class, on_event_activated);
}

static void
helio_watch_row_init (HelioWatchRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
helio_watch_row_new (HelioWatch *watch)
{
  HelioWatchRow *self = g_object_new (HELIO_TYPE_WATCH_ROW, NULL);

  self->watch = g_object_ref (watch);
  g_signal_connect_object (watch, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

HelioWatch *
helio_watch_row_get_watch (HelioWatchRow *self)
{
  return self->watch;
}
