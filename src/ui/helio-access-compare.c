// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-access-compare.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/mqtt/helio-reason.h"
#include "core/mqtt/helio-topic.h"
#include "ui/helio-banner.h"
#include "ui/helio-compare-row.h"
#include "ui/helio-consent.h"
#include "ui/helio-follower.h"
#include "ui/helio-format.h"
#include "ui/helio-toast.h"
#include "ui/helio-width-bin.h"
#include "ui/helio-wrap-layout.h"

#include <glib/gi18n.h>
#include <string.h>

#define WINDOW (2 * G_USEC_PER_SEC)
#define POLL_MS 200
/* Of each side at a time, so that a flood leaves the window alive. */
#define ROWS_AT_ONCE 500
#define NAME_CHARS 40
#define FILTER_QOS 1

typedef struct {
  HelioConnection *connection;     /* owned (nullable) */
  HelioSubscription *subscription; /* borrowed */
  guint64 next;                    /* in its store */
  char *name;
} Side;

struct _HelioAccessCompare {
  AdwBin parent_instance;

  HelioServices *services; /* owned; with "second_view" */
  HelioComparison *comparison;
  Side sides[HELIO_N_SIDES];
  char *filter;
  HelioFollower *follower; /* owned */
  gint64 since;            /* wall µs: both had an answer; 0: not yet */
  guint poll_id;

  /* template children */
  GtkDropDown *left_drop;
  GtkDropDown *right_drop;
  GtkEditable *filter_entry;
  GtkWidget *start_button;
  GtkWidget *stop_button;
  HelioBanner *problem;
  GtkWidget *heads;
  GtkLabel *left_status;
  GtkLabel *right_status;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkWidget *publish_box;
  GtkEditable *topic_entry;
  GtkEditable *payload_entry;
  GtkButton *left_publish;
  GtkButton *right_publish;
  GtkLabel *summary;
};

G_DEFINE_FINAL_TYPE (HelioAccessCompare, helio_access_compare, ADW_TYPE_BIN)

static gboolean
is_running (HelioAccessCompare *self)
{
  return self->sides[HELIO_SIDE_LEFT].connection != NULL;
}

/* What the broker said to the filter of a side. */
static char *
describe_side (const Side *side)
{
  const GError *error;

  if (!helio_connection_is_connected (side->connection)) {
    error = helio_connection_get_error (side->connection);
    /* Translators: a user, and how things stand with the connection */
    return g_strdup_printf (C_ ("access compare", "%s: %s"),
                            side->name,
                            error != NULL ? error->message
                                          : helio_connection_get_reason (side->connection));
  }
  switch (helio_subscription_get_state (side->subscription)) {
    case HELIO_SUBSCRIPTION_GRANTED:
      return g_strdup_printf (C_ ("access compare", "✓ %s: subscription granted"), side->name);
    case HELIO_SUBSCRIPTION_REFUSED:
      return g_strdup_printf (
          C_ ("access compare", "✕ %s: subscription refused, %s"),
          side->name,
          helio_reason_get_name (helio_subscription_get_reason_code (side->subscription)));
    case HELIO_SUBSCRIPTION_IDLE:
    case HELIO_SUBSCRIPTION_PENDING:
    case HELIO_SUBSCRIPTION_REMOVING:
    default:
      return g_strdup_printf (C_ ("access compare", "· %s: subscription asked for"), side->name);
  }
}

static gboolean
is_answered (const Side *side)
{
  const HelioSubscriptionState state = helio_subscription_get_state (side->subscription);

  return helio_connection_is_connected (side->connection) &&
         (state == HELIO_SUBSCRIPTION_GRANTED || state == HELIO_SUBSCRIPTION_REFUSED);
}

static void
update_summary (HelioAccessCompare *self)
{
  g_autofree char *both =
      helio_format_count (helio_comparison_count (self->comparison, HELIO_COMPARISON_BOTH));
  g_autofree char *left =
      helio_format_count (helio_comparison_count (self->comparison, HELIO_COMPARISON_ONLY_LEFT));
  g_autofree char *right =
      helio_format_count (helio_comparison_count (self->comparison, HELIO_COMPARISON_ONLY_RIGHT));
  /* Translators: numbers of messages, each with who got them */
  g_autofree char *text =
      g_strdup_printf (C_ ("access compare", "Both: %s · only %s: %s · only %s: %s"),
                       both,
                       self->sides[HELIO_SIDE_LEFT].name,
                       left,
                       self->sides[HELIO_SIDE_RIGHT].name,
                       right);

  gtk_label_set_text (self->summary, text);
}

static void
update_status (HelioAccessCompare *self)
{
  g_autofree char *left = describe_side (&self->sides[HELIO_SIDE_LEFT]);
  g_autofree char *right = describe_side (&self->sides[HELIO_SIDE_RIGHT]);

  gtk_label_set_text (self->left_status, left);
  gtk_label_set_text (self->right_status, right);
  update_summary (self);
}

