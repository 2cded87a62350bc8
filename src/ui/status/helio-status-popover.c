// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/status/helio-status-popover.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/base/helio-format.h"
#include "ui/plots/helio-plot-draw.h"
#include "ui/status/helio-problem.h"
#include "ui/status/helio-status.h"
#include "ui/status/helio-timeline-view.h"
#include "ui/widgets/helio-sparkline.h"
#include "ui/widgets/helio-wrap-box.h"

#include <glib/gi18n.h>

/* The order in which they are shown; the bar stands below the life in words. */
enum {
  ROW_USER,
  ROW_ORGANIZATION,
  ROW_ACCOUNT,
  ROW_BROKER,
  ROW_TRANSPORT,
  ROW_CLIENT_ID,
  ROW_LIFE,
  ROW_BAR,
  ROW_RENEWAL,
  ROW_ROUND_TRIP,
  ROW_MESSAGES,
  ROW_LOSSES,
  N_ROWS,
};

static const char *const titles[N_ROWS] = {
    NC_ ("status", "Signed in as"),
    NC_ ("status", "Organization"),
    NC_ ("status", "Account"),
    NC_ ("status", "Broker"),
    NC_ ("status", "Protocol"),
    NC_ ("status", "Client ID"),
    NC_ ("status", "Credential"),
    NULL,
    NC_ ("status", "Last renewal"),
    NC_ ("status", "Round trip"),
    NC_ ("status", "Messages"),
    NC_ ("status", "Losses"),
};

struct _HelioStatusPopover {
  GtkPopover parent_instance;

  HelioConnection *connection; /* owned (nullable) */
  HelioStatistics *statistics; /* owned (nullable) */
  HelioTimer *timer;           /* owned */
  gulong notify_id;
  GtkLabel *values[N_ROWS]; /* borrowed */
  GtkProgressBar *life_bar; /* borrowed */

  /* template children */
  GtkImage *icon;
  GtkLabel *state;
  GtkLabel *reason;
  GtkLabel *warning;
  GtkLabel *insecure;
  GtkGrid *grid;
  GtkButton *help;
  GtkWidget *again;
  GtkWidget *accounts;
  GtkWidget *disconnect;
  HelioTimelineView *timeline;
  GtkWidget *rate_box;
  HelioSparkline *rate;
  GtkLabel *rate_label;
};

G_DEFINE_FINAL_TYPE (HelioStatusPopover, helio_status_popover, GTK_TYPE_POPOVER)

char *
helio_status_describe_transport (const HelioLinkInfo *info)
{
  if (info == NULL || info->scheme == NULL)
    return NULL;

  const char *protocol = info->mqtt_version == 5   ? "MQTT 5"
                         : info->mqtt_version == 4 ? "MQTT 3.1.1"
                                                   : "MQTT";
  if (info->tls_version != NULL)
    /* Translators: protocol, scheme, TLS version: "MQTT 5 over wss, TLS 1.3" */
    return g_strdup_printf (C_ ("transport", "%s over %s, %s"),
                            protocol,
                            info->scheme,
                            info->tls_version);
  /* Translators: protocol, scheme: "MQTT 5 over ws, not encrypted" */
  return g_strdup_printf (C_ ("transport", "%s over %s, not encrypted"), protocol, info->scheme);
}

/* A row of the grid is there when it has something to say. */
static void
set_value (GtkLabel *label, const char *text)
{
  GtkWidget *title = gtk_widget_get_prev_sibling (GTK_WIDGET (label));
  const gboolean visible = text != NULL && *text != '\0';
  if (visible && g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), visible);
  if (title != NULL)
    gtk_widget_set_visible (title, visible);
}

static void
set_title (GtkLabel *label, const char *title)
{
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_prev_sibling (GTK_WIDGET (label))), title);
}

static void
set_foreign_value (GtkLabel *label, const char *text)
{
  g_autofree char *printable = text != NULL ? helio_printable (text, -1, 200) : NULL;
  set_value (label, printable);
}

