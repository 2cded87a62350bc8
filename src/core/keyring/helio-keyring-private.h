// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the files of this folder share: what libsecret and D-Bus say as errors of ours, and the rung of the
 * ladder. */

#include "core/keyring/helio-keyring.h"

G_BEGIN_DECLS

GError *helio_keyring_locked_error (void);
GError *helio_keyring_no_collection_error (void);
/* The service is there, but nobody ever made the keyring that things go into by default. */
gboolean helio_keyring_has_no_collection (const GError *error);
/* @why: (nullable): what the bus says. */
GError *helio_keyring_absent_error (GError *why);
/* Returns: (transfer full). */
GError *helio_keyring_translate_error (GError *error_taken);

/* @error: (nullable): why it is no better one. */
void helio_keyring_set_rung (HelioKeyring *self, HelioKeyringRung rung, const GError *error);
/* Stores and lookups of libsecret end in a file of this program's own: known from the items it gives. */
void helio_keyring_saw_file (HelioKeyring *self, gboolean is_file);
/* DEFAULT or FILE. */
void helio_keyring_note_success (HelioKeyring *self);
/* As the error that a call gave tells. */
void helio_keyring_note_failure (HelioKeyring *self, const GError *error);

const char *helio_keyring_get_service_name (void);
gboolean helio_keyring_is_in_sandbox (void);
/* libsecret was told to keep a file. */
gboolean helio_keyring_is_file (void);

/* Goes before every call: KEYRING_ABSENT at once where nobody keeps secrets and nobody can be started to. */
void helio_keyring_reach_async (HelioKeyring *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean helio_keyring_reach_finish (HelioKeyring *self, GAsyncResult *result, GError **error);
/* Goes after a search that found nothing: gnome-keyring finds what is in a locked keyring, KeePassXC takes it off the bus
 * and says of each that it was deleted. KEYRING_LOCKED where that cannot be told from having nothing; finished by
 * helio_keyring_reach_finish(), too. */
void helio_keyring_check_hidden_async (HelioKeyring *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
/* From now on "removed" is emitted. */
void helio_keyring_listen (HelioKeyring *self, GDBusConnection *bus);
/* It could not be started a moment ago: not to be waited for at each call. */
void helio_keyring_note_not_started (HelioKeyring *self);
gboolean helio_keyring_did_not_start (HelioKeyring *self);

G_END_DECLS
