// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* The messages of a view as they come in: pause, follow, filter, and a list of drawn rows. */

#include "core/store/helio-message-view.h"
#include "core/store/helio-topic-tree.h"

#include "ui/base/helio-live-list.h"

G_BEGIN_DECLS

/* Signal "open": (HelioMessageList *, guint64 seq): the user wants to read this one: Enter, double click,
 * or a click where "open-on-click" is set. "menu": the same, before the menu of that message is shown. */
#define HELIO_TYPE_MESSAGE_LIST (helio_message_list_get_type ())
G_DECLARE_FINAL_TYPE (HelioMessageList, helio_message_list, HELIO, MESSAGE_LIST, GtkWidget)

HelioMessageList *helio_message_list_new (void);

void helio_message_list_set_view (HelioMessageList *self, HelioMessageView *view); /* (nullable) */
/* (nullable): whose topics the filter entry offers. */
void helio_message_list_set_tree (HelioMessageList *self, HelioTopicTree *tree);
HelioMessageView *helio_message_list_get_view (HelioMessageList *self);
/* Its rows lack some at the head of the view while they slide. */
HelioLiveList *helio_message_list_get_rows (HelioMessageList *self);
/* There is something to be done at the next frame. */
void helio_message_list_wake (HelioMessageList *self);

/* Sequence number of the selected row; G_MAXUINT64: none. "selected-seq" */
void helio_message_list_set_selected_seq (HelioMessageList *self, guint64 seq);
guint64 helio_message_list_get_selected_seq (HelioMessageList *self);

/* Whether the list stays at its end. "following" */
void helio_message_list_set_following (HelioMessageList *self, gboolean following);
gboolean helio_message_list_get_following (HelioMessageList *self);

/* For windows without room for an inspector beside the list. */
void helio_message_list_set_open_on_click (HelioMessageList *self, gboolean open_on_click);

/* Something lies over the end of the rows: what the list shows over them stays at their start. */
void helio_message_list_set_covered (HelioMessageList *self, gboolean covered);

/* What stands there while no message has come at all. */
void helio_message_list_set_empty_text (HelioMessageList *self,
                                        const char *title,
                                        const char *description);

/* As if it was typed; "": none. */
void helio_message_list_set_filter (HelioMessageList *self, const char *filter);
void helio_message_list_focus_filter (HelioMessageList *self);
void helio_message_list_focus_rows (HelioMessageList *self);
/* What the rows are scrolled by. */
GtkAdjustment *helio_message_list_get_vadjustment (HelioMessageList *self);

G_END_DECLS
