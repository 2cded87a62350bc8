// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/topics/helio-topics-page.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/store/helio-message-view.h"
#include "ui/messages/helio-message-reveal.h"
#include "ui/topics/helio-empty-messages.h"
#include "ui/topics/helio-topics-page-private.h"
#include "ui/widgets/helio-toast.h"
#include "ui/widgets/helio-wrap-layout.h"

#include <glib/gi18n.h>

#define FILTER_CHARS 40 /* of a topic filter in a toast */

G_DEFINE_FINAL_TYPE (HelioTopicsPage, helio_topics_page, GTK_TYPE_WIDGET)

typedef enum {
  PROP_TOPICS_WIDTH = 1,
  PROP_INSPECTOR_WIDTH,
  PROP_STRIP_HEIGHT,
  PROP_STRIP_OPEN,
  N_PROPERTIES
} HelioTopicsPageProperty;

static GParamSpec *properties[N_PROPERTIES];

enum {
  SIGNAL_SUBSCRIBED,
  SIGNAL_UNSUBSCRIBED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What the parts tell each other */

static void
on_topic_open (HelioTopicsPage *self)
{
  if (self->layout == HELIO_LAYOUT_SINGLE)
    gtk_toggle_button_set_active (self->nav_messages, TRUE);
}

static void
on_message_open (HelioTopicsPage *self)
{
  if (self->layout == HELIO_LAYOUT_WIDE)
    gtk_widget_grab_focus (GTK_WIDGET (self->inspector));
  else
    gtk_revealer_set_reveal_child (self->sheet_revealer, TRUE);
}

void
helio_topics_page_write (HelioTopicsPage *self, gboolean publish)
{
  GtkToggleButton *nav = publish ? self->nav_publish : self->nav_subscriptions;

  gtk_toggle_button_set_active (publish ? self->publish_tab : self->subscriptions_tab, TRUE);
  gtk_toggle_button_set_active (self->layout == HELIO_LAYOUT_SINGLE ? nav : self->strip_button,
                                TRUE);
  if (publish)
    helio_publish_pane_focus_topic (self->publish_pane, NULL);
  else
    helio_subscription_list_focus_entry (self->subscription_list);
}

static gboolean
on_subscribe (HelioTopicsPage *self, const HelioFilterOptions *options)
{
  g_autoptr (GError) error = NULL;

  if (self->connection == NULL)
    return FALSE;
  if (helio_connection_subscribe (self->connection, options, &error) == NULL) {
    g_autofree char *fault = helio_error_to_text (error);

    helio_subscription_list_set_fault (self->subscription_list, fault);
    return FALSE;
  }
  g_signal_emit (self, signals[SIGNAL_SUBSCRIBED], 0, options);
  return TRUE;
}

typedef struct {
  HelioTopicsPage *page;
  HelioConnection *connection;
  char *filter;
  HelioFilterOptions options;
} Undo;

static void
undo_free (gpointer data, GClosure *closure)
{
  Undo *self = data;

  g_object_unref (self->page);
  g_object_unref (self->connection);
  g_free (self->filter);
  g_free (self);
}

static void
on_undo (AdwToast *toast, Undo *undo)
{
  if (undo->page->connection == undo->connection)
    on_subscribe (undo->page, &undo->options);
}

static void
offer_undo (HelioTopicsPage *self, HelioSubscription *subscription)
{
  const char *filter = helio_subscription_get_filter (subscription);
  g_autofree char *shown = helio_printable (filter, -1, FILTER_CHARS);
  /* Translators: %s is a topic filter. */
  g_autofree char *text = g_strdup_printf (C_ ("toast", "Unsubscribed from “%s”"), shown);
  AdwToast *toast = helio_toast_show (GTK_WIDGET (self), text, C_ ("toast", "_Undo"));
  Undo *undo;

  if (toast == NULL)
    return;
  undo = g_new0 (Undo, 1);
  undo->page = g_object_ref (self);
  undo->connection = g_object_ref (self->connection);
  undo->filter = g_strdup (filter);
  undo->options = *helio_subscription_get_options (subscription);
  undo->options.filter = undo->filter;
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo), undo, undo_free, 0);
}

void
helio_topics_page_unsubscribe (HelioTopicsPage *self, HelioSubscription *subscription)
{
  if (self->connection == NULL)
    return;
  offer_undo (self, subscription);
  helio_connection_unsubscribe (self->connection, subscription);
  g_signal_emit (self,
                 signals[SIGNAL_UNSUBSCRIBED],
                 0,
                 helio_subscription_get_filter (subscription));
}

static void
update_empty_text (HelioTopicsPage *self)
{
  const char *title, *description;

  title = helio_empty_messages_describe (self->connection, self->subscriptions, &description);
  helio_message_list_set_empty_text (self->message_list, title, description);
}

