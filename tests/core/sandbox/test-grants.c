// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox/helio-grants.h"
#include "tests/support/helio-test.h"

/* RFC 7636 Appendix B. */
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
#define CALLBACK "http://127.0.0.1:17731/callback"

static HelioGrant *
new_grant (const char *user)
{
  HelioGrant *grant = g_new0 (HelioGrant, 1);

  g_ref_count_init (&grant->references);
  grant->user = g_strdup (user);
  grant->client_id = g_strdup ("client");
  grant->redirect_uri = g_strdup (CALLBACK);
  grant->challenge = g_strdup (CHALLENGE);
  grant->scope = g_strdup ("openid offline_access");
  grant->session = g_strdup ("sid");
  return grant;
}

static void
check_redeem (HelioGrants *grants,
              const char *code,
              const char *client,
              const char *callback,
              const char *verifier,
              HelioGrantVerdict expected)
{
  g_autoptr (HelioGrant) got = NULL;

  g_assert_cmpint (helio_grants_redeem_code (grants, code, client, callback, verifier, &got),
                   ==,
                   expected);
  g_assert_true ((got != NULL) == (expected == HELIO_GRANT_OK));
}

static void
test_code (void)
{
  g_autoptr (HelioFakeClock) clock = helio_fake_clock_new ();
  g_autoptr (HelioGrants) grants = helio_grants_new (HELIO_CLOCK (clock), 0);
  g_autoptr (HelioGrant) grant = new_grant ("alice");
  struct {
    const char *client, *callback, *verifier;
    HelioGrantVerdict verdict;
  } cases[] = {
      {"client", CALLBACK, VERIFIER, HELIO_GRANT_OK},
      {"other", CALLBACK, VERIFIER, HELIO_GRANT_WRONG_CLIENT},
      {"client", "http://127.0.0.1:21739/callback", VERIFIER, HELIO_GRANT_WRONG_REDIRECT},
      {"client", NULL, VERIFIER, HELIO_GRANT_WRONG_REDIRECT},
      {"client", CALLBACK, NULL, HELIO_GRANT_WRONG_VERIFIER},
      {"client", CALLBACK, CHALLENGE, HELIO_GRANT_WRONG_VERIFIER},
      {"client",
       CALLBACK,
       "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk=",
       HELIO_GRANT_WRONG_VERIFIER},
      {"client", CALLBACK, "short", HELIO_GRANT_WRONG_VERIFIER},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *code = helio_grants_issue_code (grants, grant);

    g_assert_cmpstr (helio_grants_peek_user (grants, code), ==, "alice");
    check_redeem (grants,
                  code,
                  cases[i].client,
                  cases[i].callback,
                  cases[i].verifier,
                  cases[i].verdict);
    /* Spent, however it went. */
    check_redeem (grants, code, "client", CALLBACK, VERIFIER, HELIO_GRANT_REUSED);
  }
  check_redeem (grants, "guess", "client", CALLBACK, VERIFIER, HELIO_GRANT_UNKNOWN);
  check_redeem (grants, NULL, "client", CALLBACK, VERIFIER, HELIO_GRANT_UNKNOWN);
}

static void
test_code_expires (void)
{
  g_autoptr (HelioFakeClock) clock = helio_fake_clock_new ();
  g_autoptr (HelioGrants) grants = helio_grants_new (HELIO_CLOCK (clock), 0);
  g_autoptr (HelioGrant) grant = new_grant ("alice");
  g_autofree char *in_time = helio_grants_issue_code (grants, grant);
  g_autofree char *late = helio_grants_issue_code (grants, grant);

  helio_fake_clock_advance (clock, 60 * HELIO_SECOND);
  check_redeem (grants, in_time, "client", CALLBACK, VERIFIER, HELIO_GRANT_OK);
  helio_fake_clock_advance (clock, 1);
  check_redeem (grants, late, "client", CALLBACK, VERIFIER, HELIO_GRANT_EXPIRED);
}

static char *
rotate (HelioGrants *grants, const char *token, HelioGrantVerdict expected)
{
  g_autoptr (HelioGrant) grant = NULL;
  char *next = NULL;

  g_assert_cmpint (helio_grants_rotate (grants, token, "client", &grant, &next), ==, expected);
  g_assert_true ((next != NULL) == (expected == HELIO_GRANT_OK));
  return next;
}

static void
test_code_reuse_ends_family (void)
{
  g_autoptr (HelioFakeClock) clock = helio_fake_clock_new ();
  g_autoptr (HelioGrants) grants = helio_grants_new (HELIO_CLOCK (clock), 0);
  g_autoptr (HelioGrant) grant = new_grant ("alice");
  g_autofree char *code = helio_grants_issue_code (grants, grant);
  g_autofree char *first = NULL, *second = NULL;

  check_redeem (grants, code, "client", CALLBACK, VERIFIER, HELIO_GRANT_OK);
  first = helio_grants_issue_refresh (grants, grant, code);
  second = rotate (grants, first, HELIO_GRANT_OK);
  check_redeem (grants, code, "client", CALLBACK, VERIFIER, HELIO_GRANT_REUSED);
  g_assert_null (rotate (grants, second, HELIO_GRANT_UNKNOWN));
}

