// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-fake-connection.h"
#include "support/helio-test.h"
#include "ui/helio-ui-test.h"

#include "core/base/helio-error.h"
#include "ui/connections/helio-connection-item.h"
#include "ui/status/helio-pill.h"
#include "ui/status/helio-status-popover.h"
#include "ui/status/helio-status.h"
#include "ui/widgets/helio-sparkline.h"
#include "ui/window/helio-sidebar-row.h"

#include <math.h>
#include <string.h>

typedef struct {
  char *directory;
  HelioFakeClock *clock;
  HelioServices *services;
  HelioProfile *profile;
  HelioProfileItem *profile_item;
  HelioConnectionItem *item;
  HelioConnection *connection;
  HelioFakeConnection *fake;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = helio_test_make_dir ();
  fixture->clock = helio_fake_clock_new ();
  fixture->services = helio_fake_services_new (HELIO_CLOCK (fixture->clock), fixture->directory);
  fixture->profile = helio_profile_new ();
  g_free (fixture->profile->name);
  fixture->profile->name = g_strdup ("Production <b>");
  g_free (fixture->profile->broker.url);
  fixture->profile->broker.url = g_strdup ("wss://broker.example.com/");
  fixture->profile_item = helio_profile_store_add_transient (fixture->services->profiles,
                                                             fixture->profile,
                                                             "/tmp/x.json");
  fixture->item = helio_connection_item_new (fixture->services, fixture->profile_item);
  fixture->connection = helio_connection_item_get_connection (fixture->item);
  fixture->fake = helio_fake_connection (fixture->connection);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->item);
  helio_profile_unref (fixture->profile);
  helio_services_unref (fixture->services);
  helio_test_wait_gone (fixture->clock, 10, "the clock to go");
  helio_test_remove_dir (fixture->directory);
}

static void
test_countdown (void)
{
  const struct {
    gint64 remaining;
    const char *text;
  } cases[] = {
      {-5, "0:00"},
      {1, "0:01"},
      {7 * G_USEC_PER_SEC, "0:07"},
      {(gint64) 760 * G_USEC_PER_SEC, "12:40"},
      {(gint64) 3599 * G_USEC_PER_SEC + 1, "1:00:00"},
      {(gint64) 3723 * G_USEC_PER_SEC, "1:02:03"},
      {(gint64) 49 * 3600 * G_USEC_PER_SEC, "2 days"},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = helio_status_format_countdown (cases[i].remaining);
    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

/* No two kinds of state look alike by colour alone: each look has its own shape. */
static void
test_shapes (void)
{
  g_autoptr (GHashTable) shapes = g_hash_table_new (g_str_hash, g_str_equal);
  for (int s = HELIO_SESSION_IDLE; s <= HELIO_SESSION_FAILED; s++) {
    const char *icon = helio_status_get_icon_name ((HelioSessionState) s);
    const char *style = helio_status_get_style ((HelioSessionState) s);
    const char *other = g_hash_table_lookup (shapes, icon);
    g_assert_true (
        gtk_icon_theme_has_icon (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                 icon));
    /* Renewing is as good as online, and says so by its colour; its shape is the busy one. */
    if (other != NULL && s != HELIO_SESSION_RENEWING)
      g_assert_cmpstr (other, ==, style);
    if (other == NULL)
      g_hash_table_insert (shapes, (gpointer) icon, (gpointer) style);
  }
  g_assert_cmpuint (g_hash_table_size (shapes), ==, 6);
}

static void
test_pill_texts (Fixture *fixture, gconstpointer data)
{
  const gint64 now = helio_clock_now_boot (HELIO_CLOCK (fixture->clock));
  g_autoptr (HelioLogin) login = helio_fake_login_new ();
  GtkWidget *pill = helio_pill_new (fixture->connection);
  GtkWindow *window = helio_ui_test_show (pill, 400, 60);
  const struct {
    HelioSessionState state;
    const char *text, *style;
  } cases[] = {
      {HELIO_SESSION_IDLE, "Not connected", "status-idle"},
      {HELIO_SESSION_SIGNING_IN, "Signing in · 10:00 left", "status-busy"},
      {HELIO_SESSION_GETTING_CREDENTIAL, "Getting a credential", "status-busy"},
      {HELIO_SESSION_CONNECTING, "Connecting", "status-busy"},
      {HELIO_SESSION_ONLINE, "Online · renews in 12:40", "status-online"},
      {HELIO_SESSION_RENEWING, "Renewing", "status-online"},
      {HELIO_SESSION_WAITING_TO_RETRY, "Waiting to retry · in 0:07", "status-waiting"},
      {HELIO_SESSION_NEEDS_SIGN_IN, "Needs sign-in", "status-bad"},
      {HELIO_SESSION_FAILED, "Stopped", "status-bad"},
  };

  fixture->fake->login = g_object_ref (login);
  helio_fake_login (login)->deadline = now + (gint64) 600 * G_USEC_PER_SEC;
  fixture->fake->renew_at = now + (gint64) 760 * G_USEC_PER_SEC;
  fixture->fake->retry_at = now + (gint64) 7 * G_USEC_PER_SEC;
  GtkWidget *button = helio_ui_test_find (pill, GTK_TYPE_MENU_BUTTON);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    helio_fake_connection_set_state (fixture->connection, cases[i].state, "Because.");
    g_assert_cmpstr (helio_pill_get_text (HELIO_PILL (pill)), ==, cases[i].text);
    g_assert_true (gtk_widget_has_css_class (button, cases[i].style));
    g_autofree char *description =
        g_strdup_printf ("%s. Because.", helio_session_state_get_label (cases[i].state));
    gtk_test_accessible_assert_property (button,
                                         GTK_ACCESSIBLE_PROPERTY_LABEL,
                                         "Connection status");
    gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description);
  }
  gtk_window_destroy (window);
}

