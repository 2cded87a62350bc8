// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-fake-connection.h"
#include "ui/helio-ui-test.h"

#include "core/base/helio-error.h"
#include "core/connection/helio-subscription-private.h"
#include "ui/plots/helio-statistics-window.h"

#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

typedef struct {
  char *directory;
  HelioFakeClock *clock;
  HelioServices *services;
  HelioProfile *profile;
  HelioConnection *connection;
  HelioFakeConnection *fake;
  HelioStatistics *statistics;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = helio_test_make_dir ();
  fixture->clock = helio_fake_clock_new ();
  fixture->services = helio_fake_services_new (HELIO_CLOCK (fixture->clock), fixture->directory);
  fixture->profile = helio_profile_new ();
  fixture->connection = helio_connection_new (fixture->services, fixture->profile);
  fixture->fake = helio_fake_connection (fixture->connection);
  helio_fake_connection_go_online (fixture->connection);
  fixture->statistics = helio_statistics_new (fixture->connection);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->statistics);
  g_assert_finalize_object (fixture->connection);
  helio_profile_unref (fixture->profile);
  helio_services_unref (fixture->services);
  helio_test_wait_gone (fixture->clock, 10, "the clock to go");
  helio_test_remove_dir (fixture->directory);
}

static void
traffic (Fixture *fixture)
{
  HelioMessageStore *store = helio_connection_get_store (fixture->connection);

  for (guint i = 0; i < 120; i++) {
    fixture->fake->counters.messages_in += 100 + i % 30 * 5;
    fixture->fake->counters.bytes_in += 4000 + i * 10;
    fixture->fake->counters.messages_out += i % 7;
    fixture->fake->counters.bytes_out += i % 7 * 60;
    fixture->fake->round_trip = 12000 + i % 9 * 700;
    helio_fake_connection_changed (fixture->connection);
    helio_fake_clock_advance (fixture->clock, SECOND);
  }
  for (guint i = 0; i < 30; i++)
    helio_ui_test_feed (store, i % 3 ? "site/1/temp" : "chat/7", "1234", 0, FALSE);
}

static void
test_shown (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window;
  GtkDropDown *order;
  g_autofree char *texts = NULL;

  traffic (fixture);
  window = helio_statistics_window_new (NULL, fixture->statistics);
  gtk_window_present (GTK_WINDOW (window));
  helio_ui_test_wait_text (window, "site/1/temp");
  helio_ui_test_wait_text (window, "chat/7");
  helio_ui_test_wait_text (window, "20 messages, 80 B");
  helio_ui_test_wait_text (window, "in, ");
  helio_ui_test_wait_text (window, "Nothing has come on $SYS topics");
  /* By messages: the one with most first. */
  order = helio_ui_test_child (window, HELIO_TYPE_STATISTICS_WINDOW, "order");
  gtk_drop_down_set_selected (order, 2);
  texts = helio_ui_test_texts (window);
  g_assert_true (strstr (texts, "site/1/temp") < strstr (texts, "chat/7"));
  helio_ui_test_frames (window, 3);
  helio_ui_test_picture (window, "statistics");
  helio_ui_test_looks (GTK_WINDOW (window), "statistics");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_broker (Fixture *fixture, gconstpointer data)
{
  HelioMessageStore *store = helio_connection_get_store (fixture->connection);
  GtkWidget *window = helio_statistics_window_new (NULL, fixture->statistics);

  gtk_window_present (GTK_WINDOW (window));
  helio_ui_test_wait_text (window, "Nothing has come on $SYS topics");
  g_signal_emit_by_name (
      helio_ui_test_child (window, HELIO_TYPE_STATISTICS_WINDOW, "subscribe_button"),
      "clicked");
  g_assert_nonnull (strstr (fixture->fake->calls->str, "$SYS/#"));
  helio_ui_test_feed (store, "$SYS/broker/version", "mosquitto version 2.0.11", 0, TRUE);
  helio_ui_test_wait_text (window, "mosquitto version 2.0.11");
  g_assert_false (gtk_widget_get_visible (
      helio_ui_test_child (window, HELIO_TYPE_STATISTICS_WINDOW, "subscribe_button")));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The broker says no: that stays, and one may try again. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = helio_statistics_window_new (NULL, fixture->statistics);
  GtkWidget *button =
      helio_ui_test_child (window, HELIO_TYPE_STATISTICS_WINDOW, "subscribe_button");
  GtkDropDown *order = helio_ui_test_child (window, HELIO_TYPE_STATISTICS_WINDOW, "order");
  GListModel *all = helio_connection_get_subscriptions (fixture->connection);
  g_autoptr (GError) error = g_error_new (HELIO_ERROR, HELIO_ERROR_FAILED, "no <%s>", "$SYS");
  g_autoptr (HelioSubscription) subscription = NULL;

  gtk_window_present (GTK_WINDOW (window));
  helio_ui_test_wait_text (window, "Nothing has come on $SYS topics");
  g_signal_emit_by_name (button, "clicked");
  g_assert_false (gtk_widget_get_sensitive (button));
  g_assert_cmpuint (g_list_model_get_n_items (all), ==, 1);
  subscription = g_list_model_get_item (all, 0);
  helio_subscription_answer (subscription, -1, 0x87, error);
  /* As the timer does. */
  gtk_drop_down_set_selected (order, 1);
  helio_ui_test_wait_text (window, "no <$SYS>");
  g_assert_true (gtk_widget_get_sensitive (button));
  gtk_drop_down_set_selected (order, 0);
  helio_ui_test_wait_text (window, "no <$SYS>");
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (g_list_model_get_n_items (all), ==, 2);
  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
#define ADD(name, func)                                                                            \
  g_test_add ("/statistics-window/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("shown", test_shown);
  ADD ("broker", test_broker);
  ADD ("refused", test_refused);
  return g_test_run ();
}
