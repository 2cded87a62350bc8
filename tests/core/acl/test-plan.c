// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-plan.h"
#include "core/base/helio-error.h"

#include <string.h>

#define USERS                                                                                      \
  "\"users\":{\"alice\":{\"profile\":\"alice.json\",\"account\":\"a@b.c\"},"                       \
  "\"bob\":{\"broker\":\"mqtt://127.0.0.1:1883\",\"protocol\":\"5\",\"username\":\"bob@org_1\","   \
  "\"password_env\":\"HELIOGRAPH_BOB\"}}"
#define PLAN(rest) "{\"version\":1," USERS "," rest "}"
#define CHECK(user, action, topic, expect)                                                         \
  "{\"user\":\"" user "\",\"action\":\"" action "\",\"topic\":\"" topic "\",\"expect\":\"" expect  \
  "\"}"

static HelioPlan *
parse (const char *text, HelioPlan *users)
{
  g_autoptr (GError) error = NULL;
  HelioPlan *plan = helio_plan_parse (text, strlen (text), users, &error);

  g_assert_no_error (error);
  g_assert_nonnull (plan);
  return plan;
}

static HelioPlan *
parse_users (void)
{
  static const char text[] = "{\"version\":1,\"witness\":\"bob\",\"rules\":\"r.json\"," USERS "}";
  g_autoptr (GError) error = NULL;
  HelioPlan *plan = helio_plan_parse_users (text, strlen (text), &error);

  g_assert_no_error (error);
  return plan;
}

static void
assert_check (HelioPlan *plan,
              guint index,
              const char *user,
              HelioAction action,
              const char *topic,
              HelioVerdict expect,
              const char *place)
{
  const HelioPlanCheck *check = helio_plan_get_check (plan, index);

  g_assert_cmpstr (helio_plan_get_user (plan, check->user)->name, ==, user);
  g_assert_cmpint (check->action, ==, action);
  g_assert_cmpstr (check->topic, ==, topic);
  g_assert_cmpint (check->expect, ==, expect);
  g_assert_cmpstr (check->place, ==, place);
}

static void
test_json (void)
{
  g_autoptr (HelioPlan) plan =
      parse ("\n {\"version\":1,\"rules\":\"rules.json\",\"witness\":\"bob\"," USERS
             ",\"checks\":[" CHECK ("alice",
                                    "subscribe",
                                    "users/%u/#",
                                    "allow") "],\"matrix\":[{\"users\":[\"alice\","
                                             "\"bob\"],\"actions\":[\"publish-retained\",\"publish-"
                                             "will\"],\"topics\":[\"x\",\"y/z\"],"
                                             "\"expect\":\"deny\"}]}",
             NULL);
  const HelioPlanUser *bob = helio_plan_get_user (plan, 1);

  g_assert_cmpuint (helio_plan_get_n_users (plan), ==, 2);
  g_assert_cmpint (helio_plan_get_witness (plan), ==, 1);
  g_assert_cmpstr (helio_plan_get_rules_path (plan), ==, "rules.json");
  g_assert_null (helio_plan_get_rules (plan));
  g_assert_cmpstr (helio_plan_get_user (plan, 0)->profile, ==, "alice.json");
  g_assert_cmpstr (helio_plan_get_user (plan, 0)->account, ==, "a@b.c");
  g_assert_null (helio_plan_get_user (plan, 0)->broker);
  g_assert_cmpstr (bob->broker, ==, "mqtt://127.0.0.1:1883");
  g_assert_cmpint (bob->protocol, ==, HELIO_PROTOCOL_5);
  g_assert_cmpstr (bob->username, ==, "bob@org_1");
  g_assert_cmpstr (bob->password_env, ==, "HELIOGRAPH_BOB");
  g_assert_cmpuint (helio_plan_get_n_checks (plan), ==, 9);
  assert_check (plan,
                0,
                "alice",
                HELIO_ACTION_SUBSCRIBE,
                "users/%u/#",
                HELIO_VERDICT_ALLOW,
                "$.checks[0]");
  assert_check (plan,
                1,
                "alice",
                HELIO_ACTION_PUBLISH_RETAINED,
                "x",
                HELIO_VERDICT_DENY,
                "$.matrix[0]");
  assert_check (plan,
                2,
                "alice",
                HELIO_ACTION_PUBLISH_RETAINED,
                "y/z",
                HELIO_VERDICT_DENY,
                "$.matrix[0]");
  assert_check (plan,
                3,
                "alice",
                HELIO_ACTION_PUBLISH_WILL,
                "x",
                HELIO_VERDICT_DENY,
                "$.matrix[0]");
  assert_check (plan,
                8,
                "bob",
                HELIO_ACTION_PUBLISH_WILL,
                "y/z",
                HELIO_VERDICT_DENY,
                "$.matrix[0]");
}

