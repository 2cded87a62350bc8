// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* How many messages there are, in words; gaps are no messages, and said apart. Each returns (transfer full). */

#include "core/store/helio-message-view.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* "12,480", or "312 of 12,480" under a filter. */
char *helio_message_counts_shown (HelioMessageView *view);
/* "312 of 12,480 messages and 1 gap shown; 1,204,000 messages received" */
char *helio_message_counts_spoken (HelioMessageView *view);
/* What the budget has cost; NULL: nothing. */
char *helio_message_counts_dropped (HelioMessageView *view);
/* The same, and what helps; NULL: nothing. */
char *helio_message_counts_remedy (HelioMessageView *view);
gboolean helio_message_counts_is_filtered (HelioMessageView *view);
/* What is wrong with the filter, and whose result is shown meanwhile; NULL: nothing. */
char *helio_message_counts_fault (HelioMessageView *view);

/* Writes them where they changed, with what a screen reader says. */
void helio_message_counts_update (HelioMessageView *view,
                                  GtkInscription *count_label,
                                  GtkInscription *dropped_label);

G_END_DECLS
