// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* The state machine against a real Mosquitto behind the sandbox's front, with credentials that it knows. */
#include "config.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "core/connection/helio-session.h"
#include "core/store/helio-message-store.h"
#include "tests/support/helio-mqtt-peer.h"
#include "tests/support/helio-rtt-proxy.h"
#include "tests/support/helio-test-source.h"
#include "tests/support/helio-test.h"

typedef struct {
  char *dir;
  HelioSandboxBroker *broker;
  HelioClock *clock;
  HelioTestSource *source;
  HelioProfile *profile;
  HelioMessageStore *store;
  HelioTimeline *timeline;
  HelioSubscriptions *subscriptions;
  HelioSession *session;
  HelioSessionState wanted;
  gboolean second_view; /* of the next session */
  GString *states;      /* every state that was entered */
} Fixture;

static void
on_changed (HelioSession *session, guint what, gpointer user_data)
{
  Fixture *f = user_data;

  if ((what & HELIO_SESSION_CHANGED_STATE) != 0)
    g_string_append_printf (f->states,
                            "%s ",
                            helio_session_state_get_nick (helio_session_get_state (session)));
}

static void
make_session (Fixture *f)
{
  HelioSessionInit init = {
      .clock = f->clock,
      .source = HELIO_CREDENTIAL_SOURCE (f->source),
      .profile = f->profile,
      .sink = {helio_message_store_get_sink (), f->store},
      .subscriptions = f->subscriptions,
      .timeline = f->timeline,
      .second_view = f->second_view,
  };

  f->session = helio_session_new (&init);
  g_signal_connect (f->session, "changed", G_CALLBACK (on_changed), f);
}

static void
set_up (Fixture *f, gconstpointer scheme)
{
  HelioTestResult result = {0};
  g_autofree char *ca = NULL;
  GError *error = NULL;

  f->dir = helio_test_make_dir ();
  f->broker = helio_sandbox_broker_new (f->dir, NULL, &error);
  g_assert_no_error (error);
  helio_sandbox_broker_start_async (f->broker, NULL, helio_test_result_ready, &result);
  helio_sandbox_broker_start_finish (f->broker, helio_test_result_wait (&result, 20), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&result);

  f->clock = helio_clock_new_system ();
  f->source = helio_test_source_new (f->broker, f->clock);
  f->profile = helio_profile_new ();
  g_free (f->profile->broker.url);
  f->profile->broker.url =
      g_strdup (helio_sandbox_broker_get_url (f->broker, scheme != NULL ? scheme : "wss"));
  g_file_get_contents (helio_sandbox_broker_get_ca_file (f->broker), &ca, NULL, &error);
  g_assert_no_error (error);
  g_free (f->profile->broker.ca_pem);
  f->profile->broker.ca_pem = g_steal_pointer (&ca);
  f->store = helio_message_store_new (8 * 1024 * 1024);
  f->timeline = helio_timeline_new (500);
  f->subscriptions = helio_subscriptions_new (f->clock, f->timeline);
  f->states = g_string_new (NULL);
  make_session (f);
}

static void
tear_down (Fixture *f, gconstpointer scheme)
{
  g_autofree char *log = helio_timeline_to_text (f->timeline);

  g_test_message ("%s", log);
  helio_session_stop (f->session);
  g_assert_finalize_object (g_steal_pointer (&f->session));
  g_clear_object (&f->source);
  g_clear_object (&f->subscriptions);
  g_clear_object (&f->timeline);
  helio_sandbox_broker_stop (f->broker);
  g_clear_object (&f->broker);
  g_clear_object (&f->store);
  g_clear_object (&f->clock);
  helio_profile_unref (f->profile);
  helio_test_remove_dir (f->dir);
  g_string_free (f->states, TRUE);
}

static gboolean
has_state (gpointer data)
{
  Fixture *f = data;

  return helio_session_get_state (f->session) == f->wanted;
}

static void
wait_state (Fixture *f, HelioSessionState state)
{
  f->wanted = state;
  helio_test_wait (has_state, f, 20, helio_session_state_get_nick (state));
}

static void
go_online (Fixture *f)
{
  helio_session_start (f->session, FALSE);
  wait_state (f, HELIO_SESSION_ONLINE);
}

