// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-id-token.h"

#include "core/base/helio-error.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

static gboolean
refuse (GError **error, const char *what, const char *expected, const char *found)
{
  g_autofree char *shown = helio_printable (found != NULL ? found : "", -1, 120);

  return helio_error_set (
      error,
      HELIO_ERROR_ID_TOKEN,
      C_ ("error", "Check domain, issuer and client id in the profile; then sign in again."),
      C_ ("error", "The ID token's “%s” is “%s”, not “%s”."),
      what,
      shown,
      expected);
}

static gboolean
refuse_time (GError **error, const HelioIdTokenExpectation *expected, const char *message)
{
  gint64 offset = expected->clock_offset;
  gint64 minutes = offset != G_MAXINT64 ? ABS (offset) / G_USEC_PER_SEC / 60 : 0;
  g_autofree char *remedy = NULL;

  if (offset == G_MAXINT64)
    remedy = g_strdup (C_ ("error", "Check this computer's clock, then sign in again."));
  else if (minutes > 0)
    remedy = g_strdup_printf (
        offset > 0 ? C_ ("error", "Set this computer's clock: it is %d:%02d h slow.")
                   : C_ ("error", "Set this computer's clock: it is %d:%02d h fast."),
        (int) (minutes / 60),
        (int) (minutes % 60));
  else
    remedy = g_strdup (C_ ("error", "The issuer's clock or token lifetime is wrong."));
  return helio_error_set (error, HELIO_ERROR_ID_TOKEN, remedy, "%s", message);
}

static gboolean
check_audience (const HelioJwt *token, const char *client_id, GError **error)
{
  const char *authorized = helio_jwt_get_claim (token, "azp");
  const char *audience = helio_jwt_get_claim (token, "aud");

  if (!helio_jwt_has_audience (token, client_id))
    return refuse (error, "aud", client_id, audience);
  /* Another audience is not trusted, unless the issuer says that it was us whom it authorized. */
  if (authorized == NULL && helio_jwt_get_n_audiences (token) > 1)
    return refuse (error, "azp", client_id, NULL);
  if (authorized != NULL && strcmp (authorized, client_id) != 0)
    return refuse (error, "azp", client_id, authorized);
  return TRUE;
}

static gboolean
check_times (const HelioJwt *token, const HelioIdTokenExpectation *expected, GError **error)
{
  gint64 now = expected->now, expires, issued, not_before;

  if (!helio_jwt_get_time (token, "exp", &expires) || !helio_jwt_get_time (token, "iat", &issued))
    return refuse_time (error,
                        expected,
                        C_ ("error", "The ID token does not say when it was issued or expires."));
  if (expires <= now - HELIO_ID_TOKEN_LEEWAY)
    return refuse_time (error, expected, C_ ("error", "The ID token has expired already."));
  if (issued > now + HELIO_ID_TOKEN_LEEWAY)
    return refuse_time (error, expected, C_ ("error", "The ID token was issued in the future."));
  if (helio_jwt_get_time (token, "nbf", &not_before) && not_before > now + HELIO_ID_TOKEN_LEEWAY)
    return refuse_time (error, expected, C_ ("error", "The ID token is not valid yet."));
  if (expected->is_sign_in && issued < now - HELIO_ID_TOKEN_AGE_MAX)
    return refuse_time (error,
                        expected,
                        C_ ("error", "The ID token was issued too long ago for this sign-in."));
  return TRUE;
}

HelioJwt *
helio_id_token_parse (HelioSecret *text, GError **error)
{
  g_autoptr (GError) local = NULL;
  HelioJwt *token = helio_jwt_parse (text, &local);

  if (token == NULL)
    helio_error_set (error,
                     HELIO_ERROR_ID_TOKEN,
                     C_ ("error", "Check domain and issuer in the profile; then sign in again."),
                     C_ ("error", "The ID token cannot be read. %s"),
                     local->message);
  return token;
}

