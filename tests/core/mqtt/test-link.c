// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* The link against a real Mosquitto, over each of its listeners. */
#include "config.h"

#include "core/base/helio-error.h"
#include "core/mqtt/helio-properties.h"
#include "tests/support/helio-mosquitto.h"
#include "tests/support/helio-test-link.h"
#include "tests/support/helio-test.h"

typedef struct {
  const char *scheme;
  int version;
} Way;

static void
test_way (gconstpointer data)
{
  const Way *way = data;
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  HelioLinkConfig config = {
      .url = helio_mosquitto_get_url (broker, way->scheme),
      .mqtt_version = way->version,
      .ca_pem = helio_mosquitto_get_ca (broker),
      .session_expiry = 60,
  };
  g_autoptr (HelioTestLink) link = helio_test_link_new (&config);
  g_autoptr (HelioEvent) transport = NULL, connected = NULL, disconnected = NULL;

  helio_test_link_start (link, NULL, NULL, TRUE);
  transport = helio_test_link_wait (link, HELIO_EVENT_TRANSPORT);
  g_assert_cmpstr (transport->info->scheme, ==, way->scheme);
  g_assert_nonnull (transport->info->peer);
  connected = helio_test_link_wait (link, HELIO_EVENT_CONNECTED);
  g_assert_cmpint (connected->info->mqtt_version, ==, way->version);
  g_assert_false (connected->info->session_present);
  if (strstr (config.url, "s://") != NULL && !g_str_has_prefix (config.url, "ws:"))
    g_assert_cmpstr (connected->info->tls_version, ==, "TLS 1.3");
  else
    g_assert_null (connected->info->tls_version);

  helio_test_link_subscribe (link, "way/#", 2, 2);
  for (int qos = 0; qos <= 2; qos++) {
    g_autofree char *topic = g_strdup_printf ("way/%d", qos);
    guint64 request = helio_test_link_publish (link, topic, "hello", qos);
    g_autoptr (HelioEvent) published = helio_test_link_wait_request (link, request);
    const HelioTestMessage *message;

    g_assert_cmpint (published->kind, ==, HELIO_EVENT_PUBLISHED);
    g_assert_no_error (published->error);
    helio_test_link_wait_messages (link, (guint) qos + 1, 10);
    message = helio_test_link_get_message (link, (guint) qos);
    g_assert_cmpstr (message->topic, ==, topic);
    g_assert_cmpstr (message->payload, ==, "hello");
    g_assert_cmpint (message->qos, ==, qos);
    g_assert_cmpint (message->packet_id != 0, ==, qos > 0);
    g_assert_false (message->redelivered);
  }

  helio_link_disconnect (helio_test_link_get (link), TRUE);
  disconnected = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  g_assert_no_error (disconnected->error);
}

static HelioTestLink *
link_to (HelioMosquitto *broker, const char *scheme, int version, guint32 expiry)
{
  HelioLinkConfig config = {
      .url = helio_mosquitto_get_url (broker, scheme),
      .mqtt_version = version,
      .ca_pem = helio_mosquitto_get_ca (broker),
      .client_id = "one",
      .session_expiry = expiry,
  };

  return helio_test_link_new (&config);
}

static void
test_end_session (gconstpointer data)
{
  int version = GPOINTER_TO_INT (data);
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  g_autoptr (HelioTestLink) link = link_to (broker, "mqtt", version, 60);
  static const gboolean ends[] = {FALSE, TRUE, FALSE};
  gboolean present = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++) {
    g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, i == 0);
    g_autoptr (HelioEvent) disconnected = NULL;

    g_assert_cmpint (connected->info->session_present, ==, present);
    helio_link_disconnect (helio_test_link_get (link), ends[i]);
    disconnected = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
    g_assert_no_error (disconnected->error);
    present = !ends[i];
  }
}

/* With 3.1.1 a connection of its own ends the session. It has the will, and says good-bye as others do, also where what is
 * written goes through a queue: who watches hears of nobody's end. */
static void
test_end_session_quietly (gconstpointer data)
{
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  HelioLinkConfig config = {.url = helio_mosquitto_get_url (broker, data),
                            .mqtt_version = 4,
                            .ca_pem = helio_mosquitto_get_ca (broker),
                            .client_id = "one",
                            .session_expiry = 60,
                            .will_topic = "gone"};
  HelioLinkConfig watching = {.url = helio_mosquitto_get_url (broker, "mqtt"), .mqtt_version = 5};
  g_autoptr (HelioTestLink) watcher = helio_test_link_new (&watching);
  g_autoptr (HelioTestLink) link = helio_test_link_new (&config);
  g_autoptr (HelioEvent) watched = helio_test_link_connect (watcher, NULL, NULL, TRUE);
  g_autoptr (HelioEvent) connected = NULL, ended = NULL, again = NULL;

  helio_test_link_subscribe (watcher, "#", 0, 0);
  connected = helio_test_link_connect (link, NULL, NULL, FALSE);
  helio_link_disconnect (helio_test_link_get (link), TRUE);
  ended = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  g_assert_false (ended->session_left);
  /* The broker has seen the end of the one before by then. */
  again = helio_test_link_connect (link, NULL, NULL, FALSE);
  g_assert_false (again->info->session_present);
  helio_test_link_publish (link, "here", "", 0);
  helio_test_link_wait_messages (watcher, 1, 10);
  g_assert_cmpstr (helio_test_link_get_message (watcher, 0)->topic, ==, "here");
}

