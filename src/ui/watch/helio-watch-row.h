// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A rule: what it says now; unfolded, what it has said, and what can be done with it. */

#include "core/watch/helio-watch.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signals: "edit", "remove", "subscribe", "toggled" (gboolean enabled), "show-event" (HelioWatchEvent *). */
#define HELIO_TYPE_WATCH_ROW (helio_watch_row_get_type ())
G_DECLARE_FINAL_TYPE (HelioWatchRow, helio_watch_row, HELIO, WATCH_ROW, AdwExpanderRow)

GtkWidget *helio_watch_row_new (HelioWatch *watch);
HelioWatch *helio_watch_row_get_watch (HelioWatchRow *self);

G_END_DECLS
