// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/plots/helio-statistics-window.h"

#include "core/base/helio-util.h"
#include "core/store/helio-talkers.h"
#include "ui/base/helio-format.h"
#include "ui/plots/helio-plot-legend.h"
#include "ui/plots/helio-plot.h"

#include <glib/gi18n.h>

#define TALKERS 20
#define SYS_FILTER "$SYS/#"
/* History is read in slices until it is read; then once a second is enough. */
#define CATCH_UP_MS 20
#define INTERVAL_MS 1000

typedef enum {
  NUMBER_MESSAGES,
  NUMBER_BYTES,
  NUMBER_TOPICS,
  NUMBER_REDELIVERED,
  NUMBER_RENEWALS,
  NUMBER_EVICTED,
  NUMBER_ROUND_TRIP,
  N_NUMBERS,
} Number;

/* The words are those of "heliograph-cli subscribe --stats". */
static const char *const number_titles[N_NUMBERS] = {
    NC_ ("statistics", "Messages"),
    NC_ ("statistics", "Bytes"),
    NC_ ("statistics", "Topics"),
    NC_ ("statistics", "Redelivered"),
    NC_ ("statistics", "Renewals"),
    NC_ ("statistics", "Evicted"),
    NC_ ("statistics", "Round Trip"),
};

static const struct {
  const char *topic, *title;
} broker_values[] = {
    {"$SYS/broker/version", NC_ ("statistics", "Version")},
    {"$SYS/broker/uptime", NC_ ("statistics", "Up for")},
    {"$SYS/broker/clients/connected", NC_ ("statistics", "Clients connected")},
    {"$SYS/broker/clients/total", NC_ ("statistics", "Clients known")},
    {"$SYS/broker/subscriptions/count", NC_ ("statistics", "Subscriptions")},
    {"$SYS/broker/retained messages/count", NC_ ("statistics", "Retained messages")},
    {"$SYS/broker/load/messages/received/1min", NC_ ("statistics", "Messages received a minute")},
    {"$SYS/broker/load/messages/sent/1min", NC_ ("statistics", "Messages sent a minute")},
    {"$SYS/broker/load/bytes/received/1min", NC_ ("statistics", "Bytes received a minute")},
    {"$SYS/broker/load/bytes/sent/1min", NC_ ("statistics", "Bytes sent a minute")},
    {"$SYS/broker/publish/messages/dropped", NC_ ("statistics", "Messages dropped")},
};

struct _HelioStatisticsWindow {
  AdwWindow parent_instance;

  HelioStatistics *statistics; /* owned */
  HelioTalkers *talkers;
  char *fault; /* (nullable): why the broker's own topics cannot be subscribed to */
  guint timer_id;

  AdwWindowTitle *window_title;
  AdwPreferencesGroup *numbers_group, *messages_group, *bytes_group, *trip_group, *talkers_group,
      *broker_group;
  GtkDropDown *order;
  GtkWidget *subscribe_button;
  HelioPlot *plots[3];
  GtkLabel *numbers[N_NUMBERS];
  AdwActionRow *talker_rows[TALKERS];
  AdwActionRow *broker_rows[G_N_ELEMENTS (broker_values)];
  GtkLabel *broker_labels[G_N_ELEMENTS (broker_values)];
};

G_DEFINE_FINAL_TYPE (HelioStatisticsWindow, helio_statistics_window, ADW_TYPE_WINDOW)

/* ── values ── */

static HelioConnection *
get_connection (HelioStatisticsWindow *self)
{
  return helio_statistics_get_connection (self->statistics);
}

static HelioMessageStore *
get_store (HelioStatisticsWindow *self)
{
  return helio_connection_get_store (get_connection (self));
}

static char *
format_bytes (double value)
{
  return helio_format_size ((guint64) MAX (value, 0));
}

static char *
format_milliseconds (double value)
{
  /* A broker in the same room answers in less than one. */
  if (value < 10)
    /* Translators: milliseconds */
    return g_strdup_printf (C_ ("statistics", "%.3g ms"), value);
  return helio_format_duration ((gint64) (value * 1000));
}

