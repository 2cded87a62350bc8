// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-report.h"
#include "helio-fuzz-main.h"

#include <string.h>

/* The report of an earlier run is a file from anywhere. What is taken has every member, in order, and is found
 * again by a report on the same checks. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char text[] =
      "{\"version\":1,\"users\":{\"alice\":{\"profile\":\"a\"}},\"checks\":[{\"user\":\"alice\","
      "\"action\":\"publish\",\"topic\":\"t\",\"expect\":\"allow\"}]}";
  g_autoptr (HelioPlan) plan = helio_plan_parse (text, strlen (text), NULL, NULL);
  g_autoptr (HelioReport) report = helio_report_new (plan, NULL, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) past =
      helio_report_parse_past (size > 0 ? (const char *) data : "", size, &error);
  gboolean there = FALSE;

  g_assert_true ((past == NULL) == (error != NULL));
  if (past == NULL) {
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return 0;
  }
  for (guint i = 0; i < past->len; i++) {
    const HelioPastResult *result = g_ptr_array_index (past, i);

    g_assert_nonnull (result->user);
    g_assert_nonnull (result->topic);
    if (i > 0)
      g_assert_cmpint (
          strcmp (((HelioPastResult *) g_ptr_array_index (past, i - 1))->user, result->user),
          <=,
          0);
    there = there || (strcmp (result->user, "alice") == 0 &&
                      result->action == HELIO_ACTION_PUBLISH && strcmp (result->topic, "t") == 0);
  }
  g_assert_true (there == (helio_report_find_past (report, 0, past) != NULL));
  return 0;
}
