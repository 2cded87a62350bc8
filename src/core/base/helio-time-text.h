// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A point in the past as people write it. Pure but for the local time zone. */

#include <glib.h>

G_BEGIN_DECLS

/**
 * helio_time_parse:
 * @text: "14:03", "14:03:22", "14:03:22.184": today in local time, or yesterday if that is still to come;
 *   "2026-11-26 14:03" (also with "T", seconds and parts of them); "-30s", "-5m", "-2h": before @now
 * @now: wall µs
 * @time: (out): wall µs
 *
 * Returns: FALSE with HELIO_ERROR_INVALID_DATA that names the forms.
 */
gboolean helio_time_parse (const char *text, gint64 now, gint64 *time, GError **error);

G_END_DECLS
