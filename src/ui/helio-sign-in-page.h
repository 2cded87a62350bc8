// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The account of a connection: waiting for the browser, signed in, signed out. */

#include "core/connection/helio-connection.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_SIGN_IN_PAGE (helio_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (HelioSignInPage, helio_sign_in_page, HELIO, SIGN_IN_PAGE, AdwBin)

GtkWidget *helio_sign_in_page_new (HelioConnection *connection);

G_END_DECLS
