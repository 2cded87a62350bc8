// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Preferences: where secrets are kept now, why it is no better place, and how to be rid of all of them. */

#include "ui/connections/helio-connection-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_KEYRING_GROUP (helio_keyring_group_get_type ())
G_DECLARE_FINAL_TYPE (HelioKeyringGroup,
                      helio_keyring_group,
                      HELIO,
                      KEYRING_GROUP,
                      AdwPreferencesGroup)

/* Looks where that is. @list: whose connections hold what else is to be forgotten. */
void helio_keyring_group_set_list (HelioKeyringGroup *self, HelioConnectionList *list);

G_END_DECLS
