// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* One row of the message list. It draws itself from cached layouts, asks the store for its row only when
 * it is drawn, and has one accessible label that follows slowly (gtk-scale.md §1, §7). */

#include "core/store/helio-message-store.h"
#include "ui/messages/helio-message-columns.h"

G_BEGIN_DECLS

#define HELIO_TYPE_MESSAGE_LINE (helio_message_line_get_type ())
G_DECLARE_FINAL_TYPE (HelioMessageLine, helio_message_line, HELIO, MESSAGE_LINE, GtkWidget)

HelioMessageLine *helio_message_line_new (HelioMessageStore *store, HelioMessageColumns *columns);

/* Cheap; nothing happens if it shows that one already. */
void helio_message_line_set_seq (HelioMessageLine *self, guint64 seq);
guint64 helio_message_line_get_seq (HelioMessageLine *self);
/* What the store says about it may have changed. */
void helio_message_line_refresh (HelioMessageLine *self);
/* Gives assistive technology what is shown, once it has rested for a while. @now: g_get_monotonic_time().
 * TRUE if it is still to be done. */
gboolean helio_message_line_update_accessible (HelioMessageLine *self, gint64 now);

/* A row in words: for a screen reader. Returns: (transfer full). */
char *helio_message_line_describe (const HelioMessageRow *row);
/* The text of a gap row. Returns: (transfer full). */
char *helio_message_line_describe_gap (const HelioMessageRow *row);

G_END_DECLS
