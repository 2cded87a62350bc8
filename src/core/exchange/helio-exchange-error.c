// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/exchange/helio-exchange-error.h"

#include "core/base/helio-error.h"
#include "core/base/helio-log.h"
#include "core/base/helio-util.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DEPTH 3
#define MAX_ITEMS 8
#define MAX_WORDS 600

/* What the service said. */
typedef struct {
  gboolean json;
  GString *words; /* everything readable, for a person */
  char *folded; /* the same and the error's code, lower case, "_" and "-" as spaces, for matching */
} Refusal;

static void
add_words (GString *words, const char *text)
{
  if (text == NULL || *text == '\0' || words->len > MAX_WORDS || strstr (words->str, text) != NULL)
    return;
  if (words->len > 0)
    g_string_append (words, "; ");
  g_string_append_len (words, text, (gssize) MIN (strlen (text), MAX_WORDS));
}

/* FastAPI's "loc": ["body", "token"]. */
static void
add_place (GString *words, HelioJson *place)
{
  for (guint i = 0; place != NULL && i < MIN (helio_json_get_length (place), MAX_ITEMS); i++) {
    g_autoptr (HelioJson) element = helio_json_get_element (place, i);

    add_words (words, helio_json_as_string (element));
  }
}

static void
collect (GString *words, HelioJson *value, guint depth)
{
  static const char *const names[] =
      {"error", "code", "message", "msg", "error_description", "description", "detail", "title"};
  HelioJsonType kind = helio_json_get_kind (value);

  if (kind == HELIO_JSON_STRING)
    add_words (words, helio_json_as_string (value));
  if (depth == 0)
    return;
  if (kind == HELIO_JSON_ARRAY)
    for (guint i = 0; i < MIN (helio_json_get_length (value), MAX_ITEMS); i++) {
      g_autoptr (HelioJson) element = helio_json_get_element (value, i);

      collect (words, element, depth - 1);
    }
  if (kind == HELIO_JSON_OBJECT) {
    g_autoptr (HelioJson) place = helio_json_get_array (value, "loc");

    add_place (words, place);
    for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
      g_autoptr (HelioJson) member = helio_json_get (value, names[i]);

      if (member != NULL)
        collect (words, member, depth - 1);
    }
  }
}

static void
read_refusal (Refusal *self, const HelioHttpAnswer *answer)
{
  g_autoptr (HelioJson) json = helio_http_answer_parse (answer, NULL);
  gsize length;
  const char *text = g_bytes_get_data (answer->body, &length);

  self->words = g_string_new (NULL);
  self->json = json != NULL && helio_json_get_kind (json) == HELIO_JSON_OBJECT;
  if (json != NULL)
    collect (self->words, json, MAX_DEPTH);
  else if (length > 0 && g_strcmp0 (answer->content_type, "text/plain") == 0) {
    g_autofree char *plain = helio_printable (text, (gssize) MIN (length, MAX_WORDS), 200);

    add_words (self->words, plain);
  }
  self->folded = g_ascii_strdown (self->words->str, -1);
  g_strdelimit (self->folded, "_-", ' ');
}

static gboolean
says (const Refusal *self, const char *what)
{
  return strstr (self->folded, what) != NULL;
}

/* The causes that the service names in words, whatever status it picked. */
static gboolean
classify_by_words (const Refusal *self, HelioErrorCode *code)
{
  gboolean not_there = says (self, "not found") || says (self, "not enabled") ||
                       says (self, "disabled") || says (self, "unknown");

  if (says (self, "signature") || says (self, "unable to verify"))
    *code = HELIO_ERROR_EXCHANGE_SIGNATURE;
  else if (says (self, "provider") && not_there)
    *code = HELIO_ERROR_EXCHANGE_PROVIDER;
  else if (says (self, "api key") || says (self, "secret key") || says (self, "publishable key"))
    *code = HELIO_ERROR_EXCHANGE_KEY;
  else if (says (self, "token expired") || says (self, "token has expired") ||
           says (self, "token is expired") || says (self, "expired token") ||
           says (self, "jwt expired"))
    *code = HELIO_ERROR_EXCHANGE_TOKEN_EXPIRED;
  else if (says (self, "invalid token") || says (self, "token is invalid") ||
           says (self, "malformed token") || says (self, "invalid jwt"))
    *code = HELIO_ERROR_EXCHANGE_TOKEN;
  else if (says (self, "organization") && (not_there || says (self, "invalid")))
    *code = HELIO_ERROR_EXCHANGE_ORGANIZATION;
  else if (says (self, "claim"))
    *code = HELIO_ERROR_EXCHANGE_CLAIMS;
  else
    return FALSE;
  return TRUE;
}

