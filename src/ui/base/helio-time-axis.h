// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Where the labels of a time axis stand and what they say: round in local time. Times are wall µs. */

#include <glib.h>

G_BEGIN_DECLS

/* A round length such that at most @n labels fit into @range. */
gint64 helio_time_axis_choose_step (gint64 range, guint n);
/* The first round time after @from. */
gint64 helio_time_axis_get_first (gint64 from, gint64 step);
/* Returns: (transfer full): as exact as @step needs. */
char *helio_time_axis_format (gint64 time, gint64 step);

G_END_DECLS
