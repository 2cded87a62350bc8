// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-window-test.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/connection/helio-subscription-private.h"
#include "core/crypto/helio-base64url.h"
#include "ui/sign-in/helio-renewal-chart.h"
#include "ui/window/helio-front.h"

#include <string.h>

/* The token inspector, the renewals, the way back from the browser; and all of it where there is little room. */

/* A token as it is, without a signature that anybody could check. */
static HelioTokenReport *
make_report (HelioWindowTest *f, const char *audience)
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
test_token (HelioWindowTest *f, gconstpointer data)
{
  helio_window_test_sign_in_alice (f);
  f->fake->report = make_report (f, "x");
  helio_window_test_press (f, "Token");
  helio_ui_test_wait_text (helio_window_test_get_page (f), "Topics in the Token");
  helio_window_test_assert_calls (f, "inspect-token\n");
  helio_window_test_assert_says (f, "Nothing is wrong, but");
  helio_window_test_assert_says (f, "Passed");
  helio_window_test_assert_says (f, "users/alice/#");
  helio_ui_test_picture (GTK_WIDGET (f->window), "token");

  GtkTextView *view = helio_ui_test_find (helio_window_test_get_page (f), GTK_TYPE_TEXT_VIEW);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  g_autofree char *header = NULL;
  GtkTextIter start, end;
  g_assert_false (gtk_text_view_get_editable (view));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  header = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  g_assert_nonnull (strstr (header, "RS256"));
  helio_window_test_press (f, "Copy Claims");
  g_autofree char *pasted = helio_window_test_paste (f);
  g_assert_nonnull (strstr (pasted, "fleet/+/state"));
  g_assert_null (strstr (pasted, "SIGNATURE"));

  helio_window_test_press (f, "Subscribe to fleet/+/state");
  helio_test_settle ();
  g_assert_true (g_str_has_prefix (f->fake->calls->str, "subscribe fleet/+/state 1\n"));
  /* The profile keeps it as soon as the broker has granted it. */
  g_assert_null (strstr (f->fake->calls->str, "set-profile\n"));
  g_autoptr (HelioSubscription) subscription =
      g_list_model_get_item (helio_connection_get_subscriptions (f->connection), 0);
  helio_subscription_set_state (subscription, HELIO_SUBSCRIPTION_GRANTED);
  g_assert_nonnull (strstr (f->fake->calls->str, "set-profile\n"));
  g_assert_null (strstr (f->fake->calls->str, "inspect-token\n"));
  g_string_truncate (f->fake->calls, 0);
  helio_window_test_assert_says (f, "Subscribed");
  g_assert_null (
      helio_ui_test_find_button (helio_window_test_get_page (f), "Subscribe to fleet/+/state"));
  helio_window_test_press (f, "Look Again");
  g_assert_nonnull (strstr (f->fake->calls->str, "inspect-token\n"));
}

/* The exchange says no: the page comes up by itself, open at what is wrong; once, and not for a good token. */
static void
test_token_refused (HelioWindowTest *f, gconstpointer data)
{
  helio_window_test_sign_in_alice (f);
  f->fake->report = make_report (f, "https://another.example.com");
  gtk_widget_activate_action (GTK_WIDGET (f->window), "connection.show-renewals", NULL);
  AdwViewStack *views = helio_ui_test_find (f->window, ADW_TYPE_VIEW_STACK);
  adw_view_stack_set_visible_child_name (views, "topics");
  f->fake->error = helio_error_new (HELIO_ERROR_EXCHANGE_TOKEN, "This helps.", "Invalid token.");
  helio_fake_connection_set_state (f->connection, HELIO_SESSION_FAILED, "Invalid token.");
  helio_window_test_assert_calls (f, "inspect-token\n");
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (views), ==, "sign-in");
  helio_window_test_assert_says (f, "is wrong with the token");
  helio_window_test_assert_says (f, "Likely causes, the likeliest first:");
  helio_window_test_assert_says (f, "The profile has “x”.");
  helio_ui_test_picture (GTK_WIDGET (f->window), "token-refused");

  adw_view_stack_set_visible_child_name (views, "topics");
  helio_fake_connection_changed (f->connection);
  helio_window_test_assert_calls (f, "");
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (views), ==, "topics");

  g_clear_object (&f->fake->report);
  f->fake->report = make_report (f, "x");
  g_clear_error (&f->fake->error);
  f->fake->error = helio_error_new (HELIO_ERROR_MQTT_CREDENTIAL, NULL, "Not authorized.");
  helio_fake_connection_changed (f->connection);
  helio_window_test_assert_calls (f, "inspect-token\n");
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (views), ==, "topics");
}

