// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Making a plan: in the grid, from rules, from a table, and from what a connection has seen. */
#include "config.h"

#include "core/base/helio-util.h"
#include "ui/access/helio-effective-dialog.h"
#include "ui/access/helio-plan-editor.h"
#include "ui/access/helio-plan-grid.h"
#include "ui/access/helio-plan-rules-dialog.h"
#include "ui/access/helio-plan-user-dialog.h"
#include "ui/helio-ui-test.h"
#include "ui/widgets/helio-banner.h"

#include <string.h>

typedef struct {
  char *dir;
  HelioServices *services;
  HelioAccessDocument *document;
  HelioPlanEditor *editor;
  HelioPlanDraft *draft;
  HelioPlanGrid *grid;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  GtkWidget *overlay = adw_toast_overlay_new ();

  self->dir = helio_test_make_dir ();
  self->services = g_new0 (HelioServices, 1);
  g_ref_count_init (&self->services->ref_count);
  self->services->clock = helio_clock_new_system ();
  self->services->http = helio_http_new ();
  self->services->profiles = helio_profile_store_new (self->dir);
  self->document = helio_access_document_new ();
  self->editor = g_object_ref_sink (
      HELIO_PLAN_EDITOR (helio_plan_editor_new (self->services, self->document)));
  self->draft = helio_plan_editor_get_draft (self->editor);
  self->grid = helio_ui_test_find (self->editor, HELIO_TYPE_PLAN_GRID);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (self->editor));
  self->window = helio_ui_test_show (overlay, data != NULL ? GPOINTER_TO_INT (data) : 760, 560);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (self->window);
  g_assert_finalize_object (self->editor);
  g_assert_finalize_object (self->document);
  helio_services_unref (self->services);
  helio_test_remove_dir (self->dir);
}

static gpointer
child (Fixture *self, const char *id)
{
  return helio_ui_test_child (self->editor, HELIO_TYPE_PLAN_EDITOR, id);
}

static gpointer
field (Fixture *self, const char *id)
{
  return helio_ui_test_child (self->grid, HELIO_TYPE_PLAN_GRID, id);
}

static void
add_users (Fixture *self)
{
  const HelioPlanUser alice = {.name = (char *) "alice", .profile = (char *) "Production"};
  const HelioPlanUser bob = {.name = (char *) "bob",
                             .broker = (char *) "mqtt://127.0.0.1:1883",
                             .username = (char *) "bob@org_1",
                             .password_env = (char *) "HELIOGRAPH_BOB"};

  g_assert_true (helio_plan_draft_add_user (self->draft, &alice, NULL));
  g_assert_true (helio_plan_draft_add_user (self->draft, &bob, NULL));
  gtk_toggle_button_set_active (child (self, "checks_button"), TRUE);
  helio_ui_test_frames (GTK_WIDGET (self->window), 2);
}

static gboolean
is_valid (gpointer data)
{
  return helio_access_document_get_plan (data) != NULL &&
         helio_access_document_get_problem (data) == NULL;
}

static gboolean
is_faulty (gpointer data)
{
  return helio_access_document_get_problem (data) != NULL;
}

typedef struct {
  HelioAccessDocument *document;
  guint n_checks;
} Wanted;

static gboolean
has_checks (gpointer data)
{
  Wanted *wanted = data;

  return is_valid (wanted->document) &&
         helio_plan_get_n_checks (helio_access_document_get_plan (wanted->document)) ==
             wanted->n_checks;
}

/* The editor hands a plan over at a pause: until then the document has the one before. */
static HelioPlan *
wait_plan (Fixture *self, guint n_checks)
{
  Wanted wanted = {self->document, n_checks};

  helio_ui_test_frames (GTK_WIDGET (self->window), 2);
  helio_test_wait (has_checks, &wanted, 10, "a plan with so many checks and without a fault");
  return helio_access_document_get_plan (self->document);
}

static gboolean
press (GtkWidget *widget, guint keyval, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !handled; i++) {
    g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
      g_signal_emit_by_name (controller, "key-pressed", keyval, 0, state, &handled);
  }
  return handled;
}

