// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-message-store-private.h"
#include "core/store/helio-slice-sort.h"
#include "core/store/helio-topic-tree.h"

#include "support/helio-store-test.h"

#include <string.h>

#define MIB (1024 * 1024)

/* ── the sort that can be interrupted ── */

static int
compare_tens (gconstpointer a, gconstpointer b, gpointer n_compared)
{
  const guint32 x = *(const guint32 *) a / 10, y = *(const guint32 *) b / 10;

  ++*(guint *) n_compared;
  return x < y ? -1 : x > y;
}

/* Interrupted as often as it can be, and stable: of those with the same tens the smaller came first. */
static void
test_slices (void)
{
  const guint sizes[] = {0, 1, 2, 15, 16, 17, 31, 32, 33, 1000, 4097, 65536, 100000};

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++) {
    const guint n = sizes[s];
    g_autofree guint32 *items = g_new (guint32, n + 1);
    HelioSliceSort sort = {0};
    guint n_compared = 0, slices = 1, first;

    for (guint i = 0; i < n; i++)
      items[i] = g_random_int_range (0, (int) n) / 10 * 10 + i % 10;
    /* Made comparable: each ten holds its places in the order they came. */
    for (guint i = 0; i < n; i++)
      items[i] = items[i] / 10 * 10 + MIN (i * 10 / MAX (n, 1), 9);
    helio_slice_sort_begin (&sort, items, n);
    while (!helio_slice_sort_run (&sort, compare_tens, &n_compared, 0))
      g_assert_cmpuint (slices++, <, 1000000);
    for (guint i = 1; i < n; i++)
      g_assert_cmpuint (items[i - 1], <=, items[i]);
    if (n >= 4097)
      g_assert_cmpuint (slices, >, n / 1000);
    first = n_compared;

    /* What is in order already costs no more than a look. */
    n_compared = 0;
    helio_slice_sort_begin (&sort, items, n);
    g_assert_true (helio_slice_sort_run (&sort, compare_tens, &n_compared, G_MAXINT64));
    g_assert_cmpuint (n_compared, <=, n + n / 8);
    if (n >= 1000)
      g_assert_cmpuint (n_compared, <, first / 4);
    helio_slice_sort_clear (&sort);
  }
}

/* ── the tree ── */

static guint64
node_of (gpointer item)
{
  return helio_topic_item_get_node (HELIO_TOPIC_ITEM (item));
}

static void
settle (HelioTopicTree *tree)
{
  guint flushes = 0;

  while (helio_topic_tree_flush (tree))
    g_assert_cmpuint (flushes++, <, 100000);
}

static void
assert_rows (HelioTopicTree *tree, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (tree)); i++) {
    g_autoptr (HelioTopicItem) item = g_list_model_get_item (G_LIST_MODEL (tree), i);
    HelioTopicRow row;

    g_assert_true (helio_topic_tree_get_row (tree, helio_topic_item_get_node (item), &row));
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", row.topic);
    helio_topic_row_clear (&row);
    /* What looks for a row finds it. */
    g_assert_cmpuint (helio_topic_tree_get_position (tree, helio_topic_item_get_node (item)),
                      ==,
                      i);
  }
  g_assert_cmpstr (text->str, ==, expected);
}

typedef struct {
  HelioMessageStore *store;
  HelioTopicTree *tree;
  HelioShadow *rows;
  gint64 now;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->store = helio_message_store_new (64 * MIB);
  self->tree = helio_topic_tree_new (self->store);
  self->rows = helio_shadow_new (G_LIST_MODEL (self->tree), node_of);
  self->now = g_get_monotonic_time ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  helio_shadow_check (self->rows);
  helio_shadow_free (self->rows);
  g_assert_finalize_object (self->tree);
  g_assert_finalize_object (self->store);
}

static void
append (Fixture *self, const char *topic, guint n)
{
  for (guint i = 0; i < n; i++)
    helio_store_test_append (self->store, topic, "1");
}

