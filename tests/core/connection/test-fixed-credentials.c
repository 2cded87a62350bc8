// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* Without credentials, and with a username and password that a plain Mosquitto knows or refuses. */
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/connection/helio-connection.h"
#include "tests/support/helio-mosquitto.h"
#include "tests/support/helio-test.h"

#include <string.h>

typedef struct {
  char *dir;
  HelioMosquitto *broker;
  HelioServices *services;
  HelioProfile *profile;
  HelioConnection *connection;
  HelioSessionState wanted;
} Fixture;

static void
set_up (Fixture *f, gconstpointer user)
{
  const char *const users[] = {user, "wonder", "bob", "builder", NULL};
  const HelioMosquittoOptions options = {.users = user != NULL ? users : NULL};

  f->dir = helio_test_make_dir ();
  f->broker = helio_mosquitto_start (&options);
  f->services = g_new0 (HelioServices, 1);
  g_ref_count_init (&f->services->ref_count);
  f->services->clock = helio_clock_new_system ();
  f->services->http = helio_http_new ();
  f->services->profiles = helio_profile_store_new (f->dir);
  f->profile = helio_profile_new ();
  f->profile->method = HELIO_METHOD_NONE;
  helio_set_str (&f->profile->name, "Mosquitto");
  helio_set_str (&f->profile->broker.url, helio_mosquitto_get_url (f->broker, "mqtt"));
  g_ptr_array_add (f->profile->subscriptions, helio_profile_subscription_new ("site/#", 1));
  g_ptr_array_add (f->profile->subscriptions, helio_profile_subscription_new ("users/%u/#", 1));
}

static void
make_connection (Fixture *f)
{
  f->connection = helio_connection_new (f->services, f->profile);
  helio_connection_agree_for_this_run (f->connection);
}

static void
tear_down (Fixture *f, gconstpointer user)
{
  HelioTestResult result = {0};

  helio_connection_shutdown_async (f->connection, helio_test_result_ready, &result);
  helio_test_result_wait (&result, 10);
  helio_test_result_clear (&result);
  g_assert_finalize_object (f->connection);
  helio_profile_unref (f->profile);
  helio_services_unref (f->services);
  helio_mosquitto_free (f->broker);
  helio_test_remove_dir (f->dir);
}

static gboolean
has_state (gpointer data)
{
  Fixture *f = data;

  return helio_connection_get_state (f->connection) == f->wanted;
}

static void
wait_state (Fixture *f, HelioSessionState state)
{
  f->wanted = state;
  helio_test_wait (has_state, f, 20, helio_session_state_get_nick (state));
}

static gboolean
has_message (gpointer data)
{
  Fixture *f = data;

  return helio_message_store_get_total (helio_connection_get_store (f->connection)) > 0;
}

static char *
get_timeline (Fixture *f)
{
  return helio_timeline_to_text (helio_connection_get_timeline (f->connection));
}

static gboolean
variable_is_told_of (gpointer data)
{
  GListModel *model = helio_connection_get_subscriptions (((Fixture *) data)->connection);
  g_autoptr (HelioSubscription) subscription = g_list_model_get_item (model, 1);
  const GError *error = helio_subscription_get_error (subscription);

  return error != NULL && strstr (error->message, "has no username") != NULL;
}

static void
test_anonymous (Fixture *f, gconstpointer user)
{
  const HelioPublication publication = {.topic = "site/1", .qos = 1};
  HelioTestResult result = {0};
  g_autoptr (GError) error = NULL;

  make_connection (f);
  helio_connection_connect (f->connection);
  wait_state (f, HELIO_SESSION_ONLINE);
  g_assert_true (helio_credential_is_anonymous (helio_connection_get_credential (f->connection)));
  g_assert_cmpint (helio_connection_get_missing_secret (f->connection), ==, -1);
  helio_connection_publish_async (f->connection,
                                  &publication,
                                  NULL,
                                  helio_test_result_ready,
                                  &result);
  helio_connection_publish_finish (f->connection,
                                   helio_test_result_wait (&result, 10),
                                   NULL,
                                   NULL,
                                   &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);
  helio_test_wait (has_message, f, 10, "a message");
  /* There is nobody whom %u could name, and that is said. */
  helio_test_wait (variable_is_told_of, f, 10, "words about %u");
}

static void
test_anonymous_3_1_1 (Fixture *f, gconstpointer user)
{
  f->profile->broker.protocol = HELIO_PROTOCOL_3_1_1;
  make_connection (f);
  helio_connection_connect (f->connection);
  wait_state (f, HELIO_SESSION_ONLINE);
  g_assert_cmpint (helio_connection_get_info (f->connection)->mqtt_version, ==, 4);
}

