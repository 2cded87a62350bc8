// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Writing ACL rules: what is wrong is marked where it is, what is tried marks the rule that decides. */
#include "config.h"

#include "ui/access/helio-rules-editor.h"
#include "ui/access/helio-rules-try.h"
#include "ui/access/helio-rules-view.h"
#include "ui/helio-ui-test.h"
#include "ui/widgets/helio-banner.h"

#include <string.h>

#define GUIDE "User Pattern: %\nTopic: users/%u/#\nPermission: pubsub\n"
#define SECOND "\nUser Pattern: ops\nTopic: secret/#\nPermission: subscribe\n"

typedef struct {
  HelioAccessDocument *document;
  HelioRulesEditor *editor;
  HelioRulesView *view;
  HelioRulesTry *try_strip;
  GtkWindow *window;
  AdwToastOverlay *overlay;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->document = helio_access_document_new ();
  self->editor = g_object_ref_sink (HELIO_RULES_EDITOR (helio_rules_editor_new (self->document)));
  self->view = helio_ui_test_child (self->editor, HELIO_TYPE_RULES_EDITOR, "view");
  self->try_strip = helio_ui_test_child (self->editor, HELIO_TYPE_RULES_EDITOR, "try_strip");
  self->overlay = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_toast_overlay_set_child (self->overlay, GTK_WIDGET (self->editor));
  self->window = helio_ui_test_show (GTK_WIDGET (self->overlay),
                                     data != NULL ? GPOINTER_TO_INT (data) : 760,
                                     560);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (self->window);
  g_assert_finalize_object (self->editor);
  g_assert_finalize_object (self->document);
}

static gpointer
child (Fixture *self, const char *id)
{
  return helio_ui_test_child (self->editor, HELIO_TYPE_RULES_EDITOR, id);
}

static GtkSourceBuffer *
get_buffer (Fixture *self)
{
  return GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view)));
}

/* From 1 on; 0: no sign of that kind. */
static int
find_sign (Fixture *self, const char *category)
{
  GtkTextIter iter;

  gtk_text_buffer_get_start_iter (GTK_TEXT_BUFFER (get_buffer (self)), &iter);
  do {
    GSList *marks = gtk_source_buffer_get_source_marks_at_iter (get_buffer (self), &iter, category);
    gboolean any = marks != NULL;

    g_slist_free (marks);
    if (any)
      return gtk_text_iter_get_line (&iter) + 1;
  } while (gtk_source_buffer_forward_iter_to_source_mark (get_buffer (self), &iter, category));
  return 0;
}

static void
ask (Fixture *self, const char *user, const char *topic, guint action)
{
  gtk_editable_set_text (helio_ui_test_child (self->try_strip, HELIO_TYPE_RULES_TRY, "user_entry"),
                         user);
  gtk_editable_set_text (helio_ui_test_child (self->try_strip, HELIO_TYPE_RULES_TRY, "topic_entry"),
                         topic);
  gtk_drop_down_set_selected (
      helio_ui_test_child (self->try_strip, HELIO_TYPE_RULES_TRY, "action_drop"),
      action);
}

static void
assert_says (gpointer widget, const char *text)
{
  g_autofree char *texts = helio_ui_test_texts (widget);

  if (strstr (texts, text) == NULL)
    g_error ("“%s” is not in:\n%s", text, texts);
}

