// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A byte relay on loopback that takes its time: what comes in goes out half a round trip later, ends and resets
 * of a connection too. Plain loopback hides what a switch of connections can lose. In a thread of its own. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HelioRttProxy HelioRttProxy;

/* @round_trip: microseconds */
HelioRttProxy *helio_rtt_proxy_new (guint16 target_port, gint64 round_trip);
void helio_rtt_proxy_free (HelioRttProxy *self);
guint16 helio_rtt_proxy_get_port (HelioRttProxy *self);

/* All connections are closed, with a reset; new ones are made. */
void helio_rtt_proxy_cut (HelioRttProxy *self);
/* The same as soon as @pieces more have been passed on, whichever way; 0: not any more. */
void helio_rtt_proxy_cut_after (HelioRttProxy *self, guint pieces);
/* Nothing passes any more, nor is anything closed: a cable pulled out. New connections are accepted. */
void helio_rtt_proxy_set_frozen (HelioRttProxy *self, gboolean frozen);
/* Connections ever made. */
guint helio_rtt_proxy_get_connections (HelioRttProxy *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioRttProxy, helio_rtt_proxy_free)

G_END_DECLS