static HelioSubscription *
subscribe (Fixture *f, const char *filter, int qos)
{
  HelioFilterOptions options = {.filter = filter, .qos = qos, .retain_as_published = TRUE};
  GError *error = NULL;
  HelioSubscription *subscription = helio_subscriptions_add (f->subscriptions, &options, &error);

  g_assert_no_error (error);
  return subscription;
}

static gboolean
is_answered (gpointer data)
{
  HelioSubscriptionState state = helio_subscription_get_state (data);

  return state == HELIO_SUBSCRIPTION_GRANTED || state == HELIO_SUBSCRIPTION_REFUSED;
}

static void
wait_answered (HelioSubscription *subscription)
{
  helio_test_wait (is_answered, subscription, 10, "SUBACK");
}

static gboolean
publish (Fixture *f, const char *topic, const char *text, int qos, GError **error)
{
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));
  HelioPublication publication = {.topic = topic, .payload = payload, .qos = qos};
  HelioTestResult result = {0};
  gboolean good;
  int code = -1;

  helio_session_publish_async (f->session, &publication, NULL, helio_test_result_ready, &result);
  good = helio_session_publish_finish (f->session,
                                       helio_test_result_wait (&result, 20),
                                       &code,
                                       NULL,
                                       error);
  helio_test_result_clear (&result);
  return good;
}

typedef struct {
  HelioMessageStore *store;
  guint64 total;
} Total;

static gboolean
has_total (gpointer data)
{
  Total *total = data;

  return helio_message_store_get_total (total->store) >= total->total;
}

static void
wait_messages (Fixture *f, guint64 total)
{
  Total wanted = {f->store, total};

  helio_test_wait (has_total, &wanted, 10, "messages in the store");
  g_assert_cmpuint (helio_message_store_get_total (f->store), ==, total);
}

static void
fault (Fixture *f, const char *effect, const char *value, int count)
{
  GError *error = NULL;

  helio_sandbox_broker_fault (f->broker, effect, value, count, NULL, &error);
  g_assert_no_error (error);
}

static void
test_online (Fixture *f, gconstpointer data)
{
  HelioSubscription *own = subscribe (f, "users/%u/#", 1);
  GError *error = NULL;

  g_assert_cmpint (helio_subscription_get_state (own), ==, HELIO_SUBSCRIPTION_IDLE);
  go_online (f);
  g_assert_cmpstr (f->states->str, ==, "getting-credential connecting online ");
  g_assert_cmpint (helio_session_get_info (f->session)->mqtt_version, ==, 5);
  wait_answered (own);
  g_assert_cmpint (helio_subscription_get_granted_qos (own), ==, 1);
  g_assert_cmpstr (helio_subscription_get_resolved (own), ==, "users/alice/#");
  g_assert_true (publish (f, "users/%u/note", "hello", 1, &error));
  g_assert_no_error (error);
  wait_messages (f, 1);
  helio_session_stop (f->session);
  g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_IDLE);
  g_assert_false (publish (f, "users/%u/note", "hello", 1, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_MQTT_NOT_CONNECTED);
  g_clear_error (&error);
}

static void
check_refusals (Fixture *f, HelioProtocol protocol)
{
  HelioSubscription *foreign = subscribe (f, "users/bob/#", 1);
  GError *error = NULL;

  f->profile->broker.protocol = protocol;
  g_clear_object (&f->session);
  make_session (f);
  go_online (f);
  wait_answered (foreign);
  g_assert_cmpint (helio_subscription_get_state (foreign), ==, HELIO_SUBSCRIPTION_REFUSED);
  g_assert_error (helio_subscription_get_error (foreign),
                  HELIO_ERROR,
                  HELIO_ERROR_MQTT_NOT_AUTHORIZED);
  if (protocol == HELIO_PROTOCOL_5) {
    g_assert_false (publish (f, "users/bob/note", "x", 1, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_MQTT_NOT_AUTHORIZED);
    g_clear_error (&error);
    g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_ONLINE);
  }
}

static void
test_refusals (Fixture *f, gconstpointer data)
{
  check_refusals (f, HELIO_PROTOCOL_5);
}

static void
test_refusals_v3 (Fixture *f, gconstpointer data)
{
  check_refusals (f, HELIO_PROTOCOL_3_1_1);
}

static gboolean
is_renewed (gpointer data)
{
  Fixture *f = data;

  return helio_session_get_state (f->session) == HELIO_SESSION_ONLINE &&
         helio_session_get_renewals (f->session) ==
             GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (f->session), "renewals"));
}

