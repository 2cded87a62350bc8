// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/policy/helio-predictor.h"

#include <string.h>

#define PUBLISH HELIO_PERMISSION_PUBLISH
#define SUBSCRIBE HELIO_PERMISSION_SUBSCRIBE
#define ALLOW HELIO_VERDICT_ALLOW
#define DENY HELIO_VERDICT_DENY
#define UNKNOWN HELIO_VERDICT_UNKNOWN
#define NONE HELIO_COVERAGE_NONE
#define SOME HELIO_COVERAGE_SOME
#define ALL HELIO_COVERAGE_ALL

static const char rules_text[] =
    "User Pattern: %\nTopic: users/%u/#\nPermission: pubsub\n\n"
    "User Pattern: agent-%\nTopic: agents/%c/in\nPermission: publish\n\n"
    "User Pattern: alice\nTopic: site/+/temp\nPermission: subscribe\n\n"
    "User Pattern: %\nTopic: open/#\nPermission: subscribe\n\n"
    "User Pattern: al%\nTopic: $SYS/#\nPermission: pubsub\n";

static HelioPrediction *
predict (const char *text,
         const char *user,
         const char *client_id,
         HelioPermission action,
         const char *topic,
         int allow_by_default)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioRules) rules = helio_rules_parse (text, -1, &error);
  HelioPredictionRequest request = {user, client_id, topic, action, allow_by_default};
  HelioPrediction *prediction;

  g_assert_no_error (error);
  prediction = helio_predict (rules, &request, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (helio_prediction_get_reason (prediction), !=, NULL);
  return prediction;
}

static void
test_cases (void)
{
  static const struct {
    const char *user;
    const char *client_id;
    HelioPermission action;
    const char *topic;
    HelioVerdict verdict;
    HelioCoverage coverage;
    int rule;
  } cases[] = {
      {"alice@org_1", "c", PUBLISH, "users/alice/x", ALLOW, ALL, 0},
      {"alice@org_1", "c", PUBLISH, "users/%u/x", ALLOW, ALL, 0},
      {"alice", "c", PUBLISH, "users/alice", ALLOW, ALL, 0},
      {"a@b@org_1", "c", PUBLISH, "users/a@b/x", ALLOW, ALL, 0},
      {"alice@org_1", "c", PUBLISH, "users/bob/x", DENY, NONE, -1},
      {"alice@org_1", "c", SUBSCRIBE, "users/alice/#", ALLOW, ALL, 0},
      {"alice@org_1", "c", SUBSCRIBE, "$share/g/users/alice/#", ALLOW, ALL, 0},
      {"alice@org_1", "c", SUBSCRIBE, "users/+/x", DENY, SOME, -1},
      {"alice@org_1", "c", SUBSCRIBE, "#", DENY, SOME, -1},
      {"alice@org_1", "c", SUBSCRIBE, "site/1/temp", ALLOW, ALL, 2},
      {"alice@org_1", "c", SUBSCRIBE, "site/+/temp", ALLOW, ALL, 2},
      {"alice@org_1", "c", SUBSCRIBE, "site/#", DENY, SOME, -1},
      {"alice@org_1", "c", PUBLISH, "site/1/temp", DENY, NONE, -1},
      {"bob@org_1", "c", SUBSCRIBE, "site/1/temp", DENY, NONE, -1},
      {"agent-7@org_1", "c9", PUBLISH, "agents/c9/in", ALLOW, ALL, 1},
      {"agent-7@org_1", "c9", PUBLISH, "agents/c8/in", DENY, NONE, -1},
      {"agent-7@org_1", NULL, PUBLISH, "agents/c8/in", UNKNOWN, NONE, -1},
      {"agent-7@org_1", NULL, PUBLISH, "other/c8/in", DENY, NONE, -1},
      {"a/b@org_1", "c", PUBLISH, "users/a/b", UNKNOWN, NONE, -1},
      {"a/b@org_1", "c", PUBLISH, "elsewhere", DENY, NONE, -1},
      {"a+@org_1", "c", SUBSCRIBE, "open/x", ALLOW, ALL, 3},
      {"a#@org_1", "c", SUBSCRIBE, "#", UNKNOWN, SOME, -1},
      {"alice@org_1", "c", SUBSCRIBE, "$SYS/#", ALLOW, ALL, 4},
      {"alice@org_1", "c", SUBSCRIBE, "$SYS/broker/+", ALLOW, ALL, 4},
      {"alice@org_1", "c", PUBLISH, "$SYS/broker", DENY, NONE, -1},
      {"bob@org_1", "c", SUBSCRIBE, "$SYS/#", DENY, NONE, -1},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HelioPrediction) prediction = predict (rules_text,
                                                      cases[i].user,
                                                      cases[i].client_id,
                                                      cases[i].action,
                                                      cases[i].topic,
                                                      -1);

    g_test_message ("%s %s: %s",
                    cases[i].user,
                    cases[i].topic,
                    helio_prediction_get_reason (prediction));
    g_assert_cmpstr (helio_verdict_to_text (helio_prediction_get_verdict (prediction)),
                     ==,
                     helio_verdict_to_text (cases[i].verdict));
    g_assert_cmpstr (helio_coverage_to_text (helio_prediction_get_coverage (prediction)),
                     ==,
                     helio_coverage_to_text (cases[i].coverage));
    g_assert_cmpint (helio_prediction_get_rule (prediction), ==, cases[i].rule);
  }
}

