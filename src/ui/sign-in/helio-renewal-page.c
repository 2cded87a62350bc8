// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/sign-in/helio-renewal-page.h"

#include "core/base/helio-util.h"
#include "ui/base/helio-format.h"
#include "ui/sign-in/helio-renewal-chart.h"
#include "ui/status/helio-status.h"

#include <glib/gi18n.h>

/* The latest; the log keeps more than anybody reads. */
#define ROWS_MAX 100
#define TICK (2 * G_USEC_PER_SEC)

struct _HelioRenewalPage {
  AdwBin parent_instance;

  HelioConnection *connection; /* owned */
  HelioTimer *timer;           /* owned */

  /* template children */
  GtkStack *stack;
  GtkLabel *headline;
  GtkLabel *summary;
  HelioRenewalChart *chart;
  GtkListBox *rows;
};

G_DEFINE_FINAL_TYPE (HelioRenewalPage, helio_renewal_page, ADW_TYPE_BIN)

typedef struct {
  gint64 at;
  const char *icon, *style;
  char *title, *text;
} Event;

static void
event_clear (gpointer data)
{
  g_free (((Event *) data)->title);
  g_free (((Event *) data)->text);
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const gint64 left = ((const Event *) a)->at, right = ((const Event *) b)->at;

  return left < right ? 1 : left > right ? -1 : 0;
}

/* Returns: (transfer full). */
static char *
describe_life (const HelioCredentialSpan *span)
{
  g_autofree char *life =
      span->expires > span->from ? helio_format_duration (span->expires - span->from) : NULL;
  g_autofree char *ends = span->expires != 0 ? helio_status_format_time (span->expires) : NULL;
  g_autofree char *renews = span->renew_at != 0 ? helio_status_format_time (span->renew_at) : NULL;

  if (ends == NULL || life == NULL)
    return g_strdup (C_ ("renewals", "Does not end"));
  if (span->assumed)
    return g_strdup_printf (
        /* Translators: a duration, a time, a time */
        C_ ("renewals",
            "Lasts %s, until %s (assumed: the service gave no end); renewal planned at %s"),
        life,
        ends,
        renews != NULL ? renews : "–");
  return g_strdup_printf (
      /* Translators: a duration, a time, a time */
      C_ ("renewals", "Lasts %s, until %s; renewal planned at %s"),
      life,
      ends,
      renews != NULL ? renews : "–");
}

static void
add_spans (HelioRenewalLog *log, GArray *events)
{
  guint n;
  const HelioCredentialSpan *spans = helio_renewal_log_get_spans (log, &n);

  for (guint i = 0; i < n; i++) {
    const Event event = {.at = spans[i].from,
                         .icon = "helio-state-idle-symbolic",
                         .style = "status-busy",
                         .title = g_strdup (C_ ("renewals", "Credential obtained")),
                         .text = describe_life (&spans[i])};
    g_array_append_val (events, event);
  }
}

static void
add_marks (HelioRenewalLog *log, GArray *events)
{
  guint n;
  const HelioRenewalMark *marks = helio_renewal_log_get_marks (log, &n);

  for (guint i = 0; i < n; i++) {
    Event event = {.at = marks[i].at};
    if (marks[i].failure != NULL) {
      event.icon = "helio-state-failed-symbolic";
      event.style = "status-bad";
      event.title = g_strdup (C_ ("renewals", "Renewal failed"));
      event.text = helio_printable (marks[i].failure, -1, 400);
    } else {
      g_autofree char *gap = marks[i].gap >= 0 ? helio_format_duration (marks[i].gap) : NULL;
      event.icon = "helio-state-online-symbolic";
      event.style = "status-online";
      event.title = g_strdup (C_ ("renewals", "Renewed"));
      event.text = gap != NULL
                       /* Translators: a duration such as 0.8 ms */
                       ? g_strdup_printf (C_ ("renewals", "%s between the two connections"), gap)
                       : NULL;
    }
    g_array_append_val (events, event);
  }
}

