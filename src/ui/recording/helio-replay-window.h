// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A recording or an export like a connection: topics, messages, inspector, and below them what plays it again. */

#include "core/store/helio-replay.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_REPLAY_WINDOW (helio_replay_window_get_type ())
G_DECLARE_FINAL_TYPE (HelioReplayWindow, helio_replay_window, HELIO, REPLAY_WINDOW, AdwWindow)

GtkWidget *helio_replay_window_new (HelioReplay *replay);
HelioReplay *helio_replay_window_get_replay (HelioReplayWindow *self);

/* Whether the name of @file is that of a recording or an export. */
gboolean helio_replay_window_takes (GFile *file);
/* Opens @file in a window beside @parent, or says there why it cannot be opened. */
void helio_replay_window_open (GtkWindow *parent, GFile *file);
/* Asks which one first. */
void helio_replay_window_choose (GtkWindow *parent);

G_END_DECLS
