// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The stored profiles, $XDG_CONFIG_HOME/heliograph/profiles/ID.json, mode 0600, written to a new file and
 * renamed; and which binding of each the user has agreed to (consents.json beside the folder). A
 * GListModel of HelioProfileItem, sorted by name. A file that cannot be read is kept as it is and shows
 * up with its error; it is never written over. */

#include "core/profile/helio-profile.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PROFILE_ITEM (helio_profile_item_get_type ())
G_DECLARE_FINAL_TYPE (HelioProfileItem, helio_profile_item, HELIO, PROFILE_ITEM, GObject)

/* Properties, all notify: "profile", "id", "name", "transient". The profile is NULL where the file is broken;
 * see the error. */
HelioProfile *helio_profile_item_get_profile (HelioProfileItem *self);
const char *helio_profile_item_get_id (HelioProfileItem *self);
const char *helio_profile_item_get_name (HelioProfileItem *self);
const GError *helio_profile_item_get_error (HelioProfileItem *self);
/* TRUE for one opened from a file for this run only: not stored. */
gboolean helio_profile_item_is_transient (HelioProfileItem *self);
const char *helio_profile_item_get_path (HelioProfileItem *self); /* (nullable) */

#define HELIO_TYPE_PROFILE_STORE (helio_profile_store_get_type ())
G_DECLARE_FINAL_TYPE (HelioProfileStore, helio_profile_store, HELIO, PROFILE_STORE, GObject)

/* @directory: (nullable): instead of $XDG_CONFIG_HOME/heliograph. */
HelioProfileStore *helio_profile_store_new (const char *directory);

/* Where what belongs to profile @id, but is none of it, is kept: beside the folder of the profiles, in one that is called
 * @kind. Returns: (transfer full). */
char *helio_profile_store_build_path (HelioProfileStore *self, const char *kind, const char *id);

/* Reads the folder, and what was agreed to. A broken file is no error of the whole. Called again it takes in
 * what has changed. */
void helio_profile_store_load_async (HelioProfileStore *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean
helio_profile_store_load_finish (HelioProfileStore *self, GAsyncResult *result, GError **error);

/* Adds or replaces by id. The old file stays if writing fails. Agreeing to the binding is apart. Errors:
 * INVALID_DATA as helio_profile_validate(); FILE, also where the file to be written over is broken. */
void helio_profile_store_save_async (HelioProfileStore *self,
                                     HelioProfile *profile,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean
helio_profile_store_save_finish (HelioProfileStore *self, GAsyncResult *result, GError **error);

/* Deletes the stored profile, broken or not, and what was agreed to; a transient one with that id stays. */
void helio_profile_store_remove_async (HelioProfileStore *self,
                                       const char *id,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
helio_profile_store_remove_finish (HelioProfileStore *self, GAsyncResult *result, GError **error);

/* Ids of profiles that were removed, in earlier runs too, and are neither stored again nor settled: what the keyring
 * has of them is to be deleted. Returns: (transfer full). */
GStrv helio_profile_store_get_removed (HelioProfileStore *self);
/* It has been deleted. Emits the signal "settled" (const char *id): what others remember of that profile goes, too. */
void helio_profile_store_settle_removed (HelioProfileStore *self, const char *id);

/* For this run only: heliograph FILE… . Same id as a stored one: shown beside it. */
HelioProfileItem *helio_profile_store_add_transient (HelioProfileStore *self,
                                                     HelioProfile *profile,
                                                     const char *path);
void helio_profile_store_drop_transient (HelioProfileStore *self, HelioProfileItem *item);

/* Reads any profile file asynchronously, bounded to HELIO_JSON_SIZE_FILE. */
void helio_profile_read_async (GFile *file,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
HelioProfile *helio_profile_read_finish (GAsyncResult *result, GError **error);

/* Whether a text of a person or a plan is a file's name, not that of a stored profile: it has a "/", or ends in .json or
 * .heliograph (design.md §5.0). */
gboolean helio_profile_is_file_name (const char *profile);

/* (nullable) (transfer none): by id, else by exact name. NULL with @ambiguous (nullable) set if several have
 * the name. */
HelioProfileItem *
helio_profile_store_find (HelioProfileStore *self, const char *id_or_name, gboolean *ambiguous);

/* What consent is given to: binding, CA and whether insecure is allowed, as a digest. (transfer full) */
char *helio_profile_get_agreement (const HelioProfile *profile);

/* Whether the user has agreed to what this profile's secrets are bound to and to its risks; loopback-only
 * profiles made by hand in the editor are agreed to by saving them there. Giving is at once; it is written
 * to consents.json in the background. */
gboolean helio_profile_store_has_consent (HelioProfileStore *self, const HelioProfile *profile);
void helio_profile_store_give_consent (HelioProfileStore *self, const HelioProfile *profile);

/* The same for other hosts than the issuer's own on which it has its endpoints (core/auth/helio-endpoint-consent.h),
 * known only once it has been asked. They belong to the agreement, and go with it; stored or not, the profile may be
 * one of a file. Agreeing takes the place of what was agreed to before. */
gboolean helio_profile_store_has_endpoints (HelioProfileStore *self,
                                            const HelioProfile *profile,
                                            const char *const *endpoints);
void helio_profile_store_agree_to_endpoints (HelioProfileStore *self,
                                             const HelioProfile *profile,
                                             const char *const *endpoints);

G_END_DECLS
