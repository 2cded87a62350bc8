// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What is asked before a person signs in as somebody else, or out. */

#include "core/connection/helio-connection.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void helio_account_dialogs_sign_in_as (GtkWidget *parent, HelioConnection *connection);
void helio_account_dialogs_sign_out (GtkWidget *parent, HelioConnection *connection);

G_END_DECLS
