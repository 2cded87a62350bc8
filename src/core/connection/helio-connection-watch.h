// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Watch rules about what a connection receives. Main thread. */

#include "core/connection/helio-connection.h"
#include "core/watch/helio-watcher.h"

G_BEGIN_DECLS

/* A watcher of the connection's store that knows when it is connected, and what its subscriptions bring. It holds the
 * store, not the connection. Returns: (transfer full). */
HelioWatcher *helio_connection_watch_new (HelioConnection *connection);

G_END_DECLS