static void
test_refused_anonymous (Fixture *f, gconstpointer user)
{
  const GError *error;

  make_connection (f);
  helio_connection_connect (f->connection);
  wait_state (f, HELIO_SESSION_FAILED);
  error = helio_connection_get_error (f->connection);
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_MQTT_CREDENTIAL);
  g_assert_cmpstr (helio_error_get_diagnosis (error), ==, "connect-anonymous");
  g_assert_nonnull (strstr (helio_error_get_remedy (error), "username and password"));
}

/* What helps is a matter of username and password: no organization, no provider. Trying again is a real try, and what
 * was typed is told of as that. */
static void
test_wrong_password (Fixture *f, gconstpointer user)
{
  g_autoptr (HelioSecret) wrong = helio_secret_new ("blunder");
  g_autoptr (HelioSecret) right = helio_secret_new ("wonder");
  g_autofree char *timeline = NULL;
  const GError *error;

  f->profile->method = HELIO_METHOD_PASSWORD;
  helio_set_str (&f->profile->password.username, user);
  make_connection (f);
  helio_connection_set_secret (f->connection, HELIO_KEYRING_PASSWORD, wrong, FALSE);
  for (int i = 0; i < 2; i++) {
    helio_connection_retry_now (f->connection);
    wait_state (f, HELIO_SESSION_CONNECTING);
    wait_state (f, HELIO_SESSION_FAILED);
    error = helio_connection_get_error (f->connection);
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_MQTT_CREDENTIAL);
    g_assert_cmpstr (helio_error_get_diagnosis (error), ==, "connect-password");
    g_assert_nonnull (strstr (helio_error_get_remedy (error), "password"));
    g_assert_null (strstr (helio_error_get_remedy (error), "provider"));
  }
  helio_connection_set_secret (f->connection, HELIO_KEYRING_PASSWORD, right, FALSE);
  helio_connection_connect (f->connection);
  wait_state (f, HELIO_SESSION_ONLINE);
  timeline = get_timeline (f);
  g_assert_null (strstr (timeline, "You disconnected"));
  g_assert_nonnull (strstr (timeline, "key or password was entered"));
  g_clear_pointer (&timeline, g_free);
  helio_connection_disconnect (f->connection);
  timeline = get_timeline (f);
  g_assert_nonnull (strstr (timeline, "You disconnected"));
}

static void
connect_with (Fixture *f, const char *password)
{
  g_autoptr (HelioSecret) secret = helio_secret_new (password);

  helio_connection_agree_for_this_run (f->connection);
  helio_connection_set_secret (f->connection, HELIO_KEYRING_PASSWORD, secret, FALSE);
  helio_connection_connect (f->connection);
  wait_state (f, HELIO_SESSION_ONLINE);
}

/* What is typed while it is online ends nothing, and is what the next connection has. */
static void
test_password_while_online (Fixture *f, gconstpointer user)
{
  g_autoptr (HelioSecret) wrong = helio_secret_new ("blunder");

  f->profile->method = HELIO_METHOD_PASSWORD;
  helio_set_str (&f->profile->password.username, user);
  make_connection (f);
  connect_with (f, "wonder");
  helio_connection_set_secret (f->connection, HELIO_KEYRING_PASSWORD, wrong, FALSE);
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_ONLINE);
  helio_connection_disconnect (f->connection);
  wait_state (f, HELIO_SESSION_IDLE);
  helio_connection_connect (f->connection);
  wait_state (f, HELIO_SESSION_FAILED);
  g_assert_error (helio_connection_get_error (f->connection),
                  HELIO_ERROR,
                  HELIO_ERROR_MQTT_CREDENTIAL);
}

static HelioProfile *
make_profile_for (Fixture *f, const char *username)
{
  HelioProfile *profile = helio_profile_copy (f->profile);

  profile->method = username != NULL ? HELIO_METHOD_PASSWORD : HELIO_METHOD_NONE;
  helio_set_str (&profile->password.username, username);
  return profile;
}

/* (transfer full): the words of all gaps in the store, a line each. */
static char *
get_gaps (Fixture *f)
{
  HelioMessageStore *store = helio_connection_get_store (f->connection);
  GString *text = g_string_new (NULL);
  guint64 first, end;

  helio_message_store_get_range (store, &first, &end);
  for (guint64 seq = first; seq < end; seq++) {
    HelioMessageRow row;

    g_assert_true (helio_message_store_get_row (store, seq, &row));
    if (row.kind == HELIO_ROW_GAP)
      g_string_append_printf (text, "%s\n", row.why);
    helio_message_row_clear (&row);
  }
  return g_string_free (text, FALSE);
}