static void
test_rules_inside (void)
{
  g_autoptr (HelioPlan) plan =
      parse (PLAN ("\"rules\":{\"rules\":[{\"user\":\"%\",\"topic\":\"a/#\",\"permission\":"
                   "\"pubsub\"}]},\"checks\":[" CHECK ("bob", "publish", "a", "allow") "]"),
             NULL);

  g_assert_nonnull (helio_plan_get_rules (plan));
  g_assert_cmpuint (helio_rules_get_length (helio_plan_get_rules (plan)), ==, 1);
  g_assert_null (helio_plan_get_rules_path (plan));
}

static void
test_profile_of_user (void)
{
  g_autoptr (HelioPlan) plan =
      parse (PLAN ("\"checks\":[" CHECK ("bob", "publish", "a", "allow") "]"), NULL);
  g_autoptr (HelioProfile) none = helio_plan_user_to_profile (helio_plan_get_user (plan, 0));
  g_autoptr (HelioProfile) profile = helio_plan_user_to_profile (helio_plan_get_user (plan, 1));

  g_assert_null (none);
  g_assert_cmpstr (profile->broker.url, ==, "mqtt://127.0.0.1:1883");
  g_assert_cmpint (profile->method, ==, HELIO_METHOD_PASSWORD);
  g_assert_cmpstr (profile->password.username, ==, "bob@org_1");
}

/* A broker and no username: anonymous; a password without a username is a slip. */
static void
test_anonymous_user (void)
{
  g_autoptr (HelioPlan) plan =
      parse ("{\"version\":1,\"users\":{\"nobody\":"
             "{\"broker\":\"mqtt://127.0.0.1:1883\"}},\"checks\":[" CHECK ("nobody",
                                                                           "publish",
                                                                           "a",
                                                                           "deny") "]}",
             NULL);
  g_autoptr (HelioProfile) profile = helio_plan_user_to_profile (helio_plan_get_user (plan, 0));
  g_autofree char *text = helio_plan_to_json (plan);
  g_autoptr (HelioPlan) again = parse (text, NULL);
  static const char slip[] = "{\"version\":1,\"users\":{\"nobody\":{\"broker\":"
                             "\"mqtt://127.0.0.1:1883\",\"password_env\":\"HELIOGRAPH_X\"}},"
                             "\"checks\":[]}";
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (profile->method, ==, HELIO_METHOD_NONE);
  g_assert_cmpstr (profile->broker.url, ==, "mqtt://127.0.0.1:1883");
  g_assert_null (helio_plan_get_user (again, 0)->username);
  g_assert_null (helio_plan_parse (slip, strlen (slip), NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, "username"));
}

static void
test_csv (void)
{
  g_autoptr (HelioPlan) users = parse_users ();
  g_autoptr (HelioPlan) plan = parse ("\xef\xbb\xbfTopic, action,user,expect\r\n"
                                      "\"a,\"\"b\"\"/#\",subscribe,alice,allow\r\n"
                                      "\r\n"
                                      "\"two\nlines\",publish,bob,deny\n"
                                      "c,publish-will,bob,allow",
                                      users);

  g_assert_cmpuint (helio_plan_get_n_users (plan), ==, 2);
  g_assert_cmpint (helio_plan_get_witness (plan), ==, 1);
  g_assert_cmpstr (helio_plan_get_rules_path (plan), ==, "r.json");
  g_assert_cmpuint (helio_plan_get_n_checks (plan), ==, 3);
  assert_check (plan,
                0,
                "alice",
                HELIO_ACTION_SUBSCRIBE,
                "a,\"b\"/#",
                HELIO_VERDICT_ALLOW,
                "line 2");
  assert_check (plan, 1, "bob", HELIO_ACTION_PUBLISH, "two\nlines", HELIO_VERDICT_DENY, "line 4");
  assert_check (plan, 2, "bob", HELIO_ACTION_PUBLISH_WILL, "c", HELIO_VERDICT_ALLOW, "line 6");
}

static void
test_csv_semicolons (void)
{
  g_autoptr (HelioPlan) users = parse_users ();
  g_autoptr (HelioPlan) plan = parse ("user;action;topic;expect\nalice;publish;a,b;deny\n", users);

  assert_check (plan, 0, "alice", HELIO_ACTION_PUBLISH, "a,b", HELIO_VERDICT_DENY, "line 2");
}

