// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Without a compositor what should shine through a popover is black: its shadow, the space around its arrow. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Looks after the style of popovers as long as @display lives. */
void helio_composited_watch (GdkDisplay *display);

G_END_DECLS
