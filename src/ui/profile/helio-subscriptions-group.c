// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/profile/helio-subscriptions-group.h"

#include "core/base/helio-util.h"
#include "core/mqtt/helio-topic.h"
#include "ui/base/helio-accessible.h"
#include "ui/widgets/helio-choice-row.h"

#include <glib/gi18n.h>

typedef struct {
  HelioProfileSubscription *original; /* owned: with what this version does not know */
  GtkWidget *row;                     /* borrowed */
  GtkWidget *filter, *qos, *no_local, *retain_as_published, *retain_handling;
} Line;

struct _HelioSubscriptionsGroup {
  AdwPreferencesGroup parent_instance;

  GPtrArray *lines; /* Line */
  gboolean loading;
};

enum {
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HelioSubscriptionsGroup, helio_subscriptions_group, ADW_TYPE_PREFERENCES_GROUP)

static void
line_free (Line *line)
{
  helio_profile_subscription_free (line->original);
  g_free (line);
}

static Line *
find_line (HelioSubscriptionsGroup *self, GtkWidget *row, guint *index)
{
  for (guint i = 0; i < self->lines->len; i++) {
    Line *line = self->lines->pdata[i];
    if (line->row == row) {
      *index = i;
      return line;
    }
  }
  return NULL;
}

static void
update_line (Line *line)
{
  const char *filter = gtk_editable_get_text (GTK_EDITABLE (line->filter));
  g_autofree char *subtitle =
      g_strdup_printf (C_ ("subscription", "QoS %u"),
                       adw_combo_row_get_selected (ADW_COMBO_ROW (line->qos)));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line->row),
                                 *filter != '\0' ? filter
                                                 : C_ ("subscription", "New subscription"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (line->row), subtitle);
  gtk_widget_set_sensitive (line->no_local, !helio_topic_is_shared (filter));
}

static void
on_changed (HelioSubscriptionsGroup *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    update_line (self->lines->pdata[i]);
  if (!self->loading)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_remove (GtkButton *button, gpointer user_data)
{
  HelioSubscriptionsGroup *self = user_data;
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_EXPANDER_ROW);
  guint index;

  if (row != NULL && find_line (self, row, &index) != NULL) {
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), row);
    g_ptr_array_remove_index (self->lines, index);
    g_signal_emit (self, signals[CHANGED], 0);
  }
}

static GtkWidget *
add_switch (HelioSubscriptionsGroup *self, Line *line, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *control = gtk_switch_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  helio_accessible_name (control, title, NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (line->row), row);
  g_signal_connect_swapped (control, "notify::active", G_CALLBACK (on_changed), self);
  return control;
}

static GtkWidget *
add_choice (HelioSubscriptionsGroup *self,
            Line *line,
            const char *title,
            const char *const *choices)
{
  GtkWidget *row = helio_choice_row_new (title, choices);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (line->row), row);
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (on_changed), self);
  return row;
}

static Line *
add_line (HelioSubscriptionsGroup *self, const HelioProfileSubscription *subscription)
{
  const char *const qualities[] = {C_ ("choice", "0, at most once"),
                                   C_ ("choice", "1, at least once"),
                                   C_ ("choice", "2, exactly once"),
                                   NULL};
  const char *const handlings[] = {C_ ("choice", "Send on every subscribe"),
                                   C_ ("choice", "Send on a new subscription only"),
                                   C_ ("choice", "Do not send"),
                                   NULL};
  Line *line = g_new0 (Line, 1);
  line->original = helio_profile_subscription_copy (subscription);
  line->row = adw_expander_row_new ();
  g_object_set (line->row, "use-markup", FALSE, NULL);

  line->filter = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line->filter),
                                 C_ ("subscription", "Topic filter"));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (line->row), line->filter);
  line->qos = add_choice (self, line, C_ ("subscription", "QoS"), qualities);
  line->no_local = add_switch (self,
                               line,
                               C_ ("subscription", "No local"),
                               C_ ("subscription", "Not what this connection publishes itself"));
  line->retain_as_published =
      add_switch (self,
                  line,
                  C_ ("subscription", "Retain as published"),
                  C_ ("subscription", "Shows whether a live message was sent with retain"));
  line->retain_handling =
      add_choice (self, line, C_ ("subscription", "Retained messages"), handlings);

  gtk_editable_set_text (GTK_EDITABLE (line->filter), subscription->filter);
  adw_combo_row_set_selected (ADW_COMBO_ROW (line->qos), (guint) subscription->qos);
  gtk_switch_set_active (GTK_SWITCH (line->no_local), subscription->no_local);
  gtk_switch_set_active (GTK_SWITCH (line->retain_as_published), subscription->retain_as_published);
  adw_combo_row_set_selected (ADW_COMBO_ROW (line->retain_handling),
                              (guint) subscription->retain_handling);
  g_signal_connect_swapped (line->filter, "changed", G_CALLBACK (on_changed), self);

  GtkWidget *remove = gtk_button_new_with_label (C_ ("subscription", "Remove Subscription"));
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_add_css_class (remove, "error");
  g_signal_connect (remove, "clicked", G_CALLBACK (on_remove), self);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (line->row),
                            g_object_new (ADW_TYPE_PREFERENCES_ROW,
                                          "child",
                                          remove,
                                          "activatable",
                                          FALSE,
                                          "focusable",
                                          FALSE,
                                          NULL));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), line->row);
  g_ptr_array_add (self->lines, line);
  update_line (line);
  return line;
}

