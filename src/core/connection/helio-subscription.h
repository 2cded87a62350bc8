// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One topic filter of a connection and what the broker said to it. Notifies on "state", "granted-qos", "error",
 * "resolved", "qos". Counts no messages: one may match several filters, and MQTT does not say which it came for. */

#include "core/mqtt/helio-link.h"

G_BEGIN_DECLS

typedef enum {
  HELIO_SUBSCRIPTION_IDLE,    /* not connected: will be asked for */
  HELIO_SUBSCRIPTION_PENDING, /* SUBSCRIBE is under way */
  HELIO_SUBSCRIPTION_GRANTED,
  HELIO_SUBSCRIPTION_REFUSED,
  HELIO_SUBSCRIPTION_REMOVING, /* UNSUBSCRIBE is under way, or follows as soon as the session is resumed */
} HelioSubscriptionState;

#define HELIO_TYPE_SUBSCRIPTION (helio_subscription_get_type ())
G_DECLARE_FINAL_TYPE (HelioSubscription, helio_subscription, HELIO, SUBSCRIPTION, GObject)

/* As the user wrote it, with %u and %c. */
const char *helio_subscription_get_filter (HelioSubscription *self);
/* As it was sent; NULL while the name is not known. */
const char *helio_subscription_get_resolved (HelioSubscription *self);
int helio_subscription_get_qos (HelioSubscription *self); /* asked for */
const HelioFilterOptions *helio_subscription_get_options (HelioSubscription *self);
HelioSubscriptionState helio_subscription_get_state (HelioSubscription *self);
int helio_subscription_get_granted_qos (HelioSubscription *self); /* -1: none */
int helio_subscription_get_reason_code (HelioSubscription *self); /* -1: none */
/* (nullable): why it was refused; while GRANTED: why the broker did not end it when it was asked to. */
const GError *helio_subscription_get_error (HelioSubscription *self);

G_END_DECLS
