// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* A broker that is away, for 4 seconds and (slowly) for 10 minutes: what had come is kept, a gap says how long nothing
 * could come, and the subscriptions are back with what the broker says to each. */
#include "config.h"

#include "core/base/helio-util.h"
#include "core/connection/helio-connection.h"
#include "tests/support/helio-mosquitto.h"
#include "tests/support/helio-test.h"

#define N_MESSAGES 200
#define BACK 90 /* seconds: more than the longest wait between two attempts */

static const char *const filters[] = {"site/#", "plain/#", "closed/#"};
static const int codes[] = {1, 0, 0x87};

typedef struct {
  char *dir;
  HelioMosquitto *broker;
  HelioServices *services;
  HelioConnection *connection;
  HelioMessageStore *store;
  HelioSessionState wanted;
  guint64 total;
  gint64 until; /* µs of the monotonic clock */
} Fixture;

static HelioMosquitto *
start_broker (Fixture *f)
{
  static const char rules[] =
      "{\"defaultACLAccess\": {\"publishClientSend\": true, \"publishClientReceive\": true,"
      " \"subscribe\": true, \"unsubscribe\": true},"
      " \"roles\": [{\"rolename\": \"any\", \"acls\": [{\"acltype\": \"subscribePattern\","
      " \"topic\": \"closed/#\", \"priority\": 0, \"allow\": false}]}],"
      " \"groups\": [{\"groupname\": \"all\", \"roles\": [{\"rolename\": \"any\"}], \"clients\": "
      "[]}],"
      " \"anonymousGroup\": \"all\"}";
  g_autofree char *path = g_build_filename (f->dir, "dynamic-security.json", NULL);
  g_autofree char *plugin = helio_mosquitto_find_dynamic_security ();
  g_autofree char *config =
      g_strdup_printf ("plugin %s\nplugin_opt_config_file %s\n", plugin, path);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, rules, -1, &error);
  g_assert_no_error (error);
  return helio_mosquitto_start (&(HelioMosquittoOptions){.config = config});
}

static void
set_up (Fixture *f, gconstpointer user)
{
  g_autoptr (HelioProfile) profile = helio_profile_new ();

  f->dir = helio_test_make_dir ();
  f->broker = start_broker (f);
  f->services = g_new0 (HelioServices, 1);
  g_ref_count_init (&f->services->ref_count);
  f->services->clock = helio_clock_new_system ();
  f->services->http = helio_http_new ();
  f->services->profiles = helio_profile_store_new (f->dir);
  profile->method = HELIO_METHOD_NONE;
  helio_set_str (&profile->name, "Mosquitto");
  helio_set_str (&profile->broker.url, helio_mosquitto_get_url (f->broker, "mqtt"));
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    g_ptr_array_add (profile->subscriptions,
                     helio_profile_subscription_new (filters[i], codes[i] == 1 ? 1 : 0));
  f->connection = helio_connection_new (f->services, profile);
  f->store = helio_connection_get_store (f->connection);
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
wait_state (Fixture *f, HelioSessionState state, double seconds)
{
  f->wanted = state;
  helio_test_wait (has_state, f, seconds, helio_session_state_get_nick (state));
}

static gboolean
is_answered (gpointer data)
{
  GListModel *model = helio_connection_get_subscriptions (((Fixture *) data)->connection);

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++) {
    g_autoptr (HelioSubscription) subscription = g_list_model_get_item (model, i);
    const HelioSubscriptionState state = helio_subscription_get_state (subscription);

    if (state != HELIO_SUBSCRIPTION_GRANTED && state != HELIO_SUBSCRIPTION_REFUSED)
      return FALSE;
  }
  return TRUE;
}

static void
check_codes (Fixture *f)
{
  GListModel *model = helio_connection_get_subscriptions (f->connection);

  helio_test_wait (is_answered, f, 10, "answers to every SUBSCRIBE");
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, G_N_ELEMENTS (filters));
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++) {
    g_autoptr (HelioSubscription) subscription = g_list_model_get_item (model, i);

    g_assert_cmpstr (helio_subscription_get_filter (subscription), ==, filters[i]);
    g_assert_cmpint (helio_subscription_get_reason_code (subscription), ==, codes[i]);
    g_assert_cmpint (helio_subscription_get_granted_qos (subscription),
                     ==,
                     codes[i] < 0x80 ? codes[i] : -1);
  }
}

