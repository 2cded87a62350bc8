// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/compat/helio-alert.h"

#include <adwaita.h>

#if ADW_CHECK_VERSION(1, 5, 0)
#define AlertClass AdwAlertDialog
#define ALERT ADW_ALERT_DIALOG
#define alert_(name) adw_alert_dialog_##name
#else
#define AlertClass AdwMessageDialog
#define ALERT ADW_MESSAGE_DIALOG
#define alert_(name) adw_message_dialog_##name
#endif

static void on_destroyed (GObject *dialog, gpointer user_data);

typedef struct {
  GTask *task;
  GObject *dialog;
  char *response;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;
  g_object_unref (answer->dialog);
  g_object_unref (answer->task);
  g_free (answer->response);
  g_free (answer);
}

static gboolean
on_answer (gpointer user_data)
{
  Answer *answer = user_data;
#if !ADW_CHECK_VERSION(1, 5, 0)
  /* Whoever is told may destroy the window below, and GTK lets go of it in a dialog that is gone only when that is
   * finalized. */
  gtk_window_set_transient_for (GTK_WINDOW (answer->dialog), NULL);
#endif
  g_task_return_pointer (answer->task, g_steal_pointer (&answer->response), g_free);
  return G_SOURCE_REMOVE;
}

/* Told when the dialog is done with closing: its own code still runs here. */
static void
on_response (GObject *dialog, const char *response, gpointer user_data)
{
  Answer *answer = g_new (Answer, 1);
  /* There is one answer; closing the dialog afterwards is none. */
  g_signal_handlers_disconnect_by_func (dialog, on_response, user_data);
  g_signal_handlers_disconnect_by_func (dialog, on_destroyed, user_data);
  *answer = (Answer){G_TASK (user_data), g_object_ref (dialog), g_strdup (response)};
  g_idle_add_full (G_PRIORITY_DEFAULT, on_answer, answer, answer_free);
}

/* It went with its window before anybody answered. */
static void
on_destroyed (GObject *dialog, gpointer user_data)
{
  on_response (dialog, g_task_get_task_data (G_TASK (user_data)), user_data);
}

#if ADW_CHECK_VERSION(1, 5, 0)
/* libadwaita has the heading twice, large in one line and small in several, and measures the large one for a width
 * that it does not fit into, about which GTK 4.18 complains. So the large one may have several lines. */
static void
wrap_heading (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "title-2")) {
    gtk_label_set_wrap (GTK_LABEL (widget), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (widget), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_justify (GTK_LABEL (widget), GTK_JUSTIFY_CENTER);
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    wrap_heading (child);
}
#endif

static AlertClass *
make_alert (GtkWidget *parent, const char *heading, const char *body)
{
#if ADW_CHECK_VERSION(1, 5, 0)
  AdwDialog *dialog = adw_alert_dialog_new (heading, body);

  wrap_heading (adw_dialog_get_child (dialog));
  return ADW_ALERT_DIALOG (dialog);
#else
  GtkRoot *root = gtk_widget_get_root (parent);
  return ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body));
#endif
}

void
helio_alert_choose_async (GtkWidget *parent,
                          const char *heading,
                          const char *body,
                          GtkWidget *extra,
                          const HelioAlertResponse *responses,
                          gsize n_responses,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (GTK_IS_WIDGET (parent) && n_responses > 0);

  GTask *task = g_task_new (parent, NULL, callback, user_data);
  g_task_set_source_tag (task, helio_alert_choose_async);
  AlertClass *alert = make_alert (parent, heading, body);
  for (gsize i = 0; i < n_responses; i++) {
    alert_ (add_response) (alert, responses[i].id, responses[i].label);
    if (responses[i].style == HELIO_ALERT_SUGGESTED)
      alert_ (set_response_appearance) (alert, responses[i].id, ADW_RESPONSE_SUGGESTED);
    else if (responses[i].style == HELIO_ALERT_DESTRUCTIVE)
      alert_ (set_response_appearance) (alert, responses[i].id, ADW_RESPONSE_DESTRUCTIVE);
  }
  alert_ (set_close_response) (alert, responses[0].id);
  if (responses[n_responses - 1].style != HELIO_ALERT_DESTRUCTIVE)
    alert_ (set_default_response) (alert, responses[n_responses - 1].id);
  if (extra != NULL)
    alert_ (set_extra_child) (alert, extra);
  g_task_set_task_data (task, g_strdup (responses[0].id), g_free);
  g_signal_connect (alert, "response", G_CALLBACK (on_response), task);
  g_signal_connect (alert, "destroy", G_CALLBACK (on_destroyed), task);
#if ADW_CHECK_VERSION(1, 5, 0)
  adw_dialog_present (ADW_DIALOG (alert), parent);
#else
  gtk_window_set_destroy_with_parent (GTK_WINDOW (alert), TRUE);
  gtk_window_present (GTK_WINDOW (alert));
#endif
}

char *
helio_alert_choose_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

GtkWidget *
helio_alert_find (GtkWindow *parent)
{
#if ADW_CHECK_VERSION(1, 5, 0)
  AdwDialog *dialog = NULL;
  if (ADW_IS_APPLICATION_WINDOW (parent))
    dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (parent));
  else if (ADW_IS_WINDOW (parent))
    dialog = adw_window_get_visible_dialog (ADW_WINDOW (parent));
  /* What is in it comes up with the next frame. */
  return dialog != NULL && ADW_IS_ALERT_DIALOG (dialog) &&
                 gtk_widget_get_mapped (adw_dialog_get_child (dialog))
             ? GTK_WIDGET (dialog)
             : NULL;
#else
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);
    if (ADW_IS_MESSAGE_DIALOG (window) && gtk_window_get_transient_for (window) == parent &&
        gtk_widget_get_visible (GTK_WIDGET (window)))
      return GTK_WIDGET (window);
  }
  return NULL;
#endif
}

void
helio_alert_respond (GtkWidget *alert, const char *response)
{
#if ADW_CHECK_VERSION(1, 5, 0)
  g_signal_emit_by_name (alert, "response", response);
  adw_dialog_force_close (ADW_DIALOG (alert));
#else
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (alert), response);
  gtk_window_destroy (GTK_WINDOW (alert));
#endif
}
