// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/policy/helio-predictor.h"

#include <string.h>

/* As on cloudsignal.io/docs/dashboard/access-control/acl-v2-policy and …/presets. */
#define DASHBOARD                                                                                  \
  "{\"rules\":[{\"user\":\"sensor-*\",\"topic\":\"data/{username}/"                                \
  "#\",\"permission\":\"publish\"},"                                                               \
  "{\"user\":\"*\",\"topic\":\"notifications/#\",\"permission\":\"subscribe\"},"                   \
  "{\"user\":\"orchestrator\",\"topic\":\"pipeline/#\",\"permission\":\"both\"},"                  \
  "{\"user\":\"*\",\"topic\":\"own/{client_id}\",\"permission\":\"both\"},"                        \
  "{\"user\":\"*\",\"topic\":\"org/{org_short_id}/x\",\"permission\":\"both\"},"                   \
  "{\"user\":\"*\",\"topic\":\"chat/{channel}/#\",\"permission\":\"both\"}]}"
/* As on cloudsignal.io/docs/cli/acl-commands. */
#define COMMAND_LINE                                                                               \
  "{\"version\":\"2.1\",\"default\":\"deny\",\"global\":[{\"topic\":\"broadcast/#\","              \
  "\"action\":\"sub\"}],\"rules\":[{\"topic\":\"/{$self}/inbox\",\"action\":\"sub\","              \
  "\"binding\":\"email\"}],\"publishers\":[]}"

static HelioRules *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  HelioRules *rules = helio_rules_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_true (helio_rules_is_policy (rules));
  return rules;
}

typedef struct {
  const char *user, *action, *topic, *verdict;
  int rule;
} Case;

static void
check (HelioRules *rules, const Case *cases, guint n_cases)
{
  for (guint i = 0; i < n_cases; i++) {
    HelioPredictionRequest request = {cases[i].user, "c1", cases[i].topic, 0, -1};
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioPrediction) prediction = NULL;

    g_assert_true (helio_permission_from_text (cases[i].action, &request.action));
    prediction = helio_predict (rules, &request, &error);
    g_assert_no_error (error);
    g_test_message ("%s %s: %s",
                    cases[i].user,
                    cases[i].topic,
                    helio_prediction_get_reason (prediction));
    g_assert_cmpstr (helio_verdict_to_text (helio_prediction_get_verdict (prediction)),
                     ==,
                     cases[i].verdict);
    g_assert_cmpint (helio_prediction_get_rule (prediction), ==, cases[i].rule);
  }
}

static void
test_dashboard (void)
{
  static const Case cases[] = {
      {"sensor-7@org_k7", "publish", "data/sensor-7/t", "allow", 0},
      {"sensor-7@org_k7", "publish", "data/sensor-8/t", "deny", -1},
      {"sensor-7", "subscribe", "data/sensor-7/t", "deny", -1},
      {"alice", "publish", "data/alice/t", "deny", -1},
      {"alice", "subscribe", "notifications/#", "allow", 1},
      {"orchestrator", "publish", "pipeline/input/1", "allow", 2},
      {"alice", "publish", "pipeline/input/1", "deny", -1},
      {"alice", "publish", "own/c1", "allow", 3},
      {"alice", "publish", "own/c2", "deny", -1},
      {"alice@org_k7", "publish", "org/org_k7/x", "allow", 4},
      {"alice@org_k7", "publish", "org/org_k8/x", "deny", -1},
      /* Nobody knows the organization's short id. */
      {"alice", "publish", "org/org_k7/x", "unknown", -1},
      {"alice@2f4c-uuid", "publish", "org/org_k7/x", "unknown", -1},
      {"alice", "publish", "org/org_k7/y", "deny", -1},
      /* Which channels she has is not in the file. */
      {"alice", "publish", "chat/7/x", "unknown", -1},
      {"alice", "publish", "chats/7/x", "deny", -1},
  };
  g_autoptr (HelioRules) rules = parse (DASHBOARD);
  const HelioRule *first = helio_rules_get (rules, 0);

  check (rules, cases, G_N_ELEMENTS (cases));
  g_assert_cmpstr (first->user, ==, "sensor-%");
  g_assert_cmpstr (first->topic, ==, "data/%u/#");
  g_assert_cmpstr (first->written, ==, "data/{username}/#");
  g_assert_cmpstr (first->place, ==, "rules[0]");
  g_assert_false (first->is_open);
  g_assert_true (helio_rules_get (rules, 5)->is_open);
}

