// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/diagnosis/helio-diagnosis-private.h"

#include <glib/gi18n-lib.h>

/* What a token service or a backend answers: a status that decides alone, then the service's own words, then
 * the status (cloudsignal.md §1.3, §6; the guide's troubleshooting section).
 *
 * In all parts: the special before the general, the first row that fits is the one. Causes are in the order of
 * their likelihood. */

#define AT(place) (1u << HELIO_PLACE_##place)
#define SERVICE (AT (EXCHANGE) | AT (ORGANIZATION) | AT (BACKEND) | AT (NATIVE))

const HelioDiagnosis helio_diagnosis_service[] = {
    {.id = "service-busy",
     .condition = "HTTP 429 of the exchange, backend or native endpoint",
     .code = HELIO_ERROR_RATE_LIMITED,
     .title = NC_ ("diagnosis", "Asked too often"),
     .message = NC_ ("diagnosis", "{who} was asked too often (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "Several programs or connections use the same service at once.\n"
                    "Credentials live for a short time and are renewed often."),
     .remedy = NC_ ("diagnosis", "Wait a moment; it is tried again by itself."),
     .action = HELIO_REMEDY_RETRY,
     .places = SERVICE,
     .statuses = {429}},
    {.id = "service-fault",
     .condition = "HTTP 5xx of the exchange, backend or native endpoint",
     .code = HELIO_ERROR_SERVER,
     .title = NC_ ("diagnosis", "The service has a fault"),
     .message = NC_ ("diagnosis", "{who} failed (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "The service is being changed or is overloaded.\n"
                    "The backend itself cannot reach the token exchange."),
     .remedy =
         NC_ ("diagnosis", "The service has a fault of its own; it is tried again by itself."),
     .action = HELIO_REMEDY_RETRY,
     .places = SERVICE,
     .statuses = {HELIO_STATUS_5XX}},
    {.id = "exchange-signature",
     .condition = "“Token signature verification failed”",
     .code = HELIO_ERROR_EXCHANGE_SIGNATURE,
     .title = NC_ ("diagnosis", "The signature was not accepted"),
     .message =
         NC_ ("diagnosis", "{who} could not verify the access token's signature (HTTP {status})."),
     .causes =
         NC_ ("diagnosis",
              "No audience was asked for: Auth0 then gives a token that nobody else can verify.\n"
              "An ID token or a refresh token was sent in place of the access token.\n"
              "The service has another domain than your Auth0 tenant, or tenant.auth0.com where a "
              "custom domain is in use.\n"
              "The API in Auth0 signs with HS256.\n"
              "The token was damaged on the way.\n"
              "The keys were changed and the service still has the old set.\n"
              "The service does not know the algorithm (PS256).\n"
              "It is a token of another environment."),
     .remedy = NC_ ("diagnosis",
                    "Check that the domain configured at the service is exactly that of your Auth0 "
                    "tenant, and that the audience is the API's identifier; without an audience "
                    "Auth0 gives a token that nobody can verify."),
     .action = HELIO_REMEDY_INSPECT,
     .target = "signature",
     .places = SERVICE,
     .words = "signature"},
    {.id = "exchange-keys",
     .condition = "“Unable to verify JWT”",
     .code = HELIO_ERROR_EXCHANGE_SIGNATURE,
     .title = NC_ ("diagnosis", "The service has no keys to verify with"),
     .message =
         NC_ ("diagnosis", "{who} found no key to verify the access token with (HTTP {status})."),
     .causes = NC_ (
         "diagnosis",
         "The provider has no or a wrong JWKS URL at the service (Clerk, generic OpenID Connect).\n"
         "The service has another domain than the one that issued the token.\n"
         "The keys were changed and the service still has the old set."),
     .remedy = NC_ ("diagnosis",
                    "Check the JWKS URL and the domain under Auth Providers in CloudSignal's "
                    "dashboard; the issuer's metadata names the right one as “jwks_uri”."),
     .action = HELIO_REMEDY_INSPECT,
     .target = "key",
     .places = SERVICE,
     .words = "unable to verify",
     .special = TRUE},
    {.id = "exchange-email",
     .condition = "“email claim required”",
     .code = HELIO_ERROR_EXCHANGE_CLAIMS,
     .title = NC_ ("diagnosis", "The e-mail address is missing in the token"),
     .message = NC_ ("diagnosis", "{who} wants the claim “email” in the token (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "Auth0 puts no e-mail address into access tokens by itself.\n"
                    "The session token or template of Clerk has no email."),
     .remedy =
         NC_ ("diagnosis",
              "In Auth0 a post-login Action can add it: api.accessToken.setCustomClaim('email', "
              "event.user.email). In Clerk, add email to the session token."),
     .action = HELIO_REMEDY_INSPECT,
     .target = "email",
     .places = SERVICE,
     .words = "email",
     .and_words = "claim|required|missing",
     .special = TRUE},
    {.id = "exchange-provider",
     .condition = "“Provider not found”",
     .code = HELIO_ERROR_EXCHANGE_PROVIDER,
     .title = NC_ ("diagnosis", "The auth provider is not known"),
     .message = NC_ ("diagnosis", "{who} does not know the auth provider (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "The provider is not added, or not enabled.\n"
                    "Its name is not in lower case, or it is misspelt.\n"
                    "The key or organization id belongs to another organization."),
     .remedy =
         NC_ ("diagnosis",
              "Check that the provider is added and enabled under Auth Providers in CloudSignal's "
              "dashboard, and that the profile names it in lower case (“auth0”)."),
     .action = HELIO_REMEDY_EDIT,
     .target = "$.credentials.exchange.provider",
     .places = SERVICE,
     .words = "provider",
     .and_words = "not found|not enabled|disabled|unknown"},
    {.id = "exchange-key",
     .condition = "“API key invalid or missing”",
     .code = HELIO_ERROR_EXCHANGE_KEY,
     .title = NC_ ("diagnosis", "The API key was refused"),
     .message = NC_ ("diagnosis", "{who} refused the API key (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "The key belongs to another organization, or was deleted.\n"
                    "It was not copied whole.\n"
                    "The backend has no or a wrong key."),
     .remedy = NC_ ("diagnosis",
                    "Check the key under API Keys in CloudSignal's dashboard: it must belong to "
                    "this organization. A publishable key (pk_…) is enough for a token exchange."),
     .action = HELIO_REMEDY_KEY,
     .places = AT (EXCHANGE) | AT (ORGANIZATION) | AT (BACKEND),
     .words = "api key|secret key|publishable key"},
    {.id = "native-key",
     .condition = "the native endpoint refuses the secret key",
     .code = HELIO_ERROR_EXCHANGE_KEY,
     .title = NC_ ("diagnosis", "The secret key was refused"),
     .message = NC_ ("diagnosis", "{who} refused the API key (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "It is not the secret key of this organization, or a publishable one.\n"
                    "Token-based authentication is switched off.\n"
                    "The key was deleted or replaced."),
     .remedy = NC_ ("diagnosis",
                    "Check the organization's secret key (sk_…) and that token-based "
                    "authentication is switched on in CloudSignal's dashboard."),
     .action = HELIO_REMEDY_KEY,
     .places = AT (NATIVE),
     .words = "api key|secret key|publishable key"},
    {.id = "exchange-token-expired",
     .condition = "“token_expired”",
     .code = HELIO_ERROR_EXCHANGE_TOKEN_EXPIRED,
     .title = NC_ ("diagnosis", "The access token has expired"),
     .message = NC_ ("diagnosis", "{who} says that the access token has expired (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "The token lifetime of the API in Auth0 is short, or the token was kept.\n"
                    "This computer's clock is off.\n"
                    "The service's clock is off."),
     .remedy = NC_ ("diagnosis",
                    "Sign in again. If it happens at once, check this computer's clock and the "
                    "token lifetime of the API in Auth0."),
     .action = HELIO_REMEDY_SIGN_IN,
     .places = SERVICE,
     .words = "token expired|token has expired|token is expired|expired token|jwt expired"},
    {.id = "exchange-id-token",
     .condition = "the service says that it got an ID token or a refresh token",
     .code = HELIO_ERROR_EXCHANGE_TOKEN,
     .title = NC_ ("diagnosis", "Not an access token"),
     .message =
         NC_ ("diagnosis", "{who} wants an access token and got another one (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "A backend of one's own hands on the ID token.\n"
                    "HELIOGRAPH_ACCESS_TOKEN holds another token of the sign-in."),
     .remedy = NC_ ("diagnosis",
                    "The exchange wants the access token of the sign-in with the profile's "
                    "audience, not the ID token or the refresh token beside it."),
     .action = HELIO_REMEDY_INSPECT,
     .target = "type",
     .places = SERVICE,
     .words = " id token|refresh token",
     .special = TRUE},
    {.id = "exchange-audience",
     .condition = "the service names the audience",
     .code = HELIO_ERROR_EXCHANGE_TOKEN,
     .title = NC_ ("diagnosis", "The audience does not fit"),
     .message =
         NC_ ("diagnosis", "{who} does not accept the access token's audience (HTTP {status})."),
     .causes =
         NC_ ("diagnosis",
              "The profile has another audience than the provider's settings at the service.\n"
              "A slash or a letter differs: audiences are compared exactly.\n"
              "The audience is not the identifier of the API in Auth0."),
     .remedy = NC_ ("diagnosis",
                    "The audience must be the same in the profile, as identifier of the API in "
                    "Auth0, and in the provider's settings at the service."),
     .action = HELIO_REMEDY_INSPECT,
     .target = "audience",
     .places = SERVICE,
     .words = "audience",
     .special = TRUE},
    {.id = "backend-token",
     .condition = "the backend refuses the access token",
     .code = HELIO_ERROR_EXCHANGE_TOKEN,
     .title = NC_ ("diagnosis", "The backend does not accept the token"),
     .message = NC_ ("diagnosis", "{who} says that the access token is not valid (HTTP {status})."),
     .causes = NC_ (
         "diagnosis",
         "The backend expects another audience or another domain.\n"
         "The token is older than its lifetime in Auth0.\n"
         "The token does not arrive in the form that the backend expects (header or JSON field)."),
     .remedy = NC_ ("diagnosis",
                    "Check that the backend expects the audience of this profile and the same "
                    "Auth0 domain, and that it wants an access token."),
     .action = HELIO_REMEDY_INSPECT,
     .target = "audience",
     .places = AT (BACKEND),
     .words = "invalid token|token is invalid|malformed token|invalid jwt"},
    {.id = "exchange-token",
     .condition = "“Invalid token”",
     .code = HELIO_ERROR_EXCHANGE_TOKEN,
     .title = NC_ ("diagnosis", "The access token is not accepted"),
     .message = NC_ ("diagnosis", "{who} says that the access token is not valid (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "The token is older than its lifetime in Auth0.\n"
                    "The audience is not exactly the one that is configured at the service.\n"
                    "It is an ID token, not an access token."),
     .remedy =
         NC_ ("diagnosis",
              "Check that the profile's audience is exactly the one that is configured at the "
              "service, that the token is fresh, and that it is an access token, not an ID token."),
     .action = HELIO_REMEDY_INSPECT,
     .target = "audience",
     .places = AT (EXCHANGE) | AT (ORGANIZATION) | AT (NATIVE),
     .words = "invalid token|token is invalid|malformed token|invalid jwt"},
    {.id = "exchange-organization",
     .condition = "“Organization not found”",
     .code = HELIO_ERROR_EXCHANGE_ORGANIZATION,
     .title = NC_ ("diagnosis", "The organization is not known"),
     .message = NC_ ("diagnosis", "{who} does not know the organization (HTTP {status})."),
     .causes =
         NC_ ("diagnosis",
              "The organization id is cut or misspelt; both forms, a UUID and org_…, are in use.\n"
              "It is an id of another environment.\n"
              "The organization was deleted."),
     .remedy =
         NC_ ("diagnosis",
              "Check the organization id in the profile: all of it, as the dashboard shows it."),
     .action = HELIO_REMEDY_EDIT,
     .target = "$.credentials.exchange.organization_id",
     .places = SERVICE,
     .words = "organization",
     .and_words = "not found|not enabled|disabled|unknown|invalid"},
    {.id = "exchange-claims",
     .condition = "the service misses a claim",
     .code = HELIO_ERROR_EXCHANGE_CLAIMS,
     .title = NC_ ("diagnosis", "A claim is missing in the token"),
     .message = NC_ ("diagnosis", "{who} misses something in the token (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "Auth0 puts no e-mail address into access tokens by itself.\n"
                    "The provider's settings at the service ask for a claim that no Action adds."),
     .remedy = NC_ ("diagnosis",
                    "Most often the email claim is missing. In Auth0 a post-login Action can add "
                    "it: api.accessToken.setCustomClaim('email', event.user.email). Check also "
                    "that it is an access token, not a refresh token."),
     .action = HELIO_REMEDY_INSPECT,
     .target = "email",
     .places = SERVICE,
     .words = "claim"},
    {.id = "backend-address",
     .condition = "HTTP 404 or 405 of the backend",
     .code = HELIO_ERROR_EXCHANGE_REQUEST,
     .title = NC_ ("diagnosis", "Nothing answers at the backend's address"),
     .message = NC_ ("diagnosis", "{who} does not understand the request (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "The path is wrong.\n"
                    "The backend takes another method than POST."),
     .remedy = NC_ ("diagnosis", "Check the address of the backend in the profile."),
     .action = HELIO_REMEDY_EDIT,
     .target = "$.credentials.backend.url",
     .places = AT (BACKEND),
     .statuses = {404, 405},
     .special = TRUE},
    {.id = "service-address",
     .condition = "HTTP 404 that is not the service's own, or 405",
     .code = HELIO_ERROR_EXCHANGE_REQUEST,
     .title = NC_ ("diagnosis", "Nothing answers at the service's address"),
     .message = NC_ ("diagnosis", "{who} does not understand the request (HTTP {status})."),
     .causes = NC_ (
         "diagnosis",
         "The documents name three hosts for the token service, and this one has no such address.\n"
         "The path is wrong."),
     .remedy = NC_ ("diagnosis",
                    "Check the address in the profile. The guide has "
                    "https://api.cloudsignal.io/v2/tokens/exchange, newer documents have "
                    "https://auth.cloudsignal.app/v2/tokens/exchange."),
     .action = HELIO_REMEDY_EDIT,
     .places = SERVICE,
     .statuses = {404, 405},
     .foreign = TRUE,
     .special = TRUE},
    {.id = "service-method",
     .condition = "HTTP 405",
     .code = HELIO_ERROR_EXCHANGE_REQUEST,
     .title = NC_ ("diagnosis", "The service's address is wrong"),
     .message = NC_ ("diagnosis", "{who} does not understand the request (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "Another service answers at this address.\n"
                    "The path is wrong."),
     .remedy = NC_ ("diagnosis",
                    "Check the address in the profile. The guide has "
                    "https://api.cloudsignal.io/v2/tokens/exchange, newer documents have "
                    "https://auth.cloudsignal.app/v2/tokens/exchange."),
     .action = HELIO_REMEDY_EDIT,
     .places = SERVICE,
     .statuses = {405},
     .special = TRUE},
    {.id = "organization-missing",
     .condition = "HTTP 404 in the service's own form",
     .code = HELIO_ERROR_EXCHANGE_ORGANIZATION,
     .title = NC_ ("diagnosis", "The organization is not known"),
     .message = NC_ ("diagnosis", "{who} does not know the organization (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "The organization id is cut or misspelt.\n"
                    "It is an id of another environment."),
     .remedy =
         NC_ ("diagnosis",
              "Check the organization id in the profile: all of it, as the dashboard shows it."),
     .action = HELIO_REMEDY_EDIT,
     .target = "$.credentials.exchange.organization_id",
     .places = SERVICE,
     .statuses = {404},
     .special = TRUE},
    {.id = "exchange-unauthorized",
     .condition = "HTTP 401 or 403 of the exchange with a key, without a known reason",
     .code = HELIO_ERROR_EXCHANGE_KEY,
     .title = NC_ ("diagnosis", "The API key was refused"),
     .message = NC_ ("diagnosis", "{who} refused the API key (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "The key is wrong, or belongs to another organization.\n"
                    "The key may not exchange tokens."),
     .remedy = NC_ ("diagnosis",
                    "Check the key under API Keys in CloudSignal's dashboard: it must belong to "
                    "this organization. A publishable key (pk_…) is enough for a token exchange."),
     .action = HELIO_REMEDY_KEY,
     .places = AT (EXCHANGE),
     .statuses = {401, 403}},
    {.id = "native-unauthorized",
     .condition = "HTTP 401 or 403 of the native endpoint, without a known reason",
     .code = HELIO_ERROR_EXCHANGE_KEY,
     .title = NC_ ("diagnosis", "The secret key was refused"),
     .message = NC_ ("diagnosis", "{who} refused the API key (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "It is not the secret key of this organization.\n"
                    "Token-based authentication is switched off."),
     .remedy = NC_ ("diagnosis",
                    "Check the organization's secret key (sk_…) and that token-based "
                    "authentication is switched on in CloudSignal's dashboard."),
     .action = HELIO_REMEDY_KEY,
     .places = AT (NATIVE),
     .statuses = {401, 403}},
    {.id = "backend-unauthorized",
     .condition = "HTTP 401 or 403 of the backend, without a known reason",
     .code = HELIO_ERROR_EXCHANGE_TOKEN,
     .title = NC_ ("diagnosis", "The backend does not accept the token"),
     .message = NC_ ("diagnosis", "{who} says that the access token is not valid (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "The backend expects another audience or another domain.\n"
                    "The token is older than its lifetime in Auth0.\n"
                    "The backend's own key for the exchange is refused."),
     .remedy = NC_ ("diagnosis",
                    "Check that the backend expects the audience of this profile and the same "
                    "Auth0 domain, and that it wants an access token."),
     .action = HELIO_REMEDY_INSPECT,
     .target = "audience",
     .places = AT (BACKEND),
     .statuses = {401, 403}},
    {.id = "organization-unauthorized",
     .condition = "HTTP 401 or 403 of the exchange without a key, without a known reason",
     .code = HELIO_ERROR_EXCHANGE_TOKEN,
     .title = NC_ ("diagnosis", "The access token is not accepted"),
     .message = NC_ ("diagnosis", "{who} says that the access token is not valid (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "The audience is not exactly the one that is configured at the service.\n"
                    "The provider is not enabled for this organization.\n"
                    "It is an ID token, not an access token."),
     .remedy =
         NC_ ("diagnosis",
              "Check that the profile's audience is exactly the one that is configured at the "
              "service, that the token is fresh, and that it is an access token, not an ID token."),
     .action = HELIO_REMEDY_INSPECT,
     .target = "audience",
     .places = AT (ORGANIZATION),
     .statuses = {401, 403}},
    {.id = "exchange-unprocessable",
     .condition = "HTTP 422, “Token exchange failed”",
     .code = HELIO_ERROR_EXCHANGE_CLAIMS,
     .title = NC_ ("diagnosis", "The service cannot use the request"),
     .message =
         NC_ ("diagnosis", "{who} misses something in the token or the request (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "The claim “email” is missing in the token.\n"
                    "A refresh token was sent in place of the access token.\n"
                    "The address is that of an older version of the service.\n"
                    "The body is not what the service expects."),
     .remedy = NC_ ("diagnosis",
                    "Most often the email claim is missing. In Auth0 a post-login Action can add "
                    "it: api.accessToken.setCustomClaim('email', event.user.email). Check also "
                    "that it is an access token, not a refresh token."),
     .action = HELIO_REMEDY_INSPECT,
     .target = "email",
     .places = SERVICE,
     .statuses = {422}},
    {.id = "exchange-request",
     .condition = "HTTP 400 or another 4xx of the exchange with a key",
     .code = HELIO_ERROR_EXCHANGE_REQUEST,
     .title = NC_ ("diagnosis", "The request is not understood"),
     .message = NC_ ("diagnosis", "{who} does not understand the request (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "The provider's name is missing or not in lower case.\n"
                    "The lifetime is over 86,400 seconds.\n"
                    "The service wants the other dialect, without a key."),
     .remedy = NC_ ("diagnosis",
                    "Check the provider's name in the profile (lower case, such as “auth0”) and "
                    "the lifetime, which is 86,400 seconds at most."),
     .action = HELIO_REMEDY_EDIT,
     .target = "$.credentials.exchange.provider",
     .places = AT (EXCHANGE),
     .statuses = {HELIO_STATUS_4XX}},
    {.id = "backend-request",
     .condition = "HTTP 400 or another 4xx of the backend",
     .code = HELIO_ERROR_EXCHANGE_REQUEST,
     .title = NC_ ("diagnosis", "The request is not understood"),
     .message = NC_ ("diagnosis", "{who} does not understand the request (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "The backend expects the token elsewhere: in the header or in a JSON field.\n"
                    "The JSON field has another name."),
     .remedy = NC_ ("diagnosis",
                    "Check whether the backend expects the token in the Authorization header or in "
                    "a JSON field, and the name of the field."),
     .action = HELIO_REMEDY_EDIT,
     .target = "$.credentials.backend.style",
     .places = AT (BACKEND),
     .statuses = {HELIO_STATUS_4XX}},
    {.id = "organization-request",
     .condition = "HTTP 400 or another 4xx of the exchange without a key",
     .code = HELIO_ERROR_EXCHANGE_REQUEST,
     .title = NC_ ("diagnosis", "The request is not understood"),
     .message = NC_ ("diagnosis", "{who} does not understand the request (HTTP {status})."),
     .causes = NC_ (
         "diagnosis",
         "The organization id or the integration id is not in the form that the service expects.\n"
         "The service wants the other dialect, with a key."),
     .remedy =
         NC_ ("diagnosis", "Check the organization id and the integration id in the profile."),
     .action = HELIO_REMEDY_EDIT,
     .target = "$.credentials.exchange.organization_id",
     .places = AT (ORGANIZATION),
     .statuses = {HELIO_STATUS_4XX}},
    {.id = "native-request",
     .condition = "HTTP 400 or another 4xx of the native endpoint",
     .code = HELIO_ERROR_EXCHANGE_REQUEST,
     .title = NC_ ("diagnosis", "The request is not understood"),
     .message = NC_ ("diagnosis", "{who} does not understand the request (HTTP {status})."),
     .causes = NC_ (
         "diagnosis",
         "The organization id or the e-mail address is not in the form that the service expects."),
     .remedy =
         NC_ ("diagnosis", "Check the organization id and the e-mail address in the profile."),
     .action = HELIO_REMEDY_EDIT,
     .target = "$.credentials.native.organization_id",
     .places = AT (NATIVE),
     .statuses = {HELIO_STATUS_4XX}},
    {.id = "service-answer",
     .condition = "an answer that is neither good nor a refusal",
     .code = HELIO_ERROR_HTTP,
     .title = NC_ ("diagnosis", "An unexpected answer"),
     .message = NC_ ("diagnosis", "{who} gave an unexpected answer (HTTP {status})."),
     .causes = NC_ ("diagnosis",
                    "Another service answers at this address.\n"
                    "A proxy or a sign-in page of the network stands in between."),
     .remedy =
         NC_ ("diagnosis", "Check that the address in the profile is that of the right service."),
     .action = HELIO_REMEDY_EDIT,
     .places = SERVICE},
    {.id = "credential-expiry",
     .condition = "the answer's expiry is past, negative or no number",
     .code = HELIO_ERROR_EXCHANGE_EXPIRY,
     .title = NC_ ("diagnosis", "The credential's expiry makes no sense"),
     .causes = NC_ ("diagnosis",
                    "The service's clock is off.\n"
                    "A backend of one's own changes the answer."),
     .remedy = NC_ (
         "diagnosis",
         "Check the clock of the service, or what the backend makes of the exchange's answer."),
     .action = HELIO_REMEDY_RETRY},
};

const guint helio_diagnosis_service_length = G_N_ELEMENTS (helio_diagnosis_service);
