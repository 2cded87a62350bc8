// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/watch/helio-watcher.h"

#include "core/base/helio-error.h"
#include "core/store/helio-message-store-private.h"
#include "support/helio-store-test.h"
#include "support/helio-test.h"

#define MIB (1024 * 1024)

typedef struct {
  HelioFakeClock *clock;
  HelioMessageStore *store;
  HelioWatcher *watcher;
  guint n_raised; /* signals */
} Fixture;

static void
on_raised (HelioWatcher *watcher, HelioWatch *watch, HelioWatchEvent *event, Fixture *fixture)
{
  g_assert_true (event == helio_watch_peek_last (watch));
  g_assert_cmpint (helio_watch_get_state (watch), ==, HELIO_WATCH_RAISED);
  fixture->n_raised++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const all[] = {"#", NULL};

  fixture->clock = helio_fake_clock_new ();
  fixture->store = helio_message_store_new (MIB);
  fixture->watcher = helio_watcher_new (fixture->store, HELIO_CLOCK (fixture->clock));
  g_signal_connect (fixture->watcher, "raised", G_CALLBACK (on_raised), fixture);
  helio_watcher_set_connected (fixture->watcher, TRUE);
  helio_watcher_set_subscriptions (fixture->watcher, all);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->watcher);
  g_assert_finalize_object (fixture->store);
  /* No timer is left. */
  g_assert_cmpint (helio_fake_clock_get_next (fixture->clock), ==, G_MAXINT64);
  g_object_unref (fixture->clock);
}

static void
come_with (Fixture *fixture, const char *topic, const char *payload, gboolean retained)
{
  HelioMessage message = helio_store_test_message (topic, payload);

  message.time = helio_clock_now_wall (HELIO_CLOCK (fixture->clock));
  message.retained = retained;
  helio_message_store_append (fixture->store, &message);
}

static void
come (Fixture *fixture, const char *topic, const char *payload)
{
  come_with (fixture, topic, payload, FALSE);
}

static void
pass (Fixture *fixture, double seconds)
{
  helio_fake_clock_advance (fixture->clock, (gint64) (seconds * HELIO_SECOND));
}

/* Long enough for the watcher to see what came. */
static void
look (Fixture *fixture)
{
  pass (fixture, 0.5);
}

static HelioWatch *
put (Fixture *fixture, const HelioWatchTerms *terms)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioWatchRule) rule = helio_watch_rule_new (terms, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (helio_watcher_put (fixture->watcher, rule, &error));
  g_assert_no_error (error);
  return helio_watcher_find (fixture->watcher, helio_watch_rule_get (rule)->id);
}

static const HelioWatchFacts *
get_last (HelioWatch *watch)
{
  g_assert_nonnull (helio_watch_peek_last (watch));
  return helio_watch_event_get (helio_watch_peek_last (watch));
}

#define assert_state(watch, s) g_assert_cmpint (helio_watch_get_state (watch), ==, HELIO_WATCH_##s)

static const HelioWatchTerms alerts = {.id = "alerts",
                                       .enabled = TRUE,
                                       .filter = "alerts/#",
                                       .condition = "severity > 3",
                                       .seconds = 60};
static const HelioWatchTerms silence = {.id = "silence",
                                        .enabled = TRUE,
                                        .kind = HELIO_WATCH_SILENCE,
                                        .filter = "a/b",
                                        .seconds = 60};
static const HelioWatchTerms rate = {.id = "rate",
                                     .enabled = TRUE,
                                     .kind = HELIO_WATCH_RATE,
                                     .filter = "r/+",
                                     .seconds = 10,
                                     .min = 1,
                                     .max = 5};

