// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The demo fleet: a few hundred topics of believable telemetry, chat and alerts, retained and not, JSON and
 * binary, published by real MQTT clients of the sandbox. */

#include "sandbox/helio-sandbox-broker.h"

G_BEGIN_DECLS

typedef struct _HelioFleet HelioFleet;
/* @rate: messages a second. @users: (nullable): names for users/NAME/…, alerts/NAME and chat.
 * Returns: (transfer full) (nullable): NULL if @rate is 0. It runs in a thread of its own, and comes back by
 * itself when the broker was away. */
HelioFleet *helio_fleet_start (HelioSandboxBroker *broker, double rate, const char *const *users);
/* NULL is fine. */
void helio_fleet_stop (HelioFleet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelioFleet, helio_fleet_stop)

G_END_DECLS