/* What is missing has the name that it has everywhere else. */
static void
test_missing (HelioWindowTest *f, gconstpointer data)
{
  static const struct {
    HelioKeyringKind kind;
    const char *title, *text;
  } cases[] = {
      {HELIO_KEYRING_PASSWORD, "Password Missing", "Enter it above to connect."},
      {HELIO_KEYRING_EXCHANGE_KEY, "API Key Missing", "Enter it above to connect."},
      {HELIO_KEYRING_PASSPHRASE, "Passphrase Missing", "Enter it above to connect."},
      {HELIO_KEYRING_PRIVATE_KEY, "Private Key Missing", "Choose its file above to connect."},
  };
  g_autoptr (HelioProfile) profile =
      helio_profile_copy (helio_connection_get_profile (f->connection));

  profile->method = HELIO_METHOD_PASSWORD;
  helio_connection_set_profile (f->connection, profile);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    f->fake->missing_secret = (int) cases[i].kind;
    helio_fake_connection_set_state (f->connection, HELIO_SESSION_NEEDS_SIGN_IN, NULL);
    helio_ui_test_frames (GTK_WIDGET (f->window), 2);
    helio_window_test_assert_says (f, cases[i].title);
    helio_window_test_assert_says (f, cases[i].text);
    helio_window_test_assert_silent (f, "Key Needed");
  }
  helio_ui_test_picture (GTK_WIDGET (f->window), "missing");
}

static HelioCredential *
make_credential (HelioWindowTest *f, gint64 life)
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
log_state (HelioWindowTest *f,
           HelioCredential *credential,
           guint renewals,
           gboolean connected,
           gboolean wanted,
           GError *warning)
{
  const HelioRenewalState state = {.connected = connected,
                                   .wanted = wanted,
                                   .credential = credential,
                                   .renewals = renewals,
                                   .last_gap = 800,
                                   .warning = warning};
  helio_renewal_log_update (helio_connection_get_renewal_log (f->connection), &state);
}

static void
test_renewals (HelioWindowTest *f, gconstpointer data)
{
  const gint64 minute = 60 * G_USEC_PER_SEC;
  g_autoptr (GError) warning = helio_error_new (HELIO_ERROR_SERVER, NULL, "The exchange is down.");
  g_autoptr (HelioCredential) credential = NULL;

  helio_window_test_sign_in_alice (f);
  helio_window_test_press (f, "Renewals");
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  helio_window_test_assert_says (f, "No Credential Yet");
  for (guint i = 0; i < 4; i++) {
    g_clear_pointer (&credential, helio_credential_unref);
    credential = make_credential (f, 10 * minute);
    log_state (f, credential, i, TRUE, TRUE, NULL);
    helio_fake_clock_advance (f->clock, 8 * minute);
    if (i == 2) {
      log_state (f, credential, i, TRUE, TRUE, warning);
      helio_fake_clock_advance (f->clock, minute);
    }
  }
  log_state (f, credential, 3, FALSE, TRUE, NULL);
  helio_fake_clock_advance (f->clock, 90 * G_USEC_PER_SEC);
  log_state (f, credential, 3, TRUE, TRUE, NULL);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  helio_window_test_assert_says (f, "3 renewals, 1 attempt failed");
  helio_window_test_assert_says (f, "The exchange is down.");
  helio_window_test_assert_says (f, "For 1 min 30 s");
  helio_window_test_assert_says (f, "between the two connections");
  helio_window_test_assert_says (f, "Lasts 10 min");

  HelioRenewalChart *chart =
      helio_ui_test_find (helio_window_test_get_page (f), HELIO_TYPE_RENEWAL_CHART);
  gint64 from, to;
  g_assert_true (helio_renewal_chart_get_range (chart, &from, &to));
  g_assert_cmpint (to - from, ==, (24 + 1 + 10) * minute);
  helio_ui_test_picture (GTK_WIDGET (f->window), "renewals");

  for (guint i = 0; i < 20; i++) {
    g_clear_pointer (&credential, helio_credential_unref);
    credential = make_credential (f, 10 * minute);
    log_state (f, credential, 4 + i, TRUE, TRUE, NULL);
    helio_fake_clock_advance (f->clock, 8 * minute);
  }
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  helio_window_test_assert_says (f, "The latest 12 credentials are drawn.");
  g_assert_true (helio_renewal_chart_get_range (chart, &from, &to));
  g_assert_cmpint (to - from, ==, (11 * 8 + 10) * minute);
}

