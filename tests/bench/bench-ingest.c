// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "bench/bench.h"
#include "core/mqtt/helio-link.h"
#include "core/store/helio-message-view.h"
#include "core/store/helio-topic-tree.h"

#include <stdlib.h>

/* What the window does without its widgets: the real link, store, tree with all branches open and message
 * view, both flushed at 60 Hz on the main thread.
 *
 *   bench-ingest URL MESSAGES TOPICS
 * prints {"end": µs of the monotonic clock}, {"flush_p95": µs}, {"flush_worst": µs}, and fails if a message
 * is missing or out of order. */

typedef struct {
  HelioLink *link;
  HelioMessageStore *store;
  HelioTopicTree *tree;
  HelioMessageView *view;
  GMainLoop *loop;
  guint expected, n_topics;
  gint64 end, last_progress;
  guint64 last_total;
  GArray *flushes; /* gint64 */
  gboolean expanded, failed;
} Bench;

static void
on_events (HelioLink *link, GPtrArray *events, gpointer user_data)
{
  HelioFilterOptions options = {.filter = "#"};
  Bench *self = user_data;

  for (guint i = 0; i < events->len; i++) {
    const HelioEvent *event = events->pdata[i];

    if (event->kind == HELIO_EVENT_CONNECTED)
      helio_link_subscribe (link, &options);
    if (event->kind == HELIO_EVENT_REFUSED ||
        (event->kind == HELIO_EVENT_DISCONNECTED && self->end == 0)) {
      g_printerr ("bench-ingest: %s\n", event->error != NULL ? event->error->message : "ended");
      self->failed = TRUE;
      g_main_loop_quit (self->loop);
    }
  }
}

static gboolean
on_frame (gpointer user_data)
{
  Bench *self = user_data;
  gint64 begin = g_get_monotonic_time (), cpu = bench_thread_cpu (), took;
  guint64 total = helio_message_store_get_total (self->store);
  gboolean busy = helio_topic_tree_flush (self->tree);

  busy |= helio_message_view_flush (self->view);
  took = bench_thread_cpu () - cpu;
  g_array_append_val (self->flushes, took);
  if (!self->expanded && helio_topic_tree_get_n_topics (self->tree) == self->n_topics) {
    helio_topic_tree_expand_all (self->tree, G_MAXUINT);
    self->expanded = TRUE;
  }
  if (total != self->last_total)
    self->last_progress = begin;
  self->last_total = total;
  /* All there, and all taken over by tree and view. */
  if (total >= self->expected && !busy) {
    self->end = begin;
    g_main_loop_quit (self->loop);
  } else if (begin - self->last_progress > 20 * G_USEC_PER_SEC) {
    g_printerr ("bench-ingest: stuck at %" G_GUINT64_FORMAT "\n", total);
    self->failed = TRUE;
    g_main_loop_quit (self->loop);
  }
  return G_SOURCE_CONTINUE;
}

/* Each kept payload has its number in it. */
static gboolean
is_complete (Bench *self)
{
  guint64 first, end;

  helio_message_store_get_range (self->store, &first, &end);
  if (end != self->expected || helio_topic_tree_get_n_topics (self->tree) != self->n_topics ||
      g_list_model_get_n_items (G_LIST_MODEL (self->view)) < end - first)
    return FALSE;
  for (guint64 seq = first; seq < end; seq++) {
    g_autoptr (GBytes) payload = helio_message_store_get_payload (self->store, seq);
    gsize length;
    const char *text = g_bytes_get_data (payload, &length);

    if (length < 10 || g_ascii_strtoull (text + 5, NULL, 10) != seq)
      return FALSE;
  }
  return TRUE;
}

int
main (int argc, char *argv[])
{
  Bench self = {0};
  HelioLinkConfig config = {
      .mqtt_version = 5,
      .client_id = "bench-ingest",
      .keep_alive = 60,
      .clean_start = TRUE,
      .receive_maximum = 1000,
      .maximum_packet_size = -1,
  };
  HelioMessageSink sink = {helio_message_store_get_sink (), NULL};
  g_autoptr (HelioSecret) password = helio_secret_new ("anything");
  HelioCredentialInit init = {
      .username = "anybody",
      .password = password,
      .life_kind = HELIO_CREDENTIAL_LIFE_ENDLESS,
      .method = "password",
  };
  g_autoptr (HelioCredential) credential = helio_credential_new (&init);

  if (argc != 4)
    return 2;
  config.url = argv[1];
  self.expected = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  self.n_topics = MIN ((guint) g_ascii_strtoull (argv[3], NULL, 10), self.expected);
  self.store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);
  self.tree = helio_topic_tree_new (self.store);
  self.view = helio_message_view_new (self.store);
  self.flushes = g_array_new (FALSE, FALSE, sizeof (gint64));
  self.loop = g_main_loop_new (NULL, FALSE);
  self.last_progress = g_get_monotonic_time ();
  sink.sink = self.store;
  self.link = helio_link_new (&config, &sink, on_events, &self);
  helio_link_connect (self.link, credential, TRUE);
  g_timeout_add (16, on_frame, &self);
  g_main_loop_run (self.loop);

  helio_link_free (self.link);
  if (self.failed || !is_complete (&self)) {
    g_printerr ("bench-ingest: messages are missing or out of order\n");
    return 1;
  }
  bench_report ("end", (double) self.end);
  bench_report ("flush_p95", (double) bench_percentile (self.flushes, 0.95));
  bench_report ("flush_worst", (double) bench_percentile (self.flushes, 1));
  return 0;
}
