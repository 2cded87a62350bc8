// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-message-store-private.h"
#include "core/store/helio-message-store.h"
#include "core/store/helio-topic-tree.h"

#include "support/helio-store-test.h"
#include "support/helio-test.h"

#include <string.h>

#define MIB (1024 * 1024)

static guint64
get_end (HelioMessageStore *store)
{
  guint64 first, end;

  helio_message_store_get_range (store, &first, &end);
  return end;
}

static guint64
get_first (HelioMessageStore *store)
{
  guint64 first, end;

  helio_message_store_get_range (store, &first, &end);
  return first;
}

static void
test_row (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  HelioMessage message = helio_store_test_message ("site/3/temp", "{\n \"v\": 23.4 }");
  HelioMessageRow row;
  g_autoptr (GBytes) payload = NULL, properties = NULL;

  message.qos = 1;
  message.packet_id = 77;
  message.retained = TRUE;
  message.duplicate = TRUE;
  message.time = 1234567;
  message.properties = (const guint8 *) "\x01\x01";
  message.properties_length = 2;
  helio_message_store_get_sink ()->message (store, &message);

  g_assert_true (helio_message_store_get_row (store, 0, &row));
  g_assert_cmpint (row.kind, ==, HELIO_ROW_MESSAGE);
  g_assert_cmpstr (row.topic, ==, "site/3/temp");
  g_assert_cmpstr (row.preview, ==, "{ \"v\": 23.4 }");
  g_assert_cmpint (row.qos, ==, 1);
  g_assert_cmpint (row.packet_id, ==, 77);
  g_assert_true (row.retained && row.duplicate);
  g_assert_cmpuint (row.redeliveries, ==, 0);
  g_assert_cmpint (row.time, ==, 1234567);
  g_assert_cmpuint (row.size, ==, 14);
  g_assert_cmpuint (row.properties_size, ==, 2);
  g_assert_cmpint (row.payload_state, ==, HELIO_PAYLOAD_KEPT);
  helio_message_row_clear (&row);

  payload = helio_message_store_get_payload (store, 0);
  g_assert_cmpmem (g_bytes_get_data (payload, NULL),
                   g_bytes_get_size (payload),
                   "{\n \"v\": 23.4 }",
                   14);
  properties = helio_message_store_get_properties (store, 0);
  g_assert_cmpmem (g_bytes_get_data (properties, NULL),
                   g_bytes_get_size (properties),
                   "\x01\x01",
                   2);
  g_assert_false (helio_message_store_get_row (store, 1, &row));
  g_assert_null (helio_message_store_get_payload (store, 1));
}

static void
test_empty_payload (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  HelioMessageRow row;
  g_autoptr (GBytes) payload = NULL;

  helio_store_test_append (store, "a", NULL);
  g_assert_true (helio_message_store_get_row (store, 0, &row));
  g_assert_cmpstr (row.preview, ==, "");
  helio_message_row_clear (&row);
  payload = helio_message_store_get_payload (store, 0);
  g_assert_cmpuint (g_bytes_get_size (payload), ==, 0);
  g_assert_null (helio_message_store_get_properties (store, 0));
}

static void
test_gap (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  HelioMessageRow row;

  helio_store_test_append (store, "a", "1");
  helio_message_store_get_sink ()->gap (store, 99, 180000, 3, "new credential");
  helio_store_test_append (store, "a", "2");
  helio_message_store_append_gap (store, 100, -1, 0, NULL);

  g_assert_cmpuint (get_end (store), ==, 4);
  g_assert_cmpuint (helio_message_store_get_total (store), ==, 2);
  g_assert_true (helio_message_store_get_row (store, 1, &row));
  g_assert_cmpint (row.kind, ==, HELIO_ROW_GAP);
  g_assert_cmpint (row.gap, ==, 180000);
  g_assert_cmpuint (row.lost, ==, 3);
  g_assert_cmpint (row.time, ==, 99);
  g_assert_cmpstr (row.why, ==, "new credential");
  g_assert_cmpstr (row.topic, ==, "");
  helio_message_row_clear (&row);
  g_assert_null (helio_message_store_get_payload (store, 1));
  g_assert_true (helio_message_store_get_row (store, 3, &row));
  g_assert_cmpint (row.gap, ==, -1);
  g_assert_null (row.why);
  helio_message_row_clear (&row);
}