/* Disconnected as asked is neither connected nor an outage; what is summed up is what the rows say. */
static void
test_disconnected (HelioWindowTest *f, gconstpointer data)
{
  const gint64 minute = 60 * G_USEC_PER_SEC;
  g_autoptr (HelioCredential) credential = NULL;

  helio_window_test_sign_in_alice (f);
  helio_window_test_press (f, "Renewals");
  credential = make_credential (f, 10 * minute);
  log_state (f, credential, 0, FALSE, TRUE, NULL);
  log_state (f, credential, 0, FALSE, TRUE, NULL);
  helio_fake_clock_advance (f->clock, 121600);
  log_state (f, credential, 0, TRUE, TRUE, NULL);
  helio_fake_clock_advance (f->clock, 2 * minute);
  log_state (f, NULL, 0, FALSE, FALSE, NULL);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  helio_window_test_assert_says (f, "As asked, up to now");
  helio_fake_clock_advance (f->clock, minute);
  log_state (f, NULL, 0, FALSE, TRUE, NULL);
  helio_fake_clock_advance (f->clock, 96700);
  g_clear_pointer (&credential, helio_credential_unref);
  credential = make_credential (f, 10 * minute);
  log_state (f, credential, 0, TRUE, TRUE, NULL);
  helio_fake_clock_advance (f->clock, minute);
  log_state (f, credential, 0, TRUE, TRUE, NULL);
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  helio_window_test_assert_says (f, "For 121 ms");
  helio_window_test_assert_says (f, "For 96 ms");
  helio_window_test_assert_says (f, "As asked, for 1 min 0 s");
  helio_window_test_assert_says (f,
                                 "Without a connection: 217 ms; disconnected as asked: 1 min 0 s.");
  helio_ui_test_picture (GTK_WIDGET (f->window), "disconnected");
}

static void
on_come_back (GString *told, HelioConnectionItem *item, const char *title, const char *text)
{
  g_string_append_printf (told, "%s: %s\n", title, text);
}

/* The browser is done: told once, with words for a notification; not when somebody gave up. */
static void
test_front (HelioWindowTest *f, gconstpointer data)
{
  HelioFront *front = helio_front_new (f->list);
  GString *told = g_string_new (NULL);

  g_signal_connect_swapped (front, "come-back", G_CALLBACK (on_come_back), told);
  helio_window_test_begin_login (f)->state = HELIO_LOGIN_FAILED;
  helio_window_test_end_login (f);
  g_assert_cmpstr (told->str, ==, "");
  helio_window_test_begin_login (f)->state = HELIO_LOGIN_DONE;
  helio_window_test_end_login (f);
  g_assert_cmpstr (told->str, ==, "Signed In: “Production” has what it needs and connects.\n");
  helio_window_test_begin_device_login (f)->state = HELIO_DEVICE_LOGIN_DONE;
  g_string_truncate (told, 0);
  helio_window_test_end_login (f);
  g_assert_cmpstr (told->str, ==, "Signed In: “Production” has what it needs and connects.\n");

  g_string_truncate (told, 0);
  helio_window_test_begin_login (f)->state = HELIO_LOGIN_FAILED;
  f->fake->other_account = helio_account_new ("https://i/", "sub", "Bob", NULL);
  helio_window_test_end_login (f);
  helio_fake_connection_changed (f->connection);
  g_assert_cmpstr (told->str,
                   ==,
                   "Somebody Else Signed In: “Production” waits for your decision which account to "
                   "use.\n");
  g_string_free (told, TRUE);
  g_assert_finalize_object (front);
  helio_window_test_begin_login (f);
}

