// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/mqtt/helio-topic.h"
#include "core/watch/helio-watch-rule.h"
#include "helio-fuzz-main.h"

#include <string.h>

/* A file of rules that somebody wrote by hand: what is taken is valid and is written as the same; what is not has a
 * reason that can be shown. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rules =
      helio_watch_rules_parse (size > 0 ? (const char *) data : "", size, &error);

  g_assert_true ((rules == NULL) == (error != NULL));
  if (rules == NULL) {
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return 0;
  }
  g_assert_cmpuint (rules->len, <=, HELIO_WATCH_RULES_MAX);
  for (guint i = 0; i < rules->len; i++) {
    const HelioWatchTerms *terms = helio_watch_rule_get (rules->pdata[i]);

    g_assert_true (helio_topic_validate_filter (terms->filter, NULL));
    g_assert_cmpuint (terms->seconds, >=, 1);
    g_assert_true (terms->kind != HELIO_WATCH_RATE || terms->min > 0 || terms->max >= 0);
  }
  g_autofree char *text = helio_watch_rules_to_text (rules);
  g_autoptr (GPtrArray) again = helio_watch_rules_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  g_autofree char *text_again = helio_watch_rules_to_text (again);
  g_assert_cmpstr (text, ==, text_again);
  return 0;
}
