// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-fake-connection.h"
#include "support/helio-test.h"
#include "ui/helio-ui-test.h"
#include "ui/helio-window-test.h"

#include "core/base/helio-error.h"
#include "ui/access/helio-access-page.h"
#include "ui/compat/helio-alert.h"
#include "ui/connections/helio-connection-list.h"
#include "ui/profile/helio-profile-editor.h"
#include "ui/profile/helio-profile-form.h"
#include "ui/profile/helio-profile-test-page.h"
#include "ui/sign-in/helio-sign-in-page.h"
#include "ui/window/helio-connection-page.h"
#include "ui/window/helio-profile-actions.h"
#include "ui/window/helio-window.h"

#include <string.h>

typedef HelioWindowTest Fixture;

static const char profile_text[] =
    "{\"version\":1,\"id\":\"p1\",\"name\":\"Production\","
    "\"broker\":{\"url\":\"wss://broker.example.com:8443/\"},"
    "\"sign_in\":{\"domain\":\"tenant.example.com\",\"client_id\":\"abc\",\"audience\":\"x\"},"
    "\"credentials\":{\"method\":\"exchange\",\"exchange\":{\"url\":\"https://service.example.com/"
    "e\","
    "\"provider\":\"auth0\"}}}";

static void
save (Fixture *fixture, const char *text)
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
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = helio_test_make_dir ();
  fixture->clock = helio_fake_clock_new ();
  fixture->services = helio_fake_services_new (HELIO_CLOCK (fixture->clock), fixture->directory);
  fixture->list = helio_connection_list_new (fixture->services);
  save (fixture, profile_text);
  fixture->item = helio_connection_list_find (fixture->list, "p1");
  fixture->connection = helio_connection_item_get_connection (fixture->item);
  fixture->fake = helio_fake_connection (fixture->connection);
  fixture->window = helio_window_new (NULL, fixture->list, NULL);
  gtk_window_present (GTK_WINDOW (fixture->window));
  helio_window_show_item (fixture->window, fixture->item);
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 2);
}

static void
assert_says (gpointer widget, const char *expected)
{
  g_autofree char *texts = helio_ui_test_texts (widget);
  if (strstr (texts, expected) == NULL)
    g_error ("“%s” is not in:\n%s", expected, texts);
}

static void
assert_silent (gpointer widget, const char *text)
{
  g_autofree char *texts = helio_ui_test_texts (widget);
  if (strstr (texts, text) != NULL)
    g_error ("“%s” is in:\n%s", text, texts);
}

static void
press (Fixture *fixture, const char *label)
{
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 2);
  GtkWidget *button = helio_ui_test_find_button (GTK_WIDGET (fixture->window), label);
  if (button == NULL)
    g_error ("no button “%s”", label);
  g_signal_emit_by_name (button, "clicked");
}

/* The dialog over the window; NULL: none. */
static GtkWidget *
find_dialog (Fixture *fixture)
{
  return helio_alert_find (GTK_WINDOW (fixture->window));
}

static void
answer (Fixture *fixture, const char *response)
{
  helio_alert_respond (find_dialog (fixture), response);
}

static void
set_error (Fixture *fixture, HelioSessionState state, HelioErrorCode code)
{
  g_clear_error (&fixture->fake->error);
  fixture->fake->error = helio_error_new (code, "This helps.", "This is wrong.");
  helio_error_set_detail (fixture->fake->error, "<b>their words</b>");
  helio_fake_connection_set_state (fixture->connection, state, "This is wrong.");
}

