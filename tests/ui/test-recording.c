// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-test.h"
#include "ui/helio-ui-test.h"
#include "ui/helio-window-test.h"

#include "ui/messages/helio-inspector.h"
#include "ui/messages/helio-message-export.h"
#include "ui/messages/helio-message-list.h"
#include "ui/recording/helio-record-bar.h"
#include "ui/recording/helio-replay-bar.h"
#include "ui/recording/helio-replay-window.h"

#include <glib/gstdio.h>
#include <string.h>

/* Records with the bar, then opens the file and plays it. */

typedef struct {
  char *dir;
  HelioMessageStore *store;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = helio_test_make_dir ();
  f->store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->store);
  helio_test_remove_dir (f->dir);
}

/* From the test's start, a message a second. */
static void
feed (HelioMessageStore *store, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *payload = g_strdup_printf ("{\"temp\": %u}", 20 + i);
    HelioMessage message = {.topic = "site/3/temp",
                            .topic_length = strlen ("site/3/temp"),
                            .payload = (const guint8 *) payload,
                            .payload_length = strlen (payload),
                            .time = (G_GINT64_CONSTANT (1769860800) + i) * G_USEC_PER_SEC};

    helio_message_store_append (store, &message);
  }
}

static gboolean
is_not_recording (gpointer bar)
{
  return !helio_record_bar_is_recording (bar);
}

