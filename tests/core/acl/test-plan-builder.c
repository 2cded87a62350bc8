// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-plan-builder.h"
#include "core/base/helio-error.h"

#include <string.h>

#define PLANS 300

static int
rand_below (int n)
{
  return g_test_rand_int_range (0, n);
}

static char *
make_text (void)
{
  static const char *const pieces[] =
      {"a", "b7", "ü", "\"", ",", ";", "\n", "\r", " ", "\\", "%u", "%c", "$", "ß", "'", "x y"};
  GString *text = g_string_new (NULL);

  for (int n = 1 + rand_below (4); n > 0; n--)
    g_string_append (text, pieces[rand_below (G_N_ELEMENTS (pieces))]);
  return g_string_free (text, FALSE);
}

static char *
make_topic (gboolean wild)
{
  GString *topic = g_string_new (NULL);

  for (int n = 1 + rand_below (3); n > 0; n--) {
    g_autofree char *level = make_text ();

    if (topic->len > 0)
      g_string_append_c (topic, '/');
    g_string_append (topic, wild && rand_below (3) == 0 ? "+" : level);
  }
  if (wild && rand_below (3) == 0)
    g_string_append (topic, "/#");
  return g_string_free (topic, FALSE);
}

static void
add_user (HelioPlanBuilder *builder, int number)
{
  g_autofree char *random = make_text ();
  g_autofree char *name = g_strdup_printf ("%d%s", number, g_strdelimit (random, "\r\n", '-'));
  HelioPlanUser user = {.name = name};
  g_autoptr (GError) error = NULL;
  int index;

  if (rand_below (2) == 0) {
    user.profile = (char *) "../profiles/alice.json";
    user.account = rand_below (2) == 0 ? (char *) "auth0|1" : NULL;
    /* An account's own token, or one that is given. */
    user.access_token_env =
        user.account == NULL && rand_below (2) == 0 ? (char *) "HELIOGRAPH_TOKEN" : NULL;
    user.key_env = rand_below (2) == 0 ? (char *) "CI_KEY" : NULL;
  } else {
    user.broker =
        (char *) (rand_below (2) == 0 ? "mqtts://broker.example:8883" : "mqtt://127.0.0.1:1883");
    user.username = (char *) "bob@org_1";
    user.protocol = (HelioProtocol) rand_below (3);
    user.allow_insecure = rand_below (2) == 0;
    user.client_id = rand_below (2) == 0 ? (char *) "probe-1" : NULL;
    user.ca_file = rand_below (2) == 0 ? (char *) "ca.pem" : NULL;
    user.password_env = (char *) "HELIOGRAPH_BOB";
  }
  index = helio_plan_builder_add_user (builder, &user, &error);
  g_assert_no_error (error);
  g_assert_cmpint (index, ==, number);
}

static HelioPlan *
make_plan (void)
{
  g_autoptr (HelioPlanBuilder) builder = helio_plan_builder_new (NULL);
  int n_users = 1 + rand_below (5);

  for (int i = 0; i < n_users; i++)
    add_user (builder, i);
  helio_plan_builder_set_witness (builder, rand_below (n_users + 1) - 1);
  if (rand_below (3) == 0) {
    helio_plan_builder_set_rules (builder, "../rules.txt", NULL);
  } else if (rand_below (2) == 0) {
    static const char text[] =
        "Default: allow\n\nUser Pattern: %\nTopic: users/%u/#\nPermission: pubsub\n";
    g_autoptr (HelioRules) rules = helio_rules_parse (text, -1, NULL);

    helio_plan_builder_set_rules (builder, NULL, rules);
  }
  for (int n = 1 + rand_below (20); n > 0; n--) {
    HelioAction action = (HelioAction) rand_below (HELIO_N_ACTIONS);
    g_autofree char *topic = make_topic (!helio_action_writes (action));
    g_autoptr (GError) error = NULL;

    helio_plan_builder_set_check (builder,
                                  (guint) rand_below (n_users),
                                  action,
                                  topic,
                                  (HelioVerdict) rand_below (3),
                                  &error);
    g_assert_no_error (error);
  }
  return helio_plan_builder_get_plan (builder);
}

