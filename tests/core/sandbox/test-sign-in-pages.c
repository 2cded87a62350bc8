// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sandbox-rig.h"

#include <string.h>

static Reply *
authorize (Rig *rig, const char *extra)
{
  g_autofree char *path = rig_authorize_path (extra);

  return rig_get (rig, path);
}

static void
assert_contains (const Reply *reply, const char *text)
{
  if (strstr (reply->body, text) == NULL)
    g_error ("the page lacks: %s\n%s", text, reply->body);
}

static void
assert_page (const Reply *reply, guint status)
{
  g_assert_cmpuint (reply->status, ==, status);
  g_assert_cmpstr (reply->type, ==, "text/html");
  g_assert_null (reply->location);
  /* Nobody frames it, and Chromium lets its forms lead to the console's listener. */
  g_assert_nonnull (strstr (reply->policy, "frame-ancestors 'none'"));
  g_assert_nonnull (strstr (reply->policy, "form-action 'self' http://127.0.0.1:*"));
}

static void
assert_sent_back (const Reply *reply, const char *error, const char *description)
{
  g_autofree char *got = rig_parameter (reply->location, "error");
  g_autofree char *text = rig_parameter (reply->location, "error_description");
  g_autofree char *state = rig_parameter (reply->location, "state");
  g_autofree char *code = rig_parameter (reply->location, "code");

  g_assert_cmpuint (reply->status, ==, 302);
  g_assert_true (g_str_has_prefix (reply->location, RIG_CALLBACK "?"));
  g_assert_cmpstr (got, ==, error);
  g_assert_cmpstr (text, ==, description);
  g_assert_cmpstr (state, ==, "state-1");
  g_assert_null (code);
}

static void
test_pages (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (Reply) start = authorize (rig, "&state=a%26b%20%2B&login_hint=%22%3E%3Cscript%3E");
  g_autoptr (Reply) page = rig_get (rig, start->location);
  g_autoptr (Reply) wrong =
      rig_post_form (rig, start->location, "username", "<b>alice", "password", "guess", NULL);
  g_autoptr (Reply) right = NULL, consent = NULL, done = NULL, again = NULL;
  g_autofree char *state = NULL, *code = NULL;

  assert_page (page, 200);
  assert_contains (page, "<label for=\"username\">");
  assert_contains (page, "<label for=\"password\">");
  assert_contains (page, "id=\"username\"");
  assert_contains (page, "id=\"password\"");
  assert_contains (page, ">Continue</button>");
  assert_contains (page, "value=\"&quot;&gt;&lt;script&gt;\"");
  g_assert_null (strstr (page->body, "<script"));

  assert_page (wrong, 400);
  assert_contains (wrong, "role=\"alert\"");
  assert_contains (wrong, "value=\"&lt;b&gt;alice\"");
  g_assert_null (rig->cookie);

  /* By e-mail address, in any case. */
  right = rig_post_form (rig,
                         start->location,
                         "username",
                         "ALICE@sandbox.test",
                         "password",
                         rig_user (rig, "alice")->password,
                         NULL);
  g_assert_nonnull (rig->cookie);
  g_assert_true (g_str_has_prefix (right->location, "/u/consent?state="));
  consent = rig_get (rig, right->location);
  assert_page (consent, 200);
  assert_contains (consent, ">Accept</button>");
  assert_contains (consent, ">Decline</button>");
  assert_contains (consent, RIG_AUDIENCE);
  done = rig_post_form (rig, right->location, "action", "accept", NULL);
  g_assert_true (g_str_has_prefix (done->location, RIG_CALLBACK "?code="));
  state = rig_parameter (done->location, "state");
  g_assert_cmpstr (state, ==, "a&b +");
  /* The transaction is over: the back button shows a page, no second code. */
  again = rig_post_form (rig, right->location, "action", "accept", NULL);
  assert_page (again, 400);
}

static void
test_decline (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (Reply) start = authorize (rig, "");
  g_autoptr (Reply) right = rig_post_form (rig,
                                           start->location,
                                           "username",
                                           "bob",
                                           "password",
                                           rig_user (rig, "bob")->password,
                                           NULL);
  g_autoptr (Reply) declined = rig_post_form (rig, right->location, "action", "decline", NULL);
  g_autoptr (Reply) asks = NULL;

  assert_sent_back (declined, "access_denied", "User did not authorize the request");
  asks = authorize (rig, "");
  g_assert_true (g_str_has_prefix (asks->location, "/u/consent"));
}

