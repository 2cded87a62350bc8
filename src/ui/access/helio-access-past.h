// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the last run of each plan file observed, kept in $XDG_STATE_HOME/heliograph/access, 0600. */

#include "core/acl/helio-report.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* @plan: the file of the plan. */
void helio_access_past_load_async (GFile *plan,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* Returns: (transfer full) (element-type HelioPastResult): NULL with FILE, where there was no run too, INVALID_DATA,
 * or G_IO_ERROR_CANCELLED. */
GPtrArray *helio_access_past_load_finish (GAsyncResult *result, GError **error);

/* @json: (transfer full): helio_report_to_json() */
void helio_access_past_save_async (GFile *plan,
                                   char *json,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean helio_access_past_save_finish (GAsyncResult *result, GError **error);

G_END_DECLS
