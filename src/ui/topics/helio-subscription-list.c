// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/topics/helio-subscription-list.h"

#include "core/base/helio-util.h"
#include "core/mqtt/helio-topic.h"
#include "ui/base/helio-scroll.h"
#include "ui/topics/helio-subscription-row.h"
#include "ui/widgets/helio-toast.h"
#include "ui/widgets/helio-wrap-layout.h"

#include <glib/gi18n.h>

/* Of a topic filter in a toast. */
#define TOAST_CHARS 40

struct _HelioSubscriptionList {
  GtkWidget parent_instance;

  GListModel *model; /* (nullable) */
  gulong items_changed_id;
  char *summary;

  /* template */
  GtkListBox *list_box;
  GtkEntry *filter_entry;
  GtkDropDown *qos_drop, *handling_drop;
  GtkMenuButton *options_button;
  GtkCheckButton *no_local_check, *as_published_check;
  GtkButton *add_button;
  GtkLabel *fault_label;

  HelioSubscription *asked; /* owned (nullable): what the user waits for the answer to */
};

G_DEFINE_FINAL_TYPE (HelioSubscriptionList, helio_subscription_list, GTK_TYPE_WIDGET)

typedef enum {
  PROP_SUMMARY = 1,
  N_PROPERTIES
} HelioSubscriptionListProperty;

enum {
  SIGNAL_SUBSCRIBE,
  SIGNAL_UNSUBSCRIBE,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

static void
update_summary (HelioSubscriptionList *self)
{
  guint n = self->model != NULL ? g_list_model_get_n_items (self->model) : 0, refused = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < n; i++) {
    g_autoptr (HelioSubscription) subscription = g_list_model_get_item (self->model, i);

    refused += helio_subscription_get_state (subscription) == HELIO_SUBSCRIPTION_REFUSED;
  }
  if (n == 0)
    text = g_strdup (C_ ("subscription", "no subscription"));
  else if (refused == 0)
    text = g_strdup_printf (NP_ ("subscriptions", "%u subscription", "%u subscriptions", n), n);
  else
    text = g_strdup_printf (
        NP_ ("subscriptions", "%u subscription, %u refused", "%u subscriptions, %u refused", n),
        n,
        refused);
  if (helio_set_str (&self->summary, text))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

static gboolean
emit_subscribe (HelioSubscriptionList *self, const HelioFilterOptions *options)
{
  gboolean taken = FALSE;

  g_signal_emit (self, signals[SIGNAL_SUBSCRIBE], 0, options, &taken);
  return taken;
}

static void
show_row (HelioSubscriptionList *self, HelioSubscription *subscription)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list_box, i)) != NULL; i++)
    if (helio_subscription_row_get_subscription (HELIO_SUBSCRIPTION_ROW (row)) == subscription)
      helio_scroll_to (GTK_WIDGET (row), FALSE);
}

/* Where the list is folded away: beside its row it would only be in the way. */
static void
tell_refusal (HelioSubscriptionList *self, HelioSubscription *subscription)
{
  const GError *error = helio_subscription_get_error (subscription);
  g_autofree char *filter =
      helio_printable (helio_subscription_get_filter (subscription), -1, TOAST_CHARS);
  g_autofree char *text =
      error != NULL
          /* Translators: a topic filter, and the broker's reason as a sentence */
          ? g_strdup_printf (C_ ("toast", "“%s” is refused: %s"), filter, error->message)
          : g_strdup_printf (C_ ("toast", "“%s” is refused."), filter);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->list_box)))
    helio_toast_show (GTK_WIDGET (self), text, NULL);
}

static void
on_state_changed (HelioSubscriptionList *self, GParamSpec *pspec, HelioSubscription *subscription)
{
  const HelioSubscriptionState state = helio_subscription_get_state (subscription);

  update_summary (self);
  if (subscription != self->asked ||
      (state != HELIO_SUBSCRIPTION_GRANTED && state != HELIO_SUBSCRIPTION_REFUSED))
    return;
  /* It grows when the answer is a refusal. */
  show_row (self, subscription);
  if (state == HELIO_SUBSCRIPTION_REFUSED)
    tell_refusal (self, subscription);
  g_clear_object (&self->asked);
}

static void
ask (HelioSubscriptionList *self, const char *filter)
{
  const guint n = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;

  g_clear_object (&self->asked);
  for (guint i = 0; i < n && self->asked == NULL; i++) {
    g_autoptr (HelioSubscription) subscription = g_list_model_get_item (self->model, i);

    if (g_strcmp0 (helio_subscription_get_filter (subscription), filter) == 0)
      self->asked = g_steal_pointer (&subscription);
  }
  if (self->asked != NULL)
    show_row (self, self->asked);
}

static void
on_retry (HelioSubscriptionList *self, HelioSubscriptionRow *row)
{
  const HelioFilterOptions *options =
      helio_subscription_get_options (helio_subscription_row_get_subscription (row));

  if (emit_subscribe (self, options))
    ask (self, options->filter);
}