/* What to press and what is asked of the connection then. */
static void
test_one_action (Fixture *fixture, gconstpointer data)
{
  const struct {
    HelioSessionState state;
    int code; /* -1: no error */
    const char *button, *call;
  } cases[] = {
      {HELIO_SESSION_IDLE, -1, "Connect", "connect\n"},
      {HELIO_SESSION_CONNECTING, -1, "Cancel", "disconnect\n"},
      {HELIO_SESSION_ONLINE, -1, "Disconnect", "disconnect\n"},
      {HELIO_SESSION_WAITING_TO_RETRY, HELIO_ERROR_NETWORK, "Retry Now", "retry-now\n"},
      {HELIO_SESSION_WAITING_TO_RETRY, HELIO_ERROR_NETWORK, "Cancel", "disconnect\n"},
      {HELIO_SESSION_NEEDS_SIGN_IN, -1, "Sign In", "sign-in - -\n"},
      {HELIO_SESSION_NEEDS_SIGN_IN, HELIO_ERROR_SIGN_IN_REQUIRED, "Sign In", "sign-in - -\n"},
      {HELIO_SESSION_FAILED, HELIO_ERROR_MQTT_TAKEN_OVER, "Retry Now", "retry-now\n"},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_clear_error (&fixture->fake->error);
    g_string_truncate (fixture->fake->calls, 0);
    if (cases[i].code >= 0)
      set_error (fixture, cases[i].state, (HelioErrorCode) cases[i].code);
    else
      helio_fake_connection_set_state (fixture->connection, cases[i].state, NULL);
    press (fixture, cases[i].button);
    g_assert_cmpstr (fixture->fake->calls->str, ==, cases[i].call);
  }
}

static void
test_error_banner (Fixture *fixture, gconstpointer data)
{
  set_error (fixture, HELIO_SESSION_FAILED, HELIO_ERROR_NETWORK);
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 2);
  assert_says (fixture->window, "This is wrong.");
  assert_says (fixture->window, "This helps.");
  assert_says (fixture->window, "“<b>their words</b>”");
}

/* A key that is refused is asked for where there is one, and a password where that is what was refused. */
static void
test_refused_secret (Fixture *fixture, gconstpointer data)
{
  set_error (fixture, HELIO_SESSION_FAILED, HELIO_ERROR_EXCHANGE_KEY);
  press (fixture, "Enter API Key…");
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 2);
  assert_says (fixture->window, "Remember in keyring");

  g_autoptr (HelioProfile) other =
      helio_profile_copy (helio_connection_get_profile (fixture->connection));
  other->exchange.dialect = HELIO_DIALECT_ORGANIZATION;
  helio_connection_set_profile (fixture->connection, other);
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 2);
  g_assert_null (helio_ui_test_find_button (GTK_WIDGET (fixture->window), "Enter API Key…"));
  g_assert_nonnull (helio_ui_test_find_button (GTK_WIDGET (fixture->window), "Edit Connection…"));

  g_autoptr (HelioProfile) password = helio_profile_copy (other);
  password->method = HELIO_METHOD_PASSWORD;
  helio_connection_set_profile (fixture->connection, password);
  set_error (fixture, HELIO_SESSION_FAILED, HELIO_ERROR_MQTT_CREDENTIAL);
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 2);
  g_assert_nonnull (helio_ui_test_find_button (GTK_WIDGET (fixture->window), "Change Password…"));
  /* It may have been mended at the broker. */
  g_string_truncate (fixture->fake->calls, 0);
  press (fixture, "Try Again");
  g_assert_cmpstr (fixture->fake->calls->str, ==, "retry-now\n");

  password->method = HELIO_METHOD_NONE;
  helio_connection_set_profile (fixture->connection, password);
  set_error (fixture, HELIO_SESSION_FAILED, HELIO_ERROR_MQTT_CREDENTIAL);
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 2);
  g_assert_null (helio_ui_test_find_button (GTK_WIDGET (fixture->window), "Change Password…"));
  g_assert_nonnull (helio_ui_test_find_button (GTK_WIDGET (fixture->window), "Edit Connection…"));
}

static void
test_missing_secret (Fixture *fixture, gconstpointer data)
{
  gtk_widget_grab_focus (helio_ui_test_find_button (GTK_WIDGET (fixture->window), "Connect"));
  fixture->fake->missing_secret = HELIO_KEYRING_EXCHANGE_KEY;
  set_error (fixture, HELIO_SESSION_NEEDS_SIGN_IN, HELIO_ERROR_EXCHANGE_KEY);
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 2);
  assert_says (fixture->window, "API key");
  /* What is missing is said everywhere: it is not the sign-in. */
  assert_says (fixture->window, "Needs API key");
  assert_says (fixture->window, "API Key Missing");
  assert_silent (fixture->window, "Needs sign-in");
  assert_silent (fixture->window, "Not Signed In");
  GtkEditable *entry = helio_ui_test_find (fixture->window, GTK_TYPE_PASSWORD_ENTRY);
  /* Who came by keyboard goes on there. */
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)),
                                         GTK_WIDGET (entry)));
  gtk_editable_set_text (entry, "pk_typed");
  assert_silent (fixture->window, "secret key of the whole organization");
  press (fixture, "Use");
  g_assert_true (g_str_has_prefix (fixture->fake->calls->str, "set-secret 1 pk_typed 1\n"));
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "");
}

