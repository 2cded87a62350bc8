// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Bringing one message of a list into view: from elsewhere in the window, or when its rows are others. */

#include "ui/messages/helio-message-list.h"

G_BEGIN_DECLS

/* Selects row @seq of the list's view, without its filter, and scrolls to it as soon as the view has it. */
void helio_message_reveal (HelioMessageList *list, guint64 seq);

/* The same for one that the view has, and gives it the focus: the keyboard goes on from there. */
void helio_message_go_to (HelioMessageList *list, guint64 seq);

/* When another filter has just been set that is not yet applied, and the list does not follow: brings what was read
 * into view again once it is. */
void helio_message_hold (HelioMessageList *list);

/* For the list, once a frame while it is on screen. TRUE: there is something to be done in the next ones. */
gboolean helio_message_reveal_frame (HelioMessageList *list);
gboolean helio_message_reveal_is_pending (HelioMessageList *list);

/* Whether there is more below what is in view. */
gboolean helio_message_has_below (HelioMessageList *list);

G_END_DECLS
