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
  return g_test_run ();
}
