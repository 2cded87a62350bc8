// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The watch rules of a connection: what each says, and what it has said. While it is in a window that has the focus,
 * whatever is raised counts as seen. */

#include "core/store/helio-topic-tree.h"
#include "core/watch/helio-watch-keeper.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signals: "show-message" (guint64 seq, const char *topic (nullable)): to be shown among the others; "subscribe"
 * (const char *filter): a rule needs it. */
#define HELIO_TYPE_WATCH_PAGE (helio_watch_page_get_type ())
G_DECLARE_FINAL_TYPE (HelioWatchPage, helio_watch_page, HELIO, WATCH_PAGE, AdwBin)

/* @keeper: (nullable): rules are gone with the program; @tree: (nullable). */
GtkWidget *helio_watch_page_new (HelioWatcher *watcher,
                                 HelioWatchKeeper *keeper,
                                 HelioMessageStore *store,
                                 HelioTopicTree *tree);
/* Asks for a new rule about @filter (nullable). */
void helio_watch_page_ask (HelioWatchPage *self, const char *filter);

G_END_DECLS
