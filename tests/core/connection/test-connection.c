// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-loopback.h"
#include "core/auth/helio-token-source.h"
#include "core/base/helio-error.h"
#include "core/connection/helio-connection.h"
#include "tests/support/helio-fake-idp.h"
#include "tests/support/helio-raw-client.h"
#include "tests/support/helio-test.h"

#include <string.h>

typedef struct {
  char *dir;
  HelioFakeClock *clock;
  HelioFakeIdp *idp;
  HelioServices *services;
  HelioProfile *profile;
  HelioConnection *connection;
  char *opened;
  guint n_opened;
} Fixture;

static void
on_open (const char *uri, gpointer login, gpointer user_data)
{
  Fixture *f = user_data;

  g_free (f->opened);
  f->opened = g_strdup (uri);
  f->n_opened++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = helio_test_make_dir ();
  f->clock = helio_fake_clock_new ();
  f->idp = helio_fake_idp_new (HELIO_CLOCK (f->clock));
  f->services = g_new0 (HelioServices, 1);
  g_ref_count_init (&f->services->ref_count);
  f->services->clock = g_object_ref (HELIO_CLOCK (f->clock));
  f->services->http = helio_http_new ();
  f->services->profiles = helio_profile_store_new (f->dir);
  f->services->open_uri = on_open;
  f->services->open_uri_data = f;
  f->profile = helio_fake_idp_new_profile (f->idp);
  f->profile->method = HELIO_METHOD_BACKEND;
  g_free (f->profile->backend.url);
  f->profile->backend.url = g_strconcat (f->idp->base, "/backend", NULL);
  g_free (f->profile->broker.url);
  f->profile->broker.url = g_strdup ("mqtt://127.0.0.1:1");
  f->connection = helio_connection_new (f->services, f->profile);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->connection != NULL)
    g_assert_finalize_object (g_steal_pointer (&f->connection));
  helio_fake_clock_advance (f->clock, HELIO_LOOPBACK_LINGER * 2);
  helio_test_settle ();
  helio_services_unref (f->services);
  helio_profile_unref (f->profile);
  helio_fake_idp_free (f->idp);
  helio_test_settle ();
  g_assert_finalize_object (f->clock);
  g_free (f->opened);
  helio_test_remove_dir (f->dir);
}

static gboolean
is_opened (gpointer data)
{
  return ((Fixture *) data)->n_opened > 0;
}

/* Up to the point where the browser is open. Returns the port that waits for it. */
static guint16
begin_sign_in (Fixture *f)
{
  g_autofree char *redirect = NULL;

  helio_connection_agree_for_this_run (f->connection);
  helio_connection_connect (f->connection);
  helio_test_wait (is_opened, f, 10, "the browser to be opened");
  redirect = helio_fake_idp_get_parameter (f->opened, "redirect_uri");
  g_assert_nonnull (redirect);
  return helio_raw_get_port (redirect);
}

static void
assert_closed (guint16 port)
{
  static const char request[] = "GET /done HTTP/1.1\r\n\r\n";
  g_auto (HelioRawReply) reply = {0};

  helio_test_settle ();
  helio_raw_send (&reply, port, request, sizeof request - 1);
  g_assert_cmpint (reply.status, ==, -1);
}

/* What is done in that tab would be kept for a profile that is no longer this one. */
static void
test_profile_changes (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioProfile) other = helio_profile_copy (f->profile);
  guint16 port = begin_sign_in (f);

  g_free (other->sign_in.client_id);
  other->sign_in.client_id = g_strdup ("another");
  helio_connection_set_profile (f->connection, other);
  assert_closed (port);
  g_assert_null (helio_connection_get_login (f->connection));
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_IDLE);
  g_assert_true (helio_connection_needs_consent (f->connection));
}

static void
test_dropped (Fixture *f, gconstpointer data)
{
  guint16 port = begin_sign_in (f);

  g_object_unref (g_steal_pointer (&f->connection));
  assert_closed (port);
  g_assert_cmpuint (f->idp->n_codes, ==, 0);
}

