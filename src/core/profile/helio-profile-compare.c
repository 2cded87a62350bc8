// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "core/profile/helio-profile.h"

/* All of it but name and subscriptions, as it would be written. */
static char *
write_rest (const HelioProfile *self)
{
  g_autoptr (HelioProfile) copy = helio_profile_copy (self);

  g_free (copy->name);
  copy->name = g_strdup ("-");
  g_ptr_array_set_size (copy->subscriptions, 0);
  return helio_profile_to_text (copy);
}

gboolean
helio_profile_connects_alike (const HelioProfile *self, const HelioProfile *other)
{
  g_autofree char *text = NULL, *other_text = NULL;

  if (self == other)
    return TRUE;
  if (self->broker.private_key != other->broker.private_key)
    return FALSE;
  text = write_rest (self);
  other_text = write_rest (other);
  return g_str_equal (text, other_text);
}

HelioProfileSubscription *
helio_profile_find_subscription (const HelioProfile *self, const char *filter)
{
  for (guint i = 0; i < self->subscriptions->len; i++) {
    HelioProfileSubscription *subscription = self->subscriptions->pdata[i];

    if (g_str_equal (subscription->filter, filter))
      return subscription;
  }
  return NULL;
}
