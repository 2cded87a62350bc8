// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/core/acl/prober-fixture.h"

#include <string.h>

static HelioClosingAnswer
ask_judge (const char *username,
           HelioClosingRequest request,
           const char *topic,
           guint serial,
           gpointer user_data)
{
  return ((ProberFixture *) user_data)->judge (username, request, topic, serial);
}

static const char *
get_protocol (int version)
{
  return version == 5 ? "5" : "3.1.1";
}

void
prober_set_up (ProberFixture *f,
               ProberJudge judge,
               int version,
               gboolean witness,
               const char *checks)
{
  const ProberVersions versions = {version, version, version};

  prober_set_up_mixed (f, judge, &versions, witness, checks);
}

void
prober_set_up_mixed (ProberFixture *f,
                     ProberJudge judge,
                     const ProberVersions *versions,
                     gboolean witness,
                     const char *checks)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  const char *url;

  *f = (ProberFixture){.judge = judge};
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
      get_protocol (versions->alice),
      url,
      get_protocol (versions->bob),
      url,
      get_protocol (versions->operator),
      checks);
  f->plan = helio_plan_parse (json, strlen (json), NULL, &error);
  g_assert_no_error (error);
}

void
prober_run_with (ProberFixture *f, const HelioProberOptions *options)
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

void
prober_run (ProberFixture *f)
{
  HelioProberOptions options = {.checks_per_second = 10000, .answer_ms = 3000, .delivery_ms = 200};

  prober_run_with (f, &options);
}

void
prober_tear_down (ProberFixture *f)
{
  g_clear_object (&f->prober);
  g_clear_object (&f->report);
  helio_plan_unref (f->plan);
  helio_services_unref (f->services);
  g_object_unref (f->cancellable);
  helio_closing_broker_free (f->broker);
}

void
prober_assert (ProberFixture *f, guint index, HelioEvidenceKind kind, HelioVerdict observed)
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

gboolean
prober_is_alice (const char *username)
{
  return strcmp (username, "alice@org") == 0;
}

HelioClosingAnswer
prober_allow_all (const char *username,
                  HelioClosingRequest request,
                  const char *topic,
                  guint serial)
{
  return HELIO_CLOSING_ALLOW;
}
