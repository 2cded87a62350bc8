// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-talkers.h"

#include "support/helio-store-test.h"

#define MIB (1024 * 1024)
#define SECOND ((gint64) G_USEC_PER_SEC)

static void
feed (HelioMessageStore *store, const char *topic, guint n, gsize size)
{
  for (guint i = 0; i < n; i++)
    helio_store_test_append_size (store, topic, size, 'x');
}

static void
settle (HelioTalkers *talkers, gint64 now)
{
  guint flushes = 0;

  while (helio_talkers_flush (talkers, now))
    g_assert_cmpuint (flushes++, <, 100000);
}

#define assert_talker(top, i, t, m, b, mr, br)                                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const HelioTalker *talker = g_ptr_array_index (top, i);                                        \
    g_assert_cmpstr (talker->topic, ==, t);                                                        \
    g_assert_cmpuint (talker->messages, ==, m);                                                    \
    g_assert_cmpuint (talker->bytes, ==, b);                                                       \
    g_assert_cmpfloat (talker->message_rate, ==, mr);                                              \
    g_assert_cmpfloat (talker->byte_rate, ==, br);                                                 \
  }                                                                                                \
  G_STMT_END

static void
test_order (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (8 * MIB);
  g_autoptr (HelioTalkers) talkers = NULL;

  feed (store, "old", 100, 10); /* there before anybody looked: in no rate */
  helio_message_store_append_gap (store, 0, 5, 0, NULL);
  talkers = helio_talkers_new (store);
  settle (talkers, 10 * SECOND);
  feed (store, "often", 20, 1);
  feed (store, "large", 4, 1000);
  feed (store, "old", 2, 10);
  settle (talkers, 12 * SECOND);
  g_assert_cmpuint (helio_talkers_get_n_topics (talkers), ==, 3);
  {
    g_autoptr (GPtrArray) top =
        helio_talkers_get_top (talkers, HELIO_TALKERS_BY_MESSAGE_RATE, 10, 12 * SECOND);

    g_assert_cmpuint (top->len, ==, 3);
    assert_talker (top, 0, "often", 20, 20, 10, 10);
    assert_talker (top, 1, "large", 4, 4000, 2, 2000);
    assert_talker (top, 2, "old", 102, 1020, 1, 10);
  }
  {
    g_autoptr (GPtrArray) top =
        helio_talkers_get_top (talkers, HELIO_TALKERS_BY_BYTE_RATE, 1, 12 * SECOND);

    g_assert_cmpuint (top->len, ==, 1);
    assert_talker (top, 0, "large", 4, 4000, 2, 2000);
  }
  {
    g_autoptr (GPtrArray) top =
        helio_talkers_get_top (talkers, HELIO_TALKERS_BY_MESSAGES, 2, 12 * SECOND);

    assert_talker (top, 0, "old", 102, 1020, 1, 10);
    assert_talker (top, 1, "often", 20, 20, 10, 10);
  }
  {
    g_autoptr (GPtrArray) top =
        helio_talkers_get_top (talkers, HELIO_TALKERS_BY_BYTES, 2, 12 * SECOND);

    assert_talker (top, 0, "large", 4, 4000, 2, 2000);
    assert_talker (top, 1, "old", 102, 1020, 1, 10);
  }
}

/* A rate is that of the last five to ten seconds. */
static void
test_windows (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (8 * MIB);
  g_autoptr (HelioTalkers) talkers = helio_talkers_new (store);
  static const struct {
    int at;
    double rate;
  } expected[] = {{10, 10}, {14, 50. / 9}, {15, 0}, {60, 0}};

  settle (talkers, 0);
  for (guint i = 0; i < 2; i++) {
    feed (store, "a", 50, 1);
    settle (talkers, (i + 1) * 5 * SECOND);
  }
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    const gint64 now = expected[i].at * SECOND;
    g_autoptr (GPtrArray) top = NULL;

    settle (talkers, now);
    top = helio_talkers_get_top (talkers, HELIO_TALKERS_BY_MESSAGES, 1, now);
    assert_talker (top, 0, "a", 100, 100, expected[i].rate, expected[i].rate);
  }
}

static void
test_cleared (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (8 * MIB);
  g_autoptr (HelioTalkers) talkers = helio_talkers_new (store);
  g_autoptr (GPtrArray) top = NULL;

  feed (store, "a", 5, 1);
  settle (talkers, 0);
  helio_message_store_clear (store);
  feed (store, "b", 2, 1);
  settle (talkers, SECOND);
  top = helio_talkers_get_top (talkers, HELIO_TALKERS_BY_MESSAGES, 5, SECOND);
  g_assert_cmpuint (top->len, ==, 1);
  assert_talker (top, 0, "b", 2, 2, 0, 0);
}

/* A topic that the store has forgotten counts, without a name. */
static void
test_forgotten (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioTalkers) talkers = helio_talkers_new (store);
  g_autoptr (GPtrArray) top = NULL;
  guint64 messages = 0;

  for (guint i = 0; i < 40000; i++) {
    g_autofree char *topic = g_strdup_printf ("topic/%u", i);

    feed (store, topic, 1, 1);
    if (i % 100 == 0)
      settle (talkers, 0);
  }
  settle (talkers, 0);
  g_assert_cmpuint (helio_message_store_get_topics_dropped (store), >, 0);
  top = helio_talkers_get_top (talkers, HELIO_TALKERS_BY_MESSAGES, 50000, SECOND);
  for (guint i = 0; i < top->len; i++)
    messages += ((HelioTalker *) top->pdata[i])->messages;
  g_assert_cmpuint (messages + helio_talkers_get_unread (talkers), ==, 40000);
  g_assert_null (((HelioTalker *) top->pdata[0])->topic);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/talkers/order", test_order);
  g_test_add_func ("/talkers/windows", test_windows);
  g_test_add_func ("/talkers/cleared", test_cleared);
  g_test_add_func ("/talkers/forgotten", test_forgotten);
  return g_test_run ();
}