static void
assert_same_user (const HelioPlanUser *a, const HelioPlanUser *b)
{
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->profile, ==, b->profile);
  g_assert_cmpstr (a->account, ==, b->account);
  g_assert_cmpstr (a->broker, ==, b->broker);
  g_assert_cmpint (a->allow_insecure, ==, b->allow_insecure);
  g_assert_cmpint (a->protocol, ==, b->protocol);
  g_assert_cmpstr (a->username, ==, b->username);
  g_assert_cmpstr (a->client_id, ==, b->client_id);
  g_assert_cmpstr (a->ca_file, ==, b->ca_file);
  g_assert_cmpstr (a->password_env, ==, b->password_env);
  g_assert_cmpstr (a->access_token_env, ==, b->access_token_env);
  g_assert_cmpstr (a->key_env, ==, b->key_env);
}

static void
assert_same_checks (const HelioPlan *a, const HelioPlan *b)
{
  g_assert_cmpuint (helio_plan_get_n_checks (a), ==, helio_plan_get_n_checks (b));
  for (guint i = 0; i < helio_plan_get_n_checks (a); i++) {
    const HelioPlanCheck *first = helio_plan_get_check (a, i);
    const HelioPlanCheck *second = helio_plan_get_check (b, i);

    g_assert_cmpuint (first->user, ==, second->user);
    g_assert_cmpint (first->action, ==, second->action);
    g_assert_cmpstr (first->topic, ==, second->topic);
    g_assert_cmpint (first->expect, ==, second->expect);
  }
}

static void
assert_same (const HelioPlan *a, const HelioPlan *b)
{
  HelioRules *rules = helio_plan_get_rules (a);

  g_assert_cmpuint (helio_plan_get_n_users (a), ==, helio_plan_get_n_users (b));
  for (guint i = 0; i < helio_plan_get_n_users (a); i++)
    assert_same_user (helio_plan_get_user (a, i), helio_plan_get_user (b, i));
  g_assert_cmpint (helio_plan_get_witness (a), ==, helio_plan_get_witness (b));
  g_assert_cmpstr (helio_plan_get_rules_path (a), ==, helio_plan_get_rules_path (b));
  g_assert_true ((rules == NULL) == (helio_plan_get_rules (b) == NULL));
  if (rules != NULL) {
    g_autofree char *first = helio_rules_to_json (rules);
    g_autofree char *second = helio_rules_to_json (helio_plan_get_rules (b));

    g_assert_cmpstr (first, ==, second);
  }
  assert_same_checks (a, b);
}

static HelioPlan *
parse (const char *text, HelioPlan *users)
{
  g_autoptr (GError) error = NULL;
  HelioPlan *plan = helio_plan_parse (text, strlen (text), users, &error);

  g_assert_no_error (error);
  return plan;
}

static void
test_round_trip (void)
{
  for (guint i = 0; i < PLANS; i++) {
    g_autoptr (HelioPlan) plan = make_plan ();
    g_autofree char *json = helio_plan_to_json (plan);
    g_autofree char *csv = helio_plan_to_csv (plan);
    g_autofree char *users_json = helio_plan_users_to_json (plan);
    g_autoptr (HelioPlan) from_json = parse (json, NULL);
    g_autoptr (HelioPlan) users = helio_plan_parse_users (users_json, strlen (users_json), NULL);
    g_autoptr (HelioPlan) from_csv = parse (csv, users);
    g_autofree char *again = helio_plan_to_json (from_json);

    assert_same (plan, from_json);
    assert_same (plan, from_csv);
    g_assert_cmpstr (json, ==, again);
  }
}

