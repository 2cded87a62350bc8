// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What must not be taken for a refusal: answers that are about something else, and what nobody can see. */
#include "config.h"

#include "tests/core/acl/prober-fixture.h"

#include "core/acl/helio-prober-private.h"
#include "core/base/helio-error.h"

#include <string.h>

static gboolean
is_witness (const char *username)
{
  return strcmp (username, "operator") == 0;
}

/* The witness may publish below a part of the filter only. */
static HelioClosingAnswer
publish_part (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return is_witness (username) && request == HELIO_CLOSING_PUBLISH && strcmp (topic, "a") == 0
             ? HELIO_CLOSING_DROP
             : HELIO_CLOSING_ALLOW;
}

static void
test_shared_in_part (gconstpointer data)
{
  ProberFixture f;

  prober_set_up (&f,
                 publish_part,
                 GPOINTER_TO_INT (data),
                 TRUE,
                 SUB ("$share/g/a/#") "," SUB ("$share/g/a/+") "," SUB ("a/#"));
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  prober_assert (&f, 1, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 2, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  prober_tear_down (&f);
}

/* The witness may not look, and what it writes comes to nobody. */
static HelioClosingAnswer
blind_and_mute (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  if (is_witness (username) && request == HELIO_CLOSING_SUBSCRIBE)
    return HELIO_CLOSING_REFUSE;
  return is_witness (username) && request == HELIO_CLOSING_PUBLISH ? HELIO_CLOSING_DROP
                                                                   : HELIO_CLOSING_ALLOW;
}

/* PUBACK says that the broker took the witness's message, in MQTT 5; not that it delivers it to anybody. */
static void
test_mixed_versions (void)
{
  static const ProberVersions old_witness = {5, 4, 4}, new_witness = {4, 5, 5};
  static const char checks[] = SUB ("x") "," CHECK ("bob", "subscribe", "x");
  ProberFixture f;

  prober_set_up_mixed (&f, blind_and_mute, &old_witness, TRUE, checks);
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  prober_assert (&f, 1, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  prober_tear_down (&f);
  prober_set_up_mixed (&f, blind_and_mute, &new_witness, TRUE, checks);
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  prober_assert (&f, 1, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  g_assert_nonnull (
      strstr (helio_report_get_result (f.report, 0)->evidence, "the witness may not subscribe"));
  prober_tear_down (&f);
}

/* CONNACK with the code that the will's topic names; below "once" the first time only. */
static HelioClosingAnswer
refuse_will (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  const char *code = strrchr (topic, '/');

  if (!prober_is_alice (username) || request != HELIO_CLOSING_CONNECT || code == NULL ||
      (g_str_has_prefix (topic, "once/") && serial > 0))
    return HELIO_CLOSING_ALLOW;
  return (HelioClosingAnswer) (HELIO_CLOSING_CODE + g_ascii_strtoull (code + 1, NULL, 16));
}

static void
test_will_codes (gconstpointer data)
{
  /* What may be about the will; the rest is about the connection. MQTT 5.0 §3.2.2.2, 3.1.1 §3.2.2.3. */
  static const guint8 refusals[] = {0x80, 0x83, 0x87, 0x90, 0x99, 0x9A, 0x9B};
  static const guint8 others[] =
      {0x81, 0x82, 0x84, 0x85, 0x86, 0x88, 0x89, 0x8A, 0x8C, 0x95, 0x97, 0x9C, 0x9D, 0x9F};
  static const guint8 old_refusals[] = {5}, old_others[] = {1, 2, 3, 4};
  const gboolean new = GPOINTER_TO_INT (data) == 5;
  const guint8 *denied = new ? refusals : old_refusals, *open = new ? others : old_others;
  const guint n_denied = new ? G_N_ELEMENTS (refusals) : G_N_ELEMENTS (old_refusals);
  const guint n_open = new ? G_N_ELEMENTS (others) : G_N_ELEMENTS (old_others);
  g_autoptr (GString) checks = g_string_new (NULL);
  ProberFixture f;

  g_string_append (checks, new ? WILL ("once/97") "," WILL ("once/9f") : WILL ("once/3"));
  for (guint i = 0; i < n_denied; i++)
    g_string_append_printf (checks, "," WILL ("w/%x"), denied[i]);
  for (guint i = 0; i < n_open; i++)
    g_string_append_printf (checks, "," WILL ("w/%x"), open[i]);
  prober_set_up (&f, refuse_will, GPOINTER_TO_INT (data), TRUE, checks->str);
  prober_run (&f);
  for (guint i = 0; i < helio_plan_get_n_checks (f.plan); i++) {
    const HelioResult *result = helio_report_get_result (f.report, i);
    const guint first = new ? 2 : 1;

    g_test_message ("%s: %s", result->topic, result->evidence);
    if (i < first)
      prober_assert (&f, i, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
    else if (i < first + n_denied)
      prober_assert (&f, i, HELIO_EVIDENCE_REFUSED, HELIO_VERDICT_DENY);
    else
      g_assert_cmpint (result->observed, ==, HELIO_VERDICT_UNKNOWN);
  }
  prober_tear_down (&f);
}

/* Filters that alice asks for and gives back. Under the broker's lock. */
static GHashTable *held;

static HelioClosingAnswer
count_filters (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  if (prober_is_alice (username) && request == HELIO_CLOSING_SUBSCRIBE)
    g_hash_table_insert (held, g_strdup (topic), GINT_TO_POINTER (TRUE));
  else if (prober_is_alice (username) && request == HELIO_CLOSING_UNSUBSCRIBE &&
           g_hash_table_contains (held, topic))
    g_hash_table_insert (held, g_strdup (topic), GINT_TO_POINTER (FALSE));
  /* In the group of the plan nothing comes. */
  return prober_is_alice (username) && request == HELIO_CLOSING_RECEIVE &&
                 strcmp (topic, "kept/back") == 0
             ? HELIO_CLOSING_DROP
             : HELIO_CLOSING_ALLOW;
}

/* A group of one's own would go on to get what is about the checks to come. */
static void
test_own_group_is_left (gconstpointer data)
{
  guint n_own = 0;
  GHashTableIter iter;
  gpointer filter, is_held;
  ProberFixture f;

  held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  prober_set_up (&f,
                 count_filters,
                 GPOINTER_TO_INT (data),
                 TRUE,
                 SUB ("$share/g/kept/back") "," SUB ("kept/+"));
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_SILENT, HELIO_VERDICT_DENY);
  prober_tear_down (&f); /* and nobody asks the judge any more */
  g_hash_table_iter_init (&iter, held);
  while (g_hash_table_iter_next (&iter, &filter, &is_held)) {
    g_test_message ("%s", (const char *) filter);
    g_assert_false (GPOINTER_TO_INT (is_held));
    n_own += g_str_has_prefix (filter, "$share/heliograph-probe-") ? 1 : 0;
  }
  g_assert_cmpuint (n_own, ==, 1);
  g_assert_cmpuint (g_hash_table_size (held), ==, 3);
  g_clear_pointer (&held, g_hash_table_unref);
}

/* Retained messages are none that this broker takes: nothing is sent, and nothing was refused. */
static void
test_not_sent (void)
{
  ProberFixture f;

  prober_set_up (&f, prober_allow_all, 5, TRUE, RETAIN ("r") "," PUB ("p"));
  helio_closing_broker_set_no_retain (f.broker);
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  g_assert_cmpint (helio_report_get_result (f.report, 0)->reason_code, ==, -1);
  prober_assert (&f, 1, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_tear_down (&f);
}

/* Quota exceeded: MQTT 5.0 §3.9.3, §3.4.2.1. */
static HelioClosingAnswer
exceed_quota (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return prober_is_alice (username) &&
                 (request == HELIO_CLOSING_SUBSCRIBE || request == HELIO_CLOSING_PUBLISH ||
                  request == HELIO_CLOSING_RETAIN)
             ? (HelioClosingAnswer) (HELIO_CLOSING_CODE + 0x97)
             : HELIO_CLOSING_ALLOW;
}

static void
test_quota (void)
{
  ProberFixture f;

  prober_set_up (&f, exceed_quota, 5, TRUE, SUB ("s") "," PUB ("p") "," RETAIN ("r"));
  prober_run (&f);
  for (guint i = 0; i < 3; i++) {
    prober_assert (&f, i, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
    g_assert_cmpint (helio_report_get_result (f.report, i)->reason_code, ==, 0x97);
  }
  g_assert_cmpuint (helio_closing_broker_count_retained (f.broker), ==, 0);
  prober_tear_down (&f);
}

/* The witness gets no answer about "mute", ever; about "x" none the first time, an end the second. */
static HelioClosingAnswer
reset_and_end (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  if (!is_witness (username) || request != HELIO_CLOSING_PUBLISH)
    return HELIO_CLOSING_ALLOW;
  if (strcmp (topic, "mute") == 0 || serial == 0)
    return HELIO_CLOSING_SILENCE;
  return serial == 1 ? HELIO_CLOSING_CLOSE : HELIO_CLOSING_ALLOW;
}

/* That a connection is made anew because of another check is no loss of this one's: one more would be the second. */
static void
test_reset_is_no_loss (gconstpointer data)
{
  /* The second begins while the first still waits, and nothing else runs when that is given up. Both are alice's:
   * of two users it is chance who comes first. */
  const HelioProberOptions options = {.checks_per_second = 2,
                                      .answer_ms = 3000,
                                      .delivery_ms = 200};
  ProberFixture f;

  prober_set_up (&f, reset_and_end, GPOINTER_TO_INT (data), TRUE, SUB ("mute") "," SUB ("x"));
  prober_run_with (&f, &options);
  prober_assert (&f, 0, HELIO_EVIDENCE_TIMED_OUT, HELIO_VERDICT_UNKNOWN);
  prober_assert (&f, 1, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_tear_down (&f);
}

/* Two retained messages that cannot be seen to be gone: below r/1 the witness gets no answer, at r/2 its connection
 * ends. Bob comes once the first is looked for. */
static gint looks_for_first;

static HelioClosingAnswer
end_sweeps (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  if (strcmp (username, "bob") == 0 && request == HELIO_CLOSING_CONNECT)
    return g_atomic_int_get (&looks_for_first) ? HELIO_CLOSING_ALLOW
                                               : (HelioClosingAnswer) (HELIO_CLOSING_CODE + 0x89);
  /* A check itself looks twice. */
  if (!is_witness (username) || request != HELIO_CLOSING_SUBSCRIBE || serial < 2)
    return HELIO_CLOSING_ALLOW;
  if (strcmp (topic, "r/2") == 0)
    return HELIO_CLOSING_CLOSE;
  g_atomic_int_set (&looks_for_first, 1);
  return HELIO_CLOSING_SILENCE;
}

/* Both are given up at the same end of the witness's connection; the second would be passed over if the first were taken
 * out of the list meanwhile, and wait two minutes more. */
static void
test_sweeps_end_together (void)
{
  const HelioProberOptions options = {.answer_ms = 30000, .delivery_ms = 200};
  GPtrArray *faults;
  ProberFixture f;

  g_atomic_int_set (&looks_for_first, 0);
  prober_set_up (&f,
                 end_sweeps,
                 5,
                 TRUE,
                 RETAIN ("r/1/%c") "," CHECK ("bob", "publish-retained", "r/2"));
  prober_run_with (&f, &options);
  faults = helio_report_get_faults (f.report);
  g_assert_cmpuint (faults->len, ==, 2);
  /* The client id is another one in each run, and a report is the same. */
  g_assert_nonnull (strstr (((HelioReportFault *) faults->pdata[0])->error->message, "r/1/%c "));
  g_assert_nonnull (strstr (((HelioReportFault *) faults->pdata[1])->error->message, "r/2"));
  prober_tear_down (&f);
}

/* What alice writes does not stay: that of another run does. */
static HelioClosingAnswer
keep_other_run (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return prober_is_alice (username) && request == HELIO_CLOSING_RETAIN ? HELIO_CLOSING_DROP
                                                                       : HELIO_CLOSING_ALLOW;
}

static void
test_other_run (gconstpointer data)
{
  g_autofree char *kept = NULL;
  ProberFixture f;

  prober_set_up (&f,
                 keep_other_run,
                 GPOINTER_TO_INT (data),
                 TRUE,
                 RETAIN ("both") "," RETAIN ("one"));
  helio_closing_broker_retain (f.broker, "both", "heliograph-probe AnotherRun 7");
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  g_assert_nonnull (strstr (helio_report_get_result (f.report, 0)->evidence, "another run"));
  prober_assert (&f, 1, HELIO_EVIDENCE_SILENT, HELIO_VERDICT_DENY);
  /* It is that run's to take away. */
  kept = helio_closing_broker_get_retained (f.broker, "both");
  g_assert_cmpstr (kept, ==, "heliograph-probe AnotherRun 7");
  prober_tear_down (&f);
}

/* More that is somebody's comes to the witness at once than is kept: the main thread is away until then. */
#define FLOOD 8
static gint looks;

static HelioClosingAnswer
count_looks (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  if (is_witness (username) && request == HELIO_CLOSING_SUBSCRIBE)
    g_atomic_int_inc (&looks);
  return HELIO_CLOSING_ALLOW;
}

static gboolean
stay_away (gpointer user_data)
{
  if (g_atomic_int_get (&looks) == 0)
    return G_SOURCE_CONTINUE;
  /* For the worker to read what came. Were this too short, there would be no flood, and nothing to go wrong. */
  g_usleep (300000);
  return G_SOURCE_REMOVE;
}

static void
test_flood (gconstpointer data)
{
  const HelioProberOptions options = {.checks_per_second = 100000,
                                      .answer_ms = 5000,
                                      .delivery_ms = 200};
  g_autoptr (GString) checks = g_string_new (NULL);
  ProberFixture f;

  for (guint i = 0; i < FLOOD; i++) {
    g_autofree char *topic = g_strnfill (60000, (char) ('a' + i));

    g_string_append_printf (checks, "%s" RETAIN ("%s"), i > 0 ? "," : "", topic);
  }
  g_atomic_int_set (&looks, 0);
  prober_set_up (&f, count_looks, GPOINTER_TO_INT (data), TRUE, checks->str);
  for (guint i = 0; i < FLOOD; i++)
    helio_closing_broker_retain (f.broker, helio_plan_get_check (f.plan, i)->topic, "21.5 °C");
  g_idle_add_full (190, stay_away, NULL, NULL); /* as often as a message is taken */
  prober_run_with (&f, &options);
  for (guint i = 0; i < FLOOD; i++) {
    g_autofree char *kept =
        helio_closing_broker_get_retained (f.broker, helio_plan_get_check (f.plan, i)->topic);

    g_test_message ("%s", helio_report_get_result (f.report, i)->evidence);
    g_assert_cmpstr (kept, ==, "21.5 °C");
    prober_assert (&f, i, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  }
  prober_tear_down (&f);
}

/* Whoever is let go of at the end stays away. */
static GCancellable *stop;

static HelioClosingAnswer
stop_and_close (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  if (!prober_is_alice (username) || request != HELIO_CLOSING_SUBSCRIBE)
    return HELIO_CLOSING_ALLOW;
  /* The first end makes checks go one by one, the next two count: at the last the check is done, and so is the run. */
  if (serial == 2)
    g_cancellable_cancel (stop);
  return HELIO_CLOSING_CLOSE;
}

static void
test_end_while_stopping (gconstpointer data)
{
  ProberFixture f;

  prober_set_up (&f, stop_and_close, GPOINTER_TO_INT (data), TRUE, SUB ("c"));
  stop = f.cancellable;
  prober_run (&f);
  g_assert_true (f.was_cancelled);
  for (guint i = 0; i < f.prober->parties->len; i++) {
    HelioParty *party = f.prober->parties->pdata[i];

    g_assert_cmpint (party->state, ==, HELIO_PARTY_OVER);
    g_assert_null (party->retry);
    g_assert_null (party->client);
  }
  g_assert_cmpint (f.prober->witness->state, ==, HELIO_PARTY_OVER);
  g_assert_null (f.prober->witness->retry);
  prober_tear_down (&f);
}

/* As the window runs it, with no options: nothing is sent to anybody for a plan that reads what it may not. */
static void
test_environment (void)
{
  HelioTestResult result = {NULL};
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioPlan) plan = NULL;
  g_autofree char *json = NULL;
  ProberFixture f;

  prober_set_up (&f, prober_allow_all, 5, FALSE, PUB ("a"));
  json = g_strdup_printf (
      "{\"version\": 1, \"users\": {\"alice\": {\"broker\": \"%s\", \"username\": \"a\", "
      "\"password_env\": \"CI_SECRET\"}}, \"checks\": [" PUB ("a") "]}",
      helio_closing_broker_get_url (f.broker));
  plan = helio_plan_parse (json, strlen (json), NULL, &error);
  g_assert_no_error (error);
  g_setenv ("CI_SECRET", "not for plans", TRUE);
  f.report = helio_report_new (plan, NULL, -1);
  f.prober = helio_prober_new (f.services, f.report, NULL, NULL);
  helio_prober_run_async (f.prober, NULL, helio_test_result_ready, &result);
  g_assert_false (helio_prober_run_finish (f.prober, helio_test_result_wait (&result, 20), &error));
  helio_test_result_clear (&result);
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_INVALID_USAGE);
  g_assert_nonnull (strstr (error->message, "CI_SECRET"));
  g_assert_cmpuint (helio_closing_broker_count_connections (f.broker), ==, 0);
  g_unsetenv ("CI_SECRET");
  prober_tear_down (&f);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    GTestDataFunc func;
  } tests[] = {
      {"shared-in-part", test_shared_in_part},
      {"will-codes", test_will_codes},
      {"own-group-is-left", test_own_group_is_left},
      {"reset-is-no-loss", test_reset_is_no_loss},
      {"end-while-stopping", test_end_while_stopping},
      {"other-run", test_other_run},
      {"flood", test_flood},
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    for (int version = 4; version <= 5; version++) {
      g_autofree char *path = g_strdup_printf ("/acl/verdicts/%s/%d", tests[i].name, version);

      g_test_add_data_func (path, GINT_TO_POINTER (version), tests[i].func);
    }
  g_test_add_func ("/acl/verdicts/mixed-versions", test_mixed_versions);
  g_test_add_func ("/acl/verdicts/not-sent", test_not_sent);
  g_test_add_func ("/acl/verdicts/quota", test_quota);
  g_test_add_func ("/acl/verdicts/sweeps-end-together", test_sweeps_end_together);
  g_test_add_func ("/acl/verdicts/environment", test_environment);
  return g_test_run ();
}
