// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Play, pause, where it is, and how fast. */

#include "core/store/helio-replay.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_REPLAY_BAR (helio_replay_bar_get_type ())
G_DECLARE_FINAL_TYPE (HelioReplayBar, helio_replay_bar, HELIO, REPLAY_BAR, AdwBin)

GtkWidget *helio_replay_bar_new (HelioReplay *replay);

void helio_replay_bar_toggle (HelioReplayBar *self);
/* So many seconds of the recording forward, or back. */
void helio_replay_bar_skip (HelioReplayBar *self, int seconds);
/* In two rows. */
void helio_replay_bar_set_narrow (HelioReplayBar *self, gboolean narrow);
/* To the position: the arrow keys go from there. */
void helio_replay_bar_focus (HelioReplayBar *self);

G_END_DECLS
