// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-plan-draft.h"
#include "core/base/helio-error.h"
#include "support/helio-test.h"

#include <string.h>

#define ALLOW HELIO_VERDICT_ALLOW
#define DENY HELIO_VERDICT_DENY
#define SUBSCRIBE HELIO_ACTION_SUBSCRIBE
#define PUBLISH HELIO_ACTION_PUBLISH

static HelioPlanDraft *
make_draft (void)
{
  HelioPlanDraft *draft = helio_plan_draft_new ();
  const HelioPlanUser alice = {.name = (char *) "alice", .profile = (char *) "a.json"};
  const HelioPlanUser bob = {.name = (char *) "bob",
                             .broker = (char *) "mqtt://127.0.0.1:1883",
                             .username = (char *) "bob@org_1",
                             .password_env = (char *) "HELIOGRAPH_BOB"};

  g_assert_true (helio_plan_draft_add_user (draft, &alice, NULL));
  g_assert_true (helio_plan_draft_add_user (draft, &bob, NULL));
  return draft;
}

static HelioPlanDraftCheck *
get_check (HelioPlanDraft *draft, guint index)
{
  g_autoptr (HelioPlanDraftCheck) check =
      g_list_model_get_item (helio_plan_draft_get_checks (draft), index);

  return check;
}

static guint
n_checks (HelioPlanDraft *draft)
{
  return g_list_model_get_n_items (helio_plan_draft_get_checks (draft));
}

static void
assert_fault (HelioPlanDraft *draft, guint index, const char *part)
{
  const char *fault = helio_plan_draft_check_get_fault (get_check (draft, index));

  if (part == NULL)
    g_assert_cmpstr (fault, ==, NULL);
  else if (fault == NULL || strstr (fault, part) == NULL)
    g_error ("“%s” is not in “%s”", part, fault);
}