/* What is asked for just before the end still happens. */
static void
test_publish_and_leave (void)
{
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  HelioLinkConfig config = {.url = helio_mosquitto_get_url (broker, "mqtt"), .mqtt_version = 5};
  g_autoptr (HelioTestLink) watcher = helio_test_link_new (&config);
  g_autoptr (HelioTestLink) link = link_to (broker, "mqtts", 5, 0);
  g_autoptr (HelioEvent) one = NULL, two = NULL, disconnected = NULL;

  one = helio_test_link_connect (watcher, NULL, NULL, TRUE);
  helio_test_link_subscribe (watcher, "#", 0, 0);
  two = helio_test_link_connect (link, NULL, NULL, TRUE);
  for (int i = 0; i < 100; i++)
    helio_test_link_publish (link, "last", "words", 0);
  helio_link_disconnect (helio_test_link_get (link), FALSE);
  disconnected = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  helio_test_link_wait_messages (watcher, 100, 10);
}

static void
test_properties (void)
{
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  g_autoptr (HelioTestLink) link = link_to (broker, "mqtt", 5, 0);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, TRUE);
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  g_autoptr (GBytes) payload = g_bytes_new_static ("{}", 2);
  HelioPublication publication = {.topic = "p", .payload = payload, .qos = 1, .retain = TRUE};
  g_autoptr (HelioEvent) published = NULL, refused = NULL;
  static const guint8 unknown[] = {0x7F, 1};

  helio_properties_add_string (wire, 0x03, "application/json");
  helio_properties_add_pair (wire, 0x26, "unit", "°C");
  publication.properties = wire->data;
  publication.properties_length = wire->len;
  published =
      helio_test_link_wait_request (link,
                                    helio_link_publish (helio_test_link_get (link), &publication));
  g_assert_no_error (published->error);
  helio_test_link_subscribe (link, "p", 1, 1);
  helio_test_link_wait_messages (link, 1, 10);
  g_assert_true (helio_test_link_get_message (link, 0)->retained);
  g_assert_cmpmem (g_bytes_get_data (helio_test_link_get_message (link, 0)->properties, NULL),
                   g_bytes_get_size (helio_test_link_get_message (link, 0)->properties),
                   wire->data,
                   wire->len);

  publication.properties = unknown;
  publication.properties_length = sizeof unknown;
  refused =
      helio_test_link_wait_request (link,
                                    helio_link_publish (helio_test_link_get (link), &publication));
  g_assert_error (refused->error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
}

static void
test_not_allowed (void)
{
  /* With max_queued_messages 0, as helio_mosquitto_start() has it otherwise, Mosquitto 2.0.11 closes the connection
   * after a refused publication. */
  HelioMosquittoOptions options = {.acl = "pattern readwrite ok/#\n",
                                   .config = "max_queued_messages 1000"};
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (&options);
  g_autoptr (HelioTestLink) link = link_to (broker, "mqtt", 5, 0);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, TRUE);

  for (int qos = 1; qos <= 2; qos++) {
    g_autoptr (HelioEvent) refused =
        helio_test_link_wait_request (link, helio_test_link_publish (link, "secret", "x", qos));
    g_autoptr (HelioEvent) allowed =
        helio_test_link_wait_request (link, helio_test_link_publish (link, "ok/x", "x", qos));

    g_assert_error (refused->error, HELIO_ERROR, HELIO_ERROR_MQTT_NOT_AUTHORIZED);
    g_assert_cmpint (refused->reason_code, ==, 0x87);
    g_assert_no_error (allowed->error);
  }
}

static void
test_bad_requests (void)
{
  g_autoptr (HelioMosquitto) broker =
      helio_mosquitto_start (&(HelioMosquittoOptions){.config = "retain_available false\n"});
  g_autoptr (HelioTestLink) link = link_to (broker, "mqtt", 5, 0);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, TRUE);
  HelioPublication retained = {.topic = "a", .qos = 1, .retain = TRUE};
  g_autoptr (HelioEvent) topic = NULL, retain = NULL, fine = NULL;

  g_assert_false (connected->info->retain_available);
  topic = helio_test_link_wait_request (link, helio_test_link_publish (link, "a/#", "x", 1));
  g_assert_error (topic->error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  retain =
      helio_test_link_wait_request (link,
                                    helio_link_publish (helio_test_link_get (link), &retained));
  g_assert_cmpint (retain->reason_code, ==, 0x9A);
  fine = helio_test_link_wait_request (link, helio_test_link_publish (link, "a", "x", 1));
  g_assert_no_error (fine->error);
}

