// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What the pill opens: who, where, over what, how long the credential holds, how renewals went, and the
 * timeline. Kept up to date only while it is open. */

#include "core/connection/helio-statistics.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HELIO_TYPE_STATUS_POPOVER (helio_status_popover_get_type ())
G_DECLARE_FINAL_TYPE (HelioStatusPopover, helio_status_popover, HELIO, STATUS_POPOVER, GtkPopover)

void helio_status_popover_set_connection (HelioStatusPopover *self, HelioConnection *connection);
/* Of the same connection; without them no rate is shown. */
void helio_status_popover_set_statistics (HelioStatusPopover *self, HelioStatistics *statistics);

/* "MQTT 5 over wss, TLS 1.3"; NULL while nothing is agreed. Returns: (transfer full). */
char *helio_status_describe_transport (const HelioLinkInfo *info);

G_END_DECLS
