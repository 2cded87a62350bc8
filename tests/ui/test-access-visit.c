// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* From a plan to the connection that a user of it signs in with, and back. */
#include "config.h"

#include "core/base/helio-error.h"
#include "support/helio-fake-prober.h"
#include "ui/access/helio-access-page.h"
#include "ui/compat/helio-alert.h"
#include "ui/helio-window-test.h"
#include "ui/widgets/helio-banner.h"
#include "ui/widgets/helio-secret-prompt.h"
#include "ui/window/helio-connection-page.h"

#include <string.h>

typedef HelioWindowTest Fixture;

static const char gate_text[] =
    "{\"version\":1,\"id\":\"p2\",\"name\":\"Gate\",\"broker\":{\"url\":\"mqtts://b.example.com\"},"
    "\"credentials\":{\"method\":\"password\",\"password\":{\"username\":\"alice\"}}}";
static const char cloud_text[] =
    "{\"version\":1,\"id\":\"p2\",\"name\":\"Cloud\",\"broker\":{\"url\":\"wss://c.example.com/\"},"
    "\"sign_in\":{\"domain\":\"t.auth0.com\",\"client_id\":\"c\",\"audience\":\"x\"},"
    "\"credentials\":{\"method\":\"exchange\",\"exchange\":{\"url\":\"https://c.example.com/e\","
    "\"provider\":\"auth0\"}}}";
#define CHECKS                                                                                     \
  "\"checks\":[{\"user\":\"alice\",\"action\":\"publish\",\"topic\":\"a\",\"expect\":\"deny\"}]}"
static const char gate_plan[] =
    "{\"version\":1,\"users\":{\"alice\":{\"profile\":\"Gate\"}}," CHECKS;
static const char cloud_plan[] =
    "{\"version\":1,\"users\":{\"alice\":{\"profile\":\"Cloud\"}}," CHECKS;
static const char account_plan[] = "{\"version\":1,\"users\":{\"alice\":{\"profile\":\"Cloud\","
                                   "\"account\":\"alice@example.com\"}}," CHECKS;

static gboolean
has_prober (gpointer data)
{
  return helio_fake_prober_get () != NULL;
}

static gboolean
has_no_prober (gpointer data)
{
  return !has_prober (data);
}

static gboolean
has_question (gpointer data)
{
  return helio_alert_find (GTK_WINDOW (((Fixture *) data)->window)) != NULL;
}

static gboolean
says (Fixture *fixture, const char *text)
{
  g_autofree char *texts = helio_ui_test_texts (GTK_WIDGET (fixture->window));

  return strstr (texts, text) != NULL;
}

static void
press (Fixture *fixture, const char *label)
{
  GtkWidget *button;

  helio_ui_test_frames (GTK_WIDGET (fixture->window), 3);
  button = helio_ui_test_find_button (GTK_WIDGET (fixture->window), label);
  g_assert_nonnull (button);
  gtk_widget_grab_focus (button);
  g_signal_emit_by_name (button, "clicked");
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 3);
}

/* The Access page of "Production" with a run for which the password of a user was missing. */
static GtkWidget *
run_in_vain (Fixture *fixture, const char *plan_text)
{
  GtkWidget *access;
  g_autofree char *path = g_build_filename (fixture->directory, "plan.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error =
      helio_error_new (HELIO_ERROR_SIGN_IN_REQUIRED, NULL, "The password is missing.");

  helio_window_show_access (fixture->window, fixture->item);
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 3);
  access = helio_ui_test_find (fixture->window, HELIO_TYPE_ACCESS_PAGE);
  g_assert_true (g_file_set_contents (path, plan_text, -1, NULL));
  helio_access_page_open (HELIO_ACCESS_PAGE (access), file);
  helio_ui_test_wait_text (access, "1 check, not tried yet.");
  gtk_widget_activate_action (access, "plan-file.run", NULL);
  helio_test_wait (has_question, fixture, 10, "the question");
  helio_alert_respond (helio_alert_find (GTK_WINDOW (fixture->window)), "run");
  helio_test_wait (has_prober, fixture, 10, "the run");
  helio_report_add_fault (helio_prober_get_report (helio_fake_prober_get ()), 0, error);
  helio_fake_prober_finish (helio_fake_prober_get (), NULL);
  helio_test_wait (has_no_prober, fixture, 10, "the end of the run");
  helio_ui_test_wait_text (access, "alice: The password is missing.");
  return access;
}

