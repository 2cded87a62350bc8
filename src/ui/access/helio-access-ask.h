// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The question before a run: who connects, which hosts get tokens and passwords, with less protection than usual in a
 * question of its own, and which topics are written to. */

#include "core/acl/helio-plan.h"
#include "core/profile/helio-profile-store.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @folder: (nullable): what the plan's paths are relative to. */
void helio_access_ask_async (GtkWidget *parent,
                             HelioPlan *plan,
                             HelioProfileStore *store,
                             const char *folder,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* @plan: (out) (transfer full): what was asked about. Returns: (transfer full) (element-type HelioPlanProfile): run it with
 * these, which were agreed to. NULL with an error of helio_plan_profiles_load_finish() where a profile cannot be read,
 * without one where the answer is no. */
GPtrArray *helio_access_ask_finish (GAsyncResult *result, HelioPlan **plan, GError **error);

G_END_DECLS
