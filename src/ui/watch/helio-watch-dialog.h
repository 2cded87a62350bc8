// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Writes a rule, and says what is wrong with it as one types. */

#include "core/store/helio-topic-tree.h"
#include "core/watch/helio-watcher.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signal "done" (HelioWatchRule *): the watcher has it. */
#define HELIO_TYPE_WATCH_DIALOG (helio_watch_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HelioWatchDialog, helio_watch_dialog, HELIO, WATCH_DIALOG, AdwWindow)

/* @store, @tree: (nullable): what is offered while one types; @rule: (nullable): to be changed; @filter: (nullable): what
 * a new one begins with. */
GtkWidget *helio_watch_dialog_new (GtkWindow *parent,
                                   HelioWatcher *watcher,
                                   HelioMessageStore *store,
                                   HelioTopicTree *tree,
                                   HelioWatchRule *rule,
                                   const char *filter);

G_END_DECLS
