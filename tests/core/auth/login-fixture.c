// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/core/auth/login-fixture.h"

#include "core/auth/helio-loopback.h"
#include "core/base/helio-error.h"
#include "tests/support/helio-raw-client.h"

static void
on_open (const char *uri, gpointer login, gpointer user_data)
{
  LoginFixture *self = user_data;

  g_free (self->opened);
  self->opened = g_strdup (uri);
  self->n_opened++;
}

void
login_set_up (LoginFixture *self, gconstpointer data)
{
  self->clock = helio_fake_clock_new ();
  self->idp = helio_fake_idp_new (HELIO_CLOCK (self->clock));
  self->http = helio_http_new ();
  self->profile = helio_fake_idp_new_profile (self->idp);
  self->init = (HelioLoginInit){.profile = self->profile,
                                .http = self->http,
                                .clock = HELIO_CLOCK (self->clock),
                                .open_uri = on_open,
                                .open_uri_data = self};
}

void
login_tear_down (LoginFixture *self, gconstpointer data)
{
  helio_test_result_clear (&self->ready);
  /* Pages that linger. */
  helio_fake_clock_advance (self->clock, HELIO_LOOPBACK_LINGER * 2);
  helio_test_settle ();
  if (self->login != NULL)
    g_assert_finalize_object (self->login);
  helio_profile_unref (self->profile);
  helio_fake_idp_free (self->idp);
  /* What was not kept is being revoked. */
  helio_test_wait_holders (self->http, 1, 10, "the end of all requests");
  g_assert_finalize_object (self->http);
  g_assert_finalize_object (self->clock);
  g_free (self->opened);
}

gboolean
login_is_waiting_or_done (gpointer data)
{
  LoginFixture *self = data;

  return helio_login_get_state (self->login) == HELIO_LOGIN_WAITING || self->ready.result != NULL;
}

void
login_start (LoginFixture *self)
{
  self->login = helio_login_new (&self->init);
  helio_login_run_async (self->login, NULL, helio_test_result_ready, &self->ready);
  helio_test_wait (login_is_waiting_or_done, self, 10, "the sign-in to wait for the browser");
}

HelioTokens *
login_finish (LoginFixture *self, GError **error)
{
  HelioTokens *tokens =
      helio_login_run_finish (self->login, helio_test_result_wait (&self->ready, 10), error);

  helio_test_result_clear (&self->ready);
  return tokens;
}

HelioTokens *
login_sign_in (LoginFixture *self, GError **error)
{
  g_auto (HelioRawReply) reply = {0};
  g_autofree char *callback = NULL;

  login_start (self);
  if (self->ready.result == NULL) {
    callback = helio_fake_idp_authorize (self->idp, self->opened);
    helio_raw_browse (&reply, callback);
    g_assert_cmpint (reply.status, ==, 200);
  }
  return login_finish (self, error);
}

void
login_expect_success (LoginFixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = login_sign_in (self, &error);

  g_assert_no_error (error);
  g_assert_nonnull (tokens);
  g_clear_object (&self->login);
}

void
login_expect_failure (LoginFixture *self, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = login_sign_in (self, &error);

  g_assert_error (error, HELIO_ERROR, code);
  g_assert_null (tokens);
  g_assert_nonnull (helio_error_get_remedy (error));
  g_assert_cmpint (helio_login_get_state (self->login), ==, HELIO_LOGIN_FAILED);
  helio_fake_clock_advance (self->clock, HELIO_LOOPBACK_LINGER * 2);
  helio_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&self->login));
}

void
login_expect_revoked (LoginFixture *self, const char *tokens)
{
  g_autofree char *revoked = NULL;

  /* Ours, the sign-in's, its discovery's. By then no request is left that would time out when the clock moves. */
  helio_test_wait_holders (self->http, 3, 10, "the end of what the sign-in had begun");
  helio_fake_clock_advance (self->clock, HELIO_LOOPBACK_LINGER * 2);
  g_clear_object (&self->login);
  helio_test_wait_holders (self->http, 1, 10, "the end of all requests");
  revoked = helio_fake_idp_take_revoked (self->idp);
  g_assert_cmpstr (revoked, ==, tokens);
}
