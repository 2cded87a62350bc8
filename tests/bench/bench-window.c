// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* usage: bench-window RATE TOPICS SECONDS (under tests/support/with-display)
 * What the page with topics, messages and inspector costs the main thread a frame, 1024×700, while a worker
 * feeds its store: processor time of the update and layout phases (the budget of design.md §7 leaves the
 * paint phase out), and of painting beside it. RATE 0: what an idle page costs. */
#include "config.h"

#include "bench/bench.h"
#include "core/connection/helio-subscription.h"
#include "ui/helio-topics-page.h"
#include "ui/helio-ui.h"

#include <adwaita.h>

#define SETTLE 3 /* seconds before anything counts */

static struct {
  HelioMessageStore *store;
  guint rate, n_topics;
  gint stop; /* atomic */
  guint64 fed;

  gboolean counting;
  gint64 begin, updated, laid;
  double cpu;
  GArray *busy, *paint; /* gint64 µs */
  GMainLoop *loop;
} bench;

static gpointer
feed (gpointer data)
{
  GString *topic = g_string_new (NULL), *payload = g_string_new (NULL);
  gint64 start = g_get_monotonic_time ();

  while (!g_atomic_int_get (&bench.stop)) {
    guint64 due = (guint64) ((double) (g_get_monotonic_time () - start) * bench.rate / 1e6);

    for (; bench.fed < due; bench.fed++) {
      HelioMessage message = {0};

      bench_topic (topic, (guint) bench.fed, bench.n_topics);
      bench_payload (payload, (guint) bench.fed);
      message.topic = topic->str;
      message.topic_length = topic->len;
      message.payload = (const guint8 *) payload->str;
      message.payload_length = payload->len;
      message.time = g_get_real_time ();
      helio_message_store_append (bench.store, &message);
    }
    g_usleep (2000);
  }
  g_string_free (topic, TRUE);
  g_string_free (payload, TRUE);
  return NULL;
}

static void
on_before (GdkFrameClock *frame_clock)
{
  bench.begin = bench.updated = bench.laid = bench_thread_cpu ();
}

static void
on_updated (GdkFrameClock *frame_clock)
{
  bench.updated = bench.laid = bench_thread_cpu ();
}

static void
on_laid (GdkFrameClock *frame_clock)
{
  bench.laid = bench_thread_cpu ();
}

static void
on_painted (GdkFrameClock *frame_clock)
{
  gint64 busy = bench.laid - bench.begin, paint = bench_thread_cpu () - bench.laid;

  if (!bench.counting)
    return;
  g_array_append_val (bench.busy, busy);
  g_array_append_val (bench.paint, paint);
}

static gboolean
on_settled (gpointer data)
{
  bench.counting = TRUE;
  bench.cpu = bench_cpu_seconds ();
  return G_SOURCE_REMOVE;
}

static gboolean
on_end (gpointer data)
{
  bench.cpu = bench_cpu_seconds () - bench.cpu;
  g_main_loop_quit (bench.loop);
  return G_SOURCE_REMOVE;
}

static void
load_style (void)
{
  GtkCssProvider *provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, HELIO_RESOURCE_PATH "/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_unref (provider);
}

static GtkWindow *
show_page (HelioTopicTree *tree)
{
  g_autoptr (GListStore) subscriptions = g_list_store_new (HELIO_TYPE_SUBSCRIPTION);
  GtkWidget *page = helio_topics_page_new ();
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GdkFrameClock *frame_clock;

  helio_topics_page_set_parts (HELIO_TOPICS_PAGE (page),
                               bench.store,
                               tree,
                               G_LIST_MODEL (subscriptions));
  gtk_window_set_default_size (window, 1024, 700);
  gtk_window_set_child (window, page);
  gtk_window_present (window);
  /* The cursor of an entry blinks: that is no cost of the page. */
  gtk_window_set_focus (window, NULL);
  frame_clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  g_signal_connect (frame_clock, "before-paint", G_CALLBACK (on_before), NULL);
  g_signal_connect_after (frame_clock, "update", G_CALLBACK (on_updated), NULL);
  g_signal_connect_after (frame_clock, "layout", G_CALLBACK (on_laid), NULL);
  g_signal_connect_after (frame_clock, "paint", G_CALLBACK (on_painted), NULL);
  return window;
}

static void
report (guint seconds)
{
  bench_report ("frames", bench.busy->len);
  if (bench.busy->len > 0) {
    bench_report ("busy_p50_ms", (double) bench_percentile (bench.busy, 0.5) / 1000);
    bench_report ("busy_p95_ms", (double) bench_percentile (bench.busy, 0.95) / 1000);
    bench_report ("busy_max_ms", (double) bench_percentile (bench.busy, 1) / 1000);
    bench_report ("paint_p50_ms", (double) bench_percentile (bench.paint, 0.5) / 1000);
    bench_report ("paint_p95_ms", (double) bench_percentile (bench.paint, 0.95) / 1000);
  }
  bench_report ("messages", (double) bench.fed);
  bench_report ("cpu_share", bench.cpu / seconds);
}

int
main (int argc, char **argv)
{
  guint seconds;
  g_autoptr (HelioTopicTree) tree = NULL;
  GThread *feeder = NULL;
  GtkWindow *window;

  if (argc != 4) {
    g_printerr ("usage: bench-window RATE TOPICS SECONDS\n");
    return 2;
  }
  bench.rate = (guint) g_ascii_strtoull (argv[1], NULL, 10);
  bench.n_topics = (guint) MAX (g_ascii_strtoull (argv[2], NULL, 10), 1);
  seconds = (guint) MAX (g_ascii_strtoull (argv[3], NULL, 10), 1);
  adw_init ();
  helio_ui_init ();
  load_style ();
  bench.busy = g_array_new (FALSE, FALSE, sizeof (gint64));
  bench.paint = g_array_new (FALSE, FALSE, sizeof (gint64));
  bench.store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);
  tree = helio_topic_tree_new (bench.store);
  window = show_page (tree);
  if (bench.rate > 0)
    feeder = g_thread_new ("feeder", feed, NULL);
  bench.loop = g_main_loop_new (NULL, FALSE);
  g_timeout_add_seconds (SETTLE, on_settled, NULL);
  g_timeout_add_seconds (SETTLE + seconds, on_end, NULL);
  g_main_loop_run (bench.loop);
  g_atomic_int_set (&bench.stop, 1);
  g_clear_pointer (&feeder, g_thread_join);
  gtk_window_destroy (window);
  report (seconds);
  g_main_loop_unref (bench.loop);
  g_array_unref (bench.busy);
  g_array_unref (bench.paint);
  g_object_unref (bench.store);
  return 0;
}
