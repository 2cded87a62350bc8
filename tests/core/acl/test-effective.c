// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-effective.h"
#include "core/connection/helio-subscription-private.h"
#include "support/helio-store-test.h"

typedef struct {
  HelioMessageStore *store;
  HelioTopicTree *tree;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  static const char *const topics[] = {"site/3/temp",
                                       "site/3/hum",
                                       "site/3",
                                       "chat/7",
                                       "alone",
                                       "$SYS/broker/uptime",
                                       "far/away/down/here"};

  self->store = helio_message_store_new (1024 * 1024);
  self->tree = helio_topic_tree_new (self->store);
  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    helio_store_test_append (self->store, topics[i], "1");
  while (helio_topic_tree_flush (self->tree)) {
  }
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_unref (self->tree);
  g_object_unref (self->store);
}

static char *
describe (GPtrArray *topics)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < topics->len; i++) {
    const HelioEffectiveTopic *topic = g_ptr_array_index (topics, i);

    g_string_append_printf (text, "%s%s=%d", i > 0 ? " " : "", topic->topic, topic->origin);
  }
  return g_string_free (text, FALSE);
}

static void
assert_collects (const HelioEffectiveSources *sources, const char *expected, gboolean expected_more)
{
  gboolean more = !expected_more;
  g_autoptr (GPtrArray) topics = helio_effective_collect (sources, &more);
  g_autofree char *found = describe (topics);

  g_assert_cmpstr (found, ==, expected);
  g_assert_cmpint (more, ==, expected_more);
}

static void
test_collects (Fixture *self, gconstpointer data)
{
  static const char *const claim[] = {"users/alice/#", "a/#/b", "site/3/hum", NULL};
  static const char *const branches[] = {"site", NULL}, *const none[] = {NULL};
  const HelioFilterOptions shared = {.filter = "$share/g/jobs/#", .qos = 1};
  g_autoptr (GListStore) subscriptions = g_list_store_new (HELIO_TYPE_SUBSCRIPTION);
  g_autoptr (HelioSubscription) subscription = helio_subscription_new (&shared);
  HelioEffectiveSources sources = {.tree = self->tree};

  assert_collects (&sources,
                   "$SYS/broker/uptime=1 alone=1 chat/7=1 far/away/down/here=1 site/3=1 "
                   "site/3/hum=1 site/3/temp=1",
                   FALSE);
  g_list_store_append (subscriptions, subscription);
  sources.branches = branches;
  sources.claim = claim;
  sources.subscriptions = G_LIST_MODEL (subscriptions);
  assert_collects (&sources,
                   "jobs/#=8 site/#=2 site/3=1 site/3/hum=5 site/3/temp=1 users/alice/#=4",
                   FALSE);
  /* What is known to matter goes before what happened to be seen. */
  sources.max_topics = 4;
  assert_collects (&sources, "jobs/#=8 site/#=2 site/3/hum=4 users/alice/#=4", TRUE);
  sources.branches = none;
  assert_collects (&sources, "jobs/#=8 site/3/hum=4 users/alice/#=4", FALSE);
}

static void
test_branches (Fixture *self, gconstpointer data)
{
  g_auto (GStrv) branches = helio_effective_list_branches (self->tree, 100);
  g_autofree char *found = g_strjoinv (" ", branches);

  g_assert_nonnull (g_strrstr (found, "site/3"));
  g_assert_true (g_strv_contains ((const char *const *) branches, "alone"));
  for (guint i = 0; branches[i] != NULL; i++)
    g_assert_false (g_str_has_suffix (branches[i], "/"));
}

static void
test_plan (Fixture *self, gconstpointer data)
{
  static const char *const branches[] = {"site", "$SYS", NULL};
  const HelioEffectiveSources sources = {.tree = self->tree, .branches = branches};
  const HelioPlanUser alice = {.name = (char *) "alice", .profile = (char *) "p.json"};
  const HelioPlanUser nobody = {.name = (char *) "alice"};
  g_autoptr (GPtrArray) topics = helio_effective_collect (&sources, NULL);
  g_autoptr (HelioPlan) watch = helio_effective_make_plan (topics, &alice, FALSE, NULL);
  g_autoptr (HelioPlan) both = helio_effective_make_plan (topics, &alice, TRUE, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (topics->len, ==, 6);
  g_assert_cmpuint (helio_plan_get_n_checks (watch), ==, 6);
  /* Three names below "site"; nothing below $SYS, and nothing to a filter. */
  g_assert_cmpuint (helio_plan_get_n_checks (both), ==, 9);
  for (guint i = 0; i < 9; i++) {
    const HelioPlanCheck *check = helio_plan_get_check (both, i);

    g_assert_cmpint (check->expect, ==, HELIO_VERDICT_UNKNOWN);
    g_assert_true (check->action == HELIO_ACTION_SUBSCRIBE ||
                   g_str_has_prefix (check->topic, "site/3"));
  }
  g_assert_null (helio_effective_make_plan (topics, &nobody, FALSE, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/acl/effective/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("collects", test_collects);
  ADD ("branches", test_branches);
  ADD ("plan", test_plan);
#undef ADD
  return g_test_run ();
}