static void
set_line (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
update_identity (HelioStatusPopover *self)
{
  HelioCredential *credential = helio_connection_get_credential (self->connection);
  HelioAccount *account = helio_connection_get_account (self->connection);
  HelioProfile *profile = helio_connection_get_profile (self->connection);
  const HelioLinkInfo *info = helio_connection_get_info (self->connection);

  /* A name that the broker has not taken, or takes no more, is nobody signed in. */
  set_foreign_value (self->values[ROW_USER],
                     credential != NULL ? helio_status_get_who (credential) : NULL);
  set_title (self->values[ROW_USER],
             helio_connection_is_connected (self->connection) ? C_ ("status", "Signed in as")
                                                              : C_ ("status", "Username"));
  set_foreign_value (self->values[ROW_ORGANIZATION],
                     credential != NULL ? helio_credential_get_organization (credential) : NULL);
  g_autofree char *account_text = NULL;
  if (account != NULL && account->email != NULL && account->name != NULL &&
      g_strcmp0 (account->email, account->name) != 0)
    account_text = g_strdup_printf ("%s <%s>", account->name, account->email);
  else if (account != NULL)
    account_text = g_strdup (helio_account_get_label (account));
  set_foreign_value (self->values[ROW_ACCOUNT], account_text);

  g_autofree char *broker =
      info != NULL && info->peer != NULL
          /* Translators: URL of the broker and the address it has */
          ? g_strdup_printf (C_ ("status", "%s (%s)"), profile->broker.url, info->peer)
          : g_strdup (profile->broker.url);
  set_foreign_value (self->values[ROW_BROKER], broker);
  g_autofree char *transport = helio_status_describe_transport (info);
  set_foreign_value (self->values[ROW_TRANSPORT], transport);
  g_autofree char *client_id = info != NULL && info->assigned_client_id != NULL
                                   ? g_strdup (info->assigned_client_id)
                                   : helio_profile_get_client_id (profile);
  set_foreign_value (self->values[ROW_CLIENT_ID], client_id);
}

static void
update_life (HelioStatusPopover *self, gint64 now)
{
  HelioCredential *credential = helio_connection_get_credential (self->connection);
  if (credential == NULL ||
      helio_credential_get_life_kind (credential) == HELIO_CREDENTIAL_LIFE_ENDLESS) {
    gtk_widget_set_visible (GTK_WIDGET (self->life_bar), FALSE);
    set_value (self->values[ROW_LIFE],
               credential != NULL && !helio_credential_is_anonymous (credential)
                   ? C_ ("credential life", "Does not end (username and password)")
                   : NULL);
    return;
  }

  const gint64 obtained = helio_credential_get_obtained (credential);
  const gint64 expires = helio_credential_get_expires (credential);
  const double left = expires > obtained
                          ? CLAMP ((double) (expires - now) / (double) (expires - obtained), 0, 1)
                          : 0;
  const gint64 renew_wall = helio_credential_get_renew_wall (credential);
  const gint64 expires_wall = helio_credential_get_expires_wall (credential);
  g_autofree char *renews = helio_status_format_time (renew_wall);
  g_autofree char *ends = helio_status_format_time (expires_wall);
  g_autofree char *text = NULL;
  if (now >= expires)
    text = g_strdup_printf (C_ ("credential life", "Ended %s"), ends);
  else if (helio_credential_get_life_kind (credential) == HELIO_CREDENTIAL_LIFE_ASSUMED)
    text = g_strdup_printf (
        C_ ("credential life", "Renews at %s, ends %s (assumed: the service gave no end)"),
        renews,
        ends);
  else
    text = g_strdup_printf (C_ ("credential life", "Renews at %s, ends %s"), renews, ends);
  set_value (self->values[ROW_LIFE], text);
  gtk_widget_set_visible (GTK_WIDGET (self->life_bar), TRUE);
  gtk_progress_bar_set_fraction (self->life_bar, left);

  g_autofree char *rest = helio_status_format_countdown (expires - now);
  g_autofree char *spoken = g_strdup_printf (C_ ("credential life", "%s left"), rest);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->life_bar),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("accessible name", "Credential life"),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  spoken,
                                  -1);
}

