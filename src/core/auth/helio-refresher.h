// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Refresh tokens of one profile: read from the keyring, used, rotated, stored, in the order of auth.md
 * §7.2: lock, read the keyring again, send, check, store the new refresh token, and only then hand out the
 * new access token. One operation at a time is its caller's duty. Main thread. */

#include "core/auth/helio-account-store.h"
#include "core/auth/helio-login.h"

G_BEGIN_DECLS

/* The diagnosis of an error that another process has brought about. */
#define HELIO_SIGNED_OUT_ELSEWHERE "signed-out-elsewhere"

#define HELIO_TYPE_REFRESHER (helio_refresher_get_type ())
G_DECLARE_FINAL_TYPE (HelioRefresher, helio_refresher, HELIO, REFRESHER, GObject)

typedef struct {
  HelioProfile *profile;
  HelioHttp *http;
  HelioClock *clock;
  HelioKeyring *keyring; /* (nullable): memory only */
  HelioDiscovery *discovery;
  HelioAccountStoreLateFunc
      stored_late; /* (nullable): what was in memory only is stored after all */
  gpointer stored_late_data;
} HelioRefresherInit;

HelioRefresher *helio_refresher_new (const HelioRefresherInit *init);

/**
 * helio_refresher_run_async:
 * @unlock: the keyring may ask the user for its password
 * @cancellable: (nullable): nothing is sent any more
 *
 * A new access token by the refresh token. Cancelling does nothing once it is sent: its answer is the only way to
 * the next refresh token. A response that is lost is asked for once more with the same token. Errors:
 * SIGN_IN_REQUIRED where there is no refresh token or it is refused (it is forgotten then, unless another
 * process has stored a newer one, which is tried, or it cannot be found out whether one has); KEYRING_… where that is why there is none;
 * SIGN_IN_OTHER_USER; network.
 */
void helio_refresher_run_async (HelioRefresher *self,
                                gboolean unlock,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* Returns: (transfer full): with an account. */
HelioTokens *
helio_refresher_run_finish (HelioRefresher *self, GAsyncResult *result, GError **error);

/* TRUE: what runs must not be cut off, since it ends with something that the next start needs. */
gboolean helio_refresher_has_to_store (HelioRefresher *self);

/* Keeps what a sign-in brought, or forgets what the account had before if it brought no refresh token; what it
 * had before is revoked (Auth0 keeps 200 for a user and an application), others are left alone. Never fails: see helio_refresher_get_store_error(). */
void helio_refresher_store_async (HelioRefresher *self,
                                  const HelioTokens *tokens,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void helio_refresher_store_finish (HelioRefresher *self, GAsyncResult *result);

/* Whether the account in use has been signed out by another process meanwhile: then it is not known here any more
 * either. Asks nobody; what cannot be found out counts as no. */
void helio_refresher_check_async (HelioRefresher *self,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* @error: (nullable): if TRUE is returned, what a person is told of it. */
gboolean helio_refresher_check_finish (HelioRefresher *self, GAsyncResult *result, GError **error);

/* Reads the keyring if that has not been done, without unlocking it. Never fails. */
void
helio_refresher_load_async (HelioRefresher *self, GAsyncReadyCallback callback, gpointer user_data);
void helio_refresher_load_finish (HelioRefresher *self, GAsyncResult *result);

/* Goes on with another account that has tokens in the store. Errors: SIGN_IN_REQUIRED if it has none; KEYRING_…;
 * then all is as it was. */
void helio_refresher_switch_async (HelioRefresher *self,
                                   const char *sub,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean helio_refresher_switch_finish (HelioRefresher *self, GAsyncResult *result, GError **error);

/* From now on @sub is the account in use, here and whoever is chosen in the store; nothing is written or read for it,
 * and whether it has tokens shows when they are needed. While no operation runs. */
void helio_refresher_pin (HelioRefresher *self, const char *sub);

/* From memory at once, and from the keyring as soon as no other process renews: the account in use, or every one of
 * the profile. Others that stay are not gone on with unless somebody switches to them. */
void helio_refresher_forget_async (HelioRefresher *self,
                                   gboolean everybody,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* @tokens: (out) (transfer full) (element-type HelioSecret): refresh tokens to be revoked, on an error too. */
gboolean helio_refresher_forget_finish (HelioRefresher *self,
                                        GAsyncResult *result,
                                        GPtrArray **tokens,
                                        GError **error);

/* Whose tokens were deleted. After the finish. Returns: (transfer none) (element-type utf8). */
GPtrArray *helio_refresher_forget_get_subs (GAsyncResult *result);

HelioAccountStore *helio_refresher_get_accounts (HelioRefresher *self);

/* (transfer none) (nullable): as last known. */
HelioStoredTokens *helio_refresher_get_stored (HelioRefresher *self);
/* Why the refresh token is in memory only. (transfer none) (nullable) */
const GError *helio_refresher_get_store_error (HelioRefresher *self);
/* Who it belongs to, by the ID token that was kept. Returns: (transfer full) (nullable). */
HelioAccount *helio_refresher_get_account (HelioRefresher *self);

G_END_DECLS
