// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Notices when the browser's part of a sign-in is over, for all connections, so that the window can come back to
 * the front: a browser does not give the focus back by itself (auth.md §6.3). */

#include "ui/connections/helio-connection-list.h"

G_BEGIN_DECLS

#define HELIO_TYPE_FRONT (helio_front_get_type ())
G_DECLARE_FINAL_TYPE (HelioFront, helio_front, HELIO, FRONT, GObject)

/* Signal "come-back" (HelioConnectionItem, const char *title, const char *text): a person should look at this
 * connection now, and why, in words for a notification; nothing in them is a secret. */
HelioFront *helio_front_new (HelioConnectionList *list);

G_END_DECLS
