// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-store-test.h"
#include "ui/helio-ui-test.h"

#include "ui/messages/helio-query-entry.h"
#include "ui/watch/helio-watch-dialog.h"
#include "ui/watch/helio-watch-page.h"
#include "ui/watch/helio-watch-row.h"
#include "ui/watch/helio-watch-words.h"

#include <string.h>

#define MIB (1024 * 1024)

typedef struct {
  HelioMessageStore *store;
  HelioFakeClock *clock;
  HelioWatcher *watcher;
  HelioWatchPage *page;
  GtkWindow *window;
  AdwToastOverlay *toasts;
  guint64 shown; /* "show-message" */
  char *shown_topic;
  char *subscribed;
} Fixture;

static void
on_show (Fixture *fixture, guint64 seq, const char *topic)
{
  fixture->shown = seq;
  g_free (fixture->shown_topic);
  fixture->shown_topic = g_strdup (topic);
}

static void
on_subscribe (Fixture *fixture, const char *filter)
{
  g_free (fixture->subscribed);
  fixture->subscribed = g_strdup (filter);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const filters[] = {"alerts/#", "site/#", NULL};

  fixture->store = helio_message_store_new (8 * MIB);
  fixture->clock = helio_fake_clock_new ();
  fixture->watcher = helio_watcher_new (fixture->store, HELIO_CLOCK (fixture->clock));
  helio_watcher_set_subscriptions (fixture->watcher, filters);
  helio_watcher_set_connected (fixture->watcher, TRUE);
  fixture->page =
      HELIO_WATCH_PAGE (helio_watch_page_new (fixture->watcher, NULL, fixture->store, NULL));
  fixture->shown = G_MAXUINT64;
  g_signal_connect_swapped (fixture->page, "show-message", G_CALLBACK (on_show), fixture);
  g_signal_connect_swapped (fixture->page, "subscribe", G_CALLBACK (on_subscribe), fixture);
  fixture->window = helio_ui_test_show (GTK_WIDGET (fixture->page), data != NULL ? 360 : 760, 640);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  g_assert_finalize_object (fixture->watcher);
  g_assert_finalize_object (fixture->store);
  g_object_unref (fixture->clock);
  g_free (fixture->shown_topic);
  g_free (fixture->subscribed);
}

static void
come (Fixture *fixture, const char *topic, const char *payload)
{
  HelioMessage message = helio_store_test_message (topic, payload);

  message.time = helio_clock_now_wall (HELIO_CLOCK (fixture->clock));
  helio_message_store_append (fixture->store, &message);
}

static void
pass (Fixture *fixture, double seconds)
{
  helio_fake_clock_advance (fixture->clock, (gint64) (seconds * HELIO_SECOND));
}

static void
put (Fixture *fixture, const HelioWatchTerms *terms)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioWatchRule) rule = helio_watch_rule_new (terms, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (helio_watcher_put (fixture->watcher, rule, NULL));
}

static void
put_all (Fixture *fixture)
{
  put (fixture,
       &(HelioWatchTerms){.id = "1",
                          .name = "Severe alerts",
                          .enabled = TRUE,
                          .filter = "alerts/#",
                          .condition = "severity > 3",
                          .seconds = 60});
  put (fixture,
       &(HelioWatchTerms){.id = "2",
                          .enabled = TRUE,
                          .kind = HELIO_WATCH_SILENCE,
                          .filter = "site/1",
                          .seconds = 120});
  put (fixture,
       &(HelioWatchTerms){.id = "3",
                          .enabled = TRUE,
                          .kind = HELIO_WATCH_RATE,
                          .filter = "other/#",
                          .seconds = 10,
                          .min = 1,
                          .max = 5});
  put (fixture, &(HelioWatchTerms){.id = "4", .filter = "site/2", .seconds = 60});
}

static HelioWatchRow *
get_row (Fixture *fixture, int index)
{
  GtkListBox *list = helio_ui_test_child (fixture->page, HELIO_TYPE_WATCH_PAGE, "list");

  return HELIO_WATCH_ROW (gtk_list_box_get_row_at_index (list, index));
}

static gpointer
get_part (HelioWatchRow *row, const char *id)
{
  return helio_ui_test_child (row, HELIO_TYPE_WATCH_ROW, id);
}