static void
test_disconnect (Fixture *f, gconstpointer data)
{
  guint16 port = begin_sign_in (f);

  helio_connection_disconnect (f->connection);
  assert_closed (port);
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_IDLE);
  /* And it is no end: one may connect again. */
  f->n_opened = 0;
  begin_sign_in (f);
  helio_connection_disconnect (f->connection);
  helio_test_settle ();
}

/* One agrees to hosts, to a CA and to plain text, not to a profile whatever it becomes. */
static void
test_consent (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioProfile) renamed = helio_profile_copy (f->profile);
  g_autoptr (HelioProfile) other_ca = helio_profile_copy (f->profile);
  g_autoptr (HelioProfile) insecure = helio_profile_copy (f->profile);
  g_autoptr (HelioProfile) other_host = helio_profile_copy (f->profile);

  g_assert_true (helio_connection_needs_consent (f->connection));
  helio_connection_connect (f->connection);
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_FAILED);
  g_assert_error (helio_connection_get_error (f->connection), HELIO_ERROR, HELIO_ERROR_CONSENT);
  g_assert_cmpuint (f->idp->n_metadata, ==, 0);
  helio_connection_agree_for_this_run (f->connection);
  g_assert_false (helio_connection_needs_consent (f->connection));

  g_free (renamed->name);
  renamed->name = g_strdup ("another name");
  helio_connection_set_profile (f->connection, renamed);
  g_assert_false (helio_connection_needs_consent (f->connection));

  other_ca->broker.ca_pem = g_strdup ("-----BEGIN CERTIFICATE-----\n");
  helio_connection_set_profile (f->connection, other_ca);
  g_assert_true (helio_connection_needs_consent (f->connection));

  insecure->broker.allow_insecure = TRUE;
  helio_connection_set_profile (f->connection, insecure);
  g_assert_true (helio_connection_needs_consent (f->connection));

  g_free (other_host->broker.url);
  other_host->broker.url = g_strdup ("mqtt://127.0.0.1:2");
  helio_connection_set_profile (f->connection, other_host);
  g_assert_true (helio_connection_needs_consent (f->connection));

  /* Back to what was agreed to. */
  helio_connection_set_profile (f->connection, f->profile);
  g_assert_false (helio_connection_needs_consent (f->connection));
  helio_test_settle ();
}