static void
test_errors_as_pages (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  static const char *const mismatches[] = {
      "http%3A%2F%2F127.0.0.1%3A60005%2Fcallback",
      "http%3A%2F%2Flocalhost%3A17731%2Fcallback",
      "http%3A%2F%2F127.0.0.1%3A17731%2Fcallback%2F",
      "http%3A%2F%2F127.0.0.1%3A17731%2Fcallback%3Fa%3Db",
      "https%3A%2F%2F127.0.0.1%3A17731%2Fcallback",
      "",
  };
  g_autoptr (Reply) client = authorize (rig, "&client_id=other%3Cscript%3E");
  g_autoptr (Reply) no_client = authorize (rig, "&client_id=");
  g_autoptr (Reply) twice = authorize (rig, "&prompt=login&prompt=none");
  g_autoptr (Reply) stale = rig_get (rig, "/u/login?state=guess");

  for (guint i = 0; i < G_N_ELEMENTS (mismatches); i++) {
    g_autofree char *extra = g_strconcat ("&redirect_uri=", mismatches[i], NULL);
    g_autoptr (Reply) reply = authorize (rig, extra);

    assert_page (reply, 403);
    assert_contains (reply, "Callback URL mismatch");
    assert_contains (reply, "unauthorized_client: Callback URL mismatch.");
    assert_contains (reply, "is not in the list of allowed callback URLs");
  }
  assert_page (client, 400);
  assert_contains (client, "Unknown client: other&lt;script&gt;");
  assert_page (no_client, 400);
  assert_page (twice, 400);
  assert_page (stale, 400);
}

static void
test_errors_by_redirect (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  struct {
    const char *extra, *error, *description;
  } cases[] = {
      {"&response_type=token", "unsupported_response_type", "Unsupported response type: token"},
      {"&response_type=", "invalid_request", "Missing required parameter: response_type"},
      {"&response_mode=fragment", "invalid_request", "Only response_mode=query is supported"},
      {"&code_challenge=", "invalid_request", "Missing required parameter: code_challenge"},
      {"&code_challenge=short",
       "invalid_request",
       "code_challenge must be 43 characters of base64url"},
      {"&code_challenge_method=plain", "invalid_request", "code_challenge_method must be S256"},
      {"&code_challenge_method=", "invalid_request", "code_challenge_method must be S256"},
      {"&response_type=%C3%A4%01",
       "unsupported_response_type",
       "Unsupported response type: ä\xef\xbf\xbd"},
      {"&audience=https%3A%2F%2Fother.test",
       "access_denied",
       "Service not found: https://other.test"},
      {"&connection=github", "invalid_request", "the connection was not found"},
      {"&organization=org_1",
       "invalid_request",
       "parameter organization is not allowed for this client"},
      {"&prompt=none%20login", "invalid_request", "The prompt or max_age is not valid"},
      {"&prompt=later", "invalid_request", "The prompt or max_age is not valid"},
      {"&max_age=-1", "invalid_request", "The prompt or max_age is not valid"},
      {"&prompt=none", "login_required", "Login required"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Reply) reply = authorize (rig, cases[i].extra);

    g_test_message ("%s", cases[i].extra);
    assert_sent_back (reply, cases[i].error, cases[i].description);
  }
}

static void
assert_code (const Reply *reply)
{
  g_autofree char *code = rig_parameter (reply->location, "code");

  g_assert_nonnull (code);
}

static char *
subject_of (Rig *rig, const char *location)
{
  g_autofree char *code = rig_parameter (location, "code");
  g_autoptr (Reply) reply = rig_redeem (rig, code, RIG_VERIFIER);
  g_autoptr (HelioJson) claims = NULL;

  g_assert_cmpint (helio_issuer_check_token (rig->issuer,
                                             helio_json_get_string (reply->json, "access_token"),
                                             0,
                                             &claims),
                   ==,
                   HELIO_TOKEN_GOOD);
  return g_strdup (helio_json_get_string (claims, "sub"));
}

static void
test_prompts (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autofree char *first = rig_sign_in (rig, "alice", "");
  g_autoptr (Reply) silent = authorize (rig, "");
  g_autoptr (Reply) hinted = authorize (rig, "&login_hint=bob");
  g_autoptr (Reply) none = authorize (rig, "&prompt=none");
  g_autoptr (Reply) wider = authorize (rig, "&prompt=none&scope=openid%20admin");
  g_autoptr (Reply) consent = authorize (rig, "&prompt=consent");
  g_autoptr (Reply) login = authorize (rig, "&prompt=login&login_hint=bob");
  g_autoptr (Reply) page = rig_get (rig, login->location);
  g_autofree char *as_hinted = NULL, *there = NULL, *as_bob = NULL;

  assert_code (silent);
  /* The trap: without prompt=login a hint does not change who it is. */
  as_hinted = subject_of (rig, hinted->location);
  g_assert_cmpstr (as_hinted, ==, "auth0|alice");
  assert_code (none);
  assert_sent_back (wider, "consent_required", "Consent required");
  g_assert_true (g_str_has_prefix (consent->location, "/u/consent"));
  g_assert_true (g_str_has_prefix (login->location, "/u/login"));
  assert_contains (page, "value=\"bob\"");
  there = rig_sign_in (rig, "bob", "&prompt=login&login_hint=bob");
  as_bob = subject_of (rig, there);
  g_assert_cmpstr (as_bob, ==, "auth0|bob");
}

