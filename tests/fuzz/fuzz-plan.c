// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/acl/helio-plan.h"
#include "core/base/helio-error.h"
#include "helio-fuzz-main.h"

#include <string.h>

/* What is written is read as the same. */
static void
assert_same_again (HelioPlan *plan)
{
  g_autofree char *text = helio_plan_to_json (plan);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioPlan) again = helio_plan_parse (text, strlen (text), NULL, &error);
  g_autofree char *text_again = NULL;

  /* The names of one that is nearly too large may take it over the limit. */
  if (g_error_matches (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE))
    return;
  g_assert_no_error (error);
  text_again = helio_plan_to_json (again);
  g_assert_cmpstr (text, ==, text_again);
}

/* A plan comes out of a pull request. What is taken has only checks of users who are there, and something to
 * check; what is not has a reason that can be shown. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char text[] = "{\"version\":1,\"users\":{\"alice\":{\"profile\":\"a\"},\"bob\":"
                             "{\"broker\":\"mqtt://127.0.0.1\",\"username\":\"b\"}}}";
  g_autoptr (HelioPlan) users = helio_plan_parse_users (text, strlen (text), NULL);

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HelioPlan) plan =
        helio_plan_parse (size > 0 ? (const char *) data : "", size, i == 0 ? NULL : users, &error);

    g_assert_true ((plan == NULL) == (error != NULL));
    if (plan == NULL) {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      continue;
    }
    g_assert_cmpuint (helio_plan_get_n_checks (plan), >, 0);
    for (guint k = 0; k < helio_plan_get_n_checks (plan); k++) {
      const HelioPlanCheck *check = helio_plan_get_check (plan, k);

      g_assert_cmpuint (check->user, <, helio_plan_get_n_users (plan));
      g_assert_true (g_utf8_validate (check->topic, -1, NULL));
    }
    assert_same_again (plan);
  }
  return 0;
}