/* Asked for without a person: no browser, and it may be asked for again. */
static void
test_fetch (Fixture *f, gconstpointer data)
{
  HelioTestResult first = {0}, second = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  helio_connection_agree_for_this_run (f->connection);
  helio_connection_fetch_credential_async (f->connection,
                                           HELIO_CREDENTIAL_NONE,
                                           cancellable,
                                           helio_test_result_ready,
                                           &first);
  g_assert_null (helio_connection_fetch_credential_finish (f->connection,
                                                           helio_test_result_wait (&first, 10),
                                                           &error));
  /* Never a browser here. */
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_assert_cmpuint (f->n_opened, ==, 0);
  g_clear_error (&error);

  helio_connection_fetch_credential_async (f->connection,
                                           HELIO_CREDENTIAL_NONE,
                                           NULL,
                                           helio_test_result_ready,
                                           &second);
  g_assert_null (helio_connection_fetch_credential_finish (f->connection,
                                                           helio_test_result_wait (&second, 10),
                                                           &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  helio_test_result_clear (&first);
  helio_test_result_clear (&second);
}

static HelioTokenReport *
inspect (HelioConnection *connection, GError **error)
{
  HelioTestResult result = {0};
  HelioTokenReport *report;

  helio_connection_inspect_token_async (connection, NULL, helio_test_result_ready, &result);
  report = helio_connection_inspect_token_finish (connection,
                                                  helio_test_result_wait (&result, 10),
                                                  error);
  helio_test_result_clear (&result);
  return report;
}

/* Nothing is sent before consent, no browser opens, and a report comes without the token. */
static void
test_inspect (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokenReport) report = NULL;

  g_assert_null (inspect (f->connection, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_CONSENT);
  g_assert_cmpuint (f->idp->n_metadata, ==, 0);
  g_clear_error (&error);

  helio_connection_agree_for_this_run (f->connection);
  g_assert_null (inspect (f->connection, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_assert_cmpuint (f->n_opened, ==, 0);
  g_clear_error (&error);

  f->services->env_access_token = helio_secret_new ("opaque-token");
  g_autoptr (HelioConnection) connection = helio_connection_new (f->services, f->profile);
  helio_connection_agree_for_this_run (connection);
  report = inspect (connection, &error);
  g_assert_no_error (error);
  g_assert_cmpint (
      helio_check_row_get_status (helio_check_rows_find (HELIO_CHECK_ROWS (report), "shape")),
      !=,
      HELIO_CHECK_PENDING);
  g_autofree char *text = helio_token_report_to_text (report);
  g_assert_null (strstr (text, "opaque-token"));
}

static void
on_signed_out (guint *told, const GError *warning, const GError *error)
{
  g_assert_no_error (error);
  ++*told;
}

static gboolean
is_told (gpointer data)
{
  return *(guint *) data > 0;
}

/* The end is told, and nobody is asked for any more but whom the profile names. */
static void
test_signed_out (Fixture *f, gconstpointer data)
{
  guint told = 0;

  helio_connection_agree_for_this_run (f->connection);
  g_assert_null (helio_connection_get_asked_for (f->connection));
  helio_connection_sign_in_as (f->connection, "bob@example.com", FALSE);
  g_assert_cmpstr (helio_connection_get_asked_for (f->connection), ==, "bob@example.com");
  g_signal_connect_swapped (f->connection, "signed-out", G_CALLBACK (on_signed_out), &told);
  helio_connection_sign_out (f->connection, HELIO_SIGN_OUT_HERE);
  helio_test_wait (is_told, &told, 10, "the end of the sign-out");
  helio_test_settle ();
  g_assert_cmpuint (told, ==, 1);
}

static gboolean
is_code_shown (gpointer data)
{
  HelioDeviceLogin *login = helio_connection_get_device_login (((Fixture *) data)->connection);

  return login != NULL && helio_device_login_get_state (login) == HELIO_DEVICE_LOGIN_WAITING;
}

static gboolean
is_idle (gpointer data)
{
  return helio_connection_get_state (((Fixture *) data)->connection) == HELIO_SESSION_IDLE;
}

static void
assert_never_said (Fixture *f, const char *text)
{
  g_autofree char *log = helio_timeline_to_text (helio_connection_get_timeline (f->connection));

  if (strstr (log, text) != NULL)
    g_error ("\"%s\" is in the timeline:\n%s", text, log);
}

/* A code instead of the browser that is open: until somebody has signed in, nothing says so. */
static void
test_code_instead (Fixture *f, gconstpointer data)
{
  begin_sign_in (f);
  helio_connection_sign_in_with_code (f->connection, NULL);
  helio_test_wait (is_code_shown, f, 10, "the code");
  helio_test_settle ();
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_SIGNING_IN);
  g_assert_nonnull (strstr (helio_connection_get_reason (f->connection), "code"));
  helio_device_login_cancel (helio_connection_get_device_login (f->connection));
  helio_test_wait (is_idle, f, 10, "the end of the sign-in");
  g_assert_cmpstr (helio_connection_get_reason (f->connection), ==, "The sign-in was cancelled.");
  assert_never_said (f, "Signed in");
  assert_never_said (f, "Operation was cancelled");
}

static gboolean
needs_person (gpointer data)
{
  return helio_connection_get_state (((Fixture *) data)->connection) == HELIO_SESSION_NEEDS_SIGN_IN;
}

static void
test_browser_cancelled (Fixture *f, gconstpointer data)
{
  begin_sign_in (f);
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_SIGNING_IN);
  helio_login_cancel (helio_connection_get_login (f->connection));
  helio_test_wait (is_idle, f, 10, "the end of the sign-in");
  g_assert_cmpstr (helio_connection_get_reason (f->connection), ==, "The sign-in was cancelled.");
  /* Nothing is wrong, and nobody disconnected. */
  g_assert_no_error (helio_connection_get_error (f->connection));
  assert_never_said (f, "Signed in");
  assert_never_said (f, "You disconnected");
}

/* A key that is entered is no wish to disconnect. */
static void
test_key_entered (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioProfile) profile = helio_profile_copy (f->profile);
  g_autoptr (HelioSecret) key = helio_secret_new ("pk_test");

  profile->method = HELIO_METHOD_EXCHANGE;
  g_free (profile->exchange.url);
  profile->exchange.url = g_strconcat (f->idp->base, "/exchange", NULL);
  helio_connection_set_profile (f->connection, profile);
  helio_connection_agree_for_this_run (f->connection);
  helio_connection_connect (f->connection);
  helio_test_wait (needs_person, f, 10, "the question for the key");
  g_assert_cmpint (helio_connection_get_missing_secret (f->connection),
                   ==,
                   HELIO_KEYRING_EXCHANGE_KEY);
  helio_connection_set_secret (f->connection, HELIO_KEYRING_EXCHANGE_KEY, key, FALSE);
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_IDLE);
  assert_never_said (f, "You disconnected");
}

