// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* OAuth's and Auth0's error codes as causes with remedies (RFC 6749 §4.1.2.1, §5.2; auth.md §2.5). The code
 * decides; the description only sharpens the hint and becomes the detail, with anything like a token taken
 * out. */

#include "core/net/helio-http.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_OAUTH_REDIRECT, /* parameters of the callback */
  HELIO_OAUTH_CODE,     /* token endpoint, authorization code */
  HELIO_OAUTH_REFRESH,  /* token endpoint, refresh token */
  HELIO_OAUTH_DEVICE,   /* device authorization and its polls at the token endpoint */
} HelioOauthPlace;

/* Returns: (transfer full). @description: (nullable). */
GError *helio_oauth_error_new (HelioOauthPlace place, const char *code, const char *description);

/* The same for an answer of the token endpoint that is no success; a body without a code is judged by its
 * status. Returns: (transfer full). */
GError *helio_oauth_error_new_from_answer (HelioOauthPlace place,
                                           const char *uri,
                                           const HelioHttpAnswer *answer);

G_END_DECLS