/* @seconds later. */
static void
resort (Fixture *self, guint seconds)
{
  settle (self->tree);
  self->now += seconds * G_TIME_SPAN_SECOND;
  helio_topic_tree_resort (self->tree, self->now);
  settle (self->tree);
  helio_shadow_check (self->rows);
}

static void
sort_by (Fixture *self, HelioTopicSort sort)
{
  settle (self->tree);
  helio_topic_tree_set_sort (self->tree, sort);
  g_assert_cmpint (helio_topic_tree_get_sort (self->tree), ==, sort);
  settle (self->tree);
  helio_shadow_check (self->rows);
}

static void
test_recent (Fixture *self, gconstpointer data)
{
  append (self, "b/1", 1);
  append (self, "b/2", 1);
  append (self, "a", 1);
  append (self, "c", 1);
  append (self, "b/1", 1);
  settle (self->tree);
  helio_topic_tree_expand_all (self->tree, G_MAXUINT);
  assert_rows (self->tree, "a b b/1 b/2 c");
  sort_by (self, HELIO_TOPIC_SORT_RECENT);
  assert_rows (self->tree, "b b/1 b/2 c a");

  /* The order stays until it is asked for; what is new comes last. */
  append (self, "a", 1);
  append (self, "b/2", 1);
  append (self, "0", 1);
  append (self, "b/0", 1);
  settle (self->tree);
  assert_rows (self->tree, "b b/1 b/2 b/0 c a 0");
  append (self, "c", 1);
  resort (self, 2);
  assert_rows (self->tree, "c b b/0 b/2 b/1 0 a");

  /* Folding keeps it; by name again everything is where it was, with what came meanwhile. */
  helio_topic_tree_set_expanded (self->tree, helio_topic_tree_find (self->tree, "b"), FALSE);
  assert_rows (self->tree, "c b 0 a");
  append (self, "a/5", 1);
  append (self, "b/00", 1);
  helio_topic_tree_set_expanded (self->tree, helio_topic_tree_find (self->tree, "b"), TRUE);
  sort_by (self, HELIO_TOPIC_SORT_NAME);
  assert_rows (self->tree, "0 a b b/0 b/00 b/1 b/2 c");
}

static void
test_rate (Fixture *self, gconstpointer data)
{
  append (self, "a", 1);
  append (self, "b/x", 1);
  append (self, "b/y", 30);
  append (self, "c", 10);
  settle (self->tree);
  helio_topic_tree_expand_all (self->tree, G_MAXUINT);
  sort_by (self, HELIO_TOPIC_SORT_RATE);
  assert_rows (self->tree, "b b/y b/x c a");

  /* From now on it is what comes, not what came. */
  for (guint i = 0; i < 20; i++) {
    append (self, "a", 100);
    append (self, "b/x", 20);
    append (self, "c", 1);
    resort (self, 2);
  }
  assert_rows (self->tree, "a b b/x b/y c");
  /* Nearly the same rate is the same: the name decides, and nothing dances. */
  for (guint i = 0; i < 10; i++) {
    append (self, "b/x", 100 + i % 2);
    append (self, "a", 100 + (i + 1) % 2);
    resort (self, 2);
    if (i > 7)
      assert_rows (self->tree, "a b b/x b/y c");
  }
}

