// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "core/policy/helio-rules.h"

#include <string.h>

static HelioRules *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  HelioRules *rules = helio_rules_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (rules);
  return rules;
}

static void
assert_rule (HelioRules *rules,
             guint index,
             const char *user,
             const char *topic,
             HelioPermission permission)
{
  const HelioRule *rule = helio_rules_get (rules, index);

  g_assert_cmpstr (rule->user, ==, user);
  g_assert_cmpstr (rule->topic, ==, topic);
  g_assert_cmpint (rule->permission, ==, permission);
}

static void
test_guide (void)
{
  g_autoptr (HelioRules) rules = parse ("# User can only access their own topics\n"
                                        "User Pattern: %\n"
                                        "Topic: users/%u/#\n"
                                        "Permission: pubsub\n");

  g_assert_cmpuint (helio_rules_get_length (rules), ==, 1);
  assert_rule (rules, 0, "%", "users/%u/#", HELIO_PERMISSION_PUBSUB);
  g_assert_cmpuint (helio_rules_get (rules, 0)->line, ==, 2);
  g_assert_false (helio_rules_has_default (rules));
  g_assert_false (helio_rules_get_allow_by_default (rules));
}

static void
test_text_forms (void)
{
  g_autoptr (HelioRules) rules = parse ("\xef\xbb\xbf\r\n\r\n"
                                        "default : ALLOW\r\n"
                                        "   \r\n"
                                        "permission: Publish\r\n"
                                        "  topic:   a:b/#  \r\n"
                                        "# in between\r\n"
                                        "USER PATTERN:agent-%\r\n"
                                        "\r\n\r\n"
                                        "User Pattern: bob\n"
                                        "Topic: #\n"
                                        "Permission: subscribe");

  g_assert_cmpuint (helio_rules_get_length (rules), ==, 2);
  assert_rule (rules, 0, "agent-%", "a:b/#", HELIO_PERMISSION_PUBLISH);
  assert_rule (rules, 1, "bob", "#", HELIO_PERMISSION_SUBSCRIBE);
  g_assert_cmpuint (helio_rules_get (rules, 0)->line, ==, 5);
  g_assert_cmpuint (helio_rules_get (rules, 1)->line, ==, 11);
  g_assert_true (helio_rules_has_default (rules));
  g_assert_true (helio_rules_get_allow_by_default (rules));
}

static void
test_json (void)
{
  g_autoptr (HelioRules) rules =
      parse (" {\"version\": 1, \"default\": \"deny\", \"note\": [], \"rules\": ["
             "{\"user\": \"%\", \"topic\": \"users/%u/#\", \"permission\": \"pubsub\", \"x\": 1},"
             "{\"user\": \"a\", \"topic\": \"$SYS/#\", \"permission\": \"subscribe\"}]}");

  g_assert_cmpuint (helio_rules_get_length (rules), ==, 2);
  assert_rule (rules, 0, "%", "users/%u/#", HELIO_PERMISSION_PUBSUB);
  assert_rule (rules, 1, "a", "$SYS/#", HELIO_PERMISSION_SUBSCRIBE);
  g_assert_true (helio_rules_has_default (rules));
  g_assert_false (helio_rules_get_allow_by_default (rules));
}

static void
test_empty (void)
{
  g_autoptr (HelioRules) text = parse ("\n# nothing yet\n");
  g_autoptr (HelioRules) json = parse ("{\"rules\": []}");

  g_assert_cmpuint (helio_rules_get_length (text), ==, 0);
  g_assert_cmpuint (helio_rules_get_length (json), ==, 0);
}

static void
test_round_trip (void)
{
  g_autoptr (HelioRules) rules = parse ("Default: allow\n\nUser Pattern: %-x\nTopic: a b/+/%c\n"
                                        "Permission: publish\n\nUser Pattern: ä\nTopic: ü/#\n"
                                        "Permission: pubsub\n");
  g_autofree char *text = helio_rules_to_text (rules);
  g_autofree char *json = helio_rules_to_json (rules);
  const char *forms[] = {text, json};

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_autoptr (HelioRules) again = parse (forms[i]);

    g_assert_cmpuint (helio_rules_get_length (again), ==, 2);
    assert_rule (again, 0, "%-x", "a b/+/%c", HELIO_PERMISSION_PUBLISH);
    assert_rule (again, 1, "ä", "ü/#", HELIO_PERMISSION_PUBSUB);
    g_assert_true (helio_rules_get_allow_by_default (again));
  }
}