static void
wait_renewals (Fixture *f, guint renewals)
{
  g_object_set_data (G_OBJECT (f->session), "renewals", GUINT_TO_POINTER (renewals));
  helio_test_wait (is_renewed, f, 20, "a renewal");
}

static void
test_renewal (Fixture *f, gconstpointer data)
{
  HelioSubscription *own = subscribe (f, "users/%u/#", 2);

  helio_test_source_set_life (f->source, 60 * HELIO_SECOND);
  go_online (f);
  wait_answered (own);
  for (guint i = 1; i <= 5; i++) {
    g_assert_true (publish (f, "users/%u/note", "before", 2, NULL));
    helio_session_renew_now (f->session);
    g_assert_true (publish (f, "users/%u/note", "during", 2, NULL));
    wait_renewals (f, i);
    g_assert_true (publish (f, "users/%u/note", "after", 2, NULL));
    wait_messages (f, 3 * i);
  }
  g_assert_cmpint (helio_session_get_last_gap (f->session), >=, 0);
  g_assert_null (helio_session_get_warning (f->session));
  g_assert_null (strstr (f->states->str, "waiting"));
}

/* By itself, at the time that the credential says. */
static void
test_renewal_in_time (Fixture *f, gconstpointer data)
{
  helio_test_source_set_life (f->source, 6 * HELIO_SECOND);
  go_online (f);
  wait_renewals (f, 2);
  g_assert_cmpuint (helio_test_source_get_asked (f->source), ==, 3);
}

static gboolean
is_closed (gpointer data)
{
  return !helio_session_is_closing (data);
}

/* The broker keeps its session through a renewal and a break, but not after a goodbye, whatever the profile says. */
static void
test_second_view (Fixture *f, gconstpointer data)
{
  HelioMqttPeerConnect connect = {.version = 5,
                                  .username = "alice@org_test",
                                  .password = "password-of-a-peer",
                                  .keep_session = TRUE};
  g_autoptr (HelioMqttPeer) peer = NULL;
  gboolean present = TRUE;

  f->second_view = TRUE;
  f->profile->broker.keep_session = TRUE;
  g_clear_object (&f->session);
  make_session (f);
  helio_test_source_set_life (f->source, 60 * HELIO_SECOND);
  go_online (f);
  g_assert_false (helio_session_get_info (f->session)->session_present);
  helio_session_renew_now (f->session);
  wait_renewals (f, 1);
  g_assert_true (helio_session_get_info (f->session)->session_present);
  fault (f, "kick", NULL, 1);
  wait_state (f, HELIO_SESSION_WAITING_TO_RETRY);
  wait_state (f, HELIO_SESSION_ONLINE);
  g_assert_true (helio_session_get_info (f->session)->session_present);

  helio_session_stop (f->session);
  helio_test_wait (is_closed, f->session, 20, "the goodbye");
  connect.client_id = helio_session_get_client_id (f->session);
  g_assert_true (
      helio_sandbox_broker_grant (f->broker, connect.username, connect.password, 0, NULL, NULL));
  peer = helio_mqtt_peer_new (helio_sandbox_broker_get_url (f->broker, "mqtt"), NULL);
  g_assert_cmpint (helio_mqtt_peer_connect (peer, &connect, &present), ==, 0);
  g_assert_false (present);
}

/* With credentials that run out together, of sessions that differ in the client id only. */
static gint64
get_renewal_delay (Fixture *f, const char *client_id)
{
  gint64 delay;

  helio_set_str (&f->profile->broker.client_id, client_id);
  g_clear_object (&f->session);
  make_session (f);
  go_online (f);
  delay = helio_session_get_renew_at (f->session) -
          helio_credential_get_renew_at (helio_session_get_credential (f->session));
  helio_session_stop (f->session);
  return delay;
}

static void
test_stagger (Fixture *f, gconstpointer data)
{
  static const char *const names[] = {"console-1", "console-2", "console-3", "console-4"};
  gint64 delays[G_N_ELEMENTS (names)], min = G_MAXINT64, max = 0;

  helio_test_source_set_life (f->source, 3600 * HELIO_SECOND);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    delays[i] = get_renewal_delay (f, names[i]);
    g_assert_cmpint (delays[i], >=, 0);
    /* The clock goes on between the two. */
    g_assert_cmpint (delays[i], <, 5 * HELIO_SECOND + HELIO_SECOND / 10);
    min = MIN (min, delays[i]);
    max = MAX (max, delays[i]);
  }
  g_assert_cmpint (max - min, >, HELIO_SECOND);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    for (gsize k = 0; k < i; k++)
      g_assert_cmpint (ABS (delays[i] - delays[k]), >, HELIO_SECOND / 10);
  g_assert_cmpint (ABS (get_renewal_delay (f, names[0]) - delays[0]), <, HELIO_SECOND / 10);
  /* Never so late that it would cost much of what is left. */
  helio_test_source_set_life (f->source, 12 * HELIO_SECOND);
  g_assert_cmpint (get_renewal_delay (f, names[0]), <=, HELIO_SECOND + HELIO_SECOND / 10);
}