static void
test_missing_passphrase (Fixture *fixture, gconstpointer data)
{
  fixture->fake->missing_secret = HELIO_KEYRING_PASSPHRASE;
  set_error (fixture, HELIO_SESSION_NEEDS_SIGN_IN, HELIO_ERROR_CLIENT_KEY);
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 2);
  assert_says (fixture->window, "Passphrase of the client certificate");
  GtkEditable *entry = helio_ui_test_find (fixture->window, GTK_TYPE_PASSWORD_ENTRY);
  gtk_editable_set_text (entry, "open sesame");
  press (fixture, "Use");
  g_assert_true (g_str_has_prefix (fixture->fake->calls->str, "set-secret 4 open sesame 1\n"));
}

static void
test_insecure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) plain =
      helio_profile_copy (helio_connection_get_profile (fixture->connection));

  assert_silent (fixture->window, "Not encrypted");
  g_free (plain->broker.url);
  plain->broker.url = g_strdup ("ws://broker.example.com/");
  plain->broker.allow_insecure = TRUE;
  helio_connection_set_profile (fixture->connection, plain);
  helio_fake_connection_go_online (fixture->connection);
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 2);
  assert_says (fixture->window, "Not encrypted");
}

static void
test_consent (Fixture *fixture, gconstpointer data)
{
  fixture->fake->needs_consent = TRUE;
  press (fixture, "Connect");
  helio_test_wait (helio_window_test_has_dialog, fixture, 10, "the question");
  GtkWidget *dialog = find_dialog (fixture);
  assert_says (dialog, "tenant.example.com:443");
  assert_says (dialog, "service.example.com:443");
  assert_says (dialog, "broker.example.com:8443");
  g_assert_cmpstr (fixture->fake->calls->str, ==, "");
  answer (fixture, "cancel");
  helio_test_settle ();
  g_assert_cmpstr (fixture->fake->calls->str, ==, "");

  press (fixture, "Connect");
  helio_test_wait (helio_window_test_has_dialog, fixture, 10, "the question again");
  answer (fixture, "agree");
  helio_test_settle ();
  g_assert_cmpstr (fixture->fake->calls->str, ==, "give-consent\nconnect\n");
}

/* Less protection is a question of its own, and a no to it is a no. */
static void
test_consent_to_risks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelioProfile) profile =
      helio_profile_copy (helio_connection_get_profile (fixture->connection));

  profile->broker.allow_insecure = TRUE;
  g_free (profile->broker.url);
  profile->broker.url = g_strdup ("mqtt://broker.example.com");
  profile->broker.ca_pem = g_strdup ("-----BEGIN CERTIFICATE-----");
  helio_connection_set_profile (fixture->connection, profile);
  g_string_truncate (fixture->fake->calls, 0);
  fixture->fake->needs_consent = TRUE;
  press (fixture, "Connect");
  helio_test_wait (helio_window_test_has_dialog, fixture, 10, "the question");
  assert_says (find_dialog (fixture), "mqtt://broker.example.com:1883 goes unencrypted");
  assert_says (find_dialog (fixture), "authority of the connection’s own");
  assert_silent (find_dialog (fixture), "tenant.example.com");
  answer (fixture, "cancel");
  helio_test_settle ();
  g_assert_false (helio_window_test_has_dialog (fixture));

  press (fixture, "Connect");
  helio_test_wait (helio_window_test_has_dialog, fixture, 10, "the question again");
  answer (fixture, "accept");
  helio_test_wait (helio_window_test_has_dialog, fixture, 10, "the question about the hosts");
  assert_says (find_dialog (fixture), "tenant.example.com:443");
  g_assert_cmpstr (fixture->fake->calls->str, ==, "");
  answer (fixture, "agree");
  helio_test_settle ();
  g_assert_cmpstr (fixture->fake->calls->str, ==, "give-consent\nconnect\n");
}

#define ENDPOINTS "tokens https://tokens.example.net:443, page https://login.example.net:443"

static void
ask_endpoints (Fixture *fixture)
{
  fixture->fake->asked_endpoints = g_strsplit (ENDPOINTS, ", ", -1);
}

