// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One POST to the token endpoint (RFC 6749 §4.1.3, §6) as a public client. What comes back is well-formed,
 * but the ID token in it is not checked yet. Main thread. */

#include "core/auth/helio-login.h"
#include "core/auth/helio-oauth-error.h"

G_BEGIN_DECLS

typedef struct {
  HelioHttp *http;
  HelioClock *clock;
  const char *uri;
  gboolean allow_insecure;
  const char *ca_pem; /* (nullable) */
  HelioOauthPlace place;
  const char *const *form; /* name, value, name, value, …, NULL; no value or "": left out */
} HelioTokenRequest;

/* Errors: those of helio_oauth_error_new_from_answer() and helio_http_send_async(); BAD_ANSWER. */
void helio_token_request_async (const HelioTokenRequest *request,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* Returns: (transfer full): account is NULL, id_token may be. @sent (nullable): on error, whether the
 * request may have been received. */
HelioTokens *helio_token_request_finish (GAsyncResult *result, gboolean *sent, GError **error);

/* The refresh token of an answer with a status of success, whatever else is wrong with that answer: the one before
 * it is used up. (transfer none) (nullable) */
HelioSecret *helio_token_request_get_refresh_token (GAsyncResult *result);

/* What the answer has as its "error" (RFC 6749 §5.2), whatever its status. (transfer none) (nullable) */
const char *helio_token_request_get_oauth_code (GAsyncResult *result);

/* @form as above. Returns: (transfer full): wiped when freed. */
GBytes *helio_token_request_build_form (const char *const *form);

G_END_DECLS