static gboolean
has_long_wait (Fixture *f)
{
  return helio_session_get_state (f->session) == HELIO_SESSION_WAITING_TO_RETRY &&
         helio_session_get_retry_at (f->session) - helio_clock_now_boot (f->clock) >
             10 * HELIO_SECOND;
}

/* The clock stands still unless it is moved, so nothing happens by itself. */
static void
use_fake_clock (Fixture *f)
{
  g_clear_object (&f->session);
  g_clear_object (&f->subscriptions);
  g_clear_object (&f->source);
  g_clear_object (&f->clock);
  f->clock = HELIO_CLOCK (helio_fake_clock_new ());
  f->source = helio_test_source_new (f->broker, f->clock);
  f->subscriptions = helio_subscriptions_new (f->clock, f->timeline);
  make_session (f);
}

static void
test_check_while_waiting (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) away = helio_error_new (HELIO_ERROR_NETWORK, NULL, "No network.");
  g_autoptr (GError) busy = helio_error_new (HELIO_ERROR_RATE_LIMITED, NULL, "Too many.");
  HelioFakeClock *clock;
  gint64 retry_at;

  use_fake_clock (f);
  clock = HELIO_FAKE_CLOCK (f->clock);
  helio_test_source_fail (f->source, away, 1000);
  helio_session_start (f->session, FALSE);
  helio_test_settle ();
  for (int i = 0; i < 100 && !has_long_wait (f); i++) {
    helio_fake_clock_advance (clock,
                              helio_fake_clock_get_next (clock) - helio_clock_now_boot (f->clock));
    helio_test_settle ();
  }
  g_assert_true (has_long_wait (f));
  helio_session_check (f->session, "The network is back.");
  g_assert_cmpint (helio_session_get_retry_at (f->session) - helio_clock_now_boot (f->clock),
                   <=,
                   3 * HELIO_SECOND);
  /* Again does not put it off. */
  retry_at = helio_session_get_retry_at (f->session);
  helio_fake_clock_advance (clock, 1);
  helio_session_check (f->session, "The network is back.");
  g_assert_cmpint (helio_session_get_retry_at (f->session), ==, retry_at);

  helio_error_set_retry_after (busy, 100);
  helio_test_source_fail (f->source, busy, 1);
  helio_fake_clock_advance (clock, 3 * HELIO_SECOND);
  g_assert_error (helio_session_get_error (f->session), HELIO_ERROR, HELIO_ERROR_RATE_LIMITED);
  retry_at = helio_session_get_retry_at (f->session);
  helio_session_check (f->session, "The network is back.");
  g_assert_cmpint (helio_session_get_retry_at (f->session), ==, retry_at);
  helio_fake_clock_sleep (clock, 200 * HELIO_SECOND);
  wait_state (f, HELIO_SESSION_ONLINE);
}

/* A cable pulled out while nobody looked: found out long before the keep-alive would. */
static void
test_check_online (Fixture *f, gconstpointer data)
{
  g_autoptr (GUri) uri = g_uri_parse (f->profile->broker.url, G_URI_FLAGS_NONE, NULL);
  g_autoptr (HelioRttProxy) proxy = helio_rtt_proxy_new ((guint16) g_uri_get_port (uri), 0);
  g_autofree char *url = g_strdup_printf ("mqtt://127.0.0.1:%u", helio_rtt_proxy_get_port (proxy));
  gint64 begin;

  helio_set_str (&f->profile->broker.url, url);
  g_clear_object (&f->session);
  make_session (f);
  go_online (f);
  /* Alive: nothing but a round trip. */
  helio_session_check (f->session, "The computer was asleep.");
  g_assert_true (publish (f, "users/%u/note", "after the check", 1, NULL));
  g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_ONLINE);
  helio_rtt_proxy_set_frozen (proxy, TRUE);
  begin = helio_clock_now_boot (f->clock);
  helio_session_check (f->session, "The computer was asleep.");
  wait_state (f, HELIO_SESSION_WAITING_TO_RETRY);
  g_assert_cmpint (helio_clock_now_boot (f->clock) - begin, <, 9 * HELIO_SECOND);
  g_assert_error (helio_session_get_error (f->session), HELIO_ERROR, HELIO_ERROR_TIMED_OUT);
  helio_rtt_proxy_set_frozen (proxy, FALSE);
  wait_state (f, HELIO_SESSION_ONLINE);
}

