// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-oauth-error.h"

#include "core/base/helio-error.h"
#include "core/base/helio-log.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
is_one_of (const char *code, const char *const *codes)
{
  return g_strv_contains (codes, code);
}

static GError *
grant_error (HelioOauthPlace place)
{
  if (place == HELIO_OAUTH_REFRESH)
    return helio_error_new (
        HELIO_ERROR_SIGN_IN_REQUIRED,
        C_ ("error",
            "Sign in again. How long a sign-in lasts is set in Auth0 under Refresh Token."),
        C_ ("error", "The sign-in has ended: the issuer takes the refresh token no more."));
  return helio_error_new (
      HELIO_ERROR_SIGN_IN_REQUIRED,
      C_ ("error", "Start the sign-in again."),
      C_ ("error", "The issuer did not accept the code that came from the browser."));
}

static GError *
denied_error (HelioOauthPlace place, gboolean is_denial, const char *description)
{
  if (place != HELIO_OAUTH_REDIRECT && !(place == HELIO_OAUTH_DEVICE && is_denial))
    return helio_error_new (
        HELIO_ERROR_SIGN_IN_CONFIG,
        C_ ("error",
            "In Auth0 the application must be of type Native, with Token Endpoint Authentication "
            "Method "
            "“None”."),
        C_ ("error", "The issuer asks this application for a secret that it does not have."));
  if (description != NULL && g_str_has_prefix (description, "Service not found"))
    return helio_error_new (
        HELIO_ERROR_SIGN_IN_CONFIG,
        C_ ("error", "The audience must be the identifier of an API in Auth0, to the letter."),
        C_ ("error", "The issuer does not know the audience."));
  return helio_error_new (HELIO_ERROR_SIGN_IN_DECLINED,
                          C_ ("error",
                              "If it was not you who declined, the account may be blocked or a "
                              "rule in Auth0 forbids it."),
                          C_ ("error", "The sign-in was declined."));
}

GError *
helio_oauth_error_new (HelioOauthPlace place, const char *code, const char *description)
{
  static const char *const again[] = {"login_required",
                                      "consent_required",
                                      "interaction_required",
                                      "account_selection_required",
                                      "mfa_required",
                                      NULL};
  static const char *const busy[] = {"too_many_requests", "too_many_attempts", "slow_down", NULL};
  static const char *const fault[] = {"server_error", "temporarily_unavailable", NULL};
  g_autofree char *safe = description != NULL ? helio_redact (description) : NULL;
  g_autofree char *shown = helio_printable (code, -1, 40);
  GError *error;

  if (strcmp (code, "invalid_grant") == 0)
    error = grant_error (place);
  else if (strcmp (code, "access_denied") == 0 || strcmp (code, "invalid_client") == 0)
    error = denied_error (place, strcmp (code, "access_denied") == 0, description);
  else if (is_one_of (code, again))
    error = helio_error_new (HELIO_ERROR_SIGN_IN_REQUIRED,
                             C_ ("error", "Sign in again in the browser."),
                             C_ ("error", "The issuer wants a person to sign in (%s)."),
                             shown);
  else if (is_one_of (code, busy))
    error = helio_error_new (HELIO_ERROR_RATE_LIMITED,
                             C_ ("error", "Wait a moment before the next try."),
                             C_ ("error", "The issuer was asked too often."));
  else if (is_one_of (code, fault))
    error = helio_error_new (HELIO_ERROR_SERVER,
                             C_ ("error", "Try again later; status.auth0.com shows known faults."),
                             C_ ("error", "The issuer has a fault of its own (%s)."),
                             shown);
  else if (strcmp (code, "unauthorized_client") == 0)
    error =
        helio_error_new (HELIO_ERROR_SIGN_IN_CONFIG,
                         C_ ("error",
                             "In Auth0, enable the grants Authorization Code, Refresh Token and, "
                             "for a sign-in with a code, Device Code, and a connection for the "
                             "application."),
                         C_ ("error", "The application may not sign people in this way."));
  else if (strcmp (code, "invalid_scope") == 0)
    error = helio_error_new (HELIO_ERROR_SIGN_IN_CONFIG,
                             C_ ("error", "Take the scope out of the profile that is not known."),
                             C_ ("error", "The issuer does not grant one of the scopes."));
  else
    error = helio_error_new (
        HELIO_ERROR_SIGN_IN_CONFIG,
        C_ ("error",
            "Check client id, audience, connection and organization in the profile, and that the "
            "application in Auth0 has a connection enabled."),
        C_ ("error", "The issuer refused the sign-in (%s)."),
        shown);
  helio_error_set_detail (error, safe);
  return error;
}

static GError *
error_of_status (const char *uri, const HelioHttpAnswer *answer)
{
  g_autofree char *origin = helio_uri_origin (uri);

  if (answer->status == 429)
    return helio_error_new (HELIO_ERROR_RATE_LIMITED,
                            C_ ("error", "Wait a moment before the next try."),
                            C_ ("error", "%s was asked too often (HTTP %d)."),
                            origin,
                            answer->status);
  if (answer->status >= 500)
    return helio_error_new (HELIO_ERROR_SERVER,
                            C_ ("error", "Try again later; status.auth0.com shows known faults."),
                            C_ ("error", "%s failed (HTTP %d)."),
                            origin,
                            answer->status);
  return helio_error_new (HELIO_ERROR_HTTP,
                          C_ ("error", "Check that domain and issuer in the profile are right."),
                          C_ ("error", "%s gave an unexpected answer (HTTP %d)."),
                          origin,
                          answer->status);
}

GError *
helio_oauth_error_new_from_answer (HelioOauthPlace place,
                                   const char *uri,
                                   const HelioHttpAnswer *answer)
{
  g_autoptr (HelioJson) json = helio_http_answer_parse (answer, NULL);
  gboolean is_object = json != NULL && helio_json_get_kind (json) == HELIO_JSON_OBJECT;
  const char *code = is_object ? helio_json_get_string (json, "error") : NULL;
  GError *error;

  /* A 5xx says nothing about the grant, whatever its body claims. */
  if (code != NULL && *code != '\0' && answer->status < 500 && answer->status != 429)
    error = helio_oauth_error_new (place, code, helio_json_get_string (json, "error_description"));
  else
    error = error_of_status (uri, answer);
  helio_error_set_retry_after (error, answer->retry_after);
  return error;
}