static void
on_summary (HelioTopicsPage *self)
{
  const char *summary = helio_subscription_list_get_summary (self->subscription_list);
  g_autofree char *text =
      /* Translators: %s is "3 subscriptions". */
      self->for_this_run ? g_strdup_printf (C_ ("subscription", "%s, for this run only"), summary)
                         : g_strdup (summary);

  gtk_label_set_text (self->summary_label, text);
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self->summary_label),
      self->for_this_run
          ? C_ ("subscription",
                "The connection was opened from a file, which is not written to. Import it to keep "
                "what you subscribe to.")
          : NULL);
  update_empty_text (self);
}

void
helio_topics_page_find (HelioTopicsPage *self)
{
  if (self->layout == HELIO_LAYOUT_SINGLE)
    gtk_toggle_button_set_active (self->nav_messages, TRUE);
  helio_message_list_focus_filter (self->message_list);
}

static gboolean
on_escape (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  HelioTopicsPage *self = HELIO_TOPICS_PAGE (widget);

  if (!gtk_revealer_get_reveal_child (self->sheet_revealer))
    return GDK_EVENT_PROPAGATE;
  helio_topics_page_close_sheet (self);
  return GDK_EVENT_STOP;
}

/* Object */

static void
take_parts (HelioTopicsPage *self,
            HelioMessageStore *store,
            HelioTopicTree *tree,
            GListModel *subscriptions)
{
  g_clear_signal_handler (&self->subscriptions_id, self->subscriptions);
  helio_topics_link_set_store (self->link, store, tree);
  g_set_object (&self->subscriptions, subscriptions);
  helio_subscription_list_set_model (self->subscription_list, subscriptions);
  helio_topic_view_set_subscriptions (self->topic_view, subscriptions);
  if (subscriptions != NULL)
    self->subscriptions_id = g_signal_connect_swapped (subscriptions,
                                                       "items-changed",
                                                       G_CALLBACK (update_empty_text),
                                                       self);
}

