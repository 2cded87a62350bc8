// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A removed profile can be brought back for a moment, so its secrets leave the keyring later: when that moment is
 * over, when the program ends, or, if it ended otherwise, when it starts again. */

#include "core/connection/helio-services.h"

G_BEGIN_DECLS

/**
 * helio_removed_profiles_clear_async:
 * @id: (nullable): of one profile; NULL: of all that were removed
 *
 * Deletes what the keyring has of them, and their watch rules; others hear of it by the store's signal "settled". What
 * cannot be deleted, for instance since the keyring is locked, is tried again at the next call with NULL. A profile that
 * is stored again is left alone.
 */
void helio_removed_profiles_clear_async (HelioServices *services,
                                         const char *id,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
/* Errors of the keyring, the last of several. */
gboolean helio_removed_profiles_clear_finish (GAsyncResult *result, GError **error);

G_END_DECLS