static void
test_users_beside (void)
{
  g_autoptr (HelioPlan) users = parse_users ();
  g_autoptr (HelioPlan) plan =
      parse ("{\"version\":1,\"users\":{\"eve\":{\"profile\":\"eve\"}},\"witness\":\"eve\","
             "\"checks\":[" CHECK ("alice", "publish", "a", "deny") "]}",
             users);

  g_assert_cmpuint (helio_plan_get_n_users (plan), ==, 3);
  g_assert_cmpint (helio_plan_get_witness (plan), ==, 2);
  g_assert_cmpstr (helio_plan_get_rules_path (plan), ==, "r.json");
}

static void
test_twice (void)
{
  g_autoptr (HelioPlan) plan = parse (
      PLAN ("\"checks\":[" CHECK ("bob", "publish", "a", "deny") "," CHECK (
          "bob",
          "publish",
          "b",
          "deny") "],\"matrix\":[{\"users\":[\"bob\"],"
                  "\"actions\":[\"publish\"],\"topics\":[\"a\",\"c\"],\"expect\":\"deny\"}]"),
      NULL);

  g_assert_cmpuint (helio_plan_get_n_checks (plan), ==, 3);
}

static void
test_faults (void)
{
  static const struct {
    const char *text;
    const char *place; /* in the message */
    const char *words; /* in message or remedy */
  } cases[] = {
      {"{", "line 1", ""},
      {"[]", "$: an object", "not a list"},
      {"{}", "$.version", "1"},
      {"{\"version\":2}", "$.version: A newer", "version 2, this one reads 1"},
      {"{\"version\":1}", "$.users", "alice"},
      {PLAN ("\"checks\":[]"), "", "nothing to check"},
      {PLAN ("\"cheks\":[]"), "$.cheks: There is no such member here", "version, rules"},
      {PLAN ("\"checks\":{}"), "$.checks", "a list"},
      {PLAN ("\"checks\":[1]"), "$.checks[0]", "an object with user"},
      {PLAN ("\"checks\":[{\"user\":\"bob\"}]"), "$.checks[0].action", "is missing"},
      {PLAN ("\"checks\":[{\"usr\":\"bob\"}]"),
       "$.checks[0].usr: There is no such member here",
       "user, action"},
      {PLAN ("\"checks\":[" CHECK ("eve", "publish", "a", "deny") "]"),
       "$.checks[0].user",
       "“eve”"},
      {PLAN ("\"checks\":[" CHECK ("bob", "pub", "a", "deny") "]"),
       "$.checks[0].action",
       "publish-retained"},
      {PLAN ("\"checks\":[" CHECK ("bob", "publish", "a", "maybe") "]"),
       "$.checks[0].expect",
       "“allow”, “deny” or “unknown”"},
      {PLAN ("\"checks\":[" CHECK ("bob", "publish", "a/#", "deny") "]"),
       "$.checks[0]",
       "wildcard"},
      {PLAN ("\"checks\":[" CHECK ("bob", "subscribe", "a/#/b", "deny") "]"),
       "$.checks[0]",
       "last level"},
      {PLAN ("\"checks\":[" CHECK ("bob", "publish", "a", "deny") "," CHECK ("bob",
                                                                             "publish",
                                                                             "a",
                                                                             "allow") "]"),
       "$.checks[1]",
       "$.checks[0]"},
      {PLAN ("\"matrix\":[{\"users\":[],\"actions\":[\"publish\"],\"topics\":[\"a\"],"
             "\"expect\":\"deny\"}]"),
       "$.matrix[0].users",
       "not empty"},
      {PLAN ("\"matrix\":[{\"users\":[\"bob\",\"eve\"],\"actions\":[\"publish\"],\"topics\":"
             "[\"a\"],\"expect\":\"deny\"}]"),
       "$.matrix[0]",
       "“eve”"},
      {PLAN ("\"witness\":\"eve\",\"checks\":[]"), "$.witness", "“eve”"},
      {PLAN ("\"rules\":{\"rules\":[{\"user\":\"%\"}]},\"checks\":[]"),
       "$.rules",
       "rules[0].topic"},
      {PLAN ("\"rules\":7,\"checks\":[]"), "$.rules", "path"},
      {"{\"version\":1,\"users\":{\"x\":{}}}", "$.users.x", "either “profile” or “broker”"},
      {"{\"version\":1,\"users\":{\"x\":{\"profile\":\"p\",\"broker\":\"b\"}}}",
       "$.users.x",
       "either"},
      {"{\"version\":1,\"users\":{\"x\":{\"profile\":\"p\",\"username\":\"b\"}}}",
       "$.users.x.username",
       "There is no such member here; there are: profile"},
      {"{\"version\":1,\"users\":{\"x\":{\"profile\":\"p\",\"password_env\":\"A=B\"}}}",
       "$.users.x.password_env",
       "environment variable"},
      {"{\"version\":1,\"users\":{\"x\":{\"broker\":\"mqtt://127.0.0.1\","
       "\"password_env\":\"HELIOGRAPH_X\"}}}",
       "$.users.x.username",
       "missing"},
      {"{\"version\":1,\"users\":{\"x\":{\"broker\":\"http://127.0.0.1\",\"username\":\"u\"}}}",
       "$.users.x",
       "$.broker.url"},
      {"{\"version\":1,\"users\":{\"x\":{\"broker\":\"mqtt://example.org\",\"username\":\"u\"}}}",
       "$.users.x",
       "not encrypted"},
      {"{\"version\":1,\"users\":{\"x\":{\"broker\":\"mqtt://127.0.0.1\",\"username\":\"u\","
       "\"protocol\":5}}}",
       "$.users.x.protocol",
       "3.1.1"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioPlan) plan =
        helio_plan_parse (cases[i].text, strlen (cases[i].text), NULL, &error);
    g_autofree char *all = NULL;

    g_test_message ("%s: %s", cases[i].text, error != NULL ? error->message : "taken");
    g_assert_null (plan);
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    all = g_strconcat (error->message, " ", helio_error_get_remedy (error), NULL);
    g_assert_nonnull (strstr (error->message, cases[i].place));
    g_assert_nonnull (strstr (all, cases[i].words));
  }
}