static void
test_match (Fixture *fixture, gconstpointer data)
{
  HelioWatch *watch;
  gint64 began;

  come (fixture, "alerts/1", "{\"severity\":9}"); /* before there was the rule */
  watch = put (fixture, &alerts);
  assert_state (watch, QUIET);
  come (fixture, "alerts/1", "{\"severity\":3}");
  come (fixture, "other", "{\"severity\":9}");
  look (fixture);
  g_assert_cmpuint (fixture->n_raised, ==, 0);

  /* However many come, it is one event. */
  began = helio_clock_now_wall (HELIO_CLOCK (fixture->clock));
  for (guint i = 0; i < 5000; i++)
    come (fixture, "alerts/2", i == 0 ? "{\"severity\":4}" : "{\"severity\":5}");
  look (fixture);
  assert_state (watch, RAISED);
  g_assert_cmpuint (fixture->n_raised, ==, 1);
  g_assert_cmpuint (helio_watcher_get_n_raised (fixture->watcher), ==, 1);
  g_assert_cmpuint (helio_watcher_get_n_unseen (fixture->watcher), ==, 1);
  g_assert_cmpuint (get_last (watch)->count, ==, 5000);
  g_assert_cmpstr (get_last (watch)->topic, ==, "alerts/2");
  g_assert_cmpstr (get_last (watch)->preview, ==, "{\"severity\":4}");
  g_assert_cmpuint (get_last (watch)->seq, ==, 3);
  g_assert_cmpint (get_last (watch)->begin, ==, began);
  pass (fixture, 50);
  come (fixture, "alerts/3", "{\"severity\":4}");
  look (fixture);
  g_assert_cmpuint (fixture->n_raised, ==, 1);
  g_assert_cmpuint (get_last (watch)->count, ==, 5001);
  g_assert_cmpint (get_last (watch)->last, >, began);

  /* It is news again only when there was none for a minute, from the last one on. */
  pass (fixture, 59);
  assert_state (watch, RAISED);
  pass (fixture, 1);
  assert_state (watch, QUIET);
  g_assert_cmpint (get_last (watch)->how, ==, HELIO_WATCH_CALM);
  g_assert_cmpint (get_last (watch)->end, >, began);
  come (fixture, "alerts/3", "{\"severity\":4}");
  look (fixture);
  g_assert_cmpuint (fixture->n_raised, ==, 2);
  g_assert_cmpuint (get_last (watch)->count, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (helio_watch_get_history (watch)), ==, 2);
  helio_watcher_see (fixture->watcher);
  g_assert_cmpuint (helio_watcher_get_n_unseen (fixture->watcher), ==, 0);
  g_assert_cmpuint (helio_watcher_get_n_raised (fixture->watcher), ==, 1);
}

/* Payloads that are not in the chunks of the store. */
static void
test_large (Fixture *fixture, gconstpointer data)
{
  HelioWatchTerms terms = alerts;
  g_autofree char *text = g_strnfill (100 * 1024, 'x');
  HelioWatch *watch;
  HelioMessage message;

  terms.condition = "needle";
  watch = put (fixture, &terms);
  come (fixture, "alerts/1", text);
  look (fixture);
  assert_state (watch, QUIET);
  memcpy (text + 99 * 1024, "needle", 6);
  come (fixture, "alerts/1", text);
  look (fixture);
  assert_state (watch, RAISED);
  g_assert_cmpuint (get_last (watch)->seq, ==, 1);
  g_assert_cmpuint (helio_watcher_get_cut (fixture->watcher), ==, 0);
  g_free (text);
  text = g_strnfill (HELIO_WATCH_PAYLOAD_MAX + 1, 'x');
  message = helio_store_test_message ("alerts/1", text);
  message.time = helio_clock_now_wall (HELIO_CLOCK (fixture->clock));
  helio_message_store_append (fixture->store, &message);
  look (fixture);
  g_assert_cmpuint (helio_watcher_get_cut (fixture->watcher), ==, 1);
}

static void
test_silence (Fixture *fixture, gconstpointer data)
{
  HelioWatch *watch = put (fixture, &silence);
  gint64 last;

  pass (fixture, 59);
  assert_state (watch, QUIET);
  come (fixture, "a/b", "1");
  last = helio_clock_now_wall (HELIO_CLOCK (fixture->clock));
  come (fixture, "a/c", "1");
  pass (fixture, 59);
  assert_state (watch, QUIET);
  pass (fixture, 1.5);
  assert_state (watch, RAISED);
  g_assert_cmpuint (fixture->n_raised, ==, 1);
  g_assert_cmpuint (get_last (watch)->seq, ==, 0);
  g_assert_cmpint (get_last (watch)->last, ==, last);
  pass (fixture, 600);
  g_assert_cmpuint (fixture->n_raised, ==, 1);
  g_assert_cmpint (get_last (watch)->end, ==, 0);
  come (fixture, "a/b", "1");
  last = helio_clock_now_wall (HELIO_CLOCK (fixture->clock));
  look (fixture);
  assert_state (watch, QUIET);
  g_assert_cmpint (get_last (watch)->how, ==, HELIO_WATCH_CAME);
  g_assert_cmpint (get_last (watch)->end, ==, last);
  pass (fixture, 60);
  g_assert_cmpuint (fixture->n_raised, ==, 2);
}

