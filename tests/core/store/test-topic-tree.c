// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/mqtt/helio-topic.h"
#include "core/store/helio-message-store-private.h"
#include "core/store/helio-topic-tree.h"

#include "support/helio-store-test.h"

#include <stdlib.h>
#include <string.h>

#define MIB (1024 * 1024)

static guint64
node_of (gpointer item)
{
  return helio_topic_item_get_node (HELIO_TOPIC_ITEM (item));
}

static HelioShadow *
shadow (HelioTopicTree *tree)
{
  return helio_shadow_new (G_LIST_MODEL (tree), node_of);
}

static void
settle (HelioTopicTree *tree)
{
  guint flushes = 0;

  while (helio_topic_tree_flush (tree))
    g_assert_cmpuint (flushes++, <, 100000);
}

/* The rows as "topic" with an arrow, in one line. */
static char *
dump (HelioTopicTree *tree)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (tree)); i++) {
    g_autoptr (HelioTopicItem) item = g_list_model_get_item (G_LIST_MODEL (tree), i);
    HelioTopicRow row;

    g_assert_true (helio_topic_tree_get_row (tree, helio_topic_item_get_node (item), &row));
    g_string_append_printf (text,
                            "%s%s%s",
                            i > 0 ? " " : "",
                            row.has_children ? (row.expanded ? "v" : ">") : "",
                            row.topic);
    helio_topic_row_clear (&row);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_rows (HelioTopicTree *tree, const char *expected)
{
  g_autofree char *have = dump (tree);

  g_assert_cmpstr (have, ==, expected);
}

static void
expand (HelioTopicTree *tree, const char *topic, gboolean expanded)
{
  guint32 node = helio_topic_tree_find (tree, topic);

  g_assert_cmpuint (node, !=, G_MAXUINT32);
  helio_topic_tree_set_expanded (tree, node, expanded);
}

static void
test_rows (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioTopicTree) tree = helio_topic_tree_new (store);
  g_autoptr (HelioShadow) rows = shadow (tree);
  HelioTopicRow row;
  guint32 site, temp, generation;

  helio_store_test_append (store, "site/10/temp", "23.4");
  helio_store_test_append (store, "site/9/temp", "20");
  helio_store_test_append (store, "chat", "hi");
  helio_store_test_append (store, "site/9/temp", "21");
  g_assert_true (helio_topic_tree_flush (tree));
  g_assert_false (helio_topic_tree_flush (tree));
  assert_rows (tree, "chat >site");
  g_assert_cmpuint (helio_topic_tree_get_n_topics (tree), ==, 3);

  site = helio_topic_tree_find (tree, "site");
  helio_topic_tree_set_expanded (tree, site, TRUE);
  assert_rows (tree, "chat vsite >site/9 >site/10");
  expand (tree, "site/9", TRUE);
  assert_rows (tree, "chat vsite vsite/9 site/9/temp >site/10");
  helio_shadow_check (rows);

  g_assert_true (helio_topic_tree_get_row (tree, site, &row));
  g_assert_cmpstr (row.name, ==, "site");
  g_assert_cmpuint (row.depth, ==, 0);
  g_assert_cmpuint (row.count, ==, 3);
  g_assert_cmpuint (row.n_topics, ==, 2);
  g_assert_false (row.has_value);
  g_assert_null (row.preview);
  helio_topic_row_clear (&row);
  temp = helio_topic_tree_find (tree, "site/9/temp");
  g_assert_true (helio_topic_tree_get_row (tree, temp, &row));
  g_assert_cmpstr (row.name, ==, "temp");
  g_assert_cmpstr (row.topic, ==, "site/9/temp");
  g_assert_cmpuint (row.depth, ==, 2);
  g_assert_cmpuint (row.count, ==, 2);
  g_assert_true (row.has_value);
  g_assert_cmpstr (row.preview, ==, "21");
  g_assert_cmpuint (row.last_seq, ==, 3);
  generation = row.generation;
  helio_topic_row_clear (&row);
  g_assert_cmpuint (helio_topic_tree_get_generation (tree, temp), ==, generation);
  g_assert_cmpuint (helio_topic_tree_get_position (tree, temp), ==, 3);
  g_assert_cmpuint (helio_topic_tree_get_parent (tree, temp),
                    ==,
                    helio_topic_tree_find (tree, "site/9"));
  g_assert_cmpuint (helio_topic_tree_get_parent (tree, site), ==, G_MAXUINT32);
  g_assert_cmpuint (
      helio_topic_tree_get_position (tree, helio_topic_tree_find (tree, "site/10/temp")),
      ==,
      G_MAXUINT);
  g_assert_cmpuint (helio_topic_tree_find (tree, "site/8"), ==, G_MAXUINT32);
}

