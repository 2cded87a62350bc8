// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The subscriptions of a connection: a GListModel of HelioSubscription, and what is sent for them. One
 * filter a SUBSCRIBE, so that each gets its own answer. Knows nothing of states; the session tells it when a
 * connection begins and ends. */

#include "core/base/helio-clock.h"
#include "core/base/helio-object-list.h"
#include "core/connection/helio-subscription.h"
#include "core/connection/helio-timeline.h"

G_BEGIN_DECLS

#define HELIO_TYPE_SUBSCRIPTIONS (helio_subscriptions_get_type ())
G_DECLARE_FINAL_TYPE (HelioSubscriptions,
                      helio_subscriptions,
                      HELIO,
                      SUBSCRIPTIONS,
                      HelioObjectList)

HelioSubscriptions *helio_subscriptions_new (HelioClock *clock, HelioTimeline *timeline);

/* How a connection began (design.md §4). */
typedef enum {
  HELIO_BEGIN_FRESH, /* no session at the broker: send all, with their own retain handling */
  HELIO_BEGIN_RESUMED, /* session present: on MQTT 5 send all with Retain Handling 1; on 3.1.1 only new ones */
  HELIO_BEGIN_LOST, /* we had a session, the broker lost it: send all, retained values only if new */
} HelioBegin;

/* @link is borrowed until helio_subscriptions_end(). @name: username before "@". */
void helio_subscriptions_begin (HelioSubscriptions *self,
                                HelioLink *link,
                                HelioBegin begin,
                                int mqtt_version,
                                const char *name,
                                const char *client_id);
/* The connection is away: all go back to IDLE, keeping what was granted last to be shown. @session_lives: the broker may
 * still hold the subscriptions, so what was to be removed is removed when the session is resumed. */
void helio_subscriptions_end (HelioSubscriptions *self, gboolean session_lives);
/* The same for a connection that the broker ended with @error; the session lives. A subscription that it did not answer may be why:
 * the first of them is told as refused and left out of the connections to come, at once if the reason code can be
 * about nothing else, else the second time in a row. It is asked for again when it is added again, or by
 * HELIO_BEGIN_FRESH. Returns: TRUE if one was refused like that. */
gboolean helio_subscriptions_end_by_broker (HelioSubscriptions *self, const GError *error);
/* SUBSCRIBED and UNSUBSCRIBED. */
void helio_subscriptions_handle (HelioSubscriptions *self, const HelioEvent *event);

/* Returns: (transfer none). The same filter again changes its options and is sent again. A shared subscription
 * with No Local is refused, since a broker must end the connection for it (MQTT 5.0 §3.8.3.1). */
HelioSubscription *helio_subscriptions_add (HelioSubscriptions *self,
                                            const HelioFilterOptions *options,
                                            GError **error);
/* Sends UNSUBSCRIBE if it must, as soon as it can; the row goes when the broker has agreed, at once if it holds
 * nothing. If the broker refuses, the row stays with its words. */
void helio_subscriptions_remove (HelioSubscriptions *self, HelioSubscription *subscription);

G_END_DECLS