static void
on_remove (HelioSubscriptionList *self, HelioSubscriptionRow *row)
{
  g_autoptr (HelioSubscription) subscription =
      g_object_ref (helio_subscription_row_get_subscription (row));

  /* The row goes, and with it the focus. */
  gtk_widget_grab_focus (GTK_WIDGET (self->filter_entry));
  g_signal_emit (self, signals[SIGNAL_UNSUBSCRIBE], 0, subscription);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  GtkWidget *row = helio_subscription_row_new (item);

  g_signal_connect_object (row, "retry", G_CALLBACK (on_retry), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "remove", G_CALLBACK (on_remove), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (item,
                           "notify::state",
                           G_CALLBACK (on_state_changed),
                           user_data,
                           G_CONNECT_SWAPPED);
  return row;
}

void
helio_subscription_list_set_fault (HelioSubscriptionList *self, const char *fault)
{
  gtk_label_set_text (self->fault_label, fault != NULL ? fault : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fault_label), fault != NULL);
  if (fault != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->filter_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->filter_entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->filter_entry),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               fault != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                             : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/* What is wrong with the text so far; an empty one is no fault. */
static gboolean
check_entry (HelioSubscriptionList *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->filter_entry));
  g_autoptr (GError) error = NULL;
  gboolean valid = *text != '\0' && helio_topic_validate_filter (text, &error);
  gboolean shared = helio_topic_is_shared (text);

  helio_subscription_list_set_fault (self, error != NULL ? error->message : NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), valid);
  gtk_widget_set_sensitive (GTK_WIDGET (self->no_local_check), !shared);
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self->no_local_check),
      shared ? C_ ("subscription", "A shared subscription cannot have this") : NULL);
  return valid;
}

static void
on_entry_changed (HelioSubscriptionList *self)
{
  check_entry (self);
}

static void
on_add (HelioSubscriptionList *self)
{
  HelioFilterOptions options = {
      .filter = gtk_editable_get_text (GTK_EDITABLE (self->filter_entry)),
      .qos = (int) gtk_drop_down_get_selected (self->qos_drop),
      .no_local = gtk_widget_get_sensitive (GTK_WIDGET (self->no_local_check)) &&
                  gtk_check_button_get_active (self->no_local_check),
      .retain_as_published = gtk_check_button_get_active (self->as_published_check),
      .retain_handling = (int) gtk_drop_down_get_selected (self->handling_drop),
  };

  if (check_entry (self) && emit_subscribe (self, &options)) {
    ask (self, options.filter);
    gtk_editable_set_text (GTK_EDITABLE (self->filter_entry), "");
  }
}

static void
helio_subscription_list_dispose (GObject *object)
{
  HelioSubscriptionList *self = HELIO_SUBSCRIPTION_LIST (object);
  GtkWidget *child;

  helio_subscription_list_set_model (self, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->summary, g_free);
  G_OBJECT_CLASS (helio_subscription_list_parent_class)->dispose (object);
}

static void
helio_subscription_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioSubscriptionList *self = HELIO_SUBSCRIPTION_LIST (object);

  switch ((HelioSubscriptionListProperty) id) {
    case PROP_SUMMARY:
      g_value_set_string (value, self->summary);
      break;
    case N_PROPERTIES:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_subscription_list_class_init (HelioSubscriptionListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = helio_subscription_list_dispose;
  object_class->get_property = helio_subscription_list_get_property;
  properties[PROP_SUMMARY] =
      g_param_spec_string ("summary",
                           NULL,
                           NULL,
                           NULL,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[SIGNAL_SUBSCRIBE] = g_signal_new ("subscribe",
                                            HELIO_TYPE_SUBSCRIPTION_LIST,
                                            G_SIGNAL_RUN_LAST,
                                            0,
                                            g_signal_accumulator_true_handled,
                                            NULL,
                                            NULL,
                                            G_TYPE_BOOLEAN,
                                            1,
                                            G_TYPE_POINTER);
  signals[SIGNAL_UNSUBSCRIBE] = g_signal_new ("unsubscribe",
                                              HELIO_TYPE_SUBSCRIPTION_LIST,
                                              G_SIGNAL_RUN_LAST,
                                              0,
                                              NULL,
                                              NULL,
                                              NULL,
                                              G_TYPE_NONE,
                                              1,
                                              HELIO_TYPE_SUBSCRIPTION);
  g_type_ensure (HELIO_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-subscription-list.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionList, list_box);
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionList, filter_entry);
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionList, qos_drop);
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionList, handling_drop);
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionList, options_button);
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionList, no_local_check);
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionList, as_published_check);
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionList, add_button);
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionList, fault_label);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_set_css_name (widget_class, "subscriptionlist");
}

static void
helio_subscription_list_init (HelioSubscriptionList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_summary (self);
}

HelioSubscriptionList *
helio_subscription_list_new (void)
{
  return g_object_new (HELIO_TYPE_SUBSCRIPTION_LIST, NULL);
}

void
helio_subscription_list_set_model (HelioSubscriptionList *self, GListModel *model)
{
  if (self->model == model)
    return;
  g_clear_object (&self->asked);
  if (self->model != NULL)
    g_clear_signal_handler (&self->items_changed_id, self->model);
  g_set_object (&self->model, model);
  gtk_list_box_bind_model (self->list_box, model, create_row, self, NULL);
  if (model != NULL)
    self->items_changed_id =
        g_signal_connect_swapped (model, "items-changed", G_CALLBACK (update_summary), self);
  update_summary (self);
}

void
helio_subscription_list_focus_entry (HelioSubscriptionList *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->filter_entry));
}

const char *
helio_subscription_list_get_summary (HelioSubscriptionList *self)
{
  return self->summary;
}

void
helio_subscription_list_set_entry (HelioSubscriptionList *self, const char *filter)
{
  gtk_editable_set_text (GTK_EDITABLE (self->filter_entry), filter);
}