/* A person adds two checks with the fields, corrects one, and removes and brings back the other. */
static void
test_grid (Fixture *self, gconstpointer data)
{
  GtkEditable *topic = field (self, "topic_entry");
  GtkWidget *list = field (self, "column_view");
  HelioPlan *plan;

  add_users (self);
  g_signal_emit_by_name (child (self, "add_button"), "clicked");
  helio_test_wait (is_faulty, self->document, 10, "a check without a topic");
  helio_ui_test_wait_text (list, "Enter a topic.");
  gtk_editable_set_text (topic, "users/%u/#");
  plan = wait_plan (self, 1);
  g_assert_cmpstr (helio_plan_get_check (plan, 0)->topic, ==, "users/%u/#");
  g_assert_cmpint (helio_plan_get_check (plan, 0)->expect, ==, HELIO_VERDICT_ALLOW);
  g_assert_true (helio_access_document_get_modified (self->document));

  /* Return in the topic: another one like it. */
  g_signal_emit_by_name (topic, "activate");
  gtk_drop_down_set_selected (field (self, "user_drop"), 1);
  gtk_drop_down_set_selected (field (self, "action_drop"), HELIO_ACTION_PUBLISH);
  gtk_drop_down_set_selected (field (self, "expect_drop"), 1);
  gtk_editable_set_text (topic, "secret/#");
  helio_test_wait (is_faulty, self->document, 10, "the fault");
  helio_ui_test_wait_text (self->editor, "Row 2:");
  helio_ui_test_picture (GTK_WIDGET (self->window), "plan-fault");
  gtk_editable_set_text (topic, "secret/x");
  plan = wait_plan (self, 2);
  g_assert_cmpuint (helio_plan_get_check (plan, 1)->user, ==, 1);
  g_assert_cmpint (helio_plan_get_check (plan, 1)->expect, ==, HELIO_VERDICT_DENY);
  g_assert_false (helio_banner_get_revealed (child (self, "banner")));

  helio_plan_grid_select (self->grid, 0);
  g_assert_cmpstr (gtk_editable_get_text (topic), ==, "users/%u/#");
  g_assert_true (press (list, GDK_KEY_Delete, 0));
  plan = wait_plan (self, 1);
  g_assert_cmpstr (helio_plan_get_check (plan, 0)->topic, ==, "secret/x");
  helio_ui_test_wait_text (self->window, "1 check removed");
  g_signal_emit_by_name (
      helio_ui_test_find (self->window, ADW_TYPE_TOAST_OVERLAY) != NULL
          ? helio_ui_test_find (gtk_widget_get_last_child (
                                    helio_ui_test_find (self->window, ADW_TYPE_TOAST_OVERLAY)),
                                GTK_TYPE_BUTTON)
          : NULL,
      "clicked");
  plan = wait_plan (self, 2);
  g_assert_cmpstr (helio_plan_get_check (plan, 0)->topic, ==, "users/%u/#");
}

