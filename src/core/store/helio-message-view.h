// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* An index of a message store for one list: a filter, pause, and a flat GListModel of transient rows. It
 * changes only in helio_message_view_flush(), which the widget calls once a frame while mapped; flush works
 * in slices (at most ~2 ms) and never blocks. Append and eviction are emitted apart, eviction in steps of
 * 5,000 (gtk-scale.md §8). Main thread. */

#include "core/store/helio-message-store.h"

G_BEGIN_DECLS

/* A row object made on demand and thrown away: it only holds its sequence number. */
#define HELIO_TYPE_MESSAGE_ITEM (helio_message_item_get_type ())
G_DECLARE_FINAL_TYPE (HelioMessageItem, helio_message_item, HELIO, MESSAGE_ITEM, GObject)
guint64 helio_message_item_get_seq (HelioMessageItem *self);

#define HELIO_TYPE_MESSAGE_VIEW (helio_message_view_get_type ())
G_DECLARE_FINAL_TYPE (HelioMessageView, helio_message_view, HELIO, MESSAGE_VIEW, GObject)

HelioMessageView *helio_message_view_new (HelioMessageStore *store);
HelioMessageStore *helio_message_view_get_store (HelioMessageView *self);

/* Takes over what came in since the last call. TRUE if anything changed or is still to be done. */
gboolean helio_message_view_flush (HelioMessageView *self);

/* Paused: nothing moves; what arrives is counted and comes when it goes on. "paused" */
void helio_message_view_set_paused (HelioMessageView *self, gboolean paused);
gboolean helio_message_view_get_paused (HelioMessageView *self);
/* Messages that arrived while paused and would have been shown, as far as flush has got with looking at them. */
guint64 helio_message_view_get_pending (HelioMessageView *self);
/* How many of its rows are gaps; the others are messages. */
guint helio_message_view_get_n_gaps (HelioMessageView *self);

/* A query (helio-query.h); of a payload its first HELIO_VIEW_SEARCH_MAX bytes are looked into. Gaps are always shown.
 * The newest matches come first: at the next flush the list is emptied, then filled from its end. NULL or "": all.
 * While the text is no query the one before it applies. "filter" */
#define HELIO_VIEW_SEARCH_MAX (1024 * 1024)
void helio_message_view_set_filter (HelioMessageView *self, const char *text);
const char *helio_message_view_get_filter (HelioMessageView *self);
/* (nullable): what is wrong with the filter's text. Changes with "filter". */
const GError *helio_message_view_get_filter_error (HelioMessageView *self);
/* (nullable): the text that applies: "filter", or while that is no query the last one that was. */
const char *helio_message_view_get_applied_filter (HelioMessageView *self);
/* Only this topic and what is below it; NULL: all. "branch" */
void helio_message_view_set_branch (HelioMessageView *self, const char *topic);
const char *helio_message_view_get_branch (HelioMessageView *self);
/* 0-1 while a filter is being applied, 1 when done. "progress" */
double helio_message_view_get_progress (HelioMessageView *self);

/* Position of a sequence number, or of the next one after it; n_items if behind all. */
guint helio_message_view_find (HelioMessageView *self, guint64 seq);
/* Position of the first row that came at @time (wall µs) or later; n_items if all came before. If the clock was set back
 * meanwhile, one of those where it passes @time. */
guint helio_message_view_find_time (HelioMessageView *self, gint64 time);
guint64 helio_message_view_get_seq (HelioMessageView *self, guint position);
/* What the index takes: nothing without a filter, else 4 bytes a row and 4 a topic. */
gsize helio_message_view_get_bytes (HelioMessageView *self);

G_END_DECLS