/* Signing out is about the account: what was typed goes only where that is asked for. */
static void
test_typed_key_stays (Fixture *f, gconstpointer data)
{
  g_autoptr (HelioProfile) profile = helio_profile_copy (f->profile);
  g_autoptr (HelioSecret) key = helio_secret_new ("pk_test");
  guint told = 0;

  profile->method = HELIO_METHOD_EXCHANGE;
  g_free (profile->exchange.url);
  profile->exchange.url = g_strconcat (f->idp->base, "/exchange", NULL);
  helio_connection_set_profile (f->connection, profile);
  helio_connection_set_secret (f->connection, HELIO_KEYRING_EXCHANGE_KEY, key, FALSE);
  g_signal_connect_swapped (f->connection, "signed-out", G_CALLBACK (on_signed_out), &told);
  helio_connection_sign_out (f->connection, HELIO_SIGN_OUT_HERE);
  helio_test_wait (is_told, &told, 10, "the end of the sign-out");
  begin_sign_in (f);
  told = 0;
  helio_connection_sign_out (f->connection, HELIO_SIGN_OUT_ALL_ACCOUNTS);
  helio_test_wait (is_told, &told, 10, "the end of the sign-out of everybody");
  helio_connection_connect (f->connection);
  helio_test_wait (needs_person, f, 10, "the question for the key");
  g_assert_cmpint (helio_connection_get_missing_secret (f->connection),
                   ==,
                   HELIO_KEYRING_EXCHANGE_KEY);
}

static gboolean
is_signed_in (gpointer data)
{
  return helio_connection_get_account (((Fixture *) data)->connection) != NULL;
}

static gboolean
is_held (gpointer data)
{
  return ((Fixture *) data)->idp->held != NULL;
}

static void
answer_backend (SoupServer *server,
                SoupServerMessage *message,
                const char *path,
                GHashTable *query,
                gpointer user_data)
{
  static const char body[] = "{\"username\":\"alice\",\"password\":\"pw\",\"expires_in\":600}";

  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message,
                                    "application/json",
                                    SOUP_MEMORY_STATIC,
                                    body,
                                    sizeof body - 1);
}

static void
finish_sign_in (Fixture *f)
{
  g_autofree char *callback = helio_fake_idp_authorize (f->idp, f->opened);
  g_auto (HelioRawReply) reply = {0};

  helio_raw_browse (&reply, callback);
}

static gboolean
waits_to_retry (gpointer data)
{
  return helio_connection_get_state (((Fixture *) data)->connection) ==
         HELIO_SESSION_WAITING_TO_RETRY;
}

static guint
count_intended (Fixture *f)
{
  guint n, n_intended = 0;
  const HelioOutage *outages =
      helio_renewal_log_get_outages (helio_connection_get_renewal_log (f->connection), &n);

  for (guint i = 0; i < n; i++)
    n_intended += outages[i].intended;
  return n_intended;
}