/* What is chosen holds for all that are selected; a topic does not. */
static void
test_many (Fixture *self, gconstpointer data)
{
  GtkColumnView *list = field (self, "column_view");
  HelioPlan *plan;

  add_users (self);
  helio_plan_editor_paste (self->editor, "alice\tsubscribe\ta\tallow\nalice\tpublish\tb\tallow\n");
  wait_plan (self, 2);
  gtk_selection_model_select_all (gtk_column_view_get_model (list));
  g_assert_false (gtk_widget_get_sensitive (field (self, "topic_entry")));
  gtk_drop_down_set_selected (field (self, "expect_drop"), 1);
  helio_ui_test_frames (GTK_WIDGET (self->window), 2);
  plan = wait_plan (self, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (helio_plan_get_check (plan, i)->expect, ==, HELIO_VERDICT_DENY);
  g_assert_cmpint (helio_plan_get_check (plan, 1)->action, ==, HELIO_ACTION_PUBLISH);
}

static void
test_paste (Fixture *self, gconstpointer data)
{
  add_users (self);
  helio_plan_editor_paste (self->editor,
                           "user,action,topic,expect\n"
                           "alice,subscribe,users/alice/#,allow\n"
                           "carol,subscribe,users/carol/#,allow\n"
                           "bob,write,secret/x,deny\n");
  helio_test_wait (is_faulty, self->document, 10, "the faults");
  helio_ui_test_wait_text (self->editor, "2 checks cannot stay as they are.");
  helio_ui_test_wait_text (field (self, "column_view"), "no user “carol”");
  helio_ui_test_wait_text (field (self, "column_view"), "“write” is no action");
  g_signal_emit_by_name (child (self, "banner"), "action-activated");
  g_assert_cmpstr (gtk_editable_get_text (field (self, "topic_entry")), ==, "users/carol/#");
  helio_ui_test_picture (GTK_WIDGET (self->window), "plan-paste");
  gtk_drop_down_set_selected (field (self, "user_drop"), 1);
  helio_plan_grid_select (self->grid, 2);
  gtk_drop_down_set_selected (field (self, "action_drop"), HELIO_ACTION_PUBLISH);
  wait_plan (self, 3);
  helio_plan_editor_paste (self->editor, "nothing of the kind");
  helio_ui_test_wait_text (self->window, "Row 1 has 1 fields");
  wait_plan (self, 3);
}

/* What was loaded is not a change; what is loaded elsewhere takes its place. */
static void
test_document (Fixture *self, gconstpointer data)
{
  static const char json[] =
      "{\"version\":1,\"rules\":\"r.json\",\"users\":{\"x\":{\"profile\":\"p\"}},"
      "\"witness\":\"x\",\"checks\":[{\"user\":\"x\",\"action\":\"publish\","
      "\"topic\":\"t\",\"expect\":\"deny\"}]}";
  g_autoptr (HelioPlan) plan = helio_plan_parse (json, strlen (json), NULL, NULL);
  GtkWidget *users = child (self, "users_button");

  helio_access_document_set_plan (self->document, plan);
  helio_access_document_set_modified (self->document, FALSE);
  helio_ui_test_wait_text (self->editor, "Checks: 1");
  helio_ui_test_frames (GTK_WIDGET (self->window), 3);
  g_assert_false (helio_access_document_get_modified (self->document));
  g_assert_true (helio_access_document_get_plan (self->document) == plan);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (users), TRUE);
  helio_ui_test_wait_text (self->editor, "Profile “p”");
  helio_plan_draft_set_witness (self->draft, NULL);
  helio_ui_test_frames (GTK_WIDGET (self->window), 3);
  g_assert_true (helio_access_document_get_modified (self->document));
  g_assert_cmpint (helio_plan_get_witness (helio_access_document_get_plan (self->document)),
                   ==,
                   -1);
  g_assert_cmpstr (helio_plan_get_rules_path (helio_access_document_get_plan (self->document)),
                   ==,
                   "r.json");
}

static GtkWidget *
find_window (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (G_TYPE_CHECK_INSTANCE_TYPE (l->data, type))
      return l->data;
  return NULL;
}

static gpointer
dialog_child (GtkWidget *dialog, const char *id)
{
  return helio_ui_test_child (dialog, G_OBJECT_TYPE (dialog), id);
}

static void
test_users (Fixture *self, gconstpointer data)
{
  GtkWidget *dialog;

  g_signal_emit_by_name (child (self, "add_button"), "clicked");
  dialog = find_window (HELIO_TYPE_PLAN_USER_DIALOG);
  g_assert_nonnull (dialog);
  helio_ui_test_frames (dialog, 2);
  g_signal_emit_by_name (dialog_child (dialog, "apply_button"), "clicked");
  helio_ui_test_wait_text (dialog_child (dialog, "banner"), "Enter a name for the user");
  gtk_editable_set_text (dialog_child (dialog, "name_row"), "bob");
  g_assert_false (helio_banner_get_revealed (dialog_child (dialog, "banner")));
  g_signal_emit_by_name (dialog_child (dialog, "apply_button"), "clicked");
  helio_ui_test_wait_text (dialog_child (dialog, "banner"), "name of a profile");
  adw_combo_row_set_selected (dialog_child (dialog, "kind_row"), 2);
  gtk_editable_set_text (dialog_child (dialog, "broker_row"), "mqtt://127.0.0.1:1883");
  gtk_editable_set_text (dialog_child (dialog, "username_row"), "bob@org_1");
  gtk_editable_set_text (dialog_child (dialog, "password_row"), "HELIOGRAPH_BOB");
  helio_ui_test_picture (dialog, "plan-user");
  g_signal_emit_by_name (dialog_child (dialog, "apply_button"), "clicked");
  g_assert_null (find_window (HELIO_TYPE_PLAN_USER_DIALOG));
  helio_ui_test_wait_text (self->editor,
                           "bob@org_1 at mqtt://127.0.0.1:1883, password from $HELIOGRAPH_BOB");
  helio_ui_test_wait_text (self->editor, "Users: 1");
  helio_ui_test_picture (GTK_WIDGET (self->window), "plan-users");
}