/* (transfer full): NULL: nothing to say. */
static char *
describe_losses (const HelioLinkCounters *counters)
{
  g_autofree char *folded_count = helio_format_count (counters->redelivered);
  g_autofree char *lost_count = helio_format_count (counters->lost_qos0);
  g_autofree char *folded =
      g_strdup_printf (NP_ ("status",
                            "%s message delivered again, folded into its row",
                            "%s messages delivered again, folded into their rows",
                            (gulong) counters->redelivered),
                       folded_count);
  g_autofree char *lost = g_strdup_printf (NP_ ("status",
                                                "%s QoS 0 publication cut off",
                                                "%s QoS 0 publications cut off",
                                                (gulong) counters->lost_qos0),
                                           lost_count);

  if (counters->redelivered > 0 && counters->lost_qos0 > 0)
    return g_strdup_printf ("%s · %s", folded, lost);
  if (counters->redelivered > 0)
    return g_steal_pointer (&folded);
  return counters->lost_qos0 > 0 ? g_steal_pointer (&lost) : NULL;
}

static void
update_numbers (HelioStatusPopover *self)
{
  const gint64 last = helio_connection_get_last_renewal (self->connection);
  const gint64 gap = helio_connection_get_last_gap (self->connection);
  const guint renewals = helio_connection_get_renewals (self->connection);
  const gint64 round_trip = helio_connection_get_round_trip (self->connection);
  const HelioLinkCounters *counters = helio_connection_get_counters (self->connection);

  g_autofree char *renewal = NULL;
  if (last > 0) {
    g_autofree char *time = helio_status_format_time (last);
    g_autofree char *gap_text =
        gap >= 0 ? helio_format_duration (gap) : g_strdup (C_ ("status", "unknown"));
    renewal = g_strdup_printf (
        /* Translators: time of the last one, its gap, how many there were */
        NP_ ("status", "%s, gap %s, %u renewal so far", "%s, gap %s, %u renewals so far", renewals),
        time,
        gap_text,
        renewals);
  }
  set_value (self->values[ROW_RENEWAL], renewal);
  g_autofree char *trip = round_trip >= 0 ? helio_format_duration (round_trip) : NULL;
  set_value (self->values[ROW_ROUND_TRIP], trip);

  g_autofree char *messages = NULL;
  g_autofree char *losses = NULL;
  if (counters != NULL && (counters->messages_in > 0 || counters->messages_out > 0)) {
    g_autofree char *bytes_in = helio_format_size (counters->bytes_in);
    g_autofree char *bytes_out = helio_format_size (counters->bytes_out);
    g_autofree char *in = helio_format_count (counters->messages_in);
    g_autofree char *out = helio_format_count (counters->messages_out);
    messages = g_strdup_printf (
        /* Translators: messages in and out, and the bytes of the connection in and out */
        C_ ("status", "%s in, %s out; %s and %s on the wire"),
        in,
        out,
        bytes_in,
        bytes_out);
  }
  if (counters != NULL)
    losses = describe_losses (counters);
  set_value (self->values[ROW_MESSAGES], messages);
  set_value (self->values[ROW_LOSSES], losses);
}

static void
update_rate (HelioStatusPopover *self)
{
  if (self->statistics == NULL)
    return;
  helio_statistics_flush (self->statistics);
  g_autofree char *in = helio_plot_format_number (
      helio_statistics_get_current (self->statistics, HELIO_STATISTIC_MESSAGES_IN));
  g_autofree char *out = helio_plot_format_number (
      helio_statistics_get_current (self->statistics, HELIO_STATISTIC_MESSAGES_OUT));
  /* Translators: messages, received and sent */
  g_autofree char *text = g_strdup_printf (C_ ("status", "%s in, %s out a second"), in, out);

  gtk_label_set_text (self->rate_label, text);
  helio_sparkline_update (self->rate,
                          helio_clock_now_wall (helio_connection_get_clock (self->connection)),
                          helio_statistics_get_away_since (self->statistics),
                          text);
}

