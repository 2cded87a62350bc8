// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "bench/bench.h"
#include "core/store/helio-export.h"
#include "core/store/helio-message-store-private.h"
#include "core/store/helio-message-view.h"
#include "core/store/helio-recorder.h"
#include "core/store/helio-topic-tree.h"

#include <glib/gstdio.h>

/* The store alone, without a connection.
 *
 *   bench-store append MESSAGES TOPICS    from a thread, as fast as it goes, main thread flushes at 60 Hz
 *   bench-store frame RATE TOPICS         at RATE messages a second: what a frame's flushes cost
 *   bench-store flat SIBLINGS NEW         what a frame costs that brings NEW topics more under one level
 *   bench-store memory MESSAGES TOPICS    what a message and a topic take, accounted and in the process
 *   bench-store filter MESSAGES TOPICS    filter as you type over all of them; topics ignored and shown again
 *   bench-store record MESSAGES TOPICS    as append, without and with a recorder; then the export of what is there */

typedef struct {
  HelioMessageStore *store;
  HelioTopicTree *tree;
  HelioMessageView *view;
  guint n, n_topics;
  double rate; /* a second; 0: as fast as it goes */
  double cpu;
  gint64 slowest;
  gint done;
} Bench;

static void
append (Bench *self, GString *topic, GString *payload, guint i)
{
  HelioMessage message = {0};

  bench_topic (topic, i, self->n_topics);
  bench_payload (payload, i, 0);
  message.topic = topic->str;
  message.topic_length = topic->len;
  message.payload = (const guint8 *) payload->str;
  message.payload_length = payload->len;
  message.time = i;
  helio_message_store_append (self->store, &message);
}

/* Topics and payloads made before, so that only the store is timed. */
static gpointer
append_prepared (gpointer data)
{
  Bench *self = data;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) topics = g_ptr_array_new_with_free_func (g_free);
  gint64 begin, before, now;

  for (guint i = 0; i < self->n_topics; i++) {
    bench_topic (text, i, self->n_topics);
    g_ptr_array_add (topics, g_strdup (text->str));
  }
  bench_payload (text, 123456, 0);
  begin = before = g_get_monotonic_time ();
  for (guint i = 0; i < self->n; i++) {
    HelioMessage message = {.topic = g_ptr_array_index (topics, i % self->n_topics)};

    message.topic_length = strlen (message.topic);
    message.payload = (const guint8 *) text->str;
    message.payload_length = text->len;
    helio_message_store_append (self->store, &message);
    if (i % 64 == 0) {
      now = g_get_monotonic_time ();
      self->slowest = MAX (self->slowest, now - before);
      before = now;
    }
  }
  self->cpu = (double) (g_get_monotonic_time () - begin) / 1e6;
  g_atomic_int_set (&self->done, 1);
  return NULL;
}

static gpointer
append_at_rate (gpointer data)
{
  Bench *self = data;
  g_autoptr (GString) topic = g_string_new (NULL), payload = g_string_new (NULL);
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < self->n; i++) {
    append (self, topic, payload, i);
    while ((double) (g_get_monotonic_time () - begin) * self->rate / 1e6 < i)
      g_usleep (1000);
  }
  g_atomic_int_set (&self->done, 1);
  return NULL;
}

static void
fill (Bench *self)
{
  g_autoptr (GString) topic = g_string_new (NULL), payload = g_string_new (NULL);

  for (guint i = 0; i < self->n; i++)
    append (self, topic, payload, i);
}

static void
settle (Bench *self)
{
  while (helio_topic_tree_flush (self->tree) | helio_message_view_flush (self->view))
    ;
}