static void
on_add (HelioSubscriptionsGroup *self)
{
  HelioProfileSubscription *fresh = helio_profile_subscription_new ("", 1);
  Line *line = add_line (self, fresh);
  helio_profile_subscription_free (fresh);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (line->row), TRUE);
  gtk_widget_grab_focus (line->filter);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
helio_subscriptions_group_finalize (GObject *object)
{
  g_ptr_array_unref (HELIO_SUBSCRIPTIONS_GROUP (object)->lines);
  G_OBJECT_CLASS (helio_subscriptions_group_parent_class)->finalize (object);
}

static void
helio_subscriptions_group_class_init (HelioSubscriptionsGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = helio_subscriptions_group_finalize;
  signals[CHANGED] = helio_signal_new ("changed", G_TYPE_FROM_CLASS (klass));
}

static void
helio_subscriptions_group_init (HelioSubscriptionsGroup *self)
{
  GtkWidget *add = gtk_button_new_from_icon_name ("list-add-symbolic");

  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  gtk_widget_add_css_class (add, "flat");
  gtk_widget_set_tooltip_text (add, C_ ("subscription", "Add Subscription"));
  helio_accessible_name (add, C_ ("subscription", "Add Subscription"), NULL);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (on_add), self);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), C_ ("editor", "Subscriptions"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self),
      C_ ("editor", "%u stands for the name before @ in the username, %c for the client ID."));
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), add);
}

GtkWidget *
helio_subscriptions_group_new (void)
{
  return g_object_new (HELIO_TYPE_SUBSCRIPTIONS_GROUP, NULL);
}

void
helio_subscriptions_group_load (HelioSubscriptionsGroup *self, const HelioProfile *profile)
{
  self->loading = TRUE;
  for (guint i = 0; i < self->lines->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self),
                                  ((Line *) self->lines->pdata[i])->row);
  g_ptr_array_set_size (self->lines, 0);
  for (guint i = 0; i < profile->subscriptions->len; i++)
    add_line (self, profile->subscriptions->pdata[i]);
  self->loading = FALSE;
}

void
helio_subscriptions_group_store (HelioSubscriptionsGroup *self, HelioProfile *profile)
{
  g_ptr_array_set_size (profile->subscriptions, 0);
  for (guint i = 0; i < self->lines->len; i++) {
    Line *line = self->lines->pdata[i];
    HelioProfileSubscription *subscription = helio_profile_subscription_copy (line->original);
    g_free (subscription->filter);
    subscription->filter = g_strdup (gtk_editable_get_text (GTK_EDITABLE (line->filter)));
    subscription->qos = (int) adw_combo_row_get_selected (ADW_COMBO_ROW (line->qos));
    subscription->no_local = gtk_widget_get_sensitive (line->no_local) &&
                             gtk_switch_get_active (GTK_SWITCH (line->no_local));
    subscription->retain_as_published =
        gtk_switch_get_active (GTK_SWITCH (line->retain_as_published));
    subscription->retain_handling =
        (int) adw_combo_row_get_selected (ADW_COMBO_ROW (line->retain_handling));
    g_ptr_array_add (profile->subscriptions, subscription);
  }
}

void
helio_subscriptions_group_clear_errors (HelioSubscriptionsGroup *self)
{
  for (guint i = 0; i < self->lines->len; i++) {
    Line *line = self->lines->pdata[i];
    gtk_widget_remove_css_class (line->filter, "error");
    gtk_widget_set_tooltip_text (line->filter, NULL);
    update_line (line);
  }
}

void
helio_subscriptions_group_set_error (HelioSubscriptionsGroup *self,
                                     guint index,
                                     const char *message,
                                     gboolean grab)
{
  if (index >= self->lines->len)
    return;
  Line *line = self->lines->pdata[index];
  gtk_widget_add_css_class (line->filter, "error");
  gtk_widget_set_tooltip_text (line->filter, message);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (line->row), message);
  if (grab) {
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (line->row), TRUE);
    gtk_widget_grab_focus (line->filter);
  }
}