/* Where the issuer has its endpoints is known only once it was asked: a question of its own, raised by who began. */
static void
test_consent_to_endpoints (Fixture *fixture, gconstpointer data)
{
  ask_endpoints (fixture);
  g_signal_emit_by_name (fixture->connection, "endpoints-asked");
  helio_test_wait (helio_window_test_has_dialog, fixture, 10, "the question");
  GtkWidget *dialog = find_dialog (fixture);
  assert_says (dialog, "tokens.example.net:443 (receives sign-in codes and refresh tokens)");
  assert_says (dialog, "login.example.net:443 (shows the page where you sign in or out)");
  assert_says (dialog, "https://tenant.example.com/");
  helio_ui_test_picture (dialog, "consent-endpoints");
  answer (fixture, "cancel");
  helio_test_settle ();
  g_assert_cmpstr (fixture->fake->calls->str, ==, "");

  g_signal_emit_by_name (fixture->connection, "endpoints-asked");
  helio_test_wait (helio_window_test_has_dialog, fixture, 10, "the question again");
  answer (fixture, "agree");
  helio_test_settle ();
  g_assert_cmpstr (fixture->fake->calls->str, ==, "agree-to-endpoints " ENDPOINTS "\n");
}

/* A renewal is no reason for a dialog out of the blue: the banner has the button. */
static void
test_endpoints_at_renewal (Fixture *fixture, gconstpointer data)
{
  ask_endpoints (fixture);
  helio_fake_connection_go_online (fixture->connection);
  fixture->fake->warning =
      helio_error_new (HELIO_ERROR_CONSENT, "Look at these hosts.", "The issuer names hosts.");
  helio_fake_connection_changed (fixture->connection);
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 2);
  g_assert_false (helio_window_test_has_dialog (fixture));
  press (fixture, "Review…");
  helio_test_wait (helio_window_test_has_dialog, fixture, 10, "the question");
  answer (fixture, "agree");
  helio_test_settle ();
  g_assert_true (g_str_has_prefix (fixture->fake->calls->str, "agree-to-endpoints"));
}

static void
test_sign_in_page (Fixture *fixture, gconstpointer data)
{
  HelioLogin *login = helio_fake_login_new ();
  HelioFakeLogin *fake = helio_fake_login (login);

  fake->state = HELIO_LOGIN_WAITING;
  fake->uri = g_strdup ("https://tenant.example.com/authorize?x=1");
  fake->deadline =
      helio_clock_now_boot (HELIO_CLOCK (fixture->clock)) + (gint64) 581 * G_USEC_PER_SEC;
  fixture->fake->login = login;
  helio_fake_connection_set_state (fixture->connection, HELIO_SESSION_SIGNING_IN, NULL);
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 2);
  assert_says (fixture->window, "Continue in Your Browser");
  assert_says (fixture->window, "9:41 left to sign in");
  assert_silent (fixture->window, "authorize?x=1");
  press (fixture, "Open Browser Again");
  press (fixture, "Cancel");
  g_assert_cmpstr (fake->calls->str, ==, "open-again\ncancel\n");

  GtkExpander *mismatch =
      helio_ui_test_find (helio_ui_test_find (fixture->window, HELIO_TYPE_SIGN_IN_PAGE),
                          GTK_TYPE_EXPANDER);
  gtk_expander_set_expanded (mismatch, TRUE);
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 2);
  assert_says (fixture->window, "http://127.0.0.1:17731/callback");
  assert_says (fixture->window, "“abc”");

  g_autoptr (GError) error = helio_error_new (HELIO_ERROR_BROWSER, NULL, "No browser here.");
  helio_login_browser_failed (login, error);
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 2);
  assert_says (fixture->window, "No browser here.");
  assert_says (fixture->window, "https://tenant.example.com/authorize?x=1");

  /* Done: the page it took the place of comes back, and the account is on its own page. */
  g_clear_object (&fixture->fake->login);
  fixture->fake->account =
      helio_account_new ("https://tenant.example.com/", "sub-1", "Alice", "alice@example.com");
  helio_fake_connection_go_online (fixture->connection);
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 2);
  assert_silent (fixture->window, "Continue in Your Browser");
  g_string_truncate (fixture->fake->calls, 0);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "connection.sign-out", NULL);
  helio_test_wait (helio_window_test_has_dialog, fixture, 10, "the question");
  answer (fixture, "sign-out");
  helio_test_settle ();
  g_assert_cmpstr (fixture->fake->calls->str, ==, "sign-out\n");
}

