// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* How the credentials of a connection were renewed: drawn over time, summed up, and told one by one. */

#include "core/connection/helio-connection.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_RENEWAL_PAGE (helio_renewal_page_get_type ())
G_DECLARE_FINAL_TYPE (HelioRenewalPage, helio_renewal_page, HELIO, RENEWAL_PAGE, AdwBin)

void helio_renewal_page_set_connection (HelioRenewalPage *self, HelioConnection *connection);

G_END_DECLS
