// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What goes over a connection: rates and round trips over time, the topics on which most comes, and what the broker
 * says of itself. Looks once a second, while it is on screen. */

#include "core/connection/helio-statistics.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_STATISTICS_WINDOW (helio_statistics_window_get_type ())
G_DECLARE_FINAL_TYPE (HelioStatisticsWindow,
                      helio_statistics_window,
                      HELIO,
                      STATISTICS_WINDOW,
                      AdwWindow)

/* @parent: (nullable) */
GtkWidget *helio_statistics_window_new (GtkWindow *parent, HelioStatistics *statistics);

G_END_DECLS