static gint64
frame (Bench *self)
{
  gint64 begin = bench_thread_cpu ();

  helio_topic_tree_flush (self->tree);
  helio_message_view_flush (self->view);
  /* The rows that a window shows. */
  for (guint i = 0; i < 20; i++) {
    guint n = g_list_model_get_n_items (G_LIST_MODEL (self->view));
    HelioMessageRow row;

    if (n > i && helio_message_store_get_row (self->store,
                                              helio_message_view_get_seq (self->view, n - 1 - i),
                                              &row))
      helio_message_row_clear (&row);
  }
  for (guint i = 0; i < MIN (20, g_list_model_get_n_items (G_LIST_MODEL (self->tree))); i++) {
    g_autoptr (HelioTopicItem) item = g_list_model_get_item (G_LIST_MODEL (self->tree), i);
    HelioTopicRow row;

    if (helio_topic_tree_get_row (self->tree, helio_topic_item_get_node (item), &row))
      helio_topic_row_clear (&row);
  }
  return bench_thread_cpu () - begin;
}

static GArray *
run_frames (Bench *self, GThreadFunc func)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (gint64));
  GThread *thread = g_thread_new ("bench", func, self);
  gboolean expanded = FALSE;

  while (!g_atomic_int_get (&self->done)) {
    gint64 took = frame (self);

    g_array_append_val (times, took);
    if (!expanded && helio_topic_tree_get_n_topics (self->tree) == self->n_topics) {
      helio_topic_tree_expand_all (self->tree, G_MAXUINT);
      expanded = TRUE;
    }
    g_usleep ((gulong) MAX (0, 16667 - took));
  }
  g_thread_join (thread);
  return times;
}

static void
bench_append (Bench *self)
{
  g_autoptr (GArray) times = run_frames (self, append_prepared);

  bench_report ("messages_per_second", self->n / self->cpu);
  bench_report ("slowest_append", (double) self->slowest);
  bench_report ("flush_p95", (double) bench_percentile (times, 0.95));
}

static void
bench_frame (Bench *self)
{
  g_autoptr (GArray) times = NULL;

  self->rate = self->n;
  self->n *= 10; /* ten seconds */
  times = run_frames (self, append_at_rate);
  bench_report ("p50", (double) bench_percentile (times, 0.5));
  bench_report ("p95", (double) bench_percentile (times, 0.95));
  bench_report ("worst", (double) bench_percentile (times, 1));
}

/* Neighbours in time are no neighbours by name. */
static void
append_sibling (Bench *self, guint32 i)
{
  g_autofree char *topic = g_strdup_printf ("flat/%08x", i * 2654435761u);
  HelioMessage message = {.topic = topic, .topic_length = strlen (topic)};

  message.payload = (const guint8 *) "1";
  message.payload_length = 1;
  helio_message_store_append (self->store, &message);
}

static GArray *
run_siblings (Bench *self, guint32 *next, guint a_frame)
{
  enum {
    FRAMES = 600
  };
  GArray *times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < FRAMES; i++) {
    gint64 took;

    for (guint j = 0; j < a_frame; j++)
      append_sibling (self, (*next)++);
    took = frame (self);
    g_array_append_val (times, took);
  }
  return times;
}

/* First the level grows; then, at the limit of topics, each new one takes the place of an old one. */
static void
bench_flat (Bench *self)
{
  g_autoptr (GArray) grow = NULL, replace = NULL;
  guint32 next = 0;

  helio_message_store_set_budget (self->store, G_GUINT64_CONSTANT (2) << 30);
  while (next < self->n)
    append_sibling (self, next++);
  settle (self);
  helio_topic_tree_expand_all (self->tree, G_MAXUINT);
  grow = run_siblings (self, &next, self->n_topics);
  bench_report ("p50", (double) bench_percentile (grow, 0.5));
  bench_report ("p95", (double) bench_percentile (grow, 0.95));
  bench_report ("worst", (double) bench_percentile (grow, 1));

  helio_message_store_set_limits (self->store, next, G_GUINT64_CONSTANT (1) << 30);
  replace = run_siblings (self, &next, self->n_topics);
  bench_report ("replace_p50", (double) bench_percentile (replace, 0.5));
  bench_report ("replace_p95", (double) bench_percentile (replace, 0.95));
  bench_report ("replace_worst", (double) bench_percentile (replace, 1));
  bench_report ("replaced", (double) helio_message_store_get_topics_dropped (self->store));
}

