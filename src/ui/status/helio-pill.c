// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/status/helio-pill.h"

#include "ui/base/helio-accessible.h"
#include "ui/status/helio-status-popover.h"
#include "ui/status/helio-status.h"

#include "core/base/helio-util.h"

#include <glib/gi18n.h>

struct _HelioPill {
  AdwBin parent_instance;

  HelioConnection *connection;        /* owned (nullable) */
  GSignalGroup *connection_signals;   /* owned */
  GSignalGroup *login_signals;        /* owned */
  GSignalGroup *device_login_signals; /* owned */
  HelioTimer *timer;                  /* owned */

  /* template children */
  GtkMenuButton *button;
  GtkWidget *box;
  GtkImage *icon, *arrow;
  GtkLabel *label;
  HelioStatusPopover *popover;
};

enum {
  PROP_CONNECTION = 1,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HelioPill, helio_pill, ADW_TYPE_BIN)

static gint64
get_until (HelioPill *self)
{
  HelioLogin *login;
  HelioDeviceLogin *device_login;

  switch (helio_connection_get_state (self->connection)) {
    case HELIO_SESSION_ONLINE:
      return helio_connection_get_renew_at (self->connection);
    case HELIO_SESSION_WAITING_TO_RETRY:
      return helio_connection_get_retry_at (self->connection);
    case HELIO_SESSION_SIGNING_IN:
      login = helio_connection_get_login (self->connection);
      device_login = helio_connection_get_device_login (self->connection);
      return login != NULL          ? helio_login_get_deadline (login)
             : device_login != NULL ? helio_device_login_get_deadline (device_login)
                                    : 0;
    case HELIO_SESSION_IDLE:
    case HELIO_SESSION_GETTING_CREDENTIAL:
    case HELIO_SESSION_CONNECTING:
    case HELIO_SESSION_RENEWING:
    case HELIO_SESSION_NEEDS_SIGN_IN:
    case HELIO_SESSION_FAILED:
    default:
      return 0;
  }
}

static void on_tick (gpointer user_data);

static void
update_text (HelioPill *self)
{
  g_clear_pointer (&self->timer, helio_timer_cancel);
  if (self->connection == NULL)
    return;

  HelioClock *clock = helio_connection_get_clock (self->connection);
  const gint64 now = helio_clock_now_boot (clock);
  const gint64 until = get_until (self);
  g_autofree char *text = helio_status_get_text (helio_connection_get_state (self->connection),
                                                 helio_status_get_label (self->connection),
                                                 until,
                                                 now);
  gtk_label_set_text (self->label, text);

  /* Again when the last digit changes, not a second after whenever this was. */
  if (until > now && until != G_MAXINT64 && gtk_widget_get_mapped (GTK_WIDGET (self))) {
    const gint64 rest = (until - now) % G_USEC_PER_SEC;
    self->timer = helio_clock_after (clock, rest > 0 ? rest : G_USEC_PER_SEC, on_tick, self);
  }
}

static void
on_tick (gpointer user_data)
{
  update_text (HELIO_PILL (user_data));
}

static void
update (HelioPill *self)
{
  if (self->connection == NULL)
    return;
  const HelioSessionState state = helio_connection_get_state (self->connection);
  const char *reason = helio_connection_get_reason (self->connection);

  gtk_image_set_from_icon_name (self->icon, helio_status_get_icon_name (state));
  helio_status_style_widget (GTK_WIDGET (self->button), state);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), reason);
  /* Without the countdown, or a screen reader would have news every second. */
  g_autoptr (GString) description = g_string_new (helio_status_get_label (self->connection));
  const guint renewals = helio_connection_get_renewals (self->connection);
  if (reason != NULL && *reason != '\0')
    g_string_append_printf (description, ". %s", reason);
  if (renewals > 0) {
    g_autofree char *count =
        g_strdup_printf (NP_ ("status", "%u renewal", "%u renewals", renewals), renewals);
    g_string_append_printf (description, ". %s", count);
  }
  helio_accessible_name (GTK_WIDGET (self->button),
                         C_ ("accessible name", "Connection status"),
                         description->str);
  update_text (self);
}

static void
on_login_changed (HelioPill *self)
{
  g_signal_group_set_target (self->login_signals, helio_connection_get_login (self->connection));
  g_signal_group_set_target (self->device_login_signals,
                             helio_connection_get_device_login (self->connection));
  update (self);
}

static void
helio_pill_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (helio_pill_parent_class)->map (widget);
  update_text (HELIO_PILL (widget));
}

static void
helio_pill_unmap (GtkWidget *widget)
{
  g_clear_pointer (&HELIO_PILL (widget)->timer, helio_timer_cancel);
  GTK_WIDGET_CLASS (helio_pill_parent_class)->unmap (widget);
}

static void
helio_pill_dispose (GObject *object)
{
  HelioPill *self = HELIO_PILL (object);
  g_clear_pointer (&self->timer, helio_timer_cancel);
  g_clear_object (&self->connection_signals);
  g_clear_object (&self->login_signals);
  g_clear_object (&self->device_login_signals);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (helio_pill_parent_class)->dispose (object);
}

static void
helio_pill_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioPill *self = HELIO_PILL (object);
  if (id == PROP_CONNECTION)
    g_value_set_object (value, self->connection);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
