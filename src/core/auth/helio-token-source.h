// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The current access token of one account of one profile: from memory, by refresh (single flight in this
 * process and across processes, the new refresh token stored before the new access token is used), or by
 * a sign-in. auth.md §7.2. Main thread. */

#include "core/auth/helio-device-login.h"
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
  /* Where it is kept on which hosts besides its own the issuer may have its endpoints; (nullable): on none. */
  HelioProfileStore *profiles;
  HelioEndpointsFunc agree_to_endpoints; /* (nullable): nobody agrees without being asked */
  gpointer agree_data;
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

typedef enum {
  HELIO_SIGN_IN_BROWSER, /* Authorization Code + PKCE: "login" */
  HELIO_SIGN_IN_DEVICE,  /* a code for a browser anywhere: "device-login" */
} HelioSignInWay;

/* NULL and 0 throughout is the plain sign-in of the account in use, if there is one. */
typedef struct {
  HelioSignInWay way;
  const char *prompt;     /* (nullable): "login" for someone else: any account may come back */
  const char *login_hint; /* (nullable): who has to come back */
  /* The issuer's logout opens in the browser first: some issuers honour prompt=login only half. */
  gboolean end_issuer_session;
  gint64 deadline; /* µs from start; 0: the usual one */
} HelioSignInOptions;

/**
 * helio_token_source_sign_in_async:
 * @options: (nullable)
 *
 * A sign-in whatever is held; a running one, of either way, is superseded. If another account comes back
 * than the one in use or hinted at: SIGN_IN_OTHER_USER, and "other-account" is set until somebody decides.
 */
void helio_token_source_sign_in_async (HelioTokenSource *self,
                                       const HelioSignInOptions *options,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
helio_token_source_sign_in_finish (HelioTokenSource *self, GAsyncResult *result, GError **error);

/* Puts the account of "other-account" in the place of the one in use, whose tokens stay in the keyring for a
 * later switch. Errors: SIGN_IN_REQUIRED if there is none. Finishes when it is stored. */
void helio_token_source_accept_other_async (HelioTokenSource *self,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
gboolean helio_token_source_accept_other_finish (HelioTokenSource *self,
                                                 GAsyncResult *result,
                                                 GError **error);
/* Throws away what it got and revokes it. */
void helio_token_source_refuse_other (HelioTokenSource *self);

/* Everybody who has a sign-in for this profile here, the one in use first. Never unlocks the keyring; a locked
 * one gives what is in memory. */
void helio_token_source_list_accounts_async (HelioTokenSource *self,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
/* Returns: (transfer full) (element-type HelioAccount). */
GPtrArray *helio_token_source_list_accounts_finish (HelioTokenSource *self,
                                                    GAsyncResult *result,
                                                    GError **error);
/* Makes @sub the account in use, at once and after a restart; no request is sent, so the next get finds out
 * whether its refresh token is still good. Errors: SIGN_IN_REQUIRED if it is none of those listed; KEYRING_…. */
void helio_token_source_switch_async (HelioTokenSource *self,
                                      const char *sub,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
helio_token_source_switch_finish (HelioTokenSource *self, GAsyncResult *result, GError **error);

/* Only @sub's tokens from now on, whoever is the account in use elsewhere: nothing is stored for it, so that somebody
 * who tries what others may do changes nothing of what a person has chosen. So no get opens a browser, interactive or
 * not: SIGN_IN_REQUIRED comes if there is no sign-in of @sub. Before the first get, sign-in or switch. */
void helio_token_source_pin (HelioTokenSource *self, const char *sub);

typedef enum {
  HELIO_FORGET_NONE = 0,
  HELIO_FORGET_ALL_ACCOUNTS = 1 << 0,   /* of this profile; else the one in use */
  HELIO_FORGET_ISSUER_SESSION = 1 << 1, /* opens the issuer's logout page in the browser, too */
} HelioForgetFlags;

/**
 * helio_token_source_forget_async:
 *
 * Signs out: tokens in memory and keyring go first, whatever else fails; then the refresh token is revoked
 * (RFC 7009), which takes HELIO_REVOKE_TIMEOUT at most; then the issuer's logout opens if asked for.
 * Cancelling stops the revocation only.
 */
void helio_token_source_forget_async (HelioTokenSource *self,
                                      HelioForgetFlags flags,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* FALSE if something is left in the keyring. @warning: (out) (transfer full) (nullable): what the issuer could
 * not be told, and what that means. */
gboolean helio_token_source_forget_finish (HelioTokenSource *self,
                                           GAsyncResult *result,
                                           GError **warning,
                                           GError **error);

/* Who was signed out, by sub: nobody where nobody was in use, though there may be others. After the finish.
 * Returns: (transfer none) (element-type utf8). */
GPtrArray *helio_token_source_forget_get_subs (GAsyncResult *result);

#define HELIO_TOKEN_SETTLE_TIMEOUT (5 * HELIO_SECOND)

/**
 * helio_token_source_settle_async:
 *
 * Before quitting. A refresh that was sent has burnt the refresh token it was sent with, so finishes when what is to be
 * stored is stored, after HELIO_TOKEN_SETTLE_TIMEOUT at the latest. What has not been sent is dropped, a sign-in
 * that runs is cancelled, and who waits for them is told CANCELLED. It can be used again afterwards. auth.md §7.2.
 */
void helio_token_source_settle_async (HelioTokenSource *self,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
/* FALSE: something was still under way. */
gboolean helio_token_source_settle_finish (HelioTokenSource *self, GAsyncResult *result);

/* Properties, all notify: "login" and "device-login" (the running one, NULL otherwise; at most one of them),
 * "account", "other-account", "warning", "storing".
 * Signal "signed-out" (error: GError): another process has signed the account out; it is none any more by then. Noticed
 * when something is deleted from the keyring, and whenever a token is asked for. */
HelioLogin *helio_token_source_get_login (HelioTokenSource *self); /* (nullable) (transfer none) */
HelioDeviceLogin *
helio_token_source_get_device_login (HelioTokenSource *self); /* (nullable) (transfer none) */
/* Who came back instead of the one who should have: accept or refuse. (nullable) (transfer none) */
HelioAccount *helio_token_source_get_other_account (HelioTokenSource *self);
HelioAccount *
helio_token_source_get_account (HelioTokenSource *self); /* (nullable) (transfer none) */
/* What the user should know though it works: no refresh token, not stored in the keyring. (nullable) */
const GError *helio_token_source_get_warning (HelioTokenSource *self);
/* What an error CONSENT waits for. (transfer none) (nullable) */
HelioEndpointConsent *helio_token_source_get_endpoint_consent (HelioTokenSource *self);
/* Somebody has signed in, and the keyring has not taken it yet: it may be asking for its password. */
gboolean helio_token_source_is_storing (HelioTokenSource *self);
/* Why the sign-in is in memory only: KEYRING_…. (nullable) */
const GError *helio_token_source_get_store_error (HelioTokenSource *self);

G_END_DECLS
