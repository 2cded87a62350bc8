// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The lives of a connection's credentials over time: each a bar, the part that was used filled, the planned
 * renewal a notch; below them the connection with its gaps, renewals that worked and such that failed. Each
 * kind of mark has a shape of its own. Draws what it is given; the list beside it says the same in words. */

#include "core/connection/helio-renewal-log.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* More bars than this are too thin to tell apart: the latest are drawn. */
#define HELIO_RENEWAL_CHART_MAX 12

#define HELIO_TYPE_RENEWAL_CHART (helio_renewal_chart_get_type ())
G_DECLARE_FINAL_TYPE (HelioRenewalChart, helio_renewal_chart, HELIO, RENEWAL_CHART, GtkWidget)

GtkWidget *helio_renewal_chart_new (void);
/* @now: wall µs: where the present is. */
void helio_renewal_chart_update (HelioRenewalChart *self, HelioRenewalLog *log, gint64 now);
/* The time that is drawn, wall µs; FALSE: there is nothing to draw. */
gboolean helio_renewal_chart_get_range (HelioRenewalChart *self, gint64 *from, gint64 *to);

G_END_DECLS