/* While somebody aims at a row nothing moves, and nothing comes between; a wish is done. */
static void
test_held (Fixture *self, gconstpointer data)
{
  guint emissions, done;

  append (self, "a", 1);
  append (self, "b", 2);
  append (self, "c", 3);
  sort_by (self, HELIO_TOPIC_SORT_RECENT);
  assert_rows (self->tree, "c b a");
  emissions = helio_shadow_get_n_emissions (self->rows);
  done = helio_topic_tree_get_n_sorted (self->tree);

  helio_topic_tree_set_hold (self->tree, HELIO_TOPIC_HOLD_ROWS);
  append (self, "a", 1);
  append (self, "0", 1);
  resort (self, 2);
  assert_rows (self->tree, "c b a");
  g_assert_cmpuint (helio_shadow_get_n_emissions (self->rows), ==, emissions);
  g_assert_cmpuint (helio_topic_tree_get_n_sorted (self->tree), ==, done);

  /* New ones come again before the order does. */
  helio_topic_tree_set_hold (self->tree, HELIO_TOPIC_HOLD_ORDER);
  settle (self->tree);
  assert_rows (self->tree, "c b a 0");
  helio_topic_tree_set_hold (self->tree, HELIO_TOPIC_HOLD_NOTHING);
  settle (self->tree);
  assert_rows (self->tree, "0 a c b");
  g_assert_cmpuint (helio_topic_tree_get_n_sorted (self->tree), ==, done + 1);

  helio_topic_tree_set_hold (self->tree, HELIO_TOPIC_HOLD_ROWS);
  sort_by (self, HELIO_TOPIC_SORT_NAME);
  assert_rows (self->tree, "0 a b c");
  append (self, "aa", 1);
  settle (self->tree);
  assert_rows (self->tree, "0 a b c");
  helio_topic_tree_set_hold (self->tree, HELIO_TOPIC_HOLD_NOTHING);
  settle (self->tree);
  assert_rows (self->tree, "0 a aa b c");
}

/* An order that has not changed moves no row. */
static void
test_calm (Fixture *self, gconstpointer data)
{
  guint emissions;

  for (guint i = 0; i < 50; i++) {
    g_autofree char *topic = g_strdup_printf ("topic/%u", i);
    append (self, topic, 1);
  }
  settle (self->tree);
  helio_topic_tree_expand_all (self->tree, G_MAXUINT);
  sort_by (self, HELIO_TOPIC_SORT_RECENT);
  emissions = helio_shadow_get_n_emissions (self->rows);
  append (self, "topic/49", 5);
  resort (self, 2);
  g_assert_cmpuint (helio_shadow_get_n_emissions (self->rows), ==, emissions);
}

/* Topics come and go in the middle of a sort, and everything is dropped in one. */
static void
test_changes (Fixture *self, gconstpointer data)
{
  helio_message_store_set_limits (self->store, 300, 0);
  for (guint round = 0; round < 60; round++) {
    for (guint i = 0; i < 40; i++) {
      g_autofree char *topic =
          g_strdup_printf ("t%d/%d", g_random_int_range (0, 5), g_random_int_range (0, 300));
      g_autofree char *payload = g_strnfill (20000, 'x');

      helio_store_test_append (self->store, topic, payload);
    }
    helio_topic_tree_set_sort (self->tree, (HelioTopicSort) (round / 3 % 3));
    self->now += G_TIME_SPAN_SECOND;
    helio_topic_tree_resort (self->tree, self->now);
    helio_topic_tree_flush (self->tree);
    if (round == 10)
      helio_topic_tree_expand_all (self->tree, G_MAXUINT);
    if (round == 45)
      helio_message_store_clear (self->store);
    helio_shadow_check (self->rows);
  }
  settle (self->tree);
  sort_by (self, HELIO_TOPIC_SORT_RATE);
  sort_by (self, HELIO_TOPIC_SORT_NAME);
  helio_topic_tree_expand_all (self->tree, G_MAXUINT);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tree)); i++) {
    g_autoptr (HelioTopicItem) item = g_list_model_get_item (G_LIST_MODEL (self->tree), i);

    g_assert_cmpuint (helio_topic_tree_get_position (self->tree, helio_topic_item_get_node (item)),
                      ==,
                      i);
  }
}