static gboolean
says_already (gpointer data)
{
  g_autofree char *texts = helio_ui_test_texts (((Fixture *) data)->window);
  return strstr (texts, "“Production” is here already") != NULL;
}

static gboolean
is_stored_twice (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (((Fixture *) data)->list)) == 2;
}

static void
test_import (Fixture *fixture, gconstpointer data)
{
  g_autofree char *bad = g_build_filename (fixture->directory, "bad.json", NULL);
  g_autofree char *good = g_build_filename (fixture->directory, "good.json", NULL);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) bad_file = g_file_new_for_path (bad);
  g_autoptr (GFile) good_file = g_file_new_for_path (good);

  g_assert_true (g_file_set_contents (
      bad,
      "{\"version\":1,\"name\":\"x\",\"broker\":{\"url\":\"wss://b/\",\"keep_alive\":\"often\"},"
      "\"credentials\":{\"method\":\"password\",\"password\":{\"username\":\"u\"}}}",
      -1,
      NULL));
  /* The id of the one that is there, and another name: it is not written over. */
  g_autofree char *other = g_strdup (strstr (profile_text, ",\"broker"));
  g_autofree char *changed =
      g_strdup_printf ("{\"version\":1,\"id\":\"p1\",\"name\":\"Other\"%s", other);
  g_assert_true (g_file_set_contents (good, changed, -1, NULL));
  g_list_store_append (files, bad_file);
  g_list_store_append (files, good_file);
  helio_profile_actions_import_files (fixture->window, G_LIST_MODEL (files));
  helio_test_wait (helio_window_test_has_dialog, fixture, 10, "the message");
  helio_test_wait (is_stored_twice, fixture, 10, "the good one");
  assert_says (find_dialog (fixture), "bad.json");
  assert_says (find_dialog (fixture), "Keep alive (“broker.keep_alive”): a whole number");
  assert_silent (find_dialog (fixture), "$.");
  assert_silent (find_dialog (fixture), fixture->directory);
  assert_silent (find_dialog (fixture), "good.json");
  answer (fixture, "close");
  helio_test_settle ();
}

/* What is misspelt has no effect, which nobody would see otherwise. */
static void
test_import_unknown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "misspelt.json", NULL);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_true (g_file_set_contents (
      path,
      "{\"version\":1,\"name\":\"x\",\"broker\":{\"url\":\"wss://b/\",\"keepalive\":5},"
      "\"credentials\":{\"method\":\"password\",\"password\":{\"username\":\"u\"}}}",
      -1,
      NULL));
  g_list_store_append (files, file);
  helio_profile_actions_import_files (fixture->window, G_LIST_MODEL (files));
  helio_test_wait (helio_window_test_has_dialog, fixture, 10, "the message");
  helio_test_wait (is_stored_twice, fixture, 10, "the profile");
  assert_says (find_dialog (fixture), "\nbroker.keepalive");
  assert_says (find_dialog (fixture), "misspelt");
  answer (fixture, "close");
  helio_test_settle ();
}

/* Once more the same is not a second one. */
static void
test_import_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "same.json", NULL);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_true (g_file_set_contents (path, profile_text, -1, NULL));
  g_list_store_append (files, file);
  helio_profile_actions_import_files (fixture->window, G_LIST_MODEL (files));
  helio_test_wait (says_already, fixture, 10, "the toast");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 1);
}

static gboolean
is_empty (gpointer data)
{
  return g_list_model_get_n_items (G_LIST_MODEL (((Fixture *) data)->list)) == 0;
}

static gboolean
is_back (gpointer data)
{
  return helio_connection_list_find (((Fixture *) data)->list, "p1") != NULL;
}

static void
test_remove_and_undo (Fixture *fixture, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "connection.remove", NULL);
  helio_test_wait (is_empty, fixture, 10, "the list to be empty");
  helio_test_settle ();
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 3);
  assert_says (fixture->window, "Add a Connection");
  assert_says (fixture->window, "“Production” removed");
  press (fixture, "_Undo");
  helio_test_wait (is_back, fixture, 10, "the connection");
  helio_test_settle ();
  helio_ui_test_frames (GTK_WIDGET (fixture->window), 3);
  g_assert_cmpstr (helio_connection_item_get_name (helio_window_get_item (fixture->window)),
                   ==,
                   "Production");
}

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

