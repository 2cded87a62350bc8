// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The entry for a query (core/store/helio-query.h): completes, says what is wrong in it, and has beside it what it may
 * be and the queries that the user keeps. */

#include "core/store/helio-message-view.h"
#include "core/store/helio-topic-tree.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Signals: "changed"; "activate" (Enter). Escape empties it. Property "error": what is wrong, as text; NULL: nothing. */
#define HELIO_TYPE_QUERY_ENTRY (helio_query_entry_get_type ())
G_DECLARE_FINAL_TYPE (HelioQueryEntry, helio_query_entry, HELIO, QUERY_ENTRY, GtkWidget)

/* (nullable): of what is offered: members of the messages in it, topics. */
void helio_query_entry_set_view (HelioQueryEntry *self, HelioMessageView *view);
void helio_query_entry_set_tree (HelioQueryEntry *self, HelioTopicTree *tree);
const char *helio_query_entry_get_text (HelioQueryEntry *self);
void helio_query_entry_set_text (HelioQueryEntry *self, const char *text);
/* @error: (nullable): what is wrong with the text. It is said on @label, too, in the words of @said (nullable: its own),
 * and once: a screen reader may read the label whenever it changes. */
void helio_query_entry_set_error (HelioQueryEntry *self,
                                  const GError *error,
                                  GtkLabel *label,
                                  const char *said);

G_END_DECLS