/* A flush stays short however many siblings there are; most of them have nothing that tells them apart. */
static void
test_many (Fixture *self, gconstpointer data)
{
  const guint n = 100000;
  gint64 worst = 0;
  guint flushes = 0, done;

  for (guint i = 0; i < n; i++) {
    g_autofree char *topic = g_strdup_printf ("all/sensor-%u", (i * 7919) % n);
    append (self, topic, i % 1000 == 0 ? 5 : 1);
    if (i % 1000 == 0)
      settle (self->tree);
  }
  settle (self->tree);
  done = helio_topic_tree_get_n_sorted (self->tree);
  helio_topic_tree_set_sort (self->tree, HELIO_TOPIC_SORT_RATE);
  for (gboolean more = TRUE; more; flushes++) {
    const gint64 before = g_get_monotonic_time ();

    more = helio_topic_tree_flush (self->tree);
    worst = MAX (worst, g_get_monotonic_time () - before);
  }
  g_assert_cmpuint (helio_topic_tree_get_n_sorted (self->tree), ==, done + 1);
  g_assert_cmpuint (flushes, >, 5);
  g_test_message ("%u flushes, the longest %.1f ms", flushes, (double) worst / 1000);
  helio_topic_tree_set_expanded (self->tree, helio_topic_tree_find (self->tree, "all"), TRUE);
  for (guint i = 0; i < 100; i++) {
    g_autoptr (HelioTopicItem) item = g_list_model_get_item (G_LIST_MODEL (self->tree), 1 + i);

    g_assert_cmpuint (helio_topic_tree_get_count (self->tree, helio_topic_item_get_node (item)),
                      ==,
                      5);
  }
}

/* ── opening many at once ── */

static void
test_levels (Fixture *self, gconstpointer data)
{
  append (self, "a/b/c/d", 1);
  append (self, "a/b2", 1);
  append (self, "z/y", 1);
  settle (self->tree);
  helio_topic_tree_expand_all (self->tree, G_MAXUINT);
  helio_topic_tree_expand_to (self->tree, 1);
  assert_rows (self->tree, "a a/b a/b2 z z/y");
  helio_topic_tree_expand_to (self->tree, 2);
  assert_rows (self->tree, "a a/b a/b/c a/b2 z z/y");
  /* The third is closed again, not only out of sight. */
  helio_topic_tree_expand_to (self->tree, 0);
  assert_rows (self->tree, "a z");
  helio_topic_tree_set_expanded (self->tree, helio_topic_tree_find (self->tree, "a"), TRUE);
  assert_rows (self->tree, "a a/b a/b2 z");
}

static void
test_below (Fixture *self, gconstpointer data)
{
  guint32 a;

  append (self, "a/b/c/d", 1);
  append (self, "a/b2", 1);
  append (self, "z/y", 1);
  settle (self->tree);
  a = helio_topic_tree_find (self->tree, "a");
  g_assert_true (helio_topic_tree_expand_below (self->tree, a, 100));
  assert_rows (self->tree, "a a/b a/b/c a/b/c/d a/b2 z");
  helio_topic_tree_set_expanded (self->tree, helio_topic_tree_find (self->tree, "z"), TRUE);
  helio_topic_tree_collapse_below (self->tree, a);
  assert_rows (self->tree, "a z z/y");
  helio_topic_tree_set_expanded (self->tree, a, TRUE);
  assert_rows (self->tree, "a a/b a/b2 z z/y");
  helio_topic_tree_collapse_all (self->tree);
  assert_rows (self->tree, "a z");
  /* Of too many rows those that are nearest. */
  g_assert_false (helio_topic_tree_expand_below (self->tree, a, 3));
  assert_rows (self->tree, "a a/b a/b/c a/b2 z");
  /* What has nothing below it is open already. */
  g_assert_true (
      helio_topic_tree_expand_below (self->tree, helio_topic_tree_find (self->tree, "a/b2"), 3));
  assert_rows (self->tree, "a a/b a/b/c a/b2 z");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/topic-sort/slices", test_slices);
#define ADD(name) g_test_add ("/topic-sort/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (recent);
  ADD (rate);
  ADD (held);
  ADD (calm);
  ADD (changes);
  ADD (many);
  ADD (levels);
  ADD (below);
#undef ADD
  return g_test_run ();
}