/* What nobody can have seen is no silence. */
static void
test_away (Fixture *fixture, gconstpointer data)
{
  static const char *const other[] = {"x/#", NULL};
  static const char *const shared[] = {"$share/g/a/#", NULL};
  HelioWatch *watch = put (fixture, &silence);
  HelioWatch *match = put (fixture, &alerts);

  pass (fixture, 61);
  assert_state (watch, RAISED);
  come (fixture, "alerts/1", "{\"severity\":9}");
  helio_watcher_set_connected (fixture->watcher, FALSE);
  assert_state (watch, BLIND);
  g_assert_cmpint (helio_watch_get_sight (watch), ==, HELIO_WATCH_NOT_CONNECTED);
  g_assert_cmpint (get_last (watch)->how, ==, HELIO_WATCH_AWAY);
  assert_state (match, RAISED); /* it did come */
  g_assert_cmpuint (fixture->n_raised, ==, 2);
  pass (fixture, 3600);
  /* Nothing is to be done while there is nothing to see. */
  g_assert_cmpint (helio_fake_clock_get_next (fixture->clock), ==, G_MAXINT64);
  g_assert_cmpuint (fixture->n_raised, ==, 2);
  assert_state (match, RAISED);
  helio_message_store_append_gap (fixture->store, 0, 3600 * HELIO_SECOND, 0, NULL);
  helio_watcher_set_connected (fixture->watcher, TRUE);
  assert_state (watch, QUIET);
  pass (fixture, 59);
  assert_state (watch, QUIET);
  assert_state (match, RAISED);
  pass (fixture, 2);
  assert_state (watch, RAISED);
  assert_state (match, QUIET);

  helio_watcher_set_subscriptions (fixture->watcher, other);
  assert_state (watch, BLIND);
  g_assert_cmpint (helio_watch_get_sight (watch), ==, HELIO_WATCH_NOT_SUBSCRIBED);
  pass (fixture, 3600);
  assert_state (watch, BLIND);
  helio_watcher_set_subscriptions (fixture->watcher, shared);
  assert_state (watch, QUIET);
  assert_state (match, BLIND);
}

/* A machine that slept has heard nothing, and a clock that was set changes nothing. */
static void
test_sleep (Fixture *fixture, gconstpointer data)
{
  HelioWatch *watch = put (fixture, &silence);

  pass (fixture, 30);
  helio_fake_clock_sleep (fixture->clock, 3600 * HELIO_SECOND);
  look (fixture);
  assert_state (watch, QUIET);
  pass (fixture, 59);
  assert_state (watch, QUIET);
  pass (fixture, 1.5);
  assert_state (watch, RAISED);
}

static void
test_wall_clock (Fixture *fixture, gconstpointer data)
{
  HelioWatch *watch = put (fixture, &silence);

  pass (fixture, 50);
  /* The stamp of a clock that was an hour late until now. */
  helio_store_test_append (fixture->store, "a/b", "1");
  pass (fixture, 59);
  assert_state (watch, QUIET);
  pass (fixture, 1.5);
  assert_state (watch, RAISED);
}

static void
test_rate (Fixture *fixture, gconstpointer data)
{
  HelioWatch *watch = put (fixture, &rate);

  for (guint i = 0; i < 60; i++) {
    come (fixture, "r/1", "");
    come (fixture, "r/2", "");
    pass (fixture, 0.5);
  }
  assert_state (watch, QUIET);
  for (guint i = 0; i < 40; i++) {
    for (guint k = 0; k < 10; k++)
      come (fixture, "r/1", "");
    pass (fixture, 0.5);
  }
  assert_state (watch, RAISED);
  g_assert_cmpuint (fixture->n_raised, ==, 1);
  g_assert_cmpfloat (get_last (watch)->rate, >, 5);
  g_assert_cmpfloat (get_last (watch)->rate, <, 7);
  g_assert_cmpfloat_with_epsilon (get_last (watch)->extreme, 20, 0.01);
  /* Back in the range, but not for a whole window. */
  for (guint i = 0; i < 30; i++) {
    come (fixture, "r/1", "");
    pass (fixture, 0.5);
  }
  assert_state (watch, RAISED);
  for (guint i = 0; i < 20; i++) {
    come (fixture, "r/1", "");
    pass (fixture, 0.5);
  }
  assert_state (watch, QUIET);
  g_assert_cmpint (get_last (watch)->how, ==, HELIO_WATCH_CALM);
  pass (fixture, 20);
  assert_state (watch, RAISED);
  g_assert_cmpuint (fixture->n_raised, ==, 2);
  g_assert_cmpfloat (get_last (watch)->rate, <, 1);
  g_assert_cmpfloat (get_last (watch)->extreme, ==, 0);
}