static void
fill (GtkWidget *editor, const char *path, const char *text)
{
  HelioProfileForm *form = helio_ui_test_find (editor, HELIO_TYPE_PROFILE_FORM);
  GtkWidget *row = helio_profile_form_get_row (form, path);
  g_assert_true (gtk_widget_get_mapped (row));
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
test_new_by_preset (Fixture *fixture, gconstpointer data)
{
  helio_profile_actions_new (fixture->window);
  GtkWidget *editor = find_editor ();
  helio_ui_test_frames (editor, 2);
  g_assert_null (helio_ui_test_find_button (editor, "_Save"));
  AdwActionRow *preset = helio_ui_test_find (editor, ADW_TYPE_ACTION_ROW);
  assert_says (preset, "CloudSignal with Auth0");
  adw_action_row_activate (preset);
  helio_ui_test_frames (editor, 2);

  /* Not complete yet: Save is off, and it says why; "Show" goes there. */
  g_assert_false (gtk_widget_get_sensitive (helio_ui_test_find_button (editor, "_Save")));
  helio_ui_test_picture (editor, "editor-new");
  assert_says (editor, "Still needed: Name");
  assert_silent (editor, "is missing");
  assert_silent (editor, "$.");
  g_signal_emit_by_name (helio_ui_test_find_button (editor, "S_how"), "clicked");
  HelioProfileForm *form = helio_ui_test_find (editor, HELIO_TYPE_PROFILE_FORM);
  g_assert_true (gtk_widget_get_visible (helio_profile_form_get_error_row (form, "$.name")));

  fill (editor, "$.name", "Made here");
  fill (editor, "$.broker.url", "ws://127.0.0.1:1884/");
  fill (editor, "$.sign_in.domain", "tenant.example.com");
  fill (editor, "$.sign_in.client_id", "abc");
  fill (editor, "$.sign_in.audience", "https://api.example.com");
  AdwPasswordEntryRow *key = helio_ui_test_find (editor, ADW_TYPE_PASSWORD_ENTRY_ROW);
  gtk_editable_set_text (GTK_EDITABLE (key), "pk_typed");
  g_assert_true (gtk_widget_get_sensitive (helio_ui_test_find_button (editor, "_Save")));
  assert_silent (editor, "is missing");
  g_signal_emit_by_name (helio_ui_test_find_button (editor, "_Save"), "clicked");
  helio_test_wait (has_no_editor, NULL, 10, "the editor to close");

  HelioConnectionItem *item = helio_window_get_item (fixture->window);
  g_assert_cmpstr (helio_connection_item_get_name (item), ==, "Made here");
  HelioConnection *connection = helio_connection_item_get_connection (item);
  g_assert_cmpstr (helio_fake_connection (connection)->calls->str, ==, "set-secret 1 pk_typed 1\n");
  /* A foreign issuer: the question is still to come. */
  g_assert_false (helio_profile_store_has_consent (fixture->services->profiles,
                                                   helio_connection_get_profile (connection)));
  helio_test_settle ();
}

static void
test_edit (Fixture *fixture, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "connection.edit", NULL);
  GtkWidget *editor = find_editor ();
  helio_ui_test_frames (editor, 2);
  fill (editor, "$.name", "Renamed");
  g_signal_emit_by_name (helio_ui_test_find_button (editor, "_Save"), "clicked");
  helio_test_wait (has_no_editor, NULL, 10, "the editor to close");
  helio_test_settle ();
  /* The same connection goes on under its new name. */
  g_assert_true (helio_window_get_item (fixture->window) == fixture->item);
  g_assert_true (helio_connection_item_get_connection (fixture->item) == fixture->connection);
  g_assert_cmpstr (helio_connection_item_get_name (fixture->item), ==, "Renamed");
  g_assert_cmpstr (helio_connection_get_profile (fixture->connection)->name, ==, "Renamed");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==, "Renamed");
}

