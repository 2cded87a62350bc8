// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The filters that a connection subscribes to from the start. */

#include "core/profile/helio-profile.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_SUBSCRIPTIONS_GROUP (helio_subscriptions_group_get_type ())
G_DECLARE_FINAL_TYPE (HelioSubscriptionsGroup,
                      helio_subscriptions_group,
                      HELIO,
                      SUBSCRIPTIONS_GROUP,
                      AdwPreferencesGroup)

/* Signal: "changed". */
GtkWidget *helio_subscriptions_group_new (void);
void helio_subscriptions_group_load (HelioSubscriptionsGroup *self, const HelioProfile *profile);
void helio_subscriptions_group_store (HelioSubscriptionsGroup *self, HelioProfile *profile);
/* @message: (nullable): NULL clears all. @index: as in the JSON path. */
void helio_subscriptions_group_set_error (HelioSubscriptionsGroup *self,
                                          guint index,
                                          const char *message,
                                          gboolean grab);
void helio_subscriptions_group_clear_errors (HelioSubscriptionsGroup *self);

G_END_DECLS
