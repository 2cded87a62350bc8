// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
/* The prober against a broker that does what each test wants it to. */
#include "config.h"

#include "tests/core/acl/prober-fixture.h"

#include "core/base/helio-error.h"

#include <string.h>

/* Closes at what alice may not: only those checks are denied, whatever else was under way. */
static HelioClosingAnswer
close_at_secret (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  gboolean secret = strstr (topic, "secret") != NULL && prober_is_alice (username);

  return !secret                            ? HELIO_CLOSING_ALLOW
         : request == HELIO_CLOSING_RECEIVE ? HELIO_CLOSING_DROP
                                            : HELIO_CLOSING_CLOSE;
}

static void
test_closing (gconstpointer data)
{
  ProberFixture f;

  prober_set_up (
      &f,
      close_at_secret,
      GPOINTER_TO_INT (data),
      TRUE,
      SUB ("a") "," PUB ("b") "," SUB ("secret/x") "," PUB ("c") "," PUB ("secret/y") "," RETAIN (
          "secret/z") "," WILL ("secret/w") "," SUB ("d") "," RETAIN ("e"));
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 1, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 2, HELIO_EVIDENCE_CLOSED, HELIO_VERDICT_DENY);
  prober_assert (&f, 3, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 4, HELIO_EVIDENCE_CLOSED, HELIO_VERDICT_DENY);
  prober_assert (&f, 5, HELIO_EVIDENCE_CLOSED, HELIO_VERDICT_DENY);
  prober_assert (&f, 6, HELIO_EVIDENCE_CLOSED, HELIO_VERDICT_DENY);
  prober_assert (&f, 7, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 8, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  g_assert_cmpuint (helio_closing_broker_count_retained (f.broker), ==, 0);
  g_assert_cmpuint (helio_report_get_faults (f.report)->len, ==, 0);
  prober_tear_down (&f);
}

/* Ends the connection once at each check of alice's: that is no refusal. */
static HelioClosingAnswer
close_once (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return prober_is_alice (username) && request != HELIO_CLOSING_RECEIVE &&
                 request != HELIO_CLOSING_CONNECT && request != HELIO_CLOSING_WILL && serial == 0
             ? HELIO_CLOSING_CLOSE
             : HELIO_CLOSING_ALLOW;
}

static void
test_closed_once (gconstpointer data)
{
  ProberFixture f;

  prober_set_up (&f, close_once, GPOINTER_TO_INT (data), TRUE, SUB ("a") "," PUB ("b"));
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 1, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_tear_down (&f);
}

/* Shuts down whenever alice publishes: that says nothing about what she may. */
static HelioClosingAnswer
shut_down (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return prober_is_alice (username) && request == HELIO_CLOSING_PUBLISH ? HELIO_CLOSING_SHUT_DOWN
                                                                        : HELIO_CLOSING_ALLOW;
}

static void
test_session_ended (gconstpointer data)
{
  ProberFixture f;

  prober_set_up (&f,
                 shut_down,
                 GPOINTER_TO_INT (data),
                 TRUE,
                 SUB ("a") "," PUB ("b") "," SUB ("c"));
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 1, HELIO_EVIDENCE_SESSION_ENDED, HELIO_VERDICT_UNKNOWN);
  prober_assert (&f, 2, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_tear_down (&f);
}

/* Says nothing to "mute", and goes on with the rest. */
static HelioClosingAnswer
be_silent (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return prober_is_alice (username) && strcmp (topic, "mute") == 0 &&
                 request != HELIO_CLOSING_RECEIVE
             ? HELIO_CLOSING_SILENCE
             : HELIO_CLOSING_ALLOW;
}

