// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Everything about one connection: the header with the pill, what is wrong and what helps, and the views. */

#include "ui/connections/helio-connection-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HELIO_TYPE_CONNECTION_PAGE (helio_connection_page_get_type ())
G_DECLARE_FINAL_TYPE (HelioConnectionPage, helio_connection_page, HELIO, CONNECTION_PAGE, AdwBin)

/* @item has a connection. */
GtkWidget *helio_connection_page_new (HelioConnectionItem *item);
HelioConnectionItem *helio_connection_page_get_item (HelioConnectionPage *self);
/* @collapsed: the sidebar is not beside it; @back: the header shows the way back there. */
void
helio_connection_page_set_collapsed (HelioConnectionPage *self, gboolean collapsed, gboolean back);
/* Its Access page has rules or a plan that are in no file. */
gboolean helio_connection_page_has_unsaved (HelioConnectionPage *self);
/* The plan of its Access page is tried at this moment. */
gboolean helio_connection_page_is_running (HelioConnectionPage *self);
/* "topics", "plots", "watch", "access" or "sign-in". Actions of the page for what is in it: "page.plot" and
 * "page.watch-topic", each with a topic or filter ("s"), ask what is to be drawn, or told, of it; "page.statistics". */
void helio_connection_page_show_view (HelioConnectionPage *self, const char *view);
/* Brings the focus to where a message, else a subscription, is written. */
void helio_connection_page_write (HelioConnectionPage *self, gboolean publish);
/* Above what is wrong, in place of the one before. @notice: (nullable) */
void helio_connection_page_set_notice (HelioConnectionPage *self, GtkWidget *notice);
void helio_connection_page_popup_status (HelioConnectionPage *self);
/* Brings the focus to where messages are filtered, whatever is shown. */
void helio_connection_page_find (HelioConnectionPage *self);
/* Shows the field for the secret that this profile uses, whether the connection misses it or not. */
void helio_connection_page_enter_secret (HelioConnectionPage *self);
/* Its part "account", "token" or "renewals". */
void helio_connection_page_show_sign_in (HelioConnectionPage *self, const char *view);

/* "alice · org_k7xm4 · MQTT 5 over wss, TLS 1.3"; the broker while not connected.
 * Returns: (transfer full). */
char *helio_connection_page_describe (HelioConnection *connection);

G_END_DECLS
