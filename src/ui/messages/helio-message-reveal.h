// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Bringing one message of a list into view, from elsewhere in the window. */

#include "ui/messages/helio-message-list.h"

G_BEGIN_DECLS

/* Selects row @seq of the list's view, without its filter, and scrolls to it as soon as the view has it. */
void helio_message_reveal (HelioMessageList *list, guint64 seq);

G_END_DECLS
