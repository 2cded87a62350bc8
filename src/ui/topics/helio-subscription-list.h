// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The topic filters of a connection, what the broker said to each, and a row to add another. */

#include "core/connection/helio-subscription.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signals, for whoever has the connection:
 * "subscribe": gboolean (HelioSubscriptionList *, gpointer options): const HelioFilterOptions *, valid during
 *   the call; also for one that is there and shall be asked for again. TRUE: taken.
 * "unsubscribe": (HelioSubscriptionList *, HelioSubscription *) */
#define HELIO_TYPE_SUBSCRIPTION_LIST (helio_subscription_list_get_type ())
G_DECLARE_FINAL_TYPE (HelioSubscriptionList,
                      helio_subscription_list,
                      HELIO,
                      SUBSCRIPTION_LIST,
                      GtkWidget)

HelioSubscriptionList *helio_subscription_list_new (void);

/* @model: (nullable) (element-type HelioSubscription) */
void helio_subscription_list_set_model (HelioSubscriptionList *self, GListModel *model);
/* Why what stands in the entry cannot be subscribed to; goes when it is changed. (nullable) */
void helio_subscription_list_set_fault (HelioSubscriptionList *self, const char *fault);
void helio_subscription_list_focus_entry (HelioSubscriptionList *self);
/* What is to be subscribed to, for the user to look over. */
void helio_subscription_list_set_entry (HelioSubscriptionList *self, const char *filter);

/* "3 subscriptions · 1 refused"; "summary". Returns: (transfer none). */
const char *helio_subscription_list_get_summary (HelioSubscriptionList *self);

G_END_DECLS