static char *
format_rate (HelioStatisticsWindow *self,
             HelioStatistic in,
             HelioStatistic out,
             HelioPlotFormat format)
{
  g_autofree char *received = format (helio_statistics_get_current (self->statistics, in));
  g_autofree char *sent = format (helio_statistics_get_current (self->statistics, out));

  /* Translators: amounts a second, received and sent */
  return g_strdup_printf (C_ ("statistics", "%s in, %s out a second"), received, sent);
}

static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

static void
set_count (HelioStatisticsWindow *self, Number number, guint64 count)
{
  g_autofree char *text = helio_format_count (count);

  set_text (self->numbers[number], text);
}

static void
update_numbers (HelioStatisticsWindow *self)
{
  HelioConnection *connection = get_connection (self);
  const gint64 round_trip = helio_connection_get_round_trip (connection);
  g_autofree char *messages = format_rate (self,
                                           HELIO_STATISTIC_MESSAGES_IN,
                                           HELIO_STATISTIC_MESSAGES_OUT,
                                           helio_plot_format_number);
  g_autofree char *bytes =
      format_rate (self, HELIO_STATISTIC_BYTES_IN, HELIO_STATISTIC_BYTES_OUT, format_bytes);
  g_autofree char *trip = round_trip >= 0 ? helio_format_duration (round_trip)
                                          : g_strdup (C_ ("statistics", "unknown"));

  set_text (self->numbers[NUMBER_MESSAGES], messages);
  set_text (self->numbers[NUMBER_BYTES], bytes);
  set_text (self->numbers[NUMBER_ROUND_TRIP], trip);
  set_count (self, NUMBER_TOPICS, helio_message_store_get_n_topics (get_store (self)));
  set_count (self, NUMBER_REDELIVERED, helio_message_store_get_redelivered (get_store (self)));
  set_count (self, NUMBER_RENEWALS, helio_connection_get_renewals (connection));
  set_count (self, NUMBER_EVICTED, helio_message_store_get_evicted (get_store (self)));
}

static void
update_talker (AdwActionRow *row, const HelioTalker *talker)
{
  g_autofree char *topic = talker->topic != NULL
                               ? helio_printable (talker->topic, -1, 200)
                               : g_strdup (C_ ("statistics", "Topics that were forgotten"));
  g_autofree char *rate = g_strdup_printf ("%.1f", talker->message_rate);
  g_autofree char *byte_rate = format_bytes (talker->byte_rate);
  g_autofree char *messages = helio_format_n_messages (talker->messages);
  g_autofree char *bytes = format_bytes ((double) talker->bytes);
  /* Translators: messages and bytes a second, "312 messages", and bytes in all */
  g_autofree char *text =
      g_strdup_printf (C_ ("statistics", "%s messages and %s a second · %s, %s"),
                       rate,
                       byte_rate,
                       messages,
                       bytes);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), topic);
  adw_action_row_set_subtitle (row, text);
}

static void
update_talkers (HelioStatisticsWindow *self, gint64 now)
{
  g_autoptr (GPtrArray) top =
      helio_talkers_get_top (self->talkers,
                             (HelioTalkersOrder) gtk_drop_down_get_selected (self->order),
                             TALKERS,
                             now);

  adw_preferences_group_set_description (self->talkers_group,
                                         top->len == 0 ? C_ ("statistics", "No messages yet")
                                                       : NULL);
  for (guint i = 0; i < TALKERS; i++) {
    gtk_widget_set_visible (GTK_WIDGET (self->talker_rows[i]), i < top->len);
    if (i < top->len)
      update_talker (self->talker_rows[i], top->pdata[i]);
  }
}

/* (nullable) (transfer none) */
static HelioSubscription *
find_subscription (HelioStatisticsWindow *self)
{
  GListModel *all = helio_connection_get_subscriptions (get_connection (self));

  for (guint i = g_list_model_get_n_items (all); i-- > 0;) {
    g_autoptr (HelioSubscription) subscription = g_list_model_get_item (all, i);

    if (g_str_equal (helio_subscription_get_filter (subscription), SYS_FILTER))
      return subscription;
  }
  return NULL;
}

