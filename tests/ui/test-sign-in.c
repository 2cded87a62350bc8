// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-window-test.h"

#include "core/base/helio-error.h"
#include "ui/compat/helio-alert.h"
#include "ui/sign-in/helio-device-card.h"
#include "ui/widgets/helio-qr-code.h"

#include <string.h>

/* What a person sees around signing in. */

static void
test_waiting (HelioWindowTest *f, gconstpointer data)
{
  HelioFakeLogin *login = helio_window_test_begin_login (f);

  helio_window_test_assert_says (f, "Continue in Your Browser");
  helio_window_test_assert_says (f, "10:00 left to sign in");
  helio_window_test_assert_silent (f, "has been replaced");
  helio_ui_test_picture (GTK_WIDGET (f->window), "waiting");
  helio_fake_clock_advance (f->clock, 19 * G_USEC_PER_SEC);
  helio_window_test_assert_says (f, "9:41 left to sign in");

  helio_window_test_press (f, "Open Browser Again");
  g_assert_cmpstr (login->calls->str, ==, "open-again\n");
  helio_window_test_press (f, "Copy Link");
  helio_window_test_assert_clipboard (f, login->uri);
  helio_window_test_press (f, "Use a Code Instead");
  helio_window_test_assert_calls (f, "sign-in-with-code -\n");
  helio_window_test_press (f, "Cancel");
  g_assert_cmpstr (login->calls->str, ==, "open-again\ncancel\n");

  helio_window_test_end_login (f);
  helio_window_test_assert_silent (f, "left to sign in");
  helio_window_test_assert_says (f, "Nobody Is Signed In");
}

/* Which addresses, and where they go. */
static void
test_callback_mismatch (HelioWindowTest *f, gconstpointer data)
{
  helio_window_test_begin_login (f);
  GtkExpander *expander = helio_ui_test_find (helio_window_test_get_page (f), GTK_TYPE_EXPANDER);
  helio_window_test_assert_silent (f, "Allowed Callback URLs");
  gtk_expander_set_expanded (expander, TRUE);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  helio_window_test_assert_says (f, "“kJ3vX0bTq” at https://tenant.eu.auth0.com/");
  helio_window_test_assert_says (f, "Applications › Applications");
  helio_window_test_assert_says (f, "Allowed Callback URLs");
  helio_window_test_assert_says (f, "http://127.0.0.1:17731/callback");
  helio_ui_test_picture (GTK_WIDGET (f->window), "waiting-mismatch");
  helio_window_test_press (f, "Copy http://127.0.0.1:21739/callback");
  helio_window_test_assert_clipboard (f, "http://127.0.0.1:21739/callback");
  helio_window_test_press (f, "Copy All");
  helio_window_test_assert_clipboard (
      f,
      "http://127.0.0.1:17731/callback, http://127.0.0.1:21739/callback");
}

static void
test_superseded (HelioWindowTest *f, gconstpointer data)
{
  helio_window_test_begin_login (f);
  helio_window_test_begin_login (f);
  helio_window_test_assert_says (f, "The sign-in that was waiting before has been replaced");
  helio_window_test_begin_device_login (f);
  helio_window_test_assert_says (f, "The sign-in that was waiting before has been replaced");
  helio_window_test_end_login (f);
  helio_window_test_begin_login (f);
  helio_window_test_assert_silent (f, "has been replaced");
}

static void
test_no_browser (HelioWindowTest *f, gconstpointer data)
{
  helio_window_test_begin_login (f);
  g_autoptr (GError) error = helio_error_new (HELIO_ERROR_BROWSER,
                                              "Open the link below by hand.",
                                              "The browser could not be opened: no such thing");
  helio_login_browser_failed (f->fake->login, error);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  helio_window_test_assert_says (f, "Open This Link in a Browser");
  helio_window_test_assert_says (
      f,
      "https://tenant.eu.auth0.com/authorize?client_id=kJ3vX0bTq&state=x");
  helio_window_test_assert_says (f, "The browser could not be opened: no such thing");
  helio_ui_test_picture (GTK_WIDGET (f->window), "waiting-no-browser");
}

