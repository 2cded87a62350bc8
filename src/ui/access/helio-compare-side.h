// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Somebody as a connection of their own, beside all others: agreed to, and not connected yet. */

#include "core/connection/helio-connection.h"
#include "ui/access/helio-people-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * helio_compare_side_open_async:
 * @parent: over which it is asked whether hosts and risks are agreed to
 * @services: with "second_view"
 * @document: whose plan a user is of
 * @agreed: (element-type utf8): what was agreed to of plans, so that it is asked once; added to
 *
 * An account is used without making it the one in use.
 */
void helio_compare_side_open_async (GtkWidget *parent,
                                    HelioServices *services,
                                    HelioAccessDocument *document,
                                    HelioPeopleItem *who,
                                    GHashTable *agreed,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* Returns: (transfer full): without subscriptions; to be shut down in the end. NULL with the errors of
 * helio_plan_people_load_async() and helio_person_sign_in_async(); G_IO_ERROR_CANCELLED where somebody does not agree. */
HelioConnection *helio_compare_side_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
