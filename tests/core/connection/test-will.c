// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* The last will of a profile, as somebody else receives it from a real Mosquitto. */
#include "config.h"

#include "core/base/helio-error.h"
#include "core/connection/helio-link-setup.h"
#include "core/mqtt/helio-publish-properties.h"
#include "tests/support/helio-mosquitto.h"
#include "tests/support/helio-rtt-proxy.h"
#include "tests/support/helio-test-link.h"
#include "tests/support/helio-test.h"

#include <string.h>

static HelioProfile *
make_profile (const char *properties)
{
  g_autofree char *text = g_strdup_printf (
      "{\"version\": 1, \"name\": \"x\", \"broker\": {\"url\": \"mqtt://127.0.0.1:1\","
      " \"will\": {\"topic\": \"gone/%%u\", \"payload\": \"{\\\"gone\\\": true}\", \"qos\": 1,"
      " \"delay\": 0, \"properties\": {%s}}},"
      " \"credentials\": {\"method\": \"password\", \"password\": {\"username\": \"alice@o\"}}}",
      properties);
  g_autoptr (GError) error = NULL;
  HelioProfile *profile = helio_profile_from_text (text, strlen (text), &error);

  g_assert_no_error (error);
  return profile;
}

static void
watch (HelioTestLink *watcher)
{
  g_autoptr (HelioEvent) connected = helio_test_link_connect (watcher, NULL, NULL, TRUE);

  helio_test_link_subscribe (watcher, "gone/#", 1, 1);
}

/* Connects with the profile's will, and is cut off. Returns what a watcher gets. */
static const HelioTestMessage *
die_with (HelioMosquitto *broker, HelioTestLink *watcher, HelioProfile *profile, int version)
{
  g_autoptr (HelioRttProxy) proxy =
      helio_rtt_proxy_new (helio_mosquitto_get_port (broker, "mqtt"), 0);
  g_autofree char *url = g_strdup_printf ("mqtt://127.0.0.1:%u", helio_rtt_proxy_get_port (proxy));
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioLinkSetup) setup =
      helio_link_setup_new (profile, version, "dying", "alice", FALSE, NULL, &error);
  g_autoptr (HelioTestLink) link = NULL;
  g_autoptr (HelioEvent) connected = NULL;

  g_assert_no_error (error);
  setup->config.url = url;
  link = helio_test_link_new (&setup->config);
  connected = helio_test_link_connect (link, NULL, NULL, TRUE);
  helio_rtt_proxy_cut (proxy);
  helio_test_link_wait_messages (watcher, 1, 10);
  return helio_test_link_get_message (watcher, 0);
}

static void
test_properties (void)
{
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  g_autoptr (HelioTestLink) watcher = helio_test_link_new (
      &(HelioLinkConfig){.url = helio_mosquitto_get_url (broker, "mqtt"), .mqtt_version = 5});
  g_autoptr (HelioProfile) profile =
      make_profile ("\"content_type\": \"application/json\", \"response_topic\": \"ask/%u\","
                    "\"correlation_data_base64\": \"AAEC/w==\", \"payload_format\": 1,"
                    "\"message_expiry\": 500,"
                    "\"user_properties\": [[\"a\", \"1\"], [\"a\", \"2\"], [\"\", \"°\"]]");
  static const guint8 correlation[] = {0, 1, 2, 0xFF};
  g_auto (HelioPublishProperties) properties = HELIO_PUBLISH_PROPERTIES_INIT;
  const HelioTestMessage *message;
  g_autofree char *pairs = NULL;
  g_autoptr (GError) error = NULL;

  watch (watcher);
  message = die_with (broker, watcher, profile, 5);
  g_assert_cmpstr (message->topic, ==, "gone/alice");
  g_assert_cmpstr (message->payload, ==, "{\"gone\": true}");
  g_assert_cmpint (message->qos, ==, 1);
  helio_publish_properties_decode (&properties,
                                   g_bytes_get_data (message->properties, NULL),
                                   g_bytes_get_size (message->properties),
                                   &error);
  g_assert_no_error (error);
  g_assert_cmpstr (properties.content_type, ==, "application/json");
  g_assert_cmpstr (properties.response_topic, ==, "ask/alice");
  g_assert_cmpmem (g_bytes_get_data (properties.correlation, NULL),
                   g_bytes_get_size (properties.correlation),
                   correlation,
                   sizeof correlation);
  g_assert_cmpint (properties.payload_format, ==, 1);
  g_assert_cmpint (properties.message_expiry, <=, 500);
  g_assert_cmpint (properties.message_expiry, >, 400);
  pairs = g_strjoinv ("|", properties.user_properties);
  g_assert_cmpstr (pairs, ==, "a|1|a|2||°");
}

/* 3.1.1 has none; the will itself is the same. */
static void
test_v3 (void)
{
  g_autoptr (HelioMosquitto) broker = helio_mosquitto_start (NULL);
  g_autoptr (HelioTestLink) watcher = helio_test_link_new (
      &(HelioLinkConfig){.url = helio_mosquitto_get_url (broker, "mqtt"), .mqtt_version = 5});
  g_autoptr (HelioProfile) profile = make_profile ("\"content_type\": \"application/json\"");
  const HelioTestMessage *message;

  watch (watcher);
  message = die_with (broker, watcher, profile, 4);
  g_assert_cmpstr (message->payload, ==, "{\"gone\": true}");
  g_assert_true (message->properties == NULL || g_bytes_get_size (message->properties) == 0);
}

static void
expect_refused (HelioProfile *profile, const char *name, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (helio_link_setup_new (profile, 5, "c", name, FALSE, NULL, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, "last will"));
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

static void
test_refused (void)
{
  g_autoptr (HelioProfile) profile = make_profile ("\"response_topic\": \"ask/%u\"");
  g_autofree char *large = g_strnfill (65536, 'x');

  expect_refused (profile, "al/ice", "al/ice");
  g_free (profile->broker.will->payload);
  profile->broker.will->payload = g_steal_pointer (&large);
  expect_refused (profile, "alice", "too large");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/will/properties", test_properties);
  g_test_add_func ("/will/3.1.1", test_v3);
  g_test_add_func ("/will/refused", test_refused);
  return g_test_run ();
}