static void
test_explains (void)
{
  g_autoptr (HelioPrediction) allowed =
      predict (rules_text, "alice@o", "c", PUBLISH, "users/%u/x", -1);
  g_autoptr (HelioPrediction) part = predict (rules_text, "alice@o", "c", SUBSCRIBE, "#", -1);
  g_autoptr (HelioPrediction) open = predict (rules_text, "agent-#@o", "c", SUBSCRIBE, "#", -1);
  const guint *rules;
  guint n_rules;

  g_assert_cmpstr (helio_prediction_get_topic (allowed), ==, "users/alice/x");
  g_assert_cmpstr (helio_prediction_get_rule_topic (allowed), ==, "users/alice/#");
  g_assert_nonnull (strstr (helio_prediction_get_reason (allowed), "line 1"));
  helio_prediction_get_partial (allowed, &n_rules);
  g_assert_cmpuint (n_rules, ==, 0);

  g_assert_null (helio_prediction_get_rule_topic (part));
  rules = helio_prediction_get_partial (part, &n_rules);
  g_assert_cmpuint (n_rules, ==, 3);
  g_assert_cmpuint (rules[0], ==, 0);
  g_assert_cmpuint (rules[1], ==, 2);
  g_assert_cmpuint (rules[2], ==, 3);

  /* What cannot be resolved comes first. */
  rules = helio_prediction_get_partial (open, &n_rules);
  g_assert_cmpuint (n_rules, ==, 2);
  g_assert_cmpuint (rules[0], ==, 0);
  g_assert_cmpuint (rules[1], ==, 3);
}

static void
test_default (void)
{
  g_autoptr (HelioPrediction) own = predict ("Default: allow\n", "a@o", "c", SUBSCRIBE, "#", -1);
  g_autoptr (HelioPrediction) switched =
      predict ("Default: allow\n", "a@o", "c", SUBSCRIBE, "#", 0);
  g_autoptr (HelioPrediction) other = predict (rules_text, "a/b@o", "c", PUBLISH, "users/a/b", 1);

  g_assert_cmpint (helio_prediction_get_verdict (own), ==, ALLOW);
  g_assert_cmpint (helio_prediction_get_rule (own), ==, -1);
  g_assert_cmpint (helio_prediction_get_verdict (switched), ==, DENY);
  /* Whatever the rule would do, the default allows. */
  g_assert_cmpint (helio_prediction_get_verdict (other), ==, ALLOW);
}