static void
test_rotation (void)
{
  g_autoptr (HelioFakeClock) clock = helio_fake_clock_new ();
  g_autoptr (HelioGrants) grants = helio_grants_new (HELIO_CLOCK (clock), 0);
  g_autoptr (HelioGrant) grant = new_grant ("alice");
  g_autofree char *first = helio_grants_issue_refresh (grants, grant, NULL);
  g_autofree char *other = helio_grants_issue_refresh (grants, grant, NULL);
  g_autofree char *second = rotate (grants, first, HELIO_GRANT_OK);
  g_autofree char *third = rotate (grants, second, HELIO_GRANT_OK);
  g_autofree char *other_second = NULL;

  g_assert_cmpstr (first, !=, second);
  g_assert_cmpstr (helio_grants_peek_user (grants, first), ==, "alice");
  g_assert_null (rotate (grants, first, HELIO_GRANT_REUSED));
  g_assert_null (rotate (grants, third, HELIO_GRANT_UNKNOWN));
  /* Another sign-in of the same user has its own family. */
  other_second = rotate (grants, other, HELIO_GRANT_OK);
}

static void
test_overlap (void)
{
  g_autoptr (HelioFakeClock) clock = helio_fake_clock_new ();
  g_autoptr (HelioGrants) grants = helio_grants_new (HELIO_CLOCK (clock), 30 * HELIO_SECOND);
  g_autoptr (HelioGrant) grant = new_grant ("alice");
  g_autofree char *first = helio_grants_issue_refresh (grants, grant, NULL);
  g_autofree char *lost = rotate (grants, first, HELIO_GRANT_OK);
  g_autofree char *second = NULL, *third = NULL;

  helio_fake_clock_advance (clock, 30 * HELIO_SECOND);
  second = rotate (grants, first, HELIO_GRANT_OK);
  third = rotate (grants, second, HELIO_GRANT_OK);
  /* The one before the one before: detection, overlap or not. */
  g_assert_null (rotate (grants, first, HELIO_GRANT_REUSED));
  g_assert_null (rotate (grants, third, HELIO_GRANT_UNKNOWN));
}

static void
test_overlap_ends (void)
{
  g_autoptr (HelioFakeClock) clock = helio_fake_clock_new ();
  g_autoptr (HelioGrants) grants = helio_grants_new (HELIO_CLOCK (clock), 30 * HELIO_SECOND);
  g_autoptr (HelioGrant) grant = new_grant ("alice");
  g_autofree char *first = helio_grants_issue_refresh (grants, grant, NULL);
  g_autofree char *second = rotate (grants, first, HELIO_GRANT_OK);

  helio_fake_clock_advance (clock, 30 * HELIO_SECOND + 1);
  g_assert_null (rotate (grants, first, HELIO_GRANT_REUSED));
  g_assert_null (rotate (grants, second, HELIO_GRANT_UNKNOWN));
}

static void
test_wrong_client_and_revoke (void)
{
  g_autoptr (HelioFakeClock) clock = helio_fake_clock_new ();
  g_autoptr (HelioGrants) grants = helio_grants_new (HELIO_CLOCK (clock), 0);
  g_autoptr (HelioGrant) grant = new_grant ("alice"), got = NULL;
  g_autofree char *token = helio_grants_issue_refresh (grants, grant, NULL);
  g_autofree char *next = NULL, *second = NULL;

  g_assert_cmpint (helio_grants_rotate (grants, token, "other", &got, &next),
                   ==,
                   HELIO_GRANT_WRONG_CLIENT);
  g_assert_null (next);
  second = rotate (grants, token, HELIO_GRANT_OK);
  helio_grants_revoke (grants, token);
  g_assert_null (rotate (grants, second, HELIO_GRANT_UNKNOWN));
  g_assert_null (helio_grants_peek_user (grants, second));
  helio_grants_revoke (grants, "guess");
}

static void
test_at_most_200_families (void)
{
  g_autoptr (HelioFakeClock) clock = helio_fake_clock_new ();
  g_autoptr (HelioGrants) grants = helio_grants_new (HELIO_CLOCK (clock), 0);
  g_autoptr (HelioGrant) alice = new_grant ("alice"), bob = new_grant ("bob");
  g_autofree char *of_bob = helio_grants_issue_refresh (grants, bob, NULL);
  g_autofree char *oldest = helio_grants_issue_refresh (grants, alice, NULL);
  g_autofree char *second = helio_grants_issue_refresh (grants, alice, NULL);

  for (guint i = 0; i < 199; i++) {
    g_autofree char *token = helio_grants_issue_refresh (grants, alice, NULL);

    g_assert_nonnull (token);
  }
  g_assert_null (helio_grants_peek_user (grants, oldest));
  g_assert_cmpstr (helio_grants_peek_user (grants, second), ==, "alice");
  g_assert_cmpstr (helio_grants_peek_user (grants, of_bob), ==, "bob");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/grants/code", test_code);
  g_test_add_func ("/sandbox/grants/code-expires", test_code_expires);
  g_test_add_func ("/sandbox/grants/code-reuse-ends-family", test_code_reuse_ends_family);
  g_test_add_func ("/sandbox/grants/rotation", test_rotation);
  g_test_add_func ("/sandbox/grants/overlap", test_overlap);
  g_test_add_func ("/sandbox/grants/overlap-ends", test_overlap_ends);
  g_test_add_func ("/sandbox/grants/wrong-client-and-revoke", test_wrong_client_and_revoke);
  g_test_add_func ("/sandbox/grants/at-most-200-families", test_at_most_200_families);
  return g_test_run ();
}
