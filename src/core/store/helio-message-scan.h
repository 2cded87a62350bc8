// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Which rows of a store match: query and branch, applied in slices that hold the store's lock for a fraction of a
 * millisecond. Inside of the message view. Main thread. */

#include "core/store/helio-message-store.h"
#include "core/store/helio-query.h"

G_BEGIN_DECLS

typedef struct _HelioMessageScan HelioMessageScan;

HelioMessageScan *helio_message_scan_new (HelioMessageStore *store);
void helio_message_scan_free (HelioMessageScan *self);

/* Both: what was found out about topics and half-searched payloads is forgotten. */
void helio_message_scan_set_query (HelioMessageScan *self, HelioQuery *query_taken);
/* @branch: (nullable): only this topic and what is below it. */
void helio_message_scan_set_branch (HelioMessageScan *self, const char *branch);
const char *helio_message_scan_get_branch (HelioMessageScan *self);
/* Whether anything can be left out at all. */
gboolean helio_message_scan_is_selective (HelioMessageScan *self);

/* Looks at [from, to) from one end until @deadline (monotonic µs); @matches (guint64) is emptied, then gets what
 * matches in the order found, gaps always. Returns: how far it came. */
guint64 helio_message_scan_run (HelioMessageScan *self,
                                guint64 from,
                                guint64 to,
                                gboolean backwards,
                                gint64 deadline,
                                GArray *matches);
/* Begin anew: payloads that were searched half are forgotten. */
void helio_message_scan_restart (HelioMessageScan *self);

gsize helio_message_scan_get_bytes (HelioMessageScan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioMessageScan, helio_message_scan_free)

G_END_DECLS
