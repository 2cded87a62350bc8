// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-connection-watch.h"

#include "core/connection/helio-subscription.h"

#define SUBSCRIPTIONS "helio-subscriptions"

static void
on_state (HelioConnection *connection, GParamSpec *pspec, HelioWatcher *watcher)
{
  helio_watcher_set_connected (watcher, helio_connection_is_connected (connection));
}

/* One that is asked for is counted as granted: what comes may come before the answer is looked at. */
static void
update_filters (HelioWatcher *watcher)
{
  GListModel *subscriptions = g_object_get_data (G_OBJECT (watcher), SUBSCRIPTIONS);
  const guint n = g_list_model_get_n_items (subscriptions);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) filters = NULL;

  for (guint i = 0; i < n; i++) {
    g_autoptr (HelioSubscription) subscription = g_list_model_get_item (subscriptions, i);
    const HelioSubscriptionState state = helio_subscription_get_state (subscription);
    const char *filter = helio_subscription_get_resolved (subscription);

    if (filter != NULL &&
        (state == HELIO_SUBSCRIPTION_PENDING || state == HELIO_SUBSCRIPTION_GRANTED))
      g_strv_builder_add (builder, filter);
  }
  filters = g_strv_builder_end (builder);
  helio_watcher_set_subscriptions (watcher, (const char *const *) filters);
}

static void
on_subscription (HelioSubscription *subscription, GParamSpec *pspec, HelioWatcher *watcher)
{
  const HelioSubscriptionState state = helio_subscription_get_state (subscription);

  /* The retained messages follow the answer, or are already there when it is seen. */
  if (state == HELIO_SUBSCRIPTION_PENDING || state == HELIO_SUBSCRIPTION_GRANTED)
    helio_watcher_expect_retained (watcher);
  update_filters (watcher);
}

static void
on_items_changed (GListModel *subscriptions,
                  guint position,
                  guint removed,
                  guint added,
                  HelioWatcher *watcher)
{
  for (guint i = 0; i < added; i++) {
    g_autoptr (HelioSubscription) subscription =
        g_list_model_get_item (subscriptions, position + i);

    g_signal_connect_object (subscription,
                             "notify::state",
                             G_CALLBACK (on_subscription),
                             watcher,
                             0);
  }
  update_filters (watcher);
}

HelioWatcher *
helio_connection_watch_new (HelioConnection *connection)
{
  GListModel *subscriptions = helio_connection_get_subscriptions (connection);
  HelioWatcher *watcher = helio_watcher_new (helio_connection_get_store (connection),
                                             helio_connection_get_clock (connection));

  g_object_set_data_full (G_OBJECT (watcher),
                          SUBSCRIPTIONS,
                          g_object_ref (subscriptions),
                          g_object_unref);
  g_signal_connect_object (subscriptions,
                           "items-changed",
                           G_CALLBACK (on_items_changed),
                           watcher,
                           0);
  on_items_changed (subscriptions, 0, 0, g_list_model_get_n_items (subscriptions), watcher);
  g_signal_connect_object (connection, "notify::state", G_CALLBACK (on_state), watcher, 0);
  on_state (connection, NULL, watcher);
  return watcher;
}