static void
store_profile (Fixture *self, const char *name, HelioMethod method, const char *username)
{
  g_autoptr (HelioProfile) profile = helio_profile_new ();
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};

  helio_set_str (&profile->name, name);
  helio_set_str (&profile->broker.url, "mqtt://127.0.0.1:1");
  profile->method = method;
  if (username != NULL)
    helio_set_str (&profile->password.username, username);
  helio_profile_store_save_async (self->services->profiles,
                                  profile,
                                  NULL,
                                  helio_test_result_ready,
                                  &result);
  helio_profile_store_save_finish (self->services->profiles,
                                   helio_test_result_wait (&result, 10),
                                   &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
}

/* The rules are about MQTT usernames: the name in the plan says nothing, and who is not known is not guessed. */
static void
test_from_rules_by_username (Fixture *self, gconstpointer data)
{
  const HelioPlanUser users[] = {{.name = (char *) "alice", .profile = (char *) "Sandbox"},
                                 {.name = (char *) "bob", .profile = (char *) "Nobody"}};
  g_autoptr (HelioRules) rules =
      helio_rules_parse ("User Pattern: bob\nTopic: secret\nPermission: subscribe\n", -1, NULL);
  GtkWidget *dialog;
  HelioPlan *plan;

  store_profile (self, "Sandbox", HELIO_METHOD_PASSWORD, "bob");
  store_profile (self, "Nobody", HELIO_METHOD_NONE, NULL);
  for (guint i = 0; i < 2; i++)
    g_assert_true (helio_plan_draft_add_user (self->draft, &users[i], NULL));
  helio_access_document_set_rules (self->document, rules);
  gtk_widget_activate_action (GTK_WIDGET (self->editor), "plan.from-rules", NULL);
  dialog = find_window (HELIO_TYPE_PLAN_RULES_DIALOG);
  g_signal_emit_by_name (dialog_child (dialog, "add_button"), "clicked");
  plan = wait_plan (self, 4);
  for (guint i = 0; i < 4; i++) {
    const HelioPlanCheck *check = helio_plan_get_check (plan, i);
    const gboolean known = strcmp (helio_plan_get_user (plan, check->user)->name, "alice") == 0;

    g_assert_cmpint (check->expect,
                     ==,
                     !known                                    ? HELIO_VERDICT_UNKNOWN
                     : check->action == HELIO_ACTION_SUBSCRIBE ? HELIO_VERDICT_ALLOW
                                                               : HELIO_VERDICT_DENY);
  }
}

static GtkWidget *
ask_from_rules (Fixture *self)
{
  const HelioPlanUser users[] = {{.name = (char *) "alice", .profile = (char *) "Sandbox"},
                                 {.name = (char *) "bob", .profile = (char *) "Gone"}};
  g_autoptr (HelioRules) rules =
      helio_rules_parse ("User Pattern: %\nTopic: secret\nPermission: subscribe\n", -1, NULL);

  store_profile (self, "Sandbox", HELIO_METHOD_PASSWORD, "alice");
  for (guint i = 0; i < 2; i++)
    g_assert_true (helio_plan_draft_add_user (self->draft, &users[i], NULL));
  helio_access_document_set_rules (self->document, rules);
  gtk_widget_activate_action (GTK_WIDGET (self->editor), "plan.from-rules", NULL);
  return find_window (HELIO_TYPE_PLAN_RULES_DIALOG);
}