static void
test_reason (void)
{
  g_autoptr (HelioRules) rules = parse (DASHBOARD);
  const HelioPredictionRequest request = {"sensor-7",
                                          NULL,
                                          "data/sensor-7/t",
                                          HELIO_PERMISSION_PUBLISH,
                                          -1};
  g_autoptr (HelioPrediction) prediction = helio_predict (rules, &request, NULL);

  g_assert_cmpstr (helio_prediction_get_reason (prediction),
                   ==,
                   "Allowed by rule 1 (rules[0]): “data/{username}/#” is “data/sensor-7/#” here.");
}

static void
test_command_line (void)
{
  static const Case cases[] = {
      {"alice", "subscribe", "broadcast/x", "allow", 0},
      {"alice", "publish", "broadcast/x", "deny", -1},
      {"alice", "subscribe", "/a@example.com/inbox", "unknown", -1},
      {"alice", "subscribe", "/a@example.com/outbox", "deny", -1},
      {"alice", "publish", "/a@example.com/inbox", "deny", -1},
      {"alice", "subscribe", "#", "unknown", -1},
  };
  g_autoptr (HelioRules) rules = parse (COMMAND_LINE);

  check (rules, cases, G_N_ELEMENTS (cases));
  g_assert_true (helio_rules_has_default (rules));
  g_assert_cmpstr (helio_rules_get (rules, 0)->place, ==, "global[0]");
  g_assert_cmpstr (helio_rules_get (rules, 1)->topic, ==, "/+/inbox");
}

/* What is said of a policy: one sentence a subject, with what it is about. */
static void
test_notes (void)
{
  static const struct {
    const char *text;
    const char *words; /* of one of the notes */
  } cases[] = {
      {DASHBOARD, "“user” and “permission”"},
      {DASHBOARD, "before “@” is put in"},
      {DASHBOARD, "rules[5]: The presets have “{channel}”"},
      {COMMAND_LINE, "rules[0] depends on a claim"},
      {"{\"version\":\"2\",\"rules\":[]}", "a locked rule denies everything"},
      {"{\"version\":\"2\",\"rules\":[{\"topic\":\"{$self}\",\"action\":\"sub\",\"binding\":"
       "\"email\"}]}",
       "came with version 2.1"},
      {"{\"version\":\"2.2\"}", "Version 2.2 is mentioned"},
      {"{\"version\":\"2\",\"publishers\":[{}]}", "do not say what stands in it"},
      {"{\"version\":\"2\",\"exclusive\":true}", "“exclusive” is described nowhere"},
      {"{\"rules\":[{\"user\":\"a*b\",\"topic\":\"t\",\"permission\":\"both\"}]}",
       "rules[0].user: “*” is described alone and at the end"},
      {"{\"rules\":[{\"user\":\"a@org_1\",\"topic\":\"t\",\"permission\":\"both\"}]}",
       "rules[0].user: On the page about topic patterns"},
      {"{\"rules\":[{\"topic\":\"t\",\"action\":\"pub\",\"binding\":\"channel\"}]}",
       "“channel” binding without “require_grant”"},
      {"{\"rules\":[{\"topic\":\"t\",\"action\":\"pub\",\"require_grant\":true}]}",
       "rules[0] asks for a grant"},
      {"{\"rules\":[{\"topic\":\"t\",\"action\":\"pub\",\"effect\":\"deny\"}]}",
       "rules[0]: “effect” is described nowhere"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HelioRules) rules = parse (cases[i].text);
    const char *const *notes = helio_rules_get_notes (rules);
    guint found = 0;

    for (guint k = 0; notes[k] != NULL; k++)
      found += strstr (notes[k], cases[i].words) != NULL ? 1 : 0;
    if (found != 1)
      g_error ("“%s” is %u times in the notes of %s", cases[i].words, found, cases[i].text);
  }
}

/* Whatever is not described is never called allowed, and nothing is called denied because of it. */
static void
test_open (void)
{
  static const struct {
    const char *text;
    Case check;
  } cases[] = {
      {"{\"version\":\"2\",\"rules\":[]}", {"a", "publish", "t", "unknown", -1}},
      {"{\"version\":\"2\",\"default\":\"allow\",\"rules\":[]}",
       {"a", "publish", "t", "allow", -1}},
      {"{\"version\":\"2\",\"default\":\"deny\",\"publishers\":[\"a\"]}",
       {"a", "publish", "t", "unknown", -1}},
      {"{\"version\":\"2\",\"default\":\"deny\",\"publishers\":[\"a\"]}",
       {"a", "subscribe", "t", "deny", -1}},
      {"{\"rules\":[{\"user\":\"a*b\",\"topic\":\"t\",\"permission\":\"both\"}]}",
       {"axb", "publish", "t", "unknown", -1}},
      {"{\"rules\":[{\"user\":\"a*b\",\"topic\":\"t\",\"permission\":\"both\"}]}",
       {"axc", "publish", "t", "deny", -1}},
      {"{\"rules\":[{\"topic\":\"t\",\"action\":\"pub\",\"effect\":\"deny\"}]}",
       {"a", "publish", "t", "unknown", -1}},
      {"{\"rules\":[{\"topic\":\"x-{email}/t\",\"action\":\"pub\",\"binding\":\"email\"}]}",
       {"a", "publish", "x-1/t", "unknown", -1}},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HelioRules) rules = parse (cases[i].text);

    check (rules, &cases[i].check, 1);
  }
}