static void
test_device (HelioWindowTest *f, gconstpointer data)
{
  HelioFakeDeviceLogin *login = helio_window_test_begin_device_login (f);
  GtkWidget *card = helio_ui_test_find (helio_window_test_get_page (f), HELIO_TYPE_DEVICE_CARD);
  GtkWidget *code = helio_ui_test_child (card, HELIO_TYPE_DEVICE_CARD, "code");

  helio_window_test_assert_says (f, "Enter This Code");
  helio_window_test_assert_says (f, "WXYZ-ABCD");
  helio_window_test_assert_says (f, "https://tenant.eu.auth0.com/activate");
  helio_window_test_assert_says (f, "15:00 left to sign in");
  g_assert_true (helio_ui_test_is_named (code, "Code: W X Y Z dash A B C D"));
  helio_ui_test_picture (GTK_WIDGET (f->window), "device");
  helio_window_test_press (f, "Copy Code");
  helio_window_test_assert_clipboard (f, "WXYZ-ABCD");
  helio_window_test_press (f, "Copy Link");
  helio_window_test_assert_clipboard (f,
                                      "https://tenant.eu.auth0.com/activate?user_code=WXYZ-ABCD");
  helio_window_test_press (f, "Use the Browser Here Instead");
  helio_window_test_assert_calls (f, "sign-in - -\n");

  login->poll_error = helio_error_new (HELIO_ERROR_NETWORK, NULL, "The issuer does not answer.");
  helio_fake_device_login_changed (f->fake->device_login);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  helio_window_test_assert_says (f, "The issuer does not answer.");
  helio_window_test_assert_says (f, "It is tried again until the code expires");
  helio_window_test_assert_says (f, "WXYZ-ABCD");
  helio_ui_test_picture (GTK_WIDGET (f->window), "device-poll-error");
  helio_window_test_press (f, "Cancel");
  g_assert_cmpstr (login->calls->str, ==, "cancel\n");
}

/* The three marks in the corners, and text that differs. */
static void
test_qr_code (HelioWindowTest *f, gconstpointer data)
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
test_other_account (HelioWindowTest *f, gconstpointer data)
{
  f->fake->other_account =
      helio_account_new ("https://tenant.eu.auth0.com/", "auth0|bob", "Bob", "bob@example.com");
  f->fake->asked_for = g_strdup ("alice@example.com");
  helio_fake_connection_changed (f->connection);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  helio_window_test_assert_says (f, "Bob Signed In");
  helio_window_test_assert_says (f, "You asked for alice@example.com.");
  helio_window_test_assert_says (f, "bob@example.com");
  helio_ui_test_picture (GTK_WIDGET (f->window), "other-account");
  helio_window_test_press (f, "Use Bob");
  helio_window_test_assert_calls (f, "accept-other\n");
  helio_window_test_press (f, "Try Again");
  helio_window_test_assert_calls (f, "refuse-other\nsign-in-as alice@example.com\n");
  helio_window_test_press (f, "Cancel");
  helio_window_test_assert_calls (f, "refuse-other\n");
  g_clear_pointer (&f->fake->other_account, helio_account_unref);
  helio_fake_connection_changed (f->connection);
  helio_window_test_assert_silent (f, "Bob Signed In");
}

static void
test_accounts (HelioWindowTest *f, gconstpointer data)
{
  helio_ui_test_picture (GTK_WIDGET (f->window), "nobody");
  helio_window_test_sign_in_alice (f);
  helio_ui_test_wait_text (helio_window_test_get_page (f), "bob@example.com");
  helio_window_test_assert_says (f, "In use");
  helio_window_test_assert_says (f, "auth0|alice");
  helio_ui_test_picture (GTK_WIDGET (f->window), "accounts");
  helio_window_test_press (f, "Use Bob");
  helio_window_test_assert_calls (f, "switch-account auth0|bob\n");
}

