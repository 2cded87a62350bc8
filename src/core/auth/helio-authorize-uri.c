// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-authorize-uri.h"

#include <string.h>

char *
helio_authorize_uri_new (const HelioAuthorizeInit *init)
{
  const HelioProfile *profile = init->profile;
  const char *parameters[][2] = {
      {"response_type", "code"},
      {"client_id", profile->sign_in.client_id},
      {"redirect_uri", init->redirect_uri},
      {"scope", profile->sign_in.scope},
      {"audience", profile->sign_in.audience},
      {"resource", profile->sign_in.resource},
      {"state", init->state},
      {"nonce", init->nonce},
      {"code_challenge", init->challenge},
      {"code_challenge_method", "S256"},
      {"connection", profile->sign_in.connection},
      {"organization", profile->sign_in.organization},
      {"prompt", init->prompt},
      {"login_hint", init->login_hint},
  };
  GString *uri = g_string_new (init->endpoint);
  char separator = strchr (init->endpoint, '?') != NULL ? '&' : '?';

  for (gsize i = 0; i < G_N_ELEMENTS (parameters); i++) {
    if (parameters[i][1] == NULL || *parameters[i][1] == '\0')
      continue;
    g_string_append_c (uri, separator);
    g_string_append (uri, parameters[i][0]);
    g_string_append_c (uri, '=');
    g_string_append_uri_escaped (uri, parameters[i][1], NULL, FALSE);
    separator = '&';
  }
  return g_string_free (uri, FALSE);
}
