// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "support/helio-fake-connection.h"
#include "support/helio-test.h"
#include "ui/helio-ui-test.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-base64url.h"
#include "ui/compat/helio-alert.h"
#include "ui/helio-connection-list.h"
#include "ui/helio-device-card.h"
#include "ui/helio-qr-code.h"
#include "ui/helio-renewal-chart.h"
#include "ui/helio-sign-in-page.h"
#include "ui/helio-window.h"

#include <string.h>

/* What a person sees around signing in, in the real window around a connection that does as it is told. */

typedef struct {
  char *directory;
  HelioFakeClock *clock;
  HelioServices *services;
  HelioConnectionList *list;
  HelioWindow *window;
  HelioConnectionItem *item; /* borrowed */
  HelioConnection *connection;
  HelioFakeConnection *fake;
} Fixture;

static const char profile_text[] =
    "{\"version\":1,\"id\":\"p1\",\"name\":\"Production\","
    "\"broker\":{\"url\":\"wss://broker.example.com:8443/\"},"
    "\"sign_in\":{\"domain\":\"tenant.eu.auth0.com\",\"client_id\":\"kJ3vX0bTq\",\"audience\":"
    "\"x\"},"
    "\"credentials\":{\"method\":\"exchange\",\"exchange\":{\"url\":\"https://service.example.com/"
    "e\",\"provider\":\"auth0\"}}}";

static void
save (Fixture *f, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioProfile) profile = helio_profile_from_text (text, strlen (text), &error);
  HelioTestResult result = {0};

  g_assert_no_error (error);
  helio_profile_store_save_async (f->services->profiles,
                                  profile,
                                  NULL,
                                  helio_test_result_ready,
                                  &result);
  helio_profile_store_save_finish (f->services->profiles,
                                   helio_test_result_wait (&result, 10),
                                   &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->directory = helio_test_make_dir ();
  f->clock = helio_fake_clock_new ();
  f->services = helio_fake_services_new (HELIO_CLOCK (f->clock), f->directory);
  f->list = helio_connection_list_new (f->services);
  save (f, profile_text);
  f->item = helio_connection_list_find (f->list, "p1");
  f->connection = helio_connection_item_get_connection (f->item);
  f->fake = helio_fake_connection (f->connection);
  f->window = helio_window_new (NULL, f->list, NULL);
  gtk_window_present (GTK_WINDOW (f->window));
  helio_window_show_sign_in (f->window, f->item, "account");
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  helio_test_settle ();
  g_assert_null (f->window);
  g_assert_finalize_object (f->list);
  helio_services_unref (f->services);
  g_assert_finalize_object (f->clock);
  helio_test_remove_dir (f->directory);
}

static GtkWidget *
get_page (Fixture *f)
{
  return helio_ui_test_find (f->window, HELIO_TYPE_SIGN_IN_PAGE);
}

static void
assert_says (Fixture *f, const char *expected)
{
  g_autofree char *texts = helio_ui_test_texts (get_page (f));
  if (strstr (texts, expected) == NULL)
    g_error ("“%s” is not in:\n%s", expected, texts);
}

static void
assert_silent (Fixture *f, const char *text)
{
  g_autofree char *texts = helio_ui_test_texts (get_page (f));
  if (strstr (texts, text) != NULL)
    g_error ("“%s” is in:\n%s", text, texts);
}

/* What the screen reader says of it, as far as GTK 4.8 lets a test ask. */
static gboolean
is_named (GtkWidget *widget, const char *name)
{
  g_autofree char *fault = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                               GTK_ACCESSIBLE_PROPERTY_LABEL,
                                                               name);
  return fault == NULL;
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_BUTTON (widget) &&
      (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0 ||
       is_named (widget, label)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_button (child, label);
    if (found != NULL)
      return found;
  }
  return NULL;
}

