// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "support/helio-test.h"
#include "ui/helio-access-document.h"
#include "ui/helio-ui-test.h"

#include <string.h>

static const char plan_text[] =
    "{\"version\":1,\"rules\":\"rules.txt\",\"users\":{\"bob\":{\"broker\":\"mqtt://127.0.0.1\","
    "\"username\":\"bob\"}},\"checks\":[{\"user\":\"bob\",\"action\":\"publish\",\"topic\":\"a\","
    "\"expect\":\"deny\"}]}";
static const char rules_text[] = "User Pattern: %\nTopic: users/%u/#\nPermission: pubsub\n";

typedef struct {
  HelioAccessDocument *document;
  char *directory;
  GString *notified;
} Fixture;

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  g_string_append_printf (user_data, "%s ", pspec->name);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->document = helio_access_document_new ();
  self->directory = helio_test_make_dir ();
  self->notified = g_string_new (NULL);
  g_signal_connect (self->document, "notify", G_CALLBACK (on_notify), self->notified);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->document);
  helio_test_remove_dir (self->directory);
  g_string_free (self->notified, TRUE);
}

static GFile *
write_file (Fixture *self, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (self->directory, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

static gboolean
load (Fixture *self, GFile *file, GError **error)
{
  HelioTestResult result = {0};
  gboolean loaded;

  helio_access_document_load_async (self->document, file, NULL, helio_test_result_ready, &result);
  loaded = helio_access_document_load_finish (self->document,
                                              helio_test_result_wait (&result, 10),
                                              error);
  helio_test_result_clear (&result);
  return loaded;
}

static void
test_properties (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioPlan) plan = helio_plan_parse (plan_text, strlen (plan_text), NULL, &error);
  g_autoptr (HelioRules) rules = helio_rules_parse (rules_text, -1, &error);

  g_assert_no_error (error);
  g_object_set (self->document, "plan", plan, NULL);
  g_assert_cmpstr (self->notified->str, ==, "plan modified ");
  g_object_set (self->document, "rules", rules, NULL);
  g_assert_cmpstr (self->notified->str, ==, "plan modified rules ");
  g_assert_true (helio_access_document_get_plan (self->document) == plan);
  g_assert_true (helio_access_document_get_rules (self->document) == rules);
  helio_access_document_set_modified (self->document, FALSE);
  /* The same once more is no change. */
  helio_access_document_set_plan (self->document, plan);
  g_assert_false (helio_access_document_get_modified (self->document));
}

static void
test_load (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) file = write_file (self, "plan.json", plan_text);
  g_autoptr (GFile) rules_file = write_file (self, "rules.txt", rules_text);
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL, *folder = NULL;

  g_assert_true (load (self, file, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (helio_plan_get_n_checks (helio_access_document_get_plan (self->document)),
                    ==,
                    1);
  g_assert_cmpuint (helio_rules_get_length (helio_access_document_get_rules (self->document)),
                    ==,
                    1);
  g_assert_false (helio_access_document_get_modified (self->document));
  title = helio_access_document_dup_title (self->document);
  folder = helio_access_document_dup_folder (self->document);
  g_assert_cmpstr (title, ==, "plan.json");
  g_assert_cmpstr (folder, ==, self->directory);
}

/* Neither half a plan nor a plan without its rules. */
static void
test_all_or_nothing (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) file = write_file (self, "plan.json", plan_text);
  g_autoptr (GFile) broken = write_file (self, "broken.json", "{\"version\":1,\"checks\":[3]}");
  g_autoptr (GFile) rules_file = NULL;
  g_autoptr (GError) no_rules = NULL, error = NULL;
  HelioPlan *plan;

  g_assert_false (load (self, file, &no_rules));
  g_assert_nonnull (strstr (no_rules->message, "rules.txt"));
  g_assert_null (helio_access_document_get_plan (self->document));
  g_assert_null (helio_access_document_get_file (self->document));
  g_assert_cmpstr (helio_access_document_get_problem (self->document)->message,
                   ==,
                   no_rules->message);

  rules_file = write_file (self, "rules.txt", rules_text);
  g_assert_true (load (self, file, NULL));
  g_assert_null (helio_access_document_get_problem (self->document));
  plan = helio_access_document_get_plan (self->document);
  g_assert_false (load (self, broken, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_nonnull (helio_access_document_get_problem (self->document));
  g_assert_true (helio_access_document_get_plan (self->document) == plan);
}

static gboolean
save (Fixture *self, GFile *file, GError **error)
{
  HelioTestResult result = {0};
  gboolean saved;

  helio_access_document_save_async (self->document, file, NULL, helio_test_result_ready, &result);
  saved = helio_access_document_save_finish (self->document,
                                             helio_test_result_wait (&result, 10),
                                             error);
  helio_test_result_clear (&result);
  return saved;
}

/* Rules go where they came from; where they came from nowhere, into the plan. */
static void
test_save (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) file = write_file (self, "plan.json", plan_text);
  g_autoptr (GFile) rules_file = write_file (self, "rules.txt", rules_text);
  g_autoptr (HelioRules) rules =
      helio_rules_parse ("User Pattern: bob\nTopic: b\nPermission: publish\n", -1, NULL);
  g_autoptr (GError) error = NULL, none = NULL;
  g_autofree char *path = g_file_get_path (rules_file), *text = NULL;

  g_assert_false (save (self, file, &none));
  g_assert_error (none, HELIO_ERROR, HELIO_ERROR_INVALID_USAGE);
  g_assert_true (load (self, file, NULL));
  helio_access_document_set_rules (self->document, rules);
  g_assert_true (save (self, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (helio_access_document_get_modified (self->document));
  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_nonnull (strstr (text, "User Pattern: bob"));
  helio_access_document_set_rules (self->document, NULL);
  g_assert_true (load (self, file, NULL));
  g_assert_cmpstr (helio_rules_get (helio_access_document_get_rules (self->document), 0)->topic,
                   ==,
                   "b");
}

static void
test_save_rules_inside (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) file = write_file (self, "plan.json", "");
  g_autofree char *inside = g_strdup (plan_text);
  g_autoptr (HelioRules) rules = helio_rules_parse (rules_text, -1, NULL);
  g_autoptr (HelioPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  char *member = strstr (inside, "\"rules\":\"rules.txt\",");

  memset (member, ' ', strlen ("\"rules\":\"rules.txt\","));
  plan = helio_plan_parse (inside, strlen (inside), NULL, &error);
  g_assert_no_error (error);
  helio_access_document_set_plan (self->document, plan);
  helio_access_document_set_rules (self->document, rules);
  g_assert_true (save (self, file, &error));
  g_assert_no_error (error);
  g_assert_true (load (self, file, &error));
  g_assert_cmpuint (helio_rules_get_length (helio_access_document_get_rules (self->document)),
                    ==,
                    1);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

/* A mended part leaves what is wrong in another. */
static void
test_problems (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) plan = g_error_new_literal (HELIO_ERROR, HELIO_ERROR_INVALID_DATA, "plan");
  g_autoptr (GError) rules = g_error_new_literal (HELIO_ERROR, HELIO_ERROR_INVALID_DATA, "rules");

  helio_access_document_set_problem (self->document, HELIO_ACCESS_PART_PLAN, plan);
  helio_access_document_set_problem (self->document, HELIO_ACCESS_PART_RULES, rules);
  helio_access_document_set_problem (self->document, HELIO_ACCESS_PART_RULES, NULL);
  g_assert_nonnull (helio_access_document_get_problem (self->document));
  g_assert_cmpstr (helio_access_document_get_problem (self->document)->message, ==, "plan");
  helio_access_document_set_problem (self->document, HELIO_ACCESS_PART_PLAN, NULL);
  g_assert_null (helio_access_document_get_problem (self->document));
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
  add ("/access-document/properties", test_properties);
  add ("/access-document/problems", test_problems);
  add ("/access-document/load", test_load);
  add ("/access-document/all-or-nothing", test_all_or_nothing);
  add ("/access-document/save", test_save);
  add ("/access-document/save-rules-inside", test_save_rules_inside);
  return g_test_run ();
}
