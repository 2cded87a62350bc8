// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/policy/helio-predictor.h"
#include "helio-fuzz-main.h"

#include <string.h>

static void
predict (HelioRules *rules, const char *user, const char *topic, HelioPermission action)
{
  const HelioPredictionRequest request = {user, "client", topic, action, -1};
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioPrediction) prediction = helio_predict (rules, &request, &error);
  int rule;

  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (helio_prediction_get_reason (prediction), -1, NULL));
  rule = helio_prediction_get_rule (prediction);
  /* What depends on a claim must never be called allowed. */
  if (rule >= 0)
    g_assert_false (helio_rules_get (rules, (guint) rule)->is_open);
  if (helio_rules_is_default_open (rules))
    g_assert_cmpint (helio_prediction_get_verdict (prediction), !=, HELIO_VERDICT_ALLOW);
}

/* A policy out of a dashboard or a pull request. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioRules) rules =
      helio_rules_parse (size > 0 ? (const char *) data : "", (gssize) size, &error);

  g_assert_true ((rules == NULL) == (error != NULL));
  if (rules == NULL) {
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return 0;
  }
  for (const char *const *note = helio_rules_get_notes (rules); *note != NULL; note++)
    g_assert_true (g_utf8_validate (*note, -1, NULL));
  predict (rules, "alice@org_1", "data/alice/x", HELIO_PERMISSION_PUBLISH);
  predict (rules, "sensor-1", "notifications/#", HELIO_PERMISSION_SUBSCRIBE);
  predict (rules, "x%u+", "/a@b.c/inbox", HELIO_PERMISSION_SUBSCRIBE);
  return 0;
}