static void
press (Fixture *f, const char *label)
{
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  GtkWidget *button = find_button (get_page (f), label);
  if (button == NULL)
    g_error ("no button “%s”", label);
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
has_dialog (gpointer data)
{
  return helio_alert_find (GTK_WINDOW (((Fixture *) data)->window)) != NULL;
}

static void
assert_calls (Fixture *f, const char *calls)
{
  helio_test_settle ();
  g_assert_cmpstr (f->fake->calls->str, ==, calls);
  g_string_truncate (f->fake->calls, 0);
}

static HelioFakeLogin *
begin_login (Fixture *f)
{
  HelioLogin *login = helio_fake_login_new ();
  HelioFakeLogin *fake = helio_fake_login (login);

  fake->state = HELIO_LOGIN_WAITING;
  fake->uri = g_strdup ("https://tenant.eu.auth0.com/authorize?client_id=kJ3vX0bTq&state=x");
  fake->deadline = helio_clock_now_boot (HELIO_CLOCK (f->clock)) + HELIO_LOGIN_DEADLINE;
  g_clear_object (&f->fake->device_login);
  g_set_object (&f->fake->login, login);
  g_object_unref (login);
  helio_fake_connection_set_state (f->connection, HELIO_SESSION_SIGNING_IN, NULL);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  return fake;
}

static HelioFakeDeviceLogin *
begin_device_login (Fixture *f)
{
  HelioDeviceLogin *login = helio_fake_device_login_new ();
  HelioFakeDeviceLogin *fake = helio_fake_device_login (login);

  fake->state = HELIO_DEVICE_LOGIN_WAITING;
  fake->user_code = g_strdup ("WXYZ-ABCD");
  fake->verification_uri = g_strdup ("https://tenant.eu.auth0.com/activate");
  fake->verification_uri_complete =
      g_strdup ("https://tenant.eu.auth0.com/activate?user_code=WXYZ-ABCD");
  fake->deadline = helio_clock_now_boot (HELIO_CLOCK (f->clock)) + 15 * 60 * G_USEC_PER_SEC;
  g_clear_object (&f->fake->login);
  g_set_object (&f->fake->device_login, login);
  g_object_unref (login);
  helio_fake_connection_set_state (f->connection, HELIO_SESSION_SIGNING_IN, NULL);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  return fake;
}

static void
end_login (Fixture *f)
{
  g_clear_object (&f->fake->login);
  g_clear_object (&f->fake->device_login);
  helio_fake_connection_set_state (f->connection, HELIO_SESSION_NEEDS_SIGN_IN, NULL);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
}

static char *clipboard_text;

static void
on_pasted (GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;
  clipboard_text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
  *done = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static void
assert_clipboard (Fixture *f, const char *expected)
{
  gboolean done = FALSE;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (f->window)),
                                 NULL,
                                 on_pasted,
                                 &done);
  helio_test_wait (is_true, &done, 10, "the clipboard");
  g_assert_cmpstr (clipboard_text, ==, expected);
  g_clear_pointer (&clipboard_text, g_free);
}

static void
test_waiting (Fixture *f, gconstpointer data)
{
  HelioFakeLogin *login = begin_login (f);

  assert_says (f, "Continue in Your Browser");
  assert_says (f, "10:00 left to sign in");
  assert_silent (f, "has been replaced");
  helio_ui_test_picture (GTK_WIDGET (f->window), "waiting");
  helio_fake_clock_advance (f->clock, 19 * G_USEC_PER_SEC);
  assert_says (f, "9:41 left to sign in");

  press (f, "Open Browser Again");
  g_assert_cmpstr (login->calls->str, ==, "open-again\n");
  press (f, "Copy Link");
  assert_clipboard (f, login->uri);
  press (f, "Use a Code Instead");
  assert_calls (f, "sign-in-with-code -\n");
  press (f, "Cancel");
  g_assert_cmpstr (login->calls->str, ==, "open-again\ncancel\n");

  end_login (f);
  assert_silent (f, "left to sign in");
  assert_says (f, "Nobody Is Signed In");
}

/* Which addresses, and where they go. */
static void
test_callback_mismatch (Fixture *f, gconstpointer data)
{
  begin_login (f);
  GtkExpander *expander = helio_ui_test_find (get_page (f), GTK_TYPE_EXPANDER);
  assert_silent (f, "Allowed Callback URLs");
  gtk_expander_set_expanded (expander, TRUE);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  assert_says (f, "“kJ3vX0bTq” at https://tenant.eu.auth0.com/");
  assert_says (f, "Applications › Applications");
  assert_says (f, "Allowed Callback URLs");
  assert_says (f, "http://127.0.0.1:17731/callback");
  helio_ui_test_picture (GTK_WIDGET (f->window), "waiting-mismatch");
  press (f, "Copy http://127.0.0.1:21739/callback");
  assert_clipboard (f, "http://127.0.0.1:21739/callback");
  press (f, "Copy All");
  assert_clipboard (f, "http://127.0.0.1:17731/callback, http://127.0.0.1:21739/callback");
}