/* No window is over before it has begun. */
static void
test_rate_begins (Fixture *fixture, gconstpointer data)
{
  HelioWatch *watch = put (fixture, &rate);

  pass (fixture, 9.5);
  assert_state (watch, QUIET);
  pass (fixture, 1.5);
  assert_state (watch, RAISED);
  helio_watcher_set_connected (fixture->watcher, FALSE);
  g_assert_cmpint (get_last (watch)->how, ==, HELIO_WATCH_AWAY);
  pass (fixture, 100);
  helio_watcher_set_connected (fixture->watcher, TRUE);
  pass (fixture, 9.5);
  assert_state (watch, QUIET);
  pass (fixture, 1.5);
  assert_state (watch, RAISED);
}

static void
test_retained (Fixture *fixture, gconstpointer data)
{
  HelioWatchTerms wanted = alerts;
  HelioWatch *watch = put (fixture, &alerts);
  HelioWatch *asked;

  wanted.id = "retained";
  wanted.retained = TRUE;
  asked = put (fixture, &wanted);
  helio_watcher_expect_retained (fixture->watcher);
  come_with (fixture, "alerts/1", "{\"severity\":9}", TRUE);
  look (fixture);
  assert_state (watch, QUIET);
  assert_state (asked, RAISED);
  /* Retain As Published: a new one has the flag, too. */
  come_with (fixture, "alerts/1", "{\"severity\":9}", TRUE);
  look (fixture);
  assert_state (watch, RAISED);
  pass (fixture, 70);
  assert_state (watch, QUIET);
  come_with (fixture, "alerts/2", "{\"severity\":9}", TRUE);
  look (fixture);
  assert_state (watch, RAISED);
  pass (fixture, 70);
  helio_watcher_expect_retained (fixture->watcher);
  /* A long row of them takes its time. */
  for (guint i = 0; i < 20; i++) {
    g_autofree char *topic = g_strdup_printf ("alerts/many/%u", i);

    come_with (fixture, topic, "{\"severity\":9}", TRUE);
    pass (fixture, 1);
  }
  assert_state (watch, QUIET);
  come_with (fixture, "alerts/1", "{\"severity\":9}", FALSE);
  look (fixture);
  assert_state (watch, RAISED);
}

/* What was evicted before anybody looked is counted, and nothing is said of that time. */
static void
test_unread (Fixture *fixture, gconstpointer data)
{
  HelioWatch *watch = put (fixture, &silence);
  guint64 evicted;

  pass (fixture, 59);
  come (fixture, "a/b", "1");
  for (guint i = 0; i < 1000; i++)
    helio_store_test_append_size (fixture->store, "other", 10000, 'x');
  evicted = helio_message_store_get_evicted (fixture->store);
  g_assert_cmpuint (evicted, >, 500);
  pass (fixture, 2);
  assert_state (watch, QUIET);
  g_assert_cmpuint (helio_watcher_get_unread (fixture->watcher), ==, evicted);
  pass (fixture, 60);
  assert_state (watch, RAISED);
  /* Nothing of that was before it. */
  g_assert_cmpint (get_last (watch)->last, ==, 0);
}

static void
test_cleared (Fixture *fixture, gconstpointer data)
{
  HelioWatch *watch = put (fixture, &alerts);

  come (fixture, "x", "1");
  come (fixture, "alerts/1", "{\"severity\":9}");
  helio_message_store_clear (fixture->store);
  come (fixture, "alerts/2", "{\"severity\":9}");
  look (fixture);
  g_assert_cmpuint (helio_watcher_get_unread (fixture->watcher), ==, 2);
  assert_state (watch, RAISED);
  g_assert_cmpstr (get_last (watch)->topic, ==, "alerts/2");
}