/* What went wrong stays until something comes; then it can be tried again. */
static void
update_subscribing (HelioStatisticsWindow *self, gboolean any)
{
  HelioSubscription *subscription = find_subscription (self);
  const HelioSubscriptionState state =
      subscription != NULL ? helio_subscription_get_state (subscription) : HELIO_SUBSCRIPTION_IDLE;
  const GError *error =
      state == HELIO_SUBSCRIPTION_REFUSED ? helio_subscription_get_error (subscription) : NULL;
  g_autofree char *fault = NULL;

  if (error != NULL || self->fault != NULL)
    fault = g_markup_escape_text (error != NULL ? error->message : self->fault, -1);
  adw_preferences_group_set_description (
      self->broker_group,
      any             ? NULL
      : fault != NULL ? fault
                      : C_ ("statistics",
                            "Nothing has come on $SYS topics. They have to be subscribed to, and "
                            "not every broker has them or lets everybody read them."));
  gtk_widget_set_visible (self->subscribe_button, !any);
  gtk_widget_set_sensitive (self->subscribe_button,
                            subscription == NULL || state == HELIO_SUBSCRIPTION_REFUSED ||
                                state == HELIO_SUBSCRIPTION_REMOVING);
}

static void
update_broker (HelioStatisticsWindow *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (broker_values); i++) {
    const guint64 seq =
        helio_message_store_get_last_of_topic (get_store (self), broker_values[i].topic);
    HelioMessageRow row = {0};
    const gboolean there =
        seq != G_MAXUINT64 && helio_message_store_get_row (get_store (self), seq, &row);

    if (there)
      set_text (self->broker_labels[i], row.preview);
    gtk_widget_set_visible (GTK_WIDGET (self->broker_rows[i]), there);
    any |= there;
    helio_message_row_clear (&row);
  }
  update_subscribing (self, any);
}

static gboolean on_timer (gpointer user_data);

static void
update (HelioStatisticsWindow *self)
{
  HelioClock *clock = helio_connection_get_clock (get_connection (self));
  const gint64 now = helio_clock_now_boot (clock);
  const gboolean more = helio_talkers_flush (self->talkers, now);

  g_clear_handle_id (&self->timer_id, g_source_remove);
  self->timer_id = g_timeout_add (more ? CATCH_UP_MS : INTERVAL_MS, on_timer, self);
  if (more)
    return;
  helio_statistics_flush (self->statistics);
  update_numbers (self);
  update_talkers (self, now);
  update_broker (self);
  for (guint i = 0; i < G_N_ELEMENTS (self->plots); i++)
    helio_plot_set_now (self->plots[i], helio_clock_now_wall (clock));
}

static gboolean
on_timer (gpointer user_data)
{
  HelioStatisticsWindow *self = user_data;

  self->timer_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
on_order (HelioStatisticsWindow *self)
{
  if (self->talkers != NULL)
    update (self);
}

static void
on_subscribe (HelioStatisticsWindow *self)
{
  const HelioFilterOptions options = {.filter = SYS_FILTER, .retain_as_published = TRUE};
  g_autoptr (GError) error = NULL;

  helio_connection_subscribe (get_connection (self), &options, &error);
  helio_set_str (&self->fault, error != NULL ? error->message : NULL);
  update_broker (self);
}

/* ── the window ── */

static void
helio_statistics_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (helio_statistics_window_parent_class)->map (widget);
  update (HELIO_STATISTICS_WINDOW (widget));
}

static void
helio_statistics_window_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&HELIO_STATISTICS_WINDOW (widget)->timer_id, g_source_remove);
  GTK_WIDGET_CLASS (helio_statistics_window_parent_class)->unmap (widget);
}

static void
helio_statistics_window_dispose (GObject *object)
{
  HelioStatisticsWindow *self = HELIO_STATISTICS_WINDOW (object);

  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_clear_pointer (&self->talkers, helio_talkers_free);
  g_clear_object (&self->statistics);
  g_clear_pointer (&self->fault, g_free);
  G_OBJECT_CLASS (helio_statistics_window_parent_class)->dispose (object);
}

static void
helio_statistics_window_class_init (HelioStatisticsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = helio_statistics_window_dispose;
  widget_class->map = helio_statistics_window_map;
  widget_class->unmap = helio_statistics_window_unmap;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-statistics-window.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, HelioStatisticsWindow, name)
  BIND (window_title);
  BIND (numbers_group);
  BIND (messages_group);
  BIND (bytes_group);
  BIND (trip_group);
  BIND (talkers_group);
  BIND (broker_group);
  BIND (order);
  BIND (subscribe_button);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_order);
  gtk_widget_class_bind_template_callback (widget_class, on_subscribe);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static AdwActionRow *
