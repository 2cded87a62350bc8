// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Two users side by side: what each gets of one filter, and what one publishes while both watch. Each has a connection
 * of its own, which ends with the comparison. */

#include "core/acl/helio-comparison.h"
#include "core/connection/helio-connection.h"
#include "ui/access/helio-access-document.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_ACCESS_COMPARE (helio_access_compare_get_type ())
G_DECLARE_FINAL_TYPE (HelioAccessCompare, helio_access_compare, HELIO, ACCESS_COMPARE, AdwBin)

/* @services: those of the window; its profiles are offered. */
GtkWidget *helio_access_compare_new (HelioServices *services, HelioAccessDocument *document);
/* (nullable): while it goes on. */
HelioConnection *helio_access_compare_get_connection (HelioAccessCompare *self, HelioSide side);

G_END_DECLS