static void
test_builds (void)
{
  g_autoptr (HelioPlanDraft) draft = make_draft (), again = helio_plan_draft_new ();
  g_autoptr (HelioPlan) plan = NULL, second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL, *json_again = NULL;

  helio_plan_draft_set_witness (draft, "bob");
  helio_plan_draft_add_check (draft, "bob", PUBLISH, "secret/x", DENY);
  helio_plan_draft_add_check (draft, "alice", SUBSCRIBE, "users/%u/#", ALLOW);
  plan = helio_plan_draft_build (draft, "rules.json", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (helio_plan_get_witness (plan), ==, 1);
  g_assert_cmpstr (helio_plan_get_rules_path (plan), ==, "rules.json");
  g_assert_cmpuint (helio_plan_get_n_checks (plan), ==, 2);
  g_assert_cmpuint (helio_plan_get_check (plan, 0)->user, ==, 1);
  g_assert_cmpstr (helio_plan_get_check (plan, 1)->topic, ==, "users/%u/#");
  g_assert_cmpstr (helio_plan_get_user (plan, 1)->password_env, ==, "HELIOGRAPH_BOB");

  helio_plan_draft_load (again, plan);
  second = helio_plan_draft_build (again, "rules.json", NULL, &error);
  g_assert_no_error (error);
  json = helio_plan_to_json (plan);
  json_again = helio_plan_to_json (second);
  g_assert_cmpstr (json, ==, json_again);
}

static void
test_faults (void)
{
  g_autoptr (HelioPlanDraft) draft = make_draft ();
  g_autoptr (GError) error = NULL;

  helio_plan_draft_add_check (draft, "carol", SUBSCRIBE, "a", ALLOW);
  helio_plan_draft_add_check (draft, "alice", PUBLISH, "a/#", ALLOW);
  helio_plan_draft_add_check (draft, "alice", SUBSCRIBE, "", ALLOW);
  helio_plan_draft_add_check (draft, "alice", SUBSCRIBE, "b", ALLOW);
  helio_plan_draft_add_check (draft, "alice", SUBSCRIBE, "b", DENY);
  helio_plan_draft_add_check (draft, "alice", SUBSCRIBE, "b", ALLOW);
  g_assert_cmpuint (helio_plan_draft_validate (draft), ==, 5);
  assert_fault (draft, 0, "no user “carol”");
  assert_fault (draft, 1, "#");
  assert_fault (draft, 2, "Enter a topic.");
  assert_fault (draft, 3, NULL);
  assert_fault (draft, 4, "Row 4 expects something else");
  assert_fault (draft, 5, "Row 4 is the same");
  g_assert_null (helio_plan_draft_build (draft, NULL, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_true (g_str_has_prefix (error->message, "Row 1: "));

  helio_plan_draft_change_user (draft, get_check (draft, 0), "bob");
  helio_plan_draft_change_action (draft, get_check (draft, 1), SUBSCRIBE);
  helio_plan_draft_change_topic (draft, get_check (draft, 2), "c");
  helio_plan_draft_change_user (draft, get_check (draft, 4), "bob");
  helio_plan_draft_change_topic (draft, get_check (draft, 5), "d");
  g_assert_cmpuint (helio_plan_draft_validate (draft), ==, 0);
}

static void
test_users (void)
{
  g_autoptr (HelioPlanDraft) draft = make_draft ();
  g_autoptr (GError) error = NULL;
  const HelioPlanUser twice = {.name = (char *) "bob", .profile = (char *) "b"};
  const HelioPlanUser neither = {.name = (char *) "carol"};
  const HelioPlanUser renamed = {.name = (char *) "robert", .profile = (char *) "b"};

  g_assert_false (helio_plan_draft_add_user (draft, &twice, &error));
  g_assert_nonnull (strstr (error->message, "“bob”"));
  g_clear_error (&error);
  g_assert_false (helio_plan_draft_add_user (draft, &neither, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  helio_plan_draft_set_witness (draft, "bob");
  helio_plan_draft_add_check (draft, "bob", SUBSCRIBE, "a", ALLOW);
  g_assert_true (helio_plan_draft_replace_user (draft, 1, &renamed, NULL));
  g_assert_cmpstr (helio_plan_draft_get_witness (draft), ==, "robert");
  g_assert_cmpstr (helio_plan_draft_check_get_user (get_check (draft, 0)), ==, "robert");
  g_assert_cmpuint (helio_plan_draft_validate (draft), ==, 0);
  helio_plan_draft_remove_user (draft, 1);
  g_assert_cmpstr (helio_plan_draft_get_witness (draft), ==, NULL);
  g_assert_cmpuint (helio_plan_draft_validate (draft), ==, 1);
  assert_fault (draft, 0, "no user “robert”");
}

static void
test_removal (void)
{
  g_autoptr (HelioPlanDraft) draft = make_draft ();
  g_autoptr (GPtrArray) some = g_ptr_array_new ();
  g_autoptr (HelioPlanDraftRemoval) removal = NULL;

  for (char name = 'a'; name <= 'e'; name++) {
    const char topic[] = {name, '\0'};

    helio_plan_draft_add_check (draft, "alice", SUBSCRIBE, topic, ALLOW);
  }
  g_ptr_array_add (some, get_check (draft, 3));
  g_ptr_array_add (some, get_check (draft, 0));
  g_ptr_array_add (some, get_check (draft, 1));
  removal = helio_plan_draft_remove_checks (draft, some);
  g_assert_cmpuint (helio_plan_draft_removal_count (removal), ==, 3);
  g_assert_cmpuint (n_checks (draft), ==, 2);
  g_assert_cmpstr (helio_plan_draft_check_get_topic (get_check (draft, 0)), ==, "c");
  helio_plan_draft_restore (draft, removal);
  g_assert_cmpuint (n_checks (draft), ==, 5);
  for (guint i = 0; i < 5; i++) {
    const char topic[] = {(char) ('a' + i), '\0'};

    g_assert_cmpstr (helio_plan_draft_check_get_topic (get_check (draft, i)), ==, topic);
  }
}

static void
assert_csv (HelioPlanDraft *draft, const char *text, guint n)
{
  g_autoptr (GError) error = NULL;
  guint added = 99;

  g_assert_true (helio_plan_draft_add_csv (draft, text, strlen (text), &added, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (added, ==, n);
  helio_plan_draft_validate (draft);
}

static void
test_csv (void)
{
  g_autoptr (HelioPlanDraft) draft = make_draft ();
  g_autoptr (GError) error = NULL;
  guint added = 99;

  assert_csv (draft, "alice,subscribe,a/#,allow\r\nbob,publish,\"x,y\",deny\n\n", 2);
  assert_fault (draft, 0, NULL);
  g_assert_cmpstr (helio_plan_draft_check_get_topic (get_check (draft, 1)), ==, "x,y");
  g_assert_cmpint (helio_plan_draft_check_get_expect (get_check (draft, 1)), ==, DENY);
  /* Copied cells, and columns in another order. */
  assert_csv (draft, "bob\tsubscribe\tcells\n", 1);
  g_assert_cmpint (helio_plan_draft_check_get_expect (get_check (draft, 2)),
                   ==,
                   HELIO_VERDICT_UNKNOWN);
  assert_csv (draft, "Topic;expect;user;action\nt;allow;alice;publish-will\n", 1);
  g_assert_cmpint (helio_plan_draft_check_get_action (get_check (draft, 3)),
                   ==,
                   HELIO_ACTION_PUBLISH_WILL);

  /* What is wrong stays to be seen, and is mended by a choice. */
  assert_csv (draft, "alice,sub,w,allow\nalice,subscribe,v,maybe\n", 2);
  assert_fault (draft, 4, "“sub” is no action");
  assert_fault (draft, 5, "“maybe” cannot be expected");
  helio_plan_draft_change_action (draft, get_check (draft, 4), SUBSCRIBE);
  g_assert_cmpint (helio_plan_draft_check_get_expect (get_check (draft, 4)), ==, ALLOW);
  helio_plan_draft_change_expect (draft, get_check (draft, 5), HELIO_VERDICT_UNKNOWN);
  g_assert_cmpuint (helio_plan_draft_validate (draft), ==, 0);

  g_assert_false (helio_plan_draft_add_csv (draft, "just one", 8, &added, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_cmpuint (added, ==, 0);
  g_assert_cmpuint (n_checks (draft), ==, 6);
  g_clear_error (&error);
  g_assert_false (helio_plan_draft_add_csv (draft, "a,b,\"c", 6, &added, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
}

/* Blanks count where somebody has put them between quotation marks: " a " is another topic than "a". */
static void
test_csv_blanks (void)
{
  g_autoptr (HelioPlanDraft) draft = make_draft ();

  assert_csv (draft, "alice , subscribe,\" a \", allow\nalice,subscribe, b ,allow\n", 2);
  assert_fault (draft, 0, NULL);
  g_assert_cmpstr (helio_plan_draft_check_get_topic (get_check (draft, 0)), ==, " a ");
  g_assert_cmpstr (helio_plan_draft_check_get_topic (get_check (draft, 1)), ==, "b");
}

static void
count (guint *n)
{
  ++*n;
}

static gboolean
is_told (gpointer data)
{
  return *(guint *) data > 0;
}

static void
test_tells (void)
{
  g_autoptr (HelioPlanDraft) draft = make_draft (), other = make_draft ();
  g_autoptr (HelioPlan) plan = NULL;
  HelioPlanDraftCheck *check;
  guint told = 0, changed = 0;

  g_signal_connect_swapped (draft, "changed", G_CALLBACK (count), &told);
  check = helio_plan_draft_add_check (draft, "alice", PUBLISH, "a", ALLOW);
  g_signal_connect_swapped (check, "changed", G_CALLBACK (count), &changed);
  helio_plan_draft_change_topic (draft, check, "#");
  helio_plan_draft_change_topic (draft, check, "#");
  g_assert_cmpuint (changed, ==, 1);
  helio_test_wait (is_told, &told, 10, "the draft to tell");
  g_assert_cmpuint (told, ==, 1);
  g_assert_cmpuint (changed, ==, 2);
  assert_fault (draft, 0, "#");

  helio_plan_draft_change_topic (draft, check, "a");
  helio_plan_draft_add_check (other, "alice", PUBLISH, "a", DENY);
  helio_plan_draft_add_check (other, "alice", PUBLISH, "b", DENY);
  plan = helio_plan_draft_build (other, NULL, NULL, NULL);
  g_assert_cmpuint (helio_plan_draft_merge (draft, plan), ==, 1);
  g_assert_cmpuint (n_checks (draft), ==, 2);
  g_assert_cmpint (helio_plan_draft_check_get_expect (get_check (draft, 0)), ==, ALLOW);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/acl/plan-draft/builds", test_builds);
  g_test_add_func ("/acl/plan-draft/faults", test_faults);
  g_test_add_func ("/acl/plan-draft/users", test_users);
  g_test_add_func ("/acl/plan-draft/removal", test_removal);
  g_test_add_func ("/acl/plan-draft/csv", test_csv);
  g_test_add_func ("/acl/plan-draft/csv-blanks", test_csv_blanks);
  g_test_add_func ("/acl/plan-draft/tells", test_tells);
  return g_test_run ();
}