static void
test_change (Fixture *fixture, gconstpointer data)
{
  HelioWatchTerms terms = alerts;
  HelioWatch *watch = put (fixture, &alerts), *other = put (fixture, &silence);
  g_autoptr (HelioWatch) removed = NULL;

  come (fixture, "alerts/1", "{\"severity\":9}");
  look (fixture);
  assert_state (watch, RAISED);
  /* Another name is the same rule. */
  terms.name = "Alerts";
  g_assert_true (put (fixture, &terms) == watch);
  assert_state (watch, RAISED);
  g_assert_cmpstr (helio_watch_rule_get (helio_watch_get_rule (watch))->name, ==, "Alerts");
  terms.enabled = FALSE;
  put (fixture, &terms);
  assert_state (watch, OFF);
  g_assert_cmpint (get_last (watch)->how, ==, HELIO_WATCH_CHANGED);
  come (fixture, "alerts/1", "{\"severity\":9}");
  look (fixture);
  assert_state (watch, OFF);
  g_assert_cmpuint (fixture->n_raised, ==, 1);
  /* What came while it was off is not looked at afterwards. */
  come (fixture, "alerts/1", "{\"severity\":9}");
  terms.enabled = TRUE;
  put (fixture, &terms);
  look (fixture);
  assert_state (watch, QUIET);
  terms.condition = "severity > 100";
  put (fixture, &terms);
  come (fixture, "alerts/1", "{\"severity\":9}");
  look (fixture);
  assert_state (watch, QUIET);

  removed = helio_watcher_remove (fixture->watcher, 0);
  g_assert_true (removed == watch);
  g_assert_null (helio_watcher_find (fixture->watcher, "alerts"));
  come (fixture, "alerts/1", "{\"severity\":900}");
  pass (fixture, 30);
  g_assert_true (helio_watcher_insert (fixture->watcher, 0, removed, NULL));
  look (fixture);
  assert_state (watch, QUIET);
  g_assert_cmpuint (g_list_model_get_n_items (helio_watch_get_history (watch)), ==, 1);
  come (fixture, "alerts/1", "{\"severity\":900}");
  look (fixture);
  assert_state (watch, RAISED);
  pass (fixture, 60);
  assert_state (other, RAISED);
}

static void
test_bounds (Fixture *fixture, gconstpointer data)
{
  HelioWatchTerms terms = {.enabled = TRUE, .filter = "t/#", .seconds = 1};
  g_autoptr (HelioWatchRule) rule = NULL;
  g_autoptr (GError) error = NULL;
  HelioWatch *watch = NULL;

  for (guint i = 0; i < HELIO_WATCH_RULES_MAX; i++) {
    g_autofree char *id = g_strdup_printf ("rule-%u", i);

    terms.id = id;
    watch = put (fixture, &terms);
  }
  terms.id = "one-more";
  rule = helio_watch_rule_new (&terms, NULL, NULL);
  g_assert_false (helio_watcher_put (fixture->watcher, rule, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
  for (guint i = 0; i < HELIO_WATCH_HISTORY_MAX + 5; i++) {
    come (fixture, "t/1", "");
    pass (fixture, 2);
  }
  /* The last of the rules saw it, too. */
  g_assert_cmpuint (g_list_model_get_n_items (helio_watch_get_history (watch)),
                    ==,
                    HELIO_WATCH_HISTORY_MAX);
  g_assert_cmpuint (helio_watch_get_n_raised (watch), ==, HELIO_WATCH_HISTORY_MAX + 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/watcher/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("match", test_match);
  ADD ("large", test_large);
  ADD ("silence", test_silence);
  ADD ("away", test_away);
  ADD ("sleep", test_sleep);
  ADD ("wall-clock", test_wall_clock);
  ADD ("rate", test_rate);
  ADD ("rate-begins", test_rate_begins);
  ADD ("retained", test_retained);
  ADD ("unread", test_unread);
  ADD ("cleared", test_cleared);
  ADD ("change", test_change);
  ADD ("bounds", test_bounds);
  return g_test_run ();
}
