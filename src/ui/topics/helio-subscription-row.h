// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One subscription: what was asked for, and what the broker said to it. */

#include "core/connection/helio-subscription.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signals "retry" and "remove": (HelioSubscriptionRow *) */
#define HELIO_TYPE_SUBSCRIPTION_ROW (helio_subscription_row_get_type ())
G_DECLARE_FINAL_TYPE (HelioSubscriptionRow,
                      helio_subscription_row,
                      HELIO,
                      SUBSCRIPTION_ROW,
                      GtkListBoxRow)

GtkWidget *helio_subscription_row_new (HelioSubscription *subscription);
HelioSubscription *helio_subscription_row_get_subscription (HelioSubscriptionRow *self);

G_END_DECLS
