// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the topic tree of a connection ignores, remembered with the window's settings under the profile's id. */

#include "core/profile/helio-profile-store.h"
#include "core/store/helio-topic-tree.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* @tree ignores what is remembered, and what it ignores from now on is remembered as long as @owner lives. @settings,
 * @id: (nullable): without them nothing happens. */
void helio_ignored_topics_keep (HelioTopicTree *tree,
                                GSettings *settings,
                                const char *id,
                                gpointer owner);

/* From now on those of a profile go with it, when it can no longer be brought back. @settings: (nullable). */
void helio_ignored_topics_forget_removed (GSettings *settings, HelioProfileStore *profiles);

G_END_DECLS
