// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/plots/helio-plot-dialog.h"

#include "core/base/helio-util.h"
#include "core/store/helio-series.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-topic-completion.h"

#include <glib/gi18n.h>

/* Larger payloads are looked into in another thread. */
#define HERE_MAX (32 * 1024)

struct _HelioPlotDialog {
  AdwWindow parent_instance;

  HelioMessageStore *store; /* owned */
  GPtrArray *checks;        /* GtkCheckButton, borrowed; "member" is its data, "" the payload */
  GPtrArray *rows;          /* borrowed */
  guint64 seq;              /* of the message whose members are offered, or G_MAXUINT64 */
  GCancellable *finding;    /* (nullable) */

  HelioBanner *banner;
  AdwEntryRow *topic_row, *member_row;
  AdwComboRow *where_row;
  AdwPreferencesGroup *members_group;
  HelioTopicCompletion *completion;
  GtkButton *plot_button;
};

G_DEFINE_FINAL_TYPE (HelioPlotDialog, helio_plot_dialog, ADW_TYPE_WINDOW)

enum {
  SIGNAL_ADD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *
get_topic (HelioPlotDialog *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->topic_row));
}

static void
on_edited (HelioPlotDialog *self)
{
  helio_banner_set_error (self->banner, HELIO_BANNER_ERROR, NULL, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->plot_button), *get_topic (self) != '\0');
}

static void
add_row (HelioPlotDialog *self, const char *member, const char *title, gboolean active)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *shown = helio_printable (title, -1, 100);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), shown);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), active);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_object_set_data_full (G_OBJECT (check), "member", g_strdup (member), g_free);
  adw_preferences_group_add (self->members_group, row);
  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->checks, check);
}

static void
clear_rows (HelioPlotDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->members_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->checks, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->members_group), FALSE);
}

static void
show_members (HelioPlotDialog *self, const char *const *members, gboolean is_number)
{
  if (is_number)
    add_row (self, "", C_ ("plot", "The payload is a number"), TRUE);
  for (guint i = 0; members[i] != NULL; i++)
    add_row (self, members[i], members[i], i == 0 && members[1] == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->members_group), self->rows->len > 0);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioPlotDialog *self = user_data;
  gboolean is_number = FALSE;
  g_auto (GStrv) members = helio_series_find_members_finish (result, &is_number, NULL);

  if (members == NULL)
    return; /* cancelled: another topic, or the dialog is no more */
  g_clear_object (&self->finding);
  show_members (self, (const char *const *) members, is_number);
}

static void
stop_finding (HelioPlotDialog *self)
{
  g_cancellable_cancel (self->finding);
  g_clear_object (&self->finding);
}

/* What the newest message of the topic has. */
static void
on_topic_changed (HelioPlotDialog *self)
{
  const guint64 seq = helio_message_store_get_last_of_topic (self->store, get_topic (self));
  g_autoptr (GBytes) payload = NULL;
  g_auto (GStrv) members = NULL;
  gboolean is_number = FALSE;

  on_edited (self);
  if (seq == self->seq)
    return;
  self->seq = seq;
  stop_finding (self);
  clear_rows (self);
  if (seq != G_MAXUINT64)
    payload = helio_message_store_get_payload (self->store, seq);
  if (payload == NULL || g_bytes_get_size (payload) > HELIO_SERIES_PAYLOAD_MAX)
    return;
  if (g_bytes_get_size (payload) > HERE_MAX) {
    self->finding = g_cancellable_new ();
    helio_series_find_members_async (payload, self->finding, on_found, self);
    return;
  }
  members = helio_series_find_members (payload, &is_number);
  show_members (self, (const char *const *) members, is_number);
}

