// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-connection-source.h"

#include "core/base/helio-error.h"
#include "core/crypto/helio-pem.h"
#include "core/exchange/helio-anonymous-source.h"
#include "core/exchange/helio-backend-source.h"
#include "core/exchange/helio-exchange-source.h"
#include "core/exchange/helio-native-source.h"
#include "core/exchange/helio-password-source.h"

#include <glib/gi18n-lib.h>

HelioSecret *
helio_connection_get_env_secret (HelioServices *services,
                                 HelioProfile *profile,
                                 HelioKeyringKind kind)
{
  if (!helio_services_may_use_env (services, profile, kind))
    return NULL;
  switch (kind) {
    case HELIO_KEYRING_EXCHANGE_KEY:
      return services->env_exchange_key;
    case HELIO_KEYRING_PASSWORD:
      return services->env_password;
    case HELIO_KEYRING_PASSPHRASE:
      return services->env_key_passphrase;
    case HELIO_KEYRING_OAUTH:
    case HELIO_KEYRING_PRIVATE_KEY:
    default:
      return NULL;
  }
}

HelioTokenSource *
helio_connection_make_tokens (HelioServices *services, HelioProfile *profile)
{
  HelioTokenSourceInit init = {
      .profile = profile,
      .http = services->http,
      .clock = services->clock,
      .keyring = services->keyring,
      .open_uri = services->open_uri,
      .open_uri_data = services->open_uri_data,
      .profiles = services->profiles,
      .agree_to_endpoints = services->agree_to_endpoints,
      .agree_data = services->agree_data,
  };

  if (!helio_profile_needs_sign_in (profile))
    return NULL;
  if (helio_services_may_use_env (services, profile, HELIO_KEYRING_OAUTH))
    init.access_token = services->env_access_token;
  return helio_token_source_new (&init);
}

void
helio_connection_give_secrets (HelioCredentialSource *source,
                               HelioProfile *profile,
                               HelioSecret *const *secrets)
{
  switch (profile->method) {
    case HELIO_METHOD_EXCHANGE:
      helio_exchange_source_set_key (HELIO_EXCHANGE_SOURCE (source),
                                     secrets[HELIO_KEYRING_EXCHANGE_KEY]);
      break;
    case HELIO_METHOD_NATIVE:
      helio_native_source_set_key (HELIO_NATIVE_SOURCE (source),
                                   secrets[HELIO_KEYRING_EXCHANGE_KEY]);
      break;
    case HELIO_METHOD_PASSWORD:
      helio_password_source_set_password (HELIO_PASSWORD_SOURCE (source),
                                          secrets[HELIO_KEYRING_PASSWORD]);
      break;
    case HELIO_METHOD_BACKEND:
    case HELIO_METHOD_NONE:
    default:
      break;
  }
}

static HelioCredentialSource *
new_source (const HelioServiceSourceInit *init)
{
  switch (init->profile->method) {
    case HELIO_METHOD_EXCHANGE:
      return HELIO_CREDENTIAL_SOURCE (helio_exchange_source_new (init));
    case HELIO_METHOD_BACKEND:
      return HELIO_CREDENTIAL_SOURCE (helio_backend_source_new (init));
    case HELIO_METHOD_NATIVE:
      return HELIO_CREDENTIAL_SOURCE (helio_native_source_new (init));
    case HELIO_METHOD_NONE:
      return HELIO_CREDENTIAL_SOURCE (helio_anonymous_source_new (init->clock));
    case HELIO_METHOD_PASSWORD:
    default:
      return HELIO_CREDENTIAL_SOURCE (helio_password_source_new (init->profile, init->clock));
  }
}

HelioCredentialSource *
helio_connection_make_source (HelioServices *services,
                              HelioProfile *profile,
                              HelioTokenSource *tokens,
                              HelioSecret *const *secrets)
{
  HelioServiceSourceInit init = {
      .profile = profile,
      .http = services->http,
      .clock = services->clock,
      .token_source = tokens,
  };
  HelioCredentialSource *source = new_source (&init);

  helio_connection_give_secrets (source, profile, secrets);
  return source;
}

HelioSecret *
helio_connection_get_private_key (HelioProfile *profile, HelioSecret *const *secrets)
{
  return secrets[HELIO_KEYRING_PRIVATE_KEY] != NULL ? secrets[HELIO_KEYRING_PRIVATE_KEY]
                                                    : profile->broker.private_key;
}

int
helio_connection_find_missing_secret (HelioProfile *profile,
                                      HelioSecret *const *secrets,
                                      gboolean credential_only)
{
  HelioSecret *private_key = helio_connection_get_private_key (profile, secrets);
  gboolean key =
      profile->method == HELIO_METHOD_NATIVE ||
      (profile->method == HELIO_METHOD_EXCHANGE && profile->exchange.dialect == HELIO_DIALECT_KEY);

  if (key && secrets[HELIO_KEYRING_EXCHANGE_KEY] == NULL)
    return HELIO_KEYRING_EXCHANGE_KEY;
  if (profile->method == HELIO_METHOD_PASSWORD && secrets[HELIO_KEYRING_PASSWORD] == NULL)
    return HELIO_KEYRING_PASSWORD;
  if (profile->broker.certificate_pem == NULL || credential_only)
    return -1;
  if (private_key == NULL)
    return HELIO_KEYRING_PRIVATE_KEY;
  if (helio_pem_is_encrypted (private_key) && secrets[HELIO_KEYRING_PASSPHRASE] == NULL)
    return HELIO_KEYRING_PASSPHRASE;
  return -1;
}

GError *
helio_connection_missing_secret_error (HelioProfile *profile, HelioKeyringKind kind)
{
  switch (kind) {
    case HELIO_KEYRING_EXCHANGE_KEY:
      return helio_error_new (
          HELIO_ERROR_EXCHANGE_KEY,
          profile->method == HELIO_METHOD_NATIVE
              ? C_ ("secret",
                    "Enter the secret key of the organization, or set HELIOGRAPH_EXCHANGE_KEY.")
              : C_ ("secret",
                    "Enter a publishable key (pk_…) of your organization in the window, or set "
                    "HELIOGRAPH_EXCHANGE_KEY."),
          C_ ("secret",
              "The token service wants an API key, and none is stored for this profile."));
    case HELIO_KEYRING_PASSWORD:
      return helio_error_new (HELIO_ERROR_SIGN_IN_REQUIRED,
                              C_ ("secret", "Enter it in the window, or set HELIOGRAPH_PASSWORD."),
                              C_ ("secret", "The password of %s is not stored."),
                              profile->password.username);
    case HELIO_KEYRING_PASSPHRASE:
      return helio_error_new (
          HELIO_ERROR_CLIENT_KEY,
          C_ ("secret", "Enter it in the window, or set HELIOGRAPH_KEY_PASSPHRASE."),
          C_ ("secret", "The private key of the client certificate needs a passphrase."));
    case HELIO_KEYRING_OAUTH:
    case HELIO_KEYRING_PRIVATE_KEY:
    default:
      return helio_error_new (
          HELIO_ERROR_CLIENT_KEY,
          C_ ("secret",
              "Give the private key (PEM) that belongs to it; for heliograph-cli it may lie in the "
              "certificate’s file."),
          C_ ("secret", "The private key of this profile's client certificate is not stored."));
  }
}
