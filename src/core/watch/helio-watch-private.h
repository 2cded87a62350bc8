// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* How the watcher drives a watch. Times without a name are boot µs. */

#include "core/store/helio-query.h"
#include "core/watch/helio-watch.h"

G_BEGIN_DECLS

typedef struct {
  gint64 boot, wall;
} HelioWatchTime;

HelioWatch *helio_watch_new (HelioWatchRule *rule, const HelioWatchTime *now);
void helio_watch_set_rule (HelioWatch *self, HelioWatchRule *rule, const HelioWatchTime *now);
void helio_watch_set_sight (HelioWatch *self, HelioWatchSight sight, const HelioWatchTime *now);
/* Something may have come that nobody looked at: what needs an unbroken view of a time begins anew. */
void helio_watch_restart (HelioWatch *self, gint64 boot);
void helio_watch_see (HelioWatch *self);

/* Rows before that came before there was the rule. */
void helio_watch_set_first (HelioWatch *self, guint64 first_seq);
guint64 helio_watch_get_first (HelioWatch *self);

/* A message of a topic that its filter has. Under the store's lock: brief. @wall: µs; @boot: when it came, about. */
void helio_watch_take (HelioWatch *self,
                       guint64 seq,
                       const HelioWatchTime *time,
                       const HelioQueryMessage *message);
/* What that comes to. @caught_up: everything that came was taken. Returns: (transfer none) (nullable): the event that was
 * raised. */
HelioWatchEvent *helio_watch_tick (HelioWatch *self, const HelioWatchTime *now, gboolean caught_up);

G_END_DECLS
