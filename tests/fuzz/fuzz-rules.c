// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/policy/helio-rules.h"
#include "helio-fuzz-main.h"

#include <string.h>

static void
assert_same (HelioRules *rules, char *text_taken)
{
  g_autofree char *text = text_taken;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioRules) again = helio_rules_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (helio_rules_get_length (again), ==, helio_rules_get_length (rules));
  g_assert_cmpint (helio_rules_has_default (again), ==, helio_rules_has_default (rules));
  g_assert_cmpint (helio_rules_get_allow_by_default (again),
                   ==,
                   helio_rules_get_allow_by_default (rules));
  for (guint i = 0; i < helio_rules_get_length (rules); i++) {
    const HelioRule *a = helio_rules_get (rules, i);
    const HelioRule *b = helio_rules_get (again, i);

    g_assert_cmpstr (a->user, ==, b->user);
    g_assert_cmpstr (a->topic, ==, b->topic);
    g_assert_cmpint (a->permission, ==, b->permission);
    g_assert_cmpstr (a->written, ==, b->written);
    g_assert_cmpstr (a->place, ==, b->place);
    g_assert_cmpint (a->is_open, ==, b->is_open);
    g_assert_cmpint (a->has_organization, ==, b->has_organization);
  }
}

/* What is taken can be written in each form and reads back as the same; what is not has a reason. */
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
  assert_same (rules, helio_rules_to_text (rules));
  assert_same (rules, helio_rules_to_json (rules));
  return 0;
}