static void
test_csv_faults (void)
{
  static const struct {
    const char *text;
    const char *place;
    const char *words;
  } cases[] = {
      {"", "", "The file is empty"},
      {" \r\n", "", "The file is empty"},
      {"user,action,topic,expect\n", "line 1", "nothing to check"},
      {"user,action,topic\nalice,publish,a\n", "line 1", "“expect” is missing"},
      {"user,action,topic,expect,why\n", "line 1", "“why” is no column"},
      {"user,action,topic,expect,user\n", "line 1", "twice"},
      {"user,action,topic,expect\nalice,publish,a\n", "line 2", "3 fields"},
      {"user,action,topic,expect\n\nalice,publish,a,b,deny\n", "line 3", "quotation marks"},
      {"user,action,topic,expect\neve,publish,a,deny\n", "line 2", "“eve”"},
      {"user,action,topic,expect\nalice,write,a,deny\n", "line 2", "“write”"},
      {"user,action,topic,expect\nalice,publish,a,no\n", "line 2", "“no”"},
      {"user,action,topic,expect\nalice,publish,,deny\n", "line 2", "empty"},
      {"user,action,topic,expect\nalice,publish,\"a,deny\n", "line 2", "not closed"},
      {"user,action,topic,expect\nalice,publish,\"a\"b,deny\n", "line 2", "follows"},
      {"user,action,topic,expect\nalice,publish,\xff,deny\n", "line 1", "UTF-8"},
      {"user,action,topic,expect\nalice,publish,a,deny\nalice,publish,a,allow\n",
       "line 3",
       "line 2"},
  };
  g_autoptr (HelioPlan) users = parse_users ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioPlan) plan =
        helio_plan_parse (cases[i].text, strlen (cases[i].text), users, &error);
    g_autofree char *all = NULL;

    g_test_message ("%s: %s", cases[i].text, error != NULL ? error->message : "taken");
    g_assert_null (plan);
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    all = g_strconcat (error->message, " ", helio_error_get_remedy (error), NULL);
    g_assert_nonnull (strstr (error->message, cases[i].place));
    g_assert_nonnull (strstr (all, cases[i].words));
  }
}

/* Users are no table. */
static void
test_empty_users (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (helio_plan_parse_users ("\n", 1, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, "The file is empty"));
  g_assert_null (strstr (helio_error_get_remedy (error), "CSV"));
  g_assert_nonnull (strstr (helio_error_get_remedy (error), "“users”"));
}

/* A name says more than the first character. */
static void
test_named (void)
{
  static const struct {
    const char *name, *text, *words;
  } cases[] = {
      {"plan.json", "", "The file is empty"},
      {"plan.JSON", "user,action,topic,expect\n", "line 1"},
      {"plan.json", "[]", "not a list"},
      {"plan.csv", "{}", "“{}” is no column"},
      {"plan", "{}", "$.version"},
      {NULL, "user,action,topic,expect\n", "nothing to check"},
  };
  g_autoptr (HelioPlan) users = parse_users ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioPlan) plan = helio_plan_parse_named (cases[i].name,
                                                         cases[i].text,
                                                         strlen (cases[i].text),
                                                         users,
                                                         &error);

    g_assert_null (plan);
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, cases[i].words));
  }
}