/* What came before both had an answer is compared only if it is retained: the one who was there first got more. */
static void
take_row (HelioAccessCompare *self, HelioSide side, HelioMessageStore *store, guint64 seq)
{
  HelioMessageRow row = {0};

  if (!helio_message_store_get_row (store, seq, &row))
    return;
  if (row.kind == HELIO_ROW_MESSAGE && (row.retained || row.time >= self->since) &&
      helio_topic_matches (helio_topic_strip_share (self->filter), row.topic)) {
    g_autoptr (GBytes) payload = helio_message_store_get_payload (store, seq);

    helio_comparison_add (self->comparison,
                          side,
                          MAX (row.time, self->since),
                          row.topic,
                          payload,
                          row.preview);
  }
  helio_message_row_clear (&row);
}

static void
take_rows (HelioAccessCompare *self, HelioSide side)
{
  Side *from = &self->sides[side];
  HelioMessageStore *store = helio_connection_get_store (from->connection);
  guint64 first, end;

  helio_message_store_get_range (store, &first, &end);
  from->next = MAX (from->next, first);
  end = MIN (end, from->next + ROWS_AT_ONCE);
  for (; from->next < end; from->next++)
    take_row (self, side, store, from->next);
}

static gboolean
on_poll (gpointer user_data)
{
  HelioAccessCompare *self = user_data;
  const gint64 now = g_get_real_time ();

  if (self->since == 0 && is_answered (&self->sides[HELIO_SIDE_LEFT]) &&
      is_answered (&self->sides[HELIO_SIDE_RIGHT]))
    self->since = now;
  if (self->since != 0) {
    const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->comparison));

    take_rows (self, HELIO_SIDE_LEFT);
    take_rows (self, HELIO_SIDE_RIGHT);
    helio_comparison_settle (self->comparison, now);
    helio_follower_frame (self->follower,
                          n != g_list_model_get_n_items (G_LIST_MODEL (self->comparison)));
  }
  update_status (self);
  return G_SOURCE_CONTINUE;
}

/* Start and stop */

static void
on_left (GObject *source, GAsyncResult *result, gpointer user_data)
{
  helio_connection_shutdown_finish (HELIO_CONNECTION (source), result, NULL);
}

static void
clear_side (Side *side)
{
  if (side->connection != NULL)
    helio_connection_shutdown_async (side->connection, on_left, NULL);
  g_clear_object (&side->connection);
  g_clear_pointer (&side->name, g_free);
  *side = (Side){0};
}

static void
update_controls (HelioAccessCompare *self)
{
  const gboolean running = is_running (self);

  gtk_widget_set_visible (self->start_button, !running);
  gtk_widget_set_visible (self->stop_button, running);
  gtk_widget_set_visible (self->publish_box, running);
  gtk_widget_set_visible (self->heads, running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->left_drop), !running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->right_drop), !running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->filter_entry), !running);
}

static void
on_stop (HelioAccessCompare *self)
{
  g_clear_handle_id (&self->poll_id, g_source_remove);
  clear_side (&self->sides[HELIO_SIDE_LEFT]);
  clear_side (&self->sides[HELIO_SIDE_RIGHT]);
  update_controls (self);
}

static gboolean
begin_side (HelioAccessCompare *self, HelioSide side, GtkDropDown *drop, GError **error)
{
  HelioProfileItem *item = gtk_drop_down_get_selected_item (drop);
  const HelioFilterOptions options = {.filter = self->filter,
                                      .qos = FILTER_QOS,
                                      .retain_as_published = TRUE};
  g_autoptr (HelioProfile) profile = NULL;
  Side *to = &self->sides[side];

  if (item == NULL || helio_profile_item_get_profile (item) == NULL)
    return helio_error_set (error,
                            HELIO_ERROR_INVALID_USAGE,
                            C_ ("access compare", "Choose one whose profile can be read."),
                            C_ ("access compare", "A user is missing."));
  /* The filter that is compared, and no other: what comes for two comes twice. */
  profile = helio_profile_copy (helio_profile_item_get_profile (item));
  g_ptr_array_set_size (profile->subscriptions, 0);
  to->name = helio_printable (helio_profile_item_get_name (item), -1, NAME_CHARS);
  to->connection = helio_connection_new (self->services, profile);
  to->subscription = helio_connection_subscribe (to->connection, &options, error);
  return to->subscription != NULL;
}

static void
label_publish (GtkButton *button, const char *name)
{
  /* Translators: the name of a user */
  g_autofree char *label = g_strdup_printf (C_ ("access compare", "Publish as %s"), name);

  gtk_button_set_label (button, label);
}