/* What changed says so, all the way up; nothing else does, and nothing is emitted. */
static void
test_generation (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioTopicTree) tree = helio_topic_tree_new (store);
  g_autoptr (HelioShadow) rows = NULL;
  guint32 a, ab, ac, before[3];

  helio_store_test_append (store, "a/b", "1");
  helio_store_test_append (store, "a/c", "1");
  settle (tree);
  helio_topic_tree_expand_all (tree, G_MAXUINT);
  rows = shadow (tree);
  a = helio_topic_tree_find (tree, "a");
  ab = helio_topic_tree_find (tree, "a/b");
  ac = helio_topic_tree_find (tree, "a/c");
  before[0] = helio_topic_tree_get_generation (tree, a);
  before[1] = helio_topic_tree_get_generation (tree, ab);
  before[2] = helio_topic_tree_get_generation (tree, ac);
  helio_store_test_append (store, "a/b", "2");
  settle (tree);
  g_assert_cmpuint (helio_topic_tree_get_generation (tree, a), !=, before[0]);
  g_assert_cmpuint (helio_topic_tree_get_generation (tree, ab), !=, before[1]);
  g_assert_cmpuint (helio_topic_tree_get_generation (tree, ac), ==, before[2]);
  g_assert_cmpuint (helio_shadow_get_n_emissions (rows), ==, 0);
}

static void
test_odd_levels (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (4 * MIB);
  g_autoptr (HelioTopicTree) tree = helio_topic_tree_new (store);
  g_autofree char *slashes = g_strnfill (60000, '/');
  g_autofree char *name = g_strnfill (60000, 'n');
  const char *topics[] = {"/", "a//b", "a/", "/a", "bad\n\xe2\x80\xae", slashes, name};
  HelioTopicRow row;

  for (gsize i = 0; i < G_N_ELEMENTS (topics); i++)
    helio_store_test_append (store, topics[i], "x");
  settle (tree);
  helio_topic_tree_expand_all (tree, G_MAXUINT);
  for (gsize i = 0; i < G_N_ELEMENTS (topics); i++) {
    guint32 node = helio_topic_tree_find (tree, topics[i]);

    g_assert_true (helio_topic_tree_get_row (tree, node, &row));
    g_assert_cmpstr (row.topic, ==, topics[i]);
    g_assert_true (row.has_value);
    g_assert_cmpuint (row.depth, <, 64);
    helio_topic_row_clear (&row);
  }
  g_assert_true (helio_topic_tree_get_row (tree, helio_topic_tree_find (tree, topics[4]), &row));
  g_assert_cmpstr (row.name, ==, "bad \xef\xbf\xbd");
  helio_topic_row_clear (&row);
  g_assert_true (helio_topic_tree_get_row (tree, helio_topic_tree_find (tree, "a/"), &row));
  g_assert_cmpstr (row.name, ==, "");
  helio_topic_row_clear (&row);
}

