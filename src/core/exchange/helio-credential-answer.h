// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Reads every shape in which a credential is answered (cloudsignal.md §1.2, §1.4):
 *
 *   mqtt_username + mqtt_password                    token exchange of the guide
 *   mqtt_credentials {username, password}            exchange as the SDK reads it, native tokens
 *   mqtt_username + token_password                   /v1/create
 *   username + password                              a backend of one's own
 *   token or access_token, with user_id or user_email where no username is given    /v2/tokens, tokenUrl
 *
 * with expires_in (seconds), expires_at and refresh_recommended_at (ISO 8601, or epoch in seconds or
 * milliseconds), all optional. Pure. */

#include "core/base/helio-json.h"
#include "core/credential/helio-credential.h"

G_BEGIN_DECLS

/* CONNECT's username and password have a length of two bytes. */
#define HELIO_CREDENTIAL_TEXT_MAX 65535
/* An expiry further away than ten years is taken for a mistake. */
#define HELIO_CREDENTIAL_LIFE_MAX (G_GINT64_CONSTANT (10) * 366 * 24 * 60 * 60)

typedef struct {
  gint64 requested_boot; /* µs, when the request was started */
  gint64 requested_wall;
  gint64 server_date;       /* wall µs of the answer's Date; 0: none, then our clock counts */
  const char *method;       /* of the credential */
  const char *organization; /* (nullable): completes a bare user id to user@organization */
  double jitter;            /* [0, 1) */
} HelioCredentialContext;

/* Errors: BAD_ANSWER naming what is missing, TOO_LARGE, EXCHANGE_EXPIRY. Returns: (transfer full). */
HelioCredential *helio_credential_answer_read (HelioJson *answer,
                                               const HelioCredentialContext *context,
                                               GError **error);

G_END_DECLS