/* Three fills tell a message from a topic: many messages on few topics, then one more on each of many. */
static void
bench_memory (Bench *self)
{
  guint topics = self->n_topics;
  g_autoptr (GString) topic = g_string_new (NULL), payload = g_string_new (NULL);
  gsize rss[3], bytes[3];
  guint64 names = 0, content = 0;

  helio_message_store_set_budget (self->store, G_GUINT64_CONSTANT (2) << 30);
  self->n_topics = 100;
  rss[0] = bench_rss ();
  bytes[0] = helio_message_store_get_bytes (self->store);
  fill (self);
  settle (self);
  rss[1] = bench_rss ();
  bytes[1] = helio_message_store_get_bytes (self->store);
  for (guint i = 0; i < self->n; i++) {
    bench_payload (payload, i, 0);
    content += payload->len;
  }
  bench_report ("record", ((double) (bytes[1] - bytes[0]) - (double) content) / self->n);

  self->n_topics = topics;
  content = 0;
  for (guint i = 0; i < topics; i++) {
    append (self, topic, payload, i);
    names += topic->len;
    content += payload->len;
  }
  settle (self);
  rss[2] = bench_rss ();
  bytes[2] = helio_message_store_get_bytes (self->store);
  bench_report ("node",
                ((double) (bytes[2] - bytes[1]) - (double) content - (double) names) / topics - 32);
  bench_report ("accounted", (double) (bytes[2] - bytes[0]));
  bench_report ("rss", (double) (rss[2] - rss[0]));

  helio_message_view_set_filter (self->view, "a");
  settle (self);
  bench_report ("view_row",
                (double) helio_message_view_get_bytes (self->view) /
                    g_list_model_get_n_items (G_LIST_MODEL (self->view)));
}

/* @filter over all: time to the first rows, to the last, and the longest flush. */
static void
type_filter (Bench *self, const char *filter, gint64 *first, gint64 *all, gint64 *longest)
{
  gint64 begin = g_get_monotonic_time (), frames = 0;
  gboolean more = TRUE;

  helio_message_view_set_filter (self->view, filter);
  helio_topic_tree_set_filter (self->tree, filter);
  *first = -1;
  while (more) {
    gint64 at = g_get_monotonic_time (), cpu = bench_thread_cpu ();

    more = helio_message_view_flush (self->view);
    more |= helio_topic_tree_flush (self->tree);
    cpu = bench_thread_cpu () - cpu;
    at = g_get_monotonic_time () - at;
    *longest = MAX (*longest, cpu);
    if (g_getenv ("BENCH_VERBOSE") != NULL)
      g_printerr ("%s: frame %d, %d µs, of the processor %d µs\n",
                  filter,
                  (int) frames,
                  (int) at,
                  (int) cpu);
    frames++;
    if (*first < 0 && g_list_model_get_n_items (G_LIST_MODEL (self->view)) > 0)
      *first = frames * 16667 - 16667 + at;
  }
  /* As a window would see it, which calls once a frame. */
  *all = MAX (frames * 16667, g_get_monotonic_time () - begin);
}

/* All branches open, so that as many rows go and come as can. */
static void
change_ignored (Bench *self, const char *const *filters, gint64 *all, gint64 *longest)
{
  gint64 frames = 0;
  gboolean more = TRUE;

  helio_topic_tree_set_ignored (self->tree, filters);
  while (more) {
    gint64 cpu = bench_thread_cpu ();

    more = helio_topic_tree_flush (self->tree);
    *longest = MAX (*longest, bench_thread_cpu () - cpu);
    frames++;
  }
  *all = MAX (*all, frames * 16667);
}

static void
bench_ignored (Bench *self)
{
  static const char *const lists[][3] = {{"plant/1/#"},
                                         {"plant/1/#", "+/+/line/7/#"},
                                         {"#"},
                                         {"+/+/+/+/sensor/99", "plant/+/line/3/#"},
                                         {NULL}};
  gint64 all = 0, longest = 0;
  guint n_ignored = 0;

  helio_topic_tree_set_filter (self->tree, NULL);
  helio_topic_tree_expand_all (self->tree, G_MAXUINT);
  settle (self);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++) {
    change_ignored (self, lists[i], &all, &longest);
    n_ignored = MAX (n_ignored, helio_topic_tree_get_n_ignored (self->tree));
  }
  bench_report ("ignored", n_ignored);
  bench_report ("ignored_all", (double) all);
  bench_report ("ignored_longest_flush", (double) longest);
}