helio_pill_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HelioPill *self = HELIO_PILL (object);
  if (id == PROP_CONNECTION)
    helio_pill_set_connection (self, g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
helio_pill_class_init (HelioPillClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->dispose = helio_pill_dispose;
  object_class->get_property = helio_pill_get_property;
  object_class->set_property = helio_pill_set_property;
  widget_class->map = helio_pill_map;
  widget_class->unmap = helio_pill_unmap;

  properties[PROP_CONNECTION] =
      g_param_spec_object ("connection",
                           NULL,
                           NULL,
                           HELIO_TYPE_CONNECTION,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (HELIO_TYPE_STATUS_POPOVER);
  gtk_widget_class_set_template_from_resource (widget_class, HELIO_RESOURCE_PATH "/helio-pill.ui");
  gtk_widget_class_bind_template_child (widget_class, HelioPill, button);
  gtk_widget_class_bind_template_child (widget_class, HelioPill, box);
  gtk_widget_class_bind_template_child (widget_class, HelioPill, icon);
  gtk_widget_class_bind_template_child (widget_class, HelioPill, arrow);
  gtk_widget_class_bind_template_child (widget_class, HelioPill, label);
  gtk_widget_class_bind_template_child (widget_class, HelioPill, popover);
}

/* The words are there whole or not at all: "O…" says nothing, while the icon has the state. */
#define SPACING 6

static void
measure_box (GtkWidget *widget,
             GtkOrientation orientation,
             int for_size,
             int *minimum,
             int *natural,
             int *minimum_baseline,
             int *natural_baseline)
{
  HelioPill *self = HELIO_PILL (gtk_widget_get_ancestor (widget, HELIO_TYPE_PILL));
  GtkWidget *children[] = {GTK_WIDGET (self->icon),
                           GTK_WIDGET (self->label),
                           GTK_WIDGET (self->arrow)};
  gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = horizontal ? SPACING : 0;
  *natural = horizontal ? 2 * SPACING : 0;
  for (guint i = 0; i < G_N_ELEMENTS (children); i++) {
    int least, wanted;

    gtk_widget_measure (children[i], orientation, -1, &least, &wanted, NULL, NULL);
    if (!horizontal) {
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, wanted);
    } else {
      *minimum += i == 1 ? 0 : wanted;
      *natural += wanted;
    }
  }
}

static void
allocate_box (GtkWidget *widget, int width, int height, int baseline)
{
  HelioPill *self = HELIO_PILL (gtk_widget_get_ancestor (widget, HELIO_TYPE_PILL));
  GtkWidget *children[] = {GTK_WIDGET (self->icon),
                           GTK_WIDGET (self->label),
                           GTK_WIDGET (self->arrow)};
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int minimum, natural, x, rest;

  measure_box (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  gtk_widget_set_child_visible (children[1], width >= natural);
  rest = width >= natural ? width - natural : width - minimum;
  x = width >= natural ? 0 : rest / 2;
  for (guint i = 0; i < G_N_ELEMENTS (children); i++) {
    int wanted;

    if (!gtk_widget_get_child_visible (children[i]))
      continue;
    gtk_widget_measure (children[i], GTK_ORIENTATION_HORIZONTAL, -1, NULL, &wanted, NULL, NULL);
    if (i == 1)
      wanted += rest;
    gtk_widget_size_allocate (children[i],
                              &(GtkAllocation){rtl ? width - x - wanted : x, 0, wanted, height},
                              -1);
    x += wanted + SPACING;
  }
}

static void
helio_pill_init (HelioPill *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->box,
                                 gtk_custom_layout_new (NULL, measure_box, allocate_box));
  self->connection_signals = g_signal_group_new (HELIO_TYPE_CONNECTION);
  static const char *const watched[] = {"notify::state",
                                        "notify::reason",
                                        "notify::renew-at",
                                        "notify::retry-at",
                                        "notify::renewals"};
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_swapped (self->connection_signals,
                                    watched[i],
                                    G_CALLBACK (update),
                                    self);
  g_signal_group_connect_swapped (self->connection_signals,
                                  "notify::login",
                                  G_CALLBACK (on_login_changed),
                                  self);
  g_signal_group_connect_swapped (self->connection_signals,
                                  "notify::device-login",
                                  G_CALLBACK (on_login_changed),
                                  self);
  /* A sign-in has its deadline only once the browser is open, or the code there. */
  self->login_signals = g_signal_group_new (HELIO_TYPE_LOGIN);
  g_signal_group_connect_swapped (self->login_signals,
                                  "notify::deadline",
                                  G_CALLBACK (update),
                                  self);
  self->device_login_signals = g_signal_group_new (HELIO_TYPE_DEVICE_LOGIN);
  g_signal_group_connect_swapped (self->device_login_signals,
                                  "notify::deadline",
                                  G_CALLBACK (update),
                                  self);
}

GtkWidget *
helio_pill_new (HelioConnection *connection)
{
  return g_object_new (HELIO_TYPE_PILL, "connection", connection, NULL);
}

void
helio_pill_set_connection (HelioPill *self, HelioConnection *connection)
{
  if (!g_set_object (&self->connection, connection))
    return;
  g_clear_pointer (&self->timer, helio_timer_cancel);
  g_signal_group_set_target (self->connection_signals, connection);
  helio_status_popover_set_connection (self->popover, connection);
  if (connection != NULL)
    on_login_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTION]);
}

const char *
helio_pill_get_text (HelioPill *self)
{
  return gtk_label_get_text (self->label);
}

void
helio_pill_popup (HelioPill *self)
{
  gtk_menu_button_popup (self->button);
}

void
helio_pill_set_statistics (HelioPill *self, HelioStatistics *statistics)
{
  helio_status_popover_set_statistics (self->popover, statistics);
}
