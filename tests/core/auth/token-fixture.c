// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/core/auth/token-fixture.h"

#include "core/auth/helio-loopback.h"
#include "core/auth/helio-stored-tokens.h"
#include "core/base/helio-error.h"
#include "tests/support/helio-raw-client.h"

void
token_browse (TokenFixture *self)
{
  g_autofree char *callback = helio_fake_idp_authorize (self->idp, self->opened);
  g_auto (HelioRawReply) reply = {0};

  helio_raw_browse (&reply, callback);
  g_assert_cmpint (reply.status, ==, 200);
}

static gboolean
on_person (gpointer user_data)
{
  token_browse (user_data);
  return G_SOURCE_REMOVE;
}

static void
on_open (const char *uri, gpointer login, gpointer user_data)
{
  TokenFixture *self = user_data;

  g_free (self->opened);
  self->opened = g_strdup (uri);
  self->n_opened++;
  if (self->person && login != NULL)
    g_idle_add (on_person, self);
}

void
token_set_up (TokenFixture *self, gconstpointer data)
{
  self->clock = helio_fake_clock_new ();
  self->idp = helio_fake_idp_new (HELIO_CLOCK (self->clock));
  self->http = helio_http_new ();
  self->keyring = helio_keyring_new ();
  self->profile = helio_fake_idp_new_profile (self->idp);
  self->person = TRUE;
  self->init = (HelioTokenSourceInit){.profile = self->profile,
                                      .http = self->http,
                                      .clock = HELIO_CLOCK (self->clock),
                                      .keyring = self->keyring,
                                      .open_uri = on_open,
                                      .open_uri_data = self};
  self->source = helio_token_source_new (&self->init);
  self->n_http = g_atomic_int_get ((int *) &G_OBJECT (self->http)->ref_count);
}

/* The source may still be looking into the keyring whether somebody signed out elsewhere, and the keyring for its
 * service; each holds itself for so long. */
void
token_end (gpointer object_taken, const char *what)
{
  helio_test_wait_gone (object_taken, 10, what);
}

void
token_tear_down (TokenFixture *self, gconstpointer data)
{
  helio_fake_clock_advance (self->clock, HELIO_LOOPBACK_LINGER * 2);
  helio_test_settle ();
  token_end (g_steal_pointer (&self->source), "the end of the token source");
  helio_profile_unref (self->profile);
  helio_fake_idp_free (self->idp);
  /* What was not kept is being revoked. */
  helio_test_wait_holders (self->http, 1, 10, "the end of all requests");
  g_assert_finalize_object (self->http);
  token_end (self->keyring, "the end of the keyring");
  g_assert_finalize_object (self->clock);
  g_free (self->opened);
}

void
token_restart (TokenFixture *self)
{
  helio_fake_clock_advance (self->clock, HELIO_LOOPBACK_LINGER * 2);
  helio_test_settle ();
  token_end (g_steal_pointer (&self->source), "the end of the token source");
  self->source = helio_token_source_new (&self->init);
}

HelioSecret *
token_get (TokenFixture *self, gboolean interactive, gboolean refused, GError **error)
{
  HelioTestResult ready = {0};
  HelioSecret *token;

  helio_token_source_get_async (self->source,
                                interactive,
                                refused,
                                NULL,
                                helio_test_result_ready,
                                &ready);
  token = helio_token_source_get_finish (self->source, helio_test_result_wait (&ready, 30), error);
  helio_test_result_clear (&ready);
  return token;
}

void
token_expect (TokenFixture *self, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = token_get (self, FALSE, FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (helio_secret_peek (token), ==, expected);
}

void
token_expect_error (TokenFixture *self, gboolean interactive, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = token_get (self, interactive, FALSE, &error);

  g_assert_error (error, HELIO_ERROR, code);
  g_assert_nonnull (helio_error_get_remedy (error));
  g_assert_null (token);
}

gboolean
token_sign_in (TokenFixture *self, const char *prompt, const char *hint, GError **error)
{
  HelioTestResult ready = {0};
  gboolean good;

  HelioSignInOptions options = {.prompt = prompt, .login_hint = hint};

  helio_token_source_sign_in_async (self->source, &options, NULL, helio_test_result_ready, &ready);
  good =
      helio_token_source_sign_in_finish (self->source, helio_test_result_wait (&ready, 30), error);
  helio_test_result_clear (&ready);
  return good;
}

void
token_forget (TokenFixture *self)
{
  HelioTestResult ready = {0};
  g_autoptr (GError) error = NULL;

  helio_token_source_forget_async (self->source,
                                   HELIO_FORGET_NONE,
                                   NULL,
                                   helio_test_result_ready,
                                   &ready);
  helio_token_source_forget_finish (self->source,
                                    helio_test_result_wait (&ready, 20),
                                    NULL,
                                    &error);
  g_assert_no_error (error);
  helio_test_result_clear (&ready);
}

static char *
get_stored (TokenFixture *self, const char *sub)
{
  g_autofree char *binding = helio_profile_get_binding (self->profile);
  g_autofree char *slot = helio_keyring_get_slot (self->profile->id, sub);
  g_autoptr (HelioSecret) secret = NULL;
  g_autoptr (HelioStoredTokens) stored = NULL;
  g_autoptr (GError) error = NULL;
  HelioTestResult ready = {0};

  helio_keyring_lookup_async (self->keyring,
                              self->profile->id,
                              HELIO_KEYRING_OAUTH,
                              slot,
                              binding,
                              FALSE,
                              NULL,
                              helio_test_result_ready,
                              &ready);
  helio_keyring_lookup_finish (self->keyring, helio_test_result_wait (&ready, 30), &secret, &error);
  g_assert_no_error (error);
  helio_test_result_clear (&ready);
  stored = secret != NULL ? helio_stored_tokens_from_secret (secret) : NULL;
  return stored != NULL ? g_strdup (helio_secret_peek (stored->refresh_token)) : NULL;
}

void
token_expect_stored_of (TokenFixture *self, const char *sub, const char *expected)
{
  g_autofree char *stored = get_stored (self, sub);

  g_assert_cmpstr (stored, ==, expected);
}

void
token_expect_stored (TokenFixture *self, const char *expected)
{
  token_expect_stored_of (self, self->idp->sub, expected);
}

void
token_expire (TokenFixture *self)
{
  helio_fake_clock_advance (self->clock, self->idp->life * HELIO_SECOND);
}

HelioRefreshLock *
token_take_lock (TokenFixture *self)
{
  g_autofree char *binding = helio_profile_get_binding (self->profile);
  g_autofree char *name = g_strconcat (self->profile->id, "\n", binding, NULL);
  HelioTestResult ready = {0};
  GError *error = NULL;
  HelioRefreshLock *lock;

  helio_refresh_lock_async (HELIO_CLOCK (self->clock), name, helio_test_result_ready, &ready);
  lock = helio_refresh_lock_finish (helio_test_result_wait (&ready, 20), &error);
  g_assert_no_error (error);
  helio_test_result_clear (&ready);
  return lock;
}

void
token_set_person (TokenFixture *self, const char *name)
{
  static const struct {
    const char *name, *sub, *email;
  } people[] = {
      {"alice", "auth0|alice", "alice@example.com"},
      {"bob", "auth0|bob", "bob@example.com"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    if (g_str_equal (people[i].name, name)) {
      self->idp->name = people[i].name;
      self->idp->sub = people[i].sub;
      self->idp->email = people[i].email;
      return;
    }
  g_assert_not_reached ();
}
