// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The users of a plan in the making: who they are, which of them is the witness. */

#include "core/acl/helio-plan-draft.h"
#include "core/connection/helio-services.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_PLAN_USERS (helio_plan_users_get_type ())
G_DECLARE_FINAL_TYPE (HelioPlanUsers, helio_plan_users, HELIO, PLAN_USERS, AdwBin)

/* @services: whose profiles and accounts are offered for a user. */
GtkWidget *helio_plan_users_new (HelioPlanDraft *draft, HelioServices *services);
/* Opens the dialog for a new user. */
void helio_plan_users_add (HelioPlanUsers *self);

G_END_DECLS