/* Other hosts: said, with each of them, before it is saved; the old profile stays after a no. */
static void
test_edit_unbinds (Fixture *fixture, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "connection.edit", NULL);
  GtkWidget *editor = find_editor ();
  helio_ui_test_frames (editor, 2);
  fill (editor, "$.broker.url", "wss://other.example.com/");
  g_signal_emit_by_name (helio_ui_test_find_button (editor, "_Save"), "clicked");
  helio_test_settle ();
  GtkWidget *dialog = helio_alert_find (GTK_WINDOW (editor));
  g_assert_nonnull (dialog);
  assert_says (dialog, "other.example.com:443");
  assert_says (dialog, "tenant.example.com:443");
  assert_says (dialog, "service.example.com:443");
  assert_silent (dialog, "broker.example.com");
  helio_alert_respond (dialog, "cancel");
  helio_test_settle ();
  g_assert_true (find_editor () == editor);
  g_assert_cmpstr (helio_connection_get_profile (fixture->connection)->broker.url,
                   ==,
                   "wss://broker.example.com:8443/");

  g_signal_emit_by_name (helio_ui_test_find_button (editor, "_Save"), "clicked");
  helio_test_settle ();
  helio_alert_respond (helio_alert_find (GTK_WINDOW (editor)), "save");
  helio_test_wait (has_no_editor, NULL, 10, "the editor to close");
  helio_test_settle ();
  HelioProfile *profile = helio_connection_get_profile (fixture->connection);
  g_assert_cmpstr (profile->broker.url, ==, "wss://other.example.com/");
  /* Agreed to is it where it is connected to. */
  g_assert_false (helio_profile_store_has_consent (fixture->services->profiles, profile));
}

static gboolean
test_is_over (gpointer data)
{
  return !helio_profile_test_page_is_running (data);
}

static void
test_edit_tests (Fixture *fixture, gconstpointer data)
{
  fixture->services->http = helio_http_new ();
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "connection.edit", NULL);
  GtkWidget *editor = find_editor ();
  helio_ui_test_frames (editor, 2);
  helio_ui_test_picture (editor, "editor-form");
  GtkWidget *name =
      helio_profile_form_get_row (helio_ui_test_find (editor, HELIO_TYPE_PROFILE_FORM), "$.name");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (editor)), name));
  /* Nobody listens there. */
  fill (editor, "$.credentials.exchange.url", "http://127.0.0.1:1/e");
  fill (editor, "$.sign_in.domain", "127.0.0.1:1");
  fill (editor, "$.broker.url", "ws://127.0.0.1:1/");
  g_signal_emit_by_name (helio_ui_test_find_button (editor, "_Test"), "clicked");
  HelioProfileTestPage *page = helio_ui_test_find (editor, HELIO_TYPE_PROFILE_TEST_PAGE);
  g_assert_true (helio_profile_test_page_is_running (page));
  assert_says (page, "Broker is reached");
  assert_says (page, "No token or password is sent");
  g_assert_null (helio_ui_test_find_button (editor, "_Save"));
  helio_test_wait (test_is_over, page, 30, "the test");
  helio_ui_test_frames (editor, 2);
  helio_ui_test_picture (editor, "editor-test");
  assert_says (page, "Failed");
  assert_says (page, "refused the connection on port 1");
  assert_says (page, "Likely causes, the likeliest first:");
  assert_says (page, "Check the port");
  g_autofree char *text = helio_profile_test_page_to_text (page);
  g_assert_nonnull (strstr (text, "✕ Broker is reached"));

  /* Again, and back to the form, which has lost nothing. */
  g_signal_emit_by_name (helio_ui_test_find_button (editor, "_Test Again"), "clicked");
  g_assert_true (helio_profile_test_page_is_running (page));
  helio_test_wait (test_is_over, page, 30, "the second test");
  g_signal_emit_by_name (helio_ui_test_child (editor, HELIO_TYPE_PROFILE_EDITOR, "back"),
                         "clicked");
  helio_ui_test_frames (editor, 2);
  g_assert_nonnull (helio_ui_test_find_button (editor, "_Save"));
  gtk_window_destroy (GTK_WINDOW (editor));
  helio_test_settle ();
}

