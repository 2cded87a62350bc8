// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Looks for news once a frame while there are any, a few times a second while there are none, and not at
 * all while the widget is not on screen: an idle window must cost nothing (design.md §7). */

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _HelioFrameTicker HelioFrameTicker;

/* Returns TRUE if something changed or is still to be done. */
typedef gboolean (*HelioFrameFunc) (gpointer user_data);

/* @widget is borrowed and must outlive the ticker. */
HelioFrameTicker *
helio_frame_ticker_new (GtkWidget *widget, HelioFrameFunc func, gpointer user_data);
void helio_frame_ticker_free (HelioFrameTicker *self);

/* Something was changed from this side: look at the next frame. */
void helio_frame_ticker_wake (HelioFrameTicker *self);
/* Whether it is called once a frame now; for tests. */
gboolean helio_frame_ticker_is_running (HelioFrameTicker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioFrameTicker, helio_frame_ticker_free)

G_END_DECLS
