// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/access/helio-access-compare.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/mqtt/helio-reason.h"
#include "core/mqtt/helio-topic.h"
#include "ui/access/helio-compare-row.h"
#include "ui/access/helio-compare-side.h"
#include "ui/access/helio-people-list.h"
#include "ui/base/helio-follower.h"
#include "ui/base/helio-format.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-consent.h"
#include "ui/widgets/helio-toast.h"
#include "ui/widgets/helio-width-bin.h"
#include "ui/widgets/helio-wrap-layout.h"

#include <glib/gi18n.h>
#include <string.h>

#define WINDOW (2 * G_USEC_PER_SEC)
#define POLL_MS 200
/* Of each side at a time, so that a flood leaves the window alive. */
#define ROWS_AT_ONCE 500
#define FILTER_QOS 1

typedef struct {
  HelioConnection *connection;     /* owned (nullable) */
  HelioSubscription *subscription; /* borrowed */
  guint64 next;                    /* in its store */
  char *name;
} Side;

struct _HelioAccessCompare {
  AdwBin parent_instance;

  HelioServices *services;                /* owned; with "second_view" */
  HelioAccessDocument *document;          /* owned: whose plan's users there are */
  HelioPeopleList *people;                /* owned */
  HelioPeopleItem *chosen[HELIO_N_SIDES]; /* owned (nullable) */
  gboolean touched[HELIO_N_SIDES];        /* chosen by a person */
  GHashTable *agreed;                     /* owned */
  GHashTable *answers;                    /* owned: about endpoints; gboolean, till it is stopped */
  char *asked;                            /* (nullable): what is asked about them now */
  GCancellable *starting;                 /* owned (nullable): while sides are opened */
  HelioComparison *comparison;
  Side sides[HELIO_N_SIDES];
  char *filter;
  HelioFollower *follower; /* owned */
  gint64 since;            /* wall µs: both had an answer; 0: not yet */
  guint poll_id;
  gboolean choosing; /* the choice follows the list */

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
  return self->starting != NULL || self->sides[HELIO_SIDE_LEFT].connection != NULL;
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
  const gboolean watching = running && self->starting == NULL;

  gtk_widget_set_visible (self->start_button, !running);
  gtk_widget_set_visible (self->stop_button, running);
  gtk_widget_set_visible (self->publish_box, watching);
  gtk_widget_set_visible (self->heads, watching);
  gtk_widget_set_sensitive (GTK_WIDGET (self->left_drop), !running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->right_drop), !running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->filter_entry), !running);
}

static void
on_stop (HelioAccessCompare *self)
{
  g_clear_handle_id (&self->poll_id, g_source_remove);
  g_cancellable_cancel (self->starting);
  g_clear_object (&self->starting);
  clear_side (&self->sides[HELIO_SIDE_LEFT]);
  clear_side (&self->sides[HELIO_SIDE_RIGHT]);
  g_hash_table_remove_all (self->answers);
  g_clear_pointer (&self->asked, g_free);
  update_controls (self);
}

static void
label_publish (GtkButton *button, const char *name)
{
  /* Translators: the name of a user */
  g_autofree char *label = g_strdup_printf (C_ ("access compare", "Publish as %s"), name);

  gtk_button_set_label (button, label);
}

static void
fail (HelioAccessCompare *self, const GError *error)
{
  on_stop (self);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    helio_banner_set_error (self->problem, HELIO_BANNER_ERROR, error, NULL);
}

/* What a side waits for: whose endpoints, and where they are. (transfer full) (nullable) */
static char *
make_question (const Side *side)
{
  const char *const *asked =
      side->connection != NULL ? helio_connection_get_asked_endpoints (side->connection) : NULL;
  g_autofree char *issuer = NULL, *endpoints = NULL;

  if (asked == NULL)
    return NULL;
  issuer = helio_profile_get_issuer (helio_connection_get_profile (side->connection));
  endpoints = g_strjoinv ("\n", (char **) asked);
  return g_strconcat (issuer, "\n", endpoints, NULL);
}

static void ask_endpoints (HelioAccessCompare *self);

static void
on_endpoints_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HelioAccessCompare *self = HELIO_ACCESS_COMPARE (source);
  const gboolean agreed = helio_consent_ask_endpoints_finish (result);

  /* Else it was stopped meanwhile. */
  if (self->asked != NULL)
    g_hash_table_insert (self->answers, g_steal_pointer (&self->asked), GINT_TO_POINTER (agreed));
  ask_endpoints (self);
}

