// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Everything around signing in: the waiting page while the browser has the word, the code for another device,
 * the question when somebody else came back; else who is signed in, the token inspector and the renewals. */

#include "core/connection/helio-connection.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_SIGN_IN_PAGE (helio_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (HelioSignInPage, helio_sign_in_page, HELIO, SIGN_IN_PAGE, AdwBin)

/* Signals: "attention": something has come up here that a person should see now; "subscribe" (const char *): to this
 * filter, which the token names. */
GtkWidget *helio_sign_in_page_new (HelioConnection *connection);
/* A sign-in runs, or waits for a decision. */
gboolean helio_sign_in_page_is_busy (HelioSignInPage *self);
/* "account", "token" or "renewals". */
void helio_sign_in_page_show (HelioSignInPage *self, const char *view);
/* Focus on what one would press next. */
void helio_sign_in_page_grab (HelioSignInPage *self);

G_END_DECLS
