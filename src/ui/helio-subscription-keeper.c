// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/helio-subscription-keeper.h"

#include "core/base/helio-error.h"
#include "ui/helio-toast.h"

#include <glib/gi18n.h>

static gboolean
says_the_same (const HelioProfileSubscription *subscription, const HelioFilterOptions *options)
{
  return subscription->qos == options->qos && !subscription->no_local == !options->no_local &&
         !subscription->retain_as_published == !options->retain_as_published &&
         subscription->retain_handling == options->retain_handling;
}

static void
on_subscribed (HelioTopicsPage *page, const HelioFilterOptions *options, HelioConnectionItem *item)
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

static void
on_unsubscribed (HelioTopicsPage *page, const char *filter, HelioConnectionItem *item)
{
  g_autoptr (HelioProfile) profile = helio_profile_copy (helio_connection_item_get_profile (item));
  HelioProfileSubscription *subscription;
  gboolean found = FALSE;

  /* A file written by hand may have it twice. */
  while ((subscription = helio_profile_find_subscription (profile, filter)) != NULL)
    found = g_ptr_array_remove (profile->subscriptions, subscription);
  if (found)
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

  helio_topics_page_set_for_this_run (page, helio_profile_item_is_transient (profile_item));
  g_signal_connect_object (page, "subscribed", G_CALLBACK (on_subscribed), item, 0);
  g_signal_connect_object (page, "unsubscribed", G_CALLBACK (on_unsubscribed), item, 0);
  g_signal_connect_object (item,
                           "save-failed",
                           G_CALLBACK (on_save_failed),
                           page,
                           G_CONNECT_SWAPPED);
}
