// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* The link against the sandbox's broker: rules, several passwords of one username, credentials that run out, and
 * codes that Mosquitto never sends by itself. */
#include "config.h"

#include "core/base/helio-error.h"
#include "tests/core/sandbox/broker-fixture.h"
#include "tests/support/helio-test-link.h"
#include "tests/support/helio-test.h"

#define RULES                                                                                      \
  "User Pattern: %\nTopic: users/%u/#\nPermission: pubsub\n\n"                                     \
  "User Pattern: %\nTopic: site/#\nPermission: subscribe\n"

static HelioTestLink *
link_to (BrokerFixture *f, const char *scheme, int version)
{
  g_autofree char *ca = NULL;
  g_autoptr (GError) error = NULL;
  HelioLinkConfig config = {.url = helio_sandbox_broker_get_url (f->broker, scheme),
                            .mqtt_version = version,
                            .session_expiry = 60};

  g_file_get_contents (helio_sandbox_broker_get_ca_file (f->broker), &ca, NULL, &error);
  g_assert_no_error (error);
  config.ca_pem = ca;
  return helio_test_link_new (&config);
}

static void
test_rules (BrokerFixture *f, gconstpointer data)
{
  for (int version = 4; version <= 5; version++) {
    g_autoptr (HelioTestLink) link = link_to (f, "wss", version);
    g_autoptr (HelioEvent) connected = NULL, allowed = NULL, refused = NULL;

    broker_fixture_grant (f, "alice@org_1", "one", 0);
    connected = helio_test_link_connect (link, "alice@org_1", "one", TRUE);
    helio_test_link_subscribe (link, "users/alice/#", 2, 2);
    helio_test_link_subscribe (link, "users/bob/#", 2, -1);
    helio_test_link_subscribe (link, "site/#", 0, 0);
    allowed =
        helio_test_link_wait_request (link,
                                      helio_test_link_publish (link, "users/alice/x", "y", 2));
    g_assert_no_error (allowed->error);
    if (version == 5) {
      refused =
          helio_test_link_wait_request (link, helio_test_link_publish (link, "site/x", "y", 2));
      g_assert_error (refused->error, HELIO_ERROR, HELIO_ERROR_MQTT_NOT_AUTHORIZED);
      g_assert_cmpint (refused->reason_code, ==, 0x87);
    }
  }
}

/* On 3.1.1 the broker answers by closing. The messages are given up, so that the next connection lives. */
static void
test_refused_on_311 (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (HelioTestLink) link = link_to (f, "mqtts", 4);
  g_autoptr (HelioEvent) connected = NULL, ended = NULL, again = NULL, allowed = NULL;
  guint64 requests[2];

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  connected = helio_test_link_connect (link, "alice@org_1", "one", TRUE);
  requests[0] = helio_test_link_publish (link, "site/x", "y", 1);
  requests[1] = helio_test_link_publish (link, "site/x", "y", 2);
  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++) {
    g_autoptr (HelioEvent) answer = helio_test_link_wait_request (link, requests[i]);

    g_assert_error (answer->error, HELIO_ERROR, HELIO_ERROR_MQTT_ENDED);
    g_assert_nonnull (helio_error_get_remedy (answer->error));
  }
  ended = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  g_assert_error (ended->error, HELIO_ERROR, HELIO_ERROR_MQTT_ENDED);
  again = helio_test_link_connect (link, "alice@org_1", "one", FALSE);
  allowed =
      helio_test_link_wait_request (link, helio_test_link_publish (link, "users/alice/x", "y", 2));
  g_assert_no_error (allowed->error);
}

/* Each password has its own end; the connection moves from one to the next over every way. */
static void
test_renewal (BrokerFixture *f, gconstpointer data)
{
  for (gsize i = 0; broker_fixture_schemes[i] != NULL; i++) {
    g_autoptr (HelioTestLink) link = link_to (f, broker_fixture_schemes[i], 5);
    g_autoptr (HelioCredential) second = helio_test_credential ("alice@org_1", "two");
    g_autoptr (HelioEvent) connected = NULL, renewed = NULL, round_trip = NULL;

    broker_fixture_grant (f, "alice@org_1", "one", 3);
    broker_fixture_grant (f, "alice@org_1", "two", 0);
    connected = helio_test_link_connect (link, "alice@org_1", "one", TRUE);
    helio_test_link_subscribe (link, "users/alice/#", 1, 1);
    helio_link_renew (helio_test_link_get (link), second);
    renewed = helio_test_link_wait_end (link);
    g_assert_cmpint (renewed->kind, ==, HELIO_EVENT_RENEWED);
    g_assert_true (renewed->info->session_present);
    helio_test_link_publish (link, "users/alice/a", "still here", 1);
    helio_test_link_wait_messages (link, 1, 10);
  }
}

static void
test_expiry (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (HelioTestLink) link = link_to (f, "ws", 5);
  g_autoptr (HelioEvent) connected = NULL, ended = NULL;

  broker_fixture_grant (f, "alice@org_1", "one", 3);
  connected = helio_test_link_connect (link, "alice@org_1", "one", TRUE);
  ended = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  g_assert_error (ended->error, HELIO_ERROR, HELIO_ERROR_MQTT_ENDED);
  g_assert_cmpint (ended->reason_code, ==, 0x98);
}

static void
test_codes (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (HelioTestLink) link = link_to (f, "wss", 5);
  g_autoptr (HelioEvent) refused = NULL, connected = NULL, ended = NULL;

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  broker_fixture_fault (f, "code", "0x86", 1, NULL);
  helio_test_link_start (link, "alice@org_1", "one", TRUE);
  refused = helio_test_link_wait (link, HELIO_EVENT_REFUSED);
  g_assert_error (refused->error, HELIO_ERROR, HELIO_ERROR_MQTT_CREDENTIAL);
  g_assert_cmpint (refused->reason_code, ==, 0x86);
  connected = helio_test_link_connect (link, "alice@org_1", "one", TRUE);
  broker_fixture_fault (f, "code", "disconnect:0x8E", 1, NULL);
  ended = helio_test_link_wait (link, HELIO_EVENT_DISCONNECTED);
  g_assert_error (ended->error, HELIO_ERROR, HELIO_ERROR_MQTT_TAKEN_OVER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  BROKER_TEST ("/link-sandbox/rules", RULES, test_rules);
  BROKER_TEST ("/link-sandbox/refused-on-3.1.1", RULES, test_refused_on_311);
  BROKER_TEST ("/link-sandbox/renewal", RULES, test_renewal);
  BROKER_TEST ("/link-sandbox/expiry", RULES, test_expiry);
  BROKER_TEST ("/link-sandbox/codes", RULES, test_codes);
  return g_test_run ();
}