static HelioErrorCode
classify_by_status (const Refusal *self, HelioService service, int status)
{
  gboolean has_key = service == HELIO_SERVICE_EXCHANGE_KEY || service == HELIO_SERVICE_NATIVE;

  switch (status) {
    case 400:
      return HELIO_ERROR_EXCHANGE_REQUEST;
    case 401:
    case 403:
      return has_key ? HELIO_ERROR_EXCHANGE_KEY : HELIO_ERROR_EXCHANGE_TOKEN;
    case 404:
      /* 404 in the service's own words is about the organization; anybody else's is a wrong address. */
      return self->json && service != HELIO_SERVICE_BACKEND ? HELIO_ERROR_EXCHANGE_ORGANIZATION
                                                            : HELIO_ERROR_EXCHANGE_REQUEST;
    case 422:
      return HELIO_ERROR_EXCHANGE_CLAIMS;
    case 429:
      return HELIO_ERROR_RATE_LIMITED;
    default:
      if (status >= 500)
        return HELIO_ERROR_SERVER;
      return status >= 400 ? HELIO_ERROR_EXCHANGE_REQUEST : HELIO_ERROR_HTTP;
  }
}

static const char *
request_remedy (HelioService service, int status)
{
  if (status == 404 || status == 405)
    return service == HELIO_SERVICE_BACKEND
               ? C_ ("error", "Check the address of the backend in the profile.")
               : C_ ("error",
                     "Check the address in the profile. The guide has "
                     "https://api.cloudsignal.io/v2/tokens/exchange, newer documents have "
                     "https://auth.cloudsignal.app/v2/tokens/exchange.");
  switch (service) {
    case HELIO_SERVICE_BACKEND:
      return C_ ("error",
                 "Check whether the backend expects the token in the Authorization header or in a "
                 "JSON field, and the name of the field.");
    case HELIO_SERVICE_EXCHANGE_ORGANIZATION:
      return C_ ("error", "Check the organization id and the integration id in the profile.");
    case HELIO_SERVICE_NATIVE:
      return C_ ("error", "Check the organization id and the e-mail address in the profile.");
    case HELIO_SERVICE_EXCHANGE_KEY:
    default:
      return C_ ("error",
                 "Check the provider's name in the profile (lower case, such as “auth0”) and the "
                 "lifetime, which is 86,400 seconds at most.");
  }
}

static const char *
key_remedy (HelioService service)
{
  if (service == HELIO_SERVICE_NATIVE)
    return C_ ("error",
               "Check the organization's secret key (sk_…) and that token-based authentication is "
               "switched on in CloudSignal's dashboard.");
  return C_ ("error",
             "Check the key under API Keys in CloudSignal's dashboard: it must belong to this "
             "organization. A publishable key (pk_…) is enough for a token exchange.");
}

static const char *
token_remedy (HelioService service)
{
  if (service == HELIO_SERVICE_BACKEND)
    return C_ ("error",
               "Check that the backend expects the audience of this profile and the same Auth0 "
               "domain, and that it wants an access token.");
  return C_ ("error",
             "Check that the profile's audience is exactly the one that is configured at the "
             "service, that the token is fresh, and that it is an access token, not an ID token.");
}

