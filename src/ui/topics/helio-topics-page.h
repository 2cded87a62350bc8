// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The content of a connection (design.md §9): topic tree, messages, inspector; below them subscriptions and
 * publishing. With less room the inspector becomes a sheet over the messages, then one pane is shown at a
 * time. */

#include "core/connection/helio-connection.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Properties to be remembered, in pixels: "topics-width", "inspector-width", "strip-height"; and
 * "strip-open". Signals when the user changed what is subscribed: "subscribed" (const HelioFilterOptions *) and
 * "unsubscribed" (const char *filter, as typed). */
#define HELIO_TYPE_TOPICS_PAGE (helio_topics_page_get_type ())
G_DECLARE_FINAL_TYPE (HelioTopicsPage, helio_topics_page, HELIO, TOPICS_PAGE, GtkWidget)

GtkWidget *helio_topics_page_new (void);

/* (nullable) */
void helio_topics_page_set_connection (HelioTopicsPage *self, HelioConnection *connection);
HelioConnection *helio_topics_page_get_connection (HelioTopicsPage *self);

/* Brings the focus to where messages are filtered. */
void helio_topics_page_find (HelioTopicsPage *self);
/* The same for where a message, else a subscription, is written. */
void helio_topics_page_write (HelioTopicsPage *self, gboolean publish);

/* Whether changes to the subscriptions are gone with the program: the page says so. */
void helio_topics_page_set_for_this_run (HelioTopicsPage *self, gboolean for_this_run);

/* The same without a connection: shows what is there, nothing can be sent. For tests and recordings. */
void helio_topics_page_set_parts (HelioTopicsPage *self,
                                  HelioMessageStore *store,
                                  HelioTopicTree *tree,
                                  GListModel *subscriptions);
/* From elsewhere in the window: selects the topic and, among its messages, row @seq. */
void helio_topics_page_reveal (HelioTopicsPage *self, guint64 seq, const char *topic);

G_END_DECLS
