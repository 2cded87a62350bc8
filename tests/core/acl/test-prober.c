// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* The prober against a broker that does what each test wants it to. */
#include "config.h"

#include "core/base/helio-error.h"
#include "tests/support/helio-acl-truth.h"
#include "tests/support/helio-closing-broker.h"
#include "tests/support/helio-test.h"

#include <string.h>

typedef HelioClosingAnswer (*Judge) (const char *username,
                                     HelioClosingRequest request,
                                     const char *topic,
                                     guint serial);

typedef struct {
  Judge judge;
  HelioClosingBroker *broker;
  HelioServices *services;
  HelioPlan *plan;
  HelioReport *report;
  HelioProber *prober;
  GCancellable *cancellable;
  gboolean was_cancelled;
} Fixture;

static HelioClosingAnswer
ask_judge (const char *username,
           HelioClosingRequest request,
           const char *topic,
           guint serial,
           gpointer user_data)
{
  return ((Fixture *) user_data)->judge (username, request, topic, serial);
}

/* @checks: JSON objects of alice's and bob's; @witness: FALSE: the plan has none. */
static void
set_up (Fixture *f, Judge judge, int version, gboolean witness, const char *checks)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  const char *url;

  *f = (Fixture){.judge = judge};
  f->broker = helio_closing_broker_new (ask_judge, f);
  f->services = helio_acl_truth_make_services ();
  f->cancellable = g_cancellable_new ();
  url = helio_closing_broker_get_url (f->broker);
  json = g_strdup_printf (
      "{\"version\": 1, %s \"users\": {\"alice\": {\"broker\": \"%s\", \"protocol\": \"%s\", "
      "\"username\": \"alice@org\"}, \"bob\": {\"broker\": \"%s\", \"protocol\": \"%s\", "
      "\"username\": \"bob\"}, \"operator\": {\"broker\": \"%s\", \"protocol\": \"%s\", "
      "\"username\": \"operator\"}}, \"checks\": [%s]}",
      witness ? "\"witness\": \"operator\"," : "",
      url,
      version == 5 ? "5" : "3.1.1",
      url,
      version == 5 ? "5" : "3.1.1",
      url,
      version == 5 ? "5" : "3.1.1",
      checks);
  f->plan = helio_plan_parse (json, strlen (json), NULL, &error);
  g_assert_no_error (error);
}

static void
run_with (Fixture *f, const HelioProberOptions *options)
{
  HelioTestResult result = {NULL};
  g_autoptr (GError) error = NULL;

  g_clear_object (&f->prober);
  g_clear_object (&f->report);
  f->report = helio_report_new (f->plan, NULL, -1);
  f->prober = helio_prober_new (f->services, f->report, NULL, options);
  helio_prober_run_async (f->prober, f->cancellable, helio_test_result_ready, &result);
  helio_prober_run_finish (f->prober, helio_test_result_wait (&result, 60), &error);
  helio_test_result_clear (&result);
  f->was_cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (!f->was_cancelled)
    g_assert_no_error (error);
}

static void
run (Fixture *f)
{
  HelioProberOptions options = {.checks_per_second = 10000, .answer_ms = 1000, .delivery_ms = 200};

  run_with (f, &options);
}

static void
tear_down (Fixture *f)
{
  g_clear_object (&f->prober);
  g_clear_object (&f->report);
  helio_plan_unref (f->plan);
  helio_services_unref (f->services);
  g_object_unref (f->cancellable);
  helio_closing_broker_free (f->broker);
}

static void
assert_result (Fixture *f, guint index, HelioEvidenceKind kind, HelioVerdict observed)
{
  const HelioResult *result = helio_report_get_result (f->report, index);

  if (result->kind != kind)
    g_test_message ("check %u: %s", index, result->evidence);
  g_assert_cmpstr (helio_evidence_kind_to_text (result->kind),
                   ==,
                   helio_evidence_kind_to_text (kind));
  g_assert_cmpint (result->observed, ==, observed);
  g_assert_nonnull (result->evidence);
}

#define SUB(topic)                                                                                 \
  "{\"user\": \"alice\", \"action\": \"subscribe\", \"topic\": \"" topic                           \
  "\", \"expect\": \"unknown\"}"
#define PUB(topic)                                                                                 \
  "{\"user\": \"alice\", \"action\": \"publish\", \"topic\": \"" topic                             \
  "\", \"expect\": \"unknown\"}"