/* Returns: (transfer full). */
static char *
describe_outage (const HelioOutage *outage)
{
  g_autofree char *time =
      outage->to != 0 ? helio_format_duration (outage->to - outage->from) : NULL;

  if (outage->intended)
    return time != NULL ? g_strdup_printf (C_ ("renewals", "As asked, for %s"), time)
                        : g_strdup (C_ ("renewals", "As asked, up to now"));
  return time != NULL ? g_strdup_printf (C_ ("renewals", "For %s"), time)
                      : g_strdup (C_ ("renewals", "Up to now"));
}

static void
add_outages (HelioRenewalLog *log, GArray *events)
{
  guint n;
  const HelioOutage *outages = helio_renewal_log_get_outages (log, &n);

  for (guint i = 0; i < n; i++) {
    const gboolean intended = outages[i].intended;
    const Event event = {
        .at = outages[i].from,
        .icon = intended ? "helio-state-idle-symbolic" : "helio-state-waiting-symbolic",
        .style = intended ? "status-idle" : "status-waiting",
        .title = g_strdup (intended ? C_ ("renewals", "Disconnected")
                                    : C_ ("renewals", "No connection")),
        .text = describe_outage (&outages[i]),
    };
    g_array_append_val (events, event);
  }
}

/* Of the durations as the rows show them, so that whoever adds them up gets the same. */
static gint64
add_up_outages (HelioRenewalLog *log, gboolean intended, gint64 now)
{
  guint n;
  const HelioOutage *outages = helio_renewal_log_get_outages (log, &n);
  gint64 sum = 0;

  for (guint i = 0; i < n; i++)
    if (outages[i].intended == intended)
      sum += helio_format_shown_duration (
          MAX ((outages[i].to != 0 ? outages[i].to : now) - outages[i].from, 0));
  return sum;
}

static GtkWidget *
make_row (const Event *event)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (event->icon);
  GtkWidget *time = gtk_label_new (NULL);
  g_autofree char *local = helio_status_format_time (event->at);
  g_autofree char *utc = helio_format_time_utc (event->at);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), event->title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (event->text != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), event->text);
  g_object_set (icon, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (icon, event->style);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_label_set_text (GTK_LABEL (time), local);
  gtk_widget_set_tooltip_text (time, utc);
  gtk_widget_add_css_class (time, "numeric");
  gtk_widget_add_css_class (time, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), time);
  return row;
}

static void
fill_rows (HelioRenewalPage *self)
{
  HelioRenewalLog *log = helio_connection_get_renewal_log (self->connection);
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (Event));
  GtkWidget *child;

  g_array_set_clear_func (events, event_clear);
  add_spans (log, events);
  add_marks (log, events);
  add_outages (log, events);
  g_array_sort (events, compare_events);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_list_box_remove (self->rows, child);
  for (guint i = 0; i < events->len && i < ROWS_MAX; i++)
    gtk_list_box_append (self->rows, make_row (&g_array_index (events, Event, i)));
}

/* Returns: (transfer full). */
static char *
describe_headline (const HelioRenewalSummary *sum)
{
  g_autofree char *worked =
      g_strdup_printf (NP_ ("renewals", "%u renewal", "%u renewals", sum->worked), sum->worked);

  if (sum->failed == 0)
    return g_steal_pointer (&worked);
  g_autofree char *failed =
      g_strdup_printf (NP_ ("renewals", "%u attempt failed", "%u attempts failed", sum->failed),
                       sum->failed);
  /* Translators: "5 renewals", "2 attempts failed" */
  return g_strdup_printf (C_ ("renewals", "%s, %s"), worked, failed);
}

/* Returns: (transfer full). */
static char *
describe_gaps (const HelioRenewalSummary *sum, gint64 away_for, gint64 disconnected_for)
{
  g_autofree char *median = sum->median_gap >= 0 ? helio_format_duration (sum->median_gap) : NULL;
  g_autofree char *longest =
      sum->longest_gap >= 0 ? helio_format_duration (sum->longest_gap) : NULL;
  g_autofree char *away = helio_format_duration (away_for);
  g_autofree char *disconnected = helio_format_duration (disconnected_for);
  GString *text = g_string_new (NULL);

  if (median != NULL && longest != NULL)
    /* Translators: two durations */
    g_string_append_printf (text,
                            C_ ("renewals", "Gap: %s in the middle, %s at most. "),
                            median,
                            longest);
  if (away_for > 0 && disconnected_for > 0)
    g_string_append_printf (text,
                            C_ ("renewals", "Without a connection: %s; disconnected as asked: %s."),
                            away,
                            disconnected);
  else if (away_for > 0)
    g_string_append_printf (text, C_ ("renewals", "Without a connection: %s."), away);
  else if (disconnected_for > 0)
    g_string_append_printf (text,
                            C_ ("renewals", "Without a connection only as asked: %s."),
                            disconnected);
  else
    g_string_append (text, C_ ("renewals", "Never without a connection."));
  return g_string_free (text, FALSE);
}

