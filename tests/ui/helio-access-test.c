// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-access-test.h"

#include <string.h>

#define USER "{\"broker\":\"mqtt://127.0.0.1\",\"password_env\":\"HELIOGRAPH_P\",\"username\":"

static const char plan_text[] =
    "{\"version\":1,\"witness\":\"operator\",\"users\":{\"alice\":" USER "\"alice@org_1\"},"
    "\"bob\":" USER "\"bob@org_1\"},\"operator\":" USER "\"operator@org_1\"}},\"checks\":["
    "{\"user\":\"alice\",\"action\":\"subscribe\",\"topic\":\"users/alice/"
    "#\",\"expect\":\"allow\"},"
    "{\"user\":\"alice\",\"action\":\"publish\",\"topic\":\"secret/x\",\"expect\":\"deny\"},"
    "{\"user\":\"bob\",\"action\":\"subscribe\",\"topic\":\"users/alice/#\",\"expect\":\"deny\"},"
    "{\"user\":\"bob\",\"action\":\"publish\",\"topic\":\"secret/x\",\"expect\":\"deny\"},"
    "{\"user\":\"bob\",\"action\":\"subscribe\",\"topic\":\"$SYS/#\",\"expect\":\"deny\"}]}";

static HelioPlan *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  HelioPlan *plan = helio_plan_parse (text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  return plan;
}

HelioPlan *
helio_access_test_plan (void)
{
  return parse (plan_text);
}

HelioRules *
helio_access_test_rules (void)
{
  g_autoptr (GError) error = NULL;
  HelioRules *rules =
      helio_rules_parse ("User Pattern: %\nTopic: users/%u/#\nPermission: pubsub\n\n"
                         "User Pattern: bob\nTopic: secret/#\nPermission: publish\n",
                         -1,
                         &error);

  g_assert_no_error (error);
  return rules;
}

HelioReport *
helio_access_test_report (void)
{
  g_autoptr (HelioPlan) plan = helio_access_test_plan ();
  g_autoptr (HelioRules) rules = helio_access_test_rules ();

  return helio_report_new (plan, rules, -1);
}

GPtrArray *
helio_access_test_steps (void)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) helio_step_free);

  g_ptr_array_add (steps, helio_step_new (1500, "PUBLISH QoS 1 to secret/x"));
  g_ptr_array_add (steps, helio_step_new (4200, "PUBACK 0x00 Success"));
  g_ptr_array_add (steps, helio_step_new (9000, "operator received it"));
  return steps;
}

void
helio_access_test_observe (HelioReport *report)
{
  helio_report_observe (report,
                        0,
                        HELIO_EVIDENCE_DELIVERED,
                        1,
                        "users/alice/#",
                        "Granted with QoS 1, and a message arrived.",
                        NULL);
  helio_report_observe (report,
                        1,
                        HELIO_EVIDENCE_REFUSED,
                        0x87,
                        "secret/x",
                        "Refused with 0x87.",
                        NULL);
  helio_report_observe (report,
                        2,
                        HELIO_EVIDENCE_TIMED_OUT,
                        -1,
                        "users/alice/#",
                        "No answer in time.",
                        NULL);
  helio_report_observe (report,
                        3,
                        HELIO_EVIDENCE_DELIVERED,
                        0,
                        "secret/x",
                        "Accepted with 0x00, and operator received it.",
                        helio_access_test_steps ());
  helio_report_observe (report,
                        4,
                        HELIO_EVIDENCE_REFUSED,
                        0x87,
                        "$SYS/#",
                        "Refused with 0x87.",
                        NULL);
}

HelioReport *
helio_access_test_large_report (guint n_users, guint n_topics)
{
  g_autoptr (GString) text = g_string_new ("{\"version\":1,\"users\":{");
  g_autoptr (HelioPlan) plan = NULL;
  g_autoptr (HelioRules) rules = helio_access_test_rules ();
  HelioReport *report;

  for (guint i = 0; i < n_users; i++)
    g_string_append_printf (text,
                            "%s\"u%u\":{\"broker\":\"mqtt://127.0.0.1\",\"username\":\"u%u\","
                            "\"password_env\":\"HELIOGRAPH_P\"}",
                            i > 0 ? "," : "",
                            i,
                            i);
  g_string_append (text, "},\"matrix\":[{\"users\":[");
  for (guint i = 0; i < n_users; i++)
    g_string_append_printf (text, "%s\"u%u\"", i > 0 ? "," : "", i);
  g_string_append (text, "],\"actions\":[\"publish\"],\"expect\":\"deny\",\"topics\":[");
  for (guint i = 0; i < n_topics; i++)
    g_string_append_printf (text, "%s\"site/%u/topic\"", i > 0 ? "," : "", i);
  g_string_append (text, "]}]}");
  plan = parse (text->str);
  report = helio_report_new (plan, rules, -1);
  for (guint i = 0; i < helio_plan_get_n_checks (plan); i++)
    helio_report_observe (report,
                          i,
                          i % 7 == 0 ? HELIO_EVIDENCE_GRANTED : HELIO_EVIDENCE_REFUSED,
                          i % 7 == 0 ? 0 : 0x87,
                          NULL,
                          "As it was.",
                          NULL);
  return report;
}