static void
test_history (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  guint64 seq;

  for (guint i = 0; i < 10; i++)
    helio_store_test_append (store, i % 3 == 0 ? "a" : "b", "x");
  seq = helio_message_store_get_last_of_topic (store, "a");
  for (int expected = 9; expected >= 0; expected -= 3) {
    g_assert_cmpuint (seq, ==, (guint64) expected);
    seq = helio_message_store_get_previous (store, seq);
  }
  g_assert_cmpuint (seq, ==, G_MAXUINT64);
  g_assert_cmpuint (helio_message_store_get_last_of_topic (store, "c"), ==, G_MAXUINT64);
  g_assert_cmpuint (helio_message_store_get_n_topics (store), ==, 2);
}

/* What there is and what went add up, and the budget holds, whatever comes. */
static void
test_eviction (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (2 * MIB);
  HelioMessageRow row;
  guint64 first, end;

  for (guint i = 0; i < 60000; i++) {
    g_autofree char *topic = g_strdup_printf ("t/%d", g_test_rand_int_range (0, 500));

    helio_store_test_append_size (store, topic, (gsize) g_test_rand_int_range (0, 300), 'x');
    if (i % 100 == 0)
      helio_message_store_append_gap (store, 0, 0, 0, "gap");
    g_assert_cmpuint (helio_message_store_get_bytes (store), <=, 2 * MIB);
  }
  helio_message_store_get_range (store, &first, &end);
  g_assert_cmpuint (end, ==, 60600);
  g_assert_cmpuint (first, >, 0);
  g_assert_cmpuint (end - first, >, 5000); /* most of the budget is used */
  g_assert_cmpuint (helio_message_store_get_total (store), ==, 60000);
  for (guint64 seq = first, messages = 0; seq <= end; seq++) {
    g_assert_cmpuint (helio_message_store_count_gaps (store, first, seq),
                      ==,
                      seq - first - messages);
    if (seq == end) {
      g_assert_cmpuint (helio_message_store_get_evicted (store) + messages, ==, 60000);
      g_assert_cmpuint (helio_message_store_count_gaps (store, 0, first), ==, 0);
      helio_message_store_clear (store);
      g_assert_cmpuint (helio_message_store_count_gaps (store, 0, end), ==, 0);
      break;
    }
    g_assert_true (helio_message_store_get_row (store, seq, &row));
    messages += row.kind == HELIO_ROW_MESSAGE;
    helio_message_row_clear (&row);
  }
}

/* The last message of a quiet topic outlives its chunk. */
static void
test_last_is_kept (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  HelioMessageRow row;
  g_autoptr (GBytes) payload = NULL, properties = NULL;
  HelioMessage message = helio_store_test_message ("quiet/one", "precious");

  message.properties = (const guint8 *) "\x02";
  message.properties_length = 1;
  helio_store_test_append (store, "quiet/one", "older");
  helio_message_store_append (store, &message);
  helio_store_test_append_size (store, "quiet/big", 50000, 'b');
  for (guint i = 0; i < 20000; i++)
    helio_store_test_append_size (store, "loud", 200, 'x');

  g_assert_cmpuint (get_first (store), >, 3);
  g_assert_false (helio_message_store_get_row (store, 0, &row));
  g_assert_cmpuint (helio_message_store_get_last_of_topic (store, "quiet/one"), ==, 1);
  g_assert_true (helio_message_store_get_row (store, 1, &row));
  g_assert_cmpstr (row.preview, ==, "precious");
  g_assert_cmpstr (row.topic, ==, "quiet/one");
  helio_message_row_clear (&row);
  payload = helio_message_store_get_payload (store, 1);
  g_assert_cmpmem (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), "precious", 8);
  properties = helio_message_store_get_properties (store, 1);
  g_assert_cmpmem (g_bytes_get_data (properties, NULL), g_bytes_get_size (properties), "\x02", 1);
  g_clear_pointer (&payload, g_bytes_unref);
  payload = helio_message_store_get_payload (store, 2);
  g_assert_cmpuint (g_bytes_get_size (payload), ==, 50000);
  g_assert_cmpuint (helio_message_store_get_previous (store, 1), ==, G_MAXUINT64);

  /* A newer one takes its place. */
  helio_store_test_append (store, "quiet/one", "new");
  g_assert_cmpuint (helio_message_store_get_last_of_topic (store, "quiet/one"),
                    ==,
                    get_end (store) - 1);
  g_assert_false (helio_message_store_get_row (store, 1, &row));
}

