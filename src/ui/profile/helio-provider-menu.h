// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The names of auth providers beside the field for one: the usual ones, and, when asked for, those that the
 * organization has enabled at the service. */

#include "core/connection/helio-services.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PROVIDER_MENU (helio_provider_menu_get_type ())
G_DECLARE_FINAL_TYPE (HelioProviderMenu, helio_provider_menu, HELIO, PROVIDER_MENU, AdwBin)

/* Signals: "chosen" (const char *id), "failed" (const char *message: that they could not be had). */
GtkWidget *helio_provider_menu_new (void);
/* Whom to ask, as the form has it now. @services: (nullable): nobody is asked. */
void helio_provider_menu_set_profile (HelioProviderMenu *self,
                                      const HelioProfile *profile,
                                      HelioServices *services);

G_END_DECLS
