// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* From the results of a plan to the connection that a user of it signs in with, and back. */

#include "ui/access/helio-access-page.h"
#include "ui/window/helio-connection-page.h"

G_BEGIN_DECLS

/* The answer to "sign-in" of @access, the Access page of @self. @profile: the name or file of a profile; @account:
 * (nullable). The page that is led to says whose plan asked, and leads back. */
void helio_access_visit_begin (HelioConnectionPage *self,
                               const char *profile,
                               const char *account,
                               HelioAccessPage *access);

G_END_DECLS