static void
test_edit_discarded (Fixture *fixture, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "connection.edit", NULL);
  GtkWidget *editor = find_editor ();
  helio_ui_test_frames (editor, 2);
  g_assert_false (helio_profile_editor_is_touched (HELIO_PROFILE_EDITOR (editor)));
  fill (editor, "$.name", "Lost");
  g_assert_true (helio_profile_editor_is_touched (HELIO_PROFILE_EDITOR (editor)));
  gtk_window_close (GTK_WINDOW (editor));
  helio_test_settle ();
  g_assert_true (find_editor () == editor);
  helio_alert_respond (helio_alert_find (GTK_WINDOW (editor)), "cancel");
  helio_test_settle ();
  g_assert_true (find_editor () == editor);
  gtk_window_close (GTK_WINDOW (editor));
  helio_test_settle ();
  helio_alert_respond (helio_alert_find (GTK_WINDOW (editor)), "discard");
  helio_test_wait (has_no_editor, NULL, 10, "the editor to close");
  g_assert_cmpstr (helio_connection_item_get_name (fixture->item), ==, "Production");

  /* Nothing typed, nothing asked. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "connection.edit", NULL);
  gtk_window_close (GTK_WINDOW (find_editor ()));
  helio_test_wait (has_no_editor, NULL, 10, "the editor to close");
}

static void
test_duplicate (Fixture *fixture, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "connection.duplicate", NULL);
  helio_test_wait (is_stored_twice, fixture, 10, "the copy");
  helio_test_settle ();
  HelioProfile *copy = helio_connection_item_get_profile (helio_window_get_item (fixture->window));
  g_assert_cmpstr (copy->name, ==, "Production (copy)");
  g_assert_cmpstr (copy->id, !=, "p1");
}

/* From a plan's user to the connection that can sign in as that one. */
static void
test_access (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = helio_ui_test_find (fixture->window, HELIO_TYPE_CONNECTION_PAGE);
  AdwViewStack *views = helio_ui_test_child (page, HELIO_TYPE_CONNECTION_PAGE, "views");
  GtkWidget *access;

  g_assert_null (helio_ui_test_find (fixture->window, HELIO_TYPE_ACCESS_PAGE));
  adw_view_stack_set_visible_child_name (views, "access");
  helio_ui_test_frames (page, 3);
  access = helio_ui_test_find (fixture->window, HELIO_TYPE_ACCESS_PAGE);
  assert_says (access, "No Plan Yet");
  helio_ui_test_picture (GTK_WIDGET (fixture->window), "window-access");
  g_string_truncate (fixture->fake->calls, 0);
  g_signal_emit_by_name (access, "sign-in", "Production", "bob@example.com");
  g_assert_cmpstr (fixture->fake->calls->str, ==, "sign-in login bob@example.com\n");
  g_string_truncate (fixture->fake->calls, 0);
  g_signal_emit_by_name (access, "sign-in", "nowhere", NULL);
  helio_ui_test_frames (page, 3);
  assert_says (fixture->window, "Add the connection “nowhere” here first");
  g_assert_cmpuint (fixture->fake->calls->len, ==, 0);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, helio_window_test_tear_down)
  ADD ("/ui/connection-page/one-action", test_one_action);
  ADD ("/ui/connection-page/error-banner", test_error_banner);
  ADD ("/ui/connection-page/refused-secret", test_refused_secret);
  ADD ("/ui/connection-page/missing-secret", test_missing_secret);
  ADD ("/ui/connection-page/missing-passphrase", test_missing_passphrase);
  ADD ("/ui/connection-page/insecure", test_insecure);
  ADD ("/ui/connection-page/consent", test_consent);
  ADD ("/ui/connection-page/consent-to-risks", test_consent_to_risks);
  ADD ("/ui/connection-page/consent-to-endpoints", test_consent_to_endpoints);
  ADD ("/ui/connection-page/endpoints-at-renewal", test_endpoints_at_renewal);
  ADD ("/ui/connection-page/sign-in-page", test_sign_in_page);
  ADD ("/ui/connection-page/import", test_import);
  ADD ("/ui/connection-page/import-again", test_import_again);
  ADD ("/ui/connection-page/import-unknown", test_import_unknown);
  ADD ("/ui/connection-page/new-by-preset", test_new_by_preset);
  ADD ("/ui/connection-page/edit-unbinds", test_edit_unbinds);
  ADD ("/ui/connection-page/edit-tests", test_edit_tests);
  ADD ("/ui/connection-page/edit", test_edit);
  ADD ("/ui/connection-page/edit-discarded", test_edit_discarded);
  ADD ("/ui/connection-page/access", test_access);
  ADD ("/ui/connection-page/duplicate", test_duplicate);
  ADD ("/ui/connection-page/remove-and-undo", test_remove_and_undo);
  return g_test_run ();
}