static void
test_topics_are_bounded (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (4 * MIB);

  for (guint i = 0; i < 100000; i++) {
    g_autofree char *topic = g_strdup_printf ("device/%u/state", i);

    helio_store_test_append (store, topic, "on");
    g_assert_cmpuint (helio_message_store_get_bytes (store), <=, 4 * MIB);
    /* One that is used now and then is not among those that go. */
    if (i % 500 == 0)
      helio_store_test_append (store, "heartbeat", "tick");
  }
  g_assert_cmpuint (helio_message_store_get_topics_dropped (store), >, 0);
  g_assert_cmpuint (helio_message_store_get_n_topics (store) +
                        helio_message_store_get_topics_dropped (store),
                    ==,
                    100001);
  g_assert_cmpuint (helio_message_store_get_last_of_topic (store, "device/0/state"),
                    ==,
                    G_MAXUINT64);
  g_assert_cmpuint (helio_message_store_get_last_of_topic (store, "heartbeat"), !=, G_MAXUINT64);
  g_assert_cmpuint (helio_message_store_get_last_of_topic (store, "device/99999/state"),
                    !=,
                    G_MAXUINT64);
}

static void
test_topic_count_is_bounded (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (64 * MIB);

  helio_message_store_set_limits (store, 1000, 0);
  for (guint i = 0; i < 5000; i++) {
    g_autofree char *topic = g_strdup_printf ("t/%u", i);

    helio_store_test_append (store, topic, "x");
  }
  g_assert_cmpuint (helio_message_store_get_n_topics (store), <=, 1000 + 8192);
  for (guint i = 0; i < 100000; i++) {
    g_autofree char *topic = g_strdup_printf ("t/%u", i);

    helio_store_test_append_size (store, topic, 100, 'x');
  }
  g_assert_cmpuint (helio_message_store_get_n_topics (store) +
                        helio_message_store_get_topics_dropped (store),
                    >=,
                    100000);
  g_assert_cmpuint (helio_message_store_get_n_topics (store), <, 12000);
}

static void
test_hundred_thousand_topics (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < 100000; i++) {
      g_autofree char *topic = g_strdup_printf ("plant/%u/line/%u/value", i % 100, i);

      helio_store_test_append (store, topic, "12.5");
    }
  g_assert_cmpuint (helio_message_store_get_n_topics (store), ==, 100000);
  g_assert_cmpuint (helio_message_store_get_topics_dropped (store), ==, 0);
  for (guint i = 0; i < 100000; i += 997) {
    g_autofree char *topic = g_strdup_printf ("plant/%u/line/%u/value", i % 100, i);

    g_assert_cmpuint (helio_message_store_get_last_of_topic (store, topic), ==, 100000 + i);
  }
}

