// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The user's keyring through secret_password_*, the only calls that work in a Flatpak too (auth.md §5).
 * Locked, absent and empty are three different answers. Never a file of our own. */

#include "core/base/helio-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  HELIO_KEYRING_OAUTH,        /* JSON: refresh token, ID token, sub, scope, first issued */
  HELIO_KEYRING_EXCHANGE_KEY, /* pk_ or sk_, typed by the user */
  HELIO_KEYRING_PASSWORD,     /* MQTT password, typed by the user */
  HELIO_KEYRING_PRIVATE_KEY,  /* PEM of the client certificate's key, encrypted or not */
  HELIO_KEYRING_PASSPHRASE,   /* of that key */
} HelioKeyringKind;

#define HELIO_TYPE_KEYRING (helio_keyring_get_type ())
G_DECLARE_FINAL_TYPE (HelioKeyring, helio_keyring, HELIO, KEYRING, GObject)

HelioKeyring *helio_keyring_new (void);

/* Where secrets go (auth.md §5.4): the first of these that works. */
typedef enum {
  HELIO_KEYRING_RUNG_UNKNOWN, /* nothing was asked of it yet */
  HELIO_KEYRING_RUNG_DEFAULT, /* the user's default keyring */
  HELIO_KEYRING_RUNG_FILE, /* inside a sandbox: a file of its own, encrypted by the portal's secret */
  HELIO_KEYRING_RUNG_SESSION, /* there is no default keyring: kept until the user logs out */
  HELIO_KEYRING_RUNG_MEMORY,  /* kept by its owner until the program ends */
} HelioKeyringRung;

/* Properties, both notify: "rung"; "rung-reason": a sentence why it is that one, and what would help;
 * translated; NULL for UNKNOWN. A probe tells, and every call that stores, finds or fails. */
HelioKeyringRung helio_keyring_get_rung (HelioKeyring *self);
const char *helio_keyring_get_rung_reason (HelioKeyring *self);
/* Signal "removed": something of this service's was deleted, perhaps by another process, perhaps of another program, or
 * only locked away: a reason to look. Only from a service, once anything was asked of it; a file in a sandbox does not say. */

/* Finds out without storing, unlocking or asking; never fails. */
void helio_keyring_probe_async (HelioKeyring *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
HelioKeyringRung helio_keyring_probe_finish (HelioKeyring *self, GAsyncResult *result);

/**
 * helio_keyring_store_async:
 * @account: (nullable): which of several of that kind, by helio_keyring_get_slot(); NULL or "": the one
 *   without an account
 * @binding: helio_profile_get_binding(); a secret stored under another binding is not found, and is deleted
 *   by this one
 * @profile_name: for the label that keyring managers show
 *
 * A locked keyring makes the system ask; that may take as long as a person takes, so give a cancellable.
 * Errors of all calls: KEYRING_LOCKED, KEYRING_ABSENT, KEYRING_FAILED, each with its remedy. Main thread.
 */
void helio_keyring_store_async (HelioKeyring *self,
                                const char *profile_id,
                                HelioKeyringKind kind,
                                const char *account,
                                const char *binding,
                                const char *profile_name,
                                HelioSecret *secret,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean helio_keyring_store_finish (HelioKeyring *self, GAsyncResult *result, GError **error);

/* @secret is NULL with TRUE returned: there is none ("empty"). Never asks a person unless @unlock; then
 * KEYRING_LOCKED means that it was refused or could not be asked. The same where the default keyring is locked and
 * shows nothing of what it has, as KeePassXC's: whether it is empty cannot be told then, by no call of these. */
void helio_keyring_lookup_async (HelioKeyring *self,
                                 const char *profile_id,
                                 HelioKeyringKind kind,
                                 const char *account,
                                 const char *binding,
                                 gboolean unlock,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean helio_keyring_lookup_finish (HelioKeyring *self,
                                      GAsyncResult *result,
                                      HelioSecret **secret,
                                      GError **error);

/* The accounts of which something of this kind is stored under @binding, locked or not. */
void helio_keyring_list_async (HelioKeyring *self,
                               const char *profile_id,
                               HelioKeyringKind kind,
                               const char *binding,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* Returns: (transfer full): slots; "" stands for one without an account. */
GStrv helio_keyring_list_finish (HelioKeyring *self, GAsyncResult *result, GError **error);

/* What stands for an account in the keyring's attributes, which every program can read: no name, no address.
 * Returns: (transfer full): 16 hex digits. */
char *helio_keyring_get_slot (const char *profile_id, const char *sub);

/* One kind (@account: (nullable): NULL: of every account, "": the one without), or everything of the profile, whatever the binding. KEYRING_LOCKED if something
 * is left that only an unlocked keyring would give up; nothing there is no error. */
void helio_keyring_clear_async (HelioKeyring *self,
                                const char *profile_id,
                                HelioKeyringKind kind,
                                const char *account,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
void helio_keyring_clear_profile_async (HelioKeyring *self,
                                        const char *profile_id,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean helio_keyring_clear_finish (HelioKeyring *self, GAsyncResult *result, GError **error);

/* "Forget everything": whatever this program ever stored, of all profiles and versions. */
void helio_keyring_clear_all_async (HelioKeyring *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* @n_cleared: (out): how many went, on error too. */
gboolean helio_keyring_clear_all_finish (HelioKeyring *self,
                                         GAsyncResult *result,
                                         guint *n_cleared,
                                         GError **error);

G_END_DECLS
