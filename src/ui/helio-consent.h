// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The question before the first request: every host that will receive a token or credential, and every risk,
 * by name (design.md §4). */

#include "core/connection/helio-connection.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Runs @intent at once where nothing has to be asked; else asks, and runs it after a yes only. */
void helio_consent_then (GtkWidget *parent,
                         HelioConnection *connection,
                         void (*intent) (HelioConnection *connection));

/* What the question shows below its text: the hosts and the risks. Returns: (transfer floating). */
GtkWidget *helio_consent_make_list (const HelioProfile *profile);

G_END_DECLS