static void
test_rules (Fixture *fixture, gconstpointer data)
{
  GtkListBox *history;

  helio_ui_test_wait_text (fixture->page, "No Rules Yet");
  put_all (fixture);
  helio_ui_test_wait_text (fixture->page, "Severe alerts");
  helio_ui_test_wait_text (fixture->page, "No message on site/1 for 2 min");
  helio_ui_test_wait_text (fixture->page,
                           "Fewer than 1 or more than 5 messages a second on other/#");
  helio_ui_test_wait_text (fixture->page, "Cannot tell: no subscription brings these topics");
  helio_ui_test_wait_text (fixture->page, "Off");
  come (fixture, "site/1", "1");
  for (guint i = 0; i < 1000; i++)
    come (fixture, "alerts/7", i == 0 ? "{\"severity\":9,\"text\":\"pump\"}" : "{\"severity\":5}");
  pass (fixture, 0.5);
  helio_ui_test_wait_text (fixture->page, "1,000 messages");
  pass (fixture, 121);
  helio_ui_test_wait_text (fixture->page, "Quiet · last raised at");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (get_row (fixture, 0)), TRUE);
  helio_ui_test_wait_text (fixture->page, "alerts/7");
  helio_ui_test_wait_text (fixture->page, "{\"severity\":9,\"text\":\"pump\"}");
  helio_ui_test_wait_text (fixture->page, "and 999 more messages");
  /* A row of the history shows its message. */
  history = get_part (get_row (fixture, 0), "history_list");
  g_signal_emit_by_name (history, "row-activated", gtk_list_box_get_row_at_index (history, 0));
  g_assert_cmpuint (fixture->shown, ==, 1);
  g_assert_cmpstr (fixture->shown_topic, ==, "alerts/7");
  helio_ui_test_frames (GTK_WIDGET (fixture->page), 20);
  helio_ui_test_picture (GTK_WIDGET (fixture->page), data != NULL ? "watch-narrow" : "watch-page");
  /* Unless it is gone. */
  fixture->shown = G_MAXUINT64;
  helio_message_store_clear (fixture->store);
  g_signal_emit_by_name (history, "row-activated", gtk_list_box_get_row_at_index (history, 0));
  g_assert_cmpuint (fixture->shown, ==, G_MAXUINT64);
  g_signal_emit_by_name (get_part (get_row (fixture, 2), "subscribe_button"), "clicked");
  g_assert_cmpstr (fixture->subscribed, ==, "other/#");
}

static void
test_change (Fixture *fixture, gconstpointer data)
{
  GtkSwitch *enabled;
  HelioWatch *watch;

  put_all (fixture);
  watch = helio_watcher_find (fixture->watcher, "2");
  g_assert_true (helio_watch_row_get_watch (get_row (fixture, 1)) == watch);
  enabled = get_part (get_row (fixture, 1), "enabled_switch");
  gtk_switch_set_active (enabled, FALSE);
  g_assert_cmpint (helio_watch_get_state (watch), ==, HELIO_WATCH_OFF);
  gtk_switch_set_active (enabled, TRUE);
  g_assert_cmpint (helio_watch_get_state (watch), ==, HELIO_WATCH_QUIET);
  g_signal_emit_by_name (get_part (get_row (fixture, 0), "remove_button"), "clicked");
  g_assert_null (helio_watcher_find (fixture->watcher, "1"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->watcher)), ==, 3);
}

static gboolean
is_seen (gpointer data)
{
  Fixture *fixture = data;

  return gtk_window_is_active (fixture->window);
}

static void
test_seen (Fixture *fixture, gconstpointer data)
{
  put_all (fixture);
  gtk_widget_set_visible (GTK_WIDGET (fixture->page), FALSE);
  come (fixture, "alerts/7", "{\"severity\":9}");
  pass (fixture, 0.5);
  g_assert_cmpuint (helio_watcher_get_n_unseen (fixture->watcher), ==, 1);
  gtk_widget_set_visible (GTK_WIDGET (fixture->page), TRUE);
  helio_test_wait (is_seen, fixture, 10, "the window to have the focus");
  helio_ui_test_frames (GTK_WIDGET (fixture->page), 2);
  g_assert_cmpuint (helio_watcher_get_n_unseen (fixture->watcher), ==, 0);
  g_assert_cmpuint (helio_watcher_get_n_raised (fixture->watcher), ==, 1);
}

/* ── the dialog ── */

static gpointer
get_field (gpointer dialog, const char *id)
{
  return helio_ui_test_child (dialog, HELIO_TYPE_WATCH_DIALOG, id);
}

static void
type (gpointer dialog, const char *id, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (get_field (dialog, id)), text);
}

static gboolean
may_apply (gpointer dialog)
{
  return gtk_widget_get_sensitive (get_field (dialog, "apply_button"));
}

static void
apply (gpointer dialog)
{
  g_assert_true (may_apply (dialog));
  g_signal_emit_by_name (get_field (dialog, "apply_button"), "clicked");
}

static const HelioWatchTerms *
get_terms (Fixture *fixture, guint index)
{
  g_autoptr (HelioWatch) watch = g_list_model_get_item (G_LIST_MODEL (fixture->watcher), index);

  return helio_watch_rule_get (helio_watch_get_rule (watch));
}