static void
test_checks (Fixture *self, gconstpointer data)
{
  GtkWidget *banner = child (self, "banner");

  g_assert_null (helio_access_document_get_rules (self->document));
  helio_rules_view_set_text (self->view, GUIDE);
  g_assert_cmpuint (helio_rules_get_length (helio_access_document_get_rules (self->document)),
                    ==,
                    1);
  g_assert_null (helio_access_document_get_problem (self->document));
  g_assert_false (helio_banner_get_revealed (HELIO_BANNER (banner)));
  g_assert_cmpint (find_sign (self, "helio-fault"), ==, 0);

  helio_rules_view_set_text (self->view, GUIDE "\nUser Pattern: a\nTopic: x/#/y\n");
  g_assert_cmpint (find_sign (self, "helio-fault"), ==, 6);
  assert_says (banner, "line 6");
  assert_says (banner, "#");
  gtk_test_accessible_assert_state (GTK_WIDGET (self->view),
                                    GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);
  helio_ui_test_picture (GTK_WIDGET (self->window), "rules-fault");
  /* The document keeps what was valid, and knows that it is not what stands there. */
  g_assert_cmpuint (helio_rules_get_length (helio_access_document_get_rules (self->document)),
                    ==,
                    1);
  g_assert_nonnull (helio_access_document_get_problem (self->document));
  g_signal_emit_by_name (banner, "action-activated");
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (self->view)));

  helio_rules_view_set_text (self->view, "  \n");
  g_assert_null (helio_access_document_get_problem (self->document));
  g_assert_null (helio_access_document_get_rules (self->document));
  g_assert_cmpint (find_sign (self, "helio-fault"), ==, 0);
}

static void
test_tries (Fixture *self, gconstpointer data)
{
  helio_rules_view_set_text (self->view, GUIDE SECOND);
  ask (self, "alice@org_1", "users/%u/inbox", 1);
  assert_says (self->try_strip, "Prediction: allowed.");
  assert_says (self->try_strip, "“users/%u/inbox” is “users/alice/inbox” here.");
  assert_says (self->try_strip, "rule 1 (line 1)");
  g_assert_cmpint (find_sign (self, "helio-decides"), ==, 1);
  helio_ui_test_picture (GTK_WIDGET (self->window), "rules-try");

  ask (self, "ops", "secret/x", 0);
  g_assert_cmpint (find_sign (self, "helio-decides"), ==, 5);
  ask (self, "ops", "secret/x", 1);
  assert_says (self->try_strip, "Prediction: not allowed.");
  g_assert_cmpint (find_sign (self, "helio-decides"), ==, 0);

  /* Only a part of the filter: the rule that covers it is shown, too. */
  ask (self, "ops", "+/x", 0);
  assert_says (self->try_strip, "no single rule covers all of it");
  g_assert_cmpint (find_sign (self, "helio-part"), ==, 5);
  ask (self, "ops", "x/#/y", 0);
  g_assert_null (helio_rules_try_get_prediction (self->try_strip));
  g_assert_cmpint (find_sign (self, "helio-part"), ==, 0);

  helio_rules_view_set_text (self->view, "nonsense");
  assert_says (self->try_strip, "or they are not valid");
}

static void
test_default (Fixture *self, gconstpointer data)
{
  GtkToggleButton *allow = child (self, "allow_button"), *deny = child (self, "deny_button");
  g_autofree char *text = NULL, *json = NULL;

  helio_rules_view_set_text (self->view, GUIDE);
  g_assert_true (gtk_toggle_button_get_active (deny));
  gtk_toggle_button_set_active (allow, TRUE);
  text = helio_rules_view_get_text (self->view);
  g_assert_cmpstr (text, ==, "Default: allow\n\n" GUIDE);
  g_assert_true (
      helio_rules_get_allow_by_default (helio_access_document_get_rules (self->document)));
  ask (self, "bob", "other", 1);
  assert_says (self->try_strip, "the default allows");

  helio_rules_view_set_text (self->view, "# hm\n default : allow\n\n" GUIDE);
  g_assert_true (gtk_toggle_button_get_active (allow));
  gtk_toggle_button_set_active (deny, TRUE);
  g_clear_pointer (&text, g_free);
  text = helio_rules_view_get_text (self->view);
  g_assert_cmpstr (text, ==, "# hm\nDefault: deny\n\n" GUIDE);

  helio_rules_view_set_text (
      self->view,
      "{\"rules\":[{\"user\":\"%\",\"topic\":\"a\",\"permission\":\"publish\"}]}");
  gtk_toggle_button_set_active (allow, TRUE);
  json = helio_rules_view_get_text (self->view);
  g_assert_nonnull (strstr (json, "\"default\": \"allow\""));
}

