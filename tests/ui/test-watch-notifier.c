// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-window-test.h"

#include "ui/watch/helio-watch-page.h"
#include "ui/window/helio-watch-notifier.h"

#include <string.h>

typedef struct {
  HelioWindowTest window;
  HelioWatchNotifier *notifier;
  HelioWatcher *watcher;
  guint notified, withdrawn;
  char *title, *body;
} Fixture;

static void
on_notify_about (Fixture *fixture, HelioConnectionItem *item, const char *title, const char *body)
{
  g_assert_true (item == fixture->window.item);
  fixture->notified++;
  g_free (fixture->title);
  g_free (fixture->body);
  fixture->title = g_strdup (title);
  fixture->body = g_strdup (body);
}

static void
on_withdraw (Fixture *fixture, HelioConnectionItem *item)
{
  fixture->withdrawn++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const filters[] = {"#", NULL};
  const HelioWatchTerms terms = {.id = "1",
                                 .name = "Severe",
                                 .enabled = TRUE,
                                 .filter = "alerts/#",
                                 .condition = "severity > 3",
                                 .seconds = 1};
  g_autoptr (HelioWatchRule) rule = helio_watch_rule_new (&terms, NULL, NULL);

  helio_window_test_set_up (&fixture->window, data);
  fixture->notifier =
      helio_watch_notifier_new (fixture->window.list, HELIO_CLOCK (fixture->window.clock));
  g_signal_connect_swapped (fixture->notifier,
                            "notify-about",
                            G_CALLBACK (on_notify_about),
                            fixture);
  g_signal_connect_swapped (fixture->notifier, "withdraw", G_CALLBACK (on_withdraw), fixture);
  fixture->watcher = helio_connection_item_get_watcher (fixture->window.item);
  helio_fake_connection_go_online (fixture->window.connection);
  helio_watcher_set_subscriptions (fixture->watcher, filters);
  g_assert_true (helio_watcher_put (fixture->watcher, rule, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->notifier);
  helio_window_test_tear_down (&fixture->window, data);
  g_free (fixture->title);
  g_free (fixture->body);
}

static void
pass (Fixture *fixture, double seconds)
{
  helio_fake_clock_advance (fixture->window.clock, (gint64) (seconds * HELIO_SECOND));
}

/* Raised, and calm again within two seconds. */
static void
raise_once (Fixture *fixture)
{
  helio_ui_test_feed (helio_connection_get_store (fixture->window.connection),
                      "alerts/1",
                      "{\"severity\":9}",
                      0,
                      FALSE);
  pass (fixture, 0.5);
  pass (fixture, 1.5);
}

/* However often a rule is raised, one notification in five seconds. */
static void
test_few (Fixture *fixture, gconstpointer data)
{
  raise_once (fixture);
  g_assert_cmpuint (fixture->notified, ==, 1);
  g_assert_cmpstr (fixture->title, ==, "Production");
  g_assert_cmpstr (fixture->body, ==, "Severe: alerts/1 {\"severity\":9}");
  raise_once (fixture);
  g_assert_cmpuint (fixture->notified, ==, 1);
  pass (fixture, 3);
  g_assert_cmpuint (fixture->notified, ==, 2);
  g_assert_nonnull (strstr (fixture->body, "and 1 more event"));
  g_assert_cmpuint (fixture->withdrawn, ==, 0);
  for (guint i = 0; i < 20; i++)
    raise_once (fixture);
  g_assert_cmpuint (fixture->notified, >, 5);
  g_assert_cmpuint (fixture->notified, <, 12);
  /* Until somebody looks. */
  helio_watcher_see (fixture->watcher);
  g_assert_cmpuint (fixture->withdrawn, ==, 1);
  pass (fixture, 10);
  g_assert_cmpuint (fixture->withdrawn, ==, 1);
}

static gboolean
is_active (gpointer window)
{
  return gtk_window_is_active (window);
}

/* The tab and the sidebar say how many there are; who looks at the page is told nothing. */
static void
test_looked_at (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page;

  raise_once (fixture);
  helio_ui_test_wait_text (fixture->window.window, "1");
  g_assert_cmpuint (fixture->notified, ==, 1);
  helio_test_wait (is_active, fixture->window.window, 10, "the window to have the focus");
  helio_window_show_watch (fixture->window.window, fixture->window.item);
  helio_ui_test_frames (GTK_WIDGET (fixture->window.window), 4);
  page = helio_ui_test_find (fixture->window.window, HELIO_TYPE_WATCH_PAGE);
  g_assert_nonnull (page);
  g_assert_true (gtk_widget_get_mapped (page));
  g_assert_cmpuint (fixture->withdrawn, ==, 1);
  g_assert_cmpuint (helio_watcher_get_n_unseen (fixture->watcher), ==, 0);
  pass (fixture, 10);
  raise_once (fixture);
  g_assert_cmpuint (fixture->notified, ==, 1);
  helio_ui_test_picture (GTK_WIDGET (fixture->window.window), "watch-window");
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  g_test_add ("/watch-notifier/few", Fixture, NULL, set_up, test_few, tear_down);
  g_test_add ("/watch-notifier/looked-at", Fixture, NULL, set_up, test_looked_at, tear_down);
  return g_test_run ();
}