static void
test_large_payloads (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (8 * MIB);
  g_autoptr (GBytes) spilled = NULL, big = NULL;
  g_autofree char *hash = NULL;
  g_autofree guint8 *expected = g_malloc (2 * MIB);
  HelioMessageRow row;

  helio_message_store_set_limits (store, 1000, 3 * MIB);
  helio_store_test_append_size (store, "big", 500 * 1024, 'b');
  helio_store_test_append_size (store, "spilled", 2 * MIB, 's');
  helio_store_test_append_size (store, "dropped", 2 * MIB, 'd');

  big = helio_message_store_get_payload (store, 0);
  g_assert_cmpuint (g_bytes_get_size (big), ==, 500 * 1024);
  g_assert_cmpuint (helio_message_store_get_bytes (store), <, 1 * MIB);
  g_assert_cmpuint (helio_message_store_get_spilled_bytes (store), ==, 2 * MIB);
  spilled = helio_message_store_get_payload (store, 1);
  memset (expected, 's', 2 * MIB);
  g_assert_cmpmem (g_bytes_get_data (spilled, NULL), g_bytes_get_size (spilled), expected, 2 * MIB);
  g_assert_true (helio_message_store_get_row (store, 1, &row));
  g_assert_cmpint (row.payload_state, ==, HELIO_PAYLOAD_KEPT);
  g_assert_true (g_str_has_prefix (row.preview, "sssss"));
  g_assert_true (g_str_has_suffix (row.preview, "…"));
  helio_message_row_clear (&row);

  g_assert_null (helio_message_store_get_payload (store, 2));
  g_assert_cmpuint (helio_message_store_get_payloads_dropped (store), ==, 1);
  g_assert_true (helio_message_store_get_row (store, 2, &row));
  g_assert_cmpint (row.payload_state, ==, HELIO_PAYLOAD_NOT_KEPT);
  g_assert_cmpuint (row.size, ==, 2 * MIB);
  memset (expected, 'd', 2 * MIB);
  hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, expected, 2 * MIB);
  g_assert_cmpstr (row.hash, ==, hash);
  g_assert_true (g_str_has_prefix (row.preview, "ddddd"));
  helio_message_row_clear (&row);

  /* Evicted, it gives its place in the file back; who holds it, holds it. */
  for (guint i = 0; i < 60000; i++)
    helio_store_test_append_size (store, "spilled", 200, 'x');
  g_assert_cmpuint (helio_message_store_get_spilled_bytes (store), ==, 2 * MIB);
  g_clear_pointer (&spilled, g_bytes_unref);
  g_assert_cmpuint (helio_message_store_get_spilled_bytes (store), ==, 0);
}

/* Many payloads that each fit, but not together. */
static void
test_big_payloads_evict (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (4 * MIB);

  for (guint i = 0; i < 200; i++) {
    g_autofree char *topic = g_strdup_printf ("t/%u", i % 40);

    helio_store_test_append_size (store, topic, 400 * 1024, (guint8) i);
    g_assert_cmpuint (helio_message_store_get_bytes (store), <=, 4 * MIB);
  }
  g_assert_cmpuint (get_end (store) - get_first (store), >=, 1);
  g_assert_cmpuint (helio_message_store_get_evicted (store), >, 150);
}

static HelioMessage
delivery (const char *topic, const char *payload, guint16 packet_id, gboolean redelivered)
{
  HelioMessage message = helio_store_test_message (topic, payload);

  message.qos = 1;
  message.packet_id = packet_id;
  message.duplicate = redelivered;
  message.redelivered = redelivered;
  return message;
}

