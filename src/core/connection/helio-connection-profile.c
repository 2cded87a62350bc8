// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/connection/helio-connection-private.h"

#include "core/base/helio-error.h"

#include <glib/gi18n-lib.h>

/* By the text as typed, with %u and %c; (transfer none) (nullable). */
static HelioSubscription *
find (HelioConnection *self, const char *filter)
{
  GListModel *model = G_LIST_MODEL (self->subscriptions);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (HelioSubscription) subscription = g_list_model_get_item (model, i);

    if (g_str_equal (helio_subscription_get_filter (subscription), filter))
      return subscription; /* the model holds it */
  }
  return NULL;
}

static gboolean
is_there (HelioConnection *self, const HelioFilterOptions *wanted)
{
  HelioSubscription *subscription = find (self, wanted->filter);
  const HelioFilterOptions *have;

  if (subscription == NULL ||
      helio_subscription_get_state (subscription) == HELIO_SUBSCRIPTION_REMOVING)
    return FALSE;
  have = helio_subscription_get_options (subscription);
  return have->qos == wanted->qos && !have->no_local == !wanted->no_local &&
         !have->retain_as_published == !wanted->retain_as_published &&
         have->retain_handling == wanted->retain_handling;
}

void
helio_connection_take_profile_subscriptions (HelioConnection *self, const HelioProfile *old)
{
  for (guint i = 0; old != NULL && i < old->subscriptions->len; i++) {
    const HelioProfileSubscription *known = old->subscriptions->pdata[i];
    HelioSubscription *subscription = find (self, known->filter);

    if (subscription != NULL &&
        helio_profile_find_subscription (self->profile, known->filter) == NULL &&
        helio_subscription_get_state (subscription) != HELIO_SUBSCRIPTION_REMOVING)
      helio_subscriptions_remove (self->subscriptions, subscription);
  }
  for (guint i = 0; i < self->profile->subscriptions->len; i++) {
    const HelioProfileSubscription *wanted = self->profile->subscriptions->pdata[i];
    const HelioFilterOptions options = {wanted->filter,
                                        wanted->qos,
                                        wanted->no_local,
                                        wanted->retain_as_published,
                                        wanted->retain_handling};
    g_autoptr (GError) error = NULL;

    if (!is_there (self, &options) &&
        helio_subscriptions_add (self->subscriptions, &options, &error) == NULL)
      helio_connection_note (self,
                             HELIO_TIMELINE_BAD,
                             C_ ("timeline", "Subscription of the profile left out: %s"),
                             error->message);
  }
}

gboolean
helio_connection_take_quietly (HelioConnection *self, HelioProfile *profile)
{
  g_autoptr (HelioProfile) old = NULL;

  if (!helio_profile_connects_alike (self->profile, profile))
    return FALSE;
  old = self->profile;
  self->profile = helio_profile_ref (profile);
  helio_connection_take_profile_subscriptions (self, old);
  helio_connection_notify (self, PROP_PROFILE);
  return TRUE;
}