static void
test_filter (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioTopicTree) tree = helio_topic_tree_new (store);
  g_autoptr (HelioShadow) rows = shadow (tree);

  helio_store_test_append (store, "site/1/temp", "x");
  helio_store_test_append (store, "site/1/hum", "x");
  helio_store_test_append (store, "site/2/temp", "x");
  helio_store_test_append (store, "chat", "x");
  settle (tree);
  helio_topic_tree_set_filter (tree, "TEMP");
  settle (tree);
  assert_rows (tree, "vsite vsite/1 site/1/temp vsite/2 site/2/temp");
  helio_topic_tree_set_filter (tree, "site/+/hum");
  settle (tree);
  assert_rows (tree, "vsite vsite/1 site/1/hum");
  helio_topic_tree_set_filter (tree, "1/t");
  settle (tree);
  assert_rows (tree, "vsite vsite/1 site/1/temp");

  /* What comes in is judged too; the user may close what is shown open. */
  helio_store_test_append (store, "a/1/t", "x");
  helio_store_test_append (store, "b/2/t", "x");
  settle (tree);
  assert_rows (tree, "va va/1 a/1/t vsite vsite/1 site/1/temp");
  expand (tree, "a", FALSE);
  assert_rows (tree, ">a vsite vsite/1 site/1/temp");
  helio_topic_tree_set_filter (tree, NULL);
  settle (tree);
  assert_rows (tree, ">a >b chat >site");
  helio_topic_tree_set_filter (tree, "nothing");
  settle (tree);
  assert_rows (tree, "");
  helio_shadow_check (rows);
}

/* New rows at many places in one flush: one emission for each run of neighbours. */
static void
test_ranges (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioTopicTree) tree = helio_topic_tree_new (store);
  g_autoptr (HelioShadow) rows = NULL;

  helio_store_test_append (store, "b", "x");
  helio_store_test_append (store, "f", "x");
  settle (tree);
  rows = shadow (tree);
  for (const char *name = "dgcaeh"; *name != '\0'; name++) {
    char topic[] = {*name, '\0'};

    helio_store_test_append (store, topic, "x");
  }
  settle (tree);
  assert_rows (tree, "a b c d e f g h");
  g_assert_cmpuint (helio_shadow_get_n_emissions (rows), ==, 3);
  helio_shadow_check (rows);
}

static void
test_hundred_thousand (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);
  g_autoptr (HelioTopicTree) tree = helio_topic_tree_new (store);
  g_autoptr (HelioShadow) rows = shadow (tree);
  HelioTopicRow row;

  for (guint i = 0; i < 100000; i++) {
    g_autofree char *topic = g_strdup_printf ("s/%u/%u/%u", i % 10, i / 10 % 100, i);

    helio_store_test_append (store, topic, "x");
    if (i % 20000 == 0)
      helio_topic_tree_flush (tree);
  }
  settle (tree);
  g_assert_cmpuint (helio_topic_tree_get_n_topics (tree), ==, 100000);
  g_assert_cmpuint (helio_shadow_check (rows)->len, ==, 1);
  helio_topic_tree_expand_all (tree, 2);
  g_assert_cmpuint (helio_shadow_check (rows)->len, ==, 1 + 10 + 1000);
  helio_topic_tree_expand_all (tree, G_MAXUINT);
  g_assert_cmpuint (helio_shadow_check (rows)->len, ==, 1 + 10 + 1000 + 100000);
  g_assert_true (helio_topic_tree_get_row (tree, helio_topic_tree_find (tree, "s"), &row));
  g_assert_cmpuint (row.count, ==, 100000);
  helio_topic_row_clear (&row);
  helio_topic_tree_set_filter (tree, "99999");
  settle (tree);
  assert_rows (tree, "vs vs/9 vs/9/99 s/9/99/99999");
  helio_topic_tree_set_filter (tree, "");
  settle (tree);
  g_assert_cmpuint (helio_shadow_check (rows)->len, ==, 1 + 10 + 1000 + 100000);
  helio_topic_tree_collapse_all (tree);
  g_assert_cmpuint (helio_shadow_check (rows)->len, ==, 1);
}

static void
test_clear (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioTopicTree) tree = helio_topic_tree_new (store);
  g_autoptr (HelioShadow) rows = shadow (tree);
  gsize empty = helio_message_store_get_bytes (store);

  for (guint i = 0; i < 2000; i++) {
    g_autofree char *topic = g_strdup_printf ("a/%u", i);

    helio_store_test_append (store, topic, "x");
  }
  settle (tree);
  helio_topic_tree_expand_all (tree, G_MAXUINT);
  helio_message_store_clear (store);
  helio_store_test_append (store, "b", "x");
  settle (tree);
  assert_rows (tree, "b");
  g_assert_cmpuint (helio_topic_tree_get_n_topics (tree), ==, 1);
  helio_shadow_check (rows);
  g_assert_cmpuint (helio_message_store_get_bytes (store), <, empty + 200 * 1024);
}

