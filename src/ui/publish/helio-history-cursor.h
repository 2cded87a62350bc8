// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Going through what was published as a shell goes through its commands: what was being written is put aside and comes
 * back behind the latest message. */

#include "ui/publish/helio-publish-history.h"

G_BEGIN_DECLS

typedef struct {
  HelioDraft *kept; /* (nullable): what was being written */
  int at;           /* what of the history is shown; −1: what is being written */
} HelioHistoryCursor;

void helio_history_cursor_init (HelioHistoryCursor *self);
void helio_history_cursor_clear (HelioHistoryCursor *self);

/* @draft: what is shown. Puts it aside, unless it is the message of the history as it was. */
void
helio_history_cursor_keep (HelioHistoryCursor *self, GListModel *history, const HelioDraft *draft);
/* @step: 1: to the message before, −1: to a later one, and behind the latest back to what was being written. What is to
 * be shown; NULL: there is nothing. Returns: (transfer full) (nullable). */
HelioDraft *helio_history_cursor_step (HelioHistoryCursor *self,
                                       GListModel *history,
                                       const HelioDraft *draft,
                                       int step);
/* The same for one of the history. */
HelioDraft *helio_history_cursor_go (HelioHistoryCursor *self,
                                     GListModel *history,
                                     const HelioDraft *draft,
                                     HelioPublished *published);
/* What was being written; NULL: nothing was put aside. Returns: (transfer full) (nullable). */
HelioDraft *helio_history_cursor_back (HelioHistoryCursor *self);
/* Whether @draft is a message of the history as it was; with @later, that there is something behind it as well. */
gboolean helio_history_cursor_is_shown (const HelioHistoryCursor *self,
                                        GListModel *history,
                                        const HelioDraft *draft,
                                        gboolean later);
/* A message came into the history; @shown: it is what is shown. */
void helio_history_cursor_added (HelioHistoryCursor *self, gboolean shown);

G_END_DECLS