/* Everything is made anew for another user, but the messages stay: whose are whose is seen. */
static void
test_boundary (Fixture *f, gconstpointer user)
{
  g_autoptr (HelioProfile) bob = NULL;
  g_autofree char *none = NULL, *gaps = NULL, *again = NULL;

  f->profile->method = HELIO_METHOD_PASSWORD;
  helio_set_str (&f->profile->password.username, user);
  make_connection (f);
  connect_with (f, "wonder");
  none = get_gaps (f);
  g_assert_cmpstr (none, ==, "");
  bob = make_profile_for (f, "bob");
  helio_connection_set_profile (f->connection, bob);
  connect_with (f, "builder");
  gaps = get_gaps (f);
  g_assert_cmpstr (gaps, ==, "From here as bob\n");
  /* The same one again is no boundary. */
  helio_connection_disconnect (f->connection);
  wait_state (f, HELIO_SESSION_IDLE);
  connect_with (f, "builder");
  again = get_gaps (f);
  g_assert_cmpstr (again, ==, "From here as bob\n");
}

/* An edit that disconnects is as deliberate as a click; one that connects again at once is none. */
static void
test_edited_while_online (Fixture *f, gconstpointer user)
{
  HelioRenewalLog *log;
  g_autoptr (HelioProfile) patient = NULL;
  g_autoptr (HelioProfile) moved = NULL;
  const HelioOutage *outages;
  guint before, n;

  f->profile->method = HELIO_METHOD_PASSWORD;
  helio_set_str (&f->profile->password.username, user);
  make_connection (f);
  connect_with (f, "wonder");
  log = helio_connection_get_renewal_log (f->connection);
  helio_renewal_log_get_outages (log, &before);
  patient = helio_profile_copy (f->profile);
  patient->broker.keep_alive *= 2;
  helio_connection_set_profile (f->connection, patient);
  wait_state (f, HELIO_SESSION_ONLINE);
  outages = helio_renewal_log_get_outages (log, &n);
  g_assert_cmpuint (n, ==, before + 1);
  g_assert_false (outages[before].intended);
  g_assert_cmpint (outages[before].to, >, 0);
  moved = helio_profile_copy (patient);
  helio_set_str (&moved->broker.url, "mqtt://127.0.0.1:1");
  helio_connection_set_profile (f->connection, moved);
  g_assert_cmpint (helio_connection_get_state (f->connection), ==, HELIO_SESSION_IDLE);
  outages = helio_renewal_log_get_outages (log, &n);
  g_assert_cmpuint (n, ==, before + 2);
  g_assert_true (outages[before + 1].intended);
  g_assert_cmpint (outages[before + 1].to, ==, 0);
}

/* An anonymous connection is nobody's, and has an end all the same. */
static void
test_boundary_anonymous (Fixture *f, gconstpointer user)
{
  g_autoptr (HelioProfile) alice = make_profile_for (f, "alice");
  g_autoptr (HelioProfile) nobody = make_profile_for (f, NULL);
  g_autofree char *gaps = NULL;

  make_connection (f);
  helio_connection_connect (f->connection);
  wait_state (f, HELIO_SESSION_ONLINE);
  helio_connection_set_profile (f->connection, alice);
  connect_with (f, "any");
  helio_connection_set_profile (f->connection, nobody);
  helio_connection_agree_for_this_run (f->connection);
  helio_connection_connect (f->connection);
  wait_state (f, HELIO_SESSION_ONLINE);
  gaps = get_gaps (f);
  g_assert_cmpstr (gaps, ==, "From here as alice\nFrom here without a username\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, user, func)                                                                      \
  g_test_add ("/connection/fixed-credentials/" path, Fixture, user, set_up, func, tear_down)
  ADD ("anonymous", NULL, test_anonymous);
  ADD ("anonymous-3.1.1", NULL, test_anonymous_3_1_1);
  ADD ("refused-anonymous", "alice", test_refused_anonymous);
  ADD ("wrong-password", "alice", test_wrong_password);
  ADD ("password-while-online", "alice", test_password_while_online);
  ADD ("edited-while-online", "alice", test_edited_while_online);
  ADD ("boundary", "alice", test_boundary);
  ADD ("boundary-anonymous", NULL, test_boundary_anonymous);
#undef ADD
  return g_test_run ();
}