static void
test_counters (void)
{
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  g_autoptr (HelioTestLink) link = link_to (broker, "mqtts", 5, 0);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, TRUE);
  g_autoptr (HelioEvent) counters = NULL, round_trip = NULL;

  helio_test_link_subscribe (link, "c", 0, 0);
  helio_test_link_publish (link, "c", "x", 1);
  helio_test_link_wait_messages (link, 1, 10);
  counters = helio_test_link_wait (link, HELIO_EVENT_COUNTERS);
  g_assert_cmpuint (counters->counters.messages_in, ==, 1);
  g_assert_cmpuint (counters->counters.messages_out, ==, 1);
  g_assert_cmpuint (counters->counters.bytes_in, >, 10);
  g_assert_cmpuint (counters->counters.bytes_out, >, 30);
  helio_link_ping (helio_test_link_get (link));
  round_trip = helio_test_link_wait (link, HELIO_EVENT_ROUND_TRIP);
  g_assert_cmpint (round_trip->gap, >, 0);
}

/* Through the whole way and back, in order. */
static void
test_many (gconstpointer data)
{
  const Way *way = data;
  const guint count = 20000;
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  g_autoptr (HelioTestLink) link = link_to (broker, way->scheme, way->version, 0);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, TRUE);

  helio_test_link_subscribe (link, "many", 1, 1);
  for (guint i = 0; i < count; i++) {
    g_autofree char *number = g_strdup_printf ("%u", i);

    helio_test_link_publish (link, "many", number, i % 2 == 0 ? 0 : 1);
  }
  helio_test_link_wait_messages (link, count, 40);
  for (guint i = 0, even = 0, odd = 1; i < count; i++) {
    const HelioTestMessage *message = helio_test_link_get_message (link, i);
    guint *next = message->qos == 0 ? &even : &odd;

    g_assert_cmpuint (g_ascii_strtoull (message->payload, NULL, 10), ==, *next);
    *next += 2;
  }
}

static void
test_large (void)
{
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  g_autoptr (HelioTestLink) link = link_to (broker, "mqtts", 5, 0);
  g_autoptr (HelioEvent) connected = helio_test_link_connect (link, NULL, NULL, TRUE);
  gsize length = 3 * 1024 * 1024 + 7;
  g_autofree char *data = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    data[i] = (char) ('a' + (i ^ i >> 13) % 26);
  data[length] = '\0';
  helio_test_link_subscribe (link, "large", 2, 2);
  for (int qos = 0; qos <= 2; qos++) {
    helio_test_link_publish (link, "large", data, qos);
    helio_test_link_wait_messages (link, (guint) qos + 1, 20);
    g_assert_cmpstr (helio_test_link_get_message (link, (guint) qos)->payload, ==, data);
  }
}

int
main (int argc, char **argv)
{
  static const Way ways[] = {{"mqtt", 5},
                             {"mqtts", 5},
                             {"ws", 5},
                             {"wss", 5},
                             {"mqtt", 4},
                             {"mqtts", 4},
                             {"ws", 4},
                             {"wss", 4}};

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++) {
    g_autofree char *path = g_strdup_printf ("/link/%s/%d", ways[i].scheme, ways[i].version);

    g_test_add_data_func (path, &ways[i], test_way);
  }
  g_test_add_data_func ("/link/end-session/5", GINT_TO_POINTER (5), test_end_session);
  g_test_add_data_func ("/link/end-session/4", GINT_TO_POINTER (4), test_end_session);
  g_test_add_data_func ("/link/end-session/quietly/mqtt", "mqtt", test_end_session_quietly);
  g_test_add_data_func ("/link/end-session/quietly/ws", "ws", test_end_session_quietly);
  g_test_add_data_func ("/link/end-session/quietly/wss", "wss", test_end_session_quietly);
  g_test_add_func ("/link/publish-and-leave", test_publish_and_leave);
  g_test_add_func ("/link/properties", test_properties);
  g_test_add_func ("/link/not-allowed", test_not_allowed);
  g_test_add_func ("/link/bad-requests", test_bad_requests);
  g_test_add_func ("/link/counters", test_counters);
  g_test_add_data_func ("/link/many/mqtt/5", &ways[0], test_many);
  g_test_add_data_func ("/link/many/wss/4", &ways[7], test_many);
  g_test_add_func ("/link/large", test_large);
  return g_test_run ();
}
