// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* "What can I do?": chooses what is tried for the user of a connection. */

#include "core/acl/helio-plan.h"
#include "core/connection/helio-connection.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_EFFECTIVE_DIALOG (helio_effective_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HelioEffectiveDialog,
                      helio_effective_dialog,
                      HELIO,
                      EFFECTIVE_DIALOG,
                      AdwWindow)

/* Signal "made" (HelioPlan): a plan of one user that expects nothing. @profiles: (nullable): where the connection's
 * profile is looked for, to name it in the plan. */
GtkWidget *helio_effective_dialog_new (HelioConnection *connection, HelioProfileStore *profiles);

G_END_DECLS