/* Once online it is how it is connected, which stands below. (nullable) */
static const char *
get_reason (HelioStatusPopover *self, HelioSessionState state)
{
  const char *reason = helio_connection_get_reason (self->connection);
  g_autofree char *transport =
      helio_status_describe_transport (helio_connection_get_info (self->connection));

  return state == HELIO_SESSION_ONLINE && g_strcmp0 (reason, transport) == 0 ? NULL : reason;
}

static void
update (HelioStatusPopover *self)
{
  const HelioSessionState state = helio_connection_get_state (self->connection);
  const gint64 now = helio_clock_now_boot (helio_connection_get_clock (self->connection));
  const gboolean connected = helio_connection_is_connected (self->connection);

  gtk_image_set_from_icon_name (self->icon, helio_status_get_icon_name (state));
  helio_status_style_widget (GTK_WIDGET (self->icon), state);
  gtk_label_set_text (self->state, helio_status_get_label (self->connection));
  set_line (self->reason, get_reason (self, state));
  const GError *warning = helio_connection_get_warning (self->connection);
  g_autofree char *warning_text = warning != NULL ? helio_error_to_text (warning) : NULL;
  set_line (self->warning, warning_text);
  gtk_widget_set_visible (
      GTK_WIDGET (self->insecure),
      helio_profile_is_insecure (helio_connection_get_profile (self->connection)));

  gtk_widget_set_visible (
      self->accounts,
      helio_profile_needs_sign_in (helio_connection_get_profile (self->connection)));
  update_identity (self);
  update_life (self, now);
  update_numbers (self);
  update_rate (self);

  const HelioProblemAction action =
      connected ? HELIO_PROBLEM_ACTION_NONE
                : helio_problem_get_action (helio_connection_get_profile (self->connection),
                                            helio_connection_get_error (self->connection),
                                            helio_connection_get_missing_secret (self->connection));
  const char *label = helio_problem_get_label (action);
  gtk_widget_set_visible (GTK_WIDGET (self->help), label != NULL);
  if (label != NULL) {
    gtk_button_set_label (self->help, label);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->help),
                                    helio_problem_get_action_name (action));
  }
  /* What was wrong may be mended elsewhere: at the broker, for one. */
  gtk_widget_set_visible (self->again,
                          state == HELIO_SESSION_FAILED && helio_problem_may_try_again (action));
  gtk_widget_set_visible (self->disconnect,
                          state != HELIO_SESSION_IDLE && state != HELIO_SESSION_FAILED &&
                              state != HELIO_SESSION_NEEDS_SIGN_IN);
}

static void
on_tick (gpointer user_data)
{
  HelioStatusPopover *self = user_data;
  g_clear_pointer (&self->timer, helio_timer_cancel);
  update (self);
  self->timer = helio_clock_after (helio_connection_get_clock (self->connection),
                                   G_USEC_PER_SEC,
                                   on_tick,
                                   self);
}

static void
on_notify (HelioStatusPopover *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
}