static void
test_no_answer (gconstpointer data)
{
  ProberFixture f;

  prober_set_up (&f,
                 be_silent,
                 GPOINTER_TO_INT (data),
                 TRUE,
                 SUB ("mute") "," PUB ("mute") "," SUB ("a") "," PUB ("b"));
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_TIMED_OUT, HELIO_VERDICT_UNKNOWN);
  prober_assert (&f, 1, HELIO_EVIDENCE_TIMED_OUT, HELIO_VERDICT_UNKNOWN);
  prober_assert (&f, 2, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 3, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_tear_down (&f);
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
  ProberFixture f;

  prober_set_up (
      &f,
      blind_witness,
      GPOINTER_TO_INT (data),
      TRUE,
      SUB ("hidden/told") "," PUB ("hidden/told") "," SUB ("hidden/silent") "," PUB (
          "hidden/"
          "silent") "," SUB ("hidden/closed") "," PUB ("hidden/closed") "," RETAIN ("hidden/"
                                                                                    "told") "," WILL ("hidden/silent") "," SUB ("seen") "," PUB ("seen"));
  prober_run (&f);
  for (guint i = 0; i < 8; i++)
    prober_assert (&f, i, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  prober_assert (&f, 8, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 9, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_tear_down (&f);
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
  ProberFixture f;

  prober_set_up (&f,
                 refuse_secret,
                 version,
                 FALSE,
                 SUB ("a") "," SUB ("secret") "," PUB ("a") "," PUB ("secret") "," RETAIN (
                     "a") "," WILL ("a"));
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_GRANTED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 1, HELIO_EVIDENCE_REFUSED, HELIO_VERDICT_DENY);
  g_assert_cmpint (helio_report_get_result (f.report, 1)->reason_code,
                   ==,
                   version == 5 ? 0x87 : 0x80);
  if (version == 5) {
    prober_assert (&f, 2, HELIO_EVIDENCE_GRANTED, HELIO_VERDICT_ALLOW);
    prober_assert (&f, 3, HELIO_EVIDENCE_REFUSED, HELIO_VERDICT_DENY);
  } else {
    prober_assert (&f, 2, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
    prober_assert (&f, 3, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  }
  prober_assert (&f, 4, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  prober_assert (&f, 5, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  g_assert_cmpuint (helio_closing_broker_count_retained (f.broker), ==, 0);
  prober_tear_down (&f);
}

/* Kept, not kept, somebody else's there already; and the user may write it, and not clear it. */
static HelioClosingAnswer
judge_retained (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  if (request == HELIO_CLOSING_RETAIN && strcmp (topic, "unkept") == 0)
    return HELIO_CLOSING_UNRETAINED;
  if (prober_is_alice (username) && request == HELIO_CLOSING_PUBLISH &&
      strcmp (topic, "sticky") == 0)
    return HELIO_CLOSING_DROP;
  if (prober_is_alice (username) && request == HELIO_CLOSING_RETAIN &&
      strcmp (topic, "dropped") == 0)
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
  ProberFixture f;

  prober_set_up (&f,
                 judge_retained,
                 GPOINTER_TO_INT (data),
                 TRUE,
                 RETAIN ("kept") "," RETAIN ("unkept") "," RETAIN ("occupied") "," RETAIN (
                     "sticky") "," RETAIN ("dropped") "," RETAIN ("hidden"));
  helio_closing_broker_retain (f.broker, "occupied", "21.5 °C");
  helio_closing_broker_retain (f.broker, "hidden", "21.5 °C");
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 1, HELIO_EVIDENCE_SILENT, HELIO_VERDICT_DENY);
  prober_assert (&f, 2, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  prober_assert (&f, 3, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 4, HELIO_EVIDENCE_SILENT, HELIO_VERDICT_DENY);
  prober_assert (&f, 5, HELIO_EVIDENCE_NONE, HELIO_VERDICT_UNKNOWN);
  kept = helio_closing_broker_get_retained (f.broker, "occupied");
  g_assert_cmpstr (kept, ==, "21.5 °C");
  hidden = helio_closing_broker_get_retained (f.broker, "hidden");
  g_assert_cmpstr (hidden, ==, "21.5 °C");
  g_assert_cmpuint (helio_closing_broker_count_retained (f.broker), ==, 2);
  g_assert_cmpuint (helio_report_get_faults (f.report)->len, ==, 0);
  prober_tear_down (&f);
}

/* The end is that of a crash: what alice published lies there, and she cannot take it back. */
static HelioClosingAnswer
keep_and_close (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  if (prober_is_alice (username) && request == HELIO_CLOSING_RETAIN && strcmp (topic, "taken") == 0)
    return HELIO_CLOSING_TAKE_AND_CLOSE;
  return prober_is_alice (username) && request == HELIO_CLOSING_PUBLISH ? HELIO_CLOSING_CLOSE
                                                                        : HELIO_CLOSING_ALLOW;
}

static void
test_retained_after_loss (gconstpointer data)
{
  ProberFixture f;

  prober_set_up (&f,
                 keep_and_close,
                 GPOINTER_TO_INT (data),
                 TRUE,
                 RETAIN ("taken") "," RETAIN ("not/cleared") "," SUB ("a"));
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_CLOSED, HELIO_VERDICT_DENY);
  prober_assert (&f, 1, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 2, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  g_assert_cmpuint (helio_closing_broker_count_retained (f.broker), ==, 0);
  g_assert_cmpuint (helio_report_get_faults (f.report)->len, ==, 0);
  prober_tear_down (&f);
}

/* A broker that is busy: it reads what alice wrote when she has given up waiting for an answer. */
static HelioClosingAnswer
read_late (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return prober_is_alice (username) && request == HELIO_CLOSING_RETAIN ? HELIO_CLOSING_LATE
                                                                       : HELIO_CLOSING_ALLOW;
}

static void
test_retained_late (gconstpointer data)
{
  ProberFixture f;

  prober_set_up (&f, read_late, GPOINTER_TO_INT (data), TRUE, RETAIN ("late"));
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_TIMED_OUT, HELIO_VERDICT_UNKNOWN);
  g_assert_cmpuint (helio_closing_broker_count_retained (f.broker), ==, 0);
  g_assert_cmpuint (helio_report_get_faults (f.report)->len, ==, 0);
  prober_tear_down (&f);
}

/* What alice published lies there, and she is not let in again for longer than one waits for an answer. */
static guint unavailable;

static HelioClosingAnswer
keep_and_keep_out (const char *username,
                   HelioClosingRequest request,
                   const char *topic,
                   guint serial)
{
  if (!prober_is_alice (username))
    return HELIO_CLOSING_ALLOW;
  /* Server unavailable: MQTT 5.0 §3.2.2.2, 3.1.1 §3.2.2.3. */
  if (request == HELIO_CLOSING_CONNECT && serial >= 1 && serial <= 5)
    return (HelioClosingAnswer) (HELIO_CLOSING_CODE + unavailable);
  return request == HELIO_CLOSING_RETAIN ? HELIO_CLOSING_TAKE_AND_CLOSE : HELIO_CLOSING_ALLOW;
}

static void
test_retained_kept_out (gconstpointer data)
{
  HelioProberOptions options = {.checks_per_second = 10000, .answer_ms = 800, .delivery_ms = 200};
  ProberFixture f;

  unavailable = GPOINTER_TO_INT (data) == 5 ? 0x88 : 3;
  prober_set_up (&f, keep_and_keep_out, GPOINTER_TO_INT (data), TRUE, RETAIN ("away"));
  prober_run_with (&f, &options);
  g_assert_cmpuint (helio_closing_broker_count_connections (f.broker), >=, 8);
  g_assert_cmpuint (helio_closing_broker_count_retained (f.broker), ==, 0);
  g_assert_cmpuint (helio_report_get_faults (f.report)->len, ==, 0);
  prober_tear_down (&f);
}

static HelioClosingAnswer
judge_will (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  if (prober_is_alice (username) && strcmp (topic, "refused") == 0)
    return HELIO_CLOSING_REFUSE;
  if (prober_is_alice (username) && strcmp (topic, "closed") == 0 &&
      request == HELIO_CLOSING_CONNECT)
    return HELIO_CLOSING_CLOSE;
  if (prober_is_alice (username) && strcmp (topic, "dropped") == 0 && request == HELIO_CLOSING_WILL)
    return HELIO_CLOSING_DROP;
  return HELIO_CLOSING_ALLOW;
}

static void
test_will (gconstpointer data)
{
  ProberFixture f;

  prober_set_up (&f,
                 judge_will,
                 GPOINTER_TO_INT (data),
                 TRUE,
                 WILL ("delivered") "," WILL ("refused") "," WILL ("closed") "," WILL ("dropped"));
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 1, HELIO_EVIDENCE_REFUSED, HELIO_VERDICT_DENY);
  g_assert_cmpint (helio_report_get_result (f.report, 1)->reason_code, ==, 0x87);
  prober_assert (&f, 2, HELIO_EVIDENCE_CLOSED, HELIO_VERDICT_DENY);
  prober_assert (&f, 3, HELIO_EVIDENCE_SILENT, HELIO_VERDICT_DENY);
  prober_tear_down (&f);
}

/* Only a part of a filter is delivered. */
static HelioClosingAnswer
deliver_part (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return prober_is_alice (username) && request == HELIO_CLOSING_RECEIVE &&
                 !g_str_has_prefix (topic, "mine/")
             ? HELIO_CLOSING_DROP
             : HELIO_CLOSING_ALLOW;
}

static void
test_part (gconstpointer data)
{
  ProberFixture f;

  prober_set_up (&f,
                 deliver_part,
                 GPOINTER_TO_INT (data),
                 TRUE,
                 SUB ("#") "," SUB ("+/x") "," SUB ("mine/+") "," SUB ("mine/x/#") "," SUB (
                     "$share/g/mine/+") "," SUB ("$share/g/yours"));
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_SILENT, HELIO_VERDICT_DENY);
  prober_assert (&f, 1, HELIO_EVIDENCE_SILENT, HELIO_VERDICT_DENY);
  prober_assert (&f, 2, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 3, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 4, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_assert (&f, 5, HELIO_EVIDENCE_SILENT, HELIO_VERDICT_DENY);
  prober_tear_down (&f);
}

/* Alice is not let in; bob's checks go on. */
static HelioClosingAnswer
refuse_alice (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return prober_is_alice (username) && request == HELIO_CLOSING_CONNECT ? HELIO_CLOSING_REFUSE
                                                                        : HELIO_CLOSING_ALLOW;
}

static void
test_not_authorised (gconstpointer data)
{
  GPtrArray *faults;
  ProberFixture f;

  prober_set_up (&f,
                 refuse_alice,
                 GPOINTER_TO_INT (data),
                 TRUE,
                 SUB ("a") ", {\"user\": \"bob\", \"action\": \"publish\", \"topic\": \"b/%u\", "
                           "\"expect\": \"unknown\"}");
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_NOT_AUTHORISED, HELIO_VERDICT_UNKNOWN);
  prober_assert (&f, 1, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  g_assert_cmpstr (helio_report_get_result (f.report, 1)->topic, ==, "b/bob");
  faults = helio_report_get_faults (f.report);
  g_assert_cmpuint (faults->len, ==, 1);
  g_assert_cmpuint (((HelioReportFault *) faults->pdata[0])->user, ==, 0);
  g_assert_cmpint (helio_report_get_exit_status (f.report), ==, 5);
  prober_tear_down (&f);
}

/* A password that was accepted once, and is not any more. */
static gint n_passwords;

static HelioClosingAnswer
take_once (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  if (!prober_is_alice (username))
    return HELIO_CLOSING_ALLOW;
  if (request != HELIO_CLOSING_CONNECT)
    return HELIO_CLOSING_CLOSE;
  g_atomic_int_inc (&n_passwords);
  return serial == 0 ? HELIO_CLOSING_ALLOW : HELIO_CLOSING_REFUSE;
}

/* It is the same one each time, and a few failed logins lock an account. */
static void
test_password_refused_later (gconstpointer data)
{
  ProberFixture f;

  g_atomic_int_set (&n_passwords, 0);
  prober_set_up (&f, take_once, GPOINTER_TO_INT (data), TRUE, SUB ("a"));
  prober_run (&f);
  prober_assert (&f, 0, HELIO_EVIDENCE_SESSION_ENDED, HELIO_VERDICT_UNKNOWN);
  g_assert_cmpint (g_atomic_int_get (&n_passwords), ==, 2);
  g_assert_cmpuint (helio_report_get_faults (f.report)->len, ==, 1);
  prober_tear_down (&f);
}

/* What another user gets at the same moment is no evidence for this one. */
static HelioClosingAnswer
only_bob (const char *username, HelioClosingRequest request, const char *topic, guint serial)
{
  return prober_is_alice (username) && request == HELIO_CLOSING_RECEIVE ? HELIO_CLOSING_DROP
                                                                        : HELIO_CLOSING_ALLOW;
}

static void
test_other_user (gconstpointer data)
{
  g_autoptr (GString) checks = g_string_new (NULL);
  ProberFixture f;

  for (guint i = 0; i < 8; i++)
    g_string_append_printf (
        checks,
        "%s" SUB ("x/%u") ", {\"user\": \"bob\", \"action\": \"subscribe\", \"topic\": "
                          "\"x/%u\", \"expect\": \"allow\"}",
        i > 0 ? "," : "",
        i,
        i);
  prober_set_up (&f, only_bob, GPOINTER_TO_INT (data), TRUE, checks->str);
  prober_run (&f);
  for (guint i = 0; i < 8; i++) {
    prober_assert (&f, 2 * i, HELIO_EVIDENCE_SILENT, HELIO_VERDICT_DENY);
    prober_assert (&f, 2 * i + 1, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  }
  prober_tear_down (&f);
}

/* Stopped while it runs: nothing lies there, what was not tried says so, and sessions are over. */
static void
on_done (HelioProber *prober, GParamSpec *pspec, gpointer user_data)
{
  ProberFixture *f = user_data;

  if (helio_prober_get_done (prober) == 3)
    g_cancellable_cancel (f->cancellable);
}

static void
test_cancel (gconstpointer data)
{
  HelioProberOptions options = {.checks_per_second = 200};
  g_autoptr (GString) checks = g_string_new (RETAIN ("r/0"));
  HelioTestResult result = {NULL};
  g_autoptr (GError) error = NULL;
  guint tried = 0;
  ProberFixture f;

  for (guint i = 1; i < 60; i++)
    g_string_append_printf (checks, "," RETAIN ("r/%u"), i);
  prober_set_up (&f, prober_allow_all, GPOINTER_TO_INT (data), TRUE, checks->str);
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
  prober_tear_down (&f);
}

/* The window lets go of the prober in its callback; all of alice's checks end with her, in one go. */
static void
on_dropped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ProberFixture *f = user_data;

  g_assert_true (helio_prober_run_finish (HELIO_PROBER (source), result, NULL));
  g_clear_object (&f->prober);
}

static gboolean
is_dropped (gpointer data)
{
  return ((ProberFixture *) data)->prober == NULL;
}

static void
test_dropped (gconstpointer data)
{
  const HelioProberOptions options = {.answer_ms = 1000};
  ProberFixture f;

  prober_set_up (&f,
                 refuse_alice,
                 GPOINTER_TO_INT (data),
                 FALSE,
                 SUB ("a/1") "," SUB ("a/2") "," SUB ("a/3"));
  f.report = helio_report_new (f.plan, NULL, -1);
  f.prober = helio_prober_new (f.services, f.report, NULL, &options);
  helio_prober_run_async (f.prober, NULL, on_dropped, &f);
  helio_test_wait (is_dropped, &f, 20, "the end of the run");
  for (guint i = 0; i < 3; i++)
    prober_assert (&f, i, HELIO_EVIDENCE_NOT_AUTHORISED, HELIO_VERDICT_UNKNOWN);
  prober_tear_down (&f);
}

/* The rate holds over all users. */
static void
test_rate (void)
{
  HelioProberOptions options = {.checks_per_second = 20};
  g_autoptr (GString) checks = g_string_new (PUB ("r/0"));
  gint64 began;
  ProberFixture f;

  for (guint i = 1; i < 20; i++)
    g_string_append_printf (checks, "," PUB ("r/%u"), i);
  prober_set_up (&f, prober_allow_all, 5, TRUE, checks->str);
  began = g_get_monotonic_time ();
  prober_run_with (&f, &options);
  /* 20 at 20 a second, of which a tenth of a second may go at once. */
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 800 * 1000);
  prober_assert (&f, 19, HELIO_EVIDENCE_DELIVERED, HELIO_VERDICT_ALLOW);
  prober_tear_down (&f);
}

/* Two runs that see the same say the same. */
static void
test_same_bytes (gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL, *first_csv = NULL, *second_csv = NULL;
  ProberFixture f;

  prober_set_up (
      &f,
      close_at_secret,
      GPOINTER_TO_INT (data),
      TRUE,
      SUB ("%u/#") "," PUB ("%c/x") "," SUB ("secret/x") "," WILL ("w/%c") "," RETAIN ("secret/z"));
  prober_run (&f);
  first = helio_report_to_json (f.report, FALSE);
  first_csv = helio_report_to_csv (f.report);
  prober_run (&f);
  second = helio_report_to_json (f.report, FALSE);
  second_csv = helio_report_to_csv (f.report);
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first_csv, ==, second_csv);
  prober_tear_down (&f);
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
      {"retained-late", test_retained_late},
      {"retained-kept-out", test_retained_kept_out},
      {"will", test_will},
      {"part", test_part},
      {"not-authorised", test_not_authorised},
      {"password-refused-later", test_password_refused_later},
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
