// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connections/helio-connection-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PREFERENCES_PAGE (helio_preferences_page_get_type ())
G_DECLARE_FINAL_TYPE (HelioPreferencesPage,
                      helio_preferences_page,
                      HELIO,
                      PREFERENCES_PAGE,
                      AdwPreferencesPage)

/* @settings: (nullable): choices then hold for this run only. @list: whose secrets can be forgotten. */
GtkWidget *helio_preferences_page_new (GSettings *settings, HelioConnectionList *list);

/* Follows the key "color-scheme" ("system", "light", "dark") from now on. @settings: (nullable). */
void helio_preferences_apply (GSettings *settings);

G_END_DECLS