/* What a reviewer sees when one expectation changes. */
static void
test_one_line (void)
{
  g_autoptr (HelioPlan) plan =
      parse ("{\"version\":1,\"users\":{\"bob\":{\"profile\":\"b.json\"}},\"rules\":{\"rules\":[]},"
             "\"witness\":\"bob\",\"matrix\":[{\"users\":[\"bob\"],\"actions\":[\"publish\","
             "\"subscribe\"],\"topics\":[\"x\",\"y\"],\"expect\":\"deny\"}]}",
             NULL);
  g_autofree char *text = helio_plan_to_json (plan);

  g_assert_cmpstr (
      text,
      ==,
      "{\n"
      "  \"version\": 1,\n"
      "  \"rules\": {\n"
      "    \"version\": 1,\n"
      "    \"rules\": []\n"
      "  },\n"
      "  \"witness\": \"bob\",\n"
      "  \"users\": {\n"
      "    \"bob\": {\"profile\":\"b.json\"}\n"
      "  },\n"
      "  \"checks\": [\n"
      "    {\"user\":\"bob\",\"action\":\"publish\",\"topic\":\"x\",\"expect\":\"deny\"},\n"
      "    {\"user\":\"bob\",\"action\":\"publish\",\"topic\":\"y\",\"expect\":\"deny\"},\n"
      "    {\"user\":\"bob\",\"action\":\"subscribe\",\"topic\":\"x\",\"expect\":\"deny\"},\n"
      "    {\"user\":\"bob\",\"action\":\"subscribe\",\"topic\":\"y\",\"expect\":\"deny\"}\n"
      "  ]\n"
      "}\n");
}

static HelioPlanBuilder *
make_builder (void)
{
  static const char text[] =
      "{\"version\":1,\"users\":{\"bob\":{\"broker\":\"mqtt://127.0.0.1\",\"username\":\"bob@o\"},"
      "\"alice\":{\"profile\":\"a.json\"}},\"rules\":{\"rules\":[{\"user\":\"%\",\"topic\":"
      "\"users/%u/#\",\"permission\":\"pubsub\"}]}}";
  g_autoptr (HelioPlan) users = helio_plan_parse_users (text, strlen (text), NULL);

  return helio_plan_builder_new (users);
}