static gboolean
has_warning (gpointer data)
{
  return helio_session_get_warning (data) != NULL;
}

static void
test_renewal_fails (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = helio_error_new (HELIO_ERROR_SERVER, "Wait.", "The exchange is away.");

  helio_test_source_set_life (f->source, 60 * HELIO_SECOND);
  go_online (f);
  helio_test_source_fail (f->source, error, 2);
  helio_session_renew_now (f->session);
  helio_test_wait (has_warning, f->session, 20, "a warning");
  g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_ONLINE);
  g_assert_nonnull (
      strstr (helio_session_get_warning (f->session)->message, "could not be renewed yet"));
  g_assert_true (publish (f, "users/%u/note", "still here", 1, NULL));
  wait_renewals (f, 1);
  g_assert_null (helio_session_get_warning (f->session));
  g_assert_null (strstr (f->states->str, "waiting"));
}

/* However long credentials live, a service that is away is asked again in good time and not at once. */
static void
test_renewal_pace (Fixture *f, gconstpointer data)
{
  static const gint64 lives[] = {4, 60, 600, 3600, 86400};
  g_autoptr (GError) error = helio_error_new (HELIO_ERROR_SERVER, "Wait.", "The exchange is away.");

  for (gsize i = 0; i < G_N_ELEMENTS (lives); i++) {
    gint64 before, now;

    helio_test_source_set_life (f->source, lives[i] * HELIO_SECOND);
    go_online (f);
    helio_test_source_fail (f->source, error, 1000);
    before = helio_clock_now_boot (f->clock);
    helio_session_renew_now (f->session);
    helio_test_wait (has_warning, f->session, 20, "a warning");
    now = helio_clock_now_boot (f->clock);
    g_assert_cmpint (helio_session_get_renew_at (f->session) - before, >, 90 * 1000);
    g_assert_cmpint (helio_session_get_renew_at (f->session) - now, <=, 5 * HELIO_SECOND);
    helio_test_source_fail (f->source, error, 0);
    helio_session_stop (f->session);
  }
}

static gint64
get_time_to_renewal (Fixture *f)
{
  return helio_session_get_renew_at (f->session) - helio_clock_now_boot (f->clock);
}

/* A renewal that waits for the service to come back is made soon when the network is there again. */
static void
test_check_while_renewing (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) away = helio_error_new (HELIO_ERROR_NETWORK, NULL, "No network.");
  HelioFakeClock *clock;

  use_fake_clock (f);
  clock = HELIO_FAKE_CLOCK (f->clock);
  /* The fake clock is behind the broker's. */
  helio_test_source_set_life (f->source, HELIO_SECOND * 86400 * 36500);
  go_online (f);
  helio_test_source_fail (f->source, away, 1000);
  helio_session_renew_now (f->session);
  helio_test_wait (has_warning, f->session, 20, "a warning");
  for (int i = 0; i < 100 && get_time_to_renewal (f) < 10 * HELIO_SECOND; i++)
    helio_fake_clock_advance (clock, get_time_to_renewal (f));
  g_assert_cmpint (get_time_to_renewal (f), >=, 10 * HELIO_SECOND);
  helio_session_check (f->session, "The network is back.");
  g_assert_cmpint (get_time_to_renewal (f), <=, 3 * HELIO_SECOND);
  helio_test_source_fail (f->source, away, 0);
  helio_fake_clock_advance (clock, get_time_to_renewal (f));
  wait_renewals (f, 1);
  g_assert_null (helio_session_get_warning (f->session));
}

/* The service hands out something that the broker does not know: told apart from expired, and asked anew with
 * everything fresh, while the old connection lives on. */