static void on_tick (gpointer user_data);

static void
draw (HelioRenewalPage *self)
{
  HelioRenewalLog *log = helio_connection_get_renewal_log (self->connection);
  HelioClock *clock = helio_connection_get_clock (self->connection);
  const gint64 now = helio_clock_now_wall (clock);
  HelioRenewalSummary sum;
  gint64 from, to;

  g_clear_pointer (&self->timer, helio_timer_cancel);
  helio_renewal_log_summarize (log, &sum);
  g_autofree char *headline = describe_headline (&sum);
  g_autofree char *gaps =
      describe_gaps (&sum, add_up_outages (log, FALSE, now), add_up_outages (log, TRUE, now));
  guint n_spans;
  helio_renewal_log_get_spans (log, &n_spans);
  g_autofree char *limit =
      n_spans > HELIO_RENEWAL_CHART_MAX
          ? g_strdup_printf (C_ ("renewals", " The latest %d credentials are drawn."),
                             HELIO_RENEWAL_CHART_MAX)
          : g_strdup ("");
  g_autofree char *summary = g_strconcat (gaps, limit, NULL);
  gtk_label_set_text (self->headline, headline);
  gtk_label_set_text (self->summary, summary);
  helio_renewal_chart_update (self->chart, log, now);
  gtk_stack_set_visible_child_name (
      self->stack,
      helio_renewal_chart_get_range (self->chart, &from, &to) ? "chart" : "empty");
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->timer = helio_clock_after (clock, TICK, on_tick, self);
}

static void
on_tick (gpointer user_data)
{
  draw (user_data);
}

static void
update (HelioRenewalPage *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  fill_rows (self);
  draw (self);
}

static void
helio_renewal_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (helio_renewal_page_parent_class)->map (widget);
  update (HELIO_RENEWAL_PAGE (widget));
}

static void
helio_renewal_page_unmap (GtkWidget *widget)
{
  g_clear_pointer (&HELIO_RENEWAL_PAGE (widget)->timer, helio_timer_cancel);
  GTK_WIDGET_CLASS (helio_renewal_page_parent_class)->unmap (widget);
}

static void
helio_renewal_page_dispose (GObject *object)
{
  HelioRenewalPage *self = HELIO_RENEWAL_PAGE (object);
  g_clear_pointer (&self->timer, helio_timer_cancel);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (helio_renewal_page_parent_class)->dispose (object);
}

static void
helio_renewal_page_class_init (HelioRenewalPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = helio_renewal_page_dispose;
  widget_class->map = helio_renewal_page_map;
  widget_class->unmap = helio_renewal_page_unmap;

  g_type_ensure (HELIO_TYPE_RENEWAL_CHART);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HELIO_RESOURCE_PATH "/helio-renewal-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioRenewalPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HelioRenewalPage, headline);
  gtk_widget_class_bind_template_child (widget_class, HelioRenewalPage, summary);
  gtk_widget_class_bind_template_child (widget_class, HelioRenewalPage, chart);
  gtk_widget_class_bind_template_child (widget_class, HelioRenewalPage, rows);
}

static void
helio_renewal_page_init (HelioRenewalPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
helio_renewal_page_set_connection (HelioRenewalPage *self, HelioConnection *connection)
{
  g_return_if_fail (self->connection == NULL);

  self->connection = g_object_ref (connection);
  g_signal_connect_object (helio_connection_get_renewal_log (connection),
                           "changed",
                           G_CALLBACK (update),
                           self,
                           G_CONNECT_SWAPPED);
}