static void
bench_filter (Bench *self)
{
  static const char *typed[] =
      {"s", "se", "sensor/9", "sensor/99", "sensor/999", "\"v\":3", "plant/+/line/7/#", "n\":77"};
  gint64 worst_first = 0, worst_all = 0, longest = 0;

  helio_message_store_set_budget (self->store, G_GUINT64_CONSTANT (1) << 30);
  fill (self);
  settle (self);
  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++) {
    gint64 first, all;

    type_filter (self, typed[i], &first, &all, &longest);
    worst_first = MAX (worst_first, first);
    worst_all = MAX (worst_all, all);
  }
  bench_report ("first", (double) worst_first);
  bench_report ("all", (double) worst_all);
  bench_report ("longest_flush", (double) longest);
  bench_ignored (self);
}

/* ── keeping ── */

static void
on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static double
append_all (Bench *self)
{
  g_autoptr (GArray) times = NULL;

  self->done = 0;
  times = run_frames (self, append_prepared);
  return self->n / self->cpu;
}

static void
bench_export (Bench *self, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "export.jsonl", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (HelioExport) export = helio_export_new ();
  g_autoptr (GAsyncResult) result = NULL;
  gint64 begin = g_get_monotonic_time ();
  guint64 written, gone;

  helio_export_run_async (export, self->view, file, HELIO_ROWS_JSON, NULL, on_result, &result);
  if (!helio_export_run_finish (export, wait_for (&result), &written, &gone, NULL))
    g_error ("the export failed");
  bench_report ("exported_per_second",
                (double) written * 1e6 / (double) (g_get_monotonic_time () - begin));
  g_file_delete (file, NULL, NULL);
}

static void
bench_record (Bench *self)
{
  g_autofree char *folder = g_dir_make_tmp ("helio-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "bench.heliorec", NULL);
  g_autoptr (HelioRecorder) recorder = helio_recorder_new (self->store);
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) stopped = NULL;
  HelioRecorderStatus status;
  guint64 first, end;
  gint64 begin;

  bench_report ("without", append_all (self));
  helio_message_store_get_range (self->store, &first, &end);
  helio_recorder_start_async (recorder, path, "Bench", end, FALSE, on_result, &started);
  if (!helio_recorder_start_finish (recorder, wait_for (&started), NULL))
    g_error ("the recording did not begin");
  begin = g_get_monotonic_time ();
  bench_report ("with", append_all (self));
  helio_recorder_stop_async (recorder, on_result, &stopped);
  if (!helio_recorder_stop_finish (recorder, wait_for (&stopped), NULL))
    g_error ("the recording failed");
  helio_recorder_get_status (recorder, &status);
  bench_report ("recorded_per_second",
                (double) status.messages * 1e6 / (double) (g_get_monotonic_time () - begin));
  bench_report ("missed", (double) status.missed);
  settle (self);
  bench_export (self, folder);
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  Bench self = {0};

  if (argc != 4)
    return 2;
  self.store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);
  self.tree = helio_topic_tree_new (self.store);
  self.view = helio_message_view_new (self.store);
  self.n = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  self.n_topics = (guint) g_ascii_strtoull (argv[3], NULL, 10);
  if (g_str_equal (argv[1], "append"))
    bench_append (&self);
  else if (g_str_equal (argv[1], "frame"))
    bench_frame (&self);
  else if (g_str_equal (argv[1], "flat"))
    bench_flat (&self);
  else if (g_str_equal (argv[1], "memory"))
    bench_memory (&self);
  else if (g_str_equal (argv[1], "filter"))
    bench_filter (&self);
  else if (g_str_equal (argv[1], "record"))
    bench_record (&self);
  else
    return 2;
  g_object_unref (self.view);
  g_object_unref (self.tree);
  g_object_unref (self.store);
  return 0;
}
