// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* From a plan to the connection that a user of it signs in with, and back. */
#include "config.h"

#include "core/base/helio-error.h"
#include "support/helio-fake-prober.h"
#include "ui/access/helio-access-page.h"
#include "ui/compat/helio-alert.h"
#include "ui/helio-window-test.h"
#include "ui/window/helio-connection-page.h"

#include <string.h>

typedef HelioWindowTest Fixture;

static const char gate_text[] =
    "{\"version\":1,\"id\":\"p2\",\"name\":\"Gate\",\"broker\":{\"url\":\"mqtts://b.example.com\"},"
    "\"credentials\":{\"method\":\"password\",\"password\":{\"username\":\"alice\"}}}";
static const char plan_text[] =
    "{\"version\":1,\"users\":{\"alice\":{\"profile\":\"Gate\"}},\"checks\":[{\"user\":\"alice\","
    "\"action\":\"publish\",\"topic\":\"a\",\"expect\":\"deny\"}]}";

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
  button = helio_window_test_find_button (GTK_WIDGET (fixture->window), label);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 3);
}

/* The Access page of "Production" with a run for which the password of "Gate" was missing. */
static GtkWidget *
run_in_vain (Fixture *fixture)
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
add_gate (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioProfile) profile =
      helio_profile_from_text (gate_text, strlen (gate_text), &error);
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
  HelioConnectionItem *gate = add_gate (fixture);
  HelioConnection *connection = helio_connection_item_get_connection (gate);
  HelioFakeConnection *fake = helio_fake_connection (connection);
  GtkWidget *access = run_in_vain (fixture);

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

/* Once the user is online, nothing says any more that something is missing. */
static void
test_online (Fixture *fixture, gconstpointer data)
{
  HelioConnectionItem *gate = add_gate (fixture);
  HelioConnection *connection = helio_connection_item_get_connection (gate);

  run_in_vain (fixture);
  press (fixture, "Sign In…");
  helio_fake_connection_go_online (connection);
  press (fixture, "Back to Access Plan");
  g_assert_false (says (fixture, "The password is missing."));
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
  ADD ("/access-visit/online", test_online);
  status = g_test_run ();
  helio_test_remove_dir (state);
  return status;
}
