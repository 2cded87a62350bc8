// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/watch/helio-watch-dialog.h"

#include "core/base/helio-error.h"
#include "core/store/helio-message-view.h"
#include "ui/base/helio-accessible.h"
#include "ui/messages/helio-query-entry.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-topic-completion.h"

#include <glib/gi18n.h>
#include <math.h>

/* What a new rule begins with. */
#define SECONDS 60
#define WINDOW 10

struct _HelioWatchDialog {
  AdwWindow parent_instance;

  HelioWatcher *watcher;  /* owned */
  HelioWatchRule *rule;   /* owned (nullable): to be changed */
  HelioMessageView *view; /* owned (nullable) */
  HelioWatchRule *made;   /* owned (nullable): what the form says, if it is valid */
  gboolean loading;

  HelioBanner *banner;
  AdwComboRow *kind_row;
  AdwEntryRow *filter_row, *name_row, *min_row, *max_row;
  HelioTopicCompletion *completion;
  AdwPreferencesGroup *condition_group, *range_group;
  HelioQueryEntry *condition_entry;
  AdwActionRow *time_row, *retained_row;
  GtkSpinButton *time_spin;
  GtkDropDown *unit_drop;
  GtkSwitch *retained_switch;
  GtkLabel *condition_fault, *fault, *note;
  GtkButton *apply_button;
};

G_DEFINE_FINAL_TYPE (HelioWatchDialog, helio_watch_dialog, ADW_TYPE_WINDOW)

static guint done_signal;

static const guint units[] = {1, 60, 3600};

/* ── what the form says ── */

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* Empty: @fallback. NAN: no number. Either decimal sign will do. */
static double
get_number (AdwEntryRow *row, double fallback)
{
  g_autofree char *text = g_strstrip (g_strdelimit (g_strdup (get_text (row)), ",", '.'));
  char *end;
  double number;

  if (*text == '\0')
    return fallback;
  number = g_ascii_strtod (text, &end);
  return *end == '\0' && number >= 0 ? number : NAN;
}

static HelioWatchKind
get_kind (HelioWatchDialog *self)
{
  return adw_combo_row_get_selected (self->kind_row);
}

static void
mark (GtkWidget *widget, gboolean fault)
{
  if (fault)
    gtk_widget_add_css_class (widget, "error");
  else
    gtk_widget_remove_css_class (widget, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               fault ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/* Nothing is wrong with what one has not come to yet. */
static void
show_fault (HelioWatchDialog *self, HelioWatchField field, const GError *error)
{
  const gboolean empty = *get_text (self->filter_row) == '\0';
  const gboolean range_empty =
      *get_text (self->min_row) == '\0' && *get_text (self->max_row) == '\0';
  const gboolean quiet = (field == HELIO_WATCH_FIELD_FILTER && empty) ||
                         (field == HELIO_WATCH_FIELD_RANGE && range_empty) ||
                         field == HELIO_WATCH_FIELD_CONDITION;
  g_autofree char *text = error != NULL && !quiet ? helio_error_to_text (error) : NULL;

  mark (GTK_WIDGET (self->filter_row), field == HELIO_WATCH_FIELD_FILTER && !empty);
  mark (GTK_WIDGET (self->name_row), field == HELIO_WATCH_FIELD_NAME);
  mark (GTK_WIDGET (self->time_spin), field == HELIO_WATCH_FIELD_SECONDS);
  mark (GTK_WIDGET (self->min_row), field == HELIO_WATCH_FIELD_RANGE && !range_empty);
  mark (GTK_WIDGET (self->max_row), field == HELIO_WATCH_FIELD_RANGE && !range_empty);
  helio_query_entry_set_error (self->condition_entry,
                               field == HELIO_WATCH_FIELD_CONDITION ? error : NULL,
                               self->condition_fault,
                               NULL);
  gtk_label_set_text (self->fault, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fault), text != NULL);
}

static void
show_note (HelioWatchDialog *self)
{
  const HelioWatchTerms *terms = self->made != NULL ? helio_watch_rule_get (self->made) : NULL;
  const gboolean unsubscribed =
      terms != NULL &&
      helio_watcher_get_sight (self->watcher, terms->filter) == HELIO_WATCH_NOT_SUBSCRIBED;

  gtk_widget_set_visible (GTK_WIDGET (self->note), unsubscribed);
}

static void
update (HelioWatchDialog *self)
{
  const guint unit = gtk_drop_down_get_selected (self->unit_drop);
  g_autoptr (GError) error = NULL;
  HelioWatchField field;
  const HelioWatchTerms terms = {
      .id = self->rule != NULL ? helio_watch_rule_get (self->rule)->id : NULL,
      .name = get_text (self->name_row),
      .enabled = self->rule == NULL || helio_watch_rule_get (self->rule)->enabled,
      .kind = get_kind (self),
      .filter = get_text (self->filter_row),
      .condition = helio_query_entry_get_text (self->condition_entry),
      .seconds = (guint) gtk_spin_button_get_value_as_int (self->time_spin) *
                 units[MIN (unit, G_N_ELEMENTS (units) - 1)],
      .min = get_number (self->min_row, 0),
      .max = get_number (self->max_row, -1),
      .retained = gtk_switch_get_active (self->retained_switch),
  };

  if (self->loading || self->watcher == NULL)
    return;
  g_clear_pointer (&self->made, helio_watch_rule_unref);
  self->made = helio_watch_rule_new (&terms, &field, &error);
  show_fault (self, field, error);
  show_note (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->apply_button), self->made != NULL);
  helio_banner_set_error (self->banner, HELIO_BANNER_ERROR, NULL, NULL);
}

