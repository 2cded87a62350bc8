// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What can be done with a message: the menu of its row, and those of its actions that need only the list:
 * "messages.copy-topic" (a topic), "messages.copy-as" (sequence number, "text", "hex" or "base64"). What concerns others
 * is asked of the widgets above, see helio-topic-menu.h; "topics-page.publish-again" takes a sequence number. */

#include "core/store/helio-message-store.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Of HelioMessageList. */
void helio_message_actions_install (GtkWidgetClass *widget_class);
/* Returns: (transfer full) (nullable): NULL: a gap, or it is no longer kept. */
GMenuModel *helio_message_actions_make_menu (HelioMessageStore *store, guint64 seq);

G_END_DECLS
