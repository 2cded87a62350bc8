// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The refresher's struct, shared by helio-refresher.c (refresh, store, switch), helio-refresher-check.c and
 * helio-refresher-forget.c. */

#include "core/auth/helio-refresh-lock.h"
#include "core/auth/helio-refresher.h"

G_BEGIN_DECLS

struct _HelioRefresher {
  GObject parent_instance;

  HelioProfile *profile;
  HelioHttp *http;
  HelioClock *clock;
  HelioAccountStore *accounts;
  HelioDiscovery *discovery;
  char *issuer, *lock_name;

  HelioRefreshLock *lock; /* of the operation that runs; signing out takes it from it */
  HelioStoredTokens *stored;
  char *sub; /* whose refresh tokens are used; NULL: those of whom the store has as chosen */
  HelioAccount *refused; /* whose refresh token was refused: that one has to sign in again */
  GError *store_error;   /* stored is newer than what the keyring has */
  HelioAccountStoreLateFunc stored_late;
  gpointer stored_late_data;
  gboolean loaded;
  gboolean has_to_store; /* a refresh was sent, or something waits to be written */
  guint generation;      /* goes up when everything is forgotten */
};

void helio_refresher_set_stored (HelioRefresher *self, HelioStoredTokens *stored_taken);
void helio_refresher_note_store_result (HelioRefresher *self, GError *error_taken);
GError *helio_refresher_signed_out_elsewhere_error (void);

G_END_DECLS
