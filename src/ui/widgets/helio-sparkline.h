// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The last minute of a rate, without axes: for a place where there is hardly room for a number. */

#include "core/store/helio-series-data.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_SPARKLINE (helio_sparkline_get_type ())
G_DECLARE_FINAL_TYPE (HelioSparkline, helio_sparkline, HELIO, SPARKLINE, GtkWidget)

GtkWidget *helio_sparkline_new (void);
/* (nullable): values of whole seconds. */
void helio_sparkline_set_data (HelioSparkline *self, HelioSeriesData *data);
/* Wall µs: shows the minute before. What was before the first value, in a gap, or since @away is not known (@away: since
 * when there is no connection; 0: there is one). @text: the same in words. */
void helio_sparkline_update (HelioSparkline *self, gint64 now, gint64 away, const char *text);
/* For tests: the values of the seconds, oldest first; NAN: not known. */
const double *helio_sparkline_get_values (HelioSparkline *self, guint *n);

/* For widgets that draw themselves: @n values as bars from the left to the right, the highest as high as there is
 * room. Nothing if all are 0. Where one is NAN, not known, a faint line at half the height takes the place of bars. */
void helio_sparkline_draw (GtkSnapshot *snapshot,
                           const double *values,
                           guint n,
                           const GdkRGBA *color,
                           const graphene_rect_t *bounds);

G_END_DECLS