/* ── against a tree that does it the plain way ── */

typedef struct {
  HelioMessageStore *store;
  HelioTopicTree *tree;
  GHashTable *counts;   /* topic → count */
  GHashTable *expanded; /* branch, without a filter */
  GHashTable *closed;   /* branch, with a filter */
  gboolean drops;       /* a topic may have gone and come again: its count began anew */
} Naive;

/* "n12" after "n9": one letter and a number. */
static int
compare_levels (const char *a, const char *b)
{
  if (a[0] != b[0] || a[0] == '\0')
    return a[0] - b[0];
  return atoi (a + 1) - atoi (b + 1);
}

static int
compare_topics (gconstpointer a, gconstpointer b)
{
  g_auto (GStrv) x = g_strsplit (*(char *const *) a, "/", -1);
  g_auto (GStrv) y = g_strsplit (*(char *const *) b, "/", -1);

  for (guint i = 0;; i++) {
    int order;

    if (x[i] == NULL || y[i] == NULL)
      return (x[i] != NULL) - (y[i] != NULL);
    order = compare_levels (x[i], y[i]);
    if (order != 0)
      return order;
  }
}

static gboolean
naive_ignores (Naive *naive, const char *topic)
{
  const char *const *ignored = helio_topic_tree_get_ignored (naive->tree);

  for (guint i = 0; ignored[i] != NULL; i++)
    if (helio_topic_matches (ignored[i], topic))
      return TRUE;
  return FALSE;
}

static gboolean
naive_matches (Naive *naive, const char *topic)
{
  const char *filter = helio_topic_tree_get_filter (naive->tree);

  if (naive_ignores (naive, topic))
    return FALSE;
  if (filter == NULL || *filter == '\0')
    return TRUE;
  if (strpbrk (filter, "+#") != NULL)
    return helio_topic_matches (filter, topic);
  return strstr (topic, filter) != NULL;
}

static gboolean
is_filtering (Naive *naive)
{
  const char *filter = helio_topic_tree_get_filter (naive->tree);

  return filter != NULL && *filter != '\0';
}

/* Every branch above @topic is open. */
static gboolean
naive_is_visible (Naive *naive, const char *topic)
{
  g_autofree char *above = g_strdup (topic);

  for (char *slash; (slash = strrchr (above, '/')) != NULL;) {
    *slash = '\0';
    if (is_filtering (naive) ? g_hash_table_contains (naive->closed, above)
                             : !g_hash_table_contains (naive->expanded, above))
      return FALSE;
  }
  return TRUE;
}

static GPtrArray *
naive_rows (Naive *naive)
{
  g_autoptr (GHashTable) all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, naive->counts);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    if (!naive_matches (naive, key))
      continue;
    g_hash_table_add (all, g_strdup (key));
    for (const char *p = key; (p = strchr (p, '/')) != NULL; p++)
      g_hash_table_add (all, g_strndup (key, (gsize) (p - (const char *) key)));
  }
  g_hash_table_iter_init (&iter, all);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (naive_is_visible (naive, key))
      g_ptr_array_add (rows, g_strdup (key));
  g_ptr_array_sort (rows, compare_topics);
  return rows;
}