/* A filter that a rule covers in part: what is left of it is the default's. */
static void
test_default_in_part (void)
{
  g_autoptr (HelioPrediction) allowed = predict (rules_text, "alice", "c", SUBSCRIBE, "site/#", 1);
  g_autoptr (HelioPrediction) denied = predict (rules_text, "alice", "c", SUBSCRIBE, "site/#", 0);
  guint n_rules = 0;
  const guint *rules = helio_prediction_get_partial (allowed, &n_rules);

  g_assert_cmpint (helio_prediction_get_verdict (allowed), ==, ALLOW);
  g_assert_cmpint (helio_prediction_get_coverage (allowed), ==, ALL);
  g_assert_cmpint (helio_prediction_get_rule (allowed), ==, -1);
  g_assert_cmpuint (n_rules, ==, 1);
  g_assert_cmpuint (rules[0], ==, 2);
  g_assert_nonnull (strstr (helio_prediction_get_reason (allowed), "rule 3"));
  g_assert_nonnull (strstr (helio_prediction_get_reason (allowed), "default"));
  g_assert_cmpint (helio_prediction_get_verdict (denied), ==, DENY);
  g_assert_cmpint (helio_prediction_get_coverage (denied), ==, SOME);
}

static void
test_refuses (void)
{
  static const HelioPredictionRequest bad[] = {
      {"", "c", "a", PUBLISH, -1},
      {"@org_1", "c", "a", PUBLISH, -1},
      {"a\xff", "c", "a", PUBLISH, -1},
      {"a", "c", "", PUBLISH, -1},
      {"a", "c", "a/#", PUBLISH, -1},
      {"a", "c", "a/#/b", SUBSCRIBE, -1},
      {"a", NULL, "a/%c", SUBSCRIBE, -1},
  };
  g_autoptr (HelioRules) rules = helio_rules_parse (rules_text, -1, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (helio_predict (rules, &bad[i], &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  }
}

static void
test_patterns (void)
{
  static const struct {
    const char *pattern;
    const char *name;
    gboolean matches;
  } cases[] = {
      {"%", "alice", TRUE},
      {"%", "", TRUE},
      {"%%", "x", TRUE},
      {"alice", "alice", TRUE},
      {"alice", "alicea", FALSE},
      {"al%", "al", TRUE},
      {"al%", "a", FALSE},
      {"%ce", "alice", TRUE},
      {"%ce", "alicee", FALSE},
      {"a%a", "a", FALSE},
      {"a%a", "aa", TRUE},
      {"a%b%c", "aXbYbZc", TRUE},
      {"a%bc%bc", "abc", FALSE},
      {"a%bc%bc", "abcbc", TRUE},
      {"%b%b%", "ab", FALSE},
      {"%b%b%", "bb", TRUE},
      {"", "", TRUE},
      {"", "a", FALSE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s %s", cases[i].pattern, cases[i].name);
    g_assert_cmpint (helio_user_pattern_matches (cases[i].pattern, cases[i].name),
                     ==,
                     cases[i].matches);
  }
}

static void
test_words (void)
{
  HelioVerdict verdict;

  g_assert_true (helio_verdict_from_text ("allow", &verdict));
  g_assert_cmpint (verdict, ==, ALLOW);
  g_assert_true (helio_verdict_from_text ("unknown", &verdict));
  g_assert_cmpint (verdict, ==, UNKNOWN);
  g_assert_false (helio_verdict_from_text ("Allow", &verdict));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/predictor/cases", test_cases);
  g_test_add_func ("/predictor/explains", test_explains);
  g_test_add_func ("/predictor/default", test_default);
  g_test_add_func ("/predictor/default-in-part", test_default_in_part);
  g_test_add_func ("/predictor/refuses", test_refuses);
  g_test_add_func ("/predictor/patterns", test_patterns);
  g_test_add_func ("/predictor/words", test_words);
  return g_test_run ();
}
