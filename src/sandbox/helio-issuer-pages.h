// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The pages that a browser sees. Plain HTML without a script: labels, ids and buttons are what people,
 * screen readers and the end-to-end tests go by. Every text that comes from outside is escaped. */

#include <glib.h>

G_BEGIN_DECLS

/* Fields "username" and "password", button "Continue". @hint, @fault: (nullable).
 * All return (transfer full): a whole document. */
char *helio_page_sign_in (const char *transaction, const char *hint, const char *fault);
/* Buttons "Accept" and "Decline". @audience: (nullable). */
char *helio_page_consent (const char *transaction,
                          const char *user,
                          const char *email,
                          const char *audience,
                          const char *scope);
/* Buttons "Continue as NAME" and "Use another account". */
char *helio_page_select (const char *transaction, const char *user, const char *email);
/* @technical: (nullable): "error: description" as Auth0 shows it. */
char *helio_page_error (const char *title, const char *text, const char *technical);
char *helio_page_done (const char *title, const char *text);
/* Field "user_code", button "Continue". @user_code, @fault: (nullable). */
char *helio_page_device_code (const char *user_code, const char *fault);

G_END_DECLS
