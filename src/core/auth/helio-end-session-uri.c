// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/auth/helio-end-session-uri.h"

#include "core/crypto/helio-jwt.h"

#include <string.h>

static void
append (GString *uri, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  g_string_append_c (uri, strchr (uri->str, '?') != NULL ? '&' : '?');
  g_string_append (uri, name);
  g_string_append_c (uri, '=');
  g_string_append_uri_escaped (uri, value, NULL, FALSE);
}

char *
helio_end_session_uri_new (const char *endpoint, const char *client_id, HelioSecret *id_token)
{
  g_autoptr (HelioJwt) token = id_token != NULL ? helio_jwt_parse (id_token, NULL) : NULL;
  GString *uri = g_string_new (endpoint);

  append (uri, "client_id", client_id);
  if (token != NULL && helio_jwt_get_form (token) == HELIO_JWT_JWS)
    append (uri, "logout_hint", helio_jwt_get_claim (token, "sid"));
  return g_string_free (uri, FALSE);
}