/* One question at a time, and each once: two accounts of a profile wait for the same. */
static void
ask_endpoints (HelioAccessCompare *self)
{
  for (guint i = 0; self->starting == NULL && i < HELIO_N_SIDES; i++) {
    HelioConnection *connection = self->sides[i].connection;
    g_autofree char *question = make_question (&self->sides[i]);
    gpointer agreed;

    if (question == NULL)
      continue;
    if (!g_hash_table_lookup_extended (self->answers, question, NULL, &agreed)) {
      if (self->asked != NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
        continue;
      self->asked = g_steal_pointer (&question);
      helio_consent_ask_endpoints_async (GTK_WIDGET (self),
                                         connection,
                                         on_endpoints_answered,
                                         NULL);
    } else if (GPOINTER_TO_INT (agreed)) {
      g_auto (GStrv) asked =
          g_strdupv ((char **) helio_connection_get_asked_endpoints (connection));

      helio_connection_agree_to_endpoints (connection, (const char *const *) asked);
    }
  }
}

static void
watch (HelioAccessCompare *self)
{
  const HelioFilterOptions options = {.filter = self->filter,
                                      .qos = FILTER_QOS,
                                      .retain_as_published = TRUE};
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->starting);
  for (guint i = 0; i < HELIO_N_SIDES; i++) {
    Side *side = &self->sides[i];

    side->subscription = helio_connection_subscribe (side->connection, &options, &error);
    if (side->subscription == NULL) {
      fail (self, error);
      return;
    }
    g_signal_connect_object (side->connection,
                             "endpoints-asked",
                             G_CALLBACK (ask_endpoints),
                             self,
                             G_CONNECT_SWAPPED);
    helio_connection_connect (side->connection);
  }
  label_publish (self->left_publish, self->sides[HELIO_SIDE_LEFT].name);
  label_publish (self->right_publish, self->sides[HELIO_SIDE_RIGHT].name);
  gtk_stack_set_visible_child_name (self->stack, "list");
  gtk_widget_set_visible (GTK_WIDGET (self->summary), TRUE);
  update_controls (self);
  update_status (self);
  self->poll_id = g_timeout_add (POLL_MS, on_poll, self);
}

static void open_side (HelioAccessCompare *self, HelioSide side);

/* One after the other: what one agrees to for the first need not be asked for the second. */
static void
on_side_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HelioAccessCompare) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioConnection) connection = helio_compare_side_open_finish (result, &error);
  HelioSide side = HELIO_SIDE_LEFT;

  /* Stopped, or begun anew. */
  if (self->starting == NULL || g_task_get_cancellable (G_TASK (result)) != self->starting)
    return;
  if (connection == NULL) {
    fail (self, error);
    return;
  }
  if (self->sides[side].connection != NULL)
    side = HELIO_SIDE_RIGHT;
  self->sides[side].connection = g_steal_pointer (&connection);
  if (side == HELIO_SIDE_LEFT)
    open_side (self, HELIO_SIDE_RIGHT);
  else
    watch (self);
}

static void
open_side (HelioAccessCompare *self, HelioSide side)
{
  self->sides[side].name = g_strdup (helio_people_item_get_label (self->chosen[side]));
  helio_compare_side_open_async (GTK_WIDGET (self),
                                 self->services,
                                 self->document,
                                 self->chosen[side],
                                 self->agreed,
                                 self->starting,
                                 on_side_opened,
                                 g_object_ref (self));
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
  if (self->chosen[HELIO_SIDE_LEFT] == NULL || self->chosen[HELIO_SIDE_RIGHT] == NULL)
    helio_error_set (&error,
                     HELIO_ERROR_INVALID_USAGE,
                     C_ ("access compare", "Choose one on each side."),
                     C_ ("access compare", "A user is missing."));
  else
    helio_topic_validate_filter (self->filter, &error);
  helio_banner_set_error (self->problem, HELIO_BANNER_ERROR, error, NULL);
  if (error != NULL)
    return;
  self->starting = g_cancellable_new ();
  update_controls (self);
  open_side (self, HELIO_SIDE_LEFT);
}

/* Who it is */

static void
take_choice (HelioAccessCompare *self)
{
  g_set_object (&self->chosen[HELIO_SIDE_LEFT], gtk_drop_down_get_selected_item (self->left_drop));
  g_set_object (&self->chosen[HELIO_SIDE_RIGHT],
                gtk_drop_down_get_selected_item (self->right_drop));
}

static void
on_drop (GtkDropDown *drop, GParamSpec *pspec, HelioAccessCompare *self)
{
  if (self->choosing)
    return;
  self->touched[drop == self->right_drop ? HELIO_SIDE_RIGHT : HELIO_SIDE_LEFT] = TRUE;
  take_choice (self);
}

/* Whom the plan is about, if there are two; the witness may do everything, which compares to nobody. */
static gboolean
is_of_interest (HelioAccessCompare *self, HelioPeopleItem *item)
{
  HelioPlan *plan = helio_access_document_get_plan (self->document);
  const int witness = plan != NULL ? helio_plan_get_witness (plan) : -1;
  const char *user = helio_people_item_get_user (item);

  return user != NULL &&
         (witness < 0 || g_strcmp0 (user, helio_plan_get_user (plan, (guint) witness)->name) != 0);
}