static void
test_pill_counts_down (Fixture *fixture, gconstpointer data)
{
  GtkWidget *pill = g_object_ref_sink (helio_pill_new (fixture->connection));
  GtkWindow *window = helio_ui_test_show (pill, 400, 60);

  fixture->fake->retry_at =
      helio_clock_now_boot (HELIO_CLOCK (fixture->clock)) + 3 * G_USEC_PER_SEC;
  helio_fake_connection_set_state (fixture->connection, HELIO_SESSION_WAITING_TO_RETRY, NULL);
  g_assert_cmpstr (helio_pill_get_text (HELIO_PILL (pill)), ==, "Waiting to retry · in 0:03");
  helio_fake_clock_advance (fixture->clock, G_USEC_PER_SEC);
  g_assert_cmpstr (helio_pill_get_text (HELIO_PILL (pill)), ==, "Waiting to retry · in 0:02");
  helio_fake_clock_advance (fixture->clock, G_USEC_PER_SEC);
  g_assert_cmpstr (helio_pill_get_text (HELIO_PILL (pill)), ==, "Waiting to retry · in 0:01");

  /* Nobody sees it: no timer. */
  gtk_widget_set_visible (pill, FALSE);
  g_assert_cmpint (helio_fake_clock_get_next (fixture->clock), ==, G_MAXINT64);
  gtk_widget_set_visible (pill, TRUE);
  g_assert_cmpint (helio_fake_clock_get_next (fixture->clock), <, G_MAXINT64);
  gtk_window_destroy (window);
  g_assert_cmpint (helio_fake_clock_get_next (fixture->clock), ==, G_MAXINT64);
  g_assert_finalize_object (pill);
}

/* The deadline comes after the login itself. */
static void
test_pill_sign_in (Fixture *fixture, gconstpointer data)
{
  HelioLogin *login = helio_fake_login_new ();
  GtkWidget *pill = helio_pill_new (fixture->connection);
  GtkWindow *window = helio_ui_test_show (pill, 400, 60);

  fixture->fake->login = login;
  helio_fake_connection_set_state (fixture->connection, HELIO_SESSION_SIGNING_IN, NULL);
  g_assert_cmpstr (helio_pill_get_text (HELIO_PILL (pill)), ==, "Signing in");
  helio_fake_login (login)->deadline =
      helio_clock_now_boot (HELIO_CLOCK (fixture->clock)) + (gint64) 600 * G_USEC_PER_SEC;
  helio_fake_login_changed (login);
  g_assert_cmpstr (helio_pill_get_text (HELIO_PILL (pill)), ==, "Signing in · 10:00 left");
  gtk_window_destroy (window);
}