static void
test_superseded (Fixture *f, gconstpointer data)
{
  begin_login (f);
  begin_login (f);
  assert_says (f, "The sign-in that was waiting before has been replaced");
  begin_device_login (f);
  assert_says (f, "The sign-in that was waiting before has been replaced");
  end_login (f);
  begin_login (f);
  assert_silent (f, "has been replaced");
}

static void
test_no_browser (Fixture *f, gconstpointer data)
{
  begin_login (f);
  g_autoptr (GError) error = helio_error_new (HELIO_ERROR_BROWSER,
                                              "Open the link below by hand.",
                                              "The browser could not be opened: no such thing");
  helio_login_browser_failed (f->fake->login, error);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  assert_says (f, "Open This Link in a Browser");
  assert_says (f, "https://tenant.eu.auth0.com/authorize?client_id=kJ3vX0bTq&state=x");
  assert_says (f, "The browser could not be opened: no such thing");
  helio_ui_test_picture (GTK_WIDGET (f->window), "waiting-no-browser");
}

static void
test_device (Fixture *f, gconstpointer data)
{
  HelioFakeDeviceLogin *login = begin_device_login (f);
  GtkWidget *card = helio_ui_test_find (get_page (f), HELIO_TYPE_DEVICE_CARD);
  GtkWidget *code = helio_ui_test_child (card, HELIO_TYPE_DEVICE_CARD, "code");

  assert_says (f, "Enter This Code");
  assert_says (f, "WXYZ-ABCD");
  assert_says (f, "https://tenant.eu.auth0.com/activate");
  assert_says (f, "15:00 left to sign in");
  g_assert_true (is_named (code, "Code: W X Y Z dash A B C D"));
  helio_ui_test_picture (GTK_WIDGET (f->window), "device");
  press (f, "Copy Code");
  assert_clipboard (f, "WXYZ-ABCD");
  press (f, "Copy Link");
  assert_clipboard (f, "https://tenant.eu.auth0.com/activate?user_code=WXYZ-ABCD");
  press (f, "Use the Browser Here Instead");
  assert_calls (f, "sign-in - -\n");

  login->poll_error = helio_error_new (HELIO_ERROR_NETWORK, NULL, "The issuer does not answer.");
  helio_fake_device_login_changed (f->fake->device_login);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  assert_says (f, "The issuer does not answer.");
  assert_says (f, "It is tried again until the code expires");
  assert_says (f, "WXYZ-ABCD");
  helio_ui_test_picture (GTK_WIDGET (f->window), "device-poll-error");
  press (f, "Cancel");
  g_assert_cmpstr (login->calls->str, ==, "cancel\n");
}

/* The three marks in the corners, and text that differs. */
static void
test_qr_code (Fixture *f, gconstpointer data)
{
  static const char *const finder[] =
      {"#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"};
  g_autoptr (HelioQrCode) code = g_object_ref_sink (HELIO_QR_CODE (helio_qr_code_new ()));
  g_autoptr (HelioQrCode) other = g_object_ref_sink (HELIO_QR_CODE (helio_qr_code_new ()));
  g_autofree char *endless = g_strnfill (4000, 'x');
  gboolean differs = FALSE;

  g_assert_true (helio_qr_code_set_text (code, "https://issuer.example.com/activate?user_code=A"));
  g_assert_true (helio_qr_code_set_text (other, "https://issuer.example.com/activate?user_code=B"));
  const guint size = helio_qr_code_get_size (code);
  g_assert_cmpuint (size, ==, helio_qr_code_get_size (other));
  g_assert_cmpuint ((size - 17) % 4, ==, 0);
  for (guint y = 0; y < 7; y++)
    for (guint x = 0; x < 7; x++) {
      const gboolean dark = finder[y][x] == '#';
      g_assert_cmpint (helio_qr_code_is_dark (code, x, y), ==, dark);
      g_assert_cmpint (helio_qr_code_is_dark (code, size - 7 + x, y), ==, dark);
      g_assert_cmpint (helio_qr_code_is_dark (code, x, size - 7 + y), ==, dark);
    }
  for (guint i = 0; i < size * size; i++)
    differs |= helio_qr_code_is_dark (code, i % size, i / size) !=
               helio_qr_code_is_dark (other, i % size, i / size);
  g_assert_true (differs);
  g_assert_false (helio_qr_code_set_text (code, endless));
  g_assert_cmpuint (helio_qr_code_get_size (code), ==, 0);
  g_assert_false (helio_qr_code_set_text (code, NULL));
}

