// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Every member of a profile as a form, checked as one types. Secrets typed here stay out of the profile. */

#include "core/connection/helio-services.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PROFILE_FORM (helio_profile_form_get_type ())
G_DECLARE_FINAL_TYPE (HelioProfileForm, helio_profile_form, HELIO, PROFILE_FORM, AdwPreferencesPage)

/* Signals: "changed"; "checked": what the last check found may be another thing, though nothing was changed. */
GtkWidget *helio_profile_form_new (void);
void helio_profile_form_set_profile (HelioProfileForm *self, const HelioProfile *profile);
/* What the form says now, valid or not. Returns: (transfer full). */
HelioProfile *helio_profile_form_get_profile (HelioProfileForm *self);

/* Checks everything. The error is shown at its row; with @all also at one that was not touched yet, which then
 * gets the focus. Returns: TRUE if the profile may be saved. */
gboolean helio_profile_form_check (HelioProfileForm *self, gboolean all, GError **error);

/* What the last check found first, in one line that names the row; NULL if nothing. */
const char *helio_profile_form_get_problem (HelioProfileForm *self);

/* (nullable): by which an organization's auth providers are asked for, when a person wants it. */
void helio_profile_form_set_services (HelioProfileForm *self, HelioServices *services);

/* What was typed for the kind that the method uses, or chosen as private key. (nullable) (transfer full) */
HelioSecret *helio_profile_form_dup_secret (HelioProfileForm *self, HelioKeyringKind kind);

/* As if it had been typed. @secret: (nullable): does nothing. */
void helio_profile_form_give_secret (HelioProfileForm *self, HelioSecret *secret);

/* For tests: the control of a JSON path. (nullable) (transfer none) */
GtkWidget *helio_profile_form_get_row (HelioProfileForm *self, const char *path);
/* For tests: the message shown at a JSON path. (nullable) (transfer none) */
GtkWidget *helio_profile_form_get_error_row (HelioProfileForm *self, const char *path);

G_END_DECLS
