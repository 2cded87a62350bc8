// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Exponential back-off with full jitter: the n-th delay is uniform in [minimum, min (cap, base × 2ⁿ)].
 * Pure; the caller gives the randomness. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gint64 minimum; /* microseconds */
  gint64 base;
  gint64 cap;
  guint attempt;
} HelioBackoff;

void helio_backoff_init (HelioBackoff *self, gint64 minimum, gint64 base, gint64 cap);
void helio_backoff_reset (HelioBackoff *self);
/* @unit: uniform in [0, 1). Returns microseconds to wait. */
gint64 helio_backoff_next (HelioBackoff *self, double unit);

G_END_DECLS
