// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-topic-tree.h"
#include "support/helio-store-test.h"

static HelioMessageStore *store;
static HelioTopicTree *tree;

static void
assert_completes (const char *text, guint max, const char *expected)
{
  g_auto (GStrv) found = helio_topic_tree_complete (tree, text, max);
  g_autofree char *have = g_strjoinv (" ", found);

  g_assert_cmpstr (have, ==, expected);
}

static void
test_levels (void)
{
  static const char *const topics[] = {"site/2/line/temp",
                                       "site/10/line/temp",
                                       "site/10/line/power",
                                       "site/1",
                                       "site/1/state",
                                       "Status",
                                       "chat/7",
                                       "/slash",
                                       "empty//level"};

  assert_completes ("", 10, "");
  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    helio_store_test_append (store, topics[i], "1");
  assert_completes ("", 10, "");
  while (helio_topic_tree_flush (tree)) {
  }
  /* Where one thing can follow only, it is there at once. */
  assert_completes ("", 10, "/slash chat/7 empty//level site/ Status");
  assert_completes ("s", 10, "site/ Status");
  assert_completes ("S", 10, "site/ Status");
  assert_completes ("site/", 10, "site/1 site/1/ site/2/line/temp site/10/line/");
  assert_completes ("site/1", 10, "site/1 site/1/ site/10/line/");
  assert_completes ("site/10/line/p", 10, "site/10/line/power");
  assert_completes ("site/10/line/", 1, "site/10/line/power");
  assert_completes ("site/", 2, "site/1 site/1/");
  assert_completes ("/", 10, "/slash");
  assert_completes ("empty/", 10, "empty//level");
  assert_completes ("site/3/", 10, "");
  assert_completes ("x", 10, "");
  assert_completes ("SITE/1", 10, "");
}

/* What the tree shows at the moment does not matter, and what is gone is not offered. */
static void
test_filter_and_clear (void)
{
  helio_topic_tree_set_filter (tree, "chat");
  while (helio_topic_tree_flush (tree)) {
  }
  assert_completes ("s", 10, "site/ Status");
  helio_message_store_clear (store);
  while (helio_topic_tree_flush (tree)) {
  }
  assert_completes ("s", 10, "");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  store = helio_message_store_new (1024 * 1024);
  tree = helio_topic_tree_new (store);
  g_test_add_func ("/topic-complete/levels", test_levels);
  g_test_add_func ("/topic-complete/filter-and-clear", test_filter_and_clear);
  status = g_test_run ();
  g_object_unref (tree);
  g_object_unref (store);
  return status;
}
