// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Every profile of the store with its connection: a GListModel of HelioConnectionItem in the store's order.
 * The application owns the one of the program. */

#include "ui/connections/helio-connection-item.h"

G_BEGIN_DECLS

#define HELIO_TYPE_CONNECTION_LIST (helio_connection_list_get_type ())
G_DECLARE_FINAL_TYPE (HelioConnectionList, helio_connection_list, HELIO, CONNECTION_LIST, GObject)

HelioConnectionList *helio_connection_list_new (HelioServices *services);
HelioServices *helio_connection_list_get_services (HelioConnectionList *self);
/* (nullable) (transfer none): the stored one of this id. */
HelioConnectionItem *helio_connection_list_find (HelioConnectionList *self, const char *id);
/* (nullable) (transfer none): what a plan means by @name: the id or name of a profile, or the name of a file that is
 * open. */
HelioConnectionItem *helio_connection_list_find_named (HelioConnectionList *self, const char *name);
/* G_MAXUINT if it is not there. */
guint helio_connection_list_index (HelioConnectionList *self, HelioConnectionItem *item);

/* Shuts every connection down, as helio_connection_shutdown_async(), in at most 5.5 s; then waits until issuers have been
 * told of what is not to be used any more, at most HELIO_REVOKE_TIMEOUT. */
void helio_connection_list_shutdown_async (HelioConnectionList *self,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean helio_connection_list_shutdown_finish (HelioConnectionList *self,
                                                GAsyncResult *result,
                                                GError **error);

G_END_DECLS
