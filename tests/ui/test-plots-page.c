// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#define G_SETTINGS_ENABLE_BACKEND

#include "support/helio-store-test.h"
#include "ui/helio-ui-test.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "ui/plots/helio-plot-dialog.h"
#include "ui/plots/helio-plot-export.h"
#include "ui/plots/helio-plots-page.h"

#include <gio/gsettingsbackend.h>
#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MIB (1024 * 1024)

typedef struct {
  HelioMessageStore *store;
  HelioFakeClock *clock;
  HelioPlotsPage *page;
  GtkWindow *window;
} Fixture;

static void
feed (Fixture *fixture, guint i, const char *topic, const char *payload)
{
  HelioMessage message = helio_store_test_message (topic, payload);

  message.time = helio_clock_now_wall (HELIO_CLOCK (fixture->clock)) - (60 - (gint64) i) * SECOND;
  helio_message_store_append (fixture->store, &message);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = helio_message_store_new (8 * MIB);
  fixture->clock = helio_fake_clock_new ();
  for (guint i = 0; i < 60; i++) {
    g_autofree char *json =
        g_strdup_printf ("{\"temp\":%u,\"on\":%s}", 20 + i % 5, i % 2 ? "true" : "false");
    g_autofree char *number = g_strdup_printf ("%u.5", 10 + i % 3);

    feed (fixture, i, "site/1", json);
    feed (fixture, i, "site/2", i == 30 ? "broken" : number);
  }
  fixture->page = HELIO_PLOTS_PAGE (
      helio_plots_page_new (fixture->store, NULL, HELIO_CLOCK (fixture->clock), NULL, NULL));
  fixture->window = helio_ui_test_show (GTK_WIDGET (fixture->page), 760, 560);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  g_assert_finalize_object (fixture->store);
  helio_test_wait_gone (fixture->clock, 10, "the clock to go");
}

static gboolean
has_values (gpointer data)
{
  Fixture *fixture = data;
  HelioSeries *series =
      helio_plot_view_get_series (helio_plots_page_get_plot (fixture->page, 0), 0);

  return helio_series_get_counts (series)->values >= 59;
}

static gboolean
has_all_values (gpointer data)
{
  return helio_series_get_counts (data)->values == 59 + 60;
}

static void
test_add (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *texts = NULL;

  helio_ui_test_wait_text (fixture->page, "No Plots Yet");
  g_assert_true (helio_plots_page_add (fixture->page, -1, "site/1", "temp", &error));
  g_assert_no_error (error);
  g_assert_true (helio_plots_page_add (fixture->page, 0, "site/2", NULL, &error));
  g_assert_true (helio_plots_page_add (fixture->page, 0, "site/2", NULL, &error));
  g_assert_true (helio_plots_page_add (fixture->page, -1, "site/1", "on", &error));
  g_assert_cmpuint (helio_plots_page_get_n_plots (fixture->page), ==, 2);
  g_assert_cmpuint (helio_plot_view_get_n_series (helio_plots_page_get_plot (fixture->page, 0)),
                    ==,
                    2);
  g_assert_false (helio_plots_page_add (fixture->page, 0, "a/#/b", NULL, &error));
  g_assert_nonnull (error);
  helio_test_wait (has_values, fixture, 10, "values");
  helio_ui_test_wait_text (fixture->page, "site/1 · temp");
  helio_ui_test_wait_text (fixture->page, "24");
  helio_ui_test_wait_text (fixture->page, "12.5");
  helio_ui_test_wait_text (fixture->page, "1 without a value");
  helio_ui_test_frames (GTK_WIDGET (fixture->page), 4);
  helio_ui_test_picture (GTK_WIDGET (fixture->page), "plots-page");
  helio_ui_test_looks (fixture->window, "plots-page");
}