static void
test_renewal_refused (Fixture *f, gconstpointer data)
{
  helio_test_source_set_life (f->source, 60 * HELIO_SECOND);
  go_online (f);
  helio_test_source_lie (f->source, 1);
  helio_session_renew_now (f->session);
  helio_test_wait (has_warning, f->session, 10, "a warning");
  g_assert_cmpint (helio_session_get_state (f->session), ==, HELIO_SESSION_ONLINE);
  g_assert_nonnull (
      strstr (helio_session_get_warning (f->session)->message, "refused the renewed"));
  g_assert_true (publish (f, "users/%u/note", "still here", 1, NULL));
  wait_renewals (f, 1);
  g_assert_true ((helio_test_source_get_last_flags (f->source) & HELIO_CREDENTIAL_REFUSED) != 0);
}

/* Nothing can be renewed: the connection lives until the broker ends it, and is back with a new credential. */
static void
test_expiry (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = helio_error_new (HELIO_ERROR_SERVER, NULL, "The exchange is away.");

  helio_test_source_set_life (f->source, 2 * HELIO_SECOND);
  go_online (f);
  helio_test_source_fail (f->source, error, 1000);
  helio_test_wait (has_warning, f->session, 20, "a warning");
  wait_state (f, HELIO_SESSION_WAITING_TO_RETRY);
  helio_test_source_fail (f->source, error, 0);
  helio_test_source_set_life (f->source, 60 * HELIO_SECOND);
  wait_state (f, HELIO_SESSION_ONLINE);
}

static void
test_refused_once (Fixture *f, gconstpointer data)
{
  helio_test_source_set_life (f->source, 60 * HELIO_SECOND);
  fault (f, "code", "0x86", 1);
  go_online (f);
  g_assert_cmpuint (helio_test_source_get_asked (f->source), ==, 2);
  g_assert_true ((helio_test_source_get_last_flags (f->source) & HELIO_CREDENTIAL_REFUSED) != 0);
}

/* A password that does not change is not tried twice. */
static void
test_refused_endless (Fixture *f, gconstpointer data)
{
  fault (f, "code", "0x86", 1);
  helio_session_start (f->session, FALSE);
  wait_state (f, HELIO_SESSION_FAILED);
  g_assert_cmpuint (helio_test_source_get_asked (f->source), ==, 1);
}

static void
test_refused_always (Fixture *f, gconstpointer data)
{
  helio_test_source_set_life (f->source, 60 * HELIO_SECOND);
  fault (f, "code", "0x87", 0);
  helio_session_start (f->session, FALSE);
  wait_state (f, HELIO_SESSION_FAILED);
  g_assert_cmpuint (helio_test_source_get_asked (f->source), ==, 2);
  g_assert_error (helio_session_get_error (f->session), HELIO_ERROR, HELIO_ERROR_MQTT_CREDENTIAL);
  g_assert_cmpint (helio_error_get_reason_code (helio_session_get_error (f->session)), ==, 0x87);
  fault (f, "clear", NULL, 0);
  helio_session_retry_now (f->session);
  wait_state (f, HELIO_SESSION_ONLINE);
}

static void
test_broker_killed (Fixture *f, gconstpointer data)
{
  HelioSubscription *own = subscribe (f, "users/%u/#", 1);

  go_online (f);
  wait_answered (own);
  fault (f, "kill", "200", 1);
  wait_state (f, HELIO_SESSION_WAITING_TO_RETRY);
  g_assert_cmpint (helio_subscription_get_state (own), ==, HELIO_SUBSCRIPTION_IDLE);
  g_assert_cmpint (helio_session_get_retry_at (f->session), >, 0);
  wait_state (f, HELIO_SESSION_ONLINE);
  wait_answered (own);
  g_assert_true (publish (f, "users/%u/note", "back", 1, NULL));
  wait_messages (f, 1);
}

static void
test_taken_over (Fixture *f, gconstpointer data)
{
  go_online (f);
  fault (f, "code", "disconnect:0x8E", 1);
  wait_state (f, HELIO_SESSION_FAILED);
  g_assert_error (helio_session_get_error (f->session), HELIO_ERROR, HELIO_ERROR_MQTT_TAKEN_OVER);
  g_assert_cmpuint (helio_test_source_get_asked (f->source), ==, 1);
}

