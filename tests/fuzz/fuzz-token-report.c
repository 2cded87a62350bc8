// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "helio-fuzz-main.h"

#include "../core/crypto/jwt-vectors.h"
#include "core/auth/helio-token-report.h"
#include "core/auth/helio-token-rows.h"
#include "core/base/helio-clock.h"
#include "core/crypto/helio-base64url.h"

#include <string.h>

/* Anything may be pasted into the inspector. The input is a token as it stands, and also the payload of one
 * that is well formed around it. Whatever it is, there are rows, in words that can be shown, none without a
 * verdict, no signature passes that is none of the vectors', and no row shows the token. */

static const char key_set[] =
    "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"rsa-1\",\"n\":\"" KEY_RSA_N "\",\"e\":\"AQAB\"},"
    "{\"kty\":\"EC\",\"kid\":\"ec-1\",\"crv\":\"P-256\",\"x\":\"" KEY_EC_X "\",\"y\":\"" KEY_EC_Y
    "\"}]}";

static HelioProfile *
make_profile (void)
{
  HelioProfile *profile = helio_profile_new ();

  g_free (profile->sign_in.audience);
  profile->sign_in.audience = g_strdup ("https://api.test");
  profile->sign_in.issuer = g_strdup ("https://issuer.test/");
  return profile;
}

static void
check_report (HelioSecret *token, HelioProfile *profile)
{
  g_autoptr (HelioClock) clock = helio_clock_new_system ();
  HelioTokenReportInit init = {.token = token, .profile = profile, .clock = clock};
  g_autoptr (HelioTokenReport) report = helio_token_report_new (&init);
  g_autofree char *text = helio_token_report_to_text (report);
  g_autofree char *header = helio_token_report_get_header_text (report);
  g_autofree char *payload = helio_token_report_get_payload_text (report);
  g_autoptr (HelioJson) json = helio_token_report_to_json (report);
  g_autofree char *json_text = helio_json_to_text (json, FALSE);
  g_auto (GStrv) topics = helio_token_report_get_topics (report);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_true (g_utf8_validate (json_text, -1, NULL));
  g_assert_cmpint (helio_check_rows_get_status (HELIO_CHECK_ROWS (report)),
                   !=,
                   HELIO_CHECK_PENDING);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (report)); i++) {
    g_autoptr (HelioCheckRow) row = g_list_model_get_item (G_LIST_MODEL (report), i);

    g_assert_true (helio_check_row_is_done (row));
  }
  /* Up to the first NUL, if it has one: a shorter piece may be in a row's own words. */
  if (strlen (helio_secret_peek (token)) > 40)
    g_assert_null (strstr (text, helio_secret_peek (token)));
}

static void
check_signature (HelioSecret *token)
{
  g_autoptr (HelioTokenFacts) facts = helio_token_facts_new (token);
  g_autoptr (HelioCheckRow) row = helio_check_row_new ("signature", "signature");
  const char *text = helio_secret_peek (facts->token);

  facts->keys = helio_jwks_parse (key_set, sizeof key_set - 1, NULL);
  helio_token_row_key (facts, row);
  helio_token_row_signature (facts, row);
  if (helio_check_row_get_status (row) == HELIO_CHECK_PASS)
    g_assert_true (strcmp (text, TOKEN_RS256) == 0 || strcmp (text, TOKEN_PS256) == 0 ||
                   strcmp (text, TOKEN_ES256) == 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = size > 0 ? (const char *) data : "";
  g_autoptr (HelioProfile) profile = make_profile ();
  g_autoptr (HelioSecret) token = helio_secret_new_len (text, size);
  g_autofree char *payload = helio_base64url_encode (text, size);
  g_autofree char *wrapped = g_strdup_printf ("eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS0xIn0.%s.%s",
                                              payload,
                                              strrchr (TOKEN_RS256, '.') + 1);
  g_autoptr (HelioSecret) second = helio_secret_new (wrapped);

  check_report (token, profile);
  check_report (token, NULL);
  check_report (second, profile);
  check_signature (token);
  check_signature (second);
  return 0;
}