static void
test_csv_without_users (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioPlan) plan = helio_plan_parse ("user,action,topic,expect\n", 25, NULL, &error);

  g_assert_null (plan);
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (helio_error_get_remedy (error), "--users"));
}

static void
test_too_many (void)
{
  g_autoptr (GString) text = g_string_new ("{\"version\":1," USERS ",\"matrix\":[{\"users\":"
                                           "[\"alice\",\"bob\"],\"actions\":[\"publish\"],"
                                           "\"expect\":\"deny\",\"topics\":[\"t\"");
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioPlan) plan = NULL;

  for (guint i = 0; i < HELIO_PLAN_CHECKS_MAX / 2; i++)
    g_string_append_printf (text, ",\"%u\"", i);
  g_string_append (text, "]}]}");
  plan = helio_plan_parse (text->str, text->len, NULL, &error);
  g_assert_null (plan);
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
}

/* The same three names again and again: refused before they are gone through. */
static void
test_repeated_product (void)
{
  g_autoptr (GString) text =
      g_string_new ("{\"version\":1,\"users\":{\"x\":{\"profile\":\"p\"}},\"matrix\":[{\"expect\":"
                    "\"deny\"");
  static const char *const lists[][2] = {{"users", "x"}, {"actions", "publish"}, {"topics", "t"}};
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_string_append_printf (text, ",\"%s\":[\"%s\"", lists[i][0], lists[i][1]);
    for (guint k = 1; k < 30000; k++)
      g_string_append_printf (text, ",\"%s\"", lists[i][1]);
    g_string_append_c (text, ']');
  }
  g_string_append (text, "}]}");
  g_assert_null (helio_plan_parse (text->str, text->len, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, "$.matrix[0]"));
}

/* A token that is given is whoever's it is, not that of an account that has signed in. */
static void
test_account_and_token (void)
{
  static const char text[] =
      "{\"version\":1,\"users\":{\"x\":{\"profile\":\"p\",\"account\":\"a\",\"access_token_env\":"
      "\"HELIOGRAPH_T\"}},\"checks\":[" CHECK ("x", "publish", "a", "deny") "]}";
  g_autoptr (GError) error = NULL;

  g_assert_null (helio_plan_parse (text, strlen (text), NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, "$.users.x"));
  g_assert_nonnull (strstr (error->message, "access_token_env"));
}

static void
test_environment (void)
{
  static const char text[] =
      "{\"version\":1,\"users\":{\"x\":{\"profile\":\"p\",\"access_token_env\":\"CI_TOKEN\","
      "\"key_env\":\"HELIOGRAPH_KEY\"}},\"checks\":[" CHECK ("x", "publish", "a", "deny") "]}";
  static const char *const others[] = {"CI", NULL};
  static const char *const right[] = {"CI_TOKEN", NULL};
  g_autoptr (HelioPlan) plan = parse (text, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (helio_plan_check_environment (plan, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_USAGE);
  g_assert_nonnull (strstr (error->message, "CI_TOKEN"));
  g_clear_error (&error);
  g_assert_false (helio_plan_check_environment (plan, others, NULL));
  g_assert_true (helio_plan_check_environment (plan, right, &error));
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/json", test_json);
  g_test_add_func ("/plan/rules-inside", test_rules_inside);
  g_test_add_func ("/plan/profile-of-user", test_profile_of_user);
  g_test_add_func ("/plan/anonymous-user", test_anonymous_user);
  g_test_add_func ("/plan/csv", test_csv);
  g_test_add_func ("/plan/csv-semicolons", test_csv_semicolons);
  g_test_add_func ("/plan/users-beside", test_users_beside);
  g_test_add_func ("/plan/twice", test_twice);
  g_test_add_func ("/plan/faults", test_faults);
  g_test_add_func ("/plan/csv-faults", test_csv_faults);
  g_test_add_func ("/plan/empty-users", test_empty_users);
  g_test_add_func ("/plan/named", test_named);
  g_test_add_func ("/plan/csv-without-users", test_csv_without_users);
  g_test_add_func ("/plan/too-many", test_too_many);
  g_test_add_func ("/plan/environment", test_environment);
  g_test_add_func ("/plan/account-and-token", test_account_and_token);
  g_test_add_func ("/plan/repeated-product", test_repeated_product);
  return g_test_run ();
}