add_row (AdwPreferencesGroup *group, const char *title, GtkLabel **value)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (value != NULL) {
    *value = GTK_LABEL (gtk_label_new (NULL));
    gtk_widget_add_css_class (GTK_WIDGET (*value), "numeric");
    /* A row gives its title the room that a label does not insist on. */
    gtk_label_set_width_chars (*value, 10);
    gtk_label_set_max_width_chars (*value, 30);
    gtk_widget_set_hexpand (GTK_WIDGET (*value), TRUE);
    gtk_label_set_wrap (*value, TRUE);
    gtk_label_set_justify (*value, GTK_JUSTIFY_RIGHT);
    gtk_label_set_xalign (*value, 1);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (*value));
  }
  adw_preferences_group_add (group, row);
  return ADW_ACTION_ROW (row);
}

static void
helio_statistics_window_init (HelioStatisticsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_NUMBERS; i++)
    add_row (self->numbers_group,
             g_dpgettext2 (GETTEXT_PACKAGE, "statistics", number_titles[i]),
             &self->numbers[i]);
  for (guint i = 0; i < TALKERS; i++) {
    self->talker_rows[i] = add_row (self->talkers_group, "", NULL);
    adw_action_row_set_title_lines (self->talker_rows[i], 2);
    gtk_widget_set_visible (GTK_WIDGET (self->talker_rows[i]), FALSE);
  }
  for (guint i = 0; i < G_N_ELEMENTS (broker_values); i++) {
    self->broker_rows[i] =
        add_row (self->broker_group,
                 g_dpgettext2 (GETTEXT_PACKAGE, "statistics", broker_values[i].title),
                 &self->broker_labels[i]);
    adw_action_row_set_subtitle (self->broker_rows[i], broker_values[i].topic);
  }
}

static void
add_plot (HelioStatisticsWindow *self,
          guint index,
          AdwPreferencesGroup *group,
          HelioStatistic first,
          HelioStatistic last,
          HelioPlotFormat format)
{
  GtkWidget *plot = helio_plot_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *legend = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  const char *names[] = {C_ ("statistics", "In"), C_ ("statistics", "Out")};

  for (guint i = first; i <= (guint) last; i++) {
    const char *name = first == last ? C_ ("statistics", "Round trip") : names[i - first];

    helio_plot_add_line (HELIO_PLOT (plot), helio_statistics_get_data (self->statistics, i), name);
    gtk_box_append (GTK_BOX (legend), helio_plot_legend_new (i - first, name));
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (plot),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_group_get_title (group),
                                  -1);
  helio_plot_set_format (HELIO_PLOT (plot), format);
  gtk_widget_set_size_request (plot, -1, 160);
  gtk_widget_add_css_class (box, "helio-plot");
  gtk_widget_add_css_class (box, "card");
  gtk_box_append (GTK_BOX (box), legend);
  gtk_box_append (GTK_BOX (box), plot);
  adw_preferences_group_add (group, box);
  self->plots[index] = HELIO_PLOT (plot);
}

GtkWidget *
helio_statistics_window_new (GtkWindow *parent, HelioStatistics *statistics)
{
  HelioStatisticsWindow *self = g_object_new (HELIO_TYPE_STATISTICS_WINDOW,
                                              "transient-for",
                                              parent,
                                              "destroy-with-parent",
                                              TRUE,
                                              NULL);

  self->statistics = g_object_ref (statistics);
  self->talkers = helio_talkers_new (get_store (self));
  adw_window_title_set_subtitle (self->window_title,
                                 helio_connection_get_profile (get_connection (self))->name);
  add_plot (self,
            0,
            self->messages_group,
            HELIO_STATISTIC_MESSAGES_IN,
            HELIO_STATISTIC_MESSAGES_OUT,
            helio_plot_format_number);
  add_plot (self,
            1,
            self->bytes_group,
            HELIO_STATISTIC_BYTES_IN,
            HELIO_STATISTIC_BYTES_OUT,
            format_bytes);
  add_plot (self,
            2,
            self->trip_group,
            HELIO_STATISTIC_ROUND_TRIP,
            HELIO_STATISTIC_ROUND_TRIP,
            format_milliseconds);
  return GTK_WIDGET (self);
}