static void
on_popdown_clicked (HelioStatusPopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
on_copy_clicked (HelioStatusPopover *self)
{
  g_autofree char *text = helio_timeline_to_text (helio_connection_get_timeline (self->connection));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
helio_status_popover_map (GtkWidget *widget)
{
  HelioStatusPopover *self = HELIO_STATUS_POPOVER (widget);
  if (self->connection != NULL)
    on_tick (self);
  GTK_WIDGET_CLASS (helio_status_popover_parent_class)->map (widget);
}

static void
helio_status_popover_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (helio_status_popover_parent_class)->unmap (widget);
  g_clear_pointer (&HELIO_STATUS_POPOVER (widget)->timer, helio_timer_cancel);
}

static void
helio_status_popover_dispose (GObject *object)
{
  HelioStatusPopover *self = HELIO_STATUS_POPOVER (object);
  helio_status_popover_set_connection (self, NULL);
  g_clear_object (&self->statistics);
  G_OBJECT_CLASS (helio_status_popover_parent_class)->dispose (object);
}

static GtkWidget *
make_title (const char *title)
{
  GtkWidget *label = gtk_label_new (g_dpgettext2 (GETTEXT_PACKAGE, "status", title));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static GtkLabel *
make_value (void)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (label, TRUE);
  gtk_label_set_width_chars (label, 30);
  gtk_label_set_max_width_chars (label, 30);
  gtk_widget_set_hexpand (GTK_WIDGET (label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (label), "numeric");
  return label;
}

static void
helio_status_popover_class_init (HelioStatusPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_status_popover_dispose;
  widget_class->map = helio_status_popover_map;
  widget_class->unmap = helio_status_popover_unmap;

  g_type_ensure (HELIO_TYPE_SPARKLINE);
  g_type_ensure (HELIO_TYPE_TIMELINE_VIEW);
  g_type_ensure (HELIO_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-status-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioStatusPopover, icon);
  gtk_widget_class_bind_template_child (widget_class, HelioStatusPopover, state);
  gtk_widget_class_bind_template_child (widget_class, HelioStatusPopover, reason);
  gtk_widget_class_bind_template_child (widget_class, HelioStatusPopover, warning);
  gtk_widget_class_bind_template_child (widget_class, HelioStatusPopover, insecure);
  gtk_widget_class_bind_template_child (widget_class, HelioStatusPopover, grid);
  gtk_widget_class_bind_template_child (widget_class, HelioStatusPopover, help);
  gtk_widget_class_bind_template_child (widget_class, HelioStatusPopover, again);
  gtk_widget_class_bind_template_child (widget_class, HelioStatusPopover, accounts);
  gtk_widget_class_bind_template_child (widget_class, HelioStatusPopover, disconnect);
  gtk_widget_class_bind_template_child (widget_class, HelioStatusPopover, timeline);
  gtk_widget_class_bind_template_child (widget_class, HelioStatusPopover, rate_box);
  gtk_widget_class_bind_template_child (widget_class, HelioStatusPopover, rate);
  gtk_widget_class_bind_template_child (widget_class, HelioStatusPopover, rate_label);
  gtk_widget_class_bind_template_callback (widget_class, on_popdown_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
}

static void
helio_status_popover_init (HelioStatusPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  for (int i = 0; i < N_ROWS; i++) {
    if (i == ROW_BAR) {
      self->life_bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
      gtk_widget_add_css_class (GTK_WIDGET (self->life_bar), "life-bar");
      gtk_grid_attach (self->grid, GTK_WIDGET (self->life_bar), 1, i, 1, 1);
    } else {
      gtk_grid_attach (self->grid, make_title (titles[i]), 0, i, 1, 1);
      self->values[i] = make_value ();
      gtk_grid_attach (self->grid, GTK_WIDGET (self->values[i]), 1, i, 1, 1);
    }
  }
}

void
helio_status_popover_set_connection (HelioStatusPopover *self, HelioConnection *connection)
{
  if (self->connection == connection)
    return;
  g_clear_pointer (&self->timer, helio_timer_cancel);
  if (self->connection != NULL)
    g_clear_signal_handler (&self->notify_id, self->connection);
  g_set_object (&self->connection, connection);
  if (self->timeline != NULL)
    helio_timeline_view_set_timeline (
        self->timeline,
        connection != NULL ? helio_connection_get_timeline (connection) : NULL);
  if (connection != NULL)
    self->notify_id = g_signal_connect_swapped (connection, "notify", G_CALLBACK (on_notify), self);
}

void
helio_status_popover_set_statistics (HelioStatusPopover *self, HelioStatistics *statistics)
{
  g_set_object (&self->statistics, statistics);
  helio_sparkline_set_data (
      self->rate,
      statistics != NULL ? helio_statistics_get_data (statistics, HELIO_STATISTIC_MESSAGES_IN)
                         : NULL);
  gtk_widget_set_visible (self->rate_box, statistics != NULL);
}