static void
naive_sum (Naive *naive, const char *branch, guint64 *count, guint *n_topics)
{
  g_autofree char *below = g_strconcat (branch, "/", NULL);
  GHashTableIter iter;
  gpointer key, value;

  *count = *n_topics = 0;
  g_hash_table_iter_init (&iter, naive->counts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (strcmp (key, branch) == 0 || g_str_has_prefix (key, below)) {
      *count += GPOINTER_TO_UINT (value);
      (*n_topics)++;
    }
}

static void
check_naive (Naive *naive, HelioShadow *shadow_rows)
{
  g_autoptr (GPtrArray) expected = naive_rows (naive);
  GArray *have = helio_shadow_check (shadow_rows);

  g_assert_cmpuint (have->len, ==, expected->len);
  for (guint i = 0; i < have->len; i++) {
    guint32 node = (guint32) g_array_index (have, guint64, i);
    HelioTopicRow row;
    guint64 sum;
    guint n_topics;

    g_assert_true (helio_topic_tree_get_row (naive->tree, node, &row));
    g_assert_cmpstr (row.topic, ==, g_ptr_array_index (expected, i));
    g_assert_cmpuint (helio_topic_tree_get_position (naive->tree, node), ==, i);
    g_assert_cmpuint (helio_topic_tree_find (naive->tree, row.topic), ==, node);
    if (i % 31 == 0) {
      naive_sum (naive, row.topic, &sum, &n_topics);
      if (naive->drops)
        g_assert_cmpuint (row.count, <=, sum);
      else
        g_assert_cmpuint (row.count, ==, sum);
      g_assert_cmpuint (row.n_topics, ==, n_topics);
    }
    g_assert_cmpint (row.has_value,
                     ==,
                     g_hash_table_contains (naive->counts, row.topic) &&
                         !naive_ignores (naive, row.topic));
    helio_topic_row_clear (&row);
  }
  g_assert_cmpuint (helio_topic_tree_get_n_topics (naive->tree),
                    ==,
                    g_hash_table_size (naive->counts));
}

static void
naive_append (Naive *naive, int n, int width)
{
  for (int i = 0; i < n; i++) {
    g_autoptr (GString) topic = g_string_new (NULL);
    int depth = g_test_rand_int_range (1, 5);
    guint had;

    for (int level = 0; level < depth; level++)
      g_string_append_printf (topic,
                              "%s%c%d",
                              level > 0 ? "/" : "",
                              'm' + g_test_rand_int_range (0, 2),
                              g_test_rand_int_range (0, width));
    helio_store_test_append (naive->store, topic->str, "value");
    had = GPOINTER_TO_UINT (g_hash_table_lookup (naive->counts, topic->str));
    g_hash_table_insert (naive->counts, g_strdup (topic->str), GUINT_TO_POINTER (had + 1));
  }
}

/* Topics that the store has forgotten are none of the naive tree's either. */
static void
naive_forget (Naive *naive)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, naive->counts);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (helio_message_store_get_last_of_topic (naive->store, key) == G_MAXUINT64)
      g_hash_table_iter_remove (&iter);
}

static void
naive_expand (Naive *naive, const char *topic, gboolean expanded)
{
  guint32 node = helio_topic_tree_find (naive->tree, topic);

  if (node == G_MAXUINT32)
    return;
  helio_topic_tree_set_expanded (naive->tree, node, expanded);
  if (is_filtering (naive) ? !expanded : expanded)
    g_hash_table_add (is_filtering (naive) ? naive->closed : naive->expanded, g_strdup (topic));
  else
    g_hash_table_remove (is_filtering (naive) ? naive->closed : naive->expanded, topic);
}

static char *
random_branch (Naive *naive)
{
  g_autofree gpointer *keys = g_hash_table_get_keys_as_array (naive->counts, NULL);
  guint n = g_hash_table_size (naive->counts);
  char *topic;

  if (n == 0)
    return g_strdup ("none");
  topic = g_strdup (keys[g_test_rand_int_range (0, (gint) n)]);
  for (int cut = g_test_rand_int_range (0, 3); cut > 0 && strrchr (topic, '/') != NULL; cut--)
    *strrchr (topic, '/') = '\0';
  return topic;
}

static void
naive_ignore (Naive *naive)
{
  static const char *filters[] = {"m1/#", "n2/+", "+/m3/#", "n5", "#", "m2/n1/#", "+/+/n4", "n/x"};
  const char *ignored[4] = {NULL};

  for (int i = g_test_rand_int_range (0, 4); i > 0; i--)
    ignored[i - 1] = filters[g_test_rand_int_range (0, G_N_ELEMENTS (filters))];
  helio_topic_tree_set_ignored (naive->tree, ignored);
}