static void
test_other_account (Fixture *f, gconstpointer data)
{
  f->fake->other_account =
      helio_account_new ("https://tenant.eu.auth0.com/", "auth0|bob", "Bob", "bob@example.com");
  f->fake->asked_for = g_strdup ("alice@example.com");
  helio_fake_connection_changed (f->connection);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  assert_says (f, "Bob Signed In");
  assert_says (f, "You asked for alice@example.com.");
  assert_says (f, "bob@example.com");
  helio_ui_test_picture (GTK_WIDGET (f->window), "other-account");
  press (f, "Use Bob");
  assert_calls (f, "accept-other\n");
  press (f, "Try Again");
  assert_calls (f, "refuse-other\nsign-in-as alice@example.com\n");
  press (f, "Cancel");
  assert_calls (f, "refuse-other\n");
  g_clear_pointer (&f->fake->other_account, helio_account_unref);
  helio_fake_connection_changed (f->connection);
  assert_silent (f, "Bob Signed In");
}

static void
sign_in_alice (Fixture *f)
{
  f->fake->account = helio_account_new ("https://tenant.eu.auth0.com/",
                                        "auth0|alice",
                                        "Alice",
                                        "alice@example.com");
  f->fake->accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_account_unref);
  g_ptr_array_add (f->fake->accounts, helio_account_ref (f->fake->account));
  g_ptr_array_add (
      f->fake->accounts,
      helio_account_new ("https://tenant.eu.auth0.com/", "auth0|bob", "Bob", "bob@example.com"));
  helio_fake_connection_go_online (f->connection);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
}

static void
test_accounts (Fixture *f, gconstpointer data)
{
  helio_ui_test_picture (GTK_WIDGET (f->window), "nobody");
  sign_in_alice (f);
  helio_ui_test_wait_text (get_page (f), "bob@example.com");
  assert_says (f, "In use");
  assert_says (f, "auth0|alice");
  helio_ui_test_picture (GTK_WIDGET (f->window), "accounts");
  press (f, "Use Bob");
  assert_calls (f, "switch-account auth0|bob\n");
}

static GtkWidget *
find_check (GtkWidget *widget, const char *name)
{
  if (GTK_IS_CHECK_BUTTON (widget) && is_named (widget, name))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_check (child, name);
    if (found != NULL)
      return found;
  }
  return NULL;
}

static GtkWidget *
open_dialog (Fixture *f, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (f->window), action, NULL);
  helio_test_wait (has_dialog, f, 10, "the dialog");
  return helio_alert_find (GTK_WINDOW (f->window));
}

static void
test_sign_in_as (Fixture *f, gconstpointer data)
{
  sign_in_alice (f);
  GtkWidget *dialog = open_dialog (f, "connection.sign-in-as");
  helio_ui_test_picture (dialog, "sign-in-as");
  helio_alert_respond (dialog, "sign-in");
  assert_calls (f, "sign-in-as -\n");

  dialog = open_dialog (f, "connection.sign-in-as");
  GtkWidget *hint = helio_ui_test_find (dialog, ADW_TYPE_ENTRY_ROW);
  gtk_editable_set_text (GTK_EDITABLE (hint), "  bob@example.com ");
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (find_check (dialog, "Sign out at the issuer first")),
      TRUE);
  helio_alert_respond (dialog, "sign-in");
  assert_calls (f, "sign-in-as bob@example.com logout-first\n");

  helio_alert_respond (open_dialog (f, "connection.sign-in-as"), "cancel");
  assert_calls (f, "");
}