static gboolean
is_there (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
is_paused (gpointer replay)
{
  return helio_replay_get_state (replay) == HELIO_REPLAY_PAUSED;
}

static HelioReplay *
open_replay (const char *path)
{
  HelioTestResult result = {0};
  g_autoptr (GError) error = NULL;
  HelioReplay *replay;

  helio_replay_open_async (path,
                           HELIO_STORE_DEFAULT_BUDGET,
                           NULL,
                           helio_test_result_ready,
                           &result);
  replay = helio_replay_open_finish (helio_test_result_wait (&result, 20), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  return replay;
}

static void
on_open (HelioRecordBar *bar, const char *path, char **opened)
{
  *opened = g_strdup (path);
}

/* From a recording nothing is plotted or published, so the menu does not offer it. */
static void
check_inspector (GtkWidget *window)
{
  HelioInspector *inspector = helio_ui_test_find (window, HELIO_TYPE_INSPECTOR);
  GtkMenuButton *button = helio_ui_test_child (inspector, HELIO_TYPE_INSPECTOR, "menu_button");
  g_autofree char *texts = NULL;

  helio_inspector_show_message (inspector, 0);
  gtk_menu_button_popup (button);
  helio_ui_test_frames (window, 5);
  texts = helio_ui_test_texts (gtk_menu_button_get_popover (button));
  g_assert_nonnull (strstr (texts, "Copy Topic"));
  g_assert_null (strstr (texts, "Plot"));
  g_assert_null (strstr (texts, "Publish"));
  gtk_menu_button_popdown (button);
}

/* The window of what the bar recorded. */
static void
check_replay (HelioReplay *replay)
{
  GtkWidget *window = helio_replay_window_new (replay);
  HelioReplayBar *bar;
  GtkScale *scale;
  gint64 first, last, position;

  gtk_window_present (GTK_WINDOW (window));
  helio_ui_test_wait_text (window, "Production");
  bar = helio_ui_test_find (window, HELIO_TYPE_REPLAY_BAR);
  scale = helio_ui_test_find (bar, GTK_TYPE_SCALE);
  helio_test_wait (is_paused, replay, 20, "the end of the recording");
  helio_ui_test_frames (window, 5);
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (scale)), ==, 59);
  helio_ui_test_picture (window, "replay");
  helio_ui_test_looks (GTK_WINDOW (window), "replay");

  check_inspector (window);
  /* The thumb is put to the middle. */
  gtk_range_set_value (GTK_RANGE (scale), 30);
  helio_test_wait (is_paused, replay, 20, "the middle of the recording");
  helio_ui_test_frames (window, 5);
  helio_replay_get_position (replay, &first, &last, &position, NULL);
  g_assert_cmpint (position, ==, first + 30 * G_USEC_PER_SEC);
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (scale)), ==, 30);
  g_assert_true (gtk_widget_activate_action (window, "replay.forward", NULL));
  helio_test_wait (is_paused, replay, 20, "ten seconds on");
  helio_replay_get_position (replay, &first, &last, &position, NULL);
  g_assert_cmpint (position, ==, first + 40 * G_USEC_PER_SEC);

  helio_replay_set_speed (replay, 100);
  g_assert_true (gtk_widget_activate_action (window, "replay.toggle", NULL));
  g_assert_cmpint (helio_replay_get_state (replay), ==, HELIO_REPLAY_PLAYING);
  helio_test_wait (is_paused, replay, 20, "the end again");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_record (Fixture *f, gconstpointer data)
{
  GtkWidget *widget = helio_record_bar_new ();
  HelioRecordBar *bar = HELIO_RECORD_BAR (widget);
  GtkWindow *window = helio_ui_test_show (widget, 700, 200);
  g_autoptr (HelioReplay) replay = NULL;
  g_autofree char *opened = NULL;
  g_autofree char *texts = NULL;
  g_autofree char *copy = g_build_filename (f->dir, "copy.heliorec", NULL);
  GStatBuf info;

  g_signal_connect (bar, "open", G_CALLBACK (on_open), &opened);
  texts = helio_ui_test_texts (widget);
  g_assert_cmpstr (texts, ==, "");
  helio_record_bar_start (bar, f->store, "Production: a/b");
  g_assert_true (helio_record_bar_is_recording (bar));
  feed (f->store, 60);
  helio_ui_test_wait_text (widget, "60 messages");
  helio_ui_test_picture (GTK_WIDGET (window), "recording");
  helio_ui_test_looks (window, "recording");
  g_signal_emit_by_name (helio_ui_test_find_button (widget, "_Stop Recording"), "clicked");
  helio_test_wait (is_not_recording, bar, 20, "the end of the recording");
  helio_ui_test_wait_text (widget, "Recorded 60 messages");
  helio_ui_test_picture (GTK_WIDGET (window), "recorded");
  helio_ui_test_looks (window, "recorded");
  g_signal_emit_by_name (helio_ui_test_find_button (widget, "_Open"), "clicked");
  g_assert_cmpstr (opened, ==, helio_record_bar_get_path (bar));
  g_assert_nonnull (strstr (opened, "Production- a-b "));
  g_assert_cmpint (g_stat (opened, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  replay = open_replay (opened);
  check_replay (replay);
  g_clear_object (&replay);
  helio_record_bar_save_copy (bar, copy);
  helio_test_wait (is_there, copy, 20, "the copy");
  replay = open_replay (copy);
  check_replay (replay);
  g_unlink (opened);
  gtk_window_destroy (window);
}

static gboolean
is_exported (gpointer export)
{
  return !helio_file_progress_is_busy (export);
}

static void
export_to (HelioMessageExport *export, HelioMessageView *view, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  helio_message_export_run (export, view, file);
  helio_test_wait (is_exported, export, 20, "the export");
}

static gboolean
has_ten (gpointer view)
{
  return g_list_model_get_n_items (view) == 10;
}

static void
test_export (Fixture *f, gconstpointer data)
{
  GtkWidget *list = GTK_WIDGET (helio_message_list_new ());
  GtkWindow *window = helio_ui_test_show (list, 700, 400);
  g_autoptr (HelioMessageView) view = helio_message_view_new (f->store);
  HelioMessageExport *export = helio_ui_test_find (list, HELIO_TYPE_MESSAGE_EXPORT);
  g_autofree char *json = g_build_filename (f->dir, "a.jsonl", NULL);
  g_autofree char *csv = g_build_filename (f->dir, "a.csv", NULL);
  g_autofree char *nowhere = g_build_filename (f->dir, "none", "a.csv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (HelioReplay) replay = NULL;
  guint64 first, end;

  feed (f->store, 60);
  helio_message_view_set_filter (view, "temp >= 70");
  helio_message_list_set_view (HELIO_MESSAGE_LIST (list), view);
  helio_test_wait (has_ten, view, 20, "the filter");
  export_to (export, view, json);
  g_assert_true (g_file_get_contents (json, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 11);
  g_assert_nonnull (strstr (lines[0], "\"{\\\"temp\\\": 70}\""));
  export_to (export, view, csv);
  replay = open_replay (csv);
  helio_test_wait (is_paused, replay, 20, "the export to be read");
  helio_message_store_get_range (helio_replay_get_store (replay), &first, &end);
  g_assert_cmpuint (end - first, ==, 10);
  /* What goes wrong stays on view. */
  export_to (export, view, nowhere);
  helio_ui_test_wait_text (GTK_WIDGET (export), "could not be written");
  helio_ui_test_wait_text (GTK_WIDGET (export), "Choose another folder");
  gtk_window_destroy (window);
}

static gpointer
find_drop_target (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_DROP_TARGET (controller))
      return controller; /* the widget has it */
  }
  return NULL;
}

static gpointer
find_replay_window (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (HELIO_IS_REPLAY_WINDOW (window))
      return window;
  }
  return NULL;
}

static gboolean
has_replay_window (gpointer data)
{
  return find_replay_window () != NULL;
}

/* An export that is dropped on the window is opened; it is not taken for a profile. */
static void
test_drop (HelioWindowTest *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->directory, "a.jsonl", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *texts = NULL;
  gboolean taken = FALSE;
  GFile *files[] = {file};

  g_assert_true (
      g_file_set_contents (path,
                           "{\"time\":\"2026-01-31T12:00:00Z\",\"topic\":\"dropped/topic\","
                           "\"payload\":\"1\"}\n",
                           -1,
                           NULL));
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array (files, 1));
  g_signal_emit_by_name (find_drop_target (GTK_WIDGET (f->window)),
                         "drop",
                         &value,
                         0.0,
                         0.0,
                         &taken);
  g_assert_true (taken);
  helio_test_wait (has_replay_window, NULL, 20, "the recording's window");
  helio_ui_test_wait_text (find_replay_window (), "1 topic\n");
  texts = helio_ui_test_texts (f->window);
  g_assert_null (strstr (texts, "a.jsonl"));
  gtk_window_destroy (find_replay_window ());
}

int
main (int argc, char *argv[])
{
  g_autofree char *data = helio_test_make_dir ();
  int status;

  g_setenv ("XDG_DATA_HOME", data, TRUE);
  helio_ui_test_init (&argc, &argv);
  g_test_add ("/ui/recording/record", Fixture, NULL, set_up, test_record, tear_down);
  g_test_add ("/ui/recording/export", Fixture, NULL, set_up, test_export, tear_down);
  g_test_add ("/ui/recording/drop",
              HelioWindowTest,
              NULL,
              helio_window_test_set_up,
              test_drop,
              helio_window_test_tear_down);
  status = g_test_run ();
  helio_test_remove_dir (g_steal_pointer (&data));
  return status;
}