/* (transfer full): the words of the only gap in the store; NULL: there is none. */
static char *
get_gap (Fixture *f)
{
  guint64 first, end;
  char *why = NULL;

  helio_message_store_get_range (f->store, &first, &end);
  for (guint64 seq = first; seq < end; seq++) {
    HelioMessageRow row;

    g_assert_true (helio_message_store_get_row (f->store, seq, &row));
    if (row.kind == HELIO_ROW_GAP) {
      g_assert_null (why);
      why = g_strdup (row.why);
    }
    helio_message_row_clear (&row);
  }
  return why;
}

static void
test_other_user (Fixture *f, gconstpointer data)
{
  HelioSubscription *own = subscribe (f, "users/%u/#", 1);
  g_autofree char *gap = NULL;

  helio_test_source_set_life (f->source, 60 * HELIO_SECOND);
  go_online (f);
  wait_answered (own);
  g_assert_null (get_gap (f));
  helio_test_source_set_user (f->source, "bob@org_test");
  helio_session_renew_now (f->session);
  wait_state (f, HELIO_SESSION_CONNECTING);
  wait_state (f, HELIO_SESSION_ONLINE);
  wait_answered (own);
  g_assert_cmpstr (helio_subscription_get_resolved (own), ==, "users/bob/#");
  gap = get_gap (f);
  g_assert_cmpstr (gap, ==, "From here as bob@org_test");
  g_assert_cmpint (helio_subscription_get_state (own), ==, HELIO_SUBSCRIPTION_GRANTED);
}

static void
test_older_version (Fixture *f, gconstpointer data)
{
  fault (f, "code", "0x84", 1);
  go_online (f);
  g_assert_cmpint (helio_session_get_info (f->session)->mqtt_version, ==, 4);
}

static void
test_needs_sign_in (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error =
      helio_error_new (HELIO_ERROR_SIGN_IN_REQUIRED, "Sign in.", "Nobody is signed in.");

  helio_test_source_fail (f->source, error, 1);
  helio_session_start (f->session, FALSE);
  wait_state (f, HELIO_SESSION_NEEDS_SIGN_IN);
  g_assert_error (helio_session_get_error (f->session), HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  helio_session_retry_now (f->session);
  wait_state (f, HELIO_SESSION_ONLINE);
}

static void
test_nonsense (Fixture *f, gconstpointer data)
{
  f->profile->broker.protocol = HELIO_PROTOCOL_5;
  fault (f, "malformed", NULL, 0);
  helio_session_start (f->session, FALSE);
  wait_state (f, HELIO_SESSION_FAILED);
  g_assert_error (helio_session_get_error (f->session), HELIO_ERROR, HELIO_ERROR_MQTT_PROTOCOL);
}

#define ADD(name, data, func) g_test_add (name, Fixture, data, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/session/online", NULL, test_online);
  ADD ("/session/online-mqtts", "mqtts", test_online);
  ADD ("/session/online-mqtt", "mqtt", test_online);
  ADD ("/session/online-ws", "ws", test_online);
  ADD ("/session/refusals", NULL, test_refusals);
  ADD ("/session/refusals-3.1.1", NULL, test_refusals_v3);
  ADD ("/session/renewal", NULL, test_renewal);
  ADD ("/session/renewal-mqtts", "mqtts", test_renewal);
  ADD ("/session/renewal-in-time", NULL, test_renewal_in_time);
  ADD ("/session/second-view", "mqtt", test_second_view);
  ADD ("/session/stagger", "mqtt", test_stagger);
  ADD ("/session/check-while-waiting", "mqtt", test_check_while_waiting);
  ADD ("/session/check-online", "mqtt", test_check_online);
  ADD ("/session/check-while-renewing", "mqtt", test_check_while_renewing);
  ADD ("/session/renewal-fails", NULL, test_renewal_fails);
  ADD ("/session/renewal-pace", "mqtt", test_renewal_pace);
  ADD ("/session/renewal-refused", NULL, test_renewal_refused);
  ADD ("/session/expiry", NULL, test_expiry);
  ADD ("/session/refused-once", NULL, test_refused_once);
  ADD ("/session/refused-endless", NULL, test_refused_endless);
  ADD ("/session/refused-always", NULL, test_refused_always);
  ADD ("/session/broker-killed", NULL, test_broker_killed);
  ADD ("/session/taken-over", NULL, test_taken_over);
  ADD ("/session/other-user", NULL, test_other_user);
  ADD ("/session/older-version", NULL, test_older_version);
  ADD ("/session/needs-sign-in", NULL, test_needs_sign_in);
  ADD ("/session/nonsense", NULL, test_nonsense);
  return g_test_run ();
}
