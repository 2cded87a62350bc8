// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/topics/helio-subscription-row.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <glib/gi18n.h>

#define FILTER_MAX_CHARS 1000

struct _HelioSubscriptionRow {
  GtkListBoxRow parent_instance;

  HelioSubscription *subscription;

  /* template */
  GtkStack *state_stack;
  GtkImage *state_image;
  GtkSpinner *spinner;
  GtkLabel *filter_label, *detail_label, *qos_label;
  GtkButton *retry_button, *remove_button;
};

G_DEFINE_FINAL_TYPE (HelioSubscriptionRow, helio_subscription_row, GTK_TYPE_LIST_BOX_ROW)

enum {
  SIGNAL_RETRY,
  SIGNAL_REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const struct {
  const char *icon; /* NULL: a spinner */
  const char *css_class;
  const char *word;
} looks[] = {
    [HELIO_SUBSCRIPTION_IDLE] = {"content-loading-symbolic",
                                 "dim-label",
                                 NC_ ("subscription", "asked for when connected")},
    [HELIO_SUBSCRIPTION_PENDING] = {NULL, NULL, NC_ ("subscription", "asking")},
    [HELIO_SUBSCRIPTION_GRANTED] = {"emblem-ok-symbolic",
                                    "success",
                                    NC_ ("subscription", "granted")},
    [HELIO_SUBSCRIPTION_REFUSED] = {"window-close-symbolic",
                                    "error",
                                    NC_ ("subscription", "refused")},
    [HELIO_SUBSCRIPTION_REMOVING] = {NULL, NULL, NC_ ("subscription", "unsubscribing")},
};

static char *
describe_qos (HelioSubscription *subscription)
{
  int asked = helio_subscription_get_qos (subscription);
  int granted = helio_subscription_get_granted_qos (subscription);

  if (helio_subscription_get_state (subscription) == HELIO_SUBSCRIPTION_GRANTED && granted >= 0 &&
      granted != asked)
    /* Translators: the QoS that was asked for and the one that the broker grants. */
    return g_strdup_printf (C_ ("subscription", "QoS %d → %d"), asked, granted);
  return g_strdup_printf (C_ ("subscription", "QoS %d"), asked);
}

/* The second line: why it, or the end of it, was refused, or what the placeholders became. */
static char *
describe_detail (HelioSubscription *subscription)
{
  const GError *error = helio_subscription_get_error (subscription);
  const char *resolved = helio_subscription_get_resolved (subscription);

  if (error != NULL)
    return g_strdup (error->message);
  if (helio_subscription_get_state (subscription) == HELIO_SUBSCRIPTION_REFUSED)
    return g_strdup (C_ ("subscription", "The broker refused it."));
  if (resolved != NULL && g_strcmp0 (resolved, helio_subscription_get_filter (subscription)) != 0)
    return helio_printable (resolved, -1, FILTER_MAX_CHARS);
  return NULL;
}

static void
name_button (GtkButton *button, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update (HelioSubscriptionRow *self)
{
  HelioSubscriptionState state = helio_subscription_get_state (self->subscription);
  const GError *error = helio_subscription_get_error (self->subscription);
  gboolean refused = state == HELIO_SUBSCRIPTION_REFUSED;
  const char *word = g_dpgettext2 (GETTEXT_PACKAGE, "subscription", looks[state].word);
  g_autofree char *filter =
      helio_printable (helio_subscription_get_filter (self->subscription), -1, FILTER_MAX_CHARS);
  g_autofree char *qos = describe_qos (self->subscription);
  g_autofree char *detail = describe_detail (self->subscription);
  g_autofree char *label = g_strdup_printf ("%s, %s, %s", filter, qos, word);
  g_autofree char *whole = error != NULL ? helio_error_to_text (error) : NULL;

  gtk_label_set_text (self->filter_label, filter);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->filter_label), filter);
  gtk_label_set_text (self->qos_label, qos);
  gtk_label_set_text (self->detail_label, detail != NULL ? detail : "");
  gtk_widget_set_visible (GTK_WIDGET (self->detail_label), detail != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->detail_label), whole);
  if (refused || error != NULL) {
    gtk_widget_remove_css_class (GTK_WIDGET (self->detail_label), "dim-label");
    gtk_widget_add_css_class (GTK_WIDGET (self->detail_label), "error");
  } else {
    gtk_widget_remove_css_class (GTK_WIDGET (self->detail_label), "error");
    gtk_widget_add_css_class (GTK_WIDGET (self->detail_label), "dim-label");
  }
  if (looks[state].icon != NULL) {
    const char *classes[] = {looks[state].css_class, NULL};

    gtk_image_set_from_icon_name (self->state_image, looks[state].icon);
    gtk_widget_set_css_classes (GTK_WIDGET (self->state_image), classes);
  }
  gtk_stack_set_visible_child_name (self->state_stack, looks[state].icon != NULL ? "icon" : "busy");
  gtk_spinner_set_spinning (self->spinner, looks[state].icon == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state_stack), word);
  gtk_widget_set_visible (GTK_WIDGET (self->retry_button), refused);
  gtk_widget_set_sensitive (GTK_WIDGET (self->remove_button), state != HELIO_SUBSCRIPTION_REMOVING);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  if (whole != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    whole,
                                    -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static void
on_retry (HelioSubscriptionRow *self)
{
  g_signal_emit (self, signals[SIGNAL_RETRY], 0);
}

static void
on_remove (HelioSubscriptionRow *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0);
}

static void
helio_subscription_row_dispose (GObject *object)
{
  HelioSubscriptionRow *self = HELIO_SUBSCRIPTION_ROW (object);

  g_clear_object (&self->subscription);
  G_OBJECT_CLASS (helio_subscription_row_parent_class)->dispose (object);
}

static void
helio_subscription_row_class_init (HelioSubscriptionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_subscription_row_dispose;
  signals[SIGNAL_RETRY] = helio_signal_new ("retry", HELIO_TYPE_SUBSCRIPTION_ROW);
  signals[SIGNAL_REMOVE] = helio_signal_new ("remove", HELIO_TYPE_SUBSCRIPTION_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-subscription-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionRow, state_stack);
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionRow, state_image);
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionRow, filter_label);
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionRow, detail_label);
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionRow, qos_label);
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionRow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, HelioSubscriptionRow, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, on_retry);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
}

static void
helio_subscription_row_init (HelioSubscriptionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
helio_subscription_row_new (HelioSubscription *subscription)
{
  HelioSubscriptionRow *self = g_object_new (HELIO_TYPE_SUBSCRIPTION_ROW, NULL);
  g_autofree char *filter =
      helio_printable (helio_subscription_get_filter (subscription), -1, FILTER_MAX_CHARS);
  g_autofree char *retry_name = NULL, *remove_name = NULL;

  self->subscription = g_object_ref (subscription);
  g_signal_connect_object (subscription, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  retry_name = g_strdup_printf (C_ ("subscription", "Ask for %s again"), filter);
  name_button (self->retry_button, retry_name);
  remove_name = g_strdup_printf (C_ ("subscription", "Unsubscribe from %s"), filter);
  name_button (self->remove_button, remove_name);
  update (self);
  return GTK_WIDGET (self);
}

HelioSubscription *
helio_subscription_row_get_subscription (HelioSubscriptionRow *self)
{
  return self->subscription;
}
