// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "cli/helio-cli-acl.h"
#include "core/acl/helio-prober.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>

/* Names and topics come from a file; on a terminal they could do anything. */
#define SHOWN_MAX 200

/* "alice subscribe users/alice/#" */
static void
append_check (GString *out, HelioReport *report, guint index)
{
  HelioPlan *plan = helio_report_get_plan (report);
  const HelioPlanCheck *check = helio_plan_get_check (plan, index);
  const char *topic = helio_report_get_result (report, index)->topic;
  g_autofree char *user =
      helio_printable (helio_plan_get_user (plan, check->user)->name, -1, SHOWN_MAX);
  g_autofree char *shown = helio_printable (topic != NULL ? topic : check->topic, -1, SHOWN_MAX);

  g_string_append_printf (out, "%s %s %s", user, helio_action_to_text (check->action), shown);
}

/* Indented, under the check. */
static void
append_prediction (GString *out, const HelioResult *result)
{
  if (result->prediction == NULL)
    return;
  g_string_append (out, "    ");
  g_string_append_printf (out,
                          /* Translators: "allow" or "deny" as it stands in files, then why */
                          C_ ("cli", "Prediction: %s. %s\n"),
                          helio_verdict_to_text (helio_prediction_get_verdict (result->prediction)),
                          helio_prediction_get_reason (result->prediction));
}

static void
append_notes (GString *out, HelioRules *rules)
{
  for (const char *const *note = helio_rules_get_notes (rules); *note != NULL; note++)
    g_string_append_printf (out, C_ ("cli", "Note: %s\n"), *note);
}

char *
helio_cli_acl_describe_hosts (const char *const *hosts, const char *const *risks)
{
  GString *out = g_string_new (C_ ("cli", "Tokens and passwords go to:\n"));

  for (guint i = 0; hosts[i] != NULL; i++)
    g_string_append_printf (out, "  %s\n", hosts[i]);
  if (*risks != NULL)
    g_string_append (out, C_ ("cli", "With less protection than usual:\n"));
  for (guint i = 0; risks[i] != NULL; i++)
    g_string_append_printf (out, "  %s\n", risks[i]);
  return g_string_free (out, FALSE);
}

char *
helio_cli_acl_describe_topics (const char *const *topics)
{
  GString *out = g_string_new (NULL);
  guint n = g_strv_length ((GStrv) topics);

  if (n == 0)
    return g_strdup (C_ ("cli", "Nothing would be written to any topic.\n"));
  g_string_append_printf (out,
                          NP_ ("cli",
                               "Messages would be written to %u topic:\n",
                               "Messages would be written to %u topics:\n",
                               n),
                          n);
  for (guint i = 0; i < n; i++) {
    g_autofree char *shown = helio_printable (topics[i], -1, SHOWN_MAX);

    g_string_append_printf (out, "  %s\n", shown);
  }
  return g_string_free (out, FALSE);
}

char *
helio_cli_acl_describe_plan (HelioReport *report, const char *hosts, const char *const *topics)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GArray) order = helio_report_sort (report, FALSE);
  g_autofree char *list = helio_cli_acl_describe_topics (topics);
  HelioPlan *plan = helio_report_get_plan (report);

  g_string_append_printf (out, NP_ ("cli", "%u check:\n", "%u checks:\n", order->len), order->len);
  for (guint i = 0; i < order->len; i++) {
    guint index = g_array_index (order, guint, i);
    const HelioResult *result = helio_report_get_result (report, index);

    g_string_append (out, "  ");
    append_check (out, report, index);
    g_string_append_printf (out,
                            /* Translators: "allow", "deny" or "unknown" as it stands in files */
                            C_ ("cli", ": expected %s\n"),
                            helio_verdict_to_text (helio_plan_get_check (plan, index)->expect));
    if (!helio_prober_may_try (plan, index))
      g_string_append_printf (
          out,
          "    %s\n",
          C_ ("cli",
              "Not tried, and nothing published: it needs a witness, and the plan has none."));
    append_prediction (out, result);
    if (result->prediction == NULL && helio_report_get_rules (report) != NULL)
      g_string_append_printf (
          out,
          "    %s\n",
          C_ ("cli", "No prediction: the username is not known before the sign-in."));
  }
  if (helio_report_get_rules (report) == NULL)
    g_string_append_printf (out,
                            "%s\n",
                            C_ ("cli", "The plan names no rules, so that nothing is predicted."));
  else
    append_notes (out, helio_report_get_rules (report));
  g_string_append (out, hosts);
  g_string_append (out, list);
  return g_string_free (out, FALSE);
}

static void
append_result (GString *out, HelioReport *report, guint index)
{
  const HelioResult *result = helio_report_get_result (report, index);
  HelioVerdict expect = helio_plan_get_check (helio_report_get_plan (report), index)->expect;
  g_autofree char *evidence = helio_report_describe (report, index);

  g_string_append (out,
                   result->observed == HELIO_VERDICT_UNKNOWN ? C_ ("cli", "? not found out: ")
                                                             : C_ ("cli", "✕ differs: "));
  append_check (out, report, index);
  g_string_append_c (out, '\n');
  g_string_append_printf (
      out,
      /* Translators: "allow", "deny" or "unknown" as they stand in files, then what was seen */
      C_ ("cli", "    Expected %s, observed %s. %s\n"),
      helio_verdict_to_text (expect),
      helio_verdict_to_text (result->observed),
      evidence);
  append_prediction (out, result);
}

static void
append_counts (GString *out, const HelioReportCounts *counts)
{
  g_string_append_printf (out,
                          NP_ ("cli", "%u check: ", "%u checks: ", counts->checks),
                          counts->checks);
  g_string_append_printf (out,
                          /* Translators: numbers of checks */
                          C_ ("cli", "%u as expected, %u not, %u not found out"),
                          counts->matched,
                          counts->differ,
                          counts->unknown);
  if (counts->skipped > 0)
    g_string_append_printf (out, C_ ("cli", ", %u without an expectation"), counts->skipped);
  g_string_append (out, ".\n");
  if (counts->mispredicted > 0)
    g_string_append_printf (
        out,
        NP_ ("cli",
             "The broker did something else than the rules predict in %u check.\n",
             "The broker did something else than the rules predict in %u checks.\n",
             counts->mispredicted),
        counts->mispredicted);
}

char *
helio_cli_acl_summarise (HelioReport *report)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GArray) order = helio_report_sort (report, TRUE);
  HelioReportCounts counts;

  helio_report_count (report, &counts);
  for (guint i = 0; i < order->len; i++) {
    guint index = g_array_index (order, guint, i);

    if (helio_report_matches (report, index))
      break;
    append_result (out, report, index);
  }
  append_counts (out, &counts);
  return g_string_free (out, FALSE);
}