static const char *
get_remedy (HelioErrorCode code, HelioService service, int status)
{
  switch ((int) code) {
    case HELIO_ERROR_EXCHANGE_REQUEST:
      return request_remedy (service, status);
    case HELIO_ERROR_EXCHANGE_KEY:
      return key_remedy (service);
    case HELIO_ERROR_EXCHANGE_TOKEN:
      return token_remedy (service);
    case HELIO_ERROR_EXCHANGE_TOKEN_EXPIRED:
      return C_ ("error",
                 "Sign in again. If it happens at once, check this computer's clock and the token "
                 "lifetime of the API in Auth0.");
    case HELIO_ERROR_EXCHANGE_SIGNATURE:
      return C_ ("error",
                 "Check that the domain configured at the service is exactly that of your Auth0 "
                 "tenant, and that the audience is the API's identifier; without an audience Auth0 "
                 "gives a token that nobody can verify.");
    case HELIO_ERROR_EXCHANGE_PROVIDER:
      return C_ (
          "error",
          "Check that the provider is added and enabled under Auth Providers in CloudSignal's "
          "dashboard, and that the profile names it in lower case (“auth0”).");
    case HELIO_ERROR_EXCHANGE_ORGANIZATION:
      return C_ ("error",
                 "Check the organization id in the profile: all of it, as the dashboard shows it.");
    case HELIO_ERROR_EXCHANGE_CLAIMS:
      return C_ (
          "error",
          "Most often the email claim is missing. In Auth0 a post-login Action can add it: "
          "api.accessToken.setCustomClaim('email', event.user.email). Check also that it is an "
          "access token, not a refresh token.");
    case HELIO_ERROR_RATE_LIMITED:
      return C_ ("error", "Wait a moment; it is tried again by itself.");
    case HELIO_ERROR_SERVER:
      return C_ ("error", "The service has a fault of its own; it is tried again by itself.");
    default:
      return C_ ("error", "Check that the address in the profile is that of the right service.");
  }
}

static GError *
new_error (HelioErrorCode code, const char *remedy, const char *who, int status)
{
  switch ((int) code) {
    case HELIO_ERROR_EXCHANGE_REQUEST:
      return helio_error_new (code,
                              remedy,
                              C_ ("error", "%s does not understand the request (HTTP %d)."),
                              who,
                              status);
    case HELIO_ERROR_EXCHANGE_KEY:
      return helio_error_new (code,
                              remedy,
                              C_ ("error", "%s refused the API key (HTTP %d)."),
                              who,
                              status);
    case HELIO_ERROR_EXCHANGE_TOKEN:
      return helio_error_new (code,
                              remedy,
                              C_ ("error", "%s says that the access token is not valid (HTTP %d)."),
                              who,
                              status);
    case HELIO_ERROR_EXCHANGE_TOKEN_EXPIRED:
      return helio_error_new (code,
                              remedy,
                              C_ ("error", "%s says that the access token has expired (HTTP %d)."),
                              who,
                              status);
    case HELIO_ERROR_EXCHANGE_SIGNATURE:
      return helio_error_new (
          code,
          remedy,
          C_ ("error", "%s could not verify the access token's signature (HTTP %d)."),
          who,
          status);
    case HELIO_ERROR_EXCHANGE_PROVIDER:
      return helio_error_new (code,
                              remedy,
                              C_ ("error", "%s does not know the auth provider (HTTP %d)."),
                              who,
                              status);
    case HELIO_ERROR_EXCHANGE_ORGANIZATION:
      return helio_error_new (code,
                              remedy,
                              C_ ("error", "%s does not know the organization (HTTP %d)."),
                              who,
                              status);
    case HELIO_ERROR_EXCHANGE_CLAIMS:
      return helio_error_new (
          code,
          remedy,
          C_ ("error", "%s misses something in the token or the request (HTTP %d)."),
          who,
          status);
    case HELIO_ERROR_RATE_LIMITED:
      return helio_error_new (code,
                              remedy,
                              C_ ("error", "%s was asked too often (HTTP %d)."),
                              who,
                              status);
    case HELIO_ERROR_SERVER:
      return helio_error_new (code, remedy, C_ ("error", "%s failed (HTTP %d)."), who, status);
    default:
      return helio_error_new (code,
                              remedy,
                              C_ ("error", "%s gave an unexpected answer (HTTP %d)."),
                              who,
                              status);
  }
}

GError *
helio_exchange_error_new (HelioService service, const char *uri, const HelioHttpAnswer *answer)
{
  g_autofree char *origin = helio_uri_origin (uri);
  g_autofree char *safe = NULL;
  const char *shown = origin != NULL ? origin : C_ ("error", "The service");
  Refusal refusal = {0};
  HelioErrorCode code;
  GError *error;

  read_refusal (&refusal, answer);
  if (answer->status == 429 || answer->status >= 500 || !classify_by_words (&refusal, &code))
    code = classify_by_status (&refusal, service, answer->status);

  error = new_error (code, get_remedy (code, service, answer->status), shown, answer->status);
  if (refusal.words->len > 0) {
    safe = helio_redact (refusal.words->str);
    helio_error_set_detail (error, safe);
  }
  helio_error_set_retry_after (error, answer->retry_after);
  g_string_free (refusal.words, TRUE);
  g_free (refusal.folded);
  return error;
}