static void
naive_step (Naive *naive, HelioShadow *rows, int width)
{
  static const char *filters[] = {NULL, "", "m1", "n2/m", "+/m1/#", "n3", "zzz", "m1/+"};
  g_autofree char *branch = NULL;
  const char *filter;

  switch (g_test_rand_int_range (0, 15)) {
    case 0:
      settle (naive->tree); /* what is closed belongs to the filter in force */
      filter = filters[g_test_rand_int_range (0, G_N_ELEMENTS (filters))];
      /* The same text again is no new filter. */
      if (g_strcmp0 (filter, helio_topic_tree_get_filter (naive->tree)) != 0)
        g_hash_table_remove_all (naive->closed);
      helio_topic_tree_set_filter (naive->tree, filter);
      settle (naive->tree);
      break;
    case 1:
    case 2:
    case 3:
    case 4:
      helio_topic_tree_flush (naive->tree);
      branch = random_branch (naive);
      naive_expand (naive, branch, g_test_rand_int_range (0, 3) > 0);
      break;
    case 5:
    case 6:
      helio_topic_tree_flush (naive->tree);
      break;
    case 7:
      settle (naive->tree);
      check_naive (naive, rows);
      break;
    case 14:
      naive_ignore (naive);
      break;
    default:
      naive_append (naive, g_test_rand_int_range (1, 60), width);
      break;
  }
}

static void
naive_init (Naive *naive, gsize budget)
{
  naive->drops = FALSE;
  naive->store = helio_message_store_new (budget);
  naive->tree = helio_topic_tree_new (naive->store);
  naive->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  naive->expanded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  naive->closed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
naive_clear (Naive *naive)
{
  g_assert_finalize_object (naive->tree);
  g_assert_finalize_object (naive->store);
  g_hash_table_unref (naive->counts);
  g_hash_table_unref (naive->expanded);
  g_hash_table_unref (naive->closed);
}

static void
test_random (void)
{
  Naive naive;
  HelioShadow *rows;

  naive_init (&naive, 32 * MIB);
  rows = shadow (naive.tree);
  for (guint step = 0; step < 500; step++)
    naive_step (&naive, rows, 12);
  settle (naive.tree);
  check_naive (&naive, rows);
  helio_shadow_free (rows);
  naive_clear (&naive);
}

/* Topics go as well: what is left is what a tree without them would be. */
static void
test_random_drops (void)
{
  Naive naive;
  HelioShadow *rows;
  static const char *filters[] = {NULL, "m1", "n", "+/#"};

  naive_init (&naive, MIB);
  naive.drops = TRUE;
  helio_message_store_set_limits (naive.store, 600, 0);
  rows = shadow (naive.tree);
  for (guint round = 0; round < 25; round++) {
    g_hash_table_remove_all (naive.closed);
    if (g_test_rand_bit ())
      helio_topic_tree_set_filter (naive.tree, filters[g_test_rand_int_range (0, 4)]);
    settle (naive.tree);
    for (guint i = 0; i < 30; i++) {
      if (g_test_rand_int_range (0, 20) == 0)
        naive_ignore (&naive);
      naive_append (&naive, 40, 40);
      if (g_test_rand_bit ())
        helio_topic_tree_flush (naive.tree);
    }
    settle (naive.tree);
    /* Branches that went and came again are closed again: ask the tree which are open. */
    helio_topic_tree_expand_all (naive.tree, G_MAXUINT);
    naive_forget (&naive);
    g_hash_table_remove_all (naive.expanded);
    for (guint32 node = 1; node < 8000; node++) {
      HelioTopicRow row;

      if (!helio_topic_tree_get_row (naive.tree, node, &row))
        continue;
      if (!is_filtering (&naive) ? row.expanded : FALSE)
        g_hash_table_add (naive.expanded, g_strdup (row.topic));
      helio_topic_row_clear (&row);
    }
    check_naive (&naive, rows);
  }
  g_assert_cmpuint (helio_message_store_get_topics_dropped (naive.store), >, 1000);
  helio_shadow_free (rows);
  naive_clear (&naive);
}

/* A number that is used again for another topic while nobody looked. */
static void
test_reused_numbers (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioTopicTree) tree = helio_topic_tree_new (store);
  g_autoptr (HelioShadow) rows = shadow (tree);
  HelioTopicRow row;
  guint32 node;

  helio_message_store_set_limits (store, 100, 0);
  for (guint i = 0; i < 30000; i++) {
    g_autofree char *topic = g_strdup_printf ("t/%u", i);

    helio_store_test_append_size (store, topic, 100, 'x');
  }
  settle (tree);
  helio_topic_tree_expand_all (tree, G_MAXUINT);
  for (guint i = 30000; i < 60000; i++) {
    g_autofree char *topic = g_strdup_printf ("t/%u", i);

    helio_store_test_append_size (store, topic, 100, 'x');
  }
  settle (tree);
  helio_shadow_check (rows);
  g_assert_cmpuint (helio_topic_tree_get_n_topics (tree),
                    ==,
                    helio_message_store_get_n_topics (store));
  g_assert_cmpuint (helio_topic_tree_find (tree, "t/5"), ==, G_MAXUINT32);
  node = helio_topic_tree_find (tree, "t/59999");
  g_assert_true (helio_topic_tree_get_row (tree, node, &row));
  g_assert_cmpuint (row.count, ==, 1);
  helio_topic_row_clear (&row);
  /* The nodes of those that went went too. */
  g_assert_true (helio_topic_tree_get_row (tree, helio_topic_tree_find (tree, "t"), &row));
  g_assert_cmpuint (row.n_topics, ==, helio_message_store_get_n_topics (store));
  g_assert_cmpuint (row.count, ==, helio_message_store_get_n_topics (store));
  helio_topic_row_clear (&row);
}