static void
test_grid (void)
{
  g_autoptr (HelioPlanBuilder) builder = make_builder ();
  g_autoptr (HelioPlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++) {
    g_autofree char *topic = g_strdup_printf ("t/%u", i);

    g_assert_true (helio_plan_builder_set_check (builder,
                                                 1,
                                                 HELIO_ACTION_PUBLISH,
                                                 topic,
                                                 HELIO_VERDICT_ALLOW,
                                                 &error));
  }
  g_assert_true (helio_plan_builder_remove_check (builder, 1, HELIO_ACTION_PUBLISH, "t/0"));
  g_assert_false (helio_plan_builder_remove_check (builder, 1, HELIO_ACTION_PUBLISH, "t/0"));
  g_assert_true (helio_plan_builder_set_check (builder,
                                               1,
                                               HELIO_ACTION_PUBLISH,
                                               "t/2",
                                               HELIO_VERDICT_DENY,
                                               &error));
  g_assert_false (helio_plan_builder_set_check (builder,
                                                1,
                                                HELIO_ACTION_PUBLISH,
                                                "t/#",
                                                HELIO_VERDICT_DENY,
                                                &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  plan = helio_plan_builder_get_plan (builder);
  g_assert_cmpuint (helio_plan_get_n_checks (plan), ==, 2);
  g_assert_cmpstr (helio_plan_get_check (plan, 0)->topic, ==, "t/1");
  g_assert_cmpint (helio_plan_get_check (plan, 0)->expect, ==, HELIO_VERDICT_ALLOW);
  g_assert_cmpstr (helio_plan_get_check (plan, 1)->topic, ==, "t/2");
  g_assert_cmpstr (helio_plan_get_check (plan, 1)->place, ==, "$.checks[1]");
  g_assert_cmpint (helio_plan_get_check (plan, 1)->expect, ==, HELIO_VERDICT_DENY);
}

static void
test_bad_users (void)
{
  g_autoptr (HelioPlanBuilder) builder = make_builder ();
  const HelioPlanUser twice = {.name = (char *) "bob", .profile = (char *) "b"};
  const HelioPlanUser nothing = {.name = (char *) "eve"};
  const HelioPlanUser open = {.name = (char *) "eve",
                              .broker = (char *) "mqtt://example.org",
                              .username = (char *) "e"};
  const HelioPlanUser *const users[] = {&twice, &nothing, &open};

  for (guint i = 0; i < G_N_ELEMENTS (users); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (helio_plan_builder_add_user (builder, users[i], &error), ==, -1);
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  }
}

static HelioPlan *
make_product (void)
{
  static const guint users[] = {0, 1};
  static const HelioAction actions[] = {HELIO_ACTION_PUBLISH, HELIO_ACTION_SUBSCRIBE};
  static const char *const topics[] = {"users/bob/in", "users/bob/#", "secret", NULL};
  g_autoptr (HelioPlanBuilder) builder = make_builder ();
  g_autoptr (GError) error = NULL;

  helio_plan_builder_add_product (builder,
                                  users,
                                  2,
                                  actions,
                                  2,
                                  topics,
                                  HELIO_VERDICT_UNKNOWN,
                                  &error);
  g_assert_no_error (error);
  return helio_plan_builder_get_plan (builder);
}

/* Every cell that can be, with what the rules say. */
static void
test_from_rules (void)
{
  g_autoptr (HelioPlan) product = make_product ();
  g_autoptr (HelioReport) report = helio_report_new (product, NULL, -1);
  g_autoptr (HelioPlan) plan = NULL;
  guint kept = 0;
  static const HelioVerdict expect[] = {HELIO_VERDICT_ALLOW,
                                        HELIO_VERDICT_DENY,
                                        HELIO_VERDICT_ALLOW,
                                        HELIO_VERDICT_ALLOW,
                                        HELIO_VERDICT_DENY};

  g_assert_cmpuint (helio_plan_get_n_checks (product), ==, 10);
  plan = helio_plan_new_from_report (report, HELIO_PLAN_FROM_PREDICTION, &kept);
  g_assert_cmpuint (kept, ==, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (helio_plan_get_check (plan, i)->expect, ==, expect[i]);
  helio_report_set_identity (report, 1, "alice@o", NULL);
  g_clear_pointer (&plan, helio_plan_unref);
  plan = helio_plan_new_from_report (report, HELIO_PLAN_FROM_PREDICTION, &kept);
  g_assert_cmpuint (kept, ==, 0);
  for (guint i = 5; i < 10; i++)
    g_assert_cmpint (helio_plan_get_check (plan, i)->expect, ==, HELIO_VERDICT_DENY);
}

static void
test_from_run (void)
{
  g_autoptr (HelioPlan) product = make_product ();
  g_autoptr (HelioReport) report = helio_report_new (product, NULL, -1);
  g_autoptr (HelioPlan) plan = NULL;
  guint kept = 0;

  for (guint i = 1; i < 10; i++)
    helio_report_observe (report,
                          i,
                          i % 2 == 0 ? HELIO_EVIDENCE_DELIVERED : HELIO_EVIDENCE_REFUSED,
                          0,
                          NULL,
                          NULL,
                          NULL);
  plan = helio_plan_new_from_report (report, HELIO_PLAN_FROM_OBSERVATION, &kept);
  g_assert_cmpuint (kept, ==, 1);
  g_assert_cmpint (helio_plan_get_check (plan, 0)->expect, ==, HELIO_VERDICT_UNKNOWN);
  for (guint i = 1; i < 10; i++)
    g_assert_cmpint (helio_plan_get_check (plan, i)->expect,
                     ==,
                     i % 2 == 0 ? HELIO_VERDICT_ALLOW : HELIO_VERDICT_DENY);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-builder/round-trip", test_round_trip);
  g_test_add_func ("/plan-builder/one-line", test_one_line);
  g_test_add_func ("/plan-builder/grid", test_grid);
  g_test_add_func ("/plan-builder/bad-users", test_bad_users);
  g_test_add_func ("/plan-builder/from-rules", test_from_rules);
  g_test_add_func ("/plan-builder/from-run", test_from_run);
  return g_test_run ();
}