/* Who signs in once more or uses another account does not ask to be without a connection. */
static void
test_made_anew (Fixture *f, gconstpointer data)
{
  soup_server_add_handler (f->idp->server, "/backend", answer_backend, NULL, NULL);
  begin_sign_in (f);
  finish_sign_in (f);
  helio_test_wait (waits_to_retry, f, 10, "a broker that is not there");

  f->n_opened = 0;
  helio_connection_sign_in (f->connection, NULL, NULL);
  helio_test_wait (is_opened, f, 10, "the browser to be opened");
  finish_sign_in (f);
  helio_test_wait (waits_to_retry, f, 10, "another try with what came");
  g_assert_cmpuint (count_intended (f), ==, 0);

  helio_connection_switch_account (f->connection, f->idp->sub);
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_IDLE);
  helio_test_wait (waits_to_retry, f, 10, "another try with the other account");
  g_assert_cmpuint (count_intended (f), ==, 0);

  helio_connection_disconnect (f->connection);
  g_assert_cmpuint (count_intended (f), ==, 1);
  helio_test_settle ();
}

/* Quitting while the issuer has rotated the refresh token and has not answered: the answer is waited for, and if it
 * does not come, not for ever. */
static void
test_shutdown (Fixture *f, gconstpointer data)
{
  static const HelioFakeStep slow = {HELIO_FAKE_HOLD_AFTER};
  gboolean answers = GPOINTER_TO_INT (data);
  HelioTestResult fetched = {0}, shut_down = {0};
  g_autoptr (GError) error = NULL;

  begin_sign_in (f);
  finish_sign_in (f);
  helio_test_wait (is_signed_in, f, 10, "the sign-in");
  helio_connection_disconnect (f->connection);
  helio_test_settle ();
  helio_fake_clock_advance (f->clock, f->idp->life * HELIO_SECOND);
  g_queue_push_tail (f->idp->token_steps, (gpointer) &slow);
  helio_connection_fetch_credential_async (f->connection,
                                           HELIO_CREDENTIAL_NONE,
                                           NULL,
                                           helio_test_result_ready,
                                           &fetched);
  helio_test_wait (is_held, f, 10, "the refresh to be sent");
  helio_connection_shutdown_async (f->connection, helio_test_result_ready, &shut_down);
  helio_test_settle ();
  helio_fake_clock_advance (f->clock, HELIO_TOKEN_SETTLE_TIMEOUT - 1);
  helio_test_settle ();
  g_assert_null (shut_down.result);
  if (answers)
    helio_fake_idp_release (f->idp);
  else
    helio_fake_clock_advance (f->clock, 1);
  helio_test_result_wait (&shut_down, 10);
  g_assert_null (helio_connection_fetch_credential_finish (f->connection,
                                                           helio_test_result_wait (&fetched, 10),
                                                           &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (!answers)
    helio_fake_idp_release (f->idp);
  helio_test_result_clear (&shut_down);
  helio_test_result_clear (&fetched);
  helio_test_wait_holders (f->connection, 1, 10, "the end of it");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/connection/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("profile-changes", test_profile_changes);
  ADD ("dropped", test_dropped);
  ADD ("disconnect", test_disconnect);
  ADD ("consent", test_consent);
  ADD ("code-instead", test_code_instead);
  ADD ("browser-cancelled", test_browser_cancelled);
  ADD ("key-entered", test_key_entered);
  ADD ("fetch", test_fetch);
  ADD ("inspect", test_inspect);
  ADD ("signed-out", test_signed_out);
  ADD ("typed-key-stays", test_typed_key_stays);
  ADD ("made-anew", test_made_anew);
#undef ADD
#define ADD(path, answers)                                                                         \
  g_test_add ("/connection/shutdown-" path,                                                        \
              Fixture,                                                                             \
              GINT_TO_POINTER (answers),                                                           \
              set_up,                                                                              \
              test_shutdown,                                                                       \
              tear_down)
  ADD ("answered", TRUE);
  ADD ("never-answered", FALSE);
#undef ADD
  return g_test_run ();
}
