// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The current access token of one account of one profile: from memory, by refresh (single flight in this
 * process and across processes, the new refresh token stored before the new access token is used), or by
 * a sign-in. auth.md §7.2. Main thread. */

#include "core/auth/helio-login.h"
#include "core/keyring/helio-keyring.h"

G_BEGIN_DECLS

#define HELIO_TYPE_TOKEN_SOURCE (helio_token_source_get_type ())
G_DECLARE_FINAL_TYPE (HelioTokenSource, helio_token_source, HELIO, TOKEN_SOURCE, GObject)

typedef struct {
  HelioProfile *profile;
  HelioHttp *http;
  HelioClock *clock;
  HelioKeyring *keyring; /* (nullable): memory only */
  HelioSecret
      *access_token; /* (nullable): HELIOGRAPH_ACCESS_TOKEN; used as it is, never refreshed */
  HelioOpenUriFunc open_uri; /* (nullable): then never interactive */
  gpointer open_uri_data;
} HelioTokenSourceInit;

HelioTokenSource *helio_token_source_new (const HelioTokenSourceInit *init);

/**
 * helio_token_source_get_async:
 * @interactive: a browser may be opened; else SIGN_IN_REQUIRED (or KEYRING_LOCKED …) comes back
 * @refused: the token that is held was refused or is not to be used again: get a new one
 *
 * An access token that is good for min (60 s, life / 3) at least. Callers that wait share one refresh.
 * Cancelling stops waiting, never a refresh that was sent.
 */
void helio_token_source_get_async (HelioTokenSource *self,
                                   gboolean interactive,
                                   gboolean refused,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* Returns: (transfer full). */
HelioSecret *
helio_token_source_get_finish (HelioTokenSource *self, GAsyncResult *result, GError **error);

/* A sign-in whatever is held; @prompt, @login_hint: (nullable). A running one is superseded. */
void helio_token_source_sign_in_async (HelioTokenSource *self,
                                       const char *prompt,
                                       const char *login_hint,
                                       gint64 deadline,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
helio_token_source_sign_in_finish (HelioTokenSource *self, GAsyncResult *result, GError **error);

/* Forgets tokens in memory and keyring of this profile, whatever else fails. */
void helio_token_source_forget_async (HelioTokenSource *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
helio_token_source_forget_finish (HelioTokenSource *self, GAsyncResult *result, GError **error);

/* Properties, all notify: "login" (the running one, NULL otherwise), "account", "warning". */
HelioLogin *helio_token_source_get_login (HelioTokenSource *self); /* (nullable) (transfer none) */
HelioAccount *
helio_token_source_get_account (HelioTokenSource *self); /* (nullable) (transfer none) */
/* What the user should know though it works: no refresh token, not stored in the keyring. (nullable) */
const GError *helio_token_source_get_warning (HelioTokenSource *self);

G_END_DECLS