static gpointer
open (Fixture *fixture, HelioWatchRule *rule, const char *filter)
{
  GtkWidget *dialog = helio_watch_dialog_new (fixture->window,
                                              fixture->watcher,
                                              fixture->store,
                                              NULL,
                                              rule,
                                              filter);

  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

static void
test_dialog (Fixture *fixture, gconstpointer data)
{
  gpointer dialog = open (fixture, NULL, NULL);
  g_autofree char *name = NULL;

  /* Nothing is wrong yet. */
  g_assert_false (may_apply (dialog));
  g_assert_false (gtk_widget_get_visible (get_field (dialog, "fault")));
  type (dialog, "filter_row", "alerts/#/x");
  g_assert_false (may_apply (dialog));
  g_assert_true (gtk_widget_get_visible (get_field (dialog, "fault")));
  g_assert_true (gtk_widget_has_css_class (get_field (dialog, "filter_row"), "error"));
  type (dialog, "filter_row", "alerts/#");
  g_assert_true (may_apply (dialog));
  g_assert_false (gtk_widget_get_visible (get_field (dialog, "note")));
  helio_query_entry_set_text (get_field (dialog, "condition_entry"), "severity >");
  g_assert_false (may_apply (dialog));
  g_assert_true (gtk_widget_get_visible (get_field (dialog, "condition_fault")));
  helio_ui_test_frames (dialog, 4);
  name = g_strdup (data != NULL ? "watch-dialog-narrow" : "watch-dialog");
  helio_ui_test_picture (dialog, name);
  helio_query_entry_set_text (get_field (dialog, "condition_entry"), "severity > 3");
  type (dialog, "name_row", "Severe");
  apply (dialog);
  g_assert_cmpstr (get_terms (fixture, 0)->name, ==, "Severe");
  g_assert_cmpstr (get_terms (fixture, 0)->condition, ==, "severity > 3");
  g_assert_cmpuint (get_terms (fixture, 0)->seconds, ==, 60);
  g_assert_true (get_terms (fixture, 0)->enabled);
}

static void
test_dialog_rate (Fixture *fixture, gconstpointer data)
{
  gpointer dialog = open (fixture, NULL, "other/1");

  adw_combo_row_set_selected (get_field (dialog, "kind_row"), HELIO_WATCH_RATE);
  g_assert_false (may_apply (dialog));
  g_assert_true (gtk_widget_get_visible (get_field (dialog, "range_group")));
  g_assert_false (gtk_widget_get_visible (get_field (dialog, "condition_group")));
  type (dialog, "min_row", "x");
  g_assert_false (may_apply (dialog));
  g_assert_true (gtk_widget_has_css_class (get_field (dialog, "min_row"), "error"));
  type (dialog, "min_row", "0,5");
  g_assert_true (may_apply (dialog));
  g_assert_true (gtk_widget_get_visible (get_field (dialog, "note")));
  type (dialog, "max_row", "0.1");
  g_assert_false (may_apply (dialog));
  type (dialog, "max_row", "20");
  gtk_drop_down_set_selected (get_field (dialog, "unit_drop"), 1);
  helio_ui_test_frames (dialog, 4);
  helio_ui_test_picture (dialog, "watch-dialog-rate");
  apply (dialog);
  g_assert_cmpfloat (get_terms (fixture, 0)->min, ==, 0.5);
  g_assert_cmpfloat (get_terms (fixture, 0)->max, ==, 20);
  g_assert_cmpuint (get_terms (fixture, 0)->seconds, ==, 600);
}

static void
test_dialog_edit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  gpointer dialog;

  put (fixture,
       &(HelioWatchTerms){.id = "x",
                          .kind = HELIO_WATCH_SILENCE,
                          .filter = "site/1",
                          .seconds = 7200,
                          .retained = TRUE});
  dialog = open (fixture, helio_watch_get_rule (helio_watcher_find (fixture->watcher, "x")), NULL);
  g_assert_true (may_apply (dialog));
  g_assert_cmpint (gtk_spin_button_get_value_as_int (get_field (dialog, "time_spin")), ==, 2);
  g_assert_cmpuint (gtk_drop_down_get_selected (get_field (dialog, "unit_drop")), ==, 2);
  g_assert_true (gtk_switch_get_active (get_field (dialog, "retained_switch")));
  gtk_spin_button_set_value (get_field (dialog, "time_spin"), 3);
  apply (dialog);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->watcher)), ==, 1);
  g_assert_cmpuint (get_terms (fixture, 0)->seconds, ==, 3 * 3600);
  g_assert_false (get_terms (fixture, 0)->enabled);
  text = helio_watch_words_describe (get_terms (fixture, 0));
  g_assert_cmpstr (text, ==, "No message on site/1 for 3 h");
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
#define ADD(name, data, function)                                                                  \
  g_test_add ("/watch-page/" name, Fixture, data, set_up, function, tear_down)
  ADD ("rules", NULL, test_rules);
  ADD ("narrow", "narrow", test_rules);
  ADD ("change", NULL, test_change);
  ADD ("seen", NULL, test_seen);
  ADD ("dialog", NULL, test_dialog);
  ADD ("dialog-narrow", "narrow", test_dialog);
  ADD ("dialog-rate", NULL, test_dialog_rate);
  ADD ("dialog-edit", NULL, test_dialog_edit);
  return g_test_run ();
}