#define POLICY                                                                                     \
  "{\n  \"rules\": [\n"                                                                            \
  "    {\"user\": \"ops-*\", \"topic\": \"a}/#\", \"permission\": \"publish\"},\n"                 \
  "    {\n      \"user\": \"sensor-*\",\n      \"topic\": \"data/{username}/#\",\n"                \
  "      \"permission\": \"both\"\n    }\n  ],\n  \"extra\": 1\n}\n"

/* A policy of the dashboard stays as it is, is explained, and the rule that decides is marked in it. */
static void
test_policy (Fixture *self, gconstpointer data)
{
  GtkToggleButton *allow = child (self, "allow_button"), *deny = child (self, "deny_button");
  g_autoptr (GFile) file = g_file_new_for_path ("/tmp/policy.json");
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (get_buffer (self));
  g_autofree char *shown = NULL, *changed = NULL;
  GtkTextIter iter;

  helio_rules_view_set_text (self->view, GUIDE);
  g_assert_false (gtk_widget_get_visible (child (self, "policy_expander")));
  helio_rules_editor_load (self->editor, file, POLICY, strlen (POLICY));
  shown = helio_rules_view_get_text (self->view);
  g_assert_cmpstr (shown, ==, POLICY);
  assert_says (self->editor,
               "rules[1]: sensor-% may publish and subscribe to data/%u/# (written "
               "“data/{username}/#”)");
  assert_says (self->editor, "Where no rule matches: denied.");
  assert_says (self->editor, "“extra”");
  g_assert_true (gtk_toggle_button_get_active (deny));
  ask (self, "sensor-7", "data/sensor-7/x", 1);
  g_assert_cmpint (find_sign (self, "helio-decides"), ==, 4);
  /* To its closing brace, and not beyond. */
  for (int line = 3; line <= 8; line++) {
    GSList *tags;
    gboolean shaded = FALSE;

    gtk_text_buffer_get_iter_at_line (buffer, &iter, line);
    tags = gtk_text_iter_get_tags (&iter);
    for (GSList *l = tags; l != NULL; l = l->next) {
      gboolean set;

      g_object_get (l->data, "paragraph-background-set", &set, NULL);
      shaded |= set;
    }
    g_slist_free (tags);
    g_assert_cmpint (shaded, ==, line < 8);
  }
  helio_ui_test_picture (GTK_WIDGET (self->window), "rules-policy");

  gtk_toggle_button_set_active (allow, TRUE);
  changed = helio_rules_view_get_text (self->view);
  g_assert_nonnull (strstr (changed, "\"default\": \"allow\""));
  g_assert_nonnull (strstr (changed, "\"extra\": 1"));
  g_assert_nonnull (strstr (changed, "{username}"));

  /* Neither is chosen where the documents do not agree. */
  helio_rules_view_set_text (self->view, "{\"version\": \"2\", \"rules\": []}");
  assert_says (self->editor, "Where no rule matches: the documents contradict one another");
  g_assert_false (gtk_toggle_button_get_active (allow));
  g_assert_false (gtk_toggle_button_get_active (deny));
  gtk_toggle_button_set_active (deny, TRUE);
  assert_says (self->editor, "Where no rule matches: denied.");
}

static char *
list (Fixture *self, const char *text)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (get_buffer (self));
  g_autofree char *before = g_strndup (text, strcspn (text, "|"));
  g_auto (GStrv) found = NULL;
  GtkTextIter at;

  g_assert_nonnull (strchr (text, '|'));
  gtk_text_buffer_set_text (buffer, before, -1);
  gtk_text_buffer_get_end_iter (buffer, &at);
  gtk_text_buffer_insert (buffer, &at, strchr (text, '|') + 1, -1);
  gtk_text_buffer_get_iter_at_offset (buffer, &at, (int) g_utf8_strlen (before, -1));
  found = helio_rules_completion_list (helio_rules_view_get_completion (self->view), &at);
  return g_strjoinv ("; ", found);
}

