// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "broker-fixture.h"
#include "sandbox/broker-plugin/broker-acl.h"
#include "tests/support/helio-test.h"

#include <mqtt_protocol.h>

#define DENIED 0x87
#define DENIED_3 0x80

static void
test_user_patterns (void)
{
  g_assert_true (broker_acl_user_matches ("%", ""));
  g_assert_true (broker_acl_user_matches ("%", "anything at all"));
  g_assert_true (broker_acl_user_matches ("alice", "alice"));
  g_assert_false (broker_acl_user_matches ("alice", "alice2"));
  g_assert_false (broker_acl_user_matches ("alice", "Alice"));
  g_assert_true (broker_acl_user_matches ("agent-%", "agent-"));
  g_assert_true (broker_acl_user_matches ("agent-%", "agent-7"));
  g_assert_false (broker_acl_user_matches ("agent-%", "xagent-7"));
  g_assert_true (broker_acl_user_matches ("%-x%y", "aa-x-x-y-y"));
  g_assert_false (broker_acl_user_matches ("%-x%y", "aa-x-x-y-z"));
  g_assert_true (broker_acl_user_matches ("auth0|%", "auth0|65f"));
  g_assert_false (broker_acl_user_matches ("", "a"));
}

static void
test_topics (void)
{
  static const struct {
    const char *rule;
    const char *filter;
    gboolean holds;
  } cases[] = {
      {"users/%u/#", "users/bob/a/b", TRUE},
      {"users/%u/#", "users/bob", TRUE},
      {"users/%u/#", "users/bob/#", TRUE},
      {"users/%u/#", "users/bob/+/x", TRUE},
      {"users/%u/#", "users/alice/a", FALSE},
      {"users/%u/#", "users/+/a", FALSE},
      {"users/%u/#", "users/#", FALSE},
      {"users/%u/#", "#", FALSE},
      {"users/%u/#", "users/bobby/a", FALSE},
      {"users/%u", "users/bob/", FALSE},
      {"a-%u-%c/x", "a-bob-cid/x", TRUE},
      {"#", "a/b", TRUE},
      {"#", "#", TRUE},
      {"+/#", "#", TRUE},
      {"a/+/#", "a/#", FALSE},
      {"#", "$SYS/uptime", FALSE},
      {"+/uptime", "$SYS/uptime", FALSE},
      {"$SYS/#", "$SYS/uptime", TRUE},
      {"a/+", "a/b", TRUE},
      {"a/+", "a/", TRUE},
      {"a/+", "a", FALSE},
      {"a/+", "a/+", TRUE},
      {"a/+", "a/#", FALSE},
      {"a/+/#", "a/b", TRUE},
      {"a/+/#", "a", FALSE},
      {"a//b", "a//b", TRUE},
      {"a/b", "a/b/c", FALSE},
      {"a/b/c", "a/b", FALSE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gboolean holds = broker_acl_topic_holds_filter (cases[i].rule, "bob", "cid", cases[i].filter);

    if (holds != cases[i].holds)
      g_error ("%s against %s: %d", cases[i].rule, cases[i].filter, holds);
  }
  g_assert_true (broker_acl_topic_holds_filter ("users/%u/#", "bob", "c", "$share/g/users/bob/a"));
  g_assert_false (broker_acl_topic_holds_filter ("users/%u/#", "bob", "c", "$share/g/users/a/a"));
  g_assert_false (broker_acl_topic_holds_filter ("#", "bob", "c", "$share/g"));
  /* Put in, these would make another filter of the rule. */
  g_assert_false (broker_acl_topic_holds ("users/%u/#", "a/b", "c", "users/a/b/x"));
  g_assert_false (broker_acl_topic_holds ("users/%u/#", "+", "c", "users/a/x"));
  g_assert_false (broker_acl_topic_holds ("x/%c", "a", "#", "x/a"));
  g_assert_true (broker_acl_topic_holds ("x/%c", "+", "a", "x/a"));
}

/* The codes of sandbox-broker.md §1, "own plugin". */
static void
test_codes (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (HelioMqttPeer) five = NULL;

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  five = broker_fixture_log_in (f, "mqtt", 5, "alice@org_1", "five");
  g_assert_cmpint (helio_mqtt_peer_subscribe (five, "users/alice/#", 1), ==, 1);
  g_assert_cmpint (helio_mqtt_peer_subscribe (five, "$share/g/users/alice/x", 1), ==, 1);
  g_assert_cmpint (helio_mqtt_peer_subscribe (five, "users/bob/#", 1), ==, DENIED);
  g_assert_cmpint (helio_mqtt_peer_subscribe (five, "users/+/x", 1), ==, DENIED);
  g_assert_cmpint (helio_mqtt_peer_subscribe (five, "#", 1), ==, DENIED);
  g_assert_cmpint (helio_mqtt_peer_subscribe (five, "$share/g/users/bob/x", 1), ==, DENIED);
  g_assert_cmpint (helio_mqtt_peer_publish (five, "users/bob/x", "m", 1), ==, DENIED);
  g_assert_cmpint (helio_mqtt_peer_publish (five, "users/bob/x", "m", 2), ==, DENIED);
  g_assert_cmpint (helio_mqtt_peer_publish (five, "users/bob/x", "m", 0), ==, 0);
  g_assert_true (helio_mqtt_peer_ping (five));
  g_assert_cmpint (helio_mqtt_peer_publish (five, "users/alice", "m", 1), ==, 0);
  g_assert_cmpint (helio_mqtt_peer_publish (five, "site/1/x", "m", 1), ==, DENIED);
  g_assert_cmpint (helio_mqtt_peer_subscribe (five, "site/#", 0), ==, 0);

  for (guint qos = 0; qos <= 2; qos++) {
    g_autoptr (HelioMqttPeer) three = broker_fixture_log_in (f, "wss", 4, "alice@org_1", "three");

    g_assert_cmpint (helio_mqtt_peer_subscribe (three, "users/bob/#", 1), ==, DENIED_3);
    g_assert_cmpint (helio_mqtt_peer_publish (three, "users/alice/x", "m", qos), ==, 0);
    helio_mqtt_peer_publish (three, "users/bob/x", "m", qos);
    g_assert_cmpint (helio_mqtt_peer_wait_end (three, 5), ==, -1);
  }
}

/* What a user may no longer receive is not delivered, whatever it subscribed to. */
static void
test_rules_change (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (HelioMqttPeer) alice = NULL;
  g_autoptr (GError) error = NULL;

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  alice = broker_fixture_log_in (f, "mqtt", 5, "alice@org_1", "c");
  g_assert_cmpint (helio_mqtt_peer_subscribe (alice, "chat/#", 0), ==, 0);
  g_assert_cmpint (helio_mqtt_peer_publish (alice, "chat/a", "1", 1), ==, 0x00);
  broker_fixture_assert_message (alice, "chat/a", "1");
  helio_sandbox_broker_set_rules (f->broker,
                                  "User Pattern: al%\nTopic: chat/#\nPermission: publish\n\n"
                                  "User Pattern: %\nTopic: chat/b\nPermission: subscribe\n",
                                  &error);
  g_assert_no_error (error);
  /* The broker takes the file within its tick; a denied filter says that it has. */
  for (guint i = 0; helio_mqtt_peer_subscribe (alice, "chat/a", 0) != DENIED; i++)
    g_assert_cmpuint (i, <, 2000);
  g_assert_cmpint (helio_mqtt_peer_publish (alice, "chat/a", "2", 0), ==, 0);
  g_assert_cmpint (helio_mqtt_peer_publish (alice, "chat/b", "3", 0), ==, 0);
  broker_fixture_assert_message (alice, "chat/b", "3");
  g_assert_cmpint (helio_mqtt_peer_subscribe (alice, "chat/b", 0), ==, 0);

  g_assert_false (helio_sandbox_broker_set_rules (f->broker, "nonsense", &error));
  g_assert_nonnull (error);
}

static void
test_default_allow (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (HelioMqttPeer) peer = NULL;

  broker_fixture_grant (f, "alice@org_1", "one", 0);
  peer = broker_fixture_log_in (f, "mqtt", 5, "alice@org_1", "c");
  g_assert_cmpint (helio_mqtt_peer_subscribe (peer, "any/#", 0), ==, 0);
  g_assert_cmpint (helio_mqtt_peer_publish (peer, "any/thing", "m", 0), ==, 0);
  broker_fixture_assert_message (peer, "any/thing", "m");
}

static void
test_extra_filters (BrokerFixture *f, gconstpointer data)
{
  static const char *const filters[] = {"agents/#", "alerts/all", NULL};
  g_autoptr (HelioMqttPeer) alice = NULL;
  g_autoptr (HelioMqttPeer) bob = NULL;
  g_autoptr (GError) error = NULL;

  helio_sandbox_broker_grant (f->broker, "alice@org_1", "one", 0, filters, &error);
  g_assert_no_error (error);
  broker_fixture_grant (f, "bob@org_1", "one", 0);
  alice = broker_fixture_log_in (f, "mqtt", 5, "alice@org_1", "a");
  bob = broker_fixture_log_in (f, "mqtt", 5, "bob@org_1", "b");
  g_assert_cmpint (helio_mqtt_peer_subscribe (alice, "agents/1/+", 0), ==, 0);
  g_assert_cmpint (helio_mqtt_peer_subscribe (alice, "alerts/all", 0), ==, 0);
  g_assert_cmpint (helio_mqtt_peer_subscribe (bob, "agents/1/+", 0), ==, DENIED);
  g_assert_cmpint (helio_mqtt_peer_publish (alice, "agents/1/x", "m", 1), ==, DENIED);
}

static void
test_will (BrokerFixture *f, gconstpointer data)
{
  broker_fixture_grant (f, "alice@org_1", "one", 0);
  for (guint i = 0; broker_fixture_schemes[i] != NULL; i++) {
    for (guint version = 4; version <= 5; version++) {
      g_autoptr (HelioMqttPeer) good = broker_fixture_open (f, broker_fixture_schemes[i]);
      g_autoptr (HelioMqttPeer) bad = broker_fixture_open (f, broker_fixture_schemes[i]);
      HelioMqttPeerConnect connect = {.version = version,
                                      .client_id = "c",
                                      .username = "alice@org_1",
                                      .password = "one",
                                      .will_topic = "users/alice/gone"};

      g_assert_cmpint (helio_mqtt_peer_connect (good, &connect, NULL), ==, 0);
      connect.will_topic = "users/bob/gone";
      g_assert_cmpint (helio_mqtt_peer_connect (bad, &connect, NULL), ==, version == 5 ? 0x87 : 5);
      g_assert_cmpint (helio_mqtt_peer_wait_end (bad, 5), ==, -1);
    }
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/acl/user-patterns", test_user_patterns);
  g_test_add_func ("/sandbox/acl/topics", test_topics);
  BROKER_TEST ("/sandbox/acl/codes", NULL, test_codes);
  BROKER_TEST ("/sandbox/acl/rules-change", NULL, test_rules_change);
  BROKER_TEST ("/sandbox/acl/default-allow", "Default: allow\n", test_default_allow);
  BROKER_TEST ("/sandbox/acl/extra-filters", NULL, test_extra_filters);
  BROKER_TEST ("/sandbox/acl/will", NULL, test_will);
  return g_test_run ();
}
