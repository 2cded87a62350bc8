// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Looks at everything that comes into a store, whoever else looks or does not, and holds it against rules: a GListModel
 * of HelioWatch, in the order in which they were made. Main thread.
 *
 * It reads the store as a view does, with a cursor of its own and a quarter of a second behind, in slices of a
 * millisecond with pauses between them, so that no frame waits. Should more come than it can look at in that time, the
 * store evicts some before: helio_watcher_get_unread() counts them, and no rule says "silence" or "too few" of the time
 * in which it did not see everything.
 *
 * A time of silence or a rate is measured on boot time (CLOCK_BOOTTIME) from when the rule could see: from when the
 * connection was there and a subscription brings its topics. Without these it is HELIO_WATCH_BLIND, whatever does not
 * come then. After a suspend, and after a gap in the store, the time begins anew.
 *
 * A retained message that the broker sends because one subscribes is old, and does not count unless the rule wants it:
 * it is the first on its topic since the subscription, has the retained flag, and comes within ten seconds, or within
 * two of another like it. The flag alone says nothing, since with Retain As Published new messages have it, too.
 *
 * Of a payload its first HELIO_WATCH_PAYLOAD_MAX bytes are looked into; helio_watcher_get_cut() counts the longer ones. */

#include "core/base/helio-clock.h"
#include "core/store/helio-message-store.h"
#include "core/watch/helio-watch.h"

G_BEGIN_DECLS

#define HELIO_WATCH_PAYLOAD_MAX (1024 * 1024)

/* Properties that notify: "n-raised", "n-unseen", "unread". Signals: "raised" (HelioWatch *, HelioWatchEvent *);
 * "rules-changed": one was added, removed, or is another now. */
#define HELIO_TYPE_WATCHER (helio_watcher_get_type ())
G_DECLARE_FINAL_TYPE (HelioWatcher, helio_watcher, HELIO, WATCHER, GObject)

HelioWatcher *helio_watcher_new (HelioMessageStore *store, HelioClock *clock);

/* FALSE at first. */
void helio_watcher_set_connected (HelioWatcher *self, gboolean connected);
/* Filters whose topics come, $share included; none at first. */
void helio_watcher_set_subscriptions (HelioWatcher *self, const char *const *filters);
/* The broker may now send what it has retained. */
void helio_watcher_expect_retained (HelioWatcher *self);
/* What a rule with @filter would see now. */
HelioWatchSight helio_watcher_get_sight (HelioWatcher *self, const char *filter);

/* Adds it, or takes the place of the one with its id. It sees what comes from now on. FALSE with
 * HELIO_ERROR_TOO_LARGE if there are HELIO_WATCH_RULES_MAX. */
gboolean helio_watcher_put (HelioWatcher *self, HelioWatchRule *rule, GError **error);
/* Takes it out; helio_watcher_insert() brings it back with its history. Returns: (transfer full). */
HelioWatch *helio_watcher_remove (HelioWatcher *self, guint position);
gboolean
helio_watcher_insert (HelioWatcher *self, guint position, HelioWatch *watch, GError **error);
HelioWatch *helio_watcher_find (HelioWatcher *self,
                                const char *id); /* (nullable) (transfer none) */
/* Returns: (transfer full) (element-type HelioWatchRule). */
GPtrArray *helio_watcher_list_rules (HelioWatcher *self);

guint helio_watcher_get_n_raised (HelioWatcher *self);
/* Events that nobody has seen yet. */
guint helio_watcher_get_n_unseen (HelioWatcher *self);
/* Somebody looks at them. */
void helio_watcher_see (HelioWatcher *self);
/* Messages of any topic that were evicted before a rule saw them. */
guint64 helio_watcher_get_unread (HelioWatcher *self);
guint64 helio_watcher_get_cut (HelioWatcher *self);

G_END_DECLS
