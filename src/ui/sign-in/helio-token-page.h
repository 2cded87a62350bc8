// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The token inspector: each thing about the access token apart, with likely causes; what is in it, never its
 * signature nor the token itself; the topics of its claim as subscriptions to add. */

#include "core/connection/helio-connection.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_TOKEN_PAGE (helio_token_page_get_type ())
G_DECLARE_FINAL_TYPE (HelioTokenPage, helio_token_page, HELIO, TOKEN_PAGE, AdwBin)

/* Signals: "failure": a look that nobody asked for, helio_token_page_look_after_refusal(), found a reason;
 * "subscribe" (const char *): the person wants this filter of the claim. */
void helio_token_page_set_connection (HelioTokenPage *self, HelioConnection *connection);
/* Looks into the token that is in use now. */
void helio_token_page_look (HelioTokenPage *self);
void helio_token_page_look_after_refusal (HelioTokenPage *self);

/* Whether a token may be why a service or the broker said no. */
gboolean helio_token_page_is_about_token (const HelioProfile *profile, const GError *error);

G_END_DECLS