static void
test_sign_out (Fixture *f, gconstpointer data)
{
  sign_in_alice (f);
  press (f, "Sign Out…");
  helio_test_wait (has_dialog, f, 10, "the dialog");
  GtkWidget *dialog = helio_alert_find (GTK_WINDOW (f->window));
  helio_ui_test_picture (dialog, "sign-out");
  helio_alert_respond (dialog, "cancel");
  assert_calls (f, "");

  helio_alert_respond (open_dialog (f, "connection.sign-out"), "sign-out");
  assert_calls (f, "sign-out\n");

  dialog = open_dialog (f, "connection.sign-out");
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (find_check (dialog, "All accounts and typed secrets")),
      TRUE);
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (find_check (dialog, "Also sign out at the issuer")),
      TRUE);
  helio_alert_respond (dialog, "sign-out");
  assert_calls (f, "sign-out all issuer\n");
}

/* It is gone here, and the issuer does not know. */
static void
test_signed_out_half (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) warning =
      helio_error_new (HELIO_ERROR_NETWORK,
                       "It ends by itself; to end it now, use the issuer's account page.",
                       "The issuer could not be told to revoke the sign-in.");

  sign_in_alice (f);
  g_clear_pointer (&f->fake->account, helio_account_unref);
  helio_fake_connection_set_state (f->connection, HELIO_SESSION_IDLE, NULL);
  helio_fake_connection_signed_out (f->connection, warning, NULL);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  assert_says (f, "The issuer could not be told to revoke the sign-in.");
  assert_says (f, "It ends by itself");
  helio_ui_test_picture (GTK_WIDGET (f->window), "signed-out-half");
  helio_fake_connection_signed_out (f->connection, NULL, NULL);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  assert_silent (f, "could not be told");
  assert_says (f, "Signed out. The tokens are deleted here.");
}

/* A token as it is, without a signature that anybody could check. */
static HelioTokenReport *
make_report (Fixture *f, const char *audience)
{
  g_autofree char *claims = g_strdup_printf (
      "{\"iss\":\"https://tenant.eu.auth0.com/\",\"aud\":\"%s\",\"sub\":\"auth0|alice\","
      "\"azp\":\"kJ3vX0bTq\",\"exp\":4102444800,\"iat\":1700000000,\"scope\":\"openid\","
      "\"https://cloudsignal.io/mqtt_topics\":[\"users/alice/#\",\"fleet/+/state\"]}",
      audience);
  static const char header[] = "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}";
  g_autofree char *head = helio_base64url_encode ((const guint8 *) header, strlen (header));
  g_autofree char *body = helio_base64url_encode ((const guint8 *) claims, strlen (claims));
  GString *signature = g_string_new (NULL);
  while (signature->len < 340)
    g_string_append (signature, "SIGNATURE-");
  g_string_append (signature, "AA");
  g_autofree char *text = g_strdup_printf ("%s.%s.%s", head, body, signature->str);
  g_string_free (signature, TRUE);
  g_autoptr (HelioSecret) token = helio_secret_new (text);
  const HelioTokenReportInit init = {.token = token,
                                     .profile = helio_connection_get_profile (f->connection),
                                     .clock = HELIO_CLOCK (f->clock)};
  HelioTokenReport *report = helio_token_report_new (&init);
  HelioTestResult result = {0};

  helio_token_report_run_async (report, NULL, helio_test_result_ready, &result);
  g_assert_true (
      helio_token_report_run_finish (report, helio_test_result_wait (&result, 10), NULL));
  helio_test_result_clear (&result);
  return report;
}