static void
on_plot (HelioPlotDialog *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *typed = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->member_row)));
  g_auto (GStrv) members = NULL;
  GError *fault = NULL;
  gboolean any = FALSE;

  if (*get_topic (self) == '\0')
    return;
  g_strstrip (typed);
  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (self->checks->pdata[i])) {
      g_strv_builder_add (builder, g_object_get_data (self->checks->pdata[i], "member"));
      any = TRUE;
    }
  if (*typed != '\0' || !any)
    g_strv_builder_add (builder, typed);
  members = g_strv_builder_end (builder);
  g_signal_emit (self,
                 signals[SIGNAL_ADD],
                 0,
                 get_topic (self),
                 members,
                 (int) adw_combo_row_get_selected (self->where_row) - 1,
                 &fault);
  if (fault == NULL) {
    gtk_window_destroy (GTK_WINDOW (self));
    return;
  }
  helio_banner_set_error (self->banner, HELIO_BANNER_ERROR, fault, NULL);
  g_error_free (fault);
}

static void
helio_plot_dialog_dispose (GObject *object)
{
  stop_finding (HELIO_PLOT_DIALOG (object));
  g_clear_object (&HELIO_PLOT_DIALOG (object)->store);
  G_OBJECT_CLASS (helio_plot_dialog_parent_class)->dispose (object);
}

static void
helio_plot_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (HELIO_PLOT_DIALOG (object)->checks);
  g_ptr_array_unref (HELIO_PLOT_DIALOG (object)->rows);
  G_OBJECT_CLASS (helio_plot_dialog_parent_class)->finalize (object);
}

static void
helio_plot_dialog_class_init (HelioPlotDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_plot_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = helio_plot_dialog_finalize;
  signals[SIGNAL_ADD] = g_signal_new ("add",
                                      HELIO_TYPE_PLOT_DIALOG,
                                      G_SIGNAL_RUN_LAST,
                                      0,
                                      NULL,
                                      NULL,
                                      NULL,
                                      G_TYPE_ERROR,
                                      3,
                                      G_TYPE_STRING,
                                      G_TYPE_STRV,
                                      G_TYPE_INT);
  g_type_ensure (HELIO_TYPE_BANNER);
  g_type_ensure (HELIO_TYPE_TOPIC_COMPLETION);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-plot-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioPlotDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, HelioPlotDialog, topic_row);
  gtk_widget_class_bind_template_child (widget_class, HelioPlotDialog, member_row);
  gtk_widget_class_bind_template_child (widget_class, HelioPlotDialog, where_row);
  gtk_widget_class_bind_template_child (widget_class, HelioPlotDialog, members_group);
  gtk_widget_class_bind_template_child (widget_class, HelioPlotDialog, completion);
  gtk_widget_class_bind_template_child (widget_class, HelioPlotDialog, plot_button);
  gtk_widget_class_bind_template_callback (widget_class, on_topic_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_plot);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
helio_plot_dialog_init (HelioPlotDialog *self)
{
  self->checks = g_ptr_array_new ();
  self->rows = g_ptr_array_new ();
  self->seq = G_MAXUINT64;
  gtk_widget_init_template (GTK_WIDGET (self));
  clear_rows (self);
}

GtkWidget *
helio_plot_dialog_new (GtkWindow *parent,
                       HelioMessageStore *store,
                       HelioTopicTree *tree,
                       const char *topic,
                       const char *const *plots,
                       int plot)
{
  HelioPlotDialog *self = g_object_new (HELIO_TYPE_PLOT_DIALOG, "transient-for", parent, NULL);
  g_autoptr (GtkStringList) where = gtk_string_list_new (NULL);

  self->store = g_object_ref (store);
  gtk_string_list_append (where, C_ ("plot", "A New Plot"));
  gtk_string_list_splice (where, 1, 0, plots);
  adw_combo_row_set_model (self->where_row, G_LIST_MODEL (where));
  adw_combo_row_set_selected (self->where_row, (guint) (plot + 1));
  helio_topic_completion_set_tree (self->completion, tree);
  gtk_editable_set_text (GTK_EDITABLE (self->topic_row), topic != NULL ? topic : "");
  on_topic_changed (self);
  return GTK_WIDGET (self);
}
