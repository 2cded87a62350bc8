// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

/* The editor as a whole: the way to a broker that one has running, by keyboard, and the test of what was typed. */

#include "support/helio-mosquitto.h"
#include "support/helio-test.h"
#include "ui/helio-ui-test.h"
#include "ui/helio-window-test.h"

#include "core/profile/helio-profile-preset.h"
#include "ui/compat/helio-alert.h"
#include "ui/profile/helio-profile-editor.h"
#include "ui/profile/helio-profile-form.h"
#include "ui/profile/helio-profile-test-page.h"
#include "ui/window/helio-profile-actions.h"

#include <string.h>

static gpointer
find_editor (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (HELIO_IS_PROFILE_EDITOR (window))
      return window;
  }
  return NULL;
}

static gboolean
has_no_editor (gpointer data)
{
  return find_editor () == NULL;
}

static gboolean
says (gpointer widget, const char *text)
{
  g_autofree char *said = helio_ui_test_texts (widget);

  return strstr (said, text) != NULL;
}

static void
fill (GtkWidget *editor, const char *path, const char *text)
{
  HelioProfileForm *form = helio_ui_test_find (editor, HELIO_TYPE_PROFILE_FORM);
  GtkWidget *row = helio_profile_form_get_row (form, path);

  g_assert_true (gtk_widget_get_mapped (row));
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

/* Return is for the row that has the focus, until there is something to save. */
static GtkWidget *
open_by_keyboard (HelioWindowTest *f, HelioPreset preset)
{
  helio_profile_actions_new (f->window);
  GtkWidget *editor = find_editor ();

  helio_ui_test_frames (editor, 2);
  gtk_widget_child_focus (editor, GTK_DIR_DOWN);
  /* What the key Down does in a list. */
  for (int i = 0; i < (int) preset; i++)
    g_signal_emit_by_name (
        gtk_widget_get_ancestor (gtk_window_get_focus (GTK_WINDOW (editor)), GTK_TYPE_LIST_BOX),
        "move-cursor",
        GTK_MOVEMENT_DISPLAY_LINES,
        1,
        FALSE,
        FALSE);
  g_assert_true (
      says (gtk_window_get_focus (GTK_WINDOW (editor)), helio_preset_get_title (preset)));
  g_signal_emit_by_name (editor, "activate-default");
  helio_ui_test_frames (editor, 2);
  return editor;
}

static void
test_any_broker (HelioWindowTest *f, gconstpointer data)
{
  GtkWidget *editor = open_by_keyboard (f, HELIO_PRESET_ANY_BROKER);
  GtkWidget *save = helio_ui_test_find_button (editor, "_Save");

  g_assert_nonnull (save);
  g_assert_true (gtk_window_get_default_widget (GTK_WINDOW (editor)) == save);
  helio_ui_test_picture (editor, "editor-any-broker");
  g_assert_true (says (editor, "None (anonymous)"));
  g_assert_false (says (editor, "CloudSignal"));
  g_assert_false (says (editor, "is missing"));
  g_assert_true (says (editor, "Still needed: Name"));

  fill (editor, "$.name", "Mosquitto");
  fill (editor, "$.broker.url", "localhost:1883");
  g_signal_emit_by_name (editor, "activate-default");
  helio_test_wait (has_no_editor, NULL, 10, "the editor to close");
  HelioProfile *profile = helio_connection_item_get_profile (helio_window_get_item (f->window));
  g_assert_cmpint (profile->method, ==, HELIO_METHOD_NONE);
  g_assert_cmpstr (profile->broker.url, ==, "mqtt://localhost:1883");
  /* It stays on this computer, and was typed here. */
  g_assert_true (helio_profile_store_has_consent (f->services->profiles, profile));
  helio_test_settle ();
}

static gboolean
test_is_over (gpointer page)
{
  return !helio_profile_test_page_is_running (page);
}

static void
run_test (GtkWidget *editor, const char *picture)
{
  HelioProfileTestPage *page = helio_ui_test_find (editor, HELIO_TYPE_PROFILE_TEST_PAGE);

  g_signal_emit_by_name (helio_ui_test_find_button (editor, "_Test"), "clicked");
  helio_test_wait (test_is_over, page, 30, "the test");
  helio_ui_test_frames (editor, 2);
  helio_ui_test_picture (editor, picture);
}

/* Why a step could not be checked is under its row. */
static void
unfold (GtkWidget *widget)
{
  if (ADW_IS_EXPANDER_ROW (widget))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (widget), TRUE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    unfold (child);
}

static void
go_back (GtkWidget *editor)
{
  g_signal_emit_by_name (helio_ui_test_child (editor, HELIO_TYPE_PROFILE_EDITOR, "back"),
                         "clicked");
  helio_ui_test_frames (editor, 2);
}

/* What was typed is what is tried. */
static void
test_password_tried (HelioWindowTest *f, gconstpointer data)
{
  static const char *const users[] = {"alice", "wonder", NULL};
  const HelioMosquittoOptions options = {.users = users};
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (&options);
  GtkWidget *editor = open_by_keyboard (f, HELIO_PRESET_ANY_BROKER);
  HelioProfileForm *form = helio_ui_test_find (editor, HELIO_TYPE_PROFILE_FORM);
  GtkWidget *page = helio_ui_test_find (editor, HELIO_TYPE_PROFILE_TEST_PAGE);
  GtkEditable *password = helio_ui_test_find (form, ADW_TYPE_PASSWORD_ENTRY_ROW);

  f->services->http = f->services->http != NULL ? f->services->http : helio_http_new ();
  fill (editor, "$.name", "Mosquitto");
  fill (editor, "$.broker.url", helio_mosquitto_get_url (broker, "mqtt"));
  run_test (editor, "editor-test-anonymous");
  g_assert_true (says (page, "Accepted without credentials"));
  g_assert_true (says (page, "Anonymous connections are not allowed"));
  go_back (editor);

  adw_combo_row_set_selected (
      ADW_COMBO_ROW (helio_profile_form_get_row (form, "$.credentials.method")),
      HELIO_METHOD_PASSWORD);
  fill (editor, "$.credentials.password.username", "alice");
  run_test (editor, "editor-test-no-password");
  g_assert_true (says (page, "Cannot be checked"));
  unfold (page);
  g_assert_true (says (page, "the password is not at hand"));
  go_back (editor);

  gtk_editable_set_text (password, "blunder");
  run_test (editor, "editor-test-refused");
  g_assert_true (says (page, "The password is wrong."));
  g_assert_true (says (page, "1 step failed"));
  go_back (editor);

  gtk_editable_set_text (password, "wonder");
  run_test (editor, "editor-test-accepted");
  g_assert_true (says (page, "Everything works."));
  g_assert_true (says (page, "alice, MQTT 5"));
  gtk_window_destroy (GTK_WINDOW (editor));
  helio_test_settle ();
}

static gboolean
has_alert (gpointer editor)
{
  return helio_alert_find (editor) != NULL;
}

/* Right after the key, and once however often one closes. */
static void
test_asks (HelioWindowTest *f, gconstpointer data)
{
  GtkWidget *editor = open_by_keyboard (f, HELIO_PRESET_ANY_BROKER);
  HelioProfileForm *form = helio_ui_test_find (editor, HELIO_TYPE_PROFILE_FORM);
  GtkEditable *password = helio_ui_test_find (form, ADW_TYPE_PASSWORD_ENTRY_ROW);

  g_assert_false (helio_profile_editor_is_touched (HELIO_PROFILE_EDITOR (editor)));
  gtk_editable_set_text (password, "wonder");
  g_assert_true (helio_profile_editor_is_touched (HELIO_PROFILE_EDITOR (editor)));
  gtk_window_close (GTK_WINDOW (editor));
#if !ADW_CHECK_VERSION(1, 5, 0)
  /* Later ones take the second for "not after all". */
  gtk_window_close (GTK_WINDOW (editor));
#endif
  helio_test_wait (has_alert, editor, 10, "the question");
  helio_alert_respond (helio_alert_find (GTK_WINDOW (editor)), "cancel");
  helio_test_settle ();
  g_assert_null (helio_alert_find (GTK_WINDOW (editor)));
  g_assert_true (find_editor () == editor);
  gtk_window_close (GTK_WINDOW (editor));
  helio_test_wait (has_alert, editor, 10, "the question");
  helio_alert_respond (helio_alert_find (GTK_WINDOW (editor)), "discard");
  helio_test_wait (has_no_editor, NULL, 10, "the editor to close");
}

static const char *
get_shown (GtkWidget *editor)
{
  return gtk_stack_get_visible_child_name (
      GTK_STACK (helio_ui_test_child (editor, HELIO_TYPE_PROFILE_EDITOR, "stack")));
}

/* A password goes to nobody before somebody has agreed to it, and to nobody else afterwards. */
static void
test_password_kept_back (HelioWindowTest *f, gconstpointer data)
{
  GtkWidget *editor = open_by_keyboard (f, HELIO_PRESET_ANY_BROKER);
  HelioProfileForm *form = helio_ui_test_find (editor, HELIO_TYPE_PROFILE_FORM);
  GtkEditable *password = helio_ui_test_find (form, ADW_TYPE_PASSWORD_ENTRY_ROW);
  GtkWidget *test = helio_ui_test_find_button (editor, "_Test");

  f->services->http = f->services->http != NULL ? f->services->http : helio_http_new ();
  fill (editor, "$.name", "Elsewhere");
  fill (editor, "$.broker.url", "mqtts://broker.invalid");
  adw_combo_row_set_selected (
      ADW_COMBO_ROW (helio_profile_form_get_row (form, "$.credentials.method")),
      HELIO_METHOD_PASSWORD);
  fill (editor, "$.credentials.password.username", "alice");
  gtk_editable_set_text (password, "wonder");
  g_signal_emit_by_name (test, "clicked");
  g_signal_emit_by_name (test, "clicked");
  helio_test_wait (has_alert, editor, 10, "the question");
  helio_alert_respond (helio_alert_find (GTK_WINDOW (editor)), "cancel");
  helio_test_settle ();
  g_assert_cmpstr (get_shown (editor), ==, "form");
  g_assert_null (helio_alert_find (GTK_WINDOW (editor)));

  g_signal_emit_by_name (test, "clicked");
  helio_test_wait (has_alert, editor, 10, "the question");
  helio_alert_respond (helio_alert_find (GTK_WINDOW (editor)), "agree");
  helio_test_settle ();
  g_assert_cmpstr (get_shown (editor), ==, "test");
  go_back (editor);
  g_signal_emit_by_name (test, "clicked");
  g_assert_cmpstr (get_shown (editor), ==, "test");
  go_back (editor);

  fill (editor, "$.broker.url", "mqtts://other.invalid");
  g_signal_emit_by_name (test, "clicked");
  helio_test_wait (has_alert, editor, 10, "the question");
  g_assert_cmpstr (get_shown (editor), ==, "form");
  helio_alert_respond (helio_alert_find (GTK_WINDOW (editor)), "cancel");
  gtk_window_destroy (GTK_WINDOW (editor));
  helio_test_settle ();
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
#define ADD(path, func)                                                                            \
  g_test_add ("/ui/profile-editor/" path,                                                          \
              HelioWindowTest,                                                                     \
              NULL,                                                                                \
              helio_window_test_set_up,                                                            \
              func,                                                                                \
              helio_window_test_tear_down)
  ADD ("any-broker", test_any_broker);
  ADD ("asks", test_asks);
  ADD ("password-tried", test_password_tried);
  ADD ("password-kept-back", test_password_kept_back);
#undef ADD
  return g_test_run ();
}
