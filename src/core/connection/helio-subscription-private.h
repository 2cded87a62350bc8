// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection/helio-subscription.h"

G_BEGIN_DECLS

/* For the set only. */
HelioSubscription *helio_subscription_new (const HelioFilterOptions *options);
void helio_subscription_set_options (HelioSubscription *self, const HelioFilterOptions *options);
void helio_subscription_set_resolved (HelioSubscription *self, const char *resolved);
guint64 helio_subscription_get_request (HelioSubscription *self);
/* A request is under way; 0: none. */
void helio_subscription_set_request (HelioSubscription *self, guint64 request);
gboolean helio_subscription_get_ever_granted (HelioSubscription *self);
void helio_subscription_set_state (HelioSubscription *self, HelioSubscriptionState state);
void helio_subscription_answer (HelioSubscription *self,
                                int granted_qos,
                                int reason_code,
                                const GError *error);
/* Connections in a row that the broker ended with this the first of what it had not answered. */
guint helio_subscription_add_unanswered (HelioSubscription *self);
/* Not asked for again by itself. */
gboolean helio_subscription_get_withheld (HelioSubscription *self);
void helio_subscription_set_withheld (HelioSubscription *self, gboolean withheld);

G_END_DECLS
