// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A rule at work: what it says now, and what it has said since the program began. Signal "changed". Main thread. */

#include "core/watch/helio-watch-event.h"

G_BEGIN_DECLS

/* Older events go; helio_watch_get_n_raised() goes on. */
#define HELIO_WATCH_HISTORY_MAX 200

typedef enum {
  HELIO_WATCH_OFF,
  HELIO_WATCH_QUIET,
  HELIO_WATCH_RAISED,
  HELIO_WATCH_BLIND, /* cannot tell */
} HelioWatchState;

typedef enum {
  HELIO_WATCH_SEES,
  HELIO_WATCH_NOT_CONNECTED,
  HELIO_WATCH_NOT_SUBSCRIBED, /* no subscription brings topics of its filter */
} HelioWatchSight;

#define HELIO_TYPE_WATCH (helio_watch_get_type ())
G_DECLARE_FINAL_TYPE (HelioWatch, helio_watch, HELIO, WATCH, GObject)

HelioWatchRule *helio_watch_get_rule (HelioWatch *self);
/* A MATCH is RAISED while it is, whatever it can see: the message did come. */
HelioWatchState helio_watch_get_state (HelioWatch *self);
/* Why it is BLIND. */
HelioWatchSight helio_watch_get_sight (HelioWatch *self);
/* Wall µs since when the state is what it is. */
gint64 helio_watch_get_since (HelioWatch *self);
guint64 helio_watch_get_n_raised (HelioWatch *self);
/* How often it was raised since helio_watcher_see(). */
guint helio_watch_get_n_unseen (HelioWatch *self);
/* (element-type HelioWatchEvent): the newest one first. */
GListModel *helio_watch_get_history (HelioWatch *self);
HelioWatchEvent *helio_watch_peek_last (HelioWatch *self); /* (nullable) */

G_END_DECLS