static void
on_kind (HelioWatchDialog *self)
{
  const HelioWatchKind kind = get_kind (self);
  static const char *const titles[] = {
      [HELIO_WATCH_MATCH] = NC_ ("watch", "Tell Again After"),
      [HELIO_WATCH_SILENCE] = NC_ ("watch", "Silent For"),
      [HELIO_WATCH_RATE] = NC_ ("watch", "Measured Over"),
  };
  static const char *const subtitles[] = {
      [HELIO_WATCH_MATCH] =
          NC_ ("watch", "What matches is told once; again when nothing has matched for so long"),
      [HELIO_WATCH_SILENCE] =
          NC_ ("watch", "Counted from the last message, and only while connected and subscribed"),
      [HELIO_WATCH_RATE] = NC_ ("watch", "At most an hour"),
  };

  gtk_widget_set_visible (GTK_WIDGET (self->condition_group), kind == HELIO_WATCH_MATCH);
  gtk_widget_set_visible (GTK_WIDGET (self->range_group), kind == HELIO_WATCH_RATE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->time_row),
                                 g_dpgettext2 (GETTEXT_PACKAGE, "watch", titles[kind]));
  adw_action_row_set_subtitle (self->time_row,
                               g_dpgettext2 (GETTEXT_PACKAGE, "watch", subtitles[kind]));
  helio_accessible_name (GTK_WIDGET (self->time_spin),
                         g_dpgettext2 (GETTEXT_PACKAGE, "watch", titles[kind]),
                         g_dpgettext2 (GETTEXT_PACKAGE, "watch", subtitles[kind]));
  /* Of a new rule, as long as nobody has chosen another. */
  if (self->rule == NULL && !self->loading && gtk_drop_down_get_selected (self->unit_drop) == 0) {
    const int seconds = gtk_spin_button_get_value_as_int (self->time_spin);

    if (seconds == SECONDS || seconds == WINDOW)
      gtk_spin_button_set_value (self->time_spin, kind == HELIO_WATCH_RATE ? WINDOW : SECONDS);
  }
  update (self);
}

