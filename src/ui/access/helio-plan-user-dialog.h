// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One user of a plan: by a profile, by an account that has signed in with one, or by broker, username and environment
 * variable. */

#include "core/acl/helio-plan-draft.h"
#include "core/connection/helio-services.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PLAN_USER_DIALOG (helio_plan_user_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HelioPlanUserDialog,
                      helio_plan_user_dialog,
                      HELIO,
                      PLAN_USER_DIALOG,
                      AdwWindow)

/* Over @parent's window. @position: of the user to change; -1: a new one. */
void helio_plan_user_dialog_present (GtkWidget *parent,
                                     HelioPlanDraft *draft,
                                     int position,
                                     HelioServices *services);

G_END_DECLS