static HelioConnectionItem *
add_connection (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioProfile) profile = helio_profile_from_text (text, strlen (text), &error);
  HelioTestResult result = {0};

  g_assert_no_error (error);
  helio_profile_store_save_async (fixture->services->profiles,
                                  profile,
                                  NULL,
                                  helio_test_result_ready,
                                  &result);
  helio_profile_store_save_finish (fixture->services->profiles,
                                   helio_test_result_wait (&result, 10),
                                   &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  return helio_connection_list_find (fixture->list, "p2");
}

static void
test_back (Fixture *fixture, gconstpointer data)
{
  HelioConnectionItem *gate = add_connection (fixture, gate_text);
  HelioConnection *connection = helio_connection_item_get_connection (gate);
  HelioFakeConnection *fake = helio_fake_connection (connection);
  GtkWidget *access = run_in_vain (fixture, gate_plan);

  press (fixture, "Sign In…");
  g_assert_true (helio_window_get_item (fixture->window) == gate);
  fake->state = HELIO_SESSION_NEEDS_SIGN_IN;
  fake->missing_secret = HELIO_KEYRING_PASSWORD;
  helio_fake_connection_changed (connection);
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 3);
  g_assert_true (says (fixture, "The access plan of “Production” asked for this, and stays there"));
  g_assert_true (says (fixture, "Password Missing"));
  g_assert_false (says (fixture, "No Sign-In Needed"));
  helio_ui_test_picture (GTK_WIDGET (fixture->window), "access-visit");
  press (fixture, "Back to Access Plan");
  g_assert_true (helio_window_get_item (fixture->window) == fixture->item);
  g_assert_true (gtk_widget_get_mapped (access));
  g_assert_true (says (fixture, "The password is missing."));
  helio_window_show_item (fixture->window, gate);
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 3);
  g_assert_false (says (fixture, "asked for this"));
}

/* The focus is in what is seen of @page. */
static void
assert_focus (Fixture *fixture, GtkWidget *page)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_get_mapped (focus));
  g_assert_true (gtk_widget_is_ancestor (focus, page));
}

static GtkWidget *
get_page (Fixture *fixture)
{
  return gtk_stack_get_visible_child (
      helio_ui_test_child (fixture->window, HELIO_TYPE_WINDOW, "stack"));
}

/* Who goes back, or closes the strip, goes on by keyboard where they are. */
static void
test_focus (Fixture *fixture, gconstpointer data)
{
  GtkWidget *access;
  GtkWidget *dismiss;

  add_connection (fixture, gate_text);
  access = run_in_vain (fixture, gate_plan);
  press (fixture, "Sign In…");
  press (fixture, "Back to Access Plan");
  assert_focus (fixture, access);
  press (fixture, "Sign In…");
  dismiss = helio_ui_test_child (helio_ui_test_find (get_page (fixture), HELIO_TYPE_BANNER),
                                 HELIO_TYPE_BANNER,
                                 "dismiss");
  g_assert_true (gtk_widget_grab_focus (dismiss));
  g_signal_emit_by_name (dismiss, "clicked");
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 3);
  g_assert_false (says (fixture, "asked for this"));
  assert_focus (fixture, get_page (fixture));
}

static gboolean
has_no_strip (gpointer data)
{
  return !says (data, "asked for this");
}

/* The way back goes with where it leads. */
static void
test_home_removed (Fixture *fixture, gconstpointer data)
{
  HelioTestResult result = {0};
  g_autoptr (GError) error = NULL;

  add_connection (fixture, gate_text);
  run_in_vain (fixture, gate_plan);
  press (fixture, "Sign In…");
  g_assert_true (says (fixture, "asked for this"));
  helio_profile_store_remove_async (fixture->services->profiles,
                                    "p1",
                                    NULL,
                                    helio_test_result_ready,
                                    &result);
  helio_profile_store_remove_finish (fixture->services->profiles,
                                     helio_test_result_wait (&result, 10),
                                     &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  helio_test_wait (has_no_strip, fixture, 10, "the strip to go");
}

static void
assert_settled (GtkWidget *access, gboolean settled)
{
  g_autofree char *texts = helio_ui_test_texts (access);

  g_assert_cmpint (strstr (texts, "alice: Signed in meanwhile – run the plan again") != NULL,
                   ==,
                   settled);
  g_assert_cmpint (strstr (texts, "alice: The password is missing.") != NULL, ==, !settled);
}

/* Once the user is online, something else is said; whether the plan has what it needs is for the next run to tell. */
static void
test_online (Fixture *fixture, gconstpointer data)
{
  HelioConnectionItem *gate = add_connection (fixture, gate_text);
  HelioConnection *connection = helio_connection_item_get_connection (gate);
  GtkWidget *access = run_in_vain (fixture, gate_plan);

  press (fixture, "Sign In…");
  helio_fake_connection_go_online (connection);
  press (fixture, "Back to Access Plan");
  assert_settled (access, TRUE);
  helio_ui_test_picture (GTK_WIDGET (fixture->window), "access-visit-settled");
}

static void
type_password (Fixture *fixture, gboolean remember)
{
  GtkWidget *prompt = helio_ui_test_find (get_page (fixture), HELIO_TYPE_SECRET_PROMPT);

  gtk_editable_set_text (helio_ui_test_child (prompt, HELIO_TYPE_SECRET_PROMPT, "entry"), "secret");
  gtk_check_button_set_active (helio_ui_test_child (prompt, HELIO_TYPE_SECRET_PROMPT, "remember"),
                               remember);
  press (fixture, "Use");
}

/* What a connection was given for this run only is not the plan's, which is told of what the keyring has. */
static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  HelioConnectionItem *gate = add_connection (fixture, gate_text);
  GtkWidget *access;

  helio_fake_connection_go_online (helio_connection_item_get_connection (gate));
  access = run_in_vain (fixture, gate_plan);
  press (fixture, "Sign In…");
  type_password (fixture, FALSE);
  assert_settled (access, FALSE);
  press (fixture, "Back to Access Plan");
  press (fixture, "Sign In…");
  type_password (fixture, TRUE);
  assert_settled (access, TRUE);
}

