// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What a topic tree leaves out. Against a tree that does it the plain way: test-topic-tree.c. */
#include "config.h"

#include "core/base/helio-error.h"
#include "core/store/helio-message-store-private.h"
#include "core/store/helio-topic-tree.h"
#include "support/helio-store-test.h"

#include <string.h>

typedef struct {
  HelioMessageStore *store;
  HelioTopicTree *tree;
  HelioShadow *rows;
} Fixture;

static guint64
node_of (gpointer item)
{
  return helio_topic_item_get_node (HELIO_TOPIC_ITEM (item));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->store = helio_message_store_new (HELIO_STORE_DEFAULT_BUDGET);
  self->tree = helio_topic_tree_new (self->store);
  self->rows = helio_shadow_new (G_LIST_MODEL (self->tree), node_of);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  helio_shadow_free (self->rows);
  g_assert_finalize_object (self->tree);
  g_assert_finalize_object (self->store);
}

static guint
settle (Fixture *self)
{
  guint flushes = 0;

  while (helio_topic_tree_flush (self->tree))
    g_assert_cmpuint (++flushes, <, 100000);
  return flushes;
}

static void
feed (Fixture *self, const char *topics)
{
  g_auto (GStrv) each = g_strsplit (topics, " ", -1);

  for (guint i = 0; each[i] != NULL; i++)
    helio_store_test_append (self->store, each[i], "x");
  settle (self);
}

static void
ignore (Fixture *self, const char *filter)
{
  g_autoptr (GError) error = NULL;

  helio_topic_tree_ignore (self->tree, filter, &error);
  g_assert_no_error (error);
  settle (self);
}

static void
stop_ignoring (Fixture *self, const char *filter)
{
  helio_topic_tree_stop_ignoring (self->tree, filter);
  settle (self);
}

/* The rows in one line, those with something below with an arrow. */
static void
assert_rows (Fixture *self, const char *expected)
{
  GArray *nodes = helio_shadow_check (self->rows);
  g_autoptr (GString) have = g_string_new (NULL);

  for (guint i = 0; i < nodes->len; i++) {
    HelioTopicRow row;

    g_assert_true (
        helio_topic_tree_get_row (self->tree, (guint32) g_array_index (nodes, guint64, i), &row));
    g_string_append_printf (have,
                            "%s%s%s",
                            i > 0 ? " " : "",
                            row.has_children ? (row.expanded ? "v" : ">") : "",
                            row.topic);
    helio_topic_row_clear (&row);
  }
  g_assert_cmpstr (have->str, ==, expected);
}

static void
test_branch (Fixture *self, gconstpointer data)
{
  HelioTopicRow row;

  feed (self, "site/1/temp site/1/hum site/2/temp chat site/1");
  helio_topic_tree_expand_all (self->tree, G_MAXUINT);
  assert_rows (self, "chat vsite vsite/1 site/1/hum site/1/temp vsite/2 site/2/temp");
  ignore (self, "site/1/#");
  assert_rows (self, "chat vsite vsite/2 site/2/temp");
  g_assert_cmpuint (helio_topic_tree_get_n_ignored (self->tree), ==, 3);

  /* Nothing is lost: it is counted, goes on to be, and can be found. */
  feed (self, "site/1/temp site/1/new");
  assert_rows (self, "chat vsite vsite/2 site/2/temp");
  g_assert_cmpuint (helio_topic_tree_get_n_topics (self->tree), ==, 6);
  g_assert_cmpuint (helio_topic_tree_get_n_ignored (self->tree), ==, 4);
  g_assert_true (
      helio_topic_tree_get_row (self->tree, helio_topic_tree_find (self->tree, "site"), &row));
  g_assert_cmpuint (row.count, ==, 6);
  g_assert_cmpuint (row.n_topics, ==, 5);
  helio_topic_row_clear (&row);
  g_assert_true (
      helio_topic_tree_is_ignored (self->tree, helio_topic_tree_find (self->tree, "site/1")));
  g_assert_false (
      helio_topic_tree_is_ignored (self->tree, helio_topic_tree_find (self->tree, "site")));

  /* Back it is as it was: open. */
  stop_ignoring (self, "site/1/#");
  assert_rows (self, "chat vsite vsite/1 site/1/hum site/1/new site/1/temp vsite/2 site/2/temp");
  g_assert_cmpuint (helio_topic_tree_get_n_ignored (self->tree), ==, 0);
}