static void
assert_list (Fixture *self, const char *text, const char *expected)
{
  g_autofree char *found = list (self, text);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_completes (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioMessageStore) store = helio_message_store_new (1024 * 1024);
  g_autoptr (HelioTopicTree) tree = helio_topic_tree_new (store);
  HelioRulesCompletion *completion = helio_rules_view_get_completion (self->view);

  helio_ui_test_feed (store, "site/3/temp", "1", 0, FALSE);
  while (helio_topic_tree_flush (tree)) {
  }
  helio_rules_completion_set_tree (completion, tree);
  helio_rules_completion_set_name (completion, "alice");
  assert_list (self, "|", "User Pattern: ; Topic: ; Permission: ; Default: ");
  assert_list (self, "User Pattern: %\nt|\nPermission: publish\n", "Topic: ");
  assert_list (self,
               "User Pattern: %\n\n|\n\nPermission: publish",
               "User Pattern: ; Topic: ; Permission: ; Default: ");
  assert_list (self, "User Pattern: a|", "alice");
  assert_list (self, "User Pattern:|", "%; alice");
  assert_list (self, "Permission: pub|", "pubsub; publish");
  assert_list (self, "Permission: publish|", "");
  assert_list (self, "default: |", "deny; allow");
  assert_list (self, "Topic: users/|", "users/%u; users/%c; users/+; users/#");
  assert_list (self, "Topic: site/3/%|", "site/3/%u; site/3/%c");
  assert_list (self, "Topic: si|", "site/3/temp");
  assert_list (self, "# Topic: |", "");
}

static void
assert_coloured (Fixture *self, int line, int column, gboolean expected)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (get_buffer (self));
  GtkTextIter start, end;
  GSList *tags;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_source_buffer_ensure_highlight (get_buffer (self), &start, &end);
  gtk_text_buffer_get_iter_at_line_offset (buffer, &start, line, column);
  tags = gtk_text_iter_get_tags (&start);
  g_assert_cmpint (tags != NULL, ==, expected);
  g_slist_free (tags);
}

static void
test_colours (Fixture *self, gconstpointer data)
{
  GtkSourceLanguage *language = gtk_source_buffer_get_language (get_buffer (self));

  g_assert_nonnull (language);
  g_assert_cmpstr (gtk_source_language_get_id (language), ==, "helio-acl-rules");
  /* A fault in the file would be a warning now, which is fatal. */
  helio_rules_view_set_text (self->view, "# all\n" GUIDE);
  helio_ui_test_frames (GTK_WIDGET (self->view), 5);
  assert_coloured (self, 0, 3, TRUE);  /* the comment */
  assert_coloured (self, 1, 2, TRUE);  /* "User Pattern" */
  assert_coloured (self, 1, 14, TRUE); /* "%" */
  assert_coloured (self, 2, 9, FALSE); /* "users" */
  assert_coloured (self, 2, 14, TRUE); /* "%u" */
  assert_coloured (self, 3, 13, TRUE); /* "pubsub" */
}

/* A document that a plan was read into brings its rules. */
static void
test_document (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioRules) rules =
      helio_rules_parse ("{\"default\": \"allow\", \"rules\": [{\"user\": \"a\", \"topic\": \"b\", "
                         "\"permission\": \"publish\"}]}",
                         -1,
                         NULL);
  g_autofree char *text = NULL;

  helio_access_document_set_rules (self->document, rules);
  text = helio_rules_view_get_text (self->view);
  g_assert_cmpstr (text, ==, "Default: allow\n\nUser Pattern: a\nTopic: b\nPermission: publish\n");
  g_assert_false (helio_rules_editor_get_modified (self->editor));
  g_assert_true (helio_access_document_get_rules (self->document) == rules);
  helio_rules_view_set_text (self->view, GUIDE);
  g_assert_true (helio_rules_editor_get_modified (self->editor));
  g_assert_true (helio_access_document_get_rules (self->document) != rules);
  gtk_text_buffer_undo (GTK_TEXT_BUFFER (get_buffer (self)));
  g_assert_false (helio_rules_editor_get_modified (self->editor));
}

