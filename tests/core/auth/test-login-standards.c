// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "tests/core/auth/login-fixture.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <string.h>

/* Issuers that are not Auth0 and follow the standards. Discovery decides, never a name. */

static void
sign_in_with (LoginFixture *self, HelioJwa algorithm)
{
  g_autoptr (GError) error = NULL;

  helio_signing_key_unref (self->idp->key);
  self->idp->key = helio_signing_key_new_for (algorithm, &error);
  g_assert_no_error (error);
  login_expect_success (self);
}

static void
test_algorithms (LoginFixture *self, gconstpointer data)
{
  sign_in_with (self, HELIO_JWA_PS256);
  sign_in_with (self, HELIO_JWA_ES256);
  sign_in_with (self, HELIO_JWA_RS256);
}

/* The right algorithm by the wrong key is no signature of the issuer's. */
static void
test_wrong_ec_key (LoginFixture *self, gconstpointer data)
{
  g_autoptr (HelioSigningKey) published = helio_signing_key_new_for (HELIO_JWA_ES256, NULL);

  helio_signing_key_unref (self->idp->key);
  self->idp->key = helio_signing_key_new_for (HELIO_JWA_ES256, NULL);
  self->idp->published = published;
  login_expect_failure (self, HELIO_ERROR_ID_TOKEN);
}

/* RFC 8707 instead of an audience: in the authorization request and in the token request. */
static void
test_resource (LoginFixture *self, gconstpointer data)
{
  g_autofree char *resource = NULL, *audience = NULL;

  helio_set_str (&self->profile->sign_in.audience, "");
  helio_set_str (&self->profile->sign_in.resource, "https://mqtt.example.com/a?b");
  login_expect_success (self);
  resource = helio_fake_idp_get_parameter (self->opened, "resource");
  audience = helio_fake_idp_get_parameter (self->opened, "audience");
  g_assert_cmpstr (resource, ==, "https://mqtt.example.com/a?b");
  g_assert_null (audience);
  g_assert_nonnull (
      strstr (self->idp->last_form, "&resource=https%3A%2F%2Fmqtt.example.com%2Fa%3Fb"));
}

/* Both, for those who want both. */
static void
test_resource_and_audience (LoginFixture *self, gconstpointer data)
{
  helio_set_str (&self->profile->sign_in.resource, "https://mqtt.example.com");
  login_expect_success (self);
  g_assert_nonnull (strstr (self->opened, "&audience=https%3A%2F%2Fapi.example.com"));
  g_assert_nonnull (strstr (self->opened, "&resource=https%3A%2F%2Fmqtt.example.com"));
}

/* An issuer with one audience only: none is sent, and none of Auth0's is missed. */
static void
test_no_audience (LoginFixture *self, gconstpointer data)
{
  helio_set_str (&self->profile->sign_in.audience, "");
  login_expect_success (self);
  g_assert_null (strstr (self->opened, "audience"));
  g_assert_null (strstr (self->opened, "resource"));
  g_assert_null (strstr (self->idp->last_form, "resource"));
}

/* No offline_access: not asked for, and the sign-in is good without a refresh token. */
static void
test_no_offline_access (LoginFixture *self, gconstpointer data)
{
  g_autofree char *scope = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HelioTokens) tokens = NULL;

  helio_set_str (&self->profile->sign_in.scope, "openid email");
  self->idp->no_refresh_token = TRUE;
  tokens = login_sign_in (self, &error);
  g_assert_no_error (error);
  g_assert_null (tokens->refresh_token);
  scope = helio_fake_idp_get_parameter (self->opened, "scope");
  g_assert_cmpstr (scope, ==, "openid email");
}

/* RFC 8252 §7.3: a port of the moment, and the redirect URI that was sent is the one that is redeemed. */
static void
test_ephemeral_port (LoginFixture *self, gconstpointer data)
{
  g_autofree char *redirect = NULL;

  g_assert_cmpuint (self->profile->sign_in.redirect_ports->len, ==, 1);
  g_assert_cmpint (g_array_index (self->profile->sign_in.redirect_ports, int, 0), ==, 0);
  login_expect_success (self);
  redirect = helio_fake_idp_get_parameter (self->opened, "redirect_uri");
  g_assert_true (g_str_has_prefix (redirect, "http://127.0.0.1:"));
  g_assert_false (g_str_has_prefix (redirect, "http://127.0.0.1:0/"));
}

/* RFC 9207: announced, sent and checked; test_iss of B5 has the refusals. */
static void
test_iss (LoginFixture *self, gconstpointer data)
{
  self->idp->announces_iss = TRUE;
  login_expect_success (self);
}

/* Endpoints elsewhere than Auth0 has them. */
static void
test_own_layout (LoginFixture *self, gconstpointer data)
{
  g_autofree char *token_endpoint = g_strconcat (self->idp->base, "/token", NULL);

  self->idp->token_endpoint = token_endpoint;
  self->idp->lists_endpoints = TRUE;
  login_expect_success (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func)                                                                            \
  g_test_add ("/auth/standards/" path, LoginFixture, NULL, login_set_up, func, login_tear_down)
  ADD ("algorithms", test_algorithms);
  ADD ("wrong-ec-key", test_wrong_ec_key);
  ADD ("resource", test_resource);
  ADD ("resource-and-audience", test_resource_and_audience);
  ADD ("no-audience", test_no_audience);
  ADD ("no-offline-access", test_no_offline_access);
  ADD ("ephemeral-port", test_ephemeral_port);
  ADD ("iss", test_iss);
  ADD ("own-layout", test_own_layout);
  return g_test_run ();
}