static char *
popover_texts (HelioConnection *connection)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = g_object_new (HELIO_TYPE_STATUS_POPOVER, NULL);
  helio_status_popover_set_connection (HELIO_STATUS_POPOVER (popover), connection);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  GtkWindow *window = helio_ui_test_show (button, 500, 700);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  helio_ui_test_frames (button, 2);
  char *texts = helio_ui_test_texts (popover);
  /* GTK keeps a popover that is open when its window goes. */
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  helio_ui_test_frames (button, 2);
  gtk_window_destroy (window);
  helio_test_settle ();
  return texts;
}

static void
test_popover (Fixture *fixture, gconstpointer data)
{
  fixture->fake->last_renewal = helio_clock_now_wall (HELIO_CLOCK (fixture->clock));
  fixture->fake->last_gap = 18400;
  fixture->fake->renewals = 3;
  fixture->fake->round_trip = 12300;
  fixture->fake->counters.messages_in = 5;
  fixture->fake->counters.lost_qos0 = 2;
  fixture->fake->warning =
      helio_error_new (HELIO_ERROR_SERVER, "It is tried again.", "The service answered 503.");
  helio_fake_connection_go_online (fixture->connection);

  static const char *const expected[] = {"alice\n",
                                         "org_k7xm4\n",
                                         "MQTT 5 over wss, TLS 1.3\n",
                                         "wss://broker.example.com/ (127.0.0.1:18885)\n",
                                         "gap 18 ms, 3 renewals so far\n",
                                         "12 ms\n",
                                         "2 QoS 0 publications cut off\n",
                                         "The service answered 503."};
  g_autofree char *texts = popover_texts (fixture->connection);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    if (strstr (texts, expected[i]) == NULL)
      g_error ("“%s” is not in:\n%s", expected[i], texts);
  }
  /* Name and organization stand apart; the password is nowhere. */
  g_assert_null (strstr (texts, "alice@org"));
  g_assert_null (strstr (texts, "not-shown"));
  g_assert_null (strstr (texts, "assumed"));
}

/* What is the pill's own must not reach into what hangs below it: dark words on the button's blue. */
static void
test_popover_colors (Fixture *fixture, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *pill = helio_pill_new (fixture->connection);
  GtkWidget *model = gtk_button_new_with_label ("Retry Now");
  GtkWindow *window;
  GtkWidget *help;
  GdkRGBA color, expected;

  gtk_widget_add_css_class (model, "suggested-action");
  gtk_box_append (GTK_BOX (box), pill);
  gtk_box_append (GTK_BOX (box), model);
  fixture->fake->error = helio_error_new (HELIO_ERROR_NETWORK, NULL, "Not reached.");
  helio_fake_connection_set_state (fixture->connection, HELIO_SESSION_WAITING_TO_RETRY, NULL);
  window = helio_ui_test_show (box, 700, 500);
  helio_pill_popup (HELIO_PILL (pill));
  helio_ui_test_frames (pill, 2);
  help = helio_ui_test_child (helio_ui_test_find (pill, HELIO_TYPE_STATUS_POPOVER),
                              HELIO_TYPE_STATUS_POPOVER,
                              "help");
  g_assert_true (gtk_widget_get_mapped (help));
  gtk_style_context_get_color (
      gtk_widget_get_style_context (gtk_button_get_child (GTK_BUTTON (help))),
      &color);
  gtk_style_context_get_color (
      gtk_widget_get_style_context (gtk_button_get_child (GTK_BUTTON (model))),
      &expected);
  g_assert_true (gdk_rgba_equal (&color, &expected));
  gtk_menu_button_popdown (helio_ui_test_find (pill, GTK_TYPE_MENU_BUTTON));
  helio_ui_test_frames (pill, 2);
  gtk_window_destroy (window);
}

static void
take_endless_credential (Fixture *fixture)
{
  g_autoptr (HelioSecret) password = helio_secret_new ("not-shown");
  const HelioCredentialInit init = {.username = "alice@org_k7xm4",
                                    .password = password,
                                    .life_kind = HELIO_CREDENTIAL_LIFE_ENDLESS,
                                    .method = "password"};

  g_clear_pointer (&fixture->fake->credential, helio_credential_unref);
  fixture->fake->credential = helio_credential_new (&init);
  helio_fake_connection_changed (fixture->connection);
}

