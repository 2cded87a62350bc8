// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* "9:41 left to sign in" above a bar that gets shorter; ticks only while it is seen. */

#include "core/base/helio-clock.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_COUNTDOWN (helio_countdown_get_type ())
G_DECLARE_FINAL_TYPE (HelioCountdown, helio_countdown, HELIO, COUNTDOWN, GtkWidget)

/* @deadline: boot µs; 0: there is none yet. The bar is full at what is left when it is set first. */
void helio_countdown_set (HelioCountdown *self, HelioClock *clock, gint64 deadline);

G_END_DECLS
