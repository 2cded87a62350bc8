// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

/* The predictor against a real Mosquitto with the sandbox's plugin, whose rule matching is written apart:
 * random rules, users, client ids, topics and filters, the codes of SUBACK and PUBACK. */

#include "core/policy/helio-predictor.h"
#include "tests/core/sandbox/broker-fixture.h"
#include "tests/support/helio-test.h"

/* 1,000 cases, or with "-m slow" 10,000. */
#define RULE_SETS (g_test_slow () ? 40u : 20u)
#define USERS 10
#define CASES (g_test_slow () ? 25u : 5u) /* for each user and rule set */
#define MARKER "marker"

static const char *const names[USERS] =
    {"alice", "al", "bob", "agent-7", "agent-", "a", "b-c", "agent-77", "x%u", "ünï"};
static const char *const patterns[] =
    {"%", "al%", "%e", "agent-%", "alice", "%b%", "a%", "%-%", "x%", "bo%b", "ü%", "nobody"};
static const char *const levels[] = {"a", "b", "c", "", "%u", "%c", "x-%u", "%u%c", "temp"};

static const char *
pick (const char *const *from, gsize n)
{
  return from[g_test_rand_int_range (0, (int) n)];
}
#define PICK(array) pick (array, G_N_ELEMENTS (array))

static gboolean
one_in (int n)
{
  return g_test_rand_int_range (0, n) == 0;
}

/* A topic, with @wild a filter. */
static char *
make_topic (gboolean wild)
{
  GString *topic = g_string_new (one_in (12) ? "$SYS/" : one_in (12) ? "$own/" : "");
  int n = g_test_rand_int_range (1, 4);

  for (int i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (topic, '/');
    if (wild && i == n - 1 && one_in (3))
      g_string_append_c (topic, '#');
    else if (wild && one_in (4))
      g_string_append_c (topic, '+');
    else
      g_string_append (topic, PICK (levels));
  }
  if (topic->len == 0)
    g_string_append_c (topic, '/');
  return g_string_free (topic, FALSE);
}

static char *
make_rules (guint set)
{
  static const char *const permissions[] = {"publish", "subscribe", "pubsub"};
  GString *text = g_string_new (NULL);
  int n = g_test_rand_int_range (1, 13);

  if (one_in (10))
    g_string_append (text, "Default: allow\n\n");
  for (int i = 0; i < n; i++) {
    g_autofree char *topic = make_topic (TRUE);

    g_string_append_printf (text,
                            "User Pattern: %s\nTopic: %s\nPermission: %s\n\n",
                            PICK (patterns),
                            topic,
                            PICK (permissions));
  }
  /* Tells when the broker has taken these rules. */
  g_string_append_printf (text,
                          "User Pattern: " MARKER "\nTopic: marker/%u\nPermission: publish\n",
                          set);
  return g_string_free (text, FALSE);
}

/* With the default "allow" another set's marker would pass too: what only this set refuses is no help there,
 * so the set before always denies everything but its own marker. */
static void
take_rules (BrokerFixture *f, HelioMqttPeer *marker, const char *text, guint set)
{
  g_autofree char *blank =
      g_strdup_printf ("User Pattern: " MARKER "\nTopic: blank/%u\nPermission: publish\n", set);
  g_autofree char *of_blank = g_strdup_printf ("blank/%u", set);
  g_autofree char *of_set = g_strdup_printf ("marker/%u", set);
  g_autoptr (GError) error = NULL;

  helio_sandbox_broker_set_rules (f->broker, blank, &error);
  g_assert_no_error (error);
  for (guint i = 0; helio_mqtt_peer_publish (marker, of_set, "m", 1) != 0x87 ||
                    helio_mqtt_peer_publish (marker, of_blank, "m", 1) == 0x87;
       i++)
    g_assert_cmpuint (i, <, 20000);
  helio_sandbox_broker_set_rules (f->broker, text, &error);
  g_assert_no_error (error);
  for (guint i = 0; helio_mqtt_peer_publish (marker, of_set, "m", 1) == 0x87; i++)
    g_assert_cmpuint (i, <, 20000);
}

