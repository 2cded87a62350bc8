// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/window/helio-subscription-keeper.h"

#include "core/base/helio-error.h"
#include "ui/widgets/helio-toast.h"

#include <glib/gi18n.h>

/* On the page: filters that were kept and are unsubscribed from, until that is taken back. */
#define REMOVED "helio-removed-filters"

static gboolean
says_the_same (const HelioProfileSubscription *subscription, const HelioFilterOptions *options)
{
  return subscription->qos == options->qos && !subscription->no_local == !options->no_local &&
         !subscription->retain_as_published == !options->retain_as_published &&
         subscription->retain_handling == options->retain_handling;
}

static void
keep (HelioConnectionItem *item, const HelioFilterOptions *options)
{
  g_autoptr (HelioProfile) profile = helio_profile_copy (helio_connection_item_get_profile (item));
  HelioProfileSubscription *subscription =
      helio_profile_find_subscription (profile, options->filter);

  if (subscription != NULL && says_the_same (subscription, options))
    return;
  if (subscription == NULL) {
    subscription = helio_profile_subscription_new (options->filter, options->qos);
    g_ptr_array_add (profile->subscriptions, subscription);
  }
  subscription->qos = options->qos;
  subscription->no_local = options->no_local;
  subscription->retain_as_published = options->retain_as_published;
  subscription->retain_handling = options->retain_handling;
  helio_connection_item_keep_profile (item, profile);
}

/* FALSE: the broker has not granted it yet. */
static gboolean
keep_if_granted (HelioConnectionItem *item, HelioSubscription *subscription)
{
  if (helio_subscription_get_state (subscription) != HELIO_SUBSCRIPTION_GRANTED)
    return FALSE;
  keep (item, helio_subscription_get_options (subscription));
  return TRUE;
}

static void
on_state (HelioSubscription *subscription, GParamSpec *pspec, HelioConnectionItem *item)
{
  if (keep_if_granted (item, subscription))
    g_signal_handlers_disconnect_by_func (subscription, on_state, item);
}

/* What the broker refuses would be refused at every start: only what it granted once is kept. */
static void
on_subscribed (HelioTopicsPage *page, const HelioFilterOptions *options, HelioConnectionItem *item)
{
  GListModel *model =
      helio_connection_get_subscriptions (helio_connection_item_get_connection (item));
  GHashTable *removed = g_object_get_data (G_OBJECT (page), REMOVED);

  /* Taken back, or granted before: the profile has the last word on what it has. */
  if (g_hash_table_remove (removed, options->filter) ||
      helio_profile_find_subscription (helio_connection_item_get_profile (item), options->filter) !=
          NULL) {
    keep (item, options);
    return;
  }
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (HelioSubscription) subscription = g_list_model_get_item (model, i);

    if (!g_str_equal (helio_subscription_get_filter (subscription), options->filter))
      continue;
    g_signal_handlers_disconnect_by_func (subscription, on_state, item);
    if (!keep_if_granted (item, subscription))
      g_signal_connect_object (subscription, "notify::state", G_CALLBACK (on_state), item, 0);
    return;
  }
}

static void
on_unsubscribed (HelioTopicsPage *page, const char *filter, HelioConnectionItem *item)
{
  g_autoptr (HelioProfile) profile = helio_profile_copy (helio_connection_item_get_profile (item));
  HelioProfileSubscription *subscription;
  gboolean found = FALSE;

  /* A file written by hand may have it twice. */
  while ((subscription = helio_profile_find_subscription (profile, filter)) != NULL)
    found = g_ptr_array_remove (profile->subscriptions, subscription);
  if (!found)
    return;
  g_hash_table_add (g_object_get_data (G_OBJECT (page), REMOVED), g_strdup (filter));
  helio_connection_item_keep_profile (item, profile);
}

static void
on_save_failed (HelioTopicsPage *page, const GError *error)
{
  /* Translators: %s says why. */
  g_autofree char *text =
      g_strdup_printf (C_ ("toast", "Subscriptions are not kept: %s"), error->message);

  helio_toast_show (GTK_WIDGET (page), text, NULL);
}

void
helio_subscription_keeper_attach (HelioTopicsPage *page, HelioConnectionItem *item)
{
  HelioProfileItem *profile_item = helio_connection_item_get_profile_item (item);

  g_object_set_data_full (G_OBJECT (page),
                          REMOVED,
                          g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                          (GDestroyNotify) g_hash_table_unref);
  helio_topics_page_set_for_this_run (page, helio_profile_item_is_transient (profile_item));
  g_signal_connect_object (page, "subscribed", G_CALLBACK (on_subscribed), item, 0);
  g_signal_connect_object (page, "unsubscribed", G_CALLBACK (on_unsubscribed), item, 0);
  g_signal_connect_object (item,
                           "save-failed",
                           G_CALLBACK (on_save_failed),
                           page,
                           G_CONNECT_SWAPPED);
}