/* Every state at the narrowest and with text twice as large, dark: nothing asks for more width than there is. */
static void
test_narrow (HelioWindowTest *f, gconstpointer data)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (f->window));
  static const char *const views[] = {"account", "token", "renewals"};
  int dpi = 0;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", dpi > 0 ? 2 * dpi : 192 * 1024, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  helio_window_test_sign_in_alice (f);
  f->fake->report = make_report (f, "https://another.example.com");
  g_autoptr (HelioCredential) credential = make_credential (f, 600 * G_USEC_PER_SEC);
  log_state (f, credential, 0, TRUE, TRUE, NULL);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 360, 640);
  for (guint i = 0; i < G_N_ELEMENTS (views) + 3; i++) {
    int minimum;
    if (i < G_N_ELEMENTS (views))
      helio_window_show_sign_in (f->window, f->item, views[i]);
    else if (i == G_N_ELEMENTS (views))
      helio_window_test_begin_login (f);
    else if (i == G_N_ELEMENTS (views) + 1)
      helio_window_test_begin_device_login (f);
    else {
      helio_window_test_end_login (f);
      f->fake->other_account = helio_account_new ("https://i/", "sub", "Bob", "bob@example.com");
      helio_fake_connection_changed (f->connection);
    }
    helio_ui_test_frames (GTK_WIDGET (f->window), 3);
    gtk_widget_measure (helio_window_test_get_page (f),
                        GTK_ORIENTATION_HORIZONTAL,
                        -1,
                        &minimum,
                        NULL,
                        NULL,
                        NULL);
    g_autofree char *name = g_strdup_printf ("narrow-%u", i);
    helio_ui_test_picture (GTK_WIDGET (f->window), name);
    g_test_message ("state %u: %d wide", i, minimum);
    g_assert_cmpint (minimum, <=, 360);
  }
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

static GBytes *
draw (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  helio_ui_test_frames (widget, 3);
  gdk_paintable_snapshot (paintable,
                          snapshot,
                          gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget));
  node = gtk_snapshot_free_to_node (snapshot);
  return gsk_render_node_serialize (node);
}

/* Before it has begun, and while the keyring takes it, there is no card for it with a button of its own. */
static void
test_without_card (HelioWindowTest *f, gconstpointer data)
{
  GtkWidget *bar =
      gtk_widget_get_parent (helio_ui_test_find_button (GTK_WIDGET (f->window), "Connect"));
  HelioFakeLogin *fake = helio_window_test_begin_login (f);
  g_autoptr (HelioLogin) login = g_object_ref (f->fake->login);
  g_autoptr (GBytes) drawn = NULL, anew = NULL;

  g_string_truncate (f->fake->calls, 0);
  g_assert_null (helio_ui_test_find_button (bar, "Cancel"));
  helio_window_test_press (f, "Cancel");
  g_assert_cmpstr (fake->calls->str, ==, "cancel\n");
  helio_window_test_assert_calls (f, "");

  g_clear_object (&f->fake->login);
  helio_set_str (&f->fake->reason,
                 "Signed in; the keyring stores it, and may ask for its password first.");
  helio_fake_connection_changed (f->connection);
  helio_window_test_assert_says (f, "the keyring stores it");
  helio_window_test_assert_silent (f, "Nobody Is Signed In");
  g_assert_null (helio_ui_test_find_button (helio_window_test_get_page (f), "Sign In"));
  drawn = draw (GTK_WIDGET (f->window));
  gtk_widget_queue_draw (bar);
  anew = draw (GTK_WIDGET (f->window));
  g_assert_true (g_bytes_equal (drawn, anew));
  helio_ui_test_picture (GTK_WIDGET (f->window), "without-card");
  g_signal_emit_by_name (helio_ui_test_find_button (bar, "Cancel"), "clicked");
  g_assert_cmpstr (fake->calls->str, ==, "cancel\n");
  helio_window_test_assert_calls (f, "disconnect\n");

  /* Begun: the state stays as it is, and the button is that of the card again. */
  g_set_object (&f->fake->login, login);
  g_object_notify (G_OBJECT (f->connection), "login");
  helio_ui_test_frames (GTK_WIDGET (f->window), 2);
  g_assert_null (helio_ui_test_find_button (bar, "Cancel"));
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
  ADD ("/ui/sign-in-views/token", test_token);
  ADD ("/ui/sign-in-views/token-refused", test_token_refused);
  ADD ("/ui/sign-in-views/missing", test_missing);
  ADD ("/ui/sign-in-views/renewals", test_renewals);
  ADD ("/ui/sign-in-views/disconnected", test_disconnected);
  ADD ("/ui/sign-in-views/front", test_front);
  ADD ("/ui/sign-in-views/narrow", test_narrow);
  ADD ("/ui/sign-in-views/without-card", test_without_card);
  return g_test_run ();
}