/* A page that nobody sees. */
static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GtkWidget) page = g_object_ref_sink (
      helio_plots_page_new (fixture->store, NULL, HELIO_CLOCK (fixture->clock), NULL, NULL));
  Fixture hidden = *fixture;

  hidden.page = HELIO_PLOTS_PAGE (page);
  for (guint i = 0; i < 4; i++)
    g_assert_true (helio_plots_page_add (hidden.page, -1, "site/2", NULL, NULL));
  /* Many times what is read at once. */
  for (guint i = 0; i < 150000; i++)
    feed (fixture, 60, "site/1", "{}");
  for (guint i = 0; i < 60; i++)
    feed (fixture, 60, "site/2", "1");
  for (guint i = 0; i < 4; i++) {
    HelioSeries *series =
        helio_plot_view_get_series (helio_plots_page_get_plot (hidden.page, i), 0);

    helio_test_wait (has_all_values, series, 60, "what came while nobody looked");
  }
}

/* What was evicted before it was read stands beside the line, even where nothing else is wrong. */
static void
test_unread (Fixture *fixture, gconstpointer data)
{
  g_autofree char *large = g_strnfill (1000, 'x');

  g_assert_true (helio_plots_page_add (fixture->page, -1, "other", NULL, NULL));
  for (guint i = 0; i < 20000; i++)
    feed (fixture, 60, "unplotted", large);
  g_assert_cmpuint (helio_message_store_get_evicted (fixture->store), >, 0);
  helio_ui_test_wait_text (fixture->page, " gone unread");
}

static void
test_limits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < HELIO_PLOT_LINES_MAX; i++) {
    g_autofree char *topic = g_strdup_printf ("t/%u", i);

    g_assert_true (helio_plots_page_add (fixture->page, 0, topic, NULL, NULL));
  }
  g_assert_cmpuint (helio_plots_page_get_n_plots (fixture->page), ==, 1);
  g_assert_false (helio_plots_page_add (fixture->page, 0, "one more", NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
  g_clear_error (&error);
  for (guint i = 1; i < HELIO_PLOTS_MAX; i++)
    g_assert_true (helio_plots_page_add (fixture->page, -1, "t", NULL, NULL));
  g_assert_false (helio_plots_page_add (fixture->page, -1, "t", NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  HelioPlotView *view;

  helio_plots_page_add (fixture->page, -1, "site/1", "temp", NULL);
  helio_plots_page_add (fixture->page, 0, "site/2", NULL, NULL);
  view = helio_plots_page_get_plot (fixture->page, 0);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (view), "plot.remove-value", "i", 0));
  g_assert_cmpuint (helio_plot_view_get_n_series (view), ==, 1);
  g_assert_cmpstr (helio_series_get_filter (helio_plot_view_get_series (view, 0)), ==, "site/2");
  g_assert_cmpuint (helio_plot_get_lines (helio_plot_view_get_plot (view))->len, ==, 1);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (view), "plot.remove", NULL));
  g_assert_cmpuint (helio_plots_page_get_n_plots (fixture->page), ==, 0);
  helio_ui_test_wait_text (fixture->page, "No Plots Yet");
}

/* As the program has them: in a file, read anew by a program that is started again. */
static GSettings *
open_settings (const char *path)
{
  g_autoptr (GSettingsSchemaSource) source = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsBackend) backend = g_keyfile_settings_backend_new (path, "/", NULL);
  g_autofree char *folder = g_build_filename (g_getenv ("HELIO_BUILD_ROOT"), "data", NULL);
  g_autoptr (GError) error = NULL;

  source = g_settings_schema_source_new_from_directory (folder, NULL, FALSE, &error);
  g_assert_no_error (error);
  schema = g_settings_schema_source_lookup (source, APPLICATION_ID, FALSE);
  g_assert_nonnull (schema);
  return g_settings_new_full (schema, backend, NULL);
}

static GtkWindow *
open_page_of (Fixture *fixture, GSettings *settings, const char *id)
{
  fixture->page = HELIO_PLOTS_PAGE (
      helio_plots_page_new (fixture->store, NULL, HELIO_CLOCK (fixture->clock), settings, id));
  return helio_ui_test_show (GTK_WIDGET (fixture->page), 760, 560);
}