/* Nothing to renew in a password that does not end. */
static void
test_renew_only_what_ends (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = helio_sidebar_row_new (fixture->item);
  GtkWindow *window;

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  window = helio_ui_test_show (list, 300, 200);
  helio_fake_connection_go_online (fixture->connection);
  gtk_widget_activate_action (row, "connection.renew", NULL);
  g_assert_cmpstr (fixture->fake->calls->str, ==, "renew-now\n");
  take_endless_credential (fixture);
  gtk_widget_activate_action (row, "connection.renew", NULL);
  g_assert_cmpstr (fixture->fake->calls->str, ==, "renew-now\n");
  gtk_window_destroy (window);
}

static void
test_sidebar_row (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = helio_sidebar_row_new (fixture->item);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  GtkWindow *window = helio_ui_test_show (list, 300, 200);
  GtkImage *icon = helio_ui_test_find (row, GTK_TYPE_IMAGE);

  for (int s = HELIO_SESSION_IDLE; s <= HELIO_SESSION_FAILED; s++) {
    const HelioSessionState state = (HelioSessionState) s;
    helio_fake_connection_set_state (fixture->connection, state, NULL);
    g_autofree char *label =
        g_strdup_printf ("Production <b>, %s", helio_session_state_get_label (state));
    gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, label);
    g_assert_cmpstr (gtk_image_get_icon_name (icon), ==, helio_status_get_icon_name (state));
    g_autofree char *texts = helio_ui_test_texts (row);
    g_assert_nonnull (strstr (texts, "Production <b>\n"));
  }
  helio_fake_connection_go_online (fixture->connection);
  g_autofree char *online = helio_ui_test_texts (row);
  g_assert_nonnull (strstr (online, "\nalice\n"));

  gtk_widget_activate_action (row, "connection.disconnect", NULL);
  g_assert_cmpstr (fixture->fake->calls->str, ==, "disconnect\n");
  helio_fake_connection_set_state (fixture->connection, HELIO_SESSION_IDLE, NULL);
  gtk_widget_activate_action (row, "connection.connect", NULL);
  g_assert_cmpstr (fixture->fake->calls->str, ==, "disconnect\nconnect\n");
  gtk_window_destroy (window);
}

/* The minute before: what nobody could know is no zero, and no rate either. */
static void
test_sparkline (void)
{
  const gint64 second = G_USEC_PER_SEC, now = 1700000100 * second;
  g_autoptr (HelioSeriesData) data = helio_series_data_new ();
  g_autoptr (GtkWidget) widget = g_object_ref_sink (helio_sparkline_new ());
  HelioSparkline *sparkline = HELIO_SPARKLINE (widget);
  const double *values;
  guint n;

  helio_series_data_add (data, now - 41 * second, 5);
  helio_series_data_add (data, now - 40 * second, 0);
  helio_series_data_add (data, now - 30 * second, 0);
  helio_series_data_add_gap (data, now - 29 * second, now - 20 * second, 0);
  helio_series_data_add (data, now - 20 * second, 7);
  helio_series_data_add (data, now - 1 * second, 0);
  helio_sparkline_set_data (sparkline, data);
  helio_sparkline_update (sparkline, now, 0, "0 in");
  values = helio_sparkline_get_values (sparkline, &n);
  g_assert_cmpuint (n, ==, 60);
  for (guint i = 0; i < n; i++) {
    const guint ago = 61 - i;

    if (ago > 41 || (ago <= 29 && ago > 20))
      g_assert_true (isnan (values[i]));
    else
      g_assert_cmpfloat (values[i], ==, ago == 41 ? 5 : ago == 20 ? 7 : 0);
  }
  /* Still away. */
  helio_sparkline_update (sparkline, now, now - 10 * second, "0 in");
  g_assert_cmpfloat (values[61 - 11], ==, 0);
  g_assert_true (isnan (values[61 - 10]) && isnan (values[n - 1]));
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/status/countdown", test_countdown);
  g_test_add_func ("/ui/status/shapes", test_shapes);
  g_test_add_func ("/ui/status/sparkline", test_sparkline);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/ui/status/pill-texts", test_pill_texts);
  ADD ("/ui/status/pill-counts-down", test_pill_counts_down);
  ADD ("/ui/status/pill-sign-in", test_pill_sign_in);
  ADD ("/ui/status/popover", test_popover);
  ADD ("/ui/status/popover-colors", test_popover_colors);
  ADD ("/ui/status/renew-only-what-ends", test_renew_only_what_ends);
  ADD ("/ui/status/sidebar-row", test_sidebar_row);
  return g_test_run ();
}
