// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/core/auth/token-fixture.h"

#include "core/base/helio-error.h"

#include <string.h>

/* An issuer whose token endpoint is not where the issuer is: nothing goes there before somebody has agreed. */

typedef struct {
  char *dir;
  HelioProfileStore *store;
  char *elsewhere; /* the token endpoint under another host name */
  char *endpoint;  /* as it is asked about */
} Elsewhere;

/* "localhost" is another origin than 127.0.0.1, and still this machine. */
static void
begin (TokenFixture *self, Elsewhere *other)
{
  const char *port = strrchr (self->idp->base, ':');

  other->dir = helio_test_make_dir ();
  other->store = helio_profile_store_new (other->dir);
  other->elsewhere = g_strdup_printf ("http://localhost%s/oauth/token", port);
  other->endpoint = g_strdup_printf (HELIO_ENDPOINT_TOKENS "http://localhost%s", port);
  self->init.profiles = other->store;
  token_restart (self);
}

static void
end (TokenFixture *self, Elsewhere *other)
{
  self->init.profiles = NULL;
  token_restart (self);
  helio_test_settle ();
  g_assert_finalize_object (other->store);
  helio_test_remove_dir (other->dir);
  g_free (other->elsewhere);
  g_free (other->endpoint);
}

static void
expect_asked (TokenFixture *self, const char *endpoint)
{
  HelioEndpointConsent *consent = helio_token_source_get_endpoint_consent (self->source);
  const char *const *asked = helio_endpoint_consent_get_asked (consent);

  if (endpoint == NULL) {
    g_assert_null (asked);
    return;
  }
  g_assert_nonnull (asked);
  g_assert_cmpstr (asked[0], ==, endpoint);
  g_assert_null (asked[1]);
}

static void
agree (TokenFixture *self)
{
  HelioEndpointConsent *consent = helio_token_source_get_endpoint_consent (self->source);

  helio_endpoint_consent_agree (consent, helio_endpoint_consent_get_asked (consent));
}

static void
expect_held_up (TokenFixture *self, const Elsewhere *other, const GError *error)
{
  g_autofree char *place = g_strdup (strstr (other->endpoint, "localhost"));

  g_assert_error (error, HELIO_ERROR, HELIO_ERROR_CONSENT);
  g_assert_cmpstr (helio_error_get_diagnosis (error), ==, HELIO_ENDPOINTS_NOT_AGREED);
  g_assert_nonnull (strstr (error->message, place));
  expect_asked (self, other->endpoint);
}

/* No browser, no code; and with a yes both. */
static void
test_sign_in (TokenFixture *self, gconstpointer data)
{
  Elsewhere other;
  g_autoptr (GError) error = NULL;

  begin (self, &other);
  self->idp->token_endpoint = other.elsewhere;
  g_assert_false (token_sign_in (self, NULL, NULL, &error));
  expect_held_up (self, &other, error);
  g_clear_error (&error);
  g_assert_cmpuint (self->n_opened, ==, 0);
  g_assert_cmpuint (self->idp->n_codes, ==, 0);
  /* Nobody is asked in the background either. */
  token_expect_error (self, FALSE, HELIO_ERROR_SIGN_IN_REQUIRED);

  agree (self);
  g_assert_true (token_sign_in (self, NULL, NULL, &error));
  g_assert_no_error (error);
  expect_asked (self, NULL);
  g_assert_cmpuint (self->idp->n_codes, ==, 1);

  /* Not again, also after a restart … */
  token_restart (self);
  g_assert_true (token_sign_in (self, "login", NULL, &error));
  g_assert_no_error (error);
  /* … and one who starts anew has read it. */
  helio_test_settle ();
  end (self, &other);
}

