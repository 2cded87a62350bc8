// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The window: connections at the side, the one that is selected beside them. */

#include "ui/connections/helio-connection-list.h"
#include "ui/window/helio-application.h"

G_BEGIN_DECLS

#define HELIO_TYPE_WINDOW (helio_window_get_type ())
G_DECLARE_FINAL_TYPE (HelioWindow, helio_window, HELIO, WINDOW, AdwApplicationWindow)

HelioWindow *
helio_window_new (HelioApplication *application, HelioConnectionList *list, GSettings *settings);

/* Before it is destroyed: asks whether a plan that is being tried may be stopped, then shows what is in no file yet and
 * asks whether it may go; with a yes to each the window is destroyed. FALSE: there is nothing to ask about. Closing
 * asks by itself. */
gboolean helio_window_ask_unsaved (HelioWindow *self);
/* The Access page of @item has rules or a plan that are in no file. */
gboolean helio_window_has_unsaved (HelioWindow *self, HelioConnectionItem *item);
void helio_window_show_access (HelioWindow *self, HelioConnectionItem *item);
/* Its watch rules. */
void helio_window_show_watch (HelioWindow *self, HelioConnectionItem *item);
HelioConnectionList *helio_window_get_list (HelioWindow *self);
HelioConnectionItem *helio_window_get_item (HelioWindow *self); /* (nullable) "item" */
/* Selects it and, where there is room for one only, brings it to the front. */
void helio_window_show_item (HelioWindow *self, HelioConnectionItem *item);
void helio_window_enter_secret (HelioWindow *self, HelioConnectionItem *item);
/* The same with a part of its sign-in page: "account", "token", "renewals". */
void helio_window_show_sign_in (HelioWindow *self, HelioConnectionItem *item, const char *view);
/* Of an item that was shown. Returns: (transfer none) (nullable): its HelioConnectionPage. */
GtkWidget *helio_window_find_page (HelioWindow *self, HelioConnectionItem *item);
/* @title is plain text. @button: (nullable). Returns: (transfer none). */
AdwToast *helio_window_toast (HelioWindow *self, const char *title, const char *button);
/* An error that has no place of its own in the window. */
void helio_window_report (HelioWindow *self, const char *heading, const GError *error);

G_END_DECLS