gboolean
helio_id_token_check (const HelioJwt *token,
                      const HelioIdTokenExpectation *expected,
                      GError **error)
{
  g_autofree char *shown = NULL;
  const char *issuer, *sub;
  HelioJwa algorithm;

  if (helio_jwt_get_form (token) != HELIO_JWT_JWS ||
      !helio_jwa_from_name (helio_jwt_get_algorithm (token), &algorithm)) {
    shown = helio_printable (
        helio_jwt_get_algorithm (token) != NULL ? helio_jwt_get_algorithm (token) : "",
        -1,
        20);
    return helio_error_set (
        error,
        HELIO_ERROR_ID_TOKEN,
        C_ ("error", "In Auth0 set the application's JsonWebToken Signature Algorithm to RS256."),
        C_ ("error", "The ID token is not signed in a way that can be checked (“%s”)."),
        shown);
  }
  issuer = helio_jwt_get_claim (token, "iss");
  sub = helio_jwt_get_claim (token, "sub");
  if (g_strcmp0 (issuer, expected->issuer) != 0)
    return refuse (error, "iss", expected->issuer, issuer);
  if (sub == NULL || *sub == '\0' || strlen (sub) > 255)
    return refuse (error, "sub", C_ ("error", "the account's id"), sub);
  if (!check_audience (token, expected->client_id, error) || !check_times (token, expected, error))
    return FALSE;
  if (expected->nonce != NULL &&
      g_strcmp0 (helio_jwt_get_claim (token, "nonce"), expected->nonce) != 0)
    return helio_error_set (
        error,
        HELIO_ERROR_ID_TOKEN,
        C_ ("error",
            "Start the sign-in again; if it happens again, somebody may interfere with it."),
        C_ ("error", "The ID token does not belong to this sign-in (nonce)."));
  if (expected->sub != NULL && strcmp (sub, expected->sub) != 0)
    return helio_error_set (
        error,
        HELIO_ERROR_SIGN_IN_OTHER_USER,
        C_ ("error", "Sign in with the account of this connection, or sign out of it first."),
        C_ ("error", "Another account came back than the one that was signed in."));
  return TRUE;
}

static gboolean
equals_up_to (const char *text, const char *hint, gsize length)
{
  return length == strlen (hint) && g_ascii_strncasecmp (text, hint, length) == 0;
}

gboolean
helio_id_token_matches_hint (const HelioJwt *token, const char *hint)
{
  static const char *const names[] = {"name", "nickname", "preferred_username", "username"};
  const char *email = helio_jwt_get_claim (token, "email");
  const char *sub = helio_jwt_get_claim (token, "sub");
  const char *bar = sub != NULL ? strrchr (sub, '|') : NULL;
  gboolean compared = FALSE;

  if (email != NULL && equals_up_to (email, hint, strlen (email)))
    return TRUE;
  if (strchr (hint, '@') != NULL)
    return email == NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *name = helio_jwt_get_claim (token, names[i]);

    compared |= name != NULL;
    if (name != NULL && equals_up_to (name, hint, strlen (name)))
      return TRUE;
  }
  if (email != NULL && equals_up_to (email, hint, strcspn (email, "@")))
    return TRUE;
  if (sub != NULL && (g_strcmp0 (sub, hint) == 0 || (bar != NULL && strcmp (bar + 1, hint) == 0)))
    return TRUE;
  return !compared && email == NULL;
}

HelioAccount *
helio_id_token_get_account (const HelioJwt *token)
{
  const char *issuer, *sub, *name;

  if (helio_jwt_get_form (token) != HELIO_JWT_JWS)
    return NULL;
  issuer = helio_jwt_get_claim (token, "iss");
  sub = helio_jwt_get_claim (token, "sub");
  name = helio_jwt_get_claim (token, "name");
  if (issuer == NULL || sub == NULL)
    return NULL;
  if (name == NULL)
    name = helio_jwt_get_claim (token, "nickname");
  return helio_account_new (issuer, sub, name, helio_jwt_get_claim (token, "email"));
}
