// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What is subscribed to and unsubscribed from in the window becomes part of the profile. */

#include "ui/connections/helio-connection-item.h"
#include "ui/topics/helio-topics-page.h"

G_BEGIN_DECLS

/* As long as @page lives, changes made in it go to @item's profile, a new subscription as soon as the broker has
 * granted it: to the file of a stored one; one that was
 * opened from a file keeps them for this run, and the page says so. */
void helio_subscription_keeper_attach (HelioTopicsPage *page, HelioConnectionItem *item);

G_END_DECLS
