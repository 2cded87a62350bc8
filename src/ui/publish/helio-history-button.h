// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* A button with the messages that were published: to write one anew, to publish it again, to forget it. */

#include "ui/publish/helio-publish-history.h"

G_BEGIN_DECLS

/* Signals "edit" and "again": (HelioHistoryButton *, HelioPublished *) */
#define HELIO_TYPE_HISTORY_BUTTON (helio_history_button_get_type ())
G_DECLARE_FINAL_TYPE (HelioHistoryButton, helio_history_button, HELIO, HISTORY_BUTTON, GtkWidget)

/* (nullable) */
void helio_history_button_set_history (HelioHistoryButton *self, GListModel *history);
void helio_history_button_set_can_publish (HelioHistoryButton *self, gboolean can_publish);
void helio_history_button_popup (HelioHistoryButton *self);

G_END_DECLS
