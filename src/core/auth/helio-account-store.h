// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The refresh tokens of all accounts of one profile, side by side: in the keyring, each in a slot of its own,
 * and in memory what the keyring would not take or where there is none. An item of a version that knew one
 * account only is read as what it is and moved to its slot at the next write. Callers hold the refresh lock
 * where they write. Main thread. */

#include "core/auth/helio-stored-tokens.h"
#include "core/base/helio-clock.h"
#include "core/keyring/helio-keyring.h"
#include "core/profile/helio-profile.h"

G_BEGIN_DECLS

#define HELIO_TYPE_ACCOUNT_STORE (helio_account_store_get_type ())
G_DECLARE_FINAL_TYPE (HelioAccountStore, helio_account_store, HELIO, ACCOUNT_STORE, GObject)

/* @keyring: (nullable): memory only */
HelioAccountStore *
helio_account_store_new (HelioProfile *profile, HelioKeyring *keyring, HelioClock *clock);

/* @func is called when a write that was waited for in vain has succeeded after all, and nothing is in memory
 * only any more. NULL stops it. */
typedef void (*HelioAccountStoreLateFunc) (gpointer user_data);
void helio_account_store_set_late_func (HelioAccountStore *self,
                                        HelioAccountStoreLateFunc func,
                                        gpointer user_data);

/* Errors of all calls: KEYRING_…; KEYRING_LOCKED also for a keyring that does not answer in time (helio-keyring-wait.h),
 * so that no call hangs.
 * @sub: (nullable): NULL: the account that was chosen last, if any. @unlock: the keyring may ask the user. */
void helio_account_store_read_async (HelioAccountStore *self,
                                     const char *sub,
                                     gboolean unlock,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* Returns: (transfer full) (nullable): NULL without an error: there is none. */
HelioStoredTokens *
helio_account_store_read_finish (HelioAccountStore *self, GAsyncResult *result, GError **error);

void helio_account_store_read_all_async (HelioAccountStore *self,
                                         gboolean unlock,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
/* Returns: (transfer full) (element-type HelioStoredTokens): the last chosen first. On an error what could be
 * read nevertheless, which may be nothing. */
GPtrArray *
helio_account_store_read_all_finish (HelioAccountStore *self, GAsyncResult *result, GError **error);

/* On an error it is in memory, and is given from there till a later write succeeds. One that did not answer in
 * time goes on: a person who unlocks the keyring later need do no more. */
void helio_account_store_write_async (HelioAccountStore *self,
                                      HelioStoredTokens *stored,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
helio_account_store_write_finish (HelioAccountStore *self, GAsyncResult *result, GError **error);

/* @sub: (nullable): NULL: everybody. */
void helio_account_store_clear_async (HelioAccountStore *self,
                                      const char *sub,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
helio_account_store_clear_finish (HelioAccountStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
