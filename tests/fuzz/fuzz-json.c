// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "helio-fuzz-main.h"

#include "core/base/helio-error.h"
#include "core/base/helio-json.h"

#include <string.h>

/* Checking and parsing agree (but for many or chosen names in one object, which only parsing refuses), what is written reads as the same, and it makes no difference where secrets are kept. */

static void
check_at_depth (const char *text, gsize size, guint depth)
{
  gboolean is_good = helio_json_check (text, size, 1 << 20, depth, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioJson) json = helio_json_parse (text, size, 1 << 20, depth, &error);
  g_autoptr (HelioJson) copy = NULL;
  g_autoptr (HelioJson) again = NULL;
  g_autofree char *out = NULL;
  g_autofree char *pretty = NULL;
  g_autofree char *copied = NULL;
  g_autofree char *out_again = NULL;
  g_autoptr (HelioJson) lifted = helio_json_parse_secrets (text, size, 1 << 20, depth, NULL);
  g_autofree char *with_secrets = NULL;

  g_assert_true (json == NULL || is_good);
  g_assert_true ((json != NULL) == (lifted != NULL));
  if (json == NULL) {
    g_assert_true (!is_good || g_error_matches (error, HELIO_ERROR, HELIO_ERROR_TOO_LARGE));
    return;
  }
  copy = helio_json_copy (json);
  out = helio_json_to_text (json, FALSE);
  pretty = helio_json_to_text (json, TRUE);
  copied = helio_json_to_text (copy, FALSE);
  g_assert_cmpstr (out, ==, copied);
  again = helio_json_parse (pretty, strlen (pretty), 1 << 26, depth, NULL);
  g_assert_nonnull (again);
  out_again = helio_json_to_text (again, FALSE);
  g_assert_cmpstr (out, ==, out_again);
  with_secrets = helio_json_to_text (lifted, FALSE);
  g_assert_cmpstr (out, ==, with_secrets);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  check_at_depth ((const char *) data, size, 3);
  check_at_depth ((const char *) data, size, HELIO_JSON_DEPTH_ANSWER);
  return 0;
}