static gpointer
find_check (GtkWidget *widget, const char *title)
{
  gpointer found = NULL;

  if (ADW_IS_ACTION_ROW (widget) &&
      g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return helio_ui_test_find (widget, GTK_TYPE_CHECK_BUTTON);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_check (child, title);
  return found;
}

/* One whom nothing is known about is named, and the rest can be had without them. */
static void
test_from_rules_missing_profile (Fixture *self, gconstpointer data)
{
  GtkWidget *dialog = ask_from_rules (self);
  HelioPlan *plan;

  g_signal_emit_by_name (dialog_child (dialog, "add_button"), "clicked");
  helio_ui_test_wait_text (dialog, "User “bob” (Gone): there is no stored profile of this name.");
  helio_ui_test_picture (dialog, "plan-from-rules-missing");
  g_assert_cmpuint (g_list_model_get_n_items (helio_plan_draft_get_checks (self->draft)), ==, 0);
  gtk_check_button_set_active (find_check (dialog, "bob"), FALSE);
  g_signal_emit_by_name (dialog_child (dialog, "add_button"), "clicked");
  plan = wait_plan (self, 2);
  g_assert_cmpint (helio_plan_get_check (plan, 0)->expect, ==, HELIO_VERDICT_ALLOW);
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

/* Who closes the dialog wants nothing of it, however long the files take. */
static void
test_from_rules_closed (Fixture *self, gconstpointer data)
{
  GtkWidget *dialog = ask_from_rules (self);

  store_profile (self, "Gone", HELIO_METHOD_NONE, NULL);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  g_signal_emit_by_name (dialog_child (dialog, "add_button"), "clicked");
  gtk_window_close (GTK_WINDOW (dialog));
  helio_test_wait (is_null, &dialog, 10, "the dialog to go");
  g_assert_cmpuint (g_list_model_get_n_items (helio_plan_draft_get_checks (self->draft)), ==, 0);
}

static void
test_from_rules (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioRules) rules =
      helio_rules_parse ("User Pattern: %\nTopic: users/%u/inbox\nPermission: pubsub\n\n"
                         "User Pattern: bob\nTopic: secret/#\nPermission: subscribe\n",
                         -1,
                         NULL);
  GtkWidget *dialog;
  HelioPlan *plan;
  guint n_allow = 0;

  store_profile (self, "Production", HELIO_METHOD_PASSWORD, "alice");
  add_users (self);
  helio_access_document_set_rules (self->document, rules);
  helio_plan_draft_add_check (self->draft,
                              "bob",
                              HELIO_ACTION_SUBSCRIBE,
                              "secret/#",
                              HELIO_VERDICT_DENY);
  gtk_widget_activate_action (GTK_WIDGET (self->editor), "plan.from-rules", NULL);
  dialog = find_window (HELIO_TYPE_PLAN_RULES_DIALOG);
  g_assert_nonnull (dialog);
  helio_ui_test_picture (dialog, "plan-from-rules");
  g_signal_emit_by_name (dialog_child (dialog, "add_button"), "clicked");
  /* Two users × (two actions × a name + subscribing to a filter); one was there and stays. */
  plan = wait_plan (self, 6);
  for (guint i = 0; i < 6; i++)
    n_allow += helio_plan_get_check (plan, i)->expect == HELIO_VERDICT_ALLOW;
  g_assert_cmpuint (n_allow, ==, 4);
  g_assert_cmpint (helio_plan_get_check (plan, 0)->expect, ==, HELIO_VERDICT_DENY);
  helio_ui_test_wait_text (self->window, "5 checks added");
  helio_ui_test_picture (GTK_WIDGET (self->window), "plan-filled");
}

static void
count (guint *n)
{
  ++*n;
}

static void
test_effective (Fixture *self, gconstpointer data)
{
  g_autoptr (HelioProfile) profile = helio_profile_new ();
  const HelioFilterOptions options = {.filter = "users/%u/#", .qos = 1};
  HelioConnection *connection;
  GtkWidget *dialog;
  HelioPlan *plan;
  guint wanted = 0;

  helio_set_str (&profile->name, "Here");
  helio_set_str (&profile->broker.url, "mqtt://127.0.0.1:1");
  profile->method = HELIO_METHOD_PASSWORD;
  helio_set_str (&profile->password.username, "alice@org_1");
  connection = helio_connection_new (self->services, profile);
  g_assert_nonnull (helio_connection_subscribe (connection, &options, NULL));
  helio_ui_test_feed (helio_connection_get_store (connection), "site/3/temp", "1", 0, FALSE);
  helio_ui_test_feed (helio_connection_get_store (connection), "chat/7", "1", 0, FALSE);
  helio_plan_editor_set_connection (self->editor, connection);
  g_signal_connect_swapped (self->editor, "run-wanted", G_CALLBACK (count), &wanted);
  gtk_widget_activate_action (GTK_WIDGET (self->editor), "plan.effective", NULL);
  dialog = find_window (HELIO_TYPE_EFFECTIVE_DIALOG);
  g_assert_nonnull (dialog);
  helio_ui_test_wait_text (dialog, "topics and filters will be tried.");
  helio_ui_test_frames (dialog, 3);
  helio_ui_test_picture (dialog, "effective");
  g_signal_emit_by_name (dialog_child (dialog, "make_button"), "clicked");
  plan = helio_access_document_get_plan (self->document);
  g_assert_nonnull (plan);
  g_assert_cmpuint (wanted, ==, 1);
  g_assert_cmpstr (helio_plan_get_user (plan, 0)->profile, ==, "Here");
  g_assert_cmpuint (helio_plan_get_n_checks (plan), >=, 4);
  for (guint i = 0; i < helio_plan_get_n_checks (plan); i++) {
    g_assert_cmpint (helio_plan_get_check (plan, i)->expect, ==, HELIO_VERDICT_UNKNOWN);
    g_assert_cmpint (helio_plan_get_check (plan, i)->action, ==, HELIO_ACTION_SUBSCRIBE);
  }
  helio_plan_editor_set_connection (self->editor, NULL);
  helio_ui_test_frames (GTK_WIDGET (self->window), 3);
  g_object_unref (connection);
}

/* A change that is made while the plan is written is in no file, though the document was not told of it yet. */
static void
test_saved_meanwhile (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->dir, "plan.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (HelioPlanDraftCheck) first = NULL;
  g_autoptr (GError) error = NULL;
  HelioTestResult result = {0};

  add_users (self);
  for (guint i = 0; i < 1500; i++)
    g_string_append_printf (text, "alice,subscribe,a/%u,allow\n", i);
  helio_plan_editor_paste (self->editor, text->str);
  helio_access_document_save_async (self->document, file, NULL, helio_test_result_ready, &result);
  first = g_list_model_get_item (helio_plan_draft_get_checks (self->draft), 0);
  helio_plan_draft_change_expect (self->draft, first, HELIO_VERDICT_DENY);
  helio_access_document_save_finish (self->document, helio_test_result_wait (&result, 10), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  g_assert_true (helio_access_document_get_modified (self->document));
  g_assert_cmpint (
      helio_plan_get_check (helio_access_document_get_plan (self->document), 0)->expect,
      ==,
      HELIO_VERDICT_DENY);
}

static void
test_looks (Fixture *self, gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("plan-%d", GPOINTER_TO_INT (data));
  g_autofree char *dark = g_strconcat (name, "-dark", NULL);
  g_autofree char *large = g_strconcat (name, "-large", NULL);
  g_autofree char *fault = g_strconcat (name, "-large-fault", NULL);
  int width;

  add_users (self);
  helio_plan_editor_paste (self->editor,
                           "alice,subscribe,users/alice/#,allow\nbob,publish,secret/x,deny\n"
                           "bob,publish-retained,a/#,deny\n");
  helio_plan_grid_select (self->grid, 1);
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
  helio_plan_editor_paste (self->editor, "carol,subscribe,a,allow\nbob,publish,a/#,deny");
  helio_ui_test_wait_text (self->editor, "checks cannot stay");
  helio_ui_test_frames (GTK_WIDGET (self->window), 30);
  helio_ui_test_picture (GTK_WIDGET (self->window), fault);
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
  add_users (self);
  helio_ui_test_assert_named (self->editor);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
#define ADD(path, test) g_test_add ("/ui/plan/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("grid", test_grid);
  ADD ("many", test_many);
  ADD ("paste", test_paste);
  ADD ("document", test_document);
  ADD ("saved-meanwhile", test_saved_meanwhile);
  ADD ("users", test_users);
  ADD ("from-rules", test_from_rules);
  ADD ("from-rules-missing-profile", test_from_rules_missing_profile);
  ADD ("from-rules-closed", test_from_rules_closed);
  ADD ("names", test_names);
  ADD ("from-rules-by-username", test_from_rules_by_username);
  ADD ("effective", test_effective);
#undef ADD
  g_test_add ("/ui/plan/narrow", Fixture, GINT_TO_POINTER (360), set_up, test_looks, tear_down);
  g_test_add ("/ui/plan/wide", Fixture, GINT_TO_POINTER (760), set_up, test_looks, tear_down);
  return g_test_run ();
}