static void
test_redelivery (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  HelioMessage first = delivery ("a", "one", 7, FALSE), again = delivery ("a", "one", 7, TRUE);
  HelioMessage other_id = delivery ("a", "one", 8, TRUE);
  HelioMessage other_payload = delivery ("a", "two", 7, TRUE);
  HelioMessage other_topic = delivery ("b", "one", 7, TRUE);
  HelioMessageRow row;

  helio_message_store_append (store, &first);
  for (guint i = 0; i < 100; i++)
    helio_store_test_append (store, "a", "between");
  helio_message_store_append (store, &again);
  helio_message_store_append (store, &again);
  g_assert_cmpuint (get_end (store), ==, 101);
  g_assert_cmpuint (helio_message_store_get_redelivered (store), ==, 2);
  g_assert_cmpuint (helio_message_store_get_total (store), ==, 101);
  g_assert_true (helio_message_store_get_row (store, 0, &row));
  g_assert_cmpuint (row.redeliveries, ==, 2);
  helio_message_row_clear (&row);

  /* What is no copy of a row stays a row. */
  helio_message_store_append (store, &other_id);
  helio_message_store_append (store, &other_payload);
  helio_message_store_append (store, &other_topic);
  g_assert_cmpuint (get_end (store), ==, 104);
  g_assert_cmpuint (helio_message_store_get_redelivered (store), ==, 2);
}

/* Also when the first delivery is not in a chunk any more, or was too large for one. */
static void
test_redelivery_elsewhere (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  HelioMessage first = delivery ("a", "one", 7, FALSE), again = delivery ("a", "one", 7, TRUE);
  g_autofree char *large = g_strnfill (300 * 1024, 'l');
  HelioMessage spilled = delivery ("s", large, 9, FALSE), dropped = delivery ("d", large, 9, FALSE);

  helio_message_store_set_limits (store, 1000, 400 * 1024);
  helio_message_store_append (store, &first);
  helio_message_store_append (store, &spilled);
  helio_message_store_append (store, &dropped);
  g_assert_cmpuint (helio_message_store_get_payloads_dropped (store), ==, 1);
  spilled.redelivered = dropped.redelivered = TRUE;
  helio_message_store_append (store, &spilled);
  helio_message_store_append (store, &dropped);
  g_assert_cmpuint (helio_message_store_get_redelivered (store), ==, 2);
  for (guint i = 0; i < 20000; i++)
    helio_store_test_append_size (store, "loud", 200, 'x');
  g_assert_cmpuint (get_first (store), >, 0);
  helio_message_store_append (store, &again);
  g_assert_cmpuint (helio_message_store_get_redelivered (store), ==, 3);
  large[5] = 'L';
  dropped = delivery ("d", large, 9, TRUE);
  helio_message_store_append (store, &dropped);
  g_assert_cmpuint (helio_message_store_get_redelivered (store), ==, 3);
}

static void
test_budget_change (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (16 * MIB);
  g_autoptr (HelioTopicTree) tree = helio_topic_tree_new (store);

  for (guint i = 0; i < 50000; i++)
    helio_store_test_append_size (store, "a/b", 200, 'x');
  g_assert_cmpuint (helio_message_store_get_bytes (store), >, 8 * MIB);
  helio_message_store_set_budget (store, 2 * MIB);
  g_assert_cmpuint (helio_message_store_get_budget (store), ==, 2 * MIB);
  while (helio_topic_tree_flush (tree))
    ;
  g_assert_cmpuint (helio_message_store_get_bytes (store), <=, 2 * MIB);
  helio_message_store_set_budget (store, 0);
  g_assert_cmpuint (helio_message_store_get_budget (store), ==, MIB);
}

static void
test_clear (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (16 * MIB);
  HelioMessageRow row;

  for (guint i = 0; i < 1000; i++)
    helio_store_test_append (store, "a/b", "x");
  helio_message_store_clear (store);
  g_assert_cmpuint (get_first (store), ==, 1000);
  g_assert_cmpuint (get_end (store), ==, 1000);
  g_assert_false (helio_message_store_get_row (store, 999, &row));
  g_assert_cmpuint (helio_message_store_get_n_topics (store), ==, 0);
  g_assert_cmpuint (helio_message_store_get_last_of_topic (store, "a/b"), ==, G_MAXUINT64);
  helio_store_test_append (store, "a/b", "y");
  g_assert_cmpuint (helio_message_store_get_last_of_topic (store, "a/b"), ==, 1000);
  g_assert_cmpuint (helio_message_store_get_total (store), ==, 1001);
  g_assert_cmpuint (helio_message_store_get_evicted (store), ==, 0);
}

