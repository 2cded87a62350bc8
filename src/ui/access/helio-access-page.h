// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Who may do what: the rules, the plan that says what must hold, and what came of trying it. It lives in the window of
 * a connection; the users of a plan are whoever the plan names. */

#include "core/connection/helio-connection.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_ACCESS_PAGE (helio_access_page_get_type ())
G_DECLARE_FINAL_TYPE (HelioAccessPage, helio_access_page, HELIO, ACCESS_PAGE, AdwBin)

/* @services: those of the window. Signal "sign-in" (const char *profile, const char *account): the person wants to
 * sign in as a user of the plan: the name or file of a profile, and whom the plan names. */
GtkWidget *helio_access_page_new (HelioServices *services, HelioConnection *connection);
/* Whom that signal was about has signed in, which the results say in place of what was missing. @account: (nullable) */
void helio_access_page_settle (HelioAccessPage *self, const char *profile, const char *account);
/* "rules", "plan", "results" or "compare". */
void helio_access_page_show (HelioAccessPage *self, const char *view);
/* Rules or plan have something in them that is in no file. */
gboolean helio_access_page_is_modified (HelioAccessPage *self);
/* The plan is tried at this moment. */
gboolean helio_access_page_is_running (HelioAccessPage *self);
/* Opens a plan. */
void helio_access_page_open (HelioAccessPage *self, GFile *file);

G_END_DECLS