static void
test_sign_in_as (HelioWindowTest *f, gconstpointer data)
{
  helio_window_test_sign_in_alice (f);
  GtkWidget *dialog = helio_window_test_open_dialog (f, "connection.sign-in-as");
  helio_ui_test_picture (dialog, "sign-in-as");
  helio_alert_respond (dialog, "sign-in");
  helio_window_test_assert_calls (f, "sign-in-as -\n");

  dialog = helio_window_test_open_dialog (f, "connection.sign-in-as");
  GtkWidget *hint = helio_ui_test_find (dialog, ADW_TYPE_ENTRY_ROW);
  gtk_editable_set_text (GTK_EDITABLE (hint), "  bob@example.com ");
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (helio_window_test_find_check (dialog, "Sign out at the issuer first")),
      TRUE);
  helio_alert_respond (dialog, "sign-in");
  helio_window_test_assert_calls (f, "sign-in-as bob@example.com logout-first\n");

  helio_alert_respond (helio_window_test_open_dialog (f, "connection.sign-in-as"), "cancel");
  helio_window_test_assert_calls (f, "");
}

static void
test_sign_out (HelioWindowTest *f, gconstpointer data)
{
  helio_window_test_sign_in_alice (f);
  helio_window_test_press (f, "Sign Out…");
  helio_test_wait (helio_window_test_has_dialog, f, 10, "the dialog");
  GtkWidget *dialog = helio_alert_find (GTK_WINDOW (f->window));
  helio_ui_test_picture (dialog, "sign-out");
  helio_alert_respond (dialog, "cancel");
  helio_window_test_assert_calls (f, "");

  helio_alert_respond (helio_window_test_open_dialog (f, "connection.sign-out"), "sign-out");
  helio_window_test_assert_calls (f, "sign-out\n");

  dialog = helio_window_test_open_dialog (f, "connection.sign-out");
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (helio_window_test_find_check (dialog, "All accounts and typed secrets")),
      TRUE);
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (helio_window_test_find_check (dialog, "Also sign out at the issuer")),
      TRUE);
  helio_alert_respond (dialog, "sign-out");
  helio_window_test_assert_calls (f, "sign-out all issuer\n");
}

/* It is gone here, and the issuer does not know. */
static void
test_signed_out_half (HelioWindowTest *f, gconstpointer data)
{
  g_autoptr (GError) warning =
      helio_error_new (HELIO_ERROR_NETWORK,
                       "It ends by itself; to end it now, use the issuer's account page.",
                       "The issuer could not be told to revoke the sign-in.");

  helio_window_test_sign_in_alice (f);
  g_clear_pointer (&f->fake->account, helio_account_unref);
  helio_fake_connection_set_state (f->connection, HELIO_SESSION_IDLE, NULL);
  helio_fake_connection_signed_out (f->connection, warning, NULL);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  helio_window_test_assert_says (f, "The issuer could not be told to revoke the sign-in.");
  helio_window_test_assert_says (f, "It ends by itself");
  helio_ui_test_picture (GTK_WIDGET (f->window), "signed-out-half");
  helio_fake_connection_signed_out (f->connection, NULL, NULL);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  helio_window_test_assert_silent (f, "could not be told");
  helio_window_test_assert_says (f, "Signed out. The tokens are deleted here.");
}

int
main (int argc, char **argv)
{
  helio_ui_test_init (&argc, &argv);
#define ADD(path, func)                                                                            \
  g_test_add (path,                                                                                \
              HelioWindowTest,                                                                     \
              NULL,                                                                                \
              helio_window_test_set_up,                                                            \
              func,                                                                                \
              helio_window_test_tear_down)
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
  return g_test_run ();
}