static void
test_token (Fixture *f, gconstpointer data)
{
  sign_in_alice (f);
  f->fake->report = make_report (f, "x");
  press (f, "Token");
  helio_ui_test_wait_text (get_page (f), "Topics in the Token");
  assert_calls (f, "inspect-token\n");
  assert_says (f, "Nothing is wrong, but");
  assert_says (f, "Passed");
  assert_says (f, "users/alice/#");
  helio_ui_test_picture (GTK_WIDGET (f->window), "token");

  GtkTextView *view = helio_ui_test_find (get_page (f), GTK_TYPE_TEXT_VIEW);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  g_autofree char *header = NULL;
  GtkTextIter start, end;
  g_assert_false (gtk_text_view_get_editable (view));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  header = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  g_assert_nonnull (strstr (header, "RS256"));
  press (f, "Copy Claims");
  gboolean done = FALSE;
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (f->window)),
                                 NULL,
                                 on_pasted,
                                 &done);
  helio_test_wait (is_true, &done, 10, "the clipboard");
  g_assert_nonnull (strstr (clipboard_text, "fleet/+/state"));
  g_assert_null (strstr (clipboard_text, "SIGNATURE"));
  g_clear_pointer (&clipboard_text, g_free);

  press (f, "Subscribe to fleet/+/state");
  helio_test_settle ();
  g_assert_true (g_str_has_prefix (f->fake->calls->str, "subscribe fleet/+/state 1\n"));
  /* The profile keeps it. */
  g_assert_nonnull (strstr (f->fake->calls->str, "set-profile\n"));
  g_assert_null (strstr (f->fake->calls->str, "inspect-token\n"));
  g_string_truncate (f->fake->calls, 0);
  assert_says (f, "Subscribed");
  g_assert_null (find_button (get_page (f), "Subscribe to fleet/+/state"));
  press (f, "Look Again");
  g_assert_nonnull (strstr (f->fake->calls->str, "inspect-token\n"));
}

/* The exchange says no: the page comes up by itself, open at what is wrong; once, and not for a good token. */
static void
test_token_refused (Fixture *f, gconstpointer data)
{
  sign_in_alice (f);
  f->fake->report = make_report (f, "https://another.example.com");
  gtk_widget_activate_action (GTK_WIDGET (f->window), "connection.show-renewals", NULL);
  AdwViewStack *views = helio_ui_test_find (f->window, ADW_TYPE_VIEW_STACK);
  adw_view_stack_set_visible_child_name (views, "topics");
  f->fake->error = helio_error_new (HELIO_ERROR_EXCHANGE_TOKEN, "This helps.", "Invalid token.");
  helio_fake_connection_set_state (f->connection, HELIO_SESSION_FAILED, "Invalid token.");
  assert_calls (f, "inspect-token\n");
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (views), ==, "sign-in");
  assert_says (f, "is wrong with the token");
  assert_says (f, "Likely causes, the likeliest first:");
  assert_says (f, "The profile has “x”.");
  helio_ui_test_picture (GTK_WIDGET (f->window), "token-refused");

  adw_view_stack_set_visible_child_name (views, "topics");
  helio_fake_connection_changed (f->connection);
  assert_calls (f, "");
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (views), ==, "topics");

  g_clear_object (&f->fake->report);
  f->fake->report = make_report (f, "x");
  g_clear_error (&f->fake->error);
  f->fake->error = helio_error_new (HELIO_ERROR_MQTT_CREDENTIAL, NULL, "Not authorized.");
  helio_fake_connection_changed (f->connection);
  assert_calls (f, "inspect-token\n");
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (views), ==, "topics");
}

static HelioCredential *
make_credential (Fixture *f, gint64 life)
{
  g_autoptr (HelioSecret) password = helio_secret_new ("not-shown");
  const HelioCredentialInit init = {
      .username = "alice@org_k7xm4",
      .password = password,
      .life_kind = HELIO_CREDENTIAL_LIFE_STATED,
      .obtained_boot = helio_clock_now_boot (HELIO_CLOCK (f->clock)),
      .obtained_wall = helio_clock_now_wall (HELIO_CLOCK (f->clock)),
      .life = life,
      .method = "exchange",
  };
  return helio_credential_new (&init);
}

static void
log_state (Fixture *f,
           HelioCredential *credential,
           guint renewals,
           gboolean connected,
           GError *warning)
{
  const HelioRenewalState state = {.connected = connected,
                                   .wanted = TRUE,
                                   .credential = credential,
                                   .renewals = renewals,
                                   .last_gap = 800,
                                   .warning = warning};
  helio_renewal_log_update (helio_connection_get_renewal_log (f->connection), &state);
}

