// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One refresh at a time across processes, as Auth0 ends a whole sign-in when an older refresh token comes
 * back (auth.md §2.4, §7.2). A file in $XDG_RUNTIME_DIR/heliograph, in a Flatpak in
 * $XDG_RUNTIME_DIR/app/$FLATPAK_ID, which all runs of one app share, locked with flock(2): it is free again when
 * its holder ends in whatever way, and is taken away by a holder who lets go of it. Main thread, never blocks. */

#include "core/base/helio-clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Longer than any refresh takes, a keyring that a person has to unlock and a lost answer included: whoever
 * holds it then is stuck. */
#define HELIO_REFRESH_LOCK_TIMEOUT (120 * G_USEC_PER_SEC)

typedef struct _HelioRefreshLock HelioRefreshLock;

/* @name: tells apart what is locked, in any characters. Errors: TIMED_OUT; FILE. */
void helio_refresh_lock_async (HelioClock *clock,
                               const char *name,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
HelioRefreshLock *helio_refresh_lock_finish (GAsyncResult *result, GError **error);
/* Lets go. NULL is fine. */
void helio_refresh_lock_free (HelioRefreshLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioRefreshLock, helio_refresh_lock_free)

G_END_DECLS