static void
on_start (HelioAccessCompare *self)
{
  g_autoptr (GError) error = NULL;

  if (is_running (self))
    return;
  helio_comparison_clear (self->comparison);
  self->since = 0;
  helio_set_str (&self->filter, gtk_editable_get_text (self->filter_entry));
  if (!helio_topic_validate_filter (self->filter, &error) ||
      !begin_side (self, HELIO_SIDE_LEFT, self->left_drop, &error) ||
      !begin_side (self, HELIO_SIDE_RIGHT, self->right_drop, &error)) {
    on_stop (self);
    helio_banner_set_error (self->problem, HELIO_BANNER_ERROR, error, NULL);
    return;
  }
  helio_banner_set_error (self->problem, HELIO_BANNER_ERROR, NULL, NULL);
  for (guint i = 0; i < HELIO_N_SIDES; i++)
    helio_consent_then (GTK_WIDGET (self), self->sides[i].connection, helio_connection_connect);
  label_publish (self->left_publish, self->sides[HELIO_SIDE_LEFT].name);
  label_publish (self->right_publish, self->sides[HELIO_SIDE_RIGHT].name);
  gtk_stack_set_visible_child_name (self->stack, "list");
  gtk_widget_set_visible (GTK_WIDGET (self->summary), TRUE);
  update_controls (self);
  update_status (self);
  self->poll_id = g_timeout_add (POLL_MS, on_poll, self);
}

/* Publishing */

static void
on_published (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioAccessCompare) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  int code;

  if (helio_connection_publish_finish (HELIO_CONNECTION (source), result, &code, NULL, &error))
    /* Translators: the name of a reason code, such as "Success" */
    text = g_strdup_printf (C_ ("access compare", "Accepted: %s"), helio_reason_get_name (code));
  else
    text = g_strdup (error->message);
  helio_toast_show (GTK_WIDGET (self), text, NULL);
}

static void
publish (HelioAccessCompare *self, HelioSide side)
{
  const char *payload = gtk_editable_get_text (self->payload_entry);
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));
  const HelioPublication publication = {.topic = gtk_editable_get_text (self->topic_entry),
                                        .payload = bytes,
                                        .qos = FILTER_QOS};

  if (is_running (self))
    helio_connection_publish_async (self->sides[side].connection,
                                    &publication,
                                    NULL,
                                    on_published,
                                    g_object_ref (self));
}

static void
on_publish_left (HelioAccessCompare *self)
{
  publish (self, HELIO_SIDE_LEFT);
}

static void
on_publish_right (HelioAccessCompare *self)
{
  publish (self, HELIO_SIDE_RIGHT);
}

HelioConnection *
helio_access_compare_get_connection (HelioAccessCompare *self, HelioSide side)
{
  return self->sides[side].connection;
}

static void
helio_access_compare_dispose (GObject *object)
{
  HelioAccessCompare *self = HELIO_ACCESS_COMPARE (object);

  g_clear_handle_id (&self->poll_id, g_source_remove);
  clear_side (&self->sides[HELIO_SIDE_LEFT]);
  clear_side (&self->sides[HELIO_SIDE_RIGHT]);
  g_clear_pointer (&self->follower, helio_follower_free);
  g_clear_object (&self->comparison);
  g_clear_pointer (&self->services, helio_services_unref);
  g_clear_pointer (&self->filter, g_free);
  G_OBJECT_CLASS (helio_access_compare_parent_class)->dispose (object);
}

static void
helio_access_compare_class_init (HelioAccessCompareClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_access_compare_dispose;
  g_type_ensure (HELIO_TYPE_BANNER);
  g_type_ensure (HELIO_TYPE_WIDTH_BIN);
  g_type_ensure (HELIO_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-access-compare.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, left_drop);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, right_drop);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, filter_entry);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, start_button);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, stop_button);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, problem);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, heads);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, left_status);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, right_status);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, stack);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, scroller);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, publish_box);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, topic_entry);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, payload_entry);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, left_publish);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, right_publish);
  gtk_widget_class_bind_template_child (widget_class, HelioAccessCompare, summary);
  gtk_widget_class_bind_template_callback (widget_class, on_start);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
  gtk_widget_class_bind_template_callback (widget_class, on_publish_left);
  gtk_widget_class_bind_template_callback (widget_class, on_publish_right);
}

static void
helio_access_compare_init (HelioAccessCompare *self)
{
  GtkWidget *list;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->comparison = helio_comparison_new (WINDOW);
  list = gtk_list_view_new (
      GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->comparison)))),
      helio_compare_row_factory_new ());
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (list), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("accessible name", "What both users got"),
                                  -1);
  gtk_scrolled_window_set_child (self->scroller, list);
  self->follower = helio_follower_new (self->scroller, GTK_LIST_VIEW (list), NULL, NULL);
  helio_follower_set_following (self->follower, TRUE);
  update_controls (self);
}

static void
offer_profiles (HelioAccessCompare *self, GtkDropDown *drop, guint selected)
{
  g_autoptr (GtkExpression) name =
      gtk_property_expression_new (HELIO_TYPE_PROFILE_ITEM, NULL, "name");
  GListModel *profiles = G_LIST_MODEL (self->services->profiles);

  gtk_drop_down_set_expression (drop, name);
  gtk_drop_down_set_model (drop, profiles);
  if (selected < g_list_model_get_n_items (profiles))
    gtk_drop_down_set_selected (drop, selected);
}

GtkWidget *
helio_access_compare_new (HelioServices *services)
{
  HelioAccessCompare *self = g_object_new (HELIO_TYPE_ACCESS_COMPARE, NULL);

  self->services = helio_services_new_second_view (services);
  offer_profiles (self, self->left_drop, 0);
  offer_profiles (self, self->right_drop, 1);
  return GTK_WIDGET (self);
}
