// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* How things stand with a connection, in one place: state, the time to what comes next, and a popover with
 * the rest. Counts down only while it is on screen. */

#include "core/connection/helio-statistics.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PILL (helio_pill_get_type ())
G_DECLARE_FINAL_TYPE (HelioPill, helio_pill, HELIO, PILL, AdwBin)

GtkWidget *helio_pill_new (HelioConnection *connection);
void helio_pill_set_connection (HelioPill *self, HelioConnection *connection);
/* Of the same connection: its rate is in the popover. */
void helio_pill_set_statistics (HelioPill *self, HelioStatistics *statistics);
/* What it says now. (transfer none) */
const char *helio_pill_get_text (HelioPill *self);
void helio_pill_popup (HelioPill *self);

G_END_DECLS