static void
test_renewals (Fixture *f, gconstpointer data)
{
  const gint64 minute = 60 * G_USEC_PER_SEC;
  g_autoptr (GError) warning = helio_error_new (HELIO_ERROR_SERVER, NULL, "The exchange is down.");
  g_autoptr (HelioCredential) credential = NULL;

  sign_in_alice (f);
  press (f, "Renewals");
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  assert_says (f, "No Credential Yet");
  for (guint i = 0; i < 4; i++) {
    g_clear_pointer (&credential, helio_credential_unref);
    credential = make_credential (f, 10 * minute);
    log_state (f, credential, i, TRUE, NULL);
    helio_fake_clock_advance (f->clock, 8 * minute);
    if (i == 2) {
      log_state (f, credential, i, TRUE, warning);
      helio_fake_clock_advance (f->clock, minute);
    }
  }
  log_state (f, credential, 3, FALSE, NULL);
  helio_fake_clock_advance (f->clock, 90 * G_USEC_PER_SEC);
  log_state (f, credential, 3, TRUE, NULL);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  assert_says (f, "3 renewals, 1 attempt failed");
  assert_says (f, "The exchange is down.");
  assert_says (f, "For 1 min 30 s");
  assert_says (f, "between the two connections");
  assert_says (f, "Lasts 10 min");

  HelioRenewalChart *chart = helio_ui_test_find (get_page (f), HELIO_TYPE_RENEWAL_CHART);
  gint64 from, to;
  g_assert_true (helio_renewal_chart_get_range (chart, &from, &to));
  g_assert_cmpint (to - from, ==, (24 + 1 + 10) * minute);
  helio_ui_test_picture (GTK_WIDGET (f->window), "renewals");

  for (guint i = 0; i < 20; i++) {
    g_clear_pointer (&credential, helio_credential_unref);
    credential = make_credential (f, 10 * minute);
    log_state (f, credential, 4 + i, TRUE, NULL);
    helio_fake_clock_advance (f->clock, 8 * minute);
  }
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  assert_says (f, "The latest 12 credentials are drawn.");
  g_assert_true (helio_renewal_chart_get_range (chart, &from, &to));
  g_assert_cmpint (to - from, ==, (11 * 8 + 10) * minute);
}

/* Every state at the narrowest and with text twice as large, dark: nothing asks for more width than there is. */
static void
test_narrow (Fixture *f, gconstpointer data)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (f->window));
  static const char *const views[] = {"account", "token", "renewals"};
  int dpi = 0;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", dpi > 0 ? 2 * dpi : 192 * 1024, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  sign_in_alice (f);
  f->fake->report = make_report (f, "https://another.example.com");
  g_autoptr (HelioCredential) credential = make_credential (f, 600 * G_USEC_PER_SEC);
  log_state (f, credential, 0, TRUE, NULL);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 360, 640);
  for (guint i = 0; i < G_N_ELEMENTS (views) + 3; i++) {
    int minimum;
    if (i < G_N_ELEMENTS (views))
      helio_window_show_sign_in (f->window, f->item, views[i]);
    else if (i == G_N_ELEMENTS (views))
      begin_login (f);
    else if (i == G_N_ELEMENTS (views) + 1)
      begin_device_login (f);
    else {
      end_login (f);
      f->fake->other_account = helio_account_new ("https://i/", "sub", "Bob", "bob@example.com");
      helio_fake_connection_changed (f->connection);
    }
    helio_ui_test_frames (GTK_WIDGET (f->window), 3);
    gtk_widget_measure (get_page (f), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
    g_autofree char *name = g_strdup_printf ("narrow-%u", i);
    helio_ui_test_picture (GTK_WIDGET (f->window), name);
    g_test_message ("state %u: %d wide", i, minimum);
    g_assert_cmpint (minimum, <=, 360);
  }
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/ui/sign-in/waiting", test_waiting);
  ADD ("/ui/sign-in/callback-mismatch", test_callback_mismatch);
  ADD ("/ui/sign-in/superseded", test_superseded);
  ADD ("/ui/sign-in/no-browser", test_no_browser);
  ADD ("/ui/sign-in/device", test_device);
  ADD ("/ui/sign-in/qr-code", test_qr_code);
  ADD ("/ui/sign-in/other-account", test_other_account);
  ADD ("/ui/sign-in/accounts", test_accounts);
  ADD ("/ui/sign-in/sign-in-as", test_sign_in_as);
  ADD ("/ui/sign-in/sign-out", test_sign_out);
  ADD ("/ui/sign-in/signed-out-half", test_signed_out_half);
  ADD ("/ui/sign-in/token", test_token);
  ADD ("/ui/sign-in/token-refused", test_token_refused);
  ADD ("/ui/sign-in/renewals", test_renewals);
  ADD ("/ui/sign-in/narrow", test_narrow);
  return g_test_run ();
}
