// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/store/helio-topic-node.h"

#include "support/helio-test.h"

static guint32
add (HelioTopicNodes *nodes, guint32 parent, guint32 name)
{
  g_autofree char *text = g_strdup_printf ("%08x", name);

  return helio_topic_nodes_add (nodes, parent, text, strlen (text));
}

/* All of them, once, in order. */
static void
check_children (const HelioTopicNodes *nodes, guint32 parent, guint n)
{
  const HelioTopicNode *node = helio_topic_nodes_at (nodes, parent);

  g_assert_cmpuint (node->n_children, ==, n);
  for (guint32 i = 0; i < n; i++) {
    g_assert_nonnull (helio_topic_nodes_get (nodes, node->children[i]));
    if (i > 0)
      g_assert_cmpint (helio_topic_nodes_compare (nodes, node->children[i - 1], node->children[i]),
                       <,
                       0);
  }
}

/* A few that come or go do not cost a look at every sibling. */
static void
test_many_siblings (void)
{
  enum {
    N = 50000,
    FEW = 10,
    STEPS = 32 /* the halvings of N, and the sort of the few */
  };
  HelioTopicNodes nodes;
  guint32 dead[FEW];
  guint64 before;

  helio_topic_nodes_init (&nodes);
  for (guint32 i = 0; i < N; i++)
    add (&nodes, HELIO_NODE_ROOT, i * 2654435761u);
  helio_topic_nodes_merge (&nodes, HELIO_NODE_ROOT);
  check_children (&nodes, HELIO_NODE_ROOT, N);

  before = nodes.n_compared;
  for (guint32 i = 0; i < FEW; i++)
    dead[i] = add (&nodes, HELIO_NODE_ROOT, (N + i) * 2654435761u);
  helio_topic_nodes_merge (&nodes, HELIO_NODE_ROOT);
  g_assert_cmpuint (nodes.n_compared - before, <, FEW * STEPS + FEW * STEPS);
  check_children (&nodes, HELIO_NODE_ROOT, N + FEW);

  before = nodes.n_compared;
  for (guint32 i = 0; i < FEW; i++)
    helio_topic_nodes_kill (&nodes, dead[i]);
  helio_topic_nodes_bury (&nodes, HELIO_NODE_ROOT, dead, FEW);
  g_assert_cmpuint (nodes.n_compared - before, <, FEW * STEPS);
  check_children (&nodes, HELIO_NODE_ROOT, N);
  helio_topic_nodes_clear (&nodes);
}

/* Few or many at a time, at the ends and between: nobody is lost, nobody stays. */
static void
test_come_and_go (void)
{
  HelioTopicNodes nodes;
  g_autoptr (GArray) live = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) dead = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 parent, name = 0;

  helio_topic_nodes_init (&nodes);
  parent = helio_topic_nodes_add (&nodes, HELIO_NODE_ROOT, "flat", 4);
  helio_topic_nodes_merge (&nodes, HELIO_NODE_ROOT);
  for (guint round = 0; round < 400; round++) {
    static const int sizes[] = {1, 2, 5, 40, 300};
    int coming = g_test_rand_int_range (0, sizes[g_test_rand_int_range (0, 5)] + 1);
    int going = g_test_rand_int_range (0, sizes[g_test_rand_int_range (0, 5)] + 1);

    for (int i = 0; i < coming; i++) {
      guint32 number = add (&nodes, parent, ++name * 2654435761u);

      g_array_append_val (live, number);
    }
    helio_topic_nodes_merge (&nodes, parent);
    check_children (&nodes, parent, live->len);

    g_array_set_size (dead, 0);
    for (int i = 0; i < going && live->len > 0; i++) {
      guint at = (guint) g_test_rand_int_range (0, (gint) live->len);

      g_array_append_val (dead, g_array_index (live, guint32, at));
      helio_topic_nodes_kill (&nodes, g_array_index (live, guint32, at));
      g_array_remove_index_fast (live, at);
    }
    if (dead->len > 0)
      helio_topic_nodes_bury (&nodes, parent, (guint32 *) (gpointer) dead->data, dead->len);
    check_children (&nodes, parent, live->len);
  }
  helio_topic_nodes_clear (&nodes);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/topic-node/many-siblings", test_many_siblings);
  g_test_add_func ("/topic-node/come-and-go", test_come_and_go);
  return g_test_run ();
}