/* A branch goes with the last thing below it, comes with the first one, and has an arrow for as long as there is one. */
static void
test_what_is_left (Fixture *self, gconstpointer data)
{
  HelioTopicRow row;

  feed (self, "a/b/one a/b/two a/c");
  ignore (self, "a/b/+");
  helio_topic_tree_expand_all (self->tree, G_MAXUINT);
  assert_rows (self, "va a/c");
  ignore (self, "a/c");
  assert_rows (self, "");
  feed (self, "a/c/deep");
  assert_rows (self, "va >a/c");
  helio_topic_tree_expand_all (self->tree, G_MAXUINT);
  assert_rows (self, "va va/c a/c/deep");
  /* It is there for what is below: its own value is not. */
  g_assert_true (
      helio_topic_tree_get_row (self->tree, helio_topic_tree_find (self->tree, "a/c"), &row));
  g_assert_false (row.has_value);
  g_assert_null (row.preview);
  helio_topic_row_clear (&row);

  /* A topic with a value, and nothing seen below it, is no branch. */
  feed (self, "a/b");
  assert_rows (self, "va a/b va/c a/c/deep");
  stop_ignoring (self, "a/b/+");
  assert_rows (self, "va va/b a/b/one a/b/two va/c a/c/deep");
}

/* Both: the filter opens the branches of what it lets through, and lets nothing through that is ignored. */
static void
test_with_filter (Fixture *self, gconstpointer data)
{
  feed (self, "site/1/temp site/2/temp site/2/hum");
  helio_topic_tree_set_filter (self->tree, "temp");
  settle (self);
  assert_rows (self, "vsite vsite/1 site/1/temp vsite/2 site/2/temp");
  ignore (self, "site/1/#");
  assert_rows (self, "vsite vsite/2 site/2/temp");
  feed (self, "site/1/temp/raw site/3/temp");
  assert_rows (self, "vsite vsite/2 site/2/temp vsite/3 site/3/temp");
  ignore (self, "+/+/temp");
  assert_rows (self, "");
  helio_topic_tree_set_filter (self->tree, "");
  settle (self);
  assert_rows (self, ">site");
  helio_topic_tree_set_filter (self->tree, "temp");
  settle (self);
  assert_rows (self, "");
  helio_topic_tree_set_ignored (self->tree, NULL);
  settle (self);
  assert_rows (self,
               "vsite vsite/1 vsite/1/temp site/1/temp/raw vsite/2 site/2/temp vsite/3 "
               "site/3/temp");
}

/* Before anything came, as when it is remembered; after all went; and a leading wildcard spares "$SYS". */
static void
test_first (Fixture *self, gconstpointer data)
{
  const char *const everything[] = {"#", NULL};

  helio_topic_tree_set_ignored (self->tree, everything);
  settle (self);
  feed (self, "a/b c $SYS/broker/uptime");
  assert_rows (self, ">$SYS");
  helio_message_store_clear (self->store);
  feed (self, "a/b");
  assert_rows (self, "");
  g_assert_cmpuint (helio_topic_tree_get_n_ignored (self->tree), ==, 1);
  helio_topic_tree_set_ignored (self->tree, NULL);
  settle (self);
  assert_rows (self, ">a");
}

/* Whoever is aimed at stays where he is; what is asked for happens all the same. */
static void
test_hold (Fixture *self, gconstpointer data)
{
  feed (self, "a b");
  helio_topic_tree_set_hold (self->tree, HELIO_TOPIC_HOLD_ROWS);
  ignore (self, "a");
  assert_rows (self, "b");
  stop_ignoring (self, "a");
  assert_rows (self, "a b");
}

