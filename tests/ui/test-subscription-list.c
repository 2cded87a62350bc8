// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-subscription-private.h"
#include "core/mqtt/helio-reason.h"
#include "ui/helio-ui-test.h"
#include "ui/topics/helio-subscription-list.h"
#include "ui/topics/helio-subscription-row.h"

#include <adwaita.h>
#include <string.h>

typedef struct {
  GListStore *model;
  HelioSubscriptionList *list;
  GtkWindow *window;
  GtkWidget *overlay;
  char *asked; /* what "subscribe" was called with */
  HelioSubscription *removed;
  gboolean adds; /* as a connection does */
} Fixture;

static HelioSubscription *add_subscription (Fixture *self, const char *filter, int qos);

static gboolean
on_subscribe (HelioSubscriptionList *list, const HelioFilterOptions *options, Fixture *self)
{
  g_free (self->asked);
  self->asked = g_strdup_printf ("%s %d %d %d %d",
                                 options->filter,
                                 options->qos,
                                 options->no_local,
                                 options->retain_as_published,
                                 options->retain_handling);
  if (self->adds)
    add_subscription (self, options->filter, options->qos);
  return TRUE;
}

static void
on_unsubscribe (HelioSubscriptionList *list, HelioSubscription *subscription, Fixture *self)
{
  self->removed = subscription;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->model = g_list_store_new (HELIO_TYPE_SUBSCRIPTION);
  self->list = g_object_ref_sink (helio_subscription_list_new ());
  helio_subscription_list_set_model (self->list, G_LIST_MODEL (self->model));
  g_signal_connect (self->list, "subscribe", G_CALLBACK (on_subscribe), self);
  g_signal_connect (self->list, "unsubscribe", G_CALLBACK (on_unsubscribe), self);
  self->overlay = adw_toast_overlay_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (self->overlay), GTK_WIDGET (self->list));
  self->window = helio_ui_test_show (self->overlay, 500, 300);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (self->window);
  g_assert_finalize_object (self->list);
  g_assert_finalize_object (self->model);
  g_free (self->asked);
}

static HelioSubscription *
add_subscription (Fixture *self, const char *filter, int qos)
{
  HelioFilterOptions options = {.filter = filter, .qos = qos, .retain_as_published = TRUE};
  g_autoptr (HelioSubscription) subscription = helio_subscription_new (&options);

  g_list_store_append (self->model, subscription);
  return subscription;
}

static void
refuse (HelioSubscription *subscription)
{
  g_autoptr (GError) error = helio_reason_to_error (HELIO_PACKET_SUBACK, 0x87, NULL);

  helio_subscription_answer (subscription, -1, 0x87, error);
}

static void
test_states (Fixture *self, gconstpointer data)
{
  HelioSubscription *granted = add_subscription (self, "chat/#", 2);
  HelioSubscription *refused = add_subscription (self, "users/bob/#", 1);
  g_autofree char *texts = NULL, *before = NULL;
  HelioSubscriptionRow *row;

  before = helio_ui_test_texts (self->list);
  g_assert_nonnull (strstr (before, "QoS 2\n"));
  helio_subscription_answer (granted, 1, 1, NULL);
  refuse (refused);
  texts = helio_ui_test_texts (self->list);
  g_assert_nonnull (strstr (texts, "QoS 2 → 1"));
  g_assert_nonnull (strstr (texts, helio_subscription_get_error (refused)->message));
  g_assert_cmpstr (helio_subscription_list_get_summary (self->list),
                   ==,
                   "2 subscriptions, 1 refused");
  row = helio_ui_test_find (self->list, HELIO_TYPE_SUBSCRIPTION_ROW);
  gtk_test_accessible_assert_property (row,
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "chat/#, QoS 2 → 1, granted");
  row = HELIO_SUBSCRIPTION_ROW (gtk_widget_get_next_sibling (GTK_WIDGET (row)));
  gtk_test_accessible_assert_property (row,
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "users/bob/#, QoS 1, refused");
}