#define RETAIN(topic)                                                                              \
  "{\"user\": \"alice\", \"action\": \"publish-retained\", \"topic\": \"" topic                    \
  "\", \"expect\": \"unknown\"}"
#define WILL(topic)                                                                                \
  "{\"user\": \"alice\", \"action\": \"publish-will\", \"topic\": \"" topic                        \
  "\", \"expect\": \"unknown\"}"

static gboolean
is_alice (const char *username)
{
  return strcmp (username, "alice@org") == 0;
}

/* Closes at what alice may not: only those checks are denied, whatever else was under way. */
static HelioClosingAnswer
close_at_secret (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  gboolean secret = strstr (topic, "secret") != NULL && is_alice (username);

  return !secret                            ? HELIO_CLOSING_ALLOW
         : request == HELIO_CLOSING_RECEIVE ? HELIO_CLOSING_DROP
                                            : HELIO_CLOSING_CLOSE;
}

static void
test_closing (gconstpointer data)
{
  Fixture f;

  set_up (
      &f,
      close_at_secret,
      GPOINTER_TO_INT (data),
      TRUE,
      SUB ("a") "," PUB ("b") "," SUB ("secret/x") "," PUB ("c") "," PUB ("secret/y") "," RETAIN (
          "secret/z") "," WILL ("secret/w") "," SUB ("d") "," RETAIN ("e"));
  run (&f);
  assert_result (&f, 0, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  assert_result (&f, 1, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  assert_result (&f, 2, HELIO_EVIDENCE_CLOSED, HELIO_VERDICT_DENY);
  assert_result (&f, 3, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  assert_result (&f, 4, HELIO_EVIDENCE_CLOSED, HELIO_VERDICT_DENY);
  assert_result (&f, 5, HELIO_EVIDENCE_CLOSED, HELIO_VERDICT_DENY);
  assert_result (&f, 6, HELIO_EVIDENCE_CLOSED, HELIO_VERDICT_DENY);
  assert_result (&f, 7, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  assert_result (&f, 8, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  g_assert_cmpuint (helio_closing_broker_count_retained (f.broker), ==, 0);
  g_assert_cmpuint (helio_report_get_faults (f.report)->len, ==, 0);
  tear_down (&f);
}

/* Ends the connection once at each check of alice's: that is no refusal. */
static HelioClosingAnswer
close_once (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return is_alice (username) && request != HELIO_CLOSING_RECEIVE &&
                 request != HELIO_CLOSING_CONNECT && request != HELIO_CLOSING_WILL && serial == 0
             ? HELIO_CLOSING_CLOSE
             : HELIO_CLOSING_ALLOW;
}

static void
test_closed_once (gconstpointer data)
{
  Fixture f;

  set_up (&f, close_once, GPOINTER_TO_INT (data), TRUE, SUB ("a") "," PUB ("b"));
  run (&f);
  assert_result (&f, 0, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  assert_result (&f, 1, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  tear_down (&f);
}

/* Shuts down whenever alice publishes: that says nothing about what she may. */
static HelioClosingAnswer
shut_down (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return is_alice (username) && request == HELIO_CLOSING_PUBLISH ? HELIO_CLOSING_SHUT_DOWN
                                                                 : HELIO_CLOSING_ALLOW;
}

static void
test_session_ended (gconstpointer data)
{
  Fixture f;

  set_up (&f, shut_down, GPOINTER_TO_INT (data), TRUE, SUB ("a") "," PUB ("b") "," SUB ("c"));
  run (&f);
  assert_result (&f, 0, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  assert_result (&f, 1, HELIO_EVIDENCE_SESSION_ENDED, HELIO_VERDICT_UNKNOWN);
  assert_result (&f, 2, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  tear_down (&f);
}

/* Says nothing to "mute", and goes on with the rest. */
static HelioClosingAnswer
be_silent (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return is_alice (username) && strcmp (topic, "mute") == 0 && request != HELIO_CLOSING_RECEIVE
             ? HELIO_CLOSING_SILENCE
             : HELIO_CLOSING_ALLOW;
}

static void
test_no_answer (gconstpointer data)
{
  Fixture f;

  set_up (&f,
          be_silent,
          GPOINTER_TO_INT (data),
          TRUE,
          SUB ("mute") "," PUB ("mute") "," SUB ("a") "," PUB ("b"));
  run (&f);
  assert_result (&f, 0, HELIO_EVIDENCE_TIMED_OUT, HELIO_VERDICT_UNKNOWN);
  assert_result (&f, 1, HELIO_EVIDENCE_TIMED_OUT, HELIO_VERDICT_UNKNOWN);
  assert_result (&f, 2, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  assert_result (&f, 3, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  tear_down (&f);
}

/* A witness who may neither see nor write below "hidden", and is told in three ways. */
static HelioClosingAnswer
blind_witness (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  if (strcmp (username, "operator") != 0 || request == HELIO_CLOSING_CONNECT)
    return HELIO_CLOSING_ALLOW;
  return strstr (topic, "hidden/told") != NULL     ? HELIO_CLOSING_REFUSE
         : strstr (topic, "hidden/silent") != NULL ? HELIO_CLOSING_DROP
         : strstr (topic, "hidden/closed") != NULL && request != HELIO_CLOSING_RECEIVE
             ? HELIO_CLOSING_CLOSE
             : HELIO_CLOSING_ALLOW;
}

static void
test_blind_witness (gconstpointer data)
{
  Fixture f;

  set_up (
      &f,
      blind_witness,
      GPOINTER_TO_INT (data),
      TRUE,
      SUB ("hidden/told") "," PUB ("hidden/told") "," SUB ("hidden/silent") "," PUB (
          "hidden/"
          "silent") "," SUB ("hidden/closed") "," PUB ("hidden/closed") "," RETAIN ("hidden/"
                                                                                    "told") "," WILL ("hidden/silent") "," SUB ("seen") "," PUB ("seen"));
  run (&f);
  for (guint i = 0; i < 8; i++)
    assert_result (&f, i, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  assert_result (&f, 8, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  assert_result (&f, 9, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  tear_down (&f);
}

/* What answers alone can tell. */
static HelioClosingAnswer
refuse_secret (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return strstr (topic, "secret") == NULL   ? HELIO_CLOSING_ALLOW
         : request == HELIO_CLOSING_RECEIVE ? HELIO_CLOSING_DROP
                                            : HELIO_CLOSING_REFUSE;
}

static void
test_no_witness (gconstpointer data)
{
  int version = GPOINTER_TO_INT (data);
  Fixture f;

  set_up (&f,
          refuse_secret,
          version,
          FALSE,
          SUB ("a") "," SUB ("secret") "," PUB ("a") "," PUB ("secret") "," RETAIN ("a") "," WILL (
              "a"));
  run (&f);
  assert_result (&f, 0, HELIO_EVIDENCE_GRANTED, HELIO_VERDICT_ALLOW);
  assert_result (&f, 1, HELIO_EVIDENCE_REFUSED, HELIO_VERDICT_DENY);
  g_assert_cmpint (helio_report_get_result (f.report, 1)->reason_code,
                   ==,
                   version == 5 ? 0x87 : 0x80);
  if (version == 5) {
    assert_result (&f, 2, HELIO_EVIDENCE_GRANTED, HELIO_VERDICT_ALLOW);
    assert_result (&f, 3, HELIO_EVIDENCE_REFUSED, HELIO_VERDICT_DENY);
  } else {
    assert_result (&f, 2, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
    assert_result (&f, 3, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  }
  assert_result (&f, 4, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  assert_result (&f, 5, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  g_assert_cmpuint (helio_closing_broker_count_retained (f.broker), ==, 0);
  tear_down (&f);
}

/* Kept, not kept, somebody else's there already; and the user may write it, and not clear it. */
static HelioClosingAnswer
judge_retained (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  if (request == HELIO_CLOSING_RETAIN && strcmp (topic, "unkept") == 0)
    return HELIO_CLOSING_UNRETAINED;
  if (is_alice (username) && request == HELIO_CLOSING_PUBLISH && strcmp (topic, "sticky") == 0)
    return HELIO_CLOSING_DROP;
  if (is_alice (username) && request == HELIO_CLOSING_RETAIN && strcmp (topic, "dropped") == 0)
    return HELIO_CLOSING_DROP;
  /* Granted, and nothing delivered: whoever asks so does not see what lies there. */
  if (request == HELIO_CLOSING_RECEIVE && strcmp (topic, "hidden") == 0)
    return HELIO_CLOSING_DROP;
  return HELIO_CLOSING_ALLOW;
}

static void
test_retained (gconstpointer data)
{
  g_autofree char *kept = NULL, *hidden = NULL;
  Fixture f;

  set_up (&f,
          judge_retained,
          GPOINTER_TO_INT (data),
          TRUE,
          RETAIN ("kept") "," RETAIN ("unkept") "," RETAIN ("occupied") "," RETAIN (
              "sticky") "," RETAIN ("dropped") "," RETAIN ("hidden"));
  helio_closing_broker_retain (f.broker, "occupied", "21.5 °C");
  helio_closing_broker_retain (f.broker, "hidden", "21.5 °C");
  run (&f);
  assert_result (&f, 0, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  assert_result (&f, 1, HELIO_EVIDENCE_SILENT, HELIO_VERDICT_DENY);
  assert_result (&f, 2, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  assert_result (&f, 3, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  assert_result (&f, 4, HELIO_EVIDENCE_SILENT, HELIO_VERDICT_DENY);
  assert_result (&f, 5, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  kept = helio_closing_broker_get_retained (f.broker, "occupied");
  g_assert_cmpstr (kept, ==, "21.5 °C");
  hidden = helio_closing_broker_get_retained (f.broker, "hidden");
  g_assert_cmpstr (hidden, ==, "21.5 °C");
  g_assert_cmpuint (helio_closing_broker_count_retained (f.broker), ==, 2);
  g_assert_cmpuint (helio_report_get_faults (f.report)->len, ==, 0);
  tear_down (&f);
}

/* The end is that of a crash: what alice published lies there, and she cannot take it back. */
static HelioClosingAnswer
keep_and_close (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  if (is_alice (username) && request == HELIO_CLOSING_RETAIN && strcmp (topic, "taken") == 0)
    return HELIO_CLOSING_TAKE_AND_CLOSE;
  return is_alice (username) && request == HELIO_CLOSING_PUBLISH ? HELIO_CLOSING_CLOSE
                                                                 : HELIO_CLOSING_ALLOW;
}

static void
test_retained_after_loss (gconstpointer data)
{
  Fixture f;

  set_up (&f,
          keep_and_close,
          GPOINTER_TO_INT (data),
          TRUE,
          RETAIN ("taken") "," RETAIN ("not/cleared") "," SUB ("a"));
  run (&f);
  assert_result (&f, 0, HELIO_EVIDENCE_CLOSED, HELIO_VERDICT_DENY);
  assert_result (&f, 1, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  assert_result (&f, 2, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  g_assert_cmpuint (helio_closing_broker_count_retained (f.broker), ==, 0);
  g_assert_cmpuint (helio_report_get_faults (f.report)->len, ==, 0);
  tear_down (&f);
}

static HelioClosingAnswer
judge_will (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  if (is_alice (username) && strcmp (topic, "refused") == 0)
    return HELIO_CLOSING_REFUSE;
  if (is_alice (username) && strcmp (topic, "closed") == 0 && request == HELIO_CLOSING_CONNECT)
    return HELIO_CLOSING_CLOSE;
  if (is_alice (username) && strcmp (topic, "dropped") == 0 && request == HELIO_CLOSING_WILL)
    return HELIO_CLOSING_DROP;
  return HELIO_CLOSING_ALLOW;
}

static void
test_will (gconstpointer data)
{
  Fixture f;

  set_up (&f,
          judge_will,
          GPOINTER_TO_INT (data),
          TRUE,
          WILL ("delivered") "," WILL ("refused") "," WILL ("closed") "," WILL ("dropped"));
  run (&f);
  assert_result (&f, 0, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  assert_result (&f, 1, HELIO_EVIDENCE_REFUSED, HELIO_VERDICT_DENY);
  g_assert_cmpint (helio_report_get_result (f.report, 1)->reason_code, ==, 0x87);
  assert_result (&f, 2, HELIO_EVIDENCE_CLOSED, HELIO_VERDICT_DENY);
  assert_result (&f, 3, HELIO_EVIDENCE_SILENT, HELIO_VERDICT_DENY);
  tear_down (&f);
}

/* Only a part of a filter is delivered. */
static HelioClosingAnswer
deliver_part (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return is_alice (username) && request == HELIO_CLOSING_RECEIVE &&
                 !g_str_has_prefix (topic, "mine/")
             ? HELIO_CLOSING_DROP
             : HELIO_CLOSING_ALLOW;
}

static void
test_part (gconstpointer data)
{
  Fixture f;

  set_up (&f,
          deliver_part,
          GPOINTER_TO_INT (data),
          TRUE,
          SUB ("#") "," SUB ("+/x") "," SUB ("mine/+") "," SUB ("mine/x/#") "," SUB (
              "$share/g/mine/+") "," SUB ("$share/g/yours"));
  run (&f);
  assert_result (&f, 0, HELIO_EVIDENCE_SILENT, HELIO_VERDICT_DENY);
  assert_result (&f, 1, HELIO_EVIDENCE_SILENT, HELIO_VERDICT_DENY);
  assert_result (&f, 2, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  assert_result (&f, 3, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  assert_result (&f, 4, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  assert_result (&f, 5, HELIO_EVIDENCE_SILENT, HELIO_VERDICT_DENY);
  tear_down (&f);
}

/* Alice is not let in; bob's checks go on. */
static HelioClosingAnswer
refuse_alice (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return is_alice (username) && request == HELIO_CLOSING_CONNECT ? HELIO_CLOSING_REFUSE
                                                                 : HELIO_CLOSING_ALLOW;
}

static void
test_not_authorised (gconstpointer data)
{
  GPtrArray *faults;
  Fixture f;

  set_up (&f,
          refuse_alice,
          GPOINTER_TO_INT (data),
          TRUE,
          SUB ("a") ", {\"user\": \"bob\", \"action\": \"publish\", \"topic\": \"b/%u\", "
                    "\"expect\": \"unknown\"}");
  run (&f);
  assert_result (&f, 0, HELIO_EVIDENCE_NOT_AUTHORISED, HELIO_VERDICT_UNKNOWN);
  assert_result (&f, 1, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  g_assert_cmpstr (helio_report_get_result (f.report, 1)->topic, ==, "b/bob");
  faults = helio_report_get_faults (f.report);
  g_assert_cmpuint (faults->len, ==, 1);
  g_assert_cmpuint (((HelioReportFault *) faults->pdata[0])->user, ==, 0);
  g_assert_cmpint (helio_report_get_exit_status (f.report), ==, 5);
  tear_down (&f);
}

/* What another user gets at the same moment is no evidence for this one. */
static HelioClosingAnswer
only_bob (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return is_alice (username) && request == HELIO_CLOSING_RECEIVE ? HELIO_CLOSING_DROP
                                                                 : HELIO_CLOSING_ALLOW;
}

static void
test_other_user (gconstpointer data)
{
  g_autoptr (GString) checks = g_string_new (NULL);
  Fixture f;

  for (guint i = 0; i < 8; i++)
    g_string_append_printf (
        checks,
        "%s" SUB ("x/%u") ", {\"user\": \"bob\", \"action\": \"subscribe\", \"topic\": "
                          "\"x/%u\", \"expect\": \"allow\"}",
        i > 0 ? "," : "",
        i,
        i);
  set_up (&f, only_bob, GPOINTER_TO_INT (data), TRUE, checks->str);
  run (&f);
  for (guint i = 0; i < 8; i++) {
    assert_result (&f, 2 * i, HELIO_EVIDENCE_SILENT, HELIO_VERDICT_DENY);
    assert_result (&f, 2 * i + 1, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  }
  tear_down (&f);
}

/* Stopped while it runs: nothing lies there, what was not tried says so, and sessions are over. */
static void
on_done (HelioProber *prober, GParamSpec *pspec, gpointer user_data)
{
  Fixture *f = user_data;

  if (helio_prober_get_done (prober) == 3)
    g_cancellable_cancel (f->cancellable);
}

static HelioClosingAnswer
allow_all (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return HELIO_CLOSING_ALLOW;
}

static void
test_cancel (gconstpointer data)
{
  HelioProberOptions options = {.checks_per_second = 200};
  g_autoptr (GString) checks = g_string_new (RETAIN ("r/0"));
  HelioTestResult result = {NULL};
  g_autoptr (GError) error = NULL;
  guint tried = 0;
  Fixture f;

  for (guint i = 1; i < 60; i++)
    g_string_append_printf (checks, "," RETAIN ("r/%u"), i);
  set_up (&f, allow_all, GPOINTER_TO_INT (data), TRUE, checks->str);
  f.report = helio_report_new (f.plan, NULL, -1);
  f.prober = helio_prober_new (f.services, f.report, NULL, &options);
  g_signal_connect (f.prober, "notify::done", G_CALLBACK (on_done), &f);
  helio_prober_run_async (f.prober, f.cancellable, helio_test_result_ready, &result);
  helio_prober_run_finish (f.prober, helio_test_result_wait (&result, 60), &error);
  helio_test_result_clear (&result);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  for (guint i = 0; i < helio_plan_get_n_checks (f.plan); i++)
    tried += helio_report_get_result (f.report, i)->kind != HELIO_EVIDENCE_NONE ? 1 : 0;
  g_assert_cmpuint (tried, >=, 3);
  g_assert_cmpuint (tried, <, 60);
  g_assert_cmpuint (tried, ==, helio_prober_get_done (f.prober));
  g_assert_cmpuint (helio_closing_broker_count_retained (f.broker), ==, 0);
  tear_down (&f);
}

/* The rate holds over all users. */
/* The window lets go of the prober in its callback; all of alice's checks end with her, in one go. */
static void
on_dropped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  g_assert_true (helio_prober_run_finish (HELIO_PROBER (source), result, NULL));
  g_clear_object (&f->prober);
}

static gboolean
is_dropped (gpointer data)
{
  return ((Fixture *) data)->prober == NULL;
}

static void
test_dropped (gconstpointer data)
{
  const HelioProberOptions options = {.answer_ms = 1000};
  Fixture f;

  set_up (&f,
          refuse_alice,
          GPOINTER_TO_INT (data),
          FALSE,
          SUB ("a/1") "," SUB ("a/2") "," SUB ("a/3"));
  f.report = helio_report_new (f.plan, NULL, -1);
  f.prober = helio_prober_new (f.services, f.report, NULL, &options);
  helio_prober_run_async (f.prober, NULL, on_dropped, &f);
  helio_test_wait (is_dropped, &f, 20, "the end of the run");
  for (guint i = 0; i < 3; i++)
    assert_result (&f, i, HELIO_EVIDENCE_NOT_AUTHORISED, HELIO_VERDICT_UNKNOWN);
  tear_down (&f);
}

static void
test_rate (void)
{
  HelioProberOptions options = {.checks_per_second = 20};
  g_autoptr (GString) checks = g_string_new (PUB ("r/0"));
  gint64 began;
  Fixture f;

  for (guint i = 1; i < 20; i++)
    g_string_append_printf (checks, "," PUB ("r/%u"), i);
  set_up (&f, allow_all, 5, TRUE, checks->str);
  began = g_get_monotonic_time ();
  run_with (&f, &options);
  /* 20 at 20 a second, of which a tenth of a second may go at once. */
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 800 * 1000);
  assert_result (&f, 19, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  tear_down (&f);
}

/* Two runs that see the same say the same. */
static void
test_same_bytes (gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL, *first_csv = NULL, *second_csv = NULL;
  Fixture f;

  set_up (
      &f,
      close_at_secret,
      GPOINTER_TO_INT (data),
      TRUE,
      SUB ("%u/#") "," PUB ("%c/x") "," SUB ("secret/x") "," WILL ("w/%c") "," RETAIN ("secret/z"));
  run (&f);
  first = helio_report_to_json (f.report, FALSE);
  first_csv = helio_report_to_csv (f.report);
  run (&f);
  second = helio_report_to_json (f.report, FALSE);
  second_csv = helio_report_to_csv (f.report);
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first_csv, ==, second_csv);
  tear_down (&f);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    GTestDataFunc func;
  } tests[] = {
      {"closing", test_closing},
      {"closed-once", test_closed_once},
      {"session-ended", test_session_ended},
      {"no-answer", test_no_answer},
      {"blind-witness", test_blind_witness},
      {"no-witness", test_no_witness},
      {"retained", test_retained},
      {"retained-after-loss", test_retained_after_loss},
      {"will", test_will},
      {"part", test_part},
      {"not-authorised", test_not_authorised},
      {"dropped", test_dropped},
      {"other-user", test_other_user},
      {"cancel", test_cancel},
      {"same-bytes", test_same_bytes},
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    for (int version = 4; version <= 5; version++) {
      g_autofree char *path = g_strdup_printf ("/acl/prober/%s/%d", tests[i].name, version);

      g_test_add_data_func (path, GINT_TO_POINTER (version), tests[i].func);
    }
  g_test_add_func ("/acl/prober/rate", test_rate);
  return g_test_run ();
}
