// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One line of the sidebar: a profile of the store and, unless its file is broken, the connection made from
 * it. */

#include "core/connection/helio-connection.h"
#include "core/watch/helio-watch-keeper.h"

G_BEGIN_DECLS

#define HELIO_TYPE_CONNECTION_ITEM (helio_connection_item_get_type ())
G_DECLARE_FINAL_TYPE (HelioConnectionItem, helio_connection_item, HELIO, CONNECTION_ITEM, GObject)

HelioConnectionItem *helio_connection_item_new (HelioServices *services,
                                                HelioProfileItem *profile_item);

/* Those of the window. */
HelioServices *helio_connection_item_get_services (HelioConnectionItem *self);
HelioProfileItem *helio_connection_item_get_profile_item (HelioConnectionItem *self);
/* (nullable): NULL while the file is broken; "connection" notifies. */
HelioConnection *helio_connection_item_get_connection (HelioConnectionItem *self);
/* (nullable): of the connection. */
HelioWatcher *helio_connection_item_get_watcher (HelioConnectionItem *self);
/* (nullable): of a stored profile; the rules of a transient one are gone with the program. */
HelioWatchKeeper *helio_connection_item_get_watch_keeper (HelioConnectionItem *self);
HelioProfile *helio_connection_item_get_profile (HelioConnectionItem *self); /* (nullable) */
/* For a profile that connects in the same way (helio_profile_connects_alike()): the connection takes it at once;
 * a stored one is then written, in turn, a transient one is not. Signal "save-failed" (const GError *). */
void helio_connection_item_keep_profile (HelioConnectionItem *self, HelioProfile *profile);
/* "name" and "detail" notify: what the two lines of a row say. */
const char *helio_connection_item_get_name (HelioConnectionItem *self);
/* Who is connected, else the state in words, else what is wrong with the file. */
const char *helio_connection_item_get_detail (HelioConnectionItem *self);
/* IDLE without a connection; "state" notifies. */
HelioSessionState helio_connection_item_get_state (HelioConnectionItem *self);

G_END_DECLS