static void
test_two_trees (void)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (MIB);
  g_autoptr (HelioTopicTree) one = helio_topic_tree_new (store);
  HelioTopicTree *two;

  helio_store_test_append (store, "a/b", "x");
  settle (one);
  two = helio_topic_tree_new (store);
  settle (two);
  assert_rows (two, ">a");
  helio_store_test_append (store, "c", "x");
  settle (two);
  assert_rows (two, ">a c");
  assert_rows (one, ">a");
  helio_store_test_append (store, "c", "y");
  g_assert_finalize_object (two);
  settle (one);
  assert_rows (one, ">a c");
}

/* More than one flush has time for: what is counted is not yet all that has come, and the tree says so. */
static void
test_behind (void)
{
  const guint n = 50000;
  g_autoptr (HelioMessageStore) store = helio_message_store_new (64 * MIB);
  g_autoptr (HelioTopicTree) tree = helio_topic_tree_new (store);
  guint flushes = 0;

  for (guint i = 0; i < n; i++) {
    g_autofree char *topic = g_strdup_printf ("a/%u", i);

    helio_store_test_append (store, topic, "x");
  }
  do {
    helio_topic_tree_flush (tree);
    flushes++;
  } while (helio_topic_tree_is_behind (tree));
  g_assert_cmpuint (helio_topic_tree_get_n_topics (tree), ==, n);
  g_assert_cmpuint (flushes, >, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/topic-tree/rows", test_rows);
  g_test_add_func ("/topic-tree/generation", test_generation);
  g_test_add_func ("/topic-tree/odd-levels", test_odd_levels);
  g_test_add_func ("/topic-tree/filter", test_filter);
  g_test_add_func ("/topic-tree/ranges", test_ranges);
  g_test_add_func ("/topic-tree/hundred-thousand", test_hundred_thousand);
  g_test_add_func ("/topic-tree/clear", test_clear);
  g_test_add_func ("/topic-tree/random", test_random);
  g_test_add_func ("/topic-tree/random-drops", test_random_drops);
  g_test_add_func ("/topic-tree/reused-numbers", test_reused_numbers);
  g_test_add_func ("/topic-tree/two-trees", test_two_trees);
  g_test_add_func ("/topic-tree/behind", test_behind);
  return g_test_run ();
}