static gboolean
is_saved (gpointer data)
{
  return !helio_rules_editor_get_modified (data);
}

static void
test_files (Fixture *self, gconstpointer data)
{
  char *dir = helio_test_make_dir ();
  g_autofree char *json_path = g_build_filename (dir, "rules.json", NULL);
  g_autofree char *text_path = g_build_filename (dir, "rules.txt", NULL);
  g_autoptr (GFile) json = g_file_new_for_path (json_path);
  g_autoptr (GFile) plain = g_file_new_for_path (text_path);
  g_autofree char *contents = NULL, *again = NULL, *shown = NULL;
  gsize length;

  helio_rules_view_set_text (self->view, "# mine\n" GUIDE);
  assert_says (self->editor, "(not saved)");
  helio_rules_editor_save (self->editor, json);
  helio_test_wait (is_saved, self->editor, 10, "the file to be written");
  assert_says (self->editor, "rules.json");
  g_assert_true (g_file_get_contents (json_path, &contents, &length, NULL));
  g_assert_nonnull (strstr (contents, "\"users/%u/#\""));

  helio_rules_view_set_text (self->view, GUIDE SECOND);
  helio_rules_editor_save (self->editor, plain);
  helio_test_wait (is_saved, self->editor, 10, "the file to be written");
  g_assert_true (g_file_get_contents (text_path, &again, NULL, NULL));
  g_assert_cmpstr (again, ==, GUIDE SECOND);

  helio_rules_editor_load (self->editor, json, contents, length);
  shown = helio_rules_view_get_text (self->view);
  g_assert_cmpstr (shown, ==, GUIDE);
  g_assert_false (helio_rules_editor_get_modified (self->editor));
  helio_rules_editor_load (self->editor, json, "{\"rules\": 3}", 12);
  assert_says (child (self, "banner"), "There must be a list of rules.");
  helio_test_remove_dir (dir);
}

static void
test_looks (Fixture *self, gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("rules-%d", GPOINTER_TO_INT (data));
  g_autofree char *dark = g_strconcat (name, "-dark", NULL);
  g_autofree char *large = g_strconcat (name, "-large", NULL);
  int width;

  helio_rules_view_set_text (self->view, "Default: deny\n\n" GUIDE SECOND);
  ask (self, "alice", "users/alice/#", 0);
  gtk_window_set_default_size (self->window, GPOINTER_TO_INT (data), 560);
  helio_ui_test_frames (GTK_WIDGET (self->window), 3);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->editor)), <=, GPOINTER_TO_INT (data));
  helio_ui_test_picture (GTK_WIDGET (self->window), name);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  helio_ui_test_picture (GTK_WIDGET (self->window), dark);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 192 * PANGO_SCALE, NULL);
  helio_ui_test_frames (GTK_WIDGET (self->window), 3);
  helio_ui_test_picture (GTK_WIDGET (self->window), large);
  /* Nothing is pushed out of a page that can be this narrow. */
  gtk_widget_measure (GTK_WIDGET (self->editor),
                      GTK_ORIENTATION_HORIZONTAL,
                      -1,
                      &width,
                      NULL,
                      NULL,
                      NULL);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * PANGO_SCALE, NULL);
  g_assert_cmpint (width, <=, 360);
}

static void
test_names (Fixture *self, gconstpointer data)
{
  helio_ui_test_assert_named (self->editor);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
#define ADD(path, test) g_test_add ("/ui/rules/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("checks", test_checks);
  ADD ("tries", test_tries);
  ADD ("default", test_default);
  ADD ("policy", test_policy);
  ADD ("completes", test_completes);
  ADD ("colours", test_colours);
  ADD ("document", test_document);
  ADD ("names", test_names);
  ADD ("files", test_files);
#undef ADD
  g_test_add ("/ui/rules/narrow", Fixture, GINT_TO_POINTER (360), set_up, test_looks, tear_down);
  g_test_add ("/ui/rules/wide", Fixture, GINT_TO_POINTER (760), set_up, test_looks, tear_down);
  return g_test_run ();
}
