// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What can be done with a connection, as actions "connection.…" of a widget that has a property "item": the
 * window has the one on view, a row of the sidebar its own. A connection that needs the user's consent asks
 * for it first, whichever way it is told to go on line. */

#include "ui/connections/helio-connection-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* connect, disconnect, retry, renew, sign-in, sign-in-as, sign-out, show, enter-secret, edit, duplicate,
 * export, keep, remove. */
void helio_connection_actions_install (GtkWidgetClass *widget_class);
/* Sets which of them make sense now. Call it when the item, or its state, account or credential changes. */
void helio_connection_actions_update (GtkWidget *widget);

/* The menu of a connection. Returns: (transfer full). */
GMenuModel *helio_connection_actions_make_menu (void);

G_END_DECLS
