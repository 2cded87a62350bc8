// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/store/helio-query.h"
#include "ui/compat/helio-alert.h"
#include "ui/topics/helio-topics-page-private.h"
#include "ui/widgets/helio-toast.h"

#include <glib/gi18n.h>

/* Of a topic in a question or a toast. */
#define TOPIC_CHARS 200

static const char *const actions[] = {"topics-page.subscribe",
                                      "topics-page.unsubscribe",
                                      "topics-page.publish-to",
                                      "topics-page.publish-again",
                                      "topics-page.clear-retained"};

void
helio_topics_page_update_actions (HelioTopicsPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], self->connection != NULL);
}

void
helio_topics_page_use_as_draft (HelioTopicsPage *self,
                                const char *topic,
                                GBytes *payload,
                                int qos,
                                gboolean retain,
                                GBytes *message_properties)
{
  helio_publish_pane_set_draft (self->publish_pane,
                                topic,
                                payload,
                                qos,
                                retain,
                                message_properties);
  helio_topics_page_write (self, TRUE);
}

static void
subscribe_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioTopicsPage *self = HELIO_TOPICS_PAGE (widget);

  helio_topics_page_write (self, FALSE);
  helio_subscription_list_set_entry (self->subscription_list,
                                     g_variant_get_string (parameter, NULL));
}

static void
unsubscribe_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioTopicsPage *self = HELIO_TOPICS_PAGE (widget);
  const char *filter = g_variant_get_string (parameter, NULL);
  const guint n = self->subscriptions != NULL ? g_list_model_get_n_items (self->subscriptions) : 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (HelioSubscription) subscription = g_list_model_get_item (self->subscriptions, i);

    if (g_str_equal (helio_subscription_get_filter (subscription), filter)) {
      helio_topics_page_unsubscribe (self, subscription);
      return;
    }
  }
}

static void
publish_to_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioTopicsPage *self = HELIO_TOPICS_PAGE (widget);

  helio_topics_page_write (self, TRUE);
  helio_publish_pane_focus_topic (self->publish_pane, g_variant_get_string (parameter, NULL));
}

static void
publish_again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioTopicsPage *self = HELIO_TOPICS_PAGE (widget);
  HelioMessageStore *store = helio_connection_get_store (self->connection);
  const guint64 seq = g_variant_get_uint64 (parameter);
  g_autoptr (GBytes) payload = helio_message_store_get_payload (store, seq);
  g_autoptr (GBytes) wire = helio_message_store_get_properties (store, seq);
  HelioMessageRow row = {0};

  if (payload == NULL || !helio_message_store_get_row (store, seq, &row)) {
    helio_toast_show (widget, C_ ("toast", "The message is no longer kept"), NULL);
    return;
  }
  helio_topics_page_use_as_draft (self, row.topic, payload, (int) row.qos, row.retained, wire);
  helio_message_row_clear (&row);
}

/* What a member of a payload asks for. Where the filter is not seen, beside or below the inspector, it is shown. */
static void
add_to_filter_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioTopicsPage *self = HELIO_TOPICS_PAGE (widget);
  HelioMessageView *view = helio_message_list_get_view (self->message_list);
  g_autoptr (GError) error = NULL;
  g_autofree char *filter = NULL;

  if (view == NULL)
    return;
  filter = helio_query_narrow (helio_message_view_get_filter (view),
                               g_variant_get_string (parameter, NULL),
                               &error);
  if (filter == NULL) {
    g_autofree char *fault = helio_error_to_text (error);

    helio_toast_show (widget, fault, NULL);
    return;
  }
  helio_message_list_set_filter (self->message_list, filter);
  if (self->layout == HELIO_LAYOUT_SINGLE)
    gtk_toggle_button_set_active (self->nav_messages, TRUE);
  if (self->layout != HELIO_LAYOUT_WIDE)
    helio_topics_page_close_sheet (self);
}

/* ── the retained message ── */

typedef struct {
  HelioTopicsPage *page;
  HelioConnection *connection;
  char *topic;
} Clearing;

static void
clearing_free (Clearing *self)
{
  g_object_unref (self->page);
  g_object_unref (self->connection);
  g_free (self->topic);
  g_free (self);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Clearing *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (helio_connection_publish_finish (self->connection, result, NULL, NULL, &error))
    text = g_strdup (C_ ("toast", "The broker was told to forget the retained message"));
  else
    text = helio_error_to_text (error);
  helio_toast_show (GTK_WIDGET (self->page), text, NULL);
  clearing_free (self);
}

static void
on_clear_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Clearing *self = user_data;
  g_autofree char *answer = helio_alert_choose_finish (result);
  /* QoS 1: the broker says whether it may be done. */
  const HelioPublication publication = {
      .topic = self->topic,
      .literal =
          TRUE, /* it is the broker's word: with something put in it would be another topic */
      .qos = 1,
      .retain = TRUE,
  };

  if (!g_str_equal (answer, "clear")) {
    clearing_free (self);
    return;
  }
  helio_connection_publish_async (self->connection, &publication, NULL, on_cleared, self);
}

static void
clear_retained_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HelioTopicsPage *self = HELIO_TOPICS_PAGE (widget);
  const HelioAlertResponse responses[] = {
      {"cancel", C_ ("alert", "_Cancel"), HELIO_ALERT_PLAIN},
      {"clear", C_ ("alert", "C_lear"), HELIO_ALERT_DESTRUCTIVE},
  };
  const char *topic = g_variant_get_string (parameter, NULL);
  g_autofree char *shown = helio_printable (topic, -1, TOPIC_CHARS);
  g_autofree char *body =
      /* Translators: %s is a topic. */
      g_strdup_printf (C_ ("alert",
                           "An empty retained message is published on “%s”. The broker then keeps "
                           "none for whoever subscribes later. This cannot be undone."),
                       shown);
  Clearing *clearing = g_new0 (Clearing, 1);

  clearing->page = g_object_ref (self);
  clearing->connection = g_object_ref (self->connection);
  clearing->topic = g_strdup (topic);
  helio_alert_choose_async (widget,
                            C_ ("alert", "Clear the Retained Message?"),
                            body,
                            NULL,
                            responses,
                            G_N_ELEMENTS (responses),
                            on_clear_answer,
                            clearing);
}

void
helio_topics_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "topics-page.subscribe", "s", subscribe_action);
  gtk_widget_class_install_action (widget_class,
                                   "topics-page.unsubscribe",
                                   "s",
                                   unsubscribe_action);
  gtk_widget_class_install_action (widget_class, "topics-page.publish-to", "s", publish_to_action);
  gtk_widget_class_install_action (widget_class,
                                   "topics-page.publish-again",
                                   "t",
                                   publish_again_action);
  gtk_widget_class_install_action (widget_class,
                                   "topics-page.add-to-filter",
                                   "s",
                                   add_to_filter_action);
  gtk_widget_class_install_action (widget_class,
                                   "topics-page.clear-retained",
                                   "s",
                                   clear_retained_action);
  gtk_widget_class_bind_template_callback_full (widget_class,
                                                "on_use_as_draft",
                                                G_CALLBACK (helio_topics_page_use_as_draft));
}