/* The issuer moves its token endpoint while somebody is signed in: the refresh token stays here. */
static void
test_refresh (TokenFixture *self, gconstpointer data)
{
  Elsewhere other;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioSecret) token = NULL;

  begin (self, &other);
  g_assert_true (token_sign_in (self, NULL, NULL, &error));
  g_assert_no_error (error);
  self->idp->token_endpoint = other.elsewhere;
  /* What is known of it is an hour old at most. */
  for (guint i = 0; i < 2; i++) {
    helio_fake_clock_advance (self->clock, 61 * 60 * HELIO_SECOND);
    token_expire (self);
    token = token_get (self, FALSE, FALSE, &error);
    g_assert_null (token);
    expect_held_up (self, &other, error);
    g_clear_error (&error);
  }
  g_assert_cmpuint (self->idp->n_refreshes, ==, 0);
  g_assert_nonnull (helio_token_source_get_account (self->source));

  agree (self);
  token = token_get (self, FALSE, FALSE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (token);
  g_assert_cmpuint (self->idp->n_refreshes, ==, 1);

  /* Home again: its own origin needs nobody. */
  self->idp->token_endpoint = NULL;
  helio_fake_clock_advance (self->clock, 61 * 60 * HELIO_SECOND);
  token_expire (self);
  g_clear_pointer (&token, helio_secret_unref);
  token = token_get (self, FALSE, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self->idp->n_refreshes, ==, 2);
  expect_asked (self, NULL);
  end (self, &other);
}

/* Who signs out is signed out here, but the refresh token is not told to a host that nobody knows. */
static void
test_sign_out (TokenFixture *self, gconstpointer data)
{
  Elsewhere other;
  HelioTestResult ready = {0};
  g_autoptr (GError) error = NULL, warning = NULL;

  begin (self, &other);
  g_assert_true (token_sign_in (self, NULL, NULL, &error));
  g_assert_no_error (error);
  self->idp->token_endpoint = other.elsewhere;
  helio_fake_clock_advance (self->clock, 61 * 60 * HELIO_SECOND);
  helio_token_source_forget_async (self->source,
                                   HELIO_FORGET_ISSUER_SESSION,
                                   NULL,
                                   helio_test_result_ready,
                                   &ready);
  g_assert_true (helio_token_source_forget_finish (self->source,
                                                   helio_test_result_wait (&ready, 20),
                                                   &warning,
                                                   &error));
  g_assert_no_error (error);
  helio_test_result_clear (&ready);
  g_assert_error (warning, HELIO_ERROR, HELIO_ERROR_CONSENT);
  g_assert_cmpuint (self->idp->revoked_tokens->len, ==, 0);
  token_expect_stored (self, NULL);
  end (self, &other);
}

static gboolean
say_yes (const char *const *endpoints, gpointer user_data)
{
  g_free (*(char **) user_data);
  *(char **) user_data = g_strdup (endpoints[0]);
  return TRUE;
}

/* heliograph-cli --agree */
static void
test_agreed_at_once (TokenFixture *self, gconstpointer data)
{
  Elsewhere other;
  g_autofree char *told = NULL;
  g_autoptr (GError) error = NULL;

  begin (self, &other);
  self->init.agree_to_endpoints = say_yes;
  self->init.agree_data = &told;
  token_restart (self);
  self->idp->token_endpoint = other.elsewhere;
  g_assert_true (token_sign_in (self, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (told, ==, other.endpoint);
  /* It is kept: nobody has to say so twice. */
  self->init.agree_to_endpoints = NULL;
  token_restart (self);
  g_assert_true (token_sign_in (self, NULL, NULL, &error));
  g_assert_no_error (error);
  end (self, &other);
}

void
token_add_endpoint_tests (void)
{
#define ADD(path, func)                                                                            \
  g_test_add ("/auth/endpoints/" path, TokenFixture, NULL, token_set_up, func, token_tear_down)

  ADD ("sign-in", test_sign_in);
  ADD ("refresh", test_refresh);
  ADD ("sign-out", test_sign_out);
  ADD ("agreed-at-once", test_agreed_at_once);
}