/* RFC 9207: in good answers and in errors. */
static void
test_iss_parameter (void)
{
  g_autoptr (Rig) rig = rig_new (0, TRUE);
  g_autoptr (Reply) refused = authorize (rig, "&prompt=none");
  g_autofree char *there = rig_sign_in (rig, "alice", "");
  g_autofree char *of_error = rig_parameter (refused->location, "iss");
  g_autofree char *of_code = rig_parameter (there, "iss");
  g_autoptr (Reply) document = rig_get (rig, "/.well-known/openid-configuration");
  g_autoptr (Rig) plain = rig_new (0, FALSE);
  g_autoptr (Reply) without = authorize (plain, "&prompt=none");
  g_autofree char *none = rig_parameter (without->location, "iss");

  g_assert_cmpstr (of_error, ==, rig->url);
  g_assert_cmpstr (of_code, ==, rig->url);
  g_assert_true (helio_json_get_boolean (document->json,
                                         "authorization_response_iss_parameter_supported",
                                         FALSE));
  g_assert_null (none);
}

static void
test_select_account (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autofree char *first = rig_sign_in (rig, "alice", "");
  g_autoptr (Reply) start = authorize (rig, "&prompt=select_account");
  g_autoptr (Reply) page = rig_get (rig, start->location);
  g_autoptr (Reply) same = rig_post_form (rig, start->location, "action", "same", NULL);
  g_autoptr (Reply) second = authorize (rig, "&prompt=select_account");
  g_autoptr (Reply) other = rig_post_form (rig, second->location, "action", "other", NULL);

  assert_page (page, 200);
  assert_contains (page, ">Continue as alice</button>");
  assert_code (same);
  g_assert_true (g_str_has_prefix (other->location, "/u/login"));
}

static void
test_max_age (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autofree char *first = rig_sign_in (rig, "alice", "");
  g_autoptr (Reply) fresh = NULL, old = NULL, none = NULL;

  helio_fake_clock_advance (rig->clock, 60 * HELIO_SECOND);
  fresh = authorize (rig, "&max_age=60");
  old = authorize (rig, "&max_age=59");
  none = authorize (rig, "&max_age=59&prompt=none");
  assert_code (fresh);
  g_assert_true (g_str_has_prefix (old->location, "/u/login"));
  assert_sent_back (none, "login_required", "Login required");
}

static void
test_transaction_ends (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autoptr (Reply) start = authorize (rig, "");
  g_autoptr (Reply) late = NULL;

  helio_fake_clock_advance (rig->clock, 601 * HELIO_SECOND);
  late = rig_post_form (rig,
                        start->location,
                        "username",
                        "alice",
                        "password",
                        rig_user (rig, "alice")->password,
                        NULL);
  assert_page (late, 400);
  g_assert_null (rig->cookie);
}

static void
test_logout (void)
{
  g_autoptr (Rig) rig = rig_new (0, FALSE);
  g_autofree char *first = rig_sign_in (rig, "alice", "");
  g_autofree char *cookie = g_strdup (rig->cookie);
  g_autoptr (Reply) foreign =
      rig_get (rig, "/oidc/logout?post_logout_redirect_uri=https%3A%2F%2Fevil.test%2F");
  g_autoptr (Reply) page = NULL, back = NULL, start = NULL;

  assert_page (foreign, 400);
  page = rig_get (rig, "/oidc/logout");
  assert_page (page, 200);
  g_assert_null (rig->cookie);
  /* The session ended at the issuer, not only in the browser. */
  rig->cookie = g_strdup (cookie);
  start = authorize (rig, "");
  g_assert_true (g_str_has_prefix (start->location, "/u/login"));
  back = rig_get (
      rig,
      "/oidc/logout?post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A17731%2Fcallback&state=x");
  g_assert_cmpstr (back->location, ==, RIG_CALLBACK "?state=x");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sandbox/sign-in/pages", test_pages);
  g_test_add_func ("/sandbox/sign-in/decline", test_decline);
  g_test_add_func ("/sandbox/sign-in/errors-as-pages", test_errors_as_pages);
  g_test_add_func ("/sandbox/sign-in/errors-by-redirect", test_errors_by_redirect);
  g_test_add_func ("/sandbox/sign-in/prompts", test_prompts);
  g_test_add_func ("/sandbox/sign-in/iss-parameter", test_iss_parameter);
  g_test_add_func ("/sandbox/sign-in/select-account", test_select_account);
  g_test_add_func ("/sandbox/sign-in/max-age", test_max_age);
  g_test_add_func ("/sandbox/sign-in/transaction-ends", test_transaction_ends);
  g_test_add_func ("/sandbox/sign-in/logout", test_logout);
  return g_test_run ();
}