/* The broker did not end it: it goes on, and the row says why. */
static void
test_end_refused (Fixture *self, gconstpointer data)
{
  HelioSubscription *subscription = add_subscription (self, "chat/#", 1);
  g_autoptr (GError) error = helio_reason_to_error (HELIO_PACKET_UNSUBACK, 0x87, NULL);
  g_autofree char *texts = NULL;

  helio_subscription_answer (subscription, 1, 1, error);
  g_assert_cmpint (helio_subscription_get_state (subscription), ==, HELIO_SUBSCRIPTION_GRANTED);
  texts = helio_ui_test_texts (self->list);
  g_assert_nonnull (strstr (texts, error->message));
}

static void
test_resolved (Fixture *self, gconstpointer data)
{
  HelioSubscription *subscription = add_subscription (self, "users/%u/#", 1);
  g_autofree char *texts = NULL;

  helio_subscription_set_resolved (subscription, "users/alice/#");
  texts = helio_ui_test_texts (self->list);
  g_assert_nonnull (strstr (texts, "users/%u/#\nusers/alice/#"));
}

/* No Local on it would end the connection: MQTT 5.0 §3.8.3.1. */
static void
test_shared (Fixture *self, gconstpointer data)
{
  GtkEditable *entry =
      helio_ui_test_child (self->list, HELIO_TYPE_SUBSCRIPTION_LIST, "filter_entry");
  GtkWidget *button = helio_ui_test_child (self->list, HELIO_TYPE_SUBSCRIPTION_LIST, "add_button");
  GtkCheckButton *no_local =
      helio_ui_test_child (self->list, HELIO_TYPE_SUBSCRIPTION_LIST, "no_local_check");

  gtk_check_button_set_active (no_local, TRUE);
  gtk_editable_set_text (entry, "$share/g/a");
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (no_local)));
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (self->asked, ==, "$share/g/a 1 0 1 0");
  gtk_editable_set_text (entry, "a");
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (no_local)));
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (self->asked, ==, "a 1 1 1 0");
}

static void
test_add (Fixture *self, gconstpointer data)
{
  GtkEditable *entry =
      helio_ui_test_child (self->list, HELIO_TYPE_SUBSCRIPTION_LIST, "filter_entry");
  GtkWidget *button = helio_ui_test_child (self->list, HELIO_TYPE_SUBSCRIPTION_LIST, "add_button");
  GtkDropDown *qos = helio_ui_test_child (self->list, HELIO_TYPE_SUBSCRIPTION_LIST, "qos_drop");
  GtkWidget *fault = helio_ui_test_child (self->list, HELIO_TYPE_SUBSCRIPTION_LIST, "fault_label");

  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_editable_set_text (entry, "a/#/b");
  g_assert_false (gtk_widget_get_sensitive (button));
  g_assert_true (gtk_widget_get_visible (fault));
  gtk_test_accessible_assert_state (GTK_WIDGET (entry),
                                    GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);
  g_signal_emit_by_name (entry, "activate");
  g_assert_null (self->asked);

  gtk_editable_set_text (entry, "users/%u/#");
  g_assert_true (gtk_widget_get_sensitive (button));
  g_assert_false (gtk_widget_get_visible (fault));
  g_assert_cmpuint (gtk_drop_down_get_selected (qos), ==, 1);
  gtk_drop_down_set_selected (qos, 2);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (self->asked, ==, "users/%u/# 2 0 1 0");
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");
}

static void
assert_last_in_view (Fixture *self)
{
  GtkListBox *list_box = helio_ui_test_child (self->list, HELIO_TYPE_SUBSCRIPTION_LIST, "list_box");
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  GtkWidget *row = GTK_WIDGET (gtk_list_box_get_row_at_index (list_box, (int) n - 1));
  GtkWidget *scroller = gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (row, scroller, &bounds));
  g_assert_cmpfloat (bounds.origin.y, >=, 0);
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, gtk_widget_get_height (scroller));
}