static void
test_faults (void)
{
  static const struct {
    const char *text;
    const char *place;
  } cases[] = {
      {"User Pattern: %\nTopic: a\n", "line 1"},
      {"\n\nTopic: a\nPermission: pubsub\n\n", "line 3"},
      {"User Pattern: %\nTopic: a/#/b\nPermission: pubsub", "line 2"},
      {"User Pattern: %\nTopic: $share/g/a\nPermission: pubsub", "line 2"},
      {"User Pattern: %\nTopic: a\nPermission: all", "line 3"},
      {"User Pattern: %\nTopic:\nPermission: pubsub", "line 2"},
      {"User Pattern: a@org_1\nTopic: a\nPermission: pubsub", "line 1"},
      {"User Pattern: %\nUser Pattern: b\n", "line 2"},
      {"User Pattern: %\nTopic: a\nPermission: pubsub\nTopic: b\n", "line 4"},
      {"User Pattern: %\nDefault: deny\n", "line 2"},
      {"Default: deny\n\nDefault: allow\n", "line 3"},
      {"Default: maybe\n", "line 1"},
      {"hello\n", "line 1"},
      {"Colour: red\n", "line 1"},
      {"{\"rules\": [{\"user\": \"%\", \"topic\": \"a\"}]}", "rules[0].permission"},
      {"{\"rules\": [{\"user\": 1, \"topic\": \"a\", \"permission\": \"pubsub\"}]}",
       "rules[0].user"},
      {"{\"rules\": [{\"user\": \"\", \"topic\": \"a\", \"permission\": \"pubsub\"}]}",
       "rules[0].user"},
      {"{\"rules\": [{\"user\": \"a\", \"topic\": \"a+\", \"permission\": \"pubsub\"}]}",
       "rules[0].topic"},
      {"{\"rules\": [{\"user\": \"a\", \"topic\": \" a\", \"permission\": \"pubsub\"}]}",
       "rules[0].topic"},
      {"{\"rules\": [{\"user\": \"a\", \"topic\": \"a\\nb\", \"permission\": \"pubsub\"}]}",
       "rules[0].topic"},
      {"{\"rules\": [7]}", "rules[0]"},
      {"{\"rules\": {}}", "rules"},
      {"{\"version\": 2, \"rules\": []}", "version"},
      {"{\"default\": \"x\", \"rules\": []}", "default"},
      {"{\"rules\": [}", "line 1"},
      {"a\xff", "UTF-8"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (helio_rules_parse (cases[i].text, -1, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    if (strstr (error->message, cases[i].place) == NULL)
      g_error ("“%s” does not name %s: %s", cases[i].text, cases[i].place, error->message);
  }
}

static void
test_nul (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (helio_rules_parse ("# a\0b", 5, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
}

static void
test_too_many (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < HELIO_RULES_MAX; i++)
    g_string_append (text, "User Pattern: %\nTopic: a\nPermission: pubsub\n\n");
  helio_rules_unref (parse (text->str));
  g_string_append (text, "User Pattern: %\nTopic: a\nPermission: pubsub\n\n");
  g_assert_null (helio_rules_parse (text->str, text->len, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
}

static void
test_new (void)
{
  char user[] = "u";
  char topic[] = "t/%c";
  char bad[] = "t#";
  HelioRule good_rule = {user, topic, HELIO_PERMISSION_PUBLISH, 0};
  HelioRule bad_rule = {user, bad, HELIO_PERMISSION_PUBLISH, 0};
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioRules) rules = helio_rules_new (&good_rule, 1, TRUE, &error);
  g_autoptr (HelioRules) more = NULL;

  g_assert_no_error (error);
  more = helio_rules_ref (rules);
  assert_rule (more, 0, "u", "t/%c", HELIO_PERMISSION_PUBLISH);
  g_assert_true (helio_rules_get_allow_by_default (rules));
  g_assert_null (helio_rules_new (&bad_rule, 1, FALSE, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
}

static void
assert_line (const char *text, guint expected)
{
  g_autoptr (GError) error = NULL;
  guint line = 99;

  g_assert_null (helio_rules_parse_at (text, -1, &line, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_cmpuint (line, ==, expected);
}

static void
test_fault_line (void)
{
  const char *good = "User Pattern: %\nTopic: a\nPermission: publish\n";
  g_autofree char *then_bad = g_strconcat (good, "\nUser Pattern: b\nTopic: c/#/d\n", NULL);
  g_autofree char *then_half = g_strconcat (good, "\n\nUser Pattern: b\nTopic: c\n", NULL);
  g_autofree char *half_first = g_strconcat ("\nTopic: c\n\n", good, NULL);
  g_autoptr (HelioRules) rules = NULL;
  guint line = 99;

  assert_line ("nonsense", 1);
  assert_line (then_bad, 6);
  assert_line (then_half, 6);
  assert_line (half_first, 2);
  assert_line ("{\"rules\": 1}", 0);
  rules = helio_rules_parse_at (good, -1, &line, NULL);
  g_assert_nonnull (rules);
  g_assert_cmpuint (line, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/policy/rules/guide", test_guide);
  g_test_add_func ("/policy/rules/text-forms", test_text_forms);
  g_test_add_func ("/policy/rules/json", test_json);
  g_test_add_func ("/policy/rules/empty", test_empty);
  g_test_add_func ("/policy/rules/round-trip", test_round_trip);
  g_test_add_func ("/policy/rules/faults", test_faults);
  g_test_add_func ("/policy/rules/nul", test_nul);
  g_test_add_func ("/policy/rules/too-many", test_too_many);
  g_test_add_func ("/policy/rules/fault-line", test_fault_line);
  g_test_add_func ("/policy/rules/new", test_new);
  return g_test_run ();
}
