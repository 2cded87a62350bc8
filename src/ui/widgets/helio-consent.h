// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The questions before the first request: first, where there are any, the risks, then every host that will receive a
 * token or credential, by name (design.md §4). */

#include "core/connection/helio-connection.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Runs @intent at once where nothing has to be asked; else asks, and runs it after a yes only. */
void helio_consent_then (GtkWidget *parent,
                         HelioConnection *connection,
                         void (*intent) (HelioConnection *connection));

/* The questions alone. */
void helio_consent_ask_async (GtkWidget *parent,
                              HelioProfile *profile,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* TRUE: to all of it. */
gboolean helio_consent_ask_finish (GAsyncResult *result);

/* Whether codes and tokens may go where the issuer has its endpoints, if it waits for that. */
void helio_consent_ask_endpoints (GtkWidget *parent, HelioConnection *connection);

/* The question alone; @connection waits for it. */
void helio_consent_ask_endpoints_async (GtkWidget *parent,
                                        HelioConnection *connection,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
/* TRUE: yes, and @parent is still there. */
gboolean helio_consent_ask_endpoints_finish (GAsyncResult *result);

/* Asks this as soon as @connection does, while @parent is seen; who sees it later asks by itself. Ends with @parent. */
void helio_consent_follow_endpoints (GtkWidget *parent, HelioConnection *connection);

/* What the questions show below their text. Returns: (transfer floating). */
GtkWidget *helio_consent_make_hosts (const HelioProfile *profile);
GtkWidget *helio_consent_make_risks (const HelioProfile *profile);

/* @style: (nullable). Returns: (transfer floating): one line for each of @texts. */
GtkWidget *helio_consent_make_list (char *const *texts, const char *icon_name, const char *style);

G_END_DECLS