/* @side: who stands there is the plan's, if somebody is; else whoever was there, or anybody. */
static guint
find_default (HelioAccessCompare *self, HelioSide side, guint chosen)
{
  GListModel *people = G_LIST_MODEL (self->people);
  const guint n = g_list_model_get_n_items (people);
  guint found[HELIO_N_SIDES], n_found = 0;

  for (guint i = 0; i < n && n_found < HELIO_N_SIDES; i++) {
    g_autoptr (HelioPeopleItem) item = g_list_model_get_item (people, i);

    if (is_of_interest (self, item))
      found[n_found++] = i;
  }
  if (n_found == HELIO_N_SIDES)
    return found[side];
  return chosen < n ? chosen : MIN ((guint) side, n > 0 ? n - 1 : 0);
}

/* Before the drop-downs choose somebody else because of it. */
static void
on_people_changing (HelioAccessCompare *self)
{
  self->choosing = TRUE;
}

/* Who was chosen stays so, wherever they are in the list now. */
static void
on_people_changed (HelioAccessCompare *self)
{
  GtkDropDown *drops[] = {self->left_drop, self->right_drop};
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->people));

  self->choosing = TRUE;
  for (guint i = 0; i < HELIO_N_SIDES; i++) {
    const guint found = helio_people_list_find (self->people, self->chosen[i]);

    self->touched[i] = self->touched[i] && found < n;
    gtk_drop_down_set_selected (drops[i],
                                self->touched[i] ? found
                                                 : find_default (self, (HelioSide) i, found));
  }
  self->choosing = FALSE;
  take_choice (self);
}

static void
helio_access_compare_map (GtkWidget *widget)
{
  HelioAccessCompare *self = HELIO_ACCESS_COMPARE (widget);

  GTK_WIDGET_CLASS (helio_access_compare_parent_class)->map (widget);
  helio_access_document_flush (self->document);
  helio_people_list_refresh (self->people);
  /* What a side has asked meanwhile. */
  ask_endpoints (self);
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

  if (is_running (self) && self->starting == NULL)
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
  g_cancellable_cancel (self->starting);
  g_clear_object (&self->starting);
  clear_side (&self->sides[HELIO_SIDE_LEFT]);
  clear_side (&self->sides[HELIO_SIDE_RIGHT]);
  g_clear_object (&self->chosen[HELIO_SIDE_LEFT]);
  g_clear_object (&self->chosen[HELIO_SIDE_RIGHT]);
  g_clear_object (&self->people);
  g_clear_object (&self->document);
  g_clear_pointer (&self->follower, helio_follower_free);
  g_clear_object (&self->comparison);
  g_clear_pointer (&self->services, helio_services_unref);
  g_clear_pointer (&self->filter, g_free);
  g_clear_pointer (&self->agreed, g_hash_table_unref);
  g_clear_pointer (&self->answers, g_hash_table_unref);
  g_clear_pointer (&self->asked, g_free);
  G_OBJECT_CLASS (helio_access_compare_parent_class)->dispose (object);
}

static void
helio_access_compare_class_init (HelioAccessCompareClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_access_compare_dispose;
  widget_class->map = helio_access_compare_map;
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
  self->agreed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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
offer_people (HelioAccessCompare *self, GtkDropDown *drop)
{
  g_autoptr (GtkExpression) label =
      gtk_property_expression_new (HELIO_TYPE_PEOPLE_ITEM, NULL, "label");

  gtk_drop_down_set_expression (drop, label);
  gtk_drop_down_set_model (drop, G_LIST_MODEL (self->people));
  g_signal_connect_object (drop, "notify::selected-item", G_CALLBACK (on_drop), self, 0);
}

GtkWidget *
helio_access_compare_new (HelioServices *services, HelioAccessDocument *document)
{
  HelioAccessCompare *self = g_object_new (HELIO_TYPE_ACCESS_COMPARE, NULL);

  self->services = helio_services_new_second_view (services);
  self->document = g_object_ref (document);
  self->people = helio_people_list_new (services,
                                        document,
                                        HELIO_PEOPLE_PROFILES | HELIO_PEOPLE_ACCOUNTS |
                                            HELIO_PEOPLE_PLAN_USERS);
  g_signal_connect_object (self->people,
                           "items-changed",
                           G_CALLBACK (on_people_changing),
                           self,
                           G_CONNECT_SWAPPED);
  self->choosing = TRUE;
  offer_people (self, self->left_drop);
  offer_people (self, self->right_drop);
  g_signal_connect_object (self->people,
                           "items-changed",
                           G_CALLBACK (on_people_changed),
                           self,
                           G_CONNECT_SWAPPED);
  on_people_changed (self);
  return GTK_WIDGET (self);
}
