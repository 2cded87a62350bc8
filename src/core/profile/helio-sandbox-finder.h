// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The profiles of a heliograph-sandbox that runs on this computer for this user, and the key or password that each wants:
 * it keeps them, with everything else of its own, in heliograph-sandbox-XXXXXX among the temporary files, and takes them
 * along when it ends. With --state-dir it leaves a file of such a name there that holds the folder's path, locked (flock)
 * while it runs.
 * Main thread. */

#include "core/base/helio-secret.h"
#include "core/profile/helio-profile.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  HelioProfile *profile;
  HelioSecret *secret; /* (nullable): API key or MQTT password, by the profile's method */
} HelioSandboxOffer;

/* @directory: (nullable): instead of the one for temporary files. Folders and files of other users, folders
 * that others may write to and files that others may read are passed over. */
void helio_sandbox_find_async (const char *directory,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* Returns: (transfer full) (element-type HelioSandboxOffer): by name; empty where none runs. NULL when cancelled only. */
GPtrArray *helio_sandbox_find_finish (GAsyncResult *result, GError **error);

G_END_DECLS