/* The window gets lower while the answer comes, as the strip does when its pane settles. */
static void
test_answer_in_view (Fixture *self, gconstpointer data)
{
  GtkEditable *entry =
      helio_ui_test_child (self->list, HELIO_TYPE_SUBSCRIPTION_LIST, "filter_entry");

  for (guint i = 0; i < 12; i++) {
    g_autofree char *filter = g_strdup_printf ("site/%u/#", i);
    add_subscription (self, filter, 1);
  }
  helio_ui_test_frames (GTK_WIDGET (self->list), 3);
  self->adds = TRUE;
  gtk_editable_set_text (entry, "users/bob/#");
  g_signal_emit_by_name (entry, "activate");
  helio_ui_test_frames (GTK_WIDGET (self->list), 4);
  assert_last_in_view (self);
  g_autoptr (HelioSubscription) added = g_list_model_get_item (G_LIST_MODEL (self->model), 12);
  refuse (added);
  helio_ui_test_frames (GTK_WIDGET (self->list), 2);
  gtk_window_set_default_size (self->window, 500, 180);
  helio_ui_test_frames (GTK_WIDGET (self->list), 10);
  assert_last_in_view (self);
  /* What stands in the row is not said over it once more. */
  g_autofree char *said = helio_ui_test_texts (self->overlay);
  g_assert_null (strstr (said, "“users/bob/#” is refused"));
}

/* In words where the row is folded away. */
static void
test_answer_folded_away (Fixture *self, gconstpointer data)
{
  GtkEditable *entry =
      helio_ui_test_child (self->list, HELIO_TYPE_SUBSCRIPTION_LIST, "filter_entry");
  g_autofree char *toast = NULL;

  self->adds = TRUE;
  gtk_editable_set_text (entry, "users/bob/#");
  g_signal_emit_by_name (entry, "activate");
  g_autoptr (HelioSubscription) added = g_list_model_get_item (G_LIST_MODEL (self->model), 0);
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  refuse (added);
  toast = g_strdup_printf ("“users/bob/#” is refused: %s",
                           helio_subscription_get_error (added)->message);
  helio_ui_test_wait_text (self->overlay, toast);
}

static void
test_retry_and_remove (Fixture *self, gconstpointer data)
{
  HelioSubscription *subscription = add_subscription (self, "secret/#", 1);
  HelioSubscriptionRow *row = helio_ui_test_find (self->list, HELIO_TYPE_SUBSCRIPTION_ROW);
  GtkWidget *retry = helio_ui_test_child (row, HELIO_TYPE_SUBSCRIPTION_ROW, "retry_button");
  GtkWidget *remove_button =
      helio_ui_test_child (row, HELIO_TYPE_SUBSCRIPTION_ROW, "remove_button");

  g_assert_false (gtk_widget_get_visible (retry));
  refuse (subscription);
  g_assert_true (gtk_widget_get_visible (retry));
  gtk_test_accessible_assert_property (retry,
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Ask for secret/# again");
  g_signal_emit_by_name (retry, "clicked");
  g_assert_cmpstr (self->asked, ==, "secret/# 1 0 1 0");
  g_signal_emit_by_name (remove_button, "clicked");
  g_assert_true (self->removed == subscription);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  add ("/subscription-list/states", test_states);
  add ("/subscription-list/end-refused", test_end_refused);
  add ("/subscription-list/resolved", test_resolved);
  add ("/subscription-list/add", test_add);
  add ("/subscription-list/shared", test_shared);
  add ("/subscription-list/answer-in-view", test_answer_in_view);
  add ("/subscription-list/answer-folded-away", test_answer_folded_away);
  add ("/subscription-list/retry-and-remove", test_retry_and_remove);
  return g_test_run ();
}