/* Renewed while the browser is open, then the browser is done with. */
static void
end_login (HelioConnection *connection, HelioLoginState state, HelioAccount *account)
{
  HelioFakeConnection *fake = helio_fake_connection (connection);

  fake->login = helio_fake_login_new ();
  helio_fake_connection_changed (connection);
  helio_fake_connection_go_online (connection);
  helio_fake_login (fake->login)->state = state;
  g_clear_object (&fake->login);
  helio_fake_connection_changed (connection);
  if (account != NULL) {
    g_clear_pointer (&fake->account, helio_account_unref);
    fake->account = helio_account_ref (account);
  }
}

/* What is renewed meanwhile is nobody's sign-in. */
static void
test_renewal (Fixture *fixture, gconstpointer data)
{
  HelioConnectionItem *cloud = add_connection (fixture, cloud_text);
  HelioConnection *connection = helio_connection_item_get_connection (cloud);
  GtkWidget *access;

  helio_fake_connection_go_online (connection);
  access = run_in_vain (fixture, cloud_plan);
  press (fixture, "Sign In…");
  end_login (connection, HELIO_LOGIN_FAILED, NULL);
  helio_fake_connection_go_online (connection);
  assert_settled (access, FALSE);
  end_login (connection, HELIO_LOGIN_DONE, NULL);
  assert_settled (access, FALSE);
  helio_fake_connection_go_online (connection);
  assert_settled (access, TRUE);
}

/* Somebody else's credential, however new, is no end of the visit. */
static void
test_account (Fixture *fixture, gconstpointer data)
{
  HelioConnectionItem *cloud = add_connection (fixture, cloud_text);
  HelioConnection *connection = helio_connection_item_get_connection (cloud);
  HelioFakeConnection *fake = helio_fake_connection (connection);
  g_autoptr (HelioAccount) alice = helio_account_new ("i", "auth0|1", "Alice", "alice@example.com");
  GtkWidget *access;

  fake->account = helio_account_new ("i", "auth0|2", "Bob", "bob@example.com");
  helio_fake_connection_go_online (connection);
  access = run_in_vain (fixture, account_plan);
  press (fixture, "Sign In…");
  g_assert_nonnull (strstr (fake->calls->str, "sign-in login alice@example.com\n"));
  end_login (connection, HELIO_LOGIN_DONE, NULL);
  helio_fake_connection_go_online (connection);
  assert_settled (access, FALSE);
  end_login (connection, HELIO_LOGIN_DONE, alice);
  helio_fake_connection_go_online (connection);
  assert_settled (access, TRUE);
}

int
main (int argc, char **argv)
{
  char *state = helio_test_make_dir ();
  int status;

  g_setenv ("XDG_STATE_HOME", state, TRUE);
  helio_ui_test_init (&argc, &argv);
#define ADD(path, func)                                                                            \
  g_test_add (path, Fixture, NULL, helio_window_test_set_up, func, helio_window_test_tear_down)
  ADD ("/access-visit/back", test_back);
  ADD ("/access-visit/focus", test_focus);
  ADD ("/access-visit/home-removed", test_home_removed);
  ADD ("/access-visit/online", test_online);
  ADD ("/access-visit/remembered", test_remembered);
  ADD ("/access-visit/renewal", test_renewal);
  ADD ("/access-visit/account", test_account);
  status = g_test_run ();
  helio_test_remove_dir (state);
  return status;
}
