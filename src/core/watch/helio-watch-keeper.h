// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Keeps the rules of a watcher in a file: reads it once, then writes it whole or not at all (mode 0600) whenever they
 * change, in a thread. Main thread. */

#include "core/watch/helio-watcher.h"

G_BEGIN_DECLS

/* Of helio_profile_store_build_path(): where the rules of a profile are. */
#define HELIO_WATCH_KIND "watches"

#define HELIO_TYPE_WATCH_KEEPER (helio_watch_keeper_get_type ())
G_DECLARE_FINAL_TYPE (HelioWatchKeeper, helio_watch_keeper, HELIO, WATCH_KEEPER, GObject)

/* Begins to read @path; that there is no such file is fine. */
HelioWatchKeeper *helio_watch_keeper_new (HelioWatcher *watcher, const char *path);
/* The file has been read, or could not be. "loaded" notifies. */
gboolean helio_watch_keeper_is_loaded (HelioWatchKeeper *self);
/* Why the rules could not be read, or are not written. A file that could not be read stays as it is; as soon as there are
 * other rules to be written it is kept beside them, as PATH.broken-1, -2, … (nullable) "error" notifies. */
const GError *helio_watch_keeper_get_error (HelioWatchKeeper *self);
/* Something is being written: before quitting. "busy" notifies. */
gboolean helio_watch_keeper_is_busy (HelioWatchKeeper *self);

G_END_DECLS