static GtkWindow *
open_page (Fixture *fixture, const char *path, const char *id)
{
  g_autoptr (GSettings) settings = open_settings (path);

  return open_page_of (fixture, settings, id);
}

static void
assert_series (Fixture *fixture, guint plot, guint i, const char *filter, const char *member)
{
  HelioSeries *series =
      helio_plot_view_get_series (helio_plots_page_get_plot (fixture->page, plot), i);

  g_assert_cmpstr (helio_series_get_filter (series), ==, filter);
  g_assert_cmpstr (helio_series_get_member (series), ==, member);
}

/* Plots are there again after a restart, in their order and each with its values; those of another profile are its
 * own, and one that was removed stays away. */
static void
test_restart (Fixture *fixture, gconstpointer data)
{
  HelioPlotsPage *first = fixture->page;
  g_autofree char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "settings", NULL);
  GtkWindow *window = open_page (fixture, path, "p1");

  g_assert_true (helio_plots_page_add (fixture->page, -1, "site/1", "temp", NULL));
  g_assert_true (helio_plots_page_add (fixture->page, 0, "site/2", NULL, NULL));
  g_assert_true (helio_plots_page_add (fixture->page, -1, "site/+", "a.b[2]", NULL));
  g_assert_true (helio_plots_page_add (fixture->page, -1, "site/1", "on", NULL));
  gtk_window_destroy (window);

  window = open_page (fixture, path, "p2");
  g_assert_cmpuint (helio_plots_page_get_n_plots (fixture->page), ==, 0);
  g_assert_true (helio_plots_page_add (fixture->page, -1, "other", NULL, NULL));
  gtk_window_destroy (window);

  window = open_page (fixture, path, "p1");
  g_assert_cmpuint (helio_plots_page_get_n_plots (fixture->page), ==, 3);
  g_assert_cmpuint (helio_plot_view_get_n_series (helio_plots_page_get_plot (fixture->page, 0)),
                    ==,
                    2);
  assert_series (fixture, 0, 0, "site/1", "temp");
  assert_series (fixture, 0, 1, "site/2", NULL);
  assert_series (fixture, 1, 0, "site/+", "a.b[2]");
  assert_series (fixture, 2, 0, "site/1", "on");
  helio_test_wait (has_values, fixture, 10, "the values of the plot");
  gtk_widget_activate_action (GTK_WIDGET (helio_plots_page_get_plot (fixture->page, 1)),
                              "plot.remove",
                              NULL);
  gtk_widget_activate_action (GTK_WIDGET (helio_plots_page_get_plot (fixture->page, 0)),
                              "plot.remove-value",
                              "i",
                              0);
  gtk_window_destroy (window);

  window = open_page (fixture, path, "p1");
  g_assert_cmpuint (helio_plots_page_get_n_plots (fixture->page), ==, 2);
  assert_series (fixture, 0, 0, "site/2", NULL);
  assert_series (fixture, 1, 0, "site/1", "on");
  gtk_window_destroy (window);
  window = open_page (fixture, path, "p2");
  g_assert_cmpuint (helio_plots_page_get_n_plots (fixture->page), ==, 1);
  assert_series (fixture, 0, 0, "other", NULL);
  gtk_window_destroy (window);
  fixture->page = first;
  helio_test_remove_dir (g_steal_pointer (&dir));
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  helio_profile_store_save_finish (HELIO_PROFILE_STORE (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  helio_profile_store_remove_finish (HELIO_PROFILE_STORE (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  helio_profile_store_load_finish (HELIO_PROFILE_STORE (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
remember_plot (Fixture *fixture, GSettings *settings, const char *id)
{
  GtkWindow *window = open_page_of (fixture, settings, id);

  g_assert_true (helio_plots_page_add (fixture->page, -1, "site/1", "temp", NULL));
  gtk_window_destroy (window);
}

static void
assert_remembered (Fixture *fixture, GSettings *settings, const char *id, guint n)
{
  GtkWindow *window = open_page_of (fixture, settings, id);

  g_assert_cmpuint (helio_plots_page_get_n_plots (fixture->page), ==, n);
  gtk_window_destroy (window);
}

/* As its secrets: when the moment for an undo is over, and no sooner. */
static void
test_removed_profile (Fixture *fixture, gconstpointer data)
{
  HelioPlotsPage *first = fixture->page;
  g_autofree char *dir = helio_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "settings", NULL);
  g_autoptr (HelioProfileStore) profiles = helio_profile_store_new (dir);
  g_autoptr (GSettings) settings = open_settings (path);
  g_autoptr (HelioProfile) profile = helio_profile_new ();
  gboolean loaded = FALSE, written = FALSE, removed = FALSE;

  helio_set_str (&profile->name, "one");
  helio_set_str (&profile->broker.url, "mqtt://127.0.0.1:1/");
  helio_profile_store_load_async (profiles, NULL, on_loaded, &loaded);
  helio_test_wait_flag (&loaded, 10, "the profiles");
  helio_profile_store_save_async (profiles, profile, NULL, on_written, &written);
  helio_test_wait_flag (&written, 10, "the profile to be stored");
  helio_plots_forget_removed (settings, profiles);
  remember_plot (fixture, settings, profile->id);
  remember_plot (fixture, settings, "another");

  helio_profile_store_remove_async (profiles, profile->id, NULL, on_removed, &removed);
  helio_test_wait_flag (&removed, 10, "the profile to be removed");
  assert_remembered (fixture, settings, profile->id, 1);
  helio_profile_store_settle_removed (profiles, "another");
  helio_profile_store_settle_removed (profiles, profile->id);
  assert_remembered (fixture, settings, profile->id, 0);
  assert_remembered (fixture, settings, "another", 1);
  fixture->page = first;
  helio_test_settle ();
  helio_test_remove_dir (g_steal_pointer (&dir));
}

static HelioPlotDialog *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (HELIO_IS_PLOT_DIALOG (l->data))
      return l->data;
  return NULL;
}

static void
test_dialog (Fixture *fixture, gconstpointer data)
{
  HelioPlotDialog *dialog;
  HelioSeries *series;

  helio_plots_page_ask (fixture->page, "site/1");
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  helio_ui_test_frames (GTK_WIDGET (dialog), 3);
  helio_ui_test_wait_text (dialog, "temp");
  helio_ui_test_wait_text (dialog, "on");
  helio_ui_test_picture (GTK_WIDGET (dialog), "plot-dialog");

  /* What is not valid is said, and nothing is lost. */
  gtk_editable_set_text (helio_ui_test_child (dialog, HELIO_TYPE_PLOT_DIALOG, "member_row"),
                         "a..b");
  g_signal_emit_by_name (helio_ui_test_child (dialog, HELIO_TYPE_PLOT_DIALOG, "plot_button"),
                         "clicked");
  helio_ui_test_wait_text (dialog, "does not name a member");
  g_assert_true (find_dialog () == dialog);
  g_assert_cmpuint (helio_plots_page_get_n_plots (fixture->page), ==, 0);

  gtk_editable_set_text (helio_ui_test_child (dialog, HELIO_TYPE_PLOT_DIALOG, "member_row"),
                         "temp");
  g_signal_emit_by_name (helio_ui_test_child (dialog, HELIO_TYPE_PLOT_DIALOG, "plot_button"),
                         "clicked");
  g_assert_null (find_dialog ());
  g_assert_cmpuint (helio_plots_page_get_n_plots (fixture->page), ==, 1);
  series = helio_plot_view_get_series (helio_plots_page_get_plot (fixture->page, 0), 0);
  g_assert_cmpstr (helio_series_get_member (series), ==, "temp");
}

static gboolean
has_row (gpointer dialog, const char *text)
{
  g_autofree char *texts = helio_ui_test_texts (dialog);

  return strstr (texts, text) != NULL;
}

/* A large payload is looked into elsewhere; nobody waits for it, nor is shown what another topic has. */
static void
test_dialog_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) json = g_string_new ("{");
  HelioPlotDialog *dialog;
  GtkEditable *topic;

  for (guint i = 0; i < 30000; i++)
    g_string_append_printf (json, "\"n%u\":\"\",", i);
  g_string_append (json, "\"late\":1}");
  feed (fixture, 0, "large", json->str);
  helio_plots_page_ask (fixture->page, "large");
  dialog = find_dialog ();
  helio_ui_test_frames (GTK_WIDGET (dialog), 1);
  helio_ui_test_wait_text (dialog, "late");

  topic = helio_ui_test_child (dialog, HELIO_TYPE_PLOT_DIALOG, "topic_row");
  gtk_editable_set_text (topic, "larg");
  g_assert_false (has_row (dialog, "late"));
  gtk_editable_set_text (topic, "large");
  g_assert_false (has_row (dialog, "late")); /* yet */
  gtk_editable_set_text (topic, "site/1");
  g_assert_true (has_row (dialog, "temp"));
  gtk_editable_set_text (topic, "large");
  helio_ui_test_wait_text (dialog, "late");
  g_assert_false (has_row (dialog, "temp"));
  /* And it can be closed while that goes on. */
  gtk_editable_set_text (topic, "");
  gtk_editable_set_text (topic, "large");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_export (Fixture *fixture, gconstpointer data)
{
  static const guint8 png_magic[] = {0x89, 'P', 'N', 'G'};
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GBytes) svg = NULL;
  g_autoptr (GBytes) csv = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *svg_text = NULL;
  g_autofree char *csv_text = NULL;
  HelioPlot *plot;

  helio_plots_page_add (fixture->page, -1, "site/1", "temp", NULL);
  helio_test_wait (has_values, fixture, 10, "values");
  helio_ui_test_frames (GTK_WIDGET (fixture->page), 3);
  plot = helio_plot_view_get_plot (helio_plots_page_get_plot (fixture->page, 0));
  png = helio_plot_export (plot, HELIO_PLOT_FORM_PNG, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (png, NULL), 4, png_magic, 4);
  svg = helio_plot_export (plot, HELIO_PLOT_FORM_SVG, &error);
  g_assert_no_error (error);
  svg_text = g_strndup (g_bytes_get_data (svg, NULL), g_bytes_get_size (svg));
  g_assert_nonnull (strstr (svg_text, "<svg"));
  /* A line is a path, not a picture. */
  g_assert_nonnull (strstr (svg_text, "<path"));
  g_assert_null (strstr (svg_text, "<image"));
  csv = helio_plot_export (plot, HELIO_PLOT_FORM_CSV, &error);
  g_assert_no_error (error);
  csv_text = g_strndup (g_bytes_get_data (csv, NULL), g_bytes_get_size (csv));
  lines = g_strsplit (csv_text, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 62); /* header, sixty values, the end */
  g_assert_true (g_str_has_prefix (lines[1], "\"site/1 · temp\","));
  g_assert_true (g_str_has_suffix (lines[1], ",20,20,20,1"));
  g_assert_true (g_str_has_suffix (lines[60], ",24,24,24,1"));
  if (g_getenv ("HELIO_TEST_PICTURES") != NULL) {
    g_autofree char *path = g_build_filename (g_getenv ("HELIO_TEST_PICTURES"), "export.png", NULL);

    g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), NULL);
  }
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/plots/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("add", test_add);
  ADD ("hidden", test_hidden);
  ADD ("unread", test_unread);
  ADD ("limits", test_limits);
  ADD ("remove", test_remove);
  ADD ("restart", test_restart);
  ADD ("removed-profile", test_removed_profile);
  ADD ("dialog", test_dialog);
  ADD ("large-payload", test_dialog_large);
  ADD ("export", test_export);
  return g_test_run ();
}
