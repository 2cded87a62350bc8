// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Tells the desktop what watch rules have raised, for all connections: one notification a connection, which says the
 * newest and how many more there are, no more often than every five seconds, and not while somebody looks at the rules.
 * It goes when the rules have been looked at. */

#include "ui/connections/helio-connection-list.h"

G_BEGIN_DECLS

#define HELIO_TYPE_WATCH_NOTIFIER (helio_watch_notifier_get_type ())
G_DECLARE_FINAL_TYPE (HelioWatchNotifier, helio_watch_notifier, HELIO, WATCH_NOTIFIER, GObject)

/* Signals: "notify-about" (HelioConnectionItem *, const char *title, const char *body): show it, in place of an earlier one
 * of this connection; "withdraw" (HelioConnectionItem *). Text is plain and bounded. */
HelioWatchNotifier *helio_watch_notifier_new (HelioConnectionList *list, HelioClock *clock);

G_END_DECLS