static void
on_notify (HelioTopicTree *tree, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
test_list (Fixture *self, gconstpointer data)
{
  static const char *const filters[] = {"a/#", "no#good", "a/#", "", "b", NULL};
  static const char *const valid[] = {"a/#", "b", NULL};
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) many = g_ptr_array_new_with_free_func (g_free);
  guint n = 0;

  g_signal_connect (self->tree, "notify::ignored", G_CALLBACK (on_notify), &n);
  helio_topic_tree_set_ignored (self->tree, filters);
  g_assert_true (g_strv_equal (helio_topic_tree_get_ignored (self->tree), valid));
  g_assert_cmpuint (n, ==, 1);
  helio_topic_tree_set_ignored (self->tree, valid);
  g_assert_true (helio_topic_tree_ignore (self->tree, "b", NULL));
  helio_topic_tree_stop_ignoring (self->tree, "c");
  g_assert_cmpuint (n, ==, 1);
  g_assert_false (helio_topic_tree_ignore (self->tree, "a/#/b", &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_clear_error (&error);

  for (guint i = 0; i < HELIO_TOPIC_IGNORED_MAX + 20; i++)
    g_ptr_array_add (many, g_strdup_printf ("many/%u", i));
  g_ptr_array_add (many, NULL);
  helio_topic_tree_set_ignored (self->tree, (const char *const *) many->pdata);
  g_assert_cmpuint (g_strv_length ((GStrv) helio_topic_tree_get_ignored (self->tree)),
                    ==,
                    HELIO_TOPIC_IGNORED_MAX);
  g_assert_false (helio_topic_tree_ignore (self->tree, "one/more", &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, "100"));
}

static void
test_hundred_thousand (Fixture *self, gconstpointer data)
{
  gsize before, after;

  for (guint i = 0; i < 100000; i++) {
    g_autofree char *topic = g_strdup_printf ("s/%u/%u/%u", i % 10, i / 10 % 100, i);

    helio_store_test_append (self->store, topic, "x");
    if (i % 20000 == 0)
      helio_topic_tree_flush (self->tree);
  }
  settle (self);
  before = helio_message_store_get_bytes (self->store);
  helio_topic_tree_expand_all (self->tree, G_MAXUINT);
  g_assert_true (helio_topic_tree_ignore (self->tree, "s/+/+/+", NULL));
  /* In slices: not all of it at once. */
  g_assert_cmpuint (settle (self), >, 2);
  assert_rows (self, "");
  g_assert_cmpuint (helio_topic_tree_get_n_ignored (self->tree), ==, 100000);
  helio_topic_tree_set_ignored (self->tree, NULL);
  g_assert_true (helio_topic_tree_ignore (self->tree, "s/3/#", NULL));
  settle (self);
  g_assert_cmpuint (helio_shadow_check (self->rows)->len, ==, 1 + 9 + 900 + 90000);
  /* What is counted beside the nodes is accounted for, and goes with the last filter. */
  helio_topic_tree_collapse_all (self->tree);
  settle (self);
  helio_topic_tree_flush (self->tree);
  after = helio_message_store_get_bytes (self->store);
  g_assert_cmpuint (after, >=, before + 400000);
  helio_topic_tree_set_ignored (self->tree, NULL);
  settle (self);
  g_assert_cmpuint (helio_message_store_get_bytes (self->store), <, after - 300000);
}

/* In the midst of it all topics go: what was to be hidden is no more. */
static void
test_cleared (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 60000; i++) {
    g_autofree char *topic = g_strdup_printf ("a/%u", i);

    helio_store_test_append (self->store, topic, "x");
  }
  settle (self);
  helio_topic_tree_expand_all (self->tree, G_MAXUINT);
  g_assert_true (helio_topic_tree_ignore (self->tree, "a/+", NULL));
  g_assert_true (helio_topic_tree_flush (self->tree));
  /* All rows go at one stroke, when all have been asked. */
  g_assert_cmpuint (helio_shadow_check (self->rows)->len, ==, 60001);
  helio_message_store_clear (self->store);
  feed (self, "b");
  assert_rows (self, "b");
  g_assert_cmpuint (helio_topic_tree_get_n_ignored (self->tree), ==, 0);
}

/* Rows that are not seen are not too many to be opened. */
static void
test_expand_below (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 50; i++) {
    g_autofree char *topic = g_strdup_printf ("a/n/%u", i);

    helio_store_test_append (self->store, topic, "x");
  }
  feed (self, "a/b/c a/b/d");
  g_assert_false (
      helio_topic_tree_expand_below (self->tree, helio_topic_tree_find (self->tree, "a"), 10));
  helio_topic_tree_collapse_all (self->tree);
  ignore (self, "a/n/#");
  g_assert_true (
      helio_topic_tree_expand_below (self->tree, helio_topic_tree_find (self->tree, "a"), 3));
  assert_rows (self, "va va/b a/b/c a/b/d");
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("/topic-ignore/branch", test_branch);
  add ("/topic-ignore/what-is-left", test_what_is_left);
  add ("/topic-ignore/with-filter", test_with_filter);
  add ("/topic-ignore/first", test_first);
  add ("/topic-ignore/hold", test_hold);
  add ("/topic-ignore/list", test_list);
  add ("/topic-ignore/hundred-thousand", test_hundred_thousand);
  add ("/topic-ignore/cleared", test_cleared);
  add ("/topic-ignore/expand-below", test_expand_below);
  return g_test_run ();
}
