// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-loopback.h"
#include "core/base/helio-error.h"
#include "core/base/helio-util.h"
#include "tests/core/auth/login-fixture.h"
#include "tests/support/helio-raw-client.h"

#include <string.h>

static void
test_good (LoginFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = login_sign_in (self, &error);
  g_autofree char *redirect = helio_fake_idp_get_parameter (self->opened, "redirect_uri");
  g_autofree char *audience = helio_fake_idp_get_parameter (self->opened, "audience");
  g_autofree char *scope = helio_fake_idp_get_parameter (self->opened, "scope");
  g_autofree char *method = helio_fake_idp_get_parameter (self->opened, "code_challenge_method");

  g_assert_no_error (error);
  g_assert_true (helio_secret_equal_text (tokens->access_token, "access-2"));
  g_assert_true (helio_secret_equal_text (tokens->refresh_token, "refresh-2"));
  g_assert_cmpstr (tokens->account->sub, ==, "auth0|alice");
  g_assert_cmpstr (tokens->account->email, ==, "alice@example.com");
  g_assert_cmpstr (tokens->account->issuer, ==, self->idp->issuer);
  g_assert_cmpint (tokens->life, ==, 24 * 3600 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpint (tokens->obtained_boot, ==, helio_clock_now_boot (HELIO_CLOCK (self->clock)));
  g_assert_cmpint (tokens->clock_offset, ==, 0);
  g_assert_cmpint (helio_login_get_state (self->login), ==, HELIO_LOGIN_DONE);
  g_assert_cmpstr (redirect, ==, helio_login_get_redirect_uri (self->login));
  g_assert_cmpstr (audience, ==, "https://api.example.com");
  g_assert_cmpstr (scope, ==, "openid profile email offline_access");
  g_assert_cmpstr (method, ==, "S256");
  g_assert_cmpuint (self->idp->n_codes, ==, 1);
  /* Neither verifier nor client secret in what the browser saw. */
  g_assert_null (strstr (self->opened, "verifier"));
  g_assert_null (strstr (self->idp->last_form, "client_secret"));
}

/* 1000 sign-ins, which share the issuer's metadata as those of one profile do. */
static void
test_unique (LoginFixture *self, gconstpointer data)
{
  static const char *const names[] = {"state", "nonce", "code_challenge"};
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (HelioDiscovery) discovery =
      helio_discovery_new_for_profile (self->profile, self->http, HELIO_CLOCK (self->clock), NULL);

  self->init.discovery = discovery;
  for (int i = 0; i < 1000; i++) {
    login_start (self);
    for (gsize n = 0; n < G_N_ELEMENTS (names); n++) {
      char *value = helio_fake_idp_get_parameter (self->opened, names[n]);

      g_assert_cmpuint (strlen (value), ==, 43);
      for (const char *p = value; *p != '\0'; p++)
        g_assert_true (g_ascii_isalnum (*p) || *p == '-' || *p == '_');
      g_assert_true (g_hash_table_add (seen, value));
    }
    helio_login_cancel (self->login);
    g_assert_null (login_finish (self, NULL));
    g_clear_object (&self->login);
  }
  helio_test_settle ();
}

static void
test_issuer (LoginFixture *self, gconstpointer data)
{
  g_autofree char *upper = g_ascii_strup (self->idp->issuer, -1);
  const char *issuers[] = {self->idp->base, upper, "https://evil.example/", ""};

  for (gsize i = 0; i < G_N_ELEMENTS (issuers); i++) {
    g_autoptr (GError) error = NULL;

    self->idp->metadata_issuer = issuers[i];
    g_assert_null (login_sign_in (self, &error));
    g_assert_error (error, HELIO_ERROR, HELIO_ERROR_ISSUER_METADATA);
    g_assert_nonnull (strstr (error->message, issuers[i]));
    g_assert_nonnull (strstr (error->message, self->idp->issuer));
    g_clear_object (&self->login);
  }
  g_assert_cmpuint (self->n_opened, ==, 0);
}

static void
test_bad_metadata (LoginFixture *self, gconstpointer data)
{
  g_autofree char *big = g_strnfill (1024 * 1024, ' ');
  g_autofree char *deep = g_strnfill (100000, '[');

  self->idp->metadata_text = big;
  login_expect_failure (self, HELIO_ERROR_TOO_LARGE);
  self->idp->metadata_text = deep;
  login_expect_failure (self, HELIO_ERROR_BAD_ANSWER);
  self->idp->metadata_text = "<html>";
  login_expect_failure (self, HELIO_ERROR_BAD_ANSWER);
  self->idp->metadata_text = "[]";
  login_expect_failure (self, HELIO_ERROR_BAD_ANSWER);
  self->idp->metadata_text = NULL;
  self->idp->metadata_location = "http://127.0.0.2:1/.well-known/openid-configuration";
  login_expect_failure (self, HELIO_ERROR_BAD_ANSWER);
  self->idp->metadata_location = NULL;
  self->idp->token_endpoint = "http://tokens.example/oauth/token";
  login_expect_failure (self, HELIO_ERROR_ISSUER_METADATA);
  self->idp->token_endpoint = "javascript:alert(1)";
  login_expect_failure (self, HELIO_ERROR_ISSUER_METADATA);
  g_assert_cmpuint (self->n_opened, ==, 0);
}

static void
test_plain_issuer (LoginFixture *self, gconstpointer data)
{
  g_free (self->profile->sign_in.issuer);
  self->profile->sign_in.issuer = g_strdup ("http://tenant.example/");
  login_expect_failure (self, HELIO_ERROR_CONSENT);
}

static void
test_incomplete_profile (LoginFixture *self, gconstpointer data)
{
  helio_set_str (&self->profile->sign_in.client_id, "");
  login_expect_failure (self, HELIO_ERROR_INVALID_DATA);
  g_assert_cmpuint (self->idp->n_metadata, ==, 0);
}

static void
test_s256 (LoginFixture *self, gconstpointer data)
{
  self->idp->s256 = 0;
  login_expect_failure (self, HELIO_ERROR_ISSUER_METADATA);
  g_assert_cmpuint (self->n_opened, ==, 0);
  self->idp->s256 = -1;
  login_expect_success (self);
}

static void
browse (LoginFixture *self, const char *query, int status)
{
  g_auto (HelioRawReply) reply = {0};
  g_autofree char *uri = g_strconcat (helio_login_get_redirect_uri (self->login), "?", query, NULL);

  helio_raw_browse (&reply, uri);
  g_assert_cmpint (reply.status, ==, status);
}

static void
test_wrong_state (LoginFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = NULL;
  g_auto (HelioRawReply) reply = {0};
  g_autofree char *callback = NULL;

  login_start (self);
  for (const char *const *query = data; *query != NULL; query++)
    browse (self, *query, 400);
  g_assert_cmpint (helio_login_get_state (self->login), ==, HELIO_LOGIN_WAITING);
  g_assert_cmpuint (self->idp->n_codes, ==, 0);
  callback = helio_fake_idp_authorize (self->idp, self->opened);
  helio_raw_browse (&reply, callback);
  tokens = login_finish (self, &error);
  g_assert_no_error (error);
}

static void
test_many_wrong_states (LoginFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  login_start (self);
  for (int i = 0; i < 20; i++)
    browse (self, "code=x&state=wrong", 400);
  g_assert_null (login_finish (self, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_CALLBACK);
}

static void
test_neither_code_nor_error (LoginFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *state = NULL;
  g_autofree char *query = NULL;
  g_autofree char *callback = NULL;
  g_autoptr (HelioTokens) tokens = NULL;
  g_auto (HelioRawReply) reply = {0};

  login_start (self);
  state = helio_fake_idp_get_parameter (self->opened, "state");
  query = g_strconcat ("state=", state, NULL);
  browse (self, query, 400);
  g_assert_cmpint (helio_login_get_state (self->login), ==, HELIO_LOGIN_WAITING);
  callback = helio_fake_idp_authorize (self->idp, self->opened);
  helio_raw_browse (&reply, callback);
  tokens = login_finish (self, &error);
  g_assert_no_error (error);
}

static void
test_declined (LoginFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *state = NULL;
  g_autofree char *uri = NULL;
  g_auto (HelioRawReply) reply = {0};

  login_start (self);
  state = helio_fake_idp_get_parameter (self->opened, "state");
  uri = g_strconcat (
      helio_login_get_redirect_uri (self->login),
      "?error=access_denied&error_description=%3Cscript%3Ealert(1)%3C%2Fscript%3E&state=",
      state,
      NULL);
  helio_raw_browse (&reply, uri);
  g_assert_cmpint (reply.status, ==, 200);
  g_assert_null (strstr (reply.text, "script"));
  g_assert_null (login_finish (self, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_DECLINED);
  g_assert_cmpstr (helio_error_get_detail (error), ==, "<script>alert(1)</script>");
  g_assert_cmpuint (self->idp->n_codes, ==, 0);
}

/* One sign-in whose redirect has this iss (NULL: none). */
static void
try_iss (LoginFixture *self, gboolean announced, const char *iss, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = NULL;
  g_autofree char *callback = NULL, *uri = NULL, *encoded = NULL;
  g_auto (HelioRawReply) reply = {0};
  guint before = self->idp->n_codes;

  self->idp->announces_iss = announced;
  login_start (self);
  self->idp->announces_iss = FALSE;
  callback = helio_fake_idp_authorize (self->idp, self->opened);
  encoded = iss != NULL ? g_uri_escape_string (iss, NULL, FALSE) : NULL;
  uri = g_strconcat (callback, encoded != NULL ? "&iss=" : "", encoded, NULL);
  helio_raw_browse (&reply, uri);
  tokens = login_finish (self, &error);
  if (code == 0)
    g_assert_no_error (error);
  else {
    g_assert_error (error, HELIO_ERROR, code);
    g_assert_cmpuint (self->idp->n_codes, ==, before);
  }
  g_clear_object (&self->login);
}

static void
test_iss (LoginFixture *self, gconstpointer data)
{
  try_iss (self, TRUE, self->idp->issuer, 0);
  try_iss (self, FALSE, self->idp->issuer, 0);
  try_iss (self, FALSE, NULL, 0);
  try_iss (self, TRUE, NULL, HELIO_ERROR_CALLBACK);
  try_iss (self, TRUE, "https://evil.example/", HELIO_ERROR_CALLBACK);
  try_iss (self, FALSE, "https://evil.example/", HELIO_ERROR_CALLBACK);
  try_iss (self, TRUE, self->idp->base, HELIO_ERROR_CALLBACK);
}

static void
test_twice (LoginFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = NULL;
  g_autofree char *callback = NULL;
  g_auto (HelioRawReply) reply = {0};

  login_start (self);
  callback = helio_fake_idp_authorize (self->idp, self->opened);
  helio_raw_get (&reply, callback, "");
  g_assert_cmpint (reply.status, ==, 303);
  helio_raw_browse (&reply, callback);
  g_assert_cmpint (reply.status, ==, 200);
  tokens = login_finish (self, &error);
  g_assert_no_error (error);
  helio_raw_browse (&reply, callback);
  g_assert_cmpint (reply.status, ==, 200);
  g_assert_nonnull (strstr (reply.text, "close this tab"));
  g_assert_cmpuint (self->idp->n_codes, ==, 1);
}

static void
test_expired (LoginFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *callback = NULL;
  g_auto (HelioRawReply) reply = {0};
  gint64 begin = helio_clock_now_boot (HELIO_CLOCK (self->clock));

  login_start (self);
  g_assert_cmpint (helio_login_get_deadline (self->login), ==, begin + HELIO_LOGIN_DEADLINE);
  callback = helio_fake_idp_authorize (self->idp, self->opened);
  helio_fake_clock_advance (self->clock, HELIO_LOGIN_DEADLINE - 1);
  g_assert_cmpint (helio_login_get_state (self->login), ==, HELIO_LOGIN_WAITING);
  helio_fake_clock_advance (self->clock, 1);
  g_assert_null (login_finish (self, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_EXPIRED);
  helio_raw_get (&reply, callback, "");
  g_assert_cmpint (reply.status, ==, -1);
  g_assert_cmpuint (self->idp->n_codes, ==, 0);
}

static void
test_cancelled (LoginFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *callback = NULL;
  g_auto (HelioRawReply) reply = {0};

  self->login = helio_login_new (&self->init);
  helio_login_run_async (self->login, cancellable, helio_test_result_ready, &self->ready);
  helio_test_wait (login_is_waiting_or_done, self, 10, "waiting");
  callback = helio_fake_idp_authorize (self->idp, self->opened);
  g_cancellable_cancel (cancellable);
  g_assert_null (login_finish (self, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  helio_raw_get (&reply, callback, "");
  g_assert_cmpint (reply.status, ==, -1);
  g_assert_cmpuint (self->idp->n_codes, ==, 0);
}

static void
test_ports_busy (LoginFixture *self, gconstpointer data)
{
  g_autoptr (HelioLoopback) first = NULL;
  g_autoptr (GError) error = NULL;
  int busy;

  first = helio_loopback_new (HELIO_CLOCK (self->clock),
                              self->profile->sign_in.redirect_ports,
                              HELIO_REDIRECT_IPV4,
                              &error);
  g_assert_no_error (error);
  busy = helio_raw_get_port (helio_loopback_get_redirect_uri (first));
  g_array_prepend_val (self->profile->sign_in.redirect_ports, busy);
  login_expect_success (self);
  g_array_set_size (self->profile->sign_in.redirect_ports, 1);
  login_expect_failure (self, HELIO_ERROR_PORTS_BUSY);
  helio_loopback_close (first);
}

static void
test_superseded (LoginFixture *self, gconstpointer data)
{
  g_autoptr (HelioLogin) first = NULL;
  g_autofree char *first_callback = NULL, *second_callback = NULL, *first_redirect = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = NULL;
  g_auto (HelioRawReply) reply = {0};
  HelioTestResult first_ready = {0};

  login_start (self);
  first_callback = helio_fake_idp_authorize (self->idp, self->opened);
  first_redirect = g_strdup (helio_login_get_redirect_uri (self->login));
  first = g_steal_pointer (&self->login);
  first_ready = self->ready;
  helio_login_supersede (first);
  /* "ready" belongs to the first one. */
  helio_test_result_wait (&self->ready, 20);
  g_assert_null (helio_login_run_finish (first, self->ready.result, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_SUPERSEDED);
  g_clear_error (&error);
  helio_test_result_clear (&self->ready);
  g_assert_null (first_ready.result);

  /* Its tab hears of it, with and without a successor. */
  helio_raw_browse (&reply, first_callback);
  g_assert_nonnull (strstr (reply.text, "newer sign-in"));
  self->login = helio_login_new (&self->init);
  helio_login_take_over (self->login, first);
  helio_login_run_async (self->login, NULL, helio_test_result_ready, &self->ready);
  helio_test_wait (login_is_waiting_or_done, self, 10, "waiting");
  g_assert_cmpstr (helio_login_get_redirect_uri (self->login), ==, first_redirect);
  helio_raw_browse (&reply, first_callback);
  g_assert_nonnull (strstr (reply.text, "newer sign-in"));
  g_assert_cmpuint (self->idp->n_codes, ==, 0);

  second_callback = helio_fake_idp_authorize (self->idp, self->opened);
  helio_raw_browse (&reply, second_callback);
  tokens = login_finish (self, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self->idp->n_codes, ==, 1);
}

/* Two issuers at once, each answer taken to the other's door. */
static void
test_mix_up (LoginFixture *self, gconstpointer data)
{
  HelioFakeIdp *other = helio_fake_idp_new (HELIO_CLOCK (self->clock));
  g_autoptr (HelioProfile) profile = helio_fake_idp_new_profile (other);
  HelioLoginInit init = self->init;
  g_autoptr (HelioLogin) second = NULL;
  g_autofree char *first_uri = NULL, *state = NULL, *own = NULL, *foreign = NULL, *code = NULL;
  g_autoptr (HelioTokens) tokens = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (HelioRawReply) reply = {0};
  HelioTestResult second_ready = {0};

  login_start (self);
  first_uri = g_steal_pointer (&self->opened);
  init.profile = profile;
  second = helio_login_new (&init);
  helio_login_run_async (second, NULL, helio_test_result_ready, &second_ready);
  while (helio_login_get_state (second) != HELIO_LOGIN_WAITING)
    g_main_context_iteration (NULL, TRUE);

  /* The second's answer at the first's port: not its state. */
  own = helio_fake_idp_authorize (other, self->opened);
  foreign = g_strconcat (helio_login_get_redirect_uri (self->login), strchr (own, '?'), NULL);
  helio_raw_browse (&reply, foreign);
  g_assert_cmpint (reply.status, ==, 400);
  g_assert_cmpuint (other->n_codes, ==, 0);

  /* The second's code with the first's state: the first issuer does not know it. */
  state = helio_fake_idp_get_parameter (first_uri, "state");
  code = helio_fake_idp_get_parameter (own, "code");
  g_free (foreign);
  foreign = g_strconcat (helio_login_get_redirect_uri (self->login),
                         "?code=foreign-",
                         code,
                         "&state=",
                         state,
                         NULL);
  helio_raw_browse (&reply, foreign);
  g_assert_null (login_finish (self, &error));
  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_SIGN_IN_REQUIRED);
  g_assert_cmpuint (other->n_codes, ==, 0);
  g_clear_error (&error);

  helio_raw_browse (&reply, own);
  tokens = helio_login_run_finish (second, helio_test_result_wait (&second_ready, 10), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&second_ready);
  helio_fake_clock_advance (self->clock, HELIO_LOOPBACK_LINGER);
  helio_fake_idp_free (other);
}

static void
test_other_user (LoginFixture *self, gconstpointer data)
{
  self->init.expected_sub = "auth0|bob";
  login_expect_failure (self, HELIO_ERROR_SIGN_IN_OTHER_USER);
  self->init.expected_sub = "auth0|alice";
  login_expect_success (self);
  self->init.expected_sub = NULL;
  self->init.prompt = "login";
  self->init.login_hint = "bob@example.com";
  login_expect_failure (self, HELIO_ERROR_SIGN_IN_OTHER_USER);
  self->init.login_hint = "bob";
  login_expect_failure (self, HELIO_ERROR_SIGN_IN_OTHER_USER);
  self->init.login_hint = "Alice@Example.com";
  login_expect_success (self);
  self->init.login_hint = "alice";
  login_expect_success (self);
  self->idp->name = "A. Liddell";
  login_expect_success (self);
  self->idp->email = "a@example.com";
  login_expect_success (self);
}

static void
on_open_warm (const char *uri, gpointer login, gpointer user_data)
{
  LoginFixture *self = user_data;
  g_auto (HelioRawReply) reply = {0};
  g_autofree char *callback = helio_fake_idp_authorize (self->idp, uri);

  /* Before anything else happens: the port must be open already. */
  helio_raw_get (&reply, callback, "");
  g_assert_cmpint (reply.status, ==, 303);
}

/* Nobody fetches the last page: the sign-in does not wait for it for ever. */
static gboolean
is_done_in_time (gpointer data)
{
  LoginFixture *self = data;

  if (helio_login_get_state (self->login) == HELIO_LOGIN_EXCHANGING && self->idp->n_codes == 1)
    helio_fake_clock_advance (self->clock, G_USEC_PER_SEC);
  return helio_login_get_state (self->login) == HELIO_LOGIN_DONE;
}

static void
test_warm_session (LoginFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = NULL;

  self->init.open_uri = on_open_warm;
  self->login = helio_login_new (&self->init);
  helio_login_run_async (self->login, NULL, helio_test_result_ready, &self->ready);
  helio_test_wait (is_done_in_time, self, 10, "the sign-in to be done");
  tokens = login_finish (self, &error);
  g_assert_no_error (error);
}

static void
test_browser_fails (LoginFixture *self, gconstpointer data)
{
  g_autoptr (GError) cause = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no handler");
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = NULL;
  g_autofree char *callback = NULL;
  g_auto (GStrv) uris = NULL;
  g_auto (HelioRawReply) reply = {0};

  login_start (self);
  helio_login_browser_failed (self->login, cause);
  g_assert_error (helio_login_get_browser_error (self->login), HELIO_ERROR, HELIO_ERROR_BROWSER);
  g_assert_cmpint (helio_login_get_state (self->login), ==, HELIO_LOGIN_WAITING);
  g_assert_cmpstr (helio_login_get_uri (self->login), ==, self->opened);
  helio_login_open_again (self->login);
  g_assert_cmpuint (self->n_opened, ==, 2);
  g_assert_null (helio_login_get_browser_error (self->login));
  uris = helio_login_get_callback_uris (self->login);
  g_assert_cmpstr (uris[0], ==, "http://127.0.0.1/callback");
  callback = helio_fake_idp_authorize (self->idp, self->opened);
  helio_raw_browse (&reply, callback);
  tokens = login_finish (self, &error);
  g_assert_no_error (error);
}

/* Asked of the system, not of what is tested. */
static gboolean
has_ipv6 (void)
{
  g_autoptr (GSocket) probe =
      g_socket_new (G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV6);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);

  return probe != NULL && g_socket_bind (probe, address, FALSE, NULL);
}

static void
test_ipv6 (LoginFixture *self, gconstpointer data)
{
  g_auto (GStrv) uris = NULL;
  g_autofree char *redirect = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = NULL;

  if (!has_ipv6 ()) {
    g_test_skip ("this machine has no IPv6 loopback");
    return;
  }
  self->profile->sign_in.redirect_host = HELIO_REDIRECT_IPV6;
  tokens = login_sign_in (self, &error);
  g_assert_no_error (error);
  redirect = helio_fake_idp_get_parameter (self->opened, "redirect_uri");
  g_assert_true (g_str_has_prefix (redirect, "http://[::1]:"));
  uris = helio_login_get_callback_uris (self->login);
  g_assert_cmpstr (uris[0], ==, "http://[::1]/callback");
}

int
main (int argc, char **argv)
{
  static const char *const wrong_states[] = {"code=x&state=wrong", "code=x", NULL};
  static const char *const errors[] = {"error=access_denied&state=wrong",
                                       "error=access_denied",
                                       NULL};

  g_test_init (&argc, &argv, NULL);
#define ADD_WITH(path, func, data)                                                                 \
  g_test_add ("/auth/" path, LoginFixture, data, login_set_up, func, login_tear_down)
#define ADD(path, func) ADD_WITH (path, func, NULL)
  ADD ("A2/unique-transactions", test_unique);
  ADD ("A3/good", test_good);
  ADD ("A4/issuer-differs", test_issuer);
  ADD ("A5/bad-metadata", test_bad_metadata);
  ADD ("A5/plain-http", test_plain_issuer);
  ADD ("A6/no-s256", test_s256);
  ADD ("login/incomplete-profile", test_incomplete_profile);
  ADD_WITH ("B1/wrong-state-keeps-login-alive", test_wrong_state, wrong_states);
  ADD ("B1/many-wrong-states-stop", test_many_wrong_states);
  ADD ("B2/neither-code-nor-error", test_neither_code_nor_error);
  ADD ("B3/declined", test_declined);
  ADD_WITH ("B4/error-without-state", test_wrong_state, errors);
  ADD ("B5/iss", test_iss);
  ADD ("B6/same-callback-twice", test_twice);
  ADD ("B8/expired", test_expired);
  ADD ("B8/cancelled", test_cancelled);
  ADD ("B9/ports-busy", test_ports_busy);
  ADD ("B11/profile-says-so", test_ipv6);
  ADD ("B15/superseded", test_superseded);
  ADD ("B16/mix-up", test_mix_up);
  ADD ("B17/other-user", test_other_user);
  ADD ("B18/warm-session", test_warm_session);
  ADD ("B19/browser-fails", test_browser_fails);
  return g_test_run ();
}