static void
helio_topics_page_dispose (GObject *object)
{
  HelioTopicsPage *self = HELIO_TOPICS_PAGE (object);
  GtkWidget *child;

  if (self->link != NULL)
    helio_topics_page_set_connection (self, NULL);
  g_clear_pointer (&self->link, helio_topics_link_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (helio_topics_page_parent_class)->dispose (object);
}

static void
helio_topics_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioTopicsPage *self = HELIO_TOPICS_PAGE (object);

  switch ((HelioTopicsPageProperty) id) {
    case PROP_TOPICS_WIDTH:
      g_value_set_int (value, self->topics_width);
      break;
    case PROP_INSPECTOR_WIDTH:
      g_value_set_int (value, self->inspector_width);
      break;
    case PROP_STRIP_HEIGHT:
      g_value_set_int (value, self->strip_height);
      break;
    case PROP_STRIP_OPEN:
      g_value_set_boolean (value, gtk_toggle_button_get_active (self->strip_button));
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_topics_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HelioTopicsPage *self = HELIO_TOPICS_PAGE (object);

  switch ((HelioTopicsPageProperty) id) {
    case PROP_TOPICS_WIDTH:
      self->topics_width = g_value_get_int (value);
      if (self->arranged)
        helio_topics_page_arrange (self);
      break;
    case PROP_INSPECTOR_WIDTH:
      self->inspector_width = g_value_get_int (value);
      if (self->arranged)
        helio_topics_page_arrange (self);
      break;
    case PROP_STRIP_HEIGHT:
      self->strip_height = g_value_get_int (value);
      if (self->arranged)
        helio_topics_page_arrange (self);
      break;
    case PROP_STRIP_OPEN:
      gtk_toggle_button_set_active (self->strip_button, g_value_get_boolean (value));
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (HELIO_TYPE_WIDTH_BIN);
  g_type_ensure (HELIO_TYPE_WRAP_LAYOUT);
  g_type_ensure (HELIO_TYPE_TOPIC_VIEW);
  g_type_ensure (HELIO_TYPE_MESSAGE_LIST);
  g_type_ensure (HELIO_TYPE_INSPECTOR);
  g_type_ensure (HELIO_TYPE_SUBSCRIPTION_LIST);
  g_type_ensure (HELIO_TYPE_PUBLISH_PANE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-topics-page.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HelioTopicsPage, name)
  BIND (width_bin);
  BIND (strip_paned);
  BIND (topics_paned);
  BIND (inspector_paned);
  BIND (topic_view);
  BIND (message_list);
  BIND (inspector);
  BIND (sheet_revealer);
  BIND (sheet_button);
  BIND (sheet_slot);
  BIND (inspector_slot);
  BIND (strip);
  BIND (strip_header);
  BIND (strip_body);
  BIND (tabs);
  BIND (nav);
  BIND (strip_button);
  BIND (subscriptions_tab);
  BIND (publish_tab);
  BIND (nav_topics);
  BIND (nav_messages);
  BIND (nav_subscriptions);
  BIND (nav_publish);
  BIND (strip_content);
  BIND (summary_label);
  BIND (subscription_list);
  BIND (publish_pane);
#undef BIND
  helio_topics_page_bind_arrangement (widget_class);
  helio_topics_page_install_actions (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_topic_open);
  gtk_widget_class_bind_template_callback (widget_class, on_message_open);
  gtk_widget_class_bind_template_callback (widget_class, on_subscribe);
  gtk_widget_class_bind_template_callback_full (widget_class,
                                                "on_unsubscribe",
                                                G_CALLBACK (helio_topics_page_unsubscribe));
  gtk_widget_class_bind_template_callback (widget_class, on_summary);
}

static GParamSpec *
new_length (const char *name, int fallback)
{
  return g_param_spec_int (name,
                           NULL,
                           NULL,
                           0,
                           G_MAXINT,
                           fallback,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static guint
new_signal (const char *name, GType type)
{
  return g_signal_new (name,
                       HELIO_TYPE_TOPICS_PAGE,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       1,
                       type);
}

static void
helio_topics_page_class_init (HelioTopicsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = helio_topics_page_dispose;
  object_class->get_property = helio_topics_page_get_property;
  object_class->set_property = helio_topics_page_set_property;
  properties[PROP_TOPICS_WIDTH] = new_length ("topics-width", 240);
  properties[PROP_INSPECTOR_WIDTH] = new_length ("inspector-width", 340);
  properties[PROP_STRIP_HEIGHT] = new_length ("strip-height", 210);
  properties[PROP_STRIP_OPEN] =
      g_param_spec_boolean ("strip-open",
                            NULL,
                            NULL,
                            TRUE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[SIGNAL_SUBSCRIBED] = new_signal ("subscribed", G_TYPE_POINTER);
  signals[SIGNAL_UNSUBSCRIBED] = new_signal ("unsubscribed", G_TYPE_STRING);
  bind_template (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
  gtk_widget_class_set_css_name (widget_class, "topicspage");
}

static void
helio_topics_page_init (HelioTopicsPage *self)
{
  self->topics_width = 240;
  self->inspector_width = 340;
  self->strip_height = 210;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->link = helio_topics_link_new (self->topic_view, self->message_list, self->inspector);
  on_summary (self);
  helio_topics_page_arrange (self);
}

GtkWidget *
helio_topics_page_new (void)
{
  return g_object_new (HELIO_TYPE_TOPICS_PAGE, NULL);
}

void
helio_topics_page_set_connection (HelioTopicsPage *self, HelioConnection *connection)
{
  if (self->connection != NULL)
    g_clear_signal_handler (&self->state_id, self->connection);
  if (connection != NULL)
    take_parts (self,
                helio_connection_get_store (connection),
                helio_connection_get_tree (connection),
                helio_connection_get_subscriptions (connection));
  else
    take_parts (self, NULL, NULL, NULL);
  g_set_object (&self->connection, connection);
  helio_inspector_set_connection (self->inspector, connection);
  helio_publish_pane_set_connection (self->publish_pane, connection);
  helio_topics_page_update_actions (self);
  if (connection != NULL)
    self->state_id = g_signal_connect_swapped (connection,
                                               "notify::state",
                                               G_CALLBACK (update_empty_text),
                                               self);
  update_empty_text (self);
}

HelioConnection *
helio_topics_page_get_connection (HelioTopicsPage *self)
{
  return self->connection;
}

void
helio_topics_page_set_for_this_run (HelioTopicsPage *self, gboolean for_this_run)
{
  self->for_this_run = for_this_run;
  on_summary (self);
}

void
helio_topics_page_set_parts (HelioTopicsPage *self,
                             HelioMessageStore *store,
                             HelioTopicTree *tree,
                             GListModel *subscriptions)
{
  helio_topics_page_set_connection (self, NULL);
  take_parts (self, store, tree, subscriptions);
  update_empty_text (self);
}

void
helio_topics_page_reveal (HelioTopicsPage *self, guint64 seq, const char *topic)
{
  /* Where one pane is shown at a time. */
  gtk_toggle_button_set_active (self->nav_messages, TRUE);
  helio_topic_view_set_selected_topic (self->topic_view, topic);
  helio_message_reveal (self->message_list, seq);
  helio_message_list_focus_rows (self->message_list);
}
