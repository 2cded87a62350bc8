// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/base/helio-error.h"
#include "support/helio-test.h"
#include "ui/access/helio-access-document.h"
#include "ui/access/helio-access-paths.h"
#include "ui/helio-ui-test.h"

#include <glib/gstdio.h>
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

/* It would be no plan any more the next time. */
static void
test_save_as_table (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) file = write_file (self, "plan.json", plan_text);
  g_autoptr (GFile) rules_file = write_file (self, "rules.txt", rules_text);
  g_autoptr (GFile) table = write_file (self, "Plan.CSV", "user,action,topic,expect\n");
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_file_get_path (table), *text = NULL;

  g_assert_true (load (self, file, NULL));
  g_assert_false (save (self, table, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_USAGE);
  g_assert_nonnull (strstr (helio_error_get_remedy (error), ".json"));
  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, "user,action,topic,expect\n");
  g_assert_true (g_file_equal (helio_access_document_get_file (self->document), file));
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

static char *
read_file (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* Comments of the one who wrote the rules are not lost by a plan that is saved. */
static void
test_rules_as_written (Fixture *self, gconstpointer data)
{
  const char *written = "# Who may do what\nUser Pattern: %\nTopic: a\nPermission: publish\n";
  g_autoptr (GFile) file = write_file (self, "plan.json", plan_text);
  g_autoptr (GFile) rules_file = write_file (self, "rules.txt", written);
  const char *changed = "# Nobody\nUser Pattern: bob\nTopic: b\nPermission: publish\n";
  g_autoptr (HelioRules) rules = helio_rules_parse (changed, -1, NULL);
  g_autofree char *text = NULL;

  g_assert_true (load (self, file, NULL));
  g_assert_cmpstr (helio_access_document_get_rules_text (self->document), ==, written);
  helio_access_document_set_rules_text (self->document, rules, changed);
  g_assert_true (save (self, NULL, NULL));
  text = read_file (self->directory, "rules.txt");
  g_assert_cmpstr (text, ==, changed);
}

static const char moving_text[] =
    "{\"version\":1,\"rules\":\"rules.txt\",\"witness\":\"carol\",\"users\":{"
    "\"alice\":{\"profile\":\"profiles/alice.json\"},\"bob\":{\"profile\":\"Stored\"},"
    "\"carol\":{\"broker\":\"mqtts://127.0.0.1\",\"username\":\"carol\",\"ca_file\":\"ca.pem\"},"
    "\"dave\":{\"profile\":\"/etc/dave.json\"}},"
    "\"checks\":[{\"user\":\"bob\",\"action\":\"publish\",\"topic\":\"a\",\"expect\":\"deny\"}]}";

/* A plan that is saved into another folder can be opened there, and nobody else's rules are written over. */
static void
test_save_elsewhere (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (self->directory, "other", NULL);
  g_autofree char *path = g_build_filename (folder, "copy.json", NULL);
  g_autoptr (GFile) file = write_file (self, "plan.json", moving_text);
  g_autoptr (GFile) rules_file = write_file (self, "rules.txt", rules_text);
  g_autoptr (GFile) copy = g_file_new_for_path (path);
  g_autoptr (GFile) foreign = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *untouched = NULL, *along = NULL, *original = NULL;
  HelioPlan *plan;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  foreign = write_file (self, "other/rules.txt", "theirs");
  g_assert_true (load (self, file, &error));
  g_assert_true (save (self, copy, &error));
  g_assert_no_error (error);
  g_assert_false (helio_access_document_get_modified (self->document));
  untouched = read_file (folder, "rules.txt");
  along = read_file (folder, "rules-2.txt");
  g_assert_cmpstr (untouched, ==, "theirs");
  g_assert_cmpstr (along, ==, rules_text);
  original = read_file (self->directory, "plan.json");
  g_assert_cmpstr (original, ==, moving_text);
  /* What is open goes on from there, and what is in the file says the same. */
  for (guint i = 0; i < 2; i++) {
    plan = helio_access_document_get_plan (self->document);
    g_assert_cmpstr (helio_plan_get_rules_path (plan), ==, "rules-2.txt");
    g_assert_cmpstr (helio_plan_get_user (plan, 0)->profile, ==, "../profiles/alice.json");
    g_assert_cmpstr (helio_plan_get_user (plan, 1)->profile, ==, "Stored");
    g_assert_cmpstr (helio_plan_get_user (plan, 2)->ca_file, ==, "../ca.pem");
    g_assert_cmpstr (helio_plan_get_user (plan, 3)->profile, ==, "/etc/dave.json");
    g_assert_cmpint (helio_plan_get_witness (plan), ==, 2);
    g_assert_cmpuint (helio_plan_get_n_checks (plan), ==, 1);
    g_assert_true (load (self, copy, &error));
    g_assert_no_error (error);
  }
  /* In the same folder under another name the rules are shared, as they were. */
  g_assert_true (save (self, copy, &error));
  plan = helio_access_document_get_plan (self->document);
  g_assert_cmpstr (helio_plan_get_rules_path (plan), ==, "rules-2.txt");
}

static void
test_names (void)
{
  static const struct {
    const char *folder, *target, *name;
  } rows[] = {
      {"/a/b", "/a/b/c.json", "c.json"},
      {"/a/b", "/a/b/d/c.json", "d/c.json"},
      {"/a/b", "/a/c.json", "../c.json"},
      {"/a/b/e", "/a/c/d.json", "../../c/d.json"},
      /* Only the root in common. */
      {"/a/b", "/c/d.json", "/c/d.json"},
      {"/", "/c/d.json", "c/d.json"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GFile) folder = g_file_new_for_path (rows[i].folder);
    g_autoptr (GFile) target = g_file_new_for_path (rows[i].target);
    g_autofree char *name = helio_access_name_file (folder, target);

    g_assert_cmpstr (name, ==, rows[i].name);
  }
}

/* A profile beside the plan is a file for its ending alone; one that has none must not become a stored one's name. */
static void
test_move_profile (void)
{
  g_autoptr (GFile) from = g_file_new_for_path ("/a/b");
  g_autoptr (GFile) to = g_file_new_for_path ("/a/b/c");
  const char text[] = "{\"version\":1,\"users\":{\"u\":{\"profile\":\"c/alice\"}},\"checks\":[]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioPlan) plan = helio_plan_parse_users (text, strlen (text), &error);
  g_autoptr (HelioPlan) moved = NULL;

  g_assert_no_error (error);
  moved = helio_access_move_plan (plan, from, to, NULL, NULL);
  g_assert_cmpstr (helio_plan_get_user (moved, 0)->profile, ==, "./alice");
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
  add ("/access-document/save-as-table", test_save_as_table);
  add ("/access-document/save-rules-inside", test_save_rules_inside);
  add ("/access-document/rules-as-written", test_rules_as_written);
  add ("/access-document/save-elsewhere", test_save_elsewhere);
  g_test_add_func ("/access-document/names", test_names);
  g_test_add_func ("/access-document/move-profile", test_move_profile);
  return g_test_run ();
}