static gboolean
has_total (gpointer data)
{
  Fixture *f = data;

  return helio_message_store_get_total (f->store) >= f->total;
}

/* Publishes @count messages, numbered from @first, and waits until they are in the store. */
static void
publish (Fixture *f, guint first, guint count)
{
  f->total = helio_message_store_get_total (f->store) + count;
  for (guint i = first; i < first + count; i++) {
    g_autofree char *topic = g_strdup_printf ("%s/%u", i % 2 == 0 ? "site" : "plain", i % 10);
    g_autofree char *text = g_strdup_printf ("message %u", i);
    g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));
    HelioTestResult result = {0};
    g_autoptr (GError) error = NULL;

    helio_connection_publish_async (
        f->connection,
        &(HelioPublication){.topic = topic, .payload = payload, .qos = 1},
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
  }
  helio_test_wait (has_total, f, 10, "what was published");
  g_assert_cmpuint (helio_message_store_get_total (f->store), ==, f->total);
}

static char *
describe (HelioMessageStore *store, guint64 from, guint64 to)
{
  GString *text = g_string_new (NULL);

  for (guint64 seq = from; seq < to; seq++) {
    HelioMessageRow row;

    g_assert_true (helio_message_store_get_row (store, seq, &row));
    g_string_append_printf (text,
                            "%" G_GUINT64_FORMAT " %d %" G_GINT64_FORMAT " %s %s\n",
                            seq,
                            row.kind,
                            row.time,
                            row.topic,
                            row.preview);
    helio_message_row_clear (&row);
  }
  return g_string_free (text, FALSE);
}

static gboolean
is_past (gpointer data)
{
  return g_get_monotonic_time () >= ((Fixture *) data)->until;
}

static void
test_away (Fixture *f, gconstpointer user)
{
  const gint64 seconds = GPOINTER_TO_INT (user);
  guint64 first, end, first_after, end_after;
  g_autofree char *before = NULL, *after = NULL;
  HelioMessageRow row;
  gint64 gone, back;

  if (seconds > 10 && !g_test_slow ()) {
    g_test_skip ("takes ten minutes: with -m slow");
    return;
  }
  helio_connection_connect (f->connection);
  wait_state (f, HELIO_SESSION_ONLINE, 20);
  check_codes (f);
  publish (f, 0, N_MESSAGES);
  helio_message_store_get_range (f->store, &first, &end);
  g_assert_cmpuint (end - first, ==, N_MESSAGES);
  before = describe (f->store, first, end);

  gone = g_get_monotonic_time ();
  helio_mosquitto_kill (f->broker);
  wait_state (f, HELIO_SESSION_WAITING_TO_RETRY, 20);
  f->until = gone + seconds * G_USEC_PER_SEC;
  helio_test_wait (is_past, f, (double) seconds + 5, "the broker's absence");
  g_assert_false (helio_connection_is_connected (f->connection));
  helio_mosquitto_restart (f->broker);

  /* Nobody helps it. */
  wait_state (f, HELIO_SESSION_ONLINE, BACK);
  back = g_get_monotonic_time ();
  check_codes (f);
  publish (f, N_MESSAGES, 10);

  helio_message_store_get_range (f->store, &first_after, &end_after);
  g_assert_cmpuint (first_after, ==, first);
  g_assert_cmpuint (end_after, ==, end + 1 + 10);
  after = describe (f->store, first, end);
  g_assert_cmpstr (after, ==, before);
  g_assert_true (helio_message_store_get_row (f->store, end, &row));
  g_assert_cmpint (row.kind, ==, HELIO_ROW_GAP);
  g_assert_cmpint (row.gap, >=, seconds * G_USEC_PER_SEC - G_USEC_PER_SEC / 2);
  g_assert_cmpint (row.gap, <=, back - gone);
  helio_message_row_clear (&row);
  g_assert_cmpuint (helio_message_store_count_gaps (f->store, first_after, end_after), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/away/4-seconds", Fixture, GINT_TO_POINTER (4), set_up, test_away, tear_down);
  g_test_add ("/away/10-minutes", Fixture, GINT_TO_POINTER (600), set_up, test_away, tear_down);
  return g_test_run ();
}