static void
test_round_trip (void)
{
  static const char *const texts[] = {DASHBOARD, COMMAND_LINE};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (HelioRules) rules = parse (texts[i]);
    g_autofree char *written = helio_rules_to_text (rules);
    g_autoptr (HelioRules) again = parse (written);
    g_autofree char *written_again = helio_rules_to_json (again);

    g_assert_cmpstr (written, ==, written_again);
    g_assert_cmpuint (helio_rules_get_length (rules), ==, helio_rules_get_length (again));
  }
}

/* The guide's rules stay what they are. */
static void
test_not_a_policy (void)
{
  static const char *const texts[] = {
      "{\"rules\":[{\"user\":\"%\",\"topic\":\"users/%u/#\",\"permission\":\"pubsub\"}]}",
      "{\"version\":1,\"rules\":[{\"user\":\"*\",\"topic\":\"{x}\",\"permission\":\"publish\"}]}",
      "User Pattern: *\nTopic: {username}\nPermission: publish\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioRules) rules = helio_rules_parse (texts[i], -1, &error);

    g_assert_no_error (error);
    g_assert_false (helio_rules_is_policy (rules));
    g_assert_null (helio_rules_get_notes (rules)[0]);
    g_assert_null (helio_rules_get (rules, 0)->written);
  }
}

static void
test_faults (void)
{
  static const struct {
    const char *text, *message;
  } cases[] = {
      {"{\"version\":\"3\"}", "version: It is no known version"},
      {"{\"version\":\"2\",\"default\":\"perhaps\"}", "default: “perhaps” is no default"},
      {"{\"version\":\"2\",\"default\":1}", "default: There must be a text"},
      {"{\"version\":\"2\",\"rules\":{}}", "rules: There must be a list"},
      {"{\"version\":\"2\",\"rules\":[1]}", "rules[0]: There must be an object"},
      {"{\"version\":\"2\",\"publishers\":1}", "publishers: There must be a list"},
      {"{\"global\":[{\"topic\":\"a\",\"action\":\"read\"}]}",
       "global[0].action: “read” is no permission"},
      {"{\"global\":[{\"action\":\"sub\"}]}", "global[0].topic: There must be a text"},
      {"{\"global\":[{\"topic\":\"a/#/b\",\"action\":\"sub\"}]}", "global[0].topic: "},
      {"{\"rules\":[{\"topic\":\"{$self}\",\"action\":\"sub\"}]}",
       "rules[0].binding: “{$self}” stands for nothing"},
      {"{\"rules\":[{\"topic\":\"a\",\"action\":\"sub\",\"binding\":1}]}",
       "rules[0].binding: There must be a text"},
      {"{\"rules\":[{\"user\":\"*\",\"topic\":\"a\",\"permission\":\"pubsub\"}]}",
       "rules[0].permission: “pubsub” is no permission of a policy"},
      {"{\"rules\":[{\"user\":\"*\",\"topic\":\"%u\",\"permission\":\"both\"}]}",
       "rules[0].topic: “%” is of the guide’s rules"},
      {"{\"rules\":[{\"user\":\"%\",\"topic\":\"a\",\"permission\":\"both\"}]}",
       "rules[0].user: “%” is of the guide’s rules"},
      {"{\"rules\":[{\"user\":\"\",\"topic\":\"a\",\"permission\":\"both\"}]}", "rules[0].user: "},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (helio_rules_parse (cases[i].text, -1, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    if (strstr (error->message, cases[i].message) == NULL)
      g_error ("“%s” is not in: %s", cases[i].message, error->message);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/policy/dashboard", test_dashboard);
  g_test_add_func ("/policy/reason", test_reason);
  g_test_add_func ("/policy/command-line", test_command_line);
  g_test_add_func ("/policy/notes", test_notes);
  g_test_add_func ("/policy/open", test_open);
  g_test_add_func ("/policy/round-trip", test_round_trip);
  g_test_add_func ("/policy/not-a-policy", test_not_a_policy);
  g_test_add_func ("/policy/faults", test_faults);
  return g_test_run ();
}