typedef struct {
  guint asked;
  guint allowed;
  guint partial;
  guint disagree;
} Tally;

static void
ask (Tally *tally,
     HelioMqttPeer *peer,
     HelioRules *rules,
     const char *rules_text,
     const char *user,
     const char *client_id)
{
  HelioPermission action = one_in (2) ? HELIO_PERMISSION_PUBLISH : HELIO_PERMISSION_SUBSCRIBE;
  g_autofree char *plain = make_topic (action == HELIO_PERMISSION_SUBSCRIBE);
  gboolean shared = action == HELIO_PERMISSION_SUBSCRIBE && one_in (10) && plain[0] != '\0';
  g_autofree char *topic = g_strconcat (shared ? "$share/g/" : "", plain, NULL);
  HelioPredictionRequest request = {user, client_id, topic, action, -1};
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioPrediction) prediction = helio_predict (rules, &request, &error);
  const char *resolved;
  gboolean allowed;
  int code;

  g_assert_no_error (error);
  resolved = helio_prediction_get_topic (prediction);
  code = action == HELIO_PERMISSION_PUBLISH ? helio_mqtt_peer_publish (peer, resolved, "m", 1)
                                            : helio_mqtt_peer_subscribe (peer, resolved, 0);
  g_assert_cmpint (code, >=, 0);
  allowed = code < 0x80;
  tally->asked++;
  tally->allowed += allowed ? 1 : 0;
  tally->partial += helio_prediction_get_coverage (prediction) == HELIO_COVERAGE_SOME ? 1 : 0;
  if (helio_prediction_get_verdict (prediction) ==
      (allowed ? HELIO_VERDICT_ALLOW : HELIO_VERDICT_DENY))
    return;
  tally->disagree++;
  g_test_message ("%s (%s) %s “%s”: broker 0x%02x, predicted %s: %s\n%s",
                  user,
                  client_id,
                  helio_permission_to_text (action),
                  resolved,
                  (guint) code,
                  helio_verdict_to_text (helio_prediction_get_verdict (prediction)),
                  helio_prediction_get_reason (prediction),
                  rules_text);
}

static void
test_random (BrokerFixture *f, gconstpointer data)
{
  g_autoptr (HelioMqttPeer) marker = NULL;
  Tally tally = {0};

  broker_fixture_grant (f, MARKER, "one", 0);
  marker = broker_fixture_log_in (f, "mqtt", 5, MARKER, MARKER);
  for (guint i = 0; i < USERS; i++) {
    g_autofree char *username = g_strconcat (names[i], "@org_1", NULL);

    broker_fixture_grant (f, username, "one", 0);
  }
  for (guint set = 0; set < RULE_SETS; set++) {
    g_autofree char *text = make_rules (set);
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioRules) rules = helio_rules_parse (text, -1, &error);

    g_assert_no_error (error);
    take_rules (f, marker, text, set);
    for (guint i = 0; i < USERS; i++) {
      g_autofree char *username = g_strconcat (names[i], "@org_1", NULL);
      g_autofree char *client_id = g_strdup_printf ("c%u", i % 3);
      g_autoptr (HelioMqttPeer) peer = broker_fixture_log_in (f, "mqtt", 5, username, client_id);

      for (guint c = 0; c < CASES; c++)
        ask (&tally, peer, rules, text, username, client_id);
    }
  }
  g_test_message ("%u cases, %u allowed, %u with a partial cover, %u disagreements",
                  tally.asked,
                  tally.allowed,
                  tally.partial,
                  tally.disagree);
  g_assert_cmpuint (tally.asked, ==, RULE_SETS * USERS * CASES);
  /* Neither all yes nor all no, or agreement would say little. */
  g_assert_cmpuint (tally.allowed, >, tally.asked / 40);
  g_assert_cmpuint (tally.allowed, <, tally.asked * 39 / 40);
  g_assert_cmpuint (tally.partial, >, tally.asked / 400);
  g_assert_cmpuint (tally.disagree, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  BROKER_TEST ("/predictor/broker/random", NULL, test_random);
  return g_test_run ();
}