static void
on_apply (HelioWatchDialog *self)
{
  g_autoptr (GError) error = NULL;

  if (self->made == NULL)
    return;
  if (!helio_watcher_put (self->watcher, self->made, &error)) {
    helio_banner_set_error (self->banner, HELIO_BANNER_ERROR, error, NULL);
    return;
  }
  g_signal_emit (self, done_signal, 0, self->made);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* ── what it begins with ── */

static void
set_number (AdwEntryRow *row, double number)
{
  g_autofree char *text = g_strdup_printf ("%.10g", number);

  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
load (HelioWatchDialog *self, const HelioWatchTerms *terms)
{
  guint unit = 0;

  adw_combo_row_set_selected (self->kind_row, terms->kind);
  gtk_editable_set_text (GTK_EDITABLE (self->filter_row), terms->filter);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), terms->name != NULL ? terms->name : "");
  helio_query_entry_set_text (self->condition_entry,
                              terms->condition != NULL ? terms->condition : "");
  for (guint i = 1; i < G_N_ELEMENTS (units); i++)
    if (terms->seconds % units[i] == 0 && terms->seconds > units[i])
      unit = i;
  gtk_drop_down_set_selected (self->unit_drop, unit);
  gtk_spin_button_set_value (self->time_spin, terms->seconds / units[unit]);
  if (terms->min > 0)
    set_number (self->min_row, terms->min);
  if (terms->max >= 0)
    set_number (self->max_row, terms->max);
  gtk_switch_set_active (self->retained_switch, terms->retained);
}

/* ── the object ── */

static void
helio_watch_dialog_dispose (GObject *object)
{
  HelioWatchDialog *self = HELIO_WATCH_DIALOG (object);

  g_clear_object (&self->watcher);
  g_clear_object (&self->view);
  g_clear_pointer (&self->rule, helio_watch_rule_unref);
  g_clear_pointer (&self->made, helio_watch_rule_unref);
  G_OBJECT_CLASS (helio_watch_dialog_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, kind_row);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, filter_row);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, min_row);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, max_row);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, completion);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, condition_group);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, range_group);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, condition_entry);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, time_row);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, retained_row);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, time_spin);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, unit_drop);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, retained_switch);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, condition_fault);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, fault);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, note);
  gtk_widget_class_bind_template_child (widget_class, HelioWatchDialog, apply_button);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, on_kind);
  gtk_widget_class_bind_template_callback (widget_class, on_apply);
}

static void
helio_watch_dialog_class_init (HelioWatchDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_watch_dialog_dispose;
  done_signal = g_signal_new ("done",
                              HELIO_TYPE_WATCH_DIALOG,
                              G_SIGNAL_RUN_LAST,
                              0,
                              NULL,
                              NULL,
                              NULL,
                              G_TYPE_NONE,
                              1,
                              G_TYPE_POINTER);
  g_type_ensure (HELIO_TYPE_BANNER);
  g_type_ensure (HELIO_TYPE_QUERY_ENTRY);
  g_type_ensure (HELIO_TYPE_TOPIC_COMPLETION);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-watch-dialog.ui");
  bind_template (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
helio_watch_dialog_init (HelioWatchDialog *self)
{
  self->loading = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
helio_watch_dialog_new (GtkWindow *parent,
                        HelioWatcher *watcher,
                        HelioMessageStore *store,
                        HelioTopicTree *tree,
                        HelioWatchRule *rule,
                        const char *filter)
{
  HelioWatchDialog *self = g_object_new (HELIO_TYPE_WATCH_DIALOG, "transient-for", parent, NULL);
  const HelioWatchTerms begin = {.filter = filter != NULL ? filter : "",
                                 .seconds = SECONDS,
                                 .max = -1};

  self->watcher = g_object_ref (watcher);
  self->rule = rule != NULL ? helio_watch_rule_ref (rule) : NULL;
  if (store != NULL) {
    self->view = helio_message_view_new (store);
    helio_message_view_flush (self->view);
    helio_query_entry_set_view (self->condition_entry, self->view);
  }
  helio_query_entry_set_tree (self->condition_entry, tree);
  helio_topic_completion_set_tree (self->completion, tree);
  load (self, rule != NULL ? helio_watch_rule_get (rule) : &begin);
  gtk_window_set_title (GTK_WINDOW (self),
                        rule != NULL ? C_ ("watch", "Edit Rule") : C_ ("watch", "New Rule"));
  gtk_button_set_label (self->apply_button,
                        rule != NULL ? C_ ("watch", "_Apply") : C_ ("watch", "_Add"));
  self->loading = FALSE;
  on_kind (self);
  gtk_widget_grab_focus (filter != NULL ? GTK_WIDGET (self->condition_entry)
                                        : GTK_WIDGET (self->filter_row));
  return GTK_WIDGET (self);
}