/* ── from a thread ── */

typedef struct {
  HelioMessageStore *store;
  gint done;
} Writer;

#define WRITES 200000

static gpointer
write_messages (gpointer data)
{
  Writer *writer = data;

  for (guint i = 0; i < WRITES; i++) {
    char topic[32], payload[64];

    g_snprintf (topic, sizeof topic, "thread/%u", i % 700);
    g_snprintf (payload, sizeof payload, "%u", i);
    helio_store_test_append (writer->store, topic, payload);
    if (i % 5000 == 0)
      helio_store_test_append_size (writer->store, "big", 40000, 'b');
  }
  g_atomic_int_set (&writer->done, 1);
  return NULL;
}

/* Whatever is read while the worker writes and evicts is whole, and in order. */
static void
test_thread (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (2 * MIB);
  g_autoptr (HelioTopicTree) tree = helio_topic_tree_new (store);
  Writer writer = {store, 0};
  GThread *thread = g_thread_new ("writer", write_messages, &writer);
  guint rows = 0;

  while (!g_atomic_int_get (&writer.done) || rows == 0) {
    guint64 first, end, last = 0;

    helio_message_store_get_range (store, &first, &end);
    for (guint64 seq = first; seq < end; seq += 1 + (end - first) / 50) {
      HelioMessageRow row;

      if (!helio_message_store_get_row (store, seq, &row))
        continue; /* evicted meanwhile */
      rows++;
      if (g_str_has_prefix (row.topic, "thread/")) {
        guint64 i = g_ascii_strtoull (row.preview, NULL, 10);

        g_assert_cmpuint (g_ascii_strtoull (row.topic + 7, NULL, 10), ==, i % 700);
        g_assert_cmpuint (i, >=, last);
        last = i;
      }
      helio_message_row_clear (&row);
    }
    helio_topic_tree_flush (tree);
    g_assert_cmpuint (helio_message_store_get_bytes (store), <=, 2 * MIB + 300 * 1024);
  }
  g_thread_join (thread);
  while (helio_topic_tree_flush (tree))
    ;
  g_assert_cmpuint (helio_message_store_get_total (store), ==, WRITES + WRITES / 5000);
  g_assert_cmpuint (helio_topic_tree_get_n_topics (tree), ==, 701);
}

static void
test_finalize (void)
{
  HelioMessageStore *store = helio_message_store_new (MIB);

  helio_store_test_append (store, "a", "1");
  g_assert_finalize_object (store);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message-store/row", test_row);
  g_test_add_func ("/message-store/empty-payload", test_empty_payload);
  g_test_add_func ("/message-store/gap", test_gap);
  g_test_add_func ("/message-store/history", test_history);
  g_test_add_func ("/message-store/eviction", test_eviction);
  g_test_add_func ("/message-store/last-is-kept", test_last_is_kept);
  g_test_add_func ("/message-store/topics-are-bounded", test_topics_are_bounded);
  g_test_add_func ("/message-store/topic-count-is-bounded", test_topic_count_is_bounded);
  g_test_add_func ("/message-store/hundred-thousand-topics", test_hundred_thousand_topics);
  g_test_add_func ("/message-store/large-payloads", test_large_payloads);
  g_test_add_func ("/message-store/big-payloads-evict", test_big_payloads_evict);
  g_test_add_func ("/message-store/redelivery", test_redelivery);
  g_test_add_func ("/message-store/redelivery/elsewhere", test_redelivery_elsewhere);
  g_test_add_func ("/message-store/budget-change", test_budget_change);
  g_test_add_func ("/message-store/clear", test_clear);
  g_test_add_func ("/message-store/thread", test_thread);
  g_test_add_func ("/message-store/finalize", test_finalize);
  return g_test_run ();
}
